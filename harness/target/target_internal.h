/* What a kind of target implements, and what the kinds share. A new kind is
 * one file with a `struct hp_target_ops` and one row in target.c. */
#ifndef HP_TARGET_TARGET_INTERNAL_H
#define HP_TARGET_TARGET_INTERNAL_H

#include "harness/target/target.h"

struct hp_target_ops {
    enum hp_status (*open)(const struct hp_target_options *options,
                           const struct hp_address *address, struct hp_target **out,
                           struct hp_error *error);
    void (*close)(struct hp_target *target);
    bool (*carries)(const struct hp_target *target, const struct hp_request *request,
                    const char **reason);
    /* `slot` is in range and `request` is one that `carries` accepts. */
    enum hp_status (*submit)(struct hp_target *target, size_t slot,
                             const struct hp_request *request);
    /* Sends what was submitted and waits up to `timeout_ms` until `ready` holds a slot; returns at
     * once when nothing is under way. */
    enum hp_status (*progress)(struct hp_target *target, int timeout_ms);
};

/* Slots whose exchange has ended, first in first out. */
struct hp_ready {
    size_t *slots; /* a ring with room for every slot of the target */
    size_t room;
    size_t first;
    size_t count;
};

/* The head of every kind's own struct. */
struct hp_target {
    const struct hp_target_ops *ops;
    size_t slot_count;
    struct hp_exchange *exchanges; /* one a slot: the result of its last submit */
    bool *busy;                    /* one a slot: submitted, and its completion not yet taken */
    struct hp_ready ready;
};

/* Fills in the head; HP_ERR_NOMEM leaves it so that hp_target_base_deinit is safe. */
enum hp_status hp_target_base_init(struct hp_target *base, const struct hp_target_ops *ops,
                                   size_t slot_count, struct hp_error *error) HP_MUST_CHECK;
void hp_target_base_deinit(struct hp_target *base);

/* The exchange of `slot` is in place and may be taken. */
void hp_target_complete(struct hp_target *base, size_t slot);

int64_t hp_unix_ms_now(void);
uint64_t hp_monotonic_us_now(void);

extern const struct hp_target_ops hp_builtin_target_ops;
extern const struct hp_target_ops hp_plugin_target_ops;
extern const struct hp_target_ops hp_curl_target_ops;
extern const struct hp_target_ops hp_wire_target_ops;

#endif
