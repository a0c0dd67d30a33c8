/* The same document in other spellings that RFC 8259 makes equal: white space, member order,
 * escapes. Must not know what the document says. */
#include "cases/escape.h"
#include "cases/raw_text.h"
#include "cases/valid_forms.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* White space. */

struct spacing {
    const char *word;
    const char *lead;   /* before the document */
    const char *trail;  /* behind it */
    const char *around; /* of every structural character */
    const char *colon;  /* behind a colon */
    const char *line;   /* before every member, item and closing bracket ... */
    const char *indent; /* ... and once a level behind that */
};

#define BLANKS_16 "                "
#define BLANKS_64 BLANKS_16 BLANKS_16 BLANKS_16 BLANKS_16

static const struct spacing spacings[] = {
    {.word = "minified"},
    {.word = "pretty-2", .colon = " ", .line = "\n", .indent = "  "},
    {.word = "pretty-4", .colon = " ", .line = "\n", .indent = "    "},
    {.word = "pretty-tabs", .colon = "\t", .line = "\n", .indent = "\t"},
    {.word = "pretty-crlf", .colon = " ", .line = "\r\n", .indent = "  "},
    {.word = "pretty-cr", .colon = " ", .line = "\r", .indent = "  "},
    {.word = "lines-without-indent", .line = "\n"},
    {.word = "pretty-with-final-line-feed",
     .colon = " ",
     .line = "\n",
     .indent = "  ",
     .trail = "\n"},
    {.word = "blanks-around", .around = " "},
    {.word = "tabs-around", .around = "\t"},
    {.word = "line-feeds-around", .around = "\n"},
    {.word = "crlf-around", .around = "\r\n"},
    {.word = "all-four-around", .around = " \t\r\n"},
    {.word = "64-blanks-around", .around = BLANKS_64},
    {.word = "leading-blank", .lead = " "},
    {.word = "leading-all-four", .lead = "\r\n\t "},
    {.word = "trailing-line-feed", .trail = "\n"},
    {.word = "trailing-crlf", .trail = "\r\n"},
    {.word = "trailing-all-four", .trail = " \t\r\n"},
    {.word = "256-blanks-before-and-behind",
     .lead = BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64,
     .trail = BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64},
};

enum { LEVELS_MAX = 4 }; /* root, wrapper, array or headers, and one to spare */

static size_t length_of(const char *text)
{
    return text == NULL ? 0 : strlen(text);
}

static void put_text(struct hp_buf *out, const char *text)
{
    hp_buf_append(out, text, length_of(text));
}

static void put_line(struct hp_buf *out, const struct spacing *spacing, size_t level)
{
    put_text(out, spacing->line);
    for (size_t i = 0; spacing->line != NULL && i < level; i++) {
        put_text(out, spacing->indent);
    }
}

static bool is_open(char c)
{
    return c == '{' || c == '[';
}

static bool is_close(char c)
{
    return c == '}' || c == ']';
}

/* One structural character of compact JSON, whose next character is `next`. */
static void put_structural(struct hp_buf *out, const struct spacing *spacing, char c, char next,
                           size_t *level)
{
    if (is_close(c)) {
        *level -= 1;
    }
    put_text(out, spacing->around);
    hp_buf_char(out, c);
    put_text(out, spacing->around);
    if (is_open(c)) {
        *level += 1;
    }
    if (c == ':') {
        put_text(out, spacing->colon);
    } else if ((is_open(c) && !is_close(next)) || c == ',') {
        put_line(out, spacing, *level);
    }
    if (!is_open(c) && c != ':' && c != ',' && is_close(next)) {
        put_line(out, spacing, *level - 1);
    }
}

