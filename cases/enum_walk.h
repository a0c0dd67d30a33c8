/* A walk over every value of every enum of the contract: the rows on enums follow whatever values
 * the contract has. */
#ifndef HP_CASES_ENUM_WALK_H
#define HP_CASES_ENUM_WALK_H

#include "harness/plan/build.h"

enum { HP_ENUM_ROLES = 3 };
/* Type, operations, data models. */
extern const enum hp_role hp_enum_roles[HP_ENUM_ROLES];

struct hp_enum_spot {
    enum hp_role role;
    const struct hp_enum *set; /* all values of that role */
    size_t number;             /* of `value` in `set` */
    struct hp_slice value;
};

/* The index-th value over all enums, types first; false past the end. */
bool hp_enum_spot_at(const struct hp_contract *contract, size_t index, struct hp_enum_spot *out);

/* Which instances a row makes of each value. */
struct hp_enum_survey {
    /* How many of the value; and a mark, should the row want to know more of it than that. By the
     * arguments alone. */
    uint32_t (*count)(const struct hp_enum_spot *spot, const struct hp_contract *contract,
                      const void *how, uint32_t *mark);
    const void *how;
};

struct hp_enum_pick {
    struct hp_enum_spot spot;
    size_t survey; /* the number of the survey */
    size_t index;  /* of the instance, among those of the value */
    size_t count;  /* of the value's instances */
    uint32_t mark;
};

/* The index-th instance of a row that makes all those of the first survey, value by value, then all
 * those of the second, and so on (up to three); false past the last one. The values are surveyed
 * once for many cases of the row. */
bool hp_enum_pick(struct hp_build *build, const struct hp_enum_survey *survey, size_t surveys,
                  size_t index, struct hp_enum_pick *out);

/* The value that follows in the same enum; the first after the last. */
struct hp_slice hp_enum_neighbour(const struct hp_enum_spot *spot);

/* Where a value of the role is put: the type itself, or the first item of the array. */
struct hp_site hp_enum_site(enum hp_role role);

/* The values of an array role that the base document holds; the first of the contract when it
 * holds none, so that there always is one. */
const struct hp_slice *hp_enum_sent(const struct hp_build *build, enum hp_role role, size_t *count);

/* True when the type of this combination cannot go without the array role. */
bool hp_enum_array_required(const struct hp_build *build, enum hp_role role);

#endif
