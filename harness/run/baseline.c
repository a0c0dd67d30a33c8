/* Reads, applies and writes baselines. Must not ask what day it is. */
#include "harness/run/baseline.h"

#include <errno.h>
#include <stdio.h>

#include "harness/base/alloc.h"
#include "harness/contract/format.h"
#include "harness/json/encode.h"
#include "harness/run/shrunk.h"
#include "harness/run/user_file.h"

enum {
    ARENA_BYTES_MAX = 64 * 1024 * 1024,
    TEXT_BYTES_MAX = 64 * 1024 * 1024,
    DATE_BYTES = 11, /* 2026-02-22 and a NUL */
    WHAT_BYTES = 256,
};

#define DAY_MS INT64_C(86400000)

static const char schema_name[] = "hookproof-baseline/1";

struct entry {
    uint64_t fingerprint;
    int64_t until_day; /* since 1970-01-01 */
    char until[DATE_BYTES];
    const char *reason;      /* never NULL */
    const char *row;         /* NULL: not said */
    struct hp_slice rest[3]; /* check, where and title, for whoever reads the file */
};

struct hp_baseline {
    const char *path;
    struct entry *entries;
    size_t count;
    struct hp_arena arena;
};

static const char *const rest_names[] = {"check", "where", "title"};

static int64_t day_of(int64_t unix_ms)
{
    return unix_ms / DAY_MS;
}

/* "2026-02-22" as a day; false when it is none. */
static bool read_date(struct hp_slice text, struct entry *entry)
{
    char time[32];
    int64_t unix_ms = 0;
    int offset = 0;
    if (text.len != DATE_BYTES - 1) {
        return false;
    }
    memcpy(entry->until, text.at, text.len);
    int length = snprintf(time, sizeof(time), "%sT00:00:00Z", entry->until);
    if (!hp_date_time_parse((struct hp_slice){time, (size_t)length}, &unix_ms, &offset)) {
        return false;
    }
    entry->until_day = day_of(unix_ms);
    return true;
}

static const struct entry *find(const struct hp_baseline *baseline, uint64_t fingerprint)
{
    for (size_t i = 0; i < baseline->count; i++) {
        if (baseline->entries[i].fingerprint == fingerprint) {
            return &baseline->entries[i];
        }
    }
    return NULL;
}

static enum hp_status read_entry(struct hp_baseline *baseline, const struct hp_json *item,
                                 const char *what, struct hp_error *error)
{
    static const char *const members[] = {"fingerprint", "until", "reason", "row",
                                          "check",       "where", "title",  NULL};
    struct entry *entry = &baseline->entries[baseline->count];
    enum hp_status status = hp_user_file_members(item, what, members, error);
    if (status != HP_OK) {
        return status;
    }
    *entry = (struct entry){0};
    struct hp_slice text = hp_json_string(hp_json_member(item, HP_SLICE("fingerprint")));
    if (!hp_fingerprint_read(text, &entry->fingerprint)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "%s: its \"fingerprint\" is to be 16 hexadecimal digits, as a report "
                            "shows them",
                            what);
    }
    if (find(baseline, entry->fingerprint) != NULL) {
        return hp_error_set(error, HP_ERR_USAGE, "%s: %.*s is there twice", what, (int)text.len,
                            text.at);
    }
    if (!read_date(hp_json_string(hp_json_member(item, HP_SLICE("until"))), entry)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "%s: its \"until\" is to be a day such as 2026-02-22", what);
    }
    struct hp_slice reason = hp_json_string(hp_json_member(item, HP_SLICE("reason")));
    struct hp_slice row = hp_json_string(hp_json_member(item, HP_SLICE("row")));
    entry->reason = hp_arena_copy(&baseline->arena, reason).at;
    entry->row = row.len == 0 ? NULL : hp_arena_copy(&baseline->arena, row).at;
    for (size_t i = 0; i < sizeof(rest_names) / sizeof(rest_names[0]); i++) {
        entry->rest[i] = hp_json_string(hp_json_member(item, hp_slice_of(rest_names[i])));
    }
    if (entry->reason == NULL || (row.len > 0 && entry->row == NULL)) {
        return hp_error_nomem(error);
    }
    baseline->count++;
    return HP_OK;
}

