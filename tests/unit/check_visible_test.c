/* Whatever bytes a target sends, what a person is shown is printable, unambiguous and short. */
#include "harness/check/visible.h"

#include "harness/check/line.h"
#include "tests/support/suite_main.h"

static const struct {
    const char *bytes;
    size_t len;
    enum hp_visible_kind kind;
    const char *shown;
} texts[] = {
#define BYTES(literal)  literal, sizeof(literal) - 1, HP_VISIBLE_BYTES
#define STRING(literal) literal, sizeof(literal) - 1, HP_VISIBLE_STRING
    {BYTES("plain \"text\" <b>"), "plain \"text\" <b>"},
    {BYTES("\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80"), "\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80"},
    {BYTES("a\nb\r\tc"), "a\\nb\\r\\tc"},
    {BYTES("a\\nb"), "a\\\\nb"},
    {BYTES("\x1b[31mred\x07"), "\\x1B[31mred\\x07"},
    {BYTES("a\0b"), "a\\x00b"},
    {BYTES("\x7f"), "\\x7F"},
    {BYTES("\xc2\x85"), "\\u{0085}"},
    {BYTES("\xe2\x80\xae"
           "cod.exe"),
     "\\u{202E}cod.exe"},
    {BYTES("a\xe2\x80\x8b"
           "b"),
     "a\\u{200B}b"},
    {BYTES("\xef\xbb\xbf"), "\\u{FEFF}"},
    {BYTES("\xf3\xa0\x80\x81"), "\\u{E0001}"},
    {BYTES("\xff\xfe"), "\\xFF\\xFE"},
    {BYTES("\xc3"), "\\xC3"},
    {BYTES("\xc3("), "\\xC3("},
    {BYTES("\xe2\x80"), "\\xE2\\x80"},
    {BYTES("\xc0\x80"), "\\xC0\\x80"},
    {BYTES("\xed\xa0\x80"), "\\xED\\xA0\\x80"},
    {BYTES("\xf4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80"},
    {BYTES("\xf5\x80\x80\x80"), "\\xF5\\x80\\x80\\x80"},
    {BYTES("\xe0\x80\x80"), "\\xE0\\x80\\x80"},
    {STRING("a\xc0\x80"
            "b"),
     "a\\u{0000}b"},
    {STRING("\xed\xa0\x80"), "\\u{D800}"},
    {STRING("\xc0\x81"), "\\xC0\\x81"},
    {BYTES(""), ""},
};

START_TEST(every_byte_is_shown_in_its_safe_form)
{
    struct hp_buf buf;
    hp_buf_init(&buf, 1024);
    hp_visible_append(&buf, (struct hp_slice){texts[_i].bytes, texts[_i].len}, texts[_i].kind, 100);
    ck_assert_str_eq(hp_buf_cstr(&buf), texts[_i].shown);
    hp_buf_deinit(&buf);
}
END_TEST

START_TEST(a_long_text_is_cut_between_characters_and_tells_its_length)
{
    struct hp_buf buf;
    hp_buf_init(&buf, 1024);
    hp_visible_append(&buf, HP_SLICE("ab\xc3\xa9\xc3\xa9"), HP_VISIBLE_BYTES, 5);
    ck_assert_str_eq(hp_buf_cstr(&buf), "ab\xc3\xa9... (6 bytes)");
    hp_buf_clear(&buf);
    hp_visible_append(&buf, HP_SLICE("abcdef"), HP_VISIBLE_BYTES, 6);
    ck_assert_str_eq(hp_buf_cstr(&buf), "abcdef");
    hp_buf_deinit(&buf);
}
END_TEST

/* All texts of three bytes out of those that start, continue and end sequences. */
START_TEST(no_sequence_of_bytes_gets_through_raw_unless_it_is_printable)
{
    static const unsigned char bytes[] = {0x00, 0x0a, 0x1b, 'a',  0x7f, 0x80, 0x8b, 0x9f, 0xa0,
                                          0xad, 0xae, 0xbf, 0xc0, 0xc2, 0xe2, 0xed, 0xef, 0xf0};
    enum { COUNT = sizeof(bytes) };
    for (size_t n = 0; n < (size_t)COUNT * COUNT * COUNT * 2; n++) {
        char text[] = {(char)bytes[n / 2 % COUNT], (char)bytes[n / 2 / COUNT % COUNT],
                       (char)bytes[n / 2 / COUNT / COUNT]};
        struct hp_slice rest = {text, sizeof(text)};
        while (rest.len > 0) {
            char piece[HP_VISIBLE_PIECE_BYTES];
            size_t left = rest.len;
            size_t count =
                hp_visible_step(&rest, n % 2 == 0 ? HP_VISIBLE_BYTES : HP_VISIBLE_STRING, piece);
            ck_assert_uint_lt(rest.len, left);
            ck_assert_uint_le(count, sizeof(piece));
            for (size_t i = 0; i < count; i++) {
                unsigned char c = (unsigned char)piece[i];
                ck_assert(c >= 0x20 && c != 0x7f);
            }
            /* Of the sequences above only a letter stands for itself, and the few that are a
             * visible character of three bytes. */
            ck_assert(piece[0] == '\\' || piece[0] == 'a' || count >= 2);
            if (count == 2 && piece[0] != '\\') {
                ck_assert_int_eq((unsigned char)piece[0], 0xc2);
                ck_assert_int_ge((unsigned char)piece[1], 0xa1);
            }
        }
    }
}
END_TEST

START_TEST(a_line_that_grows_too_long_is_cut_and_stays_cut)
{
    struct hp_line line;
    hp_line_init(&line);
    for (int i = 0; i < 2 * HP_LINE_BYTES; i++) {
        hp_line_text(&line, "\xc3\xa9");
    }
    ck_assert_uint_le(line.length, HP_LINE_BYTES);
    ck_assert(line.cut);
    ck_assert_int_eq(memcmp(line.text + line.length - 3, "...", 3), 0);
    ck_assert_uint_eq((line.length - 3) % 2, 0);
    size_t length = line.length;
    hp_line_text(&line, "more");
    ck_assert_uint_eq(line.length, length);
}
END_TEST

START_TEST(a_line_that_just_fits_is_whole)
{
    struct hp_line line;
    hp_line_init(&line);
    for (int i = 0; i < HP_LINE_BYTES; i++) {
        hp_line_text(&line, "x");
    }
    ck_assert_uint_eq(line.length, HP_LINE_BYTES);
    ck_assert(!line.cut);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/visible");
    TCase *tcase = tcase_create("text");
    tcase_add_loop_test(tcase, every_byte_is_shown_in_its_safe_form, 0,
                        sizeof(texts) / sizeof(texts[0]));
    tcase_add_test(tcase, a_long_text_is_cut_between_characters_and_tells_its_length);
    tcase_add_test(tcase, no_sequence_of_bytes_gets_through_raw_unless_it_is_printable);
    tcase_add_test(tcase, a_line_that_grows_too_long_is_cut_and_stays_cut);
    tcase_add_test(tcase, a_line_that_just_fits_is_whole);
    suite_add_tcase(suite, tcase);
    return suite;
}
