/* Spellings of a member name that are not the name: what a careless lookup takes for it. */
#ifndef HP_CASES_NAME_VARIANTS_H
#define HP_CASES_NAME_VARIANTS_H

#include "harness/plan/build.h"

/* The wrong spellings of the name of `role`, a bit each: those that are no name of the contract,
 * nor the text of a spelling before them. */
uint32_t hp_name_variants(const struct hp_contract *contract, enum hp_role role);

/* One of them by its number: the spelling as a JSON string in the build's memory, and its word for
 * instance names. */
struct hp_slice hp_name_variant(struct hp_build *build, enum hp_role role, unsigned number,
                                const char **word);

#endif
