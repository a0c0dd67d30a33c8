/* Why: rows about the request line and the field lines. The body behind them is the valid document
 * with its right length, so that only the head can be blamed. */
#include "cases/framing.h"
#include "cases/raw_request.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

bool hp_frame_host(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"missing", "there is no Host", HP_SCRIPT("{line}" HP_SCRIPT_TAIL)},
        {"duplicate-equal", "Host is there twice, with the same value",
         HP_SCRIPT("{line}{host-line}{host-line}" HP_SCRIPT_TAIL)},
        {"duplicate-foreign-behind", "a second Host names another host",
         HP_SCRIPT("{line}{host-line}Host: other.example\r\n" HP_SCRIPT_TAIL)},
        {"duplicate-foreign-before", "a Host before the right one names another host",
         HP_SCRIPT("{line}Host: other.example\r\n{host-line}" HP_SCRIPT_TAIL)},
        {"duplicate-far-apart", "a second Host stands behind all other fields",
         HP_SCRIPT("{head}{length-line}Host: other.example\r\n\r\n{body}")},
        {"path", "Host carries a path", HP_SCRIPT("{line}Host: {host}/path\r\n" HP_SCRIPT_TAIL)},
        {"path-of-the-target", "Host carries the path of the request target",
         HP_SCRIPT("{line}Host: {host}{target}\r\n" HP_SCRIPT_TAIL)},
        {"userinfo", "Host carries a user's name",
         HP_SCRIPT("{line}Host: user@{host}\r\n" HP_SCRIPT_TAIL)},
        {"userinfo-with-password", "Host carries a user's name and password",
         HP_SCRIPT("{line}Host: user:password@{host}\r\n" HP_SCRIPT_TAIL)},
        {"whole-url", "Host is a URL with its scheme",
         HP_SCRIPT("{line}Host: {scheme}://{host}\r\n" HP_SCRIPT_TAIL)},
    };
    return hp_raw_scripted(build, "header", scripts, COUNT_OF(scripts), index);
}

#define VERSION(text) HP_SCRIPT("{method} {target}" text "\r\n{host-line}" HP_SCRIPT_TAIL)

bool hp_frame_http_version(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"0.9", "the version is HTTP/0.9", VERSION(" HTTP/0.9")},
        {"absent", "there is no version, as in HTTP/0.9", VERSION("")},
        {"2.0", "the version is HTTP/2.0", VERSION(" HTTP/2.0")},
        {"9.9", "the version is HTTP/9.9", VERSION(" HTTP/9.9")},
        {"lower-case", "the name of the protocol is in lower case", VERSION(" http/1.1")},
        {"minor-missing", "the version has no minor number", VERSION(" HTTP/1")},
        {"minor-empty", "the version ends in its dot", VERSION(" HTTP/1.")},
        {"major-leading-zero", "the major number has a leading zero", VERSION(" HTTP/01.1")},
        {"minor-leading-zero", "the minor number has a leading zero", VERSION(" HTTP/1.01")},
    };
    return hp_raw_scripted(build, "target", scripts, COUNT_OF(scripts), index);
}

/* ---- field lines ---- */

#define WITH_LINE(line) HP_SCRIPT("{line}{host-line}" line "\r\n" HP_SCRIPT_TAIL)

/* Octets that no name of a field may have (RFC 9110 5.6.2). */
static const struct {
    const char *word;
    char octet;
} foreign_octets[] = {
    {"blank", ' '},         {"quote", '"'},      {"parenthesis", '('}, {"comma", ','},
    {"slash", '/'},         {"semicolon", ';'},  {"less-than", '<'},   {"equals", '='},
    {"question-mark", '?'}, {"at", '@'},         {"bracket", '['},     {"backslash", '\\'},
    {"brace", '{'},         {"control", '\x01'}, {"delete", '\x7f'},   {"latin-1", '\xe9'},
};

