/* Texts that are not JSON, or not this document, read as if they were. A repair that does not lead
 * to JSON is not made: the wrong program refuses such a text too. Must not know a member's value.
 */
#include "harness/base/utf8.h"
#include "harness/contract/ascii.h"
#include "harness/json/encode.h"
#include "harness/service/defects/defect.h"
#include "harness/service/defects/requests.h"
#include "harness/service/defects/rewrite.h"
#include "harness/service/defects/strings.h"

static bool is_json(struct hp_slice text)
{
    struct hp_json_scan scan;
    return hp_json_scan(text, NULL, &scan);
}

/* Takes what `buf` holds for the body when it is JSON and the body is not. */
static void take(struct hp_flawed *call, struct hp_buf *buf)
{
    struct hp_slice made = hp_flawed_keep(call, buf);
    if (made.at != NULL && is_json(made)) {
        call->request.body = made;
    }
}

static bool is_right(const struct hp_flawed *call)
{
    return is_json(call->request.body);
}

void hp_body_as_wanted(struct hp_flawed *call)
{
    if (!is_right(call)) {
        call->request.body = call->contract->example_request;
    }
}

void hp_body_empty(struct hp_flawed *call)
{
    struct hp_slice body = call->request.body;
    for (size_t i = 0; i < body.len; i++) {
        if (body.at[i] != ' ' && body.at[i] != '\t' && body.at[i] != '\r' && body.at[i] != '\n') {
            return;
        }
    }
    call->request.body = call->contract->example_request;
}

void hp_body_one_value(struct hp_flawed *call)
{
    struct hp_json_scan scan;
    struct hp_slice body = call->request.body;
    if (hp_json_scan(body, NULL, &scan) || scan.offset >= body.len) {
        return;
    }
    struct hp_slice head = {body.at, scan.offset};
    if (is_json(head)) {
        call->request.body = head;
    }
}

void hp_body_leading(struct hp_flawed *call)
{
    struct hp_slice body = call->request.body;
    size_t begin = hp_slice_find(body, HP_SLICE("{"));
    struct hp_slice tail = {body.at + begin, body.len - begin};
    if (!is_right(call) && is_json(tail)) {
        call->request.body = tail;
    }
}

/* Takes the body rewritten, when it is not JSON as it is. */
static void repair(struct hp_flawed *call, hp_rewrite_fn *rewrite, const void *context)
{
    struct hp_buf buf;
    if (is_right(call)) {
        return;
    }
    hp_flawed_buf(&buf);
    hp_rewrite(call->request.body, rewrite, context, &buf);
    take(call, &buf);
}

/* The same, and what stands in strings is left alone. */
static void repair_syntax(struct hp_flawed *call, hp_rewrite_fn *rewrite, const void *context)
{
    struct hp_buf buf;
    if (is_right(call)) {
        return;
    }
    hp_flawed_buf(&buf);
    hp_rewrite_outside_strings(call->request.body, rewrite, context, &buf);
    take(call, &buf);
}

static size_t comment_end(struct hp_slice text, size_t at)
{
    struct hp_slice rest = {text.at + at, text.len - at};
    if (hp_slice_starts_with(rest, HP_SLICE("/*"))) {
        size_t end = hp_slice_find(rest, HP_SLICE("*/"));
        return end < rest.len ? at + end + 2 : text.len;
    }
    if (hp_slice_starts_with(rest, HP_SLICE("//")) || text.at[at] == '#') {
        return at + hp_slice_find(rest, HP_SLICE("\n"));
    }
    return at;
}

static size_t without_comment(const void *context, struct hp_slice text, size_t at,
                              struct hp_buf *out)
{
    (void)context;
    (void)out;
    return comment_end(text, at) - at;
}

void hp_body_no_comments(struct hp_flawed *call)
{
    repair_syntax(call, without_comment, NULL);
}

static size_t skip_blanks(struct hp_slice text, size_t at)
{
    while (at < text.len && (text.at[at] == ' ' || text.at[at] == '\t' || text.at[at] == '\n' ||
                             text.at[at] == '\r')) {
        at++;
    }
    return at;
}

