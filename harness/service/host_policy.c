/* Server-side request forgery through a registered URL, held off by tables (OWASP API7:2023,
 * decision S21): special-purpose addresses of the IANA registries, names of one's own network, and
 * every spelling of an address that only some resolvers understand. Must not know the rest of the
 * URL. */
#include "harness/service/host_policy.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/contract/ascii.h"

enum {
    NAME_BYTES_MAX = 253, /* RFC 1035 2.3.4: 255 octets on the wire */
    LABEL_BYTES_MAX = 63,
    IPV4_TEXT_MAX = 15, /* 255.255.255.255 */
    IPV6_TEXT_MAX = 45  /* ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255 */
};

/* Ranges that are not globally reachable, or not for one host (IANA IPv4 special-purpose
 * registry). */
static const struct ipv4_range {
    uint32_t first;
    unsigned prefix_bits;
    const char *reason;
} ipv4_ranges[] = {
    {0x00000000, 8, "leads to an address of its own network"},
    {0x0a000000, 8, "leads to a private address"},
    {0x64400000, 10, "leads to a shared carrier network"},
    {0x7f000000, 8, "leads to a loopback address"},
    {0xa9fe0000, 16, "leads to a link-local address"},
    {0xac100000, 12, "leads to a private address"},
    {0xc0000000, 24, "leads to an address that is set aside for protocols"},
    {0xc0000200, 24, "leads to an address for documentation"},
    {0xc0586300, 24, "leads to a 6to4 relay"},
    {0xc0a80000, 16, "leads to a private address"},
    {0xc6120000, 15, "leads to an address for benchmarks"},
    {0xc6336400, 24, "leads to an address for documentation"},
    {0xcb007100, 24, "leads to an address for documentation"},
    {0xe0000000, 4, "leads to a multicast address"},
    {0xf0000000, 4, "leads to a reserved or broadcast address"},
};

/* The same for IPv6. The first rows hide an IPv4 address, which may be anything; the last ones are
 * what remains of global unicast (2000::/3), and everything outside of that is refused anyway. */
static const struct ipv6_range {
    unsigned char first[16];
    unsigned prefix_bits;
    const char *reason;
} ipv6_ranges[] = {
    {{[15] = 1}, 128, "leads to the loopback address"},
    {{0}, 128, "leads to the unspecified address"},
    {{[10] = 0xff, 0xff}, 96, "hides an IPv4 address in an IPv6 address"},
    {{0}, 96, "hides an IPv4 address in an IPv6 address"},
    {{0x00, 0x64, 0xff, 0x9b}, 32, "hides an IPv4 address behind NAT64"},
    {{0x20, 0x02}, 16, "hides an IPv4 address behind 6to4"},
    {{0xfc}, 7, "leads to a private address"},
    {{0xfe, 0x80}, 10, "leads to a link-local address"},
    {{0xff}, 8, "leads to a multicast address"},
    {{0x20, 0x01, 0x00}, 23, "leads to an address that is set aside for protocols"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, "leads to an address for documentation"},
    {{0x3f, 0xff}, 20, "leads to an address for documentation"},
};
static const unsigned char ipv6_global_unicast[16] = {0x20};

/* Domains that lead into a private network, to a cloud's metadata service, or (the last ones) by
 * their design to any address that their name spells. A name is refused when it is one of these or
 * lies below it. */
struct inner_domain {
    struct hp_slice name;
    const char *reason;
};

