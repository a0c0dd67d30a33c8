/* Why: a service that takes JSON has no business reading XML, least of all with a document type
 * that fetches files or grows. Must not know which of its parsers would fall for it. */
#include "cases/foreign_body.h"
#include "cases/raw_text.h"
#include "cases/security.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { QUADRATIC_BYTES = 10000, QUADRATIC_TIMES = 1000, LEVELS = 6, LEVEL_TIMES = 10 };

/* What stands before the root element, and what stands for the name in it. */
static const struct attack {
    const char *name;
    const char *why;
    const char *doctype;
    const char *text;
} attacks[] = {
    {"external-file", "an entity that is a file",
     "<!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "&e;"},
    {"external-http", "an entity that is fetched",
     "<!DOCTYPE r [<!ENTITY e SYSTEM \"http://hookproof.invalid/e\">]>", "&e;"},
    {"external-public", "an entity with a public name and a file",
     "<!DOCTYPE r [<!ENTITY e PUBLIC \"-//hookproof//e\" \"file:///etc/passwd\">]>", "&e;"},
    {"parameter-entity", "a parameter entity that is a file",
     "<!DOCTYPE r [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]>", "name"},
    {"external-subset", "a document type that is fetched",
     "<!DOCTYPE r SYSTEM \"http://hookproof.invalid/r.dtd\">", "name"},
    {"xinclude", "an XInclude of a file", "",
     "<i:include xmlns:i=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/passwd\" "
     "parse=\"text\"/>"},
};

static void exponential(struct hp_buf *out)
{
    hp_buf_text(out, "<!DOCTYPE r [<!ENTITY e0 \"hook\">");
    for (unsigned level = 1; level <= LEVELS; level++) {
        hp_buf_printf(out, "<!ENTITY e%u \"", level);
        for (unsigned i = 0; i < LEVEL_TIMES; i++) {
            hp_buf_printf(out, "&e%u;", level - 1);
        }
        hp_buf_text(out, "\">");
    }
    hp_buf_text(out, "]>");
}

static void quadratic(struct hp_buf *out)
{
    hp_buf_text(out, "<!DOCTYPE r [<!ENTITY e \"");
    hp_buf_repeat(out, 'h', QUADRATIC_BYTES);
    hp_buf_text(out, "\">]>");
}

/* The document as XML with `doctype` behind its declaration and `text` for its name. */
static struct hp_slice attacked(struct hp_build *build, struct hp_slice doctype,
                                struct hp_slice text)
{
    struct hp_slice xml = hp_foreign_body(build, HP_FOREIGN_XML);
    size_t root = hp_slice_find(xml, HP_SLICE("?>")) + strlen("?>");
    size_t name = hp_slice_find(xml, build->content.name);
    if (root > xml.len || name < root || name >= xml.len) {
        build->failed = true; /* there is no document, or not the one that was written */
        return HP_SLICE("");
    }
    size_t behind = name + build->content.name.len;
    struct hp_buf whole = hp_raw_begin(build, xml.len + doctype.len + text.len);
    hp_buf_append(&whole, xml.at, root);
    hp_buf_slice(&whole, doctype);
    hp_buf_append(&whole, xml.at + root, name - root);
    hp_buf_slice(&whole, text);
    hp_buf_append(&whole, xml.at + behind, xml.len - behind);
    return hp_raw_end(build, &whole);
}

static struct hp_slice grown_body(struct hp_build *build, bool squared)
{
    enum { DOCTYPE_BYTES_MAX = 16 * 1024 };
    struct hp_buf doctype = hp_raw_begin(build, DOCTYPE_BYTES_MAX);
    struct hp_buf text = hp_raw_begin(build, QUADRATIC_TIMES * strlen("&e;"));
    if (squared) {
        quadratic(&doctype);
        for (unsigned i = 0; i < QUADRATIC_TIMES; i++) {
            hp_buf_text(&text, "&e;");
        }
    } else {
        exponential(&doctype);
        hp_buf_printf(&text, "&e%u;", (unsigned)LEVELS);
    }
    return attacked(build, hp_raw_end(build, &doctype), hp_raw_end(build, &text));
}

bool hp_sec_xxe(struct hp_build *build, size_t index)
{
    enum { EXPONENTIAL = COUNT_OF(attacks), QUADRATIC, FORMS };
    static const struct {
        const char *word;
        struct hp_slice media_type;
    } types[] = {
        {"application-xml", HP_SLICE_INIT("application/xml")},
        {"text-xml", HP_SLICE_INIT("text/xml")},
        {"as-json", HP_SLICE_INIT("")}, /* the documented type stays */
    };
    if (index >= FORMS * COUNT_OF(types)) {
        return false;
    }
    size_t form = index / COUNT_OF(types);
    size_t type = index % COUNT_OF(types);
    const char *name = form == EXPONENTIAL ? "exponential"
                       : form == QUADRATIC ? "quadratic"
                                           : attacks[form].name;
    const char *why = form == EXPONENTIAL ? "entities of entities, four million characters in all"
                      : form == QUADRATIC ? "one long entity a thousand times over"
                                          : attacks[form].why;
    hp_instance_at(build, "header", "%s-%s", name, types[type].word);
    hp_why(build, "XML with %s", why);
    if (types[type].media_type.len > 0) {
        hp_build_field_set(build, HP_SLICE("Content-Type"), types[type].media_type);
    } else {
        build->body_truth = HP_BODY_NOT_JSON;
    }
    hp_build_body(build, form >= EXPONENTIAL ? grown_body(build, form == QUADRATIC)
                                             : attacked(build, hp_slice_of(attacks[form].doctype),
                                                        hp_slice_of(attacks[form].text)));
    return true;
}
