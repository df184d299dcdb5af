/* SPDX-License-Identifier: MIT */
/*
 * A task of low priority that is preempted in a call of the allocator, at each
 * instruction in turn, by one of high priority.
 *
 *	for each instruction:
 *		start the arena afresh, prepare the path
 *		low task:	the path's call ... | preempted | ...
 *		high task:	            act() once
 *		task 0:		check(); free what the path has left
 */
#ifndef RTOS_PREEMPT_H
#define RTOS_PREEMPT_H

#include "tests/rtos/allocator.h"

#define PREEMPT_ARENA 8192

#define SIZE_SMALL  40	 /* bytes; blocks of a page */
#define SIZE_FRESH  56	 /* of another page, which there is none of at first */
#define SIZE_OTHER  24	 /* and another one */
#define SIZE_MIDDLE 280	 /* a block of a page, or a run */
#define SIZE_RUN    1100 /* a run of slices in both profiles */

/**
 * struct path - a call of the low task.
 * @size: bytes of the blocks that it is about.
 * @moves: bytes that it claims from the arena or gives back, at most.
 * @blocks: blocks that are nobody's while it is under way, at most.
 * @prepare: makes the blocks.
 * @run: the call.
 */
struct path {
	const char *name;
	size_t size;
	size_t moves;
	size_t blocks;
	void (*prepare)(void);
	void (*run)(void);
};

extern const struct path paths[];
extern const unsigned int nr_paths;

/**
 * struct preemption - what to do.
 * @act: what the high task does.
 * @check: what task 0 does when the others are done, or NULL.
 * @torn: act() leaves the arena with invariants that do not hold.
 * @own: the low task prepares the path, not task 0; ended tasks are told to the library.
 */
struct preemption {
	const struct allocator *allocator;
	const struct path *path;
	void (*act)(void);
	void (*check)(void);
	bool torn;
	bool own;
};

/**
 * struct preempted - what came of it; sums until preempt_reset().
 * @stops: instructions at which the low task was preempted.
 * @masked: most instructions in a row that no interrupt could come between.
 * @in_between: times that the low task ran before act() was done.
 * @invalid: times that the arena was not valid afterwards.
 * @lost: most bytes that were not free when all blocks were.
 * @left: most blocks that were in use then.
 * @held: most bytes of the pages that there were before the path's call: those of
 * the heap that the low task is stopped in.
 */
struct preempted {
	uint32_t stops;
	uint32_t masked;
	uint32_t in_between;
	uint32_t invalid;
	size_t lost;
	size_t left;
	size_t held;
};

extern struct preempted preempted;

/** preempt_reset() - forget all sums. */
void preempt_reset(void);

/** preempt_everywhere() - until the call is over before the interrupt comes. */
void preempt_everywhere(const struct preemption *what);

/** preempt_nowhere() - run act() once, before the path's call. For comparison. */
void preempt_nowhere(const struct preemption *what);

/** preempt_low() - the low task. */
struct task *preempt_low(void);

/** preempt_other() - a block that the low task has allocated and act() may free. */
void *preempt_other(void);

/** preempt_release() - free all blocks of the path that are still there. */
void preempt_release(void);

#endif /* RTOS_PREEMPT_H */
