/* Octets of a message changed before they are read, or before they are sent. Must not know what a
 * message means. */
#include "harness/service/defects/wire.h"

#include <stdio.h>
#include <strings.h>

#include "harness/contract/ascii.h"
#include "harness/service/defects/rewrite.h"
#include "harness/service/defects/tables.h"

/* A request as it came, and what is made of it; both in one place at the end. */
struct edit {
    const struct hp_defect *defect;
    char *octets;
    struct hp_slice text;
    struct hp_slice head; /* the header section with its empty line; empty: it is not all there */
    struct hp_buf made;   /* empty at the end: the request stays as it is */
};

static void begin(struct edit *edit, const struct hp_defect *defect, char *octets, size_t count,
                  size_t bytes_max)
{
    *edit = (struct edit){.defect = defect, .octets = octets, .text = {octets, count}};
    size_t end = hp_slice_find(edit->text, HP_SLICE("\r\n\r\n"));
    edit->head = (struct hp_slice){octets, end == count ? 0 : end + 4};
    hp_buf_init(&edit->made, bytes_max);
}

static size_t finish(struct edit *edit)
{
    size_t count = edit->text.len;
    if (!edit->made.failed && edit->made.length > 0) {
        count = edit->made.length;
        memcpy(edit->octets, edit->made.bytes, count);
    }
    hp_buf_deinit(&edit->made);
    return count;
}

static struct hp_slice behind(struct hp_slice text, size_t at)
{
    return (struct hp_slice){text.at + at, text.len - at};
}

/* The line at `at`, with its end. */
static struct hp_slice line_at(struct hp_slice text, size_t at)
{
    struct hp_slice rest = behind(text, at);
    size_t end = hp_slice_find(rest, HP_SLICE("\n"));
    return (struct hp_slice){rest.at, end < rest.len ? end + 1 : rest.len};
}

static bool is_called(struct hp_slice line, const char *name)
{
    size_t length = strlen(name);
    return line.len > length && strncasecmp(line.at, name, length) == 0 &&
           (line.at[length] == ':' || line.at[length] == ' ' || line.at[length] == '\t');
}

/* The first line of `text` that is called so; empty: there is none. */
static struct hp_slice find_line(struct hp_slice text, const char *name)
{
    for (size_t at = 0; at < text.len; at += line_at(text, at).len) {
        if (is_called(line_at(text, at), name)) {
            return line_at(text, at);
        }
    }
    return (struct hp_slice){"", 0};
}

/* The same further down than `line`. */
static struct hp_slice find_next(struct hp_slice text, struct hp_slice line, const char *name)
{
    return find_line(behind(text, (size_t)(line.at + line.len - text.at)), name);
}

/* Puts what becomes of one line of the head. */
typedef void put_line(struct edit *edit, struct hp_slice line);

/* The head line by line, and what stands behind it as it is. */
static void put_lines(struct edit *edit, put_line *put)
{
    struct hp_slice head = edit->head;
    for (size_t at = 0; at < head.len; at += line_at(head, at).len) {
        put(edit, line_at(head, at));
    }
    if (head.len > 0) {
        hp_buf_slice(&edit->made, behind(edit->text, head.len));
    }
}

static size_t by_lines(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max,
                       put_line *put)
{
    struct edit edit;
    begin(&edit, defect, octets, count, bytes_max);
    put_lines(&edit, put);
    return finish(&edit);
}

static void put_unless_named(struct edit *edit, struct hp_slice line)
{
    if (!is_called(line, edit->defect->text)) {
        hp_buf_slice(&edit->made, line);
    }
}

size_t hp_wire_without(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    begin(&edit, defect, octets, count, bytes_max);
    if (find_line(edit.head, defect->other).len > 0) {
        put_lines(&edit, put_unless_named);
    }
    return finish(&edit);
}

static void put_first(struct edit *edit, struct hp_slice line, const char *name)
{
    if (!is_called(line, name) || find_line(edit->head, name).at == line.at) {
        hp_buf_slice(&edit->made, line);
    }
}

