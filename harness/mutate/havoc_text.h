/* The pieces of text that hp_havoc puts in: appended to `out`, chosen by `rng`. */
#ifndef HP_MUTATE_HAVOC_TEXT_H
#define HP_MUTATE_HAVOC_TEXT_H

#include "harness/base/buf.h"
#include "harness/base/rng.h"
#include "harness/contract/contract.h"

/* 1 to `most`, each order of magnitude as likely as the others. */
size_t hp_havoc_size(struct hp_rng *rng, size_t most);

/* `depth` containers in containers, all of one kind or mixed; whole. */
void hp_havoc_deep(struct hp_buf *out, struct hp_rng *rng, size_t depth);

/* A string or a number of about `bytes` bytes. */
void hp_havoc_long(struct hp_buf *out, struct hp_rng *rng, size_t bytes, bool string);

/* One escape for the inside of a string: those of RFC 8259 7, halves and pairs of surrogates,
 * characters of every plane. */
void hp_havoc_escape(struct hp_buf *out, struct hp_rng *rng);

/* One character for the inside of a string, or a byte that is none. */
void hp_havoc_character(struct hp_buf *out, struct hp_rng *rng);

/* A value of any kind. */
void hp_havoc_value(struct hp_buf *out, struct hp_rng *rng);
void hp_havoc_number(struct hp_buf *out, struct hp_rng *rng);

/* One of the contract's names or values, with its quotes; its case changed now and then. */
void hp_havoc_word(struct hp_buf *out, struct hp_rng *rng, const struct hp_contract *contract);

#endif
