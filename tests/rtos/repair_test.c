/* SPDX-License-Identifier: MIT */
/*
 * Tasks are deleted wherever they are, also inside the allocator, and
 * hakmem_thread_deleted() says so (CONFIG_HAKMEM_TASK_DELETION).
 *
 *	everywhere	at each instruction of each path, once
 *	come_and_go	again and again, at any time: workers allocate, free each other's
 *			blocks and make heaps; a more urgent task deletes one of them, and
 *			starts it anew; the timer's interrupt allocates and frees, too
 */
#include "tests/rtos/preempt.h"
#include "tests/rtos/rtos_test.h"
#include "tests/rtos/threads.h"
#include "tests/rtos/timer.h"
#include "tests/rtos/workers.h"

#include <asm/irqflags.h>
#include <hakmem.h>

#include "support/image.h"
#include "support/mem.h"
#include "support/rng.h"

#define BLOCKS 12

static uint32_t damaged, refused, entered;

/* ------------------------------------------------------------------- everywhere */

/* All that others might do. */
static void allocate_and_free(void)
{
	static const size_t sizes[] = { SIZE_SMALL, SIZE_FRESH, SIZE_OTHER };
	void *p[BLOCKS];

	for (unsigned int i = 0; i < BLOCKS; i++) {
		p[i] = hakmem_malloc(sizes[i % 3]);
		refused += !p[i];
		if (p[i])
			block_fill(p[i], sizes[i % 3], (uint8_t)i);
	}
	hakmem_free(preempt_other());
	for (unsigned int i = 0; i < BLOCKS; i++) {
		if (p[i])
			damaged += !block_intact(p[i], sizes[i % 3], (uint8_t)i);
		hakmem_free(p[i]);
	}
}

/* The low task is worker 0. */
static void delete_and_repair(void)
{
	sched_delete(preempt_low());
	refused += hakmem_thread_deleted(threads_of(0)) != 0;
	allocate_and_free();
}

static void look(void)
{
	allocate_and_free();
	entered += arena_entered();
}

#define PAGE 1024 /* of the classes here, at most */

static void everywhere(struct ktest *test)
{
	for (unsigned int i = 0; i < nr_paths; i++) {
		const struct preemption what = { &allocator_hakmem, &paths[i],
						 delete_and_repair, look,
						 .own = true };

		preempted.lost = preempted.left = preempted.stops = 0;
		preempt_everywhere(&what);
		KTEST_EXPECT_EQ(test, damaged, 0);
		KTEST_EXPECT_EQ(test, refused, 0);
		KTEST_EXPECT_EQ(test, entered, 0);
		KTEST_EXPECT_EQ(test, preempted.invalid, 0);
		KTEST_EXPECT_LE(test, preempted.left, paths[i].blocks);
		KTEST_EXPECT_LE(test, preempted.lost, paths[i].moves + PAGE);
		ktest_info(test, "%s: %u stops, %zu bytes lost at most", paths[i].name,
			   (unsigned int)preempted.stops, preempted.lost);
	}
}

/* ------------------------------------------------------------------ come and go */

#define SLOTS  16u
#define TASKS  3u
#define MOST   120u /* bytes of a block */
#define ARENA  16384
#define ROUNDS 400u
#define EPOCHS (RTOS_LONG ? 100u : 10u)

struct slot {
	uint8_t *p;
	uint8_t size; /* that was filled: 0 until that is done */
	uint8_t tag;
};

/* What worker i has. */
static struct {
	struct slot hand;
	struct hakmem_heap *heap;
	volatile bool inside; /* of a call; what that is about is not noted */
	bool unrepaired;
	volatile uint32_t calls;
} tasks[TASKS];

static struct {
	struct slot slot[SLOTS];
	struct rng rng, interrupt_rng;
	struct task *manager;
	uint32_t deleted, inside, busy, in_epoch;
	uint32_t most_lost, most_heaps;
} go;

/* From one to the other, and nobody sees neither or both. */
static void move(struct slot *to, struct slot *from)
{
	unsigned long flags = irq_save();
	struct slot old = *to;

	*to = *from;
	*from = old;
	irq_restore(flags);
}

