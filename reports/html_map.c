/* The map: a row for each data model, a column for each type and set of operations. */
#include "reports/html_page.h"

/* The worst verdict in a cell, as a class; "" when nothing was judged there. */
static const char *cell_class(const struct hp_grid_cell *cell)
{
    return cell->fail > 0   ? "f"
           : cell->warn > 0 ? "w"
           : cell->pass > 0 ? "p"
           : cell->note > 0 ? "n"
                            : "";
}

/* "C+U": the initials of the operations in a set. */
static void set_label(struct hp_buf *out, const struct hp_contract *contract, size_t set,
                      bool whole)
{
    bool first = true;
    for (size_t i = 0; i < contract->operations.count; i++) {
        if ((set >> i & 1) != 0) {
            hp_buf_text(out, first ? "" : "+");
            struct hp_slice name = contract->operations.values[i];
            name.len = whole || name.len == 0 ? name.len : 1;
            hp_html_text(out, name, 64);
            first = false;
        }
    }
}

/* "C is CREATE, U is UPDATE". */
static void initials(struct hp_buf *out, const struct hp_contract *contract)
{
    for (size_t i = 0; i < contract->operations.count; i++) {
        hp_buf_text(out, i == 0 ? "" : ", ");
        set_label(out, contract, (size_t)1 << i, false);
        hp_buf_text(out, " is ");
        set_label(out, contract, (size_t)1 << i, true);
    }
}

static void map_head(struct hp_html *page, const struct hp_contract *contract, size_t sets)
{
    struct hp_buf *out = &page->text;
    hp_buf_text(out, "<table class=\"map\" role=\"grid\" aria-labelledby=\"h-map\"><thead><tr>"
                     "<th>type</th>");
    for (size_t type = 0; type < contract->types.count; type++) {
        hp_buf_printf(out, "<th colspan=\"%zu\" scope=\"colgroup\"%s>", sets,
                      type > 0 ? " class=\"g\"" : "");
        hp_html_text(out, contract->types.values[type], 64);
        hp_buf_text(out, "</th>");
    }
    hp_buf_text(out, "</tr><tr><th>operations</th>");
    for (size_t type = 0; type < contract->types.count; type++) {
        for (size_t set = 1; set <= sets; set++) {
            hp_buf_text(out, type > 0 && set == 1 ? "<th scope=\"col\" class=\"g\">"
                                                  : "<th scope=\"col\">");
            set_label(out, contract, set, false);
            hp_buf_text(out, "</th>");
        }
    }
    hp_buf_text(out, "</tr></thead><tbody>\n");
}

static void map_cell(struct hp_html *page, const struct hp_grid *grid, size_t model, size_t column,
                     size_t sets)
{
    struct hp_buf *out = &page->text;
    const struct hp_contract *contract = hp_grid_contract(grid);
    const struct hp_grid_cell *cell = hp_grid_cell(grid, model, column);
    struct hp_buf label;
    hp_buf_init(&label, 4096);
    hp_html_text(&label, contract->types.values[column / sets], 64);
    hp_buf_char(&label, ' ');
    set_label(&label, contract, column % sets + 1, true);
    hp_buf_char(&label, ' ');
    hp_html_text(&label, contract->data_models.values[model], 64);
    hp_buf_printf(&label, ": %u pass, %u fail, %u warn, %u note", cell->pass, cell->fail,
                  cell->warn, cell->note);
    hp_buf_printf(out,
                  "<td role=\"gridcell\" class=\"%s%s\" tabindex=\"%d\" aria-selected=\"false\" "
                  "title=\"%s\" aria-label=\"%s\"></td>",
                  cell_class(cell), column > 0 && column % sets == 0 ? " g" : "",
                  model == 0 && column == 0 ? 0 : -1, hp_buf_cstr(&label), hp_buf_cstr(&label));
    hp_buf_deinit(&label);
}

void hp_html_map(struct hp_html *page)
{
    const struct hp_grid *grid = page->summary->grid;
    if (grid == NULL) {
        return;
    }
    struct hp_buf *out = &page->text;
    const struct hp_contract *contract = hp_grid_contract(grid);
    size_t columns = hp_grid_columns(grid);
    size_t sets = contract->types.count == 0 ? 1 : columns / contract->types.count;
    hp_buf_text(
        out, "<section aria-labelledby=\"h-map\"><h2 id=\"h-map\">The space of combinations</h2>\n"
             "<p class=\"soft\">Every type and set of operations with every data model (");
    initials(out, contract);
    hp_buf_text(
        out, "). Choose a cell to see only its findings; arrow keys move, Enter chooses.</p>\n"
             "<p class=\"legend\"><span><i class=\"p\"></i>all pass</span><span><i class=\"n\"></i>"
             "only notes</span><span><i class=\"w\"></i>warnings</span><span><i class=\"f\"></i>"
             "failures</span><span><i></i>nothing judged</span></p>\n<div class=\"scroll\">\n");
    map_head(page, contract, sets);
    for (size_t model = 0; model < contract->data_models.count; model++) {
        hp_buf_text(out, "<tr><th scope=\"row\">");
        hp_html_text(out, contract->data_models.values[model], 64);
        hp_buf_text(out, "</th>");
        for (size_t column = 0; column < columns; column++) {
            map_cell(page, grid, model, column, sets);
        }
        hp_buf_text(out, "</tr>\n");
        hp_html_drain(page);
    }
    hp_buf_text(out, "</tbody></table></div>\n<p id=\"chosen\" role=\"status\"></p></section>\n");
}
