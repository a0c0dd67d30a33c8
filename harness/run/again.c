/* One walk over the options, and two ways to write what it meets. Must not know the command line:
 * harness/cli/replay_options.c reads it back. */
#include "harness/run/again.h"

#include <ctype.h>
#include <stdio.h>

#include "harness/base/file.h"
#include "harness/json/encode.h"
#include "harness/run/mask.h"
#include "harness/run/shell.h"

enum { PATH_BYTES = 4096, ARENA_BYTES_MAX = 64 * 1024 * 1024 };

bool hp_again_is_secret(struct hp_slice name)
{
    static const char *const words[] = {"auth",    "cookie",   "key",        "token",    "secret",
                                        "session", "password", "credential", "signature"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct hp_slice word = hp_slice_of(words[i]);
        for (size_t at = 0; at + word.len <= name.len; at++) {
            if (hp_slice_equal_ignoring_case((struct hp_slice){name.at + at, word.len}, word)) {
                return true;
            }
        }
    }
    return false;
}

const char *hp_again_variable(struct hp_slice name, char out[static HP_AGAIN_VARIABLE_BYTES])
{
    int length = snprintf(out, HP_AGAIN_VARIABLE_BYTES, "HOOKPROOF_FIELD_");
    for (size_t i = 0; i < name.len && length < HP_AGAIN_VARIABLE_BYTES - 1; i++) {
        unsigned char c = (unsigned char)name.at[i];
        out[length++] = isalnum(c) ? (char)toupper(c) : '_';
    }
    out[length] = '\0';
    return out;
}

bool hp_again_proxy_is_secret(const char *proxy)
{
    return strchr(proxy, '@') != NULL;
}

/* What the walk tells: options of one name come behind each other. */
struct teller {
    void (*option)(struct teller *teller, const char *name, const char *value); /* NULL: a flag */
    void (*secret_field)(struct teller *teller, struct hp_slice name, struct hp_slice value);
    void (*secret_proxy)(struct teller *teller);
    struct hp_buf *out;
    struct hp_slice key;
    struct hp_buf secrets;
    const char *last; /* name of the option that was told before */
};

static void path_option(struct teller *teller, const char *name, const char *path)
{
    char absolute[PATH_BYTES];
    if (path != NULL) {
        teller->option(teller, name, hp_file_absolute(path, absolute, sizeof(absolute)));
    }
}

/* The built-in profile and what differs from it, so that no file of a profile is needed. */
static void walk_profile(struct teller *teller, const struct hp_settings *settings)
{
    struct hp_settings base = hp_settings_doc;
    (void)hp_settings_find(settings->base, &base);
    if (strcmp(settings->base, hp_settings_doc.base) != 0) {
        teller->option(teller, "profile", settings->base);
    }
    for (size_t i = 0; i < HP_SETTING_COUNT; i++) {
        char value[HP_SETTING_SHOWN_BYTES];
        char text[HP_SETTING_SHOWN_BYTES + 64];
        enum hp_setting_id id = (enum hp_setting_id)i;
        if (!hp_setting_equal(settings, &base, id)) {
            (void)snprintf(text, sizeof(text), "%s=%s", hp_setting_list[i].key,
                           hp_setting_show(settings, id, value));
            teller->option(teller, "set", text);
        }
    }
    if (settings->strict && !base.strict) {
        teller->option(teller, "strict", NULL);
    }
}

static void walk_field(struct teller *teller, const char *line)
{
    struct hp_slice text = hp_slice_of(line);
    struct hp_slice name = {line, hp_slice_find(text, HP_SLICE(":"))};
    size_t behind = name.len < text.len ? name.len + 1 : text.len;
    bool holds_key = teller->key.len > 0 && hp_slice_find(text, teller->key) < text.len;
    if (hp_again_is_secret(name) || holds_key) {
        teller->secret_field(teller, name,
                             hp_slice_trim((struct hp_slice){line + behind, text.len - behind}));
    } else {
        teller->option(teller, "header", line);
    }
}

static void walk_target(struct teller *teller, const struct hp_run_options *options)
{
    const struct hp_target_options *target = &options->target;
    char number[24];
    if (target->timeout_ms != HP_TIMEOUT_S_DEFAULT * 1000) {
        (void)snprintf(number, sizeof(number), "%lu", (unsigned long)(target->timeout_ms / 1000));
        teller->option(teller, "timeout", number);
    }
    if (options->address.builtin) {
        return;
    }
    if (target->http != HP_HTTP_1_1) {
        teller->option(teller, "http", target->http == HP_HTTP_2 ? "2" : "auto");
    }
    if (target->insecure) {
        teller->option(teller, "insecure", NULL);
    }
    path_option(teller, "cacert", target->cacert);
    if (target->proxy != NULL && hp_again_proxy_is_secret(target->proxy)) {
        teller->secret_proxy(teller);
    } else if (target->proxy != NULL) {
        teller->option(teller, "proxy", target->proxy);
    }
    for (size_t i = 0; i < target->extra_field_count; i++) {
        walk_field(teller, target->extra_fields[i]);
    }
}

static void walk(struct teller *teller, const struct hp_run_options *options)
{
    char seed[24];
    teller->key = options->plan.api_key;
    walk_profile(teller, &options->settings);
    if (options->plan.seed != HP_SEED_DEFAULT) {
        (void)snprintf(seed, sizeof(seed), "%llu", (unsigned long long)options->plan.seed);
        teller->option(teller, "seed", seed);
    }
    path_option(teller, "contract", options->contract_path);
    path_option(teller, "cases", options->cases_path);
    if (options->defect != NULL) {
        teller->option(teller, "defect", options->defect);
    }
    walk_target(teller, options);
}

