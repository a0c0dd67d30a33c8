/* What the rows on text and headers send is what the names of their instances say. Oracles that are
 * not ours: small decoders written here. */
#include "tests/unit/cases_text_fixture.h"

#include <stdlib.h>

#include "cases/naughty_strings.h"
#include "harness/base/utf8.h"

/* ---- what the names promise ---- */

static const struct promised promised_bodies[] = {
    {"string-name-empty", "empty", HP_SLICE_INIT("\"name\":\"\",")},
    {"string-name-blank", "tabs-and-spaces", HP_SLICE_INIT("\"name\":\" \\t \\t\"")},
    {"string-name-blank", "zero-width-joiner", HP_SLICE_INIT("\"name\":\"\xe2\x80\x8d\"")},
    {"string-name-nul", "start", HP_SLICE_INIT("\"name\":\"\\u0000hookproof ")},
    {"string-name-nul", "end", HP_SLICE_INIT("\\u0000\",\"type\"")},
    {"string-name-nul", "alone", HP_SLICE_INIT("\"name\":\"\\u0000\"")},
    {"string-name-trim", "leading-spaces", HP_SLICE_INIT("\"name\":\"   hookproof ")},
    {"string-name-trim", "trailing-tab", HP_SLICE_INIT("\\t\",\"type\"")},
    {"string-name-trim", "around-no-break-space", HP_SLICE_INIT("\"name\":\"\xc2\xa0hookproof ")},
    {"string-name-trim", "around-no-break-space", HP_SLICE_INIT("\xc2\xa0\",\"type\"")},
    {"string-bidi-invisible", "right-to-left-override", HP_SLICE_INIT("\xe2\x80\xae")},
    {"string-bidi-invisible", "hangul-filler", HP_SLICE_INIT("\xe3\x85\xa4")},
    {"string-normalisation", "nfd-letter", HP_SLICE_INIT("e\xcc\x81")},
    {"string-normalisation", "nfc-letter", HP_SLICE_INIT("\xc3\xa9")},
    {"string-lone-surrogates", "reversed-in-name", HP_SLICE_INIT("\\ude00\\ud83d")},
    {"string-lone-surrogates", "lone-high-in-name-end", HP_SLICE_INIT("\\ud83d\",\"type\"")},
    {"string-lone-surrogates", "lone-low-in-header-name",
     HP_SLICE_INIT("\"X-Hook\\ude00proof\":\"1\"}")},
    {"string-noncharacters", "1fffe-raw", HP_SLICE_INIT("\xf0\x9f\xbf\xbe")},
    {"string-noncharacters", "1fffe-escaped", HP_SLICE_INIT("\\ud83f\\udffe")},
    {"string-invalid-utf8", "truncated-of-3-in-name-end", HP_SLICE_INIT("\xe2\x82\",\"type\"")},
    {"string-invalid-utf8", "ff-in-member-name", HP_SLICE_INIT("\"x_hook\xffproof\":\"x\"}}")},
    {"string-invalid-utf8", "lone-continuation-in-header-name",
     HP_SLICE_INIT("\"X-Hook\x80proof\":\"1\"}}}")},
    {"string-overlong-utf8", "quote-in-2-in-name", HP_SLICE_INIT("\xc0\xa2")},
    {"string-bom-utf8", "byte-order-mark", HP_SLICE_INIT("\xef\xbb\xbf{\"webhook\"")},
    {"string-case-mapping", "sharp-s",
     HP_SLICE_INIT("Stra\xc3\x9f"
                   "e")},
    {"string-case-mapping", "type-dotless-i",
     HP_SLICE_INIT("\"type\":\"CONNECT\xc4\xb1ON_CHANGED\"")},
    {"string-case-mapping", "data_models-sharp-s",
     HP_SLICE_INIT("[\"ADDRE\xc3\x9f"
                   "ES\"]")},
    {"string-case-mapping", "data_models-ligature-fl", HP_SLICE_INIT("[\"CASH_\xef\xac\x82OW_")},
    {"string-naughty-corpus", "sql-or-true-in-name", HP_SLICE_INIT("\"name\":\"' OR '1'='1\"")},
    {"string-naughty-corpus", "sql-or-true-in-url",
     HP_SLICE_INIT("\"url\":\"https://example.com/hooks?q='%20OR%20'1'='1\"")},
    {"string-naughty-corpus", "sql-or-true-in-header",
     HP_SLICE_INIT("\"X-Hookproof\":\"' OR '1'='1\"}")},
    {"string-naughty-corpus", "path-encoded-in-url", HP_SLICE_INIT("?q=..%252f..%252fetc")},
    {"url-empty", "empty", HP_SLICE_INIT("\"url\":\"\"")},
    {"url-empty", "line-end", HP_SLICE_INIT("\"url\":\"\\r\\n\"")},
    {"url-relative", "scheme-relative", HP_SLICE_INIT("\"url\":\"//example.com/x\"")},
    {"url-no-scheme", "host-and-port", HP_SLICE_INIT("\"url\":\"example.com:443\"")},
    {"url-empty-host", "port", HP_SLICE_INIT("\"url\":\"https://:443/\"")},
    {"url-foreign-scheme", "gopher", HP_SLICE_INIT("\"url\":\"gopher://")},
    {"url-scheme-mangled", "blank-before-colon", HP_SLICE_INIT("\"https ://example.com/x\"")},
    {"url-scheme-mangled", "quoted", HP_SLICE_INIT("\"\\\"https://example.com/x\\\"\"")},
    {"url-whitespace-control", "tab-in-host", HP_SLICE_INIT("\"https://exam\\tple.com/hooks\"")},
    {"url-whitespace-control", "nul-in-path", HP_SLICE_INIT("example.com/ho\\u0000oks\"")},
    {"url-whitespace-control", "crlf-and-field-in-query",
     HP_SLICE_INIT("hooks?a\\r\\nX-Forged: 1b=c\"")},
    {"url-whitespace-control", "del-in-port",
     HP_SLICE_INIT("example.com:84\x7f"
                   "43/")},
    {"url-bad-percent", "percent-u", HP_SLICE_INIT("/%u0041\"")},
    {"url-percent-control", "crlf-in-path", HP_SLICE_INIT("/%0d%0aX-Forged:%201\"")},
    {"url-port-range", "65536", HP_SLICE_INIT("\"https://example.com:65536/hooks\"")},
    {"url-port-range", "negative", HP_SLICE_INIT("\"https://example.com:-1/hooks\"")},
    {"url-port-well-known", "6379", HP_SLICE_INIT("\"https://example.com:6379/hooks\"")},
    {"url-userinfo", "user-and-password", HP_SLICE_INIT("\"https://user:pass@example.com/hooks\"")},
    {"url-authority-confusion", "backslash-at-sign",
     HP_SLICE_INIT("\"https://one.example.com\\\\@two.example.com/\"")},
    {"url-authority-confusion", "fragment-before-at-sign",
     HP_SLICE_INIT("\"https://one.example.com#@two.example.com/\"")},
    {"url-fragment", "word", HP_SLICE_INIT("\"https://example.com/hooks#part\"")},
    {"url-host-syntax", "empty-label", HP_SLICE_INIT("\"https://hooks..example.com/\"")},
    {"url-idn", "u-label-latin",
     HP_SLICE_INIT("\"https://b\xc3\xbc"
                   "cher.example.com/hooks\"")},
    {"url-idn", "soft-hyphen", HP_SLICE_INIT("\"https://ho\xc2\xadoks.example.com/in\"")},
    {"url-normalisation", "escaped-tilde", HP_SLICE_INIT("\"https://example.com/%7Ehooks\"")},
    {"url-normalisation", "default-port", HP_SLICE_INIT("\"https://example.com:443/hooks\"")},
    {"ssrf-loopback", "localhost-dot", HP_SLICE_INIT("\"https://localhost./hooks\"")},
    {"ssrf-ipv6-embedded", "zone-escaped", HP_SLICE_INIT("\"https://[fe80::1%25eth0]/hooks\"")},
    {"ssrf-link-local-metadata", "metadata.google.internal",
     HP_SLICE_INIT("\"https://metadata.google.internal/hooks\"")},
    {"ssrf-self-target", "this-endpoint",
     HP_SLICE_INIT("\"https://api.rootfi.dev/v3/core/webhooks\"")},
    {"ssrf-no-reflection", "loopback-22", HP_SLICE_INIT("\"https://127.0.0.1:22/hooks\"")},
    {"header-name-empty", "empty", HP_SLICE_INIT(",\"\":\"value\"}}}")},
    {"header-name-illegal", "colon-before", HP_SLICE_INIT(",\":authority\":\"1\"}")},
    {"header-name-illegal", "quote", HP_SLICE_INIT(",\"X\\\"Hookproof\":\"1\"}")},
    {"header-name-crlf", "crlf-and-forged-field",
     HP_SLICE_INIT(",\"X-Hookproof: 1\\r\\nX-Forged\":\"1\"}")},
    {"header-value-crlf", "crlf-and-forged-body",
     HP_SLICE_INIT("\"X-Hookproof\":\"one\\r\\n\\r\\n{\\\"forged\\\":true}\"}")},
    {"header-value-crlf", "bare-lf", HP_SLICE_INIT("\"X-Hookproof\":\"one\\ntwo\"}")},
    {"header-value-nul-control", "nul-inside", HP_SLICE_INIT("\"one\\u0000two\"}")},
    {"header-value-nul-control", "u007f", HP_SLICE_INIT("\"one\\u007ftwo\"}")},
    {"header-value-obs-fold", "crlf-tab", HP_SLICE_INIT("\"one\\r\\n\\ttwo\"}")},
    {"header-value-nonascii", "low-byte-is-cr", HP_SLICE_INIT("\"one\xc4\x8dtwo\"}")},
    {"header-value-whitespace", "empty", HP_SLICE_INIT("\"X-Hookproof\":\"\"}")},
    {"header-framing-names", "Transfer-Encoding",
     HP_SLICE_INIT(",\"Transfer-Encoding\":\"chunked\"}")},
    {"header-framing-names", "TE-lower-case", HP_SLICE_INIT(",\"te\":\"trailers\"}")},
    {"header-content-names", "Cookie", HP_SLICE_INIT(",\"Cookie\":\"session=")},
    {"header-signature-spoof", "X-RootFi-Signature", HP_SLICE_INIT(",\"X-RootFi-Signature\":\"")},
    {"header-case-collision", "upper-and-lower",
     HP_SLICE_INIT(",\"X-A\":\"value-1\",\"x-a\":\"value-2\"}")},
    {"header-count", "100-members", HP_SLICE_INIT(",\"X-Hookproof-99\":\"1\"}}}")},
};
enum { PROMISED_BODIES = sizeof(promised_bodies) / sizeof(promised_bodies[0]) };

