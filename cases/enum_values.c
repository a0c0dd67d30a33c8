/* Values that are in none of the contract's enums, at every place that takes one. The near misses
 * of the values are in enum_near.c; here are foreign tokens. Must not know any value of the
 * contract: a token that a later contract lists is no instance any more. */
#include "cases/cases.h"
#include "cases/enum_near.h"
#include "cases/enum_walk.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* A random word, and an underscore for each value that could be in its way. */
enum { WORD_BYTES_MIN = 8, WORD_BYTES_MAX = 19, TOKEN_BYTES = WORD_BYTES_MAX + HP_ENUM_VALUES_MAX };

struct token {
    enum hp_role role;
    const char *name;
    const char *text; /* NULL: drawn at random, see random_token */
};

/* A word of random letters; should it be a value, underscores in front make it none. */
static struct hp_slice random_token(struct hp_build *build, const struct hp_enum *set)
{
    struct hp_buf text = hp_raw_begin(build, TOKEN_BYTES);
    size_t letters =
        WORD_BYTES_MIN + (size_t)hp_rng_below(&build->rng, WORD_BYTES_MAX - WORD_BYTES_MIN + 1);
    for (size_t i = 0; i < letters; i++) {
        hp_buf_char(&text, (char)('A' + (char)hp_rng_below(&build->rng, 26)));
    }
    for (size_t i = 0; i < set->count && hp_enum_find(set, hp_buf_view(&text)) >= 0; i++) {
        hp_buf_splice(&text, 0, 0, HP_SLICE("_"));
    }
    return hp_raw_end(build, &text);
}

static void token_instance(struct hp_build *build, const struct token *token)
{
    hp_instance(build, hp_enum_site(token->role), "%s", token->name);
    struct hp_slice text =
        token->text != NULL ? hp_slice_of(token->text)
                            : random_token(build, hp_contract_enum(build->contract, token->role));
    hp_why(build, "%.*s is not among the documented values", HP_PRINT(text));
    hp_raw_put(build, hp_enum_site(token->role), hp_raw_string(build, text));
}

/* The tokens of the table that are not values of their role's enum. */
static bool token_from(struct hp_build *build, const struct token *tokens, size_t count,
                       size_t index)
{
    for (size_t i = 0; i < count; i++) {
        const struct hp_enum *set = hp_contract_enum(build->contract, tokens[i].role);
        bool foreign = tokens[i].text == NULL || hp_enum_find(set, hp_slice_of(tokens[i].text)) < 0;
        if (foreign && index-- == 0) {
            token_instance(build, &tokens[i]);
            return true;
        }
    }
    return false;
}

static bool type_unknown(struct hp_build *build, size_t index)
{
    static const struct token tokens[] = {
        {HP_ROLE_TYPE, "random-1", NULL},
        {HP_ROLE_TYPE, "random-2", NULL},
        {HP_ROLE_TYPE, "random-3", NULL},
        {HP_ROLE_TYPE, "random-4", NULL},
        {HP_ROLE_TYPE, "word-UNKNOWN", "UNKNOWN"},
        {HP_ROLE_TYPE, "word-null", "null"},
        {HP_ROLE_TYPE, "digits", "0"},
    };
    return token_from(build, tokens, COUNT_OF(tokens), index);
}

static bool operation_unknown(struct hp_build *build, size_t index)
{
    static const struct token tokens[] = {
        {HP_ROLE_OPERATIONS, "word-READ", "READ"},   {HP_ROLE_OPERATIONS, "word-UPSERT", "UPSERT"},
        {HP_ROLE_OPERATIONS, "word-PATCH", "PATCH"}, {HP_ROLE_OPERATIONS, "word-null", "null"},
        {HP_ROLE_OPERATIONS, "digits", "0"},         {HP_ROLE_OPERATIONS, "random-1", NULL},
        {HP_ROLE_OPERATIONS, "random-2", NULL},      {HP_ROLE_OPERATIONS, "random-3", NULL},
        {HP_ROLE_OPERATIONS, "random-4", NULL},
    };
    return token_from(build, tokens, COUNT_OF(tokens), index);
}

