// SPDX-License-Identifier: MIT
/*
 * malloc() and its family, as the C standard, POSIX and the GNU C library have them.
 *
 * The dynamic loader calls them as soon as it has relocated this library: before any
 * constructor, with one thread. The first call starts the arena, by way of the report
 * that there is none (report.c), so that no later one has to ask.
 *
 * operator new and delete come by way of malloc() and free().
 */
#include <errno.h>
#include <hakmem.h>
#include <stdint.h>
#include <unistd.h>
#include "compiler.h"
#include "preload.h"

static noinline void *out_of_memory(void)
{
	errno = ENOMEM;
	return NULL;
}

/* ------------------------------------------------------------ malloc and free */

FAMILY __attribute__((flatten)) void *malloc(size_t size)
{
	void *p = hakmem_malloc(size);

	return likely(p) ? p : out_of_memory();
}

FAMILY __attribute__((flatten)) void free(void *p)
{
	hakmem_free(p);
}

/* Programs linked long ago. */
FAMILY void cfree(void *p)
{
	hakmem_free(p);
}

/* Large blocks are cleared by the system, when they are touched. */
static noinline void *calloc_large(size_t size)
{
	void *p = hakmem_malloc(size);

	if (!p)
		return out_of_memory();
	memory_clear(p, size);
	return p;
}

FAMILY void *calloc(size_t n, size_t size)
{
	size_t bytes;
	void *p;

	if (unlikely(__builtin_mul_overflow(n, size, &bytes)))
		return out_of_memory();
	if (unlikely(bytes >= CALLOC_LARGE))
		return calloc_large(bytes);
	p = hakmem_zalloc(bytes);
	return likely(p) ? p : out_of_memory();
}

/* -------------------------------------------------------------------- realloc */

/* realloc(p, 0) frees and returns NULL, as the GNU C library does. */
FAMILY void *realloc(void *p, size_t size)
{
	void *new;

	if (unlikely(!p))
		return malloc(size);
	new = hakmem_realloc(p, size);
	return likely(new || !size) ? new : out_of_memory();
}

FAMILY void *reallocarray(void *p, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return out_of_memory();
	return realloc(p, bytes);
}

FAMILY size_t malloc_usable_size(void *p)
{
	return hakmem_usable_size(p);
}

/* -------------------------------------------------------------------- aligned */

static bool is_power_of_two(size_t n)
{
	return n && !(n & (n - 1));
}

FAMILY int posix_memalign(void **result, size_t alignment, size_t size)
{
	int error = errno;
	void *p;

	if (!is_power_of_two(alignment) || alignment % sizeof(void *))
		return EINVAL;
	p = hakmem_aligned_alloc(alignment, size);
	errno = error;
	if (!p)
		return ENOMEM;
	*result = p;
	return 0;
}

/* @size need not be a multiple of @alignment. */
FAMILY void *aligned_alloc(size_t alignment, size_t size)
{
	void *p;

	if (!is_power_of_two(alignment)) {
		errno = EINVAL;
		return NULL;
	}
	p = hakmem_aligned_alloc(alignment, size);
	return p ? p : out_of_memory();
}

/* Any alignment will do; the next power of two is taken. */
FAMILY void *memalign(size_t alignment, size_t size)
{
	size_t power = HAKMEM_ALIGNMENT;

	while (power < alignment && power <= PTRDIFF_MAX / 2)
		power *= 2;
	if (power < alignment) {
		errno = EINVAL;
		return NULL;
	}
	return aligned_alloc(power, size);
}

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

FAMILY void *valloc(size_t size)
{
	return aligned_alloc(page_size(), size);
}

FAMILY void *pvalloc(size_t size)
{
	size_t page = page_size();

	if (size > PTRDIFF_MAX - page)
		return out_of_memory();
	return aligned_alloc(page, (size + page - 1) & ~(page - 1));
}

/* ----------------------------------------------------------------------- trim */

/* @pad, what to keep, is the GNU C library's matter. */
FAMILY int malloc_trim(size_t pad)
{
	(void)pad;
	return memory_trim() != 0;
}
