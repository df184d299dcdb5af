/* SPDX-License-Identifier: MIT */
/* Pages: kernel/page.c. */
#include "kernel/block.h"
#include "kernel/page_length.h"
#include "tests/unit/inside.h"

/* Pages lie where they say, hold what they say, and end before their slices do. */
static void page_of_every_class(struct ktest *test)
{
	size_t slice = fixture_stats().slice_size;

	if (!pages_are_worth_it())
		KTEST_SKIP(test, "blocks have runs");
	for (unsigned int class = 0; class < NR_CLASSES; class++) {
		size_t size = class_size(class);
		void *p = hakmem_malloc(size);
		struct page *page = page_of(p);

		KTEST_ASSERT_NOT_NULL(test, p);
		KTEST_ASSERT_NE(test, page, PAGE_NONE);
		KTEST_EXPECT_EQ(test, page_class(page), class);
		KTEST_EXPECT_EQ(test, page->heap, own_heap());
		KTEST_EXPECT_GE(test, page->capacity, 1);
		KTEST_EXPECT_GE(test, page->carved, 1);
		KTEST_EXPECT_LE(test, page->carved, page->capacity);
		KTEST_EXPECT_LE(test, (uintptr_t)page % slice + PAGE_HEADER + page->capacity * size,
				page_slices(page) * slice);
		KTEST_EXPECT_LE(test, (uintptr_t)page % slice,
				page_colours(hakmem_default_arena()));
		KTEST_EXPECT_EQ(test, page_first_block(page), (char *)page + PAGE_HEADER);
		hakmem_free(p);
	}
}

/* Their headers do not all lie at the same place of their slices. */
static void page_headers_are_spread(struct ktest *test)
{
	size_t slice = fixture_stats().slice_size, first = 0;
	bool same = true;

	if (page_colours(hakmem_default_arena()) < 256)
		KTEST_SKIP(test, "slices are small");
	for (unsigned int class = 0; class < NR_CLASSES; class++) {
		void *p = hakmem_malloc(class_size(class));
		size_t place = (uintptr_t)page_of(p) % slice;

		KTEST_ASSERT_NE(test, page_of(p), PAGE_NONE);
		if (!class)
			first = place;
		same = same && place == first;
	}
	KTEST_EXPECT_FALSE(test, same);
}

/* Every block of a page is served exactly once before the page is full. */
static void page_serves_all_its_blocks(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };

	for (unsigned int class = 0; class < NR_CLASSES; class += 3) {
		size_t size = class_size(class);
		struct page *page = fill_page(&chain, &rest, size);

		if (!page)
			break;
		KTEST_EXPECT_EQ(test, chain.count, page->capacity);
		KTEST_EXPECT_EQ(test, page->carved, page->capacity);
		KTEST_EXPECT_TRUE(test, page_is_full(page));
		KTEST_EXPECT_EQ(test, page_flags(page) & ~PAGE_FULL, 0);
		for (struct link *link = chain.first; link; link = link->next) {
			size_t offset = (size_t)((char *)link - page_first_block(page));

			KTEST_ASSERT_EQ(test, offset % size, 0);
			KTEST_ASSERT_LT(test, offset / size, page->capacity);
		}
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		KTEST_EXPECT_TRUE(test, chain_free(&chain));
		KTEST_EXPECT_TRUE(test, chain_free(&rest));
		hakmem_heap_collect(NULL);
	}
	chain_free(&chain);
	chain_free(&rest);
}

/* A full page is on no queue; frees bring it back: one, or part of it if it is held. */
static void free_into_a_full_page(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE);

	if (!page || chain.count < 2)
		KTEST_SKIP(test, "pages are too small");
	for (unsigned int n = held_until(page); n; n--) {
		KTEST_EXPECT_TRUE(test, page_is_full(page));
		KTEST_EXPECT_FALSE(test, is_queued_page(page));
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		hakmem_free(chain_take(&chain));
	}
	KTEST_EXPECT_FALSE(test, page_is_full(page));
	KTEST_EXPECT_TRUE(test, is_queued_page(page));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

