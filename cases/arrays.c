/* Empty, absent, repeating and very long arrays of enum values. Whether a type can go without an
 * array is asked of the contract; must not know which types can. */
#include "cases/cases.h"
#include "cases/enum_walk.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const enum hp_role array_roles[] = {HP_ROLE_OPERATIONS, HP_ROLE_DATA_MODELS};

/* What an instance expects that leaves the type of this combination without an array it may need.
 * The rows choose types by one array only; a contract may require the other one too. */
static void expect_by_need(struct hp_build *build, bool needed)
{
    build->body_truth = needed ? HP_BODY_BREAKS : HP_BODY_VALID;
    build->expect = needed ? HP_EXPECT_REJECT_4XX : HP_EXPECT_ACCEPT_200_OR_4XX;
    build->level = needed ? HP_SHOULD : HP_MAY;
}

static bool empty_array(struct hp_build *build, enum hp_role role, size_t index)
{
    static const struct {
        const char *name;
        const char *json;
    } forms[] = {{"empty", "[]"}, {"empty-with-blanks", "[ \n ]"}};
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(role), "%s", forms[index].name);
    hp_why(build, "the array has no items");
    hp_raw_put(build, hp_raw_site(role), hp_slice_of(forms[index].json));
    expect_by_need(build, hp_enum_array_required(build, role));
    return true;
}

static bool operations_empty(struct hp_build *build, size_t index)
{
    return empty_array(build, HP_ROLE_OPERATIONS, index);
}

static bool data_models_empty(struct hp_build *build, size_t index)
{
    return empty_array(build, HP_ROLE_DATA_MODELS, index);
}

static bool omitted(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        bool gone[COUNT_OF(array_roles)];
    } forms[] = {
        {"without-operations", {true, false}},
        {"without-data-models", {false, true}},
        {"without-both", {true, true}},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_WRAPPER), "%s", forms[index].name);
    hp_why(build, "%s", forms[index].name);
    bool needed = false;
    for (size_t i = 0; i < COUNT_OF(array_roles); i++) {
        if (forms[index].gone[i]) {
            hp_draft_remove(&build->draft, hp_raw_site(array_roles[i]));
            needed = needed || hp_enum_array_required(build, array_roles[i]);
        }
    }
    expect_by_need(build, needed);
    return true;
}

/* `count` items in buffer memory of the heap: a long array has no place in the build's arena. Item
 * i is values[pattern(i, n)]. */
static void put_items(struct hp_build *build, enum hp_role role, const struct hp_slice *values,
                      size_t value_count, size_t (*pattern)(size_t item, size_t values),
                      size_t count)
{
    struct hp_slice items[HP_ENUM_VALUES_MAX];
    for (size_t i = 0; i < value_count; i++) {
        items[i] = hp_raw_string(build, values[i]);
    }
    struct hp_buf raw;
    hp_buf_init(&raw, HP_REQUEST_BODY_BYTES_MAX);
    hp_buf_char(&raw, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            hp_buf_char(&raw, ',');
        }
        hp_buf_slice(&raw, items[pattern(i, value_count)]);
    }
    hp_buf_char(&raw, ']');
    hp_raw_put(build, hp_raw_site(role), hp_buf_view(&raw));
    build->draft.text.failed = build->draft.text.failed || raw.failed;
    hp_buf_deinit(&raw);
}

/* Patterns of repetition. */

static size_t in_turn(size_t item, size_t values)
{
    return item % values;
}

static size_t only_the_first(size_t item, size_t values)
{
    (void)item;
    (void)values;
    return 0;
}

static size_t each_twice(size_t item, size_t values)
{
    return item / 2 % values;
}

static bool duplicate_items(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        size_t (*pattern)(size_t item, size_t values);
        size_t items;    /* 0: twice all values that the combination sends */
        bool neighbours; /* of the contract's values, not of those of the combination */
    } forms[] = {
        {"same-twice", only_the_first, 2, false},
        {"same-three-times", only_the_first, 3, false},
        {"same-ten-times", only_the_first, 10, false},
        {"around-another", in_turn, 3, true},
        {"pairs", each_twice, 4, true},
        {"all-sent-twice", in_turn, 0, false},
    };
    if (index >= COUNT_OF(forms) * COUNT_OF(array_roles)) {
        return false;
    }
    enum hp_role role = array_roles[index / COUNT_OF(forms)];
    size_t form = index % COUNT_OF(forms);
    hp_instance(build, hp_raw_site(role), "%s-%s", hp_role_word(role), forms[form].name);
    hp_why(build, "items repeat: %s", forms[form].name);
    const struct hp_enum *set = hp_contract_enum(build->contract, role);
    size_t count;
    const struct hp_slice *values = hp_enum_sent(build, role, &count);
    if (forms[form].neighbours) {
        values = set->values;
        count = set->count < 2 ? set->count : 2;
    }
    put_items(build, role, values, count, forms[form].pattern,
              forms[form].items == 0 ? 2 * count : forms[form].items);
    return true;
}

