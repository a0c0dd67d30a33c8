/* Why: rows about Transfer-Encoding, chunks and what stands between and behind them. */
#include "cases/framing.h"
#include "cases/raw_request.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

#define CHUNKED_LINE "Transfer-Encoding: chunked\r\n"
#define CHUNKS       "{chunk}{last}"

bool hp_frame_cl_te_both(struct hp_build *build, size_t index)
{
    enum { FOLLOWED = 5 };
    static const struct hp_raw_script scripts[] = {
        {"length-of-the-document", "beside chunked there is the length of the document",
         HP_SCRIPT("{head}{length-line}" CHUNKED_LINE "\r\n" CHUNKS)},
        {"coding-first", "the length of the document stands behind chunked",
         HP_SCRIPT("{head}" CHUNKED_LINE "{length-line}\r\n" CHUNKS)},
        {"length-of-the-chunks", "beside chunked there is the length of the chunks as sent",
         HP_SCRIPT("{head}Content-Length: {chunked-length}\r\n" CHUNKED_LINE "\r\n" CHUNKS)},
        {"length-0", "beside chunked there is a length of 0",
         HP_SCRIPT("{head}Content-Length: 0\r\n" CHUNKED_LINE "\r\n" CHUNKS)},
        {"length-4", "beside chunked there is a length that ends inside the first chunk",
         HP_SCRIPT("{head}Content-Length: 4\r\n" CHUNKED_LINE "\r\n" CHUNKS)},
        {"followed-by-a-request",
         "beside chunked there is a length, and another request stands behind the last chunk",
         HP_SCRIPT("{head}Content-Length: {chunked-length}\r\n" CHUNKED_LINE "\r\n" CHUNKS
                   "GET {target} HTTP/1.1\r\n{host-line}\r\n")},
    };
    if (!hp_raw_scripted(build, "transfer", scripts, COUNT_OF(scripts), index)) {
        return false;
    }
    build->replies_wanted = index == FOLLOWED ? 2 : 1;
    return true;
}

#define CODING(value) HP_SCRIPT("{head}Transfer-Encoding: " value "\r\n\r\n" CHUNKS)

bool hp_frame_te_not_final(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"gzip-behind", "gzip stands behind chunked", CODING("chunked, gzip")},
        {"identity-behind", "identity stands behind chunked", CODING("chunked, identity")},
        {"unknown-behind", "an unknown coding stands behind chunked", CODING("chunked, hookproof")},
        {"gzip-in-a-second-line", "a second line adds gzip",
         CODING("chunked\r\nTransfer-Encoding: gzip")},
        {"unknown-in-a-second-line", "a second line adds an unknown coding",
         CODING("chunked\r\nTransfer-Encoding: hookproof")},
    };
    return hp_raw_scripted(build, "transfer", scripts, COUNT_OF(scripts), index);
}

bool hp_frame_te_unknown(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"unknown", "the only coding is unknown", CODING("hookproof")},
        {"unknown-before-chunked", "an unknown coding stands before chunked",
         CODING("hookproof, chunked")},
        {"identity", "the only coding is identity, which is none any more", CODING("identity")},
        {"identity-before-chunked", "identity stands before chunked", CODING("identity, chunked")},
        {"xchunked", "the coding is xchunked", CODING("xchunked")},
        {"chunkedx", "the coding is chunkedx", CODING("chunkedx")},
        {"cut", "the coding is chunke", CODING("chunke")},
        {"empty", "there is no coding in Transfer-Encoding", CODING("")},
    };
    return hp_raw_scripted(build, "transfer", scripts, COUNT_OF(scripts), index);
}

/* Each spelling alone, where it is processed when somebody cleans it up, and beside the true length
 * of a plain body, where it is processed when somebody passes over it. */
