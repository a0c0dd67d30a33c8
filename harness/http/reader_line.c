/* Lines and field lines: where they end and what they are made of. A line ends with CRLF and with
 * nothing else, because two readers that disagree on the end of a line disagree on where a message
 * ends. Must not know what a field means. */
#include "harness/http/octets_scan.h"
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

/* Octets behind `end` in `head` were taken too early: they go back to the caller. */
static void give_back(struct hp_reader *reader, size_t end, size_t *used)
{
    *used -= reader->head.length - end;
    reader->head.length = reader->mark = reader->seen = end;
}

void hp_reader_give_back(struct hp_reader *reader, size_t *used)
{
    give_back(reader, reader->mark, used);
}

/* Refuses the octet before `end`, and with it the message. */
static bool refuse_at(struct hp_reader *reader, size_t end, size_t *used, const char *clause,
                      const char *what)
{
    give_back(reader, end, used);
    return refuse(reader, 400, clause, what);
}

static bool refuse_octet(struct hp_reader *reader, size_t at, size_t *used)
{
    char octet = reader->head.bytes[at];
    if (octet == '\n') {
        return refuse_at(reader, at + 1, used, "RFC9112-2.2", "a line ends with LF alone");
    }
    return refuse_at(reader, at + 1, used, "RFC9110-5.5",
                     octet == '\0' ? "a NUL in a line" : "a control character in a line");
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

/* Looks for the end of the line in what `head` has. False: it is not there, or refused. */
static bool find_end(struct hp_reader *reader, const struct hp_line_limit *limit, size_t *used,
                     struct hp_slice *line)
{
    const struct hp_buf *head = &reader->head;
    const char *bytes = head->bytes;
    size_t end = reader->seen + before_control(bytes + reader->seen, head->length - reader->seen);
    if (end - reader->mark > limit->bytes_max) {
        give_back(reader, reader->mark + limit->bytes_max + 1, used);
        return refuse(reader, limit->kind->status, limit->kind->clause, limit->kind->what);
    }
    reader->seen = end;
    if (end == head->length) {
        return false;
    }
    if (bytes[end] != '\r') {
        return refuse_octet(reader, end, used);
    }
    if (end + 1 == head->length) {
        return false; /* a CR that waits for its LF */
    }
    if (bytes[end + 1] != '\n') {
        return refuse_at(reader, end + 2, used, "RFC9112-2.2", "a CR without LF behind it");
    }
    *line = (struct hp_slice){bytes + reader->mark, end - reader->mark};
    reader->mark = reader->seen = end + 2;
    return true;
}

bool hp_reader_line(struct hp_reader *reader, const struct hp_line_limit *limit, size_t stage,
                    const char *bytes, size_t count, size_t *used, struct hp_slice *line)
{
    for (;;) {
        if (reader->phase == HP_PHASE_START && !hp_reader_start_is_plausible(reader, used)) {
            return false;
        }
        if (reader->head.length > reader->seen && find_end(reader, limit, used, line)) {
            return true;
        }
        if (reader->phase == HP_PHASE_BROKEN || *used == count) {
            return false;
        }
        size_t some = count - *used < stage ? count - *used : stage;
        if (!keep(reader, bytes + *used, some)) {
            return false;
        }
        *used += some;
    }
}

/* The field in a line without control characters, at the beginning of `have` octets, its CRLF among
 * them; false: hp_reader_field_line has to look. */
static inline bool plain_field(struct hp_slice line, size_t have, struct hp_field *out)
{
    size_t n = hp_octets_before_mark(line.at, have); /* before its CR at the latest */
    if (n == 0 || n == line.len || line.at[n] != ':') {
        return false;
    }
    size_t start = n + 1;
    size_t end = line.len;
    while (start < end && line.at[start] == ' ') {
        start++;
    }
    while (end > start && line.at[end - 1] == ' ') {
        end--;
    }
    out->name = (struct hp_slice){line.at, n};
    out->value = (struct hp_slice){line.at + start, end - start};
    return true;
}

void hp_reader_plain_fields(struct hp_reader *reader)
{
    const struct hp_reader_limits *limits = &reader->limits;
    const struct hp_buf *head = &reader->head;
    const char *at = head->bytes + reader->mark;
    size_t have = head->length - reader->mark;
    size_t count = reader->field_count;
    size_t section_bytes = reader->section_bytes;
    while (have > 0) {
        size_t n = hp_octets_before_control(at, have);
        bool ends = n + 1 < have && at[n] == '\r' && at[n + 1] == '\n';
        if (!ends || n > limits->field_bytes_max ||
            section_bytes + n + 2 > limits->head_bytes_max) {
            break;
        }
        if (n > 0 && (count == limits->fields_max ||
                      !plain_field((struct hp_slice){at, n}, have, &reader->fields[count]))) {
            break;
        }
        at += n + 2;
        have -= n + 2;
        if (n == 0) {
            reader->phase = HP_PHASE_HEAD_READ;
            break;
        }
        section_bytes += n + 2;
        count++;
    }
    reader->mark = reader->seen = head->length - have;
    reader->field_count = count;
    reader->section_bytes = section_bytes;
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
    while (hp_octet_is(line.at[n], HP_OCTET_TCHAR)) { /* at its CR at the latest */
        n++;
    }
    if (n == 0 || n == line.len || line.at[n] != ':') {
        return refuse_name(reader, line, n);
    }
    size_t start = n + 1;
    size_t end = line.len;
    while (start < end && hp_octet_is_blank(line.at[start])) {
        start++;
    }
    while (end > start && hp_octet_is_blank(line.at[end - 1])) {
        end--;
    }
    out->name = (struct hp_slice){line.at, n};
    out->value = (struct hp_slice){line.at + start, end - start};
    return true;
}

struct hp_line_limit hp_reader_field_limit(const struct hp_reader *reader)
{
    static const struct hp_line_kind a_line = {431, "RFC6585-5", "a field line is too long"};
    static const struct hp_line_kind all_lines = {431, "RFC6585-5", "the field lines are too long"};
    const struct hp_reader_limits *limits = &reader->limits;
    size_t left = limits->head_bytes_max > reader->section_bytes + 2
                      ? limits->head_bytes_max - reader->section_bytes - 2
                      : 0;
    return left < limits->field_bytes_max
               ? (struct hp_line_limit){left, &all_lines}
               : (struct hp_line_limit){limits->field_bytes_max, &a_line};
}

bool hp_reader_count_field(struct hp_reader *reader, struct hp_slice line, size_t fields)
{
    reader->section_bytes += line.len + 2;
    if (fields >= reader->limits.fields_max) {
        return refuse(reader, 431, "RFC6585-5", "too many field lines");
    }
    return true;
}
