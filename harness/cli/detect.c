/* One run for one defect, and the verdict on it. Must not print. */
#include "harness/cli/detect.h"

#include <stdio.h>

#include "harness/run/engine.h"
#include "harness/service/server.h"

enum {
    WIRE_TIMEOUT_MS = 1500, /* loopback; a defect may leave every connection without an answer */
    WIRE_HEAD_MS = 1000,
    WIRE_CONNECTIONS = 16,
    BODY_BYTES_MAX = 1024 * 1024,
    IDS_BYTES_MAX = 64 * 1024, /* a pointer for each row */
};

/* What a defect of framing can show in: the rest of the plan says no more over a connection. */
static const char *const wire_rows[] = {"frame-*", "valid-doc-example", "valid-transfer-forms",
                                        "auth-missing", "enum-type-unknown"};

/* True when `name` is one of the words of `words`; `words` is a few names with blanks between. */
static bool is_expected(const char *words, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = strstr(words, name); at != NULL; at = strstr(at + 1, name)) {
        bool begins = at == words || at[-1] == ' ';
        if (begins && (at[length] == '\0' || at[length] == ' ')) {
            return true;
        }
    }
    return false;
}

/* What a group is about: the check, where it is one with a name of its own, else the row. */
static const char *name_of(const struct hp_group *group)
{
    return strcmp(group->check, "expectation") == 0 ? group->row : group->check;
}

/* A check that breaks in a case of an expected row is what the row is there for. */
static bool is_in_expected_row(const struct hp_defect *defect, const struct hp_group *group)
{
    char row[HP_DETECT_NAME_BYTES];
    size_t length = strcspn(group->first_case, "@");
    (void)snprintf(row, sizeof(row), "%.*s", (int)length, group->first_case);
    return length > 0 && length < sizeof(row) && is_expected(defect->caught_by, row);
}

static bool is_expected_group(const struct hp_defect *defect, const struct hp_group *group)
{
    return is_expected(defect->caught_by, group->row) ||
           is_expected(defect->caught_by, group->check) || is_in_expected_row(defect, group);
}

/* What was expected of this cause: the cause itself, else one that it stands for, which reports
 * name under it; NULL: neither. */
static const struct hp_group *expected_of(const struct hp_defect *defect,
                                          const struct hp_group *cause)
{
    if (is_expected_group(defect, cause)) {
        return cause;
    }
    for (size_t i = 0; i < cause->hide_count; i++) {
        if (is_expected_group(defect, cause->hides[i])) {
            return cause->hides[i];
        }
    }
    return NULL;
}

static void judge_defect(const struct hp_summary *summary, struct hp_detection *out)
{
    const struct hp_defect *defect = out->defect;
    for (size_t i = 0; i < summary->cause_count; i++) {
        const struct hp_group *cause = summary->causes[i];
        if (i == 0) {
            (void)snprintf(out->first, sizeof(out->first), "%s", name_of(cause));
            (void)snprintf(out->sample, sizeof(out->sample), "%s", cause->first_case);
        }
        const struct hp_group *expected = out->rank == 0 ? expected_of(defect, cause) : NULL;
        if (expected != NULL) {
            out->rank = (unsigned)i + 1;
            out->leads = expected == cause;
            (void)snprintf(out->caught, sizeof(out->caught), "%s", name_of(expected));
            (void)snprintf(out->sample, sizeof(out->sample), "%s", expected->first_case);
        }
    }
    out->right = defect->level == HP_MUST ? out->fails > 0 : out->fails + out->warns > 0;
}

static void judge_variant(const struct hp_summary *summary, struct hp_detection *out)
{
    size_t used = 0;
    out->right = out->fails == 0;
    for (size_t i = 0; i < summary->cause_count; i++) {
        const struct hp_group *cause = summary->causes[i];
        const char *name = name_of(cause);
        out->right = out->right && is_expected_group(out->defect, cause);
        if (!is_expected(out->warned, name) && used + strlen(name) + 2 < sizeof(out->warned)) {
            used += (size_t)snprintf(out->warned + used, sizeof(out->warned) - used, "%s%s",
                                     used == 0 ? "" : " ", name);
        }
        if (i == 0) {
            (void)snprintf(out->first, sizeof(out->first), "%s", name);
            (void)snprintf(out->sample, sizeof(out->sample), "%s", cause->first_case);
        }
    }
}

static void judge(const struct hp_summary *summary, struct hp_detection *out)
{
    out->causes = summary->cause_count;
    for (size_t i = 0; i < summary->cause_count; i++) {
        out->fails += summary->causes[i]->cause_verdict == HP_FAIL;
        out->warns += summary->causes[i]->cause_verdict == HP_WARN;
    }
    out->sent = summary->sent;
    if (summary->outcome == HP_OUTCOME_INCONCLUSIVE || summary->outcome == HP_INCOMPLETE) {
        (void)snprintf(out->reason, sizeof(out->reason), "%s", summary->outcome_reason);
    }
    if (out->variant) {
        judge_variant(summary, out);
    } else {
        judge_defect(summary, out);
    }
}

