/* The usual answer gives everything back as it was sent: this is found in one walk, so that the
 * checks of the echo need not look one by one. Must not word a finding, nor know any other way in
 * which an answer may be right. */
#include "harness/check/same.h"

#include "harness/check/sent.h"

/* Neither the row nor a setting wants more, less or something else than what was sent. */
static bool as_sent_is_right(const struct hp_view *view)
{
    int duplicates = hp_view_word(view, HP_SET_ARRAY_DUPLICATES);
    return view->creates && view->accepts && view->want.echo != HP_ECHO_NONE &&
           view->want.echo != HP_ECHO_CLEAN && hp_view_word(view, HP_SET_ENUM_CASE) == 0 &&
           hp_view_word(view, HP_SET_URL_ECHO) != HP_URL_ECHO_NONE &&
           duplicates != HP_DUPLICATES_DEDUPE && duplicates != HP_DUPLICATES_KEEP &&
           hp_view_word(view, HP_SET_HEADERS_ECHO) == HP_HEADERS_ECHO_CLEAR;
}

static bool is_text(const struct hp_json *back, struct hp_slice sent)
{
    return hp_json_is(back, HP_JSON_STRING) && hp_slice_equal(hp_json_string(back), sent);
}

static bool is_list(const struct hp_json *back, const struct hp_sent_value *sent)
{
    if (!hp_json_is(back, HP_JSON_ARRAY) || hp_json_size(back) != sent->item_count) {
        return false;
    }
    const struct hp_slice *want = sent->items;
    const struct hp_json *item = hp_json_first(back);
    while (item != NULL && is_text(item, *want)) {
        item = hp_json_next(item);
        want++;
    }
    return item == NULL;
}

static bool is_map(const struct hp_json *back, const struct hp_sent_value *sent)
{
    if (!hp_json_is(back, HP_JSON_OBJECT) || hp_json_size(back) != sent->pair_count) {
        return false;
    }
    const struct hp_slice(*want)[2] = sent->pairs;
    const struct hp_json *member = hp_json_first(back);
    while (member != NULL && hp_slice_equal(hp_json_name(member), (*want)[0]) &&
           is_text(member, (*want)[1])) {
        member = hp_json_next(member);
        want++;
    }
    return member == NULL;
}

/* What was sent as this role's member, or NULL when it was not sent once, or came back wrong. */
static inline const struct hp_sent_value *value_of(const struct hp_view *view,
                                                   const struct hp_sent *sent, enum hp_role role)
{
    const struct hp_sent_field *field = &sent->fields[role];
    return field->comparable && field->count == 1 && !hp_view_flawed(view, role) ? field->values
                                                                                 : NULL;
}

static bool is_same_text(const struct hp_view *view, const struct hp_sent *sent, enum hp_role role)
{
    const struct hp_sent_value *value = value_of(view, sent, role);
    return value != NULL && is_text(view->members[role], value->text);
}

static bool is_same_list(const struct hp_view *view, const struct hp_sent *sent, enum hp_role role)
{
    const struct hp_sent_value *value = value_of(view, sent, role);
    return value != NULL && is_list(view->members[role], value);
}

static bool is_same_map(const struct hp_view *view, const struct hp_sent *sent, enum hp_role role)
{
    const struct hp_sent_value *value = value_of(view, sent, role);
    return value != NULL && is_map(view->members[role], value);
}

uint32_t hp_view_find_same(struct hp_view *view)
{
    const struct hp_sent *sent =
        as_sent_is_right(view) && hp_view_record(view) != NULL ? hp_view_sent(view) : NULL;
    if (sent == NULL) {
        return 0;
    }
    return (uint32_t)is_same_text(view, sent, HP_ROLE_NAME) << HP_ROLE_NAME |
           (uint32_t)is_same_text(view, sent, HP_ROLE_TYPE) << HP_ROLE_TYPE |
           (uint32_t)is_same_text(view, sent, HP_ROLE_URL) << HP_ROLE_URL |
           (uint32_t)is_same_list(view, sent, HP_ROLE_OPERATIONS) << HP_ROLE_OPERATIONS |
           (uint32_t)is_same_list(view, sent, HP_ROLE_DATA_MODELS) << HP_ROLE_DATA_MODELS |
           (uint32_t)is_same_map(view, sent, HP_ROLE_HEADERS) << HP_ROLE_HEADERS;
}
