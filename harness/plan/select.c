/* fnmatch over ids, and a shortcut that spares building ids. Must not know the plan. */
#include "harness/plan/select.h"

#include <fnmatch.h>
#include <string.h>

static const char special[] = "*?[\\";

bool hp_glob_is_literal(const char *glob)
{
    return glob[strcspn(glob, special)] == '\0';
}

static bool names_row(const char *glob, const char *row_id)
{
    return fnmatch(glob, row_id, 0) == 0; /* with `@` in it a glob never does: no row id has one */
}

enum hp_pick hp_glob_row(const char *glob, const char *row_id)
{
    if (names_row(glob, row_id)) {
        return HP_PICK_ALL;
    }
    /* Every id of the row starts with `row@`: compare that with the glob's literal beginning. */
    size_t literal = strcspn(glob, special);
    size_t id_length = strlen(row_id);
    size_t compared = literal < id_length ? literal : id_length;
    if (memcmp(glob, row_id, compared) != 0) {
        return HP_PICK_NONE;
    }
    if (literal <= id_length) {
        return glob[literal] == '\0' ? HP_PICK_NONE : HP_PICK_SOME;
    }
    if (glob[id_length] != '@') {
        return HP_PICK_NONE;
    }
    return strcmp(glob + id_length, "@*") == 0 ? HP_PICK_ALL : HP_PICK_SOME;
}

bool hp_glob_case(const char *glob, const char *row_id, const char *case_id)
{
    return names_row(glob, row_id) || fnmatch(glob, case_id, 0) == 0;
}

static enum hp_pick most(struct hp_globs globs, const char *row_id)
{
    enum hp_pick pick = HP_PICK_NONE;
    for (size_t i = 0; i < globs.count; i++) {
        enum hp_pick one = hp_glob_row(globs.items[i], row_id);
        pick = one > pick ? one : pick;
    }
    return pick;
}

enum hp_pick hp_select_row(struct hp_globs include, struct hp_globs exclude, const char *row_id)
{
    enum hp_pick in = include.count == 0 ? HP_PICK_ALL : most(include, row_id);
    enum hp_pick out = most(exclude, row_id);
    if (in == HP_PICK_NONE || out == HP_PICK_ALL) {
        return HP_PICK_NONE;
    }
    return in == HP_PICK_ALL && out == HP_PICK_NONE ? HP_PICK_ALL : HP_PICK_SOME;
}

static bool any(struct hp_globs globs, const char *row_id, const char *case_id)
{
    for (size_t i = 0; i < globs.count; i++) {
        if (hp_glob_case(globs.items[i], row_id, case_id)) {
            return true;
        }
    }
    return false;
}

bool hp_select_case(struct hp_globs include, struct hp_globs exclude, const char *row_id,
                    const char *case_id)
{
    return (include.count == 0 || any(include, row_id, case_id)) && !any(exclude, row_id, case_id);
}
