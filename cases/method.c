/* Why: rows about the method. The path, the key and (where the method takes one) the body stay
 * right, so that only the method can be refused. */
#include "cases/method_path.h"

#include "cases/raw_text.h"
#include "cases/target_edit.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { ROOM_FOR_A_LINE = 8000 }; /* octets of a request line that RFC 9112 3 asks servers to take */

/* No body, and none of the fields that describe one. */
static void drop_body(struct hp_build *build)
{
    build->has_body = false;
    build->body_truth = HP_BODY_NONE;
    hp_build_field_remove(build, HP_SLICE("Content-Type"));
}

struct method {
    const char *name;
    const char *method;
    bool body;
};

bool hp_method_undocumented(struct hp_build *build, size_t index)
{
    static const struct method methods[] = {
        {"put", "PUT", true},       {"patch", "PATCH", true},
        {"delete", "DELETE", true}, {"delete-without-body", "DELETE", false},
        {"get", "GET", false},      {"head", "HEAD", false},
    };
    if (index >= COUNT_OF(methods)) {
        return false;
    }
    struct hp_slice method = hp_slice_of(methods[index].method);
    if (hp_slice_equal(method, build->contract->method)) {
        method = HP_SLICE("POST"); /* a contract of another operation: then this one is wrong */
    }
    hp_instance_at(build, "method", "%s", methods[index].name);
    hp_why(build, "the method is %.*s", HP_PRINT(method));
    build->method = method;
    if (!methods[index].body) {
        drop_body(build);
    }
    return true;
}

bool hp_method_trace_connect(struct hp_build *build, size_t index)
{
    static const struct method methods[] = {
        {"trace", "TRACE", false},
        {"trace-max-forwards", "TRACE", false},
        {"connect", "CONNECT", false},
    };
    if (index >= COUNT_OF(methods)) {
        return false;
    }
    hp_instance_at(build, "method", "%s", methods[index].name);
    hp_why(build, "the method is %s, on a path and not on an authority", methods[index].method);
    build->method = hp_slice_of(methods[index].method);
    drop_body(build);
    if (index == 1) {
        hp_why(build, "the method is TRACE, meant for the first recipient (Max-Forwards: 0)");
        hp_build_field_add(build, HP_SLICE("Max-Forwards"), HP_SLICE("0"));
    }
    return true;
}

bool hp_method_unknown(struct hp_build *build, size_t index)
{
    static const struct method methods[] = {
        {"word", "HOOKPROOF", true},
        {"create", "CREATE", true},
        {"one-letter", "P", true},
        {"one-digit", "1", true},
        {"cut", "POS", true},
        {"extended", "POSTS", true},
        {"prefixed", "XPOST", true},
        {"propfind", "PROPFIND", true},
        {"search", "SEARCH", true},
        {"query", "QUERY", true},
        {"track", "TRACK", true},
        {"debug", "DEBUG", true},
        {"purge", "PURGE", true},
        {"hyphen", "M-POST", true},
        {"all-token-characters", "!#$%&'*+-.^_`|~", true},
    };
    static const struct {
        const char *name;
        size_t bytes;
    } sizes[] = {{"1-kib", 1024}, {"64-kib", 64 * 1024}};
    if (index < COUNT_OF(methods)) {
        hp_instance_at(build, "method", "%s", methods[index].name);
        hp_why(build, "the method is %s", methods[index].method);
        build->method = hp_slice_of(methods[index].method);
        return true;
    }
    index -= COUNT_OF(methods);
    if (index >= COUNT_OF(sizes)) {
        return false;
    }
    hp_instance_at(build, "method", "%s", sizes[index].name);
    hp_why(build, "the method has %zu letters", sizes[index].bytes);
    struct hp_buf text = hp_raw_begin(build, sizes[index].bytes);
    hp_buf_repeat(&text, 'M', sizes[index].bytes);
    build->method = hp_raw_end(build, &text);
    if (sizes[index].bytes > ROOM_FOR_A_LINE) {
        /* Who bounds the line never learns that a method is what fills it: 414 and 431 are as good
         * as the 501 of RFC 9112 3. */
        build->expect = HP_EXPECT_REJECT_4XX_501;
    }
    return true;
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool hp_method_case(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        bool first_upper;
        bool others_upper;
    } cases[] = {
        {"lower", false, false},
        {"capitalised", true, false},
        {"first-lower", false, true},
    };
    if (index >= COUNT_OF(cases)) {
        return false;
    }
    hp_instance_at(build, "method", "%s", cases[index].name);
    struct hp_slice method = build->contract->method;
    struct hp_buf text = hp_raw_begin(build, method.len);
    for (size_t i = 0; i < method.len; i++) {
        bool upper = i == 0 ? cases[index].first_upper : cases[index].others_upper;
        char c = method.at[i];
        if (upper && is_lower(c)) {
            c = (char)(c - 'a' + 'A');
        } else if (!upper && is_upper(c)) {
            c = (char)(c - 'A' + 'a');
        }
        hp_buf_char(&text, c);
    }
    build->method = hp_raw_end(build, &text);
    hp_why(build, "the method is %.*s: methods are case-sensitive", HP_PRINT(build->method));
    return true;
}

