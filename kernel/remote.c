// SPDX-License-Identifier: MIT
/*
 * Remote frees.
 *
 * Any context pushes a block onto the page's thread_free. The push that takes the
 * word from not-QUEUED to QUEUED, in the same compare-and-swap, also links the
 * page onto heap->pending; exactly one push does. So no page is forgotten, full
 * or not, and nobody has to know which it is:
 *
 *	            push (1st)                    push
 *	not queued ------------> QUEUED, linked <------.
 *	     ^                        |   |            |
 *	     |         drain          |   `------------'
 *	     `------------------------'
 *
 * Pairing: the push releases the block's link to the exchange in collect(),
 * which acquires it; the link onto pending releases page->pending to the exchange
 * in heap_drain().
 *
 * A pusher may be held up between its two steps. The page then is QUEUED and
 * safe: it is not retired, and its blocks are taken when it is linked, or directly
 * when the page runs dry.
 */
#include "context.h"
#include "fault.h"
#include "journal.h"
#include "page.h"
#include "page_queue.h"
#include "remote.h"

/* Bound: fails once for each context that links a page meanwhile. */
static void link_pending(struct hakmem_heap *heap, struct page *page)
{
	unsigned long old = atomic_read(&heap->pending);

	do {
		page->pending = (struct page *)old;
	} while (!atomic_try_cmpxchg(&heap->pending, &old, (unsigned long)page));
}

/* Bound: fails once for each context that frees into the page meanwhile. */
void remote_free(struct page *page, struct block *block)
{
	unsigned long old = atomic_read(&page->thread_free), new;

	do {
		block->next = tf_head(page, old);
		new = tf_with_head(old + TF_COUNT_ONE, page, block) | TF_QUEUED;
		journal_push(old & TF_QUEUED ? NULL : page, new);
	} while (!atomic_try_cmpxchg(&page->thread_free, &old, new));

	if (!(old & TF_QUEUED)) {
		journal_pushed((uintptr_t)page | JOURNAL_LINKING);
		link_pending(page->heap, page);
		journal_pushed(0);
	}
}

/* For a repair it is a remote free, from before it ends to be a claim. */
void page_hand_over(struct page *page)
{
	page->next = NULL;
	atomic_set(&page->thread_free, TF_QUEUED);
	journal_push(page, TF_QUEUED);
	journal_step(JOURNAL_NONE);
	journal_pushed((uintptr_t)page | JOURNAL_LINKING);
	link_pending(page->heap, page);
	journal_pushed(0);
}

#ifdef CONFIG_HAKMEM_SHARDED_FREE

/*
 * Take in the list of @word, one block at least; false, with a report, when it is not as long
 * as that says, or a ring, as some block was freed twice: its blocks stay in use. O(1) when
 * one of the page's own lists is empty, which it is whenever allocation ran dry. Otherwise it
 * is linked to local_free, behind it or in front, after a walk over the shorter of both: half
 * of the page's blocks.
 */
static bool fold(struct page *page, unsigned long word)
{
	struct block **link = page->free ? &page->local_free : &page->free;
	struct block *list = tf_head(page, word), *last = list;
	unsigned int left = tf_count(word);

	while (*link && --left && last) {
		link = &(*link)->next;
		last = last->next;
	}
	if (!*link) {
		*link = list;
		return true;
	}
	if (unlikely(!last || (last->next && last->next != page->local_free))) {
		fault_report(page->heap->arena, HAKMEM_FAULT_DOUBLE_FREE, last ? last : list, page);
		return false;
	}
	last->next = page->local_free;
	journal_barrier(); /* who walks the list finds its end */
	page->local_free = list;
	return true;
}

#ifdef CONFIG_HAKMEM_TASK_DELETION

void remote_link(struct page *page)
{
	link_pending(page->heap, page);
}

void remote_fold(struct page *page, unsigned long word)
{
	fold(page, word);
}

