/* The process of a plugin: begins, answers, ends in every way, and says how. */
#include "harness/target/plugin_child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>

#include "harness/target/plugin_frame.h"
#include "tests/support/suite_main.h"

enum { START_MS = 20000, WAIT_MS = 20000 };

static struct hp_plugin_child child;
static struct hp_arena arena;
static struct hp_error error;

static void set_up(void)
{
    hp_plugin_child_init(&child);
    hp_arena_init(&arena, (size_t)64 * 1024 * 1024);
    error = (struct hp_error){0};
}

static void tear_down(void)
{
    hp_plugin_child_stop(&child);
    hp_arena_deinit(&arena);
}

static enum hp_status start(const char *file, const char *path, uint32_t timeout_ms)
{
    const struct hp_plugin_host_options options = {.file = file,
                                                   .api_key = HP_SLICE("key"),
                                                   .method = HP_SLICE("POST"),
                                                   .path = hp_slice_of(path),
                                                   .instance = 1};
    return hp_plugin_child_start(&child, &options, timeout_ms, &error);
}

static void start_well(void)
{
    ck_assert_msg(start(HP_TEST_PLUGIN, "/", START_MS) == HP_OK, "%s", error.text);
    ck_assert_int_gt(child.pid, 0);
}

static void ask(const char *target, struct hp_slice body)
{
    const struct hp_request request = {
        .method = HP_SLICE("POST"), .target = hp_slice_of(target), .body = body, .has_body = true};
    hp_plugin_question_write(&child.out, &request, 1);
}

/* Moves bytes until a frame is there; false when the child is gone first. */
static bool await(struct hp_response *response)
{
    for (;;) {
        struct hp_plugin_reply head;
        size_t used = 0;
        if (hp_plugin_reply_read(hp_buf_view(&child.in), &arena, &head, response, &used) ==
            HP_PLUGIN_READ_OK) {
            hp_buf_splice(&child.in, 0, used, (struct hp_slice){NULL, 0});
            return true;
        }
        bool more = child.out.length > child.out_done;
        struct pollfd poller = {.fd = child.channel,
                                .events = (short)(POLLIN | (more ? POLLOUT : 0))};
        ck_assert_int_gt(poll(&poller, 1, WAIT_MS), 0);
        if (!hp_plugin_child_send(&child) || !hp_plugin_child_receive(&child)) {
            return false;
        }
    }
}

START_TEST(questions_are_answered_in_their_order)
{
    struct hp_response response;
    start_well();
    ask("/a", HP_SLICE("first"));
    ask("/b", HP_SLICE("second"));
    ck_assert(await(&response));
    ck_assert_int_eq(response.status, 207);
    ck_assert_uint_eq(response.field_count, 1);
    ck_assert(hp_slice_is(response.body, "first"));
    ck_assert(await(&response));
    ck_assert(hp_slice_is(response.body, "second"));
}
END_TEST

/* More than a socket holds, both ways. */
START_TEST(a_large_body_comes_back_whole)
{
    enum { LARGE = 5 * 1024 * 1024 };
    struct hp_response response;
    struct hp_buf body;
    hp_buf_init(&body, LARGE);
    for (size_t i = 0; i < LARGE; i++) {
        hp_buf_char(&body, (char)(i * 2654435761u >> 24));
    }
    start_well();
    ask("/", hp_buf_view(&body));
    ck_assert(await(&response));
    ck_assert(hp_slice_equal(response.body, hp_buf_view(&body)));
    hp_buf_deinit(&body);
}
END_TEST

START_TEST(a_crash_is_told_by_its_signal_and_another_child_can_begin)
{
    struct hp_response response;
    char note[HP_PLUGIN_NOTE_BYTES];
    start_well();
    ask("/abort", HP_SLICE("x"));
    ck_assert(!await(&response));
    hp_plugin_child_end(&child, note);
    ck_assert_str_eq(note, "killed by SIGABRT: ?[31mtold to"); /* nothing of it is raw */
    ck_assert(child.pid == 0 && child.channel == -1 && child.log == -1);
    start_well();
    ask("/", HP_SLICE("again"));
    ck_assert(await(&response));
}
END_TEST

/* Does the process still exist? */
static bool lives(pid_t pid)
{
    return kill(pid, 0) == 0 || errno != ESRCH;
}

START_TEST(a_child_that_hangs_is_ended_without_a_word_of_its_own)
{
    char note[HP_PLUGIN_NOTE_BYTES] = "before";
    start_well();
    pid_t pid = child.pid;
    ask("/hang", HP_SLICE("x"));
    ck_assert(hp_plugin_child_send(&child));
    hp_plugin_child_end(&child, note);
    ck_assert_str_eq(note, "");
    ck_assert(!lives(pid));
}
END_TEST

START_TEST(stop_leaves_no_process)
{
    start_well();
    pid_t pid = child.pid;
    if (_i == 1) {
        ask("/hang", HP_SLICE("x"));
        ck_assert(hp_plugin_child_send(&child));
    }
    hp_plugin_child_stop(&child);
    ck_assert(!lives(pid));
    hp_plugin_child_stop(&child); /* safe again */
}
END_TEST

static const struct {
    const char *file, *path, *says;
    uint32_t timeout_ms;
} refusals[] = {
    {"/nowhere/at/all.so", "/", "plugin /nowhere/at/all.so cannot be loaded", START_MS},
    {"/proc/self/status", "/", "plugin /proc/self/status cannot be loaded", START_MS},
    {HP_TEST_PLUGIN, "/refuse", "its function `init` returned 9", START_MS},
    {HP_TEST_PLUGIN, "/end", "the process ended with exit code 5: last ?[31mwords", START_MS},
    {HP_TEST_PLUGIN, "/hang", "it does not return from its own beginning", 300},
};

START_TEST(what_cannot_begin_is_one_sentence_and_no_process)
{
    ck_assert_int_eq(start(refusals[_i].file, refusals[_i].path, refusals[_i].timeout_ms),
                     HP_ERR_USAGE);
    ck_assert_msg(strstr(error.text, refusals[_i].says) != NULL, "%s", error.text);
    ck_assert(strchr(error.text, '\n') == NULL && strchr(error.text, '\033') == NULL);
    ck_assert(child.pid == 0 && child.channel == -1);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("target_plugin_child");
    TCase *tcase = tcase_create("plugin_child");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, questions_are_answered_in_their_order);
    tcase_add_test(tcase, a_large_body_comes_back_whole);
    tcase_add_test(tcase, a_crash_is_told_by_its_signal_and_another_child_can_begin);
    tcase_add_test(tcase, a_child_that_hangs_is_ended_without_a_word_of_its_own);
    tcase_add_loop_test(tcase, stop_leaves_no_process, 0, 2);
    tcase_add_loop_test(tcase, what_cannot_begin_is_one_sentence_and_no_process, 0,
                        (int)(sizeof(refusals) / sizeof(refusals[0])));
    suite_add_tcase(suite, tcase);
    return suite;
}