static struct slot *any_slot(struct rng *rng)
{
	return &go.slot[rng_below(rng, SLOTS)];
}

static void check(const struct slot *s)
{
	if (s->p && !block_intact(s->p, s->size, s->tag))
		damaged++;
}

static void give(struct slot *s)
{
	void *p = s->p;

	check(s);
	s->p = NULL;
	hakmem_free(p);
}

static void take(struct slot *s, struct hakmem_heap *heap, struct rng *rng)
{
	uint32_t size = rng_range(rng, 1, MOST);

	s->size = 0;
	s->tag = (uint8_t)rng_next(rng);
	s->p = heap ? hakmem_heap_malloc(heap, size) : hakmem_malloc(size);
	if (!s->p)
		return;
	block_fill(s->p, size, s->tag);
	*(volatile uint8_t *)&s->size = (uint8_t)size;
}

/* Free what is in a slot, whoever has put it there, and put something new there. */
static void exchange(unsigned int i, struct rng *rng)
{
	struct slot *hand = &tasks[i].hand;

	move(hand, any_slot(rng));
	tasks[i].inside = true;
	give(hand);
	take(hand, NULL, rng);
	tasks[i].inside = false;
	move(hand, any_slot(rng));
	tasks[i].inside = true;
	give(hand);
	tasks[i].inside = false;
}

/* A heap of its own, and what is in it. */
static void use_heap(unsigned int i, struct rng *rng)
{
	struct hakmem_heap *heap;
	struct slot own = { 0 };

	tasks[i].inside = true;
	heap = tasks[i].heap;
	if (!heap)
		tasks[i].heap = hakmem_heap_create();
	if (heap)
		take(&own, heap, rng);
	check(&own);
	if (heap && rng_below(rng, 4) == 0) {
		tasks[i].heap = NULL;
		hakmem_heap_destroy(heap);
	}
	tasks[i].inside = false;
}

static void work(void *number)
{
	unsigned int i = (unsigned int)(uintptr_t)number;
	struct rng rng;

	rng_seed(&rng, go.deleted + i + 1);
	for (;;) {
		if (rng_below(&rng, 16))
			exchange(i, &rng);
		else
			use_heap(i, &rng);
		tasks[i].calls++;
	}
}

static void tick(const struct interrupted *at);

/* At any instruction. */
static void tick_later(void)
{
	timer_once(rng_range(&go.interrupt_rng, 1, 4000) * TIMER_STEP, tick);
}

/* Now and then it is the manager's turn. */
static void tick(const struct interrupted *at)
{
	struct slot mine = { 0 };

	(void)at;
	move(&mine, any_slot(&go.interrupt_rng));
	give(&mine);
	take(&mine, NULL, &go.interrupt_rng);
	move(&mine, any_slot(&go.interrupt_rng));
	give(&mine);
	sched_tick();
	if (rng_below(&go.interrupt_rng, 3) == 0)
		sched_give(go.manager);
	tick_later();
}

/* Others may have to go on first. */
static void repair(unsigned int i)
{
	int error = hakmem_thread_deleted(threads_of(i));

	tasks[i].unrepaired = error;
	go.busy += error == -HAKMEM_EBUSY;
	if (error && error != -HAKMEM_EBUSY)
		refused++;
}

static void delete_one(unsigned int i)
{
	if (!tasks[i].unrepaired) {
		sched_delete(worker(i));
		go.deleted++;
		go.in_epoch += tasks[i].inside;
		go.inside += tasks[i].inside;
		tasks[i].inside = false;
	}
	repair(i);
}

/* What it had is known. */
static void inherit(unsigned int i)
{
	give(&tasks[i].hand);
	hakmem_heap_destroy(tasks[i].heap);
	tasks[i].heap = NULL;
}

