/* Writes the seeds of every fuzz target from the case tables and the contract, one file a seed,
 * named by what it is. Seeds are never written by hand: `./dev fuzz seeds` runs this, then keeps
 * what adds coverage.
 *
 * usage: fuzz_seeds FOLDER     (folders json, request, response, schema, contract, journal,
 * case-id)
 */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cases/cases.h"
#include "harness/json/encode.h"
#include "harness/plan/plan.h"
#include "harness/run/facts.h"
#include "harness/run/groups.h"
#include "harness/run/record.h"
#include "harness/service/service.h"

enum {
    SEED_BYTES_MAX = 4096, /* a seed is read, mutated and kept by the hundred */
    CONTRACT_BYTES_MAX = 32 * 1024,
    NAME_BYTES = 120, /* 255 is the most a file system takes */
    PATH_BYTES = 1024,
    RECORDS_EACH = 4, /* cases of a journal: a few kilobytes */
    TEXT_BYTES_MAX = 16 * 1024 * 1024,
};

#define SEED_KEY "key-0123456789"

/* 2024-04-15T04:52:25.309Z, the time of the documented example: the same bytes at every export. */
static const int64_t now_unix_ms = INT64_C(1713156745309);

struct seeds {
    const char *folder;
    struct hp_contract *contract;
    struct hp_plan *plan;
    struct hp_service *service;
    struct hp_arena arena;
    struct hp_buf text;
    struct hp_buf journal;
    struct hp_buf shrunk;     /* lines for the end of the journal */
    const struct hp_row *row; /* of the last case */
    unsigned journal_records, journals;
    bool failed;
};

static void fail(struct seeds *seeds, const char *what, const char *why)
{
    (void)fprintf(stderr, "fuzz_seeds: %s: %s\n", what, why);
    seeds->failed = true;
}

/* What a file name may hold of a case id, the rest as `_`. */
static void write_seed(struct seeds *seeds, const char *kind, struct hp_slice name,
                       struct hp_slice bytes, size_t bytes_max)
{
    char path[PATH_BYTES], safe[NAME_BYTES + 1];
    size_t length = name.len < NAME_BYTES ? name.len : NAME_BYTES;
    if (bytes.len > bytes_max) {
        return;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)name.at[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     c == '-' || (c == '.' && i > 0) || c == '_' || c == '+';
        safe[i] = plain ? (char)c : '_';
    }
    safe[length] = '\0';
    (void)snprintf(path, sizeof(path), "%s/%s/%s", seeds->folder, kind, safe);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes.at, 1, bytes.len, file) != bytes.len) {
        fail(seeds, path, strerror(errno));
    }
    if (file != NULL && fclose(file) != 0) {
        fail(seeds, path, strerror(errno));
    }
}

/* ---- messages ---- */

static void append_fields(struct hp_buf *out, const struct hp_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        hp_buf_slice(out, fields[i].name);
        hp_buf_text(out, ": ");
        hp_buf_slice(out, fields[i].value);
        hp_buf_text(out, "\r\n");
    }
}