/* A new page carves a few blocks, not all: the rest may be given back. */
static void page_is_carved_piecemeal(struct ktest *test)
{
	struct chain chain = { 0 };
	struct page *page;
	unsigned int carved = 0;

	KTEST_ASSERT_TRUE(test, chain_malloc(&chain, SMALL_SIZE));
	page = page_of(chain.first);
	while (carved < page->capacity) {
		KTEST_EXPECT_GT(test, page->carved, carved);
		KTEST_EXPECT_LE(test, page->carved - carved, CARVE_BLOCKS);
		carved = page->carved;
		while (page_used(page) < carved)
			KTEST_ASSERT_TRUE(test, chain_malloc(&chain, SMALL_SIZE));
		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, SMALL_SIZE));
	}
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* Blocks of @size bytes as long as each lies in a page. Returns the first one that does not. */
static void *first_alone(struct chain *chain, size_t size)
{
	void *p;

	while ((p = hakmem_malloc(size)) && page_of(p) != PAGE_NONE)
		chain_add(chain, p);
	return p;
}

/* With little free, a block of more than a slice has no page, and no header; smaller ones do. */
static void page_is_worth_its_header(struct ktest *test)
{
	size_t slice = fixture_stats().slice_size, before, share;
	struct chain chain = { 0 };
	struct hakmem_heap *heap;
	void *p, *tiny;

	if (!LONE_RUNS || CLASS_MAX <= slice || CLASS_MAX < sizeof(struct link))
		KTEST_SKIP(test, "every block has a page");
	p = first_alone(&chain, CLASS_MAX);
	KTEST_ASSERT_NOT_NULL(test, p);
	share = fixture_stats().free_bytes >> CONFIG_HAKMEM_PAGE_SHARE_SHIFT;
	KTEST_EXPECT_LT(test, share, PAGE_HEADER + LEAST_BLOCKS * CLASS_MAX);
	KTEST_EXPECT_EQ(test, hakmem_usable_size(p), CLASS_MAX);
	KTEST_EXPECT_EQ(test, hakmem_realloc(p, slice + 1), p);
	KTEST_EXPECT_EQ(test, hakmem_usable_size(p), 2 * slice);
	KTEST_EXPECT_EQ(test, hakmem_realloc(p, CLASS_MAX), p);
	before = fixture_stats().free_bytes;
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, fixture_stats().free_bytes, before + CLASS_MAX);
	tiny = hakmem_malloc(1);
	KTEST_EXPECT_NE(test, page_of(tiny), PAGE_NONE);
	KTEST_EXPECT_GE(test, page_of(tiny)->capacity, LEAST_BLOCKS);
	hakmem_free(tiny);
	heap = hakmem_heap_create();
	KTEST_ASSERT_NOT_NULL(test, heap);
	p = hakmem_heap_malloc(heap, CLASS_MAX);
	KTEST_EXPECT_NE(test, page_of(p), PAGE_NONE);
	KTEST_EXPECT_LT(test, page_of(p)->capacity, LEAST_BLOCKS);
	hakmem_heap_destroy(heap);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

static void page_block_of_every_byte(struct ktest *test)
{
	for (unsigned int class = 0; class < NR_CLASSES; class++) {
		size_t size = class_size(class), step = size > 256 ? 61 : 1;
		void *p = hakmem_malloc(size);
		struct page *page = page_of(p);

		KTEST_ASSERT_NOT_NULL(test, p);
		for (unsigned int i = 0; i < page->capacity && i < 40; i++) {
			char *block = page_first_block(page) + i * size;

			for (size_t at = 0; at < size; at += step)
				KTEST_ASSERT_EQ(test, page_block(page, block + at), block);
			KTEST_ASSERT_EQ(test, page_block(page, block + size - 1), block);
		}
		hakmem_free(p);
	}
}

/* Allocate until a new page is there; with *@share, slices that it may have at most. */
static struct page *next_page(struct chain *chain, size_t size, size_t *share)
{
	struct page *last = chain->first ? page_of(chain->first) : NULL;

	do {
		struct hakmem_stats stats = fixture_stats();

		*share = stats.free_bytes / stats.slice_size >> CONFIG_HAKMEM_PAGE_SHARE_SHIFT;
		if (!chain_malloc(chain, size))
			return NULL;
	} while (page_of(chain->first) == last);
	return page_of(chain->first);
}

