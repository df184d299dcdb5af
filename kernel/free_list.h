/* SPDX-License-Identifier: MIT */
/*
 * The fast paths of a page: take a block, give one back. Both are for the
 * context that has entered the page's heap.
 *
 * Sharded (CONFIG_HAKMEM_SHARDED_FREE): allocation pops from free, the owner
 * frees to local_free, both without atomics; thread_free is for everybody else.
 * With CONFIG_HAKMEM_LIFO the owner frees to free, too: what is handed out next is
 * what the caches have seen last; local_free takes others' frees in then.
 * Not sharded: thread_free is the only list and serves all; the owner pops from
 * it, which is safe against A-B-A because nobody else pops.
 */
#ifndef KERNEL_FREE_LIST_H
#define KERNEL_FREE_LIST_H

#include <asm/prefetch.h>
#include "debug.h"
#include "journal.h"
#include "page_flags.h"
#include "thread_free.h"

#ifdef CONFIG_HAKMEM_SHARDED_FREE

/* Take all of local_free. */
static always_inline struct block *page_take_local(struct page *page)
{
	struct block *list = page->local_free;

	if (list) {
		page->local_free = NULL;
		journal_barrier(); /* its blocks are on no list, never on both */
	}
	return list;
}

/*
 * Take a block, or NULL when free has none, nor local_free if the owner frees to that. O(1).
 *
 * On machines with caches the block behind it may long have left them; it is asked for
 * now, before the next call needs its link. (gperftools' tcmalloc does so, too.)
 */
static always_inline void *page_pop(struct page *page)
{
	struct block *block = page->free;

	if (unlikely(!block)) {
		block = IS_ENABLED(CONFIG_HAKMEM_LIFO) ? NULL : page_take_local(page);
		if (unlikely(!block))
			return NULL;
	}
	if (unlikely(!debug_check_link(page, block)))
		return NULL;
	OPTIMIZER_HIDE_VAR(block); /* found in one or two ways; to be in the result's register */
	page->free = block->next;
	prefetchw(page->free);
	page_used_add(page, 1);
	return block;
}

/* Where the owner frees to. */
static always_inline struct block **page_owner_list(struct page *page)
{
	return IS_ENABLED(CONFIG_HAKMEM_LIFO) ? &page->free : &page->local_free;
}

/* Put @block on the owner's list, unconditionally. */
static always_inline void page_link_local(struct page *page, struct block *block)
{
	struct block **list = page_owner_list(page);

	block->next = *list;
	journal_barrier(); /* who walks the list finds its end */
	*list = block;
}

/*
 * Give @p back. Returns false, with nothing changed, when more is to be done:
 * free_slow() does it all then. An only page stays where it is when its last block
 * comes back: programs that cross zero again and again take no other way. O(1).
 */
static always_inline bool page_push(struct page *page, void *p)
{
	if (unlikely(!page_used_dec_common(page)))
		return false;
	page_link_local(page, p);
	return true;
}

/* Let free, which is empty, be local_free, if page_pop() does not. False: nothing is there. */
static inline bool page_swap(struct page *page)
{
	if (!IS_ENABLED(CONFIG_HAKMEM_LIFO) || IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE))
		return false;
	page->free = page_take_local(page);
	return page->free;
}

static inline unsigned int page_used(const struct page *page)
{
	return page_used_count(page) + page_held(page);
}

/*
 * Has the page nothing to allocate? Remote frees count: as long as who freed first is held up
 * in front of linking the page, they are found by way of its queue alone.
 */
static inline bool page_is_dry(const struct page *page)
{
	return !page->free && !page->local_free && page->carved == page->capacity &&
	       (IS_ENABLED(CONFIG_HAKMEM_MODEL_SINGLE) ||
		!tf_count(atomic_read(&page->thread_free)));
}

/* free_slow()'s push: the flags are dealt with. */
static inline void page_push_slow(struct page *page, struct block *block)
{
	page_used_sub(page, 1);
	page_link_local(page, block);
}

/* The block of a CLASS_SINGLE page comes back. */
static inline void page_push_single(struct page *page)
{
	page_used_sub(page, 1);
}

#else

static inline bool page_swap(struct page *page)
{
	(void)page;
	return false;
}

/*
 * Bound of the loops: a failed exchange means that another context pushed; at
 * most one push for each context that is inside a free of this page.
 */
static always_inline void *page_pop(struct page *page)
{
	unsigned long old = atomic_read_acquire(&page->thread_free), new;
	struct block *block;

	do {
		block = tf_head(page, old);
		if (unlikely(!block))
			return NULL;
		new = tf_with_head(old - TF_COUNT_ONE, page, block->next);
	} while (unlikely(!atomic_try_cmpxchg(&page->thread_free, &old, new)));
	return block;
}

static inline void page_push_slow(struct page *page, struct block *block)
{
	unsigned long old = atomic_read(&page->thread_free), new;

	do {
		block->next = tf_head(page, old);
		new = tf_with_head(old + TF_COUNT_ONE, page, block);
	} while (unlikely(!atomic_try_cmpxchg(&page->thread_free, &old, new)));
}

static inline void page_push_single(struct page *page)
{
	page_push_slow(page, page->free);
}

static always_inline bool page_push(struct page *page, void *p)
{
	unsigned long old = atomic_read(&page->thread_free), new;
	struct block *block = p;

	if (unlikely(page_flags(page)))
		return false;
	do {
		if (unlikely(tf_count(old) + 1u >= page->carved))
			return false;
		block->next = tf_head(page, old);
		new = tf_with_head(old + TF_COUNT_ONE, page, block);
	} while (unlikely(!atomic_try_cmpxchg(&page->thread_free, &old, new)));
	return true;
}

static inline unsigned int page_used(const struct page *page)
{
	return page->carved - tf_count(atomic_read(&page->thread_free));
}

static inline bool page_is_dry(const struct page *page)
{
	return page->carved == page->capacity && !tf_count(atomic_read(&page->thread_free));
}

#endif

#endif
