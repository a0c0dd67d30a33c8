/* Who passed, who failed, and what is only known. Must not know a format. */
#include "reports/standing.h"

bool hp_group_is_known(const struct hp_group *group)
{
    return group->known_until != NULL && !group->expired;
}

enum hp_standing hp_row_standing(const struct hp_summary *summary, const struct hp_row_summary *row)
{
    const struct hp_tally *tally = &row->tally;
    if (tally->pass + tally->note + tally->warn + tally->fail == 0) {
        return HP_STANDS_UNJUDGED;
    }
    if (tally->fail == 0) {
        return HP_STANDS_PASSED;
    }
    size_t own = 0;
    size_t own_new = 0;
    size_t any_new = 0;
    for (size_t i = 0; i < summary->group_count; i++) {
        const struct hp_group *group = &summary->groups[i];
        bool fails = group->verdict == HP_FAIL;
        bool mine = fails && strcmp(group->row, row->id) == 0;
        own += mine;
        own_new += mine && !hp_group_is_known(group);
        any_new += fails && !hp_group_is_known(group);
    }
    bool fails = summary->baseline.known == 0 || own_new > 0 || (own == 0 && any_new > 0);
    return fails ? HP_STANDS_FAILED : HP_STANDS_KNOWN;
}

const char *hp_row_reason(const struct hp_row_summary *row)
{
    return row->reason != NULL    ? row->reason
           : row->tally.cases > 0 ? "inconclusive"
                                  : "no case of it was selected, or none applied";
}

const struct hp_group *hp_card_at(const struct hp_summary *summary, size_t index)
{
    if (summary->causes != NULL) {
        return index < summary->cause_count ? summary->causes[index] : NULL;
    }
    for (size_t i = 0; i < summary->group_count; i++) {
        if (summary->groups[i].verdict != HP_NOTE && index-- == 0) {
            return &summary->groups[i];
        }
    }
    return NULL;
}

enum hp_verdict hp_card_verdict(const struct hp_group *group)
{
    return group->hide_count > 0 ? group->cause_verdict : group->verdict;
}

bool hp_card_is_known(const struct hp_group *group)
{
    bool known = hp_group_is_known(group) || group->verdict != HP_FAIL;
    bool any = hp_group_is_known(group);
    for (size_t i = 0; i < group->hide_count; i++) {
        const struct hp_group *other = group->hides[i];
        any = any || hp_group_is_known(other);
        known = known && (hp_group_is_known(other) || other->verdict != HP_FAIL);
    }
    return known && any;
}
