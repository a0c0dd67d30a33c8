/* The traces that frameworks and databases leave in errors, as a table. Must not know statuses or
 * levels.
 *
 * A trace is only listed when no honest error of this API contains it, so words such as "exception"
 * or "select" are not enough: what tells is the punctuation around a source line, the fixed first
 * line of a dump, a driver's own prefix. */
#include "harness/check/internals.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>

struct trace {
    const char *text;
    bool number; /* a digit follows: a line number, an error number */
    const char *what;
};

static const struct trace traces[] = {
    {".java:", true, "a Java stack trace"},
    {".kt:", true, "a Kotlin stack trace"},
    {"Exception in thread ", false, "a Java stack trace"},
    {"org.springframework.", false, "a Java class name"},
    {"java.lang.", false, "a Java class name"},
    {"com.fasterxml.jackson.", false, "a Java class name"},
    {"Traceback (most recent call last)", false, "a Python stack trace"},
    {".py\", line ", true, "a Python stack trace"},
    {".py\\\", line ", true, "a Python stack trace"},
    {"django.core.", false, "a Python module name"},
    {".js:", true, "a JavaScript stack trace"},
    {".ts:", true, "a TypeScript stack trace"},
    {".mjs:", true, "a JavaScript stack trace"},
    {"node_modules/", false, "a JavaScript stack trace"},
    {"node:internal/", false, "a JavaScript stack trace"},
    {"at Object.<anonymous>", false, "a JavaScript stack trace"},
    {"goroutine ", true, "a Go stack trace"},
    {".go:", true, "a Go stack trace"},
    {"panic: runtime error", false, "a Go panic"},
    {".rs:", true, "a Rust stack trace"},
    {"' panicked at ", false, "a Rust panic"},
    {".php:", true, "a PHP stack trace"},
    {".php on line ", true, "a PHP error"},
    {".php</b> on line ", false, "a PHP error"},
    {"PHP Fatal error", false, "a PHP error"},
    {"Fatal error: Uncaught", false, "a PHP error"},
    {".rb:", true, "a Ruby stack trace"},
    {".cs:line ", true, "a .NET stack trace"},
    {"System.NullReferenceException", false, "a .NET exception"},
    {"System.Text.Json.", false, "a .NET class name"},
    {"Microsoft.AspNetCore.", false, "a .NET class name"},
    {".ex:", true, "an Elixir stack trace"},
    {"AddressSanitizer", false, "a memory error"},
    {"Segmentation fault", false, "a memory error"},
    {"SQLSTATE[", false, "a database error"},
    {"ORA-", true, "a database error"},
    {"You have an error in your SQL syntax", false, "a database error"},
    {"syntax error at or near", false, "a database error"},
    {"unterminated quoted string at or near", false, "a database error"},
    {"violates unique constraint", false, "a database error"},
    {"violates not-null constraint", false, "a database error"},
    {"violates check constraint", false, "a database error"},
    {"invalid input value for enum", false, "a database error"},
    {"PG::", false, "a database error"},
    {"psycopg2.", false, "a database error"},
    {"sqlite3.", false, "a database error"},
    {"SQLITE_", false, "a database error"},
    {"SequelizeDatabaseError", false, "a database error"},
    {"PrismaClient", false, "a database error"},
    {"Invalid `prisma.", false, "a database error"},
    {"QueryFailedError", false, "a database error"},
    {"MongoServerError", false, "a database error"},
    {"E11000 duplicate key", false, "a database error"},
    {"INSERT INTO ", false, "a query"},
    {"SELECT * FROM ", false, "a query"},
    {"/usr/src/", false, "a file path"},
    {"/usr/local/", false, "a file path"},
    {"/usr/lib/", false, "a file path"},
    {"/var/www/", false, "a file path"},
    {"/var/task/", false, "a file path"},
    {"/opt/", false, "a file path"},
    {"/home/", false, "a file path"},
    {"C:\\\\", false, "a file path"},
    {"file:///", false, "a file path"},
    {"root:x:0:0:", false, "the content of a file"},
    {"-----BEGIN ", false, "a key"},
};

