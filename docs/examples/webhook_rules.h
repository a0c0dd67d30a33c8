/* What both examples do besides JSON: the header section, the values of the contract, the rules for
 * URLs and header fields, the answers. In a plugin of yours these are your own functions.
 *
 * Left out, to stay small: addresses of networks inside (a host is a name with a dot in it or a
 * public address; what a name resolves to is not asked), media type parameters besides charset. */
#ifndef WEBHOOK_RULES_H
#define WEBHOOK_RULES_H

#include <ctype.h>
#include <hookproof/target.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { BODY_BYTES_MAX = 65536, DEPTH_MAX = 32, NAME_BYTES_MAX = 16384, URL_BYTES_MAX = 8000 };

static const char *const types[] = {"DATA_MODEL_CHANGES", "CONNECTION_CHANGED", "SYNC_COMPLETED",
                                    NULL};
static const char *const operations[] = {"CREATE", "UPDATE", "DELETE", NULL};
static const char *const data_models[] = {"ACCOUNTS",
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
                                          NULL};

/* --- text --- */

typedef struct hookproof_bytes text;

static int is(text have, const char *want)
{
    size_t length = strlen(want);
    return have.length == length && memcmp(have.bytes, want, length) == 0;
}

static int is_name(text have, const char *want) /* header field names ignore case */
{
    size_t length = strlen(want);
    return have.length == length && strncasecmp(have.bytes, want, length) == 0;
}

static text trim(text t)
{
    while (t.length > 0 && (t.bytes[0] == ' ' || t.bytes[0] == '\t')) {
        t.bytes++;
        t.length--;
    }
    while (t.length > 0 && (t.bytes[t.length - 1] == ' ' || t.bytes[t.length - 1] == '\t')) {
        t.length--;
    }
    return t;
}

static int in_list(text value, const char *const *list)
{
    while (*list != NULL && !is(value, *list)) {
        list++;
    }
    return *list != NULL;
}

/* --- rules for values --- */

/* A field that a request to the webhook could carry: a token, and a value without controls; not one
 * that says where a message ends. */
static int is_field(text name, text value)
{
    static const char *const refused[] = {"host",       "content-length", "transfer-encoding",
                                          "connection", "keep-alive",     "upgrade",
                                          "te",         "trailer",        "expect",
                                          NULL};
    for (size_t i = 0; i < name.length; i++) {
        unsigned char c = (unsigned char)name.bytes[i];
        if (!isalnum(c) && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL)) {
            return 0;
        }
    }
    for (int i = 0; refused[i] != NULL; i++) {
        if (is_name(name, refused[i])) {
            return 0;
        }
    }
    for (size_t i = 0; i < value.length; i++) {
        unsigned char c = (unsigned char)value.bytes[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return 0;
        }
    }
    return name.length > 0 && name.length <= 256 && value.length <= 4096 &&
           !(name.length > 6 && strncasecmp(name.bytes, "proxy-", 6) == 0);
}

/* One label of a host name (RFC 1035 2.3.4). */
static int is_label(text label)
{
    for (size_t i = 0; i < label.length; i++) {
        unsigned char c = (unsigned char)label.bytes[i];
        if (!isalnum(c) && c != '-' && c != '_') {
            return 0;
        }
    }
    return label.length >= 1 && label.length <= 63 && label.bytes[0] != '-' &&
           label.bytes[label.length - 1] != '-';
}

/* A host name with a dot whose last label is no number: addresses in all their spellings, and names
 * of the network inside, are refused. */
static int is_public_name(text host)
{
    text last = {host.bytes, 0};
    int labels = 0;
    host.length -= host.length > 0 && host.bytes[host.length - 1] == '.'; /* the root's dot */
    for (size_t i = 0; i <= host.length; i++) {
        if (i < host.length && host.bytes[i] != '.') {
            last.length++;
            continue;
        }
        if (!is_label(last)) {
            return 0;
        }
        labels++;
        if (i < host.length) {
            last = (text){host.bytes + i + 1, 0};
        }
    }
    return labels > 1 && host.length <= 253 && isalpha((unsigned char)last.bytes[0]) &&
           strncasecmp(host.bytes, "metadata.", 9) != 0 && !is_name(last, "localhost") &&
           !is_name(last, "local") && !is_name(last, "internal");
}

