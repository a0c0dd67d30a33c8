/* Documents are written as documented, every edit gives exactly these bytes, and no span that is
 * still present ever lies. */
#include "harness/mutate/draft.h"

#include "harness/base/alloc.h"
#include "harness/json/scan.h"
#include "tests/support/suite_main.h"
#include "tests/unit/mutate_fixture.h"

#define OPERATIONS   "\"operations\":[\"CREATE\",\"UPDATE\"]"
#define NAME         "\"name\":\"say \\\"n\\\"\""
#define TYPE         "\"type\":\"T\""
#define MODELS       "\"data_models\":[\"A\",\"B\",\"C\"]"
#define URL          "\"url\":\"https://example.com/\""
#define HEADERS      "\"headers\":{\"x\":\"1\",\"a/b~c\\\"d\":\"2\"}"
#define DOC(members) "{\"webhook\":{" members "}}"

static struct hp_draft draft;

static void set_up(void)
{
    hp_draft_init(&draft);
    hp_draft_write(&draft, &fixture_contract, &fixture_content);
}

static void tear_down(void)
{
    hp_draft_deinit(&draft);
}

static struct hp_slice text(void)
{
    return hp_draft_text(&draft);
}

static void expect_text(const char *want)
{
    struct hp_slice have = text();
    ck_assert_msg(hp_slice_is(have, want), "want %s\nhave %.*s", want, (int)have.len, have.at);
}

static void expect_slice(struct hp_slice have, const char *want)
{
    ck_assert_msg(hp_slice_is(have, want), "want %s\nhave %.*s", want, (int)have.len, have.at);
}

static struct hp_site node(enum hp_role role)
{
    return (struct hp_site){role, -1};
}

static struct hp_site item(enum hp_role role, int index)
{
    return (struct hp_site){role, index};
}

START_TEST(the_document_is_compact_and_in_the_contracts_order)
{
    expect_text(DOC(OPERATIONS "," NAME "," TYPE "," MODELS "," URL "," HEADERS));
}
END_TEST

static const struct {
    struct hp_site site;
    const char *value;
    const char *member;
} spans[] = {
    {{HP_ROLE_OPERATIONS, -1}, "[\"CREATE\",\"UPDATE\"]", OPERATIONS},
    {{HP_ROLE_OPERATIONS, 0}, "\"CREATE\"", "\"CREATE\""},
    {{HP_ROLE_OPERATIONS, 1}, "\"UPDATE\"", "\"UPDATE\""},
    {{HP_ROLE_OPERATIONS, 2}, "", ""},
    {{HP_ROLE_NAME, -1}, "\"say \\\"n\\\"\"", NAME},
    {{HP_ROLE_NAME, 0}, "", ""},
    {{HP_ROLE_TYPE, -1}, "\"T\"", TYPE},
    {{HP_ROLE_DATA_MODELS, 2}, "\"C\"", "\"C\""},
    {{HP_ROLE_URL, -1}, "\"https://example.com/\"", URL},
    {{HP_ROLE_HEADERS, 0}, "\"1\"", "\"x\":\"1\""},
    {{HP_ROLE_HEADERS, 1}, "\"2\"", "\"a/b~c\\\"d\":\"2\""},
    {{HP_ROLE_ID, -1}, "", ""},
    {{HP_ROLE_CREATED_AT, -1}, "", ""},
};

START_TEST(a_span_delimits_its_node)
{
    expect_slice(hp_draft_value(&draft, spans[_i].site), spans[_i].value);
    expect_slice(hp_draft_member(&draft, spans[_i].site), spans[_i].member);
    ck_assert((hp_draft_node(&draft, spans[_i].site) != NULL) == (spans[_i].value[0] != '\0'));
}
END_TEST

START_TEST(the_root_spans_the_text)
{
    const struct hp_node *root = hp_draft_node(&draft, node(HP_ROLE_ROOT));
    ck_assert_uint_eq(root->value.begin, 0);
    ck_assert_uint_eq(root->value.end, text().len);
    ck_assert_uint_eq(root->name.begin, root->name.end);
}
END_TEST

