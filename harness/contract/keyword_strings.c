/* Length, pattern and format of strings (validation 6.3 and 7). */
#include <inttypes.h>

#include "harness/contract/keywords.h"

enum {
    /* A step of a search is about that much cheaper than entering a schema. */
    SEARCH_STEPS_A_STEP = 10,
};

/* Also of arrays and objects: any keyword that is a number of things. */
enum hp_status hp_compile_count(struct hp_compiler *compiler, const struct hp_json *value)
{
    union hp_operand operand = {0};
    enum hp_status status = hp_keyword_count(compiler, value, &operand.limit);
    return status == HP_OK ? hp_compiler_emit(compiler, &operand) : status;
}

/* Code points; the forms of tree.h count one each, as they too have one lead byte. */
static uint64_t length_of(struct hp_slice text)
{
    uint64_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    }
    return count;
}

bool hp_run_min_length(struct hp_run *run, const union hp_operand *operand,
                       const struct hp_json *value, const struct hp_spot *spot)
{
    struct hp_slice text = hp_json_string(value);
    /* No code point takes over four bytes, so most texts need not be counted. */
    return text.len / 4 >= operand->limit || length_of(text) >= operand->limit ||
           hp_report(run, spot, "minLength", value, "at least %" PRIu64 " character%s",
                     operand->limit, operand->limit == 1 ? "" : "s");
}

bool hp_run_max_length(struct hp_run *run, const union hp_operand *operand,
                       const struct hp_json *value, const struct hp_spot *spot)
{
    struct hp_slice text = hp_json_string(value);
    if (text.len <= operand->limit) {
        return true;
    }
    uint64_t length = length_of(text);
    return length <= operand->limit ||
           hp_report(run, spot, "maxLength", value,
                     "at most %" PRIu64 " characters (there are %" PRIu64 ")", operand->limit,
                     length);
}

enum hp_status hp_compile_pattern(struct hp_compiler *compiler, const struct hp_json *value)
{
    enum hp_status status = hp_keyword_want(compiler, value, HP_JSON_STRING);
    if (status != HP_OK) {
        return status;
    }
    struct hp_pattern_rule *rule = hp_compiler_array(compiler, 1, sizeof(*rule));
    if (rule == NULL) {
        return hp_compiler_nomem(compiler);
    }
    status = hp_compiler_regex(compiler, hp_json_string(value), rule);
    union hp_operand operand = {.pattern = rule};
    return status == HP_OK ? hp_compiler_emit(compiler, &operand) : status;
}

enum hp_regex_result hp_search(struct hp_run *run, const struct hp_pattern_rule *rule,
                               struct hp_slice subject, const struct hp_spot *spot)
{
    enum hp_regex_result result =
        hp_regex_search(rule->regex, subject, run->arena, &run->effort->room);
    if (result == HP_REGEX_LIMIT) {
        run->effort->steps_left -= HP_REGEX_STEPS_MAX / SEARCH_STEPS_A_STEP;
        (void)hp_report_unjudged(run, spot, "pattern");
    } else if (result == HP_REGEX_NOMEM) {
        (void)hp_report_unjudged(run, spot, "memory");
    }
    return result;
}

bool hp_run_pattern(struct hp_run *run, const union hp_operand *operand,
                    const struct hp_json *value, const struct hp_spot *spot)
{
    enum hp_regex_result result = hp_search(run, operand->pattern, hp_json_string(value), spot);
    if (result != HP_REGEX_NO_MATCH) {
        return result == HP_REGEX_MATCH;
    }
    if (!hp_run_speaks(run)) {
        return hp_report_place(run, spot, "pattern");
    }
    char quoted[HP_DESCRIPTION_BYTES];
    hp_describe_text(operand->pattern->source, quoted);
    return hp_report(run, spot, "pattern", value, "a match of %s", quoted);
}

enum hp_status hp_compile_format(struct hp_compiler *compiler, const struct hp_json *value)
{
    enum hp_status status = hp_keyword_want(compiler, value, HP_JSON_STRING);
    if (status != HP_OK || !hp_compiler_asserts_formats(compiler)) {
        return status;
    }
    union hp_operand operand = {.format = {.judge = hp_format_find(hp_json_string(value))}};
    if (operand.format.judge == NULL) {
        char have[HP_DESCRIPTION_BYTES];
        hp_describe(value, have);
        return hp_compiler_refuse(compiler,
                                  "want date-time, date, uri, uuid, email, ipv4, ipv6 or "
                                  "hostname, have %s",
                                  have);
    }
    status = hp_compiler_copy_text(compiler, hp_json_string(value), &operand.format.name);
    return status == HP_OK ? hp_compiler_emit(compiler, &operand) : status;
}

bool hp_run_format(struct hp_run *run, const union hp_operand *operand, const struct hp_json *value,
                   const struct hp_spot *spot)
{
    return operand->format.judge(hp_json_string(value)) ||
           hp_report(run, spot, "format", value, "a string of format %s", operand->format.name.at);
}
