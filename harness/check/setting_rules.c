/* The table of rules, and how one is applied. Must not know how an answer is judged. */
#include "harness/check/setting_rules.h"

#include <assert.h>

#define REJECT        .expect = HP_EXPECT_REJECT_4XX, .level = HP_SHOULD
#define REJECT_415    .expect = HP_EXPECT_REJECT_415, .level = HP_SHOULD
#define ACCEPT        .expect = HP_EXPECT_ACCEPT_200, .level = HP_SHOULD
#define EITHER        .expect = HP_EXPECT_ACCEPT_200_OR_4XX, .level = HP_MAY
#define ECHO_AS(mode) .sets_echo = true, .echo = HP_ECHO_##mode
#define OVER(what)    .measure = HP_MEASURE_##what, .side = HP_SIDE_OVER, .all = true
#define WITHIN(what, above)                                                                        \
    .measure = HP_MEASURE_##what, .side = HP_SIDE_WITHIN, .floor = (above), .all = true

#define EMPTY_DMC                                                                                  \
    {                                                                                              \
        "array-operations-empty-dmc", "array-data-models-empty-dmc"                                \
    }
#define EMPTY_OTHER                                                                                \
    {                                                                                              \
        "array-operations-empty-other", "array-data-models-empty-other", "array-omitted-other"     \
    }
#define INNER_ADDRESSES                                                                            \
    "ssrf-loopback", "ssrf-rare-ipv4", "ssrf-ipv6-embedded", "ssrf-private-ranges",                \
        "ssrf-link-local-metadata", "ssrf-special-ranges"
#define READONLY_ROWS                                                                              \
    {                                                                                              \
        "state-client-id-ignored", "state-client-created-at-ignored",                              \
            "state-client-internal-fields"                                                         \
    }
#define UNKNOWN                                                                                    \
    {                                                                                              \
        "struct-unknown-root-member", "struct-unknown-webhook-member",                             \
            "struct-reserved-member-names"                                                         \
    }
#define NOT_OF_HEADERS                                                                             \
    {                                                                                              \
        "root-", "wrapper-"                                                                        \
    }

