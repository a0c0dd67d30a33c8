/* A value of the wrong JSON type in the place of every documented member. Each row asks for the
 * kinds of values that are wrong at its node; must not know a member's name. */
#include "cases/cases.h"
#include "cases/enum_walk.h"
#include "cases/raw_text.h"
#include "cases/wrong_values.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static bool name_nonstring(struct hp_build *build, size_t index)
{
    return hp_wrong_instance(build, hp_raw_site(HP_ROLE_NAME), HP_WRONG_FOR_STRING, index);
}

static bool url_nonstring(struct hp_build *build, size_t index)
{
    return hp_wrong_instance(build, hp_raw_site(HP_ROLE_URL), HP_WRONG_FOR_STRING, index);
}

static bool type_nonstring(struct hp_build *build, size_t index)
{
    return hp_wrong_instance(build, hp_raw_site(HP_ROLE_TYPE), HP_WRONG_FOR_STRING, index);
}

static bool header_value_nonstring(struct hp_build *build, size_t index)
{
    return hp_wrong_instance(build, hp_raw_item(HP_ROLE_HEADERS, 0), HP_WRONG_FOR_STRING, index);
}

/* An array of enum values. */

/* All values that the contract has for the role, joined. */
static struct hp_slice joined(struct hp_build *build, enum hp_role role, const char *separator)
{
    const struct hp_enum *set = hp_contract_enum(build->contract, role);
    size_t bytes = 0;
    for (size_t i = 0; i < set->count; i++) {
        bytes += set->values[i].len + strlen(separator);
    }
    struct hp_buf text = hp_raw_begin(build, bytes);
    for (size_t i = 0; i < set->count; i++) {
        hp_buf_text(&text, i == 0 ? "" : separator);
        hp_buf_slice(&text, set->values[i]);
    }
    return hp_raw_end(build, &text);
}

static bool array_scalar_string(struct hp_build *build, enum hp_role role, size_t index)
{
    static const char *const names[] = {"bare-string", "comma-separated", "blank-separated",
                                        "json-in-string"};
    if (index >= COUNT_OF(names)) {
        return false;
    }
    struct hp_site site = hp_raw_site(role);
    hp_instance(build, site, "%s", names[index]);
    hp_why(build, "a string in the place of the array: %s", names[index]);
    size_t count;
    const struct hp_slice *sent = hp_enum_sent(build, role, &count);
    struct hp_slice text = sent[0];
    if (index == 1 || index == 2) {
        text = joined(build, role, index == 1 ? "," : " ");
    } else if (index == 3) {
        text = hp_raw_value(build, site);
    }
    hp_raw_put(build, site, hp_raw_string(build, text));
    return true;
}

static bool array_scalar(struct hp_build *build, enum hp_role role, size_t index)
{
    const unsigned kinds = HP_WRONG_SCALAR | HP_WRONG_STRING;
    size_t plain = hp_wrong_count(kinds);
    return index < plain ? hp_wrong_instance(build, hp_raw_site(role), kinds, index)
                         : array_scalar_string(build, role, index - plain);
}

static bool operations_scalar(struct hp_build *build, size_t index)
{
    return array_scalar(build, HP_ROLE_OPERATIONS, index);
}

static bool data_models_scalar(struct hp_build *build, size_t index)
{
    return array_scalar(build, HP_ROLE_DATA_MODELS, index);
}

static bool operations_null(struct hp_build *build, size_t index)
{
    return hp_wrong_instance(build, hp_raw_site(HP_ROLE_OPERATIONS), HP_WRONG_NULL, index);
}

static bool data_models_null(struct hp_build *build, size_t index)
{
    return hp_wrong_instance(build, hp_raw_site(HP_ROLE_DATA_MODELS), HP_WRONG_NULL, index);
}

/* Objects that a lenient reader may take for an array of values. `items` are its values. */
enum object_form { OBJECT_EMPTY, OBJECT_INDEXED, OBJECT_FLAGS, OBJECT_LENGTH, OBJECT_WRAPPED };

