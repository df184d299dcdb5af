/* SPDX-License-Identifier: MIT */
/* Bit searches by halving: no instruction beyond shifts, no table, log2(w) steps. */
#ifndef ASM_GENERIC_BITOPS_SOFT_H
#define ASM_GENERIC_BITOPS_SOFT_H

#define BITS_PER_LONG ((unsigned int)sizeof(long) * 8)

/* Number of the highest set bit; undefined for 0. */
static inline unsigned int highest_bit(unsigned long word)
{
	unsigned int bit = 0;

	for (unsigned int half = BITS_PER_LONG / 2; half; half /= 2) {
		if (word >> half) {
			word >>= half;
			bit += half;
		}
	}
	return bit;
}

/* Number of the lowest set bit; undefined for 0. */
static inline unsigned int lowest_bit(unsigned long word)
{
	return highest_bit(word & (0 - word));
}

#endif