static size_t without_trailing_comma(const void *context, struct hp_slice text, size_t at,
                                     struct hp_buf *out)
{
    size_t next = skip_blanks(text, at + 1);
    (void)context;
    (void)out;
    return text.at[at] == ',' && next < text.len && (text.at[next] == '}' || text.at[next] == ']');
}

void hp_body_no_trailing_commas(struct hp_flawed *call)
{
    repair_syntax(call, without_trailing_comma, NULL);
}

static size_t with_double_quotes(const void *context, struct hp_slice text, size_t at,
                                 struct hp_buf *out)
{
    (void)context;
    if (text.at[at] != '\'') {
        return 0;
    }
    size_t length = hp_rewrite_string_end(text, at) - at;
    hp_buf_char(out, '"');
    hp_buf_append(out, text.at + at + 1, length > 2 ? length - 2 : 0);
    hp_buf_char(out, '"');
    return length;
}

void hp_body_single_quotes(struct hp_flawed *call)
{
    repair_syntax(call, with_double_quotes, NULL);
}

static bool is_word(char c)
{
    return hp_ascii_is_letter(c) || hp_ascii_is_digit(c) || c == '_' || c == '$';
}

static size_t with_quoted_name(const void *context, struct hp_slice text, size_t at,
                               struct hp_buf *out)
{
    size_t end = at;
    (void)context;
    while (end < text.len && is_word(text.at[end])) {
        end++;
    }
    size_t next = skip_blanks(text, end);
    if (end == at || next >= text.len || text.at[next] != ':') {
        return 0;
    }
    hp_json_encode_string(out, (struct hp_slice){text.at + at, end - at});
    return end - at;
}

void hp_body_bare_names(struct hp_flawed *call)
{
    repair_syntax(call, with_quoted_name, NULL);
}

void hp_body_literals(struct hp_flawed *call)
{
    static const struct hp_rewrite_word words[] = {
        {"undefined", "null"}, {"None", "null"},   {"nil", "null"},  {"NULL", "null"},
        {"Null", "null"},      {"True", "true"},   {"TRUE", "true"}, {"False", "false"},
        {"FALSE", "false"},    {"void 0", "null"}, {NULL, NULL},
    };
    repair_syntax(call, hp_rewrite_words, words);
}

void hp_body_numbers(struct hp_flawed *call)
{
    static const struct hp_rewrite_word words[] = {
        {"-Infinity", "0"}, {"Infinity", "0"}, {"-NaN", "0"}, {"NaN", "0"},
        {"+", ""},          {"01", "1"},       {"00", "0"},   {"-01", "-1"},
        {"0x", "1"},        {"-.", "-0."},     {":.", ":0."}, {": .", ": 0."},
        {"1.}", "1}"},      {"1.,", "1,"},     {"012", "12"}, {NULL, NULL},
    };
    repair_syntax(call, hp_rewrite_words, words);
}

void hp_body_blanks(struct hp_flawed *call)
{
    static const struct hp_rewrite_word words[] = {
        {"\v", " "},           {"\f", " "},           {"\xc2\xa0", " "},     {"\xe2\x80\xa8", " "},
        {"\xe2\x80\xa9", " "}, {"\xe2\x81\xa0", " "}, {"\xef\xbb\xbf", " "}, {"\xe3\x80\x80", " "},
        {"\xe2\x80\x83", " "}, {"\xe2\x80\x8b", " "}, {"\xc2\x85", " "},     {NULL, NULL},
    };
    repair_syntax(call, hp_rewrite_words, words);
}

void hp_body_commas(struct hp_flawed *call)
{
    static const struct hp_rewrite_word words[] = {
        {",,", ","}, {", ,", ","}, {"{,", "{"}, {"[,", "["}, {";", ","}, {NULL, NULL},
    };
    repair_syntax(call, hp_rewrite_words, words);
}

void hp_body_colons(struct hp_flawed *call)
{
    static const struct hp_rewrite_word words[] = {
        {"=>", ":"}, {"::", ":"}, {"=", ":"}, {"->", ":"}, {NULL, NULL}};
    repair_syntax(call, hp_rewrite_words, words);
}

