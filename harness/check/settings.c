/* Keys, values and profiles. Must not know how a check uses a setting. */
#include "harness/check/settings.h"

#include <assert.h>
#include <stdio.h>

#include "harness/check/setting_rules.h"
#include "harness/plan/nearest.h"

/* 5 s is when a person at a screen gives up, and far above what a create costs. */
enum { LATENCY_BUDGET_MS = 5000 };

#define HP_SETTING_ROW(id, key_, words_, min_, max_, otherwise_, form_, clause_, lacking_,         \
                       meaning_)                                                                   \
    [HP_SET_##id] = {                                                                              \
        .key = (key_),                                                                             \
        .words = (words_),                                                                         \
        .min = (min_),                                                                             \
        .max = (max_),                                                                             \
        .otherwise = (otherwise_),                                                                 \
        .form = (form_),                                                                           \
        .clause = (clause_),                                                                       \
        .lacking = (lacking_),                                                                     \
        .meaning = (meaning_),                                                                     \
    },
const struct hp_setting hp_setting_list[HP_SETTING_COUNT] = {HP_SETTINGS(HP_SETTING_ROW)};
static_assert(HP_SETTING_COUNT <= 64, "the keys that were given are one word");

#define HP_SETTING_DEFAULT(id, key, words, min, max, otherwise, ...)                               \
    [HP_SET_##id] = {(otherwise) == 0 ? 0 : HP_SETTING_NUMBER, otherwise},
const struct hp_settings hp_settings_doc = {
    .profile = "doc",
    .base = "doc",
    .latency_budget_ms = LATENCY_BUDGET_MS,
    .values = {HP_SETTINGS(HP_SETTING_DEFAULT)},
};

const struct hp_profile hp_profile_list[] = {
    {.name = "doc", .title = "what the page says; where it is silent, the default"},
    {.name = "lenient", .title = "only what is a MUST; the rest is a note", .lenient = true},
    {.name = "strict",
     .title = "every SHOULD fails, and what may be refused has to be",
     .strict = true,
     .sets = {"auth.challenge=require", "duplicate_keys=reject", "unknown_members=reject",
              "array_duplicates=reject", "bom=reject"}},
    {.name = "sibling",
     .title = "as the page of the sibling, PUT, has it",
     .sets = {"required=put-page", "headers.required=yes", "response.envelope=none+data"}},
    {.name = "hardened",
     .title = "what OWASP and the practice of webhook services ask for",
     .sets = {"ssrf=reject-at-create", "url.schemes=https-only", "headers.reserved=svix",
              "headers.crlf=reject", "headers.echo=masked"}},
};
const size_t hp_profile_count = sizeof(hp_profile_list) / sizeof(hp_profile_list[0]);

bool hp_settings_find(const char *profile, struct hp_settings *out)
{
    for (size_t i = 0; i < hp_profile_count; i++) {
        const struct hp_profile *found = &hp_profile_list[i];
        if (strcmp(profile, found->name) != 0) {
            continue;
        }
        *out = hp_settings_doc;
        out->profile = out->base = found->name;
        out->strict = found->strict;
        out->lenient = found->lenient;
        for (size_t set = 0; found->sets[set] != NULL; set++) {
            enum hp_status status = hp_settings_assign(out, found->sets[set], NULL);
            assert(status == HP_OK && "a profile that is built in is right");
            (void)status;
        }
        out->given = 0;
        return true;
    }
    return false;
}

/* --- values --- */

/* The index-th of what `separator` joins; false past the last. */
static bool part_of(struct hp_slice list, char separator, size_t index, struct hp_slice *out)
{
    if (list.len == 0) {
        return false;
    }
    for (;;) {
        const char *end = memchr(list.at, separator, list.len);
        size_t length = end == NULL ? list.len : (size_t)(end - list.at);
        *out = (struct hp_slice){list.at, length};
        if (index == 0) {
            return true;
        }
        if (end == NULL) {
            return false;
        }
        index--;
        list.at += length + 1;
        list.len -= length + 1;
    }
}

bool hp_setting_lists(struct hp_slice list, struct hp_slice item)
{
    struct hp_slice part;
    for (size_t i = 0; part_of(list, '+', i, &part); i++) {
        if (hp_slice_equal(part, item)) {
            return true;
        }
    }
    return false;
}

static size_t text_slot(const struct hp_setting *setting)
{
    return (size_t)setting->form - HP_FORM_METHODS;
}

struct hp_slice hp_setting_text(const struct hp_settings *settings, enum hp_setting_id id)
{
    const struct hp_setting *setting = &hp_setting_list[id];
    const struct hp_setting_value *value = &settings->values[id];
    struct hp_slice text = {"", 0};
    if (value->word == HP_SETTING_TEXT) {
        text = hp_slice_of(settings->texts[text_slot(setting)]);
    } else if (value->word >= 0) {
        (void)part_of(hp_slice_of(setting->words), '|', (size_t)value->word, &text);
    }
    return text;
}

const char *hp_setting_show(const struct hp_settings *settings, enum hp_setting_id id,
                            char out[static HP_SETTING_SHOWN_BYTES])
{
    struct hp_slice text = hp_setting_text(settings, id);
    if (settings->values[id].word == HP_SETTING_NUMBER) {
        (void)snprintf(out, HP_SETTING_SHOWN_BYTES, "%lld", (long long)settings->values[id].number);
    } else {
        (void)snprintf(out, HP_SETTING_SHOWN_BYTES, "%.*s", (int)text.len, text.at);
    }
    return out;
}

bool hp_setting_equal(const struct hp_settings *a, const struct hp_settings *b,
                      enum hp_setting_id id)
{
    const struct hp_setting_value *left = &a->values[id];
    const struct hp_setting_value *right = &b->values[id];
    return left->word == right->word &&
           (left->word != HP_SETTING_NUMBER || left->number == right->number) &&
           (left->word != HP_SETTING_TEXT ||
            hp_slice_equal(hp_setting_text(a, id), hp_setting_text(b, id)));
}

static const char *form_for_people(enum hp_setting_form form)
{
    switch (form) {
    case HP_FORM_METHODS:
        return "methods joined by +";
    case HP_FORM_VALUES:
        return "values joined by +";
    case HP_FORM_FIELD:
        return "the name of a header field";
    case HP_FORM_URL:
        return "an http or https URL";
    case HP_FORM_PATH:
        return "a path that begins with /";
    case HP_FORM_SECRET:
        return "a key";
    case HP_FORM_NONE:
        break;
    }
    return NULL;
}

void hp_setting_alternatives(enum hp_setting_id id, struct hp_buf *out)
{
    const struct hp_setting *setting = &hp_setting_list[id];
    const char *between = "";
    struct hp_slice word;
    for (size_t i = setting->otherwise == 0 ? 1 : 0;
         part_of(hp_slice_of(setting->words), '|', i, &word); i++) {
        hp_buf_text(out, between);
        hp_buf_slice(out, word);
        between = " | ";
    }
    if (setting->max > 0) {
        hp_buf_printf(out, "%sa number from %lld to %lld", between, (long long)setting->min,
                      (long long)setting->max);
        between = " | ";
    }
    const char *form = form_for_people(setting->form);
    if (form != NULL) {
        hp_buf_printf(out, "%s%s", between, form);
    }
}

/* --- setting one --- */

static bool is_token_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != '\0' && strchr("!#$%&'*-.^_`|~", c) != NULL);
}

