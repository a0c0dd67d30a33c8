/* Why: rows about where the credential travels, how often, and what else is wrong with a request
 * that has none. Names of fields and parameters are made from the contract's. */
#include "cases/auth.h"
#include "cases/key_variants.h"
#include "cases/raw_text.h"
#include "cases/target_edit.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static void key_in_query(struct hp_build *build)
{
    bool has_query = hp_slice_find(build->target, HP_SLICE("?")) < build->target.len;
    build->target =
        hp_build_text(build, "%.*s%c%.*s=%.*s", HP_PRINT(build->target), has_query ? '&' : '?',
                      HP_PRINT(build->contract->key_field), HP_PRINT(hp_key_percent(build)));
}

static void key_in_cookie(struct hp_build *build)
{
    hp_build_field_add(build, HP_SLICE("Cookie"),
                       hp_build_text(build, "%.*s=%.*s", HP_PRINT(build->contract->key_field),
                                     HP_PRINT(build->api_key)));
}

/* A member of the name of the credential field, with the key as its value. */
static void key_in_member(struct hp_build *build, enum hp_role container)
{
    struct hp_slice name = hp_raw_string(build, build->contract->key_field);
    struct hp_slice value = hp_raw_string(build, build->api_key);
    hp_draft_insert_last(&build->draft, hp_raw_site(container),
                         hp_build_text(build, "%.*s:%.*s", HP_PRINT(name), HP_PRINT(value)));
}

static void key_in_root(struct hp_build *build)
{
    key_in_member(build, HP_ROLE_ROOT);
}

static void key_in_wrapper(struct hp_build *build)
{
    key_in_member(build, HP_ROLE_WRAPPER);
}

/* The headers of the webhook are for the callback; a value there is no credential. They are written
 * anew, because the documented example has a member of that name already. */
static void key_in_headers(struct hp_build *build)
{
    struct hp_slice *header = hp_arena_take(&build->arena, 2 * sizeof *header);
    if (header == NULL) {
        build->draft.text.failed = true;
        return;
    }
    header[0] = build->contract->key_field;
    header[1] = build->api_key;
    struct hp_content content = build->content;
    content.headers = (const struct hp_slice(*)[2])header;
    content.header_count = 1;
    hp_build_rewrite(build, &content);
}

static void authorization(struct hp_build *build, struct hp_slice value)
{
    hp_build_field_add(build, HP_SLICE("Authorization"), value);
}

static void key_as_bearer(struct hp_build *build)
{
    authorization(build, hp_raw_wrap(build, "Bearer ", build->api_key, ""));
}

static void key_as_authorization(struct hp_build *build)
{
    authorization(build, build->api_key);
}

static void key_as_scheme(struct hp_build *build)
{
    authorization(build, hp_raw_wrap(build, "ApiKey ", build->api_key, ""));
}

/* Userinfo of a URL reaches a server as a Basic credential (RFC 7617). */
static void key_as_userinfo_user(struct hp_build *build)
{
    authorization(build, hp_key_basic(build, "", ":"));
}

static void key_as_userinfo_password(struct hp_build *build)
{
    authorization(build, hp_key_basic(build, "api:", ""));
}

bool hp_auth_wrong_location(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *where;
        const char *why;
        void (*apply)(struct hp_build *build);
    } locations[] = {
        {"query", "target", "in the query", key_in_query},
        {"cookie", "header", "in a cookie", key_in_cookie},
        {"body-root", NULL, "beside the wrapper in the body", key_in_root},
        {"body-wrapper", NULL, "inside the wrapper in the body", key_in_wrapper},
        {"body-headers", NULL, "among the headers of the webhook", key_in_headers},
        {"userinfo-user", "header", "in the userinfo of the URL, as user", key_as_userinfo_user},
        {"userinfo-password", "header", "in the userinfo of the URL, as password",
         key_as_userinfo_password},
        {"authorization-bearer", "header", "as a bearer token", key_as_bearer},
        {"authorization-scheme", "header", "in Authorization with the scheme ApiKey",
         key_as_scheme},
        {"authorization-bare", "header", "in Authorization without a scheme", key_as_authorization},
    };
    if (index >= COUNT_OF(locations)) {
        return false;
    }
    if (locations[index].where != NULL) {
        hp_instance_at(build, locations[index].where, "%s", locations[index].name);
    } else {
        hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "%s", locations[index].name);
    }
    hp_why(build, "the key travels only %s", locations[index].why);
    hp_build_field_remove(build, build->contract->key_field);
    locations[index].apply(build);
    return true;
}

