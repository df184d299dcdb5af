/* SPDX-License-Identifier: MIT */
/*
 * Where in its first slice a page starts. Slices of a PC are as large as a way of its
 * caches, or larger: if all pages started with them, all headers, which every malloc and
 * free reads, would compete for a few of the cache's lines. So a page starts a line behind
 * the page in the slice before (slab colouring: Bonwick, The Slab Allocator, 1994).
 *
 * A load also waits for an older store to another address that ends in the same 12 bits
 * (4K aliasing: Intel 64 and IA-32 Architectures Optimization Reference Manual). So headers
 * keep away from the start of 4 KB, where what every free reads lies, the arena's root and a
 * region that begins there; and page->heap, which every free reads in a header's second line,
 * lies where nothing is often written in the first.
 */
#ifndef KERNEL_PAGE_COLOUR_H
#define KERNEL_PAGE_COLOUR_H

#include "region.h"

#ifdef CONFIG_HAKMEM_PAGE_COLOUR

#define COLOUR_STEP  64u   /* a line */
#define COLOUR_LEAST 512u  /* a range that is worth it */
#define COLOUR_MOST  2048u

/* For what every free reads. */
#define COLOUR_APART _Alignas(4096)

/* No colour is above: a sixteenth of a slice, so that little is lost; 0 for small slices. */
static inline size_t page_colours(const struct hakmem_arena *arena)
{
	size_t range = slice_size(arena) / 16;

	if (range < COLOUR_LEAST)
		return 0;
	return range < COLOUR_MOST ? range : COLOUR_MOST;
}

/* Bytes in front of the header of a page that starts with that slice. */
static inline size_t page_colour(const struct hakmem_arena *arena, size_t slice)
{
	size_t range = page_colours(arena);

	return range ? COLOUR_STEP + (slice * COLOUR_STEP & (range - 1)) : 0;
}

/* The same of a page that is there: slices of a region are aligned to their size. */
static inline size_t page_colour_of(const struct hakmem_arena *arena, const struct page *page)
{
	return (uintptr_t)page & (slice_size(arena) - 1);
}

#else

#define COLOUR_APART

static inline size_t page_colours(const struct hakmem_arena *arena)
{
	(void)arena;
	return 0;
}

static inline size_t page_colour(const struct hakmem_arena *arena, size_t slice)
{
	(void)arena;
	(void)slice;
	return 0;
}

static inline size_t page_colour_of(const struct hakmem_arena *arena, const struct page *page)
{
	(void)arena;
	(void)page;
	return 0;
}

#endif

/* The page whose first slice that is. */
static inline struct page *page_in_slice(const struct hakmem_arena *arena,
					 const struct region *region, size_t slice)
{
	return (struct page *)(void *)((char *)slice_address(arena, region, slice) +
				       page_colour(arena, slice));
}

#endif
