/* The list of all checks: one row a check here, one function of the same name beside its kin.
 *
 * Id, level and clause are the catalogue's; so is the order. resp-key-absent and state-canary are
 * additions, for the invariants I5 and I3;
 * state-memory is one for plugins. A new check goes to the end: journals know checks by position.
 */
#ifndef HP_CHECK_CHECKS_H
#define HP_CHECK_CHECKS_H

#include "harness/check/view.h"

/* X(function, id, family, level, of, clause, requirements, title). `of` says which exchanges the
 * check may have something to say about; it is asked about no others. */
// clang-format off
#define HP_CHECKS(X)                                                                               \
    X(array_echo_order, "array-echo-order", "arrays", HP_MAY, HP_OF_CREATE,                        \
      "PAGE:L12-L19,L31-L36; SILENT S15", HP_R(51),                                                \
      "Arrays come back in the order sent")                                                        \
    X(ssrf_no_reflection, "ssrf-no-reflection", "ssrf", HP_SHOULD, HP_OF_ANY,                      \
      "OWASP-API7:2023 (no raw responses); CWE-918", 0,                                            \
      "Nothing fetched from an inner URL appears in the reply (its timing is not judged)")         \
    X(auth_no_side_effect, "auth-no-side-effect", "auth", HP_MUST,                                 \
      HP_OF_KEY_REFUSED | HP_OF_ITS_ROW,                                                           \
      "PAGE:L48; OWASP-API2:2023", HP_R(7),                                                        \
      "A refusal of the key shows no webhook that was created all the same")                       \
    X(auth_challenge, "auth-challenge", "auth", HP_SHOULD, HP_OF_KEY_REFUSED,                      \
      "RFC9110-15.5.2; RFC9110-11.6.1; SILENT S03", 0,                                             \
      "Every 401 names its scheme in WWW-Authenticate")                                            \
    X(auth_uniform_failure, "auth-uniform-failure", "auth", HP_SHOULD,                             \
      HP_OF_KEY_REFUSED | HP_OF_ITS_ROW,                                                           \
      "OWASP-API2:2023; SILENT S03", 0,                                                            \
      "A missing and a wrong key are refused alike, and the key sent is not repeated")             \
    X(frame_cl_te_both, "frame-cl-te-both", "framing", HP_MUST, HP_OF_ITS_ROW,                     \
      "RFC9112-6.1; RFC9112-11.2", 0,                                                              \
      "A request with Content-Length beside chunked ends its connection")                          \
    X(frame_te_http10, "frame-te-http10", "framing", HP_MUST, HP_OF_ITS_ROW,                       \
      "RFC9112-6.1", 0,                                                                            \
      "Chunks in a request of HTTP/1.0 end its connection")                                        \
    X(frame_pipelining, "frame-pipelining", "framing", HP_SHOULD, HP_OF_ITS_ROW,                   \
      "RFC9112-9.3.2", 0,                                                                          \
      "Requests on one connection are answered one by one, in order")                              \
    X(sec_host_poisoning, "sec-host-poisoning", "security", HP_SHOULD, HP_OF_ITS_ROW,              \
      "RFC9112-3.2; OWASP-API8:2023", 0,                                                           \
      "A host that only a header field of the request names is in no reply")                       \
    X(sec_cors, "sec-cors", "security", HP_SHOULD, HP_OF_ITS_ROW,                                  \
      "OWASP-API8:2023; CWE-942", 0,                                                               \
      "No reply allows the origin of the request together with credentials")                       \
    X(sec_secret_exposure, "sec-secret-exposure", "security", HP_MAY, HP_OF_ITS_ROW,               \
      "PAGE:L28-L30; OWASP-API3:2023; SILENT S29", 0,                                              \
      "Secrets that were registered are not shown again")                                          \
    X(sec_parser_differential, "sec-parser-differential", "security", HP_SHOULD, HP_OF_ITS_ROW,    \
      "RFC8259-4; OWASP-API8:2023 (uniform processing)", 0,                                        \
      "Of equal members always the same one counts, and a name has one letter case")               \
    X(resp_status_200, "resp-status-200", "response-checks", HP_MUST, HP_OF_SUCCESS,               \
      "PAGE:L64; SILENT S44", HP_R(22),                                                            \
      "No 2xx but the documented one answers a create")                                            \
    X(resp_media_type, "resp-media-type", "response-checks", HP_MUST, HP_OF_CREATE,                \
      "PAGE:L65", HP_R(23),                                                                        \
      "The created webhook comes as the documented media type")                                    \
    X(resp_json_wellformed, "resp-json-wellformed", "response-checks", HP_MUST, HP_OF_RECORD,      \
      "PAGE:L65; RFC8259-2; RFC8259-8.1; RFC8259-10", HP_R(23),                                    \
      "The created webhook is exactly one JSON text in UTF-8")                                     \
    X(resp_json_unique_members, "resp-json-unique-members", "response-checks", HP_SHOULD,          \
      HP_OF_RECORD,                                                                                \
      "RFC8259-4; RFC7493-2.3", 0,                                                                 \
      "No object of the response names a member twice")                                            \
    X(resp_root_flat_object, "resp-root-flat-object", "response-checks", HP_MUST, HP_OF_RECORD,    \
      "PAGE:L26-L41,L69-L196; SILENT S43", HP_R(24),                                               \
      "The fields stand in the root object itself, in no envelope")                                \
    X(resp_required_fields, "resp-required-fields", "response-checks", HP_MUST, HP_OF_RECORD,      \
      "PAGE:L71,L81,L87,L97,L166,L176,L186,L196",                                                  \
      HP_R(25) | HP_R(29) | HP_R(32) | HP_R(35) | HP_R(38) | HP_R(40) | HP_R(44) | HP_R(47) |      \
          HP_R(53),                                                                                \
      "No required field is missing or null")                                                      \
    X(resp_id, "resp-id", "response-checks", HP_MUST, HP_OF_RECORD,                                \
      "PAGE:L69-L77; SILENT S41", HP_R(26),                                                        \
      "The id is a string with something in it")                                                   \
    X(resp_id_form, "resp-id-form", "response-checks", HP_SHOULD, HP_OF_CREATE,                    \
      "PAGE:L27,L77; SILENT S41", HP_R(28),                                                        \
      "The id is 20 letters and digits, as in the example")                                        \
    X(resp_headers_object, "resp-headers-object", "response-checks", HP_MUST, HP_OF_RECORD,        \
      "PAGE:L79-L81", HP_R(30),                                                                    \
      "The headers are an object")                                                                 \
    X(resp_headers_values, "resp-headers-values", "response-checks", HP_SHOULD, HP_OF_CREATE,      \
      "PAGE:L28-L30", HP_R(31),                                                                    \
      "The value of every header is a string")                                                     \
    X(resp_operations_enum, "resp-operations-enum", "response-checks", HP_MUST, HP_OF_RECORD,      \
      "PAGE:L85-L94", HP_R(33) | HP_R(34),                                                         \
      "The operations are an array of documented operations")                                      \
    X(resp_data_models_enum, "resp-data-models-enum", "response-checks", HP_MUST, HP_OF_RECORD,    \
      "PAGE:L95-L163", HP_R(36) | HP_R(37),                                                        \
      "The data models are an array of documented data models")                                    \
    X(resp_name_string, "resp-name-string", "response-checks", HP_MUST, HP_OF_RECORD,              \
      "PAGE:L164-L166", HP_R(39),                                                                  \
      "The name is a string")                                                                      \
    X(resp_type_enum, "resp-type-enum", "response-checks", HP_MUST, HP_OF_RECORD,                  \
      "PAGE:L184-L193", HP_R(45) | HP_R(46),                                                       \
      "The type is a documented type")                                                             \
    X(resp_url_string, "resp-url-string", "response-checks", HP_MUST, HP_OF_RECORD,                \
      "PAGE:L194-L196", HP_R(48),                                                                  \
      "The URL is a string")                                                                       \
    X(resp_created_at_string, "resp-created-at-string", "response-checks", HP_MUST, HP_OF_RECORD,  \
      "PAGE:L174-L176", HP_R(41),                                                                  \
      "The creation time is a string")                                                             \
    X(resp_created_at_format, "resp-created-at-format", "response-checks", HP_SHOULD,              \
      HP_OF_CREATE,                                                                                \
      "PAGE:L38,L182; RFC3339-5.6; RFC3339-5.7; SILENT S42", HP_R(43),                             \
      "The creation time is an RFC 3339 date-time in UTC")                                         \
    X(resp_created_at_clock, "resp-created-at-clock", "response-checks", HP_SHOULD, HP_OF_CREATE,  \
      "PAGE:L178; SILENT S42", HP_R(42),                                                           \
      "The creation time is the time of the request")                                              \
    X(resp_echo_scalars, "resp-echo-scalars", "response-checks", HP_MUST, HP_OF_ECHO,              \
      "PAGE:L15-L16,L20,L37,L39-L40; SILENT S23", HP_R(49) | HP_R(50),                             \
      "Name, type and URL come back as sent")                                                      \
    X(resp_echo_arrays, "resp-echo-arrays", "response-checks", HP_MUST, HP_OF_ECHO,                \
      "PAGE:L12-L19,L31-L36", HP_R(51),                                                            \
      "The sets of operations and data models come back as sent")                                  \
    X(resp_echo_headers, "resp-echo-headers", "response-checks", HP_MUST, HP_OF_ECHO,              \
      "PAGE:L21-L23,L28-L30; SILENT S29", HP_R(52),                                                \
      "The headers come back as sent")                                                             \
    X(resp_no_extra_members, "resp-no-extra-members", "response-checks", HP_MAY, HP_OF_RECORD,     \
      "PAGE:L69-L202; SILENT S43", 0,                                                              \
      "The root has no member that is not documented")                                             \
    X(resp_http_framing, "resp-http-framing", "response-checks", HP_MUST, HP_OF_WIRE,              \
      "RFC9112-6.3; RFC9112-9.3", 0,                                                               \
      "The reply is HTTP, and its body ends where its header section says")                        \
    X(resp_error_json, "resp-error-json", "response-checks", HP_SHOULD, HP_OF_REFUSAL,             \
      "SILENT S02; OWASP-API8:2023", 0,                                                            \
      "The body of a 4xx is JSON and says so")                                                     \
    X(resp_error_shape, "resp-error-shape", "response-checks", HP_MAY, HP_OF_REFUSAL,              \
      "ROOTFI-ERRORS; RFC9457-3.1; SILENT S02", 0,                                                 \
      "An error has a code and a message, or is an RFC 9457 problem of its own status")            \
    X(resp_error_names_field, "resp-error-names-field", "response-checks", HP_MAY, HP_OF_REFUSAL,  \
      "ROOTFI-ERRORS; RFC9457-3 (pointer); SILENT S02", 0,                                         \
      "An error about a field names the field")                                                    \
    X(resp_error_no_internals, "resp-error-no-internals", "response-checks", HP_SHOULD,            \
      HP_OF_REFUSAL,                                                                               \
      "OWASP-API8:2023; OWASP-REST-CS; RFC9457-5", 0,                                              \
      "An error shows no stack trace, query, file path or fetched content")                        \
    X(resp_405_allow, "resp-405-allow", "response-checks", HP_MUST, HP_OF_405,                     \
      "RFC9110-15.5.6", 0,                                                                         \
      "A 405 lists the documented method in Allow")                                                \
    X(resp_429_retry_after, "resp-429-retry-after", "response-checks", HP_MAY, HP_OF_429,          \
      "RFC6585-4; SILENT S39", 0,                                                                  \
      "A 429 says when to come back")                                                              \
    X(resp_cache_security_headers, "resp-cache-security-headers", "response-checks", HP_MAY,       \
      HP_OF_ANY,                                                                                   \
      "OWASP-REST-CS security headers; SILENT S46", 0,                                             \
      "Replies forbid caching and sniffing, and downgrades when over TLS")                         \
    X(resp_latency, "resp-latency", "response-checks", HP_SHOULD, HP_OF_ANY,                       \
      "OWASP-API4:2023; Schemathesis max_response_time", 0,                                        \
      "Every reply comes within the time budget")                                                  \
    X(resp_key_absent, "resp-key-absent", "response-checks", HP_MUST, HP_OF_ANY,                   \
      "invariant I5", 0,                                                                           \
      "The credential appears in no reply")                                                        \
    X(state_id_unique, "state-id-unique", "stateful", HP_MUST, HP_OF_CREATE,                       \
      "PAGE:L73; SILENT S41", HP_R(27),                                                            \
      "No id is given twice in a run")                                                             \
    X(state_id_unpredictable, "state-id-unpredictable", "stateful", HP_MAY, HP_OF_ITS_ROW,         \
      "OWASP-API1:2023; SILENT S41", 0,                                                            \
      "No id is close to another one")                                                             \
    X(state_created_at_order, "state-created-at-order", "stateful", HP_SHOULD, HP_OF_CREATE,       \
      "PAGE:L178; SILENT S42", HP_R(42),                                                           \
      "No creation time is before that of an earlier create")                                      \
    X(state_client_id_ignored, "state-client-id-ignored", "stateful", HP_MUST, HP_OF_ITS_ROW,      \
      "OWASP-API3:2023; CWE-915; SILENT S32", HP_R(53),                                            \
      "The id is not the one that the client supplied")                                            \
    X(state_client_created_at_ignored, "state-client-created-at-ignored", "stateful", HP_MUST,     \
      HP_OF_ITS_ROW,                                                                               \
      "OWASP-API3:2023; GitHub rejects created_at; SILENT S32", HP_R(53),                          \
      "The creation time is not the one that the client supplied")                                 \
    X(state_client_internal_fields, "state-client-internal-fields", "stateful", HP_SHOULD,         \
      HP_OF_ITS_ROW,                                                                               \
      "OWASP-API3:2023; SILENT S32", 0,                                                            \
      "Members that the service alone may set do not come back as supplied")                       \
    X(state_interleave, "state-interleave", "stateful", HP_MUST, HP_OF_ITS_ROW,                    \
      "RFC9112-9.3; invariant I2", 0,                                                              \
      "Every reply belongs to its own request")                                                    \
    X(state_canary, "state-canary", "stateful", HP_MUST, HP_OF_CANARY,                             \
      "invariant I3", 0,                                                                           \
      "The documented example still works after hostile requests")                                 \
    X(state_memory, "state-memory", "stateful", HP_MUST, HP_OF_WATCHED,                            \
      "invariant I1; CWE-401", 0,                                                                  \
      "A plugin gives back the memory that it took for a request")
// clang-format on

#define HP_CHECK_INDEX(function, ...) HP_CHECK_INDEX_##function,
enum { HP_CHECKS(HP_CHECK_INDEX) };
#undef HP_CHECK_INDEX

#define HP_CHECK_DECLARE(function, ...) enum hp_outcome hp_check_##function(struct hp_view *view);
HP_CHECKS(HP_CHECK_DECLARE)
#undef HP_CHECK_DECLARE

#endif
