/* The rows on sizes, depths and times: bodies of the size, the depth and the content that their
 * names promise. */
#include "tests/unit/cases_steps.h"

#include <zlib.h>

#include "cases/zip_bomb.h"

/* ---- size-body-large ---- */

START_TEST(body_of_a_mib_is_a_mib_and_still_the_document)
{
    static const char *const names[] = {"1-mib-in-white-space", "1-mib-in-name",
                                        "1-mib-in-unknown-member"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct hp_request request = named("size-body-large", names[i]);
        ck_assert_ptr_null(request.steps);
        ck_assert_uint_eq(request.body.len, 1048576);
        ck_assert(hp_slice_starts_with(request.body, HP_SLICE("{")));
        struct hp_slice end = {request.body.at + request.body.len - 2, 2};
        ck_assert(hp_slice_is(end, "}}"));
    }
    ck_assert(holds(named("size-body-large", names[1]).body, HP_SLICE("xxxx\",\"type\":")));
    ck_assert(holds(named("size-body-large", names[2]).body, HP_SLICE(",\"x_hookproof\":\"xxxx")));
    ck_assert(holds(named("size-body-large", names[0]).body, HP_SLICE("{    ")));
}
END_TEST

/* Octets that the steps send behind the first empty line. */
static uint64_t sent_behind_head(const struct hp_request *request)
{
    uint64_t octets = 0;
    bool body = false;
    for (size_t i = 0; i < request->step_count; i++) {
        const struct hp_step *step = &request->steps[i];
        uint64_t times = step->repeat == 0 ? 1 : step->repeat;
        size_t end = hp_slice_find(step->bytes, HP_SLICE("\r\n\r\n"));
        if (!body && end < step->bytes.len) {
            body = true;
            octets += step->bytes.len - end - 4;
        } else if (body) {
            octets += times * step->bytes.len;
        }
    }
    return octets;
}

START_TEST(streamed_body_is_as_long_as_announced)
{
    static const struct {
        const char *name;
        const char *length;
        uint64_t octets;
    } forms[] = {
        {"10-mib-in-white-space", "Content-Length: 10485760\r\n", 10485760},
        {"10-mib-in-unknown-member", "Content-Length: 10485760\r\n", 10485760},
        {"100-mib-in-name", "Content-Length: 104857600\r\n", 104857600},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct hp_request request = named("size-body-large", forms[i].name);
        ck_assert(!request.has_body);
        ck_assert_int_eq(build.body_truth, HP_BODY_NONE);
        ck_assert(holds(request.steps[2].bytes, hp_slice_of(forms[i].length)));
        ck_assert_uint_eq(sent_behind_head(&request), forms[i].octets);
        ck_assert_uint_lt(build.arena.bytes_total, 1024 * 1024);
    }
}
END_TEST

/* Put together, the streamed parts are the document with padding in the place named. */
START_TEST(streamed_body_is_the_document_around_its_padding)
{
    struct hp_request request = named("size-body-large", "10-mib-in-name");
    ck_assert_uint_eq(request.step_count, 6);
    ck_assert(holds(request.steps[2].bytes, HP_SLICE(",\"name\":\"hookproof ")));
    ck_assert_uint_eq(request.steps[3].bytes.len, 65536);
    ck_assert_uint_eq(request.steps[3].repeat, 159);
    ck_assert(hp_slice_starts_with(request.steps[5].bytes, HP_SLICE("\",\"type\":")));
    for (size_t i = 0; i < request.steps[3].bytes.len; i++) {
        ck_assert_int_eq(request.steps[3].bytes.at[i], 'x');
    }
}
END_TEST

/* ---- size-declared-huge, slow-* ---- */

