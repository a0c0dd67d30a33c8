/* Why: rows about the request target. Each is an edit of the target that the user gave; whether an
 * edit applies depends on that target alone, so a plan has the same instances for every
 * combination. */
#include "cases/method_path.h"

#include "cases/raw_text.h"
#include "cases/target_edit.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

bool hp_path_trailing_slash(struct hp_build *build, size_t index)
{
    if (index >= 1) {
        return false;
    }
    struct hp_target_parts parts = hp_target_split(build->target);
    hp_instance_at(build, "target", "slash");
    hp_why(build, "the path ends in one slash more");
    build->target = hp_build_text(build, "%.*s%.*s/%.*s", HP_PRINT(parts.directory),
                                  HP_PRINT(parts.segment), HP_PRINT(parts.query));
    return true;
}

/* Says in the case's line what the target is; what cannot be shown is escaped as in C. */
static void explain_target(struct hp_build *build)
{
    struct hp_buf text = hp_raw_begin(build, 4 * build->target.len);
    for (size_t i = 0; i < build->target.len; i++) {
        unsigned char c = (unsigned char)build->target.at[i];
        if (c > 0x20 && c < 0x7f) {
            hp_buf_char(&text, (char)c);
        } else {
            hp_buf_text(&text, "\\x");
            hp_buf_hex(&text, c, 2);
        }
    }
    hp_why(build, "the target is %.*s", HP_PRINT(hp_raw_end(build, &text)));
}

/* True for a digit of an escape %XX. */
static bool in_escape(const char *path, size_t at)
{
    return (at >= 1 && path[at - 1] == '%') || (at >= 2 && path[at - 2] == '%');
}

/* ---- path-version-case ---- */

/* A path with another version in front: `format` takes the number. */
struct version_edit {
    const char *name;
    const char *before;
    int step;      /* added to the version; a version below 0 becomes one above */
    bool numbered; /* false: `before` alone stands for the version */
    const char *after;
};

static const struct version_edit version_edits[] = {
    {"version-missing", "/", 0, false, ""},     {"version-before", "/v", -1, true, "/"},
    {"version-far", "/v", 6, true, "/"},        {"version-zero", "/v0", 0, true, "/"},
    {"version-fraction", "/v", 0, true, ".0/"}, {"version-bare", "/", 0, true, "/"},
    {"version-capital", "/V", 0, true, "/"},    {"version-latest", "/latest/", 0, false, ""},
};

static void edit_version(struct hp_build *build, const struct version_edit *edit, unsigned version,
                         struct hp_slice rest)
{
    unsigned other = version;
    if (edit->step < 0) {
        other = version == 0 ? 1 : version - 1;
    } else {
        other = version + (unsigned)edit->step;
    }
    hp_instance_at(build, "target", "%s", edit->name);
    build->target = edit->numbered ? hp_build_text(build, "%s%u%s%.*s", edit->before, other,
                                                   edit->after, HP_PRINT(rest))
                                   : hp_build_text(build, "%s%.*s", edit->before, HP_PRINT(rest));
    explain_target(build);
}

enum case_edit { CASE_TITLE, CASE_UPPER, CASE_LAST_CAPITAL, CASE_EDITS };

static const char *const case_names[CASE_EDITS] = {
    [CASE_TITLE] = "title-case",
    [CASE_UPPER] = "upper-case",
    [CASE_LAST_CAPITAL] = "last-segment-capital",
};

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* True when the edit turns the case of the letter at `at` of the path. */
static bool turns_case(const struct hp_target_parts *parts, enum case_edit edit, size_t at)
{
    char c = parts->directory.at[at]; /* directory and segment lie side by side */
    bool first = at > 0 && parts->directory.at[at - 1] == '/';
    if (!is_lower(c) || in_escape(parts->directory.at, at)) {
        return false;
    }
    switch (edit) {
    case CASE_TITLE:
        return first;
    case CASE_UPPER:
        return true;
    case CASE_LAST_CAPITAL:
        return at == parts->directory.len;
    case CASE_EDITS:
        break;
    }
    return false;
}

static bool case_edit_applies(const struct hp_target_parts *parts, enum case_edit edit)
{
    for (size_t i = 0; i < parts->directory.len + parts->segment.len; i++) {
        if (turns_case(parts, edit, i)) {
            return true;
        }
    }
    return false;
}