/* An absolute http(s) URL with a host, without user information and fragment (RFC 3986 3). */
static int is_url(text url)
{
    size_t scheme = url.length > 8 && strncasecmp(url.bytes, "https://", 8) == 0  ? 8
                    : url.length > 7 && strncasecmp(url.bytes, "http://", 7) == 0 ? 7
                                                                                  : 0;
    if (scheme == 0 || url.length > URL_BYTES_MAX) {
        return 0;
    }
    for (size_t i = 0; i < url.length; i++) {
        unsigned char c = (unsigned char)url.bytes[i];
        if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}#", c) != NULL) {
            return 0;
        }
        if (c == '%' && (url.length - i < 3 || !isxdigit((unsigned char)url.bytes[i + 1]) ||
                         !isxdigit((unsigned char)url.bytes[i + 2]))) {
            return 0;
        }
    }
    text host = {url.bytes + scheme, 0};
    while (scheme + host.length < url.length && strchr("/?:", host.bytes[host.length]) == NULL) {
        if (strchr("@[]%", host.bytes[host.length]) != NULL) {
            return 0;
        }
        host.length++;
    }
    const char *at = host.bytes + host.length;
    const char *end = url.bytes + url.length;
    if (at < end && *at == ':') {
        unsigned long port = 0;
        const char *digits = ++at;
        while (at < end && isdigit((unsigned char)*at) && at - digits < 6) {
            port = port * 10 + (unsigned long)(*at++ - '0');
        }
        if ((at > digits && (port == 0 || port > 65535)) ||
            (at < end && *at != '/' && *at != '?')) {
            return 0;
        }
    }
    while (at < end) {
        if (strchr("[]", *at++) != NULL) {
            return 0;
        }
    }
    return is_public_name(host);
}

/* --- answers --- */

struct answer { /* the state of a plugin: what the last answer consists of */
    char *api_key;
    uint64_t instance, count;
    struct hookproof_field fields[4];
    char *body;
};

static int answer_init(const struct hookproof_setup *setup, void **state)
{
    struct answer *answer = calloc(1, sizeof(*answer));
    if (answer == NULL || (answer->api_key = calloc(1, setup->api_key.length + 1)) == NULL) {
        free(answer);
        return 1;
    }
    memcpy(answer->api_key, setup->api_key.bytes, setup->api_key.length);
    answer->instance = setup->instance;
    *state = answer;
    return 0;
}

static void answer_release(void *state, struct hookproof_response *response)
{
    struct answer *answer = state;
    (void)response;
    free(answer->body);
    answer->body = NULL;
}

static void answer_deinit(void *state)
{
    struct answer *answer = state;
    free(answer->api_key);
    free(answer);
}

static struct hookproof_field field(const char *name, const char *value)
{
    return (struct hookproof_field){{name, strlen(name)}, {value, strlen(value)}};
}

/* Takes over `body`, which is from malloc. */
static int answer_with(struct answer *answer, struct hookproof_response *response, int status,
                       char *body, size_t length)
{
    answer->body = body;
    answer->fields[0] = field("Content-Type", "application/json");
    answer->fields[1] = field("Cache-Control", "no-store");
    answer->fields[2] = field("X-Content-Type-Options", "nosniff");
    response->field_count = 3;
    if (status == 401 || status == 405) { /* RFC 9110 15.5.2, 15.5.6 */
        answer->fields[response->field_count++] =
            status == 401 ? field("WWW-Authenticate", "ApiKey realm=\"webhooks\"")
                          : field("Allow", "POST");
    }
    response->status = status;
    response->fields = answer->fields;
    response->body = (text){body, length};
    return 0;
}

