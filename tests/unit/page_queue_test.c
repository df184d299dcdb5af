/* SPDX-License-Identifier: MIT */
/* Queues of pages: kernel/page_queue.c. On a heap and pages of no arena. */
#include "tests/unit/inside.h"

#include "support/rng.h"

#define NR_PAGES 6u

static struct hakmem_heap heap;
static struct page pages[NR_PAGES];

static int queue_test_init(struct ktest *test)
{
	(void)test;
	heap = (struct hakmem_heap){ 0 };
	heap_init(&heap, hakmem_default_arena());
	return 0;
}

/* One block in use, of two; and none. */
static void fill(struct page *page)
{
	page_state_init(page);
	page->carved = 1;
	page_used_add(page, 1);
}

static void empty(struct page *page)
{
	page_state_init(page);
	page->carved = 0;
}

static void make_pages(unsigned int class)
{
	for (unsigned int i = 0; i < NR_PAGES; i++) {
		pages[i] = (struct page){ .heap = &heap, .class = (uint8_t)class,
					  .capacity = 2 };
		fill(&pages[i]);
	}
}

/* The ring is linked both ways and the entries of the class show its first page. */
static size_t ring_length(struct ktest *test, unsigned int class)
{
	struct page *first = heap.queue[class], *page = first;
	size_t n = 0;

	for (size_t i = 0; IS_ENABLED(CONFIG_HAKMEM_DIRECT_CACHE) && i < DIRECT_ENTRIES; i++)
		if (size_class(i << DIRECT_SHIFT) == class)
			KTEST_EXPECT_EQ(test, heap.pages_direct[i], first ? first : PAGE_NONE);
	if (!first)
		return 0;
	do {
		KTEST_EXPECT_EQ(test, page->next->prev, page);
		KTEST_EXPECT_EQ(test, page->prev->next, page);
		page = page->next;
	} while (++n <= NR_PAGES && page != first);
	return n;
}

static size_t full_pages(struct ktest *test)
{
	return IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE) ? 0 : ring_length(test, QUEUE_FULL);
}

static void queue_starts_empty(struct ktest *test)
{
	for (size_t i = 0; i < DIRECT_ENTRIES; i++)
		KTEST_EXPECT_EQ(test, heap.pages_direct[i], PAGE_NONE);
	for (unsigned int class = 0; class < NR_CLASSES; class++)
		KTEST_EXPECT_EQ(test, ring_length(test, class), 0);
}

static void queue_insert_and_remove(struct ktest *test)
{
	for (unsigned int class = 0; class < NR_CLASSES; class++) {
		make_pages(class);
		for (unsigned int i = 0; i < NR_PAGES; i++) {
			queue_insert_first(&heap, &pages[i]);
			KTEST_EXPECT_EQ(test, heap.queue[class], &pages[i]);
			KTEST_EXPECT_EQ(test, ring_length(test, class), i + 1);
		}
		queue_remove(&heap, &pages[2]);
		KTEST_EXPECT_EQ(test, heap.queue[class], &pages[NR_PAGES - 1]);
		KTEST_EXPECT_EQ(test, ring_length(test, class), NR_PAGES - 1);
		queue_remove(&heap, &pages[NR_PAGES - 1]);
		KTEST_EXPECT_EQ(test, heap.queue[class], &pages[NR_PAGES - 2]);
		for (unsigned int i = 0; i < NR_PAGES - 1; i++)
			if (i != 2)
				queue_remove(&heap, &pages[i]);
		KTEST_EXPECT_EQ(test, ring_length(test, class), 0);
		KTEST_EXPECT_NULL(test, heap.queue[class]);
	}
}

/* A page that was full got a block back. */
static void refill(struct page *page)
{
	page_set_flags(page, PAGE_FULL);
	queue_set_refilled(&heap, page);
}

static void queue_refilled_page(struct ktest *test)
{
	make_pages(3);
	refill(&pages[0]);
	KTEST_EXPECT_EQ(test, heap.queue[3], &pages[0]);
	refill(&pages[1]);
	KTEST_EXPECT_EQ(test, ring_length(test, 3), 2);
	refill(&pages[2]);
	KTEST_EXPECT_EQ(test, ring_length(test, 3), 3);
	for (unsigned int i = 0; i < 3; i++)
		queue_remove(&heap, &pages[i]);
	KTEST_EXPECT_EQ(test, ring_length(test, 3), 0);
}

