/* SPDX-License-Identifier: MIT */
/* Blocks that are runs of slices: kernel/large.c. */
#include "tests/unit/inside.h"

/* The smallest size that no page serves, and all that slices round it up to. */
#define LARGE_SIZE (PAGED_MAX + 1)

static size_t rounded(size_t size)
{
	size_t slice = fixture_stats().slice_size;

	return (size + slice - 1) / slice * slice;
}

static int large_init(struct ktest *test)
{
	int err = fixture_init(test);

	if (!err && fixture_stats().largest_free < 12 * rounded(LARGE_SIZE))
		test->skip = "not enough memory for large blocks";
	return err;
}

#ifdef CONFIG_HAKMEM_PAGES

static void large_from_its_smallest_size(struct ktest *test)
{
	void *p, *q;

	if (!pages_are_worth_it())
		KTEST_SKIP(test, "blocks have runs");
	p = hakmem_malloc(CLASS_MAX);
	q = hakmem_malloc(LARGE_SIZE);
	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_ASSERT_NOT_NULL(test, q);
	KTEST_EXPECT_NE(test, page_of(p), PAGE_NONE);
	KTEST_EXPECT_EQ(test, page_of(q), PAGE_NONE);
	KTEST_EXPECT_EQ(test, fixture_stats().large_blocks, 1);
	hakmem_free(p);
	hakmem_free(q);
}

#endif /* CONFIG_HAKMEM_PAGES */

static void large_usable_is_all_of_its_slices(struct ktest *test)
{
	size_t limit = arena_limit(2);

	for (size_t size = LARGE_SIZE; size <= limit; size = next_size(size)) {
		void *p = hakmem_malloc(size);

		KTEST_ASSERT_NOT_NULL(test, p);
		KTEST_EXPECT_EQ(test, hakmem_usable_size(p), rounded(size));
		KTEST_EXPECT_EQ(test, hakmem_good_size(size), rounded(size));
		KTEST_EXPECT_EQ(test, fixture_stats().large_bytes, rounded(size));
		stamp(p, hakmem_usable_size(p), 1);
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
		hakmem_free(p);
	}
}

/* Three neighbours freed in each order: one run again, whatever comes last. */
static void large_neighbours_coalesce(struct ktest *test)
{
	static const unsigned char orders[][3] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
	};
	size_t largest = fixture_idle_stats().largest_free, size = rounded(LARGE_SIZE);

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		void *p[3], *wall, *q, *aside = hakmem_malloc(size); /* in what is shorter */

		for (unsigned int j = 0; j < 3; j++)
			p[j] = hakmem_malloc(size);
		wall = hakmem_malloc(size);
		KTEST_ASSERT_TRUE(test, p[0] && p[1] && p[2] && wall);
		for (unsigned int j = 0; j < 3; j++)
			hakmem_free(p[orders[i][j]]);
		hakmem_heap_collect(NULL); /* some may be cached */
		/* best fit: the hole that they left */
		q = hakmem_malloc(3 * size);
		KTEST_EXPECT_EQ(test, q, p[0]);
		hakmem_free(q);
		hakmem_free(wall);
		hakmem_free(aside);
		KTEST_EXPECT_EQ(test, fixture_idle_stats().largest_free, largest);
	}
}

static void large_takes_the_whole_arena(struct ktest *test)
{
	size_t largest = fixture_idle_stats().largest_free;
	void *p = hakmem_malloc(largest);

	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_EQ(test, hakmem_usable_size(p), largest);
	KTEST_EXPECT_NULL(test, hakmem_malloc(largest));
	KTEST_EXPECT_NULL(test, hakmem_malloc(LARGE_SIZE));
	stamp(p, largest, 1);
	KTEST_EXPECT_TRUE(test, stamp_holds(p, p, largest, 1));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_free(p);
	KTEST_EXPECT_NULL(test, hakmem_malloc(largest + 1));
	KTEST_EXPECT_EQ(test, fixture_idle_stats().largest_free, largest);
}

