/* What a row needs, against what the target is and what the user allows. Must not send anything. */
#include "harness/run/skip.h"

const char *hp_skip_reason(const struct hp_run_options *options, const struct hp_target *target,
                           const struct hp_case *kase)
{
    unsigned flags = kase->row->flags;
    if (kase->row->needs != NULL) {
        return kase->row->needs;
    }
    if (options->careful && options->plan.include_count == 0) {
        if ((flags & (HP_ROW_HEAVY | HP_ROW_SLOW | HP_ROW_HAZARD)) != 0) {
            return "heavy, slow or hazardous: not sent to a remote target unless --include names "
                   "it";
        }
        if ((flags & HP_ROW_FOREIGN_URL) != 0) {
            return "its callback URL is not under example.com: not sent to a remote target unless "
                   "--include names it";
        }
    }
    if ((flags & HP_ROW_NETWORK) != 0 && hp_address_in_process(&options->address)) {
        return options->address.builtin ? "needs a network target: run it against `hookproof serve`"
                                        : "needs a network target: a plugin is called in process";
    }
    const char *reason = NULL;
    return hp_target_carries(target, &kase->request, &reason) ? NULL : reason;
}
