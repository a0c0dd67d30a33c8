/* Values answered wrongly: shapes, dates, ids. Must not know what was asked. */
#include <time.h>

#include "harness/json/encode.h"
#include "harness/service/defects/defect.h"
#include "harness/service/defects/strings.h"
#include "harness/service/defects/values.h"

enum { DATE_BYTES = 128 };

static const struct hp_slice unchanged = {NULL, 0};

struct hp_slice hp_show_text(struct hp_flawed *call, enum hp_role role, const struct hp_json *value)
{
    (void)role;
    (void)value;
    return hp_slice_of(call->defect->text);
}

struct hp_slice hp_show_absent(struct hp_flawed *call, enum hp_role role,
                               const struct hp_json *value)
{
    (void)call;
    (void)role;
    (void)value;
    return HP_SLICE("");
}

struct hp_slice hp_show_valid(struct hp_flawed *call, enum hp_role role,
                              const struct hp_json *value)
{
    (void)value;
    return hp_flawed_valid(call, role);
}

struct hp_slice hp_show_string(struct hp_flawed *call, enum hp_role role,
                               const struct hp_json *value)
{
    (void)role;
    return hp_flawed_quoted(call, hp_flawed_json(call, value));
}

/* The children from `first` on, `count` of them, and the last of all again `again` times. */
static struct hp_slice some(struct hp_flawed *call, const struct hp_json *value, size_t count,
                            size_t again)
{
    bool object = hp_json_is(value, HP_JSON_OBJECT);
    struct hp_buf buf;
    size_t index = 0;
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, object ? '{' : '[');
    for (const struct hp_json *child = hp_json_first(value); child != NULL && index < count;) {
        hp_buf_text(&buf, index++ == 0 ? "" : ",");
        if (object) {
            hp_json_encode_name(&buf, hp_json_name(child));
        }
        hp_json_encode(&buf, child);
        if (hp_json_next(child) != NULL || again == 0) {
            child = hp_json_next(child);
        } else {
            again--;
        }
    }
    hp_buf_char(&buf, object ? '}' : ']');
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_show_first(struct hp_flawed *call, enum hp_role role,
                              const struct hp_json *value)
{
    (void)role;
    return hp_json_size(value) > 1 ? some(call, value, 1, 0) : unchanged;
}

struct hp_slice hp_show_but_last(struct hp_flawed *call, enum hp_role role,
                                 const struct hp_json *value)
{
    (void)role;
    return hp_json_size(value) > 1 ? some(call, value, hp_json_size(value) - 1, 0) : unchanged;
}

struct hp_slice hp_show_at_most(struct hp_flawed *call, enum hp_role role,
                                const struct hp_json *value)
{
    size_t count = (size_t)call->defect->number;
    (void)role;
    return hp_json_size(value) > count ? some(call, value, count, 0) : unchanged;
}

struct hp_slice hp_show_twice(struct hp_flawed *call, enum hp_role role,
                              const struct hp_json *value)
{
    (void)role;
    return hp_json_size(value) > 0 ? some(call, value, SIZE_MAX, 1) : unchanged;
}

struct hp_slice hp_show_joined(struct hp_flawed *call, enum hp_role role,
                               const struct hp_json *value)
{
    struct hp_buf buf;
    (void)role;
    hp_flawed_buf(&buf);
    for (const struct hp_json *child = hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        hp_buf_text(&buf, child == hp_json_first(value) ? "" : ",");
        hp_buf_slice(&buf, hp_json_string(child));
    }
    struct hp_slice text = hp_flawed_keep(call, &buf);
    return text.at == NULL ? unchanged : hp_flawed_quoted(call, text);
}

struct hp_slice hp_show_scalar(struct hp_flawed *call, enum hp_role role,
                               const struct hp_json *value)
{
    (void)role;
    return hp_json_size(value) == 1 ? hp_flawed_json(call, hp_json_first(value)) : unchanged;
}

struct hp_slice hp_show_no_empty(struct hp_flawed *call, enum hp_role role,
                                 const struct hp_json *value)
{
    (void)role;
    return hp_json_size(value) == 0 ? hp_slice_of(call->defect->text) : unchanged;
}

struct hp_slice hp_show_map(struct hp_flawed *call, enum hp_role role, const struct hp_json *value)
{
    struct hp_buf buf;
    unsigned index = 0;
    (void)role;
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, '{');
    for (const struct hp_json *child = hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        hp_buf_printf(&buf, "%s\"%u\":", index == 0 ? "" : ",", index);
        hp_json_encode(&buf, child);
        index++;
    }
    hp_buf_char(&buf, '}');
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_show_pairs(struct hp_flawed *call, enum hp_role role,
                              const struct hp_json *value)
{
    struct hp_buf buf;
    (void)role;
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, '[');
    for (const struct hp_json *child = hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        hp_buf_text(&buf, child == hp_json_first(value) ? "{\"name\":" : ",{\"name\":");
        hp_json_encode_string(&buf, hp_json_name(child));
        hp_buf_text(&buf, ",\"value\":");
        hp_json_encode(&buf, child);
        hp_buf_char(&buf, '}');
    }
    hp_buf_char(&buf, ']');
    return hp_flawed_keep(call, &buf);
}

