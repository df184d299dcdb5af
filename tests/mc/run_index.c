// SPDX-License-Identifier: MIT
/*
 * The index of free runs (CONFIG_HAKMEM_RUN_INDEX): words of the free map are claimed from and
 * freed into at once, and move from class to class meanwhile. When a run is over, the index
 * has to say what is free (I21), though nobody has looked for it; and whoever asks for what
 * is free at each moment must get it.
 *
 * Memory is full but for what is at stake. Holes are in one class each, so that words come to
 * its row and leave it as the first and as the last one.
 */
#include <hakmem.h>
#include <stdint.h>
#include "kernel/region.h"
#include "kernel/run_index.h"
#include "tests/mc/scene.h"

#ifdef CONFIG_HAKMEM_RUN_INDEX

#define SLICE	16u
#define ALIGNED (2 * SLICE)

/* Slots of what lies in front of the blocks at hand, and behind them. */
#define FRONT  12u
#define BEHIND 13u

/* What is so long lies in the first word of an empty arena, as the second one is shorter. */
#define FIRST (BITS_PER_LONG - 2u)

/* Three words, of which the last one is shorter. */
#define LONGER_ARENA (SCENE_MAX - 832u)

/* ----------------------------------------------------------------------- set-up */

/*
 * Slots 0, 1 .. get blocks of so many slices each, from slice @first on, two at least; nothing
 * is left. Each grows where it is, so that it may lie in two words.
 */
static void fill_from(size_t first, const char *slices)
{
	struct hakmem_stats stats;

	get(FRONT, (first < FIRST ? FIRST : first) * SLICE);
	if (first < FIRST)
		resize(FRONT, first * SLICE);
	for (unsigned int slot = 0; slices[slot]; slot++)
		if (get(slot, SLICE) && slices[slot] > 1)
			resize(slot, (size_t)slices[slot] * SLICE);
	get(BEHIND, SLICE);
	hakmem_stats(&stats);
	if (!has(FRONT) || !has(0) || !has(BEHIND) || !resize(BEHIND, SLICE + stats.free_bytes))
		mc_fail("set-up: the arena is too small");
}

/* Blocks of one slice in the first word. */
static void in_a_word(void)
{
	fill_from(8, "\1\1\1\1\1");
}

/* Three slices in a row are free. */
static void three_free(void)
{
	fill_from(8, "\3\1");
	put(0);
}

/* One is, in front of block 1. */
static void one_free(void)
{
	fill_from(8, "\1\1\1");
	put(0);
}

/* Two are, in front of block 1. */
static void two_free(void)
{
	fill_from(8, "\2\1\1");
	put(0);
}

static void hole_behind_block_1(void)
{
	fill_from(8, "\1\1\1\1");
	put(2);
}

/* Blocks 0 and 1 are the end of a word, 2 and 3 the beginning of the next one. */
static void at_the_border(void)
{
	fill_from(BITS_PER_LONG - 2, "\1\1\1\1");
}

/* A slice of both words is free. */
static void hole_in_each_word(void)
{
	at_the_border();
	put(0);
	put(3);
}

/* One of the first word, two of the second. */
static void longer_in_second_word(void)
{
	fill_from(BITS_PER_LONG - 2, "\1\1\1\2");
	put(0);
	put(3);
}

/*
 * Blocks 0, 1 and 2 have two slices each, the first of which are aligned to that: the end of a
 * word, the border, the beginning of the next word. Block 2 is free.
 */
static void aligned_in_second_word(void)
{
	const struct hakmem_arena *arena = &hakmem_default;
	size_t first = BITS_PER_LONG - 2;

	if ((uintptr_t)slice_address(arena, region_first(arena), first) % ALIGNED)
		first--;
	fill_from(first, "\2\2\2\1");
	put(2);
}

/* A word as a whole and a slice of the next one are free, block 1 lies behind it. */
static void word_and_more_free(void)
{
	get(0, (BITS_PER_LONG + 1) * SLICE);
	get(1, SLICE);
	get(2, SLICE);
	get_longest(BEHIND);
	if (!has(0) || !has(1) || !has(2) || !has(BEHIND))
		mc_fail("set-up: the arena is too small");
	put(0);
}

