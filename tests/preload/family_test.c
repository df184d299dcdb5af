// SPDX-License-Identifier: MIT
/* Each function of the family: alignment, contents, errors. */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <unistd.h>
#include "preload_test.h"

#define TOO_MUCH ((size_t)PTRDIFF_MAX + 1)

/* Volatile: compilers know better than to ask for that much. */
static volatile size_t too_much = TOO_MUCH;

static const size_t sizes[] = { 0,    1,     8,	    16,	   17,	   24,	   100,	   128,	  129,
				1000, 1024,  1025,  4096,  30000,  65535,  65536,  65537, 100000,
				1000000, 5000000, 40000000 };
#define NR_SIZES (sizeof(sizes) / sizeof(sizes[0]))

static bool is_aligned(const void *p, size_t alignment)
{
	return (uintptr_t)p % alignment == 0;
}

/* Else all of this tests some other malloc(): of a byte, the C library's holds 24. */
static void test_is_hakmem(struct ktest *test)
{
	void *p = malloc(1);

	KTEST_EXPECT_EQ(test, malloc_usable_size(p), 16);
	free(p);
}

static void test_malloc(struct ktest *test)
{
	void *p[NR_SIZES];

	for (size_t i = 0; i < NR_SIZES; i++) {
		p[i] = malloc(sizes[i]);
		KTEST_ASSERT_NOT_NULL(test, p[i]);
		KTEST_EXPECT_TRUE(test, is_aligned(p[i], 16));
		KTEST_EXPECT_GE(test, malloc_usable_size(p[i]), sizes[i]);
		fill(p[i], malloc_usable_size(p[i]), (unsigned int)i);
	}
	for (size_t i = 0; i < NR_SIZES; i++) {
		KTEST_EXPECT_TRUE(test, is_filled(p[i], malloc_usable_size(p[i]),
						  (unsigned int)i));
		free(p[i]);
	}
	KTEST_EXPECT_EQ(test, malloc_usable_size(NULL), 0);
}

static void test_zero_size_is_unique(struct ktest *test)
{
	void *a = malloc(0), *b = malloc(0);

	KTEST_EXPECT_NOT_NULL(test, a);
	KTEST_EXPECT_NE(test, a, b);
	free(a);
	free(b);
}

static void test_too_large(struct ktest *test)
{
	errno = 0;
	KTEST_EXPECT_NULL(test, malloc(too_much));
	KTEST_EXPECT_EQ(test, errno, ENOMEM);
	errno = 0;
	KTEST_EXPECT_NULL(test, malloc(SIZE_MAX - too_much + too_much));
	KTEST_EXPECT_EQ(test, errno, ENOMEM);
	errno = 0; /* more than any machine has, and less than its addresses */
	KTEST_EXPECT_NULL(test, malloc(too_much >> 17));
	KTEST_EXPECT_EQ(test, errno, ENOMEM);
	errno = 0;
	KTEST_EXPECT_NULL(test, calloc(too_much >> 17, 1));
	KTEST_EXPECT_EQ(test, errno, ENOMEM);
}

static bool is_zero(const void *p, size_t size)
{
	const unsigned char *bytes = p;

	while (size--)
		if (bytes[size])
			return false;
	return true;
}

/* Also of memory that was used before: each round finds the last one's bytes. */
static void test_calloc_is_zero(struct ktest *test)
{
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < NR_SIZES; i++) {
			size_t size = sizes[i] / 8;
			void *p = calloc(8, size);

			KTEST_ASSERT_NOT_NULL(test, p);
			KTEST_EXPECT_TRUE(test, is_aligned(p, 16));
			KTEST_EXPECT_TRUE(test, is_zero(p, 8 * size));
			memset(p, 0xa5, malloc_usable_size(p));
			free(p);
		}
	}
}

static void test_overflow(struct ktest *test)
{
	void *p = malloc(100);

	fill(p, 100, 1);
	errno = 0;
	KTEST_EXPECT_NULL(test, calloc(too_much / 2, 5));
	KTEST_EXPECT_EQ(test, errno, ENOMEM);
	errno = 0;
	KTEST_EXPECT_NULL(test, calloc(too_much, 2));
	KTEST_EXPECT_EQ(test, errno, ENOMEM);
	errno = 0;
	KTEST_EXPECT_NULL(test, reallocarray(p, too_much, 2));
	KTEST_EXPECT_EQ(test, errno, ENOMEM);
	errno = 0;
	KTEST_EXPECT_NULL(test, realloc(p, too_much));
	KTEST_EXPECT_EQ(test, errno, ENOMEM);
	KTEST_EXPECT_TRUE(test, is_filled(p, 100, 1));
	free(p);
}

/* From each size to each other. */
static void test_realloc_keeps_contents(struct ktest *test)
{
	for (size_t i = 0; i < NR_SIZES; i++) {
		for (size_t j = 1; j < NR_SIZES; j++) {
			size_t less = sizes[i] < sizes[j] ? sizes[i] : sizes[j];
			void *p = malloc(sizes[i]);

			fill(p, sizes[i], (unsigned int)j);
			p = realloc(p, sizes[j]);
			KTEST_ASSERT_NOT_NULL(test, p);
			KTEST_EXPECT_TRUE(test, is_aligned(p, 16));
			KTEST_EXPECT_GE(test, malloc_usable_size(p), sizes[j]);
			KTEST_EXPECT_TRUE(test, is_filled(p, less, (unsigned int)j));
			free(p);
		}
	}
}

