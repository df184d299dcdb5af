/* SPDX-License-Identifier: MIT */
/*
 * Runs of slices: claimed, resized and released lock-free by any context.
 * How bits mark a run in use: types.h, struct region.
 */
#ifndef KERNEL_RUN_H
#define KERNEL_RUN_H

#include "bits.h"
#include "region.h"

/* What a run is for. */
enum run_kind {
	RUN_PAGE,
	RUN_LARGE,
	RUN_ALIGNED, /* a large run, tagged: hakmem_aligned_alloc() asked for it */
	RUN_FREE,    /* only as an answer of run_at() */
};

/* Shortest runs of each kind: see the codes in types.h. */
#define RUN_LARGE_MIN	2u
#define RUN_ALIGNED_MIN 3u

/* Slices of a run of @kind that is to have @slices: large runs have a minimum. */
static inline size_t run_at_least(enum run_kind kind, size_t slices)
{
	size_t min = kind == RUN_ALIGNED ? RUN_ALIGNED_MIN : RUN_LARGE_MIN;

	return slices < min ? min : slices;
}

struct run {
	struct region *region;
	size_t first;  /* slice */
	size_t length; /* slices */
	bool clean;    /* all bytes are known to be zero */
};

/**
 * run_claim() - claim a run of @max slices, or of fewer but at least @min.
 * @arena: the arena.
 * @min: slices. @max: slices, at least @min.
 * @alignment: of the first byte, in bytes; a power of two.
 * @kind: what the run is marked as.
 * @run: result.
 *
 * Best fit: the shortest free run that holds @max, among the first
 * CONFIG_HAKMEM_FIT_CANDIDATES; without one, the longest that holds @min.
 *
 * Context: any, any core. Bound: RUN_TRIES searches of O(n / w + free runs): a
 * try fails only when another context claimed from the run that was chosen.
 * Return: true; false when no region has such a run.
 */
bool run_claim(struct hakmem_arena *arena, size_t min, size_t max, size_t alignment,
	       enum run_kind kind, struct run *run);

/* Tries of run_claim() before it gives up under contention. */
#define RUN_TRIES 8

/* Give @run back, whose page map entries are clear. O(length / w). */
void run_release(struct hakmem_arena *arena, const struct run *run, enum run_kind kind);

/*
 * Make a large run @length slices long where it is: shrinking always works,
 * growing when the slices behind it are free. O(length / w).
 */
bool run_resize(struct hakmem_arena *arena, struct run *run, size_t length);

/* The same for slices without marks: the tail of a page. */
void run_release_slices(struct hakmem_arena *arena, const struct run *run);

/*
 * Make a large run @length slices long where it is: shrinking always works,
 * growing when the slices behind it are free. O(length / w).
 */
bool run_resize(struct hakmem_arena *arena, struct run *run, size_t length);

/* Give back @tail, the last slices of a page's run, whose map entries are clear. */
void run_release_tail(struct hakmem_arena *arena, const struct run *tail);

/*
 * The run in use that starts at @slice; RUN_FREE when none does. O(length / w).
 * For large runs the caller must own the block.
 */
enum run_kind run_at(const struct hakmem_arena *arena, struct region *region, size_t slice,
		     struct run *run);

#endif
