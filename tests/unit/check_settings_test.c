/* Every key: what it takes, what it refuses, and one exchange at least whose verdict it changes.
 * The exchanges are written by hand from the decisions, not from the rules. */
#include "check_fixture.h"
#include "harness/check/setting_rules.h"

#define ERROR_BODY       "{\"error\":{\"code\":\"invalid\",\"message\":\"no\"}}"
#define PROBLEM          "{\"title\":\"no\",\"status\":400}"
#define WRAPPED(members) "{\"webhook\":{" members "}}"
/* The documented members with one of them in another form. */
#define REQUEST(operations, name, type, models, url, headers)                                      \
    WRAPPED("\"operations\":" operations ",\"name\":" name ",\"type\":" type                       \
            ",\"data_models\":" models ",\"url\":" url ",\"headers\":" headers)
#define RESPONSE(id, created_at, operations, name, type, models, url, headers)                     \
    "{\"id\":" id ",\"headers\":" headers ",\"operations\":" operations ",\"data_models\":" models \
    ",\"name\":" name ",\"created_at\":" created_at ",\"type\":" type ",\"url\":" url "}"
#define ID      "\"THBROZzWGuL3b8qEEdBF\""
#define AT      "\"2024-04-15T04:52:25.309Z\""
#define OPS     "[\"CREATE\",\"UPDATE\"]"
#define NAME    "\"webhook 1\""
#define DMC     "\"DATA_MODEL_CHANGES\""
#define MODELS  "[\"ACCOUNTS\",\"BILLS\"]"
#define URL     "\"https://hooks.example.com/a\""
#define HEADERS "{\"X-A\":\"1\",\"X-B\":\"two\"}"
#define CREATED RESPONSE(ID, AT, OPS, NAME, DMC, MODELS, URL, HEADERS)

#define R400     400, ERROR_BODY
#define R422     422, ERROR_BODY
#define R200     200, NULL
#define REJECTED .expect = HP_EXPECT_REJECT_4XX, .level = HP_SHOULD
#define ACCEPTED .expect = HP_EXPECT_ACCEPT_200, .level = HP_MUST
#define EITHER   .expect = HP_EXPECT_ACCEPT_200_OR_4XX, .level = HP_MAY

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

/* --- effects --- */

static void without_challenge(struct fixture *f)
{
    f->exchange.response.status = 401;
}

static void as_problem(struct fixture *f)
{
    fixture_got_only(f, "application/problem+json");
}

static void not_json(struct fixture *f)
{
    f->kase.body_truth = HP_BODY_NOT_JSON;
}

static void breaks_schema(struct fixture *f)
{
    f->kase.body_truth = HP_BODY_BREAKS;
    f->kase.where = HP_SLICE(""); /* no field that the error would have to name */
}

static void by_get(struct fixture *f)
{
    f->kase.request.method = HP_SLICE("GET");
    f->kase.where = HP_SLICE("method");
}

static void bare_reply(struct fixture *f)
{
    f->exchange.response.field_count = 0;
    fixture_got(f, "Content-Type", "application/json");
}

static void late(struct fixture *f)
{
    f->exchange.sent_unix_ms += 400000;
    f->exchange.received_unix_ms += 400000;
}

static void with_idempotency_field(struct fixture *f)
{
    f->sent[2] = (struct hp_field){HP_SLICE("X-Once"), HP_SLICE("1")};
    f->kase.request.field_count = 3;
    struct hp_error error = {0};
    ck_assert_int_eq(hp_memory_new(&f->judge.memory, &error), HP_OK);
    (void)fixture_broken(f); /* the first create of this id */
}

static void after_two_creates(struct fixture *f)
{
    struct hp_error error = {0};
    ck_assert_int_eq(hp_memory_new(&f->judge.memory, &error), HP_OK);
    fixture_answer(f, 200, fixture_response);
    (void)fixture_broken(f);
    fixture_answer(f, 200, RESPONSE("\"another\"", AT, OPS, NAME, DMC, MODELS, URL, HEADERS));
    (void)fixture_broken(f);
    fixture_answer(f, 402, ERROR_BODY);
}

static void at_headers(struct fixture *f)
{
    f->kase.where = HP_SLICE("/webhook/headers/X-A");
}

static void at_operations_of_another_type(struct fixture *f)
{
    f->kase.where = HP_SLICE("/webhook/operations");
    f->kase.combo.type = 1;
}

/* A name that makes the body larger than limits.body. */
static void huge(struct fixture *f)
{
    static char body[70000];
    breaks_schema(f);
    (void)snprintf(body, sizeof(body), WRAPPED("\"name\":\"%0*d\""), 66000, 0);
    fixture_send(f, body);
}

static void with_rate_fields(struct fixture *f)
{
    fixture_got(f, "RateLimit-Limit", "100");
    fixture_got(f, "X-RateLimit-Remaining", "99");
    fixture_got(f, "ratelimit-reset", "1");
}

static void about_secrets(struct fixture *f)
{
    f->row.check = "sec-secret-exposure";
}

static void of_documented_combos(struct fixture *f)
{
    f->row.combos = HP_COMBOS_DOCUMENTED;
}

