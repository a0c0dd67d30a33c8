/* Inside this layer: makes the tree while the grammar walks over the text.
 *
 * The text is copied into the arena once, and the walk reads that copy. Behind it stand zero bytes,
 * which are plain nowhere in the grammar: the walk need not ask for the end, and may look at
 * sixteen bytes at a time. What has been read is free to be changed: a string is the piece of the
 * copy between its quotes, unescaped in place (it never grows), with a NUL where the closing quote
 * was. So an item costs no allocation of its own beside its place in a block of items. */
#ifndef HP_JSON_BUILDER_H
#define HP_JSON_BUILDER_H

#include <stdint.h>

#include "harness/base/limits.h"
#include "harness/json/node.h"

/* A container that is not closed yet. */
struct hp_json_open {
    struct hp_json *container;
    struct hp_json **link; /* where the next child goes: container->child, then next of the last */
    struct hp_json *last;  /* child so far, or NULL */
    size_t count;          /* of children so far */
    uint64_t names_seen;   /* one bit for each hash of a name: a name whose bit is clear is new */
};

struct hp_json_builder {
    struct hp_arena *arena;
    struct hp_slice text; /* the copy */
    struct hp_json *next; /* free items */
    struct hp_json *end;
    size_t block_items;    /* of the last block */
    struct hp_json *named; /* the member whose name was read and whose value comes next, or NULL */
    struct hp_json_open now;    /* the innermost open container */
    struct hp_json_open *outer; /* behind the last one around it, on the stack */
    bool refused;               /* memory was refused */
    bool duplicate;             /* two members of one object have one name */
    struct hp_json ground;      /* its child is the root */
    struct hp_json_open stack[HP_JSON_DEPTH_MAX + 1];
};

/* Copies `text`; false when memory is refused. */
bool hp_json_builder_init(struct hp_json_builder *builder, struct hp_arena *arena,
                          struct hp_slice text);

/* The slow parts of the functions below. */
bool hp_json_builder_grow(struct hp_json_builder *builder);
size_t hp_json_unescape(const unsigned char *at, const unsigned char *end, char *out);
void hp_json_set_number(struct hp_json *number);
bool hp_json_builder_close_large(struct hp_json_builder *builder);

/* A place of the copy, which the walk only reads and the builder may change. */
static inline char *hp_json_builder_own(const void *place)
{
    return (char *)(uintptr_t)place;
}

/* What stands from `at` to `end` in the copy, unescaped and with a NUL behind it. */
static inline struct hp_slice hp_json_builder_text(const unsigned char *at,
                                                   const unsigned char *end, bool escaped)
{
    struct hp_slice text = {(const char *)at, (size_t)(end - at)};
    char *own = hp_json_builder_own(at);
    if (escaped) {
        text.len = hp_json_unescape(at, end, own);
    }
    own[text.len] = '\0';
    return text;
}

/* A new item behind the last one of the innermost container, with no name and no value yet; NULL
 * when memory is refused. */
static inline struct hp_json *hp_json_builder_take(struct hp_json_builder *builder)
{
    if (builder->next == builder->end && !hp_json_builder_grow(builder)) {
        return NULL;
    }
    struct hp_json *item = builder->next++;
    struct hp_json_open *now = &builder->now;
    *now->link = item;
    now->link = &item->next;
    item->prev = now->last;
    now->last = item;
    now->count++;
    return item;
}

static inline void hp_json_builder_watch_name(struct hp_json_builder *builder,
                                              const struct hp_json *member)
{
    const char *name = member->name;
    size_t length = member->name_length;
    /* Length, first and last byte tell the names of most objects apart. The last one of no bytes is
     * the NUL. */
    size_t hash =
        length + 2u * (unsigned char)name[0] + 5u * (unsigned char)name[length - (length > 0)];
    uint64_t bit = UINT64_C(1) << hash % 64;
    struct hp_json_open *now = &builder->now;
    if ((now->names_seen & bit) != 0 && now->count <= HP_JSON_UNINDEXED_MAX) {
        builder->duplicate = builder->duplicate || hp_json_has_twin(now->container, member);
    }
    now->names_seen |= bit;
}

