// SPDX-License-Identifier: MIT
/*
 * Runs of slices.
 *
 * Concurrency: free_map alone decides. A claim clears the run's bits word by word
 * with compare-and-swap and rolls back on conflict; so a claim may make another
 * one fail although memory is free, and that one searches again. start_map and
 * mark_map are written by the run's owner only, with atomic or/and because
 * neighbours share words; they are set after the claim and cleared before the
 * release, so a slice's codes are never seen by the next owner.
 */
#include "debug.h"
#include "page.h"
#include "page_map.h"
#include "run.h"

struct search {
	size_t min;
	size_t max;
	size_t alignment;
	size_t best;	   /* length of the best run so far */
	unsigned int left; /* fitting runs still to be compared */
};

/* First slice of [first, end) whose address is a multiple of @alignment. */
static size_t align_slice(const struct hakmem_arena *arena, const struct region *region,
			  size_t first, size_t alignment)
{
	uintptr_t addr = region->base + (first << slice_shift(arena));

	if (alignment <= slice_size(arena))
		return first;
	addr = (addr + alignment - 1) & ~(uintptr_t)(alignment - 1);
	return (addr - region->base) >> slice_shift(arena);
}

/*
 * Is a run of @length better than the best so far? The shortest one that holds
 * max; without one that does, the longest.
 */
static bool better(const struct search *search, size_t length)
{
	size_t best = search->best;

	if (best < search->max)
		return length > best;
	return length >= search->max && length < best;
}

/* Compare the free run with the best so far. False: the search is over. */
static bool consider(const struct hakmem_arena *arena, struct region *region,
		     struct search *search, struct run *run, size_t first, size_t length)
{
	size_t start = align_slice(arena, region, first, search->alignment);

	if (start - first >= length)
		return true;
	length -= start - first;
	if (length < search->min)
		return true;
	if (better(search, length)) {
		search->best = length;
		run->region = region;
		run->first = start;
	}
	return length < search->max || (length != search->max && --search->left);
}

/*
 * Visit the free runs of @region, a word at a time: zeros end a run, ones extend
 * it, and a run goes on into the next word. False: the search is over.
 */
static bool search_region(const struct hakmem_arena *arena, struct region *region,
			  struct search *search, struct run *run)
{
	size_t first = 0, length = 0, end = (size_t)region->nr_words * BITS_PER_LONG;

	for (size_t bit = 0; bit < end; bit += BITS_PER_LONG) {
		unsigned long word = atomic_read(&region->free_map[bit / BITS_PER_LONG]);
		unsigned int done = 0, n;

		if (!length)
			first = bit;
		if (word == ~0ul) {
			length += BITS_PER_LONG;
			continue;
		}
		while (word) {
			n = lowest_bit(word);
			if (n) {
				if (length && !consider(arena, region, search, run, first,
							length))
					return false;
				word >>= n;
				done += n;
				first = bit + done;
				length = 0;
			}
			n = lowest_bit(~word);
			word >>= n;
			done += n;
			length += n;
		}
		if (length && done < BITS_PER_LONG) {
			if (!consider(arena, region, search, run, first, length))
				return false;
			length = 0;
		}
	}
	return !length || consider(arena, region, search, run, first, length);
}

/*
 * Is the run past all slices that were ever used, in a region that was zero?
 * Either way they count as used from now on.
 */
static bool take_clean(struct region *region, size_t first, size_t length)
{
	unsigned long old = atomic_read(&region->clean);
	bool clean = region->zeroed && first >= old;

	while (first + length > old &&
	       !atomic_try_cmpxchg(&region->clean, &old, first + length))
		;
	return clean;
}

static void set_marks(const struct run *run, enum run_kind kind)
{
	size_t last = run->first + run->length - 1;

	bit_set(run->region->start_map, run->first);
	if (kind == RUN_ALIGNED)
		bit_set(run->region->start_map, run->first + 1);
	bit_set(run->region->mark_map, kind == RUN_PAGE ? run->first : last);
}

/* Choose a free run for @run. False when there is none. */
static bool search_arena(struct hakmem_arena *arena, struct search *search, struct run *run)
{
	search->left = CONFIG_HAKMEM_FIT_CANDIDATES;
	search->best = 0;
	for (struct region *r = region_first(arena); r; r = region_next(r))
		if (!search_region(arena, r, search, run))
			break;
	run->length = search->best < search->max ? search->best : search->max;
	return search->best;
}

bool run_claim(struct hakmem_arena *arena, size_t min, size_t max, size_t alignment,
	       enum run_kind kind, struct run *run)
{
	struct search search;
	unsigned int tries = RUN_TRIES;

	search.min = min;
	search.max = max;
	search.alignment = alignment;
	do {
		if (!search_arena(arena, &search, run))
			return false;
	} while (!bits_claim(run->region->free_map, run->first, run->length) && --tries);
	if (!tries)
		return false;
	atomic_add(&arena->free_slices, 0 - run->length);
	run->clean = take_clean(run->region, run->first, run->length);
	set_marks(run, kind);
	return true;
}

static void release_slices(struct hakmem_arena *arena, struct region *region, size_t first,
			   size_t n)
{
	debug_poison(slice_address(arena, region, first), n << slice_shift(arena));
	atomic_add(&arena->free_slices, n);
	bits_set(region->free_map, first, n);
}

void run_release(struct hakmem_arena *arena, const struct run *run, enum run_kind kind)
{
	struct region *region = run->region;

	bit_clear(region->start_map, run->first);
	if (kind == RUN_ALIGNED)
		bit_clear(region->start_map, run->first + 1);
	bit_clear(region->mark_map, kind == RUN_PAGE ? run->first
						     : run->first + run->length - 1);
	release_slices(arena, region, run->first, run->length);
}

void run_release_tail(struct hakmem_arena *arena, const struct run *tail)
{
	release_slices(arena, tail->region, tail->first, tail->length);
}

bool run_resize(struct hakmem_arena *arena, struct run *run, size_t length)
{
	struct region *region = run->region;
	size_t end = run->first + run->length, new_end = run->first + length;

	if (length > run->length) {
		size_t more = length - run->length;

		if (new_end > region->nr_slices || !bits_claim(region->free_map, end, more))
			return false;
		atomic_add(&arena->free_slices, 0 - more);
		take_clean(region, end, more);
	}
	if (length != run->length) {
		bit_set(region->mark_map, new_end - 1);
		bit_clear(region->mark_map, end - 1);
	}
	if (length < run->length)
		release_slices(arena, region, new_end, run->length - length);
	run->length = length;
	return true;
}

/* Is the start bit at @slice a tag, that is the second slice of an aligned run? */
static bool is_tag(const struct region *region, size_t slice)
{
	return slice && bits_test(region->start_map, slice - 1) &&
	       !bits_test(region->mark_map, slice - 1);
}

enum run_kind run_at(const struct hakmem_arena *arena, struct region *region, size_t slice,
		     struct run *run)
{
	size_t end = region->nr_slices;

	run->region = region;
	run->first = slice;
	if (bits_test(region->free_map, slice) || !bits_test(region->start_map, slice) ||
	    is_tag(region, slice))
		return RUN_FREE;
	if (bits_test(region->mark_map, slice)) {
		run->length = page_slices(slice_address(arena, region, slice));
		return RUN_PAGE;
	}
	run->length = bits_next_set(region->mark_map, slice + 1, end) + 1 - slice;
	return bits_test(region->start_map, slice + 1) ? RUN_ALIGNED : RUN_LARGE;
}