static const struct effect {
    const char *set; /* key=value */
    const char *id;  /* row@where#instance~combination; NULL: the fixture's */
    int status;
    const char *response;    /* NULL: the fixture's */
    const char *without;     /* ids of what is broken under doc ... */
    const char *with;        /* ... and under the setting */
    enum hp_verdict verdict; /* under the setting */
    const char *request;     /* NULL: the fixture's */
    enum hp_expect expect;
    enum hp_level level;
    enum hp_echo echo;
    bool of_instance; /* the expectation is not the row's */
    void (*arrange)(struct fixture *f);
} effects[] = {
    /* S01 */
    {"status.invalid=400", NULL, R422, "", "expectation", HP_WARN, .arrange = breaks_schema,
     REJECTED},
    {"status.invalid=400", NULL, R400, "", "", HP_PASS, .arrange = breaks_schema, REJECTED},
    {"status.invalid=422", NULL, R400, "", "expectation", HP_WARN, .arrange = not_json, REJECTED},
    {"status.invalid=400+422", NULL, 409, ERROR_BODY, "", "expectation", HP_WARN,
     .arrange = breaks_schema, REJECTED},
    {"status.invalid=400+422", NULL, R422, "", "", HP_PASS, .arrange = breaks_schema, REJECTED},
    /* What is refused for another reason has a status of its own. */
    {"status.invalid=400", NULL, 413, ERROR_BODY, "", "", HP_PASS, .arrange = huge, REJECTED},
    {"status.invalid=422", NULL, R400, "", "", HP_PASS, REJECTED},
    /* S02 */
    {"error.body=any", NULL, 400, "oops", "resp-error-json", "", HP_PASS, REJECTED},
    {"error.body=rootfi", NULL, 400, PROBLEM, "", "resp-error-shape", HP_WARN, REJECTED},
    {"error.body=rootfi", NULL, R400, "", "", HP_PASS, REJECTED},
    {"error.body=rfc9457", NULL, R400, "", "resp-error-shape", HP_WARN, REJECTED},
    {"error.body=rfc9457", NULL, 400, PROBLEM, "", "resp-error-shape", HP_WARN, REJECTED},
    {"error.body=rfc9457", NULL, 400, PROBLEM, "", "", HP_PASS, .arrange = as_problem, REJECTED},
    /* S03 */
    {"auth.status=401", NULL, 403, ERROR_BODY, "", "expectation", HP_FAIL,
     .expect = HP_EXPECT_REJECT_401_403, .level = HP_MUST},
    {"auth.status=403", NULL, 403, ERROR_BODY, "", "", HP_PASS, .expect = HP_EXPECT_REJECT_401_403,
     .level = HP_MUST},
    {"auth.challenge=require", NULL, 401, ERROR_BODY, "auth-challenge", "auth-challenge", HP_FAIL,
     .arrange = without_challenge, .expect = HP_EXPECT_REJECT_401_403, .level = HP_MUST},
    {"auth.challenge=ignore", NULL, 401, ERROR_BODY, "auth-challenge", "", HP_PASS,
     .arrange = without_challenge, .expect = HP_EXPECT_REJECT_401_403, .level = HP_MUST},
    /* S05 */
    {"status.split=400-422", NULL, R422, "", "expectation", HP_WARN, .arrange = not_json, REJECTED},
    {"status.split=400-422", NULL, R400, "", "expectation", HP_WARN, .arrange = breaks_schema,
     REJECTED},
    {"status.split=400-422", NULL, R400, "", "", HP_PASS, .arrange = not_json, REJECTED},
    /* S06 */
    {"required=put-page", "array-omitted-other@/webhook#without-both~x", R200, "", "expectation",
     HP_WARN, EITHER},
    {"required=put-page", "valid-headers-omitted@/webhook#omitted~x", R200, "", "expectation",
     HP_WARN, EITHER},
    {"required=put-page", "struct-missing-array@/webhook#operations~x", R200, "", "expectation",
     HP_WARN, EITHER, .of_instance = true},
    {"required=none", "struct-missing-scalar@/webhook#name~x", R200, "expectation", "", HP_PASS,
     .expect = HP_EXPECT_REJECT_4XX, .level = HP_MUST},
    /* S07 */
    {"headers.required=yes", "valid-headers-omitted@/webhook#omitted~x", R200, "", "expectation",
     HP_WARN, EITHER},
    {"headers.required=no", "valid-headers-omitted@/webhook#omitted~x", R400, "", "expectation",
     HP_WARN, EITHER},
    {"headers.required=yes", "struct-member-name-variants@/webhook/headers#headers-title~x", R200,
     "", "expectation", HP_WARN, EITHER, .of_instance = true},
    /* S08 */
    {"null=absent", "type-operations-null@/webhook/operations#null~x", R200, "expectation", "",
     HP_PASS, .arrange = at_operations_of_another_type, REJECTED},
    /* S09, S10 */
    {"empty_arrays.dmc=accept", "array-operations-empty-dmc@/webhook/operations#empty~x", R200,
     "expectation", "", HP_PASS, REJECTED},
    {"empty_arrays.dmc=all", "array-operations-empty-dmc@/webhook/operations#empty~x", 200,
     RESPONSE(ID, AT, "[\"CREATE\",\"UPDATE\",\"DELETE\"]", NAME, DMC, MODELS, URL, HEADERS),
     "expectation", "", HP_PASS, REQUEST("[]", NAME, DMC, MODELS, URL, HEADERS), REJECTED},
    {"empty_arrays.dmc=accept", "array-operations-empty-dmc@/webhook/operations#empty~x", 200,
     RESPONSE(ID, AT, "[\"CREATE\",\"UPDATE\",\"DELETE\"]", NAME, DMC, MODELS, URL, HEADERS),
     "expectation", "resp-echo-arrays", HP_FAIL, REQUEST("[]", NAME, DMC, MODELS, URL, HEADERS),
     REJECTED},
    {"empty_arrays.other=accept", "array-operations-empty-other@/webhook/operations#empty~x", R400,
     "", "expectation", HP_WARN, EITHER},
    {"empty_arrays.other=reject", "array-omitted-other@/webhook#without-both~x", R200, "",
     "expectation", HP_WARN, EITHER},
    /* S11 */
    {"array_duplicates=reject", "array-duplicate-items@/webhook/operations#x~y", R200, "",
     "expectation", HP_WARN, EITHER},
    {"array_duplicates=keep", "array-duplicate-items@/webhook/operations#x~y", R400, "",
     "expectation", HP_WARN, EITHER},
    {"array_duplicates=keep", "array-duplicate-items@/webhook/operations#x~y", R200, "",
     "resp-echo-arrays", HP_WARN,
     REQUEST("[\"CREATE\",\"UPDATE\",\"CREATE\"]", NAME, DMC, MODELS, URL, HEADERS), EITHER},
    {"array_duplicates=dedupe", "array-duplicate-items@/webhook/operations#x~y", R200, "", "",
     HP_PASS, REQUEST("[\"CREATE\",\"UPDATE\",\"CREATE\"]", NAME, DMC, MODELS, URL, HEADERS),
     EITHER},
    {"array_duplicates=dedupe", "array-duplicate-items@/webhook/operations#x~y", 200,
     RESPONSE(ID, AT, "[\"CREATE\",\"UPDATE\",\"CREATE\"]", NAME, DMC, MODELS, URL, HEADERS), "",
     "resp-echo-arrays", HP_WARN,
     REQUEST("[\"CREATE\",\"UPDATE\",\"CREATE\"]", NAME, DMC, MODELS, URL, HEADERS), EITHER},
    /* S12 */
    {"limits.array=1", "valid-data-model-pairs@#x~y", R400, "expectation", "", HP_PASS, ACCEPTED},
    {"limits.array=2", "valid-data-model-pairs@#x~y", R400, "expectation", "expectation", HP_FAIL,
     ACCEPTED},
    /* S13 */
    {"enum.case=canonicalise", "enum-case-variants@/webhook/type#lower~x", R200, "expectation", "",
     HP_PASS,
     REQUEST("[\"create\",\"Update\"]", NAME, "\"data model changes\"", MODELS, URL, HEADERS),
     REJECTED},
    {"enum.case=canonicalise", "enum-case-variants@/webhook/type#lower~x", 200,
     RESPONSE(ID, AT, OPS, NAME, "\"SYNC_COMPLETED\"", MODELS, URL, HEADERS), "expectation",
     "resp-echo-scalars", HP_FAIL,
     REQUEST(OPS, NAME, "\"data_model_changes\"", MODELS, URL, HEADERS), REJECTED},
    /* S14 */
    {"enum.open=true", "enum-later-version@/webhook/type#SYNC_STARTED~x", 200,
     RESPONSE(ID, AT, OPS, NAME, "\"SYNC_STARTED\"", MODELS, URL, HEADERS),
     "expectation resp-type-enum", "", HP_PASS,
     REQUEST(OPS, NAME, "\"SYNC_STARTED\"", MODELS, URL, HEADERS), REJECTED},
    {"enum.open=INTEGRATION+SYNC_STARTED", "enum-later-version@/webhook/type#SYNC_STARTED~x", 200,
     RESPONSE(ID, AT, OPS, NAME, "\"SYNC_STARTED\"", MODELS, URL, HEADERS),
     "expectation resp-type-enum", "", HP_PASS,
     REQUEST(OPS, NAME, "\"SYNC_STARTED\"", MODELS, URL, HEADERS), REJECTED},
    {"enum.open=INTEGRATION", "enum-later-version@/webhook/type#SYNC_STARTED~x", 200,
     RESPONSE(ID, AT, OPS, NAME, "\"SYNC_STARTED\"", MODELS, URL, HEADERS),
     "expectation resp-type-enum", "expectation resp-type-enum", HP_FAIL,
     REQUEST(OPS, NAME, "\"SYNC_STARTED\"", MODELS, URL, HEADERS), REJECTED},
    {"enum.open=SYNC_STARTED", "enum-later-version@/webhook/type#SYNC_STARTED~x", R400, "",
     "expectation", HP_WARN, REQUEST(OPS, NAME, "\"SYNC_STARTED\"", MODELS, URL, HEADERS),
     REJECTED},
    /* S15 */
    {"array_order=strict", NULL, 200,
     RESPONSE(ID, AT, "[\"UPDATE\",\"CREATE\"]", NAME, DMC, MODELS, URL, HEADERS),
     "array-echo-order", "resp-echo-arrays", HP_FAIL, ACCEPTED},
    /* S16 */
    {"limits.name.min=0", "string-name-empty@/webhook/name#empty~x", R400, "", "expectation",
     HP_WARN, REQUEST(OPS, "\"\"", DMC, MODELS, URL, HEADERS), REJECTED},
    {"limits.name.min=10", "valid-name-lengths@/webhook/name#9~x", R400, "expectation", "", HP_PASS,
     ACCEPTED},
    {"limits.name.max=8", "valid-name-lengths@/webhook/name#9~x", R200, "", "expectation", HP_WARN,
     ACCEPTED},
    {"limits.name.max=9", "valid-name-lengths@/webhook/name#9~x", R200, "", "", HP_PASS, ACCEPTED},
    /* S17 */
    {"name.controls=reject", "string-name-nul@/webhook/name#x~y", R200, "", "expectation", HP_WARN,
     EITHER},
    {"name.trim=keep", "string-name-trim@/webhook/name#x~y", R200, "", "resp-echo-scalars", HP_FAIL,
     REQUEST(OPS, "\"webhook 1 \"", DMC, MODELS, URL, HEADERS), EITHER, .echo = HP_ECHO_TRIMMED},
    {"name.trim=reject", "string-name-trim@/webhook/name#x~y", R200, "", "expectation", HP_WARN,
     EITHER},
    /* S18 */
    {"url.syntax=none", "url-no-scheme@/webhook/url#x~y", R200, "expectation", "", HP_PASS,
     REJECTED},
    {"url.syntax=whatwg", "url-scheme-mangled@/webhook/url#x~y", R200, "expectation", "", HP_PASS,
     REQUEST(OPS, NAME, DMC, MODELS, "\"https:/hooks.example.com/a\"", HEADERS), REJECTED},
    {"url.syntax=whatwg", "url-no-scheme@/webhook/url#x~y", R200, "expectation", "expectation",
     HP_WARN, REJECTED},
    /* S19 */
    {"url.schemes=https-only", "valid-url-http-scheme@/webhook/url#x~y", R200, "", "expectation",
     HP_WARN, EITHER},
    {"url.schemes=https+http", "valid-url-http-scheme@/webhook/url#x~y", R400, "", "expectation",
     HP_WARN, EITHER},
    /* S20 */
    {"limits.url=20", "url-length@/webhook/url#27-octets~y", R200, "", "expectation", HP_WARN,
     EITHER},
    /* S21 */
    {"ssrf=reject-at-create", "ssrf-loopback@/webhook/url#x~y", R200, "expectation", "expectation",
     HP_FAIL, REJECTED},
    {"ssrf=delivery-time", "ssrf-loopback@/webhook/url#x~y", R200, "expectation", "", HP_PASS,
     REJECTED},
    {"ssrf=off", "ssrf-internal-names@/webhook/url#x~y", R200, "expectation", "", HP_PASS,
     .expect = HP_EXPECT_REJECT_4XX, .level = HP_MAY},
    /* S22, S23 */
    {"url.userinfo=allow", "url-userinfo@/webhook/url#x~y", R200, "expectation", "", HP_PASS,
     REJECTED},
    {"url.fragment=allow", "url-fragment@/webhook/url#x~y", R400, "", "expectation", HP_WARN,
     EITHER},
    {"url.fragment=reject", "url-fragment@/webhook/url#x~y", R200, "", "expectation", HP_WARN,
     EITHER},
    {"url.echo=exact", NULL, R200, "", "resp-echo-scalars", HP_WARN,
     REQUEST(OPS, NAME, DMC, MODELS, "\"https://HOOKS.example.com/a\"", HEADERS), ACCEPTED},
    {"url.echo=none", NULL, R200, "resp-echo-scalars", "", HP_PASS,
     REQUEST(OPS, NAME, DMC, MODELS, "\"https://hooks.example.com/b\"", HEADERS), ACCEPTED},
    /* S25 */
    {"headers.values=scalar", "type-header-value-nonstring@/webhook/headers/X-A#number-1~y", 200,
     RESPONSE(ID, AT, OPS, NAME, DMC, MODELS, URL, "{\"X-A\":1,\"X-B\":true}"),
     "expectation resp-headers-values", "", HP_PASS,
     REQUEST(OPS, NAME, DMC, MODELS, URL, "{\"X-A\":1,\"X-B\":true}"), REJECTED},
    {"headers.values=scalar", "type-header-value-nonstring@/webhook/headers/X-A#null~y", R200,
     "expectation", "expectation", HP_WARN, REJECTED},
    {"headers.values=scalar", "type-number-extremes@/webhook/headers/X-A#x~y", R200, "expectation",
     "", HP_PASS, .arrange = at_headers, REJECTED},
    {"headers.values=scalar", "type-number-extremes@/webhook/name#x~y", R200, "expectation",
     "expectation", HP_WARN, REJECTED},
    /* S26: the echo holds no line end. */
    {"headers.crlf=reject", "header-value-crlf@/webhook/headers#x~y", 200,
     RESPONSE(ID, AT, OPS, NAME, DMC, MODELS, URL, "{\"X-A\":\"onetwo\"}"), "", "expectation",
     HP_FAIL, REQUEST(OPS, NAME, DMC, MODELS, URL, "{\"X-A\":\"one\\r\\ntwo\"}"),
     .expect = HP_EXPECT_REJECT_4XX, .level = HP_MUST, .echo = HP_ECHO_CLEAN},
    {"headers.crlf=reject", "header-name-illegal@/webhook/headers#nul~y", 200,
     RESPONSE(ID, AT, OPS, NAME, DMC, MODELS, URL, "{\"XA\":\"1\"}"), "", "expectation", HP_FAIL,
     REQUEST(OPS, NAME, DMC, MODELS, URL, "{\"X\\u0000A\":\"1\"}"), .expect = HP_EXPECT_REJECT_4XX,
     .level = HP_MUST, .echo = HP_ECHO_CLEAN},
    /* S27 */
    {"headers.reserved=svix", "header-content-names@/webhook/headers#User-Agent~y", R200, "",
     "expectation", HP_WARN, EITHER},
    {"headers.reserved=svix", "header-content-names@/webhook/headers#Cookie~y", R200, "", "",
     HP_PASS, EITHER},
    {"headers.reserved=none", "header-framing-names@/webhook/headers#Host~y", R200, "expectation",
     "", HP_PASS, REJECTED},
    /* S28 */
    {"limits.header.value=2", "valid-headers-many@/webhook/headers#x~y", R400, "expectation", "",
     HP_PASS, ACCEPTED},
    {"limits.header.count=1", "valid-headers-many@/webhook/headers#x~y", R400, "expectation", "",
     HP_PASS, ACCEPTED},
    {"limits.header.count=2", "valid-headers-many@/webhook/headers#x~y", R200, "", "", HP_PASS,
     ACCEPTED},
    /* S29 */
    {"headers.echo=masked", NULL, R200, "", "resp-echo-headers", HP_WARN, ACCEPTED},
    {"headers.echo=masked", NULL, 200,
     RESPONSE(ID, AT, OPS, NAME, DMC, MODELS, URL, "{\"X-A\":\"***\",\"X-B\":\"t***\"}"),
     "resp-echo-headers", "", HP_PASS, ACCEPTED},
    {"headers.echo=masked", NULL, 200,
     RESPONSE(ID, AT, OPS, NAME, DMC, MODELS, URL, "{\"X-A\":\"***\"}"), "resp-echo-headers",
     "resp-echo-headers", HP_FAIL, ACCEPTED},
    {"headers.echo=masked", NULL, R200, "sec-secret-exposure",
     "sec-secret-exposure resp-echo-headers", HP_WARN, .arrange = about_secrets, ACCEPTED},
    {"headers.echo=either", NULL, 200,
     RESPONSE(ID, AT, OPS, NAME, DMC, MODELS, URL, "{\"X-A\":\"1\",\"X-B\":\"***\"}"),
     "resp-echo-headers", "", HP_PASS, ACCEPTED},
    {"headers.echo=either", NULL, 200,
     RESPONSE(ID, AT, OPS, NAME, DMC, MODELS, URL, "{\"X-A\":\"1\",\"X-B\":\"three\"}"),
     "resp-echo-headers", "resp-echo-headers", HP_FAIL, ACCEPTED},
    /* S30 */
    {"unique=name", NULL, 409, ERROR_BODY, "expectation", "", HP_INCONCLUSIVE, ACCEPTED},
    {"unique=url", NULL, R422, "expectation", "expectation", HP_FAIL, ACCEPTED},
    {"unique=name+url", NULL, R422, "expectation", "", HP_INCONCLUSIVE,
     .arrange = of_documented_combos, ACCEPTED},
    {"unique=type+url", NULL, 409, ERROR_BODY, "expectation", "", HP_INCONCLUSIVE, ACCEPTED},
    {"unique=url", NULL, 409, ERROR_BODY, "expectation", "", HP_INCONCLUSIVE, ACCEPTED},
    /* S31 */
    {"unknown_members=reject", "struct-unknown-root-member@#x~y", R200, "", "expectation", HP_WARN,
     EITHER},
    {"unknown_members=ignore", "struct-unknown-webhook-member@#x~y", R400, "", "expectation",
     HP_WARN, EITHER},
    {"unknown_members=reject", "struct-empty-member-name@#root-string~y", R200, "", "expectation",
     HP_WARN, EITHER},
    {"unknown_members=reject", "struct-empty-member-name@#headers-string~y", R200, "", "", HP_PASS,
     EITHER},
    /* S32 */
    {"readonly=reject", "state-client-id-ignored@#root-text~y", R200, "", "expectation", HP_WARN,
     .expect = HP_EXPECT_CHECK, .level = HP_MUST},
    /* S33 */
    {"duplicate_keys=reject", "struct-duplicate-equal@#x~y", R200, "", "expectation", HP_WARN,
     EITHER},
    {"duplicate_keys=last", "struct-duplicate-conflict@#x~y", R400, "", "expectation", HP_WARN,
     EITHER},
    {"duplicate_keys=last", "struct-duplicate-conflict@#x~y", R200, "", "resp-echo-scalars",
     HP_WARN, REQUEST(OPS, NAME ",\"name\":\"other\"", DMC, MODELS, URL, HEADERS), EITHER,
     .echo = HP_ECHO_ONE_OF},
    {"duplicate_keys=first", "struct-duplicate-conflict@#x~y", R200, "", "", HP_PASS,
     REQUEST(OPS, NAME ",\"name\":\"other\"", DMC, MODELS, URL, HEADERS), EITHER,
     .echo = HP_ECHO_ONE_OF},
    {"duplicate_keys=first", "struct-duplicate-conflict@#x~y", R200, "", "resp-echo-scalars",
     HP_WARN, REQUEST(OPS, "\"other\",\"name\":" NAME, DMC, MODELS, URL, HEADERS), EITHER,
     .echo = HP_ECHO_ONE_OF},
    /* S34, S35 */
    {"ctype=strict", "ctype-missing@header#x~y", R200, "", "expectation", HP_WARN, EITHER},
    {"encoding=accept", "encoding-supported@header#x~y", 415, ERROR_BODY, "", "expectation",
     HP_WARN, EITHER},
    {"encoding=reject", "encoding-supported@header#x~y", R200, "", "expectation", HP_WARN, EITHER},
    {"accept=406", "accept-unsatisfiable@header#x~y", R200, "", "expectation", HP_WARN, EITHER},
    {"accept=406", "accept-unsatisfiable@header#x~y", R400, "", "expectation", HP_WARN, EITHER},
    {"accept=406", "accept-unsatisfiable@header#x~y", 406, ERROR_BODY, "", "", HP_PASS, EITHER},
    /* S36 */
    {"limits.body=100", "valid-json-whitespace@#x~y", 413, ERROR_BODY, "expectation", "", HP_PASS,
     ACCEPTED},
    {"limits.body=100", "valid-json-whitespace@#x~y", R200, "", "expectation", HP_WARN, ACCEPTED},
    {"limits.depth=2", "size-depth@#x~y", R200, "", "expectation", HP_WARN,
     .expect = HP_EXPECT_NO_5XX_ONLY, .level = HP_MUST},
    {"limits.depth=3", "size-depth@#x~y", R200, "", "", HP_PASS, .expect = HP_EXPECT_NO_5XX_ONLY,
     .level = HP_MUST},
    /* S37, S38 */
    {"methods.known=POST+GET", NULL, 200, "[]", "expectation", "", HP_PASS, .arrange = by_get,
     .expect = HP_EXPECT_REJECT_405, .level = HP_SHOULD},
    {"methods.known=GET+PUT", NULL, 200, "[]", "expectation", "", HP_PASS, .arrange = by_get,
     .expect = HP_EXPECT_REJECT_405, .level = HP_SHOULD},
    {"path.slash=accept", "path-trailing-slash@target#x~y", 404, ERROR_BODY, "", "expectation",
     HP_WARN, EITHER},
    {"path.slash=reject", "path-trailing-slash@target#x~y", R200, "", "expectation", HP_WARN,
     EITHER},
    /* S39 to S42 */
    {"rate.headers=require", NULL, R200, "", "resp-429-retry-after", HP_WARN, ACCEPTED},
    {"rate.headers=require", NULL, R200, "", "", HP_PASS, .arrange = with_rate_fields, ACCEPTED},
    {"idempotency=X-Once", NULL, R200, "state-id-unique", "", HP_PASS,
     .arrange = with_idempotency_field, ACCEPTED},
    {"id_format=example", NULL, 200, RESPONSE("\"17\"", AT, OPS, NAME, DMC, MODELS, URL, HEADERS),
     "", "resp-id-form", HP_WARN, ACCEPTED},
    {"id_format=example", NULL, R200, "", "", HP_PASS, ACCEPTED},
    {"created_at=any", NULL, 200,
     RESPONSE(ID, "\"yesterday\"", OPS, NAME, DMC, MODELS, URL, HEADERS), "resp-created-at-format",
     "", HP_PASS, ACCEPTED},
    {"created_at=example", NULL, 200,
     RESPONSE(ID, "\"2024-04-15T04:52:25Z\"", OPS, NAME, DMC, MODELS, URL, HEADERS), "",
     "resp-created-at-format", HP_WARN, ACCEPTED},
    {"created_at.skew=500", NULL, R200, "resp-created-at-clock", "", HP_PASS, .arrange = late,
     ACCEPTED},
    /* S43 */
    {"response.envelope=data", NULL, 200, "{\"data\":" CREATED ",\"request_id\":\"1\"}",
     "resp-root-flat-object", "", HP_PASS, ACCEPTED},
    {"response.envelope=data", NULL, R200, "", "resp-root-flat-object", HP_FAIL, ACCEPTED},
    {"response.envelope=data.data", NULL, 200, "{\"data\":{\"data\":" CREATED "}}",
     "resp-root-flat-object", "", HP_PASS, ACCEPTED},
    {"response.envelope=data.data", NULL, 200, "{\"data\":" CREATED "}", "resp-root-flat-object",
     "resp-root-flat-object", HP_FAIL, ACCEPTED},
    {"response.envelope=none+data", NULL, 200, "{\"data\":" CREATED "}", "resp-root-flat-object",
     "", HP_PASS, ACCEPTED},
    {"response.envelope=none+data", NULL, R200, "", "", HP_PASS, ACCEPTED},
    {"response.envelope=data", NULL, 200,
     "{\"data\":" RESPONSE(ID, AT, OPS, "7", DMC, MODELS, URL, HEADERS) "}",
     "resp-root-flat-object", "resp-name-string", HP_FAIL, ACCEPTED},
    {"response.extra=forbid", NULL, 200,
     RESPONSE(ID ",\"state\":\"on\"", AT, OPS, NAME, DMC, MODELS, URL, HEADERS),
     "resp-no-extra-members", "resp-no-extra-members", HP_WARN, ACCEPTED},
    /* S44 */
    {"status.created=201", NULL, 201, CREATED, "resp-status-200", "", HP_PASS, ACCEPTED},
    {"status.created=201", NULL, R200, "", "resp-status-200", HP_FAIL, ACCEPTED},
    {"status.created=200+201", NULL, 201, CREATED, "resp-status-200", "", HP_PASS, ACCEPTED},
    {"status.created=200+201", NULL, R200, "", "", HP_PASS, ACCEPTED},
    /* S46, S47, S50 */
    {"security_headers=require", NULL, R200, "resp-cache-security-headers",
     "resp-cache-security-headers", HP_WARN, .arrange = bare_reply, ACCEPTED},
    {"security_headers=ignore", NULL, R200, "resp-cache-security-headers", "", HP_PASS,
     .arrange = bare_reply, ACCEPTED},
    {"quota=2", NULL, 402, ERROR_BODY, "expectation", "", HP_INCONCLUSIVE,
     .arrange = after_two_creates, ACCEPTED},
    {"quota=3", NULL, 402, ERROR_BODY, "expectation", "expectation", HP_FAIL,
     .arrange = after_two_creates, ACCEPTED},
    {"bom=reject", "string-bom-utf8@#x~y", R200, "", "expectation", HP_WARN, EITHER},
};
enum { EFFECTS = sizeof(effects) / sizeof(effects[0]) };

