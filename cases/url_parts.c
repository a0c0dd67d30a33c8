/* The parts of a URL, one a row: escapes, port, userinfo, host, fragment, length, and spellings
 * that mean the same. Must not know which hosts may be called: every host here is example.com or
 * below it, or none at all. */
#include "cases/raw_text.h"
#include "cases/url_rows.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

bool hp_url_percent_control(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"nul-in-path", "https://example.com/hooks/%00x", HP_BODY_VALID},
        {"nul-at-end", "https://example.com/hooks/x%00", HP_BODY_VALID},
        {"nul-in-query", "https://example.com/hooks?x=%00", HP_BODY_VALID},
        {"crlf-in-path", "https://example.com/hooks/%0d%0aX-Forged:%201", HP_BODY_VALID},
        {"crlf-upper-case", "https://example.com/hooks/%0D%0AX-Forged:%201", HP_BODY_VALID},
        {"crlf-in-query", "https://example.com/hooks?x=%0d%0aX-Forged:%201", HP_BODY_VALID},
        {"lf-in-path", "https://example.com/hooks/%0aX-Forged:%201", HP_BODY_VALID},
        {"request-split",
         "https://example.com/%20HTTP/1.1%0d%0aHost:%20example.com%0d%0a%0d%0aGET%20/",
         HP_BODY_VALID},
        {"tab-in-path", "https://example.com/hooks/%09x", HP_BODY_VALID},
        {"delete-in-path", "https://example.com/hooks/%7fx", HP_BODY_VALID},
        {"dot-dot-slash", "https://example.com/hooks/%2e%2e%2fadmin", HP_BODY_VALID},
        {"dot-dot-slash-upper-case", "https://example.com/hooks/%2E%2E%2Fadmin", HP_BODY_VALID},
        {"dot-dot-backslash", "https://example.com/hooks/..%5cadmin", HP_BODY_VALID},
        {"slash-only", "https://example.com/hooks/..%2fadmin", HP_BODY_VALID},
        {"encoded-twice", "https://example.com/hooks/%252e%252e%252fadmin", HP_BODY_VALID},
        {"overlong-dot", "https://example.com/hooks/%c0%ae%c0%ae/admin", HP_BODY_VALID},
        {"invalid-utf8", "https://example.com/hooks/%ff%fe", HP_BODY_VALID},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index,
                           "has escapes that must stay escaped");
}

bool hp_url_port_range(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"0", "https://example.com:0/hooks", HP_BODY_BEYOND},
        {"65536", "https://example.com:65536/hooks", HP_BODY_BEYOND},
        {"443-after-overflow", "https://example.com:65979/hooks", HP_BODY_BEYOND}, /* 65536 + 443 */
        {"99999", "https://example.com:99999/hooks", HP_BODY_BEYOND},
        {"12-digits", "https://example.com:999999999999/hooks", HP_BODY_BEYOND},
        {"443-after-32-bits", "https://example.com:4294967739/hooks", HP_BODY_BEYOND},
        {"negative", "https://example.com:-1/hooks", HP_BODY_BREAKS},
        {"plus", "https://example.com:+443/hooks", HP_BODY_BREAKS},
        {"word", "https://example.com:https/hooks", HP_BODY_BREAKS},
        {"hexadecimal", "https://example.com:0x1bb/hooks", HP_BODY_BREAKS},
        {"fraction", "https://example.com:443.0/hooks", HP_BODY_BREAKS},
        {"two-ports", "https://example.com:443:443/hooks", HP_BODY_BREAKS},
        {"fullwidth-digits", "https://example.com:\uff14\uff14\uff13/hooks", HP_BODY_BREAKS},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index,
                           "has a port that is none of 1 to 65535");
}

bool hp_url_port_well_known(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"22", "https://example.com:22/hooks", HP_BODY_VALID},
        {"25", "https://example.com:25/hooks", HP_BODY_VALID},
        {"3306", "https://example.com:3306/hooks", HP_BODY_VALID},
        {"6379", "https://example.com:6379/hooks", HP_BODY_VALID},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index, "has the port of another service");
}

bool hp_url_userinfo(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"user-and-password", "https://user:pass@example.com/hooks", HP_BODY_BREAKS},
        {"user", "https://user@example.com/hooks", HP_BODY_BREAKS},
        {"password-of-digits", "https://user:8443@example.com/hooks", HP_BODY_BREAKS},
        {"empty-password", "https://user:@example.com/hooks", HP_BODY_BREAKS},
        {"password-only", "https://:pass@example.com/hooks", HP_BODY_BREAKS},
        {"empty", "https://@example.com/hooks", HP_BODY_BREAKS},
        {"like-a-host", "https://www.example.com@example.com/hooks", HP_BODY_BREAKS},
        {"with-port", "https://user:pass@example.com:8443/hooks", HP_BODY_BREAKS},
        {"escaped", "https://us%65r:p%61ss@example.com/hooks", HP_BODY_BREAKS},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index, "has userinfo");
}

