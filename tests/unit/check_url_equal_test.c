/* Which URLs are the same under RFC 3986 6.2.2 and 6.2.3, and which only look alike. */
#include "harness/check/url_equal.h"
#include "tests/support/suite_main.h"

static const struct {
    const char *a;
    const char *b;
    bool equal;
} pairs[] = {
    {"https://example.com/", "https://example.com/", true},
    {"HTTPS://example.com/", "https://example.com/", true},
    {"https://EXAMPLE.com/", "https://example.com/", true},
    {"https://example.com", "https://example.com/", true},
    {"https://example.com?q", "https://example.com/?q", true},
    {"https://example.com:443/", "https://example.com/", true},
    {"https://example.com:/", "https://example.com/", true},
    {"http://example.com:80/", "http://example.com/", true},
    {"HTTP://example.com:80/", "http://example.com/", true},
    {"https://example.com/%7Ea", "https://example.com/~a", true},
    {"https://example.com/%7ea", "https://example.com/~a", true},
    {"https://example.com/%c3%a9", "https://example.com/%C3%A9", true},
    {"https://ex%61mple.com/", "https://example.com/", true},
    {"https://EX%41MPLE.com/", "https://example.com/", true},
    {"https://example.com/a/./b", "https://example.com/a/b", true},
    {"https://example.com/a/../b", "https://example.com/b", true},
    {"https://example.com/../b", "https://example.com/b", true},
    {"https://example.com/a/b/..", "https://example.com/a/", true},
    {"https://example.com/a/.", "https://example.com/a/", true},
    {"https://example.com/..", "https://example.com/", true},
    {"https://example.com/a/%2e%2E/b", "https://example.com/b", true},
    {"https://example.com/a//../b", "https://example.com/a/b", true},
    {"https://example.com/a?x=%61", "https://example.com/a?x=a", true},
    {"https://example.com/a#%61", "https://example.com/a#a", true},
    {"https://u:p@EXAMPLE.com/", "https://u:p@example.com/", true},
    {"https://[2001:DB8::1]/", "https://[2001:db8::1]/", true},
    {"https://[2001:db8::1]:443/", "https://[2001:db8::1]", true},

    {"https://example.com/a", "https://example.com/b", false},
    {"https://example.com/a", "https://example.com/A", false},
    {"https://example.com/a", "https://example.com/a/", false},
    {"http://example.com/", "https://example.com/", false},
    {"https://example.com:80/", "https://example.com/", false},
    {"http://example.com:443/", "http://example.com/", false},
    {"https://example.com:8443/", "https://example.com/", false},
    {"https://example.com/?", "https://example.com/", false},
    {"https://example.com/#", "https://example.com/", false},
    {"https://example.com/?a=B", "https://example.com/?a=b", false},
    {"https://example.com/a/b", "https://example.com/a%2Fb", false},
    {"https://example.com/%20", "https://example.com/ ", false},
    {"https://example.com/?a/../b", "https://example.com/?b", false},
    {"https://U@example.com/", "https://u@example.com/", false},
    {"https://u@example.com/", "https://example.com/", false},
    {"https://example.com./", "https://example.com/", false},
    {"https://example.com/a//b", "https://example.com/a/b", false},
    {"https://example.com/%zz", "https://example.com/%ZZ", false},
    {"https://example.com/%", "https://example.com/", false},
    {"https://example.com/a", "https://example.com/a\xe2\x80\x8b", false},
    {"example.com", "EXAMPLE.com", false},
    {"", "https://example.com/", false},
    {"https://", "https:///", true},
    {"mailto:A@example.com", "MAILTO:A@example.com", true},
};

START_TEST(equality_follows_the_rfc_in_both_directions)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 20);
    bool failed = false;
    struct hp_slice a = hp_slice_of(pairs[_i].a);
    struct hp_slice b = hp_slice_of(pairs[_i].b);
    ck_assert_msg(hp_url_equal(a, b, &arena, &failed) == pairs[_i].equal, "%s and %s", pairs[_i].a,
                  pairs[_i].b);
    ck_assert(hp_url_equal(b, a, &arena, &failed) == pairs[_i].equal);
    ck_assert(!failed);
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(a_normal_form_is_its_own)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 20);
    struct hp_slice once = hp_url_normal(hp_slice_of(pairs[_i].a), &arena);
    struct hp_slice twice = hp_url_normal(once, &arena);
    ck_assert_msg(hp_slice_equal(once, twice), "%.*s became %.*s", (int)once.len, once.at,
                  (int)twice.len, twice.at);
    hp_arena_deinit(&arena);
}
END_TEST

