/* SARIF 2.1.0 (OASIS), for code scanning: a rule for each row, a result for each group of findings.
 *
 * An API test has no line of source. A result points at the line of the contract, which is a file
 * of the user's repository, that declares what it is about, and names that as a logical location;
 * the exchange itself travels as webRequest and webResponse. */
#include <string.h>

#include "harness/base/base64.h"
#include "harness/base/file.h"
#include "harness/base/utf8.h"
#include "harness/contract/contract.h"
#include "harness/contract/format.h"
#include "reports/contract_line.h"
#include "reports/drain.h"
#include "reports/location.h"
#include "reports/member.h"
#include "reports/report.h"
#include "reports/shown.h"
#include "reports/standing.h"

enum {
    SARIF_BYTES_MAX = 512 * 1024 * 1024,
    TEXT_SHOWN = 1000,
    BODY_BYTES = 4096, /* of each body: GitHub takes 10 MB, compressed, of at most 5,000 results */
};

struct sarif {
    struct hp_buf text;
    const struct hp_summary *summary;
    const char *contract;
    struct hp_slice contract_text; /* empty: it cannot be read */
};

/* `"name":{"text":"..."}` of shown text; a full stop is added, as SARIF wants sentences. */
static void message(struct hp_buf *out, const char *name, const char *text)
{
    struct hp_buf shown;
    hp_buf_init(&shown, TEXT_SHOWN * 8);
    hp_shown(&shown, hp_slice_of(text), TEXT_SHOWN);
    if (shown.length > 0 && shown.bytes[shown.length - 1] != '.') {
        hp_buf_char(&shown, '.');
    }
    hp_buf_printf(out, "\"%s\":{\"text\":", name);
    hp_member_value(out, hp_buf_view(&shown));
    hp_buf_char(out, '}');
    out->failed = out->failed || shown.failed;
    hp_buf_deinit(&shown);
}

static const char *level_of(enum hp_verdict verdict)
{
    return verdict == HP_FAIL ? "error" : verdict == HP_WARN ? "warning" : "note";
}

/* The requirements that a row speaks for: as tags, or in words. */
static void requirements(struct hp_buf *out, const struct hp_summary *summary, size_t row,
                         bool words)
{
    for (size_t i = 0; i < summary->requirement_count; i++) {
        const struct hp_requirement_summary *requirement = &summary->requirements[i];
        bool speaks = false;
        for (size_t j = 0; j < requirement->row_count; j++) {
            speaks = speaks || requirement->rows[j] == row;
        }
        if (speaks && words) {
            hp_buf_printf(out, "\n\nRequirement %s: %s (%s).", requirement->requirement->id,
                          requirement->requirement->text, requirement->requirement->lines);
        } else if (speaks) {
            hp_buf_printf(out, ",\"%s\"", requirement->requirement->id);
        }
    }
}

static void help(struct sarif *sarif, size_t index)
{
    const struct hp_row_summary *row = &sarif->summary->rows[index];
    struct hp_buf text;
    hp_buf_init(&text, 64 * 1024);
    hp_buf_printf(&text, "%s: %s.\n\nClause: %s.", hp_level_name(row->level), row->title,
                  row->clause);
    requirements(&text, sarif->summary, index, true);
    hp_buf_printf(&text, "\n\n`hookproof list cases --include '%s'` lists its cases.", row->id);
    hp_buf_text(&sarif->text, ",\"help\":{\"text\":");
    hp_member_value(&sarif->text, hp_buf_view(&text));
    hp_member_slice(&sarif->text, "markdown", hp_buf_view(&text));
    hp_buf_char(&sarif->text, '}');
    sarif->text.failed = sarif->text.failed || text.failed;
    hp_buf_deinit(&text);
}

/* "EnumPrefixSuffix" of "enum-prefix-suffix": the friendly name that SARIF asks for. */
static void friendly_name(struct hp_buf *out, const char *id)
{
    bool starts = true;
    hp_buf_text(out, ",\"name\":\"");
    for (; *id != '\0'; id++) {
        bool lower = *id >= 'a' && *id <= 'z';
        if (lower || (*id >= 'A' && *id <= 'Z') || (*id >= '0' && *id <= '9')) {
            hp_buf_char(out, starts && lower ? (char)(*id - 'a' + 'A') : *id);
            starts = false;
        } else {
            starts = true;
        }
    }
    hp_buf_char(out, '"');
}

