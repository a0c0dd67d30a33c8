/* What wrong programs make of a member's value as a whole: coercions, and wrong shapes in answers.
 * All are of the type hp_flawed_value. */
#ifndef HP_SERVICE_DEFECTS_VALUES_H
#define HP_SERVICE_DEFECTS_VALUES_H

#include "harness/service/defects/flawed.h"

/* Reads. */
hp_flawed_value hp_val_as_text;       /* a number or a boolean as a string of its text */
hp_flawed_value hp_val_of_type;       /* a value of a type that `text` names is good */
hp_flawed_value hp_val_absent;        /* an absent member is good */
hp_flawed_value hp_val_as_array;      /* a string as an array of one, cut at `text` when given */
hp_flawed_value hp_val_keys;          /* an object as the array of its names */
hp_flawed_value hp_val_item_text;     /* items that are no strings are passed over */
hp_flawed_value hp_val_ordinal;       /* numbers as the n-th value of the enum */
hp_flawed_value hp_val_first_item;    /* only the first item is looked at */
hp_flawed_value hp_val_last_item;     /* only the last one */
hp_flawed_value hp_val_known_items;   /* items that are no value of the enum are dropped */
hp_flawed_value hp_val_empty;         /* an empty array is good */
hp_flawed_value hp_val_flat;          /* nested arrays are flattened */
hp_flawed_value hp_val_size_of;       /* an array of more than `number` items is good */
hp_flawed_value hp_val_headers_as;    /* header values that are no strings as text */
hp_flawed_value hp_val_headers_pairs; /* an array of name and value objects as an object */
hp_flawed_value hp_val_headers_if;    /* what enum hp_headers_test `number` finds is good */

enum hp_headers_test {
    HP_HEADERS_VALUE_CRLF,
    HP_HEADERS_NAME_CRLF,
    HP_HEADERS_VALUE_CONTROL,
    HP_HEADERS_VALUE_NONASCII,
    HP_HEADERS_NAME_EMPTY,
    HP_HEADERS_NAME_ILLEGAL,
    HP_HEADERS_NAME_LISTED, /* a word of `text`, without case */
    HP_HEADERS_VALUE_LONG,
    HP_HEADERS_MANY,
    HP_HEADERS_VALUE_NONSTRING,
};

/* Shows. */
hp_flawed_value hp_show_text;       /* `text` whatever it was */
hp_flawed_value hp_show_absent;     /* no such member */
hp_flawed_value hp_show_string;     /* JSON in a string */
hp_flawed_value hp_show_first;      /* the first item or member alone, of several */
hp_flawed_value hp_show_but_last;   /* all but the last item or member, of several */
hp_flawed_value hp_show_twice;      /* the last item again */
hp_flawed_value hp_show_joined;     /* a string, comma between */
hp_flawed_value hp_show_scalar;     /* an array of one as its item */
hp_flawed_value hp_show_no_empty;   /* `text` for an empty array or object; "" leaves it out */
hp_flawed_value hp_show_at_most;    /* `number` items or members */
hp_flawed_value hp_show_map;        /* an array as {"0":..., "1":...} */
hp_flawed_value hp_show_pairs;      /* an object as [{"name":...,"value":...}] */
hp_flawed_value hp_show_without;    /* an object without the names that `text` lists */
hp_flawed_value hp_show_names;      /* an object's names in lower case; with `text`, _ for - */
hp_flawed_value hp_show_valid;      /* the documented value, whatever was sent */
hp_flawed_value hp_show_no_value;   /* an object with null for each value */
hp_flawed_value hp_show_date;       /* strftime `text` of now + `number` seconds, quoted */
hp_flawed_value hp_show_date_epoch; /* seconds since 1970, times `number` */
hp_flawed_value hp_show_date_midnight;
hp_flawed_value hp_show_date_back; /* a minute back with each further request */
hp_flawed_value hp_show_id_count;  /* how many were created, as text after `text` */
hp_flawed_value hp_show_id_cycle;  /* the same again after `number` creates */
hp_flawed_value hp_show_id_time;   /* milliseconds since 1970: equal under load */
hp_flawed_value hp_show_id_name;   /* a hash of the name */
hp_flawed_value hp_show_id_cut;    /* the first `number` characters */

#endif
