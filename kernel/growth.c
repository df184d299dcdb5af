// SPDX-License-Identifier: MIT
/* Memory that comes from and goes back to an operating system: CONFIG_HAKMEM_GROWTH. */
#include "context.h"
#include "free_map.h"
#include "free_runs.h"
#include "journal.h"
#include "run.h"

__weak bool hakmem_grow_hook(struct hakmem_arena *arena, size_t size)
{
	(void)arena;
	(void)size;
	return false;
}

__weak void hakmem_claim_hook(struct hakmem_arena *arena, size_t size)
{
	(void)arena;
	(void)size;
}

__weak void hakmem_release_hook(struct hakmem_arena *arena, void *base, size_t size)
{
	(void)arena;
	(void)base;
	(void)size;
}

__weak void hakmem_released_hook(struct hakmem_arena *arena)
{
	(void)arena;
}

bool arena_grow(struct hakmem_arena *arena, size_t size)
{
	return hakmem_grow_hook(arena, size);
}

/*
 * Visit the free run @run. Others see its slices as used meanwhile. Without marks it
 * is, for who repairs the journal, a claim that nothing came of.
 */
static bool visit_run(struct hakmem_arena *arena, const struct run *run, hakmem_visit_fn visit,
		      void *arg, size_t *visited)
{
	size_t size = run->length << slice_shift(arena);
	bool go_on;

	if (!run_claim_slices(arena, run))
		return true;
	journal_step(JOURNAL_CLAIMED);
	go_on = visit(slice_address(arena, run->region, run->first), size, arg);
	*visited += size;
	run_return_slices(arena, run);
	return go_on;
}

/* The slices from region->clean on were never in use. */
static bool visit_region(struct hakmem_arena *arena, struct region *region, size_t min,
			 hakmem_visit_fn visit, void *arg, size_t *visited)
{
	size_t end = atomic_read(&region->clean);
	struct free_runs runs;
	struct run run;

	run.region = region;
	free_runs_begin(&runs, region, min);
	while (free_runs_next(&runs, min, SIZE_MAX, &run) && run.first < end) {
		if (run.length > end - run.first)
			run.length = end - run.first;
		if (run.length >= min && !visit_run(arena, &run, visit, arg, visited))
			return false;
	}
	return true;
}

size_t hakmem_arena_trim(struct hakmem_arena *arena, size_t size, hakmem_visit_fn visit,
			 void *arg)
{
	size_t visited = 0, slices = slices_for(arena, size ? size : 1);

	if (size > PTRDIFF_MAX)
		return 0;
	for (struct region *r = region_first(arena); r; r = region_next(r))
		if (!visit_region(arena, r, slices, visit, arg, &visited))
			break;
	return visited;
}
