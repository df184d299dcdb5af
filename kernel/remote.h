/* SPDX-License-Identifier: MIT */
/* Frees by a context that has not entered the page's heap, and taking them in. */
#ifndef KERNEL_REMOTE_H
#define KERNEL_REMOTE_H

#include "types.h"

/* Pages that the slow path of an allocation takes off the pending list. */
#define DRAIN_PAGES 2u
#define DRAIN_ALL   UINT32_MAX

#ifdef CONFIG_HAKMEM_MODEL_SINGLE

/* One context: it has entered every heap, and no free is remote. */
static inline void remote_free(struct page *page, struct block *block)
{
	(void)page;
	(void)block;
}

static inline void heap_drain(struct hakmem_heap *heap, unsigned int pages)
{
	(void)heap;
	(void)pages;
}

static inline void heap_drain_some(struct hakmem_heap *heap)
{
	(void)heap;
}

static inline bool page_collect_directly(struct page *page)
{
	(void)page;
	return false;
}

static inline void page_hand_over(struct page *page)
{
	(void)page;
}

static inline bool page_queued(const struct page *page)
{
	(void)page;
	return false;
}

#else

#include <asm/atomic.h>

/* Push @block onto its page's thread_free. Any context; never waits. */
void remote_free(struct page *page, struct block *block);

/*
 * Take in the remote frees of up to @pages pages: full pages return to their
 * queues, empty ones are retired. For the context inside.
 */
void heap_drain(struct hakmem_heap *heap, unsigned int pages);

/*
 * Take in the remote frees of a page that has run dry, without waiting for its
 * turn on pending: QUEUED stays. False when there are none.
 */
bool page_collect_directly(struct page *page);

/*
 * Give a new page that no block was freed into to its heap, which somebody else is
 * in: it waits on pending, as if for remote frees.
 */
void page_hand_over(struct page *page);

/* For repair.c: the second half of remote_free(), for a page that it made QUEUED. */
void remote_link(struct page *page);

/*
 * For repair.c: take in the list of @word, which was taken from thread_free, and may lead
 * into local_free already.
 */
void remote_fold(struct page *page, unsigned long word);

/* Is the page on pending, or about to be? */
static inline bool page_queued(const struct page *page)
{
	return atomic_read(&page->thread_free) & TF_QUEUED;
}

/* What the slow path of an allocation does: usually there are none. */
static inline void heap_drain_some(struct hakmem_heap *heap)
{
	if (unlikely(heap->drained || atomic_read(&heap->pending)))
		heap_drain(heap, DRAIN_PAGES);
}

#endif

#endif
