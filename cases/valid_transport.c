/* The same body under other header fields and in other transfers that HTTP makes equal. Must not
 * know what the body says. In process the transfer is not there: the row then runs as a plain
 * request. */
#include "cases/raw_text.h"
#include "cases/valid_forms.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* The field's name with letters in another case. */
enum name_case { CASE_UPPER, CASE_LOWER, CASE_TITLE, CASE_ALTERNATING, CASE_LAST_UPPER };

static char in_case(char c, bool upper)
{
    if (upper && c >= 'a' && c <= 'z') {
        return (char)(c - 'a' + 'A');
    }
    if (!upper && c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct hp_slice recased(struct hp_build *build, struct hp_slice text, enum name_case how)
{
    struct hp_buf out = hp_raw_begin(build, text.len);
    for (size_t i = 0; i < text.len; i++) {
        bool upper = how == CASE_UPPER ||
                     (how == CASE_TITLE && (i == 0 || !is_letter(text.at[i - 1]))) ||
                     (how == CASE_ALTERNATING && i % 2 == 1) ||
                     (how == CASE_LAST_UPPER && i + 1 == text.len);
        hp_buf_char(&out, in_case(text.at[i], upper));
    }
    return hp_raw_end(build, &out);
}

bool hp_valid_header_name_case(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        enum name_case how;
    } forms[] = {
        {"upper", CASE_UPPER},
        {"title", CASE_TITLE},
        {"alternating", CASE_ALTERNATING},
        {"last-upper", CASE_LAST_UPPER},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", forms[index].word);
    struct hp_slice name = recased(build, build->contract->key_field, forms[index].how);
    hp_why(build, "the credential's field is spelt %.*s", HP_PRINT(name));
    hp_build_field_set(build, name, build->api_key);
    return true;
}

/* Content-Type: the media type in the case of `how`, with text before and behind it. */
bool hp_valid_media_type_forms(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        const char *before;
        const char *behind;
        enum name_case how;
    } forms[] = {
        {"charset", "", "; charset=utf-8", CASE_LOWER},
        {"charset-upper", "", "; charset=UTF-8", CASE_LOWER},
        {"charset-quoted", "", "; charset=\"utf-8\"", CASE_LOWER},
        {"parameter-name-upper", "", "; CHARSET=utf-8", CASE_LOWER},
        {"no-space", "", ";charset=utf-8", CASE_LOWER},
        {"space-before-semicolon", "", " ; charset=utf-8", CASE_LOWER},
        {"tab-before-parameter", "", ";\tcharset=utf-8", CASE_LOWER},
        {"many-spaces", "  ", "  ;   charset=utf-8  ", CASE_LOWER},
        {"type-upper", "", "", CASE_UPPER},
        {"type-title", "", "", CASE_TITLE},
        {"type-alternating", "", "", CASE_ALTERNATING},
        {"type-and-charset-upper", "", "; CHARSET=UTF-8", CASE_UPPER},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance_at(build, "header", "%s", forms[index].word);
    struct hp_slice type = recased(build, build->contract->media_type, forms[index].how);
    struct hp_slice value = hp_raw_wrap(build, forms[index].before, type, forms[index].behind);
    hp_why(build, "Content-Type: %.*s", HP_PRINT(value));
    hp_build_field_set(build, HP_SLICE("Content-Type"), value);
    return true;
}

bool hp_valid_transfer_forms(struct hp_build *build, size_t index)
{
    static const struct {
        const char *word;
        struct hp_transfer transfer;
    } forms[] = {
        {"chunked-whole", {.chunked = true}},
        {"chunks-of-1", {.chunked = true, .chunk_bytes = 1}},
        {"chunks-of-2", {.chunked = true, .chunk_bytes = 2}},
        {"chunks-of-3", {.chunked = true, .chunk_bytes = 3}},
        {"chunks-of-7", {.chunked = true, .chunk_bytes = 7}},
        {"chunks-of-16", {.chunked = true, .chunk_bytes = 16}},
        {"chunks-of-64", {.chunked = true, .chunk_bytes = 64}},
        {"chunks-of-255", {.chunked = true, .chunk_bytes = 255}},
        {"chunks-of-256", {.chunked = true, .chunk_bytes = 256}},
        {"chunks-of-1024", {.chunked = true, .chunk_bytes = 1024}},
        {"chunks-of-4096", {.chunked = true, .chunk_bytes = 4096}},
        {"writes-of-1", {.write_bytes = 1}},
        {"writes-of-7", {.write_bytes = 7}},
        {"chunks-of-16-in-writes-of-1", {.chunked = true, .chunk_bytes = 16, .write_bytes = 1}},
        {"chunks-of-64-in-writes-of-7", {.chunked = true, .chunk_bytes = 64, .write_bytes = 7}},
        {"expect-continue", {.expect_continue = true}},
        {"expect-continue-chunked", {.chunked = true, .chunk_bytes = 64, .expect_continue = true}},
        {"fresh-connection", {.fresh_connection = true}},
        {"used-connection", {.keep_alive_reuse = true}},
        {"used-connection-chunked", {.chunked = true, .chunk_bytes = 64, .keep_alive_reuse = true}},
    };
    if (index >= COUNT_OF(forms)) {
        return false;
    }
    hp_instance_at(build, "transfer", "%s", forms[index].word);
    hp_why(build, "the same bytes in another transfer: %s", forms[index].word);
    build->transfer = forms[index].transfer;
    return true;
}
