/* The rows on JSON syntax spoil what their names say, and nothing else. */
#include "tests/unit/cases_fixture.h"

#include "cases/json_syntax.h"

START_TEST(truncation_meets_every_offset_of_every_document)
{
    const struct hp_row *row = row_called("json-truncate-every-byte");
    for (uint64_t triple = 0; triple < hp_combo_triples(contract); triple++) {
        ck_assert(make(&build, row, triple, 0));
        ck_assert_msg(build.content.name.len > 0, "no name");
        struct hp_combo combo;
        hp_combo_triple(contract, triple, &combo);
        hp_build_begin(&again, &base, row, &combo, NULL);
        ck_assert_uint_lt(hp_draft_text(&again.draft).len, HP_TRUNCATE_DOCUMENT_BYTES);
    }
    size_t count = 0;
    for (; make(&build, row, 431, count); count++) {
        ck_assert_uint_eq(hp_build_request(&build).body.len, count + 1);
    }
    ck_assert_uint_eq(count + 1, HP_TRUNCATE_DOCUMENT_BYTES);
    /* What is cut off last is the bracket that closes the text. */
    ck_assert(make(&build, row, 431, count - 1));
    struct hp_buf whole;
    hp_buf_init(&whole, 1024);
    hp_buf_slice(&whole, hp_build_request(&build).body);
    hp_buf_char(&whole, '}');
    struct hp_json_scan scan;
    ck_assert(hp_json_scan(hp_buf_view(&whole), &hp_json_limits_default, &scan));
    hp_buf_deinit(&whole);
}
END_TEST

static const struct promised promised_bodies[] = {
    {"json-unclosed-container", "open-member-name-wrapper", HP_SLICE_INIT("{\"webhook:{")},
    {"json-unclosed-container", "open-container-operations", HP_SLICE_INIT("\"CREATE\",\"name\"")},
    {"json-bracket-mismatch", "wrong-close-operations", HP_SLICE_INIT("\"CREATE\"},")},
    {"json-bracket-mismatch", "turned-round-operations", HP_SLICE_INIT("]\"CREATE\"[")},
    {"json-bracket-mismatch", "round-close-root", HP_SLICE_INIT("}})")},
    {"json-comma-errors", "doubled-before-url", HP_SLICE_INIT("],,\"url\"")},
    {"json-comma-errors", "missing-before-name", HP_SLICE_INIT("]\"name\"")},
    {"json-comma-errors", "semicolon-in-operations", HP_SLICE_INIT("\"CREATE\";\"CREATE\"")},
    {"json-comma-errors", "leading-in-root", HP_SLICE_INIT("{,\"webhook\"")},
    {"json-trailing-comma", "trailing-in-root", HP_SLICE_INIT("}},}")},
    {"json-trailing-comma", "trailing-in-operations", HP_SLICE_INIT("\"CREATE\",]")},
    {"json-colon-errors", "arrow-after-type", HP_SLICE_INIT("\"type\"=>\"")},
    {"json-colon-errors", "missing-after-wrapper", HP_SLICE_INIT("\"webhook\"{")},
    {"json-json5-quoting", "single-quoted-first-operation", HP_SLICE_INIT("['CREATE']")},
    {"json-json5-quoting", "hex-escape-first-operation", HP_SLICE_INIT("\"\\x43REATE\"")},
    {"json-json5-quoting", "bare-name-headers", HP_SLICE_INIT(",headers:{")},
    {"json-json5-quoting", "numeric-name-root", HP_SLICE_INIT(",1:\"x\"}")},
    {"json-comments", "block-before-colon", HP_SLICE_INIT("\"name\"/* comment */:")},
    {"json-comments", "hash-after-document", HP_SLICE_INIT("}}}# comment\n")},
    {"json-comments", "line-after-comma", HP_SLICE_INIT(",// comment\n\"name\"")},
    {"json-trailing-content", "nul", HP_SLICE_INIT("}}}\0")},
    {"json-trailing-content", "second-document", HP_SLICE_INIT("}}}{\"webhook\"")},
    {"json-leading-content", "xssi-brackets", HP_SLICE_INIT(")]}',\n{\"webhook\"")},
    {"json-literal-case", "None", HP_SLICE_INIT(":None}")},
    {"json-number-grammar", "leading-zero", HP_SLICE_INIT(":01}")},
    {"json-bad-escapes", "short-unicode-in-operation", HP_SLICE_INIT("\"CREATE\\u12\"")},
    {"json-bad-escapes", "lone-backslash-in-wrapper-name", HP_SLICE_INIT("\"webhook\\\":")},
    {"json-foreign-whitespace", "no-break-space-in-array", HP_SLICE_INIT("[\xc2\xa0\"CREATE\"")},
};
enum { PROMISED_BODIES = sizeof promised_bodies / sizeof promised_bodies[0] };

