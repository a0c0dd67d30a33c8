/* Strings and counts of JSON reports. Must not know which report they are for. */
#include "reports/member.h"

#include "harness/base/utf8.h"
#include "harness/check/visible.h"
#include "harness/json/encode.h"
#include "reports/shown.h"

void hp_member_value(struct hp_buf *out, struct hp_slice text)
{
    if (hp_utf8_valid(text)) {
        hp_visible_encode_string(out, text);
        return;
    }
    struct hp_buf shown;
    hp_buf_init(&shown, text.len * HP_VISIBLE_PIECE_BYTES + 1);
    hp_shown(&shown, text, text.len * HP_VISIBLE_PIECE_BYTES);
    hp_json_encode_string(out, hp_buf_view(&shown));
    out->failed = out->failed || shown.failed;
    hp_buf_deinit(&shown);
}

void hp_member_slice(struct hp_buf *out, const char *name, struct hp_slice text)
{
    hp_buf_printf(out, ",\"%s\":", name);
    hp_member_value(out, text);
}

void hp_member_text(struct hp_buf *out, const char *name, const char *text)
{
    if (text == NULL) {
        hp_buf_printf(out, ",\"%s\":null", name);
    } else {
        hp_member_slice(out, name, hp_slice_of(text));
    }
}

void hp_member_number(struct hp_buf *out, const char *name, uint64_t value)
{
    hp_buf_printf(out, ",\"%s\":%llu", name, (unsigned long long)value);
}
