// SPDX-License-Identifier: MIT
#include "bits.h"

size_t bits_next(const struct atomic_word *map, size_t from, size_t end, unsigned long flip)
{
	unsigned long word;

	if (from >= end)
		return end;
	map += from / BITS_PER_LONG;
	word = (atomic_read(map) ^ flip) & ~0ul << (from % BITS_PER_LONG);
	from -= from % BITS_PER_LONG;
	while (!word) {
		from += BITS_PER_LONG;
		if (from >= end)
			return end;
		word = atomic_read(++map) ^ flip;
	}
	return from + lowest_bit(word);
}
