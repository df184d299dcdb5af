// SPDX-License-Identifier: MIT
/*
 * The lists of heaps: see heap_list.h.
 *
 * Pairing: adding a heap releases its fields to whoever reads the list (address
 * dependency).
 */
#include "heap.h"
#include "heap_list.h"
#include "journal.h"
#include "page.h"

/* Bound: fails once for each context that adds a heap meanwhile. */
void heap_list_add(struct atomic_word *list, struct hakmem_heap *heap)
{
	unsigned long old = atomic_read(list);

	do {
		heap->next_heap = (struct hakmem_heap *)old;
	} while (!atomic_try_cmpxchg(list, &old, (unsigned long)heap));
}

#ifndef CONFIG_HAKMEM_MODEL_SINGLE

#if NR_ROOT_HEAPS

static struct hakmem_heap *root_heaps(struct hakmem_arena *arena)
{
	return arena->heap;
}

#else

static struct hakmem_heap *root_heaps(struct hakmem_arena *arena)
{
	(void)arena;
	return NULL;
}

#endif

void heap_list_init(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap = root_heaps(arena);

	for (unsigned int i = NR_ROOT_HEAPS; i; i--)
		heap_list_add(&arena->heaps, &heap[i - 1]);
}

/* Enter one of the heaps from @heap up to @end. */
static struct hakmem_heap *enter_idle(struct hakmem_heap *heap, const struct hakmem_heap *end)
{
	while (heap != end && !heap_try_enter(heap))
		heap = heap->next_heap;
	return heap == end ? NULL : heap;
}

/* A new heap on the list, entered by the caller. */
static struct hakmem_heap *add_heap(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap = heap_make(arena);

	if (heap) {
		atomic_set(&heap->owner, owner_mark(heap));
		heap_list_add(&arena->heaps, heap);
		journal_spare(NULL);
		journal_step(JOURNAL_NONE);
	}
	return heap;
}

/*
 * Is there room for a heap, and for a page in it? Else a run does for the one request
 * that there is, and takes less.
 */
static bool spare_fits(const struct hakmem_arena *arena)
{
	size_t before = page_colours(arena) + PAGE_HEADER;
	size_t slices = slices_for(arena, before + sizeof(struct hakmem_heap)) +
			slices_for(arena, before + CLASS_MAX);

	return atomic_read(&arena->free_slices) >= slices;
}

static struct hakmem_heap *add_spare(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap = NULL;
	unsigned long others;

	if (!spare_fits(arena))
		return NULL;
	others = atomic_fetch_add(&arena->nr_spare, 1);
	journal_spare(arena);
	if (others + 1 <= CONFIG_HAKMEM_SPARE_HEAPS)
		heap = add_heap(arena);
	journal_spare(NULL);
	if (!heap)
		atomic_fetch_add(&arena->nr_spare, 0 - 1ul);
	return heap;
}

struct hakmem_heap *heap_borrow(struct hakmem_arena *arena)
{
	struct hakmem_heap *roots = root_heaps(arena), *heap;

	heap = enter_idle(heap_first(arena), roots);
	if (!heap)
		heap = add_spare(arena);
	if (!heap)
		heap = enter_idle(roots, NULL);
	return heap;
}

struct hakmem_heap *heap_acquire(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap = enter_idle(heap_first(arena), NULL);

	if (!heap)
		heap = add_heap(arena);
	if (!heap) {
		heap_reclaim(arena, NULL);
		heap = add_heap(arena);
	}
	return heap;
}

#endif
