/* A plan costs more than a short run of it, and hundreds of defects get the same one. Must not know
 * which cases a defect needs. */
#include "harness/cli/detect_plans.h"

#include <pthread.h>

#include "harness/base/alloc.h"

enum {
    PLANS_MAX = 64, /* one for each set of rows that some defect wants besides; today 13 */
    KEY_BYTES_MAX = 256 * 1024,
};

struct hp_detect_plans {
    pthread_mutex_t lock;
    struct {
        char *key;
        struct hp_prepared *prepared;
    } plans[PLANS_MAX];
    size_t count;
};

struct hp_detect_plans *hp_detect_plans_new(void)
{
    struct hp_detect_plans *plans = hp_calloc(1, sizeof(*plans));
    if (plans != NULL) {
        pthread_mutex_init(&plans->lock, NULL);
    }
    return plans;
}

void hp_detect_plans_free(struct hp_detect_plans *plans)
{
    if (plans == NULL) {
        return;
    }
    for (size_t i = 0; i < plans->count; i++) {
        hp_free(plans->plans[i].key);
        hp_prepared_free(plans->plans[i].prepared);
    }
    pthread_mutex_destroy(&plans->lock);
    hp_free(plans);
}

/* What tells two plans apart here, as text. */
static char *key_of(const struct hp_plan_options *plan)
{
    struct hp_buf key;
    hp_buf_init(&key, KEY_BYTES_MAX);
    hp_buf_printf(&key, "%d %llu %u\n", (int)plan->depth, (unsigned long long)plan->seed,
                  plan->strength);
    for (size_t i = 0; i < plan->include_count; i++) {
        hp_buf_printf(&key, "+%s\n", plan->include[i]);
    }
    for (size_t i = 0; i < plan->exclude_count; i++) {
        hp_buf_printf(&key, "-%s\n", plan->exclude[i]);
    }
    char *copy = key.failed ? NULL : hp_strndup(key.bytes, key.length);
    hp_buf_deinit(&key);
    return copy;
}

static const struct hp_prepared *find(const struct hp_detect_plans *plans, const char *key)
{
    for (size_t i = 0; i < plans->count; i++) {
        if (strcmp(plans->plans[i].key, key) == 0) {
            return plans->plans[i].prepared;
        }
    }
    return NULL;
}

/* Takes the key in any case. */
static enum hp_status make(struct hp_detect_plans *plans, struct hp_run_options *run, char *key,
                           struct hp_error *error)
{
    struct hp_prepared *prepared = NULL;
    enum hp_status status =
        hp_prepared_new(run->contract, run->rows, run->row_count, &run->plan, &prepared, error);
    if (status != HP_OK) {
        hp_free(key);
        return status;
    }
    plans->plans[plans->count].key = key;
    plans->plans[plans->count++].prepared = prepared;
    run->prepared = prepared;
    return HP_OK;
}

enum hp_status hp_detect_plans_take(struct hp_detect_plans *plans, struct hp_run_options *run,
                                    struct hp_error *error)
{
    char *key = key_of(&run->plan);
    enum hp_status status = HP_OK;
    if (key == NULL) {
        return hp_error_nomem(error);
    }
    pthread_mutex_lock(&plans->lock);
    run->prepared = find(plans, key);
    if (run->prepared == NULL && plans->count < PLANS_MAX) {
        status = make(plans, run, key, error);
    } else {
        hp_free(key); /* beyond the maximum, the run makes its own */
    }
    pthread_mutex_unlock(&plans->lock);
    return status;
}
