/* Why: rows about documents that are deep, wide, or made of one long token: what a parser must
 * survive. Texts of megabytes are written once, into the build's arena. */
#include "cases/raw_text.h"
#include "cases/size_depth.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { MILLION = 1000 * 1000, MIB = 1024 * 1024 };

/* ---- a large value in a small document ---- */

/* The bytes of the document that a large text stands for. */
struct hole {
    size_t begin;
    size_t end;
};

static struct hole hole_at(const struct hp_build *build, struct hp_site site)
{
    const struct hp_node *node = hp_draft_node(&build->draft, site);
    return node == NULL ? (struct hole){0, 0} : (struct hole){node->value.begin, node->value.end};
}

/* The value of a member that the contract does not know, last in the wrapper. */
static struct hole hole_in_extra(struct hp_build *build)
{
    hp_draft_insert_last(&build->draft, hp_raw_site(HP_ROLE_WRAPPER),
                         HP_SLICE("\"x_hookproof\":0"));
    size_t length = hp_draft_text(&build->draft).len;
    return (struct hole){length - strlen("0}}"), length - strlen("}}")};
}

/* Room for members at the end of an object that has some already. */
static struct hole hole_for_members(const struct hp_build *build, enum hp_role object)
{
    size_t bracket = hole_at(build, hp_raw_site(object)).end - 1;
    return (struct hole){bracket, bracket};
}

/* The document up to the hole, with room for `bytes_max` and what follows. */
static struct hp_buf begin_large(struct hp_build *build, struct hole hole, size_t bytes_max)
{
    struct hp_slice text = hp_draft_text(&build->draft);
    struct hp_buf whole = hp_raw_begin(build, text.len + bytes_max);
    hp_buf_append(&whole, text.at, hole.begin);
    return whole;
}

static void end_large(struct hp_build *build, struct hole hole, struct hp_buf *whole)
{
    struct hp_slice text = hp_draft_text(&build->draft);
    hp_buf_append(whole, text.at + hole.end, text.len - hole.end);
    hp_build_body(build, hp_raw_end(build, whole));
}

