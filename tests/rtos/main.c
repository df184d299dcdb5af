/* SPDX-License-Identifier: MIT */
/* The allocator under a preemptive scheduler. */
#include "tests/rtos/rtos_test.h"
#include "tests/rtos/sched.h"

static const struct ktest_suite *const suites[] = {
	&sched_suite,
	NULL,
};

int image_main(int argc, char **argv)
{
	sched_start();
	return ktest_run(suites, argc, argv);
}
