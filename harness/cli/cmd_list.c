/* hookproof list */
#include <stdio.h>

#include "harness/check/check.h"
#include "harness/cli/commands.h"
#include "harness/cli/setup.h"
#include "harness/json/encode.h"
#include "harness/service/defects/defect.h"

enum { LINE_BYTES_MAX = 64 * 1024 };

/* One thing to list: names and values, the first of which is its id. */
struct item {
    const char *names[8];
    const char *values[8];
    size_t count;
};

struct printer {
    bool json;
    bool first;
    const struct hp_row *const *rows; /* of the catalogue, and the user's own */
    size_t row_count;
};

static void print_json(struct printer *printer, const struct item *item)
{
    struct hp_buf line;
    hp_buf_init(&line, LINE_BYTES_MAX);
    for (size_t i = 0; i < item->count; i++) {
        hp_buf_printf(&line, "%s\"%s\":", i == 0 ? "{" : ",", item->names[i]);
        hp_json_encode_string(&line, hp_slice_of(item->values[i]));
    }
    printf("%s\n%s}", printer->first ? "[" : ",", hp_buf_cstr(&line));
    hp_buf_deinit(&line);
    printer->first = false;
}

static void print_item(struct printer *printer, const struct item *item)
{
    if (printer->json) {
        print_json(printer, item);
        return;
    }
    printf("%-28s", item->values[0]);
    for (size_t i = 1; i < item->count; i++) {
        if (item->values[i][0] != '\0') {
            printf("  %s", item->values[i]);
        }
    }
    printf("\n");
}

static void list_rows(struct printer *printer)
{
    size_t count = printer->row_count;
    const struct hp_row *const *rows = printer->rows;
    for (size_t i = 0; i < count; i++) {
        struct item item = {{"id", "family", "level", "expectation", "clause", "title"},
                            {rows[i]->id, rows[i]->family, hp_level_name(rows[i]->level),
                             hp_expect_name(rows[i]->expect), rows[i]->clause, rows[i]->title},
                            6};
        print_item(printer, &item);
    }
    for (size_t i = 0; i < hp_check_count; i++) {
        bool is_row = false;
        for (size_t row = 0; row < count; row++) {
            is_row = is_row || strcmp(rows[row]->id, hp_checks[i].id) == 0;
        }
        struct item item = {{"id", "family", "level", "expectation", "clause", "title"},
                            {hp_checks[i].id, hp_checks[i].family,
                             hp_level_name(hp_checks[i].level), "check", hp_checks[i].clause,
                             hp_checks[i].title},
                            6};
        if (!is_row) {
            print_item(printer, &item);
        }
    }
}

static void list_checks(struct printer *printer)
{
    for (size_t i = 0; i < hp_check_count; i++) {
        struct item item = {{"id", "level", "clause", "title"},
                            {hp_checks[i].id, hp_level_name(hp_checks[i].level),
                             hp_checks[i].clause, hp_checks[i].title},
                            4};
        print_item(printer, &item);
    }
}

static void list_requirements(struct printer *printer)
{
    for (size_t i = 0; i < hp_requirement_count; i++) {
        struct item item = {{"id", "status", "lines", "text"},
                            {hp_requirements[i].id,
                             hp_requirements[i].documented ? "documented" : "exemplified",
                             hp_requirements[i].lines, hp_requirements[i].text},
                            4};
        print_item(printer, &item);
    }
}

static void list_families(struct printer *printer)
{
    size_t count = printer->row_count;
    const struct hp_row *const *rows = printer->rows;
    size_t in_family = 0;
    for (size_t i = 0; i < count; i++) {
        in_family++;
        if (i + 1 < count && strcmp(rows[i]->family, rows[i + 1]->family) == 0) {
            continue;
        }
        char number[24];
        (void)snprintf(number, sizeof(number), "%zu", in_family);
        struct item item = {{"id", "rows"}, {rows[i]->family, number}, 2};
        print_item(printer, &item);
        in_family = 0;
    }
}

static void list_profiles(struct printer *printer)
{
    for (size_t i = 0; i < hp_profile_count; i++) {
        const struct hp_profile *profile = &hp_profile_list[i];
        struct hp_buf sets;
        hp_buf_init(&sets, LINE_BYTES_MAX);
        for (size_t set = 0; profile->sets[set] != NULL; set++) {
            hp_buf_printf(&sets, "%s%s", set == 0 ? "" : " ", profile->sets[set]);
        }
        struct item item = {
            {"id", "title", "settings"}, {profile->name, profile->title, hp_buf_cstr(&sets)}, 3};
        print_item(printer, &item);
        hp_buf_deinit(&sets);
    }
}

