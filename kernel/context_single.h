/* SPDX-License-Identifier: MIT */
/* One context calls at a time; it has always entered. The compiler sees constants. */
#ifndef KERNEL_CONTEXT_SINGLE_H
#define KERNEL_CONTEXT_SINGLE_H

#include "types.h"

static always_inline bool context_is_only(void)
{
	return true;
}

static always_inline struct hakmem_heap *context_heap(struct hakmem_arena *arena)
{
	return arena->heap;
}

static always_inline bool context_enter(struct hakmem_heap *heap, unsigned long *zero)
{
	(void)heap;
	*zero = 0;
	return true;
}

/* @heap, or NULL for an unused arena. */
static inline struct hakmem_heap *context_ready(struct hakmem_arena *arena,
						struct hakmem_heap *heap)
{
	return arena_ready(arena) ? heap : NULL;
}

static always_inline bool heap_enter_fast(struct hakmem_heap *heap, unsigned long *zero)
{
	return context_enter(heap, zero);
}

static always_inline bool heap_enter_own(const struct hakmem_arena *arena,
					 struct hakmem_heap *heap, unsigned long *zero)
{
	(void)arena;
	return heap_enter_fast(heap, zero);
}

static always_inline void heap_exit_fast(struct hakmem_heap *heap, unsigned long zero)
{
	(void)heap;
	(void)zero;
}

static always_inline void heap_exit(struct hakmem_heap *heap)
{
	(void)heap;
}

static inline void heap_leave(struct hakmem_heap *heap)
{
	(void)heap;
}

static inline bool heap_is_inside(const struct hakmem_heap *heap,
				  const struct hakmem_heap *inside)
{
	(void)heap;
	(void)inside;
	return true;
}

static inline bool heap_is_foreign(const struct hakmem_heap *heap)
{
	(void)heap;
	return false;
}

#endif
