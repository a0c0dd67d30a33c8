/* A recursive descent over the pattern, which is refused at the first thing that is not plain. Must
 * not know how the positions are used. */
#include "harness/contract/regular.h"

#include "harness/contract/ascii.h"

enum {
    GROUPS_MAX = 8,       /* in each other */
    REPETITIONS_MAX = 64, /* as many positions, so more cannot be */
};

/* Part of a pattern, and the positions that a match of it may begin and end with. */
struct part {
    uint64_t first;
    uint64_t last;
    bool nullable; /* nothing at all is a match */
};

struct reader {
    struct hp_regular *out;
    const char *at;
    const char *end;
};

/* A set of symbols, one bit each. */
struct symbols {
    uint64_t bits[3];
};

static bool has_symbol(const struct symbols *set, unsigned symbol)
{
    return (set->bits[symbol / 64] >> symbol % 64 & 1) != 0;
}

static void add_range(struct symbols *set, unsigned from, unsigned to)
{
    for (unsigned symbol = from; symbol <= to; symbol++) {
        set->bits[symbol / 64] |= UINT64_C(1) << symbol % 64;
    }
}

/* All characters of ASCII that are not in the set. */
static void turn(struct symbols *set)
{
    set->bits[0] = ~set->bits[0];
    set->bits[1] = ~set->bits[1];
}

static bool next_is(const struct reader *reader, char c)
{
    return reader->at < reader->end && *reader->at == c;
}

static bool take(struct reader *reader, char c)
{
    bool found = next_is(reader, c);
    reader->at += found;
    return found;
}

/* Behind a backslash: a class of characters, or punctuation that stands for itself, which `single`
 * tells. False for everything else. */
static bool read_escape(struct reader *reader, struct symbols *set, bool *single)
{
    if (reader->at == reader->end) {
        return false;
    }
    char c = *reader->at++;
    struct symbols found = {0};
    *single = false;
    switch (c | 0x20) {
    case 'w':
        add_range(&found, 'A', 'Z');
        add_range(&found, 'a', 'z');
        add_range(&found, '_', '_');
        add_range(&found, '0', '9');
        break;
    case 'd':
        add_range(&found, '0', '9');
        break;
    case 's':
        add_range(&found, '\t', '\r');
        add_range(&found, ' ', ' ');
        break;
    default:
        if (c <= ' ' || c > '~' || hp_ascii_is_letter(c) || hp_ascii_is_digit(c)) {
            return false;
        }
        *single = true;
        add_range(&found, (unsigned)c, (unsigned)c);
        break;
    }
    if (hp_ascii_is_letter(c) && (c & 0x20) == 0) {
        turn(&found); /* \W is what \w is not */
    }
    for (int i = 0; i < 2; i++) {
        set->bits[i] |= found.bits[i];
    }
    return true;
}

/* A character that stands for itself wherever one may stand. */
static bool is_literal(char c)
{
    return c >= ' ' && c <= '~' && strchr("\\^$.[]|()*+?{}", c) == NULL;
}

/* The rest of a class, behind its bracket. */
static bool read_class(struct reader *reader, struct symbols *set)
{
    bool turned = take(reader, '^');
    if (next_is(reader, ']')) {
        return false; /* the empty class, or one that holds a bracket: engines differ */
    }
    while (!take(reader, ']')) {
        if (reader->at == reader->end) {
            return false;
        }
        char c = *reader->at++;
        bool single = true;
        if (c == '\\') {
            c = reader->at < reader->end ? *reader->at : '\0';
            if (!read_escape(reader, set, &single)) {
                return false;
            }
        } else if (c < ' ' || c > '~' || c == '[') {
            return false;
        }
        bool range = next_is(reader, '-') && reader->end - reader->at >= 2 && reader->at[1] != ']';
        char last = c;
        if (range) {
            last = reader->at[1];
            reader->at += 2;
            if (!single || last < c || last > '~' || last == '\\' || last == '[') {
                return false;
            }
        }
        if (single) {
            add_range(set, (unsigned)c, (unsigned)last);
        }
    }
    if (turned) {
        turn(set);
    }
    return true;
}

/* One character, class, dot or `$`. */
static bool read_symbols(struct reader *reader, struct symbols *set)
{
    char c = *reader->at++;
    bool single;
    switch (c) {
    case '[':
        return read_class(reader, set);
    case '\\':
        return read_escape(reader, set, &single);
    case '.':
        add_range(set, '\n', '\n');
        add_range(set, '\r', '\r');
        turn(set);
        return true;
    case '$':
        add_range(set, HP_REGULAR_END, HP_REGULAR_END);
        return true;
    default:
        if (!is_literal(c)) {
            return false;
        }
        add_range(set, (unsigned)c, (unsigned)c);
        return true;
    }
}

/* A new position that takes the symbols; false when there are too many. */
static bool add_position(struct reader *reader, const struct symbols *set, struct part *part)
{
    struct hp_regular *out = reader->out;
    if (out->count == HP_REGULAR_POSITIONS_MAX) {
        return false;
    }
    uint64_t bit = UINT64_C(1) << out->count++;
    for (unsigned symbol = 0; symbol < HP_REGULAR_SYMBOLS; symbol++) {
        out->on[symbol] |= has_symbol(set, symbol) ? bit : 0;
    }
    *part = (struct part){bit, bit, false};
    return true;
}

