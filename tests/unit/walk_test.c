/* SPDX-License-Identifier: MIT */
/* Visiting live blocks: kernel/walk.c. */
#include "tests/unit/fixture.h"

#include "support/rng.h"

/*
 * Visited blocks are marked: the size in a chain's link is inverted and back.
 * A block that is visited twice, or is not in the chain, is an error.
 */
struct visits {
	struct hakmem_arena *arena;
	size_t count;
	size_t bytes;
	size_t wrong;
	size_t stop_after;
};

static bool visit(void *block, size_t size, void *arg)
{
	struct visits *visits = arg;
	struct link *link = block;

	if (link->size != size)
		visits->wrong++;
	link->size = ~size;
	visits->count++;
	visits->bytes += size;
	return visits->count != visits->stop_after;
}

/* Puts the sizes back. Return: the number of blocks that were visited. */
static size_t unmark(struct chain *chain)
{
	size_t marked = 0;

	for (struct link *link = chain->first; link; link = link->next) {
		if (link->size > SIZE_MAX / 2) {
			link->size = ~link->size;
			marked++;
		}
	}
	return marked;
}

static void expect_exactly(struct ktest *test, struct chain *chain)
{
	struct visits visits = { 0 };

	KTEST_EXPECT_TRUE(test, hakmem_walk(visit, &visits));
	KTEST_EXPECT_EQ(test, visits.wrong, 0);
	KTEST_EXPECT_EQ(test, visits.count, chain->count);
	KTEST_EXPECT_EQ(test, visits.bytes, chain->bytes);
	KTEST_EXPECT_EQ(test, unmark(chain), chain->count);
	KTEST_EXPECT_TRUE(test, chain_intact(chain));
}

static void walk_empty(struct ktest *test)
{
	struct visits visits = { 0 };

	KTEST_EXPECT_TRUE(test, hakmem_walk(visit, &visits));
	KTEST_EXPECT_EQ(test, visits.count, 0);
	hakmem_free(hakmem_malloc(20));
	KTEST_EXPECT_TRUE(test, hakmem_walk(visit, &visits));
	KTEST_EXPECT_EQ(test, visits.count, 0);
}

static void walk_exactly_the_live_blocks(struct ktest *test)
{
	struct chain chain = { 0 };
	struct rng rng;
	size_t limit = arena_limit(8);

	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 400; i++) {
		size_t size = rng_below(&rng, (uint32_t)limit) >> rng_below(&rng, 12);

		chain_malloc(&chain, size);
		if (i % 16 == 0) {
			KTEST_ASSERT_TRUE(test, chain_free_some(&chain, 4, i));
			expect_exactly(test, &chain);
		}
		KTEST_ASSERT_EQ(test, test->failures, 0);
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	expect_exactly(test, &chain);
}

struct aligned_visits {
	unsigned char *p[8];
	size_t size;
	unsigned int visited[8];
	unsigned int others;
};

static bool visit_aligned(void *block, size_t size, void *arg)
{
	struct memory memory = { block, size };
	struct aligned_visits *visits = arg;

	for (unsigned int i = 0; i < 8; i++) {
		if (memory_holds(memory, visits->p[i], visits->size)) {
			visits->visited[i]++;
			return true;
		}
	}
	visits->others++;
	return true;
}

/* An aligned block may start behind the start of what is visited for it. */
static void walk_aligned_blocks(struct ktest *test)
{
	for (size_t alignment = 16; alignment <= arena_limit(16); alignment *= 2) {
		struct aligned_visits visits = { .size = 24 };

		for (unsigned int i = 0; i < 8; i++) {
			visits.p[i] = hakmem_aligned_alloc(alignment, visits.size);
			KTEST_ASSERT_NOT_NULL(test, visits.p[i]);
		}
		KTEST_EXPECT_TRUE(test, hakmem_walk(visit_aligned, &visits));
		KTEST_EXPECT_EQ(test, visits.others, 0);
		for (unsigned int i = 0; i < 8; i++) {
			KTEST_EXPECT_EQ(test, visits.visited[i], 1);
			hakmem_free(visits.p[i]);
		}
	}
}

static void walk_a_full_arena(struct ktest *test)
{
	struct chain chain = { 0 };

	chain_fill_all(&chain);
	expect_exactly(test, &chain);
	KTEST_EXPECT_TRUE(test, chain_free_some(&chain, 2, test->seed));
	expect_exactly(test, &chain);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

static void walk_blocks_of_heaps(struct ktest *test)
{
	struct hakmem_heap *heap = hakmem_heap_create();
	struct chain chain = { 0 };

	if (!heap)
		KTEST_SKIP(test, "not enough memory for a heap");
	for (size_t size = 0; size < arena_limit(8); size = next_size(size)) {
		chain_malloc(&chain, size);
		chain_add(&chain, hakmem_heap_malloc(heap, size));
	}
	expect_exactly(test, &chain);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	hakmem_heap_destroy(heap);
}

static void walk_two_regions(struct ktest *test)
{
	struct memory first = memory_part(test_memory(), 0, 2);
	struct memory second = memory_part(test_memory(), 1, 2);
	struct chain chain = { 0 };

	KTEST_ASSERT_EQ(test, hakmem_init(first.base, first.size), 0);
	KTEST_ASSERT_EQ(test, hakmem_add_region(second.base, second.size), 0);
	chain_fill_all(&chain);
	expect_exactly(test, &chain);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

static void walk_one_instance(struct ktest *test)
{
	struct memory memory = memory_part(test_memory(), 0, 2);
	struct memory rest = memory_part(test_memory(), 1, 2);
	struct chain chain = { .arena = hakmem_arena_create(memory.base, memory.size) };
	struct visits visits = { 0 };

	KTEST_ASSERT_EQ(test, hakmem_init(rest.base, rest.size), 0);
	if (!chain.arena)
		KTEST_SKIP(test, "not enough memory for two instances");
	for (size_t size = 0; size < arena_limit(8); size = next_size(size))
		chain_malloc(&chain, size);
	KTEST_EXPECT_TRUE(test, hakmem_arena_walk(chain.arena, visit, &visits));
	KTEST_EXPECT_EQ(test, visits.count, chain.count);
	KTEST_EXPECT_EQ(test, visits.wrong, 0);
	KTEST_EXPECT_EQ(test, unmark(&chain), chain.count);
	visits = (struct visits){ 0 };
	KTEST_EXPECT_TRUE(test, hakmem_walk(visit, &visits));
	KTEST_EXPECT_EQ(test, visits.count, 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	hakmem_arena_destroy(chain.arena);
}

static void walk_stops(struct ktest *test)
{
	struct chain chain = { 0 };

	for (size_t size = 0; size < 20; size++)
		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, size * 10));
	for (size_t after = 1; after < 20; after++) {
		struct visits visits = { .stop_after = after };

		KTEST_EXPECT_FALSE(test, hakmem_walk(visit, &visits));
		KTEST_EXPECT_EQ(test, visits.count, after);
		KTEST_EXPECT_EQ(test, unmark(&chain), after);
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

static const struct ktest_case walk_cases[] = {
	KTEST_CASE(walk_empty),
	KTEST_CASE(walk_exactly_the_live_blocks),
	KTEST_CASE(walk_aligned_blocks),
	KTEST_CASE(walk_a_full_arena),
	KTEST_CASE(walk_blocks_of_heaps),
	KTEST_CASE(walk_two_regions),
	KTEST_CASE(walk_one_instance),
	KTEST_CASE(walk_stops),
	{ 0 },
};

const struct ktest_suite walk_suite = {
	.name = "walk",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = walk_cases,
};
