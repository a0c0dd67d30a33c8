/* Percentiles against the sorted list that they stand for. */
#include "harness/run/latency.h"

#include "tests/unit/run_fixture.h"

enum { VALUES = 20000 };

static uint64_t values[VALUES];
static struct hp_latency_histogram histogram;

static int by_size(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

/* The number of values, and how far apart they lie. */
static const struct {
    size_t count;
    uint64_t from, below;
} shapes[] = {{1, 7, 8},         {2, 0, 100},         {99, 1, 20},           {1000, 0, 16},
              {VALUES, 0, 1000}, {VALUES, 50, 40000}, {VALUES, 0, 10000000}, {5000, 0, 100000000}};

/* Never under the true value, and over it by a sixteenth at most. */
START_TEST(a_percentile_is_within_a_sixteenth)
{
    static const double fractions[] = {0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0};
    struct hp_rng rng;
    hp_rng_init(&rng, (uint64_t)_i, HP_SLICE("latency"));
    histogram = (struct hp_latency_histogram){0};
    for (size_t i = 0; i < shapes[_i].count; i++) {
        values[i] = shapes[_i].from + hp_rng_below(&rng, shapes[_i].below - shapes[_i].from);
        hp_latency_add(&histogram, values[i]);
    }
    qsort(values, shapes[_i].count, sizeof(values[0]), by_size);
    for (int i = 0; i < COUNT_OF(fractions); i++) {
        double place = fractions[i] * (double)shapes[_i].count;
        size_t index = (size_t)place;
        index = (double)index < place ? index : index - (index > 0);
        double want = (double)values[index] / 1000.0;
        double have = hp_latency_percentile(&histogram, fractions[i]);
        ck_assert_msg(have >= want && have <= want * 17 / 16 + 1e-9, "%f of shape %d: %f, not %f",
                      fractions[i], _i, have, want);
    }
    ck_assert(hp_latency_percentile(&histogram, 1.0) ==
              (double)values[shapes[_i].count - 1] / 1000.0);
}
END_TEST

/* Each value by itself: the bound of its bucket holds it. */
START_TEST(one_value_is_its_own_percentile)
{
    for (uint64_t value = 0; value < UINT64_C(1) << 34; value = value * 9 / 8 + 1) {
        histogram = (struct hp_latency_histogram){0};
        hp_latency_add(&histogram, value);
        ck_assert(hp_latency_percentile(&histogram, 0.5) == (double)value / 1000.0);
        ck_assert_uint_eq(histogram.max_us, value);
    }
}
END_TEST

START_TEST(buckets_do_not_overlap)
{
    /* A fast and a slow value: the median is the fast one's bucket, never the slow one's. */
    for (uint64_t value = 1; value < UINT64_C(1) << 32; value = value * 5 / 4 + 1) {
        histogram = (struct hp_latency_histogram){0};
        hp_latency_add(&histogram, value);
        hp_latency_add(&histogram, value * 2);
        double median = hp_latency_percentile(&histogram, 0.5);
        ck_assert_msg(median >= (double)value / 1000.0 && median < (double)value / 500.0, "%llu",
                      (unsigned long long)value);
    }
}
END_TEST

START_TEST(what_takes_over_an_hour_is_still_counted)
{
    histogram = (struct hp_latency_histogram){0};
    hp_latency_add(&histogram, UINT64_MAX);
    hp_latency_add(&histogram, 1);
    ck_assert_uint_eq(histogram.total, 2);
    ck_assert_uint_eq(histogram.max_us, UINT64_MAX);
    ck_assert(hp_latency_percentile(&histogram, 0.5) == 0.001);
    /* The last bucket holds all that is beyond it, and tells no more than its own bound. */
    ck_assert(hp_latency_percentile(&histogram, 1.0) > 3600000.0);
}
END_TEST

START_TEST(no_value_is_zero)
{
    histogram = (struct hp_latency_histogram){0};
    ck_assert(hp_latency_percentile(&histogram, 0.5) == 0);
    ck_assert(hp_latency_percentile(&histogram, 1.0) == 0);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_latency");
    TCase *tests = tcase_create("latency");
    tcase_add_loop_test(tests, a_percentile_is_within_a_sixteenth, 0, COUNT_OF(shapes));
    tcase_add_test(tests, one_value_is_its_own_percentile);
    tcase_add_test(tests, buckets_do_not_overlap);
    tcase_add_test(tests, what_takes_over_an_hour_is_still_counted);
    tcase_add_test(tests, no_value_is_zero);
    suite_add_tcase(suite, tests);
    return suite;
}
