// SPDX-License-Identifier: MIT
/* Searching for a free run, word by word. With the run index: run_index.c. */
#include "free_runs.h"
#include "run_search.h"

/*
 * What speaks against a run of @length slices: the slices left over when it holds @max;
 * when it does not, more than any of that, and less the longer it is.
 */
static size_t cost_of(size_t length, size_t max)
{
	return length < max ? ~length : length - max;
}

/*
 * Where the best free run starts, for best->length slices, @min at least; returns its length,
 * or 0. A call: what follows has its stack.
 */
noinline size_t run_search(struct hakmem_arena *arena, size_t min, struct run *best)
{
	unsigned int left = CONFIG_HAKMEM_FIT_CANDIDATES;
	size_t max = best->length, most = max + RUN_COUNTED, length = 0, cost;
	struct free_runs runs;
	struct run run;

	/* never fewer than there are */
	if (IS_ENABLED(CONFIG_HAKMEM_SUMMARY) && atomic_read(&arena->free_slices) < min)
		return 0;
	for (run.region = region_first(arena); run.region; run.region = region_next(run.region)) {
		free_runs_begin(&runs, run.region, min);
		while (free_runs_next(&runs, min, most, &run)) {
			cost = cost_of(run.length, max);
			if (cost < cost_of(length, max)) {
				best->region = run.region;
				best->first = run.first;
				length = run.length;
			}
			if (!cost || !--left ||
			    (IS_ENABLED(CONFIG_HAKMEM_SUMMARY) && run.length >= most))
				return length;
		}
	}
	return length;
}
