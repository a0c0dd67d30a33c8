/* A bounded set of ids, shared by the threads of a run. Must not know checks or cases.
 *
 * Ids are kept as 128-bit digests in a ring, so that the oldest makes room, and found through a
 * hash table over the ring: open addressing, half full at most, deletion by shifting back. */
#include "harness/check/memory.h"

#include <assert.h>
#include <pthread.h>
#include <sys/mman.h>

#include "harness/base/alloc.h"
#include "harness/base/rng.h"

enum {
    INDEX_BITS = 19, /* of an index in the ring and one */
    SLOT_BITS = 19,
    SLOTS = 1 << SLOT_BITS,
    SLOT_MASK = SLOTS - 1
};
static_assert(SLOTS >= 2 * HP_MEMORY_IDS, "half full at most");
static_assert(HP_MEMORY_IDS < 1 << INDEX_BITS, "an index and one fit beside the digest");

static const uint64_t index_mask = (UINT64_C(1) << INDEX_BITS) - 1;

struct entry {
    uint64_t digest[2];
    uint64_t create; /* number of the create that gave it */
};

struct hp_memory {
    pthread_mutex_t lock;
    struct hp_history history;
    uint64_t creates;
    struct hp_refusal refusals[2]; /* [with a key] */
    uint64_t kept;                 /* ids ever put into the ring */
    struct entry ring[HP_MEMORY_IDS];
    /* 45 bits of the digest, its home among them, so that no question needs a look at the ring but
     * that for an id that is there; then the index in the ring and one. 0: empty. */
    uint64_t slots[SLOTS];
};

/* A question goes to any of a thousand pages of 4 KiB, whose addresses no processor keeps: large
 * pages where the system has them. Nothing depends on it. */
static void ask_for_large_pages(void *memory, size_t bytes)
{
    enum { LARGE_PAGE_BYTES = 2 * 1024 * 1024 };
    char *begin = memory;
    size_t skipped = -(uintptr_t)memory % LARGE_PAGE_BYTES;
    size_t whole = bytes < skipped ? 0 : (bytes - skipped) / LARGE_PAGE_BYTES;
    if (whole > 0) {
        (void)madvise(begin + skipped, whole * LARGE_PAGE_BYTES, MADV_HUGEPAGE);
    }
}

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
    if (!hp_history_init(&memory->history)) {
        (void)pthread_mutex_destroy(&memory->lock);
        hp_free(memory);
        return hp_error_nomem(error);
    }
    ask_for_large_pages(memory, sizeof(*memory));
    *out = memory;
    return HP_OK;
}

void hp_memory_free(struct hp_memory *memory)
{
    if (memory != NULL) {
        hp_history_deinit(&memory->history);
        (void)pthread_mutex_destroy(&memory->lock);
        hp_free(memory);
    }
}

struct hp_history *hp_memory_history(struct hp_memory *memory)
{
    return &memory->history;
}

struct hp_memory_key hp_memory_key(struct hp_slice id)
{
    /* Two sums that differ in their start only; the second starts from the first one's spread
     * value. */
    uint64_t first = hp_hash_words(HP_HASH_BASIS, id);
    return (struct hp_memory_key){{first, hp_hash_words(first, id)}};
}

/* Of a slot, or of the first half of a digest. */
static size_t home_of(uint64_t bits)
{
    return (size_t)(bits >> (64 - SLOT_BITS));
}

static size_t index_in(uint64_t slot)
{
    return (size_t)(slot & index_mask) - 1;
}

static bool holds(const struct hp_memory *memory, uint64_t slot, const uint64_t key[static 2])
{
    if (((slot ^ key[0]) & ~index_mask) != 0) {
        return false;
    }
    const struct entry *entry = &memory->ring[index_in(slot)];
    return entry->digest[0] == key[0] && entry->digest[1] == key[1];
}

/* The slot that holds this digest, or the empty one where the search ends. */
static size_t find_slot(const struct hp_memory *memory, const uint64_t key[static 2])
{
    size_t slot = home_of(key[0]);
    while (memory->slots[slot] != 0 && !holds(memory, memory->slots[slot], key)) {
        slot = (slot + 1) & SLOT_MASK;
    }
    return slot;
}

/* Empties a slot. Entries behind it that would no longer be found from their home move up. */
static void clear_slot(struct hp_memory *memory, size_t hole)
{
    for (size_t slot = (hole + 1) & SLOT_MASK; memory->slots[slot] != 0;
         slot = (slot + 1) & SLOT_MASK) {
        size_t home = home_of(memory->slots[slot]);
        if (((slot - home) & SLOT_MASK) >= ((slot - hole) & SLOT_MASK)) {
            memory->slots[hole] = memory->slots[slot];
            hole = slot;
        }
    }
    memory->slots[hole] = 0;
}

static void keep(struct hp_memory *memory, const uint64_t key[static 2])
{
    size_t index = (size_t)(memory->kept % HP_MEMORY_IDS);
    if (memory->kept >= HP_MEMORY_IDS) {
        clear_slot(memory, find_slot(memory, memory->ring[index].digest));
    }
    memory->ring[index] = (struct entry){{key[0], key[1]}, memory->creates};
    memory->slots[find_slot(memory, key)] = (key[0] & ~index_mask) | (index + 1);
    memory->kept++;
    /* The next one to make room lies anywhere; by then it is here. */
    const struct entry *next = &memory->ring[memory->kept % HP_MEMORY_IDS];
    __builtin_prefetch(&memory->slots[home_of(next->digest[0])], 1);
}

void hp_memory_expect_id(const struct hp_memory *memory, const struct hp_memory_key *id)
{
    __builtin_prefetch(&memory->slots[home_of(id->digest[0])], 1);
}

bool hp_memory_see_id(struct hp_memory *memory, const struct hp_memory_key *id, uint64_t *earlier,
                      uint64_t *now)
{
    (void)pthread_mutex_lock(&memory->lock);
    *now = ++memory->creates;
    uint64_t slot = memory->slots[find_slot(memory, id->digest)];
    if (slot != 0) {
        *earlier = memory->ring[index_in(slot)].create;
    } else {
        keep(memory, id->digest);
    }
    (void)pthread_mutex_unlock(&memory->lock);
    return slot != 0;
}

uint64_t hp_memory_creates(struct hp_memory *memory)
{
    (void)pthread_mutex_lock(&memory->lock);
    uint64_t creates = memory->creates;
    (void)pthread_mutex_unlock(&memory->lock);
    return creates;
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
