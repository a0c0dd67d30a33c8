/* Runs a plugin in a process of its own. Everything here is at the mercy of foreign code, so it
 * keeps nothing that hookproof needs, and whatever it says is checked by the other end. Must not
 * know slots, time limits or what becomes of an answer. */
#include "harness/target/plugin_host.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <hookproof/target.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/limits.h"
#include "harness/target/plugin_frame.h"
#include "harness/target/plugin_heap.h"

enum {
    LOG_BYTES_MAX = 1024 * 1024, /* of a plugin's chatter, before it begins anew */
    /* What a plugin may take beyond what the process had: a leak ends in its own NULL, not in the
     * machine's last page. */
    MEMORY_BYTES_MAX = 1024 * 1024 * 1024,
    /* How often a request that left memory behind is asked again, to see whether it always does. */
    REPETITIONS = 4,
    KEPT_BYTES = 1024 * 1024, /* a larger body's pages are given back */
};

/* The body of a request, ending where a page that nobody may touch begins: who reads one byte too
 * far does not get away with it. */
struct guarded {
    char *pages;
    size_t bytes; /* without the guard */
};

struct host {
    const struct hp_plugin_host_options *options;
    const struct hookproof_target *plugin;
    void *state;
    struct hp_arena arena; /* of one question */
    struct hp_buf text;    /* of one question */
    struct hp_buf reply;
    struct guarded body;
    uint64_t heap_peak; /* in use after a request, at most, so far */
};

/* --- the channel --- */

/* False when the other end has gone. */
static bool read_all(int channel, void *bytes, size_t count)
{
    char *at = bytes;
    while (count > 0) {
        ssize_t have = read(channel, at, count);
        if (have == 0 || (have < 0 && errno != EINTR)) {
            return false;
        }
        at += have < 0 ? 0 : have;
        count -= have < 0 ? 0 : (size_t)have;
    }
    return true;
}

static void write_all(int channel, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t had = write(channel, bytes, count);
        if (had < 0 && errno != EINTR) {
            _exit(0);
        }
        bytes += had < 0 ? 0 : had;
        count -= had < 0 ? 0 : (size_t)had;
    }
}

static void write_reply(struct host *host, struct hp_plugin_reply head,
                        const struct hp_field *fields, struct hp_slice body)
{
    struct hp_buf *reply = &host->reply;
    head.magic = HP_PLUGIN_MAGIC;
    head.body_bytes = body.len;
    hp_buf_clear(reply);
    hp_buf_append(reply, &head, sizeof(head));
    hp_plugin_fields_write(reply, fields, (size_t)head.field_count);
    head.text_bytes = reply->length - sizeof(head);
    hp_buf_slice(reply, body);
    if (reply->failed) {
        _exit(1);
    }
    memcpy(reply->bytes, &head, sizeof(head));
}

static void send_reply(struct host *host)
{
    write_all(host->options->channel, host->reply.bytes, host->reply.length);
}

static _Noreturn void give_up(struct host *host, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static _Noreturn void give_up(struct host *host, const char *format, ...)
{
    char text[HP_ERROR_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    write_reply(host, (struct hp_plugin_reply){.kind = HP_PLUGIN_CANNOT}, NULL, hp_slice_of(text));
    send_reply(host);
    _exit(0);
}

/* --- loading --- */

/* A plugin that brings its own copy of a library that hookproof has, too, gets its own; sanitizers
 * refuse to work that way. */
static int load_flags(void)
{
    bool sanitized = dlsym(RTLD_DEFAULT, "__sanitizer_print_stack_trace") != NULL;
    return RTLD_NOW | RTLD_LOCAL | (sanitized ? 0 : RTLD_DEEPBIND);
}

static void load(struct host *host)
{
    const char *file = host->options->file;
    void *object = dlopen(file, load_flags());
    if (object == NULL) {
        const char *why = dlerror();
        size_t name = strlen(file);
        bool repeats = strncmp(why, file, name) == 0 && why[name] == ':';
        give_up(host, "cannot be loaded%s", repeats ? why + name : why);
    }
    const struct hookproof_target *plugin = dlsym(object, "hookproof_target");
    if (plugin == NULL) {
        give_up(host, "has no symbol hookproof_target; hookproof/target.h says how to define it");
    }
    if (plugin->abi != HOOKPROOF_TARGET_ABI) {
        give_up(host,
                "was built for version %u of hookproof/target.h, this hookproof has version %u: "
                "build it again",
                (unsigned)plugin->abi, HOOKPROOF_TARGET_ABI);
    }
    if (plugin->struct_bytes < sizeof(*plugin) || plugin->handle == NULL) {
        give_up(host, plugin->handle == NULL
                          ? "its hookproof_target has no function `handle`"
                          : "its hookproof_target.struct_bytes is not sizeof(struct "
                            "hookproof_target)");
    }
    host->plugin = plugin;
}

static struct hookproof_bytes bytes_of(struct hp_slice text)
{
    return (struct hookproof_bytes){text.at, text.len};
}

static void start(struct host *host)
{
    const struct hp_plugin_host_options *options = host->options;
    struct hookproof_setup setup = {.struct_bytes = sizeof(setup),
                                    .api_key = bytes_of(options->api_key),
                                    .method = bytes_of(options->method),
                                    .path = bytes_of(options->path),
                                    .instance = options->instance};
    int code = host->plugin->init == NULL ? 0 : host->plugin->init(&setup, &host->state);
    if (code != 0) {
        give_up(host, "its function `init` returned %d", code);
    }
}

/* --- the process --- */

/* Whatever hookproof has open or caught is none of the plugin's business. */
static void stand_alone(const struct hp_plugin_host_options *options)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)setpgid(0, 0);
    (void)signal(SIGINT, SIG_DFL);
    (void)signal(SIGTERM, SIG_DFL);
    (void)signal(SIGXFSZ, SIG_DFL);
    (void)dup2(options->log, STDOUT_FILENO);
    (void)dup2(options->log, STDERR_FILENO);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    (void)dup2(null, STDIN_FILENO);
    int last = options->channel;
    (void)close_range(STDERR_FILENO + 1, (unsigned)last - 1, 0);
    (void)close_range((unsigned)last + 1, ~0u, 0);
    struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
}