static enum hp_status read_entries(struct hp_baseline *baseline, struct hp_error *error)
{
    static const char *const members[] = {"schema", "findings", NULL};
    const struct hp_json *root = NULL;
    enum hp_status status =
        hp_user_file_open(baseline->path, schema_name, members, &baseline->arena, &root, error);
    const struct hp_json *list = hp_json_member(root, HP_SLICE("findings"));
    if (status == HP_OK && !hp_json_is(list, HP_JSON_ARRAY)) {
        status = hp_error_set(error, HP_ERR_USAGE, "%s: its \"findings\" are to be an array",
                              baseline->path);
    }
    if (status != HP_OK) {
        return status;
    }
    baseline->entries =
        hp_arena_take(&baseline->arena, (hp_json_size(list) + 1) * sizeof(*baseline->entries));
    if (baseline->entries == NULL) {
        return hp_error_nomem(error);
    }
    for (const struct hp_json *item = hp_json_first(list); item != NULL && status == HP_OK;
         item = hp_json_next(item)) {
        char what[WHAT_BYTES];
        (void)snprintf(what, sizeof(what), "%s: finding %zu", baseline->path, baseline->count + 1);
        status = read_entry(baseline, item, what, error);
    }
    return status;
}

enum hp_status hp_baseline_read(const char *path, struct hp_baseline **out, struct hp_error *error)
{
    struct hp_baseline *baseline = hp_calloc(1, sizeof(*baseline));
    if (baseline == NULL) {
        return hp_error_nomem(error);
    }
    hp_arena_init(&baseline->arena, ARENA_BYTES_MAX);
    baseline->path = hp_arena_copy(&baseline->arena, hp_slice_of(path)).at;
    enum hp_status status =
        baseline->path == NULL ? hp_error_nomem(error) : read_entries(baseline, error);
    if (status != HP_OK) {
        hp_baseline_free(baseline);
        return status;
    }
    *out = baseline;
    return HP_OK;
}

void hp_baseline_free(struct hp_baseline *baseline)
{
    if (baseline != NULL) {
        hp_arena_deinit(&baseline->arena);
        hp_free(baseline);
    }
}

bool hp_baseline_covers(const struct hp_baseline *baseline, uint64_t fingerprint,
                        int64_t now_unix_ms)
{
    const struct entry *entry = find(baseline, fingerprint);
    return entry != NULL && day_of(now_unix_ms) <= entry->until_day;
}

static uint64_t fingerprint_of(const struct hp_group *group)
{
    uint64_t fingerprint = 0;
    (void)hp_fingerprint_read(hp_slice_of(group->fingerprint), &fingerprint);
    return fingerprint;
}

static bool shows(const struct hp_summary *summary, uint64_t fingerprint)
{
    for (size_t i = 0; i < summary->group_count; i++) {
        if (fingerprint_of(&summary->groups[i]) == fingerprint) {
            return true;
        }
    }
    return false;
}

/* Was the row judged at all? An entry that names none is about any: then the whole plan has to have
 * been run. */
static bool was_judged(const struct hp_summary *summary, const char *row, bool whole)
{
    for (size_t i = 0; i < summary->row_count && row != NULL; i++) {
        const struct hp_tally *tally = &summary->rows[i].tally;
        if (strcmp(summary->rows[i].id, row) == 0) {
            return tally->pass + tally->note + tally->warn + tally->fail > 0;
        }
    }
    return row == NULL && whole;
}

/* Of an entry whose finding did not show: is it gone? */
static bool is_fixed(const struct hp_summary *summary, const struct entry *entry, bool whole)
{
    return summary->groups_dropped == 0 && !shows(summary, entry->fingerprint) &&
           was_judged(summary, entry->row, whole);
}

enum hp_status hp_baseline_apply(const struct hp_baseline *baseline, bool whole,
                                 struct hp_summary *summary)
{
    int64_t today = day_of(summary->started_unix_ms);
    struct hp_baseline_summary *out = &summary->baseline;
    *out = (struct hp_baseline_summary){.path = baseline->path, .whole = whole};
    for (size_t i = 0; i < summary->group_count; i++) {
        struct hp_group *group = &summary->groups[i];
        const struct entry *entry = find(baseline, fingerprint_of(group));
        if (entry != NULL) {
            group->known_until = entry->until;
            group->known_reason = entry->reason;
            group->expired = today > entry->until_day;
            out->known += !group->expired;
            out->expired += group->expired;
        }
    }
    out->fixed = hp_arena_take(&summary->arena, (baseline->count + 1) * sizeof(*out->fixed));
    for (size_t i = 0; i < baseline->count && out->fixed != NULL; i++) {
        const struct entry *entry = &baseline->entries[i];
        if (!is_fixed(summary, entry, whole)) {
            continue;
        }
        struct hp_fixed *fixed = &out->fixed[out->fixed_count++];
        *fixed =
            (struct hp_fixed){.row = entry->row, .until = entry->until, .reason = entry->reason};
        (void)snprintf(fixed->fingerprint, sizeof(fixed->fingerprint), "%016llx",
                       (unsigned long long)entry->fingerprint);
    }
    return out->fixed == NULL ? HP_ERR_NOMEM : HP_OK;
}

