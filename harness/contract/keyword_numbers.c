/* Bounds and multiples (validation 6.2), judged on the source text of numbers. */
#include "harness/contract/ascii.h"
#include "harness/contract/keywords.h"
#include "harness/json/number.h"

enum {
    /* Exact division is bounded by 4,096 digits (json/number.h), of which a divisor may claim half.
     */
    DIVISOR_BYTES_MAX = 64,
    DIVISOR_EXPONENT_MAX = 1024,
};

static enum hp_status compile_number(struct hp_compiler *compiler, const struct hp_json *value)
{
    union hp_operand operand = {0};
    enum hp_status status = hp_compiler_copy_text(compiler, hp_json_number(value), &operand.number);
    return status == HP_OK ? hp_compiler_emit(compiler, &operand) : status;
}

enum hp_status hp_compile_bound(struct hp_compiler *compiler, const struct hp_json *value)
{
    enum hp_status status = hp_keyword_want(compiler, value, HP_JSON_NUMBER);
    return status == HP_OK ? compile_number(compiler, value) : status;
}

/* False for a divisor that would make exact division too long. */
static bool is_workable(struct hp_slice divisor)
{
    unsigned exponent = 0;
    bool in_exponent = false;
    for (size_t i = 0; i < divisor.len; i++) {
        char c = divisor.at[i];
        if (c == 'e' || c == 'E') {
            in_exponent = true;
        } else if (in_exponent && hp_ascii_is_digit(c) && exponent <= DIVISOR_EXPONENT_MAX) {
            exponent = exponent * 10 + (unsigned)(c - '0');
        }
    }
    return divisor.len <= DIVISOR_BYTES_MAX && exponent <= DIVISOR_EXPONENT_MAX;
}

enum hp_status hp_compile_multiple_of(struct hp_compiler *compiler, const struct hp_json *value)
{
    enum hp_status status = hp_keyword_want(compiler, value, HP_JSON_NUMBER);
    if (status != HP_OK) {
        return status;
    }
    struct hp_slice divisor = hp_json_number(value);
    if (hp_number_compare(divisor, HP_SLICE("0")) <= 0) {
        char have[HP_DESCRIPTION_BYTES];
        hp_describe(value, have);
        return hp_compiler_refuse(compiler, "want a number greater than 0, have %s", have);
    }
    if (!is_workable(divisor)) {
        return hp_compiler_refuse(compiler,
                                  "want a number of at most %d characters and %d powers "
                                  "of ten",
                                  DIVISOR_BYTES_MAX, DIVISOR_EXPONENT_MAX);
    }
    return compile_number(compiler, value);
}

static int compare(const struct hp_json *value, const union hp_operand *operand)
{
    return hp_number_compare(hp_json_number(value), operand->number);
}

static bool report_number(struct hp_run *run, const union hp_operand *operand,
                          const struct hp_json *value, const struct hp_spot *spot,
                          const char *keyword, const char *relation)
{
    return hp_report(run, spot, keyword, value, "%s %.60s", relation, operand->number.at);
}

bool hp_run_minimum(struct hp_run *run, const union hp_operand *operand,
                    const struct hp_json *value, const struct hp_spot *spot)
{
    return compare(value, operand) >= 0 ||
           report_number(run, operand, value, spot, "minimum", "at least");
}

bool hp_run_maximum(struct hp_run *run, const union hp_operand *operand,
                    const struct hp_json *value, const struct hp_spot *spot)
{
    return compare(value, operand) <= 0 ||
           report_number(run, operand, value, spot, "maximum", "at most");
}

bool hp_run_exclusive_minimum(struct hp_run *run, const union hp_operand *operand,
                              const struct hp_json *value, const struct hp_spot *spot)
{
    return compare(value, operand) > 0 ||
           report_number(run, operand, value, spot, "exclusiveMinimum", "more than");
}

bool hp_run_exclusive_maximum(struct hp_run *run, const union hp_operand *operand,
                              const struct hp_json *value, const struct hp_spot *spot)
{
    return compare(value, operand) < 0 ||
           report_number(run, operand, value, spot, "exclusiveMaximum", "less than");
}

bool hp_run_multiple_of(struct hp_run *run, const union hp_operand *operand,
                        const struct hp_json *value, const struct hp_spot *spot)
{
    return hp_number_is_multiple(hp_json_number(value), operand->number) ||
           report_number(run, operand, value, spot, "multipleOf", "a multiple of");
}
