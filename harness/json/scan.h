/* The strict half of the codec: is this text JSON by RFC 8259, and what is remarkable about it?
 *
 * Grammar and policy are two layers. The scan answers the grammar with no wrong verdict in either
 * direction; what the grammar allows but a receiver may refuse (duplicate names, lone surrogates,
 * U+0000, a byte order mark) comes back as traits, and the caller decides. */
#ifndef HP_JSON_SCAN_H
#define HP_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/slice.h"

enum hp_json_trait {
    HP_JSON_BOM = 1 << 0,            /* starts with EF BB BF (RFC 8259 8.1: MAY be ignored) */
    HP_JSON_DUPLICATE = 1 << 1,      /* two members of one object are equal after unescaping (4) */
    HP_JSON_LONE_SURROGATE = 1 << 2, /* \uD800 to \uDFFF without its other half (8.2) */
    HP_JSON_NUL = 1 << 3,            /* \u0000 in a name or a string */
    HP_JSON_NONCHARACTER =
        1 << 4, /* U+xxFFFE, U+xxFFFF, U+FDD0 to U+FDEF, raw or escaped (RFC 7493 2.1) */
    HP_JSON_BIG_NUMBER = 1 << 5, /* a number that a double cannot hold: overflows, or an integer (by
                                    value: 1e22 too) beyond 2^53 */
};

enum hp_json_fault {
    HP_JSON_OK = 0,
    HP_JSON_SYNTAX,   /* not in the grammar */
    HP_JSON_UTF8,     /* not UTF-8 by RFC 3629: overlong, surrogate, above U+10FFFF, truncated */
    HP_JSON_TOO_DEEP, /* nests deeper than depth_max */
    HP_JSON_TOO_BIG,  /* longer than bytes_max; nothing was scanned, `offset` is bytes_max */
};

struct hp_json_limits {
    size_t bytes_max;
    unsigned depth_max; /* containers open at once; HP_JSON_DEPTH_MAX at most */
};

/* No limit on bytes but memory, HP_JSON_DEPTH_MAX levels. */
extern const struct hp_json_limits hp_json_limits_default;

struct hp_json_scan {
    enum hp_json_fault fault;
    size_t offset; /* of the first byte that cannot stand there; text.len when the text ends too
                      soon */
    const char
        *want;       /* what could have stood there ("',' or '}'"); static; NULL when fault is OK */
    unsigned traits; /* of enum hp_json_trait; complete only when fault is OK; HP_JSON_DUPLICATE is
                        set by hp_json_parse, not by the scan, which keeps no names */
    unsigned depth;  /* deepest nesting; a scalar text has 0 */
    size_t values;   /* values in the text, the root included */
    size_t numbers;  /* numbers among them */
    size_t number_bytes_max; /* length of the longest number */
};

/* True when `text` is one JSON text; `limits` may be NULL for the default. Never recurses,
 * allocates nothing, reads each byte once. `out` is filled in either case. A text over bytes_max or
 * with NUL bytes is an ordinary wrong text. */
bool hp_json_scan(struct hp_slice text, const struct hp_json_limits *limits,
                  struct hp_json_scan *out);

/* "offset 17: want ',' or '}'" into `line`, for a person; "valid" when there is no fault. */
void hp_json_scan_describe(const struct hp_json_scan *scan, char *line, size_t line_bytes);

#endif
