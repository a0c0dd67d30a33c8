/* Between octets, messages and the judge. Must not know the service. */
#include "fuzz/exchange.h"

#include "fuzz/fuzz.h"

const struct hp_reader_limits hp_fuzz_reader_limits = {
    .line_bytes_max = 8192,
    .field_bytes_max = 8192,
    .head_bytes_max = 32768,
    .fields_max = 100,
    .body_bytes_max = 1024 * 1024,
};

static bool read_whole(struct hp_reader *reader, enum hp_reader_side side, struct hp_slice octets,
                       size_t *used)
{
    if (reader->limits.line_bytes_max == 0) {
        hp_reader_init(reader, side, &hp_fuzz_reader_limits);
    }
    hp_reader_reset(reader, side == HP_READER_REQUEST ? HP_SLICE("") : HP_SLICE("POST"));
    enum hp_reader_state state;
    *used = 0;
    do {
        size_t taken = 0;
        state = hp_reader_feed(reader, octets.at + *used, octets.len - *used, &taken);
        HP_FUZZ_HOLDS(taken <= octets.len - *used, "reader-used");
        *used += taken;
    } while (state == HP_READER_HEAD);
    if (state == HP_READER_MORE) {
        state = hp_reader_close(reader);
    }
    return state == HP_READER_DONE;
}

bool hp_fuzz_read_request(struct hp_slice octets, struct hp_request *out, size_t *used)
{
    static struct hp_reader reader;
    size_t taken;
    if (!read_whole(&reader, HP_READER_REQUEST, octets, used == NULL ? &taken : used)) {
        return false;
    }
    *out = (struct hp_request){.method = reader.method,
                               .target = reader.target,
                               .fields = reader.fields,
                               .field_count = reader.field_count,
                               .body = hp_buf_view(&reader.body),
                               .has_body = reader.chunked || reader.has_length};
    return true;
}

bool hp_fuzz_read_response(struct hp_slice octets, struct hp_response *out)
{
    static struct hp_reader reader;
    size_t used;
    if (!read_whole(&reader, HP_READER_RESPONSE, octets, &used)) {
        return false;
    }
    *out = (struct hp_response){.status = reader.status,
                                .http_version = reader.http_version,
                                .fields = reader.fields,
                                .field_count = reader.field_count,
                                .body = hp_buf_view(&reader.body)};
    return true;
}

bool hp_fuzz_same_message(const struct hp_reader *a, const struct hp_reader *b)
{
    bool same = a->status == b->status && a->http_version == b->http_version &&
                a->keep_alive == b->keep_alive && a->chunked == b->chunked &&
                a->expects_continue == b->expects_continue &&
                a->trailer_count == b->trailer_count && a->field_count == b->field_count &&
                hp_slice_equal(a->method, b->method) && hp_slice_equal(a->target, b->target) &&
                hp_slice_equal(a->reason, b->reason) &&
                hp_slice_equal(hp_buf_view(&a->body), hp_buf_view(&b->body));
    for (size_t i = 0; same && i < a->field_count; i++) {
        same = hp_slice_equal(a->fields[i].name, b->fields[i].name) &&
               hp_slice_equal(a->fields[i].value, b->fields[i].value);
    }
    return same;
}

struct hp_request hp_fuzz_post(struct hp_slice body)
{
    const struct hp_contract *contract = hp_fuzz_contract();
    static struct hp_field fields[2];
    fields[0] = (struct hp_field){HP_SLICE("Content-Type"), contract->media_type};
    fields[1] = (struct hp_field){contract->key_field, HP_SLICE(HP_FUZZ_KEY)};
    return (struct hp_request){.method = contract->method,
                               .target = contract->path,
                               .fields = fields,
                               .field_count = 2,
                               .body = body,
                               .has_body = true};
}

static void holds_for_observation(const struct hp_observation *observation)
{
    struct hp_slice key = HP_SLICE(HP_FUZZ_KEY);
    const struct hp_slice texts[] = {observation->where, observation->expected,
                                     observation->actual};
    HP_FUZZ_HOLDS(observation->check != NULL && observation->clause != NULL, "judge-names");
    for (size_t i = 0; i < 3; i++) {
        HP_FUZZ_HOLDS(texts[i].at != NULL || texts[i].len == 0, "judge-text");
        HP_FUZZ_HOLDS(hp_slice_find(texts[i], HP_SLICE("\n")) == texts[i].len, "judge-one-line");
        HP_FUZZ_HOLDS(hp_slice_find(texts[i], key) == texts[i].len, "judge-shows-key");
    }
}

void hp_fuzz_judge(const struct hp_request *request, const struct hp_exchange *exchange,
                   enum hp_expect expect, struct hp_arena *arena, struct hp_judgement *out)
{
    static const struct hp_row row = {.id = "any", .family = "valid", .clause = "PAGE:L64"};
    static struct hp_case kase; /* large: it holds a build, which is not asked for */
    kase.row = &row;
    kase.id = HP_SLICE("any@/#any~any");
    kase.where = HP_SLICE("/webhook");
    kase.why = HP_SLICE("any bytes");
    kase.expect = expect;
    kase.echo = HP_ECHO_ONE_OF;
    kase.request = *request;
    struct hp_judge judge = {.contract = hp_fuzz_contract(),
                             .settings = &hp_settings_doc,
                             .api_key = HP_SLICE(HP_FUZZ_KEY)};
    HP_FUZZ_HOLDS(hp_judge_exchange(&judge, &kase, exchange, arena, out) == HP_OK, "judge-status");
    HP_FUZZ_HOLDS(out->verdict < HP_VERDICT_COUNT && out->observation_count <= HP_OBSERVATIONS_MAX,
                  "judge-verdict");
    HP_FUZZ_HOLDS((out->checks_broken & ~out->checks_applied) == 0, "judge-applied");
    enum hp_verdict worst = out->reason == NULL ? HP_PASS : HP_NOTE;
    for (size_t i = 0; i < out->observation_count; i++) {
        const struct hp_observation *observation = &out->observations[i];
        holds_for_observation(observation);
        enum hp_verdict one = hp_verdict_of(observation->level, false, false);
        /* A MAY that another row's check finds broken says nothing about this one. */
        bool counts = one != HP_NOTE || strcmp(observation->check, "expectation") == 0;
        worst = counts && one > worst ? one : worst;
    }
    bool left_out = out->observation_count == HP_OBSERVATIONS_MAX;
    HP_FUZZ_HOLDS(out->verdict == HP_INCONCLUSIVE || out->verdict == worst ||
                      (left_out && out->verdict > worst),
                  "judge-worst");
}
