/* Reads the tree a second time for the sake of the error's text. Must not decide what is refused.
 */
#include "harness/service/trait_place.h"

enum { MEMBERS_SEARCHED_MAX = 64 };

/* The forms of tree.h: C0 80 is U+0000, ED A0..BF xx is half of a surrogate pair. */
static bool shows(struct hp_slice text, enum hp_json_trait trait)
{
    int lead = trait == HP_JSON_NUL ? 0xc0 : 0xed;
    unsigned second = trait == HP_JSON_NUL ? 0x80 : 0xa0; /* at least: behind C0 nothing else is */
    if (text.len == 0) {
        return false;
    }
    const char *end = text.at + text.len;
    const char *at = memchr(text.at, lead, text.len);
    while (at != NULL && at + 1 < end && (unsigned char)at[1] < second) {
        at = memchr(at + 1, lead, (size_t)(end - at - 1));
    }
    return at != NULL && at + 1 < end;
}

static bool is_repeated(const struct hp_json *object, const struct hp_json *member)
{
    return hp_json_size(object) <= MEMBERS_SEARCHED_MAX &&
           hp_json_member(object, hp_json_name(member)) != member;
}

/* One step of the way from the root to where the search stands. */
struct step {
    const struct step *outer; /* NULL: the root's own */
    const struct hp_json *child;
    size_t index;
    bool object; /* the child is a member */
};

static void write_way(struct hp_pointer *pointer, const struct step *step)
{
    if (step == NULL) {
        return;
    }
    write_way(pointer, step->outer);
    (void)(step->object ? hp_pointer_push_name(pointer, hp_json_name(step->child))
                        : hp_pointer_push_index(pointer, step->index));
}

/* `outer` leads to `value`. Writes the pointer when it has found the place. */
static bool find(const struct hp_json *value, enum hp_json_trait trait, unsigned levels,
                 const struct step *outer, struct hp_pointer *pointer)
{
    struct step step = {.outer = outer, .object = hp_json_is(value, HP_JSON_OBJECT)};
    if (trait != HP_JSON_DUPLICATE && shows(hp_json_string(value), trait)) {
        write_way(pointer, outer);
        return true;
    }
    for (const struct hp_json *child = hp_json_first(value); child != NULL && levels > 0;
         child = hp_json_next(child), step.index++) {
        step.child = child;
        bool here = step.object && (trait == HP_JSON_DUPLICATE ? is_repeated(value, child)
                                                               : shows(hp_json_name(child), trait));
        if (here) {
            write_way(pointer, &step);
        }
        if (here || find(child, trait, levels - 1, &step, pointer)) {
            return true;
        }
    }
    return false;
}

bool hp_trait_place(const struct hp_json *root, enum hp_json_trait trait, unsigned depth_max,
                    struct hp_pointer *pointer)
{
    hp_pointer_init(pointer);
    return find(root, trait, depth_max, NULL, pointer);
}
