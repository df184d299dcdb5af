// SPDX-License-Identifier: MIT
/*
 * Without pages: every block is a run of slices, of one at least, that any context claims
 * and gives back. Small blocks are neighbours in the words of all bitmaps.
 *
 * But for a few scenes memory is full except for what is at stake, so that contexts meet, and
 * nothing is cached. Then it is known at the end who may have been refused. A request may also
 * be refused while another context holds slices that it gives back because one of them was
 * taken: where that can happen, no more is asked for than is left.
 */
#include <hakmem.h>
#include <stdint.h>
#include "kernel/bits.h"
#include "kernel/region.h"
#include "kernel/run_cache.h"
#include "tests/mc/scene.h"

#ifndef CONFIG_HAKMEM_PAGES

#define SLICE 16u

/* Alignments. */
#define LESS	(2 * SLICE)
#define ALIGNED (4 * SLICE)
#define MORE	(8 * SLICE)

/* Slots of what lies in front of the blocks at hand, and behind them. */
#define FRONT  12u
#define BEHIND 13u

/* Slice in the second word: a search looks at the first one in any case. */
#define MIDDLE (BITS_PER_LONG + 8u)

/*
 * The shortest run that malloc takes from two words, and where it lies: by the index, one of
 * them is part of it as a whole.
 */
#ifdef CONFIG_HAKMEM_RUN_INDEX
#define ACROSS	     "\101" /* one slice more than a word */
#define ACROSS_FIRST 0u
#else
#define ACROSS	     "\2"
#define ACROSS_FIRST (BITS_PER_LONG - 1)
#endif
#define ACROSS_SLICES (BITS_PER_LONG + 1 - ACROSS_FIRST)

/* ----------------------------------------------------------------------- set-up */

/* At the start of what is free, in whatever words: by the index it has to grow there. */
static void get_next(unsigned int slot, size_t slices)
{
	if (slices > BITS_PER_LONG)
		get(slot, slices * SLICE);
	else if (get(slot, SLICE) && slices > 1)
		resize(slot, slices * SLICE);
}

/* Slots 0, 1 .. get blocks of so many slices each, from slice @first on; nothing is left. */
static void fill_from(size_t first, const char *slices)
{
	struct hakmem_stats stats;

	if (first)
		get(FRONT, first * SLICE);
	for (unsigned int slot = 0; slices[slot]; slot++)
		get_next(slot, (size_t)slices[slot]);
	get_longest(BEHIND);
	hakmem_stats(&stats);
	if (has(FRONT) != !!first || !has(0) || !has(BEHIND) || stats.free_bytes)
		mc_fail("set-up: the arena is too small");
}

/* The first slice from MIDDLE on that lies at a multiple of ALIGNED. */
static size_t aligned_slice(void)
{
	const struct hakmem_arena *arena = hakmem_default_arena();
	const struct region *region = region_first(arena);
	size_t slice = MIDDLE;

	while ((uintptr_t)slice_address(arena, region, slice) % ALIGNED)
		slice++;
	return slice;
}

static size_t slice_of_block(unsigned int slot)
{
	const struct hakmem_arena *arena = hakmem_default_arena();

	return slice_of(arena, region_first(arena), block_at(slot));
}

static void one_hole(void)
{
	fill_from(MIDDLE, "\1\1");
	put(0);
}

/* It ends with the first slice of a word. */
static void hole_over_two_words(void)
{
	fill_from(ACROSS_FIRST, ACROSS "\1\1");
	put(0);
}

/* Two slices behind block 0, in the next word. */
static void hole_in_the_next_word(void)
{
	fill_from(BITS_PER_LONG - 1, "\1\1\2");
	put(2);
}

/* And one slice more, which is no part of it. */
static void two_holes(void)
{
	hole_over_two_words();
	put(2);
}

/* The last one is free. */
static void neighbours(void)
{
	fill_from(MIDDLE, "\2\1\1\3\1");
	put(4);
}

static void two_slices(void)
{
	fill_from(MIDDLE, "\1\1");
}

/* Block 0 ends with the last but one slice of a word. */
static void hole_behind_block_0(void)
{
	fill_from(BITS_PER_LONG - 2, "\1\2");
	put(1);
}

static void aligned_hole(void)
{
	fill_from(aligned_slice(), "\3\1");
	put(0);
}

