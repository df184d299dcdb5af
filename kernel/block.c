// SPDX-License-Identifier: MIT
#include "block.h"
#include "debug.h"
#include "context.h"
#include "fault.h"
#include "large.h"
#include "page_map.h"
#include "size_class.h"

struct block *page_block(const struct page *page, const void *p)
{
	size_t size = class_size(page_class(page));
	char *first = page_first_block(page);

	return (struct block *)(void *)(first +
		class_divide((size_t)((const char *)p - first), size) * size);
}

/*
 * The alignment that an aligned block keeps: what its address has, which is what
 * was asked for or more, as far as its class can give it.
 */
static size_t kept_alignment(const void *p, size_t size)
{
	size_t alignment = (uintptr_t)p & (0 - (uintptr_t)p);

	while (alignment > size)
		alignment /= 2;
	return alignment;
}

/* Is it in use, as far as the heap knows? Somebody else may be in there. */
static bool is_live(struct page *page, const struct block_info *info, const void *p)
{
	const char *end;
	unsigned long zero;
	bool live;

	if (!heap_enter_fast(page->heap, &zero))
		return true;
	end = page_first_block(page) + page->carved * class_size(page_class(page));
	live = (const char *)p < end && block_handed_out_at(page, info->start, p);
	heap_exit_fast(page->heap, zero);
	return live;
}

static noinline bool look_up_page(struct page *page, const void *p, struct block_info *info)
{
	size_t size = class_size(page_class(page));
	const char *first = page_first_block(page);

	info->page = page;
	info->fault = HAKMEM_FAULT_NOT_A_BLOCK;
	if ((const char *)p < first)
		return false;
	info->start = page_block(page, p);
	info->usable = (size_t)((const char *)info->start + size - (const char *)p);
	info->alignment = info->start == p ? 1 : kept_alignment(p, size);
	return is_live(page, info, p);
}

static bool look_up_single(const struct hakmem_arena *arena, struct page *page, const void *p,
			   struct block_info *info)
{
	info->page = page;
	info->start = page->free;
	info->usable = (size_t)(page_end(arena, page) - (const char *)p);
	info->alignment = (size_t)1 << page->single_shift;
	info->fault = HAKMEM_FAULT_NOT_A_BLOCK;
	return p == page->free;
}

#ifdef CONFIG_HAKMEM_PAGES

/* Aligned blocks are in pages. */
static size_t alignment_of_run(const struct hakmem_arena *arena, const void *p)
{
	(void)arena;
	(void)p;
	return 1;
}

#else

/* What its address has, up to the largest that was handed out: it may be that one. */
static size_t alignment_of_run(const struct hakmem_arena *arena, const void *p)
{
	size_t alignment = (uintptr_t)p & (0 - (uintptr_t)p), most = atomic_read(&arena->aligned);

	if (!most)
		return 1;
	return alignment < most ? alignment : most;
}

#endif

static bool look_up_run(struct hakmem_arena *arena, const void *p, struct block_info *info)
{
	info->fault = large_look_up(arena, region_find(arena, p), p, &info->run);
	if (!info->fault && run_cache_holds(arena, p, info->run.length))
		info->fault = HAKMEM_FAULT_DOUBLE_FREE;
	if (info->fault)
		return false;
	info->start = (void *)(uintptr_t)p;
	info->usable = info->run.length << slice_shift(arena);
	info->alignment = alignment_of_run(arena, p);
	return true;
}

bool block_look_up(struct hakmem_arena *arena, const void *p, struct block_info *info)
{
	struct page *page = page_find(arena, p);

	info->page = NULL;
	if (page == PAGE_NONE)
		return look_up_run(arena, p, info);
	if (page_class(page) < NR_CLASSES)
		return look_up_page(page, p, info);
	if (page_class(page) == CLASS_SINGLE)
		return look_up_single(arena, page, p, info);
	info->fault = HAKMEM_FAULT_FOREIGN;
	return false;
}

/*
 * A block may be of a larger class than its request, when memory was short, but
 * never smaller.
 */
bool block_can_have(const struct block_info *info, size_t size)
{
	return size <= info->usable;
}

static size_t usable_size(struct hakmem_arena *arena, const void *p)
{
	struct block_info info;

	if (!p)
		return 0;
	if (!block_look_up(arena, p, &info)) {
		fault_report(arena, info.fault, p, info.page);
		return 0;
	}
	debug_unpoison(p, info.usable);
	return info.usable;
}

size_t hakmem_usable_size(const void *p)
{
	return usable_size(&hakmem_default, p);
}

size_t hakmem_arena_usable_size(struct hakmem_arena *arena, const void *p)
{
	return usable_size(arena, p);
}
