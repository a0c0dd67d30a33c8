/* What a reply gives away: a host or an origin that only the request named, a secret, and which of
 * several equal members counted. Each looks at the cases of its own row. */
#include "harness/check/checks.h"
#include "harness/check/memory.h"
#include "harness/check/sent.h"
#include "harness/check/url_equal.h"

static bool holds(struct hp_slice text, struct hp_slice part)
{
    return hp_slice_find(text, part) < text.len;
}

static bool is_reply(const struct hp_view *view)
{
    return hp_view_row_asks(view) && view->exchange->end == HP_END_RESPONSE;
}

/* --- sec-host-poisoning --- */

static bool is_host_octet(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
}

/* The next run of octets of a host in `text` that has a letter and a dot: a name, not an address.
 * False past the last. */
static bool next_host(struct hp_slice *text, struct hp_slice *host)
{
    while (text->len > 0) {
        size_t end = 0;
        bool letter = false;
        bool dot = false;
        while (end < text->len && is_host_octet(text->at[end])) {
            char c = text->at[end++];
            dot = dot || c == '.';
            letter = letter || (c != '.' && c != '-' && (c < '0' || c > '9'));
        }
        *host = (struct hp_slice){text->at, end};
        size_t step = end < text->len ? end + 1 : end;
        text->at += step;
        text->len -= step;
        if (letter && dot) {
            return true;
        }
    }
    return false;
}

/* Where the reply holds `host`; NULL when it does not. */
static const char *place_of(const struct hp_response *response, struct hp_slice host)
{
    for (size_t i = 0; i < response->field_count; i++) {
        if (holds(response->fields[i].value, host)) {
            return hp_slice_equal_ignoring_case(response->fields[i].name, HP_SLICE("location"))
                       ? "header Location"
                       : "headers";
        }
    }
    return holds(response->body, host) ? "body" : NULL;
}

/* What describes the request itself names no host. */
static bool may_name_host(const struct hp_view *view, struct hp_slice name)
{
    return !hp_slice_equal_ignoring_case(name, HP_SLICE("content-type")) &&
           !hp_slice_equal_ignoring_case(name, view->contract->key_field);
}

