/* A plan has exactly the cases it promises, each once, meeting what its depth promises, and the
 * same bytes in any order. */
#include "harness/plan/plan.h"

#include "tests/unit/plan_session.h"

static const struct {
    const char *row;
    uint64_t smoke, standard, full;
} counts[] = {
    {"valid-documented", 1, 1, 1},
    {"valid-singles", 8, 558, 558},
    {"valid-subsets", 8, 1302, 1302},
    {"valid-orders", 8, 45, 45},
    {"valid-pairs", 8, 1891, 1891},
    {"valid-all", 8, 9, 9},
    {"wrong-three", 3, 62, 3 * 1302},
    {"wrong-many", 3, 2000, UINT64_C(2000) * 1302},
    {"wrong-required", 3, 62, 3 * 434},
    {"wrong-free", 3, 62, 3 * 868},
    {"method-one", 3, 4, 4},
};

START_TEST(a_row_has_this_many_cases_at_each_depth)
{
    const char *glob = counts[_i].row;
    include_only(&glob);
    const uint64_t want[] = {counts[_i].smoke, counts[_i].standard, counts[_i].full};
    for (int depth = HP_DEPTH_SMOKE; depth <= HP_DEPTH_FULL; depth++) {
        options.depth = (enum hp_depth)depth;
        plan = new_plan();
        ck_assert_uint_eq(hp_plan_size(plan), want[depth]);
        hp_plan_free(plan);
        plan = NULL;
    }
}
END_TEST

START_TEST(a_walk_gives_as_many_cases_as_promised_and_none_twice)
{
    options.depth = (enum hp_depth)_i;
    const char *exclude = "wrong-many";
    if (options.depth == HP_DEPTH_FULL) {
        options.exclude = &exclude;
        options.exclude_count = 1;
    }
    plan = new_plan();
    size_t count = 0;
    char **ids = ids_of(plan, &count);
    for (size_t i = 1; i < count; i++) {
        ck_assert_str_ne(ids[i - 1], ids[i]);
    }
    ck_assert_uint_gt(count, 50);
    free_ids(ids, count);
}
END_TEST

struct met {
    uint64_t types, sets, models, instances;
};

static struct met what_is_met(void)
{
    struct met met = {0};
    struct hp_plan_cursor cursor = {0};
    while (next(plan, &cursor)) {
        uint64_t set = 0;
        for (size_t i = 0; i < kase.combo.operation_count; i++) {
            set |= UINT64_C(1) << kase.combo.operations[i];
        }
        met.types |= UINT64_C(1) << kase.combo.type;
        met.sets |= UINT64_C(1) << set;
        met.models |= kase.combo.models;
        met.instances |= UINT64_C(1) << (kase.build.instance.bytes[4] - '0');
    }
    return met;
}

static const struct {
    const char *row;
    uint64_t types;
} spreads[] = {{"wrong-three", 7}, {"wrong-required", 1}, {"wrong-free", 6}};

START_TEST(at_standard_depth_a_row_meets_every_type_set_model_and_instance)
{
    include_only(&spreads[_i].row);
    plan = new_plan();
    struct met met = what_is_met();
    ck_assert_uint_eq(met.types, spreads[_i].types);
    ck_assert_uint_eq(met.sets, 0xfe);
    ck_assert_uint_eq(met.models, hp_combo_all_models(contract));
    ck_assert_uint_eq(met.instances, 7);
}
END_TEST

START_TEST(every_instance_meets_every_type_though_both_are_three)
{
    const char *glob = "wrong-three";
    include_only(&glob);
    plan = new_plan();
    bool met[3][3] = {{false}};
    struct hp_plan_cursor cursor = {0};
    while (next(plan, &cursor)) {
        met[kase.build.instance.bytes[4] - '0'][kase.combo.type] = true;
    }
    for (int i = 0; i < 9; i++) {
        ck_assert(met[i / 3][i % 3]);
    }
}
END_TEST