/* The credential field's name with every `_` and `-` replaced by `separator`. */
static struct hp_slice separated(struct hp_build *build, const char *before, const char *separator,
                                 const char *after)
{
    struct hp_slice name = build->contract->key_field;
    struct hp_buf text =
        hp_raw_begin(build, strlen(before) + name.len * (1 + strlen(separator)) + strlen(after));
    hp_buf_text(&text, before);
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] == '_' || name.at[i] == '-') {
            hp_buf_text(&text, separator);
        } else {
            hp_buf_char(&text, name.at[i]);
        }
    }
    hp_buf_text(&text, after);
    return hp_raw_end(build, &text);
}

bool hp_auth_wrong_header_name(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *before;
        const char *separator;
        const char *after;
    } variants[] = {
        {"hyphen", "", "-", ""},
        {"no-separator", "", "", ""},
        {"dot", "", ".", ""},
        {"x-hyphen", "x-", "-", ""},
        {"x-underscore", "x_", "_", ""},
        {"x-no-separator", "x-", "", ""},
        {"underscores", "", "__", ""},
        {"http-prefix", "HTTP_", "_", ""},
        {"plural", "", "_", "s"},
        {"underscore-in-front", "_", "_", ""},
        {"underscore-behind", "", "_", "_"},
    };
    if (index >= COUNT_OF(variants)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", variants[index].name);
    struct hp_slice name =
        separated(build, variants[index].before, variants[index].separator, variants[index].after);
    if (hp_slice_equal_ignoring_case(name, build->contract->key_field)) {
        name =
            hp_raw_wrap(build, "", name, "-x"); /* the contract's own name is written like this */
    }
    hp_why(build, "the key travels in the field %.*s", HP_PRINT(name));
    hp_build_field_remove(build, build->contract->key_field);
    hp_build_field_add(build, name, build->api_key);
    return true;
}

