/* Why: the credential is text that the user gives, so wrong ones close to it have to be derived,
 * whatever it looks like. Must not know in which field or row they travel. */
#include "cases/key_variants.h"

#include "cases/raw_text.h"
#include "harness/base/base64.h"

struct hp_slice hp_key_unlike(struct hp_build *build, struct hp_slice value)
{
    if (!hp_slice_equal(hp_slice_trim(value), hp_slice_trim(build->api_key))) {
        return value;
    }
    return hp_build_text(build, "%.*s0", HP_PRINT(value));
}

/* Another character of the same kind, and never the same one. */
static char neighbour(char c)
{
    if (c >= '0' && c <= '9') {
        return c == '9' ? '0' : (char)(c + 1);
    }
    if (c >= 'a' && c <= 'z') {
        return c == 'z' ? 'a' : (char)(c + 1);
    }
    if (c >= 'A' && c <= 'Z') {
        return c == 'Z' ? 'A' : (char)(c + 1);
    }
    return 'x';
}

static char other_case(char c)
{
    if (c >= 'a' && c <= 'z') {
        return (char)(c - 'a' + 'A');
    }
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c;
}

/* The first character is another one `part` of `parts` along the key. */
static struct hp_slice changed_at(struct hp_build *build, size_t part, size_t parts)
{
    struct hp_slice key = build->api_key;
    if (key.len == 0) {
        return HP_SLICE("x");
    }
    size_t at = (key.len - 1) * part / parts;
    return hp_build_text(build, "%.*s%c%.*s", (int)at, key.at, neighbour(key.at[at]),
                         (int)(key.len - at - 1), key.at + at + 1);
}

static struct hp_slice changed_first(struct hp_build *build)
{
    return changed_at(build, 0, 4);
}

static struct hp_slice changed_first_quarter(struct hp_build *build)
{
    return changed_at(build, 1, 4);
}

static struct hp_slice changed_middle(struct hp_build *build)
{
    return changed_at(build, 2, 4);
}

static struct hp_slice changed_last_quarter(struct hp_build *build)
{
    return changed_at(build, 3, 4);
}

static struct hp_slice changed_last(struct hp_build *build)
{
    return changed_at(build, 4, 4);
}

/* Bytes [from, to) of the key, both held to its length. */
static struct hp_slice part_of(const struct hp_build *build, size_t from, size_t to)
{
    size_t length = build->api_key.len;
    to = to < length ? to : length;
    from = from < to ? from : to;
    return (struct hp_slice){build->api_key.at + from, to - from};
}

static struct hp_slice without_last(struct hp_build *build, size_t count)
{
    size_t length = build->api_key.len;
    return part_of(build, 0, count < length ? length - count : 0);
}

static struct hp_slice cut_by_1(struct hp_build *build)
{
    return without_last(build, 1);
}

static struct hp_slice cut_by_2(struct hp_build *build)
{
    return without_last(build, 2);
}

static struct hp_slice cut_by_4(struct hp_build *build)
{
    return without_last(build, 4);
}

static struct hp_slice first_half(struct hp_build *build)
{
    return part_of(build, 0, build->api_key.len / 2);
}

static struct hp_slice first_character(struct hp_build *build)
{
    return part_of(build, 0, 1);
}

static struct hp_slice second_half(struct hp_build *build)
{
    return part_of(build, build->api_key.len / 2, build->api_key.len);
}

static struct hp_slice without_first(struct hp_build *build)
{
    return part_of(build, 1, build->api_key.len);
}

static struct hp_slice without_middle(struct hp_build *build)
{
    size_t middle = build->api_key.len / 2;
    return hp_build_text(build, "%.*s%.*s", HP_PRINT(part_of(build, 0, middle)),
                         HP_PRINT(part_of(build, middle + 1, build->api_key.len)));
}

static struct hp_slice longer_behind(struct hp_build *build)
{
    return hp_build_text(build, "%.*s0", HP_PRINT(build->api_key));
}

static struct hp_slice longer_in_front(struct hp_build *build)
{
    return hp_build_text(build, "0%.*s", HP_PRINT(build->api_key));
}

static struct hp_slice last_repeated(struct hp_build *build)
{
    size_t length = build->api_key.len;
    return hp_build_text(build, "%.*s%.*s", HP_PRINT(build->api_key),
                         HP_PRINT(part_of(build, length == 0 ? 0 : length - 1, length)));
}

static struct hp_slice longer_by_kilobyte(struct hp_build *build)
{
    return hp_build_text(build, "%.*s%01024d", HP_PRINT(build->api_key), 0);
}

static struct hp_slice written_twice(struct hp_build *build)
{
    return hp_build_text(build, "%.*s%.*s", HP_PRINT(build->api_key), HP_PRINT(build->api_key));
}

static struct hp_slice blank_inside(struct hp_build *build)
{
    size_t middle = build->api_key.len / 2;
    return hp_build_text(build, "%.*s %.*s", HP_PRINT(part_of(build, 0, middle)),
                         HP_PRINT(part_of(build, middle, build->api_key.len)));
}

