// SPDX-License-Identifier: MIT
/* Heaps: made, collected, destroyed. */
#include <lib/string.h>
#include "context.h"
#include "fault.h"
#include "heap.h"
#include "large.h"
#include "page.h"
#include "page_map.h"
#include "page_queue.h"
#include "remote.h"
#include "walk.h"

void heap_init(struct hakmem_heap *heap, struct hakmem_arena *arena)
{
	mem_zero(heap, sizeof(*heap));
	for (size_t i = 0; i < DIRECT_ENTRIES; i++)
		heap->pages_direct[i] = PAGE_NONE;
	heap->arena = arena;
	heap->alloc_large = large_alloc_run;
}

/* Memory for a heap is memory like any other: reclaim before giving up. */
static struct hakmem_heap *make_heap(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap = page_create_heap(arena);

	if (!heap) {
		heap_reclaim(arena);
		heap = page_create_heap(arena);
	}
	if (heap)
		heap_init(heap, arena);
	return heap;
}

struct hakmem_heap *heap_acquire(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap = context_take_parked(arena);

	if (heap) {
		context_park_list(arena, context_next_parked(heap));
	} else {
		heap = make_heap(arena);
		if (!heap)
			return NULL;
	}
	context_own(heap);
	return heap;
}

/* Empty pages of @class go, others give their tails. */
static void collect_queue(struct hakmem_heap *heap, unsigned int class)
{
	struct page *page = heap->queue[class], *last = page ? page->prev : NULL, *done = NULL;

	while (done != last) {
		struct page *next = page->next;

		done = page;
		if (page_used(page) || page_queued(page)) {
			page_trim(page);
		} else {
			queue_remove(heap, page);
			page_release(page);
		}
		page = next;
	}
}

void heap_collect(struct hakmem_heap *heap)
{
	heap_drain(heap, DRAIN_ALL);
	for (unsigned int class = 0; class < NR_CLASSES; class++)
		collect_queue(heap, class);
}

void heap_reclaim(struct hakmem_arena *arena)
{
	struct hakmem_heap *parked = context_take_parked(arena), *heap;

	for (heap = parked; heap; heap = context_next_parked(heap))
		heap_collect(heap);
	context_park_list(arena, parked);
	for (heap = context_owned(arena); heap; heap = heap->next_owned)
		if (context_is_only() || heap->arena == arena)
			heap_collect(heap);
}

struct hakmem_heap *hakmem_arena_heap_create(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap;

	if (!arena_ready(arena)) {
		fault_report(arena, HAKMEM_FAULT_UNINIT, NULL, NULL);
		return NULL;
	}
	heap = make_heap(arena);
	if (!heap)
		return NULL;
	heap->alloc_large = page_create_single;
	heap->created = true;
	context_own(heap);
	return heap;
}

struct hakmem_heap *hakmem_heap_create(void)
{
	return hakmem_arena_heap_create(&hakmem_default);
}

void hakmem_heap_collect(struct hakmem_heap *heap)
{
	if (!heap)
		heap = context_ready(&hakmem_default, context_enter(&hakmem_default));
	if (!heap)
		return;
	if (heap_enter(heap)) {
		heap_collect(heap);
		heap_exit(heap);
	} else if (heap_enter_slow(heap)) { /* it has no owner, and gets none */
		heap_collect(heap);
		heap_exit_slow(heap);
	} else {
		fault_report(heap->arena, HAKMEM_FAULT_OWNER, heap, NULL);
	}
}

/* Give back the pages on queues. */
static void release_queued(struct hakmem_heap *heap)
{
	for (unsigned int queue = 0; queue < NR_QUEUES; queue++) {
		struct page *page;

		while ((page = heap->queue[queue])) {
			queue_remove(heap, page);
			page_release(page);
		}
	}
}

/* Give back the pages of @heap that are left: a walk needs to be alone. */
static void release_found(struct hakmem_heap *heap)
{
	struct walk walk;

	walk_start(&walk, heap->arena);
	while (walk_next(&walk)) {
		struct page *page = walk_page(&walk);

		if (walk.kind == RUN_PAGE && page->heap == heap &&
		    page_class(page) != CLASS_HEAP)
			page_release(page);
	}
}

/* Give back every page of @heap, and the blocks in it. */
static void release_pages(struct hakmem_heap *heap)
{
	release_queued(heap);
	if (context_is_only())
		release_found(heap);
}

void hakmem_heap_destroy(struct hakmem_heap *heap)
{
	struct page *page;

	if (!heap)
		return;
	if (!heap->created) {
		fault_report(heap->arena, HAKMEM_FAULT_OWNER, heap, NULL);
		return;
	}
	if (!heap_enter_named(heap)) {
		fault_report(heap->arena, HAKMEM_FAULT_OWNER, heap, NULL);
		return;
	}
	release_pages(heap);
	heap->created = false; /* destroyed again, it is refused */
	context_disown(heap);
	page = (struct page *)(void *)((char *)heap - PAGE_HEADER);
	page_release(page);
}