static void print_object(enum object_form form, const struct hp_slice *items, size_t count,
                         struct hp_slice array, struct hp_buf *out)
{
    hp_buf_char(out, '{');
    for (size_t i = 0; i < count && form != OBJECT_EMPTY && form != OBJECT_WRAPPED; i++) {
        hp_buf_text(out, i == 0 ? "" : ",");
        if (form == OBJECT_FLAGS) {
            hp_buf_slice(out, items[i]);
            hp_buf_text(out, ":true");
        } else {
            hp_buf_printf(out, "\"%zu\":", i);
            hp_buf_slice(out, items[i]);
        }
    }
    if (form == OBJECT_LENGTH) {
        hp_buf_printf(out, ",\"length\":%zu", count);
    } else if (form == OBJECT_WRAPPED) {
        hp_buf_text(out, "\"items\":");
        hp_buf_slice(out, array);
    }
    hp_buf_char(out, '}');
}

static bool array_object(struct hp_build *build, enum hp_role role, size_t index)
{
    static const char *const names[] = {
        [OBJECT_EMPTY] = "object-empty",      [OBJECT_INDEXED] = "index-to-value",
        [OBJECT_FLAGS] = "value-to-true",     [OBJECT_LENGTH] = "index-to-value-with-length",
        [OBJECT_WRAPPED] = "array-in-object",
    };
    if (index >= COUNT_OF(names)) {
        return false;
    }
    struct hp_site site = hp_raw_site(role);
    hp_instance(build, site, "%s", names[index]);
    hp_why(build, "an object in the place of the array: %s", names[index]);
    size_t count;
    const struct hp_slice *sent = hp_enum_sent(build, role, &count);
    struct hp_slice items[HP_ENUM_VALUES_MAX];
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        items[i] = hp_raw_string(build, sent[i]);
        bytes += items[i].len;
    }
    struct hp_slice array = hp_raw_value(build, site);
    /* An index or a flag and its separators take less than 24 bytes a value. */
    struct hp_buf raw = hp_raw_begin(build, bytes + array.len + 24 * (count + 2));
    print_object((enum object_form)index, items, count, array, &raw);
    hp_raw_put(build, site, hp_raw_end(build, &raw));
    return true;
}

static bool operations_object(struct hp_build *build, size_t index)
{
    return array_object(build, HP_ROLE_OPERATIONS, index);
}

static bool data_models_object(struct hp_build *build, size_t index)
{
    return array_object(build, HP_ROLE_DATA_MODELS, index);
}

/* A wrong item behind the valid ones. */
static bool array_last_item(struct hp_build *build, enum hp_role role, size_t index)
{
    const struct hp_wrong_value *wrong = hp_wrong_value(HP_WRONG_FOR_STRING, index);
    if (wrong == NULL) {
        return false;
    }
    hp_instance(build, hp_raw_site(role), "last-%s", wrong->name);
    hp_why(build, "behind the valid items one of another JSON type: %s", wrong->name);
    size_t count;
    const struct hp_slice *sent = hp_enum_sent(build, role, &count);
    struct hp_slice raw = hp_wrong_text(build, wrong, hp_raw_string(build, sent[0]));
    hp_draft_insert_last(&build->draft, hp_raw_site(role), raw);
    return true;
}

static bool array_items(struct hp_build *build, enum hp_role role, size_t index)
{
    size_t firsts = hp_wrong_count(HP_WRONG_FOR_STRING);
    return index < firsts
               ? hp_wrong_instance(build, hp_raw_item(role, 0), HP_WRONG_FOR_STRING, index)
               : array_last_item(build, role, index - firsts);
}

static bool operations_items(struct hp_build *build, size_t index)
{
    return array_items(build, HP_ROLE_OPERATIONS, index);
}

static bool data_models_items(struct hp_build *build, size_t index)
{
    return array_items(build, HP_ROLE_DATA_MODELS, index);
}

/* Headers. */

