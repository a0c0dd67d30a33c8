/* Requests that have to be accepted: every combination the page documents, and every form of one
 * document that the standards make equal. The instances are in valid_forms.h; here are those that
 * are nothing but their combination. Must not know any value of the contract. */
#include "cases/cases.h"
#include "cases/raw_text.h"
#include "cases/valid_forms.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static bool documented_bytes(struct hp_build *build, size_t index)
{
    if (index > 0) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "documented");
    hp_why(build, "the documented example, byte for byte");
    hp_build_body(build, build->contract->example_request);
    return true;
}

/* The base document of the combination, as it is. */
static bool combination(struct hp_build *build, size_t index)
{
    if (index > 0) {
        return false;
    }
    hp_instance(build, hp_raw_site(HP_ROLE_ROOT), "plain");
    hp_why(build, "a valid request");
    return true;
}

#define ENUM_VALUES (HP_R(20) | HP_R(22) | HP_R(34) | HP_R(37) | HP_R(46))

static const struct hp_row rows[] = {
    {
        .id = "valid-doc-example",
        .family = "valid",
        .title = "The documented example is accepted, byte for byte",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_MUST,
        .clause = "PAGE:L6-L41",
        .requirements = HP_R(1) | HP_R(2) | HP_R(6) | HP_R(8) | HP_R(9) | HP_R(10) | HP_R(11) |
                        HP_R(14) | HP_R(15) | HP_R(16) | HP_R(17) | HP_R(18) | HP_R(19) | HP_R(20) |
                        HP_R(21) | HP_R(22),
        .instance = documented_bytes,
        .body = HP_BODY_VALID,
        .combos = HP_COMBOS_DOCUMENTED,
        .flags = HP_ROW_FOREIGN_URL,
    },
    {
        .id = "valid-triples-exhaustive",
        .family = "valid",
        .title = "Every type with every single operation and every data model is accepted",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_MUST,
        .clause = "PAGE:L92-L94,L102-L163,L191-L193",
        .requirements = ENUM_VALUES,
        .instance = combination,
        .body = HP_BODY_VALID,
        .combos = HP_COMBOS_SINGLES,
    },
    {
        .id = "valid-operation-subsets",
        .family = "valid",
        .title = "Every type with every non-empty set of operations and every data model is "
                 "accepted",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_MUST,
        .clause = "PAGE:L86,L92-L94",
        .requirements = HP_R(14) | HP_R(20) | HP_R(22) | HP_R(33) | HP_R(34),
        .instance = combination,
        .body = HP_BODY_VALID,
        .combos = HP_COMBOS_SUBSETS,
    },
    {
        .id = "valid-operation-orders",
        .family = "valid",
        .title = "Every order of every non-empty set of operations is accepted",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_MUST,
        .clause = "PAGE:L86,L92-L94",
        .requirements = HP_R(14) | HP_R(20) | HP_R(22) | HP_R(33) | HP_R(34),
        .instance = combination,
        .body = HP_BODY_VALID,
        .combos = HP_COMBOS_ORDERS,
    },
    {
        .id = "valid-data-model-pairs",
        .family = "valid",
        .title = "Every pair of data models is accepted",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_MUST,
        .clause = "PAGE:L96,L102-L163",
        .requirements = HP_R(17) | HP_R(20) | HP_R(22) | HP_R(36) | HP_R(37),
        .instance = combination,
        .body = HP_BODY_VALID,
        .combos = HP_COMBOS_PAIRS,
    },
    {
        .id = "valid-data-models-all",
        .family = "valid",
        .title = "All data models in one request are accepted, in any order",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_MUST,
        .clause = "PAGE:L96,L102-L163",
        .requirements = HP_R(17) | HP_R(20) | HP_R(22) | HP_R(36) | HP_R(37),
        .instance = combination,
        .body = HP_BODY_VALID,
        .combos = HP_COMBOS_ALL_MODELS,
    },
    {
        .id = "valid-random-subsets",
        .family = "valid",
        .title = "Subsets of operations and data models with varied name, URL and headers are "
                 "accepted",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_MUST,
        .clause = "PAGE:L56-L58,L91-L193",
        .requirements = ENUM_VALUES | HP_R(10) | HP_R(11) | HP_R(15) | HP_R(18) | HP_R(19),
        .instance = hp_valid_random_subsets,
        .body = HP_BODY_VALID,
        .combos = HP_COMBOS_COVERING,
    },
    {
        .id = "valid-headers-empty",
        .family = "valid",
        .title = "Empty headers are accepted",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_SHOULD,
        .clause = "PAGE:L80; SILENT S07",
        .requirements = HP_R(19) | HP_R(30),
        .instance = hp_valid_headers_empty,
        .body = HP_BODY_VALID,
    },
    {
        .id = "valid-headers-many",
        .family = "valid",
        .title = "One, five and twenty legal headers are accepted, the credential's name included",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_SHOULD,
        .clause = "PAGE:L21-L23; RFC9110-5.1",
        .requirements = HP_R(19),
        .instance = hp_valid_headers_many,
        .body = HP_BODY_VALID,
    },
    {
        .id = "valid-headers-omitted",
        .family = "valid",
        .title = "Headers left out: refused, or the response still has a headers object",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "SILENT S07; PAGE:L79-L81",
        .requirements = HP_R(29) | HP_R(30),
        .instance = hp_valid_headers_omitted,
        .body = HP_BODY_VALID,
    },
    {
        .id = "valid-name-lengths",
        .family = "valid",
        .title = "Names of 1 to 255 ASCII characters are accepted",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_SHOULD,
        .clause = "SILENT S16; PAGE:L15",
        .requirements = HP_R(15),
        .instance = hp_valid_name_lengths,
        .body = HP_BODY_VALID,
    },
    {
        .id = "valid-name-unicode",
        .family = "valid",
        .title = "Names in any script are accepted and come back, raw or escaped",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_SHOULD,
        .clause = "RFC8259-7; RFC8259-8.1",
        .requirements = HP_R(15) | HP_R(50),
        .instance = hp_valid_name_unicode,
        .body = HP_BODY_VALID,
    },
    {
        .id = "valid-url-forms",
        .family = "valid",
        .title = "https URLs with port, path, query, percent-escapes or punycode are accepted",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_SHOULD,
        .clause = "RFC3986-3; PAGE:L20",
        .requirements = HP_R(18),
        .instance = hp_valid_url_forms,
        .body = HP_BODY_VALID,
    },
    {
        .id = "valid-url-http-scheme",
        .family = "valid",
        .title = "An http URL: either answer",
        .expect = HP_EXPECT_ACCEPT_200_OR_4XX,
        .level = HP_MAY,
        .clause = "SILENT S19; StdWebhooks enforcing-https",
        .instance = hp_valid_url_http_scheme,
        .body = HP_BODY_VALID,
    },
    {
        .id = "valid-json-whitespace",
        .family = "valid",
        .title = "White space between tokens makes no difference",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_MUST,
        .clause = "RFC8259-2",
        .requirements = HP_R(8),
        .instance = hp_valid_json_whitespace,
        .body = HP_BODY_VALID,
    },
    {
        .id = "valid-json-member-order",
        .family = "valid",
        .title = "The order of members makes no difference",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_MUST,
        .clause = "RFC8259-1 (object is unordered); RFC8259-4",
        .requirements = HP_R(8),
        .instance = hp_valid_json_member_order,
        .body = HP_BODY_VALID,
    },
    {
        .id = "valid-json-escapes",
        .family = "valid",
        .title = "Escapes in values and member names make no difference",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_MUST,
        .clause = "RFC8259-7; RFC8259-8.3",
        .requirements = HP_R(8),
        .instance = hp_valid_json_escapes,
        .body = HP_BODY_VALID,
    },
    {
        .id = "valid-media-type-forms",
        .family = "valid",
        .title = "Content-Type with a charset, in other letter case or with white space is "
                 "accepted",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_SHOULD,
        .clause = "RFC9110-8.3.1; PAGE:L52",
        .requirements = HP_R(8) | HP_R(9),
        .instance = hp_valid_media_type_forms,
        .body = HP_BODY_VALID,
    },
    {
        .id = "valid-header-name-case",
        .family = "valid",
        .title = "The credential's field name is accepted in any letter case",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_MUST,
        .clause = "RFC9110-5.1; PAGE:L45-L47",
        .requirements = HP_R(4) | HP_R(6),
        .instance = hp_valid_header_name_case,
        .body = HP_BODY_VALID,
    },
    {
        .id = "valid-transfer-forms",
        .family = "valid",
        .title = "Chunks, small writes, Expect and used connections make no difference",
        .expect = HP_EXPECT_ACCEPT_200,
        .level = HP_MUST,
        .clause = "RFC9112-7.1; RFC9112-9.3; RFC9110-10.1.1",
        .requirements = HP_R(8),
        .instance = hp_valid_transfer_forms,
        .body = HP_BODY_VALID,
    },
};

const struct hp_table hp_table_valid = {rows, COUNT_OF(rows)};
