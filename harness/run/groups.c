/* A hash table from fingerprint to group. Whatever the order in which records come, the same
 * records give the same groups: the first case is the one with the lowest index, the smallest the
 * one with the worst verdict, then the shortest body, then the lowest index. */
#include "harness/run/groups.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/base/alloc.h"
#include "harness/base/rng.h"

enum {
    SLOTS = 16384,              /* a power of two, over three times HP_GROUPS_MAX */
    FULL_EXCERPTS = 256,        /* groups that keep HP_EXCERPT_BYTES of each body ... */
    SHORT_EXCERPT_BYTES = 1024, /* ... and what the others keep: 5,000 groups stay under 32 MiB */
    TEXT_BYTES_MAX = 16 * 1024 * 1024,
};

static_assert(SLOTS > 3 * HP_GROUPS_MAX, "the table stays sparse");

struct entry {
    uint64_t fingerprint;
    struct hp_group group;
    uint64_t first_index;
    uint64_t minimal_index;
    char *block; /* everything that the minimal case's texts and messages borrow */
    bool shrunk; /* the minimal case is one that shrinking found */
    char *body;  /* behind minimal_body */
};

struct hp_groups {
    struct entry *entries;
    size_t count, capacity;
    uint32_t slots[SLOTS]; /* index + 1 */
    uint64_t dropped;
    struct hp_arena text;
    struct hp_group *sorted;
};

enum hp_status hp_groups_new(struct hp_groups **out, struct hp_error *error)
{
    struct hp_groups *groups = hp_calloc(1, sizeof(*groups));
    if (groups == NULL) {
        return hp_error_nomem(error);
    }
    hp_arena_init(&groups->text, TEXT_BYTES_MAX);
    *out = groups;
    return HP_OK;
}

void hp_groups_free(struct hp_groups *groups)
{
    if (groups == NULL) {
        return;
    }
    for (size_t i = 0; i < groups->count; i++) {
        hp_free(groups->entries[i].block);
        hp_free(groups->entries[i].body);
    }
    hp_free(groups->entries);
    hp_free(groups->sorted);
    hp_arena_deinit(&groups->text);
    hp_free(groups);
}

const char *hp_groups_keep(struct hp_groups *groups, struct hp_slice text)
{
    return hp_arena_copy(&groups->text, text).at;
}

uint64_t hp_groups_dropped(const struct hp_groups *groups)
{
    return groups->dropped;
}

/* A bump pointer over one block that was measured beforehand. */
struct copier {
    char *at;
    size_t body_bytes_max;
};

static struct hp_slice copy_text(struct copier *copier, struct hp_slice text)
{
    struct hp_slice copy = {copier->at, text.len};
    if (text.len > 0) {
        memcpy(copier->at, text.at, text.len);
    }
    copier->at += text.len;
    return copy;
}

static struct hp_slice cut(struct hp_slice text, size_t bytes_max)
{
    text.len = text.len > bytes_max ? bytes_max : text.len;
    return text;
}

static size_t fields_kept(size_t count)
{
    return count > HP_RESPONSE_FIELDS_MAX ? HP_RESPONSE_FIELDS_MAX : count;
}

static size_t fields_bytes(const struct hp_field *fields, size_t count, size_t each_max)
{
    size_t bytes = fields_kept(count) * sizeof(*fields);
    for (size_t i = 0; i < fields_kept(count); i++) {
        bytes += cut(fields[i].name, each_max).len + cut(fields[i].value, each_max).len;
    }
    return bytes;
}

static const struct hp_field *copy_fields(struct copier *copier, struct hp_field *place,
                                          const struct hp_field *fields, size_t count)
{
    for (size_t i = 0; i < fields_kept(count); i++) {
        place[i].name = copy_text(copier, cut(fields[i].name, copier->body_bytes_max));
        place[i].value = copy_text(copier, cut(fields[i].value, copier->body_bytes_max));
    }
    return place;
}

static const char *copy_line(struct copier *copier, struct hp_slice text)
{
    const char *copy = copy_text(copier, text).at;
    *copier->at++ = '\0';
    return copy;
}

/* Copies what was observed and the messages of its record into one new block of the entry, in
 * place of the former. */
