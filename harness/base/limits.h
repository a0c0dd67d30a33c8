/* Every maximum of the program in one place, each with the reason for its number.
 *
 * A limit protects hookproof from its inputs (a contract, a body, a peer), so each is checked
 * before memory is spent. The static_asserts say how the limits depend on each other. */
#ifndef HP_BASE_LIMITS_H
#define HP_BASE_LIMITS_H

#include <assert.h>

enum {
    /* One message for a person: three terminal lines of 160 columns, rounded up. */
    HP_ERROR_BYTES = 512,

    /* Nesting of a JSON text. The contract's own documents nest 5 deep, the catalogue asks services
     * for 32; 512 leaves room for hostile answers and keeps every recursion under 128 KiB of stack.
     */
    HP_JSON_DEPTH_MAX = 512,
    /* cJSON refuses deeper than this at build time (CJSON_NESTING_LIMIT). */
    HP_CJSON_DEPTH_MAX = 1000,

    /* A response body that is read; more than this is a finding, not memory. */
    HP_RESPONSE_BODY_BYTES_MAX = 8 * 1024 * 1024,
    /* A response's header section: what nginx, Apache and Node allow is 8 to 64 KiB. */
    HP_RESPONSE_HEAD_BYTES_MAX = 256 * 1024,
    HP_RESPONSE_FIELDS_MAX = 256,

    /* A request body that a row may build: 100 MiB is the largest the catalogue names, plus a
       frame. */
    HP_REQUEST_BODY_BYTES_MAX = 101 * 1024 * 1024,

    /* A contract file or a schema: the default is 12 KiB; real OpenAPI documents reach several MiB.
     */
    HP_CONTRACT_BYTES_MAX = 32 * 1024 * 1024,
    /* Nodes of one compiled schema. */
    HP_SCHEMA_NODES_MAX = 100000,
    /* Nested applicators while validating, $ref cycles included. */
    HP_SCHEMA_DEPTH_MAX = 256,
    /* Violations kept for one instance; more are counted. */
    HP_VIOLATIONS_MAX = 64,
    /* A JSON Pointer as text. */
    HP_POINTER_BYTES = 256,

    /* Values of the contract's enums that a combination can hold as bits of a 64-bit set. */
    HP_ENUM_VALUES_MAX = 64,
    /* A case id: row, node, instance and combination with room for every order of three models. */
    HP_CASE_ID_BYTES = 384,

    /* Exchanges in flight; 16 saturate one thread on loopback, more helps only slow peers. */
    HP_CONNECTIONS_MAX = 1024,

    /* Parts that a run may be divided into. */
    HP_SHARDS_MAX = 1024,

    /* Groups of findings kept whole; beyond that only counted. */
    HP_GROUPS_MAX = 5000,
    /* Bytes of a request or response body that a report shows. */
    HP_EXCERPT_BYTES = 16 * 1024,

    /* A path with its NUL: Linux takes no longer one (PATH_MAX). */
    HP_PATH_BYTES = 4096,
    /* A folder's: the names of the files below it are of our own making and short. */
    HP_FOLDER_BYTES = HP_PATH_BYTES - 128,
};

static_assert(HP_JSON_DEPTH_MAX < HP_CJSON_DEPTH_MAX, "the scan refuses depth before cJSON does");
static_assert(HP_SCHEMA_DEPTH_MAX <= HP_JSON_DEPTH_MAX, "a schema is itself a JSON text");

#endif
