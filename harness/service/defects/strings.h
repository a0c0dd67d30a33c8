/* What wrong programs make of a string: of an enum value, a name, a URL. All are of the type
 * hp_flawed_string; the comment says what becomes of the text, and which column they use. */
#ifndef HP_SERVICE_DEFECTS_STRINGS_H
#define HP_SERVICE_DEFECTS_STRINGS_H

#include "harness/service/defects/flawed.h"

/* Read as one of the enum's values (of a URL: as the documented one). */
hp_flawed_string hp_str_upper;          /* lower-case letters */
hp_flawed_string hp_str_trimmed;        /* blanks at the ends */
hp_flawed_string hp_str_until_nul;      /* what is behind U+0000 */
hp_flawed_string hp_str_underscored;    /* hyphens, blanks and camelCase */
hp_flawed_string hp_str_anything;       /* every text is good */
hp_flawed_string hp_str_letters_only;   /* every text of capitals and underscores is good */
hp_flawed_string hp_str_begins_with;    /* a value and more behind it */
hp_flawed_string hp_str_beginning;      /* a proper prefix of a value */
hp_flawed_string hp_str_contains;       /* a value somewhere inside */
hp_flawed_string hp_str_first_octets;   /* `number` octets decide */
hp_flawed_string hp_str_one_off;        /* as long as a value, and one octet different */
hp_flawed_string hp_str_of_other_enums; /* values of all enums are good */
hp_flawed_string hp_str_ascii_of;       /* full-width and look-alike letters, marks dropped */
hp_flawed_string hp_str_invisible_off;  /* zero-width characters are dropped */
hp_flawed_string hp_str_empty;          /* the empty text is good */
hp_flawed_string hp_str_listed;         /* the words of `text` are good */
hp_flawed_string hp_str_containing;     /* whatever contains a word of `text` is good */
hp_flawed_string hp_str_longer;         /* whatever has more than `number` octets is good */
hp_flawed_string hp_str_listed_case;    /* hp_str_containing, without case */

/* Answered as something else. */
hp_flawed_string hp_str_lower;
hp_flawed_string hp_str_upper_all;
hp_flawed_string hp_str_cut;         /* `number` octets, at a character */
hp_flawed_string hp_str_html;        /* & < > " escaped */
hp_flawed_string hp_str_decoded;     /* percent escapes undone */
hp_flawed_string hp_str_encoded;     /* blanks and non-ASCII as percent escapes */
hp_flawed_string hp_str_mojibake;    /* UTF-8 taken for Latin-1 */
hp_flawed_string hp_str_ascii;       /* ? for each character outside ASCII */
hp_flawed_string hp_str_bmp;         /* U+FFFD for each character beyond the BMP */
hp_flawed_string hp_str_composed;    /* NFC of vowels with acute, grave and diaeresis */
hp_flawed_string hp_str_replaced;    /* each `text` by `other` */
hp_flawed_string hp_str_with;        /* `text` behind it */
hp_flawed_string hp_str_collapsed;   /* runs of blanks to one */
hp_flawed_string hp_str_no_controls; /* C0 controls dropped */
hp_flawed_string hp_str_masked;      /* all but the last `number` octets as * */
hp_flawed_string hp_str_without_query;
hp_flawed_string hp_str_latest_cut; /* the first octet is lost */

/* True when one of the words of `words` (blanks between) is in `text`. */
bool hp_str_has_word(struct hp_slice text, const char *words, bool whole, bool any_case);

#endif
