/* The outer shape of the request: the root, the wrapper, the members that must be there. Rows on
 * superfluous and misspelt members are applied by structure_members.c. Must not know a name of the
 * contract. */
#include "cases/cases.h"
#include "cases/enum_walk.h"
#include "cases/name_variants.h"
#include "cases/raw_text.h"
#include "cases/structure_members.h"
#include "cases/wrong_values.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* A JSON text in the place of the whole of what is at the site: `%` stands for what was there. */
struct shape {
    const char *name;
    const char *json;
    bool quoted; /* what was there is written as a string */
};

static bool shape_instance(struct hp_build *build, enum hp_role role, const struct shape *shapes,
                           size_t count, size_t index)
{
    if (index >= count) {
        return false;
    }
    const struct shape *shape = &shapes[index];
    hp_instance(build, hp_raw_site(role), "%s", shape->name);
    hp_why(build, "the %s is %s", hp_role_word(role), shape->name);
    struct hp_slice original = hp_raw_value(build, hp_raw_site(role));
    if (shape->quoted) {
        original = hp_raw_string(build, original);
    }
    size_t bytes = 0;
    for (const char *at = shape->json; *at != '\0'; at++) {
        bytes += *at == '%' ? original.len : 1;
    }
    struct hp_buf raw = hp_raw_begin(build, bytes);
    for (const char *at = shape->json; *at != '\0'; at++) {
        hp_buf_append(&raw, *at == '%' ? original.at : at, *at == '%' ? original.len : 1);
    }
    hp_draft_replace_value(&build->draft, hp_raw_site(role), hp_raw_end(build, &raw));
    return true;
}

static const struct shape not_object[] = {
    {"array-empty", "[]", false},
    {"array-of-the-document", "[%]", false},
    {"array-of-two-documents", "[%,%]", false},
    {"array-in-array", "[[%]]", false},
    {"array-of-null", "[null]", false},
    {"string-empty", "\"\"", false},
    {"string-word", "\"text\"", false},
    {"string-of-the-document", "%", true},
    {"number-0", "0", false},
    {"number-1", "1", false},
    {"number-minus-1", "-1", false},
    {"number-fraction", "1.5", false},
    {"boolean-true", "true", false},
    {"boolean-false", "false", false},
    {"null", "null", false},
};

static const struct shape empty_object[] = {
    {"empty", "{}", false},
    {"empty-with-blanks", "{ \n }", false},
};

static bool root_not_object(struct hp_build *build, size_t index)
{
    return shape_instance(build, HP_ROLE_ROOT, not_object, COUNT_OF(not_object), index);
}

static bool root_empty(struct hp_build *build, size_t index)
{
    return shape_instance(build, HP_ROLE_ROOT, empty_object, COUNT_OF(empty_object), index);
}

static bool wrapper_not_object(struct hp_build *build, size_t index)
{
    return shape_instance(build, HP_ROLE_WRAPPER, not_object, COUNT_OF(not_object), index);
}

static bool wrapper_empty(struct hp_build *build, size_t index)
{
    return shape_instance(build, HP_ROLE_WRAPPER, empty_object, COUNT_OF(empty_object), index);
}

/* The members of the wrapper at the root. */
static bool wrapper_missing(struct hp_build *build, size_t index)
{
    static const char *const names[] = {"flat", "flat-without-headers", "flat-with-unknown-object"};
    if (index >= COUNT_OF(names)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "%s", names[index]);
    hp_why(build, "the members of the wrapper are at the root: %s", names[index]);
    if (index == 1) {
        hp_draft_remove(&build->draft, hp_raw_site(HP_ROLE_HEADERS));
    } else if (index == 2) {
        hp_draft_insert_last(&build->draft, hp_raw_site(HP_ROLE_WRAPPER),
                             HP_SLICE("\"hookproof_extra\":{}"));
    }
    hp_draft_replace_value(&build->draft, hp_raw_site(HP_ROLE_ROOT),
                           hp_raw_value(build, hp_raw_site(HP_ROLE_WRAPPER)));
    return true;
}

static void rename_wrapper(struct hp_build *build, const char *word, struct hp_slice raw)
{
    hp_instance(build, hp_raw_site(HP_ROLE_WRAPPER), "%s", word);
    hp_why(build, "the wrapper is called %.*s", HP_PRINT(raw));
    hp_draft_replace_name(&build->draft, hp_raw_site(HP_ROLE_WRAPPER), raw);
}

