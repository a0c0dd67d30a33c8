/* Why: rows that spoil one token of a JSON text: a name, a string, a literal, a number. Must not
 * know which values the contract allows: every text here is refused before its meaning matters. */
#include "cases/json_syntax.h"
#include "cases/places.h"

/* Puts other quotes (or none) around the text of a span that has double quotes. */
static void requote(struct hp_build *build, struct hp_span span, const char *quote)
{
    hp_draft_put(build, span.end - 1, span.end, quote);
    hp_draft_put(build, span.begin, span.begin + 1, quote);
}

/* Writes the first character of a string as the JSON5 escape \xHH: a lenient parser reads the same
 * value, so nothing but the escape can be the reason to refuse it. */
static void hex_escape_first(struct hp_build *build, struct hp_span span)
{
    if (span.end - span.begin < 3) {
        return;
    }
    unsigned char first = (unsigned char)hp_draft_text(&build->draft).at[span.begin + 1];
    hp_draft_splice(&build->draft, (struct hp_span){span.begin + 1, span.begin + 2},
                    hp_build_text(build, "\\x%02x", (unsigned)first));
}

static bool quote_strings(struct hp_build *build, size_t index)
{
    const struct hp_place *place = &hp_strings[index / 2];
    bool hex = index % 2 == 1;
    hp_instance(build, hp_place_site(build, place), "%s-%s", hex ? "hex-escape" : "single-quoted",
                place->word);
    hp_why(build, "the string %s %s", place->word,
           hex ? "has an escape \\xHH" : "stands in single quotes");
    const struct hp_node *node = hp_place_node(build, place);
    if (node == NULL) {
        return true;
    }
    if (hex) {
        hex_escape_first(build, node->value);
    } else {
        requote(build, node->value, "'");
    }
    return true;
}

static bool quote_names(struct hp_build *build, size_t index)
{
    const struct hp_place *place = &hp_members[index / 2];
    bool bare = index % 2 == 1;
    hp_instance(build, hp_place_site(build, place), "%s-%s", bare ? "bare-name" : "quoted-name",
                place->word);
    hp_why(build, "the member name of %s %s", place->word,
           bare ? "has no quotes" : "stands in single quotes");
    const struct hp_node *node = hp_place_node(build, place);
    if (node != NULL) {
        requote(build, node->name, bare ? "" : "'");
    }
    return true;
}

/* JSON5 spellings that are whole members or whole documents. */
static bool json5_extras(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        enum hp_role container;
        const char *member;
        const char *why;
    } extras[] = {
        {"numeric-name-root", HP_ROLE_ROOT, "1:\"x\"", "a member name is a number"},
        {"numeric-name-wrapper", HP_ROLE_WRAPPER, "1:\"x\"", "a member name is a number"},
        {"numeric-name-headers", HP_ROLE_HEADERS, "1:\"x\"", "a member name is a number"},
        {"literal-name", HP_ROLE_WRAPPER, "true:\"x\"", "a member name is a literal"},
        {"escaped-apostrophe", HP_ROLE_WRAPPER, "\"x_hookproof\":\"\\'\"", "an escape \\'"},
        {"escaped-zero", HP_ROLE_WRAPPER, "\"x_hookproof\":\"\\0\"", "an escape \\0"},
        {"escaped-vertical-tab", HP_ROLE_WRAPPER, "\"x_hookproof\":\"\\v\"", "an escape \\v"},
        {"line-continuation", HP_ROLE_WRAPPER, "\"x_hookproof\":\"a\\\nb\"",
         "a string goes on after a backslash on the next line"},
        {"backquotes", HP_ROLE_WRAPPER, "\"x_hookproof\":`x`", "a string stands in backquotes"},
    };
    if (index >= sizeof extras / sizeof extras[0]) {
        return false;
    }
    struct hp_site site = {extras[index].container, -1};
    hp_instance(build, site, "%s", extras[index].name);
    hp_why(build, "%s", extras[index].why);
    hp_draft_insert_last(&build->draft, site, hp_slice_of(extras[index].member));
    return true;
}

