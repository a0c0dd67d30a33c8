/* What wrong servers do to octets: requests read leniently, answers framed wrongly. */
#ifndef HP_SERVICE_DEFECTS_WIRE_H
#define HP_SERVICE_DEFECTS_WIRE_H

#include "harness/service/defects/defect.h"

typedef size_t hp_wire_read(const struct hp_defect *defect, char *octets, size_t count,
                            size_t bytes_max);
typedef bool hp_wire_write(const struct hp_defect *defect, struct hp_buf *output, size_t start);

hp_wire_read hp_wire_without;  /* without the lines `text` when there is a line `other`, too */
hp_wire_read hp_wire_once;     /* only the first line of several called `text` */
hp_wire_read hp_wire_number;   /* Content-Length as strtol reads it */
hp_wire_read hp_wire_host;     /* a Host when there is none, one when there are several */
hp_wire_read hp_wire_version;  /* every version is 1.1 */
hp_wire_read hp_wire_colon;    /* blanks before a colon are dropped */
hp_wire_read hp_wire_cr;       /* CR alone ends a line */
hp_wire_read hp_wire_length;   /* without a length: what came in one read */
hp_wire_read hp_wire_exactly;  /* whatever the length says: what came in one read */
hp_wire_read hp_wire_tabs;     /* tabs and runs of blanks in the request line */
hp_wire_read hp_wire_trailer;  /* a line `text` anywhere counts as a field */
hp_wire_read hp_wire_first;    /* what stands behind the first request is thrown away */
hp_wire_read hp_wire_absolute; /* a target with a scheme is a path that nobody knows */
hp_wire_read hp_wire_coding;   /* any transfer coding with chunked in it is chunked */
hp_wire_read hp_wire_names;    /* field names with other characters are dropped */

hp_wire_write
    hp_wire_says; /* `text` in the head by `other`, once; from `status` on, as the next two */
hp_wire_write hp_wire_short;  /* Content-Length says `number` too few */
hp_wire_write hp_wire_behind; /* `text` behind the answer */
hp_wire_write hp_wire_head;   /* `text` as a further field line */
hp_wire_write hp_wire_lf;     /* LF alone ends lines */
hp_wire_write hp_wire_open;   /* says that it closes, and does not */

#endif
