// SPDX-License-Identifier: MIT
/*
 * The thread model: heaps are taken by threads, and left when these end.
 *
 *	         heap_acquire()          hakmem_thread_exit()
 *	(none) -----------------> owned ----------------------> idle
 *	                            ^                             |
 *	                            `------ heap_acquire() -------'
 *
 * An idle heap keeps its pages and blocks; others go on freeing into it, and who
 * runs out of memory collects it. A heap of hakmem_heap_create() is idle likewise
 * until another thread allocates from it.
 */
#include <lib/string.h>
#include "context.h"
#include "heap.h"
#include "heap_list.h"

/*
 * May the calling context own a heap? Not an interrupt, nor a thread that has ended and goes on:
 * nobody would leave it again. They borrow one for each call.
 */
static bool may_own(void)
{
	return port_thread() && port_thread_owns();
}

static struct hakmem_heap **owned_list(const struct hakmem_arena *arena)
{
	struct hakmem_thread *thread = port_thread();

	return arena == &hakmem_default ? &thread->owned : &thread->owned_elsewhere;
}

/* From now on the calling thread's, until it ends. */
static void own(struct hakmem_heap *heap)
{
	struct hakmem_heap **list = owned_list(heap->arena);

	atomic_set(&heap->owner, port_self());
	heap->next_owned = *list;
	*list = heap;
}

bool heap_enter_named(struct hakmem_heap *heap)
{
	if (atomic_read(&heap->owner) == port_self())
		return true;
	if (!heap_try_enter(heap))
		return false;
	if (may_own()) /* who may not leaves it again */
		own(heap);
	return true;
}

void context_own(struct hakmem_heap *heap)
{
	if (may_own())
		own(heap);
	else
		heap_leave(heap);
}

void context_disown(struct hakmem_heap *heap)
{
	struct hakmem_heap **link;

	if (!port_thread())
		return;
	link = owned_list(heap->arena);
	while (*link && *link != heap)
		link = &(*link)->next_owned;
	if (*link)
		*link = heap->next_owned;
}

static struct hakmem_heap *acquire(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap = heap_acquire(arena);

	if (heap)
		own(heap);
	return heap;
}

struct hakmem_heap *context_heap_elsewhere(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap = port_thread()->owned_elsewhere;

	while (heap && (heap->arena != arena || heap->created))
		heap = heap->next_owned;
	if (!heap && arena_ready(arena) && may_own())
		heap = acquire(arena);
	return heap ? heap : HEAP_NONE;
}

struct hakmem_heap *context_ready(struct hakmem_arena *arena, struct hakmem_heap *heap)
{
	if (heap != &heap_none)
		return heap;
	if (arena != &hakmem_default || !arena_ready(arena))
		return NULL; /* context_heap_elsewhere() has tried */
	if (!may_own())
		return NULL;
	heap = acquire(arena);
	if (heap)
		port_thread()->heap = heap;
	return heap;
}

void context_forget(struct hakmem_arena *arena)
{
	struct hakmem_thread *thread = port_thread();
	struct hakmem_heap **link;

	if (!thread)
		return;
	if (arena == &hakmem_default) {
		thread->heap = HEAP_NONE;
		thread->owned = NULL;
		return;
	}
	link = &thread->owned_elsewhere;
	while (*link) {
		if ((*link)->arena == arena)
			*link = (*link)->next_owned;
		else
			link = &(*link)->next_owned;
	}
}

static void leave_all(struct hakmem_heap *heap)
{
	while (heap) {
		struct hakmem_heap *next = heap->next_owned;

		heap_collect(heap);
		heap_leave(heap);
		heap = next;
	}
}

void hakmem_thread_init(struct hakmem_thread *thread)
{
	mem_zero(thread, sizeof(*thread));
	thread->heap = HEAP_NONE;
}

void hakmem_thread_exit(void)
{
	struct hakmem_thread *thread = port_thread();
	struct hakmem_heap *owned, *elsewhere;

	if (!thread)
		return;
	owned = thread->owned;
	elsewhere = thread->owned_elsewhere;
	thread->heap = HEAP_NONE;
	thread->owned = NULL;
	thread->owned_elsewhere = NULL;
	leave_all(owned);
	leave_all(elsewhere);
}