/* The second one has room for five aligned slices, but not from its start on. */
static void two_aligned_holes(void)
{
	fill_from(aligned_slice(), "\2\1\11");
	put(0);
	put(2);
}

/* There is memory enough, but none behind the block. */
static void aligned_block(void)
{
	adopt_block(0, hakmem_aligned_alloc(LESS, SLICE), SLICE);
	get(1, 2 * SLICE);
}

static void empty_arena(void)
{
}

/* --------------------------------------------------------------------- contexts */

static void must_get(unsigned int slot)
{
	if (!get(slot, SLICE))
		mc_fail("free slices were overlooked");
}

static void get_aligned(unsigned int slot, size_t alignment, size_t size)
{
	char *p = hakmem_aligned_alloc(alignment, size);

	if ((uintptr_t)p % alignment)
		mc_fail("block %u is not aligned", slot);
	if (p)
		adopt_block(slot, p, size);
}

static void expect_usable(unsigned int slot, size_t size)
{
	size_t usable = hakmem_usable_size(block_at(slot));

	if (usable != size)
		mc_fail("block %u has %zu bytes", slot, usable);
}

/*
 * A slice in front of a search that is under way, and the two that it comes to. Without old
 * values: that a slice came back before others were taken a search may not see, as its loads
 * acquire nothing.
 */
static void free_0_and_get_two_9(void)
{
	put(0);
	get(9, 2 * SLICE);
}

static void free_1(void)
{
	put(1);
}

static void get_8(void)
{
	get(8, SLICE);
}

static void get_9(void)
{
	get(9, SLICE);
}

static void get_10(void)
{
	get(10, SLICE);
}

static void must_get_8(void)
{
	must_get(8);
}

static void must_get_9(void)
{
	must_get(9);
}

static void get_8_and_back(void)
{
	get(8, SLICE);
	put(8);
}

static void get_9_and_back(void)
{
	get(9, SLICE);
	put(9);
}

static void get_10_and_back(void)
{
	get(10, SLICE);
	put(10);
}

static void get_across_8(void)
{
	get(8, ACROSS_SLICES * SLICE);
}

static void get_across_8_and_back(void)
{
	get(8, ACROSS_SLICES * SLICE);
	put(8);
}

static void free_1_and_get_9(void)
{
	put(1);
	get(9, SLICE);
}

static void free_1_and_must_get_9(void)
{
	put(1);
	must_get(9);
}

/* They lie on both sides of block 1. */
static void look_at_neighbours(void)
{
	expect_usable(0, 2 * SLICE);
	expect_usable(2, SLICE);
	expect_usable(3, 3 * SLICE);
}

/* Each has what is asked for: none moves. */
static void resize_neighbours(void)
{
	const char *first = block_at(0), *second = block_at(2);

	if (!resize(2, SLICE / 2) || !resize(0, SLICE) || block_at(0) != first ||
	    block_at(2) != second)
		mc_fail("a block moved");
	expect_usable(0, SLICE);
	expect_usable(2, SLICE);
}

/*
 * Where it may move, nobody else asks for the slice that it leaves: to these checks it is the
 * block's until the call returns.
 */
static void grow_0(void)
{
	resize(0, 2 * SLICE);
}

static void grow_0_by_two(void)
{
	resize(0, 3 * SLICE);
}

static void aligned_8(void)
{
	get_aligned(8, ALIGNED, 2 * SLICE);
}

static void aligned_8_and_back(void)
{
	get_aligned(8, ALIGNED, 2 * SLICE);
	put(8);
}

static void more_aligned_9(void)
{
	get_aligned(9, MORE, SLICE);
}

/* There is not that much. But the alignment is noted. */
static void ask_for_less_aligned(void)
{
	if (hakmem_aligned_alloc(LESS, SCENE_MAX))
		mc_fail("more memory than there is");
}

static void move(unsigned int slot, size_t size, size_t alignment)
{
	const char *p = block_at(slot);

	if (!p || !resize(slot, size) || block_at(slot) == p)
		mc_fail("block %u did not move", slot);
	if ((uintptr_t)block_at(slot) % alignment)
		mc_fail("block %u moved and lost its alignment", slot);
}

static void move_0(void)
{
	move(0, 3 * SLICE, LESS);
}