static void rule(struct sarif *sarif, size_t index)
{
    static const char *const levels[] = {
        [HP_MUST] = "error", [HP_SHOULD] = "warning", [HP_MAY] = "note"};
    const struct hp_row_summary *row = &sarif->summary->rows[index];
    struct hp_buf *out = &sarif->text;
    hp_buf_text(out, "\n{\"id\":");
    hp_member_value(out, hp_slice_of(row->id));
    friendly_name(out, row->id);
    hp_buf_char(out, ',');
    message(out, "shortDescription", row->title);
    hp_buf_char(out, ',');
    message(out, "fullDescription", row->title);
    help(sarif, index);
    hp_buf_printf(out, ",\"defaultConfiguration\":{\"level\":\"%s\"}", levels[row->level]);
    hp_buf_text(out, ",\"properties\":{\"tags\":[");
    hp_member_value(out, hp_slice_of(row->family));
    requirements(out, sarif->summary, index, false);
    hp_buf_char(out, ']');
    hp_member_text(out, "clause", row->clause);
    hp_member_text(out, "level", hp_level_name(row->level));
    hp_member_number(out, "cases", row->tally.cases);
    hp_buf_text(out, "}}");
}

/* artifactContent: text, or the bytes in base64. */
static void content(struct hp_buf *out, struct hp_slice body)
{
    struct hp_slice cut = body;
    if (cut.len > BODY_BYTES) {
        cut.len = BODY_BYTES;
        while (cut.len > 0 && ((unsigned char)body.at[cut.len] & 0xC0) == 0x80) {
            cut.len--; /* not inside a character */
        }
    }
    if (hp_utf8_valid(cut)) {
        hp_buf_text(out, ",\"body\":{\"text\":");
        hp_member_value(out, cut);
    } else {
        hp_buf_text(out, ",\"body\":{\"binary\":\"");
        hp_base64_encode(out, cut);
        hp_buf_char(out, '"');
    }
    hp_buf_char(out, '}');
}

/* An object, so fields of one name become one member, joined as RFC 9110 5.3 allows. */
static void fields(struct hp_buf *out, const struct hp_field *list, size_t count)
{
    hp_buf_text(out, ",\"headers\":{");
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        if (hp_field_find(list, i, list[i].name) != NULL) {
            continue;
        }
        struct hp_buf value;
        hp_buf_init(&value, 64 * 1024 * 1024);
        const char *separator = "";
        for (size_t j = i; j < count; j++) {
            if (hp_slice_equal_ignoring_case(list[i].name, list[j].name)) {
                hp_buf_text(&value, separator);
                hp_shown(&value, list[j].value, TEXT_SHOWN);
                separator = ", ";
            }
        }
        hp_buf_text(out, first ? "" : ",");
        hp_member_value(out, list[i].name);
        hp_buf_char(out, ':');
        hp_member_value(out, hp_buf_view(&value));
        out->failed = out->failed || value.failed;
        hp_buf_deinit(&value);
        first = false;
    }
    hp_buf_char(out, '}');
}

static void exchange(struct hp_buf *out, const struct hp_group *group)
{
    bool smaller = group->minimal_body.at != NULL;
    hp_buf_text(out, ",\"webRequest\":{\"protocol\":\"HTTP\",\"version\":\"1.1\",\"method\":");
    hp_member_value(out, group->request.method);
    hp_member_slice(out, "target", group->request.target);
    fields(out, group->request.fields, group->request.field_count);
    if (group->request.has_body) {
        content(out, smaller ? group->minimal_body : group->request.body);
    }
    hp_buf_text(out, "},\"webResponse\":{");
    if (group->response.status == 0) {
        hp_buf_text(out, "\"noResponseReceived\":true}");
        return;
    }
    hp_buf_printf(out, "\"protocol\":\"HTTP\",\"version\":\"%s\",\"statusCode\":%d",
                  group->response.http_version == 20   ? "2"
                  : group->response.http_version == 10 ? "1.0"
                                                       : "1.1",
                  group->response.status);
    fields(out, group->response.fields, group->response.field_count);
    content(out, group->response.body);
    hp_buf_char(out, '}');
}

/* What is declared for the response is behind what is declared for the request. */
static bool is_of_response(const struct hp_group *group)
{
    return strncmp(group->check, "resp-", 5) == 0;
}

static void location(struct sarif *sarif, const struct hp_group *group)
{
    struct hp_buf *out = &sarif->text;
    hp_buf_text(out, ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"");
    hp_location_path(out, sarif->contract);
    hp_buf_printf(out,
                  "\",\"index\":0},\"region\":{\"startLine\":%u}},\"logicalLocations\":[{\"name\":",
                  hp_contract_line(sarif->contract_text, group->where, is_of_response(group)));
    hp_member_value(out, hp_slice_of(group->row));
    struct hp_buf name;
    hp_buf_init(&name, 64 * 1024);
    hp_buf_printf(&name, "%s/%s: ", group->family, group->row);
    hp_shown(&name, hp_slice_of(group->where), TEXT_SHOWN);
    hp_member_slice(out, "fullyQualifiedName", hp_buf_view(&name));
    hp_buf_text(out, ",\"kind\":\"test\"}]}]");
    out->failed = out->failed || name.failed;
    hp_buf_deinit(&name);
}

