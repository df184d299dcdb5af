/* SPDX-License-Identifier: MIT */
#include "scene.h"

#include "support/mem.h"
#include "support/print.h"

struct scene scene = { .regions = 1 };

/* A gap lies between two regions: nothing spans them. */
#define GAP 64u

void scene_start(void)
{
	size_t piece = scene.arena / scene.regions;
	size_t gap = scene.regions > 1 ? GAP : 0;
	int error = hakmem_init(scene.memory, piece - gap);

	scene.nr = 0;
	for (uint32_t i = 1; i < scene.regions; i++)
		error |= hakmem_add_region(scene.memory + i * piece, piece - gap);
	for (uint32_t i = 0; i < scene.heaps; i++)
		error |= !hakmem_heap_malloc(hakmem_heap_create(), 1);
	if (error)
		print("wcet: an arena of %zu bytes is not possible\n", scene.arena);
}

bool scene_keep(void *p)
{
	if (!p || scene.nr == SCENE_BLOCKS)
		return false;
	scene.blocks[scene.nr++] = p;
	return true;
}

uint32_t scene_fill(size_t size)
{
	uint32_t before = scene.nr;

	while (scene_keep(hakmem_malloc(size)))
		;
	return scene.nr - before;
}

#ifdef CONFIG_HAKMEM_PAGES

static struct page *page_of(const void *p)
{
	return page_find(hakmem_default_arena(), p);
}

void scene_fill_pages(size_t size, uint32_t n)
{
	while (n-- && scene_keep(hakmem_malloc(size))) {
		struct page *page = page_of(scene.blocks[scene.nr - 1]);

		while (page_used(page) < page->capacity &&
		       scene_keep(hakmem_malloc(size)))
			;
	}
}

#endif

void scene_forget(void)
{
	scene.nr = 0;
}

void scene_drop(uint32_t i)
{
	if (scene.blocks[i])
		hakmem_free(scene.blocks[i]);
	scene.blocks[i] = NULL;
}

void scene_free(uint32_t i)
{
	if (scene.blocks[i])
		call_free(scene.blocks[i]);
	scene.blocks[i] = NULL;
}

#ifdef CONFIG_HAKMEM_PAGES

/*
 * Short pages come when little is free: pages take a part of that. So the arena is
 * first filled with runs, and one after the other makes room for pages; each page
 * gives back what it has not used yet.
 */
#define TILE_RUN 1100u

static void tile_room(void)
{
	const struct page *last = NULL;

	while (atomic_read(&hakmem_default_arena()->free_slices)) {
		void *p = hakmem_malloc(1);
		const struct page *page = page_of(p);

		if (!scene_keep(p))
			return;
		if (page != last)
			hakmem_heap_collect(NULL);
		last = page;
	}
}

void scene_tile(size_t spare)
{
	void *end = spare ? hakmem_malloc(spare) : NULL, *run;
	void **runs = scene.blocks + SCENE_BLOCKS; /* as many again */
	uint32_t nr = 0;

	/* what is spared lies behind: a run in front of it keeps the place */
	if (spare) {
		hakmem_free(end);
		while (nr < SCENE_BLOCKS && (run = hakmem_malloc(TILE_RUN)))
			runs[nr++] = run;
		for (size_t freed = 0; nr && freed < spare; freed += TILE_RUN)
			hakmem_free(runs[--nr]);
		end = hakmem_malloc(spare);
	} else {
		while (nr < SCENE_BLOCKS && (run = hakmem_malloc(TILE_RUN)))
			runs[nr++] = run;
	}
	tile_room();
	while (nr) {
		hakmem_free(runs[--nr]);
		tile_room();
	}
	scene_sort();
	hakmem_free(end);
}

#endif

static void sift(void **heap, uint32_t i, uint32_t n)
{
	for (uint32_t child; (child = 2 * i + 1) < n; i = child) {
		void *p = heap[i];

		if (child + 1 < n && heap[child + 1] > heap[child])
			child++;
		if (p >= heap[child])
			return;
		heap[i] = heap[child];
		heap[child] = p;
	}
}

/* By heap sort: in place. */
void scene_sort(void)
{
	void **heap = scene.blocks;

	for (uint32_t i = scene.nr / 2; i--;)
		sift(heap, i, scene.nr);
	for (uint32_t n = scene.nr; n > 1;) {
		void *p = heap[--n];

		heap[n] = heap[0];
		heap[0] = p;
		sift(heap, 0, n);
	}
}

#ifdef CONFIG_HAKMEM_PAGES

void scene_pages(void (*visit)(uint32_t page, uint32_t first, uint32_t n))
{
	uint32_t first = 0, nr = 0;

	while (first < scene.nr) {
		const struct page *page = page_of(scene.blocks[first]);
		uint32_t n = 1;

		while (first + n < scene.nr && page_of(scene.blocks[first + n]) == page)
			n++;
		visit(nr++, first, n);
		first += n;
	}
}

static void drop_odd(uint32_t page, uint32_t first, uint32_t n)
{
	while (page & 1 && n--)
		scene_drop(first + n);
}

void scene_compact(void)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < scene.nr; i++)
		if (scene.blocks[i])
			scene.blocks[kept++] = scene.blocks[i];
	scene.nr = kept;
}

void scene_holes(size_t spare)
{
	scene_tile(spare);
	scene_pages(drop_odd);
	hakmem_heap_collect(NULL);
	scene_compact();
}

#endif

#ifdef CONFIG_HAKMEM_RUN_CACHE

/* Bytes of the runs of length @number of those that are cached. */
static size_t cached_size(size_t number)
{
	struct hakmem_arena *arena = hakmem_default_arena();

	return (run_cache_shortest(arena) + number) << slice_shift(arena);
}

void scene_cache(size_t first)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	uint32_t nr = scene.nr;

	for (size_t slot = first * CONFIG_HAKMEM_CACHED_EACH; slot < RUN_CACHE_SLOTS;
	     slot++)
		if (run_cache_scarce(arena) ||
		    !scene_keep(
			    hakmem_malloc(cached_size(slot / CONFIG_HAKMEM_CACHED_EACH))))
			break;
	for (uint32_t i = nr; i < scene.nr; i++)
		scene_drop(i);
	scene.nr = nr;
}

void scene_get_scarce(void)
{
	while (!run_cache_scarce(hakmem_default_arena()))
		if (!scene_keep(hakmem_malloc(cached_size(CONFIG_HAKMEM_CACHED_LENGTHS))))
			return;
}

#else

void scene_cache(size_t first)
{
	(void)first;
}

void scene_get_scarce(void)
{
}

#endif

#if defined(CONFIG_HAKMEM_MODEL_SINGLE) || !defined(CONFIG_HAKMEM_PAGES)
void scene_enter(void)
{
}

void scene_leave(void)
{
}
#else
void scene_enter(void)
{
	struct hakmem_heap *heap = context_heap(hakmem_default_arena());

	if (!heap_try_enter(heap))
		print("wcet: the heap is entered already\n");
}

void scene_leave(void)
{
	heap_leave(context_heap(hakmem_default_arena()));
}
#endif

size_t scene_pick(uint32_t variant)
{
	static const uint16_t sizes[] = {
		1, 9, 24, 64, 96, 128, 256, 320, 512, 768, 1024
	};
	unsigned int n = 0;

	while (n < sizeof(sizes) / sizeof(sizes[0]) && sizes[n] <= CLASS_MAX)
		n++;
	return variant < n ? sizes[variant] : 0;
}
