/* The flat form of a schema, and what compiling and running a keyword looks like.
 *
 * A schema is an array of nodes; a node is a set of allowed types and a range of instructions; an
 * instruction is one keyword with its operand. Subschemas are indexes of nodes, so that a recursive
 * schema is as flat as any other. Everything here is read-only after the compilation.
 *
 * A keyword is one row of the table in keywords.c: its name, the types of instances it looks at,
 * how it compiles, how it runs. */
#ifndef HP_CONTRACT_PROGRAM_H
#define HP_CONTRACT_PROGRAM_H

#include <stdint.h>

#include "harness/contract/format.h"
#include "harness/contract/name_map.h"
#include "harness/contract/regex.h"
#include "harness/contract/schema.h"

enum {
    HP_TYPES_ALL = (1 << (HP_JSON_OBJECT + 1)) - 1,
    /* Only in hp_node.types: numbers pass if they are integers. */
    HP_TYPES_INTEGER = 1 << (HP_JSON_OBJECT + 1),
};

#define HP_TYPES_OF(type) (1U << (type))
#define HP_NODE_NONE      UINT32_MAX

struct hp_instruction;

/* A node that is a bare $ref is the same as the one where that leads in the end. */
struct hp_node {
    const struct hp_instruction *first;
    const struct hp_instruction *end;
    /* The strings that pass and no others, or NULL: those of an enum that is alone in its node. */
    const struct hp_name_map *strings;
    uint16_t types;  /* HP_TYPES_OF each allowed type; none: the schema `false` */
    uint16_t passes; /* the same, of those that no instruction looks at */
    /* A string of so many bytes passes, or 0: that of a minLength which is the only one to look. */
    uint32_t long_enough;
};

/* Subschemas in a row: allOf, prefixItems. */
struct hp_node_list {
    const uint32_t *nodes;
    size_t count;
};

struct hp_value_list {
    const struct hp_json **values;
    size_t count;
};

/* enum, and const as an enum of one. */
struct hp_value_set {
    struct hp_name_map strings;
    struct hp_value_list others; /* what is not a string */
    struct hp_value_list all;    /* in the schema's order, for messages */
};

struct hp_member_rule {
    struct hp_name_key name;
    uint32_t node; /* of properties, or HP_NODE_NONE */
    bool required;
    uint64_t bit; /* bit i for the i-th rule; 0 behind the first 64 of them */
};

struct hp_pattern_rule {
    const struct hp_regex *regex;
    struct hp_slice source;
    uint32_t node;
};

/* properties, required, patternProperties, additionalProperties and propertyNames together: one
 * walk over the members answers them all. */
struct hp_member_rules {
    struct hp_name_map names;     /* index into `rules` */
    struct hp_member_rule *rules; /* with one behind them that no name is equal to */
    const struct hp_pattern_rule *patterns;
    size_t pattern_count;
    uint32_t rest;       /* additionalProperties, or HP_NODE_NONE */
    uint32_t names_node; /* propertyNames, or HP_NODE_NONE */
    bool any_required;
    bool refuses_rest;      /* additionalProperties: false */
    uint64_t required_bits; /* bit i: the i-th rule is required; for the first 64 of them */
};

/* prefixItems and items. */
struct hp_item_rules {
    struct hp_node_list prefix;
    uint32_t rest; /* or HP_NODE_NONE */
};

struct hp_contains_rule {
    uint32_t node;
    uint64_t min;
    uint64_t max;
};

/* dependentRequired or dependentSchemas: when `trigger` is present. */
struct hp_dependency {
    struct hp_slice trigger;
    const struct hp_slice *needs;
    size_t need_count;
    uint32_t node; /* or HP_NODE_NONE */
};

struct hp_dependency_list {
    const struct hp_dependency *items;
    size_t count;
};

struct hp_condition {
    uint32_t if_node;
    uint32_t then_node; /* or HP_NODE_NONE */
    uint32_t else_node; /* or HP_NODE_NONE */
};

struct hp_format_rule {
    hp_format_fn *judge;
    struct hp_slice name;
};

union hp_operand {
    uint32_t node;
    uint64_t limit;
    struct hp_slice number;
    struct hp_node_list list;
    const struct hp_value_set *values;
    const struct hp_member_rules *members;
    struct hp_item_rules items;
    struct hp_contains_rule contains;
    struct hp_dependency_list dependencies;
    struct hp_condition condition;
    struct hp_format_rule format;
    const struct hp_pattern_rule *pattern;
};

struct hp_run;
struct hp_spot;
struct hp_compiler;

typedef enum hp_status hp_keyword_compile_fn(struct hp_compiler *compiler,
                                             const struct hp_json *value);
typedef bool hp_keyword_run_fn(struct hp_run *run, const union hp_operand *operand,
                               const struct hp_json *value, const struct hp_spot *spot);

struct hp_keyword {
    struct hp_slice name;
    unsigned applies;               /* HP_TYPES_OF each type that it judges; others pass */
    hp_keyword_compile_fn *compile; /* NULL: an annotation */
    hp_keyword_run_fn *run;         /* NULL: compiles into something else */
    bool forwards; /* alone in a node, the node is the same as operand.node: $ref */
    bool lists;    /* a string passes if operand.values has it: enum, const */
    bool counts;   /* a string passes from operand.limit characters on: minLength */
};

struct hp_instruction {
    hp_keyword_run_fn *run; /* the keyword's, or one that does the same for what was compiled */
    unsigned applies;       /* a copy of the keyword's */
    const struct hp_keyword *keyword;
    union hp_operand operand;
};

struct hp_schema {
    struct hp_arena arena; /* operands */
    struct hp_node *nodes;
    size_t node_count;
    struct hp_instruction *instructions;
    size_t instruction_count;
    struct hp_regex **regexes; /* owned; the operands borrow them */
    size_t regex_count;
};

/* The row of a keyword, or NULL. */
const struct hp_keyword *hp_keyword_find(struct hp_slice name);

#endif
