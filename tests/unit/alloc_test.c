/* SPDX-License-Identifier: MIT */
/* malloc, zalloc, calloc, aligned_alloc: kernel/alloc.c, alloc_aligned.c. */
#include "tests/unit/fixture.h"

#include "support/mem.h"
#include "support/rng.h"

static bool is_aligned(const void *p, size_t alignment)
{
	return !((uintptr_t)p & (alignment - 1));
}

static void alloc_zero_bytes(struct ktest *test)
{
	void *p[8];

	for (size_t i = 0; i < 8; i++) {
		p[i] = hakmem_malloc(0);
		KTEST_ASSERT_NOT_NULL(test, p[i]);
		KTEST_EXPECT_TRUE(test, is_aligned(p[i], HAKMEM_ALIGNMENT));
		for (size_t j = 0; j < i; j++)
			KTEST_EXPECT_NE(test, p[i], p[j]);
	}
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 8);
	for (size_t i = 0; i < 8; i++)
		hakmem_free(p[i]);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

static void alloc_every_size(struct ktest *test)
{
	size_t limit = arena_limit(4);

	if (limit > 4096)
		limit = 4096;
	for (size_t size = 0; size <= limit; size++) {
		struct chain chain = { 0 };

		for (int i = 0; i < 3; i++)
			KTEST_ASSERT_TRUE(test, chain_malloc(&chain, size));
		for (struct link *link = chain.first; link; link = link->next) {
			KTEST_ASSERT_TRUE(test, is_aligned(link, HAKMEM_ALIGNMENT));
			KTEST_ASSERT_GE(test, link->size, size);
		}
		KTEST_ASSERT_TRUE(test, chain_free(&chain));
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
	}
}

