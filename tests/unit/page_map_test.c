/* SPDX-License-Identifier: MIT */
/* From a pointer to its page: kernel/page_map_dense.c, kernel/page_map_bits.c. */
#include "tests/unit/inside.h"

#include "support/rng.h"

/* Every slice of a page leads to it, from the first byte to the last. */
static void map_finds_the_page_of_every_byte(struct ktest *test)
{
	size_t slice = fixture_stats().slice_size;

	if (!pages_are_worth_it())
		KTEST_SKIP(test, "blocks have runs");
	for (unsigned int class = 0; class < NR_CLASSES; class++) {
		void *p = hakmem_malloc(class_size(class));
		struct page *page = page_of(p);
		char *start = (char *)page - (uintptr_t)page % slice;
		size_t bytes;

		KTEST_ASSERT_NE(test, page, PAGE_NONE);
		bytes = page_slices(page) * slice;
		for (size_t at = 0; at < bytes; at += slice / 8 - 1)
			KTEST_ASSERT_EQ(test, page_of(start + at), page);
		KTEST_EXPECT_EQ(test, page_of(start + bytes - 1), page);
		KTEST_EXPECT_NE(test, page_of(start - 1), page);
		KTEST_EXPECT_NE(test, page_of(start + bytes), page);
		hakmem_free(p);
	}
}

static void expect_no_page(struct ktest *test, const unsigned char *p, size_t n, size_t step)
{
	for (size_t at = 0; at < n; at += step)
		KTEST_ASSERT_EQ(test, page_of(p + at), PAGE_NONE);
	KTEST_ASSERT_EQ(test, page_of(p + n - 1), PAGE_NONE);
}

static void map_finds_none_elsewhere(struct ktest *test)
{
	struct hakmem_stats stats = fixture_idle_stats();
	struct memory memory = test_memory();
	static unsigned char outside[64];
	size_t size = stats.largest_free / 4;
	unsigned char *p = hakmem_malloc(size < CLASS_MAX ? CLASS_MAX + 1 : size);
	unsigned char *q = hakmem_malloc(2 * CLASS_MAX);

	KTEST_EXPECT_EQ(test, page_of(NULL), PAGE_NONE);
	KTEST_EXPECT_EQ(test, page_of((void *)UINTPTR_MAX), PAGE_NONE);
	expect_no_page(test, outside, sizeof(outside), 1);
	expect_no_page(test, memory.base, stats.metadata / 2, 1);
	expect_no_page(test, memory.base - 64, 64, 1);
	expect_no_page(test, memory.base + memory.size, 64, 1);
	if (!p || !q)
		KTEST_SKIP(test, "no room for large blocks");
	expect_no_page(test, p, hakmem_usable_size(p), 61);
	expect_no_page(test, q, hakmem_usable_size(q), 61);
	hakmem_free(p);
	hakmem_free(q);
	expect_no_page(test, p, size, 61);
}

/* The state that page_none has, nobody may ever change. */
static void map_none_is_untouched(struct ktest *test)
{
	struct page before = page_none;
	struct chain chain = { 0 };

	chain_fill_all(&chain);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_MEMEQ(test, &page_none, &before, sizeof(before));
	KTEST_EXPECT_NULL(test, page_none.free);
	KTEST_EXPECT_NULL(test, page_none.local_free);
	KTEST_EXPECT_EQ(test, page_used(&page_none), 0);
	KTEST_EXPECT_TRUE(test, page_flags(&page_none) & PAGE_RETIRED);
}

/* In a random heap every live block leads to a page that holds it, or to none. */
static void map_in_a_random_heap(struct ktest *test)
{
	size_t slice = fixture_stats().slice_size, limit = arena_limit(8);
	struct chain chain = { 0 };
	struct rng rng;

	rng_seed(&rng, test->seed);
	for (unsigned int round = 0; round < 8; round++) {
		while (chain_malloc(&chain, rng_below(&rng, (uint32_t)limit) >>
						    rng_below(&rng, 12)))
			;
		for (struct link *link = chain.first; link; link = link->next) {
			struct page *page = page_of(link);
			size_t offset = (size_t)((char *)link - (char *)page);

			if (page == PAGE_NONE) {
				expect_no_page(test, (unsigned char *)link, link->size, slice);
				continue;
			}
			KTEST_ASSERT_LE(test, (char *)link + link->size,
					page_end(hakmem_default_arena(), page));
			KTEST_ASSERT_GE(test, offset, PAGE_HEADER);
			KTEST_ASSERT_EQ(test, page_of((char *)link + link->size - 1), page);
			KTEST_ASSERT_EQ(test, link->size, class_size(page_class(page)));
		}
		KTEST_ASSERT_TRUE(test, chain_free_some(&chain, 2, round + 1));
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

static const struct ktest_case page_map_cases[] = {
	KTEST_CASE(map_finds_the_page_of_every_byte),
	KTEST_CASE(map_finds_none_elsewhere),
	KTEST_CASE(map_none_is_untouched),
	KTEST_CASE(map_in_a_random_heap),
	{ 0 },
};

const struct ktest_suite page_map_suite = {
	.name = "page_map",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = page_map_cases,
};
