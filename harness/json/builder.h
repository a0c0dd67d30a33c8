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
    size_t count;          /* of children so far */
    uint64_t names_seen;   /* one bit for each hash of a name: a name whose bit is clear is new */
};

/* The growing end of the tree, which every step changes. The walk hands none of its addresses on,
 * so that all of it can lie in registers. */
struct hp_json_growth {
    struct hp_json *next; /* free items */
    struct hp_json *end;
    struct hp_json *named; /* the member whose name was read and whose value comes next, or NULL */
    struct hp_json_open now;    /* the innermost open container */
    struct hp_json_open *outer; /* behind the last one around it, on the builder's stack */
};

struct hp_json_builder {
    struct hp_arena *arena;
    struct hp_slice text;  /* the copy */
    struct hp_json *block; /* the last one */
    size_t block_items;
    bool refused;          /* memory was refused */
    bool duplicate;        /* two members of one object have one name */
    struct hp_json ground; /* its child is the root */
    struct hp_json_open stack[HP_JSON_DEPTH_MAX];
};

/* Copies `text`; false when memory is refused. */
bool hp_json_builder_init(struct hp_json_builder *builder, struct hp_arena *arena,
                          struct hp_slice text);

/* The slow parts of the functions below. */
bool hp_json_builder_grow(struct hp_json_builder *builder) HP_COLD;
void hp_json_set_number(struct hp_json *number);
bool hp_json_builder_close_large(struct hp_json_builder *builder,
                                 struct hp_json *container) HP_COLD;

/* A place of the copy, which the walk only reads and the builder may change. */
static inline char *hp_json_builder_own(const void *place)
{
    return (char *)(uintptr_t)place;
}

static inline struct hp_json_growth hp_json_builder_start(struct hp_json_builder *builder)
{
    return (struct hp_json_growth){
        .now = {.container = &builder->ground, .link = &builder->ground.child},
        .outer = builder->stack};
}

static_assert(offsetof(struct hp_json, next) == 0, "the link behind a child is the child's place");

/* The child whose link this is. */
static inline struct hp_json *hp_json_builder_last(struct hp_json **link)
{
    return (struct hp_json *)(void *)link;
}

/* A new item behind the last one of the innermost container, with no name and no value yet; NULL
 * when memory is refused. Of a first child `prev` is set when its container is closed. */
static inline struct hp_json *hp_json_builder_take(struct hp_json_builder *builder,
                                                   struct hp_json_growth *growth)
{
    if (growth->next == growth->end) {
        if (!hp_json_builder_grow(builder)) {
            return NULL;
        }
        growth->next = builder->block;
        growth->end = builder->block + builder->block_items;
    }
    struct hp_json *item = growth->next++;
    struct hp_json_open *now = &growth->now;
    *now->link = item;
    item->prev = hp_json_builder_last(now->link);
    now->link = &item->next;
    now->count++;
    return item;
}

static inline void hp_json_builder_watch_name(struct hp_json_builder *builder,
                                              struct hp_json_open *now,
                                              const struct hp_json *member)
{
    const char *name = member->name;
    size_t length = member->name_length;
    /* Length, first and last byte tell the names of most objects apart. Those of no bytes are the
     * NUL and the quote around it. */
    size_t hash = length + 2u * (unsigned char)name[0] + 5u * (unsigned char)(name + length)[-1];
    uint64_t bit = UINT64_C(1) << hash % 64;
    if ((now->names_seen & bit) != 0 && now->count <= HP_JSON_UNINDEXED_MAX) {
        builder->duplicate = builder->duplicate || hp_json_has_twin(now->container, member);
    }
    now->names_seen |= bit;
}

/* Gives a member its name, which has a NUL behind it; false when memory is refused. */
static inline bool hp_json_builder_name(struct hp_json_builder *builder,
                                        struct hp_json_growth *growth, struct hp_slice name)
{
    struct hp_json *member = hp_json_builder_take(builder, growth);
    if (member == NULL) {
        return false;
    }
    member->name = hp_json_builder_own(name.at);
    member->name_length = name.len;
    hp_json_builder_watch_name(builder, &growth->now, member);
    growth->named = member;
    return true;
}

/* The item of a value that begins or is a scalar; NULL when memory is refused. */
static inline struct hp_json *hp_json_builder_add(struct hp_json_builder *builder,
                                                  struct hp_json_growth *growth, int cjson_type,
                                                  enum hp_json_type type, struct hp_slice text)
{
    struct hp_json *item = growth->named;
    growth->named = NULL;
    if (item == NULL) {
        item = hp_json_builder_take(builder, growth);
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

/* `text` has a NUL behind it. */
static inline bool hp_json_builder_string(struct hp_json_builder *builder,
                                          struct hp_json_growth *growth, struct hp_slice text)
{
    return hp_json_builder_add(builder, growth, cJSON_String, HP_JSON_STRING, text) != NULL;
}

/* The byte behind a number is not read yet, so there is no room for a NUL; the one before it is. */
static inline bool hp_json_builder_number(struct hp_json_builder *builder,
                                          struct hp_json_growth *growth, const unsigned char *at,
                                          const unsigned char *end)
{
    size_t length = (size_t)(end - at);
    char *text = hp_json_builder_own(at - 1);
    memmove(text, at, length);
    text[length] = '\0';
    struct hp_json *item = hp_json_builder_add(builder, growth, cJSON_Number, HP_JSON_NUMBER,
                                               (struct hp_slice){text, length});
    if (item != NULL) {
        hp_json_set_number(item);
    }
    return item != NULL;
}

/* By the first letter of true, false or null. */
static inline bool hp_json_builder_word(struct hp_json_builder *builder,
                                        struct hp_json_growth *growth, char first)
{
    int cjson_type = first == 't' ? cJSON_True : first == 'f' ? cJSON_False : cJSON_NULL;
    enum hp_json_type type = first == 'n' ? HP_JSON_NULL : HP_JSON_BOOLEAN;
    return hp_json_builder_add(builder, growth, cjson_type, type, (struct hp_slice){NULL, 0}) !=
           NULL;
}

static inline bool hp_json_builder_open(struct hp_json_builder *builder,
                                        struct hp_json_growth *growth, bool object)
{
    struct hp_json *item =
        hp_json_builder_add(builder, growth, object ? cJSON_Object : cJSON_Array,
                            object ? HP_JSON_OBJECT : HP_JSON_ARRAY, (struct hp_slice){NULL, 0});
    if (item == NULL) {
        return false;
    }
    *growth->outer++ = growth->now;
    growth->now = (struct hp_json_open){.container = item, .link = &item->child};
    return true;
}

static inline bool hp_json_builder_close(struct hp_json_builder *builder,
                                         struct hp_json_growth *growth)
{
    struct hp_json_open *now = &growth->now;
    struct hp_json *container = now->container;
    *now->link = NULL;
    container->length = now->count;
    if (now->count > 0) {
        /* cJSON keeps the way to the last child in the first one. */
        container->child->prev = hp_json_builder_last(now->link);
    }
    if (now->count > HP_JSON_UNINDEXED_MAX && !hp_json_builder_close_large(builder, container)) {
        return false;
    }
    *now = *--growth->outer;
    return true;
}

/* The root, when the whole text has been read. */
static inline const struct hp_json *hp_json_builder_root(struct hp_json_builder *builder)
{
    struct hp_json *root = builder->ground.child;
    root->next = NULL;
    root->prev = NULL;
    return root;
}

#endif
