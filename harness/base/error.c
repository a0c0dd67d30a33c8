/* Keeps the first message. Must not print: only the command line talks to people. */
#include "harness/base/error.h"

#include <stdarg.h>
#include <stdio.h>

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
    return status;
}

enum hp_status hp_error_nomem(struct hp_error *error)
{
    return hp_error_set(error, HP_ERR_NOMEM, "out of memory");
}
