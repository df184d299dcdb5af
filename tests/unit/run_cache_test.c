/* SPDX-License-Identifier: MIT */
/* Freed runs that wait for the next request of their length: kernel/run_cache.c. */
#include "kernel/heap_list.h"
#include "kernel/run_cache.h"
#include "support/rng.h"
#include "tests/unit/inside.h"

#ifdef CONFIG_HAKMEM_RUN_CACHE

#define LENGTHS CONFIG_HAKMEM_CACHED_LENGTHS
#define EACH	CONFIG_HAKMEM_CACHED_EACH
#define PLACES	(EACH * (1 + RUN_CACHE_SHORTER)) /* for a run that is long enough */

static struct hakmem_arena *arena(void)
{
	return hakmem_default_arena();
}

/* Bytes of a run of length @i of those that are cached. */
static size_t cached_size(size_t i)
{
	return (run_cache_shortest(arena()) + i) << slice_shift(arena());
}

static size_t nr_cached(void)
{
	size_t n = 0;

	for (size_t slot = 0; slot < RUN_CACHE_SLOTS; slot++)
		n += atomic_read(&arena()->cached[slot]) != 0;
	return n;
}

/* Is @p in slot @nth, as they are filled, of those for length @i? */
static bool is_cached(size_t i, unsigned int nth, const void *p)
{
	return atomic_read(&arena()->cached[(i + 1) * EACH - 1 - nth]) == (unsigned long)p;
}

/* Slots for different lengths, room for some runs of each, and half of the memory for others. */
static int run_cache_init(struct ktest *test)
{
	int err = fixture_init(test);

	if (LENGTHS < 4)
		test->skip = "too few runs are cached";
	if (!err && fixture_stats().largest_free < 3 * PLACES * cached_size(4))
		test->skip = "not enough memory for large blocks";
	return err;
}

/* A block of @size, with another one behind it: its run does not grow when it is free. */
static void *walled(struct chain *walls, size_t size)
{
	void *p = hakmem_malloc(size);

	return chain_malloc(walls, cached_size(0)) ? p : NULL;
}

static void cached_run_is_the_next_of_its_length(struct ktest *test)
{
	struct hakmem_stats idle = fixture_idle_stats(), stats;
	void *p = hakmem_malloc(cached_size(1));

	KTEST_ASSERT_NOT_NULL(test, p);
	hakmem_free(p);
	KTEST_EXPECT_TRUE(test, is_cached(1, 0, p));
	stats = fixture_stats();
	KTEST_EXPECT_EQ(test, stats.free_bytes, idle.free_bytes);
	KTEST_EXPECT_EQ(test, stats.largest_free, idle.largest_free);
	KTEST_EXPECT_EQ(test, stats.large_blocks, 0);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_EQ(test, hakmem_malloc(cached_size(1)), p);
	KTEST_EXPECT_EQ(test, nr_cached(), 0);
	KTEST_EXPECT_EQ(test, fixture_stats().large_blocks, 1);
	hakmem_free(p);
}

/* For requests that are up to RUN_CACHE_LONGER slices shorter, and no more. */
static void cached_run_may_be_longer(struct ktest *test)
{
	for (size_t i = 0; i < LENGTHS && i < 6; i++) {
		void *p = hakmem_malloc(cached_size(i)), *q;

		KTEST_ASSERT_NOT_NULL(test, p);
		hakmem_free(p);
		q = hakmem_malloc(cached_size(0));
		KTEST_EXPECT_EQ(test, q == p, i <= RUN_CACHE_LONGER);
		if (q == p)
			KTEST_EXPECT_EQ(test, hakmem_usable_size(q), cached_size(i));
		hakmem_free(q);
		hakmem_heap_collect(NULL);
	}
}

