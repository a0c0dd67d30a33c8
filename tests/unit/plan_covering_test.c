/* The covering array covers, and the measure measures: both against a count made the slow way. */
#include "harness/plan/covering.h"

#include <time.h>

#include "harness/base/alloc.h"
#include "harness/plan/tuples.h"
#include "tests/support/suite_main.h"
#include "tests/unit/plan_fixture.h"

enum { FACTORS = 69, LEVELS = 4 };

static struct hp_combo *rows;
static size_t row_count;

static void tear_down(void)
{
    hp_free(rows);
    rows = NULL;
}

static void make(const struct hp_contract *contract, unsigned strength)
{
    hp_free(rows);
    ck_assert_int_eq(hp_covering_new(contract, strength, &rows, &row_count, NULL), HP_OK);
}

/* The level of each factor, straight from the combination: type, operations, data models, classes.
 */
static void spread(const struct hp_combo *combo, uint8_t level[FACTORS])
{
    memset(level, 0, FACTORS);
    level[0] = combo->type;
    for (size_t i = 0; i < combo->operation_count; i++) {
        level[1 + combo->operations[i]] = 1;
    }
    for (size_t i = 0; i < 62; i++) {
        level[4 + i] = combo->models >> i & 1;
    }
    level[66] = combo->name_class;
    level[67] = combo->url_class;
    level[68] = combo->headers_class;
}

static size_t levels_of(size_t factor)
{
    if (factor == 0 || factor == 68) {
        return 3;
    }
    return factor >= 66 ? 4 : 2;
}

static uint64_t count_pairs(void)
{
    static bool met[FACTORS][LEVELS][FACTORS][LEVELS];
    memset(met, 0, sizeof(met));
    uint64_t count = 0;
    for (size_t r = 0; r < row_count; r++) {
        uint8_t level[FACTORS];
        spread(&rows[r], level);
        for (size_t a = 0; a < FACTORS; a++) {
            for (size_t b = a + 1; b < FACTORS; b++) {
                count += !met[a][level[a]][b][level[b]];
                met[a][level[a]][b][level[b]] = true;
            }
        }
    }
    return count;
}

static uint64_t count_triples(void)
{
    static bool met[FACTORS][LEVELS][FACTORS][LEVELS][FACTORS][LEVELS];
    memset(met, 0, sizeof(met));
    uint64_t count = 0;
    for (size_t r = 0; r < row_count; r++) {
        uint8_t level[FACTORS];
        spread(&rows[r], level);
        for (size_t a = 0; a < FACTORS; a++) {
            for (size_t b = a + 1; b < FACTORS; b++) {
                for (size_t c = b + 1; c < FACTORS; c++) {
                    bool *at = &met[a][level[a]][b][level[b]][c][level[c]];
                    count += !*at;
                    *at = true;
                }
            }
        }
    }
    return count;
}

/* Pairs and triples of levels of different factors; all three operations out cannot be. */
static uint64_t all_pairs(void)
{
    uint64_t count = 0;
    for (size_t a = 0; a < FACTORS; a++) {
        for (size_t b = a + 1; b < FACTORS; b++) {
            count += levels_of(a) * levels_of(b);
        }
    }
    return count;
}

static uint64_t all_triples(void)
{
    uint64_t count = 0;
    for (size_t a = 0; a < FACTORS; a++) {
        for (size_t b = a + 1; b < FACTORS; b++) {
            for (size_t c = b + 1; c < FACTORS; c++) {
                count += levels_of(a) * levels_of(b) * levels_of(c);
            }
        }
    }
    return count - 1;
}

START_TEST(there_are_this_many_tuples)
{
    struct hp_tuples tuples;
    ck_assert_int_eq(hp_tuples_init(&tuples, &fixture_contract, 3, NULL), HP_OK);
    ck_assert_uint_eq(hp_tuples_total(&tuples, 2), 10213);
    ck_assert_uint_eq(hp_tuples_total(&tuples, 2), all_pairs());
    ck_assert_uint_eq(hp_tuples_total(&tuples, 3), 475577);
    ck_assert_uint_eq(hp_tuples_total(&tuples, 3), all_triples());
    ck_assert_uint_eq(hp_tuples_met(&tuples, 2), 0);
    ck_assert_uint_eq(hp_tuples_met(&tuples, 3), 0);
    hp_tuples_deinit(&tuples);
}
END_TEST

static double seconds(clock_t from)
{
    return (double)(clock() - from) / CLOCKS_PER_SEC;
}

START_TEST(strength_2_meets_every_pair_with_few_rows)
{
    clock_t from = clock();
    make(&fixture_contract, 2);
    printf("strength 2: %zu rows, %.4f s\n", row_count, seconds(from));
    ck_assert_uint_eq(count_pairs(), 10213);
    ck_assert_uint_le(row_count, 32);
}
END_TEST

START_TEST(strength_3_meets_every_triple)
{
    clock_t from = clock();
    make(&fixture_contract, 3);
    printf("strength 3: %zu rows, %.4f s\n", row_count, seconds(from));
    ck_assert_uint_eq(count_triples(), 475577);
    ck_assert_uint_le(row_count, 160);
}
END_TEST

