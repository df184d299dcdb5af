/* SPDX-License-Identifier: MIT */
#include "tests/rtos/preempt.h"

#include <hakmem.h>

#include "kernel/context.h"
#include "tests/rtos/threads.h"
#include "tests/rtos/timer.h"
#include "tests/rtos/workers.h"

#define PREPARED 16

enum {
	LOW,
	HIGH
};

struct preempted preempted;

static struct {
	const struct preemption *what;
	void *block[PREPARED]; /* of prepare() */
	void *own;	       /* what the call has returned */
	void *other;	       /* for preempt_other() */
	bool closed;	       /* the heap is entered by nobody that runs */
	uint32_t last_pc, same_pc;
	bool ended; /* before the interrupt came */
} now;

/* -------------------------------------------------------------------- the paths */

static void *allocate(void)
{
	return now.what->allocator->malloc(now.what->path->size);
}

static void release(void **p)
{
	void *block = *p;

	*p = NULL;
	now.what->allocator->free(block);
}

void *preempt_other(void)
{
	void *p = now.other;

	now.other = NULL;
	return p;
}

static void prepare_none(void)
{
}

static void prepare_one(void)
{
	now.block[0] = allocate();
}

static void prepare_pages(void)
{
	for (unsigned int i = 0; i < PREPARED; i++)
		now.block[i] = allocate();
	for (unsigned int i = 1; i < PREPARED; i += 2)
		release(&now.block[i]);
}

/*
 * As if a context that is stopped had entered the heap, until it goes on. What is
 * freed meanwhile waits with the remote frees.
 */
#ifdef CONFIG_HAKMEM_MODEL_CPU

static void close_heap(void)
{
	now.closed = heap_try_enter(context_heap(hakmem_default_arena()));
}

static void open_heap(void)
{
	if (now.closed)
		heap_exit(context_heap(hakmem_default_arena()));
	now.closed = false;
}

#else

static void close_heap(void)
{
}

static void open_heap(void)
{
}

#endif

static void prepare_remote(void)
{
	for (unsigned int i = 0; i < PREPARED; i++)
		now.block[i] = allocate();
	close_heap();
	for (unsigned int i = 1; i < PREPARED; i += 2)
		release(&now.block[i]);
	open_heap();
}

/* The only block of its page, so that others can collect and empty the page. */
static void prepare_closed(void)
{
	now.block[0] = preempt_other();
	close_heap();
}

static void run_malloc_several(void)
{
	for (unsigned int i = 1; i < PREPARED; i += 2)
		now.block[i] = allocate();
}

static void run_malloc(void)
{
	now.own = allocate();
}

static void run_free(void)
{
	release(&now.block[0]);
}

static void run_realloc(void)
{
	void *old = now.block[0], *p;

	now.block[0] = NULL;
	p = now.what->allocator->realloc(old, SIZE_MIDDLE);
	now.block[0] = p ? p : old;
}

static void run_free_all(void)
{
	for (unsigned int i = 0; i < PREPARED; i++)
		release(&now.block[i]);
}

#define PAGE 2048	      /* at most, in this arena */
#define RUN  (SIZE_RUN + 128) /* rounded to slices */

/* clang-format off */
const struct path paths[] = {
	{ "malloc, a block at hand", SIZE_SMALL, 0, 1, prepare_pages, run_malloc },
	{ "malloc, a new page", SIZE_FRESH, PAGE, 1, prepare_none, run_malloc },
	{ "malloc, a run", SIZE_RUN, RUN, 1, prepare_none, run_malloc },
	{ "malloc of too much", PREEMPT_ARENA, 0, 0, prepare_none, run_malloc },
	{ "free", SIZE_SMALL, 0, 1, prepare_pages, run_free },
	{ "free, the last block", SIZE_FRESH, PAGE, 1, prepare_one, run_free },
	{ "free, several pages", SIZE_SMALL, 2 * PAGE, 1, prepare_pages, run_free_all },
	{ "free, a run", SIZE_RUN, RUN, 1, prepare_one, run_free },
	{ "malloc, remote frees", SIZE_SMALL, 2 * PAGE, 1, prepare_remote,
	  run_malloc_several },
	{ "free, remote", SIZE_SMALL, PAGE, 1, prepare_closed, run_free },
	{ "realloc, moved", SIZE_SMALL, PAGE, 2, prepare_pages, run_realloc },
};
/* clang-format on */

const unsigned int nr_paths = sizeof(paths) / sizeof(paths[0]);

void preempt_release(void)
{
	release(&now.own);
	release(&now.other);
	for (unsigned int i = 0; i < PREPARED; i++)
		release(&now.block[i]);
}

/* -------------------------------------------------------------------- the tasks */

static void high_task(void *unused)
{
	uint32_t switches;

	(void)unused;
	sched_wait();
	switches = sched_switches();
	open_heap();
	now.what->act();
	preempted.in_between += sched_switches() != switches;
}

/*
 * There is at least one interrupt for each instruction, sometimes two. More at the
 * same one were due while they were masked.
 */
static void preempt(const struct interrupted *at)
{
	now.same_pc = at->pc == now.last_pc ? now.same_pc + 1 : 0;
	now.last_pc = at->pc;
	if (now.same_pc > 1 && now.same_pc > preempted.masked)
		preempted.masked = now.same_pc;
	preempted.stops++;
	sched_give(worker(HIGH));
}

struct task *preempt_low(void)
{
	return worker(LOW);
}

static void low_task(void *ticks)
{
	if (now.what->own)
		now.what->path->prepare();
	timer_once((uint32_t)ticks, preempt);
	now.what->path->run();
	now.ended = timer_stop();
}

static void note_held(void)
{
	struct hakmem_stats stats;

	if (!hakmem_stats(&stats) && stats.page_bytes > preempted.held)
		preempted.held = stats.page_bytes;
}

static void prepare(const struct preemption *what)
{
	now.what = what;
	now.ended = false;
	arena_start(PREEMPT_ARENA);
	now.other = what->allocator->malloc(SIZE_SMALL);
	if (!what->own)
		what->path->prepare();
	note_held();
}

static void note_lost(size_t bytes)
{
	struct hakmem_stats stats;

	if (bytes > preempted.lost)
		preempted.lost = bytes;
	if (!hakmem_stats(&stats) && stats.used_blocks > preempted.left)
		preempted.left = stats.used_blocks;
}

static void finish(void)
{
	open_heap();
	if (now.what->check)
		now.what->check();
	preempted.invalid += !now.what->torn && !arena_valid();
	preempt_release();
	note_lost(arena_lost());
	preempted.invalid += !now.what->torn && !arena_valid();
}

void preempt_nowhere(const struct preemption *what)
{
	prepare(what);
	open_heap();
	what->act();
	finish();
}

static void tell_ended(void)
{
	preempted.invalid += hakmem_thread_deleted(threads_of(HIGH)) != 0;
	preempted.invalid += hakmem_thread_deleted(threads_of(LOW)) != 0;
}

void preempt_everywhere(const struct preemption *what)
{
	now.last_pc = now.same_pc = 0;
	for (uint32_t ticks = 1; !now.ended || ticks == 1; ticks += TIMER_STEP) {
		prepare(what);
		worker_start(HIGH, 3, high_task, NULL);
		worker_start(LOW, 1, low_task, (void *)ticks);
		sched_delete(worker(HIGH));
		if (what->own)
			tell_ended();
		finish();
	}
}

void preempt_reset(void)
{
	preempted = (struct preempted){ 0 };
}
