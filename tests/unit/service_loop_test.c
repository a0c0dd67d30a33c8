/* What holds whatever the peers do: limits of time, of connections, of descriptors; and the end. */
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/resource.h>

#include "harness/service/listener.h"
#include "harness/service/loop.h"
#include "tests/unit/service_wire.h"

/* Bounds that a test can wait for. */
static struct hp_server_options quick_options(void)
{
    struct hp_server_options options = standard_options();
    options.idle_seconds = 1;
    options.head_ms = 300;
    options.body_ms = 300;
    return options;
}

static void start_quick(void)
{
    struct hp_server_options options = quick_options();
    restart(&options);
}

/* Sends `text` octet by octet, 10 ms apart, until a reply comes; returns how long that took. */
static int64_t drip(int fd, struct hp_slice text)
{
    int64_t begin_ms = now_ms();
    for (size_t i = 0; i < text.len && inbox.length == 0; i++) {
        (void)send_all(fd, (struct hp_slice){text.at + i, 1});
        (void)receive_some(fd, &inbox, 10);
    }
    return now_ms() - begin_ms;
}

static void check_timed_out(int fd)
{
    struct reply reply = next_reply(fd, &inbox);
    check_reply(&reply);
    ck_assert_int_eq(reply.status, 408);
    ck_assert(reply.closes);
    check_closed(fd, &inbox);
    (void)close(fd);
    check_canary();
}

/* slow-headers */
START_TEST(a_header_section_that_drips_gets_408)
{
    start_quick();
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    int64_t took_ms = drip(fd, HP_SLICE(LINE GOOD SIZED));
    ck_assert_msg(took_ms >= 250 && took_ms < 2000, "%d ms", (int)took_ms);
    check_timed_out(fd);
}
END_TEST

START_TEST(a_header_section_that_stalls_gets_408)
{
    start_quick();
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, HP_SLICE("P")));
    check_canary(); /* others are served meanwhile */
    check_timed_out(fd);
}
END_TEST

/* slow-body */
START_TEST(a_body_that_drips_gets_408)
{
    start_quick();
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, HP_SLICE(LINE GOOD "Content-Length: 207\r\n\r\n")));
    int64_t took_ms = drip(fd, HP_SLICE(DOCUMENTED));
    ck_assert_msg(took_ms >= 250 && took_ms < 2000, "%d ms", (int)took_ms);
    check_timed_out(fd);
}
END_TEST

START_TEST(a_body_that_stalls_after_100_gets_408)
{
    start_quick();
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(
        send_all(fd, HP_SLICE(LINE GOOD "Expect: 100-continue\r\nContent-Length: 207\r\n\r\n")));
    ck_assert_int_eq(next_reply(fd, &inbox).status, 100);
    check_timed_out(fd);
}
END_TEST

START_TEST(chunk_framing_without_a_body_is_no_progress)
{
    start_quick();
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, HP_SLICE(LINE GOOD "Transfer-Encoding: chunked\r\n\r\n")));
    char part[600];
    (void)snprintf(part, sizeof(part), "1;a=%0500d\r\n \r\n", 0);
    int64_t begin_ms = now_ms();
    while (inbox.length == 0 && now_ms() - begin_ms < WAIT_MS) {
        (void)send_all(fd, hp_slice_of(part));
        (void)receive_some(fd, &inbox, 20);
    }
    check_timed_out(fd);
}
END_TEST

START_TEST(a_body_that_keeps_coming_is_read_to_its_end)
{
    start_quick();
    enum { PARTS = 12, PART_BYTES = 4000 };
    static char blanks[PART_BYTES];
    memset(blanks, ' ', sizeof(blanks));
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, HP_SLICE(LINE GOOD "Content-Length: 48207\r\n\r\n" DOCUMENTED)));
    for (int i = 0; i < PARTS; i++) { /* 1.2 s, four times the limit */
        ck_assert(send_all(fd, (struct hp_slice){blanks, sizeof(blanks)}));
        pause_ms(100);
    }
    ck_assert_int_eq(next_reply(fd, &inbox).status, 200);
    check_open(fd, &inbox);
    (void)close(fd);
}
END_TEST

