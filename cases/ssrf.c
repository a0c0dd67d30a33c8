/* Server-side request forgery through the callback URL: hosts that lead into the target's own
 * network. Must not know how a target finds them out.
 *
 * Every URL has the scheme https and an ordinary path, so that the host alone is what can be
 * refused. Nothing here resolves a name or opens a connection. */
#include "cases/cases.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

struct host {
    const char *word;
    const char *host; /* with a port, if any */
};

static void put_host(struct hp_build *build, const char *host, const char *path)
{
    hp_raw_put(build, hp_raw_site(HP_ROLE_URL),
               hp_raw_string(build, hp_build_text(build, "https://%s%s", host, path)));
}

static bool host_instance(struct hp_build *build, const struct host *hosts, size_t count,
                          size_t index, const char *what)
{
    if (index >= count) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_URL), "%s", hosts[index].word);
    hp_why(build, "the URL leads to %s: %s", what, hosts[index].host);
    put_host(build, hosts[index].host, "/hooks");
    return true;
}

static bool loopback(struct hp_build *build, size_t index)
{
    static const struct host hosts[] = {
        {"127.0.0.1", "127.0.0.1"},
        {"127.0.0.1-port", "127.0.0.1:8080"},
        {"127.0.0.1-dot", "127.0.0.1."},
        {"127.0.1.1", "127.0.1.1"},
        {"127.254.254.254", "127.254.254.254"},
        {"ipv6", "[::1]"},
        {"ipv6-port", "[::1]:8080"},
        {"ipv6-long", "[0:0:0:0:0:0:0:1]"},
        {"ipv6-leading-zeros", "[0000::0001]"},
        {"localhost", "localhost"},
        {"localhost-port", "localhost:8080"},
        {"localhost-dot", "localhost."},
        {"localhost-upper-case", "LOCALHOST"},
        {"below-localhost", "x.localhost"},
        {"below-localhost-dot", "x.localhost."},
    };
    return host_instance(build, hosts, COUNT_OF(hosts), index, "the target's own machine");
}

/* 127.0.0.1 and 169.254.169.254 as inet_aton reads them (RFC 3986 7.4). */
static bool rare_ipv4(struct hp_build *build, size_t index)
{
    static const struct host hosts[] = {
        {"loopback-decimal", "2130706433"},
        {"loopback-octal", "017700000001"},
        {"loopback-hexadecimal", "0x7f000001"},
        {"loopback-hexadecimal-upper-case", "0X7F000001"},
        {"loopback-octal-parts", "0177.0.0.1"},
        {"loopback-octal-all-parts", "0177.0000.0000.0001"},
        {"loopback-hexadecimal-parts", "0x7f.0x0.0x0.0x1"},
        {"loopback-two-parts", "127.1"},
        {"loopback-three-parts", "127.0.1"},
        {"loopback-two-parts-hexadecimal", "0x7f.1"},
        {"loopback-mixed-radix", "0x7f.0.0.01"},
        {"loopback-mixed-radix-last", "127.0.0.0x1"},
        {"loopback-leading-zeros", "127.000.000.001"},
        {"loopback-decimal-dot", "2130706433."},
        {"loopback-beyond-32-bits", "6425673729"}, /* 2^32 more */
        {"metadata-decimal", "2852039166"},
        {"metadata-octal", "025177524776"},
        {"metadata-hexadecimal", "0xa9fea9fe"},
        {"metadata-octal-parts", "0251.0376.0251.0376"},
        {"metadata-hexadecimal-parts", "0xa9.0xfe.0xa9.0xfe"},
        {"metadata-two-parts", "169.16689662"},
        {"metadata-three-parts", "169.254.43518"},
        {"metadata-mixed-radix", "0xa9.254.0251.254"},
        {"metadata-beyond-8-bits", "425.510.425.510"}, /* 256 more in each part */
        {"unspecified-decimal", "0"},
        {"unspecified-hexadecimal", "0x0"},
    };
    return host_instance(build, hosts, COUNT_OF(hosts), index,
                         "an inner address in a rare spelling");
}

