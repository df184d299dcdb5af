// SPDX-License-Identifier: MIT
#include "bits.h"

size_t bits_last(const struct atomic_word *map, size_t bit)
{
	size_t i = bit / BITS_PER_LONG;
	unsigned long word = atomic_read(&map[i]) &
			     ~0ul >> (BITS_PER_LONG - 1 - bit % BITS_PER_LONG);

	while (!word) {
		if (!i--)
			return SIZE_MAX;
		word = atomic_read(&map[i]);
	}
	return i * BITS_PER_LONG + highest_bit(word);
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

void bits_set(struct atomic_word *map, size_t first, size_t n)
{
	while (n) {
		size_t part = in_word(first, n);

		atomic_fetch_or(&map[first / BITS_PER_LONG], mask_of(first, part));
		first += part;
		n -= part;
	}
}

static bool claim_word(struct atomic_word *word, unsigned long mask)
{
	unsigned long old = atomic_read(word);

	do {
		if ((old & mask) != mask)
			return false;
	} while (!atomic_try_cmpxchg(word, &old, old & ~mask));
	return true;
}

bool bits_claim(struct atomic_word *map, size_t first, size_t n)
{
	size_t bit = first;

	while (n) {
		size_t part = in_word(bit, n);

		if (!claim_word(&map[bit / BITS_PER_LONG], mask_of(bit, part))) {
			bits_set(map, first, bit - first);
			return false;
		}
		bit += part;
		n -= part;
	}
	return true;
}
