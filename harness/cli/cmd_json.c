/* hookproof json */
#include <stdio.h>

#include "harness/base/file.h"
#include "harness/cli/commands.h"
#include "harness/json/tree.h"

enum { LINE_BYTES = 256 };

static void print_traits(const struct hp_json_scan *scan)
{
    static const struct {
        unsigned trait;
        const char *word;
    } words[] = {{HP_JSON_BOM, "byte order mark"},
                 {HP_JSON_DUPLICATE, "duplicate members"},
                 {HP_JSON_LONE_SURROGATE, "lone surrogates"},
                 {HP_JSON_NUL, "U+0000"},
                 {HP_JSON_NONCHARACTER, "noncharacters"},
                 {HP_JSON_BIG_NUMBER, "numbers beyond a double"}};
    const char *between = " (";
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if ((scan->traits & words[i].trait) != 0) {
            printf("%s%s", between, words[i].word);
            between = ", ";
        }
    }
    printf("%s", between[0] == ',' ? ")" : "");
}

static enum hp_status judge(const char *path, const struct hp_json_limits *limits, bool quiet,
                            bool *valid, struct hp_error *error)
{
    struct hp_buf text;
    struct hp_arena arena;
    hp_buf_init(&text, limits->bytes_max);
    /* The tree of a text of many small values is up to 40 times its size. */
    hp_arena_init(&arena, limits->bytes_max * 40);
    enum hp_status status = hp_file_read(path, &text, error);
    if (status == HP_OK) {
        struct hp_json_scan scan;
        const struct hp_json *root = NULL;
        status = hp_json_parse(&arena, hp_buf_view(&text), limits, &scan, &root);
        if (status != HP_OK) {
            status = hp_error_nomem(error);
        } else if (!quiet) {
            char line[LINE_BYTES];
            hp_json_scan_describe(&scan, line, sizeof(line));
            printf("%s: %s", path, line);
            print_traits(&scan);
            printf("\n");
        }
        *valid = *valid && root != NULL;
    }
    hp_arena_deinit(&arena);
    hp_buf_deinit(&text);
    return status;
}

int hp_cmd_json(const struct hp_args *args, struct hp_error *error)
{
    uint64_t depth = HP_JSON_DEPTH_MAX;
    enum hp_status status =
        hp_args_number(args, HP_OPT_DEPTH_MAX, depth, 0, HP_JSON_DEPTH_MAX, &depth, error);
    if (status == HP_OK && args->operand_count == 0) {
        status =
            hp_error_set(error, HP_ERR_USAGE, "json takes one or more files (- is standard input)");
    }
    struct hp_json_limits limits = {HP_REQUEST_BODY_BYTES_MAX, (unsigned)depth};
    bool valid = true;
    for (size_t i = 0; i < args->operand_count && status == HP_OK; i++) {
        status = judge(args->operands[i], &limits, hp_args_has(args, HP_OPT_QUIET), &valid, error);
    }
    return status != HP_OK ? hp_exit_of(status) : valid ? HP_EXIT_OK : HP_EXIT_NONCONFORMANT;
}
