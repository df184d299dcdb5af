// SPDX-License-Identifier: MIT
/*
 * Aligned blocks. In a page of a class, one starts somewhere behind the start of a block
 * that is larger by the alignment, and the page is marked; free_flagged() finds the start.
 * That the pointer is never the start tells realloc that an alignment was asked for. Blocks
 * too large for that have a page of their own.
 *
 * A file of its own, so that only a program that asks for alignments links it.
 */
#include "alloc.h"
#include "context.h"
#include "debug.h"
#include "fault.h"
#include "heap.h"
#include "heap_list.h"
#include "page.h"
#include "size_class.h"

static void *align_block(void *block, size_t alignment)
{
	uintptr_t p = ((uintptr_t)block + alignment) & ~(uintptr_t)(alignment - 1);

	return (void *)p;
}

/* In a page of the class, or of a @larger one. */
static void *alloc_in_class(struct hakmem_heap *heap, size_t alignment, size_t size,
			    bool larger)
{
	void *p = NULL;

	if (size + alignment <= CLASS_MAX)
		p = alloc_flagged(heap, size_class(size + alignment), larger, PAGE_ALIGNED);
	return p ? align_block(p, alignment) : NULL;
}

static void *alloc_aligned(struct hakmem_heap *heap, size_t alignment, size_t size)
{
	bool reclaimed = false;
	void *p;

	/* no overflow below: what is added is less than what is left */
	if (size > PTRDIFF_MAX || alignment > PTRDIFF_MAX / 2)
		return NULL;
	if (!size)
		size = 1; /* or the pointer would be the next block's */
	for (;;) {
		p = alloc_in_class(heap, alignment, size, reclaimed);
		if (!p)
			p = page_create_aligned(heap, size, alignment);
		if (p || reclaimed)
			return p;
		heap_reclaim(heap->arena, heap);
		reclaimed = true;
	}
}

/* From @heap, which the caller is in, and which is left. */
static void *heap_alloc_aligned(struct hakmem_heap *heap, size_t alignment, size_t size)
{
	void *p;

	if (alignment <= HAKMEM_ALIGNMENT)
		return heap_alloc(heap, size);
	p = alloc_aligned(heap, alignment, size);
	heap_exit(heap);
	if (p)
		debug_unpoison(p, size);
	return p;
}

/* In a page of its own, whose heap nobody has to be in. */
static void *aligned_elsewhere(struct hakmem_arena *arena, size_t alignment, size_t size)
{
	struct hakmem_heap *heap = heap_first(arena);
	void *p;

	if (!heap || context_is_only() || size > PTRDIFF_MAX || alignment > PTRDIFF_MAX / 2)
		return NULL;
	p = page_create_aligned(heap, size ? size : 1, alignment);
	if (!p) {
		heap_reclaim(arena, NULL);
		p = page_create_aligned(heap, size ? size : 1, alignment);
	}
	if (p)
		debug_unpoison(p, size);
	return p;
}

void *hakmem_aligned_alloc(size_t alignment, size_t size)
{
	return hakmem_arena_aligned_alloc(&hakmem_default, alignment, size);
}

void *hakmem_arena_aligned_alloc(struct hakmem_arena *arena, size_t alignment, size_t size)
{
	struct hakmem_heap *heap;

	if (report_alignment(arena, alignment))
		return NULL;
	if (report_unused(arena))
		return NULL;
	heap = heap_enter_any(arena);
	if (unlikely(!heap))
		return aligned_elsewhere(arena, alignment, size);
	return heap_alloc_aligned(heap, alignment, size);
}

void *hakmem_heap_aligned_alloc(struct hakmem_heap *heap, size_t alignment, size_t size)
{
	if (!heap || report_alignment(heap->arena, alignment))
		return NULL;
	if (unlikely(!heap_enter_named(heap)))
		return heap_alloc_elsewhere(heap, alignment, size);
	return heap_alloc_aligned(heap, alignment, size);
}

void *alloc_realigned(struct hakmem_arena *arena, struct hakmem_heap *heap, size_t alignment,
		      size_t size)
{
	return heap ? hakmem_heap_aligned_alloc(heap, alignment, size)
		    : hakmem_arena_aligned_alloc(arena, alignment, size);
}