static bool data_model_unknown(struct hp_build *build, size_t index)
{
    static const struct token tokens[] = {
        {HP_ROLE_DATA_MODELS, "random-1", NULL},
        {HP_ROLE_DATA_MODELS, "random-2", NULL},
        {HP_ROLE_DATA_MODELS, "random-3", NULL},
        {HP_ROLE_DATA_MODELS, "random-4", NULL},
        {HP_ROLE_DATA_MODELS, "word-UNKNOWN", "UNKNOWN"},
        {HP_ROLE_DATA_MODELS, "word-null", "null"},
        {HP_ROLE_DATA_MODELS, "digits", "0"},
    };
    return token_from(build, tokens, COUNT_OF(tokens), index);
}

/* What other versions of the interface, and other pages on it, have. */
static bool later_version(struct hp_build *build, size_t index)
{
    static const struct token tokens[] = {
        {HP_ROLE_TYPE, "SYNC_STARTED", "SYNC_STARTED"},
        {HP_ROLE_TYPE, "INTEGRATION", "INTEGRATION"},
        {HP_ROLE_DATA_MODELS, "ACCOUNT", "ACCOUNT"},
        {HP_ROLE_DATA_MODELS, "GOODS_RECEIPT_NOTES", "GOODS_RECEIPT_NOTES"},
        {HP_ROLE_DATA_MODELS, "PROJECTS", "PROJECTS"},
    };
    return token_from(build, tokens, COUNT_OF(tokens), index);
}

static bool wildcard(struct hp_build *build, size_t index)
{
    static const struct token tokens[] = {
        {HP_ROLE_TYPE, "type-star", "*"},
        {HP_ROLE_TYPE, "type-ALL", "ALL"},
        {HP_ROLE_TYPE, "type-ANY", "ANY"},
        {HP_ROLE_OPERATIONS, "operation-star", "*"},
        {HP_ROLE_OPERATIONS, "operation-ALL", "ALL"},
        {HP_ROLE_OPERATIONS, "operation-ANY", "ANY"},
        {HP_ROLE_DATA_MODELS, "data-model-star", "*"},
        {HP_ROLE_DATA_MODELS, "data-model-ALL", "ALL"},
        {HP_ROLE_DATA_MODELS, "data-model-ANY", "ANY"},
    };
    return token_from(build, tokens, COUNT_OF(tokens), index);
}

static bool empty_string(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        enum hp_role role;
        bool behind; /* behind the valid items, not in the place of the first */
    } forms[] = {
        {"type", HP_ROLE_TYPE, false},
        {"operation", HP_ROLE_OPERATIONS, false},
        {"operation-behind", HP_ROLE_OPERATIONS, true},
        {"data-model", HP_ROLE_DATA_MODELS, false},
        {"data-model-behind", HP_ROLE_DATA_MODELS, true},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    enum hp_role role = forms[index].role;
    struct hp_site site = forms[index].behind ? hp_raw_site(role) : hp_enum_site(role);
    hp_instance(build, site, "empty-%s", forms[index].name);
    hp_why(build, "an empty string in the place of a value: %s", forms[index].name);
    if (forms[index].behind) {
        hp_draft_insert_last(&build->draft, site, HP_SLICE("\"\""));
    } else {
        hp_raw_put(build, site, HP_SLICE("\"\""));
    }
    return true;
}

/* Every value of the two other enums, at every place that takes a value. */
/* One instance where the value is foreign to the enum of the role that `how` points to. */
static uint32_t count_foreign(const struct hp_enum_spot *spot, const struct hp_contract *contract,
                              const void *how, uint32_t *mark)
{
    (void)mark;
    const enum hp_role *role = how;
    return spot->role != *role && hp_enum_find(hp_contract_enum(contract, *role), spot->value) < 0;
}

static bool cross_field(struct hp_build *build, size_t index)
{
    static const struct hp_enum_survey surveys[HP_ENUM_ROLES] = {
        {count_foreign, &hp_enum_roles[0]},
        {count_foreign, &hp_enum_roles[1]},
        {count_foreign, &hp_enum_roles[2]},
    };
    struct hp_enum_pick pick;
    if (!hp_enum_pick(build, surveys, HP_ENUM_ROLES, index, &pick)) {
        return false;
    }
    enum hp_role role = hp_enum_roles[pick.survey];
    struct hp_slice value = pick.spot.value;
    hp_instance(build, hp_enum_site(role), "%s-as-%s-%.*s", hp_role_word(pick.spot.role),
                hp_role_word(role), HP_PRINT(value));
    hp_why(build, "%.*s is a value of another member", HP_PRINT(value));
    hp_raw_put(build, hp_enum_site(role), hp_raw_string(build, value));
    return true;
}

