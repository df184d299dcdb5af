/* SPDX-License-Identifier: MIT */
/* NULL only when everything was tried, and with the heap intact. */
#include "tests/unit/inside.h"

#include "support/rng.h"

/* Every size in turn, until nothing is left; one freed block makes room for one. */
static void exhaust_with_every_size(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats(), after;

	for (size_t size = 1; size <= before.largest_free / 4; size += size / 2 + 1) {
		struct chain chain = { 0 };
		struct rng rng;

		rng_seed(&rng, test->seed);
		KTEST_ASSERT_GT(test, chain_fill(&chain, size), 0);
		KTEST_ASSERT_NULL(test, hakmem_malloc(size));
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
		KTEST_ASSERT_TRUE(test, chain_intact(&chain));
		for (unsigned int i = 0; i < 20; i++) {
			hakmem_free(chain_take(&chain));
			KTEST_ASSERT_TRUE(test, chain_malloc(&chain, size));
			KTEST_ASSERT_NULL(test, hakmem_malloc(size));
		}
		KTEST_ASSERT_TRUE(test, chain_free(&chain));
		after = fixture_idle_stats();
		KTEST_ASSERT_MEMEQ(test, &before, &after, sizeof(before));
	}
	KTEST_EXPECT_EQ(test, fault_count(), 0);
}

