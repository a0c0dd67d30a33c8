/* What a run expects where the page is silent: the settings behind the decisions S01 to S50.
 *
 * A setting changes expectations, never what is sent. Each key stands once, in the list below: its
 * named values, the numbers or texts that are values too, its default, its decision and what it
 * means. Which rows a value changes is data too, in setting_rules.c; what else it changes is the
 * business of the check that asks for it. */
#ifndef HP_CHECK_SETTINGS_H
#define HP_CHECK_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/buf.h"
#include "harness/base/error.h"

/* What may stand for a value beside the named ones and numbers. */
enum hp_setting_form {
    HP_FORM_NONE,
    HP_FORM_METHODS, /* tokens of RFC 9110 5.6.2, joined by + */
    HP_FORM_VALUES,  /* enum values, joined by + */
    HP_FORM_FIELD,   /* the name of a header field */
    HP_FORM_URL,     /* http or https */
    HP_FORM_PATH,    /* begins with / */
    HP_FORM_SECRET,  /* anything; never shown */
};

/* X(id, key, named values by |, smallest and largest number, number by default, form, decision,
 *   what this version lacks, meaning)
 * The first named value is the default, unless there is a number by default; largest 0: no number
 * is a value. A key with something that is lacking takes its default only. */
// clang-format off
#define HP_SETTINGS(X)                                                                             \
    X(STATUS_INVALID, "status.invalid", "4xx|400|422|400+422", 0, 0, 0, HP_FORM_NONE, "S01", NULL, \
      "status that refuses an invalid body")                                                       \
    X(ERROR_BODY, "error.body", "json|any|rootfi|rfc9457", 0, 0, 0, HP_FORM_NONE, "S02", NULL,     \
      "form of an error: JSON, anything, error.code with error.message, or a problem of RFC 9457") \
    X(AUTH_STATUS, "auth.status", "401-403|401|403", 0, 0, 0, HP_FORM_NONE, "S03", NULL,           \
      "status that refuses a missing or wrong key")                                                \
    X(AUTH_CHALLENGE, "auth.challenge", "warn|require|ignore", 0, 0, 0, HP_FORM_NONE, "S03", NULL, \
      "WWW-Authenticate in a 401: a SHOULD, a MUST, or not looked at")                             \
    X(AUTH_FORBIDDEN_KEY, "auth.forbidden_key", "unset", 0, 0, 0, HP_FORM_SECRET, "S04",           \
      "a case that sends a second key",                                                            \
      "a valid key without the right to create webhooks")                                          \
    X(STATUS_SPLIT, "status.split", "any|400-422", 0, 0, 0, HP_FORM_NONE, "S05", NULL,             \
      "400 for text that is not JSON and 422 for JSON that is invalid; goes before status.invalid")\
    X(REQUIRED, "required", "inferred|put-page|none", 0, 0, 0, HP_FORM_NONE, "S06", NULL,          \
      "members that a request must have: as inferred, all six, or none")                           \
    X(HEADERS_REQUIRED, "headers.required", "unknown|yes|no", 0, 0, 0, HP_FORM_NONE, "S07", NULL,  \
      "whether a request must have headers")                                                       \
    X(NULL_MEMBER, "null", "reject|absent", 0, 0, 0, HP_FORM_NONE, "S08", NULL,                    \
      "null for an array: refused, or as if the member were not there")                            \
    X(EMPTY_ARRAYS_DMC, "empty_arrays.dmc", "reject|all|accept", 0, 0, 0, HP_FORM_NONE, "S09",     \
      NULL, "empty arrays where the type needs them: refused, all values, or taken as they are")   \
    X(EMPTY_ARRAYS_OTHER, "empty_arrays.other", "either|accept|reject", 0, 0, 0, HP_FORM_NONE,     \
      "S10", NULL, "empty or absent arrays where the type does not need them")                     \
    X(ARRAY_DUPLICATES, "array_duplicates", "either|reject|dedupe|keep", 0, 0, 0, HP_FORM_NONE,    \
      "S11", NULL, "an item that stands in an array twice")                                        \
    X(LIMITS_ARRAY, "limits.array", "", 1, 9000, 1000, HP_FORM_NONE, "S12", NULL,                  \
      "items of an array that are taken; more are refused")                                        \
    X(ENUM_CASE, "enum.case", "exact|canonicalise", 0, 0, 0, HP_FORM_NONE, "S13", NULL,            \
      "another spelling of an enum value: refused, or taken and answered as documented")           \
    X(ENUM_OPEN, "enum.open", "false|true", 0, 0, 0, HP_FORM_VALUES, "S14", NULL,                  \
      "values of later versions: refused, either, or those listed are taken")                      \
    X(ARRAY_ORDER, "array_order", "set|strict", 0, 0, 0, HP_FORM_NONE, "S15", NULL,                \
      "arrays come back as sets, or in the order sent")                                            \
    X(LIMITS_NAME_MIN, "limits.name.min", "", 0, 255, 1, HP_FORM_NONE, "S16", NULL,                \
      "characters of the shortest name that is taken")                                             \
    X(LIMITS_NAME_MAX, "limits.name.max", "unset", 1, 60000, 0, HP_FORM_NONE, "S16", NULL,         \
      "characters of the longest name that is taken")                                              \
    X(NAME_CONTROLS, "name.controls", "either|reject", 0, 0, 0, HP_FORM_NONE, "S17", NULL,         \
      "control characters in a name")                                                              \
    X(NAME_TRIM, "name.trim", "either|keep|reject", 0, 0, 0, HP_FORM_NONE, "S17", NULL,            \
      "blanks at the ends of a name")                                                              \
    X(URL_SYNTAX, "url.syntax", "rfc3986|none|whatwg", 0, 0, 0, HP_FORM_NONE, "S18", NULL,         \
      "what counts as an absolute URL with a host")                                                \
    X(URL_SCHEMES, "url.schemes", "https,http?|https-only|https+http", 0, 0, 0, HP_FORM_NONE,      \
      "S19", NULL, "https; http either, refused, or taken")                                        \
    X(LIMITS_URL, "limits.url", "", 1, 1000000, 8000, HP_FORM_NONE, "S20", NULL,                   \
      "octets of the longest URL that is taken")                                                   \
    X(SSRF, "ssrf", "report|reject-at-create|delivery-time|off", 0, 0, 0, HP_FORM_NONE, "S21",     \
      NULL, "inner targets: a warning, a failure, left to the delivery, or not looked at")         \
    X(URL_USERINFO, "url.userinfo", "reject|allow", 0, 0, 0, HP_FORM_NONE, "S22", NULL,            \
      "user:password@ in a URL")                                                                   \
    X(URL_FRAGMENT, "url.fragment", "either|allow|reject", 0, 0, 0, HP_FORM_NONE, "S22", NULL,     \
      "#fragment in a URL")                                                                        \
    X(URL_ECHO, "url.echo", "equivalent|exact|none", 0, 0, 0, HP_FORM_NONE, "S23", NULL,           \
      "the URL comes back equivalent, byte for byte, or is not compared")                          \
    X(URL_SINK, "url.sink", "unset", 0, 0, 0, HP_FORM_URL, "S24",                                  \
      "a listener that registered URLs point at",                                                  \
      "where deliveries are to be sent")                                                           \
    X(HEADERS_VALUES, "headers.values", "string|scalar", 0, 0, 0, HP_FORM_NONE, "S25", NULL,       \
      "header values are strings only, or numbers and booleans too")                               \
    X(HEADERS_CRLF, "headers.crlf", "reject-or-strip|reject", 0, 0, 0, HP_FORM_NONE, "S26", NULL,  \
      "CR, LF and NUL in headers: refused or taken out, or refused only")                          \
    X(HEADERS_RESERVED, "headers.reserved", "framing|svix|none", 0, 0, 0, HP_FORM_NONE, "S27",     \
      NULL, "header names that are refused: of framing, those that Svix forbids too, or none")     \
    X(LIMITS_HEADER_VALUE, "limits.header.value", "", 1, 60000, 4096, HP_FORM_NONE, "S28", NULL,   \
      "octets of the longest header value that is taken")                                          \
    X(LIMITS_HEADER_COUNT, "limits.header.count", "", 1, 9000, 100, HP_FORM_NONE, "S28", NULL,     \
      "headers that are taken")                                                                    \
    X(HEADERS_ECHO, "headers.echo", "clear|masked|either", 0, 0, 0, HP_FORM_NONE, "S29", NULL,     \
      "header values come back in clear, hidden, or one of both")                                  \
    X(UNIQUE, "unique", "none|name|url|name+url|type+url", 0, 0, 0, HP_FORM_NONE, "S30", NULL,     \
      "what no two webhooks share: a repeat is answered by 409 or 422")                            \
    X(UNKNOWN_MEMBERS, "unknown_members", "either|reject|ignore", 0, 0, 0, HP_FORM_NONE, "S31",    \
      NULL, "members that are not documented")                                                     \
    X(READONLY, "readonly", "reject-or-ignore|reject", 0, 0, 0, HP_FORM_NONE, "S32", NULL,         \
      "an id, a creation time or inner members from the client")                                   \
    X(DUPLICATE_KEYS, "duplicate_keys", "either|reject|last|first", 0, 0, 0, HP_FORM_NONE, "S33",  \
      NULL, "a member that stands in the body twice: refused, or which of the two counts")         \
    X(CTYPE, "ctype", "lenient-missing|strict", 0, 0, 0, HP_FORM_NONE, "S34", NULL,                \
      "Content-Type: may be missing or a relative of JSON, or the documented type only")           \
    X(ENCODING, "encoding", "either|accept|reject", 0, 0, 0, HP_FORM_NONE, "S35", NULL,            \
      "bodies in a content coding")                                                                \
    X(ACCEPT, "accept", "either|406", 0, 0, 0, HP_FORM_NONE, "S35", NULL,                          \
      "an Accept that leaves JSON out")                                                            \
    X(LIMITS_BODY, "limits.body", "", 1, 100000000, 65536, HP_FORM_NONE, "S36", NULL,              \
      "octets of the largest body that is taken")                                                  \
    X(LIMITS_DEPTH, "limits.depth", "", 2, 512, 32, HP_FORM_NONE, "S36", NULL,                     \
      "nesting of the deepest body that is taken")                                                 \
    X(METHODS_KNOWN, "methods.known", "POST|POST+GET", 0, 0, 0, HP_FORM_METHODS, "S37", NULL,      \
      "methods that may succeed at the path")                                                      \
    X(PATH_SLASH, "path.slash", "either|accept|reject", 0, 0, 0, HP_FORM_NONE, "S38", NULL,        \
      "the path with a slash behind it")                                                           \
    X(RATE_PER_MINUTE, "rate.per_minute", "", 0, 6000000, 60, HP_FORM_NONE, "S39", NULL,           \
      "requests a minute to a remote target, when given without --rate; 0: no limit")              \
    X(RATE_HEADERS, "rate.headers", "ignore|require", 0, 0, 0, HP_FORM_NONE, "S39", NULL,          \
      "RateLimit fields in every reply")                                                           \
    X(IDEMPOTENCY, "idempotency", "none", 0, 0, 0, HP_FORM_FIELD, "S40", NULL,                     \
      "field under whose repeated value the first webhook may come back")                          \
    X(ID_FORMAT, "id_format", "any|example", 0, 0, 0, HP_FORM_NONE, "S41", NULL,                   \
      "ids are any text, or 20 letters and digits as in the example")                              \
    X(CREATED_AT, "created_at", "rfc3339|any|example", 0, 0, 0, HP_FORM_NONE, "S42", NULL,         \
      "form of the creation time; the example has milliseconds and Z")                             \
    X(CREATED_AT_SKEW, "created_at.skew", "", 0, 31536000, 300, HP_FORM_NONE, "S42", NULL,         \
      "seconds that the creation time may be off")                                                 \
    X(RESPONSE_ENVELOPE, "response.envelope", "none|data|data.data|none+data", 0, 0, 0,            \
      HP_FORM_NONE, "S43", NULL, "where the webhook lies in the response")                         \
    X(RESPONSE_EXTRA, "response.extra", "report|forbid", 0, 0, 0, HP_FORM_NONE, "S43", NULL,       \
      "response members that are not documented")                                                  \
    X(STATUS_CREATED, "status.created", "200|201|200+201", 0, 0, 0, HP_FORM_NONE, "S44", NULL,     \
      "status of a success")                                                                       \
    X(TLS_PLAIN_PROBE, "tls.plain_probe", "off|on", 0, 0, 0, HP_FORM_NONE, "S45",                  \
      "a probe over plain http",                                                                   \
      "whether the service is asked over plain http")                                              \
    X(SECURITY_HEADERS, "security_headers", "report|require|ignore", 0, 0, 0, HP_FORM_NONE, "S46", \
      NULL, "fields against caching and sniffing")                                                 \
    X(QUOTA, "quota", "unset", 1, 1000000, 0, HP_FORM_NONE, "S47", NULL,                           \
      "webhooks an organisation may have: a refusal after so many creates says nothing")           \
    X(SIBLING_LIST, "sibling.list", "unset", 0, 0, 0, HP_FORM_PATH, "S48", "a call to the list",   \
      "path that lists webhooks")                                                                  \
    X(SIBLING_GET, "sibling.get", "unset", 0, 0, 0, HP_FORM_PATH, "S48", "a call that reads back", \
      "path that reads one webhook")                                                               \
    X(SIBLING_DELETE, "sibling.delete", "unset", 0, 0, 0, HP_FORM_PATH, "S48",                     \
      "a call that removes",                                                                       \
      "path that removes one webhook")                                                             \
    X(DELIVERY, "delivery", "off|on", 0, 0, 0, HP_FORM_NONE, "S49", "a test of deliveries",        \
      "whether deliveries are tested")                                                             \
    X(BOM, "bom", "either|reject", 0, 0, 0, HP_FORM_NONE, "S50", NULL,                             \
      "a byte order mark before the body")