/* Blocks of many sizes live at once; stamps show overlaps. */
static void alloc_mixed_sizes(struct ktest *test)
{
	struct chain chain = { 0 };
	struct rng rng;
	size_t limit = arena_limit(8);

	rng_seed(&rng, test->seed);
	for (unsigned int round = 0; round < 6; round++) {
		while (chain_malloc(&chain, rng_below(&rng, (uint32_t)limit) >>
						    rng_below(&rng, 12)))
			;
		KTEST_ASSERT_TRUE(test, chain_intact(&chain));
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
		KTEST_ASSERT_TRUE(test, chain_free_some(&chain, 2, round + 1));
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

static void alloc_beyond_ptrdiff_max(struct ktest *test)
{
	static const size_t sizes[] = {
		PTRDIFF_MAX - 1,
		PTRDIFF_MAX,
		(size_t)PTRDIFF_MAX + 1,
		SIZE_MAX - 4096,
		SIZE_MAX - HAKMEM_ALIGNMENT,
		SIZE_MAX - 1,
		SIZE_MAX,
	};
	void *p = hakmem_malloc(24);

	KTEST_ASSERT_NOT_NULL(test, p);
	stamp(p, 24, 1);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		KTEST_EXPECT_NULL(test, hakmem_malloc(sizes[i]));
		KTEST_EXPECT_NULL(test, hakmem_zalloc(sizes[i]));
		KTEST_EXPECT_NULL(test, hakmem_calloc(1, sizes[i]));
		KTEST_EXPECT_NULL(test, hakmem_calloc(sizes[i], 1));
		KTEST_EXPECT_NULL(test, hakmem_realloc(NULL, sizes[i]));
		KTEST_EXPECT_NULL(test, hakmem_realloc(p, sizes[i]));
		KTEST_EXPECT_NULL(test, hakmem_aligned_alloc(8, sizes[i]));
		KTEST_EXPECT_NULL(test, hakmem_aligned_alloc(4096, sizes[i]));
		if (sizes[i] > PTRDIFF_MAX)
			KTEST_EXPECT_EQ(test, hakmem_good_size(sizes[i]), 0);
	}
	/* the limit itself is a size, though no arena has it */
	KTEST_EXPECT_GE(test, hakmem_good_size(PTRDIFF_MAX), PTRDIFF_MAX);
	KTEST_EXPECT_TRUE(test, stamp_holds(p, p, 24, 1));
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

/* Does @p hold the @good bytes that were announced, and no more? Small ones alone may. */
static bool is_good(const void *p, size_t size, size_t good)
{
	size_t usable = hakmem_usable_size(p);

	if (CONFIG_HAKMEM_PAGE_LEAST_BLOCKS > 1 && size <= CONFIG_HAKMEM_CLASS_MAX)
		return usable >= good && usable < good + 2 * fixture_stats().slice_size;
	return usable == good;
}

static void alloc_good_size(struct ktest *test)
{
	size_t limit = arena_limit(2), before = 0;

	if (limit > 4096)
		limit = 4096;
	for (size_t size = 0; size <= limit; size++) {
		size_t good = hakmem_good_size(size);
		void *p = hakmem_malloc(size);

		KTEST_ASSERT_NOT_NULL(test, p);
		KTEST_ASSERT_GE(test, good, size);
		KTEST_ASSERT_GE(test, good, before);
		KTEST_ASSERT_TRUE(test, is_good(p, size, good));
		KTEST_ASSERT_EQ(test, hakmem_good_size(good), good);
		hakmem_free(p);
		before = good;
	}
	KTEST_EXPECT_EQ(test, hakmem_usable_size(NULL), 0);
}

static void alloc_good_size_of_powers(struct ktest *test)
{
	size_t limit = fixture_stats().supplied;

	for (size_t size = 1; size < limit; size *= 2) {
		for (size_t i = size - 1; i <= size + 1; i++) {
			size_t good = hakmem_good_size(i);
			void *p = hakmem_malloc(i);

			KTEST_EXPECT_GE(test, good, i);
			KTEST_EXPECT_TRUE(test, p || i > arena_limit(1));
			if (p)
				KTEST_EXPECT_TRUE(test, is_good(p, i, good));
			hakmem_free(p);
		}
	}
}

static void calloc_overflow(struct ktest *test)
{
	const unsigned int half = sizeof(size_t) * 4;
	const size_t root = (size_t)1 << half;
	const size_t pairs[][2] = {
		{ SIZE_MAX, 2 },
		{ SIZE_MAX, SIZE_MAX },
		{ SIZE_MAX / 2 + 1, 2 },
		{ SIZE_MAX / 2 + 2, 2 }, /* wraps to 2 */
		{ SIZE_MAX / 3 + 1, 3 }, /* wraps to 2 or less */
		{ root, root },		 /* wraps to 0 */
		{ root + 1, root },	 /* wraps to root */
		{ root + 1, root - 1 },	 /* SIZE_MAX, no wrap */
		{ PTRDIFF_MAX, 2 },
		{ (size_t)PTRDIFF_MAX / 8 + 1, 8 },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		KTEST_EXPECT_NULL(test, hakmem_calloc(pairs[i][0], pairs[i][1]));
		KTEST_EXPECT_NULL(test, hakmem_calloc(pairs[i][1], pairs[i][0]));
	}
}

static void calloc_of_nothing(struct ktest *test)
{
	const size_t pairs[][2] = { { 0, 0 }, { 0, SIZE_MAX }, { SIZE_MAX, 0 } };
	void *p[3];

	for (size_t i = 0; i < 3; i++) {
		p[i] = hakmem_calloc(pairs[i][0], pairs[i][1]);
		KTEST_ASSERT_NOT_NULL(test, p[i]);
		for (size_t j = 0; j < i; j++)
			KTEST_EXPECT_NE(test, p[i], p[j]);
	}
	for (size_t i = 0; i < 3; i++)
		hakmem_free(p[i]);
}

/* Leaves behind an arena in which every byte was written to. */
static bool dirty_the_arena(void)
{
	struct chain chain = { 0 };

	chain_fill_all(&chain);
	return chain_free(&chain);
}

static void calloc_clears_dirty_memory(struct ktest *test)
{
	size_t limit = arena_limit(2);

	KTEST_ASSERT_TRUE(test, dirty_the_arena());
	for (size_t size = 0; size <= limit; size = next_size(size)) {
		unsigned char *p = hakmem_calloc(1, size);
		unsigned char *q = hakmem_zalloc(size);
		unsigned char *r = hakmem_calloc(size, 1);

		KTEST_ASSERT_NOT_NULL(test, p);
		KTEST_ASSERT_NOT_NULL(test, q);
		KTEST_ASSERT_TRUE(test, r || size > arena_limit(3));
		KTEST_ASSERT_TRUE(test, memory_is(p, 0, size));
		KTEST_ASSERT_TRUE(test, memory_is(q, 0, size));
		KTEST_ASSERT_TRUE(test, !r || memory_is(r, 0, size));
		memset(p, 0xff, hakmem_usable_size(p));
		memset(q, 0xff, hakmem_usable_size(q));
		hakmem_free(p);
		hakmem_free(q);
		hakmem_free(r);
	}
}

static void calloc_multiplies(struct ktest *test)
{
	unsigned char *p = hakmem_calloc(7, 9);

	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_GE(test, hakmem_usable_size(p), 63);
	KTEST_EXPECT_TRUE(test, memory_is(p, 0, 63));
	hakmem_free(p);
}

/* With the run index nobody looks what is clean. */
#ifdef CONFIG_HAKMEM_RUN_INDEX
#define TRUSTS_ZEROED false
#else
#define TRUSTS_ZEROED true
#endif

/*
 * The region hook lies: memory that is said to be zero is dirty. A calloc that
 * relies on it shows the dirt, one that cannot must clear.
 */
static void calloc_trusts_a_zeroed_region(struct ktest *test)
{
	struct memory memory = test_memory();
	size_t size;
	unsigned char *p;

	if (!TRUSTS_ZEROED)
		KTEST_SKIP(test, "nobody looks what is clean");
	memory_fill(memory, MEMORY_DIRT);
	test_region_flags = HAKMEM_REGION_ZEROED;
	KTEST_ASSERT_EQ(test, hakmem_init(memory.base, memory.size), 0);
	size = arena_limit(1);

	p = hakmem_calloc(1, size);
	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_TRUE(test, memory_is(p, MEMORY_DIRT, size));
	memset(p, 0xff, size);
	hakmem_free(p);

	/* Used before: whatever region it is from, it is cleared. */
	p = hakmem_calloc(1, size);
	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_TRUE(test, memory_is(p, 0, size));
	hakmem_free(p);
}

static void calloc_mistrusts_other_regions(struct ktest *test)
{
	struct memory memory = test_memory();
	struct memory first = memory_part(memory, 0, 2);
	struct memory second = memory_part(memory, 1, 2);
	struct chain chain = { 0 };
	struct chain clean = { 0 };
	bool seen_first = false, seen_second = false;
	size_t size;
	unsigned char *p;

	if (!TRUSTS_ZEROED)
		KTEST_SKIP(test, "nobody looks what is clean");
	memory_fill(memory, MEMORY_DIRT);
	KTEST_ASSERT_EQ(test, hakmem_init(first.base, first.size), 0);
	test_region_flags = HAKMEM_REGION_ZEROED;
	KTEST_ASSERT_EQ(test, hakmem_add_region(second.base, second.size), 0);

	/* Only the second one's memory may be left as it is. */
	size = arena_limit(4);
	if (size <= CONFIG_HAKMEM_CLASS_MAX)
		KTEST_SKIP(test, "not enough memory for large blocks");
	while ((p = hakmem_calloc(size, 1))) {
		bool in_second = memory_holds(second, p, size);

		seen_first |= !in_second;
		seen_second |= in_second;
		KTEST_EXPECT_TRUE(test, memory_is(p, in_second ? MEMORY_DIRT : 0, size));
		chain_add(&chain, p);
	}
	KTEST_EXPECT_TRUE(test, seen_first);
	KTEST_EXPECT_TRUE(test, seen_second);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));

	while ((p = hakmem_calloc(size, 1))) {
		KTEST_EXPECT_TRUE(test, memory_is(p, 0, size));
		chain_add(&clean, p);
	}
	KTEST_EXPECT_TRUE(test, chain_free(&clean));
}

