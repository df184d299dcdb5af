// SPDX-License-Identifier: MIT
/*
 * A task was stopped for ever, anywhere: what it was inside of is made right.
 *
 * Its heaps still hold its number, so nobody else is in there; others push remote
 * frees, and claim and release runs meanwhile. What it was in the middle of is in its
 * struct hakmem_thread (journal.h). Where another context may have gone on from what
 * the task did or did not do, so that the two cannot be told apart, the slices or the
 * page in question are left alone for good, and counted: nothing is ever given twice.
 *
 *	run	finished or undone; while its slices change hands: lost
 *	queues	rebuilt without the moving page, which then goes where it belongs
 *	lists	well formed at each instruction; blocks on none are found by counting
 */
#include "context.h"
#include "free_map.h"
#include "heap_create.h"
#include "heap_list.h"
#include "journal.h"
#include "page.h"
#include "page_map.h"
#include "page_queue.h"
#include "remote.h"

/* ---------------------------------------------------------------- who and where */

/* Does @word say that @thread is inside, or holds it? */
static bool is_of(const struct atomic_word *word, const struct hakmem_thread *thread)
{
	return (atomic_read(word) & ~OWNER_FLAGS) == (unsigned long)thread;
}

static bool is_listed(const struct hakmem_heap *list, const struct hakmem_heap *heap)
{
	while (list && list != heap)
		list = list->next_heap;
	return list != NULL;
}

/* Is there a heap at @page? It is not looked at. */
static bool holds_heap(struct hakmem_arena *arena, struct page *page)
{
	const struct hakmem_heap *heap = (struct hakmem_heap *)(void *)page_first_block(page);

	return is_listed(heap_first(arena), heap) ||
	       is_listed(heap_first_created(arena), heap);
}

static struct page *moving_page(const struct hakmem_thread *thread)
{
	return (struct page *)(thread->moving & ~JOURNAL_TAKEN);
}

/* ------------------------------------------------------------------------- runs */

/* The slices are the task's; what marks them goes. */
static void give_back(struct hakmem_arena *arena, const struct run *run)
{
	page_map_clear(run->region, run->first, run->length);
	bit_clear(run->region->start_map, run->first);
	bit_clear(run->region->mark_map, run->first);
	bit_clear(run->region->mark_map, run->first + run->length - 1);
	run_release_slices(arena, run);
}

/* A claimed run: that of a page that is complete, handed over or not, of a heap, or of nothing. */
static void undo_claim(struct hakmem_arena *arena, struct hakmem_thread *thread,
		       const struct run *run)
{
	struct page *page = page_in_slice(arena, run->region, run->first);

	if (moving_page(thread) == page || thread->pushed == (uintptr_t)page)
		return;
	if (holds_heap(arena, page))
		thread->spare = NULL; /* it is made */
	else
		give_back(arena, run);
}

/* A page that goes, or the tail of one that is moving. */
static void finish_release(struct hakmem_arena *arena, struct hakmem_thread *thread,
			   const struct run *run)
{
	struct page *page = moving_page(thread);

	if (page == page_in_slice(arena, run->region, run->first))
		thread->moving = 0;
	else if (page)
		page->slices = (uint16_t)(run->first - slice_of(arena, run->region, page));
	give_back(arena, run);
}

static void repair_run(struct hakmem_arena *arena, struct hakmem_thread *thread)
{
	struct run run = { thread->region, thread->first, thread->length, false };
	unsigned int step = thread->step;

	if (step == JOURNAL_NONE || thread->arena != arena)
		return;
	thread->step = JOURNAL_NONE;
	if (step == JOURNAL_EMPTIED)
		run.length = run_large_length(run.region, run.first);
	if (step == JOURNAL_CLAIMED || step == JOURNAL_EMPTIED)
		undo_claim(arena, thread, &run);
	else if (step == JOURNAL_RELEASE)
		finish_release(arena, thread, &run);
	else if (step != JOURNAL_TAIL)
		atomic_fetch_add(&arena->lost_slices, run.length);
	else if (bits_test(run.region->mark_map, run.first - 1))
		give_back(arena, &run); /* the large run ends in front of it */
}

