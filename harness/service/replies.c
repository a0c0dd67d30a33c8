/* Fixed answers as one table, so that refusing costs nothing and every refusal has the same form:
 * {"error":{"code":"...","message":"..."}}. Must not know how a refusal is decided. */
#include "harness/service/replies.h"

/* OWASP REST cheat sheet, security headers (decision S46). */
static const struct hp_field usual_fields[] = {
    {HP_SLICE_INIT("Content-Type"), HP_SLICE_INIT("application/json")},
    {HP_SLICE_INIT("Cache-Control"), HP_SLICE_INIT("no-store")},
    {HP_SLICE_INIT("X-Content-Type-Options"), HP_SLICE_INIT("nosniff")},
};
#define USUAL_FIELDS (sizeof(usual_fields) / sizeof(usual_fields[0]))
static_assert(USUAL_FIELDS < (size_t)HP_REPLY_FIELDS_MAX, "room for a field of the reply's own");

static const struct reply {
    int status;
    struct hp_slice body;
    const char *field; /* name of a field of its own; the value is set by hp_replies_init */
} table[HP_REPLY_COUNT] = {
    [HP_REPLY_OPTIONS] = {204, {"", 0}, "Allow"}, /* RFC 9110 9.3.7 */
    [HP_REPLY_BAD_FIELD] = {400,
                            HP_REPLY_ERROR_BODY("bad-request",
                                                "a header field breaks RFC 9110 5.5 or 5.6.2"),
                            NULL},
    [HP_REPLY_BAD_TARGET] = {400,
                             HP_REPLY_ERROR_BODY("bad-request",
                                                 "the request target is not a URI reference"),
                             NULL},
    [HP_REPLY_TARGET_TOO_LONG] =
        {414, HP_REPLY_ERROR_BODY("target-too-long", "the request target is too long"), NULL},
    [HP_REPLY_FIELDS_TOO_LARGE] =
        {431, HP_REPLY_ERROR_BODY("fields-too-large", "the header section is too large"), NULL},
    [HP_REPLY_NOT_FOUND] = {404, HP_REPLY_ERROR_BODY("not-found", "there is nothing at this path"),
                            NULL},
    [HP_REPLY_METHOD_NOT_ALLOWED] = /* RFC 9110 15.5.6: MUST carry Allow */
    {405, HP_REPLY_ERROR_BODY("method-not-allowed", "Allow lists the methods of this path"),
     "Allow"},
    [HP_REPLY_METHOD_UNKNOWN] =
        {501, HP_REPLY_ERROR_BODY("method-unknown", "this method is not implemented"), NULL},
    [HP_REPLY_UNAUTHORIZED] = /* RFC 9110 15.5.2: MUST carry a challenge */
    {401,
     HP_REPLY_ERROR_BODY("unauthorized",
                         "exactly one header field with a valid API key is required"),
     "WWW-Authenticate"},
    [HP_REPLY_EXPECTATION_FAILED] = {417,
                                     HP_REPLY_ERROR_BODY(
                                         "expectation-failed",
                                         "the only expectation served is 100-continue"),
                                     NULL},
    [HP_REPLY_CODING] = /* RFC 9110 15.5.16: says which codings would have been taken */
    {415,
     HP_REPLY_ERROR_BODY("unsupported-coding", "the body must be sent without a content coding"),
     "Accept-Encoding"},
    [HP_REPLY_MEDIA_TYPE] =
        {415,
         HP_REPLY_ERROR_BODY("unsupported-media-type",
                             "exactly one Content-Type is required, and it must say JSON in UTF-8"),
         NULL},
    [HP_REPLY_LENGTH_REQUIRED] = {411,
                                  HP_REPLY_ERROR_BODY(
                                      "length-required",
                                      "a body is required, and a length or a chunked coding"),
                                  NULL},
    [HP_REPLY_BODY_TOO_LARGE] = {413,
                                 HP_REPLY_ERROR_BODY("body-too-large", "the body is too large"),
                                 NULL},
    [HP_REPLY_BYTE_ORDER_MARK] = {400,
                                  HP_REPLY_ERROR_BODY("malformed-json",
                                                      "the body starts with a byte order mark"),
                                  NULL},
    [HP_REPLY_UNAVAILABLE] = {503,
                              HP_REPLY_ERROR_BODY("unavailable",
                                                  "the service is short of memory; try again"),
                              "Retry-After"},
};

static struct hp_slice own_value(const struct hp_replies *replies, enum hp_reply reply)
{
    switch ((int)reply) {
    case HP_REPLY_OPTIONS:
    case HP_REPLY_METHOD_NOT_ALLOWED:
        return hp_slice_of(replies->allow);
    case HP_REPLY_UNAUTHORIZED:
        return hp_slice_of(replies->challenge);
    case HP_REPLY_CODING:
        return HP_SLICE("identity");
    default:
        return HP_SLICE("1"); /* seconds of Retry-After */
    }
}

static int slice_length(struct hp_slice text)
{
    return text.len > INT16_MAX ? INT16_MAX : (int)text.len;
}

enum hp_status hp_replies_init(struct hp_replies *replies, const struct hp_contract *contract,
                               struct hp_error *error)
{
    int allow = snprintf(replies->allow, sizeof(replies->allow), "%.*s, OPTIONS",
                         slice_length(contract->method), contract->method.at);
    int challenge = snprintf(replies->challenge, sizeof(replies->challenge),
                             "ApiKey realm=\"webhooks\", header=\"%.*s\"",
                             slice_length(contract->key_field), contract->key_field.at);
    if (allow < 0 || allow >= HP_REPLY_FIELD_BYTES_MAX || challenge < 0 ||
        challenge >= HP_REPLY_FIELD_BYTES_MAX) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "the contract's method or its key header has over 400 characters; a "
                            "service cannot be built from it");
    }
    for (int i = 0; i < HP_REPLY_COUNT; i++) {
        memcpy(replies->fields[i], usual_fields, sizeof(usual_fields));
        replies->fields[i][USUAL_FIELDS] =
            (struct hp_field){hp_slice_of(table[i].field), own_value(replies, (enum hp_reply)i)};
    }
    return HP_OK;
}

void hp_replies_make(const struct hp_replies *replies, enum hp_reply reply, struct hp_response *out)
{
    const struct reply *row = &table[reply];
    /* An answer without content has no media type; the rest of the usual fields stays. */
    size_t skipped = row->body.len == 0 ? 1 : 0;
    *out = (struct hp_response){
        .status = row->status,
        .http_version = 11,
        .fields = replies->fields[reply] + skipped,
        .field_count = USUAL_FIELDS + (row->field == NULL ? 0 : 1) - skipped,
        .body = row->body,
    };
}

void hp_reply_with_body(int status, struct hp_slice body, struct hp_response *out)
{
    *out = (struct hp_response){
        .status = status,
        .http_version = 11,
        .fields = usual_fields,
        .field_count = USUAL_FIELDS,
        .body = body,
    };
}