/* Not under a sanitizer, whose shadow takes terabytes of addresses. */
static void limit_memory(void)
{
    if (dlsym(RTLD_DEFAULT, "__sanitizer_print_stack_trace") != NULL) {
        return;
    }
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL || fscanf(file, "%ld", &pages) != 1) {
        pages = 0;
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    rlim_t bytes = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + MEMORY_BYTES_MAX;
    struct rlimit limit = {bytes, bytes};
    (void)setrlimit(RLIMIT_AS, &limit);
}

static void keep_log_short(void)
{
    if (lseek(STDERR_FILENO, 0, SEEK_END) > LOG_BYTES_MAX) {
        (void)ftruncate(STDERR_FILENO, 0);
    }
}

/* --- one question --- */

static size_t round_to_pages(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (bytes + page - 1) / page * page;
}

static void guarded_free(struct guarded *guarded)
{
    if (guarded->pages != NULL) {
        (void)munmap(guarded->pages, guarded->bytes + round_to_pages(1));
    }
    *guarded = (struct guarded){NULL, 0};
}

/* Room for `bytes` bytes that end at the guard. */
static char *guarded_room(struct guarded *guarded, size_t bytes)
{
    if (guarded->pages == NULL || bytes > guarded->bytes || guarded->bytes > KEPT_BYTES) {
        guarded_free(guarded);
        size_t want = round_to_pages(bytes < KEPT_BYTES ? KEPT_BYTES : bytes);
        size_t guard = round_to_pages(1);
        char *pages = mmap(NULL, want + guard, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (pages == MAP_FAILED || mprotect(pages + want, guard, PROT_NONE) != 0) {
            _exit(1);
        }
        *guarded = (struct guarded){pages, want};
    }
    return guarded->pages + guarded->bytes - bytes;
}

/* False when there is none any more. */
static bool read_question(struct host *host, struct hp_request *request, int64_t *now_unix_ms)
{
    struct hp_plugin_question head;
    int channel = host->options->channel;
    if (!read_all(channel, &head, sizeof(head))) {
        return false;
    }
    hp_arena_reset(&host->arena);
    hp_buf_clear(&host->text);
    if (!hp_buf_reserve(&host->text, head.text_bytes + 1)) {
        _exit(1);
    }
    if (!read_all(channel, host->text.bytes, head.text_bytes)) {
        return false;
    }
    if (!hp_plugin_question_read(&head, host->text.bytes, &host->arena, request)) {
        _exit(1);
    }
    if (head.has_body != 0) {
        char *body = guarded_room(&host->body, head.body_bytes);
        if (!read_all(channel, body, head.body_bytes)) {
            return false;
        }
        request->body = (struct hp_slice){body, head.body_bytes};
    }
    *now_unix_ms = head.now_unix_ms;
    return true;
}

static struct hookproof_request public_request(struct host *host, const struct hp_request *request,
                                               int64_t now_unix_ms)
{
    struct hookproof_field *fields =
        hp_arena_take(&host->arena, (request->field_count + 1) * sizeof(*fields));
    if (fields == NULL) {
        _exit(1);
    }
    for (size_t i = 0; i < request->field_count; i++) {
        fields[i].name = bytes_of(request->fields[i].name);
        fields[i].value = bytes_of(request->fields[i].value);
    }
    return (struct hookproof_request){.struct_bytes = sizeof(struct hookproof_request),
                                      .method = bytes_of(request->method),
                                      .target = bytes_of(request->target),
                                      .fields = fields,
                                      .field_count = request->field_count,
                                      .body = bytes_of(request->body),
                                      .has_body = request->has_body,
                                      .now_unix_ms = now_unix_ms};
}

static uint64_t monotonic_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static int call(struct host *host, const struct hookproof_request *request,
                struct hookproof_response *response)
{
    *response = (struct hookproof_response){.struct_bytes = sizeof(*response)};
    return host->plugin->handle(host->state, request, response);
}

static void release(struct host *host, int code, struct hookproof_response *response)
{
    if (code == 0 && host->plugin->release != NULL) {
        host->plugin->release(host->state, response);
    }
}

static bool is_too_large(const struct hookproof_response *response)
{
    size_t text = 0;
    if (response->body.length > HOOKPROOF_BODY_BYTES_MAX ||
        response->field_count > HOOKPROOF_FIELDS_MAX) {
        return true;
    }
    for (size_t i = 0; i < response->field_count; i++) {
        const struct hookproof_field *field = &response->fields[i];
        if (field->name.length > HOOKPROOF_FIELDS_BYTES_MAX - text ||
            field->value.length > HOOKPROOF_FIELDS_BYTES_MAX - text - field->name.length) {
            return true;
        }
        text += field->name.length + field->value.length;
    }
    return false;
}

/* Copies the whole response, so that a pointer into nowhere is a crash of this request. */
static void write_answer(struct host *host, int code, const struct hookproof_response *response,
                         uint64_t duration_us)
{
    struct hp_field fields[HOOKPROOF_FIELDS_MAX];
    struct hp_plugin_reply head = {
        .kind = HP_PLUGIN_ANSWER, .returned = code, .duration_us = duration_us};
    if (code != 0 || is_too_large(response)) {
        head.kind = code != 0 ? HP_PLUGIN_NO_ANSWER : HP_PLUGIN_TOO_LARGE;
        write_reply(host, head, NULL, (struct hp_slice){NULL, 0});
        return;
    }
    head.status = response->status;
    head.field_count = response->field_count;
    for (size_t i = 0; i < response->field_count; i++) {
        const struct hookproof_field *field = &response->fields[i];
        fields[i] = (struct hp_field){{field->name.bytes, field->name.length},
                                      {field->value.bytes, field->value.length}};
    }
    write_reply(host, head, fields, (struct hp_slice){response->body.bytes, response->body.length});
}

/* Asks again until memory that stays is told from memory that only the first time takes (caches, a
 * table that grew). What each repetition leaves behind, at least; 0 when one left nothing. */
static uint64_t find_leak(struct host *host, const struct hookproof_request *request)
{
    uint64_t least = UINT64_MAX;
    uint64_t before = 0;
    for (int i = 0; i <= REPETITIONS && least > 0; i++) {
        struct hookproof_response response;
        release(host, call(host, request, &response), &response);
        if (host->plugin->reset != NULL) {
            host->plugin->reset(host->state);
        }
        uint64_t after = hp_plugin_heap_bytes();
        uint64_t kept = after > before ? after - before : 0;
        least =
            i > 0 && kept < least ? kept : least; /* the first one may fill what reset emptied */
        before = after;
    }
    return least;
}

/* False when there is no question any more. */
static bool answer_one(struct host *host)
{
    struct hp_request question;
    struct hookproof_response response;
    int64_t now_unix_ms = 0;
    if (!read_question(host, &question, &now_unix_ms)) {
        return false;
    }
    struct hookproof_request request = public_request(host, &question, now_unix_ms);
    uint64_t start_us = monotonic_us();
    int code = call(host, &request, &response);
    write_answer(host, code, &response, monotonic_us() - start_us);
    release(host, code, &response);
    struct hp_plugin_reply head;
    memcpy(&head, host->reply.bytes, sizeof(head));
    head.heap_bytes = hp_plugin_heap_bytes();
    if (head.heap_bytes > host->heap_peak) {
        head.leaked_bytes = find_leak(host, &request);
        uint64_t heap = hp_plugin_heap_bytes();
        host->heap_peak = heap > head.heap_bytes ? heap : head.heap_bytes;
    }
    memcpy(host->reply.bytes, &head, sizeof(head));
    send_reply(host);
    keep_log_short();
    return true;
}

void hp_plugin_host_run(const struct hp_plugin_host_options *options)
{
    struct host host = {.options = options};
    stand_alone(options);
    hp_arena_init(&host.arena, HP_REQUEST_BODY_BYTES_MAX);
    hp_buf_init(&host.text, HP_REQUEST_BODY_BYTES_MAX);
    hp_buf_init(&host.reply, (size_t)2 * HOOKPROOF_BODY_BYTES_MAX);
    limit_memory();
    load(&host);
    start(&host);
    write_reply(&host, (struct hp_plugin_reply){.kind = HP_PLUGIN_READY}, NULL,
                (struct hp_slice){NULL, 0});
    send_reply(&host);
    while (answer_one(&host)) {
    }
    if (host.plugin->deinit != NULL) {
        host.plugin->deinit(host.state);
    }
    _exit(0); /* what hookproof has to do at its end is not done twice */
}
