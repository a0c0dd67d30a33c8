/* All rows, family by family, in the catalogue's order. */
#ifndef HP_CASES_CASES_H
#define HP_CASES_CASES_H

#include "harness/plan/row.h"

/* One table a family; each is defined in cases/FAMILY.c. */
struct hp_table {
    const struct hp_row *rows;
    size_t count;
};

#define HP_FAMILIES(X)                                                                             \
    X(valid)                                                                                       \
    X(json_syntax)                                                                                 \
    X(structure)                                                                                   \
    X(type_confusion)                                                                              \
    X(enum_values)                                                                                 \
    X(arrays)                                                                                      \
    X(strings_unicode)                                                                             \
    X(url)                                                                                         \
    X(ssrf)                                                                                        \
    X(headers_injection)                                                                           \
    X(auth)                                                                                        \
    X(method_path)                                                                                 \
    X(content_type_encoding)                                                                       \
    X(size_depth)                                                                                  \
    X(framing)                                                                                     \
    X(security)                                                                                    \
    X(stateful)

#define HP_TABLE_DECLARE(family) extern const struct hp_table hp_table_##family;
HP_FAMILIES(HP_TABLE_DECLARE)
#undef HP_TABLE_DECLARE

/* Every row of every family as one list; static, never freed. */
const struct hp_row *const *hp_cases_rows(size_t *count);

#endif
