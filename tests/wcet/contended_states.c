/* SPDX-License-Identifier: MIT */
/* Somebody is inside the heap: malloc takes a spare one. */
#include "scene.h"

#if defined(CONFIG_HAKMEM_PAGES) && !defined(CONFIG_HAKMEM_MODEL_SINGLE)

/* A malloc while the heap is entered; with holes in the last @part-th, but for 1. */
static void malloc_entered(size_t size, uint32_t part)
{
	if (part > 1)
		scene_holes(scene.arena / part);
	scene_enter();
	call_malloc(size);
	scene_leave();
}

/* The first to come, in an empty arena, and where holes have to be searched. */
static bool first(uint32_t variant)
{
	size_t size = scene_pick(variant / 4);

	if (!size)
		return false;
	scene_start();
	malloc_entered(size, variant % 4 + 1);
	return true;
}

/* A spare heap is there, with a page of no class. */
static bool second(uint32_t variant)
{
	size_t size = scene_pick(variant / 4);

	if (!size)
		return false;
	scene_start();
	scene_enter();
	hakmem_free(hakmem_malloc(size > 64 ? 1 : CLASS_MAX));
	scene_leave();
	malloc_entered(size, variant % 4 + 1);
	return true;
}

/*
 * There is memory enough for a spare heap, but not in one piece: it is searched for,
 * everything is collected, and searched for again; then the same for the request.
 */
static bool no_spare(uint32_t variant)
{
	static const uint16_t sizes[] = { 8, 64, 128, 512, 1024, 2048 };

	if (variant >= 12)
		return false;
	scene_start();
	scene_holes(0);
	if (variant & 1)
		for (uint32_t i = 0; i < scene.nr; i += 8)
			scene_drop(i);
	scene_enter();
	call_malloc(sizes[variant / 2]);
	scene_leave();
	return true;
}

/* There are cached runs, which go back while a spare heap is made, or in vain (@variant). */
static bool cached_entered(uint32_t variant)
{
	if (variant >= 6)
		return false;
	scene_start();
	scene_holes(scene.arena / 2);
	scene_cache(0);
	if (variant & 1)
		scene_get_scarce();
	scene_enter();
	call_malloc(variant / 2 == 0 ? 64 :
		    variant / 2 == 1 ? 3 * CLASS_MAX :
				       scene.arena);
	scene_leave();
	return true;
}

static struct hakmem_heap *spare_heap(void)
{
	return (void *)atomic_read(&hakmem_default_arena()->heaps);
}

/* All spare heaps are entered, too: a run, straight from the arena. */
static bool all_entered(uint32_t variant)
{
	struct hakmem_heap *spare[CONFIG_HAKMEM_SPARE_HEAPS];
	size_t size = scene_pick(variant / 2);

	if (!size)
		return false;
	scene_start();
	scene_enter();
	for (unsigned int i = 0; i < CONFIG_HAKMEM_SPARE_HEAPS; i++) {
		hakmem_free(hakmem_malloc(size));
		spare[i] = spare_heap();
		if (!heap_try_enter(spare[i]))
			return true; /* too small an arena for so many */
	}
	scene_leave();
	malloc_entered(size, variant & 1 ? 3 : 1);
	for (unsigned int i = 0; i < CONFIG_HAKMEM_SPARE_HEAPS; i++)
		heap_leave(spare[i]);
	return true;
}

const struct state contended_states[] = {
	{ "first", PATH_CONTENDED_FIRST, first },
	{ "second", PATH_CONTENDED_MALLOC, second },
	{ "all_entered", PATH_CONTENDED_RUN, all_entered },
	{ "no_spare", PATH_CONTENDED_FAIL, no_spare },
	{ "cached_entered", PATH_CONTENDED_FIRST, cached_entered },
	{ 0 },
};

#endif
