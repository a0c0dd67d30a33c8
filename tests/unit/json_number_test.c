/* Numbers as text: comparison, integers, multiples and conversion, with exponents of any size. */
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/rng.h"
#include "harness/json/number.h"
#include "tests/support/suite_main.h"

#define HUGE "99999999999999999999999999999999"  /* 32 digits */
#define MORE "100000000000000000000000000000000" /* HUGE + 1 */
#define E18  "1000000000000000000"               /* 19 digits */

struct compare_row {
    const char *a;
    const char *b;
    int order;
};

static const struct compare_row compares[] = {
    {"0", "0", 0},
    {"0", "-0", 0},
    {"-0.0e5", "0", 0},
    {"0e" HUGE, "0", 0},
    {"0", "1", -1},
    {"0", "-1", 1},
    {"-1", "1", -1},
    {"-2", "-1", -1},
    {"1", "1.0", 0},
    {"1", "1.00000000000000000000000000000001", -1},
    {"-1", "-1.00000000000000000000000000000001", 1},
    {"1", "0.99999999999999999999999999999999", 1},
    {"10", "9", 1},
    {"10", "9.99", 1},
    {"100", "1e2", 0},
    {"100", "10E+1", 0},
    {"0.01", "1e-2", 0},
    {"0.010", "0.01", 0},
    {"1.5", "15e-1", 0},
    {"12.5", "1250e-2", 0},
    {"105", "10500e-2", 0},
    {"1005", "1.005e3", 0},
    {"1.005", "1.05", -1},
    {"0.1", "0.09", 1},
    {"0.001", "0.0001", 1},
    {"9007199254740993", "9007199254740992", 1},
    {"9007199254740993", "9007199254740993.0", 0},
    {"18446744073709551616", "18446744073709551615", 1},
    {"0.1", "0.1000000000000000055511151231257827", -1},
    {"1e400", "1e401", -1},
    {"1e400", "10e399", 0},
    {"-1e400", "-1e401", 1},
    {"1e-400", "0", 1},
    {"1e-400", "1e-401", 1},
    {"1e" HUGE, "1e" HUGE, 0},
    {"1e" HUGE, "1e" MORE, -1},
    {"10e" HUGE, "1e" MORE, 0},
    {"11e" HUGE, "1e" MORE, 1},
    {"0.1e" MORE, "1e" HUGE, 0},
    {"1e-" HUGE, "1e-" MORE, 1},
    {"0.1e-" HUGE, "1e-" MORE, 0},
    {"-1e" HUGE, "1e-" HUGE, -1},
    {"1e" HUGE, "1e-" HUGE, 1},
    {"1e" HUGE HUGE HUGE, "1e" HUGE HUGE, 1},
    {"1e" E18, "10e999999999999999999", 0},
    {"1e000000000000000000000000000000000000000000002", "100", 0},
    {"1e-000000000000000000000000000000000000000000002", "0.01", 0},
    {"1e" E18, "1" E18, 1},
};

static struct hp_slice text(const char *s)
{
    return hp_slice_of(s);
}

START_TEST(comparison_is_exact)
{
    const struct compare_row *row = &compares[_i];
    ck_assert_int_eq(hp_number_compare(text(row->a), text(row->b)), row->order);
    ck_assert_int_eq(hp_number_compare(text(row->b), text(row->a)), -row->order);
}
END_TEST

/* Order of doubles and of their shortest texts agree. */
START_TEST(comparison_agrees_with_doubles)
{
    struct hp_rng rng;
    hp_rng_init(&rng, 1, HP_SLICE("compare"));
    for (int i = 0; i < 20000; i++) {
        double x = (double)(int64_t)hp_rng_next(&rng) / (double)(1 + hp_rng_below(&rng, 1000));
        double y = i % 2 == 0 ? nextafter(x, 0) : -x * (double)hp_rng_below(&rng, 3);
        char a[64];
        char b[64];
        (void)snprintf(a, sizeof(a), "%.*e", 16, x);
        (void)snprintf(b, sizeof(b), "%.*f", 20, y);
        int want = (x > y) - (x < y);
        if (strtod(a, NULL) == x && strtod(b, NULL) == y) {
            ck_assert_msg(hp_number_compare(text(a), text(b)) == want, "%s and %s", a, b);
        }
    }
}
END_TEST

struct integer_row {
    const char *number;
    bool integer;
    bool fits; /* in 64 bits, unsigned */
    unsigned long long value;
};

