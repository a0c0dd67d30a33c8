/* Distances between texts, held against the table that the bit vectors stand for. */
#include "tests/support/suite_main.h"

#include "harness/base/rng.h"
#include "harness/contract/near.h"

enum { LETTERS = 3, NO_LIMIT = 1000 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Wagner and Fischer's table, a row at a time. */
static unsigned by_table(struct hp_slice a, struct hp_slice b)
{
    unsigned row[2 * HP_NEAR_BYTES_MAX + 1];
    for (unsigned j = 0; j <= b.len; j++) {
        row[j] = j;
    }
    for (unsigned i = 1; i <= a.len; i++) {
        unsigned diagonal = row[0];
        row[0] = i;
        for (unsigned j = 1; j <= b.len; j++) {
            unsigned replaced = diagonal + (lower(a.at[i - 1]) != lower(b.at[j - 1]));
            diagonal = row[j];
            row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b.len];
}

static unsigned distance(struct hp_slice a, struct hp_slice b, unsigned limit)
{
    struct hp_near near;
    hp_near_init(&near, a);
    return hp_near_distance(&near, b, limit);
}

START_TEST(known_distances)
{
    static const struct {
        const char *a;
        const char *b;
        unsigned distance;
    } rows[] = {
        {"", "", 0},
        {"", "abc", 3},
        {"abc", "", 3},
        {"kitten", "sitting", 3},
        {"ACCOUNTS", "accounts", 0},
        {"ACCOUNTS", "ACCOUNT", 1},
        {"ACCOUNTS", "CACCOUNTS", 1},
        {"BILLS", "BLILS", 2},
        {"azAZ", "AZaz", 0},
        {"@[`{", "`{@[", 4},         /* the neighbours of letters have no case */
        {"\xC3\xA4", "\xC3\x84", 1}, /* bytes, and the case of ASCII only */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned have = distance(hp_slice_of(rows[i].a), hp_slice_of(rows[i].b), NO_LIMIT);
        ck_assert_msg(have == rows[i].distance, "%s to %s: %u", rows[i].a, rows[i].b, have);
    }
}
END_TEST

START_TEST(more_than_the_limit_is_one_more)
{
    ck_assert_uint_eq(distance(HP_SLICE("kitten"), HP_SLICE("sitting"), 3), 3);
    ck_assert_uint_eq(distance(HP_SLICE("kitten"), HP_SLICE("sitting"), 2), 3);
    ck_assert_uint_eq(distance(HP_SLICE("kitten"), HP_SLICE("sitting"), 1), 2);
    ck_assert_uint_eq(distance(HP_SLICE("a"), HP_SLICE("abcdefgh"), 2), 3);
}
END_TEST

/* Few letters, so that much is equal; lengths up to the longest, where the last bit is in use. */
START_TEST(the_same_as_the_table)
{
    struct hp_rng rng = {0};
    hp_rng_init(&rng, 5, HP_SLICE("near"));
    for (unsigned round = 0; round < 20000; round++) {
        char a[HP_NEAR_BYTES_MAX];
        char b[2 * HP_NEAR_BYTES_MAX];
        struct hp_slice x = {a, hp_rng_below(&rng, sizeof(a) + 1)};
        struct hp_slice y = {b, hp_rng_below(&rng, round % 2 == 0 ? sizeof(b) + 1 : x.len + 1)};
        for (size_t i = 0; i < sizeof(b); i++) {
            b[i] = (char)('A' + hp_rng_below(&rng, LETTERS));
            a[i % sizeof(a)] = (char)('a' + hp_rng_below(&rng, LETTERS));
        }
        unsigned want = by_table(x, y);
        ck_assert_uint_eq(distance(x, y, NO_LIMIT), want);
        ck_assert_uint_eq(distance(x, y, 5), want <= 5 ? want : 6);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("contract_near");
    TCase *texts = tcase_create("texts");
    tcase_add_test(texts, known_distances);
    tcase_add_test(texts, more_than_the_limit_is_one_more);
    tcase_add_test(texts, the_same_as_the_table);
    suite_add_tcase(suite, texts);
    return suite;
}
