/* SPDX-License-Identifier: MIT */
/*
 * What the library keeps for each task, as a port would have it: hakmem_thread_hook()
 * gives the running task's, and NULL in an interrupt. Nothing where nobody asks.
 */
#ifndef RTOS_THREADS_H
#define RTOS_THREADS_H

#include <hakmem.h>

#include "tests/rtos/sched.h"

/** threads_reset() - all are new; before hakmem_init(). */
void threads_reset(void);

/** threads_new() - worker @i is about to be created. */
void threads_new(unsigned int i);

/** threads_of() - that of worker @i; NULL where there is none. */
struct hakmem_thread *threads_of(unsigned int i);

#endif /* RTOS_THREADS_H */
