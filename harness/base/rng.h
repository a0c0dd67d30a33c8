/* The only source of random decisions: a generator keyed by (seed, text).
 *
 * The same seed and the same case id give the same numbers in every process, thread, shard and
 * order of execution. Not for secrets. */
#ifndef HP_BASE_RNG_H
#define HP_BASE_RNG_H

#include <stdint.h>

#include "harness/base/slice.h"

struct hp_rng {
    uint64_t state;
};

/* 64-bit FNV-1a, for keys and hashes that must be the same everywhere. `basis` chains calls; start
 * with HP_HASH_BASIS. */
#define HP_HASH_BASIS UINT64_C(0xcbf29ce484222325)
uint64_t hp_hash(uint64_t basis, struct hp_slice text);

/* A hash of eight bytes a step, for texts that every case makes; also the same everywhere, but not
 * to be chained: the hash of two texts is not that of both together. */
uint64_t hp_hash_words(uint64_t basis, struct hp_slice text);

/* Spreads every input bit over all output bits (the finaliser of splitmix64). */
static inline uint64_t hp_hash_mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

void hp_rng_init(struct hp_rng *rng, uint64_t seed, struct hp_slice key);
uint64_t hp_rng_next(struct hp_rng *rng);
/* Even over [0, bound); bound must not be 0. */
uint64_t hp_rng_below(struct hp_rng *rng, uint64_t bound);

#endif
