/* Cases to journal lines and back. Must not judge, count or group. */
#include "harness/run/record.h"

#include "harness/base/base64.h"
#include "harness/base/utf8.h"
#include "harness/check/visible.h"
#include "harness/json/encode.h"
#include "harness/json/number.h"
#include "harness/run/mask.h"

static struct hp_slice cut(struct hp_slice text)
{
    text.len = text.len > HP_EXCERPT_BYTES ? HP_EXCERPT_BYTES : text.len;
    return text;
}

static struct hp_slice row_of(struct hp_slice id)
{
    const char *at = id.len == 0 ? NULL : memchr(id.at, '@', id.len);
    return at == NULL ? id : (struct hp_slice){id.at, (size_t)(at - id.at)};
}

/* What may not be written: the key, and what a case sent in its place that tells half of it. */
struct secrets {
    struct hp_slice key, near;
    struct hp_arena *arena;
};

static struct hp_slice hide_line(const struct secrets *secrets, struct hp_slice line)
{
    line = hp_mask_line(line, secrets->key, secrets->arena);
    return hp_mask_line(line, secrets->near, secrets->arena);
}

/* Masked before the cut, which might else leave the first part of a key. */
static struct hp_slice hide_excerpt(const struct secrets *secrets, struct hp_slice text)
{
    size_t enough = HP_EXCERPT_BYTES + secrets->key.len + secrets->near.len;
    text.len = text.len > enough ? enough : text.len;
    text = hp_mask(text, secrets->key, secrets->arena);
    return cut(hp_mask(text, secrets->near, secrets->arena));
}

static struct secrets secrets_of(const struct hp_case *kase, struct hp_slice key,
                                 struct hp_arena *arena)
{
    struct secrets secrets = {key, {"", 0}, arena};
    const struct hp_contract *contract = kase->build.contract;
    const struct hp_field *sent =
        contract == NULL
            ? NULL
            : hp_field_find(kase->request.fields, kase->request.field_count, contract->key_field);
    if (sent != NULL && !hp_slice_equal(sent->value, key) &&
        !hp_slice_equal(hp_mask_near(sent->value, key), sent->value)) {
        secrets.near = sent->value;
    }
    return secrets;
}

/* What a check saw is told in lines that quote the target. False: out of memory. */
static bool hide_observations(const struct secrets *secrets, struct hp_case_record *record)
{
    struct hp_observation *masked =
        hp_arena_take(secrets->arena, record->observation_count * sizeof(*masked));
    if (masked == NULL) {
        return false;
    }
    for (size_t i = 0; i < record->observation_count; i++) {
        masked[i] = record->observations[i];
        masked[i].where = hide_line(secrets, masked[i].where);
        masked[i].expected = hide_line(secrets, masked[i].expected);
        masked[i].actual = hide_line(secrets, masked[i].actual);
    }
    record->observations = masked;
    return true;
}

/* NULL only when memory is refused. */
static const struct hp_field *hide_fields(const struct secrets *secrets,
                                          const struct hp_field *fields, size_t count)
{
    fields = hp_mask_fields(fields, count, secrets->key, secrets->arena);
    return fields == NULL ? NULL : hp_mask_fields(fields, count, secrets->near, secrets->arena);
}

