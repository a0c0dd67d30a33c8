/* A shorter body: members and items that are not needed to fail are taken out, long strings become
 * one character. Works on the text, so that what stays keeps its exact bytes.
 *
 * Must not touch what the row is about (the node of the case) nor the callback URL, which has to
 * stay under example.com; and must not break the contract in a way that the row did not. */
#include "harness/base/rng.h"
#include "harness/run/shrink_internal.h"

enum {
    ELEMENTS_MAX = 256, /* of one body; more are not looked at */
    LONG_STRING = 40,   /* bytes; a base document's name with its tag is shorter */
    PIECES_MAX = HP_VIOLATIONS_MAX,
};

/* One member or item of the text. */
struct element {
    size_t begin, end;      /* with its name, without any comma */
    size_t comma_before;    /* where the comma before it stands; SIZE_MAX: it is the first */
    size_t next;            /* where what follows its comma begins; SIZE_MAX: it is the last */
    struct hp_slice string; /* between the quotes, when the value is a string */
    bool stays;             /* holds what the row is about, or lies in it */
    bool keeps_value;
};

struct walk {
    struct hp_slice text;
    size_t at;
    struct hp_slice where; /* the case's node; empty: none in the body */
    struct hp_slice url;   /* pointer of the callback URL */
    struct hp_pointer pointer;
    struct element *elements;
    size_t count;
};

static char here(const struct walk *walk)
{
    return walk->at < walk->text.len ? walk->text.at[walk->at] : '\0';
}

static void skip_blanks(struct walk *walk)
{
    while (here(walk) != '\0' && strchr(" \t\r\n", here(walk)) != NULL) {
        walk->at++;
    }
}

/* Past a string; what stands between its quotes. The text is valid JSON. */
static struct hp_slice skip_string(struct walk *walk)
{
    size_t begin = ++walk->at;
    while (walk->at < walk->text.len && here(walk) != '"') {
        walk->at += here(walk) == '\\' ? 2 : 1;
    }
    struct hp_slice inner = {walk->text.at + begin, walk->at - begin};
    walk->at++;
    return inner;
}

/* `pointer` is `node`, or above it: "/a" is above "/a/b" and not above "/ab". */
static bool is_above(struct hp_slice pointer, struct hp_slice node)
{
    return hp_slice_starts_with(node, pointer) &&
           (node.len == pointer.len || node.at[pointer.len] == '/');
}

static void walk_value(struct walk *walk, unsigned depth, struct hp_slice *string);

/* An element's place decides what may be done to it. */
static void protect(const struct walk *walk, struct element *element)
{
    struct hp_slice pointer = {walk->pointer.text, walk->pointer.length};
    bool cut = pointer.len == HP_POINTER_BYTES - 1;
    bool about =
        walk->where.len > 0 && (is_above(pointer, walk->where) || is_above(walk->where, pointer));
    element->stays = cut || about;
    element->keeps_value = cut || about || hp_slice_equal(pointer, walk->url);
}

static bool holds_node(const struct walk *walk)
{
    struct hp_slice pointer = {walk->pointer.text, walk->pointer.length};
    return walk->where.len > 0 && is_above(pointer, walk->where);
}

/* The children of a container whose opening bracket was passed. */
static void walk_children(struct walk *walk, char close, unsigned depth)
{
    size_t comma = SIZE_MAX;
    size_t first_of_these = walk->count;
    skip_blanks(walk);
    for (size_t index = 0; here(walk) != close && here(walk) != '\0'; index++) {
        struct element element = {.begin = walk->at, .comma_before = comma, .next = SIZE_MAX};
        size_t length;
        if (close == '}') {
            struct hp_slice name = skip_string(walk);
            skip_blanks(walk);
            walk->at++; /* the colon */
            skip_blanks(walk);
            length = hp_pointer_push_name(&walk->pointer, name);
        } else {
            length = hp_pointer_push_index(&walk->pointer, index);
        }
        size_t place = walk->count;
        bool kept = place < ELEMENTS_MAX;
        walk->count += kept;
        protect(walk, &element);
        if (close == ']' && holds_node(walk)) {
            /* Items in front of it keep it at its index. */
            for (size_t i = first_of_these; i < place; i++) {
                walk->elements[i].stays = true;
            }
        }
        walk_value(walk, depth, &element.string);
        element.end = walk->at;
        hp_pointer_pop(&walk->pointer, length);
        skip_blanks(walk);
        comma = walk->at;
        if (here(walk) == ',') {
            walk->at++;
            skip_blanks(walk);
            element.next = walk->at;
        }
        if (kept) {
            walk->elements[place] = element;
        }
    }
    walk->at++;
}

