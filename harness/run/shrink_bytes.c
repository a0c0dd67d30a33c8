/* A shorter body of any bytes: delta debugging. Containers in containers lose levels, then pieces
 * of half the text, a quarter and so on down to one byte are left out, as long as it fails the same
 * way.
 *
 * Only for bodies that were made by a campaign or lie in a corpus: no row says what is in them.
 * Must not make another kind of body of one (what is not JSON stays so), nor take a callback URL
 * away from under the example host. */
#include "harness/run/body_truth.h"
#include "harness/run/shrink_internal.h"

enum {
    TRIALS_MAX = 4000, /* texts that the second judge is asked about: about a second */
    LEVELS_MAX = 2 * HP_JSON_DEPTH_MAX,
    ARENA_BYTES_MAX = 64 * 1024 * 1024,
};

struct bytes_search {
    struct hp_shrink *shrink;
    struct hp_slice id;
    struct hp_body_facts first;
    bool calls_example;
    struct hp_buf best, candidate;
    unsigned trials;
};

static bool is_over(const struct bytes_search *search)
{
    return search->trials >= TRIALS_MAX || search->best.failed || search->candidate.failed ||
           !hp_shrink_may_send(search->shrink);
}

static bool calls_example(const struct hp_contract *contract, struct hp_slice body)
{
    struct hp_arena arena;
    hp_arena_init(&arena, ARENA_BYTES_MAX);
    bool calls = hp_body_calls_example(contract, body, &arena);
    hp_arena_deinit(&arena);
    return calls;
}

/* The same row would send it, and nobody has more to say about it than about the first one. */
static bool is_alike(const struct bytes_search *search, const struct hp_body_facts *facts)
{
    const struct hp_body_facts *first = &search->first;
    return facts->truth == first->truth && (facts->tame || !first->tame) &&
           (facts->plain_echo || !first->plain_echo);
}

/* True, and the candidate is the new best, when it fails in the same way. */
static bool try_candidate(struct bytes_search *search)
{
    struct hp_shrinker *shrinker = search->shrink->shrinker;
    struct hp_slice body = hp_buf_view(&search->candidate);
    struct hp_body_facts facts;
    if (is_over(search) || body.len == 0) {
        return false;
    }
    search->trials++;
    if (!hp_body_examine(shrinker->contract, body, &facts) || !is_alike(search, &facts) ||
        (search->calls_example && !calls_example(shrinker->contract, body)) ||
        !hp_shrink_build(shrinker, search->id)) {
        return false;
    }
    shrinker->kase.request.body = body;
    if (!hp_shrink_fails(search->shrink)) {
        return false;
    }
    struct hp_buf swapped = search->best;
    search->best = search->candidate;
    search->candidate = swapped;
    return true;
}

static void begin_candidate(struct bytes_search *search, size_t bytes)
{
    hp_buf_clear(&search->candidate);
    hp_buf_append(&search->candidate, search->best.bytes, bytes);
}

static bool try_without(struct bytes_search *search, size_t begin, size_t end)
{
    begin_candidate(search, begin);
    hp_buf_append(&search->candidate, search->best.bytes + end, search->best.length - end);
    return try_candidate(search);
}

/* Containers that are open around the deepest place, outermost first. */
struct chain {
    size_t begin[LEVELS_MAX], end[LEVELS_MAX]; /* of each with its brackets */
    size_t depth;
};

static void find_chain(struct hp_slice text, struct chain *chain)
{
    size_t open[LEVELS_MAX];
    size_t depth = 0;
    chain->depth = 0;
    for (size_t at = 0; at < text.len; at++) {
        char c = text.at[at];
        if (c == '"') {
            for (at++; at < text.len && text.at[at] != '"'; at++) {
                at += text.at[at] == '\\';
            }
        } else if ((c == '{' || c == '[') && depth < LEVELS_MAX) {
            open[depth++] = at;
            if (depth > chain->depth) {
                chain->depth = depth;
                memcpy(chain->begin, open, depth * sizeof(*open));
                memset(chain->end, 0, depth * sizeof(*chain->end));
            }
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
            bool ours = depth < chain->depth && chain->begin[depth] == open[depth];
            if (ours && chain->end[depth] == 0) {
                chain->end[depth] = at + 1;
            }
        }
    }
}

