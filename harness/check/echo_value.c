/* Comparisons behind the echo checks, all n log n at most: the answer may be hostile. Must not know
 * which field is compared. */
#include "harness/check/echo_value.h"

#include "harness/check/sorted.h"

/* White space as the trim functions of the usual languages see it: ASCII, NEL, NBSP, the Unicode
 * spaces, line separators and the BOM. Bytes of one blank at the front, 0 when there is none. */
static size_t blank_at(struct hp_slice text, size_t at)
{
    static const char *const blanks[] = {
        " ",      "\t",     "\n",       "\r",       "\v",     "\f",     "\x1c",   "\x1d",
        "\x1e",   "\x1f",   "\xc2\x85", "\xc2\xa0", "\u1680", "\u2000", "\u2001", "\u2002",
        "\u2003", "\u2004", "\u2005",   "\u2006",   "\u2007", "\u2008", "\u2009", "\u200a",
        "\u2028", "\u2029", "\u202f",   "\u205f",   "\u3000", "\ufeff",
    };
    struct hp_slice rest = {text.at + at, text.len - at};
    for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
        struct hp_slice blank = hp_slice_of(blanks[i]);
        if (hp_slice_starts_with(rest, blank)) {
            return blank.len;
        }
    }
    return 0;
}

static bool all_blank(struct hp_slice text)
{
    size_t at = 0;
    while (at < text.len) {
        size_t length = blank_at(text, at);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

static bool is_trimmed(struct hp_slice sent, struct hp_slice back)
{
    /* Of all places where `back` lies in `sent`, the first behind blanks only is the one. */
    for (size_t at = 0; at + back.len <= sent.len;) {
        struct hp_slice tail = {sent.at + at, back.len};
        struct hp_slice after = {tail.at + back.len, sent.len - at - back.len};
        if (hp_slice_equal(tail, back) && all_blank(after)) {
            return true;
        }
        size_t blank = blank_at(sent, at);
        if (blank == 0) {
            return false;
        }
        at += blank;
    }
    return false;
}

/* Bytes of a CR, LF or U+0000 (C0 80 in a tree) at the front, 0 when there is none. */
static size_t dirt_at(struct hp_slice text, size_t at)
{
    char c = text.at[at];
    if (c == '\r' || c == '\n' || c == '\0') {
        return 1;
    }
    return c == '\xc0' && at + 1 < text.len && text.at[at + 1] == '\x80' ? 2 : 0;
}

/* `sent` with every piece of dirt taken out, or replaced by a space, is `back`. */
static bool is_cleaned(struct hp_slice sent, struct hp_slice back, bool to_space)
{
    size_t j = 0;
    for (size_t i = 0; i < sent.len;) {
        size_t dirt = dirt_at(sent, i);
        char want = dirt > 0 ? ' ' : sent.at[i];
        if (dirt == 0 || to_space) {
            if (j == back.len || back.at[j] != want) {
                return false;
            }
            j++;
        }
        i += dirt > 0 ? dirt : 1;
    }
    return j == back.len;
}

bool hp_echo_matches(enum hp_echo mode, struct hp_slice sent, struct hp_slice back)
{
    switch (mode) {
    case HP_ECHO_EXACT:
    case HP_ECHO_ONE_OF:
        return hp_slice_equal(sent, back);
    case HP_ECHO_TRIMMED:
        return hp_slice_equal(sent, back) || is_trimmed(sent, back);
    case HP_ECHO_CLEAN:
        /* What is left has no dirt in it, so neither has `back`. */
        return is_cleaned(sent, back, false) || is_cleaned(sent, back, true);
    case HP_ECHO_NONE:
        return true;
    }
    return false;
}

void hp_echo_describe_difference(struct hp_line *line, struct hp_slice sent, struct hp_slice back)
{
    if (back.len < sent.len && hp_slice_starts_with(sent, back)) {
        hp_line_printf(line, ", cut from %zu to %zu bytes", sent.len, back.len);
    } else if (hp_slice_equal_ignoring_case(sent, back)) {
        hp_line_text(line, ", in another letter case");
    } else if (is_trimmed(sent, back)) {
        hp_line_text(line, ", trimmed");
    }
}

bool hp_echo_lists_equal(const struct hp_slice *sent, size_t sent_count,
                         const struct hp_slice *back, size_t back_count)
{
    if (sent_count != back_count) {
        return false;
    }
    for (size_t i = 0; i < sent_count; i++) {
        if (!hp_slice_equal(sent[i], back[i])) {
            return false;
        }
    }
    return true;
}

/* A sorted copy without repetitions; its new length comes back in `count`. */
static struct hp_slice *as_set(const struct hp_slice *items, size_t *count, struct hp_arena *arena)
{
    struct hp_slice *set = hp_arena_take(arena, (*count + 1) * sizeof(*set));
    if (set == NULL || *count == 0) {
        return set;
    }
    memcpy(set, items, *count * sizeof(*set));
    hp_sort_slices(set, *count);
    size_t kept = 1;
    for (size_t i = 1; i < *count; i++) {
        if (!hp_slice_equal(set[i], set[kept - 1])) {
            set[kept++] = set[i];
        }
    }
    *count = kept;
    return set;
}

bool hp_echo_sets_equal(const struct hp_slice *sent, size_t sent_count, const struct hp_slice *back,
                        size_t back_count, struct hp_arena *arena, bool *failed)
{
    struct hp_slice *want = as_set(sent, &sent_count, arena);
    struct hp_slice *have = as_set(back, &back_count, arena);
    if (want == NULL || have == NULL) {
        *failed = true;
        return false;
    }
    return hp_echo_lists_equal(want, sent_count, have, back_count);
}

size_t hp_echo_distinct(const struct hp_slice *items, size_t count, struct hp_arena *arena,
                        bool *failed)
{
    *failed |= as_set(items, &count, arena) == NULL;
    return count;
}

/* Linear search, over as many items as a person would look at. */
static const struct hp_slice *first_not_in(const struct hp_slice *items, size_t count,
                                           const struct hp_slice *others, size_t other_count)
{
    enum { LOOKED_AT_MAX = 256 };
    if (count > LOOKED_AT_MAX || other_count > LOOKED_AT_MAX) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        size_t j = 0;
        while (j < other_count && !hp_slice_equal(items[i], others[j])) {
            j++;
        }
        if (j == other_count) {
            return &items[i];
        }
    }
    return NULL;
}

void hp_echo_describe_items(struct hp_line *line, const struct hp_slice *sent, size_t sent_count,
                            const struct hp_slice *back, size_t back_count)
{
    const struct hp_slice *missing = first_not_in(sent, sent_count, back, back_count);
    const struct hp_slice *added = first_not_in(back, back_count, sent, sent_count);
    if (missing != NULL) {
        hp_line_text(line, ", without ");
        hp_line_string(line, *missing);
    }
    if (added != NULL) {
        hp_line_text(line, missing == NULL ? ", with " : " but with ");
        hp_line_string(line, *added);
    }
}
