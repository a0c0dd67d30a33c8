/* A response's status line and header section as text, read into fields (RFC 9112 4 and 5). */
#ifndef HP_TARGET_RESPONSE_HEAD_H
#define HP_TARGET_RESPONSE_HEAD_H

#include "harness/base/message.h"

enum hp_head_verdict {
    HP_HEAD_OK,
    HP_HEAD_MALFORMED, /* not RFC 9112: see `why` */
    HP_HEAD_TOO_LARGE, /* over HP_RESPONSE_FIELDS_MAX fields */
    HP_HEAD_NO_MEMORY,
};

/* Reads status, version and fields out of `text` (status line to the empty line, CRLF or LF ends)
 * into `out`, whose body is left alone. Names and trimmed values borrow `text`; a folded line is
 * unfolded in place (RFC 9112 5.2), which is why it is not const. The field array lies in `arena`.
 * After MALFORMED or TOO_LARGE `out` holds what was read before. `why` is a static line then. */
enum hp_head_verdict hp_response_head_parse(char *text, size_t len, struct hp_arena *arena,
                                            struct hp_response *out, const char **why);

/* The status of a status line, 100 to 599, or 0 when it is not one. `version` becomes 10, 11 or
 * 20. */
int hp_status_line_parse(struct hp_slice line, int *version);

#endif