START_TEST(body_holds_what_the_name_promises)
{
    check_promise(&promised_bodies[_i]);
}
END_TEST

/* Exactly one character of the text is a control character, and it is the one in the name. */
static void check_one_control(struct hp_slice text, const char *instance)
{
    size_t found = 0;
    uint32_t code = 0;
    for (size_t step = 0; text.len > 0; text.at += step, text.len -= step) {
        step = hp_utf8_next(text, &code);
        ck_assert_uint_gt(step, 0);
        if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) {
            ck_assert_msg(code == strtoul(instance + 1, NULL, 16), "%s holds U+%04X", instance,
                          (unsigned)code);
            found++;
        }
    }
    ck_assert_uint_eq(found, 1);
}

START_TEST(each_control_character_stands_once_in_name_and_header)
{
    const struct hp_row *row = row_called("string-name-control-chars");
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        /* Escaped: no raw one is in the body. */
        for (size_t k = 0; k < request.body.len; k++) {
            ck_assert_uint_ge((unsigned char)request.body.at[k], 0x20);
            ck_assert_uint_lt((unsigned char)request.body.at[k], 0x7f);
        }
        check_one_control(text_at(&request, HP_ROLE_NAME), hp_buf_cstr(&build.instance));
    }
    row = row_called("header-value-nul-control");
    for (size_t i = 4; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        const struct hp_json *value = hp_json_member(headers_of(&request), HP_SLICE("X-Hookproof"));
        check_one_control(hp_json_string(value), hp_buf_cstr(&build.instance));
    }
}
END_TEST

