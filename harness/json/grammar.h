/* Inside this layer: the grammar of RFC 8259 as one walk over the bytes.
 *
 * It has two users: the scan, which only recognises, and the parser, which hands over a builder and
 * gets the tree of the same walk. Since both are this one text they cannot disagree about a byte.
 * Reads each byte once, never recurses. The scan asks before each byte whether the text has ended;
 * the parser walks over a copy with zero bytes behind it, which are refused wherever they are met,
 * and asks nothing. The scan keeps one bit for each open container, the builder the containers.
 *
 * Every step takes the place where it begins and returns the place behind it, or NULL after a fault
 * or when the builder was refused memory. */
#ifndef HP_JSON_GRAMMAR_H
#define HP_JSON_GRAMMAR_H

#include "harness/json/builder.h"
#include "harness/json/plain.h"
#include "harness/json/scan.h"

struct hp_json_walker {
    const unsigned char *text;
    const unsigned char *start; /* of the grammar: behind a byte order mark */
    const unsigned char *end;
    struct hp_json_scan *out;
    unsigned depth_max;
    /* One bit a level: set for an object, clear for an array. Not used with a builder. */
    uint64_t objects[HP_JSON_DEPTH_MAX / 64];
};

static_assert(HP_JSON_DEPTH_MAX % 64 == 0, "the levels fill whole words");

/* What changes from step to step: it lies in registers, since no function that is called gets its
 * address. */
struct hp_json_steps {
    unsigned depth;   /* containers that are open */
    unsigned deepest; /* so far */
    size_t values;    /* that began */
    bool whole;       /* the value that began last is no container whose first value comes next */
    struct hp_json_growth growth; /* with a builder */
};

/* Both users want a walk of their own, in which the question for a builder is answered. */
#define HP_JSON_STEP static inline __attribute__((always_inline))

/* Sets up the walker and clears `out`; false when the text is over the limit, which is the fault
 * then. */
bool hp_json_walk_begin(struct hp_json_walker *w, struct hp_slice text,
                        const struct hp_json_limits *limits, struct hp_json_scan *out);

/* Goes over to a copy of the text that hp_json_walk_begin has seen. */
static inline void hp_json_walk_text(struct hp_json_walker *w, struct hp_slice copy)
{
    const unsigned char *text = (const unsigned char *)copy.at;
    w->start = text + (w->start - w->text);
    w->text = text;
    w->end = text + copy.len;
}

/* The parts of the grammar that ordinary texts seldom reach. */
const unsigned char *hp_json_syntax(struct hp_json_walker *w, const unsigned char *at,
                                    const char *want) HP_COLD;
const unsigned char *hp_json_too_deep(struct hp_json_walker *w, const unsigned char *at) HP_COLD;
/* From a byte of a string that is not plain to behind the closing quote. */
const unsigned char *hp_json_walk_string_rest(struct hp_json_walker *w, const unsigned char *at);
/* The same in the builder's copy: unescapes what is there in place. `text` starts at the string's
 * first byte and gets its length; a NUL is behind it. */
const unsigned char *hp_json_walk_string_rest_in_place(struct hp_json_walker *w,
                                                       const unsigned char *at,
                                                       struct hp_slice *text);
const unsigned char *hp_json_walk_number(struct hp_json_walker *w, const unsigned char *at);
const unsigned char *hp_json_walk_word(struct hp_json_walker *w, const unsigned char *at,
                                       const char *word, const char *want) HP_COLD;

/* Has the text ended before `at`? With a builder the byte at `at` is there in any case, and a zero
 * if so. */
HP_JSON_STEP bool hp_json_ended(const struct hp_json_walker *w, const unsigned char *at,
                                const struct hp_json_builder *builder)
{
    return builder == NULL && at == w->end;
}