/* More items than there are values, up to where the documented default accepts arrays. */
static bool over_cardinality(struct hp_build *build, size_t index)
{
    static const struct {
        enum hp_role role;
        const char *name;
        size_t items; /* 0: one more than there are values */
    } forms[] = {
        {HP_ROLE_OPERATIONS, "one-more", 0},  {HP_ROLE_OPERATIONS, "10", 10},
        {HP_ROLE_OPERATIONS, "50", 50},       {HP_ROLE_OPERATIONS, "100", 100},
        {HP_ROLE_DATA_MODELS, "one-more", 0}, {HP_ROLE_DATA_MODELS, "100", 100},
        {HP_ROLE_DATA_MODELS, "250", 250},    {HP_ROLE_DATA_MODELS, "500", 500},
        {HP_ROLE_DATA_MODELS, "999", 999},    {HP_ROLE_DATA_MODELS, "1000", 1000},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    enum hp_role role = forms[index].role;
    hp_instance(build, hp_raw_site(role), "%s-%s", hp_role_word(role), forms[index].name);
    const struct hp_enum *set = hp_contract_enum(build->contract, role);
    size_t items = forms[index].items == 0 ? set->count + 1 : forms[index].items;
    hp_why(build, "%zu items of %zu values", items, set->count);
    put_items(build, role, set->values, set->count, in_turn, items);
    return true;
}

/* As a JSON string. */
static struct hp_slice shortest_value(struct hp_build *build, const struct hp_enum *set)
{
    struct hp_slice shortest = set->values[0];
    for (size_t i = 1; i < set->count; i++) {
        shortest = set->values[i].len < shortest.len ? set->values[i] : shortest;
    }
    return hp_raw_string(build, shortest);
}

static bool huge(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        size_t items;
    } sizes[] = {{"ten-thousand", 10000}, {"a-million", 1000000}};
    if (index >= COUNT_OF(sizes) * COUNT_OF(array_roles)) {
        return false;
    }
    enum hp_role role = array_roles[index / COUNT_OF(sizes)];
    size_t size = index % COUNT_OF(sizes);
    hp_instance(build, hp_raw_site(role), "%s-%s", hp_role_word(role), sizes[size].name);
    hp_why(build, "%zu items", sizes[size].items);
    const struct hp_node *array = hp_draft_node(&build->draft, hp_raw_site(role));
    if (array == NULL) {
        return true; /* memory was refused: the build has failed */
    }
    /* The body is made in one piece of its exact size: in the draft it would grow by doubling, to
     * several times what the largest case needs. */
    struct hp_slice text = hp_draft_text(&build->draft);
    struct hp_slice value = shortest_value(build, hp_contract_enum(build->contract, role));
    struct hp_buf body = hp_raw_begin(build, text.len + 2 + sizes[size].items * (value.len + 1));
    hp_buf_append(&body, text.at, array->value.begin);
    hp_buf_char(&body, '[');
    for (size_t item = 0; item < sizes[size].items; item++) {
        hp_buf_text(&body, item == 0 ? "" : ",");
        hp_buf_slice(&body, value);
    }
    hp_buf_char(&body, ']');
    hp_buf_append(&body, text.at + array->value.end, text.len - array->value.end);
    hp_build_body(build, hp_raw_end(build, &body));
    return true;
}

static const struct hp_row rows[] = {
    {
        .id = "array-operations-empty-dmc",
        .family = "arrays",
        .title = "No operations, for a type that needs them, are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "SILENT S09; SVIX minItems 1; Commenda partner minItems 1",
        .instance = operations_empty,
        .body = HP_BODY_BREAKS,
        .combos = HP_COMBOS_OPERATIONS_REQUIRED,
    },
    {
        .id = "array-data-models-empty-dmc",
        .family = "arrays",
        .title = "No data models, for a type that needs them, are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "SILENT S09; SVIX minItems 1",
        .instance = data_models_empty,
        .body = HP_BODY_BREAKS,
        .combos = HP_COMBOS_MODELS_REQUIRED,
    },
    {
        .id = "array-operations-empty-other",
        .family = "arrays",
        .title = "No operations, for a type that can go without: refused, or the response still "
                 "has the array",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "SILENT S10; RootFi webhook guide",
        .instance = operations_empty,
        .body = HP_BODY_VALID,
        .combos = HP_COMBOS_OPERATIONS_FREE,
    },
    {
        .id = "array-data-models-empty-other",
        .family = "arrays",
        .title = "No data models, for a type that can go without: refused, or the response still "
                 "has the array",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "SILENT S10; RootFi webhook guide",
        .instance = data_models_empty,
        .body = HP_BODY_VALID,
        .combos = HP_COMBOS_MODELS_FREE,
    },
    {
        .id = "array-omitted-other",
        .family = "arrays",
        .title = "Operations or data models left out, for a type that can go without: either "
                 "answer",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "SILENT S10; V4-PAGE",
        .instance = omitted,
        .body = HP_BODY_VALID,
        .combos = HP_COMBOS_OPERATIONS_FREE,
    },
    {
        .id = "array-duplicate-items",
        .family = "arrays",
        .title = "The same value several times in an array: refused, kept or merged",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "SILENT S11; SVIX uniqueItems",
        .instance = duplicate_items,
        .body = HP_BODY_VALID,
    },
    {
        .id = "array-over-cardinality",
        .family = "arrays",
        .title = "More items than there are values, by repetition: either answer",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "SILENT S11; SILENT S12",
        .instance = over_cardinality,
        .body = HP_BODY_VALID,
    },
    {
        .id = "array-huge",
        .family = "arrays",
        .title = "Arrays of ten thousand and of a million items are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "OWASP-API4:2023; SILENT S12",
        .instance = huge,
        .body = HP_BODY_BREAKS,
        .combos = HP_COMBOS_ONE,
        .flags = HP_ROW_HEAVY,
    },
    {
        .id = "array-echo-order",
        .family = "arrays",
        .title = "The arrays of the response keep the order of the request",
        .expect = HP_EXPECT_CHECK,
        .level = HP_MAY,
        .clause = "PAGE:L12-L19,L31-L36; SILENT S15",
        .requirements = HP_R(51),
        .flags = HP_ROW_OBSERVER,
        .check = "array-echo-order",
    },
};

const struct hp_table hp_table_arrays = {rows, COUNT_OF(rows)};
