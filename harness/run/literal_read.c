/* Reads literal cases from JSON, strictly: what is misspelt must not be sent. */
#include <stdarg.h>
#include <stdio.h>

#include "harness/base/alloc.h"
#include "harness/base/base64.h"
#include "harness/base/message.h"
#include "harness/base/rng.h"
#include "harness/base/utf8.h"
#include "harness/check/check.h"
#include "harness/json/encode.h"
#include "harness/plan/nearest.h"
#include "harness/run/literal_internal.h"
#include "harness/run/user_file.h"

enum {
    ARENA_BYTES_MAX = 256 * 1024 * 1024,
    ID_BYTES_MAX = 64, /* leaves room for the rest of a case id */
    WHAT_BYTES = 256,
    FIELDS_MAX = HP_BUILD_FIELDS_MAX - 2, /* beside the two of the documented request */
};

struct hp_literals {
    const char *path;
    const struct hp_contract *contract;
    struct hp_literal *items;
    size_t count;
    const struct hp_row **rows; /* the catalogue's, then these */
    size_t row_count;
    const char **warnings;
    size_t warning_count;
    struct hp_arena arena;
};

/* The case that is being read. */
struct reading {
    struct hp_literals *literals;
    struct hp_literal *literal;
    char what[WHAT_BYTES]; /* "cases.json: case 3 (my-case)" */
    struct hp_error *error;
};

__attribute__((format(printf, 2, 3))) static enum hp_status wrong(struct reading *reading,
                                                                  const char *format, ...)
{
    char text[HP_ERROR_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return hp_error_set(reading->error, HP_ERR_USAGE, "%s: %s", reading->what, text);
}

static enum hp_status no_memory(struct reading *reading)
{
    return hp_error_nomem(reading->error);
}

/* ---- id, title, level, expectation ---- */

static bool is_id(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool dash = c == '-' && i > 0 && i + 1 < text.len;
        if (!dash && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
            return false;
        }
    }
    return text.len > 0 && text.len <= ID_BYTES_MAX;
}

static bool is_taken(const struct hp_literals *literals, struct hp_slice id)
{
    for (size_t i = 0; i < literals->row_count; i++) {
        if (hp_slice_is(id, literals->rows[i]->id)) {
            return true;
        }
    }
    for (size_t i = 0; i < hp_check_count; i++) {
        if (hp_slice_is(id, hp_checks[i].id)) {
            return true;
        }
    }
    return false;
}

/* One line that may be printed as it is. */
static bool is_line(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < 0x20 || c == 0x7F) {
            return false;
        }
    }
    return hp_utf8_valid(text);
}

static enum hp_status read_line(struct reading *reading, const struct hp_json *item,
                                const char *name, const char *otherwise, const char **out)
{
    const struct hp_json *member = hp_json_member(item, hp_slice_of(name));
    struct hp_slice text = member == NULL ? hp_slice_of(otherwise) : hp_json_string(member);
    if (text.len == 0 || !is_line(text)) {
        return wrong(reading, "its \"%s\" is to be one line of text", name);
    }
    *out = hp_arena_copy(&reading->literals->arena, text).at;
    return *out == NULL ? no_memory(reading) : HP_OK;
}

static enum hp_status read_id(struct reading *reading, const struct hp_json *item)
{
    struct hp_literals *literals = reading->literals;
    struct hp_slice id = hp_json_string(hp_json_member(item, HP_SLICE("id")));
    if (!is_id(id)) {
        return wrong(reading,
                     "its \"id\" is to be up to %d of a-z, 0-9 and inner dashes, such as "
                     "my-first-case",
                     ID_BYTES_MAX);
    }
    (void)snprintf(reading->what, sizeof(reading->what), "%s: case %zu (%.*s)", literals->path,
                   literals->count + 1, (int)id.len, id.at);
    if (is_taken(literals, id)) {
        return wrong(reading, "its id is taken, by a row of the catalogue or a case before it");
    }
    reading->literal->row.id = hp_arena_copy(&literals->arena, id).at;
    return reading->literal->row.id == NULL ? no_memory(reading) : HP_OK;
}

