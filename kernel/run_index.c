// SPDX-License-Identifier: MIT
/*
 * Searching by the run index: see run_index.h.
 *
 * Concurrency: see there. Of those who were at work at one time, each mends. Each looks at a
 * word, or at a row, after it changed what tells of it, and goes on until it finds them as
 * they were then; so whoever looks last leaves what is so.
 */
#include "context.h"
#include "run_index.h"
#include "run_search.h"

/* Runs of whole words that are looked at beside, for a part of a word. */
#define PARTS_TRIED 8

const uint8_t run_class_above[] = {
	0, /* nobody asks for none */
	0,  1,	2,  3,	4,  5,	6,  7,
	8,  8,	8,  8,	9,  9,	9,  9,
	10, 10, 10, 10, 10, 10, 10, 10, 11, 11, 11, 11, 11, 11, 11, 11,
#if __SIZEOF_LONG__ == 8
	12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
	13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13,
#endif
};

/* A call: most of this file is about what is seldom. */
static noinline unsigned int class_of(unsigned long word)
{
	return run_class_of(word);
}

/* Whether @row lists anything is what its bit says. */
static void settle_row(struct region *region, size_t row)
{
	const struct atomic_word *listed = &region->listed[row];
	bool any;

	do {
		any = atomic_read(listed);
		if (any)
			bit_set(run_index_rows(region), row);
		else
			bit_clear(run_index_rows(region), row);
	} while (any != !!atomic_read(listed));
}

/* Word @i is listed under @class or is not; and so says the row's bit. */
static void settle(struct region *region, size_t i, unsigned int class, bool listed)
{
	size_t row = run_index_row(region, class, i);

	if (listed)
		bit_set(&region->listed[row], i % BITS_PER_LONG);
	else
		bit_clear(&region->listed[row], i % BITS_PER_LONG);
	settle_row(region, row);
}

/* In a further turn only the class of the turn before and the word's own can be listed wrongly. */
void run_index_mend(struct region *region, size_t i, unsigned long classes)
{
	unsigned long word, left;
	unsigned int class;

	do {
		word = atomic_read(&region->free_map[i]);
		class = class_of(word);
		classes |= 1ul << class;
		for (left = classes & ~(1ul << RUN_CLASS_NONE); left; left &= left - 1)
			settle(region, i, lowest_bit(left), lowest_bit(left) == class);
		classes = 1ul << class;
	} while (atomic_read(&region->free_map[i]) != word);
	run_index_leave(region);
}

void run_index_mend_found(struct region *region, size_t row, size_t i, unsigned long before,
			  unsigned long after)
{
	unsigned int class = (unsigned int)(row >> region->group_shift);

	/* others may have moved it to another class since it was found */
	run_index_mend(region, i, 1ul << class | 1ul << class_of(before) | 1ul << class_of(after));
}

/* The same for who has changed nothing: @i may be listed under @class, or not under its own. */
static void mend_seen(struct region *region, size_t i, unsigned int class)
{
	run_index_begin(region);
	run_index_mend(region, i, 1ul << class);
}

/* The first run of @n slices in a word of the lowest class that will do. False: there is none. */
static bool find_in_word(struct region *region, size_t n, struct run *run)
{
	unsigned int shift = region->group_shift;
	unsigned long listed, starts;
	size_t row, i;

	while ((row = run_index_first_row(region, n)) != run_index_end_row(shift)) {
		listed = atomic_read(&region->listed[row]);
		i = (row & region->group_mask) * BITS_PER_LONG + (listed ? lowest_bit(listed) : 0);
		starts = listed ? run_starts_within(atomic_read(&region->free_map[i]), n) : 0;
		if (starts) {
			run->first = i * BITS_PER_LONG + lowest_bit(starts);
			return true;
		}
		/* somebody is at work: the word, or the row's bit, says too much */
		mend_seen(region, i, (unsigned int)(row >> shift));
	}
	return false;
}

/* The same by all words of the map. O(slices / w). */
static bool find_in_any_word(const struct region *region, size_t n, struct run *run)
{
	unsigned long starts;

	for (size_t i = 0; i < region->nr_words; i++) {
		starts = run_starts_within(atomic_read(&region->free_map[i]), n);
		if (starts) {
			run->first = i * BITS_PER_LONG + lowest_bit(starts);
			return true;
		}
	}
	return false;
}

/* Are the @n slices of word @i from @bit on free? */
static bool part_is_free(const struct region *region, size_t i, size_t bit, size_t n)
{
	unsigned long part = ~(~0ul << n) << bit;

	return (atomic_read(&region->free_map[i]) & part) == part;
}

