/* SPDX-License-Identifier: MIT */
/* Pointers into pages that are no live block. */
#include "tests/misuse/misuse.h"

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

/* Would a block of aligned_alloc() that lies in the one at @block start at @p? */
static bool may_be_aligned(const unsigned char *block, const unsigned char *p)
{
	for (uintptr_t a = 2 * HAKMEM_ALIGNMENT; a <= CLASS_MAX; a *= 2)
		if (((uintptr_t)block + a) / a * a == (uintptr_t)p)
			return true;
	return false;
}

/* In a page that has an aligned block, what cannot be one is no block. */
static void interior_beside_an_aligned_block(struct ktest *test)
{
	unsigned char *aligned = hakmem_aligned_alloc(4 * HAKMEM_ALIGNMENT, 20);
	size_t size = class_size(page_class(page_of(aligned)));
	unsigned char *p = hakmem_malloc(size);
	unsigned int tried = 0;

	if (page_of(p) != page_of(aligned))
		KTEST_SKIP(test, "pages are too small");
	for (size_t at = 1; at < size; at++) {
		if (may_be_aligned(p, p + at))
			continue;
		KTEST_EXPECT_TRUE(test, refused(test, p + at, HAKMEM_FAULT_NOT_A_BLOCK, size,
						DEBUGGING));
		tried++;
	}
	KTEST_EXPECT_GE(test, tried, size - size / (2 * HAKMEM_ALIGNMENT) - 1);
	KTEST_EXPECT_GE(test, hakmem_usable_size(aligned), 20);
	hakmem_free(aligned);
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

static const struct ktest_case page_cases[] = {
	KTEST_CASE(large_in_a_heap),
	KTEST_CASE(page_header),
	KTEST_CASE(block_interior),
	KTEST_CASE(interior_beside_an_aligned_block),
	KTEST_CASE(block_never_used),
	KTEST_CASE(double_free_into_an_empty_page),
	KTEST_CASE(double_free_into_a_retired_page),
	{ 0 },
};

const struct ktest_suite page_suite = {
	.name = "page",
	.init = misuse_init,
	.exit = misuse_exit,
	.cases = page_cases,
};