enum hp_status hp_record_fill(const struct hp_case *kase, const struct hp_exchange *exchange,
                              const struct hp_judgement *judgement, struct hp_slice api_key,
                              struct hp_arena *arena, struct hp_case_record *record)
{
    *record = (struct hp_case_record){
        .id = kase->id,
        .row = row_of(kase->id),
        .index = kase->index,
        .verdict = judgement->verdict,
        .end = exchange->end,
        .status = exchange->response.status,
        .duration_us = exchange->duration_us,
        .checks_applied = judgement->checks_applied,
        .checks_broken = judgement->checks_broken,
        .reason = hp_slice_of(judgement->reason),
        .observations = judgement->observations,
        .observation_count = judgement->observation_count,
    };
    /* Most cases have nothing in their record that could tell a key. */
    if (judgement->observation_count == 0 && record->reason.len == 0) {
        return HP_OK;
    }
    struct secrets secrets = secrets_of(kase, api_key, arena);
    record->reason = hide_line(&secrets, record->reason);
    if (judgement->observation_count == 0) {
        return HP_OK;
    }
    const struct hp_request *request = &kase->request;
    const struct hp_response *response = &exchange->response;
    record->why = hide_line(&secrets, kase->why);
    record->end_note = hide_line(&secrets, hp_slice_of(exchange->note));
    record->request = *request;
    record->request_body_bytes = request->body.len;
    record->request.body = hide_excerpt(&secrets, request->body);
    record->request.target = hide_excerpt(&secrets, request->target);
    record->request.method = hide_excerpt(&secrets, request->method);
    record->request.fields = hide_fields(&secrets, request->fields, request->field_count);
    record->response = *response;
    record->response_body_bytes = response->body.len;
    record->response.body = hide_excerpt(&secrets, response->body);
    record->response.fields = hide_fields(&secrets, response->fields, response->field_count);
    bool lost = !hide_observations(&secrets, record) ||
                (record->request.fields == NULL && record->request.field_count > 0) ||
                (record->response.fields == NULL && record->response.field_count > 0);
    return lost ? HP_ERR_NOMEM : HP_OK;
}

static void write_name(struct hp_buf *out, const char *name)
{
    bool first = out->length > 0 && out->bytes[out->length - 1] == '{';
    hp_buf_text(out, first ? "\"" : ",\"");
    hp_buf_text(out, name);
}

void hp_record_write_text(struct hp_buf *out, const char *name, struct hp_slice text)
{
    write_name(out, name);
    if (hp_utf8_valid(text) && (text.len == 0 || memchr(text.at, 0, text.len) == NULL)) {
        hp_buf_text(out, "\":");
        hp_visible_encode_string(out, text);
        return;
    }
    hp_buf_text(out, "_base64\":\"");
    hp_base64_encode(out, text);
    hp_buf_char(out, '"');
}

/* `head` is `,"name":`. No number opens an object. Inlined, so that the length of the head is
 * known.
 */
static inline __attribute__((always_inline)) void write_number(struct hp_buf *out,
                                                               struct hp_slice head, uint64_t value)
{
    hp_buf_slice(out, head);
    hp_buf_u64(out, value);
}

void hp_record_write_fields(struct hp_buf *out, const struct hp_field *fields, size_t count)
{
    /* A block of 10,000 fields is one row's whole point; a report needs no more than its start. */
    size_t shown = count > HP_RESPONSE_FIELDS_MAX ? HP_RESPONSE_FIELDS_MAX : count;
    hp_buf_text(out, ",\"headers\":[");
    for (size_t i = 0; i < shown; i++) {
        hp_buf_text(out, i == 0 ? "{" : ",{");
        hp_record_write_text(out, "name", cut(fields[i].name));
        hp_record_write_text(out, "value", cut(fields[i].value));
        hp_buf_char(out, '}');
    }
    hp_buf_char(out, ']');
}

void hp_record_write_body(struct hp_buf *out, struct hp_slice body, size_t full_bytes)
{
    hp_record_write_text(out, "body", body);
    write_number(out, HP_SLICE(",\"body_bytes\":"), full_bytes);
}

static void write_transfer(struct hp_buf *out, const struct hp_transfer *transfer)
{
    if (transfer->chunked) {
        write_number(out, HP_SLICE(",\"chunk_bytes\":"), transfer->chunk_bytes);
    }
    if (transfer->write_bytes != 0) {
        write_number(out, HP_SLICE(",\"write_bytes\":"), transfer->write_bytes);
    }
    hp_buf_text(out, transfer->expect_continue ? ",\"expect_continue\":true" : "");
    hp_buf_text(out, transfer->fresh_connection ? ",\"fresh_connection\":true" : "");
    hp_buf_text(out, transfer->keep_alive_reuse ? ",\"keep_alive_reuse\":true" : "");
}