/* ---- writing ---- */

static void member(struct hp_buf *out, const char *name, struct hp_slice text)
{
    hp_buf_printf(out, ", \"%s\": ", name);
    hp_json_encode_string(out, text);
}

static void open_finding(struct hp_buf *out, uint64_t fingerprint, const char *until,
                         const char *reason, bool *first)
{
    hp_buf_text(out, *first ? "\n  {\"fingerprint\": \"" : ",\n  {\"fingerprint\": \"");
    *first = false;
    hp_buf_hex(out, fingerprint, HP_FINGERPRINT_DIGITS);
    hp_buf_char(out, '"');
    member(out, "until", hp_slice_of(until));
    member(out, "reason", hp_slice_of(reason));
}

static void write_group(struct hp_buf *out, const struct hp_group *group, const char *until,
                        bool *first)
{
    bool known = group->known_until != NULL;
    open_finding(out, fingerprint_of(group), known && !group->expired ? group->known_until : until,
                 known ? group->known_reason : "", first);
    member(out, "row", hp_slice_of(group->row));
    member(out, "check", hp_slice_of(group->check));
    member(out, "where", hp_slice_of(group->where));
    member(out, "title", hp_slice_of(group->title));
    hp_buf_char(out, '}');
}

static void write_entry(struct hp_buf *out, const struct entry *entry, bool *first)
{
    open_finding(out, entry->fingerprint, entry->until, entry->reason, first);
    if (entry->row != NULL) {
        member(out, "row", hp_slice_of(entry->row));
    }
    for (size_t i = 0; i < sizeof(rest_names) / sizeof(rest_names[0]); i++) {
        if (entry->rest[i].len > 0) {
            member(out, rest_names[i], entry->rest[i]);
        }
    }
    hp_buf_char(out, '}');
}

static void write_all(struct hp_buf *out, const struct hp_baseline *known,
                      const struct hp_summary *summary)
{
    char until[25];
    bool first = true;
    hp_date_time_print(summary->started_unix_ms + HP_BASELINE_DAYS * DAY_MS, until);
    until[DATE_BYTES - 1] = '\0';
    hp_buf_printf(out, "{\"schema\": \"%s\",\n \"findings\": [", schema_name);
    for (size_t i = 0; i < summary->group_count; i++) {
        const struct hp_group *group = &summary->groups[i];
        if (group->verdict == HP_FAIL || group->verdict == HP_WARN) {
            write_group(out, group, until, &first);
        }
    }
    for (size_t i = 0; known != NULL && i < known->count; i++) {
        const struct entry *entry = &known->entries[i];
        if (!shows(summary, entry->fingerprint) &&
            !is_fixed(summary, entry, summary->baseline.whole)) {
            write_entry(out, entry, &first);
        }
    }
    hp_buf_text(out, first ? "]}\n" : "\n ]}\n");
}

enum hp_status hp_baseline_write(const char *path, const struct hp_baseline *known,
                                 const struct hp_summary *summary, struct hp_error *error)
{
    struct hp_buf text;
    hp_buf_init(&text, TEXT_BYTES_MAX);
    write_all(&text, known, summary);
    FILE *file = text.failed ? NULL : fopen(path, "wbe");
    bool written = file != NULL && fwrite(text.bytes, 1, text.length, file) == text.length;
    written = file != NULL && fclose(file) == 0 && written;
    enum hp_status status = HP_OK;
    if (text.failed) {
        status = hp_error_nomem(error);
    } else if (!written) {
        status = hp_error_set(error, HP_ERR_IO, "cannot write %s: %s", path, strerror(errno));
    }
    hp_buf_deinit(&text);
    return status;
}