/* Bound: fails once for each context that frees into the page meanwhile. */
static unsigned long take_list(struct page *page, unsigned long keep)
{
	unsigned long word = atomic_read(&page->thread_free);

	do
		journal_list(word);
	while (!atomic_try_cmpxchg(&page->thread_free, &word, keep));
	return word;
}

#else

static unsigned long take_list(struct page *page, unsigned long keep)
{
	return atomic_xchg(&page->thread_free, keep);
}

#endif

/* Take remote frees in and leave @keep (TF_QUEUED or 0) in thread_free. */
static void collect(struct page *page, unsigned long keep)
{
	unsigned long word = take_list(page, keep);

	if (!tf_count(word))
		return;
	if (unlikely(tf_count(word) > page_used(page))) {
		fault_report(page->heap->arena, HAKMEM_FAULT_DOUBLE_FREE,
			     tf_head(page, word), page);
		return;
	}
	if (page_class(page) >= NR_CLASSES || likely(fold(page, word)))
		page_used_sub(page, tf_count(word));
}

/* Remote frees without their page's turn on the pending list: QUEUED stays. */
bool page_collect_directly(struct page *page)
{
	if (!tf_count(atomic_read(&page->thread_free)))
		return false;
	collect(page, TF_QUEUED);
	journal_list(0);
	page_set_flags(page, PAGE_REMOTE);
	return true;
}

#else /* one list: remote frees are where allocation looks anyway */

static void collect(struct page *page, unsigned long keep)
{
	if (!keep)
		atomic_fetch_andnot(&page->thread_free, TF_QUEUED);
}

bool page_collect_directly(struct page *page)
{
	return tf_count(atomic_read(&page->thread_free)) != 0;
}

#endif

static void drain_page(struct hakmem_heap *heap, struct page *page)
{
	bool held = page_held(page);

	if (held)
		queue_set_refilled(heap, page);
	page_clear_flags(page, PAGE_REMOTE);
	collect(page, 0);
	journal_page(page); /* is not QUEUED any more */
	journal_list(0);
	if (held && page != heap->queue[page_class(page)] && page_is_dry(page)) {
		queue_set_full(heap, page); /* its list was taken directly, and used up (I20) */
		return;
	}
	if (heap_keeps_full(heap) && page_class(page) == CLASS_SINGLE && !page->next)
		queue_insert_first(heap, page); /* handed over */
	if (page_flags(page) & PAGE_FULL && page_used(page) < page->capacity &&
	    page_class(page) < NR_CLASSES) {
		if (!OPTIMIZE_SIZE && queue_can_spare(heap, page)) {
			page_release(page);
			return;
		}
		queue_set_refilled(heap, page);
	}
	if (!page_used(page))
		page_emptied(heap, page);
}

#ifdef CONFIG_HAKMEM_TASK_DELETION

/*
 * The list is drained before it is pending no more: on both, it is the latter. Bound:
 * fails once for each context that links a page meanwhile.
 */
static struct page *take_pending(struct hakmem_heap *heap)
{
	unsigned long list = atomic_read_acquire(&heap->pending);

	do {
		journal_barrier();
		heap->drained = (struct page *)list;
	} while (!atomic_try_cmpxchg(&heap->pending, &list, 0));
	return (struct page *)list;
}

#else

static struct page *take_pending(struct hakmem_heap *heap)
{
	return (struct page *)atomic_xchg(&heap->pending, 0);
}

#endif

/* The next page with remote frees, or NULL. */
static struct page *next_pending(struct hakmem_heap *heap)
{
	struct page *page = heap->drained;

	if (!page && unlikely(atomic_read(&heap->pending)))
		page = take_pending(heap);
	if (page)
		journal_taken(page);
	/* read first: once QUEUED is clear the next pusher overwrites it */
	heap->drained = page ? page->pending : NULL;
	return page;
}

void heap_drain(struct hakmem_heap *heap, unsigned int pages)
{
	while (pages--) {
		struct page *page = next_pending(heap);

		if (likely(!page))
			return;
		drain_page(heap, page);
		journal_page(NULL);
	}
}
