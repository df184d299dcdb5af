/* SPDX-License-Identifier: MIT */
/*
 * Contexts: which heap a context allocates from, and what it means to have
 * entered a heap. Everything that touches the plain fields of a heap or its pages
 * does so between heap_enter() and heap_exit(); who cannot enter goes another
 * way (remote.h) and never waits.
 *
 * single (CONFIG_HAKMEM_MODEL_SINGLE): one context calls at a time; it has always
 *	entered. The compiler sees constants.
 * thread (CONFIG_HAKMEM_MODEL_THREAD): a heap belongs to a thread; entering is a
 *	comparison. A heap without an owner is taken by who comes first.
 */
#ifndef KERNEL_CONTEXT_H
#define KERNEL_CONTEXT_H

#include <asm/atomic.h>
#include "types.h"

/* The instance behind the calls without an arena. */
extern struct hakmem_arena hakmem_default;

static always_inline bool context_is_only(void);

/*
 * Does the heap keep its full pages on a queue? One that can be destroyed must know
 * all its pages; without other contexts a walk over the arena finds them, too.
 */
static always_inline bool heap_keeps_full(const struct hakmem_heap *heap)
{
	return !context_is_only() && unlikely(heap->created);
}

/* Was the instance initialised? */
static inline bool arena_ready(const struct hakmem_arena *arena)
{
	return atomic_read(&arena->regions);
}

#ifdef CONFIG_HAKMEM_MODEL_SINGLE

static always_inline struct hakmem_heap *context_enter(struct hakmem_arena *arena)
{
	return &arena->heap;
}

/*
 * The direct page cache of @heap. Hidden, so that its address is one constant
 * rather than a constant and a distance from it.
 */
static always_inline struct page *const *heap_direct(const struct hakmem_heap *heap)
{
	struct page *const *direct = heap->pages_direct;

	OPTIMIZER_HIDE_VAR(direct);
	return direct;
}

static always_inline bool heap_enter(struct hakmem_heap *heap)
{
	(void)heap;
	return true;
}

/* Is there no other context than this one? A constant. */
static always_inline bool context_is_only(void)
{
	return true;
}

static inline bool heap_enter_named(struct hakmem_heap *heap)
{
	(void)heap;
	return true;
}

static inline bool heap_enter_slow(struct hakmem_heap *heap)
{
	(void)heap;
	return true;
}

static inline void heap_exit_slow(struct hakmem_heap *heap)
{
	(void)heap;
}

static always_inline void heap_exit(struct hakmem_heap *heap)
{
	(void)heap;
}

/* A heap that is about to take memory: @heap, or NULL for an unused arena. */
static inline struct hakmem_heap *context_ready(struct hakmem_arena *arena,
						struct hakmem_heap *heap)
{
	return arena_ready(arena) ? heap : NULL;
}

/* The heap that lies in the arena's root; all others lie in pages. */
static inline const struct hakmem_heap *context_root_heap(const struct hakmem_arena *arena)
{
	return &arena->heap;
}

static inline void context_forget(struct hakmem_arena *arena)
{
	(void)arena;
}

/* The heaps that the calling context owns: the first; others follow by next_owned. */
static inline struct hakmem_heap *context_owned(struct hakmem_arena *arena)
{
	return &arena->heap;
}

static inline void context_own(struct hakmem_heap *heap)
{
	struct hakmem_heap *first = context_owned(heap->arena);

	heap->next_owned = first->next_owned;
	first->next_owned = heap;
}

static inline void context_disown(struct hakmem_heap *heap)
{
	struct hakmem_heap *h = context_owned(heap->arena);

	while (h->next_owned && h->next_owned != heap)
		h = h->next_owned;
	if (h->next_owned)
		h->next_owned = heap->next_owned;
}

/* The next parked heap, entered; none here. */
static inline struct hakmem_heap *context_take_parked(struct hakmem_arena *arena)
{
	(void)arena;
	return NULL;
}

static inline void context_park_list(struct hakmem_arena *arena, struct hakmem_heap *list)
{
	(void)arena;
	(void)list;
}

static inline struct hakmem_heap *context_next_parked(struct hakmem_heap *heap)
{
	(void)heap;
	return NULL;
}

#else

/* What a thread owns. */
struct hakmem_thread {
	struct hakmem_heap *heap;  /* default instance: what malloc uses, or heap_none */
	struct hakmem_heap *owned; /* all heaps of the default instance */
	struct hakmem_heap *owned_elsewhere;
};

#include <port.h> /* who is current: the only header of a port that kernel/ sees */

static inline const struct hakmem_heap *context_root_heap(const struct hakmem_arena *arena)
{
	(void)arena;
	return NULL;
}

/* The same in an arena that is not the default one. */
struct hakmem_heap *context_enter_elsewhere(struct hakmem_arena *arena);

/* The calling context's heap, entered; heap_none when it has none. */
static always_inline struct hakmem_heap *context_enter(struct hakmem_arena *arena)
{
	if (likely(arena == &hakmem_default))
		return port_thread()->heap;
	return context_enter_elsewhere(arena);
}

static always_inline struct page *const *heap_direct(const struct hakmem_heap *heap)
{
	return heap->pages_direct;
}

/* Take over a heap without an owner. */
bool heap_enter_slow(struct hakmem_heap *heap);

static always_inline bool heap_enter(struct hakmem_heap *heap)
{
	return likely(atomic_read(&heap->owner) == port_self());
}

static always_inline bool context_is_only(void)
{
	return false;
}

/* The same for a heap that the caller names: it may be without an owner. */
static inline bool heap_enter_named(struct hakmem_heap *heap)
{
	return heap_enter(heap) || heap_enter_slow(heap);
}

static always_inline void heap_exit(struct hakmem_heap *heap)
{
	(void)heap;
}

/*
 * @heap; instead of heap_none a heap of @arena: a parked one, adopted, or a new
 * one. NULL: no memory.
 */
struct hakmem_heap *context_ready(struct hakmem_arena *arena, struct hakmem_heap *heap);

/* The opposite of heap_enter_slow(): @heap is without an owner again. */
void heap_exit_slow(struct hakmem_heap *heap);

/*
 * The heaps that the calling thread owns in @arena, and perhaps in others: the
 * first; others follow by next_owned.
 */
struct hakmem_heap *context_owned(const struct hakmem_arena *arena);

/* The calling thread owns @heap from now on; no longer. */
void context_own(struct hakmem_heap *heap);
void context_disown(struct hakmem_heap *heap);

/* @arena starts afresh or ends: its heaps are gone. */
void context_forget(struct hakmem_arena *arena);

/*
 * Parked heaps: a stack that is only ever taken whole, so that nobody can confuse
 * it with an older one (A-B-A). Who takes it enters its heaps; puts the rest back.
 */
struct hakmem_heap *context_take_parked(struct hakmem_arena *arena);
void context_park_list(struct hakmem_arena *arena, struct hakmem_heap *list);

static inline struct hakmem_heap *context_next_parked(struct hakmem_heap *heap)
{
	return heap->next_parked;
}

#endif

#endif