/* A container in the place of the one that is `levels` further out. */
static bool try_hoist(struct bytes_search *search, const struct chain *chain, size_t outer,
                      size_t levels)
{
    size_t inner = outer + levels;
    if (chain->end[outer] == 0 || chain->end[inner] == 0) {
        return false;
    }
    begin_candidate(search, chain->begin[outer]);
    hp_buf_append(&search->candidate, search->best.bytes + chain->begin[inner],
                  chain->end[inner] - chain->begin[inner]);
    hp_buf_append(&search->candidate, search->best.bytes + chain->end[outer],
                  search->best.length - chain->end[outer]);
    return try_candidate(search);
}

/* Many levels at once first. From the inside, where a long chain lies. */
static void drop_levels(struct bytes_search *search, struct chain *chain)
{
    find_chain(hp_buf_view(&search->best), chain);
    for (size_t levels = chain->depth / 2; levels > 0 && !is_over(search); levels /= 2) {
        size_t outer = chain->depth;
        while (outer-- > levels && !is_over(search)) {
            size_t from = outer - levels;
            if (try_hoist(search, chain, from, levels)) {
                find_chain(hp_buf_view(&search->best), chain);
                outer = chain->depth;
            }
        }
    }
}

/* Pieces from the end to the beginning, so that what was passed over keeps its place. */
static void drop_pieces(struct bytes_search *search)
{
    for (size_t piece = search->best.length / 2; piece > 0 && !is_over(search); piece /= 2) {
        size_t end = search->best.length;
        while (end > 0 && !is_over(search)) {
            size_t begin = end > piece ? end - piece : 0;
            (void)try_without(search, begin, end);
            end = begin;
        }
    }
}

static void search_from(struct bytes_search *search, struct hp_slice body, struct chain *chain)
{
    struct hp_shrink_result *result = search->shrink->result;
    hp_buf_slice(&search->best, body);
    size_t before = search->best.length;
    drop_levels(search, chain);
    drop_pieces(search);
    if (!search->best.failed && search->best.length < before) {
        hp_buf_clear(&result->body);
        hp_buf_slice(&result->body, hp_buf_view(&search->best));
        result->shrunk.minimal_body = hp_buf_view(&result->body);
    }
}

enum hp_status hp_shrink_bytes(struct hp_shrink *shrink)
{
    struct hp_shrinker *shrinker = shrink->shrinker;
    struct hp_arena *arena = &shrink->result->arena;
    struct bytes_search search = {
        .shrink = shrink,
        .id = hp_shrink_id(shrinker->contract, shrink->place, &shrink->combo, arena)};
    struct chain *chain = hp_arena_take(arena, sizeof(*chain));
    if (search.id.at == NULL || chain == NULL) {
        return HP_ERR_NOMEM;
    }
    if (!hp_body_is_case(search.id) || !hp_shrink_build(shrinker, search.id)) {
        return HP_OK;
    }
    struct hp_slice body = shrink->result->shrunk.minimal_body;
    body = body.at == NULL ? shrinker->kase.request.body : body;
    if (hp_shrink_holds_key(shrinker, body)) {
        return HP_OK;
    }
    if (!hp_body_examine(shrinker->contract, body, &search.first)) {
        return HP_ERR_NOMEM;
    }
    search.calls_example = calls_example(shrinker->contract, body);
    hp_buf_init(&search.best, HP_SHRINK_BODY_BYTES_MAX);
    hp_buf_init(&search.candidate, HP_SHRINK_BODY_BYTES_MAX);
    search_from(&search, body, chain);
    bool lost = search.best.failed || search.candidate.failed || shrink->result->body.failed;
    hp_buf_deinit(&search.best);
    hp_buf_deinit(&search.candidate);
    return lost ? HP_ERR_NOMEM : HP_OK;
}