START_TEST(each_request_of_a_connection_has_its_own_time)
{
    start_quick();
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    for (int i = 0; i < 4; i++) {
        ck_assert(send_all(fd, HP_SLICE(LINE GOOD)));
        pause_ms(150);
        ck_assert(send_all(fd, HP_SLICE("Content-Length: 207\r\n\r\n")));
        pause_ms(150);
        ck_assert(send_all(fd, HP_SLICE(DOCUMENTED)));
        ck_assert_int_eq(next_reply(fd, &inbox).status, 200);
    }
    (void)close(fd);
}
END_TEST

START_TEST(a_silent_connection_is_closed_without_a_word)
{
    start_quick();
    int fresh = connect_to(hp_server_port(server));
    int used = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(used, HP_SLICE(LINE GOOD SIZED)));
    ck_assert_int_eq(next_reply(used, &inbox).status, 200);
    int64_t begin_ms = now_ms();
    check_closed(used, &inbox);
    ck_assert_int_ge(now_ms() - begin_ms, 800);
    inbox_clear(&inbox);
    check_closed(fresh, &inbox);
    ck_assert_int_lt(now_ms() - begin_ms, 3000);
    (void)close(fresh);
    (void)close(used);
}
END_TEST

START_TEST(a_silent_connection_behind_an_aborted_one_is_closed_without_a_word)
{
    start_quick();
    int aborted = connect_to(hp_server_port(server));
    ck_assert(send_all(aborted, HP_SLICE(LINE GOOD "Content-Length: 207\r\n\r\n{")));
    pause_ms(50);
    reset_connection(aborted);
    pause_ms(50);
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    check_closed(fd, &inbox);
    (void)close(fd);
}
END_TEST

START_TEST(a_connection_that_is_used_is_not_silent)
{
    start_quick();
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    struct hp_slice dates[4];
    for (int i = 0; i < 4; i++) { /* in one piece: at no time is there half a request */
        ck_assert(send_all(fd, HP_SLICE(LINE GOOD SIZED)));
        struct reply reply = next_reply(fd, &inbox);
        ck_assert_int_eq(reply.status, 200);
        dates[i] = reply_field(reply.head, "Date");
        pause_ms(600);
    }
    ck_assert(!hp_slice_equal(dates[0], dates[3])); /* and time goes on */
    check_open(fd, &inbox);
    (void)close(fd);
}
END_TEST

START_TEST(the_start_of_a_request_may_come_with_the_end_of_the_one_before)
{
    start_quick();
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, HP_SLICE("POST /v3")));
    for (int i = 0; i < 5; i++) {
        pause_ms(150);
        ck_assert(send_all(fd, HP_SLICE("/core/webhooks HTTP/1.1\r\n" GOOD SIZED "POST /v3")));
        ck_assert_int_eq(next_reply(fd, &inbox).status, 200);
    }
    check_timed_out(fd);
}
END_TEST

START_TEST(empty_lines_do_not_keep_a_connection)
{
    start_quick();
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    int64_t begin_ms = now_ms();
    for (int i = 0; i < 7 && !inbox.ended; i++) {
        (void)send_all(fd, HP_SLICE("\r\n"));
        (void)receive_some(fd, &inbox, 300);
    }
    ck_assert(inbox.ended || inbox.reset);
    ck_assert_uint_eq(inbox.length, 0);
    ck_assert_int_lt(now_ms() - begin_ms, 2000);
    (void)close(fd);
}
END_TEST

/* Sends requests until nothing more is taken; returns how many octets that were. */
static size_t flood(int fd)
{
    static const char request[] = LINE GOOD SIZED;
    size_t sent_bytes = 0;
    for (int quiet = 0; quiet < 10;) {
        ssize_t sent = send(fd, request + sent_bytes % (sizeof(request) - 1),
                            sizeof(request) - 1 - sent_bytes % (sizeof(request) - 1),
                            MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN) {
            return sent_bytes;
        }
        if (sent < 0) {
            pause_ms(10);
            quiet++;
        } else {
            sent_bytes += (size_t)sent;
            quiet = 0;
        }
    }
    return sent_bytes;
}

