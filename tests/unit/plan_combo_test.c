/* Every combination is named once by number and once by text, and both ways lead back. */
#include "harness/plan/combo.h"

#include <stdlib.h>

#include "tests/support/suite_main.h"
#include "tests/unit/plan_fixture.h"

static struct hp_buf out;

static void set_up(void)
{
    hp_buf_init(&out, 4096);
}

static void tear_down(void)
{
    hp_buf_deinit(&out);
}

static const char *print(const struct hp_contract *contract, const struct hp_combo *combo)
{
    hp_buf_clear(&out);
    hp_combo_print(contract, combo, &out);
    return hp_buf_cstr(&out);
}

/* What a combination means, apart from how the struct is filled. */
static bool same(const struct hp_combo *a, const struct hp_combo *b)
{
    return a->type == b->type && a->operation_count == b->operation_count &&
           memcmp(a->operations, b->operations, a->operation_count) == 0 &&
           a->models_sent_count == b->models_sent_count &&
           memcmp(a->models_sent, b->models_sent, a->models_sent_count) == 0 &&
           a->models == b->models && a->order == b->order && a->name_class == b->name_class &&
           a->url_class == b->url_class && a->headers_class == b->headers_class;
}

static void expect_round_trip(const struct hp_contract *contract, const struct hp_combo *combo)
{
    const char *text = print(contract, combo);
    struct hp_combo back;
    ck_assert_msg(hp_combo_parse(contract, hp_slice_of(text), &back), "not read: %s", text);
    ck_assert_msg(same(combo, &back), "read differently: %s", text);
}

typedef uint64_t count_fn(const struct hp_contract *contract);
typedef void make_fn(const struct hp_contract *contract, uint64_t index, struct hp_combo *combo);

static const struct kind {
    const char *name;
    count_fn *count;
    make_fn *make;
    uint64_t want; /* 3 x 7 x 62; 3 x 3 x 62; 3 x 15; 62 x 61 / 2; 3 x 3 */
} kinds[] = {
    {"triples", hp_combo_triples, hp_combo_triple, 1302},
    {"singles", hp_combo_singles, hp_combo_single, 558},
    {"orders", hp_combo_orders, hp_combo_order, 45},
    {"pairs", hp_combo_pairs, hp_combo_pair, 1891},
    {"all data models", hp_combo_alls, hp_combo_all, 9},
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All texts of a kind are different: then the numbering is a bijection. */
static void expect_distinct(const struct hp_contract *contract, count_fn *count, make_fn *make)
{
    uint64_t total = count(contract);
    char **texts = calloc((size_t)total + 1, sizeof(*texts));
    for (uint64_t i = 0; i < total; i++) {
        struct hp_combo combo;
        make(contract, i, &combo);
        expect_round_trip(contract, &combo);
        texts[i] = strdup(hp_buf_cstr(&out));
    }
    qsort(texts, (size_t)total, sizeof(*texts), by_text);
    for (uint64_t i = 1; i < total; i++) {
        ck_assert_str_ne(texts[i - 1], texts[i]);
    }
    for (uint64_t i = 0; i < total; i++) {
        free(texts[i]);
    }
    free(texts);
}

START_TEST(a_kind_has_this_many_combinations)
{
    ck_assert_uint_eq(kinds[_i].count(&fixture_contract), kinds[_i].want);
}
END_TEST

START_TEST(every_number_is_another_combination_and_every_text_leads_back)
{
    expect_distinct(&fixture_contract, kinds[_i].count, kinds[_i].make);
}
END_TEST

START_TEST(numbering_is_a_bijection_whatever_the_counts_share)
{
    for (size_t types = 1; types <= 4; types++) {
        for (size_t operations = 1; operations <= 3; operations++) {
            for (size_t models = 1; models <= 14; models++) {
                struct hp_contract contract = fixture_contract;
                contract.types.values[3] = HP_SLICE("FOURTH");
                contract.types.count = types;
                contract.operations.count = operations;
                contract.data_models.count = models;
                for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
                    expect_distinct(&contract, kinds[k].count, kinds[k].make);
                }
            }
        }
    }
}
END_TEST

START_TEST(any_run_of_62_triples_meets_every_type_set_and_data_model)
{
    for (uint64_t start = 0; start + 62 <= 1302; start++) {
        uint64_t types = 0;
        uint64_t sets = 0;
        uint64_t models = 0;
        for (uint64_t i = start; i < start + 62; i++) {
            struct hp_combo combo;
            hp_combo_triple(&fixture_contract, i, &combo);
            uint64_t set = 0;
            for (size_t o = 0; o < combo.operation_count; o++) {
                set |= UINT64_C(1) << combo.operations[o];
            }
            types |= UINT64_C(1) << combo.type;
            sets |= UINT64_C(1) << set;
            models |= combo.models;
        }
        ck_assert_uint_eq(types, 7);
        ck_assert_uint_eq(sets, 0xfe);
        ck_assert_uint_eq(models, hp_combo_all_models(&fixture_contract));
    }
}
END_TEST