bool hp_auth_duplicate_field(struct hp_build *build, size_t index)
{
    enum credential { GOOD, BAD, EMPTY };
    static const struct {
        const char *name;
        enum credential first;
        enum credential second;
        bool list; /* one line with a comma instead of two lines */
    } pairs[] = {
        {"good-bad", GOOD, BAD, false},     {"bad-good", BAD, GOOD, false},
        {"good-good", GOOD, GOOD, false},   {"good-empty", GOOD, EMPTY, false},
        {"empty-good", EMPTY, GOOD, false}, {"list-good-bad", GOOD, BAD, true},
        {"list-bad-good", BAD, GOOD, true}, {"list-good-good", GOOD, GOOD, true},
    };
    if (index >= COUNT_OF(pairs)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", pairs[index].name);
    struct hp_slice values[] = {
        [GOOD] = build->api_key,
        [BAD] = hp_key_unlike(build, HP_SLICE("hookproof-wrong-key")),
        [EMPTY] = HP_SLICE(""),
    };
    struct hp_slice first = values[pairs[index].first];
    struct hp_slice second = values[pairs[index].second];
    struct hp_slice field = build->contract->key_field;
    if (pairs[index].list) {
        hp_why(build, "one credential field with two values: %s", pairs[index].name);
        hp_build_field_set(build, field,
                           hp_build_text(build, "%.*s, %.*s", HP_PRINT(first), HP_PRINT(second)));
        return true;
    }
    hp_why(build, "two credential fields: %s", pairs[index].name);
    hp_build_field_remove(build, field);
    hp_build_field_add(build, field, first);
    hp_build_field_add(build, field, second);
    return true;
}

/* ---- no valid key, and something else is wrong too ---- */

static void body_empty(struct hp_build *build)
{
    hp_build_body(build, HP_SLICE(""));
}

static void body_cut(struct hp_build *build)
{
    size_t length = hp_draft_text(&build->draft).len;
    hp_draft_splice(&build->draft, (struct hp_span){length / 2, length}, HP_SLICE(""));
}

static void body_empty_object(struct hp_build *build)
{
    hp_build_body(build, HP_SLICE("{}"));
}

static void body_array(struct hp_build *build)
{
    hp_build_body(build, HP_SLICE("[]"));
}

static void type_unknown(struct hp_build *build)
{
    hp_draft_replace_value(&build->draft, hp_raw_site(HP_ROLE_TYPE),
                           HP_SLICE("\"HOOKPROOF_NO_SUCH_TYPE\""));
}

static void name_number(struct hp_build *build)
{
    hp_draft_replace_value(&build->draft, hp_raw_site(HP_ROLE_NAME), HP_SLICE("1"));
}

static void url_missing(struct hp_build *build)
{
    hp_draft_remove(&build->draft, hp_raw_site(HP_ROLE_URL));
}

static void body_plain_text(struct hp_build *build)
{
    hp_build_field_set(build, HP_SLICE("Content-Type"), HP_SLICE("text/plain"));
}

bool hp_auth_before_validation(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *why;
        enum hp_body_truth truth;
        void (*apply)(struct hp_build *build);
    } faults[] = {
        {"empty-body", "an empty body", HP_BODY_NOT_JSON, body_empty},
        {"cut-body", "half a JSON text", HP_BODY_NOT_JSON, body_cut},
        {"empty-object", "an empty object", HP_BODY_BREAKS, body_empty_object},
        {"array", "an array", HP_BODY_BREAKS, body_array},
        {"unknown-type", "an unknown type", HP_BODY_BREAKS, type_unknown},
        {"name-number", "a number as name", HP_BODY_BREAKS, name_number},
        {"no-url", "no URL", HP_BODY_BREAKS, url_missing},
        {"text-plain", "the media type text/plain", HP_BODY_VALID, body_plain_text},
    };
    if (index >= 2 * COUNT_OF(faults)) {
        return false;
    }
    bool missing = index < COUNT_OF(faults);
    size_t which = index % COUNT_OF(faults);
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "%s-key-%s", missing ? "missing" : "wrong",
                faults[which].name);
    hp_why(build, "%s key together with %s", missing ? "no" : "a wrong", faults[which].why);
    struct hp_slice field = build->contract->key_field;
    if (missing) {
        hp_build_field_remove(build, field);
    } else {
        hp_build_field_set(build, field, hp_key_unlike(build, HP_SLICE("hookproof-wrong-key")));
    }
    build->body_truth = faults[which].truth;
    faults[which].apply(build);
    return true;
}

/* Without a valid key in one of three ways; what the answer may hold is up to the row's check. */
bool hp_auth_without_valid_key(struct hp_build *build, size_t index)
{
    static const char *const names[] = {"missing", "wrong", "empty"};
    if (index >= COUNT_OF(names)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", names[index]);
    hp_why(build, "the credential is %s", names[index]);
    struct hp_slice field = build->contract->key_field;
    if (index == 0) {
        hp_build_field_remove(build, field);
    } else if (index == 1) {
        hp_build_field_set(build, field, hp_key_unlike(build, HP_SLICE("hookproof-wrong-key")));
    } else {
        hp_build_field_set(build, field, HP_SLICE(""));
    }
    return true;
}