static int connect_with_small_window(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(hp_server_port(server))};
    ck_assert_int_eq(inet_pton(AF_INET, "127.0.0.1", &address.sin_addr), 1);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int small = 4096;
    ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), 0);
    ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static void check_reset(int fd)
{
    int64_t begin_ms = now_ms();
    struct pollfd wait = {.fd = fd, .events = 0};
    while (poll(&wait, 1, 100) == 0 && now_ms() - begin_ms < WAIT_MS) {
    }
    ck_assert((wait.revents & (POLLHUP | POLLERR)) != 0);
    (void)close(fd);
    /* The next connection has the memory of this one, and nothing else of it. */
    fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    check_open(fd, &inbox);
    check_open(fd, &inbox);
    (void)close(fd);
}

START_TEST(a_client_that_takes_no_answers_is_not_read_any_more_and_reset)
{
    start_quick();
    int fd = connect_with_small_window();
    /* Both sockets' buffers, and not the gigabytes that a server would take that reads on. */
    ck_assert_uint_lt(flood(fd), (size_t)64 * 1024 * 1024);
    check_canary();
    check_reset(fd);
}
END_TEST

static int64_t cpu_ms(void)
{
    struct timespec used = {0};
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

START_TEST(a_client_that_takes_no_answers_is_waited_for_without_work)
{
    int fd = connect_with_small_window();
    (void)flood(fd);
    int64_t before_ms = cpu_ms();
    pause_ms(500);
    ck_assert_int_lt(cpu_ms() - before_ms, 100);
    (void)close(fd);
}
END_TEST

/* The server has nothing left to send, but its kernel has. */
START_TEST(answers_that_nobody_takes_are_not_left_to_the_kernel)
{
    start_quick();
    int fd = connect_with_small_window();
    for (int i = 0; i < 100; i++) {
        ck_assert(send_all(fd, HP_SLICE(LINE GOOD SIZED)));
    }
    check_reset(fd);
}
END_TEST

START_TEST(a_client_that_does_not_close_is_let_go_after_a_while)
{
    struct hp_server_options options = standard_options();
    options.connections_max = 1;
    restart(&options);
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, HP_SLICE("\xff")));
    ck_assert_int_eq(next_reply(fd, &inbox).status, 400);
    check_closed(fd, &inbox);
    int64_t begin_ms = now_ms();
    int status = 0;
    while (status != 200 && now_ms() - begin_ms < WAIT_MS) {
        int other = connect_to(hp_server_port(server));
        inbox_clear(&inbox);
        (void)send_all(other, HP_SLICE(LINE GOOD SIZED));
        status = next_reply(other, &inbox).status;
        (void)close(other);
        pause_ms(50);
    }
    ck_assert_int_eq(status, 200);
    ck_assert_int_ge(now_ms() - begin_ms, 1000);
    (void)close(fd);
}
END_TEST

START_TEST(a_connection_too_many_gets_503_and_the_next_one_is_served)
{
    enum { MAX = 4 };
    struct hp_server_options options = standard_options();
    options.connections_max = MAX;
    restart(&options);
    int taken[MAX];
    for (int i = 0; i < MAX; i++) {
        taken[i] = connect_to(hp_server_port(server));
        inbox_clear(&inbox);
        ck_assert(send_all(taken[i], HP_SLICE(LINE GOOD SIZED)));
        ck_assert_int_eq(next_reply(taken[i], &inbox).status, 200);
    }
    for (int i = 0; i < 3; i++) {
        int fd = connect_to(hp_server_port(server));
        inbox_clear(&inbox);
        if (i > 0) {
            ck_assert(send_all(fd, HP_SLICE(LINE GOOD SIZED)));
        }
        struct reply reply = next_reply(fd, &inbox);
        check_reply(&reply);
        ck_assert_int_eq(reply.status, 503);
        ck_assert(hp_slice_is(reply_field(reply.head, "Retry-After"), "1"));
        ck_assert(reply.closes);
        check_closed(fd, &inbox);
        (void)close(fd);
    }
    inbox_clear(&inbox);
    check_open(taken[0], &inbox);
    (void)close(taken[1]);
    pause_ms(50);
    check_canary();
    for (int i = 0; i < MAX; i++) {
        if (i != 1) {
            (void)close(taken[i]);
        }
    }
}
END_TEST

