/* The validator's own messages show what the request holds, which is right for the tester and wrong
 * for an answer over the network; so the texts here depend on the keyword alone. Must not validate.
 */
#include "harness/service/schema_problems.h"

static const struct keyword_text {
    struct hp_slice keyword;
    struct hp_slice message;
} texts[] = {
    {HP_SLICE_INIT("type"), HP_SLICE_INIT("has the wrong JSON type")},
    {HP_SLICE_INIT("enum"), HP_SLICE_INIT("is not one of the documented values")},
    {HP_SLICE_INIT("const"), HP_SLICE_INIT("is not the documented value")},
    {HP_SLICE_INIT("minLength"), HP_SLICE_INIT("is too short")},
    {HP_SLICE_INIT("maxLength"), HP_SLICE_INIT("is too long")},
    {HP_SLICE_INIT("pattern"), HP_SLICE_INIT("does not have the documented form")},
    {HP_SLICE_INIT("format"), HP_SLICE_INIT("does not have the documented format")},
    {HP_SLICE_INIT("minItems"), HP_SLICE_INIT("has too few items")},
    {HP_SLICE_INIT("maxItems"), HP_SLICE_INIT("has too many items")},
    {HP_SLICE_INIT("uniqueItems"), HP_SLICE_INIT("has an item twice")},
    {HP_SLICE_INIT("minProperties"), HP_SLICE_INIT("has too few members")},
    {HP_SLICE_INIT("maxProperties"), HP_SLICE_INIT("has too many members")},
    {HP_SLICE_INIT("additionalProperties"), HP_SLICE_INIT("is not a documented member")},
    {HP_SLICE_INIT("false"), HP_SLICE_INIT("is not allowed here")},
    {HP_SLICE_INIT("depth"), HP_SLICE_INIT("nests too deep")},
    {HP_SLICE_INIT("steps"), HP_SLICE_INIT("is too large to be judged")},
    {HP_SLICE_INIT("required"), HP_SLICE_INIT("lacks a required member")},
};

static struct hp_slice text_of(const char *keyword)
{
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (hp_slice_is(texts[i].keyword, keyword)) {
            return texts[i].message;
        }
    }
    return HP_SLICE("breaks the contract");
}

static bool is_quoted_in(const char *message, struct hp_slice name)
{
    struct hp_slice text = hp_slice_of(message);
    size_t at = 0;
    while (name.len > 0 && at + name.len < text.len) {
        struct hp_slice rest = {text.at + at, text.len - at};
        size_t found = hp_slice_find(rest, name);
        if (found == rest.len) {
            return false;
        }
        at += found + name.len;
        if (at - name.len > 0 && text.at[at - name.len - 1] == '"' && at < text.len &&
            text.at[at] == '"') {
            return true;
        }
    }
    return false;
}

/* The role whose member is missing: the wrapper at the root, else one of the wrapper's members that
 * is not there and that the message quotes. HP_ROLE_ROOT when none fits. */
static enum hp_role missing_role(const struct hp_contract *contract,
                                 const struct hp_webhook *webhook, const struct hp_json *object,
                                 const char *message)
{
    if (object == webhook->members[HP_ROLE_ROOT] && webhook->members[HP_ROLE_WRAPPER] == NULL) {
        return HP_ROLE_WRAPPER;
    }
    for (size_t i = 0;
         object == webhook->members[HP_ROLE_WRAPPER] && i < contract->request_order_count; i++) {
        enum hp_role role = contract->request_order[i];
        if (webhook->members[role] == NULL && is_quoted_in(message, contract->names[role])) {
            return role;
        }
    }
    return HP_ROLE_ROOT;
}

static void add_missing(const struct hp_contract *contract, const struct hp_webhook *webhook,
                        const struct hp_violation *violation, struct hp_problems *problems)
{
    struct hp_slice place = hp_slice_of(violation->pointer);
    const struct hp_json *object = hp_pointer_resolve(webhook->members[HP_ROLE_ROOT], place);
    enum hp_role role = missing_role(contract, webhook, object, violation->message);
    if (object == NULL || role == HP_ROLE_ROOT) {
        hp_problems_add(problems, place, text_of("required"));
        return;
    }
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    if (role != HP_ROLE_WRAPPER) {
        (void)hp_pointer_push_name(&pointer, contract->names[HP_ROLE_WRAPPER]);
    }
    (void)hp_pointer_push_name(&pointer, contract->names[role]);
    hp_problems_add(problems, (struct hp_slice){pointer.text, pointer.length},
                    HP_SLICE("is required"));
}

void hp_schema_problems_add(const struct hp_contract *contract, const struct hp_webhook *webhook,
                            const struct hp_violations *violations, struct hp_problems *problems)
{
    for (size_t i = 0; i < violations->kept; i++) {
        const struct hp_violation *violation = &violations->items[i];
        if (hp_slice_is(HP_SLICE("memory"), violation->keyword)) {
            problems->failed = true; /* the validator gives no verdict: not the caller's fault */
        } else if (hp_slice_is(HP_SLICE("required"), violation->keyword)) {
            add_missing(contract, webhook, violation, problems);
        } else {
            hp_problems_add(problems, hp_slice_of(violation->pointer), text_of(violation->keyword));
        }
    }
}
