/* Octets of a message changed before they are read, or before they are sent. Must not know what a
 * message means. */
#include "harness/service/defects/wire.h"

#include <stdio.h>
#include <strings.h>

#include "harness/contract/ascii.h"
#include "harness/service/defects/tables.h"

/* A request as it came, and what is made of it; both in one place at the end. */
struct edit {
    char *octets;
    size_t count, bytes_max;
    struct hp_buf made;
};

static void begin(struct edit *edit, char *octets, size_t count, size_t bytes_max)
{
    *edit = (struct edit){.octets = octets, .count = count, .bytes_max = bytes_max};
    hp_buf_init(&edit->made, bytes_max);
}

static size_t finish(struct edit *edit)
{
    size_t count = edit->count;
    if (!edit->made.failed && edit->made.length > 0) {
        count = edit->made.length;
        memcpy(edit->octets, edit->made.bytes, count);
    }
    hp_buf_deinit(&edit->made);
    return count;
}

static struct hp_slice view(const struct edit *edit)
{
    return (struct hp_slice){edit->octets, edit->count};
}

/* The length of the header section with its empty line; 0: it is not all there. */
static size_t head_length(struct hp_slice text)
{
    size_t end = hp_slice_find(text, HP_SLICE("\r\n\r\n"));
    return end == text.len ? 0 : end + 4;
}

/* The line at `at`, with its end. */
static struct hp_slice line_at(struct hp_slice text, size_t at)
{
    struct hp_slice rest = {text.at + at, text.len - at};
    size_t end = hp_slice_find(rest, HP_SLICE("\n"));
    return (struct hp_slice){rest.at, end < rest.len ? end + 1 : rest.len};
}

static bool is_called(struct hp_slice line, const char *name)
{
    size_t length = strlen(name);
    return line.len > length && strncasecmp(line.at, name, length) == 0 &&
           (line.at[length] == ':' || line.at[length] == ' ' || line.at[length] == '\t');
}

static size_t count_lines(struct hp_slice head, const char *name)
{
    size_t found = 0;
    for (size_t at = 0; at < head.len; at += line_at(head, at).len) {
        found += is_called(line_at(head, at), name);
    }
    return found;
}

/* Copies the head without the lines called `name` past the first `kept`. */
static void copy_without(struct edit *edit, const char *name, size_t kept)
{
    struct hp_slice text = view(edit);
    struct hp_slice head = {text.at, head_length(text)};
    size_t seen = 0;
    for (size_t at = 0; at < head.len; at += line_at(head, at).len) {
        struct hp_slice line = line_at(head, at);
        if (!is_called(line, name) || seen++ < kept) {
            hp_buf_slice(&edit->made, line);
        }
    }
    hp_buf_append(&edit->made, text.at + head.len, text.len - head.len);
}

size_t hp_wire_without(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice head = {octets, head_length(view(&edit))};
    if (head.len > 0 && count_lines(head, defect->other) > 0) {
        copy_without(&edit, defect->text, 0);
    }
    return finish(&edit);
}

size_t hp_wire_once(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    begin(&edit, octets, count, bytes_max);
    if (head_length(view(&edit)) > 0) {
        copy_without(&edit, defect->text, 1);
    }
    return finish(&edit);
}

/* The head with a line put behind the request line. */
static void copy_with(struct edit *edit, const char *line)
{
    struct hp_slice text = view(edit);
    size_t first = line_at(text, 0).len;
    hp_buf_append(&edit->made, text.at, first);
    hp_buf_text(&edit->made, line);
    hp_buf_append(&edit->made, text.at + first, text.len - first);
}

size_t hp_wire_number(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    (void)defect;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice text = view(&edit);
    struct hp_slice head = {octets, head_length(text)};
    for (size_t at = 0; at < head.len; at += line_at(head, at).len) {
        struct hp_slice line = line_at(head, at);
        if (is_called(line, "Content-Length")) {
            char value[64];
            (void)snprintf(value, sizeof(value), "%.*s", (int)line.len - 15, line.at + 15);
            long long number = strtoll(value, NULL, 0);
            hp_buf_printf(&edit.made, "Content-Length: %lld\r\n", number < 0 ? -number : number);
        } else {
            hp_buf_slice(&edit.made, line);
        }
    }
    if (head.len > 0) {
        hp_buf_append(&edit.made, text.at + head.len, text.len - head.len);
    }
    return finish(&edit);
}

size_t hp_wire_host(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    (void)defect;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice head = {octets, head_length(view(&edit))};
    size_t hosts = head.len > 0 ? count_lines(head, "Host") : 1;
    if (hosts == 0) {
        copy_with(&edit, "Host: localhost\r\n");
    } else if (hosts > 1) {
        copy_without(&edit, "Host", 1);
    }
    return finish(&edit);
}

size_t hp_wire_version(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    (void)defect;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice text = view(&edit);
    size_t first = line_at(text, 0).len;
    size_t blank = first;
    while (blank > 0 && text.at[blank - 1] != ' ') {
        blank--;
    }
    if (head_length(text) > 0 && blank > 5 && memchr(text.at, '/', blank) != NULL) {
        hp_buf_append(&edit.made, text.at, blank);
        hp_buf_text(&edit.made, "HTTP/1.1\r\n");
        hp_buf_append(&edit.made, text.at + first, text.len - first);
    }
    return finish(&edit);
}

