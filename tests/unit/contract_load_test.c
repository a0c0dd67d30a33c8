/* The contract loader: the facts of the documentation, changed documents, refused documents.
 *
 * The lists here are written by hand and are not read from the contract: they are the independent
 * half of the comparison. */
#include "tests/support/suite_main.h"

#include "harness/base/alloc.h"
#include "harness/base/buf.h"
#include "harness/contract/contract.h"

static const char *const types[] = {"DATA_MODEL_CHANGES", "CONNECTION_CHANGED", "SYNC_COMPLETED"};
static const char *const operations[] = {"CREATE", "UPDATE", "DELETE"};
static const char *const data_models[] = {
    "ACCOUNTS",
    "BANK_ACCOUNTS",
    "BILLS",
    "BILL_PAYMENTS",
    "COMPANY_INFO",
    "CONTACTS",
    "BILL_CREDIT_NOTES",
    "INVOICE_CREDIT_NOTES",
    "DOCUMENTS",
    "EXPENSES",
    "INVOICES",
    "INVOICE_PAYMENTS",
    "ITEMS",
    "LINE_ITEMS",
    "TAX_RATES",
    "JOURNAL_ENTRIES",
    "BANK_TRANSACTIONS",
    "JOURNAL_LINES",
    "PURCHASE_ORDERS",
    "SALES_ORDERS",
    "PHONE_NUMBERS",
    "ADDRESSES",
    "EXTERNAL_LINKS",
    "CONTACT_PERSONS",
    "INCOME_STATEMENT",
    "BALANCE_SHEET",
    "TRACKING_CATEGORIES",
    "CASH_FLOW_STATEMENT",
    "CURRENCIES",
    "PAYMENT_CUSTOMERS",
    "PAYMENT_INVOICES",
    "PAYMENT_LINE_ITEMS",
    "PAYMENT_ITEMS",
    "PAYMENT_ORDERS",
    "PAYMENT_TAX_RATES",
    "PAYMENT_DISPUTES",
    "PAYMENT_PAYMENTS",
    "PAYMENT_REFUNDS",
    "PAYMENT_PAYMENT_LINKS",
    "PAYMENT_PAYOUTS",
    "PAYMENT_ADDRESSES",
    "PAYMENT_PHONE_NUMBERS",
    "PAYMENT_EXTERNAL_LINKS",
    "PAYMENT_TRANSACTIONS",
    "PAYMENT_BALANCES",
    "ECOMMERCE_ORDERS",
    "ECOMMERCE_CUSTOMERS",
    "ECOMMERCE_PRODUCTS",
    "ECOMMERCE_LINE_ITEMS",
    "CRM_CONTACTS",
    "CRM_COMPANIES",
    "CRM_DEALS",
    "CRM_LEADS",
    "CRM_NOTES",
    "CRM_PIPELINES",
    "CRM_STAGES",
    "CRM_ACTIVITIES",
    "CRM_TASKS",
    "CRM_USERS",
    "CRM_EXTERNAL_LINKS",
    "CRM_PHONE_NUMBERS",
    "CRM_ADDRESSES",
};

static struct hp_contract *open_contract(const char *path)
{
    struct hp_contract *contract;
    struct hp_error error = {0};
    enum hp_status status = hp_contract_open(path, &contract, &error);
    ck_assert_msg(status == HP_OK, "%s", error.text);
    return contract;
}

static void assert_slice(struct hp_slice have, const char *want)
{
    ck_assert_msg(hp_slice_is(have, want), "want \"%s\", have \"%.*s\"", want, (int)have.len,
                  have.at);
}

static void assert_enum(const struct hp_enum *have, const char *const *want, size_t count)
{
    ck_assert_uint_eq(have->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_slice(have->values[i], want[i]);
        ck_assert_int_eq(hp_enum_find(have, hp_slice_of(want[i])), (int)i);
    }
    ck_assert_int_eq(hp_enum_find(have, HP_SLICE("accounts")), -1);
}

