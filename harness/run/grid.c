/* Counters in one block, and a bit set for each finding. Must not know how a map is drawn. */
#include "harness/run/grid.h"

#include "harness/base/alloc.h"

enum { FINDINGS_MAX = HP_GROUPS_MAX };

struct mark {
    uint64_t fingerprint;
    uint64_t *bits; /* of all cells */
};

struct hp_grid {
    const struct hp_contract *contract;
    size_t models, sets, columns;
    struct hp_grid_cell *cells;
    struct mark *marks; /* in the order of their first case */
    size_t mark_count;
    size_t last_mark;
};

enum hp_status hp_grid_new(const struct hp_contract *contract, struct hp_grid **out,
                           struct hp_error *error)
{
    struct hp_grid *grid = hp_calloc(1, sizeof(*grid));
    if (grid == NULL) {
        return hp_error_nomem(error);
    }
    grid->contract = contract;
    grid->models = contract->data_models.count;
    grid->sets = ((size_t)1 << hp_combo_operation_count(contract)) - 1;
    grid->columns = contract->types.count * grid->sets;
    grid->cells = hp_calloc(grid->models * grid->columns + 1, sizeof(*grid->cells));
    grid->marks = hp_calloc(FINDINGS_MAX, sizeof(*grid->marks));
    if (grid->cells == NULL || grid->marks == NULL) {
        hp_grid_free(grid);
        return hp_error_nomem(error);
    }
    *out = grid;
    return HP_OK;
}

void hp_grid_free(struct hp_grid *grid)
{
    if (grid == NULL) {
        return;
    }
    for (size_t i = 0; i < grid->mark_count; i++) {
        hp_free(grid->marks[i].bits);
    }
    hp_free(grid->marks);
    hp_free(grid->cells);
    hp_free(grid);
}

const struct hp_contract *hp_grid_contract(const struct hp_grid *grid)
{
    return grid->contract;
}

size_t hp_grid_columns(const struct hp_grid *grid)
{
    return grid->columns;
}

const struct hp_grid_cell *hp_grid_cell(const struct hp_grid *grid, size_t model, size_t column)
{
    return &grid->cells[model * grid->columns + column];
}

/* The combination behind the last `~` of an id. */
static bool combo_of(const struct hp_grid *grid, struct hp_slice id, struct hp_combo *combo,
                     size_t *column)
{
    const char *tilde = id.len == 0 ? NULL : memrchr(id.at, '~', id.len);
    if (tilde == NULL) {
        return false;
    }
    struct hp_slice text = {tilde + 1, id.len - (size_t)(tilde + 1 - id.at)};
    if (!hp_combo_parse(grid->contract, text, combo)) {
        return false;
    }
    size_t set = 0;
    for (size_t i = 0; i < combo->operation_count; i++) {
        set |= (size_t)1 << combo->operations[i];
    }
    if (set == 0 || set > grid->sets) {
        return false;
    }
    *column = combo->type * grid->sets + set - 1;
    return true;
}

void hp_grid_add(struct hp_grid *grid, struct hp_slice case_id, enum hp_verdict verdict)
{
    struct hp_combo combo;
    size_t column;
    if (verdict > HP_FAIL || !combo_of(grid, case_id, &combo, &column)) {
        return;
    }
    for (uint64_t left = combo.models; left != 0; left &= left - 1) {
        size_t model = (size_t)__builtin_ctzll(left);
        struct hp_grid_cell *cell = &grid->cells[model * grid->columns + column];
        uint32_t *const counters[] = {[HP_PASS] = &cell->pass,
                                      [HP_NOTE] = &cell->note,
                                      [HP_WARN] = &cell->warn,
                                      [HP_FAIL] = &cell->fail};
        ++*counters[verdict];
    }
}

static struct mark *find_mark(const struct hp_grid *grid, uint64_t fingerprint)
{
    for (size_t i = 0; i < grid->mark_count; i++) {
        struct mark *mark = &grid->marks[(grid->last_mark + i) % grid->mark_count];
        if (mark->fingerprint == fingerprint) {
            return mark;
        }
    }
    return NULL;
}

enum hp_status hp_grid_mark(struct hp_grid *grid, struct hp_slice case_id, uint64_t fingerprint)
{
    struct hp_combo combo;
    size_t column;
    if (!combo_of(grid, case_id, &combo, &column)) {
        return HP_OK;
    }
    struct mark *mark = find_mark(grid, fingerprint);
    if (mark == NULL) {
        if (grid->mark_count == FINDINGS_MAX) {
            return HP_OK;
        }
        size_t words = grid->models * grid->columns / 64 + 1;
        mark = &grid->marks[grid->mark_count];
        *mark = (struct mark){fingerprint, hp_calloc(words, sizeof(uint64_t))};
        if (mark->bits == NULL) {
            return HP_ERR_NOMEM;
        }
        grid->mark_count++;
    }
    grid->last_mark = (size_t)(mark - grid->marks);
    for (uint64_t left = combo.models; left != 0; left &= left - 1) {
        size_t cell = (size_t)__builtin_ctzll(left) * grid->columns + column;
        mark->bits[cell / 64] |= UINT64_C(1) << (cell % 64);
    }
    return HP_OK;
}

const uint64_t *hp_grid_marks(const struct hp_grid *grid, uint64_t fingerprint)
{
    const struct mark *mark = find_mark(grid, fingerprint);
    return mark == NULL ? NULL : mark->bits;
}