static void repeat_text(struct hp_buf *out, const char *text, size_t count)
{
    size_t length = strlen(text);
    if (length == 1) {
        hp_buf_repeat(out, text[0], count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        hp_buf_append(out, text, length);
    }
}

/* ---- size-depth ---- */

static const unsigned depths[] = {100, 1000, 10000, 100000, 1000000};

/* What is nested where. */
static const struct nest {
    const char *name;
    const char *why;
    enum hp_role role; /* in place of its value; ROOT: in an undocumented member */
    const char *open;
    const char *innermost;
    const char *close; /* empty: never closed */
} nests[] = {
    {"unknown-member", "arrays in an undocumented member", HP_ROLE_ROOT, "[", "", "]"},
    {"unknown-member-objects", "objects in an undocumented member", HP_ROLE_ROOT, "{\"\":", "0",
     "}"},
    {"unknown-member-open", "arrays that are never closed, in an undocumented member", HP_ROLE_ROOT,
     "[", "", ""},
    {"wrapper", "arrays in place of the wrapper", HP_ROLE_WRAPPER, "[", "", "]"},
    {"operations", "arrays in place of the operations", HP_ROLE_OPERATIONS, "[", "", "]"},
    {"name", "arrays in place of the name", HP_ROLE_NAME, "[", "", "]"},
    {"type", "arrays in place of the type", HP_ROLE_TYPE, "[", "", "]"},
    {"data_models", "arrays in place of the data models", HP_ROLE_DATA_MODELS, "[", "", "]"},
    {"url", "arrays in place of the URL", HP_ROLE_URL, "[", "", "]"},
    {"headers", "objects in place of the headers", HP_ROLE_HEADERS, "{\"\":", "0", "}"},
};

static void nest(struct hp_build *build, const struct nest *form, unsigned depth)
{
    struct hole hole =
        form->role == HP_ROLE_ROOT ? hole_in_extra(build) : hole_at(build, hp_raw_site(form->role));
    size_t level_bytes = strlen(form->open) + strlen(form->close);
    struct hp_buf whole = begin_large(build, hole, depth * level_bytes + strlen(form->innermost));
    repeat_text(&whole, form->open, depth);
    hp_buf_text(&whole, form->innermost);
    repeat_text(&whole, form->close, depth);
    end_large(build, hole, &whole);
}

bool hp_size_depth(struct hp_build *build, size_t index)
{
    if (index >= COUNT_OF(nests) * COUNT_OF(depths)) {
        return false;
    }
    const struct nest *form = &nests[index / COUNT_OF(depths)];
    unsigned depth = depths[index % COUNT_OF(depths)];
    hp_instance(build, hp_raw_site(form->role), "%s-%u", form->name, depth);
    hp_why(build, "%u levels of %s", depth, form->why);
    nest(build, form, depth);
    if (depth > HP_JSON_DEPTH_MAX || form->close[0] == '\0') {
        build->body_truth = HP_BODY_NOT_JSON; /* to a reader with a limit, as this one is */
    } else if (form->role != HP_ROLE_ROOT) {
        build->body_truth = HP_BODY_BREAKS;
    }
    return true;
}

/* ---- size-members ---- */

static bool is_known_name(const struct hp_contract *contract, struct hp_slice name)
{
    for (size_t role = 0; role < HP_ROLE_COUNT; role++) {
        if (contract->names[role].len > 0 && hp_slice_equal(contract->names[role], name)) {
            return true;
        }
    }
    return false;
}

/* `number` to the base of 36; different numbers give different names. */
static struct hp_slice numbered_name(size_t number, char *storage, size_t storage_bytes)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t at = storage_bytes;
    do {
        storage[--at] = digits[number % 36];
        number /= 36;
    } while (number > 0);
    return (struct hp_slice){storage + at, storage_bytes - at};
}

/* Pairs of letters to which a polynomial hash gives the same value: a name of n pairs has 2^n
 * spellings that all collide. */
struct collision {
    const char *pairs[2];
};
static const struct collision times_31 = {{"Aa", "BB"}}; /* Java's String.hashCode */
static const struct collision times_33 = {{"Ez", "FY"}}; /* DJBX33A, as in PHP */

enum {
    COLLIDING_PAIRS = 16,
    NAME_BYTES = 2 * COLLIDING_PAIRS,
    NUMBER_BYTES_MAX = 4 /* 36^4 is over a million and a half */
};

static struct hp_slice colliding_name(const struct collision *collision, size_t number,
                                      char *storage)
{
    for (size_t i = 0; i < COLLIDING_PAIRS; i++) {
        memcpy(storage + 2 * i, collision->pairs[number >> i & 1], 2);
    }
    return (struct hp_slice){storage, NAME_BYTES};
}

static const struct crowd {
    const char *name;
    const char *why;
    enum hp_role object;
    size_t count;
    const struct collision *collision; /* NULL: names are numbers */
} crowds[] = {
    {"wrapper-10000", "10,000 undocumented members", HP_ROLE_WRAPPER, 10000, NULL},
    {"wrapper-100000", "100,000 undocumented members", HP_ROLE_WRAPPER, 100000, NULL},
    {"wrapper-1000000", "a million undocumented members", HP_ROLE_WRAPPER, MILLION, NULL},
    {"headers-10000", "10,000 headers", HP_ROLE_HEADERS, 10000, NULL},
    {"headers-100000", "100,000 headers", HP_ROLE_HEADERS, 100000, NULL},
    {"colliding-times-31", "65,536 names with one hash where characters are summed times 31",
     HP_ROLE_WRAPPER, 1 << COLLIDING_PAIRS, &times_31},
    {"colliding-times-33", "65,536 names with one hash where characters are summed times 33",
     HP_ROLE_WRAPPER, 1 << COLLIDING_PAIRS, &times_33},
};

