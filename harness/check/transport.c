/* What the header section and the clock say about a reply, whatever it answers: framing, Allow,
 * Retry-After, caching, time. Must not open a body as JSON. */
#include "harness/check/checks.h"
#include "harness/check/http_date.h"

/* --- framing --- */

static bool has_response(const struct hp_view *view)
{
    return view->exchange->end == HP_END_RESPONSE;
}

/* Reads a Content-Length value (RFC 9110 8.6); false when it is not one number. */
static bool read_length(struct hp_slice value, uint64_t *length)
{
    *length = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] < '0' || value.at[i] > '9' || *length > UINT64_MAX / 10 - 10) {
            return false;
        }
        *length = *length * 10 + (uint64_t)(value.at[i] - '0');
    }
    return value.len > 0;
}

/* RFC 9112 6.3: the replies whose length fields say nothing about the bytes that follow. */
static bool has_no_content_by_rule(const struct hp_view *view)
{
    return hp_slice_is(view->kase->request.method, "HEAD") || view->status == 204 ||
           view->status == 304 || view->status < 200;
}

/* The usual reply: one Content-Length, and the body has it; no Transfer-Encoding. */
static bool has_plain_length(const struct hp_response *response)
{
    uint64_t length = 0;
    size_t lengths = 0;
    for (size_t i = 0; i < response->field_count; i++) {
        const struct hp_field *field = &response->fields[i];
        if (hp_slice_equal_ignoring_case(field->name, HP_SLICE("transfer-encoding"))) {
            return false;
        }
        if (hp_slice_equal_ignoring_case(field->name, HP_SLICE("content-length"))) {
            lengths += read_length(field->value, &length) ? 1 : 2;
        }
    }
    return lengths == 1 && length == response->body.len;
}

