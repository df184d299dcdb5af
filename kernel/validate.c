// SPDX-License-Identifier: MIT
/*
 * The whole-heap check: every invariant of types.h, by its number. Reports the
 * first that does not hold and goes no further.
 */
#include <lib/string.h>
#include "block.h"
#include "context.h"
#include "fault.h"
#include "free_map.h"
#include "heap_list.h"
#include "held.h"
#include "page.h"
#include "page_map.h"
#include "run_index.h"
#include "run_marks.h"
#include "page_queue.h"
#include "remote.h"
#include "run_cache.h"
#include "size_class.h"
#include "walk.h"

struct check {
	struct hakmem_arena *arena;
	unsigned int broken;	/* number of the invariant, or 0 */
	const void *address;
	const struct page *page;
	size_t heap_pages;
	size_t lost_slices, lost_pages; /* left for I11, I6 */
};

#ifdef CONFIG_HAKMEM_TASK_DELETION

static size_t lost_slices(const struct hakmem_arena *arena)
{
	return atomic_read(&arena->lost_slices);
}

static size_t lost_pages(const struct hakmem_arena *arena)
{
	return atomic_read(&arena->lost_pages);
}

#else

static size_t lost_slices(const struct hakmem_arena *arena)
{
	(void)arena;
	return 0;
}

static size_t lost_pages(const struct hakmem_arena *arena)
{
	(void)arena;
	return 0;
}

#endif

/* Note that invariant @number is broken unless @holds. Returns @holds. */
static bool expect(struct check *check, unsigned int number, bool holds, const void *address)
{
	if (!holds && !check->broken) {
		check->broken = number;
		check->address = address;
	}
	return holds;
}

/* I3: @block is a block of @page that was carved. */
static bool is_block(const struct page *page, const struct block *block)
{
	const char *first = page_first_block(page), *p = (const char *)block;

	return p >= first && p < first + page->carved * class_size(page_class(page)) &&
	       page_block(page, p) == block;
}

/* Length of a list, at most one more than the page has blocks; checks I3. */
static unsigned int list_length(struct check *check, const struct page *page,
				const struct block *block)
{
	unsigned int n = 0;

	while (block && n <= page->capacity) {
		if (!expect(check, 3, is_block(page, block), block))
			return n;
		block = block->next;
		n++;
	}
	return n;
}

/* I3: no block is on two lists, or on one twice: the parts would mark too few. */
static unsigned int marked_free(const struct page *page)
{
	struct page_part part;
	unsigned int n = 0;

	for (unsigned int i = 0; i < page->carved; i++) {
		if (i % PART_BLOCKS == 0)
			page_part_init(&part, page, i);
		n += page_part_free(&part, i);
	}
	return n;
}

static void check_counts(struct check *check, const struct page *page)
{
	unsigned long word = atomic_read(&page->thread_free);
	unsigned int never = (unsigned int)(page->capacity - page->carved);
	unsigned int local = list_length(check, page, page->free) +
			     list_length(check, page, page->local_free);
	unsigned int remote = list_length(check, page, tf_head(page, word));

	if (check->broken)
		return;
	expect(check, 2, remote == tf_count(word), page);
	if (IS_ENABLED(CONFIG_HAKMEM_SHARDED_FREE)) {
		expect(check, 1, page_used(page) + local + page_lost(page) +
			       never == page->capacity, page);
		expect(check, 2, remote <= page_used(page), page);
	} else {
		expect(check, 1, page_used(page) + remote == page->carved, page);
	}
	expect(check, 3, marked_free(page) == local + remote, page);
}

/* Is @page on that queue of its heap? Bound: the arena's slices. */
static bool on_queue(const struct page *page, unsigned int queue)
{
	const struct page *first = page->heap->queue[queue], *p = first;

	do {
		if (p == page)
			return true;
		p = p ? p->next : NULL;
	} while (p && p != first);
	return false;
}

