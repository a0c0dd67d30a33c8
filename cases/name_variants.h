/* Spellings of a member name that are not the name: what a careless lookup takes for it. */
#ifndef HP_CASES_NAME_VARIANTS_H
#define HP_CASES_NAME_VARIANTS_H

#include "harness/plan/build.h"

/* The variant-th wrong spelling of the name of `role`: its word for instance names, and the
 * spelling as a JSON string in the build's memory. False past the last variant. Spellings that are
 * a name of the contract are left out. */
bool hp_name_variant(struct hp_build *build, enum hp_role role, size_t variant, const char **word,
                     struct hp_slice *raw);

#endif
