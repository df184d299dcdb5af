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
 * region that begins there; and what is read in a header's second line lies elsewhere in it
 * than what is written in the first.
 */
#ifndef KERNEL_PAGE_COLOUR_H
#define KERNEL_PAGE_COLOUR_H

#include "region.h"

#ifdef CONFIG_HAKMEM_PAGE_COLOUR

#define COLOUR_STEP	64u   /* a line */
#define COLOUR_RANGE	2048u /* at most */

/* For what every free reads. */
#define COLOUR_APART _Alignas(4096)

/* A sixteenth of a slice, so that little is lost. */
static inline size_t colour_range(const struct hakmem_arena *arena)
{
	size_t range = slice_size(arena) / 16;

	return range < COLOUR_RANGE ? range : COLOUR_RANGE;
}

/* All colours are below. */
static inline size_t page_colours(const struct hakmem_arena *arena)
{
	return COLOUR_STEP + colour_range(arena);
}

/* Bytes in front of the header of a page that starts with that slice. */
static inline size_t page_colour(const struct hakmem_arena *arena, size_t slice)
{
	return COLOUR_STEP + (slice * COLOUR_STEP & (colour_range(arena) - 1));
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