static bool is_held(const struct page *page)
{
	const struct page *p = held_first(page->heap);

	while (p && p != page)
		p = p->next;
	return p != NULL;
}

static bool on_list(const struct page *list, const struct page *page)
{
	while (list && list != page)
		list = list->pending;
	return list != NULL;
}

/* I7: header and blocks need all of the page's slices, and no more. */
static bool fits_slices(const struct hakmem_arena *arena, const struct page *page)
{
	size_t slices = page_slices_for(arena, page, page->capacity);

	return IS_ENABLED(CONFIG_HAKMEM_TASK_DELETION) ? slices <= page->slices
						       : slices == page->slices;
}

static void check_page(struct check *check, const struct page *page)
{
	const struct hakmem_heap *heap = page->heap;
	unsigned int flags = page_flags(page);
	bool queued = page_queued(page), listed;

	check->page = page;
	expect(check, 15, heap && heap->arena == check->arena, page);
	expect(check, 7, fits_slices(check->arena, page) && page->carved <= page->capacity, page);
	if (check->broken)
		return;
	check_counts(check, page);
	expect(check, 4, on_queue(page, page_class(page)) == !page_is_full(page), page);
	expect(check, 4, is_held(page) == !!page_held(page), page);
	expect(check, 4, on_queue(page, QUEUE_FULL) == (flags & PAGE_FULL && heap_keeps_full(heap)),
	       page);
	if (flags & PAGE_FULL)
		expect(check, 5, page->carved == page->capacity && !page->free &&
				 !page->local_free, page);
	if (page_held(page))
		expect(check, 18, page->carved == page->capacity &&
				  (IS_ENABLED(CONFIG_HAKMEM_LIFO) || !page->free) &&
				  !(flags & PAGE_FULL) && page_used_count(page), page);
	expect(check, 6, queued || !(flags & PAGE_REMOTE), page);
	listed = on_list((struct page *)atomic_read(&heap->pending), page) ||
		 on_list(heap->drained, page);
	if (queued && !listed && check->lost_pages)
		check->lost_pages--;
	else
		expect(check, 6, queued == listed, page);
}

/* I10, I17, I20: where in the queue of its class @page may be. */
static void check_place(struct check *check, struct page *first, const struct page *page)
{
	bool empty = !page_used(page) && !page_queued(page), last = page->next == first;

	expect(check, 10, !empty || last, page);
	expect(check, 17, page->carved == page->capacity || last ||
			  page == queue_tailed(first), page);
	expect(check, 20, page == first || !page_is_dry(page) ||
			  IS_ENABLED(CONFIG_HAKMEM_TASK_DELETION), page);
}

static void check_queue(struct check *check, const struct hakmem_heap *heap, unsigned int queue)
{
	struct page *first = heap->queue[queue], *page = first;
	unsigned int tails = 0;

	while (page && !check->broken) {
		check->page = page;
		if (!expect(check, 9, page->heap == heap &&
				      (queue == QUEUE_FULL || page_class(page) == queue) &&
				      page->next && page->next->prev == page, page))
			return;
		if (queue != QUEUE_FULL)
			check_place(check, first, page);
		tails += queue != QUEUE_FULL && page->carved < page->capacity;
		expect(check, 17, tails <= 1, page);
		page = page->next == first ? NULL : page->next;
	}
}

static void check_direct(struct check *check, const struct hakmem_heap *heap)
{
	if (!IS_ENABLED(CONFIG_HAKMEM_DIRECT_CACHE))
		return;
	for (size_t i = 0; i < DIRECT_ENTRIES; i++) {
		struct page *first = heap->queue[size_class(i << DIRECT_SHIFT)];

		expect(check, 8, heap->pages_direct[i] == (first ? first : PAGE_NONE),
		       &heap->pages_direct[i]);
	}
}

