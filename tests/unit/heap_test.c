/* SPDX-License-Identifier: MIT */
/* Heaps of their own: kernel/heap.c. */
#include "tests/unit/fixture.h"

#include "kernel/run.h"
#include "support/mem.h"
#include "support/rng.h"

/* A heap, or a skipped case: the smallest arenas have no room for one. */
static struct hakmem_heap *make_heap(struct ktest *test)
{
	struct hakmem_heap *heap = hakmem_heap_create();

	if (!heap && test_memory().size > 16384)
		KTEST_FAIL(test, "no heap");
	if (!heap)
		test->skip = "not enough memory for a heap";
	return heap;
}

/* chain_malloc() from @heap. */
static bool chain_heap_malloc(struct chain *chain, struct hakmem_heap *heap, size_t size)
{
	return chain_add(chain, hakmem_heap_malloc(heap, size));
}

static void expect_as_before(struct ktest *test, const struct hakmem_stats *before)
{
	struct hakmem_stats after = fixture_idle_stats();

	KTEST_EXPECT_EQ(test, after.used_blocks, before->used_blocks);
	KTEST_EXPECT_EQ(test, after.used_bytes, before->used_bytes);
	KTEST_EXPECT_EQ(test, after.free_bytes, before->free_bytes);
	KTEST_EXPECT_EQ(test, after.largest_free, before->largest_free);
	KTEST_EXPECT_EQ(test, after.heap_bytes, before->heap_bytes);
	KTEST_EXPECT_EQ(test, after.pages, before->pages);
	KTEST_EXPECT_EQ(test, after.large_blocks, before->large_blocks);
}

static void heap_null(struct ktest *test)
{
	void *p = hakmem_malloc(10);

	KTEST_EXPECT_NULL(test, hakmem_heap_malloc(NULL, 10));
	KTEST_EXPECT_NULL(test, hakmem_heap_zalloc(NULL, 10));
	KTEST_EXPECT_NULL(test, hakmem_heap_aligned_alloc(NULL, 64, 10));
	KTEST_EXPECT_NULL(test, hakmem_heap_realloc(NULL, NULL, 10));
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 1);
	hakmem_free(p);
}

static void heap_create_and_destroy(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats(), during;
	struct hakmem_heap *heap = make_heap(test);

	if (!heap)
		return;
	during = fixture_stats();
	KTEST_EXPECT_GT(test, during.heap_bytes, before.heap_bytes);
	KTEST_EXPECT_EQ(test, during.used_blocks, 0);
	hakmem_heap_destroy(heap);
	expect_as_before(test, &before);
}

static void heap_calls(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats();
	struct hakmem_heap *heap = make_heap(test);
	unsigned char *p, *q;

	if (!heap)
		return;
	p = hakmem_heap_malloc(heap, 30);
	KTEST_ASSERT_NOT_NULL(test, p);
	stamp(p, 30, 1);
	q = hakmem_heap_realloc(heap, p, 90);
	KTEST_ASSERT_NOT_NULL(test, q);
	KTEST_EXPECT_TRUE(test, stamp_holds(q, p, 30, 1));
	p = hakmem_heap_realloc(heap, q, 0);
	KTEST_EXPECT_NULL(test, p);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
	p = hakmem_heap_realloc(heap, NULL, 90);
	KTEST_EXPECT_NOT_NULL(test, p);
	memset(p, 0xff, 90);
	hakmem_free(p);
	p = hakmem_heap_zalloc(heap, 90);
	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_TRUE(test, memory_is(p, 0, 90));
	q = hakmem_heap_aligned_alloc(heap, 128, 50);
	KTEST_EXPECT_TRUE(test, q && !((uintptr_t)q & 127));
	KTEST_EXPECT_NOT_NULL(test, hakmem_heap_malloc(heap, 0));
	KTEST_EXPECT_NULL(test, hakmem_heap_malloc(heap, SIZE_MAX));
	KTEST_EXPECT_NULL(test, hakmem_heap_malloc(heap, PTRDIFF_MAX));
	KTEST_EXPECT_EQ(test, fault_count(), 0);
	KTEST_EXPECT_NULL(test, hakmem_heap_aligned_alloc(heap, 24, 50));
	KTEST_EXPECT_EQ(test, fault_last()->code, HAKMEM_FAULT_ALIGNMENT);
	fault_forget();
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_heap_destroy(heap);
	expect_as_before(test, &before);
}