/* The octets that a case puts on the wire: its steps, or the message that they would be. */
static void append_request(struct hp_buf *out, const struct hp_request *request)
{
    for (size_t i = 0; i < request->step_count; i++) {
        const struct hp_step *step = &request->steps[i];
        bool host = step->kind == HP_STEP_HOST, scheme = step->kind == HP_STEP_SCHEME;
        hp_buf_slice(out, host     ? HP_SLICE("127.0.0.1:8080")
                          : scheme ? HP_SLICE("http")
                                   : step->bytes);
    }
    if (request->steps != NULL) {
        return;
    }
    hp_buf_slice(out, request->method);
    hp_buf_char(out, ' ');
    hp_buf_slice(out, request->target);
    hp_buf_text(out, " HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n");
    append_fields(out, request->fields, request->field_count);
    if (request->has_body && request->transfer.chunked) {
        hp_buf_printf(out, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n", request->body.len);
        hp_buf_slice(out, request->body);
        hp_buf_text(out, request->body.len > 0 ? "\r\n0\r\n\r\n" : "\r\n");
    } else if (request->has_body) {
        hp_buf_printf(out, "Content-Length: %zu\r\n\r\n", request->body.len);
        hp_buf_slice(out, request->body);
    } else {
        hp_buf_text(out, "\r\n");
    }
}

static void append_response(struct hp_buf *out, const struct hp_response *response)
{
    hp_buf_printf(out, "HTTP/1.1 %d x\r\n", response->status);
    append_fields(out, response->fields, response->field_count);
    hp_buf_printf(out, "Content-Length: %zu\r\n\r\n", response->body.len);
    hp_buf_slice(out, response->body);
}

/* ---- journals ---- */

static void start_journal(struct seeds *seeds)
{
    struct hp_run_facts facts = {
        .tool_version = HP_SLICE(HP_VERSION),
        .target_kind = HP_SLICE("builtin"),
        .target_address = HP_SLICE("builtin"),
        .profile = HP_SLICE("doc"),
        .profile_base = HP_SLICE("doc"),
        .depth = HP_SLICE("smoke"),
        .seed = 1,
        .plan_hash = 1,
        .plan_cases = RECORDS_EACH,
        .shard = 1,
        .shards = 1,
        .started_unix_ms = now_unix_ms,
    };
    hp_buf_clear(&seeds->journal);
    hp_facts_write(&seeds->journal, &facts);
    seeds->journal_records = 0;
}

static void end_journal(struct seeds *seeds)
{
    char name[32];
    struct hp_run_end end = {.sent = seeds->journal_records, .duration_s = 0.25};
    hp_buf_slice(&seeds->journal, hp_buf_view(&seeds->shrunk));
    hp_buf_clear(&seeds->shrunk);
    hp_end_write(&seeds->journal, &end);
    (void)snprintf(name, sizeof(name), "journal-%03u", ++seeds->journals);
    write_seed(seeds, "journal", hp_slice_of(name), hp_buf_view(&seeds->journal),
               CONTRACT_BYTES_MAX);
    start_journal(seeds);
}

/* What the shrinking says of a finding, in one of four forms by the journal's number. */
static void add_shrunk(struct seeds *seeds, const struct hp_case *kase,
                       const struct hp_judgement *judgement, const struct hp_case_record *record)
{
    if (judgement->observation_count == 0) {
        return;
    }
    struct hp_shrunk shrunk = {
        .fingerprint = hp_fingerprint(kase->row->id, &judgement->observations[0], record->status),
        .requests = seeds->journals,
        .plain = (enum hp_plain)(seeds->journals % 3)};
    switch (seeds->journals % 4) {
    case 0:
        shrunk.seen_again = true;
        shrunk.record = *record;
        break;
    case 1:
        shrunk.minimal_body = HP_SLICE("{\"webhook\":7}");
        break;
    case 2:
        shrunk.pass_case = kase->id;
        shrunk.pass_difference = HP_SLICE("passes with type 1; fails with 2");
        break;
    default:
        shrunk.after = HP_AFTER_CASE;
        shrunk.after_case = kase->id;
        shrunk.after_line = HP_SLICE("each time it is sent");
        break;
    }
    hp_shrunk_write(&seeds->shrunk, &shrunk);
}

/* Every second answer is one that no case may get, so that there is something to report. */
static void add_record(struct seeds *seeds, const struct hp_case *kase,
                       struct hp_exchange *exchange)
{
    struct hp_judge judge = {.contract = seeds->contract,
                             .settings = &hp_settings_doc,
                             .api_key = HP_SLICE(SEED_KEY),
                             .in_process = true};
    struct hp_judgement judgement;
    struct hp_case_record record;
    if (seeds->journal_records % 2 == 1) {
        exchange->response.status = 500;
    }
    if (hp_judge_exchange(&judge, kase, exchange, &seeds->arena, &judgement) != HP_OK ||
        hp_record_fill(kase, exchange, &judgement, judge.api_key, &seeds->arena, &record) !=
            HP_OK) {
        fail(seeds, "journal", "a case cannot be judged");
        return;
    }
    hp_record_write(&seeds->journal, &record);
    if (seeds->journal_records % 2 == 1) {
        add_shrunk(seeds, kase, &judgement, &record);
    }
    if (++seeds->journal_records == RECORDS_EACH) {
        end_journal(seeds);
    }
}

/* ---- cases ---- */

static void write_case(struct seeds *seeds, const struct hp_case *kase)
{
    const struct hp_request *request = &kase->request;
    struct hp_slice name = {kase->id.at, hp_slice_find(kase->id, HP_SLICE("~"))};
    if (request->body.len <= SEED_BYTES_MAX) {
        write_seed(seeds, "case-id", name, kase->id, SEED_BYTES_MAX);
    }
    if (request->has_body && request->body.len > 0) {
        write_seed(seeds, "json", name, request->body, SEED_BYTES_MAX);
    }
    hp_buf_clear(&seeds->text);
    append_request(&seeds->text, request);
    write_seed(seeds, "request", name, hp_buf_view(&seeds->text), SEED_BYTES_MAX);
    if (request->steps != NULL) {
        return;
    }
    struct hp_exchange exchange = {.end = HP_END_RESPONSE,
                                   .sent_unix_ms = now_unix_ms,
                                   .received_unix_ms = now_unix_ms,
                                   .duration_us = 250};
    hp_service_handle(seeds->service, request, now_unix_ms, &seeds->arena, &exchange.response);
    hp_buf_clear(&seeds->text);
    append_response(&seeds->text, &exchange.response);
    write_seed(seeds, "response", name, hp_buf_view(&seeds->text), SEED_BYTES_MAX);
    /* The first case of each row. */
    bool new_row = kase->row != seeds->row;
    seeds->row = kase->row;
    if (new_row && request->body.len < SEED_BYTES_MAX / 4) {
        add_record(seeds, kase, &exchange);
    }
}

static void write_cases(struct seeds *seeds)
{
    struct hp_plan_cursor cursor = {0};
    struct hp_case kase;
    struct hp_error error = {0};
    hp_case_init(&kase);
    start_journal(seeds);
    while (hp_plan_next(seeds->plan, &cursor, &kase, &error) && !seeds->failed) {
        write_case(seeds, &kase);
        hp_arena_reset(&seeds->arena);
    }
    end_journal(seeds);
    if (error.status != HP_OK) {
        fail(seeds, "the plan", error.text);
    }
    hp_case_deinit(&kase);
}

/* ---- schemas ---- */

/* Every schema inside the contract, as {"schema":...,"instances":[...]}, with the documented
 * examples and a few values of every type. Recursion is bounded by the parser's depth. */
static void write_schemas(struct seeds *seeds, const struct hp_json *value, struct hp_pointer *at)
{
    static const char *const marks[] = {"type",       "enum",     "const",  "allOf",
                                        "anyOf",      "oneOf",    "if",     "items",
                                        "properties", "required", "pattern"};
    bool is_schema = false;
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        is_schema = is_schema || hp_json_member(value, hp_slice_of(marks[i])) != NULL;
    }
    if (is_schema) {
        hp_buf_clear(&seeds->text);
        hp_buf_text(&seeds->text, "{\"schema\":");
        hp_json_encode(&seeds->text, value);
        hp_buf_text(&seeds->text, ",\"instances\":[null,true,0,-1.5e3,\"\",\"CREATE\",[],"
                                  "[\"CREATE\",\"CREATE\"],{},");
        hp_buf_slice(&seeds->text, seeds->contract->example_request);
        hp_buf_text(&seeds->text, "]}");
        write_seed(seeds, "schema", (struct hp_slice){at->text, at->length},
                   hp_buf_view(&seeds->text), SEED_BYTES_MAX);
    }
    for (const struct hp_json *child = hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        size_t before = hp_json_is(value, HP_JSON_OBJECT)
                            ? hp_pointer_push_name(at, hp_json_name(child))
                            : hp_pointer_push_index(at, 0);
        write_schemas(seeds, child, at);
        hp_pointer_pop(at, before);
    }
}

