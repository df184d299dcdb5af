/* SPDX-License-Identifier: MIT */
/*
 * Tasks of equal priority that take turns: each allocates, reallocates and frees at
 * random, and passes blocks to others. Turns end at odd times, anywhere.
 */
#include "tests/rtos/allocator.h"
#include "tests/rtos/rtos_test.h"
#include "tests/rtos/timer.h"
#include "tests/rtos/workers.h"

#include <asm/irqflags.h>

#include "support/mem.h"
#include "support/rng.h"

#define SLOTS	   10
#define BOXES	   4
#define SMALL_MAX  120
#define LARGE_MAX  1200
#define TIGHT	   6144
#define ROOMY	   65536
#define TURN_SHORT 40 /* instructions */
#define TURN_LONG  4000

struct item {
	uint8_t *bytes;
	uint16_t size;
	uint8_t tag;
};

static struct {
	const struct allocator *allocator;
	uint32_t steps; /* of each task */
	struct rng timer_rng;
	struct item box[BOXES]; /* blocks on their way to any task */
	volatile uint32_t turns, damaged, refused, passed, moved;
} slices;

static void end_turn(const struct interrupted *at)
{
	(void)at;
	slices.turns++;
	sched_tick();
	timer_once(TIMER_STEP * rng_range(&slices.timer_rng, TURN_SHORT, TURN_LONG),
		   end_turn);
}

static void check(const struct item *item)
{
	slices.damaged += !block_intact(item->bytes, item->size, item->tag);
}

static uint16_t random_size(struct rng *rng)
{
	return (uint16_t)rng_range(rng, 1, rng_below(rng, 16) ? SMALL_MAX : LARGE_MAX);
}

static void fill(struct item *item, struct rng *rng)
{
	item->tag = (uint8_t)rng_next(rng);
	block_fill(item->bytes, item->size, item->tag);
}

static void make(struct item *item, struct rng *rng)
{
	item->size = random_size(rng);
	item->bytes = slices.allocator->malloc(item->size);
	if (item->bytes)
		fill(item, rng);
	else
		slices.refused++;
}

static void drop(struct item *item)
{
	if (!item->bytes)
		return;
	check(item);
	slices.allocator->free(item->bytes);
	item->bytes = NULL;
}

static void resize(struct item *item, struct rng *rng)
{
	uint16_t size = random_size(rng), kept = size < item->size ? size : item->size;
	uint8_t *bytes;

	if (!slices.allocator->realloc)
		return;
	check(item);
	bytes = slices.allocator->realloc(item->bytes, size);
	if (!bytes) {
		slices.refused++;
		check(item);
		return;
	}
	slices.moved += bytes != item->bytes;
	item->bytes = bytes;
	slices.damaged += !block_intact(bytes, kept, item->tag);
	item->size = size;
	fill(item, rng);
}

static void pass(struct item *item, struct rng *rng)
{
	struct item *box = &slices.box[rng_below(rng, BOXES)], mine = *item;
	unsigned long flags = irq_save();

	*item = *box;
	*box = mine;
	irq_restore(flags);
	slices.passed++;
}

static void work(void *number)
{
	struct item slot[SLOTS] = { 0 };
	struct rng rng;

	rng_seed(&rng, slices.timer_rng.state + (uint32_t)number);
	for (uint32_t i = 0; i < slices.steps; i++) {
		struct item *item = &slot[rng_below(&rng, SLOTS)];
		uint32_t what = rng_below(&rng, 16);

		if (!item->bytes)
			make(item, &rng);
		else if (what < 3)
			pass(item, &rng);
		else if (what < 6)
			resize(item, &rng);
		else
			drop(item);
	}
	for (int i = 0; i < SLOTS; i++)
		drop(&slot[i]);
}

static void start_all(void *unused)
{
	(void)unused;
	for (uintptr_t i = 0; i < 3; i++)
		worker_start((unsigned int)i, 1, work, (void *)i);
	timer_once(1000, end_turn);
}

static void run_slices(const struct allocator *allocator, uint32_t seed, size_t arena,
		       uint32_t steps)
{
	memset(&slices, 0, sizeof(slices));
	slices.allocator = allocator;
	slices.steps = steps;
	rng_seed(&slices.timer_rng, seed);
	arena_start(arena);
	worker_start(3, 2, start_all, NULL);
	workers_join();
	timer_stop();
	for (int i = 0; i < BOXES; i++)
		drop(&slices.box[i]);
}

/* ------------------------------------------------------------------------ cases */

static void end_test(struct ktest *test)
{
	timer_stop();
	KTEST_EXPECT_EQ(test, workers_alive(), 0);
	workers_delete();
}

static void check_run(struct ktest *test, size_t arena, bool tight)
{
	uint32_t rounds = RTOS_LONG ? 200 : 20;
	uint32_t turns = 0, refused = 0, passed = 0, moved = 0;

	for (uint32_t i = 0; i < rounds; i++) {
		run_slices(&allocator_hakmem, test->seed + i, arena, 1000);
		KTEST_ASSERT_EQ(test, slices.damaged, 0);
		KTEST_ASSERT_TRUE(test, arena_valid());
		KTEST_ASSERT_EQ(test, arena_lost(), 0);
		turns += slices.turns;
		refused += slices.refused;
		passed += slices.passed;
		moved += slices.moved;
	}
	ktest_info(test, "%u turns, %u blocks passed on, %u moved, %u calls refused",
		   (unsigned int)turns, (unsigned int)passed, (unsigned int)moved,
		   (unsigned int)refused);
	KTEST_EXPECT_GT(test, turns, rounds * 100);
	KTEST_EXPECT_TRUE(test, refused || !tight);
}

static void roomy_arena(struct ktest *test)
{
	check_run(test, ROOMY, false);
}

static void tight_arena(struct ktest *test)
{
	check_run(test, TIGHT, true);
}

static void shared_blocks_are_noticed(struct ktest *test)
{
	run_slices(&allocator_racing, test->seed, ROOMY, 3000);
	KTEST_EXPECT_GT(test, slices.damaged, 0);
}

static void lost_blocks_are_noticed(struct ktest *test)
{
	run_slices(&allocator_leaking, test->seed, ROOMY, 3000);
	KTEST_EXPECT_GT(test, arena_lost(), 0);
}

static const struct ktest_case cases[] = {
	KTEST_CASE(roomy_arena),
	KTEST_CASE(tight_arena),
	KTEST_CASE(shared_blocks_are_noticed),
	KTEST_CASE(lost_blocks_are_noticed),
	{ 0 },
};

const struct ktest_suite slices_suite = {
	.name = "slices",
	.exit = end_test,
	.cases = cases,
};
