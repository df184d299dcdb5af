/* SPDX-License-Identifier: MIT */
/*
 * AddressSanitizer (CONFIG_HAKMEM_ASAN): the bytes that were asked for may be touched, and
 * nothing else: neither those behind them, nor those of a block that is free, wherever it
 * waits. What it stops at is asked here, not touched.
 */
#include "tests/misuse/misuse.h"

#ifdef CONFIG_HAKMEM_ASAN

int __asan_address_is_poisoned(void const volatile *p);
void *__asan_region_is_poisoned(void *p, size_t size);

static bool may_touch(const void *p, size_t size)
{
	return !__asan_region_is_poisoned((void *)(uintptr_t)p, size);
}

/* None of the first @size bytes; those of a free block. */
static bool may_touch_none(const unsigned char *p, size_t size)
{
	while (size--)
		if (!__asan_address_is_poisoned(p++))
			return false;
	return true;
}

/* The bytes of a block, and not the one behind. */
static void expect_exactly(struct ktest *test, const unsigned char *p, size_t size)
{
	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_TRUE(test, may_touch(p, size));
	KTEST_EXPECT_TRUE(test, __asan_address_is_poisoned(p + size));
}

/* Of blocks in pages and of runs. */
static const size_t sizes[] = { 1, 7, 13, 30, 61, 100, 250, 700, 1021, CLASS_MAX - 3,
				CLASS_MAX + 1, 3 * CLASS_MAX + 5 };
#define NR_SIZES (sizeof(sizes) / sizeof(sizes[0]))

static void bytes_that_were_asked_for(struct ktest *test)
{
	for (size_t i = 0; i < NR_SIZES; i++) {
		unsigned char *p = hakmem_malloc(sizes[i]);

		expect_exactly(test, p, sizes[i]);
		hakmem_free(p);
		KTEST_EXPECT_TRUE(test, may_touch_none(p, sizes[i]));
		p = hakmem_zalloc(sizes[i]);
		expect_exactly(test, p, sizes[i]);
		hakmem_free(p);
		p = hakmem_aligned_alloc(64, sizes[i]);
		expect_exactly(test, p, sizes[i]);
		hakmem_free(p);
		KTEST_EXPECT_TRUE(test, may_touch_none(p, sizes[i]));
	}
}

/* Longer, shorter, moved or not. */
static void bytes_after_realloc(struct ktest *test)
{
	unsigned char *p = hakmem_malloc(1), *q;

	for (size_t i = 0; i < 4 * NR_SIZES; i++) {
		size_t size = sizes[i * 7 % NR_SIZES];

		q = hakmem_realloc(p, size);
		expect_exactly(test, q, size);
		if (q != p)
			KTEST_EXPECT_TRUE(test, __asan_address_is_poisoned(p));
		p = q;
	}
	hakmem_free(p);
	KTEST_EXPECT_TRUE(test, __asan_address_is_poisoned(p));
}

/* A run that is as short as it gets, as there is nowhere to move to. */
static void bytes_of_a_block_that_stays(struct ktest *test)
{
	unsigned char *p = hakmem_malloc(arena_limit(2));
	struct chain chain = { 0 };

	chain_fill_all(&chain);
	KTEST_EXPECT_EQ(test, hakmem_realloc(p, 13), p);
	expect_exactly(test, p, 13);
	hakmem_free(p);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* A free run, in the run cache or not, and one that is taken from there for less. */
static void freed_runs(struct ktest *test)
{
	size_t slice = fixture_stats().slice_size, size = CLASS_MAX + 2 * slice;
	unsigned char *p = hakmem_malloc(size), *q;

	expect_exactly(test, p, size);
	hakmem_free(p);
	KTEST_EXPECT_TRUE(test, may_touch_none(p, size));
	q = hakmem_malloc(size - slice - 1);
	expect_exactly(test, q, size - slice - 1);
	hakmem_free(q);
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_TRUE(test, may_touch_none(p, size));
}

#ifdef CONFIG_HAKMEM_PAGES

/* A remote free, which waits, and then on a list of the page's. */
static void freed_by_others(struct ktest *test)
{
	struct hakmem_heap *heap;
	unsigned char *p, *q;
	unsigned long zero;

	if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		KTEST_SKIP(test, "one context: no free is remote");
	p = hakmem_malloc(40);
	q = hakmem_malloc(40);
	KTEST_ASSERT_TRUE(test, p && q);
	heap = page_of(p) != PAGE_NONE ? page_of(p)->heap : NULL;
	if (!heap || page_of(q) == PAGE_NONE || page_of(q)->heap != heap ||
	    !IS_ENABLED(CONFIG_HAKMEM_MODEL_CPU) || !context_enter(heap, &zero)) {
		test->skip = "its heap cannot be entered by hand";
	} else {
		hakmem_free(p);
		KTEST_EXPECT_TRUE(test, may_touch_none(p, 40));
		heap_leave(heap);
		heap_drain(heap, DRAIN_ALL);
		KTEST_EXPECT_TRUE(test, may_touch_none(p, 40));
		p = NULL;
	}
	hakmem_free(p);
	hakmem_free(q);
}

#endif /* CONFIG_HAKMEM_PAGES */

static const struct ktest_case poison_cases[] = {
	KTEST_CASE(bytes_that_were_asked_for),
	KTEST_CASE(bytes_after_realloc),
	KTEST_CASE(bytes_of_a_block_that_stays),
	KTEST_CASE(freed_runs),
	KTEST_CASE_PAGED(freed_by_others)
	{ 0 },
};

#else

static void nothing_is_poisoned(struct ktest *test)
{
	KTEST_SKIP(test, "CONFIG_HAKMEM_ASAN is off");
}

static const struct ktest_case poison_cases[] = {
	KTEST_CASE(nothing_is_poisoned),
	{ 0 },
};

#endif

const struct ktest_suite poison_suite = {
	.name = "poison",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = poison_cases,
};
