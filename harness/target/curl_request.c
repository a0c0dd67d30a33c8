/* Makes libcurl send a request octet for octet.
 *
 * The header section is rendered here and given to libcurl as ONE item of its header list, which it
 * passes on verbatim; items "Name:" before it stop every field that libcurl would write by itself.
 * So order, spelling, duplicates, blanks and empty values are ours, whatever libcurl thinks of a
 * name, and its formatting costs are paid once a request. Must not know how responses are read. */
#include "harness/target/curl_internal.h"

static char silence_host[] = "Host:";
static char silence_accept[] = "Accept:";
static char silence_type[] = "Content-Type:";
static char silence_length[] = "Content-Length:";
static char silence_coding[] = "Transfer-Encoding:";
static char silence_proxy[] = "Proxy-Connection:";
static char silence_expect[] = "Expect:";

void hp_curl_request_init(struct hp_curl_request *sent)
{
    char *const silenced[HP_CURL_SILENCED] = {silence_host,   silence_accept, silence_type,
                                              silence_length, silence_coding, silence_proxy,
                                              silence_expect};
    *sent = (struct hp_curl_request){0};
    hp_buf_init(&sent->method, HP_CURL_HEAD_BYTES_MAX);
    hp_buf_init(&sent->target, HP_CURL_HEAD_BYTES_MAX);
    hp_buf_init(&sent->lines, HP_CURL_HEAD_BYTES_MAX);
    for (size_t i = 0; i < HP_CURL_SILENCED; i++) {
        sent->silenced[i].data = silenced[i];
        sent->silenced[i].next = i + 1 < HP_CURL_SILENCED ? &sent->silenced[i + 1] : &sent->block;
    }
}

void hp_curl_request_deinit(struct hp_curl_request *sent)
{
    hp_buf_deinit(&sent->method);
    hp_buf_deinit(&sent->target);
    hp_buf_deinit(&sent->lines);
}

static bool holds_any(struct hp_slice text, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text.len > 0 && memchr(text.at, bytes[i], text.len) != NULL) {
            return true;
        }
    }
    return false;
}

/* What no C string or no header line can hold. */
static bool breaks_a_line(struct hp_slice text)
{
    return holds_any(text, "\r\n\0", 3);
}

static bool has_field(const struct hp_curl_target *target, const struct hp_request *request,
                      const char *name)
{
    struct hp_slice wanted = hp_slice_of(name);
    return hp_field_find(request->fields, request->field_count, wanted) != NULL ||
           hp_field_find(target->extra.fields, target->extra.count, wanted) != NULL;
}

/* RFC 9113 8.2: names are tokens in lower case, and connections have no fields of their own. */
static const char *http2_refuses(const struct hp_curl_target *target,
                                 const struct hp_request *request)
{
    static const char *const connection_fields[] = {
        "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te"};
    if (request->transfer.chunked || request->transfer.expect_continue) {
        return "chunks and waiting for 100-continue are HTTP/1.1: use --http 1.1";
    }
    for (size_t i = 0; i < sizeof(connection_fields) / sizeof(connection_fields[0]); i++) {
        if (has_field(target, request, connection_fields[i])) {
            return "a field about the connection is HTTP/1.1 only: use --http 1.1";
        }
    }
    for (size_t i = 0; i < request->field_count; i++) {
        if (!hp_is_token(request->fields[i].name)) {
            return "a field name that is not a token cannot be sent by HTTP/2: use --http 1.1";
        }
    }
    if (!hp_is_token(request->method) || holds_any(request->target, " \t", 2)) {
        return "a method or target with blanks cannot be sent by HTTP/2: use --http 1.1";
    }
    return NULL;
}

/* libcurl drops a list item that starts with a colon, or that holds nothing but blanks behind its
 * first colon. Ours starts with Host and its value unless there is a Host among the fields. */
static bool libcurl_drops(const struct hp_curl_target *target, const struct hp_request *request)
{
    const struct hp_field *first =
        request->field_count > 0 ? request->fields : target->extra.fields;
    size_t lines = request->field_count + target->extra.count;
    return first->name.len == 0 || first->name.at[0] == ':' ||
           (lines == 1 && hp_slice_trim(first->value).len == 0);
}

static const char *fields_refused(const struct hp_curl_target *target,
                                  const struct hp_request *request)
{
    size_t bytes = request->method.len + request->target.len + sizeof(target->origin);
    for (size_t i = 0; i < request->field_count; i++) {
        const struct hp_field *field = &request->fields[i];
        if (breaks_a_line(field->name) || breaks_a_line(field->value)) {
            return "libcurl cannot send CR, LF or NUL inside a header field";
        }
        bytes += field->name.len + field->value.len + 4; /* ": " and CRLF */
    }
    if (bytes > HP_CURL_HEAD_BYTES_MAX - target->extra.arena.bytes_total) {
        return "libcurl cannot send a request head of about 1 MiB";
    }
    if (has_field(target, request, "host") && libcurl_drops(target, request)) {
        return "libcurl cannot start a header section with an empty name or value";
    }
    return NULL;
}

