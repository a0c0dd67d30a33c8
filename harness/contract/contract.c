/* Loads a contract: text to tree, then the parts of openapi.h in their order.
 *
 * Must not read OpenAPI itself, nor know the embedded document's content. */
#include "harness/contract/contract.h"

#include <errno.h>
#include <stdio.h>

#include "harness/base/alloc.h"
#include "harness/base/buf.h"
#include "harness/base/rng.h"
#include "harness/contract/openapi.h"

enum {
    /* Memory of a document's tree for each byte of its text: a value of two bytes ("1,") takes a
       node of some 100. */
    TREE_BYTES_A_BYTE = 128,
    TREE_BYTES_MIN = 4 * 1024 * 1024,
};

static const unsigned char embedded[] = {
#include "webhooks.openapi.inc"
};

struct hp_slice hp_contract_embedded(void)
{
    return (struct hp_slice){(const char *)embedded, sizeof(embedded)};
}

const char *hp_role_word(enum hp_role role)
{
    static const char *const words[HP_ROLE_COUNT] = {
        "root",        "wrapper", "operations", "name", "type",
        "data_models", "url",     "headers",    "id",   "created_at",
    };
    return role < HP_ROLE_COUNT ? words[role] : "";
}

const struct hp_enum *hp_contract_enum(const struct hp_contract *contract, enum hp_role role)
{
    switch (role) {
    case HP_ROLE_TYPE:
        return &contract->types;
    case HP_ROLE_OPERATIONS:
        return &contract->operations;
    case HP_ROLE_DATA_MODELS:
        return &contract->data_models;
    case HP_ROLE_ROOT:
    case HP_ROLE_WRAPPER:
    case HP_ROLE_NAME:
    case HP_ROLE_URL:
    case HP_ROLE_HEADERS:
    case HP_ROLE_ID:
    case HP_ROLE_CREATED_AT:
    case HP_ROLE_COUNT:
        return NULL;
    }
    return NULL;
}

int hp_enum_find(const struct hp_enum *set, struct hp_slice value)
{
    uint32_t index = hp_name_map_find(&set->names, value);
    return index < set->count ? (int)index : -1;
}

/* "my.json:12:7: want ',' or '}'". Columns count characters, as editors do. */
static enum hp_status refuse_syntax(struct hp_loading *loading, struct hp_slice text,
                                    const struct hp_json_scan *scan)
{
    if (scan->fault == HP_JSON_TOO_BIG) {
        return hp_error_set(loading->error, HP_ERR_LIMIT, "%s: more than %d bytes", loading->source,
                            HP_CONTRACT_BYTES_MAX);
    }
    size_t line = 1;
    size_t column = 1;
    for (size_t i = 0; i < scan->offset && i < text.len; i++) {
        if (text.at[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)text.at[i] & 0xC0) != 0x80) {
            column++;
        }
    }
    return hp_error_set(loading->error, HP_ERR_USAGE, "%s:%zu:%zu: want %s", loading->source, line,
                        column, scan->want);
}

/* The first object with two members of one name, depth first; false when there is none below. */
static bool find_duplicate(const struct hp_json *value, struct hp_pointer *pointer,
                           unsigned depth_left)
{
    size_t index = 0;
    bool in_object = hp_json_is(value, HP_JSON_OBJECT);
    for (const struct hp_json *child = hp_json_first(value); child != NULL && depth_left > 0;
         child = hp_json_next(child)) {
        size_t length = in_object ? hp_pointer_push_name(pointer, hp_json_name(child))
                                  : hp_pointer_push_index(pointer, index);
        if (in_object && hp_json_member_count(value, hp_json_name(child)) > 1) {
            return true;
        }
        if (find_duplicate(child, pointer, depth_left - 1)) {
            return true;
        }
        hp_pointer_pop(pointer, length);
        index++;
    }
    return false;
}

