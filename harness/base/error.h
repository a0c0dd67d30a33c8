/* What a function that can fail returns, and the one message a person gets to read.
 *
 * The first error wins: hp_error_set on an error that is already set changes nothing, so a caller
 * may report its own, vaguer view without covering the cause. */
#ifndef HP_BASE_ERROR_H
#define HP_BASE_ERROR_H

#include "harness/base/limits.h"

enum hp_status {
    HP_OK = 0,
    HP_ERR_USAGE,    /* what the user gave is wrong: an option, a contract, a file. Exit 2. */
    HP_ERR_TARGET,   /* the target cannot be reached or refuses the key. Exit 3. */
    HP_ERR_IO,       /* a file or a descriptor failed: disk full, no permission. Exit 2. */
    HP_ERR_LIMIT,    /* an input goes beyond a limit of limits.h. Exit 2. */
    HP_ERR_NOMEM,    /* an allocation failed. Exit 5. */
    HP_ERR_INTERNAL, /* a fault of hookproof's own. Exit 5. */
};

struct hp_error {
    enum hp_status status; /* HP_OK until set */
    char text[HP_ERROR_BYTES];
};

/* Of functions that tell of something wrong: they are kept away from the code that finds nothing
 * wrong, and the way to them is not the likely one. */
#define HP_COLD       __attribute__((cold, noinline))
#define HP_MUST_CHECK __attribute__((warn_unused_result))

/* Sets status and message unless the error is already set; a longer message is cut. Returns
 * `status`, so that `return hp_error_set(...)` reads as one step. `error` may be NULL: then only
 * the status is passed on. The message says what was wrong, where, and what to do; it has no final
 * full stop. Control characters and bytes that are not UTF-8 become `?`, so that a message may
 * quote anything and stays one line. */
enum hp_status hp_error_set(struct hp_error *error, enum hp_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4))) HP_COLD;

/* Shorthand for a failed allocation. */
enum hp_status hp_error_nomem(struct hp_error *error) HP_COLD;

#endif
