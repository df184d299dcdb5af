/* SPDX-License-Identifier: MIT */
/*
 * A task of high priority takes all the memory that it can get while another one is
 * stopped in the allocator. It gets what is reachable without waiting: all but what
 * the other one is inside of. Then NULL, and nothing is damaged or lost.
 */
#include "kernel/bits.h"
#include "kernel/context.h"
#include "kernel/page.h"
#include "kernel/region.h"
#include "tests/rtos/preempt.h"
#include "tests/rtos/rtos_test.h"
#include "tests/rtos/timer.h"
#include "tests/rtos/workers.h"

#include <hakmem.h>

#include "support/mem.h"

#define MAX_TAKEN 400
#define OTHERS	  8

/* Bytes of a page's header, at most. */
#define HEADER 64

/* What headers and ends of runs may take more of when there are more heaps. */
#define SCATTERED 768

static struct {
	const struct allocator *allocator;
	size_t size;
	void *taken[MAX_TAKEN];
	uint32_t most, least; /* blocks that it got */
	uint32_t overlooked;  /* times that it got none, and there was room for one */
	uint32_t damaged;
	uint32_t others;    /* times that a third task came in between */
	bool keep;	    /* seeded bug: what that one frees cannot be had */
	void *kept[OTHERS]; /* by it */
	size_t heaps;	    /* bytes that heaps have taken for themselves, at most */
} hog;

/* Is there a free run that a page with one block would fit into? */
static bool has_room(void)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	const struct region *region = region_first(arena);
	size_t slices = (hog.size + HEADER + slice_size(arena) - 1) >> slice_shift(arena);
	size_t end = region->nr_slices, next = 0;

	for (;;) {
		size_t first = bits_next_set(region->free_map, next, end);

		if (first >= end)
			return false;
		next = bits_next_clear(region->free_map, first, end);
		if (next - first >= slices)
			return true;
	}
}

static void take_all(void)
{
	uint32_t n = 0;

	while (n < MAX_TAKEN) {
		void *p = hog.allocator->malloc(hog.size);

		if (!p)
			break;
		block_fill(p, hog.size, (uint8_t)n);
		hog.taken[n++] = p;
	}
	hog.overlooked += has_room();
	if (n > hog.most)
		hog.most = n;
	if (n < hog.least)
		hog.least = n;
	while (n--) {
		hog.damaged += !block_intact(hog.taken[n], hog.size, (uint8_t)n);
		hog.allocator->free(hog.taken[n]);
	}
}

/*
 * A third task, more urgent still, stops this one in the allocator. Both heaps are
 * entered then: what it allocates and frees is in a third one, which is idle, with an
 * empty page of each size, when the rest is taken.
 */
static void allocate_some(void *unused)
{
	(void)unused;
	sched_wait();
	for (unsigned int i = 0; i < OTHERS; i++)
		hog.kept[i] = hog.allocator->malloc((i + 1) * (hog.keep ? 96 : 16));
	for (unsigned int i = 0; i < OTHERS && !hog.keep; i++) {
		hog.allocator->free(hog.kept[i]);
		hog.kept[i] = NULL;
	}
	hog.others++;
}

static void start_other(const struct interrupted *at)
{
	(void)at;
	sched_give(worker(2));
}

static void take_all_after_other(void)
{
	worker_start(2, 4, allocate_some, NULL);
	timer_once(TIMER_STEP * (30 + hog.others * 7 % 200), start_other);
	hog.allocator->free(hog.allocator->malloc(hog.size));
	hog.allocator->free(hog.allocator->malloc(SIZE_OTHER));
	timer_stop();
	sched_delete(worker(2));
	take_all();
}

static void clean_up(void)
{
	struct hakmem_stats stats;

	for (unsigned int i = 0; i < OTHERS; i++) {
		hog.allocator->free(hog.kept[i]);
		hog.kept[i] = NULL;
	}
	if (!hakmem_stats(&stats) && stats.heap_bytes > hog.heaps)
		hog.heaps = stats.heap_bytes;
}

