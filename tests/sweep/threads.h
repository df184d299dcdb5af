/* SPDX-License-Identifier: MIT */
/*
 * Which thread runs, for hakmem_thread_hook(): the program and the task have a struct
 * each, handlers have none. Nothing where the library does not ask.
 */
#ifndef TESTS_SWEEP_THREADS_H
#define TESTS_SWEEP_THREADS_H

#include <stddef.h>

/** threads_init() - what runs on that stack is the task. */
void threads_init(const void *stack, size_t size);

/** threads_reset() - both are new, and no handler runs; before hakmem_init(). */
void threads_reset(void);

/** threads_interrupt() - a handler begins (1) or ends (-1). */
void threads_interrupt(int begins);

/** threads_state() - what there is to save and restore. */
void *threads_state(size_t *size);

#endif /* TESTS_SWEEP_THREADS_H */
