// SPDX-License-Identifier: MIT
/* Instances: the default one and those that lie in their own memory. */
#include <lib/string.h>
#include "context.h"
#include "debug.h"
#include "heap.h"
#include "heap_list.h"
#include "large.h"
#include "page_colour.h"
#include "page_map.h"
#include "region.h"

/*
 * Usable as it is, so that no fast path asks whether it was initialised: no page
 * is found, no page has a block.
 */
COLOUR_APART struct hakmem_arena hakmem_default = {
#if NR_ROOT_HEAPS
	.heap = {
		[0 ... NR_ROOT_HEAPS - 1] = {
			.pages_direct = { [0 ... DIRECT_ENTRIES - 1] = PAGE_NONE },
			.arena = &hakmem_default,
			.alloc_large = large_alloc_run,
		},
	},
#endif
	.middle = ATOMIC_INIT(REGION_NONE),
};

#if defined(CONFIG_HAKMEM_MODEL_CPU) && defined(CONFIG_HAKMEM_PAGES)
struct atomic_word heap_busy = ATOMIC_INIT(1);
#endif

#ifdef CONFIG_HAKMEM_MODEL_THREAD
const struct hakmem_heap heap_none = {
	.pages_direct = { [0 ... DIRECT_ENTRIES - 1] = PAGE_NONE },
	.arena = &hakmem_default,
	.alloc_large = large_alloc_run,
	.owner = ATOMIC_INIT(BORROWED),
};

const struct atomic_word heap_busy = ATOMIC_INIT(BORROWED);
#else
void hakmem_thread_init(struct hakmem_thread *thread)
{
	mem_zero(thread, sizeof(*thread));
}

void hakmem_thread_exit(void)
{
	/* there are no threads */
}
#endif

#ifndef CONFIG_HAKMEM_TASK_DELETION
int hakmem_arena_thread_deleted(struct hakmem_arena *arena, struct hakmem_thread *thread)
{
	(void)arena;
	(void)thread;
	return -HAKMEM_ENOSYS;
}

int hakmem_thread_deleted(struct hakmem_thread *thread)
{
	return hakmem_arena_thread_deleted(&hakmem_default, thread);
}
#endif

#if NR_ROOT_HEAPS
static void init_heaps(struct hakmem_arena *arena)
{
	for (unsigned int i = 0; i < NR_ROOT_HEAPS; i++)
		heap_init(&arena->heap[i], arena);
	heap_list_init(arena);
}
#else
static void init_heaps(struct hakmem_arena *arena)
{
	(void)arena; /* heaps come with threads */
}
#endif

/*
 * Smallest slices of which @size bytes are not too many: searching the bitmap then
 * has a bound, and small arenas lose little to rounding.
 */
static unsigned int choose_shift(size_t size)
{
	unsigned int shift = CONFIG_HAKMEM_SLICE_SHIFT_MIN;

	OPTIMIZER_HIDE_VAR(shift); /* a loop, not four copies of its body */
	while (shift < CONFIG_HAKMEM_SLICE_SHIFT_MAX &&
	       size >> shift > (size_t)1 << CONFIG_HAKMEM_SLICES_SHIFT)
		shift++;
	return shift;
}

/* It has no region, and its heaps no page: every call finds it uninitialised. */
static void forget(struct hakmem_arena *arena)
{
	context_forget(arena);
	mem_zero(arena, sizeof(*arena));
	init_heaps(arena);
	atomic_set(&arena->middle, REGION_NONE);
}

/* The first region's header goes to @at, or behind it. */
static int start(struct hakmem_arena *arena, void *at, void *base, size_t size)
{
	struct region *region = region_at(at);
	int error;

	forget(arena);
	arena->slice_shift = (uint8_t)choose_shift(size);
	error = region_make(arena, region, base, size);
	if (error)
		return error;
	atomic_set(&arena->middle, (unsigned long)&region->node);
	region_open(arena, &arena->regions, region);
	return 0;
}

int hakmem_init(void *base, size_t size)
{
	return start(&hakmem_default, base, base, size);
}

struct hakmem_arena *hakmem_arena_create(void *base, size_t size)
{
	struct hakmem_arena *arena = (struct hakmem_arena *)(void *)region_at(base);

	if (!base || (uintptr_t)base + size < (uintptr_t)base ||
	    (uintptr_t)region_at(arena + 1) - (uintptr_t)base >= size)
		return NULL;
	return start(arena, arena + 1, base, size) ? NULL : arena;
}

void hakmem_arena_destroy(struct hakmem_arena *arena)
{
	for (const struct region *r = region_first(arena); r; r = region_next(r))
		debug_unpoison((void *)r->supplied, r->supplied_size);
	forget(arena);
}

struct hakmem_arena *hakmem_default_arena(void)
{
	return &hakmem_default;
}

size_t hakmem_arena_bytes(void)
{
	return sizeof(struct hakmem_arena);
}
