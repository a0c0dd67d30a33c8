/* Appends lines to a file, and reads them back. Must not know what reports make of them. */
#include "harness/run/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "harness/base/alloc.h"
#include "harness/base/file.h"

enum {
    FLUSH_BYTES = 256 * 1024, /* few system calls, little lost when the process is killed */
    BUFFER_BYTES_MAX = HP_JOURNAL_LINES_BYTES_MAX + FLUSH_BYTES,
    LINE_ARENA_BYTES_MAX = 64 * 1024 * 1024,
    LINE_BYTES_MAX =
        64 * 1024 * 1024, /* many times the largest record: no journal has such a line */
};

struct hp_journal {
    int descriptor;
    struct hp_buf pending;
    char path[HP_PATH_BYTES]; /* for messages */
};

static enum hp_status open_with(const char *path, int flags, enum hp_status failure,
                                struct hp_journal **out, struct hp_error *error)
{
    struct hp_journal *journal = hp_calloc(1, sizeof(*journal));
    if (journal == NULL) {
        return hp_error_nomem(error);
    }
    hp_buf_init(&journal->pending, BUFFER_BYTES_MAX);
    (void)snprintf(journal->path, sizeof(journal->path), "%s", path);
    journal->descriptor = open(path, flags | O_CLOEXEC, 0666);
    if (journal->descriptor < 0) {
        int reason = errno;
        hp_free(journal);
        return hp_error_set(error, failure, "cannot open the journal %s: %s", path,
                            strerror(reason));
    }
    *out = journal;
    return HP_OK;
}

enum hp_status hp_journal_create(const char *path, struct hp_journal **out, struct hp_error *error)
{
    return open_with(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, HP_ERR_IO, out, error);
}

/* Where the last line feed ends; 0 when there is none. */
static off_t whole_lines(int descriptor)
{
    char block[4096];
    off_t end = lseek(descriptor, 0, SEEK_END);
    while (end > 0) {
        off_t begin = end > (off_t)sizeof(block) ? end - (off_t)sizeof(block) : 0;
        ssize_t got = pread(descriptor, block, (size_t)(end - begin), begin);
        for (ssize_t i = got; i > 0; i--) {
            if (block[i - 1] == '\n') {
                return begin + i;
            }
        }
        end = got > 0 ? begin : 0;
    }
    return 0;
}

enum hp_status hp_journal_reopen(const char *path, struct hp_journal **out, struct hp_error *error)
{
    struct hp_journal *journal = NULL;
    enum hp_status status = open_with(path, O_RDWR | O_APPEND, HP_ERR_USAGE, &journal, error);
    if (status != HP_OK || journal == NULL) {
        return status;
    }
    if (ftruncate(journal->descriptor, whole_lines(journal->descriptor)) != 0) {
        status = hp_error_set(error, HP_ERR_IO, "cannot go on with the journal %s: %s", path,
                              strerror(errno));
        struct hp_error ignored = {0};
        (void)!hp_journal_close(journal, &ignored);
        return status;
    }
    *out = journal;
    return HP_OK;
}

static enum hp_status flush(struct hp_journal *journal, struct hp_error *error)
{
    bool written = hp_file_put(journal->descriptor, hp_buf_view(&journal->pending));
    int reason = errno;
    hp_buf_clear(&journal->pending);
    return written ? HP_OK
                   : hp_error_set(error, HP_ERR_IO,
                                  "cannot write the journal %s: %s; what it holds so far is kept",
                                  journal->path, strerror(reason));
}

/* To be called after each line. */
static enum hp_status settle(struct hp_journal *journal, bool now, struct hp_error *error)
{
    if (journal->pending.failed) {
        return hp_error_nomem(error);
    }
    return now || journal->pending.length >= FLUSH_BYTES ? flush(journal, error) : HP_OK;
}

enum hp_status hp_journal_start(struct hp_journal *journal, const struct hp_run_facts *facts,
                                struct hp_error *error)
{
    hp_facts_write(&journal->pending, facts);
    return settle(journal, true, error);
}

enum hp_status hp_journal_case(struct hp_journal *journal, const struct hp_case_record *record,
                               struct hp_error *error)
{
    hp_record_write(&journal->pending, record);
    return settle(journal, hp_record_is_finding(record), error);
}

enum hp_status hp_journal_lines(struct hp_journal *journal, struct hp_slice lines, bool finding,
                                struct hp_error *error)
{
    hp_buf_slice(&journal->pending, lines);
    return settle(journal, finding, error);
}

enum hp_status hp_journal_shrunk(struct hp_journal *journal, const struct hp_shrunk *shrunk,
                                 struct hp_error *error)
{
    hp_shrunk_write(&journal->pending, shrunk);
    return settle(journal, true, error);
}

enum hp_status hp_journal_end(struct hp_journal *journal, const struct hp_run_end *end,
                              struct hp_error *error)
{
    hp_end_write(&journal->pending, end);
    return settle(journal, true, error);
}

