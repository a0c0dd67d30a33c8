/* The header section as a whole: for whom the message is, where its body ends, and whether another
 * one may follow. Two answers to "where does it end" are a message smuggled, so there is one or
 * none. Must not know lines or the body's octets. */
#include "harness/http/octets.h"
#include "harness/http/reader_internal.h"

/* What the fields about the message itself say. */
struct framing {
    size_t hosts;
    bool host_is_bad;
    bool has_length, length_is_bad, length_overflows, lengths_differ;
    uint64_t length;
    bool has_coding, coding_is_bad, coding_is_unknown;
    bool chunked, chunked_not_last;
    bool close, keep_alive;
    bool expects_continue;
};

/* The eight octets at `at` in lower case, for letters and what else stands in the names below: no
 * other octet of a token becomes one of them with 0x20. */
static uint64_t lower_eight(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    return word | UINT64_C(0x2020202020202020);
}

/* `lower` is in lower case and as long as `name`. */
static bool is_name(struct hp_slice name, const char *lower)
{
    if (name.len >= 8) { /* two words that may overlap */
        size_t last = name.len - 8;
        bool ends = lower_eight(name.at) == lower_eight(lower) &&
                    lower_eight(name.at + last) == lower_eight(lower + last);
        return ends && (name.len <= 16 || (name.at[8] | 0x20) == lower[8]);
    }
    size_t n = 0;
    while (n < name.len && (name.at[n] | 0x20) == lower[n]) {
        n++;
    }
    return n == name.len;
}

/* Offset of the comma that ends the first element, or the length. A comma inside a quoted string is
 * none. */
static size_t element_span(struct hp_slice list)
{
    bool quoted = false;
    size_t n = 0;
    while (n < list.len && (quoted || list.at[n] != ',')) {
        if (list.at[n] == '"') {
            quoted = !quoted;
        } else if (quoted && list.at[n] == '\\' && n + 1 < list.len) {
            n++;
        }
        n++;
    }
    return n;
}

/* The next element of a list (RFC 9110 5.6.1), which may be empty; false past the last. */
static bool next_element(struct hp_slice *list, struct hp_slice *element)
{
    if (list->at == NULL) {
        return false;
    }
    if (list->len == 0 || memchr(list->at, ',', list->len) == NULL) {
        *element = hp_slice_trim(*list); /* the last one, and most lists have no other */
        *list = (struct hp_slice){NULL, 0};
        return true;
    }
    size_t n = element_span(*list);
    *element = hp_slice_trim((struct hp_slice){list->at, n});
    *list = n < list->len ? (struct hp_slice){list->at + n + 1, list->len - n - 1}
                          : (struct hp_slice){NULL, 0};
    return true;
}

/* One element of Content-Length: 1*DIGIT (RFC 9110 8.6). */
static void add_length(struct framing *framing, struct hp_slice text)
{
    uint64_t number = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint64_t digit = (uint64_t)(text.at[i] - '0');
        if (digit > 9) {
            framing->length_is_bad = true;
            return;
        }
        /* The first comparison spares nearly every digit the division. */
        if (number >= UINT64_MAX / 10 && number > (UINT64_MAX - digit) / 10) {
            framing->length_overflows = true;
        }
        number = number * 10 + digit;
    }
    framing->length_is_bad |= text.len == 0;
    framing->lengths_differ |= framing->has_length && framing->length != number;
    framing->has_length = true;
    framing->length = number;
}

/* The same number may stand there several times (RFC 9112 6.3 rule 5). */
static void read_length(struct framing *framing, struct hp_slice value)
{
    struct hp_slice element;
    while (next_element(&value, &element)) {
        add_length(framing, element);
    }
}

static bool is_token(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!hp_octet_is(text.at[i], HP_OCTET_TCHAR)) {
            return false;
        }
    }
    return text.len > 0;
}

/* RFC 9112 6.1 and 7. Several lines are one list. Empty elements are passed over, as a recipient
 * has to (RFC 9110 5.6.1.2). */
