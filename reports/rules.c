/* The profile and its settings in words. Must not know a format. */
#include "reports/rules.h"

#include "reports/shown.h"

enum { VALUE_SHOWN = 300 };

void hp_rules_profile(struct hp_buf *out, const struct hp_summary *summary)
{
    hp_shown(out, hp_slice_of(summary->profile), VALUE_SHOWN);
    if (summary->profile_base != NULL && strcmp(summary->profile, summary->profile_base) != 0) {
        hp_buf_text(out, " (");
        hp_shown(out, hp_slice_of(summary->profile_base), VALUE_SHOWN);
        hp_buf_char(out, ')');
    }
}

void hp_rules_settings(struct hp_buf *out, const struct hp_summary *summary)
{
    for (size_t i = 0; i < summary->setting_count; i++) {
        const struct hp_setting_summary *setting = &summary->settings[i];
        hp_buf_text(out, i == 0 ? "" : ", ");
        hp_shown(out, hp_slice_of(setting->key), VALUE_SHOWN);
        hp_buf_char(out, '=');
        hp_shown(out, hp_slice_of(setting->value), VALUE_SHOWN);
        hp_buf_text(out, " (");
        hp_shown(out, hp_slice_of(setting->profile_value), VALUE_SHOWN);
        hp_buf_char(out, ')');
    }
}

void hp_rules_lines(struct hp_buf *out, const struct hp_summary *summary)
{
    hp_buf_text(out, "profile ");
    hp_rules_profile(out, summary);
    hp_buf_printf(out, "  depth %s  seed %llu\n", summary->depth,
                  (unsigned long long)summary->seed);
    if (summary->setting_count > 0) {
        hp_buf_text(out, "settings ");
        hp_rules_settings(out, summary);
        hp_buf_char(out, '\n');
    }
}