static void check_heap(struct check *check, const struct hakmem_heap *heap)
{
	if (!expect(check, 15, heap->arena == check->arena, heap))
		return;
	for (unsigned int queue = 0; queue < NR_QUEUES; queue++)
		check_queue(check, heap, queue);
	check_direct(check, heap);
}

/* I11: nothing inside of a run but its own codes; a free run has none. */
static void check_marks(struct check *check, const struct walk *walk)
{
	const struct run *run = &walk->run;
	size_t end = run->first + run->length;
	enum run_kind kind = walk_is_page(walk) ? RUN_PAGE :
			     walk->kind == RUN_FREE ? RUN_FREE : RUN_LARGE;

	expect(check, 11, end <= run->region->nr_slices, walk_address(walk));
	if (check->broken)
		return;
	expect(check, 11, run_marks_are_right(run, kind), walk_address(walk));
	if (walk->kind == RUN_FREE)
		expect(check, 11, bits_test(run->region->free_map, run->first),
		       walk_address(walk));
	else
		expect(check, 11, bits_next_set(run->region->free_map, run->first, end) >= end,
		       walk_address(walk));
}

/* I13: each slice of the run names its page, or none. */
static void check_map(struct check *check, const struct walk *walk)
{
	const struct page *page = walk_is_page(walk) ? walk_page(walk) : PAGE_NONE;

	for (size_t i = 0; i < walk->run.length; i++) {
		char *p = (char *)walk_address(walk) + (i << slice_shift(check->arena));

		if (!expect(check, 13, page_find(check->arena, p) == page, p))
			return;
	}
}

static void check_run(struct check *check, const struct walk *walk)
{
	const struct page *page = walk_page(walk);

	check->page = NULL;
	if (walk_is_lost(walk) && check->lost_slices) {
		check->lost_slices--;
		return;
	}
	check_marks(check, walk);
	if (!check->broken)
		check_map(check, walk);
	if (check->broken || !walk_is_page(walk))
		return;
	if (page_class(page) < NR_CLASSES)
		check_page(check, page);
	else if (page_class(page) == CLASS_HEAP)
		check->heap_pages++;
}

#ifdef CONFIG_HAKMEM_SUMMARY

/* I12: no word with a free slice is missing in the summary. */
static void check_summary(struct check *check, const struct region *region)
{
	for (size_t i = 0; i < region->nr_words; i++)
		expect(check, 12, !atomic_read(&region->free_map[i]) ||
				  bits_test(region_summary(region), i), region);
}

#else

static void check_summary(struct check *check, const struct region *region)
{
	(void)check;
	(void)region;
}

#endif

#ifdef CONFIG_HAKMEM_RUN_CACHE

/* How many slots have the run at @p? */
static size_t slots_with(const struct hakmem_arena *arena, unsigned long p)
{
	size_t n = 0;

	for (size_t slot = 0; slot < RUN_CACHE_SLOTS; slot++)
		n += atomic_read(&arena->cached[slot]) == p;
	return n;
}

/* I22: a slot has a large run of its length, and no other one has it. */
static void check_slot(struct check *check, size_t slot)
{
	struct hakmem_arena *arena = check->arena;
	unsigned long p = atomic_read(&arena->cached[slot]);
	struct region *region = region_find(arena, (void *)p);
	struct run run;

	if (!p || !expect(check, 22, region && slots_with(arena, p) == 1, (void *)p))
		return;
	expect(check, 22, run_at(arena, region, slice_of(arena, region, (void *)p), &run) ==
				  RUN_LARGE && run_cache_holds(arena, (void *)p, run.length) &&
			  slice_address(arena, region, run.first) == (void *)p, (void *)p);
}

static void check_run_cache(struct check *check)
{
	for (size_t slot = 0; slot < RUN_CACHE_SLOTS; slot++)
		check_slot(check, slot);
}

#else

static void check_run_cache(struct check *check)
{
	(void)check;
}

#endif

#ifdef CONFIG_HAKMEM_RUN_INDEX

