/* hookproof selftest: every planted defect must be caught, and no correct variant accused. */
#include <fnmatch.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "harness/base/alloc.h"
#include "harness/cli/commands.h"
#include "harness/cli/detect.h"
#include "harness/cli/setup.h"
#include "harness/json/encode.h"
#include "harness/run/engine.h"

enum {
    THREADS_MAX = 8,
    WIRE_THREADS_MAX = 32, /* they wait for time-outs nearly all the time, and need no core */
    TOP = 3,               /* the expected row or check is to be among the first three */
    LINE_BYTES_MAX = 64 * 1024,
};

struct selftest {
    const struct hp_run_options *run;
    struct hp_detect_plans *plans;
    struct hp_detection *detections;
    size_t count;
    size_t defect_count; /* those come first, the variants behind */
    pthread_mutex_t lock;
    struct hp_error error; /* the first one */
};

/* Threads of one kind, and what they have still to do. */
struct lane {
    struct selftest *test;
    bool wire; /* for the defects that are served over a connection; else for the others */
    size_t threads_max;
    atomic_size_t next;
    pthread_t threads[WIRE_THREADS_MAX];
    size_t started;
};

struct tally {
    size_t defects, caught, variants, variants_right, variants_warned;
    size_t top;   /* the expected row or check among the first TOP causes ... */
    size_t leads; /* ... and that cause bears its name, instead of standing for it */
    size_t causes_max;
    uint64_t sent;
    double seconds;
};

static void detect_one(struct selftest *test, size_t index)
{
    struct hp_error error = {0};
    struct hp_detection *detection = &test->detections[index];
    const struct hp_defect *defect = detection->defect;
    if (hp_detect(test->run, test->plans, defect, index >= test->defect_count, detection, &error) !=
        HP_OK) {
        pthread_mutex_lock(&test->lock);
        if (test->error.status == HP_OK) {
            (void)hp_error_set(&test->error, error.status, "%s: %s", defect->id, error.text);
        }
        pthread_mutex_unlock(&test->lock);
    }
}

static bool has_failed(struct selftest *test)
{
    pthread_mutex_lock(&test->lock);
    bool failed = test->error.status != HP_OK;
    pthread_mutex_unlock(&test->lock);
    return failed;
}

static void *detect_all(void *context)
{
    struct lane *lane = context;
    struct selftest *test = lane->test;
    for (;;) {
        size_t i = atomic_fetch_add(&lane->next, 1);
        if (i >= test->count || has_failed(test)) {
            return NULL;
        }
        if (test->detections[i].defect->wire == lane->wire) {
            detect_one(test, i);
        }
    }
}

static void start(struct lane *lane)
{
    while (lane->started < lane->threads_max &&
           pthread_create(&lane->threads[lane->started], NULL, detect_all, lane) == 0) {
        lane->started++;
    }
}

static void finish(struct lane *lane)
{
    (void)detect_all(lane); /* with this thread, too: there may have been none to start */
    for (size_t i = 0; i < lane->started; i++) {
        (void)pthread_join(lane->threads[i], NULL);
    }
}

static void detect(struct selftest *test)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t threads = cores < 1 ? 1 : (size_t)cores;
    struct lane wire = {.test = test, .wire = true};
    struct lane others = {.test = test};
    for (size_t i = 0; i < test->count; i++) {
        wire.threads_max += test->detections[i].defect->wire;
    }
    wire.threads_max = wire.threads_max < WIRE_THREADS_MAX ? wire.threads_max : WIRE_THREADS_MAX;
    others.threads_max = (threads < THREADS_MAX ? threads : THREADS_MAX) - 1;
    start(&wire);
    start(&others);
    finish(&others);
    finish(&wire);
}

static bool matches(const struct hp_args *args, const char *id)
{
    for (size_t i = 0; i < args->counts[HP_OPT_DEFECT]; i++) {
        if (fnmatch(args->values[HP_OPT_DEFECT][i], id, 0) == 0) {
            return true;
        }
    }
    return args->counts[HP_OPT_DEFECT] == 0;
}

static enum hp_status pick(struct selftest *test, const struct hp_args *args,
                           struct hp_error *error)
{
    size_t defect_count;
    size_t variant_count;
    const struct hp_defect *const *defects = hp_defects(&defect_count);
    const struct hp_defect *const *variants = hp_variants(&variant_count);
    test->detections = hp_calloc(defect_count + variant_count, sizeof(*test->detections));
    if (test->detections == NULL) {
        return hp_error_nomem(error);
    }
    for (size_t i = 0; i < defect_count; i++) {
        if (matches(args, defects[i]->id)) {
            test->detections[test->count++].defect = defects[i];
        }
    }
    test->defect_count = test->count;
    for (size_t i = 0; i < variant_count; i++) {
        if (matches(args, variants[i]->id)) {
            test->detections[test->count++].defect = variants[i];
        }
    }
    return test->count > 0 ? HP_OK
                           : hp_error_set(error, HP_ERR_USAGE,
                                          "no defect is called so; `hookproof list defects` shows "
                                          "them all");
}

