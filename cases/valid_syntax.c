/* The same document in other spellings that RFC 8259 makes equal: white space, member order,
 * escapes. Must not know what the document says. */
#include <assert.h>

#include "cases/escape.h"
#include "cases/raw_text.h"
#include "cases/valid_forms.h"
#include "harness/base/word.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* White space. */

struct spacing {
    const char *word;
    struct hp_slice lead;   /* before the document */
    struct hp_slice trail;  /* behind it */
    struct hp_slice around; /* of every structural character */
    struct hp_slice colon;  /* behind a colon */
    struct hp_slice line;   /* before every member, item and closing bracket ... */
    struct hp_slice indent; /* ... and once a level behind that */
};

#define BLANKS_16 "                "
#define BLANKS_64 BLANKS_16 BLANKS_16 BLANKS_16 BLANKS_16

static const struct spacing spacings[] = {
    {.word = "minified"},
    {.word = "pretty-2",
     .colon = HP_SLICE_INIT(" "),
     .line = HP_SLICE_INIT("\n"),
     .indent = HP_SLICE_INIT("  ")},
    {.word = "pretty-4",
     .colon = HP_SLICE_INIT(" "),
     .line = HP_SLICE_INIT("\n"),
     .indent = HP_SLICE_INIT("    ")},
    {.word = "pretty-tabs",
     .colon = HP_SLICE_INIT("\t"),
     .line = HP_SLICE_INIT("\n"),
     .indent = HP_SLICE_INIT("\t")},
    {.word = "pretty-crlf",
     .colon = HP_SLICE_INIT(" "),
     .line = HP_SLICE_INIT("\r\n"),
     .indent = HP_SLICE_INIT("  ")},
    {.word = "pretty-cr",
     .colon = HP_SLICE_INIT(" "),
     .line = HP_SLICE_INIT("\r"),
     .indent = HP_SLICE_INIT("  ")},
    {.word = "lines-without-indent", .line = HP_SLICE_INIT("\n")},
    {.word = "pretty-with-final-line-feed",
     .colon = HP_SLICE_INIT(" "),
     .line = HP_SLICE_INIT("\n"),
     .indent = HP_SLICE_INIT("  "),
     .trail = HP_SLICE_INIT("\n")},
    {.word = "blanks-around", .around = HP_SLICE_INIT(" ")},
    {.word = "tabs-around", .around = HP_SLICE_INIT("\t")},
    {.word = "line-feeds-around", .around = HP_SLICE_INIT("\n")},
    {.word = "crlf-around", .around = HP_SLICE_INIT("\r\n")},
    {.word = "all-four-around", .around = HP_SLICE_INIT(" \t\r\n")},
    {.word = "64-blanks-around", .around = HP_SLICE_INIT(BLANKS_64)},
    {.word = "leading-blank", .lead = HP_SLICE_INIT(" ")},
    {.word = "leading-all-four", .lead = HP_SLICE_INIT("\r\n\t ")},
    {.word = "trailing-line-feed", .trail = HP_SLICE_INIT("\n")},
    {.word = "trailing-crlf", .trail = HP_SLICE_INIT("\r\n")},
    {.word = "trailing-all-four", .trail = HP_SLICE_INIT(" \t\r\n")},
    {.word = "256-blanks-before-and-behind",
     .lead = HP_SLICE_INIT(BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64),
     .trail = HP_SLICE_INIT(BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64)},
};

enum { LEVELS_MAX = 4 }; /* root, wrapper, array or headers, and one to spare */

/* Room for all that is put was asked for: see room_for. Most of what may be put is empty. */
static inline char *put(char *at, struct hp_slice text)
{
    if (text.len > 0) {
        hp_word_copy(at, text.at, text.len);
    }
    return at + text.len;
}

enum { LINE_BYTES_MAX = 32 };

/* Line and indent of each level, joined once for a document. */
struct lines {
    char text[LEVELS_MAX + 1][LINE_BYTES_MAX];
    size_t len[LEVELS_MAX + 1];
};