static void edit_case(struct hp_build *build, enum case_edit edit)
{
    struct hp_target_parts parts = hp_target_split(build->target);
    hp_instance_at(build, "target", "%s", case_names[edit]);
    struct hp_buf text = hp_raw_begin(build, build->target.len);
    for (size_t i = 0; i < parts.directory.len + parts.segment.len; i++) {
        char c = parts.directory.at[i];
        hp_buf_char(&text, turns_case(&parts, edit, i) ? (char)(c - 'a' + 'A') : c);
    }
    hp_buf_slice(&text, parts.query);
    build->target = hp_raw_end(build, &text);
    explain_target(build);
}

bool hp_path_version_case(struct hp_build *build, size_t index)
{
    unsigned version;
    struct hp_slice rest;
    if (hp_target_version(build->target, &version, &rest)) {
        if (index < COUNT_OF(version_edits)) {
            edit_version(build, &version_edits[index], version, rest);
            return true;
        }
        index -= COUNT_OF(version_edits);
    }
    struct hp_target_parts parts = hp_target_split(build->target);
    for (int edit = 0; edit < CASE_EDITS; edit++) {
        if (case_edit_applies(&parts, (enum case_edit)edit) && index-- == 0) {
            edit_case(build, (enum case_edit)edit);
            return true;
        }
    }
    return false;
}

/* ---- edits between the parts of the path ---- */

/* Text around the last segment: directory + before + segment + after + query. */
struct segment_edit {
    const char *name;
    struct hp_slice before;
    struct hp_slice after;
};

static bool edit_segment(struct hp_build *build, const struct segment_edit *edits, size_t count,
                         size_t index)
{
    if (index >= count) {
        return false;
    }
    const struct segment_edit *edit = &edits[index];
    struct hp_target_parts parts = hp_target_split(build->target);
    hp_instance_at(build, "target", "%s", edit->name);
    struct hp_buf text =
        hp_raw_begin(build, build->target.len + edit->before.len + edit->after.len);
    hp_buf_slice(&text, parts.directory);
    hp_buf_slice(&text, edit->before);
    hp_buf_slice(&text, parts.segment);
    hp_buf_slice(&text, edit->after);
    hp_buf_slice(&text, parts.query);
    build->target = hp_raw_end(build, &text);
    explain_target(build);
    return true;
}

bool hp_path_suffix(struct hp_build *build, size_t index)
{
    static const struct segment_edit edits[] = {
        {"child", HP_SLICE_INIT(""), HP_SLICE_INIT("/x")},
        {"grandchild", HP_SLICE_INIT(""), HP_SLICE_INIT("/x/y")},
        {"child-id", HP_SLICE_INIT(""), HP_SLICE_INIT("/THBROZzWGuL3b8qEEdBF")},
        {"matrix-parameter", HP_SLICE_INIT(""), HP_SLICE_INIT(";x")},
        {"session-parameter", HP_SLICE_INIT(""), HP_SLICE_INIT(";jsessionid=1")},
        {"dot-json", HP_SLICE_INIT(""), HP_SLICE_INIT(".json")},
        {"dot-xml", HP_SLICE_INIT(""), HP_SLICE_INIT(".xml")},
        {"dot-bak", HP_SLICE_INIT(""), HP_SLICE_INIT(".bak")},
        {"tilde", HP_SLICE_INIT(""), HP_SLICE_INIT("~")},
        {"letter", HP_SLICE_INIT(""), HP_SLICE_INIT("x")},
        {"letter-in-front", HP_SLICE_INIT("x"), HP_SLICE_INIT("")},
        {"action", HP_SLICE_INIT(""), HP_SLICE_INIT(":create")},
        {"escaped-space", HP_SLICE_INIT(""), HP_SLICE_INIT("%20")},
        {"escaped-question-mark", HP_SLICE_INIT(""), HP_SLICE_INIT("%3Fx=1")},
        {"escaped-hash", HP_SLICE_INIT(""), HP_SLICE_INIT("%23x")},
    };
    return edit_segment(build, edits, COUNT_OF(edits), index);
}

