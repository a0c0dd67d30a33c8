/* The body of the 200: the webhook as it was registered, with its id and time. */
#ifndef HP_SERVICE_ANSWER_H
#define HP_SERVICE_ANSWER_H

#include "harness/base/buf.h"
#include "harness/base/error.h"
#include "harness/service/id.h"
#include "harness/service/webhook.h"

/* The text before each member's value ("{\"id\":", ",\"headers\":"), made once. */
struct hp_answer {
    struct hp_buf heads[HP_ROLE_COUNT]; /* in the order of the answer; zeros behind each */
    enum hp_role roles[HP_ROLE_COUNT];
    enum hp_json_type types[HP_ROLE_COUNT]; /* of their values */
    size_t count;
    size_t frame_bytes; /* of an answer, without the values that come from the request */
};

/* HP_ERR_NOMEM, or HP_ERR_USAGE for a contract without a response member. Deinit in either case. */
enum hp_status hp_answer_init(struct hp_answer *answer, const struct hp_contract *contract,
                              struct hp_error *error) HP_MUST_CHECK;
void hp_answer_deinit(struct hp_answer *answer);

enum { HP_CREATED_AT_CHARS = 24 };

struct hp_answer_made {
    char id[HP_ID_CHARS]; /* made by the service; no request can set them (CWE-915) */
    char created_at[HP_CREATED_AT_CHARS + 1];
};

/* Compact JSON in `arena`; {NULL, 0} when memory is refused. `body_bytes` is the length of the
 * request's body, which bounds what is copied from it. */
struct hp_slice hp_answer_body(const struct hp_answer *answer, const struct hp_webhook *webhook,
                               const struct hp_answer_made *made, size_t body_bytes,
                               struct hp_arena *arena);

#endif