/* One parser calls the host before the trick, another the one behind it. */
bool hp_url_authority_confusion(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"two-at-signs", "https://a@one.example.com@two.example.com/", HP_BODY_BREAKS},
        {"backslash-at-sign", "https://one.example.com\\@two.example.com/", HP_BODY_BREAKS},
        {"backslash-host", "https://one.example.com\\two.example.com/", HP_BODY_BREAKS},
        {"backslash-dot", "https://one.example.com\\.two.example.com/", HP_BODY_BREAKS},
        {"encoded-at-sign", "https://one.example.com%40two.example.com/", HP_BODY_BEYOND},
        {"encoded-slash", "https://one.example.com%2Ftwo.example.com/", HP_BODY_BEYOND},
        {"encoded-number-sign", "https://one.example.com%23two.example.com/", HP_BODY_BEYOND},
        {"fragment-before-at-sign", "https://one.example.com#@two.example.com/", HP_BODY_BEYOND},
        {"port-and-fragment-before-at-sign", "https://one.example.com:80#@two.example.com:443/",
         HP_BODY_BEYOND},
        {"port-before-at-sign", "https://one.example.com:443@two.example.com/", HP_BODY_BREAKS},
        {"tab-in-host", "https://one.example.com\t@two.example.com/", HP_BODY_BREAKS},
        {"tab-in-label", "https://one.exa\tmple.com/", HP_BODY_BREAKS},
        {"space-before-at-sign", "https://one.example.com @two.example.com/", HP_BODY_BREAKS},
        {"line-feed-before-at-sign", "https://one.example.com\n@two.example.com/", HP_BODY_BREAKS},
        {"nul-before-dot", "https://one.example.com\xc0\x80.two.example.com/", HP_BODY_BREAKS},
        {"encoded-nul-before-dot", "https://one.example.com%00.two.example.com/", HP_BODY_BEYOND},
        {"fullwidth-at-sign", "https://one.example.com\uff20two.example.com/", HP_BODY_BREAKS},
        {"fullwidth-slash", "https://one.example.com\uff0ftwo.example.com/", HP_BODY_BREAKS},
        {"account-of-sign", "https://one.example.com\u2100two.example.com/", HP_BODY_BREAKS},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index,
                           "names one host to one parser and another to the next");
}

bool hp_url_fragment(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"word", "https://example.com/hooks#part", HP_BODY_VALID},
        {"empty", "https://example.com/hooks#", HP_BODY_VALID},
        {"behind-query", "https://example.com/hooks?x=1#part", HP_BODY_VALID},
        {"behind-host", "https://example.com#part", HP_BODY_VALID},
        {"with-query", "https://example.com/hooks#part?x=1", HP_BODY_VALID},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index, "has a fragment");
}

#define LABEL_63 "a234567890123456789012345678901234567890123456789012345678901bc"
#define LABEL_49 "a23456789012345678901234567890123456789012345678b"

bool hp_url_host_syntax(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"label-of-64", "https://" LABEL_63 "d.example.com/", HP_BODY_BEYOND},
        {"label-of-200", "https://" LABEL_63 LABEL_63 LABEL_63 "45678901234.example.com/",
         HP_BODY_BEYOND},
        /* 4 x 50 + 42 + 12: one more than the 253 that fit */
        {"host-of-254",
         "https://" LABEL_49 "." LABEL_49 "." LABEL_49 "." LABEL_49 "."
         "a2345678901234567890123456789012345678901b.example.com/",
         HP_BODY_BEYOND},
        {"host-of-509",
         "https://" LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_63
         "." LABEL_63 "." LABEL_49 ".example.com/",
         HP_BODY_BEYOND},
        {"leading-hyphen", "https://-hooks.example.com/", HP_BODY_BEYOND},
        {"trailing-hyphen", "https://hooks-.example.com/", HP_BODY_BEYOND},
        {"empty-label", "https://hooks..example.com/", HP_BODY_BEYOND},
        {"leading-dot", "https://.example.com/", HP_BODY_BEYOND},
        {"two-trailing-dots", "https://example.com../", HP_BODY_BEYOND},
        {"dot-alone", "https://./", HP_BODY_BEYOND},
        {"unbracketed-ipv6", "https://2001:db8::1/", HP_BODY_BREAKS},
        {"unbracketed-ipv6-and-port", "https://2001:db8:1:2:3:4:5:6:443/", HP_BODY_BREAKS},
        {"unclosed-bracket", "https://[2001:db8::1/", HP_BODY_BREAKS},
        {"unopened-bracket", "https://2001:db8::1]/", HP_BODY_BREAKS},
        {"bracketed-name", "https://[example.com]/", HP_BODY_BREAKS},
        {"nine-pieces", "https://[2001:db8:1:2:3:4:5:6:7]/", HP_BODY_BREAKS},
        {"two-gaps", "https://[2001:db8::1::2]/", HP_BODY_BREAKS},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index,
                           "has a host that breaks the syntax of hosts");
}

/* What comes back may be the A-label (RFC 5890 2.3.2.1), so every U-label here is one already:
 * lower case, composed. */
