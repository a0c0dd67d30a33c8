/* Reads the lines that an HTTP library hands over, by the grammar and not by the library's
 * leniency. Must not know where the lines came from or which fields the contract wants. */
#include "harness/target/response_head.h"

#include "harness/base/limits.h"
#include "harness/target/extra_fields.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int hp_status_line_parse(struct hp_slice line, int *version)
{
    static const struct {
        struct hp_slice prefix;
        int version;
    } versions[] = {
        {HP_SLICE_INIT("HTTP/1.1 "), 11},
        {HP_SLICE_INIT("HTTP/1.0 "), 10},
        {HP_SLICE_INIT("HTTP/2 "), 20}, /* how libcurl writes the pseudo-header of RFC 9113 8.3.2 */
    };
    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        size_t at = versions[i].prefix.len;
        if (!hp_slice_starts_with(line, versions[i].prefix) || line.len < at + 3) {
            continue;
        }
        const char *code = line.at + at;
        bool ends = line.len == at + 3 || code[3] == ' ';
        if (!ends || code[0] < '1' || code[0] > '5' || !is_digit(code[1]) || !is_digit(code[2])) {
            return 0;
        }
        *version = versions[i].version;
        return (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
    }
    return 0;
}

/* The next line without its end; `*at` moves behind it. */
static struct hp_slice next_line(const char *text, size_t len, size_t *at)
{
    const char *start = text + *at;
    const char *newline = memchr(start, '\n', len - *at);
    size_t line_len = newline == NULL ? len - *at : (size_t)(newline - start);
    *at += line_len + (newline == NULL ? 0 : 1);
    if (line_len > 0 && start[line_len - 1] == '\r') {
        line_len--;
    }
    return (struct hp_slice){start, line_len};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* RFC 9112 5.2: a recipient replaces each fold by blanks. A fold right behind the status line
 * continues nothing and stays. Returns the number of lines that are left. */
static size_t unfold(char *text, size_t len)
{
    size_t lines = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] != '\n') {
            continue;
        }
        bool empty = i == 0 || text[i - 1] == '\n' ||
                     (text[i - 1] == '\r' && (i == 1 || text[i - 2] == '\n'));
        if (lines > 0 && !empty && i + 1 < len && is_blank(text[i + 1])) {
            text[i] = ' ';
            if (text[i - 1] == '\r') {
                text[i - 1] = ' ';
            }
        } else {
            lines++;
        }
    }
    return lines + 1;
}

static const char *read_field(struct hp_slice line, struct hp_field *out)
{
    const char *colon = memchr(line.at, ':', line.len);
    if (colon == NULL) {
        return "a header line has no colon (RFC 9112 5)";
    }
    out->name = (struct hp_slice){line.at, (size_t)(colon - line.at)};
    out->value = hp_slice_trim((struct hp_slice){colon + 1, line.len - out->name.len - 1});
    if (out->name.len > 0 && is_blank(out->name.at[out->name.len - 1])) {
        return "a header line has a blank before its colon (RFC 9112 5.1)";
    }
    if (!hp_is_token(out->name)) {
        return "a header field's name is not a token (RFC 9110 5.1)";
    }
    for (size_t i = 0; i < out->value.len; i++) {
        char c = out->value.at[i];
        if (c == '\r' || c == '\0') {
            return "a header field's value holds a bare CR or a NUL (RFC 9110 5.5)";
        }
    }
    return NULL;
}

enum hp_head_verdict hp_response_head_parse(char *text, size_t len, struct hp_arena *arena,
                                            struct hp_response *out, const char **why)
{
    size_t lines = unfold(text, len);
    size_t room = lines < HP_RESPONSE_FIELDS_MAX ? lines : HP_RESPONSE_FIELDS_MAX;
    struct hp_field *fields = hp_arena_take(arena, room * sizeof(*fields));
    if (fields == NULL) {
        return HP_HEAD_NO_MEMORY;
    }
    out->fields = fields;
    out->field_count = 0;
    size_t at = 0;
    out->status = hp_status_line_parse(next_line(text, len, &at), &out->http_version);
    if (out->status == 0) {
        *why = "the status line is not HTTP/1.x with a status of 100 to 599 (RFC 9112 4)";
        return HP_HEAD_MALFORMED;
    }
    while (at < len) {
        struct hp_slice line = next_line(text, len, &at);
        if (line.len == 0) {
            break;
        }
        if (out->field_count == room) {
            *why = "the response has more header fields than hookproof reads";
            return HP_HEAD_TOO_LARGE;
        }
        *why = read_field(line, &fields[out->field_count]);
        if (*why != NULL) {
            return HP_HEAD_MALFORMED;
        }
        out->field_count++;
    }
    return HP_HEAD_OK;
}
