/* SPDX-License-Identifier: MIT */
/* For tests that look inside: at regions; from blocks to pages, from the caller to its heap. */
#ifndef TESTS_UNIT_INSIDE_H
#define TESTS_UNIT_INSIDE_H

#include "kernel/context.h"
#include "kernel/heap.h"
#include "kernel/held.h"
#include "kernel/page.h"
#include "kernel/page_map.h"
#include "kernel/page_queue.h"
#include "kernel/remote.h"
#include "kernel/size_class.h"
#include "tests/unit/fixture.h"

/* Address of the first slice of @region, and of what is behind the last one. */
static inline char *region_start(const struct region *region)
{
	return (char *)region->node.base;
}

static inline char *region_end(const struct region *region)
{
	return region_start(region) +
	       ((size_t)region->nr_slices << slice_shift(hakmem_default_arena()));
}

/* The page that holds @p, or page_none. */
static inline struct page *page_of(const void *p)
{
	return page_find(hakmem_default_arena(), p);
}

/* A case that is about pages, and the comma behind it. */
#ifdef CONFIG_HAKMEM_PAGES
#define KTEST_CASE_PAGED(fn) KTEST_CASE(fn),
#else
#define KTEST_CASE_PAGED(fn)
#endif

#ifdef CONFIG_HAKMEM_PAGES

/* The heap that malloc uses here. */
static inline struct hakmem_heap *own_heap(void)
{
	hakmem_free(hakmem_malloc(1));
	return context_heap(hakmem_default_arena());
}

/* Is there so much memory that each small block gets a page? See LEAST_BLOCKS. */
static inline bool pages_are_worth_it(void)
{
	struct hakmem_stats stats = fixture_stats();

	return !LONE_RUNS || stats.free_bytes >> CONFIG_HAKMEM_PAGE_SHARE_SHIFT >=
				     PAGE_HEADER + LEAST_BLOCKS * CLASS_MAX + stats.slice_size;
}

/* The link of a free block. */
static inline LOOKS_INSIDE struct block *next_block(const struct block *block)
{
	return block->next;
}

static inline LOOKS_INSIDE void set_next_block(struct block *block, void *next)
{
	block->next = next;
}

/* Length of a list, at most 100000. */
static inline LOOKS_INSIDE size_t list_length(const struct block *block)
{
	size_t n = 0;

	for (; block && n < 100000; block = block->next)
		n++;
	return n;
}

static inline LOOKS_INSIDE bool list_has(const struct block *block, const void *p)
{
	for (; block; block = block->next)
		if (block == p)
			return true;
	return false;
}

/* The list that the owner frees to. */
static inline struct block *owner_frees(struct page *page)
{
#ifdef CONFIG_HAKMEM_SHARDED_FREE
	return *page_owner_list(page);
#else
	return tf_head(page, atomic_read(&page->thread_free));
#endif
}

static inline struct block *remote_list(const struct page *page)
{
	return tf_head(page, atomic_read(&page->thread_free));
}

static inline unsigned int remote_count(const struct page *page)
{
	return tf_count(atomic_read(&page->thread_free));
}

/* Is @page on the queue of its class? */
static inline bool is_queued_page(const struct page *page)
{
	const struct page *first = page->heap->queue[page_class(page)], *p = first;

	if (!first)
		return false;
	do {
		if (p == page)
			return true;
		p = p->next;
	} while (p != first);
	return false;
}

/*
 * Fill a page of blocks of @size: its blocks go to @chain, and the one that did not
 * fit any more, which lies in another page, to @rest. NULL when memory is short.
 */
struct page *fill_page(struct chain *chain, struct chain *rest, size_t size);

/* Free blocks of the full page that holds @chain until it is back on its queue. */
void bring_back(struct chain *chain);

/*
 * Live blocks, added to @chain, that use up the lists of one page, which stays on its
 * queue: all of its blocks are in use. NULL when memory is short.
 */
struct page *dry_page(struct chain *chain, size_t size);

/* A size of which even the smallest pages hold several blocks. */
#define SMALL_SIZE ((size_t)HAKMEM_ALIGNMENT)

#endif /* CONFIG_HAKMEM_PAGES */

#endif /* TESTS_UNIT_INSIDE_H */
