/* SPDX-License-Identifier: MIT */
/* Regions, found by address: kernel/region.c. */
#include "tests/unit/inside.h"

/* Part @i of @n of the memory is what comes @i-th in an order without pattern. */
static struct memory scattered(unsigned int i, unsigned int n)
{
	unsigned int step = 3;

	while (n % step == 0)
		step += 2;
	return memory_part(test_memory(), (i * step + 1) % n, n);
}

static unsigned int add_regions(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct memory part = scattered(i, n);
		int err = i ? hakmem_add_region(part.base, part.size) :
			      hakmem_init(part.base, part.size);

		if (err)
			return i;
	}
	return n;
}

/* The region that really holds @p: by looking at each. */
static struct region *region_by_search(uintptr_t p)
{
	struct hakmem_arena *arena = hakmem_default_arena();

	for (struct region *r = region_first(arena); r; r = region_next(r))
		if (p >= (uintptr_t)region_start(r) && p < (uintptr_t)region_end(r))
			return r;
	return NULL;
}

/* With any number of regions: at and around both ends of each, and in between. */
static void region_of_every_address(struct ktest *test)
{
	struct hakmem_arena *arena = hakmem_default_arena();

	for (unsigned int n = 1; n <= 12; n++) {
		if (add_regions(n) < n)
			KTEST_SKIP(test, "not enough memory for more regions");
		for (struct region *r = region_first(arena); r; r = region_next(r)) {
			char *start = region_start(r), *end = region_end(r);

			for (int i = -2; i <= 2; i++) {
				KTEST_ASSERT_EQ(test, region_find(arena, start + i),
						region_by_search((uintptr_t)(start + i)));
				KTEST_ASSERT_EQ(test, region_find(arena, end + i),
						region_by_search((uintptr_t)(end + i)));
			}
			KTEST_ASSERT_EQ(test, region_find(arena, start + (end - start) / 2), r);
			KTEST_ASSERT_NULL(test, region_find(arena, r));
		}
		KTEST_ASSERT_NULL(test, region_find(arena, NULL));
		KTEST_ASSERT_NULL(test, region_find(arena, (void *)UINTPTR_MAX));
	}
}

/* They are listed in order of addition, each where it was put. */
static void region_list_is_in_order(struct ktest *test)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	unsigned int n = 5, i = 0;

	if (add_regions(n) < n)
		KTEST_SKIP(test, "not enough memory");
	for (struct region *r = region_first(arena); r; r = region_next(r), i++) {
		struct memory part = scattered(i, n);

		KTEST_EXPECT_EQ(test, r->supplied, (uintptr_t)part.base);
		KTEST_EXPECT_EQ(test, r->supplied_size, part.size);
		KTEST_EXPECT_TRUE(test, memory_holds(part, r, sizeof(*r)));
		KTEST_EXPECT_TRUE(test, memory_holds(part, region_start(r),
						     r->nr_slices * slice_size(arena)));
		KTEST_EXPECT_EQ(test, (uintptr_t)region_start(r) % slice_size(arena), 0);
	}
	KTEST_EXPECT_EQ(test, i, n);
}

/* Tables lie between the header and the first slice, without overlap. */
static void region_tables_do_not_overlap(struct ktest *test)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	unsigned int n = 4;

	if (add_regions(n) < n)
		KTEST_SKIP(test, "not enough memory");
	for (struct region *r = region_first(arena); r; r = region_next(r)) {
		size_t words = r->nr_words;

		KTEST_EXPECT_GE(test, words * sizeof(long) * 8, r->nr_slices);
		KTEST_EXPECT_GE(test, (uintptr_t)r->free_map, (uintptr_t)(r + 1));
#ifdef CONFIG_HAKMEM_PAGES
		KTEST_EXPECT_GE(test, r->start_map, r->free_map + words);
		KTEST_EXPECT_GE(test, r->mark_map, r->start_map + words);
		KTEST_EXPECT_LE(test, (char *)(r->mark_map + words), region_start(r));
#else
		KTEST_EXPECT_GE(test, r->rest_map, r->free_map + words);
		KTEST_EXPECT_LE(test, (char *)(r->rest_map + words), region_start(r));
#endif
	}
}

/* What is spent on metadata is in proportion, and no whole slice is left over. */
static void region_uses_what_it_is_given(struct ktest *test)
{
	struct memory memory = test_memory();
	size_t step = memory.size / 16;

	for (size_t size = step; size <= memory.size; size += step - 1) {
		struct hakmem_stats stats;

		if (hakmem_init(memory.base, size))
			continue;
		stats = fixture_stats();
		/* per slice: three bits and at most a pointer; the rest is fixed */
		KTEST_EXPECT_LE(test, stats.metadata,
				1024 + 2 * stats.slice_size +
					stats.slices * (sizeof(void *) + 1));
	}
}

static const struct ktest_case region_cases[] = {
	KTEST_CASE(region_of_every_address),
	KTEST_CASE(region_list_is_in_order),
	KTEST_CASE(region_tables_do_not_overlap),
	KTEST_CASE(region_uses_what_it_is_given),
	{ 0 },
};

const struct ktest_suite region_suite = {
	.name = "region",
	.init = fixture_none,
	.exit = fixture_exit,
	.cases = region_cases,
};
