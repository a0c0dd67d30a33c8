/* Says how an exchange ended: libcurl's result and what was collected, in the terms of hp_end, with
 * one line for a person. Must not know what the response means. */
#include <errno.h>

#include "harness/target/curl_internal.h"
#include "harness/target/response_head.h"

struct ending {
    CURLcode code;
    enum hp_end end;
    bool detailed; /* libcurl's own message adds something */
    const char *note;
};

static const struct ending endings[] = {
    {CURLE_COULDNT_RESOLVE_PROXY, HP_END_REFUSED, false, "the proxy's name cannot be resolved for"},
    {CURLE_COULDNT_RESOLVE_HOST, HP_END_REFUSED, false, "the name cannot be resolved:"},
    {CURLE_PROXY, HP_END_REFUSED, true, "the proxy makes no connection to"},
    {CURLE_SSL_CONNECT_ERROR, HP_END_REFUSED, true, "the TLS handshake fails with"},
    {CURLE_PEER_FAILED_VERIFICATION, HP_END_REFUSED, true, "no trusted certificate of"},
    {CURLE_SSL_CACERT_BADFILE, HP_END_REFUSED, true,
     "the file of trusted authorities cannot be read (install ca-certificates, or give --cacert) "
     "for"},
    {CURLE_SSL_CACERT_BADFILE, HP_END_REFUSED, true, "the CA file is no good for"},
    {CURLE_SSL_CERTPROBLEM, HP_END_REFUSED, true, "the TLS handshake fails with"},
    {CURLE_SSL_CIPHER, HP_END_REFUSED, true, "the TLS handshake fails with"},
    {CURLE_GOT_NOTHING, HP_END_CLOSED, false, "connection closed without an answer by"},
    {CURLE_SEND_ERROR, HP_END_CLOSED, false, "connection closed while sending by"},
    {CURLE_RECV_ERROR, HP_END_CLOSED, false, "connection reset before a whole response by"},
    {CURLE_PARTIAL_FILE, HP_END_CLOSED, false, "connection closed inside the body by"},
    {CURLE_HTTP2_STREAM, HP_END_CLOSED, true, "HTTP/2 stream ended by"},
    {CURLE_HTTP2, HP_END_MALFORMED, true, "not HTTP/2, what came from"},
    {CURLE_UNSUPPORTED_PROTOCOL, HP_END_MALFORMED, false, "no HTTP status line from"},
    {CURLE_WEIRD_SERVER_REPLY, HP_END_MALFORMED, true, "not HTTP, what came from"},
};

static const struct ending *find_ending(CURLcode code)
{
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (endings[i].code == code) {
            return &endings[i];
        }
    }
    return NULL;
}

static void end_with(struct hp_curl_slot *slot, struct hp_exchange *out, enum hp_end end,
                     const char *note, const char *detail)
{
    struct hp_curl_response *received = &slot->received;
    (void)snprintf(received->note, sizeof(received->note), "%s %s%s%s", note, slot->target->peer,
                   detail == NULL ? "" : ": ", detail == NULL ? "" : detail);
    out->end = end;
    out->note = received->note;
}

static curl_off_t time_info(const struct hp_curl_slot *slot, CURLINFO info)
{
    curl_off_t us = 0;
    return curl_easy_getinfo(slot->easy, info, &us) == CURLE_OK && us > 0 ? us : 0;
}

static bool was_connected(const struct hp_curl_slot *slot)
{
    return time_info(slot, CURLINFO_PRETRANSFER_TIME_T) > 0;
}

/* Reads the final head, if it is whole; false when there is none. */
static bool read_response(struct hp_curl_slot *slot, struct hp_exchange *out,
                          enum hp_head_verdict *verdict, const char **why)
{
    struct hp_curl_response *received = &slot->received;
    if (received->head_state != HP_CURL_HEAD_FINAL) {
        return false;
    }
    *verdict = hp_response_head_parse(received->head.bytes, received->head.length, &received->arena,
                                      &out->response, why);
    out->response.body = hp_buf_view(&received->body);
    return true;
}

static enum hp_status end_complete(struct hp_curl_slot *slot, struct hp_exchange *out)
{
    enum hp_head_verdict verdict = HP_HEAD_OK;
    const char *why = NULL;
    if (!read_response(slot, out, &verdict, &why)) {
        end_with(slot, out, HP_END_CLOSED, "connection closed inside the header section by", NULL);
        return HP_OK;
    }
    switch (verdict) {
    case HP_HEAD_OK:
        out->end = HP_END_RESPONSE;
        return HP_OK;
    case HP_HEAD_MALFORMED:
        end_with(slot, out, HP_END_MALFORMED, "malformed response from", why);
        return HP_OK;
    case HP_HEAD_TOO_LARGE:
        end_with(slot, out, HP_END_TOO_LARGE, "too large a response from", why);
        return HP_OK;
    case HP_HEAD_NO_MEMORY:
    default:
        return HP_ERR_NOMEM;
    }
}

