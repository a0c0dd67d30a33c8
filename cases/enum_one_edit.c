/* Every value of every enum with one typing mistake: a character left out, two exchanged, one too
 * many, one wrong; but no edit that gives another value. Which edits there are follows from the
 * contract alone, so their number is the same in every combination; only the letter that is put in
 * is drawn. */
#include "cases/enum_near.h"

#include <assert.h>

#include "cases/enum_walk.h"
#include "cases/raw_text.h"

enum edit_kind { EDIT_DELETE, EDIT_TRANSPOSE, EDIT_INSERT, EDIT_SUBSTITUTE };

struct edit {
    enum edit_kind kind;
    size_t at;
};

/* One value is another with one character less (1), or with two neighbours exchanged (1). */
static size_t is_one_deletion(struct hp_slice value, struct hp_slice other)
{
    if (other.len + 1 != value.len) {
        return 0;
    }
    size_t at = 0;
    while (at < other.len && value.at[at] == other.at[at]) {
        at++;
    }
    return memcmp(value.at + at + 1, other.at + at, other.len - at) == 0 ? 1 : 0;
}

static size_t is_one_transposition(struct hp_slice value, struct hp_slice other)
{
    if (other.len != value.len) {
        return 0;
    }
    size_t at = 0;
    while (at < value.len && value.at[at] == other.at[at]) {
        at++;
    }
    if (at + 1 >= value.len || value.at[at] != other.at[at + 1] ||
        value.at[at + 1] != other.at[at]) {
        return 0;
    }
    return memcmp(value.at + at + 2, other.at + at + 2, value.len - at - 2) == 0 ? 1 : 0;
}

/* Within a run of equal characters only the last is left out, and equal neighbours are not
 * exchanged: the other edits there would repeat a text or change nothing. */
static bool worth_editing(struct hp_slice value, size_t at)
{
    return at + 1 >= value.len || value.at[at] != value.at[at + 1];
}

/* How many edits of the two kinds that draw no letter give a new text. */
static size_t fixed_edits(const struct hp_enum_spot *spot)
{
    size_t count = 0;
    for (size_t at = 0; at < spot->value.len; at++) {
        if (worth_editing(spot->value, at)) {
            count += at + 1 < spot->value.len ? 2 : 1;
        }
    }
    for (size_t i = 0; i < spot->set->count; i++) {
        count -= is_one_deletion(spot->value, spot->set->values[i]);
        count -= is_one_transposition(spot->value, spot->set->values[i]);
    }
    return count;
}

static void apply(const struct edit *edit, struct hp_slice value, char letter, struct hp_buf *out)
{
    size_t behind = edit->at;
    hp_buf_append(out, value.at, edit->at);
    switch (edit->kind) {
    case EDIT_DELETE:
        behind += 1;
        break;
    case EDIT_TRANSPOSE:
        hp_buf_char(out, value.at[edit->at + 1]);
        hp_buf_char(out, value.at[edit->at]);
        behind += 2;
        break;
    case EDIT_INSERT:
        hp_buf_char(out, letter);
        break;
    case EDIT_SUBSTITUTE:
        hp_buf_char(out, letter);
        behind += 1;
        break;
    }
    hp_buf_append(out, value.at + behind, value.len - behind);
}

/* Takes one from `index` for each edit of `kind` that gives a new text; true at the one it meets
 * with `index` at 0. */
static bool fixed_edit_of_kind(const struct hp_enum_spot *spot, enum edit_kind kind, size_t *index,
                               struct hp_buf *text, struct edit *out)
{
    size_t taken = kind == EDIT_DELETE ? 1 : 2;
    for (size_t at = 0; at + taken <= spot->value.len; at++) {
        *out = (struct edit){kind, at};
        hp_buf_clear(text);
        apply(out, spot->value, 0, text);
        if (worth_editing(spot->value, at) && hp_enum_find(spot->set, hp_buf_view(text)) < 0 &&
            (*index)-- == 0) {
            return true;
        }
    }
    return false;
}

