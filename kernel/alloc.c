// SPDX-License-Identifier: MIT
/*
 * Allocation.
 *
 *	size --> pages_direct --> page->free --> block	     (the fast path)
 *			    |
 *			    `-> slow: the class's queue, collecting, carving
 *				 `-> a new page
 *				      `-> reclaim, a larger class, a run
 *
 * An empty entry of pages_direct is page_none, whose lists are empty: the fast
 * path does not ask whether there is a page, a heap, or an arena.
 */
#include <lib/string.h>
#include "alloc.h"
#include "context.h"
#include "direct.h"
#include "fault.h"
#include "heap.h"
#include "heap_list.h"
#include "journal.h"
#include "large.h"
#include "page.h"
#include "page_queue.h"
#include "remote.h"

/* A block from the pages that @class has. Pages found full leave the queue. */
static void *alloc_queued(struct hakmem_heap *heap, unsigned int class)
{
	struct page *page;

	while ((page = heap->queue[class])) {
		void *p = page_pop(page);

		if (likely(p))
			return p;
		journal_page(page);
		if (!page_refill(page))
			queue_set_full(heap, page);
		journal_page(NULL);
	}
	return NULL;
}

/* A block of @class, or else of the next larger one that has any. */
static void *alloc_larger(struct hakmem_heap *heap, unsigned int class)
{
	void *p = NULL;

	for (; !p && class < NR_CLASSES; class++)
		p = alloc_queued(heap, class);
	return p;
}

/* From the pages of @class, with remote frees taken in, or a new one. */
static always_inline void *alloc_class(struct hakmem_heap *heap, unsigned int class)
{
	void *p;

	heap_drain_some(heap);
	p = alloc_queued(heap, class);
	if (likely(p))
		return p;
	return page_create(heap, class) ? alloc_queued(heap, class) : NULL;
}

/* From the first page of the class, without the direct page cache. */
static always_inline void *pop_queued(struct hakmem_heap *heap, size_t size)
{
	struct page *page = heap->queue[size_class(size)];

	return likely(page) ? page_pop(page) : NULL;
}

/* From the page at hand, if it has one. */
static always_inline void *alloc_fast(struct hakmem_heap *heap, size_t size)
{
	if (likely(size <= FAST_MAX))
		return page_pop(direct_page(heap, direct_index(size)));
	return size <= CLASS_MAX ? pop_queued(heap, size) : NULL;
}

/*
 * A block of @class or a larger one from the heaps that nobody is in; its page gets
 * @flags. Bound: O(heaps * classes).
 */
static always_inline void *alloc_idle_flagged(const struct hakmem_heap *inside,
					      unsigned int class, unsigned int flags)
{
	struct hakmem_heap *heap = heap_first(inside->arena);
	void *p = NULL;

	for (; heap && !p; heap = heap_next(heap)) {
		if (heap_is_inside(heap, inside) || !heap_try_enter(heap))
			continue;
		p = alloc_larger(heap, class);
		if (p && flags)
			page_set_flags(page_find(heap->arena, p), flags);
		heap_leave(heap);
	}
	return p;
}

static void *alloc_idle(const struct hakmem_heap *inside, unsigned int class)
{
	return alloc_idle_flagged(inside, class, 0);
}

void *alloc_flagged(struct hakmem_heap *heap, unsigned int class, bool larger,
		    unsigned int flags)
{
	void *p = alloc_class(heap, class);

	if (!p && larger)
		p = alloc_larger(heap, class + 1);
	if (p)
		page_set_flags(page_find(heap->arena, p), flags);
	else if (larger && !context_is_only() && !heap->created)
		p = alloc_idle_flagged(heap, class, flags);
	return p;
}

/* Without a page of its @class: a block of a larger one, or a run. */
static void *alloc_alone(struct hakmem_heap *heap, size_t size, unsigned int class)
{
	void *p = alloc_larger(heap, class + 1);

	return p ? p : heap->alloc_large(heap, size, NULL);
}

/*
 * Everything but the fast path: a page of the class, old or new, or a run; that again
 * after reclaiming; a block of a larger class, of another heap; a run for a small one.
 * With LONE_RUNS, larger classes and runs for small ones come before reclaiming.
 */
