/* The mutations as one table. Weights come from what was measured on planted defects
 * (docs/fuzzing.md). Must not know engines: mutator.c is the glue. */
#include "fuzz/mutations.h"

enum { MAGNITUDE_MAX = 65536, MEMBERS_MAX = 512, NO_NODE = -1 };

static size_t below(struct hp_mutation *m, size_t bound)
{
    return (size_t)hp_rng_below(&m->rng, bound);
}

/* A node that is there, as a site; item NO_NODE when the text has none. */
static struct hp_site any_site(struct hp_mutation *m)
{
    return m->nodes == 0 ? (struct hp_site){HP_ROLE_ROOT, NO_NODE}
                         : hp_draft_read_site(below(m, m->nodes));
}

static const struct hp_node *node_at(const struct hp_mutation *m, struct hp_site site)
{
    return site.item == NO_NODE ? NULL : hp_draft_node(m->draft, site);
}

static bool has_name(const struct hp_node *node)
{
    return node->name.end > node->name.begin;
}

/* A node that is a member with a name, if luck has it. */
static struct hp_site any_member(struct hp_mutation *m)
{
    struct hp_site site = any_site(m);
    for (int tries = 0; tries < 8; tries++) {
        const struct hp_node *node = node_at(m, site);
        if (node != NULL && has_name(node)) {
            return site;
        }
        site = any_site(m);
    }
    return (struct hp_site){HP_ROLE_ROOT, NO_NODE};
}

/* ---- words ---- */

static const char *const literals[] = {
    "null",
    "true",
    "false",
    "\"\"",
    "[]",
    "{}",
    "0",
    "-0",
    "1",
    "-1",
    "0.5",
    "1e2",
    "1E-2",
    "10",
    "9007199254740993",
    "2147483648",
    "-9223372036854775809",
    "1e308",
    "1e400",
    "-1e-400",
    "0.1000000000000000055511151231257827021181583404541015625",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"\\udbff\\udfff\"",
    "\"\\/\\b\\f\\n\\r\\t\\\"\\\\\"",
    "\"\xf0\x9f\x98\x80\"",
    "\"~/~0~1\"",
    "[[[]]]",
    "{\"\":{}}",
    "{\"a\":1,\"a\":2}",
};

/* What stands at the edges of the grammar. */
static const char *const splinters[] = {
    "\\",
    "\\u",
    "\\u00",
    "\\u12",
    "\\ud83d",
    "\\x",
    "\"",
    "{",
    "[",
    "]",
    "}",
    ",",
    ":",
    "/",
    "//",
    "/*",
    "\xef\xbb\xbf",
    "\xc0\x80",
    "\xe0\x80\xaf",
    "\xf0\x80\x80\xaf",
    "\xed\xa0\x80",
    "\xf4\x90\x80\x80",
    "\xff",
    "\x01",
    "\x7f",
    "00",
    "01",
    "-",
    "1.",
    ".5",
    "1e",
    "+1",
    "NaN",
    "tru",
    "nulls",
    "'",
    "\t",
    "\v",
    "\xc2\xa0",
};
enum {
    LITERALS = sizeof(literals) / sizeof(literals[0]),
    SPLINTERS = sizeof(splinters) / sizeof(splinters[0]),
};

/* A value of one of the contract's enums, without quotes; empty when there is no contract. */
static struct hp_slice contract_word(struct hp_mutation *m)
{
    const struct hp_contract *c = m->contract;
    if (c == NULL) {
        return HP_SLICE("");
    }
    const struct hp_enum *sets[] = {&c->types, &c->operations, &c->data_models};
    const struct hp_enum *set = sets[below(m, 3)];
    return set->count == 0 ? HP_SLICE("") : set->values[below(m, set->count)];
}

static struct hp_slice contract_name(struct hp_mutation *m)
{
    return m->contract == NULL ? HP_SLICE("") : m->contract->names[below(m, HP_ROLE_COUNT)];
}

static void quoted(struct hp_buf *out, struct hp_slice word)
{
    hp_buf_char(out, '"');
    hp_buf_slice(out, word);
    hp_buf_char(out, '"');
}

