/* Runs the flat form over a value and collects what is wrong.
 *
 * The way of a correct value costs no text: pointers and messages are made for violations only.
 * Must not know what any keyword means. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "harness/base/word.h"
#include "harness/contract/run.h"
#include "harness/json/number.h"

enum {
    FIRST_VIOLATIONS = 4, /* most answers have one or two */
    /* Schemas entered in one validation. The largest response has some four million values; a
       schema whose branches double at each level would never end. About a second. */
    STEPS_MAX = 20000000,
};

/* Room for one more violation, NULL when memory is refused or enough are kept. Old items stay
 * behind in the arena: at most as much again. */
static struct hp_violation *next_violation(struct hp_run *run)
{
    struct hp_violations *out = run->out;
    if (out->kept == HP_VIOLATIONS_MAX) {
        return NULL;
    }
    bool full =
        out->kept == 0 || (out->kept >= FIRST_VIOLATIONS && (out->kept & (out->kept - 1)) == 0);
    if (full) {
        size_t capacity = out->kept == 0 ? FIRST_VIOLATIONS : out->kept * 2;
        struct hp_violation *items = hp_arena_take(run->arena, capacity * sizeof(items[0]));
        if (items == NULL) {
            return NULL;
        }
        if (out->kept > 0) {
            memcpy(items, out->items, out->kept * sizeof(items[0]));
        }
        out->items = items;
    }
    return &out->items[out->kept++];
}

/* Writes the pointer of a spot; the chain leads from the inside out, and recursion turns it. Its
 * length is the nesting of the value, which the parser bounds. */
static void write_pointer(struct hp_pointer *pointer, const struct hp_spot *spot,
                          unsigned depth_left)
{
    if (spot->parent == NULL || depth_left == 0) {
        return;
    }
    write_pointer(pointer, spot->parent, depth_left - 1);
    if (spot->in_array) {
        (void)hp_pointer_push_index(pointer, spot->index);
    } else {
        (void)hp_pointer_push_name(pointer, hp_json_name(spot->value));
    }
}

/* The same for an ordinary place, without recursion; false, with nothing done, for any other. */
static bool write_ordinary(struct hp_violation *violation, const struct hp_spot *spot)
{
    struct hp_pointer_tail tail;
    hp_pointer_tail_init(&tail);
    for (; spot->parent != NULL; spot = spot->parent) {
        if (!(spot->in_array ? hp_pointer_tail_index(&tail, spot->index)
                             : hp_pointer_tail_name(&tail, hp_json_name(spot->value)))) {
            return false;
        }
    }
    struct hp_slice text = hp_pointer_tail_view(&tail);
    hp_word_copy(violation->pointer, text.at, text.len);
    violation->pointer[text.len] = '\0';
    violation->pointer_bytes = text.len;
    return true;
}

static void write_place(struct hp_violation *violation, const struct hp_spot *spot)
{
    if (write_ordinary(violation, spot)) {
        return;
    }
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    write_pointer(&pointer, spot, HP_JSON_DEPTH_MAX);
    memcpy(violation->pointer, pointer.text, pointer.length + 1);
    violation->pointer_bytes = pointer.length;
}

/* A violation with everything but a message; NULL when it is only counted. */
static struct hp_violation *report_place(struct hp_run *run, const struct hp_spot *spot,
                                         const char *keyword)
{
    run->out->count++;
    struct hp_violation *violation = next_violation(run);
    if (violation == NULL) {
        return NULL;
    }
    write_place(violation, spot);
    violation->value = spot->value;
    violation->keyword = keyword;
    violation->missing = (struct hp_slice){NULL, 0};
    violation->message[0] = '\0';
    return violation;
}

bool hp_report_place(struct hp_run *run, const struct hp_spot *spot, const char *keyword)
{
    if (run->out != NULL) {
        (void)report_place(run, spot, keyword);
    }
    return false;
}

