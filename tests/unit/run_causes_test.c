/* Groups by hand, and which of them are one cause. */
#include "harness/run/causes.h"

#include "tests/unit/run_fixture.h"

/* ---- rows, as the catalogue has them ---- */

#define ROW(name, fam, want, truth, combinations)                                                  \
    {                                                                                              \
        .id = (name), .family = (fam), .title = "A title", .expect = (want), .level = HP_MUST,     \
        .clause = "PAGE:L1", .body = (truth), .combos = (combinations)                             \
    }

static const struct hp_row table[] = {
    ROW("valid-doc-example", "valid", HP_EXPECT_ACCEPT_200, HP_BODY_VALID, HP_COMBOS_DOCUMENTED),
    ROW("valid-plain", "valid", HP_EXPECT_ACCEPT_200, HP_BODY_VALID, HP_COMBOS_SUBSETS),
    ROW("valid-pairs", "valid", HP_EXPECT_ACCEPT_200, HP_BODY_VALID, HP_COMBOS_PAIRS),
    ROW("valid-escapes", "valid", HP_EXPECT_ACCEPT_200, HP_BODY_VALID, HP_COMBOS_SPREAD),
    ROW("json-comments", "json-syntax", HP_EXPECT_REJECT_4XX, HP_BODY_NOT_JSON, HP_COMBOS_SPREAD),
    ROW("json-commas", "json-syntax", HP_EXPECT_REJECT_4XX, HP_BODY_NOT_JSON, HP_COMBOS_SPREAD),
    ROW("struct-root", "structure", HP_EXPECT_REJECT_4XX, HP_BODY_BREAKS, HP_COMBOS_SPREAD),
    ROW("type-name", "type-confusion", HP_EXPECT_REJECT_4XX, HP_BODY_BREAKS, HP_COMBOS_SPREAD),
    ROW("type-models", "type-confusion", HP_EXPECT_REJECT_4XX, HP_BODY_BREAKS, HP_COMBOS_SPREAD),
    ROW("enum-case-variants", "enum", HP_EXPECT_REJECT_4XX, HP_BODY_BREAKS, HP_COMBOS_SPREAD),
    ROW("enum-data-model-unknown", "enum", HP_EXPECT_REJECT_4XX, HP_BODY_BREAKS, HP_COMBOS_SPREAD),
    ROW("auth-missing", "auth", HP_EXPECT_REJECT_401_403, HP_BODY_VALID, HP_COMBOS_SPREAD),
    ROW("auth-location", "auth", HP_EXPECT_REJECT_401_403, HP_BODY_VALID, HP_COMBOS_SPREAD),
    ROW("auth-effect", "auth", HP_EXPECT_CHECK, HP_BODY_VALID, HP_COMBOS_SPREAD),
    ROW("method-other", "method-path", HP_EXPECT_REJECT_405, HP_BODY_VALID, HP_COMBOS_SPREAD),
    ROW("method-trace", "method-path", HP_EXPECT_REJECT_405, HP_BODY_VALID, HP_COMBOS_SPREAD),
    ROW("frame-host", "framing", HP_EXPECT_REJECT_400, HP_BODY_VALID, HP_COMBOS_ONE),
    ROW("frame-length", "framing", HP_EXPECT_REJECT_400_CLOSE, HP_BODY_VALID, HP_COMBOS_ONE),
    ROW("frame-both", "framing", HP_EXPECT_CHECK, HP_BODY_VALID, HP_COMBOS_ONE),
    ROW("frame-trailer", "framing", HP_EXPECT_REJECT_401_403, HP_BODY_VALID, HP_COMBOS_ONE),
    ROW("json-random", "json-syntax", HP_EXPECT_ACCEPT_200_OR_4XX, HP_BODY_EITHER,
        HP_COMBOS_SPREAD),
    ROW("string-utf8", "strings-unicode", HP_EXPECT_REJECT_4XX, HP_BODY_NOT_JSON, HP_COMBOS_SPREAD),
    ROW("url-host", "url", HP_EXPECT_REJECT_4XX, HP_BODY_BEYOND, HP_COMBOS_SPREAD),
    ROW("sec-command", "security", HP_EXPECT_NO_5XX_ONLY, HP_BODY_VALID, HP_COMBOS_SPREAD),
    {.id = "header-crlf",
     .family = "headers-injection",
     .title = "A title",
     .expect = HP_EXPECT_REJECT_4XX,
     .level = HP_MUST,
     .clause = "PAGE:L1",
     .body = HP_BODY_BEYOND,
     .echo = HP_ECHO_CLEAN},
    {.id = "state-client-id",
     .family = "stateful",
     .title = "A title",
     .expect = HP_EXPECT_CHECK,
     .level = HP_MUST,
     .clause = "PAGE:L1",
     .body = HP_BODY_VALID,
     .check = "state-client-id"},
};
enum { TABLE = sizeof(table) / sizeof(table[0]), GROUPS_MAX = 24 };