bool hp_url_idn(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"u-label-latin", "https://b\u00fccher.example.com/hooks", HP_BODY_BREAKS},
        {"u-label-cyrillic", "https://\u043f\u0440\u0438\u043c\u0435\u0440.example.com/hooks",
         HP_BODY_BREAKS},
        {"u-label-cjk", "https://\u4f8b\u3048.example.com/hooks", HP_BODY_BREAKS},
        {"u-label-arabic", "https://\u0645\u062b\u0627\u0644.example.com/hooks", HP_BODY_BREAKS},
        {"two-u-labels", "https://b\u00fccher.\u4f8b\u3048.example.com/hooks", HP_BODY_BREAKS},
        {"mixed-script", "https://p\u0430ypal.example.com/hooks", HP_BODY_BREAKS},
        {"whole-script-confusable",
         "https://\u0440\u0430\u0443\u0440\u0430\u04cf.example.com/hooks", HP_BODY_BREAKS},
        {"ideographic-full-stop", "https://hooks\u3002example.com/in", HP_BODY_BREAKS},
        {"fullwidth-full-stop", "https://hooks\uff0eexample.com/in", HP_BODY_BREAKS},
        {"soft-hyphen", "https://ho\u00adoks.example.com/in", HP_BODY_BREAKS},
        {"zero-width-space", "https://ho\u200boks.example.com/in", HP_BODY_BREAKS},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index,
                           "has a host with characters beyond ASCII");
}

enum { LENGTH_TAKEN = 2048, LENGTH_REFUSED = 1024 * 1024 };

/* A URL of exactly `length` octets, in segments of at most 63. */
static struct hp_slice url_of_length(struct hp_build *build, size_t length)
{
    enum { SEGMENT = 64 };
    struct hp_buf url = hp_raw_begin(build, length);
    hp_buf_slice(&url, build->content.url);
    for (size_t i = build->content.url.len; i < length; i++) {
        hp_buf_char(&url, i % SEGMENT == 0 ? '/' : 'p');
    }
    return hp_raw_end(build, &url);
}

bool hp_url_length(struct hp_build *build, size_t index)
{
    static const size_t lengths[] = {LENGTH_TAKEN, 8000, 65536, LENGTH_REFUSED};
    if (index >= COUNT_OF(lengths)) {
        return false;
    }
    size_t length = lengths[index];
    hp_instance(build, hp_raw_site(HP_ROLE_URL), "%zu-octets", length);
    hp_why(build, "a URL of %zu octets", length);
    hp_raw_put(build, hp_raw_site(HP_ROLE_URL), hp_raw_string(build, url_of_length(build, length)));
    /* Decision S20: the shortest is due to be taken, the longest to be refused. */
    if (length == LENGTH_TAKEN) {
        build->expect = HP_EXPECT_ACCEPT_200;
    } else if (length == LENGTH_REFUSED) {
        build->expect = HP_EXPECT_REJECT_4XX;
        build->body_truth = HP_BODY_BEYOND;
    }
    return true;
}

bool hp_url_normalisation(struct hp_build *build, size_t index)
{
    static const struct hp_url_form forms[] = {
        {"upper-case-scheme", "HTTPS://example.com/hooks", HP_BODY_VALID},
        {"mixed-case-scheme", "hTTpS://example.com/hooks", HP_BODY_VALID},
        {"upper-case-host", "https://HOOKS.EXAMPLE.COM/in", HP_BODY_VALID},
        {"mixed-case-host", "https://Hooks.Example.com/in", HP_BODY_VALID},
        {"default-port", "https://example.com:443/hooks", HP_BODY_VALID},
        {"empty-port", "https://example.com:/hooks", HP_BODY_VALID},
        {"empty-path", "https://example.com", HP_BODY_VALID},
        {"empty-path-and-query", "https://example.com?x=1", HP_BODY_VALID},
        {"dot-segment", "https://example.com/a/./hooks", HP_BODY_VALID},
        {"dot-dot-segment", "https://example.com/a/../hooks", HP_BODY_VALID},
        {"dot-dot-above-root", "https://example.com/../hooks", HP_BODY_VALID},
        {"dot-segment-at-end", "https://example.com/hooks/.", HP_BODY_VALID},
        {"escaped-tilde", "https://example.com/%7Ehooks", HP_BODY_VALID},
        {"escaped-tilde-lower-case", "https://example.com/%7ehooks", HP_BODY_VALID},
        {"escaped-letter", "https://example.com/%68ooks", HP_BODY_VALID},
        {"lower-case-escape", "https://example.com/caf%c3%a9", HP_BODY_VALID},
        {"two-slashes", "https://example.com//hooks", HP_BODY_VALID},
        {"all-of-them", "HTTPS://Example.COM:443/a/../%7Ehooks/./%c3%a9", HP_BODY_VALID},
    };
    return hp_url_instance(build, forms, COUNT_OF(forms), index,
                           "has an unusual spelling of a usual URL");
}
