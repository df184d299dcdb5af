/* SPDX-License-Identifier: MIT */
/*
 * The run cache: a few large runs that were freed wait for the next request of about
 * their length, which is then served without a search of the bitmap.
 *
 *	slots		EACH		EACH			EACH			...
 *	slices, least	shortest	shortest + 1		shortest + 2		...
 *
 * A slot is a word, the address of a run or 0, and one compare-and-swap fills or empties
 * it: any context may, in no heap, and none waits. To the bitmaps a cached run is one in
 * use; that it is free, the slot alone says. A free looks at the slots of the run's length
 * and of up to RUN_CACHE_SHORTER less, a request at its own and those of up to
 * RUN_CACHE_LONGER more; so a block may be longer than its request by both together.
 *
 * Memory that is cached cannot become part of longer runs. So nothing is cached while
 * memory is scarce, which is when less than half of it is free: each claim that has to
 * search then gives RUN_CACHE_BATCH back first; and heap_reclaim(), without pages
 * runs_reclaim(), gives all back, before the last search for a request that is refused then.
 *
 * Pairing: filling a slot releases what the owner wrote, emptying it acquires that.
 */
#ifndef KERNEL_RUN_CACHE_H
#define KERNEL_RUN_CACHE_H

#include "journal.h"
#include "region.h"
#include "run.h"

/* Slices: see above. */
#define RUN_CACHE_LONGER  3u
#define RUN_CACHE_SHORTER 2u

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
 * Free the large run @run, the block @p, which is the caller's: it is cached, or given back.
 * HAKMEM_FAULT_DOUBLE_FREE: it is cached already, and nothing is done. Context: any.
 * Bound: O(1); O(n / w) if it is given back.
 */
enum hakmem_fault_code run_cache_free(struct hakmem_arena *arena, void *p,
				      const struct run *run);

/*
 * Is the large run of @length slices at @p cached? Asked by who should own it, and has
 * freed it before if it is; or by a walk, with nobody else at work.
 */
bool run_cache_holds(const struct hakmem_arena *arena, const void *p, size_t length);

/* Give back @most cached runs, if there are as many. O(n / w) each. */
void run_cache_release(struct hakmem_arena *arena, unsigned int most);

/* Give back the one at @p. False: there is none. */
bool run_cache_release_at(struct hakmem_arena *arena, const void *p);

/* The shortest run that is cached, slices: the least that is not for a page's block. */
static inline size_t run_cache_shortest(const struct hakmem_arena *arena)
{
	return (PAGED_MAX >> slice_shift(arena)) + 1;
}

/* The first of the slots for runs of @length slices; RUN_CACHE_SLOTS or more: there are none. */
static inline size_t run_cache_slot(const struct hakmem_arena *arena, size_t length)
{
	return (length - run_cache_shortest(arena)) * CONFIG_HAKMEM_CACHED_EACH;
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

/* Before a search: with memory scarce, some cached runs go back. */
static inline void run_cache_ebb(struct hakmem_arena *arena)
{
	if (unlikely(atomic_read(&arena->caching)) && run_cache_scarce(arena))
		run_cache_release(arena, RUN_CACHE_BATCH);
}

/* All of them. */
static inline void run_cache_empty(struct hakmem_arena *arena)
{
	run_cache_release(arena, RUN_CACHE_SLOTS);
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

static inline enum hakmem_fault_code run_cache_free(struct hakmem_arena *arena, void *p,
						    const struct run *run)
{
	(void)p;
	journal_run(JOURNAL_RELEASE, arena, run);
	run_release(arena, run, RUN_LARGE);
	return HAKMEM_FAULT_NONE;
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
