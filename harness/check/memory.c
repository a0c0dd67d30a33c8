/* A bounded set of ids, shared by the threads of a run. Must not know checks or cases.
 *
 * Ids are kept as 128-bit digests in buckets of eight; a full bucket forgets its oldest. That costs
 * one probe for each create and a fixed amount of memory for a run of any length. */
#include "harness/check/memory.h"

#include <pthread.h>

#include "harness/base/alloc.h"
#include "harness/base/rng.h"

enum { WAYS = 8, BUCKETS = HP_MEMORY_IDS / WAYS };

struct entry {
    uint64_t digest[2];
    uint64_t create; /* number of the create that gave it, 0 for an empty entry */
};

struct bucket {
    struct entry entries[WAYS];
    uint64_t written; /* entries ever written: the next one goes to written % WAYS */
};

struct hp_memory {
    pthread_mutex_t lock;
    uint64_t creates;
    struct hp_refusal refusals[2]; /* [with a key] */
    struct bucket buckets[BUCKETS];
};

enum hp_status hp_memory_new(struct hp_memory **out, struct hp_error *error)
{
    *out = NULL;
    struct hp_memory *memory = hp_calloc(1, sizeof(*memory));
    if (memory == NULL) {
        return hp_error_nomem(error);
    }
    if (pthread_mutex_init(&memory->lock, NULL) != 0) {
        hp_free(memory);
        return hp_error_nomem(error);
    }
    *out = memory;
    return HP_OK;
}

void hp_memory_free(struct hp_memory *memory)
{
    if (memory != NULL) {
        (void)pthread_mutex_destroy(&memory->lock);
        hp_free(memory);
    }
}

static void digest(struct hp_slice id, uint64_t out[static 2])
{
    /* Two FNV sums that differ in their start only would collide together for equal lengths, so the
     * second runs over the first one's spread value. */
    uint64_t first = hp_hash(HP_HASH_BASIS, id);
    out[0] = hp_hash_mix(first);
    out[1] = hp_hash_mix(hp_hash(out[0] ^ (uint64_t)id.len, id));
}

bool hp_memory_see_id(struct hp_memory *memory, struct hp_slice id, uint64_t *earlier,
                      uint64_t *now)
{
    uint64_t key[2];
    digest(id, key);
    struct bucket *bucket = &memory->buckets[key[0] % BUCKETS];
    bool seen = false;
    (void)pthread_mutex_lock(&memory->lock);
    *now = ++memory->creates;
    for (size_t i = 0; i < WAYS && !seen; i++) {
        struct entry *entry = &bucket->entries[i];
        if (entry->create != 0 && entry->digest[0] == key[0] && entry->digest[1] == key[1]) {
            *earlier = entry->create;
            seen = true;
        }
    }
    if (!seen) {
        bucket->entries[bucket->written++ % WAYS] = (struct entry){{key[0], key[1]}, *now};
    }
    (void)pthread_mutex_unlock(&memory->lock);
    return seen;
}

struct hp_refusal hp_memory_refusal(struct hp_memory *memory, bool with_key,
                                    const struct hp_refusal *refusal)
{
    (void)pthread_mutex_lock(&memory->lock);
    struct hp_refusal *own = &memory->refusals[with_key];
    if (!own->known) {
        *own = *refusal;
        own->known = true;
    }
    struct hp_refusal other = memory->refusals[!with_key];
    (void)pthread_mutex_unlock(&memory->lock);
    return other;
}
