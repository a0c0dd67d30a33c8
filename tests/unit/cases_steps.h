/* The steps of a request as text, to be compared with what was written by hand: bytes as they are,
 * and what is no byte in angle brackets. The document of the build shows as <BODY>. */
#ifndef HP_TESTS_UNIT_CASES_STEPS_H
#define HP_TESTS_UNIT_CASES_STEPS_H

#include "tests/unit/cases_fixture.h"

enum { STEPS_TEXT_BYTES = 512 * 1024 };

static inline void print_bytes(struct hp_buf *out, struct hp_slice bytes, struct hp_slice document)
{
    while (bytes.len > 0) {
        size_t at = document.len == 0 ? bytes.len : hp_slice_find(bytes, document);
        hp_buf_append(out, bytes.at, at);
        bytes.at += at;
        bytes.len -= at;
        if (bytes.len > 0) {
            hp_buf_text(out, "<BODY>");
            bytes.at += document.len;
            bytes.len -= document.len;
        }
    }
}

static inline void print_step(struct hp_buf *out, const struct hp_step *step,
                              struct hp_slice document)
{
    switch (step->kind) {
    case HP_STEP_SEND:
        if (step->repeat > 1) {
            hp_buf_printf(out, "<%u TIMES %zu>", step->repeat, step->bytes.len);
        } else {
            print_bytes(out, step->bytes, document);
        }
        break;
    case HP_STEP_HOST:
        hp_buf_text(out, "<HOST>");
        break;
    case HP_STEP_SCHEME:
        hp_buf_text(out, "<SCHEME>");
        break;
    case HP_STEP_DRIP:
        hp_buf_printf(out, "<DRIP %u>", step->pause_ms);
        print_bytes(out, step->bytes, document);
        hp_buf_text(out, "<END>");
        break;
    case HP_STEP_PAUSE:
        hp_buf_printf(out, "<PAUSE %u>", step->pause_ms);
        break;
    case HP_STEP_AWAIT:
        hp_buf_text(out, "<AWAIT>");
        break;
    case HP_STEP_FINISH:
        hp_buf_text(out, "<FIN>");
        break;
    case HP_STEP_RESET:
        hp_buf_text(out, "<RST>");
        break;
    }
}

/* Of the request that `build` holds. */
static inline void print_steps(struct hp_buf *out, const struct hp_request *request)
{
    struct hp_slice document = hp_draft_text(&build.draft);
    hp_buf_clear(out);
    for (size_t i = 0; i < request->step_count; i++) {
        print_step(out, &request->steps[i], document);
    }
    ck_assert(!out->failed);
}

#endif