static void walk_value(struct walk *walk, unsigned depth, struct hp_slice *string)
{
    *string = (struct hp_slice){NULL, 0};
    if (here(walk) == '"') {
        *string = skip_string(walk);
    } else if ((here(walk) == '{' || here(walk) == '[') && depth > 0) {
        char close = here(walk) == '{' ? '}' : ']';
        walk->at++;
        walk_children(walk, close, depth - 1);
    } else {
        while (here(walk) != '\0' && strchr(",]} \t\r\n", here(walk)) == NULL) {
            walk->at++;
        }
    }
}

/* What the second judge has against a body, as hashes. False when that cannot be said whole. */
struct objections {
    uint64_t hashes[PIECES_MAX];
    size_t count;
};

static bool object(const struct hp_shrink *shrink, struct hp_slice body, struct objections *out)
{
    struct hp_arena *arena = &shrink->shrinker->arena;
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    struct hp_violations violations = {0};
    out->count = 0;
    hp_arena_reset(arena);
    if (hp_json_parse(arena, body, &hp_json_limits_default, &scan, &root) != HP_OK ||
        root == NULL) {
        return false;
    }
    (void)hp_schema_validate(shrink->shrinker->contract->request, root, arena, &violations);
    if (violations.kept != violations.count || violations.kept > PIECES_MAX) {
        return false;
    }
    for (size_t i = 0; i < violations.kept; i++) {
        const struct hp_violation *item = &violations.items[i];
        uint64_t hash = hp_hash(HP_HASH_BASIS, hp_slice_of(item->pointer));
        hash = hp_hash(hash, hp_slice_of(item->keyword));
        out->hashes[out->count++] = hp_hash(hash, hp_slice_of(item->message));
    }
    return true;
}

/* No new offence: the body breaks the contract where it did, or in fewer places. */
static bool is_within(const struct objections *fewer, const struct objections *all)
{
    for (size_t i = 0; i < fewer->count; i++) {
        bool known = false;
        for (size_t j = 0; j < all->count; j++) {
            known = known || fewer->hashes[i] == all->hashes[j];
        }
        if (!known) {
            return false;
        }
    }
    return true;
}

struct body_search {
    struct hp_shrink *shrink;
    struct hp_slice id;    /* of the case whose body this is */
    struct hp_slice where; /* copies: the case is built anew for every step */
    struct hp_slice url;
    struct objections first;
    struct hp_buf best, candidate;
    struct element elements[ELEMENTS_MAX];
    size_t count;
};

/* Elements of the best body so far. */
static void scan_best(struct body_search *search)
{
    struct walk walk = {.text = hp_buf_view(&search->best),
                        .where = search->where,
                        .url = search->url,
                        .elements = search->elements};
    struct hp_slice ignored;
    hp_pointer_init(&walk.pointer);
    skip_blanks(&walk);
    walk_value(&walk, HP_JSON_DEPTH_MAX, &ignored);
    search->count = walk.count;
}

/* What is to be put in the place of which bytes. */
struct edit {
    size_t begin, end;
    struct hp_slice with;
};

/* The best body so edited, as the candidate; false when the second judge would object to more. */
static bool make_candidate(struct body_search *search, struct edit edit)
{
    struct objections now;
    hp_buf_clear(&search->candidate);
    hp_buf_slice(&search->candidate, hp_buf_view(&search->best));
    if (search->candidate.failed) {
        return false;
    }
    hp_buf_splice(&search->candidate, edit.begin, edit.end - edit.begin, edit.with);
    return object(search->shrink, hp_buf_view(&search->candidate), &now) &&
           is_within(&now, &search->first);
}

/* True, and the candidate is the new best, when it fails in the same way. */
static bool try_edit(struct body_search *search, struct edit edit)
{
    struct hp_shrinker *shrinker = search->shrink->shrinker;
    if (!make_candidate(search, edit) || !hp_shrink_build(shrinker, search->id)) {
        return false;
    }
    shrinker->kase.request.body = hp_buf_view(&search->candidate);
    if (!hp_shrink_fails(search->shrink)) {
        return false;
    }
    struct hp_buf swapped = search->best;
    search->best = search->candidate;
    search->candidate = swapped;
    return true;
}

/* The element taken out, with one comma. False: it has to stay. */
static bool removal(const struct element *element, struct edit *edit)
{
    *edit = (struct edit){element->begin, element->end, HP_SLICE("")};
    if (element->comma_before != SIZE_MAX) {
        edit->begin = element->comma_before;
    } else if (element->next != SIZE_MAX) {
        edit->end = element->next;
    }
    return !element->stays;
}

/* A long string as one character. False: it is none, or has to stay. */
static bool shortening(const struct body_search *search, const struct element *element,
                       struct edit *edit)
{
    if (element->keeps_value || element->string.len <= LONG_STRING) {
        return false;
    }
    edit->begin = (size_t)(element->string.at - search->best.bytes);
    edit->end = edit->begin + element->string.len;
    edit->with = HP_SLICE("x");
    return true;
}

