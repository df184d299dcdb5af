/* SPDX-License-Identifier: MIT */
/*
 * Runs of slices: claimed, resized and released lock-free by any context.
 * How bits mark a run in use: types.h, struct region.
 */
#ifndef KERNEL_RUN_H
#define KERNEL_RUN_H

#include "bits.h"
#include "region.h"

/* What a run is. */
enum run_kind {
	RUN_PAGE,
	RUN_LARGE,
	RUN_FREE, /* only as an answer of run_at() */
};

/* Shortest large run: see the codes in types.h. */
#define RUN_LARGE_MIN 2u

struct run {
	struct region *region;
	size_t first;  /* slice */
	size_t length; /* slices */
	bool clean;    /* all bytes are known to be zero */
};

/* What run_claim() shall look for. */
struct run_want {
	size_t min;	  /* slices */
	size_t max;	  /* slices, at least min */
	size_t alignment; /* bytes, a power of two, of the byte ... */
	size_t offset;	  /* ... that many bytes behind the start */
	enum run_kind kind;
};

/**
 * run_claim() - claim a run of want->max slices, or of fewer but at least min.
 * @arena: the arena.
 * @want: what to look for.
 * @run: result.
 *
 * Best fit: the shortest free run that holds max, among the first
 * CONFIG_HAKMEM_FIT_CANDIDATES; without one, the longest that holds min.
 *
 * Context: any, any core. Bound: RUN_TRIES searches of O(n / w + free runs): a
 * try fails only when another context claimed from the run that was chosen.
 * Return: true; false when no region has such a run.
 */
bool run_claim(struct hakmem_arena *arena, const struct run_want *want, struct run *run);

/* Tries of run_claim() before it gives up under contention. */
#define RUN_TRIES 8

/* Give @run back, whose page map entries are clear; it is in the journal. O(length / w). */
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

/* Length of the large run in use that starts at @slice. O(length / w). */
size_t run_large_length(const struct region *region, size_t slice);

#endif
