/* The formats by tables of texts, and date-times as numbers. */
#include "tests/support/suite_main.h"

#include "harness/contract/format.h"

struct vector {
    const char *format;
    const char *text;
    bool valid;
};

#define A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct vector vectors[] = {
    {"date-time", "1963-06-19T08:30:06.283185Z", true},
    {"date-time", "1963-06-19T08:30:06Z", true},
    {"date-time", "1937-01-01T12:00:27.87+00:20", true},
    {"date-time", "1990-12-31T15:59:50.123-08:00", true},
    {"date-time", "1998-12-31T23:59:60Z", true},
    {"date-time", "1998-12-31T15:59:60.123-08:00", true},
    {"date-time", "1998-12-31T23:58:60Z", false},
    {"date-time", "1998-12-31T22:59:60Z", false},
    {"date-time", "1998-12-31T23:59:61Z", false},
    {"date-time", "1990-12-31T15:59:59-24:00", false},
    {"date-time", "1990-12-31T15:59:59+23:59", true},
    {"date-time", "1990-12-31T15:59:59+00:60", false},
    {"date-time", "1963-06-19t08:30:06.283185z", true},
    {"date-time", "1963-06-19 08:30:06Z", false},
    {"date-time", "06/19/1963 08:30:06 PST", false},
    {"date-time", "2013-350T01:01:01", false},
    {"date-time", "1963-6-19T08:30:06Z", false},
    {"date-time", "1963-06-1T00:00:00Z", false},
    {"date-time", "1963-06-19T08:30:06", false},
    {"date-time", "1963-06-19T08:30:06.Z", false},
    {"date-time", "1963-06-19T08:30Z", false},
    {"date-time", "1963-06-19T24:00:00Z", false},
    {"date-time", "1963-06-19T23:60:00Z", false},
    {"date-time", "1963-06-1\xE0\xA7\xAAT00:00:00Z", false},
    {"date-time", "11963-06-19T08:30:06Z", false},
    {"date-time", "1963-06-19T08:30:06Z ", false},
    {"date-time", "1963-06-19T08:30:06-00:00", true},
    {"date-time", "1963-06-19T08:30:06+0100", false},
    {"date-time", "2000-02-29T00:00:00Z", true},
    {"date-time", "1900-02-29T00:00:00Z", false},
    {"date-time", "2024-02-29T00:00:00Z", true},
    {"date-time", "2023-02-29T00:00:00Z", false},
    {"date-time", "2024-04-31T00:00:00Z", false},
    {"date-time", "2024-00-10T00:00:00Z", false},
    {"date-time", "2024-13-10T00:00:00Z", false},
    {"date-time", "2024-01-00T00:00:00Z", false},
    {"date-time", "0000-02-29T00:00:00Z", true},
    {"date-time", "", false},

    {"date", "1963-06-19", true},
    {"date", "2024-02-30", false},
    {"date", "1963-06-19T00:00:00Z", false},
    {"date", "1963-06-1", false},
    {"date", "-963-06-19", false},

    {"uri", "http://foo.bar/?baz=qux#quux", true},
    {"uri", "http://foo.com/blah_(wikipedia)_blah#cite-1", true},
    {"uri", "http://foo.bar/?q=Test%20URL-encoded%20stuff", true},
    {"uri", "http://xn--nw2a.xn--j6w193g/", true},
    {"uri", "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com", true},
    {"uri", "http://223.255.255.254", true},
    {"uri", "ftp://ftp.is.co.za/rfc/rfc1808.txt", true},
    {"uri", "ldap://[2001:db8::7]/c=GB?objectClass?one", true},
    {"uri", "mailto:John.Doe@example.com", true},
    {"uri", "urn:oasis:names:specification:docbook:dtd:xml:4.1.2", true},
    {"uri", "tel:+1-816-555-1212", true},
    {"uri", "https://example.com:/", true},
    {"uri", "http:///x", true},
    {"uri", "x:", true},
    {"uri", "http://[v1.fe80::a+b]/", true},
    {"uri", "http://h/a?b/?c#d/?e", true},
    {"uri", "http://[v.x]/", false},
    {"uri", "http://[v1.]/", false},
    {"uri", "http://[::1%25eth0]/", false},
    {"uri", "http://[::1]x/", false},
    {"uri", "http://[::1/", false},
    {"uri", "http://::1/", false},
    {"uri", "http://a:b/", false},
    {"uri", "http://h:80:80/", false},
    {"uri", "http://a@b@c/", false},
    {"uri", "//foo.bar/?baz=qux#quux", false},
    {"uri", "/abc", false},
    {"uri", "abc", false},
    {"uri", "", false},
    {"uri", "http:// shouldfail.com", false},
    {"uri", ":// should fail", false},
    {"uri", "://x", false},
    {"uri", "1http://x", false},
    {"uri", "bar,baz:foo", false},
    {"uri", "\\\\WINDOWS\\fileshare", false},
    {"uri", "http://example.org/foobar\"", false},
    {"uri", "https://[@example.org/test.txt", false},
    {"uri", "https://example.org/foobar\\.txt", false},
    {"uri", "https://example.org/foobar<>.txt", false},
    {"uri", "https://example.org/foobar{}.txt", false},
    {"uri", "https://example.org/foobar^.txt", false},
    {"uri", "https://example.org/foobar`.txt", false},
    {"uri", "https://example.org/foo bar.txt", false},
    {"uri", "https://example.org/foobar|.txt", false},
    {"uri", "https://example.org/[x]", false},
    {"uri", "http://h/%", false},
    {"uri", "http://h/%4", false},
    {"uri", "http://h/%G1", false},
    {"uri", "http://h/a#b#c", false},
    {"uri", "http://ex\xC3\xA4mple.org/", false},
    {"uri", "http://h/\x7F", false},
    {"uri", "http://h/\xC0\x80", false},

    {"uuid", "2EB8AA08-aa98-11ea-b4aa-73b441d16380", true},
    {"uuid", "00000000-0000-0000-0000-000000000000", true},
    {"uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d1638", false},
    {"uuid", "2eb8aa08aa98-11ea-b4aa73b441d16380", false},
    {"uuid", "2eb8aa08aa9811eab4aa73b441d16380", false},
    {"uuid", "2eb8aa08aa98-11ea-b4aa73b441d16380----", false},
    {"uuid", "2eb8aa08-aa98-11ea-b4ga-73b441d16380", false},
    {"uuid", "{2eb8aa08-aa98-11ea-b4aa-73b441d1638}", false},

    {"email", "joe.bloggs@example.com", true},
    {"email", "te~st@example.com", true},
    {"email", "\"joe bloggs\"@example.com", true},
    {"email", "\"joe..bloggs\"@example.com", true},
    {"email", "\"joe@bloggs\"@example.com", true},
    {"email", "\"a\\\"b\"@example.com", true},
    {"email", "joe.bloggs@[127.0.0.1]", true},
    {"email", "joe.bloggs@[IPv6:::1]", true},
    {"email", "te.s.t@example", true},
    {"email", A63 "a@example.com", true},
    {"email", A63 "aa@example.com", false},
    {"email", "2962", false},
    {"email", "@example.com", false},
    {"email", "joe@", false},
    {"email", ".test@example.com", false},
    {"email", "test.@example.com", false},
    {"email", "te..st@example.com", false},
    {"email", "joe bloggs@example.com", false},
    {"email", "\"a\"b\"@example.com", false},
    {"email", "\"a\\\"@example.com", false},
    {"email", "joe@invalid=domain.com", false},
    {"email", "joe@[127.0.0.300]", false},
    {"email", "j\xC3\xB6@example.com", false},
    {"email", "", false},

    {"ipv4", "192.168.0.1", true},
    {"ipv4", "0.0.0.0", true},
    {"ipv4", "255.255.255.255", true},
    {"ipv4", "127.0.0.0.1", false},
    {"ipv4", "256.256.256.256", false},
    {"ipv4", "127.0", false},
    {"ipv4", "0x7f000001", false},
    {"ipv4", "2130706433", false},
    {"ipv4", "087.10.0.1", false},
    {"ipv4", "87.10.0.00", false},
    {"ipv4", "1.2.3.", false},
    {"ipv4", ".1.2.3", false},
    {"ipv4", "1.2.3.4 ", false},
    {"ipv4", "1.2.3.1000", false},
    {"ipv4",
     "1\xE0\xA7\xA8"
     "7.0.0.1",
     false},

    {"ipv6", "::1", true},
    {"ipv6", "::", true},
    {"ipv6", "1::", true},
    {"ipv6", "::abef", true},
    {"ipv6", "1:2:3:4:5:6:7:8", true},
    {"ipv6", "::42:ff:1", true},
    {"ipv6", "d6::", true},
    {"ipv6", "1:d6::42", true},
    {"ipv6", "1::d6:192.168.0.1", true},
    {"ipv6", "1:2::192.168.0.1", true},
    {"ipv6", "::ffff:192.168.0.1", true},
    {"ipv6", "1:2:3:4:5:6:1.2.3.4", true},
    {"ipv6", "1:2:3:4:5:6:7::", true},
    {"ipv6", "::2:3:4:5:6:7:8", true},
    {"ipv6", "1:2:3:4:5:6:7:8::", false},
    {"ipv6", "12345::", false},
    {"ipv6", "::12345", false},
    {"ipv6", "1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1", false},
    {"ipv6", "::laptop", false},
    {"ipv6", ":2:3:4:5:6:7:8", false},
    {"ipv6", "1:2:3:4:5:6:7:", false},
    {"ipv6", ":2:3:4::8", false},
    {"ipv6", "1::d6::42", false},
    {"ipv6", "1::2:192.168.256.1", false},
    {"ipv6", "1::2:192.168.ff.1", false},
    {"ipv6", "::ffff:127.0.0.1.1", false},
    {"ipv6", "127.0.0.1", false},
    {"ipv6", "127.0.0.1::", false},
    {"ipv6", "1:2:3:4", false},
    {"ipv6", ":::", false},
    {"ipv6", "1:::2", false},
    {"ipv6", "fe80::a%eth1", false},
    {"ipv6", "::1/64", false},
    {"ipv6", " ::1", false},
    {"ipv6", "", false},
    {"ipv6", ":", false},

    {"hostname", "www.example.com", true},
    {"hostname", "xn--4gbwdl.xn--wgbh1c", true},
    {"hostname", "single", true},
    {"hostname", "h0stn4me", true},
    {"hostname", "1host", true},
    {"hostname", A63 ".com", true},
    {"hostname", A63 "a.com", false},
    {"hostname",
     A63 "." A63 "." A63 ".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true},
    {"hostname",
     A63 "." A63 "." A63 ".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
    {"hostname", "-a-host", false},
    {"hostname", "a-host-.com", false},
    {"hostname", "not_a_valid", false},
    {"hostname", "a..b", false},
    {"hostname", ".", false},
    {"hostname", ".example", false},
    {"hostname", "example.", false},
    {"hostname", "", false},
    {"hostname",
     "b\xC3\xBC"
     "cher.example",
     false},
};

START_TEST(format_judges_text)
{
    const struct vector *vector = &vectors[_i];
    hp_format_fn *judge = hp_format_find(hp_slice_of(vector->format));
    ck_assert(judge != NULL);
    ck_assert_msg(judge(hp_slice_of(vector->text)) == vector->valid, "%s \"%s\" is %s",
                  vector->format, vector->text, vector->valid ? "refused" : "accepted");
}
END_TEST

START_TEST(no_format_accepts_an_empty_slice_without_address)
{
    static const char *const names[] = {"date-time", "date", "uri",  "uuid",
                                        "email",     "ipv4", "ipv6", "hostname"};
    hp_format_fn *judge = hp_format_find(hp_slice_of(names[_i]));
    ck_assert(!judge((struct hp_slice){NULL, 0}));
}
END_TEST

START_TEST(unknown_formats_have_no_judge)
{
    ck_assert(hp_format_find(HP_SLICE("idn-email")) == NULL);
    ck_assert(hp_format_find(HP_SLICE("URI")) == NULL);
    ck_assert(hp_format_find(HP_SLICE("")) == NULL);
}
END_TEST

struct instant {
    const char *text;
    int64_t unix_ms;
    int offset_minutes;
};

static const struct instant instants[] = {
    {"1970-01-01T00:00:00Z", 0, 0},
    {"1970-01-01T00:00:00.001z", 1, 0},
    {"1969-12-31T23:59:59.999Z", -1, 0},
    {"2024-04-15T04:52:25.309Z", INT64_C(1713156745309), 0},
    {"2024-04-15T10:22:25.3099999+05:30", INT64_C(1713156745309), 330},
    {"2024-04-14T20:52:25.309-08:00", INT64_C(1713156745309), -480},
    {"2000-02-29T12:00:00Z", INT64_C(951825600000), 0},
    {"2000-03-01T00:00:00.5Z", INT64_C(951868800500), 0},
    {"1998-12-31T23:59:60Z", INT64_C(915148800000), 0},
    {"9999-12-31T23:59:59.999Z", INT64_C(253402300799999), 0},
    {"0000-01-01T00:00:00Z", INT64_C(-62167219200000), 0},
};

START_TEST(date_time_is_parsed)
{
    const struct instant *instant = &instants[_i];
    int64_t unix_ms = -7;
    int offset_minutes = -7;
    ck_assert(hp_date_time_parse(hp_slice_of(instant->text), &unix_ms, &offset_minutes));
    ck_assert_msg(unix_ms == instant->unix_ms, "%s gives %lld", instant->text, (long long)unix_ms);
    ck_assert_int_eq(offset_minutes, instant->offset_minutes);
}
END_TEST

static const struct instant printed[] = {
    {"1970-01-01T00:00:00.000Z", 0, 0},
    {"2024-04-15T04:52:25.309Z", INT64_C(1713156745309), 0},
    {"2000-02-29T23:59:59.999Z", INT64_C(951868799999), 0},
    {"2100-03-01T00:00:00.000Z", INT64_C(4107542400000), 0},
    {"9999-12-31T23:59:59.999Z", INT64_C(253402300799999), 0},
};

START_TEST(date_time_is_printed)
{
    char text[25];
    hp_date_time_print(printed[_i].unix_ms, text);
    ck_assert_str_eq(text, printed[_i].text);
}
END_TEST

START_TEST(every_day_comes_back)
{
    int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;
    for (int64_t ms = 12345; ms < INT64_C(253402300800000); ms += 13 * day_ms) {
        char text[25];
        int64_t back;
        int offset;
        hp_date_time_print(ms, text);
        ck_assert(hp_date_time_parse(hp_slice_of(text), &back, &offset));
        ck_assert_msg(back == ms, "%s", text);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("contract_format");
    TCase *formats = tcase_create("formats");
    tcase_add_loop_test(formats, format_judges_text, 0, sizeof(vectors) / sizeof(vectors[0]));
    tcase_add_loop_test(formats, no_format_accepts_an_empty_slice_without_address, 0, 8);
    tcase_add_test(formats, unknown_formats_have_no_judge);
    suite_add_tcase(suite, formats);
    TCase *times = tcase_create("date_times");
    tcase_add_loop_test(times, date_time_is_parsed, 0, sizeof(instants) / sizeof(instants[0]));
    tcase_add_loop_test(times, date_time_is_printed, 0, sizeof(printed) / sizeof(printed[0]));
    tcase_add_test(times, every_day_comes_back);
    suite_add_tcase(suite, times);
    return suite;
}
