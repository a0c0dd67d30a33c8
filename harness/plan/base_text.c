/* Tables of texts, and the pattern that is made of them. Must not know which of them a combination
 * takes. */
#include "harness/plan/base_text.h"

#include <assert.h>

#include "harness/base/buf.h"
#include "harness/base/word.h"
#include "harness/json/encode.h"

const struct hp_slice hp_base_names[HP_NAME_CLASSES] = {
    HP_SLICE_INIT("hookproof "),                               /* ASCII */
    HP_SLICE_INIT("Se\xc3\xb1or Y\xc3\xb6r\xc3\xbck "),        /* Latin-1: two bytes a letter */
    HP_SLICE_INIT("\xe9\x80\x9a\xe7\x9f\xa5 \xf0\xa0\xae\xb7 " /* CJK, a rare one, */
                  "\xf0\x9f\x94\x94 "),                        /* a bell */
    HP_SLICE_INIT("say \"hook\\proof\" / "),                   /* escaped in JSON */
};

const struct hp_slice hp_base_urls[HP_URL_CLASSES] = {
    HP_SLICE_INIT("https://example.com/hooks/"),
    HP_SLICE_INIT("https://hooks.example.com:8443/v1/in?from=hookproof&case="),
    HP_SLICE_INIT("https://example.com/a%20b/%C3%A9/"),
    HP_SLICE_INIT("https://xn--bcher-kva.example.com/hooks/"),
};

const struct hp_slice hp_base_headers[HP_BUILD_HEADERS_MAX][2] = {
    {HP_SLICE_INIT("x-hookproof-case"), HP_SLICE_INIT("")},
    {HP_SLICE_INIT("Authorization"), HP_SLICE_INIT("Bearer ")},
    {HP_SLICE_INIT("X_Trace.Id"), HP_SLICE_INIT("from=hookproof; case=")},
};

const size_t hp_base_header_counts[HP_HEADERS_CLASSES] = {1, 0, HP_BUILD_HEADERS_MAX};

struct hp_slice hp_base_tagged(char *text, struct hp_slice form)
{
    assert(form.len + HP_BUILD_TAG_DIGITS <= HP_BUILD_TEXT_BYTES);
    hp_word_copy(text, form.at, form.len);
    memset(text + form.len, '0', HP_BUILD_TAG_DIGITS);
    return (struct hp_slice){text, form.len + HP_BUILD_TAG_DIGITS};
}

/* Where the strings are made. */
struct maker {
    struct hp_arena *arena;
    struct hp_buf text;
    bool failed;
};

static void make_strings(struct maker *maker, const struct hp_enum *set, struct hp_slice *out)
{
    for (size_t i = 0; i < set->count; i++) {
        hp_buf_clear(&maker->text);
        hp_json_encode_string(&maker->text, set->values[i]);
        out[i] = hp_arena_copy(maker->arena, hp_buf_view(&maker->text));
        maker->failed = maker->failed || maker->text.failed || out[i].at == NULL;
    }
}

static void write_pattern(struct hp_draft *draft, const struct hp_contract *contract)
{
    char texts[3][HP_BUILD_TEXT_BYTES];
    const struct hp_slice headers[][2] = {
        {hp_base_headers[0][0], hp_base_tagged(texts[2], hp_base_headers[0][1])}};
    const struct hp_content content = {
        .type = HP_SLICE(""),
        .name = hp_base_tagged(texts[0], hp_base_names[0]),
        .url = hp_base_tagged(texts[1], hp_base_urls[0]),
        .headers = headers,
        .header_count = hp_base_header_counts[0],
    };
    assert(content.header_count == sizeof(headers) / sizeof(headers[0]));
    hp_draft_write(draft, contract, &content);
}

enum hp_status hp_base_pattern_init(struct hp_base_pattern *pattern,
                                    const struct hp_contract *contract, struct hp_arena *arena,
                                    struct hp_error *error)
{
    struct maker maker = {.arena = arena};
    hp_buf_init(&maker.text, (size_t)HP_JSON_ESCAPE_BYTES * HP_CONTRACT_BYTES_MAX);
    make_strings(&maker, &contract->types, pattern->types);
    make_strings(&maker, &contract->operations, pattern->operations);
    make_strings(&maker, &contract->data_models, pattern->data_models);
    hp_buf_deinit(&maker.text);
    hp_draft_init(&pattern->draft);
    write_pattern(&pattern->draft, contract);
    return maker.failed || pattern->draft.text.failed ? hp_error_nomem(error) : HP_OK;
}

void hp_base_pattern_deinit(struct hp_base_pattern *pattern)
{
    hp_draft_deinit(&pattern->draft);
}
