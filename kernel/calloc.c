// SPDX-License-Identifier: MIT
/* Zeroed arrays: a product that may be too large. */
#include "types.h"

/*
 * *product = a * b; true when that overflows. In halves of a word: a compiler's
 * builtin would call libgcc on ARMv6-M.
 */
static bool size_multiply(size_t a, size_t b, size_t *product)
{
	const unsigned int half = sizeof(size_t) * 4;
	const size_t mask = ((size_t)1 << half) - 1;
	size_t cross, low;

	if (a >> half && b >> half)
		return true;
	cross = (a >> half) * (b & mask) + (b >> half) * (a & mask);
	low = (a & mask) * (b & mask);
	*product = low + (cross << half);
	return cross >> half || *product < low;
}

void *hakmem_calloc(size_t n, size_t size)
{
	size_t bytes;

	return size_multiply(n, size, &bytes) ? NULL : hakmem_zalloc(bytes);
}

void *hakmem_arena_calloc(struct hakmem_arena *arena, size_t n, size_t size)
{
	size_t bytes;

	return size_multiply(n, size, &bytes) ? NULL : hakmem_arena_zalloc(arena, bytes);
}