static void put_first_named(struct edit *edit, struct hp_slice line)
{
    put_first(edit, line, edit->defect->text);
}

size_t hp_wire_once(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    return by_lines(defect, octets, count, bytes_max, put_first_named);
}

/* The request with a line put behind the request line. */
static void put_with(struct edit *edit, struct hp_slice line)
{
    size_t first = line_at(edit->text, 0).len;
    hp_buf_append(&edit->made, edit->text.at, first);
    hp_buf_slice(&edit->made, line);
    hp_buf_slice(&edit->made, behind(edit->text, first));
}

static void put_number(struct edit *edit, struct hp_slice line)
{
    char value[64];
    if (!is_called(line, "Content-Length")) {
        hp_buf_slice(&edit->made, line);
        return;
    }
    (void)snprintf(value, sizeof(value), "%.*s", (int)line.len - 15, line.at + 15);
    long long number = strtoll(value, NULL, 0);
    hp_buf_printf(&edit->made, "Content-Length: %lld\r\n", number < 0 ? -number : number);
}

size_t hp_wire_number(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    return by_lines(defect, octets, count, bytes_max, put_number);
}

static void put_first_host(struct edit *edit, struct hp_slice line)
{
    put_first(edit, line, "Host");
}

size_t hp_wire_host(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    begin(&edit, defect, octets, count, bytes_max);
    struct hp_slice host = find_line(edit.head, "Host");
    if (edit.head.len > 0 && host.len == 0) {
        put_with(&edit, HP_SLICE("Host: localhost\r\n"));
    } else if (host.len > 0 && find_next(edit.head, host, "Host").len > 0) {
        put_lines(&edit, put_first_host);
    }
    return finish(&edit);
}

size_t hp_wire_version(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    begin(&edit, defect, octets, count, bytes_max);
    size_t first = line_at(edit.text, 0).len;
    size_t blank = first;
    while (blank > 0 && octets[blank - 1] != ' ') {
        blank--;
    }
    if (edit.head.len > 0 && blank > 5 && memchr(octets, '/', blank) != NULL) {
        hp_buf_append(&edit.made, octets, blank);
        hp_buf_text(&edit.made, "HTTP/1.1\r\n");
        hp_buf_slice(&edit.made, behind(edit.text, first));
    }
    return finish(&edit);
}

/* The context is an edit: blanks before the colon of a line of its head. */
static size_t without_blanks(const void *context, struct hp_slice text, size_t at,
                             struct hp_buf *out)
{
    const struct edit *edit = context;
    size_t next = at;
    (void)out;
    while (next < edit->head.len && (text.at[next] == ' ' || text.at[next] == '\t')) {
        next++;
    }
    return next < edit->head.len && text.at[next] == ':' ? next - at : 0;
}

size_t hp_wire_colon(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    begin(&edit, defect, octets, count, bytes_max);
    hp_rewrite(edit.text, without_blanks, &edit, &edit.made);
    return finish(&edit);
}

/* CR alone, up to the brace that begins a body, becomes CR LF. */
static size_t with_line_feed(const void *context, struct hp_slice text, size_t at,
                             struct hp_buf *out)
{
    size_t brace = *(const size_t *)context;
    bool alone =
        at < brace && text.at[at] == '\r' && (at + 1 == text.len || text.at[at + 1] != '\n');
    hp_buf_text(out, alone ? "\r\n" : "");
    return alone;
}

size_t hp_wire_cr(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    begin(&edit, defect, octets, count, bytes_max);
    size_t brace = hp_slice_find(edit.text, HP_SLICE("{"));
    hp_rewrite(edit.text, with_line_feed, &brace, &edit.made);
    return finish(&edit);
}

size_t hp_wire_length(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    char line[64];
    begin(&edit, defect, octets, count, bytes_max);
    if (edit.head.len > 0 && count > edit.head.len &&
        find_line(edit.head, "Content-Length").len == 0 &&
        find_line(edit.head, "Transfer-Encoding").len == 0) {
        (void)snprintf(line, sizeof(line), "Content-Length: %zu\r\n", count - edit.head.len);
        put_with(&edit, hp_slice_of(line));
    }
    return finish(&edit);
}

