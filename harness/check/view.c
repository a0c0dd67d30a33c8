/* The lazily opened exchange. Must not know what any check thinks of it. */
#include "harness/check/view.h"

#include "harness/contract/format.h"
#include "harness/json/pointer.h"

/* A body of up to this length cannot hold more values than RESPONSE_VALUES_MAX (a value and its
 * comma take two bytes). */
enum { SMALL_BODY_BYTES = 64 * 1024 };
/* Values of a response that become a tree, at about 100 bytes each: the largest honest answer (all
 * data models, a hundred headers) has 300. */
enum { RESPONSE_VALUES_MAX = 100000 };
/* An envelope is looked for so many levels deep: "data", "data.data". */
enum { ENVELOPE_DEPTH = 2 };

const enum hp_role hp_response_roles[HP_RESPONSE_ROLES] = {
    HP_ROLE_ID,   HP_ROLE_HEADERS,    HP_ROLE_OPERATIONS, HP_ROLE_DATA_MODELS,
    HP_ROLE_NAME, HP_ROLE_CREATED_AT, HP_ROLE_TYPE,       HP_ROLE_URL,
};

static bool row_accepts(enum hp_expect expect)
{
    return expect == HP_EXPECT_ACCEPT_200 || expect == HP_EXPECT_ACCEPT_200_OR_4XX;
}

/* A 2xx that claims to have created something at the contract's place. The answer to another method
 * or path is not bound to the schema, unless the row says that it is the same place. */
static bool is_create(const struct hp_view *view)
{
    if (view->status < 200 || view->status > 299 || view->status == 204 || view->status == 205) {
        return false;
    }
    if (!hp_slice_equal(view->kase->request.method, view->contract->method)) {
        return false;
    }
    return view->accepts || !hp_slice_is(view->kase->where, "target");
}

static const struct hp_check *find_asked(const struct hp_row *row)
{
    int index = row == NULL || row->check == NULL ? -1 : hp_check_find(row->check);
    return index < 0 ? NULL : &hp_checks[index];
}

void hp_view_init(struct hp_view *view, const struct hp_judge *judge, const struct hp_case *kase,
                  const struct hp_exchange *exchange, struct hp_arena *arena,
                  struct hp_judgement *judgement)
{
    memset(view, 0, offsetof(struct hp_view, scan));
    view->judge = judge;
    view->contract = judge->contract;
    view->settings = judge->settings;
    view->kase = kase;
    view->exchange = exchange;
    view->response = &exchange->response;
    view->arena = arena;
    view->judgement = judgement;
    view->status = exchange->end == HP_END_RESPONSE ? exchange->response.status : 0;
    view->asked = find_asked(kase->row);
    hp_settings_apply(judge->settings, judge->contract, kase, arena, &view->want,
                      &view->out_of_memory);
    view->accepts = row_accepts(view->want.expect);
    view->creates = is_create(view);
}

const struct hp_json *hp_view_root(struct hp_view *view)
{
    if (view->root_done) {
        return view->root;
    }
    view->root_done = true;
    view->scan = (struct hp_json_scan){.fault = HP_JSON_OK};
    struct hp_slice body = view->response->body;
    if (body.len > SMALL_BODY_BYTES) {
        if (!hp_json_scan(body, &hp_json_limits_default, &view->scan)) {
            return NULL;
        }
        if (view->scan.values > RESPONSE_VALUES_MAX) {
            view->too_many_values = true;
            return NULL;
        }
    }
    if (hp_json_parse(view->arena, body, &hp_json_limits_default, &view->scan, &view->root) !=
        HP_OK) {
        view->out_of_memory = true;
        view->root = NULL;
    }
    return view->root;
}

const struct hp_error_form *hp_view_open_error(struct hp_view *view)
{
    struct hp_slice body = view->response->body;
    view->error_done = true;
    view->error_is_plain = body.len <= SMALL_BODY_BYTES && hp_error_form_read(body, &view->error);
    view->error_is_object = view->error_is_plain || hp_json_is(hp_view_root(view), HP_JSON_OBJECT);
    if (view->error_is_object && !view->error_is_plain) {
        hp_error_form_of(view->root, &view->error);
    }
    return view->error_is_object ? &view->error : NULL;
}

bool hp_view_is_cut(struct hp_view *view)
{
    const struct hp_exchange *exchange = view->exchange;
    return exchange->end == HP_END_RESPONSE && exchange->framing_fault != NULL &&
           !view->judge->in_process && view->response->body.len > 0 && hp_view_root(view) == NULL &&
           view->scan.fault == HP_JSON_SYNTAX && view->scan.offset == view->response->body.len;
}

