// SPDX-License-Identifier: MIT
/*
 * Regions: pieces of memory of any alignment and size, found again by address.
 *
 *	base                                                   base + size
 *	| struct region | free | start | mark | page map | table | slices ... |
 *
 * Concurrency: one context adds regions at a time; others search meanwhile. A
 * region is complete before the table that names it is published (release), and
 * neither ever goes away.
 */
#include <lib/string.h>
#include "debug.h"
#include "page_map.h"
#include "region.h"

#define ABSENT_BASE UINTPTR_MAX

struct region *region_find(const struct hakmem_arena *arena, const void *p)
{
	const struct region_table *table = arena_table(arena);
	uintptr_t addr = (uintptr_t)p;
	size_t i = 0;

	while (i < table->nr_nodes) {
		const struct region_node *node = &table->node[i];

		if (node_holds(node, addr))
			return node->region;
		i = 2 * i + (addr < node->base ? 1 : 2);
	}
	return NULL;
}

static size_t count_regions(const struct hakmem_arena *arena)
{
	size_t n = 0;

	for (const struct region *r = region_first(arena); r; r = region_next(r))
		n++;
	return n;
}

/* Nodes of a tree that holds @n regions and has at least two levels. */
static uint8_t table_nodes(size_t n)
{
	unsigned int nodes = 3;

	while (nodes < n)
		nodes = 2 * nodes + 1;
	return (uint8_t)nodes;
}

_Static_assert(CONFIG_HAKMEM_MAX_REGIONS < 128, "nr_nodes is a byte");

static size_t table_bytes(size_t regions)
{
	return sizeof(struct region_table) + table_nodes(regions) * sizeof(struct region_node);
}

static size_t align_up(size_t value, size_t alignment)
{
	return (value + alignment - 1) & ~(alignment - 1);
}

static size_t map_words(size_t slices)
{
	return (slices + sizeof(long) * 8 - 1) / (sizeof(long) * 8);
}

/* Bytes in front of the slices. */
static size_t header_bytes(size_t slices, size_t regions)
{
	return align_up(sizeof(struct region) + 3 * map_words(slices) * sizeof(long) +
				page_map_bytes(slices) + table_bytes(regions),
			HAKMEM_ALIGNMENT);
}

/* Address of slice 0 when the header of @slices slices starts at @start. */
static uintptr_t first_slice(uintptr_t start, size_t slices, size_t regions, unsigned int shift)
{
	return align_up(start + header_bytes(slices, regions), (size_t)1 << shift);
}

static bool fits(uintptr_t start, uintptr_t end, size_t slices, size_t regions,
		 unsigned int shift)
{
	uintptr_t first = first_slice(start, slices, regions, shift);

	return first > start && first <= end && slices <= (end - first) >> shift;
}

/*
 * Most slices that fit between @start and @end: from an estimate that is too low
 * by the header's share of the header, upwards.
 */
static size_t most_slices(uintptr_t start, uintptr_t end, size_t regions, unsigned int shift)
{
	size_t all = (end - start) >> shift, n = 0;
	uintptr_t first = first_slice(start, all, regions, shift);

	if (first > start && first < end)
		n = (end - first) >> shift;
	while (fits(start, end, n + 1, regions, shift))
		n++;
	return n;
}

/* Node that follows @i in order of addresses. */
static size_t tree_next(size_t i, size_t nodes)
{
	if (2 * i + 2 < nodes) {
		for (i = 2 * i + 2; 2 * i + 1 < nodes;)
			i = 2 * i + 1;
		return i;
	}
	while (i && i % 2 == 0)
		i = (i - 1) / 2;
	return i ? (i - 1) / 2 : nodes;
}

/* The region with the lowest base above @base; @added is not on the list yet. */
static struct region *region_above(const struct hakmem_arena *arena, struct region *added,
				   uintptr_t base)
{
	struct region *best = added->base > base ? added : NULL;

	for (struct region *r = region_first(arena); r; r = region_next(r))
		if (r->base > base && (!best || r->base < best->base))
			best = r;
	return best;
}

