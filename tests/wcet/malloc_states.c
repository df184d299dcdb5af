/* SPDX-License-Identifier: MIT */
/* States that make malloc long while nobody else is inside. */
#include "scene.h"

#ifdef CONFIG_HAKMEM_PAGES

/* The list to allocate from is dry, and the owner's frees have to be moved there. */
static bool swap_lists(uint32_t variant)
{
	size_t size = scene_pick(variant);

	if (!size)
		return false;
	scene_start();
	scene_fill_pages(size, 1);
	for (uint32_t i = 0; i + 1 < scene.nr; i++)
		scene_drop(i);
	call_malloc(size);
	return true;
}

/* The page at hand is dry, and blocks that were never used have to be linked. */
static bool carve(uint32_t variant)
{
	size_t size = scene_pick(variant);
	struct page *page;

	if (!size)
		return false;
	scene_start();
	page = page_find(hakmem_default_arena(), hakmem_malloc(size));
	while (page->free || page->local_free)
		hakmem_malloc(size);
	call_malloc(size);
	return true;
}

/* One block of each page comes back, and is taken again before the next one does. */
static void dry_again(uint32_t page, uint32_t first, uint32_t n)
{
	size_t size = hakmem_usable_size(scene.blocks[first]);

	if (!page || n < 2)
		return;
	scene_drop(first);
	scene.blocks[first] = hakmem_malloc(size);
}

/*
 * All pages of a class are on its queue and dry, but for the last, which has a block: it
 * was the first to get one back.
 */
static bool dry_queue(uint32_t variant)
{
	size_t size = scene_pick(variant);

	if (!size)
		return false;
	scene_start();
	while (atomic_read(&hakmem_default_arena()->free_slices) &&
	       scene_keep(hakmem_malloc(size)))
		;
	scene_sort();
	scene_drop(0);
	scene_drop(1);
	scene.blocks[0] = hakmem_malloc(size);
	if (scene.nr > 2 && scene.blocks[2])
		scene_pages(dry_again);
	call_malloc(size);
	return true;
}

/* Remote frees of one block of each page wait. */
static void free_one(uint32_t page, uint32_t first, uint32_t n)
{
	(void)page;
	(void)n;
	scene_drop(first);
}

/* Remote frees of all blocks of each page wait: draining empties it. */
static void free_all(uint32_t page, uint32_t first, uint32_t n)
{
	(void)page;
	while (n--)
		scene_drop(first + n);
}

/* Remote frees of all blocks but one. */
static void free_most(uint32_t page, uint32_t first, uint32_t n)
{
	(void)page;
	while (n-- > 1)
		scene_drop(first + n);
}

typedef void visit_fn(uint32_t page, uint32_t first, uint32_t n);

/*
 * Remote frees wait in each page of an arena that is full; @variant: how many, and of
 * which class the request is that has them taken in.
 */
static bool drain(uint32_t variant)
{
	static visit_fn *const visits[] = { free_one, free_most, free_all };
	size_t size = scene_pick(variant / 3);

	if (!size)
		return false;
	scene_start();
	scene_tile(0);
	scene_enter();
	scene_pages(visits[variant % 3]);
	scene_leave();
	call_malloc(size);
	return true;
}

/*
 * The same with pages of which the free lists are as long as can be, so that what
 * comes back has to be appended behind them.
 */
static bool drain_long_lists(uint32_t variant)
{
	size_t size = scene_pick(variant);
	uint32_t keep[NR_CLASSES * 2], nr = 0;

	if (!size)
		return false;
	scene_start();
	for (unsigned int class = 0; class < NR_CLASSES; class ++) {
		size_t bytes = scene_class(class);
		uint32_t first = scene.nr, n;

		if (class == size_class(size))
			continue;
		scene_fill_pages(bytes, 1);
		n = scene.nr - first;
		if (n < 5)
			continue;
		for (uint32_t i = 1; i < n; i++)
			scene_drop(first + i);
		for (uint32_t i = 1; i < n - 1; i++)
			scene.blocks[first + i] = hakmem_malloc(bytes);
		for (uint32_t i = 2; i < n - 1; i++)
			scene_drop(first + i);
		keep[nr++] = first;
		keep[nr++] = first + 1;
	}
	scene_enter();
	while (nr--)
		scene_drop(keep[nr]);
	scene_leave();
	call_malloc(size);
	return true;
}

/* No two free slices touch but at the end, where the rest of the arena is free. */
static bool page_behind_holes(uint32_t variant)
{
	static const uint8_t spare[] = { 0, 2, 3, 4, 8, 32 }; /* parts of the arena */
	size_t size = scene_pick(variant / 6);
	uint8_t part = spare[variant % 6];

	if (!size)
		return false;
	scene_start();
	scene_holes(part ? scene.arena / part : 0);
	call_malloc(size);
	return true;
}

/* An empty arena gives the longest page. */
static bool longest_page(uint32_t variant)
{
	size_t size = scene_pick(variant);

	if (!size)
		return false;
	scene_start();
	call_malloc(size);
	return true;
}

/* A run of @want of the arena behind holes. */
static bool run_behind_holes(uint32_t variant)
{
	static const uint8_t spare[] = { 2, 3, 4, 8, 16 };
	size_t bytes;

	if (variant >= 10)
		return false;
	bytes = scene.arena / spare[variant / 2];
	scene_start();
	scene_holes(bytes);
	call_malloc(variant & 1 ? bytes : CLASS_MAX + 1);
	return true;
}

