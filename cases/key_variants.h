/* Credentials made from the right one: near misses, padded and wrapped forms. */
#ifndef HP_CASES_KEY_VARIANTS_H
#define HP_CASES_KEY_VARIANTS_H

#include "harness/plan/build.h"

/* `value`, unless a receiver that ignores surrounding blanks would read the right key in it: then
 * `value` with a character more. A case that means to be refused must not carry the key by chance.
 */
struct hp_slice hp_key_unlike(struct hp_build *build, struct hp_slice value);

/* One way to come near the key. */
struct hp_near_miss {
    const char *name;
    const char *why;
    struct hp_slice (*make)(struct hp_build *build);
};

/* As many for every key, of one character too. What `make` gives may be the key itself where the
 * way leads back to it (upper case of a key without letters): hp_key_unlike settles that. */
extern const struct hp_near_miss hp_near_misses[];
extern const size_t hp_near_miss_count;

/* A key of the same shape, every letter and digit another one. */
struct hp_slice hp_key_same_shape(struct hp_build *build);

/* "Basic " and base64 of before + key + after, as a client makes of the userinfo of a URL. */
struct hp_slice hp_key_basic(struct hp_build *build, const char *before, const char *after);

/* The key as the value of a query parameter: percent-encoded but for unreserved characters. */
struct hp_slice hp_key_percent(struct hp_build *build);

#endif
