// SPDX-License-Identifier: MIT
/* Which task runs, as long as the firmware does not say: there is one, no interrupt. */
#include "context.h"

#ifdef CONFIG_HAKMEM_MODEL_THREAD
#define THREAD_INIT { .heap = HEAP_NONE }
#else
#define THREAD_INIT { 0 }
#endif

__weak struct hakmem_thread *hakmem_thread_hook(void)
{
	static struct hakmem_thread thread = THREAD_INIT;

	return &thread;
}
