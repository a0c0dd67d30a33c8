/* Texts that are no absolute URL with a host, by what they lack. Must not know which hosts may be
 * called: every host here is example.com or below it. */
#include "cases/raw_text.h"
#include "cases/url_rows.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

bool hp_url_instance(struct hp_build *build, const struct hp_url_form *forms, size_t count,
                     size_t index, const char *what)
{
    if (index >= count) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_URL), "%s", forms[index].word);
    hp_why(build, "the URL %s: %s", what, forms[index].word);
    hp_raw_put(build, hp_raw_site(HP_ROLE_URL),
               hp_raw_string(build, hp_slice_of(forms[index].url)));
    build->body_truth = forms[index].truth;
    return true;
}

bool hp_url_empty(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"empty", "", HP_BODY_BREAKS},
        {"space", " ", HP_BODY_BREAKS},
        {"spaces", "   ", HP_BODY_BREAKS},
        {"tab", "\t", HP_BODY_BREAKS},
        {"line-end", "\r\n", HP_BODY_BREAKS},
        {"no-break-space", "\u00a0", HP_BODY_BREAKS},
        {"zero-width-space", "\u200b", HP_BODY_BREAKS},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index, "is empty or shows nothing");
}

bool hp_url_relative(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"absolute-path", "/hook", HP_BODY_BREAKS},
        {"slash", "/", HP_BODY_BREAKS},
        {"dot-slash", "./x", HP_BODY_BREAKS},
        {"dot-dot-slash", "../x", HP_BODY_BREAKS},
        {"segment", "hook", HP_BODY_BREAKS},
        {"query", "?q", HP_BODY_BREAKS},
        {"fragment", "#f", HP_BODY_BREAKS},
        {"scheme-relative", "//example.com/x", HP_BODY_BREAKS},
        {"backslash-relative", "\\\\example.com\\x", HP_BODY_BREAKS},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index, "is relative");
}

bool hp_url_no_scheme(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"host-and-path", "example.com/hook", HP_BODY_BREAKS},
        {"host", "example.com", HP_BODY_BREAKS},
        {"www-host", "www.example.com/hook", HP_BODY_BREAKS},
        {"host-and-port", "example.com:443", HP_BODY_BREAKS}, /* a URI of the scheme example.com */
        {"host-port-and-path", "example.com:443/hook", HP_BODY_BREAKS},
        {"separator-only", "://example.com/hook", HP_BODY_BREAKS},
        {"colon-only", ":example.com/hook", HP_BODY_BREAKS},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index, "has no scheme");
}

bool hp_url_empty_host(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"http-path", "http:///x", HP_BODY_BREAKS},
        {"https-path", "https:///x", HP_BODY_BREAKS},
        {"port", "https://:443/", HP_BODY_BREAKS},
        {"query", "https://?q", HP_BODY_BREAKS},
        {"fragment", "https://#f", HP_BODY_BREAKS},
        {"nothing", "https://", HP_BODY_BREAKS},
        {"userinfo", "https://user@/x", HP_BODY_BREAKS},
        {"userinfo-and-port", "https://user:pass@:443/x", HP_BODY_BREAKS},
        {"empty-brackets", "https://[]/x", HP_BODY_BREAKS},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index, "has no host");
}

bool hp_url_foreign_scheme(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"ftp", "ftp://example.com/x", HP_BODY_BREAKS},
        {"sftp", "sftp://example.com/x", HP_BODY_BREAKS},
        {"tftp", "tftp://example.com/x", HP_BODY_BREAKS},
        {"file", "file:///etc/passwd", HP_BODY_BREAKS},
        {"file-with-host", "file://example.com/x", HP_BODY_BREAKS},
        {"data", "data:text/plain,x", HP_BODY_BREAKS},
        {"javascript", "javascript:alert(1)", HP_BODY_BREAKS},
        {"javascript-with-host", "javascript://example.com/%0aalert(1)", HP_BODY_BREAKS},
        {"vbscript", "vbscript:msgbox(1)", HP_BODY_BREAKS},
        {"gopher", "gopher://example.com/_x", HP_BODY_BREAKS},
        {"dict", "dict://example.com:2628/x", HP_BODY_BREAKS},
        {"ldap", "ldap://example.com/x", HP_BODY_BREAKS},
        {"ws", "ws://example.com/x", HP_BODY_BREAKS},
        {"wss", "wss://example.com/x", HP_BODY_BREAKS},
        {"mailto", "mailto:user@example.com", HP_BODY_BREAKS},
        {"tel", "tel:+15550100", HP_BODY_BREAKS},
        {"urn", "urn:uuid:6f1d1c5e-0000-4000-8000-000000000000", HP_BODY_BREAKS},
        {"jar", "jar:https://example.com/x!/y", HP_BODY_BREAKS},
        {"netdoc", "netdoc:///etc/passwd", HP_BODY_BREAKS},
        {"php", "php://filter/resource=x", HP_BODY_BREAKS},
        {"blob", "blob:https://example.com/x", HP_BODY_BREAKS},
        {"view-source", "view-source:https://example.com/x", HP_BODY_BREAKS},
        {"about", "about:blank", HP_BODY_BREAKS},
        {"git-ssh", "git+ssh://example.com/x", HP_BODY_BREAKS},
        {"unknown", "hookproof://example.com/x", HP_BODY_BREAKS},
        {"unknown-without-host", "x-hookproof:x", HP_BODY_BREAKS},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index,
                           "has another scheme than https or http");
}

