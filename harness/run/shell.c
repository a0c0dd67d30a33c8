/* Quoting for the shell. Must not know requests, and must not send anything. */
#include "harness/run/shell.h"

#include "harness/run/mask.h"

enum { PART_BYTES_MIN = 4 }; /* of a key: shorter runs stand in ordinary text by chance */

/* A text is cut into what is said as it is and, behind it, a part of the key. */
struct piece {
    struct hp_slice literal;
    size_t key_at, key_len; /* 0: there is no part behind it */
};

static bool is_ascii(struct hp_slice text)
{
    bool ascii = true;
    for (size_t i = 0; i < text.len; i++) {
        ascii = ascii && (unsigned char)text.at[i] < 0x80;
    }
    return ascii;
}

/* The longest run of the key that `text` begins with. */
static size_t run_of(struct hp_slice text, struct hp_slice key, size_t *key_at)
{
    size_t longest = 0;
    for (size_t at = 0; at < key.len && longest < key.len - at; at++) {
        size_t length = 0;
        while (length < text.len && at + length < key.len &&
               text.at[length] == key.at[at + length]) {
            length++;
        }
        if (length > longest) {
            longest = length;
            *key_at = at;
        }
    }
    return longest;
}

/* Takes the next piece off `rest`, which is not empty. bash counts the parts of a variable in
 * characters: of a key that is not ASCII only the whole is a part. */
static struct piece next_piece(struct hp_slice *rest, struct hp_slice key)
{
    struct piece piece = {{rest->at, rest->len}, 0, 0};
    size_t half = (key.len + 1) / 2;
    size_t enough = !is_ascii(key) ? key.len : half > PART_BYTES_MIN ? half : PART_BYTES_MIN;
    enough = enough > key.len ? key.len : enough;
    for (size_t at = 0; key.len > 0 && at + enough <= rest->len; at++) {
        struct hp_slice from = {rest->at + at, rest->len - at};
        size_t length = run_of(from, key, &piece.key_at);
        if (length >= enough) {
            piece.literal.len = at;
            piece.key_len = length;
            break;
        }
    }
    rest->at += piece.literal.len + piece.key_len;
    rest->len -= piece.literal.len + piece.key_len;
    return piece;
}

static void variable(struct hp_buf *out, const struct piece *piece, struct hp_slice key)
{
    if (piece->key_len == key.len) {
        hp_buf_text(out, "\"$HOOKPROOF_API_KEY\"");
    } else {
        hp_buf_printf(out, "\"${HOOKPROOF_API_KEY:%zu:%zu}\"", piece->key_at, piece->key_len);
    }
}

/* Plain quotes where they do, $'...' where bytes need escapes. A quote inside is \x27, so that a
 * reader which knows no escapes (bash's own history expansion) sees one quoted run, too. */
static void quote(struct hp_buf *out, struct hp_slice text)
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
        if (!ordinary && (c < 0x20 || c >= 0x7F || c == '\'')) {
            hp_buf_text(out, "\\x");
            hp_buf_hex(out, c, 2);
            continue;
        }
        if (!ordinary && c == '\\') {
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
    while (text.len > 0 && !out->failed) {
        struct piece piece = next_piece(&text, key);
        quote(out, piece.literal);
        if (piece.key_len > 0) {
            variable(out, &piece, key);
        }
    }
}

/* As a format of printf(1), POSIX: escapes in octal, "%" doubled. */
static void format(struct hp_buf *out, struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '\r' || c == '\n') {
            hp_buf_text(out, c == '\r' ? "\\r" : "\\n");
        } else if (c < 0x20 || c >= 0x7F || c == '\'') {
            hp_buf_printf(out, "\\%03o", (unsigned)c);
        } else {
            if (c == '%' || c == '\\') {
                hp_buf_char(out, text.at[i]);
            }
            hp_buf_char(out, text.at[i]);
        }
    }
}

void hp_shell_printf(struct hp_buf *out, struct hp_slice text, struct hp_slice key)
{
    hp_buf_char(out, '\'');
    for (struct hp_slice rest = text; rest.len > 0 && !out->failed;) {
        struct piece piece = next_piece(&rest, key);
        format(out, piece.literal);
        hp_buf_text(out, piece.key_len > 0 ? "%s" : "");
    }
    hp_buf_char(out, '\'');
    while (text.len > 0 && !out->failed) {
        struct piece piece = next_piece(&text, key);
        if (piece.key_len > 0) {
            hp_buf_char(out, ' ');
            variable(out, &piece, key);
        }
    }
}

bool hp_shell_keeps(struct hp_slice text, struct hp_slice key, bool stands_for_key)
{
    enum { ARENA_BYTES = 64 * 1024 * 1024 };
    struct hp_arena arena;
    bool kept = true;
    hp_arena_init(&arena, ARENA_BYTES);
    while (text.len > 0 && kept) {
        struct hp_slice literal = next_piece(&text, key).literal;
        struct hp_slice masked = hp_mask(literal, key, &arena);
        kept = masked.at == literal.at &&
               (!stands_for_key || hp_mask_near(literal, key).at == literal.at);
    }
    hp_arena_deinit(&arena);
    return kept;
}
