/* Starting, stopping and binding, and clients in parallel. */
#include "harness/service/server.h"

#include "harness/base/alloc.h"
#include "tests/unit/service_wire.h"

START_TEST(a_port_in_use_is_an_error_that_says_so)
{
    struct hp_error error = {0};
    struct hp_server *second = NULL;
    struct hp_server_options options = standard_options();
    options.threads = 2; /* sharing a port with oneself is not sharing it with everybody */
    restart(&options);
    options.port = hp_server_port(server);
    ck_assert_int_eq(hp_server_start(&options, &second, &error), HP_ERR_USAGE);
    ck_assert_ptr_null(second);
    ck_assert_msg(strstr(error.text, "in use") != NULL, "%s", error.text);
    check_canary();
}
END_TEST

START_TEST(an_address_of_another_machine_cannot_be_bound)
{
    struct hp_error error = {0};
    struct hp_server *second;
    struct hp_server_options options = standard_options();
    options.host = "192.0.2.1"; /* RFC 5737 */
    ck_assert_int_eq(hp_server_start(&options, &second, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, "192.0.2.1") != NULL, "%s", error.text);
}
END_TEST

START_TEST(a_name_is_no_address_to_listen_on)
{
    struct hp_error error = {0};
    struct hp_server *second;
    struct hp_server_options options = standard_options();
    options.host = "localhost";
    ck_assert_int_eq(hp_server_start(&options, &second, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, "localhost") != NULL, "%s", error.text);
}
END_TEST

START_TEST(more_threads_than_there_is_room_for_are_refused)
{
    struct hp_error error = {0};
    struct hp_server *second;
    struct hp_server_options options = standard_options();
    options.threads = HP_SERVER_THREADS_MAX + 1;
    ck_assert_int_eq(hp_server_start(&options, &second, &error), HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, "65") != NULL, "%s", error.text);
}
END_TEST

START_TEST(ipv6_is_served_where_there_is_ipv6)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    int probe = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool has_ipv6 =
        probe >= 0 && bind(probe, (const struct sockaddr *)&address, sizeof(address)) == 0;
    if (probe >= 0) {
        (void)close(probe);
    }
    struct hp_error error = {0};
    struct hp_server *second = NULL;
    struct hp_server_options options = standard_options();
    options.host = "::1";
    enum hp_status status = hp_server_start(&options, &second, &error);
    ck_assert_int_eq(status, has_ipv6 ? HP_OK : HP_ERR_USAGE);
    if (status != HP_OK) {
        ck_assert_msg(strstr(error.text, "::1") != NULL, "%s", error.text);
        return;
    }
    address.sin6_port = htons(hp_server_port(second));
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    inbox_clear(&inbox);
    ck_assert(send_all(fd, HP_SLICE(LINE GOOD SIZED)));
    ck_assert_int_eq(next_reply(fd, &inbox).status, 200);
    (void)close(fd);
    hp_server_stop(second);
}
END_TEST

/* The server closed first, so it is the server's port that is in TIME_WAIT. */
START_TEST(a_stopped_server_gives_its_port_back_at_once)
{
    struct hp_server_options options = standard_options();
    options.port = hp_server_port(server);
    for (int i = 0; i < 5; i++) {
        int idle = connect_to(options.port);
        int fd = connect_to(options.port);
        inbox_clear(&inbox);
        ck_assert(send_all(fd, HP_SLICE(LINE GOOD "Connection: close\r\n" SIZED)));
        ck_assert_int_eq(next_reply(fd, &inbox).status, 200);
        check_closed(fd, &inbox);
        (void)close(fd);
        restart(&options);
        check_canary();
        (void)close(idle);
    }
}
END_TEST

