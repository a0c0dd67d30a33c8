/* Journal lines of what the shrinking found. Must not shrink, count or group. */
#include "harness/run/shrunk.h"

#include "harness/base/base64.h"
#include "harness/json/encode.h"
#include "harness/json/number.h"

static const char *const plain_words[] = {"passes", "fails", "always-fails"};
static const char *const after_words[] = {"nothing", "unsure", "lost", "case"};

void hp_shrunk_write(struct hp_buf *out, const struct hp_shrunk *shrunk)
{
    hp_buf_text(out, "{\"kind\":\"shrunk\",\"group\":\"");
    hp_buf_hex(out, shrunk->fingerprint, HP_FINGERPRINT_DIGITS);
    hp_buf_printf(out, "\",\"requests\":%u", shrunk->requests);
    if (shrunk->plain != HP_PLAIN_PASSES) {
        hp_buf_printf(out, ",\"plain\":\"%s\"", plain_words[shrunk->plain]);
    }
    if (shrunk->minimal_body.at != NULL) {
        /* Always in base64: a body is bytes, and nobody reads a journal for this one. */
        hp_buf_text(out, ",\"minimal_body\":\"");
        hp_base64_encode(out, shrunk->minimal_body);
        hp_buf_char(out, '"');
    }
    if (shrunk->pass_case.len > 0) {
        hp_buf_text(out, ",\"pass_case\":");
        hp_json_encode_string(out, shrunk->pass_case);
        hp_buf_text(out, ",\"pass_difference\":");
        hp_json_encode_string(out, shrunk->pass_difference);
    }
    if (shrunk->after != HP_AFTER_NOTHING) {
        hp_buf_printf(out, ",\"after\":\"%s\",\"after_case\":", after_words[shrunk->after]);
        hp_json_encode_string(out, shrunk->after_case);
        hp_buf_text(out, ",\"after_line\":");
        hp_json_encode_string(out, shrunk->after_line);
    }
    if (shrunk->seen_again) {
        hp_buf_text(out, ",\"record\":");
        hp_record_write(out, &shrunk->record);
        out->length -= out->failed ? 0 : 1; /* the record's own line feed */
    }
    hp_buf_text(out, "}\n");
}

bool hp_fingerprint_read(struct hp_slice text, uint64_t *out)
{
    static const char digits[] = "0123456789abcdef";
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *digit = text.at[i] == '\0' ? NULL : strchr(digits, text.at[i]);
        if (digit == NULL) {
            return false;
        }
        *out = *out << 4 | (uint64_t)(digit - digits);
    }
    return text.len == HP_FINGERPRINT_DIGITS;
}

static enum hp_plain plain_of(struct hp_slice word)
{
    for (int i = HP_PLAIN_FAILS; i <= HP_PLAIN_ALWAYS_FAILS; i++) {
        if (hp_slice_is(word, plain_words[i])) {
            return (enum hp_plain)i;
        }
    }
    return HP_PLAIN_PASSES;
}

static enum hp_after after_of(struct hp_slice word)
{
    for (int i = HP_AFTER_UNSURE; i <= HP_AFTER_CASE; i++) {
        if (hp_slice_is(word, after_words[i])) {
            return (enum hp_after)i;
        }
    }
    return HP_AFTER_NOTHING;
}

enum hp_status hp_shrunk_read(const struct hp_json *line, struct hp_arena *arena,
                              struct hp_shrunk *shrunk, struct hp_error *error)
{
    unsigned long long requests = 0;
    const struct hp_json *number = hp_json_member(line, HP_SLICE("requests"));
    const struct hp_json *body = hp_json_member(line, HP_SLICE("minimal_body"));
    const struct hp_json *record = hp_json_member(line, HP_SLICE("record"));
    *shrunk = (struct hp_shrunk){
        .plain = plain_of(hp_json_string(hp_json_member(line, HP_SLICE("plain")))),
        .pass_case = hp_json_string(hp_json_member(line, HP_SLICE("pass_case"))),
        .pass_difference = hp_json_string(hp_json_member(line, HP_SLICE("pass_difference"))),
        .after = after_of(hp_json_string(hp_json_member(line, HP_SLICE("after")))),
        .after_case = hp_json_string(hp_json_member(line, HP_SLICE("after_case"))),
        .after_line = hp_json_string(hp_json_member(line, HP_SLICE("after_line"))),
        .seen_again = record != NULL,
    };
    const char *bad = NULL;
    if (!hp_fingerprint_read(hp_json_string(hp_json_member(line, HP_SLICE("group"))),
                             &shrunk->fingerprint)) {
        bad = "group";
    } else if (!hp_json_is(number, HP_JSON_NUMBER) ||
               !hp_number_to_u64(hp_json_number(number), &requests) || requests > UINT32_MAX) {
        bad = "requests";
    } else if (body != NULL &&
               !hp_base64_decode(hp_json_string(body), arena, &shrunk->minimal_body)) {
        bad = "minimal_body";
    }
    if (bad != NULL) {
        return hp_error_set(error, HP_ERR_USAGE, "a journal record has no usable member \"%s\"",
                            bad);
    }
    shrunk->requests = (unsigned)requests;
    return record == NULL ? HP_OK : hp_record_read(record, arena, &shrunk->record, error);
}