static void arrange(struct fixture *f, const struct effect *effect, char row[64])
{
    if (effect->id != NULL) {
        size_t length = strcspn(effect->id, "@");
        memcpy(row, effect->id, length);
        row[length] = '\0';
        f->row.id = row;
        f->kase.id = hp_slice_of(effect->id);
    }
    fixture_expect(f, effect->expect, effect->level);
    f->row.expect = effect->of_instance ? HP_EXPECT_NO_5XX_ONLY : effect->expect;
    f->kase.echo = effect->echo;
    if (effect->request != NULL) {
        fixture_send(f, effect->request);
    }
    fixture_answer(f, effect->status,
                   effect->response == NULL ? fixture_response : effect->response);
    if (effect->arrange != NULL) {
        effect->arrange(f);
    }
}

START_TEST(a_setting_changes_the_verdict_on_an_exchange)
{
    struct fixture *f = &fixture;
    const struct effect *effect = &effects[_i];
    struct hp_error error = {0};
    struct hp_settings settings = hp_settings_doc;
    char row[64];
    arrange(f, effect, row);
    ck_assert_msg(strcmp(fixture_broken(f), effect->without) == 0, "%s, without: %s", effect->set,
                  f->ids);
    ck_assert_msg(hp_settings_assign(&settings, effect->set, &error) == HP_OK, "%s", error.text);
    f->judge.settings = &settings;
    ck_assert_msg(strcmp(fixture_broken(f), effect->with) == 0, "%s: %s", effect->set, f->ids);
    ck_assert_msg(f->judgement.verdict == effect->verdict, "%s: %s", effect->set,
                  hp_verdict_name(f->judgement.verdict));
    hp_memory_free(f->judge.memory);
}
END_TEST