/* `text` is compact JSON. */
static void respace(struct hp_buf *out, const struct spacing *spacing, struct hp_slice text)
{
    size_t level = 0;
    bool in_string = false;
    put_text(out, spacing->lead);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        char next = i + 1 < text.len ? text.at[i + 1] : '\0';
        if (in_string && c == '\\') {
            hp_buf_char(out, c);
            hp_buf_char(out, next);
            i++;
        } else if (c == '"') {
            hp_buf_char(out, c);
            in_string = !in_string;
            if (!in_string && is_close(next)) {
                put_line(out, spacing, level - 1);
            }
        } else if (in_string || strchr("{}[]:,", c) == NULL) {
            hp_buf_char(out, c);
        } else {
            put_structural(out, spacing, c, next, &level);
        }
    }
    put_text(out, spacing->trail);
}

bool hp_valid_json_whitespace(struct hp_build *build, size_t index)
{
    if (index >= COUNT_OF(spacings)) {
        return false;
    }
    const struct spacing *spacing = &spacings[index];
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "%s", spacing->word);
    hp_why(build, "the same document with other white space: %s", spacing->word);
    struct hp_slice text = hp_draft_text(&build->draft);
    size_t each = 2 * length_of(spacing->around) + length_of(spacing->colon) +
                  2 * (length_of(spacing->line) + LEVELS_MAX * length_of(spacing->indent));
    struct hp_buf raw = hp_raw_begin(build, text.len * (1 + each) + length_of(spacing->lead) +
                                                length_of(spacing->trail));
    respace(&raw, spacing, text);
    hp_build_body(build, hp_raw_end(build, &raw));
    return true;
}

/* Member order. */

enum { SHUFFLES = 24 };

enum order_kind { ORDER_REVERSED, ORDER_ROTATED, ORDER_SHUFFLED };

/* The order of `count` members: a permutation of 0 to count - 1. */
static void choose_order(struct hp_build *build, enum order_kind kind, size_t rotation,
                         size_t count, size_t *order)
{
    for (size_t i = 0; i < count; i++) {
        order[i] = kind == ORDER_REVERSED ? count - 1 - i : (i + rotation) % count;
    }
    for (size_t i = count; kind == ORDER_SHUFFLED && i > 1; i--) {
        size_t j = (size_t)hp_rng_below(&build->rng, i);
        size_t moved = order[i - 1];
        order[i - 1] = order[j];
        order[j] = moved;
    }
}

/* An object of `members` in that order. */
static struct hp_slice object_of(struct hp_build *build, const struct hp_slice *members,
                                 const size_t *order, size_t count)
{
    size_t bytes = sizeof("{}");
    for (size_t i = 0; i < count; i++) {
        bytes += members[i].len + 1;
    }
    struct hp_buf raw = hp_raw_begin(build, bytes);
    hp_buf_char(&raw, '{');
    for (size_t i = 0; i < count; i++) {
        hp_buf_text(&raw, i == 0 ? "" : ",");
        hp_buf_slice(&raw, members[order[i]]);
    }
    hp_buf_char(&raw, '}');
    return hp_raw_end(build, &raw);
}

/* Three header members, so that the inner object has an order of its own. */
static const struct hp_slice ordered_headers[][2] = {
    {HP_SLICE_INIT("X-First"), HP_SLICE_INIT("1")},
    {HP_SLICE_INIT("X-Second"), HP_SLICE_INIT("2")},
    {HP_SLICE_INIT("X-Third"), HP_SLICE_INIT("3")},
};

static void reorder_headers(struct hp_build *build, enum order_kind kind, size_t rotation)
{
    enum { COUNT = sizeof(ordered_headers) / sizeof(ordered_headers[0]) };
    struct hp_slice members[COUNT];
    size_t order[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        members[i] = hp_raw_member(build, hp_raw_item(HP_ROLE_HEADERS, (int)i));
    }
    choose_order(build, kind, rotation, COUNT, order);
    hp_draft_replace_value(&build->draft, hp_raw_site(HP_ROLE_HEADERS),
                           object_of(build, members, order, COUNT));
}

