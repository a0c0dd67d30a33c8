/* Header maps as sorted lists of pairs. Must not know which profile judges them. */
#include "harness/check/echo_headers.h"

#include "harness/check/echo_value.h"
#include "harness/check/sorted.h"

/* Under HP_ECHO_CLEAN names cannot be searched by order; its rows send a handful of headers, so an
 * answer with more than this is different anyhow. */
enum { CLEAN_HEADERS_MAX = 1024 };

struct pairs {
    struct hp_slice (*at)[2]; /* sorted by name, then value */
    size_t count;
};

static bool pairs_of_json(const struct hp_json *object, struct hp_arena *arena, struct pairs *out)
{
    *out = (struct pairs){hp_arena_take(arena, (hp_json_size(object) + 1) * sizeof(*out->at)), 0};
    if (out->at == NULL) {
        return false;
    }
    for (const struct hp_json *member = hp_json_first(object); member != NULL;
         member = hp_json_next(member)) {
        out->at[out->count][0] = hp_json_name(member);
        out->at[out->count++][1] = hp_json_string(member);
    }
    return true;
}

static bool pairs_sorted(const struct hp_sent_value *sent, struct hp_arena *arena,
                         struct pairs *out)
{
    *out = (struct pairs){hp_arena_take(arena, (sent->pair_count + 1) * sizeof(*out->at)),
                          sent->pair_count};
    if (out->at == NULL) {
        return false;
    }
    if (sent->pair_count > 0) {
        memcpy(out->at, sent->pairs, sent->pair_count * sizeof(*out->at));
        hp_sort_pairs(out->at, out->count);
    }
    return true;
}

static bool name_matches(enum hp_echo mode, struct hp_slice sent, struct hp_slice back)
{
    return mode == HP_ECHO_CLEAN ? hp_echo_matches(mode, sent, back) : hp_slice_equal(sent, back);
}

/* Where pairs called `name` can start: by order, or at the front when names match loosely. */
static size_t search_from(enum hp_echo mode, const struct pairs *pairs, struct hp_slice name)
{
    size_t low = 0;
    size_t high = mode == HP_ECHO_CLEAN ? 0 : pairs->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (hp_slice_compare(pairs->at[middle][0], name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The pair that came back under the name sent, or NULL. */
static const struct hp_slice *find_back(enum hp_echo mode, const struct pairs *back,
                                        struct hp_slice sent_name)
{
    for (size_t i = search_from(mode, back, sent_name); i < back->count; i++) {
        if (name_matches(mode, sent_name, back->at[i][0])) {
            return back->at[i];
        }
        if (mode != HP_ECHO_CLEAN) {
            break;
        }
    }
    return NULL;
}

/* Was this pair sent? `same_name` is the first pair that was sent under its name, or NULL. */
static bool was_sent(enum hp_echo mode, const struct pairs *sent, const struct hp_slice *pair,
                     const struct hp_slice **same_name)
{
    *same_name = NULL;
    for (size_t i = search_from(mode, sent, pair[0]); i < sent->count; i++) {
        if (name_matches(mode, sent->at[i][0], pair[0])) {
            *same_name = *same_name == NULL ? sent->at[i] : *same_name;
            if (hp_echo_matches(mode, sent->at[i][1], pair[1])) {
                return true;
            }
        } else if (mode != HP_ECHO_CLEAN) {
            break;
        }
    }
    return false;
}

static const struct hp_slice *find_ignoring_case(const struct pairs *pairs, struct hp_slice name)
{
    for (size_t i = 0; i < pairs->count && i < CLEAN_HEADERS_MAX; i++) {
        if (hp_slice_equal_ignoring_case(pairs->at[i][0], name)) {
            return pairs->at[i];
        }
    }
    return NULL;
}

static void note_difference(const struct hp_slice *sent, const struct hp_slice *back,
                            struct hp_header_difference *difference)
{
    if (sent != NULL) {
        difference->sent_name = sent[0];
        difference->sent_value = sent[1];
    }
    if (back != NULL) {
        difference->back_name = back[0];
        difference->back_value = back[1];
    }
}

static bool compare(enum hp_echo mode, const struct pairs *sent, const struct pairs *back,
                    struct hp_header_difference *difference)
{
    for (size_t i = 0; i < sent->count; i++) {
        if (find_back(mode, back, sent->at[i][0]) == NULL) {
            note_difference(sent->at[i], find_ignoring_case(back, sent->at[i][0]), difference);
            return false;
        }
    }
    for (size_t i = 0; i < back->count; i++) {
        const struct hp_slice *same_name = NULL;
        if (!was_sent(mode, sent, back->at[i], &same_name)) {
            note_difference(same_name, back->at[i], difference);
            return false;
        }
    }
    return true;
}

/* The usual answer: the same members in the same order. */
static bool equal_in_order(enum hp_echo mode, const struct hp_sent_value *sent,
                           const struct pairs *back)
{
    if (sent->pair_count != back->count) {
        return false;
    }
    for (size_t i = 0; i < back->count; i++) {
        if (!name_matches(mode, sent->pairs[i][0], back->at[i][0]) ||
            !hp_echo_matches(mode, sent->pairs[i][1], back->at[i][1])) {
            return false;
        }
    }
    return true;
}

bool hp_echo_headers_equal(enum hp_echo mode, const struct hp_sent_value *sent,
                           const struct hp_json *back, struct hp_arena *arena,
                           struct hp_header_difference *difference)
{
    struct pairs want;
    struct pairs have;
    if (!pairs_of_json(back, arena, &have)) {
        difference->out_of_memory = true;
        return false;
    }
    if (equal_in_order(mode, sent, &have)) {
        return true;
    }
    if (!pairs_sorted(sent, arena, &want)) {
        difference->out_of_memory = true;
        return false;
    }
    hp_sort_pairs(have.at, have.count);
    if (mode == HP_ECHO_CLEAN && have.count > CLEAN_HEADERS_MAX) {
        note_difference(NULL, have.at[0], difference);
        return false;
    }
    return compare(mode, &want, &have, difference);
}

/* Empty, or with what stands for something hidden in it: "****1234", "[redacted]". */
static bool looks_hidden(struct hp_slice value)
{
    static const char *const signs[] = {"***",      "\u2022",  "\u25cf",   "xxx",      "XXX",
                                        "...",      "\u2026",  "redacted", "REDACTED", "Redacted",
                                        "masked",   "MASKED",  "hidden",   "HIDDEN",   "###",
                                        "filtered", "FILTERED"};
    bool hidden = value.len == 0;
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]) && !hidden; i++) {
        hidden = hp_slice_find(value, hp_slice_of(signs[i])) < value.len;
    }
    return hidden;
}

