/* The nearest case that passes, and what it has that the failing one has not. Must not know why
 * either does. */
#include <stdio.h>
#include <stdlib.h>

#include "harness/json/encode.h"
#include "harness/run/shrink_internal.h"

enum {
    CANDIDATES_MAX = 64,
    CASES_WALKED = 400, /* of the row, for its other instances */
    LINE_BYTES = 300,
    VALUE_BYTES = 90,
    TAG_DIGITS = HP_BUILD_TAG_DIGITS,
    INSTANCES_SENT = 3,  /* of one row: where the nearest three fail, the plain request says more */
    DIFFERENCES_MAX = 2, /* members; more than that is another request */
};

struct candidate {
    struct hp_slice id;
    size_t distance;
    bool passes;   /* known already */
    bool instance; /* of the failing case's row */
};

struct neighbours {
    struct hp_shrinker *shrinker;
    struct hp_shrink_result *result;
    struct hp_shrink shrink; /* to send with */
    struct hp_slice id;      /* of the failing case, with its body, its why and its row's id */
    struct hp_slice body, why;
    struct hp_slice combo_text;
    const struct hp_row *row;
    struct hp_slice where;
    struct candidate candidates[CANDIDATES_MAX];
    size_t count;
};

/* ---- distance ---- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* Every text of a base document ends in a tag of its own, which is no difference. */
static struct hp_slice untagged(struct hp_slice body, struct hp_arena *arena)
{
    struct hp_slice copy = hp_arena_copy(arena, body);
    char *bytes = (char *)(uintptr_t)copy.at;
    for (size_t i = TAG_DIGITS; bytes != NULL && i < copy.len; i++) {
        size_t digits = 0;
        while (bytes[i] == '"' && digits < TAG_DIGITS && is_hex(bytes[i - 1 - digits])) {
            digits++;
        }
        if (digits == TAG_DIGITS) {
            memset(bytes + i - TAG_DIGITS, '0', TAG_DIGITS);
        }
    }
    return copy;
}

/* Bytes between what two texts begin and end with alike. */
static size_t text_distance(struct hp_slice a, struct hp_slice b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    size_t begin = 0;
    while (begin < shorter && a.at[begin] == b.at[begin]) {
        begin++;
    }
    size_t end = 0;
    while (end < shorter - begin && a.at[a.len - 1 - end] == b.at[b.len - 1 - end]) {
        end++;
    }
    return (a.len > b.len ? a.len : b.len) - begin - end;
}

/* ---- candidates ---- */

static struct candidate *add(struct neighbours *all, struct hp_slice id, bool passes)
{
    struct hp_shrinker *shrinker = all->shrinker;
    bool known = id.at == NULL || hp_slice_equal(id, all->id);
    for (size_t i = 0; i < all->count && !known; i++) {
        known = hp_slice_equal(id, all->candidates[i].id);
    }
    if (known || all->count == CANDIDATES_MAX || !hp_shrink_build(shrinker, id)) {
        return NULL;
    }
    hp_arena_reset(&shrinker->arena);
    struct hp_slice body = untagged(shrinker->kase.request.body, &shrinker->arena);
    /* Two bodies alike differ outside the body, which is not far either. */
    struct candidate *candidate = &all->candidates[all->count++];
    *candidate =
        (struct candidate){.id = id, .distance = text_distance(body, all->body), .passes = passes};
    return candidate;
}

/* The instances of the failing case's row at the same node, with its combination. */
static void add_instances(struct neighbours *all)
{
    struct hp_shrinker *shrinker = all->shrinker;
    struct hp_plan_cursor cursor = {0};
    struct hp_error ignored = {0};
    while (cursor.row < shrinker->row_count && shrinker->rows[cursor.row] != all->row) {
        cursor.row++;
    }
    struct hp_slice last = {NULL, 0};
    for (size_t walked = 0; walked < CASES_WALKED && all->count < CANDIDATES_MAX; walked++) {
        struct hp_slice place;
        struct hp_slice combo;
        if (!hp_plan_next(shrinker->plan, &cursor, &shrinker->kase, &ignored) ||
            shrinker->kase.row != all->row || !hp_shrink_split(shrinker->kase.id, &place, &combo)) {
            return;
        }
        if (!hp_slice_equal(shrinker->kase.where, all->where) || hp_slice_equal(place, last)) {
            continue;
        }
        last = hp_arena_copy(&all->result->arena, place);
        char id[HP_CASE_ID_BYTES];
        int length = snprintf(id, sizeof(id), "%.*s~%.*s", (int)place.len, place.at,
                              (int)all->combo_text.len, all->combo_text.at);
        struct hp_slice text = {id, (size_t)length < sizeof(id) ? (size_t)length : 0};
        struct candidate *candidate = add(all, hp_arena_copy(&all->result->arena, text), false);
        if (candidate != NULL) {
            candidate->instance = true;
        }
    }
}