/*
 * Cached runs go back before the search, as memory is scarce; for a run, or a page
 * (@variant & 1), behind holes.
 */
static bool ebb(uint32_t variant)
{
	static const uint8_t spare[] = { 2, 3, 4 };

	if (variant >= 6)
		return false;
	scene_start();
	scene_holes(scene.arena / spare[variant / 2]);
	scene_cache(RUN_CACHE_LONGER + 1);
	scene_get_scarce();
	call_malloc(variant & 1 ? 64 : CLASS_MAX + 1);
	return true;
}

/* The largest run that there is, when what is cached has gone back. */
static bool emptied(uint32_t variant)
{
	struct hakmem_stats stats;

	if (variant > 1)
		return false;
	scene_start();
	if (variant)
		scene_holes(scene.arena / 2);
	scene_cache(0);
	hakmem_stats(&stats);
	call_malloc(stats.largest_free);
	return true;
}

/* A cached run, of just that length or longer, for which more slots are looked at. */
static bool cached_run(uint32_t variant)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	size_t size;

	if (variant >= 12)
		return false;
	scene_start();
	size = CLASS_MAX + ((size_t)(variant / 3 * 4 + 3) << slice_shift(arena));
	hakmem_free(hakmem_malloc(size));
	call_malloc(size - ((size_t)(variant % 3) << slice_shift(arena)));
	return true;
}

/* The largest run that there is. */
static bool longest_run(uint32_t variant)
{
	struct hakmem_stats stats;

	if (variant)
		return false;
	scene_start();
	hakmem_stats(&stats);
	call_malloc(stats.free_bytes);
	return true;
}

/*
 * Pages with a block free each, so that all have to be looked at; none is emptied by it,
 * which would make room.
 */
static void free_one_of_some(uint32_t page, uint32_t first, uint32_t n)
{
	(void)page;
	if (n > 1)
		scene_drop(first + n / 2);
}

/*
 * Nothing is left for the request: holes that are too short, and all pages have blocks
 * free, of a smaller class. Remote frees wait, too (@variant).
 */
static bool nothing_left(uint32_t variant)
{
	static const uint32_t sizes[] = { 24, 64, 128, 512, 1024, 2048 };
	uint32_t kind = variant % 4;

	if (variant / 4 >= sizeof(sizes) / sizeof(sizes[0]))
		return false;
	scene_start();
	if (kind & 1)
		scene_holes(0);
	else
		scene_tile(0);
	if (kind & 2)
		scene_enter();
	scene_pages(free_one_of_some);
	if (kind & 2)
		scene_leave();
	call_malloc(sizes[variant / 4]);
	return true;
}

/* A run larger than the arena; runs are cached, too (@variant). */
static bool too_large(uint32_t variant)
{
	if (variant > 3)
		return false;
	scene_start();
	if (variant)
		scene_holes(variant & 1 ? 0 : scene.arena / 2);
	if (variant > 1)
		scene_cache(0);
	call_malloc(scene.arena);
	return true;
}

static void drop_page_of(const void *p)
{
	const struct page *page = page_find(hakmem_default_arena(), p);

	for (uint32_t i = 0; i < scene.nr; i++)
		if (scene.blocks[i] &&
		    page_find(hakmem_default_arena(), scene.blocks[i]) == page)
			scene_drop(i);
}

/*
 * The same, but a larger class has a block left; or one page is empty and kept, which
 * makes room for another one (@kind & 1).
 */
static bool last_memory(uint32_t variant)
{
	static const uint16_t sizes[] = { 9, 24, 64, 128, 512, 1024 };
	uint32_t kind = variant % 4;
	size_t size = variant < 24 ? sizes[variant / 4] : 0;

	if (!size)
		return false;
	scene_start();
	if (!(kind & 1))
		hakmem_malloc(CLASS_MAX);
	if (kind & 2)
		scene_holes(0);
	else
		scene_tile(0);
	scene_pages(free_one_of_some);
	if (kind & 1)
		drop_page_of(scene.blocks[0]);
	call_malloc(size);
	return true;
}

const struct state malloc_states[] = {
	{ "swap_lists", PATH_MALLOC_HIT, swap_lists },
	{ "carve", PATH_MALLOC_REFILL, carve },
	{ "dry_queue", PATH_MALLOC_REFILL, dry_queue },
	{ "drain", PATH_MALLOC_DRAIN, drain },
	{ "drain_long_lists", PATH_MALLOC_DRAIN, drain_long_lists },
	{ "page_behind_holes", PATH_MALLOC_PAGE, page_behind_holes },
	{ "longest_page", PATH_MALLOC_PAGE, longest_page },
	{ "run_behind_holes", PATH_MALLOC_RUN, run_behind_holes },
	{ "longest_run", PATH_MALLOC_RUN, longest_run },
	{ "ebb", PATH_MALLOC_RUN, ebb },
	{ "emptied", PATH_MALLOC_RECLAIM, emptied },
	{ "cached_run", PATH_MALLOC_CACHED, cached_run },
	{ "last_memory", PATH_MALLOC_RECLAIM, last_memory },
	{ "nothing_left", PATH_MALLOC_FAIL, nothing_left },
	{ "too_large", PATH_MALLOC_FAIL, too_large },
	{ 0 },
};

#endif
