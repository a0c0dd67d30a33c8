/* Two ways to the same answer: from a tree, and straight from a text that is plain, as most errors
 * are. Must not know which form is wanted. */
#include "harness/check/error_form.h"

#include "harness/json/match.h"

enum {
    LEVELS_MAX = 8,        /* of containers; the forms themselves have two */
    NUMBER_DIGITS_MAX = 9, /* the statuses have three */
};

static bool is_text(const struct hp_json *value)
{
    return hp_json_string(value).len > 0;
}

void hp_error_form_of(const struct hp_json *root, struct hp_error_form *out)
{
    const struct hp_json *error = hp_json_member(root, HP_SLICE("error"));
    const struct hp_json *code = hp_json_member(error, HP_SLICE("code"));
    const struct hp_json *status = hp_json_member(root, HP_SLICE("status"));
    *out = (struct hp_error_form){
        .code_and_message = (hp_json_is(code, HP_JSON_NUMBER) || is_text(code)) &&
                            is_text(hp_json_member(error, HP_SLICE("message"))),
        .title_or_detail = is_text(hp_json_member(root, HP_SLICE("title"))) ||
                           is_text(hp_json_member(root, HP_SLICE("detail"))),
        .has_status = status != NULL,
        .status = hp_json_number(status),
    };
}

/* --- without a tree --- */

enum kind { NO_VALUE, TEXT, NUMBER, OTHER }; /* TEXT: not empty; OTHER: any other value */

/* The members that the forms name; in the root, and in its "error". */
enum name { CODE, MESSAGE, STATUS, TITLE, DETAIL, ERROR, NAMES };

/* What was found; of enum kind, of the first member of each name. */
struct found {
    unsigned char root[NAMES], error[NAMES];
    struct hp_slice status;
};

/* A walk over a text that ends with a brace. Whatever is read stops there at the latest, so nothing
 * asks for the end of the text but a brace that closes. */
struct walk {
    const char *at;
    const char *last;     /* the brace */
    unsigned depth;       /* containers that are open */
    unsigned objects;     /* a bit for each, the lowest for the innermost one: set for an object */
    bool in_error;        /* the container of depth 2 is the "error" of the root */
    unsigned char *place; /* for the kind of the value that comes next; NULL: no form names it */
    struct found *found;  /* apart, so that all of this can lie in registers */
};

/* All of them take part in one loop. */
#define STEP static inline __attribute__((always_inline))

/* Past white space, unless `c`, which comes next in most texts, stands there already. */
STEP void skip_to(struct walk *w, char c)
{
    if (*w->at != c && (unsigned char)*w->at <= ' ') {
        w->at = hp_json_match_space(w->at, w->last);
    }
}

/* Past `c`, white space before it allowed; false when something else stands there. */
STEP bool take(struct walk *w, char c)
{
    if (*w->at != c) {
        w->at = hp_json_match_space(w->at, w->last);
        if (*w->at != c) {
            return false;
        }
    }
    w->at++;
    return true;
}

/* Behind an opening quote. False when the string is not plain. */
STEP bool read_string(struct walk *w, struct hp_slice *out)
{
    const char *begin = w->at;
    const char *end = (const char *)hp_json_skip_plain((const unsigned char *)begin,
                                                       (const unsigned char *)w->last);
    *out = (struct hp_slice){begin, (size_t)(end - begin)};
    w->at = end + 1;
    return *end == '"';
}

/* By its first byte, since the names of most members are none of these. */
STEP enum name name_of(struct hp_slice text)
{
    static const struct hp_slice texts[NAMES] = {
        [CODE] = HP_SLICE_INIT("code"),     [MESSAGE] = HP_SLICE_INIT("message"),
        [STATUS] = HP_SLICE_INIT("status"), [TITLE] = HP_SLICE_INIT("title"),
        [DETAIL] = HP_SLICE_INIT("detail"), [ERROR] = HP_SLICE_INIT("error")};
    static const unsigned char names[256] = {
        ['c'] = CODE + 1,  ['m'] = MESSAGE + 1, ['s'] = STATUS + 1,
        ['t'] = TITLE + 1, ['d'] = DETAIL + 1,  ['e'] = ERROR + 1};
    unsigned name = names[(unsigned char)text.at[0]];
    if (name == 0 || text.len != texts[name - 1].len) {
        return NAMES;
    }
    /* All of them have four to eight bytes: the first four and the last four, which overlap. */
    const char *own = texts[name - 1].at;
    size_t last = text.len - 4;
    bool equal = hp_word_u32(text.at) == hp_word_u32(own) &&
                 hp_word_u32(text.at + last) == hp_word_u32(own + last);
    return equal ? (enum name)(name - 1) : NAMES;
}