static const struct integer_row integers[] = {
    {"0", true, true, 0},
    {"-0", true, true, 0},
    {"-0.00e-5", true, true, 0},
    {"0e" HUGE, true, true, 0},
    {"0e-" HUGE, true, true, 0},
    {"1", true, true, 1},
    {"-1", true, false, 0},
    {"1.0", true, true, 1},
    {"1.5", false, false, 0},
    {"3e0", true, true, 3},
    {"10e-1", true, true, 1},
    {"1e-1", false, false, 0},
    {"1.25e1", false, false, 0},
    {"1.25e2", true, true, 125},
    {"1.25e+3", true, true, 1250},
    {"1200e-2", true, true, 12},
    {"1200e-3", false, false, 0},
    {"120.0e-1", true, true, 12},
    {"1020.30e1", true, true, 10203},
    {"0.00005e5", true, true, 5},
    {"0.00005e4", false, false, 0},
    {"18446744073709551615", true, true, ULLONG_MAX},
    {"18446744073709551616", true, false, 0},
    {"18446744073709551615.5", false, false, 0},
    {"1844674407370955161.5e1", true, true, ULLONG_MAX},
    {"1e19", true, true, 10000000000000000000u},
    {"2e19", true, false, 0},
    {"1e20", true, false, 0},
    {"99999999999999999999", true, false, 0},
    {"1e400", true, false, 0},
    {"1e" HUGE, true, false, 0},
    {"1e-" HUGE, false, false, 0},
    {"-1e-" HUGE, false, false, 0},
};

START_TEST(integers_are_told_by_value)
{
    const struct integer_row *row = &integers[_i];
    ck_assert_int_eq(hp_number_is_integer(text(row->number)), row->integer);
    unsigned long long value = 77;
    ck_assert_int_eq(hp_number_to_u64(text(row->number), &value), row->fits);
    ck_assert_uint_eq(value, row->fits ? row->value : 77);
}
END_TEST

struct multiple_row {
    const char *value;
    const char *divisor;
    bool multiple;
};

static const struct multiple_row multiples[] = {
    {"0", "3", true},
    {"-0", "0.1", true},
    {"0e-" HUGE, "7", true},
    {"10", "2", true},
    {"-10", "2", true},
    {"7", "2", false},
    {"-7", "2", false},
    {"9", "3.0", true},
    {"4.5", "1.5", true},
    {"4", "1.5", false},
    {"0.0075", "0.0001", true},
    {"0.00751", "0.0001", false},
    {"0.3", "0.1", true},
    {"1.1", "0.1", true},
    {"19.99", "0.01", true},
    {"19.999", "0.01", false},
    {"1", "1e-30", true},
    {"1e30", "7", false},
    {"7e30", "7", true},
    {"1e30", "1024", true},
    {"1e9", "1024", false},
    {"1e10", "1024", true},
    {"1e308", "0.123456789", false},
    {"12391239123", "1e-8", true},
    {"9007199254740993", "9007199254740993", true},
    {"9007199254740993", "9007199254740992", false},
    {"1e" HUGE, "8", true},
    {"1e" HUGE, "3", false},
    {"3e" HUGE, "3", true},
    {"1e-" HUGE, "8", false},
    {"8e-" HUGE, "4e-" HUGE, true},
    {"6e-" HUGE, "4e-" HUGE, false},
    {"60e-" HUGE, "4e-" HUGE, true},
    {"1", "1e" HUGE, false},
    {"1e" MORE, "1e" HUGE, true},
    {"1e" HUGE, "1e" MORE, false},
    {"5e17", "500000000000000001", false},
    {"1000000000000000002", "500000000000000001", true},
    /* divisors of 19 and more digits: long division */
    {"1234567890123456789012345678901234567890", "1234567890123456789", true},
    {"15241578753238836750190521", "1234567890123456789", false},
    {"1524157875323883675019051998750190521", "1234567890123456789", true},
    {"1524157875323883675019051998750190522", "1234567890123456789", false},
    {"1234567890123456789", "1524157875323883675019051998750190521", false},
    {"15241578753238836750190519987501905210e5", "1.234567890123456789", true},
    {"99999999999999999980000000000000000001", "9999999999999999999", true},
    {"99999999999999999980000000000000000002", "9999999999999999999", false},
    {"1e40", "1208925819614629174706176", false}, /* 2^80 */
    {"1e80", "1208925819614629174706176", true},
    {"1e79", "1208925819614629174706176", false},
    {"1e" HUGE, "1208925819614629174706176", true},
    {"1e" HUGE, "1208925819614629174706177", false},
    {"99999999999999999999999999999999999999", "11111111111111111111111111111111111111", true},
    {"88888888888888888888888888888888888887", "11111111111111111111111111111111111111", false},
};

START_TEST(multiples_are_exact)
{
    const struct multiple_row *row = &multiples[_i];
    ck_assert_int_eq(hp_number_is_multiple(text(row->value), text(row->divisor)), row->multiple);
}
END_TEST

