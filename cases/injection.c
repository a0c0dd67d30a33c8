/* Why: a text is a text, whatever it would mean to a database, a shell or a browser. Each list of
 * texts is swept through the places that take any text, where a success has to give it back as it
 * was sent, and through those that take a few values only. */
#include "cases/injection_texts.h"
#include "cases/raw_text.h"
#include "cases/security.h"
#include "cases/target_edit.h"
#include "cases/text_places.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* A list of texts. */
struct texts {
    const struct hp_injection *items;
    size_t count;
};
#define TEXTS(table) ((struct texts){(table), COUNT_OF(table)})

/* The inside of `text` as a JSON string. */
static struct hp_slice escaped(struct hp_build *build, const char *text)
{
    struct hp_slice quoted = hp_raw_string(build, hp_slice_of(text));
    return quoted.len < 2 ? HP_SLICE("") : (struct hp_slice){quoted.at + 1, quoted.len - 2};
}

/* ---- places that take any text ---- */

static const enum hp_text_place free_places[] = {
    HP_TEXT_NAME,
    HP_TEXT_URL,
    HP_TEXT_HEADER_VALUE,
    HP_TEXT_HEADER_NAME,
};
enum { FREE_PLACES = sizeof(free_places) / sizeof(free_places[0]) };

/* As good as a neutral text: taken and given back as it is, or refused. */
static void put_free(struct hp_build *build, enum hp_text_place place,
                     const struct hp_injection *text)
{
    hp_instance(build, hp_text_site(place), "%s-%s", hp_text_word(place), text->word);
    hp_why(build, "the %s holds a text that means something elsewhere: %s", hp_text_word(place),
           text->word);
    hp_text_put(build, place, escaped(build, text->text));
    build->expect = HP_EXPECT_ACCEPT_200_OR_4XX;
    bool header = place == HP_TEXT_HEADER_VALUE || place == HP_TEXT_HEADER_NAME;
    if (header && strpbrk(text->text, "\r\n") != NULL) {
        build->echo = HP_ECHO_CLEAN; /* decision S26 */
    }
    /* Some of the texts may stand in a URL as they are, others make it none. */
    build->body_truth = place == HP_TEXT_URL ? HP_BODY_EITHER : HP_BODY_VALID;
}

/* ---- places that take a few values ---- */

static const struct {
    const char *word;
    enum hp_role role;
    int item;
} listed_places[] = {
    {"type", HP_ROLE_TYPE, -1},
    {"operation", HP_ROLE_OPERATIONS, 0},
    {"data_model", HP_ROLE_DATA_MODELS, 0},
};
enum { LISTED_PLACES = sizeof(listed_places) / sizeof(listed_places[0]) };

/* Behind the value that was there, which makes it none of the documented ones. That it is refused
 * is asked for by the rows on enums. */
static void put_listed(struct hp_build *build, size_t place, const struct hp_injection *text)
{
    struct hp_site site = {listed_places[place].role, listed_places[place].item};
    hp_instance(build, site, "%s-%s", listed_places[place].word, text->word);
    hp_why(build, "a text that means something elsewhere stands behind the value: %s", text->word);
    struct hp_slice value = hp_draft_value(&build->draft, site);
    struct hp_slice inside =
        value.len < 2 ? HP_SLICE("") : (struct hp_slice){value.at + 1, value.len - 2};
    struct hp_slice more = escaped(build, text->text);
    struct hp_buf raw = hp_raw_begin(build, inside.len + more.len + 2);
    hp_buf_char(&raw, '"');
    hp_buf_slice(&raw, inside);
    hp_buf_slice(&raw, more);
    hp_buf_char(&raw, '"');
    hp_raw_put(build, site, hp_raw_end(build, &raw));
    build->body_truth = HP_BODY_BREAKS;
}

/* The texts in every place; past the last, how many instances were passed is taken off `index`. */
static bool sweep(struct hp_build *build, struct texts texts, bool listed, size_t *index)
{
    size_t places = FREE_PLACES + (listed ? LISTED_PLACES : 0);
    if (*index >= texts.count * places) {
        *index -= texts.count * places;
        return false;
    }
    const struct hp_injection *text = &texts.items[*index / places];
    size_t place = *index % places;
    if (place < FREE_PLACES) {
        put_free(build, free_places[place], text);
    } else {
        put_listed(build, place - FREE_PLACES, text);
    }
    return true;
}

/* ---- the rows ---- */

/* An object in place of each value. */
static bool put_operator(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        enum hp_role role;
        int item;
    } values[] = {
        {"wrapper", HP_ROLE_WRAPPER, -1},
        {"name", HP_ROLE_NAME, -1},
        {"type", HP_ROLE_TYPE, -1},
        {"operations", HP_ROLE_OPERATIONS, -1},
        {"operation", HP_ROLE_OPERATIONS, 0},
        {"data_models", HP_ROLE_DATA_MODELS, -1},
        {"data_model", HP_ROLE_DATA_MODELS, 0},
        {"url", HP_ROLE_URL, -1},
        {"header-value", HP_ROLE_HEADERS, 0},
    };
    if (index >= COUNT_OF(values) * COUNT_OF(hp_injections_operator)) {
        return false;
    }
    size_t value = index / COUNT_OF(hp_injections_operator);
    const struct hp_injection *condition =
        &hp_injections_operator[index % COUNT_OF(hp_injections_operator)];
    struct hp_site site = {values[value].role, values[value].item};
    hp_instance(build, site, "operator-in-%s-%s", values[value].word, condition->word);
    hp_why(build, "a condition of a document database in place of a value: %s", condition->text);
    hp_raw_put(build, site, hp_slice_of(condition->text));
    build->body_truth = HP_BODY_BREAKS;
    return true;
}

