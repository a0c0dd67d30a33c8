/* Services that are right in their own way wherever the page is silent. None of them may get a
 * fail; `caught_by` is what may warn. */
#include "harness/json/encode.h"
#include "harness/service/defects/answers.h"
#include "harness/service/defects/strings.h"
#include "harness/service/defects/tables.h"
#include "harness/service/defects/values.h"

#define FAMILY "variant"

static void pretty(struct hp_flawed *call)
{
    const struct hp_json *root = hp_flawed_parse(call, call->response.body);
    struct hp_buf buf;
    if (root == NULL) {
        return;
    }
    hp_flawed_buf(&buf);
    hp_json_encode_pretty(&buf, root);
    call->response.body = hp_flawed_keep(call, &buf);
}

/* Every character outside ASCII as \u escapes, as some encoders write by default. */
static void escaped(struct hp_flawed *call)
{
    struct hp_slice body = call->response.body;
    struct hp_buf buf;
    hp_flawed_buf(&buf);
    for (size_t i = 0; i < body.len;) {
        const unsigned char *at = (const unsigned char *)body.at + i;
        unsigned code = at[0];
        size_t length = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
        if (length == 1) {
            hp_buf_char(&buf, body.at[i++]);
            continue;
        }
        code &= 0xffu >> (length + 1);
        for (size_t k = 1; k < length; k++) {
            code = code << 6 | (at[k] & 0x3fu);
        }
        if (code >= 0x10000) {
            hp_buf_printf(&buf, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
                          0xdc00 + ((code - 0x10000) & 0x3ff));
        } else {
            hp_buf_printf(&buf, "\\u%04x", code);
        }
        i += length;
    }
    call->response.body = hp_flawed_keep(call, &buf);
}

static void reversed(struct hp_flawed *call)
{
    for (size_t i = 0; i < call->part_count / 2; i++) {
        struct hp_flawed_part part = call->parts[i];
        call->parts[i] = call->parts[call->part_count - 1 - i];
        call->parts[call->part_count - 1 - i] = part;
    }
    call->parts_changed = call->part_count > 1; /* a refusal has none, and stays as it is */
}

static void one_status(struct hp_flawed *call)
{
    int status = call->response.status;
    if (status == 400 || status == 413 || status == 415 || status == 422) {
        call->response.status = (int)call->defect->number;
    }
}

static void problem(struct hp_flawed *call)
{
    if (!hp_flawed_created(call) && call->response.body.len > 0) {
        hp_flawed_set_field(call, "Content-Type", HP_SLICE("application/problem+json"));
        call->response.body =
            hp_flawed_printf(call, "{\"type\":\"about:blank\",\"title\":\"Refused\",\"status\":%d}",
                             call->response.status);
    }
}

static void forbidden(struct hp_flawed *call)
{
    if (call->response.status == 401) {
        call->response.status = 403;
        hp_flawed_set_field(call, "WWW-Authenticate", (struct hp_slice){NULL, 0});
    }
}

static void empty_errors(struct hp_flawed *call)
{
    if (!hp_flawed_created(call)) {
        hp_flawed_set_field(call, "Content-Type", (struct hp_slice){NULL, 0});
        call->response.body = HP_SLICE("");
    }
}

static void closes(struct hp_flawed *call)
{
    hp_flawed_set_field(call, "Server", HP_SLICE("Apache"));
    hp_flawed_set_field(call, "X-Request-Id", HP_SLICE("b6f7"));
}

static struct hp_slice uuid(struct hp_flawed *call, enum hp_role role, const struct hp_json *value)
{
    uint64_t high = (call->state->created + 1) * UINT64_C(0x9e3779b97f4a7c15);
    uint64_t low = (call->state->created + 1) * UINT64_C(0xbf58476d1ce4e5b9);
    (void)role;
    (void)value;
    return hp_flawed_printf(call, "\"%08x-%04x-4%03x-8%03x-%012llx\"", (unsigned)(high >> 32),
                            (unsigned)(high >> 16 & 0xffff), (unsigned)(high & 0xfff),
                            (unsigned)(low >> 52), (unsigned long long)(low & 0xffffffffffff));
}

static void dedupes(struct hp_flawed *call)
{
    hp_ans_sorted(call);
}

static const struct hp_defect rows[] = {
    {"variant-uuid", FAMILY, "ids are UUIDs", HP_MAY, "", .roles = HP_AT(ID), .shows = uuid},
    {"variant-counter", FAMILY, "ids are counted", HP_MAY, "", .roles = HP_AT(ID),
     .shows = hp_show_id_count, .text = "wh_"},
    {"variant-offset", FAMILY, "the time has the offset +00:00", HP_MAY, "",
     .roles = HP_AT(CREATED_AT), .shows = hp_show_date, .text = "%Y-%m-%dT%H:%M:%S.000+00:00"},
    {"variant-no-fraction", FAMILY, "the time has no fraction", HP_MAY, "",
     .roles = HP_AT(CREATED_AT), .shows = hp_show_date, .text = "%Y-%m-%dT%H:%M:%SZ"},
    {"variant-micro", FAMILY, "the time has six digits of fraction", HP_MAY, "",
     .roles = HP_AT(CREATED_AT), .shows = hp_show_date, .text = "%Y-%m-%dT%H:%M:%S.000000Z"},
    {"variant-extra", FAMILY, "the answer has a further member", HP_MAY, "",
     .answer = hp_ans_member, .text = "state", .other = "\"active\""},
    {"variant-problem", FAMILY, "errors are application/problem+json", HP_MAY, "",
     .answer = problem},
    {"variant-400", FAMILY, "400 for every wrong body", HP_MAY,
     "ctype-other-json-body ctype-form-body ctype-xml-body", .answer = one_status, .number = 400},
    {"variant-422", FAMILY, "422 for every wrong body", HP_MAY,
     "ctype-other-json-body ctype-form-body ctype-xml-body", .answer = one_status, .number = 422},
    {"variant-403", FAMILY, "403 for a missing or wrong key", HP_MAY, "", .answer = forbidden},
    {"variant-sorted", FAMILY, "arrays come back as sets, in the order of the page", HP_MAY, "",
     .answer = dedupes},
    {"variant-charset", FAMILY, "the answer's type has charset=utf-8", HP_MAY, "",
     .answer = hp_ans_field_created, .text = "Content-Type",
     .other = "application/json; charset=utf-8"},
    {"variant-member-order", FAMILY, "the answer's members stand in another order", HP_MAY, "",
     .answer = reversed},
    {"variant-pretty", FAMILY, "answers are printed over many lines", HP_MAY, "", .answer = pretty},
    {"variant-escaped", FAMILY, "answers are ASCII, with escapes", HP_MAY, "", .answer = escaped},
    {"variant-empty-errors", FAMILY, "errors have no body", HP_MAY, "resp-error-json",
     .answer = empty_errors},
    {"variant-fields", FAMILY, "answers have further fields", HP_MAY, "", .answer = closes},
    {"variant-last-duplicate", FAMILY, "of duplicate members the last counts", HP_MAY, "",
     .body = hp_body_last_member},
    {"variant-surrogates", FAMILY, "lone surrogates are taken and come back as U+FFFD", HP_MAY, "",
     .body = hp_body_surrogates},
    {"variant-trimmed-name", FAMILY, "names are trimmed", HP_MAY, "", .roles = HP_AT(NAME),
     .shown = hp_str_trimmed},
};

HP_DEFECT_TABLE(hp_defect_variants, rows);
