/* Why: rows about what a service must not take from a request (whose host it is, who may read the
 * answer) and about what it gives away. The checks of the same names judge the answers. */
#include "cases/escape.h"
#include "cases/raw_text.h"
#include "cases/security.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* ---- sec-host-poisoning ---- */

bool hp_sec_host_poisoning(struct hp_build *build, size_t index)
{
    /* One host that no webhook of this run is for, so that it shows where it was taken from. */
    static const struct {
        const char *name;
        struct hp_slice field;
        struct hp_slice value;
    } forms[] = {
        {"host", HP_SLICE_INIT("Host"), HP_SLICE_INIT("poisoned.example.net")},
        {"host-with-port", HP_SLICE_INIT("Host"), HP_SLICE_INIT("poisoned.example.net:8443")},
        {"x-forwarded-host", HP_SLICE_INIT("X-Forwarded-Host"),
         HP_SLICE_INIT("poisoned.example.net")},
        {"x-forwarded-server", HP_SLICE_INIT("X-Forwarded-Server"),
         HP_SLICE_INIT("poisoned.example.net")},
        {"x-host", HP_SLICE_INIT("X-Host"), HP_SLICE_INIT("poisoned.example.net")},
        {"x-original-host", HP_SLICE_INIT("X-Original-Host"),
         HP_SLICE_INIT("poisoned.example.net")},
        {"forwarded", HP_SLICE_INIT("Forwarded"),
         HP_SLICE_INIT("for=192.0.2.1;host=poisoned.example.net;proto=https")},
        {"forwarded-quoted", HP_SLICE_INIT("Forwarded"),
         HP_SLICE_INIT("host=\"poisoned.example.net:8443\"")},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", forms[index].name);
    hp_why(build, "%.*s: %.*s", HP_PRINT(forms[index].field), HP_PRINT(forms[index].value));
    hp_build_field_add(build, forms[index].field, forms[index].value);
    return true;
}

/* ---- sec-cors ---- */

static const struct hp_slice origin = HP_SLICE_INIT("Origin");

/* What a browser asks before it sends such a request for a page of another origin (Fetch 3.2.2):
 * without the credential, which it does not have yet. */
static void make_preflight(struct hp_build *build)
{
    struct hp_slice documented = build->method;
    build->method = HP_SLICE("OPTIONS");
    hp_build_field_remove(build, HP_SLICE("Content-Type"));
    hp_build_field_remove(build, build->contract->key_field);
    hp_build_field_add(build, HP_SLICE("Access-Control-Request-Method"), documented);
    hp_build_field_add(
        build, HP_SLICE("Access-Control-Request-Headers"),
        hp_build_text(build, "content-type,%.*s", HP_PRINT(build->contract->key_field)));
    build->has_body = false;
    build->body_truth = HP_BODY_NONE;
}

bool hp_sec_cors(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        struct hp_slice origin;
    } forms[] = {
        {"foreign", HP_SLICE_INIT("https://pages.example.net")},
        {"foreign-http", HP_SLICE_INIT("http://pages.example.net")},
        {"null", HP_SLICE_INIT("null")},
        {"loopback", HP_SLICE_INIT("http://localhost:3000")},
    };
    if (index >= 2 * COUNT_OF(forms)) {
        return false;
    }
    size_t form = index / 2;
    bool preflight = index % 2 == 1;
    hp_instance_at(build, preflight ? "method" : "header", "%s-%s",
                   preflight ? "preflight" : "request", forms[form].name);
    hp_why(build, "%s for a page of the origin %.*s", preflight ? "a preflight" : "a request",
           HP_PRINT(forms[form].origin));
    if (preflight) {
        make_preflight(build);
    }
    hp_build_field_add(build, origin, forms[form].origin);
    return true;
}

/* ---- sec-plaintext-http ---- */

bool hp_sec_plaintext_http(struct hp_build *build, size_t index)
{
    if (index > 0) {
        return false;
    }
    hp_instance_at(build, "transfer", "plain");
    hp_why(build, "the same request without TLS");
    return true;
}

/* ---- sec-secret-exposure ---- */

