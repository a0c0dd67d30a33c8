/* A JSON parser of one's own as a plugin.
 *
 *     cc -shared -fPIC -O2 -o own_parser.so own_parser.c $(pkg-config --cflags hookproof)
 *     hookproof run plugin:./own_parser.so
 *
 * The parser makes no tree: it checks the grammar of RFC 8259 and keeps where the values of the
 * eight members begin and end. What comes back is the text that was sent, so every escape and every
 * character comes back as it was. What it leaves out stands in webhook_rules.h. */
#include "webhook_rules.h"

/* --- the parser --- */

struct parser {
    const unsigned char *at, *end;
    const char *error; /* the first; NULL: none */
};

static int fail(struct parser *p, const char *error)
{
    p->error = p->error == NULL ? error : p->error;
    return 0;
}

static int look(const struct parser *p)
{
    return p->at < p->end ? *p->at : -1;
}

static void skip_blanks(struct parser *p)
{
    while (look(p) == ' ' || look(p) == '\t' || look(p) == '\n' || look(p) == '\r') {
        p->at++;
    }
}

static int take(struct parser *p, int c)
{
    int is_there = look(p) == c;
    p->at += is_there;
    return is_there;
}

/* One character beyond ASCII: no overlong forms, no surrogates, nothing above U+10FFFF. */
static int take_utf8(struct parser *p)
{
    unsigned char c = *p->at++;
    int more = c >= 0xc2 && c <= 0xdf   ? 1
               : c >= 0xe0 && c <= 0xef ? 2
               : c >= 0xf0 && c <= 0xf4 ? 3
                                        : 0;
    int low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    int high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    for (int i = 0; i < more; i++) {
        if (look(p) < low || look(p) > high) {
            return fail(p, "a string is not UTF-8");
        }
        p->at++;
        low = 0x80;
        high = 0xbf;
    }
    return more > 0 || fail(p, "a string is not UTF-8");
}

/* The four digits of \uXXXX; -1 when they are not there. */
static long take_hex(struct parser *p)
{
    long value = 0;
    for (int i = 0; i < 4; i++, p->at++) {
        if (look(p) < 0 || !isxdigit(look(p))) {
            fail(p, "an escape without four digits");
            return -1;
        }
        int c = tolower(*p->at);
        value = value * 16 + (isdigit(c) ? c - '0' : c - 'a' + 10);
    }
    return value;
}

/* What a backslash stands for; -1 after an error. */
static long take_escape(struct parser *p)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    int c = look(p);
    const char *letter = c > 0 ? strchr(letters, c) : NULL;
    if (letter != NULL) {
        p->at++;
        return meanings[letter - letters];
    }
    if (!take(p, 'u')) {
        fail(p, "an escape that JSON does not have");
        return -1;
    }
    long unit = take_hex(p);
    if (unit < 0xd800 || unit > 0xdfff) {
        return unit;
    }
    long low = unit <= 0xdbff && take(p, '\\') && take(p, 'u') ? take_hex(p) : -1;
    if (low < 0xdc00 || low > 0xdfff) {
        fail(p, "half of a surrogate pair");
        return -1;
    }
    return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

static int take_string(struct parser *p)
{
    if (!take(p, '"')) {
        return fail(p, "a string is missing");
    }
    while (p->error == NULL) {
        int c = look(p);
        if (take(p, '"')) {
            return 1;
        }
        if (c < 0x20) {
            return fail(p, "a string does not end, or holds a control character");
        }
        if (take(p, '\\')) {
            take_escape(p);
        } else if (c >= 0x80) {
            take_utf8(p);
        } else {
            p->at++;
        }
    }
    return 0;
}

static int take_digits(struct parser *p)
{
    const unsigned char *begin = p->at;
    while (look(p) >= '0' && look(p) <= '9') {
        p->at++;
    }
    return p->at > begin || fail(p, "a number without digits");
}

static int take_number(struct parser *p)
{
    take(p, '-');
    if (!take(p, '0') && !take_digits(p)) {
        return 0;
    }
    if (take(p, '.') && !take_digits(p)) {
        return 0;
    }
    if (take(p, 'e') || take(p, 'E')) {
        if (!take(p, '+')) {
            take(p, '-');
        }
        return take_digits(p);
    }
    return 1;
}

static int take_word(struct parser *p, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(p->end - p->at) < length || memcmp(p->at, word, length) != 0) {
        return fail(p, "a value is missing");
    }
    p->at += length;
    return 1;
}

/* A value's text, with its quotes or brackets. */
typedef text raw;

/* Called for each member (name with its quotes) or item (name empty) of a container. */
typedef int visit(void *context, raw name, raw value);

static int take_value(struct parser *p, int depth, visit *visitor, void *context, raw *out);

