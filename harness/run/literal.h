/* Literal cases of the user's own, as rows of the family "user" beside those of the catalogue: the
 * same sending, judging, grouping and replaying. */
#ifndef HP_RUN_LITERAL_H
#define HP_RUN_LITERAL_H

#include "harness/contract/contract.h"
#include "harness/plan/row.h"

#define HP_LITERAL_FAMILY "user"

struct hp_literals;

/* Reads {"schema":"hookproof-cases/1","cases":[...]}; see docs/cases.md. HP_ERR_USAGE with file,
 * line and column, or with the case's id and what is wrong: an id that is there twice or is one of
 * the `row_count` rows (or of a check), a level or an expectation that nobody knows, a header field
 * that is none, a body that is given twice. `rows` and the contract must outlive what comes out. */
enum hp_status hp_literals_read(const char *path, const struct hp_contract *contract,
                                const struct hp_row *const *rows, size_t row_count,
                                struct hp_literals **out, struct hp_error *error) HP_MUST_CHECK;
void hp_literals_free(struct hp_literals *literals); /* NULL is allowed */

/* The rows that were given, then one for each case of the file. */
const struct hp_row *const *hp_literals_rows(const struct hp_literals *literals, size_t *count);

/* What a case claims against what the second judge finds, one line each: a request that has to be
 * accepted although its body breaks the contract. NULL behind the last. */
const char *hp_literals_warning(const struct hp_literals *literals, size_t index);

#endif