static void add_all(struct neighbours *all)
{
    struct hp_shrink_result *result = all->result;
    const struct hp_contract *contract = all->shrinker->contract;
    for (size_t i = 0; i < result->pass_count; i++) {
        (void)add(all, result->passes[i], true);
    }
    struct hp_combo combo;
    struct hp_slice plain = hp_shrink_plain_place(all->shrinker, &result->arena);
    if (plain.len > 0 && hp_combo_parse(contract, all->combo_text, &combo)) {
        (void)add(all, hp_shrink_id(contract, plain, &combo, &result->arena), false);
        /* When even that one fails, another data model, operation or type may not. */
        struct hp_combo last = hp_shrink_last(contract);
        struct hp_combo other = combo;
        hp_combo_set_models(&other, last.models);
        (void)add(all, hp_shrink_id(contract, plain, &other, &result->arena), false);
        other = combo;
        other.type = last.type;
        (void)add(all, hp_shrink_id(contract, plain, &other, &result->arena), false);
    }
    add_instances(all);
}

static int compare(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->distance != b->distance) {
        return a->distance < b->distance ? -1 : 1;
    }
    size_t shorter = a->id.len < b->id.len ? a->id.len : b->id.len;
    int order = memcmp(a->id.at, b->id.at, shorter);
    return order != 0 ? order : (a->id.len > b->id.len) - (a->id.len < b->id.len);
}

/* ---- the difference ---- */

/* Do two texts differ in their tags at most? */
static bool same_text(struct hp_slice a, struct hp_slice b)
{
    if (a.len != b.len || a.len < TAG_DIGITS) {
        return hp_slice_equal(a, b);
    }
    size_t head = a.len - TAG_DIGITS;
    bool tags = true;
    for (size_t i = head; i < a.len; i++) {
        tags = tags && is_hex(a.at[i]) && is_hex(b.at[i]);
    }
    return tags ? memcmp(a.at, b.at, head) == 0 : hp_slice_equal(a, b);
}

static bool same_value(const struct hp_json *a, const struct hp_json *b, unsigned depth)
{
    if (a == NULL || b == NULL || hp_json_type(a) != hp_json_type(b)) {
        return a == b;
    }
    if (hp_json_is(a, HP_JSON_STRING)) {
        return same_text(hp_json_string(a), hp_json_string(b));
    }
    if (!hp_json_is(a, HP_JSON_OBJECT) && !hp_json_is(a, HP_JSON_ARRAY)) {
        return hp_json_equal(a, b);
    }
    const struct hp_json *left = hp_json_first(a);
    const struct hp_json *right = hp_json_first(b);
    while (depth > 0 && left != NULL && right != NULL &&
           hp_slice_equal(hp_json_name(left), hp_json_name(right)) &&
           same_value(left, right, depth - 1)) {
        left = hp_json_next(left);
        right = hp_json_next(right);
    }
    return left == NULL && right == NULL;
}

/* One place where the two bodies differ. */
struct difference {
    struct hp_slice name;
    const struct hp_json *passes, *fails; /* NULL: absent */
};

/* Members that differ, DIFFERENCES_MAX at most; 0 when there are more, or none. */
static size_t members_apart(const struct hp_json *passes, const struct hp_json *fails,
                            struct difference found[static DIFFERENCES_MAX])
{
    size_t count = 0;
    for (int side = 0; side < 2; side++) {
        const struct hp_json *member = hp_json_first(side == 0 ? passes : fails);
        for (; member != NULL; member = hp_json_next(member)) {
            const struct hp_json *other =
                hp_json_member(side == 0 ? fails : passes, hp_json_name(member));
            bool seen = side == 1 && other != NULL;
            if (seen || same_value(member, other, HP_JSON_DEPTH_MAX)) {
                continue;
            }
            if (count == DIFFERENCES_MAX) {
                return 0;
            }
            found[count++] = side == 0 ? (struct difference){hp_json_name(member), member, other}
                                       : (struct difference){hp_json_name(member), NULL, member};
        }
    }
    return count;
}

