/* One list of naughty strings, swept through every place that takes any text. Must not judge them:
 * whatever a target says to one, it must not fall over. */
#include "cases/naughty_strings.h"
#include "cases/raw_text.h"
#include "cases/strings_unicode.h"
#include "cases/text_places.h"
#include "harness/json/encode.h"

enum { NAUGHTY = sizeof(hp_naughty_strings) / sizeof(hp_naughty_strings[0]) };
enum sweep { IN_NAME, IN_URL, IN_HEADER, SWEEPS };

static struct hp_slice text_of(struct hp_build *build, const struct hp_naughty *naughty)
{
    size_t bytes = strlen(naughty->text);
    struct hp_buf text = hp_raw_begin(build, bytes * naughty->times);
    hp_raw_repeat(&text, (struct hp_slice){naughty->text, bytes}, naughty->times);
    return hp_raw_end(build, &text);
}

/* What a query may hold as it is (RFC 3986 3.4); a percent sign is always escaped. */
static bool stays(char c)
{
    static const bool others[256] = {
        ['-'] = true, ['.'] = true, ['_'] = true,  ['~'] = true, ['!'] = true,
        ['$'] = true, ['&'] = true, ['\''] = true, ['('] = true, [')'] = true,
        ['*'] = true, ['+'] = true, [','] = true,  [';'] = true, ['='] = true,
        [':'] = true, ['@'] = true, ['/'] = true,  ['?'] = true,
    };
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others[(unsigned char)c];
}

/* A URL whose query is the text: raw as far as the grammar allows, else percent-encoded, so that it
 * is always a URL. */
static struct hp_slice url_with(struct hp_build *build, struct hp_slice text)
{
    static const char digits[] = "0123456789abcdef";
    struct hp_slice base = HP_SLICE("https://example.com/hooks?q=");
    struct hp_buf url = hp_raw_begin(build, base.len + 3 * text.len);
    hp_buf_slice(&url, base);
    for (size_t i = 0; i < text.len; i++) {
        if (stays(text.at[i])) {
            hp_buf_char(&url, text.at[i]);
        } else {
            unsigned char byte = (unsigned char)text.at[i];
            const char escape[] = {'%', digits[byte >> 4], digits[byte & 15]};
            hp_buf_append(&url, escape, sizeof(escape));
        }
    }
    return hp_raw_end(build, &url);
}

static void put_header(struct hp_build *build, struct hp_slice text)
{
    struct hp_slice quoted = hp_raw_string(build, text);
    if (quoted.len >= 2) {
        hp_text_header(build, HP_SLICE("X-Hookproof"),
                       (struct hp_slice){quoted.at + 1, quoted.len - 2});
    }
}

bool hp_string_naughty_corpus(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        enum hp_role role;
    } sweeps[SWEEPS] = {
        [IN_NAME] = {"name", HP_ROLE_NAME},
        [IN_URL] = {"url", HP_ROLE_URL},
        [IN_HEADER] = {"header", HP_ROLE_HEADERS},
    };
    if (index >= (size_t)NAUGHTY * SWEEPS) {
        return false;
    }
    const struct hp_naughty *naughty = &hp_naughty_strings[index / SWEEPS];
    enum sweep sweep = (enum sweep)(index % SWEEPS);
    hp_instance(build, hp_raw_site(sweeps[sweep].role), "%s-in-%s", naughty->word,
                sweeps[sweep].word);
    hp_why(build, "the %s is a naughty string: %s, %s", sweeps[sweep].word, naughty->kind,
           naughty->word);
    struct hp_slice text = text_of(build, naughty);
    if (sweep == IN_NAME) {
        hp_raw_put(build, hp_raw_site(HP_ROLE_NAME), hp_raw_string(build, text));
    } else if (sweep == IN_URL) {
        hp_raw_put(build, hp_raw_site(HP_ROLE_URL), hp_raw_string(build, url_with(build, text)));
    } else {
        put_header(build, text);
    }
    return true;
}
