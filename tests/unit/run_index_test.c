/* SPDX-License-Identifier: MIT */
/*
 * Others change the index of runs while it is searched: what is free all the time is found.
 *
 * They are in the middle of their changes when the search begins, so that the count of changes
 * stays as it is, and go on each time before the search reads a word: run_index.c is compiled
 * here once more, with a read that lets them. It takes two words that tell which rows are used:
 * 4096 slices, 32 bits.
 */
#include "tests/unit/fixture.h"

#include <asm/atomic.h>

static void let_others_go_on(const struct atomic_word *w);

static unsigned long read_after_others(const struct atomic_word *w)
{
	let_others_go_on(w);
	return atomic_read(w);
}

#define atomic_read read_after_others
#include "kernel/run_index.c"
#undef atomic_read

#define HALF   (BITS_PER_LONG / 2)
#define WANTED 4u

#define LOWEST	    ((1ul << WANTED) - 1)
#define LOWER_HALF  (~0ul >> HALF)
#define HIGHER_HALF (~LOWER_HALF)

/* Word @word of the map is hidden from each search by the index: what comes next. */
static struct {
	struct region *region;
	size_t word;
	enum { NOTHING, CLAIM, FREE, CLAIM_AGAIN, ALL_DONE } next;
} others;

static void change(unsigned long after)
{
	struct atomic_word *w = &others.region->free_map[others.word];
	unsigned long before = atomic_read(w);

	atomic_set(w, after);
	run_index_relist(others.region, run_class_of(before), run_class_of(after), others.word);
}

/*
 * A search looks at the rows of short runs first. The word goes there as soon as it has, and
 * back before it does so again.
 */
static void let_others_go_on(const struct atomic_word *w)
{
	bool free = others.next == FREE;

	if (others.next == NOTHING || others.next == ALL_DONE)
		return;
	if (w != run_index_rows(others.region) + !free)
		return;
	change(free ? LOWEST | HIGHER_HALF : LOWEST);
	others.next++;
}

/* Nothing is free but the lower half of others.word. */
static void set_up(struct ktest *test)
{
	size_t slice = slice_size(hakmem_default_arena());
	char *lower = hakmem_malloc(BITS_PER_LONG * slice);

	KTEST_ASSERT_NOT_NULL(test, lower);
	others.region = region_first(hakmem_default_arena());
	others.word = slice_of(hakmem_default_arena(), others.region, lower) / BITS_PER_LONG;
	KTEST_ASSERT_EQ(test, hakmem_realloc(lower, HALF * slice), lower);
	KTEST_ASSERT_EQ(test, hakmem_malloc(HALF * slice), lower + HALF * slice);
	for (size_t n = BITS_PER_LONG; n; n--)
		while (hakmem_malloc(n * slice))
			;
	hakmem_free(lower);
	KTEST_ASSERT_EQ(test, atomic_read(&others.region->free_map[others.word]), LOWER_HALF);
}

static void found_though_it_moves(struct ktest *test)
{
	struct run run = { .length = WANTED };

	if (context_is_only())
		KTEST_SKIP(test, "there are no others");
	if (run_index_row_words(region_first(hakmem_default_arena())->nr_words) < 2)
		KTEST_SKIP(test, "one word tells which rows are used");
	set_up(test);
	for (unsigned int n = 0; n < 3; n++)
		run_index_begin(others.region);
	others.next = CLAIM;
	KTEST_EXPECT_EQ(test, run_search(hakmem_default_arena(), WANTED, &run), WANTED);
	KTEST_EXPECT_EQ(test, run.first, others.word * BITS_PER_LONG);
	KTEST_EXPECT_GT(test, others.next, CLAIM);

	/* as before, but for what the search has mended */
	others.next = NOTHING;
	change(LOWER_HALF);
	for (unsigned int n = 0; n < 3; n++)
		run_index_leave(others.region);
}

static const struct ktest_case run_index_cases[] = {
	KTEST_CASE(found_though_it_moves),
	{ 0 },
};

const struct ktest_suite run_index_suite = {
	.name = "run_index",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = run_index_cases,
};