enum edit { VALUE, MEMBER_NAME, REMOVE, FIRST, LAST, BEFORE, AFTER };

static void apply(enum edit edit, struct hp_site site, struct hp_slice raw)
{
    switch (edit) {
    case VALUE:
        hp_draft_replace_value(&draft, site, raw);
        break;
    case MEMBER_NAME:
        hp_draft_replace_name(&draft, site, raw);
        break;
    case REMOVE:
        hp_draft_remove(&draft, site);
        break;
    case FIRST:
        hp_draft_insert_first(&draft, site, raw);
        break;
    case LAST:
        hp_draft_insert_last(&draft, site, raw);
        break;
    case BEFORE:
        hp_draft_insert_before(&draft, site, raw);
        break;
    case AFTER:
        hp_draft_insert_after(&draft, site, raw);
        break;
    }
}

static const struct {
    const char *fact;
    enum edit edit;
    struct hp_site site;
    const char *raw;
    const char *want;
} edits[] = {
    {"a value is replaced",
     VALUE,
     {HP_ROLE_TYPE, -1},
     "nul",
     DOC(OPERATIONS "," NAME ",\"type\":nul," MODELS "," URL "," HEADERS)},
    {"an item is replaced",
     VALUE,
     {HP_ROLE_DATA_MODELS, 1},
     "12345",
     DOC(OPERATIONS "," NAME "," TYPE ",\"data_models\":[\"A\",12345,\"C\"]," URL "," HEADERS)},
    {"the whole text is replaced", VALUE, {HP_ROLE_ROOT, -1}, "7", "7"},
    {"a name is replaced",
     MEMBER_NAME,
     {HP_ROLE_WRAPPER, -1},
     "hook",
     "{hook:{" OPERATIONS "," NAME "," TYPE "," MODELS "," URL "," HEADERS "}}"},
    {"a header's name is replaced",
     MEMBER_NAME,
     {HP_ROLE_HEADERS, 0},
     "\"\"",
     DOC(OPERATIONS "," NAME "," TYPE "," MODELS "," URL
                    ",\"headers\":{\"\":\"1\",\"a/b~c\\\"d\":\"2\"}")},
    {"the first member goes with the comma behind it",
     REMOVE,
     {HP_ROLE_OPERATIONS, -1},
     "",
     DOC(NAME "," TYPE "," MODELS "," URL "," HEADERS)},
    {"a middle member goes with one comma",
     REMOVE,
     {HP_ROLE_TYPE, -1},
     "",
     DOC(OPERATIONS "," NAME "," MODELS "," URL "," HEADERS)},
    {"the last member goes with the comma before it",
     REMOVE,
     {HP_ROLE_HEADERS, -1},
     "",
     DOC(OPERATIONS "," NAME "," TYPE "," MODELS "," URL)},
    {"the only member goes alone", REMOVE, {HP_ROLE_WRAPPER, -1}, "", "{}"},
    {"the last item goes with the comma before it",
     REMOVE,
     {HP_ROLE_DATA_MODELS, 2},
     "",
     DOC(OPERATIONS "," NAME "," TYPE ",\"data_models\":[\"A\",\"B\"]," URL "," HEADERS)},
    {"the last header goes with the comma before it",
     REMOVE,
     {HP_ROLE_HEADERS, 1},
     "",
     DOC(OPERATIONS "," NAME "," TYPE "," MODELS "," URL ",\"headers\":{\"x\":\"1\"}")},
    {"an item comes first",
     FIRST,
     {HP_ROLE_OPERATIONS, -1},
     "0",
     DOC("\"operations\":[0,\"CREATE\",\"UPDATE\"]," NAME "," TYPE "," MODELS "," URL "," HEADERS)},
    {"a member comes first",
     FIRST,
     {HP_ROLE_ROOT, -1},
     "\"a\":1",
     "{\"a\":1,\"webhook\":{" OPERATIONS "," NAME "," TYPE "," MODELS "," URL "," HEADERS "}}"},
    {"an item comes last",
     LAST,
     {HP_ROLE_OPERATIONS, -1},
     "0",
     DOC("\"operations\":[\"CREATE\",\"UPDATE\",0]," NAME "," TYPE "," MODELS "," URL "," HEADERS)},
    {"a member comes last",
     LAST,
     {HP_ROLE_WRAPPER, -1},
     "\"a\":1",
     DOC(OPERATIONS "," NAME "," TYPE "," MODELS "," URL "," HEADERS ",\"a\":1")},
    {"nothing comes into a string",
     LAST,
     {HP_ROLE_NAME, -1},
     "\"a\":1",
     DOC(OPERATIONS "," NAME "," TYPE "," MODELS "," URL "," HEADERS)},
    {"text comes before a member",
     BEFORE,
     {HP_ROLE_TYPE, -1},
     "\"a\":1",
     DOC(OPERATIONS "," NAME ",\"a\":1," TYPE "," MODELS "," URL "," HEADERS)},
    {"text comes behind a member",
     AFTER,
     {HP_ROLE_TYPE, -1},
     "\"a\":1",
     DOC(OPERATIONS "," NAME "," TYPE ",\"a\":1," MODELS "," URL "," HEADERS)},
    {"text comes behind the last member",
     AFTER,
     {HP_ROLE_HEADERS, -1},
     "\"a\":1",
     DOC(OPERATIONS "," NAME "," TYPE "," MODELS "," URL "," HEADERS ",\"a\":1")},
    {"a node that is not there stays so",
     VALUE,
     {HP_ROLE_ID, -1},
     "1",
     DOC(OPERATIONS "," NAME "," TYPE "," MODELS "," URL "," HEADERS)},
};

