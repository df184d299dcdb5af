/* SPDX-License-Identifier: MIT */
/*
 * A task is deleted while it is inside the allocator, at each instruction in turn.
 *
 * Where it stands, the heap that it is in is half changed. Nobody enters that heap any
 * more, and nobody has to: others allocate and free as before, and only what the heap
 * holds is lost. (To let them enter it would damage the rest.)
 *
 * So a port that deletes tasks lets one that is inside finish its call first, which
 * takes at most as long as a call does. Then nothing is lost.
 */
#include "tests/rtos/preempt.h"
#include "tests/rtos/rtos_test.h"
#include "tests/rtos/timer.h"
#include "tests/rtos/workers.h"

#include <asm/irqflags.h>
#include <hakmem.h>

#define BLOCKS 12

#define ROUNDED 128 /* to slices, at most */

static struct {
	const struct allocator *allocator;
	uint32_t damaged, refused, faults;
} others;

/* All that others might do. */
static void allocate_and_free(void)
{
	static const size_t sizes[] = { SIZE_SMALL, SIZE_FRESH, SIZE_OTHER };
	void *p[BLOCKS], *run = others.allocator->malloc(SIZE_RUN);

	for (unsigned int i = 0; i < BLOCKS; i++) {
		p[i] = others.allocator->malloc(sizes[i % 3]);
		others.refused += !p[i];
		if (p[i])
			block_fill(p[i], sizes[i % 3], (uint8_t)i);
	}
	others.refused += !run;
	others.allocator->free(run);
	others.allocator->free(preempt_other());
	for (unsigned int i = 0; i < BLOCKS; i++) {
		if (p[i])
			others.damaged += !block_intact(p[i], sizes[i % 3], (uint8_t)i);
		others.allocator->free(p[i]);
	}
	others.faults += faults;
}

static void delete_at_once(void)
{
	sched_delete(preempt_low());
	allocate_and_free();
}

/* ------------------------------------------------------- as a port should do it */

/* By number of the task. */
static struct {
	volatile bool inside, doomed;
} calls[SCHED_TASKS];

static void enter(void)
{
	calls[sched_self()->number].inside = true;
}

/* Does not return if the task was to be deleted meanwhile; nobody else knows @p. */
static void *leave(void *p)
{
	unsigned int number = sched_self()->number;

	calls[number].inside = false;
	if (!calls[number].doomed)
		return p;
	calls[number].doomed = false;
	hakmem_free(p);
	sched_delete(sched_self());
	return NULL;
}

static void *careful_malloc(size_t size)
{
	enter();
	return leave(hakmem_malloc(size));
}

static void careful_free(void *p)
{
	enter();
	hakmem_free(p);
	leave(NULL);
}

static void *careful_realloc(void *p, size_t size)
{
	enter();
	return leave(hakmem_realloc(p, size));
}

static const struct allocator allocator_careful = { careful_malloc, careful_free,
						    careful_realloc };

/* Return: false if it is not inside: then it could be deleted as it is. */
static bool delete_after_call(struct task *task)
{
	unsigned long flags = irq_save();
	bool inside = calls[task->number].inside;

	calls[task->number].doomed = inside;
	irq_restore(flags);
	if (inside)
		sched_switch_to(task); /* its call, and no more */
	return inside;
}

static uint32_t deleted, not_deleted;

static void delete_carefully(void)
{
	if (!delete_after_call(preempt_low()))
		return;
	deleted++;
	not_deleted += sched_alive(preempt_low());
	allocate_and_free();
}

/* ------------------------------------------------------------------------ cases */

static int start_test(struct ktest *test)
{
	(void)test;
	preempt_reset();
	others.damaged = others.refused = others.faults = 0;
	deleted = not_deleted = 0;
	return 0;
}

static void end_test(struct ktest *test)
{
	timer_stop();
	KTEST_EXPECT_EQ(test, workers_alive(), 0);
	workers_delete();
}

static void delete_everywhere(const struct allocator *allocator, const struct path *path,
			      void (*act)(void), bool torn)
{
	const struct preemption what = { allocator, path, act, allocate_and_free, torn,
					 false };

	others.allocator = allocator;
	preempt_everywhere(&what);
}

static void others_go_on(struct ktest *test)
{
	for (unsigned int i = 0; i < nr_paths; i++) {
		preempted.lost = preempted.held = 0;
		delete_everywhere(&allocator_hakmem, &paths[i], delete_at_once, true);
		KTEST_EXPECT_LE(test, preempted.lost,
				preempted.held + paths[i].moves + ROUNDED);
	}
	KTEST_EXPECT_EQ(test, others.damaged, 0);
	KTEST_EXPECT_EQ(test, others.refused, 0);
	KTEST_EXPECT_EQ(test, others.faults, 0);
}

static void refusing_is_noticed(struct ktest *test)
{
	delete_everywhere(&allocator_refusing, &paths[0], delete_at_once, true);
	KTEST_EXPECT_GT(test, others.refused, 0);
}

static void nothing_is_lost_after_the_call(struct ktest *test)
{
	for (unsigned int i = 0; i < nr_paths; i++)
		delete_everywhere(&allocator_careful, &paths[i], delete_carefully, false);
	ktest_info(test, "deleted %u times", (unsigned int)deleted);
	KTEST_EXPECT_GT(test, deleted, preempted.stops / 2);
	KTEST_EXPECT_EQ(test, not_deleted, 0);
	KTEST_EXPECT_EQ(test, preempted.invalid, 0);
	KTEST_EXPECT_EQ(test, preempted.lost, 0);
	KTEST_EXPECT_EQ(test, others.damaged, 0);
	KTEST_EXPECT_EQ(test, others.refused, 0);
	KTEST_EXPECT_EQ(test, others.faults, 0);
}

static void loss_is_noticed(struct ktest *test)
{
	delete_everywhere(&allocator_careful, &paths[1], delete_at_once, true);
	KTEST_EXPECT_GT(test, preempted.lost, 0);
}

static const struct ktest_case cases[] = {
	KTEST_CASE(others_go_on),
	KTEST_CASE(refusing_is_noticed),
	KTEST_CASE(nothing_is_lost_after_the_call),
	KTEST_CASE(loss_is_noticed),
	{ 0 },
};

const struct ktest_suite delete_suite = {
	.name = "delete",
	.init = start_test,
	.exit = end_test,
	.cases = cases,
};
