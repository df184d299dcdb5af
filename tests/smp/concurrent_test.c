/* SPDX-License-Identifier: MIT */
/*
 * Do the cores run at the same time? They increment two counters: one by a load and
 * a store, which loses updates if and only if the other core comes in between, and one
 * by an atomic addition, which never does.
 */
#include "support/smp.h"
#include "tests/race/workers.h"

#define INCREMENTS 1000000ul /* a round, of each core */
#define ROUNDS_MAX 200u	     /* until a loss is seen; one is enough as a rule */

static volatile unsigned long naive;
static unsigned long exact;

/* A race on purpose. */
__attribute__((no_sanitize_thread)) static void increment(void *arg)
{
	(void)arg;
	for (unsigned long i = 0; i < INCREMENTS; i++) {
		unsigned long seen = naive;

		__atomic_fetch_add(&exact, 1, __ATOMIC_RELAXED);
		naive = seen + 1;
	}
}

static void cores_are_concurrent(struct ktest *test)
{
	unsigned long due = 0;
	unsigned int rounds = 0;

	if (image_cores() < 2)
		KTEST_SKIP(test, "one core");
	naive = exact = 0;
	do {
		image_core_start(1, increment, NULL);
		increment(NULL);
		image_core_join(1);
		due += 2 * INCREMENTS;
		KTEST_ASSERT_EQ(test, exact, due);
	} while (naive == due && ++rounds < ROUNDS_MAX);
	ktest_info(test, "%lu increments: %lu of the naive ones lost", due, due - naive);
	KTEST_EXPECT_LT(test, naive, due);
}

static const struct ktest_case concurrent_cases[] = {
	KTEST_CASE(cores_are_concurrent),
	{ 0 },
};

const struct ktest_suite concurrent_suite = {
	.name = "concurrent",
	.cases = concurrent_cases,
};