bool hp_frame_te_obfuscated(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *why;
        const char *line;
    } forms[] = {
        {"blank-before-colon", "a blank before the colon", "Transfer-Encoding : chunked"},
        {"tab-before-colon", "a tab before the colon", "Transfer-Encoding\t: chunked"},
        {"vertical-tab-before", "a vertical tab before chunked", "Transfer-Encoding: \vchunked"},
        {"vertical-tab-behind", "a vertical tab behind chunked", "Transfer-Encoding: chunked\v"},
        {"form-feed-before", "a form feed before chunked", "Transfer-Encoding: \fchunked"},
        {"form-feed-behind", "a form feed behind chunked", "Transfer-Encoding: chunked\f"},
        {"quoted", "chunked in quotes", "Transfer-Encoding: \"chunked\""},
        {"single-quoted", "chunked in single quotes", "Transfer-Encoding: 'chunked'"},
    };
    static const struct hp_slice alone = HP_SCRIPT("{head}{other}\r\n\r\n" CHUNKS);
    static const struct hp_slice beside = HP_SCRIPT("{head}{length-line}{other}\r\n\r\n{body}");
    if (index >= 2 * COUNT_OF(forms)) {
        return false;
    }
    size_t form = index / 2;
    bool with_length = index % 2 == 1;
    hp_instance_at(build, "transfer", "%s-%s", forms[form].name,
                   with_length ? "beside-length" : "alone");
    hp_why(build, "Transfer-Encoding with %s%s", forms[form].why,
           with_length ? ", beside the length of a plain body" : "");
    hp_raw_request(build, with_length ? beside : alone,
                   &(struct hp_raw_extra){.other = hp_slice_of(forms[form].line)});
    return true;
}

#define LINE_1_0       "{method} {target} HTTP/1.0\r\n"
#define HTTP_1_0(more) HP_SCRIPT(LINE_1_0 "{host-line}{fields}" more CHUNKED_LINE "\r\n" CHUNKS)

bool hp_frame_te_http10(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"plain", "chunked in a request of HTTP/1.0", HTTP_1_0("")},
        {"keep-alive", "chunked in a request of HTTP/1.0 that asks to keep the connection",
         HTTP_1_0("Connection: keep-alive\r\n")},
        {"keep-alive-with-length",
         "chunked and a length in a request of HTTP/1.0 that asks to keep the connection",
         HTTP_1_0("Connection: keep-alive\r\n{length-line}")},
    };
    return hp_raw_scripted(build, "transfer", scripts, COUNT_OF(scripts), index);
}

/* ---- chunks ---- */

#define AFTER_HEAD(text) HP_SCRIPT("{head}" CHUNKED_LINE "\r\n" text)
#define SIZE(text)       AFTER_HEAD(text "\r\n{body}\r\n{last}")

bool hp_frame_chunk_invalid(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"size-no-number", "the size of a chunk is xyz", SIZE("xyz")},
        {"size-empty", "a chunk has no size", SIZE("")},
        {"size-minus", "a minus stands before the size", SIZE("-{hex}")},
        {"size-plus", "a plus stands before the size", SIZE("+{hex}")},
        {"size-prefixed", "the size is prefixed by 0x", SIZE("0x{hex}")},
        {"size-letter-behind", "a letter that is no digit stands behind the size", SIZE("{hex}g")},
        {"size-17-digits", "the size has 17 digits", SIZE("fffffffffffffffff")},
        {"size-overflow-to-the-right-one", "the size is 2^64 more than the right one",
         SIZE("{wrapped-hex}")},
        {"size-one-less", "the chunk is one octet longer than its size", SIZE("{hex:-1}")},
        {"crlf-missing-behind-size", "no line end stands behind the size",
         AFTER_HEAD("{hex}{body}\r\n{last}")},
        {"crlf-missing-behind-data", "no line end stands behind the data",
         AFTER_HEAD("{hex}\r\n{body}{last}")},
        {"last-chunk-missing", "the connection ends before the last chunk",
         AFTER_HEAD("{chunk}{finish}")},
        {"end-missing", "the connection ends inside the trailer section",
         AFTER_HEAD("{chunk}0\r\n{finish}")},
    };
    return hp_raw_scripted(build, "transfer", scripts, COUNT_OF(scripts), index);
}

static struct hp_slice long_extension(struct hp_build *build, const char *repeated, size_t times)
{
    struct hp_buf text = hp_raw_begin(build, 2 + strlen(repeated) * times);
    hp_buf_text(&text, ";x");
    for (size_t i = 0; i < times; i++) {
        hp_buf_text(&text, repeated);
    }
    return hp_raw_end(build, &text);
}

