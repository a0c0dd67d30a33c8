/* What wrong programs answer: statuses, fields, error bodies, crashes, and what depends on the
 * requests before. All take the call and change `response` or `parts`. */
#ifndef HP_SERVICE_DEFECTS_ANSWERS_H
#define HP_SERVICE_DEFECTS_ANSWERS_H

#include "harness/service/defects/requests.h"

/* Statuses. `status` 0: whatever is no 2xx. */
hp_flawed_change hp_ans_status;     /* `number` for `status` */
hp_flawed_change hp_ans_created_as; /* `number` for every create */
hp_flawed_change hp_ans_refused_ok; /* 200 with the error's body */
hp_flawed_change hp_ans_redirect;   /* `number`, with Location, for `status` */

/* Fields. */
hp_flawed_change hp_ans_field;         /* `text` is set to `other` (NULL: removed), for `status` */
hp_flawed_change hp_ans_field_created; /* the same for a create */
hp_flawed_change hp_ans_echo_field;    /* the request's field `text` comes back as `other` */

/* Bodies. */
hp_flawed_change hp_ans_error_body; /* `text`, of the type `other`, for `status` */
hp_flawed_change hp_ans_error_adds; /* `text` in the message of every error */
hp_flawed_change hp_ans_error_key;  /* the key that was sent, in the message */
hp_flawed_change hp_ans_body;       /* `text` instead of every create's body */
hp_flawed_change hp_ans_envelope;   /* `text` before the object and `other` behind it */
hp_flawed_change hp_ans_behind;     /* `text` behind the body */
hp_flawed_change hp_ans_ahead;      /* `text` before it */
hp_flawed_change hp_ans_member;     /* a further member `text` of value `other` */
hp_flawed_change hp_ans_rename;     /* the member of `roles` is called `text` */
hp_flawed_change hp_ans_twice;      /* the member of `roles` is there twice */
hp_flawed_change hp_ans_cut;        /* `number` octets less */
hp_flawed_change hp_ans_unknown;    /* unknown members of the request come back */
hp_flawed_change hp_ans_client_id;  /* an id or a time of the request is taken */
hp_flawed_change hp_ans_swapped;    /* the values of the first two members of `roles` */
hp_flawed_change hp_ans_latin1;
hp_flawed_change hp_ans_utf16;
hp_flawed_change hp_ans_surrogates; /* U+FFFD as the three octets of U+D800 */
hp_flawed_change hp_ans_single_quotes;
hp_flawed_change hp_ans_evaluated; /* {{7*7}} and its kin as 49 in the name */
hp_flawed_change hp_ans_key_shown; /* the key as a member */
hp_flawed_change hp_ans_sorted;    /* arrays sorted as the contract lists them */

/* Crashes: NO_ANSWER, HANGS or a 5xx in `number`. */
hp_flawed_change hp_fall_at_depth;   /* deeper than `status` */
hp_flawed_change hp_fall_at_bytes;   /* a body of more than `status` octets */
hp_flawed_change hp_fall_at_text;    /* a body, target or field with a word of `text` in it */
hp_flawed_change hp_fall_at_octets;  /* the same, `text` as one word with blanks */
hp_flawed_change hp_fall_at_missing; /* the member of `roles` is absent */
hp_flawed_change hp_fall_at_type;    /* the member of `roles` is of a type that `text` lists */
hp_flawed_change hp_fall_at_root;    /* the root is no object */
hp_flawed_change hp_fall_at_wrapper; /* the wrapper is no object */
hp_flawed_change hp_fall_at_bad_json;
hp_flawed_change hp_fall_at_empty;   /* no body at all */
hp_flawed_change hp_fall_at_members; /* more than `status` members somewhere near the root */
hp_flawed_change hp_fall_at_number;  /* a number with more than `status` digits */
hp_flawed_change hp_fall_at_method;  /* a method that `text` lists; NULL: any but the right one */
hp_flawed_change hp_fall_at_field;   /* a field `text` that holds `other` */
hp_flawed_change hp_fall_after;      /* after `status` creates */
hp_flawed_change hp_fall_every;      /* each `status`-th create */
hp_flawed_change hp_fall_at_unknown; /* an enum value that is unknown */

/* One combination only; `text` has the words that must all be values of the request. */
hp_flawed_change hp_one_falls;       /* `number` */
hp_flawed_change hp_one_refused;     /* 422 */
hp_flawed_change hp_one_drops_model; /* the answer lacks the last data model */
hp_flawed_change hp_one_other_type;  /* the answer has another type */
hp_flawed_change hp_one_in_order;    /* 422 when the words stand in this order, as they do */

/* What the requests before have left. */
hp_flawed_change hp_old_name;          /* each `number`-th answer has the latest name */
hp_flawed_change hp_old_body;          /* each `number`-th answer is the latest one */
hp_flawed_change hp_old_after_refusal; /* right after a refusal: 500, `number` */
hp_flawed_change hp_old_headers;       /* the headers of the latest create, when none are sent */
hp_flawed_change hp_old_only_once;     /* an equal name is refused with 500 */
hp_flawed_change hp_old_grows;         /* the headers of all creates add up: `number` at most */

#endif
