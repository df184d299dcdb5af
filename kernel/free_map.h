/* SPDX-License-Identifier: MIT */
/*
 * The bitmap of a region's free slices.
 *
 * With CONFIG_HAKMEM_SUMMARY a search takes a time that depends on the size of the
 * arena only, not on the number of free runs. Words without a long enough run are
 * skipped whole; and words in use are not even read: the summary has a bit for each
 * word, set when the word may have a free slice.
 *
 * free_map alone decides. The summary may say too much, and not for long too little: who
 * takes the last slice of a word clears its bit and then looks at the word again; who
 * gives back the first one sets the bit afterwards. heap_reclaim() looks at all words
 * before a request is refused.
 */
#ifndef KERNEL_FREE_MAP_H
#define KERNEL_FREE_MAP_H

#include "bits.h"
#include "run.h"

/* Free slices from @first on. O(n / w). */
void free_map_release(struct region *region, size_t first, size_t n);

/*
 * Take @n free slices, one at least, from @first on, all or none. Returns false, with the map as
 * it was, when one of them was taken. O(n / w); a word is tried again when another
 * context changed it meanwhile: at most once for each context inside the map.
 */
bool free_map_claim(struct region *region, size_t first, size_t n);

/*
 * The first run of at least @n free slices in @region from slice @from on: in @run.
 * False when there is none. O(slices / w); without a summary, and free runs.
 */
bool free_map_next_run(const struct region *region, size_t from, size_t n, struct run *run);

/*
 * The bits of word @i of the map from which on at least @n are set, or all up to the
 * last of the word: the run may go on in the next one then. O(log n).
 */
unsigned long free_map_starts(const struct region *region, size_t i, size_t n);

/* The first word at or behind @i that may have a free slice. */
size_t free_map_next_word(const struct region *region, size_t i);

#ifdef CONFIG_64BIT

/* The same, but that the run may go on behind @most slices, at least @n. */
bool free_map_next_run_within(const struct region *region, size_t from, size_t n, size_t most,
			      struct run *run);

#else /* maps are short */

static inline bool free_map_next_run_within(const struct region *region, size_t from, size_t n,
					    size_t most, struct run *run)
{
	(void)most;
	return free_map_next_run(region, from, n, run);
}

#endif

/* Slices of a free run that a search counts, beyond those that it wants. */
#define RUN_COUNTED (16u * BITS_PER_LONG)

#ifdef CONFIG_HAKMEM_SUMMARY

#define summary_words(words) (((words) + BITS_PER_LONG - 1) / BITS_PER_LONG)

/* Behind the last bitmap. */
static inline struct atomic_word *region_summary(const struct region *region)
{
	return region->mark_map + region->nr_words;
}

/* Does the summary miss some free slice of @arena? Then it does no more. O(slices / w). */
bool free_map_refresh(struct hakmem_arena *arena);

/* After a task was deleted: the summary misses none that it knew of. O(slices / w). */
void free_map_repair(struct hakmem_arena *arena);

#else

#define summary_words(words) ((void)(words), (size_t)0)

static inline bool free_map_refresh(struct hakmem_arena *arena)
{
	(void)arena;
	return false;
}

static inline void free_map_repair(struct hakmem_arena *arena)
{
	(void)arena;
}

#endif

#endif
