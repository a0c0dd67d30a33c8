/* Percent-encoding for reports. Must not know which report needs it. */
#include "reports/location.h"

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_unreserved(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != '\0' && strchr("-._~", c) != NULL);
}

/* Bytes outside `kept` and the unreserved ones are encoded. */
static void encoded(struct hp_buf *out, struct hp_slice text, const char *kept)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool is_escape =
            c == '%' && i + 2 < text.len && is_hex(text.at[i + 1]) && is_hex(text.at[i + 2]);
        if (is_unreserved(c) || is_escape || (c != '\0' && strchr(kept, c) != NULL)) {
            hp_buf_char(out, c);
        } else {
            hp_buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
        }
    }
}

void hp_location_path(struct hp_buf *out, const char *path)
{
    hp_buf_text(out, path[0] == '/' ? "file://" : "");
    encoded(out, hp_slice_of(path), "/!$&'()*+,;=@");
}

void hp_location_url(struct hp_buf *out, const char *target_address, struct hp_slice target)
{
    const char *host = strstr(target_address, "://");
    if (host == NULL) {
        hp_buf_text(out, "http://builtin.invalid");
    } else {
        size_t length = (size_t)(host - target_address) + 3 + strcspn(host + 3, "/?#");
        encoded(out, (struct hp_slice){target_address, length}, ":/[]@");
    }
    hp_buf_text(out, target.len > 0 && target.at[0] == '/' ? "" : "/");
    encoded(out, target, "/?:@!$&'()*+,;=");
}