static struct hp_slice spelled(struct hp_flawed *call, struct hp_slice name)
{
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool turns = call->defect->text != NULL && c == '-';
        hp_buf_char(&buf, turns ? '_' : (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
    }
    return hp_flawed_keep(call, &buf);
}

/* The object with names made anew, without those of `text` when `drops`, with null values when
 * `hollow`. */
static struct hp_slice renamed(struct hp_flawed *call, const struct hp_json *value, bool drops,
                               bool hollow)
{
    struct hp_buf buf;
    size_t count = 0;
    hp_flawed_buf(&buf);
    hp_buf_char(&buf, '{');
    for (const struct hp_json *child = hp_json_first(value); child != NULL;
         child = hp_json_next(child)) {
        struct hp_slice name = hp_json_name(child);
        if (drops && hp_str_has_word(name, call->defect->text, true, false)) {
            continue;
        }
        hp_buf_text(&buf, count++ == 0 ? "" : ",");
        hp_json_encode_name(&buf, drops || hollow ? name : spelled(call, name));
        if (hollow) {
            hp_buf_text(&buf, "null");
        } else {
            hp_json_encode(&buf, child);
        }
    }
    hp_buf_char(&buf, '}');
    return hp_flawed_keep(call, &buf);
}

struct hp_slice hp_show_without(struct hp_flawed *call, enum hp_role role,
                                const struct hp_json *value)
{
    (void)role;
    return renamed(call, value, true, false);
}

struct hp_slice hp_show_names(struct hp_flawed *call, enum hp_role role,
                              const struct hp_json *value)
{
    (void)role;
    return renamed(call, value, false, false);
}

struct hp_slice hp_show_no_value(struct hp_flawed *call, enum hp_role role,
                                 const struct hp_json *value)
{
    (void)role;
    return renamed(call, value, false, true);
}

static struct hp_slice date_at(struct hp_flawed *call, int64_t unix_s, const char *format)
{
    char text[DATE_BYTES];
    time_t seconds = (time_t)unix_s;
    struct tm at = {0};
    (void)gmtime_r(&seconds, &at);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    size_t length = strftime(text, sizeof(text), format, &at); /* a format of our own tables */
#pragma GCC diagnostic pop
    return hp_flawed_quoted(call, (struct hp_slice){text, length});
}

struct hp_slice hp_show_date(struct hp_flawed *call, enum hp_role role, const struct hp_json *value)
{
    (void)role;
    (void)value;
    return date_at(call, call->now_unix_ms / 1000 + call->defect->number, call->defect->text);
}

struct hp_slice hp_show_date_epoch(struct hp_flawed *call, enum hp_role role,
                                   const struct hp_json *value)
{
    (void)role;
    (void)value;
    return hp_flawed_printf(call, "%s%lld%s", call->defect->text,
                            (long long)(call->now_unix_ms / 1000 * call->defect->number),
                            call->defect->text);
}

struct hp_slice hp_show_date_midnight(struct hp_flawed *call, enum hp_role role,
                                      const struct hp_json *value)
{
    (void)role;
    (void)value;
    return date_at(call, call->now_unix_ms / 86400000 * 86400, "%Y-%m-%dT00:00:00.000Z");
}

struct hp_slice hp_show_date_back(struct hp_flawed *call, enum hp_role role,
                                  const struct hp_json *value)
{
    (void)role;
    (void)value;
    int64_t back = (int64_t)(call->state->created % 4) * 60;
    return date_at(call, call->now_unix_ms / 1000 - back, "%Y-%m-%dT%H:%M:%S.000Z");
}

struct hp_slice hp_show_id_count(struct hp_flawed *call, enum hp_role role,
                                 const struct hp_json *value)
{
    (void)role;
    (void)value;
    return hp_flawed_printf(call, "\"%s%llu\"", call->defect->text,
                            (unsigned long long)call->state->created + 1000);
}

struct hp_slice hp_show_id_cycle(struct hp_flawed *call, enum hp_role role,
                                 const struct hp_json *value)
{
    (void)role;
    (void)value;
    uint64_t turn = call->state->created % (uint64_t)call->defect->number;
    return hp_flawed_printf(call, "\"Wq%018llxZ\"",
                            (unsigned long long)((turn + 1) * UINT64_C(0x9e3779b97f4a7)));
}

struct hp_slice hp_show_id_time(struct hp_flawed *call, enum hp_role role,
                                const struct hp_json *value)
{
    (void)role;
    (void)value;
    return hp_flawed_printf(call, "\"wh%llx\"", (unsigned long long)call->now_unix_ms);
}

struct hp_slice hp_show_id_name(struct hp_flawed *call, enum hp_role role,
                                const struct hp_json *value)
{
    const struct hp_flawed_part *part = hp_flawed_part(call, HP_ROLE_NAME);
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    (void)role;
    (void)value;
    for (size_t i = 0; part != NULL && i < part->value.len; i++) {
        hash = (hash ^ (unsigned char)part->value.at[i]) * UINT64_C(0x100000001b3);
    }
    return hp_flawed_printf(call, "\"n%016llxyz0\"", (unsigned long long)hash);
}

struct hp_slice hp_show_id_cut(struct hp_flawed *call, enum hp_role role,
                               const struct hp_json *value)
{
    struct hp_slice text = hp_json_string(value);
    (void)role;
    text.len = text.len < (size_t)call->defect->number ? text.len : (size_t)call->defect->number;
    return hp_flawed_quoted(call, text);
}
