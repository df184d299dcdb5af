// SPDX-License-Identifier: MIT
/*
 * Regions: pieces of memory of any alignment and size, found again by address.
 *
 *	base                                                        base + size
 *	| struct region | rows | free | start, mark | summary | page map | slices ... |
 *			  used	      or rest	      or rows
 *
 * Concurrency: one context adds regions at a time; others search meanwhile. A
 * region is complete before a link to it is published (release), and it never goes
 * away. Links lead at most one step from arena->middle, so a search that began at
 * the former middle still finds all that it could find then.
 */
#include <lib/string.h>
#include "bits.h"
#include "debug.h"
#include "free_map.h"
#include "page_map.h"
#include "region.h"
#include "run.h"
#include "run_cache.h"
#include "run_index.h"
#include "run_marks.h"

const struct region_node region_none = {
	.below = ATOMIC_INIT(REGION_NONE),
	.above = ATOMIC_INIT(REGION_NONE),
};

struct region *region_find(const struct hakmem_arena *arena, const void *p)
{
	struct region *region = region_first(arena);

	while (region && !node_holds(&region->node, (uintptr_t)p))
		region = region_next(region);
	return region;
}

static uintptr_t align_up(uintptr_t value, size_t alignment)
{
	return (value + alignment - 1) & ~(alignment - 1);
}

static size_t map_words(size_t slices)
{
	return (slices + BITS_PER_LONG - 1) / BITS_PER_LONG;
}

/* Words of all bitmaps of @slices slices, and of the summary or the index around them. */
static size_t all_words(size_t slices)
{
	size_t words = map_words(slices);

	return (1 + RUN_MARK_MAPS) * words + summary_words(words) + run_index_words(words);
}

/* Address of slice 0 when the header for @slices slices lies at @start. */
static uintptr_t first_slice(const struct hakmem_arena *arena, uintptr_t start, size_t slices)
{
	return align_up(start + sizeof(struct region) + all_words(slices) * sizeof(long) +
				page_map_bytes(slices),
			slice_size(arena));
}

/* The tables behind the header, all zero as yet. */
static void lay_out(struct region *region)
{
	size_t words = map_words(region->nr_slices);
	struct atomic_word *tables = (struct atomic_word *)(void *)(region + 1);

	region->nr_words = (uint32_t)words;
	region->free_map = tables + run_index_row_words(words);
	run_marks_init(region, region->free_map + words);
	run_index_init(region, run_marks_end(region));
	page_map_init(region, tables + all_words(region->nr_slices));
}

int region_make(const struct hakmem_arena *arena, struct region *region, void *base,
		size_t size)
{
	uintptr_t end = (uintptr_t)base + size, start = (uintptr_t)region, first;
	size_t slices = size >> slice_shift(arena), bytes;

	if (!base || size > UINTPTR_MAX - (uintptr_t)base || slices > RUN_INDEX_SLICES)
		return -HAKMEM_EINVAL;
	/* the most slices that fit with their header */
	for (;; slices--) {
		if (slices < RUN_LARGE_MIN)
			return -HAKMEM_ENOSPC;
		first = first_slice(arena, start, slices);
		/* as distances, which do not wrap at the end of the address space */
		bytes = slices << slice_shift(arena);
		if (first - start + bytes <= end - start)
			break;
	}
	debug_unpoison(base, size);
	mem_zero(region, first - start);
	region->node.base = first;
	region->node.size = bytes;
	region->node.slice_shift = slice_shift(arena);
	atomic_set(&region->node.below, REGION_NONE);
	atomic_set(&region->node.above, REGION_NONE);
	region->nr_slices = (uint32_t)slices;
	region->supplied = (uintptr_t)base;
	region->supplied_size = size;
	if (!(hakmem_region_hook(base, size) & HAKMEM_REGION_ZEROED) ||
	    IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX)) /* which spares its claims the look */
		atomic_set(&region->clean, slices);
	lay_out(region);
	free_map_release(region, 0, slices);
	debug_poison((void *)first, region->node.size);
	return 0;
}

void region_open(struct hakmem_arena *arena, struct atomic_word *link, struct region *region)
{
	run_cache_grow(arena, region->nr_slices);
	slices_freed(arena, region->nr_slices);
	atomic_set_release(link, (unsigned long)region);
}