START_TEST(a_smoke_of_combinations_meets_every_type_and_every_set)
{
    const char *glob = "valid-subsets";
    include_only(&glob);
    options.depth = HP_DEPTH_SMOKE;
    plan = new_plan();
    struct met met = {0};
    struct hp_plan_cursor cursor = {0};
    while (next(plan, &cursor)) {
        uint64_t set = 0;
        for (size_t i = 0; i < kase.combo.operation_count; i++) {
            set |= UINT64_C(1) << kase.combo.operations[i];
        }
        met.types |= UINT64_C(1) << kase.combo.type;
        met.sets |= UINT64_C(1) << set;
        met.models |= kase.combo.models;
    }
    ck_assert_uint_eq(met.types, 7);
    ck_assert_uint_eq(met.sets, 0xfe);
    ck_assert_int_eq(__builtin_popcountll(met.models), 8);
}
END_TEST

START_TEST(two_walks_that_take_turns_give_what_each_gives_alone)
{
    plan = new_plan();
    uint64_t alone = hash_walk(plan);
    uint64_t hashes[2] = {0, 0};
    struct hp_plan_cursor cursors[2] = {{0}, {0}};
    struct hp_case other;
    hp_case_init(&other);
    bool more[2] = {true, true};
    for (uint64_t step = 0; more[0] || more[1]; step++) {
        int turn = step % 3 == 0 ? 1 : 0; /* one is twice as fast */
        struct hp_case *into = turn == 0 ? &kase : &other;
        more[turn] = more[turn] && hp_plan_next(plan, &cursors[turn], into, NULL);
        if (more[turn]) {
            hashes[turn] = hp_hash_mix(hashes[turn] ^ hash_case(into));
        }
    }
    hp_case_deinit(&other);
    ck_assert_uint_eq(hashes[0], alone);
    ck_assert_uint_eq(hashes[1], alone);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_plan_and_another_seed_another)
{
    plan = new_plan();
    uint64_t bytes = hash_walk(plan);
    struct hp_plan *again = new_plan();
    ck_assert_uint_eq(hp_plan_hash(again), hp_plan_hash(plan));
    ck_assert_uint_eq(hash_walk(again), bytes);
    hp_plan_free(again);
    options.seed = 43;
    again = new_plan();
    ck_assert_uint_eq(hp_plan_size(again), hp_plan_size(plan));
    ck_assert_uint_ne(hp_plan_hash(again), hp_plan_hash(plan));
    ck_assert_uint_ne(hash_walk(again), bytes);
    hp_plan_free(again);
}
END_TEST

START_TEST(no_two_cases_of_a_plan_send_the_same_name)
{
    plan = new_plan();
    size_t count = 0;
    char **names = calloc((size_t)hp_plan_size(plan), sizeof(*names));
    struct hp_plan_cursor cursor = {0};
    while (next(plan, &cursor)) {
        if (kase.row->combos != HP_COMBOS_DOCUMENTED) {
            struct hp_slice name = kase.build.content.name;
            names[count++] = strndup(name.at, name.len);
        }
    }
    qsort(names, count, sizeof(*names), by_text);
    for (size_t i = 1; i < count; i++) {
        ck_assert_str_ne(names[i - 1], names[i]);
    }
    free_ids(names, count);
}
END_TEST

Suite *hp_suite(void)
{
    TCase *tcase = NULL;
    Suite *suite = session_suite("plan/walk", &tcase);
    tcase_add_loop_test(tcase, a_row_has_this_many_cases_at_each_depth, 0, COUNT_OF(counts));
    tcase_add_loop_test(tcase, a_walk_gives_as_many_cases_as_promised_and_none_twice, 0, 3);
    tcase_add_loop_test(tcase, at_standard_depth_a_row_meets_every_type_set_model_and_instance, 0,
                        COUNT_OF(spreads));
    tcase_add_test(tcase, every_instance_meets_every_type_though_both_are_three);
    tcase_add_test(tcase, a_smoke_of_combinations_meets_every_type_and_every_set);
    tcase_add_test(tcase, two_walks_that_take_turns_give_what_each_gives_alone);
    tcase_add_test(tcase, the_same_seed_gives_the_same_plan_and_another_seed_another);
    tcase_add_test(tcase, no_two_cases_of_a_plan_send_the_same_name);
    return suite;
}
