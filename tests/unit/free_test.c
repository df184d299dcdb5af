/* SPDX-License-Identifier: MIT */
/* Giving blocks back: kernel/free.c. Misuse has its own program, tests/misuse. */
#include "tests/unit/fixture.h"

#include "support/rng.h"

static void free_null(struct ktest *test)
{
	struct hakmem_stats before = fixture_stats(), after;

	hakmem_free(NULL);
	hakmem_free_sized(NULL, 0);
	hakmem_free_sized(NULL, 100);
	after = fixture_stats();
	KTEST_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
	KTEST_EXPECT_EQ(test, fault_count(), 0);
}

/* The memory of one size serves the others once it is free. */
static void free_makes_room_for_every_size(struct ktest *test)
{
	size_t largest = fixture_idle_stats().largest_free;
	struct chain chain = { 0 };

	for (size_t size = 1; size <= largest / 2; size = size * 3 + 1) {
		KTEST_EXPECT_GT(test, chain_fill(&chain, size), 0);
		KTEST_ASSERT_TRUE(test, chain_free(&chain));
		KTEST_ASSERT_EQ(test, fixture_stats().used_blocks, 0);
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_EQ(test, fixture_idle_stats().largest_free, largest);
}

/* The blocks in the chain in their order of addresses, or against it. */
static void sort_chain(struct chain *chain, bool rising)
{
	struct link *sorted = NULL, *link;

	while ((link = chain->first)) {
		struct link **at = &sorted;

		chain->first = link->next;
		while (*at && (*at < link) == rising)
			at = &(*at)->next;
		link->next = *at;
		*at = link;
	}
	chain->first = sorted;
}

static void free_in_every_order(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats(), after;
	struct chain chain = { 0 };
	struct rng rng;

	rng_seed(&rng, test->seed);
	for (unsigned int order = 0; order < 4; order++) {
		for (unsigned int i = 0; i < 200; i++)
			chain_malloc(&chain, rng_below(&rng, 700));
		if (order < 2)
			sort_chain(&chain, order);
		/* 2: last in, first out; 3: at random */
		while (order == 3 && chain.count)
			KTEST_ASSERT_TRUE(test, chain_free_some(&chain, 3, rng_next(&rng)));
		KTEST_ASSERT_TRUE(test, chain_free(&chain));
		after = fixture_idle_stats();
		KTEST_EXPECT_EQ(test, after.largest_free, before.largest_free);
		KTEST_EXPECT_EQ(test, after.free_bytes, before.free_bytes);
		KTEST_EXPECT_EQ(test, after.used_blocks, 0);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	}
}

/* Whatever size was asked for is a right size. */
static void free_sized_right(struct ktest *test)
{
	size_t limit = arena_limit(2);

	for (size_t size = 0; size <= limit; size = size < 1100 ? size + 1 : next_size(size)) {
		void *p = hakmem_malloc(size);
		void *q = hakmem_calloc(size, 1);
		void *r = hakmem_aligned_alloc(64, size);

		KTEST_ASSERT_NOT_NULL(test, p);
		hakmem_free_sized(p, size);
		hakmem_free_sized(q, size);
		hakmem_free_sized(r, size);
		KTEST_ASSERT_EQ(test, fault_count(), 0);
		KTEST_ASSERT_EQ(test, fixture_stats().used_blocks, 0);
	}
}

static void free_sized_usable_size(struct ktest *test)
{
	for (size_t size = 0; size <= arena_limit(2); size = next_size(size)) {
		void *p = hakmem_malloc(size);

		KTEST_ASSERT_NOT_NULL(test, p);
		hakmem_free_sized(p, hakmem_usable_size(p));
		KTEST_ASSERT_EQ(test, fault_count(), 0);
		KTEST_ASSERT_EQ(test, fixture_stats().used_blocks, 0);
	}
}

static void free_sized_after_realloc(struct ktest *test)
{
	size_t limit = arena_limit(8);

	for (size_t size = 1; size <= limit; size = next_size(size)) {
		void *p = hakmem_realloc(hakmem_malloc(limit - size), size);

		KTEST_ASSERT_NOT_NULL(test, p);
		hakmem_free_sized(p, size);
		KTEST_ASSERT_EQ(test, fault_count(), 0);
	}
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

/* When memory is short blocks may be larger than asked for: the size is right. */
static void free_sized_of_a_borrowed_block(struct ktest *test)
{
	struct chain chain = { 0 };

	chain_fill_all(&chain);
	while (chain.first) {
		hakmem_free(chain_take(&chain));
		for (unsigned int i = 0; i < 2; i++) {
			void *p = hakmem_malloc(1);

			KTEST_ASSERT_NOT_NULL(test, p);
			hakmem_free_sized(p, 1);
			KTEST_ASSERT_EQ(test, fault_count(), 0);
		}
	}
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

static const struct ktest_case free_cases[] = {
	KTEST_CASE(free_null),
	KTEST_CASE(free_makes_room_for_every_size),
	KTEST_CASE(free_in_every_order),
	KTEST_CASE(free_sized_right),
	KTEST_CASE(free_sized_usable_size),
	KTEST_CASE(free_sized_after_realloc),
	KTEST_CASE(free_sized_of_a_borrowed_block),
	{ 0 },
};

const struct ktest_suite free_suite = {
	.name = "free",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = free_cases,
};