// clang-format on

#define HP_SETTING_ID(id, ...) HP_SET_##id,
enum hp_setting_id { HP_SETTINGS(HP_SETTING_ID) HP_SETTING_COUNT };
#undef HP_SETTING_ID

/* Named values that a check asks for, in the order of the list; a test holds each to its effect. */
enum {
    HP_STATUS_INVALID_4XX,
    HP_STATUS_INVALID_400,
    HP_STATUS_INVALID_422,
    HP_STATUS_INVALID_BOTH
};
enum { HP_ERROR_BODY_JSON, HP_ERROR_BODY_ANY, HP_ERROR_BODY_ROOTFI, HP_ERROR_BODY_RFC9457 };
enum { HP_AUTH_STATUS_BOTH, HP_AUTH_STATUS_401, HP_AUTH_STATUS_403 };
enum { HP_AUTH_CHALLENGE_WARN, HP_AUTH_CHALLENGE_REQUIRE, HP_AUTH_CHALLENGE_IGNORE };
enum { HP_STATUS_SPLIT_ANY, HP_STATUS_SPLIT_400_422 };
enum { HP_REQUIRED_INFERRED, HP_REQUIRED_PUT_PAGE, HP_REQUIRED_NONE };
enum { HP_HEADERS_REQUIRED_UNKNOWN, HP_HEADERS_REQUIRED_YES, HP_HEADERS_REQUIRED_NO };
enum { HP_EMPTY_DMC_REJECT, HP_EMPTY_DMC_ALL, HP_EMPTY_DMC_ACCEPT };
enum { HP_DUPLICATES_EITHER, HP_DUPLICATES_REJECT, HP_DUPLICATES_DEDUPE, HP_DUPLICATES_KEEP };
enum { HP_ENUM_OPEN_FALSE, HP_ENUM_OPEN_TRUE };
enum { HP_URL_ECHO_EQUIVALENT, HP_URL_ECHO_EXACT, HP_URL_ECHO_NONE };
enum { HP_SSRF_REPORT, HP_SSRF_REJECT, HP_SSRF_DELIVERY, HP_SSRF_OFF };
enum { HP_HEADERS_VALUES_STRING, HP_HEADERS_VALUES_SCALAR };
enum { HP_HEADERS_ECHO_CLEAR, HP_HEADERS_ECHO_MASKED, HP_HEADERS_ECHO_EITHER };
enum { HP_KEYS_EITHER, HP_KEYS_REJECT, HP_KEYS_LAST, HP_KEYS_FIRST };
enum { HP_CREATED_AT_RFC3339, HP_CREATED_AT_ANY, HP_CREATED_AT_EXAMPLE };
enum { HP_ENVELOPE_NONE, HP_ENVELOPE_DATA, HP_ENVELOPE_DATA_DATA, HP_ENVELOPE_NONE_OR_DATA };
enum { HP_CREATED_200, HP_CREATED_201, HP_CREATED_BOTH };
enum { HP_SECURITY_REPORT, HP_SECURITY_REQUIRE, HP_SECURITY_IGNORE };

