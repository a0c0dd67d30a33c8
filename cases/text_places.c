/* Why: where a character stands must not decide whether a row thinks of it; this file is the one
 * list of the places. It must not know what the rows put there. */
#include "cases/text_places.h"

#include <assert.h>

#include "cases/raw_text.h"

static const struct place {
    const char *word;
    enum hp_role role;
    int item;
} places[HP_TEXT_PLACES] = {
    [HP_TEXT_NAME] = {"name", HP_ROLE_NAME, -1},
    [HP_TEXT_NAME_START] = {"name-start", HP_ROLE_NAME, -1},
    [HP_TEXT_NAME_END] = {"name-end", HP_ROLE_NAME, -1},
    [HP_TEXT_URL] = {"url", HP_ROLE_URL, -1},
    [HP_TEXT_HEADER_VALUE] = {"header-value", HP_ROLE_HEADERS, 0},
    [HP_TEXT_HEADER_NAME] = {"header-name", HP_ROLE_HEADERS, -1},
    [HP_TEXT_MEMBER_NAME] = {"member-name", HP_ROLE_WRAPPER, -1},
};

const char *hp_text_word(enum hp_text_place place)
{
    assert(place < HP_TEXT_PLACES);
    return places[place].word;
}

struct hp_site hp_text_site(enum hp_text_place place)
{
    assert(place < HP_TEXT_PLACES);
    return (struct hp_site){places[place].role, places[place].item};
}

void hp_text_header(struct hp_build *build, struct hp_slice raw_name, struct hp_slice raw_value)
{
    struct hp_buf member = hp_raw_begin(build, raw_name.len + raw_value.len + strlen("\"\":\"\""));
    hp_buf_char(&member, '"');
    hp_buf_slice(&member, raw_name);
    hp_buf_text(&member, "\":\"");
    hp_buf_slice(&member, raw_value);
    hp_buf_char(&member, '"');
    hp_draft_insert_last(&build->draft, hp_raw_site(HP_ROLE_HEADERS), hp_raw_end(build, &member));
}

static void insert_at(struct hp_build *build, size_t at, struct hp_slice raw)
{
    hp_draft_splice(&build->draft, (struct hp_span){at, at}, raw);
}

/* Into the value that the base document has: all of them end in the tag, and half-way through that
 * is inside a name, a path and a header's value alike. */
static void put_in_value(struct hp_build *build, enum hp_text_place place, struct hp_slice raw)
{
    const struct hp_node *node = hp_draft_node(&build->draft, hp_text_site(place));
    if (node == NULL && place == HP_TEXT_HEADER_VALUE) {
        hp_text_header(build, HP_SLICE("X-Hookproof"),
                       hp_raw_wrap(build, "one ", raw, " two")); /* a base without headers */
        return;
    }
    if (node == NULL) {
        return;
    }
    size_t begin = node->value.begin + 1;
    size_t end = node->value.end - 1;
    if (place == HP_TEXT_NAME_START) {
        insert_at(build, begin, raw);
    } else if (place == HP_TEXT_NAME_END) {
        insert_at(build, end, raw);
    } else {
        insert_at(build, end - HP_BUILD_TAG_DIGITS / 2, raw);
    }
}

void hp_text_put(struct hp_build *build, enum hp_text_place place, struct hp_slice raw)
{
    if (place == HP_TEXT_HEADER_NAME) {
        hp_text_header(build, hp_raw_wrap(build, "X-Hook", raw, "proof"), HP_SLICE("1"));
    } else if (place == HP_TEXT_MEMBER_NAME) {
        hp_draft_insert_last(&build->draft, hp_text_site(place),
                             hp_raw_wrap(build, "\"x_hook", raw, "proof\":\"x\""));
    } else {
        put_in_value(build, place, raw);
    }
}