/* ------------------------------------------------------------------------ lists */

static unsigned int length(const struct page *page, const struct block *block)
{
	unsigned int n = 0;

	for (; block && n < page->capacity; block = block->next)
		n++;
	return n;
}

/* (A block that was freed twice may have made the list a ring.) */
static bool has_block(const struct page *page, const struct block *list,
		      const struct block *block)
{
	for (unsigned int n = page->capacity; list && list != block && n; n--)
		list = list->next;
	return list == block;
}

/*
 * Count again. @exact: each block on no list is in use, or was lost before; else use
 * counts those in use, or one too many, and the rest is lost.
 */
static void recount(struct page *page, bool exact)
{
	unsigned int lost = page_lost(page), used = page_used(page), off = page->carved;
	unsigned int on = length(page, page->free) + length(page, page->local_free);

	off = on < off ? off - on : 0; /* more: some are on a list twice */
	if (exact || used + lost > off) {
		page_used_sub(page, used);
		page_used_add(page, lost < off ? off - lost : 0);
	} else {
		page_set_lost(page, off - used);
	}
}

/* Is the list of @word still in thread_free, perhaps behind others that came meanwhile? */
static bool list_is_there(const struct page *page, unsigned long word)
{
	unsigned long now = atomic_read_depends(&page->thread_free);

	return tf_count(word) && has_block(page, tf_head(page, now), tf_head(page, word));
}

/* The list of @word was taken; it may have come home. */
static void bring_home(struct page *page, unsigned long word)
{
	struct block *head = tf_head(page, word);

	if (head && !has_block(page, page->free, head) &&
	    !has_block(page, page->local_free, head))
		remote_fold(page, word);
	recount(page, true);
}

/* ------------------------------------------------------------------------ pages */

static bool is_pending(const struct page *list, const struct page *page)
{
	while (list && list != page)
		list = list->pending;
	return list != NULL;
}

static struct page *pending(const struct hakmem_heap *heap)
{
	return (struct page *)atomic_read_acquire(&heap->pending);
}

/*
 * Was the list @word taken from thread_free? If it was empty, and there is one now,
 * nobody knows whether the page was QUEUED no more, and became so again: then who
 * did that links it.
 */
static bool was_taken(const struct hakmem_heap *heap, struct page *page, unsigned long word,
		      bool drained)
{
	unsigned long now = atomic_read(&page->thread_free);

	if (!(now & TF_QUEUED))
		return true;
	if (now == word || list_is_there(page, word))
		return false;
	if (drained && !tf_count(word) && !is_pending(pending(heap), page))
		atomic_fetch_add(&heap->arena->lost_pages, 1);
	return true;
}

/* What the moving page's lists were in the middle of. */
static void repair_moving_lists(struct hakmem_heap *heap, struct page *page,
				unsigned long word, bool drained)
{
	bool taken = word && was_taken(heap, page, word, drained);

	if (page_class(page) == CLASS_SINGLE) {
		if (taken && tf_count(word))
			page_used_sub(page, page_used(page));
	} else if (taken) {
		bring_home(page, word);
	} else {
		recount(page, false);
	}
	if (drained && !taken && heap->drained != page) {
		page->pending = heap->drained;
		heap->drained = page;
	}
}

/* Without a tail it may stand anywhere in its queue (I17); it may have been given back. */
static void cut_tail(struct page *page)
{
	if (page_used(page)) /* or all of its blocks could go */
		page_trim(page);
	page->capacity = page->carved;
}

/* Onto the queue where it belongs, or back to the arena. */
static void settle(struct hakmem_heap *heap, struct page *page)
{
	if (!page_used(page) && !page_queued(page)) {
		page_release(page);
		return;
	}
	if (page_class(page) != CLASS_SINGLE)
		cut_tail(page);
	if (page_class(page) != CLASS_SINGLE && !page_is_dry(page)) {
		page_clear_flags(page, PAGE_FULL);
		queue_insert_refilled(heap, page);
		return;
	}
	page_set_flags(page, PAGE_FULL);
	if (heap_keeps_full(heap))
		queue_insert_first(heap, page);
}

