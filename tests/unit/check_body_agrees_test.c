/* The second judge against bodies whose truth is known by hand. */
#include "check_fixture.h"

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

#define WITH(members)                                                                              \
    "{\"webhook\":{\"name\":\"n\",\"type\":\"CONNECTION_CHANGED\",\"url\":\"https://a.test/"       \
    "\"" members "}}"

enum truth { NOT_JSON, BREAKS, VALID };

static const struct {
    const char *body;
    enum truth truth;
} bodies[] = {
    {fixture_request, VALID},
    {WITH(""), VALID},
    {WITH(",\"x\":1"), VALID},
    {WITH(",\"operations\":[]"), VALID},
    {"\xef\xbb\xbf" WITH(""), VALID},
    {" " WITH("") "\n", VALID},
    {"", NOT_JSON},
    {"{", NOT_JSON},
    {WITH(",") "", NOT_JSON},
    {WITH("") "x", NOT_JSON},
    {"{\"webhook\":NaN}", NOT_JSON},
    {"{\"webhook\":\"\xff\"}", NOT_JSON},
    {"\xff\xfe{\0}", NOT_JSON},
    {"null", BREAKS},
    {"[]", BREAKS},
    {"{}", BREAKS},
    {"{\"webhook\":null}", BREAKS},
    {"{\"webhook\":{}}", BREAKS},
    {"{\"Webhook\":{\"name\":\"n\",\"type\":\"CONNECTION_CHANGED\",\"url\":\"https://a.test/\"}}",
     BREAKS},
    {WITH(",\"headers\":[]"), BREAKS},
    {WITH(",\"headers\":{\"a\":1}"), BREAKS},
    {WITH(",\"operations\":[\"create\"]"), BREAKS},
    {WITH(",\"data_models\":\"BILLS\""), BREAKS},
    {"{\"webhook\":{\"name\":\"n\",\"type\":\"DATA_MODEL_CHANGES\",\"url\":\"https://a.test/\"}}",
     BREAKS},
    {"{\"webhook\":{\"name\":\"\",\"type\":\"SYNC_COMPLETED\",\"url\":\"https://a.test/\"}}",
     BREAKS},
    {"{\"webhook\":{\"name\":\"n\",\"type\":\"SYNC_COMPLETED\",\"url\":\"a.test\"}}", BREAKS},
};

static bool agrees(struct fixture *f, enum hp_body_truth want, struct hp_slice *line)
{
    bool agreed = hp_body_agrees(f->contract, &f->kase.request, want, &f->arena, line);
    ck_assert(agreed == (line->len == 0));
    return agreed;
}

START_TEST(a_claim_holds_exactly_when_it_is_true)
{
    struct fixture *f = &fixture;
    fixture_send(f, bodies[_i].body);
    struct hp_slice line;
    enum truth truth = bodies[_i].truth;
    ck_assert_msg(agrees(f, HP_BODY_VALID, &line) == (truth == VALID), "%s", bodies[_i].body);
    ck_assert_msg(agrees(f, HP_BODY_BEYOND, &line) == (truth == VALID), "%s", bodies[_i].body);
    ck_assert_msg(agrees(f, HP_BODY_BREAKS, &line) == (truth == BREAKS), "%s", bodies[_i].body);
    ck_assert_msg(agrees(f, HP_BODY_NOT_JSON, &line) == (truth == NOT_JSON), "%s", bodies[_i].body);
    ck_assert(agrees(f, HP_BODY_EITHER, &line));
    ck_assert(agrees(f, HP_BODY_NONE, &line) == (bodies[_i].body[0] == '\0'));
}
END_TEST

START_TEST(no_body_is_none_and_nothing_else)
{
    struct fixture *f = &fixture;
    struct hp_slice line;
    f->kase.request.has_body = false;
    ck_assert(agrees(f, HP_BODY_NONE, &line));
    ck_assert(agrees(f, HP_BODY_EITHER, &line));
    ck_assert(!agrees(f, HP_BODY_VALID, &line));
    ck_assert(!agrees(f, HP_BODY_NOT_JSON, &line));
    ck_assert_contains(fixture_text(line), "there is no body");
}
END_TEST

START_TEST(another_media_type_or_a_coding_is_no_json_body)
{
    struct fixture *f = &fixture;
    struct hp_slice line;
    ck_assert(!agrees(f, HP_BODY_NONE, &line));
    f->sent[0].value = HP_SLICE("text/xml");
    ck_assert(agrees(f, HP_BODY_NONE, &line));
    f->sent[0].value = HP_SLICE("application/json; charset=utf-8");
    ck_assert(!agrees(f, HP_BODY_NONE, &line));
    f->sent[1] = (struct hp_field){HP_SLICE("Content-Encoding"), HP_SLICE("gzip")};
    ck_assert(agrees(f, HP_BODY_NONE, &line));
    f->kase.request.field_count = 0;
    ck_assert(agrees(f, HP_BODY_NONE, &line));
}
END_TEST

START_TEST(a_contradiction_says_where)
{
    struct fixture *f = &fixture;
    struct hp_slice line;
    fixture_send(f, WITH(",\"operations\":[\"create\"]"));
    ck_assert(!agrees(f, HP_BODY_VALID, &line));
    ck_assert_contains(fixture_text(line), "/webhook/operations/0");
    fixture_send(f, "{\"webhook\":}");
    ck_assert(!agrees(f, HP_BODY_BREAKS, &line));
    ck_assert_contains(fixture_text(line), "offset 11");
    fixture_send(f, WITH(""));
    ck_assert(!agrees(f, HP_BODY_NOT_JSON, &line));
    ck_assert_contains(fixture_text(line), "satisfies the request schema");
}
END_TEST

START_TEST(without_memory_no_claim_holds)
{
    struct fixture *f = &fixture;
    struct hp_arena arena;
    struct hp_slice line;
    hp_arena_init(&arena, 0);
    ck_assert(!hp_body_agrees(f->contract, &f->kase.request, HP_BODY_EITHER, &arena, &line));
    hp_arena_deinit(&arena);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/body_agrees");
    TCase *tcase = tcase_create("truth");
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    tcase_add_loop_test(tcase, a_claim_holds_exactly_when_it_is_true, 0,
                        sizeof(bodies) / sizeof(bodies[0]));
    tcase_add_test(tcase, no_body_is_none_and_nothing_else);
    tcase_add_test(tcase, another_media_type_or_a_coding_is_no_json_body);
    tcase_add_test(tcase, a_contradiction_says_where);
    tcase_add_test(tcase, without_memory_no_claim_holds);
    suite_add_tcase(suite, tcase);
    return suite;
}
