/* HAR 1.2: the exchange behind each finding, for viewers of HTTP and for tools that send it again.
 *
 * It holds what a finding holds: bodies cut at HP_EXCERPT_BYTES, the key masked, no times of the
 * single exchange. Members with an underscore are our own, as the format asks (HAR 1.2, custom
 * fields). */
#include "harness/base/base64.h"
#include "harness/base/utf8.h"
#include "harness/contract/format.h"
#include "reports/drain.h"
#include "reports/location.h"
#include "reports/member.h"
#include "reports/report.h"
#include "reports/shown.h"

enum { HAR_BYTES_MAX = 512 * 1024 * 1024, COMMENT_SHOWN = 600 };

static void headers(struct hp_buf *out, const struct hp_field *list, size_t count)
{
    hp_buf_text(out, ",\"cookies\":[],\"headers\":[");
    for (size_t i = 0; i < count; i++) {
        hp_buf_text(out, i == 0 ? "{\"name\":" : ",{\"name\":");
        hp_member_value(out, list[i].name);
        hp_member_slice(out, "value", list[i].value);
        hp_buf_char(out, '}');
    }
    hp_buf_char(out, ']');
}

/* The parameters as they were sent, still percent-encoded. */
static void query(struct hp_buf *out, struct hp_slice target)
{
    size_t mark = hp_slice_find(target, HP_SLICE("?"));
    struct hp_slice rest = {target.at + mark, target.len - mark};
    bool first = true;
    hp_buf_text(out, ",\"queryString\":[");
    while (rest.len > 1) {
        rest.at++;
        rest.len--;
        size_t length = hp_slice_find(rest, HP_SLICE("&"));
        struct hp_slice part = {rest.at, length};
        size_t equals = hp_slice_find(part, HP_SLICE("="));
        size_t value = equals < part.len ? equals + 1 : part.len;
        hp_buf_text(out, first ? "{\"name\":" : ",{\"name\":");
        hp_member_value(out, (struct hp_slice){part.at, equals});
        hp_member_slice(out, "value", (struct hp_slice){part.at + value, part.len - value});
        hp_buf_char(out, '}');
        first = false;
        rest.at += length;
        rest.len -= length;
    }
    hp_buf_char(out, ']');
}

static struct hp_slice media_type(const struct hp_field *list, size_t count)
{
    const struct hp_field *type = hp_field_find(list, count, HP_SLICE("Content-Type"));
    return type == NULL ? HP_SLICE("") : type->value;
}

/* "text", and whenever that is not the bytes themselves, those in base64 under `exact`. */
static void body_text(struct hp_buf *out, struct hp_slice body)
{
    hp_member_slice(out, "text", body);
    if (!hp_utf8_valid(body)) {
        hp_buf_text(out, ",\"_base64\":\"");
        hp_base64_encode(out, body);
        hp_buf_char(out, '"');
    }
}

static void cut(struct hp_buf *out, struct hp_slice body, size_t bytes)
{
    if (body.len < bytes) {
        hp_buf_printf(out, ",\"comment\":\"the first %zu of %zu bytes\"", body.len, bytes);
    }
}

static void request(struct hp_buf *out, const struct hp_summary *summary,
                    const struct hp_group *group)
{
    const struct hp_request *sent = &group->request;
    bool smaller = group->minimal_body.at != NULL;
    struct hp_slice body = smaller ? group->minimal_body : sent->body;
    size_t bytes = smaller ? body.len : group->request_body_bytes;
    hp_buf_text(out, ",\"request\":{\"method\":");
    hp_member_value(out, sent->method);
    hp_buf_text(out, ",\"url\":\"");
    hp_location_url(out, summary->target_address, sent->target);
    hp_buf_text(out, "\",\"httpVersion\":\"HTTP/1.1\"");
    headers(out, sent->fields, sent->field_count);
    query(out, sent->target);
    if (sent->has_body) {
        hp_buf_text(out, ",\"postData\":{\"mimeType\":");
        hp_member_value(out, media_type(sent->fields, sent->field_count));
        body_text(out, body);
        cut(out, body, bytes);
        hp_buf_char(out, '}');
    }
    hp_buf_printf(out, ",\"headersSize\":-1,\"bodySize\":%zu", bytes);
    hp_member_slice(out, "_target", sent->target);
    hp_buf_char(out, '}');
}

