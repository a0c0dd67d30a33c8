/* Feeds files and folders to a fuzz target without a fuzzing engine: how corpora replay in the
 * ordinary tests, with any compiler, and how a finding is seen again. AFL++ calls it with a file.
 *
 * usage: TARGET [-timeout=SECONDS] FILE-OR-FOLDER...   (`-` is standard input)
 *
 * Each input lies in a block of exactly its size, so that a sanitizer sees one byte too many. Must
 * not know any target. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fuzz/fuzz.h"

enum {
    TIMEOUT_SECONDS = 20, /* a busy machine and a sanitizer make 20 of one */
    INPUT_BYTES_MAX = 64 * 1024 * 1024,
    FOLDERS_DEEP_MAX = 4,
    PATH_BYTES = 1024,
    EXIT_TIMEOUT = 70, /* as libFuzzer's -timeout_exitcode */
};

static char current[PATH_BYTES];
static unsigned timeout_seconds = TIMEOUT_SECONDS;
static unsigned long inputs;

/* Only what a signal handler may do. */
static void say(const char *text)
{
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written;
}

static void name_input(void)
{
    say("fuzz: this input: ");
    say(current);
    say("\n");
}

static void on_alarm(int number)
{
    (void)number;
    say("fuzz: timeout: one input took too long\n");
    name_input();
    _exit(EXIT_TIMEOUT);
}

static void on_abort(int number)
{
    (void)number;
    name_input();
    (void)signal(SIGABRT, SIG_DFL);
    (void)raise(SIGABRT);
}

/* An endless loop under a profiler or a debugger is still found by processor time. */
static void run(const uint8_t *data, size_t size)
{
    (void)alarm(timeout_seconds);
    (void)LLVMFuzzerTestOneInput(data, size);
    (void)alarm(0);
    inputs++;
}

static int run_stream(FILE *stream)
{
    struct hp_buf text;
    hp_buf_init(&text, INPUT_BYTES_MAX);
    char piece[65536];
    size_t count;
    while ((count = fread(piece, 1, sizeof(piece), stream)) > 0) {
        hp_buf_append(&text, piece, count);
    }
    int status = 0;
    if (ferror(stream) || text.failed) {
        (void)fprintf(stderr, "fuzz: %s cannot be read, or is over %d MiB\n", current,
                      INPUT_BYTES_MAX / 1024 / 1024);
        status = 2;
    } else {
        uint8_t *exact = malloc(text.length == 0 ? 1 : text.length);
        if (exact == NULL) {
            status = 2;
        } else {
            if (text.length > 0) {
                memcpy(exact, text.bytes, text.length);
            }
            run(exact, text.length);
            free(exact);
        }
    }
    hp_buf_deinit(&text);
    return status;
}

static int run_path(const char *path, unsigned depth);

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* In the order of names, so that two replays are the same. */
static int run_folder(const char *path, unsigned depth)
{
    struct dirent **entries = NULL;
    int count = depth == 0 ? -1 : scandir(path, &entries, visible, by_name);
    if (count < 0) {
        (void)fprintf(stderr, "fuzz: %s cannot be listed\n", path);
        return 2;
    }
    int status = 0;
    for (int i = 0; i < count; i++) {
        char below[PATH_BYTES];
        int length = snprintf(below, sizeof(below), "%s/%s", path, entries[i]->d_name);
        if (length < 0 || (size_t)length >= sizeof(below) || run_path(below, depth - 1) != 0) {
            status = 2;
        }
        free(entries[i]);
    }
    free(entries);
    return status;
}

static int run_path(const char *path, unsigned depth)
{
    struct stat about;
    (void)snprintf(current, sizeof(current), "%s", path);
    if (strcmp(path, "-") == 0) {
        return run_stream(stdin);
    }
    if (stat(path, &about) != 0) {
        (void)fprintf(stderr, "fuzz: %s: %s\n", path, strerror(errno));
        return 2;
    }
    if (S_ISDIR(about.st_mode)) {
        return run_folder(path, depth);
    }
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        (void)fprintf(stderr, "fuzz: %s: %s\n", path, strerror(errno));
        return 2;
    }
    int status = run_stream(stream);
    (void)fclose(stream);
    return status;
}

int main(int argc, char **argv)
{
    static const char option[] = "-timeout=";
    int first = 1;
    if (argc > 1 && strncmp(argv[1], option, sizeof(option) - 1) == 0) {
        timeout_seconds = (unsigned)strtoul(argv[1] + sizeof(option) - 1, NULL, 10);
        first++;
    }
    if (first >= argc) {
        (void)fprintf(stderr, "usage: %s [-timeout=SECONDS] FILE-OR-FOLDER...\n", argv[0]);
        return 2;
    }
    (void)signal(SIGALRM, on_alarm);
    (void)signal(SIGABRT, on_abort);
    int status = 0;
    for (int i = first; i < argc; i++) {
        if (run_path(argv[i], FOLDERS_DEEP_MAX) != 0) {
            status = 2;
        }
    }
    /* A corpus that is not there must not pass for one that holds nothing wrong. */
    if (inputs == 0) {
        (void)fprintf(stderr, "fuzz: no input was run\n");
        return 2;
    }
    (void)printf("%lu inputs\n", inputs);
    return status;
}
