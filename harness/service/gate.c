/* One walk over the header fields, then a list of questions, asked in order; the first that is
 * answered badly decides the reply. The key
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

/* What one walk over the header fields tells. */
struct fields {
    bool too_large;
    bool unsound;         /* a name is no token, or a value has CR, LF or NUL */
    bool expects_unknown; /* Expect with another value than 100-continue */
    bool coded;           /* Content-Encoding with another value than identity */
    unsigned keys;        /* lines of the credential's field */
    unsigned types;       /* lines of Content-Type */
    struct hp_slice key;  /* value of the last one */
    struct hp_slice type; /* value of the last one */
};

/* ---- the walk over the fields ---- */

/* hp_slice_trim, without a call for the many values that need none. */
static inline struct hp_slice trimmed(struct hp_slice value)
{
    bool blanks = value.len > 0 && (value.at[0] <= ' ' || value.at[value.len - 1] <= ' ');
    return blanks ? hp_slice_trim(value) : value;
}

/* True when `value` is another word than the one that changes nothing. */
static bool differs(struct hp_slice value, struct hp_slice word)
{
    return !hp_slice_equal_ignoring_case(hp_slice_trim(value), word);
}

/* Field names ignore case; most senders write the usual one, which is asked for first. */
static inline __attribute__((always_inline)) bool is_named(const struct hp_field *field,
                                                           struct hp_slice name)
{
    return field->name.len == name.len &&
           (hp_word_equal(field->name.at, name.at, name.len) ||
            hp_bytes_equal_ignoring_case(field->name.at, name.at, name.len));
}

/* Notes what the field says when its name means something here, and returns whether the name is a
 * token. A contract may name one of the other fields as the credential's: then it counts as both.
 */
static bool take_field(const struct hp_gate *gate, const struct hp_field *field, struct fields *out)
{
    bool known = false;
    bool is_token = true;
    if (is_named(field, gate->contract->key_field)) {
        out->keys++;
        out->key = field->value;
        known = true;
        is_token = gate->key_field_is_token;
    }
    if (is_named(field, HP_SLICE("Content-Type"))) {
        out->types++;
        out->type = field->value;
        known = true;
    } else if (is_named(field, HP_SLICE("Expect"))) {
        out->expects_unknown |= differs(field->value, HP_SLICE("100-continue"));
        known = true;
    } else if (is_named(field, HP_SLICE("Content-Encoding"))) {
        out->coded |= differs(field->value, HP_SLICE("identity"));
        known = true;
    }
    return known ? is_token : hp_is_token(field->name);
}

/* Nothing but `too_large` counts once that is set. */
static void read_fields(const struct hp_gate *gate, const struct hp_request *request,
                        struct fields *out)
{
    size_t total = 0;
    out->too_large = request->field_count > gate->limits.fields_max;
    for (size_t i = 0; i < request->field_count && !out->too_large; i++) {
        const struct hp_field *field = &request->fields[i];
        size_t bytes = field->name.len + field->value.len;
        total += bytes;
        out->too_large = bytes > gate->limits.field_bytes_max || total > FIELDS_BYTES_MAX;
        if (!take_field(gate, field, out) || !hp_framing_value_is_sound(field->value)) {
            out->unsound = true;
        }
    }
}

/* ---- the questions ---- */

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
    if (served && gate->serves_target && hp_slice_equal(request->target, gate->contract->path)) {
        return HP_REPLY_NONE; /* as nearly all requests are; what follows would find the same */
    }
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
    if (have.len >= 8) {
        for (size_t i = 0; i + 8 < have.len; i += 8) {
            difference = difference | (hp_word_u64(have.at + i) ^ hp_word_u64(other.at + i));
        }
        size_t last = have.len - 8; /* the last word overlaps the one before it */
        difference = difference | (hp_word_u64(have.at + last) ^ hp_word_u64(other.at + last));
        return difference == 0;
    }
    for (size_t i = 0; i < have.len; i++) {
        difference = difference | (uint64_t)(unsigned char)(have.at[i] ^ other.at[i]);
    }
    return difference == 0;
}

/* Does the contract's own path, as a target, name itself? */
static bool path_names_itself(const struct hp_contract *contract)
{
    struct hp_slice path;
    return contract->path.len > 0 && contract->path.at[0] == '/' &&
           hp_request_target_path(contract->path, &path) && hp_slice_equal(path, contract->path);
}

void hp_gate_init(struct hp_gate *gate, const struct hp_contract *contract, struct hp_slice api_key,
                  const struct hp_service_limits *limits)
{
    *gate = (struct hp_gate){
        .contract = contract,
        .api_key = api_key,
        .limits = *limits,
        .key_field_is_token = hp_is_token(contract->key_field),
        .serves_target = path_names_itself(contract) && !hp_slice_is(contract->method, "CONNECT"),
    };
}

enum hp_reply hp_gate_judge(const struct hp_gate *gate, const struct hp_request *request)
{
    const struct hp_contract *contract = gate->contract;
    struct fields fields = {0};
    read_fields(gate, request, &fields);
    /* RFC 9112 3: a target longer than any the service wants MUST get 414. */
    if (request->target.len > gate->limits.target_bytes_max) {
        return HP_REPLY_TARGET_TOO_LONG;
    }
    if (fields.too_large) {
        return HP_REPLY_FIELDS_TOO_LARGE;
    }
    if (fields.unsound) {
        return HP_REPLY_BAD_FIELD;
    }
    enum hp_reply reply = ask_method_and_path(gate, request);
    if (reply != HP_REPLY_NONE) {
        return reply;
    }
    /* Two lines of the credential: which one counts is anyone's guess. */
    if (fields.keys != 1 || !equal_in_constant_time(trimmed(fields.key), gate->api_key)) {
        return HP_REPLY_UNAUTHORIZED;
    }
    if (fields.expects_unknown) {
        return HP_REPLY_EXPECTATION_FAILED;
    }
    if (fields.coded) {
        return HP_REPLY_CODING;
    }
    /* Decision S34. A second line makes the type a matter of opinion (RFC 9110 5.3), so it is
     * refused even when both are equal. */
    if (fields.types != 1 || !hp_media_type_serves(fields.type, contract->media_type)) {
        return HP_REPLY_MEDIA_TYPE;
    }
    if (!request->has_body) {
        return HP_REPLY_LENGTH_REQUIRED;
    }
    return request->body.len > gate->limits.body_bytes_max ? HP_REPLY_BODY_TOO_LARGE
                                                           : HP_REPLY_NONE;
}
