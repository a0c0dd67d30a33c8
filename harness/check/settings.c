/* The profiles as data. Must not know how a check uses a setting. */
#include "harness/check/settings.h"

#include <stddef.h>
#include <string.h>

/* 300 s is what signed-webhook libraries tolerate between two clocks; 5 s is when a person at a
 * screen gives up, and far above what a create costs. */
enum { SKEW_S = 300, LATENCY_BUDGET_MS = 5000 };

const struct hp_settings hp_settings_doc = {
    .profile = "doc",
    .created_at_skew_s = SKEW_S,
    .latency_budget_ms = LATENCY_BUDGET_MS,
    .methods_known = "POST",
};

static const struct hp_settings other_profiles[] = {
    {
        .profile = "lenient",
        .lenient = true,
        .created_at_skew_s = SKEW_S,
        .latency_budget_ms = LATENCY_BUDGET_MS,
        .methods_known = "POST",
    },
    {
        .profile = "strict",
        .strict = true,
        .created_at_skew_s = SKEW_S,
        .latency_budget_ms = LATENCY_BUDGET_MS,
        .methods_known = "POST",
    },
};

const struct hp_settings *hp_settings_find(const char *profile)
{
    if (strcmp(profile, hp_settings_doc.profile) == 0) {
        return &hp_settings_doc;
    }
    for (size_t i = 0; i < sizeof(other_profiles) / sizeof(other_profiles[0]); i++) {
        if (strcmp(profile, other_profiles[i].profile) == 0) {
            return &other_profiles[i];
        }
    }
    return NULL;
}
