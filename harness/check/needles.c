/* Many texts looked for at once. Must not know what they tell.
 *
 * Each text is found by three bytes of it, its anchor, which is chosen to be rare in honest
 * answers: nearly all of an answer is passed over without a closer look. How rare it is, is asked
 * of a sample; a bad choice costs time and finds the same.
 *
 * Anchors are told apart from what is none in two steps. All places have a mark of eight bits, and
 * the anchors share HP_NEEDLE_MARKS of them: many places are compared with these at once. Where
 * one agrees, the three bytes are looked up. Texts that have too little in common for so few marks
 * are looked up at every place. */
#include "harness/check/needles.h"

#include <assert.h>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "harness/base/word.h"

/* Vectors of 32 bytes are not part of the instructions that all processors have which the program
 * is built for: they are used where the processor says that it has them. */
#if defined(__x86_64__)
#define HAS_WIDE
#define WIDE __attribute__((target("avx2")))
#endif

enum { STEP = 16 }; /* places that are looked at at once, where vectors have 16 bytes */

/* Errors as several frameworks write them, and words of this operation. */
static const char sample[] =
    "{\"error\":{\"code\":\"invalid-params\",\"message\":\"/webhook/data_models/0 is not one of "
    "the "
    "documented values\",\"fields\":[{\"pointer\":\"/webhook/operations/1\",\"message\":\"is not a "
    "string\"}]}}{\"code\":\"malformed-json\",\"message\":\"the body is not JSON: offset 2: want "
    "',' or '}'\"}{\"statusCode\":400,\"message\":[\"url must be a URL address\"],\"error\":\"Bad "
    "Request\",\"requestId\":\"84c1fd4063c38d9f39\"}{\"type\":\"https://example.com/problems/body"
    "\",\"title\":\"Validation failed.\",\"status\":422,\"detail\":\"Expected 'CREATE' | 'UPDATE' "
    "| 'DELETE', received 'x'\",\"timestamp\":\"2026-11-24T18:50:08.956+00:00\",\"path\":\"/v3/"
    "core/webhooks\"}{\"success\":false,\"errors\":{\"type\":[\"Input should be "
    "'CONNECTION_CHANGED', 'SYNC_COMPLETED' or 'DATA_MODEL_CHANGES'\"],\"$.webhook.name\":[\"The "
    "JSON value could not be converted to String.\",\"unknown member, at least 1 item\"]}}";

enum { ANCHOR_BYTES = 3, SAMPLE_PLACES = sizeof(sample) - ANCHOR_BYTES, MARKS = 256 };

/* Of the last two of three bytes: the last one, moved away when a letter is before it. By a shift,
 * a mask and a sum, which vectors have, too. */
enum { LETTER_SHIFT = 1, LETTER_BIT = 0x20 };

static uint8_t mark_of(const char *at)
{
    return (uint8_t)((unsigned char)at[2] + ((unsigned char)at[1] >> LETTER_SHIFT & LETTER_BIT));
}

/* The multiplier is Knuth's, 2^32 over the golden ratio. */
static size_t chain_of(const char *at)
{
    enum { CHAIN_BITS = 11 };
    static_assert(HP_NEEDLE_CHAINS == 1 << CHAIN_BITS, "so many bits are left");
    const unsigned char *bytes = (const unsigned char *)at;
    uint32_t all = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;
    return all * UINT32_C(2654435761) >> (32 - CHAIN_BITS);
}

void hp_needles_add(struct hp_needles *needles, const char *text)
{
    struct hp_slice slice = hp_slice_of(text);
    assert(needles->count < HP_NEEDLES_MAX && slice.len >= ANCHOR_BYTES &&
           slice.len <= HP_NEEDLE_BYTES_MAX);
    needles->texts[needles->count++] = slice;
}

/* The marks that each text has, as sets. */
struct marks_of {
    uint64_t words[MARKS / 64];
};

static bool has_mark(const struct marks_of *marks, size_t mark)
{
    return (marks->words[mark / 64] >> mark % 64 & 1) != 0;
}

/* For each mark, how many of the texts that none finds yet it would find. */
static void count_gains(const struct marks_of *marks, const bool *found, size_t count,
                        size_t gains[static MARKS])
{
    memset(gains, 0, MARKS * sizeof(gains[0]));
    for (size_t i = 0; i < count; i++) {
        for (size_t word = 0; word < MARKS / 64 && !found[i]; word++) {
            for (uint64_t left = marks[i].words[word]; left != 0; left &= left - 1) {
                gains[word * 64 + (size_t)__builtin_ctzll(left)]++;
            }
        }
    }
}