START_TEST(restricted_triples_keep_to_their_types)
{
    ck_assert_uint_eq(hp_combo_triples_of(&fixture_contract, 6), 868);
    for (uint64_t i = 0; i < 868; i++) {
        struct hp_combo combo;
        hp_combo_triple_of(&fixture_contract, 6, i, &combo);
        ck_assert_uint_ne(combo.type, 0);
    }
}
END_TEST

START_TEST(orders_are_sequences_without_repetition)
{
    uint64_t lengths[4] = {0};
    for (uint64_t i = 0; i < 45; i++) {
        struct hp_combo combo;
        hp_combo_order(&fixture_contract, i, &combo);
        uint64_t seen = 0;
        for (size_t o = 0; o < combo.operation_count; o++) {
            ck_assert_uint_eq(seen >> combo.operations[o] & 1, 0);
            seen |= UINT64_C(1) << combo.operations[o];
        }
        lengths[combo.operation_count]++;
    }
    ck_assert_uint_eq(lengths[1], 9);
    ck_assert_uint_eq(lengths[2], 18);
    ck_assert_uint_eq(lengths[3], 18);
}
END_TEST

START_TEST(pairs_are_of_two_data_models_and_a_type_that_needs_them)
{
    for (uint64_t i = 0; i < 1891; i++) {
        struct hp_combo combo;
        hp_combo_pair(&fixture_contract, i, &combo);
        ck_assert_uint_eq(combo.type, 0);
        ck_assert_int_eq(__builtin_popcountll(combo.models), 2);
        ck_assert_uint_gt(combo.operation_count, 0);
    }
}
END_TEST

static const struct {
    const char *text;
    struct hp_combo combo;
} forms[] = {
    {"SYNC_COMPLETED.CREATE.BILLS",
     {.type = 2,
      .operations = {0},
      .operation_count = 1,
      .models_sent = {2},
      .models_sent_count = 1,
      .models = 4}},
    {"DATA_MODEL_CHANGES.DELETE+CREATE.BILLS+ACCOUNTS",
     {.operations = {2, 0},
      .operation_count = 2,
      .models_sent = {2, 0},
      .models_sent_count = 2,
      .models = 5}},
    {"CONNECTION_CHANGED.none.none", {.type = 1}},
    {"CONNECTION_CHANGED.none.all", {.type = 1, .models = UINT64_C(0x3fffffffffffffff)}},
    {"CONNECTION_CHANGED.none.all-reversed",
     {.type = 1, .models = UINT64_C(0x3fffffffffffffff), .order = HP_MODELS_REVERSED}},
    {"CONNECTION_CHANGED.none.all-shuffled",
     {.type = 1, .models = UINT64_C(0x3fffffffffffffff), .order = HP_MODELS_SHUFFLED}},
    {"CONNECTION_CHANGED.UPDATE.x000000000000000f",
     {.type = 1, .operations = {1}, .operation_count = 1, .models = 15}},
    {"CONNECTION_CHANGED.UPDATE.x2000000000001005.n3u0h2",
     {.type = 1,
      .operations = {1},
      .operation_count = 1,
      .models = UINT64_C(0x2000000000001005),
      .name_class = 3,
      .headers_class = 2}},
};

START_TEST(a_form_is_written_and_read_like_this)
{
    struct hp_combo want = forms[_i].combo;
    ck_assert_str_eq(print(&fixture_contract, &want), forms[_i].text);
    expect_round_trip(&fixture_contract, &want);
}
END_TEST

START_TEST(every_class_is_written_and_read)
{
    for (unsigned i = 0; i < HP_NAME_CLASSES * HP_URL_CLASSES * HP_HEADERS_CLASSES; i++) {
        struct hp_combo combo;
        hp_combo_triple(&fixture_contract, i, &combo);
        combo.name_class = (uint8_t)(i % HP_NAME_CLASSES);
        combo.url_class = (uint8_t)(i / HP_NAME_CLASSES % HP_URL_CLASSES);
        combo.headers_class = (uint8_t)(i / HP_NAME_CLASSES / HP_URL_CLASSES);
        expect_round_trip(&fixture_contract, &combo);
    }
}
END_TEST

