/* Frames to and from the child process of a plugin. Must not know processes, nor what is asked. */
#include "harness/target/plugin_frame.h"

#include <assert.h>
#include <hookproof/target.h>

#include "harness/base/limits.h"

enum { LENGTHS_BYTES = 2 * sizeof(uint32_t) }; /* of one field's name and value */

static_assert(HOOKPROOF_BODY_BYTES_MAX == HP_RESPONSE_BODY_BYTES_MAX, "the header says so");
static_assert(HOOKPROOF_FIELDS_MAX == HP_RESPONSE_FIELDS_MAX, "the header says so");
static_assert(HOOKPROOF_FIELDS_BYTES_MAX == HP_RESPONSE_HEAD_BYTES_MAX, "the header says so");

static size_t fields_bytes(const struct hp_field *fields, size_t count)
{
    size_t bytes = count * LENGTHS_BYTES;
    for (size_t i = 0; i < count; i++) {
        bytes += fields[i].name.len + fields[i].value.len;
    }
    return bytes;
}

void hp_plugin_fields_write(struct hp_buf *out, const struct hp_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t lengths[2] = {(uint32_t)fields[i].name.len, (uint32_t)fields[i].value.len};
        hp_buf_append(out, lengths, sizeof(lengths));
    }
    for (size_t i = 0; i < count; i++) {
        hp_buf_slice(out, fields[i].name);
        hp_buf_slice(out, fields[i].value);
    }
}

void hp_plugin_question_write(struct hp_buf *out, const struct hp_request *request,
                              int64_t now_unix_ms)
{
    struct hp_plugin_question head = {
        .body_bytes = request->has_body ? request->body.len : 0,
        .text_bytes = fields_bytes(request->fields, request->field_count) + request->method.len +
                      request->target.len,
        .now_unix_ms = now_unix_ms,
        .method_bytes = (uint32_t)request->method.len,
        .target_bytes = (uint32_t)request->target.len,
        .field_count = (uint32_t)request->field_count,
        .has_body = request->has_body,
    };
    hp_buf_append(out, &head, sizeof(head));
    hp_plugin_fields_write(out, request->fields, request->field_count);
    hp_buf_slice(out, request->method);
    hp_buf_slice(out, request->target);
    if (request->has_body) {
        hp_buf_slice(out, request->body);
    }
}

/* Fields from their lengths and text; false when memory is refused or they do not end inside
 * `text`. `used` is what they took. */
static bool read_fields(struct hp_slice text, size_t count, struct hp_arena *arena,
                        const struct hp_field **out, size_t *used)
{
    if (count > text.len / LENGTHS_BYTES) {
        return false;
    }
    struct hp_field *fields = hp_arena_take(arena, (count + 1) * sizeof(*fields));
    if (fields == NULL) {
        return false;
    }
    size_t at = count * LENGTHS_BYTES;
    for (size_t i = 0; i < count; i++) {
        uint32_t lengths[2];
        memcpy(lengths, text.at + i * LENGTHS_BYTES, sizeof(lengths));
        if (lengths[0] > text.len - at || lengths[1] > text.len - at - lengths[0]) {
            return false;
        }
        fields[i].name = (struct hp_slice){text.at + at, lengths[0]};
        fields[i].value = (struct hp_slice){text.at + at + lengths[0], lengths[1]};
        at += (size_t)lengths[0] + lengths[1];
    }
    *out = fields;
    *used = at;
    return true;
}

bool hp_plugin_question_read(const struct hp_plugin_question *head, const char *text,
                             struct hp_arena *arena, struct hp_request *out)
{
    size_t used = 0;
    *out = (struct hp_request){.field_count = head->field_count, .has_body = head->has_body != 0};
    if (!read_fields((struct hp_slice){text, head->text_bytes}, head->field_count, arena,
                     &out->fields, &used)) {
        return false;
    }
    out->method = (struct hp_slice){text + used, head->method_bytes};
    out->target = (struct hp_slice){text + used + head->method_bytes, head->target_bytes};
    return true;
}

static bool is_sound(const struct hp_plugin_reply *head)
{
    return head->magic == HP_PLUGIN_MAGIC && head->kind < HP_PLUGIN_KINDS &&
           head->field_count <= HOOKPROOF_FIELDS_MAX &&
           head->text_bytes <= HOOKPROOF_FIELDS_BYTES_MAX + HOOKPROOF_FIELDS_MAX * LENGTHS_BYTES &&
           head->body_bytes <= HOOKPROOF_BODY_BYTES_MAX;
}

enum hp_plugin_read hp_plugin_reply_read(struct hp_slice input, struct hp_arena *arena,
                                         struct hp_plugin_reply *head, struct hp_response *out,
                                         size_t *used)
{
    if (input.len < sizeof(*head)) {
        return HP_PLUGIN_READ_MORE;
    }
    memcpy(head, input.at, sizeof(*head));
    if (!is_sound(head)) {
        return HP_PLUGIN_READ_WRONG;
    }
    size_t whole = sizeof(*head) + (size_t)head->text_bytes + (size_t)head->body_bytes;
    if (input.len < whole) {
        return HP_PLUGIN_READ_MORE;
    }
    struct hp_slice rest = {input.at + sizeof(*head), whole - sizeof(*head)};
    struct hp_slice kept = hp_arena_copy(arena, rest);
    if (kept.at == NULL && rest.len > 0) {
        return HP_PLUGIN_READ_NOMEM;
    }
    size_t taken = 0;
    *out = (struct hp_response){.status = head->status,
                                .http_version = 11,
                                .field_count = (size_t)head->field_count,
                                .body = {kept.at + head->text_bytes, (size_t)head->body_bytes}};
    if (!read_fields((struct hp_slice){kept.at, (size_t)head->text_bytes},
                     (size_t)head->field_count, arena, &out->fields, &taken) ||
        taken != head->text_bytes) {
        return HP_PLUGIN_READ_WRONG;
    }
    *used = whole;
    return HP_PLUGIN_READ_OK;
}
