/* What keywords may ask of the compiler: nodes, instructions, copies, complaints.
 *
 * Must not know what any keyword means, nor in which order nodes are compiled. */
#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/base/alloc.h"
#include "harness/base/buf.h"
#include "harness/base/rng.h"
#include "harness/contract/compiler_state.h"
#include "harness/contract/describe.h"
#include "harness/contract/reference.h"
#include "harness/json/encode.h"

enum { FIRST_CAPACITY = 16 };

const struct hp_json *hp_compiler_object(const struct hp_compiler *compiler)
{
    return compiler->origins[compiler->node].value;
}

bool hp_compiler_is_document(const struct hp_compiler *compiler)
{
    return hp_compiler_object(compiler) == compiler->document;
}

bool hp_compiler_asserts_formats(const struct hp_compiler *compiler)
{
    return compiler->assert_formats;
}

struct hp_arena *hp_compiler_arena(struct hp_compiler *compiler)
{
    return &compiler->schema->arena;
}

void *hp_compiler_array(struct hp_compiler *compiler, size_t count, size_t item_bytes)
{
    size_t bytes = count * item_bytes; /* `count` is a number of values of the document */
    void *memory = hp_arena_take(&compiler->schema->arena, bytes);
    if (memory != NULL) {
        memset(memory, 0, bytes);
    }
    return memory;
}

enum hp_status hp_compiler_nomem(struct hp_compiler *compiler)
{
    return hp_error_nomem(compiler->error);
}

