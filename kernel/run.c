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
	size_t cost;	   /* of the best run so far, SIZE_MAX for none */
	unsigned int left; /* fitting runs still to be compared */
};

/*
 * What speaks against a run of @length slices: the slices left over when it holds
 * max; more than any of that, those missing when it does not.
 */
static size_t cost_of(const struct search *search, size_t length)
{
	if (length >= search->max)
		return length - search->max;
	return SIZE_MAX / 2 + (search->max - length);
}

/* First slice of [first, end) whose address is a multiple of @alignment. */
static size_t align_slice(const struct hakmem_arena *arena, const struct region *region,
			  size_t first, size_t alignment)
{
	uintptr_t addr = region->base + (first << slice_shift(arena));

	addr = (addr + alignment - 1) & ~(uintptr_t)(alignment - 1);
	return (addr - region->base) >> slice_shift(arena);
}

/* Compare the free run with the best so far. False: the search is over. */
static bool consider(const struct hakmem_arena *arena, struct region *region,
		     struct search *search, struct run *run, size_t first, size_t length)
{
	size_t start = align_slice(arena, region, first, search->alignment), cost;

	if (start - first >= length)
		return true;
	length -= start - first;
	cost = cost_of(search, length);
	if (length >= search->min && cost < search->cost) {
		search->cost = cost;
		run->region = region;
		run->first = start;
		run->length = length < search->max ? length : search->max;
	}
	return length < search->max || (cost && --search->left);
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
	search->cost = SIZE_MAX;
	for (struct region *r = region_first(arena); r; r = region_next(r))
		if (!search_region(arena, r, search, run))
			break;
	return search->cost != SIZE_MAX;
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

void run_release_slices(struct hakmem_arena *arena, const struct run *run)
{
	debug_poison(slice_address(arena, run->region, run->first),
		     run->length << slice_shift(arena));
	atomic_add(&arena->free_slices, run->length);
	bits_set(run->region->free_map, run->first, run->length);
}

void run_release(struct hakmem_arena *arena, const struct run *run, enum run_kind kind)
{
	struct region *region = run->region;
	size_t marked = run->first;

	bit_clear(region->start_map, run->first);
	if (kind == RUN_ALIGNED)
		bit_clear(region->start_map, run->first + 1);
	if (kind != RUN_PAGE)
		marked += run->length - 1;
	bit_clear(region->mark_map, marked);
	run_release_slices(arena, run);
}

bool run_resize(struct hakmem_arena *arena, struct run *run, size_t length)
{
	struct region *region = run->region;
	struct run tail = *run;

	if (length > run->length) {
		size_t end = run->first + run->length, more = length - run->length;

		if (more > region->nr_slices - end || !bits_claim(region->free_map, end, more))
			return false;
		atomic_add(&arena->free_slices, 0 - more);
		take_clean(region, end, more);
	}
	if (length != run->length) {
		bit_set(region->mark_map, run->first + length - 1);
		bit_clear(region->mark_map, run->first + run->length - 1);
	}
	if (length < run->length) {
		tail.first += length;
		tail.length -= length;
		run_release_slices(arena, &tail);
	}
	run->length = length;
	return true;
}

/* The two codes of a slice as a number: bit 0 start, bit 1 mark. */
static unsigned int code_of(const struct region *region, size_t slice)
{
	size_t word = slice / BITS_PER_LONG, bit = slice % BITS_PER_LONG;

	return (unsigned int)((atomic_read(&region->start_map[word]) >> bit & 1) |
			      (atomic_read(&region->mark_map[word]) >> bit & 1) << 1);
}

#define CODE_LARGE 1u /* start only: a large run, or its tag */
#define CODE_PAGE  3u

enum run_kind run_at(const struct hakmem_arena *arena, struct region *region, size_t slice,
		     struct run *run)
{
	unsigned int code = code_of(region, slice);

	run->region = region;
	run->first = slice;
	if (code == CODE_PAGE) {
		run->length = page_slices(slice_address(arena, region, slice));
		return RUN_PAGE;
	}
	if (code != CODE_LARGE || (slice && code_of(region, slice - 1) == CODE_LARGE))
		return RUN_FREE;
	run->length = bits_next_set(region->mark_map, slice + 1, region->nr_slices) + 1 - slice;
	return bits_test(region->start_map, slice + 1) ? RUN_ALIGNED : RUN_LARGE;
}
