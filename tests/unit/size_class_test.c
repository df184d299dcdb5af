/* SPDX-License-Identifier: MIT */
/* Sizes, classes and division by a class's size: kernel/size_class.c. */
#include "kernel/size_class.h"

#include "tests/unit/fixture.h"

static void class_serves_its_sizes(struct ktest *test)
{
	for (size_t size = 0; size <= CLASS_MAX; size++) {
		unsigned int class = size_class(size);

		KTEST_ASSERT_LT(test, class, NR_CLASSES);
		KTEST_ASSERT_GE(test, class_size(class), size);
		/* and no smaller class would do */
		if (class)
			KTEST_ASSERT_LT(test, class_size(class - 1), size);
	}
}

static void class_sizes_rise(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, class_size(0), HAKMEM_ALIGNMENT);
	KTEST_EXPECT_EQ(test, class_size(NR_CLASSES - 1), CLASS_MAX);
	for (unsigned int class = 0; class < NR_CLASSES; class++) {
		KTEST_EXPECT_EQ(test, class_size(class) % HAKMEM_ALIGNMENT, 0);
		KTEST_EXPECT_EQ(test, size_class(class_size(class)), class);
		if (class)
			KTEST_EXPECT_GT(test, class_size(class), class_size(class - 1));
	}
}

/* What a class adds to a request: a quarter at most, above the linear part. */
static void class_waste_is_bounded(struct ktest *test)
{
	for (unsigned int class = CLASS_LINEAR; class < NR_CLASSES; class++)
		KTEST_EXPECT_LE(test, (class_size(class) - class_size(class - 1)) * 4,
				class_size(class - 1));
}

static size_t divide_max(unsigned int class)
{
	return (size_t)43689 << (highest_bit(class_size(class)) - 2);
}

/* Around every multiple of every class. */
static void divide_at_multiples(struct ktest *test)
{
	for (unsigned int class = 0; class < NR_CLASSES; class++) {
		size_t size = class_size(class), max = divide_max(class);

		for (size_t n = 0; n * size + size - 1 <= max; n++) {
			KTEST_ASSERT_EQ(test, class_divide(n * size, size), n);
			KTEST_ASSERT_EQ(test, class_divide(n * size + 1, size), n);
			KTEST_ASSERT_EQ(test, class_divide(n * size + size - 1, size), n);
		}
		KTEST_ASSERT_EQ(test, class_divide(max, size), max / size);
	}
}

/* No page is so large that its offsets cannot be divided. */
static void divide_holds_for_every_page(struct ktest *test)
{
	for (unsigned int class = 0; class < NR_CLASSES; class++) {
		size_t size = class_size(class);
		size_t bytes = PAGE_HEADER + size * CONFIG_HAKMEM_PAGE_BLOCKS;

		if (bytes < CONFIG_HAKMEM_PAGE_BYTES)
			bytes = CONFIG_HAKMEM_PAGE_BYTES;
		bytes += ((size_t)1 << CONFIG_HAKMEM_SLICE_SHIFT_MAX) - 1;
		KTEST_EXPECT_LE(test, bytes, divide_max(class));
	}
}

static const struct ktest_case size_class_cases[] = {
	KTEST_CASE(class_serves_its_sizes),
	KTEST_CASE(class_sizes_rise),
	KTEST_CASE(class_waste_is_bounded),
	KTEST_CASE(divide_at_multiples),
	KTEST_CASE(divide_holds_for_every_page),
	{ 0 },
};

const struct ktest_suite size_class_suite = {
	.name = "size_class",
	.cases = size_class_cases,
};
