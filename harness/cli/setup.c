/* Defaults and precedence in one place. Must not run anything. */
#include "harness/cli/setup.h"

#include <stdio.h>
#include <unistd.h>

#include "cases/cases.h"
#include "harness/base/alloc.h"
#include "harness/base/file.h"
#include "harness/check/profile_file.h"
#include "harness/run/body_case.h"

enum {
    KEY_FILE_BYTES_MAX = 64 * 1024,
    CONNECT_TIMEOUT_MS = 5000,
    CONNECTIONS_DEFAULT = 16, /* what saturates one thread on loopback */
    REMOTE_RATE_PER_S = 10,
    FUZZ_S_DEFAULT = 60,
    FUZZ_TIMEOUT_S_DEFAULT = 3, /* what hangs is met again and again, and each time waited for */
    RETRIES_DEFAULT = 2,        /* three answers tell what repeats from what does not */
};

/* Of requests a second: one an hour, and more than any machine sends. */
static const double rate_min = 1.0 / 3600;
static const double rate_max = 1e7;

static enum hp_status key_from_file(const char *path, char **out, struct hp_error *error)
{
    struct hp_buf text;
    hp_buf_init(&text, KEY_FILE_BYTES_MAX);
    enum hp_status status = hp_file_read(path, &text, error);
    if (status == HP_OK) {
        struct hp_slice line = hp_buf_view(&text);
        size_t end = hp_slice_find(line, HP_SLICE("\n"));
        line.len = end;
        if (line.len > 0 && line.at[line.len - 1] == '\r') {
            line.len--;
        }
        *out = hp_strndup(line.at, line.len);
        status = *out == NULL ? hp_error_nomem(error) : HP_OK;
    }
    hp_buf_deinit(&text);
    return status;
}

enum hp_status hp_setup_key(const struct hp_args *args, const char *otherwise, char **out,
                            struct hp_error *error)
{
    *out = NULL;
    const char *file = hp_args_text(args, HP_OPT_API_KEY_FILE, NULL);
    const char *name = hp_args_text(args, HP_OPT_API_KEY_ENV, NULL);
    const char *key = hp_args_text(args, HP_OPT_API_KEY, NULL);
    if (key == NULL && file != NULL) {
        enum hp_status status = key_from_file(file, out, error);
        if (status != HP_OK) {
            return status;
        }
        key = *out;
    }
    if (key == NULL) {
        key = getenv(name == NULL ? "HOOKPROOF_API_KEY" : name);
        if (key == NULL && name != NULL) {
            return hp_error_set(error, HP_ERR_USAGE,
                                "the environment has no variable %s (--api-key-env)", name);
        }
    }
    if (key == NULL) {
        key = otherwise;
    }
    if (key == NULL) {
        return HP_OK;
    }
    if (key[0] == '\0' || strpbrk(key, "\r\n") != NULL) {
        return hp_error_set(error, HP_ERR_USAGE, "the key is empty or holds a line break");
    }
    if (*out == NULL) {
        *out = hp_strndup(key, strlen(key));
    }
    return *out == NULL ? hp_error_nomem(error) : HP_OK;
}

enum hp_status hp_setup_colour(const struct hp_args *args, int descriptor, bool *out,
                               struct hp_error *error)
{
    static const char *const words[] = {"auto", "always", "never", NULL};
    int choice = 0;
    enum hp_status status = hp_args_word(args, HP_OPT_COLOR, words, 0, &choice, error);
    const char *no_color = getenv("NO_COLOR");
    *out = choice == 1 ||
           (choice == 0 && isatty(descriptor) == 1 && (no_color == NULL || no_color[0] == '\0'));
    return status;
}

static enum hp_status read_rate(const struct hp_args *args, double otherwise, double *out,
                                struct hp_error *error)
{
    *out = otherwise;
    const char *text = hp_args_text(args, HP_OPT_RATE, NULL);
    if (text == NULL) {
        return HP_OK;
    }
    char *end = NULL;
    double value = strtod(text, &end);
    bool per_minute = strcmp(end, "/m") == 0;
    double per_second = per_minute ? value / 60 : value;
    bool none = value <= 0; /* NaN is neither */
    if (end == text || !(none ? value == 0 : per_second >= rate_min && per_second <= rate_max) ||
        (*end != '\0' && strcmp(end, "/s") != 0 && !per_minute)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "--rate wants requests a second or a minute, such as 20/s or 60/m, not "
                            "\"%s\" (0: no limit; one an hour at least)",
                            text);
    }
    *out = per_second;
    return HP_OK;
}

