/* The message reader against vectors, in every way of cutting them into pieces, and at its limits.
 */
#include <check.h>

#include "harness/base/alloc.h"
#include "harness/base/rng.h"
#include "harness/http/reader.h"
#include "tests/support/suite_main.h"
#include "tests/unit/http_reader_vectors.h"

enum { VECTORS = sizeof(vectors) / sizeof(vectors[0]), TEXT_MAX = 4096 };

static const struct hp_reader_limits limits = {
    .line_bytes_max = 200,
    .field_bytes_max = 100,
    .head_bytes_max = 400,
    .fields_max = 8,
    .body_bytes_max = 64,
};

static void shown(char *out, size_t *at, struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        ck_assert_uint_lt(*at + 3, TEXT_MAX);
        if (text.at[i] == '\0') {
            out[(*at)++] = '\\';
            out[(*at)++] = '0';
        } else {
            out[(*at)++] = text.at[i];
        }
    }
    out[*at] = '\0';
}

static void added(char *out, size_t *at, const char *text)
{
    shown(out, at, hp_slice_of(text));
}

static void describe(const struct hp_reader *reader, char out[TEXT_MAX])
{
    size_t at = 0;
    char number[32];
    out[0] = '\0';
    if (reader->side == HP_READER_REQUEST) {
        shown(out, &at, reader->method);
        added(out, &at, " ");
        shown(out, &at, reader->target);
    } else {
        (void)snprintf(number, sizeof(number), "%d ", reader->status);
        added(out, &at, number);
        shown(out, &at, reader->reason);
    }
    added(out, &at, reader->http_version == 10 ? " 1.0" : " 1.1");
    added(out, &at, reader->keep_alive ? " keep" : " close");
    added(out, &at, reader->expects_continue ? " expect; " : "; ");
    for (size_t i = 0; i < reader->field_count; i++) {
        shown(out, &at, reader->fields[i].name);
        added(out, &at, ": ");
        shown(out, &at, reader->fields[i].value);
        added(out, &at, "; ");
    }
    if (reader->trailer_count > 0) {
        (void)snprintf(number, sizeof(number), "+%zu trailers; ", reader->trailer_count);
        added(out, &at, number);
    }
    shown(out, &at, hp_buf_view(&reader->body));
}

/* Pieces end where `cut` says so. */
typedef bool cut_function(size_t at, void *context);

struct outcome {
    enum hp_reader_state state;
    size_t used;
    unsigned heads;
    struct hp_reader_fault fault;
    char text[TEXT_MAX];
};

/* Feeds the bytes as they are cut; the state is the last one. A piece is a copy of its own, so that
 * a sanitizer sees a read beyond it. */
static void play(struct hp_reader *reader, const char *bytes, size_t len, bool closes,
                 cut_function *cut, void *context, struct outcome *out)
{
    *out = (struct outcome){.state = HP_READER_MORE};
    size_t start = 0;
    while (out->state == HP_READER_MORE && start < len) {
        size_t end = start + 1;
        while (end < len && !cut(end, context)) {
            end++;
        }
        char *piece = malloc(end - start);
        ck_assert_ptr_nonnull(piece);
        memcpy(piece, bytes + start, end - start);
        size_t at = 0;
        do {
            size_t used = SIZE_MAX;
            out->state = hp_reader_feed(reader, piece + at, end - start - at, &used);
            ck_assert_uint_le(used, end - start - at);
            at += used;
            out->used += used;
            out->heads += out->state == HP_READER_HEAD;
            ck_assert(out->state != HP_READER_MORE || at == end - start);
        } while (out->state == HP_READER_HEAD);
        free(piece);
        start = end;
    }
    if (closes && out->state == HP_READER_MORE) {
        out->state = hp_reader_close(reader);
    }
    out->fault = reader->fault;
    describe(reader, out->text);
}

static bool never(size_t at, void *context)
{
    (void)at;
    (void)context;
    return false;
}

static bool always(size_t at, void *context)
{
    (void)at;
    (void)context;
    return true;
}

static bool once(size_t at, void *context)
{
    return at == *(const size_t *)context;
}

static bool at_random(size_t at, void *context)
{
    (void)at;
    return hp_rng_below(context, 4) == 0;
}

static void start(struct hp_reader *reader, const struct vector *vector)
{
    hp_reader_init(reader, vector->side, &limits);
    hp_reader_reset(reader, hp_slice_of(vector->method));
}