/* Blocks of all sizes, large and aligned ones too, go with the heap. */
static void heap_destroy_frees_everything(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats();
	size_t limit = arena_limit(4);

	for (unsigned int round = 0; round < 3; round++) {
		struct hakmem_heap *heap = make_heap(test);
		struct chain chain = { 0 };

		if (!heap)
			return;
		for (size_t size = 0; size < limit; size = next_size(size)) {
			chain_heap_malloc(&chain, heap, size);
			chain_add(&chain, hakmem_heap_aligned_alloc(heap, 256, size / 2));
		}
		KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, chain.count);
		KTEST_EXPECT_TRUE(test, chain_intact(&chain));
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		hakmem_heap_destroy(heap);
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
		expect_as_before(test, &before);
	}
}

static void heap_destroy_spares_the_others(struct ktest *test)
{
	struct hakmem_heap *heap[3];
	struct chain chain[4] = { { 0 } };
	struct rng rng;

	for (unsigned int i = 0; i < 3; i++) {
		heap[i] = hakmem_heap_create();
		if (!heap[i])
			KTEST_SKIP(test, "not enough memory for three heaps");
	}
	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 400; i++) {
		size_t size = rng_below(&rng, 300);
		unsigned int at = rng_below(&rng, 4);

		if (at < 3)
			chain_heap_malloc(&chain[at], heap[at], size);
		else
			chain_malloc(&chain[3], size);
	}
	for (unsigned int i = 0; i < 3; i++) {
		hakmem_heap_destroy(heap[i]);
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
		for (unsigned int j = i + 1; j < 4; j++)
			KTEST_ASSERT_TRUE(test, chain_intact(&chain[j]));
	}
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, chain[3].count);
	KTEST_EXPECT_TRUE(test, chain_free(&chain[3]));
}

/* hakmem_free() takes blocks of every heap, realloc() too. */
static void heap_blocks_are_ordinary_blocks(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats();
	struct hakmem_heap *heap = make_heap(test);
	struct chain chain = { 0 };
	size_t limit = arena_limit(4);
	unsigned char *p, *q;

	if (!heap)
		return;
	for (size_t size = 0; size < limit; size = next_size(size))
		chain_heap_malloc(&chain, heap, size);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);

	p = hakmem_heap_malloc(heap, 20);
	KTEST_ASSERT_NOT_NULL(test, p);
	stamp(p, 20, 1);
	q = hakmem_realloc(p, 2 * hakmem_usable_size(p));
	KTEST_ASSERT_NOT_NULL(test, q);
	KTEST_EXPECT_TRUE(test, stamp_holds(q, p, 20, 1));
	hakmem_free(q);
	hakmem_heap_destroy(heap);
	expect_as_before(test, &before);
}

/* A block that hakmem_heap_realloc() moves belongs to the heap. */
static void heap_realloc_moves_into_the_heap(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats();
	struct hakmem_heap *heap = make_heap(test);
	unsigned char *p, *q;

	if (!heap)
		return;
	p = hakmem_malloc(16);
	KTEST_ASSERT_NOT_NULL(test, p);
	stamp(p, 16, 1);
	q = hakmem_heap_realloc(heap, p, 700);
	KTEST_ASSERT_NOT_NULL(test, q);
	KTEST_EXPECT_NE(test, q, p);
	KTEST_EXPECT_TRUE(test, stamp_holds(q, p, 16, 1));
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 1);
	hakmem_heap_destroy(heap);
	expect_as_before(test, &before);
}

/* What is empty is given back; what is live stays. */
static void heap_collect_gives_back(struct ktest *test)
{
	struct hakmem_stats before, after;
	struct hakmem_heap *heap = make_heap(test);
	struct chain chain = { 0 };
	void *kept;

	if (!heap)
		return;
	before = fixture_idle_stats();
	for (size_t size = 1; size <= CONFIG_HAKMEM_CLASS_MAX; size = next_size(size))
		chain_heap_malloc(&chain, heap, size);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	hakmem_heap_collect(heap);
	after = fixture_stats();
	KTEST_EXPECT_EQ(test, after.free_bytes, before.free_bytes);
	KTEST_EXPECT_EQ(test, after.largest_free, before.largest_free);
	KTEST_EXPECT_EQ(test, after.pages, before.pages);

	kept = hakmem_heap_malloc(heap, 10);
	KTEST_ASSERT_NOT_NULL(test, kept);
	stamp(kept, 10, 1);
	hakmem_heap_collect(heap);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, stamp_holds(kept, kept, 10, 1));
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 1);
	KTEST_EXPECT_NOT_NULL(test, hakmem_heap_malloc(heap, 10));
	hakmem_heap_destroy(heap);
}

