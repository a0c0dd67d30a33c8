/* Are two URLs the same under RFC 3986? */
#ifndef HP_CHECK_URL_EQUAL_H
#define HP_CHECK_URL_EQUAL_H

#include <stdbool.h>

#include "harness/base/arena.h"
#include "harness/base/slice.h"

/* True when both are equal after the normalisations that change no meaning: case of scheme, host
 * and percent-encodings, escaped unreserved characters, dot segments (6.2.2), the default port of
 * http and https, an empty port and an empty path (6.2.3). Everything else counts: user
 * information, query, fragment, a trailing slash. `failed` is set when the arena refuses memory. */
bool hp_url_equal(struct hp_slice a, struct hp_slice b, struct hp_arena *arena, bool *failed);

/* `url` with every octet behind its host that no URI may hold as it is (controls, blanks, what is
 * not ASCII, and " < > \ ^ ` { | }) as the escape that a URI has for it (RFC 3986 2.1), which is
 * how a parser of URLs gives it back. `url` itself when there is none; {NULL, 0} when the arena
 * refuses. */
struct hp_slice hp_url_with_escapes(struct hp_slice url, struct hp_arena *arena);

/* Is `back` the URL `sent` with its host as an address spelled in full ("127.1" as "127.0.0.1")?
 * Parsers of URLs do that without asking anybody. Ports are not compared. */
bool hp_url_address_is_spelled_out(struct hp_slice sent, struct hp_slice back,
                                   struct hp_arena *arena, bool *failed);

/* The normal form that is compared; {NULL, 0} when the arena refuses. A text without a scheme comes
 * back with its percent-encodings normalised only. */
struct hp_slice hp_url_normal(struct hp_slice url, struct hp_arena *arena);

#endif
