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
#include "fault.h"
#include "heap.h"
#include "large.h"
#include "page.h"
#include "page_map.h"
#include "page_queue.h"
#include "remote.h"
#include "size_class.h"

/* A block from the pages that @class has. Pages found full leave the queue. */
static void *alloc_queued(struct hakmem_heap *heap, unsigned int class)
{
	struct page *page;

	while ((page = heap->queue[class])) {
		void *p = page_pop(page);

		if (likely(p))
			return p;
		if (page_refill(page))
			continue;
		queue_set_full(heap, page);
	}
	return NULL;
}

static void *alloc_class(struct hakmem_heap *heap, unsigned int class)
{
	void *p;

	heap_drain(heap, DRAIN_PAGES);
	p = alloc_queued(heap, class);
	if (likely(p))
		return p;
	heap_drain(heap, DRAIN_ALL);
	/* draining may have brought a page back */
	if ((context_is_only() || !heap->queue[class]) && !page_create(heap, class))
		return NULL;
	return alloc_queued(heap, class);
}

/* The first page that serves @size, or page_none. */
static always_inline struct page *first_page(const struct hakmem_heap *heap, size_t size)
{
	struct page *page;

	if (IS_ENABLED(CONFIG_HAKMEM_DIRECT_CACHE))
		return heap_direct(heap)[(size + (1u << DIRECT_SHIFT) - 1) >> DIRECT_SHIFT];
	page = heap->queue[size_class(size)];
	return likely(page) ? page : PAGE_NONE;
}

#define FAST_MAX (IS_ENABLED(CONFIG_HAKMEM_DIRECT_CACHE) ? DIRECT_MAX : CLASS_MAX)

static always_inline void *alloc_fast(struct hakmem_heap *heap, size_t size)
{
	if (unlikely(size > FAST_MAX))
		return NULL;
	return page_pop(first_page(heap, size));
}

/*
 * Everything but the fast path: a page of the class, old or new; that again after
 * reclaiming; a block of a larger class; a run.
 */
static void *alloc_slow(struct hakmem_heap *heap, size_t size)
{
	unsigned int class = size_class(size);
	bool clean;
	void *p;

	if (size <= CLASS_MAX) {
		p = alloc_class(heap, class);
		if (likely(p))
			return p;
		heap_reclaim(heap->arena);
		p = alloc_class(heap, class);
		while (!p && ++class < NR_CLASSES)
			p = alloc_queued(heap, class);
		if (p)
			return p;
	}
	return large_alloc(heap, size, &clean);
}

/*
 * What the fast path could not do. Without memory for a heap, a run will do; an
 * arena that was never initialised is reported.
 */
static noinline void *alloc_any(struct hakmem_arena *arena, struct hakmem_heap *heap,
				size_t size)
{
	bool clean;

	heap = context_ready(arena, heap);
	if (likely(heap))
		return alloc_slow(heap, size);
	if (context_is_only() || !arena_ready(arena)) {
		fault_report(arena, HAKMEM_FAULT_UNINIT, NULL, NULL);
		return NULL;
	}
	return size > PTRDIFF_MAX ? NULL : large_claim(arena, size, &clean);
}

static always_inline void *alloc(struct hakmem_arena *arena, struct hakmem_heap *heap,
				 size_t size)
{
	void *p = alloc_fast(heap, size);

	if (unlikely(!p))
		p = alloc_any(arena, heap, size);
	debug_unpoison(p, p ? size : 0);
	return p;
}

void *heap_alloc(struct hakmem_heap *heap, size_t size)
{
	return alloc(heap->arena, heap, size);
}

static always_inline void *arena_alloc(struct hakmem_arena *arena, size_t size)
{
	struct hakmem_heap *heap = context_enter(arena);
	void *p = alloc(arena, heap, size);

	heap_exit(heap);
	return p;
}

/* ------------------------------------------------------------------- zeroed */

static void *zero_block(void *p, size_t size)
{
	if (p)
		mem_zero(p, (size + sizeof(long) - 1) & ~(sizeof(long) - 1));
	return p;
}

/* Sizes that are a run anyway: cleared only if not known to be zero. */
static void *zalloc_large(struct hakmem_heap *heap, size_t size)
{
	bool clean = false;
	void *p = large_alloc(heap, size, &clean);

	if (p)
		debug_unpoison(p, size);
	return clean ? p : zero_block(p, size);
}

static void *heap_zalloc(struct hakmem_heap *heap, size_t size)
{
	if (size > CLASS_MAX)
		return zalloc_large(heap, size);
	return zero_block(heap_alloc(heap, size), size);
}

static void *arena_zalloc(struct hakmem_arena *arena, size_t size)
{
	struct hakmem_heap *heap = context_ready(arena, context_enter(arena));
	void *p;

	if (unlikely(!heap))
		return zero_block(arena_alloc(arena, size), size);
	p = heap_zalloc(heap, size);
	heap_exit(heap);
	return p;
}

/* ------------------------------------------------------------------ aligned */

/*
 * In a page of a class, an aligned block starts somewhere behind the start of a
 * block that is larger by the alignment, and the page is marked; free_flagged()
 * finds the start. That the pointer is never the start tells realloc that an
 * alignment was asked for. Blocks too large for that have a page of their own.
 */