static void move_8(void)
{
	move(8, 5 * SLICE, ALIGNED);
}

static void add_region(void)
{
	size_t size;
	void *base = scene_region(&size);

	if (hakmem_add_region(base, size))
		mc_fail("the region was refused");
}

/* ------------------------------------------------------------------- at the end */

static void one_has_it(void)
{
	if (has(8) + has(9) != 1)
		mc_fail("one slice, and %d have it", has(8) + has(9));
}

static void two_have_them(void)
{
	if (has(8) + has(9) + has(10) != 2)
		mc_fail("two slices, and %d have one", has(8) + has(9) + has(10));
}

/* Who was refused was so for a slice that the other one has. */
static void both_or_in_the_way(void)
{
	size_t slice = slice_of_block(9);

	if (!has(8) && slice - ACROSS_FIRST >= ACROSS_SLICES)
		mc_fail("free slices were overlooked");
}

/* Block 0 has grown where it is, or the other one has a slice behind it. */
static void grown_or_taken(void)
{
	bool grown = hakmem_usable_size(block_at(0)) > SLICE;

	if (grown + has(9) != 1)
		mc_fail("grown: %d; taken: %d", grown, has(9));
}

static void aligned_or_in_the_way(void)
{
	size_t slice = slice_of_block(9);

	if (has(8) == (slice == aligned_slice()))
		mc_fail("aligned: %d; the other one has slice %zu", has(8), slice);
}

static void expect_noted(size_t alignment)
{
	size_t noted = atomic_read(&hakmem_default_arena()->aligned);

	if (noted != alignment)
		mc_fail("alignment %zu is noted, not %zu", noted, alignment);
}

static void more_is_noted(void)
{
	expect_noted(MORE);
}

static void aligned_is_noted(void)
{
	expect_noted(ALIGNED);
}

#ifdef CONFIG_HAKMEM_RUN_CACHE

/* ------------------------------------------------- more than half of memory is free */

static void two_to_cache(void)
{
	get(0, SLICE);
	get(1, SLICE);
}

static void one_cached(void)
{
	const char *p;

	two_to_cache();
	p = block_at(0);
	put(0);
	if (!p || !run_cache_holds(hakmem_default_arena(), p, 1))
		mc_fail("no run is cached");
}

static void free_0(void)
{
	put(0);
}

#endif