static bool keep_minimal(struct entry *entry, const struct hp_case_record *record,
                         const struct hp_observation *observation, size_t body_max)
{
    const struct hp_request *request = &record->request;
    const struct hp_response *response = &record->response;
    const struct hp_slice lines[] = {record->id,
                                     record->why,
                                     hp_slice_of(observation->clause),
                                     observation->expected,
                                     observation->actual,
                                     record->end_note};
    enum { LINES = sizeof(lines) / sizeof(lines[0]) };
    size_t request_fields = fields_kept(request->field_count);
    size_t response_fields = fields_kept(response->field_count);
    size_t bytes = fields_bytes(request->fields, request->field_count, body_max) +
                   fields_bytes(response->fields, response->field_count, body_max) +
                   cut(request->method, body_max).len + cut(request->target, body_max).len +
                   cut(request->body, body_max).len + cut(response->body, body_max).len;
    for (size_t i = 0; i < LINES; i++) {
        bytes += lines[i].len + 1;
    }
    char *block = hp_malloc(bytes);
    if (block == NULL) {
        return false;
    }
    /* The field arrays come first: a fresh block is aligned for them. */
    struct hp_field *fields = (struct hp_field *)(void *)block;
    struct copier copier = {block + (request_fields + response_fields) * sizeof(*fields), body_max};
    struct hp_group *group = &entry->group;
    group->end = record->end;
    group->request = *request;
    group->request.steps = NULL; /* they lie in the case, which is built anew when it is needed */
    group->request.step_count = 0;
    group->request.fields = copy_fields(&copier, fields, request->fields, request->field_count);
    group->request.field_count = request_fields;
    group->response = *response;
    group->response.fields =
        copy_fields(&copier, fields + request_fields, response->fields, response->field_count);
    group->response.field_count = response_fields;
    group->request.method = copy_text(&copier, cut(request->method, body_max));
    group->request.target = copy_text(&copier, cut(request->target, body_max));
    group->request.body = copy_text(&copier, cut(request->body, body_max));
    group->response.body = copy_text(&copier, cut(response->body, body_max));
    group->request_body_bytes = record->request_body_bytes;
    group->response_body_bytes = record->response_body_bytes;
    const char **const places[LINES] = {&group->minimal_case, &group->why,    &group->clause,
                                        &group->expected,     &group->actual, &group->end_note};
    for (size_t i = 0; i < LINES; i++) {
        *places[i] = copy_line(&copier, lines[i]);
    }
    group->end_note = record->end_note.len == 0 ? NULL : group->end_note;
    hp_free(entry->block);
    entry->block = block;
    return true;
}

uint64_t hp_fingerprint(const char *row, const struct hp_observation *observation, int status)
{
    char status_class[2] = {status == 0 ? '-' : (char)('0' + status / 100), '\0'};
    const struct hp_slice parts[] = {hp_slice_of(row), hp_slice_of(observation->check),
                                     observation->where, hp_slice_of(status_class)};
    uint64_t hash = HP_HASH_BASIS;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        hash = hp_hash(hp_hash(hash, parts[i]), HP_SLICE("\n"));
    }
    return hp_hash_mix(hash);
}

/* The entry with this fingerprint or the slot where it belongs. */
static struct entry *find(struct hp_groups *groups, uint64_t fingerprint, uint32_t **slot)
{
    for (size_t at = fingerprint % SLOTS;; at = (at + 1) % SLOTS) {
        *slot = &groups->slots[at];
        if (**slot == 0) {
            return NULL;
        }
        if (groups->entries[**slot - 1].fingerprint == fingerprint) {
            return &groups->entries[**slot - 1];
        }
    }
}

static struct entry *entry_new(struct hp_groups *groups)
{
    if (groups->count == groups->capacity) {
        size_t capacity = groups->capacity == 0 ? 16 : groups->capacity * 2;
        struct entry *grown = hp_realloc(groups->entries, capacity * sizeof(*grown));
        if (grown == NULL) {
            return NULL;
        }
        groups->entries = grown;
        groups->capacity = capacity;
    }
    struct entry *entry = &groups->entries[groups->count];
    *entry = (struct entry){0};
    return entry;
}

static bool fill_texts(struct hp_groups *groups, struct entry *entry,
                       const struct hp_case_record *record,
                       const struct hp_observation *observation, const struct hp_row_summary *row)
{
    struct hp_group *group = &entry->group;
    (void)snprintf(group->fingerprint, sizeof(group->fingerprint), "%016llx",
                   (unsigned long long)entry->fingerprint);
    group->row = row->id;
    group->family = row->family;
    group->title = row->title;
    group->level = observation->level;
    group->check = hp_groups_keep(groups, hp_slice_of(observation->check));
    group->where = hp_groups_keep(groups, observation->where);
    group->first_case = hp_groups_keep(groups, record->id);
    return group->check != NULL && group->where != NULL && group->first_case != NULL;
}

