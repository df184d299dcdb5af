// SPDX-License-Identifier: MIT
/*
 * The thread model: heaps come and go with threads.
 *
 *	         context_ready()            hakmem_thread_exit()
 *	(none) ------------------> owned ------------------------> parked
 *	                             ^                                |
 *	                             `----- context_ready() adopts ---'
 *
 * A parked heap keeps its pages and blocks; others go on freeing into it, and who
 * runs out of memory collects it. A heap of hakmem_heap_create() is not parked: it
 * loses its owner, and the next thread that allocates from it becomes that.
 */
#include "context.h"
#include "fault.h"
#include "heap.h"
#include "page.h"
#include "page_queue.h"

bool heap_enter_slow(struct hakmem_heap *heap)
{
	unsigned long none = 0;

	while (!none && !atomic_try_cmpxchg(&heap->owner, &none, port_self()))
		;
	if (none)
		return none == port_self();
	context_own(heap);
	return true;
}

static struct hakmem_heap **owned_list(const struct hakmem_arena *arena)
{
	struct hakmem_thread *thread = port_thread();

	return arena == &hakmem_default ? &thread->owned : &thread->owned_elsewhere;
}

struct hakmem_heap *context_owned(const struct hakmem_arena *arena)
{
	return *owned_list(arena);
}

void context_own(struct hakmem_heap *heap)
{
	struct hakmem_heap **list = owned_list(heap->arena);

	atomic_set(&heap->owner, port_self());
	heap->next_owned = *list;
	*list = heap;
	port_thread_used();
}

void context_disown(struct hakmem_heap *heap)
{
	struct hakmem_heap **link = owned_list(heap->arena);

	while (*link && *link != heap)
		link = &(*link)->next_owned;
	if (*link)
		*link = heap->next_owned;
}

struct hakmem_heap *context_enter_elsewhere(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap = port_thread()->owned_elsewhere;

	while (heap && (heap->arena != arena || heap->created))
		heap = heap->next_owned;
	if (!heap && arena_ready(arena))
		heap = heap_acquire(arena);
	return heap ? heap : HEAP_NONE;
}

struct hakmem_heap *context_ready(struct hakmem_arena *arena, struct hakmem_heap *heap)
{
	if (heap != &heap_none)
		return heap;
	if (arena != &hakmem_default || !arena_ready(arena))
		return NULL; /* context_enter_elsewhere() has tried */
	heap = heap_acquire(arena);
	if (heap)
		port_thread()->heap = heap;
	return heap;
}

void heap_exit_slow(struct hakmem_heap *heap)
{
	context_disown(heap);
	atomic_set_release(&heap->owner, 0);
}

void context_forget(struct hakmem_arena *arena)
{
	struct hakmem_thread *thread = port_thread();
	struct hakmem_heap **link = &thread->owned_elsewhere;

	if (arena == &hakmem_default) {
		thread->heap = HEAP_NONE;
		thread->owned = NULL;
		return;
	}
	while (*link) {
		if ((*link)->arena == arena)
			*link = (*link)->next_owned;
		else
			link = &(*link)->next_owned;
	}
}

struct hakmem_heap *context_take_parked(struct hakmem_arena *arena)
{
	if (!atomic_read(&arena->parked))
		return NULL;
	return (struct hakmem_heap *)atomic_xchg(&arena->parked, 0);
}

/* Push @list, whose heaps nobody else can see. Bound: as any push. */
void context_park_list(struct hakmem_arena *arena, struct hakmem_heap *list)
{
	unsigned long old = atomic_read(&arena->parked);
	struct hakmem_heap *last = list;

	if (!list)
		return;
	while (last->next_parked)
		last = last->next_parked;
	do {
		last->next_parked = (struct hakmem_heap *)old;
	} while (!atomic_try_cmpxchg(&arena->parked, &old, (unsigned long)list));
}

/*
 * Let go of @heap. Its plain fields are published by the release of the owner
 * word and of the push.
 */
static void leave(struct hakmem_heap *heap)
{
	bool created = heap->created;

	heap->next_parked = NULL;
	atomic_set_release(&heap->owner, 0);
	if (!created)
		context_park_list(heap->arena, heap);
}

static void leave_all(struct hakmem_heap *heap)
{
	while (heap) {
		struct hakmem_heap *next = heap->next_owned;

		heap_collect(heap);
		leave(heap);
		heap = next;
	}
}

void hakmem_thread_exit(void)
{
	struct hakmem_thread *thread = port_thread();
	struct hakmem_heap *owned = thread->owned, *elsewhere = thread->owned_elsewhere;

	thread->heap = HEAP_NONE;
	thread->owned = NULL;
	thread->owned_elsewhere = NULL;
	leave_all(owned);
	leave_all(elsewhere);
}
