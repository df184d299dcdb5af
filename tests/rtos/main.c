/* SPDX-License-Identifier: MIT */
/* The allocator under a preemptive scheduler. */
#include "tests/rtos/rtos_test.h"
#include "tests/rtos/sched.h"

static const struct ktest_suite *const suites[] = {
	/* clang-format off */
	&sched_suite,
	&priority_suite,
	&driver_suite,
	&slices_suite,
	&exhaust_suite,
	&delete_suite,
#ifdef CONFIG_HAKMEM_TASK_DELETION
	&repair_suite,
#endif
	NULL,
	/* clang-format on */
};

int image_main(int argc, char **argv)
{
	sched_start();
	return ktest_run(suites, argc, argv);
}
