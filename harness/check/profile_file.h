/* Profiles by name and from files. */
#ifndef HP_CHECK_PROFILE_FILE_H
#define HP_CHECK_PROFILE_FILE_H

#include "harness/check/settings.h"

/* Fills in a profile: one that is built in, else the file of that name,
 *   {"schema":"hookproof-profile/1","base":"doc","settings":{"status.created":"201"}}
 * whose `base` is one that is built in ("doc" when it is left out). A setting's value is a string;
 * a whole number and a boolean stand for their text. `name` is borrowed.
 *
 * HP_ERR_USAGE: no such profile or file (with the nearest name), not JSON, another schema, an
 * unknown member, key or value (with the nearest known one). */
enum hp_status hp_profile_open(const char *name, struct hp_settings *out,
                               struct hp_error *error) HP_MUST_CHECK;

#endif
