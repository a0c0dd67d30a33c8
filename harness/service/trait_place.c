/* Reads the tree a second time for the sake of the error's text. Must not decide what is refused.
 */
#include "harness/service/trait_place.h"

enum { MEMBERS_SEARCHED_MAX = 64 };

/* The forms of tree.h: C0 80 is U+0000, ED A0..BF xx is half of a surrogate pair. */
static bool shows(struct hp_slice text, enum hp_json_trait trait)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        unsigned char a = (unsigned char)text.at[i];
        unsigned char b = (unsigned char)text.at[i + 1];
        if (trait == HP_JSON_NUL ? a == 0xc0 && b == 0x80 : a == 0xed && b >= 0xa0) {
            return true;
        }
    }
    return false;
}

static bool is_repeated(const struct hp_json *object, const struct hp_json *member)
{
    return hp_json_size(object) <= MEMBERS_SEARCHED_MAX &&
           hp_json_member(object, hp_json_name(member)) != member;
}

static bool find(const struct hp_json *value, enum hp_json_trait trait, unsigned levels,
                 struct hp_pointer *pointer)
{
    bool object = hp_json_is(value, HP_JSON_OBJECT);
    size_t index = 0;
    if (trait != HP_JSON_DUPLICATE && shows(hp_json_string(value), trait)) {
        return true;
    }
    for (const struct hp_json *child = hp_json_first(value); child != NULL && levels > 0;
         child = hp_json_next(child)) {
        size_t before = object ? hp_pointer_push_name(pointer, hp_json_name(child))
                               : hp_pointer_push_index(pointer, index++);
        bool here = object && (trait == HP_JSON_DUPLICATE ? is_repeated(value, child)
                                                          : shows(hp_json_name(child), trait));
        if (here || find(child, trait, levels - 1, pointer)) {
            return true;
        }
        hp_pointer_pop(pointer, before);
    }
    return false;
}

bool hp_trait_place(const struct hp_json *root, enum hp_json_trait trait, unsigned depth_max,
                    struct hp_pointer *pointer)
{
    hp_pointer_init(pointer);
    return find(root, trait, depth_max, pointer);
}
