// SPDX-License-Identifier: MIT
/*
 * Large blocks are runs of slices without a header. A page of its own for each,
 * with a header, is for those that something must be known of: in a heap that will
 * be destroyed as a whole, and with an alignment.
 */
#include "context.h"
#include "heap.h"
#include "journal.h"
#include "large.h"
#include "page.h"
#include "run_marks.h"

void *large_claim(struct hakmem_arena *arena, size_t size, bool *clean)
{
	struct run run;

	run.length = large_slices(arena, size);
	if (!run_claim(arena, run.length, RUN_LARGE, &run))
		return NULL;
	journal_step(JOURNAL_NONE);
	if (clean)
		*clean = run.clean;
	return slice_address(arena, run.region, run.first);
}

#ifdef CONFIG_HAKMEM_PAGES

void *large_alloc_run(struct hakmem_heap *heap, size_t size, bool *clean)
{
	return large_claim(heap->arena, size, clean);
}

void *large_alloc(struct hakmem_heap *heap, size_t size, bool *clean)
{
	void *p;

	if (size > PTRDIFF_MAX)
		return NULL;
	p = heap->alloc_large(heap, size, clean);
	if (p)
		return p;
	heap_reclaim(heap->arena, heap);
	return heap->alloc_large(heap, size, clean);
}

#endif

enum hakmem_fault_code large_look_up(const struct hakmem_arena *arena, struct region *region,
				     const void *p, struct run *run)
{
	size_t slice;

	if (!region)
		return arena_ready(arena) ? HAKMEM_FAULT_FOREIGN : HAKMEM_FAULT_UNINIT;
	slice = slice_of(arena, region, p);
	if (bits_test(region->free_map, slice))
		return HAKMEM_FAULT_DOUBLE_FREE;
	if (!run_starts_at(region, slice) || run_is_page(region, slice) ||
	    p != slice_address(arena, region, slice))
		return HAKMEM_FAULT_NOT_A_BLOCK;
	run->region = region;
	run->first = slice;
	run->length = run_large_length_near(region, slice);
	return HAKMEM_FAULT_NONE;
}
