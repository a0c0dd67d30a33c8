/* Turns a schema into its flat form: a queue of schema objects, each compiled once.
 *
 * Nothing here recurses, so neither deep nesting nor long chains of references cost stack. Must not
 * know what any keyword means: that is keywords.c and the files behind it. */
#include "harness/base/alloc.h"
#include "harness/contract/compiler_state.h"
#include "harness/contract/describe.h"

enum {
    /* Texts, tables and enum values of a schema of HP_CONTRACT_BYTES_MAX take less. */
    SCHEMA_BYTES_MAX = 1024 * 1024 * 1024,
};

static enum hp_status compile_keyword(struct hp_compiler *compiler, const struct hp_json *member)
{
    static const struct hp_slice extension = HP_SLICE_INIT("x-");
    compiler->keyword_name = hp_json_name(member);
    compiler->keyword = hp_keyword_find(compiler->keyword_name);
    if (compiler->keyword == NULL) {
        if (hp_slice_starts_with(compiler->keyword_name, extension)) {
            return HP_OK;
        }
        return hp_compiler_refuse(compiler, "hookproof cannot enforce this keyword; remove it, or "
                                            "start its name with x- if it is a note");
    }
    if (hp_json_member_count(hp_compiler_object(compiler), compiler->keyword_name) > 1) {
        return hp_compiler_refuse(compiler, "the keyword occurs more than once");
    }
    return compiler->keyword->compile == NULL ? HP_OK
                                              : compiler->keyword->compile(compiler, member);
}

static enum hp_status compile_node(struct hp_compiler *compiler, uint32_t index)
{
    compiler->node = index;
    compiler->keyword_name = (struct hp_slice){NULL, 0};
    compiler->groups_done = 0;
    compiler->origins[index].first_edge = compiler->edge_count;
    compiler->origins[index].first_instruction = compiler->schema->instruction_count;
    struct hp_node *node = &compiler->schema->nodes[index];
    const struct hp_json *value = hp_compiler_object(compiler);
    if (hp_json_is(value, HP_JSON_BOOLEAN)) {
        node->types = hp_json_boolean(value) ? HP_TYPES_ALL : 0;
        return HP_OK;
    }
    if (!hp_json_is(value, HP_JSON_OBJECT)) {
        char have[HP_DESCRIPTION_BYTES];
        hp_describe(value, have);
        return hp_compiler_refuse(compiler, "want a schema (an object or a boolean), have %s",
                                  have);
    }
    enum hp_status status = HP_OK;
    for (const struct hp_json *member = hp_json_first(value); member != NULL && status == HP_OK;
         member = hp_json_next(member)) {
        status = compile_keyword(compiler, member);
    }
    return status;
}

static enum hp_status compile_all(struct hp_compiler *compiler)
{
    enum hp_status status = HP_OK;
    for (uint32_t i = 0; i < compiler->schema->node_count && status == HP_OK; i++) {
        status = compile_node(compiler, i);
    }
    return status;
}

static size_t count_of(const struct hp_node *node)
{
    return (size_t)(node->end - node->first);
}

/* The strings that are what the node lets pass, when nothing but a list decides about them. */
static const struct hp_name_map *strings_of(const struct hp_node *node)
{
    if (count_of(node) != 1 || (node->types & HP_TYPES_OF(HP_JSON_STRING)) == 0) {
        return NULL;
    }
    return node->first->keyword->lists ? &node->first->operand.values->strings : NULL;
}

enum { CHARACTER_BYTES_MAX = 4 };

/* From how many bytes on a string is sure to have the characters that are wanted of it. */
static uint32_t long_enough(const struct hp_node *node)
{
    uint64_t characters = 0;
    for (const struct hp_instruction *at = node->first; at < node->end; at++) {
        if ((at->applies & HP_TYPES_OF(HP_JSON_STRING)) == 0) {
            continue;
        }
        if (!at->keyword->counts || characters != 0 ||
            at->operand.limit > UINT32_MAX / CHARACTER_BYTES_MAX) {
            return 0;
        }
        characters = at->operand.limit;
    }
    bool allowed = (node->types & HP_TYPES_OF(HP_JSON_STRING)) != 0;
    return allowed ? (uint32_t)characters * CHARACTER_BYTES_MAX : 0;
}

/* When all instructions have their places: what is known of each node without running it. */
static void link_nodes(struct hp_compiler *compiler)
{
    struct hp_schema *schema = compiler->schema;
    for (size_t i = 0; i < schema->node_count; i++) {
        struct hp_node *node = &schema->nodes[i];
        const struct hp_origin *origin = &compiler->origins[i];
        if (origin->instruction_count > 0) {
            node->first = &schema->instructions[origin->first_instruction];
            node->end = node->first + origin->instruction_count;
        }
        unsigned judged = 0;
        for (const struct hp_instruction *at = node->first; at < node->end; at++) {
            judged |= at->applies;
        }
        node->passes = (uint16_t)(node->types & ~judged);
        node->strings = strings_of(node);
        node->long_enough = long_enough(node);
    }
}

