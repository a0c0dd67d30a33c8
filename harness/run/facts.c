/* The first and the last line of a journal. */
#include "harness/run/facts.h"

#include "harness/json/encode.h"
#include "harness/json/number.h"

static const char schema_name[] = "hookproof-journal/1";

const char *hp_depth_name(enum hp_depth depth)
{
    static const char *const names[] = {"smoke", "standard", "full"};
    return names[depth];
}

static const char *const stop_names[] = {
    [HP_STOP_NONE] = "none",
    [HP_STOP_SIGNAL] = "signal",
    [HP_STOP_TIME] = "time",
    [HP_STOP_FAILURES] = "failures",
    [HP_STOP_UNREACHABLE] = "unreachable",
    [HP_STOP_REFUSED] = "refused",
    [HP_STOP_KILLED] = "killed",
    [HP_STOP_SHARDS] = "shards",
};

static void text(struct hp_buf *out, const char *name, struct hp_slice value)
{
    hp_buf_printf(out, ",\"%s\":", name);
    hp_json_encode_string(out, value);
}

static void count(struct hp_buf *out, const char *name, struct hp_coverage_count value)
{
    hp_buf_printf(out, "\"%s\":{\"covered\":%llu,\"total\":%llu}", name,
                  (unsigned long long)value.covered, (unsigned long long)value.total);
}

void hp_facts_profile(struct hp_run_facts *facts, const struct hp_settings *settings,
                      struct hp_profile_texts *texts)
{
    struct hp_settings base = hp_settings_doc;
    (void)hp_settings_find(settings->base, &base);
    facts->profile = hp_slice_of(settings->profile);
    facts->profile_base = hp_slice_of(settings->base);
    facts->strict = settings->strict;
    facts->lenient = settings->lenient;
    facts->setting_count = 0;
    for (size_t i = 0; i < HP_SETTING_COUNT; i++) {
        enum hp_setting_id id = (enum hp_setting_id)i;
        if (hp_setting_equal(settings, &base, id)) {
            continue;
        }
        facts->settings[facts->setting_count++] = (struct hp_setting_change){
            hp_slice_of(hp_setting_list[i].key),
            hp_slice_of(hp_setting_show(settings, id, texts->values[i][0])),
            hp_slice_of(hp_setting_show(&base, id, texts->values[i][1]))};
    }
}

bool hp_facts_same_profile(const struct hp_run_facts *a, const struct hp_run_facts *b)
{
    bool same = hp_slice_equal(a->profile, b->profile) &&
                hp_slice_equal(a->profile_base, b->profile_base) && a->strict == b->strict &&
                a->lenient == b->lenient && a->setting_count == b->setting_count;
    for (size_t i = 0; same && i < a->setting_count; i++) {
        same = hp_slice_equal(a->settings[i].key, b->settings[i].key) &&
               hp_slice_equal(a->settings[i].value, b->settings[i].value);
    }
    return same;
}

static void write_settings(struct hp_buf *out, const struct hp_run_facts *facts)
{
    hp_buf_text(out, ",\"settings\":[");
    for (size_t i = 0; i < facts->setting_count; i++) {
        hp_buf_text(out, i == 0 ? "{\"key\":" : ",{\"key\":");
        hp_json_encode_string(out, facts->settings[i].key);
        text(out, "value", facts->settings[i].value);
        text(out, "profile_value", facts->settings[i].profile_value);
        hp_buf_char(out, '}');
    }
    hp_buf_char(out, ']');
}

