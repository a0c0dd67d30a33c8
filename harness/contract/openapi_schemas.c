/* Compiles the two schemas and holds the two examples to them. Must not know roles. */
#include "harness/base/buf.h"
#include "harness/contract/openapi.h"
#include "harness/json/encode.h"

static enum hp_status compile(struct hp_loading *loading, struct hp_part media,
                              struct hp_schema **out)
{
    static const struct hp_schema_options options = {.assert_formats = true};
    const struct hp_json *schema = hp_json_member(media.value, HP_SLICE("schema"));
    if (schema == NULL) {
        return hp_loading_refuse(loading, media.pointer, "there is no member \"schema\"");
    }
    struct hp_buf pointer;
    hp_buf_init(&pointer, HP_CONTRACT_BYTES_MAX);
    hp_buf_slice(&pointer, media.pointer);
    hp_buf_text(&pointer, "/schema");
    struct hp_error inner = {0};
    enum hp_status status =
        pointer.failed
            ? hp_error_nomem(&inner)
            : hp_schema_compile(loading->document, hp_buf_view(&pointer), &options, out, &inner);
    hp_buf_deinit(&pointer);
    if (status != HP_OK) {
        (void)hp_error_set(loading->error, status, "%s: %s", loading->source, inner.text);
    }
    return status;
}

/* `example`, or the value of the first of `examples` (OpenAPI 3.1 4.8.14.1). */
static enum hp_status find_example(struct hp_loading *loading, struct hp_part media,
                                   struct hp_part *example)
{
    enum hp_status status = hp_part_child(loading, media, HP_SLICE("example"), example);
    if (status != HP_OK || example->value != NULL) {
        return status;
    }
    struct hp_part examples;
    status = hp_part_child(loading, media, HP_SLICE("examples"), &examples);
    if (status == HP_OK && hp_json_size(examples.value) > 0) {
        struct hp_slice first = hp_json_name(hp_json_first(examples.value));
        status = hp_part_want(loading, examples, first, HP_JSON_OBJECT, example);
        if (status == HP_OK) {
            status = hp_part_child(loading, *example, HP_SLICE("value"), example);
        }
    }
    if (status == HP_OK && example->value == NULL) {
        return hp_loading_refuse(loading, media.pointer,
                                 "there is no example; hookproof starts from one");
    }
    return status;
}

static enum hp_status check_example(struct hp_loading *loading, struct hp_part example,
                                    const struct hp_schema *schema)
{
    struct hp_violations violations;
    if (hp_schema_validate(schema, example.value, &loading->loaded->arena, &violations)) {
        return HP_OK;
    }
    if (violations.kept == 0) {
        return hp_loading_nomem(loading);
    }
    return hp_loading_refuse(
        loading, example.pointer, "the example breaks its schema at \"%s\": %s: %s",
        violations.items[0].pointer, violations.items[0].keyword, violations.items[0].message);
}

static enum hp_status print_example(struct hp_loading *loading, const struct hp_json *value,
                                    struct hp_slice *text)
{
    struct hp_buf buf;
    hp_buf_init(&buf, HP_CONTRACT_BYTES_MAX);
    hp_json_encode_pretty(&buf, value);
    *text = buf.failed ? (struct hp_slice){NULL, 0}
                       : hp_arena_copy(&loading->loaded->arena, hp_buf_view(&buf));
    hp_buf_deinit(&buf);
    return text->at == NULL ? hp_loading_nomem(loading) : HP_OK;
}

static enum hp_status read_side(struct hp_loading *loading, struct hp_part media,
                                struct hp_schema **schema, const struct hp_json **value,
                                struct hp_slice *text)
{
    struct hp_part example = {0};
    enum hp_status status = compile(loading, media, schema);
    if (status == HP_OK) {
        status = find_example(loading, media, &example);
    }
    if (status == HP_OK) {
        status = check_example(loading, example, *schema);
    }
    *value = example.value;
    return status == HP_OK ? print_example(loading, example.value, text) : status;
}

enum hp_status hp_openapi_schemas(struct hp_loading *loading)
{
    struct hp_loaded *loaded = loading->loaded;
    enum hp_status status = read_side(loading, loading->request, &loaded->request,
                                      &loading->request_example, &loaded->contract.example_request);
    if (status == HP_OK) {
        status = read_side(loading, loading->response, &loaded->response,
                           &loading->response_example, &loaded->contract.example_response);
    }
    loaded->contract.request = loaded->request;
    loaded->contract.response = loaded->response;
    return status;
}