enum hp_status hp_compiler_refuse(struct hp_compiler *compiler, const char *format, ...)
{
    struct hp_pointer place;
    hp_pointer_init(&place);
    struct hp_slice pointer = compiler->origins[compiler->node].pointer;
    memcpy(place.text, pointer.at, pointer.len + 1);
    place.length = pointer.len;
    if (compiler->keyword_name.at != NULL) {
        (void)hp_pointer_push_name(&place, compiler->keyword_name);
    }
    char complaint[HP_ERROR_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(complaint, sizeof(complaint), format, args);
    va_end(args);
    return hp_error_set(compiler->error, HP_ERR_USAGE, "schema at \"%s\": %s", place.text,
                        complaint);
}

/* Room for one more item behind `count`; NULL when memory is refused, and `items` stays. The arrays
 * are bounded by the number of values in the document. */
static void *room_for_one(void *items, size_t *capacity, size_t count, size_t item_bytes)
{
    if (count < *capacity) {
        return items;
    }
    size_t next = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
    void *grown = hp_realloc(items, next * item_bytes);
    if (grown != NULL) {
        *capacity = next;
    }
    return grown;
}

/* The place in by_address where the node of `value` is, or would go. */
static uint32_t *address_slot(const struct hp_compiler *compiler, const struct hp_json *value)
{
    size_t mask = compiler->address_capacity - 1;
    size_t i = (size_t)hp_hash_mix((uintptr_t)value) & mask;
    while (compiler->by_address[i] != HP_NODE_NONE &&
           compiler->origins[compiler->by_address[i]].value != value) {
        i = (i + 1) & mask;
    }
    return &compiler->by_address[i];
}

static bool grow_addresses(struct hp_compiler *compiler)
{
    size_t count = compiler->schema->node_count;
    if (2 * count < compiler->address_capacity) {
        return true;
    }
    size_t capacity =
        compiler->address_capacity == 0 ? FIRST_CAPACITY : compiler->address_capacity * 2;
    uint32_t *table = hp_malloc(capacity * sizeof(table[0]));
    if (table == NULL) {
        return false;
    }
    hp_free(compiler->by_address);
    compiler->by_address = table;
    compiler->address_capacity = capacity;
    for (size_t i = 0; i < capacity; i++) {
        table[i] = HP_NODE_NONE;
    }
    for (uint32_t node = 0; node < count; node++) {
        *address_slot(compiler, compiler->origins[node].value) = node;
    }
    return true;
}

static enum hp_status append_node(struct hp_compiler *compiler, const struct hp_json *value,
                                  struct hp_slice pointer)
{
    struct hp_schema *schema = compiler->schema;
    if (schema->node_count >= HP_SCHEMA_NODES_MAX) {
        return hp_error_set(compiler->error, HP_ERR_LIMIT,
                            "schema at \"%.*s\": more than %d subschemas; split the document",
                            (int)pointer.len, pointer.at, HP_SCHEMA_NODES_MAX);
    }
    struct hp_node *nodes =
        room_for_one(schema->nodes, &compiler->node_capacity, schema->node_count, sizeof(nodes[0]));
    if (nodes == NULL) {
        return hp_compiler_nomem(compiler);
    }
    schema->nodes = nodes;
    struct hp_origin *origins = room_for_one(compiler->origins, &compiler->origin_capacity,
                                             schema->node_count, sizeof(origins[0]));
    if (origins == NULL) {
        return hp_compiler_nomem(compiler);
    }
    compiler->origins = origins;
    struct hp_slice copy = hp_arena_copy(&compiler->scratch, pointer);
    if (copy.at == NULL) {
        return hp_compiler_nomem(compiler);
    }
    origins[schema->node_count] = (struct hp_origin){.value = value, .pointer = copy};
    nodes[schema->node_count] = (struct hp_node){.types = HP_TYPES_ALL};
    schema->node_count++;
    return HP_OK;
}

enum hp_status hp_compiler_node(struct hp_compiler *compiler, const struct hp_json *value,
                                struct hp_slice pointer, uint32_t *node)
{
    if (!grow_addresses(compiler)) {
        return hp_compiler_nomem(compiler);
    }
    uint32_t *slot = address_slot(compiler, value);
    if (*slot == HP_NODE_NONE) {
        uint32_t fresh = (uint32_t)compiler->schema->node_count;
        enum hp_status status = append_node(compiler, value, pointer);
        if (status != HP_OK) {
            return status;
        }
        *slot = fresh;
    }
    *node = *slot;
    return HP_OK;
}

static enum hp_status append_edge(struct hp_compiler *compiler, uint32_t node)
{
    uint32_t *edges = room_for_one(compiler->edges, &compiler->edge_capacity, compiler->edge_count,
                                   sizeof(edges[0]));
    if (edges == NULL) {
        return hp_compiler_nomem(compiler);
    }
    compiler->edges = edges;
    edges[compiler->edge_count++] = node;
    compiler->origins[compiler->node].edge_count++;
    return HP_OK;
}

enum hp_status hp_compiler_subschema(struct hp_compiler *compiler, const struct hp_json *value,
                                     const struct hp_step *step, bool in_place, uint32_t *node)
{
    struct hp_pointer place;
    struct hp_slice parent = compiler->origins[compiler->node].pointer;
    hp_pointer_init(&place);
    memcpy(place.text, parent.at, parent.len + 1);
    place.length = parent.len;
    (void)hp_pointer_push_name(&place, step->keyword);
    if (step->indexed) {
        (void)hp_pointer_push_index(&place, step->index);
    } else if (step->name.at != NULL) {
        (void)hp_pointer_push_name(&place, step->name);
    }
    enum hp_status status =
        hp_compiler_node(compiler, value, (struct hp_slice){place.text, place.length}, node);
    return status == HP_OK && in_place ? append_edge(compiler, *node) : status;
}

enum hp_status hp_compiler_reference(struct hp_compiler *compiler, struct hp_slice reference,
                                     uint32_t *node)
{
    const struct hp_json *value = NULL;
    struct hp_slice pointer;
    enum hp_reference_result result =
        hp_reference_find(compiler->document, reference, &compiler->scratch, &value, &pointer);
    if (result == HP_REFERENCE_NOMEM) {
        return hp_compiler_nomem(compiler);
    }
    if (result != HP_REFERENCE_FOUND) {
        char quoted[HP_DESCRIPTION_BYTES];
        hp_describe_text(reference, quoted);
        return hp_compiler_refuse(compiler, "the reference %s %s", quoted,
                                  hp_reference_reason(result));
    }
    if (pointer.len >= HP_POINTER_BYTES) {
        pointer.len = HP_POINTER_BYTES - 1; /* it is for messages only */
    }
    enum hp_status status = hp_compiler_node(compiler, value, pointer, node);
    return status == HP_OK ? append_edge(compiler, *node) : status;
}

enum hp_status hp_compiler_emit(struct hp_compiler *compiler, const union hp_operand *operand)
{
    return hp_compiler_emit_as(compiler, operand, compiler->keyword->run);
}

enum hp_status hp_compiler_emit_as(struct hp_compiler *compiler, const union hp_operand *operand,
                                   hp_keyword_run_fn *run)
{
    struct hp_schema *schema = compiler->schema;
    struct hp_instruction *instructions =
        room_for_one(schema->instructions, &compiler->instruction_capacity,
                     schema->instruction_count, sizeof(instructions[0]));
    if (instructions == NULL) {
        return hp_compiler_nomem(compiler);
    }
    schema->instructions = instructions;
    instructions[schema->instruction_count++] =
        (struct hp_instruction){.run = run,
                                .applies = compiler->keyword->applies,
                                .keyword = compiler->keyword,
                                .operand = *operand};
    compiler->origins[compiler->node].instruction_count++;
    return HP_OK;
}

void hp_compiler_set_types(struct hp_compiler *compiler, unsigned types)
{
    compiler->schema->nodes[compiler->node].types = (uint16_t)types;
}

bool hp_compiler_first_of(struct hp_compiler *compiler, enum hp_keyword_group group)
{
    unsigned bit = 1U << group;
    bool first = (compiler->groups_done & bit) == 0;
    compiler->groups_done |= bit;
    return first;
}

enum hp_status hp_compiler_copy_text(struct hp_compiler *compiler, struct hp_slice text,
                                     struct hp_slice *copy)
{
    *copy = hp_arena_copy(&compiler->schema->arena, text);
    return copy->at == NULL ? hp_compiler_nomem(compiler) : HP_OK;
}

/* A tree is borrowed from the arena it was parsed into, so a copy is printed and parsed again. */
enum hp_status hp_compiler_copy_value(struct hp_compiler *compiler, const struct hp_json *value,
                                      const struct hp_json **copy)
{
    struct hp_buf text;
    hp_buf_init(&text, HP_CONTRACT_BYTES_MAX);
    hp_json_encode(&text, value);
    struct hp_json_scan scan;
    *copy = NULL;
    enum hp_status status = text.failed
                                ? HP_ERR_NOMEM
                                : hp_json_parse(&compiler->schema->arena, hp_buf_view(&text),
                                                &hp_json_limits_default, &scan, copy);
    hp_buf_deinit(&text);
    if (status != HP_OK) {
        return hp_compiler_nomem(compiler);
    }
    assert(*copy != NULL);
    return HP_OK;
}

enum hp_status hp_compiler_regex(struct hp_compiler *compiler, struct hp_slice source,
                                 struct hp_pattern_rule *rule)
{
    struct hp_schema *schema = compiler->schema;
    struct hp_regex **regexes = room_for_one(schema->regexes, &compiler->regex_capacity,
                                             schema->regex_count, sizeof(regexes[0]));
    if (regexes == NULL) {
        return hp_compiler_nomem(compiler);
    }
    schema->regexes = regexes;
    char reason[HP_DESCRIPTION_BYTES];
    struct hp_regex *regex;
    enum hp_status status = hp_regex_new(source, &regex, reason, sizeof(reason));
    if (status == HP_ERR_USAGE) {
        char quoted[HP_DESCRIPTION_BYTES];
        hp_describe_text(source, quoted);
        return hp_compiler_refuse(compiler, "the regular expression %s is broken: %s", quoted,
                                  reason);
    }
    if (status != HP_OK) {
        return hp_compiler_nomem(compiler);
    }
    regexes[schema->regex_count++] = regex;
    rule->regex = regex;
    return hp_compiler_copy_text(compiler, source, &rule->source);
}