/* Neither at the front nor at the end, where trimming and cutting would do. */
START_TEST(single_characters_stand_inside_the_name_between_the_digits_of_its_tag)
{
    static const char *const ids[] = {"string-bidi-invisible", "string-normalisation",
                                      "string-noncharacters", "string-name-control-chars"};
    enum { HALF = HP_BUILD_TAG_DIGITS / 2 };
    const struct hp_row *row = row_called(ids[_i]);
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        struct hp_slice name = text_at(&request, HP_ROLE_NAME);
        struct hp_slice old = build.content.name; /* "hookproof " and the tag */
        ck_assert_uint_gt(name.len, old.len);
        ck_assert(memcmp(name.at, old.at, old.len - HALF) == 0);
        ck_assert(memcmp(name.at + name.len - HALF, old.at + old.len - HALF, HALF) == 0);
    }
}
END_TEST

static size_t characters_in(struct hp_slice text)
{
    size_t count = 0;
    for (; text.len > 0; count++) {
        size_t step = hp_utf8_next(text, NULL);
        ck_assert_uint_gt(step, 0);
        text.at += step;
        text.len -= step;
    }
    return count;
}

START_TEST(long_texts_are_exactly_as_long_as_their_names_say)
{
    static const struct {
        const char *id;
        const char *instance;
        size_t characters;
        size_t bytes;
    } names[] = {
        {"string-name-long", "256-one-byte-characters", 256, 256},
        {"string-name-long", "256-four-byte-characters", 256, 12 + 244 * 4},
        {"string-name-long", "1024-three-byte-characters", 1024, 12 + 1012 * 3},
        {"string-name-long", "4096-two-byte-characters", 4096, 12 + 4084 * 2},
        {"string-name-huge", "64-kib", 65536, 65536},
        {"string-name-huge", "1-mib", 1048576, 1048576},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct hp_request request = named(names[i].id, names[i].instance);
        struct hp_slice name = text_at(&request, HP_ROLE_NAME);
        ck_assert_uint_eq(name.len, names[i].bytes);
        ck_assert_uint_eq(characters_in(name), names[i].characters);
    }
    const struct hp_row *row = row_called("url-length");
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        ck_assert_uint_eq(text_at(&request, HP_ROLE_URL).len,
                          strtoul(hp_buf_cstr(&build.instance), NULL, 10));
    }
}
END_TEST

