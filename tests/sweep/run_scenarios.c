/* SPDX-License-Identifier: MIT */
/*
 * States of an instance without pages, where each block is a run of slices. Malloc takes
 * the first run that is long enough; so what is free in front decides what a call works
 * on, and what it may lose to an interrupt. With the run index (RUN_INDEX below) it takes the
 * first one of the words of the bitmap whose longest runs are as short as will do; words that
 * are free as a whole come last.
 */
#include "kernel/compiler.h"
#include "tests/sweep/inside.h"
#include "tests/sweep/meeting.h"
#include "tests/sweep/memory.h"

#define WORD_SLICES (8u * __SIZEOF_LONG__) /* slices of a word of the bitmaps */
#define AT_END	    5u			   /* that are free in a word that is used up to there */

#define RUN_INDEX IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX)

/* A summary says little; the index has a word listed, and a bit for each row. */
#define MEETS_LISTING (RUN_INDEX ? MEETS_UNLISTED : MEETS_SECOND_LOOK)

#define SCENARIO(id, ...) const struct scenario scenario_##id = { .name = #id, __VA_ARGS__ }

/* --------------------------------------------------------------------- parts */

/* Blocks that nobody looks at by name. */
static void take_over(struct actor *actor, void *p)
{
	struct link *link = p;

	if (!link) {
		actors_fail("the state cannot be built");
		return;
	}
	*link = (struct link){ actor->all, sizeof(*link) };
	actor->all = link;
}

static void take_more(struct actor *actor, size_t size)
{
	take_over(actor, hakmem_malloc(size));
}

void scenario_base(bool second)
{
	memory_init();
	actors_reset();
	inside.expected = NULL;
	for (unsigned int i = 0; i < NR_ACTORS; i++)
		for (enum slot slot = SLOT_SHARED; slot <= SLOT_SHARED_3; slot++)
			actor_malloc(&actors[i], slot, SIZE_SHARED);
	actor_malloc(&actors[FIRST], SLOT_LONE, actors[FIRST].size_lone);
	actor_malloc(&actors[FIRST], SLOT_LARGE, SIZE_LARGE);
	actor_malloc(&actors[FIRST], SLOT_RETIRE, actors[FIRST].size_retire);
	if (second)
		actor_malloc(&actors[SECOND], SLOT_LONE, actors[SECOND].size_lone);
}

/* Half of the memory is in use, and nothing is cached any more. */
static void build_half(struct actor *main)
{
	struct hakmem_stats stats;

	(void)hakmem_stats(&stats);
	take_more(main, stats.slices * stats.slice_size / 2);
	if (inside_caches() || inside_cached())
		actors_fail("the state cannot be built");
}

/* With the run index: what is free is so in whole words. */
static void fill_parts(struct actor *main)
{
	while (inside_parts() && !actors_error())
		take_more(main, SIZE_ONE);
}

/* A block in front of what is free. */
static void build_one(struct actor *main)
{
	build_half(main);
	fill_parts(main);
	actor_malloc(main, SLOT_A, SIZE_ONE);
}

static void build_run(struct actor *main)
{
	build_half(main);
	fill_parts(main);
	actor_malloc(main, SLOT_A, SIZE_SHARED);
}

static void build_words(struct actor *main)
{
	build_half(main);
	fill_parts(main);
	actor_malloc(main, SLOT_A, SIZE_WORDS);
}

/* What is free begins with @n slices at the end of a word; nothing is, in front. */
static void fill_word(struct actor *main, size_t n)
{
	fill_parts(main);
	while (inside_first_free() % WORD_SLICES != WORD_SLICES - n && !actors_error())
		take_more(main, SIZE_ONE);
}

static void build_word(struct actor *main)
{
	build_half(main);
	fill_word(main, AT_END);
}

/* Is a malloc of @size bytes about the word where all have blocks? */
static void expect_last(size_t size)
{
	if (RUN_INDEX ? !inside_moves(size) : inside_first_free() >= WORD_SLICES)
		actors_fail("the state cannot be built");
}

/* A word is in use, by all, but for slices that MAIN had. */
static void build_last(struct actor *main)
{
	build_half(main);
	fill_parts(main);
	actor_free(main, SLOT_SHARED);
	expect_last(SIZE_SHARED);
}

static void build_last_one(struct actor *main)
{
	build_last(main);
	actor_malloc(main, SLOT_SHARED, SIZE_SHARED - SIZE_ONE);
	expect_last(SIZE_ONE);
}

