/* Documents that are JSON and not what the contract wants, read as if they were: members by other
 * names, without or within a wrapper, twice. Must not know a member's value. */
#include "harness/contract/ascii.h"
#include "harness/json/encode.h"
#include "harness/service/defects/defect.h"
#include "harness/service/defects/requests.h"
#include "harness/service/defects/strings.h"

static void take(struct hp_flawed *call, struct hp_buf *buf)
{
    struct hp_slice made = hp_flawed_keep(call, buf);
    call->request.body = made.at == NULL ? call->request.body : made;
}

static struct hp_slice wrapper_name(const struct hp_flawed *call)
{
    return call->contract->names[HP_ROLE_WRAPPER];
}

/* `value` as the whole document's wrapper. */
static void wrap(struct hp_flawed *call, const struct hp_json *value)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, '{');
    hp_json_encode_name(&buf, wrapper_name(call));
    hp_json_encode(&buf, value);
    hp_buf_char(&buf, '}');
    take(call, &buf);
}

void hp_body_flat(struct hp_flawed *call)
{
    const struct hp_json *root = hp_flawed_parse(call, call->request.body);
    if (hp_json_is(root, HP_JSON_OBJECT) && hp_json_member(root, wrapper_name(call)) == NULL) {
        wrap(call, root);
    }
}

void hp_body_renamed(struct hp_flawed *call)
{
    const struct hp_json *root = hp_flawed_parse(call, call->request.body);
    if (!hp_json_is(root, HP_JSON_OBJECT) || hp_json_member(root, wrapper_name(call)) != NULL) {
        return;
    }
    for (const struct hp_json *member = hp_json_first(root); member != NULL;
         member = hp_json_next(member)) {
        if (hp_slice_equal_ignoring_case(hp_json_name(member), wrapper_name(call)) ||
            hp_str_has_word(hp_json_name(member), call->defect->text, true, false)) {
            wrap(call, member);
            return;
        }
    }
}

void hp_body_first_of(struct hp_flawed *call)
{
    const struct hp_json *root = hp_flawed_parse(call, call->request.body);
    if (hp_json_is(root, HP_JSON_ARRAY) && hp_json_size(root) > 0) {
        call->request.body = hp_flawed_json(call, hp_json_first(root));
    }
}

void hp_body_in_string(struct hp_flawed *call)
{
    const struct hp_json *root = hp_flawed_parse(call, call->request.body);
    const struct hp_json *wrapper =
        hp_json_is(root, HP_JSON_OBJECT) ? hp_json_member(root, wrapper_name(call)) : NULL;
    const struct hp_json *inner =
        hp_json_is(wrapper, HP_JSON_STRING) ? hp_flawed_parse(call, hp_json_string(wrapper)) : NULL;
    if (hp_json_is(inner, HP_JSON_OBJECT)) {
        wrap(call, inner);
    }
}

void hp_body_nested(struct hp_flawed *call)
{
    const struct hp_json *root = hp_flawed_parse(call, call->request.body);
    const struct hp_json *wrapper =
        hp_json_is(root, HP_JSON_OBJECT) ? hp_json_member(root, wrapper_name(call)) : NULL;
    const struct hp_json *inner =
        hp_json_is(wrapper, HP_JSON_OBJECT) ? hp_json_member(wrapper, wrapper_name(call)) : NULL;
    if (hp_json_is(inner, HP_JSON_OBJECT)) {
        wrap(call, inner);
    }
}

/* `value` with the members of its objects as `which` picks them: of those with one name the first
 * or the last. */
static void encode_unique(struct hp_buf *buf, const struct hp_json *value, bool last, int depth)
{
    bool first = true;
    if (!hp_json_is(value, HP_JSON_OBJECT) || depth == 0) {
        hp_json_encode(buf, value);
        return;
    }
    hp_buf_char(buf, '{');
    for (const struct hp_json *member = hp_json_first(value); member != NULL;
         member = hp_json_next(member)) {
        const struct hp_json *picked = hp_json_member(value, hp_json_name(member));
        if (picked != member) {
            continue; /* not the first of its name */
        }
        for (const struct hp_json *later = member; last && later != NULL;
             later = hp_json_next(later)) {
            picked = hp_slice_equal(hp_json_name(later), hp_json_name(member)) ? later : picked;
        }
        hp_buf_text(buf, first ? "" : ",");
        hp_json_encode_name(buf, hp_json_name(member));
        encode_unique(buf, picked, last, depth - 1);
        first = false;
    }
    hp_buf_char(buf, '}');
}

static void pick_members(struct hp_flawed *call, bool last)
{
    struct hp_json_scan scan;
    const struct hp_json *root = NULL;
    struct hp_buf buf;
    if (hp_json_parse(call->arena, call->request.body, &hp_json_limits_default, &scan, &root) !=
            HP_OK ||
        root == NULL || (scan.traits & HP_JSON_DUPLICATE) == 0) {
        return;
    }
    hp_flawed_buf(&buf);
    encode_unique(&buf, root, last, 4);
    take(call, &buf);
}

