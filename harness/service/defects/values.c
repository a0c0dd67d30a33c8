/* Values read wrongly. Must not know what is answered. */
#include "harness/service/defects/values.h"

#include "harness/json/encode.h"
#include "harness/json/number.h"
#include "harness/service/defects/defect.h"
#include "harness/service/defects/strings.h"
#include "harness/service/field_policy.h"

static const struct hp_slice unchanged = {NULL, 0};

struct hp_slice hp_val_as_text(struct hp_flawed *call, enum hp_role role,
                               const struct hp_json *value)
{
    (void)role;
    if (hp_json_is(value, HP_JSON_NUMBER) || hp_json_is(value, HP_JSON_BOOLEAN)) {
        return hp_flawed_quoted(call, hp_flawed_json(call, value));
    }
    return unchanged;
}

struct hp_slice hp_val_of_type(struct hp_flawed *call, enum hp_role role,
                               const struct hp_json *value)
{
    if (value == NULL || !hp_str_has_word(hp_slice_of(hp_json_type_name(hp_json_type(value))),
                                          call->defect->text, true, false)) {
        return unchanged;
    }
    return hp_flawed_valid(call, role);
}

struct hp_slice hp_val_absent(struct hp_flawed *call, enum hp_role role,
                              const struct hp_json *value)
{
    return value == NULL ? hp_flawed_valid(call, role) : unchanged;
}

struct hp_slice hp_val_as_array(struct hp_flawed *call, enum hp_role role,
                                const struct hp_json *value)
{
    struct hp_slice rest = hp_json_string(value);
    struct hp_buf buf;
    (void)role;
    if (!hp_json_is(value, HP_JSON_STRING)) {
        return unchanged;
    }
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, '[');
    for (bool more = true; more;) {
        const char *between = call->defect->text;
        size_t end = between == NULL ? rest.len : hp_slice_find(rest, hp_slice_of(between));
        more = end < rest.len;
        hp_json_encode_string(&buf, hp_slice_trim((struct hp_slice){rest.at, end}));
        hp_buf_text(&buf, more ? "," : "");
        rest = more ? (struct hp_slice){rest.at + end + 1, rest.len - end - 1} : rest;
    }
    hp_buf_char(&buf, ']');
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_val_keys(struct hp_flawed *call, enum hp_role role, const struct hp_json *value)
{
    struct hp_buf buf;
    if (!hp_json_is(value, HP_JSON_OBJECT) || hp_json_size(value) == 0) {
        return unchanged;
    }
    const struct hp_enum *set = hp_contract_enum(call->contract, role);
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, '[');
    for (const struct hp_json *child = hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        struct hp_slice name = hp_json_name(child);
        /* An index-keyed map is read by its values, a map of names by its names. */
        bool by_name = set == NULL || hp_enum_find(set, name) >= 0;
        hp_buf_text(&buf, child == hp_json_first(value) ? "" : ",");
        hp_json_encode_string(&buf, by_name ? name : hp_json_string(child));
    }
    hp_buf_char(&buf, ']');
    return hp_flawed_keep(call, &buf);
}

/* An array of those children that `keep` wants, `instead` when there is none; {NULL, 0} when all
 * stay. */
typedef bool keeps(struct hp_flawed *call, enum hp_role role, const struct hp_json *value,
                   const struct hp_json *child);

static struct hp_slice filtered(struct hp_flawed *call, enum hp_role role,
                                const struct hp_json *value, keeps *keep)
{
    struct hp_buf buf;
    size_t kept = 0;
    if (!hp_json_is(value, HP_JSON_ARRAY)) {
        return unchanged;
    }
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, '[');
    for (const struct hp_json *child = hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        if (keep(call, role, value, child)) {
            hp_buf_text(&buf, kept++ == 0 ? "" : ",");
            hp_json_encode(&buf, child);
        }
    }
    hp_buf_char(&buf, ']');
    struct hp_slice made = hp_flawed_keep(call, &buf);
    if (kept == hp_json_size(value)) {
        return unchanged;
    }
    return kept == 0 ? hp_flawed_valid(call, role) : made;
}

static bool keeps_strings(struct hp_flawed *call, enum hp_role role, const struct hp_json *value,
                          const struct hp_json *child)
{
    (void)call;
    (void)role;
    (void)value;
    return hp_json_type(child) == HP_JSON_STRING;
}

static bool keeps_known(struct hp_flawed *call, enum hp_role role, const struct hp_json *value,
                        const struct hp_json *child)
{
    (void)value;
    return hp_json_type(child) == HP_JSON_STRING &&
           hp_enum_find(hp_contract_enum(call->contract, role), hp_json_string(child)) >= 0;
}

static bool keeps_first(struct hp_flawed *call, enum hp_role role, const struct hp_json *value,
                        const struct hp_json *child)
{
    (void)call;
    (void)role;
    return child == hp_json_first(value);
}

static bool keeps_last(struct hp_flawed *call, enum hp_role role, const struct hp_json *value,
                       const struct hp_json *child)
{
    (void)call;
    (void)role;
    (void)value;
    return hp_json_next(child) == NULL;
}

struct hp_slice hp_val_item_text(struct hp_flawed *call, enum hp_role role,
                                 const struct hp_json *value)
{
    return filtered(call, role, value, keeps_strings);
}

struct hp_slice hp_val_known_items(struct hp_flawed *call, enum hp_role role,
                                   const struct hp_json *value)
{
    return filtered(call, role, value, keeps_known);
}

struct hp_slice hp_val_first_item(struct hp_flawed *call, enum hp_role role,
                                  const struct hp_json *value)
{
    return hp_json_size(value) > 1 ? filtered(call, role, value, keeps_first) : unchanged;
}