/* One wrong item among valid ones. */

enum { NEIGHBOURS = 4 }; /* valid items around the wrong one, so that there is a middle */

enum mixed_place { MIXED_FIRST, MIXED_MIDDLE, MIXED_LAST };

enum mixed_kind { MIXED_UNKNOWN, MIXED_TYPE, MIXED_PADDED, MIXED_EMPTY, MIXED_NULL };

/* The wrong item as raw JSON; `value` is a valid one. */
static struct hp_slice wrong_item(struct hp_build *build, enum hp_role role, enum mixed_kind kind,
                                  struct hp_slice value)
{
    switch (kind) {
    case MIXED_UNKNOWN:
        return hp_raw_string(build, random_token(build, hp_contract_enum(build->contract, role)));
    case MIXED_TYPE:
        return hp_raw_string(build, build->content.type);
    case MIXED_PADDED:
        return hp_raw_string(build, hp_raw_wrap(build, "", value, " "));
    case MIXED_EMPTY:
        return HP_SLICE("\"\"");
    case MIXED_NULL:
        break;
    }
    return HP_SLICE("null");
}

static void write_mixed(struct hp_build *build, enum hp_role role, enum mixed_place place,
                        enum mixed_kind kind)
{
    const struct hp_enum *set = hp_contract_enum(build->contract, role);
    size_t count;
    const struct hp_slice *sent = hp_enum_sent(build, role, &count);
    int found = hp_enum_find(set, sent[0]);
    size_t first = found < 0 ? 0 : (size_t)found;
    size_t valid = set->count < NEIGHBOURS ? set->count : NEIGHBOURS;
    size_t wrong_at = place == MIXED_FIRST ? 0 : place == MIXED_LAST ? valid : (valid + 1) / 2;

    struct hp_slice items[NEIGHBOURS + 1];
    size_t bytes = sizeof("[]");
    for (size_t i = 0; i <= valid; i++) {
        struct hp_slice value = set->values[(first + (i > wrong_at ? i - 1 : i)) % set->count];
        items[i] =
            i == wrong_at ? wrong_item(build, role, kind, value) : hp_raw_string(build, value);
        bytes += items[i].len + 1;
    }
    struct hp_buf raw = hp_raw_begin(build, bytes);
    for (size_t i = 0; i <= valid; i++) {
        hp_buf_char(&raw, i == 0 ? '[' : ',');
        hp_buf_slice(&raw, items[i]);
    }
    hp_buf_char(&raw, ']');
    hp_raw_put(build, hp_raw_site(role), hp_raw_end(build, &raw));
}

static bool mixed_valid_invalid(struct hp_build *build, size_t index)
{
    static const enum hp_role roles[] = {HP_ROLE_OPERATIONS, HP_ROLE_DATA_MODELS};
    static const char *const places[] = {
        [MIXED_FIRST] = "first", [MIXED_MIDDLE] = "middle", [MIXED_LAST] = "last"};
    static const char *const kinds[] = {
        [MIXED_UNKNOWN] = "unknown", [MIXED_TYPE] = "type", [MIXED_PADDED] = "padded",
        [MIXED_EMPTY] = "empty",     [MIXED_NULL] = "null",
    };
    const size_t per_role = COUNT_OF(places) * COUNT_OF(kinds);
    if (index >= COUNT_OF(roles) * per_role) {
        return false;
    }
    enum hp_role role = roles[index / per_role];
    size_t place = index % per_role / COUNT_OF(kinds);
    size_t kind = index % COUNT_OF(kinds);
    hp_instance(build, hp_raw_site(role), "%s-%s-%s", hp_role_word(role), places[place],
                kinds[kind]);
    hp_why(build, "among valid items the %s one is none: %s", places[place], kinds[kind]);
    write_mixed(build, role, (enum mixed_place)place, (enum mixed_kind)kind);
    return true;
}

