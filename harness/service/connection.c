/* Between libmicrohttpd's callbacks and the service's one call. The memory of a connection is kept
 * from request to request, so that a steady client costs no allocation here. Must not judge what
 * the service judges. */
#include "harness/service/connection.h"

#include <time.h>

#include "harness/base/alloc.h"
#include "harness/base/buf.h"
#include "harness/service/framing.h"

enum {
    /* A target that libmicrohttpd could read at all fits; the service's own limit is far below. */
    TARGET_BYTES_MAX = 1024 * 1024,
    /* A request's fields, its parsed body (about 30 bytes a byte at worst) and its answer. */
    ARENA_BYTES_MAX = 64 * 1024 * 1024,
    FIELD_VALUE_BYTES_MAX = 4096
};

/* What is read and thrown away of a body that is too large, so that the client can finish sending
 * and read the 413 instead of a reset: a little over the largest body of the catalogue. */
static const uint64_t discarded_bytes_max = UINT64_C(128) * 1024 * 1024;

struct connection {
    struct hp_arena arena;
    struct hp_buf target;
    struct hp_buf body;
    uint64_t discarded_bytes;
    uintptr_t target_start; /* where the library keeps the target; see is_whole_target */
    bool begun;             /* the header section was seen */
};

void hp_connection_notify(void *cls, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    const struct hp_connection_scope *scope = cls;
    (void)connection;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        struct connection *memory = hp_calloc(1, sizeof(*memory));
        if (memory != NULL) {
            hp_arena_init(&memory->arena, ARENA_BYTES_MAX);
            hp_buf_init(&memory->target, TARGET_BYTES_MAX);
            hp_buf_init(&memory->body, scope->body_bytes_max);
        }
        *socket_context = memory;
        return;
    }
    struct connection *memory = *socket_context;
    if (memory != NULL) {
        hp_arena_deinit(&memory->arena);
        hp_buf_deinit(&memory->target);
        hp_buf_deinit(&memory->body);
        hp_free(memory);
        *socket_context = NULL;
    }
}

void *hp_connection_begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
    struct hp_connection_scope *scope = cls;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    atomic_fetch_add(&scope->under_way, 1);
    struct connection *memory = info == NULL ? NULL : info->socket_context;
    if (memory != NULL) {
        hp_arena_reset(&memory->arena);
        hp_buf_clear(&memory->target);
        hp_buf_clear(&memory->body);
        memory->discarded_bytes = 0;
        memory->begun = false;
        memory->target_start = (uintptr_t)uri;
        hp_buf_text(&memory->target, uri);
    }
    return memory;
}

void hp_connection_end(void *cls, struct MHD_Connection *connection, void **request_context,
                       enum MHD_RequestTerminationCode code)
{
    struct hp_connection_scope *scope = cls;
    (void)connection;
    (void)code;
    *request_context = NULL;
    atomic_fetch_sub(&scope->under_way, 1);
}

struct field_list {
    struct hp_field *fields;
    size_t count;
};

static enum MHD_Result append_field(void *cls, enum MHD_ValueKind kind, const char *name,
                                    size_t name_bytes, const char *value, size_t value_bytes)
{
    struct field_list *list = cls;
    (void)kind;
    list->fields[list->count++] = (struct hp_field){
        {name, name_bytes}, {value == NULL ? "" : value, value == NULL ? 0 : value_bytes}};
    return MHD_YES;
}

/* The header section in its order, duplicates included; trailers have no say (RFC 9110 6.5.1).
 * False when memory is refused. */
static bool list_fields(struct MHD_Connection *connection, struct hp_arena *arena,
                        struct field_list *out)
{
    int count = MHD_get_connection_values_n(connection, MHD_HEADER_KIND, NULL, NULL);
    *out = (struct field_list){0};
    if (count <= 0) {
        return count == 0;
    }
    out->fields = hp_arena_take(arena, (size_t)count * sizeof(out->fields[0]));
    return out->fields != NULL &&
           MHD_get_connection_values_n(connection, MHD_HEADER_KIND, append_field, out) == count;
}

static bool add_fields(struct MHD_Response *to, const struct hp_response *from, bool close)
{
    for (size_t i = 0; i < from->field_count; i++) {
        char name[FIELD_VALUE_BYTES_MAX];
        char value[FIELD_VALUE_BYTES_MAX];
        const struct hp_field *field = &from->fields[i];
        if (field->name.len >= sizeof(name) || field->value.len >= sizeof(value)) {
            return false;
        }
        memcpy(name, field->name.at, field->name.len);
        memcpy(value, field->value.at, field->value.len);
        name[field->name.len] = '\0';
        value[field->value.len] = '\0';
        if (MHD_add_response_header(to, name, value) != MHD_YES) {
            return false;
        }
    }
    return !close || MHD_add_response_header(to, "Connection", "close") == MHD_YES;
}

