/* Judged cases a second on one thread, beside a loop that only parses and prints the same request
 * and response with cJSON.
 *
 * Ours is the worker of `hookproof run builtin` itself: it claims, builds and submits the cases of
 * a plan, has the built-in service answer, judges, and counts every record; its canaries are time
 * that is spent on no case. Only the journal is left out, as the peer writes nothing either.
 *
 * The sides take turns, a pass of a few milliseconds each, on one processor, so that a machine
 * whose speed drifts changes both. The peer runs in a child with cJSON's own allocator: the hooks
 * of the codec would slow its printing down. Prints one line a round and the median of the ratios.
 *
 * usage: judge_rate [full]
 * Without an argument the cases are those of one row, which a server takes; with "full" they are an
 * eighth of all cases of a full plan, most of which are refused. What cJSON cannot parse it
 * does not print.
 */
#include <cjson/cJSON.h>
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cases/cases.h"
#include "harness/base/alloc.h"
#include "harness/json/tree.h"
#include "harness/run/engine.h"
#include "harness/service/service.h"

enum {
    ROUNDS = 9,
    ROW_PASSES = 20,
    FULL_ROUNDS = 5,
    FULL_SHARDS = 8,
    TEXTS_FIRST = 4096, /* room for them, doubled when it is used up */
};

struct text {
    char *at;
    size_t len;
};

struct texts {
    struct text request;
    struct text response;
};

struct peer {
    pid_t child;
    int ask;
    int answer;
};

