/* The usual exchange: a plain body, and an answer that gives all of it back. One walk over the body
 * finds that out, without a tree of it and without a look at what the plan meant to send. Must not
 * word a finding, nor know any other way in which an answer may be right. */
#include "harness/check/same.h"

#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "harness/base/word.h"

enum { ECHOED_ROLES = 6 };

/* Neither the row nor a setting wants more, less or something else than what was sent. */
static bool as_sent_is_right(const struct hp_view *view)
{
    int duplicates = hp_view_word(view, HP_SET_ARRAY_DUPLICATES);
    return view->creates && view->accepts && view->want.echo != HP_ECHO_NONE &&
           view->want.echo != HP_ECHO_CLEAN && hp_view_word(view, HP_SET_ENUM_CASE) == 0 &&
           hp_view_word(view, HP_SET_URL_ECHO) != HP_URL_ECHO_NONE &&
           duplicates != HP_DUPLICATES_DEDUPE && duplicates != HP_DUPLICATES_KEEP &&
           hp_view_word(view, HP_SET_HEADERS_ECHO) == HP_HEADERS_ECHO_CLEAR;
}

/* --- text that stands for itself in a string: ASCII without controls, quotes and backslashes ---
 */

static bool stands_for_itself(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

#ifdef __SSE2__
static inline __m128i load_16(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/* All bits of those bytes that do not stand for themselves. As a signed number, what is no ASCII is
 * below 0x20, too. */
static inline __m128i escaped_16(__m128i bytes)
{
    __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    __m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
    return _mm_or_si128(_mm_or_si128(quotes, backslashes), others);
}

/* All bits of those of sixteen bytes that stand for themselves and are those of the text. */
static inline __m128i plain_and_equal_16(const char *at, const char *text)
{
    __m128i bytes = load_16(at);
    return _mm_andnot_si128(escaped_16(bytes), _mm_cmpeq_epi8(bytes, load_16(text)));
}

/* Of sixteen bytes and more; the last sixteen overlap the ones before them. */
static inline bool is_long_text(const char *at, struct hp_slice text)
{
    __m128i good = plain_and_equal_16(at + text.len - 16, text.at + text.len - 16);
    for (size_t i = 0; i + 16 < text.len; i += 16) {
        good = _mm_and_si128(good, plain_and_equal_16(at + i, text.at + i));
    }
    return _mm_movemask_epi8(good) == 0xffff;
}
#endif

/* True when all `count` bytes stand for themselves. Up to `end` may be read. */
static inline bool stand_for_themselves(const char *at, const char *end, size_t count)
{
#ifdef __SSE2__
    if (count < 16 && end - at >= 16) {
        return (_mm_movemask_epi8(escaped_16(load_16(at))) & ((1 << count) - 1)) == 0;
    }
#endif
    (void)end;
    size_t i = 0;
    while (i < count && stands_for_itself((unsigned char)at[i])) {
        i++;
    }
    return i == count;
}

/* True when the bytes at `at` are those of `text`, and all stand for themselves. */
static inline bool is_text(const char *at, const char *end, struct hp_slice text)
{
#ifdef __SSE2__
    if (text.len >= 16) {
        return is_long_text(at, text);
    }
#endif
    return stand_for_themselves(at, end, text.len) && hp_word_equal(at, text.at, text.len);
}

/* --- the body, piece by piece ---
 *
 * Each of these takes the place where something must begin and gives the place behind it, NULL when
 * it is not there. NULL is handed on, so that a caller asks once at its end. */

static inline const char *take(const char *at, const char *end, char c)
{
    return at != NULL && at < end && *at == c ? at + 1 : NULL;
}

/* The character `before`, then a quoted string that stands for exactly `text`. */
static const char *take_string(const char *at, const char *end, char before, struct hp_slice text)
{
    enum { MARKS = 3 }; /* the character and two quotes */
    bool is = at != NULL && (size_t)(end - at) >= text.len + MARKS && at[0] == before &&
              at[1] == '"' && at[text.len + 2] == '"' && is_text(at + 2, end, text);
    return is ? at + text.len + MARKS : NULL;
}

/* The value that came back, when it is a string. */
static inline const char *take_value(const char *at, const char *end, char before,
                                     const struct hp_json *back)
{
    return hp_json_is(back, HP_JSON_STRING) ? take_string(at, end, before, hp_json_string(back))
                                            : NULL;
}

static const char *take_items(const char *at, const char *end, const struct hp_json *back)
{
    char before = '[';
    for (const struct hp_json *item = hp_json_first(back); item != NULL && at != NULL;
         item = hp_json_next(item)) {
        at = take_value(at, end, before, item);
        before = ',';
    }
    at = before == '[' ? take(at, end, before) : at;
    return hp_json_is(back, HP_JSON_ARRAY) ? take(at, end, ']') : NULL;
}

static const char *take_members(const char *at, const char *end, const struct hp_json *back)
{
    char before = '{';
    for (const struct hp_json *member = hp_json_first(back); member != NULL && at != NULL;
         member = hp_json_next(member)) {
        at = take_string(at, end, before, hp_json_name(member));
        at = take_value(at, end, ':', member);
        before = ',';
    }
    at = before == '{' ? take(at, end, before) : at;
    return hp_json_is(back, HP_JSON_OBJECT) ? take(at, end, '}') : NULL;
}

/* The character `before`, then the name of a role's member, as the contract has it ready; its colon
 * is left to the value. */
static inline const char *take_name(const char *at, const char *end, char before,
                                    struct hp_slice head)
{
    bool is = at != NULL && (size_t)(end - at) >= head.len + 1 && at[0] == before &&
              hp_word_equal(at + 1, head.at, head.len);
    return is ? at + head.len : NULL;
}

static inline const char *take_role(const char *at, const char *end, enum hp_role role,
                                    const struct hp_json *back)
{
    switch ((int)role) {
    case HP_ROLE_OPERATIONS:
    case HP_ROLE_DATA_MODELS:
        return take_items(take(at, end, ':'), end, back);
    case HP_ROLE_HEADERS:
        return take_members(take(at, end, ':'), end, back);
    case HP_ROLE_NAME:
    case HP_ROLE_TYPE:
    case HP_ROLE_URL:
        return take_value(at, end, ':', back);
    default:
        return NULL;
    }
}

bool hp_view_find_same(struct hp_view *view)
{
    const struct hp_contract *contract = view->contract;
    if (!as_sent_is_right(view) || hp_view_record(view) == NULL || view->flaw_count > 0 ||
        contract->request_order_count != ECHOED_ROLES) {
        return false;
    }
    struct hp_slice body = view->kase->request.body;
    const char *end = body.len == 0 ? body.at : body.at + body.len;
    const char *at = take_name(body.at, end, '{', contract->heads[HP_ROLE_WRAPPER]);
    at = take(at, end, ':');
    for (size_t i = 0; i < ECHOED_ROLES && at != NULL; i++) {
        enum hp_role role = contract->request_order[i];
        at = take_name(at, end, i == 0 ? '{' : ',', contract->heads[role]);
        at = take_role(at, end, role, view->members[role]);
    }
    at = take(take(at, end, '}'), end, '}');
    return at != NULL && at == end;
}