START_TEST(body_holds_what_the_name_promises)
{
    check_promise(&promised_bodies[_i]);
}
END_TEST

START_TEST(each_control_character_stands_raw_in_name_and_url)
{
    const struct hp_row *row = row_called("json-raw-control-chars");
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_slice body = hp_build_request(&build).body;
        size_t found = 0;
        for (size_t at = 0; at < body.len; at++) {
            if ((unsigned char)body.at[at] < 0x20) {
                ck_assert_uint_eq((unsigned char)body.at[at], i % 32);
                found++;
            }
        }
        ck_assert_uint_eq(found, 1);
        struct hp_site site = {i < 32 ? HP_ROLE_NAME : HP_ROLE_URL, -1};
        struct hp_slice value = hp_draft_value(&build.draft, site);
        char control = (char)(i % 32);
        ck_assert(holds(value, (struct hp_slice){&control, 1}));
    }
}
END_TEST

START_TEST(mutation_follows_the_seed_and_leaves_the_url_alone)
{
    const struct hp_row *row = row_called("json-random-byte-mutation");
    size_t changed = 0;
    size_t refused = 0;
    size_t reseeded = 0;
    size_t count = 0;
    for (; make(&build, row, 3, count); count++) {
        struct hp_slice body = hp_build_request(&build).body;
        ck_assert(holds(body, build.content.url));
        struct hp_json_scan scan;
        bool json = hp_json_scan(body, &hp_json_limits_default, &scan);
        ck_assert(json == (build.expect == HP_EXPECT_ACCEPT_200_OR_4XX));
        ck_assert(json == (build.body_truth == HP_BODY_EITHER));
        ck_assert(build.level == (json ? HP_MUST : HP_SHOULD));
        refused += json ? 0 : 1;
        struct hp_draft untouched;
        hp_draft_init(&untouched);
        hp_draft_write(&untouched, contract, &build.content);
        changed += hp_slice_equal(hp_draft_text(&untouched), body) ? 0 : 1;
        hp_draft_deinit(&untouched);
        base.seed = 8;
        ck_assert(make(&again, row, 3, count));
        base.seed = 7;
        reseeded += hp_slice_equal(hp_buf_view(&build.why), hp_buf_view(&again.why)) ? 0 : 1;
    }
    ck_assert_uint_gt(changed, count * 9 / 10);
    ck_assert_uint_gt(refused, count / 4);
    ck_assert_uint_lt(refused, count);
    ck_assert_uint_gt(reseeded, count * 9 / 10);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_syntax");
    TCase *tests = case_of(suite, "json syntax");
    tcase_add_test(tests, truncation_meets_every_offset_of_every_document);
    tcase_add_loop_test(tests, body_holds_what_the_name_promises, 0, PROMISED_BODIES);
    tcase_add_test(tests, each_control_character_stands_raw_in_name_and_url);
    tcase_add_test(tests, mutation_follows_the_seed_and_leaves_the_url_alone);
    return suite;
}