static struct tally count(const struct selftest *test)
{
    struct tally tally = {0};
    for (size_t i = 0; i < test->count; i++) {
        const struct hp_detection *detection = &test->detections[i];
        tally.sent += detection->sent;
        if (detection->variant) {
            tally.variants++;
            tally.variants_right += detection->right;
            tally.variants_warned += detection->warns > 0;
            continue;
        }
        tally.defects++;
        tally.caught += detection->right;
        bool top = detection->right && detection->rank >= 1 && detection->rank <= TOP;
        tally.top += top;
        tally.leads += top && detection->leads;
        tally.causes_max =
            detection->causes > tally.causes_max ? detection->causes : tally.causes_max;
    }
    return tally;
}

static double percent(size_t part, size_t whole)
{
    return whole == 0 ? 100.0 : 100.0 * (double)part / (double)whole;
}

static const char *verdict_of(const struct hp_detection *detection)
{
    if (detection->variant) {
        return detection->right ? "right" : "ACCUSED";
    }
    return detection->right ? "caught" : "MISSED";
}

/* What stands in the column of the row or check. */
static const char *shown_name(const struct hp_detection *detection)
{
    const char *name = detection->variant    ? detection->warned
                       : detection->rank > 0 ? detection->caught
                                             : detection->first;
    return name[0] == '\0' ? "-" : name;
}

static void print_text(const struct selftest *test, const struct tally *tally, bool quiet)
{
    printf("%-28s %-6s %-8s %4s %6s  %s\n", "defect", "level", "verdict", "rank", "causes",
           "caught by, first case");
    for (size_t i = 0; i < test->count; i++) {
        const struct hp_detection *detection = &test->detections[i];
        bool plain = detection->right &&
                     (detection->variant || (detection->rank >= 1 && detection->rank <= TOP));
        if (quiet && plain) {
            continue;
        }
        printf("%-28s %-6s %-8s %4u %6zu  %s  %s%s%s\n", detection->defect->id,
               detection->variant ? "-" : hp_level_name(detection->defect->level),
               verdict_of(detection), detection->rank, detection->causes, shown_name(detection),
               detection->sample, detection->reason[0] == '\0' ? "" : "; ", detection->reason);
    }
    printf("\n%zu of %zu defects caught, the expected row or check among the first %d causes: "
           "%zu (%.1f %%); %zu causes at most\n",
           tally->caught, tally->defects, TOP, tally->top, percent(tally->top, tally->defects),
           tally->causes_max);
    printf("%zu of %zu correct variants left alone\n", tally->variants_right, tally->variants);
    printf("sent %llu requests in %.2f s, depth %s\n", (unsigned long long)tally->sent,
           tally->seconds, hp_depth_name(test->run->plan.depth));
}

/* What the plan does not do, before anything else of the tables. */
static void print_misses(const struct selftest *test)
{
    size_t misses = 0;
    for (size_t i = 0; i < test->count; i++) {
        const struct hp_detection *detection = &test->detections[i];
        bool top = detection->variant || (detection->rank >= 1 && detection->rank <= TOP);
        if (detection->right && top) {
            continue;
        }
        printf("%s- %s (%s): %s; first cause %s\n",
               misses++ == 0 ? "Not as it ought to be:\n\n" : "", detection->defect->id,
               detection->defect->title,
               !detection->right ? verdict_of(detection) : "caught by another row than expected",
               detection->first[0] == '\0' ? "none" : detection->first);
    }
    printf("%s", misses == 0 ? "" : "\n");
}

static void print_totals(const struct selftest *test, const struct tally *tally)
{
    printf("- Defects caught at their level: %zu of %zu.\n"
           "- The expected row or check is among the first %d causes: %zu of %zu (%.1f %%). In %zu "
           "of them it is the cause's own name or the row of its first case; in the others it is "
           "one of the rows that the cause stands for, which reports name under it. Before the "
           "first run only the cause's own name was to count.\n"
           "- Causes of one defect: %zu at most.\n"
           "- Correct variants left alone: %zu of %zu; with a warning that is theirs: %zu.\n\n",
           tally->caught, tally->defects, TOP, tally->top, tally->defects,
           percent(tally->top, tally->defects), tally->leads, tally->causes_max,
           tally->variants_right, tally->variants, tally->variants_warned);
    print_misses(test);
}

static void print_markdown(const struct selftest *test, const struct tally *tally)
{
    printf("# Detection\n\nWritten by `hookproof selftest --depth %s --markdown`: the plan of "
           "this version against services that are wrong on purpose, and against some that are "
           "right in their own way. The column \"must be caught by\" was written by hand before "
           "the first run; where it, the level or the defect was changed afterwards, the last "
           "column says so.\n\n",
           hp_depth_name(test->run->plan.depth));
    print_totals(test, tally);
    printf("| defect | family | what is wrong | level | must be caught by | verdict | rank | "
           "causes | changed after the first run |\n"
           "|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < test->defect_count; i++) {
        const struct hp_detection *detection = &test->detections[i];
        const struct hp_defect *defect = detection->defect;
        printf("| %s | %s | %s | %s | %s | %s | %u | %zu | %s |\n", defect->id, defect->family,
               defect->title, hp_level_name(defect->level), defect->caught_by,
               verdict_of(detection), detection->rank, detection->causes,
               defect->missed == NULL ? "" : defect->missed);
    }
    printf("\n| correct variant | what is different | may warn | warned |\n|---|---|---|---|\n");
    for (size_t i = test->defect_count; i < test->count; i++) {
        const struct hp_detection *detection = &test->detections[i];
        printf("| %s | %s | %s | %s |\n", detection->defect->id, detection->defect->title,
               detection->defect->caught_by, detection->warned);
    }
}

