/* A build starts as the documented request, and naming an instance makes it unique without moving
 * anything. */
#include "harness/plan/build.h"

#include "harness/base/alloc.h"
#include "tests/support/suite_main.h"
#include "tests/unit/plan_rows.h"

static struct hp_contract *contract;
static struct hp_base base;
static struct hp_build build;

static void set_up(void)
{
    contract = rows_contract();
    base = (struct hp_base){contract, 42, HP_SLICE("secret"), HP_SLICE("/v3/core/webhooks")};
    hp_build_init(&build);
}

static void tear_down(void)
{
    hp_build_deinit(&build);
    hp_contract_free(contract);
}

static void begin(struct hp_combo combo)
{
    hp_build_begin(&build, &base, &rows_table[ROWS_SPREAD], &combo, NULL);
}

static struct hp_combo triple(uint64_t index)
{
    struct hp_combo combo;
    hp_combo_triple(contract, index, &combo);
    return combo;
}

static void expect_slice(struct hp_slice have, const char *want)
{
    ck_assert_msg(hp_slice_is(have, want), "want %s\nhave %.*s", want, (int)have.len, have.at);
}

START_TEST(the_base_request_is_the_documented_one)
{
    begin(triple(0));
    struct hp_request request = hp_build_request(&build);
    expect_slice(request.method, "POST");
    expect_slice(request.target, "/v3/core/webhooks");
    ck_assert_uint_eq(request.field_count, 2);
    expect_slice(request.fields[0].name, "Content-Type");
    expect_slice(request.fields[0].value, "application/json");
    expect_slice(request.fields[1].name, "api_key");
    expect_slice(request.fields[1].value, "secret");
    ck_assert(request.has_body);
    expect_slice(request.body,
                 "{\"webhook\":{\"operations\":[\"CREATE\"],\"name\":\"hookproof 000000000000\","
                 "\"type\":\"DATA_MODEL_CHANGES\",\"data_models\":[\"ACCOUNTS\"],"
                 "\"url\":\"https://example.com/hooks/000000000000\","
                 "\"headers\":{\"x-hookproof-case\":\"000000000000\"}}}");
}
END_TEST

/* Twelve hexadecimal digits, not all zero. */
static bool is_tag(const char *at)
{
    return strspn(at, "0123456789abcdef") >= 12 && memcmp(at, "000000000000", 12) != 0;
}

START_TEST(naming_the_instance_fills_in_the_tag_in_place)
{
    begin(triple(0));
    size_t length = hp_draft_text(&build.draft).len;
    hp_instance(&build, rows_name, "some way");
    struct hp_slice body = hp_build_request(&build).body;
    ck_assert_uint_eq(body.len, length);
    size_t at = hp_slice_find(body, HP_SLICE("hookproof "));
    ck_assert(is_tag(body.at + at + 10));
    char tag[13];
    (void)snprintf(tag, sizeof(tag), "%.12s", body.at + at + 10);
    struct hp_slice url = hp_draft_value(&build.draft, (struct hp_site){HP_ROLE_URL, -1});
    struct hp_slice header = hp_draft_value(&build.draft, (struct hp_site){HP_ROLE_HEADERS, 0});
    ck_assert_mem_eq(url.at + url.len - 13, tag, 12);
    ck_assert_mem_eq(header.at + header.len - 13, tag, 12);
    ck_assert_mem_eq(build.content.name.at + 10, tag, 12);
    ck_assert_mem_eq(build.content.url.at + build.content.url.len - 12, tag, 12);
    expect_slice(hp_buf_view(&build.id),
                 "wrong-three@/webhook/name#some_way~DATA_MODEL_CHANGES.CREATE.ACCOUNTS");
}
END_TEST

static struct hp_slice name_value(void)
{
    return build.content.name;
}

START_TEST(another_seed_instance_or_combination_gives_another_tag)
{
    char tags[4][13];
    for (int i = 0; i < 4; i++) {
        base.seed = i == 1 ? 43 : 42;
        begin(triple(i == 2 ? 1 : 0));
        hp_instance(&build, rows_name, "%s", i == 3 ? "b" : "a");
        (void)snprintf(tags[i], sizeof(tags[i]), "%.12s", name_value().at + 10);
        for (int other = 0; other < i; other++) {
            ck_assert_str_ne(tags[i], tags[other]);
        }
    }
}
END_TEST

