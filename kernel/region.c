// SPDX-License-Identifier: MIT
/*
 * Regions: pieces of memory of any alignment and size, found again by address.
 *
 *	base                                                        base + size
 *	| struct region | table | free | start | mark | page map | slices ... |
 *
 * Concurrency: one context adds regions at a time; others search meanwhile. A
 * region is complete before the table that names it is published (release), and
 * neither ever goes away.
 */
#include <lib/string.h>
#include "bits.h"
#include "debug.h"
#include "page_map.h"
#include "region.h"

struct region *region_find(const struct hakmem_arena *arena, const void *p)
{
	struct region *region = region_first(arena);

	while (region && slice_of(arena, region, p) >= region->nr_slices)
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

/* Bytes of the bitmaps. */
static size_t map_bytes(size_t slices)
{
	return 3 * map_words(slices) * sizeof(long);
}

/* Address of slice 0 when the header for @slices slices lies at @start. */
static uintptr_t first_slice(const struct hakmem_arena *arena, uintptr_t start, size_t slices)
{
	return align_up(start + sizeof(struct region) + sizeof(struct region_table) +
				map_bytes(slices) + page_map_bytes(slices),
			slice_size(arena));
}

/* Most slices that fit, with their header, between @start and @end. */
static size_t most_slices(const struct hakmem_arena *arena, uintptr_t start, uintptr_t end)
{
	size_t n = (end - start) >> slice_shift(arena);

	while (n && first_slice(arena, start, n) + (n << slice_shift(arena)) > end)
		n--;
	return n;
}

/* Put @new where it belongs by address, if there is room in the table. */
static void table_insert(struct region_node *node, const struct region_node *new)
{
	struct region_node *middle = &node[NODE_MIDDLE], *side = &node[NODE_ABOVE];
	bool below = new->base < middle->base;

	if (below)
		side = &node[NODE_BELOW];
	if (!middle->size) {
		*middle = *new;
	} else if (!side->size) {
		*side = *new;
	} else if (!node[below ? NODE_ABOVE : NODE_BELOW].size) {
		/* two on one side: the nearer one becomes the middle */
		node[below ? NODE_ABOVE : NODE_BELOW] = *middle;
		*middle = *side;
		if ((new->base < side->base) == below)
			*side = *new;
		else
			*middle = *new;
	}
}

/* A table with @region, in the memory at @table. */
static void build_table(const struct hakmem_arena *arena, struct region_table *table,
			struct region *region)
{
	struct region_node node = {
		.base = region->base,
		.size = (size_t)region->nr_slices << slice_shift(arena),
		.region = region,
	};

	page_map_set_node(&node, region);
	mem_copy(table, arena_table(arena), sizeof(*table));
	table->slice_shift = slice_shift(arena);
	table_insert(table->node, &node);
}

/* The tables behind the header, all zero as yet. */
static void lay_out(struct region *region, struct region_table *table)
{
	size_t words = map_words(region->nr_slices);

	region->nr_words = (uint32_t)words;
	region->free_map = (struct atomic_word *)(void *)(table + 1);
	region->start_map = region->free_map + words;
	region->mark_map = region->start_map + words;
	page_map_init(region, region->mark_map + words);
}

/*
 * The link that the next region goes to; NULL when [base, base + size) overlaps a
 * region.
 */
static struct atomic_word *last_link(struct hakmem_arena *arena, uintptr_t base, size_t size)
{
	struct atomic_word *link = &arena->regions;
	struct region *r;

	for (r = region_first(arena); r; r = region_next(r)) {
		if (base < r->supplied + r->supplied_size && r->supplied < base + size)
			return NULL;
		link = &r->next;
	}
	return link;
}

int region_add(struct hakmem_arena *arena, void *base, size_t size)
{
	uintptr_t end = (uintptr_t)base + size;
	uintptr_t start = align_up((uintptr_t)base, HAKMEM_ALIGNMENT);
	struct atomic_word *link = last_link(arena, (uintptr_t)base, size);
	struct region *region = (struct region *)start;
	struct region_table *table = (struct region_table *)(void *)(region + 1);
	size_t slices;

	if (!base || end < (uintptr_t)base || !link)
		return -HAKMEM_EINVAL;
	slices = start < end ? most_slices(arena, start, end) : 0;
	if (slices < 2 || slices > UINT32_MAX)
		return -HAKMEM_ENOSPC;

	debug_unpoison(base, size);
	mem_zero(region, sizeof(*region) + sizeof(*table) + map_bytes(slices));
	region->base = first_slice(arena, start, slices);
	region->nr_slices = (uint32_t)slices;
	region->supplied = (uintptr_t)base;
	region->supplied_size = size;
	region->zeroed = (hakmem_region_hook(base, size) & HAKMEM_REGION_ZEROED) != 0;
	lay_out(region, table);
	build_table(arena, table, region);
	debug_poison((void *)region->base, slices << slice_shift(arena));

	/* found by address first, then open for claims */
	atomic_set_release(&arena->table, (unsigned long)table);
	bits_set(region->free_map, 0, slices);
	atomic_add(&arena->free_slices, slices);
	atomic_set_release(link, (unsigned long)region);
	return 0;
}