/* A later rule wins over an earlier one. */
const struct hp_setting_rule hp_setting_rules[] = {
    {HP_SET_REQUIRED,
     "put-page",
     {"struct-missing-array", "array-omitted-other", "struct-member-name-variants"},
     .all = true,
     REJECT},
    {HP_SET_REQUIRED, "put-page", {"valid-headers-omitted"}, REJECT},
    {HP_SET_REQUIRED,
     "none",
     {"struct-missing-scalar", "struct-missing-array", "struct-wrapper-empty",
      "struct-member-name-variants"},
     .all = true,
     EITHER},
    {HP_SET_HEADERS_REQUIRED, "yes", {"valid-headers-omitted"}, REJECT},
    {HP_SET_HEADERS_REQUIRED,
     "yes",
     {"struct-member-name-variants"},
     {"headers-"},
     .all = true,
     REJECT},
    {HP_SET_HEADERS_REQUIRED, "no", {"valid-headers-omitted"}, ACCEPT},
    {HP_SET_HEADERS_REQUIRED,
     "no",
     {"struct-member-name-variants"},
     {"headers-"},
     .all = true,
     EITHER},
    {HP_SET_NULL_MEMBER,
     "absent",
     {"type-operations-null", "type-data-models-null"},
     .measure = HP_MEASURE_NEEDED,
     .side = HP_SIDE_ZERO,
     EITHER},
    {HP_SET_EMPTY_ARRAYS_DMC, "all", EMPTY_DMC, ACCEPT},
    {HP_SET_EMPTY_ARRAYS_DMC, "accept", EMPTY_DMC, ACCEPT},
    {HP_SET_EMPTY_ARRAYS_OTHER, "accept", EMPTY_OTHER, ACCEPT},
    {HP_SET_EMPTY_ARRAYS_OTHER, "reject", EMPTY_OTHER, REJECT},
    {HP_SET_ARRAY_DUPLICATES,
     "reject",
     {"array-duplicate-items", "array-over-cardinality"},
     .all = true,
     REJECT},
    {HP_SET_ARRAY_DUPLICATES,
     "dedupe",
     {"array-duplicate-items", "array-over-cardinality"},
     ACCEPT},
    {HP_SET_ARRAY_DUPLICATES, "keep", {"array-duplicate-items", "array-over-cardinality"}, ACCEPT},
    {HP_SET_LIMITS_ARRAY, NULL, {"valid-*", "array-*"}, OVER(ARRAY), REJECT},
    {HP_SET_LIMITS_ARRAY, NULL, {"array-huge"}, WITHIN(ARRAY, 1000), EITHER},
    {HP_SET_ENUM_CASE,
     "canonicalise",
     {"enum-case-variants", "enum-separator-variants", "enum-whitespace-padded"},
     EITHER},
    {HP_SET_ENUM_OPEN, "true", {"enum-later-version"}, EITHER},
    {HP_SET_ENUM_OPEN,
     NULL,
     {"enum-later-version"},
     .measure = HP_MEASURE_UNLISTED,
     .side = HP_SIDE_ZERO,
     ACCEPT},
    {HP_SET_LIMITS_NAME_MIN,
     NULL,
     {"valid-*", "string-name-empty"},
     .all = true,
     .measure = HP_MEASURE_NAME,
     .side = HP_SIDE_UNDER,
     REJECT},
    {HP_SET_LIMITS_NAME_MIN,
     NULL,
     {"string-name-empty"},
     .measure = HP_MEASURE_NAME,
     .side = HP_SIDE_AT_LEAST,
     ACCEPT},
    {HP_SET_LIMITS_NAME_MAX, NULL, {"valid-*", "string-name-*"}, OVER(NAME), REJECT},
    {HP_SET_LIMITS_NAME_MAX,
     NULL,
     {"string-name-long", "string-name-huge"},
     WITHIN(NAME, 255),
     ACCEPT},
    {HP_SET_NAME_CONTROLS, "reject", {"string-name-control-chars", "string-name-nul"}, REJECT},
    {HP_SET_NAME_TRIM, "keep", {"string-name-trim"}, ACCEPT, ECHO_AS(EXACT)},
    {HP_SET_NAME_TRIM, "reject", {"string-name-trim"}, REJECT},
    {HP_SET_URL_SYNTAX,
     "none",
     {"url-empty", "url-relative", "url-no-scheme", "url-empty-host", "url-scheme-mangled",
      "url-whitespace-control", "url-port-range", "url-authority-confusion", "url-host-syntax"},
     .all = true,
     EITHER},
    /* The parser of browsers drops blanks and line ends, reads backslashes as slashes and a run of
     * slashes as one; what comes back is its own spelling. */
    {HP_SET_URL_SYNTAX,
     "whatwg",
     {"url-empty-host", "url-scheme-mangled", "url-whitespace-control", "url-authority-confusion",
      "url-host-syntax"},
     .all = true,
     EITHER,
     ECHO_AS(NONE)},
    {HP_SET_URL_SCHEMES, "https-only", {"valid-url-http-scheme"}, REJECT},
    {HP_SET_URL_SCHEMES, "https+http", {"valid-url-http-scheme"}, ACCEPT},
    {HP_SET_LIMITS_URL, NULL, {"valid-*", "url-length"}, OVER(URL), REJECT},
    {HP_SET_LIMITS_URL, NULL, {"url-length"}, WITHIN(URL, 2048), ACCEPT},
    {HP_SET_SSRF,
     "reject-at-create",
     {INNER_ADDRESSES},
     .all = true,
     .expect = HP_EXPECT_REJECT_4XX,
     .level = HP_MUST},
    {HP_SET_SSRF, "reject-at-create", {"ssrf-internal-names"}, .all = true, REJECT},
    {HP_SET_SSRF, "delivery-time", {INNER_ADDRESSES, "ssrf-internal-names"}, .all = true, EITHER},
    {HP_SET_SSRF,
     "off",
     {INNER_ADDRESSES, "ssrf-internal-names", "ssrf-self-target"},
     .all = true,
     .expect = HP_EXPECT_NO_5XX_ONLY,
     .level = HP_MAY},
    {HP_SET_URL_USERINFO, "allow", {"url-userinfo"}, ACCEPT},
    {HP_SET_URL_FRAGMENT, "allow", {"url-fragment"}, ACCEPT},
    {HP_SET_URL_FRAGMENT, "reject", {"url-fragment"}, REJECT},
    {HP_SET_HEADERS_VALUES,
     "scalar",
     {"type-header-value-nonstring"},
     {"number-", "boolean-"},
     ACCEPT},
    {HP_SET_HEADERS_VALUES, "scalar", {"type-number-extremes"}, .place = HP_ROLE_HEADERS, EITHER},
    {HP_SET_HEADERS_CRLF,
     "reject",
     {"header-name-crlf", "header-value-crlf", "header-value-obs-fold"},
     .all = true,
     .expect = HP_EXPECT_REJECT_4XX,
     .level = HP_MUST,
     ECHO_AS(EXACT)},
    {HP_SET_HEADERS_CRLF,
     "reject",
     {"header-value-nul-control", "header-name-illegal"},
     {"nul"},
     .all = true,
     .expect = HP_EXPECT_REJECT_4XX,
     .level = HP_MUST,
     ECHO_AS(EXACT)},
    {HP_SET_HEADERS_RESERVED, "svix", {"header-content-names"}, {"Content-", "User-Agent"}, REJECT},
    {HP_SET_HEADERS_RESERVED, "svix", {"header-signature-spoof"}, {"svix-", "x-amz-"}, REJECT},
    {HP_SET_HEADERS_RESERVED, "none", {"header-framing-names"}, EITHER},
    {HP_SET_LIMITS_HEADER_VALUE, NULL, {"valid-*", "header-size"}, OVER(HEADER_VALUE), REJECT},
    {HP_SET_LIMITS_HEADER_VALUE, NULL, {"header-size"}, WITHIN(HEADER_VALUE, 4096), ACCEPT},
    {HP_SET_LIMITS_HEADER_COUNT, NULL, {"valid-*", "header-count"}, OVER(HEADER_COUNT), REJECT},
    {HP_SET_LIMITS_HEADER_COUNT, NULL, {"header-count"}, WITHIN(HEADER_COUNT, 99), ACCEPT},
    {HP_SET_UNKNOWN_MEMBERS, "reject", UNKNOWN, REJECT},
    {HP_SET_UNKNOWN_MEMBERS, "reject", {"struct-empty-member-name"}, NOT_OF_HEADERS, REJECT},
    {HP_SET_UNKNOWN_MEMBERS, "reject", {"struct-member-name-variants"}, .all = true, REJECT},
    {HP_SET_UNKNOWN_MEMBERS, "reject", {"method-override"}, {"member"}, .all = true, REJECT},
    {HP_SET_UNKNOWN_MEMBERS, "ignore", UNKNOWN, ACCEPT},
    {HP_SET_UNKNOWN_MEMBERS, "ignore", {"struct-empty-member-name"}, NOT_OF_HEADERS, ACCEPT},
    {HP_SET_UNKNOWN_MEMBERS, "ignore", {"method-override"}, {"member"}, .all = true, ACCEPT},
    {HP_SET_READONLY, "reject", READONLY_ROWS, .all = true, REJECT},
    {HP_SET_DUPLICATE_KEYS,
     "reject",
     {"struct-duplicate-equal", "struct-duplicate-conflict"},
     .all = true,
     REJECT},
    {HP_SET_DUPLICATE_KEYS,
     "last",
     {"struct-duplicate-equal", "struct-duplicate-conflict"},
     ACCEPT},
    {HP_SET_DUPLICATE_KEYS,
     "first",
     {"struct-duplicate-equal", "struct-duplicate-conflict"},
     ACCEPT},
    {HP_SET_CTYPE, "strict", {"ctype-missing", "ctype-suffix", "ctype-charset"}, REJECT_415},
    {HP_SET_ENCODING, "accept", {"encoding-supported"}, ACCEPT},
    {HP_SET_ENCODING, "reject", {"encoding-supported"}, REJECT_415},
    {HP_SET_ACCEPT, "406", {"accept-unsatisfiable"}, REJECT, .status = 406},
    {HP_SET_LIMITS_BODY,
     NULL,
     {"valid-*", "size-body-large"},
     OVER(BODY),
     .expect = HP_EXPECT_REJECT_413,
     .level = HP_SHOULD},
    {HP_SET_LIMITS_BODY, NULL, {"size-body-large"}, WITHIN(BODY, 65536), EITHER},
    {HP_SET_LIMITS_DEPTH, NULL, {"valid-*", "size-depth"}, OVER(DEPTH), REJECT},
    {HP_SET_PATH_SLASH, "accept", {"path-trailing-slash"}, ACCEPT},
    {HP_SET_PATH_SLASH,
     "reject",
     {"path-trailing-slash"},
     .expect = HP_EXPECT_REJECT_404_405,
     .level = HP_SHOULD},
    {HP_SET_BOM, "reject", {"string-bom-utf8"}, REJECT},
};
const size_t hp_setting_rule_count = sizeof(hp_setting_rules) / sizeof(hp_setting_rules[0]);
static_assert(sizeof(hp_setting_rules) / sizeof(hp_setting_rules[0]) <= HP_SETTING_RULES_MAX,
              "every rule could be in force");