/* Bytes that could go at most, as far as the second judge can tell: without any request. */
static size_t most_to_gain(struct body_search *search)
{
    size_t gain = 0;
    size_t covered = 0; /* what lies before here is in an element that could go as a whole */
    for (size_t i = 0; i < search->count; i++) {
        const struct element *element = &search->elements[i];
        struct edit edit;
        if (element->begin < covered) {
            continue;
        }
        if (removal(element, &edit) && make_candidate(search, edit)) {
            gain += edit.end - edit.begin;
            covered = element->end;
        } else if (shortening(search, element, &edit)) {
            gain += edit.end - edit.begin;
        }
    }
    return gain;
}

/* Outer elements come before what is in them, so that the largest part goes first. After a change
 * the rest is scanned again; an element that had to stay is not tried twice, since those before it
 * are the same. */
static void search_smaller(struct body_search *search)
{
    for (size_t i = 0; i < search->count;) {
        struct element element = search->elements[i];
        struct edit edit;
        if (removal(&element, &edit) && try_edit(search, edit)) {
            scan_best(search);
            continue;
        }
        if (shortening(search, &element, &edit) && try_edit(search, edit)) {
            scan_best(search);
        }
        i++;
    }
}

/* A body that may be changed without making another kind of request of it. */
static bool is_plain_json(const struct hp_shrinker *shrinker)
{
    const struct hp_request *request = &shrinker->kase.request;
    static const char *const tied[] = {"Content-Length", "Content-Encoding", "Transfer-Encoding",
                                       "Content-Digest"};
    bool holds_key = hp_shrink_holds_key(shrinker, request->body);
    bool json =
        shrinker->kase.body_truth != HP_BODY_NOT_JSON && shrinker->kase.body_truth != HP_BODY_NONE;
    for (size_t i = 0; i < sizeof(tied) / sizeof(tied[0]); i++) {
        json = json &&
               hp_field_find(request->fields, request->field_count, hp_slice_of(tied[i])) == NULL;
    }
    return json && !holds_key && request->has_body && request->steps == NULL &&
           request->body.len > 0 && request->body.len <= HP_SHRINK_BODY_BYTES_MAX;
}

static struct hp_slice url_pointer(const struct hp_contract *contract, struct hp_arena *arena)
{
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    (void)hp_pointer_push_name(&pointer, contract->names[HP_ROLE_WRAPPER]);
    (void)hp_pointer_push_name(&pointer, contract->names[HP_ROLE_URL]);
    return hp_arena_copy(arena, (struct hp_slice){pointer.text, pointer.length});
}

/* A case id is worth more to a person than a few bytes: whoever has hookproof can say it. */
static bool is_worth_it(size_t smaller, size_t before)
{
    return smaller * 3 <= before * 2;
}

static void search_from(struct body_search *search)
{
    struct hp_shrinker *shrinker = search->shrink->shrinker;
    struct hp_shrink_result *result = search->shrink->result;
    hp_buf_slice(&search->best, shrinker->kase.request.body);
    size_t before = search->best.length;
    if (search->best.failed ||
        !object(search->shrink, hp_buf_view(&search->best), &search->first)) {
        return;
    }
    scan_best(search);
    if (!is_worth_it(before - most_to_gain(search), before)) {
        return;
    }
    search_smaller(search);
    if (is_worth_it(search->best.length, before)) {
        hp_buf_slice(&result->body, hp_buf_view(&search->best));
        result->shrunk.minimal_body = hp_buf_view(&result->body);
    }
}

enum hp_status hp_shrink_body(struct hp_shrink *shrink)
{
    struct hp_shrinker *shrinker = shrink->shrinker;
    struct hp_arena *arena = &shrink->result->arena;
    struct body_search *search = hp_arena_take(arena, sizeof(*search));
    if (search == NULL) {
        return HP_ERR_NOMEM;
    }
    *search = (struct body_search){
        .shrink = shrink,
        .id = hp_shrink_id(shrinker->contract, shrink->place, &shrink->combo, arena),
        .url = url_pointer(shrinker->contract, arena)};
    if (search->id.at == NULL || search->url.at == NULL) {
        return HP_ERR_NOMEM;
    }
    if (!hp_shrink_build(shrinker, search->id) || !is_plain_json(shrinker)) {
        return HP_OK;
    }
    bool in_body = shrinker->kase.where.len > 0 && shrinker->kase.where.at[0] == '/';
    search->where = in_body ? hp_arena_copy(arena, shrinker->kase.where) : HP_SLICE("");
    hp_buf_init(&search->best, HP_SHRINK_BODY_BYTES_MAX);
    hp_buf_init(&search->candidate, HP_SHRINK_BODY_BYTES_MAX);
    if (search->where.at != NULL) {
        search_from(search);
    }
    bool lost = search->best.failed || shrink->result->body.failed || search->where.at == NULL;
    hp_buf_deinit(&search->best);
    hp_buf_deinit(&search->candidate);
    return lost ? HP_ERR_NOMEM : HP_OK;
}