static void result_message(struct hp_buf *out, const struct hp_group *group)
{
    struct hp_buf text;
    hp_buf_init(&text, 64 * 1024);
    hp_shown(&text, hp_slice_of(group->title), TEXT_SHOWN);
    hp_buf_text(&text, ": expected ");
    hp_shown(&text, hp_slice_of(group->expected), TEXT_SHOWN);
    hp_buf_text(&text, "; actual ");
    hp_shown(&text, hp_slice_of(group->actual), TEXT_SHOWN);
    if (group->where != NULL && group->where[0] != '\0') {
        hp_buf_text(&text, " (");
        hp_shown(&text, hp_slice_of(group->where), TEXT_SHOWN);
        hp_buf_char(&text, ')');
    }
    hp_buf_char(&text, '.');
    hp_buf_text(out, ",\"message\":{\"text\":");
    hp_member_value(out, hp_buf_view(&text));
    hp_buf_char(out, '}');
    out->failed = out->failed || text.failed;
    hp_buf_deinit(&text);
}

static void properties(struct hp_buf *out, const struct hp_group *group)
{
    hp_buf_text(out, ",\"properties\":{\"verdict\":");
    hp_member_value(out, hp_slice_of(hp_verdict_name(group->verdict)));
    hp_member_text(out, "check", group->check);
    hp_member_text(out, "clause", group->clause);
    hp_member_text(out, "where", group->where);
    hp_member_text(out, "expected", group->expected);
    hp_member_text(out, "actual", group->actual);
    hp_buf_text(out, group->flaky ? ",\"flaky\":true" : ",\"flaky\":false");
    hp_member_text(out, "firstCase", group->first_case);
    hp_member_text(out, "minimalCase", group->minimal_case);
    hp_member_number(out, "requestBodyBytes", group->request_body_bytes);
    hp_member_number(out, "responseBodyBytes", group->response_body_bytes);
    if (group->end_note != NULL) {
        hp_member_text(out, "end", group->end_note);
    }
    if (group->cause != NULL) {
        hp_member_text(out, "cause", group->cause->fingerprint);
    }
    if (group->after_line != NULL) {
        hp_member_text(out, "after", group->after_line);
    }
    if (group->pass_case != NULL) {
        hp_member_text(out, "nearestPass", group->pass_case);
        hp_member_text(out, "difference", group->pass_difference);
    }
    if (group->replay != NULL) {
        hp_member_text(out, "replay", group->replay);
    }
    if (group->known_until != NULL) {
        hp_member_text(out, "knownUntil", group->known_until);
    }
    hp_buf_char(out, '}');
}

static void result(struct sarif *sarif, const struct hp_group *group)
{
    struct hp_buf *out = &sarif->text;
    hp_buf_text(out, "\n{\"ruleId\":");
    hp_member_value(out, hp_slice_of(group->row));
    for (size_t i = 0; i < sarif->summary->row_count; i++) {
        if (strcmp(sarif->summary->rows[i].id, group->row) == 0) {
            hp_member_number(out, "ruleIndex", i);
            break;
        }
    }
    hp_buf_printf(out, ",\"kind\":\"fail\",\"level\":\"%s\"", level_of(group->verdict));
    result_message(out, group);
    location(sarif, group);
    hp_buf_printf(out, ",\"partialFingerprints\":{\"hookproof/v1\":\"%s\"}", group->fingerprint);
    hp_member_number(out, "occurrenceCount", group->count > INT32_MAX ? INT32_MAX : group->count);
    if (hp_group_is_known(group)) {
        hp_buf_text(out, ",\"suppressions\":[{\"kind\":\"external\",\"status\":\"accepted\"");
        hp_member_text(out, "justification", group->known_reason);
        hp_buf_text(out, "}]");
    }
    exchange(out, group);
    properties(out, group);
    hp_buf_char(out, '}');
}

/* What was not judged is said, not left out. */
static void notifications(struct sarif *sarif)
{
    struct hp_buf *out = &sarif->text;
    bool first = true;
    hp_buf_text(out, ",\"toolExecutionNotifications\":[");
    for (size_t i = 0; i < sarif->summary->row_count; i++) {
        const struct hp_row_summary *row = &sarif->summary->rows[i];
        if (hp_row_standing(sarif->summary, row) != HP_STANDS_UNJUDGED) {
            continue;
        }
        struct hp_buf text;
        hp_buf_init(&text, 64 * 1024);
        hp_buf_printf(&text, "not judged: %s: ", row->id);
        hp_shown(&text, hp_slice_of(hp_row_reason(row)), TEXT_SHOWN);
        hp_buf_text(out, first ? "\n{" : ",\n{");
        message(out, "message", hp_buf_cstr(&text));
        hp_buf_text(out, ",\"level\":\"note\",\"associatedRule\":{\"id\":");
        hp_member_value(out, hp_slice_of(row->id));
        hp_member_number(out, "index", i);
        hp_buf_text(out, "}}");
        hp_buf_deinit(&text);
        first = false;
    }
    hp_buf_char(out, ']');
}

