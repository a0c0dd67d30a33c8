/* Makes one valid request per combination and hands it to the row's function. Must not know what
 * rows do to it or what is expected of a target. */
#include "harness/plan/build.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "harness/base/word.h"

enum {
    /* A row may hold a large body twice: as made, and encoded. */
    ARENA_BYTES_MAX = 2 * HP_REQUEST_BODY_BYTES_MAX,
    /* A draft that grew beyond this for one case is given back before the next. */
    KEPT_TEXT_BYTES = 1024 * 1024,
    NAME_BYTES_MAX = 4096 /* an instance's name; far above HP_CASE_ID_BYTES, which a test asks for;
                             it is cut there */
};

void hp_build_init(struct hp_build *build)
{
    *build = (struct hp_build){0};
    hp_arena_init(&build->arena, ARENA_BYTES_MAX);
    hp_draft_init(&build->draft);
    hp_buf_init(&build->instance, KEPT_TEXT_BYTES);
    hp_buf_init(&build->why, KEPT_TEXT_BYTES);
    hp_buf_init(&build->id, 4 * NAME_BYTES_MAX);
    hp_buf_init(&build->where_text, NAME_BYTES_MAX);
    hp_buf_init(&build->combo_text, NAME_BYTES_MAX);
}

void hp_build_deinit(struct hp_build *build)
{
    hp_arena_deinit(&build->arena);
    hp_draft_deinit(&build->draft);
    hp_buf_deinit(&build->instance);
    hp_buf_deinit(&build->why);
    hp_buf_deinit(&build->id);
    hp_buf_deinit(&build->where_text);
    hp_buf_deinit(&build->combo_text);
}

/* ---- the base document ---- */

/* Fisher and Yates, keyed by the seed and the combination. */
static void shuffle(struct hp_build *build, size_t count)
{
    struct hp_rng rng;
    hp_rng_init(&rng, build->seed, hp_buf_view(&build->combo_text));
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)hp_rng_below(&rng, i);
        struct hp_slice swapped = build->data_models[i - 1];
        build->data_models[i - 1] = build->data_models[j];
        build->data_models[j] = swapped;
    }
}

static size_t choose_models(struct hp_build *build)
{
    const struct hp_enum *set = &build->contract->data_models;
    const struct hp_combo *combo = &build->combo;
    size_t count = 0;
    for (; count < combo->models_sent_count; count++) {
        build->data_models[count] = set->values[combo->models_sent[count]];
    }
    if (count > 0) {
        return count;
    }
    for (size_t i = 0; i < set->count; i++) {
        size_t index = combo->order == HP_MODELS_REVERSED ? set->count - 1 - i : i;
        if ((combo->models >> index & 1) != 0) {
            build->data_models[count++] = set->values[index];
        }
    }
    if (combo->order == HP_MODELS_SHUFFLED) {
        shuffle(build, count);
    }
    return count;
}

/* C11 does not turn a pointer to arrays into one to arrays of const by itself. */
static const struct hp_slice (*own_headers(const struct hp_build *build))[2]
{
    return (const struct hp_slice(*)[2])build->headers;
}

static void choose_content(struct hp_build *build)
{
    const struct hp_contract *contract = build->contract;
    const struct hp_combo *combo = &build->combo;
    for (size_t i = 0; i < combo->operation_count; i++) {
        build->operations[i] = contract->operations.values[combo->operations[i]];
    }
    size_t header_count = hp_base_header_counts[combo->headers_class];
    for (size_t i = 0; i < header_count; i++) {
        build->headers[i][0] = hp_base_headers[i][0];
        build->headers[i][1] = hp_base_tagged(build->texts[2 + i], hp_base_headers[i][1]);
    }
    build->content = (struct hp_content){
        .type = contract->types.values[combo->type],
        .operations = build->operations,
        .operation_count = combo->operation_count,
        .data_models = build->data_models,
        .data_model_count = choose_models(build),
        .name = hp_base_tagged(build->texts[0], hp_base_names[combo->name_class]),
        .url = hp_base_tagged(build->texts[1], hp_base_urls[combo->url_class]),
        .headers = own_headers(build),
        .header_count = header_count,
    };
}

