/* The operation under test, as data: loaded from an OpenAPI 3.1 document.
 *
 * Nothing else in the program repeats a field name or an enum value of the contract. Code that must
 * know what a field is for (the wrapper, the URL, the id) asks for its role; the document gives
 * roles with the extension `x-hookproof-role`. */
#ifndef HP_CONTRACT_CONTRACT_H
#define HP_CONTRACT_CONTRACT_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/limits.h"
#include "harness/base/slice.h"
#include "harness/contract/name_map.h"
#include "harness/contract/schema.h"

/* What a member is for. The names in the document are the lower-case words: "wrapper",
 * "data_models". */
enum hp_role {
    HP_ROLE_ROOT = 0, /* the whole body */
    HP_ROLE_WRAPPER,
    HP_ROLE_OPERATIONS,
    HP_ROLE_NAME,
    HP_ROLE_TYPE,
    HP_ROLE_DATA_MODELS,
    HP_ROLE_URL,
    HP_ROLE_HEADERS,
    HP_ROLE_ID,         /* response only */
    HP_ROLE_CREATED_AT, /* response only */
    HP_ROLE_COUNT
};

struct hp_enum {
    struct hp_slice values[HP_ENUM_VALUES_MAX]; /* unescaped, in document order */
    size_t count;
    struct hp_name_map names; /* index into `values` */
};

struct hp_contract {
    struct hp_slice title;
    struct hp_slice version;
    struct hp_slice method;     /* "POST" */
    struct hp_slice path;       /* with the server's prefix: "/v3/core/webhooks" */
    struct hp_slice media_type; /* of request and response */
    struct hp_slice key_field;  /* the header that carries the credential */
    int success_status;
    struct hp_slice
        names[HP_ROLE_COUNT]; /* member name of each role, unescaped; empty when there is none */
    struct hp_name_key keys[HP_ROLE_COUNT]; /* the same, to compare with names of a tree */
    struct hp_slice heads[HP_ROLE_COUNT];   /* the same as JSON text with its colon: `"name":` */
    enum hp_role
        request_order[HP_ROLE_COUNT]; /* members of the wrapper as the example orders them */
    size_t request_order_count;
    struct hp_enum types;
    struct hp_enum operations;
    struct hp_enum data_models;
    uint64_t
        operations_required_for; /* bit i: types.values[i] cannot go without operations; found by */
    uint64_t data_models_required_for;     /* asking the request schema, not by a list */
    size_t array_items_min[HP_ROLE_COUNT]; /* smallest accepted number of items for those types */
    struct hp_slice example_request;       /* pretty-printed, as documented */
    struct hp_slice example_response;
    struct hp_slice example_url; /* value of the url in the request example, unescaped */
    struct hp_slice example_name;
    const struct hp_schema *request;  /* with formats asserted */
    const struct hp_schema *response; /* of success_status; with formats asserted */
    uint64_t hash;                    /* of the document's bytes */
};

/* The document that was built into the program. */
struct hp_slice hp_contract_embedded(void);

/* Reads an OpenAPI 3.1 document with exactly one operation. `source` names it in messages
 * ("my.json"). HP_ERR_USAGE: not JSON (with line and column), not OpenAPI 3.1, a role that is
 * missing, an enum of over HP_ENUM_VALUES_MAX values, anything the schema compiler refuses. Free
 * with hp_contract_free. */
enum hp_status hp_contract_load(struct hp_slice text, const char *source, struct hp_contract **out,
                                struct hp_error *error) HP_MUST_CHECK;

/* The embedded contract when `path` is NULL, else the file. */
enum hp_status hp_contract_open(const char *path, struct hp_contract **out,
                                struct hp_error *error) HP_MUST_CHECK;
void hp_contract_free(struct hp_contract *contract);

/* The enum behind a role (types, operations, data_models), or NULL. */
const struct hp_enum *hp_contract_enum(const struct hp_contract *contract, enum hp_role role);
/* Index of `value` in the enum, or -1. */
int hp_enum_find(const struct hp_enum *set, struct hp_slice value);
/* "wrapper", "data_models": the word in the document. */
const char *hp_role_word(enum hp_role role);

#endif