static bool headers_nonobject(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *json;
    } forms[] = {
        {"field-line", "\"X-Header: value\""},
        {"field-lines", "\"X-One: 1\\r\\nX-Two: 2\""},
        {"array-of-field-lines", "[\"X-One: 1\",\"X-Two: 2\"]"},
        {"array-of-names", "[\"X-One\",\"X-Two\"]"},
        {"json-in-string", NULL},
    };
    const unsigned kinds = HP_WRONG_SCALAR | HP_WRONG_STRING;
    struct hp_site site = hp_raw_site(HP_ROLE_HEADERS);
    size_t plain = hp_wrong_count(kinds);
    if (index < plain) {
        return hp_wrong_instance(build, site, kinds, index);
    }
    index -= plain;
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, site, "%s", forms[index].name);
    hp_why(build, "no object in the place of the headers: %s", forms[index].name);
    hp_raw_put(build, site,
               forms[index].json != NULL ? hp_slice_of(forms[index].json)
                                         : hp_raw_string(build, hp_raw_value(build, site)));
    return true;
}

static bool headers_null(struct hp_build *build, size_t index)
{
    return hp_wrong_instance(build, hp_raw_site(HP_ROLE_HEADERS), HP_WRONG_NULL, index);
}

static bool headers_pair_array(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *json;
    } forms[] = {
        {"array-empty", "[]"},
        {"name-value-objects", "[{\"name\":\"X-One\",\"value\":\"1\"},"
                               "{\"name\":\"X-Two\",\"value\":\"2\"}]"},
        {"key-value-objects", "[{\"key\":\"X-One\",\"value\":\"1\"}]"},
        {"one-member-objects", "[{\"X-One\":\"1\"},{\"X-Two\":\"2\"}]"},
        {"pairs", "[[\"X-One\",\"1\"],[\"X-Two\",\"2\"]]"},
        {"flat-pairs", "[\"X-One\",\"1\",\"X-Two\",\"2\"]"},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "%s", forms[index].name);
    hp_why(build, "an array in the place of the headers object: %s", forms[index].name);
    hp_raw_put(build, hp_raw_site(HP_ROLE_HEADERS), hp_slice_of(forms[index].json));
    return true;
}

/* Every site of a string x numbers at the edge of what a double holds. */
static bool number_extremes(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        struct hp_site site;
    } sites[] = {
        {"name", {HP_ROLE_NAME, -1}},
        {"type", {HP_ROLE_TYPE, -1}},
        {"url", {HP_ROLE_URL, -1}},
        {"operation", {HP_ROLE_OPERATIONS, 0}},
        {"data-model", {HP_ROLE_DATA_MODELS, 0}},
        {"header-value", {HP_ROLE_HEADERS, 0}},
    };
    static const struct {
        const char *name;
        const char *json;
    } numbers[] = {
        {"overflow", "1e400"},
        {"negative-overflow", "-1e400"},
        {"underflow", "1e-400"},
        {"minus-zero", "-0"},
        {"minus-zero-fraction", "-0.0"},
        {"beyond-2-to-53", "9007199254740993"},
        {"2-to-63", "9223372036854775808"},
        {"2-to-64", "18446744073709551616"},
        {"largest-double", "1.7976931348623157e308"},
        {"smallest-double", "4.9406564584124654e-324"},
        {"100-digits", "1234567890123456789012345678901234567890123456789012345678901234567890"
                       "123456789012345678901234567890"},
        {"100-digits-negative", "-12345678901234567890123456789012345678901234567890123456789012345"
                                "67890123456789012345678901234567890"},
        {"exponent-of-10-digits", "1e1000000000"},
    };
    if (index >= COUNT_OF(sites) * COUNT_OF(numbers)) {
        return false;
    }
    size_t site = index / COUNT_OF(numbers);
    size_t number = index % COUNT_OF(numbers);
    hp_instance(build, sites[site].site, "%s-%s", sites[site].word, numbers[number].name);
    hp_why(build, "an extreme number where a string is expected: %s", numbers[number].name);
    hp_raw_put(build, sites[site].site, hp_slice_of(numbers[number].json));
    return true;
}