/* The mark that finds most for what it costs. */
static size_t best_mark(const size_t gains[static MARKS])
{
    enum { FIXED_COST = 16 }; /* so that a mark which the sample lacks is not taken for one text */
    size_t costs[MARKS];
    for (size_t mark = 0; mark < MARKS; mark++) {
        costs[mark] = FIXED_COST;
    }
    for (size_t at = 0; at < SAMPLE_PLACES; at++) {
        costs[mark_of(sample + at)]++;
    }
    size_t best = 0;
    for (size_t mark = 1; mark < MARKS; mark++) {
        best = gains[mark] * costs[best] > gains[best] * costs[mark] ? mark : best;
    }
    return best;
}

static void choose_marks(struct hp_needles *needles)
{
    static const struct marks_of none;
    struct marks_of marks[HP_NEEDLES_MAX];
    bool found[HP_NEEDLES_MAX] = {false};
    for (size_t i = 0; i < needles->count; i++) {
        struct hp_slice text = needles->texts[i];
        marks[i] = none;
        for (size_t at = 0; at + ANCHOR_BYTES <= text.len; at++) {
            uint8_t mark = mark_of(text.at + at);
            marks[i].words[mark / 64] |= UINT64_C(1) << mark % 64;
        }
    }
    size_t left = needles->count;
    for (size_t chosen = 0; chosen < HP_NEEDLE_MARKS; chosen++) {
        size_t gains[MARKS];
        count_gains(marks, found, needles->count, gains);
        size_t mark = best_mark(gains);
        memset(needles->marks[chosen], (int)mark, sizeof(needles->marks[chosen]));
        left -= gains[mark];
        for (size_t i = 0; i < needles->count; i++) {
            found[i] = found[i] || has_mark(&marks[i], mark);
        }
    }
    needles->all_marked = left == 0;
}

static bool is_marked(const struct hp_needles *needles, const char *at)
{
    if (!needles->all_marked) {
        return true;
    }
    size_t i = 0;
    while (i < HP_NEEDLE_MARKS && needles->marks[i][0] != mark_of(at)) {
        i++;
    }
    return i < HP_NEEDLE_MARKS;
}

/* How often the two bytes that make the mark stand in the sample. */
static size_t count_in_sample(const char *at)
{
    size_t count = 0;
    for (size_t i = 0; i < SAMPLE_PLACES; i++) {
        count += sample[i + 1] == at[1] && sample[i + 2] == at[2];
    }
    return count;
}

/* The rarest of its places with a mark. */
static size_t anchor_of(const struct hp_needles *needles, struct hp_slice text)
{
    size_t anchor = 0;
    size_t fewest = SIZE_MAX;
    for (size_t at = 0; at + ANCHOR_BYTES <= text.len; at++) {
        size_t count = is_marked(needles, text.at + at) ? count_in_sample(text.at + at) : SIZE_MAX;
        if (count < fewest) {
            fewest = count;
            anchor = at;
        }
    }
    return anchor;
}

void hp_needles_make(struct hp_needles *needles)
{
    static_assert(HP_NEEDLES_MAX < UINT8_MAX, "an index and one more fit in a byte");
    choose_marks(needles);
#ifdef HAS_WIDE
    needles->wide = __builtin_cpu_supports("avx2") != 0;
#endif
    for (size_t i = 0; i < needles->count; i++) {
        struct hp_slice text = needles->texts[i];
        needles->firsts[i] = text.at[0];
        needles->anchors[i] = (uint8_t)anchor_of(needles, text);
        uint8_t *chain = &needles->heads[chain_of(text.at + needles->anchors[i])];
        needles->next[i] = *chain;
        *chain = (uint8_t)(i + 1);
    }
}

/* A search under way. */
struct search {
    const struct hp_needles *needles;
    struct hp_slice text;
    void (*heed)(void *context, size_t which, size_t at);
    void *context;
};

/* Compares a text whose anchor may stand at `place`. */
static __attribute__((noinline)) void compare(const struct search *search, size_t which,
                                              size_t place)
{
    struct hp_slice needle = search->needles->texts[which];
    size_t at = place - search->needles->anchors[which];
    if (needle.len <= search->text.len - at &&
        hp_word_equal(search->text.at + at, needle.at, needle.len)) {
        search->heed(search->context, which, at);
    }
}

static inline void look(const struct search *search, size_t place)
{
    const struct hp_needles *needles = search->needles;
    const char *text = search->text.at;
    for (size_t i = needles->heads[chain_of(text + place)]; i != 0; i = needles->next[i - 1]) {
        /* Its first byte tells most of those apart that have only the chain in common. */
        size_t before = needles->anchors[i - 1];
        if (place >= before && text[place - before] == needles->firsts[i - 1]) {
            compare(search, i - 1, place);
        }
    }
}