START_TEST(operation_is_the_documented_one)
{
    struct hp_contract *contract = open_contract(NULL);
    assert_slice(contract->method, "POST");
    assert_slice(contract->path, "/v3/core/webhooks");
    assert_slice(contract->media_type, "application/json");
    assert_slice(contract->key_field, "api_key");
    ck_assert_int_eq(contract->success_status, 200);
    hp_contract_free(contract);
}
END_TEST

START_TEST(enums_are_the_documented_ones_in_order)
{
    ck_assert_uint_eq(sizeof(data_models) / sizeof(data_models[0]), 62);
    struct hp_contract *contract = open_contract(NULL);
    assert_enum(hp_contract_enum(contract, HP_ROLE_TYPE), types, 3);
    assert_enum(hp_contract_enum(contract, HP_ROLE_OPERATIONS), operations, 3);
    assert_enum(hp_contract_enum(contract, HP_ROLE_DATA_MODELS), data_models, 62);
    ck_assert_ptr_null(hp_contract_enum(contract, HP_ROLE_NAME));
    hp_contract_free(contract);
}
END_TEST

START_TEST(names_are_the_documented_ones)
{
    static const struct {
        enum hp_role role;
        const char *name;
    } names[] = {
        {HP_ROLE_ROOT, ""},
        {HP_ROLE_WRAPPER, "webhook"},
        {HP_ROLE_OPERATIONS, "operations"},
        {HP_ROLE_NAME, "name"},
        {HP_ROLE_TYPE, "type"},
        {HP_ROLE_DATA_MODELS, "data_models"},
        {HP_ROLE_URL, "url"},
        {HP_ROLE_HEADERS, "headers"},
        {HP_ROLE_ID, "id"},
        {HP_ROLE_CREATED_AT, "created_at"},
    };
    struct hp_contract *contract = open_contract(NULL);
    for (size_t i = 0; i < HP_ROLE_COUNT; i++) {
        assert_slice(contract->names[names[i].role], names[i].name);
    }
    static const enum hp_role order[] = {HP_ROLE_OPERATIONS,  HP_ROLE_NAME, HP_ROLE_TYPE,
                                         HP_ROLE_DATA_MODELS, HP_ROLE_URL,  HP_ROLE_HEADERS};
    ck_assert_uint_eq(contract->request_order_count, 6);
    for (size_t i = 0; i < 6; i++) {
        ck_assert_int_eq(contract->request_order[i], order[i]);
    }
    hp_contract_free(contract);
}
END_TEST

START_TEST(examples_are_the_documented_ones)
{
    struct hp_contract *contract = open_contract(NULL);
    assert_slice(contract->example_request,
                 "{\n"
                 "  \"webhook\": {\n"
                 "    \"operations\": [\n"
                 "      \"CREATE\"\n"
                 "    ],\n"
                 "    \"name\": \"webhook 1\",\n"
                 "    \"type\": \"CONNECTION_CHANGED\",\n"
                 "    \"data_models\": [\n"
                 "      \"ACCOUNTS\"\n"
                 "    ],\n"
                 "    \"url\": \"https://webhook.site/eec24873-a381-4694-b684-a1d77d9e0697\",\n"
                 "    \"headers\": {\n"
                 "      \"api_key\": \"fhsjd\"\n"
                 "    }\n"
                 "  }\n"
                 "}");
    assert_slice(contract->example_response,
                 "{\n"
                 "  \"id\": \"THBROZzWGuL3b8qEEdBF\",\n"
                 "  \"headers\": {\n"
                 "    \"api_key\": \"fhsjd\"\n"
                 "  },\n"
                 "  \"operations\": [\n"
                 "    \"CREATE\"\n"
                 "  ],\n"
                 "  \"data_models\": [\n"
                 "    \"ACCOUNTS\"\n"
                 "  ],\n"
                 "  \"name\": \"webhook 1\",\n"
                 "  \"created_at\": \"2024-04-15T04:52:25.309Z\",\n"
                 "  \"type\": \"CONNECTION_CHANGED\",\n"
                 "  \"url\": \"https://webhook.site/eec24873-a381-4694-b684-a1d77d9e0697\"\n"
                 "}");
    assert_slice(contract->example_name, "webhook 1");
    assert_slice(contract->example_url,
                 "https://webhook.site/eec24873-a381-4694-b684-a1d77d9e0697");
    hp_contract_free(contract);
}
END_TEST

