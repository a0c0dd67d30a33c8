/* The URL policy, one row a URL: hand-written verdicts, by the clause that asks for them. */
#include "harness/service/url_policy.h"

#include <string.h>

#include "tests/support/suite_main.h"

/* `reason` is a part of the refusal's text; NULL: the URL is taken. */
static const struct url_row {
    const char *url;
    const char *reason;
} rows[] = {
    /* ordinary URLs: RFC 3986 3, with what callers really register */
    {"https://webhook.site/eec24873-a381-4694-b684-a1d77d9e0697", NULL},
    {"https://example.com", NULL},
    {"https://example.com/", NULL},
    {"https://example.com/hook", NULL},
    {"https://example.com/hook/", NULL},
    {"https://example.com:8443/hook", NULL},
    {"https://example.com:443/hook", NULL},
    {"https://example.com:/hook", NULL},
    {"https://example.com:65535", NULL},
    {"https://example.com:1", NULL},
    {"https://example.com:22/", NULL},
    {"https://example.com:6379/", NULL},
    {"https://example.com?x=1", NULL},
    {"https://example.com/hook?x=1&y=a,b;c", NULL},
    {"https://example.com/hook?x=1?y", NULL},
    {"https://example.com/hook?u=https://example.org/x@y", NULL},
    {"https://example.com/a%20b", NULL},
    {"https://example.com/%7Euser", NULL},
    {"https://example.com/~user", NULL},
    {"https://example.com/%E2%82%AC", NULL},
    {"https://example.com/%0d%0aX", NULL},
    {"https://example.com/a/../b/./c", NULL},
    {"https://example.com//double", NULL},
    {"https://example.com/(a)!$&'*+,;=:@", NULL},
    {"HTTPS://EXAMPLE.COM/Hook", NULL},
    {"hTTps://Example.Com", NULL},
    {"http://example.com/hook", NULL},
    {"https://xn--bcher-kva.example.com/", NULL},
    {"https://xn--nxasmq6b.example/", NULL},
    {"https://a.b.c.d.e.f.example.com/", NULL},
    {"https://example.com./", NULL},
    {"https://my_service.example.com/", NULL},
    {"https://3com.example/", NULL},
    {"https://1.example.com/", NULL},
    {"https://api.rootfi.dev/v3/core/webhooks", NULL},
    {"https://93.184.216.34/hook", NULL},
    {"https://8.8.8.8", NULL},
    {"https://172.15.255.255/", NULL},
    {"https://172.32.0.0/", NULL},
    {"https://100.63.255.255/", NULL},
    {"https://100.128.0.0/", NULL},
    {"https://[2606:2800:220:1:248:1893:25c8:1946]/hook", NULL},
    {"https://[2606:2800:220:1:248:1893:25c8:1946]:8443/hook", NULL},
    {"https://notlocalhost.com/", NULL},
    {"https://local.example.com/", NULL},
    {"https://internal.example.com/", NULL},
    {"https://mynip.io/", NULL},
    /* each domain of the table, and what lies below it */
    {"https://localdomain/", "local network"},
    {"https://a.LOCALDOMAIN", "local network"},
    {"https://intranet/", "private network"},
    {"https://a.INTRANET", "private network"},
    {"https://private/", "private network"},
    {"https://a.PRIVATE", "private network"},
    {"https://corp/", "private network"},
    {"https://a.CORP", "private network"},
    {"https://home/", "private network"},
    {"https://a.HOME", "private network"},
    {"https://lan/", "private network"},
    {"https://a.LAN", "private network"},
    {"https://svc/", "cluster"},
    {"https://a.SVC", "cluster"},
    {"https://arpa/", "infrastructure"},
    {"https://a.ARPA", "infrastructure"},
    {"https://invalid/", "never exists"},
    {"https://a.INVALID", "never exists"},
    {"https://onion/", "outside of DNS"},
    {"https://a.ONION", "outside of DNS"},
    {"https://metadata.goog/", "metadata"},
    {"https://a.METADATA.GOOG", "metadata"},
    {"https://metadata.azure.com/", "metadata"},
    {"https://a.METADATA.AZURE.COM", "metadata"},
    {"https://metadata.packet.net/", "metadata"},
    {"https://a.METADATA.PACKET.NET", "metadata"},
    {"https://metadata.platformequinix.com/", "metadata"},
    {"https://a.METADATA.PLATFORMEQUINIX.COM", "metadata"},
    {"https://metadata.tencentyun.com/", "metadata"},
    {"https://a.METADATA.TENCENTYUN.COM", "metadata"},
    {"https://nip.io/", "spells any address"},
    {"https://a.NIP.IO", "spells any address"},
    {"https://sslip.io/", "spells any address"},
    {"https://a.SSLIP.IO", "spells any address"},
    {"https://xip.io/", "spells any address"},
    {"https://a.XIP.IO", "spells any address"},
    {"https://localtest.me/", "local host"},
    {"https://a.LOCALTEST.ME", "local host"},
    {"https://lvh.me/", "local host"},
    {"https://a.LVH.ME", "local host"},
    {"https://localhost/", "local host"},
    {"https://a.LOCALHOST", "local host"},
    {"https://local/", "local network"},
    {"https://a.LOCAL", "local network"},
    {"https://internal/", "private network"},
    {"https://a.INTERNAL", "private network"},
    /* no absolute URL: RFC 3986 4.3 */
    {"", "absolute"},
    {" ", "blank"},
    {"/hook", "absolute"},
    {"./hook", "absolute"},
    {"?q=1", "absolute"},
    {"//example.com/x", "absolute"},
    {"example.com/hook", "absolute"},
    {"example.com:443", "absolute"},
    {"https:/example.com", "absolute"},
    {"https//example.com", "absolute"},
    {"https:example.com", "absolute"},
    {"://example.com", "scheme"},
    /* no host: RFC 9110 4.2.1, 4.2.2 */
    {"https://", "no host"},
    {"https:///x", "no host"},
    {"https://:443/", "no host"},
    {"https://?q", "no host"},
    {"http://#x", "fragment"},
    {"https://./", "empty label"},
    /* other schemes: decision S19 */
    {"ftp://example.com/x", "scheme"},
    {"file:///etc/passwd", "scheme"},
    {"gopher://example.com/", "scheme"},
    {"ws://example.com/", "scheme"},
    {"wss://example.com/", "scheme"},
    {"jar:https://example.com/x!/", "scheme"},
    {"dict://example.com/", "scheme"},
    {"javascript://example.com/%0aalert(1)", "scheme"},
    {"javascript:alert(1)", "absolute"},
    {"data:text/plain,x", "absolute"},
    {"mailto:a@example.com", "absolute"},
    {"hxxps://example.com", "scheme"},
    {"1https://example.com", "scheme"},
    {"https ://example.com", "blank"},
    {"httpss://example.com", "scheme"},
    /* bytes that URLs do not have: RFC 3986 2 */
    {"https://example.com/a b", "blank"},
    {"https://example.com/\t", "control"},
    {"https://example.com/\r\n", "control"},
    {"https://exa\tmple.com/", "control"},
    {"https://example.com/\x7f", "control"},
    {" https://example.com/", "blank"},
    {"https://example.com/ ", "blank"},
    {"https://example.com/<x>", "escape it"},
    {"https://example.com/\"x\"", "escape it"},
    {"https://example.com/{x}", "escape it"},
    {"https://example.com/x|y", "escape it"},
    {"https://example.com/x^y", "escape it"},
    {"https://example.com/x`y", "escape it"},
    {"https://example.com\\@evil.example/", "escape it"},
    {"https://example.com/a[0]", "RFC 3986"},
    {"https://b\xc3\xbc"
     "cher.example/",
     "ASCII"},
    {"https://example.com/\xe2\x82\xac", "ASCII"},
    {"https://example\xe3\x80\x82"
     "com/",
     "ASCII"},
    /* broken escapes: RFC 3986 2.1 */
    {"https://example.com/%", "percent"},
    {"https://example.com/%0", "percent"},
    {"https://example.com/%G1", "percent"},
    {"https://example.com/%u0041", "percent"},
    {"https://example.com/?%zz", "percent"},
    /* ports: RFC 3986 3.2.3 */
    {"https://example.com:0/", "port"},
    {"https://example.com:65536/", "port"},
    {"https://example.com:99999/", "port"},
    {"https://example.com:000000000443/", "port"},
    {"https://example.com:-1/", "port"},
    {"https://example.com:http/", "port"},
    {"https://example.com:80:80/", "port"},
    {"https://example.com:+80/", "port"},
    {"https://[2606:2800:220:1:248:1893:25c8:1946]:0/", "port"},
    {"https://[2606:2800:220:1:248:1893:25c8:1946]443/", "between host and port"},
    /* userinfo and confusion about the authority: RFC 9110 4.2.4, RFC 3986 7.6 */
    {"https://user@example.com/", "user name"},
    {"https://user:secret@example.com/", "user name"},
    {"https://@example.com/", "user name"},
    {"https://a@b@example.com/", "user name"},
    {"https://example.com%40evil.example/", "character"},
    {"https://example.com#@evil.example/", "fragment"},
    {"https://example.com/#part", "fragment"},
    /* host syntax: RFC 1035 2.3.4, RFC 1123 2.1 */
    {"https://-example.com/", "hyphen"},
    {"https://example-.com/", "hyphen"},
    {"https://example..com/", "empty label"},
    {"https://.example.com/", "empty label"},
    {"https://example.com../", "empty label"},
    {"https://2606:2800:220:1:248:1893:25c8:1946/", "number"},
    {"https://exam!ple.com/", "character"},
    {"https://exa%6dple.com/", "character"},
    {"https://*.example.com/", "character"},
    {"https://[::1/", "bracket"},
    {"https://[]/", "IPv6"},
    {"https://[v1.x]/", "IPv6"},
    {"https://[example.com]/", "IPv6"},
    {"https://[1:2:3:4:5:6:7:8:9]/", "IPv6"},
    /* loopback: decision S21 */
    {"http://127.0.0.1/", "loopback"},
    {"https://127.0.0.1:8080/x", "loopback"},
    {"https://127.254.254.254/", "loopback"},
    {"https://[::1]/", "loopback"},
    {"https://[0:0:0:0:0:0:0:1]/", "loopback"},
    {"https://localhost/", "local host"},
    {"https://LOCALHOST:8080/", "local host"},
    {"https://localhost./", "local host"},
    {"https://x.localhost/", "local host"},
    {"https://localtest.me/", "local host"},
    /* rare spellings of IPv4: RFC 3986 7.4 */
    {"https://2130706433/", "number"},
    {"https://0x7f000001/", "number"},
    {"https://0X7F.1/", "number"},
    {"https://017700000001/", "number"},
    {"https://0177.0.0.1/", "number"},
    {"https://127.1/", "number"},
    {"https://127.0.1/", "number"},
    {"https://0x7f.0.0.1/", "number"},
    {"https://0x7f.0x0.0x0.0x1/", "number"},
    {"https://127.0.0.0x1/", "number"},
    {"https://0xa9fea9fe/", "number"},
    {"https://2852039166/", "number"},
    {"https://169.254.43518/", "number"},
    {"https://0251.0376.0251.0376/", "number"},
    {"https://127.0.0.1./", "loopback"},
    {"https://00000127.0.0.1/", "number"},
    {"https://256.1.1.1/", "number"},
    {"https://1.2.3.4.5/", "number"},
    {"https://4294967296/", "number"},
    {"https://0/", "number"},
    {"https://0x/", "number"},
    /* IPv4 inside IPv6 */
    {"https://[::ffff:127.0.0.1]/", "hides"},
    {"https://[::ffff:7f00:1]/", "hides"},
    {"https://[::ffff:93.184.216.34]/", "hides"},
    {"https://[::127.0.0.1]/", "hides"},
    {"https://[::a9fe:a9fe]/", "hides"},
    {"https://[64:ff9b::7f00:1]/", "NAT64"},
    {"https://[64:ff9b:1::1]/", "NAT64"},
    {"https://[2002:7f00:1::]/", "6to4"},
    {"https://[fe80::1%25eth0]/", "IPv6"},
    {"https://[::ffff:0:127.0.0.1]/", "not global"},
    /* private, link-local, special: IANA registries */
    {"https://10.0.0.1/", "private"},
    {"https://10.255.255.255/", "private"},
    {"https://172.16.0.1/", "private"},
    {"https://172.31.255.255/", "private"},
    {"https://192.168.1.1/", "private"},
    {"https://100.64.0.1/", "carrier"},
    {"https://100.127.255.255/", "carrier"},
    {"https://100.100.100.200/", "carrier"},
    {"https://[fc00::1]/", "private"},
    {"https://[fd12:3456::1]/", "private"},
    {"https://169.254.169.254/latest/meta-data/", "link-local"},
    {"https://[fe80::1]/", "link-local"},
    {"https://[febf::1]/", "link-local"},
    {"https://[fd00:ec2::254]/", "private"},
    {"https://metadata.google.internal/", "private network"},
    {"https://metadata.goog/", "metadata"},
    {"https://instance-data.ec2.internal/", "private network"},
    {"https://metadata.azure.com/", "metadata"},
    {"https://0.0.0.0/", "own network"},
    {"https://0.1.2.3/", "own network"},
    {"https://224.0.0.1/", "multicast"},
    {"https://239.255.255.255/", "multicast"},
    {"https://255.255.255.255/", "broadcast"},
    {"https://240.0.0.1/", "broadcast"},
    {"https://192.0.0.8/", "protocols"},
    {"https://192.0.2.1/", "documentation"},
    {"https://198.51.100.7/", "documentation"},
    {"https://203.0.113.7/", "documentation"},
    {"https://198.18.0.1/", "benchmarks"},
    {"https://198.19.255.255/", "benchmarks"},
    {"https://192.88.99.1/", "6to4"},
    {"https://[::]/", "unspecified"},
    {"https://[ff02::1]/", "multicast"},
    {"https://[2001:db8::1]/", "documentation"},
    {"https://[2001::1]/", "protocols"},
    {"https://[100::1]/", "not global"},
    {"https://[fec0::1]/", "not global"},
    {"https://[4000::1]/", "not global"},
    /* internal names */
    {"https://intranet/", "private network"},
    {"https://kubernetes/", "full domain name"},
    {"https://wiki.corp/", "private network"},
    {"https://printer.local/", "local network"},
    {"https://nas.lan/", "private network"},
    {"https://router.home.arpa/", "infrastructure"},
    {"https://api.default.svc.cluster.local/", "local network"},
    {"https://api.default.svc/", "cluster"},
    {"https://db.internal./", "private network"},
    {"https://x.invalid/", "never exists"},
    {"https://127.0.0.1.nip.io/", "spells any address"},
    {"https://expyuzz4wqqyqhjn.onion/", "outside of DNS"},
};