/* Slices of @page that hold none of its first @blocks blocks. */
static unsigned int slices_behind(const struct page *page, unsigned int blocks)
{
	size_t slice = fixture_stats().slice_size;
	size_t bytes = (uintptr_t)page % slice + PAGE_HEADER +
		       blocks * class_size(page_class(page));

	return page->slices - (unsigned int)((bytes + slice - 1) / slice);
}

/* A page with one block in use, in @chain, and slices that were never carved; or NULL. */
static struct page *page_with_a_tail(struct chain *chain)
{
	size_t share;

	for (unsigned int class = 0; class < NR_CLASSES; class++) {
		for (unsigned int n = 0; n < 2; n++) {
			struct page *page = next_page(chain, class_size(class), &share);
			void *p = chain_take(chain);

			chain_free(chain);
			if (p)
				chain_add(chain, p);
			if (page && page != PAGE_NONE && slices_behind(page, page->carved))
				return page;
		}
		chain_free(chain);
	}
	return NULL;
}

/* The tail that no block ever lay in is given back; the blocks stay. */
static void page_trim_gives_the_tail_back(struct ktest *test)
{
	size_t slice = fixture_stats().slice_size, size;
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page;
	struct hakmem_stats before;
	unsigned int slices;

	own_heap();
	hakmem_heap_collect(NULL);
	page = page_with_a_tail(&chain);
	if (!page)
		KTEST_SKIP(test, "no page with a tail");
	size = class_size(page_class(page));
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, slices_behind(page, page->carved), 0);
	KTEST_EXPECT_GE(test, page->capacity, page->carved);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	before = fixture_stats();
	KTEST_EXPECT_EQ(test, before.page_bytes, page_slices(page) * slice);
	/* What is left of it goes on serving. */
	slices = page->slices;
	while (page_used(page) < page->capacity)
		KTEST_ASSERT_TRUE(test, chain_malloc(&chain, size));
	KTEST_EXPECT_EQ(test, page->slices, slices);
	KTEST_EXPECT_EQ(test, page_of(chain.first), page);
	KTEST_EXPECT_TRUE(test, chain_malloc(&rest, size));
	KTEST_EXPECT_NE(test, page_of(rest.first), page);
	KTEST_EXPECT_TRUE(test, chain_intact(&chain));
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

/* Blocks that page number @n of a class should have, from 0 since memory was short. */
static size_t blocks_of_page(unsigned int n)
{
	unsigned int doublings = n - PAGES_START_SHORT;

	if (!n && PAGES_START_SHORT)
		return CONFIG_HAKMEM_PAGE_FIRST_BLOCKS;
	if (doublings > CONFIG_HAKMEM_PAGE_GROWTH)
		doublings = CONFIG_HAKMEM_PAGE_GROWTH;
	return (size_t)CONFIG_HAKMEM_PAGE_BLOCKS << doublings;
}

