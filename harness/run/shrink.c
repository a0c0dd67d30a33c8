/* One group's way to its smallest request. Must not know sockets, budgets of a run or reports. */
#include "harness/run/shrink.h"

#include <stdio.h>

#include "harness/base/rng.h"
#include "harness/json/encode.h"
#include "harness/run/groups.h"
#include "harness/run/shrink_internal.h"

enum {
    ARENA_BYTES_MAX = 256 * 1024 * 1024, /* trees of two texts of the largest size */
    LINE_BYTES_MAX = 4 * 1024 * 1024,
};

void hp_shrinker_init(struct hp_shrinker *shrinker)
{
    hp_case_init(&shrinker->kase);
    hp_arena_init(&shrinker->arena, ARENA_BYTES_MAX);
}

void hp_shrinker_deinit(struct hp_shrinker *shrinker)
{
    hp_case_deinit(&shrinker->kase);
    hp_arena_deinit(&shrinker->arena);
}

void hp_shrink_result_deinit(struct hp_shrink_result *result)
{
    hp_arena_deinit(&result->arena);
    hp_buf_deinit(&result->line);
    hp_buf_deinit(&result->body);
}

bool hp_shrink_split(struct hp_slice id, struct hp_slice *place, struct hp_slice *combo)
{
    const char *tilde = id.len == 0 ? NULL : memrchr(id.at, '~', id.len);
    if (tilde == NULL) {
        return false;
    }
    *place = (struct hp_slice){id.at, (size_t)(tilde - id.at)};
    *combo = (struct hp_slice){tilde + 1, id.len - place->len - 1};
    return true;
}

struct hp_slice hp_shrink_id(const struct hp_contract *contract, struct hp_slice place,
                             const struct hp_combo *combo, struct hp_arena *arena)
{
    struct hp_buf text;
    hp_buf_init(&text, LINE_BYTES_MAX);
    hp_buf_slice(&text, place);
    hp_buf_char(&text, '~');
    hp_combo_print(contract, combo, &text);
    struct hp_slice id =
        text.failed ? (struct hp_slice){NULL, 0} : hp_arena_copy(arena, hp_buf_view(&text));
    hp_buf_deinit(&text);
    return id;
}

/* The row that sends every set of operations is the one whose only content is its combination; its
 * instance is called plain, and names of instances are for ever. */
struct hp_slice hp_shrink_plain_place(const struct hp_shrinker *shrinker, struct hp_arena *arena)
{
    for (size_t i = 0; i < shrinker->row_count; i++) {
        const struct hp_row *row = shrinker->rows[i];
        if (row->combos == HP_COMBOS_SUBSETS && row->expect == HP_EXPECT_ACCEPT_200) {
            char text[HP_CASE_ID_BYTES];
            int length = snprintf(text, sizeof(text), "%s@#plain", row->id);
            return hp_arena_copy(arena, (struct hp_slice){text, (size_t)length});
        }
    }
    return (struct hp_slice){"", 0};
}

struct hp_combo hp_shrink_plainest(const struct hp_contract *contract)
{
    struct hp_combo combo = {.operation_count = contract->operations.count > 0 ? 1 : 0};
    hp_combo_set_models(&combo, contract->data_models.count > 0 ? 1 : 0);
    return combo;
}

struct hp_combo hp_shrink_last(const struct hp_contract *contract)
{
    size_t operations = hp_combo_operation_count(contract);
    struct hp_combo combo = {.type = (uint8_t)(contract->types.count - 1)};
    if (operations > 0) {
        combo.operations[0] = (uint8_t)(operations - 1);
        combo.operation_count = 1;
    }
    size_t models = contract->data_models.count;
    hp_combo_set_models(&combo, models > 0 ? UINT64_C(1) << (models - 1) : 0);
    return combo;
}

bool hp_shrink_holds_key(const struct hp_shrinker *shrinker, struct hp_slice body)
{
    struct hp_buf spelt;
    struct hp_slice key = shrinker->api_key;
    if (key.len == 0) {
        return false;
    }
    hp_buf_init(&spelt, LINE_BYTES_MAX);
    hp_json_encode_string(&spelt, key);
    struct hp_slice inner = {spelt.failed ? "" : spelt.bytes + 1,
                             spelt.failed ? 0 : spelt.length - 2};
    bool holds = spelt.failed || hp_slice_find(body, key) < body.len ||
                 hp_slice_find(body, inner) < body.len;
    hp_buf_deinit(&spelt);
    return holds;
}