static void join_lines(struct lines *lines, const struct spacing *spacing)
{
    assert(spacing->line.len + LEVELS_MAX * spacing->indent.len <= LINE_BYTES_MAX);
    for (size_t level = 0; level <= LEVELS_MAX; level++) {
        char *at = put(lines->text[level], spacing->line);
        for (size_t i = 0; spacing->line.len > 0 && i < level; i++) {
            at = put(at, spacing->indent);
        }
        lines->len[level] = (size_t)(at - lines->text[level]);
    }
}

static inline char *put_line(char *at, const struct lines *lines, size_t level)
{
    assert(level <= LEVELS_MAX);
    return put(at, (struct hp_slice){lines->text[level], lines->len[level]});
}

static bool is_open(char c)
{
    return c == '{' || c == '[';
}

static bool is_close(char c)
{
    return c == '}' || c == ']';
}

static bool is_structural(char c)
{
    return is_open(c) || is_close(c) || c == ':' || c == ',';
}

/* One structural character of compact JSON, whose next character is `next`. */
static char *put_structural(char *at, const struct spacing *spacing, const struct lines *lines,
                            char c, char next, size_t *level)
{
    *level -= is_close(c) ? 1 : 0;
    at = put(at, spacing->around);
    *at++ = c;
    at = put(at, spacing->around);
    *level += is_open(c) ? 1 : 0;
    if (c == ':') {
        at = put(at, spacing->colon);
    } else if ((is_open(c) && !is_close(next)) || c == ',') {
        at = put_line(at, lines, *level);
    }
    if (!is_open(c) && c != ':' && c != ',' && is_close(next)) {
        at = put_line(at, lines, *level - 1);
    }
    return at;
}

/* Bytes of the string that `text` begins with, its quotes included. Few have a backslash. */
static size_t string_bytes(struct hp_slice text)
{
    const char *quote = text.len < 2 ? NULL : memchr(text.at + 1, '"', text.len - 1);
    if (quote != NULL && quote[-1] != '\\') {
        return (size_t)(quote + 1 - text.at);
    }
    size_t n = 1;
    while (n < text.len && text.at[n] != '"') {
        n += text.at[n] == '\\' ? 2 : 1;
    }
    return n < text.len ? n + 1 : text.len;
}

/* Bytes of the string or of the run of anything else, up to the next structural character. */
static size_t value_bytes(struct hp_slice text)
{
    if (text.at[0] == '"') {
        return string_bytes(text);
    }
    size_t n = 1;
    while (n < text.len && text.at[n] != '"' && !is_structural(text.at[n])) {
        n++;
    }
    return n;
}

static size_t room_for(const struct spacing *spacing, struct hp_slice text)
{
    size_t each = 2 * spacing->around.len + spacing->colon.len +
                  2 * (spacing->line.len + LEVELS_MAX * spacing->indent.len);
    return text.len * (1 + each) + spacing->lead.len + spacing->trail.len;
}

/* `text` is compact JSON. Returns the end of what was written. */
static char *respace(char *at, const struct spacing *spacing, struct hp_slice text)
{
    struct lines lines;
    size_t level = 0;
    join_lines(&lines, spacing);
    at = put(at, spacing->lead);
    for (size_t i = 0; i < text.len;) {
        char c = text.at[i];
        if (is_structural(c)) {
            char next = i + 1 < text.len ? text.at[i + 1] : '\0';
            at = put_structural(at, spacing, &lines, c, next, &level);
            i++;
            continue;
        }
        struct hp_slice value = {text.at + i, text.len - i};
        value.len = value_bytes(value);
        at = put(at, value);
        i += value.len;
        if (c == '"' && i < text.len && is_close(text.at[i])) {
            at = put_line(at, &lines, level - 1);
        }
    }
    return put(at, spacing->trail);
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
    struct hp_buf raw = hp_raw_begin(build, room_for(spacing, text));
    if (!raw.failed) {
        raw.length = (size_t)(respace(raw.bytes, spacing, text) - raw.bytes);
    }
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

/* An object of `members` in that order, which may be borrowed from the draft. */
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
        if (i > 0) {
            hp_buf_char(&raw, ',');
        }
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
        members[i] = hp_draft_member(&build->draft, hp_raw_item(HP_ROLE_HEADERS, (int)i));
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
        members[i] = hp_draft_member(&build->draft, hp_raw_site(contract->request_order[i]));
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