/* The key with every character mapped. */
static struct hp_slice mapped(struct hp_build *build, char (*map)(char c))
{
    struct hp_buf text = hp_raw_begin(build, build->api_key.len + 1);
    for (size_t i = 0; i < build->api_key.len; i++) {
        hp_buf_char(&text, map(build->api_key.at[i]));
    }
    return hp_raw_end(build, &text);
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? other_case(c) : c;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? other_case(c) : c;
}

static struct hp_slice upper_case(struct hp_build *build)
{
    return mapped(build, upper);
}

static struct hp_slice lower_case(struct hp_build *build)
{
    return mapped(build, lower);
}

static struct hp_slice swapped_case(struct hp_build *build)
{
    return mapped(build, other_case);
}

/* Only the first letter, which may stand anywhere in the key, changes its case. */
static struct hp_slice one_letter_case(struct hp_build *build)
{
    struct hp_slice key = build->api_key;
    size_t at = 0;
    while (at < key.len && other_case(key.at[at]) == key.at[at]) {
        at++;
    }
    if (at == key.len) {
        return key;
    }
    return hp_build_text(build, "%.*s%c%.*s", (int)at, key.at, other_case(key.at[at]),
                         HP_PRINT(part_of(build, at + 1, key.len)));
}

static struct hp_slice reversed(struct hp_build *build)
{
    struct hp_buf text = hp_raw_begin(build, build->api_key.len + 1);
    for (size_t i = build->api_key.len; i > 0; i--) {
        hp_buf_char(&text, build->api_key.at[i - 1]);
    }
    return hp_raw_end(build, &text);
}

static struct hp_slice rotated(struct hp_build *build)
{
    return hp_build_text(build, "%.*s%.*s", HP_PRINT(part_of(build, 1, build->api_key.len)),
                         HP_PRINT(part_of(build, 0, 1)));
}

const struct hp_near_miss hp_near_misses[] = {
    {"cut-by-1", "the key without its last character", cut_by_1},
    {"cut-by-2", "the key without its last two characters", cut_by_2},
    {"cut-by-4", "the key without its last four characters", cut_by_4},
    {"first-half", "the first half of the key", first_half},
    {"first-character", "the first character of the key", first_character},
    {"second-half", "the second half of the key", second_half},
    {"without-first", "the key without its first character", without_first},
    {"without-middle", "the key without the character in its middle", without_middle},
    {"longer-behind", "the key and one character more", longer_behind},
    {"longer-in-front", "one character and then the key", longer_in_front},
    {"last-repeated", "the key with its last character twice", last_repeated},
    {"longer-by-1024", "the key and 1,024 characters more", longer_by_kilobyte},
    {"written-twice", "the key, twice without a blank", written_twice},
    {"blank-inside", "the key with a blank in its middle", blank_inside},
    {"changed-first", "the key with another first character", changed_first},
    {"changed-first-quarter", "the key with another character after a quarter",
     changed_first_quarter},
    {"changed-middle", "the key with another character in the middle", changed_middle},
    {"changed-last-quarter", "the key with another character after three quarters",
     changed_last_quarter},
    {"changed-last", "the key with another last character", changed_last},
    {"upper-case", "the key in upper case", upper_case},
    {"lower-case", "the key in lower case", lower_case},
    {"swapped-case", "the key with the case of every letter swapped", swapped_case},
    {"one-letter-case", "the key with the case of one letter swapped", one_letter_case},
    {"reversed", "the key backwards", reversed},
    {"rotated", "the key with its first character moved to the end", rotated},
};
const size_t hp_near_miss_count = sizeof hp_near_misses / sizeof hp_near_misses[0];

struct hp_slice hp_key_same_shape(struct hp_build *build)
{
    return mapped(build, neighbour);
}

struct hp_slice hp_key_basic(struct hp_build *build, const char *before, const char *after)
{
    struct hp_slice plain =
        hp_build_text(build, "%s%.*s%s", before, HP_PRINT(build->api_key), after);
    struct hp_buf text = hp_raw_begin(build, 16 + plain.len * 2);
    hp_buf_text(&text, "Basic ");
    hp_base64_encode(&text, plain);
    return hp_raw_end(build, &text);
}

struct hp_slice hp_key_percent(struct hp_build *build)
{
    struct hp_buf text = hp_raw_begin(build, 1 + build->api_key.len * 3);
    for (size_t i = 0; i < build->api_key.len; i++) {
        char c = build->api_key.at[i];
        bool letter = other_case(c) != c;
        bool digit = c >= '0' && c <= '9';
        if (letter || digit || c == '-' || c == '.' || c == '_' || c == '~') {
            hp_buf_char(&text, c);
        } else {
            hp_buf_char(&text, '%');
            hp_buf_hex(&text, (unsigned char)c, 2);
        }
    }
    return hp_raw_end(build, &text);
}
