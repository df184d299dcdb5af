/* SPDX-License-Identifier: MIT */
/* States that make realloc and aligned_alloc long. */
#include "scene.h"

#ifdef CONFIG_HAKMEM_PAGES

/* The block has room. */
static bool stays(uint32_t variant)
{
	size_t size = scene_pick(variant);

	if (!size)
		return false;
	scene_start();
	scene_fill_pages(size, 2);
	call_realloc(scene.blocks[0], size);
	return true;
}

/* A run grows over all of the arena, and shrinks again. */
static bool run_in_place(uint32_t variant)
{
	struct hakmem_stats stats;
	void *p;

	if (variant > 1)
		return false;
	scene_start();
	hakmem_stats(&stats);
	p = call_realloc(hakmem_malloc(CLASS_MAX + 1), stats.free_bytes);
	if (variant && p)
		call_realloc(p, CLASS_MAX + 1);
	return true;
}

/* A run grows into one that is cached, which goes back. Or it cannot grow (@variant). */
static bool grows_into_cached(uint32_t variant)
{
	void *p;

	if (variant > 3)
		return false;
	scene_start();
	if (variant & 1)
		scene_holes(scene.arena / 2);
	p = hakmem_malloc(CLASS_MAX + 1);
	scene_cache(0);
	if (p)
		call_realloc(p, variant & 2 ? scene.arena : 2 * CLASS_MAX);
	return true;
}

/* The last block of a long page moves to a page that has to be found behind holes. */
static bool moves(uint32_t variant)
{
	size_t size = scene_pick(variant / 2);
	void *p, *kept;

	if (!size || size > CLASS_MAX / 2)
		return false;
	scene_start();
	kept = hakmem_malloc(size);
	scene_fill_pages(size, 1);
	p = hakmem_malloc(size);
	for (uint32_t i = 0; i < scene.nr; i++)
		scene_drop(i);
	hakmem_free(kept);
	scene_forget();
	if (variant & 1)
		scene_holes(scene.arena / 2);
	call_realloc(p, size * 2);
	return true;
}

/* There is no room for the block to grow, after everything was collected. */
static bool no_room(uint32_t variant)
{
	static const uint16_t sizes[] = { 64, 512, 1024, 2048 };

	if (variant >= 4)
		return false;
	scene_start();
	scene_holes(0);
	for (uint32_t i = 1; i < scene.nr; i += 8)
		scene_drop(i);
	call_realloc(scene.blocks[0], sizes[variant]);
	return true;
}

/* A block of a page, and of a page of its own behind holes. */
static bool aligned(uint32_t variant)
{
	static const uint16_t alignments[] = { 16, 64, 256, 1024, 4096 };
	size_t size = scene_pick(variant / 10);

	if (!size)
		return false;
	scene_start();
	if (variant & 1)
		scene_holes(scene.arena / 2);
	call_aligned(alignments[variant / 2 % 5], size);
	return true;
}

/* Nothing is left; or some runs are cached, and that is too little. */
static bool aligned_fails(uint32_t variant)
{
	static const uint16_t alignments[] = { 16, 64, 256, 1024, 4096 };

	if (variant == 15) {
		scene_start();
		scene_holes(scene.arena / 2);
		scene_cache(0);
		call_aligned(1024, scene.arena);
	}
	if (variant >= 15)
		return variant == 15;
	scene_start();
	scene_holes(0);
	for (uint32_t i = 1; i < scene.nr; i += 8)
		scene_drop(i);
	call_aligned(alignments[variant % 5], variant / 5 == 0 ? 32 :
					      variant / 5 == 1 ? 512 :
								 2048);
	return true;
}

const struct state other_states[] = {
	{ "stays", PATH_REALLOC_STAY, stays },
	{ "run_in_place", PATH_REALLOC_RUN, run_in_place },
	{ "grows_into_cached", PATH_REALLOC_RUN, grows_into_cached },
	{ "moves", PATH_REALLOC_MOVE, moves },
	{ "no_room", PATH_REALLOC_FAIL, no_room },
	{ "aligned", PATH_ALIGNED, aligned },
	{ "aligned_fails", PATH_ALIGNED_FAIL, aligned_fails },
	{ 0 },
};

#endif