/* The pattern has the first forms, and the combination lists its data models, as most do. */
static bool fits_pattern(const struct hp_combo *combo)
{
    return (combo->name_class | combo->url_class | combo->headers_class) == 0 &&
           (combo->models_sent_count > 0 || combo->models == 0);
}

static void fill_pattern(struct hp_build *build, const struct hp_base_pattern *pattern)
{
    const struct hp_combo *combo = &build->combo;
    struct hp_slice operations[HP_COMBO_OPERATIONS_MAX];
    struct hp_slice models[sizeof(combo->models_sent) / sizeof(combo->models_sent[0])];
    for (size_t i = 0; i < combo->operation_count; i++) {
        operations[i] = pattern->operations[combo->operations[i]];
    }
    for (size_t i = 0; i < combo->models_sent_count; i++) {
        models[i] = pattern->data_models[combo->models_sent[i]];
    }
    const struct hp_filling filling = {pattern->types[combo->type], operations,
                                       combo->operation_count, models, combo->models_sent_count};
    hp_draft_fill(&build->draft, &pattern->draft, build->contract, &filling);
}

static void clear(struct hp_build *build)
{
    hp_arena_reset(&build->arena);
    if (build->draft.text.capacity > KEPT_TEXT_BYTES) {
        hp_draft_deinit(&build->draft);
        hp_draft_init(&build->draft);
    }
    hp_buf_clear(&build->instance);
    hp_buf_clear(&build->why);
    hp_buf_clear(&build->id);
    hp_buf_clear(&build->where_text);
    hp_buf_clear(&build->combo_text);
    build->field_count = 0;
    build->fields_many = NULL;
    build->fields_many_count = 0;
    build->body = HP_SLICE("");
    build->body_replaced = false;
    build->has_body = true;
    build->transfer = (struct hp_transfer){0};
    build->steps = NULL;
    build->step_count = 0;
    build->replies_wanted = 0;
    build->site = (struct hp_site){HP_ROLE_ROOT, -1};
    build->where = NULL;
    build->rng = (struct hp_rng){0};
    build->failed = false;
}

/* An empty document: no span is there. */
static void empty_draft(struct hp_draft *draft)
{
    hp_buf_clear(&draft->text);
    memset(draft->item_count, 0, sizeof(draft->item_count));
    for (int role = 0; role < HP_ROLE_COUNT; role++) {
        draft->nodes[role].present = false;
    }
}

void hp_build_begin(struct hp_build *build, const struct hp_base *base, const struct hp_row *row,
                    const struct hp_combo *combo, const struct hp_content *documented)
{
    clear(build);
    build->contract = base->contract;
    build->row = row;
    build->combo = *combo;
    build->seed = base->seed;
    build->api_key = base->api_key;
    build->pointers = base->pointers;
    build->method = base->contract->method;
    build->target = base->target;
    build->expect = row->expect;
    build->body_truth = row->body;
    build->echo = row->echo;
    build->level = row->level;
    hp_build_field_add(build, HP_SLICE("Content-Type"), base->contract->media_type);
    hp_build_field_add(build, base->contract->key_field, base->api_key);
    hp_combo_print_plain(base->contract, &base->plain, combo, &build->combo_text);
    if (documented != NULL) {
        build->content = *documented;
        empty_draft(&build->draft);
        hp_build_body(build, base->contract->example_request);
    } else {
        choose_content(build);
        if (base->pattern != NULL && fits_pattern(combo)) {
            fill_pattern(build, base->pattern);
        } else {
            hp_draft_write(&build->draft, base->contract, &build->content);
        }
    }
}

