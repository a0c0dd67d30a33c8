/* The rules of sending again. Must not know sockets or clocks: a wait is a number. */
#include "harness/run/confirm.h"

#include "harness/run/groups.h"

enum {
    LINE_BYTES_MAX = 4 * 1024 * 1024,
    DEFER_S_DEFAULT = 1,
    PROBES_MAX = 64, /* slots that are looked at for a fingerprint, beginning with its own */
};

void hp_attempts_init(struct hp_attempts *attempts)
{
    *attempts = (struct hp_attempts){0};
    hp_buf_init(&attempts->failure, LINE_BYTES_MAX);
}

void hp_attempts_reset(struct hp_attempts *attempts)
{
    attempts->judged = attempts->failed = attempts->lost = attempts->deferred = 0;
    attempts->alone = false;
    hp_buf_clear(&attempts->failure);
}

void hp_attempts_deinit(struct hp_attempts *attempts)
{
    hp_buf_deinit(&attempts->failure);
}

static bool is_failure(enum hp_verdict verdict)
{
    return verdict == HP_FAIL || verdict == HP_WARN;
}

static bool is_lost(const struct hp_case_record *record)
{
    return record->end == HP_END_TIMEOUT || record->end == HP_END_CLOSED;
}

/* The counter of a fingerprint; NULL when there is no room to know it. Slots are never given back,
 * and two fingerprints never share one: a hang would be taken for proven by what is refused ten
 * thousand times. */
static atomic_uchar *counter_at(struct hp_confirm_budget *budget, uint64_t fingerprint)
{
    fingerprint += fingerprint == 0;
    for (size_t i = 0; i < PROBES_MAX; i++) {
        size_t slot = (fingerprint + i) % HP_CONFIRM_SLOTS;
        uint_fast64_t there = 0;
        if (atomic_compare_exchange_strong(&budget->known[slot], &there, fingerprint) ||
            there == fingerprint) {
            return &budget->confirmed[slot];
        }
    }
    return NULL;
}

static atomic_uchar *counter_of(struct hp_confirm_budget *budget,
                                const struct hp_case_record *record)
{
    const struct hp_observation *worst = &record->observations[0];
    for (size_t i = 1; i < record->observation_count; i++) {
        worst = record->observations[i].level < worst->level ? &record->observations[i] : worst;
    }
    /* What a check of the response finds is the same defect whatever the row that showed it. */
    bool own = strcmp(worst->check, "expectation") == 0;
    char row[HP_CASE_ID_BYTES];
    (void)snprintf(row, sizeof(row), "%.*s", own ? (int)record->row.len : (int)sizeof(row) - 1,
                   own ? record->row.at : worst->check);
    return counter_at(budget, hp_fingerprint(row, worst, record->status));
}

/* Seconds of a Retry-After field (RFC 9110 10.2.3); dates and nonsense count as the default. */
static uint64_t defer_s(const struct hp_response *response)
{
    const struct hp_field *field =
        hp_field_find(response->fields, response->field_count, HP_SLICE("Retry-After"));
    if (field == NULL || field->value.len == 0 || field->value.len > 9) {
        return DEFER_S_DEFAULT;
    }
    uint64_t seconds = 0;
    for (size_t i = 0; i < field->value.len; i++) {
        char c = field->value.at[i];
        if (c < '0' || c > '9') {
            return DEFER_S_DEFAULT;
        }
        seconds = seconds * 10 + (uint64_t)(c - '0');
    }
    return seconds;
}

static enum hp_next decide_deferred(struct hp_attempts *attempts,
                                    const struct hp_response *response, unsigned retries,
                                    uint64_t *wait_us)
{
    uint64_t seconds = defer_s(response);
    bool asks = response->status == 429 || response->status == 503;
    if (retries == 0 || !asks || attempts->deferred >= HP_CONFIRM_DEFERS_MAX ||
        seconds > HP_CONFIRM_WAIT_S_MAX) {
        return HP_NEXT_RECORD;
    }
    attempts->deferred++;
    *wait_us = seconds * 1000000u;
    return HP_NEXT_LATER;
}

