// SPDX-License-Identifier: MIT
#include "page_flags.h"
#include "page_map.h"
#include "page_queue.h"
#include "size_class.h"

/* Rebuild the entries of @class: all sizes that it serves. */
static void direct_update(struct hakmem_heap *heap, unsigned int class)
{
	struct page *first = heap->queue[class];
	size_t entry = 0, last = class_size(class) >> DIRECT_SHIFT;

	if (!IS_ENABLED(CONFIG_HAKMEM_DIRECT_CACHE))
		return;
	if (class)
		entry = (class_size(class - 1) >> DIRECT_SHIFT) + 1;
	if (last >= DIRECT_ENTRIES)
		return;
	if (!first)
		first = PAGE_NONE;
	for (; entry <= last; entry++)
		heap->pages_direct[entry] = first;
}

_Static_assert((DIRECT_MAX & (DIRECT_MAX - 1)) == 0 || DIRECT_MAX <= LINEAR_MAX,
	       "the direct page cache ends where a class ends");

static void set_first(struct hakmem_heap *heap, unsigned int class, struct page *page)
{
	heap->queue[class] = page;
	direct_update(heap, class);
}

/* Into the ring, in front of @next; a ring of its own for NULL. */
static void link_before(struct page *page, struct page *next)
{
	page->next = next ? next : page;
	page->prev = next ? next->prev : page;
	page->prev->next = page;
	page->next->prev = page;
}

void queue_insert_first(struct hakmem_heap *heap, struct page *page)
{
	unsigned int class = page_class(page);

	link_before(page, heap->queue[class]);
	set_first(heap, class, page);
}

void queue_insert_refilled(struct hakmem_heap *heap, struct page *page)
{
	unsigned int class = page_class(page);

	if (IS_ENABLED(CONFIG_HAKMEM_FULLEST_FIRST) || !heap->queue[class])
		queue_insert_first(heap, page);
	else
		link_before(page, heap->queue[class]);
}

void queue_remove(struct hakmem_heap *heap, struct page *page)
{
	unsigned int class = page_class(page);

	page->next->prev = page->prev;
	page->prev->next = page->next;
	if (heap->queue[class] == page)
		set_first(heap, class, queue_only(page) ? NULL : page->next);
}

void queue_init(struct hakmem_heap *heap)
{
	for (size_t i = 0; i < DIRECT_ENTRIES; i++)
		heap->pages_direct[i] = PAGE_NONE;
	for (unsigned int class = 0; class < NR_CLASSES; class++)
		heap->queue[class] = NULL;
}
