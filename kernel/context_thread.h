/* SPDX-License-Identifier: MIT */
/*
 * A heap belongs to a thread; entering is a comparison. A heap without an owner is
 * taken by who comes first, for good or (its number with BORROWED) for one call.
 *
 * An interrupt is no thread: it never owns a heap, and borrows one for each call.
 *
 * Pairing: letting a heap go releases its plain fields, taking it acquires them.
 */
#ifndef KERNEL_CONTEXT_THREAD_H
#define KERNEL_CONTEXT_THREAD_H

#include "types.h"

/* In heap->owner, beside the thread's number: taken for a moment only. */
#define BORROWED 1ul

/* What a thread without a heap has: its lists are empty. Constant. */
extern const struct hakmem_heap heap_none;
#define HEAP_NONE ((struct hakmem_heap *)(uintptr_t)&heap_none)

/* The heap of page_none: nobody's, and not what a thread has. Constant. */
extern const struct atomic_word heap_busy;
#define HEAP_BUSY ((struct hakmem_heap *)(uintptr_t)&heap_busy)

static always_inline bool context_is_only(void)
{
	return false;
}

/* The calling thread's heap in an arena that is not the default one. */
struct hakmem_heap *context_heap_elsewhere(struct hakmem_arena *arena);

static always_inline struct hakmem_thread *context_thread(void)
{
	return port_thread();
}

static always_inline unsigned long context_number(void)
{
	return port_self();
}

/* The calling thread's heap; heap_none when it has none. */
static always_inline struct hakmem_heap *context_heap(struct hakmem_arena *arena)
{
	struct hakmem_thread *thread = port_thread();

	if (unlikely(!thread))
		return HEAP_NONE;
	if (likely(arena == &hakmem_default))
		return thread->heap;
	return context_heap_elsewhere(arena);
}

/* It has been entered for as long as the thread lives. */
static always_inline bool context_enter(struct hakmem_heap *heap, unsigned long *zero)
{
	(void)heap;
	*zero = 0;
	return true;
}

/*
 * @heap; instead of heap_none a heap of @arena: an idle one, adopted, or a new one.
 * NULL: no memory, or an interrupt.
 */
struct hakmem_heap *context_ready(struct hakmem_arena *arena, struct hakmem_heap *heap);

static always_inline bool heap_enter_fast(struct hakmem_heap *heap, unsigned long *zero)
{
	*zero = 0;
	return likely(atomic_read(&heap->owner) == port_self());
}

/* The same, of the heap that a free most likely finds: the one that malloc uses. */
static always_inline bool heap_enter_own(const struct hakmem_arena *arena,
					 struct hakmem_heap *heap, unsigned long *zero)
{
	if (IS_ENABLED(CONFIG_HAKMEM_PORT_BAREMETAL) || arena != &hakmem_default)
		return heap_enter_fast(heap, zero);
	*zero = 0;
	return likely(heap == port_thread()->heap) || heap_enter_fast(heap, zero);
}

static always_inline void heap_exit_fast(struct hakmem_heap *heap, unsigned long zero)
{
	(void)heap;
	(void)zero;
}

static inline void heap_leave(struct hakmem_heap *heap)
{
	atomic_set_release(&heap->owner, 0);
}

static inline void heap_exit(struct hakmem_heap *heap)
{
	if (unlikely(atomic_read(&heap->owner) & BORROWED))
		heap_leave(heap);
}

/* What heap->owner holds while it is borrowed. */
static always_inline unsigned long owner_mark(const struct hakmem_heap *heap)
{
	(void)heap;
	return port_self() | BORROWED;
}

static inline bool heap_is_inside(const struct hakmem_heap *heap,
				  const struct hakmem_heap *inside)
{
	return heap == inside || atomic_read(&heap->owner) == port_self();
}

/* Another thread's; one that is idle, or borrowed for a moment, is nobody's. */
static inline bool heap_is_foreign(const struct hakmem_heap *heap)
{
	unsigned long owner = atomic_read(&heap->owner);

	return owner && !(owner & BORROWED);
}

#endif
