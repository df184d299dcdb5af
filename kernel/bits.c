// SPDX-License-Identifier: MIT
#include "bits.h"

size_t bits_next(const struct atomic_word *map, size_t from, size_t end, unsigned long flip)
{
	size_t i = from / BITS_PER_LONG;
	unsigned long word;

	if (from >= end)
		return end;
	word = (atomic_read(&map[i]) ^ flip) >> (from % BITS_PER_LONG);
	if (word)
		return from + lowest_bit(word);
	while (++i * BITS_PER_LONG < end) {
		word = atomic_read(&map[i]) ^ flip;
		if (word)
			return i * BITS_PER_LONG + lowest_bit(word);
	}
	return end;
}

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
