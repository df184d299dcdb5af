/* SPDX-License-Identifier: MIT */
/* Packed page state and branch hints: kernel/page_flags.h, kernel/compiler.h. */
#include "kernel/page_flags.h"
#include "tests/unit/fixture.h"

static struct page page;

static const unsigned int all_flags[] = { PAGE_FULL, PAGE_REMOTE, PAGE_RETIRED, PAGE_ALIGNED };
#define NR_FLAGS (sizeof(all_flags) / sizeof(all_flags[0]))
#define ALL_FLAGS (PAGE_FULL | PAGE_REMOTE | PAGE_RETIRED | PAGE_ALIGNED)

static void init(unsigned int flags, unsigned int used)
{
	page_state_init(&page);
	page_set_flags(&page, flags);
	page_used_add(&page, used);
}

/* Use count and flags do not touch each other, packed or not. */
static void state_fields_are_apart(struct ktest *test)
{
	for (unsigned int flags = 0; flags <= ALL_FLAGS; flags++) {
		init(flags, 0);
		KTEST_ASSERT_EQ(test, page_flags(&page), flags);
		KTEST_ASSERT_EQ(test, page_used_count(&page), 0);
		page_used_add(&page, PAGE_BLOCKS_MAX);
		KTEST_ASSERT_EQ(test, page_flags(&page), flags);
		KTEST_ASSERT_EQ(test, page_used_count(&page), PAGE_BLOCKS_MAX);
		page_used_sub(&page, PAGE_BLOCKS_MAX - 1);
		KTEST_ASSERT_EQ(test, page_used_count(&page), 1);
		KTEST_ASSERT_EQ(test, page_flags(&page), flags);
	}
}

static void flags_are_set_and_cleared_alone(struct ktest *test)
{
	for (size_t i = 0; i < NR_FLAGS; i++) {
		init(0, 100);
		page_set_flags(&page, all_flags[i]);
		KTEST_EXPECT_EQ(test, page_flags(&page), all_flags[i]);
		page_set_flags(&page, all_flags[i]);
		KTEST_EXPECT_EQ(test, page_flags(&page), all_flags[i]);
		page_set_flags(&page, ALL_FLAGS);
		page_clear_flags(&page, all_flags[i]);
		KTEST_EXPECT_EQ(test, page_flags(&page), ALL_FLAGS & ~all_flags[i]);
		KTEST_EXPECT_EQ(test, page_used_count(&page), 100);
	}
}

/*
 * The test that decides a common free: true exactly without a flag and with
 * another block in use; false changes nothing.
 */
static void common_free_in_one_test(struct ktest *test)
{
	static const unsigned int used[] = { 0, 1, 2, 3, 255, 256, 4096, PAGE_BLOCKS_MAX };

	for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++) {
		for (unsigned int flags = 0; flags <= ALL_FLAGS; flags++) {
			bool common = !flags && used[i] > 1;

			init(flags, used[i]);
			KTEST_EXPECT_EQ(test, page_used_dec_common(&page), common);
			KTEST_EXPECT_EQ(test, page_used_count(&page), used[i] - common);
			KTEST_EXPECT_EQ(test, page_flags(&page), flags);
		}
	}
}

static void packed_state_is_one_word(struct ktest *test)
{
#ifdef CONFIG_HAKMEM_PACKED_FLAGS
	uint32_t word;

	KTEST_EXPECT_EQ(test, sizeof(struct page_state), sizeof(word));
	/* Each flag and the use count show in it. */
	for (size_t i = 0; i < NR_FLAGS; i++) {
		init(0, 5);
		word = page.state.word;
		page_set_flags(&page, all_flags[i]);
		KTEST_EXPECT_NE(test, page.state.word, word);
		page_clear_flags(&page, all_flags[i]);
		KTEST_EXPECT_EQ(test, page.state.word, word);
		page_used_add(&page, 1);
		KTEST_EXPECT_NE(test, page.state.word, word);
	}
#else
	KTEST_SKIP(test, "packed flags are configured off");
#endif
}

static void packed_state_keeps_the_page_small(struct ktest *test)
{
	/* seven words, the state, three half words and the class; a half word with its gap */
	size_t extra = IS_ENABLED(CONFIG_HAKMEM_TASK_DELETION) ? sizeof(void *) : 0;
	size_t most = (sizeof(void *) == 8 ? 72 : 40) + extra;

	if (IS_ENABLED(CONFIG_HAKMEM_PAGE_COLOUR))
		most = 2 * 64; /* two lines of the cache */
	if (IS_ENABLED(CONFIG_HAKMEM_PACKED_FLAGS))
		KTEST_EXPECT_LE(test, sizeof(struct page), most);
	KTEST_EXPECT_EQ(test, PAGE_HEADER % HAKMEM_ALIGNMENT, 0);
}

/* Hints are about layout: the value of a condition stays. */
static void hints_keep_the_value(struct ktest *test)
{
	static const long values[] = { 0, 1, 2, -1, 256, 1l << (sizeof(long) * 8 - 2) };
	const void *pointer = &page;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		KTEST_EXPECT_EQ(test, likely(values[i]) ? 1 : 0, values[i] ? 1 : 0);
		KTEST_EXPECT_EQ(test, unlikely(values[i]) ? 1 : 0, values[i] ? 1 : 0);
	}
	KTEST_EXPECT_TRUE(test, likely(pointer) && unlikely(pointer));
	pointer = NULL;
	KTEST_EXPECT_FALSE(test, likely(pointer) || unlikely(pointer));
}

static const struct ktest_case hints_cases[] = {
	KTEST_CASE(state_fields_are_apart),
	KTEST_CASE(flags_are_set_and_cleared_alone),
	KTEST_CASE(common_free_in_one_test),
	KTEST_CASE(packed_state_is_one_word),
	KTEST_CASE(packed_state_keeps_the_page_small),
	KTEST_CASE(hints_keep_the_value),
	{ 0 },
};

const struct ktest_suite hints_suite = {
	.name = "hints",
	.cases = hints_cases,
};
