// SPDX-License-Identifier: MIT
/*
 * Heaps of hakmem_heap_create().
 *
 *	          create               destroy             sweep
 *	(memory) --------> created ------------> unused -----------> (memory)
 *	                     |                     ^
 *	                     `-> DOOMED: entered --'
 *	                         by another, which does it
 *
 * Other contexts enter these heaps when they look for memory. One context at a time
 * tends the list, that is, walks it and takes unused heaps off it; who finds it
 * tended does without, and does not wait: create only pushes, and what destroy
 * leaves is swept the next time.
 *
 * A-B-A: a push whose exchange succeeds has found its old head at the head, and no
 * more is asked of it.
 */
#include "alloc.h"
#include "context.h"
#include "fault.h"
#include "heap.h"
#include "heap_create.h"
#include "heap_list.h"
#include "journal.h"
#include "page.h"
#include "page_queue.h"
#include "remote.h"
#include "run_cache.h"
#include "walk.h"

/* Give back the pages on queues, and their blocks. */
static void release_queued(struct hakmem_heap *heap)
{
	for (unsigned int queue = 0; queue < NR_QUEUES; queue++) {
		struct page *page;

		while ((page = heap->queue[queue])) {
			journal_page(page);
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

void heap_bury(struct hakmem_heap *heap)
{
	heap_drain(heap, DRAIN_ALL);
	release_queued(heap);
	if (context_is_only())
		release_found(heap);
	heap->created = false; /* destroyed again, it is refused */
}

/* ---------------------------------------------------------- other contexts */

#ifdef CONFIG_HAKMEM_MODEL_SINGLE

static bool begin_tending(struct hakmem_arena *arena)
{
	(void)arena;
	return true;
}

static void end_tending(struct hakmem_arena *arena)
{
	(void)arena;
}

static void destroy(struct hakmem_heap *heap)
{
	heap_bury(heap);
}

static void enter_new(struct hakmem_heap *heap)
{
	(void)heap;
}

static void heap_quit(struct hakmem_heap *heap)
{
	(void)heap;
}

#else

static bool begin_tending(struct hakmem_arena *arena)
{
	return context_take(&arena->tending);
}

static void end_tending(struct hakmem_arena *arena)
{
	atomic_set_release(&arena->tending, 0);
}

/* Pairing: marking it DOOMED acquires and releases, as does finding that here. */
void heap_quit(struct hakmem_heap *heap)
{
	unsigned long owner = atomic_read_acquire(&heap->owner);

	while (!(owner & DOOMED))
		if (atomic_try_cmpxchg(&heap->owner, &owner, 0))
			return;
	heap_bury(heap);
	heap_leave(heap);
}

/* Leave it to the context inside to destroy @heap. False: nobody is inside. */
static bool doom(struct hakmem_heap *heap)
{
	unsigned long owner = atomic_read(&heap->owner);

	while (owner)
		if (atomic_try_cmpxchg(&heap->owner, &owner, owner | DOOMED))
			return true;
	return false;
}

/* Bound: as often as others enter and leave meanwhile, looking for memory. */
static void destroy(struct hakmem_heap *heap)
{
	while (!heap_enter_named(heap)) {
		if (heap_is_foreign(heap)) {
			fault_report(heap->arena, HAKMEM_FAULT_OWNER, heap, NULL);
			return;
		}
		if (doom(heap))
			return;
	}
	if (IS_ENABLED(CONFIG_HAKMEM_TASK_DELETION))
		atomic_fetch_or(&heap->owner, DOOMED); /* there is no way back */
	heap_bury(heap);
	context_disown(heap);
	heap_leave(heap);
}

static void enter_new(struct hakmem_heap *heap)
{
	atomic_set(&heap->owner, owner_mark(heap));
}

#endif

/* ------------------------------------------------------------------ tending */

/*
 * Take @heap off the list. Others push meanwhile: its predecessor may be new. Bound:
 * a failed exchange is a push, or spurious.
 */
static void take_off(struct atomic_word *list, const struct hakmem_heap *heap)
{
	unsigned long first = atomic_read(list);
	struct hakmem_heap *h;

	while (first == (unsigned long)heap)
		if (atomic_try_cmpxchg(list, &first, (unsigned long)heap->next_heap))
			return;
	h = heap_list_first(list);
	while (h->next_heap != heap)
		h = h->next_heap;
	h->next_heap = heap->next_heap;
}

/* Give unused heaps back, which ends the tending. */
static void sweep(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap = heap_first_created(arena), *next;

	for (; heap; heap = next) {
		next = heap->next_heap;
		if (!heap_try_enter(heap))
			continue;
		if (heap->created) {
			heap_quit(heap);
		} else {
			journal_page(heap_page(heap));
			take_off(&arena->created, heap);
			page_release(heap_page(heap));
		}
	}
	end_tending(arena);
}

void heap_reclaim_created(struct hakmem_arena *arena, struct hakmem_heap *inside)
{
	struct hakmem_heap *heap;

	if (!begin_tending(arena)) {
		if (inside && inside->created)
			heap_collect(inside);
		return;
	}
	for (heap = heap_first_created(arena); heap; heap = heap->next_heap) {
		if (heap_is_inside(heap, inside)) {
			heap_collect(heap);
		} else if (heap_try_enter(heap)) {
			heap_collect(heap);
			heap_quit(heap);
		}
	}
	sweep(arena);
}

/* --------------------------------------------------------------- interface */

struct hakmem_heap *hakmem_arena_heap_create(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap;

	if (report_unused(arena))
		return NULL;
	heap = heap_make(arena);
	if (!heap) {
		heap_reclaim(arena, NULL);
		heap = heap_make(arena);
	}
	if (!heap)
		return NULL;
	heap->alloc_large = page_create_single;
	heap->created = true;
	enter_new(heap);
	heap_list_add(&arena->created, heap);
	journal_step(JOURNAL_NONE);
	context_own(heap);
	return heap;
}

struct hakmem_heap *hakmem_heap_create(void)
{
	return hakmem_arena_heap_create(&hakmem_default);
}

void hakmem_heap_collect(struct hakmem_heap *heap)
{
	if (!heap || !heap_is_foreign(heap))
		run_cache_empty(heap ? heap->arena : &hakmem_default);
	if (!heap)
		heap = context_heap(&hakmem_default);
	if (heap_is_inside(heap, NULL)) {
		heap_collect(heap);
	} else if (heap_try_enter(heap)) {
		heap_collect(heap);
		heap_quit(heap);
	} else if (heap_is_foreign(heap)) {
		fault_report(heap->arena, HAKMEM_FAULT_OWNER, heap, NULL);
	}
}

void hakmem_heap_destroy(struct hakmem_heap *heap)
{
	struct hakmem_arena *arena;

	if (!heap)
		return;
	arena = heap->arena;
	if (!heap->created) {
		fault_report(arena, HAKMEM_FAULT_OWNER, heap, NULL);
		return;
	}
	destroy(heap);
	if (begin_tending(arena))
		sweep(arena);
}
