/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_HEAP_H
#define KERNEL_HEAP_H

#include "types.h"

/* Set up an empty heap in the memory at @heap, which is zero. */
void heap_init(struct hakmem_heap *heap, struct hakmem_arena *arena);

/*
 * Memory for a heap and an empty heap in it, which nobody else sees yet. NULL: no run is long
 * enough; whoever cannot do without reclaims, and asks again.
 */
struct hakmem_heap *heap_make(struct hakmem_arena *arena);

/*
 * For the context inside: take in all remote frees; give back empty pages and unused
 * tails. O(classes + pages with remote frees, and held ones).
 */
void heap_collect(struct hakmem_heap *heap);

/*
 * Before NULL: look for slices that the summary misses, collect every heap that can be
 * entered, and give the cached runs back. @inside: the heap that the caller is in, or NULL.
 * The arena may have more free slices afterwards, or a search find more.
 */
void heap_reclaim(struct hakmem_arena *arena, struct hakmem_heap *inside);

#endif
