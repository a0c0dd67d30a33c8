/* Why: what only shows over several requests, and what a client must not be able to set. Each
 * request is an ordinary one; the checks of the same names compare the answers. Must not know what
 * was answered. */
#include "cases/cases.h"
#include "cases/raw_text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* ---- equal and plain creates ---- */

/* The document with nothing of its own instance in it: the same bytes from every instance of the
 * row, but others for another seed. */
static void same_document(struct hp_build *build, const char *name)
{
    static const struct hp_slice headers[1][2] = {
        {HP_SLICE_INIT("x-hookproof-case"), HP_SLICE_INIT("same")}};
    struct hp_content content = build->content;
    content.name =
        hp_build_text(build, "hookproof %s %016llx", name, (unsigned long long)build->seed);
    content.url = HP_SLICE("https://example.com/hooks/same");
    content.headers = headers;
    content.header_count = COUNT_OF(headers);
    hp_build_rewrite(build, &content);
}

static bool plain_create(struct hp_build *build, size_t index, size_t count)
{
    if (index >= count) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "create-%zu", index + 1);
    hp_why(build, "create %zu of %zu", index + 1, count);
    return true;
}

static bool concurrent_creates(struct hp_build *build, size_t index)
{
    enum { CREATES = 32 }; /* two rounds of the default number of connections */
    if (!plain_create(build, index, CREATES)) {
        return false;
    }
    hp_why(build, "create %zu of %u with equal payloads at the same time", index + 1,
           (unsigned)CREATES);
    same_document(build, "at once");
    return true;
}

/* Enough for a run of ids, or of times, to show. */
static bool consecutive_creates(struct hp_build *build, size_t index)
{
    enum { CREATES = 12 };
    return plain_create(build, index, CREATES);
}

static bool duplicate_create(struct hp_build *build, size_t index)
{
    static const char *const names[] = {"first", "again"};
    if (index >= COUNT_OF(names)) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "%s", names[index]);
    hp_why(build, "the same body twice: %s", names[index]);
    same_document(build, "twice");
    return true;
}

