/* What single instances really send, against bodies written by hand: the oracle for the code that
 * spells values, shapes and forms. */
#include "tests/support/suite_main.h"

#include "cases/cases.h"
#include "harness/json/tree.h"
#include "harness/plan/build.h"

static struct hp_contract *contract;
static struct hp_base base;
static struct hp_combo combo;
static struct hp_build build;
static struct hp_arena arena;

static void setup(void)
{
    struct hp_error error = {0};
    ck_assert_msg(hp_contract_open(NULL, &contract, &error) == HP_OK, "%s", error.text);
    base = (struct hp_base){contract, 7, HP_SLICE("k-test"), contract->path};
    ck_assert(hp_combo_parse(contract, HP_SLICE("SYNC_COMPLETED.CREATE+DELETE.ITEMS"), &combo));
    hp_build_init(&build);
    hp_arena_init(&arena, (size_t)1024 * 1024 * 1024);
}

static void teardown(void)
{
    hp_build_deinit(&build);
    hp_arena_deinit(&arena);
    hp_contract_free(contract);
}

static const struct hp_row *row_of(const char *id)
{
    static const struct hp_table *const tables[] = {
        &hp_table_valid,       &hp_table_structure, &hp_table_type_confusion,
        &hp_table_enum_values, &hp_table_arrays,
    };
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        for (size_t k = 0; k < tables[i]->count; k++) {
            if (strcmp(tables[i]->rows[k].id, id) == 0) {
                return &tables[i]->rows[k];
            }
        }
    }
    ck_abort_msg("no row %s", id);
    return NULL;
}

/* Builds the instance of that name. */
static struct hp_slice body_of(const char *id, const char *instance)
{
    const struct hp_row *row = row_of(id);
    for (size_t i = 0;; i++) {
        hp_build_begin(&build, &base, row, &combo, NULL);
        ck_assert_msg(row->instance(&build, i), "%s has no instance %s", id, instance);
        if (hp_slice_is(hp_buf_view(&build.instance), instance)) {
            return hp_build_request(&build).body;
        }
    }
}

static const struct hp_json *parse(struct hp_slice text)
{
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    ck_assert(hp_json_parse(&arena, text, &hp_json_limits_default, &scan, &root) == HP_OK);
    ck_assert_ptr_nonnull(root);
    return root;
}

static const struct hp_json *wrapped(const struct hp_json *root, const char *name)
{
    return hp_json_member(hp_json_member(root, HP_SLICE("webhook")), hp_slice_of(name));
}

