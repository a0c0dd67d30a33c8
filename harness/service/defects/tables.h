/* The tables, one file for each group of families; defects.c lists them. */
#ifndef HP_SERVICE_DEFECTS_TABLES_H
#define HP_SERVICE_DEFECTS_TABLES_H

#include "harness/service/defects/defect.h"

struct hp_defect_table {
    const struct hp_defect *rows;
    size_t count;
};

extern const struct hp_defect_table hp_defects_of_enums, hp_defects_of_types, hp_defects_of_arrays,
    hp_defects_of_structure, hp_defects_of_syntax, hp_defects_of_strings, hp_defects_of_urls,
    hp_defects_of_headers, hp_defects_of_auth, hp_defects_of_protocol, hp_defects_of_size,
    hp_defects_of_security, hp_defects_of_answers, hp_defects_of_state, hp_defects_of_valid,
    hp_defects_of_framing, hp_defect_variants;

#define HP_DEFECT_TABLE(name, rows)                                                                \
    const struct hp_defect_table name = {rows, sizeof(rows) / sizeof((rows)[0])}

#endif
