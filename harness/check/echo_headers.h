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

/* The same names came back, and no value in clear (S29): a value that holds the one sent is
 * `shown`. With `either` a value may also be the one sent, but otherwise has to look hidden. */
bool hp_echo_headers_hidden(const struct hp_sent_value *sent, const struct hp_json *back,
                            bool either, struct hp_arena *arena,
                            struct hp_header_difference *difference, bool *shown);

/* An object whose values are all strings: another type of value is the finding of
 * resp-headers-values. */
bool hp_echo_headers_are_strings(const struct hp_json *object);

/* For a row that lets a success pass when it shows CR, LF and NUL taken out (decision S26): true
 * when the headers came back, and are those sent as HP_ECHO_CLEAN has them. */
bool hp_echo_headers_are_clean(struct hp_view *view);

void hp_header_difference_describe(const struct hp_header_difference *difference,
                                   struct hp_line *expected, struct hp_line *actual);

#endif
