/* The arena and the door to the heap below it: alignment, bounds, reuse, and refusals. */
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "harness/base/alloc.h"
#include "harness/base/arena.h"
#include "tests/support/suite_main.h"

static struct hp_arena arena;

static void set_up(void)
{
    hp_arena_init(&arena, (size_t)1 << 28);
}

static void tear_down(void)
{
    hp_arena_deinit(&arena);
}

/* Each piece is filled with its own byte; a piece that overlaps another shows it at the end. */
START_TEST(pieces_are_aligned_and_apart)
{
    enum { PIECES = 2000 };
    static unsigned char *pieces[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        size_t bytes = i % 300;
        pieces[i] = hp_arena_take(&arena, bytes);
        ck_assert_ptr_nonnull(pieces[i]);
        ck_assert_uint_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)(i % 251), bytes);
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t k = 0; k < i % 300; k++) {
            if (pieces[i][k] != i % 251) {
                ck_abort_msg("piece %zu, byte %zu: %u", i, k, pieces[i][k]);
            }
        }
    }
}
END_TEST

START_TEST(a_reset_arena_needs_no_heap)
{
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 3000; i++) {
            ck_assert_ptr_nonnull(hp_arena_take(&arena, 100)); /* 300 kB: five blocks */
        }
        if (round > 0) {
            ck_assert_uint_eq(hp_alloc_calls(), 0);
        }
        hp_arena_reset(&arena);
        hp_alloc_fail_at(0);
    }
}
END_TEST

START_TEST(memory_of_an_unusual_case_goes_back_to_the_heap)
{
    ck_assert_ptr_nonnull(hp_arena_take(&arena, (size_t)8 << 20));
    ck_assert_uint_ge(arena.bytes_total, (size_t)8 << 20);
    hp_arena_reset(&arena);
    ck_assert_uint_eq(arena.bytes_total, 0);
    ck_assert_ptr_nonnull(hp_arena_take(&arena, 1));
}
END_TEST

/* A block that was kept and is too small for the next piece must not be lost, nor handed out. */
START_TEST(sizes_may_change_from_case_to_case)
{
    static const size_t sizes[] = {1, 70000, 100, 200000, 65536, 65537, 0, 300000};
    enum { SIZES = sizeof(sizes) / sizeof(sizes[0]) };
    for (size_t round = 0; round < 200; round++) {
        unsigned char *taken[SIZES];
        for (size_t i = 0; i < SIZES; i++) {
            size_t bytes = sizes[(i * 3 + round) % SIZES];
            taken[i] = hp_arena_take(&arena, bytes);
            ck_assert_ptr_nonnull(taken[i]);
            memset(taken[i], (int)i, bytes);
        }
        for (size_t i = 0; i < SIZES; i++) {
            size_t bytes = sizes[(i * 3 + round) % SIZES];
            ck_assert(bytes == 0 || (taken[i][0] == i && taken[i][bytes - 1] == i));
        }
        hp_arena_reset(&arena);
    }
    ck_assert_uint_lt(arena.bytes_total, (size_t)4 << 20);
}
END_TEST

START_TEST(the_maximum_holds)
{
    struct hp_arena small;
    hp_arena_init(&small, 100000);
    ck_assert_ptr_null(hp_arena_take(&small, 100001));
    ck_assert_ptr_nonnull(hp_arena_take(&small, 60000));
    ck_assert_ptr_null(hp_arena_take(&small, 60000));
    ck_assert_ptr_nonnull(hp_arena_take(&small, 1000)); /* what is left of the block */
    ck_assert_uint_le(small.bytes_total, 100000);
    ck_assert_ptr_null(hp_arena_take(&small, SIZE_MAX));
    ck_assert_ptr_null(hp_arena_take(&small, SIZE_MAX - 8));
    hp_arena_deinit(&small);
    hp_arena_init(&small, 0);
    ck_assert_ptr_null(hp_arena_take(&small, 1));
    hp_arena_deinit(&small);
}
END_TEST

