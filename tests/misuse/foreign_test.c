/* SPDX-License-Identifier: MIT */
/* Pointers to memory that the arena does not lend. */
#include "tests/misuse/misuse.h"

static unsigned char in_data[64];

static void expect_foreign(struct ktest *test, void *p)
{
	KTEST_EXPECT_TRUE(test, refused(test, p, HAKMEM_FAULT_FOREIGN, 0, true));
}

static void foreign_stack(struct ktest *test)
{
	unsigned char local[16];

	expect_foreign(test, local);
	expect_foreign(test, local + 3);
}

static void foreign_static(struct ktest *test)
{
	expect_foreign(test, in_data);
	expect_foreign(test, hakmem_default_arena());
	expect_foreign(test, (void *)(uintptr_t)"text");
	expect_foreign(test, (void *)1);
	expect_foreign(test, (void *)UINTPTR_MAX);
}

static void foreign_around_the_region(struct ktest *test)
{
	struct memory memory = test_memory();

	expect_foreign(test, memory.base - 1);
	expect_foreign(test, memory.base - HAKMEM_ALIGNMENT);
	expect_foreign(test, memory.base + memory.size);
	expect_foreign(test, memory.base + memory.size + 64);
}

static void foreign_metadata(struct ktest *test)
{
	struct region *region = region_first(hakmem_default_arena());

	expect_foreign(test, region);
	expect_foreign(test, region->free_map);
	expect_foreign(test, region->free_map + region->nr_words);
	expect_foreign(test, region_start(region) - 1);
	expect_foreign(test, region_end(region));
}

#ifdef CONFIG_HAKMEM_PAGES

/* A heap is no block, nor is the page that holds it. */
static void foreign_heap(struct ktest *test)
{
	struct hakmem_heap *heap = hakmem_heap_create();

	if (!heap)
		KTEST_SKIP(test, "not enough memory for a heap");
	expect_foreign(test, heap);
	expect_foreign(test, (char *)heap + 8);
	expect_foreign(test, (char *)heap - PAGE_HEADER);
	KTEST_EXPECT_NOT_NULL(test, hakmem_heap_malloc(heap, 10));
	hakmem_heap_destroy(heap);
}

/* The heap that is not from hakmem_heap_create() is not to be destroyed. */
static void foreign_heap_destroyed(struct ktest *test)
{
	struct hakmem_heap *heap = own_heap();

	hakmem_heap_destroy(heap);
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_OWNER, heap, 0));
	hakmem_heap_destroy(NULL);
	KTEST_EXPECT_EQ(test, fault_count(), 0);
}

#endif /* CONFIG_HAKMEM_PAGES */

static void foreign_between_regions(struct ktest *test)
{
	struct memory part[3];

	for (unsigned int i = 0; i < 3; i++)
		part[i] = memory_part(test_memory(), i, 3);
	start_afresh();
	KTEST_ASSERT_EQ(test, hakmem_init(part[0].base, part[0].size), 0);
	KTEST_ASSERT_EQ(test, hakmem_add_region(part[2].base, part[2].size), 0);
	hakmem_free(part[1].base + 64);
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_FOREIGN, part[1].base + 64, 0));
	hakmem_free(part[2].base);
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_FOREIGN, part[2].base, 0));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

static void foreign_instance(struct ktest *test)
{
	struct memory memory = memory_part(test_memory(), 0, 2);
	struct memory own = memory_part(test_memory(), 1, 2);
	struct hakmem_arena *arena;
	void *p, *q;

	start_afresh();
	KTEST_ASSERT_EQ(test, hakmem_init(own.base, own.size), 0);
	arena = hakmem_arena_create(memory.base, memory.size);
	p = arena ? hakmem_arena_malloc(arena, 20) : NULL;
	q = hakmem_malloc(20);
	if (!p || !q)
		KTEST_SKIP(test, "not enough memory for two instances");
	hakmem_free(p);
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_FOREIGN, p, 0));
	hakmem_arena_free(arena, q);
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_FOREIGN, q, 0));
	KTEST_EXPECT_NULL(test, hakmem_arena_realloc(arena, q, 30));
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_FOREIGN, q, 0));
	KTEST_EXPECT_EQ(test, hakmem_arena_usable_size(arena, q), 0);
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_FOREIGN, q, 0));
	hakmem_arena_free(arena, p);
	hakmem_free(q);
	KTEST_EXPECT_EQ(test, hakmem_arena_validate(arena), 0);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_arena_destroy(arena);
}

static const struct ktest_case foreign_cases[] = {
	KTEST_CASE(foreign_stack),
	KTEST_CASE(foreign_static),
	KTEST_CASE(foreign_around_the_region),
	KTEST_CASE(foreign_metadata),
	KTEST_CASE_PAGED(foreign_heap)
	KTEST_CASE_PAGED(foreign_heap_destroyed)
	KTEST_CASE(foreign_between_regions),
	KTEST_CASE(foreign_instance),
	{ 0 },
};

const struct ktest_suite foreign_suite = {
	.name = "foreign",
	.init = misuse_init,
	.exit = misuse_exit,
	.cases = foreign_cases,
};