/* Every text over the characters that steer the parser, up to six of them. */
START_TEST(no_text_is_too_strange_to_compare)
{
    static const char alphabet[] = "/:?#@.%2A[]h";
    enum { LETTERS = sizeof(alphabet) - 1, LENGTH = 5 };
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 20);
    size_t total = 1;
    for (int i = 0; i < LENGTH; i++) {
        total *= LETTERS;
    }
    for (size_t n = 0; n < total; n++) {
        char text[LENGTH + 4] = "h://";
        size_t rest = n;
        for (size_t i = 0; i < LENGTH; i++) {
            text[i + (n % 2 == 0 ? 4 : 0)] = alphabet[rest % LETTERS];
            rest /= LETTERS;
        }
        struct hp_slice url = {text, LENGTH + (n % 2 == 0 ? 4 : 0)};
        struct hp_slice normal = hp_url_normal(url, &arena);
        ck_assert_uint_le(normal.len, url.len + 1);
        if (n % 4096 == 0) {
            hp_arena_reset(&arena);
        }
    }
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(escapes_stand_for_what_no_uri_holds)
{
    static const struct {
        const char *url, *want;
    } rows[] = {
        {"https://example.com/a\"b", "https://example.com/a%22b"},
        {"https://example.com/a b?c|d#e^f", "https://example.com/a%20b?c%7Cd#e%5Ef"},
        {"https://example.com/\xc3\xa9", "https://example.com/%C3%A9"},
        {"https://example.com/%zz%20", "https://example.com/%zz%20"},
        {"https://exam ple.com", "https://exam ple.com"}, /* the host is for other rules */
        {"https://example.com/it's-(fine)[1]", "https://example.com/it's-(fine)[1]"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct hp_arena arena;
        hp_arena_init(&arena, 1 << 20);
        struct hp_slice have = hp_url_with_escapes(hp_slice_of(rows[i].url), &arena);
        ck_assert_msg(hp_slice_is(have, rows[i].want), "%s: %.*s", rows[i].url, (int)have.len,
                      have.at);
        hp_arena_deinit(&arena);
    }
}
END_TEST

START_TEST(an_address_spelled_in_full_is_no_other_url)
{
    static const struct {
        const char *sent, *back;
        bool same;
    } rows[] = {
        {"https://127.1/hooks", "https://127.0.0.1/hooks", true},
        {"https://0x7f.1:443/hooks", "https://127.0.0.1/hooks", true},
        {"https://[::ffff:127.0.0.1]/a/../b", "https://[::ffff:7f00:1]/b", true},
        {"https://127.1/hooks", "https://127.0.0.1/login", false},
        {"https://127.1/hooks", "http://127.0.0.1/hooks", false},
        {"https://127.1/hooks", "https://internal.example/hooks", false},
        {"https://127.1/hooks", "A page's title", false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct hp_arena arena;
        bool failed = false;
        hp_arena_init(&arena, 1 << 20);
        ck_assert_msg(hp_url_address_is_spelled_out(hp_slice_of(rows[i].sent),
                                                    hp_slice_of(rows[i].back), &arena,
                                                    &failed) == rows[i].same,
                      "%s and %s", rows[i].sent, rows[i].back);
        ck_assert(!failed);
        hp_arena_deinit(&arena);
    }
}
END_TEST

START_TEST(a_refused_allocation_is_told)
{
    struct hp_arena arena;
    hp_arena_init(&arena, 0);
    bool failed = false;
    ck_assert(!hp_url_equal(HP_SLICE("https://a/"), HP_SLICE("https://A/"), &arena, &failed));
    ck_assert(failed);
    hp_arena_deinit(&arena);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/url_equal");
    TCase *tcase = tcase_create("pairs");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, equality_follows_the_rfc_in_both_directions, 0,
                        sizeof(pairs) / sizeof(pairs[0]));
    tcase_add_loop_test(tcase, a_normal_form_is_its_own, 0, sizeof(pairs) / sizeof(pairs[0]));
    tcase_add_test(tcase, no_text_is_too_strange_to_compare);
    tcase_add_test(tcase, escapes_stand_for_what_no_uri_holds);
    tcase_add_test(tcase, an_address_spelled_in_full_is_no_other_url);
    tcase_add_test(tcase, a_refused_allocation_is_told);
    suite_add_tcase(suite, tcase);
    return suite;
}
