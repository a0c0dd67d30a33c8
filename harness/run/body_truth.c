/* The strict scan, the request schema, and behind them the points on which the page is silent: a
 * body that touches one of those is accepted or refused by right. Must not know the built-in
 * service: it would judge itself. */
#include "harness/run/body_truth.h"

#include "harness/base/message.h"
#include "harness/base/utf8.h"
#include "harness/json/tree.h"

enum {
    ARENA_BYTES_MAX = 64 * 1024 * 1024,
    NAME_BYTES_MAX = 255,    /* decision S16 */
    HEADERS_MAX = 20,        /* decision S28 */
    HEADER_BYTES_MAX = 1024, /* far below what S28 has services take */
    URL_BYTES_MAX = 2048,    /* decision S20 */
    REPEATS_WINDOW = 64,
};

#define EXAMPLE_ORIGIN "https://example.com/"

/* Odd traits: what I-JSON (RFC 7493) would not send. */
enum {
    ODD = HP_JSON_BOM | HP_JSON_DUPLICATE | HP_JSON_LONE_SURROGATE | HP_JSON_NUL |
          HP_JSON_NONCHARACTER
};

static bool is_visible(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        /* C1 controls are C2 80 to C2 9F; U+00A0 and the blanks of General Punctuation are trimmed
         * by some. */
        bool c1 = c == 0xc2 && i + 1 < text.len && (unsigned char)text.at[i + 1] <= 0xa0;
        bool general = c == 0xe2 && i + 1 < text.len && (unsigned char)text.at[i + 1] <= 0x81;
        bool bom = c == 0xef && i + 1 < text.len && (unsigned char)text.at[i + 1] >= 0xb8;
        bool ideographic = c == 0xe3 && i + 1 < text.len && (unsigned char)text.at[i + 1] == 0x80;
        if (c < 0x20 || c == 0x7f || c1 || general || bom || ideographic) {
            return false;
        }
    }
    return text.len > 0 && text.at[0] != ' ' && text.at[text.len - 1] != ' ';
}

static bool is_example_url(struct hp_slice url)
{
    if (!hp_slice_starts_with(url, HP_SLICE(EXAMPLE_ORIGIN)) || url.len > URL_BYTES_MAX) {
        return false;
    }
    for (size_t i = sizeof(EXAMPLE_ORIGIN) - 1; i < url.len; i++) {
        char c = url.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '/' || c == '-' || c == '_';
        if (!plain || (c == '/' && url.at[i - 1] == '/')) {
            return false;
        }
    }
    return true;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* A custom field of visible ASCII: x-..., which nobody reserves. */
static bool is_tame_field(struct hp_slice name, struct hp_slice value)
{
    bool tame = name.len > 2 && name.len <= 64 && (name.at[0] | 0x20) == 'x' && name.at[1] == '-' &&
                value.len > 0 && value.len <= HEADER_BYTES_MAX && is_visible(value);
    for (size_t i = 0; tame && i < name.len; i++) {
        tame = is_letter_or_digit(name.at[i]) || name.at[i] == '-';
    }
    for (size_t i = 0; tame && i < value.len; i++) {
        tame = value.at[i] >= ' ' && value.at[i] <= '~';
    }
    return tame;
}

/* Field names ignore case: two that differ in nothing else may become one. */
static bool has_twins(const struct hp_json *headers)
{
    for (const struct hp_json *a = hp_json_first(headers); a != NULL; a = hp_json_next(a)) {
        for (const struct hp_json *b = hp_json_next(a); b != NULL; b = hp_json_next(b)) {
            if (hp_slice_equal_ignoring_case(hp_json_name(a), hp_json_name(b))) {
                return true;
            }
        }
    }
    return false;
}

static bool are_tame_fields(const struct hp_json *headers)
{
    bool tame = hp_json_is(headers, HP_JSON_OBJECT) && hp_json_size(headers) <= HEADERS_MAX;
    for (const struct hp_json *field = hp_json_first(headers); tame && field != NULL;
         field = hp_json_next(field)) {
        tame = is_tame_field(hp_json_name(field), hp_json_string(field));
    }
    return tame && !has_twins(headers);
}

/* Not empty, and no item twice. */
static bool is_tame_list(const struct hp_json *list)
{
    size_t size = hp_json_size(list);
    if (!hp_json_is(list, HP_JSON_ARRAY) || size == 0 || size > REPEATS_WINDOW) {
        return false;
    }
    for (const struct hp_json *a = hp_json_first(list); a != NULL; a = hp_json_next(a)) {
        for (const struct hp_json *b = hp_json_next(a); b != NULL; b = hp_json_next(b)) {
            if (hp_slice_equal(hp_json_string(a), hp_json_string(b))) {
                return false;
            }
        }
    }
    return true;
}

static size_t documented_members(const struct hp_contract *contract, const struct hp_json *wrapper)
{
    size_t count = 0;
    for (size_t i = 0; i < contract->request_order_count; i++) {
        struct hp_slice name = contract->names[contract->request_order[i]];
        count += hp_json_member(wrapper, name) != NULL;
    }
    return count;
}

static void judge_valid(const struct hp_contract *contract, const struct hp_json *root,
                        struct hp_body_facts *out)
{
    const struct hp_slice *names = contract->names;
    const struct hp_json *wrapper = hp_json_member(root, names[HP_ROLE_WRAPPER]);
    const struct hp_json *headers = hp_json_member(wrapper, names[HP_ROLE_HEADERS]);
    struct hp_slice name = hp_json_string(hp_json_member(wrapper, names[HP_ROLE_NAME]));
    struct hp_slice url = hp_json_string(hp_json_member(wrapper, names[HP_ROLE_URL]));
    bool fields = are_tame_fields(headers);
    out->plain_echo = is_visible(name) && is_example_url(url) && (headers == NULL || fields);
    out->tame = out->plain_echo && fields && name.len <= NAME_BYTES_MAX &&
                hp_json_size(root) == 1 &&
                documented_members(contract, wrapper) == hp_json_size(wrapper) &&
                is_tame_list(hp_json_member(wrapper, names[HP_ROLE_OPERATIONS])) &&
                is_tame_list(hp_json_member(wrapper, names[HP_ROLE_DATA_MODELS]));
}

bool hp_body_examine(const struct hp_contract *contract, struct hp_slice body,
                     struct hp_body_facts *out)
{
    struct hp_arena arena;
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    *out = (struct hp_body_facts){.truth = HP_BODY_NOT_JSON};
    hp_arena_init(&arena, ARENA_BYTES_MAX);
    bool read = hp_json_parse(&arena, body, &hp_json_limits_default, &scan, &root) == HP_OK;
    if (read && root != NULL) {
        bool valid = hp_schema_validate(contract->request, root, &arena, NULL);
        out->truth = valid                                    ? HP_BODY_VALID
                     : (scan.traits & HP_JSON_DUPLICATE) != 0 ? HP_BODY_EITHER
                                                              : HP_BODY_BREAKS;
        if (valid && (scan.traits & ODD) == 0) {
            judge_valid(contract, root, out);
        }
    }
    if (read && scan.fault == HP_JSON_TOO_DEEP) {
        out->truth = HP_BODY_EITHER;
    }
    hp_arena_deinit(&arena);
    return read;
}
