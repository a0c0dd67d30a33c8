/* Messages and what a strict reader has to make of each: section by section of RFC 9112, with the
 * rules of RFC 9110 that framing rests on. Written by hand from the texts, never from the reader.
 */
#ifndef HP_TESTS_HTTP_READER_VECTORS_H
#define HP_TESTS_HTTP_READER_VECTORS_H

#include "harness/http/reader.h"

struct vector {
    enum hp_reader_side side;
    const char *method; /* of the request that a response answers */
    const char *bytes;
    size_t len;
    bool closes;      /* the peer closes behind the bytes */
    int status;       /* of the fault; -1 = none */
    const char *want; /* the clause of the fault, or the message as describe() writes it */
    size_t rest;      /* bytes behind the message that are left */
};

#define TEXT(text) .bytes = (text), .len = sizeof(text) - 1
/* A request that is read, one that is refused, and the same when the client closes behind it. */
#define REQ(text, description)                                                                     \
    {                                                                                              \
        HP_READER_REQUEST, NULL, TEXT(text), false, -1, description, 0                             \
    }
#define REQ_REST(text, left, description)                                                          \
    {                                                                                              \
        HP_READER_REQUEST, NULL, TEXT(text), false, -1, description, left                          \
    }
#define REQ_BAD(text, code, clause)                                                                \
    {                                                                                              \
        HP_READER_REQUEST, NULL, TEXT(text), false, code, clause, 0                                \
    }
#define REQ_CUT(text, code, clause)                                                                \
    {                                                                                              \
        HP_READER_REQUEST, NULL, TEXT(text), true, code, clause, 0                                 \
    }
/* The same for responses to a POST, and to another method. */
#define RESP(text, description)                                                                    \
    {                                                                                              \
        HP_READER_RESPONSE, "POST", TEXT(text), false, -1, description, 0                          \
    }
#define RESP_REST(text, left, description)                                                         \
    {                                                                                              \
        HP_READER_RESPONSE, "POST", TEXT(text), false, -1, description, left                       \
    }
#define RESP_TO(verb, text, description)                                                           \
    {                                                                                              \
        HP_READER_RESPONSE, verb, TEXT(text), false, -1, description, 0                            \
    }
#define RESP_CLOSE(text, description)                                                              \
    {                                                                                              \
        HP_READER_RESPONSE, "POST", TEXT(text), true, -1, description, 0                           \
    }
#define RESP_BAD(text, code, clause)                                                               \
    {                                                                                              \
        HP_READER_RESPONSE, "POST", TEXT(text), false, code, clause, 0                             \
    }
#define RESP_CUT(text, code, clause)                                                               \
    {                                                                                              \
        HP_READER_RESPONSE, "POST", TEXT(text), true, code, clause, 0                              \
    }

#define LINE       "POST /x HTTP/1.1\r\n"
#define HEAD       LINE "Host: h\r\n"
#define SAYS       "POST /x 1.1 keep; Host: h; "
#define OK         "HTTP/1.1 200 OK\r\n"
#define IS         "200 OK 1.1 keep; "
#define SIXTY_FOUR "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* describe(): a request is "METHOD TARGET VERSION keep|close [expect]; Name: value; ... [+n
 * trailers;] body"; a response the same with "STATUS REASON VERSION". MORE is "more". */
