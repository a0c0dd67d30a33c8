/* Trees by cJSON, in an arena, behind the scan; and the way to read them.
 *
 * cJSON allocates through one pair of process-wide hooks. Ours take from the arena of the parse
 * that is under way on the calling thread, so a tree is never freed by itself. Must not judge: what
 * is remarkable about a text is handed on in the scan's traits. */
#include "harness/json/tree.h"

#include <assert.h>

#include "harness/base/alloc.h"
#include "harness/json/node.h"
#include "harness/json/rewrite.h"

/* The arena of the parse under way on this thread, or NULL. */
static _Thread_local struct hp_arena *building;
static _Thread_local bool refused;

/* With no parse of ours under way the caller is somebody else in this process, such as a user's
 * plugin that shares libcjson: it gets ordinary memory. */
static void *tree_malloc(size_t bytes)
{
    if (building == NULL) {
        return hp_malloc(bytes);
    }
    void *memory = hp_arena_take(building, bytes);
    refused = refused || memory == NULL;
    return memory;
}

static void tree_free(void *memory)
{
    if (building == NULL) {
        hp_free(memory);
    }
}

static bool ready;

void hp_json_setup(void)
{
    if (!ready) {
        cJSON_Hooks hooks = {.malloc_fn = tree_malloc, .free_fn = tree_free};
        cJSON_InitHooks(&hooks);
        ready = true;
    }
}

static bool is_container(const cJSON *item)
{
    return (item->type & (cJSON_Array | cJSON_Object)) != 0;
}

/* What a walk over the fresh tree, in text order, has to carry along. */
struct finisher {
    struct hp_arena *arena;
    struct hp_slice text; /* as it came: numbers are taken from here */
    size_t at;
    bool duplicate;
};

static enum hp_status finish_item(struct finisher *f, cJSON *item)
{
    if (item->type == cJSON_Number) {
        struct hp_slice number = hp_json_next_number(f->text, &f->at);
        assert(number.at != NULL);
        char *copy = hp_arena_take(f->arena, number.len + 1);
        if (copy == NULL) {
            return HP_ERR_NOMEM;
        }
        memcpy(copy, number.at, number.len);
        copy[number.len] = '\0';
        item->valuestring = copy;
        return HP_OK;
    }
    if (item->type == cJSON_Object) {
        return hp_json_index_members(f->arena, item, &f->duplicate);
    }
    return HP_OK;
}

/* cJSON's items have no way up, so the open containers are kept here. */
static enum hp_status finish_tree(struct finisher *f, cJSON *root)
{
    cJSON *open[HP_JSON_DEPTH_MAX];
    size_t depth = 0;
    cJSON *item = root;
    for (;;) {
        enum hp_status status = finish_item(f, item);
        if (status != HP_OK) {
            return status;
        }
        if (is_container(item) && item->child != NULL) {
            assert(depth < HP_JSON_DEPTH_MAX);
            open[depth++] = item;
            item = item->child;
            continue;
        }
        while (item->next == NULL) {
            if (depth == 0) {
                return HP_OK;
            }
            item = open[--depth];
        }
        item = item->next;
    }
}

static cJSON *build(struct hp_arena *arena, struct hp_slice text)
{
    building = arena;
    refused = false;
    /* The scan has seen that nothing follows, and a terminating NUL there is none. */
    cJSON *root = cJSON_ParseWithLengthOpts(text.at, text.len, NULL, 0);
    building = NULL;
    return root;
}

enum hp_status hp_json_parse(struct hp_arena *arena, struct hp_slice text,
                             const struct hp_json_limits *limits, struct hp_json_scan *scan,
                             const struct hp_json **root)
{
    assert(ready); /* hp_json_setup comes first */
    *root = NULL;
    if (!hp_json_scan(text, limits, scan)) {
        return HP_OK;
    }
    if ((scan->traits & HP_JSON_BOM) != 0) {
        text.at += 3;
        text.len -= 3;
    }
    struct hp_slice source = text;
    if (hp_json_needs_rewrite(scan)) {
        source = hp_json_rewrite(arena, text);
        if (source.at == NULL) {
            return HP_ERR_NOMEM;
        }
    }
    cJSON *tree = build(arena, source);
    if (tree == NULL) {
        return refused ? HP_ERR_NOMEM : HP_ERR_INTERNAL;
    }
    struct finisher finisher = {.arena = arena, .text = text};
    enum hp_status status = finish_tree(&finisher, tree);
    if (status != HP_OK) {
        return status;
    }
    if (finisher.duplicate) {
        scan->traits |= HP_JSON_DUPLICATE;
    }
    *root = hp_json_of(tree);
    return HP_OK;
}

enum hp_json_type hp_json_type(const struct hp_json *value)
{
    switch (value->item.type & 0xFF) {
    case cJSON_NULL:
        return HP_JSON_NULL;
    case cJSON_Number:
        return HP_JSON_NUMBER;
    case cJSON_String:
        return HP_JSON_STRING;
    case cJSON_Array:
        return HP_JSON_ARRAY;
    case cJSON_Object:
        return HP_JSON_OBJECT;
    default:
        return HP_JSON_BOOLEAN;
    }
}

bool hp_json_is(const struct hp_json *value, enum hp_json_type type)
{
    return value != NULL && hp_json_type(value) == type;
}

const char *hp_json_type_name(enum hp_json_type type)
{
    static const char *const names[] = {
        [HP_JSON_NULL] = "null",     [HP_JSON_BOOLEAN] = "boolean", [HP_JSON_NUMBER] = "number",
        [HP_JSON_STRING] = "string", [HP_JSON_ARRAY] = "array",     [HP_JSON_OBJECT] = "object",
    };
    return names[type];
}

struct hp_slice hp_json_string(const struct hp_json *value)
{
    return hp_slice_of(hp_json_is(value, HP_JSON_STRING) ? value->item.valuestring : NULL);
}

struct hp_slice hp_json_number(const struct hp_json *value)
{
    return hp_slice_of(hp_json_is(value, HP_JSON_NUMBER) ? value->item.valuestring : NULL);
}

bool hp_json_boolean(const struct hp_json *value)
{
    return value != NULL && value->item.type == cJSON_True;
}

struct hp_slice hp_json_name(const struct hp_json *member)
{
    return hp_slice_of(member == NULL ? NULL : member->item.string);
}

const struct hp_json *hp_json_first(const struct hp_json *value)
{
    return value == NULL || !is_container(&value->item) ? NULL : hp_json_of(value->item.child);
}

const struct hp_json *hp_json_next(const struct hp_json *child)
{
    return child == NULL ? NULL : hp_json_of(child->item.next);
}

size_t hp_json_size(const struct hp_json *value)
{
    size_t size = 0;
    for (const struct hp_json *child = hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        size++;
    }
    return size;
}