/* As programs grow a buffer, with others in the way; then back. */
static void test_realloc_in_steps(struct ktest *test)
{
	size_t size = 1, filled = 0;
	char *p = NULL;

	while (size < 3000000) {
		void *other = malloc(size);

		p = realloc(p, size);
		KTEST_ASSERT_NOT_NULL(test, p);
		KTEST_EXPECT_TRUE(test, is_filled(p, filled, 3));
		fill(p, size, 3);
		filled = size;
		size += size / 8 + 1;
		free(other);
	}
	while (size > 1) {
		size /= 2;
		p = realloc(p, size);
		KTEST_EXPECT_TRUE(test, is_filled(p, size < filled ? size : filled, 3));
	}
	free(p);
}

static void test_realloc_edges(struct ktest *test)
{
	void *p = realloc(NULL, 50);

	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_NULL(test, realloc(p, 0)); /* and frees it */
	p = reallocarray(NULL, 10, 10);
	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_GE(test, malloc_usable_size(p), 100);
	free(p);
}

static void test_posix_memalign(struct ktest *test)
{
	void *p = &p;

	errno = 77;
	KTEST_EXPECT_EQ(test, posix_memalign(&p, 0, 8), EINVAL);
	KTEST_EXPECT_EQ(test, posix_memalign(&p, 4, 8), EINVAL);
	KTEST_EXPECT_EQ(test, posix_memalign(&p, 24, 8), EINVAL);
	KTEST_EXPECT_EQ(test, posix_memalign(&p, 48, 8), EINVAL);
	KTEST_EXPECT_EQ(test, posix_memalign(&p, 64, too_much), ENOMEM);
	KTEST_EXPECT_EQ(test, posix_memalign(&p, too_much, 64), ENOMEM);
	KTEST_EXPECT_EQ(test, p, (void *)&p);
	KTEST_EXPECT_EQ(test, posix_memalign(&p, 8, 8), 0);
	KTEST_EXPECT_EQ(test, errno, 77);
	free(p);
}

static void test_alignments(struct ktest *test)
{
	for (size_t alignment = 8; alignment <= (16u << 20); alignment *= 2) {
		for (size_t i = 0; i < NR_SIZES - 1; i++) {
			void *p[3];

			KTEST_ASSERT_EQ(test, posix_memalign(&p[0], alignment, sizes[i]), 0);
			p[1] = aligned_alloc(alignment, sizes[i]);
			p[2] = memalign(alignment, sizes[i]);
			for (unsigned int k = 0; k < 3; k++) {
				KTEST_ASSERT_NOT_NULL(test, p[k]);
				KTEST_EXPECT_TRUE(test, is_aligned(p[k], alignment));
				KTEST_EXPECT_GE(test, malloc_usable_size(p[k]), sizes[i]);
				memset(p[k], (int)k, sizes[i]);
			}
			p[0] = realloc(p[0], sizes[i] + 100);
			KTEST_EXPECT_NOT_NULL(test, p[0]);
			for (unsigned int k = 0; k < 3; k++)
				free(p[k]);
		}
	}
}

static void test_bad_alignments(struct ktest *test)
{
	void *p;

	errno = 0;
	KTEST_EXPECT_NULL(test, aligned_alloc(0, 8));
	KTEST_EXPECT_EQ(test, errno, EINVAL);
	errno = 0;
	KTEST_EXPECT_NULL(test, aligned_alloc(48, 96));
	KTEST_EXPECT_EQ(test, errno, EINVAL);
	errno = 0;
	KTEST_EXPECT_NULL(test, aligned_alloc(64, too_much));
	KTEST_EXPECT_EQ(test, errno, ENOMEM);
	errno = 0;
	KTEST_EXPECT_NULL(test, memalign(too_much + 1, 8));
	KTEST_EXPECT_EQ(test, errno, EINVAL);
	p = memalign(48, 96); /* 64 will do */
	KTEST_EXPECT_TRUE(test, is_aligned(p, 64));
	free(p);
}

static void test_pages(struct ktest *test)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *p = valloc(10), *q = pvalloc(page + 1);

	KTEST_EXPECT_TRUE(test, is_aligned(p, page));
	KTEST_EXPECT_TRUE(test, is_aligned(q, page));
	KTEST_EXPECT_GE(test, malloc_usable_size(q), 2 * page);
	errno = 0;
	KTEST_EXPECT_NULL(test, pvalloc(SIZE_MAX - too_much + too_much));
	KTEST_EXPECT_EQ(test, errno, ENOMEM);
	free(p);
	free(q);
}

/* Also when memory goes back to the system. */
static void test_free_keeps_errno(struct ktest *test)
{
	void *small = malloc(10), *large = malloc(64 << 20);

	memset(large, 1, 64 << 20);
	errno = 77;
	free(small);
	free(large);
	free(NULL);
	KTEST_EXPECT_EQ(test, errno, 77);
}

static const struct ktest_case cases[] = {
	KTEST_CASE(test_is_hakmem),
	KTEST_CASE(test_malloc),
	KTEST_CASE(test_zero_size_is_unique),
	KTEST_CASE(test_too_large),
	KTEST_CASE(test_calloc_is_zero),
	KTEST_CASE(test_overflow),
	KTEST_CASE(test_realloc_keeps_contents),
	KTEST_CASE(test_realloc_in_steps),
	KTEST_CASE(test_realloc_edges),
	KTEST_CASE(test_posix_memalign),
	KTEST_CASE(test_alignments),
	KTEST_CASE(test_bad_alignments),
	KTEST_CASE(test_pages),
	KTEST_CASE(test_free_keeps_errno),
	{ 0 },
};

const struct ktest_suite family_suite = { .name = "family", .cases = cases };
