/* Names, URLs and header members that a service has to take. Must not know how they are spelt in
 * JSON beyond what the encoder does. */
#include "cases/escape.h"
#include "cases/raw_text.h"
#include "cases/valid_forms.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* Names. */

enum { NAME_LENGTH_MAX = 255 };

/* A name of ASCII letters with single blanks inside, none at the ends. */
static struct hp_slice ascii_name(struct hp_build *build, size_t length)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    struct hp_buf name = hp_raw_begin(build, length);
    for (size_t i = 0; i < length; i++) {
        bool blank = i % 8 == 7 && i + 1 < length;
        hp_buf_char(&name, blank ? ' ' : letters[hp_rng_below(&build->rng, sizeof(letters) - 1)]);
    }
    return hp_raw_end(build, &name);
}

bool hp_valid_name_lengths(struct hp_build *build, size_t index)
{
    static const size_t lengths[] = {1, 2, 64, 100, NAME_LENGTH_MAX};
    if (index >= COUNT_OF(lengths)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_NAME), "length-%zu", lengths[index]);
    hp_why(build, "a name in ASCII, characters: %zu", lengths[index]);
    hp_raw_put(build, hp_raw_site(HP_ROLE_NAME),
               hp_raw_string(build, ascii_name(build, lengths[index])));
    return true;
}

static const struct {
    const char *word;
    const char *name;
} unicode_names[] = {
    {"latin-1", "caf\u00e9 \u00fcber \u00c5ngstr\u00f6m"},
    {"greek", "\u0394\u03bf\u03ba\u03b9\u03bc\u03ae \u03c3\u03c2"},
    {"cyrillic", "\u0432\u0435\u0431\u0445\u0443\u043a"},
    {"cjk", "\u901a\u77e5 \u5e33\u7c3f \u30c6\u30b9\u30c8 \ud55c\uae00"},
    {"cjk-beyond-the-plane", "\U00020bb7\U0002000b"},
    {"arabic", "\u0625\u0634\u0639\u0627\u0631 \u0662"},
    {"hebrew-and-latin", "\u05d4\u05d5\u05d3\u05e2\u05d4 abc 123"},
    {"devanagari", "\u0939\u093f\u0928\u094d\u0926\u0940"},
    {"decomposed", "cafe\u0301 A\u030angstro\u0308m"},
    {"emoji", "\U0001f4e6 \U0001f680"},
    {"emoji-joined", "\U0001f469\u200d\U0001f4bb \U0001f1e9\U0001f1ea \U0001f44d\U0001f3fd"},
    {"two-three-four-bytes", "\u07ff\u0800\ufffd\U00010000\U0010fffd"},
};

bool hp_valid_name_unicode(struct hp_build *build, size_t index)
{
    size_t which = index / 2;
    bool escaped = index % 2 == 1;
    if (which >= COUNT_OF(unicode_names)) {
        return false;
    }
    const char *name = unicode_names[which].name;
    hp_instance(build, hp_raw_site(HP_ROLE_NAME), "%s-%s", unicode_names[which].word,
                escaped ? "escaped" : "raw");
    hp_why(build, "a name beyond ASCII: %s, %s", unicode_names[which].word,
           escaped ? "in escapes" : "in UTF-8");
    struct hp_slice raw = hp_raw_string(build, hp_slice_of(name));
    hp_raw_put(build, hp_raw_site(HP_ROLE_NAME),
               escaped ? hp_escape_string(build, raw, HP_ESCAPE_ALL_LOWER) : raw);
    return true;
}

/* URLs. */

static const struct {
    const char *word;
    const char *url;
} url_forms[] = {
    {"empty-path", "https://example.com"},
    {"root-path", "https://example.com/"},
    {"path", "https://example.com/hooks/accounting/v1"},
    {"trailing-slash", "https://example.com/hooks/"},
    {"upper-case-path", "https://example.com/Hooks/ABC"},
    {"dots-in-path", "https://example.com/v1.2/file.name.json"},
    {"sub-delims-in-path", "https://example.com/a;b=c,d/(e)!$&'*+=~-._:@"},
    {"port", "https://example.com:8443/hooks"},
    {"default-port", "https://example.com:443/hooks"},
    {"subdomain", "https://hooks.eu-1.api.example.com/in"},
    {"query", "https://example.com/hooks?source=hookproof&kind=test"},
    {"query-on-empty-path", "https://example.com?source=hookproof"},
    {"query-empty", "https://example.com/hooks?"},
    {"query-with-url", "https://example.com/hooks?next=https://example.org/a?b=c/d"},
    {"percent-in-path", "https://example.com/a%20b/%C3%A9%E2%82%AC"},
    {"percent-in-query", "https://example.com/hooks?next=%2Fa%3Fb%3D1%26c%3D2&q=100%25"},
    {"punycode-host", "https://xn--bcher-kva.example.com/hooks"},
    {"long-path", "https://example.com/"
                  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/"
                  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/"
                  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
};

static void put_url(struct hp_build *build, const char *word, const char *url)
{
    hp_instance(build, hp_raw_site(HP_ROLE_URL), "%s", word);
    hp_why(build, "the URL %s", url);
    hp_raw_put(build, hp_raw_site(HP_ROLE_URL), hp_raw_string(build, hp_slice_of(url)));
}

bool hp_valid_url_forms(struct hp_build *build, size_t index)
{
    if (index >= COUNT_OF(url_forms)) {
        return false;
    }
    put_url(build, url_forms[index].word, url_forms[index].url);
    return true;
}

bool hp_valid_url_http_scheme(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        const char *url;
    } forms[] = {
        {"http", "http://example.com/hooks"},
        {"http-with-port", "http://example.com:8080/hooks"},
        {"http-default-port", "http://example.com:80/hooks"},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    put_url(build, forms[index].word, forms[index].url);
    return true;
}

/* Headers. */

bool hp_valid_headers_empty(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        const char *json;
    } forms[] = {{"empty", "{}"}, {"empty-with-blanks", "{ \n }"}};
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "%s", forms[index].word);
    hp_why(build, "headers without a member");
    hp_raw_put(build, hp_raw_site(HP_ROLE_HEADERS), hp_slice_of(forms[index].json));
    return true;
}

