/* SPDX-License-Identifier: MIT */
/*
 * Without pages each block is a run of slices: every pointer that is no live block is seen,
 * whatever its size and its neighbours.
 */
#include "tests/misuse/misuse.h"

/* Blocks of one to five slices, one behind the other. */
#define BLOCKS 5u

static bool take_blocks(struct ktest *test, unsigned char *p[BLOCKS])
{
	size_t slice = fixture_stats().slice_size;

	for (unsigned int i = 0; i < BLOCKS; i++) {
		p[i] = hakmem_malloc((i + 1) * slice);
		if (!KTEST_EXPECT_NOT_NULL(test, p[i]))
			return false;
		stamp(p[i], (i + 1) * slice, i);
	}
	return true;
}

static void give_blocks(struct ktest *test, unsigned char *p[BLOCKS])
{
	size_t slice = fixture_stats().slice_size;

	for (unsigned int i = 0; i < BLOCKS; i++) {
		if (p[i])
			KTEST_EXPECT_TRUE(test, stamp_holds(p[i], p[i], (i + 1) * slice, i));
		hakmem_free(p[i]);
	}
}

static bool free_refused(struct ktest *test, void *p)
{
	hakmem_free(p);
	return fault_taken(test, HAKMEM_FAULT_DOUBLE_FREE, p, 0);
}

static void run_interior(struct ktest *test)
{
	size_t slice = fixture_stats().slice_size;
	unsigned char *p[BLOCKS];

	if (!take_blocks(test, p))
		return;
	for (unsigned int i = 0; i < BLOCKS; i++)
		for (size_t at = 1; at < (i + 1) * slice; at += at % slice ? 3 : 1)
			KTEST_EXPECT_TRUE(test, refused(test, p[i] + at,
							HAKMEM_FAULT_NOT_A_BLOCK, 0, true));
	give_blocks(test, p);
}

/* Between live neighbours, each in turn, and any byte of it. */
static void run_double_free(struct ktest *test)
{
	size_t slice = fixture_stats().slice_size;
	unsigned char *p[BLOCKS], *freed;

	if (!take_blocks(test, p))
		return;
	for (unsigned int i = 0; i < BLOCKS; i++) {
		freed = p[i];
		p[i] = NULL;
		hakmem_free(freed);
		hakmem_heap_collect(NULL); /* it may be cached, and only its start free then */
		for (size_t at = (i + 1) * slice; at--; )
			KTEST_EXPECT_TRUE(test, free_refused(test, freed + at));
	}
	give_blocks(test, p);
}

/* There are none, so whatever is given for one is no heap. */
static void run_no_heaps(struct ktest *test)
{
	struct hakmem_heap *heap = (struct hakmem_heap *)(void *)test;

	KTEST_EXPECT_NULL(test, hakmem_heap_create());
	KTEST_EXPECT_NULL(test, hakmem_arena_heap_create(hakmem_default_arena()));
	KTEST_EXPECT_EQ(test, fault_count(), 0);
	KTEST_EXPECT_NULL(test, hakmem_heap_malloc(heap, 10));
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_FOREIGN, heap, 0));
	KTEST_EXPECT_NULL(test, hakmem_heap_zalloc(heap, 10));
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_FOREIGN, heap, 0));
	KTEST_EXPECT_NULL(test, hakmem_heap_realloc(heap, NULL, 10));
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_FOREIGN, heap, 0));
	KTEST_EXPECT_NULL(test, hakmem_heap_aligned_alloc(heap, 64, 10));
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_FOREIGN, heap, 0));
	hakmem_heap_collect(heap);
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_FOREIGN, heap, 0));
	hakmem_heap_destroy(heap);
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_FOREIGN, heap, 0));
	KTEST_EXPECT_NULL(test, hakmem_heap_malloc(NULL, 10));
	KTEST_EXPECT_NULL(test, hakmem_heap_realloc(NULL, NULL, 10));
	hakmem_heap_collect(NULL);
	hakmem_heap_destroy(NULL);
	KTEST_EXPECT_EQ(test, fault_count(), 0);
}

static const struct ktest_case run_cases[] = {
	KTEST_CASE(run_interior),
	KTEST_CASE(run_double_free),
	KTEST_CASE(run_no_heaps),
	{ 0 },
};

const struct ktest_suite run_suite = {
	.name = "run",
	.init = misuse_init,
	.exit = misuse_exit,
	.cases = run_cases,
};
