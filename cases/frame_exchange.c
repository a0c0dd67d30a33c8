/* Why: rows about more than one message on a connection, and about connections that end early. */
#include "cases/framing.h"
#include "cases/raw_request.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* The document with more in its name, so that the two answers can be told apart. */
static struct hp_slice second_document(struct hp_build *build)
{
    static const char more[] = " (second)";
    struct hp_slice whole = hp_draft_text(&build->draft);
    const struct hp_node *name = hp_draft_node(&build->draft, hp_raw_site(HP_ROLE_NAME));
    size_t end = name == NULL ? whole.len : name->value.end - 1;
    struct hp_buf text = hp_raw_begin(build, whole.len + strlen(more));
    hp_buf_append(&text, whole.at, end);
    hp_buf_text(&text, more);
    hp_buf_append(&text, whole.at + end, whole.len - end);
    return hp_raw_end(build, &text);
}

#define FIRST  "{head}{length-line}\r\n{body}"
#define SECOND "{head}Content-Length: {other-length}\r\n\r\n{other}"

bool hp_frame_pipelining(struct hp_build *build, size_t index)
{
    enum { AFTER_ERROR = 3 };
    static const struct hp_raw_script scripts[] = {
        {"two-posts", "two requests in one go", HP_SCRIPT(FIRST SECOND)},
        {"two-posts-cut", "the second of two requests comes in pieces",
         HP_SCRIPT(FIRST "{line}{host-line}{pause:50}{fields}{pause:50}Content-Length: "
                         "{other-length}\r\n\r\n{other}")},
        {"two-posts-empty-line-between", "an empty line between two requests, to be passed over",
         HP_SCRIPT(FIRST "\r\n" SECOND)},
        {"post-behind-error", "a good request right behind one with an empty document",
         HP_SCRIPT(FIRST SECOND)},
        {"post-after-error", "a good request once the one with an empty document was answered",
         HP_SCRIPT(FIRST "{await}" SECOND)},
    };
    if (index >= COUNT_OF(scripts)) {
        return false;
    }
    hp_instance_at(build, "transfer", "%s", scripts[index].name);
    hp_why(build, "%s", scripts[index].why);
    struct hp_raw_extra extra = {0};
    if (index >= AFTER_ERROR) {
        extra.other = hp_draft_text(&build->draft);
        hp_build_body(build, HP_SLICE("{}"));
        build->body_truth = HP_BODY_BREAKS;
        build->expect = HP_EXPECT_REJECT_4XX;
    } else {
        extra.other = second_document(build);
    }
    hp_raw_request(build, scripts[index].text, &extra);
    build->replies_wanted = 2;
    return true;
}

bool hp_frame_expect_unknown(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        struct hp_slice value;
    } forms[] = {
        {"unknown", HP_SLICE_INIT("hookproof")},
        {"unknown-with-value", HP_SLICE_INIT("hookproof=1; x=\"2\"")},
        {"status-200", HP_SLICE_INIT("200-ok")},
        {"unknown-behind-continue", HP_SLICE_INIT("100-continue, hookproof")},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", forms[index].name);
    hp_why(build, "Expect: %.*s", HP_PRINT(forms[index].value));
    hp_build_field_add(build, HP_SLICE("Expect"), forms[index].value);
    return true;
}

/* How far a request gets before its client goes away. */
static const struct {
    const char *name;
    const char *why;
    const char *text;
} phases[] = {
    {"connected", "right behind the connect", ""},
    {"in-request-line", "inside the request line", "{method} /"},
    {"in-fields", "inside the fields", "{line}{host-line}Content-Ty"},
    {"behind-head", "between head and body", "{head}{length-line}\r\n"},
    {"in-body", "inside the body", "{head}{length-line}\r\n{half}"},
    {"in-chunk", "inside a chunk", "{head}Transfer-Encoding: chunked\r\n\r\n{hex}\r\n{half}"},
    {"behind-request", "right behind the request", FIRST},
};

/* In which way; a client that shuts its side only is gone a moment later. */
static const struct {
    const char *name;
    const char *why;
    const char *text;
} ways[] = {
    {"rst", "resets the connection", "{reset}"},
    {"fin", "ends the connection", "{finish}{pause:100}{reset}"},
};

bool hp_frame_abort(struct hp_build *build, size_t index)
{
    if (index >= COUNT_OF(phases) * COUNT_OF(ways)) {
        return false;
    }
    size_t phase = index / COUNT_OF(ways);
    size_t way = index % COUNT_OF(ways);
    hp_instance_at(build, "transfer", "%s-%s", phases[phase].name, ways[way].name);
    hp_why(build, "the client %s %s", ways[way].why, phases[phase].why);
    hp_raw_request(build, hp_build_text(build, "%s%s", phases[phase].text, ways[way].text), NULL);
    return true;
}