static size_t search_place(const struct hp_contract *contract, struct hp_slice name)
{
    size_t place = 0;
    while (place < HP_RESPONSE_ROLES &&
           (name.len == 0 || !hp_name_key_is(&contract->keys[hp_response_roles[place]], name))) {
        place++;
    }
    return place;
}

/* Where a member's name stands in hp_response_roles; HP_RESPONSE_ROLES when it does not. Most
 * answers have their members in the documented order, so `next`, behind the last, is looked at
 * first. */
static inline size_t place_of(const struct hp_contract *contract, struct hp_slice name, size_t next)
{
    bool as_documented = next < HP_RESPONSE_ROLES && name.len > 0 &&
                         hp_name_key_is(&contract->keys[hp_response_roles[next]], name);
    return as_documented ? next : search_place(contract, name);
}

/* How many of the documented fields stand in `object`. */
static size_t fields_in(const struct hp_contract *contract, const struct hp_json *object)
{
    uint32_t seen = 0;
    size_t next = 0;
    for (const struct hp_json *member = hp_json_is(object, HP_JSON_OBJECT) ? hp_json_first(object)
                                                                           : NULL;
         member != NULL; member = hp_json_next(member)) {
        next = place_of(contract, hp_json_name(member), next);
        seen |= UINT32_C(1) << next++;
    }
    return (size_t)__builtin_popcount(seen & ~(UINT32_C(1) << HP_RESPONSE_ROLES));
}

/* The object further in that holds more than half of the documented fields; `pointer` then names
 * it. */
static bool find_envelope(const struct hp_contract *contract, const struct hp_json *object,
                          struct hp_pointer *pointer, unsigned depth_left)
{
    for (const struct hp_json *member = hp_json_first(object); member != NULL;
         member = hp_json_next(member)) {
        if (!hp_json_is(member, HP_JSON_OBJECT)) {
            continue;
        }
        size_t length = hp_pointer_push_name(pointer, hp_json_name(member));
        if (fields_in(contract, member) > HP_RESPONSE_ROLES / 2 ||
            (depth_left > 1 && find_envelope(contract, member, pointer, depth_left - 1))) {
            return true;
        }
        hp_pointer_pop(pointer, length);
    }
    return false;
}

/* The field that a pointer of the validator is about. */
static struct hp_flaw flaw_of(const struct hp_contract *contract,
                              const struct hp_violation *violation)
{
    struct hp_slice at = hp_slice_of(violation->pointer);
    for (size_t i = 0; i < HP_RESPONSE_ROLES; i++) {
        enum hp_role role = hp_response_roles[i];
        if (contract->names[role].len == 0) {
            continue;
        }
        struct hp_pointer pointer;
        hp_pointer_init(&pointer);
        (void)hp_pointer_push_name(&pointer, contract->names[role]);
        struct hp_slice prefix = {pointer.text, pointer.length};
        if (!hp_slice_starts_with(at, prefix)) {
            continue;
        }
        if (at.len == prefix.len || at.at[prefix.len] == '/') {
            return (struct hp_flaw){violation, role, at.len > prefix.len};
        }
    }
    return (struct hp_flaw){violation, HP_ROLE_ROOT, false};
}

/* A value of a later version (S14), a header value that is no string (S25). */
static bool is_allowed(const struct hp_view *view, const struct hp_flaw *flaw)
{
    int open = hp_view_word(view, HP_SET_ENUM_OPEN);
    bool scalars = hp_view_word(view, HP_SET_HEADERS_VALUES) == HP_HEADERS_VALUES_SCALAR;
    if (open == HP_ENUM_OPEN_FALSE && !scalars) {
        return false;
    }
    const char *keyword = flaw->violation->keyword;
    const struct hp_json *value =
        hp_pointer_resolve(view->record, hp_slice_of(flaw->violation->pointer));
    if (flaw->role == HP_ROLE_HEADERS) {
        return scalars && flaw->inner && strcmp(keyword, "type") == 0 &&
               (hp_json_is(value, HP_JSON_NUMBER) || hp_json_is(value, HP_JSON_BOOLEAN));
    }
    return open != HP_ENUM_OPEN_FALSE && strcmp(keyword, "enum") == 0 &&
           hp_contract_enum(view->contract, flaw->role) != NULL &&
           hp_json_is(value, HP_JSON_STRING) &&
           (open == HP_ENUM_OPEN_TRUE ||
            hp_setting_lists(hp_setting_text(view->settings, HP_SET_ENUM_OPEN),
                             hp_json_string(value)));
}

