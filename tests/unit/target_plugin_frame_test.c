/* Frames come out as they went in, and no bytes that a plugin could write make the reader believe
 * them. */
#include "harness/target/plugin_frame.h"

#include <hookproof/target.h>

#include "harness/base/limits.h"
#include "harness/base/rng.h"
#include "tests/support/suite_main.h"

static struct hp_buf frame;
static struct hp_arena arena;

static const struct hp_field fields[] = {{HP_SLICE_INIT("Content-Type"), HP_SLICE_INIT("a/b")},
                                         {HP_SLICE_INIT(""), HP_SLICE_INIT("")},
                                         {HP_SLICE_INIT("x"), HP_SLICE_INIT("\0\n")}};
enum { FIELDS = sizeof(fields) / sizeof(fields[0]) };

static void set_up(void)
{
    hp_buf_init(&frame, (size_t)64 * 1024 * 1024);
    hp_arena_init(&arena, (size_t)64 * 1024 * 1024);
}

static void tear_down(void)
{
    hp_buf_deinit(&frame);
    hp_arena_deinit(&arena);
}

static void assert_fields(const struct hp_field *have, size_t count)
{
    ck_assert_uint_eq(count, FIELDS);
    for (size_t i = 0; i < FIELDS; i++) {
        ck_assert(hp_slice_equal(have[i].name, fields[i].name));
        ck_assert(hp_slice_equal(have[i].value, fields[i].value));
    }
}

START_TEST(a_question_is_read_as_it_was_written)
{
    const struct hp_request asked = {.method = HP_SLICE("POST"),
                                     .target = HP_SLICE("/a?b"),
                                     .fields = fields,
                                     .field_count = FIELDS,
                                     .body = HP_SLICE("{\0}"),
                                     .has_body = _i == 1};
    struct hp_plugin_question head;
    struct hp_request read;
    hp_plugin_question_write(&frame, &asked, 77);
    memcpy(&head, frame.bytes, sizeof(head));
    ck_assert_uint_eq(frame.length, sizeof(head) + head.text_bytes + head.body_bytes);
    ck_assert(hp_plugin_question_read(&head, frame.bytes + sizeof(head), &arena, &read));
    ck_assert_int_eq(head.now_unix_ms, 77);
    ck_assert(hp_slice_is(read.method, "POST"));
    ck_assert(hp_slice_is(read.target, "/a?b"));
    assert_fields(read.fields, read.field_count);
    ck_assert(read.has_body == asked.has_body);
    ck_assert_uint_eq(head.body_bytes, _i == 1 ? 3 : 0);
    const char *body = frame.bytes + sizeof(head) + head.text_bytes;
    ck_assert(memcmp(body, "{\0}", head.body_bytes) == 0);
}
END_TEST

START_TEST(a_question_with_less_text_than_lengths_is_refused)
{
    const struct hp_plugin_question head = {.text_bytes = 3, .field_count = 2};
    struct hp_request read;
    char *text = calloc(1, 3);
    ck_assert(!hp_plugin_question_read(&head, text, &arena, &read));
    free(text);
}
END_TEST

/* A reply as the child writes it. */
static struct hp_plugin_reply reply_head(void)
{
    return (struct hp_plugin_reply){.magic = HP_PLUGIN_MAGIC,
                                    .kind = HP_PLUGIN_ANSWER,
                                    .status = 201,
                                    .field_count = FIELDS,
                                    .text_bytes = FIELDS * 8 + 12 + 3 + 1 + 2,
                                    .body_bytes = 4,
                                    .duration_us = 5,
                                    .leaked_bytes = 6};
}

static void write_reply(const struct hp_plugin_reply *head)
{
    hp_buf_clear(&frame);
    hp_buf_append(&frame, head, sizeof(*head));
    hp_plugin_fields_write(&frame, fields, FIELDS);
    hp_buf_slice(&frame, HP_SLICE("body"));
}

static enum hp_plugin_read read_reply(struct hp_slice input, struct hp_plugin_reply *head,
                                      struct hp_response *response, size_t *used)
{
    hp_arena_reset(&arena);
    return hp_plugin_reply_read(input, &arena, head, response, used);
}

START_TEST(a_reply_is_read_when_its_last_byte_is_there)
{
    const struct hp_plugin_reply written = reply_head();
    struct hp_plugin_reply head;
    struct hp_response response;
    size_t used = 0;
    write_reply(&written);
    size_t whole = frame.length;
    hp_buf_text(&frame, "the next one");
    for (size_t have = 0; have < whole; have++) {
        /* A block of its own, so that a sanitizer sees a read behind it. */
        char *part = malloc(have + 1);
        memcpy(part, frame.bytes, have);
        ck_assert_int_eq(read_reply((struct hp_slice){part, have}, &head, &response, &used),
                         HP_PLUGIN_READ_MORE);
        free(part);
    }
    ck_assert_int_eq(read_reply(hp_buf_view(&frame), &head, &response, &used), HP_PLUGIN_READ_OK);
    ck_assert_uint_eq(used, whole);
    ck_assert_int_eq(response.status, 201);
    assert_fields(response.fields, response.field_count);
    memset(frame.bytes, 'z', frame.length); /* what was read is a copy */
    ck_assert(hp_slice_is(response.body, "body"));
    ck_assert(head.duration_us == 5 && head.leaked_bytes == 6);
    assert_fields(response.fields, response.field_count);
}
END_TEST

