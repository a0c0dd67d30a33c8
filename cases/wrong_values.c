/* One list of JSON texts by type, for every row that puts a wrong type somewhere. Must not know
 * which type is right at a site: the row says so by the kinds that it asks for. */
#include "cases/wrong_values.h"

#include "cases/raw_text.h"

static const struct hp_wrong_value wrong_values[] = {
    {"number-0", "0", HP_WRONG_NUMBER},
    {"number-1", "1", HP_WRONG_NUMBER},
    {"number-minus-1", "-1", HP_WRONG_NUMBER},
    {"number-fraction", "1.5", HP_WRONG_NUMBER},
    {"number-exponent", "1e3", HP_WRONG_NUMBER},
    {"boolean-true", "true", HP_WRONG_BOOLEAN},
    {"boolean-false", "false", HP_WRONG_BOOLEAN},
    {"null", "null", HP_WRONG_NULL},
    {"string-empty", "\"\"", HP_WRONG_STRING},
    {"string-word", "\"text\"", HP_WRONG_STRING},
    {"array-empty", "[]", HP_WRONG_ARRAY},
    {"array-of-null", "[null]", HP_WRONG_ARRAY},
    {"array-of-value", "[%]", HP_WRONG_ARRAY},
    {"object-empty", "{}", HP_WRONG_OBJECT},
    {"object-of-value", "{\"value\":%}", HP_WRONG_OBJECT},
};

enum { WRONG_VALUES = sizeof(wrong_values) / sizeof(wrong_values[0]) };

const struct hp_wrong_value *hp_wrong_value(unsigned kinds, size_t index)
{
    for (size_t i = 0; i < WRONG_VALUES; i++) {
        if ((wrong_values[i].kind & kinds) != 0 && index-- == 0) {
            return &wrong_values[i];
        }
    }
    return NULL;
}

size_t hp_wrong_count(unsigned kinds)
{
    size_t count = 0;
    while (hp_wrong_value(kinds, count) != NULL) {
        count++;
    }
    return count;
}

struct hp_slice hp_wrong_text(struct hp_build *build, const struct hp_wrong_value *wrong,
                              struct hp_slice original)
{
    struct hp_buf raw = hp_raw_begin(build, strlen(wrong->json) + original.len);
    for (const char *at = wrong->json; *at != '\0'; at++) {
        if (*at == '%') {
            hp_buf_slice(&raw, original);
        } else {
            hp_buf_char(&raw, *at);
        }
    }
    return hp_raw_end(build, &raw);
}

bool hp_wrong_instance(struct hp_build *build, struct hp_site site, unsigned kinds, size_t index)
{
    const struct hp_wrong_value *wrong = hp_wrong_value(kinds, index);
    if (wrong == NULL) {
        return false;
    }
    hp_instance(build, site, "%s", wrong->name);
    struct hp_slice original = hp_raw_value(build, site);
    if (original.len == 0) {
        original = HP_SLICE("\"text\"");
    }
    struct hp_slice raw = hp_wrong_text(build, wrong, original);
    hp_why(build, "the value is %.*s, of another JSON type than the documented one", HP_PRINT(raw));
    hp_raw_put(build, site, raw);
    return true;
}