START_TEST(options_of_zero_are_the_defaults)
{
    const struct hp_server_options options = {.service = fixture.service, .host = "127.0.0.1"};
    restart(&options);
    check_canary();
    static char megabyte[1024 * 1024 + 1];
    memset(megabyte, ' ', sizeof(megabyte));
    int fd = connect_to(hp_server_port(server));
    inbox_clear(&inbox);
    ck_assert(send_all(fd, HP_SLICE(LINE GOOD "Content-Length: 1048576\r\n\r\n")));
    ck_assert(send_all(fd, (struct hp_slice){megabyte, sizeof(megabyte) - 1}));
    struct reply reply = next_reply(fd, &inbox);
    ck_assert_int_eq(reply.status, 413);
    ck_assert(!reply.closes);
    ck_assert(send_all(fd, HP_SLICE(LINE GOOD "Content-Length: 1048577\r\n\r\n")));
    reply = next_reply(fd, &inbox);
    ck_assert_int_eq(reply.status, 413);
    ck_assert(reply.closes);
    (void)close(fd);
}
END_TEST

START_TEST(a_start_without_memory_fails_and_leaks_nothing)
{
    struct hp_server_options options = standard_options();
    options.threads = 2;
    uint64_t n = 1;
    for (;; n++) {
        struct hp_error error = {0};
        struct hp_server *second = NULL;
        hp_alloc_fail_at(n);
        enum hp_status status = hp_server_start(&options, &second, &error);
        hp_alloc_fail_at(0);
        if (status == HP_OK) {
            hp_server_stop(second);
            break;
        }
        ck_assert_int_eq(status, HP_ERR_NOMEM);
        ck_assert_ptr_null(second);
    }
    ck_assert_uint_gt(n, 3); /* the server and two loops */
    hp_server_stop(NULL);
}
END_TEST

/* Ids over parallel connections. */
enum { CLIENTS = 8, REQUESTS = 200, ID_CHARS = 20 };
static char ids[CLIENTS * REQUESTS][ID_CHARS];

static void *client(void *argument)
{
    char(*own)[ID_CHARS] = argument;
    struct inbox *box = malloc(sizeof(*box));
    int fd = connect_to(hp_server_port(server));
    for (int i = 0; box != NULL && i < REQUESTS; i++) {
        inbox_clear(box);
        (void)send_all(fd, HP_SLICE(LINE GOOD SIZED));
        struct reply reply = next_reply(fd, box);
        if (!hp_slice_starts_with(reply.body, HP_SLICE("{\"id\":\""))) {
            break;
        }
        memcpy(own[i], reply.body.at + 7, ID_CHARS);
    }
    (void)close(fd);
    free(box);
    return NULL;
}

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, ID_CHARS);
}

START_TEST(parallel_clients_of_two_threads_get_distinct_ids)
{
    struct hp_server_options options = standard_options();
    options.threads = 2;
    restart(&options);
    pthread_t threads[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, client, ids[i * REQUESTS]), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    }
    qsort(ids, CLIENTS * REQUESTS, ID_CHARS, compare_ids);
    ck_assert_int_ne(ids[0][0], '\0');
    for (int i = 1; i < CLIENTS * REQUESTS; i++) {
        ck_assert_int_ne(memcmp(ids[i - 1], ids[i], ID_CHARS), 0);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("service server");
    TCase *tcase = tcase_create("server");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_port_in_use_is_an_error_that_says_so);
    tcase_add_test(tcase, an_address_of_another_machine_cannot_be_bound);
    tcase_add_test(tcase, a_name_is_no_address_to_listen_on);
    tcase_add_test(tcase, more_threads_than_there_is_room_for_are_refused);
    tcase_add_test(tcase, ipv6_is_served_where_there_is_ipv6);
    tcase_add_test(tcase, a_stopped_server_gives_its_port_back_at_once);
    tcase_add_test(tcase, options_of_zero_are_the_defaults);
    tcase_add_test(tcase, a_start_without_memory_fails_and_leaks_nothing);
    tcase_add_test(tcase, parallel_clients_of_two_threads_get_distinct_ids);
    suite_add_tcase(suite, tcase);
    return suite;
}
