/* The validator's own messages show what the request holds, which is right for the tester and wrong
 * for an answer over the network; so the texts here depend on the keyword alone. Must not validate.
 */
#include "harness/service/schema_problems.h"

static const struct keyword_text {
    struct hp_slice keyword;
    struct hp_slice message;
} texts[] = {
    {HP_SLICE_INIT("enum"), HP_SLICE_INIT("is not one of the documented values")},
    {HP_SLICE_INIT("type"), HP_SLICE_INIT("has the wrong JSON type")},
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
};

static struct hp_slice text_of(struct hp_slice keyword)
{
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (hp_slice_equal(texts[i].keyword, keyword)) {
            return texts[i].message;
        }
    }
    return HP_SLICE("breaks the contract");
}

/* The role whose member is missing: the wrapper at the root, or one of the wrapper's members.
 * HP_ROLE_ROOT when it is none of these. */
static enum hp_role missing_role(const struct hp_contract *contract, const struct hp_json *root,
                                 const struct hp_violation *violation)
{
    const struct hp_json *wrapper = hp_json_member(root, contract->names[HP_ROLE_WRAPPER]);
    if (violation->value == root && wrapper == NULL) {
        return HP_ROLE_WRAPPER;
    }
    for (size_t i = 0; violation->value == wrapper && i < contract->request_order_count; i++) {
        if (hp_slice_equal(violation->missing, contract->names[contract->request_order[i]])) {
            return contract->request_order[i];
        }
    }
    return HP_ROLE_ROOT;
}

static void add_missing(const struct hp_contract *contract, const struct hp_json *root,
                        const struct hp_violation *violation, struct hp_slice place,
                        struct hp_problems *problems)
{
    enum hp_role role = missing_role(contract, root, violation);
    if (role == HP_ROLE_ROOT) {
        hp_problems_add(problems, place, HP_SLICE("lacks a required member"));
        return;
    }
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    if (role != HP_ROLE_WRAPPER) {
        (void)hp_pointer_push_name(&pointer, contract->names[HP_ROLE_WRAPPER]);
    }
    (void)hp_pointer_push_name(&pointer, contract->names[role]);
    hp_problems_add_at(problems, &pointer, HP_SLICE("is required"));
}

void hp_schema_problems_add(const struct hp_contract *contract, const struct hp_json *root,
                            const struct hp_violations *violations, struct hp_problems *problems)
{
    for (size_t i = 0; i < violations->kept; i++) {
        const struct hp_violation *violation = &violations->items[i];
        struct hp_slice place = {violation->pointer, violation->pointer_bytes};
        struct hp_slice keyword = hp_slice_of(violation->keyword);
        if (hp_slice_equal(keyword, HP_SLICE("memory"))) {
            problems->failed = true; /* the validator gives no verdict: not the caller's fault */
        } else if (hp_slice_equal(keyword, HP_SLICE("required"))) {
            add_missing(contract, root, violation, place, problems);
        } else {
            hp_problems_add(problems, place, text_of(keyword));
        }
    }
}