/* Keys whose effect is not in the judging: on the pace, and none at all in this version. */
static bool acts_elsewhere(const struct hp_setting *setting)
{
    return strcmp(setting->key, "rate.per_minute") == 0 || setting->lacking != NULL;
}

/* "key=value" of the first `length` bytes of a value. */
static bool has_effect(const char *key, const char *value, size_t length)
{
    for (size_t i = 0; i < EFFECTS; i++) {
        size_t key_length = strlen(key);
        const char *set = effects[i].set;
        if (strncmp(set, key, key_length) == 0 && set[key_length] == '=' &&
            strncmp(set + key_length + 1, value, length) == 0 &&
            (length == 0 || set[key_length + 1 + length] == '\0')) {
            return true;
        }
    }
    return false;
}

START_TEST(every_value_but_the_default_has_an_effect_above)
{
    const struct hp_setting *setting = &hp_setting_list[_i];
    if (acts_elsewhere(setting)) {
        return;
    }
    const char *word = setting->words;
    size_t length = strcspn(word, "|");
    bool is_default = setting->otherwise == 0;
    while (length > 0) {
        ck_assert_msg(is_default || has_effect(setting->key, word, length), "%s=%.*s", setting->key,
                      (int)length, word);
        is_default = false;
        word += length + (word[length] == '|');
        length = strcspn(word, "|");
    }
    ck_assert_msg(has_effect(setting->key, "", 0), "%s", setting->key);
}
END_TEST

