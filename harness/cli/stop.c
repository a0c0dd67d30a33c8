/* The only signal handler. */
#include "harness/cli/stop.h"

#include <unistd.h>

volatile sig_atomic_t hp_stop_requested;

static void on_signal(int number)
{
    if (hp_stop_requested != 0) {
        _exit(128 + number);
    }
    hp_stop_requested = 1;
}

void hp_stop_install(void)
{
    /* Waits end with the signal whatever is set here (signal(7)); a report that is being written
     * goes on. */
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}
