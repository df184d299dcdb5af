/* SPDX-License-Identifier: MIT */
/* Large blocks: above CLASS_MAX bytes. */
#ifndef KERNEL_LARGE_H
#define KERNEL_LARGE_H

#include "fault.h"
#include "run_cache.h"

/* Slices of a run for @size bytes. */
static inline size_t large_slices(const struct hakmem_arena *arena, size_t size)
{
	size_t slices = slices_for(arena, size);

	return slices < RUN_LARGE_MIN ? RUN_LARGE_MIN : slices;
}

/*
 * A block of @size bytes for @heap. *@clean: is it known to be zero? @clean may be NULL. NULL
 * when no run of slices is long enough.
 */
void *large_alloc(struct hakmem_heap *heap, size_t size, bool *clean);

/* The same as a run of slices; without a second try. For heap->alloc_large. */
void *large_alloc_run(struct hakmem_heap *heap, size_t size, bool *clean);

/* The same straight from the arena: without a heap, from any context. */
void *large_claim(struct hakmem_arena *arena, size_t size, bool *clean);

/* One of about that size that was freed, or NULL: without a search, from any context. */
static always_inline void *large_cached(struct hakmem_arena *arena, size_t size)
{
	if (size <= PAGED_MAX || size > PTRDIFF_MAX)
		return NULL;
	return run_cache_take(arena, large_slices(arena, size));
}

/*
 * The run of the large block @p, which points into no page of @region, or into no
 * region (NULL); or what is wrong with it. It may be cached: that is for the caller to see.
 * O(length / w).
 */
enum hakmem_fault_code large_look_up(const struct hakmem_arena *arena, struct region *region,
				     const void *p, struct run *run);

/*
 * Free @p, which is in no page of @region: the large block there, or misuse. Needs no heap.
 * Bound: as run_cache_free().
 */
static inline void large_free(struct hakmem_arena *arena, struct region *region, void *p)
{
	enum hakmem_fault_code fault;
	struct run run;

	fault = large_look_up(arena, region, p, &run);
	if (likely(!fault))
		fault = run_cache_free(arena, p, &run);
	if (unlikely(fault))
		fault_report(arena, fault, p, NULL);
}

#endif
