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

/* How many edits of the two kinds that draw no letter change the text. */
static size_t fixed_edits(struct hp_slice value)
{
    size_t count = 0;
    for (size_t at = 0; at < value.len; at++) {
        if (worth_editing(value, at)) {
            count += at + 1 < value.len ? 2 : 1;
        }
    }
    return count;
}

/* How many of them give another value. */
static size_t edits_to_values(const struct hp_enum_spot *spot)
{
    size_t count = 0;
    for (size_t i = 0; i < spot->set->count; i++) {
        count += is_one_deletion(spot->value, spot->set->values[i]);
        count += is_one_transposition(spot->value, spot->set->values[i]);
    }
    return count;
}

/* A letter goes before, between and behind all characters, and in the place of each. The mark is
 * the number of edits that give another value. */
static uint32_t count_edits(const struct hp_enum_spot *spot, const struct hp_contract *contract,
                            const void *how, uint32_t *mark)
{
    (void)contract;
    (void)how;
    *mark = (uint32_t)edits_to_values(spot);
    return (uint32_t)(fixed_edits(spot->value) - *mark + 2 * spot->value.len + 1);
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

static bool gives_new_text(const struct edit *edit, const struct hp_enum_spot *spot,
                           struct hp_buf *text)
{
    hp_buf_clear(text);
    apply(edit, spot->value, 0, text);
    return hp_enum_find(spot->set, hp_buf_view(text)) < 0;
}

/* Takes one from `index` for each edit of `kind` that gives a new text; true at the one it meets
 * with `index` at 0. */
static bool fixed_edit_of_kind(const struct hp_enum_pick *pick, enum edit_kind kind, size_t *index,
                               struct hp_buf *text, struct edit *out)
{
    struct hp_slice value = pick->spot.value;
    size_t taken = kind == EDIT_DELETE ? 1 : 2;
    for (size_t at = 0; at + taken <= value.len; at++) {
        if (!worth_editing(value, at)) {
            continue;
        }
        *out = (struct edit){kind, at};
        if ((pick->mark == 0 || gives_new_text(out, &pick->spot, text)) && (*index)-- == 0) {
            return true;
        }
    }
    return false;
}

/* The edit of the pick, one of those two kinds. */
static struct edit fixed_edit(const struct hp_enum_pick *pick, struct hp_buf *text)
{
    struct edit edit = {EDIT_INSERT, 0};
    size_t index = pick->index;
    bool found = fixed_edit_of_kind(pick, EDIT_DELETE, &index, text, &edit) ||
                 fixed_edit_of_kind(pick, EDIT_TRANSPOSE, &index, text, &edit);
    assert(found); /* or the edits are counted wrongly */
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

static struct edit edit_of(const struct hp_enum_pick *pick, struct hp_buf *text)
{
    size_t length = pick->spot.value.len;
    size_t fixed = pick->count - (2 * length + 1);
    if (pick->index < fixed) {
        return fixed_edit(pick, text);
    }
    size_t at = pick->index - fixed;
    return at <= length ? (struct edit){EDIT_INSERT, at}
                        : (struct edit){EDIT_SUBSTITUTE, at - length - 1};
}

bool hp_enum_one_edit(struct hp_build *build, size_t index)
{
    static const char *const names[] = {
        [EDIT_DELETE] = "without",
        [EDIT_TRANSPOSE] = "exchanged",
        [EDIT_INSERT] = "inserted",
        [EDIT_SUBSTITUTE] = "replaced",
    };
    /* To find the pairs of values that are one edit apart takes longer than all the rest. */
    static const struct hp_enum_survey survey = {count_edits, NULL};
    struct hp_enum_pick pick;
    if (!hp_enum_pick(build, &survey, 1, index, &pick)) {
        return false;
    }
    const struct hp_enum_spot *spot = &pick.spot;
    struct hp_buf text = hp_raw_begin(build, spot->value.len + 1);
    struct edit edit = text.failed ? (struct edit){EDIT_INSERT, 0} : edit_of(&pick, &text);
    hp_instance(build, hp_enum_site(spot->role), "%s-%zu-%.*s", names[edit.kind], edit.at,
                HP_PRINT(spot->value));
    if (edit.kind == EDIT_INSERT || edit.kind == EDIT_SUBSTITUTE) {
        apply_with_letter(build, spot, &edit, &text);
    } else {
        hp_buf_clear(&text);
        apply(&edit, spot->value, 0, &text);
    }
    struct hp_slice spelling = hp_raw_end(build, &text);
    hp_why(build, "%.*s is one edit away from %.*s", HP_PRINT(spelling), HP_PRINT(spot->value));
    hp_raw_put(build, hp_enum_site(spot->role), hp_raw_string(build, spelling));
    return true;
}
