/* hookproof serve */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "harness/base/alloc.h"
#include "harness/cli/commands.h"
#include "harness/cli/setup.h"
#include "harness/cli/stop.h"
#include "harness/service/server.h"

enum {
    BODY_BYTES_MAX = 1024 * 1024, /* far over what the service accepts, so that it can say so */
    CONNECTIONS_MAX = 1024,
    IDLE_SECONDS = 30,
    HOST_BYTES = 64,
};

/* "127.0.0.1:8080" or "[::1]:8080". */
static enum hp_status read_listen(const char *text, char host[static HOST_BYTES], uint16_t *port,
                                  struct hp_error *error)
{
    const char *colon = strrchr(text, ':');
    size_t length = colon == NULL ? 0 : (size_t)(colon - text);
    const char *begin = text;
    if (length >= 2 && text[0] == '[' && text[length - 1] == ']') {
        begin++;
        length -= 2;
    }
    char *end = NULL;
    errno = 0;
    unsigned long value = colon == NULL ? 0 : strtoul(colon + 1, &end, 10);
    if (length == 0 || length >= HOST_BYTES || end == colon + 1 || *end != '\0' || value > 65535) {
        return hp_error_set(
            error, HP_ERR_USAGE,
            "--listen wants an address and a port, such as 127.0.0.1:8080, not \"%s\"", text);
    }
    memcpy(host, begin, length);
    host[length] = '\0';
    *port = (uint16_t)value;
    return HP_OK;
}

static void wait_for_stop(void)
{
    struct timespec pause = {0, 50 * 1000 * 1000};
    while (hp_stop_requested == 0) {
        (void)nanosleep(&pause, NULL);
    }
}

static enum hp_status serve(const struct hp_contract *contract, const char *key, const char *host,
                            uint16_t port, const struct hp_service_hook *hook,
                            struct hp_error *error)
{
    struct hp_service *service = NULL;
    struct hp_server *server = NULL;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct hp_service_options options = {.contract = contract,
                                         .api_key = hp_slice_of(key),
                                         .hook = hook,
                                         .id_seed = (uint64_t)now.tv_sec * 1000003u +
                                                    (uint64_t)now.tv_nsec};
    enum hp_status status = hp_service_new(&options, &service, error);
    if (status == HP_OK) {
        struct hp_server_options listen = {.service = service,
                                           .host = host,
                                           .port = port,
                                           .body_bytes_max = BODY_BYTES_MAX,
                                           .connections_max = CONNECTIONS_MAX,
                                           .idle_seconds = IDLE_SECONDS};
        status = hp_server_start(&listen, &server, error);
    }
    if (status == HP_OK) {
        hp_stop_install(); /* before anybody is told that there is something to stop */
        bool ipv6 = strchr(host, ':') != NULL;
        printf("listening on http://%s%s%s:%u (stop with Ctrl-C)\n", ipv6 ? "[" : "", host,
               ipv6 ? "]" : "", hp_server_port(server));
        (void)fflush(stdout);
        wait_for_stop();
    }
    hp_server_stop(server);
    hp_service_free(service);
    return status;
}

int hp_cmd_serve(const struct hp_args *args, struct hp_error *error)
{
    char host[HOST_BYTES];
    uint16_t port = 0;
    char *key = NULL;
    struct hp_contract *contract = NULL;
    struct hp_planted *planted = NULL;
    enum hp_status status =
        read_listen(hp_args_text(args, HP_OPT_LISTEN, "127.0.0.1:8080"), host, &port, error);
    if (status == HP_OK && args->operand_count > 0) {
        status = hp_error_set(error, HP_ERR_USAGE, "serve takes no operand (\"%s\"); see --listen",
                              args->operands[0]);
    }
    if (status == HP_OK) {
        status = hp_setup_key(args, HP_DEMO_KEY, &key, error);
    }
    if (status == HP_OK) {
        status = hp_contract_open(hp_args_text(args, HP_OPT_CONTRACT, NULL), &contract, error);
    }
    if (status == HP_OK) {
        status = hp_setup_defect(args, contract, hp_slice_of(key), &planted, error);
    }
    if (status == HP_OK) {
        if (strcmp(key, HP_DEMO_KEY) == 0) {
            printf("key: %s (choose another with --api-key)\n", HP_DEMO_KEY);
        }
        status = serve(contract, key, host, port, hp_planted_hook(planted), error);
    }
    hp_planted_free(planted);
    hp_contract_free(contract);
    hp_free(key);
    return hp_exit_of(status);
}