/* ,"name":0 or ,"name":"" for a header. */
static void crowd_in(struct hp_build *build, const struct crowd *crowd)
{
    bool headers = crowd->object == HP_ROLE_HEADERS;
    struct hole hole = hole_for_members(build, crowd->object);
    size_t name_bytes = crowd->collision == NULL ? NUMBER_BYTES_MAX : NAME_BYTES;
    size_t member_bytes = name_bytes + strlen(headers ? ",\"\":\"\"" : ",\"\":0");
    struct hp_buf whole = begin_large(build, hole, crowd->count * member_bytes);
    char storage[NAME_BYTES];
    bool comma = headers ? build->draft.item_count[hp_draft_list(HP_ROLE_HEADERS)] > 0 : true;
    size_t number = 0;
    for (size_t made = 0; made < crowd->count; number++) {
        struct hp_slice name = crowd->collision == NULL
                                   ? numbered_name(number, storage, sizeof(storage))
                                   : colliding_name(crowd->collision, number, storage);
        if (is_known_name(build->contract, name)) {
            continue;
        }
        hp_buf_text(&whole, comma ? ",\"" : "\"");
        hp_buf_slice(&whole, name);
        hp_buf_text(&whole, headers ? "\":\"\"" : "\":0");
        comma = true;
        made++;
    }
    end_large(build, hole, &whole);
}

bool hp_size_members(struct hp_build *build, size_t index)
{
    if (index >= COUNT_OF(crowds)) {
        return false;
    }
    hp_instance(build, hp_raw_site(crowds[index].object), "%s", crowds[index].name);
    hp_why(build, "%s", crowds[index].why);
    crowd_in(build, &crowds[index]);
    return true;
}

/* ---- size-long-token ---- */

bool hp_size_long_token(struct hp_build *build, size_t index)
{
    static const struct {
        const char *name;
        const char *why;
        enum hp_role role; /* whose value it is; ROOT: of an undocumented member */
        const char *before;
        const char *repeated;
        size_t count;
        const char *behind;
    } tokens[] = {
        {"digits-in-integer", "an integer of a million digits", HP_ROLE_ROOT, "", "9", MILLION, ""},
        {"digits-in-fraction", "a fraction of a million digits", HP_ROLE_ROOT, "0.", "9", MILLION,
         ""},
        {"digits-in-exponent", "an exponent of a million digits", HP_ROLE_ROOT, "1e", "9", MILLION,
         ""},
        {"escapes-in-name", "a million escapes in the name", HP_ROLE_NAME, "\"", "\\u0041", MILLION,
         "\""},
        {"short-escapes-in-unknown-member", "a million short escapes in an undocumented member",
         HP_ROLE_ROOT, "\"", "\\n", MILLION, "\""},
        {"member-name", "the name of an undocumented member is of 1 MiB", HP_ROLE_ROOT, "{\"", "n",
         MIB, "\":0}"},
        {"header-name", "the name of a header is of 1 MiB", HP_ROLE_HEADERS, "{\"", "n", MIB,
         "\":\"1\"}"},
    };
    if (index >= COUNT_OF(tokens)) {
        return false;
    }
    enum hp_role role = tokens[index].role;
    hp_instance(build, hp_raw_site(role), "%s", tokens[index].name);
    hp_why(build, "%s", tokens[index].why);
    struct hole hole =
        role == HP_ROLE_ROOT ? hole_in_extra(build) : hole_at(build, hp_raw_site(role));
    size_t bytes = strlen(tokens[index].before) + strlen(tokens[index].behind) +
                   strlen(tokens[index].repeated) * tokens[index].count;
    struct hp_buf whole = begin_large(build, hole, bytes);
    hp_buf_text(&whole, tokens[index].before);
    repeat_text(&whole, tokens[index].repeated, tokens[index].count);
    hp_buf_text(&whole, tokens[index].behind);
    end_large(build, hole, &whole);
    return true;
}
