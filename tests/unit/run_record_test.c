/* Journal lines: what is written is what is read back, whatever bytes a target sent. */
#include "harness/base/alloc.h"
#include "tests/unit/run_fixture.h"

enum { LINE_BYTES_MAX = 8 * 1024 * 1024 };

static struct hp_arena arena;
static struct hp_buf line;

static void set_up(void)
{
    hp_arena_init(&arena, (size_t)256 * 1024 * 1024);
    hp_buf_init(&line, LINE_BYTES_MAX);
}

static void tear_down(void)
{
    hp_buf_deinit(&line);
    hp_arena_deinit(&arena);
}

static struct hp_case_record read_text(struct hp_slice text)
{
    struct hp_error error = {0};
    struct hp_json_scan scan;
    struct hp_case_record record;
    const struct hp_json *root = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, text, NULL, &scan, &root), HP_OK);
    ck_assert_msg(root != NULL, "no JSON: %.*s", (int)text.len, text.at);
    ck_assert_msg(hp_record_read(root, &arena, &record, &error) == HP_OK, "%s", error.text);
    return record;
}

static struct hp_case_record there_and_back(const struct hp_case_record *record)
{
    hp_buf_clear(&line);
    hp_record_write(&line, record);
    ck_assert(!line.failed);
    ck_assert_int_eq(line.bytes[line.length - 1], '\n');
    ck_assert_ptr_null(memchr(line.bytes, '\n', line.length - 1));
    return read_text(hp_buf_view(&line));
}

static void assert_fields(const struct hp_field *have, size_t have_count,
                          const struct hp_field *want, size_t want_count)
{
    ck_assert_uint_eq(have_count, want_count);
    for (size_t i = 0; i < want_count; i++) {
        assert_slice(have[i].name, want[i].name, "field name");
        assert_slice(have[i].value, want[i].value, "field value");
    }
}

static void assert_same(const struct hp_case_record *have, const struct hp_case_record *want)
{
    assert_slice(have->id, want->id, "id");
    assert_slice(have->row, want->row, "row");
    ck_assert_uint_eq(have->index, want->index);
    ck_assert_int_eq(have->verdict, want->verdict);
    ck_assert_int_eq(have->end, want->end);
    ck_assert_int_eq(have->status, want->status);
    ck_assert_uint_eq(have->duration_us, want->duration_us);
    ck_assert_uint_eq(have->checks_applied, want->checks_applied);
    ck_assert_uint_eq(have->checks_broken, want->checks_broken);
    assert_slice(have->reason, want->reason, "reason");
    ck_assert_uint_eq(have->attempts, want->attempts);
    ck_assert_uint_eq(have->reproduced, want->reproduced);
    ck_assert_int_eq(have->canary, want->canary);
    ck_assert_uint_eq(have->observation_count, want->observation_count);
    for (size_t i = 0; i < want->observation_count; i++) {
        ck_assert_str_eq(have->observations[i].check, want->observations[i].check);
        ck_assert_str_eq(have->observations[i].clause, want->observations[i].clause);
        ck_assert_int_eq(have->observations[i].level, want->observations[i].level);
        assert_slice(have->observations[i].where, want->observations[i].where, "where");
        assert_slice(have->observations[i].expected, want->observations[i].expected, "expected");
        assert_slice(have->observations[i].actual, want->observations[i].actual, "actual");
    }
    assert_slice(have->why, want->why, "why");
    assert_slice(have->end_note, want->end_note, "end_note");
    assert_slice(have->request.method, want->request.method, "method");
    assert_slice(have->request.target, want->request.target, "target");
    assert_slice(have->request.body, want->request.body, "request body");
    ck_assert_int_eq(have->request.has_body, want->request.has_body);
    ck_assert_uint_eq(have->request_body_bytes, want->request_body_bytes);
    assert_fields(have->request.fields, have->request.field_count, want->request.fields,
                  want->request.field_count);
    ck_assert_int_eq(have->request.transfer.chunked, want->request.transfer.chunked);
    ck_assert_uint_eq(have->request.transfer.chunk_bytes, want->request.transfer.chunk_bytes);
    ck_assert_uint_eq(have->request.transfer.write_bytes, want->request.transfer.write_bytes);
    ck_assert_int_eq(have->request.transfer.expect_continue,
                     want->request.transfer.expect_continue);
    ck_assert_int_eq(have->request.transfer.fresh_connection,
                     want->request.transfer.fresh_connection);
    ck_assert_int_eq(have->request.transfer.keep_alive_reuse,
                     want->request.transfer.keep_alive_reuse);
    ck_assert_int_eq(have->response.status, want->response.status);
    ck_assert_int_eq(have->response.http_version, want->response.http_version);
    assert_slice(have->response.body, want->response.body, "response body");
    ck_assert_uint_eq(have->response_body_bytes, want->response_body_bytes);
    assert_fields(have->response.fields, have->response.field_count, want->response.fields,
                  want->response.field_count);
}

