/* splitmix64 (Steele, Lea, Flood 2014) over a hashed key. Must not read a clock or the system's
 * entropy: a run is repeated by its seed alone. */
#include "harness/base/rng.h"

#include <assert.h>

#include "harness/base/word.h"

/* 2^64 over the golden ratio, odd: the increment of splitmix64. */
static const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);

uint64_t hp_hash(uint64_t basis, struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        basis ^= (unsigned char)text.at[i];
        basis *= UINT64_C(0x100000001b3);
    }
    return basis;
}

/* The last `count` bytes of a text as a number in big-endian order; count < 8. */
static inline uint64_t last_bytes(struct hp_slice text, size_t count)
{
    uint64_t number = 0;
    if (text.len >= 8) {
        number = __builtin_bswap64(hp_word_u64(text.at + text.len - 8));
        return number & ((UINT64_C(1) << (8 * count)) - 1);
    }
    for (size_t i = text.len - count; i < text.len; i++) {
        number = number << 8 | (unsigned char)text.at[i];
    }
    return number;
}

uint64_t hp_hash_words(uint64_t basis, struct hp_slice text)
{
    uint64_t hash = basis + text.len;
    size_t rest = text.len;
    for (const char *at = text.at; rest >= 8; rest -= 8, at += 8) {
        hash = (hash ^ hp_word_u64(at)) * golden;
        hash ^= hash >> 32;
    }
    return hp_hash_mix(hash ^ last_bytes(text, rest));
}

void hp_rng_init(struct hp_rng *rng, uint64_t seed, struct hp_slice key)
{
    rng->state = hp_hash_words(hp_hash_mix(seed + golden), key);
}

uint64_t hp_rng_next(struct hp_rng *rng)
{
    rng->state += golden;
    return hp_hash_mix(rng->state);
}

uint64_t hp_rng_below(struct hp_rng *rng, uint64_t bound)
{
    assert(bound != 0);
    /* Numbers under 2^64 mod bound are drawn again, so that every rest is equally likely. */
    uint64_t threshold = (0 - bound) % bound;
    for (;;) {
        uint64_t value = hp_rng_next(rng);
        if (value >= threshold) {
            return value % bound;
        }
    }
}
