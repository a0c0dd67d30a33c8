/* Which rows a setting changes, as a table: key and value to rows and what is expected of them.
 *
 * A row carries what is expected of it by default; a rule replaces that for the rows that its
 * decision governs. What is sent stays the same. A point that is a MAY while it is undecided is a
 * SHOULD once a setting decides it. */
#ifndef HP_CHECK_SETTING_RULES_H
#define HP_CHECK_SETTING_RULES_H

#include "harness/check/measure.h"

/* When a rule with a measure applies, against the number of its key. */
enum hp_rule_side {
    HP_SIDE_ALWAYS,
    HP_SIDE_OVER,     /* measured > number */
    HP_SIDE_WITHIN,   /* floor < measured <= number: open or refused by default, now taken; not when
                         the body as a whole is over limits.body */
    HP_SIDE_UNDER,    /* measured < number */
    HP_SIDE_AT_LEAST, /* measured >= number */
    HP_SIDE_ZERO,     /* measured = 0 */
};

enum { HP_RULE_ROWS = 10, HP_RULE_INSTANCES = 3 };

struct hp_setting_rule {
    enum hp_setting_id key;
    const char *value; /* the named value; NULL: a number that is not the default, or a text */
    const char *rows[HP_RULE_ROWS];           /* ids; a * at the end stands for anything */
    const char *instances[HP_RULE_INSTANCES]; /* how their names begin; none: all */
    enum hp_role place;                       /* only where the case's place is or lies in this */
    bool all; /* also instances with an expectation of their own, unlike the row's */
    enum hp_measure measure;
    enum hp_rule_side side;
    int64_t floor;
    enum hp_expect expect;
    enum hp_level level;
    int status; /* of a refusal, when only this one will do */
    bool sets_echo;
    enum hp_echo echo;
};
extern const struct hp_setting_rule hp_setting_rules[];
extern const size_t hp_setting_rule_count;

/* Notes in the settings which rules are in force. */
void hp_setting_rules_choose(struct hp_settings *settings);

/* What is expected of one case. */
struct hp_expected {
    enum hp_expect expect;
    enum hp_level level;
    enum hp_echo echo;
    int status;  /* of a refusal, when only this one will do; 0: whichever */
    int setting; /* the key that decided it (enum hp_setting_id); -1: the row */
};

/* The slow half of hp_settings_apply. */
void hp_settings_apply_rules(const struct hp_settings *settings, const struct hp_contract *contract,
                             const struct hp_case *kase, struct hp_arena *arena,
                             struct hp_expected *out, bool *failed);

/* The row's (or the instance's) own expectation, or what a setting makes of it: the last rule that
 * applies. Cheap when no rule is in force. `failed` is set when the arena refuses memory. */
static inline void hp_settings_apply(const struct hp_settings *settings,
                                     const struct hp_contract *contract, const struct hp_case *kase,
                                     struct hp_arena *arena, struct hp_expected *out, bool *failed)
{
    *out = (struct hp_expected){
        .expect = kase->expect, .level = kase->level, .echo = kase->echo, .setting = -1};
    if (settings->rule_count > 0 && kase->row != NULL) {
        hp_settings_apply_rules(settings, contract, kase, arena, out, failed);
    }
}

#endif
