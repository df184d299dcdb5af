/* SPDX-License-Identifier: MIT */
/*
 * The life of a page: made, filled, collected, retired. For the context that has
 * entered its heap.
 */
#ifndef KERNEL_PAGE_H
#define KERNEL_PAGE_H

#include "free_list.h"
#include "page_colour.h"
#include "run.h"
#include "size_class.h"

/* Put a new page of @class on @heap's queue. False: out of memory. O(n / w). */
bool page_create(struct hakmem_heap *heap, unsigned int class);

/* A block of @size bytes, aligned to @alignment, in a page of its own. NULL: out of memory. */
void *page_create_aligned(struct hakmem_heap *heap, size_t size, size_t alignment);

/* The same for a heap that somebody else is in. */
void *page_create_handed(struct hakmem_heap *heap, size_t size, size_t alignment);

/* The same without an alignment: heap->alloc_large of heaps that get destroyed. */
void *page_create_single(struct hakmem_heap *heap, size_t size, bool *clean);

/* A page that holds a heap. */
struct hakmem_heap *page_create_heap(struct hakmem_arena *arena);

/*
 * Find blocks for a page whose list to allocate from is empty: remote frees that were
 * taken in, others, else blocks that were never used. Returns false when all are in use.
 */
bool page_refill(struct page *page);

/* The last block came back: keep the page, or give it back to the arena. */
void page_emptied(struct hakmem_heap *heap, struct page *page);

/* Give the page's slices back; it is on no queue. */
void page_release(struct page *page);

/*
 * Give the slices back that hold no block that was ever used, or those only that are all of
 * page->free, as blocks linked last are: capacity shrinks. A block of the page is in use, or
 * it might keep none. O(CARVE_BLOCKS).
 */
void page_trim(struct page *page);

/* The page that @heap lies in. */
static inline struct page *heap_page(struct hakmem_heap *heap)
{
	return (struct page *)(void *)((char *)heap - PAGE_HEADER);
}

static inline char *page_first_block(const struct page *page)
{
	return (char *)(uintptr_t)page + PAGE_HEADER;
}

#ifdef CONFIG_HAKMEM_TASK_DELETION

/* Free blocks that are on no list; they come back with the page. */
static inline unsigned int page_lost(const struct page *page)
{
	return page->lost;
}

static inline void page_set_lost(struct page *page, unsigned int blocks)
{
	page->lost = (uint16_t)blocks;
}

#else

static inline unsigned int page_lost(const struct page *page)
{
	(void)page;
	return 0;
}

static inline void page_set_lost(struct page *page, unsigned int blocks)
{
	(void)page;
	(void)blocks;
}

#endif

static inline size_t page_slices(const struct page *page)
{
	return page_class(page) == CLASS_SINGLE ? page->single_slices : page->slices;
}

/* The byte behind its slices. */
static inline char *page_end(const struct hakmem_arena *arena, const struct page *page)
{
	return (char *)(uintptr_t)page - page_colour_of(arena, page) +
	       (page_slices(page) << slice_shift(arena));
}

/* Slices that @page needs for @blocks blocks of its class. */
static inline size_t page_slices_for(const struct hakmem_arena *arena, const struct page *page,
				     size_t blocks)
{
	size_t used = PAGE_HEADER + blocks * class_size(page_class(page));

	return slices_for(arena, page_colour_of(arena, page) + used);
}

/* Of fewer blocks than these, a page takes more memory than a run for each of them. */
#define LEAST_BLOCKS CONFIG_HAKMEM_PAGE_LEAST_BLOCKS
#define LONE_RUNS    (IS_ENABLED(CONFIG_HAKMEM_PAGES) && LEAST_BLOCKS > 1)

/* Blocks linked at a time: more are cheaper each, fewer bound the worst case. */
#define CARVE_BLOCKS CONFIG_HAKMEM_CARVE_BLOCKS

/* Linking touches each block; one at least. */
#define CARVE_BYTES ((size_t)CONFIG_HAKMEM_CARVE_BYTES)

#endif