bool hp_path_dot_encoded(struct hp_build *build, size_t index)
{
    static const struct segment_edit edits[] = {
        {"dot", HP_SLICE_INIT("./"), HP_SLICE_INIT("")},
        {"dot-behind", HP_SLICE_INIT(""), HP_SLICE_INIT("/.")},
        {"dot-dot", HP_SLICE_INIT("x/../"), HP_SLICE_INIT("")},
        {"dot-dot-behind", HP_SLICE_INIT(""), HP_SLICE_INIT("/x/..")},
        {"escaped-dot", HP_SLICE_INIT("%2E/"), HP_SLICE_INIT("")},
        {"escaped-dot-dot", HP_SLICE_INIT("x/%2E%2E/"), HP_SLICE_INIT("")},
        {"escaped-dot-dot-lower", HP_SLICE_INIT("x/%2e%2e/"), HP_SLICE_INIT("")},
        {"half-escaped-dot-dot", HP_SLICE_INIT("x/.%2E/"), HP_SLICE_INIT("")},
        {"dot-dot-escaped-slash", HP_SLICE_INIT("x/..%2F"), HP_SLICE_INIT("")},
        {"dot-dot-parameter", HP_SLICE_INIT("x/..;/"), HP_SLICE_INIT("")},
        {"escaped-slash-behind", HP_SLICE_INIT(""), HP_SLICE_INIT("%2F")},
        {"escaped-slash-in-front", HP_SLICE_INIT("%2F"), HP_SLICE_INIT("")},
        {"twice-escaped-slash", HP_SLICE_INIT(""), HP_SLICE_INIT("%252F")},
        {"twice-escaped-dot-dot", HP_SLICE_INIT("x/%252E%252E/"), HP_SLICE_INIT("")},
        {"double-slash", HP_SLICE_INIT("/"), HP_SLICE_INIT("")},
        {"triple-slash", HP_SLICE_INIT("//"), HP_SLICE_INIT("")},
    };
    if (index < COUNT_OF(edits)) {
        return edit_segment(build, edits, COUNT_OF(edits), index);
    }
    static const struct {
        const char *name;
        const char *before;
    } roots[] = {
        {"double-slash-root", "/"},
        {"dot-dot-root", "/.."},
        {"dot-dot-beyond-root", "/../../.."},
        {"dot-root", "/."},
    };
    index -= COUNT_OF(edits);
    if (index >= COUNT_OF(roots)) {
        return false;
    }
    hp_instance_at(build, "target", "%s", roots[index].name);
    build->target = hp_raw_wrap(build, roots[index].before, build->target, "");
    explain_target(build);
    return true;
}

/* ---- path-equivalent-escapes ---- */

enum escape_edit {
    ESCAPE_FIRST,
    ESCAPE_LAST,
    ESCAPE_SEGMENT,
    ESCAPE_SEGMENT_LOWER,
    ESCAPE_PATH,
    ESCAPE_EDITS
};

static const char *const escape_names[ESCAPE_EDITS] = {
    [ESCAPE_FIRST] = "first-of-segment", [ESCAPE_LAST] = "last-of-segment",
    [ESCAPE_SEGMENT] = "whole-segment",  [ESCAPE_SEGMENT_LOWER] = "whole-segment-lower-hex",
    [ESCAPE_PATH] = "whole-path",
};

static bool is_unreserved(char c)
{
    return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/* True when the edit escapes the character at `at` of the path. What the user gave escaped already
 * stays as it is. */
static bool escapes(const struct hp_target_parts *parts, enum escape_edit edit, size_t at)
{
    const char *path = parts->directory.at;
    size_t begin = parts->directory.len;
    size_t end = begin + parts->segment.len;
    if (!is_unreserved(path[at]) || in_escape(path, at)) {
        return false;
    }
    switch (edit) {
    case ESCAPE_FIRST:
        return at == begin;
    case ESCAPE_LAST:
        return at == end - 1 && end > begin;
    case ESCAPE_SEGMENT:
    case ESCAPE_SEGMENT_LOWER:
        return at >= begin;
    case ESCAPE_PATH:
        return true;
    case ESCAPE_EDITS:
        break;
    }
    return false;
}

bool hp_path_equivalent_escapes(struct hp_build *build, size_t index)
{
    if (index >= ESCAPE_EDITS) {
        return false;
    }
    enum escape_edit edit = (enum escape_edit)index;
    struct hp_target_parts parts = hp_target_split(build->target);
    hp_instance_at(build, "target", "%s", escape_names[edit]);
    struct hp_buf text = hp_raw_begin(build, 3 * build->target.len);
    const char *digits = edit == ESCAPE_SEGMENT_LOWER ? "0123456789abcdef" : "0123456789ABCDEF";
    for (size_t i = 0; i < parts.directory.len + parts.segment.len; i++) {
        char c = parts.directory.at[i];
        if (escapes(&parts, edit, i)) {
            hp_buf_char(&text, '%');
            hp_buf_char(&text, digits[(unsigned char)c >> 4]);
            hp_buf_char(&text, digits[(unsigned char)c & 15]);
        } else {
            hp_buf_char(&text, c);
        }
    }
    hp_buf_slice(&text, parts.query);
    build->target = hp_raw_end(build, &text);
    explain_target(build);
    return true;
}

/* ---- queries and lengths ---- */

bool hp_path_query(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        struct hp_slice query;
    } queries[] = {
        {"unknown", HP_SLICE_INIT("x=1")},
        {"repeated", HP_SLICE_INIT("x=1&x=2")},
        {"without-value", HP_SLICE_INIT("x")},
        {"empty", HP_SLICE_INIT("")},
        {"ampersands", HP_SLICE_INIT("&&&")},
        {"brackets", HP_SLICE_INIT("x%5B%5D=1&x%5By%5D=2")},
        {"escaped-line-break", HP_SLICE_INIT("x=%0D%0A")},
        {"escaped-nul", HP_SLICE_INIT("x=%00")},
        {"invalid-utf-8", HP_SLICE_INIT("x=%FF")},
    };
    if (index < COUNT_OF(queries)) {
        hp_instance_at(build, "target", "%s", queries[index].name);
        hp_why(build, "the query is `%s`", queries[index].query.at);
        build->target = hp_target_with_query(build, queries[index].query);
        return true;
    }
    enum { LONG_BYTES = 4096 };
    struct hp_slice name = build->contract->names[HP_ROLE_NAME];
    switch (index - COUNT_OF(queries)) {
    case 0:
        hp_instance_at(build, "target", "member-name");
        hp_why(build, "the query has another value for a member of the body");
        build->target = hp_target_with_query(
            build, hp_build_text(build, "%.*s=from-the-query", HP_PRINT(name)));
        return true;
    case 1:
        hp_instance_at(build, "target", "long-4-kib");
        hp_why(build, "the query has %d characters", LONG_BYTES);
        build->target =
            hp_target_with_query(build, hp_build_text(build, "x=%0*d", LONG_BYTES - 2, 0));
        return true;
    default:
        return false;
    }
}