void hp_facts_write(struct hp_buf *out, const struct hp_run_facts *facts)
{
    hp_buf_printf(out, "{\"kind\":\"start\",\"schema\":\"%s\"", schema_name);
    text(out, "tool", facts->tool_version);
    text(out, "target_kind", facts->target_kind);
    text(out, "target_address", facts->target_address);
    text(out, "profile", facts->profile);
    text(out, "profile_base", facts->profile_base);
    write_settings(out, facts);
    if (facts->again.len > 0) {
        text(out, "again", facts->again);
    }
    text(out, "depth", facts->depth);
    hp_buf_printf(out, ",\"strict\":%s,\"lenient\":%s,\"selected\":%s",
                  facts->strict ? "true" : "false", facts->lenient ? "true" : "false",
                  facts->selected ? "true" : "false");
    hp_buf_printf(out, ",\"seed\":%llu,\"plan_hash\":\"%016llx\",\"plan_cases\":%llu",
                  (unsigned long long)facts->seed, (unsigned long long)facts->plan_hash,
                  (unsigned long long)facts->plan_cases);
    hp_buf_printf(out, ",\"shard\":%lu,\"shards\":%lu", (unsigned long)facts->shard,
                  (unsigned long)facts->shards);
    hp_buf_text(out, ",\"coverage\":{");
    count(out, "triples", facts->coverage.triples);
    hp_buf_char(out, ',');
    count(out, "t2", facts->coverage.t2);
    hp_buf_char(out, ',');
    count(out, "t3", facts->coverage.t3);
    hp_buf_printf(out, "},\"started_unix_ms\":%lld}\n", (long long)facts->started_unix_ms);
}

void hp_end_write(struct hp_buf *out, const struct hp_run_end *end)
{
    hp_buf_printf(out, "{\"kind\":\"end\",\"stop\":\"%s\"", stop_names[end->stop]);
    text(out, "reason", end->reason);
    hp_buf_printf(out, ",\"sent\":%llu,\"duration_us\":%llu}\n", (unsigned long long)end->sent,
                  (unsigned long long)(end->duration_s * 1e6 + 0.5));
}

enum { WORD_BYTES_MAX = 64 };
/* The year 9999 and a year: what ends then still has a date of four digits. */
#define STARTED_MS_END  UINT64_C(253370764800000)
#define DURATION_US_END (UINT64_C(365) * 24 * 60 * 60 * 1000000)

static struct hp_slice read_text(const struct hp_json *line, const char *name, const char **bad)
{
    const struct hp_json *member = hp_json_member(line, hp_slice_of(name));
    if (!hp_json_is(member, HP_JSON_STRING)) {
        *bad = *bad == NULL ? name : *bad;
    }
    return hp_json_string(member);
}

static uint64_t read_number(const struct hp_json *line, const char *name, const char **bad)
{
    unsigned long long value = 0;
    const struct hp_json *member = hp_json_member(line, hp_slice_of(name));
    if (!hp_json_is(member, HP_JSON_NUMBER) || !hp_number_to_u64(hp_json_number(member), &value)) {
        *bad = *bad == NULL ? name : *bad;
    }
    return value;
}

/* A word that reports may write as it is: letters, digits and what versions have. */
static struct hp_slice read_word(const struct hp_json *line, const char *name, const char **bad)
{
    struct hp_slice word = read_text(line, name, bad);
    bool good = word.len > 0 && word.len <= WORD_BYTES_MAX;
    for (size_t i = 0; i < word.len && good; i++) {
        char c = word.at[i];
        good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               (c != '\0' && strchr(".-+_~", c) != NULL);
    }
    if (!good) {
        *bad = *bad == NULL ? name : *bad;
    }
    return word;
}

static uint64_t read_below(const struct hp_json *line, const char *name, uint64_t end,
                           const char **bad)
{
    uint64_t value = read_number(line, name, bad);
    if (value >= end) {
        *bad = *bad == NULL ? name : *bad;
        return 0;
    }
    return value;
}

static struct hp_coverage_count read_count(const struct hp_json *coverage, const char *name,
                                           const char **bad)
{
    const struct hp_json *entry = hp_json_member(coverage, hp_slice_of(name));
    return (struct hp_coverage_count){read_number(entry, "covered", bad),
                                      read_number(entry, "total", bad)};
}