enum hp_outcome hp_check_sec_host_poisoning(struct hp_view *view)
{
    const struct hp_request *request = &view->kase->request;
    if (!is_reply(view)) {
        return HP_NOT_APPLICABLE;
    }
    for (size_t i = 0; i < request->field_count; i++) {
        struct hp_slice rest = request->fields[i].value;
        struct hp_slice host;
        while (may_name_host(view, request->fields[i].name) && next_host(&rest, &host)) {
            const char *place = place_of(view->response, host);
            if (place == NULL) {
                continue;
            }
            struct hp_line actual;
            hp_line_init(&actual);
            hp_line_shown(&actual, host, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
            hp_line_text(&actual, ", as the request has it in ");
            hp_line_shown(&actual, request->fields[i].name, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
            return hp_view_break(view, place, "no host that only a header field names", &actual);
        }
    }
    return HP_HELD;
}

/* --- sec-cors --- */

enum hp_outcome hp_check_sec_cors(struct hp_view *view)
{
    const struct hp_request *request = &view->kase->request;
    const struct hp_field *origin =
        hp_field_find(request->fields, request->field_count, HP_SLICE("origin"));
    if (!is_reply(view) || origin == NULL) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_slice allowed = hp_view_field(view, "access-control-allow-origin");
    struct hp_slice credentials = hp_view_field(view, "access-control-allow-credentials");
    if (allowed.at == NULL || !hp_slice_equal(allowed, origin->value) ||
        !hp_slice_is(credentials, "true")) {
        return HP_HELD;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    hp_line_text(&actual, "Access-Control-Allow-Origin: ");
    hp_line_shown(&actual, allowed, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    hp_line_text(&actual, " with credentials");
    return hp_view_break(view, "header Access-Control-Allow-Origin",
                         "no foreign origin allowed together with credentials", &actual);
}

/* --- sec-secret-exposure --- */

enum hp_outcome hp_check_sec_secret_exposure(struct hp_view *view)
{
    if (!is_reply(view) || !view->creates || hp_view_record(view) == NULL) {
        return HP_NOT_APPLICABLE;
    }
    const struct hp_sent *sent = hp_view_sent(view);
    const struct hp_sent_field *headers = sent == NULL ? NULL : &sent->fields[HP_ROLE_HEADERS];
    if (headers == NULL || !headers->comparable) {
        return HP_NOT_APPLICABLE;
    }
    const struct hp_sent_value *value = &headers->values[0];
    for (size_t i = 0; i < value->pair_count; i++) {
        const struct hp_json *back =
            hp_json_member(view->members[HP_ROLE_HEADERS], value->pairs[i][0]);
        if (back == NULL || !hp_slice_equal(hp_json_string(back), value->pairs[i][1])) {
            continue;
        }
        struct hp_line actual;
        hp_line_init(&actual);
        hp_line_text(&actual, "the value of ");
        hp_line_string(&actual, value->pairs[i][0]);
        hp_line_text(&actual, " as it was sent");
        struct hp_line expected;
        hp_line_init(&expected);
        hp_line_text(&expected, "secrets that are not shown again");
        bool masked = hp_view_word(view, HP_SET_HEADERS_ECHO) == HP_HEADERS_ECHO_MASKED;
        return hp_view_broken_at(view, masked ? HP_SHOULD : view->check->level,
                                 hp_view_pointer(view, HP_ROLE_HEADERS), &expected, &actual);
    }
    return HP_HELD;
}

/* --- sec-parser-differential --- */

static bool value_matches(struct hp_view *view, enum hp_role role, struct hp_slice sent,
                          struct hp_slice back)
{
    return hp_slice_equal(sent, back) ||
           (role == HP_ROLE_URL && hp_url_equal(sent, back, view->arena, &view->out_of_memory));
}

/* Which of the values counted, of those whose name is the documented one once it is unescaped. */
enum counted { COUNTED_ONLY, COUNTED_FIRST, COUNTED_LAST, COUNTED_INNER, COUNTED_OTHER };

static enum counted which_counted(struct hp_view *view, enum hp_role role,
                                  const struct hp_sent_field *field)
{
    struct hp_slice back = hp_json_string(view->members[role]);
    size_t i = 0;
    while (i < field->count && !value_matches(view, role, field->values[i].text, back)) {
        i++;
    }
    if (i == field->count) {
        return COUNTED_OTHER;
    }
    if (field->count == 1) {
        return COUNTED_ONLY;
    }
    return i == 0 ? COUNTED_FIRST : i + 1 == field->count ? COUNTED_LAST : COUNTED_INNER;
}

static enum hp_outcome report_reading(struct hp_view *view, enum hp_role role, const char *expected,
                                      const char *actual)
{
    struct hp_line want;
    struct hp_line have;
    hp_line_init(&want);
    hp_line_init(&have);
    hp_line_text(&want, expected);
    hp_line_string(&have, hp_json_string(view->members[role]));
    hp_line_text(&have, actual);
    return hp_view_broken(view, hp_view_pointer(view, role), &want, &have);
}

/* The first and the last of equal members are readings that a parser may have, if it has one of
 * them (RFC 8259 4); a name in another letter case is another name. */
static enum hp_outcome judge_reading(struct hp_view *view, enum hp_role role,
                                     const struct hp_sent_field *field)
{
    enum counted counted = which_counted(view, role, field);
    if (counted == COUNTED_ONLY) {
        return HP_HELD;
    }
    if (counted == COUNTED_OTHER) {
        return report_reading(view, role, "the value of the documented name",
                              ", the value of a name in another letter case");
    }
    if (counted == COUNTED_INNER) {
        return report_reading(view, role, "the first or the last of equal names", ", one between");
    }
    bool first = counted == COUNTED_FIRST;
    struct hp_history *history =
        view->judge->memory == NULL ? NULL : hp_memory_history(view->judge->memory);
    enum hp_reading reading = first ? HP_READING_FIRST : HP_READING_LAST;
    if (history == NULL || hp_history_reading(history, reading) == reading) {
        return HP_HELD;
    }
    return report_reading(view, role, "always the same one of equal names",
                          first ? ", the first; before, the last counted"
                                : ", the last; before, the first counted");
}

enum hp_outcome hp_check_sec_parser_differential(struct hp_view *view)
{
    static const enum hp_role roles[] = {HP_ROLE_NAME, HP_ROLE_URL};
    if (!is_reply(view)) {
        return HP_NOT_APPLICABLE;
    }
    if (view->status >= 400 && view->status <= 499) {
        return HP_HELD;
    }
    const struct hp_sent *sent = hp_view_record(view) == NULL ? NULL : hp_view_sent(view);
    if (sent == NULL) {
        return HP_NOT_APPLICABLE;
    }
    enum hp_outcome outcome = HP_NOT_APPLICABLE;
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        const struct hp_sent_field *field = &sent->fields[roles[i]];
        if (!field->comparable || !hp_json_is(view->members[roles[i]], HP_JSON_STRING)) {
            continue;
        }
        enum hp_outcome one = judge_reading(view, roles[i], field);
        outcome = one > outcome ? one : outcome;
    }
    return outcome;
}