static enum hp_status parse(struct hp_loading *loading, struct hp_slice text)
{
    static const struct hp_json_limits limits = {.bytes_max = HP_CONTRACT_BYTES_MAX,
                                                 .depth_max = HP_JSON_DEPTH_MAX};
    struct hp_json_scan scan;
    if (hp_json_parse(&loading->loaded->arena, text, &limits, &scan, &loading->document) != HP_OK) {
        return hp_loading_nomem(loading);
    }
    if (loading->document == NULL) {
        return refuse_syntax(loading, text, &scan);
    }
    if ((scan.traits & HP_JSON_DUPLICATE) != 0) {
        struct hp_pointer pointer;
        hp_pointer_init(&pointer);
        (void)find_duplicate(loading->document, &pointer, HP_JSON_DEPTH_MAX);
        return hp_loading_refuse(loading, (struct hp_slice){pointer.text, pointer.length},
                                 "the member occurs more than once");
    }
    return HP_OK;
}

static enum hp_status load(struct hp_loading *loading, struct hp_slice text)
{
    enum hp_status status = parse(loading, text);
    if (status == HP_OK) {
        status = hp_openapi_operation(loading);
    }
    if (status == HP_OK) {
        status = hp_openapi_schemas(loading);
    }
    if (status == HP_OK) {
        status = hp_openapi_roles(loading);
    }
    if (status == HP_OK) {
        status = hp_openapi_probe(loading);
    }
    return status;
}

enum hp_status hp_contract_load(struct hp_slice text, const char *source, struct hp_contract **out,
                                struct hp_error *error)
{
    *out = NULL;
    struct hp_loaded *loaded = hp_calloc(1, sizeof(*loaded));
    if (loaded == NULL) {
        return hp_error_nomem(error);
    }
    size_t counted = text.len > HP_CONTRACT_BYTES_MAX ? HP_CONTRACT_BYTES_MAX : text.len;
    hp_arena_init(&loaded->arena, TREE_BYTES_MIN + counted * TREE_BYTES_A_BYTE);
    loaded->contract.hash = hp_hash(HP_HASH_BASIS, text);
    struct hp_loading loading = {.loaded = loaded, .source = source, .error = error};
    enum hp_status status = load(&loading, text);
    if (status != HP_OK) {
        hp_contract_free(&loaded->contract);
        return status;
    }
    *out = &loaded->contract;
    return HP_OK;
}

static enum hp_status read_file(FILE *file, const char *path, struct hp_buf *text,
                                struct hp_error *error)
{
    enum { CHUNK_BYTES = 64 * 1024 };
    for (;;) {
        if (!hp_buf_reserve(text, CHUNK_BYTES)) {
            return text->length + CHUNK_BYTES > text->bytes_max
                       ? hp_error_set(error, HP_ERR_LIMIT, "%s: more than %d bytes", path,
                                      HP_CONTRACT_BYTES_MAX)
                       : hp_error_nomem(error);
        }
        size_t count = fread(text->bytes + text->length, 1, CHUNK_BYTES, file);
        text->length += count;
        if (ferror(file)) {
            return hp_error_set(error, HP_ERR_IO, "%s: cannot be read: %s", path, strerror(errno));
        }
        if (count < CHUNK_BYTES) {
            return HP_OK;
        }
    }
}

enum hp_status hp_contract_open(const char *path, struct hp_contract **out, struct hp_error *error)
{
    if (path == NULL) {
        return hp_contract_load(hp_contract_embedded(), "the built-in contract", out, error);
    }
    *out = NULL;
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return hp_error_set(error, HP_ERR_IO, "%s: cannot be opened: %s", path, strerror(errno));
    }
    struct hp_buf text;
    hp_buf_init(&text, (size_t)HP_CONTRACT_BYTES_MAX + 64 * 1024);
    enum hp_status status = read_file(file, path, &text, error);
    (void)fclose(file);
    if (status == HP_OK) {
        status = hp_contract_load(hp_buf_view(&text), path, out, error);
    }
    hp_buf_deinit(&text);
    return status;
}

void hp_contract_free(struct hp_contract *contract)
{
    if (contract == NULL) {
        return;
    }
    struct hp_loaded *loaded = (struct hp_loaded *)contract;
    hp_schema_free(loaded->request);
    hp_schema_free(loaded->response);
    hp_arena_deinit(&loaded->arena);
    hp_free(loaded);
}
