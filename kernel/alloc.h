/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_ALLOC_H
#define KERNEL_ALLOC_H

#include "types.h"

/* A block from the entered @heap. */
void *heap_alloc(struct hakmem_heap *heap, size_t size);

/* The same, aligned to @alignment, a power of two. */
void *heap_alloc_aligned(struct hakmem_heap *heap, size_t alignment, size_t size);

#endif
