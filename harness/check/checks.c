/* The table of checks, made from the one list. Must not know what a check does. */
#include "harness/check/checks.h"

#include <assert.h>

#define HP_CHECK_ROW(function, id_, family_, level_, of_, clause_, requirements_, title_)          \
    {                                                                                              \
        .id = (id_),                                                                               \
        .family = (family_),                                                                       \
        .title = (title_),                                                                         \
        .level = (level_),                                                                         \
        .clause = (clause_),                                                                       \
        .requirements = (requirements_),                                                           \
        .run = hp_check_##function,                                                                \
    },

const struct hp_check hp_checks[] = {HP_CHECKS(HP_CHECK_ROW)};
const size_t hp_check_count = sizeof(hp_checks) / sizeof(hp_checks[0]);

static_assert(sizeof(hp_checks) / sizeof(hp_checks[0]) <= 64, "a set of checks is one word");

int hp_check_find(const char *id)
{
    for (size_t i = 0; i < hp_check_count; i++) {
        if (strcmp(hp_checks[i].id, id) == 0) {
            return (int)i;
        }
    }
    return -1;
}
