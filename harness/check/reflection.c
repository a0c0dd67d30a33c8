/* Nothing that a target fetched from a URL, and nothing of how the fetching went, belongs into its
 * reply (CWE-918). One exchange can show that much. Whether its duration tells an open port from a
 * closed one is not judged: a single duration says nothing, and on one machine the spread is noise.
 *
 * Must not know which hosts are inner ones: the rows of the family ssrf send those. */
#include <assert.h>
#include <pthread.h>

#include "harness/check/checks.h"
#include "harness/check/echo_value.h"
#include "harness/check/needles.h"
#include "harness/check/sent.h"
#include "harness/check/url_equal.h"

/* What only somebody who opened a connection can say. No honest refusal of a URL contains one: the
 * names of errors are those of system calls and resolvers, the rest is how services greet. */
static const struct trace {
    const char *text;
    const char *what;
    enum {
        ANYWHERE,
        IN_JSON,
        IN_JSON_BEFORE_DIGIT
    } where; /* a framework's own error page is none */
} traces[] = {
    {"ECONNREFUSED", "the outcome of a connection", ANYWHERE},
    {"ECONNRESET", "the outcome of a connection", ANYWHERE},
    {"ETIMEDOUT", "the outcome of a connection", ANYWHERE},
    {"EHOSTUNREACH", "the outcome of a connection", ANYWHERE},
    {"ENETUNREACH", "the outcome of a connection", ANYWHERE},
    {"ENOTFOUND", "the outcome of a look-up", ANYWHERE},
    {"EAI_AGAIN", "the outcome of a look-up", ANYWHERE},
    {"onnection refused", "the outcome of a connection", ANYWHERE},
    {"onnection reset by peer", "the outcome of a connection", ANYWHERE},
    {"onnection timed out", "the outcome of a connection", ANYWHERE},
    {"o route to host", "the outcome of a connection", ANYWHERE},
    {"etwork is unreachable", "the outcome of a connection", ANYWHERE},
    {"ailed to connect to", "the outcome of a connection", ANYWHERE},
    {"dial tcp", "the outcome of a connection", ANYWHERE},
    {"i/o timeout", "the outcome of a connection", ANYWHERE},
    {"Max retries exceeded with url", "the outcome of a connection", ANYWHERE},
    {"getaddrinfo", "the outcome of a look-up", ANYWHERE},
    {"ame or service not known", "the outcome of a look-up", ANYWHERE},
    {"Could not resolve host:", "the outcome of a look-up", ANYWHERE},
    {"UnknownHostException", "the outcome of a look-up", ANYWHERE},
    {"ConnectException", "the outcome of a connection", ANYWHERE},
    {"SocketTimeoutException", "the outcome of a connection", ANYWHERE},
    {"wrong version number", "the outcome of a TLS handshake", ANYWHERE},
    {"certificate verify failed", "the outcome of a TLS handshake", ANYWHERE},
    {"SSL routines", "the outcome of a TLS handshake", ANYWHERE},
    {"unable to verify the first certificate", "the outcome of a TLS handshake", ANYWHERE},
    {"SSH-2.0-", "the greeting of an SSH server", ANYWHERE},
    {"SSH-1.99-", "the greeting of an SSH server", ANYWHERE},
    {"-ERR unknown command", "the answer of a Redis server", ANYWHERE},
    {"-ERR wrong number of arguments", "the answer of a Redis server", ANYWHERE},
    {"-DENIED Redis", "the answer of a Redis server", ANYWHERE},
    {"redis_version:", "the answer of a Redis server", ANYWHERE},
    {"mysql_native_password", "the greeting of a MySQL server", ANYWHERE},
    {"ami-id", "the content of a metadata service", ANYWHERE},
    {"security-credentials", "the content of a metadata service", ANYWHERE},
    {"SecretAccessKey", "the content of a metadata service", ANYWHERE},
    {"computeMetadata", "the content of a metadata service", ANYWHERE},
    {"Metadata-Flavor", "the content of a metadata service", ANYWHERE},
    {"root:x:0:0:", "the content of a file", ANYWHERE},
    {"<!DOCTYPE", "a web page", IN_JSON},
    {"<!doctype", "a web page", IN_JSON},
    {"<html", "a web page", IN_JSON},
    {"<HTML", "a web page", IN_JSON},
    {"<title>", "a web page", IN_JSON},
    {"HTTP/1.0 ", "an HTTP reply", IN_JSON_BEFORE_DIGIT},
    {"HTTP/1.1 ", "an HTTP reply", IN_JSON_BEFORE_DIGIT},
};

