/* SPDX-License-Identifier: MIT */
/* The tasks that all tests here share. */
#ifndef RTOS_WORKERS_H
#define RTOS_WORKERS_H

#include "tests/rtos/sched.h"

#define WORKERS 4

typedef void worker_fn(void *arg);

/** worker() - task @i, 0 to WORKERS - 1; it may not have been started yet. */
struct task *worker(unsigned int i);

/** worker_start() - start worker @i, which has ended. A more urgent one runs at once. */
struct task *worker_start(unsigned int i, uint8_t priority, worker_fn *run, void *arg);

/** workers_alive() - number of workers that have not ended. */
unsigned int workers_alive(void);

/** workers_join() - let them run until all have ended. For task 0. */
void workers_join(void);

/** workers_delete() - end them all. */
void workers_delete(void);

/** workers_stack_used() - the most that the stack of any worker has held. */
uint32_t workers_stack_used(void);

#endif /* RTOS_WORKERS_H */
