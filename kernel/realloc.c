// SPDX-License-Identifier: MIT
/*
 * Resizing: in place when the size class or the neighbouring slices allow, else
 * by moving. Shrinking never fails: a block that cannot move stays.
 */
#include <lib/string.h>
#include "alloc.h"
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

/* A run changes its length; for a size that a page serves better it moves, if it @may. */
static bool run_stays(struct hakmem_arena *arena, struct block_info *info, size_t size,
		      bool may)
{
	size_t for_pages = LONE_RUNS ? slice_size(arena) : PAGED_MAX;
	size_t slices = large_slices(arena, size);

	if (size <= for_pages && may)
		return false;
	if (!run_resize(arena, &info->run, slices) &&
	    !(run_cache_release_at(arena, (char *)info->start + info->usable) &&
	      run_resize(arena, &info->run, slices)))
		return false;
	info->usable = info->run.length << slice_shift(arena);
	return true;
}

static bool resize_in_place(struct hakmem_arena *arena, struct block_info *info, size_t size,
			    bool may)
{
	return block_in_page(info) ? page_stays(info, size) : run_stays(arena, info, size, may);
}

/* Of a block that has to move: few words, as they stay on the stack while it does. */
struct move {
	size_t usable; /* 0: it cannot */
	size_t alignment;
};

/* The block where it is, if it can have @size bytes there. Else NULL, and what moves. */
static noinline void *resize(struct hakmem_arena *arena, void *p, size_t size,
			     struct move *move)
{
	struct block_info info;
	bool found = block_look_up(arena, p, &info);

	if (!found)
		fault_report(arena, info.fault, p, info.page);
	if (!found || size > PTRDIFF_MAX) {
		move->usable = 0;
		return NULL;
	}
	if (!resize_in_place(arena, &info, size, true)) {
		debug_unpoison(p, size < info.usable ? size : info.usable);
		*move = (struct move){ info.usable, info.alignment };
		return NULL;
	}
	debug_poison(p, info.usable);
	debug_unpoison(p, size);
	return p;
}

/*
 * It cannot move; looking for memory may have freed the slices behind it. What should have
 * become a small block is a run as short as there are.
 */
static noinline void *stay(struct hakmem_arena *arena, void *p, size_t size)
{
	struct block_info info;

	if (!block_look_up(arena, p, &info) ||
	    (!resize_in_place(arena, &info, size, false) && size > info.usable))
		return NULL;
	debug_poison(p, info.usable);
	debug_unpoison(p, size);
	return p;
}

static void copy_block(void *new, const void *p, size_t size, size_t usable)
{
	size_t words = sizeof(long) - 1, keep = size < usable ? size : usable;

	mem_copy(new, p, (keep + words) & ~words);
}

/* Which calls a block moves by: a constant, as only they are to be linked. */
enum calls {
	OF_DEFAULT,
	OF_ARENA,
	OF_HEAP,
};

/*
 * Who has no aligned blocks links no code for them: that of alloc_aligned.c, or of
 * alloc_runs_aligned.c, takes the place of this one. A definition, as not every linker can
 * reach an undefined weak symbol, at 0.
 */
__weak noinline void *alloc_realigned(struct hakmem_arena *arena, struct hakmem_heap *heap,
				      size_t alignment, size_t size)
{
	(void)arena;
	(void)heap;
	(void)alignment;
	(void)size;
	return NULL;
}

static always_inline void *new_block(enum calls calls, struct hakmem_arena *arena,
				     struct hakmem_heap *heap, size_t size)
{
	if (calls == OF_HEAP)
		return hakmem_heap_malloc(heap, size);
	return calls == OF_ARENA ? hakmem_arena_malloc(arena, size) : hakmem_malloc(size);
}

/* Nobody is in a heap here: each step enters what it needs. */
static always_inline void *reallocate(enum calls calls, struct hakmem_arena *arena,
				      struct hakmem_heap *heap, void *p, size_t size)
{
	struct move move;
	void *new = NULL;

	if (!p)
		return new_block(calls, arena, heap, size);
	if (size) {
		new = resize(arena, p, size, &move);
		if (new || !move.usable)
			return new;
		new = move.alignment == 1 ? new_block(calls, arena, heap, size)
					  : alloc_realigned(arena, heap, move.alignment, size);
		if (!new)
			return stay(arena, p, size);
		copy_block(new, p, size, move.usable);
	}
	if (calls == OF_DEFAULT)
		hakmem_free(p);
	else
		hakmem_arena_free(arena, p);
	return new;
}

void *hakmem_arena_realloc(struct hakmem_arena *arena, void *p, size_t size)
{
	return reallocate(OF_ARENA, arena, NULL, p, size);
}

void *hakmem_realloc(void *p, size_t size)
{
	return reallocate(OF_DEFAULT, &hakmem_default, NULL, p, size);
}

void *hakmem_heap_realloc(struct hakmem_heap *heap, void *p, size_t size)
{
	if (!heap || !IS_ENABLED(CONFIG_HAKMEM_PAGES)) /* then there is no heap */
		return hakmem_heap_malloc(heap, size);
	return reallocate(OF_HEAP, heap->arena, heap, p, size);
}