static void read_coding(struct framing *framing, struct hp_slice value)
{
    struct hp_slice element;
    framing->has_coding = true;
    while (next_element(&value, &element)) {
        if (element.len == 0) {
            continue;
        }
        size_t end = 0;
        while (end < element.len && element.at[end] != ';') {
            end++;
        }
        struct hp_slice name = hp_slice_trim((struct hp_slice){element.at, end});
        bool chunked = hp_slice_equal_ignoring_case(name, HP_SLICE("chunked"));
        framing->chunked_not_last |= framing->chunked;
        framing->chunked |= chunked;
        framing->coding_is_unknown |= !chunked;
        /* chunked has no parameters (7.1). */
        framing->coding_is_bad |= !is_token(name) || (chunked && end < element.len);
    }
}

static void add_connection(struct framing *framing, struct hp_slice option)
{
    framing->close |= option.len == 5 && is_name(option, "close");
    framing->keep_alive |= option.len == 10 && is_name(option, "keep-alive");
}

static void read_connection(struct framing *framing, struct hp_slice value)
{
    struct hp_slice element;
    while (next_element(&value, &element)) {
        add_connection(framing, element);
    }
}

static void read_expect(struct framing *framing, struct hp_slice value)
{
    struct hp_slice element;
    while (next_element(&value, &element)) {
        framing->expects_continue |= element.len == 12 && is_name(element, "100-continue");
    }
}

/* As most lists: short, and without a comma. */
static bool has_one_element(struct hp_slice value)
{
    enum { SHORT = 16 };
    size_t n = 0;
    while (n < value.len && n < SHORT && value.at[n] != ',') {
        n++;
    }
    return n == value.len;
}

static void read_field(struct framing *framing, const struct hp_field *field)
{
    switch (field->name.len) {
    case 4:
        if (is_name(field->name, "host")) {
            framing->hosts++;
            framing->host_is_bad |= !hp_host_is_valid(field->value);
        }
        break;
    case 6:
        if (is_name(field->name, "expect")) {
            read_expect(framing, field->value);
        }
        break;
    case 10:
        if (is_name(field->name, "connection")) {
            if (has_one_element(field->value)) {
                add_connection(framing, field->value);
            } else {
                read_connection(framing, field->value);
            }
        }
        break;
    case 14:
        if (is_name(field->name, "content-length")) {
            if (has_one_element(field->value)) {
                add_length(framing, field->value);
            } else {
                read_length(framing, field->value);
            }
        }
        break;
    case 17:
        if (is_name(field->name, "transfer-encoding")) {
            read_coding(framing, field->value);
        }
        break;
    default:
        break;
    }
}

/* What is wrong, or NULL and nothing. */
struct verdict {
    int status;
    const char *clause;
    const char *what;
};

static const struct verdict sound = {0, NULL, NULL};

static struct verdict judge_host(const struct hp_reader *reader, const struct framing *framing)
{
    if (framing->hosts > 1) {
        return (struct verdict){400, "RFC9112-3.2", "more than one Host"};
    }
    if (framing->hosts == 0 && reader->http_version == 11) {
        return (struct verdict){400, "RFC9112-3.2", "no Host in an HTTP/1.1 request"};
    }
    if (framing->host_is_bad) {
        return (struct verdict){400, "RFC9112-3.2", "the value of Host is not a host and a port"};
    }
    return sound;
}

/* RFC 9112 6.1 and 6.3 rules 3 and 4, for both sides. */
static struct verdict judge_coding(const struct hp_reader *reader, const struct framing *framing)
{
    if (reader->http_version == 10) {
        return (struct verdict){400, "RFC9112-6.1", "Transfer-Encoding in an HTTP/1.0 message"};
    }
    if (framing->has_length) {
        return (struct verdict){400, "RFC9112-6.3", "both Transfer-Encoding and Content-Length"};
    }
    if (framing->coding_is_bad) {
        return (struct verdict){400, "RFC9112-7", "a transfer coding that is not one"};
    }
    if (framing->chunked_not_last) {
        return (struct verdict){400, "RFC9112-6.3", "chunked is not the last transfer coding"};
    }
    if (framing->coding_is_unknown) {
        return (struct verdict){501, "RFC9112-6.1", "a transfer coding other than chunked"};
    }
    if (!framing->chunked) {
        return (struct verdict){400, "RFC9112-6.3", "Transfer-Encoding without a coding"};
    }
    return sound;
}

