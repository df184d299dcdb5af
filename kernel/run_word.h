/* SPDX-License-Identifier: MIT */
/*
 * Blocks that lie in one word of the free map, by the run index: the short way of malloc and
 * free where it is configured (CONFIG_HAKMEM_RUN_INDEX). No call, no loop but over the words
 * that tell which rows are used, nothing that depends on what the arena holds. Whatever is not
 * as usual is left to the long way: longer blocks, further regions, bad pointers, others at
 * work on the same word.
 */
#ifndef KERNEL_RUN_WORD_H
#define KERNEL_RUN_WORD_H

#include "debug.h"
#include "run_index.h"
#include "run_marks.h"

#ifdef CONFIG_HAKMEM_RUN_INDEX

/* What the long way needs is not to be saved on the short one. */
#define long_way noinline

/*
 * Word @i, which was @old and found by @row, has @left now. Ends what run_index_begin() began.
 */
static always_inline void run_word_claimed(struct region *region, size_t row, size_t i,
					   unsigned long old, unsigned long left,
					   unsigned long begun)
{
	unsigned int class = run_class_of(left);
	size_t new = run_index_row(region, class, i);
	unsigned long bit = 1ul << (i % BITS_PER_LONG);

	if (likely(new != row)) {
		if (class != RUN_CLASS_NONE)
			run_index_list(region, new, bit);
		run_index_unlist(region, row, bit);
	}
	if (unlikely(!run_index_end(region, begun)))
		run_index_mend_found(region, row, i, old, left);
}

/* A block of @size bytes in the first region, in *@p. False: none was found. */
static always_inline bool run_word_take(struct hakmem_arena *arena, size_t size, void **p)
{
	struct region *region = region_first(arena);
	unsigned int shift, bit;
	unsigned long begun, listed, old, starts, mask;
	size_t n, row, i;

	if (unlikely(!region))
		return false;
	shift = node_shift(&region->node);
	n = ((size - !!size) >> shift) + 1;
	if (unlikely(n > BITS_PER_LONG))
		return false;
	begun = run_index_begin(region);
	row = run_index_first_row(region, n);
	listed = atomic_read(&region->listed[row]);
	if (unlikely(!listed))
		goto none;
	i = (row & region->group_mask) * BITS_PER_LONG + lowest_bit(listed);
	old = atomic_read(&region->free_map[i]);
	starts = run_starts_within(old, n);
	if (unlikely(!starts))
		goto none;
	bit = lowest_bit(starts);
	mask = ~0ul >> (BITS_PER_LONG - n) << bit;
	if (unlikely(!atomic_try_cmpxchg(&region->free_map[i], &old, old & ~mask)))
		goto none;
	run_word_claimed(region, row, i, old, old & ~mask, begun);
	atomic_fetch_or(&region->rest_map[i], mask & mask << 1);
	*p = (char *)region->node.base + ((i * BITS_PER_LONG + bit) << node_shift(&region->node));
	return true;
none:
	run_index_leave(region);
	return false;
}

/* Does a run go on behind word @i? Behind the last one lies the index: it may say yes. */
static always_inline bool goes_on_behind(const struct region *region, size_t i)
{
	return atomic_read(&region->rest_map[i + 1]) & 1;
}

/* Free @p, a block of the first region. False: it is none that lies in one word. */
static always_inline bool run_word_free(struct hakmem_arena *arena, void *p)
{
	struct region *region = region_first(arena);
	unsigned int shift;
	size_t offset, slice, i, bit;
	unsigned long rest, behind, mask, old, begun;

	if (unlikely(!region))
		return false;
	offset = (uintptr_t)p - region->node.base;
	shift = node_shift(&region->node);
	slice = offset >> shift;
	i = slice / BITS_PER_LONG;
	bit = slice % BITS_PER_LONG;
	if (unlikely(offset >= region->node.size || offset != slice << shift))
		return false;
	rest = atomic_read(&region->rest_map[i]);
	if (unlikely((rest | atomic_read(&region->free_map[i])) >> bit & 1))
		return false;
	behind = ~rest & ~1ul << bit; /* its lowest bit ends the block */
	if (unlikely(!behind) && goes_on_behind(region, i))
		return false;
	mask = (behind & (0 - behind)) - (1ul << bit);
	debug_poison(p, (highest_bit(mask) + 1 - bit) << shift);
	atomic_fetch_andnot(&region->rest_map[i], mask & mask << 1);
	begun = run_index_begin(region);
	old = atomic_fetch_or(&region->free_map[i], mask);
	run_index_move(region, run_class_of(old), run_class_of(old | mask), i, begun);
	return true;
}

#else

#define long_way

static always_inline bool run_word_take(struct hakmem_arena *arena, size_t size, void **p)
{
	(void)arena;
	(void)size;
	(void)p;
	return false;
}

static always_inline bool run_word_free(struct hakmem_arena *arena, void *p)
{
	(void)arena;
	(void)p;
	return false;
}

#endif

#endif