START_TEST(far_too_many_connections_are_all_let_go)
{
    enum { MANY = 200 };
    struct hp_server_options options = standard_options();
    options.connections_max = 1;
    restart(&options);
    int fds[MANY];
    for (int i = 0; i < MANY; i++) {
        fds[i] = connect_to(hp_server_port(server));
    }
    int turned_away = 0;
    for (int i = 1; i < MANY; i++) {
        inbox_clear(&inbox);
        int status = next_reply(fds[i], &inbox).status;
        ck_assert(status == 503 || (status == 0 && (inbox.ended || inbox.reset)));
        turned_away += status == 503;
    }
    ck_assert_int_ge(turned_away, 64);
    ck_assert_int_lt(turned_away, MANY - 1); /* these are kept a while: not any number of them */
    inbox_clear(&inbox);
    check_open(fds[0], &inbox);
    for (int i = 0; i < MANY; i++) {
        (void)close(fds[i]);
    }
    pause_ms(50);
    check_canary();
}
END_TEST

START_TEST(five_hundred_connections_are_served_at_once)
{
    enum { MANY = 500 };
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max < 4096 ? limit.rlim_max : 4096;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    struct hp_server_options options = standard_options();
    options.connections_max = MANY;
    options.threads = (unsigned)_i;
    restart(&options);
    static int fds[MANY];
    for (int i = 0; i < MANY; i++) {
        fds[i] = connect_to(hp_server_port(server));
    }
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < MANY; i++) {
            ck_assert(send_all(fds[i], HP_SLICE(LINE GOOD SIZED)));
        }
        for (int i = 0; i < MANY; i++) {
            inbox_clear(&inbox);
            ck_assert_int_eq(next_reply(fds[i], &inbox).status, 200);
        }
    }
    for (int i = 0; i < MANY; i++) {
        (void)close(fds[i]);
    }
    pause_ms(50);
    check_canary();
}
END_TEST

/* Lowers the limit until `left` descriptors can be opened. */
static void leave_descriptors(int left)
{
    int opened[8];
    struct rlimit limit;
    ck_assert_int_le(left, 8);
    for (int i = 0; i < left; i++) {
        opened[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
        ck_assert_int_ge(opened[i], 0);
    }
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = (rlim_t)opened[left - 1] + 1;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert_int_lt(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
    for (int i = 0; i < left; i++) {
        (void)close(opened[i]);
    }
}

/* The client's sockets are there before the limit, so only the server runs out. */
START_TEST(without_descriptors_a_client_is_refused_and_later_ones_are_served)
{
    enum { MANY = 40, LEFT = 5 };
    struct rlimit before;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    check_canary();
    pause_ms(100); /* for the server's side of it to be closed */
    int fds[MANY];
    for (int i = 0; i < MANY; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ck_assert_int_ge(fds[i], 0);
    }
    leave_descriptors(LEFT);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(hp_server_port(server))};
    ck_assert_int_eq(inet_pton(AF_INET, "127.0.0.1", &address.sin_addr), 1);
    int status[MANY];
    for (int i = 0; i < MANY; i++) {
        ck_assert_int_eq(connect(fds[i], (const struct sockaddr *)&address, sizeof(address)), 0);
        (void)send_all(fds[i], HP_SLICE(LINE GOOD SIZED));
        inbox_clear(&inbox);
        status[i] = next_reply(fds[i], &inbox).status;
        ck_assert(status[i] == 200 || status[i] == 503 || inbox.ended || inbox.reset);
        ck_assert_msg((status[i] == 200) == (i < LEFT), "%d: %d", i, status[i]);
    }
    /* Those that were taken are still served. */
    inbox_clear(&inbox);
    check_open(fds[0], &inbox);
    for (int i = 0; i < MANY; i++) {
        (void)close(fds[i]);
    }
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
    check_canary();
}
END_TEST

/* Clients that send until the end comes, and look at every reply. */
enum { CLIENTS = 8 };

struct hammer {
    pthread_t thread;
    atomic_int replies;
    int cut; /* replies of which only a part came */
};

static void *hammer(void *argument)
{
    struct hammer *own = argument;
    struct inbox *box = malloc(sizeof(*box));
    int fd = connect_to(hp_server_port(server));
    while (box != NULL && send_all(fd, HP_SLICE(LINE GOOD SIZED))) {
        inbox_clear(box);
        struct reply reply = next_reply(fd, box);
        if (reply.status != 200) {
            own->cut += box->length > 0;
            break;
        }
        atomic_fetch_add(&own->replies, 1);
    }
    (void)close(fd);
    free(box);
    return NULL;
}

static void *run_loop(void *loop)
{
    hp_loop_run(loop);
    return NULL;
}

/* Only the first loop is awake while they come, as it happens on a busy machine. */
START_TEST(connections_are_shared_out_evenly_whoever_accepts_them)
{
    enum { LOOPS = 3, EACH = 4 };
    static struct hp_loop_scope scope;
    struct hp_error error = {0};
    struct hp_loop *loops[LOOPS];
    pthread_t threads[LOOPS];
    int fds[LOOPS * EACH];
    uint16_t port = 0;
    scope.options = standard_options();
    scope.options.threads = LOOPS;
    scope.options.head_ms = scope.options.body_ms = WAIT_MS;
    ck_assert_int_eq(hp_listener_open("127.0.0.1", &port, &scope.listener, &error), HP_OK);
    for (int i = 0; i < LOOPS; i++) {
        ck_assert_int_eq(hp_loop_new(&scope, &loops[i], &error), HP_OK);
    }
    ck_assert_int_eq(pthread_create(&threads[0], NULL, run_loop, loops[0]), 0);
    for (int i = 0; i < LOOPS * EACH; i++) {
        fds[i] = connect_to(port);
        ck_assert(send_all(fds[i], HP_SLICE(LINE GOOD SIZED)));
    }
    int64_t begin_ms = now_ms();
    while (atomic_load(&scope.connections) < EACH && now_ms() - begin_ms < WAIT_MS) {
        pause_ms(1);
    }
    pause_ms(20); /* would it take more than its share? */
    for (int i = 0; i < LOOPS; i++) {
        ck_assert_uint_eq(hp_loop_share(loops[i]), EACH);
    }
    for (int i = 1; i < LOOPS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, run_loop, loops[i]), 0);
    }
    for (int i = 0; i < LOOPS * EACH; i++) {
        inbox_clear(&inbox);
        ck_assert_int_eq(next_reply(fds[i], &inbox).status, 200);
        (void)close(fds[i]);
    }
    for (int i = 0; i < LOOPS; i++) {
        hp_loop_stop(loops[i]);
    }
    for (int i = 0; i < LOOPS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        ck_assert_uint_eq(hp_loop_share(loops[i]), 0);
    }
    for (int i = 0; i < LOOPS; i++) {
        hp_loop_free(loops[i]);
    }
    (void)close(scope.listener);
}
END_TEST

