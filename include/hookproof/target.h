/* hookproof/target.h: your own parser or handler as a target of hookproof, in a shared object.
 *
 *     #include <hookproof/target.h>
 *
 *     static int handle(void *state, const struct hookproof_request *request,
 *                       struct hookproof_response *response)
 *     {
 *         ... read request->body, fill in response ...
 *         return 0;
 *     }
 *
 *     const struct hookproof_target hookproof_target = {
 *         .abi = HOOKPROOF_TARGET_ABI,
 *         .struct_bytes = sizeof(struct hookproof_target),
 *         .name = "mine",
 *         .handle = handle,
 *     };
 *
 *     cc -shared -fPIC -o mine.so mine.c $(pkg-config --cflags hookproof)
 *     hookproof run plugin:./mine.so
 *
 * The object is loaded into a child process, never into hookproof itself. A crash, a hang and an
 * exit are findings of the request that did it; the child is started again and the run goes on.
 * One thread of the child makes all calls, one after another.
 *
 * This header needs nothing but C99, or C++ with extern "C" around the definition of
 * hookproof_target. docs/plugins.md tells the same at length, with two complete examples. */
#ifndef HOOKPROOF_TARGET_H
#define HOOKPROOF_TARGET_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface. It is raised when something that is here changes its meaning or
 * its place; hookproof refuses a plugin of another version. What is only added comes at the end of
 * a structure, and `struct_bytes` tells who was compiled with it. */
#define HOOKPROOF_TARGET_ABI 1u

/* What a response may hold; more is a finding. */
#define HOOKPROOF_BODY_BYTES_MAX   (8u * 1024u * 1024u)
#define HOOKPROOF_FIELDS_MAX       256u
#define HOOKPROOF_FIELDS_BYTES_MAX (256u * 1024u) /* names and values of all fields */

/* A run of bytes: not ended by NUL, and any byte may be in it, NUL too. With length 0 `bytes` may
 * be NULL. */
struct hookproof_bytes {
    const char *bytes;
    size_t length;
};

/* One header field line. Names come in the spelling in which they were sent. */
struct hookproof_field {
    struct hookproof_bytes name;
    struct hookproof_bytes value;
};

/* What is asked. Everything is lent for the length of the call and must not be written to. A body
 * is up to 101 MiB: some cases ask what a handler does about that. */
struct hookproof_request {
    size_t struct_bytes; /* sizeof(struct hookproof_request) of the hookproof that calls */
    struct hookproof_bytes method;
    struct hookproof_bytes target; /* "/v3/core/webhooks", octets as sent; anything may be in it */
    const struct hookproof_field *fields;
    size_t field_count;
    struct hookproof_bytes body;
    int has_body;        /* 0: no body at all, which is not the same as an empty one */
    int64_t now_unix_ms; /* wall clock, milliseconds since 1970; for created_at */
};

/* What is answered: all zero but `struct_bytes` when `handle` is called. What it points to belongs
 * to the plugin and must stay as it is until `release` was called, or without one until the next
 * call of any function. Static text is fine. */
struct hookproof_response {
    size_t struct_bytes; /* as above; do not write beyond it */
    int status;          /* 100 to 599 */
    const struct hookproof_field
        *fields; /* Content-Type is one of them; no Content-Length needed */
    size_t field_count;
    struct hookproof_bytes body;
};

/* What `init` is told; lent for the length of the call. */
struct hookproof_setup {
    size_t struct_bytes;
    struct hookproof_bytes api_key; /* the credential that valid requests carry */
    struct hookproof_bytes method;  /* what the contract documents: "POST" */
    struct hookproof_bytes path;    /* and "/v3/core/webhooks" */
    uint64_t instance; /* another number in every child process: make ids from it, because ids must
                          stay unique when the child had to be started again */
};

struct hookproof_target {
    uint32_t abi;          /* HOOKPROOF_TARGET_ABI; always the first member */
    uint32_t struct_bytes; /* sizeof(struct hookproof_target); always the second */
    const char *name;      /* for people; NUL at its end; may be NULL */

    /* Called once in each child before anything else. What it puts into *state is handed to every
     * other function. 0, or another number when the plugin cannot work: the run ends then. May be
     * NULL: the state is NULL. */
    int (*init)(const struct hookproof_setup *setup, void **state);

    /* Answers one request. 0: `response` is filled in. Another number: there is no answer, as if
     * the connection had been closed, which is a finding. Required. */
    int (*handle)(void *state, const struct hookproof_request *request,
                  struct hookproof_response *response);

    /* The response of the last `handle` that returned 0 was read: its memory may go. Called exactly
     * once for each. May be NULL. */
    void (*release)(void *state, struct hookproof_response *response);

    /* Forget what earlier requests left behind (webhooks that are kept, caches), but do not begin
     * to use the same ids again. hookproof calls it when it looks for leaks. A plugin that keeps
     * nothing between requests needs none; a plugin that keeps something and has none is told that
     * it leaks, because nothing tells the two apart. May be NULL. */
    void (*reset)(void *state);

    /* The end of the run; not after a crash. May be NULL. */
    void (*deinit)(void *state);
};

/* The one symbol that is looked for. A definition in C++ needs extern "C" and, because it is const,
 * `extern` besides: this declaration gives it both. */
#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
extern const struct hookproof_target hookproof_target;

#ifdef __cplusplus
}
#endif

#endif