static const struct scripted {
    const char *id;
    const char *name;
    const char *end; /* of the steps as text */
} scripted[] = {
    {"size-declared-huge", "10-gib", "\r\nContent-Length: 10737418240\r\n\r\n"},
    {"size-declared-huge", "2-to-63-minus-1", "\r\nContent-Length: 9223372036854775807\r\n\r\n"},
    {"size-declared-huge", "10-gib-expecting-continue",
     "\r\nContent-Length: 10737418240\r\nExpect: 100-continue\r\n\r\n"},
    {"slow-headers", "drip-field",
     "<HOST>\r\n<DRIP 60>X-Hookproof-Slow: 0123456789abcdef\r\n<END>Content-Type: "
     "application/json\r\napi_key: k-Test-0123456789\r\nContent-Length: 217\r\n\r\n<BODY>"},
    {"slow-headers", "drip-all",
     "<DRIP 15>POST /v3/core/webhooks HTTP/1.1\r\nHost: <END><HOST><DRIP 15>\r\nContent-Type: "
     "application/json\r\napi_key: k-Test-0123456789\r\nContent-Length: 217\r\n\r\n<END><BODY>"},
    {"slow-headers", "stall-before-the-end", "\r\nContent-Length: 217\r\n<PAUSE 3000>\r\n<BODY>"},
    {"slow-body", "stall-after-continue",
     "\r\nContent-Length: 217\r\nExpect: 100-continue\r\n\r\n<PAUSE 3000><BODY>"},
    {"slow-body", "never-after-continue",
     "\r\nContent-Length: 217\r\nExpect: 100-continue\r\n\r\n<PAUSE 3000><FIN>"},
};
enum { SCRIPTED = sizeof scripted / sizeof scripted[0] };

START_TEST(steps_end_as_written_here)
{
    struct hp_request request = named(scripted[_i].id, scripted[_i].name);
    struct hp_buf text;
    hp_buf_init(&text, STEPS_TEXT_BYTES);
    print_steps(&text, &request);
    size_t length = strlen(scripted[_i].end);
    ck_assert_uint_ge(text.length, length);
    struct hp_slice end = {text.bytes + text.length - length, length};
    ck_assert_msg(hp_slice_is(end, scripted[_i].end), "%.*s", (int)text.length, text.bytes);
    hp_buf_deinit(&text);
}
END_TEST

START_TEST(second_half_of_a_slow_body_drips)
{
    struct hp_request request = named("slow-body", "drip");
    struct hp_slice document = hp_draft_text(&build.draft);
    const struct hp_step *drip = &request.steps[request.step_count - 1];
    ck_assert_int_eq(drip->kind, HP_STEP_DRIP);
    ck_assert_uint_eq(drip->pause_ms, 15);
    ck_assert(hp_slice_equal(drip->bytes, (struct hp_slice){document.at + 108, 109}));
}
END_TEST

/* ---- size-depth ---- */

static size_t count_of(struct hp_slice text, char c)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += text.at[i] == c;
    }
    return count;
}

START_TEST(nesting_is_as_deep_as_its_name_says)
{
    /* The document itself has two arrays and three objects. */
    struct hp_request request = named("size-depth", "unknown-member-100000");
    ck_assert_uint_eq(count_of(request.body, '['), 100000 + 2);
    ck_assert_uint_eq(count_of(request.body, ']'), 100000 + 2);
    request = named("size-depth", "unknown-member-open-1000000");
    ck_assert_uint_eq(count_of(request.body, '['), 1000000 + 2);
    ck_assert_uint_eq(count_of(request.body, ']'), 2);
    request = named("size-depth", "unknown-member-objects-1000");
    ck_assert_uint_eq(count_of(request.body, '{'), 1000 + 3);
    ck_assert_uint_eq(count_of(request.body, '}'), 1000 + 3);
    ck_assert(holds(request.body, HP_SLICE("{\"\":{\"\":0}}")));
}
END_TEST

