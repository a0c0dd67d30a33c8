/* Requests written as bytes, for rows that break HTTP/1.1 itself: a script says what goes over the
 * connection and when, and a row states only where it leaves the documented request.
 *
 * A script is literal bytes with words in braces. What the words stand for:
 *   {method} {target}    of the documented request
 *   {line}               the request line: {method} {target} HTTP/1.1 CRLF
 *   {scheme} {host}      of the target; known only when the request is sent
 *   {host-line}          Host: {host} CRLF
 *   {fields}             the fields of the build, the credential's among them, each with its CRLF
 *   {head}               {line}{host-line}{fields}: the header section but for the body's length
 *   {length} {hex}       octets of the body; {length:+1} is one more, {length:-1} one less
 *   {length-line}        Content-Length: {length} CRLF
 *   {wrapped} {wrapped-hex}  2^64 and the length: what overflows to the right number
 *   {body}               the body; {half} and {rest} are its two halves, {half-length} that of half
 *   {chunk} {last}       the body as one chunk; the last chunk with its empty trailer section
 *   {chunked-length}     octets of {chunk}{last}
 *   {other} {other-length}            hp_raw_extra.other
 *   {before} {pad} {after} {padded-length}  the body with padding in it: hp_raw_extra.pad
 *   {drip:20} {end}      what stands between them goes out an octet at a time, 20 ms apart
 *   {pause:500}          nothing for 500 ms
 *   {await}              until a whole reply has come
 *   {finish} {reset}     FIN; RST */
#ifndef HP_CASES_RAW_REQUEST_H
#define HP_CASES_RAW_REQUEST_H

#include "harness/plan/build.h"

/* A constant script, with any bytes in it. */
#define HP_SCRIPT(literal) HP_SLICE_INIT(literal)
/* What follows the first fields of an ordinary request. */
#define HP_SCRIPT_TAIL "{fields}{length-line}\r\n{body}"

struct hp_raw_script {
    const char *name; /* of the instance */
    const char *why;
    struct hp_slice text;
};

/* What a script may have besides the documented request. */
struct hp_raw_extra {
    struct hp_slice other;
    size_t split; /* where in the body the padding stands */
    char pad;
    uint64_t pad_bytes;
};

/* Makes the request of the build what the script says. The body of the build stays what the steps
 * carry; `extra` may be NULL. */
void hp_raw_request(struct hp_build *build, struct hp_slice script,
                    const struct hp_raw_extra *extra);

/* The index-th of the scripts as an instance at `where`; false past the last. */
bool hp_raw_scripted(struct hp_build *build, const char *where, const struct hp_raw_script *scripts,
                     size_t count, size_t index);

#endif