HP_JSON_STEP const unsigned char *hp_json_skip_space(const struct hp_json_walker *w,
                                                     const unsigned char *at,
                                                     const struct hp_json_builder *builder)
{
    /* Most texts are compact: one comparison settles the common case. */
    while (!hp_json_ended(w, at, builder) && *at <= ' ' &&
           (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
        at++;
    }
    return at;
}

/* Does `c` stand at `at`? */
HP_JSON_STEP bool hp_json_is_at(const struct hp_json_walker *w, const unsigned char *at,
                                unsigned char c, const struct hp_json_builder *builder)
{
    return !hp_json_ended(w, at, builder) && *at == c;
}

/* Past white space, unless `c`, which comes next in most texts, stands there already. */
HP_JSON_STEP const unsigned char *hp_json_skip_to(const struct hp_json_walker *w,
                                                  const unsigned char *at, unsigned char c,
                                                  const struct hp_json_builder *builder)
{
    return hp_json_is_at(w, at, c, builder) ? at : hp_json_skip_space(w, at, builder);
}

HP_JSON_STEP bool hp_json_is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* What the innermost open container is; HP_JSON_NULL when none is open. */
HP_JSON_STEP enum hp_json_type hp_json_inside(const struct hp_json_walker *w,
                                              const struct hp_json_steps *steps,
                                              const struct hp_json_builder *builder)
{
    if (builder != NULL) {
        return steps->growth.now.container->type;
    }
    if (steps->depth == 0) {
        return HP_JSON_NULL;
    }
    unsigned level = steps->depth - 1;
    bool object = (w->objects[level / 64] >> level % 64 & 1) != 0;
    return object ? HP_JSON_OBJECT : HP_JSON_ARRAY;
}

/* Behind the opening quote. With a builder `text` is the string, unescaped and with a NUL behind
 * it. */
HP_JSON_STEP const unsigned char *hp_json_walk_string(struct hp_json_walker *w,
                                                      const unsigned char *at,
                                                      struct hp_slice *text,
                                                      const struct hp_json_builder *builder)
{
    if (builder == NULL) {
        at = hp_json_skip_plain(at, w->end);
        return at != w->end && *at == '"' ? at + 1 : hp_json_walk_string_rest(w, at);
    }
    const unsigned char *end = hp_json_skip_plain_padded(at);
    *text = (struct hp_slice){(const char *)at, (size_t)(end - at)};
    if (*end != '"') {
        struct hp_slice rest = *text;
        end = hp_json_walk_string_rest_in_place(w, end, &rest);
        text->len = rest.len;
        return end;
    }
    *hp_json_builder_own(end) = '\0';
    return end + 1;
}

/* A member's name, its colon and the blanks before both. */
HP_JSON_STEP const unsigned char *hp_json_walk_name(struct hp_json_walker *w,
                                                    struct hp_json_steps *steps,
                                                    const unsigned char *at, const char *want,
                                                    struct hp_json_builder *builder)
{
    at = hp_json_skip_to(w, at, '"', builder);
    if (!hp_json_is_at(w, at, '"', builder)) {
        return hp_json_syntax(w, at, want);
    }
    struct hp_slice name;
    at = hp_json_walk_string(w, at + 1, &name, builder);
    if (at == NULL || (builder != NULL && !hp_json_builder_name(builder, &steps->growth, name))) {
        return NULL;
    }
    at = hp_json_skip_to(w, at, ':', builder);
    return hp_json_is_at(w, at, ':', builder) ? at + 1 : hp_json_syntax(w, at, "':'");
}

HP_JSON_STEP bool hp_json_close(struct hp_json_steps *steps, struct hp_json_builder *builder)
{
    steps->depth--;
    return builder == NULL || hp_json_builder_close(builder, &steps->growth);
}

/* At `[` or `{`: opens the level, and leads to before the first value in it or, when it is empty,
 * past its end. */
HP_JSON_STEP const unsigned char *hp_json_walk_open(struct hp_json_walker *w,
                                                    struct hp_json_steps *steps,
                                                    const unsigned char *at, bool object,
                                                    struct hp_json_builder *builder)
{
    if (steps->depth == w->depth_max) {
        return hp_json_too_deep(w, at);
    }
    if (builder != NULL && !hp_json_builder_open(builder, &steps->growth, object)) {
        return NULL;
    }
    if (builder == NULL) {
        uint64_t bit = UINT64_C(1) << steps->depth % 64;
        uint64_t *word = &w->objects[steps->depth / 64];
        *word = object ? *word | bit : *word & ~bit;
    }
    steps->depth++;
    steps->deepest = steps->depth > steps->deepest ? steps->depth : steps->deepest;
    at = hp_json_skip_to(w, at + 1, '"', builder);
    steps->whole = hp_json_is_at(w, at, object ? '}' : ']', builder);
    if (steps->whole) {
        return hp_json_close(steps, builder) ? at + 1 : NULL;
    }
    if (object) {
        return hp_json_walk_name(w, steps, at, "a member name in quotes or '}'", builder);
    }
    return at == w->end ? hp_json_syntax(w, at, "a value or ']'") : at;
}

/* A number, or one of the three words. */
HP_JSON_STEP const unsigned char *hp_json_walk_scalar(struct hp_json_walker *w,
                                                      struct hp_json_steps *steps,
                                                      const unsigned char *start,
                                                      struct hp_json_builder *builder)
{
    bool number = hp_json_is_digit(*start) || *start == '-';
    const unsigned char *at = number          ? hp_json_walk_number(w, start)
                              : *start == 't' ? hp_json_walk_word(w, start, "true", "the word true")
                              : *start == 'f'
                                  ? hp_json_walk_word(w, start, "false", "the word false")
                              : *start == 'n' ? hp_json_walk_word(w, start, "null", "the word null")
                                              : hp_json_syntax(w, start, "a value");
    if (at == NULL || builder == NULL) {
        return at;
    }
    bool built = number ? hp_json_builder_number(builder, &steps->growth, start, at)
                        : hp_json_builder_word(builder, &steps->growth, (char)*start);
    return built ? at : NULL;
}

/* Where a value must begin, white space before it allowed. */
HP_JSON_STEP const unsigned char *hp_json_walk_value(struct hp_json_walker *w,
                                                     struct hp_json_steps *steps,
                                                     const unsigned char *at,
                                                     struct hp_json_builder *builder)
{
    at = hp_json_skip_to(w, at, '"', builder);
    steps->whole = true;
    steps->values++;
    if (hp_json_is_at(w, at, '"', builder)) {
        struct hp_slice text;
        at = hp_json_walk_string(w, at + 1, &text, builder);
        if (at != NULL && builder != NULL &&
            !hp_json_builder_string(builder, &steps->growth, text)) {
            return NULL;
        }
        return at;
    }
    if (hp_json_ended(w, at, builder)) {
        return hp_json_syntax(w, at, "a value");
    }
    if (*at == '{') {
        return hp_json_walk_open(w, steps, at, true, builder);
    }
    if (*at == '[') {
        return hp_json_walk_open(w, steps, at, false, builder);
    }
    return hp_json_walk_scalar(w, steps, at, builder);
}

/* Behind a whole value: closes what ends here, and leads past a comma to before the next value.
 * `more` is cleared when nothing is open any more. */
HP_JSON_STEP const unsigned char *hp_json_walk_rest(struct hp_json_walker *w,
                                                    struct hp_json_steps *steps,
                                                    const unsigned char *at, bool *more,
                                                    struct hp_json_builder *builder)
{
    for (;;) {
        at = hp_json_skip_to(w, at, ',', builder);
        enum hp_json_type inside = hp_json_inside(w, steps, builder);
        bool object = inside == HP_JSON_OBJECT;
        if (hp_json_is_at(w, at, ',', builder) && object) {
            return hp_json_walk_name(w, steps, at + 1, "a member name in quotes", builder);
        }
        if (inside == HP_JSON_NULL) {
            *more = false;
            return at;
        }
        if (hp_json_is_at(w, at, ',', builder)) {
            return at + 1;
        }
        if (!hp_json_is_at(w, at, object ? '}' : ']', builder)) {
            return hp_json_syntax(w, at, object ? "',' or '}'" : "',' or ']'");
        }
        if (!hp_json_close(steps, builder)) {
            return NULL;
        }
        at++;
    }
}

/* The whole text; `builder` is NULL for the scan. */
HP_JSON_STEP bool hp_json_walk(struct hp_json_walker *w, struct hp_json_builder *builder)
{
    struct hp_json_steps steps = {0};
    if (builder != NULL) {
        steps.growth = hp_json_builder_start(builder);
    }
    const unsigned char *at = w->start;
    for (bool more = true; at != NULL && more;) {
        at = hp_json_walk_value(w, &steps, at, builder);
        if (at != NULL && steps.whole) {
            at = hp_json_walk_rest(w, &steps, at, &more, builder);
        }
    }
    w->out->depth = steps.deepest;
    w->out->values = steps.values;
    return at != NULL && (at == w->end || hp_json_syntax(w, at, "end of text") != NULL);
}

#endif