static const struct inner_domain ending_in_a[] = {
    /* home.arpa, RFC 8375 */
    {HP_SLICE_INIT("arpa"), "has a host name of the Internet's infrastructure"},
};
static const struct inner_domain ending_in_c[] = {
    {HP_SLICE_INIT("svc"), "has a host name of a cluster"},
};
static const struct inner_domain ending_in_d[] = {
    /* RFC 6761 6.4 */
    {HP_SLICE_INIT("invalid"), "has a host name that never exists"},
};
static const struct inner_domain ending_in_e[] = {
    {HP_SLICE_INIT("private"), "has a host name of a private network"},
    {HP_SLICE_INIT("home"), "has a host name of a private network"},
    {HP_SLICE_INIT("localtest.me"), "leads to the local host"},
    {HP_SLICE_INIT("lvh.me"), "leads to the local host"},
};
static const struct inner_domain ending_in_g[] = {
    {HP_SLICE_INIT("metadata.goog"), "leads to a metadata service"},
};
static const struct inner_domain ending_in_l[] = {
    /* RFC 6762 3 */
    {HP_SLICE_INIT("local"), "has a host name of a local network"},
    {HP_SLICE_INIT("internal"), "has a host name of a private network"},
};
static const struct inner_domain ending_in_m[] = {
    {HP_SLICE_INIT("metadata.azure.com"), "leads to a metadata service"},
    {HP_SLICE_INIT("metadata.platformequinix.com"), "leads to a metadata service"},
    {HP_SLICE_INIT("metadata.tencentyun.com"), "leads to a metadata service"},
};
static const struct inner_domain ending_in_n[] = {
    {HP_SLICE_INIT("localdomain"), "has a host name of a local network"},
    {HP_SLICE_INIT("lan"), "has a host name of a private network"},
    /* RFC 7686 */
    {HP_SLICE_INIT("onion"), "has a host name outside of DNS"},
};
static const struct inner_domain ending_in_o[] = {
    {HP_SLICE_INIT("nip.io"), "has a host name that spells any address"},
    {HP_SLICE_INIT("sslip.io"), "has a host name that spells any address"},
    {HP_SLICE_INIT("xip.io"), "has a host name that spells any address"},
};
static const struct inner_domain ending_in_p[] = {
    {HP_SLICE_INIT("corp"), "has a host name of a private network"},
};
static const struct inner_domain ending_in_t[] = {
    /* RFC 6761 6.3 */
    {HP_SLICE_INIT("localhost"), "leads to the local host"},
    {HP_SLICE_INIT("intranet"), "has a host name of a private network"},
    {HP_SLICE_INIT("metadata.packet.net"), "leads to a metadata service"},
};
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* By the last letter of the name: what ends in another is none of these. */
static const struct {
    const struct inner_domain *rows;
    size_t count;
} inner_domains[26] = {
    ['a' - 'a'] = {ending_in_a, COUNT(ending_in_a)},
    ['c' - 'a'] = {ending_in_c, COUNT(ending_in_c)},
    ['d' - 'a'] = {ending_in_d, COUNT(ending_in_d)},
    ['e' - 'a'] = {ending_in_e, COUNT(ending_in_e)},
    ['g' - 'a'] = {ending_in_g, COUNT(ending_in_g)},
    ['l' - 'a'] = {ending_in_l, COUNT(ending_in_l)},
    ['m' - 'a'] = {ending_in_m, COUNT(ending_in_m)},
    ['n' - 'a'] = {ending_in_n, COUNT(ending_in_n)},
    ['o' - 'a'] = {ending_in_o, COUNT(ending_in_o)},
    ['p' - 'a'] = {ending_in_p, COUNT(ending_in_p)},
    ['t' - 'a'] = {ending_in_t, COUNT(ending_in_t)},
};

static const char *judge_ipv4(uint32_t address)
{
    for (size_t i = 0; i < COUNT(ipv4_ranges); i++) {
        unsigned host_bits = 32 - ipv4_ranges[i].prefix_bits;
        if (address >> host_bits == ipv4_ranges[i].first >> host_bits) {
            return ipv4_ranges[i].reason;
        }
    }
    return NULL;
}

static bool shares_prefix(const unsigned char *a, const unsigned char *b, unsigned bits)
{
    unsigned bytes = bits / 8;
    unsigned rest = 8 - bits % 8;
    return memcmp(a, b, bytes) == 0 && (rest == 8 || a[bytes] >> rest == b[bytes] >> rest);
}

const char *hp_host_policy_ipv6(struct hp_slice address)
{
    char text[IPV6_TEXT_MAX + 1] = {0};
    unsigned char bytes[16];
    if (address.len > IPV6_TEXT_MAX) {
        return "has brackets without an IPv6 address";
    }
    memcpy(text, address.at, address.len);
    /* Zone ids are refused here too: they name an interface of the machine that resolves them. */
    if (inet_pton(AF_INET6, text, bytes) != 1) {
        return "has brackets without an IPv6 address";
    }
    for (size_t i = 0; i < COUNT(ipv6_ranges); i++) {
        if (shares_prefix(bytes, ipv6_ranges[i].first, ipv6_ranges[i].prefix_bits)) {
            return ipv6_ranges[i].reason;
        }
    }
    return shares_prefix(bytes, ipv6_global_unicast, 3) ? NULL
                                                        : "leads to an address that is not global";
}

/* Would a resolver take this label for a number? Then it takes the whole name for an IPv4 address:
 * 127.1, 0x7f.1, 017700000001, 2130706433 (RFC 3986 7.4). */
static bool is_number(struct hp_slice label)
{
    if (label.len >= 2 && label.at[0] == '0' && (label.at[1] | 0x20) == 'x') {
        return true;
    }
    for (size_t i = 0; i < label.len; i++) {
        if (!hp_ascii_is_digit(label.at[i])) {
            return false;
        }
    }
    return true;
}