/* At a member's name, or where it should be: leads to its value. */
STEP bool read_name(struct walk *w)
{
    struct hp_slice text;
    if (!take(w, '"') || !read_string(w, &text)) {
        return false;
    }
    unsigned char *kinds = w->depth == 1                  ? w->found->root
                           : w->depth == 2 && w->in_error ? w->found->error
                                                          : NULL;
    enum name name = kinds == NULL ? NAMES : name_of(text);
    w->place = name == NAMES ? NULL : &kinds[name];
    return take(w, ':');
}

/* Of a value that was read or begins. */
STEP void note(struct walk *w, enum kind kind)
{
    if (w->place != NULL && *w->place == NO_VALUE) {
        *w->place = (unsigned char)kind;
    }
    w->place = NULL;
}

/* The two below give the place behind what they read; NULL when it is not plain. Digits without a
 * sign, a fraction, an exponent or a zero in front: */
static const char *read_number(const char *at)
{
    const char *begin = at;
    while (*at >= '0' && *at <= '9') {
        at++;
    }
    size_t digits = (size_t)(at - begin);
    return digits == 1 || (digits > 1 && digits <= NUMBER_DIGITS_MAX && *begin != '0') ? at : NULL;
}

static const char *read_word(const char *at, const char *last)
{
    static const struct hp_slice words[] = {HP_SLICE_INIT("true"), HP_SLICE_INIT("false"),
                                            HP_SLICE_INIT("null")};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (hp_slice_starts_with((struct hp_slice){at, (size_t)(last - at)}, words[i])) {
            return at + words[i].len;
        }
    }
    return NULL;
}

/* A number or one of the three words. */
STEP bool read_scalar(struct walk *w)
{
    bool number = *w->at >= '0' && *w->at <= '9';
    const char *begin = w->at;
    const char *end = number ? read_number(begin) : read_word(begin, w->last);
    if (end == NULL) {
        return false;
    }
    if (number && w->place == &w->found->root[STATUS] && *w->place == NO_VALUE) {
        w->found->status = (struct hp_slice){begin, (size_t)(end - begin)};
    }
    note(w, number ? NUMBER : OTHER);
    w->at = end;
    return true;
}

/* At a bracket: leads to the first value, or past the container when it is empty. */
STEP bool open_container(struct walk *w, bool *whole)
{
    bool object = *w->at++ == '{';
    w->in_error =
        w->in_error || (object && w->place == &w->found->root[ERROR] && *w->place == NO_VALUE);
    note(w, OTHER);
    if (w->depth == LEVELS_MAX) {
        return false;
    }
    w->depth++;
    w->objects = w->objects << 1 | object;
    skip_to(w, '"');
    *whole = *w->at == (object ? '}' : ']');
    return *whole || !object || read_name(w);
}

/* Where a value begins. `whole` is cleared when it is a container whose first value comes next. */
STEP bool read_value(struct walk *w, bool *whole)
{
    skip_to(w, '"');
    *whole = true;
    if (*w->at == '"') {
        struct hp_slice text;
        w->at++;
        bool plain = read_string(w, &text);
        note(w, text.len > 0 ? TEXT : OTHER);
        return plain;
    }
    if (*w->at == '{' || *w->at == '[') {
        return open_container(w, whole);
    }
    return read_scalar(w);
}

/* Behind a value, or before what closes an empty container: leads to the next value. `more` is
 * cleared when the root has ended. */
STEP bool read_rest(struct walk *w, bool *more)
{
    for (;;) {
        skip_to(w, ',');
        bool object = (w->objects & 1) != 0;
        if (*w->at == ',') {
            w->at++;
            return !object || read_name(w);
        }
        if (*w->at != (object ? '}' : ']')) {
            return false;
        }
        w->depth--;
        w->objects >>= 1;
        w->in_error = w->in_error && w->depth > 1;
        *more = w->depth > 0;
        if (!*more || w->at == w->last) {
            return w->at == w->last && !*more;
        }
        w->at++;
    }
}

STEP bool walk_over(struct walk *w)
{
    for (bool more = true; more;) {
        bool whole = false;
        if (!read_value(w, &whole) || (whole && !read_rest(w, &more))) {
            return false;
        }
    }
    return true;
}

bool hp_error_form_read(struct hp_slice text, struct hp_error_form *out)
{
    while (text.len > 0 && text.at[text.len - 1] == '\n') {
        text.len--;
    }
    if (text.len == 0 || text.at[0] != '{' || text.at[text.len - 1] != '}') {
        return false;
    }
    struct found found = {.status = {NULL, 0}};
    struct walk walk = {.at = text.at, .last = text.at + text.len - 1, .found = &found};
    if (!walk_over(&walk)) {
        return false;
    }
    enum kind code = (enum kind)found.error[CODE];
    *out = (struct hp_error_form){
        .code_and_message = (code == NUMBER || code == TEXT) && found.error[MESSAGE] == TEXT,
        .title_or_detail = found.root[TITLE] == TEXT || found.root[DETAIL] == TEXT,
        .has_status = found.root[STATUS] != NO_VALUE,
        .status = found.status,
    };
    return true;
}
