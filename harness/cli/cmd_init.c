/* hookproof init */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/cli/commands.h"

static const unsigned char config_text[] = {
#include "init-config.inc"
};
static const unsigned char baseline_text[] = {
#include "init-baseline.inc"
};
static const unsigned char ci_text[] = {
#include "init-ci.inc"
};

static const struct starter {
    const char *name;
    const unsigned char *text;
    size_t length;
    const char *purpose;
} starters[] = {
    {"hookproof.json", config_text, sizeof(config_text), "options: target, depth, reports"},
    {"hookproof-baseline.json", baseline_text, sizeof(baseline_text), "known findings: none yet"},
    {"hookproof-ci.yml", ci_text, sizeof(ci_text), "a job for GitHub Actions; its head says more"},
};
enum { STARTERS = sizeof(starters) / sizeof(starters[0]) };

static enum hp_status path_of(const char *folder, const char *name, char path[HP_PATH_BYTES],
                              struct hp_error *error)
{
    int length = snprintf(path, HP_PATH_BYTES, "%s/%s", folder, name);
    return length < HP_PATH_BYTES
               ? HP_OK
               : hp_error_set(error, HP_ERR_USAGE, "the path of the folder is too long");
}

/* Never over a file that is there: what a project has is its own. */
static enum hp_status write_starter(const char *folder, const struct starter *starter,
                                    struct hp_error *error)
{
    char path[HP_PATH_BYTES];
    enum hp_status status = path_of(folder, starter->name, path, error);
    int fd = status == HP_OK ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
    if (fd < 0) {
        return hp_error_set(error, HP_ERR_USAGE, "%s cannot be written: %s", path, strerror(errno));
    }
    if (!hp_file_put(fd, (struct hp_slice){(const char *)starter->text, starter->length})) {
        status =
            hp_error_set(error, HP_ERR_IO, "%s could not be written: %s", path, strerror(errno));
    }
    if (close(fd) != 0 && status == HP_OK) {
        status =
            hp_error_set(error, HP_ERR_IO, "%s could not be written: %s", path, strerror(errno));
    }
    return status;
}

/* All or nothing: a half of a set is worse than a question. */
static enum hp_status check_absent(const char *folder, struct hp_error *error)
{
    enum hp_status status = HP_OK;
    for (size_t i = 0; i < STARTERS && status == HP_OK; i++) {
        char path[HP_PATH_BYTES];
        status = path_of(folder, starters[i].name, path, error);
        if (status == HP_OK && access(path, F_OK) == 0) {
            status = hp_error_set(error, HP_ERR_USAGE,
                                  "%s is there already; nothing was written (take it away, or name "
                                  "another folder)",
                                  path);
        }
    }
    return status;
}

int hp_cmd_init(const struct hp_args *args, struct hp_error *error)
{
    const char *folder = args->operand_count == 0 ? "." : args->operands[0];
    if (args->operand_count > 1) {
        return hp_exit_of(hp_error_set(error, HP_ERR_USAGE, "init takes one folder"));
    }
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        return hp_exit_of(
            hp_error_set(error, HP_ERR_USAGE, "%s cannot be created: %s", folder, strerror(errno)));
    }
    enum hp_status status = check_absent(folder, error);
    for (size_t i = 0; i < STARTERS && status == HP_OK; i++) {
        status = write_starter(folder, &starters[i], error);
        if (status == HP_OK) {
            printf("%s/%s: %s\n", folder, starters[i].name, starters[i].purpose);
        }
    }
    if (status == HP_OK) {
        printf("next: put your server's address into %s/%s, then\n"
               "      HOOKPROOF_API_KEY=... hookproof run --config %s/%s\n",
               folder, starters[0].name, folder, starters[0].name);
    }
    return hp_exit_of(status);
}