/* A bare $ref becomes the node where it leads, so that running it costs nothing. */
static void follow_reference(const struct hp_schema *schema, struct hp_node *node)
{
    if (node->types == HP_TYPES_ALL && count_of(node) == 1 && node->first->keyword->forwards) {
        *node = schema->nodes[node->first->operand.node];
    }
}

enum visit { UNSEEN = 0, OPEN, DONE };

struct visiting {
    uint32_t node;
    size_t next_edge;
};

static enum hp_status refuse_at(struct hp_compiler *compiler, uint32_t node, const char *complaint)
{
    compiler->node = node;
    compiler->keyword_name = (struct hp_slice){NULL, 0};
    return hp_compiler_refuse(compiler, "%s", complaint);
}

/* Walks the edges that judge the same value, depth first from `start`, with a stack of its own: a
 * way back to an open node would run for ever. Follows references on the way out. */
static enum hp_status walk_in_place(struct hp_compiler *compiler, uint32_t start,
                                    unsigned char *visits)
{
    struct visiting stack[HP_SCHEMA_DEPTH_MAX];
    size_t depth = 0;
    stack[depth++] = (struct visiting){.node = start};
    visits[start] = OPEN;
    while (depth > 0) {
        struct visiting *top = &stack[depth - 1];
        const struct hp_origin *origin = &compiler->origins[top->node];
        if (top->next_edge == origin->edge_count) {
            visits[top->node] = DONE;
            follow_reference(compiler->schema, &compiler->schema->nodes[top->node]);
            depth--;
            continue;
        }
        uint32_t next = compiler->edges[origin->first_edge + top->next_edge++];
        if (visits[next] == OPEN) {
            return refuse_at(compiler, next,
                             "it refers to itself without looking into the value, which never "
                             "ends; break the cycle of $ref");
        }
        if (visits[next] == UNSEEN) {
            if (depth == HP_SCHEMA_DEPTH_MAX) {
                return refuse_at(compiler, next, "too many schemas refer to each other in a row");
            }
            visits[next] = OPEN;
            stack[depth++] = (struct visiting){.node = next};
        }
    }
    return HP_OK;
}

static enum hp_status walk_all_in_place(struct hp_compiler *compiler)
{
    unsigned char *visits = hp_calloc(compiler->schema->node_count, 1);
    if (visits == NULL) {
        return hp_compiler_nomem(compiler);
    }
    enum hp_status status = HP_OK;
    for (uint32_t i = 0; i < compiler->schema->node_count && status == HP_OK; i++) {
        if (visits[i] == UNSEEN) {
            status = walk_in_place(compiler, i, visits);
        }
    }
    hp_free(visits);
    return status;
}

static enum hp_status compile_root(struct hp_compiler *compiler, struct hp_slice pointer)
{
    const struct hp_json *value = hp_pointer_resolve(compiler->document, pointer);
    if (value == NULL) {
        return hp_error_set(compiler->error, HP_ERR_USAGE, "there is no schema at \"%.*s\"",
                            (int)pointer.len, pointer.at);
    }
    if (pointer.len >= HP_POINTER_BYTES) {
        pointer.len = HP_POINTER_BYTES - 1; /* it is for messages only */
    }
    uint32_t root; /* the first node: 0 */
    enum hp_status status = hp_compiler_node(compiler, value, pointer, &root);
    if (status == HP_OK) {
        status = compile_all(compiler);
    }
    if (status != HP_OK) {
        return status;
    }
    link_nodes(compiler);
    return walk_all_in_place(compiler);
}

enum hp_status hp_schema_compile(const struct hp_json *document, struct hp_slice pointer,
                                 const struct hp_schema_options *options, struct hp_schema **out,
                                 struct hp_error *error)
{
    *out = NULL;
    struct hp_schema *schema = hp_calloc(1, sizeof(*schema));
    if (schema == NULL) {
        return hp_error_nomem(error);
    }
    hp_arena_init(&schema->arena, SCHEMA_BYTES_MAX);
    struct hp_compiler compiler = {.schema = schema,
                                   .document = document,
                                   .assert_formats = options->assert_formats,
                                   .error = error};
    hp_arena_init(&compiler.scratch, SCHEMA_BYTES_MAX);
    enum hp_status status = compile_root(&compiler, pointer);
    hp_arena_deinit(&compiler.scratch);
    hp_free(compiler.origins);
    hp_free(compiler.edges);
    hp_free(compiler.by_address);
    if (status != HP_OK) {
        hp_schema_free(schema);
        return status;
    }
    *out = schema;
    return HP_OK;
}

void hp_schema_free(struct hp_schema *schema)
{
    if (schema == NULL) {
        return;
    }
    for (size_t i = 0; i < schema->regex_count; i++) {
        hp_regex_free(schema->regexes[i]);
    }
    hp_free(schema->regexes);
    hp_free(schema->nodes);
    hp_free(schema->instructions);
    hp_arena_deinit(&schema->arena);
    hp_free(schema);
}