bool hp_shrink_build(struct hp_shrinker *shrinker, struct hp_slice id)
{
    struct hp_error ignored = {0};
    return hp_body_find(shrinker->plan, shrinker->contract, shrinker->bodies, id, &shrinker->kase,
                        &ignored) == HP_OK;
}

const struct hp_observation *hp_shrink_same(const struct hp_shrink *shrink,
                                            const struct hp_case *kase,
                                            const struct hp_trial *trial)
{
    const struct hp_judgement *judgement = &trial->judgement;
    for (size_t i = 0; i < judgement->observation_count; i++) {
        const struct hp_observation *observation = &judgement->observations[i];
        bool own = hp_check_find(observation->check) < 0;
        uint64_t fingerprint = hp_fingerprint(own ? kase->row->id : observation->check, observation,
                                              trial->exchange.response.status);
        if (fingerprint == shrink->fingerprint && observation->level == shrink->group->level) {
            return observation;
        }
    }
    return NULL;
}

bool hp_shrink_may_send(const struct hp_shrink *shrink)
{
    const struct hp_shrinker *shrinker = shrink->shrinker;
    bool bytes = hp_body_is_case(hp_slice_of(shrink->group->minimal_case));
    unsigned times = bytes ? HP_SHRINK_BYTES_REQUESTS : 1;
    unsigned timeouts_max = bytes ? HP_SHRINK_BYTES_TIMEOUTS_MAX : HP_SHRINK_TIMEOUTS_MAX;
    return !shrinker->over && shrinker->requests / times < shrinker->group_requests_max &&
           shrinker->timeouts < timeouts_max;
}

bool hp_shrink_send(struct hp_shrink *shrink, struct hp_trial *trial)
{
    struct hp_shrinker *shrinker = shrink->shrinker;
    if (!hp_shrink_may_send(shrink)) {
        return false;
    }
    if (!shrinker->send(shrinker->context, &shrinker->kase, &shrinker->arena, trial)) {
        shrinker->over = true;
        return false;
    }
    shrinker->requests++;
    shrinker->timeouts += trial->exchange.end == HP_END_TIMEOUT;
    return true;
}

/* The case that passed may be the nearest one that does. */
static void note_pass(struct hp_shrink *shrink, const struct hp_trial *trial)
{
    struct hp_shrink_result *result = shrink->result;
    enum hp_verdict verdict = trial->judgement.verdict;
    if ((verdict == HP_PASS || verdict == HP_NOTE) && result->pass_count < HP_SHRINK_PASSES_MAX) {
        struct hp_slice id = hp_arena_copy(&result->arena, shrink->shrinker->kase.id);
        if (id.at != NULL) {
            result->passes[result->pass_count++] = id;
        }
    }
}

static void keep_record(struct hp_shrink *shrink, const struct hp_trial *trial)
{
    struct hp_shrinker *shrinker = shrink->shrinker;
    struct hp_shrink_result *result = shrink->result;
    struct hp_case_record record;
    if (hp_record_fill(&shrinker->kase, &trial->exchange, &trial->judgement, shrinker->api_key,
                       &shrinker->arena, &record) != HP_OK) {
        shrinker->out_of_memory = true;
        return;
    }
    hp_buf_clear(&result->line);
    hp_record_write(&result->line, &record);
    result->shrunk.seen_again = !result->line.failed;
}

/* Sends the case that was built; true when it fails as the group does. `by_id`: the case's id says
 * what was sent. */
static bool fails(struct hp_shrink *shrink, bool by_id, struct hp_trial *trial)
{
    struct hp_shrinker *shrinker = shrink->shrinker;
    struct hp_slice objection;
    hp_arena_reset(&shrinker->arena);
    if (!hp_body_agrees(shrinker->contract, &shrinker->kase.request, shrinker->kase.body_truth,
                        &shrinker->arena, &objection) ||
        !hp_shrink_send(shrink, trial)) {
        return false;
    }
    bool same = hp_shrink_same(shrink, &shrinker->kase, trial) != NULL;
    if (!same && by_id) {
        note_pass(shrink, trial);
    }
    return same;
}

bool hp_shrink_fails(struct hp_shrink *shrink)
{
    struct hp_trial trial;
    return fails(shrink, false, &trial);
}

