/* Opens, writes and closes reports. Must not know what is in them. */
#include "harness/cli/output.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "harness/cli/setup.h"
#include "harness/run/artifacts.h"

enum { COLUMNS_DEFAULT = 120 /* of a file or a pipe: nothing is left out */ };

/* "junit=out.xml" into format and path; path is NULL when there is none. */
static const struct hp_report_format *split(const char *text, const char **path)
{
    char name[32];
    const char *equals = strchr(text, '=');
    size_t length = equals == NULL ? strlen(text) : (size_t)(equals - text);
    *path = equals == NULL ? NULL : equals + 1;
    if (length >= sizeof(name)) {
        return NULL;
    }
    memcpy(name, text, length);
    name[length] = '\0';
    return hp_report_find(name);
}

enum hp_status hp_output_check(const struct hp_args *args, struct hp_error *error)
{
    for (size_t i = 0; i < args->counts[HP_OPT_REPORT]; i++) {
        const char *path;
        const char *text = args->values[HP_OPT_REPORT][i];
        if (split(text, &path) == NULL) {
            return hp_error_set(error, HP_ERR_USAGE, "unknown report format \"%s\": there are %s",
                                text, hp_report_names());
        }
        if (path != NULL && path[0] == '\0') {
            return hp_error_set(error, HP_ERR_USAGE, "--report %s has an empty path", text);
        }
    }
    return HP_OK;
}

bool hp_output_wants_map(const struct hp_args *args)
{
    bool wants = false;
    for (size_t i = 0; i < args->counts[HP_OPT_REPORT]; i++) {
        const char *path;
        const struct hp_report_format *format = split(args->values[HP_OPT_REPORT][i], &path);
        wants = wants || (format != NULL && (format->flags & HP_REPORT_MAP) != 0);
    }
    return wants;
}

static unsigned columns(void)
{
    struct winsize size;
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : COLUMNS_DEFAULT;
}

static enum hp_status write_one(const struct hp_report_format *format, const char *path,
                                const struct hp_summary *summary, struct hp_report_style style,
                                struct hp_error *error)
{
    bool to_stdout = path == NULL || strcmp(path, "-") == 0;
    FILE *file = to_stdout ? stdout : fopen(path, "wbe");
    if (file == NULL) {
        return hp_error_set(error, HP_ERR_IO, "cannot write %s: %s", path, strerror(errno));
    }
    if (!to_stdout) {
        style.colour = style.wrap = false;
        style.width = COLUMNS_DEFAULT;
    }
    struct hp_error own = {0};
    enum hp_status status = format->write(summary, &style, file, &own);
    int reason = errno; /* a writer cannot know where its stream leads to */
    if ((to_stdout ? fflush(file) : fclose(file)) != 0 && status == HP_OK) {
        status = HP_ERR_IO;
        reason = errno;
    }
    if (status == HP_ERR_IO) {
        return hp_error_set(error, status, "the %s report could not be written to %s: %s",
                            format->name, to_stdout ? "standard output" : path, strerror(reason));
    }
    return status == HP_OK ? HP_OK : hp_error_set(error, status, "%s", own.text);
}

enum hp_status hp_output_write(const struct hp_args *args, const struct hp_summary *summary,
                               const char *folder, const char *const *journals,
                               size_t journal_count, struct hp_error *error)
{
    struct hp_report_style style = {.verbose = hp_args_has(args, HP_OPT_VERBOSE),
                                    .width = columns(),
                                    .wrap = isatty(STDOUT_FILENO) == 1,
                                    .report_dir = folder,
                                    .contract = hp_args_text(args, HP_OPT_CONTRACT, NULL),
                                    .journals = journals,
                                    .journal_count = journal_count};
    enum hp_status first = hp_setup_colour(args, STDOUT_FILENO, &style.colour, error);
    if (args->counts[HP_OPT_REPORT] == 0 && !hp_args_has(args, HP_OPT_QUIET)) {
        enum hp_status status = write_one(hp_report_find("text"), NULL, summary, style, error);
        first = first == HP_OK ? status : first;
    }
    for (size_t i = 0; i < args->counts[HP_OPT_REPORT]; i++) {
        const char *path = NULL;
        char default_path[HP_PATH_BYTES];
        const struct hp_report_format *format = split(args->values[HP_OPT_REPORT][i], &path);
        enum hp_status status = HP_OK;
        if (path == NULL && (format->flags & HP_REPORT_TERMINAL) == 0) {
            const char *place = folder == NULL ? "hookproof-report" : folder;
            status = hp_artifacts_folder(place, error);
            (void)snprintf(default_path, sizeof(default_path), "%s/%s", place, format->file_name);
            path = default_path;
        }
        if (status == HP_OK) {
            status = write_one(format, path, summary, style, error);
        }
        first = first == HP_OK ? status : first;
    }
    return first;
}
