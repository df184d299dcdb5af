// SPDX-License-Identifier: MIT
/* Hosted programs: threads by POSIX, reports to stderr. */
#include <hakmem.h>
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
