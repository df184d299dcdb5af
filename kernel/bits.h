/* SPDX-License-Identifier: MIT */
/*
 * Bitmaps of atomic words. Searches read word by word: with other contexts at
 * work they see a state that may never have been, so a claim must check.
 */
#ifndef KERNEL_BITS_H
#define KERNEL_BITS_H

#include <asm/atomic.h>
#include <asm/bitops.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "compiler.h"
#include "names.h"

static always_inline bool bits_test(const struct atomic_word *map, size_t bit)
{
	return atomic_read(&map[bit / BITS_PER_LONG]) >> (bit % BITS_PER_LONG) & 1;
}

static inline void bit_set(struct atomic_word *map, size_t bit)
{
	atomic_fetch_or(&map[bit / BITS_PER_LONG], 1ul << (bit % BITS_PER_LONG));
}

static inline void bit_clear(struct atomic_word *map, size_t bit)
{
	atomic_fetch_andnot(&map[bit / BITS_PER_LONG], 1ul << (bit % BITS_PER_LONG));
}

/* Set the bits in [@from, @end), or clear them: all are the caller's. O((end - from) / w). */
void bits_fill(struct atomic_word *map, size_t from, size_t end, bool set);

/*
 * Lowest bit in [from, end) that is set in (@map ^ @flip), or a number not below
 * @end. O(end / w).
 */
size_t bits_next(const struct atomic_word *map, size_t from, size_t end, unsigned long flip);

/* Lowest set, lowest clear bit of @map in [from, end), or a number not below @end. */
static inline size_t bits_next_set(const struct atomic_word *map, size_t from, size_t end)
{
	return bits_next(map, from, end, 0);
}

static inline size_t bits_next_clear(const struct atomic_word *map, size_t from, size_t end)
{
	return bits_next(map, from, end, ~0ul);
}

/* The same as bits_next() for a @from below @end: without a call if it is in that word. */
static always_inline size_t bits_next_near(const struct atomic_word *map, size_t from,
					   size_t end, unsigned long flip)
{
	unsigned long word = atomic_read(&map[from / BITS_PER_LONG]) ^ flip;

	word >>= from % BITS_PER_LONG;
	return likely(word) ? from + lowest_bit(word)
			    : bits_next(map, (from | (BITS_PER_LONG - 1)) + 1, end, flip);
}

#endif