START_TEST(only_data_model_changes_needs_its_arrays)
{
    struct hp_contract *contract = open_contract(NULL);
    ck_assert_uint_eq(contract->operations_required_for, 1);
    ck_assert_uint_eq(contract->data_models_required_for, 1);
    ck_assert_uint_eq(contract->array_items_min[HP_ROLE_OPERATIONS], 1);
    ck_assert_uint_eq(contract->array_items_min[HP_ROLE_DATA_MODELS], 1);
    hp_contract_free(contract);
}
END_TEST

/* A body, which schema judges it, and the first violation (NULL: it is valid). */
struct body {
    const char *fact;
    bool response;
    const char *text;
    const char *pointer;
    const char *keyword;
};

#define URL              "\"url\":\"https://example.com/h\""
#define WEBHOOK(members) "{\"webhook\":{" members "}}"
#define CHANGES          "\"type\":\"DATA_MODEL_CHANGES\",\"name\":\"n\"," URL
#define CONNECTION       "\"type\":\"CONNECTION_CHANGED\",\"name\":\"n\"," URL
#define WITH_URL(url)    WEBHOOK("\"type\":\"SYNC_COMPLETED\",\"name\":\"n\",\"url\":\"" url "\"")
#define RESPONSE(head, rest)                                                                       \
    "{" head "\"headers\":{},\"operations\":[],\"data_models\":[],\"name\":\"\","                  \
    "\"created_at\":\"\",\"type\":\"SYNC_COMPLETED\"" rest "}"