static void append_text(struct hp_buf *line, const char *name, const char *value)
{
    hp_buf_printf(line, "%s\"%s\":", line->bytes[line->length - 1] == '{' ? "" : ",", name);
    hp_json_encode_string(line, hp_slice_of(value));
}

static void print_json(const struct selftest *test, const struct tally *tally)
{
    printf("{\"defects\":%zu,\"caught\":%zu,\"expected_in_top\":%zu,\"expected_leads\":%zu,"
           "\"variants\":%zu,"
           "\"variants_right\":%zu,\"causes_max\":%zu,\"sent\":%llu,\"seconds\":%.3f,"
           "\"depth\":\"%s\",\"results\":[",
           tally->defects, tally->caught, tally->top, tally->leads, tally->variants,
           tally->variants_right, tally->causes_max, (unsigned long long)tally->sent,
           tally->seconds, hp_depth_name(test->run->plan.depth));
    for (size_t i = 0; i < test->count; i++) {
        const struct hp_detection *detection = &test->detections[i];
        struct hp_buf line;
        hp_buf_init(&line, LINE_BYTES_MAX);
        hp_buf_char(&line, '{');
        append_text(&line, "id", detection->defect->id);
        append_text(&line, "family", detection->defect->family);
        append_text(&line, "title", detection->defect->title);
        append_text(&line, "level",
                    detection->variant ? "none" : hp_level_name(detection->defect->level));
        append_text(&line, "caught_by", detection->defect->caught_by);
        append_text(&line, "verdict", verdict_of(detection));
        append_text(&line, "first_cause", detection->first);
        append_text(&line, "case", detection->sample);
        append_text(&line, "reason", detection->reason);
        hp_buf_printf(
            &line,
            ",\"variant\":%s,\"right\":%s,\"rank\":%u,\"leads\":%s,\"causes\":%zu,\"fails\":%zu,"
            "\"warns\":%zu,\"seconds\":%.3f}",
            detection->variant ? "true" : "false", detection->right ? "true" : "false",
            detection->rank, detection->leads ? "true" : "false", detection->causes,
            detection->fails, detection->warns, detection->seconds);
        printf("%s\n%s", i == 0 ? "" : ",", hp_buf_cstr(&line));
        hp_buf_deinit(&line);
    }
    printf("\n]}\n");
}

static enum hp_status test_all(struct selftest *test, const struct hp_args *args, int *exit_code,
                               struct hp_error *error)
{
    uint64_t started_us = hp_monotonic_us();
    detect(test);
    if (test->error.status != HP_OK) {
        return hp_error_set(error, test->error.status, "%s", test->error.text);
    }
    struct tally tally = count(test);
    tally.seconds = (double)(hp_monotonic_us() - started_us) / 1e6;
    if (hp_args_has(args, HP_OPT_JSON)) {
        print_json(test, &tally);
    } else if (hp_args_has(args, HP_OPT_MARKDOWN)) {
        print_markdown(test, &tally);
    } else {
        print_text(test, &tally, hp_args_has(args, HP_OPT_QUIET));
    }
    bool all = tally.caught == tally.defects && tally.variants_right == tally.variants;
    *exit_code = all ? HP_EXIT_OK : HP_EXIT_NONCONFORMANT;
    return HP_OK;
}

int hp_cmd_selftest(const struct hp_args *args, struct hp_error *error)
{
    struct hp_setup setup = {0};
    struct selftest test = {.run = &setup.run, .lock = PTHREAD_MUTEX_INITIALIZER};
    int exit_code = HP_EXIT_OK;
    enum hp_status status = HP_OK;
    if (args->operand_count > 0) {
        status =
            hp_error_set(error, HP_ERR_USAGE, "selftest takes no operand (\"%s\"); see --defect",
                         args->operands[0]);
    }
    if (status == HP_OK) {
        status = hp_setup_init(&setup, args, "builtin", error);
    }
    if (status == HP_OK) {
        status = hp_target_setup(error);
    }
    if (status == HP_OK) {
        test.plans = hp_detect_plans_new();
        status = test.plans == NULL ? hp_error_nomem(error) : HP_OK;
    }
    if (status == HP_OK) {
        status = pick(&test, args, error);
    }
    if (status == HP_OK) {
        status = test_all(&test, args, &exit_code, error);
    }
    hp_free(test.detections);
    hp_detect_plans_free(test.plans);
    hp_setup_deinit(&setup);
    return status == HP_OK ? exit_code : hp_exit_of(status);
}
