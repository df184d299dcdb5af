/* SPDX-License-Identifier: MIT */
/*
 * The heaps of an arena, on two lists:
 *
 *	arena->heaps	what malloc allocates from: made for threads, spare ones, and at
 *			the end the root's, one a core. It only ever grows, so that
 *			any context may walk it at any time, and nobody can confuse a
 *			heap with an older one (A-B-A).
 *	arena->created	those of hakmem_heap_create(): heap_create.c
 */
#ifndef KERNEL_HEAP_LIST_H
#define KERNEL_HEAP_LIST_H

#include "context.h"

static inline struct hakmem_heap *heap_list_first(const struct atomic_word *list)
{
	return (struct hakmem_heap *)atomic_read_depends(list);
}

/* Put @heap, which nobody else sees yet, at the front of @list. Any context. */
void heap_list_add(struct atomic_word *list, struct hakmem_heap *heap);

#ifdef CONFIG_HAKMEM_PAGES

/* The first of arena->created. */
static inline struct hakmem_heap *heap_first_created(struct hakmem_arena *arena)
{
	return heap_list_first(&arena->created);
}

#else

static inline struct hakmem_heap *heap_first_created(struct hakmem_arena *arena)
{
	(void)arena;
	return NULL;
}

#endif

#if !defined(CONFIG_HAKMEM_PAGES)

static inline struct hakmem_heap *heap_first(struct hakmem_arena *arena)
{
	(void)arena;
	return NULL;
}

static inline struct hakmem_heap *heap_next(const struct hakmem_heap *heap)
{
	(void)heap;
	return NULL;
}

#elif defined(CONFIG_HAKMEM_MODEL_SINGLE)

static inline struct hakmem_heap *heap_first(struct hakmem_arena *arena)
{
	return arena->heap;
}

static inline struct hakmem_heap *heap_next(const struct hakmem_heap *heap)
{
	(void)heap;
	return NULL;
}

static inline void heap_list_init(struct hakmem_arena *arena)
{
	(void)arena;
}

static inline struct hakmem_heap *heap_borrow(struct hakmem_arena *arena)
{
	(void)arena;
	return NULL;
}

#else

/* Those of arena->heaps. */
static inline struct hakmem_heap *heap_first(struct hakmem_arena *arena)
{
	return heap_list_first(&arena->heaps);
}

static inline struct hakmem_heap *heap_next(const struct hakmem_heap *heap)
{
	return heap->next_heap;
}

/* The root's heaps are the list. */
void heap_list_init(struct hakmem_arena *arena);

/*
 * A heap for one call by a context whose own is entered, or that has none: entered,
 * to be left by heap_leave(). An idle spare one; else a new one, while there are
 * fewer than CONFIG_HAKMEM_SPARE_HEAPS; else another core's. NULL: there is none.
 *
 * Context: any. Bound: O(heaps), and a claim of a run.
 */
struct hakmem_heap *heap_borrow(struct hakmem_arena *arena);

/*
 * A heap for a thread: an idle one, or a new one, reclaiming before that is refused; entered.
 * NULL: out of memory.
 * A new one is made only when each of the others was seen with somebody inside.
 */
struct hakmem_heap *heap_acquire(struct hakmem_arena *arena);

#endif

#endif
