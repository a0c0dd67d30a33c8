/* A-labels of hosts. The labels are RFC 3492 7.1's samples (B) and (L), and what Python's punycode
 * codec makes of the others. */
#include "harness/check/a_label.h"

#include "tests/support/suite_main.h"

static const struct {
    const char *url;
    const char *want; /* NULL: there is none, or none is needed */
} urls[] = {
    {"https://b\u00fccher.example.com/hooks", "https://xn--bcher-kva.example.com/hooks"},
    {"https://\u043f\u0440\u0438\u043c\u0435\u0440.example.com/hooks",
     "https://xn--e1afmkfd.example.com/hooks"},
    {"https://b\u00fccher.\u4f8b\u3048.example.com/",
     "https://xn--bcher-kva.xn--r8jz45g.example.com/"},
    {"https://p\u0430ypal.example.com", "https://xn--pypal-4ve.example.com"},
    {"https://a\u00fcb\u00e9.example.com", "https://xn--ab-cja8e.example.com"},
    {"https://\U0001f4a9.example.com", "https://xn--ls8h.example.com"},
    {"https://\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587.example.com",
     "https://xn--ihqwcrb4cv8a8dqg056pqjye.example.com"},
    {"https://3\u5e74b\u7d44\u91d1\u516b\u5148\u751f.example.com",
     "https://xn--3b-ww4c5e180e575a65lsy2b.example.com"},
    {"https://\ub7b0\ub97c\uc50d.example.com", "https://xn--5j2b37a2zt.example.com"},
    {"https://\u9515\u87ef\u5286.example.com", "https://xn--7ery51krii.example.com"},
    /* RFC 5891 4.4 knows no upper case; ASCII letters are lowered */
    {"https://B\u00fcCHER.Example.com/Hooks", "https://xn--bcher-kva.example.com/Hooks"},
    /* UTS 46: the other full stops, and what is left out */
    {"https://hooks\u3002example.com/in", "https://hooks.example.com/in"},
    {"https://hooks\uff0eexample\uff61com/in", "https://hooks.example.com/in"},
    {"https://ho\u00adoks.example.com/in", "https://hooks.example.com/in"},
    {"https://ho\u200bo\u2060k\ufeffs.example.com/in", "https://hooks.example.com/in"},
    /* the host alone, wherever it lies */
    {"https://\u00fc@\u00fc.example.com:8443/\u00fc?\u00fc#\u00fc",
     "https://\u00fc@xn--tda.example.com:8443/\u00fc?\u00fc#\u00fc"},
    {"https://\u00fc", "https://xn--tda"},
    {"https://\u00fc?q", "https://xn--tda?q"},
    {"https://\u00fc:8443", "https://xn--tda:8443"},
    {"https://\u00fc#f", "https://xn--tda#f"},
    {"https://\u00fc.example.com/a@b", "https://xn--tda.example.com/a@b"},
    /* nothing to do, or nothing that can be done */
    {"https://example.com/\u00fc", NULL},
    {"https://xn--tda.example.com/", NULL},
    {"\u00fc.example.com/hooks", NULL},
    {"", NULL},
    {"https://", NULL},
    {"https://\xff.example.com/", NULL},
    {"https://\xc0\x80.example.com/", NULL},
};
enum { URLS = sizeof(urls) / sizeof(urls[0]) };

static struct hp_arena arena;

static void setup(void)
{
    hp_arena_init(&arena, (size_t)64 * 1024);
}

static void teardown(void)
{
    hp_arena_deinit(&arena);
}

static void expect(struct hp_slice url, const char *want)
{
    bool failed = false;
    struct hp_slice have = hp_url_with_a_labels(url, &arena, &failed);
    ck_assert(!failed);
    if (want == NULL) {
        ck_assert_msg(have.at == NULL, "%.*s became %.*s", (int)url.len, url.at, (int)have.len,
                      have.at);
    } else {
        ck_assert_msg(have.at != NULL && hp_slice_is(have, want), "want %s, have %.*s", want,
                      (int)have.len, have.at == NULL ? "" : have.at);
    }
}

START_TEST(host_has_its_ascii_form)
{
    expect(hp_slice_of(urls[_i].url), urls[_i].want);
}
END_TEST

/* "https://", `count` labels of `letters` times U+00E9, "e" */
static void expect_sized(size_t letters, size_t count, bool fits)
{
    static char url[4096];
    bool failed = false;
    size_t n = 0;
    memcpy(url, "https://", 8);
    n = 8;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < letters; k++) {
            memcpy(url + n, "\u00e9", 2);
            n += 2;
        }
        url[n++] = '.';
    }
    url[n++] = 'e';
    struct hp_slice have = hp_url_with_a_labels((struct hp_slice){url, n}, &arena, &failed);
    ck_assert_msg((have.at != NULL) == fits, "%zu letters, %zu labels: %zu bytes", letters, count,
                  have.len);
    ck_assert(!failed);
}

START_TEST(what_does_not_fit_into_dns_has_no_form)
{
    expect_sized(57, 1, true);  /* "xn--" and 59: 63 bytes */
    expect_sized(58, 1, false); /* 64 */
    expect_sized(63, 1, false);
    expect_sized(64, 1, false); /* more code points than a label can have */
    expect_sized(20, 9, true);  /* 9 x 27 + 1 = 244 */
    expect_sized(20, 10, false);
    expect_sized(57, 3, true); /* 3 x 64 + 1 = 193 */
    expect_sized(57, 4, false);
}
END_TEST

START_TEST(memory_that_is_refused_is_told)
{
    struct hp_arena none;
    bool failed = false;
    hp_arena_init(&none, 0);
    struct hp_slice have =
        hp_url_with_a_labels(HP_SLICE("https://b\u00fccher.example.com"), &none, &failed);
    ck_assert_ptr_null(have.at);
    ck_assert(failed);
    hp_arena_deinit(&none);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/a_label");
    TCase *tcase = tcase_create("hosts");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, host_has_its_ascii_form, 0, URLS);
    tcase_add_test(tcase, what_does_not_fit_into_dns_has_no_form);
    tcase_add_test(tcase, memory_that_is_refused_is_told);
    suite_add_tcase(suite, tcase);
    return suite;
}