static void heap_create_fails_cleanly(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats();
	struct chain chain = { 0 };
	struct hakmem_heap *heap;

	chain_fill_all(&chain);
	KTEST_EXPECT_NULL(test, hakmem_heap_create());
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	heap = make_heap(test);
	if (heap)
		hakmem_heap_destroy(heap);
	expect_as_before(test, &before);
}

/* As many as fit, each with a block; destroyed in another order. */
static void heap_many(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats();
	struct hakmem_heap *heap[64];
	unsigned int n = 0;

	while (n < 64 && (heap[n] = hakmem_heap_create())) {
		void *p = hakmem_heap_malloc(heap[n++], 8);

		if (!p)
			break;
		stamp(p, 8, n);
	}
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	if (test_memory().size > 16384)
		KTEST_EXPECT_GT(test, n, 2);
	for (unsigned int i = 0; i < n; i += 2)
		hakmem_heap_destroy(heap[i]);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	for (unsigned int i = 1; i < n; i += 2)
		hakmem_heap_destroy(heap[i]);
	expect_as_before(test, &before);
}

/* A block of no bytes is memory of its own, however little is left: @slices. */
static void expect_empty_block(struct ktest *test, struct hakmem_heap *heap, size_t slices)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	struct run run = { .length = slices };
	struct chain chain = { 0 };
	void *p;

	KTEST_ASSERT_TRUE(test, run_claim(arena, slices, RUN_LARGE, &run));
	chain_fill_all(&chain);
	run_release(arena, &run, RUN_LARGE);
	p = hakmem_heap_malloc(heap, 0);
	KTEST_EXPECT_TRUE(test, !p || hakmem_usable_size(p));
	hakmem_free(p);
	p = hakmem_heap_zalloc(heap, 0);
	KTEST_EXPECT_TRUE(test, !p || hakmem_usable_size(p));
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	hakmem_heap_collect(heap);
}

static void heap_empty_blocks(struct ktest *test)
{
	struct hakmem_heap *heap = make_heap(test);

	if (!heap)
		return;
	for (size_t slices = RUN_LARGE_MIN; slices < 10; slices++)
		expect_empty_block(test, heap, slices);
	hakmem_heap_destroy(heap);
}

/* Exhaustion of one heap takes what the others keep empty. */
static void heap_exhaustion_reaches_other_heaps(struct ktest *test)
{
	struct hakmem_heap *heap = make_heap(test);
	struct chain chain = { 0 };
	void *p;

	if (!heap)
		return;
	p = hakmem_heap_malloc(heap, 8);
	KTEST_ASSERT_NOT_NULL(test, p);
	chain_fill_all(&chain);
	KTEST_EXPECT_NULL(test, hakmem_malloc(1));
	hakmem_free(p);
	/* The heap keeps its empty page for itself no longer. */
	KTEST_EXPECT_TRUE(test, chain_malloc(&chain, 1));
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	hakmem_heap_destroy(heap);
}

static const struct ktest_case heap_cases[] = {
	KTEST_CASE(heap_null),
	KTEST_CASE(heap_create_and_destroy),
	KTEST_CASE(heap_calls),
	KTEST_CASE(heap_destroy_frees_everything),
	KTEST_CASE(heap_destroy_spares_the_others),
	KTEST_CASE(heap_blocks_are_ordinary_blocks),
	KTEST_CASE(heap_realloc_moves_into_the_heap),
	KTEST_CASE(heap_collect_gives_back),
	KTEST_CASE(heap_create_fails_cleanly),
	KTEST_CASE(heap_many),
	KTEST_CASE(heap_empty_blocks),
	KTEST_CASE(heap_exhaustion_reaches_other_heaps),
	{ 0 },
};

const struct ktest_suite heap_suite = {
	.name = "heap",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = heap_cases,
};