/* Leaves no memory at all: runs first, then ever smaller blocks. */
static void use_up(struct ktest *test, struct chain *chain)
{
	chain_fill_all(chain);
	KTEST_EXPECT_NULL(test, hakmem_malloc(1));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

#ifdef CONFIG_HAKMEM_PAGES

/* The empty page that a class keeps serves the others. */
static void exhaust_finds_kept_pages(struct ktest *test)
{
	struct chain chain = { 0 };
	void *p[NR_CLASSES];
	unsigned int n = 0;

	for (; n < NR_CLASSES; n++) {
		p[n] = hakmem_malloc(class_size(n));
		if (!p[n])
			break;
	}
	/* whole pages are needed below, so that nobody else gets into them */
	while (fixture_stats().largest_free >= 2 * fixture_stats().slice_size) {
		size_t size = fixture_stats().largest_free;

		if (!chain_malloc(&chain, size > CLASS_MAX ? size : CLASS_MAX + 1))
			break;
	}
	for (unsigned int i = 0; i < n; i++) {
		struct page *page = page_of(p[i]);
		size_t other = i ? SMALL_SIZE : 2 * SMALL_SIZE;

		if (page == PAGE_NONE || page_used(page) > 1)
			continue;
		/* another class, whose own page has no block left */
		while (own_heap()->queue[size_class(other)] &&
		       page_of(chain.first) != page && chain_malloc(&chain, other))
			;
		hakmem_free(p[i]);
		p[i] = NULL;
		KTEST_EXPECT_TRUE(test, chain_malloc(&chain, other));
	}
	for (unsigned int i = 0; i < n; i++)
		hakmem_free(p[i]);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/*
 * What is free is a block of a larger class, in a page that is otherwise in use: it
 * serves every smaller size.
 */
static void exhaust_finds_larger_classes(struct ktest *test)
{
	for (unsigned int class = 1; class < NR_CLASSES; class += 2) {
		struct chain page = { 0 }, rest = { 0 }, all = { 0 };
		size_t size = class_size(class);

		if (!fill_page(&page, &rest, size) || page.count < 2) {
			chain_free(&page);
			chain_free(&rest);
			hakmem_heap_collect(NULL);
			continue;
		}
		use_up(test, &all);
		for (size_t smaller = 1; smaller <= size && page.first;
		     smaller = smaller * 2 + 1) {
			hakmem_free(chain_take(&page));
			KTEST_EXPECT_TRUE(test, chain_malloc(&all, smaller));
			chain_fill(&all, 1);
		}
		KTEST_EXPECT_TRUE(test, chain_intact(&page));
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		KTEST_EXPECT_TRUE(test, chain_free(&page));
		KTEST_EXPECT_TRUE(test, chain_free(&rest));
		KTEST_EXPECT_TRUE(test, chain_free(&all));
		hakmem_heap_collect(NULL);
	}
}

/* The same for a request with an alignment that the block has room for. */
static void exhaust_finds_larger_classes_for_aligned(struct ktest *test)
{
	const size_t alignment = 2 * HAKMEM_ALIGNMENT;

	for (unsigned int class = 5; class < NR_CLASSES; class += 2) {
		struct chain page = { 0 }, rest = { 0 }, all = { 0 };
		size_t size = class_size(class);
		void *p;

		if (!fill_page(&page, &rest, size) || page.count < 2) {
			chain_free(&page);
			chain_free(&rest);
			hakmem_heap_collect(NULL);
			continue;
		}
		use_up(test, &all);
		hakmem_free(chain_take(&page));
		p = hakmem_aligned_alloc(alignment, HAKMEM_ALIGNMENT);
		KTEST_ASSERT_NOT_NULL(test, p);
		KTEST_EXPECT_EQ(test, (uintptr_t)p & (alignment - 1), 0);
		hakmem_free(p);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		KTEST_EXPECT_TRUE(test, chain_free(&page));
		KTEST_EXPECT_TRUE(test, chain_free(&rest));
		KTEST_EXPECT_TRUE(test, chain_free(&all));
		hakmem_heap_collect(NULL);
	}
}

#endif /* CONFIG_HAKMEM_PAGES */

/* All calls that allocate fail alike, and nothing changes. */
static void exhaust_every_call(struct ktest *test)
{
	struct chain chain = { 0 };
	struct hakmem_stats before, after;

	hakmem_free(hakmem_malloc(1));
	use_up(test, &chain);
	before = fixture_stats();
	for (size_t size = 0; size < 3 * CLASS_MAX; size = size * 2 + 1) {
		KTEST_EXPECT_NULL(test, hakmem_malloc(size));
		KTEST_EXPECT_NULL(test, hakmem_zalloc(size));
		KTEST_EXPECT_NULL(test, hakmem_calloc(size, 1));
		KTEST_EXPECT_NULL(test, hakmem_realloc(NULL, size));
		KTEST_EXPECT_NULL(test, hakmem_aligned_alloc(64, size));
	}
	KTEST_EXPECT_NULL(test, hakmem_heap_create());
	KTEST_EXPECT_EQ(test, fault_count(), 0);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	after = fixture_stats();
	KTEST_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* Used up and freed again and again: no slice is lost. */
static void exhaust_again_and_again(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats(), after;
	struct chain chain = { 0 };
	size_t blocks = 0;

	for (unsigned int round = 0; round < 8; round++) {
		use_up(test, &chain);
		if (!round)
			blocks = chain.count;
		KTEST_EXPECT_EQ(test, chain.count, blocks);
		for (unsigned int i = 2; i < 5; i++)
			KTEST_ASSERT_TRUE(test, chain_free_some(&chain, i, round * 8 + i));
		use_up(test, &chain);
		KTEST_ASSERT_TRUE(test, chain_free(&chain));
		after = fixture_idle_stats();
		KTEST_ASSERT_MEMEQ(test, &before, &after, sizeof(before));
	}
}

static const struct ktest_case exhaust_cases[] = {
	KTEST_CASE(exhaust_with_every_size),
	KTEST_CASE_PAGED(exhaust_finds_kept_pages)
	KTEST_CASE_PAGED(exhaust_finds_larger_classes)
	KTEST_CASE_PAGED(exhaust_finds_larger_classes_for_aligned)
	KTEST_CASE(exhaust_every_call),
	KTEST_CASE(exhaust_again_and_again),
	{ 0 },
};

const struct ktest_suite exhaust_suite = {
	.name = "exhaust",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = exhaust_cases,
};
