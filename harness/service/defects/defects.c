/* All tables as one list. A new table is one line here. */
#include "harness/service/defects/defect.h"

#include "harness/service/defects/tables.h"

enum { ROWS_MAX = 600 };

static const struct hp_defect_table *const tables[] = {
    &hp_defects_of_valid,    &hp_defects_of_syntax,   &hp_defects_of_structure,
    &hp_defects_of_types,    &hp_defects_of_enums,    &hp_defects_of_arrays,
    &hp_defects_of_strings,  &hp_defects_of_urls,     &hp_defects_of_headers,
    &hp_defects_of_auth,     &hp_defects_of_protocol, &hp_defects_of_size,
    &hp_defects_of_security, &hp_defects_of_state,    &hp_defects_of_answers,
    &hp_defects_of_framing,
};

struct list {
    const struct hp_defect *rows[ROWS_MAX];
    size_t count;
};

static struct list defects;
static struct list variants;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void take(struct list *list, const struct hp_defect_table *table)
{
    for (size_t i = 0; i < table->count && list->count < ROWS_MAX; i++) {
        list->rows[list->count++] = &table->rows[i];
    }
}

static void make(void)
{
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        take(&defects, tables[i]);
    }
    take(&variants, &hp_defect_variants);
}

const struct hp_defect *const *hp_defects(size_t *count)
{
    (void)pthread_once(&once, make);
    *count = defects.count;
    return defects.rows;
}

const struct hp_defect *const *hp_variants(size_t *count)
{
    (void)pthread_once(&once, make);
    *count = variants.count;
    return variants.rows;
}

const struct hp_defect *hp_defect_find(const char *id)
{
    size_t count;
    (void)hp_defects(&count);
    for (size_t i = 0; i < defects.count; i++) {
        if (strcmp(defects.rows[i]->id, id) == 0) {
            return defects.rows[i];
        }
    }
    for (size_t i = 0; i < variants.count; i++) {
        if (strcmp(variants.rows[i]->id, id) == 0) {
            return variants.rows[i];
        }
    }
    return NULL;
}