size_t hp_wire_colon(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    (void)defect;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice text = view(&edit);
    size_t head = head_length(text);
    for (size_t i = 0; i < head; i++) {
        size_t next = i;
        while (next < head && (text.at[next] == ' ' || text.at[next] == '\t')) {
            next++;
        }
        if (next > i && next < head && text.at[next] == ':') {
            i = next;
        }
        hp_buf_char(&edit.made, text.at[i]);
    }
    hp_buf_append(&edit.made, text.at + head, text.len - head);
    return finish(&edit);
}

size_t hp_wire_cr(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    (void)defect;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice text = view(&edit);
    size_t brace = hp_slice_find(text, HP_SLICE("{"));
    for (size_t i = 0; i < text.len; i++) {
        hp_buf_char(&edit.made, text.at[i]);
        if (i < brace && text.at[i] == '\r' && (i + 1 == text.len || text.at[i + 1] != '\n')) {
            hp_buf_char(&edit.made, '\n');
        }
    }
    return finish(&edit);
}

size_t hp_wire_length(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    char line[64];
    (void)defect;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice head = {octets, head_length(view(&edit))};
    if (head.len > 0 && count_lines(head, "Content-Length") == 0 &&
        count_lines(head, "Transfer-Encoding") == 0 && count > head.len) {
        (void)snprintf(line, sizeof(line), "Content-Length: %zu\r\n", count - head.len);
        copy_with(&edit, line);
    }
    return finish(&edit);
}

size_t hp_wire_exactly(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    (void)defect;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice text = view(&edit);
    struct hp_slice head = {octets, head_length(text)};
    for (size_t at = 0; at < head.len; at += line_at(head, at).len) {
        struct hp_slice line = line_at(head, at);
        if (is_called(line, "Content-Length")) {
            hp_buf_printf(&edit.made, "Content-Length: %zu\r\n", text.len - head.len);
        } else {
            hp_buf_slice(&edit.made, line);
        }
    }
    if (head.len > 0) {
        hp_buf_append(&edit.made, text.at + head.len, text.len - head.len);
    }
    return finish(&edit);
}

size_t hp_wire_tabs(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    (void)defect;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice text = view(&edit);
    size_t first = line_at(text, 0).len;
    for (size_t i = 0; i < text.len; i++) {
        bool blank = i < first && (text.at[i] == ' ' || text.at[i] == '\t');
        bool run = blank && edit.made.length > 0 && edit.made.bytes[edit.made.length - 1] == ' ';
        if (!run) {
            hp_buf_char(&edit.made, blank ? ' ' : text.at[i]);
        }
    }
    return finish(&edit);
}

size_t hp_wire_trailer(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    char line[256];
    begin(&edit, octets, count, bytes_max);
    struct hp_slice text = view(&edit);
    size_t head = head_length(text);
    struct hp_slice tail = {octets + head, count - head};
    for (size_t at = 0; head > 0 && at < tail.len; at += line_at(tail, at).len) {
        struct hp_slice found = line_at(tail, at);
        if (is_called(found, defect->text) && edit.made.length == 0) {
            (void)snprintf(line, sizeof(line), "%.*s", (int)found.len, found.at);
            copy_with(&edit, line);
        }
    }
    return finish(&edit);
}

size_t hp_wire_first(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice text = view(&edit);
    size_t head = head_length(text);
    struct hp_slice tail = {octets + head, count - head};
    size_t next = hp_slice_find(tail, hp_slice_of(defect->text));
    hp_buf_deinit(&edit.made);
    return head > 0 && next < tail.len ? head + next : count;
}

size_t hp_wire_absolute(const struct hp_defect *defect, char *octets, size_t count,
                        size_t bytes_max)
{
    struct edit edit;
    (void)defect;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice text = view(&edit);
    struct hp_slice line = line_at(text, 0);
    if (head_length(text) > 0 && hp_slice_find(line, HP_SLICE(" http://")) < line.len) {
        hp_buf_text(&edit.made, "POST /nothing HTTP/1.1\r\n");
        hp_buf_append(&edit.made, text.at + line.len, text.len - line.len);
    }
    return finish(&edit);
}

size_t hp_wire_coding(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    (void)defect;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice text = view(&edit);
    struct hp_slice head = {octets, head_length(text)};
    for (size_t at = 0; at < head.len; at += line_at(head, at).len) {
        struct hp_slice line = line_at(head, at);
        if (is_called(line, "Transfer-Encoding") &&
            hp_slice_find(line, HP_SLICE("chunked")) < line.len) {
            hp_buf_text(&edit.made, "Transfer-Encoding: chunked\r\n");
        } else {
            hp_buf_slice(&edit.made, line);
        }
    }
    if (head.len > 0) {
        hp_buf_append(&edit.made, text.at + head.len, text.len - head.len);
    }
    return finish(&edit);
}

size_t hp_wire_names(const struct hp_defect *defect, char *octets, size_t count, size_t bytes_max)
{
    struct edit edit;
    (void)defect;
    begin(&edit, octets, count, bytes_max);
    struct hp_slice text = view(&edit);
    struct hp_slice head = {octets, head_length(text)};
    for (size_t at = 0; at < head.len; at += line_at(head, at).len) {
        struct hp_slice line = line_at(head, at);
        size_t colon = hp_slice_find(line, HP_SLICE(":"));
        bool sound = hp_is_token((struct hp_slice){line.at, colon}) && colon < line.len;
        if (at == 0 || line.len <= 2 || sound) {
            hp_buf_slice(&edit.made, line);
        }
    }
    if (head.len > 0) {
        hp_buf_append(&edit.made, text.at + head.len, text.len - head.len);
    }
    return finish(&edit);
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
