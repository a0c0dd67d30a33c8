/* The parts of the loader, in the order in which they run. For contract*.c and openapi*.c only. */
#ifndef HP_CONTRACT_OPENAPI_H
#define HP_CONTRACT_OPENAPI_H

#include "harness/contract/contract.h"

/* A value of the document and its place. */
struct hp_part {
    const struct hp_json *value;
    struct hp_slice pointer;
};

/* A contract and what it owns; the public struct comes first, so that one is the other. */
struct hp_loaded {
    struct hp_contract contract;
    struct hp_arena arena; /* the document's tree and all texts */
    struct hp_schema *request;
    struct hp_schema *response;
};

struct hp_loading {
    struct hp_loaded *loaded;
    const char *source;
    const struct hp_json *document;
    struct hp_error *error;
    struct hp_part request; /* the media type objects: schema and example */
    struct hp_part response;
    const struct hp_json *request_example;
    const struct hp_json *response_example;
};

/* HP_ERR_USAGE: "my.json: at "/paths": <complaint>". */
enum hp_status hp_loading_refuse(struct hp_loading *loading, struct hp_slice pointer,
                                 const char *format, ...) __attribute__((format(printf, 3, 4)));
enum hp_status hp_loading_nomem(struct hp_loading *loading);

/* The member `name` of `parent`, references followed. An absent one has no value. */
enum hp_status hp_part_child(struct hp_loading *loading, struct hp_part parent,
                             struct hp_slice name, struct hp_part *out) HP_MUST_CHECK;
/* The same; one that is absent or of another type is refused. */
enum hp_status hp_part_want(struct hp_loading *loading, struct hp_part parent, struct hp_slice name,
                            enum hp_json_type type, struct hp_part *out) HP_MUST_CHECK;
/* The only member of an object; `what` names it in the complaint about none or several. */
enum hp_status hp_part_only(struct hp_loading *loading, struct hp_part parent, const char *what,
                            struct hp_slice *name, struct hp_part *out) HP_MUST_CHECK;

/* openapi_operation.c: server, path, method, credential, media types, status, the two parts. */
enum hp_status hp_openapi_operation(struct hp_loading *loading) HP_MUST_CHECK;
/* openapi_schemas.c: compiles both schemas, finds the examples and holds them to the schemas. */
enum hp_status hp_openapi_schemas(struct hp_loading *loading) HP_MUST_CHECK;
/* openapi_roles.c: names and enums by role, the order of the example. */
enum hp_status hp_openapi_roles(struct hp_loading *loading) HP_MUST_CHECK;
/* openapi_probe.c: asks the request schema which types need their arrays, and how long. */
enum hp_status hp_openapi_probe(struct hp_loading *loading) HP_MUST_CHECK;

#endif
