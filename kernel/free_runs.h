/* SPDX-License-Identifier: MIT */
/*
 * The free runs of a region, in order of address:
 *
 *	free_runs_begin(&runs, region, n);
 *	while (free_runs_next(&runs, n, most, &run))
 *		...
 *
 * All inline: the place where a search is lives in registers, and looking at a word takes
 * some twenty instructions. With CONFIG_HAKMEM_SUMMARY a word is looked at as a whole, and
 * those in use not at all. Others may claim and release meanwhile: a run that is found may
 * never have been free at one time, so a claim must check; each step goes on behind the
 * last, whatever it sees, and forgets the starts that are taken by then.
 *
 * @n is the same in both calls, 1 at least, and @most not less. Of a run that is cut at
 * @most, the rest comes as the next one, if it has @n slices.
 */
#ifndef KERNEL_FREE_RUNS_H
#define KERNEL_FREE_RUNS_H

#include "bits.h"
#include "free_map.h"
#include "run.h"

#ifdef CONFIG_HAKMEM_SUMMARY

struct free_runs {
	const struct region *region;
	size_t n;	      /* slices wanted, as far as one word can tell */
	size_t word;	      /* of the bitmap, where the search is */
	unsigned long starts; /* bits of it where a run may start, not looked at yet */
	unsigned long live;   /* the next words with free slices, from first_live() on */
	size_t behind; /* slice to go on at when the last run left its word; or 0 */
};

/* The word whose bit comes first in the word of the summary that has @word's. */
static always_inline size_t first_live(size_t word)
{
	return word & ~(size_t)(BITS_PER_LONG - 1);
}

static always_inline void free_runs_begin(struct free_runs *runs,
					  const struct region *region, size_t n)
{
	runs->region = region;
	runs->n = n < BITS_PER_LONG ? n : BITS_PER_LONG;
	runs->word = 0;
	runs->starts = 0;
	runs->live = atomic_read(region_summary(region));
	runs->behind = 0;
}

/* Go on behind the last run. */
static always_inline void seek_behind(struct free_runs *runs)
{
	size_t slice = runs->behind, word = slice / BITS_PER_LONG;

	runs->word = word;
	runs->starts = 0;
	runs->live = 0;
	runs->behind = 0;
	if (slice >= runs->region->nr_slices)
		return;
	runs->starts = free_map_starts_from(runs->region, slice, runs->n);
	runs->live = atomic_read(&region_summary(runs->region)[word / BITS_PER_LONG]) &
		     ~1ul << (word % BITS_PER_LONG);
}

/* To the next word where a run may start. */
static always_inline bool next_starts(struct free_runs *runs)
{
	const struct region *region = runs->region;

	while (!runs->starts) {
		while (!runs->live) {
			runs->word = first_live(runs->word) + BITS_PER_LONG;
			if (runs->word >= region->nr_words)
				return false;
			runs->live = atomic_read(
				&region_summary(region)[runs->word / BITS_PER_LONG]);
		}
		runs->word = first_live(runs->word) + lowest_bit(runs->live);
		runs->live &= runs->live - 1;
		runs->starts = free_map_starts(region, runs->word, runs->n);
	}
	return true;
}

/*
 * The next run of at least @n slices, in @run, of which no more than @most and a word are
 * counted. False when there is none.
 */
static always_inline bool free_runs_next(struct free_runs *runs, size_t n, size_t most,
					 struct run *run)
{
	const struct region *region = runs->region;
	unsigned long word, rest;
	unsigned int bit;
	size_t end;

	for (;;) {
		if (runs->behind)
			seek_behind(runs);
		if (!next_starts(runs))
			return false;
		bit = lowest_bit(runs->starts);
		run->first = runs->word * BITS_PER_LONG + bit;
		word = atomic_read(&region->free_map[runs->word]);
		rest = ~word >> bit;
		if (likely(rest)) {
			run->length = lowest_bit(rest); /* 0: just taken */
			runs->starts &= word & ~1ul << bit << run->length;
		} else if (!OPTIMIZE_SIZE && bit + n > BITS_PER_LONG &&
			   !free_map_goes_on(region, runs->word, bit + n - BITS_PER_LONG)) {
			/* too short, as the search would find out by itself, later */
			runs->starts = 0;
			continue;
		} else {
			end = region->nr_slices - run->first < most ? region->nr_slices :
								      run->first + most;
			end = bits_next_clear(region->free_map,
					      (runs->word + 1) * BITS_PER_LONG, end);
			run->length = end - run->first;
			runs->behind = end;
		}
		if (likely(run->length >= n))
			return true;
	}
}

#else

struct free_runs {
	const struct region *region;
	size_t next; /* slice */
};

static always_inline void free_runs_begin(struct free_runs *runs,
					  const struct region *region, size_t n)
{
	(void)n;
	runs->region = region;
	runs->next = 0;
}

static always_inline bool free_runs_next(struct free_runs *runs, size_t n, size_t most,
					 struct run *run)
{
	const struct region *region = runs->region;
	size_t end = region->nr_slices, first, next;

	(void)most;
	while ((first = bits_next_set(region->free_map, runs->next, end)) < end) {
		next = bits_next_clear(region->free_map, first, end);
		runs->next = next + 1;
		run->first = first;
		run->length = next - first;
		if (run->length >= n)
			return true;
	}
	return false;
}

#endif

#endif