static int severity(enum hp_verdict verdict)
{
    return verdict == HP_FAIL ? 0 : verdict == HP_WARN ? 1 : 2;
}

/* Would this observation stand for the group better than what it shows now? The worst verdict
 * comes first: a failure shown by the request of a mere warning could not be seen again. */
static bool is_better(const struct hp_case_record *record, const struct hp_observation *observation,
                      enum hp_verdict verdict, const struct entry *entry)
{
    if (severity(verdict) != severity(entry->group.verdict)) {
        return severity(verdict) < severity(entry->group.verdict);
    }
    if (observation->level != entry->group.level) {
        return observation->level < entry->group.level;
    }
    if (entry->shrunk) {
        return false;
    }
    if (record->request_body_bytes != entry->group.request_body_bytes) {
        return record->request_body_bytes < entry->group.request_body_bytes;
    }
    return record->index < entry->minimal_index;
}

/* A case that was sent once says nothing about how often it fails. */
static void count_attempts(struct hp_group *group, const struct hp_case_record *record)
{
    if (record->attempts > 1) {
        group->attempts += record->attempts;
        group->reproduced += record->reproduced;
    }
    group->flaky = group->reproduced < group->attempts;
}

static enum hp_status add_first(struct hp_groups *groups, uint64_t fingerprint, uint32_t *slot,
                                const struct hp_case_record *record,
                                const struct hp_observation *observation, enum hp_verdict verdict,
                                const struct hp_row_summary *row, struct hp_error *error)
{
    if (groups->count == HP_GROUPS_MAX) {
        groups->dropped++;
        return HP_OK;
    }
    struct entry *entry = entry_new(groups);
    if (entry == NULL) {
        return hp_error_nomem(error);
    }
    entry->fingerprint = fingerprint;
    entry->first_index = entry->minimal_index = record->index;
    entry->group.verdict = verdict;
    entry->group.count = 1;
    count_attempts(&entry->group, record);
    size_t body_max = groups->count < FULL_EXCERPTS ? HP_EXCERPT_BYTES : SHORT_EXCERPT_BYTES;
    if (!fill_texts(groups, entry, record, observation, row) ||
        !keep_minimal(entry, record, observation, body_max)) {
        return hp_error_nomem(error);
    }
    *slot = (uint32_t)++groups->count;
    return HP_OK;
}

static bool keep_body(struct entry *entry, struct hp_slice body)
{
    char *copy = body.at == NULL ? NULL : hp_strndup(body.at, body.len);
    hp_free(entry->body);
    entry->body = copy;
    entry->group.minimal_body = (struct hp_slice){copy, copy == NULL ? 0 : body.len};
    return body.at == NULL || copy != NULL;
}

enum hp_status hp_groups_add(struct hp_groups *groups, const struct hp_case_record *record,
                             const struct hp_observation *observation, enum hp_verdict verdict,
                             const struct hp_row_summary *row, struct hp_error *error)
{
    uint64_t fingerprint = hp_fingerprint(row->id, observation, record->status);
    uint32_t *slot;
    struct entry *entry = find(groups, fingerprint, &slot);
    if (entry == NULL) {
        return add_first(groups, fingerprint, slot, record, observation, verdict, row, error);
    }
    entry->group.count++;
    count_attempts(&entry->group, record);
    if (record->index < entry->first_index) {
        entry->first_index = record->index;
        /* The older id stays when memory is refused: it is true too. */
        const char *first = hp_groups_keep(groups, record->id);
        entry->group.first_case = first == NULL ? entry->group.first_case : first;
    }
    if (is_better(record, observation, verdict, entry)) {
        size_t place = (size_t)(entry - groups->entries);
        size_t body_max = place < FULL_EXCERPTS ? HP_EXCERPT_BYTES : SHORT_EXCERPT_BYTES;
        entry->minimal_index = record->index;
        entry->group.verdict = verdict;
        entry->group.level = observation->level;
        entry->shrunk = false;
        (void)keep_body(entry, (struct hp_slice){NULL, 0});
        if (!keep_minimal(entry, record, observation, body_max)) {
            return hp_error_nomem(error);
        }
    }
    return HP_OK;
}

/* The observation by which a record belongs to the group of this fingerprint. */
static const struct hp_observation *observation_of(const struct hp_case_record *record,
                                                   uint64_t fingerprint)
{
    char row[HP_CASE_ID_BYTES];
    (void)snprintf(row, sizeof(row), "%.*s", (int)record->row.len, record->row.at);
    for (size_t i = 0; i < record->observation_count; i++) {
        const struct hp_observation *observation = &record->observations[i];
        bool own = hp_check_find(observation->check) < 0;
        if (hp_fingerprint(own ? row : observation->check, observation, record->status) ==
            fingerprint) {
            return observation;
        }
    }
    return NULL;
}

