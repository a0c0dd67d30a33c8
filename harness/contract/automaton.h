/* Searches texts for a regular expression by a table: one step a character, and no backtracking.
 * For the patterns of regular.h, and as far as a text is ASCII. */
#ifndef HP_CONTRACT_AUTOMATON_H
#define HP_CONTRACT_AUTOMATON_H

#include "harness/base/error.h"
#include "harness/contract/regular.h"

struct hp_automaton;

/* NULL when the table would get too large: HP_OK all the same, as there is another engine. */
enum hp_status hp_automaton_new(const struct hp_regular *regular,
                                struct hp_automaton **out) HP_MUST_CHECK;
void hp_automaton_free(struct hp_automaton *automaton); /* NULL is allowed */

enum hp_automaton_result {
    HP_AUTOMATON_NO_MATCH = 0,
    HP_AUTOMATON_MATCH,
    HP_AUTOMATON_FOREIGN, /* what stands before the first byte that is not ASCII leaves it open */
};

/* Does the pattern match anywhere in `text`? */
enum hp_automaton_result hp_automaton_search(const struct hp_automaton *automaton,
                                             struct hp_slice text);

#endif