static void assert_wanted(const struct vector *vector, const struct outcome *have)
{
    if (vector->status >= 0) {
        ck_assert_msg(have->state == HP_READER_FAULT, "state %d: %s", (int)have->state, have->text);
        ck_assert_msg(strcmp(have->fault.clause, vector->want) == 0 &&
                          have->fault.status == vector->status,
                      "%d %s: %s", have->fault.status, have->fault.clause, have->fault.what);
        ck_assert_uint_gt(strlen(have->fault.what), 8);
        ck_assert_uint_le(have->heads, 1);
        return;
    }
    if (strcmp(vector->want, "more") == 0) {
        ck_assert_msg(have->state == HP_READER_MORE, "state %d: %s", (int)have->state,
                      have->fault.what);
        return;
    }
    ck_assert_msg(have->state == HP_READER_DONE, "state %d: %s", (int)have->state,
                  have->fault.what == NULL ? have->text : have->fault.what);
    ck_assert_str_eq(have->text, vector->want);
    ck_assert_uint_eq(have->used, vector->len - vector->rest);
    ck_assert_uint_eq(have->heads, 1);
}

START_TEST(a_message_is_read_as_rfc_9112_says)
{
    const struct vector *vector = &vectors[_i];
    struct hp_reader reader;
    struct outcome have;
    start(&reader, vector);
    play(&reader, vector->bytes, vector->len, vector->closes, never, NULL, &have);
    assert_wanted(vector, &have);
    hp_reader_deinit(&reader);
}
END_TEST

static void assert_same(const struct outcome *a, const struct outcome *b)
{
    ck_assert_int_eq(a->state, b->state);
    ck_assert_uint_eq(a->used, b->used);
    ck_assert_uint_eq(a->heads, b->heads);
    ck_assert_ptr_eq(a->fault.what, b->fault.what);
    ck_assert_ptr_eq(a->fault.clause, b->fault.clause);
    ck_assert_int_eq(a->fault.status, b->fault.status);
    ck_assert_str_eq(a->text, b->text);
}

/* One reader for all, reset between, so that nothing of a message stays for the next either. */
START_TEST(pieces_do_not_matter)
{
    const struct vector *vector = &vectors[_i];
    struct hp_reader reader;
    struct outcome whole;
    struct outcome pieces;
    start(&reader, vector);
    play(&reader, vector->bytes, vector->len, vector->closes, never, NULL, &whole);
    hp_reader_reset(&reader, hp_slice_of(vector->method));
    play(&reader, vector->bytes, vector->len, vector->closes, always, NULL, &pieces);
    assert_same(&whole, &pieces);
    for (size_t cut = 1; cut < vector->len; cut++) {
        hp_reader_reset(&reader, hp_slice_of(vector->method));
        play(&reader, vector->bytes, vector->len, vector->closes, once, &cut, &pieces);
        assert_same(&whole, &pieces);
    }
    hp_reader_deinit(&reader);
}
END_TEST

START_TEST(pieces_of_broken_messages_do_not_matter)
{
    enum { ROUNDS = 20000, BYTES_MAX = 512 };
    static const char favourites[] = "\r\n\t :;,\"\\0aF\x00\x7f\xff/%[";
    struct hp_rng rng;
    hp_rng_init(&rng, 7, HP_SLICE("pieces_of_broken_messages"));
    struct hp_reader reader;
    size_t faults = 0;
    size_t wholes = 0;
    for (size_t round = 0; round < ROUNDS; round++) {
        const struct vector *vector = &vectors[hp_rng_below(&rng, VECTORS)];
        char bytes[BYTES_MAX];
        size_t len = vector->len;
        ck_assert_uint_lt(len, BYTES_MAX - 4);
        memcpy(bytes, vector->bytes, len);
        for (uint64_t edits = 1 + hp_rng_below(&rng, 2); edits > 0 && len > 0; edits--) {
            size_t at = (size_t)hp_rng_below(&rng, len);
            if (hp_rng_below(&rng, 3) == 0) {
                memmove(bytes + at, bytes + at + 1, len - at - 1);
                len--;
            } else if (hp_rng_below(&rng, 2) == 0) {
                bytes[at] = favourites[hp_rng_below(&rng, sizeof(favourites) - 1)];
            } else {
                memmove(bytes + at + 1, bytes + at, len - at);
                bytes[at] = favourites[hp_rng_below(&rng, sizeof(favourites) - 1)];
                len++;
            }
        }
        struct outcome whole;
        struct outcome pieces;
        start(&reader, vector);
        play(&reader, bytes, len, vector->closes, never, NULL, &whole);
        hp_reader_reset(&reader, hp_slice_of(vector->method));
        play(&reader, bytes, len, vector->closes, at_random, &rng, &pieces);
        assert_same(&whole, &pieces);
        faults += whole.state == HP_READER_FAULT;
        wholes += whole.state == HP_READER_DONE;
        hp_reader_deinit(&reader);
    }
    ck_assert_uint_gt(faults, ROUNDS / 4);
    ck_assert_uint_gt(wholes, ROUNDS / 20);
}
END_TEST