bool hp_frame_field_syntax(struct hp_build *build, size_t index)
{
    enum { BLANKS = 3 }; /* before the colon: RFC 9112 5.1 says MUST */
    static const struct hp_raw_script scripts[] = {
        {"blank-before-colon", "a blank stands before the colon", WITH_LINE("X-Hookproof : 1")},
        {"tab-before-colon", "a tab stands before the colon", WITH_LINE("X-Hookproof\t: 1")},
        {"blank-before-colon-of-length", "a blank stands before the colon of Content-Length",
         HP_SCRIPT("{head}Content-Length : {length}\r\n\r\n{body}")},
        {"empty-name", "a field has no name", WITH_LINE(": 1")},
        {"no-colon", "a field line has no colon", WITH_LINE("X-Hookproof")},
    };
    if (index >= BLANKS && index < COUNT_OF(scripts) + COUNT_OF(foreign_octets)) {
        build->level = HP_SHOULD; /* no message by the grammar: RFC 9112 2.2 says SHOULD */
    }
    if (index < COUNT_OF(scripts)) {
        return hp_raw_scripted(build, "header", scripts, COUNT_OF(scripts), index);
    }
    index -= COUNT_OF(scripts);
    if (index >= COUNT_OF(foreign_octets)) {
        return false;
    }
    hp_instance_at(build, "header", "name-with-%s", foreign_octets[index].word);
    hp_why(build, "the name of a field holds the octet 0x%02x",
           (unsigned)(unsigned char)foreign_octets[index].octet);
    struct hp_slice line = hp_build_text(build, "X-Hook%cproof: 1", foreign_octets[index].octet);
    static const struct hp_slice script = WITH_LINE("{other}");
    hp_raw_request(build, script, &(struct hp_raw_extra){.other = line});
    return true;
}

/* Takes the credential out of the fields; `before` and `behind` put it elsewhere, as a field line
 * without its CRLF. */
static struct hp_slice key_line(struct hp_build *build, const char *before, const char *colon)
{
    struct hp_slice name = build->contract->key_field;
    hp_build_field_remove(build, name);
    return hp_build_text(build, "%s%.*s%s%.*s", before, HP_PRINT(name), colon,
                         HP_PRINT(build->api_key));
}

bool hp_frame_field_folding(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"value-behind-blank", "a value goes on in a second line",
         WITH_LINE("X-Hookproof: one\r\n two")},
        {"value-behind-tab", "a value goes on in a second line that begins with a tab",
         WITH_LINE("X-Hookproof: one\r\n\ttwo")},
        {"value-on-its-own-line", "a value stands on the second line only",
         WITH_LINE("X-Hookproof:\r\n one")},
        {"blank-led-first-line", "a blank begins the first field line",
         HP_SCRIPT("{line} X-Hookproof: 1\r\n{host-line}" HP_SCRIPT_TAIL)},
        {"blank-led-foreign-host", "a blank begins the first field line, another Host",
         HP_SCRIPT("{line} Host: other.example\r\n{host-line}" HP_SCRIPT_TAIL)},
    };
    if (index < COUNT_OF(scripts)) {
        return hp_raw_scripted(build, "header", scripts, COUNT_OF(scripts), index);
    }
    if (index > COUNT_OF(scripts)) {
        return false;
    }
    hp_instance_at(build, "header", "credential-on-its-own-line");
    hp_why(build, "the credential stands on the second line of its field only");
    struct hp_slice line = key_line(build, "", ":\r\n ");
    static const struct hp_slice script = WITH_LINE("{other}");
    hp_raw_request(build, script, &(struct hp_raw_extra){.other = line});
    return true;
}

/* ---- line ends ---- */

/* A bare CR where a line could end and does not: were it taken for an end, the credential behind it
 * would count. */
static void credential_behind_cr(struct hp_build *build)
{
    hp_instance_at(build, "header", "credential-behind-bare-cr");
    hp_why(build, "the only credential stands behind a bare CR, inside another field's value");
    struct hp_slice line = key_line(build, "X-Hookproof: one\r", ": ");
    static const struct hp_slice script = WITH_LINE("{other}");
    hp_raw_request(build, script, &(struct hp_raw_extra){.other = line});
    build->expect = HP_EXPECT_REJECT_4XX;
}

/* The head with another end for its lines. */
static void lines_end_in(struct hp_build *build, const char *end, const char *script)
{
    struct hp_buf lines = hp_raw_begin(build, 64 * 1024);
    for (size_t i = 0; i < build->field_count; i++) {
        hp_buf_slice(&lines, build->fields[i].name);
        hp_buf_text(&lines, ": ");
        hp_buf_slice(&lines, build->fields[i].value);
        hp_buf_text(&lines, end);
    }
    hp_raw_request(build, hp_slice_of(script),
                   &(struct hp_raw_extra){.other = hp_raw_end(build, &lines)});
}