static always_inline void *alloc_anyhow(struct hakmem_heap *heap, size_t size)
{
	unsigned int class = size_class(size);
	bool reclaimed = false;
	void *p;

	if (size > PTRDIFF_MAX)
		return NULL;
	for (;;) {
		p = size <= CLASS_MAX ? alloc_class(heap, class)
				      : heap->alloc_large(heap, size, NULL);
		if (LONE_RUNS && !p && size <= CLASS_MAX)
			p = alloc_alone(heap, size, class);
		if (likely(p) || reclaimed)
			break;
		heap_reclaim(heap->arena, heap);
		reclaimed = true;
	}
	if (p || size > CLASS_MAX)
		return p;
	if (!LONE_RUNS)
		p = alloc_larger(heap, class + 1);
	if (!p && !context_is_only() && !heap->created)
		p = alloc_idle(heap, class);
	return p || LONE_RUNS ? p : heap->alloc_large(heap, size, NULL);
}

/* The same, and @heap is left: here, so that nobody's stack waits for it. */
static noinline void *alloc_slow(struct hakmem_heap *heap, size_t size)
{
	void *p = alloc_anyhow(heap, size);

	heap_exit(heap);
	if (p)
		debug_unpoison(p, size);
	return p;
}

void *heap_alloc(struct hakmem_heap *heap, size_t size)
{
	void *p = alloc_fast(heap, size);

	if (unlikely(!p))
		return alloc_slow(heap, size);
	heap_exit(heap);
	debug_unpoison(p, size);
	return p;
}

struct hakmem_heap *heap_enter_any(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap = context_heap(arena);
	unsigned long zero;

	if (context_is_only())
		return heap;
	if (likely(context_enter(heap, &zero))) {
		heap = context_ready(arena, heap);
		if (likely(heap))
			return heap;
	}
	return heap_borrow(arena);
}

/* A run straight from the arena; nobody has to be in a heap. */
static always_inline void *claim_run(struct hakmem_arena *arena, size_t size, bool *clean)
{
	void *p;

	if (size > PTRDIFF_MAX)
		return NULL;
	p = large_claim(arena, size, clean);
	if (p)
		return p;
	heap_reclaim(arena, NULL);
	return large_claim(arena, size, clean);
}

/*
 * Not the fast path, and no heap is entered: a size that has no entry, or somebody
 * else is in the context's heap. Without any heap, a run straight from the arena.
 */
static noinline void *alloc_rest(struct hakmem_arena *arena, size_t size)
{
	void *p = large_cached(arena, size);
	struct hakmem_heap *heap;

	if (!p) {
		if (report_unused(arena))
			return NULL;
		heap = heap_enter_any(arena);
		if (context_is_only())
			return alloc_slow(heap, size);
		if (likely(heap))
			return heap_alloc(heap, size);
		p = claim_run(arena, size, NULL);
	}
	if (p)
		debug_unpoison(p, size);
	return p;
}

/*
 * The page at hand has no block. @heap, the context's own, is entered; it is left.
 * (Asked again, context_heap() might name another core's: tasks move.)
 */
static noinline void *alloc_refill(struct hakmem_arena *arena, size_t size,
				   struct hakmem_heap *heap)
{
	heap = context_ready(arena, heap);
	return likely(heap) ? alloc_slow(heap, size) : alloc_rest(arena, size);
}

/* The fast path of sizes that have a class, but no entry in the direct page cache. */
static noinline void *alloc_class_at_hand(struct hakmem_arena *arena, size_t size,
					  struct hakmem_heap *heap)
{
	unsigned long zero;
	void *p;

	if (unlikely(size > CLASS_MAX || !context_enter(heap, &zero)))
		return alloc_rest(arena, size);
	p = pop_queued(heap, size);
	if (unlikely(!p))
		return alloc_refill(arena, size, heap);
	heap_exit_fast(heap, zero);
	debug_unpoison(p, size);
	return p;
}

/* Of sizes above FAST_MAX. */
static always_inline void *alloc_no_entry(struct hakmem_arena *arena, size_t size,
					  struct hakmem_heap *heap)
{
	if (FAST_MAX == CLASS_MAX || context_is_only())
		return alloc_rest(arena, size);
	return alloc_class_at_hand(arena, size, heap);
}