/* Instead of the index of a named value. */
enum { HP_SETTING_NUMBER = -1, HP_SETTING_TEXT = -2 };

enum {
    HP_SETTING_TEXTS = 3,        /* keys whose text is kept: of HP_FORM_METHODS to HP_FORM_FIELD */
    HP_SETTING_TEXT_BYTES = 256, /* a dozen enum values of the contract's length */
    HP_SETTING_RULES_MAX = 128,  /* rules of setting_rules.c that can be in force at once */
};

struct hp_settings {
    const char *profile;        /* as named: "doc", or the path of a file; borrowed */
    const char *base;           /* the built-in profile that it starts from */
    bool strict;                /* a broken SHOULD is a fail */
    bool lenient;               /* a broken SHOULD is a note */
    uint32_t latency_budget_ms; /* resp-latency: a slower reply is a warning */
    struct hp_setting_value {
        int word;       /* index of the named value, or HP_SETTING_NUMBER, HP_SETTING_TEXT */
        int64_t number; /* with HP_SETTING_NUMBER */
    } values[HP_SETTING_COUNT];
    uint64_t given; /* bit i: the user set key i, be it to what it was */
    char texts[HP_SETTING_TEXTS][HP_SETTING_TEXT_BYTES];
    uint8_t rules[HP_SETTING_RULES_MAX]; /* those of setting_rules.c that are in force */
    size_t rule_count;
};

