/* SPDX-License-Identifier: MIT */
/*
 * The fast paths of a page: take a block, give one back. Both are for the
 * context that has entered the page's heap.
 *
 * Sharded (CONFIG_HAKMEM_SHARDED_FREE): allocation pops from free, the owner
 * frees to local_free, both without atomics; thread_free is for everybody else.
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

/*
 * Take a block, or NULL when neither free nor local_free has one. O(1).
 *
 * On machines with caches the block behind it may long have left them; it is asked for
 * now, before the next call needs its link. (gperftools' tcmalloc does so, too.)
 */
static always_inline void *page_pop(struct page *page)
{
	struct block *block = page->free;

	if (unlikely(!block)) {
		block = page->local_free;
		if (unlikely(!block))
			return NULL;
		page->local_free = NULL;
		journal_barrier(); /* its blocks are on no list, never on both */
	}
	if (unlikely(!debug_check_link(page, block)))
		return NULL;
	OPTIMIZER_HIDE_VAR(block); /* found in two ways; it shall be in the result's register */
	page->free = block->next;
	prefetchw(page->free);
	page_used_add(page, 1);
	return block;
}

/* Put @block on the owner's list, unconditionally. */
static always_inline void page_link_local(struct page *page, struct block *block)
{
	block->next = page->local_free;
	journal_barrier(); /* who walks the list finds its end */
	page->local_free = block;
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

static inline unsigned int page_used(const struct page *page)
{
	return page_used_count(page) + page_held(page);
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

#endif

#endif