/* Each page of a class is longer than the one before, up to a limit or a part of what is free. */
static void page_is_longer_than_the_one_before(struct ktest *test)
{
	size_t size = LINEAR_MAX, slice = fixture_stats().slice_size, share, blocks, spare;
	struct chain chain = { 0 };
	struct page *page;

	if (!PAGE_STEPS)
		KTEST_SKIP(test, "pages of a class are all alike");
	own_heap();
	hakmem_heap_collect(NULL);
	spare = (CONFIG_HAKMEM_PAGE_BYTES + slice) / size + 1;
	for (unsigned int n = 0; n < PAGE_STEPS + 2; n++) {
		page = next_page(&chain, size, &share);
		blocks = blocks_of_page(n);
		if (!page || slice * share < PAGE_HEADER + blocks * size ||
		    blocks > CONFIG_HAKMEM_PAGE_MOST / size)
			break;
		KTEST_EXPECT_GE(test, page->capacity, blocks);
		KTEST_EXPECT_LE(test, page->capacity, blocks + spare);
	}
	hakmem_heap_collect(NULL); /* memory is short: they begin anew */
	page = next_page(&chain, size, &share);
	if (page)
		KTEST_EXPECT_LE(test, page->capacity, blocks_of_page(0) + spare);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* With one list of free blocks, nobody knows which of them were linked last. */
#define HAS_BATCHES (IS_ENABLED(CONFIG_HAKMEM_SHARDED_FREE) && CARVE_BLOCKS >= 4)

/*
 * A page with a block in use, of the largest class that has several at hand that were just
 * linked, and slices that hold nothing else. NULL: no class has.
 */
static struct page *page_with_a_batch(struct chain *chain)
{
	own_heap();
	for (unsigned int class = NR_CLASSES; HAS_BATCHES && class--;) {
		struct page *page = NULL;

		hakmem_heap_collect(NULL);
		if (chain_malloc(chain, class_size(class)))
			page = page_of(chain->first);
		if (page && page != PAGE_NONE && list_length(page->free) > 1 &&
		    slices_behind(page, page_used(page)))
			return page;
		chain_free(chain);
	}
	return NULL;
}

/* The same with the batch in use, the last block of it first in @chain. */
static struct page *page_with_a_batch_in_use(struct chain *chain)
{
	struct page *page = page_with_a_batch(chain);

	while (page && page->free)
		if (!chain_malloc(chain, class_size(page_class(page))))
			return NULL;
	return page;
}

/* Blocks that were linked and never handed out become a tail again, and are given back. */
static void page_trim_takes_the_last_batch_back(struct ktest *test)
{
	struct chain chain = { 0 };
	struct page *page;
	size_t before;

	page = page_with_a_batch(&chain);
	if (!page)
		KTEST_SKIP(test, "blocks are linked few at a time");
	before = fixture_stats().free_bytes;
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, page->carved, 1);
	KTEST_EXPECT_EQ(test, page->capacity, 1);
	KTEST_EXPECT_EQ(test, page->free, NULL);
	KTEST_EXPECT_EQ(test, slices_behind(page, 1), 0);
	KTEST_EXPECT_GT(test, fixture_stats().free_bytes, before);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_malloc(&chain, class_size(page_class(page))));
	KTEST_EXPECT_NE(test, page_of(chain.first), page);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* Frees that came in front of them do not change that. */
static void page_trim_finds_the_last_batch_behind_frees(struct ktest *test)
{
	const size_t size = 64; /* the first page of that class has room for more than three */
	struct page *page;
	size_t before;
	void *p[3];

	if (!HAS_BATCHES)
		KTEST_SKIP(test, "blocks are linked few at a time");
	for (unsigned int i = 0; i < 3; i++)
		p[i] = hakmem_malloc(size);
	page = page_of(p[0]);
	hakmem_free(p[1]);
	before = fixture_stats().free_bytes;
	if (page == PAGE_NONE || page_of(p[2]) != page || page->carved == 3 ||
	    slices_behind(page, 3) << slice_shift(hakmem_default_arena()) < size + PAGE_HEADER) {
		test->skip = "pages are too small";
	} else {
		hakmem_heap_collect(NULL);
		KTEST_EXPECT_EQ(test, page->carved, 3);
		KTEST_EXPECT_GT(test, fixture_stats().free_bytes, before);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_EQ(test, hakmem_malloc(size), p[1]);
	for (unsigned int i = 0; i < 3; i++)
		hakmem_free(p[i]);
}

/* A list that lies otherwise stays: what is in use lies behind it, or it is not all. */
static void page_trim_leaves_other_blocks(struct ktest *test)
{
	struct chain chain = { 0 };
	unsigned int carved;
	struct page *page;
	size_t size;
	void *p;

	page = page_with_a_batch_in_use(&chain);
	if (!page)
		KTEST_SKIP(test, "blocks are linked few at a time");
	KTEST_ASSERT_EQ(test, page->free, NULL);
	size = class_size(page_class(page));
	carved = page->carved;
	p = chain_take(&chain);		/* the last one stays in use */
	KTEST_ASSERT_EQ(test, p, page_first_block(page) + (carved - 1) * size);
	while (chain.first)
		hakmem_free(chain_take(&chain));
	KTEST_ASSERT_TRUE(test, chain_malloc(&chain, size));
	KTEST_ASSERT_EQ(test, page_of(chain.first), page);
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, page->carved, carved);
	KTEST_EXPECT_EQ(test, page_used(page), 2);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_free(p);			/* on the other list: the first one's end is not the page's */
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, page->carved, carved);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* A list may begin with the last block of all, and go on elsewhere. */
static void page_trim_reads_to_the_end_of_the_list(struct ktest *test)
{
	struct chain chain = { 0 };
	struct page *page;
	void *last, *p;
	size_t size;

	page = page_with_a_batch_in_use(&chain);
	if (!page)
		KTEST_SKIP(test, "blocks are linked few at a time");
	KTEST_ASSERT_EQ(test, page->free, NULL);
	size = class_size(page_class(page));
	last = chain_take(&chain);
	p = chain_take(&chain);
	chain_free(&chain);
	hakmem_free(last);
	hakmem_free(p);
	KTEST_ASSERT_EQ(test, hakmem_malloc(size), p);
	KTEST_ASSERT_EQ(test, page->free, last);
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, page->free, last);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_free(p);
}