static struct hp_observation observations[2];
static struct hp_field sent[2];
static struct hp_field got[1];

/* Every member has a value of its own, so that none can stand for another. */
static struct hp_case_record full_record(void)
{
    observations[0] = (struct hp_observation){.check = "expectation",
                                              .level = HP_MUST,
                                              .clause = "PAGE:L64",
                                              .where = HP_SLICE("status"),
                                              .expected = HP_SLICE("200"),
                                              .actual = HP_SLICE("404")};
    observations[1] = (struct hp_observation){.check = "resp-error-json",
                                              .level = HP_SHOULD,
                                              .clause = "SILENT S02",
                                              .where = HP_SLICE("header Content-Type"),
                                              .expected = HP_SLICE("JSON"),
                                              .actual = HP_SLICE("text/html")};
    sent[0] = (struct hp_field){HP_SLICE("Content-Type"), HP_SLICE("application/json")};
    sent[1] = (struct hp_field){HP_SLICE("X-Empty"), HP_SLICE("")};
    got[0] = (struct hp_field){HP_SLICE("Server"), HP_SLICE("tiny")};
    struct hp_case_record record = run_record("valid-a@/webhook/type#x~Y.Z", 41);
    record.verdict = HP_FAIL;
    record.status = 404;
    record.duration_us = UINT64_C(1234567);
    record.checks_applied = UINT64_C(0xf000000000000009);
    record.checks_broken = UINT64_C(0x8000000000000001);
    record.reason = HP_SLICE("a reason");
    record.attempts = 3;
    record.reproduced = 2;
    record.observations = observations;
    record.observation_count = 2;
    record.why = HP_SLICE("the why");
    record.end_note = HP_SLICE("the note");
    record.request = (struct hp_request){.method = HP_SLICE("PATCH"),
                                         .target = HP_SLICE("/t?q=1"),
                                         .fields = sent,
                                         .field_count = 2,
                                         .body = HP_SLICE("{\"a\":1}"),
                                         .has_body = true,
                                         .transfer = {true, 3, 5, true, true, true}};
    record.request_body_bytes = 70000;
    record.response = (struct hp_response){.status = 404,
                                           .http_version = 11,
                                           .fields = got,
                                           .field_count = 1,
                                           .body = HP_SLICE("<p>no</p>")};
    record.response_body_bytes = 9;
    return record;
}

START_TEST(every_member_comes_back)
{
    struct hp_case_record record = full_record();
    struct hp_case_record back = there_and_back(&record);
    assert_same(&back, &record);
}
END_TEST

START_TEST(a_case_of_which_nothing_was_observed_is_one_short_line)
{
    struct hp_case_record record = run_record("valid-a@#documented~X", 0);
    record.checks_applied = 5;
    struct hp_case_record back = there_and_back(&record);
    assert_same(&back, &record);
    ck_assert_str_eq(hp_buf_cstr(&line),
                     "{\"kind\":\"case\",\"id\":\"valid-a@#documented~X\",\"index\":0,"
                     "\"verdict\":\"pass\",\"status\":200,\"us\":1000,"
                     "\"checks\":\"0000000000000005\"}\n");
}
END_TEST

