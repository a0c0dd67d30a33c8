/* The decoder against jansson: the same verdict and the same value for every text, outside the
 * differences that peer.h lists. */
#include "fuzz/fuzz.h"
#include "fuzz/peer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hp_slice text = hp_fuzz_input(data, size);
    struct hp_json_scan scan;
    /* The scan reads the input in its own block, where a byte too many is seen; the parser a copy
     * with room behind it. */
    const struct hp_json *ours = hp_fuzz_parse(hp_fuzz_arena(), text, &scan);
    bool duplicate = false;
    const json_t *theirs = hp_peer_parse(text, &duplicate);
    if ((ours == NULL) != (theirs == NULL)) {
        if (!hp_peer_differs(text, ours, &scan)) {
            hp_fuzz_broken("decode-verdict", "ours: %s at %zu; jansson %s it",
                           ours == NULL ? scan.want : "valid", scan.offset,
                           theirs == NULL ? "refuses" : "takes");
        }
    } else if (ours != NULL) {
        HP_FUZZ_HOLDS(duplicate == ((scan.traits & HP_JSON_DUPLICATE) != 0), "decode-duplicate");
        HP_FUZZ_HOLDS(duplicate || hp_peer_same(ours, theirs), "decode-value");
    }
    return 0;
}