static bool idempotency_key(struct hp_build *build, size_t index)
{
    static const char *const names[] = {"first", "again", "other-body"};
    if (index >= COUNT_OF(names)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", names[index]);
    hp_why(build, "one Idempotency-Key several times: %s", names[index]);
    bool other = index == 2;
    same_document(build, other ? "with another body" : "with a key");
    hp_build_field_add(build, HP_SLICE("Idempotency-Key"),
                       hp_build_text(build, "hookproof-%016llx", (unsigned long long)build->seed));
    if (other) {
        build->echo = HP_ECHO_NONE; /* a service that heeds the key gives the first answer again */
    }
    return true;
}

/* ---- members that the service makes itself ---- */

static const struct {
    const char *word;
    enum hp_role role;
} objects[] = {{"root", HP_ROLE_ROOT}, {"wrapper", HP_ROLE_WRAPPER}};

struct supplied {
    const char *word;
    const char *json;
};

/* A member of that name in each object with each of the values. */
static bool supply(struct hp_build *build, struct hp_slice name, const struct supplied *values,
                   size_t count, size_t index)
{
    if (index >= COUNT_OF(objects) * count) {
        return false;
    }
    size_t object = index / count;
    const struct supplied *value = &values[index % count];
    hp_instance(build, hp_raw_site(objects[object].role), "%s-%s", objects[object].word,
                value->word);
    hp_why(build, "the client sets \"%.*s\" to %s in the %s", HP_PRINT(name), value->json,
           objects[object].word);
    struct hp_slice member = hp_raw_wrap(build, "", hp_raw_string(build, name), ":");
    hp_draft_insert_last(&build->draft, hp_raw_site(objects[object].role),
                         hp_raw_wrap(build, "", member, value->json));
    return true;
}

static bool client_id(struct hp_build *build, size_t index)
{
    static const struct supplied values[] = {
        {"text", "\"hookproof-client-id\""},
        {"like-the-example", "\"HookproofClientId012\""},
        {"uuid", "\"00000000-0000-4000-8000-0000000000f1\""},
        {"number", "4711"},
        {"negative", "-1"},
        {"object", "{\"value\":\"hookproof-client-id\"}"},
    };
    return supply(build, build->contract->names[HP_ROLE_ID], values, COUNT_OF(values), index);
}

static bool client_created_at(struct hp_build *build, size_t index)
{
    static const struct supplied values[] = {
        {"past", "\"2001-02-03T04:05:06.007Z\""},
        {"future", "\"2099-12-31T23:59:59.999Z\""},
        {"other-zone", "\"2001-02-03T04:05:06+09:00\""},
        {"number", "981173106007"},
        {"no-time", "\"yesterday\""},
    };
    return supply(build, build->contract->names[HP_ROLE_CREATED_AT], values, COUNT_OF(values),
                  index);
}

static bool is_known_name(const struct hp_contract *contract, const char *name)
{
    for (size_t role = 0; role < HP_ROLE_COUNT; role++) {
        if (contract->names[role].len > 0 && hp_slice_is(contract->names[role], name)) {
            return true;
        }
    }
    return false;
}

/* Whose it is, how it is doing, what it signs with, who may touch it. */
static bool client_internal_fields(struct hp_build *build, size_t index)
{
    static const char *const names[] = {
        "organisation_id", "organization_id", "company_id", "tenant_id", "owner_id",
        "user_id",         "rootfi_id",       "_id",        "state",     "status",
        "enabled",         "signing_key",     "secret",     "signature", "signature_header",
        "updated_at",      "deleted_at",      "is_admin",   "role",      "version",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (is_known_name(build->contract, names[i])) {
            continue;
        }
        if (index < COUNT_OF(objects)) {
            const struct supplied value = {names[i], "\"hookproof-supplied\""};
            return supply(build, hp_slice_of(names[i]), &value, 1, index);
        }
        index -= COUNT_OF(objects);
    }
    return false;
}

/* ---- state-interleave ---- */

/* What makes every second request a wrong one. The name, where there is one, stays its own. */
static void spoil(struct hp_build *build, size_t kind)
{
    struct hp_slice text = hp_draft_text(&build->draft);
    switch (kind) {
    case 0:
        hp_raw_put(build, hp_raw_site(HP_ROLE_TYPE), HP_SLICE("\"HOOKPROOF_NONE\""));
        build->body_truth = HP_BODY_BREAKS;
        break;
    case 1:
        hp_build_body(build, hp_raw_copy(build, (struct hp_slice){text.at, text.len - 1}));
        build->body_truth = HP_BODY_NOT_JSON;
        break;
    default:
        hp_draft_remove(&build->draft, hp_raw_site(HP_ROLE_URL));
        build->body_truth = HP_BODY_BREAKS;
        break;
    }
}

static bool interleave(struct hp_build *build, size_t index)
{
    enum { REQUESTS = 48, KINDS = 3 };
    if (index >= REQUESTS) {
        return false;
    }
    bool valid = index % 2 == 0;
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "%02zu-%s", index + 1,
                valid ? "valid" : "invalid");
    hp_why(build, "request %zu of %u, every second one invalid", index + 1, (unsigned)REQUESTS);
    if (!valid) {
        spoil(build, index / 2 % KINDS);
    }
    build->transfer.keep_alive_reuse = index % 4 < 2;
    build->transfer.fresh_connection = index % 8 == 7;
    return true;
}

/* ---- what this version cannot be given ---- */

static bool one_create(struct hp_build *build, size_t index)
{
    return plain_create(build, index, 1);
}

static bool one_refusal(struct hp_build *build, size_t index)
{
    if (index > 0) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_TYPE), "refused");
    hp_why(build, "a type that is none; the list must not grow");
    spoil(build, 0);
    return true;
}

