/* Why: rows about Content-Length: absent, no number, several, too small, too large. */
#include "cases/framing.h"
#include "cases/raw_request.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

bool hp_frame_length_absent(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"kept-open", "a body without a length", HP_SCRIPT("{head}\r\n{body}")},
        {"closing", "a body without a length, on a connection that is to be closed",
         HP_SCRIPT("{head}Connection: close\r\n\r\n{body}")},
        {"ended-by-fin", "a body without a length that ends with the connection",
         HP_SCRIPT("{head}\r\n{body}{finish}")},
    };
    if (!hp_raw_scripted(build, "transfer", scripts, COUNT_OF(scripts), index)) {
        return false;
    }
    build->has_body = false; /* RFC 9112 6.3: then there is none */
    build->body_truth = HP_BODY_NONE;
    return true;
}

#define LENGTH(value) HP_SCRIPT("{head}Content-Length:" value "\r\n\r\n{body}")
/* A number without bounds is one by the grammar: who can count so far may wait for the rest, and
 * has to notice that it does not come. */
#define LENGTH_AND_END(value) HP_SCRIPT("{head}Content-Length:" value "\r\n\r\n{body}{finish}")

bool hp_frame_cl_invalid(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"letters", "Content-Length is abc", LENGTH(" abc")},
        {"minus-1", "Content-Length is -1", LENGTH(" -1")},
        {"minus", "a minus stands before the right length", LENGTH(" -{length}")},
        {"plus", "a plus stands before the right length", LENGTH(" +{length}")},
        {"hexadecimal", "the right length in hexadecimal", LENGTH(" 0x{hex}")},
        {"exponent", "Content-Length is 1e3", LENGTH(" 1e3")},
        {"fraction", "the right length with a fraction", LENGTH(" {length}.0")},
        {"empty", "Content-Length is empty", LENGTH("")},
        {"blank-inside", "a blank stands inside the number", LENGTH(" 1 {length}")},
        {"letter-behind", "a letter stands behind the right length", LENGTH(" {length}a")},
        {"digits-20", "20 digits, beyond 64 bits; then the connection ends",
         LENGTH_AND_END(" 99999999999999999999")},
        {"digits-40", "40 digits; then the connection ends",
         LENGTH_AND_END(" 9999999999999999999999999999999999999999")},
        {"overflow-to-the-right-length", "2^64 and the right length; then the connection ends",
         LENGTH_AND_END(" {wrapped}")},
    };
    return hp_raw_scripted(build, "header", scripts, COUNT_OF(scripts), index);
}

#define TWO_LINES(one, two)                                                                        \
    HP_SCRIPT("{head}Content-Length: " one "\r\nContent-Length: " two "\r\n\r\n{body}")

bool hp_frame_cl_conflict(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"lines-right-shorter", "a second Content-Length is one less",
         TWO_LINES("{length}", "{length:-1}")},
        {"lines-shorter-right", "a first Content-Length is one less",
         TWO_LINES("{length:-1}", "{length}")},
        {"lines-right-longer", "a second Content-Length is one more",
         TWO_LINES("{length}", "{length:+1}")},
        {"lines-longer-right", "a first Content-Length is one more",
         TWO_LINES("{length:+1}", "{length}")},
        {"lines-zero-right", "a first Content-Length is 0", TWO_LINES("0", "{length}")},
        {"lines-right-zero", "a second Content-Length is 0", TWO_LINES("{length}", "0")},
        {"list-right-shorter", "Content-Length lists the right length and one less",
         LENGTH(" {length}, {length:-1}")},
        {"list-shorter-right", "Content-Length lists one less and the right length",
         LENGTH(" {length:-1}, {length}")},
        {"list-right-longer", "Content-Length lists the right length and one more",
         LENGTH(" {length}, {length:+1}")},
        {"list-longer-right", "Content-Length lists one more and the right length",
         LENGTH(" {length:+1}, {length}")},
    };
    return hp_raw_scripted(build, "header", scripts, COUNT_OF(scripts), index);
}

bool hp_frame_cl_repeat(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"lines", "Content-Length is there twice", TWO_LINES("{length}", "{length}")},
        {"lines-zero-led", "Content-Length is there twice, once with a leading zero",
         TWO_LINES("{length}", "0{length}")},
        {"list", "Content-Length lists its value twice", LENGTH(" {length}, {length}")},
        {"list-without-blanks", "Content-Length lists its value three times",
         LENGTH(" {length},{length},{length}")},
    };
    return hp_raw_scripted(build, "header", scripts, COUNT_OF(scripts), index);
}

/* The body that a receiver must see: the first octets of the document. */
static void carry_first(struct hp_build *build, size_t octets)
{
    struct hp_slice whole = hp_draft_text(&build->draft);
    hp_build_body(build, hp_raw_copy(build, (struct hp_slice){whole.at, octets}));
    build->body_truth = HP_BODY_NOT_JSON;
}

bool hp_frame_cl_short(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"one-less", "the length is one less than the document", LENGTH(" {length:-1}")},
        {"half", "the length is half of the document", LENGTH(" {half-length}")},
        {"one", "the length is 1", LENGTH(" 1")},
        {"zero", "the length is 0", LENGTH(" 0")},
    };
    if (!hp_raw_scripted(build, "transfer", scripts, COUNT_OF(scripts), index)) {
        return false;
    }
    size_t whole = hp_draft_text(&build->draft).len;
    const size_t announced[COUNT_OF(scripts)] = {whole - 1, whole / 2, 1, 0};
    carry_first(build, announced[index]);
    return true;
}

bool hp_frame_cl_long(struct hp_build *build, size_t index)
{
    enum { DOCUMENTS = 4, HALVES = DOCUMENTS + 2 };
    static const struct hp_raw_script scripts[] = {
        {"document-of-1-more-fin", "one octet more is announced, then the connection ends",
         HP_SCRIPT("{head}Content-Length: {length:+1}\r\n\r\n{body}{finish}")},
        {"document-of-1000-more-fin", "1,000 octets more are announced, then the connection ends",
         HP_SCRIPT("{head}Content-Length: {length:+1000}\r\n\r\n{body}{finish}")},
        {"document-of-1-more-stall", "one octet more is announced, and does not come",
         HP_SCRIPT("{head}Content-Length: {length:+1}\r\n\r\n{body}{pause:2000}{finish}")},
        {"document-of-1000-more-stall", "1,000 octets more are announced, and do not come",
         HP_SCRIPT("{head}Content-Length: {length:+1000}\r\n\r\n{body}{pause:2000}{finish}")},
        {"half-fin", "half of the document comes, then the connection ends",
         HP_SCRIPT("{head}{length-line}\r\n{half}{finish}")},
        {"half-stall", "half of the document comes, and no more",
         HP_SCRIPT("{head}{length-line}\r\n{half}{pause:2000}{finish}")},
        {"nothing-fin", "nothing of the document comes, then the connection ends",
         HP_SCRIPT("{head}{length-line}\r\n{finish}")},
        {"nothing-stall", "nothing of the document comes",
         HP_SCRIPT("{head}{length-line}\r\n{pause:2000}{finish}")},
    };
    if (!hp_raw_scripted(build, "transfer", scripts, COUNT_OF(scripts), index)) {
        return false;
    }
    if (index >= DOCUMENTS) {
        carry_first(build, index < HALVES ? hp_draft_text(&build->draft).len / 2 : 0);
    }
    return true;
}
