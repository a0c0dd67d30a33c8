/* Why: rows about Content-Type and Accept, and the bodies that go with a media type. Must not know
 * how a format writes its bytes. */
#include "cases/content_type_encoding.h"

#include "cases/foreign_body.h"
#include "cases/form_body.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const struct hp_slice content_type = HP_SLICE_INIT("Content-Type");

/* A value for a header field, by a name that says what is special about it. */
struct labelled {
    const char *name;
    struct hp_slice value;
    bool appended; /* `value` stands behind the contract's media type */
};

static struct hp_slice labelled_value(struct hp_build *build, const struct labelled *labelled)
{
    if (!labelled->appended) {
        return labelled->value;
    }
    return hp_build_text(build, "%.*s%.*s", HP_PRINT(build->contract->media_type),
                         HP_PRINT(labelled->value));
}

static bool label(struct hp_build *build, const struct labelled *labels, size_t count, size_t index)
{
    if (index >= count) {
        return false;
    }
    hp_instance_at(build, "header", "%s", labels[index].name);
    struct hp_slice value = labelled_value(build, &labels[index]);
    hp_why(build, "the body is labelled `%.*s`", HP_PRINT(value));
    hp_build_field_set(build, content_type, value);
    return true;
}

bool hp_ctype_missing(struct hp_build *build, size_t index)
{
    if (index >= 2) {
        return false;
    }
    hp_instance_at(build, "header", "%s", index == 0 ? "absent" : "empty");
    hp_why(build, "the field Content-Type is %s", index == 0 ? "absent" : "empty");
    if (index == 0) {
        hp_build_field_remove(build, content_type);
    } else {
        hp_build_field_set(build, content_type, HP_SLICE(""));
    }
    return true;
}

bool hp_ctype_other_json_body(struct hp_build *build, size_t index)
{
    static const struct labelled labels[] = {
        {"text-plain", HP_SLICE_INIT("text/plain")},
        {"text-plain-utf-8", HP_SLICE_INIT("text/plain; charset=utf-8")},
        {"text-html", HP_SLICE_INIT("text/html")},
        {"octet-stream", HP_SLICE_INIT("application/octet-stream")},
        {"form-urlencoded", HP_SLICE_INIT("application/x-www-form-urlencoded")},
        {"form-data", HP_SLICE_INIT("multipart/form-data; boundary=" HP_FORM_BOUNDARY)},
        {"xml", HP_SLICE_INIT("application/xml")},
        {"javascript", HP_SLICE_INIT("text/javascript")},
        {"csv", HP_SLICE_INIT("text/csv")},
        {"png", HP_SLICE_INIT("image/png")},
        {"json-with-letter", HP_SLICE_INIT("application/jsonx")},
        {"json-cut", HP_SLICE_INIT("application/jso")},
        {"json-as-parameter", HP_SLICE_INIT("text/plain; type=application/json")},
    };
    return label(build, labels, COUNT_OF(labels), index);
}

bool hp_ctype_form_body(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        enum hp_form_names names;
        bool multipart;
    } forms[] = {
        {"urlencoded-flat", HP_FORM_FLAT, false},
        {"urlencoded-brackets", HP_FORM_BRACKETS, false},
        {"urlencoded-json", HP_FORM_JSON, false},
        {"multipart-flat", HP_FORM_FLAT, true},
        {"multipart-brackets", HP_FORM_BRACKETS, true},
        {"multipart-json", HP_FORM_JSON, true},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "%s", forms[index].name);
    hp_why(build, "the content is a form: %s", forms[index].name);
    hp_build_field_set(build, content_type,
                       forms[index].multipart
                           ? HP_SLICE("multipart/form-data; boundary=" HP_FORM_BOUNDARY)
                           : HP_SLICE("application/x-www-form-urlencoded"));
    hp_build_body(build, hp_form_body(build, forms[index].names, forms[index].multipart));
    return true;
}

bool hp_ctype_xml_body(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        struct hp_slice label;
        enum hp_foreign format;
    } bodies[] = {
        {"application-xml", HP_SLICE_INIT("application/xml"), HP_FOREIGN_XML},
        {"application-xml-utf-8", HP_SLICE_INIT("application/xml; charset=utf-8"), HP_FOREIGN_XML},
        {"text-xml", HP_SLICE_INIT("text/xml"), HP_FOREIGN_XML},
        {"vendor-xml", HP_SLICE_INIT("application/vnd.hookproof+xml"), HP_FOREIGN_XML},
        {"soap", HP_SLICE_INIT("application/soap+xml"), HP_FOREIGN_SOAP},
    };
    if (index >= COUNT_OF(bodies)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "%s", bodies[index].name);
    hp_why(build, "the content is XML, labelled `%s`", bodies[index].label.at);
    hp_build_field_set(build, content_type, bodies[index].label);
    hp_build_body(build, hp_foreign_body(build, bodies[index].format));
    return true;
}

bool hp_ctype_lie(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        enum hp_foreign format;
    } formats[] = {
        {"xml", HP_FOREIGN_XML},   {"yaml", HP_FOREIGN_YAML},
        {"toml", HP_FOREIGN_TOML}, {"javascript", HP_FOREIGN_JAVASCRIPT},
        {"cbor", HP_FOREIGN_CBOR}, {"messagepack", HP_FOREIGN_MESSAGEPACK},
    };
    static const struct {
        const char *name;
        enum hp_form_names names;
        bool multipart;
    } forms[] = {
        {"form-flat", HP_FORM_FLAT, false},
        {"form-json", HP_FORM_JSON, false},
        {"multipart-flat", HP_FORM_FLAT, true},
        {"multipart-json", HP_FORM_JSON, true},
    };
    if (index >= COUNT_OF(formats) + COUNT_OF(forms)) {
        return false;
    }
    bool foreign = index < COUNT_OF(formats);
    size_t form = foreign ? 0 : index - COUNT_OF(formats);
    const char *name = foreign ? formats[index].name : forms[form].name;
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "%s", name);
    hp_why(build, "the content is %s, labelled as JSON", name);
    hp_build_body(build, foreign ? hp_foreign_body(build, formats[index].format)
                                 : hp_form_body(build, forms[form].names, forms[form].multipart));
    return true;
}

