/* JSON texts of every type, to stand where another type is due. */
#ifndef HP_CASES_WRONG_VALUES_H
#define HP_CASES_WRONG_VALUES_H

#include "harness/plan/build.h"

enum hp_wrong_kind {
    HP_WRONG_NUMBER = 1 << 0,
    HP_WRONG_BOOLEAN = 1 << 1,
    HP_WRONG_NULL = 1 << 2,
    HP_WRONG_STRING = 1 << 3,
    HP_WRONG_ARRAY = 1 << 4,
    HP_WRONG_OBJECT = 1 << 5,
    HP_WRONG_SCALAR = HP_WRONG_NUMBER | HP_WRONG_BOOLEAN,
    HP_WRONG_CONTAINER = HP_WRONG_ARRAY | HP_WRONG_OBJECT,
    HP_WRONG_FOR_STRING = HP_WRONG_SCALAR | HP_WRONG_NULL | HP_WRONG_CONTAINER,
};

struct hp_wrong_value {
    const char *name; /* "number-0" */
    const char *json; /* `%` stands for the value that was there before */
    unsigned kind;    /* one of enum hp_wrong_kind */
};

/* The index-th wrong value of any of `kinds`, or NULL past the end. */
const struct hp_wrong_value *hp_wrong_value(unsigned kinds, size_t index);
size_t hp_wrong_count(unsigned kinds);

/* The raw text of `wrong` in the place of `original`. */
struct hp_slice hp_wrong_text(struct hp_build *build, const struct hp_wrong_value *wrong,
                              struct hp_slice original);

/* A whole instance function: the index-th wrong value of `kinds` in the place of what is at `site`.
 */
bool hp_wrong_instance(struct hp_build *build, struct hp_site site, unsigned kinds, size_t index);

#endif
