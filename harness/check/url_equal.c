/* Syntax-based and scheme-based normalisation of RFC 3986 6.2. Must not know why two URLs are
 * compared, and judges no URL: whatever it is given has a normal form. */
#include "harness/check/url_equal.h"

/* The parts of RFC 3986 appendix B; `at` is NULL for a part that is not there. */
struct parts {
    struct hp_slice scheme;
    struct hp_slice authority;
    struct hp_slice path;
    struct hp_slice query;
    struct hp_slice fragment;
};

struct writer {
    char *bytes;
    size_t length;
};

static struct hp_slice cut_front(struct hp_slice *rest, size_t count)
{
    struct hp_slice front = {rest->at, count};
    rest->at += count;
    rest->len -= count;
    return front;
}

static size_t length_until(struct hp_slice text, const char *stops)
{
    size_t i = 0;
    while (i < text.len && (text.at[i] == '\0' || strchr(stops, text.at[i]) == NULL)) {
        i++;
    }
    return i;
}

static struct parts split(struct hp_slice url)
{
    struct parts parts = {0};
    struct hp_slice rest = url;
    size_t colon = length_until(rest, ":/?#");
    if (colon > 0 && colon < rest.len && rest.at[colon] == ':') {
        parts.scheme = cut_front(&rest, colon);
        (void)cut_front(&rest, 1);
    }
    if (hp_slice_starts_with(rest, HP_SLICE("//"))) {
        (void)cut_front(&rest, 2);
        parts.authority = cut_front(&rest, length_until(rest, "/?#"));
    }
    parts.path = cut_front(&rest, length_until(rest, "?#"));
    if (rest.len > 0 && rest.at[0] == '?') {
        (void)cut_front(&rest, 1);
        parts.query = cut_front(&rest, length_until(rest, "#"));
    }
    if (rest.len > 0) {
        (void)cut_front(&rest, 1);
        parts.fragment = rest;
    }
    return parts;
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_unreserved(char c)
{
    return is_alpha(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static void put(struct writer *out, char c)
{
    out->bytes[out->length++] = c;
}

/* 6.2.2.1 and 6.2.2.2: escapes of unreserved characters are undone, all others get upper-case
 * digits. With `fold` the text outside escapes is lowered (scheme and host). */
static void put_escaped(struct writer *out, struct hp_slice text, bool fold)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        int high = c == '%' && i + 2 < text.len ? hex_value(text.at[i + 1]) : -1;
        int low = high >= 0 ? hex_value(text.at[i + 2]) : -1;
        if (low < 0) {
            put(out, fold ? lower(c) : c);
            continue;
        }
        char decoded = (char)(high << 4 | low);
        if (is_unreserved(decoded)) {
            put(out, fold ? lower(decoded) : decoded);
        } else {
            put(out, '%');
            put(out, "0123456789ABCDEF"[high]);
            put(out, "0123456789ABCDEF"[low]);
        }
        i += 2;
    }
}

static bool is_default_port(struct hp_slice scheme, struct hp_slice port)
{
    return port.len == 0 ||
           (hp_slice_equal_ignoring_case(scheme, HP_SLICE("https")) && hp_slice_is(port, "443")) ||
           (hp_slice_equal_ignoring_case(scheme, HP_SLICE("http")) && hp_slice_is(port, "80"));
}

static void put_authority(struct writer *out, struct hp_slice scheme, struct hp_slice authority)
{
    const char *sign = authority.len == 0 ? NULL : memrchr(authority.at, '@', authority.len);
    if (sign != NULL) {
        put_escaped(out, cut_front(&authority, (size_t)(sign - authority.at)), false);
        put(out, '@');
        (void)cut_front(&authority, 1);
    }
    const char *colon = authority.len == 0 ? NULL : memrchr(authority.at, ':', authority.len);
    if (colon != NULL && memchr(colon, ']', authority.len - (size_t)(colon - authority.at))) {
        colon = NULL; /* inside an IPv6 address */
    }
    struct hp_slice host =
        cut_front(&authority, colon == NULL ? authority.len : (size_t)(colon - authority.at));
    put_escaped(out, host, true);
    if (authority.len > 0) {
        struct hp_slice port = {authority.at + 1, authority.len - 1};
        if (!is_default_port(scheme, port)) {
            put_escaped(out, authority, false);
        }
    }
}

/* Removes the last segment and the slash before it, but nothing before `start`. */
static void drop_segment(struct writer *out, size_t start)
{
    while (out->length > start && out->bytes[--out->length] != '/') {
    }
}

/* 5.2.4, in place over what stands behind `start`. Only rooted paths have dot segments here: an
 * absolute URL with an authority knows no other. */
static void remove_dots(struct writer *out, size_t start)
{
    struct hp_slice in = {out->bytes + start, out->length - start};
    out->length = start;
    while (in.len > 0) {
        (void)cut_front(&in, 1); /* the slash that every segment starts with */
        struct hp_slice segment = cut_front(&in, length_until(in, "/"));
        bool last = in.len == 0;
        bool dot = hp_slice_is(segment, ".");
        bool dots = hp_slice_is(segment, "..");
        if (dots) {
            drop_segment(out, start);
        }
        if (!dot && !dots) {
            put(out, '/');
            /* The segment never lies before the place it moves to. */
            memmove(out->bytes + out->length, segment.at, segment.len);
            out->length += segment.len;
        } else if (last) {
            put(out, '/');
        }
    }
}

static void put_path(struct writer *out, const struct parts *parts)
{
    size_t start = out->length;
    put_escaped(out, parts->path, false);
    if (parts->scheme.at == NULL || parts->authority.at == NULL) {
        return;
    }
    if (out->length == start) {
        put(out, '/');
    } else if (out->bytes[start] == '/') {
        remove_dots(out, start);
    }
}

static struct hp_slice normal_of(struct parts parts, size_t length, struct hp_arena *arena)
{
    /* No step makes a text longer, but an empty path becomes "/". */
    struct writer out = {hp_arena_take(arena, length + 2), 0};
    if (out.bytes == NULL) {
        return (struct hp_slice){NULL, 0};
    }
    if (parts.scheme.at != NULL) {
        put_escaped(&out, parts.scheme, true);
        put(&out, ':');
    }
    if (parts.authority.at != NULL) {
        put(&out, '/');
        put(&out, '/');
        put_authority(&out, parts.scheme, parts.authority);
    }
    put_path(&out, &parts);
    if (parts.query.at != NULL) {
        put(&out, '?');
        put_escaped(&out, parts.query, false);
    }
    if (parts.fragment.at != NULL) {
        put(&out, '#');
        put_escaped(&out, parts.fragment, false);
    }
    return (struct hp_slice){out.bytes, out.length};
}

struct hp_slice hp_url_normal(struct hp_slice url, struct hp_arena *arena)
{
    return normal_of(split(url), url.len, arena);
}

bool hp_url_equal(struct hp_slice a, struct hp_slice b, struct hp_arena *arena, bool *failed)
{
    if (hp_slice_equal(a, b)) {
        return true;
    }
    struct hp_slice normal_a = hp_url_normal(a, arena);
    struct hp_slice normal_b = hp_url_normal(b, arena);
    *failed |= normal_a.at == NULL || normal_b.at == NULL;
    return normal_a.at != NULL && normal_b.at != NULL && hp_slice_equal(normal_a, normal_b);
}

/* RFC 3986 has no place for these; "%" is left, it may begin an escape. */
static bool needs_escape(char c)
{
    unsigned char octet = (unsigned char)c;
    return octet <= ' ' || octet >= 0x7f || strchr("\"<>\\^`{|}", c) != NULL;
}

struct hp_slice hp_url_with_escapes(struct hp_slice url, struct hp_arena *arena)
{
    struct parts parts = split(url);
    size_t from = parts.path.at == NULL ? url.len : (size_t)(parts.path.at - url.at);
    size_t count = 0;
    for (size_t i = from; i < url.len; i++) {
        count += needs_escape(url.at[i]);
    }
    if (count == 0) {
        return url;
    }
    struct writer out = {hp_arena_take(arena, url.len + 2 * count), 0};
    for (size_t i = 0; i < url.len && out.bytes != NULL; i++) {
        unsigned char octet = (unsigned char)url.at[i];
        if (i < from || !needs_escape(url.at[i])) {
            put(&out, url.at[i]);
        } else {
            put(&out, '%');
            put(&out, "0123456789ABCDEF"[octet >> 4]);
            put(&out, "0123456789ABCDEF"[octet & 15]);
        }
    }
    return (struct hp_slice){out.bytes, out.length};
}

/* "[...]", or numbers and dots, with or without a port. */
static bool is_address(struct hp_slice authority)
{
    bool address = authority.len > 0;
    for (size_t i = 0; i < authority.len && authority.at[0] != '['; i++) {
        char c = authority.at[i];
        address = address && ((c >= '0' && c <= '9') || c == '.' || c == ':');
    }
    return address;
}

bool hp_url_address_is_spelled_out(struct hp_slice sent, struct hp_slice back,
                                   struct hp_arena *arena, bool *failed)
{
    struct parts sent_parts = split(sent);
    struct parts back_parts = split(back);
    if (!is_address(back_parts.authority)) {
        return false;
    }
    sent_parts.authority = back_parts.authority;
    struct hp_slice normal_sent = normal_of(sent_parts, sent.len + back.len, arena);
    struct hp_slice normal_back = normal_of(back_parts, back.len, arena);
    *failed |= normal_sent.at == NULL || normal_back.at == NULL;
    return normal_sent.at != NULL && normal_back.at != NULL &&
           hp_slice_equal(normal_sent, normal_back);
}
