/* One edit at a time, on tokens. Must not know what any edit is good for. */
#include "harness/mutate/havoc.h"

#include "harness/mutate/havoc_text.h"

enum {
    TOKENS_MAX = 1024,  /* of one text; what lies behind them is left as it is */
    DEEP_MAX = 700,     /* beyond what any reader of the catalogue has to take */
    LONG_MAX = 12000,   /* bytes of one token: the whole body stays below what an excerpt holds */
    RAW_PIECES_MAX = 4, /* characters or escapes put in at once */
};

enum kind { STRING, SCALAR, OPEN, CLOSE, COMMA, COLON };

struct token {
    size_t begin, end;
    enum kind kind;
    size_t match; /* of OPEN: its CLOSE */
};

struct tokens {
    struct token at[TOKENS_MAX];
    size_t count;
};

/* --- tokens --- */

static size_t end_of_string(struct hp_slice text, size_t at)
{
    for (at++; at < text.len && text.at[at] != '"'; at++) {
        at += text.at[at] == '\\';
    }
    return at < text.len ? at + 1 : text.len;
}

static enum kind kind_of(char c)
{
    return c == '"'               ? STRING
           : c == '{' || c == '[' ? OPEN
           : c == '}' || c == ']' ? CLOSE
           : c == ','             ? COMMA
           : c == ':'             ? COLON
                                  : SCALAR;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void tokenise(struct hp_slice text, struct tokens *out)
{
    size_t open[TOKENS_MAX];
    size_t depth = 0;
    out->count = 0;
    for (size_t at = 0; at < text.len && out->count < TOKENS_MAX;) {
        if (is_blank(text.at[at])) {
            at++;
            continue;
        }
        struct token token = {at, at + 1, kind_of(text.at[at]), out->count};
        if (token.kind == STRING) {
            token.end = end_of_string(text, at);
        } else if (token.kind == SCALAR) {
            while (token.end < text.len && !is_blank(text.at[token.end]) &&
                   kind_of(text.at[token.end]) == SCALAR) {
                token.end++;
            }
        } else if (token.kind == OPEN) {
            open[depth++] = out->count;
        } else if (token.kind == CLOSE && depth > 0) {
            out->at[open[--depth]].match = out->count;
        }
        at = token.end;
        out->at[out->count++] = token;
    }
}

/* Where the value that begins with a token ends. */
static size_t value_end(const struct tokens *tokens, size_t index)
{
    const struct token *token = &tokens->at[index];
    return token->kind == OPEN ? tokens->at[token->match].end : token->end;
}

static bool is_name(const struct tokens *tokens, size_t index)
{
    return index + 1 < tokens->count && tokens->at[index + 1].kind == COLON;
}

static bool begins_value(const struct tokens *tokens, size_t index)
{
    enum kind kind = tokens->at[index].kind;
    return (kind == STRING || kind == SCALAR || kind == OPEN) && !is_name(tokens, index);
}

/* Any token of which `fits` holds; false when there is none. */
typedef bool fits_fn(const struct tokens *tokens, size_t index);

static bool pick(const struct tokens *tokens, struct hp_rng *rng, fits_fn *fits, size_t *out)
{
    size_t start = tokens->count == 0 ? 0 : hp_rng_below(rng, tokens->count);
    for (size_t i = 0; i < tokens->count; i++) {
        *out = (start + i) % tokens->count;
        if (fits(tokens, *out)) {
            return true;
        }
    }
    return false;
}

static bool is_string(const struct tokens *tokens, size_t index)
{
    return tokens->at[index].kind == STRING;
}

static bool is_string_value(const struct tokens *tokens, size_t index)
{
    return is_string(tokens, index) && !is_name(tokens, index);
}

static bool is_inner_value(const struct tokens *tokens, size_t index)
{
    return index > 0 && begins_value(tokens, index);
}

/* --- edits --- */

struct work {
    struct hp_buf *text;
    struct hp_slice other;
    struct hp_rng *rng;
    const struct hp_contract *contract;
    struct tokens tokens;
    struct hp_buf piece; /* what is put in */
};

static void put(struct work *work, size_t begin, size_t end)
{
    size_t length = work->text->length - (end - begin) + work->piece.length;
    if (!work->piece.failed && length > 0 && length <= work->text->bytes_max) {
        hp_buf_splice(work->text, begin, end - begin, hp_buf_view(&work->piece));
    }
}

/* The piece in the place of a value. */
static void put_value(struct work *work, fits_fn *fits)
{
    size_t index = 0;
    if (pick(&work->tokens, work->rng, fits, &index)) {
        put(work, work->tokens.at[index].begin, value_end(&work->tokens, index));
    }
}

static void edit_deep(struct work *work)
{
    size_t depth = hp_havoc_size(work->rng, DEEP_MAX);
    hp_havoc_deep(&work->piece, work->rng, depth);
    put_value(work, is_inner_value);
}

static void edit_long(struct work *work)
{
    size_t bytes = hp_havoc_size(work->rng, LONG_MAX);
    size_t index = 0;
    if (hp_rng_below(work->rng, 4) == 0 && pick(&work->tokens, work->rng, begins_value, &index)) {
        hp_buf_repeat(&work->piece, " \t\n"[hp_rng_below(work->rng, 3)], bytes);
        put(work, work->tokens.at[index].begin, work->tokens.at[index].begin);
        return;
    }
    bool string = hp_rng_below(work->rng, 3) > 0;
    hp_havoc_long(&work->piece, work->rng, bytes, string);
    put_value(work, string ? is_string_value : is_inner_value);
}

/* Pieces of text somewhere in a string; half of the time it is all that the string holds. */
static void edit_string(struct work *work, void (*piece)(struct hp_buf *, struct hp_rng *))
{
    size_t index = 0;
    if (!pick(&work->tokens, work->rng, is_string, &index)) {
        return;
    }
    const struct token *token = &work->tokens.at[index];
    size_t inner = token->end - token->begin < 2 ? 0 : token->end - token->begin - 2;
    size_t at = token->begin + 1 + hp_rng_below(work->rng, inner + 1);
    for (size_t left = 1 + hp_rng_below(work->rng, RAW_PIECES_MAX); left > 0; left--) {
        piece(&work->piece, work->rng);
    }
    bool whole = hp_rng_below(work->rng, 2) == 0 && !is_name(&work->tokens, index);
    at = at < token->end ? at : token->end;
    put(work, whole ? token->begin + 1 : at, whole ? token->begin + 1 + inner : at);
}

static void edit_escape(struct work *work)
{
    edit_string(work, hp_havoc_escape);
}

static void edit_raw(struct work *work)
{
    edit_string(work, hp_havoc_character);
}

static void edit_kind(struct work *work)
{
    hp_havoc_value(&work->piece, work->rng);
    put_value(work, begins_value);
}

static void edit_word(struct work *work)
{
    hp_havoc_word(&work->piece, work->rng, work->contract);
    put_value(work, is_string);
}

static void edit_number(struct work *work)
{
    hp_havoc_number(&work->piece, work->rng);
    put_value(work, is_inner_value);
}

/* From its name, if it has one, to the end of its value. */
static bool pick_member(struct work *work, size_t *begin, size_t *end)
{
    const struct tokens *tokens = &work->tokens;
    size_t index = 0;
    if (!pick(tokens, work->rng, is_inner_value, &index)) {
        return false;
    }
    bool named = index >= 2 && tokens->at[index - 1].kind == COLON;
    *begin = tokens->at[named ? index - 2 : index].begin;
    *end = value_end(tokens, index);
    return *begin < *end;
}

static void edit_twice(struct work *work)
{
    size_t begin = 0;
    size_t end = 0;
    if (!pick_member(work, &begin, &end)) {
        return;
    }
    size_t times = hp_rng_below(work->rng, 4) == 0 ? hp_havoc_size(work->rng, 200) : 1;
    for (size_t i = 0; i < times && work->piece.length < LONG_MAX; i++) {
        hp_buf_append(&work->piece, work->text->bytes + begin, end - begin);
        hp_buf_char(&work->piece, ',');
    }
    put(work, begin, begin);
}

static void edit_gone(struct work *work)
{
    size_t begin = 0;
    size_t end = 0;
    if (!pick_member(work, &begin, &end)) {
        return;
    }
    const char *text = work->text->bytes;
    if (end < work->text->length && text[end] == ',') {
        end++;
    } else if (begin > 0 && text[begin - 1] == ',') {
        begin--;
    }
    put(work, begin, end);
}

static void edit_foreign(struct work *work)
{
    struct tokens other;
    size_t from = 0;
    tokenise(work->other, &other);
    if (pick(&other, work->rng, begins_value, &from)) {
        size_t begin = other.at[from].begin;
        size_t end = value_end(&other, from);
        hp_buf_append(&work->piece, work->other.at + begin, end > begin ? end - begin : 0);
        put_value(work, begins_value);
    }
}

static void edit_puncture(struct work *work)
{
    static const char marks[] = "{}[],:\"'\\/";
    size_t at = hp_rng_below(work->rng, work->text->length);
    size_t way = hp_rng_below(work->rng, 3);
    if (work->tokens.count > 0) {
        at = work->tokens.at[hp_rng_below(work->rng, work->tokens.count)].begin;
    }
    if (way != 0) {
        hp_buf_char(&work->piece, marks[hp_rng_below(work->rng, sizeof(marks) - 1)]);
    }
    put(work, at, way == 1 ? at : at + 1);
}

static void edit_bytes(struct work *work)
{
    size_t length = work->text->length;
    size_t at = hp_rng_below(work->rng, length);
    size_t most = length - at < 32 ? length - at : 32;
    size_t count = 1 + hp_rng_below(work->rng, most);
    switch (hp_rng_below(work->rng, 4)) {
    case 0:
        work->text->bytes[at] ^= (char)(1 << hp_rng_below(work->rng, 8));
        return;
    case 1:
        hp_buf_char(&work->piece, (char)hp_rng_below(work->rng, 256));
        put(work, at, at + 1);
        return;
    case 2:
        put(work, at, at + count);
        return;
    default:
        hp_buf_append(&work->piece, work->text->bytes + at, count);
        put(work, at, at);
    }
}

static const struct {
    const char *name;
    void (*make)(struct work *work);
} edits[HP_HAVOC_EDITS] = {
    [HP_HAVOC_DEEP] = {"deep", edit_deep},
    [HP_HAVOC_LONG] = {"long", edit_long},
    [HP_HAVOC_ESCAPE] = {"escape", edit_escape},
    [HP_HAVOC_RAW] = {"raw", edit_raw},
    [HP_HAVOC_KIND] = {"kind", edit_kind},
    [HP_HAVOC_WORD] = {"word", edit_word},
    [HP_HAVOC_NUMBER] = {"number", edit_number},
    [HP_HAVOC_TWICE] = {"twice", edit_twice},
    [HP_HAVOC_GONE] = {"gone", edit_gone},
    [HP_HAVOC_FOREIGN] = {"foreign", edit_foreign},
    [HP_HAVOC_PUNCTURE] = {"puncture", edit_puncture},
    [HP_HAVOC_BYTES] = {"bytes", edit_bytes},
};

const char *hp_havoc_name(enum hp_havoc_edit edit)
{
    return edits[edit].name;
}

static enum hp_havoc_edit choose(struct hp_rng *rng, const struct hp_havoc_weights *weights)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < HP_HAVOC_EDITS; i++) {
        sum += weights->of[i];
    }
    if (sum == 0) {
        return (enum hp_havoc_edit)hp_rng_below(rng, HP_HAVOC_EDITS);
    }
    uint64_t ticket = hp_rng_below(rng, sum);
    size_t edit = 0;
    while (ticket >= weights->of[edit]) {
        ticket -= weights->of[edit++];
    }
    return (enum hp_havoc_edit)edit;
}

enum hp_havoc_edit hp_havoc(struct hp_buf *text, struct hp_slice other, struct hp_rng *rng,
                            const struct hp_contract *contract,
                            const struct hp_havoc_weights *weights)
{
    struct work work = {.text = text, .other = other, .rng = rng, .contract = contract};
    enum hp_havoc_edit edit = choose(rng, weights);
    if (text->length == 0 || text->failed) {
        return edit;
    }
    hp_buf_init(&work.piece, text->bytes_max);
    tokenise(hp_buf_view(text), &work.tokens);
    edits[edit].make(&work);
    hp_buf_deinit(&work.piece);
    return edit;
}