/* ---- mutations that keep valid JSON valid ---- */

static void literal(struct hp_mutation *m)
{
    hp_draft_replace_value(m->draft, any_site(m), hp_slice_of(literals[below(m, LITERALS)]));
}

static void word(struct hp_mutation *m)
{
    struct hp_buf text;
    hp_buf_init(&text, MAGNITUDE_MAX);
    quoted(&text, contract_word(m));
    hp_draft_replace_value(m->draft, any_site(m), hp_buf_view(&text));
    hp_buf_deinit(&text);
}

static void rename_member(struct hp_mutation *m)
{
    struct hp_site site = any_member(m);
    struct hp_buf text;
    hp_buf_init(&text, MAGNITUDE_MAX);
    quoted(&text, contract_name(m));
    hp_draft_replace_name(m->draft, site, hp_buf_view(&text));
    hp_buf_deinit(&text);
}

static void drop(struct hp_mutation *m)
{
    struct hp_site site = any_site(m);
    const struct hp_node *node = node_at(m, site);
    /* The root itself has nobody to be missed by. */
    if (node != NULL && node->member.begin > 0) {
        hp_draft_remove(m->draft, site);
    }
}

/* Only within brackets: a second root would end the text. */
static bool is_inside(const struct hp_mutation *m, const struct hp_node *node)
{
    const struct hp_buf *text = &m->draft->text;
    size_t at = node->member.begin;
    while (at > 0 && strchr(" \t\r\n", text->bytes[at - 1]) != NULL) {
        at--;
    }
    return at > 0 && strchr("{[,", text->bytes[at - 1]) != NULL;
}

static void duplicate(struct hp_mutation *m)
{
    struct hp_site site = any_site(m);
    const struct hp_node *node = node_at(m, site);
    if (node != NULL && is_inside(m, node)) {
        hp_draft_insert_after(m->draft, site, hp_draft_member(m->draft, site));
    }
}

/* The same name in another spelling: case, a letter as an escape, one letter more. */
static void name_case(struct hp_mutation *m)
{
    struct hp_site site = any_member(m);
    const struct hp_node *node = node_at(m, site);
    if (node == NULL || node->name.end - node->name.begin < 3) {
        return;
    }
    size_t at = node->name.begin + 1 + below(m, node->name.end - node->name.begin - 2);
    char c = m->draft->text.bytes[at];
    char before = m->draft->text.bytes[at - 1];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    /* Not the letter of an escape, nor a digit of one. */
    bool escaped = memchr(m->draft->text.bytes + node->name.begin, '\\',
                          node->name.end - node->name.begin) != NULL;
    if (letter && before != '\\' && !escaped) {
        m->draft->text.bytes[at] = (char)(c ^ 0x20);
    }
}

/* One character of a string as its escape. */
static void escape(struct hp_mutation *m)
{
    struct hp_site site = any_site(m);
    const struct hp_node *node = node_at(m, site);
    if (node == NULL) {
        return;
    }
    struct hp_span span = has_name(node) && below(m, 2) == 0 ? node->name : node->value;
    const char *bytes = m->draft->text.bytes;
    if (span.end - span.begin < 3 || bytes[span.begin] != '"' ||
        memchr(bytes + span.begin, '\\', span.end - span.begin) != NULL) {
        return;
    }
    size_t at = span.begin + 1 + below(m, span.end - span.begin - 2);
    unsigned char c = (unsigned char)bytes[at];
    if (c >= 0x20 && c < 0x80 && c != '"') {
        char text[8];
        (void)snprintf(text, sizeof(text), below(m, 2) == 0 ? "\\u%04x" : "\\u%04X", (unsigned)c);
        hp_draft_splice(m->draft, (struct hp_span){at, at + 1}, hp_slice_of(text));
    }
}

