/* SPDX-License-Identifier: MIT */
/* Starting instances and adding memory to them: kernel/arena.c. */
#include "tests/unit/fixture.h"

#include "kernel/compiler.h"
#include "support/mem.h"

/* Large enough for every configuration, small enough to be used up often. */
#define SMALL_ARENA ((size_t)128 << (CONFIG_HAKMEM_SLICE_SHIFT_MIN > 7 ? CONFIG_HAKMEM_SLICE_SHIFT_MIN : 7))

/* Not in a page of its class. */
#define LARGE ((size_t)CONFIG_HAKMEM_CLASS_MAX + 1)

/* ------------------------------------------------------------------- errors */

static void expect_uninitialised(struct ktest *test)
{
	struct memory memory = test_memory();
	struct hakmem_stats stats;

	KTEST_EXPECT_EQ(test, hakmem_validate(), -HAKMEM_ENODEV);
	KTEST_EXPECT_EQ(test, hakmem_stats(&stats), -HAKMEM_ENODEV);
	KTEST_EXPECT_EQ(test, hakmem_add_region(memory.base, memory.size),
			-HAKMEM_ENODEV);
	KTEST_EXPECT_EQ(test, fault_count(), 0);
}

static void init_null(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, hakmem_init(NULL, 0), -HAKMEM_EINVAL);
	expect_uninitialised(test);
	KTEST_EXPECT_EQ(test, hakmem_init(NULL, test_memory().size), -HAKMEM_EINVAL);
	expect_uninitialised(test);
}

static void init_wrapping_range(struct ktest *test)
{
	unsigned char *base = test_memory().base;
	size_t room = SIZE_MAX - (uintptr_t)base;

	KTEST_EXPECT_EQ(test, hakmem_init(base, SIZE_MAX), -HAKMEM_EINVAL);
	expect_uninitialised(test);
	KTEST_EXPECT_EQ(test, hakmem_init(base, room + 2), -HAKMEM_EINVAL);
	expect_uninitialised(test);
	KTEST_EXPECT_EQ(test, hakmem_init((void *)(UINTPTR_MAX - 4095), 8192),
			-HAKMEM_EINVAL);
	expect_uninitialised(test);
}

/* Aligning the base must not wrap, either. */
static void init_at_the_end_of_addresses(struct ktest *test)
{
	for (size_t size = 0; size < 8; size++) {
		for (size_t gap = 0; gap < 8; gap++) {
			int err = hakmem_init((void *)(UINTPTR_MAX - size - gap), size);

			KTEST_EXPECT_EQ(test, err, -HAKMEM_ENOSPC);
			expect_uninitialised(test);
		}
	}
}

static void init_error_after_success(struct ktest *test)
{
	struct memory memory = test_memory();

	KTEST_ASSERT_EQ(test, hakmem_init(memory.base, memory.size), 0);
	KTEST_EXPECT_EQ(test, hakmem_init(memory.base, 0), -HAKMEM_ENOSPC);
	expect_uninitialised(test);
}

/* ---------------------------------------------------------------- usability */

/*
 * A started arena says what it has, serves a block if it can hold one, and
 * leaves every byte outside of its range alone.
 */
static bool arena_works(struct ktest *test, struct memory part)
{
	struct hakmem_stats stats = fixture_stats();
	struct chain chain = { 0 };
	bool served;

	KTEST_EXPECT_EQ(test, stats.regions, 1);
	KTEST_EXPECT_EQ(test, stats.supplied, part.size);
	KTEST_EXPECT_GE(test, stats.slices, 1);
	KTEST_EXPECT_EQ(test, stats.supplied,
			stats.metadata + stats.slices * stats.slice_size);
	KTEST_EXPECT_EQ(test, stats.free_bytes, stats.slices * stats.slice_size);
	KTEST_EXPECT_EQ(test, stats.largest_free, stats.free_bytes);

	served = chain_fill(&chain, 1);
	for (struct link *link = chain.first; link; link = link->next)
		if (!memory_holds(part, link, link->size))
			KTEST_FAIL(test, "%p is outside", (void *)link);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	return served;
}