static const struct hp_row rows[] = {
    {.id = "state-id-unique",
     .family = "stateful",
     .title = "No two creates of a run return the same id",
     .expect = HP_EXPECT_CHECK,
     .level = HP_MUST,
     .clause = "PAGE:L73; SILENT S41",
     .requirements = HP_R(27),
     .body = HP_BODY_VALID,
     .flags = HP_ROW_OBSERVER,
     .check = "state-id-unique"},
    {.id = "state-id-unique-concurrent",
     .family = "stateful",
     .title = "Equal payloads at the same time return different ids",
     .expect = HP_EXPECT_CHECK,
     .level = HP_MUST,
     .clause = "PAGE:L73; SILENT S41",
     .requirements = HP_R(27),
     .instance = concurrent_creates,
     .body = HP_BODY_VALID,
     .combos = HP_COMBOS_ONE,
     .check = "state-id-unique"},
    {.id = "state-id-unpredictable",
     .family = "stateful",
     .title = "One id does not tell the next one",
     .expect = HP_EXPECT_CHECK,
     .level = HP_MAY,
     .clause = "OWASP-API1:2023; SILENT S41",
     .instance = consecutive_creates,
     .body = HP_BODY_VALID,
     .combos = HP_COMBOS_ONE,
     .check = "state-id-unpredictable"},
    {.id = "state-created-at-order",
     .family = "stateful",
     .title = "The creation time does not go back from one create to the next",
     .expect = HP_EXPECT_CHECK,
     .level = HP_SHOULD,
     .clause = "PAGE:L178; SILENT S42",
     .requirements = HP_R(42),
     .instance = consecutive_creates,
     .body = HP_BODY_VALID,
     .combos = HP_COMBOS_ONE,
     .check = "state-created-at-order"},
    {.id = "state-client-id-ignored",
     .family = "stateful",
     .title = "An id from the client is refused or passed over",
     .expect = HP_EXPECT_CHECK,
     .level = HP_MUST,
     .clause = "OWASP-API3:2023; CWE-915; SILENT S32",
     .requirements = HP_R(53),
     .instance = client_id,
     .body = HP_BODY_VALID,
     .combos = HP_COMBOS_ONE,
     .check = "state-client-id-ignored"},
    {.id = "state-client-created-at-ignored",
     .family = "stateful",
     .title = "A creation time from the client is refused or passed over",
     .expect = HP_EXPECT_CHECK,
     .level = HP_MUST,
     .clause = "OWASP-API3:2023; GitHub rejects created_at; SILENT S32",
     .requirements = HP_R(42) | HP_R(53),
     .instance = client_created_at,
     .body = HP_BODY_VALID,
     .combos = HP_COMBOS_ONE,
     .check = "state-client-created-at-ignored"},
    {.id = "state-client-internal-fields",
     .family = "stateful",
     .title = "Members that only the service has any say in do not come back",
     .expect = HP_EXPECT_CHECK,
     .level = HP_SHOULD,
     .clause = "OWASP-API3:2023; SILENT S32",
     .instance = client_internal_fields,
     .body = HP_BODY_VALID,
     .combos = HP_COMBOS_ONE,
     .check = "state-client-internal-fields"},
    {.id = "state-duplicate-create",
     .family = "stateful",
     .title = "The same body twice: two webhooks, or the second is refused",
     .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
     .level = HP_MAY,
     .clause = "SILENT S30; SILENT S40; GitHub and Shopify 422 on duplicates",
     .instance = duplicate_create,
     .body = HP_BODY_VALID,
     .combos = HP_COMBOS_ONE},
    {.id = "state-idempotency-key",
     .family = "stateful",
     .title = "An Idempotency-Key that is repeated is heeded or passed over",
     .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
     .level = HP_MAY,
     .clause = "SVIX idempotency-key; SILENT S40",
     .instance = idempotency_key,
     .body = HP_BODY_VALID,
     .combos = HP_COMBOS_ONE},
    {.id = "state-reject-is-atomic",
     .family = "stateful",
     .title = "A request that is refused leaves nothing behind",
     .expect = HP_EXPECT_CHECK,
     .level = HP_SHOULD,
     .clause = "GitHub 2017-08-09 change note; SILENT S48",
     .instance = one_refusal,
     .body = HP_BODY_BREAKS,
     .combos = HP_COMBOS_ONE,
     .needs = "needs a way to list or count webhooks; the page documents none, and this version "
              "cannot be given one",
     .check = "state-reject-is-atomic"},
    {.id = "state-interleave",
     .family = "stateful",
     .title = "Valid and invalid requests in turn: every answer belongs to its request",
     .expect = HP_EXPECT_CHECK,
     .level = HP_MUST,
     .clause = "RFC9112-9.3; invariant I2",
     .instance = interleave,
     .body = HP_BODY_VALID,
     .combos = HP_COMBOS_ONE,
     .check = "state-interleave"},
    {.id = "state-rate-limit",
     .family = "stateful",
     .title = "A burst is served or answered by 429, and the service recovers",
     .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
     .level = HP_SHOULD,
     .clause = "V4-ENV rate limits; RFC6585-4; SILENT S39",
     .instance = one_create,
     .body = HP_BODY_VALID,
     .combos = HP_COMBOS_ONE,
     .flags = HP_ROW_NETWORK | HP_ROW_HEAVY,
     .needs = "needs a burst of over 200 requests a minute against a key that may be blocked for "
              "it; this version sends none on purpose"},
    {.id = "state-tenant-isolation",
     .family = "stateful",
     .title = "Neither of two keys sees or changes the webhooks of the other",
     .expect = HP_EXPECT_CHECK,
     .level = HP_MAY,
     .clause = "OWASP-API1:2023; SILENT S48",
     .instance = one_create,
     .body = HP_BODY_VALID,
     .combos = HP_COMBOS_ONE,
     .needs = "needs a second key and a way to read and change webhooks; the page documents none, "
              "and this version cannot be given them",
     .check = "state-tenant-isolation"},
};

const struct hp_table hp_table_stateful = {rows, COUNT_OF(rows)};
