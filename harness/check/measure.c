/* Sizes of a request, read from the bytes that are sent. Must not know which size is too much. */
#include "harness/check/measure.h"

#include "harness/json/tree.h"

/* A tree takes up to 40 times the text. A longer body does not occur among the rows that a limit on
 * members governs, but for arrays of a million items, which are over every limit that can be set.
 */
enum { PARSED_BYTES_MAX = 2 * 1024 * 1024 };

static const struct hp_json *find_wrapper(struct hp_measuring *measuring)
{
    const struct hp_request *request = &measuring->kase->request;
    const struct hp_json *root = NULL;
    struct hp_json_scan scan;
    if (!measuring->parsed && request->has_body && request->body.len <= PARSED_BYTES_MAX) {
        measuring->failed |= hp_json_parse(measuring->arena, request->body, &hp_json_limits_default,
                                           &scan, &root) != HP_OK;
        measuring->wrapper = hp_json_member(root, measuring->contract->names[HP_ROLE_WRAPPER]);
    }
    measuring->parsed = true;
    return measuring->wrapper;
}

/* U+0000 lies in a tree as two bytes, every other code point has one byte that is no continuation.
 */
static int64_t characters(struct hp_slice text)
{
    int64_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    }
    return count;
}

static int64_t longest_value(const struct hp_json *headers)
{
    int64_t longest = -1;
    for (const struct hp_json *member = hp_json_first(headers); member != NULL;
         member = hp_json_next(member)) {
        int64_t length =
            hp_json_is(member, HP_JSON_STRING) ? (int64_t)hp_json_string(member).len : -1;
        longest = length > longest ? length : longest;
    }
    return longest;
}

static int64_t items(const struct hp_json *array)
{
    return hp_json_is(array, HP_JSON_ARRAY) ? (int64_t)hp_json_size(array) : -1;
}

static bool is_unlisted(const struct hp_enum *set, struct hp_slice list, const struct hp_json *text)
{
    struct hp_slice value = hp_json_string(text);
    return hp_enum_find(set, value) < 0 && !hp_setting_lists(list, value);
}

static int64_t unlisted(const struct hp_settings *settings, const struct hp_contract *contract,
                        const struct hp_json *wrapper)
{
    static const enum hp_role arrays[] = {HP_ROLE_OPERATIONS, HP_ROLE_DATA_MODELS};
    struct hp_slice list = hp_setting_text(settings, HP_SET_ENUM_OPEN);
    int64_t count =
        is_unlisted(&contract->types, list, hp_json_member(wrapper, contract->names[HP_ROLE_TYPE]));
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
        const struct hp_json *array = hp_json_member(wrapper, contract->names[arrays[i]]);
        for (const struct hp_json *item = hp_json_first(array); item != NULL;
             item = hp_json_next(item)) {
            count += is_unlisted(hp_contract_enum(contract, arrays[i]), list, item);
        }
    }
    return count;
}

bool hp_place_is(const struct hp_contract *contract, struct hp_slice where, enum hp_role role)
{
    struct hp_slice name = contract->names[role];
    size_t begin = 0;
    for (size_t i = 0; i <= where.len && name.len > 0; i++) {
        if (i < where.len && where.at[i] != '/') {
            continue;
        }
        if (hp_slice_equal((struct hp_slice){where.at + begin, i - begin}, name)) {
            return true;
        }
        begin = i + 1;
    }
    return false;
}

static int64_t needed(const struct hp_contract *contract, const struct hp_case *kase)
{
    uint64_t types = hp_place_is(contract, kase->where, HP_ROLE_OPERATIONS)
                         ? contract->operations_required_for
                     : hp_place_is(contract, kase->where, HP_ROLE_DATA_MODELS)
                         ? contract->data_models_required_for
                         : 0;
    return (types >> kase->combo.type & 1) != 0;
}

static int64_t depth(struct hp_slice body)
{
    struct hp_json_scan scan;
    if (hp_json_scan(body, &hp_json_limits_default, &scan)) {
        return (int64_t)scan.depth;
    }
    return scan.fault == HP_JSON_TOO_DEEP ? HP_JSON_DEPTH_MAX + 1 : -1;
}

static int64_t measure_member(enum hp_measure what, const struct hp_contract *contract,
                              const struct hp_json *wrapper)
{
    const struct hp_json *name = hp_json_member(wrapper, contract->names[HP_ROLE_NAME]);
    const struct hp_json *url = hp_json_member(wrapper, contract->names[HP_ROLE_URL]);
    const struct hp_json *headers = hp_json_member(wrapper, contract->names[HP_ROLE_HEADERS]);
    if (what == HP_MEASURE_NAME) {
        return hp_json_is(name, HP_JSON_STRING) ? characters(hp_json_string(name)) : -1;
    }
    if (what == HP_MEASURE_URL) {
        return hp_json_is(url, HP_JSON_STRING) ? (int64_t)hp_json_string(url).len : -1;
    }
    if (what == HP_MEASURE_HEADER_VALUE) {
        return longest_value(headers);
    }
    if (what == HP_MEASURE_HEADER_COUNT) {
        return hp_json_is(headers, HP_JSON_OBJECT) ? (int64_t)hp_json_size(headers) : -1;
    }
    int64_t operations = items(hp_json_member(wrapper, contract->names[HP_ROLE_OPERATIONS]));
    int64_t models = items(hp_json_member(wrapper, contract->names[HP_ROLE_DATA_MODELS]));
    return operations > models ? operations : models;
}

int64_t hp_measure(struct hp_measuring *measuring, enum hp_measure what)
{
    const struct hp_request *request = &measuring->kase->request;
    if (what == HP_MEASURE_NEEDED) {
        return needed(measuring->contract, measuring->kase);
    }
    if (what == HP_MEASURE_BODY || what == HP_MEASURE_DEPTH) {
        return !request->has_body        ? -1
               : what == HP_MEASURE_BODY ? (int64_t)request->body.len
                                         : depth(request->body);
    }
    const struct hp_json *wrapper = find_wrapper(measuring);
    if (!hp_json_is(wrapper, HP_JSON_OBJECT)) {
        return -1;
    }
    return what == HP_MEASURE_UNLISTED ? unlisted(measuring->settings, measuring->contract, wrapper)
                                       : measure_member(what, measuring->contract, wrapper);
}
