/* SPDX-License-Identifier: MIT */
/*
 * Whatever a task of low priority is doing in the allocator: a task of high priority
 * that preempts it gets what it wants at once, within the bound, and without an
 * instruction of the other task in between.
 */
#include "tests/rtos/preempt.h"
#include "tests/rtos/rtos_test.h"
#include "tests/rtos/timer.h"
#include "tests/rtos/workers.h"
#include "tests/wcet/bounds.h"

#include "support/image.h"

/* What the high task allocates and frees, and the most that it took. */
static struct {
	const struct allocator *allocator;
	size_t size;
	uint32_t first;	 /* malloc; it may have to make a heap for itself */
	uint32_t malloc; /* and once it has one */
	uint32_t free;	 /* of a block that it has allocated meanwhile */
	uint32_t remote; /* of one whose heap the other task may be in */
	uint32_t damaged, without;
} wish;

static void *measure(uint32_t *most, image_fn fn, uintptr_t a)
{
	uintptr_t result;
	uint32_t cost = image_cost(fn, a, 0, &result);

	if (cost > *most)
		*most = cost;
	return (void *)result;
}

static void *allocate(uint32_t *most)
{
	void *p = measure(most, (image_fn)wish.allocator->malloc, wish.size);

	if (p)
		block_fill(p, wish.size, 1);
	else
		wish.without++;
	return p;
}

static void release(uint32_t *most, void *p)
{
	measure(most, (image_fn)wish.allocator->free, (uintptr_t)p);
}

static void fulfil(void)
{
	void *first = allocate(&wish.first), *second = allocate(&wish.malloc);

	wish.damaged += first && !block_intact(first, wish.size, 1);
	release(&wish.remote, preempt_other());
	release(&wish.free, first);
	wish.damaged += second && !block_intact(second, wish.size, 1);
	release(&wish.free, second);
}

static void sweep(const struct allocator *allocator, const struct path *path, size_t size)
{
	const struct preemption what = { allocator, path, fulfil, NULL, false, false };

	wish.allocator = allocator;
	wish.size = size;
	preempt_everywhere(&what);
}

static void sweep_path(struct ktest *test, const struct allocator *allocator,
		       const struct path *path)
{
	uint32_t stops = preempted.stops;

	wish.first = wish.malloc = wish.free = wish.remote = 0;
	sweep(allocator, path, path->size <= SIZE_RUN ? path->size : SIZE_FRESH);
	sweep(allocator, path, SIZE_OTHER);
	sweep(allocator, path, SIZE_RUN);
	ktest_info(test, "%-23s %5u times; malloc %4u, then %4u; free %3u, remote %3u",
		   path->name, (unsigned int)(preempted.stops - stops),
		   (unsigned int)wish.first, (unsigned int)wish.malloc,
		   (unsigned int)wish.free, (unsigned int)wish.remote);
}

/* ------------------------------------------------------------------------ cases */

static int start_test(struct ktest *test)
{
	preempt_reset();
	wish.damaged = wish.without = 0;
	if (!image_cost_works())
		test->skip = "without --icount";
	return 0;
}

static void end_test(struct ktest *test)
{
	timer_stop();
	KTEST_EXPECT_EQ(test, workers_alive(), 0);
	workers_delete();
}

static void high_priority_never_waits(struct ktest *test)
{
	for (unsigned int i = 0; i < nr_paths; i++) {
		sweep_path(test, &allocator_hakmem, &paths[i]);
		KTEST_EXPECT_LE(test, wish.first, BOUND_CONTENDED_FIRST);
		KTEST_EXPECT_LE(test, wish.malloc, BOUND_CONTENDED_MALLOC);
		KTEST_EXPECT_LE(test, wish.free, BOUND_CONTENDED_FREE);
		KTEST_EXPECT_LE(test, wish.remote, BOUND_REMOTE_FREE);
	}
	ktest_info(test, "most instructions that were masked: %u",
		   (unsigned int)preempted.masked);
	KTEST_EXPECT_EQ(test, preempted.in_between, 0);
	KTEST_EXPECT_EQ(test, preempted.invalid, 0);
	KTEST_EXPECT_EQ(test, preempted.lost, 0);
	KTEST_EXPECT_EQ(test, wish.without, 0);
	KTEST_EXPECT_EQ(test, wish.damaged, 0);
	KTEST_EXPECT_LE(test, preempted.masked, BOUND_MASKED);
}

static void waiting_is_noticed(struct ktest *test)
{
	sweep_path(test, &allocator_waiting, &paths[0]);
	KTEST_EXPECT_GT(test, preempted.in_between, 0);
}

static void spinning_is_noticed(struct ktest *test)
{
	sweep_path(test, &allocator_spinning, &paths[0]);
	KTEST_EXPECT_GT(test, wish.first, BOUND_CONTENDED_FIRST);
	KTEST_EXPECT_GT(test, wish.malloc, BOUND_CONTENDED_MALLOC);
	KTEST_EXPECT_GT(test, wish.free, BOUND_CONTENDED_FREE);
	KTEST_EXPECT_GT(test, wish.remote, BOUND_REMOTE_FREE);
}

static void masking_is_noticed(struct ktest *test)
{
	sweep_path(test, &allocator_masked, &paths[0]);
	KTEST_EXPECT_GT(test, preempted.masked, 12);
}

static void losing_is_noticed(struct ktest *test)
{
	sweep_path(test, &allocator_leaking, &paths[0]);
	KTEST_EXPECT_GT(test, preempted.lost, 0);
}

static const struct ktest_case cases[] = {
	KTEST_CASE(high_priority_never_waits), KTEST_CASE(waiting_is_noticed),
	KTEST_CASE(spinning_is_noticed),       KTEST_CASE(masking_is_noticed),
	KTEST_CASE(losing_is_noticed),	       { 0 },
};

const struct ktest_suite priority_suite = {
	.name = "priority",
	.init = start_test,
	.exit = end_test,
	.cases = cases,
};