/* --- the list --- */

START_TEST(a_key_is_a_decision_with_a_meaning)
{
    const struct hp_setting *setting = &hp_setting_list[_i];
    ck_assert_uint_gt(strlen(setting->key), 0);
    ck_assert_int_eq(setting->clause[0], 'S');
    ck_assert_uint_eq(strlen(setting->clause), 3);
    ck_assert_uint_gt(strlen(setting->meaning), 10);
    for (int other = 0; other < _i; other++) {
        ck_assert_str_ne(hp_setting_list[other].key, setting->key);
        ck_assert_int_le(strcmp(hp_setting_list[other].clause, setting->clause), 0);
    }
}
END_TEST

static void assert_set(struct hp_settings *settings, enum hp_setting_id id, const char *value)
{
    struct hp_error error = {0};
    char shown[HP_SETTING_SHOWN_BYTES];
    ck_assert_msg(hp_settings_set(settings, hp_slice_of(hp_setting_list[id].key),
                                  hp_slice_of(value), &error) == HP_OK,
                  "%s", error.text);
    ck_assert_str_eq(hp_setting_show(settings, id, shown), value);
    ck_assert(hp_setting_given(settings, id));
}

START_TEST(a_key_takes_its_named_values_and_shows_them)
{
    const struct hp_setting *setting = &hp_setting_list[_i];
    enum hp_setting_id id = (enum hp_setting_id)_i;
    struct hp_settings settings = hp_settings_doc;
    char words[128];
    (void)snprintf(words, sizeof(words), "%s", setting->words);
    char *rest = words;
    for (char *word = strsep(&rest, "|"); word != NULL && *word != '\0';
         word = strsep(&rest, "|")) {
        if (setting->lacking == NULL || word == words) {
            assert_set(&settings, id, word);
        }
    }
    if (setting->max > 0) {
        char number[32];
        (void)snprintf(number, sizeof(number), "%lld", (long long)setting->min);
        assert_set(&settings, id, number);
        (void)snprintf(number, sizeof(number), "%lld", (long long)setting->max);
        assert_set(&settings, id, number);
    }
    char shown[HP_SETTING_SHOWN_BYTES];
    struct hp_settings fresh = hp_settings_doc;
    assert_set(&fresh, id, hp_setting_show(&hp_settings_doc, id, shown));
    ck_assert(hp_setting_equal(&fresh, &hp_settings_doc, id));
    ck_assert_uint_eq(fresh.rule_count, 0);
}
END_TEST

