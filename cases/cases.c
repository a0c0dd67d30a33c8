/* Strings the families' tables together into one list. Must not know what is in them. */
#include "cases/cases.h"

#include <assert.h>
#include <pthread.h>

enum { ROWS_MAX = 512 }; /* the whole catalogue has 283 rows */

static const struct hp_table *const tables[] = {
#define TABLE_ADDRESS(family) &hp_table_##family,
    HP_FAMILIES(TABLE_ADDRESS)
#undef TABLE_ADDRESS
};

/* The sizes of the tables are known to other files only, so the list is filled at the first call.
 */
static pthread_once_t filled = PTHREAD_ONCE_INIT;
static const struct hp_row *all_rows[ROWS_MAX];
static size_t row_count;

static void fill(void)
{
    for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            assert(row_count < ROWS_MAX);
            all_rows[row_count++] = &tables[t]->rows[i];
        }
    }
}

const struct hp_row *const *hp_cases_rows(size_t *count)
{
    int refused = pthread_once(&filled, fill);
    assert(refused == 0);
    (void)refused;
    *count = row_count;
    return all_rows;
}
