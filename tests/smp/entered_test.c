/* SPDX-License-Identifier: MIT */
/*
 * Cores that free into one heap at the same time while a context is inside of it and
 * does not go on: all of them have to leave their blocks on the pages.
 *
 * The context inside is core 0, which frees a block twice. The report comes from
 * inside the heap, and the hook that gets it stands for an interrupt: it frees as one
 * more context, in step with the other cores.
 */
#include "support/smp.h"
#include "tests/race/workers.h"
#include "tests/smp/count.h"

#define LANES_MAX  4u
#define PAGES	   32u /* about; in each a block for each lane */
#define PAGE_SHARE 20u /* blocks allocated for each page */
/* bytes: so that a page has not many more than PAGE_SHARE */
#if CONFIG_HAKMEM_PAGE_BYTES > 1024
#define BLOCK (CONFIG_HAKMEM_PAGE_BYTES / 16u)
#else
#define BLOCK 64u
#endif
#define OTHER	  40u	/* a block of another class */
#define PATIENCE  2000u /* looks at the other lanes: they may not be running */
#define DELAY	  64u
#define PER_ROUND 500u /* of what --ops says */

/* What a core frees, and how far it is. */
struct lane {
	void *blocks[PAGES];
	unsigned int step;
	struct rng rng;
	bool broken;
};

static struct lane lanes[LANES_MAX];
static unsigned int nr_lanes;
static unsigned int nr_done; /* lanes that are through, but for core 0's */
static bool entered;	     /* the heap is */

/*
 * The other lanes are about to take this step, too, if they are running: none of them
 * always first, and by no more than a few instructions.
 */
static void meet(struct lane *lane, unsigned int step)
{
	volatile unsigned int delay = rng_below(&lane->rng, DELAY);
	unsigned int patience = PATIENCE;

	__atomic_store_n(&lane->step, step, __ATOMIC_RELEASE);
	for (unsigned int i = 0; i < nr_lanes; i++)
		while (__atomic_load_n(&lanes[i].step, __ATOMIC_ACQUIRE) < step &&
		       patience)
			patience--;
	while (delay)
		delay--;
}

static void free_in_step(void *arg)
{
	struct lane *lane = arg;

	for (unsigned int i = 0; i < PAGES; i++)
		lane->broken |= !stamp_holds(lane->blocks[i], lane->blocks[i], BLOCK, i);
	for (unsigned int i = 0; i < PAGES; i++) {
		meet(lane, i + 1);
		hakmem_free(lane->blocks[i]);
	}
}

static void other_lane(void *arg)
{
	while (!__atomic_load_n(&entered, __ATOMIC_ACQUIRE))
		image_relax();
	free_in_step(arg);
	__atomic_fetch_add(&nr_done, 1, __ATOMIC_RELEASE);
}

/* The heap stays entered until all are through. */
static void free_from_inside(void)
{
	__atomic_store_n(&entered, true, __ATOMIC_RELEASE);
	free_in_step(&lanes[0]);
	while (__atomic_load_n(&nr_done, __ATOMIC_ACQUIRE) < nr_lanes - 1)
		image_relax();
}

/* A block for each lane from each of many pages; the rest goes to @chain. */
static bool make_lanes(struct chain *chain)
{
	for (unsigned int i = 0; i < nr_lanes * PAGES; i++) {
		struct lane *lane = &lanes[i % nr_lanes];
		void *p = hakmem_malloc(BLOCK);

		if (!p)
			return false;
		stamp(p, BLOCK, i / nr_lanes);
		lane->blocks[i / nr_lanes] = p;
		if (i % nr_lanes < nr_lanes - 1)
			continue;
		for (unsigned int n = nr_lanes; n < PAGE_SHARE; n++)
			if (!chain_malloc(chain, BLOCK))
				return false;
	}
	return true;
}

static void free_twice(struct ktest *test, void *p)
{
	hakmem_free(p);
	fault_calls = free_from_inside;
	hakmem_free(p);
	fault_calls = NULL;
	KTEST_EXPECT_EQ(test, fault_count(), 1);
	KTEST_EXPECT_EQ(test, fault_last()->code, HAKMEM_FAULT_DOUBLE_FREE);
	KTEST_EXPECT_EQ(test, fault_last()->address, p);
	fault_forget();
}

static void one_round(struct ktest *test)
{
	struct chain chain = { 0 };
	void *p = hakmem_malloc(OTHER);

	for (unsigned int i = 0; i < nr_lanes; i++) {
		lanes[i].step = 0;
		lanes[i].broken = false;
	}
	nr_done = 0;
	entered = false;
	KTEST_ASSERT_TRUE(test, p && make_lanes(&chain));
	for (unsigned int i = 1; i < nr_lanes; i++)
		image_core_start(i, other_lane, &lanes[i]);
	free_twice(test, p);
	for (unsigned int i = 1; i < nr_lanes; i++)
		image_core_join(i);
	for (unsigned int i = 0; i < nr_lanes; i++)
		KTEST_EXPECT_FALSE(test, lanes[i].broken);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

static void cores_free_into_an_entered_heap(struct ktest *test)
{
	unsigned int rounds = operations / PER_ROUND + 1;

#ifndef CONFIG_HAKMEM_MODEL_CPU
	KTEST_SKIP(test, "interrupts do not share the heap");
#endif
	nr_lanes = nr_workers < LANES_MAX ? nr_workers : LANES_MAX;
	if (nr_lanes < 2)
		KTEST_SKIP(test, "one core");
	if (!start_arena(test, TEST_MEMORY_MAX))
		return;
	for (unsigned int i = 0; i < nr_lanes; i++)
		rng_seed(&lanes[i].rng, test->seed + i);
	for (unsigned int i = 0; i < rounds && !test->failures; i++)
		one_round(test);
	expect_all_back(test);
}

static const struct ktest_case entered_cases[] = {
	KTEST_CASE(cores_free_into_an_entered_heap),
	{ 0 },
};

const struct ktest_suite entered_suite = {
	.name = "entered",
	.init = fixture_none,
	.exit = fixture_exit,
	.cases = entered_cases,
};