/* What was read of a response that is too large or malformed is shown with the finding. */
static void show_response(struct hp_curl_slot *slot, struct hp_exchange *out)
{
    enum hp_head_verdict verdict;
    const char *why;
    (void)read_response(slot, out, &verdict, &why);
}

static enum hp_status end_stopped(struct hp_curl_slot *slot, struct hp_exchange *out)
{
    switch (slot->received.stop) {
    case HP_CURL_STOP_COMPLETE:
        return end_complete(slot, out);
    case HP_CURL_STOP_HEAD_TOO_LARGE:
        end_with(slot, out, HP_END_TOO_LARGE, "a header section over the limit from", NULL);
        return HP_OK;
    case HP_CURL_STOP_BODY_TOO_LARGE:
        end_with(slot, out, HP_END_TOO_LARGE, "a body over the limit from", NULL);
        show_response(slot, out);
        return HP_OK;
    case HP_CURL_STOP_NONE:
    case HP_CURL_STOP_NO_MEMORY:
    default:
        return HP_ERR_NOMEM;
    }
}

static void end_timeout(struct hp_curl_slot *slot, struct hp_exchange *out)
{
    if (!was_connected(slot)) {
        end_with(slot, out, HP_END_REFUSED, "no connection in time to", NULL);
        return;
    }
    char limit[48];
    (void)snprintf(limit, sizeof(limit), "the limit is %u ms", (unsigned)slot->target->timeout_ms);
    end_with(slot, out, HP_END_TIMEOUT, "no whole response in time from", limit);
}

static void end_unconnected(struct hp_curl_slot *slot, struct hp_exchange *out)
{
    long os_error = 0;
    (void)curl_easy_getinfo(slot->easy, CURLINFO_OS_ERRNO, &os_error);
    if (os_error == ECONNREFUSED) {
        end_with(slot, out, HP_END_REFUSED, "connection refused by", NULL);
    } else {
        end_with(slot, out, HP_END_REFUSED, "no connection to",
                 os_error != 0 ? strerror((int)os_error) : slot->received.detail);
    }
}

/* libcurl gives a broken chunk and a reset connection the same code; its message tells them apart.
 */
static bool is_chunk_error(const struct hp_curl_slot *slot, CURLcode code)
{
    return code == CURLE_RECV_ERROR && strstr(slot->received.detail, "chunk") != NULL;
}

static enum hp_status end_failed(struct hp_curl_slot *slot, CURLcode code, struct hp_exchange *out)
{
    const struct ending *ending = find_ending(code);
    const char *detail = slot->received.detail[0] != '\0' ? slot->received.detail : NULL;
    if (ending != NULL && ending->end == HP_END_REFUSED) {
        end_with(slot, out, HP_END_REFUSED, ending->note, ending->detailed ? detail : NULL);
    } else if (!was_connected(slot)) {
        end_unconnected(slot, out);
    } else if (is_chunk_error(slot, code)) {
        end_with(slot, out, HP_END_MALFORMED, "broken chunked coding (RFC 9112 7.1) from", NULL);
    } else if (ending != NULL) {
        end_with(slot, out, ending->end, ending->note, ending->detailed ? detail : NULL);
    } else {
        end_with(slot, out, HP_END_CLOSED, "no whole response from", curl_easy_strerror(code));
    }
    if (out->end == HP_END_MALFORMED) {
        show_response(slot, out);
    }
    return HP_OK;
}

/* libcurl reports a response line over its own 100 KiB as lack of memory. */
static bool is_long_line(const struct hp_curl_slot *slot, CURLcode code)
{
    return code == CURLE_OUT_OF_MEMORY && slot->received.head_state != HP_CURL_HEAD_FINAL &&
           time_info(slot, CURLINFO_STARTTRANSFER_TIME_T) > 0;
}

static void set_times(const struct hp_curl_slot *slot, struct hp_exchange *out)
{
    curl_off_t total = time_info(slot, CURLINFO_TOTAL_TIME_T);
    curl_off_t before = time_info(slot, CURLINFO_PRETRANSFER_TIME_T);
    curl_off_t span = total > before ? total - before : 0;
    out->received_unix_ms = hp_unix_ms_now();
    out->sent_unix_ms = out->received_unix_ms - (int64_t)(span / 1000);
    out->duration_us = (uint64_t)span;
}

enum hp_status hp_curl_end(struct hp_curl_slot *slot, CURLcode code, struct hp_exchange *out)
{
    *out = (struct hp_exchange){0};
    set_times(slot, out);
    if (slot->received.stop != HP_CURL_STOP_NONE) {
        return end_stopped(slot, out);
    }
    if (code == CURLE_OK) {
        return end_complete(slot, out);
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
        end_timeout(slot, out);
        return HP_OK;
    }
    if (is_long_line(slot, code)) {
        end_with(slot, out, HP_END_TOO_LARGE, "a header line over 100 KiB from", NULL);
        return HP_OK;
    }
    if (code == CURLE_OUT_OF_MEMORY) {
        return HP_ERR_NOMEM;
    }
    return end_failed(slot, code, out);
}
