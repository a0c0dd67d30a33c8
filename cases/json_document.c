/* Why: rows that spoil a JSON text as a whole: its absence, its ends, any byte of it. Must not know
 * what the document says. */
#include "cases/json_syntax.h"
#include "cases/places.h"
#include "cases/raw_text.h"
#include "harness/json/scan.h"

static const struct hp_site root = {HP_ROLE_ROOT, -1};

bool hp_json_empty_body(struct hp_build *build, size_t index)
{
    static const char *const names[] = {"zero-length", "zero-length-chunked", "absent"};
    if (index >= sizeof names / sizeof names[0]) {
        return false;
    }
    hp_instance(build, root, "%s", names[index]);
    hp_build_body(build, HP_SLICE(""));
    if (index == 0) {
        hp_why(build, "the body has no bytes (Content-Length: 0)");
    } else if (index == 1) {
        hp_why(build, "the body is one empty chunk");
        build->transfer.chunked = true;
    } else {
        hp_why(build, "there is a Content-Type but no body");
        build->has_body = false;
        build->body_truth = HP_BODY_NONE;
    }
    return true;
}

bool hp_json_whitespace_only(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        struct hp_slice text;
    } blanks[] = {
        {"space", HP_SLICE_INIT(" ")},      {"tab", HP_SLICE_INIT("\t")},
        {"line-feed", HP_SLICE_INIT("\n")}, {"carriage-return", HP_SLICE_INIT("\r")},
        {"crlf", HP_SLICE_INIT("\r\n")},    {"all-four", HP_SLICE_INIT(" \t\r\n \t\r\n")},
    };
    enum { COUNT = sizeof blanks / sizeof blanks[0], LONG_BYTES = 4096 };
    if (index > COUNT) {
        return false;
    }
    if (index < COUNT) {
        hp_instance(build, root, "%s", blanks[index].name);
        hp_build_body(build, blanks[index].text);
    } else {
        hp_instance(build, root, "spaces-4096");
        hp_build_body(build, hp_build_text(build, "%*s", LONG_BYTES, ""));
    }
    hp_why(build, "white space alone is not a JSON text");
    return true;
}

/* Brings the document to HP_TRUNCATE_DOCUMENT_BYTES by padding its name; a longer one stays. */
static void pad_document(struct hp_build *build)
{
    size_t have = hp_draft_text(&build->draft).len;
    if (have >= HP_TRUNCATE_DOCUMENT_BYTES) {
        return;
    }
    static const char padding[] =
        "................................................................"
        "................................................................"
        "................................................................"
        "................................................................"
        "................................................................";
    static_assert(sizeof padding > HP_TRUNCATE_DOCUMENT_BYTES, "any document can be padded");
    struct hp_content content = build->content;
    content.name = hp_build_text(build, "%.*s%.*s", (int)content.name.len, content.name.at,
                                 (int)(HP_TRUNCATE_DOCUMENT_BYTES - have), padding);
    hp_build_rewrite(build, &content);
}

bool hp_json_truncated(struct hp_build *build, size_t index)
{
    if (index >= HP_TRUNCATE_DOCUMENT_BYTES - 1) {
        return false;
    }
    size_t kept = index + 1;
    hp_instance(build, root, "cut-%zu", kept);
    pad_document(build);
    size_t length = hp_draft_text(&build->draft).len;
    hp_why(build, "ends after byte %zu of %zu", kept, length);
    if (kept < length) {
        hp_draft_put(build, kept, length, "");
    }
    return true;
}

struct affix {
    const char *name;
    struct hp_slice text;
    const char *why;
};

