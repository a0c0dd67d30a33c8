/* The creation time: how it is written, and whether it is now. Must not read a clock: the exchange
 * says when it took place. */
#include "harness/check/checks.h"
#include "harness/check/http_date.h"

enum { MS_PER_S = 1000 };

/* The text of the field; false when the field is not a string, which others report. */
static bool read_text(struct hp_view *view, struct hp_slice *text)
{
    if (hp_view_record(view) == NULL ||
        !hp_json_is(view->members[HP_ROLE_CREATED_AT], HP_JSON_STRING)) {
        return false;
    }
    *text = hp_json_string(view->members[HP_ROLE_CREATED_AT]);
    return true;
}

static enum hp_outcome report(struct hp_view *view, const char *wanted,
                              const struct hp_line *actual)
{
    struct hp_line expected;
    hp_line_init(&expected);
    hp_line_text(&expected, wanted);
    return hp_view_broken(view, hp_view_pointer(view, HP_ROLE_CREATED_AT), &expected, actual);
}

/* A rule of the contract about how the text is written, beyond RFC 3339. */
static const struct hp_violation *format_violation(const struct hp_view *view)
{
    for (size_t i = 0; i < view->flaw_count; i++) {
        const char *keyword = view->flaws[i].violation->keyword;
        if (view->flaws[i].role == HP_ROLE_CREATED_AT &&
            (strcmp(keyword, "format") == 0 || strcmp(keyword, "pattern") == 0)) {
            return view->flaws[i].violation;
        }
    }
    return NULL;
}

/* Milliseconds and a capital Z, nothing else, behind what RFC 3339 allows. */
static bool is_like_example(struct hp_slice text)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ";
    bool like = text.len == sizeof(form) - 1;
    for (size_t i = 0; like && i < text.len; i++) {
        like = form[i] == 'd' ? text.at[i] >= '0' && text.at[i] <= '9' : text.at[i] == form[i];
    }
    return like;
}

enum hp_outcome hp_check_resp_created_at_format(struct hp_view *view)
{
    struct hp_slice text;
    int form = hp_view_word(view, HP_SET_CREATED_AT);
    if (form == HP_CREATED_AT_ANY || !read_text(view, &text)) {
        return HP_NOT_APPLICABLE;
    }
    bool date_time = hp_view_created_at(view);
    int offset_minutes = view->created_offset_minutes;
    const struct hp_violation *violation = format_violation(view);
    bool unlike_example = form == HP_CREATED_AT_EXAMPLE && !is_like_example(text);
    if (date_time && offset_minutes == 0 && violation == NULL && !unlike_example) {
        return HP_HELD;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    hp_line_string(&actual, text);
    if (date_time && offset_minutes != 0) {
        hp_line_text(&actual, ", which is not in UTC");
    } else if (date_time && violation != NULL) {
        hp_line_text(&actual, ": ");
        hp_line_shown(&actual, hp_slice_of(violation->message), HP_VISIBLE_BYTES, HP_LINE_BYTES);
    }
    return report(view,
                  form == HP_CREATED_AT_EXAMPLE
                      ? "the form of the example, 2024-04-15T04:52:25.309Z"
                      : "an RFC 3339 date-time in UTC, like 2024-04-15T04:52:25.309Z",
                  &actual);
}

static bool is_near(int64_t value_ms, int64_t from_ms, int64_t to_ms, int64_t skew_ms)
{
    return value_ms >= from_ms - skew_ms && value_ms <= to_ms + skew_ms;
}

enum hp_outcome hp_check_resp_created_at_clock(struct hp_view *view)
{
    struct hp_slice text;
    if (!read_text(view, &text) || !hp_view_created_at(view)) {
        return HP_NOT_APPLICABLE;
    }
    int64_t created_ms = view->created_ms;
    const struct hp_exchange *exchange = view->exchange;
    int64_t skew_ms = hp_setting_number(view->settings, HP_SET_CREATED_AT_SKEW) * MS_PER_S;
    if (is_near(created_ms, exchange->sent_unix_ms, exchange->received_unix_ms, skew_ms)) {
        return HP_HELD;
    }
    /* A target whose clock is wrong may still be right about its own time. */
    int64_t date_ms = 0;
    if (hp_http_date_parse(hp_view_field(view, "date"), &date_ms) &&
        is_near(created_ms, date_ms, date_ms, skew_ms)) {
        return HP_HELD;
    }
    int64_t off_ms = created_ms - exchange->sent_unix_ms;
    struct hp_line actual;
    struct hp_line expected;
    hp_line_init(&actual);
    hp_line_init(&expected);
    hp_line_string(&actual, text);
    hp_line_printf(&actual, ", %lld s %s the request",
                   (long long)((off_ms < 0 ? -off_ms : off_ms) / MS_PER_S),
                   off_ms < 0 ? "before" : "after");
    hp_line_printf(&expected, "the time of the request, give or take %lld s",
                   (long long)hp_setting_number(view->settings, HP_SET_CREATED_AT_SKEW));
    return hp_view_broken(view, hp_view_pointer(view, HP_ROLE_CREATED_AT), &expected, &actual);
}
