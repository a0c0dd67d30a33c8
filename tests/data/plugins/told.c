/* A plugin that does what it is told: by the path of the contract when it begins, by the target of
 * a request afterwards. For the tests of the process that a plugin runs in. */
#include <hookproof/target.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is(struct hookproof_bytes text, const char *word)
{
    return text.length == strlen(word) && memcmp(text.bytes, word, text.length) == 0;
}

static int init(const struct hookproof_setup *setup, void **state)
{
    (void)state;
    if (is(setup->path, "/end")) {
        fputs("first line\nlast \033[31mwords\n", stderr);
        exit(5);
    }
    while (is(setup->path, "/hang")) {
        sleep(1);
    }
    return is(setup->path, "/refuse") ? 9 : 0;
}

static int handle(void *state, const struct hookproof_request *request,
                  struct hookproof_response *response)
{
    static const struct hookproof_field field = {{"X-Told", 6}, {"yes", 3}};
    (void)state;
    if (is(request->target, "/abort")) {
        fputs("\033[31mtold to\n", stderr);
        abort();
    }
    while (is(request->target, "/hang")) {
        sleep(1);
    }
    response->status = 207;
    response->fields = &field;
    response->field_count = 1;
    response->body = request->body;
    return 0;
}

const struct hookproof_target hookproof_target = {.abi = HOOKPROOF_TARGET_ABI,
                                                  .struct_bytes = sizeof(hookproof_target),
                                                  .init = init,
                                                  .handle = handle};