/* @k whole words at @i are free: with @more slices, less than a word, behind or before? */
static bool fits(const struct region *region, size_t i, size_t k, size_t more, struct run *run)
{
	run->first = i * BITS_PER_LONG;
	if (!more || (i + k < region->nr_words && part_is_free(region, i + k, 0, more)))
		return true;
	run->first -= more;
	return i && part_is_free(region, i - 1, BITS_PER_LONG - more, more);
}

/* Of the @k words at @i those up to the last one that is not free as a whole: how many. */
static size_t words_to_skip(const struct region *region, size_t i, size_t k)
{
	while (k && !~atomic_read(&region->free_map[i + k - 1]))
		k--;
	return k;
}

/* Lengths of the runs of set bits at both ends of @bits. */
static size_t ones_at_start(unsigned long bits)
{
	return ~bits ? lowest_bit(~bits) : BITS_PER_LONG;
}

static size_t ones_at_end(unsigned long bits)
{
	return ~bits ? BITS_PER_LONG - 1 - highest_bit(~bits) : BITS_PER_LONG;
}

/* The first of @k words at or behind word @i that are listed as whole; or NONE. O(words / w). */
#define NONE SIZE_MAX
static size_t next_listed(const struct region *region, size_t i, size_t k)
{
	const struct atomic_word *whole = &region->listed[run_index_row(region, RUN_CLASS_WORD, 0)];
	unsigned long bits, behind = ~0ul << (i % BITS_PER_LONG), starts;
	size_t before = 0; /* words in front of the group */

	for (size_t group = i / BITS_PER_LONG; group <= region->group_mask; group++) {
		bits = atomic_read(&whole[group]) & behind;
		if (before + ones_at_start(bits) >= k)
			return group * BITS_PER_LONG - before;
		starts = k < BITS_PER_LONG ? run_starts_within(bits, k) : 0;
		if (starts)
			return group * BITS_PER_LONG + lowest_bit(starts);
		before = ~bits ? ones_at_end(bits) : before + BITS_PER_LONG;
		behind = ~0ul;
	}
	return NONE;
}

/*
 * The same of words that are, by the index or by the map. Somebody is at work on those that are
 * listed and are not; they need not be mended to go past them.
 */
static size_t next_whole(const struct region *region, size_t i, size_t k, bool by_index)
{
	size_t skip = 0;

	do {
		i += skip;
		if (by_index)
			i = next_listed(region, i, k);
		if (i == NONE || k > region->nr_words - i)
			return NONE;
		skip = words_to_skip(region, i, k);
	} while (skip);
	return i;
}

/* @k whole words that are free, and @more slices: in one of the first @tries such places. */
static bool find_words(const struct region *region, size_t k, size_t more, size_t tries,
		       bool by_index, struct run *run)
{
	for (size_t i = 0; tries-- && (i = next_whole(region, i, k, by_index)) != NONE; i += k)
		if (fits(region, i, k, more, run))
			return true;
	return false;
}

/* A place for more slices than a word has. A call: others have its stack. */
static noinline bool find_long(const struct region *region, size_t n, bool by_index,
			       struct run *run)
{
	size_t k = n / BITS_PER_LONG, more = n % BITS_PER_LONG;

	return find_words(region, k, more, by_index && more ? PARTS_TRIED : region->nr_words,
			  by_index, run) ||
	       (by_index && more && find_words(region, k + 1, 0, 1, true, run));
}

/* By the index, or by the map. */
static bool find_once(struct region *region, size_t n, bool by_index, struct run *run)
{
	if (n > BITS_PER_LONG)
		return find_long(region, n, by_index, run);
	return by_index ? find_in_word(region, n, run) : find_in_any_word(region, n, run);
}

/*
 * Where @n slices are free. False: at some time there was no such place that the index knows. By
 * the index, and again after changes that are over; by the map while somebody is in the middle of
 * one, as he may be on another core and move a word past a search by the index.
 */
static noinline bool find(struct region *region, size_t n, struct run *run)
{
	unsigned long changes = run_index_changes(region);
	unsigned int tries = 0;
	bool by_index = true;

	while (!find_once(region, n, by_index, run)) {
		if (run_index_is_sure(region, &changes, tries++))
			return false;
		by_index = !(changes & CHANGES_NOW);
	}
	return true;
}

size_t run_search(struct hakmem_arena *arena, size_t min, struct run *best)
{
	(void)min; /* all of it */
	for (best->region = region_first(arena); best->region;
	     best->region = region_next(best->region))
		if (find(best->region, best->length, best))
			return best->length;
	return 0;
}
