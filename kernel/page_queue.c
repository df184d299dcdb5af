// SPDX-License-Identifier: MIT
#include "page.h"
#include "page_map.h"
#include "page_queue.h"
#include "remote.h"
#include "size_class.h"

/*
 * Last entry of each class, up to the largest that the cache can have: a table,
 * because page switches should be cheap.
 */
#define CLASS_BYTES(c)                                                               \
	((c) < CLASS_LINEAR ? ((c) + 1ul) << ALIGN_SHIFT                             \
			    : (5ul + ((c) & 3)) << (ALIGN_SHIFT + 1 + (((c) - CLASS_LINEAR) >> 2)))
#define LAST_ENTRY(c) ((uint8_t)(CLASS_BYTES(c) >> DIRECT_SHIFT))
#define FOUR_LAST_ENTRIES(c) \
	LAST_ENTRY(c), LAST_ENTRY((c) + 1), LAST_ENTRY((c) + 2), LAST_ENTRY((c) + 3)

static const uint8_t last_entry[] = {
	FOUR_LAST_ENTRIES(0u),	FOUR_LAST_ENTRIES(4u),	FOUR_LAST_ENTRIES(8u),
	FOUR_LAST_ENTRIES(12u), FOUR_LAST_ENTRIES(16u), FOUR_LAST_ENTRIES(20u),
};

/* Rebuild the entries of @class: all sizes that it serves. */
static void direct_update(struct hakmem_heap *heap, unsigned int class, struct page *first)
{
	struct page **entry, **last;

	if (!IS_ENABLED(CONFIG_HAKMEM_DIRECT_CACHE) || class > size_class(DIRECT_MAX))
		return;
	if (!first)
		first = PAGE_NONE;
	entry = &heap->pages_direct[class ? last_entry[class - 1] + 1u : 0];
	last = &heap->pages_direct[last_entry[class]];
	while (entry <= last)
		*entry++ = first;
}

_Static_assert((DIRECT_MAX & (DIRECT_MAX - 1)) == 0 || DIRECT_MAX <= LINEAR_MAX,
	       "the direct page cache ends where a class ends");

static void set_first(struct hakmem_heap *heap, unsigned int class, struct page *page)
{
	heap->queue[class] = page;
	direct_update(heap, class, page);
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

/* The last page of the queue that @first begins, if it is empty. */
static struct page *empty_last(struct page *first)
{
	struct page *last = first->prev;

	return page_used(last) || page_queued(last) ? NULL : last;
}

void queue_insert_refilled(struct hakmem_heap *heap, struct page *page)
{
	struct page *first = heap->queue[page_class(page)], *empty;

	if (IS_ENABLED(CONFIG_HAKMEM_FULLEST_FIRST) || !first) {
		queue_insert_first(heap, page);
		return;
	}
	empty = empty_last(first);
	if (empty == first)
		queue_insert_first(heap, page);
	else
		link_before(page, empty ? empty : first);
}

void queue_remove(struct hakmem_heap *heap, struct page *page)
{
	unsigned int class = page_class(page);

	page->next->prev = page->prev;
	page->prev->next = page->next;
	if (heap->queue[class] == page)
		set_first(heap, class, page->next == page ? NULL : page->next);
}

bool queue_keep_last(struct hakmem_heap *heap, struct page *page)
{
	struct page *first = heap->queue[page_class(page)];

	if (first->prev == page)
		return true;
	queue_remove(heap, page);
	first = heap->queue[page_class(page)];
	if (empty_last(first))
		return false;
	link_before(page, first);
	return true;
}

void queue_init(struct hakmem_heap *heap)
{
	for (size_t i = 0; i < DIRECT_ENTRIES; i++)
		heap->pages_direct[i] = PAGE_NONE;
	for (unsigned int class = 0; class < NR_CLASSES; class++)
		heap->queue[class] = NULL;
}
