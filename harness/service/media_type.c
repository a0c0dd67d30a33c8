/* The grammar of a media type with its parameters, since a receiver that only compares prefixes
 * takes "application/jsonp" for JSON. Must not know which type the operation wants. */
#include "harness/service/media_type.h"

#include "harness/base/message.h"

static size_t token_length(struct hp_slice text)
{
    size_t n = 0;
    while (n < text.len && hp_is_tchar(text.at[n])) {
        n++;
    }
    return n;
}

static struct hp_slice rest(struct hp_slice text, size_t from)
{
    return (struct hp_slice){text.at + from, text.len - from};
}

/* Length of the quoted-string (RFC 9110 5.6.4) at the start of `text`, 0 when there is none. */
static size_t quoted_length(struct hp_slice text)
{
    if (text.len < 2 || text.at[0] != '"') {
        return 0;
    }
    for (size_t i = 1; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '"') {
            return i + 1;
        }
        if (c == '\\') {
            i++;
        } else if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return 0;
        }
    }
    return 0;
}

/* True when a parameter's value is UTF-8's name: as a token or quoted; no escapes are undone, since
 * nobody escapes letters. */
static bool is_utf8(struct hp_slice value)
{
    if (value.len >= 2 && value.at[0] == '"') {
        value = (struct hp_slice){value.at + 1, value.len - 2};
    }
    return hp_slice_equal_ignoring_case(value, HP_SLICE("utf-8"));
}

/* Takes one ";name=value" off the front of `text`; false when it is malformed or asks for another
 * character set, or for one twice. */
static bool take_parameter(struct hp_slice *text, bool *charset_seen)
{
    if (text->at[0] != ';') {
        return false;
    }
    struct hp_slice at = hp_slice_trim(rest(*text, 1));
    if (at.len == 0 || at.at[0] == ';') {
        *text = at; /* parameters = *( OWS ";" OWS [ parameter ] ): one may be empty */
        return true;
    }
    struct hp_slice name = {at.at, token_length(at)};
    at = rest(at, name.len);
    if (name.len == 0 || at.len == 0 || at.at[0] != '=') {
        return false;
    }
    at = rest(at, 1);
    size_t length = quoted_length(at);
    if (length == 0) {
        length = token_length(at);
    }
    if (length == 0) {
        return false;
    }
    if (hp_slice_equal_ignoring_case(name, HP_SLICE("charset"))) {
        if (*charset_seen || !is_utf8((struct hp_slice){at.at, length})) {
            return false;
        }
        *charset_seen = true;
    }
    *text = hp_slice_trim(rest(at, length));
    return true;
}

bool hp_media_type_serves(struct hp_slice value, struct hp_slice want)
{
    if (hp_slice_equal(value, want)) {
        return true; /* as most senders write it */
    }
    value = hp_slice_trim(value);
    if (value.len < want.len ||
        !hp_slice_equal_ignoring_case((struct hp_slice){value.at, want.len}, want)) {
        return false;
    }
    struct hp_slice parameters = hp_slice_trim(rest(value, want.len));
    bool charset_seen = false;
    while (parameters.len > 0) {
        if (!take_parameter(&parameters, &charset_seen)) {
            return false;
        }
    }
    return true;
}
