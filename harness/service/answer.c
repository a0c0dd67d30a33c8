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

/* Where an answer is being written. */
struct writer {
    char *at;
    size_t room; /* for values of the request, beyond what all else takes */
};

/* The value as it was sent; one that is absent (or of another type, where the contract lets that
 * pass) is answered as an empty one, because the response's members are all required. False when
 * there is no room. */
static inline bool write_value(struct writer *writer, const struct hp_json *value,
                               enum hp_json_type type)
{
    static const char empty[][EMPTY_BYTES + 1] = {
        [HP_JSON_STRING] = "\"\"", [HP_JSON_ARRAY] = "[]", [HP_JSON_OBJECT] = "{}"};
    if (!hp_json_is(value, type)) {
        memcpy(writer->at, empty[type], EMPTY_BYTES);
        writer->at += EMPTY_BYTES;
        return true;
    }
    if (type == HP_JSON_STRING && value->length + 2 <= writer->room &&
        hp_json_put_plain(writer->at, hp_json_string(value))) {
        writer->at += value->length + 2;
        writer->room -= value->length + 2;
        return true;
    }
    struct hp_buf buf = {.bytes = writer->at, .capacity = writer->room, .bytes_max = writer->room};
    if (type == HP_JSON_STRING) {
        hp_json_encode_string(&buf, hp_json_string(value));
    } else {
        hp_json_encode(&buf, value);
    }
    writer->at += buf.length;
    writer->room -= buf.length;
    return !buf.failed;
}

/* `head` has STEP_BYTES zeros behind it that are copied too, and written over. */
static inline char *write_head(char *at, const struct hp_buf *head)
{
    memcpy(at, head->bytes, STEP_BYTES);
    for (size_t i = STEP_BYTES; i < head->length; i += STEP_BYTES) {
        memcpy(at + i, head->bytes + i, STEP_BYTES);
    }
    return at + head->length;
}

/* `count` letters and digits, which the compiler knows the number of. */
static inline __attribute__((always_inline)) char *write_made(char *at, const char *text,
                                                              size_t count)
{
    at[0] = '"';
    memcpy(at + 1, text, count);
    at[count + 1] = '"';
    return at + count + 2;
}

struct hp_slice hp_answer_body(const struct hp_answer *answer, const struct hp_webhook *webhook,
                               const struct hp_answer_made *made, size_t body_bytes,
                               struct hp_arena *arena)
{
    /* Compact text is never longer than the text it was read from: escapes are only undone or kept,
     * blanks only dropped. So the body bounds the values, and all else is known. */
    char *memory = hp_arena_take(arena, answer->frame_bytes + body_bytes);
    if (memory == NULL) {
        return (struct hp_slice){NULL, 0};
    }
    struct writer writer = {.at = memory, .room = body_bytes};
    for (size_t i = 0; i < answer->count; i++) {
        enum hp_role role = answer->roles[i];
        writer.at = write_head(writer.at, &answer->heads[i]);
        if (role == HP_ROLE_ID) {
            writer.at = write_made(writer.at, made->id, HP_ID_CHARS);
        } else if (role == HP_ROLE_CREATED_AT) {
            writer.at = write_made(writer.at, made->created_at, HP_CREATED_AT_CHARS);
        } else if (!write_value(&writer, webhook->members[role], answer->types[i])) {
            return (struct hp_slice){NULL, 0};
        }
    }
    *writer.at++ = '}';
    return (struct hp_slice){memory, (size_t)(writer.at - memory)};
}
