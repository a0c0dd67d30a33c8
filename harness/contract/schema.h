/* JSON Schema 2020-12, compiled once into a flat form and run over values.
 *
 * Known: type enum const required properties additionalProperties patternProperties propertyNames
 * items prefixItems contains minContains maxContains minItems maxItems uniqueItems minLength
 * maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
 * minProperties maxProperties dependentRequired dependentSchemas allOf anyOf oneOf not if then else
 * $ref (local) $defs, boolean schemas; annotations ($schema $id $comment title description default
 * examples example deprecated readOnly writeOnly and names that start with x-) are allowed and do
 * nothing ($id on the whole document only: elsewhere it would change what references mean, and is
 * refused). Any other keyword is refused by its name and place, never skipped. */
#ifndef HP_CONTRACT_SCHEMA_H
#define HP_CONTRACT_SCHEMA_H

#include <stdbool.h>

#include "harness/base/arena.h"
#include "harness/base/error.h"
#include "harness/json/pointer.h"
#include "harness/json/tree.h"

struct hp_schema;

struct hp_schema_options {
    bool assert_formats; /* `format` is judged; an unknown format is then refused. false: annotation
                          */
};

struct hp_violation {
    char pointer[HP_POINTER_BYTES]; /* the place in the instance; "" is the root */
    size_t pointer_bytes;
    const struct hp_json *value; /* what stands there */
    const char *keyword;         /* static: "required", "enum", ... ("false" for a false schema) */
    struct hp_slice missing; /* for "required": the member's name, the schema's; else {NULL, 0} */
    char
        message[HP_ERROR_BYTES]; /* expected and actual in one line: "want string, have number 7" */
};

struct hp_violations {
    struct hp_violation *items; /* in the arena that was given */
    size_t kept;                /* HP_VIOLATIONS_MAX at most */
    size_t count;               /* all */
};

/* Compiles the schema at `pointer` of `document` ("" = the document itself). References resolve
 * within `document`; a reference elsewhere, a cycle of references that consumes nothing, a broken
 * pattern, an unknown keyword, a wrong keyword value: HP_ERR_USAGE with keyword and place. The
 * document may go away afterwards. Free with hp_schema_free; NULL is allowed there. */
enum hp_status hp_schema_compile(const struct hp_json *document, struct hp_slice pointer,
                                 const struct hp_schema_options *options, struct hp_schema **out,
                                 struct hp_error *error) HP_MUST_CHECK;
void hp_schema_free(struct hp_schema *schema);

/* True when `value` satisfies the schema. `out` collects every violation, deepest cause first where
 * applicators fail (for anyOf and oneOf: one line that says none or several matched); NULL stops at
 * the first. Thread-safe on one schema with different arenas. Recursion is bounded by
 * HP_SCHEMA_DEPTH_MAX: an instance that needs more is a violation of keyword "depth". What cannot
 * be judged for other reasons is a violation too, never valid: "steps" (branches that multiply),
 * "pattern" (a regular expression that backtracks for ever), "memory" (then perhaps counted only,
 * with nothing kept). A member that additionalProperties: false refuses is reported at the member,
 * with the keyword "additionalProperties"; a missing one at its object. */
bool hp_schema_validate(const struct hp_schema *schema, const struct hp_json *value,
                        struct hp_arena *arena, struct hp_violations *out);

/* The same for who has words of their own: each `message` is "". These take by far the longest of
 * what a violation takes, above all the search for the listed value that was meant. `out` must not
 * be NULL; a valid value costs no more than without one. */
bool hp_schema_validate_wordless(const struct hp_schema *schema, const struct hp_json *value,
                                 struct hp_arena *arena, struct hp_violations *out);

#endif