static const struct body bodies[] = {
    {"three_scalars_suffice_for_other_types", false, WEBHOOK(CONNECTION), NULL, NULL},
    {"other_types_may_have_empty_arrays", false,
     WEBHOOK(CONNECTION ",\"operations\":[],\"data_models\":[]"), NULL, NULL},
    {"changes_with_both_arrays", false,
     WEBHOOK(CHANGES ",\"operations\":[\"DELETE\"],\"data_models\":[\"CRM_ADDRESSES\"]"), NULL,
     NULL},
    {"changes_without_arrays", false, WEBHOOK(CHANGES), "/webhook", "required"},
    {"changes_with_empty_operations", false,
     WEBHOOK(CHANGES ",\"operations\":[],\"data_models\":[\"BILLS\"]"), "/webhook/operations",
     "minItems"},
    {"changes_with_empty_data_models", false,
     WEBHOOK(CHANGES ",\"operations\":[\"CREATE\"],\"data_models\":[]"), "/webhook/data_models",
     "minItems"},
    {"values_may_repeat", false,
     WEBHOOK(CHANGES
             ",\"operations\":[\"CREATE\",\"CREATE\"],\"data_models\":[\"BILLS\",\"BILLS\"]"),
     NULL, NULL},
    {"unknown_members_are_allowed", false, "{\"webhook\":{" CONNECTION ",\"x\":1},\"y\":2}", NULL,
     NULL},
    {"wrapper_is_required", false, "{" CONNECTION "}", "", "required"},
    {"wrapper_is_an_object", false, "{\"webhook\":[]}", "/webhook", "type"},
    {"root_is_an_object", false, "[]", "", "type"},
    {"name_is_required", false, WEBHOOK("\"type\":\"SYNC_COMPLETED\"," URL), "/webhook",
     "required"},
    {"type_is_required", false, WEBHOOK("\"name\":\"n\"," URL), "/webhook", "required"},
    {"url_is_required", false, WEBHOOK("\"name\":\"n\",\"type\":\"SYNC_COMPLETED\""), "/webhook",
     "required"},
    {"name_is_not_empty", false, WEBHOOK("\"name\":\"\",\"type\":\"SYNC_COMPLETED\"," URL),
     "/webhook/name", "minLength"},
    {"type_is_exact", false, WEBHOOK("\"name\":\"n\",\"type\":\"sync_completed\"," URL),
     "/webhook/type", "enum"},
    {"operation_is_listed", false, WEBHOOK(CONNECTION ",\"operations\":[\"CREATE\",\"READ\"]"),
     "/webhook/operations/1", "enum"},
    {"data_model_is_listed", false, WEBHOOK(CONNECTION ",\"data_models\":[\"PROJECTS\"]"),
     "/webhook/data_models/0", "enum"},
    {"operations_is_an_array", false, WEBHOOK(CONNECTION ",\"operations\":\"CREATE\""),
     "/webhook/operations", "type"},
    {"operations_is_not_null", false, WEBHOOK(CONNECTION ",\"operations\":null"),
     "/webhook/operations", "type"},
    {"headers_may_be_empty", false, WEBHOOK(CONNECTION ",\"headers\":{}"), NULL, NULL},
    {"headers_is_not_null", false, WEBHOOK(CONNECTION ",\"headers\":null"), "/webhook/headers",
     "type"},
    {"header_values_are_strings", false, WEBHOOK(CONNECTION ",\"headers\":{\"A\":\"\",\"B\":1}"),
     "/webhook/headers/B", "type"},
    {"url_http", false, WITH_URL("http://example.com"), NULL, NULL},
    {"url_in_capitals", false, WITH_URL("HTTPS://EXAMPLE.COM:443/a/../%7Eb?q#f"), NULL, NULL},
    {"url_with_address", false, WITH_URL("https://[2001:db8::1]:8443/x"), NULL, NULL},
    {"url_without_path", false, WITH_URL("https://xn--bcher-kva.example?q=1"), NULL, NULL},
    {"url_empty", false, WITH_URL(""), "/webhook/url", "format"},
    {"url_relative", false, WITH_URL("//example.com/x"), "/webhook/url", "format"},
    {"url_of_another_scheme", false, WITH_URL("ftp://example.com/x"), "/webhook/url", "pattern"},
    {"url_without_host", false, WITH_URL("https:///x"), "/webhook/url", "pattern"},
    {"url_with_port_and_no_host", false, WITH_URL("https://:443/"), "/webhook/url", "pattern"},
    {"url_without_slashes", false, WITH_URL("https:example.com"), "/webhook/url", "pattern"},
    {"url_with_one_slash", false, WITH_URL("http:/example.com"), "/webhook/url", "pattern"},
    {"url_with_userinfo", false, WITH_URL("https://u:p@example.com/"), "/webhook/url", "pattern"},
    {"url_with_blank", false, WITH_URL("https://example.com/a b"), "/webhook/url", "format"},
    {"url_with_line_feed", false, WITH_URL("https://example.com/\\n"), "/webhook/url", "format"},
    {"url_with_nul", false, WITH_URL("https://example.com/\\u0000"), "/webhook/url", "format"},

    {"response_with_all_members", true, RESPONSE("\"id\":\"1\",", ",\"url\":\"\""), NULL, NULL},
    {"response_may_say_more", true, RESPONSE("\"id\":\"1\",", ",\"url\":\"\",\"more\":1"), NULL,
     NULL},
    {"response_without_id", true, RESPONSE("", ",\"url\":\"\""), "", "required"},
    {"response_without_url", true, RESPONSE("\"id\":\"1\",", ""), "", "required"},
    {"response_id_is_a_string", true, RESPONSE("\"id\":1,", ",\"url\":\"\""), "/id", "type"},
    {"response_is_not_enveloped", true, "{\"data\":" RESPONSE("\"id\":\"1\",", ",\"url\":\"\"") "}",
     "", "required"},
};

