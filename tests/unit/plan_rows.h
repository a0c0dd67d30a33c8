/* Rows of the tests' own, one for each way in which a plan treats rows, over the real contract. */
#ifndef HP_TESTS_UNIT_PLAN_ROWS_H
#define HP_TESTS_UNIT_PLAN_ROWS_H

#include <check.h>

#include "harness/contract/contract.h"
#include "harness/plan/plan.h"

static const struct hp_site rows_root = {HP_ROLE_ROOT, -1};
static const struct hp_site rows_name = {HP_ROLE_NAME, -1};

static bool rows_plain(struct hp_build *build, size_t index)
{
    if (index > 0) {
        return false;
    }
    hp_instance(build, rows_root, "plain");
    return true;
}

/* Three instances, one of which decides by chance and one of which sits at a header member whose
 * name must be escaped in its JSON Pointer. */
static bool rows_three(struct hp_build *build, size_t index)
{
    static const struct hp_slice headers[][2] = {{HP_SLICE_INIT("x/y~z"), HP_SLICE_INIT("v")}};
    if (index >= 3) {
        return false;
    }
    if (index == 2) {
        struct hp_content content = build->content;
        content.headers = headers;
        content.header_count = 1;
        hp_build_rewrite(build, &content);
    }
    struct hp_site header = {HP_ROLE_HEADERS, 0};
    hp_instance(build, index == 2 ? header : rows_name, "way %zu", index);
    hp_why(build, "name is the number %zu", index);
    struct hp_slice json = HP_SLICE("7");
    if (index == 1) {
        json = hp_build_text(build, "%u", (unsigned)hp_rng_below(&build->rng, 1000000));
    }
    hp_draft_replace_value(&build->draft, rows_name, json);
    return true;
}

static bool rows_two_thousand(struct hp_build *build, size_t index)
{
    if (index >= 2000) {
        return false;
    }
    hp_instance(build, rows_name, "n%zu", index);
    hp_draft_replace_value(&build->draft, rows_name, HP_SLICE("null"));
    return true;
}

static bool rows_outside(struct hp_build *build, size_t index)
{
    static const char *const methods[] = {"GET", "PUT", "DELETE", "PATCH"};
    if (index >= 4) {
        return false;
    }
    hp_instance_at(build, "method", "%s", methods[index]);
    build->method = hp_slice_of(methods[index]);
    return true;
}

enum rows_index {
    ROWS_DOCUMENTED,
    ROWS_SINGLES,
    ROWS_SUBSETS,
    ROWS_ORDERS,
    ROWS_PAIRS,
    ROWS_ALL,
    ROWS_COVERING,
    ROWS_SPREAD,
    ROWS_MANY,
    ROWS_REQUIRED,
    ROWS_FREE,
    ROWS_ONE,
    ROWS_OBSERVER,
    ROWS_COUNT
};

#define ROWS_VALID .expect = HP_EXPECT_ACCEPT_200, .body = HP_BODY_VALID, .family = "valid"
#define ROWS_WRONG .expect = HP_EXPECT_REJECT_4XX, .body = HP_BODY_BREAKS, .family = "wrong"

static const struct hp_row rows_table[ROWS_COUNT] = {
    [ROWS_DOCUMENTED] = {ROWS_VALID, .id = "valid-documented", .title = "The example",
                         .instance = rows_plain, .combos = HP_COMBOS_DOCUMENTED},
    [ROWS_SINGLES] = {ROWS_VALID, .id = "valid-singles", .title = "Singles", .instance = rows_plain,
                      .combos = HP_COMBOS_SINGLES},
    [ROWS_SUBSETS] = {ROWS_VALID, .id = "valid-subsets", .title = "Subsets", .instance = rows_plain,
                      .combos = HP_COMBOS_SUBSETS},
    [ROWS_ORDERS] = {ROWS_VALID, .id = "valid-orders", .title = "Orders", .instance = rows_plain,
                     .combos = HP_COMBOS_ORDERS},
    [ROWS_PAIRS] = {ROWS_VALID, .id = "valid-pairs", .title = "Pairs", .instance = rows_plain,
                    .combos = HP_COMBOS_PAIRS},
    [ROWS_ALL] = {ROWS_VALID, .id = "valid-all", .title = "All data models", .instance = rows_plain,
                  .combos = HP_COMBOS_ALL_MODELS},
    [ROWS_COVERING] = {ROWS_VALID, .id = "valid-covering", .title = "Covering",
                       .instance = rows_plain, .combos = HP_COMBOS_COVERING},
    [ROWS_SPREAD] = {ROWS_WRONG, .id = "wrong-three", .title = "Three ways", .instance = rows_three,
                     .combos = HP_COMBOS_SPREAD},
    [ROWS_MANY] = {ROWS_WRONG, .id = "wrong-many", .title = "Two thousand ways",
                   .instance = rows_two_thousand, .combos = HP_COMBOS_SPREAD},
    [ROWS_REQUIRED] = {ROWS_WRONG, .id = "wrong-required", .title = "Types that need data models",
                       .instance = rows_three, .combos = HP_COMBOS_MODELS_REQUIRED},
    [ROWS_FREE] = {ROWS_WRONG, .id = "wrong-free", .title = "Types that need no operations",
                   .instance = rows_three, .combos = HP_COMBOS_OPERATIONS_FREE},
    [ROWS_ONE] = {.expect = HP_EXPECT_REJECT_405,
                  .body = HP_BODY_VALID,
                  .family = "method",
                  .id = "method-one",
                  .title = "Another method",
                  .instance = rows_outside,
                  .combos = HP_COMBOS_ONE},
    [ROWS_OBSERVER] = {.id = "resp-observer",
                       .family = "resp",
                       .title = "Observes",
                       .expect = HP_EXPECT_CHECK,
                       .flags = HP_ROW_OBSERVER},
};

static inline const struct hp_row *const *rows_list(void)
{
    static const struct hp_row *list[ROWS_COUNT];
    for (size_t i = 0; i < ROWS_COUNT; i++) {
        list[i] = &rows_table[i];
    }
    return list;
}

static inline struct hp_contract *rows_contract(void)
{
    struct hp_contract *contract = NULL;
    struct hp_error error = {HP_OK, ""};
    enum hp_status status = hp_contract_open(NULL, &contract, &error);
    ck_assert_msg(status == HP_OK, "%s", error.text);
    return contract;
}

#endif
