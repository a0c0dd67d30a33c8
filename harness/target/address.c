/* Reads the TARGET of the command line with libcurl's URL parser, so that what is accepted here is
 * what libcurl will connect to. Must not resolve names or open sockets. */
#include "harness/target/target.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <strings.h>

#include "harness/base/buf.h"

#define PLUGIN_PREFIX "plugin:"

/* An address with an "@" is not repeated: what stands before it may be a password. */
static enum hp_status refuse(const char *text, const char *why, struct hp_error *error)
{
    const char *shown = strchr(text, '@') == NULL ? text : "...@...";
    return hp_error_set(error, HP_ERR_USAGE,
                        "target '%.200s': %s; want builtin, plugin:FILE or a URL such as "
                        "http://127.0.0.1:8080/v3/core/webhooks",
                        shown, why);
}

/* A part of the URL; the caller frees it with curl_free. NULL when there is none. */
static char *url_part(CURLU *url, CURLUPart part, unsigned flags)
{
    char *text = NULL;
    return curl_url_get(url, part, &text, flags) == CURLUE_OK ? text : NULL;
}

/* 127.0.0.0/8, ::1 and 127.0.0.0/8 mapped into IPv6, or the name that RFC 6761 6.3 reserves. */
static bool is_loopback(const char *host)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, host, &v4) == 1) {
        return ntohl(v4.s_addr) >> 24 == 127;
    }
    if (inet_pton(AF_INET6, host, &v6) == 1) {
        return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
    }
    return strcasecmp(host, "localhost") == 0;
}

static bool copy_host(CURLU *url, struct hp_address *out)
{
    char *host = url_part(url, CURLUPART_HOST, 0);
    size_t len = host == NULL ? 0 : strlen(host);
    const char *from = host;
    if (len >= 2 && host[0] == '[') {
        from++;
        len -= 2;
    }
    bool fits = len > 0 && len < sizeof(out->host);
    if (fits) {
        memcpy(out->host, from, len);
        out->host[len] = '\0';
    }
    curl_free(host);
    return fits;
}

static bool copy_port(CURLU *url, struct hp_address *out)
{
    char *text = url_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    unsigned long port = text == NULL ? 0 : strtoul(text, NULL, 10);
    curl_free(text);
    out->port = (uint16_t)port;
    return port >= 1 && port <= UINT16_MAX;
}

/* Path and query as they were written. A bare "/" is what everybody writes for an origin. */
static bool copy_path(CURLU *url, struct hp_address *out)
{
    char *path = url_part(url, CURLUPART_PATH, 0);
    char *query = url_part(url, CURLUPART_QUERY, 0);
    struct hp_buf text;
    hp_buf_init(&text, sizeof(out->path) - 1);
    if (path != NULL && (strcmp(path, "/") != 0 || query != NULL)) {
        hp_buf_text(&text, path);
    }
    if (query != NULL) {
        hp_buf_char(&text, '?');
        hp_buf_text(&text, query);
    }
    bool fits = !text.failed;
    if (fits) {
        memcpy(out->path, hp_buf_cstr(&text), text.length + 1);
    }
    hp_buf_deinit(&text);
    curl_free(query);
    curl_free(path);
    return fits;
}

/* RFC 6454 6.2: a default port is left out. */
static void write_origin(struct hp_address *out)
{
    bool literal_v6 = strchr(out->host, ':') != NULL;
    char port[8] = "";
    if (out->port != (out->tls ? 443 : 80)) {
        (void)snprintf(port, sizeof(port), ":%u", (unsigned)out->port);
    }
    (void)snprintf(out->origin, sizeof(out->origin), "%s://%s%s%s%s", out->tls ? "https" : "http",
                   literal_v6 ? "[" : "", out->host, literal_v6 ? "]" : "", port);
}

static enum hp_status read_parts(CURLU *url, const char *text, struct hp_address *out,
                                 struct hp_error *error)
{
    char *scheme = url_part(url, CURLUPART_SCHEME, 0);
    out->tls = scheme != NULL && strcmp(scheme, "https") == 0;
    bool http = out->tls || (scheme != NULL && strcmp(scheme, "http") == 0);
    curl_free(scheme);
    if (!http) {
        return refuse(text, "the scheme is neither http nor https", error);
    }
    char *zone = url_part(url, CURLUPART_ZONEID, 0);
    bool has_zone = zone != NULL;
    curl_free(zone);
    if (has_zone) {
        return refuse(text, "an IPv6 zone identifier is not supported", error);
    }
    if (!copy_host(url, out)) {
        return refuse(text, "the host is missing or longer than 255 characters", error);
    }
    if (!copy_port(url, out)) {
        return refuse(text, "the port is not in 1 to 65535", error);
    }
    if (!copy_path(url, out)) {
        return refuse(text, "the path is longer than 1023 characters", error);
    }
    out->loopback = is_loopback(out->host);
    write_origin(out);
    return HP_OK;
}

static const char *parse_failure(CURLUcode code)
{
    if (code == CURLUE_USER_NOT_ALLOWED) {
        return "a user name or password in the URL is not used; give the key with --api-key-env";
    }
    if (code == CURLUE_BAD_PORT_NUMBER) {
        return "the port is not in 1 to 65535";
    }
    if (code == CURLUE_BAD_SCHEME || code == CURLUE_UNSUPPORTED_SCHEME) {
        return "the scheme (http:// or https://) is missing or not known";
    }
    return curl_url_strerror(code);
}

bool hp_address_in_process(const struct hp_address *address)
{
    return address->builtin || address->plugin != NULL;
}

/* The file itself is looked at when the target is opened. */
static enum hp_status read_plugin(const char *text, struct hp_address *out, struct hp_error *error)
{
    const char *file = text + strlen(PLUGIN_PREFIX);
    if (file[0] == '\0') {
        return refuse(text, "the file of the plugin is missing", error);
    }
    if (strlen(file) >= HP_PLUGIN_FILE_BYTES) {
        return refuse(text, "the path of the plugin is longer than 1023 characters", error);
    }
    out->plugin = file;
    out->loopback = true;
    (void)snprintf(out->origin, sizeof(out->origin), "%s", text);
    return HP_OK;
}

enum hp_status hp_address_parse(const char *text, struct hp_address *out, struct hp_error *error)
{
    *out = (struct hp_address){0};
    if (strcmp(text, "builtin") == 0) {
        out->builtin = true;
        out->loopback = true;
        return HP_OK;
    }
    if (strncmp(text, PLUGIN_PREFIX, strlen(PLUGIN_PREFIX)) == 0) {
        return read_plugin(text, out, error);
    }
    if (strchr(text, '#') != NULL) {
        return refuse(text, "a fragment (#...) is never sent", error);
    }
    CURLU *url = curl_url();
    if (url == NULL) {
        return hp_error_nomem(error);
    }
    CURLUcode code =
        curl_url_set(url, CURLUPART_URL, text,
                     CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS | CURLU_DISALLOW_USER);
    enum hp_status status = code == CURLUE_OK ? read_parts(url, text, out, error)
                            : code == CURLUE_OUT_OF_MEMORY
                                ? hp_error_nomem(error)
                                : refuse(text, parse_failure(code), error);
    curl_url_cleanup(url);
    return status;
}
