/* A strict reader of callback URLs: what two parsers could read in two ways is refused, so that the
 * host that is judged is the host that is called. Must not know the contract. */
#include "harness/service/url_policy.h"

#include <stdbool.h>

#include "harness/contract/ascii.h"
#include "harness/service/host_policy.h"
#include "harness/service/uri_bytes.h"

enum {
    URL_BYTES_MAX = 8000, /* what RFC 9110 4.1 recommends to support */
    PORT_DIGITS_MAX = 5,
    PORT_MAX = 65535
};

static struct hp_slice from(struct hp_slice text, size_t offset)
{
    return (struct hp_slice){text.at + offset, text.len - offset};
}

static struct hp_slice before(struct hp_slice text, size_t offset)
{
    return (struct hp_slice){text.at, offset};
}

/* Offset of the first `c`, or the length. */
static size_t find(struct hp_slice text, char c)
{
    const char *at = text.len == 0 ? NULL : memchr(text.at, c, text.len);
    return at == NULL ? text.len : (size_t)(at - text.at);
}

/* Only bytes that RFC 3986 2 knows; for the first other one, the reason that helps most. */
static const char *judge_bytes(struct hp_slice url)
{
    size_t at = hp_uri_span(url);
    if (at == url.len) {
        return NULL;
    }
    unsigned char c = (unsigned char)url.at[at];
    if (c >= 0x80) {
        return "holds characters outside ASCII; write the host in its xn-- form and escape the "
               "rest";
    }
    return c <= 0x20 || c == 0x7f ? "holds a blank or a control character"
                                  : "holds a character that URLs do not have; escape it";
}

static const struct hp_slice usual_scheme = HP_SLICE_INIT("https://");

/* Takes "http://" or "https://" off the front. */
static const char *take_scheme(struct hp_slice *url)
{
    struct hp_slice separator = HP_SLICE("://");
    size_t end = hp_slice_find(*url, separator);
    struct hp_slice scheme = before(*url, end);
    if (end == url->len) {
        return "is not an absolute URL with a scheme and a host";
    }
    if (!hp_slice_equal_ignoring_case(scheme, HP_SLICE("https")) &&
        !hp_slice_equal_ignoring_case(scheme, HP_SLICE("http"))) {
        return "does not have the scheme https or http";
    }
    *url = from(*url, end + separator.len);
    return NULL;
}

/* RFC 3986 3.2.3; an empty port stands for the scheme's own. */
static const char *judge_port(struct hp_slice port)
{
    unsigned value = 0;
    if (port.len == 0) {
        return NULL;
    }
    if (port.len > PORT_DIGITS_MAX) {
        return "has a port outside 1 to 65535";
    }
    for (size_t i = 0; i < port.len; i++) {
        if (!hp_ascii_is_digit(port.at[i])) {
            return "has a port that is not a number";
        }
        value = value * 10 + (unsigned)(port.at[i] - '0');
    }
    return value == 0 || value > PORT_MAX ? "has a port outside 1 to 65535" : NULL;
}

static const char *judge_ipv6_authority(struct hp_slice authority)
{
    size_t close = find(authority, ']');
    if (close == authority.len) {
        return "has a host with an opening bracket only";
    }
    struct hp_slice rest = from(authority, close + 1);
    if (rest.len > 0 && rest.at[0] != ':') {
        return "has something between host and port";
    }
    const char *reason = hp_host_policy_ipv6(from(before(authority, close), 1));
    return reason != NULL || rest.len == 0 ? reason : judge_port(from(rest, 1));
}

static const char *judge_authority(struct hp_slice authority)
{
    if (find(authority, '@') < authority.len) {
        return "has a user name or a password before its host";
    }
    if (authority.len > 0 && authority.at[0] == '[') {
        return judge_ipv6_authority(authority);
    }
    size_t colon = find(authority, ':');
    const char *reason = hp_host_policy_name(before(authority, colon));
    return reason != NULL || colon == authority.len ? reason
                                                    : judge_port(from(authority, colon + 1));
}

/* Is the authority over at this offset? RFC 3986 3.2; a fragment was refused before. */
static bool ends_authority(struct hp_slice url, size_t at)
{
    return at == url.len || url.at[at] == '/' || url.at[at] == '?';
}

/* A name and a simple path behind https://, as most URLs are: there is nothing against it. */
static bool is_ordinary(struct hp_slice url)
{
    if (!hp_slice_starts_with(url, usual_scheme)) {
        return false;
    }
    struct hp_slice rest = from(url, usual_scheme.len);
    size_t end = hp_host_policy_ordinary(rest);
    return end > 0 && ends_authority(rest, end) && hp_uri_is_simple(from(rest, end));
}

const char *hp_url_policy_judge(struct hp_slice url)
{
    if (url.len > URL_BYTES_MAX) {
        return "is longer than 8000 octets";
    }
    if (is_ordinary(url)) {
        return NULL;
    }
    const char *reason = judge_bytes(url);
    if (reason == NULL) {
        reason = take_scheme(&url);
    }
    if (reason != NULL) {
        return reason;
    }
    if (find(url, '#') < url.len) {
        return "has a fragment, which is never sent to the host";
    }
    size_t end = 0;
    while (!ends_authority(url, end)) {
        end++;
    }
    reason = judge_authority(before(url, end));
    if (reason == NULL && !hp_uri_is_path_or_query(from(url, end))) {
        reason = "has a path or query that breaks RFC 3986, such as a lone percent sign";
    }
    return reason;
}
