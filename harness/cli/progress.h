/* How far a run is, on standard error: a line that is written over on a terminal, plain lines
 * elsewhere. */
#ifndef HP_CLI_PROGRESS_H
#define HP_CLI_PROGRESS_H

#include "harness/cli/options.h"
#include "harness/run/run.h"

struct hp_progress_line {
    bool shows;     /* false: nothing is written at all */
    bool terminal;  /* one line, written over; else a line every `every_s` */
    double every_s; /* between plain lines */
    double next_s;
};

/* What --progress and -q ask for: auto is the line on a terminal that can move its cursor, and
 * otherwise, as in CI, a plain line every 30 seconds; always is a plain line every second where
 * there is no terminal. HP_ERR_USAGE for another word. */
enum hp_status hp_progress_init(struct hp_progress_line *line, const struct hp_args *args,
                                struct hp_error *error) HP_MUST_CHECK;

/* For hp_run_options: `context` is a struct hp_progress_line. */
void hp_progress_show(void *context, const struct hp_progress *progress);

/* The text of a progress line, at most `columns` - 1 characters: what does not fit is left out, the
 * last facts first. */
enum { HP_PROGRESS_BYTES = 160 };
void hp_progress_text(const struct hp_progress *progress, unsigned columns,
                      char text[static HP_PROGRESS_BYTES]);

/* Takes the line off the terminal. */
void hp_progress_end(const struct hp_progress_line *line);

#endif
