/* Quoting for the shell. Must not send anything. */
#include "harness/run/curl_line.h"

#include <stdbool.h>

enum { FIELD_BYTES_MAX = 4 * 1024 * 1024 }; /* over the largest header section that a row sends */

/* One word for bash: plain quotes where they do, $'...' where bytes need escapes, and the
 * credential as a variable between them. */
static void quote_plain(struct hp_buf *out, struct hp_slice text)
{
    if (text.len == 0) {
        return;
    }
    bool ordinary = true;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        ordinary = ordinary && c >= 0x20 && c < 0x7F && c != '\'';
    }
    hp_buf_text(out, ordinary ? "'" : "$'");
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (!ordinary && (c < 0x20 || c >= 0x7F)) {
            hp_buf_text(out, "\\x");
            hp_buf_hex(out, c, 2);
            continue;
        }
        if (!ordinary && (c == '\'' || c == '\\')) {
            hp_buf_char(out, '\\');
        }
        hp_buf_char(out, text.at[i]);
    }
    hp_buf_char(out, '\'');
}

void hp_shell_word(struct hp_buf *out, struct hp_slice text, struct hp_slice key)
{
    if (text.len == 0) {
        hp_buf_text(out, "''");
    }
    while (text.len > 0) {
        size_t at = key.len == 0 ? text.len : hp_slice_find(text, key);
        quote_plain(out, (struct hp_slice){text.at, at});
        if (at == text.len) {
            break;
        }
        hp_buf_text(out, "\"$HOOKPROOF_API_KEY\"");
        text.at += at + key.len;
        text.len -= at + key.len;
    }
}

static void field(struct hp_buf *out, const struct hp_field *line, struct hp_slice key)
{
    if (line->name.len > 0 && line->name.at[0] == '@') {
        return; /* curl would take it for a file to read fields from */
    }
    struct hp_buf word;
    hp_buf_init(&word, FIELD_BYTES_MAX);
    hp_buf_slice(&word, line->name);
    /* curl's own spelling for a field with an empty value. */
    hp_buf_text(&word, line->value.len == 0 ? ";" : ": ");
    hp_buf_slice(&word, line->value);
    hp_buf_text(out, " -H ");
    hp_shell_word(out, hp_buf_view(&word), key);
    out->failed = out->failed || word.failed;
    hp_buf_deinit(&word);
}

void hp_curl_line(struct hp_buf *out, const struct hp_request *request, const char *origin,
                  const char *body_path, struct hp_slice api_key)
{
    /* Fields that curl adds by itself and that the request does not have are taken out. */
    static const char *const own[] = {"Accept", "User-Agent", "Content-Type", "Expect"};
    hp_buf_text(out, "curl -sS -i --path-as-is");
    if (hp_slice_is(request->method, "HEAD")) {
        hp_buf_text(out, " --head");
    } else {
        hp_buf_text(out, " -X ");
        hp_shell_word(out, request->method, api_key);
    }
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        bool waits = request->transfer.expect_continue && strcmp(own[i], "Expect") == 0;
        if (hp_field_find(request->fields, request->field_count, hp_slice_of(own[i])) == NULL) {
            hp_buf_printf(out, " -H '%s:%s'", own[i], waits ? " 100-continue" : "");
        }
    }
    for (size_t i = 0; i < request->field_count; i++) {
        field(out, &request->fields[i], api_key);
    }
    if (request->transfer.chunked) {
        hp_buf_text(out, " -H 'Transfer-Encoding: chunked'");
    }
    if (request->has_body) {
        hp_buf_text(out, " --data-binary ");
        hp_buf_char(out, '@');
        quote_plain(out, hp_slice_of(body_path));
    }
    hp_buf_text(out, " --request-target ");
    hp_shell_word(out, request->target, api_key);
    hp_buf_char(out, ' ');
    quote_plain(out, hp_slice_of(origin));
}