static void build_nothing_left(struct actor *main)
{
	actor_take_all(main);
}

/* Nothing is left but a hole. */
static void build_hole(struct actor *main)
{
	actor_take_all(main);
	actor_free(main, SLOT_SHARED);
}

/* Somebody gave it back who was stopped in the middle: the summary says that there is none. */
static void build_missed(struct actor *main)
{
	void *p = main->held[SLOT_SHARED].p;

	build_hole(main);
	inside_hide(p);
}

/* -------------------------------------------------------------------- malloc */

SCENARIO(malloc_one, .build = build_half, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_ONE, .meets = MEETS_LOST);

SCENARIO(malloc_run, .build = build_half, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .meets = MEETS_LOST);

/* The summary learns that the word has none; others give slices of it back meanwhile. */
SCENARIO(malloc_last, .build = build_last, .call = CALL_MALLOC, .slot = SLOT_SHARED,
	 .size = SIZE_SHARED, .meets = MEETS_LOST | MEETS_LISTING);

SCENARIO(malloc_last_one, .build = build_last_one, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_ONE, .meets = MEETS_LOST | MEETS_LISTING);

/* Others take what is behind the words that it has claimed. */
SCENARIO(malloc_words, .build = build_word, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_WORDS, .meets = MEETS_LOST | MEETS_ROLL_BACK);

/* What is cached, if anything, goes back before a request is refused. */
static void build_freed(struct actor *main)
{
	actor_malloc(main, SLOT_A, SIZE_SHARED);
	actor_free(main, SLOT_A);
	if (inside_cached() != inside_caches())
		actors_fail("nothing is cached");
}

SCENARIO(malloc_empties, .build = build_freed, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = (size_t)1 << 20, .supply = DROUGHT);

SCENARIO(malloc_hole, .build = build_hole, .call = CALL_MALLOC, .slot = SLOT_SHARED,
	 .size = SIZE_SHARED, .supply = ENOUGH, .meets = MEETS_LOST);

SCENARIO(malloc_missed, .build = build_missed, .call = CALL_MALLOC, .slot = SLOT_SHARED,
	 .size = SIZE_SHARED, .after = inside_show, .supply = ENOUGH, .meets = MEETS_LOST);

SCENARIO(malloc_refused, .build = build_nothing_left, .call = CALL_MALLOC,
	 .slot = SLOT_A, .size = SIZE_ONE, .supply = DROUGHT);

/* ---------------------------------------------------------------------- free */

SCENARIO(free_one, .build = build_one, .call = CALL_FREE, .slot = SLOT_A);

/* The word was in use. */
SCENARIO(free_run, .build = build_half, .call = CALL_FREE, .slot = SLOT_SHARED);

SCENARIO(free_words, .build = build_words, .call = CALL_FREE, .slot = SLOT_A,
	 .meets = MEETS_REUSE);

SCENARIO(free_sized, .build = build_half, .call = CALL_FREE_SIZED, .slot = SLOT_SHARED,
	 .size = SIZE_SHARED);

/* ------------------------------------------------------------------- realloc */

SCENARIO(realloc_same, .build = build_half, .call = CALL_REALLOC, .slot = SLOT_SHARED,
	 .size = SIZE_SHARED - 4, .place = STAYS);

SCENARIO(realloc_up, .build = build_run, .call = CALL_REALLOC, .slot = SLOT_A,
	 .size = SIZE_LARGE, .place = STAYS, .meets = MEETS_LOST);

/* It begins and ends in the same slice, before, or afterwards. */
SCENARIO(realloc_up_one, .build = build_one, .call = CALL_REALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .place = STAYS, .meets = MEETS_LOST);

SCENARIO(realloc_down_one, .build = build_run, .call = CALL_REALLOC, .slot = SLOT_A,
	 .size = SIZE_ONE, .place = STAYS);

static void build_word_end(struct actor *main)
{
	build_half(main);
	fill_word(main, AT_END + SIZE_SHARED / SIZE_ONE);
	actor_malloc(main, SLOT_A, SIZE_SHARED);
}

SCENARIO(realloc_words, .build = build_word_end, .call = CALL_REALLOC, .slot = SLOT_A,
	 .size = SIZE_WORDS, .place = STAYS, .meets = MEETS_LOST | MEETS_ROLL_BACK);