START_TEST(an_edit_gives_these_bytes)
{
    apply(edits[_i].edit, edits[_i].site, hp_slice_of(edits[_i].raw));
    struct hp_slice have = text();
    ck_assert_msg(hp_slice_is(have, edits[_i].want), "%s: have %.*s", edits[_i].fact, (int)have.len,
                  have.at);
}
END_TEST

START_TEST(white_space_around_a_comma_is_no_obstacle)
{
    hp_draft_replace_value(&draft, node(HP_ROLE_DATA_MODELS), HP_SLICE("[]"));
    hp_draft_splice(&draft,
                    (struct hp_span){hp_draft_node(&draft, node(HP_ROLE_TYPE))->member.end,
                                     hp_draft_node(&draft, node(HP_ROLE_TYPE))->member.end},
                    HP_SLICE(" \n"));
    hp_draft_remove(&draft, node(HP_ROLE_TYPE));
    expect_text(DOC(OPERATIONS "," NAME ",\"data_models\":[]," URL "," HEADERS));
    hp_draft_insert_last(&draft, node(HP_ROLE_DATA_MODELS), HP_SLICE("1"));
    hp_draft_insert_first(&draft, node(HP_ROLE_DATA_MODELS), HP_SLICE("0"));
    expect_text(DOC(OPERATIONS "," NAME ",\"data_models\":[0,1]," URL "," HEADERS));
}
END_TEST

START_TEST(a_removed_node_is_gone_and_its_items_with_it)
{
    hp_draft_remove(&draft, node(HP_ROLE_DATA_MODELS));
    ck_assert_ptr_null(hp_draft_node(&draft, node(HP_ROLE_DATA_MODELS)));
    ck_assert_ptr_null(hp_draft_node(&draft, item(HP_ROLE_DATA_MODELS, 0)));
    expect_slice(hp_draft_member(&draft, node(HP_ROLE_URL)), URL);
    hp_draft_remove(&draft, node(HP_ROLE_DATA_MODELS));
    expect_text(DOC(OPERATIONS "," NAME "," TYPE "," URL "," HEADERS));
}
END_TEST

