/* Breaks lines that are written already. Must not know what they say, only how a finding's lines
 * begin: four blanks, a label, and its text from column 14 on. */
#include "reports/text_wrap.h"

enum {
    WIDTH_MIN = 40,
    LABEL_INDENT = 4,
    TEXT_INDENT = 14,
};

/* A colour sequence, or the octets of one code point; *columns is what it takes of the line. */
static size_t step(struct hp_slice rest, size_t *columns)
{
    *columns = 1;
    if (rest.at[0] == '\033') {
        *columns = 0;
        size_t length = 1;
        while (length < rest.len && rest.at[length] != 'm') {
            length++;
        }
        return length < rest.len ? length + 1 : length;
    }
    size_t length = 1;
    while (length < rest.len && ((unsigned char)rest.at[length] & 0xC0) == 0x80) {
        length++;
    }
    return length;
}

/* Lines that somebody copies, or that are not ours: a terminal breaks them without a line feed. */
static bool is_whole(struct hp_slice line)
{
    static const char *const labels[] = {"    |", "    again ", "    by "};
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        if (hp_slice_starts_with(line, hp_slice_of(labels[i]))) {
            return true;
        }
    }
    return false;
}

/* "    label     text", where the label may fill its nine columns. */
static bool is_labelled(struct hp_slice line)
{
    return line.len > TEXT_INDENT && hp_slice_starts_with(line, HP_SLICE("    ")) &&
           line.at[LABEL_INDENT] != ' ' && line.at[TEXT_INDENT - 1] == ' ' &&
           line.at[TEXT_INDENT] != ' ';
}

/* CI systems take a line that begins so, blanks aside, for a command of ours. */
static bool is_command_of_ci(struct hp_slice rest)
{
    return hp_slice_starts_with(rest, HP_SLICE("::")) ||
           hp_slice_starts_with(rest, HP_SLICE("##["));
}

/* Where the line that begins `rest` ends, when `room` columns are left: behind the last word that
 * fits, or, when not even one does, behind that one. */
static size_t piece(struct hp_slice rest, size_t room)
{
    size_t end = 0;
    size_t used = 0;
    size_t columns;
    for (size_t at = 0; at < rest.len;
         at += step((struct hp_slice){rest.at + at, rest.len - at}, &columns), used += columns) {
        if (used > room && end > 0) {
            return end;
        }
        bool blank = rest.at[at] == ' ' && at > 0 && rest.at[at - 1] != ' ';
        struct hp_slice next = {rest.at + at + 1, rest.len - at - 1};
        if (blank && !is_command_of_ci(next)) {
            end = at;
        }
    }
    return used > room && end > 0 ? end : rest.len;
}

static void wrap_line(struct hp_buf *out, struct hp_slice line, size_t width)
{
    size_t indent = is_labelled(line) ? TEXT_INDENT : LABEL_INDENT;
    size_t blanks = 0;
    while (blanks < line.len && line.at[blanks] == ' ') {
        blanks++;
    }
    /* The label and the blanks before it are no place to break at. */
    size_t kept = indent == TEXT_INDENT ? TEXT_INDENT : blanks;
    hp_buf_append(out, line.at, kept);
    struct hp_slice rest = {line.at + kept, line.len - kept};
    size_t room = width - kept;
    while (rest.len > 0) {
        size_t length = piece(rest, room);
        hp_buf_append(out, rest.at, length);
        while (length < rest.len && rest.at[length] == ' ') {
            length++;
        }
        rest.at += length;
        rest.len -= length;
        room = width - indent;
        if (rest.len > 0) {
            hp_buf_printf(out, "\n%*s", (int)indent, "");
        }
    }
}

void hp_text_wrap(struct hp_buf *out, struct hp_slice text, unsigned width)
{
    while (text.len > 0) {
        const char *feed = memchr(text.at, '\n', text.len);
        struct hp_slice line = {text.at, feed == NULL ? text.len : (size_t)(feed - text.at)};
        if (width < WIDTH_MIN || line.len <= width || is_whole(line)) {
            hp_buf_slice(out, line);
        } else {
            wrap_line(out, line, width);
        }
        size_t taken = line.len + (feed != NULL);
        hp_buf_append(out, "\n", feed != NULL);
        text.at += taken;
        text.len -= taken;
    }
}
