/* A request that two parties delimit in two ways is a request smuggled, so nothing is repaired.
 * Must not know the operation. */
#include "harness/service/framing.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "harness/base/word.h"
#include "harness/service/problems.h"
#include "harness/service/replies.h"

/* Has one of eight bytes a value below 0x20? A borrow can only make false ones above a true one. */
static inline bool has_control(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    return ((word - ones * 0x20) & ~word & ones * 0x80) != 0;
}

#ifdef __SSE2__
/* The same for sixteen bytes: what is no larger than 0x1f is its own minimum with that. */
static inline bool vector_has_control(const char *at)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i low = _mm_min_epu8(bytes, _mm_set1_epi8(0x1f));
    return _mm_movemask_epi8(_mm_cmpeq_epi8(low, bytes)) != 0;
}
#endif

/* Most values have no control character at all, which is asked of many bytes at a time; the last
 * ones overlap those before. */
static bool has_no_control(struct hp_slice value)
{
    if (value.len < 8) {
        return false;
    }
#ifdef __SSE2__
    if (value.len >= 16) {
        bool control = vector_has_control(value.at + value.len - 16);
        for (size_t i = 0; i + 16 < value.len; i += 16) {
            control |= vector_has_control(value.at + i);
        }
        return !control;
    }
#endif
    bool control = has_control(hp_word_u64(value.at + value.len - 8));
    for (size_t i = 0; i + 8 < value.len; i += 8) {
        control |= has_control(hp_word_u64(value.at + i));
    }
    return !control;
}

bool hp_framing_value_is_sound(struct hp_slice value)
{
    if (has_no_control(value)) {
        return true;
    }
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] == '\r' || value.at[i] == '\n' || value.at[i] == '\0') {
            return false;
        }
    }
    return true;
}

/* The codes are those of the gate where it has the same reason to refuse. */
static const char *code_of(int status)
{
    switch (status) {
    case 413:
        return "body-too-large";
    case 414:
        return "target-too-long";
    case 431:
        return "fields-too-large";
    case 501:
        return "not-implemented";
    case 505:
        return "version-not-supported";
    default:
        return "bad-request";
    }
}

void hp_framing_reply(const struct hp_reader_fault *fault, struct hp_arena *arena,
                      struct hp_response *out)
{
    char message[HP_ERROR_BYTES];
    (void)snprintf(message, sizeof(message), "%s (%s)", fault->what, fault->clause);
    hp_reply_with_body(fault->status, hp_problem_body(arena, code_of(fault->status), message), out);
}