static void fill_node(struct region_node *node, struct region *region, unsigned int shift)
{
	node->base = region ? region->base : ABSENT_BASE;
	node->size = region ? (size_t)region->nr_slices << shift : 0;
	node->region = region;
	page_map_set_node(node, region);
}

/* Regions in order of address go to the nodes in order, the rest is absent. */
static void build_table(const struct hakmem_arena *arena, struct region_table *table,
			struct region *added)
{
	struct region *region = region_above(arena, added, 0);
	size_t i = 0;

	table->slice_shift = (uint8_t)slice_shift(arena);
	while (2 * i + 1 < table->nr_nodes)
		i = 2 * i + 1;
	for (; i < table->nr_nodes; i = tree_next(i, table->nr_nodes)) {
		fill_node(&table->node[i], region, slice_shift(arena));
		if (region)
			region = region_above(arena, added, region->base);
	}
}

static void set_free(struct region *region)
{
	size_t bits = sizeof(long) * 8, left = region->nr_slices;

	for (size_t i = 0; left; i++) {
		size_t n = left < bits ? left : bits;

		atomic_set(&region->free_map[i], ~0ul >> (bits - n));
		left -= n;
	}
}

/* Lay out the tables behind the header. */
static struct region_table *lay_out(struct region *region, size_t regions)
{
	size_t words = map_words(region->nr_slices);
	char *p = (char *)(region + 1);
	struct region_table *table;

	/* the table first: its nodes want the alignment of a pointer */
	table = (struct region_table *)(void *)p;
	table->nr_nodes = table_nodes(regions);
	p += table_bytes(regions);
	region->free_map = (struct atomic_word *)(void *)p;
	region->start_map = region->free_map + words;
	region->mark_map = region->start_map + words;
	region->nr_words = (uint32_t)words;
	mem_zero(region->free_map, 3 * words * sizeof(long));
	page_map_init(region, region->mark_map + words);
	return table;
}

static bool overlaps(const struct hakmem_arena *arena, uintptr_t base, size_t size)
{
	for (const struct region *r = region_first(arena); r; r = region_next(r))
		if (base < r->supplied + r->supplied_size && r->supplied < base + size)
			return true;
	return false;
}

static void append(struct hakmem_arena *arena, struct region *region)
{
	struct atomic_word *link = &arena->regions;

	while (atomic_read(link))
		link = &((struct region *)atomic_read(link))->next;
	atomic_set_release(link, (unsigned long)region);
}

size_t region_slices_fitting(uintptr_t base, size_t size, unsigned int shift)
{
	return most_slices(align_up(base, HAKMEM_ALIGNMENT), base + size, 1, shift);
}

int region_add(struct hakmem_arena *arena, void *base, size_t size)
{
	size_t regions = count_regions(arena) + 1, slices;
	uintptr_t end = (uintptr_t)base + size, start;
	struct region *region;
	struct region_table *table;

	start = align_up((uintptr_t)base, HAKMEM_ALIGNMENT);
	if (!base || end < (uintptr_t)base || overlaps(arena, (uintptr_t)base, size))
		return -HAKMEM_EINVAL;
	if (regions > CONFIG_HAKMEM_MAX_REGIONS)
		return -HAKMEM_E2BIG;
	if (start < (uintptr_t)base || start >= end)
		return -HAKMEM_ENOSPC;
	slices = most_slices(start, end, regions, slice_shift(arena));
	if (slices < 2)
		return -HAKMEM_ENOSPC;
	if (slices > UINT32_MAX)
		slices = UINT32_MAX;

	region = (struct region *)start;
	debug_unpoison(base, size);
	mem_zero(region, sizeof(*region));
	region->supplied = (uintptr_t)base;
	region->supplied_size = size;
	region->nr_slices = (uint32_t)slices;
	region->base = first_slice(start, slices, regions, slice_shift(arena));
	region->zeroed = (hakmem_region_hook(base, size) & HAKMEM_REGION_ZEROED) != 0;
	table = lay_out(region, regions);
	build_table(arena, table, region);
	debug_poison((void *)region->base, slices << slice_shift(arena));

	/* found by address first, then opened for claims */
	atomic_set_release(&arena->table, (unsigned long)table);
	append(arena, region);
	set_free(region);
	atomic_add(&arena->free_slices, slices);
	return 0;
}
