/* What all checks look at: one exchange, opened step by step, each step done at most once and only
 * when a check asks for it. */
#ifndef HP_CHECK_VIEW_H
#define HP_CHECK_VIEW_H

#include "harness/check/check.h"
#include "harness/check/error_form.h"
#include "harness/check/line.h"
#include "harness/check/memory.h"
#include "harness/check/setting_rules.h"
#include "harness/json/tree.h"

struct hp_sent;

/* A violation of the response schema, and the field that it is about. */
struct hp_flaw {
    const struct hp_violation *violation;
    enum hp_role role; /* HP_ROLE_ROOT: the object as a whole, or a member without a role */
    bool inner;        /* below the field itself: an item, a header's value */
};

struct hp_view {
    const struct hp_judge *judge;
    const struct hp_contract *contract;
    const struct hp_settings *settings;
    const struct hp_case *kase;
    const struct hp_exchange *exchange;
    const struct hp_response *response;
    struct hp_arena *arena;
    struct hp_judgement *judgement;
    const struct hp_check *check; /* that runs now */
    const struct hp_check *asked; /* that the row names as its own, or NULL */
    struct hp_expected want;      /* of the case, under the settings */
    int status;                   /* of a whole response; 0 when there was none */
    bool accepts;                 /* the row lets the body in: accept-200, accept-200-or-4xx */
    bool creates;                 /* a 2xx with content to a create: the documented schema holds */
    bool out_of_memory;           /* a text or a tree found no room: the judgement is void */

    /* hp_view_root */
    bool root_done;
    bool too_many_values;
    const struct hp_json *root;

    /* hp_view_error */
    bool error_done;
    bool error_is_object;
    bool error_is_plain; /* told without a tree: no escapes are in it */

    /* hp_view_record */
    bool record_done;
    const struct hp_json *record;
    const struct hp_json *members[HP_ROLE_COUNT]; /* first of each name; NULL when missing */
    struct hp_slice envelope; /* pointer to the object that holds the fields instead, or empty */
    struct hp_slice prefix;   /* of the record, when it is wrapped as the settings say: "/data" */
    struct hp_flaw *flaws;    /* HP_VIOLATIONS_MAX at most: beyond that, findings are left out */
    size_t flaw_count;
    bool has_strangers; /* the record has members without a role */
    bool is_whole;      /* every field is there, and none is null */

    /* hp_view_created_at */
    bool created_done;
    bool created_ok;

    /* hp_view_sent */
    const struct hp_sent *sent;

    /* hp_view_same */
    bool same_done;
    bool same;

    /* What is filled in by what is named above, and not read before; the rest starts as zeroes. */
    struct hp_json_scan scan;    /* hp_view_root */
    struct hp_error_form error;  /* hp_view_error */
    struct hp_memory_key id_key; /* hp_view_record: of the record's id, when there is a memory */
    int64_t created_ms;          /* hp_view_created_at, when created_ok */
    int created_offset_minutes;
};

void hp_view_init(struct hp_view *view, const struct hp_judge *judge, const struct hp_case *kase,
                  const struct hp_exchange *exchange, struct hp_arena *arena,
                  struct hp_judgement *judgement);

/* The response's body as a tree; NULL when it is not JSON, or when it has more values than an
 * answer of this operation can need (too_many_values). */
const struct hp_json *hp_view_root(struct hp_view *view);

/* The form of the response's body as an error; NULL when that is no object. Makes a tree only where
 * it has to. */
const struct hp_error_form *hp_view_open_error(struct hp_view *view);

static inline const struct hp_error_form *hp_view_error(struct hp_view *view)
{
    return !view->error_done       ? hp_view_open_error(view)
           : view->error_is_object ? &view->error
                                   : NULL;
}

/* The body ends in the middle of a JSON text, and more octets came behind it than its length said:
 * what is wrong is how the reply is framed. */
bool hp_view_is_cut(struct hp_view *view);

/* The object with the documented fields, for a response that creates: the root, or what the setting
 * response.envelope names instead. NULL when that is not an object or wraps them (again). Fills
 * members and flaws; flaws that the settings enum.open and headers.values allow are none. */
