/* The octets by printf, the connection by bash's own /dev/tcp: for what curl would set right. Must
 * not know what is wrong with the request. */
#include "harness/run/bash_line.h"

#include "harness/run/again.h"
#include "harness/run/shell.h"
#include "harness/target/request_head.h"

enum {
    OCTETS_BYTES_MAX = 256 * 1024, /* a line that a terminal still takes */
    BODY_BYTES_MAX = 16 * 1024,    /* a longer one comes from its file */
};

static const char too_long[] = "it is too long for a command line";

/* One printf of what was gathered, if anything was. */
static void flush(struct hp_buf *out, struct hp_buf *octets, struct hp_slice key)
{
    if (octets->length > 0) {
        hp_buf_text(out, "printf -- ");
        hp_shell_printf(out, hp_buf_view(octets), key);
        hp_buf_text(out, "; ");
        hp_buf_clear(octets);
    }
}

static void add_step(struct hp_buf *out, struct hp_buf *octets, const struct hp_by_hand *what,
                     const struct hp_step *step)
{
    uint32_t times = step->repeat > 0 ? step->repeat : 1;
    switch (step->kind) {
    case HP_STEP_SEND:
        for (uint32_t i = 0; i < times && step->bytes.len > 0 && !octets->failed; i++) {
            hp_buf_slice(octets, step->bytes);
        }
        break;
    case HP_STEP_HOST:
        hp_buf_text(octets, strstr(what->address->origin, "://") + 3);
        break;
    case HP_STEP_SCHEME:
        hp_buf_text(octets, what->address->tls ? "https" : "http");
        break;
    case HP_STEP_PAUSE:
        flush(out, octets, what->api_key);
        hp_buf_printf(out, "sleep %u.%03u; ", step->pause_ms / 1000, step->pause_ms % 1000);
        break;
    case HP_STEP_AWAIT:
        flush(out, octets, what->api_key);
        hp_buf_text(out, "sleep 1; ");
        break;
    case HP_STEP_DRIP:
    case HP_STEP_FINISH:
    case HP_STEP_RESET:
    default:
        break; /* refused by no_steps */
    }
}

static const char *no_steps(const struct hp_request *request)
{
    for (size_t i = 0; request->steps != NULL && i < request->step_count; i++) {
        enum hp_step_kind kind = request->steps[i].kind;
        if (kind == HP_STEP_DRIP) {
            return "it is sent an octet at a time";
        }
        if (kind == HP_STEP_FINISH || kind == HP_STEP_RESET) {
            return "it ends its side of the connection early";
        }
    }
    return NULL;
}

/* Commands that print the request, each with "; " behind it. */
static const char *add_request(struct hp_buf *out, const struct hp_by_hand *what,
                               const struct hp_extra_fields *extra)
{
    const struct hp_request *request = what->request;
    struct hp_head_context context = {hp_slice_of(strstr(what->address->origin, "://") + 3), extra};
    struct hp_request sent = *request;
    bool from_file = what->body_path != NULL && request->has_body && !request->transfer.chunked &&
                     request->body.len > BODY_BYTES_MAX;
    struct hp_buf octets;
    hp_buf_init(&octets, OCTETS_BYTES_MAX);
    /* The last awaited reply is what `cat` shows. */
    while (sent.step_count > 0 && sent.steps[sent.step_count - 1].kind == HP_STEP_AWAIT) {
        sent.step_count--;
    }
    for (size_t i = 0; request->steps != NULL && i < sent.step_count; i++) {
        add_step(out, &octets, what, &sent.steps[i]);
    }
    if (from_file) {
        hp_head_append(&octets, &context, request);
    } else {
        hp_request_octets(&octets, &context, request);
    }
    bool kept = hp_shell_keeps(hp_buf_view(&octets), what->api_key, false);
    bool failed = octets.failed;
    flush(out, &octets, what->api_key);
    if (from_file) {
        hp_buf_text(out, "cat ");
        hp_shell_word(out, hp_slice_of(what->body_path), what->api_key);
        hp_buf_text(out, "; ");
    }
    hp_buf_deinit(&octets);
    return failed ? too_long : kept ? NULL : "it holds the key in another form";
}

const char *hp_bash_line(struct hp_buf *out, const struct hp_by_hand *what,
                         const struct hp_extra_fields *extra)
{
    const struct hp_address *address = what->address;
    const char *no = what->target->proxy != NULL
                         ? "curl would change it, and it goes through a proxy"
                         : no_steps(what->request);
    size_t before = out->length;
    for (size_t i = 0; what->request->steps == NULL && i < extra->count && no == NULL; i++) {
        no = hp_again_is_secret(extra->fields[i].name) ? "it carries a secret of -H" : NULL;
    }
    if (no != NULL) {
        return no;
    }
    if (address->tls) {
        hp_buf_text(out, "{ ");
        no = add_request(out, what, extra);
        hp_buf_printf(out, "} | timeout 10 openssl s_client -quiet -connect '%s%s%s:%u'",
                      strchr(address->host, ':') == NULL ? "" : "[", address->host,
                      strchr(address->host, ':') == NULL ? "" : "]", (unsigned)address->port);
        if (strchr(address->host, ':') == NULL) {
            hp_buf_printf(out, " -servername '%s'", address->host);
        }
    } else {
        hp_buf_printf(out, "(exec 3<>'/dev/tcp/%s/%u'; { ", address->host, (unsigned)address->port);
        no = add_request(out, what, extra);
        hp_buf_text(out, "} >&3; timeout 10 cat <&3)");
    }
    if (no != NULL) {
        out->length = before;
    }
    return no;
}
