/* hookproof schema */
#include <stdio.h>

#include "harness/base/file.h"
#include "harness/cli/commands.h"
#include "harness/contract/schema.h"
#include "reports/shown.h"

enum { ARENA_BYTES_MAX = 1024 * 1024 * 1024, LINE_SHOWN = 1024 };

/* A file as a tree. The text goes away, the tree stays in the arena. */
static enum hp_status read_tree(const char *path, struct hp_arena *arena,
                                const struct hp_json **root, struct hp_json_scan *scan,
                                struct hp_error *error)
{
    struct hp_buf text;
    hp_buf_init(&text, HP_CONTRACT_BYTES_MAX);
    *root = NULL;
    enum hp_status status = hp_file_read(path, &text, error);
    if (status == HP_OK) {
        struct hp_slice copy = hp_arena_copy(arena, hp_buf_view(&text));
        status = copy.at == NULL ? hp_error_nomem(error)
                                 : hp_json_parse(arena, copy, &hp_json_limits_default, scan, root);
        if (status != HP_OK) {
            (void)hp_error_nomem(error);
        }
    }
    hp_buf_deinit(&text);
    return status;
}

static void print_violations(const char *path, const struct hp_violations *violations)
{
    struct hp_buf line;
    hp_buf_init(&line, 64 * 1024);
    for (size_t i = 0; i < violations->kept; i++) {
        const struct hp_violation *violation = &violations->items[i];
        hp_buf_printf(&line, "%s: \"", path);
        hp_shown(&line, hp_slice_of(violation->pointer), LINE_SHOWN);
        hp_buf_printf(&line, "\" %s: ", violation->keyword);
        hp_shown(&line, hp_slice_of(violation->message), LINE_SHOWN);
        hp_buf_char(&line, '\n');
    }
    if (violations->count > violations->kept) {
        hp_buf_printf(&line, "%s: and %zu more\n", path, violations->count - violations->kept);
    }
    fwrite(line.bytes, 1, line.length, stdout);
    hp_buf_deinit(&line);
}

static enum hp_status judge(const struct hp_schema *schema, const char *path, bool quiet,
                            bool *valid, struct hp_error *error)
{
    struct hp_arena arena;
    hp_arena_init(&arena, ARENA_BYTES_MAX);
    const struct hp_json *root;
    struct hp_json_scan scan;
    enum hp_status status = read_tree(path, &arena, &root, &scan, error);
    if (status == HP_OK && root == NULL) {
        char line[256];
        hp_json_scan_describe(&scan, line, sizeof(line));
        *valid = false;
        if (!quiet) {
            printf("%s: not JSON: %s\n", path, line);
        }
    } else if (status == HP_OK) {
        struct hp_violations violations = {0};
        bool good = hp_schema_validate(schema, root, &arena, &violations);
        *valid = *valid && good;
        if (!quiet && good) {
            printf("%s: valid\n", path);
        } else if (!quiet) {
            print_violations(path, &violations);
        }
    }
    hp_arena_deinit(&arena);
    return status;
}

int hp_cmd_schema(const struct hp_args *args, struct hp_error *error)
{
    struct hp_arena arena;
    hp_arena_init(&arena, ARENA_BYTES_MAX);
    struct hp_schema *schema = NULL;
    struct hp_schema_options options = {.assert_formats = hp_args_has(args, HP_OPT_FORMATS)};
    const struct hp_json *document = NULL;
    struct hp_json_scan scan;
    bool valid = true;
    enum hp_status status = HP_OK;
    if (args->operand_count < 2) {
        status =
            hp_error_set(error, HP_ERR_USAGE, "schema takes a schema and one or more instances");
    }
    if (status == HP_OK) {
        status = read_tree(args->operands[0], &arena, &document, &scan, error);
    }
    if (status == HP_OK && document == NULL) {
        char line[256];
        hp_json_scan_describe(&scan, line, sizeof(line));
        status = hp_error_set(error, HP_ERR_USAGE, "%s: not JSON: %s", args->operands[0], line);
    }
    if (status == HP_OK) {
        status = hp_schema_compile(document, HP_SLICE(""), &options, &schema, error);
    }
    for (size_t i = 1; i < args->operand_count && status == HP_OK; i++) {
        status = judge(schema, args->operands[i], hp_args_has(args, HP_OPT_QUIET), &valid, error);
    }
    hp_schema_free(schema);
    hp_arena_deinit(&arena);
    return status != HP_OK ? hp_exit_of(status) : valid ? HP_EXIT_OK : HP_EXIT_NONCONFORMANT;
}