static void swap(struct hp_mutation *m)
{
    struct hp_site a = any_site(m), b = any_site(m);
    const struct hp_node *x = node_at(m, a), *y = node_at(m, b);
    if (x == NULL || y == NULL || has_name(x) != has_name(y)) {
        return;
    }
    bool apart = x->member.end <= y->member.begin || y->member.end <= x->member.begin;
    if (apart) {
        hp_draft_swap(m->draft, a, b);
    }
}

/* One node's value at another's place. */
static void copy_value(struct hp_mutation *m)
{
    hp_draft_replace_value(m->draft, any_site(m), hp_draft_value(m->draft, any_site(m)));
}

/* A value becomes the only item, or the only member, of a container. */
static void wrap(struct hp_mutation *m)
{
    struct hp_site site = any_site(m);
    const struct hp_node *node = node_at(m, site);
    if (node == NULL) {
        return;
    }
    bool array = below(m, 2) == 0;
    struct hp_span value = node->value;
    hp_draft_splice(m->draft, (struct hp_span){value.end, value.end},
                    hp_slice_of(array ? "]" : "}"));
    hp_draft_splice(m->draft, (struct hp_span){value.begin, value.begin},
                    hp_slice_of(array ? "[" : "{\"a\":"));
}

static void blank(struct hp_mutation *m)
{
    static const char *const blanks[] = {" ", "\t", "\r\n", "  \n"};
    const struct hp_node *node = node_at(m, any_site(m));
    if (node != NULL) {
        size_t at = below(m, 2) == 0 ? node->value.begin : node->member.end;
        hp_draft_splice(m->draft, (struct hp_span){at, at}, hp_slice_of(blanks[below(m, 4)]));
    }
}

/* 65,536 is where the small integers of other people's parsers end; most are far smaller. */
static size_t magnitude(struct hp_mutation *m)
{
    size_t bits = 2 + below(m, 7);
    if (below(m, 24) == 0) {
        bits = 16;
    }
    return below(m, ((size_t)1 << bits)) + 1;
}

/* Something in numbers: digits, letters, items, levels. */
static void magnify(struct hp_mutation *m)
{
    struct hp_buf text;
    hp_buf_init(&text, (size_t)MAGNITUDE_MAX * 8);
    size_t count = magnitude(m);
    size_t kind = below(m, 6);
    if (kind == 0) {
        hp_buf_char(&text, '1');
        hp_buf_repeat(&text, (char)('0' + below(m, 10)), count);
    } else if (kind == 1) {
        hp_buf_text(&text, "0.");
        hp_buf_repeat(&text, (char)('1' + below(m, 9)), count);
    } else if (kind == 2) {
        hp_buf_char(&text, '"');
        hp_buf_repeat(&text, (char)('a' + below(m, 26)), count);
        hp_buf_char(&text, '"');
    } else if (kind == 3) {
        hp_buf_char(&text, '[');
        for (size_t i = 0; i < count; i++) {
            hp_buf_text(&text, "0,");
        }
        hp_buf_text(&text, "0]");
    } else if (kind == 4) {
        for (size_t i = 0; i <= count && i < MEMBERS_MAX; i++) {
            hp_buf_printf(&text, "%c\"%zu\":%zu", i == 0 ? '{' : ',', i * 7 % 31, i);
        }
        hp_buf_char(&text, '}');
    } else {
        hp_buf_repeat(&text, '[', count);
        hp_buf_repeat(&text, ']', count);
    }
    hp_draft_replace_value(m->draft, any_site(m), hp_buf_view(&text));
    hp_buf_deinit(&text);
}

/* ---- mutations that break texts ---- */

static void truncate_text(struct hp_mutation *m)
{
    struct hp_buf *text = &m->draft->text;
    const struct hp_node *node = node_at(m, any_site(m));
    size_t at = below(m, text->length + 1);
    if (node != NULL && below(m, 2) == 0) {
        at = below(m, 2) == 0 ? node->member.end : node->value.begin;
    }
    hp_draft_splice(m->draft, (struct hp_span){at, text->length}, HP_SLICE(""));
}