/*
 * What cannot be reached is the heap that the low task is in, what that one is claiming
 * or giving back, heaps themselves, and less than a block in between.
 * Return: false when it got less than that, at any instruction.
 */
static bool gets_all(struct ktest *test, const struct allocator *allocator,
		     const struct path *path, void (*act)(void), size_t size)
{
	const struct preemption all = { allocator, path, take_all, clean_up, false, false };
	const struct preemption what = { allocator, path, act, clean_up, false, false };
	uint32_t alone;
	size_t hidden;

	hog.allocator = allocator;
	hog.size = size;
	hog.most = 0;
	hog.least = UINT32_MAX;
	hog.heaps = preempted.held = 0;
	preempt_nowhere(&all);
	alone = hog.least;
	preempt_everywhere(&what);
	hidden = preempted.held + path->moves + hog.heaps + SCATTERED;
	if ((hog.least + 1) * size + hidden >= alone * size)
		return true;
	ktest_info(test, "%s: %u blocks of %zu bytes, alone %u", path->name,
		   (unsigned int)hog.least, size, (unsigned int)alone);
	return false;
}

/* ------------------------------------------------------------------------ cases */

static int start_test(struct ktest *test)
{
	(void)test;
	preempt_reset();
	memset(&hog, 0, sizeof(hog));
	return 0;
}

static void end_test(struct ktest *test)
{
	timer_stop();
	KTEST_EXPECT_EQ(test, workers_alive(), 0);
	workers_delete();
}

static void check_paths(struct ktest *test, void (*act)(void), unsigned int nr_sizes)
{
	static const size_t sizes[] = { SIZE_SMALL, SIZE_RUN, SIZE_MIDDLE };

	for (unsigned int i = 0; i < nr_paths; i++)
		for (unsigned int k = 0; k < nr_sizes; k++)
			KTEST_EXPECT_TRUE(test, gets_all(test, &allocator_hakmem,
							 &paths[i], act, sizes[k]));
	KTEST_EXPECT_EQ(test, hog.overlooked, 0);
	KTEST_EXPECT_EQ(test, hog.damaged, 0);
	KTEST_EXPECT_EQ(test, preempted.invalid, 0);
	KTEST_EXPECT_EQ(test, preempted.lost, 0);
}

static void gets_what_is_reachable(struct ktest *test)
{
	check_paths(test, take_all, RTOS_LONG ? 3 : 2);
	KTEST_EXPECT_EQ(test, preempted.in_between, 0);
}

static void gets_what_idle_heaps_have(struct ktest *test)
{
	check_paths(test, take_all_after_other, RTOS_LONG ? 3 : 1);
	KTEST_EXPECT_GT(test, hog.others, preempted.stops / 2);
	ktest_info(test, "%u of %u times a third task came in between",
		   (unsigned int)hog.others, (unsigned int)preempted.stops);
}

static void hoarding_is_noticed(struct ktest *test)
{
	hog.keep = true;
	KTEST_EXPECT_FALSE(test, gets_all(test, &allocator_hakmem, &paths[0],
					  take_all_after_other, SIZE_SMALL));
	hog.keep = false;
}

static void refusing_is_noticed(struct ktest *test)
{
	KTEST_EXPECT_FALSE(test, gets_all(test, &allocator_refusing, &paths[0], take_all,
					  SIZE_SMALL));
	KTEST_EXPECT_GT(test, hog.overlooked, 0);
}

static const struct ktest_case cases[] = {
	KTEST_CASE(gets_what_is_reachable),
	KTEST_CASE(gets_what_idle_heaps_have),
	KTEST_CASE(hoarding_is_noticed),
	KTEST_CASE(refusing_is_noticed),
	{ 0 },
};

const struct ktest_suite exhaust_suite = {
	.name = "exhaust",
	.init = start_test,
	.exit = end_test,
	.cases = cases,
};
