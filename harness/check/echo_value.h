/* How one value that was sent compares with the one that came back. */
#ifndef HP_CHECK_ECHO_VALUE_H
#define HP_CHECK_ECHO_VALUE_H

#include "harness/check/line.h"
#include "harness/plan/row.h"

/* Strings of a JSON tree under an echo mode:
 *   EXACT, ONE_OF  equal by code point
 *   TRIMMED        equal, or `back` is `sent` without some of the blanks at its ends
 *   CLEAN          `back` holds no CR, LF or NUL, and is `sent` with those taken out or each
 *                  replaced by a space (RFC 9110 5.5) */
bool hp_echo_matches(enum hp_echo mode, struct hp_slice sent, struct hp_slice back);

/* Appends what kind of difference it is when that helps a person: cut, another letter case, other
 * blanks. */
void hp_echo_describe_difference(struct hp_line *line, struct hp_slice sent, struct hp_slice back);

bool hp_echo_lists_equal(const struct hp_slice *sent, size_t sent_count,
                         const struct hp_slice *back, size_t back_count);
/* Repeated items count once. `failed` is set when the arena refuses memory. */
bool hp_echo_sets_equal(const struct hp_slice *sent, size_t sent_count, const struct hp_slice *back,
                        size_t back_count, struct hp_arena *arena, bool *failed);
/* How many different items there are. */
size_t hp_echo_distinct(const struct hp_slice *items, size_t count, struct hp_arena *arena,
                        bool *failed);
/* Appends the first item that is missing from `back`, or the first that was not sent. */
void hp_echo_describe_items(struct hp_line *line, const struct hp_slice *sent, size_t sent_count,
                            const struct hp_slice *back, size_t back_count);

#endif
