/* How findings word what they saw. Must not know which check speaks. */
#include "harness/check/line.h"

#include <stdarg.h>
#include <stdio.h>

static const char cut_mark[] = "...";

/* RFC 9110 15, and what neighbours of this API answer with. */
static const struct {
    int status;
    const char *phrase;
} phrases[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

void hp_line_init(struct hp_line *line)
{
    line->length = 0;
    line->cut = false;
}

/* Where text[0, end) can end without half a character. */
static size_t character_end(const char *text, size_t end)
{
    while (end > 0 && ((unsigned char)text[end - 1] & 0xc0) == 0x80) {
        end--;
    }
    if (end > 0 && ((unsigned char)text[end - 1] & 0xc0) == 0xc0) {
        end--;
    }
    return end;
}

static void append(struct hp_line *line, const char *bytes, size_t count)
{
    if (line->cut) {
        return;
    }
    if (count <= sizeof(line->text) - line->length) {
        memcpy(line->text + line->length, bytes, count);
        line->length += count;
        return;
    }
    size_t end = sizeof(line->text) - (sizeof(cut_mark) - 1);
    if (line->length < end) {
        memcpy(line->text + line->length, bytes, end - line->length);
    }
    end = character_end(line->text, end);
    memcpy(line->text + end, cut_mark, sizeof(cut_mark) - 1);
    line->length = end + sizeof(cut_mark) - 1;
    line->cut = true;
}

void hp_line_text(struct hp_line *line, const char *text)
{
    append(line, text, strlen(text));
}

void hp_line_printf(struct hp_line *line, const char *format, ...)
{
    char text[HP_LINE_BYTES];
    va_list args;
    va_start(args, format);
    int count = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (count > 0) {
        append(line, text, (size_t)count < sizeof(text) ? (size_t)count : sizeof(text) - 1);
    }
}

void hp_line_shown(struct hp_line *line, struct hp_slice text, enum hp_visible_kind kind,
                   size_t shown_max)
{
    struct hp_slice rest = text;
    size_t shown = 0;
    while (rest.len > 0 && !line->cut) {
        char piece[HP_VISIBLE_PIECE_BYTES];
        size_t count = hp_visible_step(&rest, kind, piece);
        if (shown + count > shown_max) {
            hp_line_printf(line, "... (%zu bytes)", text.len);
            return;
        }
        append(line, piece, count);
        shown += count;
    }
}

void hp_line_string(struct hp_line *line, struct hp_slice text)
{
    hp_line_text(line, "\"");
    hp_line_shown(line, text, HP_VISIBLE_STRING, HP_SHOWN_BYTES);
    hp_line_text(line, "\"");
}

void hp_line_value(struct hp_line *line, const struct hp_json *value)
{
    if (value == NULL) {
        hp_line_text(line, "nothing");
        return;
    }
    enum hp_json_type type = hp_json_type(value);
    hp_line_text(line, hp_json_type_name(type));
    switch (type) {
    case HP_JSON_NULL:
        break;
    case HP_JSON_BOOLEAN:
        hp_line_text(line, hp_json_boolean(value) ? " true" : " false");
        break;
    case HP_JSON_NUMBER:
        hp_line_text(line, " ");
        hp_line_shown(line, hp_json_number(value), HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
        break;
    case HP_JSON_STRING:
        hp_line_text(line, " ");
        hp_line_string(line, hp_json_string(value));
        break;
    case HP_JSON_ARRAY:
        hp_line_printf(line, " of %zu items", hp_json_size(value));
        break;
    case HP_JSON_OBJECT:
        hp_line_printf(line, " of %zu members", hp_json_size(value));
        break;
    }
}

void hp_line_status(struct hp_line *line, int status)
{
    hp_line_printf(line, "%d", status);
    for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
        if (phrases[i].status == status) {
            hp_line_text(line, " ");
            hp_line_text(line, phrases[i].phrase);
            return;
        }
    }
}

static void describe_response(struct hp_line *line, const struct hp_response *response,
                              struct hp_slice id)
{
    hp_line_status(line, response->status);
    if (id.len > 0) {
        hp_line_text(line, " with id ");
        hp_line_string(line, id);
    } else if (response->status >= 400 && response->body.len > 0) {
        hp_line_text(line, ": ");
        hp_line_shown(line, response->body, HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
    }
}

void hp_line_reply(struct hp_line *line, const struct hp_exchange *exchange, struct hp_slice id)
{
    double seconds = (double)exchange->duration_us / 1e6;
    switch (exchange->end) {
    case HP_END_RESPONSE:
        describe_response(line, &exchange->response, id);
        return;
    case HP_END_REFUSED:
        hp_line_text(line, "no connection");
        break;
    case HP_END_TIMEOUT:
        hp_line_printf(line, "no whole reply within %.1f s", seconds);
        break;
    case HP_END_CLOSED:
        hp_line_text(line, "connection closed before a whole reply");
        break;
    case HP_END_MALFORMED:
        hp_line_text(line, "a reply that is not HTTP");
        break;
    case HP_END_TOO_LARGE:
        hp_line_text(line, "a reply larger than hookproof reads");
        break;
    case HP_END_CRASHED:
        hp_line_text(line, "the plugin's process ended");
        break;
    case HP_END_COUNT:
    case HP_END_UNSENT:
        hp_line_text(line, "not sent");
        break;
    }
    if (exchange->note != NULL) {
        hp_line_text(line, " (");
        hp_line_shown(line, hp_slice_of(exchange->note), HP_VISIBLE_BYTES, HP_SHOWN_BYTES);
        hp_line_text(line, ")");
    }
}

struct hp_slice hp_line_keep(const struct hp_line *line, struct hp_arena *arena)
{
    return hp_arena_copy(arena, (struct hp_slice){line->text, line->length});
}