static void first_and_last_length(struct ktest *test)
{
	void *p[2];

	if (fixture_stats().largest_free < 4 * cached_size(LENGTHS))
		KTEST_SKIP(test, "not enough memory");
	for (size_t i = 0; i < 2; i++) {
		p[i] = hakmem_malloc(cached_size(LENGTHS - 1 + i));
		hakmem_free(p[i]);
		/* longer than all that are cached: back at once */
		KTEST_EXPECT_EQ(test, nr_cached(), 1 - i);
		hakmem_heap_collect(NULL);
		KTEST_EXPECT_EQ(test, nr_cached(), 0);
	}
	p[0] = hakmem_malloc(PAGED_MAX + 1);
	hakmem_free(p[0]);
	KTEST_EXPECT_TRUE(test, is_cached(0, 0, p[0]));
}

/* Some of a length have slots, some those below, one more goes back. */
static void last_of_a_length_goes_back(struct ktest *test)
{
	struct chain walls = { 0 };
	void *p[PLACES + 1];

	for (size_t i = 0; i <= PLACES; i++) {
		p[i] = walled(&walls, cached_size(2));
		KTEST_ASSERT_NOT_NULL(test, p[i]);
	}
	for (size_t i = 0; i <= PLACES; i++)
		hakmem_free(p[i]);
	for (unsigned int i = 0; i < PLACES; i++)
		KTEST_EXPECT_TRUE(test, is_cached(2 - i / EACH, i % EACH, p[i]));
	KTEST_EXPECT_EQ(test, nr_cached(), PLACES);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	chain_free(&walls);
}

static void double_free_of_a_cached_run(struct ktest *test)
{
	struct chain walls = { 0 };
	void *p[PLACES];

	for (size_t i = 0; i < PLACES; i++) {
		p[i] = walled(&walls, cached_size(2));
		KTEST_ASSERT_NOT_NULL(test, p[i]);
	}
	for (size_t i = 0; i < PLACES; i++)
		hakmem_free(p[i]);
	for (size_t i = 0; i < PLACES; i++) {
		hakmem_free(p[i]);
		fault_taken(test, HAKMEM_FAULT_DOUBLE_FREE, p[i], 0);
		KTEST_EXPECT_EQ(test, hakmem_usable_size(p[i]), 0);
		fault_taken(test, HAKMEM_FAULT_DOUBLE_FREE, p[i], 0);
		KTEST_EXPECT_NULL(test, hakmem_realloc(p[i], 1));
		fault_taken(test, HAKMEM_FAULT_DOUBLE_FREE, p[i], 0);
	}
	KTEST_EXPECT_EQ(test, nr_cached(), PLACES);
	chain_free(&walls);
}

/* A walk sees live blocks only. */
static bool count_block(void *p, size_t size, void *arg)
{
	(void)p;
	(void)size;
	++*(size_t *)arg;
	return true;
}

static void walk_leaves_it_out(struct ktest *test)
{
	void *p = hakmem_malloc(cached_size(1)), *q = hakmem_malloc(cached_size(2));
	size_t n = 0;

	hakmem_free(p);
	KTEST_ASSERT_EQ(test, nr_cached(), 1);
	hakmem_walk(count_block, &n);
	KTEST_EXPECT_EQ(test, n, 1);
	hakmem_free(q);
}

/* The largest block that statistics promise, cached runs in its midst. */
static void emptied_before_null(struct ktest *test)
{
	size_t largest = fixture_idle_stats().largest_free;
	struct chain chain = { 0 };
	void *p;

	for (size_t i = 0; i < 3; i++)
		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, cached_size(i)));
	chain_free(&chain);
	KTEST_ASSERT_GE(test, nr_cached(), 2);
	KTEST_EXPECT_EQ(test, fixture_stats().largest_free, largest);
	p = hakmem_malloc(largest);
	KTEST_EXPECT_NOT_NULL(test, p);
	KTEST_EXPECT_EQ(test, nr_cached(), 0);
	hakmem_free(p);
}

#ifdef CONFIG_HAKMEM_PAGES