static enum hp_status start_server(const struct hp_run_options *run,
                                   const struct hp_planted *planted, struct hp_service **service,
                                   struct hp_server **server, struct hp_error *error)
{
    struct hp_service_options options = {.contract = run->contract,
                                         .api_key = run->plan.api_key,
                                         .id_seed = run->plan.seed,
                                         .hook = hp_planted_hook(planted)};
    enum hp_status status = hp_service_new(&options, service, error);
    if (status != HP_OK) {
        return status;
    }
    struct hp_server_options listen = {.service = *service,
                                       .host = "127.0.0.1",
                                       .body_bytes_max = BODY_BYTES_MAX,
                                       .head_ms = WIRE_HEAD_MS,
                                       .body_ms = WIRE_HEAD_MS};
    return hp_server_start(&listen, server, error);
}

/* Rows whose bodies are large take most of the time of a short plan: they are left out there,
 * unless the defect is expected to show in them. The globs are `ids`, of the arena. */
static enum hp_status leave_out_heavy(struct hp_run_options *mine, const struct hp_defect *defect,
                                      struct hp_arena *arena, struct hp_error *error)
{
    size_t count = 0;
    const char **ids =
        hp_arena_take(arena, (mine->row_count + mine->plan.exclude_count) * sizeof(*ids));
    if (ids == NULL) {
        return hp_error_nomem(error);
    }
    for (; count < mine->plan.exclude_count; count++) {
        ids[count] = mine->plan.exclude[count];
    }
    for (size_t i = 0; i < mine->row_count; i++) {
        const struct hp_row *row = mine->rows[i];
        if ((row->flags & HP_ROW_HEAVY) != 0 && !is_expected(defect->caught_by, row->id)) {
            ids[count++] = row->id;
        }
    }
    mine->plan.exclude = ids;
    mine->plan.exclude_count = count;
    return HP_OK;
}

/* The options of one run, `text` behind its address. */
static enum hp_status aim(struct hp_run_options *mine, const struct hp_server *server, char *text,
                          size_t text_bytes, struct hp_error *error)
{
    (void)snprintf(text, text_bytes, "http://127.0.0.1:%u", hp_server_port(server));
    mine->target.address = text;
    mine->target.connections = WIRE_CONNECTIONS;
    mine->target.timeout_ms = mine->target.connect_timeout_ms = WIRE_TIMEOUT_MS;
    mine->target.http = HP_HTTP_1_1;
    mine->plan.include = wire_rows;
    mine->plan.include_count = sizeof(wire_rows) / sizeof(wire_rows[0]);
    return hp_address_parse(text, &mine->address, error);
}

enum hp_status hp_detect(const struct hp_run_options *run, struct hp_detect_plans *plans,
                         const struct hp_defect *defect, bool variant, struct hp_detection *out,
                         struct hp_error *error)
{
    struct hp_run_options mine = *run;
    struct hp_planted *planted = NULL;
    struct hp_service *service = NULL;
    struct hp_server *server = NULL;
    struct hp_reducer *reducer = NULL;
    struct hp_summary *summary = NULL;
    struct hp_arena arena;
    char address[64];
    hp_arena_init(&arena, IDS_BYTES_MAX);
    uint64_t started_us = hp_monotonic_us();
    *out = (struct hp_detection){.defect = defect, .variant = variant};
    mine.shrink = true; /* as reports have it: what the plain request does decides on the causes */
    enum hp_status status =
        hp_planted_new(defect, run->contract, run->plan.api_key, &planted, error);
    if (status == HP_OK && defect->wire) {
        status = start_server(run, planted, &service, &server, error);
        status = status == HP_OK ? aim(&mine, server, address, sizeof(address), error) : status;
    } else {
        mine.hook = hp_planted_hook(planted);
        mine.target.connections = 1; /* the threads are those of the defects */
    }
    if (status == HP_OK && !variant && mine.plan.depth == HP_DEPTH_SMOKE) {
        status = leave_out_heavy(&mine, defect, &arena, error);
    }
    if (status == HP_OK) {
        status = hp_detect_plans_take(plans, &mine, error);
    }
    if (status == HP_OK) {
        status = hp_run(&mine, &reducer, &summary, error);
    }
    if (status == HP_OK) {
        judge(summary, out);
        hp_reducer_free(reducer);
    }
    hp_server_stop(server);
    hp_service_free(service);
    hp_planted_free(planted);
    hp_arena_deinit(&arena);
    out->seconds = (double)(hp_monotonic_us() - started_us) / 1e6;
    return status;
}
