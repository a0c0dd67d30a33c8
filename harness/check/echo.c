/* What comes back must be what was sent (R50 to R52). Must not judge the type of a field: a field
 * that the schema refuses is another check's finding and is left alone here. */
#include "harness/check/a_label.h"
#include "harness/check/checks.h"
#include "harness/check/echo_headers.h"
#include "harness/check/echo_value.h"
#include "harness/check/same.h"
#include "harness/check/sent.h"
#include "harness/check/url_equal.h"

/* The values of a field to compare with, or NULL when there is nothing to compare. */
static const struct hp_sent_field *comparable(struct hp_view *view, enum hp_role role)
{
    if (!view->creates || !view->accepts || view->want.echo == HP_ECHO_NONE ||
        hp_view_record(view) == NULL || !hp_view_has(view, role) || hp_view_flawed(view, role)) {
        return NULL;
    }
    const struct hp_sent *sent = hp_view_sent(view);
    if (sent == NULL || !sent->fields[role].comparable) {
        return NULL;
    }
    return &sent->fields[role];
}

/* A difference that only a setting makes one is milder than the check: the page leaves it open. */
enum match { MATCHES, MATCHES_LOOSELY, DIFFERS };

static enum hp_outcome report(struct hp_view *view, enum hp_role role, enum match match,
                              struct hp_line *expected, const struct hp_line *actual)
{
    if (view->want.echo == HP_ECHO_TRIMMED) {
        hp_line_text(expected, ", blanks at its ends aside");
    } else if (view->want.echo == HP_ECHO_CLEAN) {
        hp_line_text(expected, ", free of CR, LF and NUL");
    }
    return hp_view_broken_at(view, match == MATCHES_LOOSELY ? HP_SHOULD : view->check->level,
                             hp_view_pointer(view, role), expected, actual);
}

/* Of a member that was sent several times, may this one be what the target read (S33)? */
static bool is_reading(const struct hp_view *view, const struct hp_sent_field *field, size_t index)
{
    switch (hp_view_word(view, HP_SET_DUPLICATE_KEYS)) {
    case HP_KEYS_FIRST:
        return index == 0;
    case HP_KEYS_LAST:
        return index + 1 == field->count;
    default:
        return true;
    }
}

static enum match better(enum match a, enum match b)
{
    return a < b ? a : b;
}

static enum match as_reading(const struct hp_view *view, const struct hp_sent_field *field,
                             size_t index, enum match match)
{
    return match == MATCHES && !is_reading(view, field, index) ? MATCHES_LOOSELY : match;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (upper(c) >= 'A' && upper(c) <= 'Z');
}

/* Equal but for letter case, separators and blanks. */
static bool spells(struct hp_slice text, struct hp_slice value)
{
    size_t i = 0;
    size_t j = 0;
    for (;;) {
        while (i < text.len && !is_letter_or_digit(text.at[i])) {
            i++;
        }
        while (j < value.len && !is_letter_or_digit(value.at[j])) {
            j++;
        }
        if (i == text.len || j == value.len) {
            return i == text.len && j == value.len;
        }
        if (upper(text.at[i++]) != upper(value.at[j++])) {
            return false;
        }
    }
}

/* What is to come back for a value that was sent: under enum.case=canonicalise the documented
 * spelling (S13), else the value itself. */
static struct hp_slice canonical(const struct hp_view *view, enum hp_role role,
                                 struct hp_slice text)
{
    if (hp_view_word(view, HP_SET_ENUM_CASE) == 0) {
        return text;
    }
    const struct hp_enum *set = hp_contract_enum(view->contract, role);
    bool documented = set == NULL || hp_enum_find(set, text) >= 0;
    for (size_t i = 0; !documented && i < set->count; i++) {
        if (spells(text, set->values[i])) {
            return set->values[i];
        }
    }
    return text;
}

/* --- name, type, url --- */

/* Equivalent, or so with the A-labels of what was sent (the form in which its host is looked up) or
 * with escapes for what a URI cannot hold as it is. */