START_TEST(a_key_refuses_what_is_no_value_of_it)
{
    static const char *const values[] = {"no such value",      "", "999999999999999", "-1", "1e3",
                                         "9223372036854775808"};
    const struct hp_setting *setting = &hp_setting_list[_i];
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct hp_error error = {0};
        struct hp_settings settings = hp_settings_doc;
        enum hp_status status =
            hp_settings_set(&settings, hp_slice_of(setting->key), hp_slice_of(values[i]), &error);
        bool may_be_text = setting->form != HP_FORM_NONE && values[i][0] != '\0';
        ck_assert_msg(may_be_text || status == HP_ERR_USAGE, "%s=%s", setting->key, values[i]);
        ck_assert_msg(status == HP_OK || strstr(error.text, setting->key) != NULL, "%s",
                      error.text);
        ck_assert(status == HP_OK || settings.given == 0);
    }
}
END_TEST

static const struct {
    const char *text;
    const char *says; /* in the error; NULL: taken */
} assignments[] = {
    {"status.created=201", NULL},
    {"url.schemes=https, http?", NULL},
    {"methods.known=GET+PATCH", NULL},
    {"idempotency=Idempotency-Key", NULL},
    {"enum.open=A+B_C", NULL},
    {"limits.name.max=unset", NULL},
    {"url.sink=unset", NULL},
    {"delivery=off", NULL},
    {"status.creatd=201", "did you mean status.created?"},
    {"quux=1", "`hookproof list settings`"},
    {"=1", "`hookproof list settings`"},
    {"status.created", "KEY=VALUE"},
    {"array_duplicates=dedup", "did you mean dedupe?"},
    {"array_duplicates=7", "either | reject | dedupe | keep"},
    {"limits.array=0", "a number from 1 to 9000"},
    {"limits.array=9001", "a number from 1 to 9000"},
    {"methods.known=GET PUT,", "methods joined by +"},
    {"methods.known=GET++PUT", "methods joined by +"},
    {"methods.known=+GET", "methods joined by +"},
    {"methods.known=GET+", "methods joined by +"},
    {"idempotency=no:token", "the name of a header field"},
    {"url.sink=ftp://x", "an http or https URL"},
    {"url.sink=http://127.0.0.1:9", "no such hook"},
    {"sibling.list=/v3/core/webhooks", "no such hook"},
    {"sibling.get=webhooks", "a path that begins with /"},
    {"sibling.get=/x", "no such hook"},
    {"sibling.delete=/x", "no such hook"},
    {"delivery=on", "leave it at off"},
    {"tls.plain_probe=on", "no such hook"},
    {"auth.forbidden_key=s3cr3t", "no such hook"},
};

START_TEST(an_assignment_is_taken_or_the_message_helps)
{
    struct hp_error error = {0};
    struct hp_settings settings = hp_settings_doc;
    enum hp_status status = hp_settings_assign(&settings, assignments[_i].text, &error);
    ck_assert_msg((status == HP_OK) == (assignments[_i].says == NULL), "%s: %s",
                  assignments[_i].text, error.text);
    ck_assert_ptr_null(strstr(error.text, "s3cr3t"));
    if (assignments[_i].says != NULL) {
        ck_assert_int_eq(status, HP_ERR_USAGE);
        ck_assert_contains(error.text, assignments[_i].says);
    }
}
END_TEST

START_TEST(a_text_that_is_too_long_is_refused)
{
    char text[HP_SETTING_TEXT_BYTES + 64];
    struct hp_settings settings = hp_settings_doc;
    (void)snprintf(text, sizeof(text), "enum.open=%0*d", HP_SETTING_TEXT_BYTES - 1, 0);
    ck_assert_int_eq(hp_settings_assign(&settings, text, NULL), HP_OK);
    ck_assert_uint_eq(hp_setting_text(&settings, HP_SET_ENUM_OPEN).len, HP_SETTING_TEXT_BYTES - 1);
    (void)snprintf(text, sizeof(text), "enum.open=%0*d", HP_SETTING_TEXT_BYTES, 0);
    ck_assert_int_eq(hp_settings_assign(&settings, text, NULL), HP_ERR_USAGE);
}
END_TEST

START_TEST(the_last_of_two_values_counts)
{
    struct hp_settings settings = hp_settings_doc;
    assert_set(&settings, HP_SET_METHODS_KNOWN, "GET+HEAD");
    assert_set(&settings, HP_SET_METHODS_KNOWN, "PUT");
    assert_set(&settings, HP_SET_METHODS_KNOWN, "POST+GET");
    struct hp_settings other = settings;
    ck_assert(hp_setting_equal(&settings, &other, HP_SET_METHODS_KNOWN));
    assert_set(&settings, HP_SET_METHODS_KNOWN, "PUT");
    assert_set(&other, HP_SET_METHODS_KNOWN, "GET");
    ck_assert(!hp_setting_equal(&settings, &other, HP_SET_METHODS_KNOWN));
    assert_set(&settings, HP_SET_BOM, "reject");
    ck_assert_uint_eq(settings.rule_count, 1);
    assert_set(&settings, HP_SET_BOM, "either");
    ck_assert_uint_eq(settings.rule_count, 0);
}
END_TEST

/* --- profiles --- */

static const struct {
    const char *profile, *key, *value;
} profile_values[] = {
    {"strict", "auth.challenge", "require"},
    {"strict", "duplicate_keys", "reject"},
    {"strict", "unknown_members", "reject"},
    {"strict", "array_duplicates", "reject"},
    {"strict", "bom", "reject"},
    {"sibling", "required", "put-page"},
    {"sibling", "headers.required", "yes"},
    {"sibling", "response.envelope", "none+data"},
    {"hardened", "ssrf", "reject-at-create"},
    {"hardened", "url.schemes", "https-only"},
    {"hardened", "headers.reserved", "svix"},
    {"hardened", "headers.crlf", "reject"},
    {"hardened", "headers.echo", "masked"},
};
enum { PROFILE_VALUES = sizeof(profile_values) / sizeof(profile_values[0]) };

START_TEST(a_profile_is_what_the_decisions_say)
{
    const char *name = hp_profile_list[_i].name;
    struct hp_settings settings;
    ck_assert(hp_settings_find(name, &settings));
    ck_assert_str_eq(settings.profile, name);
    ck_assert_str_eq(settings.base, name);
    ck_assert_uint_eq(settings.given, 0);
    ck_assert(settings.strict == (strcmp(name, "strict") == 0));
    ck_assert(settings.lenient == (strcmp(name, "lenient") == 0));
    for (size_t key = 0; key < HP_SETTING_COUNT; key++) {
        char shown[HP_SETTING_SHOWN_BYTES];
        char otherwise[HP_SETTING_SHOWN_BYTES];
        enum hp_setting_id id = (enum hp_setting_id)key;
        const char *want = hp_setting_show(&hp_settings_doc, id, otherwise);
        for (size_t i = 0; i < PROFILE_VALUES; i++) {
            if (strcmp(profile_values[i].profile, name) == 0 &&
                strcmp(profile_values[i].key, hp_setting_list[key].key) == 0) {
                want = profile_values[i].value;
            }
        }
        ck_assert_msg(strcmp(hp_setting_show(&settings, id, shown), want) == 0, "%s: %s=%s", name,
                      hp_setting_list[key].key, shown);
    }
}
END_TEST