static void find_flaws(struct hp_view *view)
{
    const struct hp_schema *schema = view->contract->response;
    if (hp_schema_validate(schema, view->record, view->arena, NULL)) {
        return;
    }
    struct hp_violations violations = {0};
    (void)hp_schema_validate(schema, view->record, view->arena, &violations);
    view->flaws = hp_arena_take(view->arena, (violations.kept + 1) * sizeof(*view->flaws));
    if (view->flaws == NULL || violations.kept == 0) {
        /* A refusal that cannot say why is one of memory. */
        view->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < violations.kept; i++) {
        view->out_of_memory |= strcmp(violations.items[i].keyword, "memory") == 0;
        struct hp_flaw flaw = flaw_of(view->contract, &violations.items[i]);
        if (!is_allowed(view, &flaw)) {
            view->flaws[view->flaw_count++] = flaw;
        }
    }
}

/* The object in which the fields are to be, by the setting response.envelope; NULL when there is
 * none. */
static const struct hp_json *unwrap(struct hp_view *view, const struct hp_json *root)
{
    static const struct hp_slice data = HP_SLICE_INIT("data");
    int envelope = hp_view_word(view, HP_SET_RESPONSE_ENVELOPE);
    if (envelope == HP_ENVELOPE_NONE) {
        return root;
    }
    const struct hp_json *inner = hp_json_member(root, data);
    if (envelope == HP_ENVELOPE_NONE_OR_DATA &&
        fields_in(view->contract, root) >= fields_in(view->contract, inner)) {
        return root;
    }
    view->prefix = HP_SLICE("/data");
    if (envelope == HP_ENVELOPE_DATA_DATA) {
        inner = hp_json_member(inner, data);
        view->prefix = HP_SLICE("/data/data");
    }
    return hp_json_is(inner, HP_JSON_OBJECT) ? inner : NULL;
}

/* Notes the first member of each name. How many of the documented ones there are. */
static size_t find_members(struct hp_view *view, const struct hp_json *record)
{
    size_t found = 0;
    size_t nulls = 0;
    size_t next = 0;
    for (const struct hp_json *member = hp_json_first(record); member != NULL;
         member = hp_json_next(member)) {
        next = place_of(view->contract, hp_json_name(member), next);
        if (next == HP_RESPONSE_ROLES) {
            view->has_strangers = true;
            continue;
        }
        const struct hp_json **own = &view->members[hp_response_roles[next++]];
        if (*own == NULL) {
            *own = member;
            nulls += hp_json_is(member, HP_JSON_NULL);
            found++;
        }
    }
    view->is_whole = found == HP_RESPONSE_ROLES && nulls == 0;
    return found;
}

const struct hp_json *hp_view_open_record(struct hp_view *view)
{
    view->record_done = true;
    const struct hp_json *root = view->creates ? hp_view_root(view) : NULL;
    if (!hp_json_is(root, HP_JSON_OBJECT)) {
        return NULL;
    }
    const struct hp_json *record = unwrap(view, root);
    size_t found = find_members(view, record);
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    if (found <= HP_RESPONSE_ROLES / 2 &&
        find_envelope(view->contract, root, &pointer, ENVELOPE_DEPTH)) {
        view->envelope =
            hp_arena_copy(view->arena, (struct hp_slice){pointer.text, pointer.length});
        view->out_of_memory |= view->envelope.at == NULL;
        return NULL;
    }
    view->record = record;
    if (record != NULL) {
        if (view->judge->memory != NULL) {
            view->id_key = hp_memory_key(hp_json_string(view->members[HP_ROLE_ID]));
            hp_memory_expect_id(view->judge->memory, &view->id_key);
        }
        find_flaws(view);
    }
    return record;
}

bool hp_view_is_sound(struct hp_view *view)
{
    return hp_view_record(view) != NULL && view->flaw_count == 0 && view->is_whole &&
           !view->has_strangers && (view->scan.traits & (HP_JSON_BOM | HP_JSON_DUPLICATE)) == 0 &&
           hp_json_string(view->members[HP_ROLE_ID]).len > 0 && !view->out_of_memory;
}

bool hp_view_read_created_at(struct hp_view *view)
{
    view->created_done = true;
    view->created_ok = hp_view_record(view) != NULL &&
                       hp_date_time_parse(hp_json_string(view->members[HP_ROLE_CREATED_AT]),
                                          &view->created_ms, &view->created_offset_minutes);
    return view->created_ok;
}

enum hp_role hp_view_role(const struct hp_view *view, struct hp_slice name)
{
    size_t place = search_place(view->contract, name);
    return place == HP_RESPONSE_ROLES ? HP_ROLE_ROOT : hp_response_roles[place];
}

