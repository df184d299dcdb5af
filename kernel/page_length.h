/* SPDX-License-Identifier: MIT */
/*
 * How long a new page is: room for the blocks that its class will want, within a part of
 * the memory that is free.
 */
#ifndef KERNEL_PAGE_LENGTH_H
#define KERNEL_PAGE_LENGTH_H

#include "page.h"

/* ------------------------------------------------------------------ blocks */

#define PAGES_START_SHORT (PAGE_STEPS > CONFIG_HAKMEM_PAGE_GROWTH)

/*
 * Blocks that the next page of @class should have, at least: few for the first one, or the
 * first since memory was short, as most programs have few blocks of most sizes; then twice
 * as many with each page, as a class that has many will want many more.
 */
static inline size_t wanted_blocks(struct hakmem_heap *heap, unsigned int class)
{
	unsigned int step = PAGE_STEPS ? heap->grown[class] : 0;

	if (step != PAGE_STEPS)
		heap->grown[class] = (uint8_t)(step + 1);
	if (PAGES_START_SHORT && !step)
		return CONFIG_HAKMEM_PAGE_FIRST_BLOCKS;
	return (size_t)CONFIG_HAKMEM_PAGE_BLOCKS << (step - PAGES_START_SHORT);
}

/* The most that wanted_blocks() gives. */
#define PAGE_BLOCKS_LAST ((size_t)CONFIG_HAKMEM_PAGE_BLOCKS << CONFIG_HAKMEM_PAGE_GROWTH)

/* ------------------------------------------------------------------ slices */

/* What the blocks of a page come to, at most, if it has several. */
#define PAGE_MOST ((size_t)CONFIG_HAKMEM_PAGE_MOST)

/* A page takes at most a part of what is free, so that small arenas last. */
static inline size_t page_share(const struct hakmem_arena *arena)
{
	return atomic_read(&arena->free_slices) >> CONFIG_HAKMEM_PAGE_SHARE_SHIFT;
}

/* Slices that a page should have that has room for so many @bytes; at least @min. */
static inline size_t wanted_slices(const struct hakmem_arena *arena, size_t bytes, size_t min)
{
	size_t share = page_share(arena), slices;

	if (PAGE_BLOCKS_LAST > PAGE_MOST / CLASS_MAX && bytes > PAGE_MOST)
		bytes = PAGE_MOST;
	slices = slices_for(arena, CONFIG_HAKMEM_PAGE_BYTES + bytes);
	if (slices > share)
		slices = share;
	return slices > min ? slices : min;
}

/* The longest page that wanted_slices() gives, without products that wrap. */
#define BLOCKS_WANTED \
	(PAGE_BLOCKS_LAST <= PAGE_MOST / CLASS_MAX ? CLASS_MAX * PAGE_BLOCKS_LAST : PAGE_MOST)
#define BLOCKS_LEAST  (CLASS_MAX * LEAST_BLOCKS)
#define LONGEST_PAGE                                                           \
	(CONFIG_HAKMEM_PAGE_BYTES + ((size_t)1 << CONFIG_HAKMEM_SLICE_SHIFT_MAX) + \
	 (BLOCKS_WANTED > BLOCKS_LEAST ? BLOCKS_WANTED : BLOCKS_LEAST))

_Static_assert(LEAST_BLOCKS <= PAGE_BYTES_MAX / CLASS_MAX, "the head in page->thread_free");
_Static_assert(PAGE_MOST >= CLASS_MAX, "a page has room for a block");
_Static_assert(LONGEST_PAGE >> CONFIG_HAKMEM_SLICE_SHIFT_MIN <= UINT16_MAX, "page->slices");
_Static_assert(LONGEST_PAGE <= PAGE_BYTES_MAX, "the head in page->thread_free");
/* class_divide()'s range, for the smallest class: it has the smallest k */
_Static_assert((CONFIG_HAKMEM_PAGE_BYTES + HAKMEM_ALIGNMENT * PAGE_BLOCKS_LAST +
		((size_t)1 << CONFIG_HAKMEM_SLICE_SHIFT_MAX)) >> (ALIGN_SHIFT - 2) <= 43689,
	       "page->capacity");

#endif