/* Goes down while exactly one member differs in objects of both. `path` is where the differences
 * lie, below the wrapper, which goes without saying: "headers/" or nothing. */
static size_t find_difference(const struct hp_json *passes, const struct hp_json *fails,
                              struct difference found[static DIFFERENCES_MAX], struct hp_buf *path)
{
    size_t count = 1;
    found[0] = (struct difference){HP_SLICE("the body"), passes, fails};
    for (unsigned depth = 0; depth < HP_JSON_DEPTH_MAX && count == 1; depth++) {
        struct difference inner[DIFFERENCES_MAX];
        if (!hp_json_is(found[0].passes, HP_JSON_OBJECT) ||
            !hp_json_is(found[0].fails, HP_JSON_OBJECT)) {
            return count;
        }
        size_t apart = members_apart(found[0].passes, found[0].fails, inner);
        if (apart == 0) {
            return depth == 0 && same_value(passes, fails, HP_JSON_DEPTH_MAX) ? 0 : count;
        }
        if (depth > 1) {
            hp_buf_slice(path, found[0].name);
            hp_buf_char(path, '/');
        }
        memcpy(found, inner, apart * sizeof(*inner));
        count = apart;
    }
    return count;
}

static void append_value(struct hp_buf *out, const struct hp_json *value)
{
    struct hp_buf text;
    hp_buf_init(&text, HP_SHRINK_BODY_BYTES_MAX * (size_t)8);
    hp_json_encode(&text, value);
    struct hp_slice shown = hp_buf_view(&text);
    if (shown.len > VALUE_BYTES) {
        size_t end = VALUE_BYTES;
        while (end > 0 && ((unsigned char)shown.at[end] & 0xC0) == 0x80) {
            end--; /* not inside a character */
        }
        hp_buf_append(out, shown.at, end);
        hp_buf_text(out, "...");
    } else {
        hp_buf_slice(out, shown);
    }
    hp_buf_deinit(&text);
}

/* "with data_models [...]" or "without name"; a name that was said is not said again. */
static void append_side(struct hp_buf *out, struct hp_slice path, const struct difference *found,
                        size_t count, bool fails)
{
    for (size_t i = 0; i < count; i++) {
        const struct hp_json *value = fails ? found[i].fails : found[i].passes;
        hp_buf_text(out, i == 0 ? "" : " and ");
        hp_buf_text(out, value == NULL ? "without " : "with ");
        if (!fails || count > 1) {
            hp_buf_slice(out, path);
            hp_buf_slice(out, found[i].name);
            hp_buf_text(out, value == NULL ? "" : " ");
        } else {
            hp_buf_text(out, value == NULL ? "it" : "");
        }
        if (value != NULL) {
            append_value(out, value);
        }
    }
}

/* Two texts that are both cut show nothing of what is different. */
static bool is_shown(const struct difference *found, size_t count)
{
    struct hp_buf text;
    size_t cut = 0;
    hp_buf_init(&text, HP_SHRINK_BODY_BYTES_MAX * (size_t)8);
    for (size_t side = 0; side < 2; side++) {
        const struct hp_json *value = side == 0 ? found[0].passes : found[0].fails;
        hp_buf_clear(&text);
        if (value != NULL) {
            hp_json_encode(&text, value);
        }
        cut += hp_json_size(value) > 0 && text.length > VALUE_BYTES;
    }
    hp_buf_deinit(&text);
    return count > 1 || cut < 2;
}

