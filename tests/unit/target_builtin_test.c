/* The built-in service behind the target interface: real answers, order, memory. */
#include "harness/base/alloc.h"
#include "tests/unit/target_fixture.h"

#define KEY "key-1"

static struct hp_contract *contract;
static struct hp_service *service;

static void start_service(void)
{
    struct hp_error error = {0};
    ck_assert_msg(hp_contract_open(NULL, &contract, &error) == HP_OK, "%s", error.text);
    struct hp_service_options options = {
        .contract = contract, .api_key = HP_SLICE(KEY), .id_seed = 7};
    ck_assert_msg(hp_service_new(&options, &service, &error) == HP_OK, "%s", error.text);
}

static void stop_service(void)
{
    hp_service_free(service);
    hp_contract_free(contract);
}

static struct hp_target *open_builtin(size_t slots, const char *const *extra, size_t extra_count)
{
    struct hp_target_options options = {.address = "builtin",
                                        .service = service,
                                        .connections = slots,
                                        .extra_fields = extra,
                                        .extra_field_count = extra_count};
    struct hp_target *target = NULL;
    struct hp_error error = {0};
    ck_assert_msg(hp_target_open(&options, &target, &error) == HP_OK, "%s", error.text);
    return target;
}

/* The documented example; `fields` needs room for two. */
static struct hp_request example(struct hp_field *fields)
{
    fields[0] = (struct hp_field){HP_SLICE("Content-Type"), contract->media_type};
    fields[1] = (struct hp_field){contract->key_field, HP_SLICE(KEY)};
    return (struct hp_request){.method = contract->method,
                               .target = contract->path,
                               .fields = fields,
                               .field_count = 2,
                               .body = contract->example_request,
                               .has_body = true};
}

START_TEST(the_documented_example_is_answered_by_the_service)
{
    struct hp_field fields[2];
    struct hp_request request = example(fields);
    struct hp_target *target = open_builtin(1, NULL, 0);
    struct hp_exchange have = exchange_on(target, &request);
    ck_assert_int_eq(have.end, HP_END_RESPONSE);
    ck_assert_ptr_null(have.note);
    ck_assert_int_eq(have.response.status, contract->success_status);
    ck_assert_uint_gt(have.response.body.len, 0);
    ck_assert_int_gt(have.sent_unix_ms, INT64_C(1600000000000));
    ck_assert_int_ge(have.received_unix_ms, have.sent_unix_ms);
    request.field_count = 1;
    ck_assert_int_eq(exchange_on(target, &request).response.status, 401);
    hp_target_close(target);
}
END_TEST

START_TEST(completions_come_in_the_order_of_their_submits_and_keep_their_answers)
{
    struct hp_field fields[2];
    struct hp_request good = example(fields);
    struct hp_request bad = good;
    bad.field_count = 1;
    struct hp_target *target = open_builtin(4, NULL, 0);
    static const size_t order[] = {2, 0, 3, 1};
    struct hp_done done[4];
    size_t count;
    for (size_t pass = 0; pass < 3; pass++) {
        for (size_t i = 0; i < 4; i++) {
            ck_assert_int_eq(hp_target_submit(target, order[i], i % 2 == 0 ? &good : &bad), HP_OK);
        }
        ck_assert_int_eq(hp_target_wait(target, 0, done, 3, &count), HP_OK);
        ck_assert_uint_eq(count, 3);
        size_t more;
        ck_assert_int_eq(hp_target_wait(target, 0, done + 3, 3, &more), HP_OK);
        ck_assert_uint_eq(more, 1);
        for (size_t i = 0; i < 4; i++) {
            ck_assert_uint_eq(done[i].slot, order[i]);
            ck_assert_int_eq(done[i].exchange.response.status, i % 2 == 0 ? 200 : 401);
        }
        ck_assert(!hp_slice_equal(done[0].exchange.response.body, done[2].exchange.response.body));
    }
    ck_assert_int_eq(hp_target_wait(target, 60000, done, 4, &count), HP_OK);
    ck_assert_uint_eq(count, 0);
    hp_target_close(target);
}
END_TEST

static unsigned handled;

static void handle(const struct hp_service_hook *hook, struct hp_service *of,
                   const struct hp_request *request, int64_t now_unix_ms, struct hp_arena *arena,
                   struct hp_response *out)
{
    (void)hook;
    handled++;
    hp_service_answer(of, request, now_unix_ms, arena, out);
}