START_TEST(headers_have_the_sizes_and_numbers_of_their_names)
{
    static const struct {
        const char *instance;
        size_t name_bytes;
        size_t value_bytes;
    } sizes[] = {
        {"value-4097", 11, 4097},     {"value-8-kib", 11, 8192}, {"value-64-kib", 11, 65536},
        {"value-1-mib", 11, 1048576}, {"name-1-kib", 1024, 1},
    };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct hp_request request = named("header-size", sizes[i].instance);
        const struct hp_json *last = hp_json_next(hp_json_first(headers_of(&request)));
        ck_assert_uint_eq(hp_json_name(last).len, sizes[i].name_bytes);
        ck_assert_uint_eq(hp_json_string(last).len, sizes[i].value_bytes);
    }
    static const struct {
        const char *instance;
        size_t count;
    } counts[] = {{"100-members", 100}, {"1000-members", 1000}, {"10000-members", 10000}};
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        struct hp_request request = named("header-count", counts[i].instance);
        const struct hp_json *headers = headers_of(&request);
        ck_assert_uint_eq(hp_json_size(headers), counts[i].count);
        ck_assert_uint_eq(hp_json_member_count(headers, HP_SLICE("X-Hookproof-42")), 1);
    }
}
END_TEST

/* ---- other encodings ---- */