struct hp_slice hp_val_last_item(struct hp_flawed *call, enum hp_role role,
                                 const struct hp_json *value)
{
    return hp_json_size(value) > 1 ? filtered(call, role, value, keeps_last) : unchanged;
}

struct hp_slice hp_val_ordinal(struct hp_flawed *call, enum hp_role role,
                               const struct hp_json *value)
{
    bool items = hp_json_is(value, HP_JSON_ARRAY);
    const struct hp_json *first = items ? hp_json_first(value) : value;
    return hp_json_is(first, HP_JSON_NUMBER) ? hp_flawed_valid(call, role) : unchanged;
}

struct hp_slice hp_val_empty(struct hp_flawed *call, enum hp_role role, const struct hp_json *value)
{
    return hp_json_is(value, HP_JSON_ARRAY) && hp_json_size(value) == 0
               ? hp_flawed_valid(call, role)
               : unchanged;
}

struct hp_slice hp_val_flat(struct hp_flawed *call, enum hp_role role, const struct hp_json *value)
{
    const struct hp_json *first = hp_json_first(value);
    (void)role;
    if (!hp_json_is(value, HP_JSON_ARRAY) || !hp_json_is(first, HP_JSON_ARRAY)) {
        return unchanged;
    }
    return hp_flawed_json(call, first);
}

struct hp_slice hp_val_size_of(struct hp_flawed *call, enum hp_role role,
                               const struct hp_json *value)
{
    return hp_json_is(value, HP_JSON_ARRAY) && hp_json_size(value) > (size_t)call->defect->number
               ? hp_flawed_valid(call, role)
               : unchanged;
}

struct hp_slice hp_val_headers_as(struct hp_flawed *call, enum hp_role role,
                                  const struct hp_json *value)
{
    struct hp_buf buf;
    bool changed = false;
    (void)role;
    if (!hp_json_is(value, HP_JSON_OBJECT)) {
        return unchanged;
    }
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, '{');
    for (const struct hp_json *child = hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        hp_buf_text(&buf, child == hp_json_first(value) ? "" : ",");
        hp_json_encode_name(&buf, hp_json_name(child));
        if (hp_json_type(child) == HP_JSON_STRING) {
            hp_json_encode(&buf, child);
        } else {
            changed = true;
            hp_json_encode_string(&buf, hp_flawed_json(call, child));
        }
    }
    hp_buf_char(&buf, '}');
    struct hp_slice made = hp_flawed_keep(call, &buf);
    return changed ? made : unchanged;
}

struct hp_slice hp_val_headers_pairs(struct hp_flawed *call, enum hp_role role,
                                     const struct hp_json *value)
{
    struct hp_buf buf;
    (void)role;
    if (!hp_json_is(value, HP_JSON_ARRAY) || hp_json_size(value) == 0 ||
        hp_json_type(hp_json_first(value)) == HP_JSON_STRING) {
        return unchanged;
    }
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, '{');
    for (const struct hp_json *pair = hp_json_first(value); pair != NULL;
         pair = hp_json_next(pair)) {
        const struct hp_json *name = hp_json_first(pair);
        hp_buf_text(&buf, pair == hp_json_first(value) ? "" : ",");
        hp_json_encode_name(&buf, hp_json_string(name));
        hp_json_encode_string(&buf, hp_json_string(hp_json_next(name)));
    }
    hp_buf_char(&buf, '}');
    return hp_flawed_keep(call, &buf);
}

static bool has_octet(struct hp_slice text, unsigned char from, unsigned char to)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.at[i] >= from && (unsigned char)text.at[i] <= to) {
            return true;
        }
    }
    return false;
}

static bool has_line_break(struct hp_slice text)
{
    return has_octet(text, '\r', '\r') || has_octet(text, '\n', '\n');
}

static bool finds(struct hp_flawed *call, const struct hp_json *member)
{
    struct hp_slice name = hp_json_name(member);
    struct hp_slice value = hp_json_string(member);
    switch ((enum hp_headers_test)call->defect->number) {
    case HP_HEADERS_VALUE_CRLF:
        return has_line_break(value);
    case HP_HEADERS_NAME_CRLF:
        return has_line_break(name);
    case HP_HEADERS_VALUE_CONTROL:
        return (has_octet(value, 0x01, 0x1f) || has_octet(value, 0x7f, 0x7f)) &&
               !has_line_break(value);
    case HP_HEADERS_VALUE_NONASCII:
        return has_octet(value, 0x80, 0xff);
    case HP_HEADERS_NAME_EMPTY:
        return name.len == 0;
    case HP_HEADERS_NAME_ILLEGAL:
        return name.len > 0 && !hp_is_token(name) && !has_line_break(name);
    case HP_HEADERS_NAME_LISTED:
        return hp_is_token(name) && hp_str_has_word(name, call->defect->text, false, true);
    case HP_HEADERS_VALUE_LONG:
        return value.len > 4096;
    case HP_HEADERS_VALUE_NONSTRING:
        return hp_json_type(member) != HP_JSON_STRING;
    case HP_HEADERS_MANY:
    default:
        return false;
    }
}

struct hp_slice hp_val_headers_if(struct hp_flawed *call, enum hp_role role,
                                  const struct hp_json *value)
{
    bool found =
        call->defect->number == HP_HEADERS_MANY && hp_json_size(value) > HP_FIELD_POLICY_COUNT_MAX;
    if (!hp_json_is(value, HP_JSON_OBJECT)) {
        return unchanged;
    }
    for (const struct hp_json *member = hp_json_first(value); member != NULL && !found;
         member = hp_json_next(member)) {
        found = finds(call, member);
    }
    return found ? hp_flawed_valid(call, role) : unchanged;
}
