/* The sets of checks: the judge asks a check only about exchanges of its kinds, so a kind that is
 * wrong would silence the check. Here every check is asked about everything, and nothing may come
 * of it that the judge does not have: over exchanges drawn from all ends, classes of statuses,
 * bodies, expectations, rows, settings and surroundings. */
#include "check_fixture.h"
#include "harness/base/rng.h"
#include "harness/check/checks.h"

enum { EXCHANGES = 60000 };

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static struct fixture fixture;
static struct hp_rng rng;

static void open_fixture(void)
{
    fixture_open(&fixture);
    hp_rng_init(&rng, 1, HP_SLICE("check sets"));
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

/* ---- what an exchange is drawn from ---- */

#define OTHER_RESPONSE(id)                                                                         \
    "{\"id\":\"" id                                                                                \
    "\",\"is_admin\":true,\"headers\":{\"X-A\":\"***\"},\"operations\":[\"UPDATE\",\"CREATE\"],"   \
    "\"data_models\":[\"ACCOUNTS\"],\"name\":\"another\",\"created_at\":\"2023-01-01T00:00:00Z\"," \
    "\"type\":\"DATA_MODEL_CHANGES\",\"url\":\"https://hooks.example.com/a\"}"

static const char *const replies[] = {
    "",
    fixture_response,
    OTHER_RESPONSE("mine"),
    OTHER_RESPONSE("THBROZzWGuL3b8qEEdBG"),
    "{\"data\":{\"id\":\"1\",\"created_at\":\"2024-04-15T04:52:25.309Z\",\"name\":\"n\"}}",
    "{\"id\":\"\",\"headers\":{\"X-A\":1},\"operations\":[\"create\"],\"data_models\":[\"?\"],"
    "\"name\":1,\"created_at\":\"then\",\"type\":\"?\",\"url\":7}",
    "{\"id\":\"x\",\"headers\":{},\"operations\":[],\"data_models\":[],\"name\":\"\",\"created_"
    "at\":7,"
    "\"type\":\"DATA_MODEL_CHANGES\",\"url\":\"\"}",
    "{\"id\":7,\"headers\":[],\"operations\":\"CREATE\",\"is_admin\":true,\"id\":8}",
    "{\"error\":{\"code\":\"invalid\",\"message\":\"Traceback (most recent call last): type\"}}",
    "{\"type\":\"about:blank\",\"title\":\"no\",\"status\":400,\"detail\":\"api_key\"}",
    "not JSON, SELECT * FROM webhooks; root:x:0:0:root:/root:/bin/bash",
    "[]",
    "null",
    "key-0123456789 and a-wrong-key",
    "<title>Object moved</title> at attacker.example",
};

#define WITH(members) "{\"webhook\":{" members "}}"

static const char *const requests[] = {
    fixture_request,
    "",
    "nothing that is JSON",
    "[]",
    WITH("\"id\":\"mine\",\"created_at\":\"2023-01-01T00:00:00Z\",\"is_admin\":true,\"name\":1"),
    WITH("\"name\":\"a\",\"name\":\"webhook 1\",\"Name\":\"b\",\"type\":\"DATA_MODEL_CHANGES\""),
    WITH("\"url\":\"http://127.0.0.1/latest/meta-data\",\"headers\":{\"X-A\":\"secret-1234\"}"),
    WITH("\"url\":\"http://attacker.example/\",\"name\":\"webhook 1\",\"headers\":null"),
};

static const int statuses[] = {0,   100, 101, 199, 200, 201, 202, 204, 205, 206, 299,
                               300, 301, 304, 399, 400, 401, 402, 403, 404, 405, 409,
                               413, 415, 422, 429, 431, 499, 500, 501, 503, 599};

static const char *const methods[] = {"POST", "GET", "BREW"};
static const char *const places[] = {"/webhook/type", "", "target", "method", "header api_key"};
static const char *const rows[] = {"valid-a", "auth-missing-key", "ssrf-loopback",
                                   "sec-mass-assignment", "frame-a"};

static const struct hp_field sent_fields[] = {
    {HP_SLICE_INIT("api_key"), HP_SLICE_INIT("a-wrong-key")},
    {HP_SLICE_INIT("Host"), HP_SLICE_INIT("attacker.example")},
    {HP_SLICE_INIT("X-Forwarded-Host"), HP_SLICE_INIT("attacker.example")},
    {HP_SLICE_INIT("Origin"), HP_SLICE_INIT("https://attacker.example")},
    {HP_SLICE_INIT("Idempotency-Key"), HP_SLICE_INIT("1")},
    {HP_SLICE_INIT("Content-Type"), HP_SLICE_INIT("text/plain")},
};

static const struct hp_field got_fields[] = {
    {HP_SLICE_INIT("Content-Type"), HP_SLICE_INIT("application/json")},
    {HP_SLICE_INIT("Content-Type"), HP_SLICE_INIT("text/html")},
    {HP_SLICE_INIT("WWW-Authenticate"), HP_SLICE_INIT("Key")},
    {HP_SLICE_INIT("Allow"), HP_SLICE_INIT("POST")},
    {HP_SLICE_INIT("Location"), HP_SLICE_INIT("http://attacker.example/1")},
    {HP_SLICE_INIT("Retry-After"), HP_SLICE_INIT("1")},
    {HP_SLICE_INIT("Access-Control-Allow-Origin"), HP_SLICE_INIT("https://attacker.example")},
    {HP_SLICE_INIT("Access-Control-Allow-Credentials"), HP_SLICE_INIT("true")},
    {HP_SLICE_INIT("Connection"), HP_SLICE_INIT("close")},
    {HP_SLICE_INIT("Cache-Control"), HP_SLICE_INIT("no-store")},
    {HP_SLICE_INIT("X-Echo"), HP_SLICE_INIT("key-0123456789")},
};

/* A request that supplies what the service alone may set, and the reply that takes it: too rare to
 * be drawn by chance. */
static const struct {
    const char *request;
    const char *reply;
} supplied = {WITH("\"id\":\"mine\",\"created_at\":\"2023-01-01T00:00:00Z\",\"is_admin\":true"),
              OTHER_RESPONSE("mine")};

/* Settings under which checks look at more, or at less. */
static const char *const settings_texts[][2] = {
    {"status.created", "200+201"},
    {"error.body", "any"},
    {"error.body", "rfc9457"},
    {"auth.challenge", "require"},
    {"auth.challenge", "ignore"},
    {"rate.headers", "require"},
    {"response.envelope", "none+data"},
    {"ssrf", "off"},
    {"duplicate_keys", "reject"},
    {"idempotency", "Idempotency-Key"},
    {"enum.open", "true"},
    {"array_order", "strict"},
    {"headers.echo", "masked"},
    {"created_at", "any"},
    {"readonly", "reject"},
    {"methods.known", "POST+GET"},
    {"id_format", "example"},
};

static size_t draw(size_t count)
{
    return (size_t)hp_rng_below(&rng, count);
}

static bool one_in(size_t count)
{
    return draw(count) == 0;
}

static void draw_settings(struct hp_settings *settings)
{
    static const char *const profiles[] = {"doc", "strict", "lenient"};
    struct hp_error error = {0};
    (void)hp_settings_find(profiles[draw(3)], settings);
    if (one_in(2)) {
        const char *const *pair = settings_texts[draw(COUNT_OF(settings_texts))];
        if (hp_settings_set(settings, hp_slice_of(pair[0]), hp_slice_of(pair[1]), &error) !=
            HP_OK) {
            ck_abort_msg("%s", error.text);
        }
    }
}

static size_t draw_fields(const struct hp_field *from, size_t count, struct hp_field *to)
{
    size_t taken = 0;
    for (size_t i = 0; i < count; i++) {
        if (one_in(2)) {
            to[taken++] = from[i];
        }
    }
    return taken;
}

static void draw_request(struct fixture *f)
{
    static const struct hp_step steps[] = {{.bytes = HP_SLICE_INIT("POST / HTTP/1.1\r\n\r\n{}")}};
    struct hp_request *request = &f->kase.request;
    request->method = hp_slice_of(methods[one_in(4) ? draw(COUNT_OF(methods)) : 0]);
    fixture_send(f, requests[one_in(2) ? draw(COUNT_OF(requests)) : 0]);
    request->has_body = request->body.len > 0;
    request->fields = f->sent;
    request->field_count = one_in(2) ? 2 : draw_fields(sent_fields, COUNT_OF(sent_fields), f->sent);
    if (request->field_count == 2) {
        f->sent[0] = (struct hp_field){HP_SLICE("Content-Type"), HP_SLICE("application/json")};
        f->sent[1] = (struct hp_field){HP_SLICE("api_key"), HP_SLICE(FIXTURE_KEY)};
    }
    request->steps = one_in(4) ? steps : NULL;
    request->step_count = request->steps == NULL ? 0 : 1;
    request->replies_wanted = request->steps == NULL ? 0 : (unsigned)draw(3);
}

static void draw_case(struct fixture *f)
{
    size_t check = draw(2 * hp_check_count);
    f->row.id = rows[draw(COUNT_OF(rows))];
    f->row.check = check < hp_check_count ? hp_checks[check].id : NULL;
    f->row.family = strncmp(f->row.id, "ssrf", 4) == 0 ? "ssrf" : "valid";
    f->kase.row = one_in(20) ? NULL : &f->row;
    f->kase.where = hp_slice_of(places[draw(COUNT_OF(places))]);
    f->kase.expect = (enum hp_expect)draw(HP_EXPECT_COUNT);
    f->kase.level = (enum hp_level)draw(3);
    f->kase.echo = (enum hp_echo)draw(HP_ECHO_NONE + 1);
    f->kase.body_truth = (enum hp_body_truth)draw(HP_BODY_NONE + 1);
    draw_request(f);
}

static void draw_exchange(struct fixture *f)
{
    static const struct hp_response more[] = {{.status = 200, .body = HP_SLICE_INIT("{}")},
                                              {.status = 400}};
    struct hp_exchange *exchange = &f->exchange;
    exchange->end = one_in(3) ? (enum hp_end)draw(HP_END_COUNT) : HP_END_RESPONSE;
    exchange->note = exchange->end == HP_END_RESPONSE ? NULL : "a note";
    exchange->response.status = one_in(2) ? statuses[draw(COUNT_OF(statuses))] : 200;
    if (one_in(4)) {
        exchange->response.status = 100 + (int)draw(500);
    }
    exchange->response.http_version = one_in(4) ? 10 : 11;
    exchange->response.body = hp_slice_of(replies[one_in(2) ? draw(COUNT_OF(replies)) : 1]);
    exchange->response.field_count = draw_fields(got_fields, COUNT_OF(got_fields), f->got);
    exchange->sent_unix_ms = fixture_now_ms + (int64_t)draw(1000);
    exchange->received_unix_ms = exchange->sent_unix_ms + 2;
    exchange->duration_us = one_in(8) ? 60000000 : 2000;
    exchange->memory_watched = one_in(8);
    exchange->leaked_bytes = draw(2);
    exchange->framing_fault = one_in(8) ? "a fault" : NULL;
    exchange->peer_closed = one_in(4);
    exchange->more = more;
    exchange->more_count = draw(3);
}

static void draw_all(struct fixture *f)
{
    draw_case(f);
    draw_exchange(f);
    if (one_in(8)) {
        fixture_send(f, supplied.request);
        f->kase.request.has_body = true;
        f->exchange.response.body = hp_slice_of(supplied.reply);
    }
    f->judge.tls = one_in(2);
    f->judge.in_process = one_in(2);
    f->judge.canary = one_in(8);
}

/* ---- both judgements ---- */

/* Asks every check, in the table's order. */
static void ask_all(struct fixture *f, struct hp_memory *memory, struct hp_judgement *out)
{
    struct hp_judge judge = f->judge;
    struct hp_view view;
    judge.memory = memory;
    *out = (struct hp_judgement){0};
    hp_view_init(&view, &judge, &f->kase, &f->exchange, &f->arena, out);
    for (size_t i = 0; i < hp_check_count; i++) {
        view.check = &hp_checks[i];
        enum hp_outcome outcome = hp_checks[i].run(&view);
        out->checks_applied |= (uint64_t)(outcome != HP_NOT_APPLICABLE) << i;
        out->checks_broken |= (uint64_t)(outcome == HP_BROKEN) << i;
    }
    if (view.out_of_memory) {
        ck_abort_msg("out of memory");
    }
}

/* Names the first check of a set that should be empty. */
static void want_none(const struct fixture *f, uint64_t set, const char *what)
{
    if (set != 0) {
        ck_abort_msg("%s %s: end %d, status %d, row's check %s, expectation %d",
                     hp_checks[__builtin_ctzll(set)].id, what, (int)f->exchange.end,
                     f->exchange.response.status,
                     f->kase.row == NULL || f->row.check == NULL ? "none" : f->row.check,
                     (int)f->kase.expect);
    }
}

START_TEST(a_check_that_is_not_asked_would_not_apply)
{
    struct fixture *f = &fixture;
    struct hp_memory *memories[2];
    struct hp_error error = {0};
    uint64_t applied = 0;
    uint64_t silent = 0;
    uint64_t broken = 0;
    ck_assert_int_eq(hp_memory_new(&memories[0], &error), HP_OK);
    ck_assert_int_eq(hp_memory_new(&memories[1], &error), HP_OK);
    for (int i = 0; i < EXCHANGES; i++) {
        struct hp_settings settings;
        struct hp_judgement all;
        bool remembers = !one_in(8);
        draw_settings(&settings);
        draw_all(f);
        f->judge.settings = &settings;
        f->judge.memory = remembers ? memories[0] : NULL;
        hp_arena_reset(&f->arena);
        if (hp_judge_exchange(&f->judge, &f->kase, &f->exchange, &f->arena, &f->judgement) !=
            HP_OK) {
            ck_abort_msg("out of memory");
        }
        if (f->exchange.end == HP_END_UNSENT) {
            continue; /* nothing is asked: it is skipped */
        }
        ask_all(f, remembers ? memories[1] : NULL, &all);
        want_none(f, all.checks_applied & ~f->judgement.checks_applied,
                  "has something to say, but is not asked");
        want_none(f, all.checks_broken ^ f->judgement.checks_broken,
                  "remembers an exchange that it is not asked about");
        applied |= all.checks_applied;
        silent |= ~all.checks_applied;
        broken |= all.checks_broken;
    }
    /* It says nothing about a check that no exchange was for. */
    for (size_t i = 0; i < hp_check_count; i++) {
        ck_assert_msg((applied >> i & 1) != 0, "%s never applied", hp_checks[i].id);
        ck_assert_msg((silent >> i & 1) != 0, "%s always applied", hp_checks[i].id);
        ck_assert_msg((broken >> i & 1) != 0, "%s was never broken", hp_checks[i].id);
    }
    hp_memory_free(memories[0]);
    hp_memory_free(memories[1]);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check_sets");
    TCase *tests = tcase_create("sets");
    tcase_add_checked_fixture(tests, open_fixture, close_fixture);
    tcase_add_test(tests, a_check_that_is_not_asked_would_not_apply);
    suite_add_tcase(suite, tests);
    return suite;
}
