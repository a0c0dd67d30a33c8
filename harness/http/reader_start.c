/* The first line of a message (RFC 9112 3 and 4), by its grammar and no other: one SP where it says
 * SP, and a version that is spelt as RFC 9112 2.3 spells it. Must not know what a method or a
 * status means. */
#include "harness/http/octets.h"
#include "harness/http/reader_internal.h"

static bool refuse(struct hp_reader *reader, int status, const char *clause, const char *what)
{
    (void)hp_reader_refuse(reader, status, clause, what);
    return false;
}

/* Refuses octet `at` of the line; those behind it were not needed. */
static bool refuse_at(struct hp_reader *reader, size_t at, size_t *used, const char *clause,
                      const char *what)
{
    reader->mark = at + 1;
    hp_reader_give_back(reader, used);
    return refuse(reader, 400, clause, what);
}

static bool request_is_plausible(struct hp_reader *reader, size_t *used)
{
    char first = reader->head.bytes[0];
    if (first == '\r' || hp_octet_is(first, HP_OCTET_TCHAR)) {
        return true;
    }
    return first == '\n'
               ? refuse_at(reader, 0, used, "RFC9112-2.2", "a line ends with LF alone")
               : refuse_at(reader, 0, used, "RFC9112-3", "what comes does not start with a method");
}

bool hp_reader_start_is_plausible(struct hp_reader *reader, size_t *used)
{
    static const char prefix[5] = {'H', 'T', 'T', 'P', '/'};
    const struct hp_buf *head = &reader->head;
    if (head->length == 0 || reader->seen >= sizeof(prefix)) {
        return true;
    }
    if (reader->side == HP_READER_REQUEST) {
        return request_is_plausible(reader, used);
    }
    if (head->length >= sizeof(prefix) && memcmp(head->bytes, prefix, sizeof(prefix)) == 0) {
        return true;
    }
    size_t count = head->length < sizeof(prefix) ? head->length : sizeof(prefix);
    for (size_t i = 0; i < count; i++) {
        if (head->bytes[i] != prefix[i]) {
            return refuse_at(reader, i, used, "RFC9112-4", "what comes does not start with HTTP/");
        }
    }
    return true;
}

/* RFC 9112 2.3: "HTTP/" DIGIT "." DIGIT. A later minor version is read as the highest that is known
 * (RFC 9110 2.5). */
static bool read_version(struct hp_reader *reader, struct hp_slice text)
{
    if (text.len != 8 || memcmp(text.at, "HTTP/", 5) != 0 ||
        !hp_octet_is(text.at[5], HP_OCTET_DIGIT) || text.at[6] != '.' ||
        !hp_octet_is(text.at[7], HP_OCTET_DIGIT)) {
        return refuse(reader, 400, "RFC9112-2.3", "the version is not HTTP/ digit . digit");
    }
    if (text.at[5] != '1') {
        return refuse(reader, 505, "RFC9110-15.6.6", "the major version is not 1");
    }
    reader->http_version = text.at[7] == '0' ? 10 : 11;
    return true;
}

/* Cuts `line` at its first SP; false when there is none. */
static bool cut(struct hp_slice *line, struct hp_slice *part)
{
    const char *blank = line->len == 0 ? NULL : memchr(line->at, ' ', line->len);
    if (blank == NULL) {
        return false;
    }
    *part = (struct hp_slice){line->at, (size_t)(blank - line->at)};
    *line = (struct hp_slice){blank + 1, line->len - part->len - 1};
    return true;
}

static bool is_method(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!hp_octet_is(text.at[i], HP_OCTET_TCHAR)) {
            return false;
        }
    }
    return text.len > 0;
}

static bool read_request_line(struct hp_reader *reader, struct hp_slice rest)
{
    struct hp_slice method;
    struct hp_slice target;
    if (!cut(&rest, &method)) {
        return refuse(reader, 400, "RFC9112-3", "a request line without a target and a version");
    }
    if (!is_method(method)) {
        return refuse(reader, 400, "RFC9110-9.1", "the method is not a token");
    }
    if (!cut(&rest, &target)) {
        return refuse(reader, 400, "RFC9112-3", "a request line without a version");
    }
    if (target.len == 0) {
        return refuse(reader, 400, "RFC9112-3", "a request line without a target");
    }
    if (memchr(rest.at, ' ', rest.len) != NULL) {
        return refuse(reader, 400, "RFC9112-3", "a blank too many in the request line");
    }
    if (!read_version(reader, rest)) {
        return false;
    }
    reader->method = method;
    reader->target = target;
    if (!hp_request_target_is_valid(method, target)) {
        return refuse(reader, 400, "RFC9112-3.2", "the request target has none of the four forms");
    }
    return true;
}

/* status-line = HTTP-version SP status-code SP [ reason-phrase ] */
static bool read_status_line(struct hp_reader *reader, struct hp_slice rest)
{
    struct hp_slice version;
    struct hp_slice code;
    if (!cut(&rest, &version)) {
        return refuse(reader, 400, "RFC9112-4", "a status line without a status code");
    }
    if (!read_version(reader, version)) {
        return false;
    }
    if (!cut(&rest, &code)) {
        return refuse(reader, 400, "RFC9112-4", "no SP behind the status code");
    }
    if (code.len != 3 || !hp_octet_is(code.at[0], HP_OCTET_DIGIT) ||
        !hp_octet_is(code.at[1], HP_OCTET_DIGIT) || !hp_octet_is(code.at[2], HP_OCTET_DIGIT)) {
        return refuse(reader, 400, "RFC9112-4", "the status code is not three digits");
    }
    int status = (code.at[0] - '0') * 100 + (code.at[1] - '0') * 10 + (code.at[2] - '0');
    if (status < 100 || status > 599) {
        return refuse(reader, 400, "RFC9110-15", "the status code is not in 100 to 599");
    }
    reader->status = status;
    reader->reason = rest;
    return true;
}

bool hp_reader_start_line(struct hp_reader *reader, struct hp_slice line)
{
    return reader->side == HP_READER_REQUEST ? read_request_line(reader, line)
                                             : read_status_line(reader, line);
}