static int refuse(struct answer *answer, struct hookproof_response *response, int status,
                  const char *why)
{
    size_t room = strlen(why) + 64;
    char *body = malloc(room);
    if (body == NULL) {
        return 1;
    }
    int length =
        snprintf(body, room, "{\"error\":{\"code\":\"%d\",\"message\":\"%s\"}}", status, why);
    return answer_with(answer, response, status, body, (size_t)length);
}

/* A new id: sixteen digits, another for each webhook of this process and of the others. A service
 * takes them from the system's random numbers instead. */
static void write_id(struct answer *answer, char id[24])
{
    uint64_t x = answer->instance + ++answer->count * UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    snprintf(id, 24, "%016llx", (unsigned long long)(x ^ x >> 31));
}

static void write_time(int64_t unix_ms, char out[32])
{
    time_t seconds = (time_t)(unix_ms / 1000);
    struct tm utc;
    char text[24];
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &utc));
    snprintf(out, 32, "%s.%03dZ", text, (int)(unix_ms % 1000));
}

/* --- the header section --- */

/* The one field of this name; NULL also when there are several. */
static const struct hookproof_field *only_field(const struct hookproof_request *request,
                                                const char *name)
{
    const struct hookproof_field *found = NULL;
    for (size_t i = 0; i < request->field_count; i++) {
        if (is_name(request->fields[i].name, name)) {
            if (found != NULL) {
                return NULL;
            }
            found = &request->fields[i];
        }
    }
    return found;
}

/* application/json, alone or with charset=utf-8. */
static int is_json_type(text value)
{
    const char *semicolon = memchr(value.bytes, ';', value.length);
    text type = {value.bytes, semicolon == NULL ? value.length : (size_t)(semicolon - value.bytes)};
    if (!is_name(trim(type), "application/json") || semicolon == NULL) {
        return is_name(trim(type), "application/json");
    }
    text rest = {semicolon + 1, value.length - type.length - 1};
    return is_name(trim(rest), "charset=utf-8") || is_name(trim(rest), "charset=\"utf-8\"");
}

/* 0 when the body may be read; else a status, and why. */
static int judge_head(const struct answer *answer, const struct hookproof_request *request,
                      const char **why)
{
    const struct hookproof_field *coding = only_field(request, "Content-Encoding");
    const struct hookproof_field *type = only_field(request, "Content-Type");
    const struct hookproof_field *key = only_field(request, "api_key");
    size_t fields_bytes = 0;
    for (size_t i = 0; i < request->field_count; i++) {
        text value = request->fields[i].value;
        fields_bytes += request->fields[i].name.length + value.length;
        if (memchr(value.bytes, '\0', value.length) != NULL ||
            memchr(value.bytes, '\r', value.length) != NULL ||
            memchr(value.bytes, '\n', value.length) != NULL) {
            *why = "a header field with CR, LF or NUL";
            return 400;
        }
    }
    if (request->target.length > URL_BYTES_MAX) {
        *why = "the request target is too long";
        return 414;
    }
    if (fields_bytes > BODY_BYTES_MAX || request->field_count > 100) {
        *why = "the header section is too large";
        return 431;
    }
    const char *query = memchr(request->target.bytes, '?', request->target.length);
    text path = {request->target.bytes,
                 query == NULL ? request->target.length : (size_t)(query - request->target.bytes)};
    if (!is(path, "/v3/core/webhooks")) {
        *why = "there is nothing here";
        return 404;
    }
    if (!is(request->method, "POST")) {
        *why = "POST is the one method";
        return 405;
    }
    if (key == NULL || !is(trim(key->value), answer->api_key)) {
        *why = "api_key is missing or wrong";
        return 401;
    }
    if (coding != NULL && !is_name(trim(coding->value), "identity")) {
        *why = "no content coding is understood";
        return 415;
    }
    if (type == NULL || !is_json_type(type->value)) {
        *why = "the body has to be application/json";
        return 415;
    }
    if (request->body.length > BODY_BYTES_MAX) {
        *why = "the body is larger than 64 KiB";
        return 413;
    }
    return 0;
}

#endif