static enum hp_status read_level(struct reading *reading, const struct hp_json *item)
{
    struct hp_slice word = hp_json_string(hp_json_member(item, HP_SLICE("level")));
    for (int level = HP_MUST; level <= HP_MAY; level++) {
        if (hp_slice_is(word, hp_level_name((enum hp_level)level))) {
            reading->literal->row.level = (enum hp_level)level;
            return HP_OK;
        }
    }
    return wrong(reading, "its \"level\" is to be MUST, SHOULD or MAY");
}

static enum hp_status read_expect(struct reading *reading, const struct hp_json *item)
{
    struct hp_slice word = hp_json_string(hp_json_member(item, HP_SLICE("expect")));
    struct hp_nearest nearest;
    hp_nearest_init(&nearest, word);
    for (int expect = 0; expect < HP_EXPECT_CHECK; expect++) {
        const char *name = hp_expect_name((enum hp_expect)expect);
        if (hp_slice_is(word, name)) {
            reading->literal->row.expect = (enum hp_expect)expect;
            return HP_OK;
        }
        (void)hp_nearest_feed(&nearest, hp_slice_of(name));
    }
    if (nearest.name.len > 0) {
        return wrong(reading, "its \"expect\" is not \"%.*s\"; did you mean %.*s?", (int)word.len,
                     word.at, (int)nearest.name.len, nearest.name.at);
    }
    return wrong(reading, "its \"expect\" is to be a token such as accept-200, reject-4xx or "
                          "accept-200-or-4xx; docs/decisions.md lists them");
}

/* ---- the request ---- */

static bool is_field_value(struct hp_slice text)
{
    return text.len == 0 ||
           (memchr(text.at, '\r', text.len) == NULL && memchr(text.at, '\n', text.len) == NULL &&
            memchr(text.at, '\0', text.len) == NULL && hp_utf8_valid(text));
}

static enum hp_status add_field(struct reading *reading, struct hp_slice name,
                                const struct hp_json *value, bool first)
{
    struct hp_literal *literal = reading->literal;
    struct hp_literal_field *field = &literal->fields[literal->field_count++];
    *field = (struct hp_literal_field){.name = name, .first = first};
    if (hp_json_is(value, HP_JSON_NULL)) {
        return HP_OK;
    }
    struct hp_slice text = hp_json_string(value);
    if (!hp_json_is(value, HP_JSON_STRING) || !is_field_value(text)) {
        return wrong(reading,
                     "its header \"%.*s\" is to be a string without line breaks, an array of them, "
                     "or null to leave the field out",
                     (int)name.len, name.at);
    }
    field->value = text.len == 0 ? HP_SLICE("") : text;
    return HP_OK;
}

static size_t fields_wanted(const struct hp_json *headers)
{
    size_t count = 0;
    for (const struct hp_json *member = hp_json_first(headers); member != NULL;
         member = hp_json_next(member)) {
        count += hp_json_is(member, HP_JSON_ARRAY) ? hp_json_size(member) : 1;
    }
    return count;
}

static enum hp_status read_fields(struct reading *reading, const struct hp_json *headers)
{
    struct hp_literal *literal = reading->literal;
    if (headers != NULL && !hp_json_is(headers, HP_JSON_OBJECT)) {
        return wrong(reading, "its \"headers\" are to be an object");
    }
    size_t wanted = fields_wanted(headers);
    if (wanted > FIELDS_MAX) {
        return wrong(reading, "it has over %d header fields", FIELDS_MAX);
    }
    literal->fields =
        hp_arena_take(&reading->literals->arena, (wanted + 1) * sizeof(*literal->fields));
    enum hp_status status = literal->fields == NULL ? no_memory(reading) : HP_OK;
    for (const struct hp_json *member = hp_json_first(headers); member != NULL && status == HP_OK;
         member = hp_json_next(member)) {
        struct hp_slice name = hp_json_name(member);
        if (!hp_is_token(name)) {
            return wrong(reading, "\"%.*s\" is no name of a header field", (int)name.len, name.at);
        }
        if (!hp_json_is(member, HP_JSON_ARRAY)) {
            status = add_field(reading, name, member, true);
            continue;
        }
        bool first = true;
        for (const struct hp_json *value = hp_json_first(member); value != NULL && status == HP_OK;
             value = hp_json_next(value)) {
            status = add_field(reading, name, value, first);
            first = false;
        }
    }
    return status;
}