/* A response that never came has status 0, as browsers write it. */
static void response(struct hp_buf *out, const struct hp_group *group)
{
    const struct hp_response *got = &group->response;
    const struct hp_field *place =
        hp_field_find(got->fields, got->field_count, HP_SLICE("Location"));
    hp_buf_printf(out, ",\"response\":{\"status\":%d,\"statusText\":\"\",\"httpVersion\":\"%s\"",
                  got->status,
                  got->http_version == 20   ? "HTTP/2"
                  : got->http_version == 10 ? "HTTP/1.0"
                                            : "HTTP/1.1");
    headers(out, got->fields, got->field_count);
    hp_buf_printf(out, ",\"content\":{\"size\":%zu,\"mimeType\":", group->response_body_bytes);
    hp_member_value(out, media_type(got->fields, got->field_count));
    if (got->body.len > 0 && hp_utf8_valid(got->body)) {
        hp_member_slice(out, "text", got->body);
    } else if (got->body.len > 0) {
        hp_buf_text(out, ",\"encoding\":\"base64\",\"text\":\"");
        hp_base64_encode(out, got->body);
        hp_buf_char(out, '"');
    }
    cut(out, got->body, group->response_body_bytes);
    hp_buf_char(out, '}');
    hp_member_slice(out, "redirectURL", place == NULL ? HP_SLICE("") : place->value);
    hp_buf_printf(out, ",\"headersSize\":-1,\"bodySize\":%lld",
                  got->status == 0 ? -1LL : (long long)group->response_body_bytes);
    if (group->end_note != NULL) {
        hp_member_text(out, "_error", group->end_note);
    }
    hp_buf_char(out, '}');
}

static void comment(struct hp_buf *out, const struct hp_group *group)
{
    struct hp_buf text;
    hp_buf_init(&text, 64 * 1024);
    hp_buf_printf(&text, "%s %s: expected ", hp_verdict_name(group->verdict), group->row);
    hp_shown(&text, hp_slice_of(group->expected), COMMENT_SHOWN);
    hp_buf_text(&text, "; actual ");
    hp_shown(&text, hp_slice_of(group->actual), COMMENT_SHOWN);
    hp_member_slice(out, "comment", hp_buf_view(&text));
    out->failed = out->failed || text.failed;
    hp_buf_deinit(&text);
}

static void entry(struct hp_buf *out, const struct hp_summary *summary,
                  const struct hp_group *group, const char *started)
{
    hp_buf_printf(out, "\n{\"startedDateTime\":\"%s\",\"time\":0", started);
    request(out, summary, group);
    response(out, group);
    hp_buf_text(out, ",\"cache\":{},\"timings\":{\"send\":0,\"wait\":0,\"receive\":0}");
    comment(out, group);
    hp_buf_printf(out, ",\"_hookproof\":{\"fingerprint\":\"%s\"", group->fingerprint);
    hp_member_text(out, "verdict", hp_verdict_name(group->verdict));
    hp_member_text(out, "row", group->row);
    hp_member_text(out, "check", group->check);
    hp_member_text(out, "clause", group->clause);
    hp_member_text(out, "where", group->where);
    hp_member_text(out, "case", group->minimal_case);
    hp_member_number(out, "count", group->count);
    hp_buf_text(out, "}}");
}

enum hp_status hp_report_har(const struct hp_summary *summary, const struct hp_report_style *style,
                             FILE *stream, struct hp_error *error)
{
    (void)style;
    char started[25];
    hp_date_time_print(summary->started_unix_ms, started);
    struct hp_buf out;
    hp_buf_init(&out, HAR_BYTES_MAX);
    hp_buf_text(&out, "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"hookproof\"");
    hp_member_text(&out, "version", summary->tool_version);
    hp_buf_text(&out,
                "},\"comment\":\"One entry for each finding. The times are those of the run's "
                "start: a finding does not keep its own.\",\"entries\":[");
    bool written = true;
    for (size_t i = 0; i < summary->group_count && written; i++) {
        hp_buf_text(&out, i == 0 ? "" : ",");
        entry(&out, summary, &summary->groups[i], started);
        written = hp_drain(&out, stream, HP_DRAIN_BYTES);
    }
    hp_buf_text(&out, "]}}\n");
    written = written && hp_drain(&out, stream, 0);
    bool failed = out.failed;
    hp_buf_deinit(&out);
    if (failed) {
        return hp_error_nomem(error);
    }
    return written ? HP_OK : hp_error_set(error, HP_ERR_IO, "the HAR report could not be written");
}
