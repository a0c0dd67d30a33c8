/* Numbers in columns, as many as a terminal has room for. Must not know what a finding is. */
#include "reports/text_table.h"

#include "reports/families.h"
#include "reports/shown.h"

enum column { ROWS, CASES, PASS, FAIL, WARN, NOTE, INCONCLUSIVE, SKIPPED, COLUMN_COUNT };

enum {
    NUMBER_BYTES = 40, /* 2^64 with its commas */
    NAME_WIDE = 24,
    ROWS_WIDE = 4,
    COLUMN_WIDE = 10,
    NAME_TIGHT_MIN = 9, /* "all cases" */
};

static const char *const heads[COLUMN_COUNT] = {"rows", "cases", "pass",     "fail",
                                                "warn", "note",  "inconcl.", "skipped"};
/* What a tight table can do without, when what is zero everywhere is out already. */
static const enum column spare[] = {PASS, ROWS, NOTE};

struct layout {
    int name;                 /* characters */
    int widths[COLUMN_COUNT]; /* without the blank before; 0: left out */
};

static uint64_t value_of(const struct hp_tally *tally, size_t rows, enum column column)
{
    const uint64_t values[COLUMN_COUNT] = {
        rows,        tally->cases, tally->pass,         tally->fail,
        tally->warn, tally->note,  tally->inconclusive, tally->skipped};
    return values[column];
}

static int number(char text[NUMBER_BYTES], uint64_t value)
{
    struct hp_buf cell;
    hp_buf_init(&cell, NUMBER_BYTES);
    hp_shown_count(&cell, value);
    int length = snprintf(text, NUMBER_BYTES, "%s", hp_buf_cstr(&cell));
    hp_buf_deinit(&cell);
    return length;
}

/* Widens the columns for a line; `has` notes which hold anything. */
static void measure(struct layout *layout, bool has[COLUMN_COUNT], const char *name, size_t rows,
                    const struct hp_tally *tally)
{
    char text[NUMBER_BYTES];
    int length = (int)strlen(name);
    layout->name = length > layout->name ? length : layout->name;
    for (int i = 0; i < COLUMN_COUNT; i++) {
        uint64_t value = value_of(tally, rows, (enum column)i);
        int width = number(text, value);
        has[i] = has[i] || value > 0;
        layout->widths[i] = width > layout->widths[i] ? width : layout->widths[i];
    }
}

static int width_of(const struct layout *layout)
{
    int width = layout->name;
    for (int i = 0; i < COLUMN_COUNT; i++) {
        width += layout->widths[i] > 0 ? 1 + layout->widths[i] : 0;
    }
    return width;
}

static struct layout tight(const struct hp_summary *summary, const struct hp_report_style *style,
                           const struct hp_family *families, size_t count)
{
    struct layout layout = {.name = NAME_TIGHT_MIN};
    bool has[COLUMN_COUNT] = {[CASES] = true};
    for (int i = 0; i < COLUMN_COUNT; i++) {
        layout.widths[i] = (int)strlen(heads[i]);
    }
    measure(&layout, has, "", 0, &summary->totals);
    for (size_t i = 0; i < count; i++) {
        measure(&layout, has, families[i].name, families[i].rows, &families[i].tally);
    }
    for (size_t i = 0; i < summary->row_count && style->verbose; i++) {
        const struct hp_row_summary *row = &summary->rows[i];
        measure(&layout, has, row->id, 0, &row->tally);
    }
    for (int i = 0; i < COLUMN_COUNT; i++) {
        layout.widths[i] = has[i] ? layout.widths[i] : 0;
    }
    for (size_t i = 0; i < sizeof(spare) / sizeof(spare[0]); i++) {
        if (width_of(&layout) >= (int)style->width) {
            layout.widths[spare[i]] = 0;
        }
    }
    return layout;
}

/* A row's own line has no number of rows; its name stands two blanks in when there is room. */
static void print(struct hp_buf *out, const struct layout *layout, const char *name, bool has_rows,
                  size_t rows, const struct hp_tally *tally)
{
    char text[NUMBER_BYTES];
    bool spills = !has_rows && layout->widths[ROWS] > 0 && (int)strlen(name) > layout->name;
    hp_buf_printf(out, "%-*s", spills ? layout->name + 1 + layout->widths[ROWS] : layout->name,
                  name);
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if (layout->widths[i] == 0 || (i == ROWS && spills)) {
            continue;
        }
        uint64_t value = value_of(tally, rows, (enum column)i);
        (void)number(text, value);
        const char *shown = i == ROWS && !has_rows ? "" : value == 0 && i > CASES ? "-" : text;
        hp_buf_printf(out, " %*s", layout->widths[i], shown);
    }
    hp_buf_char(out, '\n');
}

void hp_text_table(struct hp_buf *out, const struct hp_summary *summary,
                   const struct hp_report_style *style)
{
    struct hp_family families[HP_FAMILIES_MAX];
    size_t count = hp_families(summary, families);
    bool wide = style->width == 0 || style->width >= HP_TEXT_TABLE_WIDE;
    struct layout layout = {NAME_WIDE,
                            {ROWS_WIDE, COLUMN_WIDE, COLUMN_WIDE, COLUMN_WIDE, COLUMN_WIDE,
                             COLUMN_WIDE, COLUMN_WIDE, COLUMN_WIDE}};
    if (!wide) {
        layout = tight(summary, style, families, count);
    }
    hp_buf_printf(out, "\n%-*s", layout.name, "family");
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if (layout.widths[i] > 0) {
            hp_buf_printf(out, " %*s", layout.widths[i], heads[i]);
        }
    }
    hp_buf_char(out, '\n');
    for (size_t i = 0; i < count; i++) {
        if (!hp_tally_shows(summary, &families[i].tally)) {
            continue;
        }
        print(out, &layout, families[i].name, true, families[i].rows, &families[i].tally);
        for (size_t r = 0; r < summary->row_count && style->verbose; r++) {
            const struct hp_row_summary *row = &summary->rows[r];
            if (strcmp(row->family, families[i].name) == 0 &&
                hp_tally_shows(summary, &row->tally)) {
                hp_buf_text(out, wide ? "  " : "");
                struct layout inner = layout;
                inner.name -= wide ? 2 : 0;
                print(out, &inner, row->id, false, 0, &row->tally);
            }
        }
    }
    print(out, &layout, "all cases", false, 0, &summary->totals);
    hp_buf_text(out, "(response checks and others that watch every exchange count exchanges, "
                     "not cases)\n");
}
