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

void *run_cache_take(struct hakmem_arena *arena, size_t length)
{
	size_t first = run_cache_slot(arena, length);
	size_t last = first + (1 + RUN_CACHE_LONGER) * CONFIG_HAKMEM_CACHED_EACH - 1;
	struct atomic_word *slot;
	unsigned long p;

	if (first >= RUN_CACHE_SLOTS)
		return NULL;
	if (last >= RUN_CACHE_SLOTS)
		last = RUN_CACHE_SLOTS - 1;
	slot = &arena->cached[first] - 1;
	do
		p = empty_slot(arena, ++slot);
	while (!p && slot != &arena->cached[last]);
	journal_step(JOURNAL_NONE);
	return (void *)p;
}

/* The lowest slot for a run whose own ones begin with @first. */
static inline size_t lowest_slot(size_t first)
{
	const size_t below = RUN_CACHE_SHORTER * CONFIG_HAKMEM_CACHED_EACH;

	return first > below ? first - below : 0;
}

/* Is @p in a slot for runs whose own ones begin with @first? */
static always_inline bool is_in(const struct hakmem_arena *arena, size_t first, const void *p)
{
	const struct atomic_word *slot = &arena->cached[first] + CONFIG_HAKMEM_CACHED_EACH;
	const struct atomic_word *lowest = &arena->cached[lowest_slot(first)];

	while (slot != lowest)
		if (atomic_read(--slot) == (unsigned long)p)
			return true;
	return false;
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

/* The highest of them that is empty. False: there is none. */
static always_inline bool fill_one(struct hakmem_arena *arena, size_t first, void *p)
{
	struct atomic_word *slot = &arena->cached[first] + CONFIG_HAKMEM_CACHED_EACH;
	struct atomic_word *lowest = &arena->cached[lowest_slot(first)];

	while (slot != lowest)
		if (fill_slot(--slot, p))
			return true;
	return false;
}

enum hakmem_fault_code run_cache_free(struct hakmem_arena *arena, void *p, const struct run *run)
{
	size_t first = run_cache_slot(arena, run->length);
	bool has_slots = first < RUN_CACHE_SLOTS;

	if (has_slots && is_in(arena, first, p))
		return HAKMEM_FAULT_DOUBLE_FREE;
	debug_poison(p, run->length << slice_shift(arena));
	journal_run(JOURNAL_RELEASE, arena, run);
	if (!has_slots || run_cache_scarce(arena) || !fill_one(arena, first, p)) {
		run_release(arena, run, RUN_LARGE);
		return HAKMEM_FAULT_NONE;
	}
	journal_step(JOURNAL_NONE);
	atomic_set(&arena->caching, 1);
	return HAKMEM_FAULT_NONE;
}

bool run_cache_holds(const struct hakmem_arena *arena, const void *p, size_t length)
{
	size_t first = run_cache_slot(arena, length);

	return first < RUN_CACHE_SLOTS && is_in(arena, first, p);
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
	for (size_t slot = 0; left && slot < RUN_CACHE_SLOTS; slot++)
		if (atomic_read(&arena->cached[slot]))
			left -= release_slot(arena, &arena->cached[slot]);
	if (!left && most < RUN_CACHE_SLOTS)
		atomic_set(&arena->caching, 1);
}

bool run_cache_release_at(struct hakmem_arena *arena, const void *p)
{
	for (size_t slot = 0; slot < RUN_CACHE_SLOTS; slot++)
		if (atomic_read(&arena->cached[slot]) == (unsigned long)p)
			return release_slot(arena, &arena->cached[slot]);
	return false;
}