static void repair_queue(struct hakmem_heap *heap, unsigned int queue,
			 const struct page *moving)
{
	struct page *page;

	queue_repair(heap, queue, moving);
	page = queue == QUEUE_FULL ? NULL : heap->queue[queue];
	while (page) {
		recount(page, false);
		page = page->next == heap->queue[queue] ? NULL : page->next;
	}
}

/* The task was inside, or owned it. */
static void repair_heap(struct hakmem_heap *heap, struct hakmem_thread *thread)
{
	struct page *moving = moving_page(thread);
	bool drained = thread->moving & JOURNAL_TAKEN;
	unsigned long word = thread->list;

	if (moving && (moving->heap != heap || page_class(moving) == CLASS_HEAP))
		moving = NULL;
	for (unsigned int queue = 0; queue < NR_QUEUES; queue++)
		repair_queue(heap, queue, moving);
	if (heap->drained && is_pending(pending(heap), heap->drained))
		heap->drained = NULL;
	if (!moving)
		return;
	thread->moving = 0;
	thread->list = 0;
	repair_moving_lists(heap, moving, word, drained);
	settle(heap, moving);
}

static void leave(struct hakmem_heap *heap)
{
	if (heap->created)
		heap_quit(heap);
	else
		heap_leave(heap);
}

static void repair_heaps(struct hakmem_heap *heap, struct hakmem_thread *thread)
{
	for (; heap; heap = heap->next_heap) {
		if (is_of(&heap->owner, thread)) {
			repair_heap(heap, thread);
			leave(heap);
		}
	}
}

/* A heap that was being swept: on the list it will be again. */
static void repair_swept(struct hakmem_arena *arena, struct hakmem_thread *thread)
{
	struct page *page = moving_page(thread);

	if (!page || page_class(page) != CLASS_HEAP || page->heap->arena != arena)
		return;
	thread->moving = 0;
	if (!holds_heap(arena, page))
		page_release(page);
}

/*
 * A remote free. Only the task could write that word, and nobody retires its page
 * until it is linked.
 */
static void repair_push(struct hakmem_arena *arena, struct hakmem_thread *thread)
{
	struct page *page = (struct page *)thread->pushed;
	unsigned long word;

	if (!page || thread->arena != arena)
		return;
	thread->pushed = 0;
	if ((uintptr_t)page & JOURNAL_LINKING) {
		atomic_fetch_add(&arena->lost_pages, 1);
		return;
	}
	word = atomic_read(&page->thread_free);
	if (word == thread->push)
		remote_link(page);
	else if (word & TF_QUEUED)
		atomic_fetch_add(&arena->lost_pages, 1);
}

/* -------------------------------------------------------------------- interface */

int hakmem_arena_thread_deleted(struct hakmem_arena *arena, struct hakmem_thread *thread)
{
	if (!is_of(&arena->tending, thread) && !context_take(&arena->tending))
		return -HAKMEM_EBUSY;
	repair_run(arena, thread);
	free_map_repair(arena); /* the summary's bit that it owed */
	repair_heaps(heap_first(arena), thread);
	repair_heaps(heap_first_created(arena), thread);
	repair_swept(arena, thread);
	repair_push(arena, thread);
	if (thread->spare == arena)
		atomic_fetch_add(&arena->nr_spare, 0 - 1ul);
	if (is_of(&arena->adding, thread))
		atomic_set_release(&arena->adding, 0);
	atomic_set_release(&arena->tending, 0);
	if (arena == &hakmem_default)
		hakmem_thread_init(thread);
	return 0;
}

int hakmem_thread_deleted(struct hakmem_thread *thread)
{
	return hakmem_arena_thread_deleted(&hakmem_default, thread);
}