bool hp_ctype_suffix(struct hp_build *build, size_t index)
{
    static const struct labelled labels[] = {
        {"vendor", HP_SLICE_INIT("application/vnd.api+json")},
        {"problem", HP_SLICE_INIT("application/problem+json")},
        {"hal", HP_SLICE_INIT("application/hal+json")},
        {"linked-data", HP_SLICE_INIT("application/ld+json")},
        {"merge-patch", HP_SLICE_INIT("application/merge-patch+json")},
        {"text-json", HP_SLICE_INIT("text/json")},
        {"x-json", HP_SLICE_INIT("application/x-json")},
    };
    return label(build, labels, COUNT_OF(labels), index);
}

bool hp_ctype_charset(struct hp_build *build, size_t index)
{
    static const struct labelled labels[] = {
        {"utf-16", HP_SLICE_INIT("; charset=utf-16"), true},
        {"utf-16le", HP_SLICE_INIT("; charset=utf-16le"), true},
        {"utf-32", HP_SLICE_INIT("; charset=utf-32"), true},
        {"utf-7", HP_SLICE_INIT("; charset=utf-7"), true},
        {"iso-8859-1", HP_SLICE_INIT("; charset=iso-8859-1"), true},
        {"windows-1252", HP_SLICE_INIT("; charset=windows-1252"), true},
        {"us-ascii", HP_SLICE_INIT("; charset=us-ascii"), true},
        {"bogus", HP_SLICE_INIT("; charset=hookproof"), true},
        {"quoted-bogus", HP_SLICE_INIT("; charset=\"no such\""), true},
    };
    if (!label(build, labels, COUNT_OF(labels), index)) {
        return false;
    }
    /* Letters that the charsets disagree on: who follows the label spoils the echo. */
    struct hp_content content = build->content;
    content.name = hp_raw_wrap(build, "", content.name, " \xc3\xa9\xe2\x82\xac");
    hp_build_rewrite(build, &content);
    return true;
}

bool hp_ctype_malformed(struct hp_build *build, size_t index)
{
    static const struct labelled labels[] = {
        {"no-slash", HP_SLICE_INIT("json")},
        {"no-subtype", HP_SLICE_INIT("application/")},
        {"no-type", HP_SLICE_INIT("/json")},
        {"slash-alone", HP_SLICE_INIT("/")},
        {"double-slash", HP_SLICE_INIT("application//json")},
        {"blank-for-slash", HP_SLICE_INIT("application json")},
        {"blank-in-subtype", HP_SLICE_INIT("application/json x")},
        {"dangling-parameter", HP_SLICE_INIT("; charset"), true},
        {"parameter-without-value", HP_SLICE_INIT("; charset="), true},
        {"parameter-without-name", HP_SLICE_INIT("; =utf-8"), true},
        {"open-quote", HP_SLICE_INIT("; charset=\"utf-8"), true},
        {"comma-list", HP_SLICE_INIT(", text/plain"), true},
        {"quoted", HP_SLICE_INIT("\"application/json\"")},
    };
    if (index < COUNT_OF(labels)) {
        return label(build, labels, COUNT_OF(labels), index);
    }
    index -= COUNT_OF(labels);
    if (index >= 2) {
        return false;
    }
    hp_instance_at(build, "header", "two-lines-json-%s", index == 0 ? "first" : "last");
    hp_why(build, "two lines disagree about the media type");
    struct hp_slice right = build->contract->media_type;
    hp_build_field_set(build, content_type, index == 0 ? right : HP_SLICE("text/plain"));
    hp_build_field_add(build, content_type, index == 0 ? HP_SLICE("text/plain") : right);
    return true;
}

bool hp_accept_unsatisfiable(struct hp_build *build, size_t index)
{
    static const struct labelled labels[] = {
        {"xml", HP_SLICE_INIT("application/xml")},
        {"png", HP_SLICE_INIT("image/png")},
        {"html", HP_SLICE_INIT("text/html")},
        {"json-refused", HP_SLICE_INIT(";q=0"), true},
        {"everything-refused", HP_SLICE_INIT("*/*;q=0")},
        {"json-refused-rest-welcome", HP_SLICE_INIT(";q=0, */*;q=0.1"), true},
        {"empty", HP_SLICE_INIT("")},
        {"no-slash", HP_SLICE_INIT("json")},
        {"weight-no-number", HP_SLICE_INIT(";q=high"), true},
        {"weight-above-one", HP_SLICE_INIT(";q=7"), true},
        {"semicolons", HP_SLICE_INIT(";;;")},
        {"star-type", HP_SLICE_INIT("*/json")},
    };
    if (index >= COUNT_OF(labels)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", labels[index].name);
    struct hp_slice value = labelled_value(build, &labels[index]);
    hp_why(build, "the answer is to be `%.*s`", HP_PRINT(value));
    hp_build_field_set(build, HP_SLICE("Accept"), value);
    return true;
}
