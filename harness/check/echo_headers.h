/* How the header map that came back compares with the one that was sent. */
#ifndef HP_CHECK_ECHO_HEADERS_H
#define HP_CHECK_ECHO_HEADERS_H

#include "harness/check/sent.h"

/* The first difference, in the order of names: what was sent, what is there instead. A side that
 * has nothing there has at = NULL. */
struct hp_header_difference {
    struct hp_slice sent_name, sent_value;
    struct hp_slice back_name, back_value;
    bool out_of_memory; /* nothing was compared */
};

/* True when every name sent is there with one of the values sent for it, and no other name is.
 * All values of `back` are strings. Names compare exactly, letter case included, and under
 * HP_ECHO_CLEAN as values do. */
bool hp_echo_headers_equal(enum hp_echo mode, const struct hp_sent_value *sent,
                           const struct hp_json *back, struct hp_arena *arena,
                           struct hp_header_difference *difference);

void hp_header_difference_describe(const struct hp_header_difference *difference,
                                   struct hp_line *expected, struct hp_line *actual);

#endif
