/* How a person sends a request without hookproof, octet for octet: by curl where curl does that, by
 * bash alone where it does not, and where neither can, the reason.
 *
 * curl has a mind of its own about lengths, Host, chunks, empty values and characters, so it is
 * asked for requests only that it is known to send as they are; a test sends the command of every
 * row and compares the octets. */
#ifndef HP_RUN_BY_HAND_H
#define HP_RUN_BY_HAND_H

#include "harness/base/buf.h"
#include "harness/target/target.h"

struct hp_by_hand {
    const struct hp_request *request;
    const struct hp_address *address;       /* of an HTTP target */
    const struct hp_target_options *target; /* version, proxy, certificates, -H fields */
    struct hp_slice api_key;                /* written as a variable wherever it stands */
    struct hp_slice key_field;              /* the name of the field that it travels in */
    const char *body_path; /* absolute, of a file that holds the body; NULL: none does exactly */
};

enum hp_hand {
    HP_HAND_CURL, /* a command that begins with curl */
    HP_HAND_BASH, /* another command for bash */
    HP_HAND_NONE, /* no command: why, in one line */
};

/* Appends the command or the reason. Commands are one line of printable ASCII and for bash; the
 * credential comes from $HOOKPROOF_API_KEY. */
enum hp_hand hp_by_hand(struct hp_buf *out, const struct hp_by_hand *what);

#endif
