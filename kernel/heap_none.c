// SPDX-License-Identifier: MIT
/* Heaps where there are no pages (CONFIG_HAKMEM_PAGES=n): nobody gets one, so there is none. */
#include "alloc.h"
#include "context.h"
#include "fault.h"
#include "run_cache.h"

/* What is given for a heap is NULL, or no heap. */
static void *report_heap(const struct hakmem_heap *heap)
{
	if (heap)
		fault_report(&hakmem_default, HAKMEM_FAULT_FOREIGN, heap, NULL);
	return NULL;
}

struct hakmem_heap *hakmem_heap_create(void)
{
	return hakmem_arena_heap_create(&hakmem_default);
}

struct hakmem_heap *hakmem_arena_heap_create(struct hakmem_arena *arena)
{
	report_unused(arena);
	return NULL;
}

void *hakmem_heap_malloc(struct hakmem_heap *heap, size_t size)
{
	(void)size;
	return report_heap(heap);
}

void *hakmem_heap_zalloc(struct hakmem_heap *heap, size_t size)
{
	return hakmem_heap_malloc(heap, size);
}

void *hakmem_heap_aligned_alloc(struct hakmem_heap *heap, size_t alignment, size_t size)
{
	(void)alignment;
	return hakmem_heap_malloc(heap, size);
}

/* The caller's own is the arena: what it has cached. */
void hakmem_heap_collect(struct hakmem_heap *heap)
{
	if (!heap)
		run_cache_empty(&hakmem_default);
	else
		report_heap(heap);
}

void hakmem_heap_destroy(struct hakmem_heap *heap)
{
	report_heap(heap);
}
