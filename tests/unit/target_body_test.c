/* Bodies framed for the wire, compared octet by octet with what RFC 9112 7.1 asks for. */
#include "harness/target/body_reader.h"
#include "tests/support/suite_main.h"

struct row {
    const char *body;
    struct hp_transfer transfer;
    const char *want;
    size_t longest; /* of what one call gives, 0: not checked */
};

static const struct row rows[] = {
    {"abc", {0}, "abc", 0},
    {"", {0}, "", 0},
    {"abc", {.write_bytes = 1}, "abc", 1},
    {"abc", {.write_bytes = 2}, "abc", 2},
    {"abc", {.chunked = true}, "3\r\nabc\r\n0\r\n\r\n", 0},
    {"", {.chunked = true}, "0\r\n\r\n", 0},
    {"abcdef", {.chunked = true, .chunk_bytes = 4}, "4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n", 0},
    {"abcd", {.chunked = true, .chunk_bytes = 2}, "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", 0},
    {"abc", {.chunked = true, .chunk_bytes = 1}, "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n", 0},
    {"0123456789abcdefg",
     {.chunked = true, .chunk_bytes = 16},
     "10\r\n0123456789abcdef\r\n1\r\ng\r\n0\r\n\r\n",
     0},
    {"abc", {.chunked = true, .write_bytes = 1}, "3\r\nabc\r\n0\r\n\r\n", 1},
    {"abc", {.chunk_bytes = 1}, "abc", 0}, /* a chunk size without chunks means nothing */
};

/* Reads all with room for `room` bytes a call. */
static void read_all(const struct row *row, size_t room)
{
    struct hp_body_reader reader;
    char have[256];
    size_t len = 0;
    size_t count;
    hp_body_reader_init(&reader, hp_slice_of(row->body), &row->transfer);
    uint64_t total = hp_body_reader_total(&reader);
    while ((count = hp_body_reader_next(&reader, have + len, room)) > 0) {
        ck_assert_uint_le(count, room);
        ck_assert(row->longest == 0 || count <= row->longest);
        len += count;
        ck_assert_uint_le(len, sizeof(have) - room);
    }
    ck_assert_uint_eq(len, total);
    ck_assert_uint_eq(len, strlen(row->want));
    ck_assert_mem_eq(have, row->want, len);
    ck_assert_uint_eq(hp_body_reader_next(&reader, have, room), 0);
}

START_TEST(a_body_comes_framed_as_the_transfer_says)
{
    static const size_t rooms[] = {1, 2, 3, 5, 64};
    for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
        read_all(&rows[_i], rooms[i]);
    }
}
END_TEST

START_TEST(the_total_of_large_chunked_bodies_is_exact)
{
    static char body[70000];
    static char out[4096];
    memset(body, 'b', sizeof(body));
    for (size_t chunk = 1; chunk < sizeof(body); chunk = chunk * 5 + 1) {
        struct hp_transfer transfer = {.chunked = true, .chunk_bytes = chunk};
        struct hp_body_reader reader;
        hp_body_reader_init(&reader, (struct hp_slice){body, sizeof(body)}, &transfer);
        uint64_t want = hp_body_reader_total(&reader);
        uint64_t have = 0;
        size_t count;
        while ((count = hp_body_reader_next(&reader, out, sizeof(out))) > 0) {
            have += count;
        }
        ck_assert_msg(have == want, "chunks of %zu: %llu of %llu", chunk, (unsigned long long)have,
                      (unsigned long long)want);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("target_body");
    TCase *tests = tcase_create("body");
    tcase_add_loop_test(tests, a_body_comes_framed_as_the_transfer_says, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tests, the_total_of_large_chunked_bodies_is_exact);
    suite_add_tcase(suite, tests);
    return suite;
}
