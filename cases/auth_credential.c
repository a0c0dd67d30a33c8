/* Why: rows about the value of the credential field. The right key is whatever the user gave; every
 * wrong one is held against it, so that no case carries it by chance. */
#include "cases/auth.h"
#include "cases/key_variants.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* Sends `value` as the only credential; never the right one. */
static void send_wrong(struct hp_build *build, struct hp_slice value)
{
    hp_build_field_set(build, build->contract->key_field, hp_key_unlike(build, value));
}

bool hp_auth_missing(struct hp_build *build, size_t index)
{
    static const char *const names[] = {"absent", "absent-fresh-connection",
                                        "absent-reused-connection"};
    if (index >= COUNT_OF(names)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", names[index]);
    hp_build_field_remove(build, build->contract->key_field);
    if (index == 0) {
        hp_why(build, "no credential is sent");
    } else if (index == 1) {
        hp_why(build, "no credential is sent, on a connection of its own");
        build->transfer.fresh_connection = true;
    } else {
        hp_why(build, "no credential is sent, on a connection that carried one before");
        build->transfer.keep_alive_reuse = true;
    }
    return true;
}

/* Named wrong values of the field; `why` completes "the credential is ...". */
struct credential {
    const char *name;
    struct hp_slice value;
    const char *why;
};

static bool literal_credential(struct hp_build *build, const struct credential *table, size_t count,
                               size_t index)
{
    if (index >= count) {
        return false;
    }
    hp_instance_at(build, "header", "%s", table[index].name);
    hp_why(build, "the credential is %s", table[index].why);
    send_wrong(build, table[index].value);
    return true;
}

bool hp_auth_empty(struct hp_build *build, size_t index)
{
    static const struct credential values[] = {
        {"empty", HP_SLICE_INIT(""), "an empty value"},
        {"space", HP_SLICE_INIT(" "), "one blank, which is no part of a value"},
        {"tab", HP_SLICE_INIT("\t"), "one tab, which is no part of a value"},
    };
    return literal_credential(build, values, COUNT_OF(values), index);
}

bool hp_auth_wrong(struct hp_build *build, size_t index)
{
    static const struct credential values[] = {
        {"uuid", HP_SLICE_INIT("6f1f2c1e-8d0b-4b5e-9a53-0c9d5a7e4b21"), "a UUID that nobody got"},
        {"hexadecimal-32", HP_SLICE_INIT("9b74c9897bac770ffc029102a200c5de"), "32 hex digits"},
        {"hexadecimal-64",
         HP_SLICE_INIT("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"),
         "64 hex digits"},
        {"base64", HP_SLICE_INIT("aG9va3Byb29mLWlzLW5vdC1hLWtleS1hdC1hbGw="), "base64 text"},
        {"jwt",
         HP_SLICE_INIT("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJob29rcHJvb2YifQ."
                       "Zm9yZ2VkLXNpZ25hdHVyZS1ub3QtdmFsaWQ"),
         "a signed token with a made-up signature"},
        {"jwt-unsigned", HP_SLICE_INIT("eyJhbGciOiJub25lIn0.eyJzdWIiOiJob29rcHJvb2YifQ."),
         "a token that declares itself unsigned"},
        {"word", HP_SLICE_INIT("hookproof"), "a word"},
        {"zero", HP_SLICE_INIT("0"), "the digit 0"},
    };
    if (index < COUNT_OF(values)) {
        return literal_credential(build, values, COUNT_OF(values), index);
    }
    if (index > COUNT_OF(values)) {
        return false;
    }
    hp_instance_at(build, "header", "same-shape");
    hp_why(build, "the credential is the key with every letter and digit replaced");
    send_wrong(build, hp_key_same_shape(build));
    return true;
}

bool hp_auth_near_miss(struct hp_build *build, size_t index)
{
    if (index >= hp_near_miss_count) {
        return false;
    }
    const struct hp_near_miss *miss = &hp_near_misses[index];
    hp_instance_at(build, "header", "%s", miss->name);
    hp_why(build, "the credential is %s", miss->why);
    send_wrong(build, miss->make(build));
    return true;
}

bool hp_auth_placeholder(struct hp_build *build, size_t index)
{
    static const struct credential values[] = {
        {"angle-brackets", HP_SLICE_INIT("<api-key>"), "the placeholder of the documentation"},
        {"null", HP_SLICE_INIT("null"), "the word null"},
        {"undefined", HP_SLICE_INIT("undefined"), "the word undefined"},
        {"None", HP_SLICE_INIT("None"), "the word None"},
        {"true", HP_SLICE_INIT("true"), "the word true"},
        {"curly-braces", HP_SLICE_INIT("{{api_key}}"), "a template variable without its value"},
        {"shell-variable", HP_SLICE_INIT("$API_KEY"), "a shell variable without its value"},
        {"your-api-key", HP_SLICE_INIT("YOUR_API_KEY"), "a placeholder in capitals"},
    };
    static const struct {
        const char *name;
        const char *before;
        const char *after;
    } wrapped[] = {
        {"bearer-prefix", "Bearer ", ""}, {"bearer-prefix-lower", "bearer ", ""},
        {"token-prefix", "Token ", ""},   {"api-key-prefix", "ApiKey ", ""},
        {"name-prefix", "api_key=", ""},  {"double-quoted", "\"", "\""},
        {"single-quoted", "'", "'"},      {"angle-bracketed", "<", ">"},
    };
    if (index < COUNT_OF(values)) {
        return literal_credential(build, values, COUNT_OF(values), index);
    }
    index -= COUNT_OF(values);
    if (index > COUNT_OF(wrapped)) {
        return false;
    }
    if (index == COUNT_OF(wrapped)) {
        hp_instance_at(build, "header", "basic-prefix");
        hp_why(build, "the credential is the key as a Basic credential");
        send_wrong(build, hp_key_basic(build, "", ":"));
        return true;
    }
    hp_instance_at(build, "header", "%s", wrapped[index].name);
    hp_why(build, "the credential is the key between `%s` and `%s`", wrapped[index].before,
           wrapped[index].after);
    send_wrong(build,
               hp_raw_wrap(build, wrapped[index].before, build->api_key, wrapped[index].after));
    return true;
}

bool hp_auth_ows_padding(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *before;
        const char *after;
    } paddings[] = {
        {"space-in-front", " ", ""},       {"space-behind", "", " "},
        {"tab-in-front", "\t", ""},        {"tab-behind", "", "\t"},
        {"spaces-around", "    ", "    "}, {"mixed-around", " \t ", "\t \t"},
    };
    if (index >= COUNT_OF(paddings)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", paddings[index].name);
    hp_why(build, "blanks around the key are no part of it: %s", paddings[index].name);
    hp_build_field_set(
        build, build->contract->key_field,
        hp_raw_wrap(build, paddings[index].before, build->api_key, paddings[index].after));
    return true;
}

/* A credential of very many bytes. */
static bool long_credential(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        size_t bytes;
    } sizes[] = {{"8-kib", 8 * 1024}, {"64-kib", 64 * 1024}};
    if (index >= COUNT_OF(sizes)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", sizes[index].name);
    hp_why(build, "the credential has %zu bytes", sizes[index].bytes);
    struct hp_buf text = hp_raw_begin(build, sizes[index].bytes);
    hp_buf_repeat(&text, 'k', sizes[index].bytes);
    send_wrong(build, hp_raw_end(build, &text));
    return true;
}

/* What stands behind the right key: a lookup that reads it as part of a query finds the key. */
static const struct {
    const char *name;
    const char *after;
} tails[] = {
    {"key-and-sql-comment", "' -- x"},
    {"key-and-sql-or", "' OR '1'='1"},
    {"key-and-ldap-filter", ")(objectClass=*"},
    {"key-and-wildcard", "*"},
    {"key-and-percent-nul", "%00"},
    {"key-and-zero-width-space", "\xe2\x80\x8b"},
    {"key-and-no-break-space", "\xc2\xa0"},
};

static bool injected_credential(struct hp_build *build, size_t index)
{
    hp_instance_at(build, "header", "%s", tails[index].name);
    hp_why(build, "the credential is the key with something behind it: %s", tails[index].name);
    send_wrong(build, hp_raw_wrap(build, "", build->api_key, tails[index].after));
    return true;
}

bool hp_auth_hostile_value(struct hp_build *build, size_t index)
{
    static const struct credential values[] = {
        {"latin-1", HP_SLICE_INIT("cl\xe9"), "not ASCII and not UTF-8"},
        {"utf-8", HP_SLICE_INIT("cl\xc3\xa9"), "UTF-8 beyond ASCII"},
        {"emoji", HP_SLICE_INIT("\xf0\x9f\x94\x91"), "UTF-8 of four bytes"},
        {"byte-ff", HP_SLICE_INIT("\xff\xfe"), "bytes that no UTF-8 text holds"},
        {"overlong-utf-8", HP_SLICE_INIT("\xc0\x80"), "an overlong form of U+0000"},
        {"double-quote", HP_SLICE_INIT("\""), "one double quote"},
        {"single-quote", HP_SLICE_INIT("'"), "one single quote"},
        {"backslash", HP_SLICE_INIT("\\"), "one backslash"},
        {"sql-or", HP_SLICE_INIT("' OR '1'='1"), "an SQL condition that always holds"},
        {"sql-or-double", HP_SLICE_INIT("\" OR \"\"=\""), "an SQL condition that always holds"},
        {"sql-union", HP_SLICE_INIT("' UNION SELECT 1 -- x"), "an SQL UNION"},
        {"sql-wildcard", HP_SLICE_INIT("%"), "the wildcard of SQL"},
        {"ldap-wildcard", HP_SLICE_INIT("*"), "the wildcard of LDAP"},
        {"ldap-filter", HP_SLICE_INIT("*)(|(objectClass=*"), "an LDAP filter that always holds"},
        {"nosql-operator", HP_SLICE_INIT("{\"$ne\":null}"), "a query operator as JSON"},
        {"nosql-brackets", HP_SLICE_INIT("[$ne]=1"), "a query operator in brackets"},
        {"regular-expression", HP_SLICE_INIT(".*"), "an expression that matches every key"},
        {"format-string", HP_SLICE_INIT("%s%s%n"), "a printf format"},
        {"template", HP_SLICE_INIT("${7*7}"), "a template expression"},
        {"path", HP_SLICE_INIT("../../../../etc/passwd"), "a path out of any folder"},
        {"json-array", HP_SLICE_INIT("[\"a\",\"b\"]"), "an array as JSON"},
        {"percent-escapes", HP_SLICE_INIT("%0d%0aX-Injected:%201"), "escaped line breaks"},
        {"inner-tab", HP_SLICE_INIT("a\tb"), "a value with a tab inside"},
        {"delete",
         HP_SLICE_INIT("a\x7f"
                       "b"),
         "a value with U+007F inside"},
    };
    if (index < COUNT_OF(values)) {
        return literal_credential(build, values, COUNT_OF(values), index);
    }
    index -= COUNT_OF(values);
    if (index < COUNT_OF(tails)) {
        return injected_credential(build, index);
    }
    return long_credential(build, index - COUNT_OF(tails));
}
