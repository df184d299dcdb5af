/* SPDX-License-Identifier: MIT */
/*
 * A heap a core, shared by all tasks and interrupts of the core. Entering is one
 * test-and-set that never waits: it fails when a context that this one has
 * interrupted or preempted is inside, or another core; or when the exclusive
 * access was lost to an interrupt. Then there is another way.
 *
 * Which core's heap it is does not matter for being right: a task that moves to
 * another core between asking and entering is just one more that comes from elsewhere.
 *
 * With CONFIG_HAKMEM_TASK_DELETION heap->owner says who is inside, so entering is a
 * compare-and-swap.
 *
 * Pairing: leaving releases the heap's plain fields, entering acquires them.
 */
#ifndef KERNEL_CONTEXT_CPU_H
#define KERNEL_CONTEXT_CPU_H

#include "types.h"

/*
 * What stands for the heap of page_none: entered for ever. In RAM, because a
 * test-and-set writes.
 */
extern struct atomic_word heap_busy;
#define HEAP_BUSY ((struct hakmem_heap *)(void *)&heap_busy)

static always_inline bool context_is_only(void)
{
	return false;
}

static always_inline struct hakmem_heap *context_heap(struct hakmem_arena *arena)
{
	return &arena->heap[CONFIG_HAKMEM_NR_CPUS == 1 ? 0 : hakmem_cpu_hook()];
}

#ifdef CONFIG_HAKMEM_TASK_DELETION

static always_inline struct hakmem_thread *context_thread(void)
{
	return hakmem_thread_hook();
}

static always_inline unsigned long context_number(void)
{
	return thread_number(hakmem_thread_hook());
}

/* What heap->owner holds while somebody is inside: who. */
static always_inline unsigned long owner_mark(const struct hakmem_heap *heap)
{
	(void)heap;
	return context_number();
}

/* May fail without a reason, as does the other one. */
static always_inline bool heap_enter_fast(struct hakmem_heap *heap, unsigned long *zero)
{
	unsigned long owner = 0;

	*zero = 0;
	return likely(atomic_try_cmpxchg(&heap->owner, &owner, context_number()));
}

#else

/* The same: as asm/atomic.h stores it. */
static always_inline unsigned long owner_mark(const struct hakmem_heap *heap)
{
	return (unsigned long)&heap->owner;
}

static always_inline bool heap_enter_fast(struct hakmem_heap *heap, unsigned long *zero)
{
	return likely(atomic_test_and_set(&heap->owner, zero));
}

#endif

static always_inline bool heap_enter_own(const struct hakmem_arena *arena,
					 struct hakmem_heap *heap, unsigned long *zero)
{
	(void)arena;
	return heap_enter_fast(heap, zero);
}

static always_inline void heap_exit_fast(struct hakmem_heap *heap, unsigned long zero)
{
	atomic_set_release(&heap->owner, zero);
}

static always_inline void heap_exit(struct hakmem_heap *heap)
{
	atomic_set_release(&heap->owner, 0);
}

static always_inline bool context_enter(struct hakmem_heap *heap, unsigned long *zero)
{
	return heap_enter_fast(heap, zero);
}

/* @heap, or NULL, and it is left, for an unused arena. */
static inline struct hakmem_heap *context_ready(struct hakmem_arena *arena,
						struct hakmem_heap *heap)
{
	if (likely(arena_ready(arena)))
		return heap;
	heap_exit(heap);
	return NULL;
}

static inline void heap_leave(struct hakmem_heap *heap)
{
	heap_exit(heap);
}

static inline bool heap_is_inside(const struct hakmem_heap *heap,
				  const struct hakmem_heap *inside)
{
	return heap == inside;
}

/* Every context may use every heap. */
static inline bool heap_is_foreign(const struct hakmem_heap *heap)
{
	(void)heap;
	return false;
}

#endif