/* Says what is wrong with the length fields, or leaves the line empty. */
static void find_length_fault(const struct hp_view *view, struct hp_line *actual)
{
    const struct hp_response *response = view->response;
    const struct hp_field *first = NULL;
    uint64_t length = 0;
    for (size_t i = 0; i < response->field_count; i++) {
        const struct hp_field *field = &response->fields[i];
        if (!hp_slice_equal_ignoring_case(field->name, HP_SLICE("content-length"))) {
            continue;
        }
        struct hp_slice value = hp_slice_trim(field->value);
        uint64_t other = 0;
        if (!read_length(value, &other)) {
            hp_line_text(actual, "Content-Length: ");
            hp_line_shown(actual, value, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
            return;
        }
        if (first != NULL && other != length) {
            hp_line_printf(actual, "Content-Length both %llu and %llu", (unsigned long long)length,
                           (unsigned long long)other);
            return;
        }
        first = field;
        length = other;
    }
    if (first == NULL) {
        return;
    }
    if (hp_field_find(response->fields, response->field_count, HP_SLICE("transfer-encoding"))) {
        hp_line_text(actual, "both Content-Length and Transfer-Encoding");
    } else if (!has_no_content_by_rule(view) && length != response->body.len) {
        hp_line_printf(actual, "Content-Length %llu and a body of %zu bytes",
                       (unsigned long long)length, response->body.len);
    }
}

/* A reply that ends too soon by its Content-Length, with characters of several octets in it. */
static bool counts_characters(struct hp_view *view)
{
    const struct hp_response *response = view->response;
    bool beyond_ascii = false;
    for (size_t i = 0; i < response->body.len; i++) {
        beyond_ascii = beyond_ascii || (unsigned char)response->body.at[i] >= 0x80;
    }
    return beyond_ascii && hp_view_is_cut(view) &&
           hp_field_find(response->fields, response->field_count, HP_SLICE("content-length")) !=
               NULL;
}

enum hp_outcome hp_check_resp_http_framing(struct hp_view *view)
{
    if (view->judge->in_process) {
        return HP_NOT_APPLICABLE;
    }
    if (has_response(view) && view->exchange->framing_fault == NULL &&
        has_plain_length(view->response)) {
        return HP_HELD;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    if (view->exchange->end == HP_END_MALFORMED && hp_view_asks_http_0_9(view)) {
        return HP_NOT_APPLICABLE;
    }
    if (view->exchange->end == HP_END_MALFORMED) {
        hp_line_reply(&actual, view->exchange, (struct hp_slice){NULL, 0});
        return hp_view_break(view, "framing", "a reply that RFC 9112 allows", &actual);
    }
    if (!has_response(view)) {
        return HP_NOT_APPLICABLE;
    }
    if (view->exchange->framing_fault != NULL) {
        hp_line_text(&actual, view->exchange->framing_fault);
        if (counts_characters(view)) {
            hp_line_text(&actual, ": Content-Length seems to count characters and not octets");
        }
        return hp_view_break(view, "framing", "a reply that RFC 9112 allows", &actual);
    }
    find_length_fault(view, &actual);
    if (actual.length == 0) {
        return HP_HELD;
    }
    return hp_view_break(view, "framing", "one way of saying where the body ends, and a true one",
                         &actual);
}

/* --- 405 and 429 --- */

/* Is `token` an element of this comma-separated list (RFC 9110 5.6.1)? */
static bool list_holds(struct hp_slice list, struct hp_slice token, bool ignoring_case)
{
    while (list.len > 0) {
        const char *comma = memchr(list.at, ',', list.len);
        size_t length = comma == NULL ? list.len : (size_t)(comma - list.at);
        struct hp_slice element = hp_slice_trim((struct hp_slice){list.at, length});
        if (ignoring_case ? hp_slice_equal_ignoring_case(element, token)
                          : hp_slice_equal(element, token)) {
            return true;
        }
        size_t step = comma == NULL ? length : length + 1;
        list.at += step;
        list.len -= step;
    }
    return false;
}

/* Most lists are the one element, in the usual case. */
static inline bool lists(struct hp_slice value, struct hp_slice token, bool ignoring_case)
{
    return hp_slice_equal(value, token) || list_holds(value, token, ignoring_case);
}

/* The same over every field of that name. */
static bool field_lists(const struct hp_view *view, struct hp_slice name, struct hp_slice token)
{
    const struct hp_response *response = view->response;
    for (size_t i = 0; i < response->field_count; i++) {
        if (hp_field_is_called(&response->fields[i], name) &&
            lists(response->fields[i].value, token, false)) {
            return true;
        }
    }
    return false;
}

enum hp_outcome hp_check_resp_405_allow(struct hp_view *view)
{
    if (view->status != 405) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_slice allow = hp_view_field(view, "allow");
    /* At another path the documented method may be unknown, but the field is still due. */
    bool other_path = hp_slice_is(view->kase->where, "target");
    if (field_lists(view, HP_SLICE("Allow"), view->contract->method) ||
        (other_path && hp_field_find(view->response->fields, view->response->field_count,
                                     HP_SLICE("allow")) != NULL)) {
        return HP_HELD;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    hp_line_text(&expected, "Allow");
    if (!other_path) {
        hp_line_text(&expected, " with ");
        hp_line_shown(&expected, view->contract->method, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    }
    if (allow.at == NULL) {
        hp_line_text(&actual, "no Allow");
    } else {
        hp_line_text(&actual, "Allow: ");
        hp_line_shown(&actual, allow, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    }
    return hp_view_broken(view, HP_SLICE("header Allow"), &expected, &actual);
}

/* Under rate.headers=require: the three of X-RateLimit-*, or of RateLimit-*, in every reply (S39).
 */
static enum hp_outcome judge_rate_fields(struct hp_view *view)
{
    static const char *const fields[] = {"X-RateLimit-Limit", "X-RateLimit-Remaining",
                                         "X-RateLimit-Reset"};
    enum { PREFIX = sizeof("X-") - 1 };
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (hp_view_field(view, fields[i]).len == 0 &&
            hp_view_field(view, fields[i] + PREFIX).len == 0) {
            hp_line_text(&actual, actual.length == 0 ? "without " : ", ");
            hp_line_text(&actual, fields[i]);
        }
    }
    if (actual.length == 0) {
        return HP_HELD;
    }
    hp_line_text(&expected, "how many requests are left, in X-RateLimit-* or RateLimit-*");
    return hp_view_broken_at(view, HP_SHOULD, HP_SLICE("headers"), &expected, &actual);
}

enum hp_outcome hp_check_resp_429_retry_after(struct hp_view *view)
{
    if (has_response(view) && hp_view_word(view, HP_SET_RATE_HEADERS) != 0) {
        enum hp_outcome outcome = judge_rate_fields(view);
        if (outcome == HP_BROKEN || view->status != 429) {
            return outcome;
        }
    }
    if (view->status != 429) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_slice value = hp_view_field(view, "retry-after");
    if (hp_retry_after_valid(value)) {
        return HP_HELD;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    if (value.at == NULL) {
        hp_line_text(&actual, "no Retry-After");
    } else {
        hp_line_shown(&actual, value, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    }
    return hp_view_break(view, "header Retry-After", "a number of seconds or a date", &actual);
}

/* --- headers that protect --- */

/* The fields that forbid to store and to sniff, by one walk over all. */
struct protection {
    bool no_store, no_sniff;
};

static struct protection find_protection(const struct hp_response *response)
{
    static const struct hp_slice cache_control = HP_SLICE_INIT("Cache-Control");
    static const struct hp_slice type_options = HP_SLICE_INIT("X-Content-Type-Options");
    struct protection found = {false, false};
    for (size_t i = 0; i < response->field_count; i++) {
        const struct hp_field *field = &response->fields[i];
        if (hp_field_is_called(field, cache_control)) {
            found.no_store = found.no_store || lists(field->value, HP_SLICE("no-store"), true);
        } else if (hp_field_is_called(field, type_options)) {
            found.no_sniff = found.no_sniff || lists(field->value, HP_SLICE("nosniff"), true);
        }
    }
    return found;
}

enum hp_outcome hp_check_resp_cache_security_headers(struct hp_view *view)
{
    int wanted = hp_view_word(view, HP_SET_SECURITY_HEADERS);
    if (!has_response(view) || wanted == HP_SECURITY_IGNORE) {
        return HP_NOT_APPLICABLE;
    }
    const char *missing[3];
    size_t count = 0;
    struct protection found = find_protection(view->response);
    if (!found.no_store) {
        missing[count++] = "Cache-Control: no-store";
    }
    if (!found.no_sniff) {
        missing[count++] = "X-Content-Type-Options: nosniff";
    }
    if (view->judge->tls && hp_view_field(view, "strict-transport-security").len == 0) {
        missing[count++] = "Strict-Transport-Security";
    }
    if (count == 0) {
        return HP_HELD;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    hp_line_text(&actual, "without ");
    for (size_t i = 0; i < count; i++) {
        hp_line_text(&actual, i == 0 ? "" : ", ");
        hp_line_text(&actual, missing[i]);
    }
    struct hp_line expected;
    hp_line_init(&expected);
    hp_line_text(&expected, "replies that are neither stored nor sniffed, nor fetched without TLS");
    return hp_view_broken_at(view, wanted == HP_SECURITY_REQUIRE ? HP_SHOULD : view->check->level,
                             HP_SLICE("headers"), &expected, &actual);
}

/* --- time --- */

enum hp_outcome hp_check_resp_latency(struct hp_view *view)
{
    const struct hp_row *row = view->kase->row;
    /* Slow rows spend the time themselves. */
    if (!has_response(view) || (row != NULL && (row->flags & HP_ROW_SLOW) != 0)) {
        return HP_NOT_APPLICABLE;
    }
    uint64_t budget_us = (uint64_t)view->settings->latency_budget_ms * 1000;
    if (view->exchange->duration_us <= budget_us) {
        return HP_HELD;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    hp_line_printf(&expected, "a reply within %u ms", (unsigned)view->settings->latency_budget_ms);
    hp_line_printf(&actual, "%llu ms", (unsigned long long)(view->exchange->duration_us / 1000));
    return hp_view_broken(view, HP_SLICE("time"), &expected, &actual);
}
