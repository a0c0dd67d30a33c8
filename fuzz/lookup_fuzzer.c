/* Members by name and values by JSON Pointer, against what a walk over the tree finds: exactly the
 * first of that name and its number, the pointer of each node leads to it, and a pointer that is no
 * longer one leads nowhere. */
#include "fuzz/fuzz.h"
#include "harness/json/pointer.h"

/* The pointer of `child` resolves to the first member of its name, or to the item. */
static void holds_for_child(const struct hp_json *parent, const struct hp_json *child, size_t index)
{
    struct hp_slice name = hp_json_name(child);
    const struct hp_json *first = hp_json_first(parent), *at = first;
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    if (name.at == NULL) {
        (void)hp_pointer_push_index(&pointer, index);
        HP_FUZZ_HOLDS(hp_pointer_resolve(parent, (struct hp_slice){pointer.text, pointer.length}) ==
                          child,
                      "lookup-index");
        pointer.text[pointer.length] = (char)('0' + 10 + index % 3); /* : ; < */
        HP_FUZZ_HOLDS(
            hp_pointer_resolve(parent, (struct hp_slice){pointer.text, pointer.length + 1}) == NULL,
            "lookup-index-junk");
        return;
    }
    size_t count = 0;
    for (; at != NULL; at = hp_json_next(at)) {
        bool same = hp_slice_equal(hp_json_name(at), name);
        first = same && count == 0 ? at : first;
        count += same;
    }
    HP_FUZZ_HOLDS(hp_json_member(parent, name) == first, "lookup-member");
    HP_FUZZ_HOLDS(hp_json_member_count(parent, name) == count, "lookup-count");
    (void)hp_pointer_push_name(&pointer, name);
    bool plain = pointer.length + 1 < HP_POINTER_BYTES;
    for (size_t i = 0; i < name.len; i++) {
        plain = plain && name.at[i] >= 0x20 && (unsigned char)name.at[i] < 0x7F;
    }
    HP_FUZZ_HOLDS(!plain || hp_pointer_resolve(
                                parent, (struct hp_slice){pointer.text, pointer.length}) == first,
                  "lookup-pointer");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct hp_fuzz_way way;
    struct hp_json_scan scan;
    const struct hp_json *root = hp_fuzz_parse(hp_fuzz_arena(), hp_fuzz_input(data, size), &scan);
    way.depth = 0;
    for (const struct hp_json *at = root; at != NULL; at = hp_fuzz_next(&way, at)) {
        size_t index = 0;
        HP_FUZZ_HOLDS(hp_json_is(at, HP_JSON_OBJECT) || hp_json_member(at, HP_SLICE("")) == NULL,
                      "lookup-no-object");
        for (const struct hp_json *child = hp_json_first(at); child != NULL && index < 512;
             child = hp_json_next(child)) {
            holds_for_child(at, child, index++);
        }
    }
    return 0;
}