static bool ipv6_embedded(struct hp_build *build, size_t index)
{
    static const struct host hosts[] = {
        {"mapped-loopback", "[::ffff:127.0.0.1]"},
        {"mapped-loopback-hexadecimal", "[::ffff:7f00:1]"},
        {"mapped-loopback-long", "[0:0:0:0:0:ffff:7f00:0001]"},
        {"mapped-metadata", "[::ffff:169.254.169.254]"},
        {"mapped-metadata-upper-case", "[::FFFF:A9FE:A9FE]"},
        {"mapped-private", "[::ffff:10.0.0.1]"},
        {"compatible-loopback", "[::127.0.0.1]"},
        {"compatible-loopback-hexadecimal", "[::7f00:1]"},
        {"compatible-metadata", "[::169.254.169.254]"},
        {"translated-loopback", "[::ffff:0:127.0.0.1]"},
        {"nat64-loopback", "[64:ff9b::127.0.0.1]"},
        {"nat64-loopback-hexadecimal", "[64:ff9b::7f00:1]"},
        {"nat64-metadata", "[64:ff9b::169.254.169.254]"},
        {"nat64-local-use", "[64:ff9b:1::7f00:1]"},
        {"6to4-loopback", "[2002:7f00:1::]"},
        {"6to4-metadata", "[2002:a9fe:a9fe::1]"},
        {"6to4-private", "[2002:a00:1::1]"},
    };
    /* Of another machine a zone says nothing, so a URL with one has no place in a request; the
     * grammar of RFC 3986 has no room for it either. */
    static const struct host zones[] = {
        {"zone-escaped", "[fe80::1%25eth0]"},
        {"zone-raw", "[fe80::1%eth0]"},
        {"zone-number", "[fe80::1%251]"},
        {"zone-on-loopback", "[::1%25lo]"},
    };
    if (index < COUNT_OF(hosts)) {
        return host_instance(build, hosts, COUNT_OF(hosts), index,
                             "an IPv4 address hidden in an IPv6 address");
    }
    index -= COUNT_OF(hosts);
    if (!host_instance(build, zones, COUNT_OF(zones), index, "an address with a zone id")) {
        return false;
    }
    build->body_truth = HP_BODY_BREAKS;
    return true;
}

/* The first and the last address of each. */
static bool private_ranges(struct hp_build *build, size_t index)
{
    static const struct host hosts[] = {
        {"10-first", "10.0.0.0"},
        {"10-host", "10.0.0.1"},
        {"10-last", "10.255.255.255"},
        {"172.16-first", "172.16.0.0"},
        {"172.16-host", "172.16.0.1"},
        {"172.31-last", "172.31.255.255"},
        {"192.168-first", "192.168.0.0"},
        {"192.168-host", "192.168.1.1"},
        {"192.168-last", "192.168.255.255"},
        {"100.64-first", "100.64.0.0"},
        {"100.64-host", "100.64.0.1"},
        {"100.127-last", "100.127.255.255"},
        {"fc00-first", "[fc00::]"},
        {"fc00-host", "[fc00::1]"},
        {"fd00-host", "[fd12:3456:789a::1]"},
        {"fdff-last", "[fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]"},
        {"10-port", "10.0.0.1:8080"},
        {"fd00-port", "[fd12:3456:789a::1]:8080"},
    };
    return host_instance(build, hosts, COUNT_OF(hosts), index, "a private network");
}

static bool link_local_metadata(struct hp_build *build, size_t index)
{
    static const struct host hosts[] = {
        {"metadata-ipv4", "169.254.169.254"},
        {"metadata-ipv4-port", "169.254.169.254:80"},
        {"metadata-ipv4-dot", "169.254.169.254."},
        {"link-local-first", "169.254.0.0"},
        {"link-local-last", "169.254.255.255"},
        {"container-credentials", "169.254.170.2"},
        {"time-service", "169.254.169.123"},
        {"fe80-first", "[fe80::]"},
        {"fe80-host", "[fe80::1]"},
        {"febf-last", "[febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff]"},
        {"metadata-ipv6", "[fd00:ec2::254]"},
        {"metadata-carrier-range", "100.100.100.200"},
        {"metadata-protocol-range", "192.0.0.192"},
        {"metadata.google.internal", "metadata.google.internal"},
        {"metadata.google.internal-dot", "metadata.google.internal."},
        {"metadata.google.internal-upper-case", "METADATA.GOOGLE.INTERNAL"},
        {"metadata", "metadata"},
        {"metadata.goog", "metadata.goog"},
        {"instance-data", "instance-data"},
        {"instance-data.ec2.internal", "instance-data.ec2.internal"},
        {"metadata.azure.internal", "metadata.azure.internal"},
        {"metadata.tencentyun.com", "metadata.tencentyun.com"},
    };
    return host_instance(build, hosts, COUNT_OF(hosts), index,
                         "a link-local address or a metadata service");
}