static bool is_token(struct hp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_token_character(text.at[i])) {
            return false;
        }
    }
    return text.len > 0;
}

/* Tokens joined by +, which a token of ours has not. */
static bool is_token_list(struct hp_slice text)
{
    struct hp_slice part;
    size_t i = 0;
    for (; part_of(text, '+', i, &part); i++) {
        if (!is_token(part)) {
            return false;
        }
    }
    return i > 0;
}

static bool has_form(struct hp_slice text, enum hp_setting_form form)
{
    switch (form) {
    case HP_FORM_METHODS:
    case HP_FORM_VALUES:
        return is_token_list(text);
    case HP_FORM_FIELD:
        return is_token(text);
    case HP_FORM_URL:
        return hp_slice_starts_with(text, HP_SLICE("http://")) ||
               hp_slice_starts_with(text, HP_SLICE("https://"));
    case HP_FORM_PATH:
        return text.len > 0 && text.at[0] == '/';
    case HP_FORM_SECRET:
        return text.len > 0;
    case HP_FORM_NONE:
        break;
    }
    return false;
}

static bool read_number(struct hp_slice text, int64_t *out)
{
    enum { DIGITS_MAX = 15 };
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
        *out = *out * 10 + (text.at[i] - '0');
    }
    return text.len > 0 && text.len <= DIGITS_MAX;
}

/* Finds the value that a text stands for; false when it is none of the key's. */
static bool read_value(const struct hp_setting *setting, struct hp_slice text,
                       struct hp_setting_value *out)
{
    struct hp_slice word;
    for (int i = 0; part_of(hp_slice_of(setting->words), '|', (size_t)i, &word); i++) {
        if (hp_slice_equal(word, text)) {
            *out = (struct hp_setting_value){.word = i};
            return true;
        }
    }
    int64_t number = 0;
    if (setting->max > 0 && text.len <= 15 && read_number(text, &number) &&
        number >= setting->min && number <= setting->max) {
        *out = (struct hp_setting_value){HP_SETTING_NUMBER, number};
        return true;
    }
    if (has_form(text, setting->form) && text.len < HP_SETTING_TEXT_BYTES) {
        *out = (struct hp_setting_value){.word = HP_SETTING_TEXT};
        return true;
    }
    return false;
}