static void write_observed(struct hp_buf *out, const struct hp_case_record *record)
{
    hp_record_write_text(out, "why", record->why);
    hp_buf_text(out, ",\"broken\":[");
    for (size_t i = 0; i < record->observation_count; i++) {
        const struct hp_observation *observation = &record->observations[i];
        hp_buf_text(out, i == 0 ? "{\"check\":\"" : ",{\"check\":\"");
        hp_buf_text(out, observation->check);
        hp_buf_text(out, "\",\"level\":\"");
        hp_buf_text(out, hp_level_name(observation->level));
        hp_buf_char(out, '"');
        hp_record_write_text(out, "clause", hp_slice_of(observation->clause));
        hp_record_write_text(out, "where", observation->where);
        hp_record_write_text(out, "expected", observation->expected);
        hp_record_write_text(out, "actual", observation->actual);
        hp_buf_char(out, '}');
    }
    hp_buf_text(out, "],\"request\":{\"has_body\":");
    hp_buf_text(out, record->request.has_body ? "true" : "false");
    hp_record_write_text(out, "method", record->request.method);
    hp_record_write_text(out, "target", record->request.target);
    hp_record_write_fields(out, record->request.fields, record->request.field_count);
    hp_record_write_body(out, record->request.body, record->request_body_bytes);
    write_transfer(out, &record->request.transfer);
    hp_buf_text(out, "},\"response\":{\"status\":");
    hp_buf_u64(out, (uint64_t)record->status);
    write_number(out, HP_SLICE(",\"http_version\":"), (uint64_t)record->response.http_version);
    hp_record_write_fields(out, record->response.fields, record->response.field_count);
    hp_record_write_body(out, record->response.body, record->response_body_bytes);
    hp_buf_char(out, '}');
    if (record->end_note.len > 0) {
        hp_record_write_text(out, "end_note", record->end_note);
    }
}

void hp_record_write(struct hp_buf *out, const struct hp_case_record *record)
{
    if (record->canary) {
        hp_buf_text(out, "{\"kind\":\"canary\",\"id\":");
    } else {
        hp_buf_text(out, "{\"kind\":\"case\",\"id\":");
    }
    hp_json_encode_string(out, record->id);
    write_number(out, HP_SLICE(",\"index\":"), record->index);
    hp_buf_text(out, ",\"verdict\":\"");
    hp_buf_text(out, hp_verdict_name(record->verdict));
    hp_buf_char(out, '"');
    write_number(out, HP_SLICE(",\"status\":"), (uint64_t)record->status);
    if (record->end != HP_END_RESPONSE) {
        write_number(out, HP_SLICE(",\"end\":"), (uint64_t)record->end);
    }
    write_number(out, HP_SLICE(",\"us\":"), record->duration_us);
    if (record->attempts > 1) {
        write_number(out, HP_SLICE(",\"attempts\":"), record->attempts);
        write_number(out, HP_SLICE(",\"reproduced\":"), record->reproduced);
    }
    hp_buf_text(out, ",\"checks\":\"");
    hp_buf_hex(out, record->checks_applied, 16);
    hp_buf_char(out, '"');
    if (record->reason.len > 0) {
        hp_record_write_text(out, "reason", record->reason);
    }
    if (record->observation_count > 0) {
        hp_buf_text(out, ",\"checks_broken\":\"");
        hp_buf_hex(out, record->checks_broken, 16);
        hp_buf_char(out, '"');
        write_observed(out, record);
    }
    hp_buf_text(out, "}\n");
}

/* Reading: the first missing or wrong member is kept, so that the code below reads as a list. */
struct reader {
    struct hp_arena *arena;
    const char *bad;
};

static struct hp_slice member_text(struct reader *reader, const struct hp_json *object,
                                   const char *name, const char *name_base64)
{
    const struct hp_json *plain = hp_json_member(object, hp_slice_of(name));
    if (hp_json_is(plain, HP_JSON_STRING)) {
        return hp_json_string(plain);
    }
    const struct hp_json *coded = hp_json_member(object, hp_slice_of(name_base64));
    struct hp_slice bytes;
    if (hp_json_is(coded, HP_JSON_STRING) &&
        hp_base64_decode(hp_json_string(coded), reader->arena, &bytes)) {
        return bytes;
    }
    reader->bad = reader->bad == NULL ? name : reader->bad;
    return (struct hp_slice){"", 0};
}

static bool has(const struct hp_json *object, const char *name)
{
    return hp_json_member(object, hp_slice_of(name)) != NULL;
}