bool hp_view_is_success(const struct hp_view *view)
{
    int created = hp_view_word(view, HP_SET_STATUS_CREATED);
    return (view->status == 201 && created != HP_CREATED_200) ||
           (view->status == view->contract->success_status && created != HP_CREATED_201);
}

void hp_view_describe_success(const struct hp_view *view, struct hp_line *line)
{
    int created = hp_view_word(view, HP_SET_STATUS_CREATED);
    if (created != HP_CREATED_201) {
        hp_line_status(line, view->contract->success_status);
    }
    if (created == HP_CREATED_BOTH) {
        hp_line_text(line, " or ");
    }
    if (created != HP_CREATED_200) {
        hp_line_status(line, 201);
    }
}

bool hp_view_asks_http_0_9(const struct hp_view *view)
{
    const struct hp_request *request = &view->kase->request;
    if (request->steps == NULL || request->step_count == 0) {
        return false;
    }
    struct hp_slice line = request->steps[0].bytes;
    size_t end = hp_slice_find(line, HP_SLICE("\r\n"));
    size_t path = hp_slice_find(line, HP_SLICE(" /"));
    if (end == line.len || path >= end) {
        return false;
    }
    struct hp_slice rest = {line.at + path + 1, end - path - 1};
    return hp_slice_find(rest, HP_SLICE(" ")) == rest.len;
}

struct hp_slice hp_view_id(struct hp_view *view)
{
    const struct hp_json *record = hp_view_record(view);
    return record == NULL ? (struct hp_slice){NULL, 0} : hp_json_string(view->members[HP_ROLE_ID]);
}

struct hp_slice hp_view_field(const struct hp_view *view, const char *name)
{
    const struct hp_field *field =
        hp_field_find(view->response->fields, view->response->field_count, hp_slice_of(name));
    return field == NULL ? (struct hp_slice){NULL, 0} : hp_slice_trim(field->value);
}

void hp_view_observe(struct hp_view *view, const struct hp_observation *observation)
{
    struct hp_judgement *judgement = view->judgement;
    if (judgement->observation_count < HP_OBSERVATIONS_MAX) {
        judgement->observations[judgement->observation_count++] = *observation;
    }
}

enum hp_outcome hp_view_broken_at(struct hp_view *view, enum hp_level level, struct hp_slice where,
                                  const struct hp_line *expected, const struct hp_line *actual)
{
    struct hp_observation observation = {
        .check = view->check->id,
        .level = level,
        .clause = view->check->clause,
        .where = hp_arena_copy(view->arena, where),
        .expected = hp_line_keep(expected, view->arena),
        .actual = hp_line_keep(actual, view->arena),
    };
    if (observation.where.at == NULL || observation.expected.at == NULL ||
        observation.actual.at == NULL) {
        view->out_of_memory = true;
    }
    hp_view_observe(view, &observation);
    return HP_BROKEN;
}

enum hp_outcome hp_view_broken(struct hp_view *view, struct hp_slice where,
                               const struct hp_line *expected, const struct hp_line *actual)
{
    return hp_view_broken_at(view, view->check->level, where, expected, actual);
}

enum hp_outcome hp_view_break(struct hp_view *view, const char *where, const char *expected,
                              const struct hp_line *actual)
{
    struct hp_line line;
    hp_line_init(&line);
    hp_line_text(&line, expected);
    return hp_view_broken(view, hp_slice_of(where), &line, actual);
}

struct hp_slice hp_view_place(struct hp_view *view, struct hp_slice pointer)
{
    struct hp_pointer whole;
    hp_pointer_init(&whole);
    size_t room = sizeof(whole.text) - view->prefix.len;
    if (view->prefix.len > 0) {
        memcpy(whole.text, view->prefix.at, view->prefix.len);
    }
    memcpy(whole.text + view->prefix.len, pointer.at, pointer.len < room ? pointer.len : room);
    whole.length = view->prefix.len + (pointer.len < room ? pointer.len : room);
    struct hp_slice copy = hp_arena_copy(view->arena, (struct hp_slice){whole.text, whole.length});
    view->out_of_memory |= copy.at == NULL;
    return copy;
}

struct hp_slice hp_view_pointer(struct hp_view *view, enum hp_role role)
{
    struct hp_pointer pointer;
    hp_pointer_init(&pointer);
    (void)hp_pointer_push_name(&pointer, view->contract->names[role]);
    return hp_view_place(view, (struct hp_slice){pointer.text, pointer.length});
}
