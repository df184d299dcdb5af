/* SPDX-License-Identifier: MIT */
/* States that make free long. */
#include "scene.h"

#ifdef CONFIG_HAKMEM_PAGES

/*
 * An arena full of blocks of one class is emptied: in order, backwards, every other
 * one first, every seventh.
 */
static bool storm(uint32_t variant)
{
	size_t size = scene_pick(variant / 4);
	uint32_t stride = variant % 4 == 2 ? 2 : variant % 4 == 3 ? 7 : 1;

	if (!size)
		return false;
	scene_start();
	scene_fill(size);
	for (uint32_t offset = 0; offset < stride; offset++)
		for (uint32_t i = offset; i < scene.nr; i += stride)
			scene_free(variant % 4 == 1 ? scene.nr - 1 - i : i);
	return true;
}

/* The longest page of each class, in use to its last block, while an empty one is kept. */
static bool retire_longest(uint32_t variant)
{
	size_t size = scene_pick(variant / 2);
	uint32_t n;

	if (!size)
		return false;
	scene_start();
	scene_fill_pages(size, 1);
	n = scene.nr;
	scene_fill_pages(size, 1);
	if (variant & 1) /* the longest page is the kept one */
		for (uint32_t i = 0; i < n; i++)
			scene_free(i);
	for (uint32_t i = n; i < scene.nr; i++)
		scene_free(i);
	for (uint32_t i = 0; i < n; i++)
		scene_free(i);
	return true;
}

/* A page whose last block comes back, and there is no other: it stays. */
static bool keep_last(uint32_t variant)
{
	size_t size = scene_pick(variant);

	if (!size)
		return false;
	scene_start();
	scene_fill_pages(size, 1);
	scene_keep(hakmem_malloc(size));
	for (uint32_t i = 0; i < scene.nr; i++)
		scene_free(i);
	return true;
}

/* The first block of a full page comes back; one that was aligned, too (@variant). */
static bool full_page(uint32_t variant)
{
	size_t size = scene_pick(variant / 2);

	if (!size)
		return false;
	scene_start();
	if (variant & 1)
		scene_keep(hakmem_aligned_alloc(16, size));
	else
		scene_keep(hakmem_malloc(size));
	scene_fill_pages(size, 4);
	scene_free(0);
	return true;
}

/*
 * Remote frees have emptied many pages. The page at hand has run dry, took its own
 * remote frees, and the next free into it takes in those of others: long pages that
 * go back to the arena.
 */
static bool drain_longest(uint32_t variant)
{
	size_t size = scene_pick(variant);
	uint32_t first, n;
	void *p;

	if (!size)
		return false;
	scene_start();
	/* the page that it is about: full, to be the last on the pending list */
	scene_fill_pages(1, 1);
	n = scene.nr;
	for (uint32_t i = 0; i < 12; i++)
		scene_fill_pages(size, 1);
	first = n;
	scene_drop(0); /* not full any more: it is the page at hand */
	scene.blocks[0] = call_malloc(1);
	scene_enter();
	scene_free(1);
	for (uint32_t i = first; i < scene.nr; i++)
		scene_free(i);
	scene_leave();
	p = call_malloc(1);
	if (p)
		scene_free(0);
	return true;
}

/* The largest run that there is comes back, and runs of all lengths. */
static bool longest_run(uint32_t variant)
{
	struct hakmem_stats stats;

	if (variant > 5)
		return false;
	scene_start();
	hakmem_stats(&stats);
	scene_fill(variant ? CLASS_MAX + variant * scene.arena / 16 : stats.free_bytes);
	for (uint32_t i = 0; i < scene.nr; i++)
		scene_free(i);
	return true;
}

/* Runs of one length: two of them are cached. The first one is another each time. */
static bool cached(uint32_t variant)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	uint32_t first = variant % 8;
	size_t size;

	if (variant >= 48)
		return false;
	scene_start();
	size = CLASS_MAX + ((size_t)(variant / 8 * 3) << slice_shift(arena)) + 1;
	for (uint32_t i = 0; i < 8; i++)
		scene_keep(hakmem_malloc(size));
	for (uint32_t i = 0; i < 8 && scene.nr == 8; i++)
		scene_free((first + i) % 8);
	return true;
}

/* Somebody is inside: all blocks of full pages come back. */
static bool remote(uint32_t variant)
{
	size_t size = scene_pick(variant);

	if (!size)
		return false;
	scene_start();
	scene_fill(size);
	scene_enter();
	for (uint32_t i = 0; i < scene.nr; i++)
		scene_free(i);
	scene_leave();
	return true;
}

const struct state free_states[] = {
	{ "storm", PATH_FREE_LOCAL, storm },
	{ "keep_last", PATH_FREE_LAST, keep_last },
	{ "full_page", PATH_FREE_FULL, full_page },
	{ "retire_longest", PATH_FREE_RETIRE, retire_longest },
	{ "drain_longest", PATH_FREE_DRAIN, drain_longest },
	{ "free_longest_run", PATH_FREE_RUN, longest_run },
	{ "cached", PATH_FREE_CACHED, cached },
	{ "remote", PATH_FREE_REMOTE, remote },
	{ 0 },
};

#endif