/* "3/7" */
static enum hp_status read_shard(const struct hp_args *args, struct hp_plan_options *plan,
                                 struct hp_error *error)
{
    const char *text = hp_args_text(args, HP_OPT_SHARD, NULL);
    if (text == NULL) {
        return HP_OK;
    }
    char *slash = NULL;
    char *end = NULL;
    unsigned long shard = strtoul(text, &slash, 10);
    unsigned long shards = *slash == '/' ? strtoul(slash + 1, &end, 10) : 0;
    if (end == NULL || *end != '\0' || shard < 1 || shard > shards || shards > HP_SHARDS_MAX) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "--shard wants I/N with I from 1 to N and N up to %d, such as 3/7, not "
                            "\"%s\"",
                            HP_SHARDS_MAX, text);
    }
    plan->shard = (uint32_t)shard;
    plan->shards = (uint32_t)shards;
    return HP_OK;
}

static enum hp_status read_plan(struct hp_setup *setup, const struct hp_args *args,
                                struct hp_error *error)
{
    static const char *const depths[] = {"smoke", "standard", "full", NULL};
    struct hp_plan_options *plan = &setup->run.plan;
    int depth = setup->run.careful ? HP_DEPTH_SMOKE : HP_DEPTH_STANDARD;
    uint64_t seed = HP_SEED_DEFAULT;
    uint64_t strength = 2;
    enum hp_status status = hp_args_word(args, HP_OPT_DEPTH, depths, depth, &depth, error);
    if (status == HP_OK) {
        status = hp_args_number(args, HP_OPT_SEED, seed, 0, UINT64_MAX, &seed, error);
    }
    if (status == HP_OK) {
        status = hp_args_number(args, HP_OPT_STRENGTH, strength, 2, 3, &strength, error);
    }
    plan->depth = (enum hp_depth)depth;
    plan->seed = seed;
    plan->strength = (unsigned)strength;
    plan->include = args->values[HP_OPT_INCLUDE];
    plan->include_count = args->counts[HP_OPT_INCLUDE];
    plan->exclude = args->values[HP_OPT_EXCLUDE];
    plan->exclude_count = args->counts[HP_OPT_EXCLUDE];
    plan->target_path = hp_slice_of(setup->run.address.path);
    return status == HP_OK ? read_shard(args, plan, error) : status;
}

/* Requests a second: what the setting rate.per_minute says, when it was given. */
static double remote_rate(const struct hp_run_options *run)
{
    return hp_setting_given(&run->settings, HP_SET_RATE_PER_MINUTE)
               ? (double)hp_setting_number(&run->settings, HP_SET_RATE_PER_MINUTE) / 60
               : REMOTE_RATE_PER_S;
}

/* "90", "90s", "5m", "2h" as seconds. */
static enum hp_status read_time(const struct hp_args *args, uint32_t otherwise, uint32_t *out,
                                struct hp_error *error)
{
    const char *text = hp_args_text(args, HP_OPT_TIME, NULL);
    *out = otherwise;
    if (text == NULL) {
        return HP_OK;
    }
    char *end = NULL;
    unsigned long value = strtoul(text, &end, 10);
    unsigned long unit = *end == 'm' ? 60 : *end == 'h' ? 3600 : 1;
    end += *end == 's' || *end == 'm' || *end == 'h';
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || value < 1 || value > UINT32_MAX / unit) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "--time wants seconds, such as 90, 90s, 5m or 2h, not \"%s\"", text);
    }
    *out = (uint32_t)(value * unit);
    return HP_OK;
}

