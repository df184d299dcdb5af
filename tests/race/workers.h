/* SPDX-License-Identifier: MIT */
/*
 * Workers that pass blocks to each other through mailboxes. A mailbox is one
 * atomic pointer and a block is handed over by an exchange: no lock that would
 * order more than the allocator may rely on.
 *
 * Each worker runs on a core of its own (support/smp.h): on the host that is a
 * thread. How long it runs is the program's pace: tests/race/clock.c goes by time,
 * tests/smp/count.c by operations.
 */
#ifndef TESTS_RACE_WORKERS_H
#define TESTS_RACE_WORKERS_H

#include "support/rng.h"
#include "tests/unit/fixture.h"

#define MAX_WORKERS 16u
#define NR_BOXES    512u
#define ARENA_MAX   (8 * TEST_MEMORY_MAX)

extern unsigned int nr_workers; /* at a time */

struct worker;
typedef void (*worker_fn)(struct worker *worker);

/** struct worker - one of those at work, and what it found. */
struct worker {
	unsigned int index;
	worker_fn fn;
	struct rng rng;
	unsigned long rounds;	 /* for the pace */
	const char *error;	 /* the first thing that went wrong, or NULL */
	unsigned long calls;
	unsigned long nulls;	 /* allocations that failed */
	struct hakmem_heap *heap; /* for the function's use */
};

/**
 * start_arena() - the default instance on fresh dirty memory.
 * @size: bytes, or 0 for ARENA_MAX.
 */
bool start_arena(struct ktest *test, size_t size);

/**
 * run_workers() - run @fn on @n cores and wait for all of them.
 *
 * What they found fails the case. Return: true when they found nothing.
 */
bool run_workers(struct ktest *test, unsigned int n, worker_fn fn);

/**
 * worker_done() - is the worker to end? To be asked every ROUND calls.
 *
 * Either all workers have done enough, or one of them has found something.
 */
bool worker_done(struct worker *worker);

#define ROUND 200u

/** worker_error() - note it; all workers stop. */
void worker_error(struct worker *worker, const char *text);

/* ----------------------------------------------------- the pace of a program */

/** start_pace() - a case begins: it takes 1 / @share of all that the program does. */
void start_pace(unsigned int share);

/** pace_is_over() - has @worker done enough? */
bool pace_is_over(struct worker *worker);

/* ------------------------------------------------------------------- blocks */

/** make_block() - a block of a random size by a random call, stamped; or NULL. */
void *make_block(struct worker *worker, struct hakmem_heap *heap);

/** make_sized() - a stamped block of @size bytes, or NULL. */
void *make_sized(struct worker *worker, size_t size);

/** drop_block() - look at the contents and free. NULL: nothing happens. */
void drop_block(struct worker *worker, void *p);

/** resize_block() - look at the contents, realloc, look again. */
void *resize_block(struct worker *worker, void *p);

/* ---------------------------------------------------------------- mailboxes */

/** swap_box() - put @p (or NULL) into box @i. Return: what was there. */
void *swap_box(unsigned int i, void *p);

/** random_box() - the number of one. */
unsigned int random_box(struct worker *worker);

/** empty_boxes() - drop all blocks, in the calling thread. */
void empty_boxes(struct ktest *test);

/* -------------------------------------------------------------------- at rest */

/**
 * expect_all_back() - after all workers have ended: no block is live, no page is
 * left, and every slice that does not hold a heap is free.
 *
 * Parked heaps keep empty pages, and remote frees that nobody took in. An
 * allocation that cannot succeed collects them, as it must before it fails.
 */
void expect_all_back(struct ktest *test);

#endif /* TESTS_RACE_WORKERS_H */
