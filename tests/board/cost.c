/* SPDX-License-Identifier: MIT */
/* image_cost() against functions of known length. */
#include "qemu/image/board.h"
#include "tests/board/board_test.h"

#define TOO_LONG 400000u /* rounds of the loop: more than 24 bits of SysTick */

static int needs_cost(struct ktest *test)
{
	if (!image_cost_works())
		test->skip = "without --icount";
	return 0;
}

static uint32_t cost(image_fn fn, uintptr_t a)
{
	uintptr_t result;

	return image_cost(fn, a, 0, &result);
}

static void straight_code(struct ktest *test)
{
	for (int i = 0; i < 500; i++) {
		KTEST_ASSERT_EQ(test, cost(board_probe_1, 0), 1);
		KTEST_ASSERT_EQ(test, cost(board_probe_10, 0), 10);
		KTEST_ASSERT_EQ(test, cost(board_probe_11, 0), 11);
	}
}

static void loops(struct ktest *test)
{
	for (uint32_t n = 1; n <= 3000; n++)
		KTEST_ASSERT_EQ(test, cost(board_probe_loop, n), 2 * n + 1);
}

static void long_loops(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, cost(board_probe_loop, 10000), 20001);
	KTEST_EXPECT_EQ(test, cost(board_probe_loop, 100000), 200001);
	KTEST_EXPECT_EQ(test, cost(board_probe_loop, 300000), 600001);
}

/* The exact number or none. */
static void too_long_loops(struct ktest *test)
{
	uint32_t instructions = cost(board_probe_loop, TOO_LONG);

	KTEST_EXPECT_TRUE(test, instructions == IMAGE_COST_MAX ||
					instructions == 2 * TOO_LONG + 1);
	KTEST_EXPECT_EQ(test, cost(board_probe_1, 0), 1);
}

static const struct ktest_case cases[] = {
	KTEST_CASE(straight_code),
	KTEST_CASE(loops),
	KTEST_CASE(long_loops),
	KTEST_CASE(too_long_loops),
	{ 0 },
};

const struct ktest_suite cost_suite = {
	.name = "cost",
	.init = needs_cost,
	.cases = cases,
};
