/* SPDX-License-Identifier: MIT */
/*
 * Without pages there are no heaps, and nobody enters any: runs are claimed and released by
 * any context at any time.
 */
#ifndef KERNEL_CONTEXT_NONE_H
#define KERNEL_CONTEXT_NONE_H

#include "types.h"

static always_inline bool context_is_only(void)
{
	return IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE);
}

static always_inline struct hakmem_heap *context_heap(struct hakmem_arena *arena)
{
	(void)arena;
	return NULL;
}

static always_inline bool heap_enter_fast(struct hakmem_heap *heap, unsigned long *zero)
{
	(void)heap;
	*zero = 0;
	return true;
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
	return heap == inside;
}

static inline bool heap_is_foreign(const struct hakmem_heap *heap)
{
	(void)heap;
	return false;
}

#endif
