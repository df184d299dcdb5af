/* SPDX-License-Identifier: MIT */
/*
 * Threads against each other, on the host:
 *
 *	--seconds=N	for all of it, about
 *	--threads=N	at a time, 2 to 16
 */
#include "tests/race/clock.h"

#include "support/parse.h"

extern const struct ktest_suite exit_suite, stress_suite;

int image_main(int argc, char **argv);
int image_main(int argc, char **argv)
{
	static const struct ktest_suite *const suites[] = {
		&exit_suite, &stress_suite, NULL
	};
	int left = 1;

	nr_workers = 4;
	for (int i = 1; i < argc; i++) {
		if (!parse_option(argv[i], "--seconds=", &total_seconds) &&
		    !parse_option(argv[i], "--threads=", &nr_workers))
			argv[left++] = argv[i];
	}
	if (nr_workers < 2 || nr_workers > MAX_WORKERS)
		nr_workers = 2;
	return ktest_run(suites, left, argv);
}
