/* The text form of combinations, both ways. Must not know how combinations are enumerated. */
#include <assert.h>
#include <string.h>

#include "harness/base/word.h"
#include "harness/plan/combo.h"
#include "harness/plan/nearest.h"

static const char *const model_words[] = {"none", "all", "all-reversed", "all-shuffled"};

/* ---- printing ---- */

static const unsigned char plain_bytes[256] = {
    ['-'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1,
    ['7'] = 1, ['8'] = 1, ['9'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1,
    ['F'] = 1, ['G'] = 1, ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1,
    ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1,
    ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1, ['_'] = 1, ['a'] = 1, ['b'] = 1,
    ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1,
    ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1,
    ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
};

static bool is_plain(char c)
{
    return plain_bytes[(unsigned char)c] != 0;
}

static bool is_hex_set(struct hp_slice text)
{
    if (text.len != 17 || text.at[0] != 'x') {
        return false;
    }
    for (size_t i = 1; i < text.len; i++) {
        if (text.at[i] == '\0' || strchr("0123456789abcdef", text.at[i]) == NULL) {
            return false;
        }
    }
    return true;
}

static bool is_word(struct hp_slice value)
{
    if (value.len == 0 || (value.at[0] != 'n' && value.at[0] != 'a' && value.at[0] != 'x')) {
        return false;
    }
    for (size_t i = 0; i < sizeof(model_words) / sizeof(model_words[0]); i++) {
        if (hp_slice_is(value, model_words[i])) {
            return true;
        }
    }
    return is_hex_set(value);
}

static bool is_plain_text(struct hp_slice value)
{
    unsigned all = 1;
    for (size_t i = 0; i < value.len; i++) {
        all &= plain_bytes[(unsigned char)value.at[i]];
    }
    return all != 0;
}

static void print_value(struct hp_slice value, struct hp_buf *out)
{
    bool word = is_word(value);
    if (!word && is_plain_text(value)) {
        hp_buf_slice(out, value);
        return;
    }
    for (size_t i = 0; i < value.len; i++) {
        if (is_plain(value.at[i]) && !(word && i == 0)) {
            hp_buf_char(out, value.at[i]);
        } else {
            hp_buf_char(out, '%');
            hp_buf_hex(out, (unsigned char)value.at[i], 2);
        }
    }
}

static uint64_t plain_values(const struct hp_enum *set)
{
    uint64_t plain = 0;
    for (size_t i = 0; i < set->count; i++) {
        bool as_it_is = is_plain_text(set->values[i]) && !is_word(set->values[i]);
        plain |= (uint64_t)as_it_is << i;
    }
    return plain;
}

struct hp_combo_plain hp_combo_plain_of(const struct hp_contract *contract)
{
    return (struct hp_combo_plain){plain_values(&contract->types),
                                   plain_values(&contract->operations),
                                   plain_values(&contract->data_models)};
}

static inline void print_index(const struct hp_enum *set, uint64_t plain, size_t index,
                               struct hp_buf *out)
{
    struct hp_slice value = set->values[index];
    if ((plain >> index & 1) == 0) {
        print_value(value, out);
    } else if (hp_buf_reserve(out, value.len)) {
        hp_word_copy(out->bytes + out->length, value.at, value.len);
        out->length += value.len;
    }
}

static void print_list(const struct hp_enum *set, uint64_t plain, const uint8_t *indexes,
                       size_t count, struct hp_buf *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            hp_buf_char(out, '+');
        }
        print_index(set, plain, indexes[i], out);
    }
    if (count == 0) {
        hp_buf_text(out, model_words[0]);
    }
}

static void print_models(const struct hp_contract *contract, uint64_t plain,
                         const struct hp_combo *combo, struct hp_buf *out)
{
    if (combo->models_sent_count > 0 || combo->models == 0) {
        print_list(&contract->data_models, plain, combo->models_sent, combo->models_sent_count,
                   out);
    } else if (combo->models == hp_combo_all_models(contract)) {
        hp_buf_text(out, model_words[1 + combo->order]);
    } else {
        hp_buf_char(out, 'x');
        hp_buf_hex(out, combo->models, 16);
    }
}

/* The bits of a list of indexes, and the bytes of their values. */
static uint64_t take_in(const struct hp_enum *set, const uint8_t *indexes, size_t count,
                        size_t *bytes)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++) {
        bits |= UINT64_C(1) << indexes[i];
        *bytes += set->values[indexes[i]].len;
    }
    return bits;
}

static inline char *put(char *at, struct hp_slice text)
{
    hp_word_copy(at, text.at, text.len);
    return at + text.len;
}

/* Values with a mark before each: `.` and, from the second on, `+`. */
static inline char *put_values(char *at, const struct hp_enum *set, const uint8_t *indexes,
                               size_t count)
{
    for (size_t i = 0; i < count; i++) {
        *at++ = i == 0 ? '.' : '+';
        at = put(at, set->values[indexes[i]]);
    }
    return at;
}