bool hp_json_json5_quoting(struct hp_build *build, size_t index)
{
    if (index < 2 * hp_string_count) {
        return quote_strings(build, index);
    }
    index -= 2 * hp_string_count;
    if (index < 2 * hp_member_count) {
        return quote_names(build, index);
    }
    return json5_extras(build, index - 2 * hp_member_count);
}

/* A raw value, right or wrong, for the member that nobody asks for. */
struct raw_value {
    const char *name;
    const char *text;
};

static bool extra_value(struct hp_build *build, const struct raw_value *values, size_t count,
                        size_t index, const char *what)
{
    if (index >= count) {
        return false;
    }
    hp_instance(build, (struct hp_site){HP_ROLE_WRAPPER, -1}, "%s", values[index].name);
    hp_why(build, "an additional member has the value `%s`, which is no %s", values[index].text,
           what);
    hp_extra_member(build, values[index].text);
    return true;
}

bool hp_json_literal_case(struct hp_build *build, size_t index)
{
    static const struct raw_value values[] = {
        {"True", "True"},
        {"TRUE", "TRUE"},
        {"tRue", "tRue"},
        {"False", "False"},
        {"FALSE", "FALSE"},
        {"Null", "Null"},
        {"NULL", "NULL"},
        {"nil", "nil"},
        {"None", "None"},
        {"undefined", "undefined"},
        {"yes", "yes"},
        {"no", "no"},
        {"on", "on"},
        {"single-t", "t"},
        {"tru", "tru"},
        {"fals", "fals"},
        {"nul", "nul"},
        {"truee", "truee"},
        {"nulll", "nulll"},
        {"true1", "true1"},
        {"true-null", "true null"},
        {"bare-word", "hookproof"},
        {"date-constructor", "new Date(0)"},
        {"no-value", ""},
    };
    return extra_value(build, values, sizeof values / sizeof values[0], index, "JSON literal");
}

bool hp_json_number_grammar(struct hp_build *build, size_t index)
{
    static const struct raw_value values[] = {
        {"leading-zero", "01"},
        {"leading-zero-negative", "-01"},
        {"leading-zero-fraction", "00.5"},
        {"double-zero", "00"},
        {"leading-plus", "+1"},
        {"plus-minus", "+-1"},
        {"double-minus", "--1"},
        {"minus-alone", "-"},
        {"minus-blank", "- 1"},
        {"trailing-minus", "1-"},
        {"hex", "0x1F"},
        {"hex-upper", "0X1f"},
        {"hex-no-digits", "0x"},
        {"octal", "0o17"},
        {"binary", "0b1"},
        {"bare-dot-front", ".5"},
        {"bare-dot-front-negative", "-.5"},
        {"bare-dot-back", "1."},
        {"bare-dot-back-exponent", "1.e3"},
        {"dot-alone", "."},
        {"two-dots", "1.2.3"},
        {"dangling-exponent", "1e"},
        {"dangling-exponent-upper", "1E"},
        {"dangling-exponent-plus", "1e+"},
        {"dangling-exponent-minus", "1.5e-"},
        {"exponent-alone", "e1"},
        {"exponent-fraction", "1e1.5"},
        {"exponent-twice", "1e1e1"},
        {"exponent-sign-twice", "1e+-1"},
        {"NaN", "NaN"},
        {"negative-NaN", "-NaN"},
        {"nan-lower", "nan"},
        {"Infinity", "Infinity"},
        {"negative-Infinity", "-Infinity"},
        {"plus-Infinity", "+Infinity"},
        {"inf", "inf"},
        {"not-a-number-windows", "1.#QNAN"},
        {"underscore", "1_000"},
        {"apostrophe", "1'000"},
        {"blank", "1 000"},
        {"suffix-long", "1L"},
        {"suffix-float", "1.0f"},
        {"suffix-bigint", "1n"},
        {"currency", "$1"},
        {"percent", "1%"},
        {"quotient", "1/2"},
        {"full-width-digit", "\xef\xbc\x91"},
        {"arabic-indic-digit", "\xd9\xa1"},
    };
    return extra_value(build, values, sizeof values / sizeof values[0], index, "JSON number");
}