/* ---- groups ---- */

/* One group: its row, or the check and the row of its cases; what came; what it is folded into. */
struct want_group {
    const char *row, *check, *where;
    const char *from; /* row and combination of its cases; NULL: the row's own, with "A.B.C" */
    int status;       /* 0: no answer */
    enum hp_plain plain;
    const char *cause;       /* the row that stands for it, or "row where" */
    enum hp_verdict verdict; /* not given: HP_FAIL */
    uint64_t row_cases;      /* ten of them are the group's; not given: not known */
};

struct scene {
    const char *name;
    const char *title; /* of the first cause, somewhere in it; NULL: it has none */
    size_t causes;
    struct want_group groups[GROUPS_MAX];
};

#define OWN    "expectation"
#define MODELS "/webhook/data_models"

static const struct scene scenes[] = {
    {"one combination is refused",
     "a plain valid request with A.B.C is answered with 422",
     2,
     {{"valid-pairs", OWN, "", NULL, 422, HP_PLAIN_FAILS, "valid-plain"},
      {"valid-escapes", OWN, "/webhook/name", NULL, 422, HP_PLAIN_FAILS, "valid-plain"},
      {"valid-plain", OWN, "", NULL, 422, HP_PLAIN_FAILS, "valid-plain"},
      {"valid-doc-example", OWN, "", "valid-doc-example@#x~D.E.F", 422, HP_PLAIN_FAILS,
       "valid-doc-example"}}},
    {"the row's own edit is refused",
     NULL,
     1,
     {{"valid-escapes", OWN, "/webhook/name", NULL, 400, HP_PLAIN_PASSES,
       "valid-escapes /webhook/name"},
      {"valid-escapes", OWN, "/webhook/url", NULL, 422, HP_PLAIN_PASSES,
       "valid-escapes /webhook/name"}}},
    {"many combinations are refused",
     "is answered with 422",
     1,
     {{"valid-plain", OWN, "", "valid-plain@#x~A.B.C1", 422, HP_PLAIN_FAILS, "valid-plain"},
      {"valid-pairs", OWN, "", "valid-pairs@#x~A.B.C2", 422, HP_PLAIN_FAILS, "valid-plain"},
      {"valid-escapes", OWN, "", "valid-escapes@#x~A.B.C3", 422, HP_PLAIN_FAILS, "valid-plain"},
      {"valid-escapes", OWN, "/a", "valid-escapes@#x~A.B.C4", 422, HP_PLAIN_FAILS, "valid-plain"},
      {"valid-escapes", OWN, "/b", "valid-escapes@#x~A.B.C5", 422, HP_PLAIN_FAILS, "valid-plain"}}},
    {"everything is answered with 404",
     "even the plainest valid requests are answered with 404",
     2,
     {{"valid-plain", OWN, "", NULL, 404, HP_PLAIN_ALWAYS_FAILS, "valid-plain"},
      {"valid-pairs", OWN, "", NULL, 404, HP_PLAIN_ALWAYS_FAILS, "valid-plain"},
      {"auth-missing", OWN, "header", NULL, 404, HP_PLAIN_PASSES, "valid-plain"},
      {"state-canary", "state-canary", "status", "canary@#x~A.B.C", 404, HP_PLAIN_PASSES,
       "valid-plain"},
      {"resp-error-json", "resp-error-json", "body", "json-commas@#x~A.B.C", 404, HP_PLAIN_PASSES,
       "valid-plain"},
      {"method-other", OWN, "method", NULL, 400, HP_PLAIN_PASSES, "method-other"}}},
    {"wrong values of one member are accepted",
     "wrong values are accepted at /webhook/data_models",
     2,
     {{"resp-data-models-enum", "resp-data-models-enum", "/data_models",
       "enum-case-variants@" MODELS "/0#x~A.B.C", 200, HP_PLAIN_PASSES, "enum-data-model-unknown"},
      {"type-models", OWN, MODELS, NULL, 200, HP_PLAIN_PASSES, "enum-data-model-unknown"},
      {"enum-case-variants", OWN, MODELS "/0", NULL, 200, HP_PLAIN_PASSES,
       "enum-data-model-unknown"},
      {"enum-data-model-unknown", OWN, MODELS "/17", NULL, 200, HP_PLAIN_PASSES,
       "enum-data-model-unknown"},
      {"resp-id", "resp-id", "/id", "enum-case-variants@" MODELS "/0#x~A.B.C", 200, HP_PLAIN_PASSES,
       "resp-id"}}},
    {"near misses only",
     "wrong values are accepted at /webhook/data_models",
     1,
     {{"enum-case-variants", OWN, MODELS "/0", NULL, 200, HP_PLAIN_PASSES, "type-models"},
      {"type-models", OWN, MODELS "/0", NULL, 200, HP_PLAIN_PASSES, "type-models"}}},
    {"a row that fails as a whole speaks before one that met it by chance",
     "wrong values are accepted at /webhook/data_models",
     1,
     {{"type-models", OWN, MODELS, NULL, 200, HP_PLAIN_PASSES, "enum-case-variants", HP_FAIL, 400},
      {"enum-case-variants", OWN, MODELS "/0", NULL, 200, HP_PLAIN_PASSES, "enum-case-variants",
       HP_FAIL, 20},
      {"enum-data-model-unknown", OWN, MODELS "/1", NULL, 200, HP_PLAIN_PASSES,
       "enum-case-variants", HP_FAIL, 1000}}},
    {"of rows that fail as a whole the plainest speaks",
     "wrong values are accepted at /webhook/data_models",
     1,
     {{"type-models", OWN, MODELS, NULL, 200, HP_PLAIN_PASSES, "enum-data-model-unknown", HP_FAIL,
       11},
      {"enum-data-model-unknown", OWN, MODELS "/1", NULL, 200, HP_PLAIN_PASSES,
       "enum-data-model-unknown", HP_FAIL, 11}}},
    {"the words of a MUST, however few cases it has",
     NULL,
     1,
     {{"type-models", OWN, MODELS, NULL, 200, HP_PLAIN_PASSES, "enum-case-variants", HP_WARN, 10},
      {"enum-case-variants", OWN, MODELS "/0", NULL, 200, HP_PLAIN_PASSES, "enum-case-variants",
       HP_FAIL, 1000}}},
    {"two members are two causes",
     NULL,
     2,
     {{"type-name", OWN, "/webhook/name", NULL, 200, HP_PLAIN_PASSES, "type-name"},
      {"type-models", OWN, MODELS, NULL, 200, HP_PLAIN_PASSES, "type-models"}}},
    {"a server without validation",
     "wrong values are accepted in many places",
     1,
     {{"type-models", OWN, MODELS, NULL, 200, HP_PLAIN_PASSES, "struct-root"},
      {"struct-root", OWN, "", NULL, 200, HP_PLAIN_PASSES, "struct-root"},
      {"type-name", OWN, "/webhook/name", NULL, 200, HP_PLAIN_PASSES, "struct-root"},
      {"type-name", OWN, "/webhook/url", NULL, 200, HP_PLAIN_PASSES, "struct-root"},
      {"type-name", OWN, "/webhook/type", NULL, 200, HP_PLAIN_PASSES, "struct-root"},
      {"type-name", OWN, "/webhook/headers/x", NULL, 200, HP_PLAIN_PASSES, "struct-root"},
      {"struct-root", OWN, "/webhook/name", NULL, 200, HP_PLAIN_PASSES, "struct-root"},
      {"struct-root", OWN, "/webhook/url", NULL, 200, HP_PLAIN_PASSES, "struct-root"},
      {"struct-root", OWN, "/webhook/type", NULL, 200, HP_PLAIN_PASSES, "struct-root"},
      {"resp-name-string", "resp-name-string", "/name", "type-name@/webhook/name#x~A.B.C", 200,
       HP_PLAIN_PASSES, "struct-root"}}},
    {"a reader that converts, and other things beside it",
     "wrong values are accepted in many places (type-confusion)",
     4,
     {{"type-name", OWN, "/webhook/name", NULL, 200, HP_PLAIN_PASSES, "type-name /webhook/name"},
      {"url-host", OWN, "/webhook/url", NULL, 200, HP_PLAIN_PASSES, "url-host", HP_WARN},
      {"type-name", OWN, "/webhook/url", NULL, 200, HP_PLAIN_PASSES, "type-name /webhook/name"},
      {"type-name", OWN, "/webhook/type", NULL, 200, HP_PLAIN_PASSES, "type-name /webhook/name"},
      {"type-models", OWN, MODELS, NULL, 200, HP_PLAIN_PASSES, "type-name /webhook/name"},
      {"type-name", OWN, "/webhook/headers/x", NULL, 200, HP_PLAIN_PASSES,
       "type-name /webhook/name"},
      {"header-crlf", OWN, "/webhook/headers", NULL, 200, HP_PLAIN_PASSES, "header-crlf"},
      {"url-host", OWN, "/webhook/url/0", NULL, 200, HP_PLAIN_PASSES, "url-host", HP_WARN},
      {"json-random", OWN, "", NULL, 200, HP_PLAIN_PASSES, "json-random", HP_WARN}}},
    {"the words are those of the worst",
     "wrong values are accepted at /webhook/data_models",
     1,
     {{"type-models", OWN, MODELS, NULL, 200, HP_PLAIN_PASSES, "enum-case-variants", HP_WARN},
      {"enum-case-variants", OWN, MODELS "/0", NULL, 200, HP_PLAIN_PASSES, "enum-case-variants"}}},
    {"no consequence is worse than what it follows from",
     NULL,
     2,
     {{"type-models", OWN, MODELS, NULL, 200, HP_PLAIN_PASSES, "type-models", HP_WARN},
      {"resp-required-fields", "resp-required-fields", "/data_models", "type-models@" MODELS "#x~A",
       200, HP_PLAIN_PASSES, "resp-required-fields"}}},
    {"ends of lines in headers, wherever they came back",
     "wrong values are accepted at /webhook/headers",
     1,
     {{"resp-echo-headers", "resp-echo-headers", "/headers", "sec-command@/webhook/headers/x#x~A",
       200, HP_PLAIN_PASSES, "header-crlf"},
      {"header-crlf", OWN, "/webhook/headers", NULL, 200, HP_PLAIN_PASSES, "header-crlf"}}},
    {"headers that never come back as sent are another thing",
     NULL,
     2,
     {{"resp-echo-headers", "resp-echo-headers", "/headers", "valid-plain@#x~A", 200,
       HP_PLAIN_PASSES, "resp-echo-headers"},
      {"header-crlf", OWN, "/webhook/headers", NULL, 200, HP_PLAIN_PASSES, "header-crlf"}}},
    {"an id of the client's, twice",
     NULL,
     1,
     {{"state-id-unique", "state-id-unique", "/id", "state-client-id@/webhook#x~A", 200,
       HP_PLAIN_PASSES, "state-client-id"},
      {"state-client-id", "state-client-id", "/id", "state-client-id@/webhook#x~A", 200,
       HP_PLAIN_PASSES, "state-client-id"}}},
    {"a key from a strange place is not a key that is not asked for",
     NULL,
     2,
     {{"frame-trailer", OWN, "transfer", NULL, 200, HP_PLAIN_PASSES, "frame-trailer"},
      {"auth-location", OWN, "", NULL, 422, HP_PLAIN_PASSES, "auth-location"}}},
    {"a lax parser",
     "text that is not JSON is accepted",
     1,
     {{"json-commas", OWN, "/webhook/operations", NULL, 200, HP_PLAIN_PASSES, "json-comments"},
      {"json-comments", OWN, "", NULL, 200, HP_PLAIN_PASSES, "json-comments"}}},
    {"a change at random says least",
     "text that is not JSON is accepted",
     1,
     {{"json-random", OWN, "", NULL, 200, HP_PLAIN_PASSES, "string-utf8"},
      {"string-utf8", OWN, "/webhook/name", NULL, 200, HP_PLAIN_PASSES, "string-utf8"}}},
    {"no key is asked for",
     "requests without the right key are accepted",
     1,
     {{"auth-location", OWN, "target", NULL, 200, HP_PLAIN_PASSES, "auth-missing"},
      {"auth-location", OWN, "", NULL, 200, HP_PLAIN_PASSES, "auth-missing"},
      {"auth-missing", OWN, "header", NULL, 200, HP_PLAIN_PASSES, "auth-missing"},
      {"auth-location", OWN, "", NULL, 400, HP_PLAIN_PASSES, "auth-missing"},
      {"auth-effect", "auth-effect", "status", "auth-effect@header#x~A.B.C", 200, HP_PLAIN_PASSES,
       "auth-missing"}}},
    {"a wrong status for a wrong key is another thing",
     "answered with 400 where another status is wanted",
     1,
     {{"auth-location", OWN, "header", NULL, 400, HP_PLAIN_PASSES, "auth-missing"},
      {"auth-missing", OWN, "header", NULL, 400, HP_PLAIN_PASSES, "auth-missing"}}},
    {"a status by which nothing else refuses",
     "answered with 400 where another status is wanted",
     2,
     {{"method-other", OWN, "method", NULL, 400, HP_PLAIN_PASSES, "method-other"},
      {"method-trace", OWN, "method", NULL, 400, HP_PLAIN_PASSES, "method-other"},
      {"method-trace", OWN, "header", NULL, 422, HP_PLAIN_PASSES, "method-trace header"}}},
    {"a crash at one member",
     "the server fails with a 5xx at /webhook/data_models",
     2,
     {{"type-models", OWN, MODELS, NULL, 500, HP_PLAIN_PASSES, "type-models"},
      {"enum-case-variants", OWN, MODELS "/0", NULL, 503, HP_PLAIN_PASSES, "type-models"},
      {"resp-error-json", "resp-error-json", "body", "type-models@" MODELS "#x~A.B.C", 500,
       HP_PLAIN_PASSES, "type-models"},
      {"state-canary", "state-canary", "status", "canary@#x~A.B.C", 500, HP_PLAIN_PASSES,
       "type-models"},
      {"resp-error-json", "resp-error-json", "body", "type-models@" MODELS "#x~A.B.C", 404,
       HP_PLAIN_PASSES, "resp-error-json"}}},
    {"silence and crash are two",
     NULL,
     2,
     {{"type-models", OWN, MODELS, NULL, 500, HP_PLAIN_PASSES, "type-models"},
      {"enum-case-variants", OWN, MODELS "/0", NULL, 0, HP_PLAIN_PASSES, "enum-case-variants"}}},
    {"a crash nearly everywhere",
     "the server fails with a 5xx in many places",
     1,
     {{"type-models", OWN, MODELS, NULL, 500, HP_PLAIN_PASSES, "struct-root"},
      {"struct-root", OWN, "", NULL, 500, HP_PLAIN_PASSES, "struct-root"},
      {"type-name", OWN, "/webhook/name", NULL, 500, HP_PLAIN_PASSES, "struct-root"},
      {"type-name", OWN, "/webhook/url", NULL, 500, HP_PLAIN_PASSES, "struct-root"}}},
    {"a lax reader of HTTP",
     "what is wrong outside the body is accepted (framing)",
     1,
     {{"frame-both", "frame-both", "connection", "frame-both@transfer#x~A.B.C", 200,
       HP_PLAIN_PASSES, "frame-host"},
      {"frame-host", OWN, "header", NULL, 200, HP_PLAIN_PASSES, "frame-host"},
      {"frame-length", OWN, "transfer", NULL, 200, HP_PLAIN_PASSES, "frame-host"}}},
    {"members missing from one object",
     NULL,
     2,
     {{"resp-required-fields", "resp-required-fields", "/id", "valid-plain@#x~A.B.C", 200,
       HP_PLAIN_PASSES, "resp-required-fields /id"},
      {"resp-required-fields", "resp-required-fields", "/created_at", "valid-plain@#x~A.B.C", 200,
       HP_PLAIN_PASSES, "resp-required-fields /id"},
      {"resp-headers-values", "resp-headers-values", "/headers/x", "valid-plain@#x~A.B.C", 200,
       HP_PLAIN_PASSES, "resp-headers-values /headers/x"},
      {"resp-headers-values", "resp-headers-values", "/headers/y", "valid-plain@#x~A.B.C", 200,
       HP_PLAIN_PASSES, "resp-headers-values /headers/x"}}},
};

