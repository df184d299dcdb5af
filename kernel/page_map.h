/* SPDX-License-Identifier: MIT */
/*
 * From a pointer to its page. Two ways, by configuration:
 *
 * dense (CONFIG_HAKMEM_PAGE_MAP_DENSE): a table with a pointer for each slice.
 *	One load; costs a pointer a slice.
 * bits (CONFIG_HAKMEM_PAGE_MAP_BITS): the nearest start bit at or below the
 *	slice. Costs no memory beside the bitmaps; some twenty instructions more.
 *
 * Whatever is no page (large blocks, free slices, other memory) gives page_none:
 * a page that every fast path refuses.
 */
#ifndef KERNEL_PAGE_MAP_H
#define KERNEL_PAGE_MAP_H

#include <asm/barrier.h>
#include <asm/bitops.h>
#include "region.h"

#ifdef CONFIG_HAKMEM_PAGES
/* No page: PAGE_RETIRED, no free block, a heap that nobody has entered. Constant. */
extern const struct page page_none;
#define PAGE_NONE ((struct page *)(uintptr_t)&page_none)
#else
#define PAGE_NONE ((struct page *)NULL)
#endif

/* Let @n entries of a table name @page. They take a good part of making a page. */
static inline void page_fill(struct page **entry, size_t n, struct page *page)
{
	for (; !OPTIMIZE_SIZE && n >= 4; n -= 4) {
		*entry++ = page;
		*entry++ = page;
		*entry++ = page;
		*entry++ = page;
	}
	while (n--)
		*entry++ = page;
}

/* Does page_find_near() look at all regions? */
#define PAGE_FIND_NEAR_ALL IS_ENABLED(CONFIG_HAKMEM_PAGE_MAP_BITS)

#ifdef CONFIG_HAKMEM_PAGES
/* The page that @p points into, or page_none. */
struct page *page_find(const struct hakmem_arena *arena, const void *p);
#else
static always_inline struct page *page_find(const struct hakmem_arena *arena, const void *p)
{
	(void)arena;
	(void)p;
	return PAGE_NONE;
}
#endif

#ifdef CONFIG_HAKMEM_PAGE_MAP_DENSE

/* Of the slice that many bytes behind the first. */
static always_inline struct page *page_at(const struct region_node *node, uintptr_t offset)
{
	struct page **map = node->page_map;
	unsigned int shift = node_shift(node);

	load_pair(map, shift);
	return map[offset >> shift];
}

/*
 * The page that @p points into, from the first three regions: all that a fast path
 * looks at. page_none also for a page in any further region. The second and third
 * region cost at most 6 instructions more than the first on Cortex-M3, which is
 * why each way is written out.
 */
static always_inline struct page *page_find_near(const struct hakmem_arena *arena,
						 const void *p)
{
	const struct region_node *node = region_link(&arena->middle);
	uintptr_t addr = (uintptr_t)p, base = node->base, offset;
	size_t size = node->size;

	load_pair(base, size);
	if (unlikely(__builtin_sub_overflow(addr, base, &offset)))
		node = region_link(&node->below);
	else if (unlikely(offset >= size))
		node = region_link(&node->above);
	else
		return page_at(node, offset);
	offset = addr - node->base;
	return likely(offset < node->size) ? page_at(node, offset) : PAGE_NONE;
}

/* The page that @p, in @region, points into, or page_none. */
static inline struct page *page_in_region(const struct hakmem_arena *arena,
					  const struct region *region, const void *p)
{
	return region->node.page_map[slice_of(arena, region, p)];
}

static inline size_t page_map_bytes(size_t slices)
{
	return slices * sizeof(struct page *);
}

/* Set up the map of @region in the page_map_bytes() at @memory. */
void page_map_init(struct region *region, void *memory);
/* Let @n slices from @first on name @page. Before a block of it leaves. */
void page_map_set(struct region *region, size_t first, size_t n, struct page *page);

static inline void page_map_clear(struct region *region, size_t first, size_t n)
{
	page_map_set(region, first, n, PAGE_NONE);
}

#else

#ifdef CONFIG_HAKMEM_PAGES

struct page *page_in_region(const struct hakmem_arena *arena, const struct region *region,
			    const void *p);

/* The page that starts in the first @words words of the bitmap as the last run, or page_none. */
struct page *page_below(const struct hakmem_arena *arena, const struct region *region,
			size_t words);

/*
 * page_in_region() for the slice @offset bytes behind the first: without a call, if the page's
 * start bit is in that slice's word. With the slice's bit shifted to the top of a word, the
 * zeros in front of the start bit are the slices between them, and what a bit is, the sign
 * tells.
 */
static always_inline struct page *page_at(const struct hakmem_arena *arena,
					  const struct region *region, uintptr_t offset)
{
	size_t slice = offset >> slice_shift(arena), word = slice / BITS_PER_LONG;
	unsigned int up = BITS_PER_LONG - 1 - slice % BITS_PER_LONG, back;
	unsigned long starts;

	if (unlikely((long)(atomic_read(&region->free_map[word]) << up) < 0))
		return PAGE_NONE;
	starts = atomic_read(&region->start_map[word]) << up;
	if (!starts)
		return page_below(arena, region, word);
	back = BITS_PER_LONG - 1 - highest_bit(starts);
	if (unlikely((long)(atomic_read(&region->mark_map[word]) << up << back) >= 0))
		return PAGE_NONE;
	return slice_address(arena, region, slice - back);
}

/* With small code by a call, and so are pages of all regions but the middle one. */
static always_inline struct page *page_find_near(const struct hakmem_arena *arena, const void *p)
{
	const struct region_node *node;
	uintptr_t offset;

	if (OPTIMIZE_SIZE)
		return page_find(arena, p);
	node = region_link(&arena->middle);
	offset = (uintptr_t)p - node->base;
	if (unlikely(offset >= node->size))
		return page_find(arena, p);
	return page_at(arena, container_of(node, struct region, node), offset);
}

#else

static always_inline struct page *page_find_near(const struct hakmem_arena *arena, const void *p)
{
	return page_find(arena, p);
}

#endif

static inline size_t page_map_bytes(size_t slices)
{
	(void)slices;
	return 0;
}

static inline void page_map_init(struct region *region, void *memory)
{
	(void)region;
	(void)memory;
}

static inline void page_map_set(struct region *region, size_t first, size_t n,
				struct page *page)
{
	(void)region;
	(void)first;
	(void)n;
	(void)page;
}

static inline void page_map_clear(struct region *region, size_t first, size_t n)
{
	(void)region;
	(void)first;
	(void)n;
}

#endif

#endif