/* A JSON value in compact form, its numbers as they stand in the file. */
static bool encode_body(struct hp_literals *literals, const struct hp_json *value,
                        struct hp_slice *out)
{
    struct hp_buf text;
    hp_buf_init(&text, ARENA_BYTES_MAX);
    hp_json_encode(&text, value);
    *out = text.failed ? (struct hp_slice){NULL, 0}
                       : hp_arena_copy(&literals->arena, hp_buf_view(&text));
    hp_buf_deinit(&text);
    return out->at != NULL;
}

static enum hp_status read_body(struct reading *reading, const struct hp_json *request)
{
    struct hp_literal *literal = reading->literal;
    const struct hp_json *value = hp_json_member(request, HP_SLICE("body"));
    const struct hp_json *text = hp_json_member(request, HP_SLICE("body_text"));
    const struct hp_json *coded = hp_json_member(request, HP_SLICE("body_base64"));
    int given = (value != NULL) + (text != NULL) + (coded != NULL);
    literal->body = HP_SLICE("");
    literal->has_body = given == 1;
    if (given > 1) {
        return wrong(reading,
                     "only one of \"body\", \"body_text\" and \"body_base64\" may be there");
    }
    if (value != NULL) {
        return encode_body(reading->literals, value, &literal->body) ? HP_OK : no_memory(reading);
    }
    if (text != NULL) {
        struct hp_slice bytes = hp_json_string(text);
        if (!hp_json_is(text, HP_JSON_STRING) || !hp_utf8_valid(bytes)) {
            return wrong(reading, "its \"body_text\" is to be a string without U+0000 or half a "
                                  "surrogate pair; \"body_base64\" takes any bytes");
        }
        literal->body = bytes.len == 0 ? HP_SLICE("") : bytes;
    }
    if (coded != NULL &&
        (!hp_json_is(coded, HP_JSON_STRING) ||
         !hp_base64_decode(hp_json_string(coded), &reading->literals->arena, &literal->body))) {
        return wrong(reading, "its \"body_base64\" is not base64 (RFC 4648 4)");
    }
    return HP_OK;
}

static bool is_target(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c <= 0x20 || c == 0x7F) {
            return false;
        }
    }
    return text.len > 0;
}

static enum hp_status read_request(struct reading *reading, const struct hp_json *item)
{
    static const char *const members[] = {"method",    "target",      "headers", "body",
                                          "body_text", "body_base64", NULL};
    struct hp_literal *literal = reading->literal;
    const struct hp_json *request = hp_json_member(item, HP_SLICE("request"));
    const struct hp_json *method = hp_json_member(request, HP_SLICE("method"));
    const struct hp_json *target = hp_json_member(request, HP_SLICE("target"));
    char what[WHAT_BYTES + 32];
    (void)snprintf(what, sizeof(what), "%s: its \"request\"", reading->what);
    enum hp_status status = hp_user_file_members(request, what, members, reading->error);
    if (status != HP_OK) {
        return status;
    }
    literal->method = hp_json_string(method);
    literal->target = hp_json_string(target);
    if (method != NULL && !hp_is_token(literal->method)) {
        return wrong(reading, "its \"method\" is no token such as POST");
    }
    if (target != NULL && !is_target(literal->target)) {
        return wrong(reading, "its \"target\" is to be a path, without blanks");
    }
    status = read_fields(reading, hp_json_member(request, HP_SLICE("headers")));
    return status == HP_OK ? read_body(reading, request) : status;
}