static const struct hp_row rows[] = {
    {
        .id = "type-name-nonstring",
        .family = "type-confusion",
        .title = "A name of another JSON type than string is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L15,L165",
        .requirements = HP_R(15) | HP_R(39),
        .instance = name_nonstring,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-url-nonstring",
        .family = "type-confusion",
        .title = "A URL of another JSON type than string is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L20,L195,L198",
        .requirements = HP_R(18) | HP_R(48),
        .instance = url_nonstring,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-type-nonstring",
        .family = "type-confusion",
        .title = "A type given as ordinal number or any other JSON type than string is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L185,L191-L193",
        .requirements = HP_R(16) | HP_R(45) | HP_R(46),
        .instance = type_nonstring,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-operations-scalar",
        .family = "type-confusion",
        .title = "Operations as one string, a separated list in a string, a number or a boolean "
                 "are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L86",
        .requirements = HP_R(14) | HP_R(33),
        .instance = operations_scalar,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-operations-null",
        .family = "type-confusion",
        .title = "Operations given as null are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "PAGE:L86-L87; SILENT S08",
        .requirements = HP_R(32) | HP_R(33),
        .instance = operations_null,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-operations-object",
        .family = "type-confusion",
        .title = "Operations as an object, keyed by index or by value, are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L86",
        .requirements = HP_R(14) | HP_R(33),
        .instance = operations_object,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-operations-items",
        .family = "type-confusion",
        .title = "An operation that is null, number, boolean, array or object is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L86,L92-L94",
        .requirements = HP_R(14) | HP_R(33) | HP_R(34),
        .instance = operations_items,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-data-models-scalar",
        .family = "type-confusion",
        .title = "Data models as one string, a separated list in a string, a number or a boolean "
                 "are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L96",
        .requirements = HP_R(17) | HP_R(36),
        .instance = data_models_scalar,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-data-models-null",
        .family = "type-confusion",
        .title = "Data models given as null are refused, whatever the type",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "PAGE:L96-L97; SILENT S08",
        .requirements = HP_R(35) | HP_R(36),
        .instance = data_models_null,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-data-models-object",
        .family = "type-confusion",
        .title = "Data models as an object, keyed by index or by value, are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L96",
        .requirements = HP_R(17) | HP_R(36),
        .instance = data_models_object,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-data-models-items",
        .family = "type-confusion",
        .title = "A data model that is null, number, boolean, array or object is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L96,L102-L163",
        .requirements = HP_R(17) | HP_R(36) | HP_R(37),
        .instance = data_models_items,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-headers-nonobject",
        .family = "type-confusion",
        .title = "Headers as string, number, boolean or array of strings are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MUST,
        .clause = "PAGE:L21,L80",
        .requirements = HP_R(19) | HP_R(30),
        .instance = headers_nonobject,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-headers-null",
        .family = "type-confusion",
        .title = "Headers given as null: refused, or the response still has a headers object",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "SILENT S08; PAGE:L80",
        .requirements = HP_R(30),
        .instance = headers_null,
        .body = HP_BODY_BREAKS,
        .echo = HP_ECHO_NONE,
    },
    {
        .id = "type-headers-pair-array",
        .family = "type-confusion",
        .title = "Headers as an array of name and value objects or of pairs are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "PAGE:L80; V4-PAGE",
        .requirements = HP_R(19) | HP_R(30),
        .instance = headers_pair_array,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-header-value-nonstring",
        .family = "type-confusion",
        .title = "A header value of another JSON type than string is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "PAGE:L22; SVIX EndpointHeadersIn; SILENT S25",
        .requirements = HP_R(19) | HP_R(31),
        .instance = header_value_nonstring,
        .body = HP_BODY_BREAKS,
    },
    {
        .id = "type-number-extremes",
        .family = "type-confusion",
        .title = "Numbers at the edges of a double, where strings are expected, are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "RFC8259-6; RFC7493-2.2",
        .requirements = HP_R(15) | HP_R(16) | HP_R(18) | HP_R(19) | HP_R(33) | HP_R(36),
        .instance = number_extremes,
        .body = HP_BODY_BREAKS,
    },
};

const struct hp_table hp_table_type_confusion = {rows, COUNT_OF(rows)};
