/* Why: forms are flat lists of fields, so nested content needs a convention for names; there are
 * several. Must not know which media type the result travels under. */
#include "cases/form_body.h"

#include "cases/raw_text.h"

struct form {
    struct hp_buf text;
    struct hp_slice wrapper;
    enum hp_form_names names;
    bool multipart;
};

/* application/x-www-form-urlencoded: a blank is a plus sign, all but unreserved is escaped. */
static void escaped(struct hp_buf *out, struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_' || c == '*';
        if (plain || c == ' ') {
            hp_buf_char(out, c == ' ' ? '+' : c);
        } else {
            hp_buf_char(out, '%');
            hp_buf_hex(out, (unsigned char)c, 2);
        }
    }
}

static void write_name(struct hp_buf *out, bool multipart, struct hp_slice part)
{
    if (multipart) {
        hp_buf_slice(out, part);
    } else {
        escaped(out, part);
    }
}

/* The field's name: the member, and in brackets the `key` inside it; an empty key is an item. */
static void field_name(struct form *form, struct hp_slice member, const struct hp_slice *key)
{
    const char *open = form->multipart ? "[" : "%5B";
    const char *close = form->multipart ? "]" : "%5D";
    bool brackets = form->names == HP_FORM_BRACKETS;
    if (brackets) {
        write_name(&form->text, form->multipart, form->wrapper);
        hp_buf_text(&form->text, open);
    }
    write_name(&form->text, form->multipart, member);
    if (brackets) {
        hp_buf_text(&form->text, close);
    }
    if (key != NULL && (brackets || key->len > 0)) {
        hp_buf_text(&form->text, open);
        write_name(&form->text, form->multipart, *key);
        hp_buf_text(&form->text, close);
    }
}

static void field(struct form *form, struct hp_slice member, const struct hp_slice *key,
                  struct hp_slice value)
{
    if (!form->multipart) {
        hp_buf_text(&form->text, form->text.length == 0 ? "" : "&");
        field_name(form, member, key);
        hp_buf_char(&form->text, '=');
        escaped(&form->text, value);
        return;
    }
    hp_buf_text(&form->text, "--" HP_FORM_BOUNDARY "\r\nContent-Disposition: form-data; name=\"");
    field_name(form, member, key);
    hp_buf_text(&form->text, "\"\r\n");
    if (form->names == HP_FORM_JSON) {
        hp_buf_text(&form->text, "Content-Type: application/json\r\n");
    }
    hp_buf_text(&form->text, "\r\n");
    hp_buf_slice(&form->text, value);
    hp_buf_text(&form->text, "\r\n");
}

static void items(struct form *form, struct hp_slice member, const struct hp_slice *values,
                  size_t count)
{
    static const struct hp_slice item = HP_SLICE_INIT("");
    for (size_t i = 0; i < count; i++) {
        field(form, member, &item, values[i]);
    }
}

static void all_members(struct form *form, const struct hp_contract *contract,
                        const struct hp_content *content)
{
    const struct hp_slice *names = contract->names;
    items(form, names[HP_ROLE_OPERATIONS], content->operations, content->operation_count);
    field(form, names[HP_ROLE_NAME], NULL, content->name);
    field(form, names[HP_ROLE_TYPE], NULL, content->type);
    items(form, names[HP_ROLE_DATA_MODELS], content->data_models, content->data_model_count);
    field(form, names[HP_ROLE_URL], NULL, content->url);
    for (size_t i = 0; i < content->header_count; i++) {
        field(form, names[HP_ROLE_HEADERS], &content->headers[i][0], content->headers[i][1]);
    }
}

struct hp_slice hp_form_body(struct hp_build *build, enum hp_form_names names, bool multipart)
{
    struct form form = {
        .wrapper = build->contract->names[HP_ROLE_WRAPPER], .names = names, .multipart = multipart};
    hp_buf_init(&form.text, HP_REQUEST_BODY_BYTES_MAX);
    if (names == HP_FORM_JSON) {
        field(&form, form.wrapper, NULL,
              hp_draft_value(&build->draft, hp_raw_site(HP_ROLE_WRAPPER)));
    } else {
        all_members(&form, build->contract, &build->content);
    }
    if (multipart) {
        hp_buf_text(&form.text, "--" HP_FORM_BOUNDARY "--\r\n");
    }
    build->failed = build->failed || form.text.failed;
    struct hp_slice body = hp_raw_copy(build, hp_buf_view(&form.text));
    hp_buf_deinit(&form.text);
    return body;
}