struct stage {
    struct hp_contract *contract;
    struct hp_run_options options;
    struct hp_plan *plan;
    struct hp_engine engine;
    struct hp_worker *worker;
    bool full;
    struct texts *texts;
    size_t count;
    size_t room;
    uint64_t passed; /* over all walks */
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

static struct text copy_of(struct hp_slice text)
{
    char *copy = hp_malloc(text.len + 1);
    if (copy == NULL) {
        fprintf(stderr, "judge_rate: no memory for the texts\n");
        exit(1);
    }
    if (text.len > 0) {
        memcpy(copy, text.at, text.len);
    }
    return (struct text){copy, text.len};
}

static struct texts *room_for_texts(struct stage *stage)
{
    if (stage->count == stage->room) {
        stage->room = stage->room == 0 ? TEXTS_FIRST : 2 * stage->room;
        stage->texts = hp_realloc(stage->texts, stage->room * sizeof(stage->texts[0]));
        if (stage->texts == NULL) {
            fprintf(stderr, "judge_rate: no memory for the texts\n");
            exit(1);
        }
    }
    return &stage->texts[stage->count++];
}

/* Told of every exchange of the first walk. */
static void keep_texts(void *context, const struct hp_case *kase,
                       const struct hp_exchange *exchange, const struct hp_judgement *judgement)
{
    struct stage *stage = context;
    if (judgement->verdict == HP_PASS && strcmp(kase->row->id, "canary") != 0) {
        *room_for_texts(stage) =
            (struct texts){copy_of(kase->request.body), copy_of(exchange->response.body)};
    }
}

/* One walk over the plan by the worker. */
static void walk(struct stage *stage)
{
    struct hp_engine *engine = &stage->engine;
    engine->cursor = (struct hp_plan_cursor){0};
    engine->plan_done = false;
    hp_worker_run(stage->worker);
    const struct hp_error *error = hp_worker_error(stage->worker);
    need(error->status, error);
}

/* Seconds of one walk. Every case has to pass: what is fast and wrong is not counted. */
static double judged_seconds(struct stage *stage)
{
    double start = now_s();
    walk(stage);
    double elapsed = now_s() - start;
    uint64_t passed = hp_reducer_totals(stage->engine.reducer)->pass - stage->passed;
    stage->passed += passed;
    if (passed != stage->count) {
        fprintf(stderr, "judge_rate: %llu of %zu cases passed\n", (unsigned long long)passed,
                stage->count);
        exit(1);
    }
    return elapsed;
}

static void parse_and_print(struct text text, bool has_to)
{
    cJSON *tree = cJSON_ParseWithLength(text.at, text.len);
    char *printed = tree == NULL ? NULL : cJSON_PrintUnformatted(tree);
    if (printed == NULL && has_to) {
        fprintf(stderr, "judge_rate: cJSON failed on %.*s\n", (int)text.len, text.at);
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
            parse_and_print(stage->texts[i].request, !stage->full);
            parse_and_print(stage->texts[i].response, !stage->full);
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

/* The parts of a run that a worker needs, as run.c makes them for `run builtin`. */
static void set_stage(struct stage *stage)
{
    static const char *const include[] = {"valid-operation-subsets"};
    struct hp_error error = {0};
    struct hp_run_options *options = &stage->options;
    struct hp_engine *engine = &stage->engine;
    need(hp_contract_open(NULL, &stage->contract, &error), &error);
    options->contract = stage->contract;
    options->rows = hp_cases_rows(&options->row_count);
    options->settings = hp_settings_doc;
    options->plan = (struct hp_plan_options){.seed = 1, .api_key = HP_SLICE("hookproof-bench-key")};
    if (stage->full) {
        options->plan.depth = HP_DEPTH_FULL;
        options->plan.shard = 1;
        options->plan.shards = FULL_SHARDS;
    } else {
        options->plan.depth = HP_DEPTH_STANDARD;
        options->plan.include = include;
        options->plan.include_count = 1;
    }
    options->target.address = "builtin";
    need(hp_address_parse("builtin", &options->address, &error), &error);
    engine->options = options;
    engine->workers = 1;
    engine->slots_each = HP_BUILTIN_SLOTS;
    need(hp_plan_new(stage->contract, options->rows, options->row_count, &options->plan,
                     &stage->plan, &error),
         &error);
    engine->plan = stage->plan;
    struct hp_service_options service = {.contract = stage->contract,
                                         .api_key = options->plan.api_key};
    need(hp_service_new(&service, &engine->service, &error), &error);
    need(hp_memory_new(&engine->judge.memory, &error), &error);
    need(hp_reducer_new(options->rows, options->row_count, &engine->reducer, &error), &error);
    engine->judge.contract = stage->contract;
    engine->judge.settings = &options->settings;
    engine->judge.api_key = options->plan.api_key;
    engine->judge.in_process = true;
    pthread_mutex_init(&engine->send_lock, NULL);
    pthread_mutex_init(&engine->sink_lock, NULL);
    stage->worker = hp_worker_new(engine, false, &error);
    need(error.status, &error);
}

static void clear_stage(struct stage *stage)
{
    struct hp_engine *engine = &stage->engine;
    for (size_t i = 0; i < stage->count; i++) {
        hp_free(stage->texts[i].request.at);
        hp_free(stage->texts[i].response.at);
    }
    hp_free(stage->texts);
    hp_worker_free(stage->worker);
    hp_reducer_free(engine->reducer);
    hp_memory_free(engine->judge.memory);
    hp_service_free(engine->service);
    hp_plan_free(stage->plan);
    hp_contract_free(stage->contract);
    pthread_mutex_destroy(&engine->send_lock);
    pthread_mutex_destroy(&engine->sink_lock);
}

int main(int argc, char **argv)
{
    static struct stage stage;
    stay_here();
    stage.full = argc > 1 && strcmp(argv[1], "full") == 0;
    int passes = stage.full ? 1 : ROW_PASSES;
    int rounds = stage.full ? FULL_ROUNDS : ROUNDS;
    set_stage(&stage);
    stage.options.trace = keep_texts;
    stage.options.trace_context = &stage;
    walk(&stage);
    stage.options.trace = NULL;
    stage.passed = hp_reducer_totals(stage.engine.reducer)->pass;

    double ratios[ROUNDS];
    printf("build: " HP_BUILD "\n");
    printf("%zu cases, %d passes a round: build, answer, judge, count | cJSON parse and print\n",
           stage.count, passes);
    struct peer peer = peer_start(&stage);
    for (int round = 0; round < rounds; round++) {
        double theirs = 0;
        double ours = 0;
        for (int pass = 0; pass < passes; pass++) {
            theirs += peer_seconds(&peer);
            ours += judged_seconds(&stage);
        }
        double cases = (double)stage.count * passes;
        ratios[round] = theirs / ours;
        printf("  %8.0f/s | %8.0f/s | ratio %.2f\n", cases / ours, cases / theirs, ratios[round]);
    }
    peer_stop(&peer);
    qsort(ratios, (size_t)rounds, sizeof(ratios[0]), by_value);
    printf("judged cases per second over cJSON parse-and-print, one thread: median ratio %.2f "
           "(min %.2f, max %.2f)\n",
           ratios[rounds / 2], ratios[0], ratios[rounds - 1]);
    clear_stage(&stage);
    return 0;
}