enum {
    TRACES = sizeof(traces) / sizeof(traces[0]),
    EXCERPT_BEFORE = 20,
    EXCERPT_BYTES = 100,
    /* No label, id, secret or time that a server adds to a webhook is longer. */
    OWN_TEXT_BYTES_MAX = 256,
    NESTING_MAX = 8, /* of a member that the page does not know */
};

static bool asks(const struct hp_view *view)
{
    const struct hp_row *row = view->kase->row;
    /* The first letter is no family's but a few: most rows are told by it. */
    return row != NULL && row->family[0] == 's' && strcmp(row->family, "ssrf") == 0 &&
           view->status != 0;
}

static bool was_sent(const struct hp_view *view, struct hp_slice text)
{
    const struct hp_request *request = &view->kase->request;
    return request->has_body && hp_slice_find(request->body, text) < request->body.len;
}

static const char fetch_free[] = "nothing that was fetched from the URL, nor how that went";

/* --- traces anywhere in the body --- */

static_assert((size_t)TRACES <= HP_NEEDLES_MAX, "all are looked for at once");

/* Made of the table above by the first who asks. */
static struct hp_needles needles;
static pthread_once_t needles_made = PTHREAD_ONCE_INIT;

static void make_needles(void)
{
    for (size_t i = 0; i < TRACES; i++) {
        hp_needles_add(&needles, traces[i].text);
    }
    hp_needles_make(&needles);
}

/* Where in a body each trace stands first; its length: nowhere. */
struct places {
    struct hp_slice body;
    size_t first[TRACES];
};

static void heed(void *context, size_t which, size_t at)
{
    struct places *places = context;
    struct hp_slice body = places->body;
    size_t end = at + strlen(traces[which].text);
    bool digit = end < body.len && body.at[end] >= '0' && body.at[end] <= '9';
    if (at < places->first[which] && (traces[which].where != IN_JSON_BEFORE_DIGIT || digit)) {
        places->first[which] = at;
    }
}

