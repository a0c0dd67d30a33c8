/* The HTTP/1.1 reader, on both sides: octets behave the same in whatever pieces they come, each
 * piece in a block of its own. */
#include "fuzz/exchange.h"
#include "fuzz/fuzz.h"

static enum hp_reader_state play(struct hp_reader *reader, struct hp_slice octets,
                                 struct hp_rng *rng, size_t *total)
{
    enum hp_reader_state state = HP_READER_MORE;
    *total = 0;
    while (state == HP_READER_MORE && octets.len > 0) {
        size_t count = rng == NULL ? octets.len : 1 + hp_rng_below(rng, 16);
        count = count < octets.len ? count : octets.len;
        char *piece = malloc(count), *end = piece + count;
        HP_FUZZ_HOLDS(piece != NULL, "reader-memory");
        memcpy(piece, octets.at, count);
        const char *at = piece;
        do {
            size_t used = 0;
            state = hp_reader_feed(reader, at, (size_t)(end - at), &used);
            HP_FUZZ_HOLDS(used <= (size_t)(end - at), "reader-used");
            at += used;
            *total += used;
        } while (state == HP_READER_HEAD);
        free(piece);
        octets = (struct hp_slice){octets.at + count, octets.len - count};
    }
    return state == HP_READER_MORE ? hp_reader_close(reader) : state;
}

static void holds_for_side(enum hp_reader_side side, struct hp_slice octets)
{
    static struct hp_reader readers[2][2];
    struct hp_reader *whole = &readers[side][0], *pieces = &readers[side][1];
    for (int i = 0; i < 2; i++) {
        if (readers[side][i].limits.line_bytes_max == 0) {
            hp_reader_init(&readers[side][i], side, &hp_fuzz_reader_limits);
        }
        hp_reader_reset(&readers[side][i],
                        side == HP_READER_REQUEST ? HP_SLICE("") : HP_SLICE("POST"));
    }
    struct hp_rng rng;
    hp_rng_init(&rng, 3, octets);
    size_t whole_used, pieces_used;
    enum hp_reader_state a = play(whole, octets, NULL, &whole_used);
    enum hp_reader_state b = play(pieces, octets, &rng, &pieces_used);
    HP_FUZZ_HOLDS(a == b && whole->fault.what == pieces->fault.what, "reader-pieces-state");
    HP_FUZZ_HOLDS((a == HP_READER_FAULT) == (whole->fault.what != NULL), "reader-fault");
    HP_FUZZ_HOLDS(a != HP_READER_DONE || whole_used == pieces_used, "reader-pieces-used");
    HP_FUZZ_HOLDS(a != HP_READER_DONE || hp_fuzz_same_message(whole, pieces), "reader-pieces");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    holds_for_side(HP_READER_REQUEST, hp_fuzz_input(data, size));
    holds_for_side(HP_READER_RESPONSE, hp_fuzz_input(data, size));
    return 0;
}
