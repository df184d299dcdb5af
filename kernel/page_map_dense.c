// SPDX-License-Identifier: MIT
/* The dense page map: see page_map.h. */
#include "page_map.h"

void page_map_init(struct region *region, void *memory)
{
	region->node.page_map = memory;
	page_map_set(region, 0, region->nr_slices, PAGE_NONE);
}

void page_map_set(struct region *region, size_t first, size_t n, struct page *page)
{
	page_fill(&region->node.page_map[first], n, page);
}

struct page *page_find(const struct hakmem_arena *arena, const void *p)
{
	struct page *page = page_find_near(arena, p);
	const struct region *region;

	if (likely(page != PAGE_NONE))
		return page;
	region = region_find(arena, p);
	return region ? page_in_region(arena, region, p) : PAGE_NONE;
}