const struct hp_json *hp_view_open_record(struct hp_view *view);

static inline const struct hp_json *hp_view_record(struct hp_view *view)
{
    return view->record_done ? view->record : hp_view_open_record(view);
}

/* True when nothing can be wrong with the record itself, so that no check of it (HP_OF_RECORD) need
 * be asked: it is JSON without a byte order mark and without members of equal names, it has all the
 * documented fields and nothing else, none is null, the id is not empty, and the schema refuses
 * nothing. */
bool hp_view_is_sound(struct hp_view *view);

/* False when the record has no creation time, or none by RFC 3339. Else created_ms and
 * created_offset_minutes are it. */
bool hp_view_read_created_at(struct hp_view *view);

static inline bool hp_view_created_at(struct hp_view *view)
{
    return view->created_done ? view->created_ok : hp_view_read_created_at(view);
}

/* The fields of the response, in the contract's roles. */
enum { HP_RESPONSE_ROLES = 8 };
extern const enum hp_role hp_response_roles[HP_RESPONSE_ROLES];

/* The role of a response member by its name, one of a tree; HP_ROLE_ROOT when it has none. */
enum hp_role hp_view_role(const struct hp_view *view, struct hp_slice name);
/* There and not null. */
static inline bool hp_view_has(const struct hp_view *view, enum hp_role role)
{
    return view->members[role] != NULL && !hp_json_is(view->members[role], HP_JSON_NULL);
}
/* The schema refuses something about this field. */
static inline bool hp_view_flawed(const struct hp_view *view, enum hp_role role)
{
    size_t i = 0;
    while (i < view->flaw_count && view->flaws[i].role != role) {
        i++;
    }
    return i < view->flaw_count;
}

/* Does the row name the running check as its own (hp_row.check)? */
static inline bool hp_view_row_asks(const struct hp_view *view)
{
    return view->asked == view->check && view->asked != NULL;
}

/* Does the request begin as one of HTTP/0.9 does, with a method and a path and no version? A reply
 * in the same form has no status line (RFC 1945 6): what it says cannot be told from outside. */
bool hp_view_asks_http_0_9(const struct hp_view *view);

/* The id that came back, or an empty slice. */
struct hp_slice hp_view_id(struct hp_view *view);

/* The value of the response's first field called `name`, trimmed; an empty slice (at = NULL) when
 * there is none. */
struct hp_slice hp_view_field(const struct hp_view *view, const char *name);

/* Adds an observation of the running check and returns HP_BROKEN. `where` is a place of our own
 * making; the lines are copied. */
enum hp_outcome hp_view_broken(struct hp_view *view, struct hp_slice where,
                               const struct hp_line *expected,
                               const struct hp_line *actual) HP_COLD;
/* The same at another level than the check's. */
enum hp_outcome hp_view_broken_at(struct hp_view *view, enum hp_level level, struct hp_slice where,
                                  const struct hp_line *expected,
                                  const struct hp_line *actual) HP_COLD;
/* The same as hp_view_broken with a fixed expectation. */
enum hp_outcome hp_view_break(struct hp_view *view, const char *where, const char *expected,
                              const struct hp_line *actual);
/* For what is no check of the table: the row's own expectation. */
void hp_view_observe(struct hp_view *view, const struct hp_observation *observation);

/* "/name" of a response field, as long as the view; "/data/name" in an envelope. */
struct hp_slice hp_view_pointer(struct hp_view *view, enum hp_role role);
/* A pointer within the record as one within the response. */
struct hp_slice hp_view_place(struct hp_view *view, struct hp_slice pointer);

/* Is this the status of a success, by the contract and the setting status.created? */
bool hp_view_is_success(const struct hp_view *view);
/* "200 OK", "200 OK or 201 Created". */
void hp_view_describe_success(const struct hp_view *view, struct hp_line *line);

/* The value of a setting. */
static inline int hp_view_word(const struct hp_view *view, enum hp_setting_id id)
{
    return hp_setting_word(view->settings, id);
}

#endif