static void invocation(struct sarif *sarif)
{
    const struct hp_summary *summary = sarif->summary;
    struct hp_buf *out = &sarif->text;
    char started[25];
    char ended[25];
    hp_date_time_print(summary->started_unix_ms, started);
    /* Merged journals add up; each is shorter than a year (facts.c), and so is what has a date. */
    const double longest_s = 364.0 * 24 * 60 * 60;
    double duration_s = summary->duration_s < longest_s ? summary->duration_s : longest_s;
    hp_date_time_print(summary->started_unix_ms + (int64_t)(duration_s * 1000), ended);
    bool judged = summary->outcome == HP_CONFORMANT || summary->outcome == HP_NONCONFORMANT;
    hp_buf_printf(out, "],\n\"invocations\":[{\"executionSuccessful\":%s,\"exitCode\":%d",
                  judged ? "true" : "false", summary->exit_code);
    hp_member_text(out, "exitCodeDescription", hp_outcome_name(summary->outcome));
    hp_member_text(out, "startTimeUtc", started);
    hp_member_text(out, "endTimeUtc", ended);
    notifications(sarif);
    hp_buf_text(
        out, "}],\n\"automationDetails\":{\"id\":\"hookproof/\"},\n\"redactionTokens\":[\"***\"],"
             "\n\"properties\":{\"outcome\":");
    hp_member_value(out, hp_slice_of(hp_outcome_name(summary->outcome)));
    hp_member_text(out, "reason", summary->outcome_reason);
    hp_member_text(out, "target", summary->target_address);
    hp_member_text(out, "profile", summary->profile);
    hp_member_text(out, "depth", summary->depth);
    hp_member_number(out, "cases", summary->totals.cases);
    hp_member_number(out, "fail", summary->totals.fail);
    hp_member_number(out, "warn", summary->totals.warn);
    hp_member_number(out, "note", summary->totals.note);
    hp_member_number(out, "inconclusive", summary->totals.inconclusive);
    hp_member_number(out, "skipped", summary->totals.skipped);
    hp_member_number(out, "findingsDropped", summary->groups_dropped);
    hp_buf_text(out, "}}]}\n");
}

static void head(struct sarif *sarif)
{
    struct hp_buf *out = &sarif->text;
    hp_buf_text(out, "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":"
                     "\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"hookproof\"");
    hp_member_text(out, "version", sarif->summary->tool_version);
    hp_member_text(out, "semanticVersion", sarif->summary->tool_version);
    hp_buf_text(out, ",\"rules\":[");
    for (size_t i = 0; i < sarif->summary->row_count; i++) {
        hp_buf_text(out, i == 0 ? "" : ",");
        rule(sarif, i);
    }
    hp_buf_text(out, "]}},\n\"artifacts\":[{\"location\":{\"uri\":\"");
    hp_location_path(out, sarif->contract);
    hp_buf_text(out, "\"},\"description\":{\"text\":\"The contract of the operation.\"}}],\n"
                     "\"results\":[");
}

enum hp_status hp_report_sarif(const struct hp_summary *summary,
                               const struct hp_report_style *style, FILE *stream,
                               struct hp_error *error)
{
    struct sarif sarif = {.summary = summary,
                          .contract = style->contract != NULL ? style->contract
                                                              : "cases/webhooks.openapi.json"};
    struct hp_buf contract;
    struct hp_error unread = {0};
    hp_buf_init(&sarif.text, SARIF_BYTES_MAX);
    hp_buf_init(&contract, HP_CONTRACT_BYTES_MAX);
    sarif.contract_text = style->contract == NULL ? hp_contract_embedded()
                          : hp_file_read(style->contract, &contract, &unread) == HP_OK
                              ? hp_buf_view(&contract)
                              : (struct hp_slice){"", 0};
    head(&sarif);
    bool written = true;
    for (size_t i = 0; i < summary->group_count && written; i++) {
        hp_buf_text(&sarif.text, i == 0 ? "" : ",");
        result(&sarif, &summary->groups[i]);
        written = hp_drain(&sarif.text, stream, HP_DRAIN_BYTES);
    }
    invocation(&sarif);
    written = written && hp_drain(&sarif.text, stream, 0);
    bool failed = sarif.text.failed;
    hp_buf_deinit(&contract);
    hp_buf_deinit(&sarif.text);
    if (failed) {
        return hp_error_nomem(error);
    }
    return written ? HP_OK
                   : hp_error_set(error, HP_ERR_IO, "the SARIF report could not be written");
}