/* The same while somebody is in each heap, of which there can be no more. */
static void emptied_with_all_heaps_entered(struct ktest *test)
{
	struct chain chain = { 0 };
	struct hakmem_heap *heap;
	size_t largest;
	void *p;

	if (!IS_ENABLED(CONFIG_HAKMEM_MODEL_CPU))
		KTEST_SKIP(test, "no heaps that several contexts share");
	while (heap_borrow(arena()))
		;
	largest = fixture_stats().largest_free;
	for (size_t i = 0; i < 3; i++)
		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, cached_size(i)));
	chain_free(&chain);
	KTEST_ASSERT_GE(test, nr_cached(), 2);
	p = hakmem_malloc(largest);
	for (heap = heap_first(arena()); heap; heap = heap_next(heap))
		heap_leave(heap);
	KTEST_EXPECT_NOT_NULL(test, p);
	KTEST_EXPECT_EQ(test, nr_cached(), 0);
	hakmem_free(p);
}

#endif /* CONFIG_HAKMEM_PAGES */

/* The same with an alignment, which half of the memory's slices have not. */
static void emptied_before_an_aligned_null(struct ktest *test)
{
	size_t alignment = 2 * slice_size(arena()), size;
	struct chain chain = { 0 };
	void *p;

	size = fixture_idle_stats().largest_free - 2 * alignment;
	if (IS_ENABLED(CONFIG_HAKMEM_PAGES))
		size -= PAGE_HEADER;
	for (size_t i = 0; i < 3; i++)
		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, cached_size(i)));
	chain_free(&chain);
	KTEST_ASSERT_GE(test, nr_cached(), 2);
	p = hakmem_aligned_alloc(alignment, size);
	KTEST_EXPECT_NOT_NULL(test, p);
	KTEST_EXPECT_EQ(test, nr_cached(), 0);
	hakmem_free(p);
}

/* With memory scarce nothing is cached, and each claim gives some back. */
static void nothing_while_memory_is_scarce(struct ktest *test)
{
	size_t all = fixture_idle_stats().free_bytes, lengths = LENGTHS < 6 ? LENGTHS : 6, before;
	struct chain chain = { 0 };
	void *p, *big;

	for (size_t i = 0; i < lengths; i++)
		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, cached_size(i)));
	p = hakmem_malloc(cached_size(1));
	chain_free(&chain);
	before = nr_cached();
	KTEST_ASSERT_GE(test, before, 2);
	big = hakmem_malloc(all / 2);
	KTEST_ASSERT_NOT_NULL(test, big);
	KTEST_ASSERT_TRUE(test, run_cache_scarce(arena()));
	KTEST_EXPECT_EQ(test, nr_cached(), before);
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, nr_cached(), before);
	while (before) {
		before -= before < RUN_CACHE_BATCH ? before : RUN_CACHE_BATCH;
		p = hakmem_malloc(cached_size(LENGTHS));
		KTEST_EXPECT_EQ(test, nr_cached(), before);
		hakmem_free(p);
	}
	hakmem_free(big);
}

/* A block grows into a neighbour that is cached. */
static void grows_into_a_cached_run(struct ktest *test)
{
	void *p = hakmem_malloc(cached_size(0)), *q = hakmem_malloc(cached_size(1));

	KTEST_ASSERT_TRUE(test, p && q);
	if ((char *)q != (char *)p + cached_size(0))
		KTEST_SKIP(test, "they are no neighbours");
	hakmem_free(q);
	KTEST_ASSERT_TRUE(test, is_cached(1, 0, q));
	KTEST_EXPECT_EQ(test, hakmem_realloc(p, cached_size(0) + cached_size(1)), p);
	KTEST_EXPECT_EQ(test, nr_cached(), 0);
	hakmem_free(p);
}

/* One that cannot grow leaves the cache alone: a block of its own length waits there. */
static void growing_in_vain_empties_nothing(struct ktest *test)
{
	struct chain walls = { 0 };
	void *p = walled(&walls, cached_size(1)), *q = walled(&walls, cached_size(3)), *r;

	KTEST_ASSERT_TRUE(test, p && q);
	hakmem_free(q);
	KTEST_ASSERT_TRUE(test, is_cached(3, 0, q));
	r = hakmem_realloc(p, cached_size(3));
	KTEST_EXPECT_EQ(test, r, q);
	hakmem_free(r);
	chain_free(&walls);
}