bool hp_sec_secret_exposure(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        struct hp_slice field; /* empty: the credential's own */
        struct hp_slice value;
    } forms[] = {
        {"authorization-bearer", HP_SLICE_INIT("Authorization"),
         HP_SLICE_INIT("Bearer hookproof-secret-5f0d8c")},
        {"authorization-basic", HP_SLICE_INIT("Authorization"),
         HP_SLICE_INIT("Basic aG9va3Byb29mOnNlY3JldC01ZjBkOGM=")},
        {"credential-field", HP_SLICE_INIT(""), HP_SLICE_INIT("hookproof-secret-5f0d8c")},
        {"cookie", HP_SLICE_INIT("Cookie"), HP_SLICE_INIT("session=hookproof-secret-5f0d8c")},
        {"x-signing-secret", HP_SLICE_INIT("X-Signing-Secret"),
         HP_SLICE_INIT("hookproof-secret-5f0d8c")},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "%s", forms[index].name);
    hp_why(build, "a header of the webhook holds a secret: %s", forms[index].name);
    struct hp_slice *header = hp_arena_take(&build->arena, 2 * sizeof(*header));
    if (header == NULL) {
        build->failed = true;
        return true;
    }
    header[0] = forms[index].field.len > 0 ? forms[index].field : build->contract->key_field;
    header[1] = forms[index].value;
    struct hp_content content = build->content;
    content.headers = (const struct hp_slice(*)[2])header;
    content.header_count = 1;
    hp_build_rewrite(build, &content);
    return true;
}

/* ---- sec-parser-differential ---- */

/* In which spellings a member's name stands in the wrapper, one letter a member in the order sent:
 * `e` as it is, `u` with its first character escaped, `c` in upper case. The values differ. */
static const struct {
    const char *name;
    const char *spellings;
} mixtures[] = {
    {"exact-exact", "ee"},         {"exact-escaped", "eu"},       {"escaped-exact", "ue"},
    {"escaped-escaped", "uu"},     {"exact-case", "ec"},          {"case-exact", "ce"},
    {"exact-case-escaped", "ecu"}, {"escaped-case-exact", "uce"}, {"case-exact-case", "cec"},
    {"exact-case-exact", "ece"},
};

static struct hp_slice spelt_name(struct hp_build *build, struct hp_slice name, char spelling)
{
    struct hp_slice quoted = hp_raw_string(build, name);
    if (spelling == 'u') {
        return hp_escape_string(build, quoted, HP_ESCAPE_FIRST);
    }
    if (spelling == 'c') {
        char *upper = hp_arena_take(&build->arena, quoted.len);
        for (size_t i = 0; upper != NULL && i < quoted.len; i++) {
            char c = quoted.at[i];
            upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        }
        build->failed = build->failed || upper == NULL;
        return upper == NULL ? quoted : (struct hp_slice){upper, quoted.len};
    }
    return quoted;
}

/* The value with its number at the end of it; a URL stays one. */
static struct hp_slice numbered_value(struct hp_build *build, struct hp_slice value, size_t number)
{
    return hp_build_text(build, "%.*s-%zu\"", (int)value.len - 1, value.at, number + 1);
}

bool hp_sec_parser_differential(struct hp_build *build, size_t index)
{
    static const enum hp_role roles[] = {HP_ROLE_NAME, HP_ROLE_URL};
    if (index >= COUNT_OF(roles) * COUNT_OF(mixtures)) {
        return false;
    }
    enum hp_role role = roles[index / COUNT_OF(mixtures)];
    const char *spellings = mixtures[index % COUNT_OF(mixtures)].spellings;
    struct hp_site site = hp_raw_site(role);
    hp_instance(build, site, "%s-%s", hp_role_word(role),
                mixtures[index % COUNT_OF(mixtures)].name);
    hp_why(build, "the %s stands there several times, its name as it is, escaped or in upper case",
           hp_role_word(role));
    struct hp_slice name = build->contract->names[role];
    struct hp_slice value = hp_raw_value(build, site);
    struct hp_slice members = HP_SLICE("");
    for (size_t i = 0; spellings[i] != '\0'; i++) {
        struct hp_slice member = spelt_name(build, name, spellings[i]);
        struct hp_slice text = numbered_value(build, value, i);
        members = hp_build_text(build, "%.*s%s%.*s:%.*s", HP_PRINT(members), i == 0 ? "" : ",",
                                HP_PRINT(member), HP_PRINT(text));
    }
    const struct hp_node *node = hp_draft_node(&build->draft, site);
    if (node != NULL) {
        hp_draft_splice(&build->draft, node->member, members);
    }
    return true;
}