START_TEST(schema_agrees_with_the_documentation)
{
    const struct body *body = &bodies[_i];
    struct hp_contract *contract = open_contract(NULL);
    struct hp_arena arena;
    hp_arena_init(&arena, 1 << 22);
    struct hp_json_scan scan;
    const struct hp_json *value;
    ck_assert_int_eq(
        hp_json_parse(&arena, hp_slice_of(body->text), &hp_json_limits_default, &scan, &value),
        HP_OK);
    ck_assert_msg(value != NULL, "%s: not JSON at %zu", body->fact, scan.offset);
    struct hp_violations violations;
    bool ok = hp_schema_validate(body->response ? contract->response : contract->request, value,
                                 &arena, &violations);
    ck_assert_msg(ok == (body->keyword == NULL), "%s: valid is %d", body->fact, ok);
    if (!ok) {
        ck_assert_str_eq(violations.items[0].pointer, body->pointer);
        ck_assert_str_eq(violations.items[0].keyword, body->keyword);
    }
    hp_arena_deinit(&arena);
    hp_contract_free(contract);
}
END_TEST

/* Each of the eight members of the response, missing alone. */
START_TEST(every_response_member_is_required)
{
    static const char *const members[] = {
        "\"id\":\"1\"",  "\"headers\":{}",      "\"operations\":[]",           "\"data_models\":[]",
        "\"name\":\"\"", "\"created_at\":\"\"", "\"type\":\"SYNC_COMPLETED\"", "\"url\":\"\""};
    struct hp_contract *contract = open_contract(NULL);
    struct hp_arena arena;
    struct hp_buf text;
    hp_arena_init(&arena, 1 << 22);
    hp_buf_init(&text, 1 << 12);
    for (int i = 0; i < 8; i++) {
        if (i != _i) {
            hp_buf_text(&text, text.length == 0 ? "{" : ",");
            hp_buf_text(&text, members[i]);
        }
    }
    hp_buf_char(&text, '}');
    struct hp_json_scan scan;
    const struct hp_json *value;
    ck_assert_int_eq(
        hp_json_parse(&arena, hp_buf_view(&text), &hp_json_limits_default, &scan, &value), HP_OK);
    struct hp_violations violations;
    ck_assert(!hp_schema_validate(contract->response, value, &arena, &violations));
    ck_assert_uint_eq(violations.count, 1);
    ck_assert_str_eq(violations.items[0].keyword, "required");
    hp_buf_deinit(&text);
    hp_arena_deinit(&arena);
    hp_contract_free(contract);
}
END_TEST

START_TEST(changed_contract_is_followed)
{
    struct hp_contract *contract =
        open_contract(HP_SOURCE_DIR "/tests/data/contract/renamed.openapi.json");
    assert_slice(contract->method, "PUT");
    assert_slice(contract->path, "/api/subscriptions");
    assert_slice(contract->key_field, "X-Api-Key");
    ck_assert_int_eq(contract->success_status, 201);
    assert_slice(contract->names[HP_ROLE_WRAPPER], "subscription");
    assert_slice(contract->names[HP_ROLE_DATA_MODELS], "models");
    assert_slice(contract->names[HP_ROLE_NAME], "label");
    assert_slice(contract->names[HP_ROLE_URL], "callback");
    assert_slice(contract->names[HP_ROLE_ID], "key");
    ck_assert_uint_eq(contract->data_models.count, 63);
    assert_slice(contract->data_models.values[62], "PROJECTS");
    assert_slice(contract->example_name, "webhook 1");
    ck_assert_uint_eq(contract->operations_required_for, 1);
    ck_assert_uint_eq(contract->array_items_min[HP_ROLE_OPERATIONS], 2);
    ck_assert_uint_eq(contract->array_items_min[HP_ROLE_DATA_MODELS], 1);
    struct hp_contract *original = open_contract(NULL);
    ck_assert_uint_ne(contract->hash, original->hash);
    hp_contract_free(original);
    hp_contract_free(contract);
}
END_TEST

START_TEST(syntax_error_has_line_and_column)
{
    struct hp_contract *contract;
    struct hp_error error = {0};
    const char *path = HP_SOURCE_DIR "/tests/data/contract/broken.openapi.json";
    ck_assert_int_eq(hp_contract_open(path, &contract, &error), HP_ERR_USAGE);
    ck_assert_ptr_null(contract);
    ck_assert_msg(strncmp(error.text, path, strlen(path)) == 0, "%s", error.text);
    ck_assert_str_eq(error.text + strlen(path), ":3:25: want ',' or '}'");
}
END_TEST