static struct hp_plugin_reply spoilt(int how)
{
    struct hp_plugin_reply head = reply_head();
    switch (how) {
    case 0:
        head.magic++;
        break;
    case 1:
        head.kind = HP_PLUGIN_KINDS;
        break;
    case 2:
        head.field_count = HOOKPROOF_FIELDS_MAX + 1;
        break;
    case 3:
        head.text_bytes = UINT64_MAX;
        break;
    case 4:
        head.body_bytes = HOOKPROOF_BODY_BYTES_MAX + UINT64_C(1);
        break;
    case 5:
        head.field_count = FIELDS + 1; /* more fields than lengths */
        break;
    case 6:
        head.field_count = FIELDS - 1; /* text that belongs to no field */
        break;
    case 7:
        head.text_bytes--; /* the last value ends behind the text */
        break;
    default:
        head.text_bytes = 3; /* not even lengths */
    }
    return head;
}
enum { SPOILT = 9 };

START_TEST(a_head_that_lies_is_not_believed)
{
    struct hp_plugin_reply written = spoilt(_i);
    struct hp_plugin_reply head;
    struct hp_response response;
    size_t used = 0;
    write_reply(&written);
    ck_assert_int_eq(read_reply(hp_buf_view(&frame), &head, &response, &used),
                     HP_PLUGIN_READ_WRONG);
}
END_TEST

START_TEST(lengths_that_wrap_around_are_not_believed)
{
    struct hp_plugin_reply written = reply_head();
    struct hp_plugin_reply head;
    struct hp_response response;
    const uint32_t lengths[2] = {UINT32_MAX, 1};
    size_t used = 0;
    write_reply(&written);
    memcpy(frame.bytes + sizeof(written) + (size_t)(_i % FIELDS) * 8, lengths, sizeof(lengths));
    ck_assert_int_eq(read_reply(hp_buf_view(&frame), &head, &response, &used),
                     HP_PLUGIN_READ_WRONG);
}
END_TEST

/* Whatever is read lies within what was written. */
START_TEST(random_bytes_end_in_some_answer_and_nothing_outside)
{
    struct hp_rng rng;
    const struct hp_plugin_reply written = reply_head();
    hp_rng_init(&rng, 3, HP_SLICE("frames"));
    size_t ok = 0;
    for (int times = 0; times < 20000; times++) {
        struct hp_plugin_reply head;
        struct hp_response response;
        size_t used = 0;
        write_reply(&written);
        char *bytes = malloc(frame.length);
        memcpy(bytes, frame.bytes, frame.length);
        for (uint64_t changes = 1 + hp_rng_below(&rng, 3); changes > 0; changes--) {
            bytes[hp_rng_below(&rng, frame.length)] = (char)hp_rng_below(&rng, 256);
        }
        enum hp_plugin_read read =
            read_reply((struct hp_slice){bytes, frame.length}, &head, &response, &used);
        ck_assert(read != HP_PLUGIN_READ_NOMEM);
        size_t text = 0;
        for (size_t i = 0; read == HP_PLUGIN_READ_OK && i < response.field_count; i++) {
            text += response.fields[i].name.len + response.fields[i].value.len;
        }
        ck_assert_uint_le(text, frame.length);
        ok += read == HP_PLUGIN_READ_OK;
        free(bytes);
    }
    ck_assert_uint_gt(ok, 100);
}
END_TEST

START_TEST(memory_that_is_refused_is_said_so)
{
    const struct hp_plugin_reply written = reply_head();
    struct hp_plugin_reply head;
    struct hp_response response;
    size_t used = 0;
    struct hp_arena none;
    write_reply(&written);
    hp_arena_init(&none, 0);
    ck_assert_int_eq(hp_plugin_reply_read(hp_buf_view(&frame), &none, &head, &response, &used),
                     HP_PLUGIN_READ_NOMEM);
    hp_arena_deinit(&none);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("target_plugin_frame");
    TCase *tcase = tcase_create("plugin_frame");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, a_question_is_read_as_it_was_written, 0, 2);
    tcase_add_test(tcase, a_question_with_less_text_than_lengths_is_refused);
    tcase_add_test(tcase, a_reply_is_read_when_its_last_byte_is_there);
    tcase_add_loop_test(tcase, a_head_that_lies_is_not_believed, 0, SPOILT);
    tcase_add_loop_test(tcase, lengths_that_wrap_around_are_not_believed, 0, FIELDS);
    tcase_add_test(tcase, random_bytes_end_in_some_answer_and_nothing_outside);
    tcase_add_test(tcase, memory_that_is_refused_is_said_so);
    suite_add_tcase(suite, tcase);
    return suite;
}
