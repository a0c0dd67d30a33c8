/* Why: a body in another format must say the same as the JSON one, so that its format alone is what
 * can be refused. One walk over the content, one set of writers a format; names come from the
 * contract. */
#include "cases/foreign_body.h"

#include "cases/raw_text.h"
#include "harness/json/encode.h"

struct output {
    struct hp_buf text;
    struct hp_slice wrapper; /* name of the object around all members */
    size_t members;          /* of the wrapper */
};

typedef const struct hp_slice (*pairs)[2];

/* How a format writes the three shapes of members. */
struct writers {
    void (*head)(struct output *out);
    void (*text)(struct output *out, struct hp_slice name, struct hp_slice value);
    void (*list)(struct output *out, struct hp_slice name, const struct hp_slice *items,
                 size_t count);
    void (*map)(struct output *out, struct hp_slice name, pairs members, size_t count);
    void (*tail)(struct output *out);
};

/* ---- XML ---- */

static void xml_escaped(struct output *out, struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.at[i]) {
        case '<':
            hp_buf_text(&out->text, "&lt;");
            break;
        case '>':
            hp_buf_text(&out->text, "&gt;");
            break;
        case '&':
            hp_buf_text(&out->text, "&amp;");
            break;
        case '"':
            hp_buf_text(&out->text, "&quot;");
            break;
        default:
            hp_buf_char(&out->text, text.at[i]);
        }
    }
}

static void xml_tag(struct output *out, const char *before, struct hp_slice name)
{
    hp_buf_text(&out->text, before);
    hp_buf_slice(&out->text, name);
    hp_buf_char(&out->text, '>');
}

static void xml_head(struct output *out)
{
    hp_buf_text(&out->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml_tag(out, "<", out->wrapper);
}

static void xml_text(struct output *out, struct hp_slice name, struct hp_slice value)
{
    xml_tag(out, "<", name);
    xml_escaped(out, value);
    xml_tag(out, "</", name);
}

static void xml_list(struct output *out, struct hp_slice name, const struct hp_slice *items,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        xml_text(out, name, items[i]);
    }
}

static void xml_map(struct output *out, struct hp_slice name, pairs members, size_t count)
{
    xml_tag(out, "<", name);
    for (size_t i = 0; i < count; i++) {
        hp_buf_text(&out->text, "<header name=\"");
        xml_escaped(out, members[i][0]);
        hp_buf_text(&out->text, "\">");
        xml_escaped(out, members[i][1]);
        hp_buf_text(&out->text, "</header>");
    }
    xml_tag(out, "</", name);
}

static void xml_tail(struct output *out)
{
    xml_tag(out, "</", out->wrapper);
    hp_buf_char(&out->text, '\n');
}

static void soap_head(struct output *out)
{
    hp_buf_text(&out->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">"
                            "<s:Body>");
    xml_tag(out, "<", out->wrapper);
}

static void soap_tail(struct output *out)
{
    xml_tag(out, "</", out->wrapper);
    hp_buf_text(&out->text, "</s:Body></s:Envelope>\n");
}

/* ---- YAML, TOML, JavaScript: text formats whose double-quoted strings are those of JSON ---- */

static void quoted_items(struct output *out, const struct hp_slice *items, size_t count)
{
    hp_buf_char(&out->text, '[');
    for (size_t i = 0; i < count; i++) {
        hp_buf_text(&out->text, i == 0 ? "" : ", ");
        hp_json_encode_string(&out->text, items[i]);
    }
    hp_buf_char(&out->text, ']');
}

static void yaml_head(struct output *out)
{
    hp_buf_slice(&out->text, out->wrapper);
    hp_buf_text(&out->text, ":\n");
}

static void yaml_name(struct output *out, struct hp_slice name)
{
    hp_buf_text(&out->text, "  ");
    hp_buf_slice(&out->text, name);
    hp_buf_char(&out->text, ':');
}

static void yaml_text(struct output *out, struct hp_slice name, struct hp_slice value)
{
    yaml_name(out, name);
    hp_buf_char(&out->text, ' ');
    hp_json_encode_string(&out->text, value);
    hp_buf_char(&out->text, '\n');
}

static void yaml_list(struct output *out, struct hp_slice name, const struct hp_slice *items,
                      size_t count)
{
    yaml_name(out, name);
    hp_buf_text(&out->text, count == 0 ? " []\n" : "\n");
    for (size_t i = 0; i < count; i++) {
        hp_buf_text(&out->text, "    - ");
        hp_json_encode_string(&out->text, items[i]);
        hp_buf_char(&out->text, '\n');
    }
}