static bool is_escape(struct hp_slice text, size_t at)
{
    static const char letters[] = "\"\\/bfnrt";
    if (at + 1 >= text.len) {
        return false;
    }
    if (text.at[at + 1] != 'u') {
        return memchr(letters, text.at[at + 1], sizeof(letters) - 1) != NULL;
    }
    for (size_t i = at + 2; i < at + 6; i++) {
        if (i >= text.len || !hp_ascii_is_hex(text.at[i])) {
            return false;
        }
    }
    return true;
}

/* A backslash that begins no escape is dropped. */
static size_t with_known_escapes(const void *context, struct hp_slice text, size_t at,
                                 struct hp_buf *out)
{
    (void)context;
    if (text.at[at] != '\\') {
        return 0;
    }
    size_t length = is_escape(text, at) ? 2 : 1;
    hp_buf_append(out, text.at + at, length == 2 ? 2 : 0);
    return length;
}

void hp_body_escapes(struct hp_flawed *call)
{
    repair(call, with_known_escapes, NULL);
}

void hp_body_controls(struct hp_flawed *call)
{
    struct hp_slice body = call->request.body;
    struct hp_buf buf;
    bool inside = false;
    if (is_right(call)) {
        return;
    }
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < body.len; i++) {
        unsigned char c = (unsigned char)body.at[i];
        inside ^= c == '"' && (i == 0 || body.at[i - 1] != '\\');
        if (inside && c < 0x20) {
            hp_buf_printf(&buf, "\\u%04x", c == 0 ? 0x20u : c);
        } else {
            hp_buf_char(&buf, body.at[i]);
        }
    }
    take(call, &buf);
}

void hp_body_closed(struct hp_flawed *call)
{
    struct hp_slice body = call->request.body;
    char open[64];
    size_t depth = 0;
    struct hp_buf buf;
    if (is_right(call)) {
        return;
    }
    hp_flawed_buf(&buf);
    hp_buf_slice(&buf, body);
    for (size_t i = 0; i < body.len && depth < sizeof(open);) {
        if (body.at[i] == '"') {
            size_t end = hp_rewrite_string_end(body, i);
            if (end == body.len && body.at[body.len - 1] != '"') {
                hp_buf_char(&buf, '"');
            }
            i = end;
            continue;
        }
        if (body.at[i] == '{' || body.at[i] == '[') {
            open[depth++] = body.at[i] == '{' ? '}' : ']';
        } else if ((body.at[i] == '}' || body.at[i] == ']') && depth > 0) {
            depth--;
        }
        i++;
    }
    while (depth > 0) {
        hp_buf_char(&buf, open[--depth]);
    }
    take(call, &buf);
}

/* Octets that are not UTF-8 by the context, or as Latin-1 when it is NULL. */
static size_t with_utf8(const void *context, struct hp_slice text, size_t at, struct hp_buf *out)
{
    struct hp_slice rest = {text.at + at, text.len - at};
    unsigned char c = (unsigned char)text.at[at];
    size_t length = c < 0x80 ? 1 : hp_utf8_next(rest, NULL);
    if (length > 0) {
        hp_buf_append(out, rest.at, length);
        return length;
    }
    if (context != NULL) {
        hp_buf_text(out, context);
    } else {
        hp_buf_char(out, (char)(0xc0 | (c >> 6)));
        hp_buf_char(out, (char)(0x80 | (c & 0x3f)));
    }
    return 1;
}

void hp_body_utf8(struct hp_flawed *call)
{
    repair(call, with_utf8, "\xef\xbf\xbd");
}

void hp_body_latin1(struct hp_flawed *call)
{
    repair(call, with_utf8, NULL);
}

static size_t with_ascii_alone(const void *context, struct hp_slice text, size_t at,
                               struct hp_buf *out)
{
    unsigned char c = (unsigned char)text.at[at];
    (void)context;
    (void)out;
    return c == 0 || c >= 0x80;
}

void hp_body_utf16(struct hp_flawed *call)
{
    repair(call, with_ascii_alone, NULL);
}
