/* SPDX-License-Identifier: MIT */
#include "tests/sweep/meeting.h"

#include "kernel/context.h"
#include "kernel/free_map.h"
#include "kernel/run.h"

static struct {
	unsigned int seen;
	uintptr_t usual;   /* what the call gives when it is alone */
	struct held block; /* that MAIN had */
	bool came;	   /* FIRST, in this run; what it found: */
	bool at_claim;
	size_t torn;
	size_t full;
} meeting;

void meeting_forget(void)
{
	meeting.seen = 0;
}

unsigned int meeting_seen(void)
{
	return meeting.seen;
}

/* A slice that is neither free nor in a run; nr_slices or more: there is none. */
static size_t torn_slice(const struct region *region)
{
	size_t slice = 0, end = region->nr_slices;

	while ((slice = bits_next_clear(region->free_map, slice, end)) < end &&
	       bits_test(region->start_map, slice))
		slice += run_large_length(region, slice);
	return slice;
}

#ifdef CONFIG_HAKMEM_SUMMARY

/* A word without a free slice that the summary has still; nr_words: there is none. */
static size_t full_word(const struct region *region)
{
	size_t i = 0;

	while (i < region->nr_words &&
	       (atomic_read(&region->free_map[i]) || !bits_test(region_summary(region), i)))
		i++;
	return i;
}

#else

static size_t full_word(const struct region *region)
{
	return region->nr_words;
}

#endif

static bool lies_in(uintptr_t p, const struct held *block)
{
	return block->p && p - (uintptr_t)block->p < block->size;
}

/* Has FIRST a block in what MAIN had? */
static bool is_reused(void)
{
	for (const struct held *h = actors[FIRST].held; h < actors[FIRST].held + NR_SLOTS; h++)
		if (h->p && lies_in((uintptr_t)h->p, &meeting.block))
			return true;
	return false;
}

void meeting_begins(const struct held *block)
{
	meeting.block = *block;
	meeting.came = false;
}

/* What has a claim chosen is known when it has not begun: at its first instruction. */
void meeting_comes(uintptr_t pc)
{
	const struct region *region = region_first(&hakmem_default);

	meeting.came = true;
	meeting.at_claim = pc == ((uintptr_t)free_map_claim & ~(uintptr_t)1);
	meeting.torn = torn_slice(region);
	meeting.full = full_word(region);
}

void meeting_acted(void)
{
	const struct region *region = region_first(&hakmem_default);

	if (meeting.full < region->nr_words && atomic_read(&region->free_map[meeting.full]))
		meeting.seen |= MEETS_SECOND_LOOK;
	if (torn_slice(region) < region->nr_slices && is_reused())
		meeting.seen |= MEETS_REUSE;
}

void meeting_over(const struct held *block, uintptr_t result, bool alone)
{
	struct region *region = region_first(&hakmem_default);
	uintptr_t torn = (uintptr_t)slice_address(&hakmem_default, region, meeting.torn);

	if (alone)
		meeting.usual = result;
	if (alone || !meeting.came)
		return;
	if (meeting.at_claim && result != meeting.usual)
		meeting.seen |= MEETS_LOST;
	if (meeting.torn < region->nr_slices && !lies_in(torn, block))
		meeting.seen |= MEETS_ROLL_BACK;
}
