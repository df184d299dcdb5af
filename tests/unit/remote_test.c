/* SPDX-License-Identifier: MIT */
/*
 * Frees by another context and taking them in: kernel/remote.c. One context plays
 * both sides; tests/race does it with threads.
 */
#include "tests/unit/inside.h"

static int remote_init(struct ktest *test)
{
	if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		test->skip = "one context: no free is remote";
	return fixture_init(test);
}

static size_t pending_length(const struct hakmem_heap *heap)
{
	const struct page *page = (const struct page *)atomic_read(&heap->pending);
	size_t n = 0;

	for (; page && n < 1000; page = page->pending)
		n++;
	return n;
}

static void drain_all(void)
{
	heap_drain(own_heap(), DRAIN_ALL);
}

/* The first free links the page, the others do not; the count is kept. */
static void remote_links_the_page_once(struct ktest *test)
{
	struct hakmem_heap *heap = own_heap();
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE);
	unsigned int before = page ? remote_count(page) : 0;

	if (!page || chain.count < 3)
		KTEST_SKIP(test, "pages are too small");
	KTEST_EXPECT_FALSE(test, page_queued(page));
	for (unsigned int i = 1; i <= 3; i++) {
		struct block *block = chain_take(&chain);

		remote_free(page, block);
		KTEST_EXPECT_TRUE(test, page_queued(page));
		KTEST_EXPECT_EQ(test, remote_count(page), before + i);
		KTEST_EXPECT_EQ(test, remote_list(page), block);
		KTEST_EXPECT_EQ(test, list_length(remote_list(page)), before + i);
		KTEST_EXPECT_EQ(test, pending_length(heap), 1);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	}
	drain_all();
	KTEST_EXPECT_FALSE(test, page_queued(page));
	KTEST_EXPECT_EQ(test, pending_length(heap), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

/* A full page is on no queue; a remote free brings it back when it is drained. */
static void remote_free_into_a_full_page(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE);
	void *p;

	if (!page || chain.count < 2)
		KTEST_SKIP(test, "pages are too small");
	KTEST_EXPECT_TRUE(test, page_is_full(page));
	KTEST_EXPECT_FALSE(test, is_queued_page(page));
	p = chain_take(&chain);
	remote_free(page, p);
	KTEST_EXPECT_TRUE(test, page_is_full(page));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	drain_all();
	KTEST_EXPECT_FALSE(test, page_is_full(page));
	KTEST_EXPECT_TRUE(test, is_queued_page(page));
	KTEST_EXPECT_EQ(test, page_used(page), page->capacity - 1u);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

/* All blocks come back remotely: the page stays until it is drained, then goes. */
static void remote_free_of_a_whole_page(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE);
	size_t pages;

	if (!page)
		KTEST_SKIP(test, "pages are too small");
	pages = fixture_stats().pages;
	while (chain.first)
		remote_free(page, chain_take(&chain));
	KTEST_EXPECT_EQ(test, fixture_stats().pages, pages);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, rest.count);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	drain_all();
	KTEST_EXPECT_FALSE(test, page_queued(page));
	KTEST_EXPECT_EQ(test, page_used(page), 0);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, fixture_stats().pages, pages - 1);
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

/*
 * Remote frees were taken directly, then the owner frees the rest: the free that
 * finds the page collected drains it, so that it does not stay behind.
 */
static void collected_page_is_retired(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *other = fill_page(&rest, &chain, SMALL_SIZE);
	struct page *page = dry_page(&chain, SMALL_SIZE);
	size_t pages;

	if (!other || !page || chain.count < 3)
		KTEST_SKIP(test, "pages are too small");
	pages = fixture_stats().pages;
	while (chain.count > 1)
		remote_free(page, chain_take(&chain));
	KTEST_EXPECT_TRUE(test, page_refill(page));
	KTEST_EXPECT_TRUE(test, page_queued(page));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_free(chain_take(&chain));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, page_of(page), PAGE_NONE);
	KTEST_EXPECT_EQ(test, fixture_stats().pages, pages - 1);
	KTEST_EXPECT_EQ(test, pending_length(own_heap()), 0);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

