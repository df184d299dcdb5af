/* SPDX-License-Identifier: MIT */
/*
 * A context that finds a heap entered: kernel/context.h, kernel/heap_list.c. One
 * context plays both: it enters a heap, and then calls as an interrupt would.
 */
#include "kernel/heap_list.h"
#include "tests/unit/inside.h"

#ifdef CONFIG_HAKMEM_MODEL_CPU

static unsigned int nr_heaps(void)
{
	unsigned int n = 0;

	for (const struct hakmem_heap *heap = heap_first(hakmem_default_arena()); heap;
	     heap = heap->next_heap)
		n++;
	return n;
}

/* Leave every heap that enter_all() has entered. */
static void leave_all(void)
{
	for (struct hakmem_heap *heap = heap_first(hakmem_default_arena()); heap;
	     heap = heap_next(heap))
		heap_leave(heap);
}

static void enter_all(struct ktest *test)
{
	for (struct hakmem_heap *heap = heap_first(hakmem_default_arena()); heap;
	     heap = heap_next(heap))
		KTEST_EXPECT_TRUE(test, heap_try_enter(heap));
}

/* Whoever has entered a heap keeps everybody out, himself included, until he leaves. */
static void entered_once(struct ktest *test)
{
	struct hakmem_heap *heap = own_heap();

	KTEST_EXPECT_EQ(test, atomic_read(&heap->owner), 0);
	KTEST_ASSERT_TRUE(test, heap_try_enter(heap));
	KTEST_EXPECT_FALSE(test, heap_try_enter(heap));
	KTEST_EXPECT_NE(test, atomic_read(&heap->owner), 0);
	heap_leave(heap);
	KTEST_EXPECT_TRUE(test, heap_try_enter(heap));
	heap_leave(heap);
	/* every call leaves it, also one that fails */
	hakmem_free(hakmem_malloc(1));
	KTEST_EXPECT_NULL(test, hakmem_malloc(PTRDIFF_MAX));
	KTEST_EXPECT_EQ(test, atomic_read(&heap->owner), 0);
}

/* The allocation comes from elsewhere, and what it gives is an ordinary block. */
static void malloc_finds_it_entered(struct ktest *test)
{
	struct hakmem_heap *heap = own_heap();
	void *p, *q;

	p = hakmem_malloc(24);
	if (!heap_borrow(hakmem_default_arena()))
		KTEST_SKIP(test, "not enough memory for a heap");
	leave_all();
	KTEST_ASSERT_TRUE(test, heap_try_enter(heap));
	q = hakmem_malloc(24);
	heap_leave(heap);
	KTEST_ASSERT_NOT_NULL(test, q);
	KTEST_EXPECT_NE(test, page_of(q), page_of(p));
	KTEST_EXPECT_NE(test, page_of(q)->heap, heap);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_free(q);
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

/* The block waits on thread_free; the next call that looks for memory has it. */
static void free_finds_it_entered(struct ktest *test)
{
	struct hakmem_heap *heap = own_heap();
	struct page *page;
	unsigned int before;
	void *p = hakmem_malloc(24);

	page = page_of(p);
	before = remote_count(page); /* one shared list has blocks anyway */
	KTEST_ASSERT_TRUE(test, heap_try_enter(heap));
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, remote_count(page), before + 1);
	KTEST_EXPECT_TRUE(test, page_queued(page));
	heap_leave(heap);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, page_of(page), PAGE_NONE);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

