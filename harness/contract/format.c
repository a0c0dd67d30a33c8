/* Which function judges which format, and the formats that are one pattern of characters.
 *
 * Must not know schemas: a format is a question about bytes. Whatever is not ASCII fails each of
 * them, so the special forms of tree.h need no care here. */
#include "harness/contract/format.h"

#include "harness/contract/ascii.h"
#include "harness/contract/format_rules.h"

enum {
    HOSTNAME_BYTES_MAX = 253, /* RFC 1035 2.3.4: 255 octets on the wire */
    LABEL_BYTES_MAX = 63,     /* RFC 1035 2.3.4 */
    LOCAL_PART_BYTES_MAX = 64 /* RFC 5321 4.5.3.1.1 */
};

bool hp_format_uuid(struct hp_slice text)
{
    if (text.len != 36) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? text.at[i] != '-' : !hp_ascii_is_hex(text.at[i])) {
            return false;
        }
    }
    return true;
}

static bool is_label(struct hp_slice label)
{
    if (label.len == 0 || label.len > LABEL_BYTES_MAX || label.at[0] == '-' ||
        label.at[label.len - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < label.len; i++) {
        if (!hp_ascii_is_letter(label.at[i]) && !hp_ascii_is_digit(label.at[i]) &&
            label.at[i] != '-') {
            return false;
        }
    }
    return true;
}

bool hp_format_hostname(struct hp_slice text)
{
    if (text.len == 0 || text.len > HOSTNAME_BYTES_MAX) {
        return false;
    }
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i == text.len || text.at[i] == '.') {
            if (!is_label((struct hp_slice){text.at + start, i - start})) {
                return false;
            }
            start = i + 1;
        }
    }
    return true;
}

/* atext of RFC 5322 3.2.3. */
static bool is_atom_char(char c)
{
    return hp_ascii_is_letter(c) || hp_ascii_is_digit(c) ||
           (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool is_dot_string(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '.') {
            if (i == 0 || i + 1 == text.len || text.at[i - 1] == '.') {
                return false;
            }
        } else if (!is_atom_char(text.at[i])) {
            return false;
        }
    }
    return text.len > 0;
}

static bool is_quoted_string(struct hp_slice text)
{
    if (text.len < 2 || text.at[0] != '"' || text.at[text.len - 1] != '"') {
        return false;
    }
    for (size_t i = 1; i + 1 < text.len; i++) {
        if (text.at[i] == '\\') {
            i++; /* quoted-pairSMTP: the next one is taken as it is */
            if (i + 1 >= text.len) {
                return false;
            }
        } else if (text.at[i] == '"') {
            return false;
        }
        if (text.at[i] < ' ' || text.at[i] > '~') {
            return false;
        }
    }
    return true;
}

/* "[192.0.2.1]" or "[IPv6:2001:db8::1]". */
static bool is_address_literal(struct hp_slice text)
{
    static const struct hp_slice tag = HP_SLICE_INIT("IPv6:");
    if (text.len < 2 || text.at[0] != '[' || text.at[text.len - 1] != ']') {
        return false;
    }
    struct hp_slice inner = {text.at + 1, text.len - 2};
    if (inner.len > tag.len &&
        hp_slice_equal_ignoring_case((struct hp_slice){inner.at, tag.len}, tag)) {
        return hp_format_ipv6((struct hp_slice){inner.at + tag.len, inner.len - tag.len});
    }
    return hp_format_ipv4(inner);
}

bool hp_format_email(struct hp_slice text)
{
    /* The last one separates: a quoted local part may hold others, a domain none. */
    const char *at_sign = text.len == 0 ? NULL : memrchr(text.at, '@', text.len);
    if (at_sign == NULL) {
        return false;
    }
    struct hp_slice local = {text.at, (size_t)(at_sign - text.at)};
    struct hp_slice domain = {at_sign + 1, text.len - local.len - 1};
    return local.len <= LOCAL_PART_BYTES_MAX && (is_dot_string(local) || is_quoted_string(local)) &&
           (hp_format_hostname(domain) || is_address_literal(domain));
}

struct format {
    struct hp_slice name;
    hp_format_fn *judge;
};

static const struct format formats[] = {
    {HP_SLICE_INIT("date-time"), hp_format_date_time},
    {HP_SLICE_INIT("date"), hp_format_date},
    {HP_SLICE_INIT("uri"), hp_format_uri},
    {HP_SLICE_INIT("uuid"), hp_format_uuid},
    {HP_SLICE_INIT("email"), hp_format_email},
    {HP_SLICE_INIT("ipv4"), hp_format_ipv4},
    {HP_SLICE_INIT("ipv6"), hp_format_ipv6},
    {HP_SLICE_INIT("hostname"), hp_format_hostname},
};

hp_format_fn *hp_format_find(struct hp_slice name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (hp_slice_equal(formats[i].name, name)) {
            return formats[i].judge;
        }
    }
    return NULL;
}