bool hp_build_failed(const struct hp_build *build)
{
    return build->failed || build->draft.text.failed || build->instance.failed ||
           build->why.failed || build->id.failed || build->where_text.failed ||
           build->combo_text.failed;
}

struct hp_request hp_build_request(const struct hp_build *build)
{
    bool many = build->fields_many != NULL;
    struct hp_slice body = build->body_replaced ? build->body : hp_draft_text(&build->draft);
    return (struct hp_request){
        .method = build->method,
        .target = build->target,
        .fields = many ? build->fields_many : build->fields,
        .field_count = many ? build->fields_many_count : build->field_count,
        .body = build->has_body ? body : HP_SLICE(""),
        .has_body = build->has_body,
        .transfer = build->transfer,
        .steps = build->steps,
        .step_count = build->step_count,
        .replies_wanted = build->replies_wanted,
    };
}

/* ---- naming the instance ---- */

/* Overwrites the tag at the end of a base text and, where `node` is not NULL, of its value in the
 * document. Same length, so no span moves. */
static inline void stamp(struct hp_build *build, char *text, struct hp_slice value,
                         const struct hp_node *node, const char *digits)
{
    if (value.at != text) {
        return; /* not one of ours: the documented example */
    }
    memcpy(text + value.len - HP_BUILD_TAG_DIGITS, digits, HP_BUILD_TAG_DIGITS);
    if (node != NULL && node->present) {
        size_t quote = node->value.end - 1;
        memcpy(build->draft.text.bytes + quote - HP_BUILD_TAG_DIGITS, digits, HP_BUILD_TAG_DIGITS);
    }
}

static void stamp_all(struct hp_build *build)
{
    /* The generator was keyed by seed and id a moment ago; its state is the hash that is wanted. */
    uint64_t hash = hp_hash_mix(build->rng.state);
    char digits[16];
    hp_word_put_u64(digits, hp_word_hex_digits((uint32_t)hash));
    hp_word_put_u64(digits + 8, hp_word_hex_digits((uint32_t)(hash >> 32)));
    const struct hp_content *content = &build->content;
    const struct hp_draft *draft = &build->draft;
    bool drafted = !draft->text.failed && !build->body_replaced;
    stamp(build, build->texts[0], content->name, drafted ? &draft->nodes[HP_ROLE_NAME] : NULL,
          digits);
    stamp(build, build->texts[1], content->url, drafted ? &draft->nodes[HP_ROLE_URL] : NULL,
          digits);
    int list = hp_draft_list(HP_ROLE_HEADERS);
    for (size_t i = 0; content->headers == own_headers(build) && i < content->header_count; i++) {
        bool there = drafted && i < draft->item_count[list];
        stamp(build, build->texts[2 + i], content->headers[i][1],
              there ? &draft->items[list][i] : NULL, digits);
    }
}

typedef unsigned char bytes16 __attribute__((vector_size(16)));

/* Bytes that a case's id does not have become `_`: all but [A-Za-z0-9_.+-]. */
static void make_name(struct hp_buf *name)
{
    for (size_t at = 0; at < name->length; at += sizeof(bytes16)) {
        size_t count = name->length - at;
        count = count < sizeof(bytes16) ? count : sizeof(bytes16);
        bytes16 bytes = {0};
        hp_word_copy((char *)&bytes, name->bytes + at, count);
        bytes16 kept = (bytes16)((bytes | 0x20) - 'a' < 26) | (bytes16)(bytes - '0' < 10) |
                       (bytes16)(bytes == '_') | (bytes16)(bytes == '.') | (bytes16)(bytes == '+') |
                       (bytes16)(bytes == '-');
        bytes = (bytes & kept) | ('_' & ~kept);
        hp_word_copy(name->bytes + at, (const char *)&bytes, count);
    }
}

