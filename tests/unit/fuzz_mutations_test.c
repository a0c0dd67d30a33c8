/* The structure-aware mutations: what they promise of valid texts, that they repeat, and that
 * broken texts break nothing. */
#include "fuzz/fuzz.h"
#include "fuzz/mutations.h"
#include "harness/base/alloc.h"
#include "tests/support/suite_main.h"

static const char document[] =
    "{\"webhook\":{\"operations\":[\"CREATE\",\"UPDATE\"],\"name\":\"a\\u0041\\n\",\"type\":"
    "\"SYNC_COMPLETED\",\"n\":[1,-2.5e3,true,null,{}],\"url\":\"https://example.com/\"}}";

static struct hp_draft draft;

static struct hp_mutation mutation_of(unsigned seed)
{
    struct hp_mutation mutation = {.draft = &draft, .contract = hp_fuzz_contract()};
    hp_rng_init(&mutation.rng, seed, HP_SLICE("test"));
    return mutation;
}

static bool is_json(struct hp_slice text)
{
    struct hp_json_scan scan;
    return hp_json_scan(text, NULL, &scan);
}

START_TEST(mutators_that_keep_json_keep_it)
{
    const struct hp_mutator *mutator = &hp_mutators[_i];
    unsigned changed = 0, valid = 0, count = 2000;
    hp_draft_init(&draft);
    for (unsigned seed = 0; seed < count; seed++) {
        struct hp_mutation mutation = mutation_of(seed);
        hp_mutate(&mutation, mutator, hp_slice_of(document));
        struct hp_slice text = hp_draft_text(&draft);
        bool json = is_json(text);
        ck_assert_msg(json || !mutator->keeps_json, "%s, seed %u: %.*s", mutator->name, seed,
                      (int)text.len, text.at);
        valid += json;
        changed += !hp_slice_is(text, document);
    }
    ck_assert_msg(changed > count / 5, "%s changes %u of %u", mutator->name, changed, count);
    ck_assert_msg(mutator->keeps_json || valid < count, "%s never breaks a text", mutator->name);
    hp_draft_deinit(&draft);
}
END_TEST

START_TEST(a_seed_gives_the_same_text_again)
{
    hp_draft_init(&draft);
    for (unsigned seed = 0; seed < 500; seed++) {
        char *first = NULL;
        for (int round = 0; round < 2; round++) {
            struct hp_mutation mutation = mutation_of(seed);
            hp_mutate(&mutation, hp_mutator_choose(&mutation.rng), hp_slice_of(document));
            struct hp_slice text = hp_draft_text(&draft);
            if (round == 0) {
                first = hp_strndup(text.at, text.len);
            } else {
                ck_assert(hp_slice_is(text, first));
            }
        }
        hp_free(first);
    }
    hp_draft_deinit(&draft);
}
END_TEST

START_TEST(broken_texts_are_mutated_too)
{
    static const char *const texts[] = {
        "",         "\\",        "\"",           "{",        "[[[[",
        "}]}]",     "{\"a\"",    "{\"a\":",      "\"\\",     "{\"a\":1,\"b",
        "\xff\xfe", "{{\"a\":[", "[1,2}{\"x\":", "a:b,c:\"", "HTTP/1.1 200 x\r\n\r\n{\"a\":[1]}"};
    hp_draft_init(&draft);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        for (unsigned seed = 0; seed < 400; seed++) {
            struct hp_mutation mutation = mutation_of(seed);
            hp_mutate(&mutation, hp_mutator_choose(&mutation.rng), hp_slice_of(texts[i]));
            ck_assert(!draft.text.failed);
            hp_mutate_cross(&mutation, hp_slice_of(texts[i]), hp_slice_of(document));
            ck_assert(!draft.text.failed);
        }
    }
    hp_draft_deinit(&draft);
}
END_TEST

START_TEST(a_crossover_of_valid_texts_is_valid_and_holds_both)
{
    static const char other[] = "{\"other\":[\"marker\"]}";
    unsigned mixed = 0;
    hp_draft_init(&draft);
    for (unsigned seed = 0; seed < 1000; seed++) {
        struct hp_mutation mutation = mutation_of(seed);
        hp_mutate_cross(&mutation, hp_slice_of(document), hp_slice_of(other));
        struct hp_slice text = hp_draft_text(&draft);
        ck_assert_msg(is_json(text), "seed %u: %.*s", seed, (int)text.len, text.at);
        mixed += hp_slice_find(text, HP_SLICE("marker")) < text.len &&
                 hp_slice_find(text, HP_SLICE("webhook")) < text.len;
    }
    ck_assert_uint_gt(mixed, 300);
    hp_draft_deinit(&draft);
}
END_TEST

START_TEST(the_length_of_a_message_is_set_right)
{
    struct hp_buf text;
    hp_buf_init(&text, 1000);
    hp_buf_text(&text, "POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\n{}");
    hp_mutate_repair_length(&text);
    ck_assert(hp_slice_is(hp_buf_view(&text), "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"));
    hp_buf_clear(&text);
    hp_buf_text(&text, "{\"Content-Length: 9\":1}");
    hp_mutate_repair_length(&text);
    ck_assert(hp_slice_is(hp_buf_view(&text), "{\"Content-Length: 9\":1}"));
    hp_buf_deinit(&text);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("fuzz_mutations");
    TCase *tests = tcase_create("mutations");
    tcase_add_loop_test(tests, mutators_that_keep_json_keep_it, 0, (int)hp_mutator_count);
    tcase_add_test(tests, a_seed_gives_the_same_text_again);
    tcase_add_test(tests, broken_texts_are_mutated_too);
    tcase_add_test(tests, a_crossover_of_valid_texts_is_valid_and_holds_both);
    tcase_add_test(tests, the_length_of_a_message_is_set_right);
    suite_add_tcase(suite, tests);
    return suite;
}
