/* Why: syntax rows treat "every container, every string, every name" alike; this file is the one
 * list of what that means. It must not know what the rows do there. */
#include "cases/places.h"

#define SITE(role_, item_)                                                                         \
    {                                                                                              \
        .role = (role_), .item = (item_)                                                           \
    }

const struct hp_place hp_containers[] = {
    {"root", SITE(HP_ROLE_ROOT, -1)},
    {"wrapper", SITE(HP_ROLE_WRAPPER, -1)},
    {"operations", SITE(HP_ROLE_OPERATIONS, -1)},
    {"data_models", SITE(HP_ROLE_DATA_MODELS, -1)},
    {"headers", SITE(HP_ROLE_HEADERS, -1)},
};
const size_t hp_container_count = sizeof hp_containers / sizeof hp_containers[0];

const struct hp_place hp_strings[] = {
    {"name", SITE(HP_ROLE_NAME, -1)},
    {"type", SITE(HP_ROLE_TYPE, -1)},
    {"url", SITE(HP_ROLE_URL, -1)},
    {"first-operation", SITE(HP_ROLE_OPERATIONS, 0)},
    {"last-operation", SITE(HP_ROLE_OPERATIONS, HP_ITEM_LAST)},
    {"first-data_model", SITE(HP_ROLE_DATA_MODELS, 0)},
    {"first-header", SITE(HP_ROLE_HEADERS, 0)},
};
const size_t hp_string_count = sizeof hp_strings / sizeof hp_strings[0];

const struct hp_place hp_members[] = {
    {"wrapper", SITE(HP_ROLE_WRAPPER, -1)},
    {"operations", SITE(HP_ROLE_OPERATIONS, -1)},
    {"name", SITE(HP_ROLE_NAME, -1)},
    {"type", SITE(HP_ROLE_TYPE, -1)},
    {"data_models", SITE(HP_ROLE_DATA_MODELS, -1)},
    {"url", SITE(HP_ROLE_URL, -1)},
    {"headers", SITE(HP_ROLE_HEADERS, -1)},
    {"first-header", SITE(HP_ROLE_HEADERS, 0)},
};
const size_t hp_member_count = sizeof hp_members / sizeof hp_members[0];

/* How many items a node has in this document. */
static size_t item_count(const struct hp_build *build, enum hp_role role)
{
    if (role == HP_ROLE_OPERATIONS) {
        return build->draft.item_count[0];
    }
    if (role == HP_ROLE_DATA_MODELS) {
        return build->draft.item_count[1];
    }
    return build->draft.item_count[2];
}

struct hp_site hp_place_site(const struct hp_build *build, const struct hp_place *place)
{
    struct hp_site site = place->site;
    if (site.item == HP_ITEM_LAST) {
        size_t count = item_count(build, site.role);
        site.item = count == 0 ? 0 : (int)count - 1;
    }
    return site;
}

void hp_places_fill(struct hp_build *build)
{
    static const struct hp_slice header[1][2] = {
        {HP_SLICE_INIT("X-Hookproof"), HP_SLICE_INIT("1")}};
    struct hp_content content = build->content;
    bool missing = false;
    if (build->draft.item_count[0] == 0) {
        content.operations = build->contract->operations.values;
        content.operation_count = 1;
        missing = true;
    }
    if (build->draft.item_count[1] == 0) {
        content.data_models = build->contract->data_models.values;
        content.data_model_count = 1;
        missing = true;
    }
    if (build->draft.item_count[2] == 0) {
        content.headers = header;
        content.header_count = 1;
        missing = true;
    }
    if (missing) {
        hp_build_rewrite(build, &content);
    }
}

const struct hp_node *hp_place_node(struct hp_build *build, const struct hp_place *place)
{
    hp_places_fill(build);
    return hp_draft_node(&build->draft, hp_place_site(build, place));
}

void hp_draft_put(struct hp_build *build, size_t begin, size_t end, const char *text)
{
    hp_draft_splice(&build->draft, (struct hp_span){begin, end}, hp_slice_of(text));
}

void hp_extra_member(struct hp_build *build, const char *raw)
{
    hp_draft_insert_last(&build->draft, (struct hp_site){HP_ROLE_WRAPPER, -1},
                         hp_build_text(build, "\"x_hookproof\":%s", raw));
}
