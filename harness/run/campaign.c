/* Chooses what to send next. Must not send, judge or report. */
#include "harness/run/campaign.h"

#include "harness/base/alloc.h"
#include "harness/mutate/havoc.h"
#include "harness/run/artifacts.h"
#include "harness/run/corpus.h"
#include "harness/run/novelty.h"

enum {
    ROUND = 64,          /* bodies a round: four for each connection of the default */
    POOL_MAX = 4096,     /* entries; beyond that the least worth is given up */
    SEEN_MAX = 1 << 16,  /* kinds of answers that are told apart, a power of two */
    STACK_MAX = 4,       /* edits on top of each other */
    WEIGHT = 64,         /* of an edit that has not failed */
    PLAN_POSITIONS = 48, /* of a row, from its first: instances come before combinations */
    PLAN_TRIES = 16,     /* rows that send no body of their own, or a large one, are passed over */
};

struct entry {
    char *body;
    size_t length;
    uint32_t energy; /* how many children it may have before others are preferred */
    uint32_t children;
};

struct sent {
    struct hp_buf body;
    unsigned edits; /* bits of enum hp_havoc_edit */
    bool learned;
    bool answered;
    bool bad;      /* it failed, or warned */
    uint64_t kind; /* of its answer */
    size_t parent; /* SIZE_MAX: none of the pool */
    uint64_t hash; /* of its id */
};

struct hp_campaign {
    struct hp_campaign_options options;
    struct hp_rng rng;
    struct hp_case kase; /* one of the plan's, to begin with */
    struct hp_corpus corpus;
    size_t corpus_next; /* to be sent as it is */
    struct entry pool[POOL_MAX];
    size_t pool_count, fresh;
    uint64_t seen[SEEN_MAX]; /* open addressing; 0: free */
    size_t seen_count;
    struct hp_havoc_weights weights;
    struct sent round[ROUND];
    size_t round_count, round_next, round_learned;
    uint64_t made; /* cases so far */
    struct hp_bodies *bodies;
    struct hp_arena arena;
};

static enum hp_status open_corpus(struct hp_campaign *campaign, struct hp_error *error)
{
    const struct hp_campaign_options *options = &campaign->options;
    enum hp_status status = HP_OK;
    if (options->corpus == NULL) {
        return HP_OK;
    }
    if (options->keeps) {
        status = hp_artifacts_folder(options->corpus, error);
    }
    if (status == HP_OK) {
        status = hp_corpus_read(options->corpus, &campaign->corpus, error);
    }
    if (status == HP_OK && options->corpus_only && campaign->corpus.count == 0) {
        status = hp_error_set(error, HP_ERR_USAGE,
                              "the corpus %s has no file of 1 to %d bytes: each file is one body",
                              options->corpus, HP_BODY_BYTES_MAX);
    }
    return status;
}

enum hp_status hp_campaign_new(const struct hp_campaign_options *options, struct hp_campaign **out,
                               struct hp_error *error)
{
    struct hp_campaign *campaign = hp_calloc(1, sizeof(*campaign));
    *out = NULL;
    if (campaign == NULL) {
        return hp_error_nomem(error);
    }
    campaign->options = *options;
    hp_rng_init(&campaign->rng, options->seed, HP_SLICE("campaign"));
    hp_case_init(&campaign->kase);
    hp_arena_init(&campaign->arena, (size_t)64 * 1024 * 1024);
    for (size_t i = 0; i < ROUND; i++) {
        hp_buf_init(&campaign->round[i].body, HP_BODY_BYTES_MAX);
    }
    for (size_t i = 0; i < HP_HAVOC_EDITS; i++) {
        campaign->weights.of[i] = WEIGHT;
    }
    enum hp_status status = hp_bodies_new(&campaign->bodies, error);
    if (status == HP_OK) {
        status = open_corpus(campaign, error);
    }
    if (status != HP_OK) {
        hp_campaign_free(campaign);
        return status;
    }
    *out = campaign;
    return HP_OK;
}

void hp_campaign_free(struct hp_campaign *campaign)
{
    if (campaign == NULL) {
        return;
    }
    for (size_t i = 0; i < ROUND; i++) {
        hp_buf_deinit(&campaign->round[i].body);
    }
    for (size_t i = 0; i < campaign->pool_count; i++) {
        hp_free(campaign->pool[i].body);
    }
    hp_corpus_deinit(&campaign->corpus);
    hp_bodies_free(campaign->bodies);
    hp_case_deinit(&campaign->kase);
    hp_arena_deinit(&campaign->arena);
    hp_free(campaign);
}

const struct hp_bodies *hp_campaign_bodies(const struct hp_campaign *campaign)
{
    return campaign == NULL ? NULL : campaign->bodies;
}

size_t hp_campaign_left_out(const struct hp_campaign *campaign)
{
    return campaign->corpus.left_out;
}

size_t hp_campaign_pool(const struct hp_campaign *campaign, size_t *fresh)
{
    *fresh = campaign->fresh;
    return campaign->pool_count;
}

/* --- a round --- */