START_TEST(the_only_member_that_was_removed_is_gone)
{
    hp_draft_remove(&draft, node(HP_ROLE_WRAPPER));
    ck_assert_ptr_null(hp_draft_node(&draft, node(HP_ROLE_WRAPPER)));
    hp_draft_remove(&draft, node(HP_ROLE_ROOT));
    ck_assert_ptr_null(hp_draft_node(&draft, node(HP_ROLE_ROOT)));
    expect_text("");
}
END_TEST

START_TEST(items_keep_their_indexes)
{
    hp_draft_remove(&draft, item(HP_ROLE_DATA_MODELS, 0));
    ck_assert_ptr_null(hp_draft_node(&draft, item(HP_ROLE_DATA_MODELS, 0)));
    expect_slice(hp_draft_value(&draft, item(HP_ROLE_DATA_MODELS, 1)), "\"B\"");
    hp_draft_insert_first(&draft, node(HP_ROLE_DATA_MODELS), HP_SLICE("0"));
    expect_slice(hp_draft_value(&draft, item(HP_ROLE_DATA_MODELS, 1)), "\"B\"");
}
END_TEST

START_TEST(a_splice_across_a_border_takes_the_nodes_it_cuts)
{
    size_t begin = hp_draft_node(&draft, node(HP_ROLE_TYPE))->value.begin + 1;
    size_t end = hp_draft_node(&draft, item(HP_ROLE_DATA_MODELS, 1))->value.begin + 1;
    hp_draft_splice(&draft, (struct hp_span){begin, end}, HP_SLICE("?"));
    ck_assert_ptr_null(hp_draft_node(&draft, node(HP_ROLE_TYPE)));
    ck_assert_ptr_null(hp_draft_node(&draft, node(HP_ROLE_DATA_MODELS)));
    ck_assert_ptr_null(hp_draft_node(&draft, item(HP_ROLE_DATA_MODELS, 0)));
    ck_assert_ptr_null(hp_draft_node(&draft, item(HP_ROLE_DATA_MODELS, 1)));
    expect_slice(hp_draft_value(&draft, item(HP_ROLE_DATA_MODELS, 2)), "\"C\"");
    expect_slice(hp_draft_value(&draft, item(HP_ROLE_OPERATIONS, 1)), "\"UPDATE\"");
    expect_slice(hp_draft_member(&draft, node(HP_ROLE_URL)), URL);
    ck_assert_uint_eq(hp_draft_node(&draft, node(HP_ROLE_ROOT))->value.end, text().len);
}
END_TEST

START_TEST(text_before_and_behind_the_document_is_not_in_its_root)
{
    hp_draft_splice(&draft, (struct hp_span){0, 0}, HP_SLICE("\xef\xbb\xbf"));
    hp_draft_splice(&draft, (struct hp_span){text().len, text().len}, HP_SLICE("\n"));
    expect_slice(hp_draft_value(&draft, node(HP_ROLE_ROOT)),
                 DOC(OPERATIONS "," NAME "," TYPE "," MODELS "," URL "," HEADERS));
    expect_slice(hp_draft_value(&draft, node(HP_ROLE_TYPE)), "\"T\"");
}
END_TEST

START_TEST(raw_text_may_come_from_the_draft_itself)
{
    hp_draft_replace_value(&draft, node(HP_ROLE_TYPE), hp_draft_value(&draft, node(HP_ROLE_URL)));
    hp_draft_insert_after(&draft, node(HP_ROLE_HEADERS),
                          hp_draft_member(&draft, node(HP_ROLE_TYPE)));
    expect_text(DOC(OPERATIONS "," NAME ",\"type\":\"https://example.com/\"," MODELS "," URL
                               "," HEADERS ",\"type\":\"https://example.com/\""));
}
END_TEST

