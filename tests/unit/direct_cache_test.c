/* SPDX-License-Identifier: MIT */
/* The direct page cache (CONFIG_HAKMEM_DIRECT_CACHE): never stale. */
#include "tests/unit/inside.h"

#include "support/rng.h"

#ifdef CONFIG_HAKMEM_DIRECT_CACHE

/* Does each entry name the first page of the queue that serves its sizes? */
static bool is_fresh(struct ktest *test, const struct hakmem_heap *heap)
{
	for (size_t i = 0; i < DIRECT_ENTRIES; i++) {
		struct page *first = heap->queue[size_class(i << DIRECT_SHIFT)];

		if (!KTEST_EXPECT_EQ(test, heap->pages_direct[i], first ? first : PAGE_NONE)) {
			ktest_info(test, "entry %zu is stale", i);
			return false;
		}
	}
	return true;
}

/* All sizes of an entry belong to one class. */
static void direct_entry_has_one_class(struct ktest *test)
{
	for (size_t size = 1; size <= DIRECT_MAX; size++) {
		size_t entry = (size + 7) >> DIRECT_SHIFT;

		KTEST_ASSERT_LT(test, entry, DIRECT_ENTRIES);
		KTEST_ASSERT_EQ(test, size_class(size), size_class(entry << DIRECT_SHIFT));
	}
}

static void direct_is_built_at_heap_creation(struct ktest *test)
{
	struct hakmem_heap *heap = hakmem_heap_create();

	KTEST_EXPECT_TRUE(test, is_fresh(test, own_heap()));
	if (!heap)
		KTEST_SKIP(test, "not enough memory for a heap");
	KTEST_EXPECT_TRUE(test, is_fresh(test, heap));
	for (size_t i = 0; i < DIRECT_ENTRIES; i++)
		KTEST_EXPECT_EQ(test, heap->pages_direct[i], PAGE_NONE);
	hakmem_heap_destroy(heap);
}

/* The first block of a class brings its entries, and hits follow. */
static void direct_hit(struct ktest *test)
{
	struct hakmem_heap *heap = own_heap();

	for (unsigned int class = 0; class < NR_CLASSES; class++) {
		size_t size = class_size(class);
		struct page *page;
		void *p = hakmem_malloc(size), *q;

		KTEST_ASSERT_NOT_NULL(test, p);
		if (size <= DIRECT_MAX) {
			page = heap->pages_direct[size >> DIRECT_SHIFT];
			KTEST_EXPECT_EQ(test, page, page_of(p));
			q = page->free;
			if (q)
				KTEST_EXPECT_EQ(test, hakmem_malloc(size), q);
			else
				q = hakmem_malloc(size);
			hakmem_free(q);
		}
		KTEST_ASSERT_TRUE(test, is_fresh(test, heap));
		hakmem_free(p);
		KTEST_ASSERT_TRUE(test, is_fresh(test, heap));
		hakmem_heap_collect(NULL);
		KTEST_ASSERT_TRUE(test, is_fresh(test, heap));
	}
}

/* After every call of a random sequence, phases of exhaustion included. */
static void direct_never_stale(struct ktest *test)
{
	struct hakmem_heap *heap = own_heap();
	struct chain chain = { 0 };
	struct rng rng;

	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 6000; i++) {
		unsigned int shrink = i / 500 % 2 ? 3 : 1;

		if (rng_below(&rng, 4) < shrink && chain.count)
			hakmem_free(chain_take(&chain));
		else if (rng_below(&rng, 8))
			chain_malloc(&chain, rng_below(&rng, 2 * CONFIG_HAKMEM_CLASS_MAX) >>
						     rng_below(&rng, 8));
		else
			chain_add(&chain, hakmem_aligned_alloc(32, rng_below(&rng, 200)));
		if (rng_below(&rng, 500) == 0)
			hakmem_heap_collect(NULL);
		if (rng_below(&rng, 200) == 0)
			KTEST_ASSERT_TRUE(test, chain_free_some(&chain, 3, i));
		KTEST_ASSERT_TRUE(test, is_fresh(test, heap));
	}
	chain_fill_all(&chain);
	KTEST_ASSERT_TRUE(test, is_fresh(test, heap));
	KTEST_ASSERT_TRUE(test, chain_free_some(&chain, 2, 1));
	KTEST_ASSERT_TRUE(test, is_fresh(test, heap));
	KTEST_ASSERT_TRUE(test, chain_free(&chain));
	KTEST_ASSERT_TRUE(test, is_fresh(test, heap));
}

static void direct_never_stale_in_a_heap(struct ktest *test)
{
	struct hakmem_heap *heap = hakmem_heap_create();
	struct chain chain = { 0 };
	struct rng rng;

	if (!heap)
		KTEST_SKIP(test, "not enough memory for a heap");
	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 2000; i++) {
		if (rng_below(&rng, 2) && chain.count)
			hakmem_free(chain_take(&chain));
		else
			chain_add(&chain, hakmem_heap_malloc(heap, rng_below(&rng, DIRECT_MAX)));
		KTEST_ASSERT_TRUE(test, is_fresh(test, heap));
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	hakmem_heap_destroy(heap);
}

/* Would malloc(@size) be served by the entry's page, without the slow path? */
static bool would_hit(const struct hakmem_heap *heap, size_t size)
{
	const struct page *page = heap->pages_direct[(size + 7) >> DIRECT_SHIFT];

	return page->free || page->local_free || remote_count(page);
}

/* Share of hits when a set of small blocks has settled. */
static void direct_hit_rate(struct ktest *test)
{
	struct hakmem_heap *heap = own_heap();
	unsigned int hits = 0, calls = 0;
	void *slot[64] = { NULL };
	struct rng rng;

	if (!pages_are_worth_it())
		KTEST_SKIP(test, "blocks have runs");
	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 20000; i++) {
		unsigned int at = rng_below(&rng, 64);
		size_t size = 1 + rng_below(&rng, 64);

		if (slot[at]) {
			hakmem_free(slot[at]);
			slot[at] = NULL;
			continue;
		}
		if (i > 2000) {
			hits += would_hit(heap, size);
			calls++;
		}
		slot[at] = hakmem_malloc(size);
		KTEST_ASSERT_NOT_NULL(test, slot[at]);
	}
	for (unsigned int i = 0; i < 64; i++)
		hakmem_free(slot[i]);
	ktest_info(test, "%u of %u mallocs hit", hits, calls);
	KTEST_EXPECT_GE(test, hits * 100, calls * 90);
}

static const struct ktest_case direct_cache_cases[] = {
	KTEST_CASE(direct_entry_has_one_class),
	KTEST_CASE(direct_is_built_at_heap_creation),
	KTEST_CASE(direct_hit),
	KTEST_CASE(direct_never_stale),
	KTEST_CASE(direct_never_stale_in_a_heap),
	KTEST_CASE(direct_hit_rate),
	{ 0 },
};

#else

static void direct_cache(struct ktest *test)
{
	KTEST_SKIP(test, "the direct page cache is configured off");
}

static const struct ktest_case direct_cache_cases[] = {
	KTEST_CASE(direct_cache),
	{ 0 },
};

#endif

const struct ktest_suite direct_cache_suite = {
	.name = "direct_cache",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = direct_cache_cases,
};
