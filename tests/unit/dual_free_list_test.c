/* SPDX-License-Identifier: MIT */
/*
 * Three free lists a page (CONFIG_HAKMEM_SHARDED_FREE): free is what allocation
 * pops from, local_free what the owner frees to (with CONFIG_HAKMEM_LIFO: free, too),
 * thread_free is for all others.
 */
#include "kernel/debug.h"
#include "kernel/large.h"
#include "tests/unit/inside.h"

#ifdef CONFIG_HAKMEM_SHARDED_FREE

#define LIFO_WHY "the owner frees to the list that allocation pops from"
#define ONE_CONTEXT "one context: no free is remote"

static void owner_frees_to_a_list_of_its_own(struct ktest *test)
{
	struct chain chain = { 0 };
	void *p[3];
	struct page *page;
	struct block *free;
	unsigned int used;

	if (IS_ENABLED(CONFIG_HAKMEM_LIFO))
		KTEST_SKIP(test, LIFO_WHY);
	for (unsigned int i = 0; i < 3; i++)
		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, SMALL_SIZE));
	page = page_of(chain.first);
	if (page_used(page) != 3)
		KTEST_SKIP(test, "pages are too small");
	free = page->free;
	for (unsigned int i = 0; i < 2; i++) {
		struct block *before = page->local_free;

		used = page_used(page);
		p[i] = chain_take(&chain);
		hakmem_free(p[i]);
		KTEST_EXPECT_EQ(test, page->local_free, p[i]);
		KTEST_EXPECT_EQ(test, next_block(page->local_free), before);
		KTEST_EXPECT_EQ(test, page->free, free);
		KTEST_EXPECT_EQ(test, page_used(page), used - 1);
		KTEST_EXPECT_EQ(test, atomic_read(&page->thread_free), 0);
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* Blocks on free go first; local_free is left alone until they are gone. */
static void allocation_pops_from_free(struct ktest *test)
{
	struct chain chain = { 0 };
	struct page *page;
	void *local;

	if (IS_ENABLED(CONFIG_HAKMEM_LIFO))
		KTEST_SKIP(test, LIFO_WHY);
	for (unsigned int i = 0; i < 2; i++)
		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, SMALL_SIZE));
	page = page_of(chain.first);
	if (page_used(page) != 2)
		KTEST_SKIP(test, "pages are too small");
	local = chain_take(&chain);
	hakmem_free(local);
	while (page->free) {
		struct block *first = page->free;

		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, SMALL_SIZE));
		KTEST_ASSERT_EQ(test, chain.first, first);
		KTEST_ASSERT_EQ(test, page->local_free, local);
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

static void allocation_migrates_local_free(struct ktest *test)
{
	struct chain chain = { 0 };
	struct page *page = dry_page(&chain, SMALL_SIZE);
	void *first, *second, *p;

	if (IS_ENABLED(CONFIG_HAKMEM_LIFO))
		KTEST_SKIP(test, LIFO_WHY);
	if (!page || chain.count < 3)
		KTEST_SKIP(test, "pages are too small");
	first = chain_take(&chain);
	second = chain_take(&chain);
	hakmem_free(first);
	hakmem_free(second);
	KTEST_EXPECT_NULL(test, page->free);
	KTEST_EXPECT_EQ(test, list_length(page->local_free), 2);

	/* free is empty: the whole of local_free moves, its first block is served */
	p = hakmem_malloc(SMALL_SIZE);
	KTEST_EXPECT_EQ(test, p, second);
	KTEST_EXPECT_EQ(test, page->free, first);
	KTEST_EXPECT_NULL(test, page->local_free);
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, page->local_free, p);
	KTEST_EXPECT_EQ(test, page->free, first);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* CONFIG_HAKMEM_LIFO: what was freed last is handed out first. */
static void last_freed_comes_first(struct ktest *test)
{
	struct chain chain = { 0 };
	void *first, *second;
	struct block *rest;
	struct page *page;

	if (!IS_ENABLED(CONFIG_HAKMEM_LIFO))
		KTEST_SKIP(test, "CONFIG_HAKMEM_LIFO is off");
	for (unsigned int i = 0; i < 3; i++)
		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, SMALL_SIZE));
	page = page_of(chain.first);
	rest = page->free;
	first = chain_take(&chain);
	second = chain_take(&chain);
	hakmem_free(first);
	hakmem_free(second);
	KTEST_EXPECT_NULL(test, page->local_free);
	KTEST_EXPECT_EQ(test, hakmem_malloc(SMALL_SIZE), second);
	KTEST_EXPECT_EQ(test, hakmem_malloc(SMALL_SIZE), first);
	KTEST_EXPECT_EQ(test, page->free, rest);
	hakmem_free(first);
	hakmem_free(second);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* CONFIG_HAKMEM_LIFO: others' frees, taken in while free has blocks, wait for their turn. */
