/* SIGINT and SIGTERM as a flag: once to finish cleanly, twice to stop at once. */
#ifndef HP_CLI_STOP_H
#define HP_CLI_STOP_H

#include <signal.h>

extern volatile sig_atomic_t hp_stop_requested;

void hp_stop_install(void);

#endif
