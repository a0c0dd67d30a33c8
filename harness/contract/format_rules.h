/* The single formats, shared by the files that judge them. Outside the layer only format.h is seen.
 */
#ifndef HP_CONTRACT_FORMAT_RULES_H
#define HP_CONTRACT_FORMAT_RULES_H

#include "harness/contract/format.h"

bool hp_format_date(struct hp_slice text);     /* full-date of RFC 3339 5.6 */
bool hp_format_uuid(struct hp_slice text);     /* RFC 4122 3, any version */
bool hp_format_email(struct hp_slice text);    /* Mailbox of RFC 5321 4.1.2 */
bool hp_format_ipv4(struct hp_slice text);     /* dotted-quad of RFC 2673 3.2 */
bool hp_format_ipv6(struct hp_slice text);     /* RFC 4291 2.2, without a zone */
bool hp_format_hostname(struct hp_slice text); /* RFC 1123 2.1 */

#endif
