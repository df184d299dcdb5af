// SPDX-License-Identifier: MIT
/* Runs with an alignment above the slice size: code that few programs link. */
#include "context.h"
#include "free_map.h"
#include "run.h"
#include "run_cache.h"
#include "run_index.h"

/* The first slice of @region where an aligned run may start: one every so many does. */
static size_t first_aligned(const struct hakmem_arena *arena, const struct region *region,
			    const struct run_alignment *align)
{
	uintptr_t byte = region->node.base + align->offset;

	return ((0 - byte) & (align->alignment - 1)) >> slice_shift(arena);
}

/* The bits of word @i that are @first, @first + @step, and so on: @step is a power of two. */
static unsigned long aligned_bits(size_t i, size_t first, size_t step)
{
	unsigned long bits;

	first = (first - i * BITS_PER_LONG) & (step - 1);
	if (first >= BITS_PER_LONG)
		return 0;
	for (bits = 1ul << first; step < BITS_PER_LONG; step *= 2)
		bits |= bits << step;
	return bits;
}

/*
 * The first free run of @length slices from one of @first, @first + @step .. on. Of the
 * starts in a word only those may be too short that go on behind it; then all up to
 * their end are.
 */
static bool search_region(struct region *region, size_t length, size_t first, size_t step,
			  struct run *run)
{
	size_t i = 0, n = length < BITS_PER_LONG ? length : BITS_PER_LONG, end;

	while ((i = free_map_next_word(region, i)) < region->nr_words) {
		unsigned long starts = free_map_starts(region, i, n) &
				       aligned_bits(i, first, step);

		i++;
		if (!starts)
			continue;
		run->first = (i - 1) * BITS_PER_LONG + lowest_bit(starts);
		end = region->nr_slices - run->first < length ? region->nr_slices :
								run->first + length;
		end = bits_next_clear(region->free_map, run->first, end);
		if (end - run->first >= length)
			return true;
		if (i < end / BITS_PER_LONG)
			i = end / BITS_PER_LONG;
	}
	return false;
}

/* The first free run that will do, in the first region that has one. */
static bool search_regions(struct hakmem_arena *arena, size_t length,
			   const struct run_alignment *align, size_t step, struct run *run)
{
	for (run->region = region_first(arena); run->region; run->region = region_next(run->region))
		if (search_region(run->region, length,
				  first_aligned(arena, run->region, align), step, run))
			return true;
	return false;
}

#ifdef CONFIG_HAKMEM_RUN_INDEX

/*
 * The same in a word that is listed to have a run of @longer slices: so long that an aligned
 * one is in it. False: there is none, or somebody is at work on it. O(log w).
 */
static bool search_word(const struct region *region, size_t longer, size_t first, size_t step,
			struct run *run)
{
	size_t length = longer - step + 1, i = run_index_first_word(region, longer);
	unsigned long starts;

	if (i == SIZE_MAX)
		return false;
	starts = run_starts_within(atomic_read(&region->free_map[i]), length) &
		 aligned_bits(i, first, step);
	if (!starts)
		return false;
	run->first = i * BITS_PER_LONG + lowest_bit(starts);
	return true;
}

static bool search_indexes(struct hakmem_arena *arena, size_t length,
			   const struct run_alignment *align, size_t step, struct run *run)
{
	size_t longer = length + step - 1;

	if (longer > BITS_PER_LONG)
		return false;
	for (run->region = region_first(arena); run->region; run->region = region_next(run->region))
		if (search_word(run->region, longer,
				first_aligned(arena, run->region, align), step, run))
			return true;
	return false;
}

#else

static bool search_indexes(struct hakmem_arena *arena, size_t length,
			   const struct run_alignment *align, size_t step, struct run *run)
{
	(void)arena;
	(void)length;
	(void)align;
	(void)step;
	(void)run;
	return false;
}

#endif

/*
 * By the indexes of all regions, then by their bitmaps. False: there is none. A call: as in
 * run.c.
 */
static noinline bool search(struct hakmem_arena *arena, size_t length,
			    const struct run_alignment *align, struct run *run)
{
	size_t step = align->alignment >> slice_shift(arena);

	if (!step)
		step = 1;
	return search_indexes(arena, length, align, step, run) ||
	       search_regions(arena, length, align, step, run);
}

static bool choose(struct hakmem_arena *arena, size_t length,
		   const struct run_alignment *align, struct run *run)
{
	size_t size = (length << slice_shift(arena)) + align->alignment;

	return search(arena, length, align, run) ||
	       (run_grow(arena, size) && search(arena, length, align, run));
}

bool run_claim_aligned(struct hakmem_arena *arena, const struct run_alignment *align,
		       enum run_kind kind, struct run *run)
{
	unsigned int tries = context_is_only() ? 1 : RUN_TRIES;

	run_announce(arena, run->length);
	run_cache_ebb(arena);
	while (tries-- && choose(arena, run->length, align, run))
		if (run_take(arena, run, kind))
			return true;
	return false;
}
