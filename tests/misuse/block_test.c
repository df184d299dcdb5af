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

/* Of a heap that is destroyed as a whole: such a block has a page of its own. */
static void large_in_a_heap(struct ktest *test)
{
	struct hakmem_heap *heap = hakmem_heap_create();
	size_t size = 2 * CLASS_MAX;
	unsigned char *p = heap ? hakmem_heap_malloc(heap, size) : NULL;

	if (!p)
		KTEST_SKIP(test, "no room for a large block");
	stamp(p, size, 1);
	KTEST_EXPECT_TRUE(test, refused(test, p + 1, HAKMEM_FAULT_NOT_A_BLOCK, 0, true));
	KTEST_EXPECT_TRUE(test, refused(test, p + size - 1, HAKMEM_FAULT_NOT_A_BLOCK, 0, true));
	KTEST_EXPECT_TRUE(test, refused(test, p - 8, HAKMEM_FAULT_NOT_A_BLOCK, 0, true));
	KTEST_EXPECT_TRUE(test, stamp_holds(p, p, size, 1));
	hakmem_free(p);
	KTEST_EXPECT_TRUE(test, refused(test, p, HAKMEM_FAULT_DOUBLE_FREE, 0, true));
	hakmem_heap_destroy(heap);
}

/* ------------------------------------------------------------ blocks in pages */

static void page_header(struct ktest *test)
{
	void *p = hakmem_malloc(24);
	size_t size = hakmem_usable_size(p);
	char *page = (char *)page_of(p);

	KTEST_EXPECT_TRUE(test, refused(test, page, HAKMEM_FAULT_NOT_A_BLOCK, size, DEBUGGING));
	KTEST_EXPECT_TRUE(test, refused(test, page + 8, HAKMEM_FAULT_NOT_A_BLOCK, size, DEBUGGING));
	KTEST_EXPECT_TRUE(test, refused(test, page + PAGE_HEADER - 1, HAKMEM_FAULT_NOT_A_BLOCK,
					size, DEBUGGING));
	hakmem_free(p);
}

static void block_interior(struct ktest *test)
{
	unsigned char *p = hakmem_malloc(40);
	size_t size = hakmem_usable_size(p);

	for (size_t at = 1; at < size; at += 7)
		KTEST_EXPECT_TRUE(test, refused(test, p + at, HAKMEM_FAULT_NOT_A_BLOCK, size,
						DEBUGGING));
	hakmem_free(p);
}

/*
 * Behind the last block that was ever handed out. In a class that reported() leaves
 * alone, which might hand it out.
 */
static void block_never_used(struct ktest *test)
{
	unsigned char *p = NULL;
	struct page *page;
	size_t size;

	for (unsigned int class = 2; class < NR_CLASSES; class++) {
		p = hakmem_malloc(class_size(class));
		page = page_of(p);
		if (page != PAGE_NONE && page->carved < page->capacity)
			break;
		hakmem_free(p);
		p = NULL;
	}
	if (!p)
		KTEST_SKIP(test, "all pages are carved at once");
	size = class_size(page_class(page));
	KTEST_EXPECT_TRUE(test, refused(test, page_first_block(page) + page->carved * size,
					HAKMEM_FAULT_NOT_A_BLOCK, size, DEBUGGING));
	hakmem_free(p);
}

/* The page is kept and has no block in use. */
static void double_free_into_an_empty_page(struct ktest *test)
{
	void *p = hakmem_malloc(56);
	size_t size = hakmem_usable_size(p);

	KTEST_ASSERT_EQ(test, page_used(page_of(p)), 1);
	hakmem_free(p);
	KTEST_ASSERT_NE(test, page_of(p), PAGE_NONE);
	hakmem_free(p);
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_DOUBLE_FREE, p, size));
}

/* The page was given back. */
static void double_free_into_a_retired_page(struct ktest *test)
{
	void *p = hakmem_malloc(56);

	hakmem_free(p);
	hakmem_heap_collect(NULL);
	KTEST_ASSERT_EQ(test, page_of(p), PAGE_NONE);
	KTEST_EXPECT_TRUE(test, refused(test, p, HAKMEM_FAULT_DOUBLE_FREE, 0, true));
}

/* -------------------------------------------------------------------- sizes */

static void wrong_size(struct ktest *test)
{
	for (size_t size = 0; size <= CLASS_MAX; size = next_size(size * 2)) {
		unsigned char *p = hakmem_malloc(size);
		size_t usable = hakmem_usable_size(p);

		KTEST_ASSERT_NOT_NULL(test, p);
		stamp(p, usable, 1);
		hakmem_free_sized(p, usable + 1);
		KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_SIZE, p, usable));
		hakmem_free_sized(p, SIZE_MAX);
		KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_SIZE, p, usable));
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
	KTEST_CASE(large_in_a_heap),
	KTEST_CASE(page_header),
	KTEST_CASE(block_interior),
	KTEST_CASE(block_never_used),
	KTEST_CASE(double_free_into_an_empty_page),
	KTEST_CASE(double_free_into_a_retired_page),
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
