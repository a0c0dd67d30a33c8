/* A campaign makes the same bodies of the same answers, learns in their order, keeps what is new.
 */
#include "harness/run/campaign.h"

#include "harness/run/corpus.h"
#include "tests/unit/run_shrink_fixture.h"

enum { ROUNDS = 6, ROUND = 64, FIRST_INDEX = 100 };

static struct hp_campaign *campaign;
static struct hp_campaign_options options;
static struct hp_error error;
static char folder[64];

static void set_up(void)
{
    size_t count;
    const struct hp_row *const *rows = hp_body_rows(&count);
    shrink_set_up(rows, count);
    campaign = NULL;
    error = (struct hp_error){0};
    options = (struct hp_campaign_options){
        .plan = plan, .contract = contract, .seed = 5, .first_index = FIRST_INDEX};
    (void)snprintf(folder, sizeof(folder), "/tmp/hookproof-campaign-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void tear_down(void)
{
    char command[128];
    hp_campaign_free(campaign);
    shrink_tear_down();
    (void)snprintf(command, sizeof(command), "rm -r '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static void open_campaign(void)
{
    hp_campaign_free(campaign);
    ck_assert_msg(hp_campaign_new(&options, &campaign, &error) == HP_OK, "%s", error.text);
}

/* A status by the body's length: some kinds of answers, of which the fewest are new. */
static void learn(const struct hp_case *kase, enum hp_verdict verdict)
{
    struct hp_exchange exchange = {
        .response = {.status = 400 + (int)(kase->request.body.len % 37), .body = HP_SLICE("{}")}};
    struct hp_judgement judgement = {.verdict = verdict};
    ck_assert_int_eq(hp_campaign_learn(campaign, kase, &exchange, &judgement, &error), HP_OK);
}

static void assert_next(struct hp_case *kase)
{
    ck_assert(hp_campaign_is_ready(campaign));
    ck_assert_msg(hp_campaign_next(campaign, kase, &error), "%s", error.text);
}

/* All bodies of some rounds as one number. `backwards`: answers come in the wrong order. */
static uint64_t play(bool backwards)
{
    static struct hp_case cases[ROUND];
    uint64_t hash = HP_HASH_BASIS;
    open_campaign();
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < ROUND; i++) {
            hp_case_init(&cases[i]);
            assert_next(&cases[i]);
            hash = hp_hash_mix(hp_hash(hash, cases[i].request.body));
            ck_assert_uint_eq(cases[i].index, FIRST_INDEX + (unsigned)(round * ROUND + i));
        }
        for (int i = 0; i < ROUND; i++) {
            ck_assert(!hp_campaign_is_ready(campaign));
            learn(&cases[backwards ? ROUND - 1 - i : i], HP_PASS);
        }
        for (int i = 0; i < ROUND; i++) {
            hp_case_deinit(&cases[i]);
        }
    }
    return hash;
}

START_TEST(the_same_seed_and_answers_give_the_same_bodies)
{
    uint64_t first = play(false);
    size_t fresh = 0;
    ck_assert_uint_gt(hp_campaign_pool(campaign, &fresh), 3);
    ck_assert_uint_eq(fresh, hp_campaign_pool(campaign, &fresh));
    ck_assert_uint_eq(play(false), first);
    ck_assert_uint_eq(play(true), first);
    options.seed = 6;
    ck_assert_uint_ne(play(false), first);
}
END_TEST

START_TEST(a_round_waits_for_its_answers_and_a_case_that_was_not_sent_counts)
{
    static struct hp_case kase, last;
    size_t fresh = 0;
    hp_case_init(&kase);
    hp_case_init(&last);
    open_campaign();
    for (int i = 0; i < ROUND - 1; i++) {
        assert_next(&kase);
        ck_assert_int_eq(hp_campaign_learn(campaign, &kase, NULL, NULL, &error), HP_OK);
    }
    assert_next(&last);
    ck_assert(!hp_campaign_is_ready(campaign));
    ck_assert(!hp_campaign_next(campaign, &kase, &error));
    ck_assert_int_eq(error.status, HP_OK);
    ck_assert_int_eq(hp_campaign_learn(campaign, &last, NULL, NULL, &error), HP_OK);
    assert_next(&kase);
    ck_assert_uint_eq(hp_campaign_pool(campaign, &fresh), 0);
    hp_case_deinit(&kase);
    hp_case_deinit(&last);
}
END_TEST

/* Its rows are for bodies that somebody has: without one they would expect a refusal of the
 * documented request. */
START_TEST(no_plan_has_a_case_of_a_row_for_bodies)
{
    static struct hp_case kase;
    struct hp_plan_cursor cursor = {0};
    size_t cases = 0;
    hp_case_init(&kase);
    while (hp_plan_next(plan, &cursor, &kase, &error)) {
        ck_assert_msg(!hp_body_is_case(kase.id), "%.*s", (int)kase.id.len, kase.id.at);
        cases++;
    }
    ck_assert_int_eq(error.status, HP_OK);
    ck_assert_uint_eq(cases, hp_plan_size(plan));
    hp_case_deinit(&kase);
}
END_TEST

static void put_entry(const char *body)
{
    ck_assert_int_eq(hp_corpus_write(folder, hp_slice_of(body), &error), HP_OK);
}

START_TEST(a_corpus_is_sent_as_it_is_each_file_once_and_judged_by_what_it_is)
{
    static struct hp_case kase;
    size_t valid = 0;
    size_t wrong = 0;
    put_entry("{\"webhook\":7}");
    put_entry("no json");
    options.corpus = folder;
    options.corpus_only = true;
    open_campaign();
    hp_case_init(&kase);
    while (hp_campaign_is_ready(campaign) && hp_campaign_next(campaign, &kase, &error)) {
        bool is_json = hp_slice_is(kase.request.body, "{\"webhook\":7}");
        ck_assert(is_json || hp_slice_is(kase.request.body, "no json"));
        ck_assert_str_eq(kase.row->id, is_json ? "fuzz-breaks" : "fuzz-not-json");
        valid += is_json;
        wrong += !is_json;
        learn(&kase, HP_PASS);
    }
    ck_assert_int_eq(error.status, HP_OK);
    ck_assert(valid == 1 && wrong == 1);
    hp_case_deinit(&kase);
}
END_TEST

START_TEST(a_corpus_without_a_file_is_refused_where_only_files_are_sent)
{
    options.corpus = folder;
    options.corpus_only = true;
    ck_assert_int_eq(hp_campaign_new(&options, &campaign, &error), HP_ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, folder));
    ck_assert_ptr_null(campaign);
    error = (struct hp_error){0};
    options.corpus_only = false;
    open_campaign();
}
END_TEST

START_TEST(what_brought_a_new_kind_is_written_to_the_corpus)
{
    struct hp_corpus corpus;
    size_t fresh = 0;
    options.corpus = folder;
    options.keeps = true;
    (void)play(false);
    static struct hp_case kase;
    hp_case_init(&kase);
    assert_next(&kase); /* the last round is learned from when the next one begins */
    ck_assert_int_eq(hp_corpus_read(folder, &corpus, &error), HP_OK);
    ck_assert_uint_gt(hp_campaign_pool(campaign, &fresh), 3);
    ck_assert_uint_eq(corpus.count, hp_campaign_pool(campaign, &fresh));
    hp_corpus_deinit(&corpus);
    hp_case_deinit(&kase);
}
END_TEST

START_TEST(bodies_that_failed_are_kept_and_others_are_not)
{
    static struct hp_case bad, good;
    struct hp_slice body;
    hp_case_init(&bad);
    hp_case_init(&good);
    open_campaign();
    assert_next(&bad);
    do {
        assert_next(&good);
    } while (hp_slice_equal(good.id, bad.id));
    learn(&bad, HP_FAIL);
    learn(&good, HP_NOTE);
    ck_assert(hp_bodies_find(hp_campaign_bodies(campaign), bad.id, &body));
    ck_assert(hp_slice_equal(body, bad.request.body));
    ck_assert(!hp_bodies_find(hp_campaign_bodies(campaign), good.id, &body));
    hp_case_deinit(&bad);
    hp_case_deinit(&good);
}
END_TEST

/* A target that is not on this machine is not told of anybody's host. */
START_TEST(a_careful_campaign_calls_nobody_but_the_example)
{
    static struct hp_case kase;
    hp_case_init(&kase);
    put_entry("{\"webhook\":{\"url\":\"https://somebody.net/\"}}");
    options.corpus = folder;
    options.careful = true;
    open_campaign();
    for (int i = 0; i < ROUNDS * ROUND; i++) {
        struct hp_arena arena;
        hp_arena_init(&arena, 16 * 1024 * 1024);
        assert_next(&kase);
        ck_assert(hp_body_calls_example(contract, kase.request.body, &arena));
        hp_arena_deinit(&arena);
        learn(&kase, HP_PASS);
    }
    hp_case_deinit(&kase);
}
END_TEST

/* ... and what may not be sent hides nothing of what may. */
START_TEST(a_careful_corpus_is_read_to_its_end)
{
    static struct hp_case kase;
    size_t sent_bodies = 0;
    hp_case_init(&kase);
    for (int i = 0; i < 600; i++) {
        char name[128];
        char body[64];
        (void)snprintf(name, sizeof(name), "%s/%03d", folder, i);
        (void)snprintf(body, sizeof(body),
                       i < 599 ? "{\"webhook\":{\"url\":\"https://n%d.net/\"}}" : "[%d]", i);
        FILE *file = fopen(name, "we");
        ck_assert_ptr_nonnull(file);
        (void)fputs(body, file);
        ck_assert_int_eq(fclose(file), 0);
    }
    options.corpus = folder;
    options.careful = true;
    options.corpus_only = true;
    open_campaign();
    while (hp_campaign_is_ready(campaign) && hp_campaign_next(campaign, &kase, &error)) {
        ck_assert(hp_slice_is(kase.request.body, "[599]"));
        learn(&kase, HP_PASS);
        sent_bodies++;
    }
    ck_assert_uint_eq(sent_bodies, 1);
    hp_case_deinit(&kase);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_campaign");
    TCase *tcase = tcase_create("campaign");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, the_same_seed_and_answers_give_the_same_bodies);
    tcase_add_test(tcase, a_round_waits_for_its_answers_and_a_case_that_was_not_sent_counts);
    tcase_add_test(tcase, a_corpus_is_sent_as_it_is_each_file_once_and_judged_by_what_it_is);
    tcase_add_test(tcase, a_corpus_without_a_file_is_refused_where_only_files_are_sent);
    tcase_add_test(tcase, what_brought_a_new_kind_is_written_to_the_corpus);
    tcase_add_test(tcase, bodies_that_failed_are_kept_and_others_are_not);
    tcase_add_test(tcase, a_careful_campaign_calls_nobody_but_the_example);
    tcase_add_test(tcase, a_careful_corpus_is_read_to_its_end);
    tcase_add_test(tcase, no_plan_has_a_case_of_a_row_for_bodies);
    suite_add_tcase(suite, tcase);
    return suite;
}