static int compare_text(struct hp_slice a, const char *text)
{
    struct hp_slice b = hp_slice_of(text);
    int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* A shorter request, then the id that sorts first: no matter which of two comes in first. */
static bool is_smaller(const struct hp_shrunk *shrunk, const struct entry *entry)
{
    const struct hp_case_record *record = &shrunk->record;
    const struct hp_group *group = &entry->group;
    if (!entry->shrunk) {
        return true;
    }
    size_t have =
        group->minimal_body.at == NULL ? group->request_body_bytes : group->minimal_body.len;
    size_t come =
        shrunk->minimal_body.at == NULL ? record->request_body_bytes : shrunk->minimal_body.len;
    return come != have ? come < have : compare_text(record->id, group->minimal_case) < 0;
}

static bool keep_pass(struct hp_groups *groups, struct hp_group *group,
                      const struct hp_shrunk *shrunk)
{
    bool earlier =
        group->pass_case == NULL || compare_text(shrunk->pass_case, group->pass_case) < 0;
    if (shrunk->pass_case.len > 0 && earlier) {
        group->pass_case = hp_groups_keep(groups, shrunk->pass_case);
        group->pass_difference = hp_groups_keep(groups, shrunk->pass_difference);
        return group->pass_case != NULL && group->pass_difference != NULL;
    }
    return true;
}

/* Of two shards the one that knows more, then the id that sorts first. */
static bool keep_after(struct hp_groups *groups, struct hp_group *group,
                       const struct hp_shrunk *shrunk)
{
    bool better = shrunk->after > group->after ||
                  (shrunk->after == group->after && shrunk->after != HP_AFTER_NOTHING &&
                   compare_text(shrunk->after_case, group->after_case) < 0);
    if (!better) {
        return true;
    }
    group->after = shrunk->after;
    group->after_case = hp_groups_keep(groups, shrunk->after_case);
    group->after_line = hp_groups_keep(groups, shrunk->after_line);
    return group->after_case != NULL && group->after_line != NULL;
}

enum hp_status hp_groups_shrunk(struct hp_groups *groups, const struct hp_shrunk *shrunk,
                                struct hp_error *error)
{
    uint32_t *slot;
    struct entry *entry = find(groups, shrunk->fingerprint, &slot);
    if (entry == NULL) {
        return HP_OK;
    }
    const struct hp_observation *observation =
        shrunk->seen_again ? observation_of(&shrunk->record, shrunk->fingerprint) : NULL;
    entry->group.shrunk += shrunk->requests;
    if (shrunk->plain > entry->group.plain) {
        entry->group.plain = shrunk->plain;
    }
    bool kept =
        keep_pass(groups, &entry->group, shrunk) && keep_after(groups, &entry->group, shrunk);
    entry->group.seen_again = entry->group.seen_again || observation != NULL;
    if (kept && observation != NULL && observation->level == entry->group.level &&
        is_smaller(shrunk, entry)) {
        kept = keep_minimal(entry, &shrunk->record, observation, HP_EXCERPT_BYTES) &&
               keep_body(entry, shrunk->minimal_body);
        entry->shrunk = true;
    }
    return kept ? HP_OK : hp_error_nomem(error);
}

static int compare(const void *left, const void *right)
{
    const struct hp_group *a = left;
    const struct hp_group *b = right;
    if (severity(a->verdict) != severity(b->verdict)) {
        return severity(a->verdict) - severity(b->verdict);
    }
    if (a->level != b->level) {
        return (int)a->level - (int)b->level;
    }
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    int by_row = strcmp(a->row, b->row);
    return by_row != 0 ? by_row : strcmp(a->fingerprint, b->fingerprint);
}

struct hp_group *hp_groups_sorted(struct hp_groups *groups, size_t *count)
{
    *count = groups->count;
    hp_free(groups->sorted);
    groups->sorted = hp_calloc(groups->count + 1, sizeof(*groups->sorted));
    if (groups->sorted == NULL) {
        *count = 0;
        return NULL;
    }
    for (size_t i = 0; i < groups->count; i++) {
        groups->sorted[i] = groups->entries[i].group;
    }
    qsort(groups->sorted, groups->count, sizeof(*groups->sorted), compare);
    return groups->sorted;
}
