/* SPDX-License-Identifier: MIT */
/*
 * Two cores for real: the stress of tests/race, bounded by operations.
 *
 *	--ops=N		of each core in each case, about
 */
#include "tests/smp/count.h"

#include "support/parse.h"
#include "support/smp.h"

#define DEFAULT_OPERATIONS 100000u

/* The host has threads for cores: some are inside a heap while they do not run. */
#if __STDC_HOSTED__
#define DEFAULT_WORKERS 4u
#else
#define DEFAULT_WORKERS image_cores()
#endif

extern const struct ktest_suite concurrent_suite, entered_suite, hand_over_suite,
	stress_suite;

/* Heaps are what somebody enters. */
#ifdef CONFIG_HAKMEM_PAGES
#define HEAP_SUITES &entered_suite,
#else
#define HEAP_SUITES
#endif

int image_main(int argc, char **argv);
int image_main(int argc, char **argv)
{
	static const struct ktest_suite *const suites[] = {
		&concurrent_suite, HEAP_SUITES &hand_over_suite, &stress_suite, NULL
	};
	int left = 1;

	nr_workers = DEFAULT_WORKERS;
	operations = DEFAULT_OPERATIONS;
	for (int i = 1; i < argc; i++)
		if (!parse_option(argv[i], "--ops=", &operations))
			argv[left++] = argv[i];
	return ktest_run(suites, left, argv);
}