bool hp_sec_injection_query(struct hp_build *build, size_t index)
{
    return sweep(build, TEXTS(hp_injections_query), true, &index) || put_operator(build, index);
}

bool hp_sec_injection_template(struct hp_build *build, size_t index)
{
    return sweep(build, TEXTS(hp_injections_template), false, &index);
}

bool hp_sec_injection_command_path(struct hp_build *build, size_t index)
{
    return sweep(build, TEXTS(hp_injections_command), true, &index);
}

/* A text in the value of a field of the request itself. */
static void put_in_field(struct hp_build *build, struct hp_slice name, const char *before,
                         const char *word, const struct hp_injection *text)
{
    hp_instance_at(build, "header", "%s-%s", word, text->word);
    hp_why(build, "the field %.*s holds a text that means something elsewhere: %s", HP_PRINT(name),
           text->word);
    hp_build_field_set(build, name, hp_build_text(build, "%s%s", before, text->text));
    build->body_truth = HP_BODY_VALID;
}

static const struct hp_slice user_agent = HP_SLICE_INIT("User-Agent");

bool hp_sec_format_string(struct hp_build *build, size_t index)
{
    struct texts texts = TEXTS(hp_injections_format);
    if (sweep(build, texts, false, &index)) {
        return true;
    }
    if (index >= 2 * texts.count) {
        return false;
    }
    const struct hp_injection *text = &texts.items[index / 2];
    if (index % 2 == 0) {
        put_in_field(build, build->contract->key_field, "", "credential", text);
    } else {
        put_in_field(build, user_agent, "hookproof ", "user-agent", text);
        build->expect = HP_EXPECT_ACCEPT_200_OR_4XX;
    }
    return true;
}

/* The texts in one free place. */
static bool in_place(struct hp_build *build, struct texts texts, enum hp_text_place place,
                     size_t *index)
{
    if (*index >= texts.count) {
        *index -= texts.count;
        return false;
    }
    put_free(build, place, &texts.items[*index]);
    return true;
}

bool hp_sec_markup(struct hp_build *build, size_t index)
{
    return in_place(build, TEXTS(hp_injections_markup), HP_TEXT_NAME, &index);
}

bool hp_sec_spreadsheet_formula(struct hp_build *build, size_t index)
{
    return in_place(build, TEXTS(hp_injections_formula), HP_TEXT_NAME_START, &index);
}

/* ---- sec-log-forging ---- */

/* Fields cannot hold a line end, so what some loggers decode stands for one. */
static const struct hp_injection log_fields[] = {
    {"percent-crlf", "%0d%0aINFO forged by hookproof"},
    {"backslash-crlf", "\\r\\nINFO forged by hookproof"},
    {"ansi-colour", "\x1b[31mred\x1b[0m"},
    {"latin-1", "\xe9\xff"},
};

/* Behind the path or in the query, as URI characters. */
static const struct hp_injection log_targets[] = {
    {"crlf", "%0D%0AINFO%20forged%20by%20hookproof"},
    {"lf", "%0AINFO%20forged"},
    {"ansi-colour", "%1B%5B31mred%1B%5B0m"},
    {"next-line", "%C2%85INFO%20forged"},
};

static bool log_target(struct hp_build *build, size_t index)
{
    if (index >= 2 * COUNT_OF(log_targets)) {
        return false;
    }
    const struct hp_injection *text = &log_targets[index / 2];
    bool query = index % 2 == 1;
    hp_instance_at(build, "target", "%s-%s", query ? "query" : "path", text->word);
    hp_why(build, "the %s of the target would be several lines of a log, or colours: %s",
           query ? "query" : "path", text->text);
    if (query) {
        build->target = hp_target_with_query(build, hp_build_text(build, "x=%s", text->text));
    } else {
        struct hp_target_parts parts = hp_target_split(build->target);
        build->target = hp_build_text(build, "%.*s%.*s%s%.*s", HP_PRINT(parts.directory),
                                      HP_PRINT(parts.segment), text->text, HP_PRINT(parts.query));
    }
    return true;
}

bool hp_sec_log_forging(struct hp_build *build, size_t index)
{
    if (in_place(build, TEXTS(hp_injections_log), HP_TEXT_NAME, &index)) {
        build->expect = HP_EXPECT_NO_5XX_ONLY; /* controls in a name: string-name-control-chars */
        return true;
    }
    if (index < COUNT_OF(log_fields)) {
        put_in_field(build, user_agent, "hookproof ", "user-agent", &log_fields[index]);
        return true;
    }
    return log_target(build, index - COUNT_OF(log_fields));
}