static enum hp_status read_campaign(struct hp_run_options *run, const struct hp_args *args,
                                    struct hp_error *error)
{
    run->corpus = hp_args_text(args, HP_OPT_CORPUS, NULL);
    run->campaign = (args->command & HP_CMD_FUZZ) != 0 ? HP_CAMPAIGN_FUZZ
                    : run->corpus != NULL              ? HP_CAMPAIGN_CORPUS
                                                       : HP_CAMPAIGN_NONE;
    if (run->campaign == HP_CAMPAIGN_FUZZ) {
        run->fuzz_s_max = run->time_s_max;
        run->time_s_max = 0;
    }
    if (run->campaign == HP_CAMPAIGN_CORPUS && hp_args_has(args, HP_OPT_RESUME)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "--resume goes on with cases of the plan, and the files of --corpus "
                            "are none: leave one of the two out");
    }
    if (run->campaign == HP_CAMPAIGN_CORPUS && run->plan.shards > 1 && run->plan.shard > 1) {
        run->campaign = HP_CAMPAIGN_NONE; /* the first shard sends them, so that each goes once */
    }
    return HP_OK;
}

static enum hp_status read_limits(struct hp_setup *setup, const struct hp_args *args,
                                  struct hp_error *error)
{
    struct hp_run_options *run = &setup->run;
    bool in_process = hp_address_in_process(&run->address);
    uint64_t connections = 0;
    uint64_t timeout_s = 0;
    bool fuzzes = (args->command & HP_CMD_FUZZ) != 0;
    uint64_t retries = 0;
    const struct {
        enum hp_option_id option;
        uint64_t otherwise, min, max;
        uint64_t *out;
    } numbers[] = {
        {HP_OPT_CONNECTIONS, in_process ? 1 : CONNECTIONS_DEFAULT, 1, HP_CONNECTIONS_MAX,
         &connections},
        {HP_OPT_TIMEOUT, fuzzes ? FUZZ_TIMEOUT_S_DEFAULT : HP_TIMEOUT_S_DEFAULT, 1, 3600,
         &timeout_s},
        {HP_OPT_MAX_FAILURES, 0, 1, UINT64_MAX, &run->failures_max},
        {HP_OPT_RETRIES, in_process ? 0 : RETRIES_DEFAULT, 0, 100, &retries},
    };
    enum hp_status status =
        read_rate(args, run->careful ? remote_rate(run) : 0, &run->rate_per_second, error);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]) && status == HP_OK; i++) {
        status = hp_args_number(args, numbers[i].option, numbers[i].otherwise, numbers[i].min,
                                numbers[i].max, numbers[i].out, error);
    }
    run->target.connections = (size_t)connections;
    run->target.timeout_ms = (uint32_t)timeout_s * 1000;
    run->target.connect_timeout_ms =
        run->target.timeout_ms < CONNECT_TIMEOUT_MS ? run->target.timeout_ms : CONNECT_TIMEOUT_MS;
    run->retries = (unsigned)retries;
    if (status == HP_OK) {
        status = read_time(args, fuzzes ? FUZZ_S_DEFAULT : 0, &run->time_s_max, error);
    }
    return status == HP_OK ? read_campaign(run, args, error) : status;
}

static enum hp_status read_target(struct hp_setup *setup, const struct hp_args *args,
                                  const char *target, struct hp_error *error)
{
    static const char *const versions[] = {"auto", "1.1", "2", NULL};
    struct hp_run_options *run = &setup->run;
    int version = HP_HTTP_1_1;
    enum hp_status status = hp_address_parse(target, &run->address, error);
    if (status == HP_OK) {
        status = hp_args_word(args, HP_OPT_HTTP, versions, HP_HTTP_1_1, &version, error);
    }
    if (status != HP_OK) {
        return status;
    }
    run->careful = !run->address.loopback;
    if (run->careful && !hp_args_has(args, HP_OPT_ALLOW_REMOTE)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "%s is not on this machine: add --allow-remote if you may test it",
                            run->address.origin);
    }
    run->target.address = target;
    run->target.http = (enum hp_http_version)version;
    run->target.insecure = hp_args_has(args, HP_OPT_INSECURE);
    run->target.cacert = hp_args_text(args, HP_OPT_CACERT, NULL);
    run->target.proxy = hp_args_text(args, HP_OPT_PROXY, NULL);
    run->target.extra_fields = args->values[HP_OPT_HEADER];
    run->target.extra_field_count = args->counts[HP_OPT_HEADER];
    return HP_OK;
}

enum hp_status hp_setup_defect(const struct hp_args *args, const struct hp_contract *contract,
                               struct hp_slice api_key, struct hp_planted **out,
                               struct hp_error *error)
{
    const char *id = hp_args_text(args, HP_OPT_DEFECT, NULL);
    *out = NULL;
    if (id == NULL) {
        return HP_OK;
    }
    const struct hp_defect *defect = hp_defect_find(id);
    if (defect == NULL) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "no defect is called %s; `hookproof list defects` shows them all", id);
    }
    return hp_planted_new(defect, contract, api_key, out, error);
}