/* Realloc, aligned_alloc and the large calls go the same ways. */
static void other_calls_find_it_entered(struct ktest *test)
{
	struct hakmem_heap *heap = own_heap();
	void *p = hakmem_malloc(24), *q, *r;

	if (!p)
		KTEST_SKIP(test, "not enough memory");
	stamp(p, 24, 1);
	KTEST_ASSERT_TRUE(test, heap_try_enter(heap));
	KTEST_EXPECT_EQ(test, hakmem_usable_size(p), 24 + hakmem_good_size(24) - 24);
	q = hakmem_realloc(p, 60);
	if (q)
		KTEST_EXPECT_TRUE(test, stamp_holds(q, p, 24, 1));
	r = hakmem_aligned_alloc(64, 40);
	KTEST_EXPECT_EQ(test, (uintptr_t)r % 64, 0);
	heap_leave(heap);
	hakmem_free(q ? q : p);
	hakmem_free(r);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

/* Spare heaps are made up to the number configured, and no further. */
static void spare_heaps_have_a_limit(struct ktest *test)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	unsigned int roots = nr_heaps();

	enter_all(test);
	while (heap_borrow(arena))
		;
	KTEST_EXPECT_LE(test, nr_heaps(), roots + CONFIG_HAKMEM_SPARE_HEAPS);
	KTEST_EXPECT_EQ(test, atomic_read(&arena->nr_spare), nr_heaps() - roots);
	if (nr_heaps() == roots + CONFIG_HAKMEM_SPARE_HEAPS) {
		/* all are entered: a run, straight from the arena */
		void *p = hakmem_malloc(8), *q = hakmem_aligned_alloc(256, 8);

		if (p)
			KTEST_EXPECT_EQ(test, page_of(p), PAGE_NONE);
		KTEST_EXPECT_EQ(test, (uintptr_t)q % 256, 0);
		hakmem_free(p);
		hakmem_free(q);
	}
	leave_all();
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

/* Out of memory: free blocks of a heap that nobody is in are reachable. */
static void blocks_of_an_idle_heap_are_found(struct ktest *test)
{
	struct hakmem_heap *heap = own_heap();
	struct chain all = { 0 };
	void *p[2], *q;

	if (!heap_borrow(hakmem_default_arena()))
		KTEST_SKIP(test, "not enough memory for a heap");
	leave_all();
	KTEST_ASSERT_TRUE(test, heap_try_enter(heap));
	p[0] = hakmem_malloc(8);
	p[1] = hakmem_malloc(8);
	heap_leave(heap);
	KTEST_ASSERT_NOT_NULL(test, p[1]);
	chain_fill_all(&all);
	KTEST_EXPECT_NULL(test, hakmem_malloc(8));
	hakmem_free(p[0]);
	q = hakmem_malloc(8);
	KTEST_EXPECT_EQ(test, q, p[0]);
	KTEST_EXPECT_NULL(test, hakmem_malloc(8));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_free(q);
	hakmem_free(p[1]);
	KTEST_EXPECT_TRUE(test, chain_free(&all));
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

/* A created heap that is entered: the block's page is handed over, and goes with it. */
static void named_heap_is_entered(struct ktest *test)
{
	struct hakmem_heap *heap = hakmem_heap_create();
	struct hakmem_stats before;
	void *p, *q;

	if (!heap)
		KTEST_SKIP(test, "not enough memory for a heap");
	before = fixture_idle_stats();
	KTEST_ASSERT_TRUE(test, heap_try_enter(heap));
	p = hakmem_heap_malloc(heap, 24);
	q = hakmem_heap_aligned_alloc(heap, 128, 24);
	heap_leave(heap);
	if (!p || !q)
		KTEST_SKIP(test, "not enough memory");
	KTEST_EXPECT_EQ(test, page_of(p)->heap, heap);
	KTEST_EXPECT_EQ(test, (uintptr_t)q % 128, 0);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 2);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_free(p); /* before it was taken in */
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 1);
	hakmem_heap_collect(heap);
	KTEST_EXPECT_EQ(test, page_of(p), PAGE_NONE);
	KTEST_EXPECT_NE(test, page_of(q), PAGE_NONE);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_heap_destroy(heap);
	KTEST_EXPECT_EQ(test, page_of(q), PAGE_NONE);
	KTEST_EXPECT_EQ(test, fixture_idle_stats().used_blocks, before.used_blocks);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

/* Who is tending the created heaps is not waited for: what is left is swept later. */
static void created_heaps_are_being_tended(struct ktest *test)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	struct hakmem_heap *heap = hakmem_heap_create();
	struct hakmem_stats before, after;

	if (!heap)
		KTEST_SKIP(test, "not enough memory for a heap");
	hakmem_heap_destroy(heap);
	before = fixture_idle_stats();
	heap = hakmem_heap_create();
	atomic_set(&arena->tending, 1);
	hakmem_free(hakmem_heap_malloc(heap, 8));
	hakmem_heap_destroy(heap);
	KTEST_EXPECT_EQ(test, fixture_stats().heap_bytes,
			before.heap_bytes + slices_for(arena, PAGE_HEADER + sizeof(*heap)) *
						    before.slice_size);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	atomic_set(&arena->tending, 0);
	heap_reclaim(arena, NULL);
	after = fixture_idle_stats();
	KTEST_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
}

/* A second context that adds a region is refused, with nothing changed. */
static void region_is_just_being_added(struct ktest *test)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	struct memory memory = memory_part(test_memory(), 1, 2);
	struct memory own = memory_part(test_memory(), 0, 2);
	struct hakmem_stats before, after;

	KTEST_ASSERT_EQ(test, hakmem_init(own.base, own.size), 0);
	before = fixture_stats();
	atomic_set(&arena->adding, 1);
	KTEST_EXPECT_EQ(test, hakmem_add_region(memory.base, memory.size), -HAKMEM_EBUSY);
	after = fixture_stats();
	KTEST_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
	atomic_set(&arena->adding, 0);
	KTEST_EXPECT_EQ(test, hakmem_add_region(memory.base, memory.size), 0);
	KTEST_EXPECT_EQ(test, fixture_stats().regions, 2);
}

static const struct ktest_case context_cases[] = {
	KTEST_CASE(entered_once),
	KTEST_CASE(malloc_finds_it_entered),
	KTEST_CASE(free_finds_it_entered),
	KTEST_CASE(other_calls_find_it_entered),
	KTEST_CASE(spare_heaps_have_a_limit),
	KTEST_CASE(blocks_of_an_idle_heap_are_found),
	KTEST_CASE(named_heap_is_entered),
	KTEST_CASE(created_heaps_are_being_tended),
	KTEST_CASE(region_is_just_being_added),
	{ 0 },
};

#else /* no heap is shared by contexts */

static const struct ktest_case context_cases[] = { { 0 } };

#endif

const struct ktest_suite context_suite = {
	.name = "context",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = context_cases,
};
