/* The subset construction (Rabin and Scott 1959) over the positions of a pattern, and the loop that
 * runs it. Must not know how a pattern is written. */
#include "harness/contract/automaton.h"

#include <stddef.h>

#include "harness/base/alloc.h"

enum {
    ROW = 256,        /* states are offsets of rows, so that a step is one addition */
    STATES_MAX = 128, /* 64 KiB, of which little is met; honest patterns have ten */
    /* The first three states lead to themselves, and are the results. */
    DEAD = HP_AUTOMATON_NO_MATCH * ROW,
    MATCHED = HP_AUTOMATON_MATCH * ROW,
    FOREIGN = HP_AUTOMATON_FOREIGN * ROW,
    START = FOREIGN + ROW,
};

struct hp_automaton {
    bool matches_at_end[STATES_MAX];
    uint16_t next[]; /* by state and byte */
};

static_assert(STATES_MAX * ROW <= UINT16_MAX, "a state fits");

/* What is known of a state while the table is made. */
struct state {
    uint64_t positions; /* of which one took the last character */
    bool is_start;      /* nothing was taken yet */
};

struct builder {
    const struct hp_regular *regular;
    struct state states[STATES_MAX];
    unsigned count;
};

/* The positions that the symbol leads to. */
static uint64_t step(const struct hp_regular *regular, const struct state *from, unsigned symbol)
{
    uint64_t next = from->is_start || !regular->anchored ? regular->first : 0;
    for (uint64_t left = from->positions; left != 0; left &= left - 1) {
        next |= regular->follow[__builtin_ctzll(left)];
    }
    return next & regular->on[symbol];
}

/* The offset of the state with these positions, which may be new; false when there are too many. */
static bool state_of(struct builder *builder, uint64_t positions, uint16_t *state)
{
    if ((positions & builder->regular->last) != 0) {
        *state = MATCHED; /* whatever follows */
        return true;
    }
    if (positions == 0 && builder->regular->anchored) {
        *state = DEAD;
        return true;
    }
    unsigned i = START / ROW;
    /* Without an anchor nothing taken is as good as the start. */
    while (i < builder->count && (builder->states[i].positions != positions ||
                                  (builder->states[i].is_start && builder->regular->anchored))) {
        i++;
    }
    if (i == STATES_MAX) {
        return false;
    }
    if (i == builder->count) {
        builder->states[builder->count++] = (struct state){.positions = positions};
    }
    *state = (uint16_t)(i * ROW);
    return true;
}

/* Fills the rows of all states that can be reached. */
static bool fill(struct builder *builder, struct hp_automaton *automaton)
{
    const struct hp_regular *regular = builder->regular;
    builder->count = START / ROW;
    for (unsigned i = 0; i < START; i++) {
        automaton->next[i] = (uint16_t)(i / ROW * ROW);
    }
    builder->states[builder->count++] = (struct state){.is_start = true};
    for (unsigned i = START / ROW; i < builder->count; i++) {
        const struct state from = builder->states[i];
        for (unsigned byte = HP_REGULAR_END; byte < ROW; byte++) {
            automaton->next[i * ROW + byte] = FOREIGN;
        }
        for (unsigned symbol = 0; symbol < HP_REGULAR_END; symbol++) {
            if (!state_of(builder, step(regular, &from, symbol),
                          &automaton->next[i * ROW + symbol])) {
                return false;
            }
        }
        automaton->matches_at_end[i] = (step(regular, &from, HP_REGULAR_END) & regular->last) != 0;
    }
    return true;
}

static size_t bytes_of(unsigned states)
{
    return offsetof(struct hp_automaton, next) + sizeof(uint16_t) * states * ROW;
}

enum hp_status hp_automaton_new(const struct hp_regular *regular, struct hp_automaton **out)
{
    struct builder builder = {.regular = regular};
    *out = NULL;
    struct hp_automaton *automaton = hp_calloc(1, bytes_of(STATES_MAX));
    if (automaton == NULL) {
        return HP_ERR_NOMEM;
    }
    if (!fill(&builder, automaton)) {
        hp_free(automaton);
        return HP_OK;
    }
    struct hp_automaton *smaller = hp_realloc(automaton, bytes_of(builder.count));
    *out = smaller == NULL ? automaton : smaller;
    return HP_OK;
}

void hp_automaton_free(struct hp_automaton *automaton)
{
    hp_free(automaton);
}

enum hp_automaton_result hp_automaton_search(const struct hp_automaton *automaton,
                                             struct hp_slice text)
{
    const unsigned char *at = (const unsigned char *)text.at;
    const unsigned char *end = at + text.len;
    const uint16_t *next = automaton->next;
    size_t state = START;
    /* No way leads out of a result, so it need not be asked for at each step. */
    for (; end - at >= 4 && state > FOREIGN; at += 4) {
        state = next[next[next[next[state + at[0]] + at[1]] + at[2]] + at[3]];
    }
    for (; at < end && state > FOREIGN; at++) {
        state = next[state + *at];
    }
    if (state > FOREIGN) {
        state = automaton->matches_at_end[state / ROW] ? MATCHED : DEAD;
    }
    return (enum hp_automaton_result)(state / ROW);
}