enum hp_status hp_journal_close(struct hp_journal *journal, struct hp_error *error)
{
    if (journal == NULL) {
        return HP_OK;
    }
    enum hp_status status = settle(journal, true, error);
    if (close(journal->descriptor) != 0 && status == HP_OK) {
        status = hp_error_set(error, HP_ERR_IO, "cannot close the journal %s: %s", journal->path,
                              strerror(errno));
    }
    hp_buf_deinit(&journal->pending);
    hp_free(journal);
    return status;
}

static enum hp_status hear(const struct hp_json *line, size_t number, struct hp_arena *arena,
                           const struct hp_journal_listener *listener, struct hp_error *error)
{
    struct hp_slice kind = hp_json_string(hp_json_member(line, HP_SLICE("kind")));
    enum hp_status status;
    bool is_start = hp_slice_is(kind, "start");
    if (is_start != (number == 1)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            is_start ? "a second start: two journals in one file"
                                     : "not the start of a journal");
    }
    if (is_start) {
        struct hp_run_facts facts;
        status = hp_facts_read(line, &facts, error);
        return status == HP_OK ? listener->start(listener->context, &facts, error) : status;
    }
    if (hp_slice_is(kind, "case") || hp_slice_is(kind, "canary")) {
        struct hp_case_record record;
        status = hp_record_read(line, arena, &record, error);
        return status == HP_OK ? listener->record(listener->context, &record, error) : status;
    }
    if (hp_slice_is(kind, "shrunk")) {
        struct hp_shrunk shrunk;
        status = hp_shrunk_read(line, arena, &shrunk, error);
        return status == HP_OK && listener->shrunk != NULL
                   ? listener->shrunk(listener->context, &shrunk, error)
                   : status;
    }
    if (hp_slice_is(kind, "end")) {
        struct hp_run_end end;
        status = hp_end_read(line, &end, error);
        return status == HP_OK ? listener->end(listener->context, &end, error) : status;
    }
    return hp_error_set(error, HP_ERR_USAGE, "a record of unknown kind");
}

/* `last` is true for a line that the file ends in without a line feed: torn, and passed over. But
 * without its first line a journal says nothing. */
static enum hp_status read_line(const char *path, size_t number, struct hp_slice text, bool last,
                                struct hp_arena *arena, const struct hp_journal_listener *listener,
                                struct hp_error *error)
{
    struct hp_json_scan scan;
    const struct hp_json *line = NULL;
    enum hp_status status = hp_json_parse(arena, text, &hp_json_limits_default, &scan, &line);
    if (status != HP_OK) {
        return hp_error_set(error, status, "%s:%zu: the line is too large to read", path, number);
    }
    if (line == NULL) {
        char what[160];
        hp_json_scan_describe(&scan, what, sizeof(what));
        return last && number > 1
                   ? HP_OK
                   : hp_error_set(error, HP_ERR_USAGE, "%s:%zu: not a journal line: %s", path,
                                  number, what);
    }
    struct hp_error inner = {0};
    status = hear(line, number, arena, listener, &inner);
    if (status != HP_OK) {
        return hp_error_set(error, status, "%s:%zu: %s", path, number, inner.text);
    }
    return HP_OK;
}

/* The next line with its line feed, or the last one without; empty at the end of the file. Not
 * getline, which would take a file without line feeds as a whole into memory. */
static enum hp_status next_line(FILE *file, const char *path, size_t number, struct hp_buf *line,
                                struct hp_error *error)
{
    hp_buf_clear(line);
    int c = 0;
    while (c != '\n' && !line->failed && (c = getc_unlocked(file)) != EOF) {
        hp_buf_char(line, (char)c);
    }
    if (!line->failed) {
        return HP_OK;
    }
    return line->length + 1 >= LINE_BYTES_MAX
               ? hp_error_set(error, HP_ERR_USAGE,
                              "%s:%zu: a line of over %d MiB is none of a journal", path, number,
                              LINE_BYTES_MAX / (1024 * 1024))
               : hp_error_nomem(error);
}

enum hp_status hp_journal_read(const char *path, const struct hp_journal_listener *listener,
                               struct hp_error *error)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return hp_error_set(error, HP_ERR_USAGE, "cannot read the journal %s: %s", path,
                            strerror(errno));
    }
    struct hp_arena arena;
    hp_arena_init(&arena, LINE_ARENA_BYTES_MAX);
    struct hp_buf line;
    hp_buf_init(&line, LINE_BYTES_MAX);
    size_t number = 0;
    enum hp_status status = HP_OK;
    while (status == HP_OK) {
        status = next_line(file, path, number + 1, &line, error);
        struct hp_slice text = hp_buf_view(&line);
        if (status != HP_OK || text.len == 0) {
            break;
        }
        bool torn = text.at[text.len - 1] != '\n';
        hp_arena_reset(&arena);
        status = read_line(path, ++number, text, torn, &arena, listener, error);
    }
    if (status == HP_OK && ferror(file)) {
        status =
            hp_error_set(error, HP_ERR_IO, "cannot read the journal %s: %s", path, strerror(errno));
    }
    if (status == HP_OK && number == 0) {
        status = hp_error_set(error, HP_ERR_USAGE, "the journal %s is empty", path);
    }
    hp_buf_deinit(&line);
    hp_arena_deinit(&arena);
    (void)fclose(file);
    return status;
}