START_TEST(a_refused_block_leaves_the_arena_usable)
{
    hp_alloc_fail_at(1);
    ck_assert_ptr_null(hp_arena_take(&arena, 10));
    hp_alloc_fail_at(0);
    ck_assert_ptr_nonnull(hp_arena_take(&arena, 10));
    hp_alloc_fail_at(1);
    ck_assert_ptr_null(hp_arena_take(&arena, 100000));
    hp_alloc_fail_at(0);
    ck_assert_ptr_nonnull(hp_arena_take(&arena, 100000));
}
END_TEST

START_TEST(a_copy_ends_in_nul_and_stands_alone)
{
    char text[] = "abc";
    struct hp_slice copy = hp_arena_copy(&arena, (struct hp_slice){text, 3});
    text[0] = 'x';
    ck_assert_str_eq(copy.at, "abc");
    ck_assert_uint_eq(copy.len, 3);
    copy = hp_arena_copy(&arena, (struct hp_slice){NULL, 0});
    ck_assert_str_eq(copy.at, "");
    ck_assert_uint_eq(copy.len, 0);
    hp_arena_deinit(&arena);
    copy = hp_arena_copy(&arena, HP_SLICE("abc"));
    ck_assert_ptr_null(copy.at);
    ck_assert_uint_eq(copy.len, 0);
}
END_TEST

START_TEST(the_hook_refuses_one_allocation_of_any_kind)
{
    hp_alloc_fail_at(2);
    void *first = hp_malloc(0);
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(hp_calloc(3, 4));
    ck_assert_uint_eq(hp_alloc_calls(), 2);
    first = hp_realloc(first, 100); /* the third: only one was to fail */
    ck_assert_ptr_nonnull(first);
    hp_alloc_fail_at(1);
    ck_assert_ptr_null(hp_realloc(first, 200)); /* `first` stays valid */
    memset(first, 1, 100);
    hp_free(first);
    hp_alloc_fail_at(1);
    ck_assert_ptr_null(hp_strndup("abc", 3));
    hp_alloc_fail_at(0);
    char *copy = hp_strndup("abc", 2);
    ck_assert_str_eq(copy, "ab");
    hp_free(copy);
    hp_free(NULL);
}
END_TEST

/* AddressSanitizer ends the process where libc's calloc returns NULL, unless it is told not to. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

START_TEST(calloc_clears_and_checks_the_product)
{
    unsigned char *memory = hp_calloc(100, 10);
    ck_assert_ptr_nonnull(memory);
    for (size_t i = 0; i < 1000; i++) {
        ck_assert_uint_eq(memory[i], 0);
    }
    hp_free(memory);
    volatile size_t huge = SIZE_MAX / 2;
    ck_assert_ptr_null(hp_calloc(huge, 3));
}
END_TEST

/* Far more than any test needs, since a loaded machine or a sanitizer is slow. */
enum { TIMEOUT_S = 60 };

Suite *hp_suite(void)
{
    Suite *suite = suite_create("base_arena");
    TCase *content = tcase_create("arena");
    tcase_set_timeout(content, TIMEOUT_S);
    tcase_add_checked_fixture(content, set_up, tear_down);
    tcase_add_test(content, pieces_are_aligned_and_apart);
    tcase_add_test(content, a_reset_arena_needs_no_heap);
    tcase_add_test(content, memory_of_an_unusual_case_goes_back_to_the_heap);
    tcase_add_test(content, sizes_may_change_from_case_to_case);
    tcase_add_test(content, the_maximum_holds);
    tcase_add_test(content, a_refused_block_leaves_the_arena_usable);
    tcase_add_test(content, a_copy_ends_in_nul_and_stands_alone);
    suite_add_tcase(suite, content);
    TCase *heap = tcase_create("heap");
    tcase_set_timeout(heap, TIMEOUT_S);
    tcase_add_test(heap, the_hook_refuses_one_allocation_of_any_kind);
    tcase_add_test(heap, calloc_clears_and_checks_the_product);
    suite_add_tcase(suite, heap);
    return suite;
}
