/* Options of an easy handle that hold for every request of a run. Must not know requests. */
#include <errno.h>
#include <strings.h>
#include <unistd.h>

#include "harness/target/curl_internal.h"

enum { CONNECT_TIMEOUT_MS = 5000 }; /* a SYN lost twice is sent again after 1 and 3 seconds */

/* The first h2c request of a connection works in libcurl before 8.0, the second fails (curl issue
 * 10634). */
enum { H2C_REUSE_WORKS = 0x080000 };

static bool has_scheme(const char *url, const char *scheme)
{
    size_t len = strlen(scheme);
    return strncasecmp(url, scheme, len) == 0 && strncmp(url + len, "://", 3) == 0;
}

bool hp_curl_proxy_wants_absolute_form(const char *proxy)
{
    return proxy != NULL && (has_scheme(proxy, "http") || has_scheme(proxy, "https") ||
                             strstr(proxy, "://") == NULL);
}

static bool proxy_is_known(const char *proxy)
{
    static const char *const schemes[] = {"socks4", "socks4a", "socks5", "socks5h"};
    bool known = hp_curl_proxy_wants_absolute_form(proxy);
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        known = known || has_scheme(proxy, schemes[i]);
    }
    CURLU *url = curl_url();
    known = known && url != NULL &&
            curl_url_set(url, CURLUPART_URL, proxy,
                         CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME) == CURLUE_OK;
    curl_url_cleanup(url);
    return known;
}

enum hp_status hp_curl_check_options(const struct hp_target_options *options,
                                     struct hp_error *error)
{
    if (options->proxy != NULL && !proxy_is_known(options->proxy)) {
        /* Not shown: it may hold a password. */
        return hp_error_set(error, HP_ERR_USAGE,
                            "the proxy is not a URL; want http://, https://, socks4://, "
                            "socks4a://, socks5:// or socks5h:// and host:port");
    }
    if (options->cacert != NULL && access(options->cacert, R_OK) != 0) {
        return hp_error_set(error, HP_ERR_USAGE, "the CA file '%.200s' cannot be read: %s",
                            options->cacert, strerror(errno));
    }
    const curl_version_info_data *have = curl_version_info(CURLVERSION_NOW);
    if (options->http == HP_HTTP_2 && (have->features & CURL_VERSION_HTTP2) == 0) {
        return hp_error_set(error, HP_ERR_USAGE, "libcurl %s was built without HTTP/2",
                            have->version);
    }
    return HP_OK;
}

/* HTTP/2 over plain TCP is spoken at once (RFC 9113 3.3); over TLS, ALPN chooses. */
static long http_version(enum hp_http_version wanted, bool tls)
{
    switch (wanted) {
    case HP_HTTP_2:
        return tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
    case HP_HTTP_AUTO:
        return tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1;
    case HP_HTTP_1_1:
    default:
        return CURL_HTTP_VERSION_1_1;
    }
}

struct long_option {
    CURLoption option;
    long value;
};

struct text_option {
    CURLoption option;
    const char *value;
};

static bool set_longs(CURL *easy, const struct hp_target_options *options,
                      const struct hp_curl_target *target)
{
    bool tls = strncmp(target->origin, "https:", 6) == 0;
    uint32_t connect_ms =
        options->connect_timeout_ms > 0 ? options->connect_timeout_ms : CONNECT_TIMEOUT_MS;
    const struct long_option longs[] = {
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_PATH_AS_IS, 1},
        {CURLOPT_FOLLOWLOCATION, 0},
        {CURLOPT_HEADEROPT, CURLHEADER_SEPARATE}, /* the key is not for the proxy */
        {CURLOPT_SUPPRESS_CONNECT_HEADERS, 1},
        {CURLOPT_DNS_CACHE_TIMEOUT, -1}, /* a name is resolved once */
        {CURLOPT_HTTP09_ALLOWED, 0},
        {CURLOPT_TIMEOUT_MS, (long)target->timeout_ms},
        {CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms},
        {CURLOPT_HTTP_VERSION, http_version(options->http, tls)},
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
    const struct text_option texts[] = {
        {CURLOPT_PROXY, options->proxy == NULL ? "" : options->proxy},
        {CURLOPT_NOPROXY, ""},
        {CURLOPT_CAINFO, options->cacert},
    };
    bool set = true;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (texts[i].value != NULL) {
            set = set && curl_easy_setopt(easy, texts[i].option, texts[i].value) == CURLE_OK;
        }
    }
#if LIBCURL_VERSION_NUM >= 0x075500
    return set && curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
#else
    return set && curl_easy_setopt(easy, CURLOPT_PROTOCOLS,
                                   (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS)) == CURLE_OK;
#endif
}

static bool set_callbacks(struct hp_curl_slot *slot)
{
    CURL *easy = slot->easy;
    return curl_easy_setopt(easy, CURLOPT_CURLU, slot->target->url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PRIVATE, slot) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTPHEADER, slot->sent.silenced) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, slot->received.detail) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, hp_curl_on_header) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, slot) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, hp_curl_on_body) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, slot) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_READFUNCTION, hp_curl_on_read) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_READDATA, slot) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, hp_curl_on_seek) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SEEKDATA, slot) == CURLE_OK;
}

enum hp_status hp_curl_setup(struct hp_curl_slot *slot, const struct hp_target_options *options,
                             struct hp_error *error)
{
    struct hp_curl_target *target = slot->target;
    const curl_version_info_data *have = curl_version_info(CURLVERSION_NOW);
    bool tls = strncmp(target->origin, "https:", 6) == 0;
    target->maybe_http2 = options->http == HP_HTTP_2 || (options->http == HP_HTTP_AUTO && tls);
    target->never_reuse = options->http == HP_HTTP_2 && !tls && have->version_num < H2C_REUSE_WORKS;
    slot->easy = curl_easy_init();
    if (slot->easy == NULL) {
        return hp_error_nomem(error);
    }
    bool set = set_longs(slot->easy, options, target) && set_texts(slot->easy, options) &&
               set_callbacks(slot) && hp_curl_loop_adopt(&target->loop, slot->easy) == HP_OK;
    return set ? HP_OK
               : hp_error_set(error, HP_ERR_INTERNAL, "libcurl %s refuses an option",
                              have->version);
}
