/* The fields of a created webhook, one check each. What is wrong with a field is the validator's
 * word; this file says whose finding it is and words it. Must not repeat a rule of the schema. */
#include "harness/base/word.h"
#include "harness/check/checks.h"
#include "harness/json/pointer.h"

/* Enums of up to so many values are listed in full. */
enum { LISTED_VALUES_MAX = 8 };

enum part {
    PART_ALL,    /* the field and everything in it */
    PART_ITSELF, /* the field only */
    PART_INNER,  /* what is in it */
};

/* `format` and `pattern` speak about how a string is written, and are a milder finding where a
 * check of its own looks at the format. */
static bool is_about_format(const struct hp_flaw *flaw)
{
    return strcmp(flaw->violation->keyword, "format") == 0 ||
           strcmp(flaw->violation->keyword, "pattern") == 0;
}

static bool belongs(const struct hp_flaw *flaw, enum hp_role role, enum part part)
{
    if (flaw->role != role || (role == HP_ROLE_CREATED_AT && is_about_format(flaw))) {
        return false;
    }
    return part == PART_ALL || flaw->inner == (part == PART_INNER);
}

static bool is_about_type_or_enum(const struct hp_flaw *flaw)
{
    return strcmp(flaw->violation->keyword, "type") == 0 ||
           strcmp(flaw->violation->keyword, "enum") == 0 ||
           strcmp(flaw->violation->keyword, "const") == 0;
}

static enum hp_outcome report(struct hp_view *view, const struct hp_flaw *flaw, size_t more,
                              const struct hp_line *wanted)
{
    struct hp_slice at = hp_slice_of(flaw->violation->pointer);
    const struct hp_json *value = hp_pointer_resolve(view->record, at);
    struct hp_line expected = *wanted;
    struct hp_line actual;
    hp_line_init(&actual);
    hp_line_value(&actual, value != NULL ? value : view->members[flaw->role]);
    if (flaw->inner) {
        hp_line_text(&actual, " at ");
        hp_line_text(&actual, flaw->violation->pointer);
    }
    if (more > 0) {
        hp_line_printf(&actual, ", and %zu more", more);
    }
    if (!is_about_type_or_enum(flaw)) {
        hp_line_text(&expected, "; ");
        hp_line_shown(&expected, hp_slice_of(flaw->violation->message), HP_VISIBLE_BYTES,
                      HP_LINE_BYTES);
    }
    /* The field and not the item, so that one defect is one group of findings. */
    return hp_view_broken(view, hp_view_pointer(view, flaw->role), &expected, &actual);
}

static enum hp_outcome judge(struct hp_view *view, enum hp_role role, enum part part,
                             const struct hp_line *wanted)
{
    const struct hp_flaw *first = NULL;
    size_t more = 0;
    for (size_t i = 0; i < view->flaw_count; i++) {
        if (belongs(&view->flaws[i], role, part)) {
            more += first != NULL;
            first = first == NULL ? &view->flaws[i] : first;
        }
    }
    return first == NULL ? HP_HELD : report(view, first, more, wanted);
}

/* A field that is missing or null is the finding of resp-required-fields alone. */
static bool can_judge(struct hp_view *view, enum hp_role role)
{
    return hp_view_record(view) != NULL && hp_view_has(view, role);
}

static enum hp_outcome judge_text(struct hp_view *view, enum hp_role role, enum part part,
                                  const char *wanted)
{
    if (!can_judge(view, role)) {
        return HP_NOT_APPLICABLE;
    }
    if (view->flaw_count == 0) {
        return HP_HELD;
    }
    struct hp_line line;
    hp_line_init(&line);
    hp_line_text(&line, wanted);
    return judge(view, role, part, &line);
}

static enum hp_outcome judge_enum(struct hp_view *view, enum hp_role role, const char *wanted)
{
    if (!can_judge(view, role)) {
        return HP_NOT_APPLICABLE;
    }
    if (view->flaw_count == 0) {
        return HP_HELD;
    }
    const struct hp_enum *set = hp_contract_enum(view->contract, role);
    struct hp_line line;
    hp_line_init(&line);
    hp_line_text(&line, wanted);
    if (set != NULL && set->count <= LISTED_VALUES_MAX) {
        for (size_t i = 0; i < set->count; i++) {
            hp_line_text(&line, i == 0 ? " " : ", ");
            hp_line_shown(&line, set->values[i], HP_VISIBLE_STRING, HP_SHOWN_BYTES);
        }
    } else if (set != NULL) {
        hp_line_printf(&line, " the %zu values of the contract", set->count);
    }
    return judge(view, role, PART_ALL, &line);
}

enum hp_outcome hp_check_resp_id(struct hp_view *view)
{
    enum hp_outcome outcome = judge_text(view, HP_ROLE_ID, PART_ALL, "a string that is not empty");
    if (outcome == HP_HELD && hp_json_string(view->members[HP_ROLE_ID]).len == 0) {
        struct hp_line actual;
        hp_line_init(&actual);
        hp_line_value(&actual, view->members[HP_ROLE_ID]);
        struct hp_line expected;
        hp_line_init(&expected);
        hp_line_text(&expected, "a string that is not empty");
        return hp_view_broken(view, hp_view_pointer(view, HP_ROLE_ID), &expected, &actual);
    }
    return outcome;
}

