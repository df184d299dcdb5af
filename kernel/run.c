// SPDX-License-Identifier: MIT
/*
 * Runs of slices.
 *
 * Concurrency: free_map alone decides. A claim clears the run's bits word by word
 * with compare-and-swap and rolls back on conflict (free_map.c); so a claim may make another
 * one fail although memory is free, and that one searches again. Marks (run_marks.h) are
 * written by the run's owner only; they are set after the claim and cleared before the
 * release, so a slice's codes are never seen by the next owner.
 */
#include "context.h"
#include "debug.h"
#include "free_map.h"
#include "journal.h"
#include "page.h"
#include "page_map.h"
#include "run.h"
#include "run_cache.h"
#include "run_marks.h"
#include "run_search.h"

/*
 * Is the run past all slices that may hold something? Whether or not, they count
 * as used from now on.
 */
static bool take_clean(struct region *region, size_t first, size_t length)
{
	unsigned long old = atomic_read(&region->clean);
	bool clean = first >= old;

	while (first + length > old &&
	       !atomic_try_cmpxchg(&region->clean, &old, first + length))
		;
	return clean;
}

/*
 * Choose a free run, and what to take of it. False when there is none. What the summary lacks is
 * looked for behind the search: others may have cleared a bit in the middle of it.
 */
static bool choose(struct hakmem_arena *arena, size_t min, struct run *run)
{
	size_t length = run_search(arena, min, run);

	if (!length && free_map_refresh(arena, min))
		length = run_search(arena, min, run);
	while (!length && run_grow(arena, min << slice_shift(arena)))
		length = run_search(arena, min, run);
	if (length < run->length)
		run->length = length;
	return length;
}

bool run_claim_slices(struct hakmem_arena *arena, const struct run *run)
{
	journal_run(JOURNAL_CLAIM, arena, run);
	if (!free_map_claim(run->region, run->first, run->length)) {
		journal_step(JOURNAL_NONE);
		return false;
	}
	slices_freed(arena, 0 - run->length);
	return true;
}

bool run_take(struct hakmem_arena *arena, struct run *run, enum run_kind kind)
{
	if (!run_claim_slices(arena, run))
		return false;
	journal_step(JOURNAL_CLAIMED);
	run->clean = take_clean(run->region, run->first, run->length);
	run_mark(run, kind);
	return true;
}

bool run_claim(struct hakmem_arena *arena, size_t min, enum run_kind kind, struct run *run)
{
	unsigned int tries = context_is_only() ? 1 : RUN_TRIES;

	run_announce(arena, min);
	run_cache_ebb(arena);
	while (tries-- && choose(arena, min, run))
		if (run_take(arena, run, kind))
			return true;
	return false;
}

void run_return_slices(struct hakmem_arena *arena, const struct run *run)
{
	journal_step(JOURNAL_RETURN);
	slices_freed(arena, run->length);
	free_map_release(run->region, run->first, run->length);
	journal_step(JOURNAL_NONE);
}

void run_release_slices(struct hakmem_arena *arena, const struct run *run)
{
	void *base = slice_address(arena, run->region, run->first);
	size_t size = run->length << slice_shift(arena);

	debug_poison(base, size);
	if (IS_ENABLED(CONFIG_HAKMEM_GROWTH))
		hakmem_release_hook(arena, base, size);
	run_return_slices(arena, run);
	if (IS_ENABLED(CONFIG_HAKMEM_GROWTH)) /* it may trim, which the journal notes in its turn */
		hakmem_released_hook(arena);
}

void run_release(struct hakmem_arena *arena, const struct run *run, enum run_kind kind)
{
	run_unmark(run, kind);
	run_release_slices(arena, run);
}

bool run_resize(struct hakmem_arena *arena, struct run *run, size_t length)
{
	struct region *region = run->region;
	struct run tail;

	/* member by member: compilers would call memcpy() */
	tail.region = region;
	tail.first = run->first;
	tail.length = run->length;
	if (length > run->length) {
		tail.first += run->length;
		tail.length = length - run->length;
		if (tail.length > region->nr_slices - tail.first || !run_claim_slices(arena, &tail))
			return false;
		journal_step(JOURNAL_TAIL);
		take_clean(region, tail.first, tail.length);
	} else {
		tail.first += length;
		tail.length -= length;
		if (tail.length)
			journal_run(JOURNAL_TAIL, arena, &tail);
	}
	if (length != run->length)
		run_remark(run, length);
	if (length < run->length)
		run_release_slices(arena, &tail);
	journal_step(JOURNAL_NONE);
	run->length = length;
	return true;
}

size_t run_large_length(const struct region *region, size_t slice)
{
	return run_marked_length(region, slice);
}

enum run_kind run_at(const struct hakmem_arena *arena, struct region *region, size_t slice,
		     struct run *run)
{
	run->region = region;
	run->first = slice;
	if (!run_starts_at(region, slice))
		return RUN_FREE;
	if (run_is_page(region, slice)) {
		run->length = page_slices(page_in_slice(arena, region, slice));
		return RUN_PAGE;
	}
	run->length = run_large_length(region, slice);
	return RUN_LARGE;
}
