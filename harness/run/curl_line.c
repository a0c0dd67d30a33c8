/* What curl does with its arguments, and what of that can be relied on. Must not send anything. */
#include "harness/run/curl_line.h"

#include "harness/run/again.h"
#include "harness/run/shell.h"

enum {
    /* A body that a person reads in the line, and can send where the body's file is not. */
    INLINE_BYTES_MAX = 1024,
    /* Linux takes no argument over 128 KiB, and escapes make up to four octets of one. */
    ARGUMENT_BYTES_MAX = 24 * 1024,
    /* ... and of all arguments a quarter of the stack, 2 MiB at least. */
    HEAD_BYTES_MAX = 256 * 1024,
    WORD_BYTES_MAX = 4 * HEAD_BYTES_MAX,
};

static bool is_named(const struct hp_field *field, const char *name)
{
    return hp_slice_equal_ignoring_case(field->name, hp_slice_of(name));
}

/* No blank at the end, which some versions cut off, and no control character. */
static bool is_plain(struct hp_slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F) {
            return false;
        }
    }
    return value.len == 0 || (value.at[value.len - 1] != ' ' && value.at[value.len - 1] != '\t');
}

/* curl passes a line on as it is when its name is a name and its value is not blank; "Name;" is how
 * it sends an empty one. Host goes first and under this spelling; of what frames the body it has
 * opinions. */
static bool carries_field(const struct hp_field *field, bool is_first)
{
    bool host_as_curl = is_first && field->value.len > 0 && hp_slice_is(field->name, "Host");
    return hp_is_token(field->name) && is_plain(field->value) &&
           field->value.len <= ARGUMENT_BYTES_MAX && !is_named(field, "content-length") &&
           !is_named(field, "transfer-encoding") && (!is_named(field, "host") || host_as_curl);
}

static bool carries_body(const struct hp_by_hand *what)
{
    const struct hp_request *request = what->request;
    if (!request->has_body) {
        return true;
    }
    bool fits = request->body.len <= ARGUMENT_BYTES_MAX &&
                (request->body.len == 0 || memchr(request->body.at, 0, request->body.len) == NULL);
    return !hp_slice_is(request->method, "HEAD") && (what->body_path != NULL || fits);
}

bool hp_curl_line_carries(const struct hp_by_hand *what, const struct hp_field *extra,
                          size_t extra_count)
{
    const struct hp_request *request = what->request;
    size_t bytes = request->method.len + request->target.len;
    bool carried = request->steps == NULL && !request->transfer.chunked &&
                   hp_is_token(request->method) && request->target.len > 0 &&
                   bytes <= ARGUMENT_BYTES_MAX && carries_body(what);
    for (size_t i = 0; i < request->target.len && carried; i++) {
        carried = request->target.at[i] > 0x20 && request->target.at[i] < 0x7F;
    }
    for (size_t i = 0; i < request->field_count + extra_count && carried; i++) {
        const struct hp_field *field =
            i < request->field_count ? &request->fields[i] : &extra[i - request->field_count];
        carried = carries_field(field, i == 0);
        bytes += field->name.len + field->value.len;
    }
    return carried && bytes <= HEAD_BYTES_MAX;
}

static void add_field(struct hp_buf *out, const struct hp_field *line, struct hp_slice key)
{
    struct hp_buf word;
    hp_buf_init(&word, WORD_BYTES_MAX);
    hp_buf_slice(&word, line->name);
    hp_buf_text(&word, line->value.len == 0 ? ";" : ": ");
    hp_buf_slice(&word, line->value);
    hp_buf_text(out, " -H ");
    hp_shell_word(out, hp_buf_view(&word), key);
    out->failed = out->failed || word.failed;
    hp_buf_deinit(&word);
}

/* How the connection is made, whatever the environment and ~/.curlrc say: -q has to stand first. */
static void add_connection(struct hp_buf *out, const struct hp_by_hand *what)
{
    const struct hp_target_options *target = what->target;
    bool tls = what->address->tls;
    hp_buf_text(out, "curl -q -sS -i --path-as-is");
    if (target->http == HP_HTTP_2) {
        hp_buf_text(out, tls ? " --http2" : " --http2-prior-knowledge");
    } else if (target->http == HP_HTTP_1_1) {
        hp_buf_text(out, tls ? " --http1.1" : "");
    }
    hp_buf_text(out, target->insecure ? " --insecure" : "");
    if (target->cacert != NULL) {
        hp_buf_text(out, " --cacert ");
        hp_shell_word(out, hp_slice_of(target->cacert), what->api_key);
    }
    if (target->proxy != NULL && hp_again_proxy_is_secret(target->proxy)) {
        hp_buf_text(out, " --proxytunnel --proxy \"$HOOKPROOF_PROXY\"");
    } else if (target->proxy != NULL) {
        hp_buf_text(out, " --proxytunnel --proxy ");
        hp_shell_word(out, hp_slice_of(target->proxy), what->api_key);
    } else {
        hp_buf_text(out, " --noproxy '*'");
    }
}

static void add_body(struct hp_buf *out, const struct hp_by_hand *what)
{
    struct hp_slice body = what->request->body;
    bool has_nul = body.len > 0 && memchr(body.at, 0, body.len) != NULL;
    if (what->body_path == NULL || (body.len <= INLINE_BYTES_MAX && !has_nul)) {
        hp_buf_text(out, " --data-raw ");
        hp_shell_word(out, body, what->api_key);
    } else {
        hp_buf_text(out, " --data-binary @");
        hp_shell_word(out, hp_slice_of(what->body_path), what->api_key);
    }
}

/* Fields that curl adds by itself and that the request does not have are taken out. */
static void remove_own(struct hp_buf *out, const struct hp_request *request,
                       const struct hp_field *extra, size_t extra_count)
{
    static const char *const own[] = {"Accept", "User-Agent", "Content-Type", "Expect"};
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        struct hp_slice name = hp_slice_of(own[i]);
        bool waits = request->transfer.expect_continue && hp_slice_is(name, "Expect");
        if (!waits && hp_field_find(request->fields, request->field_count, name) == NULL &&
            hp_field_find(extra, extra_count, name) == NULL) {
            hp_buf_printf(out, " -H '%s:'", own[i]);
        }
    }
}

void hp_curl_line(struct hp_buf *out, const struct hp_by_hand *what, const struct hp_field *extra,
                  size_t extra_count)
{
    const struct hp_request *request = what->request;
    struct hp_slice key = what->api_key;
    add_connection(out, what);
    if (hp_slice_is(request->method, "HEAD")) {
        hp_buf_text(out, " --head");
    } else {
        hp_buf_text(out, " -X ");
        hp_shell_word(out, request->method, key);
    }
    remove_own(out, request, extra, extra_count);
    for (size_t i = 0; i < request->field_count; i++) {
        add_field(out, &request->fields[i], key);
    }
    for (size_t i = 0; i < extra_count; i++) {
        if (hp_again_is_secret(extra[i].name)) {
            hp_again_field(out, extra[i].name, extra[i].value, key);
        } else {
            add_field(out, &extra[i], key);
        }
    }
    if (request->has_body && request->transfer.expect_continue) {
        /* In the order of our own head. */
        hp_buf_printf(out, " -H 'Content-Length: %zu' -H 'Expect: 100-continue'",
                      request->body.len);
    }
    if (request->has_body) {
        add_body(out, what);
    }
    hp_buf_text(out, " --request-target ");
    hp_shell_word(out, request->target, key);
    hp_buf_char(out, ' ');
    hp_shell_word(out, hp_slice_of(what->address->origin), key);
}
