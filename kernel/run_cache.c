// SPDX-License-Identifier: MIT
/* Freed runs that wait for a request of their length: see run_cache.h. */
#include "context.h"
#include "debug.h"
#include "journal.h"
#include "run_cache.h"

/* The large run at @p. */
static void find_run(const struct hakmem_arena *arena, unsigned long p, struct run *run)
{
	run->region = region_find(arena, (void *)p);
	run->first = slice_of(arena, run->region, (void *)p);
	run->length = run_large_length(run->region, run->first);
}

#ifdef CONFIG_HAKMEM_TASK_DELETION

static void note_run(enum journal_step step, struct hakmem_arena *arena, unsigned long p)
{
	struct run run;

	find_run(arena, p, &run);
	journal_run(step, arena, &run);
}

#else

static void note_run(enum journal_step step, struct hakmem_arena *arena, unsigned long p)
{
	(void)step;
	(void)arena;
	(void)p;
}

#endif

/*
 * What was in @slot, or 0; JOURNAL_EMPTIED, if anything, is left to the caller. The region of
 * what is read may be one that was added just now: acquire. Of a task that is deleted before
 * it knows what it has taken, that run is lost. The same run may have come back shorter: its
 * marks tell its length, not what was noted when it was seen.
 */
static always_inline unsigned long empty_slot(struct hakmem_arena *arena,
					      struct atomic_word *slot)
{
	unsigned long seen = atomic_read_acquire(slot), p;

	if (!seen)
		return 0;
	note_run(JOURNAL_CLAIM, arena, seen);
	p = atomic_xchg(slot, 0);
	if (IS_ENABLED(CONFIG_HAKMEM_TASK_DELETION) && p && p != seen)
		note_run(JOURNAL_EMPTIED, arena, p);
	else
		journal_step(p ? JOURNAL_EMPTIED : JOURNAL_NONE);
	return p;
}

static always_inline bool fill_slot(struct atomic_word *slot, void *p)
{
	unsigned long old = atomic_read(slot);

	if (old)
		return false;
	journal_step(JOURNAL_RETURN);
	if (atomic_try_cmpxchg(slot, &old, (unsigned long)p))
		return true;
	journal_step(JOURNAL_RELEASE);
	return false;
}

void *run_cache_take(struct hakmem_arena *arena, size_t length)
{
	size_t slot = length - run_cache_length(arena, 0);
	unsigned int left = 1 + RUN_CACHE_LONGER;
	unsigned long p = 0;

	for (; left-- && slot < CONFIG_HAKMEM_CACHED_RUNS; slot++) {
		p = empty_slot(arena, &arena->cached[slot]);
		if (p)
			break;
	}
	journal_step(JOURNAL_NONE);
	return (void *)p;
}

bool run_cache_put(struct hakmem_arena *arena, void *p, size_t length)
{
	size_t slot = length - run_cache_length(arena, 0);
	unsigned int left = run_cache_scarce(arena) ? 0 : 1 + RUN_CACHE_SHORTER;

	debug_poison(p, length << slice_shift(arena));
	/* slot is SIZE_MAX behind the first */
	for (; left-- && slot < CONFIG_HAKMEM_CACHED_RUNS; slot--) {
		if (fill_slot(&arena->cached[slot], p)) {
			journal_step(JOURNAL_NONE);
			atomic_set(&arena->caching, 1);
			return true;
		}
	}
	return false;
}

/* Give back what is in @slot. False: nothing was. */
static bool release_slot(struct hakmem_arena *arena, struct atomic_word *slot)
{
	unsigned long p = empty_slot(arena, slot);
	struct run run;

	if (!p)
		return false;
	find_run(arena, p, &run);
	journal_run(JOURNAL_RELEASE, arena, &run);
	run_release(arena, &run, RUN_LARGE);
	return true;
}

/*
 * caching is a hint for run_cache_ebb() alone. It is cleared first: who fills a slot sets it
 * afterwards. On several cores it may say too little until the next run is cached.
 */
void run_cache_release(struct hakmem_arena *arena, unsigned int most)
{
	unsigned int left = most;

	atomic_set(&arena->caching, 0);
	for (size_t slot = 0; left && slot < CONFIG_HAKMEM_CACHED_RUNS; slot++)
		if (atomic_read(&arena->cached[slot]))
			left -= release_slot(arena, &arena->cached[slot]);
	if (!left && most < CONFIG_HAKMEM_CACHED_RUNS)
		atomic_set(&arena->caching, 1);
}

bool run_cache_release_at(struct hakmem_arena *arena, const void *p)
{
	for (size_t slot = 0; slot < CONFIG_HAKMEM_CACHED_RUNS; slot++)
		if (atomic_read(&arena->cached[slot]) == (unsigned long)p)
			return release_slot(arena, &arena->cached[slot]);
	return false;
}