/* A reader of its own: `unit_bytes` a unit, most significant byte first or last. */
static size_t decode(struct hp_slice body, size_t unit_bytes, bool big_endian, uint32_t *codes)
{
    size_t count = 0;
    ck_assert_uint_eq(body.len % unit_bytes, 0);
    for (size_t at = 0; at < body.len; at += unit_bytes) {
        uint32_t unit = 0;
        for (size_t i = 0; i < unit_bytes; i++) {
            size_t byte = big_endian ? at + i : at + unit_bytes - 1 - i;
            unit = unit << 8 | (unsigned char)body.at[byte];
        }
        bool low = unit_bytes == 2 && unit >= 0xDC00 && unit <= 0xDFFF;
        if (low) {
            ck_assert_uint_gt(count, 0);
            uint32_t high = codes[count - 1];
            ck_assert(high >= 0xD800 && high <= 0xDBFF);
            codes[count - 1] = 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00);
        } else {
            codes[count++] = unit;
        }
    }
    return count;
}

START_TEST(other_encodings_say_the_same_document)
{
    static const struct {
        const char *instance;
        size_t unit_bytes;
        bool big_endian;
        const char *mark;
        size_t mark_bytes;
    } encodings[] = {
        {"utf-16le", 2, false, "", 0}, {"utf-16le-bom", 2, false, "\xff\xfe", 2},
        {"utf-16be", 2, true, "", 0},  {"utf-16be-bom", 2, true, "\xfe\xff", 2},
        {"utf-32le", 4, false, "", 0}, {"utf-32le-bom", 4, false, "\xff\xfe\0\0", 4},
        {"utf-32be", 4, true, "", 0},  {"utf-32be-bom", 4, true, "\0\0\xfe\xff", 4},
    };
    static uint32_t codes[4096];
    const struct hp_row *row = row_called("string-utf16-utf32-body");
    struct hp_combo combo;
    hp_combo_triple(contract, 0, &combo);
    combo.name_class = 2; /* with characters beyond the basic plane */
    hp_build_begin(&build, &base, row, &combo, NULL);
    ck_assert(row->instance(&build, (size_t)_i));
    ck_assert(hp_slice_is(hp_buf_view(&build.instance), encodings[_i].instance));
    struct hp_slice body = hp_build_request(&build).body;
    struct hp_slice mark = {encodings[_i].mark, encodings[_i].mark_bytes};
    ck_assert(hp_slice_starts_with(body, mark));
    body = (struct hp_slice){body.at + mark.len, body.len - mark.len};
    ck_assert_uint_lt(body.len, sizeof(codes));
    size_t count = decode(body, encodings[_i].unit_bytes, encodings[_i].big_endian, codes);
    struct hp_slice rest = hp_draft_text(&build.draft);
    ck_assert(holds(rest, HP_SLICE("\xf0\x9f\x94\x94")));
    for (size_t i = 0; i < count; i++) {
        uint32_t code = 0;
        size_t step = hp_utf8_next(rest, &code);
        ck_assert_uint_gt(step, 0);
        ck_assert_uint_eq(code, codes[i]);
        rest = (struct hp_slice){rest.at + step, rest.len - step};
    }
    ck_assert_uint_eq(rest.len, 0);
}
END_TEST

/* ---- naughty strings ---- */

enum { NAUGHTY = sizeof(hp_naughty_strings) / sizeof(hp_naughty_strings[0]) };

