/* SPDX-License-Identifier: MIT */
#include "tests/sweep/inside.h"

#include "kernel/heap_list.h"
#include "kernel/page.h"
#include "kernel/page_map.h"
#include "kernel/remote.h"

/* Pushed by inside_push() and not yet pending. */
static struct page *pushed;

bool inside_shared(void)
{
	return !context_is_only();
}

static struct page *page_of(const void *p)
{
	return page_find(&hakmem_default, p);
}

bool inside_dry(const void *p)
{
	return !page_of(p)->free;
}

bool inside_full(const void *p)
{
	const struct page *page = page_of(p);

	return !page->free && !page->local_free && page->carved == page->capacity;
}

bool inside_same_page(const void *a, const void *b)
{
	return page_of(a) == page_of(b);
}

static struct run reserved;

void inside_reserve_heap(void)
{
	struct hakmem_arena *arena = &hakmem_default;
	size_t slices = slices_for(arena, PAGE_HEADER + sizeof(struct hakmem_heap));
	struct run_want want = { slices, slices, 1, 0, RUN_LARGE };

	reserved.length = 0;
	(void)run_claim(arena, &want, &reserved);
}

void inside_unreserve_heap(void)
{
	if (reserved.length)
		run_release(&hakmem_default, &reserved, RUN_LARGE);
}

void inside_enter(void)
{
	(void)heap_try_enter(hakmem_default.heap);
}

void inside_leave(void)
{
	heap_leave(hakmem_default.heap);
}

void inside_enter_all(void)
{
	for (struct hakmem_heap *h = heap_first(&hakmem_default); h; h = h->next_heap)
		(void)heap_try_enter(h);
}

void inside_leave_all(void)
{
	for (struct hakmem_heap *h = heap_first(&hakmem_default); h; h = h->next_heap)
		heap_leave(h);
}

void inside_push(void *p)
{
	struct page *page = page_of(p);
	unsigned long old = atomic_read(&page->thread_free);
	struct block *block = p;

	if (!inside_shared()) {
		hakmem_free(p);
		return;
	}
	block->next = tf_head(page, old);
	atomic_set(&page->thread_free,
		   tf_with_head(old + TF_COUNT_ONE, page, block) | TF_QUEUED);
	pushed = page;
}

void inside_push_on(void)
{
	struct atomic_word *pending;

	if (!pushed)
		return;
	pending = &pushed->heap->pending;
	pushed->pending = (struct page *)atomic_read(pending);
	atomic_set(pending, (unsigned long)pushed);
	pushed = NULL;
}