SCENARIO(realloc_move, .build = build_half, .call = CALL_REALLOC, .slot = SLOT_SHARED,
	 .size = SIZE_OTHER, .place = MOVES);

SCENARIO(realloc_down, .build = build_words, .call = CALL_REALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .place = STAYS, .meets = MEETS_REUSE);

static void build_aligned(struct actor *main)
{
	build_half(main);
	actor_aligned(main, SLOT_A, 64, SIZE_SHARED);
	take_more(main, SIZE_LARGE);
}

SCENARIO(realloc_aligned, .build = build_aligned, .call = CALL_REALLOC, .slot = SLOT_A,
	 .size = SIZE_LARGE, .alignment = 64, .place = MOVES);

SCENARIO(realloc_refused, .build = build_nothing_left, .call = CALL_REALLOC,
	 .slot = SLOT_SHARED, .size = SIZE_OTHER, .supply = DROUGHT);

/* ------------------------------------------------------------- aligned, others */

SCENARIO(aligned_slice, .build = build_half, .call = CALL_ALIGNED, .slot = SLOT_A,
	 .size = SIZE_ONE, .alignment = 8, .meets = MEETS_LOST);

SCENARIO(aligned_one, .build = build_half, .call = CALL_ALIGNED, .slot = SLOT_A,
	 .size = SIZE_ONE, .alignment = 32, .meets = MEETS_LOST);

SCENARIO(aligned_run, .build = build_half, .call = CALL_ALIGNED, .slot = SLOT_A,
	 .size = SIZE_LARGE, .alignment = 64, .meets = MEETS_LOST);

SCENARIO(aligned_words, .build = build_word, .call = CALL_ALIGNED, .slot = SLOT_A,
	 .size = SIZE_WORDS, .alignment = 64, .meets = MEETS_LOST | MEETS_ROLL_BACK);

SCENARIO(calloc_run, .build = build_half, .call = CALL_CALLOC, .slot = SLOT_A,
	 .size = SIZE_LARGE, .meets = MEETS_LOST);

/* Memory that is known to hold something. */
SCENARIO(calloc_used, .build = build_last, .call = CALL_CALLOC, .slot = SLOT_SHARED,
	 .size = SIZE_SHARED, .meets = MEETS_LOST | MEETS_LISTING);

SCENARIO(add_region, .call = CALL_ADD_REGION);

/* ----------------------------------------------------------------- the run cache */

#ifdef CONFIG_HAKMEM_RUN_CACHE

/* A run of that length that was freed, and nobody's block in front of it is any shorter. */
static void cache_one(struct actor *actor, size_t size)
{
	actor_malloc(actor, SLOT_B, size);
	actor_free(actor, SLOT_B);
	if (!inside_cached() || !inside_caches())
		actors_fail("nothing is cached");
}

static void build_cached(struct actor *main)
{
	cache_one(main, SIZE_LARGE);
}

SCENARIO(malloc_cached, .build = build_cached, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_LARGE);

SCENARIO(malloc_longer, .build = build_cached, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_LARGE - 2 * SIZE_ONE);

SCENARIO(collect, .build = build_cached, .call = CALL_COLLECT);

SCENARIO(calloc_cached, .build = build_cached, .call = CALL_CALLOC, .slot = SLOT_A,
	 .size = SIZE_LARGE);

static void build_cached_one(struct actor *main)
{
	cache_one(main, SIZE_ONE);
}

SCENARIO(malloc_cached_one, .build = build_cached_one, .call = CALL_MALLOC,
	 .slot = SLOT_A, .size = SIZE_ONE);

/* Memory is scarce, and cached runs go back before the search. */
static void build_ebb(struct actor *main)
{
	struct hakmem_stats stats;

	(void)hakmem_stats(&stats);
	take_more(main, stats.slices * stats.slice_size / 4);
	cache_one(main, SIZE_LARGE);
	take_more(main, stats.slices * stats.slice_size / 4);
	if (!inside_cached() || inside_caches())
		actors_fail("the state cannot be built");
}

SCENARIO(malloc_ebb, .build = build_ebb, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED);

static void build_to_cache(struct actor *main)
{
	actor_malloc(main, SLOT_A, SIZE_LARGE);
	if (!inside_caches())
		actors_fail("the state cannot be built");
}

SCENARIO(free_cached, .build = build_to_cache, .call = CALL_FREE, .slot = SLOT_A);

