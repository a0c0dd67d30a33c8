/* One line for each id that came back. Must not judge the response: a wrong one may still have
 * created something. */
#include "harness/run/created.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "harness/base/alloc.h"
#include "harness/base/file.h"
#include "harness/contract/format.h"
#include "harness/json/encode.h"

/* The lines of one batch of exchanges; an id is as long as the server likes. */
enum { PENDING_BYTES_MAX = 64 * 1024 * 1024 };

struct hp_created {
    int descriptor;
    struct hp_buf pending;
    size_t lines;       /* in it */
    int64_t at_unix_ms; /* of the text below; many webhooks are created in one millisecond */
    char at[25];
};

static enum hp_status cannot(struct hp_error *error, const char *what, int reason)
{
    return hp_error_set(error, HP_ERR_IO, "cannot %s the ledger of created webhooks: %s", what,
                        strerror(reason));
}

/* False when the file ends inside a line. */
static bool ends_whole(int descriptor)
{
    char last = '\n';
    off_t end = lseek(descriptor, 0, SEEK_END);
    return end <= 0 || pread(descriptor, &last, 1, end - 1) != 1 || last == '\n';
}

enum hp_status hp_created_open(const char *path, struct hp_created **out, struct hp_error *error)
{
    struct hp_created *created = hp_calloc(1, sizeof(*created));
    if (created == NULL) {
        return hp_error_nomem(error);
    }
    hp_buf_init(&created->pending, PENDING_BYTES_MAX);
    created->descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (created->descriptor < 0) {
        int reason = errno;
        hp_free(created);
        return hp_error_set(error, HP_ERR_IO, "cannot write %s: %s", path, strerror(reason));
    }
    if (!ends_whole(created->descriptor)) {
        hp_buf_char(&created->pending, '\n');
    }
    *out = created;
    return HP_OK;
}

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

static enum hp_status note_reply(struct hp_created *created, const struct hp_contract *contract,
                                 struct hp_slice case_id, const struct hp_response *response,
                                 const struct hp_json *answer, int64_t received_unix_ms,
                                 struct hp_arena *arena, struct hp_error *error)
{
    if (response->status < 200 || response->status > 299 || response->body.len == 0) {
        return HP_OK;
    }
    struct hp_json_scan scan;
    if (answer == NULL &&
        hp_json_parse(arena, response->body, &hp_json_limits_default, &scan, &answer) != HP_OK) {
        return hp_error_nomem(error);
    }
    const struct hp_json *id = find_id(answer, contract->names[HP_ROLE_ID]);
    if (id == NULL) {
        return HP_OK;
    }
    if (received_unix_ms != created->at_unix_ms || created->at[0] == '\0') {
        hp_date_time_print(received_unix_ms, created->at);
        created->at_unix_ms = received_unix_ms;
    }
    struct hp_buf *line = &created->pending;
    hp_buf_text(line, "{\"id\":");
    if (hp_json_is(id, HP_JSON_STRING)) {
        hp_json_encode_string(line, hp_json_string(id));
    } else {
        hp_json_encode(line, id);
    }
    hp_buf_text(line, ",\"case\":");
    hp_json_encode_string(line, case_id);
    hp_buf_text(line, ",\"at\":\"");
    hp_buf_append(line, created->at, sizeof(created->at) - 1);
    hp_buf_text(line, "\"}\n");
    created->lines++;
    return line->failed ? hp_error_nomem(error) : HP_OK;
}

enum hp_status hp_created_note(struct hp_created *created, const struct hp_contract *contract,
                               struct hp_slice case_id, const struct hp_exchange *exchange,
                               const struct hp_json *answer, struct hp_arena *arena,
                               struct hp_error *error)
{
    if (created == NULL) {
        return HP_OK;
    }
    enum hp_status status = note_reply(created, contract, case_id, &exchange->response, answer,
                                       exchange->received_unix_ms, arena, error);
    for (size_t i = 0; i < exchange->more_count && status == HP_OK; i++) {
        status = note_reply(created, contract, case_id, &exchange->more[i], NULL,
                            exchange->received_unix_ms, arena, error);
    }
    return status;
}

static enum hp_status flush(struct hp_created *created, struct hp_error *error)
{
    if (created->pending.length == 0) {
        return HP_OK;
    }
    bool written = hp_file_put(created->descriptor, hp_buf_view(&created->pending));
    int reason = errno;
    hp_buf_clear(&created->pending);
    created->lines = 0;
    return written ? HP_OK : cannot(error, "write", reason);
}

enum hp_status hp_created_settle(struct hp_created *created, bool now, struct hp_error *error)
{
    bool due = created != NULL && (now || created->lines >= HP_CREATED_LINES_MAX);
    return due ? flush(created, error) : HP_OK;
}

bool hp_created_waits(const struct hp_created *created)
{
    return created != NULL && created->lines > 0;
}

enum hp_status hp_created_close(struct hp_created *created, struct hp_error *error)
{
    if (created == NULL) {
        return HP_OK;
    }
    enum hp_status status = flush(created, error);
    if (close(created->descriptor) != 0 && status == HP_OK) {
        status = cannot(error, "close", errno);
    }
    hp_buf_deinit(&created->pending);
    hp_free(created);
    return status;
}