static bool is_new(struct hp_shrink *shrink, struct hp_slice id)
{
    uint64_t hash = hp_hash(HP_HASH_BASIS, id);
    for (size_t i = 0; i < shrink->tried_count; i++) {
        if (shrink->tried[i] == hash) {
            return false;
        }
    }
    if (shrink->tried_count < HP_TRIED_MAX) {
        shrink->tried[shrink->tried_count++] = hash;
    }
    return true;
}

bool hp_shrink_try_id(struct hp_shrink *shrink, struct hp_slice place, const struct hp_combo *combo)
{
    struct hp_shrinker *shrinker = shrink->shrinker;
    struct hp_arena *arena = &shrink->result->arena;
    struct hp_slice id = hp_shrink_id(shrinker->contract, place, combo, arena);
    struct hp_slice kept = hp_arena_copy(arena, place);
    if (id.at == NULL || kept.at == NULL) {
        shrinker->out_of_memory = true;
        return false;
    }
    struct hp_trial trial;
    if (!is_new(shrink, id) || !hp_shrink_build(shrinker, id) || !fails(shrink, true, &trial)) {
        return false;
    }
    keep_record(shrink, &trial);
    shrink->place = kept;
    shrink->combo = *combo;
    return true;
}

/* A check of the response does not care which row asked: the plain valid request is the one that a
 * person wants to see, if it shows the same. */
static void plain_request_first(struct hp_shrink *shrink)
{
    if (hp_check_find(shrink->group->check) < 0) {
        return;
    }
    struct hp_slice plain = hp_shrink_plain_place(shrink->shrinker, &shrink->result->arena);
    struct hp_combo plainest = hp_shrink_plainest(shrink->shrinker->contract);
    if (plain.len > 0 && !hp_shrink_try_id(shrink, plain, &plainest)) {
        struct hp_combo own = shrink->combo;
        (void)hp_shrink_try_id(shrink, plain, &own);
    }
}

/* Does the plain valid request fail as the group's own request does: refused, by the same class of
 * status? */
static bool plain_fails_with(struct hp_shrink *shrink, struct hp_slice plain,
                             const struct hp_combo *combo)
{
    struct hp_shrinker *shrinker = shrink->shrinker;
    struct hp_trial trial;
    struct hp_slice id = hp_shrink_id(shrinker->contract, plain, combo, &shrink->result->arena);
    hp_arena_reset(&shrinker->arena);
    if (id.at == NULL || !hp_shrink_build(shrinker, id) || !hp_shrink_send(shrink, &trial)) {
        return false;
    }
    bool fails = false;
    for (size_t i = 0; i < trial.judgement.observation_count; i++) {
        fails = fails || strcmp(trial.judgement.observations[i].check, "expectation") == 0;
    }
    if (!fails) {
        note_pass(shrink, &trial);
    }
    return fails && trial.exchange.response.status / 100 == shrink->group->response.status / 100;
}

static enum hp_plain judge_plain(struct hp_shrink *shrink)
{
    const struct hp_contract *contract = shrink->shrinker->contract;
    struct hp_slice plain = hp_shrink_plain_place(shrink->shrinker, &shrink->result->arena);
    if (strcmp(shrink->group->check, "expectation") != 0 || shrink->group->response.status == 0 ||
        plain.len == 0) {
        return HP_PLAIN_PASSES;
    }
    if (!hp_slice_equal(shrink->place, plain) && !plain_fails_with(shrink, plain, &shrink->combo)) {
        return HP_PLAIN_PASSES;
    }
    struct hp_arena *arena = &shrink->result->arena;
    struct hp_combo plainest = hp_shrink_plainest(contract);
    struct hp_combo last = hp_shrink_last(contract);
    bool always = hp_slice_equal(hp_shrink_id(contract, plain, &plainest, arena),
                                 hp_shrink_id(contract, plain, &shrink->combo, arena)) &&
                  plain_fails_with(shrink, plain, &last);
    return always ? HP_PLAIN_ALWAYS_FAILS : HP_PLAIN_FAILS;
}