START_TEST(every_verdict_and_every_end_comes_back)
{
    for (int verdict = 0; verdict < HP_VERDICT_COUNT; verdict++) {
        for (int end = HP_END_RESPONSE; end < HP_END_COUNT; end++) {
            struct hp_case_record record = full_record();
            record.verdict = (enum hp_verdict)verdict;
            record.end = (enum hp_end)end;
            record.canary = end % 2 == 1;
            struct hp_case_record back = there_and_back(&record);
            assert_same(&back, &record);
        }
    }
}
END_TEST

START_TEST(every_level_comes_back)
{
    for (int level = HP_MUST; level <= HP_MAY; level++) {
        struct hp_case_record record = full_record();
        observations[0].level = (enum hp_level)level;
        struct hp_case_record back = there_and_back(&record);
        assert_same(&back, &record);
    }
}
END_TEST

START_TEST(no_flag_stands_for_another)
{
    for (unsigned flag = 0; flag < 5; flag++) {
        struct hp_case_record record = full_record();
        record.request.has_body = flag == 0;
        record.request.transfer = (struct hp_transfer){.chunked = flag == 1,
                                                       .expect_continue = flag == 2,
                                                       .fresh_connection = flag == 3,
                                                       .keep_alive_reuse = flag == 4};
        struct hp_case_record back = there_and_back(&record);
        assert_same(&back, &record);
    }
}
END_TEST

#define NASTY(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
static const struct {
    const char *at;
    size_t len;
} nasty[] = {
    NASTY(""),
    NASTY("\""),
    NASTY("\\u0000 is six letters"),
    NASTY("line\r\n\tfeed\x7f\x1b[31m"),
    NASTY("a\0b"),
    NASTY("\0"),
    NASTY("\xc0\x80"),         /* how the tree spells U+0000 */
    NASTY("\xed\xa0\x80"),     /* how the tree spells a lone surrogate */
    NASTY("\xff\xfe\x00\x01"), /* UTF-16 */
    NASTY("ends in a brace {"),
    NASTY("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xe2\x80\xae"),
    NASTY("\xef\xbf\xbe\xef\xbf\xbf"),
    NASTY("truncated \xe2\x82"),
    NASTY("</script>]]>&lt;'\""),
};

START_TEST(no_byte_is_lost_in_any_text)
{
    struct hp_case_record record = full_record();
    struct hp_slice text = slice_bytes(nasty[_i].at, nasty[_i].len);
    struct hp_slice *const places[] = {&record.reason,
                                       &record.why,
                                       &record.end_note,
                                       &record.request.method,
                                       &record.request.target,
                                       &record.request.body,
                                       &record.response.body,
                                       &sent[0].name,
                                       &sent[1].value,
                                       &got[0].name,
                                       &got[0].value,
                                       &observations[0].where,
                                       &observations[1].expected,
                                       &observations[1].actual};
    for (int place = 0; place < COUNT_OF(places); place++) {
        record = full_record();
        *places[place] = text;
        struct hp_case_record back = there_and_back(&record);
        assert_same(&back, &record);
    }
}
END_TEST

START_TEST(fields_are_cut_in_number_and_length)
{
    enum { MANY = HP_RESPONSE_FIELDS_MAX + 50 };
    static struct hp_field many[MANY];
    static char long_value[HP_EXCERPT_BYTES + 100];
    memset(long_value, 'v', sizeof(long_value));
    for (int i = 0; i < MANY; i++) {
        many[i] = (struct hp_field){HP_SLICE("N"), HP_SLICE("v")};
    }
    many[0].value = slice_bytes(long_value, sizeof(long_value));
    struct hp_case_record record = full_record();
    record.request.fields = many;
    record.request.field_count = MANY;
    struct hp_case_record back = there_and_back(&record);
    ck_assert_uint_eq(back.request.field_count, HP_RESPONSE_FIELDS_MAX);
    ck_assert_uint_eq(back.request.fields[0].value.len, HP_EXCERPT_BYTES);
}
END_TEST