bool hp_frame_line_endings(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"bare-cr-in-value", "a bare CR stands in a value", WITH_LINE("X-Hookproof: one\rtwo")},
        {"bare-cr-behind-value", "a bare CR stands before the end of a line",
         WITH_LINE("X-Hookproof: one\r")},
        {"nul-in-value", "NUL stands in a value", WITH_LINE("X-Hookproof: one\0two")},
        {"nul-behind-value", "NUL stands at the end of a value", WITH_LINE("X-Hookproof: one\0")},
    };
    if (index < COUNT_OF(scripts)) {
        return hp_raw_scripted(build, "header", scripts, COUNT_OF(scripts), index);
    }
    switch (index - COUNT_OF(scripts)) {
    case 0:
        credential_behind_cr(build);
        return true;
    case 1:
        hp_instance_at(build, "header", "cr-only");
        hp_why(build, "all lines of the head end in CR alone");
        lines_end_in(build, "\r",
                     "{method} {target} HTTP/1.1\rHost: {host}\r{other}"
                     "Content-Length: {length}\r\r{body}{finish}");
        build->expect = HP_EXPECT_REJECT_400_CLOSE;
        return true;
    case 2:
        hp_instance_at(build, "header", "lf-only");
        hp_why(build, "all lines of the head end in LF alone, which a recipient may accept");
        lines_end_in(build, "\n",
                     "{method} {target} HTTP/1.1\nHost: {host}\n{other}"
                     "Content-Length: {length}\n\n{body}");
        return true;
    default:
        return false;
    }
}

/* ---- the request line ---- */

/* Bytes that no line of HTTP/1.1 starts with. */
#define GARBAGE                                                                                    \
    "\x80\x81\x8d\x90\x9d\xa0\xb5\xc1\xd0\xe3\xf5\xfe\xff\x01\x02\x03\x04\x05\x06\x07\x0e\x0f\x10" \
    "\x1b\x7f\xff\xfe\xfd\xfc\xfb\xfa\xf9"

/* RFC 9113 3.4, and an empty SETTINGS frame behind it. */
#define HTTP2_PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"

/* RFC 8446 4.1.2: a record with a ClientHello that offers TLS_AES_128_GCM_SHA256. */
#define TLS_HELLO                                                                                  \
    "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03"                                                 \
    "hookproof hello, thirty-two byte"                                                             \
    "\x00\x00\x02\x13\x01\x01\x00\x00\x00"

bool hp_frame_request_line(struct hp_build *build, size_t index)
{
    enum { LINES = 5, HTTP2 = LINES + 2 };
    static const struct hp_raw_script scripts[] = {
        {"target-missing", "the request line has no target",
         HP_SCRIPT("{method} HTTP/1.1\r\n{host-line}" HP_SCRIPT_TAIL)},
        {"target-empty", "the target is empty",
         HP_SCRIPT("{method}  HTTP/1.1\r\n{host-line}" HP_SCRIPT_TAIL)},
        {"tabs", "tabs stand for the blanks of the request line",
         HP_SCRIPT("{method}\t{target}\tHTTP/1.1\r\n{host-line}" HP_SCRIPT_TAIL)},
        {"blank-in-target", "the target holds a blank",
         HP_SCRIPT("{method} {target}?a= b HTTP/1.1\r\n{host-line}" HP_SCRIPT_TAIL)},
        {"method-missing", "the request line begins with its target",
         HP_SCRIPT("{target} HTTP/1.1\r\n{host-line}" HP_SCRIPT_TAIL)},
        {"garbage", "binary garbage and two line ends", HP_SCRIPT(GARBAGE "\r\n\r\n{finish}")},
        {"garbage-without-line-end", "binary garbage without a line end",
         HP_SCRIPT(GARBAGE "{finish}")},
        {"http2-preface", "the preface of HTTP/2", HP_SCRIPT(HTTP2_PREFACE "{finish}")},
        {"tls-hello", "a TLS ClientHello where a request is due", HP_SCRIPT(TLS_HELLO "{finish}")},
    };
    if (!hp_raw_scripted(build, "target", scripts, COUNT_OF(scripts), index)) {
        return false;
    }
    if (index >= LINES) {
        build->has_body = false;
        build->body_truth = HP_BODY_NONE;
    }
    if (index == HTTP2) {
        build->expect = HP_EXPECT_NO_5XX_ONLY; /* 505 is an answer too: it is another version */
    }
    return true;
}

bool hp_frame_absolute_form(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"plain", "the target is a whole URL",
         HP_SCRIPT("{method} {scheme}://{host}{target} HTTP/1.1\r\n{host-line}" HP_SCRIPT_TAIL)},
        {"foreign-host-field",
         "the target is a whole URL, and Host, which then does not count, names another host",
         HP_SCRIPT("{method} {scheme}://{host}{target} HTTP/1.1\r\nHost: other.example\r\n" //
                   HP_SCRIPT_TAIL)},
    };
    return hp_raw_scripted(build, "target", scripts, COUNT_OF(scripts), index);
}
