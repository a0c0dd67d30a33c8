/* One line of the journal: what was asked, what came, and the verdict with its reasons.
 *
 * The runner fills a record from a case and its judgement; the journal writes it; the reducer
 * counts it. A record read back from a journal is the same structure, so a report made from a
 * journal is the report of the run. */
#ifndef HP_RUN_RECORD_H
#define HP_RUN_RECORD_H

#include "harness/base/buf.h"
#include "harness/check/check.h"
#include "harness/json/tree.h"

struct hp_case_record {
    struct hp_slice id;  /* empty only in a record that was never filled */
    struct hp_slice row; /* the part of the id before '@'; a view into `id` */
    uint64_t index;      /* position in the plan: orders records whatever the concurrency */
    enum hp_verdict verdict;
    enum hp_end end;
    int status; /* 0: no response */
    uint64_t duration_us;
    uint64_t checks_applied; /* bits of hp_checks */
    uint64_t checks_broken;
    struct hp_slice reason; /* for inconclusive, skipped, notes; may be empty */
    unsigned attempts;      /* answers that were judged; 0 and 1: the case was sent once */
    unsigned reproduced;    /* ... of which failed */
    bool canary;            /* sent between the plan's cases; counted in no total but `sent` */

    /* The rest is there only when something was observed. */
    const struct hp_observation *observations;
    size_t observation_count;
    struct hp_slice why;
    struct hp_request request; /* body cut at HP_EXCERPT_BYTES, the key masked */
    size_t request_body_bytes; /* before the cut */
    struct hp_response response;
    size_t response_body_bytes;
    struct hp_slice end_note;
};

/* Fills `record` from a judged exchange. Copies nothing: it borrows from all three, and from
 * `arena` where the key had to be masked. */
enum hp_status hp_record_fill(const struct hp_case *kase, const struct hp_exchange *exchange,
                              const struct hp_judgement *judgement, struct hp_slice api_key,
                              struct hp_arena *arena, struct hp_case_record *record) HP_MUST_CHECK;

/* A verdict that the journal keeps safe at once. */
static inline bool hp_record_is_finding(const struct hp_case_record *record)
{
    return record->verdict == HP_FAIL || record->verdict == HP_WARN;
}

/* Appends `{"kind":"case",...}` and a line feed. */
void hp_record_write(struct hp_buf *out, const struct hp_case_record *record);

/* Reads what hp_record_write wrote; everything lies in `arena`. HP_ERR_USAGE names the member that
 * is missing or wrong. */
enum hp_status hp_record_read(const struct hp_json *line, struct hp_arena *arena,
                              struct hp_case_record *record, struct hp_error *error) HP_MUST_CHECK;

/* `"name":"text"`, or the text in base64 under name_base64 where a reader would not get the same
 * bytes back: it is not UTF-8, or holds U+0000, which a tree spells in another way. A comma goes
 * first unless the member opens its object. */
void hp_record_write_text(struct hp_buf *out, const char *name, struct hp_slice text);

/* Members "headers" and "body" or "body_base64" and "body_bytes" of a message, for the journal, for
 * finding files and for report.json: each begins with a comma. */
void hp_record_write_fields(struct hp_buf *out, const struct hp_field *fields, size_t count);
void hp_record_write_body(struct hp_buf *out, struct hp_slice body, size_t full_bytes);

#endif
