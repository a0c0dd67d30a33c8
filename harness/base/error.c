/* Keeps the first message. Must not print: only the command line talks to people. */
#include "harness/base/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "harness/base/utf8.h"

/* Messages quote what users and peers wrote. Control characters (C0, DEL, C1) and what is not
 * UTF-8, a character that was cut at the end too, become `?`: one line, fit for any terminal. */
static void make_printable(char *text)
{
    struct hp_slice rest = hp_slice_of(text);
    while (rest.len > 0) {
        uint32_t code = 0;
        size_t length = hp_utf8_next(rest, &code);
        bool bad = length == 0 || code < 0x20 || (code >= 0x7F && code < 0xA0);
        length = length == 0 ? 1 : length;
        if (bad) {
            memset(text + (rest.at - text), '?', length);
        }
        rest.at += length;
        rest.len -= length;
    }
}

enum hp_status hp_error_set(struct hp_error *error, enum hp_status status, const char *format, ...)
{
    if (error == NULL || error->status != HP_OK) {
        return status;
    }
    error->status = status;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(error->text, sizeof(error->text), format, args);
    va_end(args);
    make_printable(error->text);
    return status;
}

enum hp_status hp_error_nomem(struct hp_error *error)
{
    return hp_error_set(error, HP_ERR_NOMEM, "out of memory");
}