/* A page that empties goes to the end, if no other empty one stands there. */
static void queue_keeps_one_empty_page_last(struct ktest *test)
{
	make_pages(4);
	queue_insert_first(&heap, &pages[0]);
	empty(&pages[0]);
	KTEST_EXPECT_TRUE(test, queue_keep_last(&heap, &pages[0]));
	KTEST_EXPECT_EQ(test, ring_length(test, 4), 1);

	/* what comes back from being full goes before it */
	refill(&pages[1]);
	refill(&pages[2]);
	queue_insert_first(&heap, &pages[3]);
	KTEST_EXPECT_EQ(test, ring_length(test, 4), 4);
	KTEST_EXPECT_EQ(test, heap.queue[4], &pages[3]);
	KTEST_EXPECT_EQ(test, heap.queue[4]->prev, &pages[0]);

	/* first, in the middle: there is one already */
	empty(&pages[3]);
	KTEST_EXPECT_FALSE(test, queue_keep_last(&heap, &pages[3]));
	KTEST_EXPECT_EQ(test, ring_length(test, 4), 3);
	KTEST_EXPECT_NE(test, heap.queue[4], &pages[3]);
	empty(&pages[2]);
	KTEST_EXPECT_FALSE(test, queue_keep_last(&heap, &pages[2]));
	KTEST_EXPECT_EQ(test, ring_length(test, 4), 2);
	KTEST_EXPECT_EQ(test, heap.queue[4], &pages[1]);

	/* the one there was is in use again: now it is another's turn */
	fill(&pages[0]);
	empty(&pages[1]);
	KTEST_EXPECT_TRUE(test, queue_keep_last(&heap, &pages[1]));
	KTEST_EXPECT_EQ(test, ring_length(test, 4), 2);
	KTEST_EXPECT_EQ(test, heap.queue[4], &pages[0]);
	KTEST_EXPECT_EQ(test, heap.queue[4]->prev, &pages[1]);
}

/* What a refilled page is put in front of leaves the queue if it is dry (I20). */
static void queue_drops_dry_page(struct ktest *test)
{
	make_pages(3);
	queue_insert_first(&heap, &pages[0]);
	pages[0].capacity = 1;
	refill(&pages[1]);
	if (IS_ENABLED(CONFIG_HAKMEM_FULLEST_FIRST)) {
		KTEST_EXPECT_EQ(test, ring_length(test, 3), 1);
		KTEST_EXPECT_EQ(test, page_flags(&pages[0]), PAGE_FULL);
	} else {
		KTEST_EXPECT_EQ(test, ring_length(test, 3), 2);
		KTEST_EXPECT_EQ(test, heap.queue[3], &pages[0]);
		queue_remove(&heap, &pages[0]);
	}
	refill(&pages[2]);
	KTEST_EXPECT_EQ(test, ring_length(test, 3), 2); /* not dry: it stays */
	queue_remove(&heap, &pages[1]);
	queue_remove(&heap, &pages[2]);
}

/* A refilled page goes in front of one that has blocks, or behind it: as configured. */
static void queue_place_of_refilled_page(struct ktest *test)
{
	static struct block block;

	if (!IS_ENABLED(CONFIG_HAKMEM_SHARDED_FREE))
		KTEST_SKIP(test, "its blocks are on no list of the owner's");
	make_pages(5);
	for (unsigned int i = 0; i < 3; i++) {
		pages[i].carved = pages[i].capacity;
		pages[i].free = &block;
	}
	for (unsigned int i = 0; i < 3; i++)
		refill(&pages[i]);
	KTEST_EXPECT_EQ(test, ring_length(test, 5), 3);
	if (IS_ENABLED(CONFIG_HAKMEM_FULLEST_NEXT)) {
		KTEST_EXPECT_EQ(test, heap.queue[5], &pages[0]);
		KTEST_EXPECT_EQ(test, heap.queue[5]->next, &pages[2]);
	} else if (IS_ENABLED(CONFIG_HAKMEM_FULLEST_FIRST)) {
		KTEST_EXPECT_EQ(test, heap.queue[5], &pages[2]);
		KTEST_EXPECT_EQ(test, heap.queue[5]->next, &pages[1]);
	} else {
		KTEST_EXPECT_EQ(test, heap.queue[5], &pages[0]);
		KTEST_EXPECT_EQ(test, heap.queue[5]->next, &pages[1]);
	}
	for (unsigned int i = 0; i < 3; i++)
		queue_remove(&heap, &pages[i]);
}

