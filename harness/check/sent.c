/* The request as the echo checks see it. Must not know what came back.
 *
 * Most bodies are the plain document that the plan wrote, and the plan still holds what it wrote it
 * from. When the body is that document byte for byte, its meaning is known without parsing it
 * again; any other body is scanned and parsed. */
#include "harness/check/sent.h"

#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "harness/base/word.h"

/* A larger body with an echo to compare does not occur in the catalogue; a tree of it would cost
 * tens of megabytes. */
enum { SENT_BYTES_MAX = 2 * 1024 * 1024 };

static const enum hp_role echoed_roles[] = {
    HP_ROLE_OPERATIONS,  HP_ROLE_NAME, HP_ROLE_TYPE,
    HP_ROLE_DATA_MODELS, HP_ROLE_URL,  HP_ROLE_HEADERS,
};
enum { ECHOED_ROLES = sizeof(echoed_roles) / sizeof(echoed_roles[0]) };

/* --- the plain document, recognised --- */

#ifdef __SSE2__
static inline __m128i load_16(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/* All bits of those bytes that do not stand for themselves in a string: quotes, backslashes,
 * control characters, and what is no ASCII, which as a signed number is below 0x20, too. */
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

/* True when the bytes at `at` are those of `text`, 16 or more, and all stand for themselves. The
 * last sixteen overlap the ones before them. */
static inline bool is_long_text(const char *at, struct hp_slice text)
{
    __m128i good = plain_and_equal_16(at + text.len - 16, text.at + text.len - 16);
    for (size_t i = 0; i + 16 < text.len; i += 16) {
        good = _mm_and_si128(good, plain_and_equal_16(at + i, text.at + i));
    }
    return _mm_movemask_epi8(good) == 0xffff;
}
#endif

static bool stands_for_itself(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* True when all `count` bytes stand for themselves in a string. `end`: of what may be read. */
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

static inline bool is_text(const char *at, const char *end, struct hp_slice text)
{
#ifdef __SSE2__
    if (text.len >= 16) {
        return is_long_text(at, text);
    }
#endif
    return stand_for_themselves(at, end, text.len) && hp_word_equal(at, text.at, text.len);
}

/* Each of these takes the place where something must begin and gives the place behind it, NULL when
 * it is not there. NULL is handed on, so that a caller asks once at its end. */
static inline const char *take(const char *at, const char *end, char c)
{
    return at != NULL && at < end && *at == c ? at + 1 : NULL;
}

/* A quoted string that stands for exactly `text`. */
static const char *take_string(const char *at, const char *end, struct hp_slice text)
{
    bool is = at != NULL && (size_t)(end - at) >= text.len + 2 && at[0] == '"' &&
              at[text.len + 1] == '"' && is_text(at + 1, end, text);
    return is ? at + text.len + 2 : NULL;
}

static inline const char *take_member(const char *at, const char *end, struct hp_slice name)
{
    return take(take_string(at, end, name), end, ':');
}

/* `"name":` of a role's member, as the contract has it ready. */
static inline const char *take_head(const char *at, const char *end, struct hp_slice head)
{
    bool is = at != NULL && (size_t)(end - at) >= head.len && hp_word_equal(at, head.at, head.len);
    return is ? at + head.len : NULL;
}

static const char *take_items(const char *at, const char *end, const struct hp_slice *items,
                              size_t count)
{
    at = take(at, end, '[');
    for (size_t i = 0; i < count && at != NULL; i++) {
        at = take_string(i == 0 ? at : take(at, end, ','), end, items[i]);
    }
    return take(at, end, ']');
}

static const char *take_pairs(const char *at, const char *end, const struct hp_slice (*pairs)[2],
                              size_t count)
{
    at = take(at, end, '{');
    for (size_t i = 0; i < count && at != NULL; i++) {
        at = take_member(i == 0 ? at : take(at, end, ','), end, pairs[i][0]);
        at = take_string(at, end, pairs[i][1]);
    }
    return take(at, end, '}');
}

/* What the plan wrote as the member of this role. */
static inline struct hp_sent_value value_in(const struct hp_content *content, enum hp_role role)
{
    switch ((int)role) {
    case HP_ROLE_OPERATIONS:
        return (struct hp_sent_value){.items = content->operations,
                                      .item_count = content->operation_count};
    case HP_ROLE_DATA_MODELS:
        return (struct hp_sent_value){.items = content->data_models,
                                      .item_count = content->data_model_count};
    case HP_ROLE_HEADERS:
        return (struct hp_sent_value){.pairs = content->headers,
                                      .pair_count = content->header_count};
    case HP_ROLE_NAME:
        return (struct hp_sent_value){.text = content->name};
    case HP_ROLE_TYPE:
        return (struct hp_sent_value){.text = content->type};
    default:
        return (struct hp_sent_value){.text = content->url};
    }
}

static const char *take_value(const char *at, const char *end, enum hp_role role,
                              const struct hp_sent_value *value)
{
    switch ((int)role) {
    case HP_ROLE_OPERATIONS:
    case HP_ROLE_DATA_MODELS:
        return take_items(at, end, value->items, value->item_count);
    case HP_ROLE_HEADERS:
        return take_pairs(at, end, value->pairs, value->pair_count);
    default:
        return take_string(at, end, value->text);
    }
}

static bool recognise(const struct hp_view *view, struct hp_sent *sent,
                      struct hp_sent_value values[static HP_ROLE_COUNT])
{
    const struct hp_contract *contract = view->contract;
    const struct hp_content *content = &view->kase->build.content;
    struct hp_slice body = view->kase->request.body;
    if (content->type.at == NULL || body.len == 0) {
        return false;
    }
    const char *end = body.at + body.len;
    const char *at = take(body.at, end, '{');
    at = take(take_head(at, end, contract->heads[HP_ROLE_WRAPPER]), end, '{');
    for (size_t i = 0; i < contract->request_order_count && at != NULL; i++) {
        enum hp_role role = contract->request_order[i];
        at = take_head(i == 0 ? at : take(at, end, ','), end, contract->heads[role]);
        values[role] = value_in(content, role);
        at = take_value(at, end, role, &values[role]);
        sent->fields[role] = (struct hp_sent_field){&values[role], 1, true};
    }
    return take(take(at, end, '}'), end, '}') == end;
}

/* --- any other body, parsed --- */

static bool read_items(struct hp_view *view, const struct hp_json *array,
                       struct hp_sent_value *value)
{
    if (!hp_json_is(array, HP_JSON_ARRAY)) {
        return false;
    }
    struct hp_slice *items = hp_arena_take(view->arena, (hp_json_size(array) + 1) * sizeof(*items));
    if (items == NULL) {
        view->out_of_memory = true;
        return false;
    }
    for (const struct hp_json *item = hp_json_first(array); item != NULL;
         item = hp_json_next(item)) {
        if (!hp_json_is(item, HP_JSON_STRING)) {
            return false;
        }
        items[value->item_count++] = hp_json_string(item);
    }
    value->items = items;
    return true;
}

static bool read_pairs(struct hp_view *view, const struct hp_json *object,
                       struct hp_sent_value *value)
{
    if (!hp_json_is(object, HP_JSON_OBJECT)) {
        return false;
    }
    struct hp_slice(*pairs)[2] =
        hp_arena_take(view->arena, (hp_json_size(object) + 1) * sizeof(*pairs));
    if (pairs == NULL) {
        view->out_of_memory = true;
        return false;
    }
    for (const struct hp_json *member = hp_json_first(object); member != NULL;
         member = hp_json_next(member)) {
        if (!hp_json_is(member, HP_JSON_STRING)) {
            return false;
        }
        pairs[value->pair_count][0] = hp_json_name(member);
        pairs[value->pair_count++][1] = hp_json_string(member);
    }
    value->pairs = (const struct hp_slice(*)[2])pairs;
    return true;
}

static bool read_value(struct hp_view *view, enum hp_role role, const struct hp_json *member,
                       struct hp_sent_value *value)
{
    *value = (struct hp_sent_value){0};
    if (role == HP_ROLE_OPERATIONS || role == HP_ROLE_DATA_MODELS) {
        return read_items(view, member, value);
    }
    if (role == HP_ROLE_HEADERS) {
        return read_pairs(view, member, value);
    }
    value->text = hp_json_string(member);
    return hp_json_is(member, HP_JSON_STRING);
}

static void read_field(struct hp_view *view, enum hp_role role, const struct hp_json *member,
                       struct hp_sent_field *field)
{
    if (field->values == NULL) {
        field->values = hp_arena_take(view->arena, HP_SENT_VALUES_MAX * sizeof(*field->values));
        field->comparable = field->values != NULL;
        view->out_of_memory |= field->values == NULL;
    }
    if (!field->comparable) {
        return;
    }
    if (field->count == HP_SENT_VALUES_MAX) {
        field->comparable = false;
        return;
    }
    field->comparable = read_value(view, role, member, &field->values[field->count]);
    field->count++;
}

static void read_wrapper(struct hp_view *view, const struct hp_json *wrapper, struct hp_sent *sent)
{
    for (const struct hp_json *member = hp_json_first(wrapper); member != NULL;
         member = hp_json_next(member)) {
        for (size_t i = 0; i < ECHOED_ROLES; i++) {
            enum hp_role role = echoed_roles[i];
            if (hp_slice_equal(hp_json_name(member), view->contract->names[role])) {
                read_field(view, role, member, &sent->fields[role]);
                break;
            }
        }
    }
}

static void read_body(struct hp_view *view, struct hp_sent *sent)
{
    const struct hp_request *request = &view->kase->request;
    const struct hp_json *root = NULL;
    struct hp_json_scan scan;
    if (!request->has_body || request->body.len > SENT_BYTES_MAX) {
        return;
    }
    if (hp_json_parse(view->arena, request->body, &hp_json_limits_default, &scan, &root) != HP_OK) {
        view->out_of_memory = true;
        return;
    }
    if (!hp_json_is(root, HP_JSON_OBJECT)) {
        return;
    }
    for (const struct hp_json *member = hp_json_first(root); member != NULL;
         member = hp_json_next(member)) {
        if (hp_json_is(member, HP_JSON_OBJECT) &&
            hp_slice_equal(hp_json_name(member), view->contract->names[HP_ROLE_WRAPPER])) {
            read_wrapper(view, member, sent);
        }
    }
}

const struct hp_sent *hp_view_sent(struct hp_view *view)
{
    if (view->sent != NULL) {
        return view->sent;
    }
    struct plain_sent {
        struct hp_sent sent;
        struct hp_sent_value values[HP_ROLE_COUNT]; /* those of the fields that were recognised */
    } *plain = hp_arena_take(view->arena, sizeof(*plain));
    if (plain == NULL) {
        view->out_of_memory = true;
        return NULL;
    }
    plain->sent = (struct hp_sent){0};
    if (!recognise(view, &plain->sent, plain->values)) {
        plain->sent = (struct hp_sent){0};
        read_body(view, &plain->sent);
    }
    view->sent = &plain->sent;
    return view->sent;
}