static bool wrapper_renamed(struct hp_build *build, size_t index)
{
    static const char *const others[] = {"data", "body", "payload", "hook"};
    struct hp_build_memo *memo = hp_build_memo(build);
    if (memo->count == 0) {
        uint32_t variants = hp_name_variants(build->contract, HP_ROLE_WRAPPER);
        hp_build_memo_add(memo, (uint32_t)__builtin_popcount(variants), variants);
    }
    if (index < memo->ends[0]) {
        const char *word;
        unsigned number = hp_build_memo_bit(memo->marks[0], index);
        struct hp_slice raw = hp_name_variant(build, HP_ROLE_WRAPPER, number, &word);
        rename_wrapper(build, word, raw);
        return true;
    }
    index -= memo->ends[0];
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct hp_slice other = hp_slice_of(others[i]);
        if (!hp_slice_equal(build->contract->names[HP_ROLE_WRAPPER], other) && index-- == 0) {
            rename_wrapper(build, others[i], hp_raw_wrap(build, "\"", other, "\""));
            return true;
        }
    }
    return false;
}

/* The wrapper within the wrapper, several times. */
static bool wrapper_nested(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        size_t more; /* wrappers around the documented one */
    } depths[] = {{"twice", 1}, {"three-times", 2}, {"ten-times", 9}};
    if (index >= COUNT_OF(depths)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_WRAPPER), "%s", depths[index].name);
    hp_why(build, "the wrapper lies in itself: %s", depths[index].name);
    struct hp_slice name = hp_raw_string(build, build->contract->names[HP_ROLE_WRAPPER]);
    struct hp_slice inner = hp_raw_value(build, hp_raw_site(HP_ROLE_WRAPPER));
    struct hp_buf raw = hp_raw_begin(build, depths[index].more * (name.len + 3) + inner.len);
    for (size_t i = 0; i < depths[index].more; i++) {
        hp_buf_char(&raw, '{');
        hp_buf_slice(&raw, name);
        hp_buf_char(&raw, ':');
    }
    hp_buf_slice(&raw, inner);
    hp_buf_repeat(&raw, '}', depths[index].more);
    hp_draft_replace_value(&build->draft, hp_raw_site(HP_ROLE_WRAPPER), hp_raw_end(build, &raw));
    return true;
}

/* Every non-empty set of `roles` is left out: bit i of index + 1 is roles[i]. */
static bool missing_set(struct hp_build *build, const enum hp_role *roles, size_t count,
                        size_t index)
{
    size_t set = index + 1;
    if (index >= ((size_t)1 << count) - 1) {
        return false;
    }
    char storage[HP_CASE_ID_BYTES];
    struct hp_buf name = hp_raw_over(storage, sizeof(storage));
    hp_buf_text(&name, "missing");
    enum hp_role only = HP_ROLE_WRAPPER;
    for (size_t i = 0; i < count; i++) {
        if ((set >> i & 1) != 0) {
            hp_buf_printf(&name, "-%s", hp_role_word(roles[i]));
            only = roles[i];
        }
    }
    bool single = (set & (set - 1)) == 0;
    hp_instance(build, hp_raw_site(single ? only : HP_ROLE_WRAPPER), "%s", hp_buf_cstr(&name));
    hp_why(build, "%s", hp_buf_cstr(&name));
    for (size_t i = 0; i < count; i++) {
        if ((set >> i & 1) != 0) {
            hp_draft_remove(&build->draft, hp_raw_site(roles[i]));
        }
    }
    return true;
}

static bool missing_scalar(struct hp_build *build, size_t index)
{
    static const enum hp_role roles[] = {HP_ROLE_NAME, HP_ROLE_TYPE, HP_ROLE_URL};
    return missing_set(build, roles, COUNT_OF(roles), index);
}

static bool missing_array(struct hp_build *build, size_t index)
{
    static const enum hp_role roles[] = {HP_ROLE_OPERATIONS, HP_ROLE_DATA_MODELS};
    if (!missing_set(build, roles, COUNT_OF(roles), index)) {
        return false;
    }
    bool needed = false;
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        bool gone = ((index + 1) >> i & 1) != 0;
        needed = needed || (gone && hp_enum_array_required(build, roles[i]));
    }
    if (!needed) {
        /* A contract may have types that need only the other array. */
        build->body_truth = HP_BODY_VALID;
        build->expect = HP_EXPECT_ACCEPT_200_OR_4XX;
        build->level = HP_MAY;
    }
    return true;
}

