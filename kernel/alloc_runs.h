/* SPDX-License-Identifier: MIT */
/* What the files share that allocate without pages. */
#ifndef KERNEL_ALLOC_RUNS_H
#define KERNEL_ALLOC_RUNS_H

#include "context.h"
#include "free_map.h"
#include "run_cache.h"

/*
 * What a search may have missed can be found now: slices that the summary lacks, cached runs,
 * and what others gave back behind the search while they took what was before it. False: there
 * is no such thing in this configuration; with the run index searches see to that.
 */
static inline bool runs_reclaim(struct hakmem_arena *arena)
{
	if (IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX))
		return false;
	run_cache_empty(arena); /* last: others may cache some meanwhile */
	return !context_is_only() || IS_ENABLED(CONFIG_HAKMEM_SUMMARY) ||
	       IS_ENABLED(CONFIG_HAKMEM_RUN_CACHE);
}

#endif
