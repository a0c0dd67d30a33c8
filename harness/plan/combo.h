/* A combination: one point of type x operations x data models, and its text form in case ids.
 *
 * Text form: TYPE.OPERATIONS.MODELS[.CLASSES], all names from the contract. OPERATIONS are joined
 * by
 * `+` in the order sent, `none` when empty. MODELS are joined by `+` in the order sent for up to
 * three, else `all`, `all-reversed`, `all-shuffled`, `none`, or `x` and the set as 16 hexadecimal
 * digits (bit i = i-th value of the contract, sent in contract order). CLASSES is nNuNhN, the
 * indexes of the name, URL and headers classes, left out when all are 0. */
#ifndef HP_PLAN_COMBO_H
#define HP_PLAN_COMBO_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/buf.h"
#include "harness/contract/contract.h"

enum { HP_COMBO_OPERATIONS_MAX = 8 };

enum hp_model_order { HP_MODELS_LISTED, HP_MODELS_REVERSED, HP_MODELS_SHUFFLED };

struct hp_combo {
    uint8_t type;                                /* index in contract->types */
    uint8_t operations[HP_COMBO_OPERATIONS_MAX]; /* indexes in the order sent */
    uint8_t operation_count;
    uint8_t models_sent[3];    /* up to three data models in the order sent ... */
    uint8_t models_sent_count; /* ... 0 when there are none or when `models` alone says it */
    enum hp_model_order order; /* for sets of more than three */
    uint64_t models;           /* the set, always filled */
    uint8_t name_class, url_class, headers_class; /* of the covering array; 0 is the plain one */
};

/* How many combinations one type x one non-empty set of operations x one data model give (1,302 for
 * the default contract). */
uint64_t hp_combo_triples(const struct hp_contract *contract);

/* The index-th of them, 0 <= index < hp_combo_triples. Consecutive indexes walk types, sets and
 * models at once where the counts allow, so that any run of 62 meets every data model. A bijection.
 */
void hp_combo_triple(const struct hp_contract *contract, uint64_t index, struct hp_combo *out);

void hp_combo_print(const struct hp_contract *contract, const struct hp_combo *combo,
                    struct hp_buf *out);
bool hp_combo_parse(const struct hp_contract *contract, struct hp_slice text, struct hp_combo *out);

#endif