static void taken_in_frees_come_when_free_is_dry(struct ktest *test)
{
	struct chain chain = { 0 };
	struct hakmem_heap *heap = own_heap();
	struct block *first;
	struct page *page;
	void *remote, *p;

	if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		KTEST_SKIP(test, ONE_CONTEXT);
	if (!IS_ENABLED(CONFIG_HAKMEM_LIFO))
		KTEST_SKIP(test, "CONFIG_HAKMEM_LIFO is off");
	for (unsigned int i = 0; i < 2; i++)
		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, SMALL_SIZE));
	page = page_of(chain.first);
	if (page_used(page) != 2 || !page->free) {
		test->skip = "pages are too small";
		chain_free(&chain);
		return;
	}
	remote = chain_take(&chain);
	first = page->free;
	remote_free(page, remote);
	heap_drain(heap, DRAIN_ALL);
	KTEST_EXPECT_EQ(test, page->free, first);
	KTEST_EXPECT_EQ(test, page->local_free, remote);
	while (page->free)
		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, SMALL_SIZE));
	p = hakmem_malloc(SMALL_SIZE);
	KTEST_EXPECT_EQ(test, p, remote);
	KTEST_EXPECT_NULL(test, page->local_free);
	hakmem_free(p);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* When free and local_free are empty all remote frees are taken at once. */
static void remote_frees_are_taken_at_once(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE);
	unsigned int used, n = 0;
	void *last;

	if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		KTEST_SKIP(test, ONE_CONTEXT);
	if (!page || chain.count < 4)
		KTEST_SKIP(test, "pages are too small");
	last = chain_take(&chain); /* or collecting would give the end of the page back */
	used = page_used(page);
	KTEST_ASSERT_TRUE(test, chain_free(&rest));
	for (; n < 3; n++)
		remote_free(page, chain_take(&chain));
	/* Still counted as used, on neither of the owner's lists. */
	KTEST_EXPECT_EQ(test, page_used(page), used);
	KTEST_EXPECT_EQ(test, remote_count(page), 3);
	KTEST_EXPECT_EQ(test, list_length(page->free) + list_length(page->local_free), 0);

	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, atomic_read(&page->thread_free), 0);
	KTEST_EXPECT_EQ(test, page_used(page), used - 3);
	KTEST_EXPECT_EQ(test, list_length(page->free) + list_length(page->local_free), 3);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	hakmem_free(last);
}

/* A page that runs dry takes its own remote frees and stays pending. */
static void remote_frees_taken_directly(struct ktest *test)
{
	struct chain chain = { 0 };
	struct page *page = dry_page(&chain, SMALL_SIZE);
	unsigned int used;
	struct block *first;

	if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		KTEST_SKIP(test, ONE_CONTEXT);
	if (!page || chain.count < 3)
		KTEST_SKIP(test, "pages are too small");
	used = page_used(page);
	remote_free(page, chain_take(&chain));
	first = (struct block *)(void *)chain.first;
	remote_free(page, chain_take(&chain));
	KTEST_EXPECT_TRUE(test, page_refill(page));
	KTEST_EXPECT_EQ(test, page->free, first);
	KTEST_EXPECT_EQ(test, list_length(page->free), 2);
	KTEST_EXPECT_EQ(test, page_used(page), used - 2);
	/* taken, but linked on pending as before: draining will come here */
	KTEST_EXPECT_EQ(test, atomic_read(&page->thread_free), TF_QUEUED);
	KTEST_EXPECT_EQ(test, page_flags(page) & PAGE_REMOTE, PAGE_REMOTE);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, fixture_stats().pages, 0);
}

/* Collecting folds both lists in; no block is lost or doubled. */
static void collect_keeps_every_block(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE);
	size_t blocks;

	if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		KTEST_SKIP(test, ONE_CONTEXT);
	if (!page || chain.count < 6)
		KTEST_SKIP(test, "pages are too small");
	blocks = chain.count;
	for (unsigned int i = 0; i < 4; i++) {
		void *p = chain_take(&chain);

		if (i % 2)
			hakmem_free(p);
		else
			remote_free(page, p);
	}
	heap_drain(own_heap(), DRAIN_ALL);
	KTEST_EXPECT_EQ(test, page_used(page), blocks - 4);
	KTEST_EXPECT_EQ(test, list_length(page->free) + list_length(page->local_free), 4);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* @n remote frees into the page of @chain, taken in. */