#ifdef CONFIG_HAKMEM_PAGES

/* Kept empty pages are given back before a large request fails. */
static void large_finds_kept_empty_pages(struct ktest *test)
{
	size_t largest = fixture_idle_stats().largest_free;
	void *p;

	for (unsigned int class = 0; class < NR_CLASSES; class++)
		hakmem_free(hakmem_malloc(class_size(class)));
	p = hakmem_malloc(largest);
	KTEST_EXPECT_NOT_NULL(test, p);
	hakmem_free(p);
}

/* The part of a page that no block was ever in is given back, too. */
static void large_finds_unused_tails(struct ktest *test)
{
	size_t slice = fixture_stats().slice_size, used, tail = 0, size = 0;
	struct chain chain = { 0 };
	struct page *page = NULL;
	void *p;

	fixture_idle_stats();
	for (unsigned int class = 0; class < NR_CLASSES && tail < 2; class++) {
		hakmem_heap_collect(NULL);
		size = class_size(class);
		p = hakmem_malloc(size);
		KTEST_ASSERT_NOT_NULL(test, p);
		page = page_of(p);
		used = (PAGE_HEADER + page->carved * size + slice - 1) / slice;
		tail = page_slices(page) - used;
		if (tail >= 2)
			chain_add(&chain, p);
		else
			hakmem_free(p);
	}
	if (tail < 2)
		KTEST_SKIP(test, "no page with a tail of two slices");
	/* all the rest, in one block: then only the tail is left */
	for (size_t n = fixture_stats().largest_free; n >= 2 * slice; n = fixture_stats().largest_free)
		if (!chain_add(&chain, hakmem_malloc(n > LARGE_SIZE ? n : LARGE_SIZE)))
			break;
	if (tail * slice < LARGE_SIZE || fixture_stats().largest_free >= LARGE_SIZE)
		KTEST_SKIP(test, "the tail is too small for a large block");
	KTEST_EXPECT_TRUE(test, chain_malloc(&chain, LARGE_SIZE));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

#endif /* CONFIG_HAKMEM_PAGES */

/* Freed at once or not: a large block has no page that could keep it. */
static void large_goes_back_at_once(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats(), after;
	void *p = hakmem_malloc(3 * LARGE_SIZE);

	KTEST_ASSERT_NOT_NULL(test, p);
	hakmem_free(p);
	after = fixture_stats();
	KTEST_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
}

/* Aligned to anything from a slice up to a quarter of the arena. */
static void large_aligned(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats(), after;

	for (size_t alignment = before.slice_size; alignment <= before.largest_free / 4;
	     alignment *= 2) {
		struct chain chain = { 0 };

		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, LARGE_SIZE));
		for (unsigned int i = 0; i < 2; i++) {
			void *p = hakmem_aligned_alloc(alignment, LARGE_SIZE + i * 100);

			if (!p && i)
				continue;
			KTEST_ASSERT_NOT_NULL(test, p);
			KTEST_EXPECT_EQ(test, (uintptr_t)p & (alignment - 1), 0);
			chain_add(&chain, p);
			KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		}
		KTEST_ASSERT_TRUE(test, chain_free(&chain));
	}
	after = fixture_idle_stats();
	KTEST_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
}

static const struct ktest_case large_cases[] = {
	KTEST_CASE_PAGED(large_from_its_smallest_size)
	KTEST_CASE(large_usable_is_all_of_its_slices),
	KTEST_CASE(large_neighbours_coalesce),
	KTEST_CASE(large_takes_the_whole_arena),
	KTEST_CASE_PAGED(large_finds_kept_empty_pages)
	KTEST_CASE_PAGED(large_finds_unused_tails)
	KTEST_CASE(large_goes_back_at_once),
	KTEST_CASE(large_aligned),
	{ 0 },
};

const struct ktest_suite large_suite = {
	.name = "large",
	.init = large_init,
	.exit = fixture_exit,
	.cases = large_cases,
};
