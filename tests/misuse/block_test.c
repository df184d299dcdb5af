/* SPDX-License-Identifier: MIT */
/* Pointers into the arena that are no live block, and blocks that are misused. */
#include "tests/misuse/misuse.h"

/* ------------------------------------------------------------- large blocks */

static void *large_block(struct ktest *test, size_t *size)
{
	unsigned char *p;

	*size = CLASS_MAX + 3 * fixture_stats().slice_size;
	p = hakmem_malloc(*size);
	if (p)
		stamp(p, *size, 1);
	else
		test->skip = "no room for a large block";
	return p;
}

static void large_interior(struct ktest *test)
{
	size_t size, slice = fixture_stats().slice_size;
	unsigned char *p = large_block(test, &size);

	if (!p)
		return;
	KTEST_EXPECT_TRUE(test, refused(test, p + 1, HAKMEM_FAULT_NOT_A_BLOCK, 0, true));
	KTEST_EXPECT_TRUE(test, refused(test, p + HAKMEM_ALIGNMENT, HAKMEM_FAULT_NOT_A_BLOCK, 0,
					true));
	KTEST_EXPECT_TRUE(test, refused(test, p + slice, HAKMEM_FAULT_NOT_A_BLOCK, 0, true));
	KTEST_EXPECT_TRUE(test, refused(test, p + size - 1, HAKMEM_FAULT_NOT_A_BLOCK, 0, true));
	KTEST_EXPECT_TRUE(test, stamp_holds(p, p, size, 1));
	hakmem_free(p);
}

static void large_double_free(struct ktest *test)
{
	size_t size;
	unsigned char *p = large_block(test, &size);

	if (!p)
		return;
	hakmem_free(p);
	KTEST_EXPECT_TRUE(test, refused(test, p, HAKMEM_FAULT_DOUBLE_FREE, 0, true));
}

/* An aligned one, with its own mark. */
static void large_aligned_interior(struct ktest *test)
{
	size_t slice = fixture_stats().slice_size;
	unsigned char *p = hakmem_aligned_alloc(2 * slice, CLASS_MAX + 2 * slice);

	if (!p)
		KTEST_SKIP(test, "no room for a large block");
	KTEST_EXPECT_TRUE(test, refused(test, p + slice, HAKMEM_FAULT_NOT_A_BLOCK, 0, true));
	KTEST_EXPECT_TRUE(test, refused(test, p + 2 * slice, HAKMEM_FAULT_NOT_A_BLOCK, 0, true));
	hakmem_free(p);
	KTEST_EXPECT_TRUE(test, refused(test, p, HAKMEM_FAULT_DOUBLE_FREE, 0, true));
}

/* -------------------------------------------------------------------- sizes */

static void wrong_size(struct ktest *test)
{
	for (size_t size = 0; size <= CLASS_MAX; size = next_size(size * 2)) {
		unsigned char *p = hakmem_malloc(size);
		size_t usable = hakmem_usable_size(p);
		size_t block_size = IS_ENABLED(CONFIG_HAKMEM_PAGES) ? usable : 0;

		KTEST_ASSERT_NOT_NULL(test, p);
		stamp(p, usable, 1);
		hakmem_free_sized(p, usable + 1);
		KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_SIZE, p, block_size));
		hakmem_free_sized(p, SIZE_MAX);
		KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_SIZE, p, block_size));
		/* it was not freed */
		KTEST_EXPECT_TRUE(test, stamp_holds(p, p, usable, 1));
		hakmem_free_sized(p, usable);
		KTEST_EXPECT_EQ(test, fault_count(), 0);
	}
}

static void wrong_size_of_a_large_block(struct ktest *test)
{
	size_t size;
	unsigned char *p = large_block(test, &size);

	if (!p)
		return;
	hakmem_free_sized(p, hakmem_usable_size(p) + 1);
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_SIZE, p, 0));
	KTEST_EXPECT_TRUE(test, stamp_holds(p, p, size, 1));
	hakmem_free_sized(p, size);
	KTEST_EXPECT_EQ(test, fault_count(), 0);
}

static void wrong_alignment(struct ktest *test)
{
	static const size_t wrong[] = { 0, 3, 5, 12, 24, 100, 4095, SIZE_MAX };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		KTEST_EXPECT_NULL(test, hakmem_aligned_alloc(wrong[i], 10));
		KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_ALIGNMENT,
						 (void *)wrong[i], 0));
	}
}

/* NULL, because there is nothing left, is no misuse. */
static void exhaustion_is_no_fault(struct ktest *test)
{
	struct chain chain = { 0 };

	chain_fill_all(&chain);
	KTEST_EXPECT_NULL(test, hakmem_malloc(1));
	KTEST_EXPECT_NULL(test, hakmem_calloc(100, 100));
	KTEST_EXPECT_NULL(test, hakmem_aligned_alloc(64, 64));
	KTEST_EXPECT_NULL(test, hakmem_heap_create());
	KTEST_EXPECT_NULL(test, hakmem_malloc(SIZE_MAX));
	KTEST_EXPECT_EQ(test, fault_count(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

static const struct ktest_case block_cases[] = {
	KTEST_CASE(large_interior),
	KTEST_CASE(large_double_free),
	KTEST_CASE(large_aligned_interior),
	KTEST_CASE(wrong_size),
	KTEST_CASE(wrong_size_of_a_large_block),
	KTEST_CASE(wrong_alignment),
	KTEST_CASE(exhaustion_is_no_fault),
	{ 0 },
};

const struct ktest_suite block_suite = {
	.name = "block",
	.init = misuse_init,
	.exit = misuse_exit,
	.cases = block_cases,
};
