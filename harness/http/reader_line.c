/* Lines and field lines: where they end and what they are made of. A line ends with CRLF and with
 * nothing else, because two readers that disagree on the end of a line disagree on where a message
 * ends. Must not know what a field means. */
#include "harness/http/octets.h"
#include "harness/http/reader_internal.h"

/* The same octets in another place. */
static void move(struct hp_slice *view, const struct hp_buf *from, const struct hp_buf *to)
{
    if (view->at >= from->bytes && view->at <= from->bytes + from->length) {
        view->at = to->bytes + (view->at - from->bytes);
    }
}

/* Room in `head`. What was read so far is moved, and with it every view into it. */
static bool make_room(struct hp_reader *reader, size_t extra)
{
    struct hp_buf *head = &reader->head;
    if (head->capacity - head->length >= extra) {
        return true;
    }
    struct hp_buf grown;
    hp_buf_init(&grown, head->bytes_max);
    if (!hp_buf_reserve(&grown, head->length * 2 + extra < head->bytes_max
                                    ? head->length * 2 + extra
                                    : head->length + extra)) {
        hp_buf_deinit(&grown);
        return false;
    }
    if (head->length > 0) {
        hp_buf_append(&grown, head->bytes, head->length);
        move(&reader->method, head, &grown);
        move(&reader->target, head, &grown);
        move(&reader->reason, head, &grown);
        for (size_t i = 0; i < reader->field_count; i++) {
            move(&reader->fields[i].name, head, &grown);
            move(&reader->fields[i].value, head, &grown);
        }
    }
    hp_buf_deinit(head);
    *head = grown;
    return true;
}

static bool keep(struct hp_reader *reader, const char *bytes, size_t count)
{
    if (!make_room(reader, count)) {
        (void)hp_reader_refuse_memory(reader);
        return false;
    }
    hp_buf_append(&reader->head, bytes, count);
    return true;
}

static bool refuse(struct hp_reader *reader, int status, const char *clause, const char *what)
{
    (void)hp_reader_refuse(reader, status, clause, what);
    return false;
}

static bool refuse_octet(struct hp_reader *reader, char octet)
{
    if (octet == '\n') {
        return refuse(reader, 400, "RFC9112-2.2", "a line ends with LF alone");
    }
    if (octet == '\0') {
        return refuse(reader, 400, "RFC9110-5.5", "a NUL in a line");
    }
    return refuse(reader, 400, "RFC9110-5.5", "a control character in a line");
}

/* Behind a CR only LF can follow. */
static bool end_line(struct hp_reader *reader, char octet, size_t *used, struct hp_slice *line)
{
    (*used)++;
    if (octet != '\n') {
        return refuse(reader, 400, "RFC9112-2.2", "a CR without LF behind it");
    }
    if (!keep(reader, &octet, 1)) {
        return false;
    }
    *line = (struct hp_slice){reader->head.bytes + reader->mark,
                              reader->head.length - reader->mark - 2};
    reader->mark = reader->head.length;
    return true;
}

/* Offset of the first octet that no line holds, HTAB passed over, or `count`. */
static size_t before_control(const char *bytes, size_t count)
{
    size_t n = hp_octets_before_control(bytes, count);
    while (n < count && bytes[n] == '\t') {
        n++;
        n += hp_octets_before_control(bytes + n, count - n);
    }
    return n;
}

bool hp_reader_line(struct hp_reader *reader, const struct hp_line_limit *limit, const char *bytes,
                    size_t count, size_t *used, struct hp_slice *line)
{
    bytes += *used;
    count -= *used;
    struct hp_buf *head = &reader->head;
    size_t have = head->length - reader->mark;
    if (count == 0) {
        return false;
    }
    if (have > 0 && head->bytes[head->length - 1] == '\r') {
        return end_line(reader, bytes[0], used, line);
    }
    size_t room = limit->bytes_max - have;
    size_t window = count > room ? room + 1 : count;
    size_t n = before_control(bytes, window);
    if (n > room) {
        *used += n;
        return keep(reader, bytes, n) && refuse(reader, limit->status, limit->clause, limit->what);
    }
    if (n < window && bytes[n] != '\r') {
        *used += n + 1;
        return refuse_octet(reader, bytes[n]);
    }
    bool ends = n + 1 < count && bytes[n + 1] == '\n'; /* and so bytes[n] is the CR before it */
    size_t taken = ends ? n + 2 : n < window ? n + 1 : n;
    *used += taken;
    if (!keep(reader, bytes, taken)) {
        return false;
    }
    if (ends) {
        *line = (struct hp_slice){head->bytes + reader->mark, head->length - reader->mark - 2};
        reader->mark = head->length;
    }
    return ends;
}

static bool refuse_name(struct hp_reader *reader, struct hp_slice line, size_t at)
{
    if (memchr(line.at, ':', line.len) == NULL) {
        return refuse(reader, 400, "RFC9112-5", "a field line without a colon");
    }
    if (line.at[at] == ':') {
        return refuse(reader, 400, "RFC9110-5.1", "a field line without a name");
    }
    size_t next = at;
    while (next < line.len && hp_octet_is_blank(line.at[next])) {
        next++;
    }
    if (next > at && next < line.len && line.at[next] == ':') {
        return refuse(reader, 400, "RFC9112-5.1", "a blank before the colon of a field line");
    }
    return refuse(reader, 400, "RFC9110-5.1", "a field name that is not a token");
}

bool hp_reader_field_line(struct hp_reader *reader, struct hp_slice line, bool first,
                          struct hp_field *out)
{
    if (hp_octet_is_blank(line.at[0])) {
        return first ? refuse(reader, 400, "RFC9112-2.2", "a blank before the first field line")
                     : refuse(reader, 400, "RFC9112-5.2", "a folded field line");
    }
    size_t n = 0;
    while (n < line.len && hp_octet_is(line.at[n], HP_OCTET_TCHAR)) {
        n++;
    }
    if (n == 0 || n == line.len || line.at[n] != ':') {
        return refuse_name(reader, line, n);
    }
    out->name = (struct hp_slice){line.at, n};
    out->value = hp_slice_trim((struct hp_slice){line.at + n + 1, line.len - n - 1});
    return true;
}

struct hp_line_limit hp_reader_field_limit(const struct hp_reader *reader)
{
    const struct hp_reader_limits *limits = &reader->limits;
    size_t left = limits->head_bytes_max > reader->section_bytes + 2
                      ? limits->head_bytes_max - reader->section_bytes - 2
                      : 0;
    if (left < limits->field_bytes_max) {
        return (struct hp_line_limit){left, 431, "RFC6585-5", "the field lines are too long"};
    }
    return (struct hp_line_limit){limits->field_bytes_max, 431, "RFC6585-5",
                                  "a field line is too long"};
}

bool hp_reader_count_field(struct hp_reader *reader, struct hp_slice line, size_t fields)
{
    reader->section_bytes += line.len + 2;
    if (fields >= reader->limits.fields_max) {
        return refuse(reader, 431, "RFC6585-5", "too many field lines");
    }
    return true;
}