void hp_body_last_member(struct hp_flawed *call)
{
    pick_members(call, true);
}

void hp_body_either_member(struct hp_flawed *call)
{
    pick_members(call, call->state->requests % 2 == 0);
}

/* Names compared without case, hyphens, underscores and blanks. */
static bool is_alike(struct hp_slice a, struct hp_slice b)
{
    size_t i = 0;
    size_t k = 0;
    for (;;) {
        while (i < a.len && !hp_ascii_is_letter(a.at[i])) {
            i++;
        }
        while (k < b.len && !hp_ascii_is_letter(b.at[k])) {
            k++;
        }
        if (i == a.len || k == b.len) {
            return i == a.len && k == b.len;
        }
        if ((a.at[i++] | 0x20) != (b.at[k++] | 0x20)) {
            return false;
        }
    }
}

void hp_body_names(struct hp_flawed *call)
{
    const struct hp_contract *contract = call->contract;
    const struct hp_json *root = hp_flawed_parse(call, call->request.body);
    const struct hp_json *wrapper =
        hp_json_is(root, HP_JSON_OBJECT) ? hp_json_member(root, wrapper_name(call)) : NULL;
    struct hp_buf buf;
    bool changed = false;
    if (!hp_json_is(wrapper, HP_JSON_OBJECT)) {
        return;
    }
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, '{');
    hp_json_encode_name(&buf, wrapper_name(call));
    hp_buf_char(&buf, '{');
    for (const struct hp_json *member = hp_json_first(wrapper); member != NULL;
         member = hp_json_next(member)) {
        struct hp_slice name = hp_json_name(member);
        for (size_t i = 0; i < contract->request_order_count; i++) {
            struct hp_slice right = contract->names[contract->request_order[i]];
            if (is_alike(name, right) && hp_json_member(wrapper, right) == NULL) {
                name = right;
                changed = true;
            }
        }
        hp_buf_text(&buf, member == hp_json_first(wrapper) ? "" : ",");
        hp_json_encode_name(&buf, name);
        hp_json_encode(&buf, member);
    }
    hp_buf_text(&buf, "}}");
    if (changed) {
        take(call, &buf);
    } else {
        hp_buf_deinit(&buf);
    }
}

/* Every string of a small tree with what `from` begins by `to`; names too. */
static void replace_marks(struct hp_flawed *call, struct hp_slice mark, unsigned trait,
                          const char *to)
{
    struct hp_json_scan scan;
    struct hp_slice body = call->request.body;
    struct hp_buf buf;
    if (!hp_json_scan(body, NULL, &scan) || (scan.traits & trait) == 0) {
        return;
    }
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < body.len; i++) {
        bool found = body.len - i >= 6 && body.at[i] == '\\' && (body.at[i + 1] | 0x20) == 'u' &&
                     (body.at[i + 2] | 0x20) == mark.at[0] && (body.at[i + 3] | 0x20) == mark.at[1];
        bool zero = mark.at[0] == '0';
        if (found && (!zero || (body.at[i + 4] == '0' && body.at[i + 5] == '0'))) {
            hp_buf_text(&buf, to);
            i += 5;
        } else if (body.at[i] == '\\' && i + 1 < body.len) {
            hp_buf_char(&buf, body.at[i++]);
            hp_buf_char(&buf, body.at[i]);
        } else {
            hp_buf_char(&buf, body.at[i]);
        }
    }
    take(call, &buf);
}

void hp_body_surrogates(struct hp_flawed *call)
{
    static const char *const firsts[] = {"d8", "d9", "da", "db", "dc", "dd", "de", "df"};
    for (size_t i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++) {
        replace_marks(call, hp_slice_of(firsts[i]), HP_JSON_LONE_SURROGATE, "\xef\xbf\xbd");
    }
}

void hp_body_nul(struct hp_flawed *call)
{
    replace_marks(call, HP_SLICE("00"), HP_JSON_NUL, "");
}

void hp_body_form(struct hp_flawed *call)
{
    const struct hp_field *field =
        hp_field_find(call->request.fields, call->request.field_count, HP_SLICE("Content-Type"));
    if (field == NULL || !hp_str_has_word(field->value, call->defect->text, false, true)) {
        return;
    }
    hp_flawed_read_field(call, HP_SLICE("Content-Type"), call->contract->media_type);
    call->request.body = call->contract->example_request;
}

void hp_body_cut(struct hp_flawed *call)
{
    size_t bytes = (size_t)call->defect->number;
    if (call->request.body.len > bytes) {
        call->request.body.len = bytes;
    }
}
