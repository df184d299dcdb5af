/* SPDX-License-Identifier: MIT */
#include "tests/rtos/threads.h"

#include "tests/rtos/workers.h"

#if defined(CONFIG_HAKMEM_MODEL_THREAD) || defined(CONFIG_HAKMEM_TASK_DELETION)

static struct hakmem_thread threads[WORKERS + 1]; /* the last one is task 0's */

static uint32_t exception(void)
{
	uint32_t number;

	__asm__ volatile("mrs	%0, ipsr" : "=r"(number));
	return number;
}

struct hakmem_thread *hakmem_thread_hook(void)
{
	const struct task *self = sched_self();

	if (exception())
		return NULL;
	for (unsigned int i = 0; i < WORKERS; i++)
		if (self == worker(i))
			return &threads[i];
	return &threads[WORKERS];
}

void threads_reset(void)
{
	for (unsigned int i = 0; i <= WORKERS; i++)
		hakmem_thread_init(&threads[i]);
}

void threads_new(unsigned int i)
{
	hakmem_thread_init(&threads[i]);
}

struct hakmem_thread *threads_of(unsigned int i)
{
	return &threads[i];
}

#else

void threads_reset(void)
{
}

void threads_new(unsigned int i)
{
	(void)i;
}

struct hakmem_thread *threads_of(unsigned int i)
{
	(void)i;
	return NULL;
}

#endif