static void write_contract(struct seeds *seeds)
{
    struct hp_json_scan scan;
    const struct hp_json *document = NULL;
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    struct hp_slice text = hp_contract_embedded();
    if (hp_json_parse(&seeds->arena, text, NULL, &scan, &document) != HP_OK || document == NULL) {
        fail(seeds, "the contract", "it cannot be read");
        return;
    }
    write_schemas(seeds, document, &pointer);
    hp_buf_clear(&seeds->text);
    hp_json_encode(&seeds->text, document);
    write_seed(seeds, "contract", HP_SLICE("built-in"), hp_buf_view(&seeds->text),
               CONTRACT_BYTES_MAX);
}

static bool open_all(struct seeds *seeds, struct hp_error *error)
{
    static const char *const kinds[] = {"json",     "request", "response", "schema",
                                        "contract", "journal", "case-id"};
    size_t row_count = 0;
    const struct hp_row *const *rows = hp_cases_rows(&row_count);
    struct hp_plan_options plan = {
        .depth = HP_DEPTH_SMOKE, .seed = 1, .api_key = HP_SLICE(SEED_KEY)};
    struct hp_service_options service = {.api_key = HP_SLICE(SEED_KEY), .id_seed = 1};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        char path[PATH_BYTES];
        (void)snprintf(path, sizeof(path), "%s/%s", seeds->folder, kinds[i]);
        if (mkdir(path, 0777) != 0 && errno != EEXIST) {
            (void)hp_error_set(error, HP_ERR_IO, "%s: %s", path, strerror(errno));
            return false;
        }
    }
    if (hp_contract_open(NULL, &seeds->contract, error) != HP_OK) {
        return false;
    }
    service.contract = seeds->contract;
    return hp_plan_new(seeds->contract, rows, row_count, &plan, &seeds->plan, error) == HP_OK &&
           hp_service_new(&service, &seeds->service, error) == HP_OK;
}

int main(int argc, char **argv)
{
    struct seeds seeds = {0};
    struct hp_error error = {0};
    if (argc != 2) {
        (void)fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    seeds.folder = argv[1];
    hp_arena_init(&seeds.arena, HP_REQUEST_BODY_BYTES_MAX * (size_t)4);
    hp_buf_init(&seeds.text, HP_REQUEST_BODY_BYTES_MAX * (size_t)2);
    hp_buf_init(&seeds.journal, TEXT_BYTES_MAX);
    hp_buf_init(&seeds.shrunk, TEXT_BYTES_MAX);
    if (!open_all(&seeds, &error)) {
        fail(&seeds, "cannot start", error.text);
    } else {
        write_cases(&seeds);
        hp_arena_reset(&seeds.arena);
        write_contract(&seeds);
    }
    hp_service_free(seeds.service);
    hp_plan_free(seeds.plan);
    hp_contract_free(seeds.contract);
    hp_buf_deinit(&seeds.shrunk);
    hp_buf_deinit(&seeds.journal);
    hp_buf_deinit(&seeds.text);
    hp_arena_deinit(&seeds.arena);
    return seeds.failed ? 1 : 0;
}