START_TEST(missing_file_is_an_io_error)
{
    struct hp_contract *contract;
    struct hp_error error = {0};
    ck_assert_int_eq(hp_contract_open("/nonexistent/c.json", &contract, &error), HP_ERR_IO);
    ck_assert_str_eq(error.text,
                     "/nonexistent/c.json: cannot be opened: No such file or directory");
    ck_assert_int_eq(hp_contract_open("/", &contract, &error), HP_ERR_IO);
}
END_TEST

/* The embedded document with one text replaced by another, and what is said about it. */
struct change {
    const char *find;
    const char *replace;
    const char *message; /* a part of it */
};

static const struct change changes[] = {
    {"\"3.1.0\"", "\"3.0.3\"",
     "my.json: at \"/openapi\": want an OpenAPI 3.1 document, have string \"3.0.3\""},
    {"\"3.1.0\"", "3.1", "my.json: at \"/openapi\": want string, have number 3.1"},
    {"\"openapi\": \"3.1.0\",", "",
     "my.json: at \"\": there is no member \"openapi\" (want: string)"},
    {"\"title\"", "\"titel\"", "at \"/info\": there is no member \"title\""},
    {"\"openapi\": \"3.1.0\",", "\"openapi\": \"3.1.0\", \"info\": {},",
     "at \"/info\": the member occurs more than once"},
    {"\"openapi\": \"3.1.0\",", "\"openapi\": \"3.1.0\"", "my.json:3:3: want ','"},
    {"https://api.rootfi.dev/v3", "https://{host}/v3",
     "at \"/servers\": want a url without variables"},
    {"\"servers\": [", "\"servers\": [{\"url\":\"/v4\"},",
     "at \"/servers\": the servers differ in their paths"},
    {"\"paths\": {", "\"paths\": {\"/other\":{},", "at \"/paths\": want exactly one path, have 2"},
    {"\"/core/webhooks\"", "\"/core/{kind}\"", "at \"/paths/~1core~1{kind}\": want a path"},
    {"\"/core/webhooks\"", "\"core/webhooks\"", "want a path that starts with /"},
    {"\"post\": {", "\"get\":{},\"post\": {",
     "at \"/paths/~1core~1webhooks\": want exactly one operation, have 2"},
    {"\"post\": {", "\"x-post\": {", "want exactly one operation, have 0"},
    {"\"post\": {", "\"parameters\":[{}],\"post\": {",
     "at \"/paths/~1core~1webhooks\": hookproof cannot honour \"parameters\""},
    {"\"operationId\"", "\"servers\":[{}],\"operationId\"",
     "at \"/paths/~1core~1webhooks/post\": hookproof cannot honour \"servers\""},
    {"\"security\": [", "\"security\": [{},", "at \"/security\": want exactly one security scheme"},
    {"\"security\"", "\"x-security\"", "at \"\": there is no member \"security\""},
    {"\"apiKey\": []", "\"other\": []",
     "at \"/components/securitySchemes\": there is no member \"other\""},
    {"\"in\": \"header\"", "\"in\": \"query\"",
     "at \"/components/securitySchemes/apiKey\": want \"type\": \"apiKey\" and \"in\": \"header\""},
    {"\"requestBody\"", "\"x-body\"", "there is no member \"requestBody\""},
    {"\"required\": true", "\"required\": false", "want \"required\": true"},
    {"\"content\": {", "\"content\": {\"text/plain\":{},",
     "at \"/paths/~1core~1webhooks/post/requestBody/content\": want exactly one media type, have "
     "2"},
    {"\"application/json\": {", "\"text/json\": {",
     "/content/text~1json\": want a JSON media type"},
    {"\"200\": {", "\"201\":{},\"200\": {",
     "at \"/paths/~1core~1webhooks/post/responses\": want exactly one response of 200 to 299, have "
     "2"},
    {"\"200\": {", "\"2XX\": {", "want exactly one response of 200 to 299, have 0"},
    {"\"$ref\": \"#/components/schemas/WebhookRequest\"",
     "\"$ref\": \"#/components/schemas/Nothing\"",
     "my.json: schema at "
     "\"/paths/~1core~1webhooks/post/requestBody/content/application~1json/schema/$ref\": the "
     "reference \"#/components/schemas/Nothing\" names nothing in this document"},
    {"\"x-hookproof-role\": \"url\",", "",
     "at \"/components/schemas/WebhookDefinition\": no property has \"x-hookproof-role\": \"url\""},
    {"\"x-hookproof-role\": \"wrapper\",", "",
     "at \"/components/schemas/WebhookRequest\": no property has \"x-hookproof-role\": "
     "\"wrapper\""},
    {"\"x-hookproof-role\": \"created_at\",", "",
     "at \"/components/schemas/WebhookResponse\": no property has \"x-hookproof-role\": "
     "\"created_at\""},
    {"\"x-hookproof-role\": \"url\",", "\"x-hookproof-role\": \"link\",",
     "at \"/components/schemas/WebhookDefinition/properties/url\": the role string \"link\" is "
     "unknown"},
    {"\"x-hookproof-role\": \"url\",", "\"x-hookproof-role\": \"name\",",
     "at \"/components/schemas/WebhookDefinition/properties/url\": a second member has the role "
     "\"name\""},
    {"\"x-hookproof-role\": \"created_at\",", "\"x-hookproof-role\": \"root\",",
     "the role string \"root\" is unknown"},
    {"\"CREATE\",\n          \"UPDATE\"", "\"CREATE\",\n 7",
     "at \"/components/schemas/Operation/enum\": want strings that all differ, have number 7"},
    {"\"CREATE\",\n          \"UPDATE\"", "\"CREATE\",\n \"CREATE\"",
     "want strings that all differ, have string \"CREATE\""},
    {"\"ACCOUNTS\",\n", "\"ACCOUNTS\",\"A\",\"B\",\"C\",\n",
     "at \"/components/schemas/DataModel/enum\": want 1 to 64 values, have 65"},
    {"\"minLength\": 1", "\"minLength\": 10",
     "the example breaks its schema at \"/webhook/name\": minLength: want at least 10 characters, "
     "have string \"webhook 1\""},
    {"\"id\": \"THBROZzWGuL3b8qEEdBF\",", "",
     "the example breaks its schema at \"\": required: want member \"id\""},
    {"\"name\": \"webhook 1\",\n                      \"type\"", "\"type\"",
     "the example breaks its schema at \"/webhook\": required: want member \"name\""},
    {"\"minLength\": 1", "\"unevaluatedItems\": 1",
     "my.json: schema at "
     "\"/components/schemas/WebhookDefinition/properties/name/unevaluatedItems\": hookproof cannot "
     "enforce this keyword"},
    {"\"format\": \"uri\"", "\"format\": \"url\"",
     "schema at \"/components/schemas/WebhookDefinition/properties/url/format\": want date-time"},
    {"\"value\": {\n                    \"webhook\"",
     "\"x-value\": {\n                    \"webhook\"", "there is no example"},
    {"\"url\": {\n            \"x-hookproof-role\": \"url\",\n            \"description\": \"As "
     "registered",
     "\"link\": {\n            \"x-hookproof-role\": \"url\",\n            \"description\": \"As "
     "registered",
     "at \"/components/schemas/WebhookResponse\": the member with role \"url\" has another name "
     "than in the request"},
    {"\"if\": {",
     "\"not\":{\"required\":[\"type\"],\"properties\":{\"type\":{\"const\":\"SYNC_COMPLETED\"}}},"
     "\"if\": {",
     "with the type \"SYNC_COMPLETED\" the example breaks the schema at \"/webhook\": "},
};

