/* From bytes to a case and what is expected of it. Must not know where the bytes come from, nor
 * what a row of the catalogue would say. */
#include "harness/run/body_case.h"

#include <stdio.h>

#include "harness/base/alloc.h"
#include "harness/json/tree.h"
#include "harness/run/body_truth.h"

/* The request as it is documented; whoever asks for it puts the body in. */
static bool body_instance(struct hp_build *build, size_t index)
{
    if (index > 0) {
        return false;
    }
    hp_instance(build, (struct hp_site){HP_ROLE_ROOT, -1}, "body");
    hp_why(build, "%s", build->row->title);
    return true;
}

/* What all of them have in common. They have a content of their own, so that nobody looks for a
 * plainer combination of theirs, and without the bytes of a body a case of theirs would be a lie.
 */
#define BODY_ROW                                                                                   \
    .family = HP_BODY_FAMILY, .level = HP_SHOULD, .instance = body_instance,                       \
    .combos = HP_COMBOS_ONE, .flags = HP_ROW_BY_ID, .content = 1

static const struct hp_row rows[] = {
    {.id = "fuzz-tame",
     .title = "A fuzzed body that is valid, and plain in every part, is accepted",
     .expect = HP_EXPECT_ACCEPT_200,
     .clause = "PAGE:L10-L25,L64; invariant I2",
     .body = HP_BODY_VALID,
     BODY_ROW},
    {.id = "fuzz-valid",
     .title = "A fuzzed body that satisfies the contract, or that readers take differently, is "
              "accepted or refused with a reason",
     .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
     .clause = "invariant I1; invariant I2",
     .body = HP_BODY_VALID,
     BODY_ROW},
    {.id = "fuzz-breaks",
     .title = "A fuzzed body that is JSON and breaks the contract is refused",
     .expect = HP_EXPECT_REJECT_4XX,
     .clause = "PAGE:L54-L60; invariant I1; SILENT S01",
     .body = HP_BODY_BREAKS,
     BODY_ROW},
    {.id = "fuzz-not-json",
     .title = "A fuzzed body that is not JSON is refused",
     .expect = HP_EXPECT_REJECT_4XX,
     .clause = "PAGE:L52; RFC8259-2; RFC8259-9; invariant I1",
     .body = HP_BODY_NOT_JSON,
     BODY_ROW},
};

enum { ROW_COUNT = sizeof(rows) / sizeof(rows[0]) };

const struct hp_row *const *hp_body_rows(size_t *count)
{
    static const struct hp_row *const list[] = {&rows[0], &rows[1], &rows[2], &rows[3]};
    static_assert(sizeof(list) / sizeof(list[0]) == ROW_COUNT, "every row is in the list");
    *count = ROW_COUNT;
    return list;
}

const struct hp_row **hp_body_rows_behind(const struct hp_row *const *other, size_t count,
                                          size_t *all)
{
    const struct hp_row **list = hp_malloc((count + ROW_COUNT) * sizeof(const struct hp_row *));
    for (size_t i = 0; list != NULL && i < count + ROW_COUNT; i++) {
        list[i] = i < count ? other[i] : &rows[i - count];
    }
    *all = count + ROW_COUNT;
    return list;
}

static const struct hp_row *row_of(struct hp_slice id)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        struct hp_slice name = hp_slice_of(rows[i].id);
        if (hp_slice_starts_with(id, name) && id.len > name.len && id.at[name.len] == '@') {
            return &rows[i];
        }
    }
    return NULL;
}

bool hp_body_is_case(struct hp_slice id)
{
    return row_of(id) != NULL;
}

