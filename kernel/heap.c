// SPDX-License-Identifier: MIT
/* Heaps: made and collected. */
#include <lib/string.h>
#include "context.h"
#include "heap.h"
#include "heap_create.h"
#include "heap_list.h"
#include "held.h"
#include "journal.h"
#include "large.h"
#include "page.h"
#include "page_map.h"
#include "page_queue.h"
#include "remote.h"
#include "run_cache.h"

void heap_init(struct hakmem_heap *heap, struct hakmem_arena *arena)
{
	for (size_t i = 0; i < DIRECT_ENTRIES; i++)
		heap->pages_direct[i] = PAGE_NONE;
	heap->arena = arena;
	heap->alloc_large = large_alloc_run;
}

struct hakmem_heap *heap_make(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap = page_create_heap(arena);

	if (heap) {
		mem_zero(heap, sizeof(*heap));
		heap_init(heap, arena);
	}
	return heap;
}

/* An empty page goes, another gives its tail; if it is dry then, it leaves the queue (I20). */
static void collect_page(struct hakmem_heap *heap, struct page *page)
{
	journal_page(page);
	if (page_used(page)) {
		page_trim(page);
		if (page != heap->queue[page_class(page)] && page_is_dry(page))
			queue_set_full(heap, page);
	} else if (!page_queued(page)) {
		queue_remove(heap, page);
		page_release(page);
	}
	journal_page(NULL);
}

/* Its last page alone may be empty (I10), and one other may have a tail (I17). */
static void collect_queue(struct hakmem_heap *heap, struct page *first)
{
	struct page *tailed = queue_tailed(first), *page = first->prev, *done;

	do {
		done = page;
		collect_page(heap, page);
		page = tailed;
	} while (done != tailed);
}

/* Those that have a free block. */
static void collect_held(struct hakmem_heap *heap)
{
	struct page *next;

	for (struct page *page = held_first(heap); page; page = next) {
		next = page->next;
		if (page->free || page->local_free)
			queue_set_refilled(heap, page);
	}
}

void heap_collect(struct hakmem_heap *heap)
{
	heap_drain(heap, DRAIN_ALL);
	collect_held(heap);
	if (PAGE_STEPS)
		mem_zero(heap->grown, sizeof(heap->grown));
	for (unsigned int class = 0; class < NR_CLASSES; class++)
		if (heap->queue[class])
			collect_queue(heap, heap->queue[class]);
}

void heap_reclaim(struct hakmem_arena *arena, struct hakmem_heap *inside)
{
	for (struct hakmem_heap *heap = heap_first(arena); heap; heap = heap_next(heap)) {
		if (heap_is_inside(heap, inside)) {
			heap_collect(heap);
		} else if (heap_try_enter(heap)) {
			heap_collect(heap);
			heap_leave(heap);
		}
	}
	if (heap_first_created(arena))
		heap_reclaim_created(arena, inside);
	run_cache_empty(arena); /* last: others may cache some meanwhile */
}
