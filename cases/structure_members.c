/* Objects with members that the contract does not name, names twice, or names otherwise. A text
 * that follows the contract all the same is said to do so, instance by instance; must not know a
 * name of the contract. */
#include "cases/structure_members.h"

#include "cases/enum_walk.h"
#include "cases/escape.h"
#include "cases/name_variants.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* Unknown members. */

struct extra {
    const char *word;
    const char *name; /* unescaped */
    const char *json;
};

static bool is_known_name(const struct hp_contract *contract, const char *name)
{
    for (size_t role = 0; role < HP_ROLE_COUNT; role++) {
        if (contract->names[role].len > 0 && hp_slice_is(contract->names[role], name)) {
            return true;
        }
    }
    return false;
}

static struct hp_slice member_of(struct hp_build *build, struct hp_slice name,
                                 struct hp_slice value)
{
    struct hp_buf raw = hp_raw_begin(build, name.len + value.len + 1);
    hp_buf_slice(&raw, name);
    hp_buf_char(&raw, ':');
    hp_buf_slice(&raw, value);
    return hp_raw_end(build, &raw);
}

static void put_extra(struct hp_build *build, enum hp_role object, bool first,
                      const struct extra *extra)
{
    struct hp_slice member =
        member_of(build, hp_raw_string(build, hp_slice_of(extra->name)), hp_slice_of(extra->json));
    if (first) {
        hp_draft_insert_first(&build->draft, hp_raw_site(object), member);
    } else {
        hp_draft_insert_last(&build->draft, hp_raw_site(object), member);
    }
}

/* The extras whose names the contract does not have, first and last in the object. */
static bool extra_instance(struct hp_build *build, enum hp_role object, const struct extra *extras,
                           size_t count, size_t index)
{
    static const char *const places[] = {"last", "first"};
    size_t wanted = index / COUNT_OF(places);
    size_t place = index % COUNT_OF(places);
    for (size_t i = 0; i < count; i++) {
        if (is_known_name(build->contract, extras[i].name) || wanted-- != 0) {
            continue;
        }
        hp_instance(build, hp_raw_site(object), "%s-%s", places[place], extras[i].word);
        hp_why(build, "an undocumented member, %s in its object: %s", places[place],
               extras[i].word);
        put_extra(build, object, place == 1, &extras[i]);
        return true;
    }
    return false;
}

#define EXTRAS_OF_EVERY_TYPE                                                                       \
    {"string", "hookproof_extra", "\"hookproof-unknown\""}, {"number", "hookproof_extra", "42"},   \
        {"true", "hookproof_extra", "true"}, {"null", "hookproof_extra", "null"},                  \
        {"array", "hookproof_extra", "[1,\"2\",null]"},                                            \
        {"object", "hookproof_extra", "{\"hookproof_inner\":{\"deep\":[]}}"},                      \
    {                                                                                              \
        "unicode-name", "\u00fcbrig-\u4f59\u5206", "\"hookproof-unknown\""                         \
    }

bool hp_structure_unknown_root_member(struct hp_build *build, size_t index)
{
    static const struct extra extras[] = {
        EXTRAS_OF_EVERY_TYPE,
        {"data", "data", "{\"hookproof_inner\":1}"},
        {"request-id", "request_id", "\"hookproof-unknown\""},
    };
    return extra_instance(build, HP_ROLE_ROOT, extras, COUNT_OF(extras), index);
}

bool hp_structure_unknown_webhook_member(struct hp_build *build, size_t index)
{
    static const struct extra extras[] = {
        EXTRAS_OF_EVERY_TYPE,
        {"state", "state", "\"ACTIVE\""},
        {"topics", "topics", "[\"hookproof-unknown\"]"},
        {"signing-key", "signing_key", "\"hookproof-unknown\""},
        {"description", "description", "\"hookproof-unknown\""},
    };
    return extra_instance(build, HP_ROLE_WRAPPER, extras, COUNT_OF(extras), index);
}