bool hp_body_in_journal(const char *path)
{
    static const char start[] = "{\"kind\":\"case\",\"id\":\"" HP_BODY_FAMILY "-";
    char line[4096]; /* of a longer line, what follows the first piece is passed over */
    bool found = false;
    bool at_start = true;
    FILE *file = fopen(path, "re");
    while (file != NULL && !found && fgets(line, sizeof(line), file) != NULL) {
        found = at_start && strncmp(line, start, sizeof(start) - 1) == 0;
        at_start = strchr(line, '\n') != NULL;
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return found;
}

static const struct hp_row *row_for(const struct hp_body_facts *facts)
{
    return facts->truth == HP_BODY_NOT_JSON ? &rows[3]
           : facts->truth == HP_BODY_BREAKS ? &rows[2]
           : facts->tame                    ? &rows[0]
                                            : &rows[1];
}

/* The documented request under a row's name, for any body. */
static enum hp_status carrier(const struct hp_plan *plan, const struct hp_contract *contract,
                              const struct hp_row *row, struct hp_case *out, struct hp_error *error)
{
    char text[HP_CASE_ID_BYTES];
    struct hp_buf combo;
    struct hp_combo plain = {.operation_count = contract->operations.count > 0 ? 1 : 0};
    hp_combo_set_models(&plain, contract->data_models.count > 0 ? 1 : 0);
    hp_buf_init(&combo, HP_CASE_ID_BYTES);
    hp_combo_print(contract, &plain, &combo);
    int length = snprintf(text, sizeof(text), "%s@#body~%s", row->id, hp_buf_cstr(&combo));
    hp_buf_deinit(&combo);
    return hp_plan_find(plan, (struct hp_slice){text, (size_t)length}, out, error);
}

/* In words that the row's title does not have. */
static const char *why(const struct hp_body_facts *facts)
{
    switch (facts->truth) {
    case HP_BODY_VALID:
        return facts->tame ? "every part of the body is valid and plain"
                           : "the body satisfies the request schema";
    case HP_BODY_EITHER:
        return "a member comes twice in the body, or it nests deeper than anybody has to read";
    case HP_BODY_NOT_JSON:
        return "the body is not JSON";
    case HP_BODY_BREAKS:
    case HP_BODY_BEYOND:
    case HP_BODY_NONE:
    default:
        return "the body is JSON and breaks the request schema";
    }
}

static enum hp_status put_body(struct hp_case *out, struct hp_slice id, struct hp_slice body,
                               const struct hp_body_facts *facts, struct hp_error *error)
{
    out->id = hp_arena_copy(&out->build.arena, id);
    out->request.body = body;
    out->request.has_body = true;
    out->where = HP_SLICE("");
    out->why = hp_slice_of(why(facts));
    out->body_truth = facts->truth;
    out->echo = facts->plain_echo ? HP_ECHO_EXACT : HP_ECHO_NONE;
    return out->id.at == NULL ? hp_error_nomem(error) : HP_OK;
}

enum hp_status hp_body_case(const struct hp_plan *plan, const struct hp_contract *contract,
                            struct hp_slice body, struct hp_case *out, struct hp_error *error)
{
    struct hp_body_facts facts;
    if (!hp_body_examine(contract, body, &facts)) {
        return hp_error_nomem(error);
    }
    const struct hp_row *row = row_for(&facts);
    enum hp_status status = carrier(plan, contract, row, out, error);
    if (status != HP_OK) {
        return status;
    }
    const char *tilde = memrchr(out->id.at, '~', out->id.len);
    char id[HP_CASE_ID_BYTES];
    int length = snprintf(id, sizeof(id), "%s@#%016llx%.*s", row->id,
                          (unsigned long long)hp_hash(HP_HASH_BASIS, body),
                          (int)(out->id.at + out->id.len - tilde), tilde);
    return put_body(out, (struct hp_slice){id, (size_t)length}, body, &facts, error);
}

bool hp_body_calls_example(const struct hp_contract *contract, struct hp_slice body,
                           struct hp_arena *arena)
{
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    if (hp_json_parse(arena, body, &hp_json_limits_default, &scan, &root) != HP_OK) {
        return false;
    }
    const struct hp_json *wrapper = hp_json_member(root, contract->names[HP_ROLE_WRAPPER]);
    struct hp_slice url = hp_json_string(hp_json_member(wrapper, contract->names[HP_ROLE_URL]));
    return root != NULL && (scan.traits & HP_JSON_DUPLICATE) == 0 &&
           (url.len == 0 || hp_slice_starts_with(url, HP_SLICE("https://example.com/")));
}

/* --- bodies by id --- */

struct entry {
    uint64_t hash;
    char *body;
    size_t length;
};

struct hp_bodies {
    struct entry entries[HP_BODIES_MAX];
    size_t count;
};

enum hp_status hp_bodies_new(struct hp_bodies **out, struct hp_error *error)
{
    *out = hp_calloc(1, sizeof(**out));
    return *out == NULL ? hp_error_nomem(error) : HP_OK;
}

void hp_bodies_free(struct hp_bodies *bodies)
{
    for (size_t i = 0; bodies != NULL && i < bodies->count; i++) {
        hp_free(bodies->entries[i].body);
    }
    hp_free(bodies);
}

bool hp_bodies_find(const struct hp_bodies *bodies, struct hp_slice id, struct hp_slice *body)
{
    uint64_t hash = hp_hash(HP_HASH_BASIS, id);
    for (size_t i = 0; bodies != NULL && i < bodies->count; i++) {
        if (bodies->entries[i].hash == hash) {
            *body = (struct hp_slice){bodies->entries[i].body, bodies->entries[i].length};
            return true;
        }
    }
    return false;
}

enum hp_status hp_bodies_keep(struct hp_bodies *bodies, struct hp_slice id, struct hp_slice body)
{
    struct hp_slice known;
    if (bodies->count == HP_BODIES_MAX || hp_bodies_find(bodies, id, &known)) {
        return HP_OK;
    }
    char *copy = hp_strndup(body.at, body.len);
    if (copy == NULL) {
        return HP_ERR_NOMEM;
    }
    bodies->entries[bodies->count++] = (struct entry){hp_hash(HP_HASH_BASIS, id), copy, body.len};
    return HP_OK;
}

enum hp_status hp_body_find(const struct hp_plan *plan, const struct hp_contract *contract,
                            const struct hp_bodies *bodies, struct hp_slice id, struct hp_case *out,
                            struct hp_error *error)
{
    const struct hp_row *row = row_of(id);
    struct hp_slice body = HP_SLICE("{}");
    if (row == NULL) {
        return hp_plan_find(plan, id, out, error);
    }
    bool kept = hp_bodies_find(bodies, id, &body);
    struct hp_body_facts facts = {.truth = row == NULL ? HP_BODY_NONE : row->body};
    if (kept && !hp_body_examine(contract, body, &facts)) {
        return hp_error_nomem(error);
    }
    enum hp_status status = carrier(plan, contract, row, out, error);
    return status == HP_OK ? put_body(out, id, body, &facts, error) : status;
}