/* A batch is built whole before its first answer: the service is called by whoever waits. */
START_TEST(what_is_submitted_is_answered_when_somebody_waits)
{
    static const struct hp_service_hook hook = {.handle = handle};
    struct hp_service_options options = {
        .contract = contract, .api_key = HP_SLICE(KEY), .id_seed = 7, .hook = &hook};
    struct hp_error error = {0};
    hp_service_free(service);
    ck_assert_msg(hp_service_new(&options, &service, &error) == HP_OK, "%s", error.text);
    struct hp_field fields[2];
    struct hp_request request = example(fields);
    struct hp_target *target = open_builtin(2, NULL, 0);
    ck_assert_int_eq(hp_target_submit(target, 1, &request), HP_OK);
    ck_assert_int_eq(hp_target_submit(target, 0, &request), HP_OK);
    ck_assert_uint_eq(handled, 0);
    struct hp_done done[2];
    size_t count;
    ck_assert_int_eq(hp_target_wait(target, 0, done, 1, &count), HP_OK);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(handled, 2);
    hp_target_close(target);
}
END_TEST

START_TEST(extra_fields_reach_the_service)
{
    char line[128];
    (void)snprintf(line, sizeof(line), "%.*s: " KEY, (int)contract->key_field.len,
                   contract->key_field.at);
    const char *const extra[] = {line};
    struct hp_field fields[2];
    struct hp_request request = example(fields);
    request.field_count = 1; /* the key comes from -H alone */
    struct hp_target *target = open_builtin(1, extra, 1);
    ck_assert_int_eq(exchange_on(target, &request).response.status, 200);
    hp_target_close(target);
}
END_TEST

/* The second answer lies where the first one lay. */
START_TEST(a_slot_gives_the_memory_of_an_answer_back)
{
    struct hp_field fields[2];
    struct hp_request request = example(fields);
    struct hp_target *target = open_builtin(1, NULL, 0);
    const char *first = exchange_on(target, &request).response.body.at;
    ck_assert_ptr_nonnull(first);
    for (int i = 0; i < 10; i++) {
        ck_assert_ptr_eq(exchange_on(target, &request).response.body.at, first);
    }
    hp_target_close(target);
}
END_TEST

static const struct hp_transfer about_travel[] = {
    {.chunked = true}, {.chunk_bytes = 1}, {.write_bytes = 1}, {.expect_continue = true}};

START_TEST(how_a_body_travels_is_not_claimed_to_be_tried)
{
    struct hp_field fields[2];
    struct hp_request request = example(fields);
    struct hp_target *target = open_builtin(1, NULL, 0);
    const char *reason = NULL;
    request.transfer = about_travel[_i];
    ck_assert(!hp_target_carries(target, &request, &reason));
    struct hp_exchange have = exchange_on(target, &request);
    ck_assert_int_eq(have.end, HP_END_UNSENT);
    ck_assert_str_eq(have.note, reason);
    request.transfer = (struct hp_transfer){.fresh_connection = true};
    ck_assert(hp_target_carries(target, &request, NULL));
    request.steps = &(struct hp_step){.kind = HP_STEP_RESET};
    ck_assert(!hp_target_carries(target, &request, NULL));
    hp_target_close(target);
}
END_TEST

START_TEST(a_target_without_a_service_is_a_fault_of_ours)
{
    struct hp_target_options options = {.address = "builtin", .connections = 1};
    struct hp_target *target = NULL;
    ck_assert_int_eq(hp_target_open(&options, &target, NULL), HP_ERR_INTERNAL);
    ck_assert_ptr_null(target);
}
END_TEST

START_TEST(a_failed_allocation_at_the_start_is_reported)
{
    static const char *const extra[] = {"A: 1"};
    struct hp_target_options options = {.address = "builtin",
                                        .service = service,
                                        .connections = 3,
                                        .extra_fields = extra,
                                        .extra_field_count = 1};
    struct hp_target *target = NULL;
    uint64_t n = 1;
    for (;; n++) {
        hp_alloc_fail_at(n);
        enum hp_status status = hp_target_open(&options, &target, NULL);
        if (status == HP_OK) {
            break;
        }
        ck_assert_int_eq(status, HP_ERR_NOMEM);
        ck_assert_ptr_null(target);
    }
    hp_alloc_fail_at(0);
    ck_assert_uint_ge(n, 5);
    hp_target_close(target);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("target_builtin");
    TCase *tests = tcase_create("builtin");
    tcase_add_checked_fixture(tests, start_service, stop_service);
    tcase_add_test(tests, the_documented_example_is_answered_by_the_service);
    tcase_add_test(tests, completions_come_in_the_order_of_their_submits_and_keep_their_answers);
    tcase_add_test(tests, what_is_submitted_is_answered_when_somebody_waits);
    tcase_add_test(tests, extra_fields_reach_the_service);
    tcase_add_test(tests, a_slot_gives_the_memory_of_an_answer_back);
    tcase_add_loop_test(tests, how_a_body_travels_is_not_claimed_to_be_tried, 0,
                        sizeof(about_travel) / sizeof(about_travel[0]));
    tcase_add_test(tests, a_target_without_a_service_is_a_fault_of_ours);
    tcase_add_test(tests, a_failed_allocation_at_the_start_is_reported);
    suite_add_tcase(suite, tests);
    return suite;
}
