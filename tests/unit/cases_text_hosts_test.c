/* Where the URLs of the rows lead: to the inner addresses that their instances name, or to nobody.
 * An oracle that is not ours: the libc's readers of addresses. */
#include "tests/unit/cases_text_fixture.h"

#include <arpa/inet.h>

/* What stands between "https://" and the next slash, without a port or brackets; NUL-terminated. */
static const char *host_of(const struct hp_request *request)
{
    static char host[512];
    struct hp_slice url = text_at(request, HP_ROLE_URL);
    size_t begin = strlen("https://");
    size_t end = begin;
    bool bracket = url.at[begin] == '[';
    while (end < url.len && url.at[end] != (bracket ? ']' : '/') &&
           (bracket || url.at[end] != ':')) {
        end++;
    }
    begin += bracket ? 1 : 0;
    ck_assert_uint_lt(end - begin, sizeof(host));
    memcpy(host, url.at + begin, end - begin);
    host[end - begin] = '\0';
    return host;
}

/* inet_aton is the reader of rare spellings that real programs have. It refuses numbers that are
 * too large, which other readers cut. */
START_TEST(rare_spellings_mean_inner_addresses)
{
    const struct hp_row *row = row_called("ssrf-rare-ipv4");
    size_t read = 0;
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        struct hp_slice name = hp_buf_view(&build.instance);
        const char *host = host_of(&request);
        struct in_addr address;
        struct in_addr plain;
        uint32_t want = hp_slice_starts_with(name, HP_SLICE("loopback-"))   ? 0x7f000001
                        : hp_slice_starts_with(name, HP_SLICE("metadata-")) ? 0xa9fea9fe
                                                                            : 0;
        ck_assert_msg(inet_pton(AF_INET, host, &plain) == 0, "%s is no rare spelling", host);
        bool reads = inet_aton(host, &address) != 0;
        bool beyond = holds(name, HP_SLICE("beyond")) || holds(name, HP_SLICE("-dot"));
        ck_assert_msg(reads != beyond, "%s", host);
        if (reads) {
            ck_assert_msg(ntohl(address.s_addr) == want, "%s is %08x", host, ntohl(address.s_addr));
            read++;
        }
    }
    ck_assert_uint_eq(read, 26 - 3);
}
END_TEST

/* The four bytes that the IPv6 address hides. */
static uint32_t hidden(const unsigned char *bytes, bool in_6to4)
{
    const unsigned char *at = in_6to4 ? bytes + 2 : bytes + 12;
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

START_TEST(embedded_addresses_are_the_inner_ones_that_they_name)
{
    const struct hp_row *row = row_called("ssrf-ipv6-embedded");
    size_t read = 0;
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        struct hp_slice name = hp_buf_view(&build.instance);
        unsigned char bytes[16];
        const char *host = host_of(&request);
        bool zone = hp_slice_starts_with(name, HP_SLICE("zone-"));
        ck_assert_msg((inet_pton(AF_INET6, host, bytes) == 1) != zone, "%s", host);
        ck_assert((build.body_truth == HP_BODY_BREAKS) == zone);
        if (!zone) {
            uint32_t address = hidden(bytes, hp_slice_starts_with(name, HP_SLICE("6to4-")));
            uint32_t want = holds(name, HP_SLICE("metadata"))  ? 0xa9fea9fe
                            : holds(name, HP_SLICE("private")) ? 0x0a000001
                                                               : 0x7f000001;
            ck_assert_msg(address == want, "%s hides %08x", host, address);
            read++;
        }
    }
    ck_assert_uint_eq(read, 17);
}
END_TEST

struct range {
    const char *instance; /* how names start */
    uint32_t first;
    unsigned bits;
};

static void check_ranges(const char *id, const struct range *ranges, size_t count)
{
    const struct hp_row *row = row_called(id);
    size_t seen = 0;
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        struct hp_request request = hp_build_request(&build);
        struct in_addr address;
        for (size_t r = 0; r < count; r++) {
            if (!hp_slice_starts_with(hp_buf_view(&build.instance),
                                      hp_slice_of(ranges[r].instance))) {
                continue;
            }
            const char *host = host_of(&request);
            ck_assert_msg(inet_pton(AF_INET, host, &address) == 1, "%s", host);
            uint32_t value = ntohl(address.s_addr);
            uint32_t last = ranges[r].first | (uint32_t)(UINT64_C(0xffffffff) >> ranges[r].bits);
            ck_assert_msg(value >= ranges[r].first && value <= last, "%s", host);
            struct hp_slice name = hp_buf_view(&build.instance);
            bool is_first = holds(name, HP_SLICE("-first"));
            bool is_last = holds(name, HP_SLICE("-last"));
            ck_assert_msg(!is_first || value == ranges[r].first, "%s is not the first", host);
            ck_assert_msg(!is_last || value == last, "%s is not the last", host);
            seen++;
        }
    }
    ck_assert_uint_ge(seen, 2 * count);
}

START_TEST(ranges_are_met_at_both_ends)
{
    static const struct range private_ranges[] = {
        {"10-", 0x0a000000, 8},
        {"172.", 0xac100000, 12},
        {"192.168-", 0xc0a80000, 16},
        {"100.", 0x64400000, 10},
    };
    static const struct range special_ranges[] = {
        {"0", 0x00000000, 8},
        {"192.0.0-", 0xc0000000, 24},
        {"198.1", 0xc6120000, 15},
        {"multicast-", 0xe0000000, 4},
    };
    check_ranges("ssrf-private-ranges", private_ranges, 4);
    check_ranges("ssrf-special-ranges", special_ranges, 4);
}
END_TEST

/* Whoever is called by a target that takes these URLs, it is nobody: example.com is reserved. Text
 * that is no URL to the schema is called by no name at all. */
START_TEST(urls_of_other_families_lead_to_example_com)
{
    const struct hp_row *row = row_at((size_t)_i);
    if (strcmp(row->family, "ssrf") == 0) {
        return;
    }
    for (size_t i = 0; make(&build, row, 0, i); i++) {
        if (build.body_truth != HP_BODY_VALID && build.body_truth != HP_BODY_BEYOND) {
            continue;
        }
        struct hp_request request = hp_build_request(&build);
        struct hp_slice url = text_at(&request, HP_ROLE_URL);
        size_t begin = hp_slice_find(url, HP_SLICE("://")) + 3;
        size_t end = begin;
        while (end < url.len && strchr(":/?#", url.at[end]) == NULL) {
            end++;
        }
        while (end > begin && url.at[end - 1] == '.') {
            end--;
        }
        struct hp_slice domain = HP_SLICE("example.com");
        struct hp_slice host = {url.at + begin, end - begin};
        bool inside = host.len == 0; /* only the root's dot */
        if (host.len >= domain.len) {
            struct hp_slice tail = {host.at + host.len - domain.len, domain.len};
            inside = hp_slice_equal_ignoring_case(tail, domain);
        }
        ck_assert_msg(inside, "%s leads to %.*s", hp_buf_cstr(&build.id), (int)host.len, host.at);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_text_hosts");
    TCase *hosts = tcase_create("hosts");
    tcase_set_timeout(hosts, 120);
    tcase_add_checked_fixture(hosts, setup_own, teardown_both);
    tcase_add_test(hosts, rare_spellings_mean_inner_addresses);
    tcase_add_test(hosts, embedded_addresses_are_the_inner_ones_that_they_name);
    tcase_add_test(hosts, ranges_are_met_at_both_ends);
    tcase_add_loop_test(hosts, urls_of_other_families_lead_to_example_com, 0, (int)row_count());
    suite_add_tcase(suite, hosts);
    return suite;
}