/* Each size from 0 up: a clear error, or an arena that works. */
static void init_every_size(struct ktest *test)
{
	struct memory memory = test_memory();
	size_t limit = memory.size / 2, first = 0, serves = 0;

	if (limit > SMALL_ARENA)
		limit = SMALL_ARENA;
	for (size_t size = 0; size <= limit; size++) {
		struct memory part = { memory.base, size };
		int err = hakmem_init(part.base, part.size);

		if (err) {
			KTEST_ASSERT_EQ(test, err, -HAKMEM_ENOSPC);
			KTEST_ASSERT_EQ(test, first, 0);
			KTEST_ASSERT_EQ(test, hakmem_validate(), -HAKMEM_ENODEV);
			continue;
		}
		first = first ? first : size;
		/* Far behind the thresholds, a sample is enough. */
		if (size > first + 300 && (!serves || size > serves + 300) && size % 509)
			continue;
		if (arena_works(test, part))
			serves = serves ? serves : size;
		else if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
			KTEST_ASSERT_EQ(test, serves, 0);
		KTEST_ASSERT_EQ(test, test->failures, 0);
		KTEST_ASSERT_TRUE(test, memory_is(memory.base + size, MEMORY_DIRT, 64));
	}
	ktest_info(test, "smallest arena %zu, smallest that serves a block %zu",
		   first, serves);
#ifdef CONFIG_HAKMEM_MODEL_SINGLE
	KTEST_EXPECT_EQ(test, first, serves);
#endif
}

/* Any base, sizes that are no multiple of anything; nothing outside is written. */
static void init_every_alignment(struct ktest *test)
{
	static const size_t cut[] = { 0, 1, 3, 7, 8, 9, 31, 61, 64, 127, 129 };
	struct memory memory = test_memory();
	size_t size;

	if (memory.size > SMALL_ARENA + 256)
		memory.size = SMALL_ARENA + 256;
	size = memory.size - 256;
	for (size_t offset = 0; offset < 64; offset++) {
		for (size_t i = 0; i < 2; i++) {
			struct memory part = { memory.base + 64 + offset,
					       size - cut[(2 * offset + i) % 11] };
			unsigned char *end = part.base + part.size;

			memory_fill(memory, MEMORY_DIRT);
			KTEST_ASSERT_EQ(test, hakmem_init(part.base, part.size), 0);
			arena_works(test, part);
			KTEST_ASSERT_EQ(test, test->failures, 0);
			KTEST_ASSERT_TRUE(test, memory_is(part.base - 64, MEMORY_DIRT, 64));
			KTEST_ASSERT_TRUE(test, memory_is(end, MEMORY_DIRT, 64));
		}
	}
}

static void init_again_starts_afresh(struct ktest *test)
{
	struct memory memory = test_memory();
	struct memory half = memory_part(memory, 1, 2);
	struct hakmem_stats before, after;

	KTEST_ASSERT_EQ(test, hakmem_init(memory.base, memory.size), 0);
	before = fixture_stats();
	KTEST_EXPECT_NOT_NULL(test, hakmem_malloc(100));
	KTEST_EXPECT_NOT_NULL(test, hakmem_malloc(arena_limit(2)));
	if (IS_ENABLED(CONFIG_HAKMEM_PAGES))
		KTEST_EXPECT_NOT_NULL(test, hakmem_heap_malloc(hakmem_heap_create(), 10));

	KTEST_ASSERT_EQ(test, hakmem_init(memory.base, memory.size), 0);
	after = fixture_stats();
	KTEST_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
	KTEST_EXPECT_NOT_NULL(test, hakmem_malloc(arena_limit(1)));

	KTEST_ASSERT_EQ(test, hakmem_init(half.base, half.size), 0);
	KTEST_EXPECT_EQ(test, fixture_stats().supplied, half.size);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
	KTEST_EXPECT_TRUE(test, memory_holds(half, hakmem_malloc(1), 1));
}

/* ------------------------------------------------------------------ regions */

