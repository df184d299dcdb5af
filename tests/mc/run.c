// SPDX-License-Identifier: MIT
/*
 * The arena: runs of slices that are claimed, given back, grown and shrunk next to each
 * other, and across the words of the bitmaps.
 */
#include <hakmem.h>
#include "kernel/bits.h"
#include "kernel/region.h"
#include "tests/mc/scene.h"

#define SIZE  32u
#define SLICE 16u
#define SMALLEST  128u /* free run that matters */
#define IN_FOURTH 192u

/* Contexts come with a heap, so that they claim nothing but what they are asked for. */
static void with_heaps(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		act_as(i);
		get(15, 256);
		put(15);
		hakmem_heap_collect(NULL);
	}
	act_as(SCENE_OTHER);
	hakmem_malloc(SCENE_MAX * 2);
	hakmem_thread_exit();
}

static void two_heaps(void)
{
	with_heaps(2);
}

static void three_heaps(void)
{
	with_heaps(3);
}

static void free_0(void)
{
	put(0);
}

static void free_1(void)
{
	put(1);
}

static void large_8(void)
{
	get(8, 768);
}

static void large_9(void)
{
	get(9, 768);
	put(9);
}

static void medium_9(void)
{
	get(9, 256);
}

static void medium_9_and_back(void)
{
	get(9, 256);
	put(9);
}

/* As long as what shrink_0() gives up. */
static void tail_9_and_back(void)
{
	get(9, 320);
	put(9);
}

/* What is free begins in the middle of a word. */
static void block_at_the_front(void)
{
	two_heaps();
	act_as(0);
	get(0, 512);
}

static void grow_0(void)
{
	resize(0, 800);
}

static void shrink_0(void)
{
	resize(0, 192);
}

static void shrink_and_grow_0(void)
{
	resize(0, 192);
	resize(0, 512);
}

static void two_neighbours(void)
{
	two_heaps();
	act_as(0);
	get(0, 320);
	act_as(1);
	get(1, 320);
}

static void shrink_1_and_get(void)
{
	resize(1, 160);
	get(9, 160);
}

static void add_region(void)
{
	size_t size;
	void *base = scene_region(&size);

	if (hakmem_add_region(base, size))
		mc_fail("the region was refused");
}

/* The same piece as the other context: at least one of the two is refused. */
static void add_region_2(void)
{
	size_t size;
	void *base = scene_region(&size);
	int error = hakmem_add_region(base, size);

	if (error && error != -HAKMEM_EBUSY && error != -HAKMEM_EINVAL)
		mc_fail("the region was refused: %d", error);
}

static void add_third(unsigned int third)
{
	size_t size;
	void *base = scene_third(third, &size);

	if (hakmem_add_region(base, size))
		mc_fail("the region was refused");
}

static void add_last_third(void)
{
	add_third(2);
}

/* Three regions, as many as look-ups have a short way to, and no room in them. */
static void three_full_regions(void)
{
	struct hakmem_stats stats;

	two_heaps();
	add_third(0);
	add_third(1);
	act_as(2);
	for (unsigned int i = 0; i < 8; i++) {
		hakmem_stats(&stats);
		if (stats.largest_free >= SMALLEST)
			get_longest(i);
	}
}

/* There is room in the fourth region for one at a time. */
static void in_fourth_8(void)
{
	get(8, IN_FOURTH);
	put(8);
}

static void in_fourth_9(void)
{
	get(9, IN_FOURTH);
}

static void four_regions(void)
{
	struct hakmem_stats stats;

	hakmem_stats(&stats);
	if (stats.regions != 4)
		mc_fail("%zu regions", stats.regions);
}

static void one_region_more(void)
{
	struct hakmem_stats stats;

	hakmem_stats(&stats);
	if (stats.regions != 2)
		mc_fail("%zu regions", stats.regions);
}

/*
 * A search looks at the first word of the bitmap in any case. What comes next lies behind
 * it, whatever heaps there are.
 */
static void fill_the_first_word(void)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	const struct region *region = region_first(arena);
	size_t first = bits_next_set(region->free_map, 0, region->nr_slices);

	get(3, (BITS_PER_LONG + 4 - first) * slice_size(arena));
}

/* By the index: lengths that begin a class, so that a request finds any run of its length. */
#ifdef CONFIG_HAKMEM_RUN_INDEX
#define HOLE 384u
#define BACK 128u
#else
#define HOLE 320u
#define BACK 160u
#endif

/* One hole in a full arena, and a block behind it. */
static void one_hole(void)
{
	two_heaps();
	act_as(0);
	fill_the_first_word();
	get(0, HOLE);
	get(1, BACK);
	get_longest(2);
	put(0);
}

/* What was given back is there, wherever the other context stands. */
static void free_1_and_get(void)
{
	put(1);
	if (!get(9, BACK))
		mc_fail("free slices were overlooked");
}

static void fill_the_hole(void)
{
	get(8, HOLE);
}

#ifdef CONFIG_HAKMEM_PAGES

#define KEPT_SLICES 10u
#define KEPT_BYTES  160u

/* A page of B's, empty and kept, behind the hole; else nothing is free. */
static void hole_and_kept_page(void)
{
	two_heaps();
	act_as(0);
	fill_the_first_word();
	get(0, HOLE);
	act_as(1);
	get(5, 64);
	get(6, 64);
	get_longest(2);
	get_longest(7);
	act_as(0);
	put(0);
	act_as(1);
	put(5);
	put(6);
}

