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
    unsigned depth;
    unsigned depth_max;
    bool escaped; /* the string that was read last holds a backslash */
    /* One bit a level: set for an object, clear for an array. */
    uint64_t objects[HP_JSON_DEPTH_MAX / 64];
};

static_assert(HP_JSON_DEPTH_MAX % 64 == 0, "the levels fill whole words");

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
const unsigned char *hp_json_walk_number(struct hp_json_walker *w, const unsigned char *at);
const unsigned char *hp_json_walk_word(struct hp_json_walker *w, const unsigned char *at,
                                       const char *word, const char *want,
                                       struct hp_json_builder *builder);

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

HP_JSON_STEP bool hp_json_is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

HP_JSON_STEP bool hp_json_in_object(const struct hp_json_walker *w,
                                    const struct hp_json_builder *builder)
{
    if (builder != NULL) {
        return hp_json_builder_in_object(builder);
    }
    unsigned level = w->depth - 1;
    return (w->objects[level / 64] >> level % 64 & 1) != 0;
}

/* Behind the opening quote. */
HP_JSON_STEP const unsigned char *hp_json_walk_string(struct hp_json_walker *w,
                                                      const unsigned char *at,
                                                      const struct hp_json_builder *builder)
{
    w->escaped = false;
    at = builder == NULL ? hp_json_skip_plain(at, w->end) : hp_json_skip_plain_padded(at);
    bool whole = !hp_json_ended(w, at, builder) && *at == '"';
    return whole ? at + 1 : hp_json_walk_string_rest(w, at);
}

/* A member's name, its colon and the blanks around both. */
HP_JSON_STEP const unsigned char *hp_json_walk_name(struct hp_json_walker *w,
                                                    const unsigned char *at, const char *want,
                                                    struct hp_json_builder *builder)
{
    if (hp_json_ended(w, at, builder) || *at != '"') {
        return hp_json_syntax(w, at, want);
    }
    const unsigned char *name = at + 1;
    at = hp_json_walk_string(w, name, builder);
    if (at == NULL) {
        return NULL;
    }
    if (builder != NULL && !hp_json_builder_name(builder, name, at - 1, w->escaped)) {
        return NULL;
    }
    at = hp_json_skip_space(w, at, builder);
    if (hp_json_ended(w, at, builder) || *at != ':') {
        return hp_json_syntax(w, at, "':'");
    }
    return hp_json_skip_space(w, at + 1, builder);
}

/* At `[` or `{`: opens the level, and leads to the first value in it or, when it is empty, past its
 * end, with `whole` set. */
HP_JSON_STEP const unsigned char *hp_json_walk_open(struct hp_json_walker *w,
                                                    const unsigned char *at, bool *whole,
                                                    struct hp_json_builder *builder)
{
    if (w->depth == w->depth_max) {
        return hp_json_too_deep(w, at);
    }
    bool object = *at == '{';
    if (builder != NULL && !hp_json_builder_open(builder, object)) {
        return NULL;
    }
    if (builder == NULL) {
        uint64_t bit = UINT64_C(1) << w->depth % 64;
        uint64_t *word = &w->objects[w->depth / 64];
        *word = object ? *word | bit : *word & ~bit;
    }
    w->depth++;
    if (w->depth > w->out->depth) {
        w->out->depth = w->depth;
    }
    at = hp_json_skip_space(w, at + 1, builder);
    *whole = !hp_json_ended(w, at, builder) && *at == (object ? '}' : ']');
    if (*whole) {
        w->depth--;
        return builder == NULL || hp_json_builder_close(builder) ? at + 1 : NULL;
    }
    if (object) {
        return hp_json_walk_name(w, at, "a member name in quotes or '}'", builder);
    }
    return at == w->end ? hp_json_syntax(w, at, "a value or ']'") : at;
}

/* A scalar that is no string. */
HP_JSON_STEP const unsigned char *hp_json_walk_scalar(struct hp_json_walker *w,
                                                      const unsigned char *start,
                                                      struct hp_json_builder *builder)
{
    if (hp_json_is_digit(*start) || *start == '-') {
        const unsigned char *at = hp_json_walk_number(w, start);
        bool built = at != NULL && (builder == NULL || hp_json_builder_number(builder, start, at));
        return built ? at : NULL;
    }
    if (*start == 't') {
        return hp_json_walk_word(w, start, "true", "the word true", builder);
    }
    if (*start == 'f') {
        return hp_json_walk_word(w, start, "false", "the word false", builder);
    }
    if (*start == 'n') {
        return hp_json_walk_word(w, start, "null", "the word null", builder);
    }
    return hp_json_syntax(w, start, "a value");
}

/* Where a value must begin. `whole` is cleared when it is a container whose first value is next. */
HP_JSON_STEP const unsigned char *hp_json_walk_value(struct hp_json_walker *w,
                                                     const unsigned char *start, bool *whole,
                                                     struct hp_json_builder *builder)
{
    *whole = true;
    w->out->values++;
    if (hp_json_ended(w, start, builder)) {
        return hp_json_syntax(w, start, "a value");
    }
    if (*start == '"') {
        const unsigned char *at = hp_json_walk_string(w, start + 1, builder);
        if (at != NULL && builder != NULL &&
            !hp_json_builder_string(builder, start + 1, at - 1, w->escaped)) {
            return NULL;
        }
        return at;
    }
    if (*start == '{' || *start == '[') {
        return hp_json_walk_open(w, start, whole, builder);
    }
    return hp_json_walk_scalar(w, start, builder);
}

/* Behind a whole value inside a container: closes what ends here, and leads past a comma to the
 * next value. Ends with depth 0 when nothing is open any more. */
HP_JSON_STEP const unsigned char *hp_json_walk_rest(struct hp_json_walker *w,
                                                    const unsigned char *at,
                                                    struct hp_json_builder *builder)
{
    while (w->depth > 0) {
        at = hp_json_skip_space(w, at, builder);
        bool object = hp_json_in_object(w, builder);
        if (!hp_json_ended(w, at, builder) && *at == ',') {
            at = hp_json_skip_space(w, at + 1, builder);
            return object ? hp_json_walk_name(w, at, "a member name in quotes", builder) : at;
        }
        if (hp_json_ended(w, at, builder) || *at != (object ? '}' : ']')) {
            return hp_json_syntax(w, at, object ? "',' or '}'" : "',' or ']'");
        }
        if (builder != NULL && !hp_json_builder_close(builder)) {
            return NULL;
        }
        w->depth--;
        at++;
    }
    return at;
}

/* The whole text; `builder` is NULL for the scan. */
HP_JSON_STEP bool hp_json_walk(struct hp_json_walker *w, struct hp_json_builder *builder)
{
    const unsigned char *at = hp_json_skip_space(w, w->start, builder);
    do {
        bool whole = false;
        at = hp_json_walk_value(w, at, &whole, builder);
        if (at != NULL && whole) {
            at = hp_json_walk_rest(w, at, builder);
        }
    } while (at != NULL && w->depth > 0);
    if (at == NULL) {
        return false;
    }
    at = hp_json_skip_space(w, at, builder);
    return at == w->end || hp_json_syntax(w, at, "end of text") != NULL;
}

#endif