static void reorder_wrapper(struct hp_build *build, enum order_kind kind, size_t rotation)
{
    const struct hp_contract *contract = build->contract;
    struct hp_slice members[HP_ROLE_COUNT];
    size_t order[HP_ROLE_COUNT];
    for (size_t i = 0; i < contract->request_order_count; i++) {
        members[i] = hp_raw_member(build, hp_raw_site(contract->request_order[i]));
    }
    choose_order(build, kind, rotation, contract->request_order_count, order);
    hp_draft_replace_value(&build->draft, hp_raw_site(HP_ROLE_WRAPPER),
                           object_of(build, members, order, contract->request_order_count));
}

bool hp_valid_json_member_order(struct hp_build *build, size_t index)
{
    size_t rotations = build->contract->request_order_count - 1;
    if (index >= 1 + rotations + SHUFFLES) {
        return false;
    }
    enum order_kind kind = index == 0           ? ORDER_REVERSED
                           : index <= rotations ? ORDER_ROTATED
                                                : ORDER_SHUFFLED;
    if (kind == ORDER_REVERSED) {
        hp_instance(build, hp_raw_site(HP_ROLE_WRAPPER), "reversed");
    } else if (kind == ORDER_ROTATED) {
        hp_instance(build, hp_raw_site(HP_ROLE_WRAPPER), "rotated-by-%zu", index);
    } else {
        hp_instance(build, hp_raw_site(HP_ROLE_WRAPPER), "shuffled-%zu", index - rotations);
    }
    hp_why(build, "the members of the wrapper and of the headers in another order");
    struct hp_content content = build->content;
    content.headers = ordered_headers;
    content.header_count = COUNT_OF(ordered_headers);
    hp_build_rewrite(build, &content);
    reorder_headers(build, kind, index);
    reorder_wrapper(build, kind, index);
    return true;
}

/* Escapes. */

static void escape_value(struct hp_build *build, struct hp_site site, enum hp_escape_style style)
{
    hp_draft_replace_value(&build->draft, site,
                           hp_escape_string(build, hp_draft_value(&build->draft, site), style));
}

static void escape_name(struct hp_build *build, struct hp_site site, enum hp_escape_style style)
{
    const struct hp_node *node = hp_draft_node(&build->draft, site);
    if (node != NULL) {
        struct hp_slice text = hp_draft_text(&build->draft);
        struct hp_slice name = {text.at + node->name.begin, node->name.end - node->name.begin};
        hp_draft_replace_name(&build->draft, site, hp_escape_string(build, name, style));
    }
}

/* Which strings of the document are escaped. */
enum escape_part {
    PART_VALUE = 1 << 0,  /* the value of the role */
    PART_NAME = 1 << 1,   /* the name of the role */
    PART_ITEMS = 1 << 2,  /* every item, or every header's value */
    PART_FIELDS = 1 << 3, /* every header's name */
    PART_ALL = PART_VALUE | PART_NAME | PART_ITEMS | PART_FIELDS,
};

static void escape_role(struct hp_build *build, enum hp_role role, unsigned parts,
                        enum hp_escape_style style)
{
    for (int i = 0; hp_draft_node(&build->draft, hp_raw_item(role, i)) != NULL; i++) {
        if ((parts & PART_ITEMS) != 0) {
            escape_value(build, hp_raw_item(role, i), style);
        }
        if ((parts & PART_FIELDS) != 0 && role == HP_ROLE_HEADERS) {
            escape_name(build, hp_raw_item(role, i), style);
        }
    }
    if ((parts & PART_VALUE) != 0 && role != HP_ROLE_WRAPPER) {
        escape_value(build, hp_raw_site(role), style);
    }
    if ((parts & PART_NAME) != 0) {
        escape_name(build, hp_raw_site(role), style);
    }
}

/* The wrapper and its members. */
static void escape_all(struct hp_build *build, unsigned parts, enum hp_escape_style style)
{
    for (size_t i = 0; i < build->contract->request_order_count; i++) {
        escape_role(build, build->contract->request_order[i], parts, style);
    }
    escape_role(build, HP_ROLE_WRAPPER, parts, style);
}

