/* The regular expressions of `pattern` and `patternProperties`, on PCRE2; plain ones (regular.h) on
 * a table as far as the text is ASCII.
 *
 * JSON Schema means ECMA-262 with Unicode. PCRE2 is set to the nearest reading: \uXXXX and \u{X},
 * [] matches nothing, \d and \w are ASCII, `$` is the very end, `.` stops at CR and LF. What ECMA
 * has and PCRE2 has not (\p{Letter} by its long name) is refused when compiled, not misread. Known
 * to differ: PCRE2 lets no match begin between CR and LF; the table does, as ECMA-262. */
#ifndef HP_CONTRACT_REGEX_H
#define HP_CONTRACT_REGEX_H

#include "harness/base/arena.h"
#include "harness/base/error.h"
#include "harness/base/slice.h"

struct hp_regex;

enum {
    /* Steps of one search. An honest pattern takes about one a character, and a million is some
       10 ms; a catastrophic one stops there. */
    HP_REGEX_STEPS_MAX = 1000000,
};

enum hp_regex_result {
    HP_REGEX_NO_MATCH = 0,
    HP_REGEX_MATCH,
    HP_REGEX_LIMIT, /* gave up: the pattern backtracks too much on this text */
    HP_REGEX_NOMEM,
};

/* HP_ERR_USAGE with PCRE2's own message in `message` when the pattern is broken; HP_ERR_NOMEM. Free
 * with hp_regex_free (NULL is allowed). */
enum hp_status hp_regex_new(struct hp_slice pattern, struct hp_regex **out, char *message,
                            size_t message_bytes) HP_MUST_CHECK;
void hp_regex_free(struct hp_regex *regex);

/* What searches with one arena use again; starts zeroed, and ends with the arena's content. */
struct hp_regex_room {
    void *match_data;
};

/* Searches anywhere in `text`, as JSON Schema wants. Thread-safe on one regex. A U+0000 in the form
 * of tree.h is matched as U+0000; a lone surrogate, which no UTF-8 engine can hold, as U+FFFD.
 * `arena` gives the room, and memory for the copy that such texts need. */
enum hp_regex_result hp_regex_search(const struct hp_regex *regex, struct hp_slice text,
                                     struct hp_arena *arena, struct hp_regex_room *room);

#endif