enum hp_next hp_confirm_decide(struct hp_attempts *attempts, struct hp_confirm_budget *budget,
                               const struct hp_case_record *record,
                               const struct hp_response *response, unsigned retries,
                               uint64_t *wait_us)
{
    *wait_us = 0;
    if (record->verdict == HP_INCONCLUSIVE) {
        return decide_deferred(attempts, response, retries, wait_us);
    }
    attempts->judged++;
    if (!is_failure(record->verdict)) {
        return HP_NEXT_RECORD;
    }
    attempts->failed++;
    attempts->lost += is_lost(record) ? 1 : 0;
    if (retries == 0) {
        return HP_NEXT_RECORD;
    }
    hp_buf_clear(&attempts->failure);
    hp_record_write(&attempts->failure, record);
    atomic_uchar *confirmed = counter_of(budget, record);
    if (attempts->alone && is_lost(record)) {
        (void)atomic_fetch_add(&budget->alone_failed, 1);
    }
    if (attempts->judged > retries) {
        unsigned char count = confirmed == NULL ? HP_CONFIRM_ENOUGH : atomic_load(confirmed);
        if (count < HP_CONFIRM_ENOUGH && attempts->failed == attempts->judged) {
            atomic_store(confirmed, (unsigned char)(count + 1));
        }
        return HP_NEXT_RECORD;
    }
    unsigned char count = confirmed == NULL ? 0 : atomic_load(confirmed);
    bool proven = attempts->judged == 1 && count >= HP_CONFIRM_ENOUGH;
    /* A target may be slow because of what it is sent besides, such as 100 MiB in each of ten
     * connections: that is no fault of this case. */
    attempts->alone = !proven && attempts->judged == retries && is_lost(record) && count == 0 &&
                      atomic_load(&budget->alone_failed) < HP_CONFIRM_ALONE_MAX;
    return proven ? HP_NEXT_RECORD : attempts->alone ? HP_NEXT_ALONE : HP_NEXT_AGAIN;
}

/* The failure that was kept, as it stood in its journal line. */
static enum hp_status restore(const struct hp_attempts *attempts, struct hp_arena *arena,
                              struct hp_case_record *record)
{
    struct hp_json_scan scan;
    const struct hp_json *line = NULL;
    struct hp_slice text = hp_arena_copy(arena, hp_buf_view(&attempts->failure));
    if (attempts->failure.failed || text.at == NULL ||
        hp_json_parse(arena, text, &hp_json_limits_default, &scan, &line) != HP_OK) {
        return HP_ERR_NOMEM;
    }
    struct hp_error error = {0};
    return hp_record_read(line, arena, record, &error) == HP_OK ? HP_OK : HP_ERR_NOMEM;
}

enum hp_status hp_confirm_settle(const struct hp_attempts *attempts, struct hp_arena *arena,
                                 struct hp_case_record *record)
{
    bool good_alone =
        attempts->alone && !is_failure(record->verdict) && attempts->lost == attempts->failed;
    if (attempts->failed > 0 && !is_failure(record->verdict)) {
        enum hp_status status = restore(attempts, arena, record);
        if (status != HP_OK) {
            return status;
        }
    }
    record->attempts = attempts->judged;
    record->reproduced = attempts->failed;
    /* A server that was slow once does not hang; a connection that was lost once is the network's.
     */
    bool once = attempts->failed == 1 && attempts->judged > 1;
    if (is_lost(record) && (once || good_alone)) {
        record->verdict = HP_INCONCLUSIVE;
        record->reason =
            once ? HP_SLICE("no whole reply the first time, a good one when it was sent again")
                 : HP_SLICE("no whole reply beside other requests, a good one when it was sent "
                            "alone: give the target less at a time (--connections, --rate) or "
                            "longer (--timeout)");
        record->observation_count = 0;
        record->checks_broken = 0;
    }
    return HP_OK;
}
