// SPDX-License-Identifier: MIT
/* Runs with an alignment above the slice size: code that few programs link. */
#include "context.h"
#include "free_map.h"
#include "run.h"

/* Slices from the start of @run to the first that is aligned. */
static size_t skip(const struct hakmem_arena *arena, const struct run *run,
		   const struct run_alignment *align)
{
	uintptr_t byte = (uintptr_t)slice_address(arena, run->region, run->first) + align->offset;

	return ((0 - byte) & (align->alignment - 1)) >> slice_shift(arena);
}

/* Make a free run @length slices where they are aligned. False: it is too short. */
static bool fit(const struct hakmem_arena *arena, const struct run_alignment *align,
		size_t length, struct run *run)
{
	size_t unused = skip(arena, run, align);

	if (unused > run->length || run->length - unused < length)
		return false;
	run->first += unused;
	run->length = length;
	return true;
}

/* The first free run that will do. False when there is none. */
static bool search(struct hakmem_arena *arena, size_t length,
		   const struct run_alignment *align, struct run *run)
{
	size_t next;

	for (run->region = region_first(arena); run->region; run->region = region_next(run->region)) {
		for (next = 0; free_map_next_run(run->region, next, length, run);) {
			next = run->first + run->length;
			if (fit(arena, align, length, run))
				return true;
		}
	}
	return false;
}

static bool choose(struct hakmem_arena *arena, size_t length,
		   const struct run_alignment *align, struct run *run)
{
	size_t size = (length << slice_shift(arena)) + align->alignment;

	return search(arena, length, align, run) ||
	       (run_grow(arena, size) && search(arena, length, align, run));
}

bool run_claim_aligned(struct hakmem_arena *arena, const struct run_want *want,
		       const struct run_alignment *align, struct run *run)
{
	unsigned int tries = context_is_only() ? 1 : RUN_TRIES;

	run_announce(arena, want);
	while (tries-- && choose(arena, want->max, align, run))
		if (run_take(arena, run, want->kind))
			return true;
	return false;
}