/* What most combinations are: plain values alone, which are copied. False: nothing was done. */
static bool print_plain_values(const struct hp_contract *contract,
                               const struct hp_combo_plain *plain, const struct hp_combo *combo,
                               struct hp_buf *out)
{
    size_t bytes = contract->types.values[combo->type].len;
    uint64_t operations =
        take_in(&contract->operations, combo->operations, combo->operation_count, &bytes);
    uint64_t models =
        take_in(&contract->data_models, combo->models_sent, combo->models_sent_count, &bytes);
    bytes += combo->operation_count + combo->models_sent_count; /* the marks */
    if (operations == 0 || models == 0 || (plain->types >> combo->type & 1) == 0 ||
        (operations & ~plain->operations) != 0 || (models & ~plain->data_models) != 0 ||
        !hp_buf_reserve(out, bytes)) {
        return false;
    }
    char *at = put(out->bytes + out->length, contract->types.values[combo->type]);
    at = put_values(at, &contract->operations, combo->operations, combo->operation_count);
    at = put_values(at, &contract->data_models, combo->models_sent, combo->models_sent_count);
    out->length = (size_t)(at - out->bytes);
    return true;
}

void hp_combo_print_plain(const struct hp_contract *contract, const struct hp_combo_plain *plain,
                          const struct hp_combo *combo, struct hp_buf *out)
{
    if (!print_plain_values(contract, plain, combo, out)) {
        print_index(&contract->types, plain->types, combo->type, out);
        hp_buf_char(out, '.');
        print_list(&contract->operations, plain->operations, combo->operations,
                   combo->operation_count, out);
        hp_buf_char(out, '.');
        print_models(contract, plain->data_models, combo, out);
    }
    if (combo->name_class != 0 || combo->url_class != 0 || combo->headers_class != 0) {
        hp_buf_text(out, ".n");
        hp_buf_u64(out, combo->name_class);
        hp_buf_char(out, 'u');
        hp_buf_u64(out, combo->url_class);
        hp_buf_char(out, 'h');
        hp_buf_u64(out, combo->headers_class);
    }
}

void hp_combo_print(const struct hp_contract *contract, const struct hp_combo *combo,
                    struct hp_buf *out)
{
    const struct hp_combo_plain unknown = {0};
    hp_combo_print_plain(contract, &unknown, combo, out);
}

/* ---- parsing ---- */

/* Takes the text up to the first `end` off `rest`; all of it when there is none. */
static struct hp_slice take_until(struct hp_slice *rest, char end)
{
    const char *found = rest->len == 0 ? NULL : memchr(rest->at, end, rest->len);
    struct hp_slice part = *rest;
    if (found == NULL) {
        *rest = (struct hp_slice){rest->at + rest->len, 0};
        return part;
    }
    part.len = (size_t)(found - rest->at);
    *rest = (struct hp_slice){found + 1, rest->len - part.len - 1};
    return part;
}

/* Index of the value that prints as `text`, or an error that names the nearest. */
static enum hp_status read_value(const struct hp_enum *set, const char *what, struct hp_slice text,
                                 uint8_t *out, struct hp_error *error)
{
    struct hp_nearest nearest;
    hp_nearest_init(&nearest, text);
    struct hp_buf printed;
    hp_buf_init(&printed, HP_CONTRACT_BYTES_MAX);
    for (size_t i = 0; i < set->count; i++) {
        hp_buf_clear(&printed);
        print_value(set->values[i], &printed);
        if (printed.failed) {
            break;
        }
        if (hp_slice_equal(hp_buf_view(&printed), text)) {
            hp_buf_deinit(&printed);
            *out = (uint8_t)i;
            return HP_OK;
        }
        (void)hp_nearest_feed(&nearest, set->values[i]);
    }
    bool failed = printed.failed;
    hp_buf_deinit(&printed);
    if (failed) {
        return hp_error_nomem(error);
    }
    if (nearest.name.len > 0) {
        return hp_error_set(error, HP_ERR_USAGE, "'%.*s' is no %s of the contract; nearest: '%.*s'",
                            (int)text.len, text.at, what, (int)nearest.name.len, nearest.name.at);
    }
    return hp_error_set(error, HP_ERR_USAGE, "'%.*s' is no %s of the contract", (int)text.len,
                        text.at, what);
}

