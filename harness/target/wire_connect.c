/* Makes and closes connections, by libcurl: names, TLS, certificates, proxies. An easy handle stays
 * in the multi handle as long as its connection lives, and taking it out closes the connection.
 * Must not know what goes over it. */
#include <sys/socket.h>

#include "harness/target/curl_internal.h"
#include "harness/target/wire_internal.h"

enum { CONNECT_TIMEOUT_MS = 5000 }; /* a SYN lost twice is sent again after 1 and 3 seconds */

static bool set_longs(CURL *easy, const struct hp_target_options *options,
                      const struct hp_wire_target *target)
{
    long connect_ms =
        options->connect_timeout_ms > 0 ? (long)options->connect_timeout_ms : CONNECT_TIMEOUT_MS;
    const struct {
        CURLoption option;
        long value;
    } longs[] = {
        {CURLOPT_CONNECT_ONLY, 1},
        {CURLOPT_FRESH_CONNECT, 1},
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_HTTPPROXYTUNNEL, target->proxied ? 1 : 0},
        {CURLOPT_SUPPRESS_CONNECT_HEADERS, 1},
        {CURLOPT_DNS_CACHE_TIMEOUT, -1}, /* a name is resolved once */
        {CURLOPT_CONNECTTIMEOUT_MS, connect_ms},
        {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1}, /* for ALPN */
        {CURLOPT_SSL_VERIFYPEER, options->insecure ? 0 : 1},
        {CURLOPT_SSL_VERIFYHOST, options->insecure ? 0 : 2},
    };
    bool set = true;
    for (size_t i = 0; i < sizeof(longs) / sizeof(longs[0]); i++) {
        set = set && curl_easy_setopt(easy, longs[i].option, longs[i].value) == CURLE_OK;
    }
    return set;
}

/* "" keeps the environment (http_proxy, no_proxy) out. */
static bool set_texts(CURL *easy, const struct hp_target_options *options)
{
    return curl_easy_setopt(easy, CURLOPT_PROXY, options->proxy == NULL ? "" : options->proxy) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOPROXY, "") == CURLE_OK &&
           (options->cacert == NULL ||
            curl_easy_setopt(easy, CURLOPT_CAINFO, options->cacert) == CURLE_OK);
}

enum hp_status hp_wire_setup(struct hp_wire_connection *connection,
                             const struct hp_target_options *options, struct hp_error *error)
{
    struct hp_wire_target *target = connection->slot->target;
    CURL *easy = curl_easy_init();
    connection->easy = easy;
    if (easy == NULL) {
        return hp_error_nomem(error);
    }
    bool set = set_longs(easy, options, target) && set_texts(easy, options) &&
               curl_easy_setopt(easy, CURLOPT_CURLU, target->url) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_PRIVATE, connection) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, connection->detail) == CURLE_OK &&
               hp_curl_loop_adopt(&target->loop, easy) == HP_OK;
    return set ? HP_OK
               : hp_error_set(error, HP_ERR_INTERNAL, "libcurl %s refuses an option",
                              curl_version_info(CURLVERSION_NOW)->version);
}

enum hp_status hp_wire_connect(struct hp_wire_connection *connection)
{
    struct hp_wire_slot *slot = connection->slot;
    struct hp_wire_target *target = slot->target;
    hp_wire_disconnect(connection);
    connection->detail[0] = '\0';
    if (curl_multi_add_handle(target->loop.multi, connection->easy) != CURLM_OK) {
        return HP_ERR_NOMEM;
    }
    connection->added = true;
    slot->active = connection;
    slot->phase = HP_WIRE_CONNECTING;
    target->connecting++;
    return HP_OK;
}

void hp_wire_disconnect(struct hp_wire_connection *connection)
{
    if (connection->added) {
        (void)curl_multi_remove_handle(connection->slot->target->loop.multi, connection->easy);
    }
    connection->added = false;
    connection->fd = -1;
    connection->events = 0;
    connection->used = false;
}

void hp_wire_reset(struct hp_wire_connection *connection)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    hp_wire_disconnect(connection);
}

static void stand(struct hp_wire_connection *connection)
{
    curl_socket_t fd = CURL_SOCKET_BAD;
    if (curl_easy_getinfo(connection->easy, CURLINFO_ACTIVESOCKET, &fd) != CURLE_OK ||
        fd == CURL_SOCKET_BAD) {
        hp_wire_end_unconnected(connection->slot, CURLE_COULDNT_CONNECT);
        return;
    }
    connection->fd = fd;
    hp_wire_watch_first(connection);
    hp_wire_begin(connection->slot);
}

enum hp_status hp_wire_connect_step(struct hp_wire_target *target)
{
    enum hp_status status = hp_curl_loop_step(&target->loop, 0);
    int left;
    CURLMsg *message;
    while (status == HP_OK && (message = curl_multi_info_read(target->loop.multi, &left)) != NULL) {
        struct hp_wire_connection *connection = NULL;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &connection);
        struct hp_wire_slot *slot = connection->slot;
        if (message->msg != CURLMSG_DONE || slot->active != connection ||
            slot->phase != HP_WIRE_CONNECTING) {
            continue;
        }
        CURLcode code = message->data.result;
        target->connecting--;
        if (code == CURLE_OK) {
            stand(connection);
        } else if (code == CURLE_OUT_OF_MEMORY) {
            status = HP_ERR_NOMEM;
        } else {
            hp_wire_end_unconnected(slot, code);
        }
    }
    return status;
}