START_TEST(members_of_different_length_exchange_places)
{
    hp_draft_swap(&draft, node(HP_ROLE_HEADERS), node(HP_ROLE_OPERATIONS));
    expect_text(DOC(HEADERS "," NAME "," TYPE "," MODELS "," URL "," OPERATIONS));
    expect_slice(hp_draft_value(&draft, item(HP_ROLE_OPERATIONS, 1)), "\"UPDATE\"");
    expect_slice(hp_draft_member(&draft, item(HP_ROLE_HEADERS, 1)), "\"a/b~c\\\"d\":\"2\"");
    expect_slice(hp_draft_member(&draft, node(HP_ROLE_TYPE)), TYPE);
    expect_slice(hp_draft_member(&draft, node(HP_ROLE_HEADERS)), HEADERS);
    hp_draft_swap(&draft, node(HP_ROLE_TYPE), node(HP_ROLE_DATA_MODELS));
    expect_text(DOC(HEADERS "," NAME "," MODELS "," TYPE "," URL "," OPERATIONS));
    hp_draft_swap(&draft, item(HP_ROLE_DATA_MODELS, 2), item(HP_ROLE_DATA_MODELS, 0));
    expect_slice(hp_draft_value(&draft, node(HP_ROLE_DATA_MODELS)), "[\"C\",\"B\",\"A\"]");
    expect_slice(hp_draft_value(&draft, item(HP_ROLE_DATA_MODELS, 0)), "\"A\"");
    hp_draft_swap(&draft, node(HP_ROLE_TYPE), node(HP_ROLE_TYPE));
    hp_draft_swap(&draft, node(HP_ROLE_TYPE), node(HP_ROLE_ID));
    expect_slice(hp_draft_member(&draft, node(HP_ROLE_TYPE)), TYPE);
}
END_TEST

START_TEST(items_beyond_the_spans_are_written_all_the_same)
{
    enum { COUNT = HP_DRAFT_ITEMS_MAX + 40 };
    struct hp_slice values[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        values[i] = HP_SLICE("V");
    }
    struct hp_content content = fixture_content;
    content.data_models = values;
    content.data_model_count = COUNT;
    hp_draft_write(&draft, &fixture_contract, &content);
    ck_assert_uint_eq(hp_draft_value(&draft, node(HP_ROLE_DATA_MODELS)).len, 1 + 4 * COUNT);
    expect_slice(hp_draft_value(&draft, item(HP_ROLE_DATA_MODELS, HP_DRAFT_ITEMS_MAX - 1)),
                 "\"V\"");
    ck_assert_ptr_null(hp_draft_node(&draft, item(HP_ROLE_DATA_MODELS, HP_DRAFT_ITEMS_MAX)));
    struct hp_json_scan scan;
    ck_assert(hp_json_scan(text(), &hp_json_limits_default, &scan));
}
END_TEST

/* Long texts get the room that their escapes take; short ones that of the longest escapes. */
START_TEST(texts_of_any_length_may_need_escapes)
{
    static char bytes[20000];
    static const size_t lengths[] = {1, 8, 1000, 5000, sizeof(bytes)};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        for (int escaped = 0; escaped <= 1; escaped++) {
            memset(bytes, escaped ? 1 : 'a', sizeof(bytes));
            bytes[sizeof(bytes) - 1] = '"';
            struct hp_slice value = {bytes + sizeof(bytes) - lengths[i], lengths[i]};
            struct hp_content content = fixture_content;
            content.name = content.url = value;
            hp_draft_write(&draft, &fixture_contract, &content);
            size_t filled = (value.len - 1) * (escaped ? 6 : 1);
            ck_assert_uint_eq(hp_draft_value(&draft, node(HP_ROLE_NAME)).len, filled + 4);
            ck_assert_uint_eq(hp_draft_value(&draft, node(HP_ROLE_URL)).len, filled + 4);
            expect_slice(hp_draft_value(&draft, node(HP_ROLE_TYPE)), "\"T\"");
            struct hp_json_scan scan;
            ck_assert(hp_json_scan(text(), &hp_json_limits_default, &scan));
        }
    }
}
END_TEST