static uint64_t read_hex(const struct hp_json *line, const char *name, const char **bad)
{
    static const char digits[16] = {'0', '1', '2', '3', '4', '5', '6', '7',
                                    '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    struct hp_slice hex = read_text(line, name, bad);
    uint64_t value = 0;
    bool good = hex.len == 16;
    for (size_t i = 0; i < hex.len && good; i++) {
        const char *digit = memchr(digits, hex.at[i], 16);
        good = digit != NULL;
        value = value << 4 | (uint64_t)(good ? digit - digits : 0);
    }
    if (!good) {
        *bad = *bad == NULL ? name : *bad;
    }
    return value;
}

static bool read_flag(const struct hp_json *line, const char *name, const char **bad)
{
    const struct hp_json *member = hp_json_member(line, hp_slice_of(name));
    if (!hp_json_is(member, HP_JSON_BOOLEAN)) {
        *bad = *bad == NULL ? name : *bad;
    }
    return hp_json_boolean(member);
}

/* Journals from before there were settings have none. */
static void read_settings(const struct hp_json *line, struct hp_run_facts *facts, const char **bad)
{
    const struct hp_json *base = hp_json_member(line, HP_SLICE("profile_base"));
    facts->profile_base = base == NULL ? facts->profile : read_text(line, "profile_base", bad);
    facts->lenient = hp_json_member(line, HP_SLICE("lenient")) != NULL
                         ? read_flag(line, "lenient", bad)
                         : hp_slice_is(facts->profile, "lenient");
    const struct hp_json *list = hp_json_member(line, HP_SLICE("settings"));
    if (list != NULL &&
        (!hp_json_is(list, HP_JSON_ARRAY) || hp_json_size(list) > HP_SETTING_COUNT)) {
        *bad = *bad == NULL ? "settings" : *bad;
        return;
    }
    for (const struct hp_json *item = hp_json_first(list); item != NULL;
         item = hp_json_next(item)) {
        facts->settings[facts->setting_count++] =
            (struct hp_setting_change){read_text(item, "key", bad), read_text(item, "value", bad),
                                       read_text(item, "profile_value", bad)};
    }
}

static enum hp_status verdict_on(const char *bad, struct hp_error *error)
{
    if (bad != NULL) {
        return hp_error_set(error, HP_ERR_USAGE, "the journal has no usable member \"%s\"", bad);
    }
    return HP_OK;
}

enum hp_status hp_facts_read(const struct hp_json *line, struct hp_run_facts *facts,
                             struct hp_error *error)
{
    const char *bad = NULL;
    if (!hp_slice_is(hp_json_string(hp_json_member(line, HP_SLICE("schema"))), schema_name)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "the first line is not the start of a journal of schema %s",
                            schema_name);
    }
    const struct hp_json *coverage = hp_json_member(line, HP_SLICE("coverage"));
    *facts = (struct hp_run_facts){
        .tool_version = read_word(line, "tool", &bad),
        .target_kind = read_word(line, "target_kind", &bad),
        .target_address = read_text(line, "target_address", &bad),
        .profile = read_text(line, "profile", &bad),
        .depth = read_word(line, "depth", &bad),
        .strict = read_flag(line, "strict", &bad),
        .selected = read_flag(line, "selected", &bad),
        .seed = read_number(line, "seed", &bad),
        .plan_hash = read_hex(line, "plan_hash", &bad),
        .plan_cases = read_number(line, "plan_cases", &bad),
        .shard = (uint32_t)read_below(line, "shard", HP_SHARDS_MAX + 1, &bad),
        .shards = (uint32_t)read_below(line, "shards", HP_SHARDS_MAX + 1, &bad),
        .coverage = {read_count(coverage, "triples", &bad), read_count(coverage, "t2", &bad),
                     read_count(coverage, "t3", &bad)},
        .started_unix_ms = (int64_t)read_below(line, "started_unix_ms", STARTED_MS_END, &bad),
        .again = hp_json_string(hp_json_member(line, HP_SLICE("again"))),
    };
    read_settings(line, facts, &bad);
    return verdict_on(bad, error);
}

enum hp_status hp_end_read(const struct hp_json *line, struct hp_run_end *end,
                           struct hp_error *error)
{
    const char *bad = NULL;
    struct hp_slice stop = read_text(line, "stop", &bad);
    *end = (struct hp_run_end){
        .reason = read_text(line, "reason", &bad),
        .sent = read_number(line, "sent", &bad),
        .duration_s = (double)read_below(line, "duration_us", DURATION_US_END, &bad) / 1e6,
    };
    bool known = false;
    for (size_t i = 0; i < sizeof(stop_names) / sizeof(stop_names[0]); i++) {
        if (hp_slice_is(stop, stop_names[i])) {
            end->stop = (enum hp_stop)i;
            known = true;
        }
    }
    return verdict_on(known ? bad : "stop", error);
}