/* The body of any case of the plan that has one: valid, or made wrong by a row's operator. */
static enum hp_status from_plan(struct hp_campaign *campaign, struct hp_slice *out,
                                struct hp_error *error)
{
    const struct hp_campaign_options *options = &campaign->options;
    struct hp_case *kase = &campaign->kase;
    *out = options->contract->example_request;
    for (size_t i = 0; i < PLAN_TRIES; i++) {
        struct hp_plan_cursor cursor = {
            .row = (size_t)hp_rng_below(&campaign->rng, hp_plan_rows(options->plan)),
            .position = hp_rng_below(&campaign->rng, PLAN_POSITIONS)};
        if (!hp_plan_next(options->plan, &cursor, kase, error)) {
            if (error->status != HP_OK) {
                return error->status;
            }
            continue;
        }
        const struct hp_request *request = &kase->request;
        if (request->steps == NULL && request->has_body && request->body.len > 0 &&
            request->body.len <= HP_BODY_BYTES_MAX && kase->body_truth != HP_BODY_NONE) {
            *out = request->body;
            return HP_OK;
        }
    }
    return HP_OK;
}

/* An entry, those that have energy left before the others; SIZE_MAX when the pool is empty. */
static size_t pick_entry(struct hp_campaign *campaign)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < campaign->pool_count; i++) {
        const struct entry *entry = &campaign->pool[i];
        sum += 1 + entry->energy / (1 + entry->children);
    }
    uint64_t ticket = sum == 0 ? 0 : hp_rng_below(&campaign->rng, sum);
    for (size_t i = 0; i < campaign->pool_count; i++) {
        const struct entry *entry = &campaign->pool[i];
        uint64_t share = 1 + entry->energy / (1 + entry->children);
        if (ticket < share) {
            return i;
        }
        ticket -= share;
    }
    return SIZE_MAX;
}

/* A text to mutate, in `sent`. */
static enum hp_status begin_body(struct hp_campaign *campaign, struct sent *sent,
                                 struct hp_error *error)
{
    struct hp_slice body = {NULL, 0};
    sent->parent = SIZE_MAX;
    if (campaign->pool_count > 0 && hp_rng_below(&campaign->rng, 2) == 0) {
        sent->parent = pick_entry(campaign);
        struct entry *entry = &campaign->pool[sent->parent];
        entry->children++;
        body = (struct hp_slice){entry->body, entry->length};
    } else {
        enum hp_status status = from_plan(campaign, &body, error);
        if (status != HP_OK) {
            return status;
        }
    }
    hp_buf_slice(&sent->body, body);
    return HP_OK;
}

static enum hp_status make_body(struct hp_campaign *campaign, struct sent *sent,
                                struct hp_error *error)
{
    enum hp_status status = begin_body(campaign, sent, error);
    size_t edits = hp_rng_below(&campaign->rng, STACK_MAX + 1);
    edits += sent->parent != SIZE_MAX && edits == 0; /* a child differs from its parent */
    for (size_t i = 0; i < edits && status == HP_OK; i++) {
        struct hp_slice other = {NULL, 0};
        if (campaign->pool_count > 0) {
            const struct entry *entry =
                &campaign->pool[hp_rng_below(&campaign->rng, campaign->pool_count)];
            other = (struct hp_slice){entry->body, entry->length};
        }
        enum hp_havoc_edit edit = hp_havoc(&sent->body, other, &campaign->rng,
                                           campaign->options.contract, &campaign->weights);
        sent->edits |= 1u << edit;
    }
    return status;
}

static bool may_be_sent(struct hp_campaign *campaign, const struct sent *sent)
{
    hp_arena_reset(&campaign->arena);
    return sent->body.length > 0 && !sent->body.failed &&
           (!campaign->options.careful ||
            hp_body_calls_example(campaign->options.contract, hp_buf_view(&sent->body),
                                  &campaign->arena));
}

static enum hp_status begin_round(struct hp_campaign *campaign, struct hp_error *error)
{
    enum hp_status status = HP_OK;
    campaign->round_count = 0;
    campaign->round_next = 0;
    campaign->round_learned = 0;
    for (size_t tries = 0; tries < (size_t)4 * ROUND && campaign->round_count < ROUND;) {
        struct sent *sent = &campaign->round[campaign->round_count];
        hp_buf_clear(&sent->body);
        sent->edits = 0;
        sent->learned = false;
        sent->answered = false;
        sent->bad = false;
        sent->hash = 0;
        sent->parent = SIZE_MAX;
        if (campaign->corpus_next < campaign->corpus.count) {
            hp_buf_slice(&sent->body, campaign->corpus.bodies[campaign->corpus_next++]);
        } else if (campaign->options.corpus_only) {
            break;
        } else {
            status = make_body(campaign, sent, error);
            tries++;
        }
        if (status != HP_OK) {
            return status;
        }
        campaign->round_count += may_be_sent(campaign, sent);
    }
    return HP_OK;
}

/* --- what was learned --- */

