/* Why: rows that spoil what stands between the values of a JSON text: brackets, commas, colons,
 * white space. Every edit lands on a span, so that the rest of the document stays right and the one
 * fault is the only one. */
#include "cases/json_syntax.h"
#include "cases/places.h"

bool hp_json_unclosed_container(struct hp_build *build, size_t index)
{
    const struct hp_place *place = NULL;
    const char *kind = NULL;
    bool in_name = false;
    if (index < hp_container_count) {
        place = &hp_containers[index];
        kind = "container";
    } else if (index - hp_container_count < hp_string_count) {
        place = &hp_strings[index - hp_container_count];
        kind = "string";
    } else if (index - hp_container_count - hp_string_count < hp_member_count) {
        place = &hp_members[index - hp_container_count - hp_string_count];
        kind = "member-name";
        in_name = true;
    } else {
        return false;
    }
    hp_instance(build, hp_place_site(build, place), "open-%s-%s", kind, place->word);
    hp_why(build, "the %s of %s is not closed", kind, place->word);
    const struct hp_node *node = hp_place_node(build, place);
    if (node == NULL) {
        return true;
    }
    size_t end = in_name ? node->name.end : node->value.end;
    hp_draft_put(build, end - 1, end, "");
    return true;
}

enum bracket_fault {
    EXTRA_CLOSE,
    EXTRA_OPEN,
    WRONG_CLOSE,
    WRONG_OPEN,
    ROUND_CLOSE,
    TURNED_ROUND,
    BRACKET_FAULTS
};

static const struct {
    const char *name;
    const char *why;
} bracket_faults[BRACKET_FAULTS] = {
    [EXTRA_CLOSE] = {"extra-close", "is closed twice"},
    [EXTRA_OPEN] = {"extra-open", "is opened twice"},
    [WRONG_CLOSE] = {"wrong-close", "is closed by a bracket of the other kind"},
    [WRONG_OPEN] = {"wrong-open", "is opened by a bracket of the other kind"},
    [ROUND_CLOSE] = {"round-close", "is closed by a parenthesis"},
    [TURNED_ROUND] = {"turned-round", "starts with its closing and ends with its opening bracket"},
};

bool hp_json_bracket_mismatch(struct hp_build *build, size_t index)
{
    if (index >= hp_container_count * BRACKET_FAULTS) {
        return false;
    }
    const struct hp_place *place = &hp_containers[index / BRACKET_FAULTS];
    enum bracket_fault fault = (enum bracket_fault)(index % BRACKET_FAULTS);
    hp_instance(build, hp_place_site(build, place), "%s-%s", bracket_faults[fault].name,
                place->word);
    hp_why(build, "the container %s %s", place->word, bracket_faults[fault].why);
    const struct hp_node *node = hp_place_node(build, place);
    if (node == NULL) {
        return true;
    }
    struct hp_span value = node->value;
    bool array = hp_draft_text(&build->draft).at[value.begin] == '[';
    const char *open = array ? "[" : "{";
    const char *close = array ? "]" : "}";
    switch (fault) {
    case EXTRA_CLOSE:
        hp_draft_put(build, value.end, value.end, close);
        break;
    case EXTRA_OPEN:
        hp_draft_put(build, value.begin, value.begin, open);
        break;
    case WRONG_CLOSE:
        hp_draft_put(build, value.end - 1, value.end, array ? "}" : "]");
        break;
    case WRONG_OPEN:
        hp_draft_put(build, value.begin, value.begin + 1, array ? "{" : "[");
        break;
    case ROUND_CLOSE:
        hp_draft_put(build, value.end - 1, value.end, ")");
        break;
    case TURNED_ROUND: /* the end first: it does not move the beginning */
        hp_draft_put(build, value.end - 1, value.end, open);
        hp_draft_put(build, value.begin, value.begin + 1, close);
        break;
    case BRACKET_FAULTS:
        break;
    }
    return true;
}

static const struct {
    const char *name;
    const char *text;
    const char *why;
} separators[] = {
    {"missing", "", "no comma"},
    {"doubled", ",,", "two commas"},
    {"semicolon", ";", "a semicolon"},
};
enum { SEPARATORS = sizeof separators / sizeof separators[0] };

