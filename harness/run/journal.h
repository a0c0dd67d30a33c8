/* The one record of a run: append-only NDJSON, written while the run goes on.
 *
 * Line 1 is the start, then a line for each case in the order of completion (canaries and cases
 * that were skipped too), then what the shrinking found about groups of findings, last the end. A
 * journal without its end is that of a run that was killed: what it holds is still true. Every
 * report can be made from it again. */
#ifndef HP_RUN_JOURNAL_H
#define HP_RUN_JOURNAL_H

#include "harness/run/facts.h"
#include "harness/run/shrunk.h"

struct hp_journal;

/* Creates or empties `path`. HP_ERR_IO with the system's reason. Not thread-safe. */
enum hp_status hp_journal_create(const char *path, struct hp_journal **out,
                                 struct hp_error *error) HP_MUST_CHECK;

/* Opens a journal to go on with it: a torn last line is cut off first. HP_ERR_USAGE when there is
 * none. */
enum hp_status hp_journal_reopen(const char *path, struct hp_journal **out,
                                 struct hp_error *error) HP_MUST_CHECK;

/* Each appends one line to a buffer of 256 KiB, which goes to the file when it is full, with every
 * finding, and at the end. HP_ERR_IO when the file takes no more (disk full): what was written
 * stays. */
enum hp_status hp_journal_start(struct hp_journal *journal, const struct hp_run_facts *facts,
                                struct hp_error *error) HP_MUST_CHECK;
enum hp_status hp_journal_case(struct hp_journal *journal, const struct hp_case_record *record,
                               struct hp_error *error) HP_MUST_CHECK;
/* Of the lines that are handed over at once: a worker's batch of records of the largest size,
 * escaped. */
enum { HP_JOURNAL_LINES_BYTES_MAX = 64 * 1024 * 1024 };

/* The same for lines of hp_record_write, made without the lock that the journal is under.
 * `finding`: one of them is one. */
enum hp_status hp_journal_lines(struct hp_journal *journal, struct hp_slice lines, bool finding,
                                struct hp_error *error) HP_MUST_CHECK;
enum hp_status hp_journal_shrunk(struct hp_journal *journal, const struct hp_shrunk *shrunk,
                                 struct hp_error *error) HP_MUST_CHECK;
enum hp_status hp_journal_end(struct hp_journal *journal, const struct hp_run_end *end,
                              struct hp_error *error) HP_MUST_CHECK;

/* Closes; an end that was not written stays missing. HP_ERR_IO when the last bytes did not reach
 * the file. NULL is allowed. */
enum hp_status hp_journal_close(struct hp_journal *journal, struct hp_error *error) HP_MUST_CHECK;

/* Who hears the lines of a journal that is read back. Any may fail and ends the reading. */
struct hp_journal_listener {
    void *context;
    enum hp_status (*start)(void *context, const struct hp_run_facts *facts,
                            struct hp_error *error);
    enum hp_status (*record)(void *context, const struct hp_case_record *record,
                             struct hp_error *error);
    enum hp_status (*end)(void *context, const struct hp_run_end *end, struct hp_error *error);
    /* What the shrinking found about a group whose cases came before; NULL: not listened to. */
    enum hp_status (*shrunk)(void *context, const struct hp_shrunk *shrunk, struct hp_error *error);
};

/* Reads a journal line by line, in memory that does not grow with its length. A torn last line (the
 * run was killed) is passed over; any other line that is no record, a first line that is not the
 * start and a second start are HP_ERR_USAGE with file and line. */
enum hp_status hp_journal_read(const char *path, const struct hp_journal_listener *listener,
                               struct hp_error *error) HP_MUST_CHECK;

#endif