static enum hp_status refuse_key(struct hp_slice key, struct hp_error *error)
{
    struct hp_nearest nearest;
    hp_nearest_init(&nearest, key);
    for (size_t i = 0; i < HP_SETTING_COUNT; i++) {
        (void)hp_nearest_feed(&nearest, hp_slice_of(hp_setting_list[i].key));
    }
    if (nearest.name.len > 0) {
        return hp_error_set(error, HP_ERR_USAGE, "there is no setting \"%.*s\"; did you mean %.*s?",
                            (int)key.len, key.at, (int)nearest.name.len, nearest.name.at);
    }
    return hp_error_set(error, HP_ERR_USAGE,
                        "there is no setting \"%.*s\"; `hookproof list settings` shows them",
                        (int)key.len, key.at);
}

static enum hp_status refuse_value(enum hp_setting_id id, struct hp_slice value,
                                   struct hp_error *error)
{
    enum { CHOICES_BYTES_MAX = 1024 };
    const struct hp_setting *setting = &hp_setting_list[id];
    bool secret = setting->form == HP_FORM_SECRET;
    struct hp_nearest nearest;
    struct hp_slice word;
    hp_nearest_init(&nearest, value);
    for (size_t i = 0; part_of(hp_slice_of(setting->words), '|', i, &word); i++) {
        (void)hp_nearest_feed(&nearest, word);
    }
    struct hp_buf choices;
    char shown[HP_SETTING_SHOWN_BYTES];
    char hint[HP_NEAREST_HINT_BYTES];
    hp_buf_init(&choices, CHOICES_BYTES_MAX);
    hp_buf_text(&choices, hp_setting_show(&hp_settings_doc, id, shown));
    struct hp_buf others;
    hp_buf_init(&others, CHOICES_BYTES_MAX);
    hp_setting_alternatives(id, &others);
    if (others.length > 0) {
        hp_buf_printf(&choices, " | %s", hp_buf_cstr(&others));
    }
    enum hp_status status =
        hp_error_set(error, HP_ERR_USAGE, "%s cannot be \"%.*s\"%s: it is one of %s", setting->key,
                     secret ? 3 : (int)value.len, secret ? "***" : value.at,
                     hp_nearest_hint(nearest.name, hint), hp_buf_cstr(&choices));
    hp_buf_deinit(&others);
    hp_buf_deinit(&choices);
    return status;
}

/* Without blanks: "https, http?" is how one would write it. False when it is too long. */
static bool without_blanks(struct hp_slice value, char out[static HP_SETTING_TEXT_BYTES])
{
    size_t length = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] == ' ') {
            continue;
        }
        if (length + 1 >= HP_SETTING_TEXT_BYTES) {
            return false;
        }
        out[length++] = value.at[i];
    }
    out[length] = '\0';
    return true;
}

enum hp_status hp_settings_set(struct hp_settings *settings, struct hp_slice key,
                               struct hp_slice value, struct hp_error *error)
{
    enum hp_setting_id id = 0;
    while (id < HP_SETTING_COUNT && !hp_slice_is(key, hp_setting_list[id].key)) {
        id++;
    }
    if (id == HP_SETTING_COUNT) {
        return refuse_key(key, error);
    }
    const struct hp_setting *setting = &hp_setting_list[id];
    struct hp_setting_value read = {0};
    char text[HP_SETTING_TEXT_BYTES];
    if (!without_blanks(value, text) || !read_value(setting, hp_slice_of(text), &read)) {
        return refuse_value(id, value, error);
    }
    if (setting->lacking != NULL && read.word != 0) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "%s: this version has no such hook (%s); leave it at %s", setting->key,
                            setting->lacking, setting->words[0] == 'o' ? "off" : "unset");
    }
    settings->values[id] = read;
    settings->given |= UINT64_C(1) << id;
    if (read.word == HP_SETTING_TEXT) {
        (void)snprintf(settings->texts[text_slot(setting)], HP_SETTING_TEXT_BYTES, "%s", text);
    }
    hp_setting_rules_choose(settings);
    return HP_OK;
}

enum hp_status hp_settings_assign(struct hp_settings *settings, const char *text,
                                  struct hp_error *error)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL) {
        return hp_error_set(error, HP_ERR_USAGE,
                            "a setting is KEY=VALUE, such as status.created=201, not \"%s\"", text);
    }
    struct hp_slice key = {text, (size_t)(equals - text)};
    return hp_settings_set(settings, key, hp_slice_of(equals + 1), error);
}
