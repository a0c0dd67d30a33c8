/* What is wrong with a request body, collected so that one answer names every offence. */
#ifndef HP_SERVICE_PROBLEMS_H
#define HP_SERVICE_PROBLEMS_H

#include <stdbool.h>

#include "harness/base/arena.h"
#include "harness/json/pointer.h"

struct hp_problem {
    struct hp_slice pointer; /* JSON Pointer into the body */
    struct hp_slice message; /* goes on from the member's name: "is not ..." */
};

struct hp_problems {
    struct hp_arena *arena;
    struct hp_problem *items; /* HP_VIOLATIONS_MAX at most */
    size_t count;
    bool failed; /* memory was refused: the list is not to be used */
};

void hp_problems_init(struct hp_problems *problems, struct hp_arena *arena);

/* Adds one; pointer and message must outlive the arena's content. Past HP_VIOLATIONS_MAX nothing is
 * added. */
void hp_problems_add(struct hp_problems *problems, struct hp_slice pointer,
                     struct hp_slice message);
/* The same with a copy of the pointer, in the arena. */
void hp_problems_add_at(struct hp_problems *problems, const struct hp_pointer *pointer,
                        struct hp_slice message);

/* {"error":{"code":...,"message":...,"fields":[{"pointer":...,"message":...}]}} in the arena; the
 * message names the first field; `code` is plain ASCII. {NULL, 0} when memory is refused. There
 * must be a problem. */
struct hp_slice hp_problems_body(const struct hp_problems *problems, struct hp_slice code);

/* The same without fields. `code` is plain ASCII, `message` HP_ERROR_BYTES long at most. */
struct hp_slice hp_problem_body(struct hp_arena *arena, const char *code,
                                const char *message) HP_COLD;

/* The same for a body that is not JSON: `scan` has a fault. */
struct hp_slice hp_problem_syntax_body(struct hp_arena *arena, const struct hp_json_scan *scan);

#endif
