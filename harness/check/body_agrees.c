/* The second judge. Must not know the row: it reads the bytes that would be sent, and says whether
 * they are what the row claims. */
#include "harness/check/check.h"

#include "harness/check/line.h"

enum finding {
    FOUND_NOT_JSON,
    FOUND_BREAKS,
    FOUND_VALID,
    FOUND_NO_MEMORY,
};

static enum finding examine(const struct hp_contract *contract, const struct hp_request *request,
                            struct hp_arena *arena, struct hp_line *detail)
{
    const struct hp_json *root = NULL;
    struct hp_json_scan scan;
    if (hp_json_parse(arena, request->body, &hp_json_limits_default, &scan, &root) != HP_OK) {
        hp_line_text(detail, "there is no memory to judge the body");
        return FOUND_NO_MEMORY;
    }
    if (root == NULL) {
        char fault[HP_ERROR_BYTES];
        hp_json_scan_describe(&scan, fault, sizeof(fault));
        hp_line_text(detail, "the scan refuses the body: ");
        hp_line_text(detail, fault);
        return FOUND_NOT_JSON;
    }
    if (hp_schema_validate(contract->request, root, arena, NULL)) {
        hp_line_text(detail, "the body satisfies the request schema");
        return FOUND_VALID;
    }
    struct hp_violations violations = {0};
    (void)hp_schema_validate(contract->request, root, arena, &violations);
    if (violations.kept == 0 || strcmp(violations.items[0].keyword, "memory") == 0) {
        hp_line_text(detail, "there is no memory to judge the body");
        return FOUND_NO_MEMORY;
    }
    hp_line_printf(detail,
                   "the request schema refuses the body at \"%s\": ", violations.items[0].pointer);
    hp_line_shown(detail, hp_slice_of(violations.items[0].message), HP_VISIBLE_BYTES,
                  HP_LINE_BYTES);
    return FOUND_BREAKS;
}

/* No body at all, or one that the contract's schema is not about: another media type, or a content
 * coding that would have to be undone first. */
static bool is_other(const struct hp_request *request)
{
    if (!request->has_body || request->body.len == 0) {
        return true;
    }
    const struct hp_field *type =
        hp_field_find(request->fields, request->field_count, HP_SLICE("content-type"));
    return type == NULL || !hp_media_type_is_json(hp_media_type(type->value)) ||
           hp_field_find(request->fields, request->field_count, HP_SLICE("content-encoding"));
}

static const char *claim_of(enum hp_body_truth want)
{
    switch (want) {
    case HP_BODY_VALID:
        return "the row says that the body satisfies the contract";
    case HP_BODY_NOT_JSON:
        return "the row says that the body is not JSON";
    case HP_BODY_BREAKS:
        return "the row says that the body is JSON and breaks the contract";
    case HP_BODY_EITHER:
        return "the row says nothing about the body";
    case HP_BODY_BEYOND:
        return "the row says that the body satisfies the schema and breaks a rule beyond it";
    case HP_BODY_NONE:
        return "the row says that there is no JSON body";
    }
    return "the row's claim is unknown";
}

static bool agrees(enum hp_body_truth want, enum finding found)
{
    switch (want) {
    case HP_BODY_VALID:
    case HP_BODY_BEYOND:
        return found == FOUND_VALID;
    case HP_BODY_NOT_JSON:
        return found == FOUND_NOT_JSON;
    case HP_BODY_BREAKS:
        return found == FOUND_BREAKS;
    case HP_BODY_EITHER:
        return found != FOUND_NO_MEMORY;
    case HP_BODY_NONE:
        break;
    }
    return false;
}

bool hp_body_agrees(const struct hp_contract *contract, const struct hp_request *request,
                    enum hp_body_truth want, struct hp_arena *arena, struct hp_slice *line)
{
    struct hp_line detail;
    hp_line_init(&detail);
    *line = (struct hp_slice){"", 0};
    bool agreed;
    if (want == HP_BODY_NONE) {
        agreed = is_other(request);
        hp_line_text(&detail, "there is a body under a JSON media type");
    } else if (!request->has_body) {
        /* EITHER allows every instance its own body, none included. */
        agreed = want == HP_BODY_EITHER;
        hp_line_text(&detail, "there is no body");
    } else {
        agreed = agrees(want, examine(contract, request, arena, &detail));
    }
    if (!agreed) {
        struct hp_line text;
        hp_line_init(&text);
        hp_line_text(&text, claim_of(want));
        hp_line_text(&text, ", but ");
        hp_line_shown(&text, (struct hp_slice){detail.text, detail.length}, HP_VISIBLE_BYTES,
                      HP_LINE_BYTES);
        *line = hp_line_keep(&text, arena);
    }
    return agreed;
}
