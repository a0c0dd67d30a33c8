/* What the compile function of a keyword may ask of the compiler. */
#ifndef HP_CONTRACT_COMPILER_H
#define HP_CONTRACT_COMPILER_H

#include "harness/contract/program.h"

/* The step of the path from a schema to its subschema. */
struct hp_step {
    struct hp_slice keyword;
    struct hp_slice name; /* of the member below the keyword, unless at is NULL */
    size_t index;         /* of the item below the keyword, when indexed */
    bool indexed;
};

/* Keywords that compile together, at the first of them. */
enum hp_keyword_group { HP_GROUP_MEMBERS, HP_GROUP_ITEMS };

/* The schema object that is being compiled, and whether it is the whole document. */
const struct hp_json *hp_compiler_object(const struct hp_compiler *compiler);
bool hp_compiler_is_document(const struct hp_compiler *compiler);
bool hp_compiler_asserts_formats(const struct hp_compiler *compiler);

/* Memory that lives as long as the schema; hp_compiler_array clears it. */
struct hp_arena *hp_compiler_arena(struct hp_compiler *compiler);
void *hp_compiler_array(struct hp_compiler *compiler, size_t count, size_t item_bytes);

/* Adds an instruction for the keyword that is being compiled to its node. */
enum hp_status hp_compiler_emit(struct hp_compiler *compiler,
                                const union hp_operand *operand) HP_MUST_CHECK;
/* The same with a function of its own, for operands of which less is to be asked. */
enum hp_status hp_compiler_emit_as(struct hp_compiler *compiler, const union hp_operand *operand,
                                   hp_keyword_run_fn *run) HP_MUST_CHECK;
/* Narrows the types that the node allows. */
void hp_compiler_set_types(struct hp_compiler *compiler, unsigned types);
/* True the first time it is asked about this group in the current schema object. */
bool hp_compiler_first_of(struct hp_compiler *compiler, enum hp_keyword_group group);

/* The node of a subschema, which is compiled later. `in_place`: it judges the same value as the
 * schema around it, so that a cycle of such edges would never end. */
enum hp_status hp_compiler_subschema(struct hp_compiler *compiler, const struct hp_json *value,
                                     const struct hp_step *step, bool in_place,
                                     uint32_t *node) HP_MUST_CHECK;
enum hp_status hp_compiler_reference(struct hp_compiler *compiler, struct hp_slice reference,
                                     uint32_t *node) HP_MUST_CHECK;

/* The regular expression `source`, owned by the schema. */
enum hp_status hp_compiler_regex(struct hp_compiler *compiler, struct hp_slice source,
                                 struct hp_pattern_rule *rule) HP_MUST_CHECK;

/* A copy that lives as long as the schema. */
enum hp_status hp_compiler_copy_text(struct hp_compiler *compiler, struct hp_slice text,
                                     struct hp_slice *copy) HP_MUST_CHECK;
enum hp_status hp_compiler_copy_value(struct hp_compiler *compiler, const struct hp_json *value,
                                      const struct hp_json **copy) HP_MUST_CHECK;

/* HP_ERR_USAGE that names the keyword and its place: "/properties/a/minLength: <complaint>". */
enum hp_status hp_compiler_refuse(struct hp_compiler *compiler, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum hp_status hp_compiler_nomem(struct hp_compiler *compiler);

#endif