START_TEST(multiples_agree_with_integer_arithmetic)
{
    struct hp_rng rng;
    hp_rng_init(&rng, 1, HP_SLICE("multiple"));
    for (int i = 0; i < 20000; i++) {
        uint64_t divisor = 1 + (hp_rng_next(&rng) >> hp_rng_below(&rng, 60));
        uint64_t value = hp_rng_next(&rng) >> hp_rng_below(&rng, 60);
        value -= i % 2 == 0 ? value % divisor : 0;
        char a[32];
        char b[32];
        (void)snprintf(a, sizeof(a), "%llue-3", (unsigned long long)value);
        (void)snprintf(b, sizeof(b), "%llue-3", (unsigned long long)divisor);
        ck_assert_msg(hp_number_is_multiple(text(a), text(b)) == (value % divisor == 0),
                      "%s and %s", a, b);
    }
}
END_TEST

/* One digit repeated `count` times. */
static struct hp_slice repeat(char *out, char digit, size_t count)
{
    memset(out, digit, count);
    return (struct hp_slice){out, count};
}

START_TEST(long_texts_are_divided_within_bounds)
{
    static char value[100001];
    static char divisor[5001];
    /* a divisor that fits a register: exact for any length; 3 divides 99...9 and not 88...8
     * unless the count of eights is a multiple of 3 */
    ck_assert(hp_number_is_multiple(repeat(value, '9', 100000), HP_SLICE("3")));
    ck_assert(!hp_number_is_multiple(repeat(value, '8', 100000), HP_SLICE("3")));
    /* 4096 digits: still by hand; 11...1 of n digits divides that of m digits when n divides m */
    ck_assert(hp_number_is_multiple(repeat(value, '1', 4096), repeat(divisor, '1', 1024)));
    ck_assert(!hp_number_is_multiple(repeat(value, '1', 4096), repeat(divisor, '1', 1025)));
    ck_assert(hp_number_is_multiple(repeat(value, '7', 4096), repeat(divisor, '7', 4096)));
    ck_assert(!hp_number_is_multiple(repeat(value, '7', 4096), repeat(divisor, '8', 4096)));
    /* beyond: doubles, which must at least come to an end */
    (void)hp_number_is_multiple(repeat(value, '1', 100000), repeat(divisor, '1', 5000));
}
END_TEST

struct double_row {
    const char *number;
    double value;
};

static const struct double_row doubles[] = {
    {"0", 0.0},
    {"-0", -0.0},
    {"-0.0e99", -0.0},
    {"1", 1.0},
    {"-1.5", -1.5},
    {"0.1", 0.1},
    {"123.456e-2", 1.23456},
    {"100", 100.0},
    {"1e22", 1e22},
    {"9007199254740993", 9007199254740992.0},
    {"9007199254740993.00000000000000000001", 9007199254740994.0},
    {"1.7976931348623157e308", DBL_MAX},
    {"1.7976931348623158e308", DBL_MAX},
    {"1.7976931348623159e308", INFINITY},
    {"1e400", INFINITY},
    {"-1e400", -INFINITY},
    {"4.9e-324", 4.9406564584124654e-324},
    {"2e-324", 0.0},
    {"1e-400", 0.0},
    {"1e" HUGE, INFINITY},
    {"-1e" HUGE, -INFINITY},
    {"1e-" HUGE, 0.0},
    {"0.1e-" HUGE HUGE, 0.0},
    {"0e" HUGE, 0.0},
};

START_TEST(conversion_gives_the_nearest_double)
{
    double have = hp_number_to_double(text(doubles[_i].number));
    ck_assert_msg(have == doubles[_i].value && signbit(have) == signbit(doubles[_i].value),
                  "%s: %a, not %a", doubles[_i].number, have, doubles[_i].value);
    ck_assert_int_eq(hp_number_overflows(text(doubles[_i].number)), isinf(have) != 0);
}
END_TEST

START_TEST(every_double_comes_back)
{
    struct hp_rng rng;
    hp_rng_init(&rng, 1, HP_SLICE("doubles"));
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = hp_rng_next(&rng);
        double want;
        memcpy(&want, &bits, sizeof(want));
        if (isfinite(want)) {
            char number[400];
            (void)snprintf(number, sizeof(number), i % 2 == 0 ? "%.17g" : "%.0f",
                           i % 2 == 0 ? want : trunc(want));
            double have = hp_number_to_double(text(number));
            ck_assert_msg(have == (i % 2 == 0 ? want : trunc(want)), "%s: %a", number, have);
        }
    }
}
END_TEST

