/* Files for one finding each. Must not decide what a finding is. */
#include "harness/run/artifacts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/json/encode.h"
#include "harness/run/again.h"
#include "harness/run/by_hand.h"
#include "harness/run/mask.h"
#include "harness/run/record.h"
#include "harness/run/replay.h"
#include "harness/run/shell.h"

enum { FILE_BYTES_MAX = 4 * 1024 * 1024 };

enum hp_status hp_artifacts_folder(const char *path, struct hp_error *error)
{
    char part[HP_FOLDER_BYTES];
    size_t length = strlen(path);
    if (length == 0) {
        return hp_error_set(error, HP_ERR_USAGE, "the folder's name is empty");
    }
    if (length >= sizeof(part)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "the folder's name has %zu bytes, and more than %d are too many: %s",
                            length, (int)HP_FOLDER_BYTES - 1, path);
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

/* The address with the path that was given, if one was. */
static void target_address(const struct hp_run_options *options, char *address, size_t bytes)
{
    (void)snprintf(address, bytes, "%s%s",
                   options->address.builtin ? "builtin" : options->address.origin,
                   options->address.builtin ? "" : options->address.path);
}

/* hookproof replay 'ID' [TARGET] [what bytes, answer and verdict depend on]; the finding's file
 * instead of the id where no id says its bytes. */
static void replay_line(struct hp_buf *out, const struct hp_run_options *options,
                        const struct hp_group *group)
{
    char file[HP_PATH_BYTES];
    char from_root[2 * HP_PATH_BYTES];
    const char *subject = group->minimal_case;
    if (group->minimal_body.at != NULL && options->out_dir != NULL) {
        (void)snprintf(file, sizeof(file), "%s/findings/%s.json", options->out_dir,
                       group->fingerprint);
        subject = hp_file_absolute(file, from_root, sizeof(from_root));
    }
    char address[sizeof(options->address.origin) + sizeof(options->address.path)];
    target_address(options, address, sizeof(address));
    hp_buf_text(out, "hookproof replay ");
    hp_shell_word(out, hp_slice_of(subject), options->plan.api_key);
    if (!options->address.builtin) {
        hp_buf_char(out, ' ');
        hp_shell_word(out, hp_slice_of(address), options->plan.api_key);
    }
    hp_again_line(out, options);
}

static void text_member(struct hp_buf *out, const char *name, const char *value)
{
    hp_buf_printf(out, ",\"%s\":", name);
    hp_json_encode_string(out, hp_slice_of(value == NULL ? "" : value));
}

static void optional_member(struct hp_buf *out, const char *name, const char *value)
{
    if (value != NULL) {
        text_member(out, name, value);
    }
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
    char address[sizeof(options->address.origin) + sizeof(options->address.path)];
    target_address(options, address, sizeof(address));
    text_member(out, "target", address);
    text_member(out, "replay", group->replay);
    optional_member(out, "curl", group->curl);
    optional_member(out, "shell", group->shell);
    optional_member(out, "no_command", group->no_command);
    if (group->pass_case != NULL) {
        text_member(out, "nearest_pass", group->pass_case);
        text_member(out, "difference", group->pass_difference);
    }
    hp_buf_printf(out, ",\"seed\":%llu,\"again\":", (unsigned long long)options->plan.seed);
    hp_again_json(out, options);
    hp_buf_text(out, ",\"request\":{");
    hp_record_write_text(out, "method", group->request.method);
    hp_record_write_text(out, "target", group->request.target);
    hp_record_write_fields(out, group->request.fields, group->request.field_count);
    hp_record_write_body(out, group->request.body, group->request_body_bytes);
    if (group->minimal_body.at != NULL) {
        hp_buf_text(out, "},\"minimal_request\":{");
        hp_record_write_text(out, "method", group->request.method);
        hp_record_write_text(out, "target", group->request.target);
        hp_record_write_fields(out, group->request.fields, group->request.field_count);
        hp_record_write_body(out, group->minimal_body, group->minimal_body.len);
    }
    hp_buf_printf(out, "},\"response\":{\"status\":%d", group->response.status);
    hp_record_write_fields(out, group->response.fields, group->response.field_count);
    hp_record_write_body(out, group->response.body, group->response_body_bytes);
    hp_buf_text(out, "}}\n");
}

static const char *keep(struct hp_reducer *reducer, struct hp_buf *text)
{
    return text->failed ? NULL : hp_reducer_keep(reducer, hp_buf_view(text));
}

/* How the request is sent by hand. A body that holds the key is masked in its file, which is of no
 * use then. */
static bool tell_by_hand(const struct hp_run_options *options, const struct hp_request *request,
                         const char *body_path, struct hp_reducer *reducer, struct hp_group *group,
                         struct hp_buf *text)
{
    struct hp_by_hand what = {.request = request,
                              .address = &options->address,
                              .target = &options->target,
                              .api_key = options->plan.api_key,
                              .key_field = options->contract->key_field,
                              .body_path = body_path};
    hp_buf_clear(text);
    enum hp_hand hand = hp_by_hand(text, &what);
    const char **places[] = {[HP_HAND_CURL] = &group->curl,
                             [HP_HAND_BASH] = &group->shell,
                             [HP_HAND_NONE] = &group->no_command};
    *places[hand] = keep(reducer, text);
    return *places[hand] != NULL;
}

static enum hp_status tell_replay(const struct hp_run_options *options, struct hp_reducer *reducer,
                                  struct hp_group *group, struct hp_buf *text,
                                  struct hp_error *error)
{
    hp_buf_clear(text);
    replay_line(text, options, group);
    group->replay = keep(reducer, text);
    return group->replay == NULL ? hp_error_nomem(error) : HP_OK;
}

static enum hp_status write_group(const struct hp_run_options *options, const struct hp_case *kase,
                                  struct hp_reducer *reducer, struct hp_group *group,
                                  struct hp_buf *text, struct hp_error *error)
{
    char path[HP_PATH_BYTES];
    char from_root[2 * HP_PATH_BYTES];
    (void)snprintf(path, sizeof(path), "%s/findings/%s.body", options->out_dir, group->fingerprint);
    struct hp_request request = kase->request;
    if (group->minimal_body.at != NULL) {
        request.body = group->minimal_body;
    }
    struct hp_arena arena;
    hp_arena_init(&arena, (size_t)2 * HP_REQUEST_BODY_BYTES_MAX);
    struct hp_slice shown = hp_mask(request.body, options->plan.api_key, &arena);
    enum hp_status status = write_file(path, shown, error);
    bool exact = shown.at == request.body.at;
    hp_arena_deinit(&arena);
    if (status == HP_OK && !hp_address_in_process(&options->address) &&
        !tell_by_hand(options, &request,
                      exact ? hp_file_absolute(path, from_root, sizeof(from_root)) : NULL, reducer,
                      group, text)) {
        status = hp_error_nomem(error);
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

/* FINGERPRINT.json or FINGERPRINT.body */
static bool is_of_a_finding(const char *name)
{
    enum { DIGITS = 16 };
    return strspn(name, "0123456789abcdef") == DIGITS &&
           (strcmp(name + DIGITS, ".json") == 0 || strcmp(name + DIGITS, ".body") == 0);
}

enum hp_status hp_artifacts_clear(const char *folder, struct hp_error *error)
{
    char path[HP_PATH_BYTES];
    (void)snprintf(path, sizeof(path), "%s/findings", folder);
    DIR *findings = opendir(path);
    enum hp_status status = HP_OK;
    struct dirent *entry;
    while (findings != NULL && status == HP_OK && (entry = readdir(findings)) != NULL) {
        if (is_of_a_finding(entry->d_name) && unlinkat(dirfd(findings), entry->d_name, 0) != 0) {
            status = hp_error_set(error, HP_ERR_IO, "cannot remove %s/%s of an earlier run: %s",
                                  path, entry->d_name, strerror(errno));
        }
    }
    if (findings != NULL) {
        (void)closedir(findings);
    }
    return status;
}

/* A member of a finding file, kept as long as the reducer; NULL when there is none. */
static const char *keep_member(struct hp_reducer *reducer, const struct hp_json *root,
                               const char *name)
{
    struct hp_slice text = hp_json_string(hp_json_member(root, hp_slice_of(name)));
    return text.len == 0 ? NULL : hp_reducer_keep(reducer, text);
}

void hp_artifacts_read(const char *folder, struct hp_reducer *reducer, struct hp_summary *summary)
{
    struct hp_buf text;
    struct hp_arena arena;
    hp_buf_init(&text, FILE_BYTES_MAX);
    hp_arena_init(&arena, (size_t)16 * FILE_BYTES_MAX);
    for (size_t i = 0; i < summary->group_count; i++) {
        struct hp_group *group = &summary->groups[i];
        char path[HP_PATH_BYTES];
        (void)snprintf(path, sizeof(path), "%s/findings/%s.json", folder, group->fingerprint);
        hp_buf_clear(&text);
        hp_arena_reset(&arena);
        struct hp_json_scan scan;
        struct hp_error ignored = {0};
        const struct hp_json *root = NULL;
        if (group->replay != NULL || hp_file_read(path, &text, &ignored) != HP_OK ||
            hp_json_parse(&arena, hp_buf_view(&text), &hp_json_limits_default, &scan, &root) !=
                HP_OK) {
            continue;
        }
        /* The file of an earlier run in the same folder may be about another case. */
        if (hp_slice_is(hp_json_string(hp_json_member(root, HP_SLICE("case"))),
                        group->minimal_case)) {
            group->replay = keep_member(reducer, root, "replay");
            group->curl = keep_member(reducer, root, "curl");
            group->shell = keep_member(reducer, root, "shell");
            group->no_command = keep_member(reducer, root, "no_command");
        }
    }
    hp_arena_deinit(&arena);
    hp_buf_deinit(&text);
}

/* No id says the bytes of such a case: they are the finding's own. */
static enum hp_status keep_body(struct hp_reducer *reducer, struct hp_group *group,
                                struct hp_slice body, struct hp_error *error)
{
    const char *kept = hp_reducer_keep(reducer, body);
    group->minimal_body = (struct hp_slice){kept, body.len};
    return kept == NULL ? hp_error_nomem(error) : HP_OK;
}

/* The bytes of a fuzzed body. Those of a note are not kept; its record has them whole, but for the
 * key. */
static struct hp_slice fuzzed_body(const struct hp_bodies *bodies, struct hp_slice id,
                                   const struct hp_group *group)
{
    struct hp_slice body;
    return hp_bodies_find(bodies, id, &body) ? body : group->request.body;
}

enum hp_status hp_artifacts_write(const struct hp_run_options *options, const struct hp_plan *plan,
                                  const struct hp_bodies *bodies, struct hp_reducer *reducer,
                                  struct hp_summary *summary, struct hp_error *error)
{
    enum hp_status status = HP_OK;
    if (options->out_dir != NULL && summary->group_count > 0) {
        char folder[HP_PATH_BYTES];
        (void)snprintf(folder, sizeof(folder), "%s/findings", options->out_dir);
        status = hp_artifacts_folder(folder, error);
    }
    struct hp_buf text;
    hp_buf_init(&text, FILE_BYTES_MAX);
    struct hp_case kase;
    hp_case_init(&kase);
    for (size_t i = 0; i < summary->group_count && status == HP_OK; i++) {
        struct hp_group *group = &summary->groups[i];
        bool is_canary;
        struct hp_slice id = hp_slice_of(group->minimal_case);
        status = tell_replay(options, reducer, group, &text, error);
        if (options->out_dir == NULL && !hp_body_is_case(id)) {
            continue; /* nothing else is told, and a case takes a search */
        }
        if (status == HP_OK) {
            status = hp_body_is_case(id)
                         ? hp_body_find(plan, options->contract, bodies, id, &kase, error)
                         : hp_replay_find(plan, id, &kase, &is_canary, error);
        }
        if (status == HP_OK && hp_body_is_case(id) && group->minimal_body.at == NULL) {
            kase.request.body = fuzzed_body(bodies, id, group);
            status = keep_body(reducer, group, kase.request.body, error);
        }
        if (status == HP_OK && options->out_dir != NULL) {
            status = write_group(options, &kase, reducer, group, &text, error);
        }
    }
    hp_case_deinit(&kase);
    hp_buf_deinit(&text);
    return status;
}