/* Zeroed, though the bytes are what the last owner left. */
static void zeroed_block_from_the_cache(struct ktest *test)
{
	size_t size = cached_size(1);
	unsigned char *p = hakmem_malloc(size);

	KTEST_ASSERT_NOT_NULL(test, p);
	stamp(p, size, 1);
	hakmem_free(p);
	KTEST_ASSERT_EQ(test, hakmem_zalloc(size), p);
	KTEST_EXPECT_TRUE(test, memory_is(p, 0, size));
	hakmem_free(p);
}

/* Half of all memory: a second region counts. */
static void scarce_is_half_of_all_regions(struct ktest *test)
{
	struct memory memory = test_memory();
	struct memory first = memory_part(memory, 0, 4);
	void *p;

	KTEST_ASSERT_EQ(test, hakmem_init(first.base, first.size), 0);
	KTEST_ASSERT_EQ(test, hakmem_add_region(memory_part(memory, 1, 2).base,
						memory_part(memory, 1, 2).size), 0);
	KTEST_EXPECT_FALSE(test, run_cache_scarce(arena()));
	p = hakmem_malloc(fixture_stats().largest_free);
	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_TRUE(test, run_cache_scarce(arena()));
	hakmem_free(p);
	KTEST_EXPECT_FALSE(test, run_cache_scarce(arena()));
}

/* An instance that ended gives nothing. */
static void none_of_a_destroyed_arena(struct ktest *test)
{
	size_t size = cached_size(0);

	hakmem_free(hakmem_malloc(size));
	KTEST_ASSERT_EQ(test, nr_cached(), 1);
	hakmem_arena_destroy(arena());
	KTEST_EXPECT_NULL(test, hakmem_malloc(size));
	fault_taken(test, HAKMEM_FAULT_UNINIT, NULL, 0);
	KTEST_ASSERT_EQ(test, hakmem_init(test_memory().base, test_memory().size), 0);
}

/* Blocks of the lengths that are cached come and go; none is given twice. */
static void blocks_never_overlap(struct ktest *test)
{
	struct chain chain = { 0 };
	struct rng rng;

	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 2000; i++) {
		size_t size = cached_size(rng_below(&rng, LENGTHS)) - rng_below(&rng, 8);

		if (!chain_malloc(&chain, size) || rng_below(&rng, 16) == 0)
			KTEST_ASSERT_TRUE(test, chain_free_some(&chain, 2, i));
		if (i % 16 == 0)
			KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_GT(test, nr_cached(), 0);
}

static const struct ktest_case run_cache_cases[] = {
	KTEST_CASE(cached_run_is_the_next_of_its_length),
	KTEST_CASE(cached_run_may_be_longer),
	KTEST_CASE(first_and_last_length),
	KTEST_CASE(last_of_a_length_goes_back),
	KTEST_CASE(double_free_of_a_cached_run),
	KTEST_CASE(walk_leaves_it_out),
	KTEST_CASE(emptied_before_null),
	KTEST_CASE_PAGED(emptied_with_all_heaps_entered)
	KTEST_CASE(emptied_before_an_aligned_null),
	KTEST_CASE(nothing_while_memory_is_scarce),
	KTEST_CASE(grows_into_a_cached_run),
	KTEST_CASE(growing_in_vain_empties_nothing),
	KTEST_CASE(zeroed_block_from_the_cache),
	KTEST_CASE(scarce_is_half_of_all_regions),
	KTEST_CASE(none_of_a_destroyed_arena),
	KTEST_CASE(blocks_never_overlap),
	{ 0 },
};

#else

static int run_cache_init(struct ktest *test)
{
	test->skip = "no runs are cached";
	return 0;
}

static void no_run_is_cached(struct ktest *test)
{
	(void)test;
}

static const struct ktest_case run_cache_cases[] = {
	KTEST_CASE(no_run_is_cached),
	{ 0 },
};

#endif

const struct ktest_suite run_cache_suite = {
	.name = "run_cache",
	.init = run_cache_init,
	.exit = fixture_exit,
	.cases = run_cache_cases,
};
