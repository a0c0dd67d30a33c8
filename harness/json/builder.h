/* Inside this layer: makes the tree while the grammar walks over the text.
 *
 * The whole text is copied into the arena once. A string is then the piece of the copy between its
 * quotes, unescaped in place (it never grows), with a NUL where the closing quote was; a number
 * ends in a NUL where its delimiter was. So an item costs no allocation of its own beside its place
 * in a block of items. */
#ifndef HP_JSON_BUILDER_H
#define HP_JSON_BUILDER_H

#include <stdint.h>

#include "harness/base/limits.h"
#include "harness/json/node.h"

/* A container that is not closed yet. */
struct hp_json_open {
    struct hp_json *container;
    struct hp_json *last; /* its last child so far */
    uint64_t names_seen;  /* one bit for each hash of a name: a name whose bit is clear is new */
};

struct hp_json_builder {
    struct hp_arena *arena;
    const unsigned char *text;
    size_t text_bytes;
    char *copy;
    struct hp_json *next; /* free items */
    struct hp_json *end;
    size_t block_items; /* of the last block */
    char *name;         /* of the item to come, or NULL */
    size_t name_length;
    struct hp_json *root;
    struct hp_json_open *top; /* the innermost open container, or the bottom of the stack */
    bool refused;             /* memory was refused */
    bool duplicate;           /* two members of one object have one name */
    struct hp_json_open stack[HP_JSON_DEPTH_MAX + 1];
};

/* False when memory is refused. */
bool hp_json_builder_init(struct hp_json_builder *builder, struct hp_arena *arena,
                          struct hp_slice text);

/* The slow parts of the functions below. */
bool hp_json_builder_grow(struct hp_json_builder *builder);
size_t hp_json_unescape(const unsigned char *at, const unsigned char *end, char *out);
void hp_json_set_number(struct hp_json *number);
bool hp_json_builder_close_large(struct hp_json_builder *builder);

/* The text from `at` to `end` in the copy, unescaped and with a NUL behind it. */
static inline char *hp_json_builder_text(struct hp_json_builder *builder, const unsigned char *at,
                                         const unsigned char *end, bool escaped, size_t *length)
{
    char *text = builder->copy + (at - builder->text);
    *length = (size_t)(end - at);
    if (escaped) {
        *length = hp_json_unescape(at, end, text);
    }
    text[*length] = '\0';
    return text;
}

/* What stands between the quotes of a member's name. */
static inline void hp_json_builder_name(struct hp_json_builder *builder, const unsigned char *at,
                                        const unsigned char *end, bool escaped)
{
    builder->name = hp_json_builder_text(builder, at, end, escaped, &builder->name_length);
}

static inline void hp_json_builder_watch_name(struct hp_json_builder *builder,
                                              const struct hp_json *member)
{
    const char *name = builder->name;
    size_t length = builder->name_length;
    /* Length, first and last byte tell the names of most objects apart. The last one of no bytes is
     * the NUL. */
    size_t hash =
        length + 2u * (unsigned char)name[0] + 5u * (unsigned char)name[length - (length > 0)];
    uint64_t bit = UINT64_C(1) << hash % 64;
    struct hp_json_open *top = builder->top;
    if ((top->names_seen & bit) != 0 && top->container->length <= HP_JSON_UNINDEXED_MAX) {
        builder->duplicate = builder->duplicate || hp_json_has_twin(top->container, member);
    }
    top->names_seen |= bit;
}

/* Adds an item behind the last one of the innermost container; NULL when memory is refused. */
static inline struct hp_json *hp_json_builder_add(struct hp_json_builder *builder, int cjson_type,
                                                  enum hp_json_type type, char *text, size_t length)
{
    if (builder->next == builder->end && !hp_json_builder_grow(builder)) {
        return NULL;
    }
    struct hp_json *item = builder->next++;
    struct hp_json_open *top = builder->top;
    struct hp_json *last = top->last;
    item->next = NULL;
    item->prev = last == NULL ? item : last;
    item->child = NULL;
    item->cjson_type = cjson_type;
    item->type = type;
    item->text = text;
    item->cjson_int = cjson_type == cJSON_True;
    item->cjson_double = 0;
    item->name = builder->name;
    item->name_length = builder->name_length;
    item->length = length;
    item->index = NULL;
    top->last = item;
    if (top->container == NULL) {
        item->prev = NULL;
        builder->root = item;
        return item;
    }
    top->container->length++;
    if (last == NULL) {
        top->container->child = item;
    } else {
        last->next = item;
    }
    if (builder->name != NULL) {
        hp_json_builder_watch_name(builder, item);
        builder->name = NULL;
        builder->name_length = 0;
    }
    return item;
}

static inline bool hp_json_builder_string(struct hp_json_builder *builder, const unsigned char *at,
                                          const unsigned char *end, bool escaped)
{
    size_t length;
    char *text = hp_json_builder_text(builder, at, end, escaped, &length);
    return hp_json_builder_add(builder, cJSON_String, HP_JSON_STRING, text, length) != NULL;
}

static inline bool hp_json_builder_number(struct hp_json_builder *builder, const unsigned char *at,
                                          const unsigned char *end)
{
    size_t length;
    char *text = hp_json_builder_text(builder, at, end, false, &length);
    struct hp_json *item = hp_json_builder_add(builder, cJSON_Number, HP_JSON_NUMBER, text, length);
    if (item != NULL) {
        hp_json_set_number(item);
    }
    return item != NULL;
}

/* By the first letter of true, false or null. */
static inline bool hp_json_builder_word(struct hp_json_builder *builder, char first)
{
    int cjson_type = first == 't' ? cJSON_True : first == 'f' ? cJSON_False : cJSON_NULL;
    enum hp_json_type type = first == 'n' ? HP_JSON_NULL : HP_JSON_BOOLEAN;
    return hp_json_builder_add(builder, cjson_type, type, NULL, 0) != NULL;
}

static inline bool hp_json_builder_open(struct hp_json_builder *builder, bool object)
{
    struct hp_json *item = object
                               ? hp_json_builder_add(builder, cJSON_Object, HP_JSON_OBJECT, NULL, 0)
                               : hp_json_builder_add(builder, cJSON_Array, HP_JSON_ARRAY, NULL, 0);
    if (item == NULL) {
        return false;
    }
    builder->top++;
    *builder->top = (struct hp_json_open){.container = item};
    return true;
}

static inline bool hp_json_builder_close(struct hp_json_builder *builder)
{
    struct hp_json_open *top = builder->top;
    if (top->last != NULL) {
        /* cJSON keeps the way to the last child in the first one. */
        top->container->child->prev = top->last;
    }
    if (top->container->length > HP_JSON_UNINDEXED_MAX && !hp_json_builder_close_large(builder)) {
        return false;
    }
    builder->top--;
    return true;
}

#endif
