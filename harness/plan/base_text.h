/* The texts that base documents are made of: the forms that a name, a URL and header members take,
 * and the document that most of them are, but for the combination's own values. */
#ifndef HP_PLAN_BASE_TEXT_H
#define HP_PLAN_BASE_TEXT_H

#include "harness/base/arena.h"
#include "harness/mutate/draft.h"
#include "harness/plan/combo.h"

enum {
    HP_BUILD_HEADERS_MAX = 3, /* header members of a base document */
    HP_BUILD_TEXT_BYTES = 96, /* one value of a base document: a fixed beginning and the tag */
    HP_BUILD_TAG_DIGITS = 12, /* 48 bits: among a million cases two alike are 1 in 500 */
};

/* All valid, each exercising another part of a codec. In a document every value ends in the tag. */
extern const struct hp_slice hp_base_names[HP_NAME_CLASSES];
extern const struct hp_slice hp_base_urls[HP_URL_CLASSES];
extern const struct hp_slice hp_base_headers[HP_BUILD_HEADERS_MAX][2]; /* name, value */
extern const size_t hp_base_header_counts[HP_HEADERS_CLASSES]; /* of them, from the first on */

/* Writes `form` and a tag of zeros at `text`, which has HP_BUILD_TEXT_BYTES. */
struct hp_slice hp_base_tagged(char *text, struct hp_slice form);

/* What most base documents of a contract have in common, made once for a plan. */
struct hp_base_pattern {
    /* Of the first forms; type, operations and data models are to be filled in ... */
    struct hp_draft draft;
    /* ... from the contract's values as JSON strings with their quotes. */
    struct hp_slice types[HP_ENUM_VALUES_MAX];
    struct hp_slice operations[HP_ENUM_VALUES_MAX];
    struct hp_slice data_models[HP_ENUM_VALUES_MAX];
};

/* The strings lie in the arena. HP_ERR_NOMEM. To be deinitialised either way. */
enum hp_status hp_base_pattern_init(struct hp_base_pattern *pattern,
                                    const struct hp_contract *contract, struct hp_arena *arena,
                                    struct hp_error *error) HP_MUST_CHECK;
void hp_base_pattern_deinit(struct hp_base_pattern *pattern);

#endif
