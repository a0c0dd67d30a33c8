/* What the fuzz targets share: how an oracle speaks, and memory that an input starts with.
 *
 * A target is one file NAME_fuzzer.c with LLVMFuzzerTestOneInput. It runs under libFuzzer and every
 * engine with that interface, and under fuzz/runner.c with any compiler. It answers 0 for every
 * input: what is wrong ends the process. */
#ifndef HP_FUZZ_FUZZ_H
#define HP_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "harness/base/arena.h"
#include "harness/base/buf.h"
#include "harness/contract/contract.h"
#include "harness/json/tree.h"

/* The interface of libFuzzer, as far as targets and engines use it here. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t out_max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t size_max);

/* An oracle is not satisfied: prints `fuzz: ORACLE: text` and aborts. `oracle` is a short constant,
 * the same for every input that breaks it: campaigns tell failures apart by it. */
_Noreturn void hp_fuzz_broken(const char *oracle, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define HP_FUZZ_HOLDS(condition, oracle)                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            hp_fuzz_broken((oracle), "%s:%d: %s", __FILE__, __LINE__, #condition);                 \
        }                                                                                          \
    } while (0)

/* An empty arena: the same memory for every input, bounded, kept by the process. */
struct hp_arena *hp_fuzz_arena(void);

/* An empty buffer out of four, by number; as the arena. */
enum { HP_FUZZ_BUFFERS = 4 };
struct hp_buf *hp_fuzz_buffer(unsigned number);

/* The built-in contract, loaded once. */
const struct hp_contract *hp_fuzz_contract(void);

/* Parses with the default limits; NULL for what is not JSON. Aborts when memory is refused, and
 * when scan and parser give different verdicts. */
const struct hp_json *hp_fuzz_parse(struct hp_arena *arena, struct hp_slice text,
                                    struct hp_json_scan *scan);

/* The same type, members in the same order, the same bytes of every string and number: stricter
 * than hp_json_equal. */
bool hp_fuzz_identical(const struct hp_json *a, const struct hp_json *b);

/* The value behind `value` in the order of the text, its first child before its sibling, within
 * `root`; NULL behind the last. `way` keeps HP_JSON_DEPTH_MAX ancestors; start with depth 0. */
struct hp_fuzz_way {
    const struct hp_json *open[HP_JSON_DEPTH_MAX];
    size_t depth;
};
const struct hp_json *hp_fuzz_next(struct hp_fuzz_way *way, const struct hp_json *value);

static inline struct hp_slice hp_fuzz_input(const uint8_t *data, size_t size)
{
    return (struct hp_slice){(const char *)data, size};
}

#endif