/* Slices of a retired page are free, and its map entries gone. */
static void page_release_frees_its_slices(struct ktest *test)
{
	struct hakmem_stats before = fixture_idle_stats();
	void *p = hakmem_malloc(SMALL_SIZE);
	struct page *page = page_of(p);
	size_t bytes = page_slices(page) * before.slice_size;

	KTEST_EXPECT_EQ(test, fixture_stats().free_bytes, before.free_bytes - bytes);
	hakmem_free(p);
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, fixture_stats().free_bytes, before.free_bytes);
	KTEST_EXPECT_EQ(test, page_of(p), PAGE_NONE);
}

/* Heaps that are destroyed as a whole put each large block into a page of its own. */
static void page_of_a_single_block(struct ktest *test)
{
	struct hakmem_heap *heap = hakmem_heap_create();
	size_t size = CONFIG_HAKMEM_CLASS_MAX + 1;
	struct page *page;
	void *p;

	if (!heap)
		KTEST_SKIP(test, "not enough memory for a heap");
	for (size_t alignment = HAKMEM_ALIGNMENT; alignment < arena_limit(4); alignment *= 2) {
		p = hakmem_heap_aligned_alloc(heap, alignment, size);
		KTEST_ASSERT_NOT_NULL(test, p);
		page = page_of(p);
		KTEST_EXPECT_NE(test, page, PAGE_NONE);
		KTEST_EXPECT_EQ(test, page_class(page), CLASS_SINGLE);
		KTEST_EXPECT_EQ(test, page->heap, heap);
		KTEST_EXPECT_EQ(test, page->free, p);
		KTEST_EXPECT_EQ(test, page_of((char *)p + size - 1), page);
		KTEST_EXPECT_GE(test, hakmem_usable_size(p), size);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		hakmem_free(p);
		KTEST_EXPECT_EQ(test, page_of(p), PAGE_NONE);
	}
	hakmem_heap_destroy(heap);
}

static const struct ktest_case page_cases[] = {
	KTEST_CASE(page_of_every_class),
	KTEST_CASE(page_headers_are_spread),
	KTEST_CASE(page_serves_all_its_blocks),
	KTEST_CASE(free_into_a_full_page),
	KTEST_CASE(page_is_carved_piecemeal),
	KTEST_CASE(page_is_worth_its_header),
	KTEST_CASE(page_block_of_every_byte),
	KTEST_CASE(page_trim_gives_the_tail_back),
	KTEST_CASE(page_is_longer_than_the_one_before),
	KTEST_CASE(page_trim_takes_the_last_batch_back),
	KTEST_CASE(page_trim_finds_the_last_batch_behind_frees),
	KTEST_CASE(page_trim_leaves_other_blocks),
	KTEST_CASE(page_trim_reads_to_the_end_of_the_list),
	KTEST_CASE(page_release_frees_its_slices),
	KTEST_CASE(page_of_a_single_block),
	{ 0 },
};

const struct ktest_suite page_suite = {
	.name = "page",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = page_cases,
};
