/* SPDX-License-Identifier: MIT */
/*
 * An arena that is covered with pages as short as can be, in all the ways in which they
 * can have got blocks back, and requests of all sizes: what has to be looked at before
 * memory is found, or NULL returned. Most calls are of the paths that come last.
 */
#include "scene.h"

#include "support/mem.h"

#if defined(CONFIG_HAKMEM_PAGES) && !defined(CONFIG_HAKMEM_MODEL_SINGLE)

static void drop(uint32_t first, uint32_t n, uint32_t keep)
{
	while (n-- > keep)
		scene_drop(first + n);
}

/* What comes back of the pages, by their number; while somebody is inside, or not. */
static void nothing(uint32_t page, uint32_t first, uint32_t n)
{
	(void)page;
	(void)first;
	(void)n;
}

static void one_each(uint32_t page, uint32_t first, uint32_t n)
{
	(void)page;
	(void)n;
	scene_drop(first);
}

static void all_but_one(uint32_t page, uint32_t first, uint32_t n)
{
	(void)page;
	drop(first, n, 1);
}

static void all(uint32_t page, uint32_t first, uint32_t n)
{
	(void)page;
	drop(first, n, 0);
}

static void all_of_odd(uint32_t page, uint32_t first, uint32_t n)
{
	if (page & 1)
		drop(first, n, 0);
}

static void one_of_even(uint32_t page, uint32_t first, uint32_t n)
{
	(void)n;
	if (!(page & 1))
		scene_drop(first);
}

static void all_of_even(uint32_t page, uint32_t first, uint32_t n)
{
	if (!(page & 1))
		drop(first, n, 0);
}

static void all_of_most(uint32_t page, uint32_t first, uint32_t n)
{
	if (page % 8)
		drop(first, n, 0);
}

typedef void visit_fn(uint32_t page, uint32_t first, uint32_t n);

/* First what the owner frees, then what others do. */
static const struct {
	visit_fn *local, *remote;
} ways[] = {
	{ nothing, nothing },
	{ one_each, nothing },
	{ nothing, one_each },
	{ nothing, all_but_one },
	{ nothing, all },
	{ all_of_odd, nothing },
	{ all_of_odd, one_of_even },
	{ all_of_odd, all_of_even },
	{ one_of_even, all_of_odd },
	{ all_of_odd, all_of_most },
	{ one_each, all_of_most },
};

#define NR_WAYS	 (sizeof(ways) / sizeof(ways[0]))
#define NR_SIZES 11u

static size_t size_of(uint32_t i)
{
	static const uint16_t sizes[] = { 1, 24, 64, 128, 256, 512, 1024, 1025, 2048 };

	if (i < sizeof(sizes) / sizeof(sizes[0]))
		return sizes[i];
	return i & 1 ? scene.arena / 4 : scene.arena;
}

/* A run that stays, in front; then the pages. */
static bool build(uint32_t variant, void **run, size_t *size)
{
	if (variant >= NR_WAYS * NR_SIZES)
		return false;
	scene_start();
	*run = hakmem_malloc(CLASS_MAX * 2);
	*size = size_of(variant % NR_SIZES);
	scene_tile(0);
	scene_pages(ways[variant / NR_SIZES].local);
	scene_compact();
	scene_enter();
	scene_pages(ways[variant / NR_SIZES].remote);
	scene_leave();
	scene_compact();
	return true;
}

static bool grid_malloc(uint32_t variant)
{
	size_t size;
	void *run;

	if (!build(variant, &run, &size))
		return false;
	call_malloc(size);
	return true;
}

static bool grid_aligned(uint32_t variant)
{
	size_t size;
	void *run;

	if (!build(variant, &run, &size))
		return false;
	call_aligned(64, size);
	return true;
}

static bool grid_realloc(uint32_t variant)
{
	size_t size;
	void *run;

	if (!build(variant, &run, &size))
		return false;
	if (scene.nr)
		call_realloc(scene.blocks[scene.nr / 2], size);
	return true;
}

static bool grid_realloc_run(uint32_t variant)
{
	size_t size;
	void *run;

	if (!build(variant, &run, &size))
		return false;
	call_realloc(run, size);
	return true;
}

static bool grid_contended(uint32_t variant)
{
	size_t size;
	void *run;

	if (!build(variant, &run, &size))
		return false;
	scene_enter();
	call_malloc(size);
	scene_leave();
	return true;
}

/* The same with a spare heap that the pages belong to. */
static bool grid_spare(uint32_t variant)
{
	struct hakmem_heap *spare;
	size_t size;

	if (variant >= NR_WAYS * NR_SIZES)
		return false;
	scene_start();
	size = size_of(variant % NR_SIZES);
	scene_enter();
	scene_tile(0);
	spare = (void *)atomic_read(&hakmem_default_arena()->heaps);
	scene_pages(ways[variant / NR_SIZES].local);
	scene_compact();
	if (!heap_try_enter(spare)) /* there was no room for one */
		return true;
	scene_pages(ways[variant / NR_SIZES].remote);
	heap_leave(spare);
	call_malloc(size);
	scene_leave();
	return true;
}

const struct state grid_states[] = {
	{ "grid_malloc", PATH_MALLOC_FAIL, grid_malloc },
	{ "grid_aligned", PATH_ALIGNED_FAIL, grid_aligned },
	{ "grid_realloc", PATH_REALLOC_FAIL, grid_realloc },
	{ "grid_realloc_run", PATH_REALLOC_RUN, grid_realloc_run },
	{ "grid_contended", PATH_CONTENDED_FAIL, grid_contended },
	{ "grid_spare", PATH_CONTENDED_FAIL, grid_spare },
	{ 0 },
};

#endif
