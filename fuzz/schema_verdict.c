/* Asks the schema compiler and the validator, and holds what they say to itself. Must not know
 * where schemas come from. */
#include "fuzz/schema_verdict.h"

#include "fuzz/fuzz.h"

static const struct hp_schema_options options = {.assert_formats = true};

struct hp_schema *hp_fuzz_compile(const struct hp_json *document, struct hp_slice pointer)
{
    struct hp_schema *schema = NULL;
    struct hp_error error = {0};
    enum hp_status status = hp_schema_compile(document, pointer, &options, &schema, &error);
    HP_FUZZ_HOLDS((status == HP_OK) == (schema != NULL), "schema-status");
    HP_FUZZ_HOLDS(status == HP_OK || (error.status == status && error.text[0] != '\0'),
                  "schema-error");
    HP_FUZZ_HOLDS(strchr(error.text, '\n') == NULL, "schema-error-line");
    return schema;
}

/* Violations that are not about the instance: a limit was met. */
static bool is_limit(const char *keyword)
{
    static const char *const limits[] = {"depth", "steps", "pattern", "memory"};
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        if (strcmp(keyword, limits[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool hp_fuzz_verdict(const struct hp_schema *schema, const struct hp_json *instance,
                     struct hp_arena *arena, bool *limited)
{
    struct hp_violations found = {0};
    bool valid = hp_schema_validate(schema, instance, arena, &found);
    *limited = found.count > found.kept;
    HP_FUZZ_HOLDS(valid == (found.count == 0) && found.kept <= found.count, "schema-count");
    for (size_t i = 0; i < found.kept; i++) {
        struct hp_slice pointer = hp_slice_of(found.items[i].pointer);
        bool cut = pointer.len + 4 >= HP_POINTER_BYTES || memchr(pointer.at, '\\', pointer.len);
        *limited = *limited || is_limit(found.items[i].keyword);
        HP_FUZZ_HOLDS(cut || hp_pointer_resolve(instance, pointer) != NULL, "schema-place");
        HP_FUZZ_HOLDS(strchr(found.items[i].message, '\n') == NULL, "schema-message");
    }
    HP_FUZZ_HOLDS(*limited || valid == hp_schema_validate(schema, instance, arena, NULL),
                  "schema-first");
    struct hp_violations wordless;
    bool same = hp_schema_validate_wordless(schema, instance, arena, &wordless) == valid;
    HP_FUZZ_HOLDS(*limited || (same && wordless.kept == found.kept), "schema-wordless");
    return valid;
}
