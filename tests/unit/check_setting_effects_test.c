/* Every setting and every value of it: one exchange at least whose verdict it changes. The
 * exchanges are written by hand from the decisions, not from the rules. */
#include "tests/unit/check_settings_fixture.h"

#define PROBLEM "{\"title\":\"no\",\"status\":400}"
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

Suite *hp_suite(void)
{
    Suite *suite = suite_create("check/setting_effects");
    TCase *tcase = new_case(suite, "effects");
    tcase_add_loop_test(tcase, a_setting_changes_the_verdict_on_an_exchange, 0, EFFECTS);
    tcase_add_loop_test(tcase, every_value_but_the_default_has_an_effect_above, 0,
                        HP_SETTING_COUNT);
    tcase_add_loop_test(tcase, strict_and_lenient_weigh_a_should, 0, 3);
    tcase_add_test(tcase, the_finding_names_the_setting_and_its_decision);
    tcase_add_test(tcase, an_envelope_is_part_of_the_place);
    return suite;
}