static const struct {
    const char *word;
    enum hp_role role; /* ROOT: the wrapper and all members */
    unsigned parts;
} escape_targets[] = {
    {"type", HP_ROLE_TYPE, PART_VALUE},
    {"operations", HP_ROLE_OPERATIONS, PART_ITEMS},
    {"data-models", HP_ROLE_DATA_MODELS, PART_ITEMS},
    {"name", HP_ROLE_NAME, PART_VALUE},
    {"url", HP_ROLE_URL, PART_VALUE},
    {"header-values", HP_ROLE_HEADERS, PART_ITEMS},
    {"header-names", HP_ROLE_HEADERS, PART_FIELDS},
    {"wrapper-member-name", HP_ROLE_WRAPPER, PART_NAME},
    {"type-member-name", HP_ROLE_TYPE, PART_NAME},
    {"operations-member-name", HP_ROLE_OPERATIONS, PART_NAME},
    {"data-models-member-name", HP_ROLE_DATA_MODELS, PART_NAME},
    {"name-member-name", HP_ROLE_NAME, PART_NAME},
    {"url-member-name", HP_ROLE_URL, PART_NAME},
    {"headers-member-name", HP_ROLE_HEADERS, PART_NAME},
    {"member-names", HP_ROLE_ROOT, PART_NAME},
    {"all-strings", HP_ROLE_ROOT, PART_ALL},
};

static void escape_target(struct hp_build *build, size_t target, enum hp_escape_style style)
{
    enum hp_role role = escape_targets[target].role;
    if (role == HP_ROLE_ROOT) {
        escape_all(build, escape_targets[target].parts, style);
    } else {
        escape_role(build, role, escape_targets[target].parts, style);
    }
}

/* The short escapes: a name with all that may stand in one, and solidi with a backslash. */
static bool short_escapes(struct hp_build *build, size_t index)
{
    switch (index) {
    case 0:
        hp_instance(build, hp_raw_site(HP_ROLE_URL), "solidus-url");
        hp_why(build, "every solidus of the URL is escaped");
        escape_value(build, hp_raw_site(HP_ROLE_URL), HP_ESCAPE_SOLIDUS);
        return true;
    case 1:
        hp_instance(build, hp_raw_site(HP_ROLE_NAME), "quotation-mark-and-backslash");
        hp_why(build, "the name has a quotation mark, a backslash and solidi in short escapes");
        hp_raw_put(build, hp_raw_site(HP_ROLE_NAME),
                   HP_SLICE("\"say \\\"hook\\\" \\\\ proof \\/ or /\""));
        return true;
    case 2:
        hp_instance(build, hp_raw_site(HP_ROLE_NAME), "quotation-mark-and-backslash-as-hex");
        hp_why(build, "the name has a quotation mark, a backslash and a solidus as \\u escapes");
        hp_raw_put(build, hp_raw_site(HP_ROLE_NAME),
                   HP_SLICE("\"say \\u0022hook\\u0022 \\u005C proof \\u002f\""));
        return true;
    default:
        return false;
    }
}

bool hp_valid_json_escapes(struct hp_build *build, size_t index)
{
    static const char *const styles[] = {
        [HP_ESCAPE_ALL_LOWER] = "all-lower-hex",
        [HP_ESCAPE_ALL_UPPER] = "all-upper-hex",
        [HP_ESCAPE_FIRST] = "first-character",
        [HP_ESCAPE_LAST] = "last-character",
    };
    size_t target = index / COUNT_OF(styles);
    if (target >= COUNT_OF(escape_targets)) {
        return short_escapes(build, index - COUNT_OF(escape_targets) * COUNT_OF(styles));
    }
    size_t style = index % COUNT_OF(styles);
    hp_instance(build, hp_raw_site(escape_targets[target].role), "%s-%s", styles[style],
                escape_targets[target].word);
    hp_why(build, "the same document with escapes: %s of %s", styles[style],
           escape_targets[target].word);
    escape_target(build, target, (enum hp_escape_style)style);
    return true;
}
