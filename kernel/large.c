// SPDX-License-Identifier: MIT
/*
 * Large blocks are runs of slices without a header. Only a heap that will be
 * destroyed as a whole has to know its own: there each gets a page of its own.
 */
#include "heap.h"
#include "large.h"
#include "page.h"

void *large_alloc_run(struct hakmem_arena *arena, size_t size, size_t alignment, bool *clean)
{
	bool aligned = alignment > HAKMEM_ALIGNMENT;
	size_t min = aligned ? RUN_ALIGNED_MIN : RUN_LARGE_MIN;
	size_t slices = slices_for(arena, size);
	struct run run;

	if (slices < min)
		slices = min;
	if (!run_claim(arena, slices, slices, alignment, aligned ? RUN_ALIGNED : RUN_LARGE,
		       &run))
		return NULL;
	*clean = run.clean;
	return slice_address(arena, run.region, run.first);
}

static void *try_alloc(struct hakmem_heap *heap, size_t size, size_t alignment, bool *clean)
{
	struct page *page;

	if (likely(!heap->created))
		return large_alloc_run(heap->arena, size, alignment, clean);
	page = page_create_single(heap, size, alignment, clean);
	return page ? page->free : NULL;
}

void *large_alloc(struct hakmem_heap *heap, size_t size, size_t alignment, bool *clean)
{
	void *p;

	/* no overflow below: what is added is less than what is left */
	if (size > PTRDIFF_MAX || alignment > PTRDIFF_MAX / 2)
		return NULL;
	p = try_alloc(heap, size, alignment, clean);
	if (p)
		return p;
	heap_reclaim(heap);
	return try_alloc(heap, size, alignment, clean);
}
