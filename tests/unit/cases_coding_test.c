/* The rows on media types and content codings: bodies that decode to the document, or do not. */
#include "tests/unit/cases_fixture.h"

#include <zlib.h>
#include <zstd.h>

#include "cases/encode_body.h"

static size_t inflate_all(struct hp_slice packed, bool gzip, char *out, size_t out_bytes)
{
    z_stream stream = {0};
    ck_assert_int_eq(inflateInit2(&stream, gzip ? MAX_WBITS + 16 : MAX_WBITS), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)packed.at;
    stream.avail_in = (uInt)packed.len;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)out_bytes;
    int end = Z_OK;
    while (end == Z_OK) {
        end = inflate(&stream, Z_FINISH);
        if (end == Z_STREAM_END && stream.avail_in > 0) { /* the next member */
            ck_assert_int_eq(inflateReset(&stream), Z_OK);
            end = Z_OK;
        }
    }
    size_t length = out_bytes - stream.avail_out;
    inflateEnd(&stream);
    return end == Z_STREAM_END ? length : 0;
}

START_TEST(supported_codings_decode_to_the_document)
{
    static const char *const names[] = {"gzip", "x-gzip", "gzip-upper-case", "deflate",
                                        "gzip-two-members"};
    char plain[2048];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct hp_request request = named("encoding-supported", names[i]);
        bool gzip = strcmp(names[i], "deflate") != 0;
        size_t length = inflate_all(request.body, gzip, plain, sizeof plain);
        struct hp_slice document = hp_draft_text(&build.draft);
        ck_assert(hp_slice_equal((struct hp_slice){plain, length}, document));
        ck_assert(holds(document, HP_SLICE("\"webhook\"")));
    }
    struct hp_request request = named("encoding-supported", "zstd");
    size_t length = ZSTD_decompress(plain, sizeof plain, request.body.at, request.body.len);
    ck_assert(!ZSTD_isError(length));
    ck_assert(hp_slice_equal((struct hp_slice){plain, length}, hp_draft_text(&build.draft)));
    ck_assert(hp_slice_is(field_of(&request, "Content-Encoding"), "zstd"));
}
END_TEST

/* There is no decoder to ask, but a stream of brotli starts with the size of its window (RFC 7932
 * 9.1: the bits 1011 for 2^22 bytes) and is shorter than the text. */
START_TEST(brotli_body_is_packed_and_labelled)
{
    struct hp_request request = named("encoding-supported", "br");
    ck_assert(hp_slice_is(field_of(&request, "Content-Encoding"), "br"));
    ck_assert_uint_gt(request.body.len, 16);
    ck_assert_uint_eq((unsigned char)request.body.at[0] & 15u, 11);
    ck_assert_uint_lt(request.body.len, hp_draft_text(&build.draft).len);
    ck_assert(!holds(request.body, HP_SLICE("\"webhook\":{")));
}
END_TEST

START_TEST(damaged_gzip_does_not_decode)
{
    const struct hp_row *row = row_called("encoding-unknown-corrupt");
    char plain[2048];
    size_t seen = 0;
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_slice name = hp_buf_view(&build.instance);
        if (hp_slice_starts_with(name, HP_SLICE("gzip-")) &&
            !hp_slice_is(name, "gzip-without-label")) {
            struct hp_request request = hp_build_request(&build);
            ck_assert_msg(inflate_all(request.body, true, plain, sizeof plain) == 0, "%s decodes",
                          hp_buf_cstr(&build.instance));
            seen++;
        }
    }
    ck_assert_uint_eq(seen, 9);
}
END_TEST

START_TEST(plain_body_under_a_wrong_label_is_still_the_valid_document)
{
    struct hp_request request = named("encoding-unknown-corrupt", "plain-labelled-gzip");
    ck_assert_int_eq(build.body_truth, HP_BODY_VALID);
    ck_assert(hp_slice_is(field_of(&request, "Content-Encoding"), "gzip"));
    ck_assert(holds(request.body, HP_SLICE("{\"webhook\":{")));
    request = named("encoding-unknown-corrupt", "gzip-without-label");
    ck_assert_int_eq(build.body_truth, HP_BODY_NOT_JSON);
    ck_assert_uint_eq(
        hp_field_count(request.fields, request.field_count, HP_SLICE("Content-Encoding")), 0);
}
END_TEST

START_TEST(stacked_codings_decode_from_the_outside)
{
    struct hp_request request = named("encoding-unknown-corrupt", "stacked-deflate-gzip");
    char middle[2048];
    char plain[2048];
    size_t length = inflate_all(request.body, true, middle, sizeof middle);
    ck_assert_uint_gt(length, 0);
    length = inflate_all((struct hp_slice){middle, length}, false, plain, sizeof plain);
    ck_assert(hp_slice_equal((struct hp_slice){plain, length}, hp_draft_text(&build.draft)));
    ck_assert(hp_slice_is(field_of(&request, "Content-Encoding"), "deflate, gzip"));
}
END_TEST