static bool is_new_kind(struct hp_campaign *campaign, uint64_t kind)
{
    kind = kind == 0 ? 1 : kind;
    for (size_t i = 0; i < SEEN_MAX; i++) {
        uint64_t *place = &campaign->seen[(kind + i) & (SEEN_MAX - 1)];
        if (*place == kind) {
            return false;
        }
        if (*place == 0) {
            if (campaign->seen_count < SEEN_MAX / 2) {
                *place = kind;
                campaign->seen_count++;
                return true;
            }
            return false;
        }
    }
    return false;
}

/* The entry that has had the most children for its energy. */
static size_t least_worth(const struct hp_campaign *campaign)
{
    size_t worst = 0;
    for (size_t i = 1; i < campaign->pool_count; i++) {
        const struct entry *a = &campaign->pool[i];
        const struct entry *b = &campaign->pool[worst];
        uint64_t ours = (uint64_t)a->energy * (1 + b->children);
        uint64_t theirs = (uint64_t)b->energy * (1 + a->children);
        worst = ours < theirs ? i : worst;
    }
    return worst;
}

static enum hp_status keep_entry(struct hp_campaign *campaign, const struct sent *sent,
                                 struct hp_error *error)
{
    enum { ENERGY = 64 };
    char *body = hp_strndup(sent->body.bytes, sent->body.length);
    if (body == NULL) {
        return hp_error_nomem(error);
    }
    size_t place = campaign->pool_count;
    if (place == POOL_MAX) {
        place = least_worth(campaign);
        hp_free(campaign->pool[place].body);
    } else {
        campaign->pool_count++;
    }
    campaign->pool[place] =
        (struct entry){.body = body, .length = sent->body.length, .energy = ENERGY};
    campaign->fresh++;
    if (sent->parent != SIZE_MAX && sent->parent != place) {
        campaign->pool[sent->parent].energy += ENERGY; /* whoever has such children may have more */
    }
    return campaign->options.keeps && campaign->options.corpus != NULL
               ? hp_corpus_write(campaign->options.corpus, hp_buf_view(&sent->body), error)
               : HP_OK;
}

/* What failed is found; more of the same only takes time that other findings need. */
static void hold_back(struct hp_campaign *campaign, const struct sent *sent)
{
    for (size_t i = 0; i < HP_HAVOC_EDITS; i++) {
        uint32_t *weight = &campaign->weights.of[i];
        if ((sent->edits >> i & 1) != 0 && *weight > 1) {
            *weight -= (*weight + 7) / 8;
        }
    }
}

static enum hp_status end_round(struct hp_campaign *campaign, struct hp_error *error)
{
    enum hp_status status = HP_OK;
    for (size_t i = 0; i < campaign->round_count && status == HP_OK; i++) {
        const struct sent *sent = &campaign->round[i];
        if (sent->bad) {
            hold_back(campaign, sent);
        }
        if (sent->answered && is_new_kind(campaign, sent->kind)) {
            status = keep_entry(campaign, sent, error);
        }
    }
    return status;
}

bool hp_campaign_is_ready(const struct hp_campaign *campaign)
{
    return campaign->round_next < campaign->round_count ||
           campaign->round_learned == campaign->round_count;
}

bool hp_campaign_next(struct hp_campaign *campaign, struct hp_case *out, struct hp_error *error)
{
    if (campaign->round_next == campaign->round_count) {
        if (campaign->round_learned < campaign->round_count ||
            end_round(campaign, error) != HP_OK || begin_round(campaign, error) != HP_OK ||
            campaign->round_count == 0) {
            return false;
        }
    }
    struct sent *sent = &campaign->round[campaign->round_next++];
    const struct hp_campaign_options *options = &campaign->options;
    if (hp_body_case(options->plan, options->contract, hp_buf_view(&sent->body), out, error) !=
        HP_OK) {
        return false;
    }
    sent->hash = hp_hash(HP_HASH_BASIS, out->id);
    out->index = options->first_index + campaign->made++;
    return true;
}

static struct sent *find_sent(struct hp_campaign *campaign, const struct hp_case *kase)
{
    uint64_t hash = hp_hash(HP_HASH_BASIS, kase->id);
    for (size_t i = 0; i < campaign->round_count; i++) {
        struct sent *sent = &campaign->round[i];
        if (sent->hash == hash && !sent->learned) {
            return sent;
        }
    }
    return NULL;
}

enum hp_status hp_campaign_learn(struct hp_campaign *campaign, const struct hp_case *kase,
                                 const struct hp_exchange *exchange,
                                 const struct hp_judgement *judgement, struct hp_error *error)
{
    struct sent *sent = find_sent(campaign, kase);
    if (sent == NULL) {
        return HP_OK;
    }
    sent->learned = true;
    campaign->round_learned++;
    if (exchange == NULL) {
        return HP_OK;
    }
    sent->answered = true;
    sent->bad = judgement->verdict == HP_FAIL || judgement->verdict == HP_WARN;
    sent->kind = hp_novelty(exchange, judgement);
    if (sent->bad && hp_bodies_keep(campaign->bodies, kase->id, kase->request.body) != HP_OK) {
        return hp_error_nomem(error);
    }
    return HP_OK;
}
