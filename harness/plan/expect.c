/* The words for expectations and levels, as the catalogue spells them and as reports explain them.
 * Must not judge: harness/check does. */
#include <assert.h>

#include "harness/plan/row.h"

struct words {
    const char *name;
    const char *meaning;
};

static const struct words expectations[HP_EXPECT_COUNT] = {
    [HP_EXPECT_ACCEPT_200] = {"accept-200", "the documented success status, and a response that "
                                            "passes every response check at its own level"},
    [HP_EXPECT_ACCEPT_200_OR_4XX] = {"accept-200-or-4xx",
                                     "success as for accept-200 with the condition that the row "
                                     "names, or any 4xx"},
    [HP_EXPECT_REJECT_4XX] = {"reject-4xx", "any 4xx; 400 or 422 is the better answer"},
    [HP_EXPECT_REJECT_4XX_501] = {"reject-4xx-501", "any 4xx, or 501"},
    [HP_EXPECT_REJECT_401_403] = {"reject-401-403", "401 or 403"},
    [HP_EXPECT_REJECT_404_405] = {"reject-404-405", "404 or 405"},
    [HP_EXPECT_REJECT_405] = {"reject-405", "405; 404 and 501 also pass"},
    [HP_EXPECT_REJECT_405_501] = {"reject-405-501", "405 or 501; 404 and 400 also pass"},
    [HP_EXPECT_REJECT_411] = {"reject-411", "411; another 4xx passes with a note"},
    [HP_EXPECT_REJECT_413] = {"reject-413",
                              "413; another 4xx or a closed connection passes with a note"},
    [HP_EXPECT_REJECT_414] = {"reject-414", "414; another 4xx passes with a note"},
    [HP_EXPECT_REJECT_415] = {"reject-415", "415; another 4xx passes with a note"},
    [HP_EXPECT_REJECT_431] = {"reject-431", "431; another 4xx passes with a note"},
    [HP_EXPECT_REJECT_400] = {"reject-400", "400; for an HTTP version also 505"},
    [HP_EXPECT_REJECT_400_CLOSE] = {"reject-400-close",
                                    "400 and a closed connection, or closed without an answer"},
    [HP_EXPECT_REJECT_400_501] = {"reject-400-501",
                                  "400 or 501 and a closed connection, or closed without an "
                                  "answer"},
    [HP_EXPECT_NO_5XX_ONLY] = {"no-5xx-only", "any answer in time that is not a 5xx"},
    [HP_EXPECT_CHECK] = {"check", "what the row's title says"},
};

const char *hp_expect_name(enum hp_expect expect)
{
    assert(expect < HP_EXPECT_COUNT);
    return expectations[expect].name;
}

const char *hp_expect_meaning(enum hp_expect expect)
{
    assert(expect < HP_EXPECT_COUNT);
    return expectations[expect].meaning;
}

const char *hp_level_name(enum hp_level level)
{
    switch (level) {
    case HP_MUST:
        return "MUST";
    case HP_SHOULD:
        return "SHOULD";
    case HP_MAY:
        return "MAY";
    }
    assert(false && "a level");
    return "";
}
