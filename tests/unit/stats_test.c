/* SPDX-License-Identifier: MIT */
/* Statistics: kernel/stats.c. */
#include "tests/unit/fixture.h"

#include "support/rng.h"

static bool adds_up(struct ktest *test)
{
	struct hakmem_stats s = fixture_stats();

	KTEST_EXPECT_EQ(test, s.metadata + s.slices * s.slice_size, s.supplied);
	KTEST_EXPECT_EQ(test, s.free_bytes + s.page_bytes + s.large_bytes + s.heap_bytes,
			s.slices * s.slice_size);
	KTEST_EXPECT_LE(test, s.largest_free, s.free_bytes);
	KTEST_EXPECT_EQ(test, s.largest_free % s.slice_size, 0);
	KTEST_EXPECT_LE(test, s.used_bytes, s.page_bytes + s.large_bytes);
	KTEST_EXPECT_LE(test, s.large_blocks, s.used_blocks);
	KTEST_EXPECT_GE(test, s.page_bytes, s.pages * s.slice_size);
	KTEST_EXPECT_GE(test, s.large_bytes, s.large_blocks * s.slice_size);
	return !test->failures;
}

static void stats_of_an_empty_arena(struct ktest *test)
{
	struct hakmem_stats s = fixture_stats();

	KTEST_EXPECT_TRUE(test, adds_up(test));
	KTEST_EXPECT_EQ(test, s.regions, 1);
	KTEST_EXPECT_EQ(test, s.supplied, test_memory().size);
	KTEST_EXPECT_EQ(test, s.slice_size & (s.slice_size - 1), 0);
	KTEST_EXPECT_GE(test, s.slice_size, (size_t)1 << CONFIG_HAKMEM_SLICE_SHIFT_MIN);
	KTEST_EXPECT_LE(test, s.slice_size, (size_t)1 << CONFIG_HAKMEM_SLICE_SHIFT_MAX);
	KTEST_EXPECT_EQ(test, s.pages, 0);
	KTEST_EXPECT_EQ(test, s.large_blocks, 0);
	KTEST_EXPECT_EQ(test, s.used_blocks, 0);
	KTEST_EXPECT_EQ(test, s.used_bytes, 0);
	KTEST_EXPECT_EQ(test, s.largest_free, s.free_bytes);
}

static void stats_of_an_uninitialised_arena(struct ktest *test)
{
	struct hakmem_stats s;

	KTEST_EXPECT_EQ(test, hakmem_init(NULL, 1), -HAKMEM_EINVAL);
	KTEST_EXPECT_EQ(test, hakmem_stats(&s), -HAKMEM_ENODEV);
}

/* Every block and its usable size are counted, in any mixture. */
static void stats_count_blocks(struct ktest *test)
{
	struct chain chain = { 0 };
	struct rng rng;
	size_t limit = arena_limit(8);

	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 300; i++) {
		size_t size = rng_below(&rng, (uint32_t)limit) >> rng_below(&rng, 12);

		chain_malloc(&chain, size);
		if (i % 50 == 49)
			KTEST_ASSERT_TRUE(test, chain_free_some(&chain, 3, i));
		KTEST_ASSERT_EQ(test, fixture_stats().used_blocks, chain.count);
		KTEST_ASSERT_EQ(test, fixture_stats().used_bytes, chain.bytes);
		KTEST_ASSERT_TRUE(test, adds_up(test));
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_EQ(test, fixture_stats().used_bytes, 0);
}

/* An aligned block may start behind the start of what is set aside for it. */
static void stats_count_aligned_blocks(struct ktest *test)
{
	struct chain chain = { 0 };

	for (size_t size = 1; size < arena_limit(8); size = next_size(size)) {
		chain_add(&chain, hakmem_aligned_alloc(64, size));
		KTEST_ASSERT_EQ(test, fixture_stats().used_blocks, chain.count);
		KTEST_ASSERT_GE(test, fixture_stats().used_bytes, chain.bytes);
		KTEST_ASSERT_TRUE(test, adds_up(test));
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_EQ(test, fixture_stats().used_bytes, 0);
}

static void stats_count_large_blocks(struct ktest *test)
{
	size_t size = (size_t)CONFIG_HAKMEM_CLASS_MAX * 4;
	struct hakmem_stats s;
	void *p = hakmem_malloc(size);

	if (!p)
		KTEST_SKIP(test, "no room for a large block");
	s = fixture_stats();
	KTEST_EXPECT_EQ(test, s.large_blocks, 1);
	KTEST_EXPECT_GE(test, s.large_bytes, size);
	KTEST_EXPECT_EQ(test, s.used_blocks, 1);
	KTEST_EXPECT_EQ(test, s.used_bytes, hakmem_usable_size(p));
	hakmem_free(p);
	s = fixture_stats();
	KTEST_EXPECT_EQ(test, s.large_blocks, 0);
	KTEST_EXPECT_EQ(test, s.large_bytes, 0);
}

static void stats_when_exhausted(struct ktest *test)
{
	struct chain chain = { 0 };

	chain_fill_all(&chain);
	KTEST_EXPECT_TRUE(test, adds_up(test));
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, chain.count);
	KTEST_EXPECT_EQ(test, fixture_stats().used_bytes, chain.bytes);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_TRUE(test, adds_up(test));
}

static void stats_of_two_regions(struct ktest *test)
{
	struct memory first = memory_part(test_memory(), 0, 3);
	struct memory second = memory_part(test_memory(), 2, 3);
	struct hakmem_stats one, two;

	KTEST_ASSERT_EQ(test, hakmem_init(first.base, first.size), 0);
	one = fixture_stats();
	KTEST_ASSERT_EQ(test, hakmem_add_region(second.base, second.size), 0);
	two = fixture_stats();
	KTEST_EXPECT_TRUE(test, adds_up(test));
	KTEST_EXPECT_EQ(test, two.regions, 2);
	KTEST_EXPECT_EQ(test, two.supplied, first.size + second.size);
	KTEST_EXPECT_GT(test, two.slices, one.slices);
	KTEST_EXPECT_EQ(test, two.slice_size, one.slice_size);
	KTEST_EXPECT_LT(test, two.largest_free, two.free_bytes);
}

/* Reading statistics changes nothing. */
static void stats_have_no_effect(struct ktest *test)
{
	struct hakmem_stats before, after;
	struct chain chain = { 0 };

	for (size_t size = 1; size < arena_limit(8); size = next_size(size))
		chain_malloc(&chain, size);
	KTEST_ASSERT_TRUE(test, chain_free_some(&chain, 2, 1));
	before = fixture_stats();
	after = fixture_stats();
	KTEST_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

static const struct ktest_case stats_cases[] = {
	KTEST_CASE(stats_of_an_empty_arena),
	KTEST_CASE(stats_of_an_uninitialised_arena),
	KTEST_CASE(stats_count_blocks),
	KTEST_CASE(stats_count_aligned_blocks),
	KTEST_CASE(stats_count_large_blocks),
	KTEST_CASE(stats_when_exhausted),
	KTEST_CASE(stats_of_two_regions),
	KTEST_CASE(stats_have_no_effect),
	{ 0 },
};

const struct ktest_suite stats_suite = {
	.name = "stats",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = stats_cases,
};