/* Empty when there is neither form of it. */
static struct hp_slice optional_text(struct reader *reader, const struct hp_json *object,
                                     const char *name, const char *name_base64)
{
    bool there = has(object, name) || has(object, name_base64);
    return there ? member_text(reader, object, name, name_base64) : (struct hp_slice){"", 0};
}

/* One word of our own, which is never in base64. */
static struct hp_slice member_word(struct reader *reader, const struct hp_json *object,
                                   const char *name)
{
    struct hp_slice word = hp_json_string(hp_json_member(object, hp_slice_of(name)));
    if (word.len == 0) {
        reader->bad = reader->bad == NULL ? name : reader->bad;
    }
    return word;
}

static bool flag(const struct hp_json *object, const char *name)
{
    return hp_json_boolean(hp_json_member(object, hp_slice_of(name)));
}

static uint64_t member_number(struct reader *reader, const struct hp_json *object, const char *name)
{
    unsigned long long value = 0;
    const struct hp_json *member = hp_json_member(object, hp_slice_of(name));
    if (!hp_json_is(member, HP_JSON_NUMBER) || !hp_number_to_u64(hp_json_number(member), &value)) {
        reader->bad = reader->bad == NULL ? name : reader->bad;
    }
    return value;
}

static int member_status(struct reader *reader, const struct hp_json *line)
{
    uint64_t status = member_number(reader, line, "status");
    if (status > 999) {
        reader->bad = reader->bad == NULL ? "status" : reader->bad;
        return 0;
    }
    return (int)status;
}

static uint64_t member_bits(struct reader *reader, const struct hp_json *object, const char *name)
{
    struct hp_slice text = hp_json_string(hp_json_member(object, hp_slice_of(name)));
    uint64_t bits = 0;
    bool good = text.len == 16;
    for (size_t i = 0; good && i < text.len; i++) {
        const char *digit = strchr("0123456789abcdef", text.at[i]);
        good = digit != NULL && *digit != '\0';
        bits = good ? bits << 4 | (uint64_t)(digit - strchr("0123456789abcdef", '0')) : 0;
    }
    if (!good) {
        reader->bad = reader->bad == NULL ? name : reader->bad;
    }
    return bits;
}

static const struct hp_field *read_fields(struct reader *reader, const struct hp_json *message,
                                          size_t *count)
{
    const struct hp_json *list = hp_json_member(message, HP_SLICE("headers"));
    *count = hp_json_size(list);
    struct hp_field *fields = hp_arena_take(reader->arena, (*count + 1) * sizeof(*fields));
    if (fields == NULL || !hp_json_is(list, HP_JSON_ARRAY)) {
        reader->bad = "headers";
        *count = 0;
        return NULL;
    }
    size_t i = 0;
    for (const struct hp_json *item = hp_json_first(list); item != NULL;
         item = hp_json_next(item)) {
        fields[i].name = member_text(reader, item, "name", "name_base64");
        fields[i++].value = member_text(reader, item, "value", "value_base64");
    }
    return fields;
}

static enum hp_level level_of(struct reader *reader, struct hp_slice word)
{
    for (int level = HP_MUST; level <= HP_MAY; level++) {
        if (hp_slice_is(word, hp_level_name((enum hp_level)level))) {
            return (enum hp_level)level;
        }
    }
    reader->bad = reader->bad == NULL ? "level" : reader->bad;
    return HP_MAY;
}

static void read_broken(struct reader *reader, const struct hp_json *line,
                        struct hp_case_record *record)
{
    const struct hp_json *list = hp_json_member(line, HP_SLICE("broken"));
    size_t count = hp_json_size(list);
    struct hp_observation *items = hp_arena_take(reader->arena, (count + 1) * sizeof(*items));
    if (items == NULL || count > HP_OBSERVATIONS_MAX || !hp_json_is(list, HP_JSON_ARRAY)) {
        reader->bad = "broken";
        return;
    }
    size_t i = 0;
    for (const struct hp_json *item = hp_json_first(list); item != NULL;
         item = hp_json_next(item)) {
        items[i++] = (struct hp_observation){
            .check = hp_arena_copy(reader->arena, member_word(reader, item, "check")).at,
            .level = level_of(reader, member_word(reader, item, "level")),
            .clause = hp_arena_copy(reader->arena, member_word(reader, item, "clause")).at,
            .where = member_text(reader, item, "where", "where_base64"),
            .expected = member_text(reader, item, "expected", "expected_base64"),
            .actual = member_text(reader, item, "actual", "actual_base64"),
        };
        if (items[i - 1].check == NULL || items[i - 1].clause == NULL) {
            reader->bad = "broken"; /* no memory for the copies */
        }
    }
    record->observations = items;
    record->observation_count = count;
}

