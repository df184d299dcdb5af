/* SPDX-License-Identifier: MIT */
/*
 * The whole-heap check: kernel/validate.c. Here that it accepts every sound state
 * and changes nothing; tests/misuse breaks each invariant in turn.
 */
#include "tests/unit/inside.h"

#include "support/rng.h"

static void validate_uninitialised(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, hakmem_init(NULL, 0), -HAKMEM_EINVAL);
	KTEST_EXPECT_EQ(test, hakmem_validate(), -HAKMEM_ENODEV);
	KTEST_EXPECT_EQ(test, fault_count(), 0);
}

/* Of the whole memory, as a sum. */
static LOOKS_INSIDE uint32_t digest(void)
{
	struct memory memory = test_memory();
	uint32_t sum = 1;

	for (size_t i = 0; i + 4 <= memory.size; i += 4) {
		sum = (sum ^ *(const uint32_t *)(const void *)(memory.base + i)) * 16777619u;
	}
	return sum;
}

static void validate_changes_nothing(struct ktest *test)
{
	struct chain chain = { 0 };
	uint32_t before;

	for (size_t size = 0; size < arena_limit(8); size = next_size(size))
		chain_malloc(&chain, size);
	KTEST_ASSERT_TRUE(test, chain_free_some(&chain, 2, 1));
	before = digest();
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_EQ(test, digest(), before);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* After every single call of a random sequence. */
static void validate_after_every_call(struct ktest *test)
{
	struct chain chain = { 0 };
	size_t limit = arena_limit(16);
	struct rng rng;

	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 800; i++) {
		size_t size = rng_below(&rng, (uint32_t)limit) >> rng_below(&rng, 12);

		switch (rng_below(&rng, 8)) {
		case 0:
		case 1:
		case 2:
			hakmem_free(chain_take(&chain));
			break;
		case 3:
			chain_add(&chain, hakmem_aligned_alloc((size_t)16 << rng_below(&rng, 6),
							       size));
			break;
		case 4:
			chain_add(&chain, hakmem_calloc(1, size));
			break;
		default:
			chain_malloc(&chain, size);
		}
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

static void validate_through_exhaustion(struct ktest *test)
{
	struct chain chain = { 0 };

	for (unsigned int round = 0; round < 3; round++) {
		chain_fill(&chain, 40);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		chain_fill_all(&chain);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		for (unsigned int i = 2; i < 6; i++) {
			KTEST_ASSERT_TRUE(test, chain_free_some(&chain, i, i));
			KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		}
		hakmem_heap_collect(NULL);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

#ifdef CONFIG_HAKMEM_PAGES

/* Pages with remote frees, pending and collected. */
static void validate_with_remote_frees(struct ktest *test)
{
	struct chain chain = { 0 };

	if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		KTEST_SKIP(test, "one context: no free is remote");
	for (unsigned int i = 0; i < 60; i++)
		chain_malloc(&chain, SMALL_SIZE);
	while (chain.count > 10) {
		struct page *page = page_of(chain.first);

		if (page == PAGE_NONE)
			hakmem_free(chain_take(&chain));
		else
			remote_free(page, chain_take(&chain));
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

#endif /* CONFIG_HAKMEM_PAGES */

static const struct ktest_case validate_cases[] = {
	KTEST_CASE(validate_uninitialised),
	KTEST_CASE(validate_changes_nothing),
	KTEST_CASE(validate_after_every_call),
	KTEST_CASE(validate_through_exhaustion),
	KTEST_CASE_PAGED(validate_with_remote_frees)
	{ 0 },
};

const struct ktest_suite validate_suite = {
	.name = "validate",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = validate_cases,
};