/* What is at the start of `next` may follow what is at the end of `part`. */
static void link_parts(struct reader *reader, const struct part *part, const struct part *next)
{
    for (unsigned i = 0; i < reader->out->count; i++) {
        if ((part->last >> i & 1) != 0) {
            reader->out->follow[i] |= next->first;
        }
    }
}

static void append(struct reader *reader, struct part *part, const struct part *next)
{
    link_parts(reader, part, next);
    part->first |= part->nullable ? next->first : 0;
    part->last = next->last | (next->nullable ? part->last : 0);
    part->nullable = part->nullable && next->nullable;
}

/* A number of a quantifier; false when there is none or it is too large. */
static bool read_number(struct reader *reader, unsigned *number)
{
    const char *start = reader->at;
    *number = 0;
    while (reader->at < reader->end && hp_ascii_is_digit(*reader->at) &&
           *number <= REPETITIONS_MAX) {
        *number = *number * 10 + (unsigned)(*reader->at++ - '0');
    }
    return reader->at > start && *number <= REPETITIONS_MAX;
}

struct quantifier {
    unsigned min;
    unsigned max; /* unless it is endless */
    bool endless;
};

static bool read_quantifier(struct reader *reader, struct quantifier *found)
{
    *found = (struct quantifier){1, 1, false};
    if (take(reader, '*')) {
        *found = (struct quantifier){0, 0, true};
    } else if (take(reader, '+')) {
        *found = (struct quantifier){1, 1, true};
    } else if (take(reader, '?')) {
        *found = (struct quantifier){0, 1, false};
    } else if (take(reader, '{')) {
        if (!read_number(reader, &found->min)) {
            return false;
        }
        found->max = found->min;
        if (take(reader, ',')) {
            found->endless = next_is(reader, '}');
            if (!found->endless && !read_number(reader, &found->max)) {
                return false;
            }
        }
        if (!take(reader, '}') || found->max < found->min) {
            return false;
        }
    } else {
        return true;
    }
    /* Lazy and possessive ones, and those of quantifiers. */
    return reader->at == reader->end || strchr("*+?{", *reader->at) == NULL;
}

/* A symbol with its quantifier: as many positions as it may be repeated. */
static bool read_repeated(struct reader *reader, struct part *part)
{
    struct symbols set = {0};
    struct quantifier times;
    *part = (struct part){.nullable = true};
    if (!read_symbols(reader, &set) || !read_quantifier(reader, &times)) {
        return false;
    }
    if (has_symbol(&set, HP_REGULAR_END) && (times.min != 1 || times.max != 1 || times.endless)) {
        return false;
    }
    unsigned count = times.endless && times.min == 0 ? 1 : times.max;
    for (unsigned i = 0; i < count; i++) {
        struct part one;
        if (!add_position(reader, &set, &one)) {
            return false;
        }
        if (times.endless && i + 1 == count) {
            link_parts(reader, &one, &one);
        }
        one.nullable = i >= times.min;
        append(reader, part, &one);
    }
    return count > 0;
}

static bool read_alternatives(struct reader *reader, struct part *part, unsigned groups_left);

static bool read_group(struct reader *reader, struct part *part, unsigned groups_left)
{
    if (take(reader, '?') && !take(reader, ':')) {
        return false;
    }
    struct quantifier times;
    if (groups_left == 0 || !read_alternatives(reader, part, groups_left - 1) ||
        !take(reader, ')') || !read_quantifier(reader, &times)) {
        return false;
    }
    part->nullable = part->nullable || times.min == 0;
    return times.max == 1 && !times.endless;
}

static bool read_sequence(struct reader *reader, struct part *part, unsigned groups_left)
{
    *part = (struct part){.nullable = true};
    const char *start = reader->at;
    while (reader->at < reader->end && *reader->at != '|' && *reader->at != ')') {
        struct part next;
        bool read = take(reader, '(') ? read_group(reader, &next, groups_left)
                                      : read_repeated(reader, &next);
        if (!read) {
            return false;
        }
        append(reader, part, &next);
    }
    return reader->at > start;
}

static bool read_alternatives(struct reader *reader, struct part *part, unsigned groups_left)
{
    if (!read_sequence(reader, part, groups_left)) {
        return false;
    }
    while (take(reader, '|')) {
        struct part other;
        if (!read_sequence(reader, &other, groups_left)) {
            return false;
        }
        part->first |= other.first;
        part->last |= other.last;
        part->nullable = part->nullable || other.nullable;
    }
    return true;
}

/* The end is there only once, so a `$` behind another would never be met. */
static bool ends_once(const struct hp_regular *regular)
{
    uint64_t ends = regular->on[HP_REGULAR_END];
    for (unsigned i = 0; i < regular->count; i++) {
        if ((ends >> i & 1) != 0 && (regular->follow[i] & ends) != 0) {
            return false;
        }
    }
    return true;
}

bool hp_regular_read(struct hp_slice pattern, struct hp_regular *out)
{
    *out = (struct hp_regular){0};
    if (pattern.len == 0) {
        return false;
    }
    struct reader reader = {out, pattern.at, pattern.at + pattern.len};
    out->anchored = take(&reader, '^');
    struct part whole;
    /* A `^` speaks for its own alternative alone, so there is but one behind it. */
    bool read = out->anchored ? read_sequence(&reader, &whole, GROUPS_MAX)
                              : read_alternatives(&reader, &whole, GROUPS_MAX);
    if (!read || reader.at != reader.end) {
        return false;
    }
    out->first = whole.first;
    out->last = whole.last;
    /* Where nothing at all is a match every text has one, which is not worth a table. */
    return !whole.nullable && ends_once(out);
}
