/* From an id back to its case. Must not depend on depth, selection or shard: an id means the same
 * in every plan over the same contract and rows. */
#include <assert.h>
#include <string.h>

#include "harness/plan/nearest.h"
#include "harness/plan/plan_state.h"

/* row @ place ~ combination, where place is where#instance. */
struct id_parts {
    struct hp_slice row;
    struct hp_slice place;
    struct hp_slice combo;
};

/* A place is a JSON Pointer and may hold `~` itself; a row and a combination hold neither mark. */
static bool split(struct hp_slice id, struct id_parts *out)
{
    const char *at = id.len == 0 ? NULL : memchr(id.at, '@', id.len);
    const char *tilde = id.len == 0 ? NULL : memrchr(id.at, '~', id.len);
    if (at == NULL || tilde == NULL || tilde < at) {
        return false;
    }
    const char *end = id.at + id.len;
    out->row = (struct hp_slice){id.at, (size_t)(at - id.at)};
    out->place = (struct hp_slice){at + 1, (size_t)(tilde - at - 1)};
    out->combo = (struct hp_slice){tilde + 1, (size_t)(end - tilde - 1)};
    return memchr(out->place.at, '#', out->place.len) != NULL;
}

static enum hp_status find_row(const struct hp_plan *plan, struct hp_slice name,
                               const struct hp_walk **out, struct hp_error *error)
{
    struct hp_nearest nearest;
    hp_nearest_init(&nearest, name);
    for (size_t i = 0; i < plan->row_count; i++) {
        const struct hp_walk *walk = &plan->rows[i].walk;
        if (hp_slice_is(name, walk->row->id)) {
            if (walk->row->instance == NULL) {
                return hp_error_set(error, HP_ERR_USAGE,
                                    "row '%s' sends nothing: it judges what other rows get",
                                    walk->row->id);
            }
            *out = walk;
            return HP_OK;
        }
        (void)hp_nearest_feed(&nearest, hp_slice_of(walk->row->id));
    }
    if (nearest.name.len == 0) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "no row is called '%.*s'; `hookproof list rows` shows what there is",
                            (int)name.len, name.at);
    }
    return hp_error_set(error, HP_ERR_USAGE, "no row is called '%.*s'; the nearest is '%.*s'",
                        (int)name.len, name.at, (int)nearest.name.len, nearest.name.at);
}

/* Any combination may meet any row, but for the types that the row's expectation holds for. */
static enum hp_status check_combo(const struct hp_plan *plan, const struct hp_walk *walk,
                                  struct hp_slice text, const struct hp_combo *combo,
                                  struct hp_error *error)
{
    assert(walk != NULL);
    if (walk->row->combos == HP_COMBOS_DOCUMENTED) {
        struct hp_buf documented;
        hp_buf_init(&documented, HP_CONTRACT_BYTES_MAX);
        hp_combo_print(plan->base.contract, &plan->walker.documented, &documented);
        struct hp_slice want = hp_buf_view(&documented);
        enum hp_status status = HP_OK;
        if (documented.failed) {
            status = hp_error_nomem(error);
        } else if (!hp_slice_equal(text, want)) {
            status = hp_error_set(error, HP_ERR_USAGE,
                                  "row '%s' only sends the documented example, '%.*s'",
                                  walk->row->id, (int)want.len, want.at);
        }
        hp_buf_deinit(&documented);
        return status;
    }
    uint64_t types = hp_walk_types(plan->base.contract, walk->row->combos);
    if ((types >> combo->type & 1) == 0) {
        struct hp_slice type = plan->base.contract->types.values[combo->type];
        return hp_error_set(error, HP_ERR_USAGE, "row '%s' does not apply to type '%.*s'",
                            walk->row->id, (int)type.len, type.at);
    }
    return HP_OK;
}

/* where#instance of what was built last: the id without row and combination. */
static struct hp_slice place_of(const struct hp_build *build)
{
    size_t begin = strlen(build->row->id) + 1;
    size_t end = build->id.length - build->combo_text.length - 1;
    return (struct hp_slice){build->id.bytes + begin, end - begin};
}

/* Says that there is no such instance, and which one is near. Apart from the search, because the
 * distances cost more than all the rest, and most ids are there. */
static enum hp_status no_instance(const struct hp_plan *plan, const struct hp_walk *walk,
                                  struct hp_slice wanted, const struct hp_combo *combo,
                                  struct hp_case *scratch, struct hp_error *error)
{
    struct hp_nearest nearest;
    hp_nearest_init(&nearest, wanted);
    char name[HP_CASE_ID_BYTES] = "";
    for (uint64_t i = 0; i < walk->instances; i++) {
        enum hp_status status = hp_plan_build(plan, walk, combo, i, scratch, error);
        if (status != HP_OK) {
            return status;
        }
        struct hp_slice place = place_of(&scratch->build);
        if (hp_nearest_feed(&nearest, place)) {
            (void)snprintf(name, sizeof(name), "%.*s", (int)place.len, place.at);
        }
    }
    if (name[0] == '\0') {
        return hp_error_set(error, HP_ERR_USAGE,
                            "row '%s' has no '%.*s'; `hookproof list cases --include '%s'` shows "
                            "its cases",
                            walk->row->id, (int)wanted.len, wanted.at, walk->row->id);
    }
    return hp_error_set(error, HP_ERR_USAGE, "row '%s' has no '%.*s'; the nearest is '%s'",
                        walk->row->id, (int)wanted.len, wanted.at, name);
}

static enum hp_status find_instance(const struct hp_plan *plan, const struct hp_walk *walk,
                                    struct hp_slice wanted, const struct hp_combo *combo,
                                    struct hp_case *out, struct hp_error *error)
{
    for (uint64_t i = 0; i < walk->instances; i++) {
        enum hp_status status = hp_plan_build(plan, walk, combo, i, out, error);
        if (status != HP_OK) {
            return status;
        }
        if (hp_slice_equal(place_of(&out->build), wanted)) {
            return HP_OK;
        }
    }
    return no_instance(plan, walk, wanted, combo, out, error);
}

enum hp_status hp_plan_find(const struct hp_plan *plan, struct hp_slice id, struct hp_case *out,
                            struct hp_error *error)
{
    struct id_parts parts;
    if (!split(id, &parts)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "'%.*s' is no case id: want row@node#instance~combination", (int)id.len,
                            id.at);
    }
    const struct hp_walk *walk = NULL;
    struct hp_combo combo;
    enum hp_status status = find_row(plan, parts.row, &walk, error);
    if (status == HP_OK) {
        status = hp_combo_read(plan->base.contract, parts.combo, &combo, error);
    }
    if (status == HP_OK) {
        status = check_combo(plan, walk, parts.combo, &combo, error);
    }
    return status == HP_OK ? find_instance(plan, walk, parts.place, &combo, out, error) : status;
}
