// SPDX-License-Identifier: MIT
/*
 * Freeing.
 *
 *	p --> page map --> page --> entered its heap? --> its list     (the fast path)
 *			     |             `-> no: thread_free	       (remote.c)
 *			     `-> page_none: NULL, a large block, or misuse
 */
#include "block.h"
#include "context.h"
#include "fault.h"
#include "free_list.h"
#include "journal.h"
#include "large.h"
#include "page.h"
#include "page_map.h"
#include "page_queue.h"
#include "remote.h"
#include "size_class.h"

static always_inline void poison_block(const struct page *page, const void *p)
{
	if (IS_ENABLED(CONFIG_HAKMEM_ASAN))
		debug_poison(p, class_size(page_class(page)));
}

/* The page of a single large block, or one that no block is in: no block is there. */
static void free_unclassed(struct hakmem_heap *heap, struct page *page, void *p)
{
	if (p != page->free) {
		fault_report(heap->arena, page->free ? HAKMEM_FAULT_NOT_A_BLOCK
						     : HAKMEM_FAULT_FOREIGN, p, page);
		return;
	}
	if (!page_used(page)) { /* and waits to be drained */
		fault_report(heap->arena, HAKMEM_FAULT_DOUBLE_FREE, p, page);
		return;
	}
	journal_page(page);
	page_push_single(page);
	page_emptied(heap, page);
	journal_page(NULL);
}

/*
 * A free into a page of an entered heap that a flag or the use count has sent
 * here; nothing is done yet.
 */
static always_inline void free_flagged(struct hakmem_heap *heap, struct page *page, void *p)
{
	unsigned int flags = page_flags(page);

	if (page_class(page) >= NR_CLASSES) {
		free_unclassed(heap, page, p);
		return;
	}
	if (!page_used(page)) {
		fault_report(heap->arena, HAKMEM_FAULT_DOUBLE_FREE, p, page);
		return;
	}
	if (flags & PAGE_ALIGNED)
		p = page_block(page, p);
	poison_block(page, p);
	journal_page(page);
	page_push_slow(page, p);
	if (flags & PAGE_FULL || page_held(page))
		queue_set_refilled(heap, page);
	if (!page_used(page))
		page_emptied(heap, page);
	journal_page(NULL);
	if (flags & PAGE_REMOTE)
		heap_drain_some(heap);
}

/* What the fast path refused, in a heap that is entered; it is left. */
static noinline void free_slow(void *p, struct page *page)
{
	struct hakmem_heap *heap = page->heap;

	free_flagged(heap, page, p);
	heap_exit(heap);
}

/* The page belongs to a heap that this context has not entered. */
static void free_remote(void *p, struct page *page, struct hakmem_arena *arena)
{
	struct block *block = (struct block *)(void *)page_first_block(page);

	if (page_class(page) == CLASS_HEAP) {
		fault_report(arena, HAKMEM_FAULT_FOREIGN, p, page);
		return;
	}
	if (page_class(page) == CLASS_SINGLE ? p != page->free : (char *)p < (char *)block) {
		fault_report(arena, HAKMEM_FAULT_NOT_A_BLOCK, p, page);
		return;
	}
	if (page_class(page) != CLASS_SINGLE) {
		block = page_block(page, p);
		poison_block(page, block);
	}
	remote_free(page, block);
}

static void free_in_page(void *p, struct page *page, struct hakmem_arena *arena)
{
	unsigned long zero;

	if (!heap_enter_fast(page->heap, &zero)) {
		free_remote(p, page, arena);
		return;
	}
	if (debug_check_free(page, p))
		free_slow(p, page);
	else
		heap_exit_fast(page->heap, zero);
}

/*
 * No heap was entered: somebody else is in it, or the fast path has not even found
 * the page.
 */
static noinline void free_rest(void *p, struct page *page, struct hakmem_arena *arena)
{
	struct region *region;

	if (page == PAGE_NONE) {
		region = region_find(arena, p);
		if (!PAGE_FIND_NEAR_ALL && region)
			page = page_in_region(arena, region, p);
		if (page == PAGE_NONE) {
			if (p)
				large_free(arena, region, p);
			return;
		}
	}
	free_in_page(p, page, arena);
}

static always_inline void arena_free(struct hakmem_arena *arena, void *p)
{
	struct page *page = page_find_near(arena, p);
	struct hakmem_heap *heap = page->heap;
	unsigned long zero;
	bool good;

	if (unlikely(!heap_enter_own(arena, heap, &zero))) {
		free_rest(p, page, arena);
		return;
	}
	good = debug_check_free(page, p);
	if (unlikely(good && !page_push(page, p))) {
		if (context_is_only()) /* it may be page_none */
			free_rest(p, page, arena);
		else
			free_slow(p, page);
		return;
	}
	if (good)
		poison_block(page, p);
	heap_exit_fast(heap, zero);
}

void hakmem_free(void *p)
{
	arena_free(&hakmem_default, p);
}

void hakmem_arena_free(struct hakmem_arena *arena, void *p)
{
	arena_free(arena, p);
}
