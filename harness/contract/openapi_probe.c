/* Asks the compiled request schema what it accepts, so that no second list says it.
 *
 * A probe is the documented example with another type and other arrays. Must not read the schema's
 * keywords: whatever way a document states its conditions, only the verdict counts. */
#include "harness/base/buf.h"
#include "harness/contract/openapi.h"
#include "harness/json/encode.h"

enum {
    PROBE_BYTES_MAX = 8 * 1024 * 1024, /* the example, with arrays of 64 values at most */
    ALL_VALUES = HP_ENUM_VALUES_MAX + 1,
    AS_SHOWN,
    ABSENT,
};

struct probe {
    struct hp_slice type;
    size_t operations; /* how many items, or one of the above */
    size_t data_models;
};

struct prober {
    struct hp_loading *loading;
    struct hp_arena arena;
    struct hp_buf text;
};

static void write_array(struct hp_buf *text, const struct hp_enum *set, size_t count)
{
    size_t items = count == ALL_VALUES ? set->count : count;
    hp_buf_char(text, '[');
    for (size_t i = 0; i < items; i++) {
        if (i > 0) {
            hp_buf_char(text, ',');
        }
        hp_json_encode_string(text, set->values[i % set->count]);
    }
    hp_buf_char(text, ']');
}

/* Writes "name": and what the probe has for it; false when it is absent there. */
static bool write_member(struct hp_buf *text, const struct hp_contract *contract,
                         const struct probe *probe, const struct hp_json *member)
{
    struct hp_slice name = hp_json_name(member);
    bool is_operations = hp_slice_equal(name, contract->names[HP_ROLE_OPERATIONS]);
    bool is_models = hp_slice_equal(name, contract->names[HP_ROLE_DATA_MODELS]);
    size_t count = is_operations ? probe->operations : is_models ? probe->data_models : AS_SHOWN;
    if (count == ABSENT) {
        return false;
    }
    hp_json_encode_name(text, name);
    if (hp_slice_equal(name, contract->names[HP_ROLE_TYPE])) {
        hp_json_encode_string(text, probe->type);
    } else if (count == AS_SHOWN) {
        hp_json_encode(text, member);
    } else {
        write_array(text, is_operations ? &contract->operations : &contract->data_models, count);
    }
    return true;
}

static void write_wrapper(struct hp_buf *text, const struct hp_contract *contract,
                          const struct probe *probe, const struct hp_json *wrapper)
{
    hp_buf_char(text, '{');
    bool any = false;
    for (const struct hp_json *member = hp_json_first(wrapper); member != NULL;
         member = hp_json_next(member)) {
        size_t length = text->length;
        if (any) {
            hp_buf_char(text, ',');
        }
        if (write_member(text, contract, probe, member)) {
            any = true;
        } else if (!text->failed) {
            text->length = length;
        }
    }
    hp_buf_char(text, '}');
}

static void write_probe(struct prober *prober, const struct probe *probe)
{
    const struct hp_contract *contract = &prober->loading->loaded->contract;
    struct hp_buf *text = &prober->text;
    hp_buf_clear(text);
    hp_buf_char(text, '{');
    for (const struct hp_json *member = hp_json_first(prober->loading->request_example);
         member != NULL; member = hp_json_next(member)) {
        if (text->length > 1) {
            hp_buf_char(text, ',');
        }
        hp_json_encode_name(text, hp_json_name(member));
        if (hp_slice_equal(hp_json_name(member), contract->names[HP_ROLE_WRAPPER])) {
            write_wrapper(text, contract, probe, member);
        } else {
            hp_json_encode(text, member);
        }
    }
    hp_buf_char(text, '}');
}

static enum hp_status accepts(struct prober *prober, const struct probe *probe, bool *accepted,
                              struct hp_violations *violations)
{
    write_probe(prober, probe);
    hp_arena_reset(&prober->arena);
    struct hp_json_scan scan;
    const struct hp_json *value = NULL;
    if (prober->text.failed || hp_json_parse(&prober->arena, hp_buf_view(&prober->text),
                                             &hp_json_limits_default, &scan, &value) != HP_OK) {
        return hp_loading_nomem(prober->loading);
    }
    if (value == NULL) {
        return hp_error_set(prober->loading->error, HP_ERR_INTERNAL,
                            "%s: a document made from the example is not JSON",
                            prober->loading->source);
    }
    *accepted =
        hp_schema_validate(prober->loading->loaded->request, value, &prober->arena, violations);
    return HP_OK;
}

