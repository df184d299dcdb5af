/* SPDX-License-Identifier: MIT */
/*
 * hakmem gets what a unit test on a PC would give it: one large mapping, whose pages
 * take memory only when they are touched, and which is known to be zero.
 */
#include <hakmem.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "subject.h"

#define REGION_SIZE ((size_t)1 << 30) /* scripts/bench.py says so, too */

unsigned int hakmem_region_hook(const void *base, size_t size)
{
	(void)base;
	(void)size;
	return HAKMEM_REGION_ZEROED;
}

void subject_start(size_t arena)
{
	size_t size = arena ? arena : REGION_SIZE;
	void *base = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (base == MAP_FAILED || hakmem_init(base, size)) {
		fprintf(stderr, "bench: no arena of %zu bytes\n", size);
		exit(2);
	}
}
