/* Does the plan notice a planted defect, and does it leave a correct variant alone? */
#ifndef HP_CLI_DETECT_H
#define HP_CLI_DETECT_H

#include "harness/cli/detect_plans.h"
#include "harness/service/defects/defect.h"

enum { HP_DETECT_NAME_BYTES = 96, HP_DETECT_CASE_BYTES = 256 };

struct hp_detection {
    const struct hp_defect *defect;
    bool variant;
    bool right;    /* a defect: caught at its level; a variant: no fail, and no warn but those
                      of its row */
    unsigned rank; /* which cause is the first that is, or stands for, an expected row or check,
                      from 1; 0: none is */
    bool leads;    /* that cause bears the expected name itself */
    size_t causes; /* fails and warns, folded as reports show them */
    size_t fails, warns;
    uint64_t sent;
    double seconds;
    char first[HP_DETECT_NAME_BYTES];  /* row or check of the first cause; "" when there is none */
    char caught[HP_DETECT_NAME_BYTES]; /* of the expected one, at its rank */
    char sample[HP_DETECT_CASE_BYTES]; /* its first case, else that of the first cause */
    char warned[HP_DETECT_CASE_BYTES]; /* of a variant: what it got, with blanks between */
    char reason[HP_DETECT_CASE_BYTES]; /* why there was nothing to judge; "" when there was */
};

/* Runs the plan of `run` against the service with the defect: in process, or through a server on
 * loopback where the defect shows on the wire only (then only the rows of the wire). At smoke
 * depth heavy rows are left out, but for variants and where the defect is expected in them. Nothing
 * is written; findings are shrunk as in a run, which tells their causes. `plans` is shared by all
 * that are detected with `run`. Thread-safe. */
enum hp_status hp_detect(const struct hp_run_options *run, struct hp_detect_plans *plans,
                         const struct hp_defect *defect, bool variant, struct hp_detection *out,
                         struct hp_error *error) HP_MUST_CHECK;

#endif
