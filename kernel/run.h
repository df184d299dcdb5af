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
	RUN_FREE,   /* only as an answer of run_at() */
	RUN_CACHED, /* only in a walk: a large run that is in the run cache */
};

/* Shortest large run: see the codes in types.h. */
#define RUN_LARGE_MIN (IS_ENABLED(CONFIG_HAKMEM_PAGES) ? 2u : 1u)

struct run {
	struct region *region;
	size_t first;  /* slice */
	size_t length; /* slices */
	bool clean;    /* all bytes are known to be zero */
};

/**
 * run_claim() - claim a run of the wanted length, or a shorter one.
 * @arena: the arena.
 * @min: least length, slices.
 * @kind: what it will be.
 * @run: run->length: the wanted length, slices, at least @min. Result, of at most that length.
 *
 * Best fit among the first CONFIG_HAKMEM_FIT_CANDIDATES free runs that hold @min, or up to the
 * first that holds RUN_COUNTED slices more than wanted (CONFIG_HAKMEM_SUMMARY): the shortest
 * that holds what is wanted; without one, the longest. After a try that another context was
 * quicker in, no more is wanted than it would have got.
 *
 * With CONFIG_HAKMEM_RUN_INDEX all of it or nothing, from where the index leads (run_index.h).
 *
 * Context: any, any core. Bound: RUN_TRIES searches of O(n / w): a try fails only when
 * another context claimed from the run that was chosen. With CONFIG_HAKMEM_GROWTH as many
 * tries as it takes, and a search more each time that others took what the arena grew by.
 * Return: true; false when no region has such a run.
 */
bool run_claim(struct hakmem_arena *arena, size_t min, enum run_kind kind, struct run *run);

/* Which byte of a run is to be aligned, to more than a slice. */
struct run_alignment {
	size_t alignment; /* bytes, a power of two */
	size_t offset;	  /* of the byte behind the run's start */
};

/*
 * run_claim_aligned() - the same for a run of run->length slices with an alignment: first
 * fit. Bound: O(n / w + free runs of that length), RUN_TRIES times.
 *
 * With CONFIG_HAKMEM_RUN_INDEX in the word that the index leads to for a run that is longer by
 * the alignment less a slice, as long as there is one: O(log w).
 */
bool run_claim_aligned(struct hakmem_arena *arena, const struct run_alignment *align,
		       enum run_kind kind, struct run *run);

/* Take the slices of @run, if all are free still: for the former two. */
bool run_take(struct hakmem_arena *arena, struct run *run, enum run_kind kind);

/* A run of @min slices at least is about to be claimed. */
static inline void run_announce(struct hakmem_arena *arena, size_t min)
{
	if (IS_ENABLED(CONFIG_HAKMEM_GROWTH))
		hakmem_claim_hook(arena, min << slice_shift(arena));
}

/* For run_grow(), where an operating system has memory: growth.c. */
bool arena_grow(struct hakmem_arena *arena, size_t size);

/*
 * No run of @size bytes was found: is more memory to be had? Others may take it: whoever finds
 * none then asks again.
 */
static inline bool run_grow(struct hakmem_arena *arena, size_t size)
{
	return IS_ENABLED(CONFIG_HAKMEM_GROWTH) && arena_grow(arena, size);
}

/* @n slices more are free; or fewer. The index knows of places, and nobody asks for numbers. */
static always_inline void slices_freed(struct hakmem_arena *arena, size_t n)
{
	if (!IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX))
		atomic_fetch_add(&arena->free_slices, n);
}

/*
 * Tries of run_claim() before it gives up under contention. Programs that expect memory as
 * long as the operating system has some do not expect that: there, as many as it takes.
 */
#define RUN_TRIES (IS_ENABLED(CONFIG_HAKMEM_GROWTH) ? ~0u : 8u)

/* Give @run back, whose page map entries are clear; it is in the journal. O(length / w). */
void run_release(struct hakmem_arena *arena, const struct run *run, enum run_kind kind);

/* The slices of @run alone, without marks: all or none, which are free or were. */
bool run_claim_slices(struct hakmem_arena *arena, const struct run *run);

/* Their opposite; nobody is told of it. */
void run_return_slices(struct hakmem_arena *arena, const struct run *run);

/* The same as run_release() for slices without marks: the tail of a page. */
void run_release_slices(struct hakmem_arena *arena, const struct run *run);

/*
 * Make a large run @length slices long where it is: shrinking always works,
 * growing when the slices behind it are free. O(length / w).
 */
bool run_resize(struct hakmem_arena *arena, struct run *run, size_t length);

/*
 * The run in use that starts at @slice; RUN_FREE when none does. O(length / w).
 * For large runs the caller must own the block.
 */
enum run_kind run_at(const struct hakmem_arena *arena, struct region *region, size_t slice,
		     struct run *run);

/* Length of the large run in use that starts at @slice. O(length / w). */
size_t run_large_length(const struct region *region, size_t slice);

#endif