static void *align_block(void *block, size_t alignment)
{
	uintptr_t p = ((uintptr_t)block + alignment) & ~(uintptr_t)(alignment - 1);

	return (void *)p;
}

/* In a page of the class, or of a @larger one. */
static void *alloc_in_class(struct hakmem_heap *heap, size_t alignment, size_t size,
			    bool larger)
{
	unsigned int class = size_class(size + alignment);
	void *p;

	if (size + alignment > CLASS_MAX)
		return NULL;
	p = alloc_class(heap, class);
	while (!p && larger && ++class < NR_CLASSES)
		p = alloc_queued(heap, class);
	if (!p)
		return NULL;
	page_set_flags(page_find(heap->arena, p), PAGE_ALIGNED);
	return align_block(p, alignment);
}

static void *alloc_aligned(struct hakmem_heap *heap, size_t alignment, size_t size)
{
	bool clean, reclaimed = false;
	void *p;

	/* no overflow below: what is added is less than what is left */
	if (size > PTRDIFF_MAX || alignment > PTRDIFF_MAX / 2)
		return NULL;
	if (!size)
		size = 1; /* or the pointer would be the next block's */
	for (;;) {
		p = alloc_in_class(heap, alignment, size, reclaimed);
		if (!p)
			p = page_create_aligned(heap, size, alignment, &clean);
		if (p || reclaimed)
			return p;
		heap_reclaim(heap->arena);
		reclaimed = true;
	}
}

void *heap_alloc_aligned(struct hakmem_heap *heap, size_t alignment, size_t size)
{
	void *p;

	if (alignment <= HAKMEM_ALIGNMENT)
		return heap_alloc(heap, size);
	p = alloc_aligned(heap, alignment, size);
	if (p)
		debug_unpoison(p, size);
	return p;
}

static bool bad_alignment(struct hakmem_arena *arena, size_t alignment)
{
	if (alignment && !(alignment & (alignment - 1)))
		return false;
	fault_report(arena, HAKMEM_FAULT_ALIGNMENT, (void *)alignment, NULL);
	return true;
}

/* ---------------------------------------------------------------- interface */

/*
 * *product = a * b; true when that overflows. In halves of a word: a compiler's
 * builtin would call libgcc on ARMv6-M.
 */
static bool size_multiply(size_t a, size_t b, size_t *product)
{
	const unsigned int half = sizeof(size_t) * 4;
	const size_t mask = ((size_t)1 << half) - 1;
	size_t cross, low;

	if (a >> half && b >> half)
		return true;
	cross = (a >> half) * (b & mask) + (b >> half) * (a & mask);
	low = (a & mask) * (b & mask);
	*product = low + (cross << half);
	return cross >> half || *product < low;
}

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

void *hakmem_calloc(size_t n, size_t size)
{
	return hakmem_arena_calloc(&hakmem_default, n, size);
}

void *hakmem_arena_calloc(struct hakmem_arena *arena, size_t n, size_t size)
{
	size_t bytes;

	if (size_multiply(n, size, &bytes))
		return NULL;
	return arena_zalloc(arena, bytes);
}

void *hakmem_aligned_alloc(size_t alignment, size_t size)
{
	return hakmem_arena_aligned_alloc(&hakmem_default, alignment, size);
}

void *hakmem_arena_aligned_alloc(struct hakmem_arena *arena, size_t alignment, size_t size)
{
	struct hakmem_heap *heap;
	void *p;

	if (bad_alignment(arena, alignment))
		return NULL;
	heap = context_ready(arena, context_enter(arena));
	if (!heap) {
		if (!arena_ready(arena))
			fault_report(arena, HAKMEM_FAULT_UNINIT, NULL, NULL);
		return NULL;
	}
	p = heap_alloc_aligned(heap, alignment, size);
	heap_exit(heap);
	return p;
}

/* The heap that the caller names, entered; or NULL, with a report. */
static struct hakmem_heap *enter_named(struct hakmem_heap *heap)
{
	if (!heap || heap_enter_named(heap))
		return heap;
	fault_report(heap->arena, HAKMEM_FAULT_OWNER, heap, NULL);
	return NULL;
}

void *hakmem_heap_malloc(struct hakmem_heap *heap, size_t size)
{
	void *p;

	heap = enter_named(heap);
	if (!heap)
		return NULL;
	p = heap_alloc(heap, size);
	heap_exit(heap);
	return p;
}

void *hakmem_heap_zalloc(struct hakmem_heap *heap, size_t size)
{
	void *p;

	heap = enter_named(heap);
	if (!heap)
		return NULL;
	p = heap_zalloc(heap, size);
	heap_exit(heap);
	return p;
}

void *hakmem_heap_aligned_alloc(struct hakmem_heap *heap, size_t alignment, size_t size)
{
	void *p;

	heap = enter_named(heap);
	if (!heap || bad_alignment(heap->arena, alignment))
		return NULL;
	p = heap_alloc_aligned(heap, alignment, size);
	heap_exit(heap);
	return p;
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
