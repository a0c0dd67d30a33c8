/* Requests and responses for a person at a terminal: bounded, masked, every strange byte visible.
 */
#ifndef HP_CLI_SHOWN_MESSAGE_H
#define HP_CLI_SHOWN_MESSAGE_H

#include "harness/base/arena.h"
#include "harness/base/buf.h"
#include "harness/base/message.h"

/* Request line, fields, what is special about the transfer, and the first `body_shown` bytes of the
 * body; for one that is sent step by step, the steps first. `key` is masked, whole in any place and
 * nearly whole in the fields called `key_field`. */
void hp_shown_request(struct hp_buf *out, const struct hp_request *request,
                      struct hp_slice key_field, struct hp_slice key, size_t body_shown,
                      struct hp_arena *arena);

/* Status, fields and the first `body_shown` bytes of the body. */
void hp_shown_response(struct hp_buf *out, const struct hp_response *response, struct hp_slice key,
                       size_t body_shown, struct hp_arena *arena);

#endif