/* Text that the body must hold, for the combination SYNC_COMPLETED, CREATE and DELETE, ITEMS. */
static const struct sample {
    const char *row;
    const char *instance;
    const char *text;
} samples[] = {
    {"struct-root-not-object", "array-empty", "[]"},
    {"struct-root-not-object", "array-of-two-documents", "}},{\"webhook\":{"},
    {"struct-root-not-object", "string-of-the-document", "\"{\\\"webhook\\\":{\\\""},
    {"struct-wrapper-missing", "flat", "{\"operations\":[\"CREATE\",\"DELETE\"],\"name\":\""},
    {"struct-wrapper-renamed", "title", "{\"Webhook\":{"},
    {"struct-wrapper-renamed", "upper", "{\"WEBHOOK\":{"},
    {"struct-wrapper-renamed", "other-number", "{\"webhooks\":{"},
    {"struct-wrapper-renamed", "split", "{\"web_hook\":{"},
    {"struct-wrapper-renamed", "blank-behind", "{\"webhook \":{"},
    {"struct-wrapper-renamed", "nul-behind", "{\"webhook\\u0000\":{"},
    {"struct-wrapper-renamed", "data", "{\"data\":{"},
    {"struct-wrapper-not-object", "string-of-the-document", "{\"webhook\":\"{\\\"operations"},
    {"struct-wrapper-nested", "three-times", "{\"webhook\":{\"webhook\":{\"webhook\":{\"oper"},
    {"struct-missing-scalar", "missing-name-type-url",
     "{\"operations\":[\"CREATE\",\"DELETE\"],\"data_models\":[\"ITEMS\"],\"headers\":"},
    {"struct-missing-array", "missing-operations-data_models", "{\"webhook\":{\"name\":"},
    {"struct-unknown-root-member", "first-number", "{\"hookproof_extra\":42,\"webhook\":"},
    {"struct-unknown-webhook-member", "last-state", ",\"state\":\"ACTIVE\"}}"},
    {"struct-unknown-webhook-member", "first-topics", "{\"topics\":["},
    {"struct-duplicate-equal", "type-next-to-it",
     "\"type\":\"SYNC_COMPLETED\",\"type\":\"SYNC_COMPLETED\""},
    {"struct-duplicate-equal", "headers-far-from-it", "{\"webhook\":{\"headers\":{"},
    {"struct-duplicate-equal", "wrapper-next-to-it", "}},\"webhook\":{"},
    {"struct-duplicate-equal", "url-escaped-name", "\"\\u0075rl\":\"https://"},
    {"struct-duplicate-conflict", "type-other-before",
     "\"type\":\"DATA_MODEL_CHANGES\",\"type\":\"SYNC_COMPLETED\""},
    {"struct-duplicate-conflict", "url-null-behind", ",\"url\":null,"},
    {"struct-duplicate-conflict", "wrapper-other-behind", " (other)\",\"type\":"},
    {"struct-member-name-variants", "url-upper", "\"URL\":"},
    {"struct-member-name-variants", "url-title", "\"Url\":"},
    {"struct-member-name-variants", "data_models-camel", "\"dataModels\":"},
    {"struct-member-name-variants", "data_models-hyphens", "\"data-models\":"},
    {"struct-member-name-variants", "type-blank-before", "\" type\":"},
    {"struct-member-name-variants", "name-nul-behind", "\"name\\u0000\":"},
    {"struct-empty-member-name", "root-string", "},\"\":\"text\"}"},
    {"struct-empty-member-name", "headers-empty-string", ",\"\":\"\"}}}"},
    {"struct-reserved-member-names", "wrapper-proto", ",\"__proto__\":{"},
    {"struct-reserved-member-names", "root-dollar-where", "},\"$where\":"},
    {"type-name-nonstring", "number-fraction", "\"name\":1.5,"},
    {"type-url-nonstring", "array-of-value", "\"url\":[\"https://example.com/"},
    {"type-type-nonstring", "number-1", "\"type\":1,"},
    {"type-type-nonstring", "object-of-value", "\"type\":{\"value\":\"SYNC_COMPLETED\"}"},
    {"type-operations-scalar", "bare-string", "\"operations\":\"CREATE\","},
    {"type-operations-scalar", "comma-separated", "\"operations\":\"CREATE,UPDATE,DELETE\""},
    {"type-operations-scalar", "json-in-string",
     "\"operations\":\"[\\\"CREATE\\\",\\\"DELETE\\\"]\""},
    {"type-operations-null", "null", "\"operations\":null,"},
    {"type-operations-object", "index-to-value-with-length",
     "\"operations\":{\"0\":\"CREATE\",\"1\":\"DELETE\",\"length\":2}"},
    {"type-operations-object", "value-to-true", "{\"CREATE\":true,\"DELETE\":true}"},
    {"type-operations-object", "array-in-object", "{\"items\":[\"CREATE\",\"DELETE\"]}"},
    {"type-operations-items", "array-of-value", "[[\"CREATE\"],\"DELETE\"]"},
    {"type-operations-items", "last-null", "[\"CREATE\",\"DELETE\",null]"},
    {"type-data-models-object", "index-to-value", "\"data_models\":{\"0\":\"ITEMS\"}"},
    {"type-headers-nonobject", "field-line", "\"headers\":\"X-Header: value\""},
    {"type-headers-null", "null", "\"headers\":null"},
    {"type-headers-pair-array", "pairs", "\"headers\":[[\"X-One\",\"1\"],[\"X-Two\",\"2\"]]"},
    {"type-header-value-nonstring", "boolean-true", "\"x-hookproof-case\":true"},
    {"type-number-extremes", "url-overflow", "\"url\":1e400,"},
    {"type-number-extremes", "operation-beyond-2-to-53", "[9007199254740993,\"DELETE\"]"},
    {"enum-type-unknown", "word-UNKNOWN", "\"type\":\"UNKNOWN\""},
    {"enum-operation-unknown", "word-UPSERT", "[\"UPSERT\",\"DELETE\"]"},
    {"enum-case-variants", "lower-SYNC_COMPLETED", "\"type\":\"sync_completed\""},
    {"enum-case-variants", "title-BALANCE_SHEET", "[\"Balance_Sheet\"]"},
    {"enum-case-variants", "mixed-CREATE", "[\"cReAtE\",\"DELETE\"]"},
    {"enum-separator-variants", "camel-DATA_MODEL_CHANGES", "\"type\":\"dataModelChanges\""},
    {"enum-separator-variants", "pascal-TAX_RATES", "[\"TaxRates\"]"},
    {"enum-separator-variants", "label-DATA_MODEL_CHANGES", "\"type\":\"Data Model Changes\""},
    {"enum-separator-variants", "hyphens-TAX_RATES", "[\"TAX-RATES\"]"},
    {"enum-separator-variants", "joined-TAX_RATES", "[\"TAXRATES\"]"},
    {"enum-whitespace-padded", "leading-nbsp-CREATE", "[\"\u00a0CREATE\",\"DELETE\"]"},
    {"enum-whitespace-padded", "trailing-newline-BILLS", "[\"BILLS\\n\"]"},
    {"enum-empty-string", "empty-operation-behind", "[\"CREATE\",\"DELETE\",\"\"]"},
    {"enum-one-edit", "without-3-CREATE", "[\"CRETE\",\"DELETE\"]"},
    {"enum-one-edit", "without-2-ACCOUNTS", "[\"ACOUNTS\"]"},
    {"enum-one-edit", "exchanged-0-CREATE", "[\"RCEATE\",\"DELETE\"]"},
    {"enum-one-edit", "exchanged-4-UPDATE", "[\"UPDAET\",\"DELETE\"]"},
    {"enum-prefix-suffix", "first-4-of-DELETE", "[\"DELE\",\"DELETE\"]"},
    {"enum-prefix-suffix", "word-behind-ITEMS", "[\"ITEMS_EXTRA\"]"},
    {"enum-prefix-suffix", "comma-joined-DELETE", "[\"DELETE,CREATE\",\"DELETE\"]"},
    {"enum-prefix-suffix", "pipe-joined-CREATE", "[\"CREATE|UPDATE\",\"DELETE\"]"},
    {"enum-cross-field", "operations-as-type-DELETE", "\"type\":\"DELETE\""},
    {"enum-cross-field", "data_models-as-operations-ACCOUNTS", "[\"ACCOUNTS\",\"DELETE\"]"},
    {"enum-later-version", "GOODS_RECEIPT_NOTES", "[\"GOODS_RECEIPT_NOTES\"]"},
    {"enum-wildcard", "data-model-star", "[\"*\"]"},
    {"enum-unicode-lookalike", "homoglyph-BILLS", "[\"\u0412ILLS\"]"},
    {"enum-unicode-lookalike", "fullwidth-CREATE", "\uff23\uff32\uff25\uff21\uff34\uff25"},
    {"enum-unicode-lookalike", "zero-width-ITEMS", "[\"IT\u200bEMS\"]"},
    {"enum-unicode-lookalike", "dotless-i-ITEMS", "[\"\u0131TEMS\"]"},
    {"enum-unicode-lookalike", "combining-ITEMS", "[\"ITEMS\u0301\"]"},
    {"enum-nul-suffix", "nul-SYNC_COMPLETED", "\"type\":\"SYNC_COMPLETED\\u0000\""},
    {"enum-nul-suffix", "nul-and-text-ITEMS", "[\"ITEMS\\u0000X\"]"},
    {"enum-mixed-valid-invalid", "operations-first-null",
     "[null,\"CREATE\",\"UPDATE\",\"DELETE\"]"},
    {"enum-mixed-valid-invalid", "operations-middle-empty",
     "[\"CREATE\",\"UPDATE\",\"\",\"DELETE\"]"},
    {"enum-mixed-valid-invalid", "operations-last-type",
     "[\"CREATE\",\"UPDATE\",\"DELETE\",\"SYNC_COMPLETED\"]"},
    {"array-operations-empty-other", "empty", "\"operations\":[],"},
    {"array-omitted-other", "without-data-models", "\"type\":\"SYNC_COMPLETED\",\"url\":"},
    {"array-duplicate-items", "operations-around-another", "[\"CREATE\",\"UPDATE\",\"CREATE\"]"},
    {"array-duplicate-items", "data_models-same-three-times", "[\"ITEMS\",\"ITEMS\",\"ITEMS\"]"},
    {"array-duplicate-items", "operations-all-sent-twice",
     "[\"CREATE\",\"DELETE\",\"CREATE\",\"DELETE\"]"},
    {"valid-headers-empty", "empty", "\"headers\":{}}"},
    {"valid-headers-omitted", "omitted", "\"}}"},
    {"valid-headers-many", "headers-1-credential-field", "\"headers\":{\"api_key\":\""},
    {"valid-name-unicode", "decomposed-raw", "\"name\":\"cafe\u0301 "},
    {"valid-name-unicode", "emoji-escaped", "\"name\":\"\\ud83d\\udce6\\u0020\\ud83d\\ude80\""},
    {"valid-url-forms", "port", "\"url\":\"https://example.com:8443/hooks\""},
    {"valid-url-http-scheme", "http", "\"url\":\"http://example.com/hooks\""},
    {"valid-json-whitespace", "pretty-2",
     "{\n  \"webhook\": {\n    \"operations\": [\n      \"CREATE\",\n      \"DELETE\"\n    ],\n"},
    {"valid-json-whitespace", "pretty-crlf", "\"\r\n    }\r\n  }\r\n}"},
    {"valid-json-whitespace", "all-four-around", " \t\r\n{ \t\r\n\"webhook\" \t\r\n: \t\r\n"},
    {"valid-json-escapes", "all-lower-hex-operations",
     "[\"\\u0043\\u0052\\u0045\\u0041\\u0054\\u0045\","},
    {"valid-json-escapes", "all-upper-hex-wrapper-member-name",
     "{\"\\u0077\\u0065\\u0062\\u0068\\u006F\\u006F\\u006B\":{"},
    {"valid-json-escapes", "first-character-type", "\"type\":\"\\u0053YNC_COMPLETED\""},
    {"valid-json-escapes", "last-character-data-models", "[\"ITEM\\u0053\"]"},
    {"valid-json-escapes", "solidus-url", "\"url\":\"https:\\/\\/example.com\\/hooks\\/"},
};

