/* The progress line. Must not know what a run does. */
#include "harness/cli/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "harness/base/grouped.h"

enum {
    COLUMNS_DEFAULT = 80,
    CI_SECONDS = 30, /* a run of an hour leaves 120 lines in a log */
    MINUTE_S = 60,
    HOUR_S = 3600,
    PER_SECOND_MAX = 1000 * 1000 * 1000,
};

enum hp_status hp_progress_init(struct hp_progress_line *line, const struct hp_args *args,
                                struct hp_error *error)
{
    static const char *const words[] = {"auto", "always", "never", NULL};
    int choice = 0;
    enum hp_status status = hp_args_word(args, HP_OPT_PROGRESS, words, 0, &choice, error);
    const char *kind = getenv("TERM");
    bool dumb = kind != NULL && strcmp(kind, "dumb") == 0;
    line->terminal = isatty(STDERR_FILENO) == 1 && !dumb;
    line->shows = choice == 1 || (choice == 0 && !hp_args_has(args, HP_OPT_QUIET));
    line->every_s = choice == 1 ? 1 : CI_SECONDS;
    line->next_s = line->every_s;
    return status;
}

/* Appends a part when it fits whole; false when it does not. */
static bool append(char *text, size_t room, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool append(char *text, size_t room, const char *format, ...)
{
    char part[HP_PROGRESS_BYTES];
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(part, sizeof(part), format, arguments);
    va_end(arguments);
    if (length < 0 || used + (size_t)length >= room) {
        return false;
    }
    memcpy(text + used, part, (size_t)length + 1);
    return true;
}

static bool append_left(char *text, size_t room, double left_s)
{
    unsigned long seconds = left_s < 1e9 ? (unsigned long)left_s : 1000000000ul;
    if (seconds >= HOUR_S) {
        return append(text, room, ", %lu h %02lu min left", seconds / HOUR_S,
                      seconds % HOUR_S / MINUTE_S);
    }
    if (seconds >= MINUTE_S) {
        return append(text, room, ", %lu min %02lu s left", seconds / MINUTE_S, seconds % MINUTE_S);
    }
    return append(text, room, ", %lu s left", seconds);
}

void hp_progress_text(const struct hp_progress *progress, unsigned columns,
                      char text[static HP_PROGRESS_BYTES])
{
    size_t room = columns < HP_PROGRESS_BYTES ? columns : HP_PROGRESS_BYTES;
    uint64_t total = progress->total;
    struct hp_grouped done = hp_grouped(progress->done);
    struct hp_grouped failing = hp_grouped(progress->failures);
    text[0] = '\0';
    if (progress->shrinking > 0) {
        (void)(append(text, room, "%s cases done, %s failing", done.text, failing.text) &&
               append(text, room, ", shrinking: %s request%s", hp_grouped(progress->shrinking).text,
                      progress->shrinking == 1 ? "" : "s"));
        return;
    }
    double left = progress->per_second > 0 && total > progress->done
                      ? (double)(total - progress->done) / progress->per_second
                      : 0;
    double rate = progress->per_second < PER_SECOND_MAX ? progress->per_second : PER_SECOND_MAX;
    bool begun = total > 0 ? append(text, room, "%s of %s cases, %s failing", done.text,
                                    hp_grouped(total).text, failing.text)
                           : append(text, room, "%s bodies, %s failing", done.text, failing.text);
    (void)(begun && (total == 0 || append_left(text, room, left)) &&
           append(text, room, ", %s a second", hp_grouped((uint64_t)rate).text));
}

void hp_progress_show(void *context, const struct hp_progress *progress)
{
    struct hp_progress_line *line = context;
    char text[HP_PROGRESS_BYTES];
    if (line->terminal) {
        struct winsize size;
        bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
        hp_progress_text(progress, known ? size.ws_col : COLUMNS_DEFAULT, text);
        fprintf(stderr, "\r%s\033[K", text);
    } else if (progress->elapsed_s >= line->next_s) {
        line->next_s = progress->elapsed_s + line->every_s;
        hp_progress_text(progress, HP_PROGRESS_BYTES, text);
        fprintf(stderr, "%s\n", text);
    }
    (void)fflush(stderr);
}

void hp_progress_end(const struct hp_progress_line *line)
{
    if (line->shows && line->terminal) {
        fputs("\r\033[K", stderr);
        (void)fflush(stderr);
    }
}
