/* Globs and shards take exactly what they say, and a selection of nothing says why. */
#include "harness/plan/plan.h"

#include "tests/unit/plan_session.h"

static const struct {
    const char *include[2];
    const char *exclude;
    uint64_t want;
} selections[] = {
    {{"valid-*"}, "valid-covering", 1 + 558 + 1302 + 45 + 1891 + 9},
    {{"wrong-three"}, NULL, 62},
    {{"wrong-three@*"}, NULL, 62},
    {{"wrong-three@/webhook/name#*"}, NULL, 41}, /* two of three instances of 62 cases */
    {{"*#way_1~*"}, NULL, 60},                   /* 20 of each of the three rows that have it */
    {{"wrong-*"}, "wrong-many", 186},
    {{"wrong-*", "method-one"}, "wrong-many@*", 190},
    {{"wrong-many@/webhook/name#n7~*"}, NULL, 1},
    {{"valid-singles@#plain~SYNC_COMPLETED.*"}, "*.BILLS", 183},
    {{"method-one@method#GET*"}, NULL, 1},
    {{"resp-*", "method-one"}, NULL, 4},
};

START_TEST(globs_select_by_row_and_by_whole_id)
{
    options.include = selections[_i].include;
    options.include_count = selections[_i].include[1] == NULL ? 1 : 2;
    if (selections[_i].exclude != NULL) {
        options.exclude = &selections[_i].exclude;
        options.exclude_count = 1;
    }
    plan = new_plan();
    ck_assert_uint_eq(hp_plan_size(plan), selections[_i].want);
    size_t count = 0;
    char **ids = ids_of(plan, &count);
    free_ids(ids, count);
}
END_TEST

static const struct {
    const char *include;
    const char *exclude;
    const char *says;
} nothing[] = {
    {"nothing-*", NULL, "no case matches 'nothing-*'; `hookproof list rows` shows what there is"},
    {"valid-single", NULL, "nearest is 'valid-singles'"},
    {"qqqqqqqqqqqq", NULL, "no case matches 'qqqqqqqqqqqq'"},
    {"wrong-three@*#way_7~*", NULL, "no case matches"},
    {"wrong-three@/webhook/name#way_7~SYNC_COMPLETED.CREATE.BILLS", NULL, "no case matches"},
    {"resp-observer", NULL, "send nothing"},
    {"valid-*", "valid-*", "no case is left after --exclude 'valid-*'"},
    {"*", "*@*", "no case is left"},
};

START_TEST(a_selection_of_nothing_is_refused_with_its_reason)
{
    options.include = &nothing[_i].include;
    options.include_count = 1;
    if (nothing[_i].exclude != NULL) {
        options.exclude = &nothing[_i].exclude;
        options.exclude_count = 1;
    }
    struct hp_error error = {HP_OK, ""};
    ck_assert_int_eq(hp_plan_new(contract, rows_list(), ROWS_COUNT, &options, &plan, &error),
                     HP_ERR_USAGE);
    ck_assert_ptr_null(plan);
    ck_assert_msg(strstr(error.text, nothing[_i].says) != NULL, "%s", error.text);
}
END_TEST

START_TEST(globs_may_go_away_after_the_plan_was_made)
{
    char text[] = "wrong-three@*#way_1~*";
    const char *glob = text;
    include_only(&glob);
    char key[] = "key";
    options.api_key = (struct hp_slice){key, 3};
    plan = new_plan();
    memset(text, 'x', sizeof(text) - 1);
    memset(key, 'x', 3);
    struct hp_plan_cursor cursor = {0};
    uint64_t count = 0;
    while (next(plan, &cursor)) {
        ck_assert(hp_slice_is(kase.request.fields[1].value, "key"));
        count++;
    }
    ck_assert_uint_eq(count, 20);
}
END_TEST

START_TEST(shards_are_disjoint_complete_and_share_the_hash)
{
    plan = new_plan();
    size_t count = 0;
    char **ids = ids_of(plan, &count);
    char **merged = calloc(count + 1, sizeof(*merged));
    size_t merged_count = 0;
    for (uint32_t shard = 1; shard <= 3; shard++) {
        options.shard = shard;
        options.shards = 3;
        struct hp_plan *part = new_plan();
        ck_assert_uint_eq(hp_plan_hash(part), hp_plan_hash(plan));
        ck_assert_uint_gt(hp_plan_size(part), count / 4); /* about a third */
        size_t part_count = 0;
        char **part_ids = ids_of(part, &part_count);
        ck_assert_uint_le(merged_count + part_count, count);
        memcpy(merged + merged_count, part_ids, part_count * sizeof(*part_ids));
        merged_count += part_count;
        free(part_ids);
        hp_plan_free(part);
    }
    ck_assert_uint_eq(merged_count, count);
    qsort(merged, count, sizeof(*merged), by_text);
    for (size_t i = 0; i < count; i++) {
        ck_assert_str_eq(merged[i], ids[i]);
    }
    free_ids(merged, count);
    free_ids(ids, count);
}
END_TEST

START_TEST(an_empty_shard_is_no_error)
{
    const char *glob = "method-one@method#GET*";
    include_only(&glob);
    uint64_t total = 0;
    options.shards = 5;
    for (options.shard = 1; options.shard <= 5; options.shard++) {
        struct hp_plan *part = new_plan();
        total += hp_plan_size(part);
        hp_plan_free(part);
    }
    ck_assert_uint_eq(total, 1);
}
END_TEST

static const struct hp_plan_options wrong_options[] = {
    {.shard = 0, .shards = 3}, {.shard = 4, .shards = 3}, {.strength = 1}, {.strength = 4}};

START_TEST(wrong_options_are_refused)
{
    options.shard = wrong_options[_i].shard;
    options.shards = wrong_options[_i].shards;
    options.strength = wrong_options[_i].strength;
    struct hp_error error = {HP_OK, ""};
    ck_assert_int_eq(hp_plan_new(contract, rows_list(), ROWS_COUNT, &options, &plan, &error),
                     HP_ERR_USAGE);
    ck_assert_uint_gt(strlen(error.text), 10);
}
END_TEST

Suite *hp_suite(void)
{
    TCase *tcase = NULL;
    Suite *suite = session_suite("plan/globs", &tcase);
    tcase_add_loop_test(tcase, globs_select_by_row_and_by_whole_id, 0, COUNT_OF(selections));
    tcase_add_loop_test(tcase, a_selection_of_nothing_is_refused_with_its_reason, 0,
                        COUNT_OF(nothing));
    tcase_add_test(tcase, globs_may_go_away_after_the_plan_was_made);
    tcase_add_test(tcase, shards_are_disjoint_complete_and_share_the_hash);
    tcase_add_test(tcase, an_empty_shard_is_no_error);
    tcase_add_loop_test(tcase, wrong_options_are_refused, 0, COUNT_OF(wrong_options));
    return suite;
}
