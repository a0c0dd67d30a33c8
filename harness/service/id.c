/* A permutation of 118 bits, written in base 62, so that uniqueness needs no table of what was
 * given out. Must not know who asks for an id, or when. */
#include "harness/service/id.h"

#include "harness/base/rng.h"

enum {
    HALF_CHARS = HP_ID_CHARS / 2,
    PART_CHARS = HALF_CHARS / 2,
    PART_COUNT = 62 * 62 * 62 * 62 * 62,
    HALF_BITS = 59, /* the most that ten base-62 digits hold: 62^10 lies between 2^59 and 2^60 */
    SEED_BITS_LEFT = 64 - HALF_BITS,
    ROUNDS = 6 /* even; a Feistel network spreads every input bit over both halves after four */
};

static const uint64_t half_mask = (UINT64_C(1) << HALF_BITS) - 1;

/* Bits behind the point of the fractions below. */
static const uint64_t point = UINT64_C(1) << 56;

/* Writes the digit above the point; returns what is left, times 62. */
static inline uint64_t print_digit(uint64_t rest, char *text)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    *text = digits[rest / point];
    return rest % point * 62;
}

/* Five digits, the lowest first, of a number below 62^5: the number over 62^4, so that the digits
 * come out above the point without a division. What the fraction is rounded up by, less than 2^30
 * units of the last bit, has grown by 62^4 < 2^24 at the last digit and never reaches it. */
static inline void print_five(uint64_t number, char *text)
{
    uint64_t rest = number * (point / (62 * 62 * 62 * 62) + 1);
    rest = print_digit(rest, text + 4);
    rest = print_digit(rest, text + 3);
    rest = print_digit(rest, text + 2);
    rest = print_digit(rest, text + 1);
    (void)print_digit(rest, text);
}

static inline void print_half(uint64_t half, char *text)
{
    print_five(half % PART_COUNT, text);
    print_five(half / PART_COUNT, text + PART_CHARS);
}

static inline uint64_t mixed(uint64_t half, uint64_t round)
{
    return hp_hash_mix(half ^ (round << HALF_BITS)) & half_mask;
}

void hp_id_print(uint64_t seed, uint64_t number, char text[static HP_ID_CHARS])
{
    /* The seed's 64 bits and the number's 54 fill both halves exactly. */
    uint64_t left = seed & half_mask;
    uint64_t right = ((seed >> HALF_BITS) | (number << SEED_BITS_LEFT)) & half_mask;
    for (uint64_t round = 1; round <= ROUNDS; round += 2) { /* two rounds save the exchange */
        left ^= mixed(right, round);
        right ^= mixed(left, round + 1);
    }
    print_half(left, text);
    print_half(right, text + HALF_CHARS);
}
