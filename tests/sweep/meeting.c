/* SPDX-License-Identifier: MIT */
#include "tests/sweep/meeting.h"

#include "kernel/context.h"
#include "kernel/free_map.h"
#include "kernel/run.h"
#include "kernel/run_index.h"
#include "kernel/run_marks.h"

/* What the run index does not say yet, and what is there. */
struct unlisted {
	const struct atomic_word *word, *row;
	unsigned long was_word, was_row;
};

static struct {
	unsigned int seen;
	uintptr_t usual;   /* what the call gives when it is alone */
	struct held block; /* that MAIN had */
	bool came;	   /* FIRST, in this run; what it found: */
	bool at_claim;
	size_t claimed;
	size_t full;
	struct unlisted unlisted;
	uintptr_t idle_at; /* where it came, if nothing had been claimed or given back */
	uintptr_t claim;   /* the last such place of a call that is alone */
} meeting;

void meeting_forget(void)
{
	meeting.seen = 0;
}

unsigned int meeting_seen(void)
{
	return meeting.seen;
}

/* The map of free slices when the call began; images of larger arenas do not fit here. */
static struct atomic_word was_free[64];

static void note_free(const struct region *region)
{
	if (region->nr_words > sizeof(was_free) / sizeof(was_free[0]))
		actors_fail("the arena is too large");
	for (size_t i = 0; i < region->nr_words; i++)
		atomic_set(&was_free[i], atomic_read(&region->free_map[i]));
}

/* A slice that MAIN has claimed since; nr_slices or more: there is none. */
static size_t claimed_slice(const struct region *region)
{
	size_t slice = 0, end = region->nr_slices;

	while ((slice = bits_next_set(was_free, slice, end)) < end &&
	       bits_test(region->free_map, slice))
		slice++;
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

#ifdef CONFIG_HAKMEM_RUN_INDEX

static bool is_listed_right(const struct region *region, size_t i)
{
	unsigned int is = run_class_of(atomic_read(&region->free_map[i]));

	for (unsigned int class = 0; class < RUN_CLASS_NONE; class++)
		if (bits_test(&region->listed[run_index_row(region, class, i)],
			      i % BITS_PER_LONG) != (class == is))
			return false;
	return true;
}

static void find_unlisted(const struct region *region, struct unlisted *unlisted)
{
	*unlisted = (struct unlisted){ 0 };
	for (size_t i = 0; i < region->nr_words && !unlisted->word; i++)
		if (!is_listed_right(region, i)) {
			unlisted->word = &region->free_map[i];
			unlisted->was_word = atomic_read(unlisted->word);
		}
	for (size_t row = 0; row < run_index_end_row(region->group_shift); row++)
		if (!atomic_read(&region->listed[row]) != !bits_test(run_index_rows(region), row)) {
			unlisted->row = &region->listed[row];
			unlisted->was_row = atomic_read(unlisted->row);
		}
}

/* What FIRST has changed of it: of a row, whether it lists anything. */
static unsigned int changed(const struct unlisted *unlisted)
{
	unsigned int seen = 0;

	if (unlisted->word && atomic_read(unlisted->word) != unlisted->was_word)
		seen |= MEETS_UNLISTED;
	if (unlisted->row && !atomic_read(unlisted->row) != !unlisted->was_row)
		seen |= MEETS_ROWS;
	return seen;
}

/*
 * What was chosen is not known: most is done in malloc itself. But the last place where
 * nothing is claimed, of a call that is alone, is right before the claim, or in it.
 */
static bool is_as_it_was(const struct region *region)
{
	size_t i = 0;

	while (i < region->nr_words &&
	       atomic_read(&region->free_map[i]) == atomic_read(&was_free[i]))
		i++;
	return i == region->nr_words;
}

static bool is_at_claim(const struct region *region, uintptr_t pc)
{
	meeting.idle_at = is_as_it_was(region) ? pc : 0;
	return meeting.idle_at && pc == meeting.claim;
}

static void note_claim(bool alone)
{
	if (alone && meeting.came && meeting.idle_at)
		meeting.claim = meeting.idle_at;
}

#else

static void find_unlisted(const struct region *region, struct unlisted *unlisted)
{
	(void)region;
	(void)unlisted;
}

static unsigned int changed(const struct unlisted *unlisted)
{
	(void)unlisted;
	return 0;
}

/* What has a claim chosen is known when it has not begun: at its first instruction. */
static bool is_at_claim(const struct region *region, uintptr_t pc)
{
	(void)region;
	return pc == ((uintptr_t)free_map_claim & ~(uintptr_t)1);
}

static void note_claim(bool alone)
{
	(void)alone;
}

#endif

static bool lies_in(uintptr_t p, const struct held *block)
{
	return block->p && p - (uintptr_t)block->p < block->size;
}

/* Has FIRST a block with @p in it; or NULL: one in what MAIN had? */
static bool first_has(const void *p)
{
	for (const struct held *h = actors[FIRST].held; h < actors[FIRST].held + NR_SLOTS; h++)
		if (h->p && (p ? lies_in((uintptr_t)p, h) :
				 lies_in((uintptr_t)h->p, &meeting.block)))
			return true;
	return false;
}

/* Is a part of what MAIN had still in use, but neither by FIRST nor as a part of its run? */
static bool is_torn(struct region *region)
{
	size_t slice = slice_of(&hakmem_default, region, meeting.block.p);
	size_t end = slice + slices_for(&hakmem_default, meeting.block.size);

	for (slice += run_large_length(region, slice); slice < end; slice++)
		if (!bits_test(region->free_map, slice) &&
		    !first_has(slice_address(&hakmem_default, region, slice)))
			return true;
	return false;
}

void meeting_begins(const struct held *block)
{
	meeting.block = *block;
	meeting.came = false;
	note_free(region_first(&hakmem_default));
}

void meeting_comes(uintptr_t pc)
{
	const struct region *region = region_first(&hakmem_default);

	meeting.came = true;
	meeting.at_claim = is_at_claim(region, pc);
	meeting.claimed = claimed_slice(region);
	meeting.full = full_word(region);
	find_unlisted(region, &meeting.unlisted);
}

void meeting_acted(void)
{
	struct region *region = region_first(&hakmem_default);

	if (meeting.full < region->nr_words && atomic_read(&region->free_map[meeting.full]))
		meeting.seen |= MEETS_SECOND_LOOK;
	if (meeting.block.p && first_has(NULL) && is_torn(region))
		meeting.seen |= MEETS_REUSE;
	meeting.seen |= changed(&meeting.unlisted);
}

void meeting_over(const struct held *block, uintptr_t result, bool alone)
{
	struct region *region = region_first(&hakmem_default);
	uintptr_t p = (uintptr_t)slice_address(&hakmem_default, region, meeting.claimed);

	if (alone)
		meeting.usual = result;
	note_claim(alone);
	if (alone || !meeting.came)
		return;
	if (meeting.at_claim && result != meeting.usual)
		meeting.seen |= MEETS_LOST;
	if (meeting.claimed < region->nr_slices && !lies_in(p, block))
		meeting.seen |= MEETS_ROLL_BACK;
}