START_TEST(a_stop_under_load_cuts_no_reply)
{
    struct hp_server_options options = standard_options();
    options.threads = (unsigned)_i;
    restart(&options);
    static struct hammer hammers[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        ck_assert_int_eq(pthread_create(&hammers[i].thread, NULL, hammer, &hammers[i]), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        while (atomic_load(&hammers[i].replies) < 50) {
            pause_ms(1);
        }
    }
    int64_t begin_ms = now_ms();
    hp_server_stop(server);
    server = NULL;
    ck_assert_int_lt(now_ms() - begin_ms, 1500);
    for (int i = 0; i < CLIENTS; i++) {
        ck_assert_int_eq(pthread_join(hammers[i].thread, NULL), 0);
        ck_assert_int_eq(hammers[i].cut, 0);
    }
}
END_TEST

START_TEST(what_was_sent_before_the_stop_is_answered)
{
    enum { CONNECTIONS = 20 };
    for (int round = 0; round < 20; round++) {
        int fds[CONNECTIONS];
        for (int i = 0; i < CONNECTIONS; i++) {
            fds[i] = connect_to(hp_server_port(server));
            ck_assert(send_all(fds[i], HP_SLICE(LINE GOOD SIZED)));
        }
        struct hp_server_options options = standard_options();
        options.threads = (unsigned)_i;
        restart(&options);
        for (int i = 0; i < CONNECTIONS; i++) {
            inbox_clear(&inbox);
            ck_assert_int_eq(next_reply(fds[i], &inbox).status, 200);
            (void)close(fds[i]);
        }
    }
}
END_TEST

static void *stop_server(void *unused)
{
    (void)unused;
    hp_server_stop(server);
    return NULL;
}

START_TEST(a_request_under_way_is_finished_before_the_stop)
{
    int fd = connect_to(hp_server_port(server));
    int idle = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, HP_SLICE(LINE GOOD "Content-Length: 207\r\n\r\n{")));
    pause_ms(20);
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, stop_server, NULL), 0);
    static struct inbox other;
    check_closed(idle, &other);
    ck_assert(
        send_all(fd, HP_SLICE("\"webhook\":{\"operations\":[\"CREATE\"],\"name\":\"webhook 1\","
                              "\"type\":\"CONNECTION_CHANGED\",\"data_models\":[\"ACCOUNTS\"],"
                              "\"url\":\"https://webhook.site/eec24873-a381-4694-b684-"
                              "a1d77d9e0697\",\"headers\":{\"api_key\":\"fhsjd\"}}}")));
    struct reply reply = next_reply(fd, &inbox);
    check_reply(&reply);
    ck_assert_int_eq(reply.status, 200);
    ck_assert(reply.closes);
    check_closed(fd, &inbox);
    (void)close(fd);
    (void)close(idle);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    server = NULL;
}
END_TEST