/* ---- a case as a whole ---- */

static uint64_t hash_part(uint64_t hash, struct hp_slice part)
{
    char length[24];
    int digits = snprintf(length, sizeof(length), "%zu:", part.len);
    return hp_hash(hp_hash(hash, (struct hp_slice){length, (size_t)digits}), part);
}

/* Over everything that decides the bytes: another request is another case id. */
static uint64_t hash_content(const struct hp_literal *literal)
{
    uint64_t hash = hash_part(hash_part(HP_HASH_BASIS, literal->method), literal->target);
    for (size_t i = 0; i < literal->field_count; i++) {
        const struct hp_literal_field *field = &literal->fields[i];
        hash = hash_part(hash_part(hash, field->name), field->value);
        hash = hash_part(hash, field->value.at == NULL ? HP_SLICE("-")
                               : field->first          ? HP_SLICE("=")
                                                       : HP_SLICE("+"));
    }
    hash = hash_part(hash, literal->has_body ? HP_SLICE("body") : HP_SLICE("none"));
    return hp_hash_mix(hash_part(hash, literal->body));
}

static void warn(struct hp_literals *literals, const struct hp_row *row, struct hp_slice line)
{
    char text[HP_ERROR_BYTES + WHAT_BYTES];
    /* "the row says ..., but ...": what the row says stands in the file. */
    size_t but = hp_slice_find(line, HP_SLICE(", but "));
    if (but < line.len) {
        line = (struct hp_slice){line.at + but + 6, line.len - but - 6};
    }
    (void)snprintf(text, sizeof(text), "%s: %s expects accept-200, but %.*s", literals->path,
                   row->id, (int)line.len, line.at);
    const char *kept = hp_arena_copy(&literals->arena, hp_slice_of(text)).at;
    if (kept != NULL) {
        literals->warnings[literals->warning_count++] = kept;
    }
}

/* What the body really is; whoever says that it has to be accepted hears of it when it cannot. */
static enum hp_status judge_body(struct reading *reading)
{
    static const enum hp_body_truth truths[] = {HP_BODY_VALID, HP_BODY_BREAKS, HP_BODY_NOT_JSON,
                                                HP_BODY_NONE};
    struct hp_literals *literals = reading->literals;
    struct hp_row *row = &reading->literal->row;
    struct hp_build build;
    struct hp_combo combo = {0};
    struct hp_base base = {.contract = literals->contract, .target = literals->contract->path};
    hp_build_init(&build);
    hp_build_begin(&build, &base, row, &combo, NULL);
    (void)hp_literal_instance(&build, 0);
    struct hp_request request = hp_build_request(&build);
    struct hp_slice line = HP_SLICE("");
    /* The row itself says neither: its combination is not what its body holds, and covers nothing.
     */
    row->body = HP_BODY_EITHER;
    reading->literal->truth = HP_BODY_EITHER;
    for (size_t i = 0; i < sizeof(truths) / sizeof(truths[0]); i++) {
        struct hp_slice objection;
        if (hp_body_agrees(literals->contract, &request, truths[i], &literals->arena, &objection)) {
            reading->literal->truth = truths[i];
            break;
        }
        line = i == 0 ? objection : line;
    }
    bool failed = hp_build_failed(&build);
    hp_build_deinit(&build);
    bool valid = reading->literal->truth == HP_BODY_VALID;
    if (row->expect == HP_EXPECT_ACCEPT_200 && !valid) {
        warn(literals, row, line);
    }
    /* What is no valid document has no agreed reading that could come back. */
    row->echo = valid ? HP_ECHO_EXACT : HP_ECHO_NONE;
    return failed ? no_memory(reading) : HP_OK;
}