static const struct {
    const char *text;
    const char *says;
} wrong[] = {
    {"", "is no combination"},
    {"SYNC_COMPLETED", "is no combination"},
    {"SYNC_COMPLETED.CREATE", "is no combination"},
    {"SYNC_COMPLETED.CREATE.", "is no combination"},
    {"SYNC_COMPLETE.CREATE.BILLS", "nearest: 'SYNC_COMPLETED'"},
    {"sync_completed.CREATE.BILLS", "is no type"},
    {"SYNC_COMPLETED.CREATED.BILLS", "nearest: 'CREATE'"},
    {"SYNC_COMPLETED.CREATE+CREATE.BILLS", "twice"},
    {"SYNC_COMPLETED.CREATE+.BILLS", "is no operation"},
    {"SYNC_COMPLETED.CREATE.BILL", "nearest: 'BILLS'"},
    {"SYNC_COMPLETED.CREATE.BILLS+ITEMS+ADDRESSES+CONTACTS", "over 3"},
    {"SYNC_COMPLETED.CREATE.x0000000000000007", "over three"},
    {"SYNC_COMPLETED.CREATE.x3fffffffffffffff", "not all"},
    {"SYNC_COMPLETED.CREATE.xffffffffffffffff", "over three"},
    {"SYNC_COMPLETED.CREATE.x000F", "is no data model"},
    {"SYNC_COMPLETED.CREATE.BILLS.n0u0h0", "no classes"},
    {"SYNC_COMPLETED.CREATE.BILLS.n4u0h0", "no classes"},
    {"SYNC_COMPLETED.CREATE.BILLS.n1u0h0x", "no classes"},
    {"SYNC_COMPLETED.CREATE.BILLS.", "no classes"},
};

START_TEST(a_wrong_text_is_refused_with_its_reason)
{
    struct hp_combo combo;
    struct hp_error error = {HP_OK, ""};
    ck_assert_int_eq(hp_combo_read(&fixture_contract, hp_slice_of(wrong[_i].text), &combo, &error),
                     HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, wrong[_i].says) != NULL, "%s: %s", wrong[_i].text, error.text);
    ck_assert(!hp_combo_parse(&fixture_contract, hp_slice_of(wrong[_i].text), &combo));
}
END_TEST

START_TEST(values_that_look_like_syntax_keep_one_reading)
{
    struct hp_contract contract = fixture_contract;
    contract.types.values[0] = HP_SLICE("invoice.paid");
    contract.types.values[1] = HP_SLICE("a+b~c@d#e");
    contract.operations.values[0] = HP_SLICE("none");
    contract.data_models.values[0] = HP_SLICE("all");
    contract.data_models.values[1] = HP_SLICE("x000000000000000f");
    contract.data_models.values[2] = HP_SLICE("none");
    contract.data_models.values[3] = HP_SLICE("caf\xc3\xa9");
    contract.data_models.count = 4;
    expect_distinct(&contract, hp_combo_triples, hp_combo_triple);
    struct hp_combo combo;
    ck_assert(hp_combo_parse(&contract, HP_SLICE("invoice%2epaid.%6eone.%61ll"), &combo));
    ck_assert_uint_eq(combo.operation_count, 1);
    ck_assert_uint_eq(combo.models, 1);
    ck_assert_str_eq(print(&contract, &(struct hp_combo){.type = 1}),
                     "a%2bb%7ec%40d%23e.none.none");
}
END_TEST

#define COUNT_OF(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *hp_suite(void)
{
    Suite *suite = suite_create("plan/combo");
    TCase *tcase = tcase_create("combo");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_kind_has_this_many_combinations, 0, COUNT_OF(kinds));
    tcase_add_loop_test(tcase, every_number_is_another_combination_and_every_text_leads_back, 0,
                        COUNT_OF(kinds));
    tcase_add_test(tcase, numbering_is_a_bijection_whatever_the_counts_share);
    tcase_add_test(tcase, any_run_of_62_triples_meets_every_type_set_and_data_model);
    tcase_add_test(tcase, restricted_triples_keep_to_their_types);
    tcase_add_test(tcase, orders_are_sequences_without_repetition);
    tcase_add_test(tcase, pairs_are_of_two_data_models_and_a_type_that_needs_them);
    tcase_add_loop_test(tcase, a_form_is_written_and_read_like_this, 0, COUNT_OF(forms));
    tcase_add_test(tcase, every_class_is_written_and_read);
    tcase_add_loop_test(tcase, a_wrong_text_is_refused_with_its_reason, 0, COUNT_OF(wrong));
    tcase_add_test(tcase, values_that_look_like_syntax_keep_one_reading);
    suite_add_tcase(suite, tcase);
    return suite;
}