bool hp_valid_headers_omitted(struct hp_build *build, size_t index)
{
    if (index > 0) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "omitted");
    hp_why(build, "the headers member is left out");
    hp_draft_remove(&build->draft, hp_raw_site(HP_ROLE_HEADERS));
    return true;
}

/* Legal field names (RFC 9110 5.1), distinct whatever their letter case. The contract's own
 * credential field takes the place of NULL. */
static const char *const field_names[] = {
    "X-Hookproof",  "Authorization",    NULL,          "x-lower-case",
    "X-UPPER-CASE", "X_With_Underline", "X.With.Dots", "X-Digits-123",
    "X-Tenant-Id",  "X-Request-Id",     "X-Signature", "X-Environment",
    "X-Region",     "X-Correlation",    "X-Source",    "X-Token-Marks!#$%&'*+^`|~",
    "X-Custom-1",   "X-Custom-2",       "X-Custom-3",  "X-Custom-4",
};

static const char *field_value(size_t number)
{
    static const char *const values[] = {
        "hookproof",
        /* As long as a signed token is: values are not cut at a column's width. */
        ("Bearer 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef."
         "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
         "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef."
         "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef-_end"),
        "secret value",
        "a, b; c=\"d\"",
        "0",
    };
    return values[number % COUNT_OF(values)];
}

/* `count` header members, starting with the first-th name. */
static struct hp_content with_headers(struct hp_build *build, size_t first, size_t count)
{
    struct hp_content content = build->content;
    struct hp_slice(*members)[2] =
        hp_arena_take(&build->arena, sizeof(*members) * COUNT_OF(field_names));
    if (members == NULL) {
        build->draft.text.failed = true;
        return content;
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = field_names[(first + i) % COUNT_OF(field_names)];
        members[i][0] = name != NULL ? hp_slice_of(name) : build->contract->key_field;
        members[i][1] = hp_slice_of(field_value(first + i));
    }
    content.headers = (const struct hp_slice(*)[2])members;
    content.header_count = count;
    return content;
}

bool hp_valid_headers_many(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        size_t first;
        size_t count;
    } forms[] = {
        {"1", 0, 1},
        {"1-authorization", 1, 1},
        {"1-credential-field", 2, 1},
        {"1-token-marks", 15, 1},
        {"5", 0, 5},
        {"20", 0, COUNT_OF(field_names)},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "headers-%s", forms[index].word);
    hp_why(build, "legal header members: %zu", forms[index].count);
    struct hp_content content = with_headers(build, forms[index].first, forms[index].count);
    hp_build_rewrite(build, &content);
    return true;
}

/* Random content. */

static struct hp_slice random_url(struct hp_build *build)
{
    const char *base = url_forms[hp_rng_below(&build->rng, COUNT_OF(url_forms))].url;
    const char *glue = strchr(base, '?') != NULL ? "&r=" : "?r=";
    return hp_build_text(build, "%s%s%llu", base, glue,
                         (unsigned long long)hp_rng_below(&build->rng, 1000000000));
}

/* One of the names above, or ASCII of any length that has to be taken. */
static struct hp_slice random_name(struct hp_build *build)
{
    size_t word = (size_t)hp_rng_below(&build->rng, 2 * COUNT_OF(unicode_names));
    return word < COUNT_OF(unicode_names)
               ? hp_slice_of(unicode_names[word].name)
               : ascii_name(build, 1 + (size_t)hp_rng_below(&build->rng, NAME_LENGTH_MAX));
}

/* The covering array's own content, and the same subsets with content drawn at random. */
bool hp_valid_random_subsets(struct hp_build *build, size_t index)
{
    if (index > 1) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "%s", index == 0 ? "classes" : "random");
    hp_why(build, "a valid request with subsets of operations and data models");
    if (index == 1) {
        struct hp_content content =
            with_headers(build, (size_t)hp_rng_below(&build->rng, COUNT_OF(field_names)),
                         (size_t)hp_rng_below(&build->rng, COUNT_OF(field_names) + 1));
        content.name = random_name(build);
        content.url = random_url(build);
        hp_build_rewrite(build, &content);
    }
    return true;
}
