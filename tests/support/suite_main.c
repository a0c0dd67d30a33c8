/* Runs the suite; a suite that ran nothing is a failure. */
#include "tests/support/suite_main.h"

int main(void)
{
    SRunner *runner = srunner_create(hp_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    int ran = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && ran > 0 ? 0 : 1;
}