static void manage(void *unused)
{
	(void)unused;
	sched_wait();
	for (unsigned int i = 0; i < TASKS; i++)
		worker_start(i, 1, work, (void *)(uintptr_t)i);
	for (uint32_t round = 0; round < ROUNDS; round++) {
		unsigned int i = rng_below(&go.rng, TASKS);

		sched_wait();
		delete_one(i);
		if (tasks[i].unrepaired)
			continue;
		inherit(i);
		worker_start(i, 1, work, (void *)(uintptr_t)i);
	}
	for (unsigned int i = 0; i < TASKS; i++)
		sched_delete(worker(i));
}

/* Nobody runs any more but the caller. */
static void repair_all(void)
{
	for (unsigned int turn = 0; turn < TASKS; turn++)
		for (unsigned int i = 0; i < TASKS; i++)
			if (tasks[i].unrepaired || !turn)
				delete_one(i);
	for (unsigned int i = 0; i < TASKS; i++) {
		refused += tasks[i].unrepaired;
		inherit(i);
	}
	refused += hakmem_thread_deleted(threads_of(TASKS)) != 0; /* the manager */
	for (unsigned int i = 0; i < SLOTS; i++)
		give(&go.slot[i]);
}

#define HEAP_BYTES 1024 /* of a heap, rounded to slices, at most */

/*
 * A block for each task that was deleted inside of a call; the page
 * that it is in, or the run that was changing hands. Heaps: one a task, the manager's
 * and task 0's; spare ones; one that a task was just making.
 */
static void account(struct ktest *test)
{
	struct hakmem_stats stats;
	size_t lost = arena_lost();

	KTEST_EXPECT_TRUE(test, arena_valid());
	KTEST_EXPECT_EQ(test, arena_entered(), 0);
	hakmem_stats(&stats);
	KTEST_EXPECT_LE(test, stats.used_blocks, go.in_epoch);
	KTEST_EXPECT_LE(test, lost, go.in_epoch * PAGE);
	KTEST_EXPECT_LE(test, stats.heap_bytes,
			(TASKS + 2 + CONFIG_HAKMEM_SPARE_HEAPS + go.in_epoch) * HEAP_BYTES);
	if (lost > go.most_lost)
		go.most_lost = lost;
	if (stats.heap_bytes > go.most_heaps)
		go.most_heaps = stats.heap_bytes;
}

static void epoch(struct ktest *test, uint32_t seed)
{
	memset(tasks, 0, sizeof(tasks));
	memset(go.slot, 0, sizeof(go.slot));
	rng_seed(&go.rng, seed);
	rng_seed(&go.interrupt_rng, seed + 1000);
	go.in_epoch = 0;
	KTEST_EXPECT_TRUE(test, arena_start(ARENA));
	go.manager = worker_start(TASKS, 3, manage, NULL);
	tick_later();
	workers_join();
	timer_stop();
	repair_all();
	account(test);
}

static void come_and_go(struct ktest *test)
{
	for (uint32_t i = 1; i <= EPOCHS; i++)
		epoch(test, i);
	KTEST_EXPECT_EQ(test, damaged, 0);
	KTEST_EXPECT_EQ(test, refused, 0);
	KTEST_EXPECT_GT(test, go.inside, go.deleted / 4);
	ktest_info(test, "%u tasks deleted, %u inside of a call, %u times busy; at most %u"
		   " bytes lost, %u in heaps",
		   (unsigned int)go.deleted, (unsigned int)go.inside, (unsigned int)go.busy,
		   (unsigned int)go.most_lost, (unsigned int)go.most_heaps);
}

/* ------------------------------------------------------------------------ cases */

static int start_test(struct ktest *test)
{
	(void)test;
	preempt_reset();
	damaged = refused = entered = 0;
	memset(&go, 0, sizeof(go));
	return 0;
}

static void end_test(struct ktest *test)
{
	timer_stop();
	KTEST_EXPECT_EQ(test, workers_alive(), 0);
	workers_delete();
}

static const struct ktest_case cases[] = {
	KTEST_CASE(everywhere),
	KTEST_CASE(come_and_go),
	{ 0 },
};

const struct ktest_suite repair_suite = {
	.name = "repair",
	.init = start_test,
	.exit = end_test,
	.cases = cases,
};