START_TEST(there_are_five_profiles)
{
    static const char *const names[] = {"doc", "lenient", "strict", "sibling", "hardened"};
    ck_assert_uint_eq(hp_profile_count, sizeof(names) / sizeof(names[0]));
    for (size_t i = 0; i < hp_profile_count; i++) {
        ck_assert_str_eq(hp_profile_list[i].name, names[i]);
    }
}
END_TEST

/* --- rules --- */

static char catalogue[256 * 1024];

static void read_catalogue(void)
{
    FILE *file = fopen(HP_SOURCE_DIR "/tests/data/cases/catalogue.tsv", "rbe");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(catalogue, 1, sizeof(catalogue) - 1, file);
    (void)fclose(file);
    ck_assert_uint_gt(length, 1000);
    catalogue[length] = '\0';
}

static bool in_catalogue(const char *pattern)
{
    char line[128];
    bool star = pattern[strlen(pattern) - 1] == '*';
    (void)snprintf(line, sizeof(line), "\n%.*s%s", (int)strlen(pattern) - (star ? 1 : 0), pattern,
                   star ? "" : "\t");
    return strstr(catalogue, line) != NULL;
}

START_TEST(a_rule_names_rows_of_the_catalogue)
{
    const struct hp_setting_rule *rule = &hp_setting_rules[_i];
    read_catalogue();
    ck_assert(!in_catalogue("no-such-row"));
    ck_assert_ptr_nonnull(rule->rows[0]);
    for (size_t i = 0; i < HP_RULE_ROWS && rule->rows[i] != NULL; i++) {
        ck_assert_msg(in_catalogue(rule->rows[i]), "%s", rule->rows[i]);
    }
}
END_TEST

START_TEST(a_rule_is_in_force_for_its_value_only)
{
    const struct hp_setting_rule *rule = &hp_setting_rules[_i];
    const struct hp_setting *setting = &hp_setting_list[rule->key];
    struct hp_settings settings = hp_settings_doc;
    struct hp_error error = {0};
    char number[32];
    (void)snprintf(number, sizeof(number), "%lld", (long long)setting->max);
    const char *value = rule->value != NULL ? rule->value : setting->max > 0 ? number : "TEXT";
    ck_assert_msg(
        hp_settings_set(&settings, hp_slice_of(setting->key), hp_slice_of(value), &error) == HP_OK,
        "%s", error.text);
    bool found = false;
    for (size_t i = 0; i < settings.rule_count; i++) {
        ck_assert_int_eq(hp_setting_rules[settings.rules[i]].key, rule->key);
        found = found || settings.rules[i] == _i;
    }
    ck_assert(found);
}
END_TEST

static struct hp_expected apply(struct fixture *f, const char *set)
{
    struct hp_settings settings = hp_settings_doc;
    struct hp_expected want;
    bool failed = false;
    ck_assert(set == NULL || hp_settings_assign(&settings, set, NULL) == HP_OK);
    hp_settings_apply(&settings, f->contract, &f->kase, &f->arena, &want, &failed);
    ck_assert(!failed);
    return want;
}

START_TEST(an_instance_keeps_an_expectation_of_its_own)
{
    struct fixture *f = &fixture;
    f->row.id = "string-bom-utf8";
    f->row.expect = HP_EXPECT_ACCEPT_200_OR_4XX;
    fixture_expect(f, HP_EXPECT_ACCEPT_200, HP_MUST);
    struct hp_expected want = apply(f, "bom=reject");
    ck_assert_int_eq(want.expect, HP_EXPECT_ACCEPT_200);
    ck_assert_int_eq(want.level, HP_MUST);
    ck_assert_int_eq(want.setting, -1);
    fixture_expect(f, HP_EXPECT_ACCEPT_200_OR_4XX, HP_MUST);
    want = apply(f, "bom=reject");
    ck_assert_int_eq(want.expect, HP_EXPECT_REJECT_4XX);
    ck_assert_int_eq(want.setting, HP_SET_BOM);
    want = apply(f, NULL);
    ck_assert_int_eq(want.setting, -1);
}
END_TEST

/* Sizes between what is open by default and the limit that was set are to be taken. */
START_TEST(a_limit_takes_what_is_within_it)
{
    static char body[20000];
    struct fixture *f = &fixture;
    (void)snprintf(body, sizeof(body),
                   WRAPPED("\"operations\":[1],\"data_models\":[1,2,3],\"name\":\"%0*d\","
                           "\"url\":\"%0*d\",\"headers\":{\"X-A\":\"%0*d\",\"X-B\":\"1\"}"),
                   300, 0, 3000, 0, 5000, 0);
    fixture_send(f, body);
    static const struct {
        const char *set, *row;
        enum hp_expect want;
    } limits[] = {
        {"limits.name.max=300", "string-name-long", HP_EXPECT_ACCEPT_200},
        {"limits.name.max=299", "string-name-long", HP_EXPECT_REJECT_4XX},
        {"limits.url=3000", "url-length", HP_EXPECT_ACCEPT_200},
        {"limits.url=2999", "url-length", HP_EXPECT_REJECT_4XX},
        {"limits.header.value=5000", "header-size", HP_EXPECT_ACCEPT_200},
        {"limits.header.value=4999", "header-size", HP_EXPECT_REJECT_4XX},
        {"limits.body=5000", "size-body-large", HP_EXPECT_REJECT_413},
        {"limits.array=2", "array-duplicate-items", HP_EXPECT_REJECT_4XX},
        {"limits.array=3", "array-duplicate-items", HP_EXPECT_NO_5XX_ONLY},
        {"limits.header.count=1", "header-count", HP_EXPECT_REJECT_4XX},
        /* Taken by default, too, at whatever level its row has. */
        {"limits.header.count=2", "header-count", HP_EXPECT_NO_5XX_ONLY},
        /* The default limit is where it was: nothing is decided. */
        {"limits.header.count=100", "header-count", HP_EXPECT_NO_5XX_ONLY},
        {"limits.name.max=300", "url-length", HP_EXPECT_NO_5XX_ONLY},
    };
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        f->row.id = limits[i].row;
        fixture_expect(f, HP_EXPECT_NO_5XX_ONLY, HP_MAY);
        struct hp_expected want = apply(f, limits[i].set);
        ck_assert_msg(want.expect == limits[i].want, "%s: %s", limits[i].set,
                      hp_expect_name(want.expect));
    }
}
END_TEST

/* What is taken by default, or refused for another reason, stays as it is. */
START_TEST(a_limit_says_nothing_of_what_is_small)
{
    static const char *const limits[][2] = {{"limits.name.max=300", "string-name-long"},
                                            {"limits.url=3000", "url-length"},
                                            {"limits.header.value=5000", "header-size"},
                                            {"limits.array=2000", "array-huge"},
                                            {"limits.body=100000", "size-body-large"}};
    struct fixture *f = &fixture;
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        f->row.id = limits[i][1];
        fixture_expect(f, HP_EXPECT_NO_5XX_ONLY, HP_MAY);
        ck_assert_msg(apply(f, limits[i][0]).setting == -1, "%s", limits[i][0]);
    }
}
END_TEST