bool hp_json_trailing_content(struct hp_build *build, size_t index)
{
    static const struct affix affixes[] = {
        {"letter", HP_SLICE_INIT("x"), "a letter follows the document"},
        {"word-after-line-feed", HP_SLICE_INIT("\ntrailing"), "a word follows on the next line"},
        {"comma", HP_SLICE_INIT(","), "a comma follows the document"},
        {"colon", HP_SLICE_INIT(":"), "a colon follows the document"},
        {"semicolon", HP_SLICE_INIT(";"), "a semicolon follows the document"},
        {"quote", HP_SLICE_INIT("\""), "an open quote follows the document"},
        {"backslash", HP_SLICE_INIT("\\"), "a backslash follows the document"},
        {"jsonp-tail", HP_SLICE_INIT(");"), "the end of a function call follows the document"},
        {"null", HP_SLICE_INIT("null"), "a second value, null, follows"},
        {"number", HP_SLICE_INIT(" 1"), "a second value, a number, follows"},
        {"empty-object", HP_SLICE_INIT("{}"), "a second, empty object follows"},
        {"empty-array", HP_SLICE_INIT("\n[]"), "a second value, an array, follows"},
        {"nul", HP_SLICE_INIT("\0"), "a NUL byte follows the document"},
        {"nul-and-text", HP_SLICE_INIT("\0garbage"), "a NUL byte hides text behind the document"},
        {"line-feed-nul", HP_SLICE_INIT("\n\0"), "a line feed and a NUL byte follow"},
        {"substitute", HP_SLICE_INIT("\x1a"), "the end-of-file character U+001A follows"},
        {"delete", HP_SLICE_INIT("\x7f"), "the character U+007F follows"},
        {"byte-order-mark", HP_SLICE_INIT("\xef\xbb\xbf"), "a byte order mark follows"},
        {"invalid-utf-8", HP_SLICE_INIT("\xff"), "a byte follows that no UTF-8 text holds"},
    };
    enum { COUNT = sizeof affixes / sizeof affixes[0] };
    static const char *const copies[] = {"second-document", "second-document-after-line-feed"};
    if (index >= COUNT + sizeof copies / sizeof copies[0]) {
        return false;
    }
    struct hp_slice text = {NULL, 0};
    if (index < COUNT) {
        hp_instance(build, root, "%s", affixes[index].name);
        hp_why(build, "%s", affixes[index].why);
        text = affixes[index].text;
    } else {
        struct hp_slice document = hp_draft_text(&build->draft);
        hp_instance(build, root, "%s", copies[index - COUNT]);
        hp_why(build, "the same document follows once more");
        text = hp_build_text(build, "%s%.*s", index == COUNT ? "" : "\n", (int)document.len,
                             document.at);
    }
    size_t end = hp_draft_text(&build->draft).len;
    hp_draft_splice(&build->draft, (struct hp_span){end, end}, text);
    return true;
}

bool hp_json_leading_content(struct hp_build *build, size_t index)
{
    static const struct affix affixes[] = {
        {"xssi-brackets", HP_SLICE_INIT(")]}',\n"), "an XSSI guard stands before the document"},
        {"xssi-while", HP_SLICE_INIT("while(1);"), "an XSSI loop stands before the document"},
        {"xssi-for", HP_SLICE_INIT("for(;;);"), "an XSSI loop stands before the document"},
        {"xssi-ampersands", HP_SLICE_INIT("{}&&"), "an XSSI expression stands before it"},
        {"jsonp-call", HP_SLICE_INIT("callback("), "the start of a function call stands before"},
        {"assignment", HP_SLICE_INIT("var x = "), "the start of an assignment stands before"},
        {"letter", HP_SLICE_INIT("x"), "a letter stands before the document"},
        {"comma", HP_SLICE_INIT(","), "a comma stands before the document"},
        {"colon", HP_SLICE_INIT(":"), "a colon stands before the document"},
        {"quote", HP_SLICE_INIT("\""), "an open quote stands before the document"},
        {"backslash", HP_SLICE_INIT("\\"), "a backslash stands before the document"},
        {"number", HP_SLICE_INIT("0 "), "a value of its own stands before the document"},
        {"nul", HP_SLICE_INIT("\0"), "a NUL byte stands before the document"},
        {"record-separator", HP_SLICE_INIT("\x1e"), "U+001E of a JSON text sequence stands before"},
        {"escape", HP_SLICE_INIT("\x1b[0m"), "a terminal escape stands before the document"},
        {"two-byte-order-marks", HP_SLICE_INIT("\xef\xbb\xbf\xef\xbb\xbf"),
         "two byte order marks stand before the document"},
        {"half-byte-order-mark", HP_SLICE_INIT("\xef\xbb"), "a cut byte order mark stands before"},
        {"invalid-utf-8", HP_SLICE_INIT("\xff"), "a byte that no UTF-8 text holds stands before"},
        {"chunk-size", HP_SLICE_INIT("c8\r\n"), "a chunk size that nobody removed stands before"},
        {"event-stream", HP_SLICE_INIT("data: "),
         "the field name of an event stream stands before"},
        {"html", HP_SLICE_INIT("<!DOCTYPE html>\n"), "an HTML declaration stands before"},
    };
    if (index >= sizeof affixes / sizeof affixes[0]) {
        return false;
    }
    hp_instance(build, root, "%s", affixes[index].name);
    hp_why(build, "%s", affixes[index].why);
    hp_draft_splice(&build->draft, (struct hp_span){0, 0}, affixes[index].text);
    return true;
}

/* A random range of at most `bytes_max` bytes. It keeps clear of the URL: what is changed may still
 * be accepted, and then nothing but the documented host may be called back. */
