/* The property behind all edits: no span that is still present ever lies. */
#include "harness/mutate/draft.h"

#include "harness/base/rng.h"
#include "harness/json/scan.h"
#include "tests/support/suite_main.h"
#include "tests/unit/mutate_fixture.h"

static struct hp_draft draft;

static struct hp_slice text(void)
{
    return hp_draft_text(&draft);
}

static void expect_json(struct hp_slice value, const char *what)
{
    struct hp_json_scan scan;
    ck_assert_msg(hp_json_scan(value, &hp_json_limits_default, &scan), "%s is no JSON: %.*s", what,
                  (int)value.len, value.at);
}

static void expect_true_node(struct hp_site site)
{
    const struct hp_node *at = hp_draft_node(&draft, site);
    if (at == NULL) {
        return;
    }
    expect_json(hp_draft_value(&draft, site), "a value");
    if (at->name.begin == at->name.end) {
        ck_assert_mem_eq(&at->member, &at->value, sizeof(at->member));
        return;
    }
    ck_assert_uint_eq(at->name.begin, at->member.begin);
    ck_assert_uint_eq(at->value.end, at->member.end);
    ck_assert_uint_eq(at->name.end + 1, at->value.begin);
    ck_assert_int_eq(text().at[at->name.end], ':');
    ck_assert_int_eq(text().at[at->name.begin], '"');
    expect_json((struct hp_slice){text().at + at->name.begin, at->name.end - at->name.begin},
                "a name");
}

static struct hp_site random_site(struct hp_rng *rng)
{
    int role = (int)hp_rng_below(rng, HP_ROLE_COUNT);
    return (struct hp_site){(enum hp_role)role, (int)hp_rng_below(rng, 5) - 1};
}

static bool in_object(struct hp_site site)
{
    return (site.item < 0 || site.role == HP_ROLE_HEADERS) && site.role != HP_ROLE_ROOT;
}

static void random_edit(struct hp_rng *rng)
{
    static const char *const values[] = {
        "1", "\"longer text than before\"", "[]", "{}", "null", "[1,2]", "{\"k\":[]}"};
    struct hp_site site = random_site(rng);
    struct hp_slice value = hp_slice_of(values[hp_rng_below(rng, 7)]);
    struct hp_slice member = HP_SLICE("\"new\":[0]");
    struct hp_slice container = hp_draft_value(&draft, site);
    bool object = container.len > 0 && container.at[0] == '{';
    switch (hp_rng_below(rng, 7)) {
    case 0:
        hp_draft_replace_value(&draft, site, value);
        break;
    case 1:
        if (in_object(site)) {
            hp_draft_replace_name(&draft, site, HP_SLICE("\"renamed member\""));
        }
        break;
    case 2:
        if (site.role != HP_ROLE_ROOT) {
            hp_draft_remove(&draft, site);
        }
        break;
    case 3:
        hp_draft_insert_first(&draft, site, object ? member : value);
        break;
    case 4:
        hp_draft_insert_last(&draft, site, object ? member : value);
        break;
    case 5:
        if (site.role != HP_ROLE_ROOT) {
            hp_draft_insert_before(&draft, site, in_object(site) ? member : value);
        }
        break;
    default: {
        struct hp_site other = random_site(rng);
        const struct hp_node *a = hp_draft_node(&draft, site);
        const struct hp_node *b = hp_draft_node(&draft, other);
        if (a != NULL && b != NULL && in_object(site) == in_object(other) &&
            (a->member.end <= b->member.begin || b->member.end <= a->member.begin)) {
            hp_draft_swap(&draft, site, other);
        }
    }
    }
}

START_TEST(after_any_edits_every_present_span_delimits_json)
{
    hp_draft_init(&draft);
    for (uint64_t seed = 0; seed < 500; seed++) {
        struct hp_rng rng;
        hp_rng_init(&rng, seed, HP_SLICE("draft"));
        hp_draft_write(&draft, &fixture_contract, &fixture_content);
        for (int edit = 0; edit < 12; edit++) {
            random_edit(&rng);
            expect_json(text(), "the document");
            for (int role = 0; role < HP_ROLE_COUNT; role++) {
                for (int index = -1; index < 4; index++) {
                    expect_true_node((struct hp_site){(enum hp_role)role, index});
                }
            }
        }
    }
    hp_draft_deinit(&draft);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("mutate/spans");
    TCase *tcase = tcase_create("spans");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, after_any_edits_every_present_span_delimits_json);
    suite_add_tcase(suite, tcase);
    return suite;
}
