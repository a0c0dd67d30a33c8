/* Processes for plugins. Must not know what is asked, nor what an end means for a case. */
#include "harness/target/plugin_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/target/plugin_frame.h"
#include "harness/target/target_internal.h"

enum {
    /* Everything that may be waiting for one child: a question for each of its slots, of which one
     * has the largest body; more than that are never submitted together. */
    OUT_BYTES_MAX = 2147483647,
    IN_BYTES_MAX = 2 * HP_RESPONSE_BODY_BYTES_MAX,
    READ_BYTES = 64 * 1024,
    KEPT_BYTES = 1024 * 1024, /* of a buffer that was larger once */
    STOP_MS = 1000,
    LOG_TAIL_BYTES = 16 * 1024, /* room for a sanitizer's report, of which the first line says it */
    LOG_LINE_BYTES = 200,
};

void hp_plugin_child_init(struct hp_plugin_child *child)
{
    *child = (struct hp_plugin_child){.channel = -1, .log = -1};
    hp_buf_init(&child->out, OUT_BYTES_MAX);
    hp_buf_init(&child->in, IN_BYTES_MAX);
}

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
    *fd = -1;
}

static void forget(struct hp_plugin_child *child)
{
    close_fd(&child->channel);
    close_fd(&child->log);
    hp_buf_deinit(&child->out);
    hp_buf_deinit(&child->in);
    hp_plugin_child_init(child);
}

/* Waits up to `timeout_ms` for the process to end by itself. */
static bool wait_for_end(pid_t pid, int timeout_ms, int *how)
{
    uint64_t until_us = hp_monotonic_us_now() + (uint64_t)timeout_ms * 1000;
    for (;;) {
        pid_t ended = waitpid(pid, how, WNOHANG);
        if (ended == pid || (ended < 0 && errno != EINTR)) {
            return ended == pid;
        }
        if (hp_monotonic_us_now() >= until_us) {
            return false;
        }
        (void)nanosleep(&(struct timespec){0, 500 * 1000}, NULL);
    }
}

static void kill_all(pid_t pid)
{
    int how = 0;
    (void)kill(-pid, SIGKILL); /* its group: what it has started goes with it */
    (void)kill(pid, SIGKILL);
    while (waitpid(pid, &how, 0) < 0 && errno == EINTR) {
    }
}

void hp_plugin_child_stop(struct hp_plugin_child *child)
{
    int how = 0;
    if (child->pid > 0) {
        close_fd(&child->channel);
        if (!wait_for_end(child->pid, STOP_MS, &how)) {
            kill_all(child->pid);
        } else {
            (void)kill(-child->pid, SIGKILL);
        }
    }
    forget(child);
}

/* --- the last words --- */

/* The line of a log that says most: a sanitizer's verdict, a failed assertion, else the last one.
 */
static struct hp_slice telling_line(struct hp_slice log)
{
    static const struct hp_slice words[] = {HP_SLICE_INIT("Sanitizer: "),
                                            HP_SLICE_INIT("runtime error: "),
                                            HP_SLICE_INIT("Assertion ")};
    struct hp_slice last = {NULL, 0};
    while (log.len > 0) {
        size_t end = hp_slice_find(log, HP_SLICE("\n"));
        struct hp_slice line = hp_slice_trim((struct hp_slice){log.at, end});
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
            if (hp_slice_find(line, words[i]) < line.len) {
                return line;
            }
        }
        last = line.len > 0 ? line : last;
        size_t step = end < log.len ? end + 1 : end;
        log = (struct hp_slice){log.at + step, log.len - step};
    }
    return last;
}

/* Appends ": " and that line; what is not printable ASCII becomes a question mark. */
static void add_log_line(int log, char note[HP_PLUGIN_NOTE_BYTES])
{
    static char text[LOG_TAIL_BYTES];
    off_t size = lseek(log, 0, SEEK_END);
    off_t from = size > LOG_TAIL_BYTES ? size - LOG_TAIL_BYTES : 0;
    ssize_t have = size <= 0 ? 0 : pread(log, text, sizeof(text), from);
    struct hp_slice line = telling_line((struct hp_slice){text, have < 0 ? 0 : (size_t)have});
    size_t at = strlen(note);
    if (line.len == 0) {
        return;
    }
    (void)snprintf(note + at, HP_PLUGIN_NOTE_BYTES - at, ": %.*s",
                   (int)(line.len < LOG_LINE_BYTES ? line.len : LOG_LINE_BYTES), line.at);
    for (; note[at] != '\0'; at++) {
        note[at] = note[at] >= ' ' && note[at] <= '~' ? note[at] : '?';
    }
}

static void describe_end(int how, char note[HP_PLUGIN_NOTE_BYTES])
{
    if (WIFSIGNALED(how)) {
        const char *name = sigabbrev_np(WTERMSIG(how));
        (void)snprintf(note, HP_PLUGIN_NOTE_BYTES, "killed by SIG%s", name == NULL ? "?" : name);
    } else {
        (void)snprintf(note, HP_PLUGIN_NOTE_BYTES, "the process ended with exit code %d",
                       WEXITSTATUS(how));
    }
}