static void replace_first(struct hp_buf *text, const struct change *change)
{
    hp_buf_init(text, 1 << 20);
    hp_buf_slice(text, hp_contract_embedded());
    struct hp_slice find = hp_slice_of(change->find);
    size_t at = hp_slice_find(hp_buf_view(text), find);
    ck_assert_msg(at < text->length, "\"%s\" is not in the contract", change->find);
    hp_buf_splice(text, at, find.len, hp_slice_of(change->replace));
}

START_TEST(changed_document_is_refused)
{
    const struct change *change = &changes[_i];
    struct hp_buf text;
    replace_first(&text, change);
    struct hp_contract *contract;
    struct hp_error error = {0};
    enum hp_status status = hp_contract_load(hp_buf_view(&text), "my.json", &contract, &error);
    ck_assert_msg(status == HP_ERR_USAGE, "status %d for \"%s\"", status, change->replace);
    ck_assert_ptr_null(contract);
    ck_assert_msg(strstr(error.text, change->message) != NULL, "%s", error.text);
    hp_buf_deinit(&text);
}
END_TEST

START_TEST(too_large_document_is_a_limit)
{
    struct hp_contract *contract;
    struct hp_error error = {0};
    struct hp_slice text = {"", (size_t)HP_CONTRACT_BYTES_MAX + 1};
    char *blanks = hp_malloc(text.len);
    ck_assert_ptr_nonnull(blanks);
    memset(blanks, ' ', text.len);
    text.at = blanks;
    ck_assert_int_eq(hp_contract_load(text, "big.json", &contract, &error), HP_ERR_LIMIT);
    ck_assert_str_eq(error.text, "big.json: more than 33554432 bytes");
    hp_free(blanks);
}
END_TEST

