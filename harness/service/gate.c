/* A list of questions, asked in order; the first that is answered badly decides the reply. The key
 * is asked for before anything that would tell a stranger what the service thinks of a body. Must
 * not know what a body means. */
#include "harness/service/gate.h"

#include "harness/base/word.h"
#include "harness/service/framing.h"
#include "harness/service/media_type.h"
#include "harness/service/request_target.h"

enum {
    FIELDS_BYTES_MAX = 64 * 1024 /* of all header fields together: eight of the largest */
};

typedef enum hp_reply question(const struct hp_gate *gate, const struct hp_request *request);

static enum hp_reply ask_target_length(const struct hp_gate *gate, const struct hp_request *request)
{
    /* RFC 9112 3: a target longer than any the service wants MUST get 414. */
    return request->target.len > gate->limits.target_bytes_max ? HP_REPLY_TARGET_TOO_LONG
                                                               : HP_REPLY_NONE;
}

static enum hp_reply ask_field_sizes(const struct hp_gate *gate, const struct hp_request *request)
{
    size_t total = 0;
    if (request->field_count > gate->limits.fields_max) {
        return HP_REPLY_FIELDS_TOO_LARGE;
    }
    for (size_t i = 0; i < request->field_count; i++) {
        size_t bytes = request->fields[i].name.len + request->fields[i].value.len;
        total += bytes;
        if (bytes > gate->limits.field_bytes_max || total > FIELDS_BYTES_MAX) {
            return HP_REPLY_FIELDS_TOO_LARGE;
        }
    }
    return HP_REPLY_NONE;
}

static enum hp_reply ask_field_syntax(const struct hp_gate *gate, const struct hp_request *request)
{
    (void)gate;
    return hp_framing_fields_are_sound(request->fields, request->field_count) ? HP_REPLY_NONE
                                                                              : HP_REPLY_BAD_FIELD;
}

/* The methods that RFC 9110 9.3 and RFC 5789 define. A method is case-sensitive (9.1): `post` is
 * one that nobody knows. */
static bool is_known_method(struct hp_slice method)
{
    static const struct hp_slice known[] = {
        HP_SLICE_INIT("GET"),     HP_SLICE_INIT("HEAD"),  HP_SLICE_INIT("POST"),
        HP_SLICE_INIT("PUT"),     HP_SLICE_INIT("PATCH"), HP_SLICE_INIT("DELETE"),
        HP_SLICE_INIT("CONNECT"), HP_SLICE_INIT("TRACE"), HP_SLICE_INIT("OPTIONS"),
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (hp_slice_equal(method, known[i])) {
            return true;
        }
    }
    return false;
}

static enum hp_reply ask_method_and_path(const struct hp_gate *gate,
                                         const struct hp_request *request)
{
    bool served = hp_slice_equal(request->method, gate->contract->method);
    if (!served && !is_known_method(request->method)) {
        return HP_REPLY_METHOD_UNKNOWN;
    }
    if (hp_slice_is(request->method, "CONNECT")) {
        return HP_REPLY_METHOD_NOT_ALLOWED; /* its target is a host, not a path: RFC 9112 3.2.3 */
    }
    struct hp_slice path;
    if (!hp_request_target_path(request->target, &path)) {
        return HP_REPLY_BAD_TARGET;
    }
    bool options = hp_slice_is(request->method, "OPTIONS");
    if (hp_slice_is(path, "*")) {
        return options ? HP_REPLY_OPTIONS : HP_REPLY_BAD_TARGET; /* RFC 9112 3.2.4 */
    }
    if (!hp_slice_equal(path, gate->contract->path)) {
        return HP_REPLY_NOT_FOUND;
    }
    if (options && !served) {
        return HP_REPLY_OPTIONS;
    }
    return served ? HP_REPLY_NONE : HP_REPLY_METHOD_NOT_ALLOWED;
}