/* Names that mean something to a language, a schema or a database. */
bool hp_structure_reserved_member_names(struct hp_build *build, size_t index)
{
    static const enum hp_role objects[] = {HP_ROLE_ROOT, HP_ROLE_WRAPPER};
    static const struct extra extras[] = {
        {"proto", "__proto__", "{\"hookproof_polluted\":true}"},
        {"proto-null", "__proto__", "null"},
        {"constructor", "constructor", "{\"prototype\":{\"hookproof_polluted\":true}}"},
        {"constructor-null", "constructor", "null"},
        {"prototype", "prototype", "{\"hookproof_polluted\":true}"},
        {"toString", "toString", "\"hookproof-polluted\""},
        {"valueOf", "valueOf", "null"},
        {"hasOwnProperty", "hasOwnProperty", "1"},
        {"dollar-ref", "$ref", "\"#/definitions/hookproof\""},
        {"dollar-where", "$where", "\"sleep(1)\""},
        {"dollar-ne", "$ne", "null"},
        {"at-type", "@type", "\"java.lang.Object\""},
        {"at-class", "@class", "\"java.lang.Object\""},
    };
    if (index >= COUNT_OF(objects) * COUNT_OF(extras)) {
        return false;
    }
    enum hp_role object = objects[index / COUNT_OF(extras)];
    const struct extra *extra = &extras[index % COUNT_OF(extras)];
    hp_instance(build, hp_raw_site(object), "%s-%s", hp_role_word(object), extra->word);
    hp_why(build, "a member called %s", extra->name);
    put_extra(build, object, false, extra);
    return true;
}

/* The empty name. */
bool hp_structure_empty_member_name(struct hp_build *build, size_t index)
{
    static const enum hp_role objects[] = {HP_ROLE_ROOT, HP_ROLE_WRAPPER, HP_ROLE_HEADERS};
    static const struct extra extras[] = {
        {"string", "", "\"text\""},
        {"empty-string", "", "\"\""},
    };
    if (index >= COUNT_OF(objects) * COUNT_OF(extras)) {
        return false;
    }
    enum hp_role object = objects[index / COUNT_OF(extras)];
    const struct extra *extra = &extras[index % COUNT_OF(extras)];
    hp_instance(build, hp_raw_site(object), "%s-%s", hp_role_word(object), extra->word);
    hp_why(build, "a member whose name is empty, in %s", hp_role_word(object));
    put_extra(build, object, false, extra);
    if (object == HP_ROLE_HEADERS) {
        /* No header field has an empty name: whether the member comes back is open. */
        build->body_truth = HP_BODY_EITHER;
        build->echo = HP_ECHO_NONE;
    }
    return true;
}

/* Duplicates. */

/* A documented name, as it is or with its first character escaped: equal after unescaping. */
static struct hp_slice member_name(struct hp_build *build, enum hp_role role, bool escaped)
{
    struct hp_slice raw = hp_raw_string(build, build->contract->names[role]);
    return escaped ? hp_escape_string(build, raw, HP_ESCAPE_FIRST) : raw;
}

/* Puts the member at the other end of the wrapper than the one that `role` is nearer to. */
static void insert_far(struct hp_build *build, enum hp_role role, struct hp_slice member)
{
    const struct hp_contract *contract = build->contract;
    struct hp_site object = hp_raw_site(HP_ROLE_WRAPPER);
    if (contract->request_order[contract->request_order_count - 1] == role) {
        hp_draft_insert_first(&build->draft, object, member);
    } else {
        hp_draft_insert_last(&build->draft, object, member);
    }
}

bool hp_structure_duplicate_equal(struct hp_build *build, size_t index)
{
    static const char *const forms[] = {"next-to-it", "escaped-name", "far-from-it"};
    static const enum hp_role roles[] = {
        HP_ROLE_OPERATIONS, HP_ROLE_NAME,    HP_ROLE_TYPE,    HP_ROLE_DATA_MODELS,
        HP_ROLE_URL,        HP_ROLE_HEADERS, HP_ROLE_WRAPPER,
    };
    if (index >= COUNT_OF(roles) * COUNT_OF(forms) - 1) {
        return false; /* nothing is far from the wrapper, the only member of the root */
    }
    enum hp_role role = roles[index / COUNT_OF(forms)];
    size_t form = index % COUNT_OF(forms);
    struct hp_site site = hp_raw_site(role);
    hp_instance(build, site, "%s-%s", hp_role_word(role), forms[form]);
    hp_why(build, "the member %s is there twice, with equal values", hp_role_word(role));
    struct hp_slice member =
        member_of(build, member_name(build, role, form == 1), hp_raw_value(build, site));
    if (form == 2) {
        insert_far(build, role, member);
    } else {
        hp_draft_insert_after(&build->draft, site, member);
    }
    return true;
}

/* The wrapper's value with another name in it. */
static struct hp_slice other_wrapper(struct hp_build *build, struct hp_slice other_name)
{
    const struct hp_node *wrapper = hp_draft_node(&build->draft, hp_raw_site(HP_ROLE_WRAPPER));
    const struct hp_node *name = hp_draft_node(&build->draft, hp_raw_site(HP_ROLE_NAME));
    if (wrapper == NULL || name == NULL) {
        return HP_SLICE("{}");
    }
    struct hp_slice text = hp_draft_text(&build->draft);
    struct hp_buf raw = hp_raw_begin(build, text.len + other_name.len);
    hp_buf_append(&raw, text.at + wrapper->value.begin, name->value.begin - wrapper->value.begin);
    hp_buf_slice(&raw, other_name);
    hp_buf_append(&raw, text.at + name->value.end, wrapper->value.end - name->value.end);
    return hp_raw_end(build, &raw);
}