bool hp_frame_chunk_extension(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *why;
        struct hp_slice text; /* empty: `repeated`, so often */
        const char *repeated;
        size_t times;
        bool last; /* on the last chunk */
    } forms[] = {
        {"name", "a name", HP_SLICE_INIT(";x")},
        {"name-and-value", "a name and a value", HP_SLICE_INIT(";x=1")},
        {"quoted", "a quoted value", HP_SLICE_INIT(";x=\"a b\"")},
        {"quoted-semicolon", "a semicolon in a quoted value", HP_SLICE_INIT(";x=\"a;b\"")},
        {"quoted-pair", "an escaped quote in a quoted value", HP_SLICE_INIT(";x=\"a\\\"b\"")},
        {"quote-open", "a quoted value without its end", HP_SLICE_INIT(";x=\"a")},
        {"blanks-around", "blanks around its semicolon and sign", HP_SLICE_INIT(" ; x = 1")},
        {"control", "a control character", HP_SLICE_INIT(";x=\x01")},
        {"nul", "NUL", HP_SLICE_INIT(";x=\0")},
        {"latin-1", "an octet beyond ASCII", HP_SLICE_INIT(";x=\xe9")},
        {"on-the-last-chunk", "a name and a value, on the last chunk", HP_SLICE_INIT(";x=1"),
         .last = true},
        {"long-1-kib", "a value of 1 KiB", {NULL, 0}, "0123456789abcdef", 64},
        {"long-64-kib", "a value of 64 KiB", {NULL, 0}, "0123456789abcdef", 4096},
        {"many-1000", "1,000 names", {NULL, 0}, ";x", 1000},
    };
    static const struct hp_slice first = SIZE("{hex}{other}");
    static const struct hp_slice last = AFTER_HEAD("{chunk}0{other}\r\n\r\n");
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance_at(build, "transfer", "%s", forms[index].name);
    hp_why(build, "the extension of a chunk: %s", forms[index].why);
    struct hp_slice text = forms[index].text;
    if (text.len == 0) {
        text = long_extension(build, forms[index].repeated, forms[index].times);
    }
    hp_raw_request(build, forms[index].last ? last : first, &(struct hp_raw_extra){.other = text});
    return true;
}

/* ---- trailers ---- */

/* The right credential in the trailer section, and none or a wrong one in the header section. */
static bool credential_in_trailer(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *why;
    } forms[] = {
        {"credential", "the credential is a trailer field only"},
        {"credential-announced", "the credential is a trailer field only, and announced as one"},
        {"credential-behind-a-wrong-one",
         "a wrong credential is a header field, and the right one a trailer field"},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    struct hp_slice name = build->contract->key_field;
    hp_instance_at(build, "transfer", "%s", forms[index].name);
    hp_why(build, "%s", forms[index].why);
    if (index == 2) {
        hp_build_field_set(build, name, hp_raw_wrap(build, "not-", build->api_key, ""));
    } else {
        hp_build_field_remove(build, name);
    }
    if (index == 1) {
        hp_build_field_add(build, HP_SLICE("Trailer"), name);
    }
    struct hp_slice line =
        hp_build_text(build, "%.*s: %.*s", HP_PRINT(name), HP_PRINT(build->api_key));
    static const struct hp_slice script = AFTER_HEAD("{chunk}0\r\n{other}\r\n\r\n");
    hp_raw_request(build, script, &(struct hp_raw_extra){.other = line});
    return true;
}

bool hp_frame_trailer_fields(struct hp_build *build, size_t index)
{
    enum { CREDENTIALS = 3, HOST = CREDENTIALS, MEDIA_TYPE_ALONE };
    static const struct hp_raw_script scripts[] = {
        {"host", "Host is a trailer field only",
         HP_SCRIPT("{line}{fields}" CHUNKED_LINE "\r\n{chunk}0\r\n{host-line}\r\n")},
        {"media-type", "the media type is a trailer field only",
         AFTER_HEAD("{chunk}0\r\nContent-Type: application/json\r\n\r\n")},
        {"media-type-foreign", "another media type is a trailer field",
         AFTER_HEAD("{chunk}0\r\nContent-Type: text/plain\r\n\r\n")},
        {"length", "a Content-Length that is too small is a trailer field",
         AFTER_HEAD("{chunk}0\r\nContent-Length: 5\r\n\r\n")},
    };
    if (index < CREDENTIALS) {
        return credential_in_trailer(build, index);
    }
    if (index == MEDIA_TYPE_ALONE) {
        hp_build_field_remove(build, HP_SLICE("Content-Type"));
    }
    if (!hp_raw_scripted(build, "transfer", scripts, COUNT_OF(scripts), index - CREDENTIALS)) {
        return false;
    }
    /* Without effect, the request without Host is a bad one, and the others are good. */
    build->expect = index == HOST ? HP_EXPECT_REJECT_400 : HP_EXPECT_ACCEPT_200_OR_4XX;
    return true;
}
