/* The whole space of combinations as a map: for each type, non-empty set of operations and data
 * model how many cases were judged and how, and which findings show there. */
#ifndef HP_RUN_GRID_H
#define HP_RUN_GRID_H

#include "harness/check/check.h"
#include "harness/plan/combo.h"

struct hp_grid_cell {
    uint32_t pass, note, warn, fail; /* cases that were judged */
};

struct hp_grid;

/* Empty. The contract must outlive the grid. */
enum hp_status hp_grid_new(const struct hp_contract *contract, struct hp_grid **out,
                           struct hp_error *error) HP_MUST_CHECK;
void hp_grid_free(struct hp_grid *grid);

/* Counts a case; a case with several data models counts in the cell of each. Cases without
 * operations or data models have no cell. `case_id` is read for its combination. */
void hp_grid_add(struct hp_grid *grid, struct hp_slice case_id, enum hp_verdict verdict);

/* Notes that a finding shows at the case's combination. HP_ERR_NOMEM. */
enum hp_status hp_grid_mark(struct hp_grid *grid, struct hp_slice case_id,
                            uint64_t fingerprint) HP_MUST_CHECK;

const struct hp_contract *hp_grid_contract(const struct hp_grid *grid);
/* Columns: type x non-empty set of operations, types outermost; set i of 1 .. 2^operations - 1 as
 * bits. */
size_t hp_grid_columns(const struct hp_grid *grid);
const struct hp_grid_cell *hp_grid_cell(const struct hp_grid *grid, size_t model, size_t column);
/* The cells in which the finding with this fingerprint showed: bit i % 64 of word i / 64 is the
 * cell of model i / columns and column i % columns. NULL: in none. */
const uint64_t *hp_grid_marks(const struct hp_grid *grid, uint64_t fingerprint);

#endif