static enum hp_status read_case(struct hp_literals *literals, const struct hp_json *item,
                                struct hp_error *error)
{
    static const char *const members[] = {"id",     "title",   "level", "expect",
                                          "clause", "request", NULL};
    struct reading reading = {
        .literals = literals, .literal = &literals->items[literals->count], .error = error};
    struct hp_row *row = &reading.literal->row;
    (void)snprintf(reading.what, sizeof(reading.what), "%s: case %zu", literals->path,
                   literals->count + 1);
    *reading.literal = (struct hp_literal){.row = {.family = HP_LITERAL_FAMILY,
                                                   .instance = hp_literal_instance,
                                                   .combos = HP_COMBOS_ONE}};
    enum hp_status status = hp_user_file_members(item, reading.what, members, error);
    status = status == HP_OK ? read_id(&reading, item) : status;
    status = status == HP_OK ? read_line(&reading, item, "title", NULL, &row->title) : status;
    status = status == HP_OK ? read_line(&reading, item, "clause", "the user's own", &row->clause)
                             : status;
    status = status == HP_OK ? read_level(&reading, item) : status;
    status = status == HP_OK ? read_expect(&reading, item) : status;
    status = status == HP_OK ? read_request(&reading, item) : status;
    if (status != HP_OK) {
        return status;
    }
    reading.literal->content = row->content = hash_content(reading.literal);
    literals->rows[literals->row_count++] = row;
    literals->count++;
    return judge_body(&reading);
}

static enum hp_status read_cases(struct hp_literals *literals, const struct hp_row *const *rows,
                                 size_t row_count, struct hp_error *error)
{
    static const char *const members[] = {"schema", "cases", NULL};
    const struct hp_json *root = NULL;
    enum hp_status status = hp_user_file_open(literals->path, "hookproof-cases/1", members,
                                              &literals->arena, &root, error);
    const struct hp_json *list = hp_json_member(root, HP_SLICE("cases"));
    if (status == HP_OK && !hp_json_is(list, HP_JSON_ARRAY)) {
        status = hp_error_set(error, HP_ERR_USAGE, "%s: its \"cases\" are to be an array",
                              literals->path);
    }
    if (status != HP_OK) {
        return status;
    }
    size_t count = hp_json_size(list);
    literals->items = hp_arena_take(&literals->arena, (count + 1) * sizeof(*literals->items));
    literals->rows =
        hp_arena_take(&literals->arena, (row_count + count + 1) * sizeof(*literals->rows));
    literals->warnings = hp_arena_take(&literals->arena, (count + 1) * sizeof(*literals->warnings));
    if (literals->items == NULL || literals->rows == NULL || literals->warnings == NULL) {
        return hp_error_nomem(error);
    }
    memcpy(literals->rows, rows, row_count * sizeof(*rows));
    literals->row_count = row_count;
    for (const struct hp_json *item = hp_json_first(list); item != NULL && status == HP_OK;
         item = hp_json_next(item)) {
        status = read_case(literals, item, error);
    }
    return status;
}

enum hp_status hp_literals_read(const char *path, const struct hp_contract *contract,
                                const struct hp_row *const *rows, size_t row_count,
                                struct hp_literals **out, struct hp_error *error)
{
    struct hp_literals *literals = hp_calloc(1, sizeof(*literals));
    if (literals == NULL) {
        return hp_error_nomem(error);
    }
    hp_arena_init(&literals->arena, ARENA_BYTES_MAX);
    literals->contract = contract;
    literals->path = hp_arena_copy(&literals->arena, hp_slice_of(path)).at;
    enum hp_status status = literals->path == NULL ? hp_error_nomem(error)
                                                   : read_cases(literals, rows, row_count, error);
    if (status != HP_OK) {
        hp_literals_free(literals);
        return status;
    }
    *out = literals;
    return HP_OK;
}

void hp_literals_free(struct hp_literals *literals)
{
    if (literals != NULL) {
        hp_arena_deinit(&literals->arena);
        hp_free(literals);
    }
}

const struct hp_row *const *hp_literals_rows(const struct hp_literals *literals, size_t *count)
{
    *count = literals->row_count;
    return literals->rows;
}

const char *hp_literals_warning(const struct hp_literals *literals, size_t index)
{
    return index < literals->warning_count ? literals->warnings[index] : NULL;
}