/* The index-th edit of those two kinds, 0 <= index < fixed_edits. */
static struct edit fixed_edit(const struct hp_enum_spot *spot, size_t index, struct hp_buf *text)
{
    struct edit edit = {EDIT_INSERT, 0};
    bool found = fixed_edit_of_kind(spot, EDIT_DELETE, &index, text, &edit) ||
                 fixed_edit_of_kind(spot, EDIT_TRANSPOSE, &index, text, &edit);
    assert(found); /* or fixed_edits counts wrongly */
    (void)found;
    return edit;
}

/* A letter drawn at random; the next ones when it gives a value or the text as it was. */
static void apply_with_letter(struct hp_build *build, const struct hp_enum_spot *spot,
                              const struct edit *edit, struct hp_buf *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    const size_t count = sizeof(letters) - 1;
    size_t first = (size_t)hp_rng_below(&build->rng, count);
    for (size_t i = 0; i < count; i++) {
        hp_buf_clear(text);
        apply(edit, spot->value, letters[(first + i) % count], text);
        if (hp_enum_find(spot->set, hp_buf_view(text)) < 0) {
            return;
        }
    }
}

static void edit_instance(struct hp_build *build, const struct hp_enum_spot *spot, size_t index,
                          size_t fixed)
{
    static const char *const names[] = {
        [EDIT_DELETE] = "without",
        [EDIT_TRANSPOSE] = "exchanged",
        [EDIT_INSERT] = "inserted",
        [EDIT_SUBSTITUTE] = "replaced",
    };
    struct hp_buf text = hp_raw_begin(build, spot->value.len + 1);
    struct edit edit;
    if (text.failed) {
        edit = (struct edit){EDIT_INSERT, 0};
    } else if (index < fixed) {
        edit = fixed_edit(spot, index, &text);
    } else if (index - fixed <= spot->value.len) {
        edit = (struct edit){EDIT_INSERT, index - fixed};
    } else {
        edit = (struct edit){EDIT_SUBSTITUTE, index - fixed - spot->value.len - 1};
    }
    hp_instance(build, hp_enum_site(spot->role), "%s-%zu-%.*s", names[edit.kind], edit.at,
                HP_PRINT(spot->value));
    if (edit.kind == EDIT_INSERT || edit.kind == EDIT_SUBSTITUTE) {
        apply_with_letter(build, spot, &edit, &text);
    }
    struct hp_slice spelling = hp_raw_end(build, &text);
    hp_why(build, "%.*s is one edit away from %.*s", HP_PRINT(spelling), HP_PRINT(spot->value));
    hp_raw_put(build, hp_enum_site(spot->role), hp_raw_string(build, spelling));
}

/* How many edits each value has. To find the pairs of values that are one edit apart takes longer
 * than all the rest of a case, so it is done once. */
static const struct hp_build_memo *edits_of_values(struct hp_build *build)
{
    struct hp_build_memo *memo = hp_build_memo(build);
    struct hp_enum_spot spot;
    for (size_t i = memo->count; hp_enum_spot_at(build->contract, i, &spot); i++) {
        memo->numbers[i] = (uint32_t)(fixed_edits(&spot) + 2 * spot.value.len + 1);
        memo->count = i + 1;
    }
    return memo;
}

bool hp_enum_one_edit(struct hp_build *build, size_t index)
{
    const struct hp_build_memo *edits = edits_of_values(build);
    size_t i = 0;
    for (; i < edits->count && index >= edits->numbers[i]; i++) {
        index -= edits->numbers[i];
    }
    struct hp_enum_spot spot;
    if (i == edits->count || !hp_enum_spot_at(build->contract, i, &spot)) {
        return false;
    }
    edit_instance(build, &spot, index, edits->numbers[i] - 2 * spot.value.len - 1);
    return true;
}