START_TEST(nesting_stands_in_place_of_the_field_named)
{
    static const struct {
        const char *name;
        const char *text;
    } places[] = {
        {"wrapper-100", "{\"webhook\":[[["},
        {"operations-100", "\"operations\":[[["},
        {"name-100", "\"name\":[[["},
        {"type-100", "\"type\":[[["},
        {"data_models-100", "\"data_models\":[[["},
        {"url-100", "\"url\":[[["},
        {"headers-100", "\"headers\":{\"\":{"},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct hp_request request = named("size-depth", places[i].name);
        ck_assert_msg(holds(request.body, hp_slice_of(places[i].text)), "%s", places[i].name);
        ck_assert_int_eq(build.body_truth, HP_BODY_BREAKS);
    }
}
END_TEST

/* ---- size-members ---- */

static uint32_t hash_of(struct hp_slice name, uint32_t factor)
{
    uint32_t hash = 0;
    for (size_t i = 0; i < name.len; i++) {
        hash = hash * factor + (unsigned char)name.at[i];
    }
    return hash;
}

START_TEST(colliding_names_collide_and_differ)
{
    static const struct {
        const char *name;
        uint32_t factor;
    } forms[] = {{"colliding-times-31", 31}, {"colliding-times-33", 33}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct hp_slice body = named("size-members", forms[i].name).body;
        size_t count = 0;
        uint32_t hash = 0;
        struct hp_slice previous = HP_SLICE("");
        for (size_t at = hp_slice_find(body, HP_SLICE("}")); at + 37 < body.len; at += 37) {
            struct hp_slice name = {body.at + at + 3, 32};
            if (name.at[-1] != '"' || name.at[32] != '"') {
                break;
            }
            hash = count == 0 ? hash_of(name, forms[i].factor) : hash;
            ck_assert_uint_eq(hash_of(name, forms[i].factor), hash);
            ck_assert(!hp_slice_equal(name, previous));
            previous = name;
            count++;
        }
        ck_assert_uint_eq(count, 65536);
    }
}
END_TEST

START_TEST(members_are_as_many_as_their_name_says)
{
    /* The document itself has eight members: the wrapper, six in it, one header. */
    static const struct {
        const char *name;
        size_t colons;
    } forms[] = {
        {"wrapper-10000", 10000 + 9},
        {"wrapper-1000000", 1000000 + 9},
        {"headers-100000", 100000 + 9},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        /* One colon more is in the URL. */
        ck_assert_uint_eq(count_of(named("size-members", forms[i].name).body, ':'),
                          forms[i].colons);
    }
}
END_TEST

/* ---- size-long-token ---- */

START_TEST(long_token_is_as_long_as_its_name_says)
{
    struct hp_slice body = named("size-long-token", "digits-in-integer").body;
    size_t at = hp_slice_find(body, HP_SLICE("\"x_hookproof\":")) + strlen("\"x_hookproof\":");
    size_t digits = 0;
    while (body.at[at + digits] == '9') {
        digits++;
    }
    ck_assert_uint_eq(digits, 1000000);
    ck_assert(hp_slice_is((struct hp_slice){body.at + at + digits, body.len - at - digits}, "}}"));
    body = named("size-long-token", "escapes-in-name").body;
    ck_assert_uint_eq(count_of(body, '\\'), 1000000);
    ck_assert(holds(body, HP_SLICE("\"name\":\"\\u0041\\u0041")));
    body = named("size-long-token", "header-name").body;
    ck_assert(holds(body, HP_SLICE("\"headers\":{\"nnnn")));
    ck_assert(holds(body, HP_SLICE("nnnn\":\"1\"}}}")));
}
END_TEST

/* ---- size-decompression-bomb ---- */

/* Reads the whole file without keeping it: the length, and whether it begins with `text` and goes
 * on in blanks. */