START_TEST(what_cannot_be_scanned_for_its_depth_is_deep)
{
    enum { DEPTH = 600 };
    static char body[2 * DEPTH + 1];
    struct fixture *f = &fixture;
    memset(body, '[', DEPTH);
    memset(body + DEPTH, ']', DEPTH);
    fixture_send(f, body);
    f->row.id = "size-depth";
    fixture_expect(f, HP_EXPECT_NO_5XX_ONLY, HP_MUST);
    ck_assert_int_eq(apply(f, "limits.depth=512").expect, HP_EXPECT_REJECT_4XX);
    fixture_send(f, "[[[");
    ck_assert_int_eq(apply(f, "limits.depth=2").expect, HP_EXPECT_NO_5XX_ONLY);
}
END_TEST

/* A body that a setting has refused is refused as invalid; as which kind is open. */
START_TEST(what_a_setting_refuses_has_the_status_of_a_refusal)
{
    static const struct {
        const char *set;
        int status;
        const char *broken;
    } refusals[] = {
        {"status.invalid=400", 400, ""},
        {"status.invalid=400", 422, "expectation"},
        {"status.split=400-422", 400, ""},
        {"status.split=400-422", 422, ""},
        {"status.split=400-422", 409, "expectation"},
    };
    struct fixture *f = &fixture;
    f->row.id = "string-bom-utf8";
    f->row.expect = HP_EXPECT_ACCEPT_200_OR_4XX;
    fixture_expect(f, HP_EXPECT_ACCEPT_200_OR_4XX, HP_MAY);
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct hp_settings settings = hp_settings_doc;
        f->judge.settings = &settings;
        assert_set(&settings, HP_SET_BOM, "reject");
        ck_assert_int_eq(hp_settings_assign(&settings, refusals[i].set, NULL), HP_OK);
        fixture_answer(f, refusals[i].status, ERROR_BODY);
        ck_assert_msg(strcmp(fixture_broken(f), refusals[i].broken) == 0, "%s, %d: %s",
                      refusals[i].set, refusals[i].status, f->ids);
    }
}
END_TEST

START_TEST(a_measure_of_nothing_decides_nothing)
{
    static const char *const bodies[] = {"",
                                         "[]",
                                         "{\"webhook\":[]}",
                                         "{\"webhook\":{}}",
                                         "{\"webhook\":{\"name\":7,\"operations\":{}}}",
                                         "{"};
    static const char *const sets[] = {"limits.name.max=1",     "limits.name.min=9",
                                       "limits.url=1",          "limits.array=1",
                                       "limits.header.value=1", "limits.header.count=1"};
    struct fixture *f = &fixture;
    f->row.id = "valid-doc-example";
    for (size_t body = 0; body < sizeof(bodies) / sizeof(bodies[0]); body++) {
        fixture_send(f, bodies[body]);
        for (size_t set = 0; set < sizeof(sets) / sizeof(sets[0]); set++) {
            ck_assert_msg(apply(f, sets[set]).setting == -1, "%s: %s", bodies[body], sets[set]);
        }
    }
}
END_TEST

START_TEST(the_finding_names_the_setting_and_its_decision)
{
    struct fixture *f = &fixture;
    struct hp_settings settings = hp_settings_doc;
    f->judge.settings = &settings;
    assert_set(&settings, HP_SET_BOM, "reject");
    f->row.id = "string-bom-utf8";
    f->row.expect = HP_EXPECT_ACCEPT_200_OR_4XX;
    fixture_expect(f, HP_EXPECT_ACCEPT_200_OR_4XX, HP_MAY);
    ck_assert_str_eq(fixture_broken(f), "expectation");
    const struct hp_observation *observation = &f->judgement.observations[0];
    ck_assert_str_eq(fixture_text(observation->expected),
                     "any 4xx (bom=reject: type is in lower case)");
    ck_assert_str_eq(observation->clause, "SILENT S50");
    ck_assert_int_eq(observation->level, HP_SHOULD);
}
END_TEST

START_TEST(an_envelope_is_part_of_the_place)
{
    struct fixture *f = &fixture;
    struct hp_settings settings = hp_settings_doc;
    f->judge.settings = &settings;
    assert_set(&settings, HP_SET_RESPONSE_ENVELOPE, "data.data");
    fixture_answer(
        f, 200,
        "{\"data\":{\"data\":" RESPONSE("7", AT, OPS, NAME, DMC, MODELS, URL, HEADERS) "}}");
    ck_assert_str_eq(fixture_broken(f), "resp-id");
    ck_assert_str_eq(fixture_text(f->judgement.observations[0].where), "/data/data/id");
}
END_TEST

/* A SHOULD is a warning, a failure or a note, in the sum of the case as well. */
START_TEST(strict_and_lenient_weigh_a_should)
{
    static const struct {
        const char *profile;
        enum hp_verdict verdict;
    } profiles[] = {{"doc", HP_WARN}, {"strict", HP_FAIL}, {"lenient", HP_NOTE}};
    struct fixture *f = &fixture;
    struct hp_settings settings;
    ck_assert(hp_settings_find(profiles[_i].profile, &settings));
    f->judge.settings = &settings;
    fixture_expect(f, HP_EXPECT_REJECT_4XX, HP_SHOULD);
    ck_assert_str_eq(fixture_broken(f), "expectation");
    ck_assert_int_eq(f->judgement.verdict, profiles[_i].verdict);
}
END_TEST

static TCase *new_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, open_fixture, close_fixture);
    suite_add_tcase(suite, tcase);
    return tcase;
}

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/settings");
    TCase *tcase = new_case(suite, "effects");
    tcase_add_loop_test(tcase, a_setting_changes_the_verdict_on_an_exchange, 0, EFFECTS);
    tcase_add_loop_test(tcase, every_value_but_the_default_has_an_effect_above, 0,
                        HP_SETTING_COUNT);
    tcase_add_loop_test(tcase, strict_and_lenient_weigh_a_should, 0, 3);
    tcase_add_test(tcase, the_finding_names_the_setting_and_its_decision);
    tcase_add_test(tcase, an_envelope_is_part_of_the_place);
    tcase = new_case(suite, "keys");
    tcase_add_loop_test(tcase, a_key_is_a_decision_with_a_meaning, 0, HP_SETTING_COUNT);
    tcase_add_loop_test(tcase, a_key_takes_its_named_values_and_shows_them, 0, HP_SETTING_COUNT);
    tcase_add_loop_test(tcase, a_key_refuses_what_is_no_value_of_it, 0, HP_SETTING_COUNT);
    tcase_add_loop_test(tcase, an_assignment_is_taken_or_the_message_helps, 0,
                        sizeof(assignments) / sizeof(assignments[0]));
    tcase_add_test(tcase, a_text_that_is_too_long_is_refused);
    tcase_add_test(tcase, the_last_of_two_values_counts);
    tcase = new_case(suite, "profiles");
    tcase_add_loop_test(tcase, a_profile_is_what_the_decisions_say, 0, (int)hp_profile_count);
    tcase_add_test(tcase, there_are_five_profiles);
    tcase = new_case(suite, "rules");
    tcase_add_loop_test(tcase, a_rule_names_rows_of_the_catalogue, 0, (int)hp_setting_rule_count);
    tcase_add_loop_test(tcase, a_rule_is_in_force_for_its_value_only, 0,
                        (int)hp_setting_rule_count);
    tcase_add_test(tcase, an_instance_keeps_an_expectation_of_its_own);
    tcase_add_test(tcase, a_limit_takes_what_is_within_it);
    tcase_add_test(tcase, a_measure_of_nothing_decides_nothing);
    tcase_add_test(tcase, a_limit_says_nothing_of_what_is_small);
    tcase_add_test(tcase, what_cannot_be_scanned_for_its_depth_is_deep);
    tcase_add_test(tcase, what_a_setting_refuses_has_the_status_of_a_refusal);
    return suite;
}