#define IN_TYPE        (HP_R(16) | HP_R(20) | HP_R(45) | HP_R(46))
#define IN_OPERATIONS  (HP_R(14) | HP_R(20) | HP_R(33) | HP_R(34))
#define IN_DATA_MODELS (HP_R(17) | HP_R(20) | HP_R(36) | HP_R(37))
#define IN_ANY         (IN_TYPE | IN_OPERATIONS | IN_DATA_MODELS)

static const struct hp_row rows[] = {
    {
        .id = "enum-type-unknown",
        .family = "enum",
        .title = "A type outside the documented values is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L190-L193",
        .requirements = IN_TYPE,
        .instance = type_unknown,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-operation-unknown",
        .family = "enum",
        .title = "An operation outside the documented values is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L91-L94",
        .requirements = IN_OPERATIONS,
        .instance = operation_unknown,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-data-model-unknown",
        .family = "enum",
        .title = "A data model outside the documented values is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L101-L163",
        .requirements = IN_DATA_MODELS,
        .instance = data_model_unknown,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-case-variants",
        .family = "enum",
        .title = "Lower, title and mixed case of every value are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "SILENT S13; CATS EnumCaseVariant",
        .requirements = IN_ANY,
        .instance = hp_enum_case_variants,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-separator-variants",
        .family = "enum",
        .title = "Hyphens, blanks, camelCase and labels in the place of underscores are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "SILENT S13; RootFi webhook guide labels",
        .requirements = IN_ANY,
        .instance = hp_enum_separator_variants,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-whitespace-padded",
        .family = "enum",
        .title = "A value with white space before or behind it is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "SILENT S13",
        .requirements = IN_ANY,
        .instance = hp_enum_whitespace_padded,
        .body = HP_BODY_BREAKS,
        .echo = HP_ECHO_TRIMMED,
    },
    {
        .id = "enum-empty-string",
        .family = "enum",
        .title = "An empty string as type or as array item is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L91,L101,L190",
        .requirements = IN_ANY,
        .instance = empty_string,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-one-edit",
        .family = "enum",
        .title = "A value with one character deleted, inserted, replaced or two exchanged is "
                 "refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L91,L101,L190",
        .requirements = IN_ANY,
        .instance = hp_enum_one_edit,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-prefix-suffix",
        .family = "enum",
        .title = "Proper prefixes, longer texts and joined values are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L91,L101,L190",
        .requirements = IN_ANY,
        .instance = hp_enum_prefix_suffix,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-cross-field",
        .family = "enum",
        .title = "A value of another member's enum is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L91-L94,L101-L163,L190-L193",
        .requirements = IN_ANY,
        .instance = cross_field,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-later-version",
        .family = "enum",
        .title = "Values that only other versions or pages know are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "PAGE:L91-L193; V4-PAGE; SILENT S14",
        .requirements = IN_TYPE | IN_DATA_MODELS,
        .instance = later_version,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-wildcard",
        .family = "enum",
        .title = "A star, ALL or ANY in the place of a value is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "PAGE:L91-L193; Stripe accepts a star, the page does not",
        .requirements = IN_ANY,
        .instance = wildcard,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-unicode-lookalike",
        .family = "enum",
        .title = "A value that only looks the same in Unicode is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L91-L193; RFC8259-8.3; CATS HomoglyphEnum",
        .requirements = IN_ANY,
        .instance = hp_enum_unicode_lookalike,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-nul-suffix",
        .family = "enum",
        .title = "A value with an escaped NUL behind it is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "RFC8259-8.3; CWE-158",
        .requirements = IN_ANY,
        .instance = hp_enum_nul_suffix,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "enum-mixed-valid-invalid",
        .family = "enum",
        .title = "One invalid item among valid ones has the whole request refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L91-L163; GitHub 2017-08-09 change note",
        .requirements = IN_OPERATIONS | IN_DATA_MODELS,
        .instance = mixed_valid_invalid,
        .body = HP_BODY_BREAKS,
    },
};

const struct hp_table hp_table_enum_values = {rows, COUNT_OF(rows)};