START_TEST(naughty_strings_are_text_of_many_kinds)
{
    size_t kinds = 0;
    for (size_t i = 0; i < NAUGHTY; i++) {
        struct hp_slice text = hp_slice_of(hp_naughty_strings[i].text);
        ck_assert_msg(text.len > 0 && hp_utf8_valid(text) && hp_naughty_strings[i].times > 0, "%s",
                      hp_naughty_strings[i].word);
        kinds += i == 0 || strcmp(hp_naughty_strings[i].kind, hp_naughty_strings[i - 1].kind) != 0;
    }
    ck_assert_uint_eq(kinds, 16);
}
END_TEST

/* The index-th string, repeated as often as it says. */
static struct hp_slice naughty_text(size_t index, struct hp_buf *out)
{
    hp_buf_clear(out);
    for (unsigned i = 0; i < hp_naughty_strings[index].times; i++) {
        hp_buf_text(out, hp_naughty_strings[index].text);
    }
    return hp_buf_view(out);
}

static void undo_percent(struct hp_slice text, struct hp_buf *out)
{
    hp_buf_clear(out);
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '%') {
            char digits[3] = {text.at[i + 1], text.at[i + 2], '\0'};
            hp_buf_char(out, (char)strtoul(digits, NULL, 16));
            i += 2;
        } else {
            hp_buf_char(out, text.at[i]);
        }
    }
}

START_TEST(naughty_string_reaches_all_three_places_whole)
{
    static const struct hp_slice prefix = HP_SLICE_INIT("https://example.com/hooks?q=");
    const struct hp_row *row = row_called("string-naughty-corpus");
    struct hp_buf want;
    struct hp_buf have;
    hp_buf_init(&want, (size_t)1024 * 1024);
    hp_buf_init(&have, (size_t)1024 * 1024);
    for (size_t i = 0; i < NAUGHTY; i++) {
        struct hp_slice text = naughty_text(i, &want);
        ck_assert(make(&build, row, 0, 3 * i));
        struct hp_request request = hp_build_request(&build);
        ck_assert(hp_slice_equal(text_at(&request, HP_ROLE_NAME), text));
        ck_assert(make(&build, row, 0, 3 * i + 1));
        request = hp_build_request(&build);
        struct hp_slice url = text_at(&request, HP_ROLE_URL);
        ck_assert(hp_slice_starts_with(url, prefix));
        undo_percent((struct hp_slice){url.at + prefix.len, url.len - prefix.len}, &have);
        ck_assert(hp_slice_equal(hp_buf_view(&have), text));
        ck_assert(make(&build, row, 0, 3 * i + 2));
        request = hp_build_request(&build);
        const struct hp_json *value = hp_json_member(headers_of(&request), HP_SLICE("X-Hookproof"));
        ck_assert(hp_slice_equal(hp_json_string(value), text));
    }
    hp_buf_deinit(&want);
    hp_buf_deinit(&have);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_text_bodies");
    TCase *texts = tcase_create("texts");
    tcase_set_timeout(texts, 120);
    tcase_add_checked_fixture(texts, setup_own, teardown_both);
    tcase_add_loop_test(texts, body_holds_what_the_name_promises, 0, PROMISED_BODIES);
    tcase_add_test(texts, each_control_character_stands_once_in_name_and_header);
    tcase_add_loop_test(
        texts, single_characters_stand_inside_the_name_between_the_digits_of_its_tag, 0, 4);
    tcase_add_test(texts, long_texts_are_exactly_as_long_as_their_names_say);
    tcase_add_test(texts, headers_have_the_sizes_and_numbers_of_their_names);
    tcase_add_loop_test(texts, other_encodings_say_the_same_document, 0, 8);
    tcase_add_test(texts, naughty_strings_are_text_of_many_kinds);
    tcase_add_test(texts, naughty_string_reaches_all_three_places_whole);
    suite_add_tcase(suite, texts);
    return suite;
}
