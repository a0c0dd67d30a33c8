/* What a run expects where the page is silent: the settings that a profile chooses.
 *
 * A setting changes expectations, never what is sent. */
#ifndef HP_CHECK_SETTINGS_H
#define HP_CHECK_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

struct hp_settings {
    const char *profile;        /* "doc" */
    bool strict;                /* a broken SHOULD is a fail */
    int64_t created_at_skew_s;  /* 300: RFC 3339 time against the local clock */
    uint32_t latency_budget_ms; /* resp-latency: a slower reply is a warning */
    bool array_order_strict;    /* echo of arrays compared as lists */
    bool lenient;               /* a broken SHOULD is a note */
    const char *methods_known;  /* "POST", "POST+GET": a 2xx to these is no finding of reject-405 */
};

/* The doc profile. */
extern const struct hp_settings hp_settings_doc;

/* The settings of a profile ("doc", "lenient", "strict"), or NULL when there is none of that name.
 */
const struct hp_settings *hp_settings_find(const char *profile);

#endif