static void yaml_map(struct output *out, struct hp_slice name, pairs members, size_t count)
{
    yaml_name(out, name);
    hp_buf_text(&out->text, count == 0 ? " {}\n" : "\n");
    for (size_t i = 0; i < count; i++) {
        hp_buf_text(&out->text, "    ");
        hp_json_encode_string(&out->text, members[i][0]);
        hp_buf_text(&out->text, ": ");
        hp_json_encode_string(&out->text, members[i][1]);
        hp_buf_char(&out->text, '\n');
    }
}

static void no_tail(struct output *out)
{
    (void)out;
}

static void toml_head(struct output *out)
{
    hp_buf_char(&out->text, '[');
    hp_buf_slice(&out->text, out->wrapper);
    hp_buf_text(&out->text, "]\n");
}

static void toml_name(struct output *out, struct hp_slice name)
{
    hp_json_encode_string(&out->text, name);
    hp_buf_text(&out->text, " = ");
}

static void toml_text(struct output *out, struct hp_slice name, struct hp_slice value)
{
    toml_name(out, name);
    hp_json_encode_string(&out->text, value);
    hp_buf_char(&out->text, '\n');
}

static void toml_list(struct output *out, struct hp_slice name, const struct hp_slice *items,
                      size_t count)
{
    toml_name(out, name);
    quoted_items(out, items, count);
    hp_buf_char(&out->text, '\n');
}

static void toml_map(struct output *out, struct hp_slice name, pairs members, size_t count)
{
    toml_name(out, name);
    hp_buf_char(&out->text, '{');
    for (size_t i = 0; i < count; i++) {
        hp_buf_text(&out->text, i == 0 ? "" : ", ");
        toml_name(out, members[i][0]);
        hp_json_encode_string(&out->text, members[i][1]);
    }
    hp_buf_text(&out->text, "}\n");
}

static void script_head(struct output *out)
{
    hp_buf_char(&out->text, '{');
    hp_buf_slice(&out->text, out->wrapper);
    hp_buf_text(&out->text, ": {\n");
}

static void script_name(struct output *out, struct hp_slice name)
{
    hp_buf_text(&out->text, "  ");
    hp_buf_slice(&out->text, name);
    hp_buf_text(&out->text, ": ");
}

static void script_text(struct output *out, struct hp_slice name, struct hp_slice value)
{
    script_name(out, name);
    hp_json_encode_string(&out->text, value);
    hp_buf_text(&out->text, ",\n");
}

static void script_list(struct output *out, struct hp_slice name, const struct hp_slice *items,
                        size_t count)
{
    script_name(out, name);
    quoted_items(out, items, count);
    hp_buf_text(&out->text, ",\n");
}

static void script_map(struct output *out, struct hp_slice name, pairs members, size_t count)
{
    script_name(out, name);
    hp_buf_char(&out->text, '{');
    for (size_t i = 0; i < count; i++) {
        hp_json_encode_name(&out->text, members[i][0]);
        hp_json_encode_string(&out->text, members[i][1]);
        hp_buf_char(&out->text, ',');
    }
    hp_buf_text(&out->text, "},\n");
}

static void script_tail(struct output *out)
{
    hp_buf_text(&out->text, "}}\n");
}

/* ---- CBOR and MessagePack ---- */

/* The head of a CBOR item: the major type and an unsigned number below 2^16 (RFC 8949 3). */
static void cbor_item(struct output *out, unsigned major, size_t number)
{
    unsigned type = major << 5;
    if (number < 24) {
        hp_buf_char(&out->text, (char)(type | (unsigned)number));
    } else if (number < 256) {
        hp_buf_char(&out->text, (char)(type | 24u));
        hp_buf_char(&out->text, (char)number);
    } else {
        hp_buf_char(&out->text, (char)(type | 25u));
        hp_buf_char(&out->text, (char)(number >> 8));
        hp_buf_char(&out->text, (char)(number & 255));
    }
}

enum { CBOR_TEXT = 3, CBOR_ARRAY = 4, CBOR_MAP = 5 };

static void cbor_string(struct output *out, struct hp_slice text)
{
    cbor_item(out, CBOR_TEXT, text.len);
    hp_buf_slice(&out->text, text);
}

static void cbor_head(struct output *out)
{
    cbor_item(out, CBOR_MAP, 1);
    cbor_string(out, out->wrapper);
    cbor_item(out, CBOR_MAP, out->members);
}

