/* The places where a request holds text of the caller's choice, and raw JSON put into them: rows
 * about characters and bytes treat all of them alike. */
#ifndef HP_CASES_TEXT_PLACES_H
#define HP_CASES_TEXT_PLACES_H

#include "harness/plan/build.h"

enum hp_text_place {
    HP_TEXT_NAME,         /* inside the name */
    HP_TEXT_NAME_START,   /* before its first character */
    HP_TEXT_NAME_END,     /* behind its last character */
    HP_TEXT_URL,          /* inside the path of the URL */
    HP_TEXT_HEADER_VALUE, /* inside the value of a header member */
    HP_TEXT_HEADER_NAME,  /* inside the name of a header member of its own */
    HP_TEXT_MEMBER_NAME,  /* inside the name of a member that the contract does not know */
    HP_TEXT_PLACES
};

/* "name", "header-value": for the names of instances. */
const char *hp_text_word(enum hp_text_place place);
/* The node for the case's id. */
struct hp_site hp_text_site(enum hp_text_place place);

/* Puts `raw`, the inside of a JSON string (right or wrong), at the place; what stands around it
 * stays, and so does the tag that makes the text unlike that of any other case. An edit, so to be
 * called after hp_instance. */
void hp_text_put(struct hp_build *build, enum hp_text_place place, struct hp_slice raw);

/* Adds a member to the headers; `raw_name` and `raw_value` are the insides of JSON strings. */
void hp_text_header(struct hp_build *build, struct hp_slice raw_name, struct hp_slice raw_value);

#endif
