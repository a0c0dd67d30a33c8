/* The rows on method and path: what they send, for the contract's path and for others. */
#include "tests/unit/cases_fixture.h"

#include "cases/target_edit.h"

static const struct expected_target {
    const char *id;
    const char *name;
    struct hp_slice target;
} expected_targets[] = {
    {"path-trailing-slash", "slash", HP_SLICE_INIT("/v3/core/webhooks/")},
    {"path-version-case", "version-missing", HP_SLICE_INIT("/core/webhooks")},
    {"path-version-case", "version-before", HP_SLICE_INIT("/v2/core/webhooks")},
    {"path-version-case", "version-far", HP_SLICE_INIT("/v9/core/webhooks")},
    {"path-version-case", "title-case", HP_SLICE_INIT("/V3/Core/Webhooks")},
    {"path-version-case", "upper-case", HP_SLICE_INIT("/V3/CORE/WEBHOOKS")},
    {"path-version-case", "last-segment-capital", HP_SLICE_INIT("/v3/core/Webhooks")},
    {"path-suffix", "child", HP_SLICE_INIT("/v3/core/webhooks/x")},
    {"path-suffix", "matrix-parameter", HP_SLICE_INIT("/v3/core/webhooks;x")},
    {"path-suffix", "dot-json", HP_SLICE_INIT("/v3/core/webhooks.json")},
    {"path-dot-encoded", "dot-dot", HP_SLICE_INIT("/v3/core/x/../webhooks")},
    {"path-dot-encoded", "double-slash-root", HP_SLICE_INIT("//v3/core/webhooks")},
    {"path-dot-encoded", "double-slash", HP_SLICE_INIT("/v3/core//webhooks")},
    {"path-equivalent-escapes", "first-of-segment", HP_SLICE_INIT("/v3/core/%77ebhooks")},
    {"path-equivalent-escapes", "last-of-segment", HP_SLICE_INIT("/v3/core/webhook%73")},
    {"path-equivalent-escapes", "whole-segment",
     HP_SLICE_INIT("/v3/core/%77%65%62%68%6F%6F%6B%73")},
    {"path-equivalent-escapes", "whole-segment-lower-hex",
     HP_SLICE_INIT("/v3/core/%77%65%62%68%6f%6f%6b%73")},
    {"path-query", "repeated", HP_SLICE_INIT("/v3/core/webhooks?x=1&x=2")},
    {"path-query", "member-name", HP_SLICE_INIT("/v3/core/webhooks?name=from-the-query")},
    {"path-hostile", "nul", HP_SLICE_INIT("/v3/core/webhooks\0")},
    {"path-hostile", "backslash", HP_SLICE_INIT("/v3/core/\\webhooks")},
    {"path-hostile", "percent-no-hex", HP_SLICE_INIT("/v3/core/webhooks%zz")},
    {"method-options", "options-asterisk", HP_SLICE_INIT("*")},
    {"method-override", "query-parameter", HP_SLICE_INIT("/v3/core/webhooks?_method=DELETE")},
};
enum { EXPECTED_TARGETS = sizeof expected_targets / sizeof expected_targets[0] };

START_TEST(target_is_the_one_named)
{
    const struct expected_target *want = &expected_targets[_i];
    struct hp_request request = named(want->id, want->name);
    ck_assert_msg(hp_slice_equal(request.target, want->target), "%.*s", (int)request.target.len,
                  request.target.at);
}
END_TEST

/* Targets that a user may give instead of the contract's path. */
START_TEST(every_path_row_edits_a_foreign_target)
{
    static const char *const targets[] = {"/hooks", "/v12/a/b?tenant=1", "/", "/v3/%7Ea/B_c",
                                          "/V3/CORE"};
    static const char *const rows[] = {"path-version-case", "path-suffix", "path-dot-encoded",
                                       "path-query", "path-hostile"};
    base.target = hp_slice_of(targets[_i]);
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const struct hp_row *row = row_called(rows[r]);
        for (size_t i = 0; make(&build, row, 0, i); i++) {
            struct hp_request request = hp_build_request(&build);
            ck_assert_msg(!hp_slice_equal(request.target, base.target), "%s changes nothing",
                          hp_buf_cstr(&build.id));
        }
    }
    struct hp_target_parts parts = hp_target_split(base.target);
    ck_assert_uint_eq(parts.directory.len + parts.segment.len + parts.query.len, base.target.len);
    ck_assert(parts.directory.at[parts.directory.len - 1] == '/');
    ck_assert(parts.query.len == 0 || parts.query.at[0] == '?');
}
END_TEST

START_TEST(long_targets_have_the_length_named)
{
    ck_assert_uint_eq(named("path-uri-too-long", "16-kib").target.len, 16384);
    ck_assert_uint_eq(named("path-uri-too-long", "64-kib").target.len, 65536);
    ck_assert_uint_eq(named("path-uri-too-long", "1-mib").target.len, 1048576);
    ck_assert_uint_eq(named("path-query", "long-4-kib").target.len, contract->path.len + 1 + 4096);
    ck_assert_uint_eq(named("method-unknown", "64-kib").method.len, 65536);
    struct hp_request request = named("auth-hostile-value", "64-kib");
    ck_assert_uint_eq(field_of(&request, "api_key").len, 65536);
}
END_TEST

START_TEST(method_rows_never_send_the_documented_method)
{
    static const char *const rows[] = {"method-undocumented", "method-trace-connect",
                                       "method-unknown", "method-case", "method-options"};
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        for (size_t i = 0; make(&build, row_called(rows[r]), 0, i); i++) {
            ck_assert(!hp_slice_equal(hp_build_request(&build).method, contract->method));
        }
    }
    ck_assert(hp_slice_is(named("method-case", "lower").method, "post"));
    ck_assert(hp_slice_is(named("method-case", "capitalised").method, "Post"));
    ck_assert(hp_slice_is(named("method-case", "first-lower").method, "pOST"));
    ck_assert(!named("method-undocumented", "head").has_body);
    ck_assert(named("method-undocumented", "put").has_body);
}
END_TEST

START_TEST(override_rows_say_what_each_instance_must_get)
{
    (void)named("method-override", "override-delete");
    ck_assert_int_eq(build.expect, HP_EXPECT_ACCEPT_200);
    struct hp_request request = named("method-override", "get-as-create");
    ck_assert_int_eq(build.expect, HP_EXPECT_REJECT_405);
    ck_assert(hp_slice_is(request.method, "GET"));
    ck_assert(hp_slice_is(field_of(&request, "X-HTTP-Method-Override"), "POST"));
    ck_assert(request.has_body);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_request");
    TCase *tests = case_of(suite, "request line");
    tcase_add_loop_test(tests, target_is_the_one_named, 0, EXPECTED_TARGETS);
    tcase_add_loop_test(tests, every_path_row_edits_a_foreign_target, 0, 5);
    tcase_add_test(tests, long_targets_have_the_length_named);
    tcase_add_test(tests, method_rows_never_send_the_documented_method);
    tcase_add_test(tests, override_rows_say_what_each_instance_must_get);
    return suite;
}