/* MHD_NO, which closes the connection, only when memory is refused. */
static enum MHD_Result send_response(struct MHD_Connection *connection,
                                     const struct hp_response *response, bool close)
{
    /* The library takes a pointer without const and does not write through it in this mode. */
    union {
        const char *ours;
        void *theirs;
    } body = {.ours = response->body.at};
    struct MHD_Response *reply =
        MHD_create_response_from_buffer(response->body.len, body.theirs, MHD_RESPMEM_PERSISTENT);
    if (reply == NULL) {
        return MHD_NO;
    }
    enum MHD_Result result = MHD_NO;
    if (add_fields(reply, response, close)) {
        result = MHD_queue_response(connection, (unsigned)response->status, reply);
    }
    MHD_destroy_response(reply);
    return result;
}

static enum MHD_Result send_fault(struct MHD_Connection *connection, enum hp_framing fault)
{
    struct hp_response response;
    hp_framing_reply(fault, &response);
    return send_response(connection, &response, true);
}

/* The library hands the target over as a C string, so a NUL in it would cut it short and
 * "/v3/core/webhooks\0x" would be served. But target and version lie in one request line with a
 * blank between them: when the version starts further behind, there is more to the target than was
 * seen. Nothing is concluded when the version lies elsewhere. */
static bool is_whole_target(const struct connection *memory, const char *version)
{
    uintptr_t end = memory->target_start + memory->target.length + 1;
    uintptr_t start = (uintptr_t)version;
    return start <= end || start - end > TARGET_BYTES_MAX;
}

/* The header section is there, the body is not: the last moment to refuse without reading on. */
static enum MHD_Result begin_body(struct MHD_Connection *connection, struct connection *memory,
                                  const char *version)
{
    struct field_list list;
    memory->begun = true;
    if (!list_fields(connection, &memory->arena, &list)) {
        return MHD_NO;
    }
    if (!is_whole_target(memory, version)) {
        return send_fault(connection, HP_FRAMING_BAD_TARGET);
    }
    enum hp_framing fault = hp_framing_judge(
        list.fields, list.count, hp_slice_is(HP_SLICE("HTTP/1.1"), version), discarded_bytes_max);
    return fault == HP_FRAMING_SOUND ? MHD_YES : send_fault(connection, fault);
}

static enum MHD_Result collect_body(struct connection *memory, struct hp_slice part)
{
    hp_buf_slice(&memory->body, part);
    if (memory->body.failed) {
        memory->discarded_bytes += part.len;
    }
    return memory->discarded_bytes > discarded_bytes_max ? MHD_NO : MHD_YES;
}

static int64_t now_unix_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum MHD_Result answer(const struct hp_connection_scope *scope,
                              struct MHD_Connection *connection, struct connection *memory,
                              struct hp_slice method)
{
    struct field_list list;
    struct hp_response response;
    if (memory->body.failed) {
        return send_fault(connection, HP_FRAMING_TOO_LARGE);
    }
    if (!list_fields(connection, &memory->arena, &list)) {
        return MHD_NO;
    }
    /* HEAD is answered as GET; the library leaves the content out and keeps its length. */
    const struct hp_request request = {
        .method = hp_slice_is(method, "HEAD") ? HP_SLICE("GET") : method,
        .target = hp_buf_view(&memory->target),
        .fields = list.fields,
        .field_count = list.count,
        .body = hp_buf_view(&memory->body),
        .has_body = hp_framing_has_body(list.fields, list.count),
    };
    hp_service_handle(scope->service, &request, now_unix_ms(), &memory->arena, &response);
    /* Where no body was announced, what follows may be one all the same. */
    return send_response(connection, &response, response.status == 411);
}

enum MHD_Result hp_connection_handle(void *cls, struct MHD_Connection *connection, const char *url,
                                     const char *method, const char *version,
                                     const char *upload_data, size_t *upload_bytes,
                                     void **request_context)
{
    const struct hp_connection_scope *scope = cls;
    struct connection *memory = *request_context;
    (void)url; /* cut and decoded: the raw target was kept by hp_connection_begin */
    if (memory == NULL || memory->target.failed) {
        return MHD_NO;
    }
    if (!memory->begun) {
        return begin_body(connection, memory, version);
    }
    if (*upload_bytes > 0) {
        struct hp_slice part = {upload_data, *upload_bytes};
        *upload_bytes = 0;
        return collect_body(memory, part);
    }
    return answer(scope, connection, memory, hp_slice_of(method));
}
