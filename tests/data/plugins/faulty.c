/* A plugin that is right but for what -DFAULT_... asks for: it passes every request on to the one
 * in INNER, a shared object, and goes wrong on some. For end-to-end tests. */
#include <dlfcn.h>
#include <hookproof/target.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct hookproof_target *inner;

static int init(const struct hookproof_setup *setup, void **state)
{
    void *object = dlopen(INNER, RTLD_NOW | RTLD_LOCAL);
    inner = object == NULL ? NULL : dlsym(object, "hookproof_target");
    return inner == NULL ? 1 : inner->init(setup, state);
}

static int mentions(const struct hookproof_request *request, const char *word)
{
    return memmem(request->body.bytes, request->body.length, word, strlen(word)) != NULL;
}

static int handle(void *state, const struct hookproof_request *request,
                  struct hookproof_response *response)
{
    volatile char *volatile memory = NULL;
    (void)mentions;
#ifdef FAULT_CRASH
    if (mentions(request, "\"delete\"")) {
        *memory = 1;
    }
#endif
#ifdef FAULT_HANG
    for (volatile int forever = mentions(request, "javascript:"); forever;) {
    }
#endif
#ifdef FAULT_LEAK
    if (mentions(request, "null")) {
        memory = malloc(100);
        *memory = 1;
    }
#endif
#ifdef FAULT_EXIT
    if (mentions(request, "\"delete\"")) {
        static const char word[] = "\033[31mgiving up\033[0m\n";
        (void)!write(STDERR_FILENO, word, sizeof(word) - 1);
        exit(3);
    }
#endif
#ifdef FAULT_OVERREAD
    if (request->body.length > 0 && request->body.bytes[request->body.length] == '}') {
        return 1;
    }
#endif
#ifdef FAULT_SILENT
    if (mentions(request, "\"delete\"")) {
        return 7;
    }
#endif
#ifdef FAULT_STATUS
    if (mentions(request, "\"delete\"")) {
        response->status = 77;
        return 0;
    }
#endif
#ifdef FAULT_POINTER
    if (mentions(request, "\"delete\"")) {
        response->status = 400;
        response->body = (struct hookproof_bytes){(const char *)16, 4096};
        return 0;
    }
#endif
#ifdef FAULT_SCRIBBLE
    for (int fd = 3; mentions(request, "\"delete\"") && fd < 64; fd++) {
        (void)!write(fd,
                     "scribble scribble scribble scribble scribble scribble scribble scribble "
                     "scribble scribble",
                     90);
    }
#endif
    (void)memory;
    return inner->handle(state, request, response);
}

static void release(void *state, struct hookproof_response *response)
{
    inner->release(state, response); /* frees what it made itself, if anything */
}

static void deinit(void *state)
{
    inner->deinit(state);
}

const struct hookproof_target hookproof_target = {
#ifdef FAULT_ABI
    .abi = HOOKPROOF_TARGET_ABI + 1,
#else
    .abi = HOOKPROOF_TARGET_ABI,
#endif
    .struct_bytes = sizeof(struct hookproof_target),
    .name = "faulty",
    .init = init,
    .handle = handle,
    .release = release,
    .deinit = deinit,
};
