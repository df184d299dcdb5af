/* SPDX-License-Identifier: MIT */
/*
 * Bit searches where the compiler has instructions for them. Cores without
 * (ARMv6-M, RISC-V without Zbb) take asm/bitops_soft.h: a builtin would call
 * libgcc there.
 */
#ifndef ASM_GENERIC_BITOPS_H
#define ASM_GENERIC_BITOPS_H

#define BITS_PER_LONG ((unsigned int)sizeof(long) * 8)

/* Number of the lowest set bit; undefined for 0. */
static inline unsigned int lowest_bit(unsigned long word)
{
	return (unsigned int)__builtin_ctzl(word);
}

/* Number of the highest set bit; undefined for 0. */
static inline unsigned int highest_bit(unsigned long word)
{
	return BITS_PER_LONG - 1 - (unsigned int)__builtin_clzl(word);
}

#endif
