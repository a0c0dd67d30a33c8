/* Header members whose name or value could not stand in a field line, or would end it. Must not
 * know what a target sends later: it is the stored text that must be harmless.
 *
 * Every text here is the inside of a JSON string. */
#include "cases/headers_injection.h"
#include "cases/raw_text.h"
#include "cases/text_places.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

struct form {
    const char *word;
    const char *raw;
};

/* CR, LF and NUL (decision S26): refused, or taken out or replaced by blanks. So a success breaks
 * nothing as long as what comes back is free of them. */
static void free_of_line_ends(struct hp_build *build)
{
    build->level = HP_MUST;
    build->echo = HP_ECHO_CLEAN;
}

static void name_instance(struct hp_build *build, const struct form *form, const char *what)
{
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "%s", form->word);
    hp_why(build, "a header's name %s: %s", what, form->word);
    hp_text_header(build, hp_slice_of(form->raw), HP_SLICE("1"));
}

static void value_instance(struct hp_build *build, const struct form *form, const char *what)
{
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "%s", form->word);
    hp_why(build, "a header's value %s: %s", what, form->word);
    hp_text_header(build, HP_SLICE("X-Hookproof"), hp_slice_of(form->raw));
}

bool hp_header_name_empty(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        const char *value;
    } forms[] = {{"empty", "value"}, {"empty-with-empty-value", ""}};
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "%s", forms[index].word);
    hp_why(build, "a header's name is the empty string");
    hp_text_header(build, HP_SLICE(""), hp_slice_of(forms[index].value));
    return true;
}

bool hp_header_name_illegal(struct hp_build *build, size_t index)
{
    static const struct form forms[] = {
        {"space-inside", "X Hookproof"},
        {"space-before", " X-Hookproof"},
        {"space-behind", "X-Hookproof "},
        {"space-alone", " "},
        {"colon-inside", "X:Hookproof"},
        {"colon-before", ":authority"},
        {"colon-behind", "X-Hookproof:"},
        {"whole-field-line", "X-Hookproof: 1"},
        {"quote", "X\\\"Hookproof"},
        {"left-parenthesis", "X(Hookproof"},
        {"right-parenthesis", "X)Hookproof"},
        {"comma", "X,Hookproof"},
        {"solidus", "X/Hookproof"},
        {"semicolon", "X;Hookproof"},
        {"less-than", "X<Hookproof"},
        {"equals", "X=Hookproof"},
        {"greater-than", "X>Hookproof"},
        {"question-mark", "X?Hookproof"},
        {"at-sign", "X@Hookproof"},
        {"left-bracket", "X[Hookproof"},
        {"backslash", "X\\\\Hookproof"},
        {"right-bracket", "X]Hookproof"},
        {"left-brace", "X{Hookproof"},
        {"right-brace", "X}Hookproof"},
        {"tab", "X\\tHookproof"},
        {"start-of-heading", "X\\u0001Hookproof"},
        {"backspace", "X\\bHookproof"},
        {"vertical-tab", "X\\u000bHookproof"},
        {"escape", "X\\u001bHookproof"},
        {"unit-separator", "X\\u001fHookproof"},
        {"delete", "X\\u007fHookproof"},
        {"next-line", "X\\u0085Hookproof"},
        {"no-break-space", "X\u00a0Hookproof"},
        {"latin-1", "X-H\u00f6\u00f6k"},
        {"cjk", "X-\u540d"},
        {"emoji", "X-\U0001f4db"},
        {"cyrillic-lookalike", "X-H\u043eokproof"},
        {"fullwidth-colon", "X-Hookproof\uff1a"},
        {"low-byte-is-line-feed", "X-\u010aHookproof"},
        {"zero-width-space", "X-Hook\u200bproof"},
    };
    static const struct form nul = {"nul", "X\\u0000Hookproof"};
    if (index < COUNT_OF(forms)) {
        name_instance(build, &forms[index], "is no token");
        return true;
    }
    if (index > COUNT_OF(forms)) {
        return false;
    }
    name_instance(build, &nul, "is no token");
    free_of_line_ends(build);
    return true;
}