static bool is_in_force(const struct hp_setting_rule *rule, const struct hp_settings *settings)
{
    int word = settings->values[rule->key].word;
    if (rule->value != NULL) {
        return word >= 0 && hp_slice_is(hp_setting_text(settings, rule->key), rule->value);
    }
    return word == HP_SETTING_TEXT ||
           (word == HP_SETTING_NUMBER && !hp_setting_equal(settings, &hp_settings_doc, rule->key));
}

void hp_setting_rules_choose(struct hp_settings *settings)
{
    settings->rule_count = 0;
    for (size_t i = 0; i < hp_setting_rule_count; i++) {
        if (is_in_force(&hp_setting_rules[i], settings)) {
            settings->rules[settings->rule_count++] = (uint8_t)i;
        }
    }
}

/* `pattern` may end in a star. */
static bool matches(struct hp_slice text, const char *pattern)
{
    size_t length = strlen(pattern);
    if (length > 0 && pattern[length - 1] == '*') {
        return hp_slice_starts_with(text, (struct hp_slice){pattern, length - 1});
    }
    return hp_slice_is(text, pattern);
}

static bool is_row_of(const struct hp_setting_rule *rule, struct hp_slice row)
{
    for (size_t i = 0; i < HP_RULE_ROWS && rule->rows[i] != NULL; i++) {
        if (matches(row, rule->rows[i])) {
            return true;
        }
    }
    return false;
}

