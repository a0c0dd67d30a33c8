/* Reads what run/again.c wrote. Must not send anything. */
#include "harness/cli/replay_options.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness/cli/config.h"
#include "harness/run/again.h"

enum { FIELD_BYTES_MAX = 1024 * 1024 };

/* What a finding decides; what of it is not there was as it is by default. */
static const enum hp_option_id judging[] = {HP_OPT_PROFILE, HP_OPT_SET,     HP_OPT_STRICT,
                                            HP_OPT_SEED,    HP_OPT_HTTP,    HP_OPT_CONTRACT,
                                            HP_OPT_CASES,   HP_OPT_TIMEOUT, HP_OPT_DEFECT};
/* What it also tells, and what may come from the environment where it does not. */
static const enum hp_option_id connecting[] = {HP_OPT_INSECURE, HP_OPT_CACERT, HP_OPT_PROXY,
                                               HP_OPT_HEADER};

static bool is_in(enum hp_option_id id, const enum hp_option_id *list, size_t count)
{
    bool in = false;
    for (size_t i = 0; i < count; i++) {
        in = in || list[i] == id;
    }
    return in;
}

#define IS_IN(id, list) is_in(id, list, sizeof(list) / sizeof((list)[0]))

static bool is_of_the_line(const struct hp_args *args, enum hp_option_id id)
{
    return hp_args_has(args, id) && args->origins[id] == HP_ORIGIN_OPTION;
}

/* With another profile on the command line all that it replaces is. */
static bool is_replaced(const struct hp_args *args, enum hp_option_id id)
{
    bool judges = id == HP_OPT_PROFILE || id == HP_OPT_SET || id == HP_OPT_STRICT;
    return judges && is_of_the_line(args, HP_OPT_PROFILE);
}

static enum hp_status take_member(struct hp_args *args, const struct hp_json *member,
                                  struct hp_error *error)
{
    struct hp_slice name = hp_json_name(member);
    enum hp_option_id id = hp_option_find(name, ~0u, NULL);
    if (!IS_IN(id, judging) && !IS_IN(id, connecting)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "the finding asks for the option \"%.*s\", which replay does not take "
                            "from a file",
                            (int)name.len, name.at);
    }
    bool list = hp_option_get(id)->list;
    if (is_replaced(args, id) || (!list && is_of_the_line(args, id))) {
        return HP_OK;
    }
    const char *const *own = args->values[id];
    size_t own_count = list ? args->counts[id] : 0;
    enum hp_status status =
        hp_config_give(args, "the finding", id, HP_ORIGIN_FINDING, member, error);
    return status == HP_OK ? hp_config_append(args, id, own, own_count, error) : status;
}

static bool has_field(const struct hp_args *args, struct hp_slice name)
{
    bool found = false;
    for (size_t i = 0; i < args->counts[HP_OPT_HEADER]; i++) {
        struct hp_slice line = hp_slice_of(args->values[HP_OPT_HEADER][i]);
        struct hp_slice own = {line.at, hp_slice_find(line, HP_SLICE(":"))};
        found = found || hp_slice_equal_ignoring_case(own, name);
    }
    return found;
}

static enum hp_status take_secret_field(struct hp_args *args, struct hp_slice name,
                                        struct hp_error *error)
{
    char variable[HP_AGAIN_VARIABLE_BYTES];
    const char *value = getenv(hp_again_variable(name, variable));
    if (has_field(args, name)) {
        return HP_OK;
    }
    if (value == NULL) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "the run sent the header field %.*s (-H), and no file keeps its value: "
                            "give -H '%.*s: VALUE', or set %s",
                            (int)name.len, name.at, (int)name.len, name.at, variable);
    }
    struct hp_buf line;
    hp_buf_init(&line, FIELD_BYTES_MAX);
    hp_buf_slice(&line, name);
    hp_buf_text(&line, ": ");
    hp_buf_text(&line, value);
    const char *kept = line.failed ? NULL : hp_config_keep(args, hp_buf_view(&line));
    hp_buf_deinit(&line);
    return kept == NULL ? hp_error_nomem(error)
                        : hp_config_append(args, HP_OPT_HEADER, &kept, 1, error);
}

static enum hp_status take_secret(struct hp_args *args, struct hp_slice what,
                                  struct hp_error *error)
{
    struct hp_slice header = HP_SLICE("header ");
    if (hp_slice_starts_with(what, header)) {
        struct hp_slice name = {what.at + header.len, what.len - header.len};
        return take_secret_field(args, name, error);
    }
    if (hp_slice_is(what, "proxy") && !hp_args_has(args, HP_OPT_PROXY)) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "the run went through a proxy whose address holds a password, which no "
                            "file keeps: give --proxy, or set HOOKPROOF_PROXY");
    }
    return HP_OK;
}

/* A file from elsewhere must not send the key elsewhere. */
static enum hp_status check_proxy(const struct hp_args *args, struct hp_error *error)
{
    const char *proxy = hp_args_text(args, HP_OPT_PROXY, NULL);
    struct hp_address address;
    struct hp_error ignored = {0};
    bool here = proxy == NULL || args->origins[HP_OPT_PROXY] != HP_ORIGIN_FINDING ||
                (hp_address_parse(proxy, &address, &ignored) == HP_OK && address.loopback);
    return here || hp_args_has(args, HP_OPT_ALLOW_REMOTE)
               ? HP_OK
               : hp_error_set(error, HP_ERR_USAGE,
                              "the finding goes through the proxy %.200s, which is not on this "
                              "machine: add --allow-remote if you may use it",
                              proxy);
}

enum hp_status hp_replay_options(const struct hp_json *again, struct hp_args *args,
                                 struct hp_error *error)
{
    if (again == NULL) {
        return HP_OK;
    }
    for (size_t i = 0; i < sizeof(judging) / sizeof(judging[0]); i++) {
        if (!is_of_the_line(args, judging[i])) {
            args->counts[judging[i]] = 0;
        }
    }
    const struct hp_json *options = hp_json_member(again, HP_SLICE("options"));
    const struct hp_json *secrets = hp_json_member(again, HP_SLICE("secrets"));
    enum hp_status status = HP_OK;
    for (const struct hp_json *member = hp_json_first(options); member != NULL && status == HP_OK;
         member = hp_json_next(member)) {
        status = take_member(args, member, error);
    }
    for (const struct hp_json *item = hp_json_first(secrets); item != NULL && status == HP_OK;
         item = hp_json_next(item)) {
        status = take_secret(args, hp_json_string(item), error);
    }
    return status == HP_OK ? check_proxy(args, error) : status;
}

bool hp_replay_contract_differs(const struct hp_json *again, const struct hp_contract *contract,
                                const char *path, struct hp_error *sentence)
{
    char own[17];
    struct hp_slice then = hp_json_string(hp_json_member(again, HP_SLICE("contract_hash")));
    (void)snprintf(own, sizeof(own), "%016llx", (unsigned long long)contract->hash);
    if (then.len == 0 || hp_slice_is(then, own)) {
        return false;
    }
    (void)hp_error_set(sentence, HP_ERR_USAGE,
                       "the contract is not the one of the run: %s has the hash %s, then it was "
                       "%.*s; what is sent and what is expected may differ",
                       path == NULL ? "the built-in one" : path, own, (int)then.len, then.at);
    return true;
}