static const struct hp_row rows[] = {
    {
        .id = "struct-root-not-object",
        .family = "structure",
        .title = "A root that is no object, an array of valid documents included, is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L56-L58",
        .requirements = HP_R(10) | HP_R(12) | HP_R(13),
        .instance = root_not_object,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "struct-root-empty",
        .family = "structure",
        .title = "An empty object as root is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L56-L58",
        .requirements = HP_R(10) | HP_R(12),
        .instance = root_empty,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "struct-wrapper-missing",
        .family = "structure",
        .title = "A flat body, without the wrapper, is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L56-L58; PUT-PAGE",
        .requirements = HP_R(10) | HP_R(12),
        .instance = wrapper_missing,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "struct-wrapper-renamed",
        .family = "structure",
        .title = "A wrapper under another spelling or another name is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L56-L58",
        .requirements = HP_R(10) | HP_R(12),
        .instance = wrapper_renamed,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "struct-wrapper-not-object",
        .family = "structure",
        .title = "A wrapper that is no object, JSON in a string included, is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L57",
        .requirements = HP_R(11),
        .instance = wrapper_not_object,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "struct-wrapper-empty",
        .family = "structure",
        .title = "An empty wrapper is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L57; PAGE:L164-L196 (required in the result)",
        .requirements = HP_R(38) | HP_R(44) | HP_R(47),
        .instance = wrapper_empty,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "struct-wrapper-nested",
        .family = "structure",
        .title = "A wrapper within the wrapper is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L56-L58",
        .requirements = HP_R(10) | HP_R(11),
        .instance = wrapper_nested,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "struct-missing-scalar",
        .family = "structure",
        .title = "A request without name, type or URL, one or several of them, is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L166,L186,L196; PUT-PAGE; SILENT S06",
        .requirements = HP_R(38) | HP_R(44) | HP_R(47),
        .instance = missing_scalar,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "struct-missing-array",
        .family = "structure",
        .title = "Operations or data models left out, for a type that needs them, are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "PAGE:L87,L97; PUT-PAGE; SILENT S06",
        .requirements = HP_R(32) | HP_R(35),
        .instance = missing_array,
        .body = HP_BODY_BREAKS,
        .combos = HP_COMBOS_OPERATIONS_REQUIRED,
    },
    {
        .id = "struct-unknown-root-member",
        .family = "structure",
        .title = "An undocumented member beside the wrapper: refused, or without effect and echo",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "SILENT S31",
        .instance = hp_structure_unknown_root_member,
        .body = HP_BODY_VALID,
    },
    {
        .id = "struct-unknown-webhook-member",
        .family = "structure",
        .title = "An undocumented member in the wrapper: refused, or without effect and echo",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "SILENT S31; Stripe unknown-parameter error",
        .instance = hp_structure_unknown_webhook_member,
        .body = HP_BODY_VALID,
    },
    {
        .id = "struct-duplicate-equal",
        .family = "structure",
        .title = "A member twice with equal values: either answer",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "RFC8259-4; RFC7493-2.3",
        .instance = hp_structure_duplicate_equal,
        .body = HP_BODY_EITHER,
        .echo = HP_ECHO_ONE_OF,
    },
    {
        .id = "struct-duplicate-conflict",
        .family = "structure",
        .title = "A member twice with different values: refused, or one of them comes back",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_SHOULD,
        .clause = "RFC8259-4; RFC7493-2.3; SILENT S33",
        .instance = hp_structure_duplicate_conflict,
        .body = HP_BODY_EITHER,
        .echo = HP_ECHO_ONE_OF,
    },
    {
        .id = "struct-member-name-variants",
        .family = "structure",
        .title = "A required member under another spelling of its name is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "RFC8259-8.3; PAGE:L12-L21",
        .requirements = HP_R(14) | HP_R(15) | HP_R(16) | HP_R(17) | HP_R(18) | HP_R(19),
        .instance = hp_structure_member_name_variants,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "struct-empty-member-name",
        .family = "structure",
        .title = "A member with an empty name, anywhere: either answer",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "RFC8259-4",
        .instance = hp_structure_empty_member_name,
        .body = HP_BODY_VALID,
    },
    {
        .id = "struct-reserved-member-names",
        .family = "structure",
        .title = "Member names that languages and databases reserve have no effect and no echo",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MUST,
        .clause = "OWASP-API3:2023; CWE-1321; invariant I1",
        .instance = hp_structure_reserved_member_names,
        .body = HP_BODY_VALID,
    },
};

const struct hp_table hp_table_structure = {rows, COUNT_OF(rows)};