bool hp_curl_carries(const struct hp_target *base, const struct hp_request *request,
                     const char **reason)
{
    const struct hp_curl_target *target = (const struct hp_curl_target *)base;
    const char *why = NULL;
    if (request->steps != NULL) {
        why = "libcurl writes whole requests: bytes sent step by step are beyond it";
    } else if (request->method.len == 0 || request->target.len == 0) {
        why = "libcurl cannot send a request line without a method or a target";
    } else if (breaks_a_line(request->method) || breaks_a_line(request->target)) {
        why = "libcurl cannot send CR, LF or NUL inside the request line";
    } else {
        why = fields_refused(target, request);
    }
    if (why == NULL && target->maybe_http2) {
        why = http2_refuses(target, request);
    }
    *reason = why;
    return why == NULL;
}

static void write_line(struct hp_buf *lines, struct hp_slice name, struct hp_slice value)
{
    if (lines->length > 0) {
        hp_buf_text(lines, "\r\n");
    }
    hp_buf_slice(lines, name);
    hp_buf_char(lines, ':');
    if (value.len > 0) {
        hp_buf_char(lines, ' ');
        hp_buf_slice(lines, value);
    }
}

static void write_length(struct hp_buf *lines, const struct hp_request *request)
{
    if (request->transfer.chunked) {
        write_line(lines, HP_SLICE("Transfer-Encoding"), HP_SLICE("chunked"));
    } else {
        write_line(lines, HP_SLICE("Content-Length"), HP_SLICE(""));
        hp_buf_char(lines, ' ');
        hp_buf_u64(lines, request->body.len);
    }
}

static bool waits(const struct hp_request *request)
{
    return request->has_body && request->transfer.expect_continue;
}

static void write_lines(struct hp_buf *lines, const struct hp_curl_target *target,
                        const struct hp_request *request)
{
    hp_buf_clear(lines);
    if (!has_field(target, request, "host")) {
        write_line(lines, HP_SLICE("Host"), hp_slice_of(target->host_field));
    }
    for (size_t i = 0; i < request->field_count; i++) {
        write_line(lines, request->fields[i].name, request->fields[i].value);
    }
    for (size_t i = 0; i < target->extra.count; i++) {
        write_line(lines, target->extra.fields[i].name, target->extra.fields[i].value);
    }
    if (request->has_body && !has_field(target, request, "content-length") &&
        !has_field(target, request, "transfer-encoding")) {
        write_length(lines, request);
    }
    if (waits(request) && !has_field(target, request, "expect")) {
        write_line(lines, HP_SLICE("Expect"), HP_SLICE("100-continue"));
    }
}

/* Gives libcurl a text only when it is not the one it has: a copy and a free less a request. */
static bool set_text(CURL *easy, CURLoption option, struct hp_buf *have, struct hp_slice prefix,
                     struct hp_slice text)
{
    bool same = have->length == prefix.len + text.len &&
                memcmp(have->bytes, prefix.at, prefix.len) == 0 &&
                memcmp(have->bytes + prefix.len, text.at, text.len) == 0;
    if (same) {
        return true;
    }
    hp_buf_clear(have);
    hp_buf_slice(have, prefix);
    hp_buf_slice(have, text);
    return !have->failed && curl_easy_setopt(easy, option, hp_buf_cstr(have)) == CURLE_OK;
}

static bool set_request_line(struct hp_curl_slot *slot, const struct hp_request *request)
{
    const struct hp_curl_target *target = slot->target;
    struct hp_slice prefix = {"", 0};
    if (target->absolute_form && request->target.at[0] == '/') {
        prefix = hp_slice_of(target->origin);
    }
    return set_text(slot->easy, CURLOPT_CUSTOMREQUEST, &slot->sent.method, (struct hp_slice){"", 0},
                    request->method) &&
           set_text(slot->easy, CURLOPT_REQUEST_TARGET, &slot->sent.target, prefix,
                    request->target);
}

static enum hp_curl_mode mode_of(const struct hp_request *request)
{
    if (!request->has_body) {
        return hp_slice_is(request->method, "HEAD") ? HP_CURL_HEAD_METHOD : HP_CURL_NO_BODY;
    }
    const struct hp_transfer *transfer = &request->transfer;
    return transfer->chunked || transfer->write_bytes > 0 || waits(request) ? HP_CURL_READ_BODY
                                                                            : HP_CURL_WHOLE_BODY;
}