bool hp_path_uri_too_long(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        size_t bytes;
    } sizes[] = {
        {"16-kib", 16 * 1024},
        {"64-kib", 64 * 1024},
        {"1-mib", 1024 * 1024},
    };
    if (index >= COUNT_OF(sizes)) {
        return false;
    }
    hp_instance_at(build, "target", "%s", sizes[index].name);
    hp_why(build, "the request target has %zu octets", sizes[index].bytes);
    struct hp_slice target = hp_target_with_query(build, HP_SLICE("x="));
    if (target.len >= sizes[index].bytes) {
        return true; /* what the user gave is that long already */
    }
    struct hp_buf text = hp_raw_begin(build, sizes[index].bytes);
    hp_buf_slice(&text, target);
    hp_buf_repeat(&text, 'a', sizes[index].bytes - target.len);
    build->target = hp_raw_end(build, &text);
    return true;
}

bool hp_path_hostile(struct hp_build *build, size_t index)
{
    static const struct segment_edit edits[] = {
        {"nul", HP_SLICE_INIT(""), HP_SLICE_INIT("\0")},
        {"escaped-nul", HP_SLICE_INIT(""), HP_SLICE_INIT("%00")},
        {"escaped-nul-and-suffix", HP_SLICE_INIT(""), HP_SLICE_INIT("%00.json")},
        {"escaped-crlf", HP_SLICE_INIT(""), HP_SLICE_INIT("%0D%0AX-Injected:%201")},
        {"escaped-line-feed", HP_SLICE_INIT(""), HP_SLICE_INIT("%0Ax")},
        {"raw-utf-8", HP_SLICE_INIT(""), HP_SLICE_INIT("\xc3\xa9")},
        {"raw-latin-1", HP_SLICE_INIT(""), HP_SLICE_INIT("\xe9")},
        {"raw-byte-ff", HP_SLICE_INIT("\xff"), HP_SLICE_INIT("")},
        {"raw-delete", HP_SLICE_INIT(""), HP_SLICE_INIT("\x7f")},
        {"backslash", HP_SLICE_INIT("\\"), HP_SLICE_INIT("")},
        {"backslash-behind", HP_SLICE_INIT(""), HP_SLICE_INIT("\\")},
        {"escaped-backslash", HP_SLICE_INIT(""), HP_SLICE_INIT("%5C")},
        {"percent-alone", HP_SLICE_INIT(""), HP_SLICE_INIT("%")},
        {"percent-one-digit", HP_SLICE_INIT(""), HP_SLICE_INIT("%4")},
        {"percent-no-hex", HP_SLICE_INIT(""), HP_SLICE_INIT("%zz")},
        {"percent-u", HP_SLICE_INIT(""), HP_SLICE_INIT("%u0041")},
        {"overlong-slash", HP_SLICE_INIT(""), HP_SLICE_INIT("%C0%AF")},
        {"overlong-dot-dot", HP_SLICE_INIT("x/%C0%AE%C0%AE/"), HP_SLICE_INIT("")},
    };
    return edit_segment(build, edits, COUNT_OF(edits), index);
}
