// SPDX-License-Identifier: MIT
/*
 * Aligned blocks without pages: runs that start at a multiple of the alignment. Nothing tells
 * them from others; so a block that realloc moves keeps the alignment that its address has,
 * up to the largest that was ever handed out: alignment_of_run().
 *
 * A file of its own, so that only a program that asks for alignments links it.
 */
#include "alloc.h"
#include "alloc_runs.h"
#include "debug.h"
#include "large.h"

/* Before anybody has the block. */
static void note_alignment(struct hakmem_arena *arena, size_t alignment)
{
	unsigned long most = atomic_read(&arena->aligned);

	while (most < alignment && !atomic_try_cmpxchg(&arena->aligned, &most, alignment))
		;
}

static void *claim_aligned(struct hakmem_arena *arena, size_t alignment, size_t size)
{
	struct run_alignment align = { alignment, 0 };
	struct run run;

	run.length = large_slices(arena, size);
	if (!run_claim_aligned(arena, &align, RUN_LARGE, &run))
		return NULL;
	note_alignment(arena, alignment);
	return slice_address(arena, run.region, run.first);
}

static void *alloc_aligned(struct hakmem_arena *arena, size_t alignment, size_t size)
{
	void *p;

	/* no overflow below: what is added is less than what is left */
	if (size > PTRDIFF_MAX || alignment > PTRDIFF_MAX / 2 || report_unused(arena))
		return NULL;
	p = claim_aligned(arena, alignment, size);
	return p || !runs_reclaim(arena) ? p : claim_aligned(arena, alignment, size);
}

void *hakmem_aligned_alloc(size_t alignment, size_t size)
{
	return hakmem_arena_aligned_alloc(&hakmem_default, alignment, size);
}

void *hakmem_arena_aligned_alloc(struct hakmem_arena *arena, size_t alignment, size_t size)
{
	void *p;

	if (report_alignment(arena, alignment))
		return NULL;
	if (alignment <= slice_size(arena))
		return hakmem_arena_malloc(arena, size);
	p = alloc_aligned(arena, alignment, size);
	if (p)
		debug_unpoison(p, size);
	return p;
}

void *alloc_realigned(struct hakmem_arena *arena, struct hakmem_heap *heap, size_t alignment,
		      size_t size)
{
	(void)heap;
	return hakmem_arena_aligned_alloc(arena, alignment, size);
}
