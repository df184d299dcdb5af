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
 * gives back the first one sets the bit afterwards. heap_reclaim() and runs_reclaim() look at
 * all words without a bit before a request is refused.
 */
#ifndef KERNEL_FREE_MAP_H
#define KERNEL_FREE_MAP_H

#include "bits.h"
#include "run.h"
#include "run_marks.h"

/* Give back @n slices, one at least, from @first on. O(n / w). */
void free_map_release(struct region *region, size_t first, size_t n);

/*
 * Take @n free slices, one at least, from @first on, all or none. Returns false, with the map as
 * it was, when one of them was taken. O(n / w); a word is tried again when another
 * context changed it meanwhile: at most once for each context inside the map.
 */
bool free_map_claim(struct region *region, size_t first, size_t n);

/*
 * The bits of @word from which on at least @n are set, 1 to BITS_PER_LONG, or all up to the
 * last one: a shift of a negative number keeps the top bit. O(log n). Written out, as a
 * shift by a constant comes with the AND on Arm, and words with short runs are left early.
 */
static always_inline unsigned long run_starts(unsigned long word, size_t n)
{
	long bits = (long)word;

	if (OPTIMIZE_SIZE) {
		for (size_t known = 1, more; known < n; known += more) {
			more = known < n - known ? known : n - known;
			bits &= bits >> more;
		}
		return (unsigned long)bits;
	}
	if (n < 2)
		return word;
	bits &= bits >> 1;
	if (n < 4)
		return (unsigned long)(bits & bits >> (n - 2));
	bits &= bits >> 2;
	if (!bits)
		return 0;
	if (n < 8)
		return (unsigned long)(bits & bits >> (n - 4));
	bits &= bits >> 4;
	if (n < 16)
		return (unsigned long)(bits & bits >> (n - 8));
	bits &= bits >> 8;
	if (!bits)
		return 0;
	if (n < 32)
		return (unsigned long)(bits & bits >> (n - 16));
	bits &= bits >> 16;
	return (unsigned long)(bits & bits >> (n - 32));
}

/* run_starts() of the bits from @slice on, in its word. */
unsigned long free_map_starts_from(const struct region *region, size_t slice, size_t n);

/* run_starts() of word @i of the map. */
static always_inline unsigned long free_map_starts(const struct region *region, size_t i, size_t n)
{
	if (OPTIMIZE_SIZE)
		return free_map_starts_from(region, i * BITS_PER_LONG, n);
	return run_starts(atomic_read(&region->free_map[i]), n);
}

/*
 * A run reaches the end of word @i: does it have @more slices, one at least, in the next one?
 * Behind the last word lies another map, which may say yes where there is none.
 */
static always_inline bool free_map_goes_on(const struct region *region, size_t i, size_t more)
{
	unsigned long used = ~atomic_read(&region->free_map[i + 1]);

	return !(more < BITS_PER_LONG ? used << (BITS_PER_LONG - more) : used);
}

/* Slices of a free run that a search counts, beyond those that it wants: to compare. */
#define RUN_COUNTED (CONFIG_HAKMEM_FIT_CANDIDATES == 1 ? 0 : 8u * BITS_PER_LONG)

#ifdef CONFIG_HAKMEM_SUMMARY

#define summary_words(words) (((words) + BITS_PER_LONG - 1) / BITS_PER_LONG)

/* Behind the last bitmap. */
static inline struct atomic_word *region_summary(const struct region *region)
{
	return run_marks_end(region);
}

/* The first word at or behind @i that may have a free slice. */
size_t free_map_next_word(const struct region *region, size_t i);

/*
 * No run of @slices slices was found: may they be free, and does the summary miss some? Then it
 * does no more. O(slices of @arena / w).
 */
bool free_map_refresh(struct hakmem_arena *arena, size_t slices);

/* After a task was deleted: the summary misses none that it knew of. O(slices / w). */
void free_map_repair(struct hakmem_arena *arena);

#else

#define summary_words(words) ((void)(words), (size_t)0)


static inline size_t free_map_next_word(const struct region *region, size_t i)
{
	(void)region;
	return i;
}

static inline bool free_map_refresh(struct hakmem_arena *arena, size_t slices)
{
	(void)arena;
	(void)slices;
	return false;
}

static inline void free_map_repair(struct hakmem_arena *arena)
{
	(void)arena;
}

#endif

#endif
