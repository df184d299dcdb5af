/* SPDX-License-Identifier: MIT */
/*
 * Full pages that are held back. A page with one free block is hardly worth the two
 * changes of the queue that it costs: with CONFIG_HAKMEM_HELD_SHIFT, a full page comes
 * back only when 1/2^n of its blocks are free (as in snmalloc, whose slabs sleep
 * until a quarter is). Until then frees into it go the fast way: its use count is
 * short by page->held blocks, so that the free which brings it back is the one that
 * finds the count at its end. heap_collect() brings all back that have a block.
 *
 * All of it for the context that has entered the heap.
 */
#ifndef KERNEL_HELD_H
#define KERNEL_HELD_H

#include "free_list.h"

#if CONFIG_HAKMEM_HELD_SHIFT

#if !defined(CONFIG_HAKMEM_SHARDED_FREE) || defined(CONFIG_HAKMEM_TASK_DELETION) || \
	defined(CONFIG_HAKMEM_MODEL_SINGLE)
#error "HAKMEM_HELD_SHIFT needs three free lists and contexts, and has no repair"
#endif

/* Free blocks that bring a full page back. */
static inline unsigned int held_until(const struct page *page)
{
	unsigned int blocks = (unsigned int)page->capacity >> CONFIG_HAKMEM_HELD_SHIFT;

	return blocks ? blocks : 1;
}

/* A page that just got full, and is on no queue. False: it is too short to be held. */
static inline bool held_add(struct hakmem_heap *heap, struct page *page)
{
	if (held_until(page) == 1)
		return false;
	page->held = (uint16_t)(page->capacity - held_until(page));
	page_used_sub(page, page->held);
	page->prev = NULL;
	page->next = heap->held;
	if (page->next)
		page->next->prev = page;
	heap->held = page;
	return true;
}

/* The page is to go onto its queue again. */
static inline void held_remove(struct hakmem_heap *heap, struct page *page)
{
	page_used_add(page, page->held);
	page->held = 0;
	if (page->next)
		page->next->prev = page->prev;
	if (page->prev)
		page->prev->next = page->next;
	else
		heap->held = page->next;
}

static inline struct page *held_first(const struct hakmem_heap *heap)
{
	return heap->held;
}

#else

static inline unsigned int held_until(const struct page *page)
{
	(void)page;
	return 1;
}

static inline bool held_add(struct hakmem_heap *heap, struct page *page)
{
	(void)heap;
	(void)page;
	return false;
}

static inline void held_remove(struct hakmem_heap *heap, struct page *page)
{
	(void)heap;
	(void)page;
}

static inline struct page *held_first(const struct hakmem_heap *heap)
{
	(void)heap;
	return NULL;
}

#endif

#endif