/* The same, and they are in use. */
static void word_and_more(void)
{
	word_and_more_free();
	get(0, (BITS_PER_LONG + 1) * SLICE);
}

/* Two words as a whole and a slice of the next one are free. */
static void two_words_and_more_free(void)
{
	struct hakmem_stats stats;

	get(0, (2 * BITS_PER_LONG + 1) * SLICE);
	get(BEHIND, SLICE);
	hakmem_stats(&stats);
	if (!has(0) || !has(BEHIND) || !resize(BEHIND, SLICE + stats.free_bytes))
		mc_fail("set-up: the arena is too small");
	put(0);
}

/* --------------------------------------------------------------------- contexts */

static void must_get(unsigned int slot, size_t slices)
{
	if (!get(slot, slices * SLICE))
		mc_fail("%zu free slices were overlooked", slices);
}

static void free_0(void)
{
	put(0);
}

static void free_1(void)
{
	put(1);
}

static void free_2(void)
{
	put(2);
}

static void free_3(void)
{
	put(3);
}

static void free_0_and_2(void)
{
	put(0);
	put(2);
}

static void free_1_and_3(void)
{
	put(1);
	put(3);
}

static void must_get_8(void)
{
	must_get(8, 1);
}

static void must_get_9(void)
{
	must_get(9, 1);
}

static void must_get_10(void)
{
	must_get(10, 1);
}

static void must_get_two_8(void)
{
	must_get(8, 2);
}

static void must_get_two_9(void)
{
	must_get(9, 2);
}

static void must_get_8_and_back(void)
{
	must_get(8, 1);
	put(8);
}

static void must_get_9_and_back(void)
{
	must_get(9, 1);
	put(9);
}

