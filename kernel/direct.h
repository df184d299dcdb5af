/* SPDX-License-Identifier: MIT */
/*
 * The direct page cache: from the size of a request to the page that serves it.
 *
 * A request is first turned into the number of a word of the heap: on machines that
 * scale an index, reaching the entry then takes one load. The number also says the
 * size as exactly as the rest of the allocator cares, so that the size is not kept.
 *
 * Without the cache (CONFIG_HAKMEM_DIRECT_CACHE) the number is the size.
 */
#ifndef KERNEL_DIRECT_H
#define KERNEL_DIRECT_H

#include "page_map.h"
#include "size_class.h"

/* Largest request that the fast path serves. */
#define FAST_MAX (IS_ENABLED(CONFIG_HAKMEM_DIRECT_CACHE) ? DIRECT_MAX : CLASS_MAX)

/* Words of a heap in front of the table. */
#define DIRECT_FIRST (offsetof(struct hakmem_heap, pages_direct) / sizeof(void *))

/* For @size up to FAST_MAX. */
static always_inline size_t direct_index(size_t size)
{
	if (!IS_ENABLED(CONFIG_HAKMEM_DIRECT_CACHE))
		return size;
	size = (size + ((DIRECT_FIRST + 1) << DIRECT_SHIFT) - 1) >> DIRECT_SHIFT;
	OPTIMIZER_HIDE_VAR(size);
	return size;
}

/* The largest size with that index; AddressSanitizer wants it exactly. */
static always_inline size_t direct_size(size_t index, size_t size)
{
	if (IS_ENABLED(CONFIG_HAKMEM_ASAN) || !IS_ENABLED(CONFIG_HAKMEM_DIRECT_CACHE))
		return size;
	return (index - DIRECT_FIRST) << DIRECT_SHIFT;
}

/* The first page that serves it, or page_none. */
static always_inline struct page *direct_page(const struct hakmem_heap *heap, size_t index)
{
	struct page *page;

	if (IS_ENABLED(CONFIG_HAKMEM_DIRECT_CACHE))
		return ((struct page *const *)(const void *)heap)[index];
	page = heap->queue[size_class(index)];
	return likely(page) ? page : PAGE_NONE;
}

#endif
