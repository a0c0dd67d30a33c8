/* Regular expressions that a table decides, held to the engine that decides the others. */
#include "tests/support/suite_main.h"

#include "harness/base/buf.h"
#include "harness/base/rng.h"
#include "harness/contract/automaton.h"
#include "harness/contract/regex.h"

static const char url_pattern[] =
    "^[Hh][Tt][Tt][Pp][Ss]?://(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._~!$&'()*+,;=%-]+)(?::[0-9]*)?"
    "(?:[/?#]|$)";

/* A text that matches and one that does not. */
static const struct {
    const char *pattern;
    const char *match;
    const char *other;
} plain[] = {
    {url_pattern, "https://a.b", "https://"},
    {url_pattern, "HTTP://[::1]:80/x", "https://a b"},
    {url_pattern, "http://a.b:/", "http://a.b:x"},
    {"a", "xax", "xbx"},
    {"^ab", "abc", "xab"},
    {"ab$", "xab", "abx"},
    {"^ab$", "ab", "abb"},
    {"ab|cd|e", "xcdx", "acbd"},
    {"^(?:a|$)", "", "b"},
    {"^a{3}$", "aaa", "aa"},
    {"^a{2,}$", "aaaaa", "a"},
    {"^a{1,3}$", "aaa", "aaaa"},
    {"^a*b+c?$", "bb", "aac"},
    {"^[^a-c]$", "d", "b"},
    {"^[-a]+$", "a-a", "b"},
    {"^[a-]+$", "a-a", "b"},
    {"^[a-c-e]+$", "b-e", "d"},
    {"^[\\]\\\\^]+$", "]\\^", "["},
    {"^[\\w.]+$", "aZ_09.", "-"},
    {"^\\d\\D\\s\\S\\w\\W$", "0a bc-", "0a bcd"},
    {"^.$", "a", "\n"},
    {"^.$", "b", "\r"},
    {"[^a]b", "\r\nb", "ab"},
    {"^\\.\\/\\-$", "./-", "a/-"},
    {"^(?:a(?:b(?:c)?)?)x$", "abx", "acx"},
    {"^(a|bc)?d$", "bcd", "bd"},
};

/* What is left to the engine. */
static const char *const others[] = {
    "",         "a*",         "^",     "$?",      "$$",      "(?:a+)+", "(?:ab)*",
    "(?=a)",    "(?!a)b",     "(?i)a", "(a)\\1",  "a*?",     "a++",     "a{2}{3}",
    "a{,2}",    "a{",         "x{0}",  "\\bword", "\\u0041", "[[:a:]]", "[a[b]",
    "\xC3\xA4", "[\xC3\xA4]", "a||b",  "a^b",     "(a",      "[a-\\d]", "(*UTF)a",
    "a{65}",    "[ab]{70}",   "\\n",   "]",       "}",       "^a|b",    "^[]$",
};

static bool is_read(const char *pattern)
{
    struct hp_regular regular;
    return hp_regular_read(hp_slice_of(pattern), &regular);
}

static enum hp_automaton_result search(const char *pattern, const char *text)
{
    struct hp_regular regular;
    struct hp_automaton *automaton;
    ck_assert_msg(hp_regular_read(hp_slice_of(pattern), &regular), "not read: %s", pattern);
    ck_assert_int_eq(hp_automaton_new(&regular, &automaton), HP_OK);
    ck_assert_msg(automaton != NULL, "too large: %s", pattern);
    enum hp_automaton_result result = hp_automaton_search(automaton, hp_slice_of(text));
    hp_automaton_free(automaton);
    return result;
}

START_TEST(plain_pattern_is_decided_by_a_table)
{
    ck_assert_msg(search(plain[_i].pattern, plain[_i].match) == HP_AUTOMATON_MATCH, "%s",
                  plain[_i].pattern);
    ck_assert_msg(search(plain[_i].pattern, plain[_i].other) == HP_AUTOMATON_NO_MATCH, "%s",
                  plain[_i].pattern);
}
END_TEST

/* Where the verdict falls before the first character that is not ASCII, the rest does not count. */
static const struct {
    const char *pattern;
    const char *text;
    enum hp_automaton_result result;
} foreign[] = {
    {"ab", "xxxxxxxab\xC3\xA4", HP_AUTOMATON_MATCH},
    {"^ab", "acxxxxxxxxx\xC3\xA4", HP_AUTOMATON_NO_MATCH},
    {"^ab", "a\xC3\xA4", HP_AUTOMATON_FOREIGN},
    {"ab", "xx\xC3\xA4xxab", HP_AUTOMATON_FOREIGN},
    {"ab$", "ab\xC3\xA4", HP_AUTOMATON_FOREIGN},
    {"[^a]", "\x80", HP_AUTOMATON_FOREIGN},
    {"[^a]", "\xFF", HP_AUTOMATON_FOREIGN},
    {url_pattern, "https://a.b/\xF0\x9F\x98\x80", HP_AUTOMATON_MATCH},
};

START_TEST(what_is_not_ascii_is_left_to_the_engine)
{
    ck_assert_msg(search(foreign[_i].pattern, foreign[_i].text) == foreign[_i].result,
                  "/%s/ on \"%s\"", foreign[_i].pattern, foreign[_i].text);
}
END_TEST

START_TEST(other_pattern_is_left_to_the_engine)
{
    ck_assert_msg(!is_read(others[_i]), "read: %s", others[_i]);
}
END_TEST

