/* Adds up rows. Must not know how families are shown. */
#include "reports/families.h"

static struct hp_family *find(struct hp_family *families, size_t *count, const char *name)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(families[i].name, name) == 0) {
            return &families[i];
        }
    }
    if (*count == HP_FAMILIES_MAX) {
        return NULL;
    }
    families[*count] = (struct hp_family){.name = name};
    return &families[(*count)++];
}

size_t hp_families(const struct hp_summary *summary, struct hp_family families[HP_FAMILIES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct hp_row_summary *row = &summary->rows[i];
        struct hp_family *family = find(families, &count, row->family);
        if (family == NULL) {
            continue;
        }
        family->rows += row->tally.cases > 0;
        family->tally.cases += row->tally.cases;
        family->tally.pass += row->tally.pass;
        family->tally.fail += row->tally.fail;
        family->tally.warn += row->tally.warn;
        family->tally.note += row->tally.note;
        family->tally.inconclusive += row->tally.inconclusive;
        family->tally.skipped += row->tally.skipped;
    }
    return count;
}

bool hp_tally_shows(const struct hp_summary *summary, const struct hp_tally *tally)
{
    return summary->plan_cases > 0 || tally->cases > 0;
}
