/* Tables of what readers of JSON have stumbled over, and dice. Must not know where a piece goes. */
#include "harness/mutate/havoc_text.h"

#include "harness/base/utf8.h"

size_t hp_havoc_size(struct hp_rng *rng, size_t most)
{
    size_t bits = 0;
    while (most >> (bits + 1) != 0) {
        bits++;
    }
    size_t size = (size_t)1 << hp_rng_below(rng, bits + 1);
    size += hp_rng_below(rng, size);
    return size < most ? size : most;
}

void hp_havoc_deep(struct hp_buf *out, struct hp_rng *rng, size_t depth)
{
    size_t way = hp_rng_below(rng, 3); /* arrays, objects, one in the other */
    for (size_t i = 0; i < depth; i++) {
        bool array = way == 0 || (way == 2 && i % 2 == 0);
        hp_buf_text(out, array ? "[" : "{\"a\":");
    }
    hp_buf_char(out, '1');
    for (size_t i = depth; i > 0; i--) {
        bool array = way == 0 || (way == 2 && (i - 1) % 2 == 0);
        hp_buf_char(out, array ? ']' : '}');
    }
}

void hp_havoc_long(struct hp_buf *out, struct hp_rng *rng, size_t bytes, bool string)
{
    static const char letters[] = "aZ0 .-/%";
    if (string) {
        hp_buf_char(out, '"');
        hp_buf_repeat(out, letters[hp_rng_below(rng, sizeof(letters) - 1)], bytes);
        hp_buf_char(out, '"');
        return;
    }
    static const char *const heads[] = {"", "-", "0.", "1e", "1E+", "1e-"};
    hp_buf_text(out, heads[hp_rng_below(rng, sizeof(heads) / sizeof(heads[0]))]);
    hp_buf_repeat(out, (char)('1' + hp_rng_below(rng, 9)), bytes);
}

/* A code point of a plane and a class that readers treat in ways of their own. */
static uint32_t code_point(struct hp_rng *rng)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x00, 0x1f},       {0x20, 0x7e},         {0x7f, 0x9f},       {0xa0, 0xff},
        {0x300, 0x36f},     {0x590, 0x6ff},       {0x2000, 0x206f},   {0x3040, 0x9fff},
        {0xd800, 0xdbff},   {0xdc00, 0xdfff},     {0xe000, 0xf8ff},   {0xfe00, 0xfeff},
        {0xfff0, 0xffff},   {0x10000, 0x100ff},   {0x1f300, 0x1faff}, {0x1f600, 0x1f64f},
        {0x20000, 0x2a6df}, {0x10fff0, 0x10ffff},
    };
    size_t range = hp_rng_below(rng, sizeof(ranges) / sizeof(ranges[0]));
    uint64_t count = ranges[range].last - ranges[range].first + 1;
    return ranges[range].first + (uint32_t)hp_rng_below(rng, count);
}

void hp_havoc_escape(struct hp_buf *out, struct hp_rng *rng)
{
    static const char letters[] = "\"\\/bfnrt";
    size_t way = hp_rng_below(rng, 8);
    if (way < 4) {
        hp_buf_char(out, '\\');
        hp_buf_char(out, letters[hp_rng_below(rng, sizeof(letters) - 1)]);
        return;
    }
    if (way == 4) { /* one that JSON does not have */
        hp_buf_char(out, '\\');
        hp_buf_char(out, (char)(0x20 + hp_rng_below(rng, 0x5f)));
        return;
    }
    uint32_t c = code_point(rng);
    const char *digits = hp_rng_below(rng, 2) == 0 ? "\\u%04x" : "\\u%04X";
    uint32_t units[2] = {c, 0};
    if (c > 0xffff) {
        units[0] = 0xd800 + ((c - 0x10000) >> 10);
        units[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
    }
    for (size_t i = 0; i < 2 && (i == 0 || units[i] != 0); i++) {
        hp_buf_text(out, "\\u");
        char text[8];
        (void)snprintf(text, sizeof(text), digits[2] == 'x' ? "%04x" : "%04X", units[i]);
        hp_buf_text(out, text);
    }
}

void hp_havoc_character(struct hp_buf *out, struct hp_rng *rng)
{
    if (hp_rng_below(rng, 8) == 0) {
        hp_buf_char(out, (char)(0x80 + hp_rng_below(rng, 0x80)));
        return;
    }
    uint32_t c = code_point(rng);
    if (c < 0x80) {
        hp_buf_char(out, (char)c);
    } else if (c < 0x800) {
        hp_buf_char(out, (char)(0xc0 | c >> 6));
    } else if (c < 0x10000) {
        hp_buf_char(out, (char)(0xe0 | c >> 12));
        hp_buf_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
    } else {
        hp_buf_char(out, (char)(0xf0 | c >> 18));
        hp_buf_char(out, (char)(0x80 | (c >> 12 & 0x3f)));
        hp_buf_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
    }
    if (c >= 0x80) {
        hp_buf_char(out, (char)(0x80 | (c & 0x3f)));
    }
}

void hp_havoc_number(struct hp_buf *out, struct hp_rng *rng)
{
    static const char *const numbers[] = {
        "0",
        "-0",
        "1",
        "-1",
        "1.0",
        "1e5",
        "1e-5",
        "1e400",
        "-1e400",
        "1e-9999",
        "0.1",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "0x10",
        "NaN",
        "-Infinity",
        "1e99999999999",
        "127",
        "128",
        "32768",
        "2147483647",
        "2147483648",
        "4294967296",
        "9007199254740993",
        "9223372036854775808",
        "18446744073709551616",
    };
    hp_buf_text(out, numbers[hp_rng_below(rng, sizeof(numbers) / sizeof(numbers[0]))]);
}

void hp_havoc_value(struct hp_buf *out, struct hp_rng *rng)
{
    static const char *const values[] = {
        "null",        "true", "false",       "\"\"",   "\" \"",      "[]",       "{}",   "[null]",
        "{\"\":null}", "[[]]", "\"\\u0000\"", "[\"\"]", "{\"a\":{}}", "\"null\"", "\"0\""};
    if (hp_rng_below(rng, 4) == 0) {
        hp_havoc_number(out, rng);
        return;
    }
    hp_buf_text(out, values[hp_rng_below(rng, sizeof(values) / sizeof(values[0]))]);
}

static struct hp_slice any_word(struct hp_rng *rng, const struct hp_contract *contract)
{
    const struct hp_enum *lists[] = {&contract->types, &contract->operations,
                                     &contract->data_models};
    size_t which = hp_rng_below(rng, 4);
    if (which < 3 && lists[which]->count > 0) {
        return lists[which]->values[hp_rng_below(rng, lists[which]->count)];
    }
    return contract->names[hp_rng_below(rng, HP_ROLE_COUNT)];
}

void hp_havoc_word(struct hp_buf *out, struct hp_rng *rng, const struct hp_contract *contract)
{
    struct hp_slice word = any_word(rng, contract);
    bool other_case = hp_rng_below(rng, 4) == 0;
    hp_buf_char(out, '"');
    for (size_t i = 0; i < word.len; i++) {
        char c = word.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        hp_buf_char(out, other_case && letter ? (char)(c ^ 0x20) : c);
    }
    hp_buf_char(out, '"');
}