START_TEST(body_holds_what_is_written_here)
{
    const struct sample *sample = &samples[_i];
    struct hp_slice body = body_of(sample->row, sample->instance);
    ck_assert_msg(hp_slice_find(body, hp_slice_of(sample->text)) < body.len, "%s#%s: no %s in %.*s",
                  sample->row, sample->instance, sample->text, (int)body.len, body.at);
}
END_TEST

START_TEST(documented_example_is_sent_byte_for_byte)
{
    struct hp_slice body = body_of("valid-doc-example", "documented");
    ck_assert(hp_slice_equal(body, contract->example_request));
}
END_TEST

START_TEST(arrays_have_the_length_that_their_name_says)
{
    static const struct {
        const char *row;
        const char *instance;
        const char *member;
        size_t items;
    } arrays[] = {
        {"array-over-cardinality", "operations-one-more", "operations", 4},
        {"array-over-cardinality", "operations-100", "operations", 100},
        {"array-over-cardinality", "data_models-one-more", "data_models", 63},
        {"array-over-cardinality", "data_models-1000", "data_models", 1000},
        {"array-huge", "operations-ten-thousand", "operations", 10000},
        {"array-huge", "data_models-a-million", "data_models", 1000000},
        {"array-duplicate-items", "operations-same-ten-times", "operations", 10},
        {"valid-headers-many", "headers-5", "headers", 5},
        {"valid-headers-many", "headers-20", "headers", 20},
    };
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
        const struct hp_json *root = parse(body_of(arrays[i].row, arrays[i].instance));
        ck_assert_uint_eq(hp_json_size(wrapped(root, arrays[i].member)), arrays[i].items);
        hp_arena_reset(&arena);
    }
}
END_TEST

