/* A tiny server, an http target on it, and one exchange between them: what the target tests share.
 */
#ifndef HP_TESTS_TARGET_FIXTURE_H
#define HP_TESTS_TARGET_FIXTURE_H

#include "harness/target/target.h"
#include "tests/support/suite_main.h"
#include "tests/support/tiny_server.h"

#define FIELD(name, value)                                                                         \
    {                                                                                              \
        HP_SLICE_INIT(name), HP_SLICE_INIT(value)                                                  \
    }

struct fixture {
    struct tiny_server *server;
    struct hp_target *target;
    char address[64];
};

/* Both engines speak HTTP/1.1 to a plain server; the tests of what they share run over each. */
#define OVER_WIRE HP_HTTP_1_1
#define OVER_CURL HP_HTTP_AUTO

static enum hp_http_version fixture_engine = OVER_WIRE;

static inline void use_wire(void)
{
    fixture_engine = OVER_WIRE;
}

static inline void use_curl(void)
{
    fixture_engine = OVER_CURL;
}

static inline struct hp_target_options fixture_options(void)
{
    return (struct hp_target_options){
        .connections = 1, .timeout_ms = 5000, .connect_timeout_ms = 2000, .http = fixture_engine};
}

static inline void fixture_open_with(struct fixture *fixture,
                                     const struct tiny_step *const *scripts, size_t count,
                                     struct hp_target_options options)
{
    struct hp_error error = {0};
    fixture->server = tiny_server_start(scripts, count);
    (void)snprintf(fixture->address, sizeof(fixture->address), "http://127.0.0.1:%u",
                   (unsigned)tiny_server_port(fixture->server));
    options.address = fixture->address;
    enum hp_status status = hp_target_open(&options, &fixture->target, &error);
    ck_assert_msg(status == HP_OK, "%s", error.text);
}

static inline void fixture_open(struct fixture *fixture, const struct tiny_step *script)
{
    const struct tiny_step *const scripts[] = {script};
    /* The server reads the list when a client connects, long after this frame is gone. */
    static const struct tiny_step *kept[1];
    kept[0] = scripts[0];
    fixture_open_with(fixture, kept, 1, fixture_options());
}

static inline void fixture_close(struct fixture *fixture)
{
    hp_target_close(fixture->target);
    tiny_server_stop(fixture->server);
}

/* One exchange in slot 0, taken; what it holds lives until the next one. */
static inline struct hp_exchange exchange_on(struct hp_target *target,
                                             const struct hp_request *request)
{
    struct hp_done done = {0};
    size_t count = 0;
    ck_assert_int_eq(hp_target_submit(target, 0, request), HP_OK);
    for (int waits = 0; count == 0 && waits < 20; waits++) {
        ck_assert_int_eq(hp_target_wait(target, 1000, &done, 1, &count), HP_OK);
    }
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(done.slot, 0);
    return done.exchange;
}

static inline struct hp_request post(const char *body)
{
    return (struct hp_request){.method = HP_SLICE("POST"),
                               .target = HP_SLICE("/v3/core/webhooks"),
                               .body = hp_slice_of(body),
                               .has_body = true};
}

static inline void assert_slice(struct hp_slice have, const char *want)
{
    ck_assert_msg(hp_slice_is(have, want), "have '%.*s', want '%s'", (int)have.len, have.at, want);
}

#endif
