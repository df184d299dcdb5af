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

/* The bits of a word at @first and every @step, in the words that have any: powers of two. */
static unsigned long aligned_bits(size_t first, size_t step)
{
	unsigned long bits = 1ul << (first % BITS_PER_LONG);

	for (; step < BITS_PER_LONG; step *= 2)
		bits |= bits << step;
	return bits;
}

/* The word to look at: @i, or if each is to be (@stride 1), the next that may have a free slice. */
static size_t next_word(const struct region *region, size_t i, size_t stride)
{
	return stride == 1 ? free_map_next_word(region, i) : i;
}

/* Where the free run at run->first ends, or run->length slices of it. */
static size_t end_of(const struct run *run)
{
	size_t end = run->region->nr_slices;

	if (run->length < end - run->first)
		end = run->first + run->length;
	return bits_next_clear(run->region->free_map, run->first, end);
}

/* Does @run fit from @bit of word @i on? If not, nor does it in words in front of run->first. */
static bool holds(struct run *run, size_t i, unsigned int bit)
{
	size_t end;

	run->first = i * BITS_PER_LONG + bit;
	if (bit + run->length <= BITS_PER_LONG)
		return true;
	if (!free_map_goes_on(run->region, i, bit + run->length - BITS_PER_LONG))
		return false;
	end = end_of(run);
	if (end - run->first >= run->length)
		return true;
	run->first = end;
	return false;
}

/*
 * The first free run in its region at one of @first, @first + @step .. on. Of the starts in a
 * word only those may be too short that go on behind it; then all up to their end are.
 */
static bool find_in_map(size_t first, size_t step, struct run *run)
{
	const struct region *region = run->region;
	size_t stride = step > BITS_PER_LONG ? step / BITS_PER_LONG : 1;
	size_t n = run->length < BITS_PER_LONG ? run->length : BITS_PER_LONG;
	size_t i = first / BITS_PER_LONG;
	unsigned long aligned = aligned_bits(first, step), starts;

	run->first = first;
	while ((i = next_word(region, i, stride)) < region->nr_words) {
		starts = free_map_starts(region, i, n) & aligned;
		if (starts && holds(run, i, lowest_bit(starts)))
			return true;
		do
			i += stride;
		while (i < run->first / BITS_PER_LONG);
	}
	return false;
}

/* The same, surely: see run_index_is_sure(). */
static bool search_map(size_t first, size_t step, struct run *run)
{
	unsigned long changes = run_index_changes(run->region);
	unsigned int tries = 0;

	while (!find_in_map(first, step, run))
		if (run_index_is_sure(run->region, &changes, tries++))
			return false;
	return true;
}

#ifdef CONFIG_HAKMEM_RUN_INDEX

/*
 * The same in a word that is listed to have a longer run: so long that an aligned one is in it.
 * False: there is none, or somebody is at work on it. O(log w).
 */
static bool search_index(size_t first, size_t step, struct run *run)
{
	size_t longer = run->length + step - 1, i;
	unsigned long starts;

	if (longer > BITS_PER_LONG)
		return false;
	i = run_index_first_word(run->region, longer);
	if (i == SIZE_MAX)
		return false;
	starts = run_starts_within(atomic_read(&run->region->free_map[i]), run->length) &
		 aligned_bits(first, step);
	if (!starts)
		return false;
	run->first = i * BITS_PER_LONG + lowest_bit(starts);
	return true;
}

#else

static bool search_index(size_t first, size_t step, struct run *run)
{
	(void)first;
	(void)step;
	(void)run;
	return false;
}

#endif

/* A place for @run in the first region that has one by its index, or by its map. */
static bool search_regions(struct hakmem_arena *arena, const struct run_alignment *align,
			   bool by_index, struct run *run)
{
	size_t step = align->alignment >> slice_shift(arena), first;

	if (!step)
		step = 1;
	for (run->region = region_first(arena); run->region;
	     run->region = region_next(run->region)) {
		first = first_aligned(arena, run->region, align);
		if (by_index ? search_index(first, step, run) :
			       search_map(first, step, run))
			return true;
	}
	return false;
}

/* A call: as in run.c. */
static noinline bool search(struct hakmem_arena *arena, const struct run_alignment *align,
			    struct run *run)
{
	return (IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX) &&
		search_regions(arena, align, true, run)) ||
	       search_regions(arena, align, false, run);
}

/* Again, if others take what the arena grows by. */
static bool choose(struct hakmem_arena *arena, const struct run_alignment *align,
		   struct run *run)
{
	size_t size = (run->length << slice_shift(arena)) + align->alignment;

	return search(arena, align, run) ||
	       (free_map_refresh(arena, run->length) && search(arena, align, run)) ||
	       (run_grow(arena, size) && choose(arena, align, run));
}

bool run_claim_aligned(struct hakmem_arena *arena, const struct run_alignment *align,
		       enum run_kind kind, struct run *run)
{
	unsigned int tries = context_is_only() ? 1 : RUN_TRIES;

	run_announce(arena, run->length);
	run_cache_ebb(arena);
	while (tries-- && choose(arena, align, run))
		if (run_take(arena, run, kind))
			return true;
	return false;
}
