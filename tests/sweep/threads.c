/* SPDX-License-Identifier: MIT */
#include "tests/sweep/threads.h"

#include <hakmem.h>

#include "support/mem.h"

#if defined(CONFIG_HAKMEM_MODEL_THREAD) || defined(CONFIG_HAKMEM_TASK_DELETION)

static struct {
	struct hakmem_thread thread[2]; /* the program's, the task's */
	volatile int handlers;
} state;

static uintptr_t task_stack;
static size_t task_stack_size;

void threads_init(const void *stack, size_t size)
{
	task_stack = (uintptr_t)stack;
	task_stack_size = size;
}

struct hakmem_thread *hakmem_thread_hook(void)
{
	uintptr_t sp = (uintptr_t)__builtin_frame_address(0);

	if (state.handlers)
		return NULL;
	return &state.thread[sp - task_stack < task_stack_size];
}

void threads_reset(void)
{
	state.handlers = 0;
	hakmem_thread_init(&state.thread[0]);
	hakmem_thread_init(&state.thread[1]);
}

void threads_interrupt(int begins)
{
	state.handlers += begins;
}

void *threads_state(size_t *size)
{
	*size = sizeof(state);
	return &state;
}

#else

void threads_init(const void *stack, size_t size)
{
	(void)stack;
	(void)size;
}

void threads_reset(void)
{
}

void threads_interrupt(int begins)
{
	(void)begins;
}

void *threads_state(size_t *size)
{
	*size = 0;
	return NULL;
}

#endif
