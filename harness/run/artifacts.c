/* Files for one finding each. Must not decide what a finding is. */
#include "harness/run/artifacts.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "harness/json/encode.h"
#include "harness/run/curl_line.h"
#include "harness/run/record.h"

enum { PATH_BYTES = 1200, FILE_BYTES_MAX = 4 * 1024 * 1024 };

enum hp_status hp_artifacts_folder(const char *path, struct hp_error *error)
{
    char part[PATH_BYTES];
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof(part)) {
        return hp_error_set(error, HP_ERR_USAGE, "the folder's name is empty or too long: %s",
                            path);
    }
    for (size_t i = 1; i <= length; i++) {
        if (i < length && path[i] != '/') {
            continue;
        }
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST) {
            return hp_error_set(error, HP_ERR_IO, "cannot create the folder %s: %s", part,
                                strerror(errno));
        }
    }
    struct stat what;
    if (stat(path, &what) != 0 || !S_ISDIR(what.st_mode)) {
        return hp_error_set(error, HP_ERR_IO, "%s is not a folder; choose another with --out",
                            path);
    }
    return HP_OK;
}

static enum hp_status write_file(const char *path, struct hp_slice content, struct hp_error *error)
{
    FILE *file = fopen(path, "wbe");
    if (file == NULL) {
        return hp_error_set(error, HP_ERR_IO, "cannot write %s: %s", path, strerror(errno));
    }
    bool written = fwrite(content.at, 1, content.len, file) == content.len;
    written = fclose(file) == 0 && written;
    return written ? HP_OK
                   : hp_error_set(error, HP_ERR_IO, "cannot write %s: %s", path, strerror(errno));
}

/* hookproof replay 'ID' [TARGET] [what the bytes depend on] */
static void replay_line(struct hp_buf *out, const struct hp_run_options *options, const char *id)
{
    hp_buf_printf(out, "hookproof replay '%s'", id);
    if (!options->address.builtin) {
        hp_buf_printf(out, " '%s%s'", options->address.origin, options->address.path);
    }
    if (options->plan.seed != HP_SEED_DEFAULT) {
        hp_buf_printf(out, " --seed %llu", (unsigned long long)options->plan.seed);
    }
    if (options->contract_path != NULL) {
        hp_buf_printf(out, " --contract '%s'", options->contract_path);
    }
}

static void text_member(struct hp_buf *out, const char *name, const char *value)
{
    hp_buf_printf(out, ",\"%s\":", name);
    hp_json_encode_string(out, hp_slice_of(value == NULL ? "" : value));
}

static void finding_file(struct hp_buf *out, const struct hp_run_options *options,
                         const struct hp_group *group)
{
    hp_buf_text(out, "{\"schema\":\"hookproof-finding/1\"");
    text_member(out, "fingerprint", group->fingerprint);
    text_member(out, "case", group->minimal_case);
    text_member(out, "verdict", hp_verdict_name(group->verdict));
    text_member(out, "row", group->row);
    text_member(out, "check", group->check);
    text_member(out, "level", hp_level_name(group->level));
    text_member(out, "clause", group->clause);
    text_member(out, "where", group->where);
    text_member(out, "expected", group->expected);
    text_member(out, "actual", group->actual);
    text_member(out, "why", group->why);
    text_member(out, "target", options->address.builtin ? "builtin" : options->address.origin);
    text_member(out, "replay", group->replay);
    hp_buf_printf(out, ",\"seed\":%llu", (unsigned long long)options->plan.seed);
    hp_buf_text(out, ",\"request\":{");
    hp_record_write_text(out, "method", group->request.method);
    hp_record_write_text(out, "target", group->request.target);
    hp_record_write_fields(out, group->request.fields, group->request.field_count);
    hp_record_write_body(out, group->request.body, group->request_body_bytes);
    hp_buf_printf(out, "},\"response\":{\"status\":%d", group->response.status);
    hp_record_write_fields(out, group->response.fields, group->response.field_count);
    hp_record_write_body(out, group->response.body, group->response_body_bytes);
    hp_buf_text(out, "}}\n");
}

static const char *keep(struct hp_reducer *reducer, struct hp_buf *text)
{
    return text->failed ? NULL : hp_reducer_keep(reducer, hp_buf_view(text));
}

static enum hp_status write_group(const struct hp_run_options *options, const struct hp_case *kase,
                                  struct hp_reducer *reducer, struct hp_group *group,
                                  struct hp_buf *text, struct hp_error *error)
{
    hp_buf_clear(text);
    replay_line(text, options, group->minimal_case);
    group->replay = keep(reducer, text);
    if (group->replay == NULL) {
        return hp_error_nomem(error);
    }
    if (options->out_dir == NULL) {
        return HP_OK;
    }
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof(path), "%s/findings/%s.body", options->out_dir, group->fingerprint);
    enum hp_status status = write_file(path, kase->request.body, error);
    if (status == HP_OK && !options->address.builtin) {
        hp_buf_clear(text);
        hp_curl_line(text, &kase->request, options->address.origin, path, options->plan.api_key);
        group->curl = keep(reducer, text);
    }
    if (status == HP_OK) {
        hp_buf_clear(text);
        finding_file(text, options, group);
        (void)snprintf(path, sizeof(path), "%s/findings/%s.json", options->out_dir,
                       group->fingerprint);
        status = write_file(path, hp_buf_view(text), error);
    }
    return status;
}

enum hp_status hp_artifacts_write(const struct hp_run_options *options, const struct hp_plan *plan,
                                  struct hp_reducer *reducer, struct hp_summary *summary,
                                  struct hp_error *error)
{
    enum hp_status status = HP_OK;
    if (options->out_dir != NULL && summary->group_count > 0) {
        char folder[PATH_BYTES];
        (void)snprintf(folder, sizeof(folder), "%s/findings", options->out_dir);
        status = hp_artifacts_folder(folder, error);
    }
    struct hp_buf text;
    hp_buf_init(&text, FILE_BYTES_MAX);
    struct hp_case kase;
    hp_case_init(&kase);
    for (size_t i = 0; i < summary->group_count && status == HP_OK; i++) {
        struct hp_group *group = &summary->groups[i];
        status = hp_plan_find(plan, hp_slice_of(group->minimal_case), &kase, error);
        if (status == HP_OK) {
            status = write_group(options, &kase, reducer, group, &text, error);
        }
    }
    hp_case_deinit(&kase);
    hp_buf_deinit(&text);
    return status;
}