static struct verdict judge_length(const struct hp_reader *reader, const struct framing *framing)
{
    if (framing->length_is_bad) {
        return (struct verdict){400, "RFC9112-6.3", "the value of Content-Length is not a number"};
    }
    if (framing->length_overflows) {
        return (struct verdict){400, "RFC9110-8.6", "the value of Content-Length is past 64 bits"};
    }
    if (framing->lengths_differ) {
        return (struct verdict){400, "RFC9112-6.3", "two different values of Content-Length"};
    }
    /* A response is read as far as it may go, to be shown; a client is told before it sends. */
    if (reader->side == HP_READER_REQUEST && framing->length > reader->limits.body_bytes_max) {
        return (struct verdict){413, "RFC9110-15.5.14", "the body is too large"};
    }
    return sound;
}

/* Responses that end with their head (RFC 9112 6.3 rules 1 and 2), and what they may not say. */
static struct verdict judge_bodiless(struct hp_reader *reader, struct framing *framing)
{
    bool granted = reader->to_connect && reader->status >= 200 && reader->status < 300;
    bool never = reader->status < 200 || reader->status == 204;
    reader->no_body = never || granted || reader->to_head || reader->status == 304;
    if (granted) { /* a client ignores both (RFC 9110 9.3.6) */
        framing->has_length = framing->has_coding = false;
        framing->length_is_bad = framing->length_overflows = framing->lengths_differ = false;
    }
    if (never && framing->has_coding) {
        return (struct verdict){400, "RFC9112-6.1", "Transfer-Encoding in a 1xx or 204 response"};
    }
    if (never && (framing->has_length || framing->length_is_bad)) {
        return (struct verdict){400, "RFC9110-8.6", "Content-Length in a 1xx or 204 response"};
    }
    return sound;
}

static struct verdict judge(struct hp_reader *reader, struct framing *framing)
{
    bool request = reader->side == HP_READER_REQUEST;
    struct verdict verdict =
        request ? judge_host(reader, framing) : judge_bodiless(reader, framing);
    if (verdict.what == NULL && framing->has_coding) {
        verdict = judge_coding(reader, framing);
    }
    if (verdict.what == NULL) {
        verdict = judge_length(reader, framing);
    }
    return verdict;
}

/* RFC 9112 9.3, and a body that ends with the connection takes it along. */
static bool persists(const struct hp_reader *reader, const struct framing *framing)
{
    bool tunnel = reader->side == HP_READER_RESPONSE &&
                  (reader->status == 101 || (reader->to_connect && reader->status / 100 == 2));
    return !framing->close && !reader->until_close && !tunnel &&
           (reader->http_version == 11 || framing->keep_alive);
}

enum hp_reader_state hp_reader_end_head(struct hp_reader *reader)
{
    struct framing framing = {0};
    for (size_t i = 0; i < reader->field_count; i++) {
        read_field(&framing, &reader->fields[i]);
    }
    struct verdict verdict = judge(reader, &framing);
    reader->chunked = framing.chunked && !reader->no_body;
    reader->has_length = framing.has_length;
    reader->length = framing.length;
    if (verdict.what != NULL) {
        return hp_reader_refuse(reader, verdict.status, verdict.clause, verdict.what);
    }
    reader->until_close = reader->side == HP_READER_RESPONSE && !reader->no_body &&
                          !framing.has_coding && !framing.has_length;
    reader->keep_alive = persists(reader, &framing);
    /* Only where a body is to come, and from a client that knows it (RFC 9110 10.1.1). */
    reader->expects_continue = framing.expects_continue && reader->http_version == 11 &&
                               (reader->chunked || reader->length > 0);
    return HP_READER_HEAD;
}

enum hp_reader_phase hp_reader_body_phase(struct hp_reader *reader)
{
    reader->section_bytes = 0;
    if (reader->no_body) {
        return HP_PHASE_COMPLETE;
    }
    if (reader->chunked) {
        return HP_PHASE_CHUNK_LINE;
    }
    if (reader->until_close) {
        return HP_PHASE_UNTIL_CLOSE;
    }
    reader->left = reader->has_length ? reader->length : 0;
    return reader->left > 0 ? HP_PHASE_LENGTH : HP_PHASE_COMPLETE;
}