static void cbor_text(struct output *out, struct hp_slice name, struct hp_slice value)
{
    cbor_string(out, name);
    cbor_string(out, value);
}

static void cbor_list(struct output *out, struct hp_slice name, const struct hp_slice *items,
                      size_t count)
{
    cbor_string(out, name);
    cbor_item(out, CBOR_ARRAY, count);
    for (size_t i = 0; i < count; i++) {
        cbor_string(out, items[i]);
    }
}

static void cbor_map(struct output *out, struct hp_slice name, pairs members, size_t count)
{
    cbor_string(out, name);
    cbor_item(out, CBOR_MAP, count);
    for (size_t i = 0; i < count; i++) {
        cbor_text(out, members[i][0], members[i][1]);
    }
}

/* A MessagePack length: in the low bits of `small` when it is below `limit`, else in the 16 bits
 * behind `large`. */
static void pack_item(struct output *out, unsigned small, size_t limit, unsigned large,
                      size_t number)
{
    if (number < limit) {
        hp_buf_char(&out->text, (char)(small | (unsigned)number));
    } else {
        hp_buf_char(&out->text, (char)large);
        hp_buf_char(&out->text, (char)(number >> 8));
        hp_buf_char(&out->text, (char)(number & 255));
    }
}

static void pack_string(struct output *out, struct hp_slice text)
{
    pack_item(out, 0xa0, 32, 0xda, text.len);
    hp_buf_slice(&out->text, text);
}

static void pack_map_head(struct output *out, size_t count)
{
    pack_item(out, 0x80, 16, 0xde, count);
}

static void pack_head(struct output *out)
{
    pack_map_head(out, 1);
    pack_string(out, out->wrapper);
    pack_map_head(out, out->members);
}

static void pack_text(struct output *out, struct hp_slice name, struct hp_slice value)
{
    pack_string(out, name);
    pack_string(out, value);
}

static void pack_list(struct output *out, struct hp_slice name, const struct hp_slice *items,
                      size_t count)
{
    pack_string(out, name);
    pack_item(out, 0x90, 16, 0xdc, count);
    for (size_t i = 0; i < count; i++) {
        pack_string(out, items[i]);
    }
}

static void pack_map(struct output *out, struct hp_slice name, pairs members, size_t count)
{
    pack_string(out, name);
    pack_map_head(out, count);
    for (size_t i = 0; i < count; i++) {
        pack_text(out, members[i][0], members[i][1]);
    }
}

/* ---- the walk ---- */

static const struct writers formats[HP_FOREIGN_COUNT] = {
    [HP_FOREIGN_XML] = {xml_head, xml_text, xml_list, xml_map, xml_tail},
    [HP_FOREIGN_SOAP] = {soap_head, xml_text, xml_list, xml_map, soap_tail},
    [HP_FOREIGN_YAML] = {yaml_head, yaml_text, yaml_list, yaml_map, no_tail},
    [HP_FOREIGN_TOML] = {toml_head, toml_text, toml_list, toml_map, no_tail},
    [HP_FOREIGN_JAVASCRIPT] = {script_head, script_text, script_list, script_map, script_tail},
    [HP_FOREIGN_CBOR] = {cbor_head, cbor_text, cbor_list, cbor_map, no_tail},
    [HP_FOREIGN_MESSAGEPACK] = {pack_head, pack_text, pack_list, pack_map, no_tail},
};

struct hp_slice hp_foreign_body(struct hp_build *build, enum hp_foreign format)
{
    enum { MEMBERS = 6 }; /* all roles of struct hp_content */
    const struct writers *write = &formats[format];
    const struct hp_slice *names = build->contract->names;
    const struct hp_content *content = &build->content;
    struct output out = {.wrapper = names[HP_ROLE_WRAPPER], .members = MEMBERS};
    hp_buf_init(&out.text, HP_REQUEST_BODY_BYTES_MAX);
    write->head(&out);
    write->list(&out, names[HP_ROLE_OPERATIONS], content->operations, content->operation_count);
    write->text(&out, names[HP_ROLE_NAME], content->name);
    write->text(&out, names[HP_ROLE_TYPE], content->type);
    write->list(&out, names[HP_ROLE_DATA_MODELS], content->data_models, content->data_model_count);
    write->text(&out, names[HP_ROLE_URL], content->url);
    write->map(&out, names[HP_ROLE_HEADERS], content->headers, content->header_count);
    write->tail(&out);
    build->failed = build->failed || out.text.failed;
    struct hp_slice body = hp_raw_copy(build, hp_buf_view(&out.text));
    hp_buf_deinit(&out.text);
    return body;
}