bool hp_header_name_crlf(struct hp_build *build, size_t index)
{
    static const struct form forms[] = {
        {"crlf-inside", "X-Hook\\r\\nproof"},
        {"crlf-before", "\\r\\nX-Hookproof"},
        {"crlf-behind", "X-Hookproof\\r\\n"},
        {"cr-inside", "X-Hook\\rproof"},
        {"cr-before", "\\rX-Hookproof"},
        {"cr-behind", "X-Hookproof\\r"},
        {"lf-inside", "X-Hook\\nproof"},
        {"lf-before", "\\nX-Hookproof"},
        {"lf-behind", "X-Hookproof\\n"},
        {"crlf-and-forged-field", "X-Hookproof: 1\\r\\nX-Forged"},
        {"lf-and-forged-field", "X-Hookproof: 1\\nX-Forged"},
        {"crlf-twice", "X-Hookproof: 1\\r\\n\\r\\nforged"},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    name_instance(build, &forms[index], "holds the end of a line");
    free_of_line_ends(build);
    return true;
}

bool hp_header_value_crlf(struct hp_build *build, size_t index)
{
    static const struct form forms[] = {
        {"crlf-and-forged-field", "one\\r\\nX-Forged: 1"},
        {"crlf-and-forged-credential", "one\\r\\nAuthorization: Bearer forged"},
        {"crlf-and-forged-length", "one\\r\\nContent-Length: 0\\r\\n\\r\\nGET / HTTP/1.1"},
        {"crlf-and-forged-body", "one\\r\\n\\r\\n{\\\"forged\\\":true}"},
        {"crlf-inside", "one\\r\\ntwo"},
        {"crlf-before", "\\r\\none"},
        {"crlf-behind", "one\\r\\n"},
        {"bare-cr", "one\\rtwo"},
        {"bare-cr-and-forged-field", "one\\rX-Forged: 1"},
        {"bare-cr-behind", "one\\r"},
        {"bare-lf", "one\\ntwo"},
        {"bare-lf-and-forged-field", "one\\nX-Forged: 1"},
        {"bare-lf-twice-and-forged-body", "one\\n\\n{\\\"forged\\\":true}"},
        {"bare-lf-behind", "one\\n"},
        {"lf-cr", "one\\n\\rtwo"},
        {"escaped-by-number", "one\\u000d\\u000aX-Forged: 1"},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    value_instance(build, &forms[index], "holds the end of a line");
    free_of_line_ends(build);
    return true;
}

/* U+0001 to U+001F and U+007F but the three that have a meaning in or at the end of a line. */
static bool control_at(size_t index, unsigned *code)
{
    for (unsigned c = 1; c <= 0x7F; c = c == 0x1F ? 0x7F : c + 1) {
        if (c != '\t' && c != '\n' && c != '\r' && index-- == 0) {
            *code = c;
            return true;
        }
    }
    return false;
}

bool hp_header_value_nul_control(struct hp_build *build, size_t index)
{
    static const struct form nuls[] = {
        {"nul-inside", "one\\u0000two"},
        {"nul-before", "\\u0000one"},
        {"nul-behind", "one\\u0000"},
        {"nul-alone", "\\u0000"},
    };
    if (index < COUNT_OF(nuls)) {
        value_instance(build, &nuls[index], "holds a NUL");
        free_of_line_ends(build);
        return true;
    }
    unsigned code = 0;
    if (!control_at(index - COUNT_OF(nuls), &code)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "u%04x", code);
    hp_why(build, "a header's value holds the control character U+%04X", code);
    hp_text_header(build, HP_SLICE("X-Hookproof"), hp_build_text(build, "one\\u%04xtwo", code));
    return true;
}

bool hp_header_value_obs_fold(struct hp_build *build, size_t index)
{
    static const struct form forms[] = {
        {"crlf-space", "one\\r\\n two"},        {"crlf-tab", "one\\r\\n\\ttwo"},
        {"crlf-spaces", "one\\r\\n    two"},    {"crlf-space-field", "one\\r\\n X-Forged: 1"},
        {"twice", "one\\r\\n two\\r\\n three"}, {"lf-space", "one\\n two"},
        {"at-the-end", "one\\r\\n "},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    value_instance(build, &forms[index], "is folded over two lines");
    free_of_line_ends(build);
    return true;
}

bool hp_header_value_nonascii(struct hp_build *build, size_t index)
{
    static const struct form forms[] = {
        {"latin-1", "caf\u00e9"},
        {"latin-1-first", "\u00a1one"},
        {"latin-1-last", "\u00ffone"},
        {"cyrillic", "\u0432\u0435\u0431\u0445\u0443\u043a"},
        {"cjk", "\u901a\u77e5"},
        {"emoji", "\U0001f514"},
        {"low-byte-is-cr", "one\u010dtwo"},
        {"low-byte-is-lf", "one\u010atwo"},
        {"low-bytes-are-crlf", "one\u560d\u560aX-Forged: 1"},
        {"low-bytes-are-crlf-in-utf-16", "one\u0d0d\u0a0atwo"},
        {"low-byte-is-nul", "one\u0100two"},
        {"low-byte-is-crlf-beyond-the-plane", "one\U0001f40d\U0001f40atwo"},
        {"next-line", "one\xc2\x85two"},
        {"line-separator", "one\u2028two"},
        {"no-break-space", "one\u00a0two"},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    value_instance(build, &forms[index], "holds characters beyond ASCII");
    return true;
}

bool hp_header_value_whitespace(struct hp_build *build, size_t index)
{
    static const struct form forms[] = {
        {"empty", ""},
        {"space-alone", " "},
        {"tab-alone", "\\t"},
        {"leading-space", " one"},
        {"leading-tab", "\\tone"},
        {"trailing-space", "one "},
        {"trailing-tab", "one\\t"},
        {"blanks-around", " \\tone\\t "},
        {"blanks-around-and-inside", "  one  two  "},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    value_instance(build, &forms[index], "is empty or has blanks at its ends");
    return true;
}
