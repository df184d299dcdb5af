/* SPDX-License-Identifier: MIT */
/* Changing the size of blocks: kernel/realloc.c. */
#include "tests/unit/fixture.h"

#include "support/rng.h"

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void realloc_of_null_allocates(struct ktest *test)
{
	void *p = hakmem_realloc(NULL, 40);
	void *q = hakmem_realloc(NULL, 0);

	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_ASSERT_NOT_NULL(test, q);
	KTEST_EXPECT_NE(test, p, q);
	KTEST_EXPECT_GE(test, hakmem_usable_size(p), 40);
	hakmem_free(p);
	hakmem_free(q);
}

static void realloc_to_zero_frees(struct ktest *test)
{
	for (size_t size = 0; size < arena_limit(1); size = next_size(size * 2)) {
		void *p = hakmem_malloc(size);

		KTEST_ASSERT_NOT_NULL(test, p);
		KTEST_EXPECT_NULL(test, hakmem_realloc(p, 0));
		KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
	}
}

/* From every size to every other, contents kept, neighbours unharmed. */
static void realloc_every_pair(struct ktest *test)
{
	size_t limit = arena_limit(8);
	struct chain guard = { 0 };

	for (size_t from = 1; from <= limit; from += from / 4 + 1) {
		for (size_t to = 1; to <= limit; to += to / 4 + 1) {
			unsigned char *p = hakmem_malloc(from), *q;
			size_t kept = smaller(from, to);

			KTEST_ASSERT_NOT_NULL(test, p);
			KTEST_ASSERT_TRUE(test, chain_malloc(&guard, to));
			stamp(p, from, 1);
			q = hakmem_realloc(p, to);
			KTEST_ASSERT_NOT_NULL(test, q);
			KTEST_ASSERT_TRUE(test, stamp_holds(q, p, kept, 1));
			KTEST_ASSERT_GE(test, hakmem_usable_size(q), to);
			stamp(q, hakmem_usable_size(q), 2);
			KTEST_ASSERT_TRUE(test, chain_free(&guard));
			hakmem_free(q);
		}
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

/* All sizes up to the usable one are served where the block is. */
static void realloc_grows_within_the_block(struct ktest *test)
{
	for (size_t size = 1; size <= arena_limit(2); size = next_size(size)) {
		void *p = hakmem_malloc(size);
		size_t usable = hakmem_usable_size(p);

		for (size_t i = size; i <= usable; i = next_size(i))
			KTEST_ASSERT_EQ(test, hakmem_realloc(p, i), p);
		KTEST_ASSERT_EQ(test, hakmem_realloc(p, usable), p);
		hakmem_free(p);
	}
}

/* A size of the same class stays. */
static void realloc_shrinks_within_the_class(struct ktest *test)
{
	for (size_t size = 2; size <= arena_limit(2); size = next_size(size)) {
		void *p = hakmem_malloc(size);

		KTEST_ASSERT_NOT_NULL(test, p);
		if (hakmem_good_size(size - 1) == hakmem_usable_size(p))
			KTEST_ASSERT_EQ(test, hakmem_realloc(p, size - 1), p);
		hakmem_free(p);
	}
}

/* A size well above the classes and all that slices round it up to. */
static size_t large_size(void)
{
	size_t size = (size_t)CONFIG_HAKMEM_CLASS_MAX;

	return size + 4 * fixture_stats().slice_size;
}

static void realloc_large_shrinks_in_place(struct ktest *test)
{
	size_t size = 2 * large_size(), to = large_size(), free_bytes;
	unsigned char *p, *q;

	p = hakmem_malloc(size);
	if (!p)
		KTEST_SKIP(test, "no room for a large block");
	stamp(p, to, 3);
	free_bytes = fixture_stats().free_bytes;
	q = hakmem_realloc(p, to);
	KTEST_EXPECT_EQ(test, q, p);
	KTEST_EXPECT_TRUE(test, stamp_holds(q, p, to, 3));
	KTEST_EXPECT_LT(test, hakmem_usable_size(q), size);
	KTEST_EXPECT_GT(test, fixture_stats().free_bytes, free_bytes);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_free(q);
}

/* By the run index a lone block may lie in the arena's last word, with nothing behind it. */
#ifdef CONFIG_HAKMEM_RUN_INDEX
#define MAY_LIE_LAST true
#else
#define MAY_LIE_LAST false
#endif

static void realloc_large_grows_in_place(struct ktest *test)
{
	size_t size = large_size(), to = 2 * large_size();
	struct hakmem_stats before;
	unsigned char *p, *q;

	fixture_idle_stats();
	before = fixture_stats();
	p = hakmem_malloc(size);
	if (!p || before.largest_free < 2 * to)
		KTEST_SKIP(test, "no room for large blocks");
	stamp(p, size, 4);
	/* A lone block in an empty arena: the slices behind it are free. */
	q = hakmem_realloc(p, to);
	KTEST_EXPECT_TRUE(test, q == p || (q && MAY_LIE_LAST));
	KTEST_EXPECT_TRUE(test, stamp_holds(q, p, size, 4));
	KTEST_EXPECT_GE(test, hakmem_usable_size(q), to);
	stamp(q, hakmem_usable_size(q), 5);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_free(q);
	KTEST_EXPECT_EQ(test, fixture_idle_stats().largest_free, before.largest_free);
}

/* The neighbour is in the way: the block moves, the neighbour stays as it was. */
static void realloc_large_moves(struct ktest *test)
{
	size_t size = large_size();
	unsigned char *p, *wall, *q;

	p = hakmem_malloc(size);
	wall = hakmem_malloc(size);
	if (!p || !wall || fixture_stats().largest_free < 4 * size)
		KTEST_SKIP(test, "no room for large blocks");
	stamp(p, size, 6);
	stamp(wall, hakmem_usable_size(wall), 7);
	q = hakmem_realloc(p, 3 * size);
	KTEST_ASSERT_NOT_NULL(test, q);
	KTEST_EXPECT_TRUE(test, stamp_holds(q, p, size, 6));
	stamp(q, hakmem_usable_size(q), 8);
	KTEST_EXPECT_TRUE(test, stamp_holds(wall, wall, hakmem_usable_size(wall), 7));
	hakmem_free(q);
	hakmem_free(wall);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

/* Growing to all of the arena, slice by slice. */
static void realloc_large_grows_to_the_end(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats();
	size_t step = before.slice_size, size = large_size();
	unsigned char *p = hakmem_malloc(size), *q;

	if (!p)
		KTEST_SKIP(test, "no room for a large block");
	while (step * 32 < before.largest_free)
		step *= 2;
	stamp(p, size, 9);
	for (; size + step <= before.largest_free; size += step) {
		q = hakmem_realloc(p, size + step);
		KTEST_ASSERT_NOT_NULL(test, q);
		KTEST_ASSERT_TRUE(test, stamp_holds(q, p, size, 9));
		stamp(q, size + step, 9);
		p = q;
	}
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, fixture_idle_stats().largest_free, before.largest_free);
}

/* NULL leaves the block live and unchanged. */
static void realloc_failure_keeps_the_block(struct ktest *test)
{
	size_t largest = fixture_stats().supplied;
	struct chain chain = { 0 };

	for (size_t size = 1; size <= arena_limit(4); size = next_size(size * 2)) {
		unsigned char *p = hakmem_malloc(size);
		size_t usable = hakmem_usable_size(p);

		KTEST_ASSERT_NOT_NULL(test, p);
		stamp(p, usable, 10);
		KTEST_EXPECT_NULL(test, hakmem_realloc(p, largest));
		KTEST_EXPECT_NULL(test, hakmem_realloc(p, SIZE_MAX));
		chain_fill_all(&chain);
		KTEST_EXPECT_NULL(test, hakmem_realloc(p, usable * 2 + arena_limit(1) * 4));
		KTEST_EXPECT_TRUE(test, stamp_holds(p, p, usable, 10));
		KTEST_EXPECT_EQ(test, hakmem_usable_size(p), usable);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		KTEST_EXPECT_TRUE(test, chain_free(&chain));
		hakmem_free(p);
	}
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

/* With memory used up, shrinking works and gives memory back. */
static void realloc_shrinks_when_exhausted(struct ktest *test)
{
	size_t size = arena_limit(2);
	struct chain chain = { 0 };
	unsigned char *p = hakmem_malloc(size), *q;

	KTEST_ASSERT_NOT_NULL(test, p);
	stamp(p, size, 11);
	chain_fill_all(&chain);
	KTEST_EXPECT_NULL(test, hakmem_malloc(1));
	for (size_t to = size / 2; to; to /= 2) {
		q = hakmem_realloc(p, to);
		KTEST_ASSERT_NOT_NULL(test, q);
		KTEST_ASSERT_TRUE(test, stamp_holds(q, p, to, 11));
		stamp(q, to, 11);
		p = q;
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_TRUE(test, chain_malloc(&chain, 1));
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

/* The same in one step, with nowhere to move to. */
static void realloc_shrinks_at_once_when_exhausted(struct ktest *test)
{
	size_t size = arena_limit(2), to = 8, before;
	struct chain chain = { 0 };
	unsigned char *p = hakmem_malloc(size), *q;

	KTEST_ASSERT_NOT_NULL(test, p);
	stamp(p, size, 13);
	chain_fill_all(&chain);
	before = hakmem_usable_size(p);
	q = hakmem_realloc(p, to);
	KTEST_EXPECT_EQ(test, q, p);
	KTEST_EXPECT_TRUE(test, stamp_holds(q, p, to, 13));
	KTEST_EXPECT_LT(test, hakmem_usable_size(q), before / 4);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_malloc(&chain, size / 4));
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	hakmem_free(q);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

/* The alignment that was asked for survives growing, shrinking and moving. */
static void realloc_keeps_alignment(struct ktest *test)
{
	size_t limit = arena_limit(8);
	struct rng rng;

	rng_seed(&rng, test->seed);
	for (size_t alignment = HAKMEM_ALIGNMENT; alignment <= limit; alignment *= 2) {
		size_t size = 1 + rng_below(&rng, 100);
		unsigned char *p = hakmem_aligned_alloc(alignment, size);
		struct chain chain = { 0 };

		KTEST_ASSERT_NOT_NULL(test, p);
		stamp(p, size, 12);
		for (unsigned int i = 0; i < 40; i++) {
			size_t to = 1 + (rng_below(&rng, (uint32_t)limit) >> rng_below(&rng, 12));
			unsigned char *q = hakmem_realloc(p, to);

			if (!q) {
				KTEST_ASSERT_TRUE(test, chain_free(&chain));
				continue;
			}
			KTEST_ASSERT_EQ(test, (uintptr_t)q & (alignment - 1), 0);
			KTEST_ASSERT_TRUE(test, stamp_holds(q, p, smaller(size, to), 12));
			p = q;
			size = to;
			stamp(p, hakmem_usable_size(p), 12);
			if (i % 4 == 0)
				chain_malloc(&chain, to / 2);
		}
		hakmem_free(p);
		KTEST_ASSERT_TRUE(test, chain_free(&chain));
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

/* Random sizes for a few blocks at once, until memory is short and beyond. */
static void realloc_random(struct ktest *test)
{
	struct { unsigned char *p; size_t size; } slot[8] = { { NULL, 0 } };
	size_t limit = arena_limit(4);
	struct rng rng;

	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 4000; i++) {
		unsigned int at = rng_below(&rng, 8);
		size_t to = 1 + (rng_below(&rng, (uint32_t)limit) >> rng_below(&rng, 14));
		unsigned char *old = slot[at].p;
		unsigned char *p = hakmem_realloc(old, to);

		if (!p)
			p = hakmem_realloc(old, to = smaller(slot[at].size, to));
		if (!p && !old)
			continue;
		KTEST_ASSERT_NOT_NULL(test, p);
		KTEST_ASSERT_TRUE(test, stamp_holds(p, old, smaller(slot[at].size, to), 13));
		slot[at].p = p;
		slot[at].size = to;
		stamp(p, hakmem_usable_size(p), 13);
		if (i % 256 == 0)
			KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
	}
	for (unsigned int i = 0; i < 8; i++)
		hakmem_free(slot[i].p);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

static const struct ktest_case realloc_cases[] = {
	KTEST_CASE(realloc_of_null_allocates),
	KTEST_CASE(realloc_to_zero_frees),
	KTEST_CASE(realloc_every_pair),
	KTEST_CASE(realloc_grows_within_the_block),
	KTEST_CASE(realloc_shrinks_within_the_class),
	KTEST_CASE(realloc_large_shrinks_in_place),
	KTEST_CASE(realloc_large_grows_in_place),
	KTEST_CASE(realloc_large_moves),
	KTEST_CASE(realloc_large_grows_to_the_end),
	KTEST_CASE(realloc_failure_keeps_the_block),
	KTEST_CASE(realloc_shrinks_when_exhausted),
	KTEST_CASE(realloc_shrinks_at_once_when_exhausted),
	KTEST_CASE(realloc_keeps_alignment),
	KTEST_CASE(realloc_random),
	{ 0 },
};

const struct ktest_suite realloc_suite = {
	.name = "realloc",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = realloc_cases,
};