static struct hp_group groups[GROUPS_MAX];
static char ids[GROUPS_MAX][HP_CASE_ID_BYTES];

static size_t make_groups(const struct scene *scene)
{
    size_t count = 0;
    for (; count < GROUPS_MAX && scene->groups[count].row != NULL; count++) {
        const struct want_group *want = &scene->groups[count];
        if (want->from == NULL) {
            (void)snprintf(ids[count], sizeof(ids[count]), "%s@%s#x~A.B.C", want->row, want->where);
        } else {
            (void)snprintf(ids[count], sizeof(ids[count]), "%s", want->from);
        }
        const char *family = "response-checks";
        for (size_t i = 0; i < TABLE; i++) {
            family = strcmp(table[i].id, want->row) == 0 ? table[i].family : family;
        }
        groups[count] =
            (struct hp_group){.verdict = want->verdict == HP_WARN ? HP_WARN : HP_FAIL,
                              .row = want->row,
                              .family = family,
                              .check = want->check,
                              .where = want->where,
                              .count = 10,
                              .row_cases = want->row_cases,
                              .first_case = ids[count],
                              .minimal_case = ids[count],
                              .end = want->status == 0 ? HP_END_TIMEOUT : HP_END_RESPONSE,
                              .response = {.status = want->status},
                              .plain = want->plain};
        (void)snprintf(groups[count].fingerprint, sizeof(groups[count].fingerprint), "%016zx",
                       count);
    }
    return count;
}

