/* One line of an observation, built on the stack: bounded, always printable, kept in an arena once
 * it is complete. Only broken checks pay for it. */
#ifndef HP_CHECK_LINE_H
#define HP_CHECK_LINE_H

#include "harness/base/arena.h"
#include "harness/base/message.h"
#include "harness/check/visible.h"
#include "harness/json/tree.h"

enum {
    HP_LINE_BYTES = 512,  /* as a message for a person: three terminal lines of 160 columns */
    HP_SHOWN_BYTES = 120, /* of a stranger's text */
};

struct hp_line {
    char text[HP_LINE_BYTES];
    size_t length;
    bool cut; /* it grew too long: "..." stands at its end, and nothing is added any more */
};

void hp_line_init(struct hp_line *line) HP_COLD;
/* Text of our own. */
void hp_line_text(struct hp_line *line, const char *text);
void hp_line_printf(struct hp_line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Text of a stranger, made visible and cut at `shown_max` bytes. */
void hp_line_shown(struct hp_line *line, struct hp_slice text, enum hp_visible_kind kind,
                   size_t shown_max);
/* `"text"` of a JSON tree's string. */
void hp_line_string(struct hp_line *line, struct hp_slice text);
/* `string "a"`, `number 7`, `null`, `array of 3 items`. */
void hp_line_value(struct hp_line *line, const struct hp_json *value);
/* "404 Not Found". */
void hp_line_status(struct hp_line *line, int status);
/* How the exchange ended, as one clause: "200 OK with id \"abc\"", "no whole reply within 10.0 s".
 * `id` is empty when there is none. */
void hp_line_reply(struct hp_line *line, const struct hp_exchange *exchange, struct hp_slice id);

/* A copy in the arena; {NULL, 0} when memory is refused. */
struct hp_slice hp_line_keep(const struct hp_line *line, struct hp_arena *arena);

#endif
