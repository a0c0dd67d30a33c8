/* Which pairs and triples of choices a set of combinations meets: the measure of t-way coverage.
 *
 * An element is one level of one factor: "type is SYNC_COMPLETED", "CREATE is in", "BILLS is out",
 * "name class 2". A combination has one element of each factor. Factors: the type, each operation
 * in or out, each data model in or out, and the three classes. Tuples that no valid case can meet
 * (all operations out, all data models out) are not counted. */
#ifndef HP_PLAN_TUPLES_H
#define HP_PLAN_TUPLES_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/plan/combo.h"

enum {
    HP_ELEMENTS_MAX = HP_ENUM_VALUES_MAX + 2 * HP_COMBO_OPERATIONS_MAX + 2 * HP_ENUM_VALUES_MAX +
                      HP_NAME_CLASSES + HP_URL_CLASSES + HP_HEADERS_CLASSES,
    HP_ELEMENT_WORDS = (HP_ELEMENTS_MAX + 63) / 64,
    HP_FACTORS_MAX = 1 + HP_COMBO_OPERATIONS_MAX + HP_ENUM_VALUES_MAX + 3
};

struct hp_elements {
    uint64_t words[HP_ELEMENT_WORDS];
};

struct hp_factor {
    uint16_t first; /* its elements are first ... first + levels - 1 */
    uint16_t levels;
};

struct hp_tuples {
    struct hp_factor factors[HP_FACTORS_MAX];
    size_t factor_count;
    size_t operations_first, operations_count; /* factors of the operations ... */
    size_t models_first, models_count;         /* ... and of the data models; "out" is level 0 */
    size_t element_count;
    uint8_t factor_of[HP_ELEMENTS_MAX];
    struct hp_elements operations_out, models_out; /* the "out" elements of each group */
    struct hp_elements *pairs;                     /* [i]: the elements met together with i */
    struct hp_elements *triples; /* [i * element_count + j]: those met with i and j; or NULL */
};

/* Nothing met yet. `strength` 3 keeps triples too: 660 KiB for the default contract, 1.5 MiB at
 * most. HP_ERR_NOMEM. Free with hp_tuples_deinit, also after a failure. */
enum hp_status hp_tuples_init(struct hp_tuples *tuples, const struct hp_contract *contract,
                              unsigned strength, struct hp_error *error) HP_MUST_CHECK;
void hp_tuples_deinit(struct hp_tuples *tuples);

void hp_elements_set(struct hp_elements *set, size_t element);
bool hp_elements_has(const struct hp_elements *set, size_t element);
size_t hp_elements_count(const struct hp_elements *set);
/* True when `set` holds all of `part`, and `part` is not empty. */
bool hp_elements_holds(const struct hp_elements *set, const struct hp_elements *part);

/* The elements of a combination; without the classes when the case may have written a name, a URL
 * or headers of its own. */
struct hp_elements hp_tuples_elements(const struct hp_tuples *tuples, const struct hp_combo *combo,
                                      bool classes);

/* Marks all tuples of the set as met. */
void hp_tuples_add(struct hp_tuples *tuples, const struct hp_elements *set);

/* Tuples of `strength` that are met, and all that can be. */
uint64_t hp_tuples_met(const struct hp_tuples *tuples, unsigned strength);
uint64_t hp_tuples_total(const struct hp_tuples *tuples, unsigned strength);

/* True when no valid case has all of these elements: all of one group out. */
bool hp_tuples_impossible(const struct hp_tuples *tuples, const struct hp_elements *set);

#endif