static void region_errors(struct ktest *test)
{
	struct memory part = memory_part(test_memory(), 1, 4);
	struct memory other = memory_part(test_memory(), 2, 4);
	struct hakmem_stats before, after;
	unsigned char *base = part.base;
	size_t size = part.size;

	KTEST_ASSERT_EQ(test, hakmem_init(base, size), 0);
	before = fixture_stats();
	KTEST_EXPECT_EQ(test, hakmem_add_region(NULL, size), -HAKMEM_EINVAL);
	KTEST_EXPECT_EQ(test, hakmem_add_region(other.base, SIZE_MAX), -HAKMEM_EINVAL);
	/* The same, inside, around, across the start, across the end. */
	KTEST_EXPECT_EQ(test, hakmem_add_region(base, size), -HAKMEM_EINVAL);
	KTEST_EXPECT_EQ(test, hakmem_add_region(base + size / 4, size / 2), -HAKMEM_EINVAL);
	KTEST_EXPECT_EQ(test, hakmem_add_region(base - size / 4, size * 2), -HAKMEM_EINVAL);
	KTEST_EXPECT_EQ(test, hakmem_add_region(base - size / 2, size), -HAKMEM_EINVAL);
	KTEST_EXPECT_EQ(test, hakmem_add_region(base + size / 2, size), -HAKMEM_EINVAL);
	/* One byte at either end, metadata and slack included. */
	KTEST_EXPECT_EQ(test, hakmem_add_region(base - size / 2, size / 2 + 1),
			-HAKMEM_EINVAL);
	KTEST_EXPECT_EQ(test, hakmem_add_region(base + size - 1, size), -HAKMEM_EINVAL);
	KTEST_EXPECT_EQ(test, hakmem_add_region(other.base, 0), -HAKMEM_ENOSPC);
	KTEST_EXPECT_EQ(test, hakmem_add_region(other.base, 8), -HAKMEM_ENOSPC);

	after = fixture_stats();
	KTEST_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	/* The neighbours touch it and do not overlap. */
	KTEST_EXPECT_EQ(test, hakmem_add_region(base + size, size), 0);
	KTEST_EXPECT_EQ(test, hakmem_add_region(base - size, size), 0);
	KTEST_EXPECT_EQ(test, fixture_stats().regions, 3);
}

static void region_every_size(struct ktest *test)
{
	struct memory first = memory_part(test_memory(), 0, 2);
	struct memory second = memory_part(test_memory(), 1, 2);
	size_t smallest = 0, limit = second.size < 8192 ? second.size : 8192;

	for (size_t size = 0; size <= limit; size++) {
		size_t free_before;
		int err;

		KTEST_ASSERT_EQ(test, hakmem_init(first.base, first.size), 0);
		free_before = fixture_stats().free_bytes;
		err = hakmem_add_region(second.base, size);
		KTEST_ASSERT_TRUE(test, size + 64 > second.size ||
						memory_is(second.base + size, MEMORY_DIRT, 64));
		if (err) {
			KTEST_ASSERT_EQ(test, err, -HAKMEM_ENOSPC);
			KTEST_ASSERT_EQ(test, smallest, 0);
			KTEST_ASSERT_EQ(test, fixture_stats().regions, 1);
			KTEST_ASSERT_EQ(test, fixture_stats().free_bytes, free_before);
			continue;
		}
		smallest = smallest ? smallest : size;
		KTEST_ASSERT_EQ(test, fixture_stats().regions, 2);
		KTEST_ASSERT_EQ(test, fixture_stats().supplied, first.size + size);
		KTEST_ASSERT_GT(test, fixture_stats().free_bytes, free_before);
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
	}
	ktest_info(test, "smallest region to add: %zu", smallest);
}

/* Adds parts of the memory in this order until one is refused. */
static unsigned int add_parts(const unsigned char *order, unsigned int n, size_t gap)
{
	for (unsigned int i = 0; i < n; i++) {
		struct memory part = memory_part(test_memory(), order[i], n);
		int err;

		if (i)
			err = hakmem_add_region(part.base, part.size - gap);
		else
			err = hakmem_init(part.base, part.size - gap);
		if (err)
			return i;
	}
	return n;
}

static int part_of(const void *p, size_t size, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		if (memory_holds(memory_part(test_memory(), i, n), p, size))
			return (int)i;
	return -1;
}

/* Blocks of all sizes come from every region, and from one each. */
static void use_parts(struct ktest *test, unsigned int n)
{
	struct hakmem_stats before = fixture_idle_stats(), after;
	struct chain chain = { 0 };
	uint32_t seen = 0;

	chain_fill_all(&chain);
	for (struct link *link = chain.first; link; link = link->next) {
		int part = part_of(link, link->size, n);

		KTEST_ASSERT_GE(test, part, 0);
		seen |= 1u << part;
	}
	KTEST_EXPECT_EQ(test, seen, (1u << n) - 1);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	after = fixture_idle_stats();
	KTEST_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
}