/* --- limits --- */

struct limit_row {
    enum hp_reader_side side;
    const char *before;
    char fill;
    const char *behind;
    size_t most; /* of `fill` that is still read */
    int status;
    const char *clause;
};

#define NINETY_SEVEN                                                                               \
    "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901" \
    "23"                                                                                           \
    "456"
#define FULL_LINE "F: " NINETY_SEVEN "\r\n"

static const struct limit_row limit_rows[] = {
    {HP_READER_REQUEST, "POST /x HTTP/1.1\r\nHost: h\r\n" FULL_LINE FULL_LINE FULL_LINE "X: ", 'v',
     "\r\n\r\n", 400 - 9 - 3 * 102 - 5, 431, "RFC6585-5"},
    {HP_READER_RESPONSE,
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" FULL_LINE FULL_LINE FULL_LINE
     "X: ",
     'v', "\r\n\r\n", 400 - 3 * 102 - 5, 431, "RFC6585-5"},
    {HP_READER_REQUEST, "POST /", 'x', " HTTP/1.1\r\nHost: h\r\n\r\n", 200 - 15, 414, "RFC9112-3"},
    {HP_READER_REQUEST, "M /", 'x', " HTTP/1.1\r\nHost: h\r\n\r\n", 200 - 12, 414, "RFC9112-3"},
    {HP_READER_REQUEST, "POST /x HTTP/1.1\r\nHost: h\r\nX: ", 'v', "\r\n\r\n", 100 - 3, 431,
     "RFC6585-5"},
    {HP_READER_REQUEST, "POST /x HTTP/1.1\r\nHost: h\r\n", 'n', ":\r\n\r\n", 100 - 1, 431,
     "RFC6585-5"},
    {HP_READER_RESPONSE, "HTTP/1.1 200 ", 'r', "\r\nContent-Length: 0\r\n\r\n", 200 - 13, 431,
     "RFC9112-4"},
    {HP_READER_RESPONSE, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ", ' ', "\r\n\r\n", 100 - 3,
     431, "RFC6585-5"},
    {HP_READER_RESPONSE, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", '0', "\r\n\r\n",
     100, 413, "RFC9112-7.1.1"},
    {HP_READER_RESPONSE, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", 'e',
     "\r\nx\r\n0\r\n\r\n", 100 - 2, 413, "RFC9112-7.1.1"},
    {HP_READER_RESPONSE, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: ", 't',
     "\r\n\r\n", 100 - 3, 431, "RFC6585-5"},
    {HP_READER_RESPONSE, "HTTP/1.1 200 OK\r\n\r\n", 'b', "", 64, 413, "RFC9110-15.5.14"},
};

static void play_filled(const struct limit_row *row, size_t count, cut_function *cut,
                        struct outcome *out)
{
    char bytes[1024];
    int before = snprintf(bytes, sizeof(bytes), "%s", row->before);
    memset(bytes + before, row->fill, count);
    int behind =
        snprintf(bytes + before + count, sizeof(bytes) - (size_t)before - count, "%s", row->behind);
    struct hp_reader reader;
    hp_reader_init(&reader, row->side, &limits);
    play(&reader, bytes, (size_t)(before + behind) + count, true, cut, NULL, out);
    hp_reader_deinit(&reader);
}

START_TEST(a_limit_is_reached_and_not_passed)
{
    const struct limit_row *row = &limit_rows[_i / 2];
    cut_function *cut = _i % 2 == 0 ? never : always;
    struct outcome have;
    play_filled(row, row->most, cut, &have);
    ck_assert_msg(have.state == HP_READER_DONE, "%s", have.fault.what);
    play_filled(row, row->most + 1, cut, &have);
    ck_assert_int_eq(have.state, HP_READER_FAULT);
    ck_assert_str_eq(have.fault.clause, row->clause);
    ck_assert_int_eq(have.fault.status, row->status);
}
END_TEST

