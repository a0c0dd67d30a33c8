/* Octets as HTTP messages, and the judge's word on an exchange. */
#ifndef HP_FUZZ_EXCHANGE_H
#define HP_FUZZ_EXCHANGE_H

#include "harness/check/check.h"
#include "harness/http/reader.h"

#define HP_FUZZ_KEY "key-0123456789"

/* 2024-04-15T04:52:25.309Z, the time of the documented example. */
#define HP_FUZZ_NOW_MS INT64_C(1713156745309)

/* Limits of ordinary size, for both sides. */
extern const struct hp_reader_limits hp_fuzz_reader_limits;

/* Reads one whole message; false when it is none. The reader (one for each side, reused) owns what
 * is borrowed. `used` (may be NULL) says how many octets the message took. */
bool hp_fuzz_read_request(struct hp_slice octets, struct hp_request *out, size_t *used);
bool hp_fuzz_read_response(struct hp_slice octets, struct hp_response *out);

/* Did both read the same message? */
bool hp_fuzz_same_message(const struct hp_reader *a, const struct hp_reader *b);

/* The documented POST with this body and the right key. */
struct hp_request hp_fuzz_post(struct hp_slice body);

/* Judges the exchange as one of a case that may be accepted or refused; aborts unless the judgement
 * is coherent: the verdict is that of the worst observation, every observation says where, what was
 * expected and what came, and the key is in none of them. */
void hp_fuzz_judge(const struct hp_request *request, const struct hp_exchange *exchange,
                   enum hp_expect expect, struct hp_arena *arena, struct hp_judgement *out);

#endif
