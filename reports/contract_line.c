/* Looks for a member by its spelling: the tree of a document has no lines. Must not know reports.
 */
#include "reports/contract_line.h"

#include <stdio.h>

enum { NAME_BYTES = 256 };

static struct hp_slice behind_blanks(struct hp_slice text)
{
    while (text.len > 0 &&
           (text.at[0] == ' ' || text.at[0] == '\t' || text.at[0] == '\r' || text.at[0] == '\n')) {
        text.at++;
        text.len--;
    }
    return text;
}

static bool skip(struct hp_slice *text, char c)
{
    *text = behind_blanks(*text);
    bool there = text->len > 0 && text->at[0] == c;
    text->at += there;
    text->len -= there;
    return there;
}

/* `rest` stands behind a member's name: is its value a schema? What a schema begins with tells it
 * from an example of the same name. */
static bool declares(struct hp_slice rest)
{
    static const char *const first[] = {
        "\"type\"",  "\"$ref\"", "\"x-",      "\"description\"", "\"allOf\"",     "\"anyOf\"",
        "\"oneOf\"", "\"enum\"", "\"title\"", "\"required\"",    "\"properties\""};
    if (!skip(&rest, ':') || !skip(&rest, '{')) {
        return false;
    }
    rest = behind_blanks(rest);
    bool schema = false;
    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
        schema = schema || hp_slice_starts_with(rest, hp_slice_of(first[i]));
    }
    return schema;
}

static bool is_a_member(struct hp_slice rest)
{
    return skip(&rest, ':');
}

/* Offset of the first or last `quoted` that `fits` behind it; text.len: there is none. */
static size_t find(struct hp_slice text, const char *quoted, bool (*fits)(struct hp_slice rest),
                   bool last)
{
    size_t found = text.len;
    size_t length = strlen(quoted);
    for (size_t at = 0; at + length <= text.len && (last || found == text.len);) {
        size_t step = hp_slice_find((struct hp_slice){text.at + at, text.len - at},
                                    (struct hp_slice){quoted, length});
        at += step;
        if (at < text.len &&
            fits((struct hp_slice){text.at + at + length, text.len - at - length})) {
            found = at;
        }
        at += length;
    }
    return found;
}

/* The last part of a pointer that is a name, quoted as in the document: indexes are no names. */
static bool last_name(const char *where, char quoted[static NAME_BYTES])
{
    const char *end = where + strlen(where);
    while (end > where && where[0] == '/') {
        const char *start = end;
        while (start > where && start[-1] != '/') {
            start--;
        }
        bool index = strspn(start, "0123456789-") == (size_t)(end - start) ||
                     (size_t)(end - start) + 3 > NAME_BYTES;
        if (!index) {
            (void)snprintf(quoted, NAME_BYTES, "\"%.*s\"", (int)(end - start), start);
            return true;
        }
        end = start - 1;
        if (end > where && strspn(end, "0123456789-/") != strlen(end)) {
            return false;
        }
    }
    return false;
}

unsigned hp_contract_line(struct hp_slice text, const char *where, bool of_response)
{
    char quoted[NAME_BYTES];
    size_t found = text.len;
    if (where != NULL && last_name(where, quoted)) {
        found = find(text, quoted, declares, of_response);
    } else if (where != NULL && strcmp(where, "status") == 0) {
        found = find(text, "\"responses\"", is_a_member, false);
    }
    if (found == text.len) {
        /* The path is the first member of "paths". */
        struct hp_slice rest;
        found = find(text, "\"paths\"", is_a_member, false);
        rest = (struct hp_slice){text.at + found, text.len - found};
        size_t path = hp_slice_find(rest, HP_SLICE("\"/"));
        found = path == rest.len ? found : found + path;
    }
    unsigned line = 1;
    for (size_t i = 0; i < found && found < text.len; i++) {
        line += text.at[i] == '\n';
    }
    return line;
}
