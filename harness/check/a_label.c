/* A server may store an internationalised host in the form in which it looks it up; this file makes
 * that form to compare with. Must not know why two URLs are compared, nor judge which letters a
 * registry allows. */
#include "harness/check/a_label.h"

#include <stdint.h>

#include "harness/base/buf.h"
#include "harness/base/utf8.h"

enum {
    LABEL_BYTES_MAX = 63, /* RFC 1035 2.3.4; a U-label is never longer than its A-label */
    HOST_BYTES_MAX = 253,
    /* RFC 3492 5 */
    BASE = 36,
    T_MIN = 1,
    T_MAX = 26,
    SKEW = 38,
    DAMP = 700,
    INITIAL_BIAS = 72,
    INITIAL_N = 128
};

struct label {
    uint32_t codes[LABEL_BYTES_MAX];
    size_t count;
    bool ascii;
};

/* RFC 3492 6.1. */
static uint32_t adapt(uint32_t delta, uint32_t points, bool first)
{
    uint32_t k = 0;
    delta = first ? delta / DAMP : delta / 2;
    delta += delta / points;
    for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE) {
        delta /= BASE - T_MIN;
    }
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static char digit(uint32_t value)
{
    return (char)(value < 26 ? 'a' + value : '0' + (value - 26));
}

/* A generalized variable-length integer, RFC 3492 3.3. */
static void put_integer(struct hp_buf *out, uint32_t value, uint32_t bias)
{
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
        if (value < t) {
            break;
        }
        hp_buf_char(out, digit(t + (value - t) % (BASE - t)));
        value = (value - t) / (BASE - t);
    }
    hp_buf_char(out, digit(value));
}

static uint32_t smallest_from(const struct label *label, uint32_t n)
{
    uint32_t smallest = UINT32_MAX;
    for (size_t i = 0; i < label->count; i++) {
        if (label->codes[i] >= n && label->codes[i] < smallest) {
            smallest = label->codes[i];
        }
    }
    return smallest;
}

/* RFC 3492 6.3. With 63 code points of at most 21 bits no sum overflows. */
static void put_punycode(struct hp_buf *out, const struct label *label)
{
    uint32_t basic = 0;
    for (size_t i = 0; i < label->count; i++) {
        if (label->codes[i] < INITIAL_N) {
            hp_buf_char(out, (char)label->codes[i]);
            basic++;
        }
    }
    if (basic > 0) {
        hp_buf_char(out, '-');
    }
    uint32_t n = INITIAL_N;
    uint32_t delta = 0;
    uint32_t bias = INITIAL_BIAS;
    for (uint32_t handled = basic; handled < label->count; n++, delta++) {
        uint32_t next = smallest_from(label, n);
        delta += (next - n) * (handled + 1);
        n = next;
        for (size_t i = 0; i < label->count; i++) {
            delta += label->codes[i] < n ? 1 : 0;
            if (label->codes[i] == n) {
                put_integer(out, delta, bias);
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled++;
            }
        }
    }
}

static void put_label(struct hp_buf *out, const struct label *label)
{
    size_t begin = out->length;
    if (!label->ascii) {
        hp_buf_text(out, "xn--");
        put_punycode(out, label);
    }
    for (size_t i = 0; label->ascii && i < label->count; i++) {
        hp_buf_char(out, (char)label->codes[i]);
    }
    out->failed = out->failed || out->length - begin > LABEL_BYTES_MAX;
}

static bool is_full_stop(uint32_t code)
{
    return code == '.' || code == 0x3002 || code == 0xFF0E || code == 0xFF61;
}

static bool is_ignored(uint32_t code)
{
    return code == 0xAD || code == 0x200B || code == 0x2060 || code == 0xFEFF;
}

/* Writes the host's ASCII form; false when it has none. */
static bool put_host(struct hp_buf *out, struct hp_slice host)
{
    struct label label = {.ascii = true};
    while (host.len > 0 && !out->failed) {
        uint32_t code = 0;
        size_t step = hp_utf8_next(host, &code);
        if (step == 0) {
            return false;
        }
        host = (struct hp_slice){host.at + step, host.len - step};
        if (is_full_stop(code)) {
            put_label(out, &label);
            hp_buf_char(out, '.');
            label = (struct label){.ascii = true};
        } else if (!is_ignored(code)) {
            if (label.count == LABEL_BYTES_MAX) {
                return false;
            }
            label.codes[label.count++] = code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
            label.ascii = label.ascii && code < INITIAL_N;
        }
    }
    put_label(out, &label);
    return !out->failed;
}

static bool is_ascii(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.at[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* Where the host lies: behind "//" and any userinfo, before a port, path, query or fragment. */
static struct hp_slice host_of(struct hp_slice url)
{
    size_t begin = hp_slice_find(url, HP_SLICE("//"));
    if (begin == url.len) {
        return (struct hp_slice){url.at, 0};
    }
    begin += 2;
    size_t end = begin;
    for (; end < url.len && memchr("/?#", url.at[end], 3) == NULL; end++) {
        begin = url.at[end] == '@' ? end + 1 : begin;
    }
    struct hp_slice host = {url.at + begin, end - begin};
    const char *colon = host.len == 0 ? NULL : memchr(host.at, ':', host.len);
    host.len = colon == NULL ? host.len : (size_t)(colon - host.at);
    return host;
}

struct hp_slice hp_url_with_a_labels(struct hp_slice url, struct hp_arena *arena, bool *failed)
{
    char storage[HOST_BYTES_MAX + 1];
    struct hp_buf ascii = {
        .bytes = storage, .capacity = HOST_BYTES_MAX, .bytes_max = HOST_BYTES_MAX};
    struct hp_slice host = host_of(url);
    if (is_ascii(host) || !put_host(&ascii, host)) {
        return (struct hp_slice){NULL, 0};
    }
    size_t before = (size_t)(host.at - url.at);
    size_t after = url.len - before - host.len;
    char *whole = hp_arena_take(arena, before + ascii.length + after);
    if (whole == NULL) {
        *failed = true;
        return (struct hp_slice){NULL, 0};
    }
    memcpy(whole, url.at, before);
    memcpy(whole + before, ascii.bytes, ascii.length);
    memcpy(whole + before + ascii.length, host.at + host.len, after);
    return (struct hp_slice){whole, before + ascii.length + after};
}