START_TEST(names_have_the_length_that_their_instance_says)
{
    static const size_t lengths[] = {1, 2, 64, 100, 255};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        char instance[32];
        (void)snprintf(instance, sizeof(instance), "length-%zu", lengths[i]);
        const struct hp_json *root = parse(body_of("valid-name-lengths", instance));
        ck_assert_uint_eq(hp_json_string(wrapped(root, "name")).len, lengths[i]);
    }
}
END_TEST

/* The document that the instance started from. */
static const struct hp_json *plain_document(void)
{
    struct hp_draft draft;
    hp_draft_init(&draft);
    hp_draft_write(&draft, contract, &build.content);
    const struct hp_json *root = parse(hp_draft_text(&draft));
    hp_draft_deinit(&draft);
    return root;
}

START_TEST(other_spellings_say_the_same)
{
    static const char *const rows[] = {"valid-json-whitespace", "valid-json-escapes",
                                       "valid-json-member-order"};
    const struct hp_row *row = row_of(rows[_i]);
    for (size_t i = 0;; i++) {
        hp_build_begin(&build, &base, row, &combo, NULL);
        if (!row->instance(&build, i)) {
            break;
        }
        if (build.instance.length > 9 && memcmp(build.instance.bytes, "quotation", 9) == 0) {
            continue; /* says something else on purpose: another name */
        }
        struct hp_slice body = hp_build_request(&build).body;
        ck_assert_msg(hp_json_equal(parse(body), plain_document()), "%s: %.*s",
                      hp_buf_cstr(&build.id), (int)body.len, body.at);
        hp_arena_reset(&arena);
    }
}
END_TEST

