/* SPDX-License-Identifier: MIT */
/*
 * The run cache: a few large runs that were freed wait for the next request of about
 * their length, which is then served without a search of the bitmap.
 *
 *	slot		0		1			2			...
 *	slices, least	shortest	shortest + 1	shortest + 2	...
 *
 * A slot is a word, the address of a run or 0, and one compare-and-swap fills or empties
 * it: any context may, in no heap, and none waits. To the bitmaps a cached run is one in
 * use; that it is free, the slot alone says. A free looks at the slot of the run's length
 * and at RUN_CACHE_SHORTER below, a request at its own and at RUN_CACHE_LONGER above.
 *
 * Memory that is cached cannot become part of longer runs. So nothing is cached while
 * memory is scarce, which is when less than half of it is free: each claim that has to
 * search then gives RUN_CACHE_BATCH back first; and heap_reclaim() gives all back, before the
 * last search for a request that is refused then.
 *
 * Pairing: filling a slot releases what the owner wrote, emptying it acquires that.
 */
#ifndef KERNEL_RUN_CACHE_H
#define KERNEL_RUN_CACHE_H

#include "region.h"
#include "run.h"

/* Slots above its own that a request looks at; below its own, a free. */
#define RUN_CACHE_LONGER  2u
#define RUN_CACHE_SHORTER 1u

/*
 * Runs that a claim gives back when memory is scarce: more saves memory in the smaller
 * arenas, and each makes the longest claim some hundred instructions longer.
 */
#define RUN_CACHE_BATCH (IS_ENABLED(CONFIG_HAKMEM_PROFILE_FAST) ? 1u : 4u)

#ifdef CONFIG_HAKMEM_RUN_CACHE

/*
 * The block of a cached run of @length slices, or of slightly more; NULL: there is none. Its
 * bytes are what the last owner left. Context: any. Bound: O(1); with task deletion O(n / w).
 */
void *run_cache_take(struct hakmem_arena *arena, size_t length);

/*
 * Cache the large run of @length slices at @p, which is the caller's, and in the journal as
 * released. False: it has to be given back. Context: any. Bound: O(1).
 */
bool run_cache_put(struct hakmem_arena *arena, void *p, size_t length);

/* Give back @most cached runs, if there are as many. O(n / w) each. */
void run_cache_release(struct hakmem_arena *arena, unsigned int most);

/* Give back the one at @p. False: there is none. */
bool run_cache_release_at(struct hakmem_arena *arena, const void *p);

/* Shortest run of slot @slot, slices: the least that is not for a page's block. */
static inline size_t run_cache_length(const struct hakmem_arena *arena, size_t slot)
{
	return (CLASS_MAX >> slice_shift(arena)) + 1 + slot;
}

/* @n more slices, of a region that nobody sees yet. */
static inline void run_cache_grow(struct hakmem_arena *arena, size_t n)
{
	atomic_fetch_add(&arena->nr_slices, n);
}

static inline bool run_cache_scarce(const struct hakmem_arena *arena)
{
	return atomic_read(&arena->free_slices) < atomic_read(&arena->nr_slices) / 2;
}

/*
 * Is the large run of @length slices at @p cached? Asked by who should own it, and has
 * freed it before if it is; or by a walk, with nobody else at work.
 */
static inline bool run_cache_holds(const struct hakmem_arena *arena, const void *p,
				   size_t length)
{
	size_t slot = length - run_cache_length(arena, 0);
	unsigned int left = 1 + RUN_CACHE_SHORTER;

	for (; left-- && slot < CONFIG_HAKMEM_CACHED_RUNS; slot--)
		if (atomic_read(&arena->cached[slot]) == (unsigned long)p)
			return true;
	return false;
}

/* Before a search: with memory scarce, some cached runs go back. */
static inline void run_cache_ebb(struct hakmem_arena *arena)
{
	if (unlikely(atomic_read(&arena->caching)) && run_cache_scarce(arena))
		run_cache_release(arena, RUN_CACHE_BATCH);
}

/* All of them. */
static inline void run_cache_empty(struct hakmem_arena *arena)
{
	run_cache_release(arena, CONFIG_HAKMEM_CACHED_RUNS);
}

#else

static inline void run_cache_grow(struct hakmem_arena *arena, size_t n)
{
	(void)arena;
	(void)n;
}

static inline void *run_cache_take(struct hakmem_arena *arena, size_t length)
{
	(void)arena;
	(void)length;
	return NULL;
}

static inline bool run_cache_put(struct hakmem_arena *arena, void *p, size_t length)
{
	(void)arena;
	(void)p;
	(void)length;
	return false;
}

static inline bool run_cache_holds(const struct hakmem_arena *arena, const void *p,
				   size_t length)
{
	(void)arena;
	(void)p;
	(void)length;
	return false;
}

static inline bool run_cache_release_at(struct hakmem_arena *arena, const void *p)
{
	(void)arena;
	(void)p;
	return false;
}

static inline void run_cache_empty(struct hakmem_arena *arena)
{
	(void)arena;
}

static inline void run_cache_ebb(struct hakmem_arena *arena)
{
	(void)arena;
}

#endif

#endif
