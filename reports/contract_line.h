/* Where the contract speaks of what a finding is about: a line for code-scanning views. */
#ifndef HP_REPORTS_CONTRACT_LINE_H
#define HP_REPORTS_CONTRACT_LINE_H

#include <stdbool.h>

#include "harness/base/slice.h"

/* The line, from 1, of the OpenAPI document `text` where the member that `where` (a JSON Pointer of
 * the request's body, or of the response's with `of_response`) ends in is declared: the schema, not
 * an example. "status" is where the responses are listed; anything else, and a member that is not
 * declared, where the path is. 1 when the document has none of these. */
unsigned hp_contract_line(struct hp_slice text, const char *where, bool of_response);

#endif
