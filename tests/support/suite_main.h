/* Every unit test is one Check suite with the same main. */
#ifndef HP_TESTS_SUITE_MAIN_H
#define HP_TESTS_SUITE_MAIN_H

#include <check.h>

/* To be defined by the test: a new suite. */
Suite *hp_suite(void);

#endif