/* States may double with each position: "one of the last twelve characters but one is an a". */
START_TEST(table_that_grows_too_large_is_not_made)
{
    struct hp_regular regular;
    struct hp_automaton *automaton;
    ck_assert(hp_regular_read(HP_SLICE("a.{12}b"), &regular));
    ck_assert_int_eq(hp_automaton_new(&regular, &automaton), HP_OK);
    ck_assert_ptr_null(automaton);
}
END_TEST

static const char *const pieces[] = {
    "a",     "b",   "-",     "a",     "b",    "[ab]",    "[^a]", "[a-c]", "[^a-b]", ".",
    "\\w",   "\\d", "\\W",   "(?:",   ")",    "(",       ")",    "|",     "*",      "+",
    "?",     "{2}", "{1,2}", "{0,2}", "{2,}", "$",       "[-b]", "[b-]",  "\\.",    "[\\d-]",
    "[.$^]", "0",   " ",     "\\s",   "[]a]", "[a-c-e]", "\\-",
};

static void write_pattern(struct hp_buf *pattern, struct hp_rng *rng)
{
    hp_buf_clear(pattern);
    if (hp_rng_below(rng, 2) == 0) {
        hp_buf_char(pattern, '^');
    }
    unsigned count = 1 + (unsigned)hp_rng_below(rng, 9);
    for (unsigned i = 0; i < count; i++) {
        hp_buf_text(pattern, pieces[hp_rng_below(rng, sizeof(pieces) / sizeof(pieces[0]))]);
    }
}

/* The engine alone: behind an empty group no pattern is for the table. */
static struct hp_regex *engine_of(struct hp_slice pattern)
{
    struct hp_buf text;
    struct hp_regex *regex;
    char message[128];
    hp_buf_init(&text, 1024);
    hp_buf_text(&text, "(?:)(?:");
    hp_buf_slice(&text, pattern);
    hp_buf_char(&text, ')');
    struct hp_regular regular;
    ck_assert(!hp_regular_read(hp_buf_view(&text), &regular));
    bool made = hp_regex_new(hp_buf_view(&text), &regex, message, sizeof(message)) == HP_OK;
    hp_buf_deinit(&text);
    return made ? regex : NULL;
}

static void hold_to_engine(const struct hp_regex *engine, const struct hp_automaton *automaton,
                           const char *pattern, struct hp_rng *rng, struct hp_arena *arena)
{
    /* No CR LF: the engine lets no match begin between them, which ECMA-262 does not say. */
    static const char letters[] = "aaabbbc-.0 $^d\n\t_e]";
    for (int turn = 0; turn < 20; turn++) {
        char text[14];
        bool ascii = hp_rng_below(rng, 4) > 0;
        struct hp_regex_room room = {NULL};
        struct hp_slice subject = {text, hp_rng_below(rng, sizeof(text) - 2)};
        for (size_t i = 0; i < subject.len; i++) {
            text[i] = letters[hp_rng_below(rng, sizeof(letters) - 1)];
        }
        if (!ascii) {
            size_t at = hp_rng_below(rng, subject.len + 1);
            memmove(text + at + 2, text + at, subject.len - at);
            memcpy(text + at, "\xC3\xA4", 2);
            subject.len += 2;
        }
        bool want = hp_regex_search(engine, subject, arena, &room) == HP_REGEX_MATCH;
        enum hp_automaton_result have = hp_automaton_search(automaton, subject);
        ck_assert_msg((have == HP_AUTOMATON_FOREIGN && !ascii) ||
                          (have == HP_AUTOMATON_MATCH) == want,
                      "/%s/ on \"%.*s\"", pattern, (int)subject.len, text);
        ck_assert(!ascii || have != HP_AUTOMATON_FOREIGN);
        hp_arena_reset(arena);
    }
}

START_TEST(table_and_engine_agree)
{
    struct hp_rng rng;
    struct hp_arena arena;
    struct hp_buf pattern;
    unsigned held = 0;
    hp_rng_init(&rng, (uint64_t)_i, HP_SLICE("patterns"));
    hp_arena_init(&arena, 1 << 20);
    hp_buf_init(&pattern, 1024);
    for (unsigned turn = 0; turn < 8000; turn++) {
        struct hp_regular regular;
        struct hp_automaton *automaton;
        write_pattern(&pattern, &rng);
        struct hp_regex *engine = engine_of(hp_buf_view(&pattern));
        if (engine == NULL || !hp_regular_read(hp_buf_view(&pattern), &regular)) {
            hp_regex_free(engine);
            continue;
        }
        ck_assert_int_eq(hp_automaton_new(&regular, &automaton), HP_OK);
        if (automaton != NULL) {
            hold_to_engine(engine, automaton, hp_buf_cstr(&pattern), &rng, &arena);
            held++;
        }
        hp_automaton_free(automaton);
        hp_regex_free(engine);
    }
    ck_assert_uint_ge(held, 1000);
    hp_buf_deinit(&pattern);
    hp_arena_deinit(&arena);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("contract_regular");
    TCase *tables = tcase_create("tables");
    tcase_set_timeout(tables, 60); /* sanitizers on a busy machine; each takes far less */
    tcase_add_loop_test(tables, plain_pattern_is_decided_by_a_table, 0,
                        (int)(sizeof(plain) / sizeof(plain[0])));
    tcase_add_loop_test(tables, what_is_not_ascii_is_left_to_the_engine, 0,
                        (int)(sizeof(foreign) / sizeof(foreign[0])));
    tcase_add_loop_test(tables, other_pattern_is_left_to_the_engine, 0,
                        (int)(sizeof(others) / sizeof(others[0])));
    tcase_add_test(tables, table_that_grows_too_large_is_not_made);
    tcase_add_loop_test(tables, table_and_engine_agree, 0, 3);
    suite_add_tcase(suite, tables);
    return suite;
}
