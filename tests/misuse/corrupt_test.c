/* SPDX-License-Identifier: MIT */
/*
 * Each numbered invariant of kernel/types.h is broken by hand: hakmem_validate()
 * returns and reports exactly its number. Repaired, the heap is sound again.
 */
#include "kernel/free_map.h"
#include "kernel/run_index.h"
#include "kernel/run_marks.h"
#include "tests/misuse/misuse.h"

/* Found and reported under this number, for this address unless it is NULL. */
static void expect_broken(struct ktest *test, int number, const void *address)
{
	fault_forget();
	KTEST_EXPECT_EQ(test, hakmem_validate(), -number);
	KTEST_EXPECT_EQ(test, fault_count(), 1);
	KTEST_EXPECT_EQ(test, fault_last()->code, HAKMEM_FAULT_INVARIANT);
	KTEST_EXPECT_EQ(test, fault_last()->invariant, number);
	KTEST_EXPECT_EQ(test, fault_last()->arena, hakmem_default_arena());
	KTEST_EXPECT_NOT_NULL(test, fault_last()->address);
	if (address)
		KTEST_EXPECT_EQ(test, fault_last()->address, address);
	fault_forget();
}

static void expect_sound(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

static struct region *region(void)
{
	return region_first(hakmem_default_arena());
}

static size_t slice_at(const void *p)
{
	return slice_of(hakmem_default_arena(), region(), p);
}

#ifdef CONFIG_HAKMEM_PAGES

/* A page with three free and at least one live block; *p is one of those. */
static struct page *some_page(struct ktest *test, void **p)
{
	void *q[4];

	for (unsigned int i = 0; i < 4; i++)
		q[i] = hakmem_malloc(SMALL_SIZE);
	for (unsigned int i = 1; i < 4; i++)
		hakmem_free(q[i]);
	*p = q[0];
	if (page_of(q[0]) != page_of(q[3]))
		test->skip = "pages are too small";
	return page_of(q[0]);
}

static void i1_use_count(struct ktest *test)
{
#ifdef CONFIG_HAKMEM_SHARDED_FREE
	void *p;
	struct page *page = some_page(test, &p);

	page_used_add(page, 1);
	expect_broken(test, 1, page);
	page_used_sub(page, 2);
	expect_broken(test, 1, page);
	page_used_add(page, 1);
	expect_sound(test);
	hakmem_free(p);
#else
	KTEST_SKIP(test, "with one shared list the use count is computed");
#endif
}

static void i2_remote_count(struct ktest *test)
{
	void *p;
	struct page *page = some_page(test, &p);
	unsigned long word = atomic_read(&page->thread_free);

	atomic_set(&page->thread_free, word + TF_COUNT_ONE);
	expect_broken(test, 2, page);
	atomic_set(&page->thread_free, word);
	expect_sound(test);
	hakmem_free(p);
}

static void i3_link_off_its_page(struct ktest *test)
{
	void *p;
	struct page *page = some_page(test, &p);
	struct block *block, *next;

	block = owner_frees(page);
	next = next_block(block);
	set_next_block(block, (char *)next + 1);
	expect_broken(test, 3, NULL);
	set_next_block(block, page);
	expect_broken(test, 3, page);
	set_next_block(block, test_memory().base);
	expect_broken(test, 3, test_memory().base);
	set_next_block(block, next);
	expect_sound(test);
	hakmem_free(p);
}

static void i3_block_on_two_lists(struct ktest *test)
{
#ifdef CONFIG_HAKMEM_SHARDED_FREE
	void *p;
	struct page *page = some_page(test, &p);
	struct block **other = IS_ENABLED(CONFIG_HAKMEM_LIFO) ? &page->local_free : &page->free;
	struct block *was = *other, *last = owner_frees(page);

	/* the last of the owner's frees takes the place of what the other list has */
	while (next_block(last))
		last = next_block(last);
	page_used_add(page, (unsigned int)list_length(was));
	*other = last;
	page_used_sub(page, 1);
	expect_broken(test, 3, page);
	page_used_add(page, 1);
	*other = was;
	page_used_sub(page, (unsigned int)list_length(was));
	expect_sound(test);
	hakmem_free(p);
#else
	KTEST_SKIP(test, "there is only one list");
#endif
}

static void i4_full_on_a_queue(struct ktest *test)
{
	void *p;
	struct page *page = some_page(test, &p);

	/* I9 says the same from the queue's side: either may be seen first */
	page_set_flags(page, PAGE_FULL);
	expect_broken(test, hakmem_validate() == -9 ? 9 : 4, page);
	page_clear_flags(page, PAGE_FULL);
	expect_sound(test);
	hakmem_free(p);
}

static void i4_forgotten_page(struct ktest *test)
{
	void *p;
	struct page *page = some_page(test, &p);

	queue_remove(page->heap, page);
	expect_broken(test, 4, page);
	queue_insert_first(page->heap, page);
	expect_sound(test);
	hakmem_free(p);
}

/* In a heap that can be destroyed, which has to find its full pages again. */
static void i4_forgotten_full_page(struct ktest *test)
{
	struct hakmem_heap *heap = hakmem_heap_create();
	struct chain chain = { 0 };
	struct page *page;

	if (!heap)
		KTEST_SKIP(test, "not enough memory for a heap");
	if (!heap_keeps_full(heap)) {
		hakmem_heap_destroy(heap);
		KTEST_SKIP(test, "full pages are on no queue");
	}
	do {
		KTEST_ASSERT_TRUE(test, chain_add(&chain, hakmem_heap_malloc(heap, SMALL_SIZE)));
		page = heap->queue[QUEUE_FULL];
	} while (!page);
	expect_sound(test);
	queue_remove(heap, page);
	expect_broken(test, 4, page);
	queue_insert_first(heap, page);
	expect_sound(test);
	hakmem_heap_destroy(heap);
}

static void i5_full_with_a_free_block(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE);

	if (!page)
		KTEST_SKIP(test, "not enough memory");
#ifdef CONFIG_HAKMEM_SHARDED_FREE
	if (page_held(page)) {
		held_remove(page->heap, page);
		page_raise_flags(page, PAGE_FULL);
	}
	page_push_slow(page, chain_take(&chain));
	expect_broken(test, 5, page);
	queue_set_refilled(page->heap, page);
#else
	page->carved--;
	expect_broken(test, 5, page);
	page->carved++;
#endif
	expect_sound(test);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

static void i6_collected_without_being_queued(struct ktest *test)
{
	void *p;
	struct page *page = some_page(test, &p);

	page_set_flags(page, PAGE_REMOTE);
	expect_broken(test, 6, page);
	page_clear_flags(page, PAGE_REMOTE);
	expect_sound(test);
	hakmem_free(p);
}

static void i6_queued_and_not_pending(struct ktest *test)
{
	struct page *page;
	unsigned long word;
	void *p;

	if (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		KTEST_SKIP(test, "one context: no free is remote");
	page = some_page(test, &p);
	word = atomic_read(&page->thread_free);
	atomic_set(&page->thread_free, word | TF_QUEUED);
	expect_broken(test, 6, page);
	atomic_set(&page->thread_free, word);
	expect_sound(test);
	/* and the other way round */
	page->pending = NULL;
	atomic_set(&page->heap->pending, (uintptr_t)page);
	expect_broken(test, 6, page);
	atomic_set(&page->heap->pending, 0);
	expect_sound(test);
	hakmem_free(p);
}

static void i7_beyond_its_slices(struct ktest *test)
{
	void *p;
	struct page *page = some_page(test, &p);
	uint16_t capacity = page->capacity, carved = page->carved;
	size_t room = (size_t)(page_end(hakmem_default_arena(), page) - page_first_block(page));

	page->capacity = (uint16_t)(room / class_size(page_class(page)) + 1);
	expect_broken(test, 7, page);
	page->capacity = capacity;
	page->carved = (uint16_t)(capacity + 1);
	expect_broken(test, 7, page);
	page->carved = carved;
	expect_sound(test);
	hakmem_free(p);
}

/* Short of as many blocks of its tail as a slice has, a page does not need its last one. */
static void i7_slice_to_spare(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE);
	size_t size, blocks;

	if (!page)
		KTEST_SKIP(test, "not enough memory");
	page = page_of(rest.first);
	size = class_size(page_class(page));
	blocks = (slice_size(hakmem_default_arena()) + size - 1) / size;
	if (IS_ENABLED(CONFIG_HAKMEM_TASK_DELETION)) {
		test->skip = "a deleted task may leave such a page";
	} else if (page->capacity < page->carved + blocks) {
		test->skip = "pages are too small";
	} else {
		page->capacity = (uint16_t)(page->capacity - blocks);
		expect_broken(test, 7, page);
		page->capacity = (uint16_t)(page->capacity + blocks);
	}
	expect_sound(test);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

static void i8_stale_entry(struct ktest *test)
{
#ifdef CONFIG_HAKMEM_DIRECT_CACHE
	void *p;
	struct page *page = some_page(test, &p);
	struct hakmem_heap *heap = page->heap;

	for (size_t i = 0; i < DIRECT_ENTRIES; i++) {
		struct page *right = heap->pages_direct[i];

		heap->pages_direct[i] = right == page ? PAGE_NONE : page;
		expect_broken(test, 8, &heap->pages_direct[i]);
		heap->pages_direct[i] = right;
	}
	expect_sound(test);
	hakmem_free(p);
#else
	KTEST_SKIP(test, "the direct page cache is configured off");
#endif
}

static void i9_ring_not_closed(struct ktest *test)
{
	void *p;
	struct page *page = some_page(test, &p), *prev = page->prev;

	page->prev = NULL;
	expect_broken(test, 9, NULL);
	page->prev = prev;
	expect_sound(test);
	hakmem_free(p);
}

static void i10_empty_page_not_last(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE), *empty;
	struct hakmem_heap *heap;

	if (!page || chain.count < 2)
		KTEST_SKIP(test, "pages are too small");
	heap = page->heap;
	empty = page_of(rest.first);
	/* one page in use, behind it an empty one */
	bring_back(&chain);
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
	KTEST_ASSERT_EQ(test, page_of(empty), empty);
	KTEST_ASSERT_EQ(test, page_used(empty), 0);
	queue_remove(heap, empty);
	queue_insert_first(heap, empty);
	expect_broken(test, 10, NULL);
	KTEST_EXPECT_TRUE(test, queue_keep_last(heap, empty));
	expect_sound(test);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
}

/* The first slice of what the small block *p is in. */
static void *used_run(struct ktest *test, void **p)
{
	return some_page(test, p);
}

#else

static void *used_run(struct ktest *test, void **p)
{
	*p = hakmem_malloc(slice_size(hakmem_default_arena()) + 1); /* one slice has no mark */
	if (!*p)
		test->skip = "not enough memory";
	return *p;
}

#endif

#ifdef CONFIG_HAKMEM_PAGES

/* A mark on slice @free, which is free; it is nobody's. */
static void break_marks(struct ktest *test, size_t free)
{
	bit_set(region()->start_map, free);
	expect_broken(test, 11, NULL);
	bit_clear(region()->start_map, free);
	bit_set(region()->mark_map, free);
	expect_broken(test, 11, NULL);
	bit_clear(region()->mark_map, free);
	free_map_claim(region(), free, 1);
	expect_broken(test, 11, NULL);
	free_map_release(region(), free, 1);
}

#else

/* It is part of a run, and so is what follows the free slices from it on. */
static void break_marks(struct ktest *test, size_t free)
{
	size_t end = bits_next_clear(region()->free_map, free, region()->nr_slices);

	bit_set(region()->rest_map, free);
	expect_broken(test, 11, NULL);
	bit_clear(region()->rest_map, free);
	if (end >= region()->nr_slices)
		return;
	bit_set(region()->rest_map, end);
	expect_broken(test, 11, NULL);
	bit_clear(region()->rest_map, end);
}

#endif

static void i11_slice_free_and_in_use(struct ktest *test)
{
	void *p, *first = used_run(test, &p);
	unsigned char *large = hakmem_malloc(CLASS_MAX + 1);
	size_t free;

	/* the first slice of a page, if there are any, and a later one of a large block */
	free_map_release(region(), slice_at(first), 1);
	expect_broken(test, 11, NULL);
	free_map_claim(region(), slice_at(first), 1);
	if (large) {
		free_map_release(region(), slice_at(large) + 1, 1);
		expect_broken(test, 11, NULL);
		free_map_claim(region(), slice_at(large) + 1, 1);
	}
	free = bits_next_set(region()->free_map, 0, region()->nr_slices);
	if (free < region()->nr_slices)
		break_marks(test, free);
	expect_sound(test);
	hakmem_free(p);
	hakmem_free(large);
}

static void i12_bit_behind_the_end(struct ktest *test)
{
	size_t bits = region()->nr_words * sizeof(long) * 8;

	if (region()->nr_slices == bits)
		KTEST_SKIP(test, "the bitmaps end with a whole word");
	for (unsigned int i = 0; i < 1 + RUN_MARK_MAPS; i++) {
		struct atomic_word *map = region()->free_map + i * region()->nr_words;

		bit_set(map, region()->nr_slices);
		expect_broken(test, 12, region());
		bit_clear(map, region()->nr_slices);
		bit_set(map, bits - 1);
		expect_broken(test, 12, region());
		bit_clear(map, bits - 1);
	}
	expect_sound(test);
}

static void i12_summary(struct ktest *test)
{
#ifdef CONFIG_HAKMEM_SUMMARY
	size_t slice = bits_next_set(region()->free_map, 0, region()->nr_slices);
	size_t word = slice / BITS_PER_LONG;

	if (slice >= region()->nr_slices)
		KTEST_SKIP(test, "no slice is free");
	bit_clear(region_summary(region()), word);
	expect_broken(test, 12, region());
	bit_set(region_summary(region()), word);
	expect_sound(test);
#else
	KTEST_SKIP(test, "there is no summary");
#endif
}

#ifdef CONFIG_HAKMEM_PAGES

#ifdef CONFIG_HAKMEM_PAGE_MAP_DENSE
static struct page **page_map(void)
{
	return region()->node.page_map;
}
#endif

static void i13_map_entry(struct ktest *test)
{
#ifdef CONFIG_HAKMEM_PAGE_MAP_DENSE
	void *p;
	struct page *page = some_page(test, &p);
	size_t slice = slice_at(page);

	page_map()[slice] = PAGE_NONE;
	expect_broken(test, 13, NULL);
	page_map()[slice] = page;
	slice = bits_next_set(region()->free_map, 0, region()->nr_slices);
	if (slice < region()->nr_slices) {
		page_map()[slice] = page;
		expect_broken(test, 13, NULL);
		page_map()[slice] = PAGE_NONE;
	}
	expect_sound(test);
	hakmem_free(p);
#else
	KTEST_SKIP(test, "the page map is made of the bits that I11 is about");
#endif
}

#endif /* CONFIG_HAKMEM_PAGES */

/* Listed under another class, under two, under none; and which rows count as used. */
static void i21_index(struct ktest *test)
{
#ifdef CONFIG_HAKMEM_RUN_INDEX
	struct atomic_word *rows = run_index_rows(region()), *listed = region()->listed;
	size_t end = run_index_end_row(region()->group_shift);
	size_t row = bits_next_set(rows, 0, end), other = bits_next_clear(rows, 0, end);
	size_t bit = lowest_bit(atomic_read(&listed[row]));

	bit_clear(&listed[row], bit);
	expect_broken(test, 21, region());
	bit_set(&listed[other], bit);
	expect_broken(test, 21, region());
	bit_set(&listed[row], bit);
	expect_broken(test, 21, region());
	bit_clear(&listed[other], bit);
	expect_sound(test);
	bit_clear(rows, row);
	expect_broken(test, 21, region());
	bit_set(rows, row);
	bit_set(rows, other);
	expect_broken(test, 21, region());
	bit_clear(rows, other);
	bit_clear(rows, end);
	expect_broken(test, 21, region());
	bit_set(rows, end);
	bit_set(&listed[end], bit);
	expect_broken(test, 21, region());
	bit_clear(&listed[end], bit);
	expect_sound(test);
#else
	KTEST_SKIP(test, "there is no index");
#endif
}

static void i14_free_slices(struct ktest *test)
{
	struct hakmem_arena *arena = hakmem_default_arena();

	if (IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX))
		KTEST_SKIP(test, "nobody counts them");
	atomic_fetch_add(&arena->free_slices, 1);
	expect_broken(test, 14, NULL);
	atomic_fetch_add(&arena->free_slices, 0ul - 2);
	expect_broken(test, 14, NULL);
	atomic_fetch_add(&arena->free_slices, 1);
	expect_sound(test);
}