/* A valid value other than the one in the document: raw JSON. */
static struct hp_slice other_value(struct hp_build *build, enum hp_role role)
{
    const struct hp_enum *types = &build->contract->types;
    struct hp_slice name =
        hp_raw_string(build, hp_raw_wrap(build, "", build->content.name, " (other)"));
    switch (role) {
    case HP_ROLE_WRAPPER:
        return other_wrapper(build, name);
    case HP_ROLE_TYPE:
        return hp_raw_string(build, types->values[(build->combo.type + 1U) % types->count]);
    case HP_ROLE_URL:
        return HP_SLICE("\"https://example.com/hookproof/other\"");
    case HP_ROLE_NAME:
    case HP_ROLE_ROOT:
    case HP_ROLE_OPERATIONS:
    case HP_ROLE_DATA_MODELS:
    case HP_ROLE_HEADERS:
    case HP_ROLE_ID:
    case HP_ROLE_CREATED_AT:
    case HP_ROLE_COUNT:
        break;
    }
    return name;
}

bool hp_structure_duplicate_conflict(struct hp_build *build, size_t index)
{
    static const enum hp_role roles[] = {HP_ROLE_URL, HP_ROLE_TYPE, HP_ROLE_NAME, HP_ROLE_WRAPPER};
    static const struct {
        const char *word;
        bool before;  /* the other member comes first */
        bool escaped; /* its name is spelt with an escape */
        bool null;    /* its value is null, else another valid one */
    } forms[] = {
        {"other-behind", false, false, false},        {"other-before", true, false, false},
        {"escaped-other-behind", false, true, false}, {"escaped-other-before", true, true, false},
        {"null-behind", false, false, true},          {"null-before", true, false, true},
    };
    if (index >= COUNT_OF(roles) * COUNT_OF(forms)) {
        return false;
    }
    enum hp_role role = roles[index / COUNT_OF(forms)];
    size_t form = index % COUNT_OF(forms);
    struct hp_site site = hp_raw_site(role);
    hp_instance(build, site, "%s-%s", hp_role_word(role), forms[form].word);
    hp_why(build, "the member %s is there twice, with different values", hp_role_word(role));
    struct hp_slice member =
        member_of(build, member_name(build, role, forms[form].escaped),
                  forms[form].null ? HP_SLICE("null") : other_value(build, role));
    if (forms[form].before) {
        hp_draft_insert_before(&build->draft, site, member);
    } else {
        hp_draft_insert_after(&build->draft, site, member);
    }
    return true;
}

/* Misspelt names. */

/* Without this member the request breaks the contract. */
static bool is_required(const struct hp_build *build, enum hp_role role)
{
    if (role == HP_ROLE_OPERATIONS || role == HP_ROLE_DATA_MODELS) {
        return hp_enum_array_required(build, role);
    }
    return role != HP_ROLE_HEADERS;
}

static const struct hp_build_memo *variants_of_members(struct hp_build *build)
{
    const struct hp_contract *contract = build->contract;
    struct hp_build_memo *memo = hp_build_memo(build);
    for (size_t i = memo->count; i < contract->request_order_count; i++) {
        uint32_t variants = hp_name_variants(contract, contract->request_order[i]);
        hp_build_memo_add(memo, (uint32_t)__builtin_popcount(variants), variants);
    }
    return memo;
}

bool hp_structure_member_name_variants(struct hp_build *build, size_t index)
{
    const struct hp_build_memo *memo = variants_of_members(build);
    size_t member;
    if (!hp_build_memo_find(memo, &index, &member)) {
        return false;
    }
    enum hp_role role = build->contract->request_order[member];
    const char *word;
    struct hp_slice raw =
        hp_name_variant(build, role, hp_build_memo_bit(memo->marks[member], index), &word);
    hp_instance(build, hp_raw_site(role), "%s-%s", hp_role_word(role), word);
    hp_why(build, "the name %.*s in the place of the documented one", HP_PRINT(raw));
    hp_draft_replace_name(&build->draft, hp_raw_site(role), raw);
    if (!is_required(build, role)) {
        /* One optional member less, one unknown member more. */
        build->body_truth = HP_BODY_VALID;
        build->expect = HP_EXPECT_ACCEPT_200_OR_4XX;
        build->level = HP_MAY;
    }
    return true;
}