/* 1 + 2^-53 lies half way between two doubles; one digit far behind decides. */
START_TEST(digits_far_behind_decide_a_tie)
{
    static const char half[] = "1.00000000000000011102230246251565404236316680908203125";
    char number[2000];
    memset(number, '0', sizeof(number));
    memcpy(number, half, sizeof(half) - 1);
    ck_assert(hp_number_to_double((struct hp_slice){number, sizeof(number)}) == 1.0);
    number[sizeof(number) - 1] = '1';
    ck_assert(hp_number_to_double((struct hp_slice){number, sizeof(number)}) == nextafter(1.0, 2));
}
END_TEST

START_TEST(overflow_begins_half_way_to_the_next_power)
{
    char number[400];
    (void)snprintf(number, sizeof(number), "%.0f", DBL_MAX);
    ck_assert(!hp_number_overflows(text(number)));
    ck_assert_uint_eq(strlen(number), 309);
    /* DBL_MAX + 2^970 is the tie, which goes to infinity; one less stays finite */
    static const char tie[] =
        "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017"
        "977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273"
        "854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704"
        "342711559699508093042880177904174497792";
    memcpy(number, tie, sizeof(tie));
    ck_assert(hp_number_overflows(text(number)));
    ck_assert(isinf(strtod(number, NULL)));
    number[308] = '\0';
    ck_assert(!hp_number_overflows(text(number)));
    memcpy(number, tie, sizeof(tie));
    memcpy(number + 300, "174497791", 9);
    ck_assert(!hp_number_overflows(text(number)));
    ck_assert(isfinite(strtod(number, NULL)));
}
END_TEST

START_TEST(big_means_beyond_what_a_double_counts)
{
    static const struct integer_row rows[] = {
        {"9007199254740992", false, 0, 0},
        {"9007199254740993", true, 0, 0},
        {"-9007199254740993", true, 0, 0},
        {"9007199254740992.5", false, 0, 0},
        {"9007199254740993.0", true, 0, 0},
        {"1e16", true, 0, 0},
        {"-1e16", true, 0, 0},
        {"0.1e400", true, 0, 0},
        {"1e-400", false, 0, 0},
        {"123456789012345678e-5", false, 0, 0},
        {"1e" HUGE, true, 0, 0},
        {"0e" HUGE, false, 0, 0},
        {"0.12345678901234567", false, 0, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_msg(hp_number_is_big(text(rows[i].number)) == rows[i].integer, "%s",
                      rows[i].number);
    }
}
END_TEST

/* A million digits and zeros: each answer takes one pass. */
START_TEST(work_is_bounded_by_the_length)
{
    enum { LENGTH = 1000000 };
    char *number = malloc(LENGTH);
    ck_assert_ptr_nonnull(number);
    memset(number, '0', LENGTH);
    number[0] = '1';
    memcpy(number + LENGTH - 9, "e-0999990", 9);
    struct hp_slice ten = {number, LENGTH - 9};
    ck_assert(hp_number_is_integer(ten));
    ck_assert_int_eq(hp_number_compare(ten, HP_SLICE("1e999990")), 0);
    struct hp_slice one = {number, LENGTH};
    ck_assert_int_eq(hp_number_compare(one, HP_SLICE("1")), 0);
    ck_assert(hp_number_to_double(one) == 1.0);
    unsigned long long value = 0;
    ck_assert(hp_number_to_u64(one, &value));
    ck_assert_uint_eq(value, 1);
    free(number);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

/* Far more than any test needs, since a loaded machine or a sanitizer is slow. */
enum { TIMEOUT_S = 60 };

Suite *hp_suite(void)
{
    Suite *suite = suite_create("json_number");
    TCase *tables = tcase_create("tables");
    tcase_set_timeout(tables, TIMEOUT_S);
    tcase_add_loop_test(tables, comparison_is_exact, 0, ROWS(compares));
    tcase_add_loop_test(tables, integers_are_told_by_value, 0, ROWS(integers));
    tcase_add_loop_test(tables, multiples_are_exact, 0, ROWS(multiples));
    tcase_add_loop_test(tables, conversion_gives_the_nearest_double, 0, ROWS(doubles));
    tcase_add_test(tables, big_means_beyond_what_a_double_counts);
    suite_add_tcase(suite, tables);
    TCase *many = tcase_create("many");
    tcase_set_timeout(many, TIMEOUT_S);
    tcase_add_test(many, comparison_agrees_with_doubles);
    tcase_add_test(many, multiples_agree_with_integer_arithmetic);
    tcase_add_test(many, long_texts_are_divided_within_bounds);
    tcase_add_test(many, every_double_comes_back);
    tcase_add_test(many, digits_far_behind_decide_a_tie);
    tcase_add_test(many, overflow_begins_half_way_to_the_next_power);
    tcase_add_test(many, work_is_bounded_by_the_length);
    suite_add_tcase(suite, many);
    return suite;
}
