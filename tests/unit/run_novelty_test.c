/* Two answers are of one kind when a person would call them the same. */
#include "harness/run/novelty.h"

#include "tests/unit/run_fixture.h"

struct kind {
    int status;
    const char *type, *body;
    uint64_t duration_us;
    enum hp_end end;
    enum hp_verdict verdict;
    uint64_t broken;
};

static uint64_t hash_of(const struct kind *kind)
{
    const struct hp_field field = {HP_SLICE("Content-Type"), hp_slice_of(kind->type)};
    const struct hp_exchange exchange = {.end = kind->end,
                                         .duration_us = kind->duration_us,
                                         .response = {.status = kind->status,
                                                      .fields = &field,
                                                      .field_count = kind->type == NULL ? 0 : 1,
                                                      .body = hp_slice_of(kind->body)}};
    const struct hp_judgement judgement = {.verdict = kind->verdict, .checks_broken = kind->broken};
    return hp_novelty(&exchange, &judgement);
}

#define JSON "application/json"

static const struct {
    const char *fact;
    struct kind a, b;
} same[] =
    {
        {"an id of other digits",
         {200, JSON, "{\"id\":12345}", 0, 0, 0, 0},
         {200, JSON, "{\"id\":987}", 0, 0, 0, 0}},
        {"an echo of other text",
         {200, JSON, "{\"name\":\"a\",\"n\":1}", 0, 0, 0, 0},
         {200, JSON, "{\"name\":\"say \\\"b\\\"\",\"n\":2}", 0, 0, 0, 0}},
        {"an echo that ends in a backslash",
         {200, JSON, "{\"name\":\"a\",\"n\":1}", 0, 0, 0, 0},
         {200, JSON, "{\"name\":\"b\\\\\",\"n\":2}", 0, 0, 0, 0}},
        {"blanks",
         {400, JSON, "{\"e\": \"x\"}", 0, 0, 0, 0},
         {400, JSON, "{\"e\":\"x\"}\n", 0, 0, 0, 0}},
        {"an offset",
         {400, JSON, "\"at offset 17\"", 0, 0, 0, 0},
         {400, JSON, "\"at offset 4\"", 0, 0, 0, 0}},
        {"a little slower", {200, JSON, "{}", 10, 0, 0, 0}, {200, JSON, "{}", 90000, 0, 0, 0}},
        {"parameters of the media type",
         {200, JSON, "{}", 0, 0, 0, 0},
         {200, JSON "; charset=utf-8", "{}", 0, 0, 0, 0}},
},
  different[] = {
      {"a status", {400, JSON, "{}", 0, 0, 0, 0}, {422, JSON, "{}", 0, 0, 0, 0}},
      {"a media type", {400, JSON, "{}", 0, 0, 0, 0}, {400, "text/html", "{}", 0, 0, 0, 0}},
      {"no media type", {400, JSON, "{}", 0, 0, 0, 0}, {400, NULL, "{}", 0, 0, 0, 0}},
      {"how it ended",
       {0, NULL, "", 0, HP_END_CLOSED, 0, 0},
       {0, NULL, "", 0, HP_END_TIMEOUT, 0, 0}},
      {"a broken check", {200, JSON, "{}", 0, 0, 0, 1}, {200, JSON, "{}", 0, 0, 0, 2}},
      {"a verdict", {200, JSON, "{}", 0, 0, HP_PASS, 0}, {200, JSON, "{}", 0, 0, HP_WARN, 0}},
      {"the words of a refusal",
       {400, JSON, "{\"e\":\"no name\"}", 0, 0, 0, 0},
       {400, JSON, "{\"e\":\"no type\"}", 0, 0, 0, 0}},
      {"a member more",
       {200, JSON, "{\"a\":1}", 0, 0, 0, 0},
       {200, JSON, "{\"a\":1,\"b\":2}", 0, 0, 0, 0}},
      {"much slower", {200, JSON, "{}", 10, 0, 0, 0}, {200, JSON, "{}", 150000, 0, 0, 0}},
      {"slower still", {200, JSON, "{}", 150000, 0, 0, 0}, {200, JSON, "{}", 1500000, 0, 0, 0}},
};

START_TEST(the_kind_is_the_same)
{
    ck_assert_msg(hash_of(&same[_i].a) == hash_of(&same[_i].b), "%s", same[_i].fact);
}
END_TEST

START_TEST(the_kind_is_another)
{
    ck_assert_msg(hash_of(&different[_i].a) != hash_of(&different[_i].b), "%s", different[_i].fact);
}
END_TEST

Suite *hp_suite(void)
{
    Suite *suite = suite_create("run_novelty");
    TCase *tcase = tcase_create("novelty");
    tcase_add_loop_test(tcase, the_kind_is_the_same, 0, COUNT_OF(same));
    tcase_add_loop_test(tcase, the_kind_is_another, 0, COUNT_OF(different));
    suite_add_tcase(suite, tcase);
    return suite;
}