/* With a region that really is zero, calloc is right throughout random use. */
static void calloc_in_a_zeroed_region(struct ktest *test)
{
	struct memory memory = test_memory();
	struct chain chain = { 0 };
	struct rng rng;
	size_t limit;

	memory_fill(memory, 0);
	test_region_flags = HAKMEM_REGION_ZEROED;
	KTEST_ASSERT_EQ(test, hakmem_init(memory.base, memory.size), 0);
	limit = arena_limit(16);

	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 2000; i++) {
		size_t size = rng_below(&rng, (uint32_t)limit) >> rng_below(&rng, 12);
		unsigned char *p = hakmem_calloc(size, 1);

		if (!p) {
			KTEST_ASSERT_TRUE(test, chain_free_some(&chain, 2, i));
			continue;
		}
		KTEST_ASSERT_TRUE(test, memory_is(p, 0, size));
		chain_add(&chain, p);
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* ---------------------------------------------------------------- alignment */

static void aligned_every_power(struct ktest *test)
{
	size_t limit = arena_limit(4);

	for (size_t alignment = 1; alignment <= limit; alignment *= 2) {
		for (size_t size = 0; size <= limit; size = size * 2 + 1) {
			struct chain chain = { 0 };

			for (unsigned int i = 0; i < 2; i++) {
				void *p = hakmem_aligned_alloc(alignment, size);

				KTEST_ASSERT_TRUE(test, p || i);
				KTEST_ASSERT_TRUE(test, is_aligned(p, alignment));
				KTEST_ASSERT_TRUE(test, is_aligned(p, HAKMEM_ALIGNMENT));
				KTEST_ASSERT_TRUE(test, !p || hakmem_usable_size(p) >= size);
				chain_add(&chain, p);
			}
			KTEST_ASSERT_TRUE(test, chain_free(&chain));
			KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
		}
	}
}

static void aligned_not_a_power(struct ktest *test)
{
	static const size_t wrong[] = { 0, 3, 5, 6, 7, 12, 24, 48, 100, SIZE_MAX };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		KTEST_EXPECT_NULL(test, hakmem_aligned_alloc(wrong[i], 8));
		KTEST_EXPECT_EQ(test, fault_count(), 1);
		KTEST_EXPECT_EQ(test, fault_last()->code, HAKMEM_FAULT_ALIGNMENT);
		fault_forget();
	}
}

