/* SPDX-License-Identifier: MIT */
/*
 * An interrupt at every instruction: each call of each scenario is made again and
 * again from the same state, interrupted first at its first instruction, then at
 * its second, and so on to its end; the handler calls the allocator, too.
 *
 *	calls	 a handler with each of the actions
 *	switched a task that does a lot before the call goes on
 *	nested	 a handler that is interrupted itself, at each instruction
 *	stopped	 a task that is stopped itself, at each instruction, until the call
 *		 is over
 *	delays	 a handler that makes the call take longer: by how many instructions
 *	conflicts a handler that brings about a conflict over slices, and another one at
 *		 instructions that follow: without pages
 *
 *	--long	 nested and stopped for all paths and actions
 *	--pairs=N  likewise, with N pairs of instructions of each, not 1000; with enough,
 *		 all pairs
 *	--trace	 each call once, without an interrupt: sweep.py looks on, and compares
 *		 what was executed with what was interrupted
 */
#include "support/image.h"
#include "support/mem.h"
#include "support/parse.h"
#include "tests/sweep/sweep.h"

#define PAIRS 1000u

static int trace(void)
{
	for (const struct scenario *const *s = sweep_scenarios; *s; s++) {
		struct plan plan = { .scenario = *s, .first = actions };
		struct outcome outcome;

		if (!engine_run(&plan, &outcome)) {
			print("# %s: %s\n", (*s)->name, actors_error());
			return 1;
		}
		print("# trace %s\n", (*s)->name);
	}
	return 0;
}

int image_main(int argc, char **argv)
{
	const struct ktest_suite *suites[] = {
		&timer_suite, &calls_suite, &switched_suite, &nested_suite, &stopped_suite,
		&delays_suite,
#ifndef CONFIG_HAKMEM_PAGES
		&conflicts_suite,
#endif
		NULL,
	};
	unsigned int pairs;
	int left = 1;

	engine_init(image_cost_works());
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--trace"))
			return trace();
		if (!strcmp(argv[i], "--long"))
			sweep_all(PAIRS);
		else if (parse_option(argv[i], "--pairs=", &pairs))
			sweep_all(pairs);
		else
			argv[left++] = argv[i];
	}
	if (sweep_whole) {
		suites[3] = &nested_long_suite;
		suites[4] = &stopped_long_suite;
	}
	return ktest_run(suites, left, argv);
}