/* A value of a character or two stands in any text. */
static bool tells(struct hp_slice back, struct hp_slice sent)
{
    enum { TELLING_BYTES_MIN = 4 };
    return sent.len < TELLING_BYTES_MIN ? sent.len > 0 && hp_slice_equal(back, sent)
                                        : hp_slice_find(back, sent) < back.len;
}

bool hp_echo_headers_hidden(const struct hp_sent_value *sent, const struct hp_json *back,
                            bool either, struct hp_arena *arena,
                            struct hp_header_difference *difference, bool *shown)
{
    struct pairs want;
    struct pairs have;
    if (!pairs_of_json(back, arena, &have) || !pairs_sorted(sent, arena, &want)) {
        difference->out_of_memory = true;
        return false;
    }
    hp_sort_pairs(have.at, have.count);
    for (size_t i = 0; i < want.count; i++) {
        if (find_back(HP_ECHO_EXACT, &have, want.at[i][0]) == NULL) {
            note_difference(want.at[i], find_ignoring_case(&have, want.at[i][0]), difference);
            return false;
        }
    }
    for (size_t i = 0; i < have.count; i++) {
        const struct hp_slice *same_name = find_back(HP_ECHO_EXACT, &want, have.at[i][0]);
        bool clear = same_name != NULL && tells(have.at[i][1], same_name[1]);
        if (same_name == NULL ||
            (either ? !hp_slice_equal(have.at[i][1], same_name[1]) && !looks_hidden(have.at[i][1])
                    : clear)) {
            note_difference(same_name, have.at[i], difference);
            *shown = clear && !either;
            return false;
        }
    }
    return true;
}

bool hp_echo_headers_are_strings(const struct hp_json *object)
{
    for (const struct hp_json *member = hp_json_first(object); member != NULL;
         member = hp_json_next(member)) {
        if (!hp_json_is(member, HP_JSON_STRING)) {
            return false;
        }
    }
    return hp_json_is(object, HP_JSON_OBJECT);
}

static bool is_free_of_dirt(const struct hp_json *back)
{
    for (const struct hp_json *member = hp_json_first(back); member != NULL;
         member = hp_json_next(member)) {
        struct hp_slice name = hp_json_name(member);
        struct hp_slice value = hp_json_string(member);
        if (!hp_echo_matches(HP_ECHO_CLEAN, name, name) ||
            !hp_echo_matches(HP_ECHO_CLEAN, value, value)) {
            return false;
        }
    }
    return true;
}

bool hp_echo_headers_are_clean(struct hp_view *view)
{
    const struct hp_sent *sent = hp_view_record(view) == NULL ? NULL : hp_view_sent(view);
    const struct hp_json *back = view->members[HP_ROLE_HEADERS];
    if (sent == NULL || !sent->fields[HP_ROLE_HEADERS].comparable ||
        sent->fields[HP_ROLE_HEADERS].count != 1 || !hp_echo_headers_are_strings(back)) {
        return false;
    }
    if (hp_view_word(view, HP_SET_HEADERS_ECHO) != HP_HEADERS_ECHO_CLEAR) {
        return is_free_of_dirt(back); /* hidden values cannot be compared */
    }
    struct hp_header_difference difference = {0};
    bool clean = hp_echo_headers_equal(HP_ECHO_CLEAN, sent->fields[HP_ROLE_HEADERS].values, back,
                                       view->arena, &difference);
    view->out_of_memory |= difference.out_of_memory;
    return clean;
}

static void describe(struct hp_line *line, struct hp_slice name, struct hp_slice value)
{
    hp_line_string(line, name);
    hp_line_text(line, ": ");
    hp_line_string(line, value);
}

void hp_header_difference_describe(const struct hp_header_difference *difference,
                                   struct hp_line *expected, struct hp_line *actual)
{
    if (difference->sent_name.at == NULL) {
        hp_line_text(expected, "only the headers that were sent");
    } else {
        describe(expected, difference->sent_name, difference->sent_value);
    }
    if (difference->back_name.at == NULL) {
        hp_line_text(actual, "no header of this name");
    } else {
        describe(actual, difference->back_name, difference->back_value);
    }
}