static always_inline void *arena_alloc(struct hakmem_arena *arena, size_t size)
{
	struct hakmem_heap *heap = context_heap(arena);
	unsigned long zero;
	size_t index;
	void *p;

	if (unlikely(size > FAST_MAX))
		return alloc_no_entry(arena, size, heap);
	index = direct_index(size);
	if (unlikely(!context_enter(heap, &zero)))
		return alloc_rest(arena, direct_size(index, size));
	p = page_pop(direct_page(heap, index));
	if (unlikely(!p) && context_is_only())
		return alloc_rest(arena, direct_size(index, size));
	if (unlikely(!p))
		return alloc_refill(arena, direct_size(index, size), heap);
	heap_exit_fast(heap, zero);
	debug_unpoison(p, size);
	return p;
}

/* ------------------------------------------------------------------- zeroed */

/*
 * A run, cleared only if it is not known to be zero. Nobody has to be in a heap. A call, for the
 * stack of those that are not runs.
 */
static noinline void *zalloc_run(struct hakmem_arena *arena, size_t size)
{
	void *p = large_cached(arena, size);
	bool clean = false;

	if (!p && report_unused(arena))
		return NULL;
	if (!p)
		p = claim_run(arena, size, &clean);
	if (p)
		debug_unpoison(p, size);
	return clean ? p : zero_block(p, size);
}

static void *arena_zalloc(struct hakmem_arena *arena, size_t size)
{
	if (size > CLASS_MAX)
		return zalloc_run(arena, size);
	return zero_block(arena_alloc(arena, size), size);
}

/* From @heap, which the caller is in, and which is left. */
static void *heap_zalloc(struct hakmem_heap *heap, size_t size)
{
	bool clean = false;
	void *p;

	if (size <= CLASS_MAX)
		return zero_block(heap_alloc(heap, size), size);
	p = large_alloc(heap, size, &clean);
	heap_exit(heap);
	if (p)
		debug_unpoison(p, size);
	return clean ? p : zero_block(p, size);
}

/* ---------------------------------------------------------------- interface */

void *hakmem_malloc(size_t size)
{
	return arena_alloc(&hakmem_default, size);
}

void *hakmem_arena_malloc(struct hakmem_arena *arena, size_t size)
{
	return arena_alloc(arena, size);
}

void *hakmem_zalloc(size_t size)
{
	return arena_zalloc(&hakmem_default, size);
}

void *hakmem_arena_zalloc(struct hakmem_arena *arena, size_t size)
{
	return arena_zalloc(arena, size);
}

/* It waits with the remote frees until the heap is entered. */
void *heap_alloc_elsewhere(struct hakmem_heap *heap, size_t alignment, size_t size)
{
	void *p;

	if (heap_is_foreign(heap)) {
		fault_report(heap->arena, HAKMEM_FAULT_OWNER, heap, NULL);
		return NULL;
	}
	if (context_is_only() || size > PTRDIFF_MAX || alignment > PTRDIFF_MAX / 2)
		return NULL;
	p = page_create_handed(heap, size, alignment);
	if (!p) {
		heap_reclaim(heap->arena, NULL);
		p = page_create_handed(heap, size, alignment);
	}
	if (p)
		debug_unpoison(p, size);
	return p;
}

void *hakmem_heap_malloc(struct hakmem_heap *heap, size_t size)
{
	if (!heap)
		return NULL;
	if (unlikely(!heap_enter_named(heap)))
		return heap_alloc_elsewhere(heap, 1, size);
	return heap_alloc(heap, size);
}

void *hakmem_heap_zalloc(struct hakmem_heap *heap, size_t size)
{
	if (!heap)
		return NULL;
	if (unlikely(!heap_enter_named(heap)))
		return zero_block(heap_alloc_elsewhere(heap, 1, size), size);
	return heap_zalloc(heap, size);
}

size_t hakmem_good_size(size_t size)
{
	struct hakmem_arena *arena = &hakmem_default;

	if (size > PTRDIFF_MAX)
		return 0;
	if (size <= CLASS_MAX)
		return class_size(size_class(size));
	return large_slices(arena, size) << slice_shift(arena);
}