/* --- a line for bash --- */

/* Numbers, names and settings need no quotes, and are easier to read and to search for without. */
static bool needs_quotes(struct hp_slice value, struct hp_slice key)
{
    static const char plain[] = "0123456789=._-"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    size_t length = 0;
    while (length < value.len && memchr(plain, value.at[length], sizeof(plain) - 1) != NULL) {
        length++;
    }
    bool has_key = key.len > 0 && hp_slice_find(value, key) < value.len;
    return value.len == 0 || length < value.len || has_key;
}

static void line_option(struct teller *teller, const char *name, const char *value)
{
    hp_buf_printf(teller->out, strcmp(name, "header") == 0 ? " -H" : " --%s", name);
    if (value == NULL) {
        return;
    }
    struct hp_slice word = hp_slice_of(value);
    hp_buf_char(teller->out, ' ');
    if (needs_quotes(word, teller->key)) {
        hp_shell_word(teller->out, word, teller->key);
    } else {
        hp_buf_slice(teller->out, word);
    }
}

enum { FIELD_NAME_BYTES_MAX = 1024 * 1024 }; /* as in target/extra_fields.c */

void hp_again_field(struct hp_buf *out, struct hp_slice name, struct hp_slice value,
                    struct hp_slice key)
{
    char variable[HP_AGAIN_VARIABLE_BYTES];
    struct hp_buf start;
    hp_buf_init(&start, FIELD_NAME_BYTES_MAX);
    hp_buf_slice(&start, name);
    hp_buf_text(&start, ": ");
    hp_buf_text(out, " -H ");
    hp_shell_word(out, hp_buf_view(&start), key);
    if (hp_slice_find(value, key) == value.len || key.len == 0) {
        hp_buf_printf(out, "\"$%s\"", hp_again_variable(name, variable));
    } else {
        hp_shell_word(out, value, key);
    }
    out->failed = out->failed || start.failed;
    hp_buf_deinit(&start);
}

static void line_field(struct teller *teller, struct hp_slice name, struct hp_slice value)
{
    hp_again_field(teller->out, name, value, teller->key);
}

static void line_proxy(struct teller *teller)
{
    hp_buf_text(teller->out, " --proxy \"$HOOKPROOF_PROXY\"");
}

void hp_again_line(struct hp_buf *out, const struct hp_run_options *options)
{
    struct teller teller = {
        .option = line_option, .secret_field = line_field, .secret_proxy = line_proxy, .out = out};
    walk(&teller, options);
    hp_buf_text(out, options->careful ? " --allow-remote" : "");
}

/* --- a JSON object --- */

static bool is_list(const char *name)
{
    return strcmp(name, "set") == 0 || strcmp(name, "header") == 0;
}

/* Closes the list of the option before. */
static void end_option(struct teller *teller, const char *name)
{
    bool goes_on = teller->last != NULL && name != NULL && strcmp(teller->last, name) == 0;
    if (teller->last != NULL && is_list(teller->last) && !goes_on) {
        hp_buf_char(teller->out, ']');
    }
    if (name != NULL && !goes_on) {
        hp_buf_printf(teller->out, "%s\"%s\":%s", teller->last == NULL ? "" : ",", name,
                      is_list(name) ? "[" : "");
    } else if (goes_on) {
        hp_buf_char(teller->out, ',');
    }
    teller->last = name;
}

static void json_option(struct teller *teller, const char *name, const char *value)
{
    end_option(teller, name);
    if (value == NULL) {
        hp_buf_text(teller->out, "true");
    } else {
        hp_json_encode_string(teller->out, hp_slice_of(value));
    }
}

static void json_secret(struct teller *teller, const char *what, struct hp_slice name)
{
    hp_buf_text(&teller->secrets, teller->secrets.length == 0 ? "\"" : ",\"");
    hp_buf_text(&teller->secrets, what);
    hp_buf_slice(&teller->secrets, name); /* a token, so that nothing in it needs an escape */
    hp_buf_char(&teller->secrets, '"');
}

static void json_field(struct teller *teller, struct hp_slice name, struct hp_slice value)
{
    (void)value;
    json_secret(teller, "header ", name);
}

static void json_proxy(struct teller *teller)
{
    json_secret(teller, "proxy", (struct hp_slice){"", 0});
}

/* A path may have the key in it. */
static void mask_from(struct hp_buf *out, size_t start, struct hp_slice key)
{
    struct hp_arena arena;
    hp_arena_init(&arena, ARENA_BYTES_MAX);
    struct hp_slice text = {out->bytes + start, out->length - start};
    struct hp_slice masked = hp_mask(text, key, &arena);
    if (!out->failed && masked.at != text.at) {
        hp_buf_splice(out, start, text.len, masked);
    }
    hp_arena_deinit(&arena);
}

void hp_again_json(struct hp_buf *out, const struct hp_run_options *options)
{
    enum { SECRETS_BYTES_MAX = 1024 * 1024 };
    struct teller teller = {
        .option = json_option, .secret_field = json_field, .secret_proxy = json_proxy, .out = out};
    size_t start = out->length;
    hp_buf_init(&teller.secrets, SECRETS_BYTES_MAX);
    hp_buf_text(out, "{\"options\":{");
    walk(&teller, options);
    end_option(&teller, NULL);
    hp_buf_text(out, "},\"secrets\":[");
    hp_buf_slice(out, hp_buf_view(&teller.secrets));
    hp_buf_printf(out, "],\"contract_hash\":\"%016llx\"}",
                  (unsigned long long)options->contract->hash);
    out->failed = out->failed || teller.secrets.failed;
    hp_buf_deinit(&teller.secrets);
    mask_from(out, start, options->plan.api_key);
}