__attribute__((format(printf, 3, 0))) static void
print_formatted(struct hp_build *build, struct hp_buf *out, const char *format, va_list args)
{
    char text[NAME_BYTES_MAX];
    int length = vsnprintf(text, sizeof(text), format, args);
    if (length < 0) {
        build->failed = true;
        return;
    }
    size_t kept = (size_t)length < sizeof(text) ? (size_t)length : sizeof(text) - 1;
    hp_buf_append(out, text, kept);
}

/* `out` is empty. */
__attribute__((format(printf, 3, 0))) static void
append_formatted(struct hp_build *build, struct hp_buf *out, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    if (!hp_buf_print_simple(out, format, args)) {
        print_formatted(build, out, format, again);
    } else if (out->length >= NAME_BYTES_MAX) {
        out->length = NAME_BYTES_MAX - 1;
    }
    va_end(again);
}

static inline char *put(char *at, struct hp_slice text, char mark)
{
    hp_word_copy(at, text.at, text.len);
    at[text.len] = mark;
    return at + text.len + 1;
}

/* row@where#instance~combination */
static void print_id(struct hp_build *build)
{
    struct hp_slice row = hp_slice_of(build->row->id);
    struct hp_slice where = hp_buf_view(&build->where_text);
    struct hp_slice instance = hp_buf_view(&build->instance);
    struct hp_slice combo = hp_buf_view(&build->combo_text);
    hp_buf_clear(&build->id);
    if (hp_buf_reserve(&build->id, row.len + where.len + instance.len + combo.len + 3)) {
        char *at = put(build->id.bytes, row, '@');
        at = put(at, where, '#');
        at = put(at, instance, '~');
        hp_word_copy(at, combo.at, combo.len);
        build->id.length = (size_t)(at - build->id.bytes) + combo.len;
    }
}

__attribute__((format(printf, 2, 0))) static void name_instance(struct hp_build *build,
                                                                const char *format, va_list args)
{
    hp_buf_clear(&build->instance);
    append_formatted(build, &build->instance, format, args);
    make_name(&build->instance);
    print_id(build);
    hp_rng_init(&build->rng, build->seed, hp_buf_view(&build->id));
    stamp_all(build);
}

/* The plan has the pointers of the contract's members ready. */
static void print_site(struct hp_build *build, struct hp_site site)
{
    const struct hp_slice *pointers = build->pointers;
    if (pointers == NULL || pointers[site.role].len == 0) {
        hp_site_print(build->contract, site, &build->where_text);
        return;
    }
    hp_buf_slice(&build->where_text, pointers[site.role]);
    if (site.item >= 0) {
        hp_buf_char(&build->where_text, '/');
        hp_buf_u64(&build->where_text, (uint64_t)site.item);
    }
}

void hp_instance(struct hp_build *build, struct hp_site site, const char *name_format, ...)
{
    build->site = site;
    build->where = NULL;
    hp_buf_clear(&build->where_text);
    if (site.role == HP_ROLE_HEADERS && site.item >= 0 &&
        (size_t)site.item < build->content.header_count) {
        hp_site_print_named(build->contract, site, build->content.headers[site.item][0],
                            &build->where_text);
    } else {
        print_site(build, site);
    }
    va_list args;
    va_start(args, name_format);
    name_instance(build, name_format, args);
    va_end(args);
}

void hp_instance_at(struct hp_build *build, const char *where, const char *name_format, ...)
{
    build->site = (struct hp_site){HP_ROLE_ROOT, -1};
    build->where = where;
    hp_buf_clear(&build->where_text);
    hp_buf_text(&build->where_text, where);
    va_list args;
    va_start(args, name_format);
    name_instance(build, name_format, args);
    va_end(args);
}

void hp_why(struct hp_build *build, const char *format, ...)
{
    hp_buf_clear(&build->why);
    va_list args;
    va_start(args, format);
    append_formatted(build, &build->why, format, args);
    va_end(args);
}