static bool url_matches(struct hp_view *view, struct hp_slice sent, struct hp_slice back)
{
    if (hp_url_equal(sent, back, view->arena, &view->out_of_memory)) {
        return true;
    }
    struct hp_slice ascii = hp_url_with_a_labels(sent, view->arena, &view->out_of_memory);
    struct hp_slice base = ascii.at == NULL ? sent : ascii;
    struct hp_slice escaped = hp_url_with_escapes(base, view->arena);
    if (escaped.at != base.at) { /* parsers differ in what they escape of it */
        back = hp_url_with_escapes(back, view->arena);
    }
    view->out_of_memory |= escaped.at == NULL || back.at == NULL;
    return escaped.at != NULL && back.at != NULL &&
           hp_url_equal(escaped, back, view->arena, &view->out_of_memory);
}

static enum match match_scalar(struct hp_view *view, enum hp_role role, struct hp_slice sent,
                               struct hp_slice back)
{
    if (hp_echo_matches(view->want.echo, canonical(view, role, sent), back)) {
        return MATCHES;
    }
    if (role != HP_ROLE_URL || view->want.echo == HP_ECHO_CLEAN || !url_matches(view, sent, back)) {
        return DIFFERS;
    }
    return hp_view_word(view, HP_SET_URL_ECHO) == HP_URL_ECHO_EXACT ? MATCHES_LOOSELY : MATCHES;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* Names and URLs hold a mark of their case, digits in hexadecimal: is that all that differs? */
static bool is_of_another_case(struct hp_slice sent, struct hp_slice back)
{
    enum { MARK_DIGITS = 12, DIFFERENT_MIN = 6 }; /* two marks share a digit by chance only */
    size_t run = 0;
    size_t different = 0;
    bool in_mark = false;
    for (size_t i = 0; sent.len == back.len && i < sent.len; i++) {
        bool hex = is_hex(sent.at[i]) && is_hex(back.at[i]);
        run = hex ? run + 1 : 0;
        in_mark = in_mark || run >= MARK_DIGITS;
        if (sent.at[i] != back.at[i] && !hex) {
            return false;
        }
        different += sent.at[i] != back.at[i];
    }
    return in_mark && different >= DIFFERENT_MIN;
}

static enum hp_outcome judge_scalar(struct hp_view *view, enum hp_role role)
{
    const struct hp_sent_field *field = comparable(view, role);
    if (field == NULL || !hp_json_is(view->members[role], HP_JSON_STRING) ||
        (role == HP_ROLE_URL && hp_view_word(view, HP_SET_URL_ECHO) == HP_URL_ECHO_NONE)) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_slice back = hp_json_string(view->members[role]);
    enum match match = DIFFERS;
    for (size_t i = 0; i < field->count && match != MATCHES; i++) {
        match = better(match, as_reading(view, field, i,
                                         match_scalar(view, role, field->values[i].text, back)));
    }
    if (match == MATCHES) {
        return HP_HELD;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    for (size_t i = 0; i < field->count; i++) {
        if (is_reading(view, field, i)) {
            hp_line_text(&expected, expected.length == 0 ? "" : " or ");
            hp_line_string(&expected, canonical(view, role, field->values[i].text));
        }
    }
    hp_line_string(&actual, back);
    if (is_of_another_case(field->values[0].text, back)) {
        hp_line_text(&actual, ", as another case sent it: answers are mixed up, or an older one is "
                              "given again");
    } else {
        hp_echo_describe_difference(&actual, field->values[0].text, back);
    }
    return report(view, role, match, &expected, &actual);
}

static enum hp_outcome worse(enum hp_outcome a, enum hp_outcome b)
{
    return a > b ? a : b;
}

enum hp_outcome hp_check_resp_echo_scalars(struct hp_view *view)
{
    enum hp_outcome outcome = judge_scalar(view, HP_ROLE_NAME);
    outcome = worse(outcome, judge_scalar(view, HP_ROLE_TYPE));
    return worse(outcome, judge_scalar(view, HP_ROLE_URL));
}

/* --- operations, data_models --- */

static bool read_back(struct hp_view *view, enum hp_role role, struct hp_slice **items,
                      size_t *count)
{
    const struct hp_json *array = view->members[role];
    if (!hp_json_is(array, HP_JSON_ARRAY)) {
        return false;
    }
    *items = hp_arena_take(view->arena, (hp_json_size(array) + 1) * sizeof(**items));
    if (*items == NULL) {
        view->out_of_memory = true;
        return false;
    }
    *count = 0;
    for (const struct hp_json *item = hp_json_first(array); item != NULL;
         item = hp_json_next(item)) {
        (*items)[(*count)++] = hp_json_string(item);
    }
    return true;
}

static void list_items(struct hp_line *line, const struct hp_slice *items, size_t count)
{
    enum { LISTED_MAX = 6 };
    hp_line_text(line, "[");
    for (size_t i = 0; i < count && i < LISTED_MAX; i++) {
        hp_line_text(line, i == 0 ? "" : ", ");
        hp_line_shown(line, items[i], HP_VISIBLE_STRING, HP_SHOWN_BYTES / 2);
    }
    if (count > LISTED_MAX) {
        hp_line_printf(line, ", and %zu more", count - LISTED_MAX);
    }
    hp_line_text(line, "]");
}

/* The items that are to come back, in the documented spelling. */
static const struct hp_slice *canonical_items(struct hp_view *view, enum hp_role role,
                                              const struct hp_sent_value *sent)
{
    if (hp_view_word(view, HP_SET_ENUM_CASE) == 0 || sent->item_count == 0) {
        return sent->items;
    }
    struct hp_slice *items = hp_arena_take(view->arena, sent->item_count * sizeof(*items));
    if (items == NULL) {
        view->out_of_memory = true;
        return sent->items;
    }
    for (size_t i = 0; i < sent->item_count; i++) {
        items[i] = canonical(view, role, sent->items[i]);
    }
    return items;
}

/* Were repeated items kept, or dropped, as array_duplicates says (S11)? */
static bool repeats_as_set(struct hp_view *view, const struct hp_slice *sent, size_t sent_count,
                           size_t back_count)
{
    int setting = hp_view_word(view, HP_SET_ARRAY_DUPLICATES);
    if (setting != HP_DUPLICATES_DEDUPE && setting != HP_DUPLICATES_KEEP) {
        return true;
    }
    size_t different = hp_echo_distinct(sent, sent_count, view->arena, &view->out_of_memory);
    return back_count == (setting == HP_DUPLICATES_KEEP ? sent_count : different);
}

static enum match match_array(struct hp_view *view, enum hp_role role,
                              const struct hp_sent_value *sent, const struct hp_slice *back,
                              size_t back_count)
{
    const struct hp_slice *items = canonical_items(view, role, sent);
    size_t count = sent->item_count;
    const struct hp_enum *all = hp_contract_enum(view->contract, role);
    if (count == 0 && hp_view_word(view, HP_SET_EMPTY_ARRAYS_DMC) == HP_EMPTY_DMC_ALL &&
        hp_echo_sets_equal(all->values, all->count, back, back_count, view->arena,
                           &view->out_of_memory)) {
        return MATCHES;
    }
    bool ordered = hp_view_word(view, HP_SET_ARRAY_ORDER) != 0;
    if (!hp_echo_lists_equal(items, count, back, back_count) &&
        (ordered ||
         !hp_echo_sets_equal(items, count, back, back_count, view->arena, &view->out_of_memory))) {
        return DIFFERS;
    }
    return repeats_as_set(view, items, count, back_count) ? MATCHES : MATCHES_LOOSELY;
}

static enum hp_outcome judge_array(struct hp_view *view, enum hp_role role)
{
    const struct hp_sent_field *field = comparable(view, role);
    struct hp_slice *back = NULL;
    size_t back_count = 0;
    if (field == NULL || !read_back(view, role, &back, &back_count)) {
        return HP_NOT_APPLICABLE;
    }
    enum match match = DIFFERS;
    for (size_t i = 0; i < field->count && match != MATCHES; i++) {
        match =
            better(match, as_reading(view, field, i,
                                     match_array(view, role, &field->values[i], back, back_count)));
    }
    if (match == MATCHES) {
        return HP_HELD;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    bool ordered = hp_view_word(view, HP_SET_ARRAY_ORDER) != 0;
    list_items(&expected, field->values[0].items, field->values[0].item_count);
    hp_line_text(&expected, ordered ? " in this order" : " in any order");
    list_items(&actual, back, back_count);
    hp_echo_describe_items(&actual, field->values[0].items, field->values[0].item_count, back,
                           back_count);
    /* Of a list that lacks one of three that is plain to see. */
    if (match == MATCHES_LOOSELY || back_count + 1 < field->values[0].item_count) {
        hp_line_printf(&actual, ", %zu items for %zu that were sent", back_count,
                       field->values[0].item_count);
    }
    return report(view, role, match, &expected, &actual);
}

enum hp_outcome hp_check_resp_echo_arrays(struct hp_view *view)
{
    return worse(judge_array(view, HP_ROLE_OPERATIONS), judge_array(view, HP_ROLE_DATA_MODELS));
}

/* One item has no order. */
static bool has_order(const struct hp_view *view, enum hp_role role)
{
    return hp_json_size(view->members[role]) >= 2;
}

/* Only where the sets are equal and nothing was left out or repeated is there an order to keep. */
static enum hp_outcome judge_order(struct hp_view *view, enum hp_role role)
{
    const struct hp_sent_field *field = comparable(view, role);
    struct hp_slice *back = NULL;
    size_t count = 0;
    if (field == NULL || field->count != 1 || field->values[0].item_count < 2 ||
        !read_back(view, role, &back, &count)) {
        return HP_NOT_APPLICABLE;
    }
    const struct hp_sent_value *sent = &field->values[0];
    if (hp_echo_lists_equal(sent->items, sent->item_count, back, count)) {
        return HP_HELD;
    }
    if (count != sent->item_count ||
        !hp_echo_sets_equal(sent->items, count, back, count, view->arena, &view->out_of_memory)) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    list_items(&expected, sent->items, count);
    list_items(&actual, back, count);
    return hp_view_broken(view, hp_view_pointer(view, role), &expected, &actual);
}

enum hp_outcome hp_check_array_echo_order(struct hp_view *view)
{
    if (hp_view_word(view, HP_SET_ARRAY_ORDER) != 0) {
        return HP_NOT_APPLICABLE; /* resp-echo-arrays has it */
    }
    if (hp_view_same(view)) {
        return has_order(view, HP_ROLE_OPERATIONS) || has_order(view, HP_ROLE_DATA_MODELS)
                   ? HP_HELD
                   : HP_NOT_APPLICABLE;
    }
    return worse(judge_order(view, HP_ROLE_OPERATIONS), judge_order(view, HP_ROLE_DATA_MODELS));
}

/* --- headers --- */

static enum match match_headers(struct hp_view *view, const struct hp_sent_value *sent,
                                const struct hp_json *back, struct hp_header_difference *difference)
{
    int echo = hp_view_word(view, HP_SET_HEADERS_ECHO);
    if (echo == HP_HEADERS_ECHO_CLEAR) {
        return hp_echo_headers_equal(view->want.echo, sent, back, view->arena, difference)
                   ? MATCHES
                   : DIFFERS;
    }
    bool shown = false;
    if (hp_echo_headers_hidden(sent, back, echo == HP_HEADERS_ECHO_EITHER, view->arena, difference,
                               &shown)) {
        return MATCHES;
    }
    return shown ? MATCHES_LOOSELY : DIFFERS;
}

enum hp_outcome hp_check_resp_echo_headers(struct hp_view *view)
{
    const struct hp_sent_field *field = comparable(view, HP_ROLE_HEADERS);
    const struct hp_json *object = view->members[HP_ROLE_HEADERS];
    if (field == NULL || !hp_echo_headers_are_strings(object)) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_line expected;
    struct hp_line actual;
    enum match match = DIFFERS;
    for (size_t i = field->count; i > 0; i--) {
        /* The first value sent is compared last, so that its difference is the one reported. */
        const struct hp_sent_value *sent = &field->values[i - 1];
        hp_line_init(&expected);
        hp_line_init(&actual);
        struct hp_header_difference difference = {0};
        match = better(
            match, as_reading(view, field, i - 1, match_headers(view, sent, object, &difference)));
        if (match == MATCHES) {
            return HP_HELD;
        }
        view->out_of_memory |= difference.out_of_memory;
        hp_header_difference_describe(&difference, &expected, &actual);
    }
    if (match == MATCHES_LOOSELY &&
        hp_view_word(view, HP_SET_HEADERS_ECHO) == HP_HEADERS_ECHO_MASKED) {
        hp_line_init(&expected);
        hp_line_text(&expected, "header values that are hidden");
    }
    return report(view, HP_ROLE_HEADERS, match, &expected, &actual);
}
