/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_HEAP_H
#define KERNEL_HEAP_H

#include "types.h"

#ifdef CONFIG_HAKMEM_MODEL_THREAD
/* What a thread without a heap has: its lists are empty. Constant. */
extern const struct hakmem_heap heap_none;
#define HEAP_NONE ((struct hakmem_heap *)(uintptr_t)&heap_none)
#endif

/* Set up an empty heap in the memory at @heap. */
void heap_init(struct hakmem_heap *heap, struct hakmem_arena *arena);

/*
 * A heap for the calling context: one that an ended thread left, else a new one.
 * NULL: out of memory.
 */
struct hakmem_heap *heap_acquire(struct hakmem_arena *arena);

/* Take in all remote frees; give back empty pages and unused tails. O(pages). */
void heap_collect(struct hakmem_heap *heap);

/*
 * Before NULL: collect every heap that the calling context owns, and every parked
 * one. The arena may have more free slices afterwards.
 */
void heap_reclaim(struct hakmem_arena *arena);

#endif