void hp_plugin_child_end(struct hp_plugin_child *child, char note[HP_PLUGIN_NOTE_BYTES])
{
    int how = 0;
    note[0] = '\0';
    if (child->pid > 0) {
        if (wait_for_end(child->pid, child->channel < 0 ? STOP_MS : 0, &how)) {
            (void)kill(-child->pid, SIGKILL);
            describe_end(how, note);
            add_log_line(child->log, note);
        } else {
            kill_all(child->pid);
        }
    }
    forget(child);
}

/* --- bytes both ways --- */

bool hp_plugin_child_send(struct hp_plugin_child *child)
{
    while (child->out_done < child->out.length) {
        ssize_t had = send(child->channel, child->out.bytes + child->out_done,
                           child->out.length - child->out_done, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (had < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            return true;
        }
        if (had < 0 && errno != EINTR) {
            close_fd(&child->channel);
            return false;
        }
        child->out_done += had < 0 ? 0 : (size_t)had;
    }
    child->out_done = 0;
    hp_buf_clear(&child->out);
    if (child->out.capacity > KEPT_BYTES) {
        hp_buf_deinit(&child->out);
        hp_buf_init(&child->out, OUT_BYTES_MAX);
    }
    return true;
}

bool hp_plugin_child_receive(struct hp_plugin_child *child)
{
    for (;;) {
        if (!hp_buf_reserve(&child->in, READ_BYTES)) {
            return false;
        }
        ssize_t have =
            recv(child->channel, child->in.bytes + child->in.length, READ_BYTES, MSG_DONTWAIT);
        if (have < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            return true;
        }
        if (have == 0 || (have < 0 && errno != EINTR)) {
            close_fd(&child->channel);
            return false;
        }
        child->in.length += have < 0 ? 0 : (size_t)have;
        if (have >= 0 && have < READ_BYTES) {
            return true;
        }
    }
}

/* --- the beginning --- */

static enum hp_status spawn(struct hp_plugin_child *child,
                            const struct hp_plugin_host_options *options, struct hp_error *error)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        return hp_error_set(error, HP_ERR_IO, "no socket pair for plugin %s: %s", options->file,
                            strerror(errno));
    }
    child->channel = pair[0];
    child->log = memfd_create("hookproof-plugin-log", MFD_CLOEXEC);
    if (child->log >= 0) {
        (void)fcntl(child->log, F_SETFL, O_APPEND);
    }
    pid_t pid = fork();
    if (pid == 0) {
        struct hp_plugin_host_options own = *options;
        own.channel = pair[1];
        own.log = child->log;
        hp_plugin_host_run(&own);
    }
    (void)close(pair[1]);
    if (pid < 0) {
        return hp_error_set(error, HP_ERR_IO, "no process for plugin %s: %s", options->file,
                            strerror(errno));
    }
    (void)setpgid(pid, pid); /* whichever of the two comes first */
    child->pid = pid;
    return HP_OK;
}

/* Waits for the first frame. False when it does not come. */
static bool first_frame(struct hp_plugin_child *child, uint32_t timeout_ms, struct hp_arena *arena,
                        struct hp_plugin_reply *head, struct hp_response *text)
{
    uint64_t until_us = hp_monotonic_us_now() + (uint64_t)timeout_ms * 1000;
    for (;;) {
        size_t used = 0;
        uint64_t now_us = hp_monotonic_us_now();
        switch (hp_plugin_reply_read(hp_buf_view(&child->in), arena, head, text, &used)) {
        case HP_PLUGIN_READ_OK:
            hp_buf_splice(&child->in, 0, used, (struct hp_slice){NULL, 0});
            return true;
        case HP_PLUGIN_READ_WRONG:
        case HP_PLUGIN_READ_NOMEM:
            return false;
        case HP_PLUGIN_READ_MORE:
            break;
        }
        struct pollfd poller = {.fd = child->channel, .events = POLLIN};
        int wait_ms = now_us < until_us ? (int)((until_us - now_us) / 1000) + 1 : 0;
        if (poll(&poller, 1, wait_ms) == 0 || !hp_plugin_child_receive(child)) {
            return false;
        }
    }
}

enum hp_status hp_plugin_child_start(struct hp_plugin_child *child,
                                     const struct hp_plugin_host_options *options,
                                     uint32_t timeout_ms, struct hp_error *error)
{
    struct hp_plugin_reply head = {0};
    struct hp_response text = {0};
    struct hp_arena arena;
    hp_arena_init(&arena, IN_BYTES_MAX);
    enum hp_status status = spawn(child, options, error);
    bool said = status == HP_OK && first_frame(child, timeout_ms, &arena, &head, &text);
    if (said && head.kind == HP_PLUGIN_CANNOT) {
        struct hp_slice why = text.body;
        status = hp_error_set(error, HP_ERR_USAGE, "plugin %s %.*s", options->file,
                              (int)(why.len < HP_ERROR_BYTES ? why.len : HP_ERROR_BYTES), why.at);
    } else if (status == HP_OK && !said) {
        char note[HP_PLUGIN_NOTE_BYTES];
        bool late = child->channel >= 0;
        hp_plugin_child_end(child, note);
        status = hp_error_set(error, HP_ERR_USAGE, "plugin %s cannot be loaded: %s", options->file,
                              late ? "it does not return from its own beginning" : note);
    }
    if (status != HP_OK) {
        hp_plugin_child_stop(child);
    }
    hp_arena_deinit(&arena);
    return status;
}