static void leading_comma(struct hp_build *build, const struct hp_place *place)
{
    hp_instance(build, hp_place_site(build, place), "leading-in-%s", place->word);
    hp_why(build, "a comma stands before the first element of %s", place->word);
    const struct hp_node *node = hp_place_node(build, place);
    if (node != NULL) {
        hp_draft_put(build, node->value.begin + 1, node->value.begin + 1, ",");
    }
}

/* Adds a second element to a container, behind a wrong separator: the containers other than the
 * wrapper may hold one element only. */
static void wrong_separator_within(struct hp_build *build, const struct hp_place *place,
                                   size_t which)
{
    hp_instance(build, hp_place_site(build, place), "%s-in-%s", separators[which].name,
                place->word);
    hp_why(build, "%s between two elements of %s", separators[which].why, place->word);
    const struct hp_node *node = hp_place_node(build, place);
    if (node == NULL) {
        return;
    }
    struct hp_slice element = HP_SLICE("\"x_hookproof\":\"1\"");
    if (hp_draft_text(&build->draft).at[node->value.begin] == '[') {
        element = hp_draft_value(&build->draft, (struct hp_site){place->site.role, 0});
    }
    struct hp_slice text =
        hp_build_text(build, "%s%.*s", separators[which].text, (int)element.len, element.at);
    size_t at = node->value.end - 1;
    hp_draft_splice(&build->draft, (struct hp_span){at, at}, text);
}

/* Spoils the comma before a member of the wrapper. */
static void wrong_separator_before(struct hp_build *build, enum hp_role role, size_t which)
{
    struct hp_site site = {role, -1};
    hp_instance(build, site, "%s-before-%s", separators[which].name, hp_role_word(role));
    hp_why(build, "%s before the member %s", separators[which].why, hp_role_word(role));
    const struct hp_node *node = hp_draft_node(&build->draft, site);
    if (node != NULL) {
        hp_draft_put(build, node->member.begin - 1, node->member.begin, separators[which].text);
    }
}

bool hp_json_comma_errors(struct hp_build *build, size_t index)
{
    static const size_t small_containers[] = {0, 2, 3, 4}; /* of hp_containers: not the wrapper */
    enum { SMALL = sizeof small_containers / sizeof small_containers[0] };
    if (index < hp_container_count) {
        leading_comma(build, &hp_containers[index]);
        return true;
    }
    index -= hp_container_count;
    if (index < SMALL * SEPARATORS) {
        wrong_separator_within(build, &hp_containers[small_containers[index / SEPARATORS]],
                               index % SEPARATORS);
        return true;
    }
    index -= SMALL * SEPARATORS;
    size_t member = 1 + index / SEPARATORS; /* no comma stands before the first */
    if (member >= build->contract->request_order_count) {
        return false;
    }
    wrong_separator_before(build, build->contract->request_order[member], index % SEPARATORS);
    return true;
}

bool hp_json_trailing_comma(struct hp_build *build, size_t index)
{
    if (index >= hp_container_count) {
        return false;
    }
    const struct hp_place *place = &hp_containers[index];
    hp_instance(build, hp_place_site(build, place), "trailing-in-%s", place->word);
    hp_why(build, "a comma stands behind the last element of %s", place->word);
    const struct hp_node *node = hp_place_node(build, place);
    if (node != NULL) {
        hp_draft_put(build, node->value.end - 1, node->value.end - 1, ",");
    }
    return true;
}

bool hp_json_colon_errors(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *text;
        const char *why;
    } colons[] = {
        {"missing", "", "no colon"},
        {"doubled", "::", "two colons"},
        {"equals", "=", "an equals sign"},
        {"arrow", "=>", "an arrow"},
    };
    enum { COLONS = sizeof colons / sizeof colons[0] };
    if (index >= hp_member_count * COLONS) {
        return false;
    }
    const struct hp_place *place = &hp_members[index / COLONS];
    size_t which = index % COLONS;
    hp_instance(build, hp_place_site(build, place), "%s-after-%s", colons[which].name, place->word);
    hp_why(build, "%s between the name and the value of %s", colons[which].why, place->word);
    const struct hp_node *node = hp_place_node(build, place);
    if (node != NULL) {
        hp_draft_put(build, node->name.end, node->value.begin, colons[which].text);
    }
    return true;
}

/* A gap between two tokens of the document, where white space would be allowed. */
enum gap {
    GAP_BEFORE,
    GAP_AFTER_BRACE,
    GAP_BEFORE_COLON,
    GAP_AFTER_COLON,
    GAP_AFTER_COMMA,
    GAP_IN_ARRAY,
    GAP_IN_HEADERS,
    GAP_BEFORE_BRACE,
    GAP_AFTER,
    GAPS
};

