/* A request as a bash command that writes its octets to a connection. */
#ifndef HP_RUN_BASH_LINE_H
#define HP_RUN_BASH_LINE_H

#include "harness/run/by_hand.h"
#include "harness/target/extra_fields.h"

/* Appends the command; NULL, or why there is none (then nothing is appended). Needs bash with
 * /dev/tcp, openssl where the target speaks TLS, and timeout of the coreutils. Keeps to the pauses
 * of a request by steps, and takes a second for "until a reply has come". */
const char *hp_bash_line(struct hp_buf *out, const struct hp_by_hand *what,
                         const struct hp_extra_fields *extra);

#endif
