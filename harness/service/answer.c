/* Appends the documented members in the documented order and nothing else, so that an unknown
 * member of the request cannot come back. Must not judge values. */
#include "harness/service/answer.h"

#include "harness/json/encode.h"

enum {
    HEAD_BYTES_MAX = 4096, /* of one member name with its punctuation */
    MADE_BYTES = HP_ID_CHARS + HP_CREATED_AT_CHARS + 4, /* with their quotes */
    EMPTY_BYTES = 2, /* "", [] or {} for a member that the request lacks */
    STEP_BYTES = 16  /* heads are copied by so many, and what is too much is written over */
};

/* As the documented example orders them. */
static const enum hp_role answer_order[] = {
    HP_ROLE_ID,   HP_ROLE_HEADERS,    HP_ROLE_OPERATIONS, HP_ROLE_DATA_MODELS,
    HP_ROLE_NAME, HP_ROLE_CREATED_AT, HP_ROLE_TYPE,       HP_ROLE_URL,
};

static enum hp_json_type type_of(enum hp_role role)
{
    switch ((int)role) {
    case HP_ROLE_HEADERS:
        return HP_JSON_OBJECT;
    case HP_ROLE_OPERATIONS:
    case HP_ROLE_DATA_MODELS:
        return HP_JSON_ARRAY;
    default:
        return HP_JSON_STRING;
    }
}

enum hp_status hp_answer_init(struct hp_answer *answer, const struct hp_contract *contract,
                              struct hp_error *error)
{
    *answer = (struct hp_answer){.frame_bytes = MADE_BYTES + 1 + STEP_BYTES};
    for (size_t i = 0; i < sizeof(answer_order) / sizeof(answer_order[0]); i++) {
        enum hp_role role = answer_order[i];
        struct hp_buf *head = &answer->heads[i];
        if (contract->names[role].len == 0) {
            return hp_error_set(error, HP_ERR_USAGE,
                                "the contract gives no member the role %s; the built-in service "
                                "needs it",
                                hp_role_word(role));
        }
        hp_buf_init(head, HEAD_BYTES_MAX);
        hp_buf_char(head, i == 0 ? '{' : ',');
        hp_json_encode_name(head, contract->names[role]);
        answer->count = i + 1;
        answer->roles[i] = role;
        answer->types[i] = type_of(role);
        answer->frame_bytes += head->length + EMPTY_BYTES;
        hp_buf_repeat(head, '\0', STEP_BYTES);
        head->length -= head->failed ? 0 : STEP_BYTES;
        if (head->failed) {
            return hp_error_nomem(error);
        }
    }
    return HP_OK;
}

void hp_answer_deinit(struct hp_answer *answer)
{
    for (size_t i = 0; i < answer->count; i++) {
        hp_buf_deinit(&answer->heads[i]);
    }
    *answer = (struct hp_answer){0};
}

/* The value as it was sent; one that is absent (or of another type, where the contract lets that
 * pass) is answered as an empty one, because the response's members are all required. */
static void append_value(struct hp_buf *buf, const struct hp_json *value, enum hp_json_type type)
{
    static const char *const empty[] = {
        [HP_JSON_STRING] = "\"\"", [HP_JSON_ARRAY] = "[]", [HP_JSON_OBJECT] = "{}"};
    if (!hp_json_is(value, type)) {
        hp_buf_text(buf, empty[type]);
    } else if (type == HP_JSON_STRING) {
        hp_json_encode_string(buf, hp_json_string(value));
    } else {
        hp_json_encode(buf, value);
    }
}

/* `head` has STEP_BYTES zeros behind it that may be copied too, when there is room. */
static inline void append_head(struct hp_buf *buf, const struct hp_buf *head)
{
    size_t length = head->length;
    if (!hp_buf_reserve(buf, length + STEP_BYTES)) {
        return;
    }
    char *to = buf->bytes + buf->length;
    memcpy(to, head->bytes, STEP_BYTES);
    for (size_t at = STEP_BYTES; at < length; at += STEP_BYTES) {
        memcpy(to + at, head->bytes + at, STEP_BYTES);
    }
    buf->length += length;
}

/* `count` letters and digits, which the compiler knows the number of. */
static inline __attribute__((always_inline)) void append_made(struct hp_buf *buf, const char *text,
                                                              size_t count)
{
    if (hp_buf_reserve(buf, count + 2)) {
        char *to = buf->bytes + buf->length;
        to[0] = '"';
        memcpy(to + 1, text, count);
        to[count + 1] = '"';
        buf->length += count + 2;
    }
}

struct hp_slice hp_answer_body(const struct hp_answer *answer, const struct hp_webhook *webhook,
                               const struct hp_answer_made *made, size_t body_bytes,
                               struct hp_arena *arena)
{
    /* Compact text is never longer than the text it was read from: escapes are only undone or kept,
     * blanks only dropped. So the body bounds the values, and the buffer needs no growth. */
    size_t bytes = answer->frame_bytes + body_bytes;
    char *memory = hp_arena_take(arena, bytes + 1);
    if (memory == NULL) {
        return (struct hp_slice){NULL, 0};
    }
    struct hp_buf buf = {.bytes = memory, .capacity = bytes, .bytes_max = bytes};
    for (size_t i = 0; i < answer->count; i++) {
        enum hp_role role = answer->roles[i];
        append_head(&buf, &answer->heads[i]);
        if (role == HP_ROLE_ID) {
            append_made(&buf, made->id, HP_ID_CHARS);
        } else if (role == HP_ROLE_CREATED_AT) {
            append_made(&buf, made->created_at, HP_CREATED_AT_CHARS);
        } else {
            append_value(&buf, webhook->members[role], answer->types[i]);
        }
    }
    hp_buf_char(&buf, '}');
    return buf.failed ? (struct hp_slice){NULL, 0} : hp_buf_view(&buf);
}