static int take_container(struct parser *p, int depth, visit *visitor, void *context)
{
    int close = *p->at++ == '{' ? '}' : ']';
    if (depth >= DEPTH_MAX) {
        return fail(p, "too many levels");
    }
    skip_blanks(p);
    if (take(p, close)) {
        return 1;
    }
    do {
        raw name = {NULL, 0};
        raw value = {NULL, 0};
        skip_blanks(p);
        if (close == '}') {
            name.bytes = (const char *)p->at;
            if (!take_string(p)) {
                return 0;
            }
            name.length = (size_t)((const char *)p->at - name.bytes);
            skip_blanks(p);
            if (!take(p, ':')) {
                return fail(p, "a colon is missing");
            }
        }
        if (!take_value(p, depth + 1, NULL, NULL, &value) ||
            (visitor != NULL && !visitor(context, name, value))) {
            return fail(p, "a member that is not allowed");
        }
        skip_blanks(p);
    } while (take(p, ','));
    return take(p, close) || fail(p, "a comma or the end of a container is missing");
}

static int take_value(struct parser *p, int depth, visit *visitor, void *context, raw *out)
{
    skip_blanks(p);
    const unsigned char *begin = p->at;
    int c = look(p);
    int good = c == '"'               ? take_string(p)
               : c == '{' || c == '[' ? take_container(p, depth, visitor, context)
               : c == 't'             ? take_word(p, "true")
               : c == 'f'             ? take_word(p, "false")
               : c == 'n'             ? take_word(p, "null")
                                      : take_number(p);
    *out = (raw){(const char *)begin, (size_t)(p->at - begin)};
    return good && p->error == NULL;
}

/* Goes through the members of a value that is known to be good. */
static int each(raw value, visit *visitor, void *context)
{
    struct parser p = {(const unsigned char *)value.bytes,
                       (const unsigned char *)value.bytes + value.length, NULL};
    raw whole;
    return take_value(&p, 0, visitor, context, &whole);
}

