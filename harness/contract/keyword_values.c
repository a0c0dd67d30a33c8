/* type, enum and const (validation 6.1). */
#include <stdio.h>

#include "harness/contract/keywords.h"
#include "harness/contract/near.h"

enum {
    LISTED_VALUES_MAX = 4, /* more do not fit in a line */
    LIST_BYTES = 4 * (HP_DESCRIPTION_BYTES + 2),
};

static unsigned types_of_word(struct hp_slice word)
{
    static const struct {
        struct hp_slice word;
        unsigned types;
    } words[] = {
        {HP_SLICE_INIT("null"), 1 << HP_JSON_NULL},
        {HP_SLICE_INIT("boolean"), 1 << HP_JSON_BOOLEAN},
        {HP_SLICE_INIT("number"), 1 << HP_JSON_NUMBER},
        {HP_SLICE_INIT("string"), 1 << HP_JSON_STRING},
        {HP_SLICE_INIT("array"), 1 << HP_JSON_ARRAY},
        {HP_SLICE_INIT("object"), 1 << HP_JSON_OBJECT},
        {HP_SLICE_INIT("integer"), HP_TYPES_INTEGER},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (hp_slice_equal(words[i].word, word)) {
            return words[i].types;
        }
    }
    return 0;
}

static enum hp_status add_type(struct hp_compiler *compiler, const struct hp_json *word,
                               unsigned *types)
{
    unsigned type = types_of_word(hp_json_string(word));
    if (type == 0) {
        char have[HP_DESCRIPTION_BYTES];
        hp_describe(word, have);
        return hp_compiler_refuse(compiler,
                                  "want null, boolean, number, integer, string, array or object, "
                                  "have %s",
                                  have);
    }
    *types |= type;
    return HP_OK;
}

enum hp_status hp_compile_type(struct hp_compiler *compiler, const struct hp_json *value)
{
    unsigned types = 0;
    enum hp_status status = HP_OK;
    if (hp_json_is(value, HP_JSON_ARRAY)) {
        status = hp_keyword_name_list(compiler, value);
        for (const struct hp_json *item = hp_json_first(value); item != NULL && status == HP_OK;
             item = hp_json_next(item)) {
            status = add_type(compiler, item, &types);
        }
        if (status == HP_OK && types == 0) {
            return hp_compiler_refuse(compiler, "want at least one type, have an empty array");
        }
    } else {
        status = add_type(compiler, value, &types);
    }
    if (status == HP_OK) {
        hp_compiler_set_types(compiler, types);
    }
    return status;
}

/* Fills the set from `first` and its siblings, `count` values in all. */
static enum hp_status fill_set(struct hp_compiler *compiler, const struct hp_json *first,
                               size_t count, struct hp_value_set *set)
{
    const struct hp_json **all = hp_compiler_array(compiler, count, sizeof(all[0]));
    const struct hp_json **others = hp_compiler_array(compiler, count, sizeof(others[0]));
    if (all == NULL || others == NULL ||
        !hp_name_map_init(&set->strings, hp_compiler_arena(compiler), count)) {
        return hp_compiler_nomem(compiler);
    }
    set->all.values = all;
    set->others.values = others;
    for (const struct hp_json *value = first; set->all.count < count; value = hp_json_next(value)) {
        const struct hp_json *copy;
        enum hp_status status = hp_compiler_copy_value(compiler, value, &copy);
        if (status != HP_OK) {
            return status;
        }
        all[set->all.count++] = copy;
        if (hp_json_is(copy, HP_JSON_STRING)) {
            (void)hp_name_map_add(&set->strings, hp_json_string(copy));
        } else {
            others[set->others.count++] = copy;
        }
    }
    return HP_OK;
}

