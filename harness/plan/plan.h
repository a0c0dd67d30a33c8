/* The plan: which cases there are, in which order, by which ids, and how each is built.
 *
 * A plan is walked lazily: it holds the rows, the contract and counters, never a list of cases. A
 * case id is row@node#instance~combination, for example
 *   enum-case-variants@/webhook/type#lower-SYNC_COMPLETED~SYNC_COMPLETED.CREATE.BILLS
 * and selects the case again, whatever the depth, order or shard. */
#ifndef HP_PLAN_PLAN_H
#define HP_PLAN_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/plan/build.h"

enum hp_depth { HP_DEPTH_SMOKE, HP_DEPTH_STANDARD, HP_DEPTH_FULL };

struct hp_plan_options {
    enum hp_depth depth;
    uint64_t seed;
    struct hp_slice api_key; /* the credential that valid requests carry */
    struct hp_slice
        target_path; /* request-target instead of the contract's path; empty = the contract's */
    const char *const *include; /* globs over ids (fnmatch, `*` crosses everything); none = all.
                                   Without `@` a glob is matched with the row's id too */
    size_t include_count;
    const char *const *exclude;
    size_t exclude_count;
    unsigned strength;      /* of the covering array: 2 or 3; 0 = 2 */
    uint32_t shard, shards; /* this shard's number from 1, of how many; 0, 0 = all */
};

struct hp_plan;

/* Where a walk stands. Copyable; two walks of one plan do not disturb each other. */
struct hp_plan_cursor {
    size_t row;
    uint64_t position; /* within the row */
    uint64_t index;    /* over the plan, all shards: 0, 1, 2 ... */
};

/* One case, ready to send. Its memory belongs to the `hp_case` and is used again by the next build.
 */
struct hp_case {
    const struct hp_row *row;
    struct hp_slice id;
    struct hp_slice where; /* JSON Pointer of the node, or "header", "target", ... */
    struct hp_slice why;   /* what is wrong (or right) here, in one line */
    struct hp_request request;
    enum hp_expect expect;
    enum hp_body_truth body_truth;
    enum hp_echo echo;
    enum hp_level level;
    struct hp_combo combo;
    uint64_t index;        /* position in the plan; 0 for a case that was found by id */
    struct hp_build build; /* the text behind all of the above; so a case cannot be copied */
};

/* `rows` and `contract` must live as long as the plan; what the options point to is copied.
 * HP_ERR_USAGE when nothing is selected ("no case matches"),
 * an include glob matches nothing, or a row's id is unknown in an include glob without wildcards.
 * HP_ERR_INTERNAL when a row breaks the rules of hp_instance_fn. */
enum hp_status hp_plan_new(const struct hp_contract *contract, const struct hp_row *const *rows,
                           size_t row_count, const struct hp_plan_options *options,
                           struct hp_plan **out, struct hp_error *error) HP_MUST_CHECK;
void hp_plan_free(struct hp_plan *plan);

/* Cases selected (in this shard), and the hash over hookproof's version, the contract, the seed,
 * the depth, the array's strength, the target path, the globs and every row's id and number of
 * cases: two runs with the same hash send the same bytes, but for the key, which is left out
 * because the hash is printed. All shards of a plan have one hash. Computed by hp_plan_new: at once
 * where row ids decide the selection, by building every case (about a microsecond each) for globs
 * over whole ids. */
uint64_t hp_plan_size(const struct hp_plan *plan);
uint64_t hp_plan_size_whole(const struct hp_plan *plan); /* over all shards */
uint64_t hp_plan_hash(const struct hp_plan *plan);
size_t hp_plan_rows(const struct hp_plan *plan); /* selected or not; for cursors */

void hp_case_init(struct hp_case *kase);
void hp_case_deinit(struct hp_case *kase);

/* Builds the case at the cursor and moves on; false at the end. Thread-safe on one plan with
 * cursors and cases of one's own. HP_ERR_NOMEM comes back through `error`, then false. */
bool hp_plan_next(const struct hp_plan *plan, struct hp_plan_cursor *cursor, struct hp_case *out,
                  struct hp_error *error);

/* The two halves of hp_plan_next, for threads that share a cursor: only the first one, which builds
 * nothing as a rule, needs the cursor. */
struct hp_plan_place {
    size_t row;
    uint64_t position; /* within the row */
    uint64_t index;    /* over the plan */
    bool built;        /* `out` holds the case already: its id had to be looked at */
};
/* Moves on and says where the case lies; false as hp_plan_next. */
bool hp_plan_claim(const struct hp_plan *plan, struct hp_plan_cursor *cursor,
                   struct hp_plan_place *place, struct hp_case *out, struct hp_error *error);
/* Builds the case that was claimed, into the same `out`. */
enum hp_status hp_plan_make(const struct hp_plan *plan, const struct hp_plan_place *place,
                            struct hp_case *out, struct hp_error *error) HP_MUST_CHECK;

/* Builds the case with this id, selected or not. HP_ERR_USAGE says which part is unknown and names
 * the nearest known one. */
enum hp_status hp_plan_find(const struct hp_plan *plan, struct hp_slice id, struct hp_case *out,
                            struct hp_error *error) HP_MUST_CHECK;

/* What the plan covers, measured by walking the combinations of its valid rows (expected to be
 * accepted, with a body that satisfies the contract). Percentages are of the t-tuples over type,
 * each operation in or out, each data model in or out, and the classes; rows that may write a name,
 * a URL or headers of their own count without the classes. A triple is covered when a valid case
 * has exactly that type, exactly that non-empty set of operations and exactly that one data model.
 */
struct hp_coverage_count {
    uint64_t covered, total;
};
struct hp_coverage {
    struct hp_coverage_count triples, t2, t3;
};
enum hp_status hp_plan_coverage(const struct hp_plan *plan, struct hp_coverage *out,
                                struct hp_error *error) HP_MUST_CHECK;

/* The valid request of the documented example with its URL under example.com: preflight and canary.
 * `without_key` leaves the credential out. */
enum hp_status hp_plan_canary(const struct hp_plan *plan, bool without_key, struct hp_case *out,
                              struct hp_error *error) HP_MUST_CHECK;

#endif