/* A good string's characters in `out`, which has room for value.length bytes. */
static text unescape(raw value, char *out)
{
    struct parser p = {(const unsigned char *)value.bytes + 1,
                       (const unsigned char *)value.bytes + value.length - 1, NULL};
    char *to = out;
    while (p.at < p.end) {
        long c = *p.at++;
        if (c != '\\') {
            *to++ = (char)c;
            continue;
        }
        c = take_escape(&p);
        if (c < 0x80) {
            *to++ = (char)c;
        } else if (c < 0x800) {
            *to++ = (char)(0xc0 | c >> 6);
            *to++ = (char)(0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            *to++ = (char)(0xe0 | c >> 12);
            *to++ = (char)(0x80 | (c >> 6 & 0x3f));
            *to++ = (char)(0x80 | (c & 0x3f));
        } else {
            *to++ = (char)(0xf0 | c >> 18);
            *to++ = (char)(0x80 | (c >> 12 & 0x3f));
            *to++ = (char)(0x80 | (c >> 6 & 0x3f));
            *to++ = (char)(0x80 | (c & 0x3f));
        }
    }
    return (text){out, (size_t)(to - out)};
}

/* --- the webhook --- */

static char scratch[2][BODY_BYTES_MAX]; /* one thread makes all calls */

struct webhook {
    raw name, type, url, operations, data_models, headers;
    const char *error;
};

static int is_string(raw value)
{
    return value.length > 0 && value.bytes[0] == '"';
}

static int keep(raw *place, raw value)
{
    int is_first = place->bytes == NULL; /* a name that comes twice is refused */
    *place = value;
    return is_first;
}

static int visit_member(void *context, raw name, raw value)
{
    struct webhook *webhook = context;
    text known = unescape(name, scratch[0]);
    raw *place = is(known, "name")          ? &webhook->name
                 : is(known, "type")        ? &webhook->type
                 : is(known, "url")         ? &webhook->url
                 : is(known, "operations")  ? &webhook->operations
                 : is(known, "data_models") ? &webhook->data_models
                 : is(known, "headers")     ? &webhook->headers
                                            : NULL;
    return place == NULL || keep(place, value); /* what is not known does not matter */
}

static int visit_root(void *context, raw name, raw value)
{
    return !is(unescape(name, scratch[0]), "webhook") || keep(context, value);
}

static int visit_operation(void *context, raw name, raw value)
{
    (void)context;
    (void)name;
    return is_string(value) && in_list(unescape(value, scratch[0]), operations);
}

static int visit_data_model(void *context, raw name, raw value)
{
    (void)context;
    (void)name;
    return is_string(value) && in_list(unescape(value, scratch[0]), data_models);
}

static int visit_header(void *context, raw name, raw value)
{
    int *count = context;
    return is_string(value) && ++*count <= 100 &&
           is_field(unescape(name, scratch[0]), unescape(value, scratch[1]));
}

/* A list of known values. Without one, or with an empty one, only where `required` says no. */
static int is_list(raw value, visit *visitor, int required)
{
    if (value.bytes == NULL) {
        return !required;
    }
    int is_empty =
        value.bytes[0] == '[' && value.bytes[1 + strspn(value.bytes + 1, " \t\r\n")] == ']';
    return value.bytes[0] == '[' && !(is_empty && required) && each(value, visitor, NULL);
}

static const char *judge(const struct webhook *webhook)
{
    int header_count = 0;
    if (!is_string(webhook->type) || !in_list(unescape(webhook->type, scratch[0]), types)) {
        return "type is missing or not known";
    }
    int required = is(unescape(webhook->type, scratch[0]), "DATA_MODEL_CHANGES");
    if (!is_string(webhook->name) || webhook->name.length <= 2 ||
        webhook->name.length > NAME_BYTES_MAX) {
        return "name is missing, empty or too long";
    }
    if (!is_string(webhook->url) || !is_url(unescape(webhook->url, scratch[0]))) {
        return "url is no absolute URL of a public host";
    }
    if (!is_list(webhook->operations, visit_operation, required)) {
        return "operations is no list of known operations";
    }
    if (!is_list(webhook->data_models, visit_data_model, required)) {
        return "data_models is no list of known data models";
    }
    if (webhook->headers.bytes != NULL && (webhook->headers.bytes[0] != '{' ||
                                           !each(webhook->headers, visit_header, &header_count))) {
        return "headers is no object of header fields";
    }
    return NULL;
}

/* --- the plugin --- */

static int respond(struct answer *answer, const struct webhook *webhook, int64_t now_unix_ms,
                   struct hookproof_response *response)
{
    static const char format[] =
        "{\"id\":\"%s\",\"created_at\":\"%s\",\"name\":%.*s,\"type\":%.*s,\"url\":%.*s,"
        "\"operations\":%.*s,\"data_models\":%.*s,\"headers\":%.*s}";
    char id[24];
    char time[32];
    raw lists[3] = {webhook->operations, webhook->data_models, webhook->headers};
    for (int i = 0; i < 3; i++) {
        if (lists[i].bytes == NULL) {
            lists[i] = i < 2 ? (raw){"[]", 2} : (raw){"{}", 2};
        }
    }
    size_t room = sizeof(format) + 64 + webhook->name.length + webhook->type.length +
                  webhook->url.length + lists[0].length + lists[1].length + lists[2].length;
    char *body = malloc(room);
    if (body == NULL) {
        return 1;
    }
    write_id(answer, id);
    write_time(now_unix_ms, time);
    int length =
        snprintf(body, room, format, id, time, (int)webhook->name.length, webhook->name.bytes,
                 (int)webhook->type.length, webhook->type.bytes, (int)webhook->url.length,
                 webhook->url.bytes, (int)lists[0].length, lists[0].bytes, (int)lists[1].length,
                 lists[1].bytes, (int)lists[2].length, lists[2].bytes);
    return answer_with(answer, response, 200, body, (size_t)length);
}

static int handle(void *state, const struct hookproof_request *request,
                  struct hookproof_response *response)
{
    struct answer *answer = state;
    struct webhook webhook = {0};
    raw root;
    raw wrapper = {NULL, 0};
    const char *why = NULL;
    int status = judge_head(answer, request, &why);
    if (status != 0) {
        return refuse(answer, response, status, why);
    }
    struct parser p = {(const unsigned char *)request->body.bytes,
                       (const unsigned char *)request->body.bytes + request->body.length, NULL};
    int good = take_value(&p, 0, NULL, NULL, &root);
    skip_blanks(&p);
    if (!good || p.at < p.end) {
        return refuse(answer, response, 400, p.error == NULL ? "text behind the JSON" : p.error);
    }
    if (root.bytes[0] != '{' || !each(root, visit_root, &wrapper) || wrapper.bytes == NULL ||
        wrapper.bytes[0] != '{') {
        return refuse(answer, response, 400, "webhook is missing or no object");
    }
    if (!each(wrapper, visit_member, &webhook)) {
        return refuse(answer, response, 400, "a member comes twice");
    }
    why = judge(&webhook);
    return why != NULL ? refuse(answer, response, 400, why)
                       : respond(answer, &webhook, request->now_unix_ms, response);
}

const struct hookproof_target hookproof_target = {
    .abi = HOOKPROOF_TARGET_ABI,
    .struct_bytes = sizeof(struct hookproof_target),
    .name = "own parser",
    .init = answer_init,
    .handle = handle,
    .release = answer_release,
    .deinit = answer_deinit,
};