/* A piece of broken grammar beside a node, or inside one. */
static void splinter(struct hp_mutation *m)
{
    const struct hp_node *node = node_at(m, any_site(m));
    struct hp_slice piece = hp_slice_of(splinters[below(m, SPLINTERS)]);
    size_t at = below(m, m->draft->text.length + 1);
    if (node != NULL) {
        size_t length = node->value.end - node->value.begin;
        at = below(m, 2) == 0 ? node->value.begin + below(m, length + 1) : node->member.end;
    }
    hp_draft_splice(m->draft, (struct hp_span){at, at}, piece);
}

// clang-format off
const struct hp_mutator hp_mutators[] = {
    {"literal",   10, true,  literal},
    {"word",       5, true,  word},
    {"rename",     4, true,  rename_member},
    {"drop",       5, true,  drop},
    {"duplicate",  6, true,  duplicate},
    {"name-case",  5, true,  name_case},
    {"escape",     8, true,  escape},
    {"swap",       6, true,  swap},
    {"copy-value", 5, true,  copy_value},
    {"wrap",       4, true,  wrap},
    {"blank",      2, true,  blank},
    {"magnify",    3, false, magnify}, /* deeper than the limit, now and then */
    {"truncate",   6, false, truncate_text},
    {"splinter",   9, false, splinter},
};
// clang-format on
const size_t hp_mutator_count = sizeof(hp_mutators) / sizeof(hp_mutators[0]);

const struct hp_mutator *hp_mutator_choose(struct hp_rng *rng)
{
    unsigned total = 0;
    for (size_t i = 0; i < hp_mutator_count; i++) {
        total += hp_mutators[i].weight;
    }
    uint64_t left = hp_rng_below(rng, total);
    size_t i = 0;
    while (left >= hp_mutators[i].weight) {
        left -= hp_mutators[i++].weight;
    }
    return &hp_mutators[i];
}

/* Reads at a window: the first nodes, or, of a text with more than fit, any run of them. */
static void read_text(struct hp_mutation *m, struct hp_slice text)
{
    size_t count = hp_draft_read(m->draft, text, 0);
    if (count > HP_DRAFT_READ_MAX) {
        (void)hp_draft_read(m->draft, text, below(m, count - HP_DRAFT_READ_MAX + 1));
        count = HP_DRAFT_READ_MAX;
    }
    m->nodes = count;
}

void hp_mutate(struct hp_mutation *mutation, const struct hp_mutator *mutator, struct hp_slice text)
{
    read_text(mutation, text);
    mutator->apply(mutation);
}

void hp_mutate_cross(struct hp_mutation *m, struct hp_slice text, struct hp_slice other)
{
    struct hp_buf piece;
    hp_buf_init(&piece, HP_REQUEST_BODY_BYTES_MAX);
    read_text(m, other);
    struct hp_site from = any_site(m);
    bool member = from.item != NO_NODE && has_name(node_at(m, from)) && below(m, 2) == 0;
    hp_buf_slice(&piece, member ? hp_draft_member(m->draft, from) : hp_draft_value(m->draft, from));
    read_text(m, text);
    struct hp_site to = member ? any_member(m) : any_site(m);
    const struct hp_node *node = node_at(m, to);
    if (node != NULL && is_inside(m, node) && has_name(node) == member && below(m, 2) == 0) {
        hp_draft_insert_after(m->draft, to, hp_buf_view(&piece));
    } else if (!member) {
        hp_draft_replace_value(m->draft, to, hp_buf_view(&piece));
    }
    hp_buf_deinit(&piece);
}

void hp_mutate_repair_length(struct hp_buf *text)
{
    struct hp_slice all = hp_buf_view(text), name = HP_SLICE("Content-Length: ");
    size_t body = hp_slice_find(all, HP_SLICE("\r\n\r\n"));
    size_t at = hp_slice_find(all, name);
    if (body == all.len || at >= body) {
        return;
    }
    size_t end = at += name.len;
    while (end < body && all.at[end] >= '0' && all.at[end] <= '9') {
        end++;
    }
    char digits[24];
    (void)snprintf(digits, sizeof(digits), "%zu", all.len - body - 4);
    hp_buf_splice(text, at, end - at, hp_slice_of(digits));
}
