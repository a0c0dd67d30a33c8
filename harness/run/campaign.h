/* A fuzzing campaign as a source of cases: each body is made from what was sent before, and what
 * brought an answer of a new kind is kept and made more of.
 *
 * Bodies come in rounds. A round is made of the pool as it stood when the last one was over, and
 * answers are learned from in the order in which their bodies were made, so that the same seed
 * and the same answers give the same campaign, whatever the number of connections. */
#ifndef HP_RUN_CAMPAIGN_H
#define HP_RUN_CAMPAIGN_H

#include "harness/check/check.h"
#include "harness/run/body_case.h"

struct hp_campaign;

struct hp_campaign_options {
    const struct hp_plan *plan; /* its cases are what one begins with */
    const struct hp_contract *contract;
    uint64_t seed;
    const char *corpus;   /* folder of entries, each file a body: all are sent first; NULL: none */
    bool keeps;           /* what taught something new is written there; the folder is made */
    bool careful;         /* a remote target: the callback URL stays under the example host */
    bool corpus_only;     /* nothing new is made: the files and that is all */
    uint64_t first_index; /* of the first case: behind those of a plan */
};

/* HP_ERR_IO when the folder cannot be read or made; HP_ERR_USAGE when `corpus_only` finds no file.
 */
enum hp_status hp_campaign_new(const struct hp_campaign_options *options, struct hp_campaign **out,
                               struct hp_error *error) HP_MUST_CHECK;
void hp_campaign_free(struct hp_campaign *campaign); /* NULL is allowed */

/* Could hp_campaign_next make a case now? */
bool hp_campaign_is_ready(const struct hp_campaign *campaign);

/* Makes the next case. False: there is none now, because answers of this round are still missing,
 * or there never will be, or an error. Not thread-safe. */
bool hp_campaign_next(struct hp_campaign *campaign, struct hp_case *out, struct hp_error *error);

/* What came of a case that hp_campaign_next made; `exchange` is NULL when it was not sent. Bodies
 * of cases that failed or warned are kept for the shrinker. */
enum hp_status hp_campaign_learn(struct hp_campaign *campaign, const struct hp_case *kase,
                                 const struct hp_exchange *exchange,
                                 const struct hp_judgement *judgement,
                                 struct hp_error *error) HP_MUST_CHECK;

const struct hp_bodies *hp_campaign_bodies(const struct hp_campaign *campaign);

/* Files of the corpus that cannot be a body: empty, or too large. */
size_t hp_campaign_left_out(const struct hp_campaign *campaign);

/* Entries of the pool, and how many of them are new since the beginning. */
size_t hp_campaign_pool(const struct hp_campaign *campaign, size_t *fresh);

#endif
