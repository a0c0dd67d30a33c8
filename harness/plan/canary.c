/* The request that must always succeed, sent before the plan and after trouble. Must not depend on
 * the rows of the plan. */
#include "harness/plan/plan_state.h"

static bool example_instance(struct hp_build *build, size_t index)
{
    if (index > 0) {
        return false;
    }
    hp_instance(build, (struct hp_site){HP_ROLE_ROOT, -1}, "example");
    hp_why(build, "the documented example with its URL under example.com");
    return true;
}

static bool keyless_instance(struct hp_build *build, size_t index)
{
    if (!example_instance(build, index)) {
        return false;
    }
    hp_build_field_remove(build, build->contract->key_field);
    hp_why(build, "the documented example without the credential");
    return true;
}

static const struct hp_row canary_row = {
    .id = "canary",
    .family = "preflight",
    .title = "The documented example is accepted",
    .expect = HP_EXPECT_ACCEPT_200,
    .level = HP_MUST,
    .clause = "PAGE:L6-L41",
    .requirements = HP_R(22),
    .instance = example_instance,
    .body = HP_BODY_VALID,
    .combos = HP_COMBOS_ONE,
};

static const struct hp_row keyless_row = {
    .id = "canary-without-key",
    .family = "preflight",
    .title = "The documented example is refused without the credential",
    .expect = HP_EXPECT_REJECT_401_403,
    .level = HP_MUST,
    .clause = "PAGE:L45-L48",
    .requirements = HP_R(7),
    .instance = keyless_instance,
    .body = HP_BODY_VALID,
    .combos = HP_COMBOS_ONE,
};

enum hp_status hp_plan_canary(const struct hp_plan *plan, bool without_key, struct hp_case *out,
                              struct hp_error *error)
{
    struct hp_walk walk = {.row = without_key ? &keyless_row : &canary_row};
    enum hp_status status = hp_plan_build(plan, &walk, &plan->walker.documented, 0, out, error);
    if (status != HP_OK) {
        return status;
    }
    /* The example's content, but for the URL: nobody else's host is to be called. */
    struct hp_content content = plan->example.content;
    content.url = out->build.content.url;
    hp_build_rewrite(&out->build, &content);
    if (hp_build_failed(&out->build)) {
        return hp_error_nomem(error);
    }
    out->request = hp_build_request(&out->build);
    return HP_OK;
}