static const char *judge_number(struct hp_slice host)
{
    char text[IPV4_TEXT_MAX + 1] = {0};
    unsigned char bytes[4];
    if (host.len > IPV4_TEXT_MAX) {
        return "has a host that is a number but not a plain IPv4 address";
    }
    memcpy(text, host.at, host.len);
    /* inet_pton takes four decimal numbers without leading zeros and nothing else. */
    if (inet_pton(AF_INET, text, bytes) != 1) {
        return "has a host that is a number but not a plain IPv4 address";
    }
    return judge_ipv4((uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
                      (uint32_t)bytes[2] << 8 | bytes[3]);
}

/* The bytes of names, capitals as the small letters they are read as; all else is 0. The underscore
 * is no host name character, but names with it exist and are called. */
static const char name_bytes[256] = {
    ['-'] = '-', ['.'] = '.', ['_'] = '_', ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3',
    ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9', ['A'] = 'a',
    ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h',
    ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o',
    ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v',
    ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c',
    ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j',
    ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q',
    ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x',
    ['y'] = 'y', ['z'] = 'z',
};

/* A character of a name as the small letter that it is read as; 0 for any other. */
static inline char small_letter(char c)
{
    return name_bytes[(unsigned char)c];
}

/* RFC 1123 2.1 and RFC 1035 2.3.4. */
static const char *judge_label(struct hp_slice label)
{
    if (label.len == 0) {
        return "has a host with an empty label";
    }
    if (label.len > LABEL_BYTES_MAX) {
        return "has a host with a label of over 63 octets";
    }
    if (label.at[0] == '-' || label.at[label.len - 1] == '-') {
        return "has a host with a hyphen at the end of a label";
    }
    for (size_t i = 0; i < label.len; i++) {
        if (small_letter(label.at[i]) == '\0') {
            return "has a host with a character that host names do not have";
        }
    }
    return NULL;
}

/* Judges each label; `last` becomes the top label, `count` how many there are. */
static const char *judge_labels(struct hp_slice host, struct hp_slice *last, size_t *count)
{
    size_t start = 0;
    *count = 0;
    while (start <= host.len) {
        size_t end = start;
        while (end < host.len && host.at[end] != '.') {
            end++;
        }
        *last = (struct hp_slice){host.at + start, end - start};
        const char *reason = judge_label(*last);
        if (reason != NULL) {
            return reason;
        }
        ++*count;
        start = end + 1;
    }
    return NULL;
}

/* `domain` is in small letters. */
static bool lies_in(struct hp_slice name, struct hp_slice domain)
{
    size_t start = name.len - domain.len;
    if (name.len < domain.len || (start > 0 && name.at[start - 1] != '.')) {
        return false;
    }
    for (size_t i = 0; i < domain.len; i++) {
        if (small_letter(name.at[start + i]) != domain.at[i]) {
            return false;
        }
    }
    return true;
}

static const char *judge_domain(struct hp_slice name)
{
    char last = small_letter(name.at[name.len - 1]);
    if (!hp_ascii_is_letter(last)) {
        return NULL;
    }
    size_t group = (size_t)(last - 'a');
    for (size_t i = 0; i < inner_domains[group].count; i++) {
        const struct inner_domain *domain = &inner_domains[group].rows[i];
        if (lies_in(name, domain->name)) {
            return domain->reason;
        }
    }
    return NULL;
}

size_t hp_host_policy_ordinary(struct hp_slice text)
{
    size_t start = 0; /* of the label */
    size_t n = 0;
    for (;;) {
        while (n < text.len && small_letter(text.at[n]) > '.') {
            n++; /* a letter, a digit or the underscore */
        }
        char c = n < text.len ? small_letter(text.at[n]) : '\0';
        if (c == '-') {
            n++;
            continue;
        }
        if (n == start || n - start > LABEL_BYTES_MAX || text.at[start] == '-' ||
            text.at[n - 1] == '-') {
            return 0;
        }
        if (c == '\0') {
            break;
        }
        n++;
        start = n;
    }
    bool ordinary = start > 0 && n <= NAME_BYTES_MAX && !hp_ascii_is_digit(text.at[start]) &&
                    judge_domain((struct hp_slice){text.at, n}) == NULL;
    return ordinary ? n : 0;
}

const char *hp_host_policy_name(struct hp_slice host)
{
    if (host.len == 0) {
        return "has no host"; /* RFC 9110 4.2.1: MUST be rejected */
    }
    if (host.at[host.len - 1] == '.') {
        host.len--; /* the root's own dot: "localhost." is "localhost" */
    }
    if (host.len > NAME_BYTES_MAX) {
        return "has a host of over 253 octets";
    }
    struct hp_slice last = {0};
    size_t labels = 0;
    const char *reason = judge_labels(host, &last, &labels);
    if (reason != NULL) {
        return reason;
    }
    if (is_number(last)) {
        return judge_number(host);
    }
    reason = judge_domain(host);
    return reason == NULL && labels == 1 ? "has a host that is not a full domain name" : reason;
}
