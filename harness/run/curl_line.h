/* A request as a curl command that sends the same octets. */
#ifndef HP_RUN_CURL_LINE_H
#define HP_RUN_CURL_LINE_H

#include "harness/run/by_hand.h"

/* Will curl send exactly this? The fields of -H lines are `extra`. */
bool hp_curl_line_carries(const struct hp_by_hand *what, const struct hp_field *extra,
                          size_t extra_count);

/* Appends the command. Only for what hp_curl_line_carries. A short body stands in the line; a long
 * one comes from `body_path`. */
void hp_curl_line(struct hp_buf *out, const struct hp_by_hand *what, const struct hp_field *extra,
                  size_t extra_count);

#endif
