/* The rules by role, as a table. Must not repeat what the contract's schema says. */
#include "harness/service/policy.h"

#include "harness/service/field_policy.h"
#include "harness/service/url_policy.h"

enum { NAME_CHARACTERS_MAX = 4096 }; /* decision S16: either up to here, refused at 64 KiB */

struct context {
    const struct hp_contract *contract;
    size_t array_items_max;
    struct hp_problems *problems;
};

/* Adds a problem at a member of the wrapper, or at `child` of that member. */
static void add(struct context *context, enum hp_role role, const struct hp_slice *child,
                const char *reason)
{
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    (void)hp_pointer_push_name(&pointer, context->contract->names[HP_ROLE_WRAPPER]);
    (void)hp_pointer_push_name(&pointer, context->contract->names[role]);
    if (child != NULL) {
        (void)hp_pointer_push_name(&pointer, *child);
    }
    hp_problems_add_at(context->problems, &pointer, hp_slice_of(reason));
}

static void judge_name(struct context *context, enum hp_role role, const struct hp_json *value)
{
    struct hp_slice text = hp_json_string(value);
    size_t characters = 0;
    if (text.len <= NAME_CHARACTERS_MAX) {
        return; /* no character takes less than a byte */
    }
    for (size_t i = 0; i < text.len; i++) {
        characters += ((unsigned char)text.at[i] & 0xc0) != 0x80;
    }
    if (characters > NAME_CHARACTERS_MAX) {
        add(context, role, NULL, "is longer than 4096 characters");
    }
}

static void judge_array(struct context *context, enum hp_role role, const struct hp_json *value)
{
    if (hp_json_is(value, HP_JSON_ARRAY) && hp_json_size(value) > context->array_items_max) {
        add(context, role, NULL, "has too many items");
    }
}

static void judge_url(struct context *context, enum hp_role role, const struct hp_json *value)
{
    const char *reason =
        hp_json_is(value, HP_JSON_STRING) ? hp_url_policy_judge(hp_json_string(value)) : NULL;
    if (reason != NULL) {
        add(context, role, NULL, reason);
    }
}

static void judge_headers(struct context *context, enum hp_role role, const struct hp_json *value)
{
    size_t count = 0;
    for (const struct hp_json *field = hp_json_first(value); field != NULL;
         field = hp_json_next(field)) {
        struct hp_slice name = hp_json_name(field);
        const char *reason = hp_field_policy_name(name);
        if (reason == NULL) {
            reason = hp_field_policy_value(hp_json_string(field));
        }
        if (reason != NULL) {
            add(context, role, &name, reason);
        }
        count++;
    }
    if (count > HP_FIELD_POLICY_COUNT_MAX) {
        add(context, role, NULL, "has more than 100 members");
    }
}

static const struct rule {
    enum hp_role role;
    void (*judge)(struct context *context, enum hp_role role, const struct hp_json *value);
} rules[] = {
    {HP_ROLE_NAME, judge_name},         {HP_ROLE_OPERATIONS, judge_array},
    {HP_ROLE_DATA_MODELS, judge_array}, {HP_ROLE_URL, judge_url},
    {HP_ROLE_HEADERS, judge_headers},
};

void hp_policy_judge(const struct hp_contract *contract, const struct hp_webhook *webhook,
                     size_t array_items_max, struct hp_problems *problems)
{
    struct context context = {contract, array_items_max, problems};
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        const struct hp_json *value = webhook->members[rules[i].role];
        if (value != NULL) {
            rules[i].judge(&context, rules[i].role, value);
        }
    }
}
