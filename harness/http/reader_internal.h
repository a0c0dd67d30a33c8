/* The parts of the reader: lines, the start line, the header section as a whole, the body. */
#ifndef HP_HTTP_READER_INTERNAL_H
#define HP_HTTP_READER_INTERNAL_H

#include "harness/http/reader.h"

enum hp_reader_phase {
    HP_PHASE_START,       /* the start line */
    HP_PHASE_FIELDS,      /* the header section */
    HP_PHASE_HEAD_READ,   /* HP_READER_HEAD was returned, the body is next */
    HP_PHASE_LENGTH,      /* `left` octets of a body of known length */
    HP_PHASE_UNTIL_CLOSE, /* a body that ends with the connection */
    HP_PHASE_CHUNK_LINE,
    HP_PHASE_CHUNK_DATA, /* `left` octets of a chunk */
    HP_PHASE_CHUNK_CR,
    HP_PHASE_CHUNK_LF,
    HP_PHASE_TRAILERS,
    HP_PHASE_COMPLETE,
    HP_PHASE_BROKEN,
};

/* Sets the fault and the phase; returns HP_READER_FAULT. `what` and `clause` are static. */
enum hp_reader_state hp_reader_refuse(struct hp_reader *reader, int status, const char *clause,
                                      const char *what);

/* The heap gave no memory. */
enum hp_reader_state hp_reader_refuse_memory(struct hp_reader *reader);

/* What is wrong with a line that is too long. */
struct hp_line_kind {
    int status;
    const char *clause;
    const char *what;
};

struct hp_line_limit {
    size_t bytes_max;
    const struct hp_line_kind *kind;
};

enum {
    HP_STAGE_HEAD = 2048, /* octets taken at a time: a usual head in one go */
    HP_STAGE_LINE = 64,   /* where something else than a line is likely to follow */
};

/* Collects the current line behind `mark` in `head`, octet by octet the same whatever the pieces.
 * True: the whole line is in `line`, without its CRLF, and `mark` stands behind it; up to `stage`
 * octets more may have been taken, for the next line or to be given back. False: more is needed, or
 * the phase is BROKEN, and nothing too much was taken. `used` grows by what was taken. */
bool hp_reader_line(struct hp_reader *reader, const struct hp_line_limit *limit, size_t stage,
                    const char *bytes, size_t count, size_t *used, struct hp_slice *line);

/* Takes the field lines that lie in `head` already, whole and of the plainest form, as most do, and
 * the empty line behind them. Stops before the first that is anything else, which says nothing
 * about it: hp_reader_line and hp_reader_field_line tell. */
void hp_reader_plain_fields(struct hp_reader *reader);

/* No line comes next: what was taken behind the last one is the caller's again. */
void hp_reader_give_back(struct hp_reader *reader, size_t *used);

/* Can what `head` has be the beginning of a start line? Garbage is refused at its first octet. */
bool hp_reader_start_is_plausible(struct hp_reader *reader, size_t *used);

/* RFC 9112 3 and 4. False: refused. */
bool hp_reader_start_line(struct hp_reader *reader, struct hp_slice line);

/* RFC 9112 3.2: is the target in one of the four forms, with this method? */
bool hp_request_target_is_valid(struct hp_slice method, struct hp_slice target);

/* RFC 9112 3.2 and RFC 3986 3.2.2: uri-host [ ":" port ], an empty host included. */
bool hp_host_is_valid(struct hp_slice value);

/* One field line (RFC 9112 5), as it lies before its CRLF, into `out`. `first`: of its section.
 * False: refused. */
bool hp_reader_field_line(struct hp_reader *reader, struct hp_slice line, bool first,
                          struct hp_field *out);

/* What the header section as a whole says: Host, framing, persistence, Expect. HP_READER_HEAD or
 * HP_READER_FAULT. */
enum hp_reader_state hp_reader_end_head(struct hp_reader *reader);

/* The first phase of the body that the head announces. */
enum hp_reader_phase hp_reader_body_phase(struct hp_reader *reader);

/* Goes on with the body. HP_READER_MORE, DONE or FAULT; `used` grows by what was taken. */
enum hp_reader_state hp_reader_body(struct hp_reader *reader, const char *bytes, size_t count,
                                    size_t *used);

/* The limit of the next field line, as this section stands. */
struct hp_line_limit hp_reader_field_limit(const struct hp_reader *reader);

/* Counts the line in this section; false: the section has too many. */
bool hp_reader_count_field(struct hp_reader *reader, struct hp_slice line, size_t fields);

#endif
