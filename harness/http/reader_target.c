/* Request targets and Host values: the two places where a request names whom it is for. Must not
 * normalise or decode anything. */
#include "harness/http/octets.h"
#include "harness/http/reader_internal.h"

static struct hp_slice from(struct hp_slice text, size_t at)
{
    return (struct hp_slice){text.at + at, text.len - at};
}

/* [ ":" port ], the digits of which may be missing (RFC 3986 3.2.3). */
static bool is_port_part(struct hp_slice text)
{
    for (size_t i = 1; i < text.len; i++) {
        if (!hp_octet_is(text.at[i], HP_OCTET_DIGIT)) {
            return false;
        }
    }
    return text.len == 0 || text.at[0] == ':';
}

/* What stands between the brackets (RFC 3986 3.2.2): an IPv6 address by its characters and at least
 * two colons, or "v" HEX "." and what may follow. Whether it is an address is not HTTP's matter. */
static bool is_ip_literal(struct hp_slice text)
{
    if (text.len > 0 && (text.at[0] == 'v' || text.at[0] == 'V')) {
        size_t n = 1;
        while (n < text.len && hp_octet_is(text.at[n], HP_OCTET_HEX)) {
            n++;
        }
        if (n == 1 || n + 1 >= text.len || text.at[n] != '.') {
            return false;
        }
        for (n++; n < text.len; n++) {
            if (text.at[n] != ':' && !hp_octet_is(text.at[n], HP_OCTET_REG_NAME)) {
                return false;
            }
        }
        return true;
    }
    size_t colons = 0;
    for (size_t i = 0; i < text.len; i++) {
        colons += text.at[i] == ':';
        if (text.at[i] != ':' && text.at[i] != '.' && !hp_octet_is(text.at[i], HP_OCTET_HEX)) {
            return false;
        }
    }
    return colons >= 2;
}

/* Length of the host of `text`, before its port; SIZE_MAX when the host is not one. */
static size_t host_span(struct hp_slice text)
{
    if (text.len > 0 && text.at[0] == '[') {
        const char *end = memchr(text.at, ']', text.len);
        size_t inner = end == NULL ? 0 : (size_t)(end - text.at) - 1;
        return end != NULL && is_ip_literal((struct hp_slice){text.at + 1, inner}) ? inner + 2
                                                                                   : SIZE_MAX;
    }
    const char *colon = text.len == 0 ? NULL : memchr(text.at, ':', text.len);
    size_t len = colon == NULL ? text.len : (size_t)(colon - text.at);
    struct hp_slice name = {text.at, len};
    return hp_octets_are_uri(name, HP_OCTET_REG_NAME) ? len : SIZE_MAX;
}

bool hp_host_is_valid(struct hp_slice value)
{
    size_t host = host_span(value);
    return host != SIZE_MAX && is_port_part(from(value, host));
}

/* RFC 3986 3.1. */
static size_t scheme_span(struct hp_slice text)
{
    size_t n = 0;
    while (n < text.len && (hp_octet_is(text.at[n], HP_OCTET_ALPHA | HP_OCTET_DIGIT) ||
                            text.at[n] == '+' || text.at[n] == '-' || text.at[n] == '.')) {
        n++;
    }
    return n > 0 && n < text.len && text.at[n] == ':' && hp_octet_is(text.at[0], HP_OCTET_ALPHA)
               ? n
               : 0;
}

/* RFC 9112 3.2.2, and RFC 9110 4.2.1 and 4.2.4: an http URI has a host and no userinfo. */
static bool is_absolute(struct hp_slice target)
{
    size_t scheme = scheme_span(target);
    if (scheme == 0) {
        return false;
    }
    struct hp_slice rest = from(target, scheme + 1);
    struct hp_slice name = {target.at, scheme};
    bool http = hp_slice_equal_ignoring_case(name, HP_SLICE("http")) ||
                hp_slice_equal_ignoring_case(name, HP_SLICE("https"));
    if (!hp_slice_starts_with(rest, HP_SLICE("//"))) {
        return !http && hp_octets_are_uri(rest, HP_OCTET_PATH);
    }
    rest = from(rest, 2);
    size_t end = 0;
    while (end < rest.len && rest.at[end] != '/' && rest.at[end] != '?') {
        end++;
    }
    struct hp_slice authority = {rest.at, end};
    bool named = hp_host_is_valid(authority) && (!http || host_span(authority) > 0);
    return named && hp_octets_are_uri(from(rest, end), HP_OCTET_PATH);
}

/* RFC 9112 3.2.3: a host and a port, of CONNECT only. */
static bool is_authority(struct hp_slice target)
{
    size_t host = host_span(target);
    return host != SIZE_MAX && host > 0 && target.len > host + 1 &&
           is_port_part(from(target, host));
}

bool hp_request_target_is_valid(struct hp_slice method, struct hp_slice target)
{
    if (hp_slice_is(method, "CONNECT")) {
        return is_authority(target);
    }
    if (target.at[0] == '/') {
        return hp_octets_are_uri(target, HP_OCTET_PATH);
    }
    if (hp_slice_is(target, "*")) {
        return hp_slice_is(method, "OPTIONS"); /* RFC 9112 3.2.4 */
    }
    return is_absolute(target);
}