static void regions_in_any_order(struct ktest *test)
{
	static const unsigned char orders[][5] = {
		{ 0, 1, 2, 3, 4 }, { 4, 3, 2, 1, 0 }, { 2, 0, 4, 1, 3 },
		{ 3, 4, 0, 1, 2 }, { 1, 4, 3, 0, 2 },
	};
	static const size_t gaps[] = { 0, 1, 100 };

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		for (size_t j = 0; j < sizeof(gaps) / sizeof(gaps[0]); j++) {
			unsigned int added = add_parts(orders[i], 5, gaps[j]);

			if (added != 5 && test_memory().size <= 16384)
				KTEST_SKIP(test, "not enough memory for 5 regions");
			KTEST_ASSERT_EQ(test, added, 5);
			use_parts(test, 5);
			KTEST_ASSERT_EQ(test, test->failures, 0);
		}
	}
}

/* More than the few that are found fastest, as many as there is memory for. */
static void regions_many(struct ktest *test)
{
	static const unsigned char order[] = {
		5, 0, 9, 13, 2, 7, 11, 1, 15, 4, 8, 14, 3, 10, 6, 12,
	};

	for (unsigned int n = 6; n <= 16; n += 5) {
		static unsigned char some[16];

		for (unsigned int i = 0, k = 0; i < 16; i++)
			if (order[i] < n)
				some[k++] = order[i];
		if (add_parts(some, n, 0) < n)
			KTEST_SKIP(test, "not enough memory for more regions");
		KTEST_EXPECT_EQ(test, fixture_stats().regions, n);
		use_parts(test, n);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	}
}

/* Neighbouring regions stay two: no block spans both. */
static void regions_do_not_merge(struct ktest *test)
{
	struct memory first = memory_part(test_memory(), 0, 2);
	struct memory second = memory_part(test_memory(), 1, 2);
	struct hakmem_stats stats;

	KTEST_ASSERT_EQ(test, hakmem_init(first.base, first.size), 0);
	KTEST_ASSERT_EQ(test, hakmem_add_region(second.base, second.size), 0);
	stats = fixture_stats();
	KTEST_EXPECT_LE(test, stats.largest_free, first.size);
	KTEST_EXPECT_NULL(test, hakmem_malloc(first.size));
	KTEST_EXPECT_NULL(test, hakmem_malloc(stats.largest_free + 1));
}