/* "row", or "row where" where a scene has several groups of one row. */
static bool is_called(const struct hp_group *group, const char *name)
{
    char full[256];
    (void)snprintf(full, sizeof(full), "%s %s", group->row, group->where);
    return strcmp(name, group->row) == 0 || strcmp(name, full) == 0;
}

START_TEST(groups_fold_into_causes)
{
    const struct scene *scene = &scenes[_i];
    const struct hp_row *rows[TABLE];
    const struct hp_group **causes = NULL;
    size_t cause_count = 0;
    struct hp_arena arena;
    hp_arena_init(&arena, 1024 * 1024);
    for (size_t i = 0; i < TABLE; i++) {
        rows[i] = &table[i];
    }
    size_t count = make_groups(scene);
    ck_assert_int_eq(hp_causes_fold(groups, count, rows, TABLE, &arena, &causes, &cause_count),
                     HP_OK);
    size_t hidden = 0;
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        const struct hp_group *top = groups[i].cause == NULL ? &groups[i] : groups[i].cause;
        ck_assert_msg(is_called(top, scene->groups[i].cause), "%s: %s %s is folded into %s %s",
                      scene->name, groups[i].row, groups[i].where, top->row, top->where);
        ck_assert_ptr_null(top->cause);
        bool listed = top == &groups[i];
        for (size_t j = 0; j < top->hide_count; j++) {
            listed = listed || top->hides[j] == &groups[i];
        }
        ck_assert_msg(listed, "%s: %s", scene->name, groups[i].row);
        ck_assert_int_ge(top->cause_verdict, groups[i].verdict);
    }
    ck_assert_msg(cause_count == scene->causes, "%s: %zu causes", scene->name, cause_count);
    for (size_t i = 0; i < cause_count; i++) {
        hidden += causes[i]->hide_count;
        total += causes[i]->cause_count;
        ck_assert(i == 0 || causes[i - 1]->cause_verdict >= causes[i]->cause_verdict);
    }
    ck_assert_uint_eq(hidden + cause_count, count);
    ck_assert_uint_eq(total, 10 * count);
    const char *title = causes[0]->cause_title;
    ck_assert_msg(scene->title == NULL || (title != NULL && strstr(title, scene->title) != NULL),
                  "%s: \"%s\"", scene->name, title == NULL ? "" : title);
    hp_arena_deinit(&arena);
}
END_TEST

