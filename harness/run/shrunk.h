/* What was found out about a group of findings after the run: a smaller request that fails in the
 * same way, and the nearest one that passes. A line of the journal, so that a report made from a
 * journal is the report of the run. */
#ifndef HP_RUN_SHRUNK_H
#define HP_RUN_SHRUNK_H

#include "harness/run/record.h"
#include "harness/run/summary.h"

enum { HP_FINGERPRINT_DIGITS = 16 };

struct hp_shrunk {
    uint64_t fingerprint; /* of the group */
    unsigned requests;    /* that were sent to find this out */
    enum hp_plain plain;
    bool seen_again; /* `record` is that of the smallest case that failed in the same way */
    struct hp_case_record record;
    struct hp_slice minimal_body; /* smaller than any case id can say, in full; at is NULL: none */
    struct hp_slice pass_case;    /* the nearest case that passes; empty: none was found */
    struct hp_slice pass_difference; /* one line */
    enum hp_after after;             /* of a canary: when the target stopped working */
    struct hp_slice after_case, after_line;
};

/* Appends `{"kind":"shrunk",...}` and a line feed. */
void hp_shrunk_write(struct hp_buf *out, const struct hp_shrunk *shrunk);

/* Reads what hp_shrunk_write wrote; everything lies in `arena`. HP_ERR_USAGE names the member that
 * is missing or wrong. */
enum hp_status hp_shrunk_read(const struct hp_json *line, struct hp_arena *arena,
                              struct hp_shrunk *shrunk, struct hp_error *error) HP_MUST_CHECK;

/* "0123456789abcdef" as a number; false when it is not 16 hexadecimal digits in lower case. */
bool hp_fingerprint_read(struct hp_slice text, uint64_t *out);

#endif