/* shrinker->kase is the one that passes. */
static struct hp_slice tell_difference(struct neighbours *all)
{
    struct hp_arena *arena = &all->shrinker->arena;
    const struct hp_case *passing = &all->shrinker->kase;
    const struct hp_json *passes = NULL;
    const struct hp_json *fails = NULL;
    struct hp_json_scan scan;
    struct difference found[DIFFERENCES_MAX];
    size_t count = 0;
    struct hp_buf line;
    struct hp_buf path;
    hp_buf_init(&line, HP_SHRINK_BODY_BYTES_MAX);
    hp_buf_init(&path, HP_SHRINK_BODY_BYTES_MAX);
    hp_arena_reset(arena);
    bool secret = hp_shrink_holds_key(all->shrinker, all->body) ||
                  hp_shrink_holds_key(all->shrinker, passing->request.body);
    if (!secret &&
        hp_json_parse(arena, passing->request.body, &hp_json_limits_default, &scan, &passes) ==
            HP_OK &&
        hp_json_parse(arena, all->body, &hp_json_limits_default, &scan, &fails) == HP_OK &&
        passes != NULL && fails != NULL) {
        count = find_difference(passes, fails, found, &path);
    }
    if (count > 0 && is_shown(found, count)) {
        hp_buf_text(&line, "passes ");
        append_side(&line, hp_buf_view(&path), found, count, false);
        hp_buf_text(&line, "; fails ");
        append_side(&line, hp_buf_view(&path), found, count, true);
    } else {
        hp_buf_printf(&line, "passes: %.*s; fails: %.*s", (int)passing->why.len, passing->why.at,
                      (int)all->why.len, all->why.at);
    }
    struct hp_slice kept = line.failed || path.failed
                               ? (struct hp_slice){NULL, 0}
                               : hp_arena_copy(&all->result->arena, hp_buf_view(&line));
    hp_buf_deinit(&line);
    hp_buf_deinit(&path);
    return kept;
}

/* True when the case was sent and passes, or was known to. */
static bool passes(struct neighbours *all, const struct candidate *candidate)
{
    struct hp_shrinker *shrinker = all->shrinker;
    struct hp_trial trial;
    if (!hp_shrink_build(shrinker, candidate->id)) {
        return false;
    }
    if (candidate->passes) {
        return true;
    }
    hp_arena_reset(&shrinker->arena);
    return hp_shrink_send(&all->shrink, &trial) &&
           (trial.judgement.verdict == HP_PASS || trial.judgement.verdict == HP_NOTE);
}

static enum hp_status look(struct neighbours *all)
{
    struct hp_shrunk *shrunk = &all->result->shrunk;
    add_all(all);
    qsort(all->candidates, all->count, sizeof(*all->candidates), compare);
    size_t instances = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (all->candidates[i].instance && instances++ >= INSTANCES_SENT) {
            continue;
        }
        if (passes(all, &all->candidates[i])) {
            shrunk->pass_case = all->candidates[i].id;
            shrunk->pass_difference = tell_difference(all);
            return shrunk->pass_difference.at == NULL ? HP_ERR_NOMEM : HP_OK;
        }
    }
    return HP_OK;
}

enum hp_status hp_neighbour_find(struct hp_shrinker *shrinker, const struct hp_group *group,
                                 struct hp_shrink_result *result)
{
    struct hp_arena *arena = &result->arena;
    unsigned before = shrinker->group_requests_max;
    struct neighbours *all = hp_arena_take(arena, sizeof(*all));
    struct hp_slice place;
    if (all == NULL) {
        return HP_ERR_NOMEM;
    }
    *all = (struct neighbours){.shrinker = shrinker,
                               .result = result,
                               .shrink = {.shrinker = shrinker, .result = result, .group = group},
                               .id = hp_arena_copy(arena, hp_slice_of(group->minimal_case))};
    if (all->id.at == NULL || !hp_shrink_split(all->id, &place, &all->combo_text) ||
        !hp_shrink_build(shrinker, all->id) ||
        shrinker->kase.request.body.len > HP_SHRINK_BODY_BYTES_MAX) {
        return HP_OK;
    }
    all->body = untagged(shrinker->kase.request.body, arena);
    all->why = hp_arena_copy(arena, shrinker->kase.why);
    all->where = hp_arena_copy(arena, shrinker->kase.where);
    all->row = shrinker->kase.row;
    if (all->body.at == NULL || all->why.at == NULL || all->where.at == NULL) {
        return HP_ERR_NOMEM;
    }
    shrinker->requests = 0;
    shrinker->timeouts = 0;
    shrinker->group_requests_max = HP_NEIGHBOUR_REQUESTS;
    enum hp_status status = look(all);
    shrinker->group_requests_max = before;
    result->shrunk.requests = shrinker->requests;
    return status;
}
