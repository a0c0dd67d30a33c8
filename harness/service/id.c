/* A permutation of 118 bits, written in base 62, so that uniqueness needs no table of what was
 * given out. Must not know who asks for an id, or when. */
#include "harness/service/id.h"

#include <assert.h>

#include "harness/base/rng.h"

enum {
    HALF_CHARS = HP_ID_CHARS / 2,
    HALF_BITS = 59, /* the most that ten base-62 digits hold: 62^10 lies between 2^59 and 2^60 */
    SEED_BITS_LEFT = 64 - HALF_BITS,
    ROUNDS = 6 /* a Feistel network spreads every input bit over both halves after four */
};

static_assert(HALF_CHARS % 2 == 0, "digits come in pairs");

static const uint64_t half_mask = (UINT64_C(1) << HALF_BITS) - 1;

static void print_half(uint64_t half, char *text)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    /* Two digits a step: the steps wait for each other, the divisions within one do not. */
    for (unsigned i = 0; i < HALF_CHARS; i += 2) {
        unsigned pair = (unsigned)(half % (62 * 62));
        half /= 62 * 62;
        text[i] = digits[pair % 62];
        text[i + 1] = digits[pair / 62];
    }
}

void hp_id_print(uint64_t seed, uint64_t number, char text[static HP_ID_CHARS])
{
    /* The seed's 64 bits and the number's 54 fill both halves exactly. */
    uint64_t left = seed & half_mask;
    uint64_t right = ((seed >> HALF_BITS) | (number << SEED_BITS_LEFT)) & half_mask;
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        uint64_t mixed = hp_hash_mix(right ^ (round << HALF_BITS)) & half_mask;
        uint64_t swap = left ^ mixed;
        left = right;
        right = swap;
    }
    print_half(left, text);
    print_half(right, text + HALF_CHARS);
}