/* The record and the body in the result, as views of its own memory. */
static enum hp_status settle(struct hp_shrink *shrink)
{
    struct hp_shrink_result *result = shrink->result;
    struct hp_shrunk *shrunk = &result->shrunk;
    shrunk->requests = shrink->shrinker->requests;
    if (!shrunk->seen_again) {
        return HP_OK;
    }
    struct hp_json_scan scan;
    const struct hp_json *line = NULL;
    struct hp_error ignored = {0};
    enum hp_status status = hp_json_parse(&result->arena, hp_buf_view(&result->line),
                                          &hp_json_limits_default, &scan, &line);
    return status == HP_OK &&
                   hp_record_read(line, &result->arena, &shrunk->record, &ignored) == HP_OK
               ? HP_OK
               : HP_ERR_NOMEM;
}

static void remember_failing(struct hp_shrinker *shrinker, const struct hp_combo *combo)
{
    struct hp_combo *failing = shrinker->failing;
    if (shrinker->failing_count == HP_SHRINK_FAILING_MAX) {
        memmove(failing, failing + 1, sizeof(*failing) * (HP_SHRINK_FAILING_MAX - 1));
        shrinker->failing_count--;
    }
    failing[shrinker->failing_count++] = *combo;
}

/* A literal case sends the same whatever its combination. */
static bool has_combination(struct hp_shrink *shrink)
{
    struct hp_shrinker *shrinker = shrink->shrinker;
    return hp_shrink_build(shrinker, hp_slice_of(shrink->group->minimal_case)) &&
           shrinker->kase.row->content == 0;
}

/* What has to be taken, or may be, when it is as it should be. */
static bool is_for_taking(enum hp_expect expect)
{
    return expect == HP_EXPECT_ACCEPT_200 || expect == HP_EXPECT_ACCEPT_200_OR_4XX;
}

static enum hp_status shrink_from(struct hp_shrink *shrink)
{
    struct hp_shrinker *shrinker = shrink->shrinker;
    plain_request_first(shrink);
    /* A case that does not fail when it is sent by itself has nothing to shrink; the plainest
     * combination is tried first, since it is the end of the way if it fails. */
    struct hp_combo met = shrink->combo;
    bool combines = has_combination(shrink);
    if (!shrink->result->shrunk.seen_again && !(combines && hp_shrink_try_plainest(shrink)) &&
        !hp_shrink_try_id(shrink, shrink->place, &met)) {
        return HP_OK;
    }
    if (combines) {
        hp_shrink_combination(shrink);
    }
    remember_failing(shrinker, &shrink->combo);
    struct hp_slice id =
        hp_shrink_id(shrinker->contract, shrink->place, &shrink->combo, &shrink->result->arena);
    bool accepts =
        id.at != NULL && hp_shrink_build(shrinker, id) && is_for_taking(shrinker->kase.expect);
    if (accepts) {
        shrink->result->shrunk.plain = judge_plain(shrink);
    }
    /* A request that has to be accepted is what its row says and no less: without a member it might
     * be refused by right. What must never come back, a 5xx or silence, stays so for any request.
     */
    bool refused = shrink->group->response.status >= 300 && shrink->group->response.status < 500;
    bool own = strcmp(shrink->group->check, "expectation") == 0;
    if (accepts && own && refused) {
        return HP_OK;
    }
    enum hp_status status = hp_shrink_body(shrink);
    return status == HP_OK ? hp_shrink_bytes(shrink) : status;
}

enum hp_status hp_shrink_group(struct hp_shrinker *shrinker, const struct hp_group *group,
                               struct hp_shrink_result *result)
{
    struct hp_shrink shrink = {.shrinker = shrinker, .result = result, .group = group};
    struct hp_slice combo_text;
    hp_arena_init(&result->arena, ARENA_BYTES_MAX);
    hp_buf_init(&result->line, LINE_BYTES_MAX);
    hp_buf_init(&result->body, HP_SHRINK_BODY_BYTES_MAX);
    shrinker->requests = 0;
    shrinker->timeouts = 0;
    shrinker->out_of_memory = false;
    if (!hp_fingerprint_read(hp_slice_of(group->fingerprint), &shrink.fingerprint) ||
        !hp_shrink_split(hp_slice_of(group->minimal_case), &shrink.place, &combo_text) ||
        !hp_combo_parse(shrinker->contract, combo_text, &shrink.combo)) {
        return HP_OK;
    }
    result->shrunk.fingerprint = shrink.fingerprint;
    enum hp_status status = shrink_from(&shrink);
    if (status == HP_OK && shrinker->out_of_memory) {
        status = HP_ERR_NOMEM;
    }
    return status == HP_OK ? settle(&shrink) : status;
}