/*
 * A context is held up after it has pushed its block and before it has linked the
 * page. Whatever the owner does meanwhile, the page is still there when it goes on.
 */
static void pusher_held_up_between_its_steps(struct ktest *test)
{
	struct hakmem_heap *heap = own_heap();
	struct chain chain = { 0 }, rest = { 0 };
	struct page *other = fill_page(&rest, &chain, SMALL_SIZE);
	struct page *page = dry_page(&chain, SMALL_SIZE);
	size_t pages;

	if (!other || !page || chain.count < 3)
		KTEST_SKIP(test, "pages are too small");
	remote_free(page, chain_take(&chain));
	KTEST_EXPECT_EQ(test, atomic_read(&heap->pending), (uintptr_t)page);
	atomic_set(&heap->pending, 0);

	KTEST_EXPECT_TRUE(test, page_refill(page));
	pages = fixture_stats().pages;
	while (chain.first)
		hakmem_free(chain_take(&chain));
	drain_all();
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, page_used(page), 0);
	KTEST_EXPECT_EQ(test, page_of(page), page);
	KTEST_EXPECT_EQ(test, fixture_stats().pages, pages);
	KTEST_EXPECT_EQ(test, atomic_read(&heap->pending), 0);

	/* It goes on. */
	page->pending = NULL;
	atomic_set(&heap->pending, (uintptr_t)page);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, page_of(page), PAGE_NONE);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

/* Several pages pending; draining takes as many as it is told. */
static void drain_is_bounded(struct ktest *test)
{
	struct hakmem_heap *heap = own_heap();
	struct chain chain[3] = { { 0 } }, rest = { 0 };
	struct page *page[3];

	for (unsigned int i = 0; i < 3; i++) {
		page[i] = fill_page(&chain[i], &rest, SMALL_SIZE);
		if (!page[i] || chain[i].count < 2)
			KTEST_SKIP(test, "not enough memory");
		KTEST_ASSERT_TRUE(test, chain_free(&rest));
		/* that block's page is the next one to be filled */
	}
	for (unsigned int i = 0; i < 3; i++)
		remote_free(page[i], chain_take(&chain[i]));
	KTEST_EXPECT_EQ(test, pending_length(heap), 3);
	for (unsigned int left = 3; left; left--) {
		unsigned int queued = 0;

		for (unsigned int i = 0; i < 3; i++)
			queued += page_queued(page[i]);
		KTEST_EXPECT_EQ(test, queued, left);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		heap_drain(heap, 1);
	}
	KTEST_EXPECT_EQ(test, pending_length(heap), 0);
	KTEST_EXPECT_NULL(test, heap->drained);
	for (unsigned int i = 0; i < 3; i++)
		KTEST_EXPECT_TRUE(test, chain_free(&chain[i]));
}

/* A large block of a heap that is destroyed as a whole lies in a page of its own. */
static void remote_free_of_a_single_block(struct ktest *test)
{
	struct hakmem_heap *heap = hakmem_heap_create();
	struct hakmem_stats before;
	void *p;

	if (!heap)
		KTEST_SKIP(test, "not enough memory for a heap");
	before = fixture_idle_stats();
	for (size_t alignment = 1; alignment <= 256; alignment *= 16) {
		p = hakmem_heap_aligned_alloc(heap, alignment, 2 * CONFIG_HAKMEM_CLASS_MAX);
		if (!p)
			break;
		remote_free(page_of(p), p);
		KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		hakmem_heap_collect(heap);
		KTEST_EXPECT_EQ(test, page_of(p), PAGE_NONE);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		KTEST_EXPECT_EQ(test, fixture_idle_stats().free_bytes, before.free_bytes);
	}
	hakmem_heap_destroy(heap);
}

/* A heap that goes away takes its remote frees along. */
static void remote_frees_of_a_destroyed_heap(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats(), after;
	struct hakmem_heap *heap = hakmem_heap_create();
	struct chain chain = { 0 };

	if (!heap)
		KTEST_SKIP(test, "not enough memory for a heap");
	for (unsigned int i = 0; i < 20; i++)
		chain_add(&chain, hakmem_heap_malloc(heap, SMALL_SIZE));
	while (chain.count > 10) {
		struct page *page = page_of(chain.first);

		remote_free(page, chain_take(&chain));
	}
	hakmem_heap_destroy(heap);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	after = fixture_idle_stats();
	KTEST_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
}

