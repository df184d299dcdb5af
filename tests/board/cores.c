/* SPDX-License-Identifier: MIT */
/* The cores of a board. */
#include "support/image.h"
#include "support/smp.h"
#include "tests/board/board_test.h"

#define MOST_CORES 4u /* the host has any number */
#define ROUNDS	   300u
#define LINES	   200u

static unsigned int nr_cores(void)
{
	return image_cores() < MOST_CORES ? image_cores() : MOST_CORES;
}

static int needs_cores(struct ktest *test)
{
	if (nr_cores() < 2)
		test->skip = "one core";
	else if (image_cost_works())
		test->skip = "--icount runs one core at a time";
	return 0;
}

/* What a core found out, and where. */
struct report {
	unsigned int core;
	unsigned int value;
	const struct report *self;
};

static void write_report(void *arg)
{
	struct report *report = arg;

	report->core = image_core();
	report->value++;
	report->self = report;
}

static void cores_have_numbers(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, image_core(), 0);
	for (unsigned int i = 1; i < nr_cores(); i++) {
		struct report report = { .value = 40 + i };

		image_core_start(i, write_report, &report);
		image_core_join(i);
		KTEST_EXPECT_EQ(test, report.core, i);
		KTEST_EXPECT_EQ(test, report.value, 41 + i);
		KTEST_EXPECT_EQ(test, report.self, &report);
	}
}

/* Each start is of an idle core, or of one that is about to idle. */
static void cores_start_again(struct ktest *test)
{
	struct report report = { .value = 0 };

	for (unsigned int i = 0; i < ROUNDS; i++) {
		image_core_start(1, write_report, &report);
		image_core_join(1);
		KTEST_ASSERT_EQ(test, report.value, i + 1);
	}
}

/* Every core waits for all others: they run at the same time. */
static void meet(void *arg)
{
	bool *here = arg;

	__atomic_store_n(&here[image_core()], true, __ATOMIC_RELEASE);
	for (unsigned int i = 0; i < nr_cores(); i++)
		while (!__atomic_load_n(&here[i], __ATOMIC_ACQUIRE))
			image_relax();
}

static void cores_run_together(struct ktest *test)
{
	bool here[MOST_CORES] = { false };

	for (unsigned int i = 1; i < nr_cores(); i++)
		image_core_start(i, meet, here);
	meet(here);
	for (unsigned int i = 1; i < nr_cores(); i++)
		image_core_join(i);
	KTEST_EXPECT_TRUE(test, here[nr_cores() - 1]);
}

static const struct ktest_case cases[] = {
	KTEST_CASE(cores_have_numbers),
	KTEST_CASE(cores_start_again),
	KTEST_CASE(cores_run_together),
	{ 0 },
};

const struct ktest_suite cores_suite = {
	.name = "cores",
	.init = needs_cores,
	.cases = cases,
};

/* For check.py: the lines of several cores, none within another. */
static void print_lines(void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < LINES; i++)
		print("core %u prints line %u\n", image_core(), i);
}

int print_from_all_cores(void)
{
	for (unsigned int i = 1; i < nr_cores(); i++)
		image_core_start(i, print_lines, NULL);
	print_lines(NULL);
	for (unsigned int i = 1; i < nr_cores(); i++)
		image_core_join(i);
	return 0;
}
