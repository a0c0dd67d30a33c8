/* Judged cases a second on one thread, beside a loop that only parses and prints the same request
 * and response with cJSON.
 *
 * The sides take turns, a pass of a few milliseconds each, on one processor, so that a machine
 * whose speed drifts changes both. The peer runs in a child with cJSON's own allocator: the hooks
 * of the codec would slow its printing down. Prints one line a round and the median of the ratios.
 */
#include <cjson/cJSON.h>
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cases/cases.h"
#include "harness/base/alloc.h"
#include "harness/check/check.h"
#include "harness/json/tree.h"
#include "harness/service/service.h"

enum {
    ROUNDS = 9,
    CASES_MAX = 20000,
    PASSES = 20,
    SLOTS = 16, /* as a worker of `run builtin` has */
    ARENA_BYTES_MAX = 64 * 1024 * 1024
};

struct texts {
    char *request;
    char *response;
};

struct peer {
    pid_t child;
    int ask;
    int answer;
};

struct slot {
    struct hp_case kase;
    struct hp_exchange exchange;
    struct hp_arena arena;
};

struct stage {
    struct hp_contract *contract;
    struct hp_plan *plan;
    struct hp_service *service;
    struct hp_judge judge;
    struct slot slots[SLOTS];
    struct hp_arena judge_arena;
    struct texts texts[CASES_MAX];
    size_t count;
};

/* Processor time of this process: both sides run on one thread and wait for nothing, and what else
 * the machine does is not their business. */
static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void need(enum hp_status status, const struct hp_error *error)
{
    if (status != HP_OK) {
        fprintf(stderr, "judge_rate: %s\n", error->text);
        exit(1);
    }
}

static void keep_texts(struct stage *stage, const struct slot *slot)
{
    struct hp_slice request = slot->kase.request.body;
    struct hp_slice response = slot->exchange.response.body;
    if (stage->count < CASES_MAX) {
        stage->texts[stage->count++] = (struct texts){hp_strndup(request.at, request.len),
                                                      hp_strndup(response.at, response.len)};
    }
}

static void answer(struct stage *stage, struct slot *slot)
{
    slot->exchange = (struct hp_exchange){
        .end = HP_END_RESPONSE, .sent_unix_ms = 1700000000000, .received_unix_ms = 1700000000000};
    hp_arena_reset(&slot->arena);
    hp_service_handle(stage->service, &slot->kase.request, slot->exchange.sent_unix_ms,
                      &slot->arena, &slot->exchange.response);
}

/* Build, answer, judge as many cases as there are slots. Gives how many there were. */
static size_t take_batch(struct stage *stage, struct hp_plan_cursor *cursor, bool keep,
                         size_t *passed)
{
    struct hp_error error = {0};
    size_t count = 0;
    while (count < SLOTS && hp_plan_next(stage->plan, cursor, &stage->slots[count].kase, &error)) {
        count++;
    }
    need(error.status, &error);
    for (size_t i = 0; i < count; i++) {
        answer(stage, &stage->slots[i]);
    }
    hp_arena_reset(&stage->judge_arena);
    for (size_t i = 0; i < count; i++) {
        struct slot *slot = &stage->slots[i];
        struct hp_judgement judgement;
        need(hp_judge_exchange(&stage->judge, &slot->kase, &slot->exchange, &stage->judge_arena,
                               &judgement),
             &error);
        *passed += judgement.verdict == HP_PASS;
        if (keep) {
            keep_texts(stage, slot);
        }
    }
    return count;
}

/* One walk over the plan, in batches as an in-process worker of a run takes them. With `keep` the
 * texts are kept for the peer. */
static size_t walk(struct stage *stage, bool keep)
{
    struct hp_plan_cursor cursor = {0};
    size_t passed = 0;
    while (take_batch(stage, &cursor, keep, &passed) == SLOTS) {
    }
    return passed;
}

/* Seconds of one walk. Every case has to pass: what is fast and wrong is not counted. */
static double judged_seconds(struct stage *stage)
{
    double start = now_s();
    size_t passed = walk(stage, false);
    double elapsed = now_s() - start;
    if (passed != stage->count) {
        fprintf(stderr, "judge_rate: %zu of %zu cases passed\n", passed, stage->count);
        exit(1);
    }
    return elapsed;
}

static void parse_and_print(const char *text)
{
    cJSON *tree = cJSON_Parse(text);
    char *printed = tree == NULL ? NULL : cJSON_PrintUnformatted(tree);
    if (printed == NULL) {
        fprintf(stderr, "judge_rate: cJSON failed on %s\n", text);
        exit(1);
    }
    free(printed);
    cJSON_Delete(tree);
}

