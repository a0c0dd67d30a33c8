/* What a connection does after a request that breaks the rules of HTTP/1.1, and what comes behind
 * the first of several requests. Whether the request is refused is the row's expectation. */
#include "harness/check/checks.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == ',';
}

/* Is `token` an element of a Connection field of this reply (RFC 9110 7.6.1)? */
static bool connection_has(const struct hp_response *response, const char *token)
{
    struct hp_slice want = hp_slice_of(token);
    for (size_t i = 0; i < response->field_count; i++) {
        struct hp_slice rest = response->fields[i].value;
        if (!hp_slice_equal_ignoring_case(response->fields[i].name, HP_SLICE("connection"))) {
            continue;
        }
        while (rest.len > 0) {
            size_t end = 0;
            while (end < rest.len && !is_blank(rest.at[end])) {
                end++;
            }
            if (hp_slice_equal_ignoring_case((struct hp_slice){rest.at, end}, want)) {
                return true;
            }
            size_t step = end < rest.len ? end + 1 : end;
            rest.at += step;
            rest.len -= step;
        }
    }
    return false;
}

/* RFC 9112 9.3: what the reply says about the connection. */
static bool announces_close(const struct hp_response *response)
{
    return connection_has(response, "close") ||
           (response->http_version == 10 && !connection_has(response, "keep-alive"));
}

/* --- Content-Length beside Transfer-Encoding, Transfer-Encoding in HTTP/1.0 --- */

static enum hp_outcome judge_close(struct hp_view *view, const char *expected)
{
    const struct hp_exchange *exchange = view->exchange;
    if (!hp_view_row_asks(view)) {
        return HP_NOT_APPLICABLE;
    }
    if (exchange->end == HP_END_CLOSED) {
        return HP_HELD;
    }
    if (exchange->end != HP_END_RESPONSE) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    hp_line_status(&actual, view->status);
    if (exchange->more_count > 0) {
        hp_line_text(&actual, ", and then ");
        hp_line_status(&actual, exchange->more[0].status);
        hp_line_text(&actual, " to what stood behind it");
        return hp_view_break(view, "connection", expected, &actual);
    }
    if (exchange->peer_closed || announces_close(view->response)) {
        return HP_HELD;
    }
    hp_line_text(&actual, ", and the connection stays open");
    return hp_view_break(view, "connection", expected, &actual);
}

enum hp_outcome hp_check_frame_cl_te_both(struct hp_view *view)
{
    return judge_close(view, "the connection closed after a request with both lengths");
}

enum hp_outcome hp_check_frame_te_http10(struct hp_view *view)
{
    return judge_close(view, "the connection closed after chunks in HTTP/1.0");
}

/* --- pipelining --- */

/* What was sent, in the arena; {NULL, 0} when memory is refused. */
static struct hp_slice sent_bytes(struct hp_view *view)
{
    const struct hp_request *request = &view->kase->request;
    size_t total = 0;
    for (size_t i = 0; i < request->step_count; i++) {
        total += request->steps[i].bytes.len;
    }
    char *bytes = hp_arena_take(view->arena, total + 1);
    if (bytes == NULL) {
        view->out_of_memory = true;
        return (struct hp_slice){NULL, 0};
    }
    size_t length = 0;
    for (size_t i = 0; i < request->step_count; i++) {
        struct hp_slice part = request->steps[i].bytes;
        if (part.len > 0) {
            memcpy(bytes + length, part.at, part.len);
            length += part.len;
        }
    }
    return (struct hp_slice){bytes, length};
}

/* What follows the last header section. */
static struct hp_slice last_body(struct hp_slice bytes)
{
    struct hp_slice end = HP_SLICE("\r\n\r\n");
    for (;;) {
        size_t at = hp_slice_find(bytes, end);
        if (at >= bytes.len) {
            return bytes;
        }
        bytes.at += at + end.len;
        bytes.len -= at + end.len;
    }
}

static const struct hp_json *parse(struct hp_view *view, struct hp_slice text)
{
    const struct hp_json *root = NULL;
    struct hp_json_scan scan;
    if (text.at == NULL) {
        return NULL;
    }
    if (hp_json_parse(view->arena, text, &hp_json_limits_default, &scan, &root) != HP_OK) {
        view->out_of_memory = true;
        return NULL;
    }
    return root;
}

/* The name in the last request's document, and the one in the reply, in an envelope or not. */
static bool names_agree(struct hp_view *view, const struct hp_response *reply, struct hp_line *line)
{
    const struct hp_slice *names = view->contract->names;
    const struct hp_json *sent = parse(view, last_body(sent_bytes(view)));
    const struct hp_json *back = parse(view, reply->body);
    sent = hp_json_member(hp_json_member(sent, names[HP_ROLE_WRAPPER]), names[HP_ROLE_NAME]);
    const struct hp_json *name = hp_json_member(back, names[HP_ROLE_NAME]);
    if (name == NULL) {
        name = hp_json_member(hp_json_member(back, HP_SLICE("data")), names[HP_ROLE_NAME]);
    }
    if (sent == NULL || name == NULL || hp_json_equal(sent, name)) {
        return true;
    }
    hp_line_text(line, "the reply to the last request is about ");
    hp_line_value(line, name);
    hp_line_text(line, " and not about ");
    hp_line_value(line, sent);
    return false;
}

enum hp_outcome hp_check_frame_pipelining(struct hp_view *view)
{
    static const char expected[] = "a reply to each request, in their order";
    const struct hp_exchange *exchange = view->exchange;
    if (!hp_view_row_asks(view) || exchange->end != HP_END_RESPONSE ||
        view->kase->request.replies_wanted < 2) {
        return HP_NOT_APPLICABLE;
    }
    struct hp_line actual;
    hp_line_init(&actual);
    if (exchange->more_count == 0) {
        /* RFC 9112 9.3: a server may close when it says so. */
        if (announces_close(view->response)) {
            return HP_HELD;
        }
        hp_line_text(&actual, "one reply only, ");
        hp_line_status(&actual, view->status);
        return hp_view_break(view, "connection", expected, &actual);
    }
    const struct hp_response *last = &exchange->more[exchange->more_count - 1];
    if (last->status < 200 || last->status > 299) {
        hp_line_status(&actual, last->status);
        hp_line_text(&actual, " to the last request, which is a good one");
        return hp_view_break(view, "connection", expected, &actual);
    }
    if (!names_agree(view, last, &actual)) {
        return hp_view_break(view, "connection", expected, &actual);
    }
    return HP_HELD;
}