static const struct vector vectors[] = {
    /* RFC 9112 2.1, 2.2: message format, line ends */
    REQ(HEAD "\r\n", SAYS),
    REQ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / 1.1 keep; Host: h; "),
    REQ("\r\n" HEAD "\r\n", SAYS),
    REQ("\r\n\r\n\r\n" HEAD "\r\n", SAYS),
    REQ("", "more"),
    REQ("\r\n", "more"),
    REQ("\r", "more"),
    REQ("POS", "more"),
    REQ(HEAD, "more"),
    REQ(HEAD "\r", "more"),
    REQ_BAD("\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n" HEAD "\r\n", 400, "RFC9112-2.2"),
    REQ_BAD("\n" HEAD "\r\n", 400, "RFC9112-2.2"),
    REQ_BAD("\rPOST", 400, "RFC9112-2.2"),
    REQ_BAD("POST /x HTTP/1.1\nHost: h\n\n", 400, "RFC9112-2.2"),
    REQ_BAD(LINE "Host: h\n\r\n", 400, "RFC9112-2.2"),
    REQ_BAD(HEAD "\n", 400, "RFC9112-2.2"),
    REQ_BAD("POST /x HTTP/1.1\rHost: h\r\r", 400, "RFC9112-2.2"),
    REQ_BAD(LINE "Host: h\rX: y\r\n\r\n", 400, "RFC9112-2.2"),
    REQ_BAD(LINE "Host: h\r\r\n\r\n", 400, "RFC9112-2.2"),
    REQ_BAD(HEAD "\rx", 400, "RFC9112-2.2"),
    REQ_BAD(LINE " Host: h\r\n\r\n", 400, "RFC9112-2.2"),
    REQ_BAD(LINE "\tX: y\r\nHost: h\r\n\r\n", 400, "RFC9112-2.2"),
    REQ_BAD(LINE " \r\nHost: h\r\n\r\n", 400, "RFC9112-2.2"),
    REQ_BAD("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "RFC9112-3"),
    REQ_BAD("\x00\x01\x02", 400, "RFC9112-3"),
    REQ_BAD("\xef\xbb\xbfPOST /x HTTP/1.1\r\n", 400, "RFC9112-3"),
    REQ_BAD(" POST /x HTTP/1.1\r\n", 400, "RFC9112-3"),
    REQ_BAD("POST /x\x00 HTTP/1.1\r\n", 400, "RFC9110-5.5"),

    /* RFC 9112 2.3: version */
    REQ("POST /x HTTP/1.0\r\n\r\n", "POST /x 1.0 close; "),
    REQ("POST /x HTTP/1.2\r\nHost: h\r\n\r\n", SAYS),
    REQ("POST /x HTTP/1.9\r\nHost: h\r\n\r\n", SAYS),
    REQ_BAD("POST /x HTTP/0.9\r\nHost: h\r\n\r\n", 505, "RFC9110-15.6.6"),
    REQ_BAD("POST /x HTTP/2.0\r\nHost: h\r\n\r\n", 505, "RFC9110-15.6.6"),
    REQ_BAD("POST /x HTTP/9.9\r\nHost: h\r\n\r\n", 505, "RFC9110-15.6.6"),
    REQ_BAD("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "RFC9110-15.6.6"),
    REQ_BAD("POST /x http/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),
    REQ_BAD("POST /x Http/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),
    REQ_BAD("POST /x HTTP/1\r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),
    REQ_BAD("POST /x HTTP/1.\r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),
    REQ_BAD("POST /x HTTP/01.1\r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),
    REQ_BAD("POST /x HTTP/1.01\r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),
    REQ_BAD("POST /x HTTP/1.10\r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),
    REQ_BAD("POST /x HTTP/1,1\r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),
    REQ_BAD("POST /x HTTP/-1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),
    REQ_BAD("POST /x HTTP-1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),
    REQ_BAD("POST /x HTTPS/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),
    REQ_BAD("POST /x FTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),
    REQ_BAD("POST /x \r\nHost: h\r\n\r\n", 400, "RFC9112-2.3"),

    /* RFC 9112 3: request line */
    REQ("M!#$%&'*+-.^_`|~9 /x HTTP/1.1\r\nHost: h\r\n\r\n",
        "M!#$%&'*+-.^_`|~9 /x 1.1 keep; Host: h; "),
    REQ("post /x HTTP/1.1\r\nHost: h\r\n\r\n", "post /x 1.1 keep; Host: h; "),
    REQ_BAD("POST\r\nHost: h\r\n\r\n", 400, "RFC9112-3"),
    REQ_BAD("POST /x\r\nHost: h\r\n\r\n", 400, "RFC9112-3"),
    REQ_BAD("GET /\r\n", 400, "RFC9112-3"),
    REQ_BAD("POST  /x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3"),
    REQ_BAD("POST /x  HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3"),
    REQ_BAD("POST /x HTTP/1.1 \r\nHost: h\r\n\r\n", 400, "RFC9112-3"),
    REQ_BAD("POST /a b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3"),
    REQ_BAD("POST HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3"),
    REQ_BAD("POST\t/x\tHTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3"),
    REQ_BAD("POST /x\tHTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3"),
    REQ_BAD("PO\tST /x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9110-9.1"),
    REQ_BAD("PO(ST /x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9110-9.1"),
    REQ_BAD("PO\xc3\x96ST /x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9110-9.1"),
    REQ_BAD("POST \x0b/x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9110-5.5"),
    REQ_BAD("Host: h\r\n\r\n", 400, "RFC9110-9.1"),

    /* RFC 9112 3.2: request target and Host */
    REQ("POST /v3/core/webhooks?a=1&b=%41/?:@!$'()*+,;=~ HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /v3/core/webhooks?a=1&b=%41/?:@!$'()*+,;=~ 1.1 keep; Host: h; "),
    REQ("POST http://h/x HTTP/1.1\r\nHost: h\r\n\r\n", "POST http://h/x 1.1 keep; Host: h; "),
    REQ("POST HTTPS://[::1]:8/x?q HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST HTTPS://[::1]:8/x?q 1.1 keep; Host: h; "),
    REQ("POST http://h HTTP/1.1\r\nHost: other\r\n\r\n", "POST http://h 1.1 keep; Host: other; "),
    REQ("POST urn:a:b HTTP/1.1\r\nHost:\r\n\r\n", "POST urn:a:b 1.1 keep; Host: ; "),
    REQ("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS * 1.1 keep; Host: h; "),
    REQ("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", "CONNECT h:443 1.1 keep; Host: h:443; "),
    REQ("CONNECT [::1]:443 HTTP/1.1\r\nHost: h\r\n\r\n", "CONNECT [::1]:443 1.1 keep; Host: h; "),
    REQ_BAD("CONNECT h HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("CONNECT h: HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("CONNECT /x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("CONNECT u@h:1 HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST * HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ("POST h:80 HTTP/1.1\r\nHost: h\r\n\r\n", "POST h:80 1.1 keep; Host: h; "),
    REQ_BAD("POST ?q HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST /x#f HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST /x% HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST /x%2 HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST /x%g0 HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST /\xc3\xa9 HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST /a\\b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST /{x} HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST /a|b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST /a[0] HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST http:///x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST http://:80/x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST http:/x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST http://u:p@h/x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST 1http://h/x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST http://h/x#f HTTP/1.1\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ(LINE "Host: example.com:8080\r\n\r\n", "POST /x 1.1 keep; Host: example.com:8080; "),
    REQ(LINE "hOsT:127.0.0.1\r\n\r\n", "POST /x 1.1 keep; hOsT: 127.0.0.1; "),
    REQ(LINE "Host: [2001:db8::1]:80\r\n\r\n", "POST /x 1.1 keep; Host: [2001:db8::1]:80; "),
    REQ(LINE "Host: [v1.a:b]\r\n\r\n", "POST /x 1.1 keep; Host: [v1.a:b]; "),
    REQ(LINE "Host: a%20b_!~\r\n\r\n", "POST /x 1.1 keep; Host: a%20b_!~; "),
    REQ(LINE "Host: h:\r\n\r\n", "POST /x 1.1 keep; Host: h:; "),
    REQ(LINE "Host:\r\n\r\n", "POST /x 1.1 keep; Host: ; "),
    REQ("POST /x HTTP/1.0\r\nHost: h\r\n\r\n", "POST /x 1.0 close; Host: h; "),
    REQ_BAD(LINE "\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "X-Host: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(HEAD "Host: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(HEAD "HOST: i\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST /x HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD("POST /x HTTP/1.0\r\nHost: h/\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: h/x\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: u@h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: http://h\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: h i\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: h:80x\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: h:80:80\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: h%2\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: [::1\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: [h]\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: []\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: [a:b]\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: [::g]\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: [v.a]\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: [::1]x\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: \xc3\xa9\r\n\r\n", 400, "RFC9112-3.2"),
    REQ_BAD(LINE "Host: h, i\r\n\r\n", 400, "RFC9112-3.2"),

    /* RFC 9112 5, RFC 9110 5.1, 5.5: field lines */
    REQ(HEAD "A:b\r\nC:   d \t \r\nE:\r\nF: \t\r\n\r\n", SAYS "A: b; C: d; E: ; F: ; "),
    REQ(HEAD "X: a\tb  c\r\n\r\n", SAYS "X: a\tb  c; "),
    REQ(HEAD "X: \xff\xc3\xa9\r\n\r\n", SAYS "X: \xff\xc3\xa9; "),
    REQ(HEAD "X: :a:\r\nX: \"a, b\"\r\n\r\n", SAYS "X: :a:; X: \"a, b\"; "),
    REQ(HEAD "!#$%&'*+-.^_`|~9aZ: 1\r\n\r\n", SAYS "!#$%&'*+-.^_`|~9aZ: 1; "),
    REQ_BAD(HEAD "X : y\r\n\r\n", 400, "RFC9112-5.1"),
    REQ_BAD(HEAD "X\t: y\r\n\r\n", 400, "RFC9112-5.1"),
    REQ_BAD("POST /x HTTP/1.1\r\nHost : h\r\n\r\n", 400, "RFC9112-5.1"),
    REQ_BAD(HEAD ": y\r\n\r\n", 400, "RFC9110-5.1"),
    REQ_BAD(HEAD "X\r\n\r\n", 400, "RFC9112-5"),
    REQ_BAD(HEAD "X y\r\n\r\n", 400, "RFC9112-5"),
    REQ_BAD(HEAD "(X)\r\n\r\n", 400, "RFC9112-5"),
    REQ_BAD(HEAD "X y: z\r\n\r\n", 400, "RFC9110-5.1"),
    REQ_BAD(HEAD "X(): z\r\n\r\n", 400, "RFC9110-5.1"),
    REQ_BAD(HEAD "X@Y: z\r\n\r\n", 400, "RFC9110-5.1"),
    REQ_BAD(HEAD "X\xc3\xa9: z\r\n\r\n", 400, "RFC9110-5.1"),
    REQ_BAD(HEAD "\"X\": z\r\n\r\n", 400, "RFC9110-5.1"),
    REQ_BAD(HEAD "X: a\x00z\r\n\r\n", 400, "RFC9110-5.5"),
    REQ_BAD(HEAD "X: a\x01z\r\n\r\n", 400, "RFC9110-5.5"),
    REQ_BAD(HEAD "X: a\x0b\r\n\r\n", 400, "RFC9110-5.5"),
    REQ_BAD(HEAD "X: a\x0cz\r\n\r\n", 400, "RFC9110-5.5"),
    REQ_BAD(HEAD "X: a\x1fz\r\n\r\n", 400, "RFC9110-5.5"),
    REQ_BAD(HEAD "X: a\x7fz\r\n\r\n", 400, "RFC9110-5.5"),
    /* among many others, at every place of a word */
    REQ_BAD(HEAD "X: 0123456789abcdef\x1f"
                 "0123456789abcdef\r\n\r\n",
            400, "RFC9110-5.5"),
    REQ_BAD(HEAD "X: 0123456789abcdef012345\x7f"
                 "0123456789abcdef\r\n\r\n",
            400, "RFC9110-5.5"),
    REQ_BAD(HEAD "X: 0123456789abcdef01\x00"
                 "0123456789abcdef\r\n\r\n",
            400, "RFC9110-5.5"),
    REQ(HEAD
        "X: \x80\x9f\xa0\xff\x80\x81\x82\x83\x84\x85\x86\x87 !~\x88\x89\x8a\x8b\x8c\x8d\r\n\r\n",
        SAYS "X: \x80\x9f\xa0\xff\x80\x81\x82\x83\x84\x85\x86\x87 !~\x88\x89\x8a\x8b\x8c\x8d; "),
    REQ_BAD(HEAD "X\x00: z\r\n\r\n", 400, "RFC9110-5.5"),
    REQ_BAD(HEAD "X: a\r\n b\r\n\r\n", 400, "RFC9112-5.2"),
    REQ_BAD(HEAD "X: a\r\n\tb\r\n\r\n", 400, "RFC9112-5.2"),
    REQ_BAD(HEAD "X: a\r\n \r\n\r\n", 400, "RFC9112-5.2"),

    /* RFC 9112 6.2, 6.3, RFC 9110 8.6: Content-Length */
    REQ(HEAD "Content-Length: 3\r\n\r\nabc", SAYS "Content-Length: 3; abc"),
    REQ(HEAD "Content-Length: 0\r\n\r\n", SAYS "Content-Length: 0; "),
    REQ(HEAD "content-length:003\r\n\r\na\0c", SAYS "content-length: 003; a\\0c"),
    REQ_REST(HEAD "Content-Length: 3\r\n\r\nabcPOST", 4, SAYS "Content-Length: 3; abc"),
    REQ_REST(HEAD "\r\nabc", 3, SAYS),
    REQ(HEAD "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        SAYS "Content-Length: 3; Content-Length: 3; abc"),
    REQ(HEAD "Content-Length: 3, 3\r\n\r\nabc", SAYS "Content-Length: 3, 3; abc"),
    REQ(HEAD "Content-Length: 3\r\n\r\nab", "more"),
    REQ_BAD(HEAD "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: 3, 4\r\n\r\nabcd", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: 3,\r\n\r\nabc", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: ,3\r\n\r\nabc", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length:\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: abc\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: -1\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: +5\r\n\r\nabcde", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: 0x10\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: 1e3\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: 3.0\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: 1 0\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: \"3\"\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: 3;x\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Content-Length: 18446744073709551616\r\n\r\n", 400, "RFC9110-8.6"),
    REQ_BAD(HEAD "Content-Length: 18446744073709551621\r\n\r\nabcde", 400, "RFC9110-8.6"),
    REQ_BAD(HEAD "Content-Length: 99999999999999999999999\r\n\r\n", 400, "RFC9110-8.6"),
    REQ_BAD(HEAD "Content-Length: 18446744073709551615\r\n\r\n", 413, "RFC9110-15.5.14"),
    REQ_BAD(HEAD "Content-Length: 65\r\n\r\n", 413, "RFC9110-15.5.14"),
    REQ_CUT(HEAD "Content-Length: 3\r\n\r\nab", 400, "RFC9112-6.3"),
    REQ_CUT(HEAD "Content-Length: 3\r\n\r\n", 400, "RFC9112-6.3"),

    /* RFC 9112 6.1, 6.3: Transfer-Encoding */
    REQ(HEAD "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", SAYS "Transfer-Encoding: chunked; "),
    REQ(HEAD "tRANSFER-eNCODING: CHUNKED\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        SAYS "tRANSFER-eNCODING: CHUNKED; abc"),
    REQ(HEAD "Transfer-Encoding: , chunked ,\r\n\r\n1\r\na\r\n0\r\n\r\n",
        SAYS "Transfer-Encoding: , chunked ,; a"),
    REQ_BAD(HEAD "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
            "RFC9112-6.3"),
    REQ_BAD(HEAD "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n", 400,
            "RFC9112-6.3"),
    REQ_BAD(HEAD "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
            "RFC9112-6.3"),
    REQ_BAD(HEAD "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n", 400,
            "RFC9112-6.3"),
    REQ_BAD(HEAD "Transfer-Encoding:\r\n\r\n", 400, "RFC9112-6.3"),
    REQ_BAD(HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501, "RFC9112-6.1"),
    REQ_BAD(HEAD "Transfer-Encoding: gzip\r\n\r\n", 501, "RFC9112-6.1"),
    REQ_BAD(HEAD "Transfer-Encoding: identity\r\n\r\n", 501, "RFC9112-6.1"),
    REQ_BAD(HEAD "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501, "RFC9112-6.1"),
    REQ_BAD(HEAD "Transfer-Encoding: chunkedx\r\n\r\n0\r\n\r\n", 501, "RFC9112-6.1"),
    REQ_BAD(HEAD "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", 400, "RFC9112-7"),
    REQ_BAD(HEAD "Transfer-Encoding: \"a, chunked\r\n\r\n0\r\n\r\n", 400, "RFC9112-7"),
    REQ_BAD(HEAD "Transfer-Encoding: chun ked\r\n\r\n0\r\n\r\n", 400, "RFC9112-7"),
    REQ_BAD(HEAD "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n", 400, "RFC9112-7"),
    REQ_BAD(HEAD "Transfer-Encoding: \x0b"
                 "chunked\r\n\r\n0\r\n\r\n",
            400, "RFC9110-5.5"),
    REQ_BAD(HEAD "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400, "RFC9112-5.1"),
    REQ_BAD(HEAD "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400, "RFC9112-5.2"),
    REQ_BAD("POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "RFC9112-6.1"),

    /* Names that only look like those that frame a message. */
    REQ(HEAD "Transfer_Encoding: chunked\r\n\r\n", SAYS "Transfer_Encoding: chunked; "),
    REQ(HEAD "Transfer-Encodinq: chunked\r\n\r\n", SAYS "Transfer-Encodinq: chunked; "),
    REQ(HEAD "Content_Length: 5\r\n\r\n", SAYS "Content_Length: 5; "),
    REQ(HEAD "Content-Lengtj: 5\r\n\r\n", SAYS "Content-Lengtj: 5; "),
    REQ(HEAD "Connectioo: close\r\n\r\n", SAYS "Connectioo: close; "),
    REQ(HEAD "Expecu: 100-continue\r\nContent-Length: 1\r\n\r\nx",
        SAYS "Expecu: 100-continue; Content-Length: 1; x"),
    REQ(HEAD "Hosu: i\r\n\r\n", SAYS "Hosu: i; "),
    REQ(HEAD "Connection: keep-alivf\r\nConnection: closf\r\n\r\n",
        SAYS "Connection: keep-alivf; Connection: closf; "),

/* RFC 9112 7.1: chunks, extensions, trailers */
#define CHUNKED HEAD "Transfer-Encoding: chunked\r\n\r\n"
#define CHUNKS  SAYS "Transfer-Encoding: chunked; "
    REQ(CHUNKED "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", CHUNKS "abcde"),
    REQ(CHUNKED "a\r\n0123456789\r\n00\r\n\r\n", CHUNKS "0123456789"),
    REQ(CHUNKED "A\r\n0123456789\r\n0\r\n\r\n", CHUNKS "0123456789"),
    REQ(CHUNKED "0003\r\na\rc\r\n0\r\n\r\n", CHUNKS "a\rc"),
    REQ(CHUNKED "4\r\n0\r\n\r\r\n0\r\n\r\n", CHUNKS "0\r\n\r"),
    REQ(CHUNKED "1;a\r\nx\r\n0;b=c\r\n\r\n", CHUNKS "x"),
    REQ(CHUNKED "1 ; a = b\t;\tc=\"d;\\\" e\"; f\r\nx\r\n0\r\n\r\n", CHUNKS "x"),
    REQ(CHUNKED "1;a=\"\"\r\nx\r\n0\r\n\r\n", CHUNKS "x"),
    REQ(CHUNKED "1;a=\"\xc3\xa9\tb\"\r\nx\r\n0\r\n\r\n", CHUNKS "x"),
    REQ(CHUNKED "1\r\nx\r\n0\r\nX: y\r\nContent-Length: 9\r\n\r\n", CHUNKS "+2 trailers; x"),
    REQ(CHUNKED "0\r\nHost: i\r\n\r\n", CHUNKS "+1 trailers; "),
    REQ_REST(CHUNKED "0\r\n\r\nPOST", 4, CHUNKS),
    REQ(CHUNKED "0\r\n", "more"),
    REQ(CHUNKED "3\r\nabc", "more"),
    REQ_BAD(CHUNKED "\r\n", 400, "RFC9112-7.1"),
    REQ_BAD(CHUNKED "x\r\n", 400, "RFC9112-7.1"),
    REQ_BAD(CHUNKED "g\r\n", 400, "RFC9112-7.1"),
    REQ_BAD(CHUNKED "-1\r\n", 400, "RFC9112-7.1"),
    REQ_BAD(CHUNKED "+1\r\n", 400, "RFC9112-7.1"),
    REQ_BAD(CHUNKED "0x3\r\nabc\r\n0\r\n\r\n", 400, "RFC9112-7.1.1"),
    REQ_BAD(CHUNKED " 3\r\nabc\r\n0\r\n\r\n", 400, "RFC9112-7.1"),
    REQ_BAD(CHUNKED "3 \r\nabc\r\n0\r\n\r\n", 400, "RFC9112-7.1.1"),
    REQ_BAD(CHUNKED "3\nabc\r\n0\r\n\r\n", 400, "RFC9112-2.2"),
    REQ_BAD(CHUNKED "3\r\nabcd\r\n0\r\n\r\n", 400, "RFC9112-7.1"),
    REQ_BAD(CHUNKED "3\r\nab\r\n0\r\n\r\n", 400, "RFC9112-7.1"),
    REQ_BAD(CHUNKED "3\r\nabc\n0\r\n\r\n", 400, "RFC9112-7.1"),
    REQ_BAD(CHUNKED "3\r\nabc\rx", 400, "RFC9112-7.1"),
    REQ_BAD(CHUNKED "10000000000000000\r\n", 400, "RFC9112-7.1"),
    REQ_BAD(CHUNKED "fffffffffffffffff\r\n", 400, "RFC9112-7.1"),
    REQ_BAD(CHUNKED "ffffffffffffffff\r\n", 413, "RFC9110-15.5.14"),
    REQ_BAD(CHUNKED "41\r\n", 413, "RFC9110-15.5.14"),
    REQ_BAD(CHUNKED "3\r\nabc\r\n3e\r\n", 413, "RFC9110-15.5.14"),
    REQ_BAD(CHUNKED "1;\r\nx\r\n0\r\n\r\n", 400, "RFC9112-7.1.1"),
    REQ_BAD(CHUNKED "1;a=\r\nx\r\n0\r\n\r\n", 400, "RFC9112-7.1.1"),
    REQ_BAD(CHUNKED "1;=b\r\nx\r\n0\r\n\r\n", 400, "RFC9112-7.1.1"),
    REQ_BAD(CHUNKED "1;a=\"b\r\nx\r\n0\r\n\r\n", 400, "RFC9112-7.1.1"),
    REQ_BAD(CHUNKED "1;a=\"b\\\r\nx\r\n0\r\n\r\n", 400, "RFC9112-7.1.1"),
    REQ_BAD(CHUNKED "1;a=\"b\"c\r\nx\r\n0\r\n\r\n", 400, "RFC9112-7.1.1"),
    REQ_BAD(CHUNKED "1;a b\r\nx\r\n0\r\n\r\n", 400, "RFC9112-7.1.1"),
    REQ_BAD(CHUNKED "1;a \r\nx\r\n0\r\n\r\n", 400, "RFC9112-7.1.1"),
    REQ_BAD(CHUNKED "1,a\r\nx\r\n0\r\n\r\n", 400, "RFC9112-7.1.1"),
    REQ_BAD(CHUNKED "1;a\x01\r\nx\r\n0\r\n\r\n", 400, "RFC9110-5.5"),
    REQ_BAD(CHUNKED "1;a\x00\r\nx\r\n0\r\n\r\n", 400, "RFC9110-5.5"),
    REQ_BAD(CHUNKED "0\r\nX : y\r\n\r\n", 400, "RFC9112-5.1"),
    REQ_BAD(CHUNKED "0\r\nX\r\n\r\n", 400, "RFC9112-5"),
    REQ_BAD(CHUNKED "0\r\nX: y\r\n z\r\n\r\n", 400, "RFC9112-5.2"),
    REQ_BAD(CHUNKED "0\r\nX: \x01\r\n\r\n", 400, "RFC9110-5.5"),
    REQ_CUT(CHUNKED "", 400, "RFC9112-8"),
    REQ_CUT(CHUNKED "3\r\nabc\r\n", 400, "RFC9112-8"),
    REQ_CUT(CHUNKED "3\r\nab", 400, "RFC9112-8"),
    REQ_CUT(CHUNKED "0\r\n", 400, "RFC9112-8"),
    REQ_CUT(CHUNKED "0\r\nX: y\r\n", 400, "RFC9112-8"),

    /* RFC 9112 8, 9.3, 9.6: incomplete messages, persistence */
    REQ_CUT("POS", 400, "RFC9112-8"),
    REQ_CUT("POST /x HTTP/1.1\r", 400, "RFC9112-8"),
    REQ_CUT(HEAD, 400, "RFC9112-8"),
    {HP_READER_REQUEST, NULL, TEXT(""), true, -1, "more", 0},
    {HP_READER_REQUEST, NULL, TEXT("\r\n"), true, -1, "more", 0},
    {HP_READER_REQUEST, NULL, TEXT(HEAD "\r\n"), true, -1, SAYS, 0},
    REQ(HEAD "Connection: close\r\n\r\n", "POST /x 1.1 close; Host: h; Connection: close; "),
    REQ(HEAD "Connection: Keep-Alive, CLOSE\r\n\r\n",
        "POST /x 1.1 close; Host: h; Connection: Keep-Alive, CLOSE; "),
    REQ(HEAD "Connection: x\r\nConnection:close\r\n\r\n",
        "POST /x 1.1 close; Host: h; Connection: x; Connection: close; "),
    REQ(HEAD "Connection: closed\r\n\r\n", SAYS "Connection: closed; "),
    REQ(HEAD "Connection: \"close\"\r\n\r\n", SAYS "Connection: \"close\"; "),
    REQ("POST /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "POST /x 1.0 keep; Connection: keep-alive; "),
    REQ("POST /x HTTP/1.0\r\nConnection: close, keep-alive\r\n\r\n",
        "POST /x 1.0 close; Connection: close, keep-alive; "),

    /* RFC 9110 10.1.1: Expect */
    REQ(HEAD "Expect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
        "POST /x 1.1 keep expect; Host: h; Expect: 100-continue; Content-Length: 1; x"),
    REQ(HEAD "expect: 100-CONTINUE\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /x 1.1 keep expect; Host: h; expect: 100-CONTINUE; Transfer-Encoding: chunked; "),
    REQ(HEAD "Expect: x=y, 100-continue\r\nContent-Length: 1\r\n\r\nx",
        "POST /x 1.1 keep expect; Host: h; Expect: x=y, 100-continue; Content-Length: 1; x"),
    REQ(HEAD "Expect: 100-continue\r\nContent-Length: 0\r\n\r\n",
        SAYS "Expect: 100-continue; Content-Length: 0; "),
    REQ(HEAD "Expect: 100-continue\r\n\r\n", SAYS "Expect: 100-continue; "),
    REQ(HEAD "Expect: 200-ok\r\nContent-Length: 1\r\n\r\nx",
        SAYS "Expect: 200-ok; Content-Length: 1; x"),
    REQ("POST /x HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
        "POST /x 1.0 close; Expect: 100-continue; Content-Length: 1; x"),

    /* RFC 9112 4: status line */
    RESP(OK "Content-Length: 0\r\n\r\n", IS "Content-Length: 0; "),
    RESP("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "200  1.1 keep; Content-Length: 0; "),
    RESP("HTTP/1.1 599 a b\tc\xc3\xa9\r\nContent-Length: 0\r\n\r\n",
         "599 a b\tc\xc3\xa9 1.1 keep; Content-Length: 0; "),
    RESP("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "200 OK 1.0 close; Content-Length: 0; "),
    RESP("HTTP/1.3 200 OK\r\nContent-Length: 0\r\n\r\n", IS "Content-Length: 0; "),
    RESP("", "more"),
    RESP("HTTP/1.1 200 OK", "more"),
    RESP_BAD("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 400, "RFC9112-4"),
    RESP_BAD("HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n", 400, "RFC9112-4"),
    RESP_BAD("HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n", 400, "RFC9112-4"),
    RESP_BAD("HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n", 400, "RFC9112-4"),
    RESP_BAD("HTTP/1.1 -20 OK\r\nContent-Length: 0\r\n\r\n", 400, "RFC9112-4"),
    RESP_BAD("HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n", 400, "RFC9112-4"),
    RESP_BAD("HTTP/1.1\t200 OK\r\nContent-Length: 0\r\n\r\n", 400, "RFC9112-2.3"),
    RESP_BAD("HTTP/1.1\r\n\r\n", 400, "RFC9112-4"),
    RESP_BAD("HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n", 400, "RFC9110-15"),
    RESP_BAD("HTTP/1.1 600 OK\r\nContent-Length: 0\r\n\r\n", 400, "RFC9110-15"),
    RESP_BAD("HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n", 400, "RFC9110-15"),
    RESP_BAD("http/1.1 200 OK\r\n\r\n", 400, "RFC9112-4"),
    RESP_BAD("\r\n" OK "\r\n", 400, "RFC9112-4"),
    RESP_BAD(" " OK "\r\n", 400, "RFC9112-4"),
    RESP_BAD("ICY 200 OK\r\n\r\n", 400, "RFC9112-4"),
    RESP_BAD("SSH-2.0-x\r\n", 400, "RFC9112-4"),
    RESP_BAD("<html>", 400, "RFC9112-4"),
    RESP_BAD("\x15\x03\x03\x00\x02\x02\x0a", 400, "RFC9112-4"),
    RESP_BAD("HTTP/2 200 OK\r\n\r\n", 400, "RFC9112-2.3"),
    RESP_BAD("HTTP/1.10 200 OK\r\n\r\n", 400, "RFC9112-2.3"),
    RESP_BAD("HTTP/0.9 200 OK\r\n\r\n", 505, "RFC9110-15.6.6"),
    RESP_BAD("HTTP/2.0 200 OK\r\n\r\n", 505, "RFC9110-15.6.6"),
    RESP_BAD("HTTP/1.1 200 OK\nContent-Length: 0\n\n", 400, "RFC9112-2.2"),
    RESP_BAD("HTTP/1.1 200 O\rK\r\n\r\n", 400, "RFC9112-2.2"),
    RESP_BAD("HTTP/1.1 200 O\x00K\r\n\r\n", 400, "RFC9110-5.5"),

    /* RFC 9112 5 on the other side */
    RESP(OK "Content-Length:0\r\nX:  a \t\r\n\r\n", IS "Content-Length: 0; X: a; "),
    RESP_BAD(OK "Content-Length: 0\n\r\n", 400, "RFC9112-2.2"),
    RESP_BAD(OK "Content-Length : 0\r\n\r\n", 400, "RFC9112-5.1"),
    RESP_BAD(OK "Content-Length\r\n\r\n", 400, "RFC9112-5"),
    RESP_BAD(OK ": 0\r\n\r\n", 400, "RFC9110-5.1"),
    RESP_BAD(OK "X: a\r\n b\r\nContent-Length: 0\r\n\r\n", 400, "RFC9112-5.2"),
    RESP_BAD(OK " X: a\r\nContent-Length: 0\r\n\r\n", 400, "RFC9112-2.2"),
    RESP_BAD(OK "X: a\x00"
                "b\r\nContent-Length: 0\r\n\r\n",
             400, "RFC9110-5.5"),
    RESP_BAD(OK "X: a\rb\r\nContent-Length: 0\r\n\r\n", 400, "RFC9112-2.2"),
    RESP_BAD(OK "X: a\x1b[m\r\nContent-Length: 0\r\n\r\n", 400, "RFC9110-5.5"),

    /* RFC 9112 6.3: where a response's body ends */
    RESP(OK "Content-Length: 3\r\n\r\nabc", IS "Content-Length: 3; abc"),
    RESP_REST(OK "Content-Length: 3\r\n\r\nabcd", 1, IS "Content-Length: 3; abc"),
    RESP(OK "Content-Length: 3, 3\r\n\r\nabc", IS "Content-Length: 3, 3; abc"),
    RESP(OK "Transfer-Encoding: chunked\r\n\r\n1;e=1\r\na\r\n0\r\nT: u\r\n\r\n",
         IS "Transfer-Encoding: chunked; +1 trailers; a"),
    RESP_CLOSE(OK "\r\nabc", "200 OK 1.1 close; abc"),
    RESP_CLOSE(OK "\r\n", "200 OK 1.1 close; "),
    RESP_CLOSE("HTTP/1.0 200 OK\r\n\r\na\r\n\r\nb", "200 OK 1.0 close; a\r\n\r\nb"),
    RESP_CLOSE(OK "Connection: keep-alive\r\n\r\nabc",
               "200 OK 1.1 close; Connection: keep-alive; abc"),
    RESP(OK "\r\nabc", "more"),
    RESP_CLOSE(OK "Content-Length: 3\r\n\r\nabc", IS "Content-Length: 3; abc"),
    RESP("HTTP/1.1 100 Continue\r\n\r\n", "100 Continue 1.1 keep; "),
    RESP("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", "103 Early Hints 1.1 keep; Link: x; "),
    RESP_REST("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1", 8, "100 Continue 1.1 keep; "),
    RESP("HTTP/1.1 101 Switching\r\n\r\n", "101 Switching 1.1 close; "),
    RESP("HTTP/1.1 204 No Content\r\n\r\n", "204 No Content 1.1 keep; "),
    RESP_REST("HTTP/1.1 204 No Content\r\n\r\nabc", 3, "204 No Content 1.1 keep; "),
    RESP("HTTP/1.1 304 Not Modified\r\nContent-Length: 70\r\n\r\n",
         "304 Not Modified 1.1 keep; Content-Length: 70; "),
    RESP("HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
         "304 Not Modified 1.1 keep; Transfer-Encoding: chunked; "),
    RESP_TO("HEAD", OK "Content-Length: 70\r\n\r\n", IS "Content-Length: 70; "),
    RESP_TO("HEAD", OK "Transfer-Encoding: chunked\r\n\r\n", IS "Transfer-Encoding: chunked; "),
    RESP_TO("HEAD", OK "\r\n", IS),
    RESP_TO("CONNECT", OK "\r\n", "200 OK 1.1 close; "),
    RESP_TO("CONNECT", OK "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n",
            "200 OK 1.1 close; Content-Length: 9; Transfer-Encoding: chunked; "),
    RESP_TO("CONNECT", "HTTP/1.1 405 No\r\nContent-Length: 1\r\n\r\nx",
            "405 No 1.1 keep; Content-Length: 1; x"),
    RESP_BAD("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", 400, "RFC9110-8.6"),
    RESP_BAD("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "RFC9112-6.1"),
    RESP_BAD("HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n", 400, "RFC9110-8.6"),
    RESP_BAD("HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "RFC9112-6.1"),
    RESP_BAD(OK "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400, "RFC9112-6.3"),
    RESP_BAD(OK "Content-Length: 3, 4\r\n\r\nabcd", 400, "RFC9112-6.3"),
    RESP_BAD(OK "Content-Length: x\r\n\r\n", 400, "RFC9112-6.3"),
    RESP_BAD(OK "Content-Length: -1\r\n\r\n", 400, "RFC9112-6.3"),
    RESP_BAD(OK "Content-Length:\r\n\r\n", 400, "RFC9112-6.3"),
    RESP_BAD(OK "Content-Length: 18446744073709551617\r\n\r\na", 400, "RFC9110-8.6"),
    RESP(OK "Content-Length: 65\r\n\r\n", "more"),
    RESP_BAD(OK "Content-Length: 65\r\n\r\n" SIXTY_FOUR "x", 413, "RFC9110-15.5.14"),
    RESP(OK "Transfer-Encoding: chunked\r\n\r\n41\r\n" SIXTY_FOUR, "more"),
    RESP_BAD(OK "Transfer-Encoding: chunked\r\n\r\n41\r\n" SIXTY_FOUR "x", 413, "RFC9110-15.5.14"),
    RESP_BAD(OK "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
             "RFC9112-6.3"),
    RESP_BAD(OK "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501, "RFC9112-6.1"),
    RESP_BAD(OK "Transfer-Encoding: identity\r\n\r\n", 501, "RFC9112-6.1"),
    RESP_BAD(OK "Transfer-Encoding: chunked, gzip\r\n\r\n", 400, "RFC9112-6.3"),
    RESP_BAD("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "RFC9112-6.1"),
    RESP_BAD(OK "Transfer-Encoding: chunked\r\n\r\nz\r\n", 400, "RFC9112-7.1"),
    RESP_BAD(OK "Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n", 400, "RFC9112-7.1"),
    RESP_BAD(OK "Transfer-Encoding: chunked\r\n\r\n2\nab\n0\n\n", 400, "RFC9112-2.2"),
    RESP_CUT("HTT", 400, "RFC9112-8"),
    RESP_CUT(OK "Content-Length: 3\r\n", 400, "RFC9112-8"),
    RESP_CUT(OK "Content-Length: 3\r\n\r\nab", 400, "RFC9112-6.3"),
    RESP_CUT(OK "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", 400, "RFC9112-8"),
    {HP_READER_RESPONSE, "POST", TEXT(""), true, -1, "more", 0},

    /* RFC 9112 9.3 on the other side */
    RESP(OK "Connection: close\r\nContent-Length: 1\r\n\r\nx",
         "200 OK 1.1 close; Connection: close; Content-Length: 1; x"),
    RESP("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx",
         "200 OK 1.0 keep; Connection: Keep-Alive; Content-Length: 1; x"),
};

#endif
