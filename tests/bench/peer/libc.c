/* SPDX-License-Identifier: MIT */
/*
 * malloc and free of a C library, which gets its memory through sbrk(): from the arena
 * and from nowhere else. It is called as a program would call it, locks that the
 * library has by default included.
 */
#include "../allocator.h"

#include <stdint.h>

#ifndef PEER
#define PEER "libc"
#endif

void *malloc(size_t size);
void free(void *p);
void *_sbrk(ptrdiff_t n);
void *sbrk(ptrdiff_t n) __attribute__((alias("_sbrk")));

static char *start, *now, *end;

void *_sbrk(ptrdiff_t n)
{
	char *old = now;

	if (n > end - now || n < start - now)
		return (void *)-1;
	now += n;
	return old;
}

#ifdef PEER_TLS
/* errno lies in the thread's block: one for the only thread there is. */
static uint64_t tls[8];

#ifdef __riscv
static void set_tls(void)
{
	__asm__ volatile("mv tp, %0" : : "r"(tls));
}
#else
void _set_tls(void *block);

static void set_tls(void)
{
	_set_tls(tls);
}
#endif

#else
static void set_tls(void)
{
}
#endif

#ifdef PEER_TLS
/*
 * picolibc's malloc clears what it hands out. That is not what is compared here, so it
 * is left out; to find that out is all that is counted of it.
 */
void *__real_memset(void *p, int c, size_t n);
void *__wrap_memset(void *p, int c, size_t n);

void *__wrap_memset(void *p, int c, size_t n)
{
	if ((uintptr_t)p - (uintptr_t)start < (uintptr_t)end - (uintptr_t)start)
		return p;
	return __real_memset(p, c, n);
}
#endif

static int begin(void *memory, size_t size)
{
	set_tls();
	start = now = memory;
	end = start + size;
	return 0;
}

static bool valid(void)
{
	return true;
}

const struct bench_allocator bench_allocator = {
	PEER, begin, malloc, free, valid, NULL,
};
