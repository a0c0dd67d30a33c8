/* What is to be replayed: a case id, a finding file, or every finding of a report. */
#ifndef HP_CLI_REPLAY_SUBJECT_H
#define HP_CLI_REPLAY_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/arena.h"
#include "harness/base/error.h"
#include "harness/json/tree.h"

/* One finding, or a case that is none. All text lies in the list's arena. */
struct hp_subject {
    struct hp_slice id;
    struct hp_slice row, check, where; /* of the finding; empty for a case id */
    struct hp_slice body;              /* instead of the case's own; at is NULL: none */
};

struct hp_subjects {
    struct hp_subject *items;
    size_t count;
    size_t notes; /* findings of a report that are left out: they fail nothing */
    bool is_report;
    bool has_seed; /* the file says by which seed its cases were made */
    uint64_t seed;
    const char *target;          /* that the file names; NULL: none */
    const struct hp_json *again; /* what else its cases were sent by (replay_options.h), or NULL */
    struct hp_arena arena;
};

/* Reads `text` as the path of a file when there is one, else as a case id. HP_ERR_USAGE: a file
 * that is neither a finding nor a report of hookproof, or lacks what is needed. Free in any case.
 */
enum hp_status hp_subjects_read(const char *text, struct hp_subjects *out,
                                struct hp_error *error) HP_MUST_CHECK;
void hp_subjects_free(struct hp_subjects *subjects);

#endif
