/* One run from setup to reports. Must not know what is sent. */
#include "harness/cli/perform.h"

#include <stdio.h>

#include "harness/cli/commands.h"
#include "harness/cli/config.h"
#include "harness/cli/output.h"
#include "harness/cli/progress.h"
#include "harness/cli/stop.h"
#include "harness/cli/trace.h"
#include "harness/run/baseline.h"
#include "harness/run/body_case.h"
#include "harness/run/corpus.h"

/* What a run that judged nothing says about findings is nothing. */
static enum hp_status write_baseline(const struct hp_args *args, const struct hp_baseline *known,
                                     const struct hp_summary *summary, struct hp_error *error)
{
    const char *path = hp_args_text(args, HP_OPT_WRITE_BASELINE, NULL);
    if (path == NULL) {
        return HP_OK;
    }
    if (summary->exit_code == HP_EXIT_TARGET) {
        fprintf(stderr, "hookproof: %s was not written, since this run is inconclusive\n", path);
        return HP_OK;
    }
    return hp_baseline_write(path, known, summary, error);
}

/* Behind the reports: what a campaign leaves for the next one. */
static void tell_corpus(const struct hp_run_options *run, const struct hp_corpus_facts *facts)
{
    if (facts->left_out > 0) {
        fprintf(
            stderr,
            "hookproof: %zu files of the corpus were left out: empty, over %d bytes, or behind the "
            "first %d\n",
            facts->left_out, HP_BODY_BYTES_MAX, HP_CORPUS_MAX);
    }
    if (run->campaign == HP_CAMPAIGN_FUZZ && facts->bodies > 0) {
        fprintf(stderr, "hookproof: the corpus %s holds %zu bodies, %zu of them new\n", run->corpus,
                facts->bodies, facts->fresh);
    }
}

enum hp_status hp_perform(struct hp_setup *setup, const struct hp_args *args, int *exit_code,
                          struct hp_error *error)
{
    struct hp_run_options *run = &setup->run;
    struct hp_progress_line progress = {0};
    enum hp_status status = hp_progress_init(&progress, args, error);
    if (status != HP_OK) {
        return status;
    }
    run->progress = progress.shows ? hp_progress_show : NULL;
    run->progress_context = &progress;
    run->trace = hp_args_has(args, HP_OPT_TRACE) ? hp_trace : NULL;
    run->trace_context = run;
    run->out_dir = hp_args_text(args, HP_OPT_OUT, "hookproof-report");
    char corpus[HP_PATH_BYTES];
    if (run->campaign == HP_CAMPAIGN_FUZZ && run->corpus == NULL) {
        (void)snprintf(corpus, sizeof(corpus), "%s/corpus", run->out_dir);
        run->corpus = corpus;
    }
    struct hp_corpus_facts facts = {0};
    run->corpus_facts = &facts;
    run->map = hp_output_wants_map(args);
    run->resume = hp_args_has(args, HP_OPT_RESUME);
    run->shrink = !hp_args_has(args, HP_OPT_NO_SHRINK);
    run->stop = &hp_stop_requested;
    hp_stop_install();
    struct hp_reducer *reducer = NULL;
    struct hp_summary *summary = NULL;
    struct hp_baseline *baseline = NULL;
    const char *known = hp_args_text(args, HP_OPT_BASELINE, NULL);
    if (known != NULL) {
        status = hp_baseline_read(known, &baseline, error);
    }
    if (status == HP_OK) {
        run->baseline = baseline;
        status = hp_run(run, &reducer, &summary, error);
    }
    hp_progress_end(&progress);
    if (status == HP_OK) {
        *exit_code = summary->exit_code;
        char journal[HP_PATH_BYTES];
        (void)snprintf(journal, sizeof(journal), "%s/journal.ndjson", run->out_dir);
        const char *const journals[] = {journal};
        status = hp_output_write(args, summary, run->out_dir, journals, 1, error);
    }
    if (status == HP_OK) {
        status = write_baseline(args, baseline, summary, error);
    }
    tell_corpus(run, &facts);
    hp_reducer_free(reducer);
    hp_baseline_free(baseline);
    return status;
}
