/* SPDX-License-Identifier: MIT */
/*
 * Everything that a release build compiles out: checks that cost time on fast
 * paths (CONFIG_HAKMEM_DEBUG) and the poisoning of free memory for
 * AddressSanitizer (CONFIG_HAKMEM_ASAN). The stubs are here and nowhere else.
 */
#ifndef KERNEL_DEBUG_H
#define KERNEL_DEBUG_H

#include "types.h"

#ifdef CONFIG_HAKMEM_DEBUG
/*
 * Does @block, the head of the list that malloc pops, lie in its page, and the
 * block that it links to? Otherwise reports, cuts the list there, and counts what
 * is lost as used. False when @block itself is not to be used.
 */
bool debug_check_link(struct page *page, struct block *block);
/* True if @p may be freed into @page; reports what is wrong otherwise. O(k). */
bool debug_check_free(const struct page *page, const void *p);
#else
static always_inline bool debug_check_link(struct page *page, struct block *block)
{
	(void)page;
	(void)block;
	return true;
}

static always_inline bool debug_check_free(const struct page *page, const void *p)
{
	(void)page;
	(void)p;
	return true;
}
#endif

#ifdef CONFIG_HAKMEM_ASAN
void __asan_poison_memory_region(void const volatile *p, size_t size);
void __asan_unpoison_memory_region(void const volatile *p, size_t size);

/* The user may touch @size bytes at @p, no more. */
static inline void debug_unpoison(const void *p, size_t size)
{
	__asan_unpoison_memory_region(p, size);
}

/* Nobody but the allocator may touch them. */
static inline void debug_poison(const void *p, size_t size)
{
	__asan_poison_memory_region(p, size);
}
#else
static always_inline void debug_unpoison(const void *p, size_t size)
{
	(void)p;
	(void)size;
}

static always_inline void debug_poison(const void *p, size_t size)
{
	(void)p;
	(void)size;
}
#endif

#endif