/* A key as the list above has it. */
struct hp_setting {
    const char *key;
    const char *words;
    int64_t min, max;
    int64_t otherwise;
    enum hp_setting_form form;
    const char *clause; /* "S01" */
    const char *lacking;
    const char *meaning;
};
extern const struct hp_setting hp_setting_list[HP_SETTING_COUNT];

/* A profile that is built in. */
struct hp_profile {
    const char *name;
    const char *title;
    bool strict, lenient;
    const char *sets[6]; /* "key=value"; ends with NULL */
};
extern const struct hp_profile hp_profile_list[];
extern const size_t hp_profile_count;

/* The doc profile. */
extern const struct hp_settings hp_settings_doc;

/* Fills in a built-in profile; false when there is none of that name. */
bool hp_settings_find(const char *profile, struct hp_settings *out);

/* Sets one key. HP_ERR_USAGE: an unknown key or value (with the nearest known one), a number out of
 * its range, or a value that asks for something this version lacks. */
enum hp_status hp_settings_set(struct hp_settings *settings, struct hp_slice key,
                               struct hp_slice value, struct hp_error *error) HP_MUST_CHECK;
/* The same for "key=value". */
enum hp_status hp_settings_assign(struct hp_settings *settings, const char *text,
                                  struct hp_error *error) HP_MUST_CHECK;

