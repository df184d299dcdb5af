// SPDX-License-Identifier: MIT
/*
 * Resizing: in place when the size class or the neighbouring slices allow, else
 * by moving. Shrinking never fails: a block that cannot move stays.
 */
#include <lib/string.h>
#include "block.h"
#include "context.h"
#include "debug.h"
#include "fault.h"
#include "large.h"
#include "size_class.h"

/*
 * Does a block in a page stay for @size bytes? While it would get one of the same
 * class, and (fast) while half of it is used: below that moving pays.
 */
static bool page_stays(const struct block_info *info, size_t size)
{
	unsigned int class = page_class(info->page);

	if (size > info->usable)
		return false;
	if (class < NR_CLASSES && info->alignment == 1 && size_class(size) == class)
		return true;
	if (IS_ENABLED(CONFIG_HAKMEM_PROFILE_COMPACT) && info->alignment == 1)
		return class >= NR_CLASSES && size >= info->usable / 2;
	return size >= info->usable / 2;
}

/* A run changes its length; for a size that a page serves better it moves. */
static bool run_stays(struct hakmem_arena *arena, struct block_info *info, size_t size)
{
	size_t for_pages = LONE_RUNS ? slice_size(arena) : CLASS_MAX;

	if (size <= for_pages || !run_resize(arena, &info->run, large_slices(arena, size)))
		return false;
	info->usable = info->run.length << slice_shift(arena);
	return true;
}

static bool resize_in_place(struct hakmem_arena *arena, struct block_info *info, size_t size)
{
	return info->page ? page_stays(info, size) : run_stays(arena, info, size);
}

/* A new block where @p would go: in @heap, or where the context allocates from. */
static void *new_block(struct hakmem_arena *arena, struct hakmem_heap *heap,
		       size_t alignment, size_t size)
{
	if (heap)
		return hakmem_heap_aligned_alloc(heap, alignment, size);
	if (alignment == 1)
		return hakmem_arena_malloc(arena, size);
	return hakmem_arena_aligned_alloc(arena, alignment, size);
}

static void *move(struct hakmem_arena *arena, struct hakmem_heap *heap, void *p,
		  const struct block_info *info, size_t size)
{
	size_t words = sizeof(long) - 1, keep = size < info->usable ? size : info->usable;
	void *new = new_block(arena, heap, info->alignment, size);

	if (!new)
		return NULL;
	mem_copy(new, p, (keep + words) & ~words);
	hakmem_arena_free(arena, p);
	return new;
}

/* Nobody is in a heap here: each step enters what it needs. */
static void *resize(struct hakmem_arena *arena, struct hakmem_heap *heap, void *p, size_t size)
{
	struct block_info info;
	void *new;

	if (!block_look_up(arena, p, &info)) {
		fault_report(arena, info.fault, p, info.page);
		return NULL;
	}
	if (size > PTRDIFF_MAX)
		return NULL;
	if (resize_in_place(arena, &info, size)) {
		debug_poison(p, info.usable);
		debug_unpoison(p, size);
		return p;
	}
	debug_unpoison(p, size < info.usable ? size : info.usable);
	new = move(arena, heap, p, &info, size);
	if (new)
		return new;
	/* looking for memory may have freed the slices behind the block */
	if (size > info.usable && !resize_in_place(arena, &info, size))
		return NULL;
	debug_unpoison(p, size);
	return p;
}

static void *reallocate(struct hakmem_arena *arena, struct hakmem_heap *heap, void *p,
			size_t size)
{
	if (p && !size) {
		hakmem_arena_free(arena, p);
		return NULL;
	}
	if (!arena_ready(arena)) {
		fault_report(arena, HAKMEM_FAULT_UNINIT, p, NULL);
		return NULL;
	}
	return p ? resize(arena, heap, p, size) : new_block(arena, heap, 1, size);
}

void *hakmem_arena_realloc(struct hakmem_arena *arena, void *p, size_t size)
{
	return reallocate(arena, NULL, p, size);
}

void *hakmem_realloc(void *p, size_t size)
{
	return reallocate(&hakmem_default, NULL, p, size);
}

void *hakmem_heap_realloc(struct hakmem_heap *heap, void *p, size_t size)
{
	return heap ? reallocate(heap->arena, heap, p, size) : NULL;
}