enum { TRACE_COUNT = sizeof(traces) / sizeof(traces[0]), EXCERPT_BEFORE = 20, EXCERPT_BYTES = 100 };

static bool is_host_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '-';
}

/* Two bytes at least stand at `at`. */
static bool matches(struct hp_slice body, size_t at, const struct trace *trace)
{
    struct hp_slice rest = {body.at + at, body.len - at};
    if (rest.at[0] != trace->text[0] || rest.at[1] != trace->text[1]) {
        return false; /* it only shares the chain */
    }
    size_t length = strlen(trace->text);
    if (!hp_slice_starts_with(rest, (struct hp_slice){trace->text, length})) {
        return false;
    }
    if (trace->number && (rest.len == length || rest.at[length] < '0' || rest.at[length] > '9')) {
        return false;
    }
    /* "/home/" behind a host name is the path of a link to some documentation. */
    return trace->text[0] != '/' || at == 0 || !is_host_character(body.at[at - 1]);
}

static bool holds(struct hp_slice text, const struct trace *trace)
{
    return hp_slice_find(text, hp_slice_of(trace->text)) < text.len;
}

static bool request_holds(const struct hp_request *request, const struct trace *trace)
{
    if (holds(request->target, trace) || (request->has_body && holds(request->body, trace))) {
        return true;
    }
    for (size_t i = 0; i < request->field_count; i++) {
        if (holds(request->fields[i].value, trace)) {
            return true;
        }
    }
    return false;
}

static struct hp_slice excerpt(struct hp_slice body, size_t at)
{
    size_t from = at > EXCERPT_BEFORE ? at - EXCERPT_BEFORE : 0;
    size_t length = body.len - from;
    return (struct hp_slice){body.at + from, length < EXCERPT_BYTES ? length : EXCERPT_BYTES};
}

enum { CHAIN_BITS = 9, CHAINS = 1 << CHAIN_BITS };

/* By the two bytes at `text`; the multiplier is Knuth's, 2^32 over the golden ratio. */
static size_t chain_of(const char *text)
{
    uint32_t pair = (uint32_t)(unsigned char)text[0] << 8 | (unsigned char)text[1];
    return pair * UINT32_C(2654435761) >> (32 - CHAIN_BITS);
}

/* Traces chained by their first two bytes, so that most bytes of a body cost one look-up. Made of
 * the table above by the first who asks, and the same ever after. */
static struct {
    uint8_t head[CHAINS]; /* an index and one; 0: the end */
    uint8_t next[TRACE_COUNT];
} chains;
static pthread_once_t chains_made = PTHREAD_ONCE_INIT;

static void make_chains(void)
{
    static_assert(TRACE_COUNT < UINT8_MAX, "an index and one more fit in a byte");
    for (size_t i = TRACE_COUNT; i > 0; i--) {
        uint8_t *chain = &chains.head[chain_of(traces[i - 1].text)];
        chains.next[i - 1] = *chain;
        *chain = (uint8_t)i;
    }
}

bool hp_internals_find(struct hp_slice body, const struct hp_request *request,
                       struct hp_internal *out)
{
    (void)pthread_once(&chains_made, make_chains);
    bool sent[TRACE_COUNT] = {false};
    for (size_t at = 0; at + 1 < body.len; at++) {
        for (uint8_t i = chains.head[chain_of(body.at + at)]; i != 0; i = chains.next[i - 1]) {
            const struct trace *trace = &traces[i - 1];
            if (sent[i - 1] || !matches(body, at, trace)) {
                continue;
            }
            sent[i - 1] = request_holds(request, trace);
            if (!sent[i - 1]) {
                *out = (struct hp_internal){trace->what, excerpt(body, at)};
                return true;
            }
        }
    }
    return false;
}