/* Memory that only remote frees hold is found before NULL is returned. */
static void remote_frees_are_found_when_exhausted(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE);
	struct chain all = { 0 };

	if (!page)
		KTEST_SKIP(test, "pages are too small");
	chain_fill_all(&all);
	KTEST_EXPECT_NULL(test, hakmem_malloc(1));
	remote_free(page, chain_take(&chain));
	KTEST_EXPECT_TRUE(test, chain_malloc(&all, 1));
	KTEST_EXPECT_NULL(test, hakmem_malloc(1));
	/* a whole page of them, for another size: its slices are given back first */
	remote_free(page, chain_take(&all));
	while (chain.first)
		remote_free(page, chain_take(&chain));
	KTEST_EXPECT_TRUE(test, chain_malloc(&all, HAKMEM_ALIGNMENT * 2));
	KTEST_EXPECT_TRUE(test, chain_free(&all));
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

/*
 * Its list was taken directly and used up, and the page went full; its turn on pending
 * comes later, and brings nothing: it does not stand behind a page that has blocks (I20).
 */
static void held_page_drained_late(struct ktest *test)
{
	struct chain chain = { 0 }, others = { 0 };
	struct page *page;

	for (size_t size = 2; size <= 5; size++)
		chain_malloc(&others, size * SMALL_SIZE);
	page = dry_page(&chain, SMALL_SIZE);
	if (!page || chain.count < 3 || others.count < 4)
		KTEST_SKIP(test, "pages are too small");
	remote_free(page, chain_take(&chain));
	KTEST_ASSERT_TRUE(test, page_refill(page));
	KTEST_ASSERT_TRUE(test, chain_malloc(&chain, SMALL_SIZE));
	while (others.first) { /* in front of it */
		struct block *block = chain_take(&others);

		remote_free(page_of(block), block);
	}
	KTEST_ASSERT_TRUE(test, chain_malloc(&chain, SMALL_SIZE));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	if (!page_held(page) || !page_queued(page))
		KTEST_SKIP(test, "full pages are not held back");
	drain_all();
	KTEST_EXPECT_FALSE(test, page_queued(page));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* Nobody sees it until the owner takes the list in; meanwhile no count goes below zero. */
static void remote_double_free_is_counted_once(struct ktest *test)
{
	void *bystander = hakmem_malloc(CLASS_MAX), *p = hakmem_malloc(SMALL_SIZE);
	struct page *page = page_of(p);

	if (!IS_ENABLED(CONFIG_HAKMEM_SHARDED_FREE))
		KTEST_SKIP(test, "one list");
	if (page == PAGE_NONE || page_used(page) != 1)
		KTEST_SKIP(test, "not the page's only block");
	remote_free(page, p);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 1);
	remote_free(page, p);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 1);
	drain_all();
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_DOUBLE_FREE, p,
					    class_size(page_class(page))));
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 2); /* it stays in use */
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_free(p);
	hakmem_free(bystander);
}

static const struct ktest_case remote_cases[] = {
	KTEST_CASE(remote_links_the_page_once),
	KTEST_CASE(remote_free_into_a_full_page),
	KTEST_CASE(remote_free_of_a_whole_page),
	KTEST_CASE(collected_page_is_retired),
	KTEST_CASE(pusher_held_up_between_its_steps),
	KTEST_CASE(drain_is_bounded),
	KTEST_CASE(remote_free_of_a_single_block),
	KTEST_CASE(remote_frees_of_a_destroyed_heap),
	KTEST_CASE(remote_double_free_is_counted_once),
	KTEST_CASE(held_page_drained_late),
	KTEST_CASE(remote_frees_are_found_when_exhausted),
	{ 0 },
};

const struct ktest_suite remote_suite = {
	.name = "remote",
	.init = remote_init,
	.exit = fixture_exit,
	.cases = remote_cases,
};