static void build_to_cache_one(struct actor *main)
{
	actor_malloc(main, SLOT_A, SIZE_ONE);
	if (!inside_caches())
		actors_fail("the state cannot be built");
}

SCENARIO(free_cached_one, .build = build_to_cache_one, .call = CALL_FREE,
	 .slot = SLOT_A);

/* There is one of its length already: it takes the slot of shorter ones. */
static void build_shorter(struct actor *main)
{
	actor_malloc(main, SLOT_A, SIZE_LARGE);
	cache_one(main, SIZE_LARGE);
}

SCENARIO(free_shorter, .build = build_shorter, .call = CALL_FREE, .slot = SLOT_A);

static void build_long(struct actor *main)
{
	actor_malloc(main, SLOT_A, SIZE_LONG);
	if (!inside_caches())
		actors_fail("the state cannot be built");
}

SCENARIO(free_long, .build = build_long, .call = CALL_FREE, .slot = SLOT_A);

/* What it grows into is a cached run. */
static void build_beside(struct actor *main)
{
	actor_malloc(main, SLOT_A, SIZE_SHARED);
	cache_one(main, SIZE_LARGE);
}

SCENARIO(realloc_beside, .build = build_beside, .call = CALL_REALLOC, .slot = SLOT_A,
	 .size = SIZE_LARGE, .place = STAYS);

#endif

/* ---------------------------------------------------------------- the run index */

#ifdef CONFIG_HAKMEM_RUN_INDEX

#define SIZE_WORD ((size_t)WORD_SLICES * SIZE_ONE)
#define PART	  11u /* slices that SIZE_WORDS is longer than two words */
#define ROOM	  16u /* slices for it */

/* What all calls that change the only word of its class come to. */
#define MEETS_MOVES (MEETS_UNLISTED | MEETS_ROWS)

/* Whatever malloc of @size bytes gives; NULL is noted. */
static void *take(size_t size)
{
	void *p = hakmem_malloc(size);

	if (!p)
		actors_fail("the state cannot be built");
	return p;
}

static void expect_parts(size_t n)
{
	if (inside_parts() != n)
		actors_fail("the state cannot be built");
}

/* What is free are whole words. */
static void build_wholes(struct actor *main)
{
	build_half(main);
	fill_parts(main);
}

/* And @size bytes at the start of a word, of which nothing else is. */
static void build_part(struct actor *main, size_t size)
{
	void *p;

	build_wholes(main);
	p = take(size);
	fill_parts(main);
	hakmem_free(p);
	expect_parts(1);
}

/* The class at hand has one word, the one that it comes to has none. */
static void build_moves(struct actor *main)
{
	build_part(main, SIZE_OTHER);
	if (!inside_moves(SIZE_SHARED))
		actors_fail("the state cannot be built");
}

SCENARIO(malloc_moves, .build = build_moves, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .meets = MEETS_LOST | MEETS_MOVES);

/* The word of none of them has another free run. */
SCENARIO(malloc_whole, .build = build_wholes, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_WORD, .meets = MEETS_LOST);

SCENARIO(malloc_of_whole, .build = build_wholes, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .meets = MEETS_LOST | MEETS_UNLISTED);

static void build_last_whole(struct actor *main)
{
	void *p;

	fill_parts(main);
	p = take(SIZE_WORD);
	actor_take_all(main);
	hakmem_free(p);
	expect_parts(0);
}

SCENARIO(malloc_last_whole, .build = build_last_whole, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_WORD, .supply = ENOUGH, .meets = MEETS_LOST);

/* --------------------------------------------------------------- longer than a word */

/*
 * Two whole words lie in front of all that are free, next to slices that are free or are not.
 * A block of SIZE_WORDS begins at the first of these that will do.
 */
static void build_between(struct actor *main, bool before, bool behind)
{
	void *words, *front[2], *back;

	build_wholes(main);
	take_more(main, SIZE_WORD - ROOM * SIZE_ONE);
	words = take(2 * SIZE_WORD);
	front[0] = take((ROOM - 1) * SIZE_ONE);
	front[1] = take(SIZE_ONE);
	back = take(ROOM * SIZE_ONE);
	fill_parts(main);
	inside.expected = (char *)words - (before ? PART * SIZE_ONE : 0);
	if (before) {
		hakmem_free(front[0]);
		hakmem_free(front[1]);
	} else {
		take_over(main, front[0]);
		take_over(main, front[1]);
	}
	if (behind)
		hakmem_free(back);
	else
		take_over(main, back);
	hakmem_free(words);
	expect_parts(0u + before + behind);
}

