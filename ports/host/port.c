// SPDX-License-Identifier: MIT
/* Hosted programs: threads by POSIX, reports to stderr. */
#include <hakmem.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* Print the report and stop: a unit test on a PC wants to know at once. */
__attribute__((weak)) void hakmem_fault_hook(const struct hakmem_fault *fault)
{
	hakmem_last_fault = *fault;
	fprintf(stderr, "hakmem: %s at %p", hakmem_fault_name(fault->code), fault->address);
	if (fault->block_size)
		fprintf(stderr, ", size class %zu bytes", fault->block_size);
	if (fault->invariant)
		fprintf(stderr, ", invariant I%u", fault->invariant);
	fputc('\n', stderr);
	abort();
}

__attribute__((weak)) unsigned int hakmem_region_hook(const void *base, size_t size)
{
	(void)base;
	(void)size;
	return 0;
}

#ifndef CONFIG_HAKMEM_MODEL_THREAD
__attribute__((weak)) struct hakmem_thread *hakmem_thread_hook(void)
{
	static _Thread_local struct hakmem_thread thread;

	return &thread;
}
#endif

#ifdef CONFIG_HAKMEM_MODEL_CPU
/* Threads are spread over the heaps in turn: as if each stayed on a core. */
__attribute__((weak)) unsigned int hakmem_cpu_hook(void)
{
	static atomic_uint threads;
	static _Thread_local unsigned int number;

	if (!number)
		number = 1 + atomic_fetch_add_explicit(&threads, 1, memory_order_relaxed) %
				     CONFIG_HAKMEM_NR_CPUS;
	return number - 1;
}
#endif
