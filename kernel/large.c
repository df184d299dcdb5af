// SPDX-License-Identifier: MIT
/*
 * Large blocks are runs of slices without a header. Only a heap that will be
 * destroyed as a whole has to know its own: there each gets a page of its own.
 */
#include "heap.h"
#include "large.h"
#include "page.h"

void *large_alloc_run(struct hakmem_heap *heap, size_t size, size_t alignment, bool *clean)
{
	return large_claim(heap->arena, size, alignment, clean);
}

void *large_claim(struct hakmem_arena *arena, size_t size, size_t alignment, bool *clean)
{
	enum run_kind kind = alignment > HAKMEM_ALIGNMENT ? RUN_ALIGNED : RUN_LARGE;
	size_t slices = run_at_least(kind, slices_for(arena, size));
	struct run run;

	if (!run_claim(arena, slices, slices, alignment, kind, &run))
		return NULL;
	*clean = run.clean;
	return slice_address(arena, run.region, run.first);
}

void *large_alloc(struct hakmem_heap *heap, size_t size, size_t alignment, bool *clean)
{
	void *p;

	/* no overflow below: what is added is less than what is left */
	if (size > PTRDIFF_MAX || alignment > PTRDIFF_MAX / 2)
		return NULL;
	p = heap->alloc_large(heap, size, alignment, clean);
	if (p)
		return p;
	heap_reclaim(heap);
	return heap->alloc_large(heap, size, alignment, clean);
}
