/* SPDX-License-Identifier: MIT */
/*
 * What a task is in the middle of, noted in its struct hakmem_thread before it is done
 * and cleared after, so that hakmem_thread_deleted() can finish it or undo it when the
 * task is stopped for ever in between (repair.c). Interrupts note nothing: they are
 * not deleted.
 *
 *	moving	the page that changes queues, is made, drained or given back: it may be
 *		on a queue, half on it, or on none
 *	list	the word of its thread_free, while the list is taken from there
 *	run	the run of slices that is claimed, changes its length or is given back
 *	push	the remote free, or the page handed over, that may have to be linked
 *	spare	one was counted in arena->nr_spare
 *
 * All other state of a heap is right at each instruction, or is made so by looking at
 * all pages on its queues.
 *
 * Without CONFIG_HAKMEM_TASK_DELETION all of this is nothing.
 */
#ifndef KERNEL_JOURNAL_H
#define KERNEL_JOURNAL_H

#include <asm/barrier.h>
#include "context.h"
#include "run.h"

/* thread->step: what happens to the run. */
enum journal_step {
	JOURNAL_NONE,
	JOURNAL_CLAIM,	 /* whose its slices are, nobody knows */
	JOURNAL_CLAIMED, /* they are the task's, and nothing of use yet */
	JOURNAL_EMPTIED, /* the same, a large run of the run cache: as long as its marks say */
	JOURNAL_TAIL,	 /* the task's; the large run in front has it, if no mark is between */
	JOURNAL_RELEASE, /* the task's, and nothing of use any more */
	JOURNAL_RETURN,	 /* whose they are, nobody knows */
};

/* In thread->moving: the page was taken off heap->drained and is still QUEUED. */
#define JOURNAL_TAKEN 1ul
/* In thread->pushed: the word is written, and the page being linked. */
#define JOURNAL_LINKING 1ul

#ifdef CONFIG_HAKMEM_TASK_DELETION

/* The compiler keeps the order of plain stores, which a repair relies on. */
static always_inline void journal_barrier(void)
{
	barrier();
}

static inline void journal_moving(uintptr_t page)
{
	struct hakmem_thread *thread = context_thread();

	barrier();
	if (thread)
		thread->moving = page;
	barrier();
}

/* @page is moving from now on; NULL: none is. */
static inline void journal_page(struct page *page)
{
	journal_moving((uintptr_t)page);
}

static inline void journal_taken(struct page *page)
{
	journal_moving((uintptr_t)page | JOURNAL_TAKEN);
}

/* @word is about to be taken from the moving page's thread_free; 0: that is done. */
static inline void journal_list(unsigned long word)
{
	struct hakmem_thread *thread = context_thread();

	barrier();
	if (thread)
		thread->list = word;
	barrier();
}

static inline void journal_run(enum journal_step step, struct hakmem_arena *arena,
			       const struct run *run)
{
	struct hakmem_thread *thread = context_thread();

	if (!thread)
		return;
	barrier();
	thread->step = JOURNAL_NONE;
	barrier();
	thread->arena = arena;
	thread->region = run->region;
	thread->first = run->first;
	thread->length = run->length;
	barrier();
	thread->step = (unsigned char)step;
	barrier();
}

/* The run is as far as that; JOURNAL_NONE: done. */
static inline void journal_step(enum journal_step step)
{
	struct hakmem_thread *thread = context_thread();

	barrier();
	if (thread)
		thread->step = (unsigned char)step;
	barrier();
}

/* A free is about to make @word of @page's thread_free, and to link it; NULL: not. */
static inline void journal_push(struct page *page, unsigned long word)
{
	struct hakmem_thread *thread = context_thread();

	if (!thread)
		return;
	barrier();
	thread->pushed = 0;
	if (!page)
		return;
	barrier();
	thread->arena = page->heap->arena;
	thread->push = word;
	barrier();
	thread->pushed = (uintptr_t)page;
	barrier();
}

static inline void journal_pushed(uintptr_t page)
{
	struct hakmem_thread *thread = context_thread();

	barrier();
	if (thread)
		thread->pushed = page;
	barrier();
}

/* A spare heap of @arena was counted and is being made; NULL: no more. */
static inline void journal_spare(struct hakmem_arena *arena)
{
	struct hakmem_thread *thread = context_thread();

	barrier();
	if (thread)
		thread->spare = arena;
	barrier();
}

#else

static always_inline void journal_barrier(void)
{
}

static always_inline void journal_page(struct page *page)
{
	(void)page;
}

static always_inline void journal_taken(struct page *page)
{
	(void)page;
}

static always_inline void journal_list(unsigned long word)
{
	(void)word;
}

static always_inline void journal_run(enum journal_step step, struct hakmem_arena *arena,
				      const struct run *run)
{
	(void)step;
	(void)arena;
	(void)run;
}

static always_inline void journal_step(enum journal_step step)
{
	(void)step;
}

static always_inline void journal_push(struct page *page, unsigned long word)
{
	(void)page;
	(void)word;
}

static always_inline void journal_pushed(uintptr_t page)
{
	(void)page;
}

static always_inline void journal_spare(struct hakmem_arena *arena)
{
	(void)arena;
}

#endif

#endif
