/* The instance functions of the families url and ssrf that lie outside the files of their tables,
 * and how a row puts a URL. */
#ifndef HP_CASES_URL_ROWS_H
#define HP_CASES_URL_ROWS_H

#include "harness/plan/build.h"

/* A URL as it is put, in UTF-8; U+0000 is the codec's form of it, C0 80. */
struct hp_url_form {
    const char *word; /* the instance's name */
    const char *url;
    enum hp_body_truth truth; /* what the request schema can say of it */
};

/* The index-th form in the place of the URL; false past the end. `what` says what is wrong with all
 * of them. */
bool hp_url_instance(struct hp_build *build, const struct hp_url_form *forms, size_t count,
                     size_t index, const char *what);

/* url_syntax.c: what is no absolute URL with a host. */
hp_instance_fn hp_url_empty;
hp_instance_fn hp_url_relative;
hp_instance_fn hp_url_no_scheme;
hp_instance_fn hp_url_empty_host;
hp_instance_fn hp_url_foreign_scheme;
hp_instance_fn hp_url_scheme_mangled;
hp_instance_fn hp_url_whitespace_control;
hp_instance_fn hp_url_bad_percent;

/* url_parts.c: the parts of a URL, at their limits and beyond. */
hp_instance_fn hp_url_percent_control;
hp_instance_fn hp_url_port_range;
hp_instance_fn hp_url_port_well_known;
hp_instance_fn hp_url_userinfo;
hp_instance_fn hp_url_authority_confusion;
hp_instance_fn hp_url_fragment;
hp_instance_fn hp_url_host_syntax;
hp_instance_fn hp_url_idn;
hp_instance_fn hp_url_length;
hp_instance_fn hp_url_normalisation;

#endif