START_TEST(every_row_has_an_operation_and_a_data_model_and_is_another)
{
    make(&fixture_contract, 2 + (unsigned)_i);
    for (size_t r = 0; r < row_count; r++) {
        ck_assert_uint_gt(rows[r].operation_count, 0);
        ck_assert_uint_ne(rows[r].models, 0);
        ck_assert_uint_lt(rows[r].type, 3);
        for (size_t other = 0; other < r; other++) {
            uint8_t a[FACTORS];
            uint8_t b[FACTORS];
            spread(&rows[r], a);
            spread(&rows[other], b);
            ck_assert_mem_ne(a, b, FACTORS);
        }
    }
}
END_TEST

START_TEST(the_measure_agrees_with_the_slow_count)
{
    make(&fixture_contract, 2);
    row_count = row_count * 2 / 3; /* an array that covers only part */
    struct hp_tuples tuples;
    ck_assert_int_eq(hp_tuples_init(&tuples, &fixture_contract, 3, NULL), HP_OK);
    for (size_t r = 0; r < row_count; r++) {
        struct hp_elements set = hp_tuples_elements(&tuples, &rows[r], true);
        ck_assert_uint_eq(hp_elements_count(&set), FACTORS);
        hp_tuples_add(&tuples, &set);
    }
    uint64_t pairs = count_pairs();
    ck_assert_uint_lt(pairs, 10213);
    ck_assert_uint_eq(hp_tuples_met(&tuples, 2), pairs);
    ck_assert_uint_eq(hp_tuples_met(&tuples, 3), count_triples());
    hp_tuples_deinit(&tuples);
}
END_TEST

START_TEST(without_classes_only_the_other_factors_are_met)
{
    struct hp_tuples tuples;
    ck_assert_int_eq(hp_tuples_init(&tuples, &fixture_contract, 2, NULL), HP_OK);
    struct hp_combo combo;
    hp_combo_triple(&fixture_contract, 0, &combo);
    struct hp_elements set = hp_tuples_elements(&tuples, &combo, false);
    hp_tuples_add(&tuples, &set);
    ck_assert_uint_eq(hp_elements_count(&set), 66);
    ck_assert_uint_eq(hp_tuples_met(&tuples, 2), 66 * 65 / 2);
    hp_tuples_deinit(&tuples);
}
END_TEST

START_TEST(the_same_contract_gives_the_same_array)
{
    make(&fixture_contract, 2);
    struct hp_combo *first = rows;
    size_t first_count = row_count;
    rows = NULL;
    make(&fixture_contract, 2);
    ck_assert_uint_eq(row_count, first_count);
    for (size_t r = 0; r < row_count; r++) {
        uint8_t a[FACTORS];
        uint8_t b[FACTORS];
        spread(&rows[r], a);
        spread(&first[r], b);
        ck_assert_mem_eq(a, b, FACTORS);
    }
    hp_free(first);
}
END_TEST

/* Few operations or data models make pairs impossible; the array must still end and cover. */
START_TEST(small_contracts_are_covered_too)
{
    struct hp_contract contract = fixture_contract;
    contract.types.count = 1 + (size_t)_i % 2;
    contract.operations.count = 1 + (size_t)_i / 2 % 4;
    contract.operations.values[3] = HP_SLICE("FOURTH");
    contract.data_models.count = 1 + (size_t)_i / 8;
    for (unsigned strength = 2; strength <= 3; strength++) {
        make(&contract, strength);
        struct hp_tuples tuples;
        ck_assert_int_eq(hp_tuples_init(&tuples, &contract, 3, NULL), HP_OK);
        for (size_t r = 0; r < row_count; r++) {
            ck_assert_uint_gt(rows[r].operation_count, 0);
            ck_assert_uint_ne(rows[r].models, 0);
            struct hp_elements set = hp_tuples_elements(&tuples, &rows[r], true);
            ck_assert(!hp_tuples_impossible(&tuples, &set));
            hp_tuples_add(&tuples, &set);
        }
        ck_assert_uint_eq(hp_tuples_met(&tuples, strength), hp_tuples_total(&tuples, strength));
        hp_tuples_deinit(&tuples);
    }
}
END_TEST

START_TEST(refused_memory_is_reported)
{
    for (uint64_t n = 1;; n++) {
        struct hp_error error = {HP_OK, ""};
        struct hp_combo *out = NULL;
        size_t count = 0;
        hp_alloc_fail_at(n);
        enum hp_status status = hp_covering_new(&fixture_contract, 2, &out, &count, &error);
        bool reached = hp_alloc_calls() >= n;
        hp_alloc_fail_at(0);
        hp_free(out);
        if (!reached) {
            ck_assert_int_eq(status, HP_OK);
            ck_assert_uint_gt(n, 2);
            return;
        }
        ck_assert_int_eq(status, HP_ERR_NOMEM);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("plan/covering");
    TCase *tcase = tcase_create("covering");
    tcase_add_checked_fixture(tcase, NULL, tear_down);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, there_are_this_many_tuples);
    tcase_add_test(tcase, strength_2_meets_every_pair_with_few_rows);
    tcase_add_test(tcase, strength_3_meets_every_triple);
    tcase_add_loop_test(tcase, every_row_has_an_operation_and_a_data_model_and_is_another, 0, 2);
    tcase_add_test(tcase, the_measure_agrees_with_the_slow_count);
    tcase_add_test(tcase, without_classes_only_the_other_factors_are_met);
    tcase_add_test(tcase, the_same_contract_gives_the_same_array);
    tcase_add_loop_test(tcase, small_contracts_are_covered_too, 0, 40);
    tcase_add_test(tcase, refused_memory_is_reported);
    suite_add_tcase(suite, tcase);
    return suite;
}