static uint64_t expand(struct hp_slice packed, struct hp_slice text)
{
    static char out[1 << 20];
    z_stream stream = {0};
    ck_assert_int_eq(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)packed.at;
    stream.avail_in = (uInt)packed.len;
    uint64_t length = 0;
    int end = Z_OK;
    while (end == Z_OK) {
        stream.next_out = (Bytef *)out;
        stream.avail_out = sizeof out;
        end = inflate(&stream, Z_NO_FLUSH);
        size_t got = sizeof out - stream.avail_out;
        size_t from = length == 0 ? text.len : 0;
        ck_assert(length > 0 || memcmp(out, text.at, text.len) == 0);
        for (size_t i = from; i < got; i += 997) {
            ck_assert_int_eq(out[i], ' ');
        }
        length += got;
    }
    ck_assert_int_eq(end, Z_STREAM_END); /* length and checksum are right */
    ck_assert_uint_eq(stream.avail_in, 0);
    inflateEnd(&stream);
    return length;
}

START_TEST(bomb_expands_to_the_document_and_blanks)
{
    struct hp_request request = named("size-decompression-bomb", "256-mib");
    struct hp_slice document = hp_draft_text(&build.draft);
    ck_assert(hp_slice_is(field_of(&request, "Content-Encoding"), "gzip"));
    ck_assert_uint_lt(request.body.len, 300 * 1024);
    ck_assert_uint_eq(expand(request.body, document), document.len + 256 * UINT64_C(1048576));
    request = named("size-decompression-bomb", "1-gib");
    ck_assert_uint_lt(request.body.len, 1200 * 1024);
    ck_assert_uint_gt(request.body.len, 1000 * 1024);
}
END_TEST

START_TEST(bomb_survives_a_full_arena)
{
    for (size_t room = 0; room < 64; room++) {
        struct hp_arena arena;
        hp_arena_init(&arena, room * 1024);
        struct hp_slice out = {0};
        if (hp_zip_bomb(HP_SLICE("{}"), 8, &arena, &out)) {
            ck_assert_uint_eq(expand(out, HP_SLICE("{}")), 2 + 8 * UINT64_C(1048576));
        }
        hp_arena_deinit(&arena);
    }
}
END_TEST

/* ---- size-header-block ---- */

START_TEST(header_block_is_as_large_as_its_name_says)
{
    static const struct {
        const char *name;
        size_t fields;
        size_t value_bytes;
    } blocks[] = {
        {"one-field-of-64-kib", 2 + 1, 65536},
        {"10000-fields", 2 + 10000, 1},
        {"1-mib-in-16-fields", 2 + 16, 65536},
        {"1-mib-in-1024-fields", 2 + 1024, 1024},
    };
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        struct hp_request request = named("size-header-block", blocks[i].name);
        ck_assert_uint_eq(request.field_count, blocks[i].fields);
        ck_assert(hp_slice_equal(field_of(&request, "api_key"), base.api_key));
        ck_assert_uint_eq(field_of(&request, "X-Hookproof-0").len, blocks[i].value_bytes);
        ck_assert_uint_eq(request.fields[request.field_count - 1].value.len, blocks[i].value_bytes);
    }
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("cases_size");
    TCase *tests = case_of(suite, "sizes");
    tcase_add_test(tests, body_of_a_mib_is_a_mib_and_still_the_document);
    tcase_add_test(tests, streamed_body_is_as_long_as_announced);
    tcase_add_test(tests, streamed_body_is_the_document_around_its_padding);
    tcase_add_loop_test(tests, steps_end_as_written_here, 0, SCRIPTED);
    tcase_add_test(tests, second_half_of_a_slow_body_drips);
    tcase_add_test(tests, nesting_is_as_deep_as_its_name_says);
    tcase_add_test(tests, nesting_stands_in_place_of_the_field_named);
    tcase_add_test(tests, colliding_names_collide_and_differ);
    tcase_add_test(tests, members_are_as_many_as_their_name_says);
    tcase_add_test(tests, long_token_is_as_long_as_its_name_says);
    tcase_add_test(tests, bomb_expands_to_the_document_and_blanks);
    tcase_add_test(tests, bomb_survives_a_full_arena);
    tcase_add_test(tests, header_block_is_as_large_as_its_name_says);
    return suite;
}
