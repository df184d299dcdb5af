/* SPDX-License-Identifier: MIT */
/*
 * The queue of a class: its pages that are not full, in a ring. Allocation takes
 * from the first; an empty page stands last (I10). Full pages are on no queue, or
 * on one of their own (heap_keeps_full()). The direct page cache repeats the first
 * page of each queue for each size, and is written in the same breath.
 *
 * All of it for the context that has entered the heap. O(1), but for the entries
 * of the direct page cache: one for every 8 bytes that a class spans.
 */
#ifndef KERNEL_PAGE_QUEUE_H
#define KERNEL_PAGE_QUEUE_H

#include "types.h"

/*
 * Where a page with a tail, blocks that were never carved, stands if it is not the last
 * (I17). It was made when all others of its class were full; those come back behind it,
 * or in front of it (CONFIG_HAKMEM_FULLEST_FIRST), and an empty page goes to the end.
 */
static inline struct page *queue_tailed(struct page *first)
{
	return IS_ENABLED(CONFIG_HAKMEM_FULLEST_FIRST) ? first->prev->prev : first;
}

/* Onto the queue that its class and PAGE_FULL say; off it. */
void queue_insert_first(struct hakmem_heap *heap, struct page *page);
void queue_remove(struct hakmem_heap *heap, struct page *page);

/* The page has no block left. */
void queue_set_full(struct hakmem_heap *heap, struct page *page);

/*
 * A full page got a block back. It goes first (CONFIG_HAKMEM_FULLEST_FIRST), and the one
 * behind it leaves the queue if it is dry; or second (CONFIG_HAKMEM_FULLEST_NEXT); or behind
 * all but the empty one, which switches pages less often.
 */
void queue_set_refilled(struct hakmem_heap *heap, struct page *page);

/*
 * Keep the empty @page at the end of its queue. False when an empty one is there
 * already: then @page has been removed.
 */
bool queue_keep_last(struct hakmem_heap *heap, struct page *page);

/* Is @page, full until now and on no queue, empty, and an empty page on the queue already? */
bool queue_can_spare(const struct hakmem_heap *heap, const struct page *page);

/* For repair.c: a page without a tail goes where a refilled one does; it is on no queue. */
void queue_insert_refilled(struct hakmem_heap *heap, struct page *page);

/*
 * Make the queue right, without @moving, which somebody was just inserting, removing,
 * or nothing of that; NULL: no page. Only the links to the next pages are relied on.
 * Bound: O(pages of the queue).
 */
void queue_repair(struct hakmem_heap *heap, unsigned int queue, const struct page *moving);

#endif