__attribute__((format(printf, 5, 0))) static bool report(struct hp_run *run,
                                                         const struct hp_spot *spot,
                                                         const char *keyword, const char *have,
                                                         const char *format, va_list args)
{
    struct hp_violation *violation = report_place(run, spot, keyword);
    if (violation == NULL) {
        return false;
    }
    char want[HP_ERROR_BYTES - HP_DESCRIPTION_BYTES - sizeof("want , have ")];
    (void)vsnprintf(want, sizeof(want), format, args);
    (void)snprintf(violation->message, sizeof(violation->message), "want %s, have %s", want, have);
    return false;
}

bool hp_report(struct hp_run *run, const struct hp_spot *spot, const char *keyword,
               const struct hp_json *value, const char *format, ...)
{
    if (!hp_run_speaks(run)) {
        return hp_report_place(run, spot, keyword);
    }
    char have[HP_DESCRIPTION_BYTES];
    hp_describe(value, have);
    va_list args;
    va_start(args, format);
    (void)report(run, spot, keyword, have, format, args);
    va_end(args);
    return false;
}

bool hp_report_have(struct hp_run *run, const struct hp_spot *spot, const char *keyword,
                    const char *have, const char *format, ...)
{
    if (!hp_run_speaks(run)) {
        return hp_report_place(run, spot, keyword);
    }
    va_list args;
    va_start(args, format);
    (void)report(run, spot, keyword, have, format, args);
    va_end(args);
    return false;
}

bool hp_report_missing(struct hp_run *run, const struct hp_spot *spot, struct hp_slice name)
{
    size_t kept = run->out == NULL ? 0 : run->out->kept;
    if (hp_run_speaks(run)) {
        char quoted[HP_DESCRIPTION_BYTES];
        hp_describe_text(name, quoted);
        (void)hp_report(run, spot, "required", spot->value, "member %s", quoted);
    } else {
        (void)hp_report_place(run, spot, "required");
    }
    if (run->out != NULL && run->out->kept > kept) {
        run->out->items[kept].missing = name;
    }
    return false;
}

static const char *reason_of(const char *unjudged)
{
    static const struct {
        const char *keyword;
        const char *reason;
    } reasons[] = {
        {"depth", "a value that needs fewer nested schemas"},
        {"steps", "a value that takes fewer steps to judge"},
        {"memory", "memory to judge the value"},
        {"pattern", "a text on which the regular expression ends in time"},
    };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (strcmp(reasons[i].keyword, unjudged) == 0) {
            return reasons[i].reason;
        }
    }
    return unjudged;
}

bool hp_report_unjudged(struct hp_run *run, const struct hp_spot *spot, const char *keyword)
{
    if (run->effort->unjudged == NULL) {
        run->effort->unjudged = keyword;
    }
    return hp_report_have(run, spot, keyword, "no verdict", "%s", reason_of(keyword));
}

HP_COLD static bool report_type(struct hp_run *run, const struct hp_node *node,
                                const struct hp_json *value, const struct hp_spot *spot)
{
    if (node->types == 0) {
        return hp_report(run, spot, "false", value, "no value here");
    }
    if (!hp_run_speaks(run)) {
        return hp_report_place(run, spot, "type");
    }
    char names[HP_DESCRIPTION_BYTES];
    size_t used = 0;
    for (int type = HP_JSON_NULL; type <= HP_JSON_OBJECT + 1; type++) {
        if ((node->types & HP_TYPES_OF(type)) != 0) {
            const char *name =
                type > HP_JSON_OBJECT ? "integer" : hp_json_type_name((enum hp_json_type)type);
            used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s",
                                     used == 0 ? "" : " or ", name);
        }
    }
    return hp_report(run, spot, "type", value, "%s", names);
}

