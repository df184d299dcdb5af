// SPDX-License-Identifier: MIT
/*
 * Allocation and freeing without pages (CONFIG_HAKMEM_PAGES=n): each block is a run of
 * slices.
 *
 *	size --> a word of the bitmap, by the index --> its run
 *	     --> cached run --> search of the bitmap --> cached runs go back, search again
 *	p    --> region --> where no run goes on --> run --> cached, or released
 *
 * Runs are claimed and released lock-free (run.c), so any context may, and nobody is ever
 * inside of anything that another one needs.
 */
#include "alloc.h"
#include "alloc_runs.h"
#include "debug.h"
#include "large.h"
#include "run_word.h"

/* A run for @size bytes. *@clean: it is known to be zero; @clean may be NULL. */
static long_way void *alloc_run(struct hakmem_arena *arena, size_t size, bool *clean)
{
	void *p = large_cached(arena, size);

	if (p || size > PTRDIFF_MAX || report_unused(arena))
		return p;
	p = large_claim(arena, size, clean);
	return p || !runs_reclaim(arena) ? p : large_claim(arena, size, clean);
}

static always_inline void *arena_alloc(struct hakmem_arena *arena, size_t size)
{
	void *p;

	if (!run_word_take(arena, size, &p))
		p = alloc_run(arena, size, NULL);
	if (p)
		debug_unpoison(p, size);
	return p;
}

static long_way void *zalloc_run(struct hakmem_arena *arena, size_t size)
{
	bool clean = false;
	void *p = alloc_run(arena, size, &clean);

	if (p)
		debug_unpoison(p, size);
	return clean ? p : zero_block(p, size);
}

static always_inline void *arena_zalloc(struct hakmem_arena *arena, size_t size)
{
	void *p;

	if (!run_word_take(arena, size, &p))
		return zalloc_run(arena, size);
	if (p)
		debug_unpoison(p, size);
	return zero_block(p, size);
}

void *hakmem_malloc(size_t size)
{
	return arena_alloc(&hakmem_default, size);
}

void *hakmem_arena_malloc(struct hakmem_arena *arena, size_t size)
{
	return arena_alloc(arena, size);
}

void *hakmem_zalloc(size_t size)
{
	return arena_zalloc(&hakmem_default, size);
}

void *hakmem_arena_zalloc(struct hakmem_arena *arena, size_t size)
{
	return arena_zalloc(arena, size);
}

size_t hakmem_good_size(size_t size)
{
	struct hakmem_arena *arena = &hakmem_default;

	return size > PTRDIFF_MAX ? 0 : large_slices(arena, size) << slice_shift(arena);
}

static long_way void free_run(struct hakmem_arena *arena, void *p)
{
	large_free(arena, region_find(arena, p), p);
}

static always_inline void arena_free(struct hakmem_arena *arena, void *p)
{
	if (!run_word_free(arena, p) && p)
		free_run(arena, p);
}

void hakmem_free(void *p)
{
	arena_free(&hakmem_default, p);
}

void hakmem_arena_free(struct hakmem_arena *arena, void *p)
{
	arena_free(arena, p);
}
