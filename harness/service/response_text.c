/* Writes responses. Must not know why one is given. */
#include "harness/service/response_text.h"

#include <time.h>

void hp_http_date_print(int64_t unix_seconds, char text[static HP_HTTP_DATE_CHARS + 1])
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)unix_seconds;
    struct tm at = {0};
    (void)gmtime_r(&seconds, &at);
    /* The numbers are the same in every locale, the names are not. */
    (void)strftime(text, HP_HTTP_DATE_CHARS + 1, "day, %d mon %Y %H:%M:%S GMT", &at);
    memcpy(text, days[at.tm_wday], 3);
    memcpy(text + 8, months[at.tm_mon], 3);
}

/* A reason phrase is for people and may be empty (RFC 9112 4). */
static struct hp_slice reason_of(int status)
{
    static const struct {
        int status;
        struct hp_slice phrase;
    } reasons[] = {
        {200, HP_SLICE_INIT("OK")},
        {201, HP_SLICE_INIT("Created")},
        {202, HP_SLICE_INIT("Accepted")},
        {204, HP_SLICE_INIT("No Content")},
        {400, HP_SLICE_INIT("Bad Request")},
        {401, HP_SLICE_INIT("Unauthorized")},
        {404, HP_SLICE_INIT("Not Found")},
        {405, HP_SLICE_INIT("Method Not Allowed")},
        {408, HP_SLICE_INIT("Request Timeout")},
        {411, HP_SLICE_INIT("Length Required")},
        {413, HP_SLICE_INIT("Content Too Large")},
        {414, HP_SLICE_INIT("URI Too Long")},
        {415, HP_SLICE_INIT("Unsupported Media Type")},
        {417, HP_SLICE_INIT("Expectation Failed")},
        {422, HP_SLICE_INIT("Unprocessable Content")},
        {431, HP_SLICE_INIT("Request Header Fields Too Large")},
        {501, HP_SLICE_INIT("Not Implemented")},
        {503, HP_SLICE_INIT("Service Unavailable")},
        {505, HP_SLICE_INIT("HTTP Version Not Supported")},
    };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].status == status) {
            return reasons[i].phrase;
        }
    }
    return (struct hp_slice){"", 0};
}

static void append_field(struct hp_buf *out, struct hp_slice name, struct hp_slice value)
{
    hp_buf_slice(out, name);
    hp_buf_append(out, ": ", 2);
    hp_buf_slice(out, value);
    hp_buf_append(out, "\r\n", 2);
}

void hp_response_text(struct hp_buf *out, const struct hp_response *response,
                      const struct hp_response_frame *frame)
{
    hp_buf_slice(out, HP_SLICE("HTTP/1.1 "));
    hp_buf_u64(out, (uint64_t)response->status);
    hp_buf_char(out, ' ');
    hp_buf_slice(out, reason_of(response->status));
    hp_buf_slice(out, HP_SLICE("\r\nDate: "));
    hp_buf_slice(out, frame->date);
    hp_buf_append(out, "\r\n", 2);
    for (size_t i = 0; i < response->field_count; i++) {
        append_field(out, response->fields[i].name, response->fields[i].value);
    }
    if (frame->closes) {
        hp_buf_slice(out, HP_SLICE("Connection: close\r\n"));
    } else if (frame->keeps_1_0) {
        hp_buf_slice(out, HP_SLICE("Connection: keep-alive\r\n"));
    }
    if (response->status != 204) {
        hp_buf_slice(out, HP_SLICE("Content-Length: "));
        hp_buf_u64(out, response->body.len);
        hp_buf_append(out, "\r\n", 2);
    }
    hp_buf_append(out, "\r\n", 2);
    if (!frame->is_to_head) {
        hp_buf_slice(out, response->body);
    }
}
