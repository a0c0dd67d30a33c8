/* One line for each id that came back. Must not judge the response: a wrong one may still have
 * created something. */
#include "harness/run/created.h"

#include <errno.h>

#include "harness/contract/format.h"
#include "harness/json/encode.h"

enum { LINE_BYTES_MAX = 64 * 1024 };

/* At the top, or in an envelope: a ledger that leaves ids out is worth little. */
static const struct hp_json *find_id(const struct hp_json *object, struct hp_slice name)
{
    enum { ENVELOPES_MAX = 2 };
    const struct hp_json *id = hp_json_member(object, name);
    for (int depth = 0; depth < ENVELOPES_MAX && id == NULL; depth++) {
        object = hp_json_member(object, HP_SLICE("data"));
        id = hp_json_member(object, name);
    }
    return id;
}

static enum hp_status note_reply(FILE *ledger, const struct hp_contract *contract,
                                 struct hp_slice case_id, const struct hp_response *response,
                                 int64_t received_unix_ms, struct hp_arena *arena,
                                 struct hp_error *error)
{
    if (response->status < 200 || response->status > 299 || response->body.len == 0) {
        return HP_OK;
    }
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    if (hp_json_parse(arena, response->body, &hp_json_limits_default, &scan, &root) != HP_OK) {
        return hp_error_nomem(error);
    }
    const struct hp_json *id = find_id(root, contract->names[HP_ROLE_ID]);
    if (id == NULL) {
        return HP_OK;
    }
    char at[25];
    hp_date_time_print(received_unix_ms, at);
    struct hp_buf line;
    hp_buf_init(&line, LINE_BYTES_MAX);
    hp_buf_text(&line, "{\"id\":");
    hp_json_encode(&line, id);
    hp_buf_text(&line, ",\"case\":");
    hp_json_encode_string(&line, case_id);
    hp_buf_printf(&line, ",\"at\":\"%s\"}\n", at);
    bool written = !line.failed && fwrite(line.bytes, 1, line.length, ledger) == line.length &&
                   fflush(ledger) == 0;
    int reason = errno;
    hp_buf_deinit(&line);
    return written
               ? HP_OK
               : hp_error_set(error, HP_ERR_IO, "cannot write the ledger of created webhooks: %s",
                              strerror(reason));
}

enum hp_status hp_created_note(FILE *ledger, const struct hp_contract *contract,
                               struct hp_slice case_id, const struct hp_exchange *exchange,
                               struct hp_arena *arena, struct hp_error *error)
{
    enum hp_status status = note_reply(ledger, contract, case_id, &exchange->response,
                                       exchange->received_unix_ms, arena, error);
    for (size_t i = 0; i < exchange->more_count && status == HP_OK; i++) {
        status = note_reply(ledger, contract, case_id, &exchange->more[i],
                            exchange->received_unix_ms, arena, error);
    }
    return status;
}