static bool special_ranges(struct hp_build *build, size_t index)
{
    static const struct host hosts[] = {
        {"0.0.0.0", "0.0.0.0"},
        {"0.0.0.0-port", "0.0.0.0:8080"},
        {"0-last", "0.255.255.255"},
        {"192.0.0-first", "192.0.0.0"},
        {"192.0.0-last", "192.0.0.255"},
        {"198.18-first", "198.18.0.0"},
        {"198.19-last", "198.19.255.255"},
        {"multicast-first", "224.0.0.0"},
        {"multicast-all-hosts", "224.0.0.1"},
        {"multicast-last", "239.255.255.255"},
        {"240-first", "240.0.0.0"},
        {"240-last", "255.255.255.254"},
        {"broadcast", "255.255.255.255"},
        {"ipv6-unspecified", "[::]"},
        {"ipv6-unspecified-long", "[0:0:0:0:0:0:0:0]"},
        {"ipv6-unspecified-port", "[::]:8080"},
        {"ipv6-multicast", "[ff02::1]"},
        {"ipv6-multicast-global", "[ff0e::1]"},
    };
    return host_instance(build, hosts, COUNT_OF(hosts), index,
                         "an address that is no single machine of the Internet");
}

static bool internal_names(struct hp_build *build, size_t index)
{
    static const struct host hosts[] = {
        {"single-label", "intranet"},
        {"single-label-port", "redis:6379"},
        {"single-label-dot", "intranet."},
        {"single-label-of-kubernetes", "kubernetes"},
        {"internal", "db.internal"},
        {"internal-dot", "db.internal."},
        {"local", "printer.local"},
        {"lan", "nas.lan"},
        {"localdomain", "host.localdomain"},
        {"home.arpa", "router.home.arpa"},
        {"cluster.local", "kubernetes.default.svc.cluster.local"},
        {"cluster.local-service", "api.team.svc.cluster.local"},
        {"svc", "kubernetes.default.svc"},
        {"docker", "host.docker.internal"},
        {"local-upper-case", "PRINTER.LOCAL"},
    };
    return host_instance(build, hosts, COUNT_OF(hosts), index, "a name of a private network");
}

/* What stands in for a name, a server or a zone that only an operator can set up. */
static bool stand_in(struct hp_build *build, size_t index, const char *word, const char *host,
                     const char *what)
{
    if (index > 0) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_URL), "%s", word);
    hp_why(build, "the URL leads to %s", what);
    put_host(build, host, "/hooks");
    return true;
}

static bool public_name_private_ip(struct hp_build *build, size_t index)
{
    return stand_in(build, index, "resolves-to-private", "private.example.com",
                    "a public name with a private address");
}

static bool dns_rebinding(struct hp_build *build, size_t index)
{
    return stand_in(build, index, "alternating-addresses", "rebind.example.com",
                    "a name that alternates between a public and a private address");
}

static bool redirect(struct hp_build *build, size_t index)
{
    return stand_in(build, index, "redirect-to-private", "redirect.example.com",
                    "a server that redirects to a private address");
}

/* The host that the page documents (R03, PAGE:L7); the loaded contract keeps of its server only the
 * path. */
#define DOCUMENTED_HOST "api.rootfi.dev"

static bool self_target(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        const char *host;
        bool endpoint;
    } forms[] = {
        {"own-host", DOCUMENTED_HOST, false},
        {"own-host-port", DOCUMENTED_HOST ":443", false},
        {"this-endpoint", DOCUMENTED_HOST, true},
        {"this-endpoint-dot", DOCUMENTED_HOST ".", true},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_URL), "%s", forms[index].word);
    hp_why(build, "the URL leads to the API itself: %s", forms[index].word);
    struct hp_slice path = forms[index].endpoint ? build->contract->path : HP_SLICE("/");
    struct hp_slice url = hp_build_text(build, "https://%s%.*s", forms[index].host, HP_PRINT(path));
    hp_raw_put(build, hp_raw_site(HP_ROLE_URL), hp_raw_string(build, url));
    return true;
}

/* Places where something may answer, places where nothing does, and what the difference would be
 * worth to whoever may choose the URL. */
static bool no_reflection(struct hp_build *build, size_t index)
{
    static const struct host hosts[] = {
        {"loopback-80", "127.0.0.1:80"},
        {"loopback-22", "127.0.0.1:22"},
        {"loopback-6379", "127.0.0.1:6379"},
        {"loopback-1", "127.0.0.1:1"},
        {"loopback-65535", "127.0.0.1:65535"},
        {"loopback-ipv6-80", "[::1]:80"},
        {"localhost-8080", "localhost:8080"},
        {"metadata", "169.254.169.254"},
        {"private-10", "10.0.0.1"},
        {"private-192.168", "192.168.0.1"},
    };
    return host_instance(build, hosts, COUNT_OF(hosts), index,
                         "an inner address whose answer is nobody's business");
}

/* On a remote target only when it is asked for. */
enum { FLAGS = HP_ROW_HAZARD | HP_ROW_FOREIGN_URL };

