// SPDX-License-Identifier: MIT
/*
 * The page map made of start bits: see page_map.h.
 *
 * A page's first slice has its start and its mark bit set, and no slice within it
 * any (types.h): the nearest start bit at or below a pointer into the page is the
 * page's own, and whatever lies between a page's start and the next one is the
 * page's or free. Bound: O(slices of the page / w) for a pointer into a page.
 */
#include "page_map.h"
#include "run.h"

/* Not inlined: page_find() would keep one copy for the first region only. */
noinline struct page *page_in_region(const struct hakmem_arena *arena,
				     const struct region *region, const void *p)
{
	return page_at(arena, region, (uintptr_t)p - region->node.base);
}

struct page *page_below(const struct hakmem_arena *arena, const struct region *region,
			size_t words)
{
	unsigned long starts = 0;
	unsigned int bit;

	while (!starts) {
		if (!words--)
			return PAGE_NONE;
		starts = atomic_read(&region->start_map[words]);
	}
	bit = highest_bit(starts);
	if (!(atomic_read(&region->mark_map[words]) >> bit & 1))
		return PAGE_NONE;
	return slice_address(arena, region, words * BITS_PER_LONG + bit);
}

static struct page *page_in_node(const struct hakmem_arena *arena,
				 const struct region_node *node, const void *p)
{
	return page_in_region(arena, container_of(node, struct region, node), p);
}

/* In any region. */
static noinline struct page *page_find_listed(const struct hakmem_arena *arena, const void *p)
{
	const struct region *region = region_find(arena, p);

	return region ? page_in_region(arena, region, p) : PAGE_NONE;
}

/* The first three regions are looked at first, from the middle: page_find_near(). */
struct page *page_find(const struct hakmem_arena *arena, const void *p)
{
	const struct region_node *middle = region_link(&arena->middle), *node;
	uintptr_t addr = (uintptr_t)p;

	if (unlikely(addr < middle->base)) {
		node = region_link(&middle->below);
	} else {
		if (likely(addr - middle->base < middle->size))
			return page_in_node(arena, middle, p);
		node = region_link(&middle->above);
	}
	if (likely(node_holds(node, addr)))
		return page_in_node(arena, node, p);
	return page_find_listed(arena, p);
}