/* Arrays with which the type is accepted at all: those of the example, else all values. */
static enum hp_status find_base(struct prober *prober, struct hp_slice type, struct probe *base)
{
    static const size_t arrays[] = {AS_SHOWN, ALL_VALUES};
    struct hp_violations violations = {0};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
        *base = (struct probe){type, arrays[i], arrays[i]};
        bool accepted = false;
        enum hp_status status = accepts(prober, base, &accepted, &violations);
        if (status != HP_OK || accepted) {
            return status;
        }
    }
    if (violations.kept == 0) {
        return hp_loading_nomem(prober->loading);
    }
    return hp_loading_refuse(prober->loading, prober->loading->request.pointer,
                             "with the type \"%.*s\" the example breaks the schema at \"%s\": %s",
                             (int)type.len, type.at, violations.items[0].pointer,
                             violations.items[0].message);
}

static struct probe with_items(struct probe base, enum hp_role role, size_t count)
{
    if (role == HP_ROLE_OPERATIONS) {
        base.operations = count;
    } else {
        base.data_models = count;
    }
    return base;
}

/* The smallest number of items of `role` that the type accepts. */
static enum hp_status find_items_min(struct prober *prober, const struct probe *base,
                                     enum hp_role role, size_t *min)
{
    for (size_t count = 0; count <= HP_ENUM_VALUES_MAX; count++) {
        struct probe probe = with_items(*base, role, count);
        bool accepted = false;
        enum hp_status status = accepts(prober, &probe, &accepted, NULL);
        if (status != HP_OK) {
            return status;
        }
        if (accepted) {
            *min = count;
            return HP_OK;
        }
    }
    return hp_loading_refuse(prober->loading, prober->loading->request.pointer,
                             "no number of items up to %d is accepted for the role \"%s\"",
                             HP_ENUM_VALUES_MAX, hp_role_word(role));
}

static enum hp_status probe_role(struct prober *prober, const struct probe *base, size_t type,
                                 enum hp_role role, uint64_t *required_for)
{
    struct probe without = with_items(*base, role, ABSENT);
    bool accepted = false;
    enum hp_status status = accepts(prober, &without, &accepted, NULL);
    if (status != HP_OK || accepted) {
        return status;
    }
    *required_for |= UINT64_C(1) << type;
    size_t min = 0;
    size_t *items_min = &prober->loading->loaded->contract.array_items_min[role];
    status = find_items_min(prober, base, role, &min);
    *items_min = min > *items_min ? min : *items_min;
    return status;
}

static enum hp_status probe_types(struct prober *prober)
{
    struct hp_contract *contract = &prober->loading->loaded->contract;
    for (size_t i = 0; i < contract->types.count; i++) {
        struct probe base;
        enum hp_status status = find_base(prober, contract->types.values[i], &base);
        if (status == HP_OK) {
            status = probe_role(prober, &base, i, HP_ROLE_OPERATIONS,
                                &contract->operations_required_for);
        }
        if (status == HP_OK) {
            status = probe_role(prober, &base, i, HP_ROLE_DATA_MODELS,
                                &contract->data_models_required_for);
        }
        if (status != HP_OK) {
            return status;
        }
    }
    return HP_OK;
}

enum hp_status hp_openapi_probe(struct hp_loading *loading)
{
    struct prober prober = {.loading = loading};
    hp_arena_init(&prober.arena, (size_t)PROBE_BYTES_MAX * 32);
    hp_buf_init(&prober.text, PROBE_BYTES_MAX);
    enum hp_status status = probe_types(&prober);
    hp_buf_deinit(&prober.text);
    hp_arena_deinit(&prober.arena);
    return status;
}