/* The bytes of a word that lie in [first, last], as their high bits. ASCII bounds; bytes beyond
 * ASCII lie in no range. */
static inline uint64_t bytes_within(uint64_t word, unsigned char first, unsigned char last)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t low = word & ones * 0x7f;
    uint64_t from_first = low + ones * (0x80u - first);
    uint64_t beyond_last = low + ones * (0x7fu - last);
    return from_first & ~beyond_last & ~word & ones * 0x80;
}

/* The bytes of a word that are no letters and no digits, as their high bits. */
static inline uint64_t no_letters_or_digits(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    return ~(bytes_within(word, '0', '9') | bytes_within(word | ones * 0x20, 'a', 'z')) &
           ones * 0x80;
}

enum { EXAMPLE_CHARACTERS = 20 };

/* 20 letters and digits; the last eight are looked at together with four before them. */
static bool is_like_example(struct hp_slice id)
{
    return id.len == EXAMPLE_CHARACTERS &&
           (no_letters_or_digits(hp_word_u64(id.at)) |
            no_letters_or_digits(hp_word_u64(id.at + 8)) |
            no_letters_or_digits(hp_word_u64(id.at + EXAMPLE_CHARACTERS - 8))) == 0;
}

/* The page only shows one (S41): another form is left alone, unless under id_format=example. */
enum hp_outcome hp_check_resp_id_form(struct hp_view *view)
{
    struct hp_slice id = hp_view_id(view);
    if (id.len == 0) {
        return HP_NOT_APPLICABLE; /* resp-id tells */
    }
    bool like = is_like_example(id);
    if (like || hp_view_word(view, HP_SET_ID_FORMAT) == 0) {
        return like ? HP_HELD : HP_NOT_APPLICABLE;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    hp_line_text(&expected, "20 letters and digits, as in the example");
    hp_line_string(&actual, id);
    return hp_view_broken(view, hp_view_pointer(view, HP_ROLE_ID), &expected, &actual);
}

enum hp_outcome hp_check_resp_headers_object(struct hp_view *view)
{
    return judge_text(view, HP_ROLE_HEADERS, PART_ITSELF, "an object");
}

/* The contract need not say this: only an example shows it (R31). */
enum hp_outcome hp_check_resp_headers_values(struct hp_view *view)
{
    if (!can_judge(view, HP_ROLE_HEADERS) ||
        !hp_json_is(view->members[HP_ROLE_HEADERS], HP_JSON_OBJECT)) {
        return HP_NOT_APPLICABLE;
    }
    bool scalars = hp_view_word(view, HP_SET_HEADERS_VALUES) == HP_HEADERS_VALUES_SCALAR;
    const struct hp_json *wrong = hp_json_first(view->members[HP_ROLE_HEADERS]);
    while (wrong != NULL && (hp_json_is(wrong, HP_JSON_STRING) ||
                             (scalars && (hp_json_is(wrong, HP_JSON_NUMBER) ||
                                          hp_json_is(wrong, HP_JSON_BOOLEAN))))) {
        wrong = hp_json_next(wrong);
    }
    const char *wanted = scalars ? "a string, a number or a boolean as the value of every header"
                                 : "a string as the value of every header";
    if (wrong == NULL) {
        return judge_text(view, HP_ROLE_HEADERS, PART_INNER, wanted);
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    hp_line_text(&expected, wanted);
    hp_line_value(&actual, wrong);
    hp_line_text(&actual, " under the name ");
    hp_line_string(&actual, hp_json_name(wrong));
    return hp_view_broken(view, hp_view_pointer(view, HP_ROLE_HEADERS), &expected, &actual);
}

enum hp_outcome hp_check_resp_operations_enum(struct hp_view *view)
{
    return judge_enum(view, HP_ROLE_OPERATIONS, "an array of");
}

enum hp_outcome hp_check_resp_data_models_enum(struct hp_view *view)
{
    return judge_enum(view, HP_ROLE_DATA_MODELS, "an array of");
}

enum hp_outcome hp_check_resp_name_string(struct hp_view *view)
{
    return judge_text(view, HP_ROLE_NAME, PART_ALL, "a string");
}

enum hp_outcome hp_check_resp_type_enum(struct hp_view *view)
{
    return judge_enum(view, HP_ROLE_TYPE, "one of");
}

enum hp_outcome hp_check_resp_url_string(struct hp_view *view)
{
    return judge_text(view, HP_ROLE_URL, PART_ALL, "a string");
}

enum hp_outcome hp_check_resp_created_at_string(struct hp_view *view)
{
    return judge_text(view, HP_ROLE_CREATED_AT, PART_ALL, "a string");
}