START_TEST(orders_of_members_differ)
{
    const char *const instances[] = {"reversed", "rotated-by-2", "shuffled-1"};
    static const char *const firsts[] = {"headers", "type", NULL};
    for (size_t i = 0; i < sizeof(instances) / sizeof(instances[0]); i++) {
        const struct hp_json *root = parse(body_of("valid-json-member-order", instances[i]));
        const struct hp_json *wrapper = hp_json_member(root, HP_SLICE("webhook"));
        ck_assert_uint_eq(hp_json_size(wrapper), 6);
        ck_assert_uint_eq(hp_json_size(wrapped(root, "headers")), 3);
        if (firsts[i] != NULL) {
            ck_assert(hp_slice_is(hp_json_name(hp_json_first(wrapper)), firsts[i]));
        }
    }
}
END_TEST

START_TEST(header_fields_and_transfers_are_as_named)
{
    (void)body_of("valid-header-name-case", "upper");
    const struct hp_field *field =
        hp_field_find(build.fields, build.field_count, HP_SLICE("api_key"));
    ck_assert_ptr_nonnull(field);
    ck_assert(hp_slice_is(field->name, "API_KEY"));
    ck_assert(hp_slice_is(field->value, "k-test"));
    ck_assert_uint_eq(hp_field_count(build.fields, build.field_count, HP_SLICE("api_key")), 1);

    (void)body_of("valid-media-type-forms", "type-and-charset-upper");
    field = hp_field_find(build.fields, build.field_count, HP_SLICE("content-type"));
    ck_assert(hp_slice_is(field->value, "APPLICATION/JSON; CHARSET=UTF-8"));

    (void)body_of("valid-transfer-forms", "chunks-of-255");
    ck_assert(build.transfer.chunked);
    ck_assert_uint_eq(build.transfer.chunk_bytes, 255);
    (void)body_of("valid-transfer-forms", "writes-of-1");
    ck_assert_uint_eq(build.transfer.write_bytes, 1);
    (void)body_of("valid-transfer-forms", "expect-continue");
    ck_assert(build.transfer.expect_continue);
    (void)body_of("valid-transfer-forms", "used-connection");
    ck_assert(build.transfer.keep_alive_reuse);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_bodies");
    TCase *bodies = tcase_create("bodies");
    tcase_set_timeout(bodies, 60);
    tcase_add_checked_fixture(bodies, setup, teardown);
    tcase_add_loop_test(bodies, body_holds_what_is_written_here, 0,
                        sizeof(samples) / sizeof(samples[0]));
    tcase_add_test(bodies, documented_example_is_sent_byte_for_byte);
    tcase_add_test(bodies, arrays_have_the_length_that_their_name_says);
    tcase_add_test(bodies, names_have_the_length_that_their_instance_says);
    tcase_add_loop_test(bodies, other_spellings_say_the_same, 0, 3);
    tcase_add_test(bodies, orders_of_members_differ);
    tcase_add_test(bodies, header_fields_and_transfers_are_as_named);
    suite_add_tcase(suite, bodies);
    return suite;
}
