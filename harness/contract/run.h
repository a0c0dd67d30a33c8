/* What the run function of a keyword may ask while a value is judged. */
#ifndef HP_CONTRACT_RUN_H
#define HP_CONTRACT_RUN_H

#include "harness/contract/describe.h"
#include "harness/contract/program.h"

/* Where a value lies: a chain of the containers around it, on the stack. The pointer's text is only
 * made when there is something to report. */
struct hp_spot {
    const struct hp_spot *parent; /* NULL: the root */
    const struct hp_json *value;
    size_t index; /* in an array */
    bool in_array;
};

/* What one validation shares between its parts. */
struct hp_effort {
    uint64_t steps;       /* schemas entered so far */
    unsigned depth;       /* schemas entered and not left, for HP_SCHEMA_DEPTH_MAX */
    const char *unjudged; /* keyword whose verdict is missing: "depth", "steps", "memory",
                             "pattern"; then the value counts as refused, whatever a `not` makes of
                             it */
    struct hp_regex_room room;
};

struct hp_run {
    const struct hp_schema *schema;
    struct hp_arena *arena;
    struct hp_violations *out; /* NULL: stop at the first violation and report nothing */
    struct hp_effort *effort;
};

/* The whole of hp_run_node, for what cannot be settled at a glance. */
bool hp_run_whole_node(struct hp_run *run, const struct hp_node *node, const struct hp_json *value,
                       const struct hp_spot *spot);

/* Is the value a string that the node lists? */
static inline bool hp_run_is_listed(const struct hp_node *node, const struct hp_json *value)
{
    if (node->strings == NULL || !hp_json_is(value, HP_JSON_STRING)) {
        return false;
    }
    struct hp_name_key key = hp_name_key_of_tree(hp_json_string(value));
    return hp_name_map_find(node->strings, &key) != HP_NAME_ABSENT;
}

/* Judges `value` at `spot` by a node. */
static inline __attribute__((always_inline)) bool hp_run_node(struct hp_run *run, uint32_t index,
                                                              const struct hp_json *value,
                                                              const struct hp_spot *spot)
{
    const struct hp_node *nodes = run->schema->nodes;
    const struct hp_node *node = &nodes[nodes[index].target];
    bool plain = node->count == 0 && (node->types & HP_TYPES_OF(hp_json_type(value))) != 0;
    return plain || hp_run_is_listed(node, value) || hp_run_whole_node(run, node, value, spot);
}
/* The same, and nothing is reported. */
bool hp_run_quietly(const struct hp_run *run, uint32_t node, const struct hp_json *value,
                    const struct hp_spot *spot);

/* Reports "want <format...>, have <value>" at `spot`; returns false. `keyword` is static. */
bool hp_report(struct hp_run *run, const struct hp_spot *spot, const char *keyword,
               const struct hp_json *value, const char *format, ...)
    __attribute__((format(printf, 5, 6))) HP_COLD;
/* The same with a "have" of the caller's. */
bool hp_report_have(struct hp_run *run, const struct hp_spot *spot, const char *keyword,
                    const char *have, const char *format, ...)
    __attribute__((format(printf, 5, 6))) HP_COLD;
/* No verdict can be had: reports why under `keyword` ("depth", "steps", "memory", "pattern") and
 * marks the whole validation; returns false. */
bool hp_report_unjudged(struct hp_run *run, const struct hp_spot *spot,
                        const char *keyword) HP_COLD;

#endif