/* A line of full_record with one text replaced; what the message must name. */
static const struct {
    const char *from;
    const char *to;
    const char *named;
} bad_lines[] = {
    {"\"id\":\"valid-a@/webhook/type#x~Y.Z\"", "\"id\":7", "\"id\""},
    {"\"index\":41", "\"index\":\"41\"", "\"index\""},
    {"\"index\":41", "\"index\":-1", "\"index\""},
    {"\"index\":41", "\"index\":1.5", "\"index\""},
    {"\"index\":41,", "", "\"index\""},
    {"\"verdict\":\"fail\"", "\"verdict\":\"failed\"", "\"verdict\""},
    {"\"verdict\":\"fail\",", "", "\"verdict\""},
    {"\"status\":404,\"end\"", "\"end\"", "\"status\""},
    {"\"status\":404,\"end\"", "\"status\":4294967700,\"end\"", "\"status\""},
    {"\"status\":404,\"end\"", "\"status\":1000,\"end\"", "\"status\""},
    {"\"end\":3", "\"end\":8", "\"end\""},
    {"\"end\":3", "\"end\":4294967296", "\"end\""},
    {"\"end\":3", "\"end\":null", "\"end\""},
    {"\"us\":1234567", "\"us\":true", "\"us\""},
    {"\"attempts\":3", "\"attempts\":\"3\"", "\"attempts\""},
    {"\"reproduced\":2,", "", "\"reproduced\""},
    {"\"checks\":\"f000000000000009\"", "\"checks\":\"f00000000000000\"", "\"checks\""},
    {"\"checks\":\"f000000000000009\"", "\"checks\":\"f00000000000000G\"", "\"checks\""},
    {"\"checks_broken\":\"8000000000000001\",", "", "\"checks_broken\""},
    {"\"level\":\"SHOULD\"", "\"level\":\"should\"", "\"level\""},
    {"\"check\":\"expectation\"", "\"check\":null", "\"check\""},
    {"\"clause\":\"PAGE:L64\",", "", "\"clause\""},
    {"\"why\":\"the why\",", "", "\"why\""},
    {"\"expected\":\"200\"", "\"expected_base64\":\"A\"", "\"expected\""},
    {"\"where\":\"status\"", "\"where\":[]", "\"where\""},
    {"\"method\":\"PATCH\"", "\"method\":null", "\"method\""},
    {"\"name\":\"Server\"", "\"nome\":\"Server\"", "\"name\""},
    {"\"headers\":[{\"name\":\"Server\",\"value\":\"tiny\"}]", "\"headers\":{}", "\"headers\""},
    {"\"headers\":[{\"name\":\"Content-Type\"", "\"fields\":[{\"name\":\"Content-Type\"",
     "\"headers\""},
    {"\"body_bytes\":70000", "\"body_bytes\":7e99", "\"body_bytes\""},
    {"\"http_version\":11,", "", "\"http_version\""},
    {"\"broken\":[{", "\"broken\":7,\"was\":[{", "\"broken\""},
};

START_TEST(a_wrong_member_is_named)
{
    struct hp_case_record record = full_record();
    record.end = HP_END_CLOSED;
    hp_record_write(&line, &record);
    struct hp_slice text = hp_buf_view(&line);
    size_t at = hp_slice_find(text, hp_slice_of(bad_lines[_i].from));
    ck_assert_msg(at < text.len, "%s is not in %s", bad_lines[_i].from, hp_buf_cstr(&line));
    hp_buf_splice(&line, at, strlen(bad_lines[_i].from), hp_slice_of(bad_lines[_i].to));
    struct hp_error error = {0};
    struct hp_json_scan scan;
    struct hp_case_record back;
    const struct hp_json *root = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, hp_buf_view(&line), NULL, &scan, &root), HP_OK);
    ck_assert_msg(root != NULL, "%s", hp_buf_cstr(&line));
    ck_assert_msg(hp_record_read(root, &arena, &back, &error) == HP_ERR_USAGE, "%s",
                  hp_buf_cstr(&line));
    ck_assert_msg(strstr(error.text, bad_lines[_i].named) != NULL, "%s", error.text);
}
END_TEST