static void read_transfer(struct reader *reader, const struct hp_json *request,
                          struct hp_transfer *transfer)
{
    transfer->chunked = has(request, "chunk_bytes");
    if (transfer->chunked) {
        transfer->chunk_bytes = (size_t)member_number(reader, request, "chunk_bytes");
    }
    if (has(request, "write_bytes")) {
        transfer->write_bytes = (size_t)member_number(reader, request, "write_bytes");
    }
    transfer->expect_continue = flag(request, "expect_continue");
    transfer->fresh_connection = flag(request, "fresh_connection");
    transfer->keep_alive_reuse = flag(request, "keep_alive_reuse");
}

static void read_messages(struct reader *reader, const struct hp_json *line,
                          struct hp_case_record *record)
{
    const struct hp_json *request = hp_json_member(line, HP_SLICE("request"));
    record->request.method = member_text(reader, request, "method", "method_base64");
    record->request.target = member_text(reader, request, "target", "target_base64");
    record->request.has_body = flag(request, "has_body");
    record->request.fields = read_fields(reader, request, &record->request.field_count);
    record->request.body = member_text(reader, request, "body", "body_base64");
    record->request_body_bytes = (size_t)member_number(reader, request, "body_bytes");
    read_transfer(reader, request, &record->request.transfer);
    const struct hp_json *response = hp_json_member(line, HP_SLICE("response"));
    record->response.status = record->status;
    record->response.http_version = (int)member_number(reader, response, "http_version");
    record->response.fields = read_fields(reader, response, &record->response.field_count);
    record->response.body = member_text(reader, response, "body", "body_base64");
    record->response_body_bytes = (size_t)member_number(reader, response, "body_bytes");
    record->end_note = optional_text(reader, line, "end_note", "end_note_base64");
}

enum hp_status hp_record_read(const struct hp_json *line, struct hp_arena *arena,
                              struct hp_case_record *record, struct hp_error *error)
{
    struct reader reader = {.arena = arena};
    *record = (struct hp_case_record){
        .id = member_text(&reader, line, "id", "id_base64"),
        .index = member_number(&reader, line, "index"),
        .status = member_status(&reader, line),
        .duration_us = member_number(&reader, line, "us"),
        .checks_applied = member_bits(&reader, line, "checks"),
        .reason = optional_text(&reader, line, "reason", "reason_base64"),
        .canary = hp_slice_is(member_word(&reader, line, "kind"), "canary"),
        .verdict = HP_VERDICT_COUNT,
    };
    record->row = row_of(record->id);
    struct hp_slice verdict = member_word(&reader, line, "verdict");
    for (int i = 0; i < HP_VERDICT_COUNT; i++) {
        if (hp_slice_is(verdict, hp_verdict_name((enum hp_verdict)i))) {
            record->verdict = (enum hp_verdict)i;
        }
    }
    uint64_t end = has(line, "end") ? member_number(&reader, line, "end") : HP_END_RESPONSE;
    if (end >= HP_END_COUNT) {
        reader.bad = reader.bad == NULL ? "end" : reader.bad;
    } else {
        record->end = (enum hp_end)end;
    }
    if (has(line, "attempts")) {
        record->attempts = (unsigned)member_number(&reader, line, "attempts");
        record->reproduced = (unsigned)member_number(&reader, line, "reproduced");
    }
    if (has(line, "broken")) {
        record->checks_broken = member_bits(&reader, line, "checks_broken");
        record->why = member_text(&reader, line, "why", "why_base64");
        read_broken(&reader, line, record);
        read_messages(&reader, line, record);
    }
    if (reader.bad == NULL && record->verdict == HP_VERDICT_COUNT) {
        reader.bad = "verdict";
    }
    if (reader.bad != NULL) {
        return hp_error_set(error, HP_ERR_USAGE, "a journal record has no usable member \"%s\"",
                            reader.bad);
    }
    return HP_OK;
}