/* The node may not be entered: too deep, or too much was done already. */
HP_COLD static bool refuse_entry(struct hp_run *run, const struct hp_spot *spot)
{
    if (spot->depth >= HP_SCHEMA_DEPTH_MAX) {
        return hp_report_unjudged(run, spot, "depth");
    }
    return run->effort->unjudged == NULL ? hp_report_unjudged(run, spot, "steps") : false;
}

/* What a value of a type that the node does not list comes to: an integer may be one after all. */
HP_COLD static bool judge_type(struct hp_run *run, const struct hp_node *node,
                               const struct hp_json *value, const struct hp_spot *spot)
{
    bool integer = (node->types & HP_TYPES_INTEGER) != 0 && hp_json_is(value, HP_JSON_NUMBER) &&
                   hp_number_is_integer(hp_json_number(value));
    return integer || report_type(run, node, value, spot);
}

static __attribute__((noinline)) bool run_instructions(struct hp_run *run,
                                                       const struct hp_node *node,
                                                       const struct hp_json *value,
                                                       const struct hp_spot *spot, bool ok)
{
    unsigned type = HP_TYPES_OF(hp_json_type(value));
    for (const struct hp_instruction *at = node->first; at < node->end; at++) {
        if ((at->applies & type) != 0 && !at->run(run, &at->operand, value, spot)) {
            ok = false;
            if (run->out == NULL) {
                break; /* what is not to be reported is settled by the first violation */
            }
        }
    }
    return ok;
}

static inline bool may_enter(struct hp_run *run, const struct hp_spot *spot)
{
    return --run->effort->steps_left >= 0 && spot->depth < HP_SCHEMA_DEPTH_MAX;
}

/* For a value of a type that the node does not list: it may be an integer after all, and there may
 * be more to report. */
HP_COLD static bool run_on_other_type(struct hp_run *run, const struct hp_node *node,
                                      const struct hp_json *value, const struct hp_spot *spot)
{
    bool ok = judge_type(run, node, value, spot);
    if (node->first == node->end || (!ok && run->out == NULL)) {
        return ok;
    }
    return may_enter(run, spot) ? run_instructions(run, node, value, spot, ok)
                                : refuse_entry(run, spot);
}

bool hp_run_whole_node(struct hp_run *run, const struct hp_node *node, const struct hp_json *value,
                       const struct hp_spot *spot)
{
    if ((node->types & HP_TYPES_OF(value->type)) == 0) {
        return run_on_other_type(run, node, value, spot);
    }
    if (!may_enter(run, spot)) {
        return refuse_entry(run, spot);
    }
    /* A type that is allowed and did not pass at a glance is one that an instruction looks at. */
    const struct hp_instruction *first = node->first;
    return first + 1 == node->end ? first->run(run, &first->operand, value, spot)
                                  : run_instructions(run, node, value, spot, true);
}

static bool validate(struct hp_run *run, const struct hp_json *value)
{
    struct hp_effort effort = {.steps_left = STEPS_MAX};
    struct hp_spot root = {.value = value};
    run->effort = &effort;
    if (run->out != NULL) {
        *run->out = (struct hp_violations){0};
    }
    bool ok = hp_run_node(run, 0, value, &root);
    if (effort.unjudged == NULL) {
        return ok;
    }
    if (ok) {
        /* Met where nothing is reported, and covered by a `not` or another branch. */
        (void)hp_report_unjudged(run, &root, effort.unjudged);
    }
    return false;
}

bool hp_schema_validate(const struct hp_schema *schema, const struct hp_json *value,
                        struct hp_arena *arena, struct hp_violations *out)
{
    struct hp_run run = {.schema = schema, .arena = arena, .out = out};
    return validate(&run, value);
}

bool hp_schema_validate_wordless(const struct hp_schema *schema, const struct hp_json *value,
                                 struct hp_arena *arena, struct hp_violations *out)
{
    struct hp_run run = {.schema = schema, .arena = arena, .out = out, .wordless = true};
    return validate(&run, value);
}