static const struct hp_row rows[] = {
    {
        .id = "ssrf-loopback",
        .family = "ssrf",
        .title = "A URL on a loopback address or under localhost is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "OWASP-API7:2023; OWASP-SSRF-CS; GitHub and Shopify 422; SILENT S21",
        .instance = loopback,
        .body = HP_BODY_BEYOND,
        .flags = FLAGS,
    },
    {
        .id = "ssrf-rare-ipv4",
        .family = "ssrf",
        .title =
            "Decimal, octal, hexadecimal and shortened spellings of inner addresses are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "RFC3986-7.4; CATS SSRFInUrlFields",
        .instance = rare_ipv4,
        .body = HP_BODY_BEYOND,
        .flags = FLAGS,
    },
    {
        .id = "ssrf-ipv6-embedded",
        .family = "ssrf",
        .title = "IPv6 addresses that hide an IPv4 address, and zone ids, are refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "SVIX is_allowed; IANA special-purpose registries",
        .instance = ipv6_embedded,
        .body = HP_BODY_BEYOND,
        .flags = FLAGS,
    },
    {
        .id = "ssrf-private-ranges",
        .family = "ssrf",
        .title = "A URL on a private or carrier-shared address is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "OWASP-SSRF-CS; SVIX is_allowed",
        .instance = private_ranges,
        .body = HP_BODY_BEYOND,
        .flags = FLAGS,
    },
    {
        .id = "ssrf-link-local-metadata",
        .family = "ssrf",
        .title = "A URL on a link-local address or a metadata service is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "OWASP-API7:2023; OWASP-SSRF-CS deny list",
        .instance = link_local_metadata,
        .body = HP_BODY_BEYOND,
        .flags = FLAGS,
    },
    {
        .id = "ssrf-special-ranges",
        .family = "ssrf",
        .title = "A URL on an unspecified, multicast, broadcast or reserved address is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_SHOULD,
        .clause = "SVIX is_allowed; IANA special-purpose registries",
        .instance = special_ranges,
        .body = HP_BODY_BEYOND,
        .flags = FLAGS,
    },
    {
        .id = "ssrf-internal-names",
        .family = "ssrf",
        .title = "A URL on a name of a private network is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MAY,
        .clause = "OWASP-SSRF-CS case 2; RFC6761-6.3; RFC6762-3",
        .instance = internal_names,
        .body = HP_BODY_BEYOND,
        .flags = FLAGS,
    },
    {
        .id = "ssrf-public-name-private-ip",
        .family = "ssrf",
        .title = "A URL on a public name that resolves to a private address is refused",
        .expect = HP_EXPECT_REJECT_4XX,
        .level = HP_MAY,
        .clause = "OWASP-SSRF-CS case 2; SVIX NonLocalDnsResolver",
        .instance = public_name_private_ip,
        .body = HP_BODY_BEYOND,
        .combos = HP_COMBOS_ONE,
        .flags = FLAGS,
        .needs = "needs a DNS zone of yours with a public name that resolves to a private address; "
                 "this version has no option to name one",
    },
    {
        .id = "ssrf-dns-rebinding",
        .family = "ssrf",
        .title = "Delivery checks the address again when a name changes it",
        .expect = HP_EXPECT_CHECK,
        .level = HP_MAY,
        .clause = "OWASP-SSRF-CS DNS pinning",
        .instance = dns_rebinding,
        .body = HP_BODY_BEYOND,
        .combos = HP_COMBOS_ONE,
        .flags = FLAGS,
        .check = "ssrf-dns-rebinding",
        .needs = "needs a DNS server that alternates the address of a name, and a way to trigger a "
                 "delivery; this version has no option for either",
    },
    {
        .id = "ssrf-redirect",
        .family = "ssrf",
        .title = "Neither verification nor delivery follows a redirect to a private address",
        .expect = HP_EXPECT_CHECK,
        .level = HP_MAY,
        .clause = "OWASP-API7:2023 (disable redirections)",
        .instance = redirect,
        .body = HP_BODY_BEYOND,
        .combos = HP_COMBOS_ONE,
        .flags = FLAGS,
        .check = "ssrf-redirect",
        .needs = "needs a public server that answers the registered URL with a redirect, and sees "
                 "who follows; this version has no option to name one",
    },
    {
        .id = "ssrf-self-target",
        .family = "ssrf",
        .title = "A URL on the API's own host or at this very endpoint: either answer",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "OWASP-API7:2023",
        .instance = self_target,
        .body = HP_BODY_VALID,
        .flags = FLAGS,
    },
    {
        .id = "ssrf-no-reflection",
        .family = "ssrf",
        .title =
            "Nothing fetched from an inner URL appears in the reply (its timing is not judged)",
        .expect = HP_EXPECT_CHECK,
        .level = HP_SHOULD,
        .clause = "OWASP-API7:2023 (no raw responses); CWE-918",
        .instance = no_reflection,
        .body = HP_BODY_BEYOND,
        .flags = FLAGS,
        .check = "ssrf-no-reflection",
    },
};

const struct hp_table hp_table_ssrf = {rows, COUNT_OF(rows)};