static void expect(struct hp_slice url, const char *want)
{
    const char *reason = hp_url_policy_judge(url);
    if (want == NULL) {
        ck_assert_msg(reason == NULL, "%.*s: refused: %s", (int)url.len, url.at, reason);
    } else {
        ck_assert_msg(reason != NULL, "%.*s: taken", (int)url.len, url.at);
        ck_assert_msg(strstr(reason, want) != NULL, "%.*s: %s", (int)url.len, url.at, reason);
    }
}

START_TEST(a_url_gets_its_verdict)
{
    expect(hp_slice_of(rows[_i].url), rows[_i].reason);
}
END_TEST

START_TEST(a_nul_inside_is_refused)
{
    expect(HP_SLICE("https://example.com/\0x"), "control");
    expect(HP_SLICE("https://example.com\0.evil.example/"), "control");
}
END_TEST

/* "https://" + 'a' x labels ... + "/" + 'p' x path */
static void expect_sized(size_t label, size_t dotted, size_t path, const char *want)
{
    static char url[20000];
    size_t n = 0;
    memcpy(url, "https://", 8);
    n = 8;
    for (size_t i = 0; i < dotted; i++) {
        memset(url + n, 'a', label);
        n += label;
        url[n++] = '.';
    }
    memcpy(url + n, "com/", 4);
    n += 4;
    memset(url + n, 'p', path);
    expect((struct hp_slice){url, n + path}, want);
}

START_TEST(lengths_of_label_host_and_url_are_bounded)
{
    expect_sized(63, 1, 0, NULL);
    expect_sized(64, 1, 0, "label of over 63");
    expect_sized(49, 5, 0, NULL);               /* 5 x 50 + 3 = 253 */
    expect_sized(50, 5, 0, "over 253");         /* 258 */
    expect_sized(7, 1, 8000 - 8 - 8 - 4, NULL); /* 8,000 octets in all */
    expect_sized(7, 1, 8000 - 8 - 8 - 3, "8000");
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service url policy");
    TCase *tcase = tcase_create("url");
    tcase_add_loop_test(tcase, a_url_gets_its_verdict, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tcase, a_nul_inside_is_refused);
    tcase_add_test(tcase, lengths_of_label_host_and_url_are_bounded);
    suite_add_tcase(suite, tcase);
    return suite;
}
