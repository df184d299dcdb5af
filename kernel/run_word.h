/* SPDX-License-Identifier: MIT */
/*
 * Blocks that lie in one word of the free map, by the run index: the short way of malloc and
 * free where it is configured (CONFIG_HAKMEM_RUN_INDEX). No loop, no call, nothing that
 * depends on what the arena holds. Whatever is not as usual is left to the long way:
 * longer blocks, further regions, bad pointers, others at work on the same word.
 */
#ifndef KERNEL_RUN_WORD_H
#define KERNEL_RUN_WORD_H

#include "debug.h"
#include "run_index.h"

#ifdef CONFIG_HAKMEM_RUN_INDEX

/* What the long way needs is not to be saved on the short one. */
#define long_way noinline

/* Where a block is claimed. */
struct run_word {
	struct atomic_word *listed; /* by which it was found */
	unsigned int class;	    /* under which */
	size_t group;
	size_t bit;		    /* of the group */
};

/* A word with a run of @n slices. False: there is none, or somebody is at work. */
static always_inline bool run_word_find(const struct region *region, size_t n,
					struct run_word *word)
{
	const struct run_index *index = run_index(region);
	unsigned long bits = atomic_read(&index->classes) & ~0ul << run_class_above[n];

	if (unlikely(!bits))
		return false;
	word->class = lowest_bit(bits);
	bits = atomic_read(&index->groups[word->class]);
	if (unlikely(!bits))
		return false;
	word->group = lowest_bit(bits);
	word->listed = run_index_listed(region, word->group, word->class);
	bits = atomic_read(word->listed);
	if (unlikely(!bits))
		return false;
	word->bit = lowest_bit(bits);
	return true;
}

/*
 * Claim @n slices of that word. The bits taken, or 0: they were claimed meanwhile. Ends what
 * run_index_begin() began if it claims.
 */
static always_inline unsigned long run_word_claim(struct region *region, size_t n,
						  const struct run_word *word,
						  struct atomic_word *map, unsigned long begun)
{
	unsigned long old = atomic_read(map), mask, starts = run_starts_within(old, n);
	unsigned int new;

	if (unlikely(!starts))
		return 0;
	mask = ~0ul >> (BITS_PER_LONG - n) << lowest_bit(starts);
	if (unlikely(!atomic_try_cmpxchg(map, &old, old & ~mask)))
		return 0;
	new = run_class_of(old & ~mask);
	run_index_relist(region, word->listed, word->class, new, word->group, word->bit);
	/* others may have moved it to another class since it was found */
	if (unlikely(!run_index_end(region, begun)))
		run_index_mend(region, word->group * BITS_PER_LONG + word->bit,
			       1ul << word->class | 1ul << new, old);
	return mask;
}

/* A block of @size bytes in the first region, in *@p. False: none was found. */
static always_inline bool run_word_take(struct hakmem_arena *arena, size_t size, void **p)
{
	struct region *region = region_first(arena);
	struct run_word word;
	unsigned int shift;
	unsigned long begun, mask;
	size_t n, i, bit;

	if (unlikely(!region))
		return false;
	shift = node_shift(&region->node);
	n = ((size - !!size) >> shift) + 1;
	if (unlikely(n > BITS_PER_LONG))
		return false;
	begun = run_index_begin(region);
	if (unlikely(!run_word_find(region, n, &word)))
		goto none;
	i = word.group * BITS_PER_LONG + word.bit;
	mask = run_word_claim(region, n, &word, &region->free_map[i], begun);
	if (unlikely(!mask))
		goto none;
	bit = lowest_bit(mask);
	atomic_fetch_or(&region->start_map[i], 1ul << bit);
	atomic_fetch_or(&region->mark_map[i], mask & ~(mask >> 1));
	*p = (char *)region->node.base + ((i * BITS_PER_LONG + bit) << shift);
	return true;
none:
	run_index_leave(region);
	return false;
}

/* Free @p, a block of the first region. False: it is none that lies in one word. */
static always_inline bool run_word_free(struct hakmem_arena *arena, void *p)
{
	struct region *region = region_first(arena);
	unsigned int shift, class;
	size_t offset, slice, group, i, bit;
	unsigned long ends, mask, old, begun;

	if (unlikely(!region))
		return false;
	offset = (uintptr_t)p - region->node.base;
	shift = node_shift(&region->node);
	slice = offset >> shift;
	i = slice / BITS_PER_LONG;
	bit = slice % BITS_PER_LONG;
	if (unlikely(offset >= region->node.size || offset != slice << shift ||
		     !bits_test(region->start_map, slice)))
		return false;
	ends = atomic_read(&region->mark_map[i]) >> bit;
	if (unlikely(!ends))
		return false;
	mask = ends ^ (ends - 1); /* up to the first one */
	debug_poison(p, (lowest_bit(ends) + 1ul) << shift);
	atomic_fetch_and(&region->start_map[i], ~(1ul << bit));
	atomic_fetch_and(&region->mark_map[i], ~((mask ^ mask >> 1) << bit));
	mask <<= bit;
	begun = run_index_begin(region);
	old = atomic_fetch_or(&region->free_map[i], mask);
	class = run_class_of(old);
	group = i / BITS_PER_LONG;
	run_index_move(region, run_index_listed(region, group, class), class,
		       run_class_of(old | mask), group, i % BITS_PER_LONG, begun);
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
