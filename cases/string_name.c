/* Names that are too short, too long or mostly white space. Must not know which of them a target
 * takes. */
#include "cases/raw_text.h"
#include "cases/strings_unicode.h"
#include "cases/text_places.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { KIB = 1024 };

bool hp_string_name_empty(struct hp_build *build, size_t index)
{
    if (index > 0) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_NAME), "empty");
    hp_why(build, "the name is the empty string");
    hp_raw_put(build, hp_raw_site(HP_ROLE_NAME), HP_SLICE("\"\""));
    return true;
}

bool hp_string_name_blank(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        const char *json;
    } forms[] = {
        {"space", "\" \""},
        {"spaces", "\"     \""},
        {"tab", "\"\\t\""},
        {"tabs-and-spaces", "\" \\t \\t\""},
        {"no-break-space", "\"\u00a0\""},
        {"ideographic-space", "\"\u3000\""},
        {"zero-width-space", "\"\u200b\""},
        {"zero-width-non-joiner", "\"\u200c\""},
        {"zero-width-joiner", "\"\u200d\""},
        {"word-joiner", "\"\u2060\""},
        {"byte-order-mark", "\"\ufeff\""},
        {"all-of-them", "\" \\t\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff\""},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_NAME), "%s", forms[index].word);
    hp_why(build, "the name shows nothing: %s", forms[index].word);
    hp_raw_put(build, hp_raw_site(HP_ROLE_NAME), hp_slice_of(forms[index].json));
    return true;
}

/* The tag of the base name, which is ASCII; empty where there is none. */
static struct hp_slice tag_of(const struct hp_build *build)
{
    struct hp_slice name = build->content.name;
    if (name.len < HP_BUILD_TAG_DIGITS) {
        return HP_SLICE("");
    }
    return (struct hp_slice){name.at + name.len - HP_BUILD_TAG_DIGITS, HP_BUILD_TAG_DIGITS};
}

/* A name of exactly `length` characters: the tag, and `character` as often as it takes. */
static void put_long_name(struct hp_build *build, const char *character, size_t length)
{
    struct hp_slice tag = tag_of(build);
    struct hp_buf name = hp_raw_begin(build, tag.len + length * strlen(character) + 2);
    hp_buf_char(&name, '"');
    hp_buf_slice(&name, tag);
    hp_raw_repeat(&name, hp_slice_of(character), length > tag.len ? length - tag.len : 0);
    hp_buf_char(&name, '"');
    hp_raw_put(build, hp_raw_site(HP_ROLE_NAME), hp_raw_end(build, &name));
}

bool hp_string_name_long(struct hp_build *build, size_t index)
{
    static const size_t lengths[] = {256, 1024, 4096};
    static const struct {
        const char *word;
        const char *character;
    } alphabets[] = {
        {"one-byte", "n"},
        {"two-byte", "\u00f1"},
        {"three-byte", "\u540d"},
        {"four-byte", "\U0001f4db"}, /* two units of UTF-16 */
    };
    if (index >= COUNT_OF(lengths) * COUNT_OF(alphabets)) {
        return false;
    }
    size_t length = lengths[index / COUNT_OF(alphabets)];
    size_t alphabet = index % COUNT_OF(alphabets);
    hp_instance(build, hp_raw_site(HP_ROLE_NAME), "%zu-%s-characters", length,
                alphabets[alphabet].word);
    hp_why(build, "a name of %zu %s characters", length, alphabets[alphabet].word);
    put_long_name(build, alphabets[alphabet].character, length);
    return true;
}

bool hp_string_name_huge(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        size_t length;
    } forms[] = {{"64-kib", (size_t)64 * KIB}, {"1-mib", (size_t)1024 * KIB}};
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_NAME), "%s", forms[index].word);
    hp_why(build, "a name of %zu characters", forms[index].length);
    put_long_name(build, "n", forms[index].length);
    return true;
}

bool hp_string_name_trim(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        const char *raw;
    } blanks[] = {
        {"space", " "},
        {"spaces", "   "},
        {"tab", "\\t"},
        {"line-feed", "\\n"},
        {"no-break-space", "\u00a0"},
        {"ideographic-space", "\u3000"},
    };
    static const char *const ends[] = {"leading", "trailing", "around"};
    if (index >= COUNT_OF(blanks) * COUNT_OF(ends)) {
        return false;
    }
    size_t blank = index / COUNT_OF(ends);
    size_t end = index % COUNT_OF(ends);
    hp_instance(build, hp_raw_site(HP_ROLE_NAME), "%s-%s", ends[end], blanks[blank].word);
    hp_why(build, "the name has white space at its ends: %s, %s", blanks[blank].word, ends[end]);
    struct hp_slice raw = hp_slice_of(blanks[blank].raw);
    if (end != 1) {
        hp_text_put(build, HP_TEXT_NAME_START, raw);
    }
    if (end != 0) {
        hp_text_put(build, HP_TEXT_NAME_END, raw);
    }
    return true;
}