START_TEST(a_name_keeps_only_safe_bytes)
{
    begin(triple(0));
    hp_instance(&build, rows_root, "%s", "a/b c\xc3\xa9~#@+.-_Z9\n");
    expect_slice(hp_buf_view(&build.instance), "a_b_c_____+.-_Z9_");
}
END_TEST

START_TEST(places_outside_the_body_have_their_word)
{
    begin(triple(0));
    hp_instance_at(&build, "target", "slash");
    expect_slice(hp_buf_view(&build.id),
                 "wrong-three@target#slash~DATA_MODEL_CHANGES.CREATE.ACCOUNTS");
    ck_assert_str_eq(build.where, "target");
}
END_TEST

START_TEST(a_header_member_is_named_in_the_id)
{
    begin(triple(0));
    hp_instance(&build, (struct hp_site){HP_ROLE_HEADERS, 0}, "x");
    expect_slice(hp_buf_view(&build.where_text), "/webhook/headers/x-hookproof-case");
}
END_TEST

/* All classes of all three kinds: the document stays valid JSON with its tag, and differs. */
START_TEST(every_class_writes_a_valid_document)
{
    struct hp_combo combo = triple(5);
    combo.name_class = (uint8_t)(_i % HP_NAME_CLASSES);
    combo.url_class = (uint8_t)(_i / HP_NAME_CLASSES % HP_URL_CLASSES);
    combo.headers_class = (uint8_t)(_i / HP_NAME_CLASSES / HP_URL_CLASSES);
    begin(combo);
    hp_instance(&build, rows_root, "plain");
    struct hp_arena arena;
    hp_arena_init(&arena, 1024 * 1024);
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    struct hp_slice body = hp_build_request(&build).body;
    ck_assert_int_eq(hp_json_parse(&arena, body, &hp_json_limits_default, &scan, &root), HP_OK);
    ck_assert_ptr_nonnull(root);
    ck_assert_uint_eq(scan.traits, 0);
    const struct hp_json *wrapper = hp_json_member(root, HP_SLICE("webhook"));
    struct hp_slice name = hp_json_string(hp_json_member(wrapper, HP_SLICE("name")));
    struct hp_slice url = hp_json_string(hp_json_member(wrapper, HP_SLICE("url")));
    ck_assert(hp_slice_equal(name, build.content.name));
    ck_assert(hp_slice_equal(url, build.content.url));
    ck_assert(is_tag(name.at + name.len - 12));
    ck_assert_mem_eq(name.at + name.len - 12, url.at + url.len - 12, 12);
    ck_assert(hp_schema_validate(contract->request, root, &arena, NULL));
    const struct hp_json *headers = hp_json_member(wrapper, HP_SLICE("headers"));
    static const size_t sizes[] = {1, 0, 3};
    ck_assert_uint_eq(hp_json_size(headers), sizes[combo.headers_class]);
    for (const struct hp_json *h = hp_json_first(headers); h != NULL; h = hp_json_next(h)) {
        struct hp_slice value = hp_json_string(h);
        ck_assert_mem_eq(value.at + value.len - 12, name.at + name.len - 12, 12);
    }
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(classes_are_different_forms)
{
    for (uint8_t a = 0; a < HP_NAME_CLASSES; a++) {
        for (uint8_t b = 0; b < a; b++) {
            struct hp_combo combo = triple(0);
            combo.name_class = combo.url_class = a;
            begin(combo);
            char name[HP_BUILD_TEXT_BYTES + 1];
            char url[HP_BUILD_TEXT_BYTES + 1];
            (void)snprintf(name, sizeof(name), "%.*s", (int)name_value().len, name_value().at);
            (void)snprintf(url, sizeof(url), "%.*s", (int)build.content.url.len,
                           build.content.url.at);
            combo.name_class = combo.url_class = b;
            begin(combo);
            ck_assert(!hp_slice_is(build.content.name, name));
            ck_assert(!hp_slice_is(build.content.url, url));
        }
    }
}
END_TEST

static void expect_models(struct hp_combo combo, const char *first, const char *last)
{
    begin(combo);
    ck_assert_uint_eq(build.content.data_model_count, 62);
    expect_slice(build.content.data_models[0], first);
    expect_slice(build.content.data_models[61], last);
}

START_TEST(all_data_models_go_in_the_order_that_is_said)
{
    struct hp_combo combo;
    hp_combo_all(contract, 0, &combo);
    expect_models(combo, "ACCOUNTS", "CRM_ADDRESSES");
    combo.order = HP_MODELS_REVERSED;
    expect_models(combo, "CRM_ADDRESSES", "ACCOUNTS");
}
END_TEST

START_TEST(a_shuffle_keeps_all_and_depends_on_the_seed)
{
    struct hp_slice orders[2][62];
    for (int i = 0; i < 2; i++) {
        base.seed = (uint64_t)i;
        struct hp_combo combo;
        hp_combo_all(contract, 6, &combo);
        begin(combo);
        memcpy(orders[i], build.content.data_models, sizeof(orders[i]));
        uint64_t seen = 0;
        for (size_t m = 0; m < 62; m++) {
            seen |= UINT64_C(1) << hp_enum_find(&contract->data_models, orders[i][m]);
        }
        ck_assert_uint_eq(seen, hp_combo_all_models(contract));
    }
    ck_assert_mem_ne(orders[0], orders[1], sizeof(orders[0]));
}
END_TEST

START_TEST(the_documented_example_goes_out_to_the_byte)
{
    struct hp_combo combo = triple(0);
    struct hp_content documented = {.name = contract->example_name, .url = contract->example_url};
    hp_build_begin(&build, &base, &rows_table[ROWS_DOCUMENTED], &combo, &documented);
    hp_instance(&build, rows_root, "example");
    ck_assert(hp_slice_equal(hp_build_request(&build).body, contract->example_request));
    ck_assert_ptr_null(hp_draft_node(&build.draft, rows_root));
}
END_TEST

START_TEST(fields_are_set_added_and_removed)
{
    begin(triple(0));
    hp_build_field_set(&build, HP_SLICE("API_KEY"), HP_SLICE("other"));
    ck_assert_uint_eq(build.field_count, 2);
    expect_slice(build.fields[1].name, "API_KEY");
    hp_build_field_add(&build, HP_SLICE("api_key"), HP_SLICE("twice"));
    hp_build_field_set(&build, HP_SLICE("Accept"), HP_SLICE("*/*"));
    ck_assert_uint_eq(build.field_count, 4);
    hp_build_field_remove(&build, HP_SLICE("Api_Key"));
    ck_assert_uint_eq(build.field_count, 2);
    expect_slice(build.fields[0].name, "Content-Type");
    expect_slice(build.fields[1].name, "Accept");
}
END_TEST

START_TEST(a_rewritten_document_holds_the_other_content_and_has_spans)
{
    begin(triple(0));
    hp_instance(&build, rows_name, "long");
    hp_build_body(&build, HP_SLICE("gone"));
    struct hp_content content = build.content;
    content.name = hp_build_text(&build, "%s", "n");
    content.header_count = 0;
    hp_build_rewrite(&build, &content);
    expect_slice(hp_draft_value(&build.draft, rows_name), "\"n\"");
    ck_assert_ptr_eq(hp_build_request(&build).body.at, hp_draft_text(&build.draft).at);
    ck_assert_uint_eq(build.content.header_count, 0);
}
END_TEST

START_TEST(text_of_the_rows_own_is_never_stamped)
{
    begin(triple(0));
    struct hp_content content = build.content;
    content.name = HP_SLICE("a name of the row's own");
    hp_build_rewrite(&build, &content);
    hp_instance(&build, rows_name, "own");
    expect_slice(hp_draft_value(&build.draft, rows_name), "\"a name of the row's own\"");
    ck_assert(is_tag(build.content.url.at + build.content.url.len - 12));
}
END_TEST

START_TEST(a_new_build_forgets_the_last)
{
    begin(triple(0));
    hp_instance_at(&build, "header", "x");
    hp_why(&build, "because");
    hp_build_body(&build, HP_SLICE("other"));
    build.has_body = false;
    build.transfer.chunked = true;
    build.expect = HP_EXPECT_NO_5XX_ONLY;
    static const struct hp_field many[1];
    build.fields_many = many;
    begin(triple(0));
    ck_assert_ptr_null(build.where);
    ck_assert_uint_eq(build.why.length, 0);
    ck_assert_int_eq(build.expect, HP_EXPECT_REJECT_4XX);
    struct hp_request request = hp_build_request(&build);
    ck_assert(request.has_body && !request.transfer.chunked);
    ck_assert_uint_eq(request.field_count, 2);
    ck_assert_int_eq(request.body.at[0], '{');
}
END_TEST

START_TEST(the_chance_of_an_instance_depends_on_the_seed_and_its_id_alone)
{
    uint64_t draws[3];
    for (int i = 0; i < 3; i++) {
        base.seed = i == 2 ? 7 : 42;
        begin(triple(0));
        hp_instance(&build, rows_name, "a");
        draws[i] = hp_rng_next(&build.rng);
        begin(triple(9));
        hp_instance(&build, rows_name, "between");
    }
    ck_assert_uint_eq(draws[0], draws[1]);
    ck_assert_uint_ne(draws[0], draws[2]);
}
END_TEST

START_TEST(a_body_that_could_not_be_allocated_is_not_an_empty_one)
{
    begin(triple(0));
    hp_build_body(&build, HP_SLICE(""));
    ck_assert(!hp_build_failed(&build));
    hp_build_body(&build, (struct hp_slice){NULL, 0});
    ck_assert(hp_build_failed(&build));
}
END_TEST

START_TEST(refused_memory_shows)
{
    for (uint64_t n = 1;; n++) {
        struct hp_build fresh;
        hp_build_init(&fresh);
        hp_alloc_fail_at(n);
        struct hp_combo combo = triple(0);
        hp_build_begin(&fresh, &base, &rows_table[ROWS_SPREAD], &combo, NULL);
        hp_instance(&fresh, rows_name, "a");
        hp_why(&fresh, "b");
        hp_build_body(&fresh, hp_build_text(&fresh, "%d", 1));
        bool reached = hp_alloc_calls() >= n;
        hp_alloc_fail_at(0);
        ck_assert_int_eq(hp_build_failed(&fresh), reached);
        hp_build_deinit(&fresh);
        if (!reached) {
            ck_assert_uint_gt(n, 6);
            return;
        }
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("plan/build");
    TCase *tcase = tcase_create("build");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, the_base_request_is_the_documented_one);
    tcase_add_test(tcase, naming_the_instance_fills_in_the_tag_in_place);
    tcase_add_test(tcase, another_seed_instance_or_combination_gives_another_tag);
    tcase_add_test(tcase, a_name_keeps_only_safe_bytes);
    tcase_add_test(tcase, places_outside_the_body_have_their_word);
    tcase_add_test(tcase, a_header_member_is_named_in_the_id);
    tcase_add_loop_test(tcase, every_class_writes_a_valid_document, 0,
                        HP_NAME_CLASSES * HP_URL_CLASSES * HP_HEADERS_CLASSES);
    tcase_add_test(tcase, classes_are_different_forms);
    tcase_add_test(tcase, all_data_models_go_in_the_order_that_is_said);
    tcase_add_test(tcase, a_shuffle_keeps_all_and_depends_on_the_seed);
    tcase_add_test(tcase, the_documented_example_goes_out_to_the_byte);
    tcase_add_test(tcase, fields_are_set_added_and_removed);
    tcase_add_test(tcase, a_rewritten_document_holds_the_other_content_and_has_spans);
    tcase_add_test(tcase, text_of_the_rows_own_is_never_stamped);
    tcase_add_test(tcase, a_new_build_forgets_the_last);
    tcase_add_test(tcase, the_chance_of_an_instance_depends_on_the_seed_and_its_id_alone);
    tcase_add_test(tcase, a_body_that_could_not_be_allocated_is_not_an_empty_one);
    tcase_add_test(tcase, refused_memory_shows);
    suite_add_tcase(suite, tcase);
    return suite;
}
