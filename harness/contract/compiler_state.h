/* The compiler from the inside: for compiler.c and schema_compile.c only, not for keywords. */
#ifndef HP_CONTRACT_COMPILER_STATE_H
#define HP_CONTRACT_COMPILER_STATE_H

#include "harness/contract/compiler.h"

/* What is known of a node while compiling. */
struct hp_origin {
    const struct hp_json *value;
    struct hp_slice pointer; /* in the document, for messages; cut when very long */
    size_t first_edge;       /* to the subschemas that judge the same value */
    size_t edge_count;
    size_t first_instruction;
    size_t instruction_count;
};

struct hp_compiler {
    struct hp_schema *schema;
    const struct hp_json *document;
    bool assert_formats;
    struct hp_error *error;
    struct hp_arena scratch;
    struct hp_origin *origins; /* one a node */
    size_t origin_capacity;
    size_t node_capacity;
    size_t instruction_capacity;
    size_t regex_capacity;
    uint32_t *edges; /* those of a node lie together */
    size_t edge_count;
    size_t edge_capacity;
    uint32_t *by_address; /* nodes, hashed by the address of their value; HP_NODE_NONE: empty */
    size_t address_capacity;
    uint32_t node; /* being compiled */
    const struct hp_keyword *keyword;
    struct hp_slice keyword_name;
    unsigned groups_done;
};

/* The node of the schema `value`; a new one waits in the queue. `pointer` is for messages. */
enum hp_status hp_compiler_node(struct hp_compiler *compiler, const struct hp_json *value,
                                struct hp_slice pointer, uint32_t *node) HP_MUST_CHECK;

#endif