static void put_exact_length(struct edit *edit, struct hp_slice line)
{
    if (is_called(line, "Content-Length")) {
        hp_buf_printf(&edit->made, "Content-Length: %zu\r\n", edit->text.len - edit->head.len);
    } else {
        hp_buf_slice(&edit->made, line);
    }
}

size_t hp_wire_exactly(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    return by_lines(defect, octets, count, bytes_max, put_exact_length);
}

/* Tabs and runs of blanks in the request line, whose length is the context, are one blank. */
static size_t with_one_blank(const void *context, struct hp_slice text, size_t at,
                             struct hp_buf *out)
{
    size_t first = *(const size_t *)context;
    size_t end = at;
    while (end < first && (text.at[end] == ' ' || text.at[end] == '\t')) {
        end++;
    }
    hp_buf_text(out, end > at ? " " : "");
    return end - at;
}

size_t hp_wire_tabs(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    begin(&edit, defect, octets, count, bytes_max);
    size_t first = line_at(edit.text, 0).len;
    hp_rewrite(edit.text, with_one_blank, &first, &edit.made);
    return finish(&edit);
}

size_t hp_wire_trailer(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    char line[256];
    begin(&edit, defect, octets, count, bytes_max);
    struct hp_slice found = find_line(behind(edit.text, edit.head.len), defect->text);
    if (edit.head.len > 0 && found.len > 0) {
        (void)snprintf(line, sizeof(line), "%.*s", (int)found.len, found.at);
        put_with(&edit, hp_slice_of(line));
    }
    return finish(&edit);
}

size_t hp_wire_first(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    begin(&edit, defect, octets, count, bytes_max);
    struct hp_slice tail = behind(edit.text, edit.head.len);
    size_t next = hp_slice_find(tail, hp_slice_of(defect->text));
    hp_buf_deinit(&edit.made);
    return edit.head.len > 0 && next < tail.len ? edit.head.len + next : count;
}

size_t hp_wire_absolute(const struct hp_defect *defect, char *octets, size_t count,
                        size_t bytes_max)
{
    struct edit edit;
    begin(&edit, defect, octets, count, bytes_max);
    struct hp_slice line = line_at(edit.text, 0);
    if (edit.head.len > 0 && hp_slice_find(line, HP_SLICE(" http://")) < line.len) {
        hp_buf_text(&edit.made, "POST /nothing HTTP/1.1\r\n");
        hp_buf_slice(&edit.made, behind(edit.text, line.len));
    }
    return finish(&edit);
}

static void put_plain_coding(struct edit *edit, struct hp_slice line)
{
    bool chunked =
        is_called(line, "Transfer-Encoding") && hp_slice_find(line, HP_SLICE("chunked")) < line.len;
    hp_buf_slice(&edit->made, chunked ? HP_SLICE("Transfer-Encoding: chunked\r\n") : line);
}

size_t hp_wire_coding(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    return by_lines(defect, octets, count, bytes_max, put_plain_coding);
}

static void put_if_sound(struct edit *edit, struct hp_slice line)
{
    size_t colon = hp_slice_find(line, HP_SLICE(":"));
    bool request_line = line.at == edit->head.at;
    bool sound = colon < line.len && hp_is_token((struct hp_slice){line.at, colon});
    if (request_line || line.len <= 2 || sound) {
        hp_buf_slice(&edit->made, line);
    }
}

size_t hp_wire_names(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    return by_lines(defect, octets, count, bytes_max, put_if_sound);
}

/* The answer has a status of at least `status`, where the defect names one. */
static bool is_about(const struct hp_defect *defect, const struct hp_buf *output, size_t start)
{
    static const char line[] = "HTTP/1.1 ";
    size_t digits = start + sizeof(line) - 1;
    return defect->status == 0 ||
           (output->length > digits + 3 && output->bytes[digits] - '0' >= defect->status / 100);
}