START_TEST(encoder_survives_a_full_arena)
{
    for (int coding = 0; coding < HP_CODING_COUNT; coding++) {
        struct hp_arena arena;
        hp_arena_init(&arena, 8);
        struct hp_slice out = {0};
        ck_assert(!hp_encode_body((enum hp_coding)coding, HP_SLICE("text"), &arena, &out));
        hp_arena_deinit(&arena);
    }
}
END_TEST

/* Pieces of the same content in each format; the texts are written by hand. */
static const struct promised promised_formats[] = {
    {"ctype-form-body", "urlencoded-flat", HP_SLICE_INIT("operations=CREATE&name=hookproof+")},
    {"ctype-form-body", "urlencoded-brackets",
     HP_SLICE_INIT("webhook%5Boperations%5D%5B%5D=CREATE&webhook%5Bname%5D=hookproof+")},
    {"ctype-form-body", "urlencoded-json",
     HP_SLICE_INIT("webhook=%7b%22operations%22%3a%5b%22CREATE%22")},
    {"ctype-form-body", "multipart-brackets",
     HP_SLICE_INIT("name=\"webhook[operations][]\"\r\n\r\nCREATE\r\n--hookproof-boundary")},
    {"ctype-form-body", "multipart-json",
     HP_SLICE_INIT("Content-Type: application/json\r\n\r\n{\"operations\":[\"CREATE\"]")},
    {"ctype-xml-body", "application-xml",
     HP_SLICE_INIT("?>\n<webhook><operations>CREATE</operations><name>hookproof ")},
    {"ctype-xml-body", "soap", HP_SLICE_INIT("</webhook></s:Body></s:Envelope>")},
    {"ctype-lie", "yaml", HP_SLICE_INIT("webhook:\n  operations:\n    - \"CREATE\"\n  name: \"")},
    {"ctype-lie", "toml", HP_SLICE_INIT("[webhook]\n\"operations\" = [\"CREATE\"]\n\"name\" = ")},
    {"ctype-lie", "javascript", HP_SLICE_INIT("{webhook: {\n  operations: [\"CREATE\"],\n")},
    /* RFC 8949: map of 1, text of 7, map of 6, text of 10, array of 1, text of 6. */
    {"ctype-lie", "cbor",
     HP_SLICE_INIT("\xa1\x67webhook\xa6\x6aoperations\x81\x66"
                   "CREATE\x64name")},
    /* MessagePack: the same. */
    {"ctype-lie", "messagepack",
     HP_SLICE_INIT("\x81\xa7webhook\x86\xaaoperations\x91\xa6"
                   "CREATE\xa4name")},
};
enum { PROMISED_FORMATS = sizeof promised_formats / sizeof promised_formats[0] };

START_TEST(foreign_body_says_the_same_in_its_format)
{
    const struct promised *promise = &promised_formats[_i];
    check_promise(promise);
    struct hp_request request = hp_build_request(&build);
    bool lie = strcmp(promise->id, "ctype-lie") == 0;
    ck_assert(hp_slice_equal(field_of(&request, "Content-Type"), contract->media_type) == lie);
}
END_TEST

START_TEST(charset_case_has_letters_to_disagree_on)
{
    struct hp_request request = named("ctype-charset", "iso-8859-1");
    ck_assert(
        hp_slice_is(field_of(&request, "Content-Type"), "application/json; charset=iso-8859-1"));
    ck_assert(holds(request.body, HP_SLICE("\xc3\xa9")));
}
END_TEST

START_TEST(two_media_types_are_two_lines)
{
    struct hp_request request = named("ctype-malformed", "two-lines-json-last");
    ck_assert_uint_eq(hp_field_count(request.fields, request.field_count, HP_SLICE("Content-Type")),
                      2);
    ck_assert(hp_slice_is(field_of(&request, "Content-Type"), "text/plain"));
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_coding");
    TCase *tests = case_of(suite, "media types and codings");
    tcase_add_test(tests, supported_codings_decode_to_the_document);
    tcase_add_test(tests, brotli_body_is_packed_and_labelled);
    tcase_add_test(tests, damaged_gzip_does_not_decode);
    tcase_add_test(tests, plain_body_under_a_wrong_label_is_still_the_valid_document);
    tcase_add_test(tests, stacked_codings_decode_from_the_outside);
    tcase_add_test(tests, encoder_survives_a_full_arena);
    tcase_add_loop_test(tests, foreign_body_says_the_same_in_its_format, 0, PROMISED_FORMATS);
    tcase_add_test(tests, charset_case_has_letters_to_disagree_on);
    tcase_add_test(tests, two_media_types_are_two_lines);
    return suite;
}
