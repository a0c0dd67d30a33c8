/* What an instance function works with: one valid request, ready to be spoilt.
 *
 * The build starts from the base document of the combination and the documented method, target and
 * header fields; the instance function names the instance and edits. */
#ifndef HP_PLAN_BUILD_H
#define HP_PLAN_BUILD_H

#include "harness/base/arena.h"
#include "harness/base/message.h"
#include "harness/base/rng.h"
#include "harness/mutate/draft.h"
#include "harness/plan/base_text.h"
#include "harness/plan/row.h"

enum {
    HP_BUILD_FIELDS_MAX = 64, /* of one list; rows that need more hand over their own (many) */
    HP_BUILD_MEMO_MAX = 3 * 3 * HP_ENUM_VALUES_MAX, /* thrice for each value of each enum */
};

/* What all builds of a plan share; borrowed. */
struct hp_base {
    const struct hp_contract *contract;
    uint64_t seed;
    struct hp_slice api_key;
    struct hp_slice target;                  /* request-target */
    struct hp_combo_plain plain;             /* of the contract, or all 0 */
    struct hp_slice pointers[HP_ROLE_COUNT]; /* hp_site_print of each role; empty: not known */
    const struct hp_base_pattern
        *pattern; /* of the contract; NULL: all documents are written whole */
};

/* What a row's function reckoned from the contract alone about some parts of it (values of enums,
 * members), which it may use again in its next case. */
struct hp_build_memo {
    const struct hp_row *row; /* whose they are; NULL: nobody's */
    const struct hp_contract *contract;
    uint64_t contract_hash;            /* should another contract lie where one lay before */
    uint32_t ends[HP_BUILD_MEMO_MAX];  /* instances of the parts up to and with this one */
    uint32_t marks[HP_BUILD_MEMO_MAX]; /* of each part: what the function wants to know of it */
    size_t count;
};

struct hp_build {
    const struct hp_contract *contract;
    const struct hp_row *row;
    struct hp_combo combo;
    uint64_t seed;
    struct hp_slice api_key;
    const struct hp_slice *pointers; /* of the base */
    struct hp_arena arena;           /* text that the request borrows; reset with the build */

    struct hp_draft draft;     /* the body, while it is text plus spans */
    struct hp_content content; /* what the base document was written from */
    struct hp_slice method;
    struct hp_slice target;
    struct hp_field fields[HP_BUILD_FIELDS_MAX];
    size_t field_count;
    const struct hp_field *fields_many; /* instead of `fields`, when not NULL */
    size_t fields_many_count;
    struct hp_slice body; /* instead of the draft, when body_replaced */
    bool body_replaced;
    bool has_body;
    struct hp_transfer transfer;
    const struct hp_step *steps; /* instead of all of the above on the wire, when not NULL */
    size_t step_count;
    unsigned replies_wanted;

    struct hp_site site; /* the node of this instance; role ROOT when it is the whole body */
    const char
        *where; /* instead of the site: "header", "target", "method", "transfer"; else NULL */
    struct hp_buf instance; /* the instance's name: [A-Za-z0-9_.+-] only */
    struct hp_buf why;      /* one line: what is wrong here */
    struct hp_rng rng; /* keyed by (seed, row, instance, combination) once hp_instance was called */
    /* An instance may be stricter or laxer than its row: set before returning. */
    enum hp_expect expect;
    enum hp_body_truth body_truth;
    enum hp_echo echo;
    enum hp_level level;

    struct hp_build_memo memo; /* to be had by hp_build_memo */

    /* Kept by build.c. The content points into the arrays, so a build cannot be copied. */
    struct hp_buf id; /* row@where#instance~combination, once hp_instance was called */
    struct hp_buf where_text;
    struct hp_buf combo_text;
    bool failed; /* memory was refused somewhere; see hp_build_failed */
    struct hp_slice operations[HP_COMBO_OPERATIONS_MAX];
    struct hp_slice data_models[HP_ENUM_VALUES_MAX];
    struct hp_slice headers[HP_BUILD_HEADERS_MAX][2];
    char texts[2 + HP_BUILD_HEADERS_MAX][HP_BUILD_TEXT_BYTES]; /* name, url, header values */
};

void hp_build_init(struct hp_build *build);
void hp_build_deinit(struct hp_build *build);

/* Starts again with a valid request for the combination. The base document's name, URL and header
 * values end in a tag of HP_BUILD_TAG_DIGITS hexadecimal digits: zeros at first, and from
 * hp_instance on a hash of the seed and the case's id, so that no two cases of a run send the same
 * name. With `documented` the body is the contract's example to the byte, `documented` says what is
 * in it, and the draft is empty. */
void hp_build_begin(struct hp_build *build, const struct hp_base *base, const struct hp_row *row,
                    const struct hp_combo *combo, const struct hp_content *documented);

/* True when memory was refused since hp_build_begin: then the request is not to be sent. */
bool hp_build_failed(const struct hp_build *build);

/* The request as it stands, borrowed from the build. */
struct hp_request hp_build_request(const struct hp_build *build);

/* Names the instance, says in one line what is wrong, and seeds build->rng. `name` may hold any
 * byte: those outside [A-Za-z0-9_.+-] become `_`. To be called first, once, by every instance
 * function. */
void hp_instance(struct hp_build *build, struct hp_site site, const char *name_format, ...)
    __attribute__((format(printf, 3, 4)));
/* For instances outside the body: where is "header", "target", "method" or "transfer". */
void hp_instance_at(struct hp_build *build, const char *where, const char *name_format, ...)
    __attribute__((format(printf, 3, 4)));
void hp_why(struct hp_build *build, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Header fields of the request. Slices must live as long as the build's arena, or be static. */
void hp_build_field_set(struct hp_build *build, struct hp_slice name,
                        struct hp_slice value); /* replaces the first, or adds */
void hp_build_field_add(struct hp_build *build, struct hp_slice name, struct hp_slice value);
void hp_build_field_remove(struct hp_build *build, struct hp_slice name); /* all of that name */
/* Replaces the whole body; `bytes` lives as the above. */
void hp_build_body(struct hp_build *build, struct hp_slice bytes);
/* Makes the request exactly these steps (struct hp_request says what that means). The steps are
 * copied; their bytes live as the above. */
void hp_build_steps(struct hp_build *build, const struct hp_step *steps, size_t count);
/* printf into the arena. */
struct hp_slice hp_build_text(struct hp_build *build, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The memo of the build's row and contract; empty (count 0) when there is none as yet. */
struct hp_build_memo *hp_build_memo(struct hp_build *build);
/* Adds a part with so many instances. */
void hp_build_memo_add(struct hp_build_memo *memo, uint32_t instances, uint32_t mark);
/* The part that has the index-th instance of all; from `index` are taken those of the parts before
 * it. False, with nothing changed, past the last instance. */
bool hp_build_memo_find(const struct hp_build_memo *memo, size_t *index, size_t *part);
/* For marks that are sets: the number of the index-th bit that is set, index < their number. */
unsigned hp_build_memo_bit(uint32_t mark, size_t index);

/* Writes the base document again with other content (a name, a URL, header members): for rows whose
 * instances are valid documents. `content` may start as a copy of build->content. */
void hp_build_rewrite(struct hp_build *build, const struct hp_content *content);

#endif