/* Values joined by `+`, each once, `max` at most. */
static enum hp_status read_list(const struct hp_enum *set, const char *what, struct hp_slice text,
                                uint8_t *indexes, size_t max, uint8_t *count,
                                struct hp_error *error)
{
    *count = 0;
    if (hp_slice_is(text, model_words[0])) {
        return HP_OK;
    }
    uint64_t seen = 0;
    struct hp_slice rest = text;
    do {
        if (*count == max) {
            return hp_error_set(error, HP_ERR_USAGE, "'%.*s' joins over %zu values; write x and %s",
                                (int)text.len, text.at, max, "the set as 16 hexadecimal digits");
        }
        bool more = rest.len > 0 && memchr(rest.at, '+', rest.len) != NULL;
        uint8_t index = 0;
        enum hp_status status = read_value(set, what, take_until(&rest, '+'), &index, error);
        if (status != HP_OK) {
            return status;
        }
        if ((seen >> index & 1) != 0) {
            return hp_error_set(error, HP_ERR_USAGE, "'%.*s' names a %s twice", (int)text.len,
                                text.at, what);
        }
        seen |= UINT64_C(1) << index;
        indexes[(*count)++] = index;
        if (!more) {
            return HP_OK;
        }
    } while (true);
}

static uint64_t hex_set(struct hp_slice text)
{
    uint64_t set = 0;
    for (size_t i = 1; i < text.len; i++) {
        char c = text.at[i];
        set = set << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return set;
}

static enum hp_status read_models(const struct hp_contract *contract, struct hp_slice text,
                                  struct hp_combo *out, struct hp_error *error)
{
    uint64_t all = hp_combo_all_models(contract);
    bool large = __builtin_popcountll(all) > 3;
    for (int order = HP_MODELS_LISTED; large && order <= HP_MODELS_SHUFFLED; order++) {
        if (hp_slice_is(text, model_words[1 + order])) {
            out->models = all;
            out->order = (enum hp_model_order)order;
            return HP_OK;
        }
    }
    if (is_hex_set(text)) {
        uint64_t set = hex_set(text);
        /* Smaller sets and the whole one have texts of their own: one combination, one id. */
        if ((set & ~all) != 0 || set == all || __builtin_popcountll(set) <= 3) {
            return hp_error_set(error, HP_ERR_USAGE,
                                "'%.*s' must name over three, but not all, of the contract's %zu "
                                "data models",
                                (int)text.len, text.at, contract->data_models.count);
        }
        out->models = set;
        return HP_OK;
    }
    enum hp_status status = read_list(&contract->data_models, "data model", text, out->models_sent,
                                      3, &out->models_sent_count, error);
    for (size_t i = 0; i < out->models_sent_count; i++) {
        out->models |= UINT64_C(1) << out->models_sent[i];
    }
    return status;
}

/* One letter and one digit under `limit`. */
static bool read_class(struct hp_slice *text, char letter, unsigned limit, uint8_t *out)
{
    if (text->len < 2 || text->at[0] != letter || text->at[1] < '0' ||
        (unsigned)(text->at[1] - '0') >= limit) {
        return false;
    }
    *out = (uint8_t)(text->at[1] - '0');
    *text = (struct hp_slice){text->at + 2, text->len - 2};
    return true;
}

static enum hp_status read_classes(struct hp_slice text, struct hp_combo *out,
                                   struct hp_error *error)
{
    struct hp_slice rest = text;
    bool known = read_class(&rest, 'n', HP_NAME_CLASSES, &out->name_class) &&
                 read_class(&rest, 'u', HP_URL_CLASSES, &out->url_class) &&
                 read_class(&rest, 'h', HP_HEADERS_CLASSES, &out->headers_class) && rest.len == 0;
    if (known && (out->name_class | out->url_class | out->headers_class) != 0) {
        return HP_OK;
    }
    return hp_error_set(error, HP_ERR_USAGE,
                        "'%.*s' are no classes: want nNuNhN with n under %d, u under %d, h under "
                        "%d and not all 0",
                        (int)text.len, text.at, HP_NAME_CLASSES, HP_URL_CLASSES,
                        HP_HEADERS_CLASSES);
}

enum hp_status hp_combo_read(const struct hp_contract *contract, struct hp_slice text,
                             struct hp_combo *out, struct hp_error *error)
{
    *out = (struct hp_combo){0};
    struct hp_slice rest = text;
    struct hp_slice type = take_until(&rest, '.');
    struct hp_slice operations = take_until(&rest, '.');
    bool classes = rest.len > 0 && memchr(rest.at, '.', rest.len) != NULL;
    struct hp_slice models = take_until(&rest, '.');
    if (operations.len == 0 || models.len == 0) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "'%.*s' is no combination: want TYPE.OPERATIONS.MODELS", (int)text.len,
                            text.at);
    }
    enum hp_status status = read_value(&contract->types, "type", type, &out->type, error);
    if (status == HP_OK) {
        struct hp_enum combined = contract->operations;
        combined.count = hp_combo_operation_count(contract);
        status = read_list(&combined, "operation", operations, out->operations,
                           HP_COMBO_OPERATIONS_MAX, &out->operation_count, error);
    }
    if (status == HP_OK) {
        status = read_models(contract, models, out, error);
    }
    if (status == HP_OK && classes) {
        status = read_classes(rest, out, error);
    }
    return status;
}

bool hp_combo_parse(const struct hp_contract *contract, struct hp_slice text, struct hp_combo *out)
{
    return hp_combo_read(contract, text, out, NULL) == HP_OK;
}
