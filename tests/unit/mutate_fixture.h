/* A contract of the test's own, written by hand: what draft.c needs of one, and no more. */
#ifndef HP_TESTS_UNIT_MUTATE_FIXTURE_H
#define HP_TESTS_UNIT_MUTATE_FIXTURE_H

#include "harness/mutate/draft.h"

static const struct hp_contract fixture_contract = {
    .names =
        {
            [HP_ROLE_WRAPPER] = HP_SLICE_INIT("webhook"),
            [HP_ROLE_OPERATIONS] = HP_SLICE_INIT("operations"),
            [HP_ROLE_NAME] = HP_SLICE_INIT("name"),
            [HP_ROLE_TYPE] = HP_SLICE_INIT("type"),
            [HP_ROLE_DATA_MODELS] = HP_SLICE_INIT("data_models"),
            [HP_ROLE_URL] = HP_SLICE_INIT("url"),
            [HP_ROLE_HEADERS] = HP_SLICE_INIT("headers"),
            [HP_ROLE_ID] = HP_SLICE_INIT("id"),
            [HP_ROLE_CREATED_AT] = HP_SLICE_INIT("created_at"),
        },
    .request_order = {HP_ROLE_OPERATIONS, HP_ROLE_NAME, HP_ROLE_TYPE, HP_ROLE_DATA_MODELS,
                      HP_ROLE_URL, HP_ROLE_HEADERS},
    .request_order_count = 6,
};

static const struct hp_slice fixture_operations[] = {HP_SLICE_INIT("CREATE"),
                                                     HP_SLICE_INIT("UPDATE")};
static const struct hp_slice fixture_models[] = {HP_SLICE_INIT("A"), HP_SLICE_INIT("B"),
                                                 HP_SLICE_INIT("C")};
static const struct hp_slice fixture_headers[][2] = {
    {HP_SLICE_INIT("x"), HP_SLICE_INIT("1")},
    {HP_SLICE_INIT("a/b~c\"d"), HP_SLICE_INIT("2")},
};

static const struct hp_content fixture_content = {
    .type = HP_SLICE_INIT("T"),
    .operations = fixture_operations,
    .operation_count = 2,
    .data_models = fixture_models,
    .data_model_count = 3,
    .name = HP_SLICE_INIT("say \"n\""),
    .url = HP_SLICE_INIT("https://example.com/"),
    .headers = fixture_headers,
    .header_count = 2,
};

#endif