/* Whatever is asked for: a block that is aligned, or none. */
static void aligned_too_much(struct ktest *test)
{
	for (size_t a = (size_t)PTRDIFF_MAX / 2 + 1; a > fixture_stats().supplied / 4; a /= 2) {
		void *p = hakmem_aligned_alloc(a, 100);

		KTEST_EXPECT_EQ(test, (uintptr_t)p & (a - 1), 0);
		hakmem_free(p);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_NULL(test, hakmem_aligned_alloc((size_t)PTRDIFF_MAX + 1, 1));
	KTEST_EXPECT_NULL(test, hakmem_aligned_alloc(4096, PTRDIFF_MAX));
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

/* Aligned blocks among others: nothing overlaps, all comes back. */
static void aligned_mixed(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats(), after;
	struct chain chain = { 0 };
	struct rng rng;
	size_t limit = arena_limit(16);

	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 1500; i++) {
		size_t size = rng_below(&rng, (uint32_t)limit) >> rng_below(&rng, 12);
		size_t alignment = (size_t)1 << rng_below(&rng, 10);
		void *p = hakmem_malloc(size);

		chain_add(&chain, p);
		p = hakmem_aligned_alloc(alignment, size);
		KTEST_ASSERT_TRUE(test, is_aligned(p, alignment));
		if (!chain_add(&chain, p))
			KTEST_ASSERT_TRUE(test, chain_free_some(&chain, 2, i));
	}
	KTEST_ASSERT_TRUE(test, chain_free(&chain));
	after = fixture_idle_stats();
	KTEST_EXPECT_EQ(test, after.free_bytes, before.free_bytes);
	KTEST_EXPECT_EQ(test, after.largest_free, before.largest_free);
}

static const struct ktest_case alloc_cases[] = {
	KTEST_CASE(alloc_zero_bytes),
	KTEST_CASE(alloc_every_size),
	KTEST_CASE(alloc_mixed_sizes),
	KTEST_CASE(alloc_beyond_ptrdiff_max),
	KTEST_CASE(alloc_good_size),
	KTEST_CASE(alloc_good_size_of_powers),
	KTEST_CASE(calloc_overflow),
	KTEST_CASE(calloc_of_nothing),
	KTEST_CASE(calloc_clears_dirty_memory),
	KTEST_CASE(calloc_multiplies),
	KTEST_CASE(calloc_trusts_a_zeroed_region),
	KTEST_CASE(calloc_mistrusts_other_regions),
	KTEST_CASE(calloc_in_a_zeroed_region),
	KTEST_CASE(aligned_every_power),
	KTEST_CASE(aligned_not_a_power),
	KTEST_CASE(aligned_too_much),
	KTEST_CASE(aligned_mixed),
	{ 0 },
};

const struct ktest_suite alloc_suite = {
	.name = "alloc",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = alloc_cases,
};
