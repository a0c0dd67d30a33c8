/* Header members that mean something to whoever receives the delivery, and headers by their number
 * and size. Must not know which of them a target forwards. */
#include "cases/headers_injection.h"
#include "cases/raw_text.h"
#include "cases/text_places.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

struct member {
    const char *name;
    const char *value;
};

/* One member as it is in the table; in lower case too when `twice`. */
static bool member_instance(struct hp_build *build, const struct member *members, size_t count,
                            bool twice, size_t index, const char *what)
{
    size_t spellings = twice ? 2 : 1;
    if (index >= count * spellings) {
        return false;
    }
    const struct member *member = &members[index / spellings];
    bool lower = index % spellings == 1;
    struct hp_buf name = hp_raw_begin(build, strlen(member->name));
    for (const char *c = member->name; *c != '\0'; c++) {
        bool upper = *c >= 'A' && *c <= 'Z';
        hp_buf_char(&name, lower && upper ? (char)(*c - 'A' + 'a') : *c);
    }
    struct hp_slice spelt = hp_raw_end(build, &name);
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "%s%s", member->name,
                lower ? "-lower-case" : "");
    hp_why(build, "the headers have %.*s, %s", HP_PRINT(spelt), what);
    hp_text_header(build, spelt, hp_slice_of(member->value));
    return true;
}

bool hp_header_framing_names(struct hp_build *build, size_t index)
{
    static const struct member members[] = {
        {"Host", "other.example.com"}, {"Content-Length", "0"},    {"Transfer-Encoding", "chunked"},
        {"Connection", "close"},       {"Upgrade", "websocket"},   {"TE", "trailers"},
        {"Trailer", "X-Hookproof"},    {"Expect", "100-continue"}, {"Keep-Alive", "timeout=5"},
        {"Proxy-Connection", "close"},
    };
    return member_instance(build, members, COUNT_OF(members), true, index,
                           "which the sender of a message alone may set");
}

bool hp_header_content_names(struct hp_build *build, size_t index)
{
    static const struct member members[] = {
        {"Content-Type", "text/plain"},
        {"Content-Encoding", "gzip"},
        {"User-Agent", "hookproof"},
        {"Cookie", "session=hookproof"},
    };
    return member_instance(build, members, COUNT_OF(members), true, index,
                           "which describes the message or its sender");
}

bool hp_header_signature_spoof(struct hp_build *build, size_t index)
{
    static const struct member members[] = {
        {"webhook-id", "msg_hookproof"},
        {"webhook-timestamp", "1700000000"},
        {"webhook-signature", "v1,aG9va3Byb29m"},
        {"svix-signature", "v1,aG9va3Byb29m"},
        {"X-RootFi-Signature", "sha256=00"},
        {"X-Hub-Signature-256", "sha256=00"},
        {"X-Forwarded-For", "192.0.2.1"},
        {"X-Forwarded-Host", "other.example.com"},
        {"X-Real-IP", "192.0.2.1"},
        {"Forwarded", "for=192.0.2.1"},
        {"x-amz-date", "20240415T045225Z"},
        {"x-amz-security-token", "hookproof"},
        {"x-amz-content-sha256", "UNSIGNED-PAYLOAD"},
    };
    return member_instance(build, members, COUNT_OF(members), false, index,
                           "by which receivers tell where a delivery comes from");
}

/* To a receiver one field with two values (RFC 9110 5.1), to JSON two members: what comes back has
 * no agreed reading, so it is not compared. */
bool hp_header_case_collision(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        const char *names[3];
    } forms[] = {
        {"upper-and-lower", {"X-A", "x-a", NULL}},
        {"lower-and-upper", {"x-a", "X-A", NULL}},
        {"three-spellings", {"X-Hookproof", "x-hookproof", "X-HOOKPROOF"}},
        {"credential", {"Authorization", "authorization", NULL}},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "%s", forms[index].word);
    hp_why(build, "names that differ in their letter case have different values: %s",
           forms[index].word);
    for (size_t i = 0; i < COUNT_OF(forms[index].names) && forms[index].names[i] != NULL; i++) {
        hp_text_header(build, hp_slice_of(forms[index].names[i]),
                       hp_build_text(build, "value-%zu", i + 1));
    }
    return true;
}

enum { KIB = 1024 };

/* `first`, and letters up to `length` bytes. */
static struct hp_slice run_of(struct hp_build *build, const char *first, size_t length)
{
    struct hp_buf text = hp_raw_begin(build, length);
    hp_buf_text(&text, first);
    hp_buf_repeat(&text, 'v', length - text.length);
    return hp_raw_end(build, &text);
}

bool hp_header_size(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        size_t name_bytes; /* 0: an ordinary name */
        size_t value_bytes;
    } forms[] = {
        {"value-4097", 0, 4097},
        {"value-8-kib", 0, (size_t)8 * KIB},
        {"value-64-kib", 0, (size_t)64 * KIB},
        {"value-1-mib", 0, (size_t)1024 * KIB},
        {"name-1-kib", KIB, 1},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "%s", forms[index].word);
    hp_why(build, "a header of an extreme size: %s", forms[index].word);
    struct hp_slice name = forms[index].name_bytes == 0
                               ? HP_SLICE("X-Hookproof")
                               : run_of(build, "X-", forms[index].name_bytes);
    hp_text_header(build, name, run_of(build, "", forms[index].value_bytes));
    return true;
}

bool hp_header_count(struct hp_build *build, size_t index)
{
    static const size_t counts[] = {100, 1000, 10000};
    enum { MEMBER_BYTES = sizeof(",\"X-Hookproof-00000\":\"1\"") };
    if (index >= COUNT_OF(counts)) {
        return false;
    }
    size_t count = counts[index];
    hp_instance(build, hp_raw_site(HP_ROLE_HEADERS), "%zu-members", count);
    hp_why(build, "headers of %zu members", count);
    struct hp_buf headers = hp_raw_begin(build, count * MEMBER_BYTES + 2);
    hp_buf_char(&headers, '{');
    for (size_t i = 0; i < count; i++) {
        hp_buf_printf(&headers, "%s\"X-Hookproof-%zu\":\"1\"", i == 0 ? "" : ",", i);
    }
    hp_buf_char(&headers, '}');
    hp_raw_put(build, hp_raw_site(HP_ROLE_HEADERS), hp_raw_end(build, &headers));
    if (index == 0) {
        /* Decision S28 has 100 as the limit itself, so at exactly that many either answer is
         * right. */
        build->expect = HP_EXPECT_ACCEPT_200_OR_4XX;
        build->level = HP_MAY;
        build->body_truth = HP_BODY_VALID;
    }
    return true;
}