/* RFC 9112 3: a method longer than any that is implemented gets 501. */
START_TEST(a_method_without_an_end_is_not_implemented)
{
    static const struct limit_row row = {
        HP_READER_REQUEST, "", 'M', " /x HTTP/1.1\r\nHost: h\r\n\r\n", 0, 501, "RFC9112-3"};
    struct outcome have;
    play_filled(&row, 250, _i == 0 ? never : always, &have);
    ck_assert_int_eq(have.state, HP_READER_FAULT);
    ck_assert_int_eq(have.fault.status, row.status);
    ck_assert_str_eq(have.fault.clause, row.clause);
    ck_assert_uint_eq(have.used, 201);
}
END_TEST

/* The same line `count` times between two texts. */
static void play_repeated(const char *before, const char *line, size_t count, const char *behind,
                          struct outcome *out)
{
    char bytes[TEXT_MAX];
    size_t len = (size_t)snprintf(bytes, sizeof(bytes), "%s", before);
    for (size_t i = 0; i < count; i++) {
        len += (size_t)snprintf(bytes + len, sizeof(bytes) - len, "%s", line);
    }
    len += (size_t)snprintf(bytes + len, sizeof(bytes) - len, "%s", behind);
    struct hp_reader reader;
    hp_reader_init(&reader, HP_READER_REQUEST, &limits);
    play(&reader, bytes, len, false, never, NULL, out);
    hp_reader_deinit(&reader);
}

static void assert_last(const char *before, const char *line, size_t most, const char *behind,
                        int status)
{
    struct outcome have;
    play_repeated(before, line, most, behind, &have);
    ck_assert_msg(have.state == HP_READER_DONE, "%s", have.fault.what);
    play_repeated(before, line, most + 1, behind, &have);
    ck_assert_int_eq(have.state, HP_READER_FAULT);
    ck_assert_int_eq(have.fault.status, status);
}

START_TEST(lines_are_counted_and_summed)
{
    static const char sixty[] = "X: 0123456789012345678901234567890123456789012345678901234\r\n";
    ck_assert_uint_eq(sizeof(sixty) - 1, 60);
    assert_last("POST /x HTTP/1.1\r\nHost: h\r\n", "X: y\r\n", 7, "\r\n", 431);
    assert_last("POST /x HTTP/1.1\r\nHost: h\r\n", sixty, 6, "\r\n", 431);
    assert_last(CHUNKED "0\r\n", "X: y\r\n", 8, "\r\n", 431);
    assert_last(CHUNKED "0\r\n", sixty, 6, "\r\n", 431);
    assert_last(CHUNKED, "1\r\nx\r\n", 64, "0\r\n\r\n", 413);
    assert_last(CHUNKED, "1;01234567890123456789012345678901234567890123456789\r\nx\r\n", 7,
                "0\r\n\r\n", 413);
}
END_TEST

START_TEST(a_fault_stays_until_the_reset)
{
    struct hp_reader reader;
    size_t used;
    hp_reader_init(&reader, HP_READER_REQUEST, &limits);
    ck_assert_int_eq(hp_reader_feed(&reader, "\x01", 1, &used), HP_READER_FAULT);
    ck_assert_int_eq(hp_reader_feed(&reader, HEAD, sizeof(HEAD) - 1, &used), HP_READER_FAULT);
    ck_assert_uint_eq(used, 0);
    ck_assert_int_eq(hp_reader_close(&reader), HP_READER_FAULT);
    hp_reader_reset(&reader, (struct hp_slice){"", 0});
    ck_assert_ptr_null(reader.fault.what);
    ck_assert_int_eq(hp_reader_feed(&reader, HEAD "\r\n", sizeof(HEAD) + 1, &used), HP_READER_HEAD);
    hp_reader_deinit(&reader);
}
END_TEST

/* No byte of the next message is needed to know that this one is over. */
START_TEST(a_message_without_a_body_is_done_with_nothing_more)
{
    struct hp_reader reader;
    size_t used;
    hp_reader_init(&reader, HP_READER_REQUEST, &limits);
    ck_assert_int_eq(hp_reader_feed(&reader, HEAD "\r\n", sizeof(HEAD) + 1, &used), HP_READER_HEAD);
    ck_assert_uint_eq(used, sizeof(HEAD) + 1);
    ck_assert_int_eq(hp_reader_feed(&reader, "", 0, &used), HP_READER_DONE);
    ck_assert_int_eq(hp_reader_feed(&reader, "x", 1, &used), HP_READER_DONE);
    ck_assert_uint_eq(used, 0);
    hp_reader_deinit(&reader);
}
END_TEST