/* I21: the words of a row, those without slices included, and the row's bit. */
static void check_row(struct check *check, const struct region *region, unsigned int class,
		      size_t group)
{
	size_t i = group * BITS_PER_LONG, row = run_index_row(region, class, i);
	unsigned long listed = 0;

	for (unsigned int bit = 0; bit < BITS_PER_LONG && i < region->nr_words; bit++, i++)
		if (run_class_of(atomic_read(&region->free_map[i])) == class)
			listed |= 1ul << bit;
	expect(check, 21, atomic_read(&region->listed[row]) == listed, region);
	expect(check, 21, bits_test(run_index_rows(region), row) == !!listed, region);
}

/* I21, and the end of the index: behind the last row is one that counts as used. */
static void check_index(struct check *check, const struct region *region)
{
	size_t end = run_index_end_row(region->group_shift);

	expect(check, 21, bits_test(run_index_rows(region), end) &&
			  !atomic_read(&region->listed[end]), region);
	for (unsigned int class = 0; class < RUN_CLASS_NONE; class++)
		for (size_t group = 0; group <= region->group_mask; group++)
			check_row(check, region, class, group);
}

#else

static void check_index(struct check *check, const struct region *region)
{
	(void)check;
	(void)region;
}

#endif

/* I14 */
static bool counted_right(const struct check *check, size_t free_slices, size_t lost)
{
	if (IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX))
		return true; /* nobody counts */
	return free_slices + lost - atomic_read(&check->arena->free_slices) <= 2 * lost;
}

/* I12: the last word of each bitmap is clear behind the last slice. */
static void check_tail(struct check *check, const struct region *region)
{
	size_t end = (size_t)region->nr_words * BITS_PER_LONG;
	size_t from = region->nr_slices;

	expect(check, 12, bits_next_set(region->free_map, from, end) >= end &&
			  run_marks_none(region, from, end), region);
}

static void check_arena(struct check *check)
{
	size_t free_slices = 0, lost = check->lost_slices;
	struct walk walk;

	walk_start(&walk, check->arena);
	for (const struct region *r = region_first(check->arena); r; r = region_next(r)) {
		check_tail(check, r);
		check_summary(check, r);
		check_index(check, r);
	}
	check_run_cache(check);
	while (!check->broken && walk_next(&walk)) {
		check_run(check, &walk);
		if (walk.kind == RUN_FREE && !walk_is_lost(&walk))
			free_slices += walk.run.length;
	}
	if (!check->broken)
		expect(check, 14, counted_right(check, free_slices, lost), check->arena);
}

/* I16; the heaps of a list, @left at most. Returns how many of these there are not. */
static size_t check_heaps(struct check *check, const struct hakmem_heap *heap, size_t left)
{
	for (; heap && !check->broken; heap = heap->next_heap) {
		if (expect(check, 16, left, heap)) {
			check_heap(check, heap);
			left--;
		}
	}
	return left;
}

static void check_all_heaps(struct check *check)
{
	size_t left = check->heap_pages + NR_ROOT_HEAPS;

	left = check_heaps(check, heap_first(check->arena), left);
	left = check_heaps(check, heap_first_created(check->arena), left);
	if (!check->broken)
		expect(check, 16, !left, check->arena);
}

int hakmem_arena_validate(struct hakmem_arena *arena)
{
	struct check check;

	if (!arena_ready(arena))
		return -HAKMEM_ENODEV;
	mem_zero(&check, sizeof(check));
	check.arena = arena;
	check.lost_slices = lost_slices(arena);
	check.lost_pages = lost_pages(arena);
	check_arena(&check);
	if (!check.broken)
		check_all_heaps(&check);
	if (check.broken)
		fault_report(arena, HAKMEM_FAULT_INVARIANT | check.broken << FAULT_INVARIANT_SHIFT,
			     check.address, check.page);
	return -(int)check.broken;
}

int hakmem_validate(void)
{
	return hakmem_arena_validate(&hakmem_default);
}