const struct scene unpaged_scenes[] = {
	/* one slice */
	{
		.name = "slice.one_for_two",
		.preemptions = 4,
		.weak = 2,
		.more = 1,
		.setup = one_hole,
		.end = one_has_it,
		.contexts = { CONTEXT(get_8, 0), CONTEXT(get_9, 1) },
		.paths = { CLAIM_FAILS, WITH_SUMMARY("alloc_run>refresh") },
	},
	{
		.name = "slice.one_comes_and_goes",
		.preemptions = 4,
		.weak = 1,
		.more = 1,
		.setup = one_hole,
		.contexts = { CONTEXT(get_8_and_back, 0), CONTEXT(get_9_and_back, 1) },
		.paths = { CLAIM_FAILS,
			   WITH_SUMMARY("free_map_release>summary_set", "refresh>summary_set") },
	},
	{
		.name = "slice.taken_and_neighbour_freed",
		.preemptions = 4,
		.weak = 2,
		.more = 1,
		.setup = one_hole,
		.contexts = { CONTEXT(must_get_8, 0), CONTEXT(free_1_and_must_get_9, 1) },
		.paths = { CLAIM_FAILS,
			   WITH_SUMMARY("summary_clear>summary_set", "refresh>summary_set") },
	},
	{
		.name = "slice.last_of_a_word_and_search",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = one_hole,
		.end = two_have_them,
		.contexts = { CONTEXT(get_8, 0), CONTEXT(free_1_and_get_9, 1),
			      CONTEXT(get_10, 2) },
		.paths = { CLAIM_FAILS,
			   WITH_SUMMARY("summary_clear>summary_set",
					"free_map_release>summary_set", "refresh>summary_set") },
	},

	/* over two words */
	{
		.name = "slice.roll_back",
		.preemptions = 4,
		.weak = 2,
		.more = 1,
		.setup = two_holes,
		.end = both_or_in_the_way,
		.contexts = { CONTEXT(get_across_8, 0), CONTEXT(must_get_9, 1) },
		.paths = { ROLLS_BACK, CLAIM_FAILS },
	},
	{
		.name = "slice.roll_back_and_come_back",
		.preemptions = 4,
		.weak = 1,
		.more = 1,
		.setup = hole_over_two_words,
		.contexts = { CONTEXT(get_across_8_and_back, 0),
			      CONTEXT(get_9_and_back, 1) },
		.paths = { ROLLS_BACK, RELEASES },
	},
	{
		.name = "slice.grow_over_two_words",
		.preemptions = 4,
		.weak = 2,
		.more = 1,
		.setup = hole_behind_block_0,
		.end = grown_or_taken,
		.contexts = { CONTEXT(grow_0_by_two, 0), CONTEXT(get_9, 1) },
		.paths = { "run_resize>roll_back", "run_resize>take_clean" },
	},
	{
		.name = "slice.search_is_too_late",
		.preemptions = 4,
		.setup = hole_in_the_next_word,
		.contexts = { CONTEXT(must_get_8, 0), CONTEXT(free_0_and_get_two_9, 1) },
		.paths = { CLAIM_FAILS, RELEASES, WITH_SUMMARY("alloc_run>refresh") },
	},

	/* neighbours in a word */
	{
		.name = "slice.freed_and_looked_up",
		.preemptions = 4,
		.weak = 1,
		.more = 1,
		.setup = neighbours,
		.contexts = { CONTEXT(free_1, 0), CONTEXT(look_at_neighbours, 1),
			      CONTEXT(must_get_9, 2) },
		.paths = { RELEASES, "large_look_up", CLAIMS, CLAIM_FAILS },
	},
	{
		.name = "slice.freed_and_resized",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = neighbours,
		.contexts = { CONTEXT(free_1, 0), CONTEXT(resize_neighbours, 1),
			      CONTEXT(must_get_9, 2) },
		.paths = { "run_resize>run_release_slices", RELEASES, CLAIMS },
	},
	{
		.name = "slice.freed_and_grown_into",
		.preemptions = 4,
		.weak = 2,
		.more = 1,
		.setup = two_slices,
		.end = grown_or_taken,
		.contexts = { CONTEXT(grow_0, 0), CONTEXT(free_1_and_get_9, 1) },
		.paths = { "run_resize>take_clean", "hakmem_realloc>stay", CLAIMS },
	},

	/* alignments */
	{
		.name = "aligned.and_malloc",
		.preemptions = 4,
		.weak = 2,
		.more = 1,
		.setup = aligned_hole,
		.end = aligned_or_in_the_way,
		.contexts = { CONTEXT(aligned_8, 0), CONTEXT(must_get_9, 1) },
		.paths = { "run_claim_aligned>run_take", CLAIMS,
			   CLAIM_FAILS },
	},
	{
		.name = "aligned.comes_and_goes",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = aligned_hole,
		.contexts = { CONTEXT(aligned_8_and_back, 0), CONTEXT(get_9_and_back, 1),
			      CONTEXT(get_10_and_back, 2) },
		.paths = { "run_claim_aligned>run_take", CLAIM_FAILS,
			   WITH_SUMMARY("alloc_aligned>refresh") },
	},
	{
		.name = "aligned.two_are_noted",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = aligned_block,
		.end = more_is_noted,
		.contexts = { CONTEXT(aligned_8, 0), CONTEXT(more_aligned_9, 1),
			      CONTEXT(move_0, 2) },
		.paths = { "note_alignment#", "hakmem_realloc>run_claim_aligned" },
	},
	{
		.name = "aligned.noted_and_moved",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = two_aligned_holes,
		.end = aligned_is_noted,
		.contexts = { CONTEXT(aligned_8, 0), CONTEXT(ask_for_less_aligned, 1),
			      AFTER_A(move_8, 2) },
		.paths = { "note_alignment#", "hakmem_realloc>run_claim_aligned" },
	},

	/* tasks of one core; an interrupt at every access, or two */
	{
		.name = "task.one_slice",
		.preemptions = 3,
		.weak = 0,
		.more = 1,
		.setup = one_hole,
		.contexts = { CONTEXT(get_8_and_back, 0),
			      CONTEXT(free_1_and_must_get_9, 0) },
		.paths = { CLAIM_FAILS, RELEASES },
	},
	{
		.name = "irq.one_slice",
		.setup = one_hole,
		.contexts = { CONTEXT(get_8_and_back, 0),
			      INTERRUPT(get_9_and_back, 0, 1) },
		.paths = { RELEASES, WITH_SUMMARY("alloc_run>refresh") },
	},
	{
		.name = "irq.neighbour_freed",
		.setup = one_hole,
		.contexts = { CONTEXT(must_get_8, 0),
			      INTERRUPT(free_1_and_must_get_9, 0, 1) },
		.paths = { CLAIM_FAILS, WITH_SUMMARY("free_map_release>summary_set") },
	},
	{
		.name = "irq.last_of_a_word",
		.setup = one_hole,
		.contexts = { CONTEXT(must_get_8, 0), INTERRUPT(free_1, 0, 1) },
		.paths = {
			   WITH_SUMMARY("summary_clear>summary_set",
					"free_map_release>summary_set") },
	},
	{
		.name = "irq.roll_back",
		.setup = two_holes,
		.end = both_or_in_the_way,
		.contexts = { CONTEXT(get_across_8, 0), INTERRUPT(must_get_9, 0, 1) },
		.paths = { ROLLS_BACK },
	},
	{
		.name = "irq.grown_into",
		.setup = two_slices,
		.contexts = { CONTEXT(grow_0, 0), INTERRUPT(free_1, 0, 1) },
		.paths = { "run_resize>take_clean", "hakmem_realloc>stay" },
	},
	{
		.name = "irq.aligned",
		.setup = aligned_hole,
		.end = aligned_or_in_the_way,
		.contexts = { CONTEXT(aligned_8, 0), INTERRUPT(must_get_9, 0, 1) },
		.paths = { "claim_in_word#", "run_claim_aligned>run_take" },
	},
	{
		.name = "irq.aligned_in_malloc",
		.setup = aligned_hole,
		.end = aligned_or_in_the_way,
		.contexts = { CONTEXT(must_get_9, 0), INTERRUPT(aligned_8, 0, 1) },
		.paths = { CLAIM_FAILS, "run_claim_aligned>run_take" },
	},
	{
		.name = "irq.noted",
		.setup = empty_arena,
		.end = more_is_noted,
		.contexts = { CONTEXT(aligned_8, 0), INTERRUPT(more_aligned_9, 0, 1) },
		.paths = { "note_alignment#" },
	},
	{
		.name = "irq.region",
		.setup = two_slices,
		.contexts = { CONTEXT(get_8, 0), INTERRUPT(add_region, 0, 1) },
		.paths = { "region_open", WITH_SUMMARY("alloc_run>refresh") },
	},
	{
		.name = "nested.one_slice",
		.setup = one_hole,
		.contexts = { CONTEXT(get_8_and_back, 0),
			      INTERRUPT(free_1_and_must_get_9, 0, 1),
			      INTERRUPT(get_10_and_back, 0, 2) },
		.paths = { CLAIM_FAILS, RELEASES },
	},

#ifdef CONFIG_HAKMEM_RUN_CACHE

	/* the shortest run that is cached */
	{
		.name = "cached.slice_for_two",
		.arena = SCENE_MAX,
		.preemptions = 3,
		.weak = 2,
		.more = 1,
		.setup = one_cached,
		.contexts = { CONTEXT(get_8, 0), CONTEXT(get_9_and_back, 1) },
		.paths = { "run_cache_take", "run_cache_free!run_release", "run_claim" },
	},
	{
		.name = "cached.two_slices_for_one_slot",
		.arena = SCENE_MAX,
		.preemptions = 3,
		.weak = 2,
		.more = 1,
		.setup = two_to_cache,
		.contexts = { CONTEXT(free_0, 0), CONTEXT(free_1_and_get_9, 1) },
		.paths = { "run_cache_free#", "run_cache_take", RELEASES },
	},
	{
		.name = "cached.slice_grown_into",
		.arena = SCENE_MAX,
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = two_to_cache,
		.contexts = { CONTEXT(grow_0, 0), CONTEXT(free_1, 1) },
		.paths = { "run_cache_release_at>run_release",
			   "run_cache_free!run_release" },
	},
#endif
	{ 0 },
};

#endif