START_TEST(a_message_begins_with_its_first_byte)
{
    struct hp_reader reader;
    size_t used;
    hp_reader_init(&reader, HP_READER_REQUEST, &limits);
    ck_assert(!hp_reader_has_begun(&reader));
    (void)hp_reader_feed(&reader, "\r\n\r", 3, &used);
    ck_assert(!hp_reader_has_begun(&reader));
    (void)hp_reader_feed(&reader, "\nP", 2, &used);
    ck_assert(hp_reader_has_begun(&reader));
    hp_reader_deinit(&reader);
}
END_TEST

/* The buffer grows while views into it exist already. */
START_TEST(views_follow_a_buffer_that_grows)
{
    static const struct hp_reader_limits wide = {
        .line_bytes_max = 4096,
        .field_bytes_max = 64 * 1024,
        .head_bytes_max = 256 * 1024,
        .fields_max = HP_READER_FIELDS_MAX,
        .body_bytes_max = 64,
    };
    struct hp_reader reader;
    char line[4096];
    size_t used;
    hp_reader_init(&reader, HP_READER_REQUEST, &wide);
    ck_assert_int_eq(hp_reader_feed(&reader, LINE, sizeof(LINE) - 1, &used), HP_READER_MORE);
    ck_assert_int_eq(hp_reader_feed(&reader, "Host: h\r\n", 9, &used), HP_READER_MORE);
    for (size_t i = 1; i < HP_READER_FIELDS_MAX; i++) {
        int len = snprintf(line, sizeof(line), "X-%zu: %0*zu\r\n", i, (int)(i % 200) + 1, i);
        ck_assert_int_eq(hp_reader_feed(&reader, line, (size_t)len, &used), HP_READER_MORE);
    }
    ck_assert_int_eq(hp_reader_feed(&reader, "\r\n", 2, &used), HP_READER_HEAD);
    ck_assert(hp_slice_is(reader.method, "POST") && hp_slice_is(reader.target, "/x"));
    ck_assert_uint_eq(reader.field_count, HP_READER_FIELDS_MAX);
    for (size_t i = 1; i < HP_READER_FIELDS_MAX; i++) {
        (void)snprintf(line, sizeof(line), "X-%zu", i);
        ck_assert(hp_slice_is(reader.fields[i].name, line));
        (void)snprintf(line, sizeof(line), "%0*zu", (int)(i % 200) + 1, i);
        ck_assert(hp_slice_is(reader.fields[i].value, line));
    }
    hp_reader_deinit(&reader);
}
END_TEST

START_TEST(a_refused_allocation_is_a_fault_and_not_a_crash)
{
    static const char text[] = CHUNKED "3\r\nabc\r\n0\r\nX: y\r\n\r\n";
    struct vector vector = REQ(CHUNKED "3\r\nabc\r\n0\r\nX: y\r\n\r\n", "");
    for (uint64_t n = 1; n < 100; n++) {
        struct hp_reader reader;
        struct outcome have;
        start(&reader, &vector);
        hp_alloc_fail_at(n);
        play(&reader, text, sizeof(text) - 1, false, always, NULL, &have);
        bool met = hp_alloc_calls() >= n;
        hp_alloc_fail_at(0);
        hp_reader_deinit(&reader);
        if (!met) {
            ck_assert_int_eq(have.state, HP_READER_DONE);
            ck_assert_uint_gt(n, 2);
            return;
        }
        ck_assert_int_eq(have.state, HP_READER_FAULT);
        ck_assert_int_eq(have.fault.status, 0);
    }
    ck_abort_msg("every allocation fails");
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("http_reader");
    TCase *tcase = tcase_create("reader");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, a_message_is_read_as_rfc_9112_says, 0, VECTORS);
    tcase_add_loop_test(tcase, pieces_do_not_matter, 0, VECTORS);
    tcase_add_test(tcase, pieces_of_broken_messages_do_not_matter);
    tcase_add_loop_test(tcase, a_limit_is_reached_and_not_passed, 0,
                        2 * sizeof(limit_rows) / sizeof(limit_rows[0]));
    tcase_add_loop_test(tcase, a_method_without_an_end_is_not_implemented, 0, 2);
    tcase_add_test(tcase, lines_are_counted_and_summed);
    tcase_add_test(tcase, a_fault_stays_until_the_reset);
    tcase_add_test(tcase, a_message_without_a_body_is_done_with_nothing_more);
    tcase_add_test(tcase, a_message_begins_with_its_first_byte);
    tcase_add_test(tcase, views_follow_a_buffer_that_grows);
    tcase_add_test(tcase, a_refused_allocation_is_a_fault_and_not_a_crash);
    suite_add_tcase(suite, tcase);
    return suite;
}