static void region_added_when_exhausted(struct ktest *test)
{
	struct memory first = memory_part(test_memory(), 0, 2);
	struct memory second = memory_part(test_memory(), 1, 2);
	struct chain chain = { 0 };
	size_t blocks;
	void *p;

	KTEST_ASSERT_EQ(test, hakmem_init(first.base, first.size), 0);
	chain_fill_all(&chain);
	KTEST_EXPECT_NULL(test, hakmem_malloc(1));
	blocks = chain.count;
	KTEST_ASSERT_EQ(test, hakmem_add_region(second.base, second.size), 0);
	p = hakmem_malloc(arena_limit(1));
	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_TRUE(test, memory_holds(second, p, hakmem_usable_size(p)));
	hakmem_free(p);
	chain_fill_all(&chain);
	KTEST_EXPECT_GT(test, chain.count, blocks);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* A small first region chooses small slices; a large one may follow. */
static void region_much_larger_than_first(struct ktest *test)
{
	struct memory memory = test_memory();
	struct memory first = { memory.base, memory.size / 16 };
	struct memory rest = { memory.base + first.size, memory.size - first.size };
	struct chain chain = { 0 };

	if (hakmem_init(first.base, first.size))
		KTEST_SKIP(test, "a sixteenth of the memory is too small");
	KTEST_ASSERT_EQ(test, hakmem_add_region(rest.base, rest.size), 0);
	KTEST_EXPECT_GE(test, fixture_stats().largest_free, rest.size / 2);
	chain_fill_all(&chain);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

/* ---------------------------------------------------------------- instances */

struct instances {
	struct memory memory[2];
	struct hakmem_arena *arena[2];
};

static bool start_instances(struct instances *two)
{
	struct memory own = memory_part(test_memory(), 2, 3);

	for (unsigned int i = 0; i < 2; i++) {
		two->memory[i] = memory_part(test_memory(), i, 3);
		two->arena[i] = hakmem_arena_create(two->memory[i].base,
						    two->memory[i].size);
		if (!two->arena[i])
			return false;
	}
	return !hakmem_init(own.base, own.size);
}

/* Before their memory is used otherwise. */
static void stop_instances(struct instances *two)
{
	for (unsigned int i = 0; i < 2; i++)
		hakmem_arena_destroy(two->arena[i]);
}

static void instance_lies_in_its_memory(struct ktest *test)
{
	struct instances two;

	if (!start_instances(&two))
		KTEST_SKIP(test, "not enough memory for three instances");
	for (unsigned int i = 0; i < 2; i++)
		KTEST_EXPECT_TRUE(test, memory_holds(two.memory[i], two.arena[i],
						     hakmem_arena_bytes()));
	KTEST_EXPECT_NE(test, hakmem_default_arena(), two.arena[0]);
	KTEST_EXPECT_NOT_NULL(test, hakmem_default_arena());
	KTEST_EXPECT_FALSE(test, memory_holds(test_memory(), hakmem_default_arena(), 1));
	stop_instances(&two);
}

static void instances_do_not_mix(struct ktest *test)
{
	struct instances two;
	struct chain chain[3] = { { 0 } };
	struct hakmem_stats stats;
	size_t limit;

	if (!start_instances(&two))
		KTEST_SKIP(test, "not enough memory for three instances");
	chain[0].arena = two.arena[0];
	chain[1].arena = two.arena[1];
	limit = arena_limit(4);
	for (size_t size = 1; size < limit; size = next_size(size)) {
		for (unsigned int i = 0; i < 3; i++)
			chain_malloc(&chain[i], size);
	}
	for (unsigned int i = 0; i < 2; i++) {
		for (struct link *link = chain[i].first; link; link = link->next)
			KTEST_ASSERT_TRUE(test, memory_holds(two.memory[i], link, link->size));
		KTEST_EXPECT_EQ(test, hakmem_arena_stats(two.arena[i], &stats), 0);
		KTEST_EXPECT_EQ(test, stats.used_blocks, chain[i].count);
		KTEST_EXPECT_EQ(test, hakmem_arena_validate(two.arena[i]), 0);
	}
	/* One of them is used up; the others do not notice. */
	while (chain_malloc(&chain[0], 16))
		;
	KTEST_EXPECT_TRUE(test, chain_free(&chain[1]));
	KTEST_EXPECT_TRUE(test, chain_free(&chain[2]));
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
	hakmem_arena_stats(two.arena[0], &stats);
	KTEST_EXPECT_EQ(test, stats.used_blocks, chain[0].count);
	KTEST_EXPECT_TRUE(test, chain_free(&chain[0]));
	for (unsigned int i = 0; i < 2; i++)
		KTEST_EXPECT_EQ(test, hakmem_arena_validate(two.arena[i]), 0);
	stop_instances(&two);
}

static void instance_calls(struct ktest *test)
{
	struct instances two;
	struct hakmem_heap *heap;
	struct hakmem_stats stats;
	struct hakmem_arena *arena;
	unsigned char *p, *q;

	if (!start_instances(&two))
		KTEST_SKIP(test, "not enough memory for three instances");
	arena = two.arena[1];

	p = hakmem_arena_zalloc(arena, 50);
	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_TRUE(test, memory_is(p, 0, 50));
	q = hakmem_arena_calloc(arena, 5, 11);
	KTEST_ASSERT_NOT_NULL(test, q);
	KTEST_EXPECT_TRUE(test, memory_is(q, 0, 55));
	KTEST_EXPECT_NULL(test, hakmem_arena_calloc(arena, SIZE_MAX, 2));
	stamp(p, 50, 7);
	p = hakmem_arena_realloc(arena, q, 0);
	KTEST_EXPECT_NULL(test, p);
	p = hakmem_arena_realloc(arena, NULL, 20);
	KTEST_ASSERT_NOT_NULL(test, p);
	stamp(p, 20, 9);
	q = hakmem_arena_realloc(arena, p, 300);
	KTEST_ASSERT_NOT_NULL(test, q);
	KTEST_EXPECT_TRUE(test, stamp_holds(q, p, 20, 9));
	KTEST_EXPECT_GE(test, hakmem_arena_usable_size(arena, q), 300);
	KTEST_EXPECT_EQ(test, hakmem_arena_usable_size(arena, NULL), 0);
	hakmem_arena_free(arena, q);
	q = hakmem_arena_aligned_alloc(arena, 64, 20);
	KTEST_EXPECT_TRUE(test, q && !((uintptr_t)q & 63));
	hakmem_arena_free(arena, q);
	hakmem_arena_free(arena, NULL);

	heap = hakmem_arena_heap_create(arena);
	KTEST_ASSERT_EQ(test, heap != NULL, IS_ENABLED(CONFIG_HAKMEM_PAGES));
	p = hakmem_heap_malloc(heap, 30);
	KTEST_EXPECT_EQ(test, memory_holds(two.memory[1], p, 30), heap != NULL);
	hakmem_arena_free(arena, p);
	hakmem_heap_destroy(heap);
	KTEST_EXPECT_EQ(test, hakmem_arena_stats(arena, &stats), 0);
	KTEST_EXPECT_EQ(test, stats.used_blocks, 1);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
	KTEST_EXPECT_EQ(test, hakmem_arena_validate(arena), 0);
	stop_instances(&two);
}

static void instance_with_two_regions(struct ktest *test)
{
	struct memory first = memory_part(test_memory(), 2, 3);
	struct memory second = memory_part(test_memory(), 0, 3);
	struct hakmem_arena *arena = hakmem_arena_create(first.base, first.size);
	struct chain chain = { .arena = arena };
	bool seen[2] = { false, false };
	struct hakmem_stats stats;

	if (!arena)
		KTEST_SKIP(test, "not enough memory");
	KTEST_EXPECT_EQ(test, test_region_base, first.base);
	KTEST_EXPECT_EQ(test, test_region_size, first.size);
	KTEST_EXPECT_EQ(test, hakmem_arena_stats(arena, &stats), 0);
	KTEST_EXPECT_EQ(test, stats.supplied, first.size);
	KTEST_EXPECT_EQ(test, stats.supplied, stats.metadata + stats.slices * stats.slice_size);
	KTEST_ASSERT_EQ(test, hakmem_arena_add_region(arena, second.base, second.size), 0);
	KTEST_EXPECT_EQ(test, hakmem_arena_add_region(arena, first.base, first.size),
			-HAKMEM_EINVAL);
	/* Its root object alone, and the byte in front. */
	KTEST_EXPECT_EQ(test, hakmem_arena_add_region(arena, arena, hakmem_arena_bytes()),
			-HAKMEM_EINVAL);
	KTEST_EXPECT_EQ(test, hakmem_arena_add_region(arena, first.base - 1, 2), -HAKMEM_EINVAL);
	while (chain_malloc(&chain, 100))
		seen[memory_holds(second, chain.first, chain.first->size)] = true;
	KTEST_EXPECT_TRUE(test, seen[0] && seen[1]);
	KTEST_EXPECT_EQ(test, hakmem_arena_validate(arena), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	hakmem_arena_destroy(arena);
}

/* It has blocks of all kinds, and is destroyed: it has nothing, and every call says so. */
static void destroy_and_use(struct ktest *test, struct hakmem_arena *arena)
{
	void *p = hakmem_arena_malloc(arena, 10), *q = hakmem_arena_malloc(arena, LARGE);
	struct hakmem_stats stats;

	KTEST_EXPECT_NOT_NULL(test, hakmem_arena_malloc(arena, 10));
	hakmem_arena_free(arena, q); /* perhaps it is cached */
	KTEST_ASSERT_EQ(test, fault_count(), 0);

	hakmem_arena_destroy(arena);
	KTEST_EXPECT_EQ(test, hakmem_arena_validate(arena), -HAKMEM_ENODEV);
	KTEST_EXPECT_EQ(test, hakmem_arena_stats(arena, &stats), -HAKMEM_ENODEV);
	KTEST_EXPECT_NULL(test, hakmem_arena_malloc(arena, 10));
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_UNINIT, NULL, 0));
	KTEST_EXPECT_NULL(test, hakmem_arena_malloc(arena, LARGE));
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_UNINIT, NULL, 0));
	hakmem_arena_free(arena, p);
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_UNINIT, p, 0));
}

