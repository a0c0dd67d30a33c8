/* Planted defects: services that are wrong in one way, so that it can be seen whether the plan and
 * the checks notice. And variants: services that are right in their own way, of which nothing must
 * be said.
 *
 * A defect is a row of a table in one of the files here; its columns are transformations of what
 * the service reads and of what it answers. The verdict that it must get is written by hand. */
#ifndef HP_SERVICE_DEFECTS_DEFECT_H
#define HP_SERVICE_DEFECTS_DEFECT_H

#include "harness/plan/row.h"
#include "harness/service/defects/flawed.h"

struct hp_defect {
    const char *id;
    const char *family; /* of the catalogue */
    const char *title;  /* what is wrong, in one line */
    enum hp_level level;
    const char *caught_by; /* the row or check that must catch it, or several, the best one first,
                              with blanks between; of a variant: what may warn, "" for nothing */
    const char *missed;    /* NULL, or what was changed after the first run, in row or harness */
    bool wire;             /* shows over a connection only */

    /* What it reads instead of what was sent. */
    unsigned roles;          /* HP_AT(...) | ...: the members that `item` to `shows` are about */
    hp_flawed_string *item;  /* each string of them: the value, the items, the header values */
    hp_flawed_value *reads;  /* the value as a whole */
    bool shows_what_it_read; /* else the answer has what was sent */
    void (*request)(struct hp_flawed *call); /* method, target, fields */
    void (*body)(struct hp_flawed *call);    /* the text of the body */

    /* What it answers instead. */
    hp_flawed_string *shown;                /* each string of the answer's members */
    hp_flawed_value *shows;                 /* their values as a whole; NULL value: absent */
    void (*answer)(struct hp_flawed *call); /* the response as a whole, last */

    size_t (*received)(const struct hp_defect *defect, char *octets, size_t count,
                       size_t bytes_max);
    bool (*sending)(const struct hp_defect *defect, struct hp_buf *output, size_t start);

    /* For the functions above; each says what it makes of them. */
    const char *text;
    const char *other;
    int64_t number;
    int status;
};

/* All of them, in the order of the families. */
const struct hp_defect *const *hp_defects(size_t *count);
const struct hp_defect *const *hp_variants(size_t *count);
/* A defect or a variant; NULL when there is none of this name. */
const struct hp_defect *hp_defect_find(const char *id);

/* A defect in place: the hook to give to a service, with a state of its own. */
struct hp_planted;
enum hp_status hp_planted_new(const struct hp_defect *defect, const struct hp_contract *contract,
                              struct hp_slice api_key, struct hp_planted **out,
                              struct hp_error *error) HP_MUST_CHECK;
void hp_planted_free(struct hp_planted *planted);
const struct hp_service_hook *hp_planted_hook(const struct hp_planted *planted);

#endif
