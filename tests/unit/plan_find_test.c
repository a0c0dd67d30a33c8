/* An id finds its case again, byte for byte, in any plan; a wrong one is refused with the wrong
 * part.
 */
#include "harness/plan/plan.h"

#include "tests/unit/plan_session.h"

START_TEST(every_id_finds_its_case_again_byte_for_byte)
{
    options.depth = _i == 0 ? HP_DEPTH_SMOKE : HP_DEPTH_STANDARD;
    const char *exclude = "wrong-many@*#n*[1-9]~*"; /* find walks the instances: two million here */
    options.exclude = &exclude;
    options.exclude_count = 1;
    plan = new_plan();
    /* Found in a plan of another depth that selects something else. */
    struct hp_plan_options narrow = options;
    const char *glob = "method-one";
    narrow.include = &glob;
    narrow.include_count = 1;
    narrow.depth = HP_DEPTH_FULL;
    struct hp_plan *other = NULL;
    ck_assert_int_eq(hp_plan_new(contract, rows_list(), ROWS_COUNT, &narrow, &other, NULL), HP_OK);
    struct hp_case found;
    hp_case_init(&found);
    struct hp_plan_cursor cursor = {0};
    size_t count = 0;
    while (next(plan, &cursor)) {
        struct hp_error error = {HP_OK, ""};
        enum hp_status status = hp_plan_find(other, kase.id, &found, &error);
        ck_assert_msg(status == HP_OK, "%.*s: %s", (int)kase.id.len, kase.id.at, error.text);
        ck_assert(hp_slice_equal(found.id, kase.id));
        ck_assert(hp_slice_equal(found.why, kase.why));
        ck_assert(hp_slice_equal(found.where, kase.where));
        ck_assert_uint_eq(hash_case(&found), hash_case(&kase));
        ck_assert_uint_eq(found.index, 0);
        count++;
    }
    ck_assert_uint_eq(count, hp_plan_size(plan));
    hp_case_deinit(&found);
    hp_plan_free(other);
}
END_TEST

START_TEST(a_combination_that_no_depth_gives_is_built_all_the_same)
{
    plan = new_plan();
    struct hp_slice id =
        HP_SLICE("wrong-three@/webhook/name#way_0~SYNC_COMPLETED.DELETE+CREATE.x00000000000000ff");
    struct hp_error error = {HP_OK, ""};
    ck_assert_int_eq(hp_plan_find(plan, id, &kase, &error), HP_OK);
    ck_assert(hp_slice_equal(kase.id, id));
    ck_assert_uint_eq(kase.build.content.data_model_count, 8);
    ck_assert(hp_slice_is(kase.build.content.operations[0], "DELETE"));
    ck_assert(hp_slice_is(kase.why, "name is the number 0"));
}
END_TEST

static const struct {
    const char *id;
    const char *says;
} unknown[] = {
    {"", "is no case id"},
    {"wrong-three", "is no case id"},
    {"wrong-three@/webhook/name~A.B.C", "is no case id"},
    {"wrong-tree@/webhook/name#way_0~SYNC_COMPLETED.CREATE.BILLS", "nearest is 'wrong-three'"},
    {"zzz@/webhook/name#way_0~SYNC_COMPLETED.CREATE.BILLS", "hookproof list rows"},
    {"resp-observer@#x~SYNC_COMPLETED.CREATE.BILLS", "sends nothing"},
    {"wrong-three@/webhook/name#way_9~SYNC_COMPLETED.CREATE.BILLS", "'/webhook/name#way_0'"},
    {"wrong-three@zzz#q~SYNC_COMPLETED.CREATE.BILLS", "list cases"},
    {"wrong-three@/webhook/name#way_0~SYNC_COMPLETED.CREAT.BILLS", "'CREATE'"},
    {"wrong-required@/webhook/name#way_0~SYNC_COMPLETED.CREATE.BILLS",
     "does not apply to type 'SYNC_COMPLETED'"},
    {"valid-documented@#plain~SYNC_COMPLETED.CREATE.BILLS", "only sends the documented example"},
};

START_TEST(an_unknown_id_is_refused_with_the_part_that_is_unknown)
{
    plan = new_plan();
    struct hp_error error = {HP_OK, ""};
    ck_assert_int_eq(hp_plan_find(plan, hp_slice_of(unknown[_i].id), &kase, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, unknown[_i].says) != NULL, "%s: %s", unknown[_i].id,
                  error.text);
}
END_TEST

Suite *hp_suite(void)
{
    TCase *tcase = NULL;
    Suite *suite = session_suite("plan/find", &tcase);
    tcase_add_loop_test(tcase, every_id_finds_its_case_again_byte_for_byte, 0, 2);
    tcase_add_test(tcase, a_combination_that_no_depth_gives_is_built_all_the_same);
    tcase_add_loop_test(tcase, an_unknown_id_is_refused_with_the_part_that_is_unknown, 0,
                        COUNT_OF(unknown));
    return suite;
}