static enum hp_outcome judge_traces(struct hp_view *view)
{
    struct hp_slice body = view->response->body;
    struct places places = {.body = body};
    for (size_t i = 0; i < TRACES; i++) {
        places.first[i] = body.len;
    }
    (void)pthread_once(&needles_made, make_needles);
    hp_needles_find(&needles, body, heed, &places);
    for (size_t i = 0; i < TRACES; i++) {
        size_t at = places.first[i];
        if (at == body.len || (traces[i].where != ANYWHERE && hp_view_root(view) == NULL) ||
            was_sent(view, hp_slice_of(traces[i].text))) {
            continue;
        }
        size_t from = at > EXCERPT_BEFORE ? at - EXCERPT_BEFORE : 0;
        size_t rest = body.len - from;
        struct hp_line actual;
        hp_line_init(&actual);
        hp_line_text(&actual, traces[i].what);
        hp_line_text(&actual, ": ");
        hp_line_shown(
            &actual, (struct hp_slice){body.at + from, rest < EXCERPT_BYTES ? rest : EXCERPT_BYTES},
            HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
        return hp_view_break(view, "body", fetch_free, &actual);
    }
    return HP_HELD;
}

/* --- a webhook that was created --- */

/* Too long, or of more than one line, or markup: no text that a server makes up itself. */
static bool looks_fetched(struct hp_slice text)
{
    return text.len > OWN_TEXT_BYTES_MAX ||
           (text.len > 0 && memchr(text.at, '\n', text.len) != NULL) ||
           hp_slice_find(text, HP_SLICE("</")) < text.len;
}

static const struct hp_json *find_fetched(const struct hp_json *value, unsigned depth_left)
{
    if (looks_fetched(hp_json_string(value))) {
        return value;
    }
    for (const struct hp_json *child = depth_left == 0 ? NULL : hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        const struct hp_json *found = find_fetched(child, depth_left - 1);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

/* Members beside the documented ones may be there; long or marked-up text in them may not. */
static enum hp_outcome judge_additions(struct hp_view *view)
{
    for (const struct hp_json *member = hp_json_first(hp_view_record(view)); member != NULL;
         member = hp_json_next(member)) {
        if (hp_view_role(view, hp_json_name(member)) != HP_ROLE_ROOT) {
            continue;
        }
        const struct hp_json *found = find_fetched(member, NESTING_MAX);
        if (found == NULL || was_sent(view, hp_json_string(found))) {
            continue;
        }
        struct hp_line actual;
        hp_line_init(&actual);
        hp_line_string(&actual, hp_json_name(member));
        hp_line_text(&actual, " holds ");
        hp_line_value(&actual, found);
        return hp_view_break(view, "body", fetch_free, &actual);
    }
    return HP_HELD;
}

static bool came_back(struct hp_view *view, enum hp_role role, struct hp_slice sent,
                      struct hp_slice back)
{
    return hp_echo_matches(HP_ECHO_TRIMMED, sent, back) ||
           (role == HP_ROLE_URL &&
            (hp_url_equal(sent, back, view->arena, &view->out_of_memory) ||
             hp_url_address_is_spelled_out(sent, back, view->arena, &view->out_of_memory)));
}

/* The name and the URL are those sent, not a page's title or where a redirect led. */
static enum hp_outcome judge_scalar(struct hp_view *view, enum hp_role role)
{
    const struct hp_sent *sent = hp_view_sent(view);
    const struct hp_json *back = view->members[role];
    if (sent == NULL || !sent->fields[role].comparable || sent->fields[role].count != 1 ||
        !hp_json_is(back, HP_JSON_STRING) ||
        came_back(view, role, sent->fields[role].values[0].text, hp_json_string(back))) {
        return HP_HELD;
    }
    struct hp_line expected;
    struct hp_line actual;
    hp_line_init(&expected);
    hp_line_init(&actual);
    hp_line_string(&expected, sent->fields[role].values[0].text);
    hp_line_text(&expected, ", as it was sent");
    hp_line_string(&actual, hp_json_string(back));
    return hp_view_broken(view, hp_view_pointer(view, role), &expected, &actual);
}

static bool was_sent_as_header(const struct hp_sent_value *sent, struct hp_slice name)
{
    for (size_t i = 0; i < sent->pair_count; i++) {
        if (hp_slice_equal_ignoring_case(sent->pairs[i][0], name)) {
            return true;
        }
    }
    return false;
}

/* No header came in that was not sent: those of a fetched reply, say. Values may be masked. */
static enum hp_outcome judge_headers(struct hp_view *view)
{
    const struct hp_sent *sent = hp_view_sent(view);
    if (sent == NULL || !sent->fields[HP_ROLE_HEADERS].comparable) {
        return HP_HELD;
    }
    for (const struct hp_json *member = hp_json_first(view->members[HP_ROLE_HEADERS]);
         member != NULL; member = hp_json_next(member)) {
        if (was_sent_as_header(&sent->fields[HP_ROLE_HEADERS].values[0], hp_json_name(member))) {
            continue;
        }
        struct hp_line expected;
        struct hp_line actual;
        hp_line_init(&expected);
        hp_line_init(&actual);
        hp_line_text(&expected, "only the headers that were sent");
        hp_line_string(&actual, hp_json_name(member));
        return hp_view_broken(view, hp_view_pointer(view, HP_ROLE_HEADERS), &expected, &actual);
    }
    return HP_HELD;
}

enum hp_outcome hp_check_ssrf_no_reflection(struct hp_view *view)
{
    if (!asks(view)) {
        return HP_NOT_APPLICABLE;
    }
    enum hp_outcome outcome = judge_traces(view);
    if (outcome == HP_HELD && hp_view_record(view) != NULL) {
        outcome = judge_additions(view);
    }
    /* Of a row that lets the body in, the documented members are the matter of resp-echo-*. */
    if (outcome == HP_HELD && hp_view_record(view) != NULL && !view->accepts) {
        outcome = judge_scalar(view, HP_ROLE_NAME);
        outcome = outcome == HP_HELD ? judge_scalar(view, HP_ROLE_URL) : outcome;
        outcome = outcome == HP_HELD ? judge_headers(view) : outcome;
    }
    return outcome;
}
