/* SPDX-License-Identifier: MIT */
/*
 * An allocator that does nothing: what a program costs with it is the program's own
 * cost. All blocks are one, which is as large as any that the workloads ask for.
 */
#include <stdint.h>

#include "subject.h"

#define LARGEST ((size_t)1 << 20)

void *null_malloc(size_t size);
void *null_calloc(size_t n, size_t size);
void *null_realloc(void *p, size_t size);
void null_free(void *p);

static char block[LARGEST] __attribute__((aligned(4096)));

void subject_start(size_t arena)
{
	(void)arena;
}

void *null_malloc(size_t size)
{
	(void)size;
	return block;
}

void *null_calloc(size_t n, size_t size)
{
	(void)n;
	(void)size;
	return block;
}

void *null_realloc(void *p, size_t size)
{
	(void)size;
	return p;
}

void null_free(void *p)
{
	(void)p;
}