static inline int hp_setting_word(const struct hp_settings *settings, enum hp_setting_id id)
{
    return settings->values[id].word;
}

static inline int64_t hp_setting_number(const struct hp_settings *settings, enum hp_setting_id id)
{
    return settings->values[id].number;
}

static inline bool hp_setting_given(const struct hp_settings *settings, enum hp_setting_id id)
{
    return (settings->given >> id & 1) != 0;
}

/* The value as hp_settings_set takes it, for a named value or a text; empty for a number. */
struct hp_slice hp_setting_text(const struct hp_settings *settings, enum hp_setting_id id);
/* Any value as text. */
enum { HP_SETTING_SHOWN_BYTES = HP_SETTING_TEXT_BYTES };
const char *hp_setting_show(const struct hp_settings *settings, enum hp_setting_id id,
                            char out[static HP_SETTING_SHOWN_BYTES]);

/* Is `item` one of those that + joins in `list`? */
bool hp_setting_lists(struct hp_slice list, struct hp_slice item);

/* Equal values, whatever they were set by. */
bool hp_setting_equal(const struct hp_settings *a, const struct hp_settings *b,
                      enum hp_setting_id id);

/* "400 | 422 | 400+422", "a number from 1 to 9000", for people: all values but the default. */
void hp_setting_alternatives(enum hp_setting_id id, struct hp_buf *out);

#endif
