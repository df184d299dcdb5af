// SPDX-License-Identifier: MIT
#include "context.h"
#include "held.h"
#include "journal.h"
#include "page.h"
#include "page_map.h"
#include "page_queue.h"
#include "remote.h"
#include "size_class.h"

/*
 * First entry of each class, up to the largest that the cache can have, and the one
 * behind the last: a table, because page switches should be cheap.
 */
#define CLASS_BYTES(c)                                    \
	((c) < CLASS_LINEAR ? (uintptr_t)((c) + 1) << ALIGN_SHIFT \
			    : (uintptr_t)(5 + ((c) & 3)) << (ALIGN_SHIFT + (c) / 4 - 1))
#define NEXT_ENTRY(c) ((uint8_t)((CLASS_BYTES(c) >> DIRECT_SHIFT) + 1))
#define FOUR_ENTRIES(c) \
	NEXT_ENTRY(c), NEXT_ENTRY((c) + 1), NEXT_ENTRY((c) + 2), NEXT_ENTRY((c) + 3)

static const uint8_t first_entry[] = {
	0,		  FOUR_ENTRIES(0u),  FOUR_ENTRIES(4u),	FOUR_ENTRIES(8u),
	FOUR_ENTRIES(12u), FOUR_ENTRIES(16u), FOUR_ENTRIES(20u),
};

/* Is @class, or a queue that is none, too large for the cache? */
#define NOT_DIRECT(class)                               \
	((!context_is_only() || DIRECT_MAX < CLASS_MAX) && \
	 (class) > size_class(DIRECT_MAX))

/* Rebuild the entries of @class: all sizes that it serves. */
static void direct_update(struct hakmem_heap *heap, unsigned int class, struct page *first)
{
	size_t entry;

	if (!IS_ENABLED(CONFIG_HAKMEM_DIRECT_CACHE) || NOT_DIRECT(class))
		return;
	if (!first)
		first = PAGE_NONE;
	entry = first_entry[class];
	page_fill(&heap->pages_direct[entry], first_entry[class + 1] - entry, first);
}

_Static_assert((DIRECT_MAX & (DIRECT_MAX - 1)) == 0 || DIRECT_MAX <= LINEAR_MAX,
	       "the direct page cache ends where a class ends");

static noinline void set_first(struct hakmem_heap *heap, unsigned int class, struct page *page)
{
	heap->queue[class] = page;
	direct_update(heap, class, page);
}

/* Into the ring, in front of @next. */
static void link_before(struct page *page, struct page *next)
{
	struct page *prev = next->prev;

	page->next = next;
	page->prev = prev;
	journal_barrier(); /* who comes to the page can go on */
	prev->next = page;
	next->prev = page;
}

/* Number of the queue that @page is on, or belongs to. */
static unsigned int queue_of(const struct page *page)
{
	if (!context_is_only() && page_flags(page) & PAGE_FULL)
		return QUEUE_FULL;
	return page_class(page);
}

void queue_insert_first(struct hakmem_heap *heap, struct page *page)
{
	unsigned int queue = queue_of(page);
	struct page *first = heap->queue[queue];

	if (first)
		link_before(page, first);
	else
		page->next = page->prev = page;
	journal_barrier();
	set_first(heap, queue, page);
}

static bool is_empty(const struct page *page)
{
	return !page_used(page) && !page_queued(page);
}

void queue_remove(struct hakmem_heap *heap, struct page *page)
{
	struct page *next = page->next, *prev = page->prev;
	unsigned int queue = queue_of(page);

	next->prev = prev;
	prev->next = next;
	if (heap->queue[queue] == page)
		set_first(heap, queue, next == page ? NULL : next);
	journal_barrier(); /* its links change after the last one to it is gone */
}

void queue_set_full(struct hakmem_heap *heap, struct page *page)
{
	queue_remove(heap, page);
	if (!heap_keeps_full(heap) && held_add(heap, page))
		return;
	page_raise_flags(page, PAGE_FULL);
	if (heap_keeps_full(heap))
		queue_insert_first(heap, page);
}

/*
 * Is a refilled page to go in front of @first? In any case if that is empty or not there; not
 * behind it if it has a tail (I17) or is dry (I20).
 */
static always_inline bool goes_first(const struct page *first)
{
	if (IS_ENABLED(CONFIG_HAKMEM_FULLEST_FIRST) && !IS_ENABLED(CONFIG_HAKMEM_FULLEST_NEXT))
		return true;
	if (!first || is_empty(first))
		return true;
	return IS_ENABLED(CONFIG_HAKMEM_FULLEST_NEXT) &&
	       (first->carved < first->capacity || page_is_dry(first));
}

static always_inline void insert_refilled(struct hakmem_heap *heap, struct page *page,
					  struct page *first)
{
	if (goes_first(first))
		queue_insert_first(heap, page);
	else if (IS_ENABLED(CONFIG_HAKMEM_FULLEST_NEXT))
		link_before(page, first->next);
	else
		link_before(page, is_empty(first->prev) ? first->prev : first);
}

/*
 * @first, which @page was just put in front of, may be dry: then it leaves (I20). Not while
 * @page is empty, if a repair might then find it there: it will go to the end, or away.
 */
static inline void set_full_behind(struct hakmem_heap *heap, struct page *page,
				   struct page *first)
{
	if (!IS_ENABLED(CONFIG_HAKMEM_FULLEST_FIRST) || !first || !page_is_dry(first))
		return;
	if (IS_ENABLED(CONFIG_HAKMEM_TASK_DELETION) && is_empty(page))
		return;
	journal_page(first);
	queue_set_full(heap, first);
	journal_page(page);
}

void queue_set_refilled(struct hakmem_heap *heap, struct page *page)
{
	struct page *first = heap->queue[page_class(page)];

	if (page_held(page)) {
		held_remove(heap, page);
	} else {
		if (heap_keeps_full(heap))
			queue_remove(heap, page);
		page_drop_flags(page, PAGE_FULL);
	}
	insert_refilled(heap, page, first);
	set_full_behind(heap, page, first);
}

bool queue_can_spare(const struct hakmem_heap *heap, const struct page *page)
{
	const struct page *first = heap->queue[page_class(page)];

	return is_empty(page) && first && is_empty(first->prev) && !heap_keeps_full(heap);
}

bool queue_keep_last(struct hakmem_heap *heap, struct page *page)
{
	struct page **queue = &heap->queue[page_class(page)], *last = (*queue)->prev;

	if (last == page)
		return true;
	queue_remove(heap, page);
	if (is_empty(last))
		return false;
	link_before(page, *queue);
	return true;
}

#ifdef CONFIG_HAKMEM_TASK_DELETION

void queue_insert_refilled(struct hakmem_heap *heap, struct page *page)
{
	insert_refilled(heap, page, heap->queue[page_class(page)]);
}

void queue_repair(struct hakmem_heap *heap, unsigned int queue, const struct page *moving)
{
	struct page *first = heap->queue[queue], *page, *next;

	if (first && first == moving)
		first = moving->next == moving ? NULL : moving->next;
	for (page = first; page; page = next != first ? next : NULL) {
		next = page->next == moving ? moving->next : page->next;
		page->next = next;
		next->prev = page;
	}
	set_first(heap, queue, first);
}

#endif
