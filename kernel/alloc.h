/* SPDX-License-Identifier: MIT */
/* What the files share that allocate: alloc*.c, realloc.c. */
#ifndef KERNEL_ALLOC_H
#define KERNEL_ALLOC_H

#include <lib/string.h>
#include "context.h"
#include "fault.h"

/*
 * A block of @class from a page that gets @flags: an old one or a new one; where @larger,
 * else of a larger class, or of a heap that nobody is in. Bound: as hakmem_malloc().
 */
void *alloc_flagged(struct hakmem_heap *heap, unsigned int class, bool larger,
		    unsigned int flags);

/* A block from a heap that the caller is in, and that is left. */
void *heap_alloc(struct hakmem_heap *heap, size_t size);

/*
 * A block for a heap of hakmem_heap_create() that somebody else is in, in a page of its
 * own. NULL: out of memory, or the heap is another thread's, which is reported.
 */
void *heap_alloc_elsewhere(struct hakmem_heap *heap, size_t alignment, size_t size);

/* A heap that the calling context has entered: its own, or one for this call; or NULL. */
struct hakmem_heap *heap_enter_any(struct hakmem_arena *arena);

/*
 * For a block of realloc() with an alignment: as hakmem_heap_aligned_alloc(), or without a
 * @heap as hakmem_arena_aligned_alloc(). NULL in a program that has no aligned blocks.
 */
void *alloc_realigned(struct hakmem_arena *arena, struct hakmem_heap *heap, size_t alignment,
		      size_t size);

/* Bytes from @p on become zero, whole words: a new block has them. NULL stays. */
static inline void *zero_block(void *p, size_t size)
{
	if (p)
		mem_zero(p, (size + sizeof(long) - 1) & ~(sizeof(long) - 1));
	return p;
}

/* An arena that was never initialised is reported; the hook may do it then. */
static always_inline bool report_unused(struct hakmem_arena *arena)
{
	if (likely(arena_ready(arena)))
		return false;
	fault_report(arena, HAKMEM_FAULT_UNINIT, NULL, NULL);
	return !arena_ready(arena);
}

/* Likewise what is no alignment. */
static inline bool report_alignment(struct hakmem_arena *arena, size_t alignment)
{
	if (alignment && !(alignment & (alignment - 1)))
		return false;
	fault_report(arena, HAKMEM_FAULT_ALIGNMENT, (void *)alignment, NULL);
	return true;
}

#endif
