// SPDX-License-Identifier: MIT
#include "block.h"
#include "debug.h"
#include "context.h"
#include "fault.h"
#include "page_map.h"
#include "size_class.h"

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
	info->aligned = info->start != p;
	if (!heap_enter(page->heap)) /* what else there is to see is the owner's */
		return true;
	heap_exit(page->heap);
	return (const char *)p < first + page->carved * size &&
	       (!info->aligned || page_flags(page) & PAGE_ALIGNED);
}

static bool look_up_single(const struct hakmem_arena *arena, struct page *page, const void *p,
			   struct block_info *info)
{
	size_t bytes = page_slices(page) << slice_shift(arena);

	info->page = page;
	info->start = page->free;
	info->usable = bytes - (size_t)((const char *)p - (const char *)page);
	info->aligned = p != page_first_block(page);
	info->fault = HAKMEM_FAULT_NOT_A_BLOCK;
	return p == page->free;
}

bool block_look_up_run(struct hakmem_arena *arena, const void *p, struct block_info *info)
{
	struct region *region = region_find(arena, p);
	enum run_kind kind;
	size_t slice;

	info->fault = arena->ready ? HAKMEM_FAULT_FOREIGN : HAKMEM_FAULT_UNINIT;
	if (!region)
		return false;
	slice = slice_of(arena, region, p);
	info->fault = bits_test(region->free_map, slice) ? HAKMEM_FAULT_DOUBLE_FREE
							 : HAKMEM_FAULT_NOT_A_BLOCK;
	kind = run_at(arena, region, slice, &info->run);
	if (p != slice_address(arena, region, slice) ||
	    (kind != RUN_LARGE && kind != RUN_ALIGNED))
		return false;
	info->start = (void *)(uintptr_t)p;
	info->usable = info->run.length << slice_shift(arena);
	info->aligned = kind == RUN_ALIGNED;
	return true;
}

bool block_look_up(struct hakmem_arena *arena, const void *p, struct block_info *info)
{
	struct page *page = page_find(arena, p);

	info->page = NULL;
	if (page == PAGE_NONE)
		return block_look_up_run(arena, p, info);
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
