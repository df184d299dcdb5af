// SPDX-License-Identifier: MIT
/*
 * Sizes of classes, and division by one, without a divider (ARMv6-M has none, and
 * libgcc is not there).
 *
 * Every class is m << k with m of 4 to 7. For x up to 43689,
 * x / m == x * ceil(2^18 / m) >> 18: the error of the reciprocal, at most
 * 6/7 of 2^-18 of x, stays below 1/7. (Granlund and Montgomery, Division by
 * invariant integers using multiplication, 1994.) The product fits 32 bits.
 */
#include "size_class.h"

#define RECIPROCAL_SHIFT 18
#define RECIPROCAL(m)	 (((1u << RECIPROCAL_SHIFT) + (m) - 1) / (m))

/**
 * class_divide() - bytes / size, rounded down.
 * @bytes: at most 43689 << k.
 * @size: the size of a class.
 *
 * Context: any. Bound: O(1).
 */
size_t class_divide(size_t bytes, size_t size)
{
	static const uint32_t reciprocal[] = {
		RECIPROCAL(4), RECIPROCAL(5), RECIPROCAL(6), RECIPROCAL(7),
	};
	unsigned int k = highest_bit(size) - 2;
	uint32_t x = (uint32_t)(bytes >> k);

	return (size_t)(x * reciprocal[(size >> k) - 4] >> RECIPROCAL_SHIFT);
}

size_t class_size(unsigned int class)
{
	unsigned int step = class - CLASS_LINEAR;

	if (class < CLASS_LINEAR)
		return (size_t)(class + 1) << ALIGN_SHIFT;
	return (size_t)(5 + (step & 3)) << (LINEAR_SHIFT - 2 + (step >> 2));
}