static void get_9(void)
{
	get(9, SLICE);
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

static void free_0_and_must_get_8(void)
{
	put(0);
	must_get(8, 1);
}

static void free_1_and_must_get_9(void)
{
	put(1);
	must_get(9, 1);
}

static void free_2_and_must_get_10(void)
{
	put(2);
	must_get(10, 1);
}

static void free_3_and_must_get_9(void)
{
	put(3);
	must_get(9, 1);
}

/* There is a place all the time. */
static void must_get_aligned_8(void)
{
	char *p = hakmem_aligned_alloc(ALIGNED, 2 * SLICE);

	if (!p)
		mc_fail("aligned free slices were overlooked");
	adopt_block(8, p, 2 * SLICE);
}

static void free_0_and_grow_1(void)
{
	put(0);
	resize(1, 4 * SLICE);
}

/* What was free: when B began, and when A was about to claim. */
static size_t free_for_b, free_for_a;

static size_t free_slices(void)
{
	const struct atomic_word *map = region_first(&hakmem_default)->free_map;

	return (size_t)__builtin_popcountl(atomic_read(&map[0])) +
	       (size_t)__builtin_popcountl(atomic_read(&map[1]));
}

static void none_free_yet(void)
{
	at_the_border();
	free_for_a = free_for_b = 0;
}

static void free_0_and_get_8(void)
{
	put(0);
	free_for_a = free_slices();
	get(8, SLICE);
}

/* There is one at each moment if A leaves another one than it takes. */
static void must_get_9_then(void)
{
	free_for_b = free_slices();
	if (!get(9, SLICE) && free_for_b && free_for_a == 2)
		mc_fail("a free slice was overlooked");
}

static void must_get_long_8(void)
{
	must_get(8, BITS_PER_LONG + 1);
}

static void get_long_8(void)
{
	get(8, (BITS_PER_LONG + 1) * SLICE);
}

static void get_longer_8(void)
{
	get(8, (2 * BITS_PER_LONG + 1) * SLICE);
}

static void get_word_10(void)
{
	get(10, BITS_PER_LONG * SLICE);
}

static void get_long_8_and_back(void)
{
	get(8, (BITS_PER_LONG + 1) * SLICE);
	put(8);
}

/* By the slice that it has in the second word. */
static void shrink_0(void)
{
	if (!resize(0, BITS_PER_LONG * SLICE))
		mc_fail("a block did not shrink");
}

static void grow_1(void)
{
	resize(1, 2 * SLICE);
}

/* ------------------------------------------------------------------- at the end */

/*
 * A run of @slices is free, and the index knows of it: hakmem_validate() comes first, as a
 * search might put right what it finds.
 */
static void expect_free(size_t slices)
{
	hakmem_validate();
	must_get(11, slices);
	put(11);
}

static void one_is_free(void)
{
	expect_free(1);
}

static void two_are_free(void)
{
	expect_free(2);
}

static void three_are_free(void)
{
	expect_free(3);
}

static void four_are_free(void)
{
	expect_free(4);
}

static void long_less_is_free(void)
{
	expect_free(BITS_PER_LONG + 1);
}

static void long_is_free(void)
{
	expect_free(BITS_PER_LONG + 2);
}

/* Whoever was refused was so for a slice that the other one has. */
static void long_or_short(void)
{
	if (has(8) == has(9))
		mc_fail("long: %d, short: %d", has(8), has(9));
}

/* The long one is refused for what another one has, the others for what it has. */
static void long_or_others(void)
{
	if (has(8) == (has(9) || has(10)))
		mc_fail("long: %d, a slice: %d, a word: %d", has(8), has(9), has(10));
}

static void grown_or_taken(void)
{
	bool grown = hakmem_usable_size(block_at(1)) > SLICE;

	if (grown == has(9))
		mc_fail("grown: %d, taken: %d", grown, has(9));
}

/* Who is not alone mends, in a claim and in a free of a word. */
#define CLAIM_MENDS   "hakmem_malloc>run_index_mend_found"
#define RELEASE_MENDS "hakmem_free>run_index_mend"
#define RELEASE_ALONE "hakmem_free!run_index_mend"

/* A search comes to a word, or to a row, that says too much; to none at all. */
#define TOO_MUCH   "find_in_word>run_index_mend"
#define TOO_LITTLE "find>find_in_any_word"

const struct scene run_index_scenes[] = {
	/* a word */
	{
		.name = "index.two_claims",
		.preemptions = 4,
		.weak = 1,
		.more = 1,
		.setup = three_free,
		.contexts = { CONTEXT(must_get_8, 0), CONTEXT(must_get_two_9, 1) },
		.paths = { CLAIM_FAILS, CLAIM_MENDS },
	},
	{
		.name = "index.claim_and_free",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = two_free,
		.end = two_are_free,
		.contexts = { CONTEXT(must_get_two_8, 0), CONTEXT(free_1, 1),
			      CONTEXT(free_2, 2) },
		.paths = { CLAIM_FAILS, CLAIM_MENDS, RELEASE_MENDS },
	},
	{
		.name = "index.done_when_mended",
		.preemptions = 4,
		.weak = 1,
		.more = 1,
		.setup = one_free,
		.contexts = { CONTEXT(must_get_8, 0), CONTEXT(free_1_and_must_get_9, 1) },
		.paths = { CLAIM_FAILS, RELEASE_MENDS, TOO_LITTLE },
	},
	{
		.name = "index.looked_and_changed",
		.preemptions = 3,
		.weak = 0,
		.more = 1,
		.setup = none_free_yet,
		.contexts = { CONTEXT(free_0_and_get_8, 0), CONTEXT(must_get_9_then, 1),
			      CONTEXT(free_3, 2) },
		.paths = { TOO_LITTLE },
	},
	{
		.name = "index.frees_merge",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = in_a_word,
		.end = three_are_free,
		.contexts = { CONTEXT(free_0, 0), CONTEXT(free_1, 1), CONTEXT(free_2, 2) },
		.paths = { RELEASE_MENDS, RELEASE_ALONE },
	},
	{
		.name = "index.frees_merge_by_turns",
		.preemptions = 4,
		.weak = 1,
		.more = 1,
		.setup = in_a_word,
		.end = four_are_free,
		.contexts = { CONTEXT(free_0_and_2, 0), CONTEXT(free_1_and_3, 1) },
		.paths = { RELEASE_MENDS, RELEASE_ALONE },
	},
	{
		.name = "index.away_and_back",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = in_a_word,
		.end = one_is_free,
		.contexts = { CONTEXT(free_0, 0), CONTEXT(get_9_and_back, 1),
			      CONTEXT(get_10_and_back, 2) },
		.paths = { RELEASE_MENDS, CLAIM_MENDS, TOO_LITTLE },
	},
	{
		.name = "index.freed_and_claimed_at_once",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = in_a_word,
		.contexts = { CONTEXT(free_0_and_must_get_8, 0),
			      CONTEXT(free_1_and_must_get_9, 1) },
		.paths = { RELEASE_MENDS, CLAIM_MENDS, CLAIM_FAILS },
	},
	{
		.name = "index.grown_into",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = hole_behind_block_1,
		.end = grown_or_taken,
		.contexts = { CONTEXT(grow_1, 0), CONTEXT(get_9, 1) },
		.paths = { "run_resize>list_span", "mend_span>run_index_mend", CLAIM_MENDS },
	},

	/* two words of a class: its row */
	{
		.name = "index.row_emptied",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = hole_in_each_word,
		.contexts = { CONTEXT(must_get_8, 0), CONTEXT(must_get_9, 1) },
		.paths = { CLAIM_FAILS, CLAIM_MENDS, TOO_MUCH },
	},
	{
		.name = "index.row_filled_and_emptied",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = at_the_border,
		.contexts = { CONTEXT(free_0_and_must_get_8, 0),
			      CONTEXT(free_3_and_must_get_9, 1) },
		.paths = { RELEASE_MENDS, CLAIM_MENDS, TOO_MUCH },
	},
	{
		.name = "index.one_for_each_at_any_time",
		.preemptions = 4,
		.weak = 0,
		.more = 1,
		.setup = hole_in_each_word,
		.contexts = { CONTEXT(must_get_8_and_back, 0),
			      CONTEXT(must_get_9_and_back, 1) },
		.paths = { TOO_MUCH, CLAIM_MENDS, RELEASE_MENDS },
	},
	{
		.name = "index.listed_without_slices",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = longer_in_second_word,
		.contexts = { CONTEXT(must_get_8, 0), CONTEXT(must_get_9, 1),
			      CONTEXT(must_get_10, 2) },
		.paths = { TOO_MUCH, CLAIM_FAILS },
	},

	/* aligned blocks that no word has a run for that is long enough whatever its alignment */
	{
		.name = "index.aligned_in_another_word",
		.preemptions = 4,
		.weak = 1,
		.more = 1,
		.setup = aligned_in_second_word,
		.contexts = { CONTEXT(must_get_aligned_8, 0), CONTEXT(free_0_and_grow_1, 1) },
		.paths = { "run_claim_aligned>find_in_map", "free_map_claim>roll_back" },
	},

	/* more than a word */
	{
		.name = "index.long_or_short",
		.preemptions = 4,
		.weak = 1,
		.more = 1,
		.setup = word_and_more_free,
		.end = long_or_short,
		.contexts = { CONTEXT(get_long_8, 0), CONTEXT(get_9, 1) },
		.paths = { "free_map_claim>roll_back", "free_map_claim>list_span",
			   "roll_back>mend_span" },
	},
	{
		.name = "index.longer_or_short",
		.arena = LONGER_ARENA,
		.preemptions = 2,
		.weak = 0,
		.more = 1,
		.setup = two_words_and_more_free,
		.end = long_or_others,
		.contexts = { CONTEXT(get_longer_8, 0), CONTEXT(get_9, 1),
			      CONTEXT(get_word_10, 2) },
		.paths = { "free_map_claim>roll_back", "roll_back>mend_span", TOO_MUCH },
	},
	{
		.name = "index.long_comes_and_goes",
		.preemptions = 4,
		.weak = 0,
		.more = 1,
		.setup = word_and_more_free,
		.end = long_less_is_free,
		.contexts = { CONTEXT(get_long_8_and_back, 0), CONTEXT(get_9_and_back, 1) },
		.paths = { "roll_back>mend_span", "free_map_release>mend_span" },
	},
	{
		.name = "index.long_beside_frees",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = word_and_more_free,
		.contexts = { CONTEXT(must_get_long_8, 0), CONTEXT(free_1, 1),
			      CONTEXT(free_2, 2) },
		.paths = { "free_map_claim>mend_span", RELEASE_MENDS },
	},
	{
		.name = "index.long_freed",
		.preemptions = 4,
		.weak = 1,
		.more = 1,
		.setup = word_and_more,
		.end = long_is_free,
		.contexts = { CONTEXT(free_0, 0), CONTEXT(free_1, 1) },
		.paths = { "free_map_release>mend_span", "free_map_release!mend_span" },
	},
	{
		.name = "index.long_freed_and_claimed",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = word_and_more,
		.end = long_less_is_free,
		.contexts = { CONTEXT(free_0, 0), CONTEXT(free_1, 1), CONTEXT(get_9_and_back, 2) },
		.paths = { "free_map_release>mend_span", CLAIM_MENDS },
	},
	{
		.name = "index.tail_freed",
		.preemptions = 4,
		.weak = 1,
		.more = 1,
		.setup = word_and_more,
		.end = two_are_free,
		.contexts = { CONTEXT(shrink_0, 0), CONTEXT(free_1, 1) },
		.paths = { "run_resize>list_span", RELEASE_MENDS, RELEASE_ALONE },
	},

	/* an interrupt at every access, or two */
	{
		.name = "index.irq_claims",
		.setup = three_free,
		.contexts = { CONTEXT(must_get_8, 0), INTERRUPT(must_get_two_9, 0, 1) },
		.paths = { CLAIM_FAILS, CLAIM_MENDS },
	},
	{
		.name = "index.irq_frees",
		.setup = two_free,
		.contexts = { CONTEXT(must_get_two_8, 0), INTERRUPT(free_1, 0, 1) },
		.paths = { CLAIM_MENDS },
	},
	{
		.name = "index.irq_in_free",
		.setup = in_a_word,
		.end = one_is_free,
		.contexts = { CONTEXT(free_0, 0), INTERRUPT(free_1_and_must_get_9, 0, 1) },
		.paths = { RELEASE_MENDS },
	},
	{
		.name = "index.irq_long",
		.setup = word_and_more,
		.contexts = { CONTEXT(free_0, 0), INTERRUPT(free_1_and_must_get_9, 0, 1) },
		.paths = { "free_map_release>mend_span" },
	},
	{
		.name = "index.irq_long_claim",
		.setup = word_and_more_free,
		.contexts = { CONTEXT(must_get_long_8, 0), INTERRUPT(free_1, 0, 1) },
		.paths = { "free_map_claim>mend_span" },
	},
	{
		.name = "index.nested",
		.setup = in_a_word,
		.contexts = { CONTEXT(free_0_and_must_get_8, 0),
			      INTERRUPT(free_1_and_must_get_9, 0, 1),
			      INTERRUPT(free_2_and_must_get_10, 0, 2) },
		.paths = { RELEASE_MENDS, CLAIM_MENDS },
	},
	{
		.name = "index.irq_and_other_core",
		.preemptions = 3,
		.weak = 0,
		.more = 1,
		.setup = in_a_word,
		.contexts = { CONTEXT(free_0_and_must_get_8, 0),
			      INTERRUPT(free_1_and_must_get_9, 0, 1),
			      CONTEXT(free_2_and_must_get_10, 1) },
		.paths = { RELEASE_MENDS, CLAIM_MENDS },
	},
	{ 0 },
};

#else

const struct scene run_index_scenes[] = { { 0 } };

#endif