#ifdef CONFIG_HAKMEM_PAGES

static void i15_page_of_another_arena(struct ktest *test)
{
	static struct hakmem_heap elsewhere;
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page = fill_page(&chain, &rest, SMALL_SIZE);
	struct hakmem_heap *heap;

	/* full: on no queue, whose side I9 would see */
	if (!page)
		KTEST_SKIP(test, "not enough memory");
	heap = page->heap;
	page->heap = &elsewhere;
	expect_broken(test, 15, page);
	page->heap = NULL;
	expect_broken(test, 15, page);
	page->heap = heap;
	expect_sound(test);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

static void move_first(struct page *page)
{
	queue_remove(page->heap, page);
	queue_insert_first(page->heap, page);
}

/* Three pages of a class that are not full; the newest has a tail. */
static void i17_tail_in_the_middle(struct ktest *test)
{
	struct chain first = { 0 }, second = { 0 }, rest = { 0 };
	struct page *old = NULL, *newest = NULL;
	bool fullest = IS_ENABLED(CONFIG_HAKMEM_FULLEST_FIRST);

	if (fill_page(&first, &second, SMALL_SIZE) && fill_page(&second, &rest, SMALL_SIZE)) {
		bring_back(&first);
		old = page_of(second.first);
		bring_back(&second);
		newest = page_of(rest.first);
	}
	if (newest && newest->carved < newest->capacity) {
		expect_sound(test);
		move_first(fullest ? newest : old); /* in front of others, or behind one */
		expect_broken(test, 17, newest);
		move_first(fullest ? old : newest);
		expect_sound(test);
	} else {
		test->skip = "pages are too small";
	}
	KTEST_EXPECT_TRUE(test, chain_free(&first));
	KTEST_EXPECT_TRUE(test, chain_free(&second));
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

/* A page that is held back is on the list of those, and not said to be full. */
static void i18_held(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *page;

	if (!CONFIG_HAKMEM_HELD_SHIFT)
		KTEST_SKIP(test, "full pages are not held back");
	page = fill_page(&chain, &rest, SMALL_SIZE);
	KTEST_ASSERT_TRUE(test, page && page_held(page));
	page_raise_flags(page, PAGE_FULL);
	expect_broken(test, 18, page);
	page_drop_flags(page, PAGE_FULL);
	expect_sound(test);
	hakmem_free(chain_take(&chain)); /* a block that is not allocated from yet */
	if (!IS_ENABLED(CONFIG_HAKMEM_LIFO)) {
		page->free = page->local_free;
		page->local_free = NULL;
		expect_broken(test, 18, page);
		page->local_free = page->free;
		page->free = NULL;
	}
	expect_sound(test);
	held_remove(page->heap, page);
	expect_broken(test, 4, page);
	KTEST_EXPECT_TRUE(test, held_add(page->heap, page));
	expect_sound(test);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

#endif /* CONFIG_HAKMEM_PAGES */

/* A slot has the start of a large run in use, that is long enough and in no other slot. */
static void i22_cached_runs(struct ktest *test)
{
#if defined(CONFIG_HAKMEM_RUN_CACHE) && CONFIG_HAKMEM_CACHED_LENGTHS > 1
	struct atomic_word *own = &hakmem_default_arena()->cached[CONFIG_HAKMEM_CACHED_EACH - 1];
	struct atomic_word *next = own + 1; /* of the next length */
	char *p = hakmem_malloc(PAGED_MAX + 1);
	unsigned long run = (unsigned long)p;

	if (!p)
		KTEST_SKIP(test, "not enough memory");
	hakmem_free(p);
	if (atomic_read(own) != run)
		KTEST_SKIP(test, "memory is scarce");
	expect_sound(test);
	atomic_set(own, 16); /* in no region */
	expect_broken(test, 22, NULL);
	atomic_set(own, run + HAKMEM_ALIGNMENT / 2);
	expect_broken(test, 22, NULL);
	atomic_set(own, run);
	atomic_set(next, run); /* there twice, and too short */
	expect_broken(test, 22, p);
	atomic_set(own, 0);
	expect_broken(test, 22, p);
	atomic_set(own, run);
	atomic_set(next, 0);
	expect_sound(test);
	hakmem_heap_collect(NULL); /* free slices */
	atomic_set(own, run);
	expect_broken(test, 22, p);
	atomic_set(own, 0);
	expect_sound(test);
#else
	KTEST_SKIP(test, "no runs are cached");
#endif
}

#ifdef CONFIG_HAKMEM_PAGES

/* A page without a free block may stand first on its queue, but not behind another. */
static void i20_dry_page_not_first(struct ktest *test)
{
	struct chain chain = { 0 }, rest = { 0 };
	struct page *other = fill_page(&chain, &rest, SMALL_SIZE), *dry;

	if (!other)
		KTEST_SKIP(test, "not enough memory");
	dry = page_of(rest.first);
	while (!page_is_dry(dry))
		KTEST_ASSERT_TRUE(test, chain_malloc(&rest, SMALL_SIZE));
	bring_back(&chain);
	expect_sound(test);
	if (IS_ENABLED(CONFIG_HAKMEM_FULLEST_FIRST)) {
		if (page_held(dry))
			held_remove(dry->heap, dry);
		else
			page_drop_flags(dry, PAGE_FULL);
		queue_insert_first(dry->heap, dry);
	}
	expect_sound(test);
	move_first(other);
	if (IS_ENABLED(CONFIG_HAKMEM_TASK_DELETION))
		expect_sound(test);
	else
		expect_broken(test, 20, dry);
	queue_set_full(dry->heap, dry);
	expect_sound(test);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	KTEST_EXPECT_TRUE(test, chain_free(&rest));
}

#endif /* CONFIG_HAKMEM_PAGES */

static const struct ktest_case corrupt_cases[] = {
	KTEST_CASE_PAGED(i1_use_count)
	KTEST_CASE_PAGED(i2_remote_count)
	KTEST_CASE_PAGED(i3_link_off_its_page)
	KTEST_CASE_PAGED(i3_block_on_two_lists)
	KTEST_CASE_PAGED(i4_full_on_a_queue)
	KTEST_CASE_PAGED(i4_forgotten_page)
	KTEST_CASE_PAGED(i4_forgotten_full_page)
	KTEST_CASE_PAGED(i5_full_with_a_free_block)
	KTEST_CASE_PAGED(i6_collected_without_being_queued)
	KTEST_CASE_PAGED(i6_queued_and_not_pending)
	KTEST_CASE_PAGED(i7_beyond_its_slices)
	KTEST_CASE_PAGED(i7_slice_to_spare)
	KTEST_CASE_PAGED(i8_stale_entry)
	KTEST_CASE_PAGED(i9_ring_not_closed)
	KTEST_CASE_PAGED(i10_empty_page_not_last)
	KTEST_CASE(i11_slice_free_and_in_use),
	KTEST_CASE(i12_bit_behind_the_end),
	KTEST_CASE(i12_summary),
	KTEST_CASE_PAGED(i13_map_entry)
	KTEST_CASE(i21_index),
	KTEST_CASE(i14_free_slices),
	KTEST_CASE_PAGED(i15_page_of_another_arena)
	KTEST_CASE_PAGED(i17_tail_in_the_middle)
	KTEST_CASE_PAGED(i18_held)
	KTEST_CASE(i22_cached_runs),
	KTEST_CASE_PAGED(i20_dry_page_not_first)
	{ 0 },
};

const struct ktest_suite corrupt_suite = {
	.name = "corrupt",
	.init = misuse_init,
	.exit = misuse_exit,
	.cases = corrupt_cases,
};
