/* SPDX-License-Identifier: MIT */
/* Blocks without pages: kernel/alloc_runs.c and alloc_runs_aligned.c. */
#include "kernel/block.h"
#include "tests/unit/inside.h"

static size_t slice(void)
{
	return fixture_stats().slice_size;
}

/* Every size has as many slices as it needs, one at least. */
static void runs_of_exactly_the_size(struct ktest *test)
{
	for (size_t size = 0; size < 40 * slice(); size++) {
		size_t slices = size ? (size + slice() - 1) / slice() : 1;
		void *p = hakmem_malloc(size);

		KTEST_ASSERT_NOT_NULL(test, p);
		KTEST_EXPECT_EQ(test, hakmem_usable_size(p), slices * slice());
		KTEST_EXPECT_EQ(test, hakmem_good_size(size), slices * slice());
		KTEST_EXPECT_EQ(test, fixture_stats().large_bytes, slices * slice());
		KTEST_EXPECT_EQ(test, fixture_stats().pages, 0);
		hakmem_free(p);
	}
}

/* Blocks of a slice use the arena to the last one, and any that is freed serves again. */
static void runs_of_one_slice_fill_the_arena(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats(), after;
	struct chain chain = { 0 };

	/* on a 64-bit machine a link of the chain takes two */
	chain_fill_all(&chain);
	KTEST_EXPECT_EQ(test, fixture_stats().free_bytes, 0);
	KTEST_EXPECT_EQ(test, fixture_stats().used_bytes, before.slices * slice());
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	for (unsigned int i = 2; i < 5; i++) {
		KTEST_ASSERT_TRUE(test, chain_free_some(&chain, i, i));
		chain_fill_all(&chain);
		KTEST_EXPECT_EQ(test, fixture_stats().free_bytes, 0);
		KTEST_EXPECT_TRUE(test, chain_intact(&chain));
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	after = fixture_idle_stats();
	KTEST_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
}

/* Neighbours of one slice: the middle one goes and comes, the others stay what they are. */
static void runs_between_neighbours(struct ktest *test)
{
	unsigned char *p[3], *q, *aside;

	/* by the index a slice that is left over somewhere comes first */
	aside = hakmem_malloc(slice());
	for (unsigned int i = 0; i < 3; i++) {
		p[i] = hakmem_malloc(slice());
		KTEST_ASSERT_NOT_NULL(test, p[i]);
		stamp(p[i], slice(), i);
	}
	KTEST_ASSERT_EQ(test, p[1], p[0] + slice());
	KTEST_ASSERT_EQ(test, p[2], p[1] + slice());
	hakmem_free(aside);
	hakmem_free(p[1]);
	hakmem_heap_collect(NULL); /* it may be cached */
	KTEST_EXPECT_EQ(test, hakmem_usable_size(p[0]), slice());
	KTEST_EXPECT_EQ(test, hakmem_usable_size(p[2]), slice());
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	q = hakmem_realloc(p[0], 2 * slice());
	KTEST_EXPECT_EQ(test, q, p[0]);
	KTEST_EXPECT_TRUE(test, stamp_holds(q, q, slice(), 0));
	q = hakmem_realloc(q, 1);
	KTEST_EXPECT_EQ(test, q, p[0]);
	KTEST_EXPECT_EQ(test, hakmem_usable_size(q), slice());
	KTEST_EXPECT_TRUE(test, stamp_holds(p[2], p[2], slice(), 2));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_free(p[0]);
	hakmem_free(p[2]);
}

static size_t kept_alignment(void *p)
{
	struct block_info info;

	return block_look_up(hakmem_default_arena(), p, &info) ? info.alignment : 0;
}

/* Nothing is kept before an alignment is asked for, and no more than was. */
static void runs_keep_alignments(struct ktest *test)
{
	const size_t alignment = 8 * slice();
	struct chain walls = { 0 };
	unsigned char *p, *q;

	p = hakmem_malloc(1);
	KTEST_EXPECT_EQ(test, kept_alignment(p), 1);
	KTEST_EXPECT_NULL(test, hakmem_aligned_alloc(2 * alignment, fixture_stats().supplied));
	KTEST_EXPECT_EQ(test, kept_alignment(p), 1);
	hakmem_free(p);
	for (unsigned int i = 0; i < 10; i++) {
		p = hakmem_aligned_alloc(alignment, 3 * slice());
		KTEST_ASSERT_NOT_NULL(test, p);
		KTEST_EXPECT_EQ(test, kept_alignment(p), alignment);
		stamp(p, 3 * slice(), i);
		KTEST_ASSERT_TRUE(test, chain_malloc(&walls, 1 + i * slice()));
		q = hakmem_realloc(p, 20 * slice());
		KTEST_ASSERT_NOT_NULL(test, q);
		KTEST_EXPECT_EQ(test, (uintptr_t)q & (alignment - 1), 0);
		KTEST_EXPECT_TRUE(test, stamp_holds(q, p, 3 * slice(), i));
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		hakmem_free(q);
	}
	KTEST_EXPECT_TRUE(test, chain_free(&walls));
}

static const struct ktest_case alloc_runs_cases[] = {
	KTEST_CASE(runs_of_exactly_the_size),
	KTEST_CASE(runs_of_one_slice_fill_the_arena),
	KTEST_CASE(runs_between_neighbours),
	KTEST_CASE(runs_keep_alignments),
	{ 0 },
};

const struct ktest_suite alloc_runs_suite = {
	.name = "alloc_runs",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = alloc_runs_cases,
};
