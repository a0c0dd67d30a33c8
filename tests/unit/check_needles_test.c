/* Many texts looked for at once find what a plain search finds. */
#include "harness/check/needles.h"

#include <check.h>
#include <stdlib.h>

#include "tests/support/suite_main.h"

/* Texts that begin, end and overlap with one another. */
static const char *const alike[] = {".js:",  "js:", "abc:", "abcabc", "bca:", "cab:/opt/",
                                    "/opt/", "op:", "aaa",  "aaaa",   "PG::", "/home:"};
/* So different that no few marks find them all. */
static const char *const different[] = {
    ".js:", "abc",  "SQLSTATE[", "node_modules/", "/opt/",  "C:\\\\", "ORA-", "aaa",
    "aaaa", "PG::", "!!!",       "\xc3\xa4\xc3",  "\n\r\n", "...",    "((("};
enum { TEXTS_MAX = 16, TEXT_BYTES_MAX = 200 };

static const struct {
    const char *const *texts;
    size_t count;
    bool all_marked;
    bool narrow; /* without the vectors that not all processors have */
} sets[] = {
    {alike, sizeof(alike) / sizeof(alike[0]), true, false},
    {alike, sizeof(alike) / sizeof(alike[0]), true, true},
    {different, sizeof(different) / sizeof(different[0]), false, false},
};
enum { SETS = sizeof(sets) / sizeof(sets[0]) };

static struct hp_needles needles;
static const char *const *texts;
static size_t text_count;

static void make(int set)
{
    needles = (struct hp_needles){0};
    texts = sets[set].texts;
    text_count = sets[set].count;
    ck_assert_uint_le(text_count, TEXTS_MAX);
    for (size_t i = 0; i < text_count; i++) {
        hp_needles_add(&needles, texts[i]);
    }
    hp_needles_make(&needles);
    ck_assert_int_eq(needles.all_marked, sets[set].all_marked);
    needles.wide = needles.wide && !sets[set].narrow;
}

static void note(void *context, size_t which, size_t at)
{
    unsigned char(*seen)[TEXT_BYTES_MAX] = context;
    if (which >= text_count) {
        ck_abort_msg("there is no text %zu", which);
    }
    seen[which][at]++;
}

/* Every place of every text, each once. `length` bytes are given away, and no more are there. */
static void compare(const char *bytes, size_t length)
{
    unsigned char seen[TEXTS_MAX][TEXT_BYTES_MAX] = {{0}};
    char *copy = malloc(length + 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy + 1, bytes, length);
    hp_needles_find(&needles, (struct hp_slice){copy + 1, length}, note, seen);
    for (size_t i = 0; i < text_count; i++) {
        size_t own = strlen(texts[i]);
        for (size_t at = 0; at < length; at++) {
            bool there = own <= length - at && memcmp(bytes + at, texts[i], own) == 0;
            if (seen[i][at] != there) { /* asserting each costs more than the search */
                ck_abort_msg("\"%s\" at %zu of %zu bytes: %u times", texts[i], at, length,
                             seen[i][at]);
            }
        }
    }
    free(copy);
}

START_TEST(a_text_is_found_wherever_it_stands)
{
    make(_i);
    for (size_t i = 0; i < text_count; i++) {
        size_t own = strlen(texts[i]);
        for (size_t length = own; length < 60; length++) {
            for (size_t at = 0; at + own <= length; at++) {
                char bytes[TEXT_BYTES_MAX];
                memset(bytes, '-', sizeof(bytes));
                memcpy(bytes + at, texts[i], own);
                compare(bytes, length);
            }
        }
    }
}
END_TEST

START_TEST(a_text_that_is_cut_is_not_found)
{
    make(_i);
    for (size_t i = 0; i < text_count; i++) {
        for (size_t before = 0; before < 40; before++) {
            char bytes[TEXT_BYTES_MAX];
            memset(bytes, 'x', sizeof(bytes));
            memcpy(bytes + before, texts[i], strlen(texts[i]));
            for (size_t length = before; length < before + strlen(texts[i]); length++) {
                compare(bytes, length);
            }
        }
    }
}
END_TEST

START_TEST(random_texts_are_searched_as_one_by_one)
{
    make(_i);
    uint32_t state = 1;
    for (int round = 0; round < 20000; round++) {
        char bytes[TEXT_BYTES_MAX];
        size_t length = 0;
        size_t wanted = (size_t)round % 150;
        while (length < wanted) {
            state = state * 1664525u + 1013904223u;
            const char *text = texts[(state >> 24) % text_count];
            size_t piece = strlen(text);
            /* Whole, or without its end, so that texts follow each other in every way. */
            piece -= (state >> 16 & 3) == 0 ? (state >> 8 & 0xff) % piece : 0;
            piece = piece < wanted - length ? piece : wanted - length;
            memcpy(bytes + length, text, piece);
            length += piece;
        }
        compare(bytes, length);
    }
}
END_TEST

START_TEST(nothing_is_found_in_short_texts)
{
    make(_i);
    compare("", 0);
    compare("a", 1);
    compare("ab", 2);
    hp_needles_find(&needles, (struct hp_slice){NULL, 0}, note, NULL);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/needles");
    TCase *tcase = tcase_create("find");
    tcase_add_loop_test(tcase, a_text_is_found_wherever_it_stands, 0, SETS);
    tcase_add_loop_test(tcase, a_text_that_is_cut_is_not_found, 0, SETS);
    tcase_add_loop_test(tcase, random_texts_are_searched_as_one_by_one, 0, SETS);
    tcase_add_loop_test(tcase, nothing_is_found_in_short_texts, 0, SETS);
    suite_add_tcase(suite, tcase);
    return suite;
}
