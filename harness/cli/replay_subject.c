/* Reads finding files and reports. Must not send anything. */
#include "harness/cli/replay_subject.h"

#include <unistd.h>

#include "harness/base/base64.h"
#include "harness/base/file.h"
#include "harness/json/number.h"
#include "harness/json/tree.h"

/* A report of HP_GROUPS_MAX findings with excerpts of both bodies, escaped, stays under that. */
enum { FILE_BYTES_MAX = 512 * 1024 * 1024 };

static struct hp_slice text_of(const struct hp_json *object, const char *name)
{
    return hp_json_string(hp_json_member(object, hp_slice_of(name)));
}

/* The bytes of a smaller request than the case's, as hp_record_write_body wrote them. False when
 * they are damaged. */
static bool read_body(struct hp_subjects *subjects, const struct hp_json *finding,
                      struct hp_slice *out)
{
    const struct hp_json *request = hp_json_member(finding, HP_SLICE("minimal_request"));
    const struct hp_json *coded = hp_json_member(request, HP_SLICE("body_base64"));
    if (request == NULL) {
        return true;
    }
    if (coded != NULL) {
        return hp_base64_decode(hp_json_string(coded), &subjects->arena, out);
    }
    *out = text_of(request, "body");
    return out->len > 0;
}

static enum hp_status add(struct hp_subjects *subjects, const struct hp_json *finding,
                          const char *id_name, struct hp_error *error)
{
    struct hp_subject *subject = &subjects->items[subjects->count++];
    *subject = (struct hp_subject){.id = text_of(finding, id_name),
                                   .row = text_of(finding, "row"),
                                   .check = text_of(finding, "check"),
                                   .where = text_of(finding, "where")};
    if (subject->id.len == 0 || subject->check.len == 0 ||
        !read_body(subjects, finding, &subject->body)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "finding %zu has no usable case, check or minimal request",
                            subjects->count);
    }
    return HP_OK;
}

static enum hp_status read_seed(struct hp_subjects *subjects, const struct hp_json *root,
                                struct hp_error *error)
{
    unsigned long long seed = 0;
    struct hp_slice digits = hp_json_number(hp_json_member(root, HP_SLICE("seed")));
    if (digits.len == 0 || !hp_number_to_u64(digits, &seed)) {
        return hp_error_set(error, HP_ERR_USAGE, "it has no usable seed");
    }
    subjects->seed = seed;
    subjects->has_seed = true;
    return HP_OK;
}

static void keep_target(struct hp_subjects *subjects, struct hp_slice address)
{
    subjects->target = address.len == 0 ? NULL : hp_arena_copy(&subjects->arena, address).at;
}

static bool room_for(struct hp_subjects *subjects, size_t count)
{
    subjects->items = hp_arena_take(&subjects->arena, (count + 1) * sizeof(*subjects->items));
    return subjects->items != NULL;
}

static enum hp_status read_report(struct hp_subjects *subjects, const struct hp_json *root,
                                  struct hp_error *error)
{
    const struct hp_json *list = hp_json_member(root, HP_SLICE("findings"));
    subjects->is_report = true;
    if (!hp_json_is(list, HP_JSON_ARRAY)) {
        return hp_error_set(error, HP_ERR_USAGE, "it has no findings");
    }
    if (!room_for(subjects, hp_json_size(list))) {
        return hp_error_nomem(error);
    }
    keep_target(subjects, text_of(hp_json_member(root, HP_SLICE("target")), "address"));
    enum hp_status status = read_seed(subjects, root, error);
    for (const struct hp_json *finding = hp_json_first(list); finding != NULL && status == HP_OK;
         finding = hp_json_next(finding)) {
        if (hp_slice_is(text_of(finding, "verdict"), "note")) {
            subjects->notes++;
        } else {
            status = add(subjects, finding, "minimal_case", error);
        }
    }
    return status;
}

static enum hp_status read_root(struct hp_subjects *subjects, const struct hp_json *root,
                                struct hp_error *error)
{
    struct hp_slice schema = text_of(root, "schema");
    subjects->again = hp_json_member(root, HP_SLICE("again"));
    if (hp_slice_is(schema, "hookproof-report/1")) {
        return read_report(subjects, root, error);
    }
    if (!hp_slice_is(schema, "hookproof-finding/1")) {
        return hp_error_set(
            error, HP_ERR_USAGE,
            "it is neither a report.json nor a finding file; those lie in findings/ "
            "of the output folder");
    }
    if (!room_for(subjects, 1)) {
        return hp_error_nomem(error);
    }
    keep_target(subjects, text_of(root, "target"));
    enum hp_status status = add(subjects, root, "case", error);
    return status == HP_OK ? read_seed(subjects, root, error) : status;
}

static enum hp_status read_file(const char *path, struct hp_subjects *subjects,
                                struct hp_error *error)
{
    struct hp_buf text;
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    hp_buf_init(&text, FILE_BYTES_MAX);
    enum hp_status status = hp_file_read(path, &text, error);
    if (status == HP_OK) {
        struct hp_slice copy = hp_arena_copy(&subjects->arena, hp_buf_view(&text));
        status = copy.at == NULL
                     ? HP_ERR_NOMEM
                     : hp_json_parse(&subjects->arena, copy, &hp_json_limits_default, &scan, &root);
        status = status == HP_OK ? HP_OK : hp_error_nomem(error);
    }
    hp_buf_deinit(&text);
    if (status != HP_OK) {
        return status;
    }
    struct hp_error inner = {0};
    status = read_root(subjects, root, &inner);
    return status == HP_OK ? HP_OK : hp_error_set(error, status, "%s: %s", path, inner.text);
}

enum hp_status hp_subjects_read(const char *text, struct hp_subjects *out, struct hp_error *error)
{
    *out = (struct hp_subjects){0};
    hp_arena_init(&out->arena, (size_t)16 * FILE_BYTES_MAX);
    if (access(text, R_OK) == 0) {
        return read_file(text, out, error);
    }
    if (!room_for(out, 1)) {
        return hp_error_nomem(error);
    }
    out->items[out->count++] = (struct hp_subject){.id = hp_slice_of(text)};
    return HP_OK;
}

void hp_subjects_free(struct hp_subjects *subjects)
{
    hp_arena_deinit(&subjects->arena);
}
