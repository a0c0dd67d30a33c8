/* splitmix64 (Steele, Lea, Flood 2014) over an FNV-1a key. Must not read a clock or the system's
 * entropy: a run is repeated by its seed alone. */
#include "harness/base/rng.h"

#include <assert.h>

uint64_t hp_hash(uint64_t basis, struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        basis ^= (unsigned char)text.at[i];
        basis *= UINT64_C(0x100000001b3);
    }
    return basis;
}

uint64_t hp_hash_mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

void hp_rng_init(struct hp_rng *rng, uint64_t seed, struct hp_slice key)
{
    rng->state = hp_hash_mix(seed + UINT64_C(0x9e3779b97f4a7c15)) ^ hp_hash(HP_HASH_BASIS, key);
}

uint64_t hp_rng_next(struct hp_rng *rng)
{
    rng->state += UINT64_C(0x9e3779b97f4a7c15);
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