/* The switches that say "POST" to libcurl mean "a body follows": the method itself is ours. */
static bool set_body(struct hp_curl_slot *slot, const struct hp_request *request)
{
    CURL *easy = slot->easy;
    enum hp_curl_mode mode = mode_of(request);
    bool set = true;
    if (mode != slot->sent.mode) {
        slot->sent.mode = HP_CURL_UNSET;
        switch (mode) {
        case HP_CURL_HEAD_METHOD:
            set = curl_easy_setopt(easy, CURLOPT_NOBODY, 1L) == CURLE_OK;
            break;
        case HP_CURL_WHOLE_BODY:
        case HP_CURL_READ_BODY:
            set = curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK;
            break;
        case HP_CURL_UNSET:
        case HP_CURL_NO_BODY:
        default:
            set = curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
            break;
        }
    }
    if (!request->has_body) {
        slot->sent.mode = set ? mode : HP_CURL_UNSET;
        return set;
    }
    hp_body_reader_init(&slot->sent.reader, request->body, &request->transfer);
    bool whole = mode == HP_CURL_WHOLE_BODY;
    const char *bytes = !whole ? NULL : request->body.len > 0 ? request->body.at : "";
    curl_off_t total = (curl_off_t)hp_body_reader_total(&slot->sent.reader);
    set = set && curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, total) == CURLE_OK &&
          curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bytes) == CURLE_OK;
    slot->sent.mode = set ? mode : HP_CURL_UNSET;
    return set;
}

static bool set_connection(struct hp_curl_slot *slot, const struct hp_request *request)
{
    struct hp_curl_request *sent = &slot->sent;
    bool fresh = request->transfer.fresh_connection || slot->repeats;
    bool forbid = request->transfer.fresh_connection || slot->target->never_reuse;
    bool set = true;
    if (fresh != sent->fresh_connect) {
        set = curl_easy_setopt(slot->easy, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L) == CURLE_OK;
        sent->fresh_connect = fresh;
    }
    if (forbid != sent->forbid_reuse) {
        set =
            set && curl_easy_setopt(slot->easy, CURLOPT_FORBID_REUSE, forbid ? 1L : 0L) == CURLE_OK;
        sent->forbid_reuse = forbid;
    }
    return set;
}

/* libcurl's own waiting is not used: it answers a 417 by sending the request again and drops the
 * response. Here the body reader pauses until the 100 has come or half the time is over. */
static void set_waiting(struct hp_curl_slot *slot, const struct hp_request *request)
{
    struct hp_curl_target *target = slot->target;
    slot->sent.waits_for_100 = waits(request);
    if (slot->sent.waits_for_100) {
        slot->sent.waits_until_us = hp_monotonic_us_now() + (uint64_t)target->timeout_ms * 1000 / 2;
        target->waiting_for_100++;
    }
}

enum hp_status hp_curl_request_apply(struct hp_curl_slot *slot, const struct hp_request *request)
{
    struct hp_curl_request *sent = &slot->sent;
    slot->request = request;
    write_lines(&sent->lines, slot->target, request);
    (void)hp_buf_cstr(&sent->lines); /* ends the text with a NUL */
    if (sent->lines.failed) {
        return HP_ERR_NOMEM;
    }
    sent->block.data = sent->lines.bytes;
    if (!set_request_line(slot, request) || !set_body(slot, request) ||
        !set_connection(slot, request)) {
        return HP_ERR_NOMEM;
    }
    set_waiting(slot, request);
    return HP_OK;
}

void hp_curl_release_body(struct hp_curl_slot *slot)
{
    if (slot->sent.waits_for_100) {
        slot->sent.waits_for_100 = false;
        slot->target->waiting_for_100--;
        (void)curl_easy_pause(slot->easy, CURLPAUSE_CONT);
    }
}

int hp_curl_release_due(struct hp_curl_target *target, int wait_ms)
{
    if (target->waiting_for_100 == 0) {
        return wait_ms;
    }
    uint64_t now_us = hp_monotonic_us_now();
    for (size_t i = 0; i < target->base.slot_count; i++) {
        struct hp_curl_slot *slot = &target->slots[i];
        if (!slot->sent.waits_for_100) {
            continue;
        }
        if (slot->sent.waits_until_us <= now_us) {
            hp_curl_release_body(slot);
            continue;
        }
        uint64_t left_ms = (slot->sent.waits_until_us - now_us + 999) / 1000;
        wait_ms = left_ms < (uint64_t)wait_ms ? (int)left_ms : wait_ms;
    }
    return wait_ms;
}

size_t hp_curl_on_read(char *out, size_t size, size_t count, void *user)
{
    struct hp_curl_slot *slot = user;
    if (slot->sent.waits_for_100) {
        return CURL_READFUNC_PAUSE;
    }
    return hp_body_reader_next(&slot->sent.reader, out, size * count);
}

/* Only ever back to the start: libcurl repeats a request when a kept connection turns out dead. */
int hp_curl_on_seek(void *user, curl_off_t offset, int origin)
{
    struct hp_curl_slot *slot = user;
    if (offset != 0 || origin != SEEK_SET) {
        return CURL_SEEKFUNC_CANTSEEK;
    }
    hp_body_reader_init(&slot->sent.reader, slot->request->body, &slot->request->transfer);
    return CURL_SEEKFUNC_OK;
}