/* The child: for each octet that comes, one pass over the texts, and its seconds go back. */
static void serve_passes(const struct stage *stage, int asked, int answers)
{
    cJSON_InitHooks(NULL);
    char turn;
    while (read(asked, &turn, 1) == 1) {
        double start = now_s();
        for (size_t i = 0; i < stage->count; i++) {
            parse_and_print(stage->texts[i].request);
            parse_and_print(stage->texts[i].response);
        }
        double elapsed = now_s() - start;
        if (write(answers, &elapsed, sizeof(elapsed)) != sizeof(elapsed)) {
            _exit(1);
        }
    }
    _exit(0);
}

static struct peer peer_start(const struct stage *stage)
{
    int ask[2];
    int answer[2];
    if (pipe(ask) != 0 || pipe(answer) != 0) {
        exit(1);
    }
    struct peer peer = {.ask = ask[1], .answer = answer[0], .child = fork()};
    if (peer.child == 0) {
        close(ask[1]);
        close(answer[0]);
        serve_passes(stage, ask[0], answer[1]);
    }
    close(ask[0]);
    close(answer[1]);
    return peer;
}

static double peer_seconds(const struct peer *peer)
{
    double elapsed = 0;
    if (peer->child < 0 || write(peer->ask, "", 1) != 1 ||
        read(peer->answer, &elapsed, sizeof(elapsed)) != sizeof(elapsed)) {
        fprintf(stderr, "judge_rate: the peer failed\n");
        exit(1);
    }
    return elapsed;
}

static void peer_stop(const struct peer *peer)
{
    int status = 1;
    close(peer->ask);
    if (waitpid(peer->child, &status, 0) != peer->child || status != 0) {
        fprintf(stderr, "judge_rate: the peer failed\n");
        exit(1);
    }
    close(peer->answer);
}

/* Both sides on the processor that runs this: two processors need not be equally fast. */
static void stay_here(void)
{
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET((size_t)sched_getcpu(), &here);
    (void)sched_setaffinity(0, sizeof(here), &here);
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(void)
{
    static struct stage stage;
    static const char *const include[] = {"valid-operation-subsets"};
    struct hp_error error = {0};
    struct hp_slice key = HP_SLICE("hookproof-bench-key");
    stay_here();
    hp_json_setup();
    need(hp_contract_open(NULL, &stage.contract, &error), &error);
    size_t row_count;
    const struct hp_row *const *rows = hp_cases_rows(&row_count);
    struct hp_plan_options options = {.depth = HP_DEPTH_STANDARD,
                                      .seed = 1,
                                      .api_key = key,
                                      .include = include,
                                      .include_count = 1};
    need(hp_plan_new(stage.contract, rows, row_count, &options, &stage.plan, &error), &error);
    struct hp_service_options service = {.contract = stage.contract, .api_key = key};
    need(hp_service_new(&service, &stage.service, &error), &error);
    need(hp_memory_new(&stage.judge.memory, &error), &error);
    stage.judge.contract = stage.contract;
    stage.judge.settings = &hp_settings_doc;
    stage.judge.api_key = key;
    stage.judge.in_process = true;
    for (size_t i = 0; i < SLOTS; i++) {
        hp_case_init(&stage.slots[i].kase);
        hp_arena_init(&stage.slots[i].arena, ARENA_BYTES_MAX);
    }
    hp_arena_init(&stage.judge_arena, ARENA_BYTES_MAX);
    (void)walk(&stage, true);

    double ratios[ROUNDS];
    printf("%zu cases, %d passes a round: build, answer, judge | cJSON parse and print\n",
           stage.count, PASSES);
    struct peer peer = peer_start(&stage);
    for (int round = 0; round < ROUNDS; round++) {
        double theirs = 0;
        double ours = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            theirs += peer_seconds(&peer);
            ours += judged_seconds(&stage);
        }
        double cases = (double)(stage.count * PASSES);
        ratios[round] = theirs / ours;
        printf("  %8.0f/s | %8.0f/s | ratio %.2f\n", cases / ours, cases / theirs, ratios[round]);
    }
    peer_stop(&peer);
    qsort(ratios, ROUNDS, sizeof(ratios[0]), by_value);
    printf("judged cases per second over cJSON parse-and-print, one thread: median ratio %.2f "
           "(min %.2f, max %.2f)\n",
           ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
    for (size_t i = 0; i < stage.count; i++) {
        hp_free(stage.texts[i].request);
        hp_free(stage.texts[i].response);
    }
    for (size_t i = 0; i < SLOTS; i++) {
        hp_case_deinit(&stage.slots[i].kase);
        hp_arena_deinit(&stage.slots[i].arena);
    }
    hp_arena_deinit(&stage.judge_arena);
    hp_memory_free(stage.judge.memory);
    hp_service_free(stage.service);
    hp_plan_free(stage.plan);
    hp_contract_free(stage.contract);
    return 0;
}