START_TEST(more_observations_than_a_judge_makes_are_refused)
{
    struct hp_observation many[HP_OBSERVATIONS_MAX + 1];
    for (int i = 0; i < COUNT_OF(many); i++) {
        many[i] = run_observation("expectation", HP_MUST, "status");
    }
    struct hp_case_record record = full_record();
    record.observations = many;
    record.observation_count = HP_OBSERVATIONS_MAX;
    struct hp_case_record back = there_and_back(&record);
    ck_assert_uint_eq(back.observation_count, HP_OBSERVATIONS_MAX);
    record.observation_count++;
    hp_buf_clear(&line);
    hp_record_write(&line, &record);
    struct hp_error error = {0};
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    ck_assert_int_eq(hp_json_parse(&arena, hp_buf_view(&line), NULL, &scan, &root), HP_OK);
    ck_assert_int_eq(hp_record_read(root, &arena, &back, &error), HP_ERR_USAGE);
}
END_TEST

static const char key[] = "key-0123456789";

/* What hp_record_fill makes of one case; the key stands wherever it can. */
static struct hp_case_record filled(struct hp_slice body, struct hp_slice answer)
{
    static struct hp_case kase;
    static struct hp_field fields[2];
    static struct hp_field answered[1];
    static struct hp_exchange exchange;
    static struct hp_judgement judgement;
    fields[0] = (struct hp_field){HP_SLICE("api_key"), HP_SLICE("key-0123456789")};
    fields[1] = (struct hp_field){HP_SLICE("X-A"), HP_SLICE("Bearer key-0123456789, too")};
    answered[0] = (struct hp_field){HP_SLICE("X-Echo"), HP_SLICE("key-0123456789")};
    kase = (struct hp_case){.id = HP_SLICE("valid-a@/webhook/name#x~Y"), .index = 3};
    kase.why = HP_SLICE("why");
    kase.request = (struct hp_request){.method = HP_SLICE("POST"),
                                       .target = HP_SLICE("/?api_key=key-0123456789"),
                                       .fields = fields,
                                       .field_count = 2,
                                       .body = body,
                                       .has_body = true};
    exchange = (struct hp_exchange){
        .response = {.status = 500, .fields = answered, .field_count = 1, .body = answer},
        .duration_us = 9,
        .note = "a note"};
    judgement = (struct hp_judgement){.verdict = HP_FAIL, .observation_count = 1};
    judgement.observations[0] = run_observation("expectation", HP_MUST, "status");
    judgement.observations[0].actual = HP_SLICE("422: key-0123456789 is wrong, key-01234...");
    judgement.reason = "says key-0123456789";
    exchange.note = "closed after key-0123456789";
    struct hp_case_record record;
    ck_assert_int_eq(
        hp_record_fill(&kase, &exchange, &judgement, hp_slice_of(key), &arena, &record), HP_OK);
    return record;
}

START_TEST(the_key_is_in_no_line)
{
    struct hp_case_record record =
        filled(HP_SLICE("{\"k\":\"key-0123456789\"}"), HP_SLICE("you sent key-0123456789"));
    assert_slice(record.row, HP_SLICE("valid-a"), "row");
    assert_slice(record.request.target, HP_SLICE("/?api_key=***"), "target");
    assert_slice(record.request.fields[1].value, HP_SLICE("Bearer ***, too"), "field");
    hp_record_write(&line, &record);
    ck_assert_msg(strstr(hp_buf_cstr(&line), key) == NULL, "%s", hp_buf_cstr(&line));
    assert_slice(record.observations[0].actual, HP_SLICE("422: *** is wrong, ***"), "actual");
    ck_assert_ptr_nonnull(strstr(hp_buf_cstr(&line), "{\\\"k\\\":\\\"***\\\"}"));
}
END_TEST