bool hp_url_scheme_mangled(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"one-slash", "http:/example.com/x", HP_BODY_BREAKS},
        {"no-slash", "https:example.com/x", HP_BODY_BREAKS},
        {"backslashes", "https:\\\\example.com\\x", HP_BODY_BREAKS},
        {"three-slashes", "https:///example.com/x", HP_BODY_BREAKS},
        {"no-colon", "https//example.com/x", HP_BODY_BREAKS},
        {"semicolon", "https;//example.com/x", HP_BODY_BREAKS},
        {"two-colons", "https:://example.com/x", HP_BODY_BREAKS},
        {"defanged", "hxxps://example.com/x", HP_BODY_BREAKS},
        {"letter-left-out", "htps://example.com/x", HP_BODY_BREAKS},
        {"letter-doubled", "httpss://example.com/x", HP_BODY_BREAKS},
        {"scheme-in-scheme", "http:https://example.com/x", HP_BODY_BREAKS},
        {"blank-before-colon", "https ://example.com/x", HP_BODY_BREAKS},
        {"blank-behind-colon", "https: //example.com/x", HP_BODY_BREAKS},
        {"digit-first", "1https://example.com/x", HP_BODY_BREAKS},
        {"hyphen-first", "-https://example.com/x", HP_BODY_BREAKS},
        {"escaped-letter", "http%73://example.com/x", HP_BODY_BREAKS},
        {"escaped-separator", "https%3A%2F%2Fexample.com/x", HP_BODY_BREAKS},
        {"fullwidth-colon", "https\uff1a//example.com/x", HP_BODY_BREAKS},
        {"quoted", "\"https://example.com/x\"", HP_BODY_BREAKS},
        {"angle-brackets", "<https://example.com/x>", HP_BODY_BREAKS},
        {"url-prefix", "URL:https://example.com/x", HP_BODY_BREAKS},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index, "has a mangled scheme");
}

/* Every such character at every inner place. */
bool hp_url_whitespace_control(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        const char *text;
    } characters[] = {
        {"space", " "},
        {"tab", "\t"},
        {"cr", "\r"},
        {"lf", "\n"},
        {"crlf-and-field", "\r\nX-Forged: 1"},
        {"nul", "\xc0\x80"},
        {"del", "\x7f"},
    };
    static const struct {
        const char *word;
        const char *before;
        const char *after;
    } places[] = {
        {"scheme", "ht", "tps://example.com/hooks"},     {"host", "https://exam", "ple.com/hooks"},
        {"port", "https://example.com:84", "43/hooks"},  {"path", "https://example.com/ho", "oks"},
        {"query", "https://example.com/hooks?a", "b=c"},
    };
    if (index >= COUNT_OF(characters) * COUNT_OF(places)) {
        return false;
    }
    size_t character = index / COUNT_OF(places);
    size_t place = index % COUNT_OF(places);
    hp_instance(build, hp_raw_site(HP_ROLE_URL), "%s-in-%s", characters[character].word,
                places[place].word);
    hp_why(build, "the URL holds a raw character that URLs do not have: %s in its %s",
           characters[character].word, places[place].word);
    struct hp_slice url = hp_raw_wrap(build, places[place].before,
                                      hp_slice_of(characters[character].text), places[place].after);
    hp_raw_put(build, hp_raw_site(HP_ROLE_URL), hp_raw_string(build, url));
    return true;
}

bool hp_url_bad_percent(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"alone-at-end", "https://example.com/hooks/%", HP_BODY_BREAKS},
        {"alone-in-path", "https://example.com/100%/hooks", HP_BODY_BREAKS},
        {"one-digit-at-end", "https://example.com/hooks/%0", HP_BODY_BREAKS},
        {"one-digit-in-path", "https://example.com/%4/hooks", HP_BODY_BREAKS},
        {"no-hexadecimal-digit", "https://example.com/hooks/%G1", HP_BODY_BREAKS},
        {"second-digit-wrong", "https://example.com/hooks/%1G", HP_BODY_BREAKS},
        {"percent-u", "https://example.com/hooks/%u0041", HP_BODY_BREAKS},
        {"two-percents", "https://example.com/hooks/%%41", HP_BODY_BREAKS},
        {"in-query", "https://example.com/hooks?rate=5%&x=1", HP_BODY_BREAKS},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index,
                           "has a percent sign without two hexadecimal digits");
}