enum hp_status hp_setup_settings(const struct hp_args *args, struct hp_settings *out,
                                 struct hp_error *error)
{
    enum hp_status status =
        hp_profile_open(hp_args_text(args, HP_OPT_PROFILE, hp_settings_doc.profile), out, error);
    for (size_t i = 0; i < args->counts[HP_OPT_SET] && status == HP_OK; i++) {
        status = hp_settings_assign(out, args->values[HP_OPT_SET][i], error);
    }
    if (hp_args_has(args, HP_OPT_STRICT)) {
        out->strict = true;
        out->lenient = false;
    }
    return status;
}

enum hp_status hp_setup_rows(const struct hp_args *args, const struct hp_contract *contract,
                             struct hp_literals **literals, const struct hp_row *const **rows,
                             size_t *count, struct hp_error *error)
{
    const char *path = hp_args_text(args, HP_OPT_CASES, NULL);
    *literals = NULL;
    *rows = hp_cases_rows(count);
    if (path == NULL) {
        return HP_OK;
    }
    enum hp_status status = hp_literals_read(path, contract, *rows, *count, literals, error);
    if (status != HP_OK) {
        return status;
    }
    *rows = hp_literals_rows(*literals, count);
    const char *warning;
    for (size_t i = 0; (warning = hp_literals_warning(*literals, i)) != NULL; i++) {
        fprintf(stderr, "hookproof: %s\n", warning);
    }
    return HP_OK;
}

enum hp_status hp_setup_body_rows(const struct hp_args *args, const struct hp_row *const **rows,
                                  size_t *count, const struct hp_row ***all, struct hp_error *error)
{
    bool needed = (args->command & (HP_CMD_FUZZ | HP_CMD_REPLAY | HP_CMD_REPORT)) != 0 ||
                  hp_args_has(args, HP_OPT_CORPUS);
    *all = NULL;
    if (!needed) {
        return HP_OK;
    }
    *all = hp_body_rows_behind(*rows, *count, count);
    *rows = *all;
    return *all == NULL ? hp_error_nomem(error) : HP_OK;
}

enum hp_status hp_setup_init(struct hp_setup *setup, const struct hp_args *args, const char *target,
                             struct hp_error *error)
{
    *setup = (struct hp_setup){0};
    struct hp_run_options *run = &setup->run;
    run->contract_path = hp_args_text(args, HP_OPT_CONTRACT, NULL);
    run->cases_path = hp_args_text(args, HP_OPT_CASES, NULL);
    enum hp_status status = hp_setup_settings(args, &run->settings, error);
    if (status == HP_OK) {
        status = hp_contract_open(run->contract_path, &setup->contract, error);
    }
    run->contract = setup->contract;
    if (status == HP_OK) {
        status = hp_setup_rows(args, setup->contract, &setup->literals, &run->rows, &run->row_count,
                               error);
    }
    if (status == HP_OK) {
        status = hp_setup_body_rows(args, &run->rows, &run->row_count, &setup->all_rows, error);
    }
    if (status == HP_OK) {
        status = read_target(setup, args, target, error);
    }
    if (status == HP_OK) {
        status = hp_setup_key(args, hp_address_in_process(&run->address) ? HP_DEMO_KEY : NULL,
                              &setup->key, error);
    }
    if (status == HP_OK && setup->key == NULL) {
        status = hp_error_set(error, HP_ERR_USAGE,
                              "a key is needed: set HOOKPROOF_API_KEY, or give --api-key-file or "
                              "--api-key");
    }
    if (status == HP_OK) {
        run->plan.api_key = hp_slice_of(setup->key);
        status = read_plan(setup, args, error);
    }
    return status == HP_OK ? read_limits(setup, args, error) : status;
}

void hp_setup_deinit(struct hp_setup *setup)
{
    hp_free(setup->all_rows);
    hp_literals_free(setup->literals);
    hp_contract_free(setup->contract);
    if (setup->key != NULL) {
        explicit_bzero(setup->key, strlen(setup->key));
        hp_free(setup->key);
    }
    *setup = (struct hp_setup){0};
}