static const char *const gap_names[GAPS] = {
    [GAP_BEFORE] = "before-document",    [GAP_AFTER_BRACE] = "after-brace",
    [GAP_BEFORE_COLON] = "before-colon", [GAP_AFTER_COLON] = "after-colon",
    [GAP_AFTER_COMMA] = "after-comma",   [GAP_IN_ARRAY] = "in-array",
    [GAP_IN_HEADERS] = "in-headers",     [GAP_BEFORE_BRACE] = "before-brace",
    [GAP_AFTER] = "after-document",
};

/* Fills the gap with text. The documents of the plan have all nodes that are asked for here. */
static void fill_gap(struct hp_build *build, enum gap gap, const char *text)
{
    const struct hp_draft *draft = &build->draft;
    size_t length = hp_draft_text(draft).len;
    const struct hp_node *second =
        hp_draft_node(draft, (struct hp_site){build->contract->request_order[1], -1});
    const struct hp_node *name = hp_draft_node(draft, (struct hp_site){HP_ROLE_NAME, -1});
    const struct hp_node *array = hp_draft_node(draft, (struct hp_site){HP_ROLE_OPERATIONS, -1});
    const struct hp_node *headers = hp_draft_node(draft, (struct hp_site){HP_ROLE_HEADERS, -1});
    if (second == NULL || name == NULL || array == NULL || headers == NULL) {
        return;
    }
    const size_t places[GAPS] = {
        [GAP_BEFORE] = 0,
        [GAP_AFTER_BRACE] = 1,
        [GAP_BEFORE_COLON] = name->name.end,
        [GAP_AFTER_COLON] = name->value.begin,
        [GAP_AFTER_COMMA] = second->member.begin,
        [GAP_IN_ARRAY] = array->value.begin + 1,
        [GAP_IN_HEADERS] = headers->value.begin + 1,
        [GAP_BEFORE_BRACE] = length - 1,
        [GAP_AFTER] = length,
    };
    hp_draft_put(build, places[gap], places[gap], text);
}

bool hp_json_comments(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *text;
    } comments[] = {
        {"line", "// comment\n"},
        {"block", "/* comment */"},
        {"hash", "# comment\n"},
    };
    enum { COMMENTS = sizeof comments / sizeof comments[0] };
    static const struct hp_site root = {HP_ROLE_ROOT, -1};
    if (index >= COMMENTS * GAPS) {
        return false;
    }
    size_t which = index / GAPS;
    enum gap gap = (enum gap)(index % GAPS);
    hp_instance(build, root, "%s-%s", comments[which].name, gap_names[gap]);
    hp_why(build, "a %s comment, %s", comments[which].name, gap_names[gap]);
    hp_places_fill(build);
    fill_gap(build, gap, comments[which].text);
    return true;
}

bool hp_json_foreign_whitespace(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *text;
    } blanks[] = {
        {"vertical-tab", "\v"},
        {"form-feed", "\f"},
        {"next-line", "\xc2\x85"},
        {"no-break-space", "\xc2\xa0"},
        {"ogham-space", "\xe1\x9a\x80"},
        {"zero-width-space", "\xe2\x80\x8b"},
        {"line-separator", "\xe2\x80\xa8"},
        {"paragraph-separator", "\xe2\x80\xa9"},
        {"word-joiner", "\xe2\x81\xa0"},
        {"ideographic-space", "\xe3\x80\x80"},
        {"zero-width-no-break-space", "\xef\xbb\xbf"},
    };
    enum { BLANKS = sizeof blanks / sizeof blanks[0], INNER_GAPS = GAPS - 1 };
    static const struct hp_site root = {HP_ROLE_ROOT, -1};
    if (index >= BLANKS * INNER_GAPS) {
        return false;
    }
    size_t which = index / INNER_GAPS;
    /* Not before the document: U+FEFF is a byte order mark there, which is another question. */
    enum gap gap = (enum gap)(GAP_BEFORE + 1 + index % INNER_GAPS);
    hp_instance(build, root, "%s-%s", blanks[which].name, gap_names[gap]);
    hp_why(build, "%s, %s", blanks[which].name, gap_names[gap]);
    hp_places_fill(build);
    fill_gap(build, gap, blanks[which].text);
    return true;
}
