/* SPDX-License-Identifier: MIT */
/*
 * What workloads call: the allocator itself; or, in a program that is compiled with
 * OBSERVE, the same with each call's latency and the live bytes written down (observe.c).
 * A block's size comes along with its free, for the latter.
 */
#ifndef BENCH_HOST_CALLS_H
#define BENCH_HOST_CALLS_H

#include <string.h>

#include "bench.h"
#include "subject.h"

#ifdef OBSERVE

void *observe_malloc(size_t size);
void *observe_calloc(size_t size);
void *observe_realloc(void *p, size_t old, size_t size);
void observe_free(void *p, size_t size);

static inline void *call_malloc(size_t size)
{
	return observe_malloc(size);
}

static inline void *call_calloc(size_t size)
{
	return observe_calloc(size);
}

static inline void *call_realloc(void *p, size_t old, size_t size)
{
	return observe_realloc(p, old, size);
}

static inline void call_free(void *p, size_t size)
{
	observe_free(p, size);
}

#else

static inline void *call_malloc(size_t size)
{
	return subject_malloc(size);
}

static inline void *call_calloc(size_t size)
{
	return subject_calloc(1, size);
}

static inline void *call_realloc(void *p, size_t old, size_t size)
{
	(void)old;
	return subject_realloc(p, size);
}

static inline void call_free(void *p, size_t size)
{
	(void)size;
	subject_free(p);
}

#endif

/*
 * Blocks of 16 bytes and more carry a stamp: their size and a number. It is written
 * when they are new, and summed up when they are freed.
 */
static inline void *stamped_malloc(struct tally *tally, uint32_t size, uint32_t number)
{
	uint64_t *p = call_malloc(size);

	if (__builtin_expect(!p, 0)) {
		tally->failed++;
		return NULL;
	}
	tally->mallocs++;
	*p = (uint64_t)number << 32 | size;
	return p;
}

static inline void stamped_free(struct tally *tally, void *p)
{
	uint64_t stamp = *(uint64_t *)p;

	tally->checksum += stamp;
	tally->frees++;
	call_free(p, (uint32_t)stamp);
}

/* Smaller ones: the first and the last byte. */
static inline void mark(unsigned char *p, size_t size, uint32_t number)
{
	p[0] = (unsigned char)number;
	p[size - 1] = (unsigned char)number;
}

static inline uint64_t marks(const unsigned char *p, size_t size)
{
	return p[0] + ((uint64_t)p[size - 1] << 8);
}

#endif /* BENCH_HOST_CALLS_H */
