/* A request that two parties delimit in two ways is a request smuggled, so nothing is repaired.
 * Must not know the operation. */
#include "harness/service/framing.h"

#include "harness/service/problems.h"
#include "harness/service/replies.h"

static bool is_clean(struct hp_slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] == '\r' || value.at[i] == '\n' || value.at[i] == '\0') {
            return false;
        }
    }
    return true;
}

bool hp_framing_fields_are_sound(const struct hp_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!hp_is_token(fields[i].name) || !is_clean(fields[i].value)) {
            return false;
        }
    }
    return true;
}

/* The codes are those of the gate where it has the same reason to refuse. */
static const char *code_of(int status)
{
    switch (status) {
    case 413:
        return "body-too-large";
    case 414:
        return "target-too-long";
    case 431:
        return "fields-too-large";
    case 501:
        return "not-implemented";
    case 505:
        return "version-not-supported";
    default:
        return "bad-request";
    }
}

void hp_framing_reply(const struct hp_reader_fault *fault, struct hp_arena *arena,
                      struct hp_response *out)
{
    char message[HP_ERROR_BYTES];
    (void)snprintf(message, sizeof(message), "%s (%s)", fault->what, fault->clause);
    hp_reply_with_body(fault->status, hp_problem_body(arena, code_of(fault->status), message), out);
}
