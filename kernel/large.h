/* SPDX-License-Identifier: MIT */
/* Large blocks: above CLASS_MAX bytes, or with an alignment that pages cannot give. */
#ifndef KERNEL_LARGE_H
#define KERNEL_LARGE_H

#include "run.h"

/*
 * A block of @size bytes aligned to @alignment (a power of two) for @heap. @clean:
 * set when it is known to be zero. NULL when no run of slices is long enough.
 */
void *large_alloc(struct hakmem_heap *heap, size_t size, size_t alignment, bool *clean);

/* The same as a run of slices; without a second try. For heap->alloc_large. */
void *large_alloc_run(struct hakmem_heap *heap, size_t size, size_t alignment, bool *clean);

/* The same straight from the arena: without a heap, from any context. */
void *large_claim(struct hakmem_arena *arena, size_t size, size_t alignment, bool *clean);

#endif
