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

#include "harness/check/needles.h"

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
static_assert((size_t)TRACE_COUNT <= HP_NEEDLES_MAX, "all are looked for at once");

/* The same at every place of the table above; made by the first who asks. */
static struct hp_needles needles;
static pthread_once_t needles_made = PTHREAD_ONCE_INIT;

static void make_needles(void)
{
    for (size_t i = 0; i < TRACE_COUNT; i++) {
        hp_needles_add(&needles, traces[i].text);
    }
    hp_needles_make(&needles);
}

static bool is_host_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '-';
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

/* A search through one body: the first trace in it that was not sent. */
struct search {
    struct hp_slice body;
    const struct hp_request *request;
    unsigned char sent[TRACE_COUNT]; /* of the three below */
    size_t trace;                    /* TRACE_COUNT: none yet */
    size_t at;
};

enum { UNKNOWN, SENT, NOT_SENT };

/* The text of a trace stands at `at`. Does what belongs to it, too? */
static bool is_whole(struct hp_slice body, const struct trace *trace, size_t at)
{
    size_t end = at + strlen(trace->text);
    if (trace->number && (end == body.len || body.at[end] < '0' || body.at[end] > '9')) {
        return false;
    }
    /* "/home/" behind a host name is the path of a link to some documentation. */
    return trace->text[0] != '/' || at == 0 || !is_host_character(body.at[at - 1]);
}

static void heed(void *context, size_t which, size_t at)
{
    struct search *search = context;
    bool later = search->trace < TRACE_COUNT &&
                 (at > search->at || (at == search->at && which > search->trace));
    if (later || search->sent[which] == SENT || !is_whole(search->body, &traces[which], at)) {
        return;
    }
    if (search->sent[which] == UNKNOWN) {
        search->sent[which] = request_holds(search->request, &traces[which]) ? SENT : NOT_SENT;
    }
    if (search->sent[which] == NOT_SENT) {
        search->trace = which;
        search->at = at;
    }
}

bool hp_internals_find(struct hp_slice body, const struct hp_request *request,
                       struct hp_internal *out)
{
    (void)pthread_once(&needles_made, make_needles);
    struct search search = {.body = body, .request = request, .trace = TRACE_COUNT};
    hp_needles_find(&needles, body, heed, &search);
    if (search.trace == TRACE_COUNT) {
        return false;
    }
    *out = (struct hp_internal){traces[search.trace].what, excerpt(body, search.at)};
    return true;
}
