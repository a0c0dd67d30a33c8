/* The usual exchange: an answer that gives all of the body back. One walk over the body finds that
 * out, without a tree of it and without a look at what the plan meant to send. Must not word a
 * finding, nor know any other way in which an answer may be right. */
#include "harness/check/same.h"

#include "harness/base/word.h"
#include "harness/json/match.h"

enum { ECHOED_ROLES = 6 };

/* Neither the row nor a setting wants more, less or something else than what was sent. */
static bool as_sent_is_right(const struct hp_view *view)
{
    int duplicates = hp_view_word(view, HP_SET_ARRAY_DUPLICATES);
    return view->creates && view->accepts && view->want.echo != HP_ECHO_NONE &&
           view->want.echo != HP_ECHO_CLEAN && hp_view_word(view, HP_SET_ENUM_CASE) == 0 &&
           hp_view_word(view, HP_SET_URL_ECHO) != HP_URL_ECHO_NONE &&
           duplicates != HP_DUPLICATES_DEDUPE && duplicates != HP_DUPLICATES_KEEP &&
           hp_view_word(view, HP_SET_HEADERS_ECHO) == HP_HEADERS_ECHO_CLEAR;
}

/* The value that came back, when it is a string. */
static inline const char *match_value(const char *at, const char *end, const struct hp_json *back)
{
    return hp_json_is(back, HP_JSON_STRING) ? hp_json_match_string(at, end, hp_json_string(back))
                                            : NULL;
}

static const char *match_items(const char *at, const char *end, const struct hp_json *back)
{
    const struct hp_json *item = hp_json_first(back);
    at = hp_json_is(back, HP_JSON_ARRAY) ? hp_json_match_char(at, end, '[') : NULL;
    while (item != NULL && at != NULL) {
        at = match_value(at, end, item);
        item = hp_json_next(item);
        at = item == NULL ? at : hp_json_match_char(at, end, ',');
    }
    return hp_json_match_char(at, end, ']');
}

static const char *match_members(const char *at, const char *end, const struct hp_json *back)
{
    const struct hp_json *member = hp_json_first(back);
    at = hp_json_is(back, HP_JSON_OBJECT) ? hp_json_match_char(at, end, '{') : NULL;
    while (member != NULL && at != NULL) {
        at = hp_json_match_string(at, end, hp_json_name(member));
        at = match_value(hp_json_match_char(at, end, ':'), end, member);
        member = hp_json_next(member);
        at = member == NULL ? at : hp_json_match_char(at, end, ',');
    }
    return hp_json_match_char(at, end, '}');
}

static inline const char *match_role(const char *at, const char *end, enum hp_role role,
                                     const struct hp_json *back)
{
    switch ((int)role) {
    case HP_ROLE_OPERATIONS:
    case HP_ROLE_DATA_MODELS:
        return match_items(at, end, back);
    case HP_ROLE_HEADERS:
        return match_members(at, end, back);
    case HP_ROLE_NAME:
    case HP_ROLE_TYPE:
    case HP_ROLE_URL:
        return match_value(at, end, back);
    default:
        return NULL;
    }
}

/* A member's name and its colon, as the contract has them ready: as nearly all bodies spell them.
 */
static inline const char *match_head(const char *at, const char *end, struct hp_slice head)
{
    bool is = at != NULL && (size_t)(end - at) >= head.len && hp_word_equal(at, head.at, head.len);
    return is ? at + head.len : NULL;
}

/* The same in whatever words. */
static const char *match_name(const char *at, const char *end, const struct hp_contract *contract,
                              enum hp_role role)
{
    return hp_json_match_char(hp_json_match_name(at, end, contract->names[role]), end, ':');
}

/* At a name that is not the expected one, or is spelt in another way. */
static const char *search_name(const char *at, const char *end, const struct hp_contract *contract,
                               size_t *place)
{
    const char *behind = NULL;
    at = hp_json_match_space(at, end);
    for (size_t i = 0; i < ECHOED_ROLES && behind == NULL; i++) {
        *place = i;
        behind = match_head(at, end, contract->heads[contract->request_order[i]]);
    }
    for (size_t i = 0; i < ECHOED_ROLES && behind == NULL; i++) {
        *place = i;
        behind = match_name(at, end, contract, contract->request_order[i]);
    }
    return behind;
}

/* The name of any of the members that are to come back, with its colon. `place` is the one in the
 * contract's order that is looked at first, and becomes the one behind that of this name. */
static inline const char *match_any_name(const char *at, const char *end,
                                         const struct hp_contract *contract, size_t *place,
                                         enum hp_role *role)
{
    const char *behind = match_head(at, end, contract->heads[contract->request_order[*place]]);
    if (behind == NULL) {
        behind = search_name(at, end, contract, place);
    }
    *role = contract->request_order[*place];
    *place = *place + 1 < ECHOED_ROLES ? *place + 1 : 0;
    return behind;
}

/* The wrapper's content: each member once, in any order. */
static inline const char *match_wrapper(const char *at, const char *end, const struct hp_view *view)
{
    uint32_t seen = 0;
    size_t place = 0;
    at = hp_json_match_char(at, end, '{');
    for (size_t i = 0; i < ECHOED_ROLES && at != NULL; i++) {
        enum hp_role role = HP_ROLE_ROOT;
        at = match_any_name(at, end, view->contract, &place, &role);
        if (at == NULL || (seen >> role & 1) != 0) {
            return NULL;
        }
        seen |= UINT32_C(1) << role;
        at = match_role(at, end, role, view->members[role]);
        at = hp_json_match_char(at, end, i + 1 < ECHOED_ROLES ? ',' : '}');
    }
    return at;
}

bool hp_view_find_same(struct hp_view *view)
{
    const struct hp_contract *contract = view->contract;
    struct hp_slice body = view->kase->request.body;
    if (!as_sent_is_right(view) || hp_view_record(view) == NULL || view->flaw_count > 0 ||
        contract->request_order_count != ECHOED_ROLES || body.len == 0) {
        return false;
    }
    const char *end = body.at + body.len;
    const char *at = hp_json_match_char(body.at, end, '{');
    const char *behind = match_head(at, end, contract->heads[HP_ROLE_WRAPPER]);
    at = behind != NULL ? behind : match_name(at, end, contract, HP_ROLE_WRAPPER);
    at = match_wrapper(at, end, view);
    at = hp_json_match_char(at, end, '}');
    return at != NULL && hp_json_match_space(at, end) == end;
}
