/* Ids: unique by construction, twenty letters and digits, without visible order. */
#include "harness/service/id.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/suite_main.h"

enum { MANY = 1000000 };

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, HP_ID_CHARS);
}

static size_t equal_neighbours(char *ids, size_t count)
{
    size_t equal = 0;
    qsort(ids, count, HP_ID_CHARS, compare_ids);
    for (size_t i = 1; i < count; i++) {
        equal += memcmp(ids + (i - 1) * HP_ID_CHARS, ids + i * HP_ID_CHARS, HP_ID_CHARS) == 0;
    }
    return equal;
}

START_TEST(a_million_ids_are_unique)
{
    char *ids = malloc((size_t)MANY * HP_ID_CHARS);
    ck_assert_ptr_nonnull(ids);
    for (size_t i = 0; i < MANY; i++) {
        hp_id_print(7, i, ids + i * HP_ID_CHARS);
    }
    ck_assert_uint_eq(equal_neighbours(ids, MANY), 0);
    free(ids);
}
END_TEST

START_TEST(two_seeds_never_meet)
{
    char *ids = malloc((size_t)MANY * HP_ID_CHARS);
    ck_assert_ptr_nonnull(ids);
    for (size_t i = 0; i < MANY; i++) {
        /* Seeds that differ in one bit, of both halves of the permutation. */
        hp_id_print(UINT64_C(1) << (i % 64), i / 64, ids + i * HP_ID_CHARS);
    }
    ck_assert_uint_eq(equal_neighbours(ids, MANY), 0);
    free(ids);
}
END_TEST

START_TEST(the_last_number_differs_from_the_first)
{
    char first[HP_ID_CHARS];
    char last[HP_ID_CHARS];
    hp_id_print(1, 0, first);
    hp_id_print(1, (UINT64_C(1) << 54) - 1, last);
    ck_assert_int_ne(memcmp(first, last, HP_ID_CHARS), 0);
}
END_TEST

START_TEST(every_character_is_a_letter_or_a_digit_and_all_62_occur)
{
    int seen[256] = {0};
    for (uint64_t i = 0; i < 1000; i++) {
        char id[HP_ID_CHARS];
        hp_id_print(42, i, id);
        for (int at = 0; at < HP_ID_CHARS; at++) {
            seen[(unsigned char)id[at]]++;
        }
    }
    int kinds = 0;
    for (int c = 0; c < 256; c++) {
        bool alphanumeric =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        ck_assert_msg(alphanumeric || seen[c] == 0, "byte 0x%02x is in an id", (unsigned)c);
        kinds += seen[c] > 0;
    }
    ck_assert_int_eq(kinds, 62);
}
END_TEST

START_TEST(consecutive_numbers_are_in_no_order_and_share_little)
{
    int ascending = 0;
    int shared = 0;
    char before[HP_ID_CHARS];
    hp_id_print(42, 0, before);
    for (uint64_t i = 1; i <= 1000; i++) {
        char id[HP_ID_CHARS];
        hp_id_print(42, i, id);
        ascending += memcmp(before, id, HP_ID_CHARS) < 0;
        for (int at = 0; at < HP_ID_CHARS; at++) {
            shared += before[at] == id[at];
        }
        memcpy(before, id, HP_ID_CHARS);
    }
    ck_assert_int_gt(ascending, 420);
    ck_assert_int_lt(ascending, 580);
    ck_assert_int_lt(shared, 1000); /* by chance: 20 characters x 1,000 / 62 = 322 */
}
END_TEST

START_TEST(the_same_number_gives_the_same_id)
{
    char a[HP_ID_CHARS];
    char b[HP_ID_CHARS];
    hp_id_print(5, 123456, a);
    hp_id_print(5, 123456, b);
    ck_assert_mem_eq(a, b, HP_ID_CHARS);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service id");
    TCase *tcase = tcase_create("id");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, a_million_ids_are_unique);
    tcase_add_test(tcase, two_seeds_never_meet);
    tcase_add_test(tcase, the_last_number_differs_from_the_first);
    tcase_add_test(tcase, every_character_is_a_letter_or_a_digit_and_all_62_occur);
    tcase_add_test(tcase, consecutive_numbers_are_in_no_order_and_share_little);
    tcase_add_test(tcase, the_same_number_gives_the_same_id);
    suite_add_tcase(suite, tcase);
    return suite;
}
