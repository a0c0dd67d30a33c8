/* JSON files that users write (baselines, literal cases): one way to read them and to complain. */
#ifndef HP_RUN_USER_FILE_H
#define HP_RUN_USER_FILE_H

#include "harness/base/arena.h"
#include "harness/base/error.h"
#include "harness/json/tree.h"

/* Reads the file at `path`, whose member "schema" must be `schema`, into `arena`, text and all.
 * HP_ERR_USAGE with file, line and column for a text that is not JSON, and with the name for a
 * member that stands twice in one object, for one that is not among `members` (ends with NULL) or
 * for another schema. `members` may be NULL: then the caller looks at them. */
enum hp_status hp_user_file_open(const char *path, const char *schema, const char *const *members,
                                 struct hp_arena *arena, const struct hp_json **root,
                                 struct hp_error *error) HP_MUST_CHECK;

/* HP_ERR_USAGE when `value` is no object, or has a member that is not among `members` (NULL: any
 * will do), or one twice. `what` begins the message ("baseline.json: finding 3"). */
enum hp_status hp_user_file_members(const struct hp_json *value, const char *what,
                                    const char *const *members,
                                    struct hp_error *error) HP_MUST_CHECK;

#endif
