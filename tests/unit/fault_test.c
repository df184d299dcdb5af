/* SPDX-License-Identifier: MIT */
/* Reports: kernel/fault.c and kernel/fault_name.c. */
#include "tests/unit/inside.h"

#include "kernel/fault.h"
#include "support/mem.h"

static void fault_names_are_different(struct ktest *test)
{
	for (int i = HAKMEM_FAULT_NONE; i <= HAKMEM_FAULT_INVARIANT; i++) {
		const char *name = hakmem_fault_name((enum hakmem_fault_code)i);

		KTEST_ASSERT_NOT_NULL(test, name);
		KTEST_EXPECT_GT(test, strlen(name), 0);
		for (int j = HAKMEM_FAULT_NONE; j < i; j++)
			KTEST_EXPECT_NE(test, strcmp(name, hakmem_fault_name((enum hakmem_fault_code)j)), 0);
	}
	KTEST_EXPECT_STREQ(test, hakmem_fault_name(HAKMEM_FAULT_DOUBLE_FREE), "double free");
	KTEST_EXPECT_NOT_NULL(test, hakmem_fault_name((enum hakmem_fault_code)99));
}

/* The report as the hook gets it. */
static void fault_report_is_complete(struct ktest *test)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	void *p = hakmem_malloc(40);
	struct page *page = page_of(p);
	size_t block_size = IS_ENABLED(CONFIG_HAKMEM_PAGES) ? hakmem_usable_size(p) : 0;

	fault_report(arena, HAKMEM_FAULT_CORRUPT, p, page);
	KTEST_EXPECT_EQ(test, fault_count(), 1);
	KTEST_EXPECT_EQ(test, fault_last()->code, HAKMEM_FAULT_CORRUPT);
	KTEST_EXPECT_EQ(test, fault_last()->address, p);
	KTEST_EXPECT_EQ(test, fault_last()->block_size, block_size);
	KTEST_EXPECT_EQ(test, fault_last()->invariant, 0);
	KTEST_EXPECT_EQ(test, fault_last()->arena, arena);
	fault_forget();

	fault_report(arena, HAKMEM_FAULT_FOREIGN, test, NULL);
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_FOREIGN, test, 0));

	fault_report(arena, HAKMEM_FAULT_INVARIANT | 7u << FAULT_INVARIANT_SHIFT, page, page);
	KTEST_EXPECT_EQ(test, fault_last()->invariant, 7);
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_INVARIANT, page, block_size));
	hakmem_free(p);
}

/* Where a debugger looks: the report itself, in the single model. */
static void fault_stays_in_last_fault(struct ktest *test)
{
#ifdef CONFIG_HAKMEM_MODEL_SINGLE
	hakmem_free(test);
	KTEST_EXPECT_EQ(test, hakmem_last_fault.code, HAKMEM_FAULT_FOREIGN);
	KTEST_EXPECT_EQ(test, hakmem_last_fault.address, test);
	KTEST_EXPECT_EQ(test, hakmem_last_fault.block_size, 0);
	KTEST_EXPECT_EQ(test, hakmem_last_fault.arena, hakmem_default_arena());
	fault_forget();
#else
	KTEST_SKIP(test, "in the thread model the default hook keeps it");
#endif
}

/* Each instance reports under its own name. */
static void fault_names_the_instance(struct ktest *test)
{
	struct memory memory = memory_part(test_memory(), 1, 2);
	struct memory own = memory_part(test_memory(), 0, 2);
	struct hakmem_arena *arena;

	KTEST_ASSERT_EQ(test, hakmem_init(own.base, own.size), 0);
	arena = hakmem_arena_create(memory.base, memory.size);
	if (!arena)
		KTEST_SKIP(test, "not enough memory for two instances");
	hakmem_arena_free(arena, test);
	KTEST_EXPECT_EQ(test, fault_last()->arena, arena);
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_FOREIGN, test, 0));
	hakmem_free(test);
	KTEST_EXPECT_EQ(test, fault_last()->arena, hakmem_default_arena());
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_FOREIGN, test, 0));
	hakmem_arena_destroy(arena);
}

static const struct ktest_case fault_cases[] = {
	KTEST_CASE(fault_names_are_different),
	KTEST_CASE(fault_report_is_complete),
	KTEST_CASE(fault_stays_in_last_fault),
	KTEST_CASE(fault_names_the_instance),
	{ 0 },
};

const struct ktest_suite fault_suite = {
	.name = "fault",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = fault_cases,
};
