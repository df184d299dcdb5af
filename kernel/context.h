/* SPDX-License-Identifier: MIT */
/*
 * Contexts: which heap a context allocates from, and what it means to have
 * entered a heap. Everything that touches the plain fields of a heap or its pages
 * does so between entering and leaving it; who cannot enter goes another way, and
 * never waits:
 *
 *	free	the page's thread_free, lock-free		(remote.c)
 *	malloc	an idle heap, or a run from the arena		(heap_list.c, alloc.c)
 *
 * Each model has a header that says what entering is:
 *
 *	context_single.h  one context calls at a time; it has always entered
 *	context_cpu.h	  a heap a core; entering is a test-and-set
 *	context_thread.h  a heap a thread; entering is a comparison
 *	context_none.h	  without pages: no heap, nothing to enter
 *
 * and gives:
 *
 *	context_is_only()	  is there no other context? A constant
 *	context_heap()		  the heap that the calling context allocates from
 *	context_enter()		  enter that one
 *	context_ready()		  that heap is about to take memory: is there one?
 *	heap_enter_fast()	  enter any heap
 *	heap_enter_own()	  the same, and it probably is the one that malloc uses
 *	heap_exit_fast()	  the opposite of both
 *	heap_exit()		  likewise, for slow paths
 *	heap_leave()		  the opposite of heap_try_enter()
 *	heap_is_inside()	  has this context entered the heap already?
 *	heap_is_foreign()	  is it a mistake to use a heap that was not entered?
 *
 * and with CONFIG_HAKMEM_TASK_DELETION
 *
 *	context_thread()	  what the calling task has; NULL in an interrupt
 *	context_number()	  its number: no other living task has it
 */
#ifndef KERNEL_CONTEXT_H
#define KERNEL_CONTEXT_H

#include <asm/atomic.h>
#include "types.h"

/* The instance behind the calls without an arena. */
extern struct hakmem_arena hakmem_default;

/* Was the instance initialised? */
static always_inline bool arena_ready(const struct hakmem_arena *arena)
{
	return atomic_read(&arena->regions);
}

/* The number of all interrupts: they own nothing, and are not deleted. No struct lies there. */
#define INTERRUPT_NUMBER 4ul

/* A number for who has @thread, NULL in an interrupt: nobody else living has it. Not 0. */
static always_inline unsigned long thread_number(const struct hakmem_thread *thread)
{
	return thread ? (unsigned long)thread : INTERRUPT_NUMBER;
}

#if !defined(CONFIG_HAKMEM_PAGES)
#include "context_none.h"
#elif defined(CONFIG_HAKMEM_MODEL_SINGLE)
#include "context_single.h"
#elif defined(CONFIG_HAKMEM_MODEL_CPU)
#include "context_cpu.h"
#else
#include <port.h> /* who is current: the only header of a port that kernel/ sees */
#include "context_thread.h"
#endif

#if defined(CONFIG_HAKMEM_MODEL_SINGLE) || !defined(CONFIG_HAKMEM_PAGES)

static always_inline bool heap_try_enter(struct hakmem_heap *heap)
{
	(void)heap;
	return true;
}

#else

/* In heap->owner, beside owner_mark(): to be destroyed by who is inside. */
#define DOOMED 2ul

/* What numbers of contexts in heap->owner are multiples of. */
#define OWNER_FLAGS 3ul

/*
 * Enter a heap in which nobody is, for a moment. Bound: an exchange that fails
 * although nobody is inside has lost its exclusive access to an interrupt.
 */
static always_inline bool heap_try_enter(struct hakmem_heap *heap)
{
	unsigned long owner = atomic_read(&heap->owner);

	while (!owner)
		if (atomic_try_cmpxchg(&heap->owner, &owner, owner_mark(heap)))
			return true;
	return false;
}

#endif

#if defined(CONFIG_HAKMEM_TASK_DELETION)

/*
 * Take @holder, which one context at a time has, and nobody waits for. It says who.
 * Bound: as heap_try_enter().
 */
static inline bool context_take(struct atomic_word *holder)
{
	unsigned long old = atomic_read(holder);

	while (!old)
		if (atomic_try_cmpxchg(holder, &old, context_number()))
			return true;
	return false;
}

#elif !defined(CONFIG_HAKMEM_MODEL_SINGLE)

static inline bool context_take(struct atomic_word *holder)
{
	return !atomic_xchg(holder, 1);
}

#endif

#ifdef CONFIG_HAKMEM_MODEL_THREAD
/* A heap of hakmem_heap_create(): its owner's; without one, who comes first owns it. */
bool heap_enter_named(struct hakmem_heap *heap);
#else
static inline bool heap_enter_named(struct hakmem_heap *heap)
{
	return heap_try_enter(heap);
}
#endif

#ifdef CONFIG_HAKMEM_MODEL_THREAD
/*
 * The calling thread owns @heap, which it has entered, until it ends; no longer, but
 * it is still inside.
 */
void context_own(struct hakmem_heap *heap);
void context_disown(struct hakmem_heap *heap);
/* @arena starts afresh or ends: its heaps are gone. */
void context_forget(struct hakmem_arena *arena);
#else
/* Nobody owns a heap for longer than a call. */
static inline void context_own(struct hakmem_heap *heap)
{
	heap_exit(heap);
}

static inline void context_disown(struct hakmem_heap *heap)
{
	(void)heap;
}

static inline void context_forget(struct hakmem_arena *arena)
{
	(void)arena;
}
#endif

/*
 * Does the heap keep its full pages on a queue? One that can be destroyed must know
 * all its pages; without other contexts a walk over the arena finds them, too.
 */
static always_inline bool heap_keeps_full(const struct hakmem_heap *heap)
{
	return !context_is_only() && unlikely(heap->created);
}

#endif