/* row@where#instance~combination */
static struct hp_slice instance_of(struct hp_slice id)
{
    const char *begin = id.len == 0 ? NULL : memchr(id.at, '#', id.len);
    if (begin == NULL) {
        return (struct hp_slice){"", 0};
    }
    begin++;
    size_t rest = id.len - (size_t)(begin - id.at);
    const char *end = memchr(begin, '~', rest);
    return (struct hp_slice){begin, end == NULL ? rest : (size_t)(end - begin)};
}

static bool is_instance_of(const struct hp_setting_rule *rule, struct hp_slice id)
{
    bool found = rule->instances[0] == NULL;
    for (size_t i = 0; i < HP_RULE_INSTANCES && rule->instances[i] != NULL && !found; i++) {
        found = hp_slice_starts_with(instance_of(id), hp_slice_of(rule->instances[i]));
    }
    return found;
}

static bool is_on_side(const struct hp_setting_rule *rule, const struct hp_settings *settings,
                       const struct hp_case *kase, int64_t measured)
{
    int64_t number = hp_setting_number(settings, rule->key);
    switch (rule->side) {
    case HP_SIDE_OVER:
        return measured > number;
    case HP_SIDE_WITHIN:
        return measured > rule->floor && measured <= number &&
               (int64_t)kase->request.body.len <= hp_setting_number(settings, HP_SET_LIMITS_BODY);
    case HP_SIDE_UNDER:
        return measured >= 0 && measured < number;
    case HP_SIDE_AT_LEAST:
        return measured >= 0 && measured >= number;
    case HP_SIDE_ZERO:
        return measured == 0;
    case HP_SIDE_ALWAYS:
        break;
    }
    return true;
}

void hp_settings_apply_rules(const struct hp_settings *settings, const struct hp_contract *contract,
                             const struct hp_case *kase, struct hp_arena *arena,
                             struct hp_expected *out, bool *failed)
{
    struct hp_slice row = hp_slice_of(kase->row->id);
    struct hp_measuring measuring = {
        .settings = settings, .contract = contract, .kase = kase, .arena = arena};
    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct hp_setting_rule *rule = &hp_setting_rules[settings->rules[i]];
        if (!is_row_of(rule, row) || !is_instance_of(rule, kase->id) ||
            !(rule->all || kase->expect == kase->row->expect) ||
            !(rule->place == HP_ROLE_ROOT || hp_place_is(contract, kase->where, rule->place))) {
            continue;
        }
        if (rule->side != HP_SIDE_ALWAYS &&
            !is_on_side(rule, settings, kase, hp_measure(&measuring, rule->measure))) {
            continue;
        }
        out->expect = rule->expect;
        out->level = rule->level;
        out->echo = rule->sets_echo ? rule->echo : out->echo;
        out->status = rule->status;
        out->setting = (int)rule->key;
    }
    *failed |= measuring.failed;
}
