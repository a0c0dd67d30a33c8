/* Globs over case ids, decided by the row alone where that is possible. */
#ifndef HP_PLAN_SELECT_H
#define HP_PLAN_SELECT_H

#include <stdbool.h>

#include "harness/plan/row.h"

struct hp_globs {
    const char *const *items;
    size_t count;
};

/* What a selection takes of a row's cases. Ordered: the more, the larger. */
enum hp_pick { HP_PICK_NONE, HP_PICK_SOME, HP_PICK_ALL };

/* A glob that matches the row's id takes all its cases; else the whole ids decide. */
enum hp_pick hp_glob_row(const char *glob, const char *row_id);
/* HP_PICK_SOME: the id itself must be asked. */
bool hp_glob_case(const char *glob, const char *row_id, const char *case_id);

enum hp_pick hp_select_row(struct hp_globs include, struct hp_globs exclude, const char *row_id);
bool hp_select_case(struct hp_globs include, struct hp_globs exclude, const char *row_id,
                    const char *case_id);

/* No `*`, `?`, `[` or `\`. */
bool hp_glob_is_literal(const char *glob);

#endif