static void look_one_by_one(const struct search *search)
{
    for (size_t at = 0; at + ANCHOR_BYTES <= search->text.len; at++) {
        look(search, at);
    }
}

static inline void look_at(const struct search *search, size_t at, unsigned candidates)
{
    for (; candidates != 0; candidates &= candidates - 1) {
        look(search, at + (unsigned)__builtin_ctz(candidates));
    }
}

#ifdef __SSE2__
static inline __m128i load_16(const void *at)
{
    return _mm_loadu_si128((const __m128i *)at);
}

/* The marks of sixteen places. What a shift of 16 bits takes over from the next byte is masked. */
static inline __m128i marks_at(const char *at)
{
    __m128i letters =
        _mm_and_si128(_mm_srli_epi16(load_16(at + 1), LETTER_SHIFT), _mm_set1_epi8(LETTER_BIT));
    return _mm_add_epi8(load_16(at + 2), letters);
}

/* One bit for each of sixteen places whose mark is one of the anchors'. */
static inline unsigned candidates_at(const struct hp_needles *needles, const char *at)
{
    __m128i have = marks_at(at);
    __m128i found = _mm_setzero_si128();
#pragma GCC unroll 8
    for (size_t i = 0; i < HP_NEEDLE_MARKS; i++) {
        found = _mm_or_si128(found, _mm_cmpeq_epi8(have, load_16(needles->marks[i])));
    }
    return (unsigned)_mm_movemask_epi8(found);
}

/* At STEP places at least. */
static void look_at_all(const struct search *search)
{
    const struct hp_needles *needles = search->needles;
    const char *text = search->text.at;
    size_t places = search->text.len - ANCHOR_BYTES + 1;
    size_t at = 0;
    for (; places - at >= STEP; at += STEP) {
        look_at(search, at, candidates_at(needles, text + at));
    }
    if (at < places) {
        /* The last sixteen, without those that were looked at. */
        size_t last = places - STEP;
        look_at(search, at, candidates_at(needles, text + last) >> (at - last));
    }
}
#else
static void look_at_all(const struct search *search)
{
    look_one_by_one(search);
}
#endif

#ifdef HAS_WIDE
/* The same for thirty-two places at once. */
WIDE static inline unsigned wide_candidates_at(const struct hp_needles *needles, const char *at)
{
    __m256i before = _mm256_loadu_si256((const __m256i *)(const void *)(at + 1));
    __m256i own = _mm256_loadu_si256((const __m256i *)(const void *)(at + 2));
    __m256i letters =
        _mm256_and_si256(_mm256_srli_epi16(before, LETTER_SHIFT), _mm256_set1_epi8(LETTER_BIT));
    __m256i have = _mm256_add_epi8(own, letters);
    __m256i found = _mm256_setzero_si256();
#pragma GCC unroll 8
    for (size_t i = 0; i < HP_NEEDLE_MARKS; i++) {
        __m256i mark = _mm256_loadu_si256((const __m256i *)(const void *)needles->marks[i]);
        found = _mm256_or_si256(found, _mm256_cmpeq_epi8(have, mark));
    }
    return (unsigned)_mm256_movemask_epi8(found);
}

WIDE static void look_at_all_widely(const struct search *search)
{
    const struct hp_needles *needles = search->needles;
    const char *text = search->text.at;
    size_t places = search->text.len - ANCHOR_BYTES + 1;
    size_t at = 0;
    for (; places - at >= HP_NEEDLE_STEP; at += HP_NEEDLE_STEP) {
        look_at(search, at, wide_candidates_at(needles, text + at));
    }
    if (at < places) {
        size_t last = places - HP_NEEDLE_STEP;
        look_at(search, at, wide_candidates_at(needles, text + last) >> (at - last));
    }
}
#endif

void hp_needles_find(const struct hp_needles *needles, struct hp_slice text,
                     void (*heed)(void *context, size_t which, size_t at), void *context)
{
    const struct search search = {needles, text, heed, context};
    if (text.len < STEP - 1 + ANCHOR_BYTES || !needles->all_marked) {
        look_one_by_one(&search);
        return;
    }
#ifdef HAS_WIDE
    if (needles->wide && text.len >= HP_NEEDLE_STEP - 1 + ANCHOR_BYTES) {
        look_at_all_widely(&search);
        return;
    }
#endif
    look_at_all(&search);
}