static struct hp_span random_range(struct hp_build *build, size_t bytes_max)
{
    size_t length = hp_draft_text(&build->draft).len;
    const struct hp_node *url = hp_draft_node(&build->draft, (struct hp_site){HP_ROLE_URL, -1});
    struct hp_span forbidden = url == NULL ? (struct hp_span){length, length} : url->value;
    size_t free_bytes = length - (forbidden.end - forbidden.begin);
    if (free_bytes == 0) {
        return (struct hp_span){0, 0};
    }
    size_t begin = (size_t)hp_rng_below(&build->rng, free_bytes);
    size_t limit = forbidden.begin;
    if (begin >= forbidden.begin) {
        begin += forbidden.end - forbidden.begin;
        limit = length;
    }
    size_t bytes = 1 + (size_t)hp_rng_below(&build->rng, bytes_max);
    return (struct hp_span){begin, begin + bytes < limit ? begin + bytes : limit};
}

static void flip_bit(struct hp_build *build)
{
    struct hp_span range = random_range(build, 1);
    unsigned bit = (unsigned)hp_rng_below(&build->rng, 8);
    if (range.end == range.begin) {
        return;
    }
    unsigned char byte = (unsigned char)hp_draft_text(&build->draft).at[range.begin];
    char flipped = (char)(byte ^ (1u << bit));
    hp_why(build, "bit %u of byte %zu is flipped", bit, range.begin);
    hp_draft_splice(&build->draft, range, (struct hp_slice){&flipped, 1});
}

static void insert_bytes(struct hp_build *build)
{
    char bytes[4];
    struct hp_span range = random_range(build, 1);
    size_t count = 1 + (size_t)hp_rng_below(&build->rng, sizeof bytes);
    for (size_t i = 0; i < count; i++) {
        bytes[i] = (char)(unsigned char)hp_rng_below(&build->rng, 256);
    }
    hp_why(build, "%zu random bytes are inserted at byte %zu", count, range.begin);
    range.end = range.begin;
    hp_draft_splice(&build->draft, range, (struct hp_slice){bytes, count});
}

static void delete_bytes(struct hp_build *build)
{
    struct hp_span range = random_range(build, 16);
    hp_why(build, "bytes %zu to %zu are missing", range.begin, range.end);
    hp_draft_splice(&build->draft, range, HP_SLICE(""));
}

static struct hp_slice copied(struct hp_build *build, struct hp_span range)
{
    struct hp_slice text = hp_draft_text(&build->draft);
    return hp_raw_copy(build, (struct hp_slice){text.at + range.begin, range.end - range.begin});
}

static void duplicate_bytes(struct hp_build *build)
{
    struct hp_span range = random_range(build, 32);
    struct hp_slice copy = copied(build, range);
    hp_why(build, "bytes %zu to %zu stand there twice", range.begin, range.end);
    hp_draft_splice(&build->draft, (struct hp_span){range.end, range.end}, copy);
}

static void splice_bytes(struct hp_build *build)
{
    struct hp_span from = random_range(build, 32);
    struct hp_span to = random_range(build, 32);
    struct hp_slice copy = copied(build, from);
    hp_why(build, "bytes %zu to %zu replace bytes %zu to %zu", from.begin, from.end, to.begin,
           to.end);
    hp_draft_splice(&build->draft, to, copy);
}

/* The strict scan is the oracle: what it refuses must be refused. A lenient parser may accept
 * extensions (RFC 8259 9), so that is a SHOULD; what the row demands in any case is an orderly
 * answer. */
static void judge_by_scan(struct hp_build *build)
{
    struct hp_json_scan scan;
    if (hp_json_scan(hp_draft_text(&build->draft), &hp_json_limits_default, &scan)) {
        return;
    }
    build->expect = HP_EXPECT_REJECT_4XX;
    build->body_truth = HP_BODY_NOT_JSON;
    build->level = HP_SHOULD;
}

bool hp_json_random_mutation(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        size_t count;
        void (*apply)(struct hp_build *build);
    } mutations[] = {
        {"bit-flip", 64, flip_bit},   {"insert", 48, insert_bytes},
        {"delete", 48, delete_bytes}, {"duplicate", 48, duplicate_bytes},
        {"splice", 48, splice_bytes},
    };
    for (size_t i = 0; i < sizeof mutations / sizeof mutations[0]; i++) {
        if (index < mutations[i].count) {
            hp_instance(build, root, "%s-%03zu", mutations[i].name, index);
            mutations[i].apply(build);
            judge_by_scan(build);
            return true;
        }
        index -= mutations[i].count;
    }
    return false;
}
