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

static void fill_word(struct atomic_word *word, unsigned long mask, bool set)
{
	if (set)
		atomic_fetch_or(word, mask);
	else
		atomic_fetch_andnot(word, mask);
}

void bits_fill(struct atomic_word *map, size_t from, size_t end, bool set)
{
	size_t i = from / BITS_PER_LONG, last = end / BITS_PER_LONG;
	unsigned long head = ~0ul << (from % BITS_PER_LONG);
	unsigned long tail = ~(~0ul << (end % BITS_PER_LONG));

	if (i == last)
		head &= tail;
	if (from < end)
		fill_word(&map[i], head, set);
	while (++i < last)
		atomic_set(&map[i], set ? ~0ul : 0);
	if (i == last && tail)
		fill_word(&map[i], tail, set);
}