START_TEST(a_refused_allocation_is_sticky_and_harmless)
{
    for (uint64_t n = 1;; n++) {
        struct hp_draft fresh;
        hp_draft_init(&fresh);
        hp_alloc_fail_at(n);
        hp_draft_write(&fresh, &fixture_contract, &fixture_content);
        hp_draft_replace_value(&fresh, node(HP_ROLE_TYPE), hp_draft_text(&fresh));
        hp_draft_insert_after(&fresh, node(HP_ROLE_TYPE), HP_SLICE("1"));
        bool reached = hp_alloc_calls() >= n;
        hp_alloc_fail_at(0);
        ck_assert_int_eq(fresh.text.failed, reached);
        if (fresh.text.failed) {
            ck_assert_ptr_null(hp_draft_node(&fresh, node(HP_ROLE_ROOT)));
            hp_draft_remove(&fresh, node(HP_ROLE_TYPE));
        }
        hp_draft_deinit(&fresh);
        if (!reached) {
            ck_assert_uint_gt(n, 3);
            return;
        }
    }
}
END_TEST

static const struct {
    struct hp_site site;
    const char *want;
} pointers[] = {
    {{HP_ROLE_ROOT, -1}, ""},
    {{HP_ROLE_WRAPPER, -1}, "/webhook"},
    {{HP_ROLE_URL, -1}, "/webhook/url"},
    {{HP_ROLE_OPERATIONS, 0}, "/webhook/operations/0"},
    {{HP_ROLE_DATA_MODELS, 61}, "/webhook/data_models/61"},
    {{HP_ROLE_HEADERS, 1}, "/webhook/headers/1"},
    {{HP_ROLE_ID, -1}, "/id"},
    {{HP_ROLE_CREATED_AT, -1}, "/created_at"},
};

START_TEST(a_site_prints_as_a_json_pointer)
{
    struct hp_buf out;
    hp_buf_init(&out, 1024);
    hp_site_print(&fixture_contract, pointers[_i].site, &out);
    expect_slice(hp_buf_view(&out), pointers[_i].want);
    hp_buf_deinit(&out);
}
END_TEST

START_TEST(a_header_member_prints_with_its_name_escaped)
{
    struct hp_buf out;
    hp_buf_init(&out, 1024);
    hp_site_print_named(&fixture_contract, item(HP_ROLE_HEADERS, 1), fixture_headers[1][0], &out);
    expect_slice(hp_buf_view(&out), "/webhook/headers/a~1b~0c\"d");
    hp_buf_deinit(&out);
}
END_TEST

#define COUNT_OF(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *hp_suite(void)
{
    Suite *suite = suite_create("mutate/draft");
    TCase *tcase = tcase_create("draft");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, the_document_is_compact_and_in_the_contracts_order);
    tcase_add_loop_test(tcase, a_span_delimits_its_node, 0, COUNT_OF(spans));
    tcase_add_test(tcase, the_root_spans_the_text);
    tcase_add_loop_test(tcase, an_edit_gives_these_bytes, 0, COUNT_OF(edits));
    tcase_add_test(tcase, white_space_around_a_comma_is_no_obstacle);
    tcase_add_test(tcase, a_removed_node_is_gone_and_its_items_with_it);
    tcase_add_test(tcase, the_only_member_that_was_removed_is_gone);
    tcase_add_test(tcase, items_keep_their_indexes);
    tcase_add_test(tcase, a_splice_across_a_border_takes_the_nodes_it_cuts);
    tcase_add_test(tcase, text_before_and_behind_the_document_is_not_in_its_root);
    tcase_add_test(tcase, raw_text_may_come_from_the_draft_itself);
    tcase_add_test(tcase, members_of_different_length_exchange_places);
    tcase_add_test(tcase, items_beyond_the_spans_are_written_all_the_same);
    tcase_add_test(tcase, texts_of_any_length_may_need_escapes);
    tcase_add_test(tcase, a_refused_allocation_is_sticky_and_harmless);
    tcase_add_loop_test(tcase, a_site_prints_as_a_json_pointer, 0, COUNT_OF(pointers));
    tcase_add_test(tcase, a_header_member_prints_with_its_name_escaped);
    suite_add_tcase(suite, tcase);
    return suite;
}