START_TEST(a_request_that_never_ends_does_not_keep_the_server)
{
    int fd = connect_to(hp_server_port(server));
    ck_assert(send_all(fd, HP_SLICE(LINE GOOD "Content-Length: 207\r\n\r\n{")));
    pause_ms(20);
    int64_t begin_ms = now_ms();
    hp_server_stop(server);
    server = NULL;
    ck_assert_int_lt(now_ms() - begin_ms, 3000);
    (void)close(fd);
}
END_TEST

START_TEST(a_client_that_does_not_close_does_not_keep_the_server)
{
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, HP_SLICE("\xff")));
    ck_assert_int_eq(next_reply(fd, &inbox).status, 400);
    check_closed(fd, &inbox);
    int64_t begin_ms = now_ms();
    hp_server_stop(server);
    server = NULL;
    ck_assert_int_lt(now_ms() - begin_ms, 1000);
    (void)close(fd);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service loop");
    TCase *tcase = tcase_create("loop");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_header_section_that_drips_gets_408);
    tcase_add_test(tcase, a_header_section_that_stalls_gets_408);
    tcase_add_test(tcase, a_body_that_drips_gets_408);
    tcase_add_test(tcase, a_body_that_stalls_after_100_gets_408);
    tcase_add_test(tcase, chunk_framing_without_a_body_is_no_progress);
    tcase_add_test(tcase, a_body_that_keeps_coming_is_read_to_its_end);
    tcase_add_test(tcase, each_request_of_a_connection_has_its_own_time);
    tcase_add_test(tcase, a_silent_connection_is_closed_without_a_word);
    tcase_add_test(tcase, a_silent_connection_behind_an_aborted_one_is_closed_without_a_word);
    tcase_add_test(tcase, a_connection_that_is_used_is_not_silent);
    tcase_add_test(tcase, the_start_of_a_request_may_come_with_the_end_of_the_one_before);
    tcase_add_test(tcase, empty_lines_do_not_keep_a_connection);
    tcase_add_test(tcase, a_client_that_takes_no_answers_is_not_read_any_more_and_reset);
    tcase_add_test(tcase, a_client_that_takes_no_answers_is_waited_for_without_work);
    tcase_add_test(tcase, answers_that_nobody_takes_are_not_left_to_the_kernel);
    tcase_add_test(tcase, a_client_that_does_not_close_is_let_go_after_a_while);
    tcase_add_test(tcase, a_connection_too_many_gets_503_and_the_next_one_is_served);
    tcase_add_test(tcase, far_too_many_connections_are_all_let_go);
    tcase_add_loop_test(tcase, five_hundred_connections_are_served_at_once, 1, 3);
    tcase_add_test(tcase, without_descriptors_a_client_is_refused_and_later_ones_are_served);
    tcase_add_loop_test(tcase, a_stop_under_load_cuts_no_reply, 1, 3);
    tcase_add_loop_test(tcase, what_was_sent_before_the_stop_is_answered, 1, 4);
    tcase_add_test(tcase, connections_are_shared_out_evenly_whoever_accepts_them);
    tcase_add_test(tcase, a_request_under_way_is_finished_before_the_stop);
    tcase_add_test(tcase, a_request_that_never_ends_does_not_keep_the_server);
    tcase_add_test(tcase, a_client_that_does_not_close_does_not_keep_the_server);
    suite_add_tcase(suite, tcase);
    return suite;
}