/* A full page leaves its class's queue: for none, or for that of the full ones. */
static void queue_of_full_pages(struct ktest *test)
{
	for (unsigned int created = 0; created < 2; created++) {
		size_t full = 0;

		heap.created = created;
		make_pages(2);
		for (unsigned int i = 0; i < NR_PAGES; i++)
			queue_insert_first(&heap, &pages[i]);
		for (unsigned int i = 0; i < NR_PAGES; i++) {
			queue_set_full(&heap, &pages[i]);
			full += heap_keeps_full(&heap);
			KTEST_EXPECT_EQ(test, page_flags(&pages[i]), PAGE_FULL);
			KTEST_EXPECT_EQ(test, ring_length(test, 2), NR_PAGES - i - 1);
			KTEST_EXPECT_EQ(test, full_pages(test), full);
		}
		for (unsigned int i = 0; i < NR_PAGES; i++) {
			unsigned int at = i * 5 % NR_PAGES;

			queue_set_refilled(&heap, &pages[at]);
			full -= heap_keeps_full(&heap);
			KTEST_EXPECT_EQ(test, page_flags(&pages[at]), 0);
			KTEST_EXPECT_EQ(test, ring_length(test, 2), i + 1);
			KTEST_EXPECT_EQ(test, full_pages(test), full);
		}
		for (unsigned int i = 0; i < NR_PAGES; i++)
			queue_remove(&heap, &pages[i]);
	}
	heap.created = false;
}

static void queue_classes_are_apart(struct ktest *test)
{
	make_pages(1);
	pages[1].class = 2;
	queue_insert_first(&heap, &pages[0]);
	queue_insert_first(&heap, &pages[1]);
	KTEST_EXPECT_EQ(test, ring_length(test, 1), 1);
	KTEST_EXPECT_EQ(test, ring_length(test, 2), 1);
	KTEST_EXPECT_EQ(test, ring_length(test, 0), 0);
	KTEST_EXPECT_EQ(test, ring_length(test, 3), 0);
	queue_remove(&heap, &pages[0]);
	KTEST_EXPECT_EQ(test, ring_length(test, 1), 0);
	KTEST_EXPECT_EQ(test, ring_length(test, 2), 1);
}

/* Random pages in and out of one class. */
static void queue_random(struct ktest *test)
{
	bool in[NR_PAGES] = { false };
	size_t n = 0;
	struct rng rng;

	make_pages(NR_CLASSES / 2);
	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 2000; i++) {
		unsigned int at = rng_below(&rng, NR_PAGES);

		if (in[at])
			queue_remove(&heap, &pages[at]);
		else if (rng_below(&rng, 2))
			queue_insert_first(&heap, &pages[at]);
		else
			refill(&pages[at]);
		in[at] = !in[at];
		n = in[at] ? n + 1 : n - 1;
		KTEST_ASSERT_EQ(test, ring_length(test, NR_CLASSES / 2), n);
	}
}

static const struct ktest_case page_queue_cases[] = {
	KTEST_CASE(queue_starts_empty),
	KTEST_CASE(queue_insert_and_remove),
	KTEST_CASE(queue_refilled_page),
	KTEST_CASE(queue_keeps_one_empty_page_last),
	KTEST_CASE(queue_drops_dry_page),
	KTEST_CASE(queue_place_of_refilled_page),
	KTEST_CASE(queue_of_full_pages),
	KTEST_CASE(queue_classes_are_apart),
	KTEST_CASE(queue_random),
	{ 0 },
};

const struct ktest_suite page_queue_suite = {
	.name = "page_queue",
	.init = queue_test_init,
	.cases = page_queue_cases,
};
