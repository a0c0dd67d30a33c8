/* One request, one good answer to it, and a judge: each check test spoils one thing and looks at
 * the ids of what broke. */
#ifndef HP_TESTS_CHECK_FIXTURE_H
#define HP_TESTS_CHECK_FIXTURE_H

#include <stdio.h>

#include "harness/check/check.h"
#include "tests/support/suite_main.h"

enum { FIXTURE_FIELDS_MAX = 16 };

#define FIXTURE_KEY "key-0123456789"

/* 2024-04-15T04:52:25.309Z */
static const int64_t fixture_now_ms = INT64_C(1713156745309);

static const char fixture_request[] =
    "{\"webhook\":{\"operations\":[\"CREATE\",\"UPDATE\"],\"name\":\"webhook 1\","
    "\"type\":\"DATA_MODEL_CHANGES\",\"data_models\":[\"ACCOUNTS\",\"BILLS\"],"
    "\"url\":\"https://hooks.example.com/a\",\"headers\":{\"X-A\":\"1\",\"X-B\":\"two\"}}}";

static const char fixture_response[] =
    "{\"id\":\"THBROZzWGuL3b8qEEdBF\",\"headers\":{\"X-A\":\"1\",\"X-B\":\"two\"},"
    "\"operations\":[\"CREATE\",\"UPDATE\"],\"data_models\":[\"ACCOUNTS\",\"BILLS\"],"
    "\"name\":\"webhook 1\",\"created_at\":\"2024-04-15T04:52:25.309Z\","
    "\"type\":\"DATA_MODEL_CHANGES\",\"url\":\"https://hooks.example.com/a\"}";

struct fixture {
    struct hp_contract *contract;
    struct hp_arena arena;
    struct hp_row row;
    struct hp_case kase;
    struct hp_exchange exchange;
    struct hp_judge judge;
    struct hp_field sent[FIXTURE_FIELDS_MAX];
    struct hp_field got[FIXTURE_FIELDS_MAX];
    struct hp_judgement judgement;
    char ids[512];
};

static inline void fixture_got(struct fixture *f, const char *name, const char *value)
{
    struct hp_response *response = &f->exchange.response;
    ck_assert_uint_lt(response->field_count, FIXTURE_FIELDS_MAX);
    f->got[response->field_count++] = (struct hp_field){hp_slice_of(name), hp_slice_of(value)};
}

/* Replaces the answer's header section by a Content-Type (none when NULL) and the fields that the
 * security check looks for. */
static inline void fixture_got_only(struct fixture *f, const char *content_type)
{
    f->exchange.response.field_count = 0;
    fixture_got(f, "Cache-Control", "private, no-store");
    fixture_got(f, "X-Content-Type-Options", "nosniff");
    if (content_type != NULL) {
        fixture_got(f, "Content-Type", content_type);
    }
}

static inline void fixture_answer(struct fixture *f, int status, const char *body)
{
    f->exchange.end = HP_END_RESPONSE;
    f->exchange.response.status = status;
    f->exchange.response.body = hp_slice_of(body);
}

static inline void fixture_send(struct fixture *f, const char *body)
{
    f->kase.request.body = hp_slice_of(body);
}

static inline void fixture_expect(struct fixture *f, enum hp_expect expect, enum hp_level level)
{
    f->kase.expect = expect;
    f->kase.level = level;
}

static inline void fixture_open(struct fixture *f)
{
    struct hp_error error = {0};
    *f = (struct fixture){0};
    hp_arena_init(&f->arena, (size_t)256 * 1024 * 1024);
    ck_assert_msg(hp_contract_open(NULL, &f->contract, &error) == HP_OK, "%s", error.text);
    f->row = (struct hp_row){.id = "a-row", .family = "valid", .clause = "PAGE:L64"};
    f->sent[0] = (struct hp_field){HP_SLICE("Content-Type"), HP_SLICE("application/json")};
    f->sent[1] = (struct hp_field){HP_SLICE("api_key"), HP_SLICE(FIXTURE_KEY)};
    f->kase.row = &f->row;
    f->kase.id = HP_SLICE("a-row@/webhook/type#x~y");
    f->kase.where = HP_SLICE("/webhook/type");
    f->kase.why = HP_SLICE("type is in lower case");
    f->kase.expect = HP_EXPECT_ACCEPT_200;
    f->kase.request = (struct hp_request){
        .method = HP_SLICE("POST"),
        .target = HP_SLICE("/v3/core/webhooks"),
        .fields = f->sent,
        .field_count = 2,
        .body = hp_slice_of(fixture_request),
        .has_body = true,
    };
    f->exchange.response.http_version = 11;
    f->exchange.response.fields = f->got;
    f->exchange.sent_unix_ms = fixture_now_ms;
    f->exchange.received_unix_ms = fixture_now_ms + 2;
    f->exchange.duration_us = 2000;
    f->judge = (struct hp_judge){
        .contract = f->contract,
        .settings = &hp_settings_doc,
        .api_key = HP_SLICE(FIXTURE_KEY),
    };
    fixture_answer(f, 200, fixture_response);
    fixture_got_only(f, "application/json");
}

static inline void fixture_close(struct fixture *f)
{
    hp_arena_deinit(&f->arena);
    hp_contract_free(f->contract);
}

/* Judges and gives the ids of all observations, joined by blanks. Every observation must be fit to
 * print and belong to a broken check. */
static inline const char *fixture_broken(struct fixture *f)
{
    hp_arena_reset(&f->arena);
    enum hp_status status =
        hp_judge_exchange(&f->judge, &f->kase, &f->exchange, &f->arena, &f->judgement);
    ck_assert_int_eq(status, HP_OK);
    size_t length = 0;
    uint64_t broken = 0;
    f->ids[0] = '\0';
    for (size_t i = 0; i < f->judgement.observation_count; i++) {
        const struct hp_observation *observation = &f->judgement.observations[i];
        int check = hp_check_find(observation->check);
        broken |= check < 0 ? 0 : UINT64_C(1) << check;
        int count = snprintf(f->ids + length, sizeof(f->ids) - length, "%s%s", i == 0 ? "" : " ",
                             observation->check);
        ck_assert_int_gt(count, 0);
        length += (size_t)count;
        ck_assert_uint_lt(length, sizeof(f->ids));
        ck_assert_ptr_nonnull(observation->clause);
        ck_assert_ptr_nonnull(observation->where.at);
        ck_assert_uint_gt(observation->expected.len, 0);
        ck_assert_uint_gt(observation->actual.len, 0);
        for (size_t j = 0; j < observation->actual.len; j++) {
            unsigned char c = (unsigned char)observation->actual.at[j];
            ck_assert_msg(c >= 0x20 && c != 0x7f, "byte %02x in what a person reads", c);
        }
    }
    ck_assert_uint_eq(broken, f->judgement.checks_broken);
    ck_assert_uint_eq(f->judgement.checks_broken & ~f->judgement.checks_applied, 0);
    return f->ids;
}

static inline bool fixture_applied(const struct fixture *f, const char *id)
{
    int index = hp_check_find(id);
    ck_assert_msg(index >= 0, "there is no check %s", id);
    return (f->judgement.checks_applied >> index & 1) != 0;
}

/* The text of the first observation's part, copied for comparison. */
static inline const char *fixture_text(struct hp_slice text)
{
    static char copy[1024];
    (void)snprintf(copy, sizeof(copy), "%.*s", (int)text.len, text.at);
    return copy;
}

#define ck_assert_contains(text, part)                                                             \
    ck_assert_msg(strstr((text), (part)) != NULL, "\"%s\" does not hold \"%s\"", (text), (part))

#endif