/* Looks at every byte of what was sent, whatever it finds: the time tells the length of the key at
 * most. The optimiser cannot leave the loop early, because the sum is volatile. */
static bool equal_in_constant_time(struct hp_slice have, struct hp_slice want)
{
    volatile uint64_t difference = have.len ^ want.len;
    struct hp_slice other = have.len == want.len ? want : have;
    size_t i = 0;
    for (; have.len - i >= 8; i += 8) {
        difference = difference | (hp_word_u64(have.at + i) ^ hp_word_u64(other.at + i));
    }
    for (; i < have.len; i++) {
        difference = difference | (uint64_t)(unsigned char)(have.at[i] ^ other.at[i]);
    }
    return difference == 0;
}

static enum hp_reply ask_key(const struct hp_gate *gate, const struct hp_request *request)
{
    const struct hp_field *found = NULL;
    for (size_t i = 0; i < request->field_count; i++) {
        if (!hp_slice_equal_ignoring_case(request->fields[i].name, gate->contract->key_field)) {
            continue;
        }
        if (found != NULL) {
            return HP_REPLY_UNAUTHORIZED; /* two lines: which one counts is anyone's guess */
        }
        found = &request->fields[i];
    }
    bool valid =
        found != NULL && equal_in_constant_time(hp_slice_trim(found->value), gate->api_key);
    return valid ? HP_REPLY_NONE : HP_REPLY_UNAUTHORIZED;
}

static enum hp_reply ask_expect(const struct hp_gate *gate, const struct hp_request *request)
{
    (void)gate;
    for (size_t i = 0; i < request->field_count; i++) {
        const struct hp_field *field = &request->fields[i];
        if (hp_slice_equal_ignoring_case(field->name, HP_SLICE("Expect")) &&
            !hp_slice_equal_ignoring_case(hp_slice_trim(field->value), HP_SLICE("100-continue"))) {
            return HP_REPLY_EXPECTATION_FAILED;
        }
    }
    return HP_REPLY_NONE;
}

static enum hp_reply ask_coding(const struct hp_gate *gate, const struct hp_request *request)
{
    (void)gate;
    for (size_t i = 0; i < request->field_count; i++) {
        const struct hp_field *field = &request->fields[i];
        if (hp_slice_equal_ignoring_case(field->name, HP_SLICE("Content-Encoding")) &&
            !hp_slice_equal_ignoring_case(hp_slice_trim(field->value), HP_SLICE("identity"))) {
            return HP_REPLY_CODING;
        }
    }
    return HP_REPLY_NONE;
}

/* Decision S34. A second line makes the type a matter of opinion (RFC 9110 5.3), so it is refused
 * even when both are equal. */
static enum hp_reply ask_media_type(const struct hp_gate *gate, const struct hp_request *request)
{
    const struct hp_field *field =
        hp_field_only(request->fields, request->field_count, HP_SLICE("Content-Type"));
    if (field == NULL || !hp_media_type_serves(field->value, gate->contract->media_type)) {
        return HP_REPLY_MEDIA_TYPE;
    }
    return HP_REPLY_NONE;
}

static enum hp_reply ask_body_size(const struct hp_gate *gate, const struct hp_request *request)
{
    if (!request->has_body) {
        return HP_REPLY_LENGTH_REQUIRED;
    }
    return request->body.len > gate->limits.body_bytes_max ? HP_REPLY_BODY_TOO_LARGE
                                                           : HP_REPLY_NONE;
}

static question *const questions[] = {
    ask_target_length, ask_field_sizes, ask_field_syntax, ask_method_and_path, ask_key,
    ask_expect,        ask_coding,      ask_media_type,   ask_body_size,
};

enum hp_reply hp_gate_judge(const struct hp_gate *gate, const struct hp_request *request)
{
    enum hp_reply reply = HP_REPLY_NONE;
    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]) && reply == HP_REPLY_NONE;
         i++) {
        reply = questions[i](gate, request);
    }
    return reply;
}