/* What its own page was is found, whoever clears the word's bit. */
static void get_kept_page(void)
{
	const struct region *region = region_first(hakmem_default_arena());
	size_t free = 0;

	if (get(9, KEPT_BYTES))
		return;
	for (size_t i = 0; i < region->nr_slices; i++) {
		free = bits_test(region->free_map, i) ? free + 1 : 0;
		if (free == KEPT_SLICES)
			mc_fail("NULL, and %u slices up to %zu are free", KEPT_SLICES, i);
	}
}

#endif

static void nearly_full(void)
{
	three_heaps();
	act_as(2);
	get(0, SIZE);
	get(1, 700);
}

#ifdef CONFIG_HAKMEM_PAGES

static void small_8_and_back(void)
{
	get(8, SIZE);
	put(8);
}

static void small_9_and_back(void)
{
	get(9, SIZE);
	put(9);
	hakmem_heap_collect(NULL);
}

static void page_of_a(void)
{
	three_heaps();
	act_as(0);
	get(0, SIZE);
	get(1, 64);
}

static void free_page_and_collect(void)
{
	put(0);
	hakmem_heap_collect(NULL);
}

#endif

const struct scene run_scenes[] = {
	{
		.name = "two_claim_one_run",
		.preemptions = 3,
		.weak = 2,
		.more = 1,
		.setup = two_heaps,
		.contexts = { CONTEXT(large_8, 0), CONTEXT(large_9, 1) },
		.paths = { CLAIM_FAILS, RELEASES },
	},
#ifndef CONFIG_HAKMEM_RUN_INDEX /* which has these runs in different words */
	{
		.name = "claim_rolls_back",
		.preemptions = 3,
		.weak = 2,
		.more = 1,
		.setup = block_at_the_front,
		.contexts = { CONTEXT(large_8, 0), CONTEXT(medium_9, 1) },
		.paths = { "free_map_claim>free_map_release", "run_claim" },
	},
#endif
	{
		.name = "grow_into_a_claim",
		.preemptions = 3,
		.weak = 2,
		.more = 1,
		.setup = block_at_the_front,
		.contexts = { CONTEXT(grow_0, 0), CONTEXT(medium_9_and_back, 1) },
		.paths = { "run_resize>free_map_claim", RELEASES },
	},
	{
		.name = "shrink_before_a_claim",
		.preemptions = 3,
		.weak = 2,
		.more = 1,
		.setup = block_at_the_front,
		.contexts = { CONTEXT(shrink_and_grow_0, 0),
			      CONTEXT(tail_9_and_back, 1) },
		.paths = { "run_resize>run_release_slices", "run_resize>free_map_claim" },
	},
	{
		.name = "neighbours_resize",
		.preemptions = 4,
		.weak = 2,
		.more = 1,
		.setup = two_neighbours,
		.contexts = { CONTEXT(shrink_0, 0), CONTEXT(shrink_1_and_get, 1) },
		.paths = { "run_resize>run_release_slices", "run_claim" },
	},
	{
		.name = "last_slice_of_a_word",
		.preemptions = 4,
		.weak = 2,
		.more = 1,
		.setup = one_hole,
		.contexts = { CONTEXT(fill_the_hole, 0), CONTEXT(free_1, 1) },
		.paths = {
			   WITH_SUMMARY("summary_clear>summary_set",
					"free_map_release>summary_set") },
	},
	{
		.name = "slices_overlooked",
		.preemptions = 4,
		.weak = 1,
		.more = 1,
		.setup = one_hole,
		.contexts = { CONTEXT(fill_the_hole, 0), CONTEXT(free_1_and_get, 1) },
		.paths = { WITH_SUMMARY("refresh>summary_set") },
	},
#ifdef CONFIG_HAKMEM_PAGES
	{
		.name = "own_page_overlooked",
		.preemptions = 3,
		.weak = 0,
		.more = 1,
		.setup = hole_and_kept_page,
		.contexts = { CONTEXT(fill_the_hole, 0), CONTEXT(get_kept_page, 1) },
		.paths = { "summary_clear", "heap_reclaim>page_release" },
	},
#endif
	{
		.name = "region_added",
		.preemptions = 3,
		.weak = 2,
		.more = 1,
		.setup = nearly_full,
		.contexts = { CONTEXT(add_region, 0), CONTEXT(medium_9, 1),
			      CONTEXT(free_0, 2) },
		.paths = { "region_open", "run_claim" },
	},
	{
		.name = "two_regions_added",
		.preemptions = 3,
		.weak = 2,
		.more = 1,
		.setup = two_heaps,
		.end = one_region_more,
		.contexts = { CONTEXT(add_region_2, 0), CONTEXT(add_region_2, 1) },
		.paths = { "region_open", "begin_adding",
			   "hakmem_arena_add_region!add_region" },
	},
	{
		.name = "fourth_region_added",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = three_full_regions,
		.end = four_regions,
		.contexts = { CONTEXT(add_last_third, 0), CONTEXT(in_fourth_8, 1),
			      CONTEXT(in_fourth_9, 2) },
		.paths = { "region_open", "run_claim", "run_release", "region_find" },
	},
	{
		.name = "region_added_and_block_freed",
		.preemptions = 3,
		.weak = 2,
		.more = 1,
		.setup = nearly_full,
		.contexts = { CONTEXT(add_region, 0), CONTEXT(large_8, 1),
			      CONTEXT(free_1, 2) },
		.paths = { "region_open", "run_claim", RELEASES },
	},
#ifdef CONFIG_HAKMEM_PAGES
	{
		.name = "pages_come_and_go",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = page_of_a,
		.contexts = { CONTEXT(free_page_and_collect, 0),
			      CONTEXT(small_9_and_back, 1),
			      CONTEXT(small_8_and_back, 2) },
		.paths = { "page_release>free_map_release", "page_create>free_map_claim",
			   "claim_in_word#" },
	},
#endif
	{ 0 },
};