/* Nearly every case: there is nothing to hide, and no time is spent on it. */
START_TEST(only_a_record_with_words_is_searched_for_the_key)
{
    struct hp_case kase = {.id = HP_SLICE("valid-a@/webhook/name#x~Y")};
    struct hp_exchange exchange = {.response = {.status = 503}};
    struct hp_judgement judgement = {.reason = "says key-0123456789"};
    struct hp_case_record record;
    ck_assert_int_eq(
        hp_record_fill(&kase, &exchange, &judgement, hp_slice_of(key), &arena, &record), HP_OK);
    assert_slice(record.reason, HP_SLICE("says ***"), "reason");
    judgement.reason = NULL;
    hp_alloc_fail_at(0); /* starts counting anew */
    ck_assert_int_eq(
        hp_record_fill(&kase, &exchange, &judgement, hp_slice_of(key), &arena, &record), HP_OK);
    ck_assert_uint_eq(hp_alloc_calls(), 0);
    ck_assert_uint_eq(record.reason.len, 0);
}
END_TEST

START_TEST(a_long_body_is_cut_and_its_length_kept)
{
    static char text[HP_EXCERPT_BYTES * 2];
    memset(text, 'b', sizeof(text));
    struct hp_case_record record =
        filled(slice_bytes(text, sizeof(text)), slice_bytes(text, sizeof(text) - 1));
    ck_assert_uint_eq(record.request.body.len, HP_EXCERPT_BYTES);
    ck_assert_uint_eq(record.request_body_bytes, sizeof(text));
    ck_assert_uint_eq(record.response.body.len, HP_EXCERPT_BYTES);
    ck_assert_uint_eq(record.response_body_bytes, sizeof(text) - 1);
}
END_TEST

START_TEST(no_part_of_a_key_that_the_cut_divides_is_left)
{
    static char text[HP_EXCERPT_BYTES + 100];
    memset(text, 'b', sizeof(text));
    memcpy(text + HP_EXCERPT_BYTES - 7, key, sizeof(key) - 1);
    struct hp_case_record record =
        filled(slice_bytes(text, sizeof(text)), slice_bytes(text, sizeof(text)));
    ck_assert_uint_le(record.response.body.len, HP_EXCERPT_BYTES);
    ck_assert_uint_eq(hp_slice_find(record.response.body, HP_SLICE("key-0")),
                      record.response.body.len);
    ck_assert_uint_eq(hp_slice_find(record.request.body, HP_SLICE("key-0")),
                      record.request.body.len);
}
END_TEST

START_TEST(a_record_that_cannot_be_masked_is_no_record)
{
    struct hp_arena none;
    hp_arena_init(&none, 0);
    struct hp_field field = {HP_SLICE("api_key"), HP_SLICE("key-0123456789")};
    struct hp_case kase = {.id = HP_SLICE("valid-a@#x~Y")};
    kase.request.fields = &field;
    kase.request.field_count = 1;
    struct hp_exchange exchange = {.response = {.status = 200}};
    struct hp_judgement judgement = {.verdict = HP_FAIL, .observation_count = 1};
    struct hp_case_record record;
    ck_assert_int_eq(hp_record_fill(&kase, &exchange, &judgement, hp_slice_of(key), &none, &record),
                     HP_ERR_NOMEM);
    hp_arena_deinit(&none);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_record");
    TCase *tests = tcase_create("record");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, every_member_comes_back);
    tcase_add_test(tests, a_case_of_which_nothing_was_observed_is_one_short_line);
    tcase_add_test(tests, every_verdict_and_every_end_comes_back);
    tcase_add_test(tests, every_level_comes_back);
    tcase_add_test(tests, no_flag_stands_for_another);
    tcase_add_loop_test(tests, no_byte_is_lost_in_any_text, 0, COUNT_OF(nasty));
    tcase_add_test(tests, fields_are_cut_in_number_and_length);
    tcase_add_loop_test(tests, a_wrong_member_is_named, 0, COUNT_OF(bad_lines));
    tcase_add_test(tests, more_observations_than_a_judge_makes_are_refused);
    tcase_add_test(tests, the_key_is_in_no_line);
    tcase_add_test(tests, only_a_record_with_words_is_searched_for_the_key);
    tcase_add_test(tests, a_long_body_is_cut_and_its_length_kept);
    tcase_add_test(tests, no_part_of_a_key_that_the_cut_divides_is_left);
    tcase_add_test(tests, a_record_that_cannot_be_masked_is_no_record);
    suite_add_tcase(suite, tests);
    return suite;
}