START_TEST(any_failed_allocation_is_reported)
{
    uint64_t n = 0;
    enum hp_status status = HP_ERR_NOMEM;
    while (status == HP_ERR_NOMEM) {
        struct hp_contract *contract;
        struct hp_error error = {0};
        hp_alloc_fail_at(++n);
        status = hp_contract_load(hp_contract_embedded(), "c.json", &contract, &error);
        hp_alloc_fail_at(0);
        ck_assert_msg(status == HP_OK || status == HP_ERR_NOMEM, "allocation %llu: %s",
                      (unsigned long long)n, error.text);
        ck_assert_int_eq(contract != NULL, status == HP_OK);
        hp_contract_free(contract);
        ck_assert_uint_lt(n, 10000);
    }
    ck_assert_uint_gt(n, 15);
}
END_TEST

START_TEST(any_cut_document_is_refused)
{
    struct hp_slice whole = hp_contract_embedded();
    for (size_t length = 0; length + 2 < whole.len; length += 7) {
        struct hp_contract *contract;
        struct hp_error error = {0};
        ck_assert_int_eq(
            hp_contract_load((struct hp_slice){whole.at, length}, "c.json", &contract, &error),
            HP_ERR_USAGE);
        ck_assert_ptr_null(contract);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("contract_load");
    TCase *facts = tcase_create("facts");
    tcase_add_test(facts, operation_is_the_documented_one);
    tcase_add_test(facts, enums_are_the_documented_ones_in_order);
    tcase_add_test(facts, names_are_the_documented_ones);
    tcase_add_test(facts, examples_are_the_documented_ones);
    tcase_add_test(facts, only_data_model_changes_needs_its_arrays);
    tcase_add_loop_test(facts, schema_agrees_with_the_documentation, 0,
                        sizeof(bodies) / sizeof(bodies[0]));
    tcase_add_loop_test(facts, every_response_member_is_required, 0, 8);
    suite_add_tcase(suite, facts);
    TCase *files = tcase_create("files");
    tcase_add_test(files, changed_contract_is_followed);
    tcase_add_test(files, syntax_error_has_line_and_column);
    tcase_add_test(files, missing_file_is_an_io_error);
    tcase_add_loop_test(files, changed_document_is_refused, 0,
                        sizeof(changes) / sizeof(changes[0]));
    tcase_add_test(files, too_large_document_is_a_limit);
    tcase_add_test(files, any_failed_allocation_is_reported);
    tcase_add_test(files, any_cut_document_is_refused);
    suite_add_tcase(suite, files);
    return suite;
}
