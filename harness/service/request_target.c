/* Cuts the path out of what stands in the request line. Must not decode or normalise: the service
 * serves one path by its exact spelling, so that no two spellings can meet different rules. */
#include "harness/service/request_target.h"

#include "harness/service/uri_bytes.h"

static struct hp_slice from(struct hp_slice text, size_t offset)
{
    return (struct hp_slice){text.at + offset, text.len - offset};
}

/* Length of the text before the query, or before the first slash too. */
static size_t span_before_query(struct hp_slice text)
{
    const char *mark = text.len == 0 ? NULL : memchr(text.at, '?', text.len);
    return mark == NULL ? text.len : (size_t)(mark - text.at);
}

static size_t span_before_path(struct hp_slice text)
{
    text.len = span_before_query(text);
    const char *slash = text.len == 0 ? NULL : memchr(text.at, '/', text.len);
    return slash == NULL ? text.len : (size_t)(slash - text.at);
}

/* Good enough to be passed over: a host, a port and what RFC 3986 3.2 allows beside them. */
static bool is_authority(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        struct hp_slice byte = {text.at + i, 1};
        if (text.at[i] != '[' && text.at[i] != ']' && !hp_uri_is_path_or_query(byte)) {
            return false;
        }
    }
    return text.len > 0;
}

/* Without "http://host" at the front (RFC 9112 3.2.2: MUST be accepted). The authority is the
 * connection's business and is not compared; what is left is an origin form, perhaps empty. */
static bool skip_authority(struct hp_slice *target)
{
    static const struct hp_slice schemes[] = {HP_SLICE_INIT("http://"), HP_SLICE_INIT("https://")};
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        struct hp_slice head = {target->at, schemes[i].len};
        if (target->len <= schemes[i].len || !hp_slice_equal_ignoring_case(head, schemes[i])) {
            continue;
        }
        struct hp_slice rest = from(*target, schemes[i].len);
        struct hp_slice authority = {rest.at, span_before_path(rest)};
        *target = from(rest, authority.len);
        return is_authority(authority);
    }
    return false;
}

bool hp_request_target_path(struct hp_slice target, struct hp_slice *path)
{
    if (hp_slice_is(target, "*")) {
        *path = target;
        return true;
    }
    if (target.len == 0 || (target.at[0] != '/' && !skip_authority(&target))) {
        return false;
    }
    if (!hp_uri_is_path_or_query(target) || hp_uri_escapes_control(target)) {
        return false;
    }
    *path = (struct hp_slice){target.at, span_before_query(target)};
    return true;
}