/* What stands between the quotes of a member's name; false when memory is refused. */
static inline bool hp_json_builder_name(struct hp_json_builder *builder, const unsigned char *at,
                                        const unsigned char *end, bool escaped)
{
    struct hp_json *member = hp_json_builder_take(builder);
    if (member == NULL) {
        return false;
    }
    struct hp_slice name = hp_json_builder_text(at, end, escaped);
    member->name = hp_json_builder_own(name.at);
    member->name_length = name.len;
    hp_json_builder_watch_name(builder, member);
    builder->named = member;
    return true;
}

/* The item of a value that begins or is a scalar; NULL when memory is refused. */
static inline struct hp_json *hp_json_builder_add(struct hp_json_builder *builder, int cjson_type,
                                                  enum hp_json_type type, struct hp_slice text)
{
    struct hp_json *item = builder->named;
    builder->named = NULL;
    if (item == NULL) {
        item = hp_json_builder_take(builder);
        if (item == NULL) {
            return NULL;
        }
        item->name = NULL;
        item->name_length = 0;
    }
    item->child = NULL;
    item->cjson_type = cjson_type;
    item->type = type;
    item->text = hp_json_builder_own(text.at);
    item->cjson_int = cjson_type == cJSON_True;
    item->cjson_double = 0;
    item->length = text.len;
    item->index = NULL;
    return item;
}

static inline bool hp_json_builder_string(struct hp_json_builder *builder, const unsigned char *at,
                                          const unsigned char *end, bool escaped)
{
    struct hp_slice text = hp_json_builder_text(at, end, escaped);
    return hp_json_builder_add(builder, cJSON_String, HP_JSON_STRING, text) != NULL;
}

/* The byte behind a number is not read yet, so there is no room for a NUL; the one before it is. */
static inline bool hp_json_builder_number(struct hp_json_builder *builder, const unsigned char *at,
                                          const unsigned char *end)
{
    size_t length = (size_t)(end - at);
    char *text = hp_json_builder_own(at - 1);
    memmove(text, at, length);
    text[length] = '\0';
    struct hp_json *item =
        hp_json_builder_add(builder, cJSON_Number, HP_JSON_NUMBER, (struct hp_slice){text, length});
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
    return hp_json_builder_add(builder, cjson_type, type, (struct hp_slice){NULL, 0}) != NULL;
}

static inline bool hp_json_builder_open(struct hp_json_builder *builder, bool object)
{
    struct hp_json *item =
        hp_json_builder_add(builder, object ? cJSON_Object : cJSON_Array,
                            object ? HP_JSON_OBJECT : HP_JSON_ARRAY, (struct hp_slice){NULL, 0});
    if (item == NULL) {
        return false;
    }
    *builder->outer++ = builder->now;
    builder->now = (struct hp_json_open){.container = item, .link = &item->child};
    return true;
}

static inline bool hp_json_builder_in_object(const struct hp_json_builder *builder)
{
    return builder->now.container->type == HP_JSON_OBJECT;
}

static inline bool hp_json_builder_close(struct hp_json_builder *builder)
{
    struct hp_json_open *now = &builder->now;
    *now->link = NULL;
    now->container->length = now->count;
    if (now->last != NULL) {
        /* cJSON keeps the way to the last child in the first one. */
        now->container->child->prev = now->last;
    }
    if (now->count > HP_JSON_UNINDEXED_MAX && !hp_json_builder_close_large(builder)) {
        return false;
    }
    *now = *--builder->outer;
    return true;
}

/* The root, when the whole text has been read. */
static inline const struct hp_json *hp_json_builder_root(struct hp_json_builder *builder)
{
    *builder->now.link = NULL;
    return builder->ground.child;
}

#endif
