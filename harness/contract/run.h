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
    unsigned depth; /* schemas entered around the one that judges, for HP_SCHEMA_DEPTH_MAX */
};

/* The same place for a schema within the one that judges it. */
static inline struct hp_spot hp_spot_within(const struct hp_spot *spot)
{
    struct hp_spot within = *spot;
    within.depth++;
    return within;
}

/* What one validation shares between its parts. */
struct hp_effort {
    int64_t steps_left;   /* schemas that may still be entered */
    const char *unjudged; /* keyword whose verdict is missing: "depth", "steps", "memory",
                             "pattern"; then the value counts as refused, whatever a `not` makes of
                             it */
    struct hp_regex_room room;
};

struct hp_run {
    const struct hp_schema *schema;
    struct hp_arena *arena;
    struct hp_violations *out; /* NULL: stop at the first violation and report nothing */
    bool wordless;             /* what is reported gets no message */
    struct hp_effort *effort;
};

/* Are there messages to be made? What they would say need not be found out otherwise. */
static inline bool hp_run_speaks(const struct hp_run *run)
{
    return run->out != NULL && !run->wordless;
}

/* The whole of hp_run_node, for what cannot be settled at a glance. */
bool hp_run_whole_node(struct hp_run *run, const struct hp_node *node, const struct hp_json *value,
                       const struct hp_spot *spot);

/* Is the string in the set? */
static inline bool hp_run_is_listed(const struct hp_name_map *strings, const struct hp_json *string)
{
    struct hp_slice text = {string->text, string->length};
    return hp_name_map_find_in_tree(strings, text) != HP_NAME_ABSENT;
}

/* Judges `value` at `spot` by a node. From within another schema the spot is that of a child, one
 * deeper, or hp_spot_within. */
static inline __attribute__((always_inline)) bool hp_run_by(struct hp_run *run,
                                                            const struct hp_node *node,
                                                            const struct hp_json *value,
                                                            const struct hp_spot *spot)
{
    if ((node->passes & HP_TYPES_OF(value->type)) != 0) {
        return true;
    }
    if (value->type == HP_JSON_STRING) {
        if (node->strings != NULL) {
            bool listed = hp_run_is_listed(node->strings, value);
            if (listed || run->out == NULL) {
                return listed;
            }
        } else if (node->long_enough != 0 && value->length >= node->long_enough) {
            return true;
        }
    }
    return hp_run_whole_node(run, node, value, spot);
}

static inline __attribute__((always_inline)) bool hp_run_node(struct hp_run *run, uint32_t index,
                                                              const struct hp_json *value,
                                                              const struct hp_spot *spot)
{
    return hp_run_by(run, &run->schema->nodes[index], value, spot);
}

/* The same, and nothing is reported. */
static inline bool hp_run_quietly(struct hp_run *run, uint32_t node, const struct hp_json *value,
                                  const struct hp_spot *spot)
{
    struct hp_violations *out = run->out;
    run->out = NULL;
    bool ok = hp_run_node(run, node, value, spot);
    run->out = out;
    return ok;
}

/* The four return false; `keyword` is static. */

/* Reports `spot` without a message, for a run that does not speak. */
bool hp_report_place(struct hp_run *run, const struct hp_spot *spot, const char *keyword) HP_COLD;
/* Reports "want <format...>, have <value>" at `spot`. */
bool hp_report(struct hp_run *run, const struct hp_spot *spot, const char *keyword,
               const struct hp_json *value, const char *format, ...)
    __attribute__((format(printf, 5, 6))) HP_COLD;
/* The same with a "have" of the caller's. */
bool hp_report_have(struct hp_run *run, const struct hp_spot *spot, const char *keyword,
                    const char *have, const char *format, ...)
    __attribute__((format(printf, 5, 6))) HP_COLD;
/* That the object at `spot` lacks a member, whose name is the schema's. */
bool hp_report_missing(struct hp_run *run, const struct hp_spot *spot,
                       struct hp_slice name) HP_COLD;
/* No verdict can be had: reports why under `keyword` ("depth", "steps", "memory", "pattern") and
 * marks the whole validation. */
bool hp_report_unjudged(struct hp_run *run, const struct hp_spot *spot,
                        const char *keyword) HP_COLD;

#endif