bool hp_method_options(struct hp_build *build, size_t index)
{
    static const char *const names[] = {"options", "options-asterisk", "options-preflight"};
    if (index >= COUNT_OF(names)) {
        return false;
    }
    hp_instance_at(build, "method", "%s", names[index]);
    build->method = HP_SLICE("OPTIONS");
    drop_body(build);
    if (index == 0) {
        hp_why(build, "the method is OPTIONS");
    } else if (index == 1) {
        hp_why(build, "OPTIONS asks about the server as a whole");
        build->target = HP_SLICE("*");
    } else {
        hp_why(build, "OPTIONS as a browser asks before a request across origins, without a key");
        hp_build_field_remove(build, build->contract->key_field);
        hp_build_field_add(build, HP_SLICE("Origin"), HP_SLICE("https://example.com"));
        hp_build_field_add(build, HP_SLICE("Access-Control-Request-Method"),
                           build->contract->method);
        hp_build_field_add(build, HP_SLICE("Access-Control-Request-Headers"),
                           build->contract->key_field);
    }
    return true;
}

/* A member of the root, as frameworks read it from forms. The page does not say whether unknown
 * members are refused, so either is fine; a create in spite of it must be one like any other. */
static void override_in_body(struct hp_build *build)
{
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "member");
    hp_why(build, "a member _method asks for DELETE");
    hp_draft_insert_last(&build->draft, hp_raw_site(HP_ROLE_ROOT),
                         HP_SLICE("\"_method\":\"DELETE\""));
    build->expect = HP_EXPECT_ACCEPT_200_OR_4XX;
}

static void get_with_override(struct hp_build *build)
{
    hp_instance_at(build, "method", "get-as-create");
    hp_why(build, "GET with a field that asks to treat it as %.*s",
           HP_PRINT(build->contract->method));
    hp_build_field_add(build, HP_SLICE("X-HTTP-Method-Override"), build->contract->method);
    build->method = HP_SLICE("GET");
    build->expect = HP_EXPECT_REJECT_405;
}

bool hp_method_override(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        struct hp_slice field;
        struct hp_slice method;
    } fields[] = {
        {"override-delete", HP_SLICE_INIT("X-HTTP-Method-Override"), HP_SLICE_INIT("DELETE")},
        {"override-put", HP_SLICE_INIT("X-HTTP-Method-Override"), HP_SLICE_INIT("PUT")},
        {"override-get", HP_SLICE_INIT("X-HTTP-Method-Override"), HP_SLICE_INIT("GET")},
        {"override-trace", HP_SLICE_INIT("X-HTTP-Method-Override"), HP_SLICE_INIT("TRACE")},
        {"method-delete", HP_SLICE_INIT("X-HTTP-Method"), HP_SLICE_INIT("DELETE")},
        {"method-override-delete", HP_SLICE_INIT("X-Method-Override"), HP_SLICE_INIT("DELETE")},
    };
    if (index < COUNT_OF(fields)) {
        hp_instance_at(build, "header", "%s", fields[index].name);
        hp_why(build, "%s: %s on a %.*s", fields[index].field.at, fields[index].method.at,
               HP_PRINT(build->contract->method));
        hp_build_field_add(build, fields[index].field, fields[index].method);
        return true;
    }
    switch (index - COUNT_OF(fields)) {
    case 0:
        hp_instance_at(build, "target", "query-parameter");
        hp_why(build, "a query parameter _method asks for DELETE");
        build->target = hp_target_with_query(build, HP_SLICE("_method=DELETE"));
        return true;
    case 1:
        override_in_body(build);
        return true;
    case 2:
        get_with_override(build);
        return true;
    default:
        return false;
    }
}
