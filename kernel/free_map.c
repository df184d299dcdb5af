// SPDX-License-Identifier: MIT
/*
 * Free slices: see free_map.h.
 *
 * Pairing: a release of slices releases what its owner wrote, a claim acquires it.
 * The summary's bit is cleared (acquire) before the word is read again, and set
 * (release) after the word was: one of both sees the other.
 */
#include "free_map.h"

/* See free_map_starts(). A shift of a negative number keeps the top bit. */
static unsigned long run_starts(unsigned long word, size_t n)
{
	size_t have = 1;

	for (; word && have <= n / 2; have *= 2)
		word &= (unsigned long)((long)word >> have);
	return word & (unsigned long)((long)word >> (n - have));
}

unsigned long free_map_starts(const struct region *region, size_t i, size_t n)
{
	return run_starts(atomic_read(&region->free_map[i]),
			  n < BITS_PER_LONG ? n : BITS_PER_LONG);
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
static bool refresh(struct region *region)
{
	bool missing = false;

	for (size_t i = 0; i < region->nr_words; i++) {
		if (atomic_read(&region->free_map[i]) && !bits_test(region_summary(region), i)) {
			summary_set(region, i);
			missing = true;
		}
	}
	return missing;
}

bool free_map_refresh(struct hakmem_arena *arena)
{
	bool missing = false;

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

static always_inline size_t next_word(const struct region *region, size_t i)
{
	return i < region->nr_words ?
		bits_next_near(region_summary(region), i, region->nr_words, 0) : i;
}

/* The first slice behind @first, which is free, that is not. */
static size_t run_end(const struct region *region, size_t first, size_t end)
{
	return bits_next_near(region->free_map, first, end, ~0ul);
}

/* Where a run of @n slices may start, at or behind @from. */
static size_t next_start(const struct region *region, size_t from, size_t n)
{
	unsigned long skip = ~0ul << (from % BITS_PER_LONG);

	if (n > BITS_PER_LONG)
		n = BITS_PER_LONG;
	for (size_t i = from / BITS_PER_LONG; i < region->nr_words; i = next_word(region, i + 1)) {
		unsigned long word = atomic_read(&region->free_map[i]) & skip;

		word = run_starts(word, n);
		if (word)
			return i * BITS_PER_LONG + lowest_bit(word);
		skip = ~0ul;
	}
	return SIZE_MAX;
}

#else

static size_t next_word(const struct region *region, size_t i)
{
	(void)region;
	return i;
}

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

/* The next free slice at or behind @from: whatever the length of its run. */
static size_t next_start(const struct region *region, size_t from, size_t n)
{
	(void)n;
	return bits_next_set(region->free_map, from, region->nr_slices);
}

static size_t run_end(const struct region *region, size_t first, size_t end)
{
	return bits_next_clear(region->free_map, first, end);
}

#endif

size_t free_map_next_word(const struct region *region, size_t i)
{
	return next_word(region, i);
}

/* Number of bits of [first, first + n) in the word that holds @first. */
static size_t in_word(size_t first, size_t n)
{
	size_t room = BITS_PER_LONG - first % BITS_PER_LONG;

	return n < room ? n : room;
}

static unsigned long mask_of(size_t first, size_t n)
{
	return ~0ul >> (BITS_PER_LONG - n) << (first % BITS_PER_LONG);
}

void free_map_release(struct region *region, size_t first, size_t n)
{
	while (n) {
		size_t part = in_word(first, n), i = first / BITS_PER_LONG;

		if (!atomic_fetch_or(&region->free_map[i], mask_of(first, part)))
			summary_set(region, i);
		first += part;
		n -= part;
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

bool free_map_claim(struct region *region, size_t first, size_t n)
{
	size_t bit = first;

	do {
		size_t part = in_word(bit, n);

		if (!claim_in_word(region, bit / BITS_PER_LONG, mask_of(bit, part))) {
			free_map_release(region, first, bit - first);
			return false;
		}
		bit += part;
		n -= part;
	} while (n);
	return true;
}

/* No bit is set behind the last slice (I12). */
static always_inline bool next_run(const struct region *region, size_t from, size_t n, size_t most,
				   struct run *run)
{
	size_t end = region->nr_slices, first, next;

	for (; (first = next_start(region, from, n)) < end; from = next + 1) {
		next = run_end(region, first, most == SIZE_MAX || end - first < most ?
					      end : first + most);
		run->first = first;
		run->length = next - first;
		if (likely(next - first >= n))
			return true;
	}
	return false;
}

#ifdef CONFIG_64BIT

bool free_map_next_run_within(const struct region *region, size_t from, size_t n, size_t most,
			      struct run *run)
{
	return next_run(region, from, n, most, run);
}

bool free_map_next_run(const struct region *region, size_t from, size_t n, struct run *run)
{
	return free_map_next_run_within(region, from, n, SIZE_MAX, run);
}

#else

bool free_map_next_run(const struct region *region, size_t from, size_t n, struct run *run)
{
	return next_run(region, from, n, SIZE_MAX, run);
}

#endif
