/* One request to a service with a planted defect, on its way through. */
#ifndef HP_SERVICE_DEFECTS_FLAWED_H
#define HP_SERVICE_DEFECTS_FLAWED_H

#include <pthread.h>

#include "harness/json/tree.h"
#include "harness/service/service.h"

struct hp_defect;
struct hp_flawed;

#define HP_AT(role)  (1u << HP_ROLE_##role)
#define HP_AT_ENUMS  (HP_AT(TYPE) | HP_AT(OPERATIONS) | HP_AT(DATA_MODELS))
#define HP_AT_ARRAYS (HP_AT(OPERATIONS) | HP_AT(DATA_MODELS))

/* What becomes of a string (unescaped) of this member; {NULL, 0}: it stays. */
typedef struct hp_slice hp_flawed_string(struct hp_flawed *call, enum hp_role role,
                                         struct hp_slice text);
/* JSON text that stands for this value, which is NULL for an absent member; {NULL, 0}: it stays;
 * "" (not NULL): no such member. */
typedef struct hp_slice hp_flawed_value(struct hp_flawed *call, enum hp_role role,
                                        const struct hp_json *value);

enum { HP_FLAWED_PARTS_MAX = 24, HP_FLAWED_LATEST_BYTES = 64 * 1024 };

/* What a defect remembers from one request to the next; behind a lock. */
struct hp_flawed_state {
    pthread_mutex_t lock;
    uint64_t requests; /* before this one */
    uint64_t created;
    uint64_t refused;                    /* in a row, just before */
    char latest[HP_FLAWED_LATEST_BYTES]; /* the body of the latest create */
    size_t latest_bytes;
};

struct hp_flawed {
    const struct hp_defect *defect;
    const struct hp_contract *contract;
    struct hp_slice api_key;
    struct hp_arena *arena;
    int64_t now_unix_ms;
    struct hp_flawed_state *state; /* locked while the defect's functions run */

    const struct hp_request *sent;
    struct hp_request request;                    /* as it is read */
    const struct hp_json *root;                   /* of `sent`; NULL: not JSON */
    const struct hp_json *members[HP_ROLE_COUNT]; /* of `sent`; NULL: absent */
    struct hp_slice read[HP_ROLE_COUNT];          /* JSON text read instead; see hp_flawed_value */
    struct hp_slice shown[HP_ROLE_COUNT];         /* JSON text to answer instead */

    struct hp_response response;
    /* Of a 200 with an object: its members, as JSON text without and with their quotes. */
    struct hp_flawed_part {
        struct hp_slice name; /* unescaped */
        struct hp_slice value;
    } parts[HP_FLAWED_PARTS_MAX];
    size_t part_count;
    const char *before, *after; /* round the object, for envelopes */
    bool parts_changed;
};

/* Memory of the call; helpers that are refused memory give {NULL, 0}, which changes nothing. */
struct hp_slice hp_flawed_keep(struct hp_flawed *call, struct hp_buf *buf); /* empties `buf` */
struct hp_slice hp_flawed_quoted(struct hp_flawed *call, struct hp_slice text);
struct hp_slice hp_flawed_json(struct hp_flawed *call, const struct hp_json *value);
struct hp_slice hp_flawed_printf(struct hp_flawed *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void hp_flawed_buf(struct hp_buf *buf);

/* A value that the contract takes, as JSON text. */
struct hp_slice hp_flawed_valid(struct hp_flawed *call, enum hp_role role);

/* The tree of any text; NULL when it is not JSON. */
const struct hp_json *hp_flawed_parse(struct hp_flawed *call, struct hp_slice text);

/* The member of the answer with this role; NULL: none. */
struct hp_flawed_part *hp_flawed_part(struct hp_flawed *call, enum hp_role role);

/* Sets, or adds, a field of the response; a NULL value removes it. */
void hp_flawed_set_field(struct hp_flawed *call, const char *name, struct hp_slice value);

/* Sets, or adds, a field of the request as it is read; {NULL, 0} removes all of this name. */
void hp_flawed_read_field(struct hp_flawed *call, struct hp_slice name, struct hp_slice value);

bool hp_flawed_created(const struct hp_flawed *call); /* the answer is a 2xx */

/* From a request to its answer. */
void hp_flawed_run(struct hp_flawed *call, struct hp_service *service);

#endif