START_TEST(notes_stand_for_themselves)
{
    const struct hp_row *rows[] = {&table[1]};
    const struct hp_group **causes = NULL;
    size_t cause_count = 7;
    struct hp_arena arena;
    hp_arena_init(&arena, 1024 * 1024);
    size_t count = make_groups(&scenes[0]);
    for (size_t i = 0; i < count; i++) {
        groups[i].verdict = HP_NOTE;
    }
    ck_assert_int_eq(hp_causes_fold(groups, count, rows, 1, &arena, &causes, &cause_count), HP_OK);
    ck_assert_uint_eq(cause_count, 0);
    ck_assert_ptr_null(groups[0].cause);
    ck_assert_uint_eq(groups[0].hide_count, 0);
    hp_arena_deinit(&arena);
}
END_TEST

/* A journal of many findings is folded in a moment, in little memory. */
START_TEST(thousands_of_groups_fold)
{
    enum { MANY = HP_GROUPS_MAX };
    struct hp_group *many = calloc(MANY, sizeof(*many));
    const struct hp_row *rows[TABLE];
    const struct hp_group **causes = NULL;
    size_t cause_count = 0;
    struct hp_arena arena;
    hp_arena_init(&arena, 16 * 1024 * 1024);
    for (size_t i = 0; i < TABLE; i++) {
        rows[i] = &table[i];
    }
    static char wheres[MANY][32];
    for (size_t i = 0; i < MANY; i++) {
        (void)snprintf(wheres[i], sizeof(wheres[i]), "/webhook/m%zu", i);
        many[i] = (struct hp_group){.verdict = HP_FAIL,
                                    .row = "type-name",
                                    .family = "type-confusion",
                                    .check = "expectation",
                                    .where = wheres[i],
                                    .count = 1,
                                    .first_case = "type-name@/webhook/name#x~A.B.C",
                                    .minimal_case = "type-name@/webhook/name#x~A.B.C",
                                    .response = {.status = 200}};
    }
    ck_assert_int_eq(hp_causes_fold(many, MANY, rows, TABLE, &arena, &causes, &cause_count), HP_OK);
    ck_assert_uint_eq(cause_count, 1);
    ck_assert_uint_eq(causes[0]->hide_count, MANY - 1);
    hp_arena_deinit(&arena);
    free(many);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_causes");
    TCase *tcase = tcase_create("causes");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, groups_fold_into_causes, 0, COUNT_OF(scenes));
    tcase_add_test(tcase, notes_stand_for_themselves);
    tcase_add_test(tcase, thousands_of_groups_fold);
    suite_add_tcase(suite, tcase);
    return suite;
}
