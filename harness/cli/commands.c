/* The list of commands: a new one is one file and one entry here. */
#include "harness/cli/commands.h"

const struct hp_command hp_commands[] = {
    {"run", HP_CMD_RUN, "[TARGET]", "send the plan's cases and judge every answer",
     "TARGET is `builtin` (default), plugin:FILE (a parser of your own in a shared object, see\n"
     "docs/plugins.md) or an http(s) URL. An origin (http://127.0.0.1:8080) gets the contract's\n"
     "path; a URL with a path of its own is used as it is. A target that is not on "
     "this\n"
     "machine needs --allow-remote, starts at --depth smoke and 10 requests a second, and gets no\n"
     "heavy, slow or hazardous rows unless --include names them.\n\n"
     "  hookproof run\n"
     "  HOOKPROOF_API_KEY=secret hookproof run http://127.0.0.1:8080\n"
     "  hookproof run http://127.0.0.1:8080 --include 'enum-*' --report text --report "
     "junit=out.xml\n",
     hp_cmd_run},
    {"fuzz", HP_CMD_FUZZ, "[TARGET]",
     "send bodies made from the answers so far, judge every answer",
     "A campaign: valid and invalid bodies are changed again and again, and what brings an answer "
     "of\n"
     "a new kind is kept and changed further. The checks are those of `run`, and the second judge\n"
     "says whether a body was to be accepted. What taught something is kept as a file in the "
     "corpus\n"
     "(--corpus DIR), from which the next campaign begins and which `run --corpus DIR` sends "
     "again.\n\n"
     "  hookproof fuzz http://127.0.0.1:8080 --time 60s\n"
     "  hookproof fuzz plugin:./mine.so --time 5m --corpus corpus/mine\n",
     hp_cmd_fuzz},
    {"list", HP_CMD_LIST, "rows|checks|requirements|families|profiles|settings|cases|defects",
     "show what there is to run",
     "  hookproof list rows\n  hookproof list cases --include 'auth-*' --depth smoke\n",
     hp_cmd_list},
    {"show", HP_CMD_SHOW, "CASE-ID", "print one case: its request, its expectation and why",
     "  hookproof show 'auth-missing@header#no-key~DATA_MODEL_CHANGES.CREATE.ACCOUNTS'\n",
     hp_cmd_show},
    {"replay", HP_CMD_REPLAY, "CASE-ID|FINDING-FILE|REPORT.JSON [TARGET]",
     "send cases again: FIXED, FAILED or ERROR for each check",
     "The case id comes from a report, the finding file from findings/ in the output folder. The\n"
     "same id and seed give the same bytes. Of a report.json every fail and warn is sent, one "
     "line\n"
     "each. Exit 1 when a MUST is broken (with --strict a SHOULD too) or the finding's own check\n"
     "fails, else 3 when there is no answer to judge, else 0. A MAY is a NOTE.\n\n"
     "  hookproof replay hookproof-report/report.json http://127.0.0.1:8080\n"
     "  hookproof replay 'auth-missing@header#no-key~DATA_MODEL_CHANGES.CREATE.ACCOUNTS' "
     "http://127.0.0.1:8080\n",
     hp_cmd_replay},
    {"serve", HP_CMD_SERVE, "", "the built-in service over HTTP",
     "Prints the address it listens on and answers until SIGINT or SIGTERM.\n\n"
     "  HOOKPROOF_API_KEY=secret hookproof serve\n"
     "  hookproof serve --api-key-file key.txt --listen 127.0.0.1:0\n",
     hp_cmd_serve},
    {"report", HP_CMD_REPORT, "JOURNAL...", "render journals again, merge shards",
     "The exit code is that of a run with these cases, so that a job which merges shards ends as "
     "one\nrun would.\n\n"
     "  hookproof report hookproof-report/journal.ndjson --report junit=-\n"
     "  hookproof report shard-*/journal.ndjson --report html\n",
     hp_cmd_report},
    {"json", HP_CMD_JSON, "FILE...", "the codec by itself: is it JSON by RFC 8259?",
     "`-` is standard input. Exit 0 when all are valid, 1 when one is not, 2 when one cannot be "
     "read.\n\n"
     "  hookproof json body.json\n",
     hp_cmd_json},
    {"schema", HP_CMD_SCHEMA, "SCHEMA INSTANCE...",
     "the validator by itself: does a document fit a JSON Schema?",
     "Every violation with its JSON Pointer. Exit 0, 1, or 2 for a schema that cannot be "
     "enforced.\n\n"
     "  hookproof schema webhook.schema.json body.json\n",
     hp_cmd_schema},
    {"selftest", HP_CMD_SELFTEST, "", "plant every defect and see whether the plan notices",
     "The built-in service is made wrong in one way after the other, in process (and on loopback\n"
     "where it takes a connection), and right in other ways. Exit 1 when a defect is missed or a\n"
     "correct variant accused, 0 otherwise.\n\n"
     "  hookproof selftest\n  hookproof selftest --defect 'enum-*' --depth smoke --json\n",
     hp_cmd_selftest},
    {"init", HP_CMD_INIT, "[DIR]", "write a starting point for a project",
     "An option file with comments, an empty baseline and a CI job, into DIR (default: this "
     "folder).\nAsks nothing and replaces nothing.\n",
     hp_cmd_init},
    {"config", HP_CMD_CONFIG | HP_CMD_RUN, "[TARGET]", "show the options in force",
     "Each option of `run` with its value and where it came from: command line, environment\n"
     "(HOOKPROOF_DEPTH for --depth, and so on), option file, default; the first that has it wins.\n"
     "Secrets are masked. Nothing is sent.\n\n"
     "  hookproof config --config hookproof.json\n",
     hp_cmd_config},
    {"completion", HP_CMD_COMPLETION, "bash|zsh|fish", "print a completion script for a shell",
     "  hookproof completion bash > ~/.local/share/bash-completion/completions/hookproof\n",
     hp_cmd_completion},
    {"man", HP_CMD_MAN, "", "print the manual page", "  hookproof man | man -l -\n", hp_cmd_man},
};

const size_t hp_command_count = sizeof(hp_commands) / sizeof(hp_commands[0]);

const char *hp_exit_meaning(enum hp_exit code)
{
    static const char *const meanings[] = {
        [HP_EXIT_OK] = "conformant",
        [HP_EXIT_NONCONFORMANT] = "nonconformant: a documented rule is broken",
        [HP_EXIT_USAGE] = "usage or configuration",
        [HP_EXIT_TARGET] = "target unreachable, key refused, or too much inconclusive",
        [HP_EXIT_INCOMPLETE] = "stopped early, with no failure so far",
        [HP_EXIT_INTERNAL] = "a fault of hookproof's own",
    };
    return meanings[code];
}

int hp_exit_of(enum hp_status status)
{
    switch (status) {
    case HP_OK:
        return HP_EXIT_OK;
    case HP_ERR_USAGE:
    case HP_ERR_IO:
    case HP_ERR_LIMIT:
        return HP_EXIT_USAGE;
    case HP_ERR_TARGET:
        return HP_EXIT_TARGET;
    case HP_ERR_NOMEM:
    case HP_ERR_INTERNAL:
        break;
    }
    return HP_EXIT_INTERNAL;
}