static enum hp_status compile_set(struct hp_compiler *compiler, const struct hp_json *first,
                                  size_t count)
{
    struct hp_value_set *set = hp_compiler_array(compiler, 1, sizeof(*set));
    if (set == NULL) {
        return hp_compiler_nomem(compiler);
    }
    enum hp_status status = fill_set(compiler, first, count, set);
    union hp_operand operand = {.values = set};
    return status == HP_OK ? hp_compiler_emit(compiler, &operand) : status;
}

enum hp_status hp_compile_enum(struct hp_compiler *compiler, const struct hp_json *value)
{
    enum hp_status status = hp_keyword_want(compiler, value, HP_JSON_ARRAY);
    return status == HP_OK ? compile_set(compiler, hp_json_first(value), hp_json_size(value))
                           : status;
}

enum hp_status hp_compile_const(struct hp_compiler *compiler, const struct hp_json *value)
{
    return compile_set(compiler, value, 1);
}

static bool contains(const struct hp_value_set *set, const struct hp_json *value)
{
    if (hp_json_is(value, HP_JSON_STRING)) {
        return hp_run_is_listed(&set->strings, value);
    }
    for (size_t i = 0; i < set->others.count; i++) {
        if (hp_json_equal(set->others.values[i], value)) {
            return true;
        }
    }
    return false;
}

/* The value of the set that `text` was probably meant to be, or NULL: at most a third of it wrong.
 */
static const struct hp_json *nearest(const struct hp_value_set *set, struct hp_slice text)
{
    if (text.len > HP_NEAR_BYTES_MAX) {
        return NULL;
    }
    const struct hp_json *best = NULL;
    unsigned limit = (unsigned)text.len / 3 + 1;
    struct hp_near near;
    hp_near_init(&near, text);
    for (size_t i = 0; i < set->all.count && limit > 0; i++) {
        struct hp_slice candidate = hp_json_string(set->all.values[i]);
        if (candidate.len == 0) {
            continue;
        }
        unsigned distance = hp_near_distance(&near, candidate, limit - 1);
        if (distance < limit) {
            best = set->all.values[i];
            limit = distance;
        }
    }
    return best;
}

static void list_values(const struct hp_value_set *set, char list[static LIST_BYTES])
{
    size_t used = 0;
    list[0] = '\0';
    for (size_t i = 0; i < set->all.count; i++) {
        char value[HP_DESCRIPTION_BYTES];
        hp_describe(set->all.values[i], value);
        used += (size_t)snprintf(list + used, LIST_BYTES - used, "%s%s", i == 0 ? "" : ", ", value);
    }
}

bool hp_run_enum(struct hp_run *run, const union hp_operand *operand, const struct hp_json *value,
                 const struct hp_spot *spot)
{
    const struct hp_value_set *set = operand->values;
    if (contains(set, value)) {
        return true;
    }
    if (!hp_run_speaks(run)) {
        return hp_report_place(run, spot, "enum");
    }
    if (set->all.count <= LISTED_VALUES_MAX) {
        char list[LIST_BYTES];
        list_values(set, list);
        return hp_report(run, spot, "enum", value, "one of [%s]", list);
    }
    const struct hp_json *near = nearest(set, hp_json_string(value));
    if (near == NULL) {
        return hp_report(run, spot, "enum", value, "one of %zu values", set->all.count);
    }
    char quoted[HP_DESCRIPTION_BYTES];
    hp_describe_text(hp_json_string(near), quoted);
    return hp_report(run, spot, "enum", value, "one of %zu values (nearest: %s)", set->all.count,
                     quoted);
}

bool hp_run_const(struct hp_run *run, const union hp_operand *operand, const struct hp_json *value,
                  const struct hp_spot *spot)
{
    if (contains(operand->values, value)) {
        return true;
    }
    if (!hp_run_speaks(run)) {
        return hp_report_place(run, spot, "const");
    }
    char want[HP_DESCRIPTION_BYTES];
    hp_describe(operand->values->all.values[0], want);
    return hp_report(run, spot, "const", value, "%s", want);
}