/* Afterwards its memory may be anything. */
static void instance_destroyed(struct ktest *test)
{
	struct memory memory = memory_part(test_memory(), 0, 2);
	struct hakmem_arena *arena = hakmem_arena_create(memory.base, memory.size);

	if (!arena)
		KTEST_SKIP(test, "not enough memory");
	destroy_and_use(test, arena);
	memory_fill(memory, MEMORY_DIRT);
	KTEST_ASSERT_EQ(test, hakmem_init(memory.base, memory.size), 0);
	destroy_and_use(test, hakmem_default_arena());
	memory_fill(memory, MEMORY_DIRT);
	KTEST_ASSERT_EQ(test, hakmem_init(memory.base, memory.size), 0);
	KTEST_EXPECT_NOT_NULL(test, hakmem_malloc(10));
}

static void instance_errors(struct ktest *test)
{
	struct memory memory = test_memory();

	KTEST_EXPECT_NULL(test, hakmem_arena_create(NULL, memory.size));
	KTEST_EXPECT_NULL(test, hakmem_arena_create(memory.base, SIZE_MAX));
	for (size_t size = 0; size < hakmem_arena_bytes(); size++)
		KTEST_ASSERT_NULL(test, hakmem_arena_create(memory.base, size));
}

/* Any base and size: NULL, or an instance that serves from its range alone. */
static void instance_every_alignment(struct ktest *test)
{
	struct memory memory = test_memory();
	size_t size;

	if (memory.size > 4 * SMALL_ARENA)
		memory.size = 4 * SMALL_ARENA;
	size = memory.size - 256;
	for (size_t offset = 0; offset < 64; offset++) {
		struct memory part = { memory.base + 64 + offset, size - offset * 3 };
		struct chain chain = { 0 };

		memory_fill(memory, MEMORY_DIRT);
		chain.arena = hakmem_arena_create(part.base, part.size);
		if (!chain.arena)
			KTEST_SKIP(test, "not enough memory");
		KTEST_ASSERT_TRUE(test, memory_holds(part, chain.arena, hakmem_arena_bytes()));
		chain_fill(&chain, 33);
		for (struct link *link = chain.first; link; link = link->next)
			KTEST_ASSERT_TRUE(test, memory_holds(part, link, link->size));
		KTEST_ASSERT_EQ(test, hakmem_arena_validate(chain.arena), 0);
		KTEST_ASSERT_TRUE(test, chain_free(&chain));
		hakmem_arena_destroy(chain.arena);
		KTEST_ASSERT_TRUE(test, memory_is(part.base - 64, MEMORY_DIRT, 64));
		KTEST_ASSERT_TRUE(test, memory_is(part.base + part.size, MEMORY_DIRT, 64));
	}
}

static const struct ktest_case arena_cases[] = {
	KTEST_CASE(init_null),
	KTEST_CASE(init_wrapping_range),
	KTEST_CASE(init_at_the_end_of_addresses),
	KTEST_CASE(init_error_after_success),
	KTEST_CASE(init_every_size),
	KTEST_CASE(init_every_alignment),
	KTEST_CASE(init_again_starts_afresh),
	KTEST_CASE(region_errors),
	KTEST_CASE(region_every_size),
	KTEST_CASE(regions_in_any_order),
	KTEST_CASE(regions_many),
	KTEST_CASE(regions_do_not_merge),
	KTEST_CASE(region_added_when_exhausted),
	KTEST_CASE(region_much_larger_than_first),
	KTEST_CASE(instance_lies_in_its_memory),
	KTEST_CASE(instances_do_not_mix),
	KTEST_CASE(instance_calls),
	KTEST_CASE(instance_with_two_regions),
	KTEST_CASE(instance_destroyed),
	KTEST_CASE(instance_errors),
	KTEST_CASE(instance_every_alignment),
	{ 0 },
};

const struct ktest_suite arena_suite = {
	.name = "arena",
	.init = fixture_none,
	.exit = fixture_exit,
	.cases = arena_cases,
};
