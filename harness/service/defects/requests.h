/* What wrong programs make of a request outside its body's members: method, path, key, media type,
 * and the text of the body. All take the call and change `request`. */
#ifndef HP_SERVICE_DEFECTS_REQUESTS_H
#define HP_SERVICE_DEFECTS_REQUESTS_H

#include "harness/service/defects/flawed.h"

typedef void hp_flawed_change(struct hp_flawed *call);

/* Method and path. */
hp_flawed_change hp_req_methods; /* the methods that `text` lists are POST */
hp_flawed_change hp_req_method_any_case;
hp_flawed_change hp_req_any_method; /* whatever is a token */
hp_flawed_change hp_req_override;   /* the method that X-HTTP-Method-Override names */
hp_flawed_change hp_req_path_any_case;
hp_flawed_change hp_req_path_ends;     /* any path that ends as the right one */
hp_flawed_change hp_req_path_begins;   /* any path that begins as the right one */
hp_flawed_change hp_req_path_contains; /* any path with `text` in it */
hp_flawed_change hp_req_target_cut;    /* a target over 8,000 octets is cut there */
hp_flawed_change hp_req_target_bad;    /* octets that no target may have are dropped */

/* The key. */
hp_flawed_change hp_req_key_none;   /* no key is a good key */
hp_flawed_change hp_req_key_empty;  /* an empty key is good */
hp_flawed_change hp_req_key_any;    /* every key is good */
hp_flawed_change hp_req_key_prefix; /* only as much is compared as was sent */
hp_flawed_change hp_req_key_longer; /* only as much is compared as the right one has */
hp_flawed_change hp_req_key_any_case;
hp_flawed_change hp_req_key_octets;   /* the first `number` octets are compared */
hp_flawed_change hp_req_key_contains; /* found anywhere in the value */
hp_flawed_change hp_req_key_in_field; /* taken from the field `text`, also after a scheme */
hp_flawed_change hp_req_key_in_query; /* taken from the query */
hp_flawed_change hp_req_key_in_body;
hp_flawed_change hp_req_key_listed; /* the words of `text` are good keys */
hp_flawed_change hp_req_key_first;  /* the first of several lines counts */
hp_flawed_change hp_req_key_last;
hp_flawed_change hp_req_key_not_trimmed; /* refused with blanks round it */
hp_flawed_change hp_req_key_exact_name;  /* the field's name is case-sensitive */
hp_flawed_change hp_req_key_dash;        /* _ and - are the same in field names */
hp_flawed_change hp_req_key_local;       /* X-Forwarded-For: 127.0.0.1 needs no key */
hp_flawed_change hp_req_key_until_nul;

/* What the header says of the body. */
hp_flawed_change hp_req_media_any;      /* every media type */
hp_flawed_change hp_req_media_contains; /* every media type with `text` in it */
hp_flawed_change hp_req_media_exact;    /* nothing but the very text */
hp_flawed_change hp_req_media_first;    /* the first of several lines */
hp_flawed_change hp_req_coding_ignored; /* Content-Encoding is passed over */
hp_flawed_change hp_req_no_limits;      /* body and header section of any size: only for refusing */

/* The text of the body. */
hp_flawed_change hp_body_as_wanted;   /* what is no JSON at all is taken for the documented one */
hp_flawed_change hp_body_one_value;   /* what stands behind the first value is passed over */
hp_flawed_change hp_body_leading;     /* what stands before the first brace is passed over */
hp_flawed_change hp_body_no_comments; /* comments of C, and lines that begin with # */
hp_flawed_change hp_body_no_trailing_commas;
hp_flawed_change hp_body_single_quotes;
hp_flawed_change hp_body_bare_names;
hp_flawed_change hp_body_literals; /* Python's and JavaScript's literals */
hp_flawed_change hp_body_numbers;  /* NaN, Infinity, leading zeros and the like */
hp_flawed_change hp_body_escapes;  /* wrong escapes stand for their character */
hp_flawed_change hp_body_controls; /* raw control characters in strings */
hp_flawed_change hp_body_blanks;   /* further characters as blanks */
hp_flawed_change hp_body_closed;   /* what is open at the end is closed */
hp_flawed_change hp_body_commas;   /* missing and doubled commas */
hp_flawed_change hp_body_colons;   /* = and => for a colon */
hp_flawed_change hp_body_utf8;     /* octets that are no UTF-8 become U+FFFD */
hp_flawed_change hp_body_latin1;   /* octets that are no UTF-8 are Latin-1 */
hp_flawed_change hp_body_utf16;
hp_flawed_change hp_body_surrogates;    /* lone surrogates become U+FFFD */
hp_flawed_change hp_body_nul;           /* U+0000 is dropped */
hp_flawed_change hp_body_last_member;   /* of duplicates the last counts */
hp_flawed_change hp_body_either_member; /* now the first, now the last */
hp_flawed_change hp_body_form;          /* urlencoded members */
hp_flawed_change hp_body_empty;         /* no body is the documented one */
hp_flawed_change hp_body_flat;          /* the wrapper may be left out */
hp_flawed_change hp_body_renamed;       /* the wrapper's name without case, and `text` for it */
hp_flawed_change hp_body_first_of;      /* an array stands for its first item */
hp_flawed_change hp_body_in_string;     /* a wrapper of JSON text is parsed */
hp_flawed_change hp_body_nested;        /* a wrapper in a wrapper */
hp_flawed_change hp_body_names;         /* member names without case, hyphens and underscores */
hp_flawed_change hp_body_cut;           /* the first `number` octets are read */

#endif