static void list_settings(struct printer *printer)
{
    for (size_t i = 0; i < HP_SETTING_COUNT; i++) {
        const struct hp_setting *setting = &hp_setting_list[i];
        enum hp_setting_id id = (enum hp_setting_id)i;
        char otherwise[HP_SETTING_SHOWN_BYTES];
        struct hp_buf others;
        struct hp_buf meaning;
        hp_buf_init(&others, LINE_BYTES_MAX);
        hp_buf_init(&meaning, LINE_BYTES_MAX);
        hp_setting_alternatives(id, &others);
        hp_buf_text(&meaning, setting->meaning);
        if (setting->lacking != NULL) {
            hp_buf_printf(&meaning, " (needs %s, which this version has not)", setting->lacking);
        }
        (void)hp_setting_show(&hp_settings_doc, id, otherwise);
        struct item item = {
            {"id", "default", "alternatives", "clause", "title"},
            {setting->key, otherwise, hp_buf_cstr(&others), setting->clause, hp_buf_cstr(&meaning)},
            5};
        print_item(printer, &item);
        hp_buf_deinit(&meaning);
        hp_buf_deinit(&others);
    }
}

static void list_defects(struct printer *printer)
{
    size_t defect_count;
    size_t variant_count;
    const struct hp_defect *const *defects = hp_defects(&defect_count);
    const struct hp_defect *const *variants = hp_variants(&variant_count);
    for (size_t i = 0; i < defect_count + variant_count; i++) {
        bool variant = i >= defect_count;
        const struct hp_defect *defect = variant ? variants[i - defect_count] : defects[i];
        struct item item = {{"id", "family", "level", "title", "caught_by", "missed_at_first"},
                            {defect->id, defect->family,
                             variant ? "none" : hp_level_name(defect->level), defect->title,
                             printer->json ? defect->caught_by : "",
                             printer->json && defect->missed != NULL ? defect->missed : ""},
                            6};
        print_item(printer, &item);
    }
}

static enum hp_status list_cases(struct printer *printer, const struct hp_args *args,
                                 struct hp_error *error)
{
    struct hp_setup setup;
    struct hp_plan *plan = NULL;
    struct hp_case kase;
    hp_case_init(&kase);
    enum hp_status status = hp_setup_init(&setup, args, "builtin", error);
    if (status == HP_OK) {
        status = hp_plan_new(setup.contract, setup.run.rows, setup.run.row_count, &setup.run.plan,
                             &plan, error);
    }
    struct hp_plan_cursor cursor = {0};
    while (status == HP_OK && hp_plan_next(plan, &cursor, &kase, error)) {
        if (!printer->json) {
            printf("%.*s\n", (int)kase.id.len, kase.id.at);
            continue;
        }
        struct item item = {
            {"id", "why"}, {hp_buf_cstr(&kase.build.id), hp_buf_cstr(&kase.build.why)}, 2};
        print_item(printer, &item);
    }
    if (status == HP_OK && error->status != HP_OK) {
        status = error->status;
    }
    hp_plan_free(plan);
    hp_case_deinit(&kase);
    hp_setup_deinit(&setup);
    return status;
}

int hp_cmd_list(const struct hp_args *args, struct hp_error *error)
{
    static const struct {
        const char *name;
        void (*list)(struct printer *printer);
    } lists[] = {{"rows", list_rows},
                 {"checks", list_checks},
                 {"requirements", list_requirements},
                 {"families", list_families},
                 {"profiles", list_profiles},
                 {"settings", list_settings},
                 {"defects", list_defects}};
    struct printer printer = {.json = hp_args_has(args, HP_OPT_JSON), .first = true};
    struct hp_contract *contract = NULL;
    struct hp_literals *literals = NULL;
    const char *what = args->operand_count == 1 ? args->operands[0] : "";
    bool known = false;
    enum hp_status status = HP_OK;
    if (strcmp(what, "rows") == 0 || strcmp(what, "families") == 0) {
        status = hp_contract_open(hp_args_text(args, HP_OPT_CONTRACT, NULL), &contract, error);
        status = status != HP_OK ? status
                                 : hp_setup_rows(args, contract, &literals, &printer.rows,
                                                 &printer.row_count, error);
    }
    for (size_t i = 0; status == HP_OK && i < sizeof(lists) / sizeof(lists[0]); i++) {
        if (strcmp(lists[i].name, what) == 0) {
            known = true;
            lists[i].list(&printer);
        }
    }
    if (strcmp(what, "cases") == 0) {
        known = true;
        status = list_cases(&printer, args, error);
    }
    if (!known && status == HP_OK) {
        status = hp_error_set(error, HP_ERR_USAGE,
                              "list what? One of rows, checks, requirements, families, profiles, "
                              "settings, cases, defects");
    }
    if (printer.json && status == HP_OK) {
        printf("%s]\n", printer.first ? "[" : "\n");
    }
    hp_literals_free(literals);
    hp_contract_free(contract);
    return hp_exit_of(status);
}