static void build_behind(struct actor *main)
{
	build_between(main, false, true);
}

SCENARIO(words_behind, .build = build_behind, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_WORDS, .meets = MEETS_LOST | MEETS_ROLL_BACK | MEETS_UNLISTED);

static void build_before(struct actor *main)
{
	build_between(main, true, false);
}

SCENARIO(words_before, .build = build_before, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_WORDS, .meets = MEETS_LOST | MEETS_ROLL_BACK | MEETS_UNLISTED);

/* Neither is: one word more. It is behind what follows the two. */
static void build_none(struct actor *main)
{
	build_between(main, false, false);
	inside.expected = (char *)inside.expected + 3 * SIZE_WORD;
}

SCENARIO(words_more, .build = build_none, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_WORDS, .meets = MEETS_LOST | MEETS_ROLL_BACK | MEETS_UNLISTED);

/* Without a part, and given back. */
SCENARIO(words_only, .build = build_wholes, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = 2 * SIZE_WORD, .meets = MEETS_LOST | MEETS_ROLL_BACK);

static void build_words_only(struct actor *main)
{
	build_wholes(main);
	actor_malloc(main, SLOT_A, 2 * SIZE_WORD);
}

SCENARIO(free_words_only, .build = build_words_only, .call = CALL_FREE, .slot = SLOT_A);

/* ------------------------------------------------------------------------- refused */

/* There are slices, which are too few together. */
SCENARIO(refused_longer, .build = build_hole, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_OTHER, .supply = DROUGHT);

SCENARIO(refused_words, .build = build_last_whole, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_WORDS, .supply = DROUGHT);

/* ---------------------------------------------------------------------------- free */

/* It merges with what is free on both sides. */
static void build_merges(struct actor *main)
{
	void *p;

	build_part(main, SIZE_OTHER);
	p = take(SIZE_ONE);
	actor_malloc(main, SLOT_A, SIZE_SHARED);
	hakmem_free(p);
	expect_parts(1);
}

SCENARIO(free_merges, .build = build_merges, .call = CALL_FREE, .slot = SLOT_A,
	 .meets = MEETS_MOVES);

/* The word is free as a whole then. */
static void build_to_whole(struct actor *main)
{
	build_wholes(main);
	actor_malloc(main, SLOT_A, SIZE_SHARED);
	expect_parts(1);
}

SCENARIO(free_to_whole, .build = build_to_whole, .call = CALL_FREE, .slot = SLOT_A,
	 .meets = MEETS_UNLISTED);

/* Nothing of the word was. */
SCENARIO(free_into_used, .build = build_wholes, .call = CALL_FREE, .slot = SLOT_SHARED,
	 .meets = MEETS_MOVES);

/* Nothing at all was. */
static void build_only_whole(struct actor *main)
{
	build_last_whole(main);
	actor_malloc(main, SLOT_A, SIZE_WORD);
}

SCENARIO(free_only, .build = build_only_whole, .call = CALL_FREE, .slot = SLOT_A,
	 .supply = ENOUGH, .meets = MEETS_MOVES);

/* ------------------------------------------------- others were stopped in the middle */

/* The word is listed, but its row counts as empty. */
static void build_missed_row(struct actor *main)
{
	void *p = main->held[SLOT_SHARED].p;

	build_hole(main);
	inside_hide_row(p);
}

SCENARIO(missed_row, .build = build_missed_row, .call = CALL_MALLOC,
	 .slot = SLOT_SHARED, .size = SIZE_SHARED, .after = inside_show, .supply = ENOUGH,
	 .meets = MEETS_LOST);

/* The first word that is listed as free is in use. */
static void build_overstated(struct actor *main)
{
	void *p;

	build_wholes(main);
	p = take(SIZE_WORD);
	take_over(main, p);
	inside_overstate(p);
}

SCENARIO(overstated, .build = build_overstated, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .after = inside_state, .meets = MEETS_LOST | MEETS_UNLISTED);

SCENARIO(overstated_words, .build = build_overstated, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_WORDS, .after = inside_state, .meets = MEETS_LOST | MEETS_ROLL_BACK);

#endif
