/* Chooses between curl, bash and an honest no. Must not send anything. */
#include "harness/run/by_hand.h"

#include "harness/run/bash_line.h"
#include "harness/run/curl_line.h"
#include "harness/run/shell.h"

/* Whether a command for this would tell the credential. */
static bool tells_key(const struct hp_by_hand *what)
{
    const struct hp_request *request = what->request;
    struct hp_slice key = what->api_key;
    bool kept = hp_shell_keeps(request->method, key, false) &&
                hp_shell_keeps(request->target, key, false) &&
                (what->body_path != NULL || hp_shell_keeps(request->body, key, false));
    for (size_t i = 0; i < request->field_count && kept; i++) {
        const struct hp_field *field = &request->fields[i];
        bool stands = hp_slice_equal_ignoring_case(field->name, what->key_field);
        kept = hp_shell_keeps(field->name, key, false) && hp_shell_keeps(field->value, key, stands);
    }
    return !kept;
}

enum hp_hand hp_by_hand(struct hp_buf *out, const struct hp_by_hand *what)
{
    struct hp_extra_fields extra;
    struct hp_error ignored = {0};
    enum hp_hand hand = HP_HAND_CURL;
    const char *no = NULL;
    enum hp_status status = hp_extra_fields_init(&extra, what->target->extra_fields,
                                                 what->target->extra_field_count, &ignored);
    if (status != HP_OK) {
        no = "a field of -H cannot be read";
    } else if (tells_key(what)) {
        no = "it holds the key in a form that a command would tell";
    } else if (hp_curl_line_carries(what, extra.fields, extra.count)) {
        hp_curl_line(out, what, extra.fields, extra.count);
    } else if (what->target->http != HP_HTTP_1_1) {
        no = "curl would change it, and bash speaks no HTTP/2";
    } else {
        hand = HP_HAND_BASH;
        no = hp_bash_line(out, what, &extra);
    }
    if (no != NULL) {
        hp_buf_printf(out, "no command: %s; hookproof replay sends it", no);
    }
    hp_extra_fields_deinit(&extra);
    return no != NULL ? HP_HAND_NONE : hand;
}
