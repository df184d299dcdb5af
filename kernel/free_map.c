// SPDX-License-Identifier: MIT
/*
 * Free slices: see free_map.h.
 *
 * Pairing: a release of slices releases what its owner wrote, a claim acquires it.
 * The summary's bit is cleared (acquire) before the word is read again, and set
 * (release) after the word was: one of both sees the other.
 */
#include "free_map.h"

unsigned long free_map_starts_from(const struct region *region, size_t slice, size_t n)
{
	return run_starts(atomic_read(&region->free_map[slice / BITS_PER_LONG]) &
			  ~0ul << (slice % BITS_PER_LONG), n);
}

#ifdef CONFIG_HAKMEM_SUMMARY

/* Word @i had no free slice, and has one. */
static void summary_set(struct region *region, size_t i)
{
	bit_set(region_summary(region), i);
}

/* The last free slice of word @i was taken. */
static void summary_clear(struct region *region, size_t i)
{
	bit_clear(region_summary(region), i);
	if (unlikely(atomic_read(&region->free_map[i])))
		summary_set(region, i);
}

/*
 * Between the two steps of summary_clear() the summary says too little, for as long as
 * the context stands there that makes them.
 */
static bool refresh_word(struct region *region, size_t word)
{
	unsigned long unset = ~atomic_read(&region_summary(region)[word]);
	bool missing = false;

	for (; unset; unset &= unset - 1) {
		size_t i = word * BITS_PER_LONG + lowest_bit(unset);

		if (i >= region->nr_words)
			break;
		if (atomic_read(&region->free_map[i])) {
			summary_set(region, i);
			missing = true;
		}
	}
	return missing;
}

static bool refresh(struct region *region)
{
	bool missing = false;

	for (size_t word = 0; word < summary_words(region->nr_words); word++)
		missing |= refresh_word(region, word);
	return missing;
}

bool free_map_refresh(struct hakmem_arena *arena, size_t slices)
{
	bool missing = false;

	if (atomic_read(&arena->free_slices) < slices)
		return false;
	for (struct region *r = region_first(arena); r; r = region_next(r))
		missing |= refresh(r);
	return missing;
}

#ifdef CONFIG_HAKMEM_TASK_DELETION

/*
 * The task that gave a word its first free slice may not have set the bit. A read could
 * return a bit that another core has just cleared; who sets it comes before that core's
 * second look at the word, or after its clearing.
 */
void free_map_repair(struct hakmem_arena *arena)
{
	for (struct region *r = region_first(arena); r; r = region_next(r))
		for (size_t i = 0; i < r->nr_words; i++)
			if (atomic_read(&r->free_map[i]))
				summary_set(r, i);
}

#endif

size_t free_map_next_word(const struct region *region, size_t i)
{
	return i < region->nr_words ?
		bits_next_near(region_summary(region), i, region->nr_words, 0) : i;
}

#else

static void summary_set(struct region *region, size_t i)
{
	(void)region;
	(void)i;
}

static void summary_clear(struct region *region, size_t i)
{
	(void)region;
	(void)i;
}

#endif

/* The bits of a word from @bit on to @end, or to the last one. */
static unsigned long mask_of(size_t bit, size_t end)
{
	unsigned long mask = ~0ul << bit;

	return end < BITS_PER_LONG ? mask & ~(~0ul << end) : mask;
}

#ifdef CONFIG_HAKMEM_MODEL_SINGLE

/*
 * One context: each of the slices changes, from in use to free, or for a claim the other way
 * round. One loop for both is half the code.
 */
void free_map_release(struct region *region, size_t first, size_t n)
{
	size_t i = first / BITS_PER_LONG, bit = first % BITS_PER_LONG, end = bit + n;

	for (;; i++, bit = 0, end -= BITS_PER_LONG) {
		unsigned long old = atomic_read(&region->free_map[i]);

		atomic_set(&region->free_map[i], old ^ mask_of(bit, end));
		if (!old)
			summary_set(region, i);
		else if (!atomic_read(&region->free_map[i]))
			summary_clear(region, i);
		if (end <= BITS_PER_LONG)
			return;
	}
}

bool free_map_claim(struct region *region, size_t first, size_t n)
{
	if (bits_next_clear(region->free_map, first, first + n) < first + n)
		return false;
	free_map_release(region, first, n);
	return true;
}

#else

void free_map_release(struct region *region, size_t first, size_t n)
{
	size_t i = first / BITS_PER_LONG, bit = first % BITS_PER_LONG, end = bit + n;

	for (;; i++, bit = 0, end -= BITS_PER_LONG) {
		if (!atomic_fetch_or(&region->free_map[i], mask_of(bit, end)))
			summary_set(region, i);
		if (end <= BITS_PER_LONG)
			return;
	}
}

static bool claim_in_word(struct region *region, size_t i, unsigned long mask)
{
	unsigned long old = atomic_read(&region->free_map[i]);

	do {
		if ((old & mask) != mask)
			return false;
	} while (!atomic_try_cmpxchg(&region->free_map[i], &old, old & ~mask));
	if (old == mask)
		summary_clear(region, i);
	return true;
}

/* Give back what was claimed from @first on, up to word @i, where a slice was taken. False. */
static tail_called bool roll_back(struct region *region, size_t first, size_t i)
{
	if (i * BITS_PER_LONG > first)
		free_map_release(region, first, i * BITS_PER_LONG - first);
	return false;
}

bool free_map_claim(struct region *region, size_t first, size_t n)
{
	size_t i = first / BITS_PER_LONG, bit = first % BITS_PER_LONG, end = bit + n;

	for (; claim_in_word(region, i, mask_of(bit, end)); i++, bit = 0, end -= BITS_PER_LONG)
		if (end <= BITS_PER_LONG)
			return true;
	return roll_back(region, first, i);
}

#endif
