/* A combination: one point of type x operations x data models, and its text form in case ids.
 *
 * Text form: TYPE.OPERATIONS.MODELS[.CLASSES], all names from the contract. OPERATIONS are joined
 * by `+` in the order sent, `none` when empty. MODELS are joined by `+` in the order sent for up to
 * three, else `all`, `all-reversed`, `all-shuffled`, `none`, or `x` and the set as 16 hexadecimal
 * digits (bit i = i-th value of the contract, sent in contract order). CLASSES is nNuNhN, the
 * indexes of the name, URL and headers classes, left out when all are 0. A value of the contract
 * shows bytes outside [A-Za-z0-9_-] as %XX, and its first byte too when it reads like one of the
 * words above, so that every text has one reading. */
#ifndef HP_PLAN_COMBO_H
#define HP_PLAN_COMBO_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/buf.h"
#include "harness/contract/contract.h"

/* Sets of operations are enumerated whole, so their number must stay small: 255 sets, 109,600
 * orders. Of a contract with more operations the first eight are combined. */
enum { HP_COMBO_OPERATIONS_MAX = 8 };

/* Classes of the covering array: the forms of name, URL and headers that a base document can take.
 */
enum { HP_NAME_CLASSES = 4, HP_URL_CLASSES = 4, HP_HEADERS_CLASSES = 3 };

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

/* The same over some types only: bit i of `types` takes contract->types.values[i] in. */
uint64_t hp_combo_triples_of(const struct hp_contract *contract, uint64_t types);
void hp_combo_triple_of(const struct hp_contract *contract, uint64_t types, uint64_t index,
                        struct hp_combo *out);

/* The same for a caller that asks often: what does not depend on the index, reckoned once. */
struct hp_triples {
    uint64_t types; /* those that are taken in and that the contract has */
    uint64_t type_total, sets, models;
    uint64_t models_period, types_period; /* after so many steps a walk meets the same pair again */
};
struct hp_triples hp_triples_of(const struct hp_contract *contract, uint64_t types);
void hp_triples_at(const struct hp_triples *triples, const struct hp_contract *contract,
                   uint64_t index, struct hp_combo *out);

/* Type x one operation x one data model, walked in the same way (558 for the default contract). */
uint64_t hp_combo_singles(const struct hp_contract *contract);
void hp_combo_single(const struct hp_contract *contract, uint64_t index, struct hp_combo *out);

/* Type x every order of every non-empty set of operations (45), data models in turn. */
uint64_t hp_combo_orders(const struct hp_contract *contract);
void hp_combo_order(const struct hp_contract *contract, uint64_t index, struct hp_combo *out);

/* Types that need data models (every type when none does) x unordered pairs of data models (1,891),
 * sets of operations in turn. */
uint64_t hp_combo_pairs(const struct hp_contract *contract);
void hp_combo_pair(const struct hp_contract *contract, uint64_t index, struct hp_combo *out);

/* Type x all data models listed, reversed and shuffled (9), sets of operations in turn. With three
 * data models or fewer there is no shuffle of its own. */
uint64_t hp_combo_alls(const struct hp_contract *contract);
void hp_combo_all(const struct hp_contract *contract, uint64_t index, struct hp_combo *out);

/* Sets the data models: in contract order, by name for up to three. */
void hp_combo_set_models(struct hp_combo *combo, uint64_t models);
/* Operations that combinations use, and the mask of all data models. */
size_t hp_combo_operation_count(const struct hp_contract *contract);
uint64_t hp_combo_all_models(const struct hp_contract *contract);

/* The values of a contract that print as they are, one bit each; nearly all do, so it is worth
 * looking once. With all bits 0 everything prints the same, only slower. */
struct hp_combo_plain {
    uint64_t types, operations, data_models;
};
struct hp_combo_plain hp_combo_plain_of(const struct hp_contract *contract);

void hp_combo_print(const struct hp_contract *contract, const struct hp_combo *combo,
                    struct hp_buf *out);
void hp_combo_print_plain(const struct hp_contract *contract, const struct hp_combo_plain *plain,
                          const struct hp_combo *combo, struct hp_buf *out);
bool hp_combo_parse(const struct hp_contract *contract, struct hp_slice text, struct hp_combo *out);
/* The same; the error (HP_ERR_USAGE) says which part is unknown and names the nearest known value.
 */
enum hp_status hp_combo_read(const struct hp_contract *contract, struct hp_slice text,
                             struct hp_combo *out, struct hp_error *error) HP_MUST_CHECK;

#endif