bool hp_wire_says(const struct hp_defect *defect, struct hp_buf *output, size_t start)
{
    if (!is_about(defect, output, start)) {
        return false;
    }
    struct hp_slice text = {output->bytes + start, output->length - start};
    struct hp_slice from = hp_slice_of(defect->text);
    size_t at = hp_slice_find(text, from);
    if (at < text.len) {
        hp_buf_splice(output, start + at, from.len, hp_slice_of(defect->other));
    }
    return false;
}

bool hp_wire_short(const struct hp_defect *defect, struct hp_buf *output, size_t start)
{
    struct hp_slice text = {output->bytes + start, output->length - start};
    size_t at = hp_slice_find(text, HP_SLICE("Content-Length: "));
    char line[32];
    if (at < text.len) {
        struct hp_slice value = {text.at + at + 16, text.len - at - 16};
        size_t digits = hp_slice_find(value, HP_SLICE("\r"));
        long long length = strtoll(value.at, NULL, 10);
        if (length > defect->number) {
            int printed = snprintf(line, sizeof(line), "%lld", length - (long long)defect->number);
            hp_buf_splice(output, start + at + 16, digits,
                          (struct hp_slice){line, (size_t)printed});
        }
    }
    return false;
}

bool hp_wire_behind(const struct hp_defect *defect, struct hp_buf *output, size_t start)
{
    (void)start;
    hp_buf_text(output, defect->text);
    return false;
}

bool hp_wire_head(const struct hp_defect *defect, struct hp_buf *output, size_t start)
{
    if (!is_about(defect, output, start)) {
        return false;
    }
    struct hp_slice text = {output->bytes + start, output->length - start};
    size_t at = hp_slice_find(text, HP_SLICE("\r\n"));
    hp_buf_splice(output, start + at + 2, 0, hp_slice_of(defect->text));
    return false;
}

bool hp_wire_lf(const struct hp_defect *defect, struct hp_buf *output, size_t start)
{
    if (!is_about(defect, output, start)) {
        return false;
    }
    for (size_t i = start; i + 1 < output->length && output->bytes[i] != '{'; i++) {
        if (output->bytes[i] == '\r' && output->bytes[i + 1] == '\n') {
            hp_buf_splice(output, i, 1, (struct hp_slice){"", 0});
        }
    }
    return false;
}

bool hp_wire_open(const struct hp_defect *defect, struct hp_buf *output, size_t start)
{
    (void)defect;
    (void)output;
    (void)start;
    return true;
}

#define FAMILY "framing"
#define REFUSALS                                                                                   \
    "every answer was so at first, and the run ended at its first request with no verdict; since " \
    "then refusals only"

