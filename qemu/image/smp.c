/* SPDX-License-Identifier: MIT */
/*
 * The cores of a board that has several; the board's machine brings image_core(),
 * image_relax() and board_core_wake(), and has each core that was woken call
 * image_core_run() on its own stack.
 */
#include "qemu/image/board.h"
#include "support/smp.h"

/* What a core runs. */
struct job {
	image_core_fn *fn;
	void *arg;
	bool busy; /* set by core 0, cleared by the core */
};

static struct job jobs[BOARD_CORES];

unsigned int image_cores(void)
{
	return BOARD_CORES;
}

void image_core_start(unsigned int core, image_core_fn *fn, void *arg)
{
	struct job *job = &jobs[core];

	job->fn = fn;
	job->arg = arg;
	__atomic_store_n(&job->busy, true, __ATOMIC_SEQ_CST);
	board_core_wake(core);
}

void image_core_join(unsigned int core)
{
	while (__atomic_load_n(&jobs[core].busy, __ATOMIC_ACQUIRE))
		image_relax();
}

void image_core_run(void)
{
	struct job *job = &jobs[image_core()];

	image_stack_mark();
	job->fn(job->arg);
	image_stack_check();
	__atomic_store_n(&job->busy, false, __ATOMIC_RELEASE);
}

/* One core at a time talks to the outside. */
static unsigned int console_taken; /* a word: not every core has atomic bytes */

void image_console_lock(void)
{
	while (__atomic_exchange_n(&console_taken, 1, __ATOMIC_ACQUIRE))
		image_relax();
}

void image_console_unlock(void)
{
	__atomic_store_n(&console_taken, 0, __ATOMIC_RELEASE);
}
