/* Collects what libcurl hands over: the header section of the final response and the body, both
 * within their limits. Must not judge them; that is done once the transfer has ended. */
#include "harness/target/curl_internal.h"
#include "harness/target/response_head.h"

enum {
    KEPT_BODY_BYTES = 1024 * 1024, /* a larger body's memory is not kept for the next exchange */
    FIELDS_BYTES_MAX = 64 * 1024   /* one arena block: an array of HP_RESPONSE_FIELDS_MAX fields */
};

static_assert(FIELDS_BYTES_MAX >= HP_RESPONSE_FIELDS_MAX * sizeof(struct hp_field),
              "the arena holds the longest field array");

void hp_curl_response_init(struct hp_curl_response *received, size_t body_bytes_max)
{
    *received = (struct hp_curl_response){0};
    hp_buf_init(&received->head, HP_RESPONSE_HEAD_BYTES_MAX);
    hp_buf_init(&received->body, body_bytes_max);
    hp_arena_init(&received->arena, FIELDS_BYTES_MAX);
}

void hp_curl_response_deinit(struct hp_curl_response *received)
{
    hp_buf_deinit(&received->head);
    hp_buf_deinit(&received->body);
    hp_arena_deinit(&received->arena);
}

void hp_curl_response_clear(struct hp_curl_response *received)
{
    if (received->body.capacity > KEPT_BODY_BYTES) {
        size_t bytes_max = received->body.bytes_max;
        hp_buf_deinit(&received->body);
        hp_buf_init(&received->body, bytes_max);
    }
    hp_buf_clear(&received->head);
    hp_buf_clear(&received->body);
    hp_arena_reset(&received->arena);
    received->head_state = HP_CURL_HEAD_NONE;
    received->stop = HP_CURL_STOP_NONE;
    received->detail[0] = '\0';
}

/* False, with the reason in `stop`, when the buffer does not take the bytes. */
static bool collect(struct hp_curl_response *received, struct hp_buf *buf, const char *bytes,
                    size_t count, enum hp_curl_stop too_large)
{
    if (count > buf->bytes_max - buf->length) {
        hp_buf_append(buf, bytes, buf->bytes_max - buf->length); /* what fits is shown */
        received->stop = too_large;
        return false;
    }
    hp_buf_append(buf, bytes, count);
    if (buf->failed) {
        received->stop = HP_CURL_STOP_NO_MEMORY;
        return false;
    }
    return true;
}

/* Responses that end with their head, as libcurl cannot know: to a HEAD that has a body, to a
 * CONNECT that is granted, and a switch of protocols nobody asked for (RFC 9112 6.3). */
static bool ends_with_head(const struct hp_curl_slot *slot, int status)
{
    struct hp_slice method = slot->request->method;
    return (hp_slice_is(method, "HEAD") && slot->request->has_body) ||
           (hp_slice_is(method, "CONNECT") && status >= 200 && status < 300) || status == 101;
}

static bool end_of_head(struct hp_curl_slot *slot)
{
    struct hp_curl_response *received = &slot->received;
    struct hp_slice head = hp_buf_view(&received->head);
    int version = 0;
    struct hp_slice line = {head.at, hp_slice_find(head, HP_SLICE("\n"))};
    if (line.len > 0 && line.at[line.len - 1] == '\r') {
        line.len--;
    }
    int status = hp_status_line_parse(line, &version);
    if (status >= 100 && status < 200 && status != 101) {
        received->head_state = HP_CURL_HEAD_NONE; /* interim: the next one counts */
        if (status == 100) {
            hp_curl_release_body(slot);
        }
        return true;
    }
    received->head_state = HP_CURL_HEAD_FINAL;
    hp_curl_release_body(slot); /* after a refusal libcurl sends no body, after a 200 it does */
    if (version == 10 && !slot->sent.forbid_reuse) {
        /* libcurl would speak HTTP/1.0 itself on this connection, and what is sent is HTTP/1.1. */
        slot->sent.forbid_reuse = true;
        (void)curl_easy_setopt(slot->easy, CURLOPT_FORBID_REUSE, 1L);
    }
    if (ends_with_head(slot, status)) {
        received->stop = HP_CURL_STOP_COMPLETE;
        return false;
    }
    return true;
}

size_t hp_curl_on_header(char *line, size_t size, size_t count, void *user)
{
    struct hp_curl_slot *slot = user;
    struct hp_curl_response *received = &slot->received;
    size_t len = size * count;
    if (received->head_state == HP_CURL_HEAD_FINAL) {
        return len; /* a trailer field (RFC 9110 6.5): not part of the header section */
    }
    if (received->head_state == HP_CURL_HEAD_NONE) {
        hp_buf_clear(&received->head);
        received->head_state = HP_CURL_HEAD_OPEN;
    }
    if (!collect(received, &received->head, line, len, HP_CURL_STOP_HEAD_TOO_LARGE)) {
        return 0;
    }
    bool empty = (len == 1 && line[0] == '\n') || (len == 2 && line[0] == '\r' && line[1] == '\n');
    return !empty || end_of_head(slot) ? len : 0;
}

size_t hp_curl_on_body(char *bytes, size_t size, size_t count, void *user)
{
    struct hp_curl_slot *slot = user;
    size_t len = size * count;
    bool taken =
        collect(&slot->received, &slot->received.body, bytes, len, HP_CURL_STOP_BODY_TOO_LARGE);
    return taken ? len : 0;
}