static const struct hp_defect rows[] = {
    {"frame-length-wins", FAMILY, "with both lengths, Content-Length wins", HP_MUST,
     "frame-cl-te-both", .wire = true, .received = hp_wire_without, .text = "Transfer-Encoding",
     .other = "Content-Length"},
    {"frame-chunked-wins", FAMILY, "with both lengths, chunked wins and the connection stays",
     HP_MUST, "frame-cl-te-both", .wire = true, .received = hp_wire_without,
     .text = "Content-Length", .other = "Transfer-Encoding"},
    {"frame-first-length", FAMILY, "of two lengths the first counts", HP_MUST, "frame-cl-conflict",
     .wire = true, .received = hp_wire_once, .text = "Content-Length"},
    {"frame-strtol", FAMILY, "Content-Length is read as strtol reads it", HP_MUST,
     "frame-cl-invalid", .wire = true, .received = hp_wire_number},
    {"frame-no-host", FAMILY, "a missing or repeated Host is no fault", HP_MUST, "frame-host",
     .wire = true, .received = hp_wire_host},
    {"frame-any-version", FAMILY, "every version is taken for 1.1", HP_SHOULD, "frame-http-version",
     .wire = true, .received = hp_wire_version},
    {"frame-colon", FAMILY, "blanks before a colon are dropped", HP_MUST,
     "frame-field-syntax frame-te-obfuscated", .wire = true, .received = hp_wire_colon},
    {"frame-cr", FAMILY, "CR alone ends a line", HP_MUST, "frame-line-endings", .wire = true,
     .received = hp_wire_cr},
    {"frame-no-length", FAMILY, "without a length the body is what came", HP_SHOULD,
     "frame-length-absent", .wire = true, .received = hp_wire_length},
    {"frame-one-read", FAMILY, "the body is what came, whatever Content-Length says", HP_MUST,
     "frame-cl-short frame-cl-long", .wire = true, .received = hp_wire_exactly},
    {"frame-request-line", FAMILY, "tabs and runs of blanks in the request line are one blank",
     HP_SHOULD, "frame-request-line", .wire = true, .received = hp_wire_tabs},
    {"frame-trailer-key", FAMILY, "a key in the trailer section is a key", HP_MUST,
     "frame-trailer-fields", .wire = true, .received = hp_wire_trailer, .text = "api_key"},
    {"frame-no-pipeline", FAMILY, "what stands behind the first request is thrown away", HP_SHOULD,
     "frame-pipelining", .wire = true, .received = hp_wire_first, .text = "POST /"},
    {"frame-no-absolute", FAMILY, "the absolute form is a path that nobody knows", HP_MUST,
     "frame-absolute-form", .wire = true, .received = hp_wire_absolute},
    {"frame-coding-contains", FAMILY, "any transfer coding with chunked in it is chunked", HP_MUST,
     "frame-te-obfuscated frame-te-unknown frame-te-not-final", .wire = true,
     .received = hp_wire_coding},
    {"frame-names", FAMILY, "field lines that are none are passed over", HP_MUST,
     "frame-field-syntax", .wire = true, .received = hp_wire_names},
    {"frame-short", FAMILY, "Content-Length says three octets too few", HP_MUST,
     "resp-http-framing resp-json-wellformed", .wire = true, .sending = hp_wire_short, .number = 3},
    {"frame-surplus", FAMILY, "a line break stands behind the answer", HP_MUST, "resp-http-framing",
     .wire = true, .sending = hp_wire_behind, .text = "\r\n"},
    {"frame-two-lengths", FAMILY, "a refusal has a second Content-Length", HP_MUST,
     "resp-http-framing", .missed = REFUSALS, .wire = true, .status = 400, .sending = hp_wire_head,
     .text = "Content-Length: 1\r\n"},
    {"frame-both-lengths", FAMILY, "a refusal says chunked and is not", HP_MUST,
     "resp-http-framing", .missed = REFUSALS, .wire = true, .status = 400, .sending = hp_wire_head,
     .text = "Transfer-Encoding: chunked\r\n"},
    {"frame-answer-lf", FAMILY, "lines of a refusal end with LF alone", HP_MUST,
     "resp-http-framing", .missed = REFUSALS, .wire = true, .status = 400, .sending = hp_wire_lf},
    {"frame-answer-version", FAMILY, "a refusal's version is HTTP/1", HP_MUST, "resp-http-framing",
     .missed = REFUSALS, .wire = true, .status = 400, .sending = hp_wire_says, .text = "HTTP/1.1 ",
     .other = "HTTP/1 "},
    {"frame-answer-colon", FAMILY, "a blank stands before a colon of a refusal", HP_MUST,
     "resp-http-framing", .missed = REFUSALS, .wire = true, .status = 400, .sending = hp_wire_head,
     .text = "X-Powered-By : php\r\n"},
    {"frame-stays-open", FAMILY, "the connection stays open after a fault of framing", HP_MUST,
     "frame-cl-invalid frame-cl-conflict frame-te-not-final frame-chunk-invalid frame-cl-te-both "
     "resp-http-framing",
     .wire = true, .sending = hp_wire_open},
};

HP_DEFECT_TABLE(hp_defects_of_framing, rows);
