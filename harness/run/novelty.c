/* Answers by kind. Must not know what was asked. */
#include "harness/run/novelty.h"

#include "harness/base/rng.h"

enum {
    SHAPE_BYTES_MAX = 512, /* of an answer: an error says what it says at its beginning */
    SLOW_US = 100 * 1000,  /* coarse, so that a busy machine does not make an answer new */
    SLOWER_US = 1000 * 1000,
};

static uint64_t time_class(uint64_t duration_us)
{
    return duration_us >= SLOWER_US ? 2 : duration_us >= SLOW_US ? 1 : 0;
}

/* A refusal is told by its words; a success by its members alone, since its values are the
 * request's own. */
static uint64_t shape(uint64_t basis, struct hp_slice body, bool words)
{
    uint64_t hash = basis;
    bool in_string = false;
    bool is_value = false;
    bool escaped = false; /* behind a backslash, where a quote ends nothing */
    char last = '\0';
    size_t length = body.len < SHAPE_BYTES_MAX ? body.len : SHAPE_BYTES_MAX;
    for (size_t i = 0; i < length; i++) {
        char c = body.at[i];
        bool quote = c == '"' && !escaped;
        escaped = in_string && c == '\\' && !escaped;
        if (quote) {
            in_string = !in_string;
            is_value = in_string && last == ':';
        }
        bool hidden = in_string && is_value && !words && !quote;
        char kept = c >= '0' && c <= '9' ? '0' : c;
        bool repeats = kept == '0' && last == '0';
        if (!hidden && !repeats && c != ' ' && c != '\n') {
            hash = hp_hash(hash, (struct hp_slice){&kept, 1});
        }
        last = c == ' ' ? last : kept;
    }
    return hash;
}

uint64_t hp_novelty(const struct hp_exchange *exchange, const struct hp_judgement *judgement)
{
    const struct hp_response *response = &exchange->response;
    uint64_t facts[] = {exchange->end, (uint64_t)response->status,
                        time_class(exchange->duration_us), judgement->checks_broken,
                        judgement->verdict};
    uint64_t hash = HP_HASH_BASIS;
    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
        hash = hp_hash_mix(hash ^ hp_hash_mix(facts[i] + i));
    }
    const struct hp_field *type =
        hp_field_find(response->fields, response->field_count, HP_SLICE("content-type"));
    hash = type == NULL ? hash : hp_hash(hash, hp_media_type(type->value));
    return shape(hash, response->body, response->status >= 300);
}
