/* Stacked edits of any text that is, or once was, a document: what a fuzzing campaign tries.
 *
 * Works on tokens and not on a tree, so that it goes on where the text has stopped to be JSON. The
 * names and values that it writes come from the contract and from the texts it is given. */
#ifndef HP_MUTATE_HAVOC_H
#define HP_MUTATE_HAVOC_H

#include "harness/base/buf.h"
#include "harness/base/rng.h"
#include "harness/contract/contract.h"

enum hp_havoc_edit {
    HP_HAVOC_DEEP,     /* a value becomes containers in containers */
    HP_HAVOC_LONG,     /* a string, a number or white space of many bytes */
    HP_HAVOC_ESCAPE,   /* an escape in a string */
    HP_HAVOC_RAW,      /* characters in a string as they are: other planes, controls, no UTF-8 */
    HP_HAVOC_KIND,     /* a value of another kind */
    HP_HAVOC_WORD,     /* a string becomes one of the contract's names or values */
    HP_HAVOC_NUMBER,   /* a number of another form */
    HP_HAVOC_TWICE,    /* a member or an item comes twice */
    HP_HAVOC_GONE,     /* a member or an item is taken out */
    HP_HAVOC_FOREIGN,  /* a value of the other text in the place of one */
    HP_HAVOC_PUNCTURE, /* a byte of punctuation added, removed or exchanged */
    HP_HAVOC_BYTES,    /* a bit, a byte, a range */
    HP_HAVOC_EDITS
};

/* How likely each edit is, relative to the others; all zero counts as all one. */
struct hp_havoc_weights {
    uint32_t of[HP_HAVOC_EDITS];
};

const char *hp_havoc_name(enum hp_havoc_edit edit); /* "deep" */

/* Makes one edit of `text`; `other` may be empty. Which one comes from `rng` and the weights. The
 * text stays within its bytes_max, and never becomes empty. */
enum hp_havoc_edit hp_havoc(struct hp_buf *text, struct hp_slice other, struct hp_rng *rng,
                            const struct hp_contract *contract,
                            const struct hp_havoc_weights *weights);

#endif