static void take_in(struct page *page, struct chain *chain, unsigned int n)
{
	while (n--)
		remote_free(page, chain_take(chain));
	heap_drain(page->heap, DRAIN_ALL);
}

/* With blocks on both of the owner's lists, the shorter of two is walked to its end. */
static void collect_appends_or_prepends(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE);
	static const unsigned int frees[] = { 1, 1, 3, 2 }; /* beside 1, 1, 2 and 5 */
	unsigned int n = 1;

	if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		KTEST_SKIP(test, ONE_CONTEXT);
	if (page && chain.count > 9) {
		bring_back(&chain);
		n = list_length(page->free) + list_length(page->local_free);
		for (unsigned int i = 0; i < 4 && chain.count > frees[i]; i++) {
			take_in(page, &chain, frees[i]);
			n += frees[i];
			KTEST_EXPECT_EQ(test, list_length(page->free) +
						      list_length(page->local_free), n);
			KTEST_EXPECT_EQ(test, page_used(page), page->capacity - n);
			KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		}
	} else {
		test->skip = "pages are too small";
	}
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* A block that others have freed twice is noticed then, and nothing of the list is used. */
static void collect_reports_a_ring(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE);
	void *twice;

	if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		KTEST_SKIP(test, ONE_CONTEXT);
	if (page && chain.count > 9) {
		bring_back(&chain);
		for (unsigned int i = 0; i < 4; i++)
			take_in(page, &chain, 1);
		KTEST_EXPECT_NOT_NULL(test, page->free);
		KTEST_EXPECT_GE(test, list_length(page->local_free), 2);
		twice = chain_take(&chain);
		remote_free(page, twice);
		fault_forget();
		remote_free(page, twice);
		heap_drain(page->heap, DRAIN_ALL);
		KTEST_EXPECT_EQ(test, fault_count(), 1);
		KTEST_EXPECT_EQ(test, fault_last()->code, HAKMEM_FAULT_DOUBLE_FREE);
		KTEST_EXPECT_EQ(test, fault_last()->address, twice);
		fault_forget();
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		hakmem_free(twice); /* it is in use as before */
		KTEST_EXPECT_EQ(test, fault_count(), 0);
	} else {
		test->skip = "pages are too small";
	}
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* The same when its owner has freed a block again: the list is shorter than it says. */
static void collect_reports_a_short_list(struct ktest *test)
{
	struct chain chain = { 0 }, more = { 0 };
	struct page *page = dry_page(&chain, SMALL_SIZE);
	void *remote[3];

	if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		KTEST_SKIP(test, ONE_CONTEXT);
	if (IS_ENABLED(CONFIG_HAKMEM_DEBUG))
		KTEST_SKIP(test, "the second free is noticed");
	if (page && chain.count > 9) {
		for (unsigned int i = 0; i < 6; i++)
			take_in(page, &chain, 1);
		KTEST_EXPECT_GE(test, list_length(page->local_free), 3);
		while (IS_ENABLED(CONFIG_HAKMEM_LIFO) && page->free)
			KTEST_ASSERT_TRUE(test, chain_malloc(&more, SMALL_SIZE));
		for (unsigned int i = 0; i < 3; i++) {
			remote[i] = chain_take(&chain);
			remote_free(page, remote[i]);
		}
		fault_forget();
		hakmem_free(remote[2]);
		heap_drain(page->heap, DRAIN_ALL);
		KTEST_EXPECT_EQ(test, fault_count(), 1);
		KTEST_EXPECT_EQ(test, fault_last()->code, HAKMEM_FAULT_DOUBLE_FREE);
		fault_forget();
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		for (unsigned int i = 0; i < 2; i++) /* in use as before */
			hakmem_free(remote[i]);
		KTEST_EXPECT_TRUE(test, chain_free(&more));
	} else {
		test->skip = "pages are too small";
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/*
 * Who frees is held up before the page is linked: its block is found by a request of a smaller
 * class when nothing else is left.
 */
static void block_of_a_free_that_is_held_up(struct ktest *test)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	struct hakmem_heap *heap = own_heap();
	struct chain chain = { 0 }, runs = { 0 };
	size_t size = CLASS_MAX / 4;
	struct block *block;
	struct page *page;
	void *p;

	if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		KTEST_SKIP(test, ONE_CONTEXT);
	hakmem_heap_collect(NULL);
	page = dry_page(&chain, size);
	KTEST_ASSERT_NOT_NULL(test, page);
	while ((p = large_claim(arena, 2 * slice_size(arena), NULL))) {
		debug_unpoison(p, 2 * slice_size(arena));
		KTEST_ASSERT_TRUE(test, chain_add(&runs, p));
	}
	while (slice_size(arena) > size && atomic_read(&arena->free_slices)) /* lone ones */
		KTEST_ASSERT_TRUE(test, chain_malloc(&runs, SMALL_SIZE));
	block = chain_take(&chain);
	set_next_block(block, NULL);
	atomic_set(&page->thread_free, tf_with_head(TF_COUNT_ONE | TF_QUEUED, page, block));
	p = hakmem_malloc(size / 2 + HAKMEM_ALIGNMENT);
	KTEST_EXPECT_EQ(test, p, block);
	page->pending = (struct page *)atomic_read(&heap->pending);
	atomic_set(&heap->pending, (unsigned long)page);
	hakmem_free(p);
	KTEST_EXPECT_TRUE(test, chain_free(&runs));
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

#else

static void dual_free_list(struct ktest *test)
{
	KTEST_SKIP(test, "the three free lists are configured off");
}

#endif

/* ------------------------------------- retiring: with one shared list, too */

/* The only page of a class stays when it empties; the others are given back. */
static void retire_keeps_one_page_a_class(struct ktest *test)
{
	struct chain chain = { 0 };
	size_t pages = 0;

	hakmem_heap_collect(NULL);
	while (pages < 4 && chain_malloc(&chain, SMALL_SIZE))
		pages = fixture_stats().pages;
	if (pages < 4)
		KTEST_SKIP(test, "not enough memory for four pages");
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_EQ(test, fixture_stats().pages, 1);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	/* The kept page serves the next block. */
	KTEST_EXPECT_TRUE(test, chain_malloc(&chain, SMALL_SIZE));
	KTEST_EXPECT_EQ(test, fixture_stats().pages, 1);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, fixture_stats().pages, 0);
}

static void retire_keeps_one_of_each_class(struct ktest *test)
{
	struct chain chain = { 0 };
	size_t classes = 0;

	hakmem_heap_collect(NULL);
	for (; classes < NR_CLASSES; classes++)
		if (!chain_malloc(&chain, class_size((unsigned int)classes)))
			break;
	if (classes < NR_CLASSES)
		classes = fixture_stats().pages;
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_LE(test, fixture_stats().pages, classes);
	KTEST_EXPECT_GE(test, fixture_stats().pages, 1);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

/* Crossing zero again and again makes no page and retires none. */
static void retire_does_not_thrash(struct ktest *test)
{
	void *first = hakmem_malloc(SMALL_SIZE);
	struct page *page = page_of(first);

	hakmem_free(first);
	for (unsigned int i = 0; i < 100; i++) {
		void *p = hakmem_malloc(SMALL_SIZE);

		KTEST_ASSERT_EQ(test, page_of(p), page);
		KTEST_ASSERT_EQ(test, fixture_stats().pages, 1);
		hakmem_free(p);
		KTEST_ASSERT_EQ(test, fixture_stats().pages, 1);
	}
}

static const struct ktest_case dual_free_list_cases[] = {
#ifdef CONFIG_HAKMEM_SHARDED_FREE
	KTEST_CASE(owner_frees_to_a_list_of_its_own),
	KTEST_CASE(allocation_pops_from_free),
	KTEST_CASE(allocation_migrates_local_free),
	KTEST_CASE(last_freed_comes_first),
	KTEST_CASE(taken_in_frees_come_when_free_is_dry),
	KTEST_CASE(remote_frees_are_taken_at_once),
	KTEST_CASE(remote_frees_taken_directly),
	KTEST_CASE(collect_keeps_every_block),
	KTEST_CASE(collect_appends_or_prepends),
	KTEST_CASE(collect_reports_a_ring),
	KTEST_CASE(collect_reports_a_short_list),
	KTEST_CASE(block_of_a_free_that_is_held_up),
#else
	KTEST_CASE(dual_free_list),
#endif
	KTEST_CASE(retire_keeps_one_page_a_class),
	KTEST_CASE(retire_keeps_one_of_each_class),
	KTEST_CASE(retire_does_not_thrash),
	{ 0 },
};

const struct ktest_suite dual_free_list_suite = {
	.name = "dual_free_list",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = dual_free_list_cases,
};