/* The strings and names that get a bad escape at their end. */
static const struct {
    const char *word;
    struct hp_place place;
    bool in_name;
} escape_places[] = {
    {"name", {"name", {HP_ROLE_NAME, -1}}, false},
    {"type", {"type", {HP_ROLE_TYPE, -1}}, false},
    {"url", {"url", {HP_ROLE_URL, -1}}, false},
    {"operation", {"operation", {HP_ROLE_OPERATIONS, 0}}, false},
    {"data_model", {"data_model", {HP_ROLE_DATA_MODELS, 0}}, false},
    {"header", {"header", {HP_ROLE_HEADERS, 0}}, false},
    {"wrapper-name", {"wrapper", {HP_ROLE_WRAPPER, -1}}, true},
    {"header-name", {"header", {HP_ROLE_HEADERS, 0}}, true},
};

bool hp_json_bad_escapes(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *text;
    } escapes[] = {
        {"short-unicode", "\\u12"},
        {"no-digits", "\\u"},
        {"bad-hex", "\\u00G0"},
        {"blank-in-hex", "\\u 041"},
        {"signed-hex", "\\u+041"},
        {"braced-hex", "\\u{41}"},
        {"capital-u", "\\U0041"},
        {"unknown-letter", "\\q"},
        {"bell", "\\a"},
        {"octal", "\\101"},
        {"half-pair", "\\uD83D\\uDE0"},
        {"escaped-blank", "\\ "},
        {"escaped-letter", "\\\xc3\xa9"},
        {"lone-backslash", "\\"},
    };
    enum { ESCAPES = sizeof escapes / sizeof escapes[0] };
    if (index >= ESCAPES * (sizeof escape_places / sizeof escape_places[0])) {
        return false;
    }
    size_t which = index % ESCAPES;
    size_t where = index / ESCAPES;
    const struct hp_place *place = &escape_places[where].place;
    hp_instance(build, hp_place_site(build, place), "%s-in-%s", escapes[which].name,
                escape_places[where].word);
    hp_why(build, "%s ends in %s before its closing quote", escape_places[where].word,
           escapes[which].text);
    const struct hp_node *node = hp_place_node(build, place);
    if (node == NULL) {
        return true;
    }
    size_t quote = (escape_places[where].in_name ? node->name.end : node->value.end) - 1;
    hp_draft_put(build, quote, quote, escapes[which].text);
    return true;
}

bool hp_json_raw_control_chars(struct hp_build *build, size_t index)
{
    static const char *const controls[] = {
        "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs",  "tab", "lf",
        "vt",  "ff",  "cr",  "so",  "si",  "dle", "dc1", "dc2", "dc3", "dc4", "nak",
        "syn", "etb", "can", "em",  "sub", "esc", "fs",  "gs",  "rs",  "us",
    };
    enum { CONTROLS = sizeof controls / sizeof controls[0] };
    static_assert(CONTROLS == 0x20, "one name for each of U+0000 to U+001F");
    if (index >= 2 * CONTROLS) {
        return false;
    }
    bool in_url = index >= CONTROLS;
    size_t code = index % CONTROLS;
    struct hp_site site = {in_url ? HP_ROLE_URL : HP_ROLE_NAME, -1};
    hp_instance(build, site, "%s-in-%s", controls[code], in_url ? "url" : "name");
    hp_why(build, "a raw U+%04zX stands inside %s", code, in_url ? "url" : "name");
    const struct hp_node *node = hp_draft_node(&build->draft, site);
    if (node == NULL) {
        return true;
    }
    char raw = (char)code;
    size_t middle = node->value.begin + (node->value.end - node->value.begin) / 2;
    hp_draft_splice(&build->draft, (struct hp_span){middle, middle}, (struct hp_slice){&raw, 1});
    return true;
}
