/* SPDX-License-Identifier: MIT */
/* Calls before hakmem_init(), or after one that failed. */
#include "tests/misuse/misuse.h"

static unsigned char somewhere[16];

static void expect_uninit(struct ktest *test, const void *address)
{
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_UNINIT, address, 0));
}

static void uninit_allocation(struct ktest *test)
{
	static const size_t sizes[] = { 0, 1, 100, CLASS_MAX, CLASS_MAX + 1, 1000000 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		KTEST_EXPECT_NULL(test, hakmem_malloc(sizes[i]));
		expect_uninit(test, NULL);
		KTEST_EXPECT_NULL(test, hakmem_zalloc(sizes[i]));
		expect_uninit(test, NULL);
		KTEST_EXPECT_NULL(test, hakmem_calloc(1, sizes[i]));
		expect_uninit(test, NULL);
		KTEST_EXPECT_NULL(test, hakmem_aligned_alloc(64, sizes[i]));
		expect_uninit(test, NULL);
		KTEST_EXPECT_NULL(test, hakmem_realloc(NULL, sizes[i]));
		expect_uninit(test, NULL);
	}
	KTEST_EXPECT_NULL(test, hakmem_heap_create());
	expect_uninit(test, NULL);
}

static void uninit_free(struct ktest *test)
{
	hakmem_free(somewhere);
	expect_uninit(test, somewhere);
	hakmem_free_sized(somewhere, 10);
	expect_uninit(test, somewhere);
	KTEST_EXPECT_NULL(test, hakmem_realloc(somewhere, 10));
	expect_uninit(test, somewhere);
	KTEST_EXPECT_NULL(test, hakmem_realloc(somewhere, 0));
	expect_uninit(test, somewhere);
	KTEST_EXPECT_EQ(test, hakmem_usable_size(somewhere), 0);
	expect_uninit(test, somewhere);
}

/* What needs no memory is no misuse. */
static void uninit_harmless(struct ktest *test)
{
	struct hakmem_stats stats;

	hakmem_free(NULL);
	hakmem_free_sized(NULL, 3);
	KTEST_EXPECT_EQ(test, hakmem_usable_size(NULL), 0);
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, hakmem_stats(&stats), -HAKMEM_ENODEV);
	KTEST_EXPECT_EQ(test, hakmem_validate(), -HAKMEM_ENODEV);
	KTEST_EXPECT_EQ(test, hakmem_add_region(somewhere, sizeof(somewhere)), -HAKMEM_ENODEV);
	KTEST_EXPECT_EQ(test, fault_count(), 0);
}

/* It starts as if nothing had been. */
static void uninit_then_init(struct ktest *test)
{
	struct memory memory = test_memory();
	void *p;

	KTEST_EXPECT_NULL(test, hakmem_malloc(10));
	expect_uninit(test, NULL);
	KTEST_ASSERT_EQ(test, hakmem_init(memory.base, memory.size), 0);
	p = hakmem_malloc(10);
	KTEST_EXPECT_TRUE(test, memory_holds(memory, p, 10));
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

static void init_now(void)
{
	struct memory memory = test_memory();

	(void)hakmem_init(memory.base, memory.size);
}

/* The hook starts the arena: the call that needs memory goes on. */
static void uninit_until_the_hook(struct ktest *test)
{
	fault_calls = init_now;
	KTEST_EXPECT_NOT_NULL(test, hakmem_malloc(10));
	expect_uninit(test, NULL);
	(void)hakmem_init(NULL, 0);
	KTEST_EXPECT_NOT_NULL(test, hakmem_zalloc(3 * CLASS_MAX));
	expect_uninit(test, NULL);
	(void)hakmem_init(NULL, 0);
	KTEST_EXPECT_NOT_NULL(test, hakmem_aligned_alloc(64, 10));
	expect_uninit(test, NULL);
	(void)hakmem_init(NULL, 0);
	KTEST_EXPECT_EQ(test, hakmem_heap_create() != NULL, IS_ENABLED(CONFIG_HAKMEM_PAGES));
	expect_uninit(test, NULL);
	fault_calls = NULL;
}

static const struct ktest_case uninit_cases[] = {
	KTEST_CASE(uninit_allocation),
	KTEST_CASE(uninit_free),
	KTEST_CASE(uninit_harmless),
	KTEST_CASE(uninit_then_init),
	KTEST_CASE(uninit_until_the_hook),
	{ 0 },
};

const struct ktest_suite uninit_suite = {
	.name = "uninit",
	.init = fixture_none,
	.exit = fixture_exit,
	.cases = uninit_cases,
};
